"""The citation reader on real statutes (skipped where the measuring data is absent): nothing is overlooked, and in cells made of
real articles the list's own citations are told from those in the pasted text."""

from __future__ import annotations

import random
import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from text.citations import Context, read_citations

LAWS = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "laws"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not LAWS.is_dir(), reason="没有测量数据 ../shared/corpus/laws"),
]
ORDINAL = re.compile(r"第[零〇一二两三四五六七八九十百千0-9]+条(?!例)")
HEADING = re.compile(r"(?m)^[ 　*#]*第[零〇一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?\**[ 　]+")


@cache
def sample(count: int) -> list[tuple[str, str]]:
    """(title, text) of so many statutes over all folders, always the same."""
    paths = random.Random(20261101).sample(sorted(LAWS.rglob("*.md")), count)
    return [
        (re.sub(r"\(\d{4}.*", "", path.stem), path.read_text(encoding="utf-8").split("INFO END -->")[-1])
        for path in paths
    ]


def test_every_article_named_in_a_statute_is_read() -> None:
    named = missed = 0
    for title, text in sample(300):
        covered = bytearray(len(text))
        for mention in read_citations(text, Context(law=title)):
            covered[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
        for match in ORDINAL.finditer(text):
            line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
            if line.strip(" 　*#"):
                named += 1
                missed += not covered[match.start()]
    print(f"\n{named} articles named, {missed} not read")
    assert named > 1000
    assert missed <= named * 0.005


def articles() -> list[tuple[str, str, str]]:
    """(title, label, text) of the articles of the sample."""
    found = []
    for title, text in sample(300):
        heads = list(HEADING.finditer(text))
        for head, following in pairwise(heads):
            body = re.split(r"\n#", text[head.end() : following.start()])[0].strip()
            if 10 < len(body) < 900 and "|" not in body:
                found.append((title, head[0].strip(" 　*#\n"), body.replace("*", "")))
    return found


def test_pasted_articles_are_told_from_the_list() -> None:
    rng = random.Random(20261102)
    pool = articles()
    right = found = wanted = 0
    for _ in range(1500):
        cell = ""
        own = set()
        colon = rng.choice(["：", " ", "　", "\n", ":", "：“", "规定：", ""])
        end = rng.choice(["", "\n", " ", "；", "\n\n"])
        flat = rng.random() < 0.5
        for number in range(1, rng.randint(1, 4) + 1):
            title, label, body = rng.choice(pool)
            body = re.sub(r"\s*\n\s*", "" if flat else "\n", body)
            cell += rng.choice(["", "", f"{number}.", "【法律】", f"（{'一二三四'[number - 1]}）", f"{number}、"])
            start = len(cell)
            cell += f"《{title}》{rng.choice(['', '', '（2019年修正）', '（国务院令第1号）'])}{label}"
            own.add((start, len(cell)))
            cell += colon + body + ("”" if "“" in colon else "") + end
        read = {(mention.start, mention.end) for mention in read_citations(cell) if not mention.in_quote}
        right += len(read & own)
        found += len(read)
        wanted += len(own)
    print(f"\n{wanted} citations of lists, precision {right / found:.4f}, recall {right / wanted:.4f}")
    assert right / found >= 0.99
    assert right / wanted >= 0.99

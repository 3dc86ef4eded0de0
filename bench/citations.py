"""How fast citations are read: statutes in MB/s, basis cells in citations/s, each beside its floor.

``python -m bench.citations --corpus PATH [--sample N]``: PATH is a folder of statutes as text or Markdown. The floor is the bare
scanner's regular expression over the same text: what finding the anchors costs when nothing is read. Times are CPU time
(``time.process_time``) of one process; the best of three runs counts. Cells are generated here, from a fixed seed.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from pathlib import Path

from text.citations import _CELL_SCANNER, _STATUTE_SCANNER, Context, Names, read_citations
from text.numerals import to_chinese

_SUBJECTS = [
    "消防",
    "道路交通安全",
    "城市绿化",
    "物业管理",
    "食品安全",
    "残疾人就业",
    "森林防火",
    "公共文化服务",
    "农药管理",
]
_KINDS = ["法", "条例", "管理办法", "实施细则", "若干规定"]
_PLACES = ["", "中华人民共和国", "湖北省", "武汉市"]
_TEXTS = [
    "：违反规定占用通道的，由主管部门责令改正，处五百元以上五千元以下罚款。",
    " 有下列行为之一的，由主管部门给予警告：（一）未经批准的；（二）弄虚作假的。违反前款规定情节严重的，依照本法第{n}条处理。",
    "：应当申请而没有申请的，按照本条例第{n}条第一款的规定补办。",
    "；",
    "\n",
]
_NOTES = ["", "（2019年修正）", "(国务院令第101号)", "（2003年5月1日发布，2017年3月1日修订）", "〔2015〕25号"]


def cells(count: int, seed: int = 20260101) -> list[str]:
    """``count`` basis cells of one to four laws, most of them with the law's text behind the citation."""
    rng = random.Random(seed)
    made = []
    for _ in range(count):
        parts = []
        for position in range(rng.randint(1, 4)):
            title = rng.choice(_PLACES) + rng.choice(_SUBJECTS) + rng.choice(_KINDS)
            head = rng.choice(["", "【法律】", f"{position + 1}."])
            articles = []
            for _ in range(rng.choice([1, 1, 2, 3])):
                article = f"第{to_chinese(rng.randint(1, 120))}条"
                if rng.random() < 0.4:
                    article += f"第{to_chinese(rng.randint(1, 4))}款"
                if rng.random() < 0.3:
                    article += f"第（{to_chinese(rng.randint(1, 9))}）项"
                articles.append(article)
            text = rng.choice(_TEXTS).format(n=to_chinese(rng.randint(1, 120)))
            parts.append(f"{head}《{title}》{rng.choice(_NOTES)}{'、'.join(articles)}{text}")
        made.append("".join(parts))
    return made


def _best(work: Callable[[], int], runs: int = 3) -> tuple[float, int]:
    """The shortest CPU time of ``runs`` runs, and what the work counted."""
    times = []
    counted = 0
    for _ in range(runs):
        start = time.process_time()
        counted = work()
        times.append(time.process_time() - start)
    return min(times), counted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("--corpus", type=Path, required=True, help="a folder of statutes")
    parser.add_argument("--sample", type=int, default=0, help="read only so many files (0: all)")
    parser.add_argument("--cells", type=int, default=5000, help="how many basis cells to generate")
    arguments = parser.parse_args()

    paths = sorted(path for path in arguments.corpus.rglob("*") if path.suffix in (".md", ".txt"))
    if arguments.sample:
        paths = random.Random(1).sample(paths, min(arguments.sample, len(paths)))
    statutes = [(path.stem.split("(", 1)[0], path.read_text(encoding="utf-8", errors="replace")) for path in paths]
    if not statutes:
        parser.error(f"{arguments.corpus} 中没有 .md 或 .txt 文件")
    size = sum(len(text.encode()) for _, text in statutes) / 1e6
    names = Names(title for title, _ in statutes)
    lists = cells(arguments.cells)

    floor, anchors = _best(lambda: sum(sum(1 for _ in _STATUTE_SCANNER.finditer(text)) for _, text in statutes))
    plain, found = _best(lambda: sum(len(read_citations(text, Context(law=title))) for title, text in statutes))
    named, more = _best(lambda: sum(len(read_citations(text, Context(law=title), names)) for title, text in statutes))
    paragraphs = [(title, line) for title, text in statutes for line in text.split("\n") if line]
    lines, within = _best(
        lambda: sum(
            len(read_citations(line, Context(law=title, article="2", paragraph="2"), names))
            for title, line in paragraphs
        )
    )
    cell_floor, cell_anchors = _best(lambda: sum(sum(1 for _ in _CELL_SCANNER.finditer(cell)) for cell in lists))
    cell_time, cited = _best(lambda: sum(len(read_citations(cell, names=names)) for cell in lists))

    print(f"statutes: {len(statutes)} files, {size:.1f} MB (UTF-8)")
    print(f"  floor, scanner alone          {size / floor:8.1f} MB/s  {anchors:8d} anchors")
    print(f"  whole texts, national names   {size / plain:8.1f} MB/s  {found:8d} citations")
    print(f"  whole texts, {len(names):5d} names     {size / named:8.1f} MB/s  {more:8d} citations")
    print(f"  line by line, {len(names):5d} names    {size / lines:8.1f} MB/s  {within:8d} citations")
    print(f"cells: {len(lists)} cells, {sum(map(len, lists))} characters")
    print(f"  floor, scanner alone          {cell_anchors / cell_floor:8.0f} anchors/s")
    print(
        f"  read                          {cited / cell_time:8.0f} citations/s ({len(lists) / cell_time:.0f} cells/s)"
    )


if __name__ == "__main__":
    main()

"""Reading what was rendered gives the same structure: for made-up laws (Hypothesis) and for every file of the corpus."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ingest.laws import expand, read_law, render
from ontologies.records import LawText
from text.numerals import to_chinese

# Words of a law, and whatever is a mark somewhere: of Markdown, of HTML, of a list, of an article, of an annex.
WORDS = st.text(
    alphabet="县人民政府应当依法公布条款第一二十附件目录 　，。；：“”（）《》【】()|#*<>&;!-=[]\\1２.、①",
    min_size=1,
    max_size=30,
)
SENTENCE = st.builds(lambda words: f"应当{words}。", WORDS)
HEADING = st.text(alphabet="总则登记管理法律责任监督", min_size=1, max_size=6)


# What a paragraph may begin with to be taken for something else.
OPENINGS = st.sampled_from(
    [
        "第十条 ",
        "第十条的规定",
        "第三章 ",
        "（七）",
        "3.",
        "一、",
        "附件",
        "附：",
        "**粗**",
        "*斜*",
        "# ",
        "<b>",
        "<!-- 注 -->",
        "目录",
        "附则",
        "- ",
        "> ",
        "“第二条 ",
        "[[页]]",
        "![图](a)",
    ]
)
HOSTILE = st.builds(lambda opening, words: f"{opening}{words}。", OPENINGS, WORDS)


@st.composite
def paragraphs(draw: st.DrawFn) -> list[str]:
    """The lines of an article: paragraphs, some with items, some of those with points."""
    lines = []
    for _ in range(draw(st.integers(1, 3))):
        lines.append(draw(st.one_of(SENTENCE, WORDS.map(lambda words: f"县{words}。"), HOSTILE)))
        for item in range(draw(st.integers(0, 3))):
            lines.append(f"（{to_chinese(item + 1)}）{draw(SENTENCE)}")
            lines.extend(f"{point + 1}.{draw(SENTENCE)}" for point in range(draw(st.integers(0, 2))))
    if draw(st.booleans()):
        lines.append("| 甲 | 乙 |\n| --- | --- |\n| 一 | 二 |")
    return lines


@st.composite
def sources(draw: st.DrawFn) -> str:
    """A law file: title, history, chapters and sections now and then, articles (some put in between), an annex; in either dialect."""
    bold = draw(st.booleans())
    blocks = ["# 某县某条例"]
    for day in draw(st.lists(st.dates(date(1980, 1, 1), date(2025, 1, 1)), max_size=3)):
        blocks.append(
            f"{day.year}年{day.month}月{day.day}日某县第一届人民代表大会第二次会议{draw(st.sampled_from(['通过', '修订']))}"
        )
    if draw(st.booleans()):
        blocks.append(draw(st.sampled_from(["某某局", "（某某发布）", "某某县长 某某"])))
    blocks.append("<!-- INFO END -->")
    if draw(st.booleans()):
        blocks.append(draw(SENTENCE))
    number = chapter = 0
    for _ in range(draw(st.integers(0, 3))):
        if draw(st.booleans()):
            chapter += 1
            blocks.append(f"## 第{to_chinese(chapter)}章　{draw(HEADING)}")
        for _ in range(draw(st.integers(1, 3))):
            number += 1
            label = f"第{to_chinese(number)}条"
            inserted = f"第{to_chinese(number)}条之一"
            for name in (label, inserted) if draw(st.booleans()) else (label,):
                first, *rest = draw(paragraphs())
                blocks.append(f"**{name}**　{first}" if bold else f"{name} {first}")
                blocks.extend(rest)
    if number and draw(st.booleans()):
        blocks.append("附件1：某表")
        blocks.extend(draw(paragraphs()))
    return "\n\n".join(blocks) + "\n"


def read(source: str, hints: dict[str, str] | None = None) -> LawText:
    laws, problems = read_law(source.encode(), "某县某条例.md", hints)
    assert [p.text() for p in problems if p.severity == "error"] == []
    return laws[0]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sources())
def test_a_rendered_law_reads_back_the_same(source: str) -> None:
    # Two paragraphs of a plain text that begin with one article's number cannot be told from that article.
    assume(source.count("\n第十条 ") < 2)
    first = read(source)
    again = render(first)
    assert read(again, first.hints) == first
    assert render(read(again, first.hints)) == again


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("第一二三条章（）：:。.1①、\n # *|<>-&;附件目录则甲乙“”"), max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Whatever a text is, reading ends with a law or an error, and never raises; identifiers stay unique."""
    laws, problems = read_law(text.encode(), "某条例.md")
    assert bool(laws) != any(p.severity == "error" for p in problems)
    for law in laws:
        eids = [p.eid for p in law.provisions]
        assert len(eids) == len(set(eids))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    for name in ("a.md", "a.docx", "a.html"):
        laws, problems = read_law(data, name)
        assert bool(laws) != any(p.severity == "error" for p in problems)


@pytest.mark.shared
def test_the_corpus_reads_back_the_same(shared_corpus: Path) -> None:
    files = 0
    for source in expand([shared_corpus]):
        first = read_law(source.data, source.name, source.hints)[0][0]
        second = read_law(render(first).encode(), source.name, first.hints)[0][0]
        assert second == first, source.name
        files += 1
    assert files > 3000

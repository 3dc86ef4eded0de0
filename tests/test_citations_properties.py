"""Citations by Hypothesis: what is written in any style is read back; any text is read without an error, spans hold."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from text.citations import Context, read_citations
from text.numerals import to_chinese

TITLES = [
    "中华人民共和国消防法",
    "湖北省实施〈中华人民共和国水法〉办法",
    "城市绿化条例",
    "农药管理条例实施细则（试行）",
]
NOTES = [
    "",
    "（2019年修正）",
    "(国务院令第101号)",
    "〔2015〕25号",
    "(2002年6月29日主席令第70号，2014年8月31日予以修改)",
]


@dataclass(frozen=True)
class Style:
    """How numbers are written, and what joins and spaces the parts."""

    arabic: bool
    full_width: bool
    brackets: str
    item_ordinal: str
    space: str
    separator: str

    def number(self, value: int) -> str:
        if not self.arabic:
            return to_chinese(value)
        plain = str(value)
        return plain.translate({48 + digit: 0xFF10 + digit for digit in range(10)}) if self.full_width else plain

    def clause(self, article: int, inserted: int, paragraph: int, item: int) -> str:
        text = f"第{self.number(article)}条" + (f"之{self.number(inserted)}" if inserted else "")
        if paragraph:
            text += f"{self.space}第{self.number(paragraph)}款"
        if item:
            left, right = self.brackets
            text += f"{self.space}{self.item_ordinal}{left}{self.number(item)}{right}项"
        return text


styles = st.builds(
    Style,
    arabic=st.booleans(),
    full_width=st.booleans(),
    brackets=st.sampled_from(["（）", "()"]),
    item_ordinal=st.sampled_from(["第", ""]),
    space=st.sampled_from(["", " ", "　"]),
    separator=st.sampled_from(["、", "，", "和", "及", "以及", "；", ", ", " 、"]),
)
clauses = st.tuples(st.integers(1, 1300), st.integers(0, 8), st.integers(0, 12), st.integers(0, 20))
laws = st.tuples(st.sampled_from(TITLES), st.sampled_from(NOTES), st.lists(clauses, min_size=0, max_size=4))
Expected = list[tuple[str, str | None, str | None, str | None]]


@settings(max_examples=400, deadline=None)
@given(styles, st.lists(laws, min_size=1, max_size=4), st.sampled_from(["", "；", "\n", "。", "、", " "]))
def test_round_trip(style: Style, cited: list[tuple[str, str, list[tuple[int, int, int, int]]]], between: str) -> None:
    parts = []
    expected: Expected = []
    for title, note, articles in cited:
        parts.append(f"《{title}》{note}" + style.separator.join(style.clause(*article) for article in articles))
        if not articles:
            expected.append((title, None, None, None))
        for article, inserted, paragraph, item in articles:
            number = f"{article}-{inserted}" if inserted else str(article)
            expected.append((title, number, str(paragraph) if paragraph else None, str(item) if item else None))
    mentions = read_citations(between.join(parts))
    assert [(m.law, m.article, m.paragraph, m.item) for m in mentions] == expected
    assert not any(m.in_quote for m in mentions)


@given(st.integers(1, 900), st.integers(1, 60), st.sampled_from(["至", "-", "—", "～", "到"]), st.booleans())
def test_ranges(first: int, length: int, mark: str, short: bool) -> None:
    last = first + length
    text = f"《消防法》第{first}{'' if short else '条'}{mark}{'' if short else '第'}{last}条"
    mentions = read_citations(text)
    assert [m.article for m in mentions] == [str(number) for number in range(first, last + 1)]
    assert {m.text for m in mentions} == {text}


FRAGMENTS = st.one_of(
    st.sampled_from("《》〈〉第条款项目之一（）1、至。：“”x①— \n\u3000"),
    st.sampled_from(
        ["二十", "(三)", "99999", "本法", "前款", "前两款", "本条", "该条例", "第十条", "第一款", "各该款"]
    ),
    st.sampled_from(["《消防法》", "消防法", "中华人民共和国", "宪法", "（以下简称", "【法律】", "(2019年修正)"]),
    st.sampled_from(["[2003]25号", "依照", "规定", "的", "实施", "办法", "条例"]),
)


@settings(max_examples=600, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(FRAGMENTS, max_size=40).map("".join)), st.booleans())
def test_any_text_is_read_and_spans_hold(text: str, statute: bool) -> None:
    context = Context(law="某某条例", article="12", paragraph="2") if statute else Context()
    mentions = read_citations(text, context)
    assert [m.start for m in mentions] == sorted(m.start for m in mentions)
    for mention in mentions:
        assert 0 <= mention.start < mention.end <= len(text)
        assert mention.text == text[mention.start : mention.end]
        assert mention.article is None or mention.article.replace("-", "").isdigit()


def test_long_runs_do_not_hold_it_up() -> None:
    for unit in ("(", "《", "第一条", " ", "前款", "、", "《a", "一", "第一条 ", "\n前款", "“", "依照", "实施"):
        read_citations(unit * 20_000)
        read_citations("《消防法》" + unit * 20_000, Context(law="某某条例", article="3"))
        read_citations("《消防法》第十条" + unit * 20_000 + "第二十条")

"""Clauses of effect, repeal and basis: forms as statutes write them, with titles and dates of this test's own."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.laws import expand, read_law
from text.clauses import Effective, read_basis, read_day, read_effective, read_repeals, title_spans
from text.numerals import to_chinese


def when(effective: Effective | None) -> tuple[date | None, bool, int] | None:
    return None if effective is None else (effective.date, effective.relative, effective.days)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本法自2021年9月1日起施行。", (date(2021, 9, 1), False, 0)),
        ("本条例自２０２１年９月１日起施行。", (date(2021, 9, 1), False, 0)),
        ("本办法自二○○八年六月一日起施行。", (date(2008, 6, 1), False, 0)),
        ("本规定从2004年10月1日起执行。", (date(2004, 10, 1), False, 0)),
        ("自2012年1月1日起施行。", (date(2012, 1, 1), False, 0)),
        ("本解释于2003年3月1日起施行。", (date(2003, 3, 1), False, 0)),
        ("本条例由某市人大常委会公布，自2015年1月1日起施行。", (date(2015, 1, 1), False, 0)),
        ("本办法自公布之日起施行。", (None, True, 0)),
        ("本办法自发布之日起实施。", (None, True, 0)),
        ("本条例经某省人大常委会批准后，自公布之日起施行。", (None, True, 0)),
        ("本办法自公布之日起30日后施行。", (None, True, 30)),
        ("本办法自发布之日起三十日后施行。", (None, True, 30)),
        ("本办法自公布之日起满60日施行。", (None, True, 60)),
        ("本规定自印发之日起生效。", (None, True, 0)),
        ("《甲条例》已经通过，现予公布，自2020年3月1日起施行。", (date(2020, 3, 1), False, 0)),
        ("本法施行日期由国务院另行规定。", (None, False, 0)),
        ("本法自《乙法》施行之日起施行。", (None, False, 0)),
        ("合同自成立之日起生效。", None),
        ("审计决定自送达之日起生效。", None),
        ("行政法规应当自公布之日起30日后施行。", None),
        ("本条例施行后，合同自成立之日起生效。", None),
        ("法律应当明确规定施行日期。", None),
        ("本法自2021年9月1日起施行前的行为，适用原规定。", None),
    ],
)
def test_effect(text: str, expected: tuple[date | None, bool, int] | None) -> None:
    assert when(read_effective(text)) == expected


def test_effect_of_less_than_a_day() -> None:
    month = read_effective("本规定自2023年5月起施行。")
    year = read_effective("本条例自1985年度起施行。")
    assert month is not None
    assert (month.date, month.precision) == (date(2023, 5, 1), "month")
    assert year is not None
    assert (year.date, year.precision) == (date(1985, 1, 1), "year")


def test_effect_of_some_articles() -> None:
    both = read_effective("本办法自公布之日起施行。第五条、第六条第二款自2025年1月1日起施行。")
    assert both is not None
    assert when(both) == (None, True, 0)
    assert [(p.subject, p.date) for p in both.partial] == [("第五条、第六条第二款", date(2025, 1, 1))]
    alone = read_effective("第三章自2022年1月1日起施行。")
    assert alone is not None
    assert when(alone) == (None, False, 0)
    assert [p.date for p in alone.partial] == [date(2022, 1, 1)]
    glued = read_effective("第四十二条本条例自2021年1月1日起施行。")
    assert when(glued) == (date(2021, 1, 1), False, 0)


def repeals(text: str) -> list[tuple[str, str, str]]:
    return [(r.title, r.scope, r.kind) for r in read_repeals(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("《甲法》同时废止。", [("甲法", "whole", "repeal")]),
        (
            "本法自2020年1月1日起施行。《甲条例》、《乙办法》同时废止。",
            [("甲条例", "whole", "repeal"), ("乙办法", "whole", "repeal")],
        ),
        ("《甲法》《乙法》《丙条例》同时废止。", [(t, "whole", "repeal") for t in ("甲法", "乙法", "丙条例")]),
        ("废止《甲办法》和《乙规定》。", [("甲办法", "whole", "repeal"), ("乙规定", "whole", "repeal")]),
        ("自本办法施行之日起，《甲办法》（1999年5月1日发布）即行废止。", [("甲办法", "whole", "repeal")]),
        (
            "1994年国务院发布的《甲条例》以及1996年某部印发的《乙细则》予以废止。",
            [("甲条例", "whole", "repeal"), ("乙细则", "whole", "repeal")],
        ),
        (
            "1990年1月1日某省人大常委会通过、根据2001年3月1日某省人大常委会《关于修改〈甲条例〉的决定》修正的《甲条例》同时废止。",
            [("甲条例", "whole", "repeal")],
        ),
        ("《甲法》第三条、第五条之一同时废止。", [("甲法", "partial", "repeal")]),
        ("《甲条例》中有关乙的规定同时废止。", [("甲条例", "partial", "repeal")]),
        ("《甲规定》不再适用。", [("甲规定", "whole", "lapse")]),
        ("《甲规定》自本规定施行之日起停止执行。", [("甲规定", "whole", "lapse")]),
        ("《〈甲法〉实施细则》同时废止。", [("〈甲法〉实施细则", "whole", "repeal")]),
        ("1986年9月5日公布的甲管理处罚条例同时废止。", [("甲管理处罚条例", "whole", "repeal")]),
        (
            "下列规章予以废止：\n1.《甲办法》（2001年令第1号）\n2.《乙办法》\n其他规章继续有效。",
            [("甲办法", "whole", "repeal"), ("乙办法", "whole", "repeal")],
        ),
        (
            "决定：\n一、废止《甲条例》（1992年通过）\n二、废止《乙条例》",
            [("甲条例", "whole", "repeal"), ("乙条例", "whole", "repeal")],
        ),
        ("根据《甲法》，《乙办法》同时废止。", [("乙办法", "whole", "repeal")]),
        ("与《甲法》不一致的，一律废止。", []),
        ("《甲法》废止前的行为，适用《甲法》。", []),
        ("《关于废止甲条例的决定》自公布之日起施行。", []),
        ("制定、修改、废止规章，适用《甲条例》。", []),
        ("凡与本法抵触的规定同时废止。", []),
        ("《采矿许可证》自行废止。", []),
        ("复议期间，《处罚决定书》不停止执行。", []),
        ("依照《甲法》作出的处罚，已经失效的除外。", []),
    ],
)
def test_repeal(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert repeals(text) == expected


def test_what_a_repeal_tells() -> None:
    part = read_repeals("《甲法》第三条、第五条之一同时废止。")[0]
    assert part.articles == ("3", "5-1")
    assert (part.date, part.when) == (None, "on_effect")
    later = read_repeals("《甲办法》自2024年7月1日起废止。")[0]
    assert (later.date, later.when) == (date(2024, 7, 1), "date")
    at_once = read_repeals("本法自2024年7月1日起施行，《甲办法》同时废止。")[0]
    assert (at_once.date, at_once.when) == (None, "on_effect")
    other = read_repeals("《甲办法》自新税制实行之日起停止执行。")[0]
    assert (other.date, other.when) == (None, "other")


def test_a_repeal_tells_which_text_is_meant() -> None:
    """An older text of the same title is told by its year, so that the caller does not end the new one."""
    found = read_repeals("1995年10月30日国务院发布的《甲条例》、《乙办法》（国发〔1996〕3号）同时废止。")
    assert [(r.title, r.note) for r in found] == [("甲条例", "1995年10月30日国务院发布"), ("乙办法", "国发[1996]3号")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("为了规范甲，根据《乙法》、《丙条例》和有关法律，结合本省实际，制定本条例。", ["乙法", "丙条例"]),
        ("根据《乙法》《丙法》，参照《丁法》，制定本办法。", ["乙法", "丙法", "丁法"]),
        ("根据宪法，制定本法。", ["宪法"]),
        ("根据宪法和立法法，制定本条例。", ["宪法", "立法法"]),
        ("甲诉讼法以宪法为根据，结合实际制定。", ["宪法"]),
        ("为了实施《乙法》，制定本办法。", ["乙法"]),
        ("依据《乙法》第三条的规定，制定本细则。", ["乙法"]),
        ("为依法惩治甲，根据《中华人民共和国乙法》的规定，现就有关问题解释如下：", ["中华人民共和国乙法"]),
        ("根据有关法律、法规，制定本条例。", []),
        ("在境内从事甲活动，应当依照《乙法》的规定办理。", []),
        ("为了甲，制定本法。", []),
    ],
)
def test_basis(text: str, expected: list[str]) -> None:
    assert read_basis(text) == expected


def test_titles_nest_and_never_swallow_a_line() -> None:
    text = "《甲〈乙〉丙》与《丁《戊》己》，《未闭\n《庚》"
    assert [text[a:b] for a, b in title_spans(text)] == ["《甲〈乙〉丙》", "《丁《戊》己》", "《庚》"]


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_a_day_is_read_in_every_writing(day: date) -> None:
    digits = "".join("〇一二三四五六七八九"[int(char)] for char in str(day.year))
    for written in (
        f"{day.year}年{day.month}月{day.day}日",
        f"{digits}年{to_chinese(day.month)}月{to_chinese(day.day)}日",
        day.isoformat(),
    ):
        assert read_day(written) == (day, "day")
        assert when(read_effective(f"本法自{written}起施行。")) == (day, False, 0)
    assert read_day("2023年2月30日") is None


@given(st.text(alphabet="《》〈〉废止同时自本法施行起。；，、\n第一条（）2020年1月日：停止执行", max_size=120))
def test_any_words_can_be_asked(text: str) -> None:
    read_effective(text)
    for repeal in read_repeals(text):
        assert repeal.title in text
    for title in read_basis(text):
        assert title in text or title == "宪法"


@pytest.mark.shared
def test_repeals_of_the_corpus(shared_corpus: Path) -> None:
    """Every article that ends a titled text (《…》同时废止 right at its end) gives a repeal, and the code of ecology ends ten."""
    plain = re.compile(r"》(?:（[^（）]*）)?同时废止。?$")
    asked = found = 0
    ended: list[str] = []
    for source in expand([shared_corpus]):
        law = read_law(source.data, source.name, source.hints)[0][0]
        for provision in law.provisions:
            if provision.level != "article" or not provision.lines:
                continue
            text = provision.lines[-1].text
            if plain.search(text):
                asked += 1
                found += bool(read_repeals(text))
            if (
                law.title.endswith("生态环境法典")
                and provision.number == "1242"
                and source.hints.get("folder") == "法律"
            ):
                ended = [r.title for r in read_repeals(text)]
    print(f"同时废止：{asked}，读出：{found}")
    assert asked > 200
    assert found == asked
    assert len(ended) == 10

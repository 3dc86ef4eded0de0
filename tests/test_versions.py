"""Works, versions and the days they hold, settled from texts made here: each rule by a row."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from ingest.documents import LawHead, pack_law
from ingest.versions import Settlement, settle
from ontologies.records import (
    OPEN_END,
    HistoryEvent,
    LawText,
    Line,
    LineLevel,
    OverrideRecord,
    ProvisionText,
    Rank,
)


def event(kind: str, day: str | None, text: str = "", body: str = "全国人民代表大会常务委员会") -> HistoryEvent:
    return HistoryEvent(kind, date.fromisoformat(day) if day else None, body, "", text or f"{day} {body}{kind}")


def law(
    title: str,
    history: list[HistoryEvent],
    articles: list[str],
    name_date: str = "",
    folder: str = "法律",
    stem: str = "",
) -> LawText:
    provisions = tuple(
        ProvisionText(f"art_{n}", "article", str(n), f"第{n}条", lines=(Line(LineLevel.PARAGRAPH, "1", text),))
        for n, text in enumerate(articles, 1)
    )
    hints = {"stem": stem or title, "folder": folder}
    if name_date:
        hints["date"] = name_date
    return LawText(title, tuple(history), provisions=provisions, hints=hints)


def settled(*laws: LawText, overrides: list[OverrideRecord] | None = None) -> Settlement:
    heads = {}
    for text in laws:
        packed = pack_law(text)
        heads[packed.digest] = msgspec.msgpack.decode(packed.head, type=LawHead)
    return settle(heads, overrides or [])


def spans(found: Settlement, work: str) -> list[tuple[str, str, str, str]]:
    return [
        (str(v.version_date), str(v.valid_from), "" if v.valid_to == OPEN_END else str(v.valid_to), v.end_reason)
        for v in found.works[work].versions
    ]


OLD = law(
    "中华人民共和国甲法",
    [event("adopted", "1986-01-20")],
    ["甲法第一条的内容。", "本法自1986年7月1日起施行。"],
)
AMENDED = law(
    "中华人民共和国甲法",
    [event("adopted", "1986-01-20"), event("amended", "2000-10-31"), event("amended", "2013-12-28")],
    ["甲法第一条改过的内容。", "本法自1986年7月1日起施行。"],
    name_date="2013-12-28",
)
REVISED = law(
    "中华人民共和国甲法",
    [event("adopted", "1986-01-20"), event("amended", "2013-12-28"), event("revised", "2025-12-27")],
    ["甲法全新的第一条。", "新的第二条。", "本法自2026年5月1日起施行。"],
)


def test_an_original_text_takes_effect_on_the_day_its_clause_names() -> None:
    found = settled(OLD)
    assert spans(found, "law/cn/甲法") == [("1986-01-20", "1986-07-01", "", "")]
    assert found.works["law/cn/甲法"].versions[0].settled["effective"].rule == "E1"


def test_an_amendment_keeps_the_first_clause_and_is_presumed_to_hold_from_its_own_day() -> None:
    version = settled(AMENDED).works["law/cn/甲法"].versions[-1]
    assert (version.valid_from, version.settled["effective"].rule) == (date(2013, 12, 28), "E5")


def test_versions_follow_each_other_and_a_future_one_waits() -> None:
    assert spans(settled(OLD, AMENDED, REVISED), "law/cn/甲法") == [
        ("1986-01-20", "1986-07-01", "2000-10-31", "superseded"),
        ("2000-10-31", "2000-10-31", "2013-12-28", "superseded"),
        ("2013-12-28", "2013-12-28", "2026-05-01", "superseded"),
        ("2025-12-27", "2026-05-01", "", ""),
    ]


def test_a_version_known_only_from_a_history_line_stands_without_text() -> None:
    between = settled(OLD, AMENDED).works["law/cn/甲法"].versions[1]
    assert (between.version_date, between.loaded) == (date(2000, 10, 31), False)


def test_on_any_day_at_most_one_version_is_in_force() -> None:
    work = settled(OLD, AMENDED, REVISED).works["law/cn/甲法"]
    for year in range(1980, 2030):
        day = date(year, 6, 1)
        assert sum(v.valid_from <= day < v.valid_to for v in work.versions) <= 1


def test_order_of_documents_does_not_matter() -> None:
    assert settled(OLD, AMENDED, REVISED) == settled(REVISED, OLD, AMENDED)


def test_one_version_from_two_sources_is_merged_and_the_difference_told() -> None:
    other = law(
        "甲法",
        [event("adopted", "1986-01-20"), event("amended", "2013-12-28")],
        ["甲法第一条抄错了的内容。", "本法自1986年7月1日起施行。"],
        name_date="2013-12-28",
        stem="甲法(2013-12-28)",
    )
    found = settled(AMENDED, other)
    versions = [v for v in found.works["law/cn/甲法"].versions if v.loaded]
    assert len(versions) == 1
    assert len(versions[0].digests) == 2
    assert any("1条文字不同（第1条）" in problem.message for problem in found.problems)


@pytest.mark.parametrize(
    ("clause", "day"),
    [
        ("本法自2020年1月1日起施行。《中华人民共和国甲法》同时废止。", "2020-01-01"),
        ("本法自2020年1月1日起施行。1986年1月20日通过的《中华人民共和国甲法》同时废止。", "2020-01-01"),
        ("自本法施行之日起，《中华人民共和国甲法》废止。本法自2020年3月1日起施行。", "2020-03-01"),
    ],
)
def test_a_clause_of_another_law_ends_a_law(clause: str, day: str) -> None:
    ending = law("中华人民共和国乙法", [event("adopted", "2019-10-26")], ["为了某事，制定本法。", clause])
    found = settled(OLD, ending)
    work = found.works["law/cn/甲法"]
    assert str(work.repealed_on) == day
    assert work.repealed_by == "law/cn/乙法/2019-10-26/art_2"
    assert spans(found, "law/cn/甲法")[-1][2:] == (day, "repealed")
    assert found.works["law/cn/乙法"].versions[0].repeals == (
        ("law/cn/甲法", date.fromisoformat(day), work.repealed_by),
    )


def test_a_revised_law_that_ends_its_own_older_text_is_not_repealed() -> None:
    revised = law(
        "中华人民共和国甲法",
        [event("adopted", "1986-01-20"), event("revised", "2019-10-26")],
        ["新的。", "本法自2020年1月1日起施行。1986年1月20日通过的《中华人民共和国甲法》同时废止。"],
    )
    found = settled(OLD, revised)
    assert found.works["law/cn/甲法"].repealed_on == OPEN_END
    assert spans(found, "law/cn/甲法")[-1] == ("2019-10-26", "2020-01-01", "", "")


def test_a_partial_repeal_ends_nothing_whole() -> None:
    ending = law(
        "中华人民共和国乙法",
        [event("adopted", "2019-10-26")],
        ["本法自2020年1月1日起施行。《中华人民共和国甲法》第二条同时废止。"],
    )
    assert settled(OLD, ending).works["law/cn/甲法"].repealed_on == OPEN_END


def test_a_repeal_clause_in_an_amended_text_counts_from_the_first_day() -> None:
    ending = law(
        "中华人民共和国乙法",
        [event("adopted", "1999-03-15"), event("amended", "2018-12-29")],
        ["内容。", "本法自1999年10月1日起施行。《中华人民共和国甲法》同时废止。"],
    )
    assert settled(OLD, ending).works["law/cn/甲法"].repealed_on == date(1999, 10, 1)


def test_a_local_rule_ends_only_rules_of_its_own_place() -> None:
    people = "浙江省人民代表大会常务委员会"
    mine = law("浙江省丙条例", [event("adopted", "2001-01-01", body=people)], ["内容。"], folder="地方性法规")
    theirs = law(
        "河南省丙条例",
        [event("adopted", "2001-01-01", body="河南省人民代表大会常务委员会")],
        ["内容。"],
        folder="地方性法规",
    )
    ending = law(
        "浙江省丁条例",
        [event("adopted", "2010-01-01", body=people)],
        ["本条例自2010年3月1日起施行。《浙江省丙条例》和《河南省丙条例》同时废止。"],
        folder="地方性法规",
    )
    found = settled(mine, theirs, ending)
    assert found.works["law/cn-33/浙江省丙条例"].repealed_on == date(2010, 3, 1)
    assert found.works["law/cn-41/河南省丙条例"].repealed_on == OPEN_END


def test_a_reviewed_correction_wins_and_an_unused_one_is_told() -> None:
    rows = [
        OverrideRecord("甲法", date(2013, 12, 28), {"effective": "2014-03-01"}, "某人", date(2026, 1, 1), "公告"),
        OverrideRecord("没有的法", None, {"repealed": "2020-01-01"}, "某人", None, "公告"),
    ]
    found = settled(AMENDED, overrides=rows)
    version = found.works["law/cn/甲法"].versions[-1]
    assert (version.valid_from, version.settled["effective"].rule) == (date(2014, 3, 1), "O1")
    assert ["没有用上" in problem.message for problem in found.problems] == [True]


def test_a_law_without_any_date_is_never_in_force() -> None:
    version = settled(law("某办法", [], ["内容。"], folder="部门规章")).works["law/cn/某办法"].versions[0]
    assert (version.version_date, version.valid_from, version.doubtful) == (None, OPEN_END, True)


def test_an_old_file_name_does_not_hide_a_later_amendment() -> None:
    text = law(
        "某条例",
        [event("adopted", "2007-12-14"), event("revised", "2021-07-30")],
        ["内容。", "本条例自2021年10月1日起施行。"],
        name_date="2007-12-14",
    )
    version = settled(text).works["law/cn/某条例"].versions[-1]
    assert (version.version_date, version.settled["version_date"].rule) == (date(2021, 7, 30), "V3")


@pytest.mark.parametrize(
    ("title", "line", "folder", "rank", "place"),
    [
        ("中华人民共和国甲法", "第十三届全国人民代表大会第三次会议通过", "法律", Rank.STATUTE, "cn"),
        ("某某条例", "2015年3月1日国务院令第600号公布", "", Rank.ADMINISTRATIVE_REGULATION, "cn"),
        (
            "浙江省某条例",
            "浙江省第十三届人民代表大会常务委员会第三次会议通过",
            "地方性法规",
            Rank.LOCAL_REGULATION,
            "33",
        ),
        (
            "杭州市某条例",
            "杭州市第十三届人民代表大会常务委员会第三次会议通过",
            "地方性法规",
            Rank.LOCAL_REGULATION,
            "3301",
        ),
        (
            "最高人民法院关于某事的解释",
            "2020年1月1日最高人民法院审判委员会通过",
            "",
            Rank.JUDICIAL_INTERPRETATION,
            "cn",
        ),
        (
            "全国人民代表大会常务委员会关于某事的决定",
            "第九届全国人民代表大会常务委员会通过",
            "法律",
            Rank.LEGISLATIVE_DECISION,
            "cn",
        ),
        ("黄冈市某办法", "2020年1月1日公布", "", Rank.LOCAL_RULE, "4211"),
        ("黄梅县某办法", "2020年1月1日黄梅县人民政府公布", "", Rank.NORMATIVE_DOCUMENT, "421127"),
        ("广东省经济特区条例", "第五届全国人民代表大会常务委员会第十五次会议批准", "法律", Rank.STATUTE, "cn"),
    ],
)
def test_rank_and_place(title: str, line: str, folder: str, rank: Rank, place: str) -> None:
    text = law(title, [event("adopted", "2015-03-01", line, "")], ["内容。"], folder=folder)
    works = settled(text).works
    assert len(works) == 1
    work = next(iter(works.values()))
    assert (work.rank, work.jurisdiction) == (rank, place)

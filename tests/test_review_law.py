"""Which law holds on a day, where names are used twice: by a later law, by an older text, by another place."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.resolve import Resolver
from ontologies.records import OPEN_END, OverrideRecord
from tests.test_resolve import Catalogue, version, work
from tests.test_versions import event, law, settled, spans

OLD = law("甲法", [event("adopted", "1993-02-22")], ["旧的。", "本法自1993年2月22日起施行。"])
NEW = law("甲法", [event("adopted", "2015-07-01")], ["全新的。", "本法自2015年7月1日起施行。"])
ENDING = law(
    "乙法",
    [event("adopted", "2014-11-01")],
    ["内容。", "本法自2014年11月1日起施行。1993年2月22日通过的《甲法》同时废止。"],
)


def test_a_law_that_was_repealed_and_made_anew_under_its_name_holds_on_no_day_between() -> None:
    found = settled(OLD, NEW, ENDING)
    assert spans(found, "law/cn/甲法") == [
        ("1993-02-22", "1993-02-22", "2014-11-01", "repealed"),
        ("2015-07-01", "2015-07-01", "", ""),
    ]
    assert found.works["law/cn/甲法"].repealed_on == OPEN_END


def test_a_text_that_went_on_was_not_meant_by_a_repeal_of_its_name() -> None:
    amended = law(
        "甲法",
        [event("adopted", "1993-02-22"), event("amended", "2018-10-26")],
        ["改过。", "本法自1993年2月22日起施行。"],
    )
    assert spans(settled(OLD, amended, ENDING), "law/cn/甲法")[0] == (
        "1993-02-22",
        "1993-02-22",
        "2018-10-26",
        "superseded",
    )


def test_a_repeal_that_names_an_older_text_spares_the_later_one_of_its_name() -> None:
    later = law("甲法", [event("adopted", "2010-05-01")], ["全新的。", "本法自2010年7月1日起施行。"])
    assert spans(settled(later, ENDING), "law/cn/甲法") == [("2010-05-01", "2010-07-01", "", "")]


def test_a_national_repeal_of_a_name_without_place_does_not_end_a_local_rule() -> None:
    people = "浙江省人民代表大会常务委员会"
    local = law("房屋条例", [event("adopted", "2001-01-01", body=people)], ["内容。"], folder="地方性法规")
    ending = law(
        "乙法", [event("adopted", "2019-10-26")], ["内容。", "本法自2020年1月1日起施行。《房屋条例》同时废止。"]
    )
    assert settled(local, ending).works["law/cn-33/房屋条例"].repealed_on == OPEN_END


def test_a_repeal_follows_the_reviewed_day_of_effect() -> None:
    review = OverrideRecord("乙法", date(2014, 11, 1), {"effective": "2015-01-01"}, "某人", None, "公告")
    found = settled(OLD, ENDING, overrides=[review])
    assert found.works["law/cn/甲法"].repealed_on == date(2015, 1, 1)


@pytest.mark.parametrize(("area", "loaded"), [("", False), ("41", False), ("33", True), ("330122", True)])
def test_a_local_rule_without_place_in_its_title_means_nothing_elsewhere(area: str, loaded: bool) -> None:
    only = work("房屋条例", "33", version("law/cn-33/房屋条例", "2020-01-01", "2020-01-01", a1="0"))
    found = Resolver(Catalogue(1, {only.id: only})).law("房屋条例", area)
    assert found.loaded is loaded
    assert found.id == ("law/cn-33/房屋条例" if loaded else "law/cn/房屋条例")


def test_a_name_that_tells_its_place_resolves_from_everywhere_though_it_lacks_a_word() -> None:
    only = work("浙江省房屋办法（试行）", "33", version("law/cn-33/x", "2020-01-01", "2020-01-01", a1="0"))
    found = Resolver(Catalogue(1, {only.id: only})).law("浙江省房屋办法")
    assert (found.id, found.rule) == (only.id, "R4")

"""Identifiers are made, taken apart and told from each other; what goes in comes out."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontologies.functions import functions
from ontologies.identifiers import (
    OPEN_FUNCTION,
    UNDATED,
    LawReference,
    article_eid,
    body_id,
    duty_id,
    entry_id,
    function_code,
    function_id,
    kind_of,
    law_id,
    list_id,
    office_id,
    parse_law_id,
    power_id,
    provision_id,
    slug,
    version_id,
)
from ontologies.linked import identifier_of, iri, uri

NAMES = st.text(min_size=1, max_size=30)
CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=20)
DAYS = st.dates(date(1949, 10, 1), date(2100, 1, 1))
NUMBERS = st.from_regex(r"[1-9][0-9]{0,3}(-[1-9])?", fullmatch=True)


def test_the_examples_of_the_documentation() -> None:
    law = law_id("cn", "渔业法")
    assert law == law_id("", "渔业法") == "law/cn/渔业法"
    assert law_id("33", "水资源条例") == "law/cn-33/水资源条例"
    version = version_id(law, date(2013, 12, 28))
    assert version == "law/cn/渔业法/2013-12-28"
    assert version_id(law, None) == f"law/cn/渔业法/{UNDATED}"
    assert provision_id(law, article_eid("38")) == "law/cn/渔业法/art_38"
    assert provision_id(version, article_eid("38", "1")) == "law/cn/渔业法/2013-12-28/art_38__para_1"
    assert article_eid("133-1", "2", "3", "1") == "art_133-1__para_2__item_3__point_1"
    assert body_id("421127", "黄梅县应急管理局") == "body/421127/黄梅县应急管理局"
    assert office_id("421127100", "小池镇", "社会事务办公室") == "office/421127100/小池镇/社会事务办公室"
    edition = list_id("421127", "黄梅县应急管理局", "power_list", date(2024, 6, 30))
    assert edition == "list/421127/黄梅县应急管理局/power_list/2024-06-30"
    assert entry_id(edition, "Sheet 1", 8) == f"{edition}/Sheet_1/8"
    assert power_id("421127", "某局", "对 A/B 的处罚") == "power/421127/某局/对_A_B_的处罚"
    assert duty_id("421127100", "小池镇", "basic", "公共场所卫生") == "duty/421127100/小池镇/basic/公共场所卫生"


@pytest.mark.parametrize(
    ("identifier", "kind"),
    [
        ("law/cn/渔业法", "law"),
        ("law/cn-3301/燃气管理条例", "law"),
        ("law/cn/渔业法/2013-12-28", "version"),
        (f"law/cn/渔业法/{UNDATED}", "version"),
        ("law/cn/渔业法/art_38", "article"),
        ("law/cn/渔业法/art_133-1", "article"),
        ("law/cn/渔业法/2013-12-28/art_38", "provision"),
        ("law/cn/渔业法/2013-12-28/chp_1__sec_2", "provision"),
        ("law/cn/渔业法/2013-12-28/annex_1", "provision"),
        ("law/cn/渔业法/2013-12-28/preamble", "provision"),
        ("body/33/某局", "body"),
        ("office/33/某局/某科", "office"),
        ("list/33/某局/power_list/2024-06-30", "list"),
        ("list/33/某局/power_list/2024-06-30/Sheet1/8", "entry"),
        ("power/33/某局/某事", "power"),
        ("duty/33/某镇/basic/某事", "duty"),
        ("function/emergency", "function"),
        ("function/open", "function"),
        ("", ""),
        ("law", ""),
        ("law/cn", ""),
        ("law/cn/渔业法/第三十八条", ""),
        ("law/cn/渔业法/2013-12-28/art_38/extra", ""),
        ("case/33/1", ""),
    ],
)
def test_kinds(identifier: str, kind: str) -> None:
    assert kind_of(identifier) == kind


def test_functions_and_what_is_left_open() -> None:
    assert function_id("emergency") == "function/emergency"
    assert function_id("") == f"function/{OPEN_FUNCTION}"
    assert OPEN_FUNCTION not in functions()
    for code in ("", *functions()):
        assert function_code(function_id(code)) == code


def test_taking_apart() -> None:
    assert parse_law_id("law/cn/渔业法") == LawReference("law/cn/渔业法")
    whole = parse_law_id("law/cn/渔业法/2013-12-28/art_38__para_1__item_2")
    assert whole == LawReference("law/cn/渔业法", "law/cn/渔业法/2013-12-28", "art_38__para_1__item_2")
    assert whole.article == "art_38"
    chapter = parse_law_id("law/cn/渔业法/2013-12-28/chp_1__sec_2")
    assert chapter is not None
    assert chapter.article == ""
    assert parse_law_id("body/33/某局") is None
    assert parse_law_id("law/cn/渔业法/38") is None


@given(NAMES)
def test_a_slug_is_one_segment_and_stays_itself(name: str) -> None:
    made = slug(name)
    assert made
    assert not set(made) & set('/?#%"<>\\^`{|}')
    assert not any(character.isspace() for character in made)
    assert slug(made) == made


@given(CHINESE)
def test_chinese_is_kept_as_it_is(name: str) -> None:
    assert slug(name) == name


@given(st.sampled_from(["cn", "33", "3301", "331127"]), NAMES, st.none() | DAYS, st.none() | NUMBERS)
def test_a_law_identifier_comes_apart_as_it_was_made(
    jurisdiction: str, name: str, day: date | None, number: str | None
) -> None:
    law = law_id(jurisdiction, name)
    version = version_id(law, day)
    assert parse_law_id(law) == LawReference(law)
    assert parse_law_id(version) == LawReference(law, version)
    if number is not None:
        eid = article_eid(number, "1", "2")
        assert parse_law_id(provision_id(version, eid)) == LawReference(law, version, eid)
        article = parse_law_id(provision_id(law, article_eid(number)))
        assert article == LawReference(law, "", f"art_{number}")


@given(NAMES, NAMES, NAMES, st.none() | DAYS, st.integers(1, 10**6))
def test_the_kinds_never_run_into_each_other(place: str, body: str, name: str, day: date | None, row: int) -> None:
    edition = list_id(place, body, "power_list", day)
    made = {
        "body": body_id(place, body),
        "office": office_id(place, body, name),
        "list": edition,
        "entry": entry_id(edition, name, row),
        "power": power_id(place, body, name),
        "duty": duty_id(place, body, "basic", name),
    }
    assert {kind: kind_of(identifier) for kind, identifier in made.items()} == {kind: kind for kind in made}


@given(NAMES, NAMES)
def test_identifiers_survive_being_addresses(body: str, name: str) -> None:
    base = "https://example.org/id/"
    identifier = power_id("33", body, name)
    assert identifier_of(iri(identifier, base), base) == identifier
    assert identifier_of(uri(identifier, base), base) == identifier

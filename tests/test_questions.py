"""The questions that every interface asks, over a small county loaded the real way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest

from casework import questions
from casework.questions import QuestionError
from ingest.home import Home, View
from ingest.resolve import Resolver
from ontologies.records import OPEN_END, OPEN_START, Status
from tests.support import sample
from tests.support.sample import DAY

TEA = "law/cn/茶馆管理条例"


@pytest.fixture(scope="module")
def view(sample_home: Path) -> Iterator[View]:
    with Home(sample.settings(sample_home)) as home:
        yield home.view()


def plain(value: Any) -> Any:
    return orjson.loads(questions.to_json(value))


@pytest.mark.parametrize(
    ("reference", "found"),
    [
        (TEA, TEA),
        (f"/{TEA}/", TEA),
        (f"http://127.0.0.1:8000/id/{TEA}/art_4", f"{TEA}/art_4"),
        ("http://h/id/law/cn/%E8%8C%B6%E9%A6%86%E7%AE%A1%E7%90%86%E6%9D%A1%E4%BE%8B", TEA),
        ("茶馆管理条例", TEA),
        ("《茶馆管理条例》第四条", f"{TEA}/art_4"),
        ("茶馆管理条例第四条第（二）项", f"{TEA}/art_4__para_1__item_2"),
        ("码头戏台巡查", "duty/421127102/小池镇/basic/码头戏台巡查"),
        ("黄梅县文化和旅游局", "body/421127/黄梅县文化和旅游局"),
        ("小池镇社会事务办公室", "office/421127102/小池镇/社会事务办公室"),
        ("no/such/thing/as/an/identifier", None),
    ],
)
def test_a_thing_is_found_by_identifier_address_citation_or_name(view: View, reference: str, found: str | None) -> None:
    if found is None:
        with pytest.raises(LookupError, match="没有名为"):
            questions.find(view, reference, DAY)
    else:
        assert questions.find(view, reference, DAY) == found


def test_a_name_that_two_things_bear_is_never_guessed(view: View) -> None:
    with pytest.raises(LookupError) as caught:
        questions.find(view, "茶馆巡查", DAY)
    told = str(caught.value)
    assert "2 个同名" in told
    assert "duty/421127102/小池镇/basic/茶馆巡查" in told
    assert "duty/421127106/五祖镇/basic/茶馆巡查" in told


def test_what_is_near_is_named(view: View) -> None:
    with pytest.raises(LookupError, match="码头戏台巡查"):
        questions.find(view, "戏台巡查", DAY)


def test_search_counts_filters_and_pages(view: View) -> None:
    whole = questions.search(view, "茶馆", DAY, limit=50)
    assert whole.total == len(whole.hits)
    assert {hit.kind for hit in whole.hits} >= {"law", "provision", "power", "duty"}
    pages = [questions.search(view, "茶馆", DAY, skip=skip, limit=3).hits for skip in range(0, whole.total, 3)]
    assert [hit.id for page in pages for hit in page] == [hit.id for hit in whole.hits]
    for chosen in ("duty", "履职事项"):
        duties = questions.search(view, "茶馆", DAY, {"kind": [chosen]}, limit=50).hits
        assert [hit.id for hit in duties] == [hit.id for hit in whole.hits if hit.kind == "duty"]
    counted = dict(whole.facets["kind"])
    assert counted == {kind: sum(hit.kind == kind for hit in whole.hits) for kind in counted}
    assert questions.search(view, "茶馆", DAY, facets=False).facets == {}


@pytest.mark.parametrize(
    ("facet", "word", "code"),
    [
        ("kind", "条款", "provision"),
        ("kind", "power", "power"),
        ("rank", "行政法规", "administrative_regulation"),
        ("status", "有效", "01"),
        ("status", "02", "02"),
        ("level", "县级", "county"),
        ("theme", "文化旅游", "culture"),
        ("type", "行政处罚", "02"),
        ("type", "body", "body"),
        ("place", "421127000000", "421127"),
        ("place", "黄梅县", "421127"),
        ("jurisdiction", "全国", "cn"),
        ("body", "黄梅县文化和旅游局", "黄梅县文化和旅游局"),
    ],
)
def test_codes_and_labels_are_both_understood(facet: str, word: str, code: str) -> None:
    assert questions.code_of(facet, word) == code


@pytest.mark.parametrize("facet", ["kind", "rank", "status", "level", "theme"])
def test_a_word_outside_a_closed_set_is_refused_with_the_set(facet: str) -> None:
    with pytest.raises(QuestionError, match="可用") as caught:
        questions.code_of(facet, "没有的")
    assert caught.value.parameter == facet


def test_no_search_goes_deeper_than_the_port(view: View) -> None:
    assert questions.search(view, "茶馆", DAY, skip=990, limit=10).hits == []
    with pytest.raises(QuestionError, match="1000"):
        questions.search(view, "茶馆", DAY, skip=991, limit=10)


def test_every_part_of_an_explanation_is_a_sentence(view: View) -> None:
    page = questions.search(view, "茶馆管理条例第四条", DAY, explain=True)
    pinned, other = page.hits[0], page.hits[-1]
    assert pinned.explanation
    assert pinned.explanation[0]["pinned"]
    assert "点名" in pinned.explanation[0]["text"]
    assert other.explanation
    for part in other.explanation:
        assert not part["pinned"]
        assert part["token"] in part["text"]
        assert f"{part['weight']:.2f}" in part["text"]
    assert sum(part["weight"] for part in other.explanation) == pytest.approx(other.score, abs=0.01)


def test_the_search_answer_has_labels_beside_codes(view: View) -> None:
    page = questions.search(view, "茶馆管理条例第四条", DAY, limit=2)
    answer = plain(questions.search_answer(view, page, DAY, 0, 2))
    assert answer["release"] == 1
    assert answer["as_of"] == DAY.isoformat()
    first = answer["hits"][0]
    assert first["id"] == f"{TEA}/2015-03-01/art_4"
    assert (first["law"], first["law_title"], first["article"]) == (TEA, "茶馆管理条例", "4")
    assert (first["kind_label"], first["rank_label"], first["status_label"]) == ("条款", "行政法规", "有效")
    assert (first["valid_from"], first["valid_to"]) == ("2015-06-01", "2027-01-01")
    assert answer["hits"][1]["valid_to"] is None
    kinds = {entry["code"]: entry for entry in answer["facets"]["kind"]}
    assert kinds["provision"]["label"] == "条款"
    everything = questions.search(view, "茶馆", DAY)
    places = {
        entry["code"]: entry["label"]
        for entry in plain(questions.search_answer(view, everything, DAY, 0, 1))["facets"]["place"]
    }
    assert places["421127"] == "黄梅县"
    assert places["421127102"] == "小池镇", "which no table of places has"


@pytest.mark.parametrize(
    ("day", "version", "text"),
    [
        (date(2026, 11, 1), "2015-03-01", "未经登记"),
        (date(2027, 1, 1), "2026-09-01", "公示茶价"),
        (date(2014, 1, 1), "2015-03-01", "未经登记"),
    ],
)
def test_an_article_is_shown_as_it_is_on_the_day(view: View, day: date, version: str, text: str) -> None:
    shown = questions.show(view, f"{TEA}/art_5", day)
    assert shown["provision"] == f"{TEA}/{version}/art_5"
    assert text in shown["text"]
    assert shown["kind"] == "article"
    assert len(shown["in_versions"]) == 2
    if day < date(2015, 6, 1):
        assert shown["status"] == Status.NOT_YET.value, "nothing held yet, and the answer says so"


@pytest.mark.parametrize(
    ("eid", "text"),
    [
        (
            "art_4__para_1",
            "第四条 开办茶馆应当登记，并具备下列条件：\n（一）有固定的场所；\n（二）有洁净的水源；\n（三）有消防设施。",
        ),
        ("art_4__para_1__item_2", "（二）有洁净的水源；"),
        ("art_4__item_3", "（三）有消防设施。"),
    ],
)
def test_a_paragraph_or_an_item_is_shown_alone(view: View, eid: str, text: str) -> None:
    shown = questions.show(view, f"{TEA}/{eid}", DAY)
    assert shown["id"] == f"{TEA}/{eid}"
    assert shown["label"].startswith("茶馆管理条例第四条第")
    assert [line.strip() for line in shown["text"].split("\n")] == [
        line.removeprefix("第四条 ") for line in text.split("\n")
    ]


@pytest.mark.parametrize(
    "reference",
    [
        "law/cn/没有的法",
        f"{TEA}/art_99",
        f"{TEA}/1999-01-01",
        f"{TEA}/art_4__para_9",
        "duty/421127102/小池镇/basic/没有的",
        "body/000000/没有",
    ],
)
def test_what_is_not_there_is_a_lookup_error_in_chinese(view: View, reference: str) -> None:
    with pytest.raises(LookupError, match="没有"):
        questions.show(view, reference, DAY)


def test_an_article_is_shown_with_whom_it_names_and_where_it_went(view: View) -> None:
    later = date(2027, 6, 1)
    shown = plain(questions.show(view, f"{TEA}/2015-03-01/art_5", later))
    assert [(row["number"], row["to_version"], row["change_label"]) for row in shown["taken_up_by"]] == [
        ("6", f"{TEA}/2026-09-01", "只改条号")
    ]
    assert shown["came_from"] == []
    now = plain(questions.show(view, f"{TEA}/art_6", later))
    assert [(row["article"], row["version"]) for row in now["came_from"]] == [(f"{TEA}/art_5", f"{TEA}/2015-03-01")]
    assert now["taken_up_by"] == []
    help_ = plain(questions.show(view, f"{TEA}/art_7", later))
    (actor,) = help_["actors"]
    assert (actor["text"], actor["function_now"], actor["level_label"]) == ("乡镇人民政府", "人民政府", "乡级")
    assert (
        questions.show(view, f"{TEA}/art_7__para_1", later)["actors"]
        == questions.show(view, f"{TEA}/art_7", later)["actors"]
    )


@pytest.mark.parametrize("words", ["茶馆管理条例第五条", "《茶馆管理条例》第5条"])
def test_a_search_for_an_old_number_is_led_on(view: View, words: str) -> None:
    later = date(2027, 6, 1)
    page = questions.search(view, words, later)
    assert page.hits[0].id == f"{TEA}/2026-09-01/art_5", "what the number has now is found as well"
    assert page.hits[1].id == f"{TEA}/2026-09-01/art_6"
    assert "条号有变动：《茶馆管理条例》2015年文本第五条，现由第六条承接（只改条号）" in page.notes
    before = questions.search(view, words, DAY)
    assert not any("条号有变动" in note for note in before.notes)
    assert not any("条号有变动" in note for note in questions.search(view, "茶馆管理条例第一条", later).notes)


def test_functions_are_found_by_name_and_under_former_names(view: View) -> None:
    assert questions.code_of("function", "人民政府") == "people_government"
    assert questions.code_of("function", "emergency") == "emergency"
    assert questions.label_of("function", "work_safety") == "安全生产监督管理（今应急管理）"
    found = questions.search(view, "", DAY, {"function": ["人民政府"]}, limit=50)
    assert {hit.id for hit in found.hits} >= {f"{TEA}/2015-03-01/art_6", "body/421127102/小池镇"}
    assert all("people_government" in hit.fields["function"] for hit in found.hits)
    answer = plain(questions.search_answer(view, found, DAY, 0, 50))
    labels = {entry["code"]: entry["label"] for entry in answer["facets"]["function"]}
    assert labels["people_government"] == "人民政府"
    with pytest.raises(QuestionError, match="可用"):
        questions.code_of("function", "没有的")


def test_a_function_is_shown_and_traced(view: View) -> None:
    shown = plain(questions.show(view, "function/people_government", DAY))
    assert (shown["kind_label"], shown["label"]) == ("职能", "人民政府")
    assert any("承担" in step["text"] for step in shown["steps"])
    assert questions.find(view, "http://h/id/function/people_government", DAY) == "function/people_government"


def test_a_law_is_shown_with_versions_and_contents(view: View) -> None:
    shown = plain(questions.show(view, "茶馆管理条例", DAY))
    assert shown["version"] == f"{TEA}/2015-03-01"
    assert [version["status"] for version in shown["versions"]] == ["01", "02"]
    assert [row["eid"] for row in shown["contents"] if row["level"] == "chapter"] == ["chp_1", "chp_2"]
    later = questions.show(view, f"{TEA}/2026-09-01", DAY)
    assert later["status"] == Status.NOT_YET.value
    assert sum(row["level"] == "article" for row in later["contents"]) == 8


def test_laws_tell_how_each_date_was_settled(view: View) -> None:
    answer = plain(questions.laws(view, DAY, {"title": "茶馆"}))
    assert answer["total"] == 1
    settled = answer["laws"][0]["versions"][1]["settled"]["fields"]["effective"]
    assert settled["value"] == "2027-01-01"
    assert settled["rule"]
    assert "articles" not in answer["laws"][0]["versions"][0]
    assert questions.laws(view, DAY, {"rank": "部门规章"})["total"] == 1
    assert questions.laws(view, DAY, {}, skip=1, limit=1)["laws"][0]["title"] == "茶馆管理条例"


def test_stats_count_what_is_there(view: View) -> None:
    answer = plain(questions.stats(view, DAY))
    assert answer["documents"] == 6
    assert answer["counts"]["Law"] >= 2
    assert answer["version_status"] == {"01": 2, "02": 1}
    assert answer["ranks"]["administrative_regulation"] == 1


def test_citations_are_resolved_on_the_day(view: View) -> None:
    lines = ["《茶馆管理条例》第五条", "", "《没有载入的条例》第九条", "《茶馆管理条例》第四条第（九）项"]
    now, later = (list(questions.cite(view.resolver, lines, day, "", view.names)) for day in (DAY, date(2027, 6, 1)))
    assert [answer["line"] for answer in now] == [1, 2, 3, 4]
    assert now[0]["citations"][0]["target"] == f"{TEA}/2015-03-01/art_5"
    assert later[0]["citations"][0]["target"] == f"{TEA}/2026-09-01/art_5"
    assert now[1]["citations"] == []
    assert (now[2]["citations"][0]["state"], now[2]["citations"][0]["target"]) == ("law_not_loaded", None)
    assert "没有第9项" in now[3]["citations"][0]["reason"]


def test_nothing_loaded_leaves_every_citation_unverifiable() -> None:
    resolver = Resolver.empty()
    answer = next(questions.cite(resolver, ["《茶馆管理条例》第五条"], DAY, "", resolver.names()))
    assert [(one["law"], one["article"], one["state"]) for one in answer["citations"]] == [
        ("茶馆管理条例", "5", "law_not_loaded")
    ]


def test_json_has_null_for_open_ends_and_text_for_days() -> None:
    value = {"from": OPEN_START, "to": OPEN_END, "day": date(2024, 6, 30), "many": (1, Status.IN_FORCE)}
    assert plain(value) == {"from": None, "to": None, "day": "2024-06-30", "many": [1, "01"]}
    with pytest.raises(TypeError):
        questions.to_json(object())


def test_what_two_releases_differ_in() -> None:
    titles = {"a": ("law", "甲"), "b": ("law", "甲"), "c": ("list", "乙")}
    answer = questions.releases_diff(titles, {"a"}, {"b", "c"})
    assert [entry["title"] for entry in answer["added"]] == ["乙", "甲"]
    assert [entry["digest"] for entry in answer["removed"]] == ["a"]
    assert answer["changed_titles"] == ["甲"]

"""The example county as a whole: every row states something that is there, whatever the order in which its lists came."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from casework import questions
from ingest.home import Home, View
from ingest.items import table_of
from ingest.lists import kinds
from ingest.settings import Settings
from ontologies.records import ItemKind
from ontologies.schema import edge_tables, item_tables, node_tables

EXAMPLES = Path(__file__).parent.parent / "examples"
LAWS, LISTS = EXAMPLES / "laws", EXAMPLES / "lists"
DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with Home(Settings(home=tmp_path_factory.mktemp("county"), workers=1)) as opened:
        opened.load([LAWS, LISTS])
        yield opened


@pytest.fixture(scope="module")
def view(home: Home) -> View:
    return home.view()


def contents(view: View) -> dict[str, list[dict[str, Any]]]:
    found = {table: view.graph.all_nodes(table) for table in node_tables()}
    return found | {edge: view.graph.all_edges(edge) for edge in edge_tables()}


def test_every_kind_of_item_is_there(view: View) -> None:
    counts = view.graph.counts()
    assert {table for table in item_tables() if not counts[table]} == set()
    assert {edge for edge in edge_tables() if not counts[edge]} <= {"PART_OF"}


def test_every_row_states_what_is_there(view: View) -> None:
    there = {node["id"] for table in (*item_tables(), "Body") for node in view.graph.all_nodes(table)}
    stated = {(edge["from"], edge["to"]) for edge in view.graph.all_edges("STATES")}
    entries = view.graph.all_nodes("Entry")
    assert [row["id"] for row in entries if row["item_id"] not in there] == []
    assert {(row["id"], row["item_id"]) for row in entries} == stated


def test_every_item_is_defined_by_its_body(view: View) -> None:
    undefined = [node["id"] for table in item_tables() for node in view.graph.all_nodes(table) if not node["loaded"]]
    assert undefined == []


def test_what_the_kinds_say_they_read_is_what_the_tables_have() -> None:
    said = re.findall(r"^(\w+) {2,}(\w[\w ,()\n]*?)(?=\n\w+ {2,}|\n=)", kinds.__doc__ or "", flags=re.MULTILINE)
    table = {kind: {re.sub(r" \(.*", "", fact.strip()) for fact in facts.split(",")} for kind, facts in said}
    table.pop("item", None)
    common = {"id", "kind", "document", "label", "name", "code", "body", "place", "level", "loaded", "valid_from"}
    common |= {"valid_to", "end_reason", "power_type", "duty_kind", "theme"}
    for kind in ItemKind:
        if kind is ItemKind.BODY:
            continue
        columns = {column.name for column in node_tables()[table_of(kind)].columns} - common
        facts = {re.sub(r"\s.*", "", fact) for fact in table[kind]} - common
        assert facts - columns == set(), kind
        assert columns - facts == set(), kind


def test_the_order_of_loading_does_not_tell(home: Home, tmp_path: Path) -> None:
    """List by list, a roster late, one withdrawn and loaded again: the same graph as all at once."""
    lists = sorted(path for path in LISTS.iterdir() if path.suffix != ".yaml")
    roster = [path for path in lists if "机构名录" in path.name]
    divisions = [path for path in lists if "区划" in path.name]
    others = [path for path in lists if path not in (*roster, *divisions)]
    assert roster
    assert divisions
    with Home(Settings(home=tmp_path, workers=1)) as opened:
        opened.load([*divisions, *others[::2]])
        opened.load([LAWS, *reversed(others[1::2])])
        opened.load([*roster, *divisions])
        opened.withdraw(others[0].name)
        opened.load([LAWS, LISTS])
        one, other = contents(home.view()), contents(opened.view())
    for table in one:
        assert one[table] == other[table], table


def test_an_item_that_goes_on_says_by_what(view: View) -> None:
    followed = [edge for edge in view.graph.all_edges("STATES") if edge["how"]]
    assert followed
    assert all(edge["text"] for edge in followed)


@pytest.mark.parametrize("table", item_tables())
def test_every_kind_can_be_traced_and_says_who(view: View, table: str) -> None:
    nodes = view.graph.all_nodes(table)
    for node in nodes[:: max(1, len(nodes) // 5)]:
        answer = view.graph.trace(node["id"], DAY)
        kinds_told = [step["kind"] for step in answer["steps"]]
        assert kinds_told[0] == "item", node["id"]
        assert "entry" in kinds_told, node["id"]
        assert all(step["ids"] and step["text"] and step["state"] for step in answer["steps"])


def test_a_grant_to_a_type_of_town_reaches_the_towns_of_that_type(view: View) -> None:
    types = {node["id"]: node["town_type"] for node in view.graph.all_nodes("Body")}
    granted = [edge for edge in view.graph.all_edges("HELD_BY") if edge["text"].startswith("按乡镇类型：")]
    assert granted
    assert all(edge["from"].startswith("grant/") for edge in granted)
    assert all(types[edge["to"]] == edge["text"].removeprefix("按乡镇类型：") for edge in granted)


def test_a_body_is_found_by_its_short_name_and_says_what_it_came_of(view: View) -> None:
    shown = questions.show(view, "县应急局", DAY)
    assert shown["id"] == "body/421127/黄梅县应急管理局"
    told = [step["text"] for step in shown["steps"] if step["kind"] == "organisation"]
    assert any("由黄梅县安全生产监督管理局" in text for text in told)
    assert any("加挂" in text for text in told)


def test_where_to_complain_is_told_as_stated_or_as_a_rule(view: View) -> None:
    stated = {edge["from"] for edge in view.graph.all_edges("SUPERVISED_BY") if edge["stated"]}
    power = next(node["id"] for node in view.graph.all_nodes("Power") if node["id"] in stated)
    other = next(node["id"] for node in view.graph.all_nodes("Duty") if node["id"] not in stated)
    for item, states in ((power, "确认"), (other, "疑似")):
        routes = [step for step in view.graph.trace(item, DAY)["steps"] if step["kind"] == "route"]
        assert {step["text"][:4] for step in routes} == {"设置问题", "行使问题"}, item
        assert states in {step["state"] for step in routes}


def test_the_responsibilities_of_a_power_are_its_own(view: View) -> None:
    answers = {edge["from"]: edge["to"] for edge in view.graph.all_edges("ANSWERS_FOR")}
    nodes = view.graph.all_nodes("Responsibility")
    assert {node["id"]: node["of_item"] for node in nodes} == answers
    assert {node["stage"] for node in nodes} >= {"accept", "examine", "decide"}
    first = view.graph.trace(nodes[0]["id"], DAY)
    assert [step["kind"] for step in first["steps"]][:2] == ["responsibility", "item"]


def test_an_item_that_one_edition_left_out_does_not_hold_between(tmp_path: Path) -> None:
    folder = tmp_path / "lists"
    folder.mkdir()
    for year, names in (
        ("2022", "甲事许可 乙事许可 丙事许可"),
        ("2023", "甲事许可 丙事许可"),
        ("2024", "甲事许可 乙事许可 丙事许可"),
    ):
        rows = [f"{number},{name},行政许可,《行政许可法》第十二条" for number, name in enumerate(names.split(), 1)]
        head = f"黄梅县文化和旅游局权责清单（{year}年6月30日）\n序号,职权名称,职权类型,职权依据\n"
        (folder / f"清单{year}.csv").write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    with Home(Settings(home=tmp_path / "home", workers=1)) as opened:
        opened.load([folder])
        graph = opened.view().graph
        item = "power/421127/黄梅县文化和旅游局/乙事许可"
        told = {
            day.year: next(step["kind"] for step in graph.trace(item, day)["steps"])
            for day in (date(2022, 12, 1), date(2023, 12, 1), date(2024, 12, 1))
        }
        assert told == {2022: "item", 2023: "gap", 2024: "item"}
        assert (
            next(step for step in graph.trace(item, date(2023, 12, 1))["steps"] if step["kind"] == "gap")["status"]
            == "05"
        )

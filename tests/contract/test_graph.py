"""The graph port's contract, held on both backends: the same units give the same graph, and the same questions the same answers."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph import open_graph
from graph.ladybug_store import EmbeddedGraphStore
from graph.port import GraphError, GraphReader, GraphStore, GraphUnit, NodeMissingError, ReleaseMissingError
from graph.trace import CONFIRMED, SUSPECTED, UNVERIFIABLE
from ontologies.identifiers import body_id, duty_id, entry_id, law_id, list_id, office_id, power_id, provision_id
from ontologies.levels import reaching
from ontologies.records import OPEN_END, Level, Status
from ontologies.schema import edge_tables, item_tables, node_tables
from tests.support.units import PLACE, Draft, body_unit, county, law_unit, list_unit, version_unit

FISH = law_id("cn", "河湖法")
HEALTH = law_id("cn", "公共卫生条例")
OLD = law_id("cn", "旧安全法")
DUTY = duty_id(PLACE, "清溪镇", "basic", "公共场所卫生")
PATROL = duty_id(PLACE, "清溪镇", "basic", "河湖巡查")
FINE = power_id(PLACE, "云县卫健局", "对违规经营的处罚")
DAY = date(2026, 1, 1)

Opener = Callable[[], GraphStore]


@pytest.fixture(params=["embedded", pytest.param("server", marks=pytest.mark.server)])
def opener(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opener]:
    """Opens the same, empty store of the backend under test, as often as asked."""
    stores: list[GraphStore] = []
    where = str(tmp_path / "graph") if request.param == "embedded" else request.getfixturevalue("neo4j_url")

    def open_() -> GraphStore:
        stores.append(open_graph(where))
        return stores[-1]

    store = open_()
    for release in store.releases():
        store.drop(release)
    yield open_
    for store in stores:
        store.close()


@pytest.fixture
def store(opener: Opener) -> GraphStore:
    return opener()


def build(store: GraphStore, units: list[GraphUnit], release: int = 1) -> GraphReader:
    store.bring_forward(None, release, [], units, len(units))
    return store.reader(release)


def contents(reader: GraphReader) -> dict[str, list[dict[str, Any]]]:
    """Everything in a release."""
    everything = {table: reader.all_nodes(table) for table in node_tables()}
    everything.update({table: reader.all_edges(table) for table in edge_tables()})
    return everything


def steps(answer: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [step for step in answer["steps"] if step["kind"] == kind]


def node_of(answer: dict[str, Any], identifier: str) -> dict[str, Any]:
    return next(node for node in answer["nodes"] if node["id"] == identifier)


def edges_of(answer: dict[str, Any], kind: str) -> set[tuple[str, str]]:
    return {(edge["from"], edge["to"]) for edge in answer["edges"] if edge["kind"] == kind}


# -- what is stored ----------------------------------------------------------------------------------------------------------


def test_a_release_holds_what_its_units_say(store: GraphStore) -> None:
    units = county()
    reader = build(store, units)
    assert store.releases() == [1]
    assert store.manifest(1) == {unit.key: unit.digest for unit in units}
    assert (reader.release, reader.target) == (1, 1)
    counts = reader.counts()
    for table in ("LawVersion", "Provision", "List", "Entry"):
        assert counts[table] == sum(len(unit.nodes.get(table, [])) for unit in units)
    for name in edge_tables():
        rows = sum(len(rows) for unit in units for kind, rows in unit.edges.items() if kind[0] == name)
        assert counts[name] == rows, name
    assert counts["Law"] == 8  # six defined, two only cited
    version = reader.node(f"{FISH}/2013-12-28")
    assert version is not None
    assert version["sources"] == ["甲.md", "乙.md"]
    assert version["valid_from"] == date(2014, 3, 1)
    assert version["articles"] == 3
    assert version["doubtful"] is False
    described = node_tables()["LawVersion"]
    assert list(version) == [column.name for column in described.columns]


def test_definitions_win_over_mentions_in_any_order(store: GraphStore) -> None:
    units = county()
    once = contents(build(store, units))
    again = contents(build(store, list(reversed(units)), 2))
    assert once == again
    reader = store.reader(2)
    law, unloaded = reader.node(HEALTH), reader.node(law_id("cn", "没有载入的法"))
    assert law is not None and unloaded is not None
    assert (law["loaded"], law["issuer"], law["document"]) == (True, "国务院", HEALTH)
    assert (unloaded["loaded"], unloaded["title"], unloaded["document"]) == (False, "没有载入的法", "")


def test_what_nobody_knows(store: GraphStore) -> None:
    with pytest.raises(ReleaseMissingError):
        store.reader(1)
    with pytest.raises(ReleaseMissingError):
        store.manifest(1)
    with pytest.raises(ReleaseMissingError):
        store.bring_forward(7, 8, [], [], 0)
    reader = build(store, county())
    assert reader.node("law/cn/并不存在") is None
    assert reader.node("随便写的") is None
    assert reader.nodes([HEALTH, "law/cn/并不存在", DUTY])[1]["id"] == DUTY
    for unknown in ("law/cn/并不存在", "随便写的", "duty/1/2/3/4", ""):
        with pytest.raises(NodeMissingError):
            reader.trace(unknown, DAY)
    for skip, limit in ((-1, 5), (0, 0), (0, 1001)):
        with pytest.raises(GraphError):
            reader.trace(DUTY, DAY, limit, skip)


def test_a_removed_definition_falls_back_to_a_mention(store: GraphStore) -> None:
    units = county()
    build(store, units)
    store.bring_forward(1, 2, [HEALTH, body_id(PLACE, "清溪镇")], [], 0)
    left = [unit for unit in units if unit.key not in (HEALTH, body_id(PLACE, "清溪镇"))]
    reader = store.reader(2)
    law, duty = reader.node(HEALTH), reader.node(DUTY)
    assert law is not None and duty is not None
    assert (law["loaded"], law["issuer"], law["document"], law["title"]) == (False, "", "", "公共卫生条例")
    assert (duty["loaded"], duty["name"]) == (False, "公共场所卫生")
    assert reader.node(office_id(PLACE, "清溪镇", "社会事务办公室")) is None
    changed = contents(reader)
    assert store.manifest(2) == {unit.key: unit.digest for unit in left}
    assert changed == contents(build(store, left, 3))
    # And the definition comes back.
    store.bring_forward(3, 4, [], [unit for unit in units if unit not in left], 2)
    assert contents(store.reader(4)) == contents(build(store, units, 5))


def test_a_node_that_nothing_joins_is_gone(store: GraphStore) -> None:
    draft = Draft("甲")
    draft.mention("Law", id="law/cn/只提及", kind="law", label="只提及", title="只提及")
    units = [draft.unit(), *county()]
    reader = build(store, units)
    assert reader.node("law/cn/只提及") is None
    listed = list_id(PLACE, "云县卫健局", "power_list", date(2023, 3, 1))
    store.bring_forward(1, 2, [listed], [], 0)
    reader = store.reader(2)
    assert reader.node(law_id("cn-42", "没有载入的条例")) is None
    assert reader.node(f"{law_id('cn-42', '没有载入的条例')}/art_12") is None
    assert reader.node(listed) is None
    fish = reader.node(f"{FISH}/art_38")
    assert fish is not None and fish["number"] == "38"


def test_a_unit_is_replaced_whole(store: GraphStore) -> None:
    units = county()
    build(store, units)
    changed = version_unit("卫生实施办法", date(2020, 6, 1), {"6": "换了一条。"}, rank="departmental_rule")
    store.bring_forward(1, 2, [], [changed], 1)
    reader = store.reader(2)
    assert [row["number"] for row in reader.provisions(changed.key)] == ["1", "6"]
    expected = [changed if unit.key == changed.key else unit for unit in units]
    assert contents(reader) == contents(build(store, expected, 3))
    # Article 5 is still cited by the township's list, though no text expresses it now.
    assert store.reader(3).node(f"{law_id('cn', '卫生实施办法')}/art_5") is not None


def test_a_definition_moves_to_another_unit(store: GraphStore) -> None:
    one, two = body_unit("甲局", duties=[("巡查", "")]), Draft("list/甲")
    build(store, [one])
    duty = duty_id(PLACE, "甲局", "basic", "巡查")
    two.define("Duty", id=duty, kind="duty", label="巡查", name="巡查", place=PLACE, theme="safety")
    store.bring_forward(1, 2, [one.key], [two.unit()], 1)
    found = store.reader(2).node(duty)
    assert found is not None
    assert (found["theme"], found["document"]) == ("safety", "list/甲")


def test_wrong_units_are_refused(store: GraphStore) -> None:
    good = county()
    build(store, good)
    before = contents(store.reader(1))
    law = law_unit("河湖法")
    wrong_document = GraphUnit("别的", "x", defines=law.defines)
    wrong_place = GraphUnit(law.key, "x", nodes=law.defines)
    no_end = GraphUnit("list/x", "x", edges={("STATES", "Entry", "Duty"): [("无", "也无", "list/x", "", "")]})
    for unit in (wrong_document, wrong_place, no_end):
        with pytest.raises(GraphError):
            store.bring_forward(1, 2, [], [unit], 1)
        assert contents(store.reader(1)) == before


# -- incremental equals from nothing -----------------------------------------------------------------------------------------

_NAMES = ["甲法", "乙条例", "丙办法"]
_DAYS = [date(2001, 1, 1), date(2010, 1, 1)]


def random_unit(rng: random.Random, slot: int) -> GraphUnit:
    """A unit for one of nine keys, with content that varies, so that it may be taken out, put in and replaced."""
    laws = [law_id("cn", name) for name in [*_NAMES, "未载入法"]]
    cite = [("1", rng.choice(laws), rng.choice([None, "1", "2", "9"])) for _ in range(rng.randrange(3))]
    if slot < 3:
        return law_unit(_NAMES[slot], issuer=rng.choice(["甲", "乙"]))
    if slot < 6:
        articles = {str(number): f"文{rng.randrange(3)}" for number in rng.sample([1, 2, 3, 4], 3)} | {"1": "一"}
        above = rng.sample(laws, rng.randrange(3))
        names = [
            ("1", code, {"begins": rng.randrange(9)})
            for code in rng.sample(["", "fishery", "health"], rng.randrange(3))
        ]
        took: list[tuple[str, str, date, str, dict[str, Any]]] = [
            ("1", rng.choice(laws), _DAYS[0], rng.choice(["1", "9"]), {}) for _ in range(rng.randrange(2))
        ]
        return version_unit(
            _NAMES[slot % 3], _DAYS[slot % 2], articles, cites=cite, implements=above, names=names, takes_up=took
        )
    duty, power = duty_id(PLACE, "某镇", "basic", "巡查"), power_id(PLACE, "某镇", "处罚")
    if slot < 8:
        rows = [
            (item, [(law, article) for _, law, article in cite])
            for item in rng.sample([duty, power], rng.randrange(1, 3))
        ]
        return list_unit("某镇", "duty_list", _DAYS[slot % 2], rows)
    return body_unit(
        "某镇",
        functions=[(code, {}) for code in rng.sample(["fishery", "sports"], rng.randrange(3))],
        offices=["站"],
        duties=[("巡查", rng.choice(["", "站"]))],
        powers=[("处罚", "站")][: rng.randrange(2)],
    )


def random_walk(store: GraphStore, seed: int, rounds: int) -> None:
    rng = random.Random(seed)
    held: dict[str, GraphUnit] = {}
    release = 0
    for _ in range(rounds):
        put = {unit.key: unit for unit in (random_unit(rng, slot) for slot in rng.sample(range(9), rng.randrange(6)))}
        remove = [key for key in sorted(held) if key not in put and rng.random() < 0.3]
        store.bring_forward(release or None, release + 1, remove, put.values(), len(put))
        release += 1
        held = {key: unit for key, unit in held.items() if key not in remove} | put
        assert store.manifest(release) == {key: unit.digest for key, unit in held.items()}
    reader = store.reader(release)
    step_by_step = contents(reader)
    reader.close()
    store.bring_forward(None, release + 1, [], held.values(), len(held))
    reader = store.reader(release + 1)
    assert step_by_step == contents(reader)
    reader.close()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), rounds=st.integers(2, 5))
def test_bringing_forward_equals_building(tmp_path_factory: pytest.TempPathFactory, seed: int, rounds: int) -> None:
    random_walk(EmbeddedGraphStore(tmp_path_factory.mktemp("walk")), seed, rounds)


@pytest.mark.server
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_bringing_forward_equals_building_on_a_server(neo4j_url: str, seed: int) -> None:
    store = open_graph(neo4j_url)
    for release in store.releases():
        store.drop(release)
    random_walk(store, seed, 4)
    store.close()


# -- everything of a place --------------------------------------------------------------------------------------------------


def test_everything_of_a_place(store: GraphStore) -> None:
    reader = build(store, county())
    for table in ("Body", "Office", "List", "Power", "Duty"):
        every = [row for row in reader.all_nodes(table) if row["place"].startswith(PLACE) or not row["place"]]
        assert every
        assert reader.in_place(table, PLACE) == every
        assert reader.in_place(table, "") == reader.all_nodes(table)
        assert reader.in_place(table, "110101") == [row for row in reader.all_nodes(table) if not row["place"]]
    entries = reader.all_nodes("Entry")
    assert reader.in_place("Entry", PLACE) == entries
    assert reader.in_place("Entry", "110101") == []
    # What lies above a place is there; what lies within it only where asked for.
    town = f"{PLACE}101"
    assert reader.in_place("List", town) == reader.in_place("List", PLACE)
    assert [row["place"] for row in reader.in_place("List", PLACE[:4], below=False)] == []
    assert reader.in_place("List", PLACE[:4]) == reader.in_place("List", PLACE)
    for kind in ("RESTS_ON", "HELD_BY", "STATES", "LISTED_IN"):
        told = [{name: value for name, value in row.items() if name != "document"} for row in reader.all_edges(kind)]
        assert told
        assert reader.edges_in_place(kind, PLACE) == sorted(told, key=lambda row: tuple(map(str, row.values())))
        assert reader.edges_in_place(kind, "110101") == []


def test_many_at_once_are_as_one_by_one(store: GraphStore) -> None:
    reader = build(store, county())
    articles = [row["id"] for row in reader.all_nodes("Article")]
    laws = [row["id"] for row in reader.all_nodes("Law")]
    provisions = [row["id"] for row in reader.all_nodes("Provision")]
    expressing = reader.expressing_each([*articles, "law/cn/无此法/art_1"])
    assert expressing["law/cn/无此法/art_1"] == []
    for article in articles:
        one = [row["id"] for row in reader.provision_on(article, DAY)]
        assert sorted(row["id"] for row in expressing[article]) == sorted(one)
        begins = [row["valid_from"] for row in expressing[article]]
        assert begins == sorted(begins)
    assert reader.actors_each(provisions) == {one: reader.actors(one) for one in provisions}
    items = [row["id"] for table in item_tables() for row in reader.all_nodes(table)]
    held = reader.held_each([*items, "law/cn/无此法"])
    assert held["law/cn/无此法"] == {"holders": [], "offices": [], "rows": []}
    for part, kind, end, other in (
        ("holders", "HELD_BY", "from", "to"),
        ("offices", "HANDLED_BY", "from", "to"),
        ("rows", "STATES", "to", "from"),
    ):
        edges = [edge for edge in reader.all_edges(kind) if edge[end] in items]
        assert edges
        assert sorted((item, row["id"]) for item in items for row in held[item][part]) == sorted(
            (edge[end], edge[other]) for edge in edges
        )
    entries = [row["id"] for row in reader.all_nodes("Entry")]
    basis = reader.basis_each(entries)
    assert sorted((one, row["id"]) for one in entries for row in basis[one]) == sorted(
        (edge["from"], edge["to"]) for edge in reader.all_edges("RESTS_ON")
    )
    named = reader.naming_in_each(laws)
    assert named.keys() == set(laws)
    for provision in provisions:
        one = [row for rows in named.values() for row in rows if row["provision"] == provision]
        told = [{**row, "function": f"function/{row['code'] or 'open'}"} for row in one]
        actors = reader.actors(provision)
        assert told == [
            {**row, **{k: v for k, v in actor.items() if k != "label"}} for row, actor in zip(one, actors, strict=True)
        ]
        assert {row["words"] for row in one} <= {reader.node(provision)["text"]}
    taken = reader.taken_up_each(articles)
    for article in articles:
        assert {row["id"] for row in taken[article]} == {row["provision"] for row in reader.taken_up(article)}
    versions = reader.versions_each(laws)
    for law in laws:
        assert [row["id"] for row in versions[law]] == [row["id"] for row in reader.versions(law)]
    ends = {row["to"] for row in reader.all_edges("REPEALS")}
    assert {law for law, rows in reader.repealers_each(laws).items() if rows} == ends


# -- reading -----------------------------------------------------------------------------------------------------------------


def test_whom_a_provision_names(store: GraphStore) -> None:
    reader = build(store, county())
    rows = reader.actors(f"{FISH}/2024-01-15/art_38")
    assert [(row["paragraph"], row["begins"], row["code"], row["modality"]) for row in rows] == [
        ("1", 0, "fishery", "shall"),
        ("1", 15, "transport", "may"),
        ("2", 0, "", "shall"),
    ]
    assert rows[0] == {
        "function": "function/fishery",
        "code": "fishery",
        "label": "渔业",
        "paragraph": "1",
        "text": "县级以上人民政府渔业主管部门",
        "begins": 0,
        "ends": 14,
        "level": "county+",
        "modality": "shall",
        "act": "检验",
        "object": "船舶",
        "via": "named",
    }
    assert (rows[2]["function"], rows[2]["label"], rows[2]["via"]) == ("function/open", "未明确", "open")
    assert reader.actors(f"{FISH}/2013-12-28/art_38") == []
    assert reader.actors("law/cn/没有/2020-01-01/art_1") == []


def test_what_became_of_an_article(store: GraphStore) -> None:
    reader = build(store, county())
    assert reader.taken_up(f"{FISH}/art_38") == [
        {
            "provision": f"{FISH}/2024-01-15/art_39-1",
            "number": "39-1",
            "label": "第39-1条",
            "law": FISH,
            "to_version": f"{FISH}/2024-01-15",
            "valid_from": date(2024, 5, 1),
            "valid_to": date(2027, 1, 1),
            "version": f"{FISH}/2013-12-28",
            "change": "reworded",
            "similarity": 640,
            "doubtful": False,
        }
    ]
    into = reader.taken_up(f"{OLD}/art_7")
    assert [(row["number"], row["change"], row["similarity"], row["doubtful"]) for row in into] == [
        ("7", "split", 700, False),
        ("9", "split", 310, True),
    ]
    assert reader.taken_up(f"{FISH}/art_40") == []
    came = reader.came_from(f"{FISH}/2024-01-15/art_39-1")
    assert [(row["article"], row["number"], row["version"], row["similarity"]) for row in came] == [
        (f"{FISH}/art_38", "38", f"{FISH}/2013-12-28", 640)
    ]
    assert reader.came_from(f"{FISH}/2013-12-28/art_38") == []


def test_what_bodies_are_for(store: GraphStore) -> None:
    reader = build(store, county())
    (having,) = reader.bodies_having("function/health")
    assert (having["id"], having["via"], having["source"], having["text"]) == (
        body_id(PLACE, "云县卫健局"),
        "name",
        "",
        "云县卫健局",
    )
    assert (having["level"], having["place"], having["loaded"]) == ("county", PLACE, True)
    assert reader.bodies_having("function/fishery") == []
    told = reader.functions_of(body_id(PLACE, "云县卫健局"))
    assert [(row["code"], row["label"], row["via"]) for row in told] == [
        ("disease_control", "疾病预防控制", "roster"),
        ("health", "卫生健康", "name"),
    ]


def test_which_provisions_name_a_function(store: GraphStore) -> None:
    units = county()
    units.append(
        version_unit("卫生令", date(2021, 1, 1), {"2": "文。"}, rank="departmental_rule", names=[("2", "fishery", {})])
    )
    reader = build(store, units)
    total, rows = reader.naming("function/fishery", reaching(Level.COUNTY), DAY)
    assert (total, [row["provision"] for row in rows]) == (
        2,
        [f"{FISH}/2024-01-15/art_38", "law/cn/卫生令/2021-01-01/art_2"],
    )
    first = rows[0]
    assert (first["rank"], first["law_title"], first["law"], first["number"]) == ("statute", "河湖法", FISH, "38")
    assert (first["text"], first["level"], first["act"]) == ("县级以上人民政府渔业主管部门", "county+", "检验")
    paged = [reader.naming("function/fishery", reaching(Level.COUNTY), DAY, skip, 1)[1] for skip in range(3)]
    assert [row for page in paged for row in page] == rows
    assert reader.naming("function/fishery", reaching(Level.COUNTY), DAY, limit=0) == (2, rows)
    assert reader.naming("function/fishery", ["national"], DAY)[0] == 1
    assert reader.naming("function/fishery", reaching(Level.COUNTY), date(2020, 1, 1)) == (0, [])
    assert reader.naming("function/sports", reaching(Level.COUNTY), DAY) == (0, [])
    with pytest.raises(GraphError):
        reader.naming("function/fishery", [], DAY, -1)


def test_a_function_is_there_while_something_names_it(store: GraphStore) -> None:
    units = county()
    reader = build(store, units)
    node = reader.node("function/transport")
    assert node == {
        "id": "function/transport",
        "kind": "function",
        "document": "",
        "label": "交通运输",
        "code": "transport",
    }
    store.bring_forward(1, 2, [f"{FISH}/2024-01-15"], [], 0)
    assert store.reader(2).node("function/transport") is None
    assert store.reader(2).node("function/health") is not None


def test_versions_and_provisions(store: GraphStore) -> None:
    reader = build(store, county())
    assert [row["version_date"].year for row in reader.versions(FISH)] == [2004, 2013, 2024, 2026]
    provisions = reader.provisions(f"{FISH}/2024-01-15")
    assert [row["number"] for row in provisions] == ["1", "1", "38", "39-1"]
    assert provisions[2]["text"] == "船舶检验。"
    expressing = reader.provision_on(f"{FISH}/art_38", DAY)
    assert [(row["version"][-10:], row["status"]) for row in expressing] == [
        ("2024-01-15", Status.IN_FORCE),
        ("2013-12-28", Status.AMENDED),
        ("2004-08-28", Status.AMENDED),
    ]


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2014, 2, 28), {"2004-08-28": Status.IN_FORCE, "2013-12-28": Status.NOT_YET}),
        (date(2014, 3, 1), {"2004-08-28": Status.AMENDED, "2013-12-28": Status.IN_FORCE}),
        (date(2024, 4, 30), {"2013-12-28": Status.IN_FORCE, "2024-01-15": Status.NOT_YET}),
        (date(2024, 5, 1), {"2013-12-28": Status.AMENDED, "2024-01-15": Status.IN_FORCE}),
    ],
)
def test_the_first_and_last_day(store: GraphStore, day: date, status: dict[str, Status]) -> None:
    reader = build(store, county())
    found = {row["version"][-10:]: row["status"] for row in reader.provision_on(f"{FISH}/art_38", day)}
    assert found | status == found


def test_laws_with_filters_and_pages(store: GraphStore) -> None:
    reader = build(store, county())
    total, page = reader.laws(DAY, {})
    assert total == 6
    assert [law["title"] for law in page] == sorted(law["title"] for law in page)
    by_title = {law["title"]: law for law in page}
    assert by_title["旧安全法"]["status"] is Status.REPEALED
    assert by_title["无日期法"]["status"] is Status.UNKNOWN
    assert [version["status"] for version in by_title["河湖法"]["versions"]][-2:] == [Status.IN_FORCE, Status.NOT_YET]
    assert [law["title"] for law in reader.laws(DAY, {"rank": "departmental_rule"})[1]] == ["卫生实施办法"]
    assert [law["title"] for law in reader.laws(DAY, {"status": "04"})[1]] == ["旧安全法"]
    assert reader.laws(date(2010, 1, 1), {"status": "有效", "title": "安全"})[0] == 1
    total, page = reader.laws(DAY, {"title": "法"}, skip=1, limit=2)
    assert (total, len(page)) == (5, 2)
    with pytest.raises(GraphError):
        reader.laws(DAY, {"颜色": "红"})


# -- tracing forward ---------------------------------------------------------------------------------------------------------


def test_a_duty_is_traced_to_its_laws(store: GraphStore) -> None:
    answer = build(store, county()).trace(DUTY, DAY)
    assert (answer["id"], answer["as_of"], answer["release"], answer["direction"]) == (DUTY, DAY, 1, "forward")
    listed = list_id(PLACE, "清溪镇", "duty_list", date(2025, 1, 1))
    entry = entry_id(listed, "Sheet1", 2)
    assert (entry, DUTY) in edges_of(answer, "STATES")
    assert (DUTY, body_id(PLACE, "清溪镇")) in edges_of(answer, "HELD_BY")
    assert (DUTY, office_id(PLACE, "清溪镇", "社会事务办公室")) in edges_of(answer, "HANDLED_BY")
    assert (entry, f"{HEALTH}/art_3") in edges_of(answer, "RESTS_ON")
    assert (f"{HEALTH}/2019-04-23/art_3", f"{HEALTH}/art_3") in edges_of(answer, "EXPRESSES")
    assert (f"{HEALTH}/2019-04-23", FISH) in edges_of(answer, "IMPLEMENTS")
    item = steps(answer, "item")[0]
    assert all(word in item["text"] for word in ("公共场所卫生", "基本履职", "清溪镇", "主责", "社会事务办公室"))
    assert [step["status"] for step in steps(answer, "entry")] == [Status.IN_FORCE, Status.AMENDED]
    assert len(steps(answer, "basis")) == 3
    higher = {tuple(step["ids"]): step for step in steps(answer, "higher")}
    assert higher[(HEALTH, FISH)]["status"] == Status.IN_FORCE
    unknown = higher[(HEALTH, law_id("cn", "没有载入的法"))]
    assert (unknown["status"], unknown["state"]) == (Status.UNKNOWN, UNVERIFIABLE)
    named = {node["id"] for node in answer["nodes"]}
    assert all({edge["from"], edge["to"]} <= named for edge in answer["edges"])
    assert all(identifier in named for step in answer["steps"] for identifier in step["ids"])


@pytest.mark.parametrize(
    ("article", "day", "status", "state", "said"),
    [
        (f"{FISH}/art_38", DAY, Status.IN_FORCE, CONFIRMED, "2024年1月15日"),
        (f"{FISH}/art_40", DAY, Status.AMENDED, CONFIRMED, "2013年12月28日"),
        (f"{FISH}/art_50", DAY, Status.NOT_YET, CONFIRMED, "2027年1月1日"),
        (f"{FISH}/art_50", date(2027, 1, 1), Status.IN_FORCE, CONFIRMED, "2026年9月1日"),
        (f"{FISH}/art_99", DAY, Status.UNKNOWN, SUSPECTED, "第九十九条"),
        (f"{OLD}/art_7", DAY, Status.REPEALED, CONFIRMED, "新安全法"),
        (f"{OLD}/art_7", date(2021, 8, 31), Status.IN_FORCE, CONFIRMED, "2002年6月29日"),
        (f"{OLD}/art_7", date(2002, 10, 31), Status.NOT_YET, CONFIRMED, "2002年11月1日"),
        (f"{law_id('cn', '无日期法')}/art_2", DAY, Status.UNKNOWN, UNVERIFIABLE, "无法核验"),
        (f"{law_id('cn-42', '没有载入的条例')}/art_12", DAY, Status.UNKNOWN, UNVERIFIABLE, "尚未载入"),
    ],
)
def test_how_a_cited_article_stands(
    store: GraphStore, article: str, day: date, status: Status, state: str, said: str
) -> None:
    """The same answer from the row that cites it and from the article itself."""
    reader = build(store, county())
    item = FINE if "cn-42" in article else PATROL
    forward = (
        next(step for step in steps(reader.trace(item, day), "basis") if article in step["ids"]) if day == DAY else None
    )
    backward = steps(reader.trace(article, day), "article")[0]
    for step in (forward, backward):
        if step is not None:
            assert (step["status"], step["state"]) == (status, state)
            assert said in step["text"]
    assert node_of(reader.trace(article, day), article)["status"] == status


def test_an_edition_of_the_day_leads(store: GraphStore) -> None:
    reader = build(store, county())
    before = reader.trace(PATROL, date(2024, 12, 31))
    assert [step["status"] for step in steps(before, "entry")] == [Status.IN_FORCE, Status.NOT_YET]
    assert len(steps(before, "basis")) == 1
    # Before the first edition: the first to come is followed, and said to be to come.
    early = reader.trace(PATROL, date(2020, 1, 1))
    assert {step["status"] for step in steps(early, "entry")} == {Status.NOT_YET}
    assert "2013年12月28日" in steps(early, "basis")[0]["text"]


def test_an_ambiguous_citation_is_suspected(store: GraphStore) -> None:
    duty = duty_id(PLACE, "某镇", "basic", "事")
    listed = list_unit("某镇", "duty_list", date(2025, 1, 1), [(duty, [(HEALTH, "3")])])
    kind = ("RESTS_ON", "Entry", "Article")
    columns = [column.name for column in edge_tables()["RESTS_ON"].columns]
    row = list(listed.edges[kind][0])
    row[2 + columns.index("state")] = "ambiguous"
    listed.edges[kind] = [tuple(row)]
    basis = steps(build(store, [*county(), listed]).trace(duty, DAY), "basis")
    assert [(step["status"], step["state"]) for step in basis] == [(Status.IN_FORCE, SUSPECTED)]
    assert "多个可能" in basis[0]["text"]


def test_a_text_that_changed_under_the_number_is_told(store: GraphStore) -> None:
    reader = build(store, county())
    drift = steps(reader.trace(FINE, DAY), "drift")
    assert len(drift) == 1
    assert (drift[0]["status"], drift[0]["state"]) == (Status.AMENDED, SUSPECTED)
    assert f"{FISH}/2013-12-28/art_38" in drift[0]["ids"]
    assert not steps(reader.trace(FINE, date(2024, 4, 30)), "drift")
    assert not steps(reader.trace(DUTY, DAY), "drift")


def told(answer: dict[str, Any], kind: str) -> list[tuple[str, str]]:
    return [(step["text"], step["state"]) for step in steps(answer, kind)]


def test_a_citation_of_old_numbering_is_led_on(store: GraphStore) -> None:
    reader = build(store, county())
    answer = reader.trace(FINE, DAY)
    assert told(answer, "succession") == [
        (
            "《河湖法》2013年文本第三十八条，现由第三十九条之一承接（改写）；所引文本按编制清单的日期（2023年3月1日）推定。",
            SUSPECTED,
        )
    ]
    assert edges_of(answer, "TAKES_UP") == {(f"{FISH}/2024-01-15/art_39-1", f"{FISH}/art_38")}
    named = {node["id"] for node in answer["nodes"]}
    assert all({edge["from"], edge["to"]} <= named for edge in answer["edges"])
    assert not steps(reader.trace(FINE, date(2024, 4, 30)), "succession")
    assert [text for text, _ in told(reader.trace(PATROL, DAY), "succession")] == [
        "《河湖法》2013年文本第四十条，现行文本未见承接；所引文本按最后载有此条的文本推定。",
        "《旧安全法》2002年文本第七条，现由《新安全法》第七条、第九条承接（分拆）；《新安全法》第九条是否承接拿不准，请核对。",
    ]


def chain(*, last: tuple[date, date] = (date(2020, 1, 1), OPEN_END)) -> list[GraphUnit]:
    """A law of three texts whose article 5 became 6, then 8; it was ended by another, whose article 1 has its words."""
    pond, sea = law_id("cn", "池塘法"), law_id("cn", "水域法")
    ends = date(2024, 1, 1)
    return [
        law_unit("池塘法", repealed_on=ends, repealed_by=f"{sea}/2023-06-01/art_9"),
        version_unit(
            "池塘法",
            date(2000, 1, 1),
            {"5": "甲。"},
            valid=(date(2000, 1, 1), date(2010, 1, 1)),
            end_reason="superseded",
        ),
        version_unit(
            "池塘法",
            date(2010, 1, 1),
            {"5": "乙。", "6": "甲。"},
            valid=(date(2010, 1, 1), last[0]),
            end_reason="superseded",
            takes_up=[("6", pond, date(2000, 1, 1), "5", {"change": "renumbered", "similarity": 1000})],
        ),
        version_unit(
            "池塘法",
            date(2020, 1, 1),
            {"5": "丙。", "6": "乙。", "8": "甲。"},
            valid=(last[0], ends),
            end_reason="repealed",
            takes_up=[
                ("8", pond, date(2010, 1, 1), "6", {"change": "renumbered", "similarity": 1000}),
                ("6", pond, date(2010, 1, 1), "5", {"change": "renumbered", "similarity": 1000}),
            ],
        ),
        law_unit("水域法"),
        version_unit(
            "水域法",
            date(2023, 6, 1),
            {"1": "甲和别的。", "2": "乙。"},
            valid=(ends, OPEN_END),
            repeals=[(pond, ends)],
            takes_up=[
                ("1", pond, date(2020, 1, 1), "8", {"change": "merged", "similarity": 900}),
                ("2", pond, date(2020, 1, 1), "6", {"change": "renumbered", "similarity": 1000}),
                # A ring, which only a mistake can make.
                ("1", law_id("cn", "水域法"), date(2023, 6, 1), "1", {"change": "same", "similarity": 1000}),
            ],
        ),
    ]


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2012, 1, 1), "现由第六条承接（只改条号）"),
        (date(2022, 1, 1), "现由第八条承接（只改条号）"),
        (date(2025, 1, 1), "现由《水域法》第一条承接（合并）"),
    ],
)
def test_an_article_is_followed_through_several_texts_and_into_another_law(
    store: GraphStore, day: date, text: str
) -> None:
    reader = build(store, chain())
    pond = law_id("cn", "池塘法")
    answer = reader.trace(f"{pond}/2000-01-01/art_5", day)
    assert told(answer, "succession") == [(f"《池塘法》2000年文本第五条，{text}。", CONFIRMED)]
    named = {node["id"] for node in answer["nodes"]}
    assert all({edge["from"], edge["to"]} <= named for edge in answer["edges"])
    if day.year == 2025:
        assert len(edges_of(answer, "TAKES_UP")) == 3
        # Of a number over all texts, the last text that had it counts.
        assert told(reader.trace(f"{pond}/art_5", day), "succession") == [
            ("《池塘法》2020年文本第五条，现行文本未见承接。", SUSPECTED)
        ]
        assert reader.succession(f"{pond}/art_5", day) is None
        assert reader.succession(f"{pond}/art_6", day) == {
            "text": "《池塘法》2020年文本第六条，现由《水域法》第二条承接（只改条号）",
            "version": f"{pond}/2020-01-01",
            "provisions": ["law/cn/水域法/2023-06-01/art_2"],
            "change": "renumbered",
            "state": CONFIRMED,
        }
    assert reader.succession("law/cn/没有/art_1", day) is None


def test_what_the_present_text_came_from_is_told(store: GraphStore) -> None:
    reader = build(store, chain())
    answer = reader.trace("law/cn/水域法/art_1", date(2025, 1, 1))
    assert told(answer, "succession") == [("《水域法》第一条承接《池塘法》2020年文本第八条（合并）。", CONFIRMED)]


def cites_pond(made: date, duty: str, basis: str, note: str = "") -> GraphUnit:
    """A list whose one row cites article 5 of 池塘法, with its cell as it stands."""
    listed = list_unit("某镇", "duty_list", made, [(duty, [(law_id("cn", "池塘法"), "5")])])
    columns = [column.name for column in edge_tables()["RESTS_ON"].columns]
    kind = ("RESTS_ON", "Entry", "Article")
    edge = list(listed.edges[kind][0])
    edge[2 + columns.index("note")] = note
    edge[2 + columns.index("ends")] = len("《池塘法》第五条")
    listed.edges[kind] = [tuple(edge)]
    entry = list(listed.nodes["Entry"][0])
    entry[[column.name for column in node_tables()["Entry"].columns].index("basis")] = basis
    listed.nodes["Entry"] = [tuple(entry)]
    return listed


BASIS_TEXT = "任何人不得在池塘里用电捕鱼，违者没收渔获物并处罚款一千元以上。"


@pytest.mark.parametrize(
    ("basis", "note", "why"),
    [
        ("《池塘法》第五条", "2010年修正", "所引注明的年份（2010年）"),
        (f"《池塘法》第五条：{BASIS_TEXT}", "", "所附的条文"),
        ("《池塘法》第五条", "", "编制清单的日期（2015年1月1日）"),
    ],
)
def test_which_text_a_list_meant_is_inferred_with_its_reason(
    store: GraphStore, basis: str, note: str, why: str
) -> None:
    pond, duty = law_id("cn", "池塘法"), duty_id(PLACE, "某镇", "basic", "巡塘")
    made = date(2015, 1, 1) if why.startswith("编制") else date(2021, 1, 1)
    listed = cites_pond(made, duty, basis, note)
    units = [
        law_unit("池塘法"),
        version_unit(
            "池塘法",
            date(2000, 1, 1),
            {"5": "池塘的水面由集体所有。"},
            valid=(date(2000, 1, 1), date(2010, 1, 1)),
            end_reason="superseded",
        ),
        version_unit(
            "池塘法",
            date(2010, 1, 1),
            {"5": BASIS_TEXT},
            valid=(date(2010, 1, 1), date(2020, 1, 1)),
            end_reason="superseded",
        ),
        version_unit(
            "池塘法",
            date(2020, 1, 1),
            {"5": "养鱼的池塘应当登记，登记事项由主管部门规定并公布。", "7": BASIS_TEXT},
            takes_up=[("7", pond, date(2010, 1, 1), "5", {"change": "renumbered", "similarity": 1000})],
        ),
        listed,
    ]
    answer = build(store, units).trace(duty, DAY)
    assert told(answer, "drift") == [
        (f"按{why}推定，所引是2010年1月1日文本的《池塘法》第五条，现行文本的这一条已不相同。", SUSPECTED)
    ]
    assert told(answer, "succession") == [
        (f"《池塘法》2010年文本第五条，现由第七条承接（只改条号）；所引文本按{why}推定。", SUSPECTED)
    ]


def test_pasted_words_of_the_present_text_are_no_drift(store: GraphStore) -> None:
    duty = duty_id(PLACE, "某镇", "basic", "巡塘")
    listed = cites_pond(date(2015, 1, 1), duty, f"《池塘法》第五条：{BASIS_TEXT}")
    units = [
        law_unit("池塘法"),
        version_unit(
            "池塘法",
            date(2010, 1, 1),
            {"5": "池塘的水面由集体所有。"},
            valid=(date(2010, 1, 1), date(2020, 1, 1)),
            end_reason="superseded",
        ),
        version_unit("池塘法", date(2020, 1, 1), {"5": BASIS_TEXT}),
        listed,
    ]
    answer = build(store, units).trace(duty, DAY)
    assert not steps(answer, "drift") and not steps(answer, "succession")


def test_whom_an_article_names_is_told_with_the_local_bodies(store: GraphStore) -> None:
    reader = build(store, county())
    for identifier in (f"{FISH}/art_38", f"{FISH}/2024-01-15/art_38", f"{FISH}/2024-01-15/art_38__para_1"):
        answer = reader.trace(identifier, DAY)
        assert told(answer, "actor") == [
            (
                "《河湖法》第三十八条第1款所指的“县级以上人民政府渔业主管部门”（渔业，县级以上）应当检验船舶；"
                "本地承担这一职能的是云县农业农村局。",
                CONFIRMED,
            ),
            ("《河湖法》第三十八条第1款所指的“某主管部门”（交通运输，县级以上）可以。", CONFIRMED),
            (
                "《河湖法》第三十八条第2款所指的“有关部门”（未明确，层级未写明）应当；条文没有写明是哪一职能。",
                CONFIRMED,
            ),
        ]
        assert body_id(PLACE, "云县农业农村局") in steps(answer, "actor")[0]["ids"]
        assert {end for _, end in edges_of(answer, "NAMES")} == {
            "function/fishery",
            "function/transport",
            "function/open",
        }
    assert not steps(reader.trace(f"{FISH}/2013-12-28/art_38", DAY), "actor")


def test_a_function_is_traced_to_bodies_and_provisions(store: GraphStore) -> None:
    units = county()
    units.append(version_unit("安监令", date(2015, 1, 1), {"2": "文。"}, names=[("2", "work_safety", {})]))
    units.append(body_unit("云县应急管理局", functions=[("emergency", {})], level="county"))
    reader = build(store, units)
    answer = reader.trace("function/emergency", DAY)
    assert (answer["direction"], answer["totals"]) == ("reverse", {"bodies": 1, "provisions_in_force": 0})
    assert told(answer, "having") == [("云县应急管理局承担（据机构名称）。", CONFIRMED)]
    assert [text for text, _ in told(answer, "naming")] == [
        "在2026年1月1日有效的条文中，指明这一职能的 0 条。",
        "另有 1 条仍称“安全生产监督管理”。",
    ]
    former = reader.trace("function/work_safety", DAY)
    assert "为应急管理" in steps(former, "function")[0]["text"]
    assert former["totals"] == {"bodies": 0, "provisions_in_force": 1}
    assert reader.trace("function/fishery", DAY)["totals"] == {"bodies": 0, "provisions_in_force": 2}
    with pytest.raises(NodeMissingError):
        reader.trace("function/sports", DAY)


def test_a_body_is_traced_with_its_functions(store: GraphStore) -> None:
    answer = build(store, county()).trace(body_id(PLACE, "云县卫健局"), DAY)
    assert [text for text, _ in told(answer, "function")] == [
        "云县卫健局的职能（据机构名录）：疾病预防控制。",
        "云县卫健局的职能（据机构名称）：卫生健康。",
    ]
    assert answer["totals"]["functions"] == 2
    assert (body_id(PLACE, "云县卫健局"), "function/health") in edges_of(answer, "HAS_FUNCTION")


def test_a_text_that_is_not_loaded_is_never_replaced_by_an_older_one(store: GraphStore) -> None:
    name, law = "未载入中间版本的法", law_id("cn", "未载入中间版本的法")
    units = [
        law_unit(name),
        version_unit(
            name, date(2000, 1, 1), {"1": "旧文。"}, valid=(date(2000, 1, 1), date(2010, 1, 1)), end_reason="superseded"
        ),
        version_unit(
            name,
            date(2010, 1, 1),
            {},
            valid=(date(2010, 1, 1), date(2020, 1, 1)),
            end_reason="superseded",
            loaded=False,
        ),
        version_unit(name, date(2020, 1, 1), {"1": "新文。"}),
    ]
    reader = build(store, units)
    article = provision_id(law, "art_1")
    for day, state in ((date(2005, 1, 1), "确认"), (date(2015, 1, 1), "无法核验"), (date(2025, 1, 1), "确认")):
        first = reader.trace(article, day)["steps"][0]
        assert first["state"] == state, (day, first)
    assert "正文未载入" in reader.trace(article, date(2015, 1, 1))["steps"][0]["text"]


def test_offices_bodies_lists_and_rows(store: GraphStore) -> None:
    reader = build(store, county())
    office = reader.trace(office_id(PLACE, "清溪镇", "社会事务办公室"), DAY)
    assert office["totals"] == {"items": 1, "items_in_force": 1}
    assert DUTY in {node["id"] for node in office["nodes"]}
    assert PATROL not in {node["id"] for node in office["nodes"]}
    assert steps(office, "law")
    body = reader.trace(body_id(PLACE, "清溪镇"), DAY, limit=1)
    assert (body["totals"], body["more"]) == ({"items": 2, "items_in_force": 2, "offices": 2}, True)
    rest = reader.trace(body_id(PLACE, "清溪镇"), DAY, limit=1, skip=1)
    shown = [{n["id"] for n in answer["nodes"] if n["kind"] == "duty"} for answer in (body, rest)]
    assert shown[0] | shown[1] == {DUTY, PATROL}
    assert not shown[0] & shown[1]
    listed = list_id(PLACE, "清溪镇", "duty_list", date(2025, 1, 1))
    whole = reader.trace(listed, DAY)
    assert whole["totals"] == {"entries": 2}
    assert {edge[0] for edge in edges_of(whole, "LISTED_IN")} == {entry_id(listed, "Sheet1", n) for n in (2, 3)}
    row = reader.trace(entry_id(listed, "Sheet1", 3), DAY)
    assert len(steps(row, "basis")) == 6
    assert [step["kind"] for step in row["steps"]][:2] == ["entry", "item"]


def test_laws_made_under_each_other_end(store: GraphStore) -> None:
    """A ring in the data (a mistake) neither hangs nor repeats."""
    one, two = law_id("cn", "甲法"), law_id("cn", "乙法")
    units = [
        law_unit("甲法"),
        law_unit("乙法"),
        version_unit("甲法", date(2001, 1, 1), {"1": "一"}, implements=[two, one]),
        version_unit("乙法", date(2001, 1, 1), {"1": "一"}, implements=[one]),
        list_unit("某镇", "duty_list", date(2020, 1, 1), [(duty_id(PLACE, "某镇", "basic", "事"), [(one, "1")])]),
    ]
    answer = build(store, units).trace(duty_id(PLACE, "某镇", "basic", "事"), DAY)
    assert len(steps(answer, "law")) == 2
    assert {tuple(step["ids"]) for step in steps(answer, "higher")} == {(one, two), (one,), (two, one)}


# -- tracing back ------------------------------------------------------------------------------------------------------------


def test_an_article_is_traced_to_all_that_rests_on_it(store: GraphStore) -> None:
    reader = build(store, county())
    for identifier in (f"{HEALTH}/art_3", f"{HEALTH}/2019-04-23/art_3", f"{HEALTH}/2019-04-23/art_3__para_1"):
        answer = reader.trace(identifier, DAY)
        assert answer["direction"] == "reverse"
        totals = answer["totals"]
        assert (totals["entries"], totals["entries_in_force"], totals["lower"], totals["citing"]) == (3, 2, 1, 2)
        named = {node["id"] for node in answer["nodes"]}
        assert {DUTY, FINE, body_id(PLACE, "清溪镇"), office_id(PLACE, "云县卫健局", "法规股")} <= named
        assert all({edge["from"], edge["to"]} <= named for edge in answer["edges"])
        assert [step["status"] for step in steps(answer, "entry")] == [Status.IN_FORCE, Status.IN_FORCE, Status.AMENDED]
        assert {step["ids"][0] for step in steps(answer, "citing")} == {
            f"{law_id('cn', '卫生实施办法')}/2020-06-01/art_5",
            f"{FISH}/2024-01-15/art_38",
        }


def test_a_law_is_traced_page_by_page(store: GraphStore) -> None:
    reader = build(store, county())
    whole = reader.trace(FISH, DAY)
    assert (whole["totals"]["entries"], whole["totals"]["citations"], whole["more"]) == (3, 6, False)
    paged: list[Any] = []
    for skip in range(0, 6, 2):
        page = reader.trace(FISH, DAY, limit=2, skip=skip)
        assert page["more"] is (skip < 4)
        paged += steps(page, "entry")
    assert paged == steps(whole, "entry")
    rule = law_id("cn", "卫生实施办法")
    answer = reader.trace(rule, DAY)
    assert answer["totals"]["citations"] == 2
    assert reader.trace(f"{rule}/art_5", DAY)["totals"]["entries_law_only"] == 1
    version = reader.trace(f"{FISH}/2013-12-28", DAY)
    assert steps(version, "version")[0]["status"] == Status.AMENDED
    chapter = reader.trace(f"{FISH}/2024-01-15/chp_1", DAY)
    assert chapter["totals"]["entries"] == 0
    unloaded = reader.trace(law_id("cn", "没有载入的法"), DAY)
    assert steps(unloaded, "law")[0]["state"] == UNVERIFIABLE
    assert unloaded["totals"]["lower"] == 1


ASKED = [
    DUTY,
    PATROL,
    FINE,
    FISH,
    HEALTH,
    OLD,
    f"{FISH}/art_38",
    f"{FISH}/2013-12-28",
    f"{HEALTH}/2019-04-23/art_3",
    body_id(PLACE, "清溪镇"),
    office_id(PLACE, "云县卫健局", "法规股"),
    list_id(PLACE, "清溪镇", "duty_list", date(2025, 1, 1)),
    body_id(PLACE, "云县卫健局"),
    f"{FISH}/2013-12-28/art_38",
    f"{FISH}/2024-01-15/art_39-1",
    f"{OLD}/art_7",
    "function/fishery",
    "function/health",
    "function/open",
]


@pytest.mark.server
def test_both_backends_give_one_answer(neo4j_url: str, tmp_path: Path) -> None:
    stores = [open_graph(neo4j_url), open_graph(tmp_path / "graph")]
    for release in stores[0].releases():
        stores[0].drop(release)
    server, embedded = (build(store, county()) for store in stores)
    days = [DAY, date(2013, 1, 1), date(2020, 6, 1), date(2024, 12, 31), date(2028, 1, 1)]
    for day in days:
        assert server.laws(day, {}) == embedded.laws(day, {})
        for identifier in ASKED:
            for page in ({}, {"limit": 1}, {"limit": 2, "skip": 1}):
                assert server.trace(identifier, day, **page) == embedded.trace(identifier, day, **page), (
                    identifier,
                    day,
                )
        for function in ("function/fishery", "function/health", "function/open"):
            asked = (function, reaching(Level.COUNTY), day)
            assert server.naming(*asked) == embedded.naming(*asked)
            assert server.bodies_having(function) == embedded.bodies_having(function)
    assert contents(server) == contents(embedded)
    assert server.counts() == embedded.counts()
    for store in stores:
        store.close()


# -- what only one backend has to keep ----------------------------------------------------------------------------------------


def test_embedded_releases_stand_beside_each_other(tmp_path: Path) -> None:
    store = EmbeddedGraphStore(tmp_path)
    first = build(store, county())
    before = contents(first)
    store.bring_forward(1, 2, [FISH], [law_unit("新法")], 1)
    assert store.releases() == [1, 2]
    assert contents(first) == before
    assert contents(store.reader(1)) == before
    assert store.reader(2).node("law/cn/新法") is not None
    for path in tmp_path.glob("*.lbug"):
        assert path.stat().st_mode & 0o777 == 0o444
    with pytest.raises(GraphError):
        store.bring_forward(1, 2, [], [], 0)
    store.drop(1)
    assert store.releases() == [2]
    assert contents(first) == before  # a reader keeps what it opened


def test_a_file_of_another_layout_is_told_and_replaced(tmp_path: Path) -> None:
    store = EmbeddedGraphStore(tmp_path)
    build(store, county()).close()
    made = next(tmp_path.glob("*.lbug"))
    made.rename(made.with_name("release-000001-00000000.lbug"))
    assert store.releases() == []
    with pytest.raises(ReleaseMissingError, match="由另一版程序建成，结构不同；请重建：dingfen rebuild"):
        store.reader(1)
    build(store, county()).close()
    assert [path.name for path in tmp_path.glob("*.lbug")] == [made.name]


def test_embedded_reader_serves_many_threads(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    reader = build(EmbeddedGraphStore(tmp_path), county())
    expected = [reader.trace(identifier, DAY) for identifier in ASKED]
    with ThreadPoolExecutor(8) as pool:
        for answers in pool.map(lambda _: [reader.trace(identifier, DAY) for identifier in ASKED], range(24)):
            assert answers == expected


def test_a_folder_that_may_only_be_read_serves() -> None:
    """As a user who may write nothing there: an embedded release is served from a read-only folder."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "graph"
        Path(made).chmod(0o755)
        expected = contents(build(EmbeddedGraphStore(folder), county()))
        (folder / ".lock").chmod(0o444)
        folder.chmod(0o555)
        root = os.geteuid() == 0
        if root:
            os.seteuid(65534)
        try:
            with pytest.raises(PermissionError):
                (folder / "x").touch()
            reader = EmbeddedGraphStore(folder).reader(1)
            assert contents(reader) == expected
            reader.close()
        finally:
            if root:
                os.seteuid(0)
            folder.chmod(0o755)


def test_two_writers_do_not_meet(tmp_path: Path) -> None:
    store, other = EmbeddedGraphStore(tmp_path), EmbeddedGraphStore(tmp_path)

    def units() -> Iterator[GraphUnit]:
        yield law_unit("甲法")
        with pytest.raises(GraphError, match="另一个"):
            other.bring_forward(None, 2, [], [], 0)

    store.bring_forward(None, 1, [], units(), 1)
    assert store.releases() == [1]


_KILLED = """
import sys, time
from datetime import date
from graph.ladybug_store import EmbeddedGraphStore
import graph.spill as module
from tests.support.units import version_unit
module.BATCH_ROWS = 400
def units():
    for number in range(400):
        print(number, flush=True)
        yield version_unit(f"法{number}", date(2001, 1, 1), {str(n): "文" * 50 for n in range(1, 40)})
base = int(sys.argv[2]) or None
EmbeddedGraphStore(sys.argv[1]).bring_forward(base, 9, [], units(), 400)
"""


@pytest.mark.parametrize(
    ("base", "after", "wait"),
    [(0, 3, 0.0), (1, 250, 0.0), (0, 399, 0.05), (0, 399, 0.3), (1, 399, 0.05), (1, 399, 0.2), (1, 399, 0.5)],
)
def test_a_killed_load_leaves_no_half(tmp_path: Path, base: int, after: int, wait: float) -> None:
    """A real kill -9 at different points (while units come, while they are copied, at the end): the release before it serves on, the
    new one is whole or absent, and the next load sweeps up."""
    store = EmbeddedGraphStore(tmp_path)
    before = contents(build(store, county()))
    command = [sys.executable, "-c", _KILLED, str(tmp_path), str(base)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2], text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if int(line) == after:
            time.sleep(wait)
            os.kill(process.pid, signal.SIGKILL)
            break
    process.stdout.close()
    process.wait()
    if after < 399:
        assert process.returncode == -signal.SIGKILL
        assert store.releases() == [1]
        assert [path.name for path in tmp_path.glob("*.part*")]
    again = EmbeddedGraphStore(tmp_path)
    assert not list(tmp_path.glob("*.part*"))
    assert contents(again.reader(1)) == before
    if 9 in again.releases():
        assert again.reader(9).counts()["Provision"] == 400 * 40 + (26 if base else 0)
        again.drop(9)
    again.bring_forward(1, 9, [], [law_unit("新法")], 1)
    assert again.releases() == [1, 9]


@pytest.mark.server
def test_a_server_between_two_releases_says_so_and_goes_on(neo4j_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.neo4j_store.GROUP_UNITS", 1)
    store = open_graph(neo4j_url)
    for release in store.releases():
        store.drop(release)
    units = county()
    reader = build(store, units)
    put = [law_unit("新法甲"), law_unit("新法乙"), version_unit("卫生实施办法", date(2020, 6, 1), {"5": "改了。"})]

    def breaking() -> Iterator[GraphUnit]:
        yield put[0]
        assert (reader.release, reader.target) == (1, 2)
        answer = reader.trace(DUTY, DAY)
        assert (answer["release"], answer["target"]) == (1, 2)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.bring_forward(1, 2, [OLD], breaking(), 3)
    again = open_graph(neo4j_url)
    assert again.releases() == [1]
    held = again.manifest(1)
    assert put[0].key in held and OLD not in held
    left = [unit for unit in put if held.get(unit.key) != unit.digest]
    assert len(left) == 2
    again.bring_forward(1, 2, [], left, len(left))
    assert (again.releases(), again.reader(2).target) == ([2], 2)
    with pytest.raises(ReleaseMissingError):
        again.reader(1)
    expected = [unit for unit in units if unit.key != OLD and unit.key != put[2].key] + put
    assert again.manifest(2) == {unit.key: unit.digest for unit in expected}
    for open_ in (store, again):
        open_.close()


def test_a_wrong_address_is_told() -> None:
    with pytest.raises(GraphError, match="bolt"):
        open_graph("http://127.0.0.1:1")
    store = open_graph("bolt://127.0.0.1:1")
    with pytest.raises(GraphError, match=r"127\.0\.0\.1:1"):
        store.releases()
    store.close()


def test_an_answer_is_plain_data(tmp_path: Path) -> None:
    answer = build(EmbeddedGraphStore(tmp_path), county()).trace(PATROL, DAY)

    def plain(value: Any) -> str:
        assert type(value) is date
        return str(value)

    assert json.loads(json.dumps(answer, default=plain))["as_of"] == "2026-01-01"
    assert OPEN_END - timedelta(days=1) > DAY


def test_what_stands_beside_an_article_and_cites_it(store: GraphStore) -> None:
    reader = build(store, county())
    resting = [(row["from"], row["to"]) for row in reader.all_edges("RESTS_ON") if "/art_" in row["to"]]
    citing = [row for row in reader.all_edges("CITES") if "/art_" in row["to"]]
    stated = reader.all_edges("STATES")
    for table in ("RESTS_ON", "CITES", "STATES", "HELD_BY"):
        counted: dict[str, int] = {}
        for row in reader.all_edges(table):
            counted[row["to"]] = counted.get(row["to"], 0) + 1
        assert reader.joined(table) == counted
    for article in {to for _, to in resting} | {row["to"] for row in citing}:
        rows = {begin for begin, to in resting if to == article}
        assert reader.rows_on(article) == len(rows)
        beside = [(to, begin) for begin, to in resting if begin in rows and to != article]
        found = reader.cited_with(article)
        assert {(row["article"], row["rows"]) for row in found} == {
            (to, len({begin for other, begin in beside if other == to})) for to, _ in beside
        }
        assert all((row["article"], row["entry"]) in beside for row in found)
        items = {row["to"] for row in stated if row["from"] in rows}
        assert {row["id"] for row in reader.items_on(article)} == items
        for item, bases in reader.bases_of_each(items).items():
            of = {row["from"] for row in stated if row["to"] == item}
            assert {(base["article"], base["entry"]) for base in bases} == {(to, b) for b, to in resting if b in of}
        told = reader.citing(article, DAY)
        standing = {
            row["id"]: row for row in reader.all_nodes("Provision") if row["valid_from"] <= DAY < row["valid_to"]
        }
        assert [row["provision"] for row in told] == sorted(
            row["from"] for row in citing if row["to"] == article and row["from"] in standing
        )
        for row in told:
            assert (row["words"], row["number"]) == (
                standing[row["provision"]]["text"],
                standing[row["provision"]]["number"],
            )
            assert article in [one["article"] for one in reader.cited_by(row["provision"])]
    assert reader.bases_of_each(["no/such", FINE]).keys() == {"no/such", FINE}
    assert (reader.rows_on("law/cn/无/art_1"), reader.cited_with("law/cn/无/art_1")) == (0, [])

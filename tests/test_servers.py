"""The whole way through on real servers (PostgreSQL, Neo4j, Elasticsearch), held against the embedded one: same answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from casework import check, questions
from ingest import database
from ingest.home import Home
from ingest.settings import Settings

pytestmark = pytest.mark.server

EXAMPLES = Path(__file__).parents[1] / "examples"
DAY = date(2026, 11, 1)


@pytest.fixture
def servers(tmp_path: Path, neo4j_url: str, elasticsearch_url: str, postgresql_url: str) -> Iterator[Home]:
    engine = sa.create_engine(postgresql_url)
    with engine.begin() as connection:
        database.metadata.drop_all(connection)
        connection.execute(sa.text("DROP TABLE IF EXISTS alembic_version"))
    engine.dispose()
    home = Home(
        Settings(
            home=tmp_path / "servers", graph=neo4j_url, search=elasticsearch_url, database=postgresql_url, workers=1
        )
    )
    for store in (home.graph, home.search):
        for release in store.releases():
            store.drop(release)
    yield home
    home.close()


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Home]:
    with Home(Settings(home=tmp_path / "embedded", graph="", search="", database="", workers=1)) as home:
        yield home


def answers(home: Home) -> dict[str, Any]:
    """What the county's people would ask, as plain data."""
    view = home.view()
    found: dict[str, Any] = {}
    for words in ("公共场所卫生", "渔业法第三十八条", "燃气安全", "噪声", "应急管理局", "xiaofangfa"):
        page = questions.search(view, words, DAY, limit=10)
        found[f"search {words}"] = [(hit.id, hit.status) for hit in page.hits], page.facets, page.total
    duties = questions.search(view, "公共场所卫生", DAY, {"kind": ["duty"]}, limit=3).hits
    powers = questions.search(view, "检查", DAY, {"kind": ["power"]}, limit=5).hits
    for identifier in [hit.id for hit in (*duties, *powers)] + ["law/cn/渔业法/art_38", "law/cn/环境保护法"]:
        if view.graph.node(identifier) is None:
            found[f"trace {identifier}"] = None
            continue
        traced = questions.trace(view, identifier, DAY)
        found[f"trace {identifier}"] = {key: traced[key] for key in ("nodes", "edges", "steps", "totals")}
    found["check"] = check.answers(view, "421127", DAY)
    found["laws"] = questions.laws(view, DAY, {}, 0, 100)
    found["counts"] = view.graph.counts()
    return found


def test_servers_and_files_answer_alike(servers: Home, embedded: Home) -> None:
    one, other = servers.load([EXAMPLES]), embedded.load([EXAMPLES])
    assert (one.release, one.documents, one.units) == (other.release, other.documents, other.units)
    assert servers.store.release(1).manifest == embedded.store.release(1).manifest
    mine, theirs = answers(servers), answers(embedded)
    assert mine.keys() == theirs.keys()
    for question in mine:
        assert mine[question] == theirs[question], question


def test_a_release_goes_forward_and_back_on_servers(servers: Home, tmp_path: Path) -> None:
    servers.load([EXAMPLES])
    before = answers(servers)
    again = servers.load([EXAMPLES])
    assert (again.created, again.units) == (False, 0)
    extra = tmp_path / "某县试验办法.md"
    extra.write_text(
        "# 某县试验办法\n\n2024年1月1日 某县人民政府公布\n\n第一条 麒麟出没之处不得试验。\n\n第二条 本办法自2024年2月1日起施行。\n",
        encoding="utf-8",
    )
    report = servers.load([extra])
    assert (report.release, report.added) == (2, 1)
    view = servers.view()
    assert (view.number, view.graph.release, view.search.release) == (2, 2, 2)
    assert questions.search(view, "麒麟", DAY).hits[0].article == "1"
    servers.use(1)
    assert servers.view().number == 1
    after = answers(servers)
    assert after == before

"""The system of record on both databases: one suite, SQLite and a real PostgreSQL."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory

from ingest import database
from ingest.settings import Settings
from ingest.store import (
    BusyError,
    Member,
    NoSuchReleaseError,
    Store,
    StoredDocument,
    StoredSource,
    WriteLock,
    manifest_digest,
)
from ontologies.records import Problem


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "sqlite":
        opened = Store(Settings(home=tmp_path, database="").database_url)
    else:
        url = request.getfixturevalue("postgresql_url")
        opened = Store(url)
        with opened.engine.begin() as connection:
            for table in reversed(database.metadata.sorted_tables):
                connection.execute(table.delete())
    yield opened
    opened.close()


def document(name: str) -> StoredDocument:
    return StoredDocument(name.ljust(64, "0"), "law", name, b"head", b"body")


def member(origin: str, name: str) -> Member:
    return Member(origin, name.ljust(64, "0"), "f" * 64, origin)


def make(store: Store, members: list[Member]) -> int:
    number = store.begin_release(store.current(), "test")
    store.complete_release(number, members, b"catalogue", {"added": 1}, "tester")
    return number


def test_what_is_kept_comes_back(store: Store) -> None:
    problem = Problem("warning", "a.md", "第1行", "说明")
    store.add([StoredSource("f" * 64, "a.md", 3, ("d1",), (problem,))], [document("one"), document("two")])
    store.add([], [document("one")])
    assert store.known_sources(["f" * 64, "0" * 64])["f" * 64].problems == (problem,)
    assert {title for _, title in store.titles(d.digest for d in (document("one"), document("two"))).values()} == {
        "one",
        "two",
    }
    assert list(store.bodies([document("two").digest]).values()) == [b"body"]


def test_a_release_is_complete_or_absent(store: Store) -> None:
    assert store.current() == 0
    store.begin_release(0, "cut")
    assert store.releases() == []
    number = make(store, [member("a", "one")])
    assert number == 2, "the number of a load that was cut is not given again"
    assert [release.number for release in store.releases()] == [2]
    assert store.current() == 2


def test_members_of_every_release_stay_as_they_were(store: Store) -> None:
    one = make(store, [member("a", "one"), member("b", "two")])
    two = make(store, [member("a", "three"), member("b", "two")])
    three = make(store, [member("b", "two")])
    assert [m.digest[:5] for m in store.members(one)] == ["one00", "two00"]
    assert [m.digest[:5] for m in store.members(two)] == ["three", "two00"]
    assert [m.digest[:5] for m in store.members(three)] == ["two00"]


def test_going_back_and_on(store: Store) -> None:
    one = make(store, [member("a", "one")])
    two = make(store, [member("a", "two")])
    store.use(one, "tester")
    assert store.current() == one
    three = make(store, [member("a", "one"), member("c", "six")])
    assert three == two + 1
    assert {m.digest[:3] for m in store.members(three)} == {"one", "six"}
    assert [m.digest[:3] for m in store.members(two)] == ["two"]
    with pytest.raises(NoSuchReleaseError, match="没有第 9 号发布。现有：1、2、3"):
        store.use(9, "tester")


def test_the_manifest_tells_contents_and_not_names(store: Store) -> None:
    one = make(store, [member("a", "one"), member("b", "two")])
    two = make(store, [member("x", "two"), member("y", "one")])
    assert store.release(one).manifest == store.release(two).manifest
    assert store.release(one).manifest == manifest_digest(m.digest for m in store.members(two))


def test_every_change_is_on_record(store: Store) -> None:
    number = make(store, [member("a", "one")])
    store.use(number, "tester")
    with store.engine.connect() as connection:
        rows = connection.execute(sa.select(database.audit.c.who, database.audit.c.action)).all()
    assert [tuple(row) for row in rows] == [("tester", "release"), ("tester", "use")]


def test_two_loads_at_once_are_refused(store: Store, tmp_path: Path) -> None:
    with (
        WriteLock(store.engine, tmp_path),
        pytest.raises(BusyError, match="另一个载入正在进行"),
        WriteLock(store.engine, tmp_path),
    ):
        pass
    with WriteLock(store.engine, tmp_path):
        pass


def test_a_killed_load_leaves_no_lock(tmp_path: Path) -> None:
    store = Store(Settings(home=tmp_path, database="").database_url)
    code = (
        "import sys,time;from pathlib import Path;from ingest.settings import Settings;from ingest.store import *;"
        "s=Store(Settings(home=Path(sys.argv[1]),database='').database_url);l=WriteLock(s.engine,Path(sys.argv[1]));l.__enter__();"
        "print('held',flush=True);time.sleep(60)"
    )
    held = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert held.stdout is not None
    assert held.stdout.readline().strip() == "held"
    with pytest.raises(BusyError), WriteLock(store.engine, tmp_path):
        pass
    held.kill()
    held.wait()
    for _ in range(50):
        try:
            with WriteLock(store.engine, tmp_path):
                break
        except BusyError:
            time.sleep(0.05)
    else:
        pytest.fail("the lock outlived its holder")
    store.close()


def test_a_database_that_is_not_there_is_told_in_chinese(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises((database.DatabaseError, OSError)):
        database.connect(f"sqlite:///{tmp_path / 'file' / 'd.db'}")
    (tmp_path / "bad.db").write_bytes(b"not a database" * 100)
    with pytest.raises(database.DatabaseError, match="数据库"):
        database.connect(f"sqlite:///{tmp_path / 'bad.db'}")


def test_the_program_knows_its_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == database.HEAD


def test_migrations_make_the_tables_that_the_program_declares(store: Store) -> None:
    inspector = sa.inspect(store.engine)
    for table in database.metadata.sorted_tables:
        there = {column["name"]: column["nullable"] for column in inspector.get_columns(table.name)}
        assert there == {column.name: column.nullable for column in table.columns}

"""Fixtures that every test may ask for: the URLs of real servers, started once a session and only when asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import sample, servers


def _url(name: str) -> Iterator[str]:
    """One server for the session: a running one named by DINGFEN_TEST_<NAME>, or one of our own. What is missing skips the
    test on a developer's machine and fails it where CI is set."""
    running = os.environ.get(f"DINGFEN_TEST_{name.upper()}")
    if running:
        yield running
        return
    try:
        server = servers.start(name)
    except (servers.MissingError, RuntimeError) as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))
    yield server.url
    server.stop()


@pytest.fixture(scope="session")
def neo4j_url() -> Iterator[str]:
    """bolt:// URL of a Neo4j whose content tests may replace."""
    yield from _url("neo4j")


@pytest.fixture(scope="session")
def elasticsearch_url() -> Iterator[str]:
    """http:// URL of an Elasticsearch; tests use index names of their own."""
    yield from _url("elasticsearch")


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """SQLAlchemy URL (psycopg) of a PostgreSQL database whose content tests may replace."""
    yield from _url("postgresql")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The measuring data beside the checkout (../shared); skipped with a reason where it is absent."""
    folder = Path(__file__).parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("量测数据 ../shared 不在，略过")
    return folder


@pytest.fixture(scope="session")
def shared_corpus(shared: Path) -> Path:
    """The folder of real statutes."""
    return shared / "corpus" / "laws"


@pytest.fixture(scope="session")
def sample_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the small county of ``tests.support.sample``; not to be changed."""
    return sample.write(tmp_path_factory.mktemp("sample") / "files")


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory, sample_files: Path) -> Path:
    """A home with the small county loaded, once a session; not to be changed."""
    home = tmp_path_factory.mktemp("sample-home")
    sample.load(home, sample_files)
    return home

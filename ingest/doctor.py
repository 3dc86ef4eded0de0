"""In what state everything is: the database, the graph, the index, and the load that is under way or was cut. Looks and changes nothing.

Every store is asked for itself, so that one that cannot be reached hides nothing of the others. What is wrong is told as a :class:`Trouble`:
a sentence in Chinese and what to do.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec
import sqlalchemy as sa

from graph import open_graph
from graph.port import GraphError, GraphStore
from ingest import database as db
from ingest.home import projection_mark
from ingest.settings import Settings
from ingest.store import Begun, begun_load, lock_is_free
from ontologies.condition import Condition
from search import open_search
from search.port import SearchError, SearchStore

NAMES = {"database": "数据库", "graph": "图", "search": "索引"}
# With less than this left (bytes) on the disk of an embedded home, the next load may not end.
_LITTLE = 500_000_000


class Trouble(msgspec.Struct):
    """What is not as it should be. ``store`` is database, graph, search or home; ``grave``: answers are missing or wrong, or the next load
    will not end, unless something is done; else it is good to know."""

    store: str
    grave: bool
    text: str
    advice: str


class Examined(msgspec.Struct):
    """All that :func:`examine` found. ``release`` is the one that the record says is served (0: none), ``documents`` how many are in it,
    ``schema`` and ``program_schema`` the database's structure and this program's; ``pending`` the numbers of releases that were begun and are not
    whole; ``begun`` who began a load that has not ended, ``running`` whether it still runs. A store that could not be asked is None, and
    ``troubles`` says why."""

    home: str
    free: int | None = None
    release: int = 0
    documents: int = 0
    created: str = ""
    releases: list[int] = []
    pending: list[int] = []
    begun: Begun | None = None
    running: bool = False
    schema: str = ""
    program_schema: str = db.HEAD
    database: Condition | None = None
    graph: Condition | None = None
    search: Condition | None = None
    troubles: list[Trouble] = []

    @property
    def well(self) -> bool:
        return not any(trouble.grave for trouble in self.troubles)


def examine(settings: Settings) -> Examined:
    """Look at everything that these settings name."""
    found = Examined(str(settings.folder))
    found.free = _free(settings.folder)
    if found.free is not None and found.free < _LITTLE:
        found.troubles.append(
            Trouble(
                "home",
                False,
                f"数据目录所在的磁盘只剩 {found.free // 1_000_000} MB",
                "先清出空间再载入，不够时载入会停下",
            )
        )
    mark = _database(settings, found)
    projections: tuple[tuple[str, str, Callable[[], GraphStore | SearchStore]], ...] = (
        ("graph", settings.graph, lambda: open_graph(settings.graph or settings.folder / "graph", settings.wait, True)),
        (
            "search",
            settings.search,
            lambda: open_search(settings.search or settings.folder / "search", settings.embedding, settings.wait),
        ),
    )
    for name, server, opening in projections:
        if not server and not (settings.folder / name).is_dir():
            if found.release:
                missing = f"{NAMES[name]}不在（{settings.folder / name}）"
                found.troubles.append(Trouble(name, True, missing, "由数据库重建：dingfen rebuild"))
            continue
        try:
            with closing(opening()) as store:
                condition = store.condition()
                setattr(found, name, condition)
                _compare(name, store, condition, found, mark, settings.place)
        except (GraphError, SearchError, OSError) as error:
            found.troubles.append(Trouble(name, True, str(error), "恢复后再运行 dingfen doctor"))
    return found


def _free(folder: Path) -> int | None:
    there = next((path for path in (folder, *folder.parents) if path.exists()), None)
    return shutil.disk_usage(there).free if there is not None else None


def _database(settings: Settings, found: Examined) -> str | None:
    """The database and what it records; the mark by which the projections of the release served are known."""
    address = sa.make_url(settings.database_url)
    embedded = address.get_backend_name() == "sqlite"
    if embedded and not Path(address.database or "").is_file():
        found.troubles.append(Trouble("database", True, "还没有载入任何文件", "先载入：dingfen load 文件或文件夹"))
        return None
    engine = db.engine_of(settings.database_url, settings.wait)
    try:
        with engine.connect() as connection:
            return _record(settings, found, engine, connection, address)
    except sa.exc.SQLAlchemyError as error:
        found.troubles.append(Trouble("database", True, db.told(error), "恢复后再运行 dingfen doctor"))
        return None
    finally:
        engine.dispose()


def _record(
    settings: Settings, found: Examined, engine: sa.Engine, connection: sa.Connection, address: sa.URL
) -> str | None:
    condition = Condition(engine.dialect.name, "")
    if engine.dialect.name == "sqlite":
        path = Path(address.database or "")
        condition.where, condition.version = str(path), sqlite3.sqlite_version
        condition.size = sum(part.stat().st_size for part in path.parent.glob(f"{path.name}*") if part.is_file())
    else:
        condition.where = f"{address.host or ''}:{address.port or 5432}/{address.database or ''}"
        condition.version = str(connection.execute(sa.text("SHOW server_version")).scalar())
        condition.size = connection.execute(sa.text("SELECT pg_database_size(current_database())")).scalar()
    found.database = condition
    found.schema = db.schema(connection) or ""
    condition.layout, condition.suits = found.schema, found.schema == db.HEAD
    if not found.schema:
        found.troubles.append(Trouble("database", True, "还没有载入任何文件", "先载入：dingfen load 文件或文件夹"))
        return None
    if found.schema > db.HEAD:
        text = f"数据库的结构（{found.schema}）比本程序的（{db.HEAD}）新"
        found.troubles.append(Trouble("database", True, text, "换用更新的程序"))
        return None
    if found.schema != db.HEAD:
        text = f"数据库的结构（{found.schema}）比本程序的（{db.HEAD}）旧"
        found.troubles.append(
            Trouble("database", False, text, "不必做什么：下一条命令会自动升级它；旧程序从此不能再用")
        )
    values = {row.name: row.value for row in connection.execute(sa.select(db.state))}
    found.release = int(values.get("current") or 0)
    rows = list(connection.execute(sa.select(db.release).order_by(db.release.c.number)))
    found.releases = [row.number for row in rows if row.state == "complete"]
    found.pending = [row.number for row in rows if row.state == "pending"]
    served = next((row for row in rows if row.number == found.release), None)
    if served is not None:
        found.documents, found.created = served.documents, served.created
    condition.release = condition.target = found.release
    condition.kept = found.releases
    for table in (db.document, db.source, db.review):
        condition.counts[table.name] = int(
            connection.execute(sa.select(sa.func.count()).select_from(table)).scalar() or 0
        )
    found.begun = begun_load(connection)
    found.running = not lock_is_free(engine, settings.folder)
    if not found.release:
        found.troubles.append(Trouble("database", True, "还没有一版完成的发布", "先载入：dingfen load 文件或文件夹"))
    if found.running:
        who = found.begun.said() if found.begun else "有载入正在进行"
        found.troubles.append(Trouble("home", False, who, "不必做什么：完成之前，上一版照旧"))
    elif found.begun is not None or found.pending:
        numbers = "、".join(map(str, found.pending))
        text = "上一次载入没有完成" + (f"（第 {numbers} 号发布）" if numbers else "")
        text += f"：{found.begun.said()}，中途断了" if found.begun else ""
        found.troubles.append(
            Trouble(
                "home", True, text, "再载入一次：同样的文件会接着做完；不想要了，用 dingfen releases use 退回现在这一版"
            )
        )
    return values.get(f"projection-{found.release}")


def _compare(
    name: str, store: GraphStore | SearchStore, condition: Condition, found: Examined, mark: str | None, place: str
) -> None:
    """Whether a projection is that of the release that is served, whole, and made as this program makes it."""
    rebuild = "由数据库重建：dingfen rebuild"

    def tell(grave: bool, text: str, advice: str) -> None:
        found.troubles.append(Trouble(name, grave, f"{NAMES[name]}：{text}", advice))

    for remark in condition.remarks:
        tell("red" in remark, remark, "照所说的检查服务器")
    if condition.left:
        tell(False, f"有中断的载入留下的{'、'.join(condition.left)}", "不必做什么：下次载入时会清掉")
    if not condition.suits:
        tell(True, f"由另一版程序建成，结构不同（{condition.layout or '没有写明'}）", rebuild)
        return
    if not found.release or found.database is None:
        return
    if condition.release != condition.target:
        way = f"从第 {condition.release} 版到第 {condition.target} 版的路上"
        if found.running:
            tell(False, f"正在{way}", "不必做什么：回答会写明兼有两版")
        else:
            tell(True, f"停在{way}，回答可能兼有两版", "再载入一次会接着做完，或用 dingfen releases use 退回")
        return
    if found.release not in (condition.kept or [condition.release]):
        held = f"，现有第 {condition.release} 版" if condition.release else ""
        tell(True, f"没有第 {found.release} 版{held}", rebuild)
        return
    if mark is not None and mark != projection_mark(store.manifest(found.release), place):
        tell(False, "与数据库的记录不同：程序或 DINGFEN_PLACE 换了，或没有写完", f"下次载入会更新；现在就要，{rebuild}")

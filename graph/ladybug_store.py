"""The embedded graph: one LadybugDB file for each release, in a folder.

A file is made beside (a name ending in ``.part``), checkpointed, synced, made read-only and then renamed: a reader sees a whole
release or none, and a served file is never written. What a killed load leaves behind is swept away by the next one.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import queue
import re
import shutil
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import ladybug

from graph import queries
from graph.port import EdgeKind, GraphError, GraphUnit, Progress, ReleaseMissingError, Row, no_progress
from graph.reader import SharedReader
from graph.tables import (
    UNIT,
    check,
    definable,
    edge_columns,
    edge_kinds,
    is_defined,
    kept_mentions,
    layout,
    own_tables,
    pack,
    shared_tables,
    stored_columns,
    unpack,
    written,
    wrote,
)
from ontologies.condition import Condition
from ontologies.schema import node_tables

if TYPE_CHECKING:
    import pyarrow as pa

    from graph.spill import Spill

# The address space a file may grow into (a power of two), and the memory for its pages, while writing and while reading.
MAX_SIZE = 1 << 37
WRITE_POOL = 3 << 28
# Pages of what is copied in or taken out are held until the checkpoint: where that is more than the pool takes, it is opened with so
# many times the bytes to be written, or of the file to be changed. Measured with 100,000 rows of lists (450 MB to write, a file of 300 MB):
# 2.2 was enough, 1.6 was not ("buffer pool is full").
POOL_FOR_BYTES = 3
READ_POOL = 1 << 29
READ_CONNECTIONS = 4
_THREADS = os.cpu_count() or 1
# Answers about laws and functions that a reader remembers (about a kilobyte each).
KEPT_LAWS = 20_000
_NAME = re.compile(r"release-(\d{6,})-([0-9a-f]{8})\.lbug")
_SQL_TYPE = {"string": "STRING", "integer": "INT64", "boolean": "BOOLEAN", "date": "DATE", "strings": "STRING[]"}


def _only(results: ladybug.QueryResult | list[ladybug.QueryResult]) -> ladybug.QueryResult:
    """The result of a text with one statement."""
    return results[0] if isinstance(results, list) else results


class _Connections:
    """An open file: its database and a few connections, lent to one thread at a time."""

    def __init__(self, path: Path, read_only: bool, count: int) -> None:
        pool = READ_POOL if read_only else WRITE_POOL
        try:
            self._database = ladybug.Database(
                str(path), read_only=read_only, buffer_pool_size=pool, max_db_size=MAX_SIZE, auto_checkpoint=False
            )
            # A point query is over before a second thread has begun: one thread each leaves the others to other clients.
            self._all = [ladybug.Connection(self._database, num_threads=1 if read_only else 0) for _ in range(count)]
        except RuntimeError as error:
            raise GraphError(f"打不开图文件 {path.name}：{error}") from error
        self._free: queue.LifoQueue[ladybug.Connection] = queue.LifoQueue()
        for connection in self._all:
            self._free.put(connection)

    def run(self, query: str, params: dict[str, Any]) -> list[dict[str, Any]]:
        connection = self._free.get()
        try:
            result = _only(connection.execute(query, params))
            try:
                return cast(list[dict[str, Any]], result.rows_as_dict().get_all())
            finally:
                result.close()
        except RuntimeError as error:
            raise GraphError(f"图查询失败：{error}") from error
        finally:
            self._free.put(connection)

    def close(self) -> None:
        for connection in self._all:
            connection.close()
        self._database.close()


class _EmbeddedRows:
    """``graph.rows.Rows`` over one file."""

    def __init__(self, path: Path, release: int) -> None:
        self._connections = _Connections(path, read_only=True, count=READ_CONNECTIONS)
        self._release = release
        # A release never changes, and most traces end in the same few hundred laws.
        self._laws: dict[tuple[str, str], list[dict[str, Any]]] = {}

    @property
    def release(self) -> int:
        return self._release

    @property
    def target(self) -> int:
        return self._release

    def rows(self, query: str, params: dict[str, Any]) -> list[dict[str, Any]]:
        return self._connections.run(query, params)

    def each(self, query: str, keys: Collection[str]) -> dict[str, list[dict[str, Any]]]:
        # One look-up after the other: some fifty microseconds each, where UNWIND over the keys makes the planner scan.
        if query not in queries.REMEMBERED:
            return {key: self._connections.run(query, {"key": key}) for key in keys}
        found = {}
        for key in keys:
            rows = self._laws.get((query, key))
            if rows is None:
                rows = self._connections.run(query, {"key": key})
                if len(self._laws) >= KEPT_LAWS:
                    self._laws.clear()
                self._laws[query, key] = rows
            found[key] = list(rows)
        return found

    def close(self) -> None:
        self._connections.close()


class EmbeddedGraphStore:
    """``graph.port.GraphStore`` over a folder of LadybugDB files."""

    in_place = False

    def __init__(self, folder: Path | str, look_only: bool = False) -> None:
        self._folder = Path(folder)
        if look_only:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        # Where another process writes, or this one may only read, there is nothing to sweep.
        with contextlib.suppress(GraphError, PermissionError), self._alone():
            self._sweep()

    def _path(self, release: int) -> Path:
        return self._folder / f"release-{release:06d}-{layout()}.lbug"

    def _files(self) -> list[tuple[int, str, Path]]:
        """(release, layout, path) of every projection in the folder."""
        found = ((_NAME.fullmatch(path.name), path) for path in self._folder.iterdir())
        return sorted((int(match[1]), match[2], path) for match, path in found if match)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the folder against a second writer; the lock goes with the process that holds it."""
        with (self._folder / ".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise GraphError("另一个进程正在写图投影，请等它结束后再试") from error
            yield

    def _sweep(self) -> None:
        """Remove what an interrupted load left behind."""
        for path in self._folder.glob("*.part*"):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()

    def _whole(self, release: int) -> Path:
        path = self._path(release)
        if not path.is_file():
            if any(number == release for number, _, _ in self._files()):
                raise ReleaseMissingError(f"第 {release} 版的图由另一版程序建成，结构不同；请重建：dingfen rebuild")
            raise ReleaseMissingError(f"图投影中没有第 {release} 版；请重建：dingfen rebuild")
        return path

    def releases(self) -> list[int]:
        return [number for number, made, _ in self._files() if made == layout()]

    def at_rest(self) -> bool:
        return True

    def manifest(self, release: int) -> dict[str, str]:
        connections = _Connections(self._whole(release), read_only=True, count=1)
        try:
            rows = connections.run("MATCH (n:Unit) RETURN n.key AS key, n.digest AS digest", {})
        finally:
            connections.close()
        return {row["key"]: row["digest"] for row in rows}

    def bring_forward(
        self,
        base: int | None,
        release: int,
        remove: Collection[str],
        put: Iterable[GraphUnit],
        total: int,
        progress: Progress = no_progress,
        anew: bool = False,
    ) -> None:
        with self._alone():
            self._sweep()
            target = self._path(release)
            if target.exists() and not anew:
                raise GraphError(f"第 {release} 版图投影已经存在，不能覆盖")
            try:
                self._build(base, release, target, remove, put, total, progress)
            except OSError as error:
                self._sweep()
                raise GraphError(f"图投影写不成：{error}。请检查磁盘空间与权限后重试；上一版发布照旧") from error
            except BaseException:
                self._sweep()
                raise
            for _, kind, path in self._files():
                if kind != layout():
                    # Nobody can go on from it any more; the database can make it again.
                    path.unlink()
            _sync_folder(self._folder)

    def _build(
        self,
        base: int | None,
        release: int,
        target: Path,
        remove: Collection[str],
        put: Iterable[GraphUnit],
        total: int,
        progress: Progress,
    ) -> None:
        """Make the file beside and rename it when it is whole."""
        aside = target.with_name(target.name + ".part")
        if base is not None:
            _copy_file(self._whole(base), aside)
        spill = target.with_name(target.name + ".part.rows")
        spill.mkdir()
        writer = _Writer(aside, spill, fresh=base is None)
        try:
            writer.write(remove, put, total, progress)
            writer.finish(release)
        finally:
            writer.close()
        shutil.rmtree(spill)
        left = list(self._folder.glob(aside.name + ".*"))
        if left:
            raise GraphError(f"图文件没有收尾，留下了 {left[0].name}；请重新生成投影")
        with aside.open("rb") as made:
            os.fsync(made.fileno())
        aside.chmod(0o444)
        aside.rename(target)

    def reader(self, release: int) -> SharedReader:
        return SharedReader(_EmbeddedRows(self._whole(release), release))

    def drop(self, release: int) -> None:
        with self._alone():
            self._path(release).unlink(missing_ok=True)
            _sync_folder(self._folder)

    def condition(self) -> Condition:
        found = Condition("ladybug", str(self._folder), version=str(ladybug.__version__), kept=self.releases())
        found.release = found.target = max(found.kept, default=0)
        files = self._files()
        found.layout, found.suits = layout(), bool(found.kept) or not files
        found.size = sum(path.stat().st_size for path in self._folder.rglob("*") if path.is_file())
        found.left = sorted(path.name for path in self._folder.glob("*.part"))
        if found.kept:
            with contextlib.closing(_Connections(self._path(found.release), read_only=True, count=1)) as connections:
                for name, query in (
                    ("units", "MATCH (n:Unit) RETURN count(*) AS n"),
                    ("nodes", "MATCH (n) RETURN count(*) AS n"),
                    ("edges", "MATCH ()-[e]->() RETURN count(*) AS n"),
                ):
                    found.counts[name] = int(connections.run(query, {})[0]["n"])
        return found

    def close(self) -> None:
        """Nothing is held open between calls."""


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _copy_file(source: Path, target: Path) -> None:
    """Copy inside the kernel, where the file system can as a reflink; the copy may be written."""
    with source.open("rb") as begin, target.open("wb") as end:
        left = os.fstat(begin.fileno()).st_size
        if hasattr(os, "copy_file_range"):
            with contextlib.suppress(OSError):
                while left:
                    copied = os.copy_file_range(begin.fileno(), end.fileno(), left)
                    if copied == 0:
                        break
                    left -= copied
        if left:
            begin.seek(0)
            end.seek(0)
            end.truncate()
            shutil.copyfileobj(begin, end, 1 << 20)
    target.chmod(0o644)


def _unwritten(error: RuntimeError) -> GraphError:
    full = "No space left" in str(error) or "disk" in str(error).lower()
    return GraphError(f"写图投影失败{'，请检查磁盘空间后重试；上一版发布照旧' if full else ''}：{error}")


class _Writer:
    """Writes one release into a file of its own. No transaction is needed around it all: a file that does not come to its end is
    never seen."""

    def __init__(self, path: Path, spill: Path, fresh: bool) -> None:
        from graph import spill as gathering

        self._gathering = gathering
        self._path = path
        self._open(max(WRITE_POOL, 0 if fresh else POOL_FOR_BYTES * path.stat().st_size))
        self._spill_folder, self._fresh = spill, fresh
        self._edges: dict[EdgeKind, Spill] = {}
        self._nodes: dict[str, Spill] = {}
        self._defined: dict[str, dict[str, Row]] = {table: {} for table in shared_tables()}
        self._mentioned: dict[str, dict[str, Row]] = {table: {} for table in shared_tables()}
        self._units: list[Row] = []
        self._there: set[str] = set()
        # Shared nodes that lost an edge or their definition: looked at again when everything is in.
        self._loosened: dict[str, set[str]] = {table: set() for table in shared_tables()}
        self._undefined: dict[str, set[str]] = {table: set() for table in shared_tables()}

    def _open(self, pool: int) -> None:
        try:
            self._database = ladybug.Database(
                str(self._path), buffer_pool_size=pool, max_db_size=MAX_SIZE, auto_checkpoint=False
            )
            self._connection = ladybug.Connection(self._database)
        except RuntimeError as error:
            raise _unwritten(error) from error

    def _run(self, query: str, params: dict[str, Any] | None = None) -> list[list[Any]]:
        try:
            result = _only(self._connection.execute(query, params or {}))
            try:
                return cast(list[list[Any]], result.get_all())
            finally:
                result.close()
        except RuntimeError as error:
            raise _unwritten(error) from error

    def write(self, remove: Collection[str], put: Iterable[GraphUnit], total: int, progress: Progress) -> None:
        """Take units out, put units in."""
        if self._fresh:
            self._create_tables()
        else:
            self._there = {row[0] for row in self._run("MATCH (n:Unit) RETURN n.key")}
        self._take_out([key for key in remove if key in self._there])
        progress(0, total)
        replaced: list[str] = []
        for done, unit in enumerate(put, start=1):
            check(unit)
            if unit.key in self._there:
                replaced.append(unit.key)
            self._put_in(unit)
            progress(done, total)
        # Nothing of what comes in is in the tables yet, so all that it replaces goes out at once.
        self._take_out(replaced)

    # -- taking out -------------------------------------------------------------------------------------------------------

    def _take_out(self, keys: list[str]) -> None:
        """Remove units: own nodes, edges by document; remember the shared nodes that this loosens."""
        if not keys:
            return
        mine = {"keys": keys}
        marks = self._run("UNWIND $keys AS k MATCH (n:Unit {key: k}) RETURN n.wrote", mine)
        kinds, tables = written(row[0] for row in marks)
        for kind in kinds:
            name, begin, end = kind
            shared = [(alias, table) for alias, table in (("a", begin), ("b", end)) if node_tables()[table].shared]
            where = f"UNWIND $keys AS k MATCH (a:{begin})-[e:{name}]->(b:{end}) WHERE e.document = k"
            for alias, table in shared:
                found = self._run(f"{where} RETURN DISTINCT {alias}.id", mine)
                self._loosened[table].update(row[0] for row in found)
            if node_tables()[begin].shared:
                self._run(f"{where} DELETE e", mine)
        for table in tables.intersection(own_tables()):
            self._run(f"UNWIND $keys AS k MATCH (n:{table}) WHERE n.document = k DETACH DELETE n", mine)
        for table in [name for name in shared_tables() if name in tables and definable(name)]:
            found = self._run(f"UNWIND $keys AS k MATCH (n:{table}) WHERE n.document = k RETURN n.id", mine)
            self._undefined[table].update(row[0] for row in found)
        self._run("UNWIND $keys AS k MATCH (n:Unit {key: k}) DELETE n", mine)
        self._there.difference_update(keys)

    # -- putting in -------------------------------------------------------------------------------------------------------

    def _put_in(self, unit: GraphUnit) -> None:
        self._units.append((unit.key, unit.digest, wrote(unit)))
        for table, rows in unit.nodes.items():
            nodes = self._nodes.get(table)
            if nodes is None:
                nodes = self._nodes[table] = self._gathering.Spill(self._spill_folder / table, stored_columns(table))
            nodes.add(rows)
        for table, rows in unit.defines.items():
            for row in rows:
                other = self._defined[table].setdefault(row[0], row)
                if other is not row:
                    raise GraphError(f"两份文档都定义了 {row[0]}：{other[2]} 和 {row[2]}")
        for table, row in kept_mentions(unit):
            self._mentioned[table].setdefault(row[0], row)
        for kind, rows in unit.edges.items():
            edges = self._edges.get(kind)
            if edges is None:
                edges = self._edges[kind] = self._gathering.Spill(
                    self._spill_folder / "-".join(kind), edge_columns(kind[0])
                )
            edges.add(rows)

    def _copy(self, table: str, rows: pa.Table, between: str = "") -> None:
        # Two threads that fill the index of a node table can wait for each other for ever (LadybugDB 0.22,
        # IndexBuilderGlobalQueues::maybeConsumeIndex; met at 500,000 rows): nodes go in by one, edges by all.
        self._connection.set_max_threads_for_exec(_THREADS if between else 1)
        try:
            self._run(f"COPY {table} FROM $rows{between}", {"rows": rows})
        finally:
            self._connection.set_max_threads_for_exec(_THREADS)

    # -- shared nodes, edges, orphans ---------------------------------------------------------------------------------------

    def finish(self, release: int) -> None:
        """Nodes, edges, what is left over, the manifest; then everything is in the file."""
        gathered_bytes = sum(spill.bytes for spill in (*self._nodes.values(), *self._edges.values()))
        if POOL_FOR_BYTES * gathered_bytes > WRITE_POOL:
            self._run("CHECKPOINT")
            self.close()
            self._open(POOL_FOR_BYTES * gathered_bytes)
        for table, gathered in self._nodes.items():
            nodes = gathered.table()
            if nodes is not None:
                self._copy(table, nodes)
        for table in shared_tables():
            if self._fresh:
                self._copy_shared(table, self._defined[table], self._mentioned[table])
            else:
                self._merge_shared(table)
        for (name, begin, end), gathered in self._edges.items():
            edges = gathered.table()
            if edges is not None:
                self._copy(name, edges, f" (from='{begin}', to='{end}')")
        if not self._fresh:
            for table in shared_tables():
                self._settle_loosened(table)
        if self._units:
            self._copy("Unit", self._gathering.as_table(UNIT, self._units))
        self._run("MATCH (n:Projection) DELETE n")
        self._run("CREATE (:Projection {id: 'this', release: $release})", {"release": release})
        self._run("CHECKPOINT")

    def _copy_shared(self, table: str, defined: dict[str, Row], mentioned: dict[str, Row]) -> None:
        """Copy in shared nodes that are not there yet."""
        columns = stored_columns(table)
        rows: list[Row] = list(defined.values())
        rows += [row for key, row in mentioned.items() if key not in defined]
        if definable(table):
            rows = [
                (*row, pack(mentioned[row[0]]) if is_defined(table, row) and row[0] in mentioned else "")
                for row in rows
            ]
        if rows:
            self._copy(table, self._gathering.as_table(columns, rows))

    def _stored(self, table: str, keys: Collection[str]) -> dict[str, Row]:
        """The rows of these nodes as they stand, ``mention_row`` last."""
        if not keys:
            return {}
        select = ", ".join(f"n.`{column.name}`" for column in stored_columns(table))
        found = self._run(f"UNWIND $keys AS k MATCH (n:{table} {{id: k}}) RETURN {select}", {"keys": list(keys)})
        return {row[0]: tuple(row) for row in found}

    def _merge_shared(self, table: str) -> None:
        """Definitions win over mentions, mentions change nothing that is there."""
        defined, mentioned = self._defined[table], self._mentioned[table]
        there = self._stored(table, defined.keys() | mentioned.keys())
        self._copy_shared(
            table,
            {key: row for key, row in defined.items() if key not in there},
            {key: row for key, row in mentioned.items() if key not in there},
        )
        if not definable(table):
            return
        changed: list[Row] = []
        for key, row in defined.items():
            if key not in there:
                continue
            stored, kept = there[key][:-1], there[key][-1]
            if is_defined(table, stored):
                if stored[2] != row[2] and key not in self._undefined[table]:
                    raise GraphError(f"两份文档都定义了 {key}：{stored[2]} 和 {row[2]}")
                kept = pack(mentioned[key]) if key in mentioned else kept
            else:
                kept = pack(mentioned.get(key, stored))
            if (*row, kept) != there[key]:
                changed.append((*row, kept))
        for key, row in mentioned.items():
            if key in defined or key not in there or not is_defined(table, there[key]):
                continue
            # The newest mention is what it falls back to: its words come from the same load that takes the definition away.
            if there[key][-1] != pack(row):
                changed.append((*there[key][:-1], pack(row)))
        self._set(table, changed)
        self._undefined[table] -= defined.keys()

    def _set(self, table: str, rows: list[Row]) -> None:
        columns = stored_columns(table)
        sets = ", ".join(f"n.`{column.name}` = r.`{column.name}`" for column in columns[1:])
        named = [dict(zip((column.name for column in columns), row, strict=True)) for row in rows]
        for begin in range(0, len(named), 1000):
            part = {"rows": named[begin : begin + 1000]}
            self._run(f"UNWIND $rows AS r MATCH (n:{table} {{id: r.id}}) SET {sets}", part)

    def _settle_loosened(self, table: str) -> None:
        """Delete shared nodes that nothing defines or joins any more; let the rest of the undefined fall back to a mention."""
        candidates = sorted(self._loosened[table] | self._undefined[table])
        if not candidates:
            return
        there = self._stored(table, candidates)
        bare = [key for key, row in there.items() if not is_defined(table, row) or key in self._undefined[table]]
        alone = self._run(
            f"UNWIND $keys AS k MATCH (n:{table} {{id: k}}) WHERE NOT EXISTS {{ MATCH (n)-[]-() }} RETURN n.id",
            {"keys": bare},
        )
        orphans = [row[0] for row in alone] if bare else []
        if orphans:
            self._run(f"UNWIND $keys AS k MATCH (n:{table} {{id: k}}) DELETE n", {"keys": orphans})
        back = []
        for key in sorted(self._undefined[table] - set(orphans)):
            row = there.get(key)
            if row is None:
                continue
            if not row[-1]:
                raise GraphError(f"{key} 还被引用，却没有文档提到过它；请重新生成投影")
            back.append((*unpack(table, row[-1]), ""))
        self._set(table, back)

    def _create_tables(self) -> None:
        for table in node_tables():
            columns = ", ".join(f"`{column.name}` {_SQL_TYPE[column.type]}" for column in stored_columns(table))
            self._run(f"CREATE NODE TABLE {table}({columns}, PRIMARY KEY(id))")
        made: set[str] = set()
        for name, _, _ in edge_kinds():
            if name in made:
                continue
            made.add(name)
            pairs = ", ".join(f"FROM {begin} TO {end}" for kind, begin, end in edge_kinds() if kind == name)
            columns = ", ".join(f"`{column.name}` {_SQL_TYPE[column.type]}" for column in edge_columns(name)[2:])
            self._run(f"CREATE REL TABLE {name}({pairs}, {columns})")
        self._run("CREATE NODE TABLE Unit(key STRING, digest STRING, wrote STRING[], PRIMARY KEY(key))")
        self._run("CREATE NODE TABLE Projection(id STRING, release INT64, PRIMARY KEY(id))")

    def close(self) -> None:
        self._connection.close()
        self._database.close()

"""The graph on a server: Neo4j, one database, one release, brought forward unit by unit.

A node ``Projection`` tells the release that is served and the one it is being brought to; between two releases they differ, and an
answer says so. A unit goes out and comes in within one transaction. A load that was interrupted is taken up where it stopped:
the manifest is what the units in the graph say, so the next comparison finds what is still missing; a first load that was interrupted
finds the units that are there by their digests.

Who reads waits a few seconds for an answer and then gets an error that says so; who writes has the patience for a restart of the server.
Every transaction may be run twice (it takes out what it puts in), so one whose end nobody heard of is run again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterable
from typing import Any, Concatenate, ParamSpec
from urllib.parse import unquote, urlsplit

import neo4j
import neo4j.exceptions
from neo4j.time import Date

from graph.port import EdgeKind, GraphError, GraphUnit, Progress, ReleaseMissingError, Row, no_progress
from graph.reader import SharedReader
from graph.tables import (
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

BATCH = 5_000
# Units that go in one transaction together: each is whole all the same, and the server is asked a few dozen times for the group
# rather than for each.
GROUP_ROWS = 5_000
GROUP_UNITS = 100
_STATE = "MATCH (n:Projection {id: 'this'}) RETURN n.release AS release, n.target AS target, n.layout AS layout"
# Seconds for which the driver tries again what is worth it (deadlocks, a restart, a change of leader): a load can wait for a restart.
READ_RETRY = 3.0
WRITE_RETRY = 90.0
# For so long after a failure nobody else waits for a server that is not there.
_DOWN_SECONDS = 3.0
# A query that nobody waits for any more ends by itself on the server.
_LONGEST_QUERY = 600.0
# How often a transaction is run again of which nobody knows whether it was committed.
_UNSURE = 3
P = ParamSpec("P")
# What runs in one transaction; its arguments follow.
Work = Callable[Concatenate[neo4j.ManagedTransaction, P], None]


def _driver(url: str, wait: float) -> neo4j.Driver:
    """``url`` is bolt:// or neo4j:// (also +s, +ssc), with user:password@ where the server asks for them."""
    parts = urlsplit(url)
    if not parts.scheme.startswith(("bolt", "neo4j")) or not parts.hostname:
        raise GraphError(
            f"图服务器的地址写得不对：应为 bolt://主机:7687 或 neo4j://用户:密码@主机:7687，给出的协议是“{parts.scheme}”"
        )
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    address = f"{parts.scheme}://{host}:{parts.port or 7687}"
    auth = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    return neo4j.GraphDatabase.driver(
        address,
        auth=auth,
        notifications_min_severity="OFF",
        connection_timeout=wait,
        connection_acquisition_timeout=wait,
        # What lay idle may have been cut by a restart or a firewall.
        liveness_check_timeout=30,
        keep_alive=True,
    )


def _plain(value: Any) -> Any:
    return value.to_native() if isinstance(value, Date) else value


class _Reading:
    """What a read in a thread of its own has come to."""

    def __init__(self) -> None:
        self.done = threading.Event()
        self.beat = time.monotonic()
        self.rows: list[dict[str, Any]] = []
        self.error: BaseException | None = None


class _Server:
    """A driver, with its errors put into words."""

    def __init__(self, url: str, wait: float) -> None:
        self._driver = _driver(url, wait)
        self._wait = wait
        parts = urlsplit(url)
        self.where = f"{parts.hostname}:{parts.port or 7687}"
        self._met = False
        self._failed = float("-inf")

    def _session(self, mode: str, retry: float) -> neo4j.Session:
        # One book of bookmarks for all: whatever is read follows what was written before, on a cluster too.
        return self._driver.session(
            default_access_mode=mode,
            bookmark_manager=self._driver.execute_query_bookmark_manager,
            max_transaction_retry_time=retry,
        )

    def _meet(self) -> None:
        """A first word with the server: a wrong address is told at once, where a query would be tried again for a while."""
        if not self._met:
            self._driver.verify_connectivity()
            self._met = True

    def _told(self, error: Exception, doing: str) -> GraphError:
        """The error in words: what is wrong and what to do."""
        if isinstance(error, neo4j.exceptions.AuthError):
            return GraphError(f"图服务器 {self.where} 不让进：用户名或密码不对。请核对 DINGFEN_GRAPH")
        if isinstance(error, neo4j.exceptions.Neo4jError):
            if "OutOfMemory" in (error.code or ""):
                return GraphError(
                    f"图服务器 {self.where} 内存不够，没有{doing}：{error.message}。请加大它的堆（server.memory.heap.max_size）后再试"
                )
            if error.is_retryable():
                return GraphError(
                    f"图服务器 {self.where} 忙或正在重启，试了几次没有{doing}：{error.message}。请稍后再试"
                )
            return GraphError(
                f"图服务器 {self.where} 拒绝了{doing}：{error.message}。请看它的日志（磁盘是否已满、库是否只读）"
            )
        return GraphError(f"连不上图服务器 {self.where}，请检查地址和服务：{error}")

    def read(self, query: str, params: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        """The rows of a query. Raises GraphError when for ``wait`` seconds nothing comes: the driver itself would wait for minutes on a
        connection that hangs."""
        reading = _Reading()
        # Beside one that has just failed, nobody tries for long.
        retry = 0.0 if time.monotonic() - self._failed < _DOWN_SECONDS else min(READ_RETRY, self._wait)

        def fetch(transaction: neo4j.ManagedTransaction) -> list[dict[str, Any]]:
            rows = []
            result = transaction.run(query, params or {})
            names = result.keys()
            for record in result:
                rows.append(dict(zip(names, map(_plain, record), strict=True)))
                reading.beat = time.monotonic()
            return rows

        def work() -> None:
            try:
                self._meet()
                with self._session(neo4j.READ_ACCESS, retry) as session:
                    reading.rows = session.execute_read(neo4j.unit_of_work(timeout=_LONGEST_QUERY)(fetch))
            except BaseException as error:
                reading.error = error
            finally:
                reading.done.set()

        threading.Thread(target=work, daemon=True).start()
        while not reading.done.wait(max(0.01, self._wait - (time.monotonic() - reading.beat))):
            if time.monotonic() - reading.beat >= self._wait:
                raise GraphError(
                    f"图服务器 {self.where} {self._wait:g} 秒没有回答。请检查网络和服务，稍后再试（DINGFEN_WAIT 可改）"
                )
        error = reading.error
        if isinstance(error, (neo4j.exceptions.Neo4jError, neo4j.exceptions.DriverError)):
            self._failed = time.monotonic()
            raise self._told(error, "查询") from error
        if error is not None:
            raise error
        return reading.rows

    def write(self, work: Work[P], *arguments: P.args, **named: P.kwargs) -> None:
        """Run ``work(transaction, …)`` in one transaction; the driver tries again what is worth it (deadlocks, a change of leader, a
        broken connection), and what may or may not have been committed is run again: all that is written here may be."""
        for unsure in reversed(range(_UNSURE)):
            try:
                self._meet()
                with self._session(neo4j.WRITE_ACCESS, WRITE_RETRY) as session:
                    session.execute_write(work, *arguments, **named)
            except neo4j.exceptions.IncompleteCommit as error:
                if not unsure:
                    raise self._told(error, "写入") from error
            except (neo4j.exceptions.Neo4jError, neo4j.exceptions.DriverError) as error:
                raise self._told(error, "写入") from error
            else:
                return

    def close(self) -> None:
        self._driver.close()


class _ServerRows:
    """``graph.rows.Rows`` over a server."""

    def __init__(self, server: _Server) -> None:
        self._server = server

    def _state(self) -> tuple[int, int]:
        found = self._server.read(_STATE)
        if not found:
            raise ReleaseMissingError("图服务器上没有任何一版数据；请重新生成投影")
        return int(found[0]["release"]), int(found[0]["target"])

    @property
    def release(self) -> int:
        return self._state()[0]

    @property
    def target(self) -> int:
        return self._state()[1]

    def rows(self, query: str, params: dict[str, Any]) -> list[dict[str, Any]]:
        return self._server.read(query, params)

    def each(self, query: str, keys: Collection[str]) -> dict[str, list[dict[str, Any]]]:
        # One round trip for all keys: the same query with each key as a row.
        found: dict[str, list[dict[str, Any]]] = {key: [] for key in keys}
        if found:
            begin, end = query.replace("$key", "each_key").rsplit("RETURN ", 1)
            text = f"UNWIND $keys AS each_key {begin}RETURN each_key, {end}"
            for row in self._server.read(text, {"keys": list(found)}):
                found[row.pop("each_key")].append(row)
        return found

    def close(self) -> None:
        """The store owns the connection."""


class Neo4jGraphStore:
    """``graph.port.GraphStore`` over one Neo4j database. ``wait`` is how many seconds the server may leave a reader without a row."""

    in_place = True

    def __init__(self, url: str, wait: float = 10.0) -> None:
        self._server = _Server(url, wait)
        self._prepared = False

    def _state(self) -> tuple[int, int, str] | None:
        """The release served (0: none yet), the one it is being brought to, and the layout of both."""
        found = self._server.read(_STATE)
        return (int(found[0]["release"]), int(found[0]["target"]), found[0]["layout"] or "") if found else None

    def releases(self) -> list[int]:
        state = self._state()
        return [state[0]] if state and state[0] and state[2] == layout() else []

    def at_rest(self) -> bool:
        state = self._state()
        return state is None or state[0] == state[1]

    def _foreign(self, made: str) -> str:
        return (
            f"图服务器 {self._server.where} 上的数据由另一版程序写成，结构不同（那里 {made or '没有写明'}，本程序 {layout()}）。"
            "若本程序是新装的，请运行 dingfen rebuild 由数据库重建；若别处已换了新程序，请把这里的也换成那一版"
        )

    def _known(self, release: int) -> tuple[int, int, str]:
        state = self._state()
        if state is None or release not in state[:2] or not release:
            held = f"，现有第 {state[0]} 版" if state and state[0] else ""
            raise ReleaseMissingError(f"图服务器上没有第 {release} 版{held}；请重新生成投影：dingfen rebuild")
        if state[2] != layout():
            raise ReleaseMissingError(self._foreign(state[2]))
        return state

    def manifest(self, release: int) -> dict[str, str]:
        """The units as they are now: between two releases, some of either."""
        self._known(release)
        return self._held()

    def _held(self) -> dict[str, str]:
        rows = self._server.read("MATCH (n:Unit) RETURN n.key AS key, n.digest AS digest")
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
        state = self._state()
        if state is not None and state[2] != layout() and not anew:
            raise GraphError(self._foreign(state[2]))
        self._prepare()
        held: dict[str, str] = {}
        before = 0
        if base is not None:
            before = self._known(base)[0]
        elif state is not None and not state[0] and not anew:
            # A first load that was cut: what it brought stays as far as it is wanted still.
            held = self._held()
        else:
            self._empty()
        self._server.write(_set_state, before, release)
        self._take_out(list(remove))
        progress(0, total)
        group: list[GraphUnit] = []
        rows = 0
        for done, unit in enumerate(put, start=1):
            check(unit)
            if held.pop(unit.key, None) != unit.digest:
                group.append(unit)
                rows += sum(map(len, unit.nodes.values())) + sum(map(len, unit.edges.values()))
            if rows >= GROUP_ROWS or len(group) >= GROUP_UNITS:
                self._server.write(_replace, [unit.key for unit in group], group)
                group, rows = [], 0
            progress(done, total)
        if group:
            self._server.write(_replace, [unit.key for unit in group], group)
        self._take_out(list(held))
        self._server.write(_set_state, release, release)

    def _take_out(self, keys: list[str]) -> None:
        for begin in range(0, len(keys), GROUP_UNITS):
            self._server.write(_replace, keys[begin : begin + GROUP_UNITS], [])

    def reader(self, release: int) -> SharedReader:
        self._known(release)
        return SharedReader(_ServerRows(self._server))

    def drop(self, release: int) -> None:
        state = self._state()
        if state is not None and release in state[:2]:
            self._empty()

    def condition(self) -> Condition:
        found = Condition("neo4j", self._server.where)
        parts = self._server.read("CALL dbms.components() YIELD name, versions, edition RETURN name, versions, edition")
        found.version = "；".join(f"{row['name']} {'、'.join(row['versions'])} {row['edition']}" for row in parts)
        state = self._state()
        if state is not None:
            found.release, found.target = state[:2]
            found.layout, found.suits = state[2], state[2] == layout()
        # The server keeps these counts: none of them looks at a node.
        for name, query in (
            ("units", "MATCH (n:Unit) RETURN count(n) AS n"),
            ("nodes", "MATCH (n) RETURN count(n) AS n"),
            ("edges", "MATCH ()-[e]->() RETURN count(e) AS n"),
        ):
            found.counts[name] = int(self._server.read(query)[0]["n"])
        return found

    def close(self) -> None:
        self._server.close()

    def _prepare(self) -> None:
        """Uniqueness of every identifier, and an index on what units are taken out by."""
        if self._prepared:
            return
        texts = [
            f"CREATE CONSTRAINT {table}_id IF NOT EXISTS FOR (n:{table}) REQUIRE n.id IS UNIQUE"
            for table in node_tables()
        ]
        texts.append("CREATE CONSTRAINT Unit_key IF NOT EXISTS FOR (n:Unit) REQUIRE n.key IS UNIQUE")
        texts.append("CREATE CONSTRAINT Projection_id IF NOT EXISTS FOR (n:Projection) REQUIRE n.id IS UNIQUE")
        texts += [
            f"CREATE INDEX {table}_document IF NOT EXISTS FOR (n:{table}) ON (n.document)" for table in node_tables()
        ]
        texts += [
            f"CREATE INDEX {name}_document IF NOT EXISTS FOR ()-[e:{name}]-() ON (e.document)"
            for name in sorted({kind[0] for kind in edge_kinds()})
        ]
        for text in texts:
            self._server.write(_statement, text)
        self._server.write(_statement, "CALL db.awaitIndexes(120)")
        self._prepared = True

    def _empty(self) -> None:
        """Forget everything that is ours, the state first: what is half gone must not be served."""
        self._server.write(_statement, "MATCH (n:Projection) DELETE n")
        for label in ("Unit", *node_tables()):
            text = f"MATCH (n:{label}) WITH n LIMIT {BATCH} DETACH DELETE n"
            while self._server.read(f"MATCH (n:{label}) RETURN count(*) AS total")[0]["total"]:
                self._server.write(_statement, text)


# Units of work, each run in one transaction. --------------------------------------------------------------------------------


def _statement(transaction: neo4j.ManagedTransaction, text: str) -> None:
    transaction.run(text).consume()


def _set_state(transaction: neo4j.ManagedTransaction, release: int, target: int) -> None:
    text = "MERGE (n:Projection {id: 'this'}) SET n.release = $release, n.target = $target, n.layout = $layout"
    transaction.run(text, release=release, target=target, layout=layout()).consume()


def _replace(transaction: neo4j.ManagedTransaction, keys: list[str], units: list[GraphUnit]) -> None:
    """Take the units ``keys`` out where they are there, put ``units`` in, and settle the shared nodes that this touched."""
    loosened, undefined = _take_out(transaction, keys)
    if units:
        _put_in(transaction, units, undefined)
    for table in shared_tables():
        _settle(transaction, table, loosened[table], undefined[table])


def _take_out(
    transaction: neo4j.ManagedTransaction, keys: list[str]
) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    loosened: dict[str, set[str]] = {table: set() for table in shared_tables()}
    undefined: dict[str, set[str]] = {table: set() for table in shared_tables()}
    text = "UNWIND $keys AS k MATCH (n:Unit {key: k}) RETURN k, n.wrote AS wrote"
    found_units = {row["k"]: row["wrote"] for row in transaction.run(text, keys=keys)}
    there = list(found_units)
    if not there:
        return loosened, undefined
    transaction.run("UNWIND $keys AS k MATCH (n:Unit {key: k}) DELETE n", keys=there).consume()
    kinds, tables = written(found_units.values())
    for name, begin, end in kinds:
        shared = [(alias, table) for alias, table in (("a", begin), ("b", end)) if node_tables()[table].shared]
        match = f"UNWIND $keys AS k MATCH (a:{begin})-[e:{name} {{document: k}}]->(b:{end})"
        for alias, table in shared:
            found = transaction.run(f"{match} RETURN DISTINCT {alias}.id AS id", keys=there)
            loosened[table].update(row["id"] for row in found)
        transaction.run(f"{match} DELETE e", keys=there).consume()
    for table in tables.intersection(own_tables()):
        transaction.run(f"UNWIND $keys AS k MATCH (n:{table} {{document: k}}) DETACH DELETE n", keys=there).consume()
    for table in [name for name in shared_tables() if name in tables and definable(name)]:
        found = transaction.run(f"UNWIND $keys AS k MATCH (n:{table} {{document: k}}) RETURN n.id AS id", keys=there)
        undefined[table].update(row["id"] for row in found)
    return loosened, undefined


def _stored(transaction: neo4j.ManagedTransaction, table: str, keys: Collection[str]) -> dict[str, Row]:
    """The rows of these nodes as they stand, ``mention_row`` last."""
    if not keys:
        return {}
    names = [column.name for column in stored_columns(table)]
    select = ", ".join(f"n.`{name}` AS `{name}`" for name in names)
    found = transaction.run(f"UNWIND $keys AS k MATCH (n:{table} {{id: k}}) RETURN {select}", keys=list(keys))
    return {row["id"]: tuple(_plain(row[name]) for name in names) for row in found}


def _write_nodes(transaction: neo4j.ManagedTransaction, table: str, rows: list[Row], verb: str) -> None:
    """``verb`` is CREATE or MATCH (what is there is set anew)."""
    names = [column.name for column in stored_columns(table)]
    for begin in range(0, len(rows), BATCH):
        part = [dict(zip(names, row, strict=True)) for row in rows[begin : begin + BATCH]]
        text = f"UNWIND $rows AS r {verb} (n:{table} {{id: r.id}}) SET n = r"
        transaction.run(text, rows=part).consume()


def _put_in(transaction: neo4j.ManagedTransaction, units: list[GraphUnit], undefined: dict[str, set[str]]) -> None:
    own: dict[str, list[Row]] = {}
    defined: dict[str, dict[str, Row]] = {table: {} for table in shared_tables()}
    mentioned: dict[str, dict[str, Row]] = {table: {} for table in shared_tables()}
    edges: dict[EdgeKind, list[Row]] = {}
    for unit in units:
        for table, rows in unit.nodes.items():
            own.setdefault(table, []).extend(rows)
        for table, rows in unit.defines.items():
            defined[table].update((row[0], row) for row in rows)
        for table, row in kept_mentions(unit):
            mentioned[table].setdefault(row[0], row)
        for kind, rows in unit.edges.items():
            edges.setdefault(kind, []).extend(rows)
    for table, rows in own.items():
        _write_nodes(transaction, table, rows, "CREATE")
    for table in shared_tables():
        _merge_shared(transaction, table, defined[table], mentioned[table])
        undefined[table] -= defined[table].keys()
    for kind, rows in edges.items():
        _write_edges(transaction, kind, rows)
    made = [{"key": unit.key, "digest": unit.digest, "wrote": wrote(unit)} for unit in units]
    transaction.run("UNWIND $rows AS r CREATE (n:Unit) SET n = r", rows=made).consume()


def _merge_shared(
    transaction: neo4j.ManagedTransaction, table: str, defined: dict[str, Row], mentioned: dict[str, Row]
) -> None:
    """Definitions win over mentions, mentions change nothing that is there."""
    there = _stored(transaction, table, defined.keys() | mentioned.keys())
    kept_column = definable(table)
    made: list[Row] = []
    changed: list[Row] = []
    for key, row in defined.items():
        mention = pack(mentioned[key]) if key in mentioned else ""
        if key not in there:
            made.append((*row, mention))
            continue
        stored, kept = there[key][:-1], there[key][-1]
        changed.append((*row, (mention or kept) if is_defined(table, stored) else mention or pack(stored)))
    for key, row in mentioned.items():
        if key in defined:
            continue
        if key not in there:
            made.append((*row, "") if kept_column else row)
        elif kept_column and is_defined(table, there[key]) and there[key][-1] != pack(row):
            # The newest mention is what it falls back to: its words come from the same load that takes the definition away.
            changed.append((*there[key][:-1], pack(row)))
    _write_nodes(transaction, table, made, "CREATE")
    _write_nodes(transaction, table, changed, "MATCH")


def _write_edges(transaction: neo4j.ManagedTransaction, kind: EdgeKind, rows: list[Row]) -> None:
    name, begin, end = kind
    columns = [column.name for column in edge_columns(name)]
    for start in range(0, len(rows), BATCH):
        part = [
            {"a": row[0], "b": row[1], "own": dict(zip(columns[2:], row[2:], strict=True))}
            for row in rows[start : start + BATCH]
        ]
        text = (
            f"UNWIND $rows AS r MATCH (a:{begin} {{id: r.a}}) MATCH (b:{end} {{id: r.b}}) "
            f"CREATE (a)-[e:{name}]->(b) SET e = r.own RETURN count(*) AS made"
        )
        made = transaction.run(text, rows=part).single(strict=True)["made"]
        if made != len(part):
            raise GraphError(f"有 {len(part) - made} 条 {name} 边缺少端点，其中一份文档是 {part[0]['own']['document']}")


def _settle(transaction: neo4j.ManagedTransaction, table: str, loosened: set[str], undefined: set[str]) -> None:
    """Delete shared nodes that nothing defines or joins any more; let the rest of the undefined fall back to a mention."""
    there = _stored(transaction, table, loosened | undefined)
    bare = [key for key, row in there.items() if not is_defined(table, row) or key in undefined]
    if not bare:
        return
    text = f"UNWIND $keys AS k MATCH (n:{table} {{id: k}}) WHERE NOT EXISTS {{ MATCH (n)--() }} DELETE n RETURN k"
    orphans = {row["k"] for row in transaction.run(text, keys=bare)}
    back: list[Row] = []
    for key in sorted(undefined & there.keys() - orphans):
        if not there[key][-1]:
            raise GraphError(f"{key} 还被引用，却没有文档提到过它；请重新生成投影")
        back.append((*unpack(table, there[key][-1]), ""))
    _write_nodes(transaction, table, back, "MATCH")

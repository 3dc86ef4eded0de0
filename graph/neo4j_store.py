"""The graph on a server: Neo4j, one database, one release, brought forward unit by unit.

A node ``Projection`` tells the release that is served and the one it is being brought to; between two releases they differ, and an
answer says so. A unit goes out and comes in within one transaction. A load that was interrupted is taken up where it stopped:
the manifest is what the units in the graph say, so the next comparison finds what is still missing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any
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
    own_tables,
    pack,
    shared_tables,
    stored_columns,
    unpack,
    written,
    wrote,
)
from ontologies.schema import node_tables

BATCH = 5_000
# Units that go in one transaction together: each is whole all the same, and the server is asked a few dozen times for the group
# rather than for each.
GROUP_ROWS = 5_000
GROUP_UNITS = 100
_STATE = "MATCH (n:Projection {id: 'this'}) RETURN n.release AS release, n.target AS target"


def _driver(url: str) -> neo4j.Driver:
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
        address, auth=auth, max_transaction_retry_time=30, notifications_min_severity="OFF", connection_timeout=10
    )


def _plain(value: Any) -> Any:
    return value.to_native() if isinstance(value, Date) else value


class _Server:
    """A driver, with its errors put into words."""

    def __init__(self, url: str) -> None:
        self._driver = _driver(url)
        parts = urlsplit(url)
        self._where = f"{parts.hostname}:{parts.port or 7687}"
        self._met = False

    def _meet(self) -> None:
        """A first word with the server: a wrong address is told at once, where a query would be tried again for half a minute."""
        if not self._met:
            self._driver.verify_connectivity()
            self._met = True

    def read(self, query: str, params: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        try:
            self._meet()
            found = self._driver.execute_query(query, params or {}, routing_=neo4j.RoutingControl.READ)
        except neo4j.exceptions.Neo4jError as error:
            raise GraphError(f"图服务器 {self._where} 拒绝了查询：{error.message}") from error
        except neo4j.exceptions.DriverError as error:
            raise GraphError(f"连不上图服务器 {self._where}，请检查地址和服务：{error}") from error
        return [dict(zip(found.keys, map(_plain, record), strict=True)) for record in found.records]

    def write(self, work: Any, *arguments: Any) -> None:
        """Run ``work(transaction, *arguments)`` in one transaction; the driver tries again what is worth it (deadlocks, a change of
        leader, a broken connection)."""
        try:
            self._meet()
            with self._driver.session(bookmark_manager=self._driver.execute_query_bookmark_manager) as session:
                session.execute_write(work, *arguments)
        except neo4j.exceptions.Neo4jError as error:
            raise GraphError(f"图服务器 {self._where} 拒绝了写入：{error.message}") from error
        except neo4j.exceptions.DriverError as error:
            raise GraphError(f"连不上图服务器 {self._where}，请检查地址和服务：{error}") from error

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
    """``graph.port.GraphStore`` over one Neo4j database."""

    def __init__(self, url: str) -> None:
        self._server = _Server(url)
        self._prepared = False

    def _state(self) -> tuple[int, int] | None:
        found = self._server.read(_STATE)
        return (int(found[0]["release"]), int(found[0]["target"])) if found else None

    def releases(self) -> list[int]:
        state = self._state()
        return [state[0]] if state and state[0] else []

    def _known(self, release: int) -> tuple[int, int]:
        state = self._state()
        if state is None or release not in state or not release:
            held = f"，现有第 {state[0]} 版" if state and state[0] else ""
            raise ReleaseMissingError(f"图服务器上没有第 {release} 版{held}；请重新生成投影")
        return state

    def manifest(self, release: int) -> dict[str, str]:
        """The units as they are now: between two releases, some of either."""
        self._known(release)
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
    ) -> None:
        self._prepare()
        if base is None:
            self._empty()
            before = 0
        else:
            before = self._known(base)[0]
        self._server.write(_set_state, before, release)
        gone = list(remove)
        for begin in range(0, len(gone), GROUP_UNITS):
            self._server.write(_replace, gone[begin : begin + GROUP_UNITS], [])
        progress(0, total)
        group: list[GraphUnit] = []
        rows = 0
        for done, unit in enumerate(put, start=1):
            check(unit)
            group.append(unit)
            rows += sum(map(len, unit.nodes.values())) + sum(map(len, unit.edges.values()))
            if rows >= GROUP_ROWS or len(group) >= GROUP_UNITS:
                self._server.write(_replace, [unit.key for unit in group], group)
                group, rows = [], 0
            progress(done, total)
        if group:
            self._server.write(_replace, [unit.key for unit in group], group)
        self._server.write(_set_state, release, release)

    def reader(self, release: int) -> SharedReader:
        self._known(release)
        return SharedReader(_ServerRows(self._server))

    def drop(self, release: int) -> None:
        state = self._state()
        if state is not None and release in state:
            self._empty()

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
    text = "MERGE (n:Projection {id: 'this'}) SET n.release = $release, n.target = $target"
    transaction.run(text, release=release, target=target).consume()


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

"""Node and edge tables as the backends write them: what a unit's rows are, and the bookkeeping beside the vocabulary's columns.

``mention_row`` is the one column that the vocabulary does not know: a defined node keeps there, as JSON, what it falls back to when
its definition goes ("" while no other unit mentions it).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

import msgspec

from graph.port import EdgeKind, GraphError, GraphUnit, Row
from ontologies.schema import Column, edge_tables, node_tables

MENTION = Column("mention_row", "string")
# What is kept of each unit.
UNIT = (Column("key", "string"), Column("digest", "string"), Column("wrote", "strings"))


@cache
def layout() -> str:
    """Changes with the tables and their columns: a projection of another layout was made by another version of the program."""
    tables = [repr([(table.name, [(c.name, c.type) for c in table.columns]) for table in node_tables().values()])]
    tables += [repr((t.name, t.pairs, [(c.name, c.type) for c in t.columns])) for t in edge_tables().values()]
    tables.append(repr([(column.name, column.type) for column in UNIT]))
    return hashlib.blake2b("".join(tables).encode(), digest_size=4).hexdigest()


def definable(table: str) -> bool:
    """Whether a document can define nodes of this table: an article's number is only ever mentioned."""
    described = node_tables()[table]
    return described.shared and any(column.name == "loaded" for column in described.columns)


def stored_columns(table: str) -> tuple[Column, ...]:
    """The columns of a node table as stored."""
    columns = node_tables()[table].columns
    return (*columns, MENTION) if definable(table) else columns


def edge_columns(table: str) -> tuple[Column, ...]:
    """The columns of an edge row: both ends, then the table's own."""
    return (Column("from", "string"), Column("to", "string"), *edge_tables()[table].columns)


def edge_kinds() -> list[EdgeKind]:
    """All (edge table, from table, to table)."""
    return [(name, begin, end) for name, described in edge_tables().items() for begin, end in described.pairs]


def own_tables() -> list[str]:
    return [name for name, described in node_tables().items() if not described.shared]


def shared_tables() -> list[str]:
    return [name for name, described in node_tables().items() if described.shared]


def _position(table: str, column: str) -> int:
    names = [described.name for described in node_tables()[table].columns]
    return names.index(column) if column in names else -1


_DOCUMENT = {table: _position(table, "document") for table in node_tables()}
_LOADED = {table: _position(table, "loaded") for table in node_tables()}


def as_mention(table: str, row: Row) -> Row:
    """A mention as it is stored: it belongs to no document and is not loaded."""
    changed = list(row)
    changed[_DOCUMENT[table]] = ""
    if _LOADED[table] >= 0:
        changed[_LOADED[table]] = False
    return tuple(changed)


def is_defined(table: str, row: Row) -> bool:
    """Whether a stored row stands under a definition."""
    return bool(row[_DOCUMENT[table]])


def pack(row: Row) -> str:
    """A row as the text that ``mention_row`` keeps."""
    return msgspec.json.encode(row).decode("utf-8")


_PYTHON: dict[str, Any] = {"string": str, "integer": int, "boolean": bool, "strings": list[str], "date": date}


def unpack(table: str, text: str) -> Row:
    """The row that :func:`pack` made a text of."""
    columns = node_tables()[table].columns
    values = msgspec.json.decode(text)
    return tuple(msgspec.convert(value, _PYTHON[column.type]) for column, value in zip(columns, values, strict=True))


def check(unit: GraphUnit) -> None:
    """Raise GraphError when a unit breaks the port's rules in a way that a backend would only store and not notice."""
    for tables in (unit.nodes, unit.defines):
        for table, rows in tables.items():
            if table not in _DOCUMENT or node_tables()[table].shared is (tables is unit.nodes):
                raise GraphError(f"投影单元 {unit.key} 把 {table} 放错了位置：共有的节点只能定义或提及，自有的只能自有")
            place = _DOCUMENT[table]
            for row in rows:
                if row[place] != unit.key:
                    raise GraphError(f"投影单元 {unit.key} 的节点 {row[0]} 写的所属文档是“{row[place]}”")
    for table in unit.mentions:
        if table not in _DOCUMENT or not node_tables()[table].shared:
            raise GraphError(f"投影单元 {unit.key} 提及了不共有的 {table}")
    known = set(edge_kinds())
    for kind, rows in unit.edges.items():
        if kind not in known:
            raise GraphError(f"投影单元 {unit.key} 有词表里没有的边 {kind}")
        for row in rows:
            if row[2] != unit.key:
                raise GraphError(f"投影单元 {unit.key} 的边 {row[0]} → {row[1]} 写的所属文档是“{row[2]}”")


def wrote(unit: GraphUnit) -> list[str]:
    """What a unit's rows stand in, kept with it: taking it out looks there and nowhere else. Node tables by name, edges as three names."""
    edges = (" ".join(kind) for kind, rows in unit.edges.items() if rows)
    return sorted({*(t for tables in (unit.nodes, unit.defines) for t, rows in tables.items() if rows), *edges})


def written(marks: Iterable[list[str] | None]) -> tuple[list[EdgeKind], set[str]]:
    """The edge kinds and node tables that units wrote, by their :func:`wrote`; all of them where one of the units has no such mark,
    as an older program left it on a server."""
    known: set[str] = set()
    for mark in marks:
        if mark is None:
            return edge_kinds(), set(node_tables())
        known.update(mark)
    return [kind for kind in edge_kinds() if " ".join(kind) in known], known & node_tables().keys()


def joined(unit: GraphUnit) -> dict[str, set[str]]:
    """Shared table → the nodes that the unit's edges touch."""
    touched: dict[str, set[str]] = {}
    for (_, begin, end), rows in unit.edges.items():
        if node_tables()[begin].shared:
            touched.setdefault(begin, set()).update(row[0] for row in rows)
        if node_tables()[end].shared:
            touched.setdefault(end, set()).update(row[1] for row in rows)
    return touched


def kept_mentions(unit: GraphUnit) -> Iterable[tuple[str, Row]]:
    """The mentions that count: those an edge of the unit joins to, as stored."""
    touched = joined(unit)
    for table, rows in unit.mentions.items():
        here = touched.get(table, set())
        for row in rows:
            if row[0] in here:
                yield table, as_mention(table, row)

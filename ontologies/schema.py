"""What the projections are made of: node and edge tables, and the fields of the index.

They are derived from the vocabulary (``turtle.py``) and read here from their compiled form, ``tables.json``.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

ColumnType = Literal["string", "integer", "boolean", "date", "strings"]
Indexing = Literal["keyword", "text", "date", "stored"]


class Column(msgspec.Struct, frozen=True):
    """One property of a table. ``type`` is string, integer, boolean, date or strings (a list of string); never null.
    ``refers_to`` names the node table whose identifier the value is, ``scheme`` the scheme whose code it is (local names;
    "" where neither)."""

    name: str
    type: ColumnType
    iri: str = ""
    label: str = ""
    refers_to: str = ""
    scheme: str = ""


class NodeTable(msgspec.Struct, frozen=True):
    """A node table; the first column is ``id``, its primary key. ``shared`` nodes are identities that many documents
    mention and one defines (a law, an article's number, a body, a power); the others belong to one document. ``kind`` is
    what identifiers and interfaces call such a node (law, version, article, provision …). ``item`` tells that rows of lists state
    such nodes (``df:Item``: power, duty, grant …)."""

    name: str
    iri: str
    label: str
    shared: bool
    columns: tuple[Column, ...]
    kind: str = ""
    item: bool = False


class EdgeTable(msgspec.Struct, frozen=True):
    """An edge table: the (from, to) pairs it joins, and its own columns, of which ``document`` is the first."""

    name: str
    iri: str
    label: str
    pairs: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]


class IndexField(msgspec.Struct, frozen=True):
    """A field of the search index. ``indexing``: keyword (matched whole), text (cut into words), date, stored (only given
    back). ``many``: it holds several values; ``facet``: results can be filtered and counted by it."""

    name: str
    iri: str
    label: str
    indexing: Indexing
    many: bool
    facet: bool


class Tables(msgspec.Struct, frozen=True):
    """All of them by name, in the order of names."""

    nodes: dict[str, NodeTable]
    edges: dict[str, EdgeTable]
    fields: dict[str, IndexField]


@cache
def _tables() -> Tables:
    source = files("ontologies").joinpath("tables.json")
    return msgspec.json.decode(source.read_bytes(), type=Tables)


def node_tables() -> dict[str, NodeTable]:
    """Name → node table, in the order of their names."""
    return _tables().nodes


def edge_tables() -> dict[str, EdgeTable]:
    """Name → edge table, in the order of their names."""
    return _tables().edges


def index_fields() -> dict[str, IndexField]:
    """Name → field of the search index, in the order of their names; the fields of ``search.port.SearchDoc``."""
    return _tables().fields


@cache
def item_tables() -> tuple[str, ...]:
    """The node tables of what rows of lists state, in the order in which they are shown: duties and powers first."""
    first = ("Duty", "Power")
    return (*first, *(name for name, table in node_tables().items() if table.item and name not in first))

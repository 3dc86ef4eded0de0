"""What the projections are made of, read from ``vocabulary.ttl``: node and edge tables, index fields, JSON-LD context.

A class marked ``df:NodeTable`` is a node table; ``df:columns`` lists its properties in order. An object property marked
``df:EdgeTable`` is an edge table; ``df:pairs`` lists which tables it joins. A property marked ``df:IndexField`` is a field of
the search index, with ``df:indexing`` telling how. The codes that columns carry are read in ``schemes.py``, the JSON-LD context in
``linked.py``.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec
import rdflib
from rdflib import RDF, RDFS, XSD, Graph, Namespace
from rdflib.collection import Collection
from rdflib.term import Node, URIRef

DF = Namespace("https://dingfen.example/ns#")
TRUE = rdflib.Literal(True)
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")

ColumnType = Literal["string", "integer", "boolean", "date", "strings"]
Indexing = Literal["keyword", "text", "date", "stored"]
_INDEXINGS: dict[str, Indexing] = {"keyword": "keyword", "text": "text", "date": "date", "stored": "stored"}
_TYPES: dict[Node, ColumnType] = {
    XSD.string: "string",
    XSD.integer: "integer",
    XSD.boolean: "boolean",
    XSD.date: "date",
    DF.strings: "strings",
}


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


@cache
def vocabulary() -> Graph:
    """The whole vocabulary (classes, properties, schemes) as one RDF graph."""
    graph = Graph()
    for name in ("vocabulary.ttl", "schemes.ttl"):
        source = files("ontologies").joinpath(name)
        if source.is_file():
            graph.parse(data=source.read_text(encoding="utf-8"), format="turtle")
    return graph


def _text(graph: Graph, node: Node, predicate: URIRef) -> str:
    value = graph.value(node, predicate)
    return "" if value is None else str(value)


def _label(graph: Graph, node: Node) -> str:
    for value in graph.objects(node, RDFS.label):
        if getattr(value, "language", None) == "zh":
            return str(value)
    return ""


def _local(node: Node | None) -> str:
    return "" if node is None else str(node).removeprefix(str(DF))


def _items(graph: Graph, node: Node, predicate: URIRef) -> list[Node]:
    head = graph.value(node, predicate)
    return [] if head is None else list(Collection(graph, head))


def _columns(graph: Graph, node: Node) -> tuple[Column, ...]:
    columns = []
    for item in _items(graph, node, DF.columns):
        range_ = graph.value(item, RDFS.range)
        if range_ is None or range_ not in _TYPES:
            raise ValueError(f"词表错误：{item} 没有可用的值域 (rdfs:range)")
        columns.append(
            Column(
                _text(graph, item, DF.column),
                _TYPES[range_],
                str(item),
                _label(graph, item),
                _local(graph.value(item, DF.refersTo)),
                _local(graph.value(item, DF.scheme)),
            )
        )
    return tuple(columns)


@cache
def node_tables() -> dict[str, NodeTable]:
    """Name → node table, in the order of their names."""
    graph = vocabulary()
    tables = {}
    for node in graph.subjects(RDF.type, DF.NodeTable):
        name = _text(graph, node, DF.table)
        shared = (node, RDF.type, DF.SharedNode) in graph
        kind = _text(graph, node, DF.kindCode)
        item = (node, RDFS.subClassOf, DF.Item) in graph
        tables[name] = NodeTable(name, str(node), _label(graph, node), shared, _columns(graph, node), kind, item)
    return dict(sorted(tables.items()))


@cache
def item_tables() -> tuple[str, ...]:
    """The node tables of what rows of lists state, in the order in which they are shown: duties and powers first."""
    first = ("Duty", "Power")
    return (*first, *(name for name, table in node_tables().items() if table.item and name not in first))


@cache
def edge_tables() -> dict[str, EdgeTable]:
    """Name → edge table, in the order of their names."""
    graph = vocabulary()
    tables = {}
    for node in graph.subjects(RDF.type, DF.EdgeTable):
        pairs = []
        for pair in _items(graph, node, DF.pairs):
            ends = (graph.value(pair, DF["from"]), graph.value(pair, DF.to))
            if ends[0] is None or ends[1] is None:
                raise ValueError(f"词表错误：{node} 的端点不全")
            pairs.append((_text(graph, ends[0], DF.table), _text(graph, ends[1], DF.table)))
        name = _text(graph, node, DF.table)
        tables[name] = EdgeTable(name, str(node), _label(graph, node), tuple(pairs), _columns(graph, node))
    return dict(sorted(tables.items()))


@cache
def index_fields() -> dict[str, IndexField]:
    """Name → field of the search index, in the order of their names; the fields of ``search.port.SearchDoc``."""
    graph = vocabulary()
    fields = {}
    for node in graph.subjects(RDF.type, DF.IndexField):
        name = _text(graph, node, DF.field) or _text(graph, node, DF.column)
        indexing = _INDEXINGS.get(_text(graph, node, DF.indexing))
        if not name or indexing is None:
            raise ValueError(f"词表错误：检索字段 {node} 没有名称或索引方式 (df:indexing)")
        many, facet = ((node, flag, TRUE) in graph for flag in (DF.many, DF.facet))
        fields[name] = IndexField(name, str(node), _label(graph, node), indexing, many, facet)
    return dict(sorted(fields.items()))

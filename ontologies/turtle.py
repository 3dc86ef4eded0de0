"""The vocabulary as RDF (``vocabulary.ttl``, ``schemes.ttl``), and the tables derived from it.

A class marked ``df:NodeTable`` is a node table; ``df:columns`` lists its properties in order. An object property marked
``df:EdgeTable`` is an edge table; ``df:pairs`` lists which tables it joins. A property marked ``df:IndexField`` is a field of
the search index, with ``df:indexing`` telling how. The codes that columns carry are read in ``schemes.py``, the JSON-LD context in
``linked.py``.

``python -m ontologies.turtle`` writes ``tables.json``, from which ``schema.py`` reads the tables at run time, so that no command waits for
RDF; a test holds the two together.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

import msgspec
import rdflib
from rdflib import RDF, RDFS, XSD, Graph, Namespace
from rdflib.collection import Collection
from rdflib.term import Node, URIRef

from ontologies.schema import Column, ColumnType, EdgeTable, IndexField, Indexing, NodeTable, Tables

DF = Namespace("https://dingfen.example/ns#")
TRUE = rdflib.Literal(True)
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")

_INDEXINGS: dict[str, Indexing] = {"keyword": "keyword", "text": "text", "date": "date", "stored": "stored"}
_TYPES: dict[Node, ColumnType] = {
    XSD.string: "string",
    XSD.integer: "integer",
    XSD.boolean: "boolean",
    XSD.date: "date",
    DF.strings: "strings",
}


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


def _node_tables() -> dict[str, NodeTable]:
    graph = vocabulary()
    tables = {}
    for node in graph.subjects(RDF.type, DF.NodeTable):
        name = _text(graph, node, DF.table)
        shared = (node, RDF.type, DF.SharedNode) in graph
        kind = _text(graph, node, DF.kindCode)
        item = (node, RDFS.subClassOf, DF.Item) in graph
        tables[name] = NodeTable(name, str(node), _label(graph, node), shared, _columns(graph, node), kind, item)
    return dict(sorted(tables.items()))


def _edge_tables() -> dict[str, EdgeTable]:
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


def _index_fields() -> dict[str, IndexField]:
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


def derive() -> Tables:
    """All tables and index fields, from the Turtle."""
    return Tables(_node_tables(), _edge_tables(), _index_fields())


def compile_tables() -> bytes:
    """:func:`derive` as the JSON that is kept beside it."""
    return msgspec.json.format(msgspec.json.encode(derive()), indent=1) + b"\n"


def main() -> None:
    """Write ``tables.json`` anew."""
    Path(__file__).with_name("tables.json").write_bytes(compile_tables())


if __name__ == "__main__":
    main()

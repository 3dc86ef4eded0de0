"""Linked data: a projected node as RDF, in Turtle and JSON-LD, in the terms of the vocabulary and of the standards behind it.

A node's IRI is a base (``https://host/id/``) with its identifier behind it. Chinese stays as it is, as an IRI may have it;
:func:`uri` gives the percent-encoded form that HTTP headers need. Empty text and open dates are left out: what is unknown or open
is not stated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import quote, unquote

from rdflib import OWL, RDF, RDFS, XSD, Graph, Namespace
from rdflib.collection import Collection
from rdflib.term import BNode, Literal, Node, URIRef

from ontologies.identifiers import kind_of
from ontologies.records import OPEN_END, OPEN_START, Role
from ontologies.schema import EdgeTable, NodeTable, edge_tables, node_tables
from ontologies.schemes import concept
from ontologies.turtle import DF, SKOS, vocabulary

CV = Namespace("http://data.europa.eu/m8g/")
_PREFIXES = {
    "df": str(DF),
    "eli": "http://data.europa.eu/eli/ontology#",
    "org": "http://www.w3.org/ns/org#",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": str(CV),
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "adms": "http://www.w3.org/ns/adms#",
    "skos": str(SKOS),
    "rdfs": str(RDFS),
    "xsd": str(XSD),
}
# What RFC 3987 does not allow in a path and an identifier may still hold.
_ESCAPED = re.compile(r"[\[\]\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\ue000-\uf8ff]")
# Whoever leads or shares is responsible for the whole, as CPSV-AP's competent authority is; who cooperates is not.
_RESPONSIBLE = frozenset({Role.LEAD.value, Role.SHARED.value})


def iri(identifier: str, base: str) -> URIRef:
    """The IRI of an identifier under ``base`` (which ends in "/")."""
    return URIRef(base + _ESCAPED.sub(lambda match: quote(match.group()), identifier))


def uri(identifier: str, base: str) -> str:
    """The same in ASCII, percent-encoded, as HTTP headers and old clients want it."""
    return base + quote(identifier, safe="/:@!$&'()*+,;=~-._")


def identifier_of(address: str, base: str) -> str:
    """The identifier behind an IRI or URI under ``base``; "" when it is not under it."""
    return unquote(address[len(base) :]) if address.startswith(base) else ""


@cache
def _table_of_kind() -> dict[str, NodeTable]:
    return {table.kind: table for table in node_tables().values()}


@cache
def _properties() -> dict[str, tuple[URIRef, Node | None, str]]:
    """Column name → property, range, and the class that its value refers to ("" for none)."""
    graph = vocabulary()
    found = {}
    for node, name in graph.subject_objects(DF.column):
        refers = graph.value(node, DF.refersTo)
        found[str(name)] = (URIRef(str(node)), graph.value(node, RDFS.range), "" if refers is None else str(refers))
    return dict(sorted(found.items()))


@cache
def _above(term: URIRef, predicate: URIRef) -> tuple[URIRef, ...]:
    """The terms of other vocabularies that a class or property is a kind of."""
    found = vocabulary().transitive_objects(term, predicate)
    return tuple(sorted({node for node in found if isinstance(node, URIRef)} - {term, OWL.Thing}))


@cache
def context() -> dict[str, Any]:
    """The JSON-LD context: prefixes, a term for every class (``Law``), column (``valid_from``) and relation (``restsOn``).

    A node as the graph gives it, with ``@id`` and ``@type`` added and dates as text, is JSON-LD under it; relative identifiers
    are resolved against the document's base. Derived from the vocabulary."""
    terms: dict[str, Any] = dict(_PREFIXES)
    for table in node_tables().values():
        terms[table.name] = table.iri
    for name, (term, range_, refers) in _properties().items():
        entry: dict[str, str] = {"@id": str(term)}
        if refers:
            entry["@type"] = "@id"
        elif range_ == DF.strings:
            entry["@container"] = "@list"
        elif range_ == XSD.date:
            # Numbers and booleans are JSON's own.
            entry["@type"] = str(XSD.date)
        terms[name] = entry
    for edge in edge_tables().values():
        terms[edge.iri.removeprefix(str(DF))] = {"@id": edge.iri, "@type": "@id"}
    return terms


def _literal(value: object) -> Literal | None:
    if isinstance(value, bool | int):
        return Literal(value)
    if isinstance(value, date):
        return None if value in (OPEN_START, OPEN_END) else Literal(value.isoformat(), datatype=XSD.date)
    text = "" if value is None else str(value)
    return Literal(text) if text else None


def _state(graph: Graph, subject: Node, name: str, value: object, base: str) -> None:
    """State one column of a node or an edge, with what it is in other vocabularies."""
    known = _properties().get(name)
    if known is None:
        return
    term, _, refers = known
    if isinstance(value, list | tuple):
        if value:
            graph.add((subject, term, Collection(graph, BNode(), [Literal(str(item)) for item in value]).uri))
        return
    stated: Node | None = _literal(value)
    if stated is None:
        return
    if refers and kind_of(str(value)):
        stated = iri(str(value), base)
    for predicate in (term, *_above(term, RDFS.subPropertyOf)):
        graph.add((subject, predicate, stated))
    described = vocabulary()
    scheme, concept_property = described.value(term, DF.scheme), described.value(term, DF.conceptProperty)
    if scheme is not None and isinstance(concept_property, URIRef):
        found = concept(str(scheme).removeprefix(str(DF)), str(value))
        if found is not None:
            graph.add((subject, concept_property, URIRef(found.iri)))


def _state_edge(graph: Graph, edge: Mapping[str, Any], table: EdgeTable, base: str) -> None:
    begin, end = iri(str(edge["from"]), base), iri(str(edge["to"]), base)
    term = URIRef(table.iri)
    for predicate in (term, *_above(term, RDFS.subPropertyOf)):
        graph.add((begin, predicate, end))
    if table.name == "HELD_BY" and edge.get("role") in _RESPONSIBLE:
        graph.add((begin, CV.hasCompetentAuthority, end))
    own = [column.name for column in table.columns if column.name != "document" and column.name in edge]
    if any(_literal(edge[name]) is not None for name in own):
        statement = BNode()
        graph.add((statement, RDF.type, RDF.Statement))
        graph.add((statement, RDF.subject, begin))
        graph.add((statement, RDF.predicate, term))
        graph.add((statement, RDF.object, end))
        for name in own:
            _state(graph, statement, name, edge[name], base)


def describe(node: Mapping[str, Any], edges: Iterable[Mapping[str, Any]], base: str) -> Graph:
    """A node and edges around it as RDF.

    ``node`` maps column names to values, as ``graph.port.GraphReader`` gives it; an answer's ``status`` and ``as_of`` are taken too,
    what else stands in it is left out. Each edge has ``kind`` (an edge table, RESTS_ON), ``from`` and ``to`` (identifiers) and its own
    columns, as a trace gives it. An edge is one triple; where it says more than that (a role, where in the cell), a rdf:Statement about the triple
    says it. Types, properties and codes are also given in the terms of ELI, ORG, CPSV-AP and Dublin Core that they are a
    kind of. Raises ValueError for an unknown kind of node or edge.
    """
    table = _table_of_kind().get(str(node.get("kind", "")))
    if table is None:
        raise ValueError(f"不认识的节点种类：{node.get('kind')!r}")
    graph = Graph()
    for prefix, namespace in _PREFIXES.items():
        graph.bind(prefix, namespace, override=True, replace=True)
    subject = iri(str(node["id"]), base)
    term = URIRef(table.iri)
    for class_ in (term, *_above(term, RDFS.subClassOf)):
        graph.add((subject, RDF.type, class_))
    if table.name == "Function" and node.get("code"):
        # The concept of the scheme that the node stands for.
        graph.add((subject, SKOS.exactMatch, URIRef(f"{DF}Function-{node['code']}")))
        graph.add((subject, SKOS.inScheme, URIRef(f"{DF}FunctionScheme")))
    columns = [column.name for column in table.columns if column.name != "document"]
    for name in (*columns, "status", "as_of"):
        if name in node:
            _state(graph, subject, name, node[name], base)
    for edge in edges:
        edge_table = edge_tables().get(str(edge.get("kind", "")))
        if edge_table is None:
            raise ValueError(f"不认识的关系：{edge.get('kind')!r}")
        _state_edge(graph, edge, edge_table, base)
    return graph


def turtle(graph: Graph) -> str:
    """The graph as Turtle, Chinese as it is."""
    return graph.serialize(format="turtle")


def json_ld(graph: Graph) -> str:
    """The graph as JSON-LD under :func:`context`, Chinese as it is."""
    return graph.serialize(format="json-ld", context=context(), auto_compact=True, ensure_ascii=False, indent=1)

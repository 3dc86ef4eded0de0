"""The codes of the vocabulary (``schemes.ttl``), with their labels and the other names under which lists write them.

The schemes are kept in Turtle by hand; at run time their compiled form ``schemes.json`` is read, so that no command waits for RDF. ``python -m
ontologies.schemes`` writes that file anew, and a test holds the two together.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node, URIRef


class Concept(msgspec.Struct, frozen=True):
    """One concept of a scheme. ``code`` is its notation, "" for a concept above or below a code (规章 above 部门规章, 行政征用
    below 其他行政权力). ``order`` is its place in the scheme, 0 where it has none; equal orders are of equal weight. ``broader`` is the
    code of the nearest concept above that has one, "" when there is none; ``severity`` how much a kind of finding usually matters, "" in
    other schemes."""

    iri: str
    code: str
    label: str
    label_en: str
    names: tuple[str, ...]
    definition: str
    order: int
    broader: str
    source: str
    severity: str = ""


class _Schemes(msgspec.Struct, frozen=True):
    """All schemes: local name → Chinese label, in the order of their names, and local name → concepts, by order, those without one last."""

    labels: dict[str, str]
    concepts: dict[str, tuple[Concept, ...]]


@cache
def _compiled() -> _Schemes:
    return msgspec.json.decode(files("ontologies").joinpath("schemes.json").read_bytes(), type=_Schemes)


@cache
def schemes() -> dict[str, str]:
    """Scheme (``RankScheme``) → its Chinese label, in the order of their names."""
    return _compiled().labels


def concepts(scheme: str) -> tuple[Concept, ...]:
    """The concepts of a scheme, by order, those without one last. ``scheme`` is its local name (``RankScheme``) or the
    enumeration it mirrors (``Rank``). Raises KeyError for an unknown one."""
    found = _compiled().concepts
    name = scheme if scheme in found else f"{scheme}Scheme"
    if name not in found:
        raise KeyError(f"词表中没有编码表 {scheme}")
    return found[name]


@cache
def concept(scheme: str, code: str) -> Concept | None:
    """The concept with that code, or None."""
    return next((item for item in concepts(scheme) if item.code == code and code), None)


@cache
def names(scheme: str) -> dict[str, str]:
    """Every name of a scheme (labels, other names, those of narrower concepts) → the code it stands for."""
    found: dict[str, str] = {}
    for item in concepts(scheme):
        code = item.code or item.broader
        if code:
            for name in (item.label, *item.names):
                found.setdefault(name, code)
    return found


# From the Turtle -----------------------------------------------------------------------------------------------------------------------------


def _in(graph: Graph, node: Node, predicate: URIRef, language: str) -> str:
    from rdflib.term import Literal

    for value in graph.objects(node, predicate):
        if isinstance(value, Literal) and value.language == language:
            return str(value)
    return ""


def _code_above(graph: Graph, node: Node) -> str:
    from ontologies.turtle import SKOS

    above = graph.value(node, SKOS.broader)
    while above is not None:
        notation = graph.value(above, SKOS.notation)
        if notation is not None:
            return str(notation)
        above = graph.value(above, SKOS.broader)
    return ""


def _derive_concepts(graph: Graph, name: str) -> tuple[Concept, ...]:
    from ontologies.turtle import DF, SKOS

    found = []
    for node in graph.subjects(SKOS.inScheme, DF[name]):
        order = graph.value(node, DF.order)
        found.append(
            Concept(
                iri=str(node),
                code=str(graph.value(node, SKOS.notation) or ""),
                label=_in(graph, node, SKOS.prefLabel, "zh"),
                label_en=_in(graph, node, SKOS.prefLabel, "en"),
                names=tuple(sorted(str(value) for value in graph.objects(node, SKOS.altLabel))),
                definition=_in(graph, node, SKOS.definition, "zh"),
                order=0 if order is None else int(str(order)),
                broader=_code_above(graph, node),
                source=str(graph.value(node, DF.legalSource) or ""),
                severity=str(graph.value(node, DF.severity) or ""),
            )
        )
    return tuple(sorted(found, key=lambda item: (item.order == 0, item.order, item.iri)))


def compile_schemes() -> bytes:
    """The schemes of the Turtle as the JSON that is kept beside it."""
    from rdflib import RDF

    from ontologies.turtle import DF, SKOS, vocabulary

    graph = vocabulary()
    labels = {
        str(node).removeprefix(str(DF)): _in(graph, node, SKOS.prefLabel, "zh")
        for node in graph.subjects(RDF.type, SKOS.ConceptScheme)
    }
    derived = _Schemes(dict(sorted(labels.items())), {name: _derive_concepts(graph, name) for name in sorted(labels)})
    return msgspec.json.format(msgspec.json.encode(derived), indent=1) + b"\n"


def main() -> None:
    """Write ``schemes.json`` anew."""
    Path(__file__).with_name("schemes.json").write_bytes(compile_schemes())


if __name__ == "__main__":
    main()

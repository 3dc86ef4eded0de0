"""Lay words and the words of law they stand for (``lay.ttl``): 炒鱿鱼 is 解除劳动合同, 楼下饭店油烟 is 餐饮服务业 油烟.

Every concept is what people mean in everyday speech. ``skos:prefLabel`` is the term of law that says it best, ``df:terms`` further terms
of law, the nearest first; ``skos:altLabel`` are everyday words, ``skos:hiddenLabel`` misspelt, crude and dialect ones; ``df:usualFunction`` the
functions of local government that usually deal with it, the likeliest first. An everyday expression may hold one gap: 欠…工资 is read in
欠我三个月工资.

The scheme is kept in Turtle by hand; at run time its compiled form ``lay.json`` is read, so that no question waits for RDF. ``python -m
ontologies.lay`` writes that file anew, and a test holds the two together.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from ontologies.functions import ended, functions

if TYPE_CHECKING:
    from rdflib import Graph

#: What stands for up to a few characters within an everyday expression.
GAP = "…"


class LayConcept(msgspec.Struct, frozen=True):
    """One everyday notion. ``terms``: the words of law, the best first, at least one; ``words``: everyday words; ``hidden``: misspelt,
    crude and dialect ones; ``functions``: codes of the scheme of functions, the likeliest first, possibly none; ``note``: where it is
    doubtful; ``reviewed``: the day on which it was last read through; ``everyday``: the best term is an everyday word too (快递)."""

    code: str
    terms: tuple[str, ...]
    words: tuple[str, ...]
    hidden: tuple[str, ...]
    functions: tuple[str, ...]
    note: str
    reviewed: date
    everyday: bool = False

    @property
    def expressions(self) -> tuple[str, ...]:
        """Every everyday expression: the best term where it is one, hidden ones last."""
        return (*self.terms[:1], *self.words, *self.hidden) if self.everyday else (*self.words, *self.hidden)


@cache
def lay_concepts() -> tuple[LayConcept, ...]:
    """Every concept, in the order of the codes."""
    compiled = files("ontologies").joinpath("lay.json").read_bytes()
    return msgspec.json.decode(compiled, type=tuple[LayConcept, ...])


@cache
def by_expression() -> dict[str, LayConcept]:
    """Everyday expression (with its gap, if any) → its concept."""
    return {expression: concept for concept in lay_concepts() for expression in concept.expressions}


@cache
def _by_term() -> dict[str, tuple[str, ...]]:
    """Best term of law → everyday words, then those of the concepts that give it as a further term."""
    best: dict[str, dict[str, None]] = {}
    further: dict[str, dict[str, None]] = {}
    for concept in lay_concepts():
        plain = dict.fromkeys(word for word in (*concept.words, *concept.hidden) if GAP not in word)
        best.setdefault(concept.terms[0], {}).update(plain)
        for term in concept.terms[1:]:
            further.setdefault(term, {}).update(plain)
    return {term: tuple({**best.get(term, {}), **further.get(term, {})}) for term in {**best, **further}}


def lay_words(legal: str) -> tuple[str, ...]:
    """The everyday words for a term of law, those that mean just it before those that mean it among other things; () where none is known.
    Expressions with a gap are left out: they are no words."""
    return _by_term().get(legal, ())


# ---- The compiled form ----------------------------------------------------------------------------------------------------------


def _concepts_of(graph: Graph) -> list[LayConcept]:
    from rdflib.collection import Collection
    from rdflib.term import Literal, Node, URIRef

    from ontologies.turtle import DF, SKOS

    def labels(node: Node, predicate: URIRef) -> tuple[str, ...]:
        return tuple(sorted(str(v) for v in graph.objects(node, predicate) if isinstance(v, Literal)))

    def listed(node: Node, predicate: URIRef) -> list[Node]:
        head = graph.value(node, predicate)
        return [] if head is None else list(Collection(graph, head))

    found = []
    for node in graph.subjects(SKOS.inScheme, DF.LayScheme):
        code = str(node).removeprefix(f"{DF}Lay-")
        best = labels(node, SKOS.prefLabel)
        reviewed = graph.value(node, DF.reviewed)
        if len(best) != 1 or reviewed is None:
            raise ValueError(f"俗语表错误：{code} 应有一个 skos:prefLabel 和一个 df:reviewed")
        found.append(
            LayConcept(
                code=code,
                terms=tuple(dict.fromkeys((*best, *map(str, listed(node, DF.terms))))),
                words=labels(node, SKOS.altLabel),
                hidden=labels(node, SKOS.hiddenLabel),
                functions=tuple(str(item).removeprefix(f"{DF}Function-") for item in listed(node, DF.usualFunction)),
                note="".join(labels(node, SKOS.scopeNote)),
                reviewed=date.fromisoformat(str(reviewed)),
                everyday=(node, DF.everyday, Literal(True)) in graph,
            )
        )
    return sorted(found, key=lambda item: item.code)


def compile_scheme() -> bytes:
    """``lay.ttl`` as the bytes of ``lay.json``. Raises ValueError, in Chinese, where the scheme contradicts itself: an expression in two
    concepts, one that is also a term of its own concept, an unknown or former function."""
    from rdflib import Graph

    graph = Graph()
    graph.parse(data=files("ontologies").joinpath("lay.ttl").read_text(encoding="utf-8"), format="turtle")
    concepts = _concepts_of(graph)
    taken: dict[str, str] = {}
    for concept in concepts:
        if not concept.expressions:
            raise ValueError(f"俗语表错误：{concept.code} 没有俗语")
        for expression in concept.expressions:
            if taken.setdefault(expression, concept.code) != concept.code:
                raise ValueError(f"俗语表错误：“{expression}”同时属于 {taken[expression]} 和 {concept.code}")
            before, gap, after = expression.partition(GAP)
            if GAP in after or (gap and not (before and after)):
                raise ValueError(f"俗语表错误：“{expression}”只能在中间有一个“{GAP}”")
        if len({concept.terms[0], *concept.words, *concept.hidden}) != 1 + len(concept.words) + len(concept.hidden):
            raise ValueError(f"俗语表错误：{concept.code} 有重复的说法；首选用语本身是日常说法的，写 df:everyday true")
        for code in concept.functions:
            if code not in functions() or ended(code) is not None:
                raise ValueError(f"俗语表错误：{concept.code} 的职能 {code} 不在职能表中或者已经不存在")
    return b"[\n" + b",\n".join(map(msgspec.json.encode, concepts)) + b"\n]\n"


def main() -> None:
    """Write ``lay.json`` beside ``lay.ttl``."""
    Path(str(files("ontologies").joinpath("lay.json"))).write_bytes(compile_scheme())


if __name__ == "__main__":
    main()

"""A question to an index in no engine's language: each adapter translates these nodes, and nothing else.

Only :class:`Term` scores (BM25, k1 1.2, b 0.75, times its boost); every other node just lets documents through.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec


class Term(msgspec.Struct, frozen=True):
    """Documents whose text field has the token."""

    field: str
    token: str
    boost: float = 1.0


class Among(msgspec.Struct, frozen=True):
    """Documents whose keyword field has one of the values. Does not score."""

    field: str
    values: tuple[str, ...]


class Range(msgspec.Struct, frozen=True):
    """Documents whose integer field lies in [low, high]; None is open. Does not score."""

    field: str
    low: int | None = None
    high: int | None = None


class Anyone(msgspec.Struct, frozen=True):
    """Documents that one of the parts lets through; their scores add up."""

    parts: tuple[Node, ...]


class Every(msgspec.Struct, frozen=True):
    """Documents that all of the parts let through."""

    parts: tuple[Node, ...]


class Without(msgspec.Struct, frozen=True):
    """Documents that the part does not let through. Does not score."""

    part: Node


Node = Term | Among | Range | Anyone | Every | Without


class Plan(msgspec.Struct, frozen=True):
    """``found`` decides what is found, and scores; None lets everything through. ``extra`` adds to the score of what is found.
    ``filters`` (all of them) narrow it without scoring. Without ``found`` the order is that of the identifiers. Where
    ``counted`` is false the total is not wanted, and an engine may skip what cannot be among the best. Where ``ordered`` is false, and
    there is no ``found``, they may come in any order."""

    found: Node | None = None
    extra: tuple[Term, ...] = ()
    filters: tuple[Node, ...] = ()
    counted: bool = True
    ordered: bool = True

    def terms(self) -> list[Term]:
        """Every scoring term, once."""
        out: list[Term] = []

        def walk(node: Node) -> None:
            if isinstance(node, Term):
                out.append(node)
            elif isinstance(node, (Anyone, Every)):
                for part in node.parts:
                    walk(part)

        if self.found is not None:
            walk(self.found)
        return [*out, *self.extra]


class Count(msgspec.Struct, frozen=True):
    """Count what a plan finds: by the codes of ``facets``, and, where ``day`` (yyyymmdd) is given, by status on it."""

    plan: Plan
    facets: tuple[str, ...] = ()
    day: int | None = None


class Top(msgspec.Struct, frozen=True):
    """How many documents a plan finds, and the best of them (score descending, ties in no order) as (score, reference);
    only the engine that gave a reference can read it."""

    total: int
    rows: list[tuple[float, object]]


class Engine(Protocol):
    """What an index must be able to do: one release, read only, safe to share between threads."""

    def top(self, plan: Plan, limit: int) -> Top:
        """The best ``limit`` documents of a plan."""

    def key(self, reference: object) -> object:
        """What tells a reference from every other of this index; can be a key of a dict."""

    def load(self, references: Sequence[object]) -> list[bytes]:
        """The stored documents behind references."""

    def counts(self, requests: Sequence[Count]) -> list[dict[str, dict[str, int]]]:
        """For each request: facet (or ``status``) → code → documents."""

    def explain(self, terms: Sequence[Term], reference: object) -> list[tuple[Term, float]]:
        """What each of the terms brings to a document's score; terms that it does not have are left out."""

    def documents(self) -> int:
        """How many documents there are."""

    def close(self) -> None: ...

"""Whom a law names: the public organs to which a paragraph gives a duty or a power."""

from __future__ import annotations

from ontologies.records import Actor, LawText


def read_actors(law: LawText) -> dict[str, list[Actor]]:
    """The actors of every article of a text, by eid, in the order of the text."""
    return {}

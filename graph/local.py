"""Which bodies a function that a provision names means, among those that are known to have it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from ontologies.levels import reaches
from ontologies.places import level_of, within
from ontologies.records import BodyType, Level

Record = dict[str, Any]

# Departments before what works under them.
_UNDER = frozenset({str(BodyType.AGENCY), str(BodyType.TEAM), str(BodyType.INSTITUTION)})
# What a body is, rather than what it has been given.
_OWN = frozenset({"roster", "name"})
# What only suggests that a body has a function: the words of a mandate, which no code decides.
GUESSED = frozenset({"mandate"})


def applies(place: str, jurisdiction: str) -> bool:
    """Whether a law asks anything in a place: a national one ("cn") everywhere, another within its own jurisdiction only (立法法 of 2023, art.
    80 and 81: local rules hold in the administrative area of who made them). Both are division codes."""
    return within(place, jurisdiction)


def local_bodies(
    carriers: Iterable[list[Record]], level: str, day: date, jurisdiction: str
) -> list[tuple[Record, bool]]:
    """The bodies that may be meant on a day by a function named at ``level`` in a law of ``jurisdiction``, by place, each with whether it is
    sure. Where the law does not apply nobody is meant.

    ``carriers`` are rows of the bodies that have the function, then of those that have what has it, the nearest first
    (``ontologies.functions.carried_by``), with ``edge_via``. Of each place the nearest counts: of a roster or a name before a mandate,
    which often names in passing what another body is for; who holds it by an arrangement is told beside, never as sure."""
    own: dict[str, list[Record]] = {}
    named: dict[str, list[Record]] = {}
    beside: dict[str, Record] = {}
    for rows in carriers:
        here: dict[str, list[Record]] = {}
        for row in rows:
            alive = row["valid_from"] <= day < row["valid_to"]
            if not (alive and applies(row["place"], jurisdiction) and reaches(level, level_of_body(row))):
                continue
            if row["edge_via"] in _OWN:
                here.setdefault(row["place"], []).append(row)
            elif row["edge_via"] == "mandate":
                named.setdefault(row["place"], []).append(row)
            else:
                beside.setdefault(row["id"], row)
        for place, bodies in here.items():
            own.setdefault(place, _best(bodies))
    found: dict[str, tuple[Record, bool]] = {}
    for place in sorted({*own, *named}):
        bodies = own.get(place) or named[place]
        for row in bodies:
            found.setdefault(row["id"], (row, place in own and len(bodies) == 1))
    for identifier, row in sorted(beside.items()):
        found.setdefault(identifier, (row, False))
    return list(found.values())


def _best(bodies: list[Record]) -> list[Record]:
    """Those of a roster before those that a list only names, departments before teams and stations."""

    def order(row: Record) -> tuple[bool, bool]:
        return not row["stated"], row["type"] in _UNDER

    first = min(order(row) for row in bodies)
    return sorted((row for row in bodies if order(row) == first), key=lambda row: str(row["id"]))


def level_of_body(row: Record) -> Level:
    """A body's level; where no list tells, its place's."""
    told = Level(row["level"]) if row["level"] else Level.UNKNOWN
    return told if told != Level.UNKNOWN else level_of(row["place"])

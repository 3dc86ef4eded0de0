"""``dingfen check``: all findings of a release, or of some kinds, of a body, of a place."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from casework.checks.registry import checks
from casework.dossier import Dossier, LawBook
from casework.findings import Finding, answer, run
from ontologies.records import FindingKind

if TYPE_CHECKING:
    from ingest.home import View

ALL = frozenset(FindingKind)


def scopes(view: View, place: str = "") -> list[str]:
    """The places that are checked one by one: each county that has lists (with all below it), and each place above that has its own."""
    codes = {row["place"][:6] if len(row["place"]) >= 6 else row["place"] for row in view.graph.all_nodes("List")}
    wanted = {code for code in codes if code.startswith(place[:6])} if place else codes
    return sorted(wanted)


def findings(
    view: View, place: str, day: date, kinds: Collection[FindingKind] = ALL
) -> Iterator[tuple[Dossier, Finding]]:
    """The findings of a place (a division code, "" for everywhere) on a day, county by county, each with the dossier it came of; those that are
    lawful too."""
    book = LawBook(view.graph, day)
    for scope in scopes(view, place):
        dossier = Dossier(view, scope, day, book)
        for finding in run(dossier, checks(), frozenset(kinds)):
            yield dossier, finding


def answers(view: View, place: str, day: date, kinds: Collection[FindingKind] = ALL) -> Iterator[dict[str, Any]]:
    """As :func:`findings`, as the contract of ``check`` gives them."""
    for dossier, finding in findings(view, place, day, kinds):
        yield answer(dossier, finding)

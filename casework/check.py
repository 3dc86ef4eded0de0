"""``dingfen check``: what is wrong with the lists of a release, all of it or some kinds, of a body, of a place.

The checks of one release on one day always come to the same; who asks often (a service) keeps them (:class:`Checked`). What reviewers said of
a finding is added each time.
"""

from __future__ import annotations

import atexit
import os
import threading
from collections import Counter, OrderedDict
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from itertools import groupby
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

import msgspec

from casework import counties, reviews
from casework.checks.registry import checks
from casework.dossier import Area, Dossier, LawBook
from casework.duties import find_body, find_place, place_name
from casework.findings import Finding, answer, run
from casework.questions import QuestionError
from graph.port import ReleaseMissingError
from ingest.collecting import collect_seldom, seldom_collected
from ontologies.places import within
from ontologies.records import FindingKind, Severity, Verdict
from ontologies.schemes import concept

if TYPE_CHECKING:
    from ingest.home import Home, View
    from ingest.settings import Settings

Record = dict[str, Any]

# From so many lists on a second process is worth its start.
_MANY_LISTS = 150
# Kinds that need a second place are asked for by comparing two.
ALL = frozenset(kind for kind in FindingKind if not kind.value.startswith("county."))
_COUNTY = frozenset(FindingKind) - ALL
FAMILIES = tuple(dict.fromkeys(kind.value.partition(".")[0] for kind in FindingKind))
LAWFUL = "合法"


class Asked(msgspec.Struct, frozen=True):
    """What is asked for: ``kinds`` as written (a code, a label, or a family: basis, 依据…), ``body`` and ``place`` as written, ``verdicts`` and
    ``severities`` codes or labels, ``ids`` findings by identifier, ``lawful`` whether what was recognised as lawful comes too; ``against`` another
    county that the place is compared with (the findings are then of the kinds county.*)."""

    kinds: tuple[str, ...] = ()
    body: str = ""
    place: str = ""
    verdicts: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    lawful: bool = False
    against: str = ""

    @property
    def whole(self) -> bool:
        """Whether nothing narrows it down but the place."""
        return not (self.kinds or self.body or self.verdicts or self.severities or self.ids or self.against)


def kinds_of(words: Collection[str]) -> frozenset[FindingKind]:
    """The kinds that words mean: codes (basis.none), labels (没有依据), families (basis); all for none. Raises QuestionError."""
    found: set[FindingKind] = set()
    for word in words:
        wanted = word.strip()
        same = {kind for kind in FindingKind if wanted in (kind.value, kind.label, kind.value.partition(".")[0])}
        if not same:
            near = "、".join(f"{kind.value}（{kind.label}）" for kind in FindingKind)
            raise QuestionError("kind", f"没有“{wanted}”这种发现；可用一类（{'、'.join(FAMILIES)}）或一种：{near}")
        found |= same
    return frozenset(found) or ALL


def _codes(parameter: str, words: Collection[str], enum: type[Verdict] | type[Severity]) -> frozenset[str]:
    """Labels of a scheme from codes or labels. Raises QuestionError."""
    found = set()
    for word in words:
        member = next((one for one in enum if word.strip() in (one.value, one.label)), None)
        if member is None:
            raise QuestionError(parameter, f"没有“{word}”；可用：{'、'.join(one.label for one in enum)}")
        found.add(member.label)
    return frozenset(found)


def scopes(view: View, place: str = "") -> list[str]:
    """The places that are checked one by one: each county that has lists (with all below it), and each place above that has its own."""
    return sorted(_lists_by_scope(view, place))


def _lists_by_scope(view: View, place: str) -> Counter[str]:
    codes = Counter(
        row["place"][:6] if len(row["place"]) >= 6 else row["place"] for row in view.graph.all_nodes("List")
    )
    return Counter({code: count for code, count in codes.items() if not place or within(code, place[:6])})


def findings(
    view: View, places: Sequence[str], day: date, kinds: Collection[FindingKind] = ALL, book: LawBook | None = None
) -> Iterator[tuple[Dossier, Finding]]:
    """The findings of some of :func:`scopes` on a day, one after the other, each with the dossier it came of; those that
    are lawful too. The ``book`` may be shared by several calls for one release and day."""
    book = book if book is not None else LawBook(view.graph, day)
    for city, of in groupby(places, key=lambda code: code[:4]):
        counties = list(of)
        # What several counties need is read once for all of them.
        area = Area(view.graph, city) if len(counties) > 1 else None
        for scope in counties:
            dossier = Dossier(view, scope, day, book, area if len(scope) >= 6 else None)
            for finding in run(dossier, checks(), frozenset(kinds)):
                yield dossier, finding


def answers(
    view: View, place: str, day: date, kinds: Collection[FindingKind] = ALL, settings: Settings | None = None
) -> list[Record]:
    """All findings of a place (a division code, "" for everywhere), as the contract of ``check`` gives them. With the ``settings`` of the home
    that the view is of, many counties are shared with a second process."""
    of = _lists_by_scope(view, place)
    places = sorted(of)
    if settings is None or len(of) < 2 or of.total() < _MANY_LISTS or settings.workers == 1:
        return _answers(view, places, day, kinds)
    chunks = _chunks(places, of)
    told = settings.model_dump(), view.number, day, sorted(kind.value for kind in kinds)
    found: dict[int, list[Record]] = {}
    book = LawBook(view.graph, day)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_prepare_apart, initargs=told) as pool:
        waiting = [pool.submit(_answers_apart, chunk) for chunk in chunks]
        # The other process takes them from the front, this one from the back, until they meet.
        for at in reversed(range(len(chunks))):
            if waiting[at].cancel():
                found[at] = _answers(view, chunks[at], day, kinds, book)
        for at, future in enumerate(waiting):
            if at not in found:
                try:
                    found[at] = future.result()
                except (BrokenProcessPool, ReleaseMissingError):
                    # The other process was killed, or another release took the place of this one: what is missing is made here.
                    found[at] = _answers(view, chunks[at], day, kinds, book)
    return [one for at in range(len(chunks)) for one in found[at]]


def _chunks(places: Sequence[str], of: Counter[str]) -> list[list[str]]:
    """Places in pieces of work: the counties of a city together, as they share what is read of it, but no more than about an eighth of all
    lists where counties can be parted."""
    chunks: list[list[str]] = []
    for _, group in groupby(places, key=lambda code: code[:4]):
        chunk: list[str] = []
        for code in group:
            if chunk and 8 * (sum(of[one] for one in chunk) + of[code]) > of.total():
                chunks.append(chunk)
                chunk = []
            chunk.append(code)
        chunks.append(chunk)
    return chunks


def _answers(
    view: View, places: Sequence[str], day: date, kinds: Collection[FindingKind], book: LawBook | None = None
) -> list[Record]:
    with seldom_collected():
        return [answer(dossier, finding) for dossier, finding in findings(view, places, day, kinds, book)]


class _Apart(msgspec.Struct):
    """What a process of its own works with: nothing where the release is not kept any more."""

    view: Any
    day: date
    kinds: frozenset[FindingKind]
    book: LawBook | None


_apart: _Apart | None = None


def _prepare_apart(told: Record, number: int, day: date, kinds: Sequence[str]) -> None:
    """In a process of its own: the release that its places are of. It goes with the process."""
    from ingest.home import Home
    from ingest.settings import Settings

    global _apart
    collect_seldom()
    # It only reads: its memory need not be taken apart piece by piece when it ends.
    atexit.register(os._exit, 0)
    view = Home(Settings(**told)).kept(number)
    book = LawBook(view.graph, day) if view is not None else None
    _apart = _Apart(view, day, frozenset(map(FindingKind, kinds)), book)


def _answers_apart(places: Sequence[str]) -> list[Record]:
    """In a process of its own: the answers of some places. Raises ReleaseMissingError where the release is not kept any more."""
    if _apart is None or _apart.view is None:
        raise ReleaseMissingError("要核查的发布已不保留")
    return _answers(_apart.view, places, _apart.day, _apart.kinds, _apart.book)


class Checked:
    """The answers of whole checks, kept by release, place and day: the newest few. Safe for threads; two that ask for the same at once wait for
    one check."""

    def __init__(self, most: int = 4, settings: Settings | None = None) -> None:
        self._most = most
        self._settings = settings
        self._kept: OrderedDict[tuple[int, str, date], list[Record]] = OrderedDict()
        self._guard = threading.Lock()
        self._running: dict[tuple[int, str, date], threading.Lock] = {}

    def answers(self, view: View, place: str, day: date) -> list[Record]:
        """Everything found there; not to be changed."""
        key = view.number, place, day
        with self._guard:
            running = self._running.setdefault(key, threading.Lock())
        with running:
            found = self._kept.get(key)
            if found is None:
                found = answers(view, place, day, settings=self._settings)
            with self._guard:
                self._kept[key] = found
                self._kept.move_to_end(key)
                while len(self._kept) > self._most:
                    self._running.pop(self._kept.popitem(last=False)[0], None)
        return found


def check(view: View, asked: Asked, day: date, kept: Checked | None = None, settings: Settings | None = None) -> Record:
    """All findings that fit what is asked. ``kept`` and ``settings`` as :class:`Checked` and :func:`answers` take them.

    Raises LookupError (no such place or body) and QuestionError, with Chinese messages."""
    kinds = kinds_of(asked.kinds)
    verdicts = _codes("verdict", asked.verdicts, Verdict)
    severities = _codes("severity", asked.severities, Severity)
    place = find_place(view, asked.place)
    body = find_body(view, asked.body, day) if asked.body.strip() else None
    if body is not None and not place:
        place = body["place"]
    county = place[:6]
    if asked.against.strip():
        found: Sequence[Record] = list(_compared(view, place, asked.against, day))
        kinds = kinds if asked.kinds else _COUNTY
    elif kept is not None:
        found = kept.answers(view, county, day)
    else:
        found = answers(view, county, day, kinds, settings)
    wanted = {kind.value for kind in kinds}
    items = _held_by(view, body["id"]) if body is not None else frozenset()
    chosen = [
        one
        for one in found
        if one["kind"] in wanted
        and (asked.lawful or not one["lawful"])
        and (not verdicts or one["verdict"] in verdicts)
        and (not severities or one["severity"] in severities)
        and (not asked.ids or one["id"] in asked.ids or one["id"].removeprefix("finding/") in asked.ids)
        and (body is None or _concerns(one, body, items))
        and (len(place) <= 6 or _within_place(one, place))
    ]
    return {
        "release": view.number,
        "as_of": day,
        "place": place,
        "place_name": place_name(view, place),
        "body": body["id"] if body is not None else "",
        "total": len(chosen),
        "counts": {
            "kind": dict(Counter(one["kind"] for one in chosen)),
            "verdict": dict(Counter(one["verdict"] for one in chosen)),
            "severity": dict(Counter(one["severity"] for one in chosen)),
        },
        "checked": scopes(view, county),
        "notes": _notes(view, place, county),
        "findings": chosen,
    }


def whole_answer(home: Home, view: View, asked: Asked, day: date, only_changes: bool = False) -> Record:
    """As :func:`check`, each finding with what a reviewer said of it (``review``). A whole check is kept with its release, and told against the
    release before (``changes``); with ``only_changes`` the findings are those that are new (``change``: new) or gone (vanished) since."""
    answer = check(view, asked, day, settings=home.settings)
    answer["findings"] = reviews.annotate(home, view, answer["findings"])
    if not asked.whole:
        return answer
    reviews.remember(home, view, answer["place"], day, answer["findings"])
    told = reviews.changes(home, view, answer["place"], day, answer["findings"], afresh=only_changes)
    answer["changes"] = told
    if only_changes and told is not None:
        new = set(told["new"])
        fresh = [{**one, "change": "new"} for one in answer["findings"] if one["id"] in new and not one["lawful"]]
        answer["findings"] = fresh + [{**one, "change": "vanished"} for one in told["vanished"]]
    return answer


def _compared(view: View, place: str, against: str, day: date) -> Iterator[Record]:
    """The findings of comparing two counties. Raises QuestionError and LookupError."""
    if not place:
        raise QuestionError("place", "请用 --place 写明与哪个县相比，如 421127、黄梅县")
    dossier = Dossier(view, place, day)
    for finding in counties.findings(view, place, against, day):
        yield answer(dossier, finding)


def _notes(view: View, place: str, county: str) -> list[str]:
    if not scopes(view, county):
        named = place_name(view, place) or "这里"
        return [f"{named}没有载入清单，没有可以核查的"]
    return []


def _held_by(view: View, body: str) -> frozenset[str]:
    """The items that a body owns, holds or takes."""
    return frozenset(
        edge["from"] for edge in view.graph.edges_in_place("HELD_BY", body.split("/")[1]) if edge["to"] == body
    )


def _concerns(one: Record, body: Record, items: frozenset[str]) -> bool:
    if any(told["id"] == body["id"] for told in one["bodies"]):
        return True
    return any(row["item"] in items or row["body"] == body["name"] for row in one["rows"])


def _within_place(one: Record, place: str) -> bool:
    """Whether a finding is of a town: of its body, its item, or one of the bodies it names."""
    told = [row["item"] for row in one["rows"]] + [body["id"] for body in one["bodies"]]
    return any(identifier.split("/")[1:2] and within(identifier.split("/")[1], place) for identifier in told)


def kind_table() -> list[Record]:
    """All kinds of finding: code, label, rule, legal source, usual severity."""
    found = []
    for kind in FindingKind:
        known = concept("FindingKind", kind.value)
        if known is not None:
            found.append(
                {
                    "kind": kind.value,
                    "label": kind.label,
                    "rule": known.definition,
                    "source": known.source,
                    "severity": Severity(known.severity).label,
                }
            )
    return found

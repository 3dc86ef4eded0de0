"""What of a place is needed to say who owns something there: its bodies and towns, which bodies have a function, who coordinates.

Read once for a release, a place and a day, and kept while the release is held (:func:`roll`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from ahocorasick_rs import AhoCorasick, MatchKind

from casework.duties import Locality, place_name
from casework.owners_asked import plain
from casework.owners_lists import ListSense, list_sense
from graph.local import level_of_body
from graph.succession import number_order
from ontologies.functions import functions
from ontologies.identifiers import function_id, kind_of
from ontologies.places import ancestors, level_of, within
from ontologies.places import place as place_known
from ontologies.records import BodyType, ItemKind, Level, Modality
from search.port import SearchQuery
from search.query import filter_nodes, understand, word_term
from search.tree import Count, Every, Plan

if TYPE_CHECKING:
    from ingest.home import View

Record = dict[str, Any]

_TOWNS = frozenset({BodyType.TOWNSHIP.value, BodyType.SUBDISTRICT.value})
_COUNTY = 6
# What the departments named beside the first are told by a law's general competence.
_BESIDE = 0.3
# General competence stands among the first articles of a law; later ones say who does what.
_GENERAL = 20
# A name of one character more than the shortest place says something.
_SHORTEST = 2


class Senses:
    """Which functions the provisions name that speak of a word, over a whole release: 导游 stands in 102, 33 of which name 旅游. What the laws
    themselves associate, counted by the search's own facets and kept by word."""

    def __init__(self, view: View, day: date) -> None:
        self._engine = view.search.engine
        self._day = day
        self._kept: dict[str, dict[str, float]] = {}

    def _counts(self, words: Sequence[str]) -> list[dict[str, int]]:
        """For each word function → how many provisions name it that have all pieces of the word; "" for all provisions."""
        query = SearchQuery("", self._day, {"kind": ("provision",)})
        plans = []
        for word in words:
            pieces = tuple(word_term(piece) for piece in understand(word).words) if word else ()
            plans.append(Count(Plan(Every(pieces) if pieces else None, filters=filter_nodes(query)), ("function",)))
        return [
            {
                code: count
                for code, count in found["function"].items()
                if code in functions() and not functions()[code].organ and code not in NO_ADMINISTRATION
            }
            for found in self._engine.counts(plans)
        ]

    @cached_property
    def _usual(self) -> dict[str, float]:
        counts = self._counts([""])[0]
        total = sum(counts.values()) or 1
        return {code: count / total for code, count in counts.items()}

    def learn(self, words: Iterable[str]) -> None:
        """Count several words at once, those that are not known yet."""
        new = [word for word in dict.fromkeys(words) if word not in self._kept]
        if not new:
            return
        if len(self._kept) + len(new) > _WORDS:
            self._kept.clear()
        for word, counts in zip(new, self._counts(new), strict=True):
            total = sum(counts.values()) + _FEW
            found = {}
            for code, count in counts.items():
                usual = self._usual.get(code, 0.0)
                # Where every provision that names anybody names this one, no word tells more of it than another.
                share = (count / total - usual) / (1 - usual) if usual < 1 else 0.0
                if share > _TELLS:
                    found[code] = share
            self._kept[word] = found

    def of(self, word: str) -> dict[str, float]:
        """Function → how much more than usual it is named where a word stands, 0 to 1; few provisions tell little."""
        self.learn((word,))
        return self._kept.get(word, {})


#: Kinds of item that tell whose something is.
TELLING = frozenset(
    kind.value
    for kind in (
        ItemKind.BOUNDARY,
        ItemKind.POWER,
        ItemKind.SERVICE,
        ItemKind.DUTY,
        ItemKind.GRANT,
        ItemKind.ARRANGEMENT,
        ItemKind.MANDATE,
        ItemKind.VILLAGE,
    )
)
# Organs that are no administration: what is theirs is no body's duty to settle.
NO_ADMINISTRATION = frozenset({"court", "procuratorate", "congress", "cppcc", "armed_forces"})
# So many provisions more would have to name it for a word to tell with certainty; what is less than this is chance; words that are kept.
_FEW, _TELLS, _WORDS = 4, 0.04, 20_000


class Roll:
    """One place on one day. ``place`` is a division code, "" for none; ``county`` that of the county it lies in (itself above counties)."""

    def __init__(self, view: View, place: str, day: date) -> None:
        self.place = place
        self.county = place[:_COUNTY] if level_of(place) in (Level.TOWNSHIP, Level.VILLAGE) else place
        self.day = day
        self.name = place_name(view, self.county) if place else ""
        self._graph = view.graph
        self.locality = Locality(view, self.county, day) if place else None
        rows = view.graph.in_place("Body", self.county, below=len(self.county) >= _COUNTY) if place else []
        self.bodies: dict[str, Record] = {row["id"]: row for row in rows if row["valid_from"] <= day < row["valid_to"]}
        self.senses = senses(view, day)
        self._chief: dict[str, list[tuple[Record, float]]] = {}

    @cached_property
    def lists(self) -> ListSense:
        """What the place's lists teach by themselves."""
        return list_sense(self._graph, self, TELLING)

    @cached_property
    def resting(self) -> dict[str, list[str]]:
        """Article → the items of the place whose rows rest on it."""
        if not self.place:
            return {}
        below = len(self.county) >= _COUNTY
        items = {
            edge["from"]: edge["to"]
            for edge in self._graph.edges_in_place("STATES", self.county, below)
            if kind_of(edge["to"]) != "body"
        }
        found: dict[str, dict[str, None]] = {}
        for edge in self._graph.edges_in_place("RESTS_ON", self.county, below):
            if edge["from"] in items and not edge["in_quote"]:
                found.setdefault(edge["to"], {})[items[edge["from"]]] = None
        return {article: list(of) for article, of in found.items()}

    def here(self, code: str) -> bool:
        """Whether something of a place is within this one."""
        return bool(self.county) and (
            code == self.county or (len(self.county) >= _COUNTY and code.startswith(self.county))
        )

    def is_town(self, body: str) -> bool:
        row = self.bodies.get(body)
        return row is not None and (row["type"] in _TOWNS or (not row["type"] and level_of_body(row) == Level.TOWNSHIP))

    def level(self, body: str) -> Level:
        row = self.bodies.get(body)
        return level_of_body(row) if row is not None else Level.UNKNOWN

    @cached_property
    def towns(self) -> dict[str, str]:
        """Place of a town → its body."""
        return {row["place"]: key for key, row in self.bodies.items() if self.is_town(key) and self.here(row["place"])}

    @cached_property
    def _named(self) -> tuple[AhoCorasick, list[str], list[str]]:
        """Every name of a body of the place: what finds them, the names, whose they are."""
        owners: dict[str, str] = {}
        for key, row in self.bodies.items():
            if not self.here(row["place"]):
                continue
            for name in (row["name"], *row["other_names"]):
                bare = plain(name)
                if len(bare) > _SHORTEST:
                    owners.setdefault(bare, key)
                    # 县农业农村局 and 农业农村局 are what 黄梅县农业农村局 is called at home.
                    for short in _short(bare, self.name):
                        owners.setdefault(short, key)
        names = sorted(owners)
        return AhoCorasick(names, matchkind=MatchKind.LeftmostLongest), names, [owners[name] for name in names]

    def named(self, text: str) -> list[tuple[str, str]]:
        """The bodies that a text names, as it names them: (body, name)."""
        finder, names, owners = self._named
        found = [(owners[index], names[index]) for index, _, _ in finder.find_matches_as_indexes(plain(text))]
        return list(dict.fromkeys(found))

    @cached_property
    def coordinator(self) -> Record | None:
        """The body that settles whose a duty is: the place's 机构编制 office, as a roster or a list knows it, else its people's government."""
        having = self._graph.bodies_having(function_id("staffing")) if self.place else []
        here = [row for row in having if row["place"] == self.county and row["id"] in self.bodies]
        if not here:
            here = [row for row in self.bodies.values() if row["place"] == self.county and row["type"] == "government"]
        return min(here, key=lambda row: (not row["stated"], row["id"]), default=None)

    def chief(self, law: str) -> list[tuple[Record, float]]:
        """Whom a law as a whole is for: the local organs that the first of its articles makes competent, each with its share."""
        if law not in self._chief:
            rows = [
                row
                for row in self._graph.naming_in_each([law])[law]
                if row["valid_from"] <= self.day < row["valid_to"]
                and row["code"]
                and row["modality"] == Modality.RESPONSIBLE
            ]
            self._chief[law] = _first(rows)
        return self._chief[law]


def _short(name: str, place: str) -> list[str]:
    bare = plain(place)
    if len(bare) < _SHORTEST or not name.startswith(bare) or len(name) - len(bare) <= _SHORTEST:
        return []
    return [bare[-1] + name[len(bare) :], name[len(bare) :]]


def _first(rows: list[Record]) -> list[tuple[Record, float]]:
    """Of the rows of a law those of its first article that names departments."""
    telling = [
        row
        for row in rows
        if row["code"] in functions()
        and not functions()[row["code"]].organ
        and number_order(row["number"])[0] <= _GENERAL
    ]
    if not telling:
        return []
    first = min(telling, key=lambda row: number_order(row["number"]))["number"]
    # 主管部门 of a law stands before those that cooperate.
    own: dict[str, Record] = {}
    for row in telling:
        if row["number"] == first:
            own.setdefault(row["code"], row)
    return [(row, 1.0 if not place else _BESIDE / place) for place, row in enumerate(own.values())]


_senses: WeakKeyDictionary[View, dict[date, Senses]] = WeakKeyDictionary()
_rolls: WeakKeyDictionary[View, dict[tuple[str, date], Roll]] = WeakKeyDictionary()
_lock = Lock()
# Places and days of one release that are kept.
_KEPT = 64


def roll(view: View, place: str, day: date) -> Roll:
    """The roll of a place on a day, made once for a release."""
    with _lock:
        kept = _rolls.setdefault(view, {})
        found = kept.get((place, day))
    if found is None:
        found = Roll(view, place, day)
        with _lock:
            if len(kept) >= _KEPT:
                kept.clear()
            kept[place, day] = found
    return found


def senses(view: View, day: date) -> Senses:
    """What words tell on a day, kept with the release."""
    with _lock:
        kept = _senses.setdefault(view, {})
        if day not in kept:
            if len(kept) >= _KEPT:
                kept.clear()
            kept[day] = Senses(view, day)
        return kept[day]


def place_in(view: View, question: str, inside: str) -> str:
    """The place that a question names: a county of the table wherever it stands in it, or a town as its body is called; "" for none."""
    text = plain(question)
    towns = [
        (len(name), code)
        for code, name in view.place_names.items()
        if len(name) > _SHORTEST - 1 and plain(name) in text and (not inside or within(code, inside))
    ]
    if towns:
        longest = max(length for length, _ in towns)
        codes = {code for length, code in towns if length == longest}
        if len(codes) == 1:
            return codes.pop()
    return ""


def only_county(view: View) -> str:
    """The county whose lists a release has, where it has those of one county only; "" otherwise."""
    found = {code[:_COUNTY] for row in view.graph.all_nodes("List") if len(code := str(row["place"])) >= _COUNTY}
    return found.pop() if len(found) == 1 else ""


def above(code: str) -> str:
    """The province of a place, "" for none."""
    found = ancestors(code)
    return found[0] if found else ""


def known(code: str) -> bool:
    """Whether the table of places has a code."""
    return place_known(code) is not None

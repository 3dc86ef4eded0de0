"""What a question in plain words asks: where, of whom, and in which words its matter may stand in lists and laws.

``谁管``, ``怎么投诉``, ``我们`` say nothing of the matter and are taken out (``owners_words.csv``), as are the names of places and bodies, which say
where and whom. What is left are the :class:`Unit` s of the matter: words, and lay expressions with the words of law they stand for
(``search.lay``). How much of a question a text speaks of is the weight of the units that it has (:meth:`Asked.covered`): the reason of every score.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from ontologies.functions import functions, functions_in
from ontologies.functions import label as function_label
from search.lay import bridge
from text.cut import clean, common, words

# A word that stands in a large part of all provisions, beside one that tells.
_COMMON = 0.3
# A lay expression is several words of the question in one; the longer it is, the less it is by chance.
_BRIDGED = {2: 0.8, 3: 1.2}
_LONG_BRIDGED = 1.5
# Who takes part, beside what is done.
_PARTY = 0.35
# What terms of law tell that a lay expression stands for: the first says most; one of them alone is not yet the matter.
_BY_LAW = (1.0, 0.7, 0.5, 0.4)
_ONE_TERM, _ENOUGH = 0.5, 1.7
# A long word of which a text has a part; less than half of its pairs says nothing.
_PART = 0.7
_LONG = 4
# Terms of law of one expression that are looked for.
_TERMS = 4


class Unit(NamedTuple):
    """One part of the matter. ``word`` is it as asked, ``ways`` the terms of law that it stands for (none of a plain word), ``functions``
    codes of the functions that usually deal with it."""

    word: str
    ways: tuple[str, ...]
    functions: tuple[str, ...]
    weight: float


class Asked(NamedTuple):
    """A question read. ``matter`` is what is left of it, ``units`` its parts, ``applies`` whether something is applied for, ``complains`` whether
    somebody is to be stopped."""

    text: str
    matter: str
    units: tuple[Unit, ...]
    applies: bool
    complains: bool

    @property
    def query(self) -> str:
        """The words to search by: the matter and the terms of law that it stands for."""
        return " ".join(dict.fromkeys([*self.matter.split(), *(way for unit in self.units for way in unit.ways)]))

    def matched(self, text: str) -> list[tuple[Unit, str, float]]:
        """The units that a text has (cleaned, without spaces), each with the words found and how surely they are it."""
        found = []
        for unit in self.units:
            rate, way = _found(text, unit)
            if rate > 0:
                found.append((unit, way, rate))
        return found

    def covered(self, text: str) -> float:
        """How much of the question a text speaks of, 0 to 1."""
        total = sum(unit.weight for unit in self.units)
        return sum(unit.weight * rate for unit, _, rate in self.matched(text)) / total if total else 0.0


def plain(text: str) -> str:
    """A text as units are looked for in it: width, case and traditional characters folded, nothing between the characters."""
    return clean(text).replace(" ", "")


def _found(text: str, unit: Unit) -> tuple[float, str]:
    """How surely a text speaks of a unit, and by which words."""
    rate = _has(text, unit.word)
    rates = [(_has(text, way), weight, way) for way, weight in zip(unit.ways, _BY_LAW, strict=False)]
    told = sum(one * weight for one, weight, _ in rates)
    if told:
        by_law = _ONE_TERM + (1 - _ONE_TERM) * min(1.0, told / _ENOUGH)
        if by_law > rate:
            return by_law, max(rates)[2]
    return rate, unit.word


def _has(text: str, word: str) -> float:
    if word in text:
        return 1.0
    if len(word) < _LONG:
        return 0.0
    pairs = [word[at : at + 2] for at in range(len(word) - 1)]
    share = sum(pair in text for pair in pairs) / len(pairs)
    return share * _PART if share >= 0.5 else 0.0


@cache
def _listed() -> dict[str, tuple[str, ...]]:
    lines = files("casework").joinpath("owners_words.csv").read_text("utf-8").splitlines()[1:]
    found: dict[str, tuple[str, ...]] = {}
    for kind, listed in csv.reader(line for line in lines if line and not line.startswith("#")):
        found[kind] = (*found.get(kind, ()), *listed.split())
    return found


@cache
def _chatter() -> AhoCorasick:
    return AhoCorasick(_listed()["ask"], matchkind=MatchKind.LeftmostLongest)


def _blank(text: str, begins: int, ends: int) -> str:
    return text[:begins] + " " * (ends - begins) + text[ends:]


def read(question: str, names: tuple[str, ...] = ()) -> Asked:
    """Read a question. ``names`` are those of places and bodies in it, which say nothing of the matter. Never fails."""
    whole = clean(question)
    rest = whole
    for name in sorted(map(plain, names), key=len, reverse=True):
        if name:
            rest = rest.replace(name, " " * len(name))
    units: list[Unit] = []
    spans: list[tuple[int, int]] = []
    for found in bridge(rest):
        ways = tuple(dict.fromkeys(plain(term) for term in found.legal))[:_TERMS]
        same = next((at for at, unit in enumerate(units) if unit.ways == ways), None)
        if same is None:
            lay = plain(found.lay.replace("…", ""))
            weight = _BRIDGED.get(len(lay), _LONG_BRIDGED)
            if ways and ways[0] in _listed().get("party", ()):
                weight *= _PARTY
            units.append(Unit(lay, ways, found.functions, weight))
        spans.append((found.begins, found.ends))
    said = rest
    for _, begins, ends in _chatter().find_matches_as_indexes(rest):
        # 投诉 within a lay expression belongs to it.
        if not any(begins < over and under < ends for under, over in spans):
            said = _blank(said, begins, ends)
    matter = " ".join(said.split())
    for begins, ends in spans:
        said = _blank(said, begins, ends)
    usual = common().words
    for code in functions_in(said.replace(" ", "")):
        name = next(name for name in (function_label(code), *functions()[code].names, "") if name in said)
        if name:
            units.append(Unit(name, (), (code,), 1.0))
            said = said.replace(name, " " * len(name))
    for word in dict.fromkeys(one for one in words(said) if len(one) > 1 and not one.isspace()):
        units.append(Unit(word, (), (), _COMMON if word in usual else 1.0))
    listed = _listed()
    return Asked(
        question.strip(),
        matter,
        tuple(units),
        any(word in whole for word in listed["apply"]),
        any(word in whole for word in listed["complain"]),
    )

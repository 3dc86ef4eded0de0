"""How surely two names of powers say the same act.

The same act is written in many ways: 未 and 没有, 擅自 and 未经批准, objects in another order, main item and sub-item spelled out; and names
that differ by two characters often are two acts: 假药 and 劣药, 变更 and 延续. What is compared are therefore the words of the act, not
letters: each name is cut into words after its ways of writing are made one (``likeness_words.csv``), words that say nothing are left out,
and what is left over on either side decides. Something more on one side makes a name wider or narrower; something else in its place makes
another act of it, unless the words mean the same.

Pure: no I/O but the data that stands beside this module.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Hashable, Iterable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Generic, NamedTuple, TypeVar

from ahocorasick_rs import AhoCorasick, MatchKind

from text.cut import clean, words

__all__ = ["Alike", "act_words", "content", "likeness"]


class _Data(NamedTuple):
    phrases: dict[str, tuple[str, ...]]
    same: dict[str, str]
    opposites: frozenset[tuple[str, str]]
    facets: frozenset[str]
    weak: frozenset[str]
    dropped: frozenset[str]
    families: dict[str, str]


@cache
def _data() -> _Data:
    lines = [line for line in files("casework").joinpath("likeness_words.csv").read_text("utf-8").splitlines() if line]
    phrases: dict[str, tuple[str, ...]] = {}
    same: dict[str, str] = {}
    opposites: set[tuple[str, str]] = set()
    sets: dict[str, set[str]] = defaultdict(set)
    families: dict[str, str] = {}
    for kind, word, others in csv.reader(line for line in lines[1:] if not line.startswith("#")):
        ways = others.split()
        if kind == "phrase":
            phrases.update((clean(way).replace(" ", ""), tuple(word.split("+"))) for way in ways)
        elif kind == "same":
            same.update((way, word) for way in ways)
        elif kind == "opposite":
            opposites.update(pair for way in ways for pair in ((word, way), (way, word)))
        elif kind == "family":
            families.update((way, word) for way in (word, *ways))
        else:
            sets[kind].update((word, *ways))
    return _Data(
        phrases,
        same,
        frozenset(opposites),
        frozenset(sets["facet"]),
        frozenset(sets["weak"]),
        frozenset(sets["drop"]),
        families,
    )


@cache
def _finder() -> tuple[AhoCorasick, list[tuple[str, ...]]]:
    phrases = sorted(_data().phrases)
    return AhoCorasick(phrases, matchkind=MatchKind.LeftmostLongest), [_data().phrases[one] for one in phrases]


@cache
def _family_end() -> re.Pattern[str]:
    ways = sorted(_data().families, key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(ways)})$")


# A negation with its rule and nothing said of what rule: 未按照国家有关规定.
_BY_RULE = re.compile(
    r"(?:未|不|没有|没)(?:能)?(?:按照?|依照?|遵照|根据)(?:国家|法律|法规|有关|相关|法定)*(?:规定|要求)(?:的(?=时间|期限|条件|标准|程序|方式))?"
)
_NOT = frozenset("未不无没非")


def _tokens(text: str) -> list[str]:
    """The words of a text in order, each as the word that stands for it."""
    data = _data()
    finder, meant = _finder()
    found: list[str] = []
    plain = clean(text).replace(" ", "")
    if "规定" in plain or "要求" in plain:
        plain = _BY_RULE.sub("未按规定", plain)

    def cut(piece: str) -> None:
        for word in words(piece):
            if word in data.dropped:
                continue
            found.append("未" if word in _NOT else data.same.get(word, word))

    at = 0
    for index, begins, ends in finder.find_matches_as_indexes(plain):
        if begins > at:
            cut(plain[at:begins])
        found.extend(meant[index])
        at = ends
    if at < len(plain):
        cut(plain[at:])
    return found


_LAST_BRACKET = re.compile(r"(.+?)[(（\[【]([^()（）\[\]【】]*(?:[(（][^()（）]*[)）][^()（）]*)*)[)）\]】]$")
_LEAD = re.compile(r"^\W*(?:\d+[.、])?(?:对于?|关于)?")


def _parts(name: str) -> tuple[str, str]:
    """Main item and sub-item of a full name."""
    found = _LAST_BRACKET.fullmatch(name.strip())
    return (found[1], found[2]) if found is not None else (name.strip(), "")


def _bare(name: str) -> tuple[str, str]:
    """A name without 对…的处罚, and the family of its type word ("" where it has none)."""
    plain = _LEAD.sub("", name)
    found = _family_end().search(plain)
    if found is None or found.start() < 2:
        return plain, ""
    return plain[: found.start()].removesuffix("行为").removesuffix("的"), _data().families[found[0]]


class _Name(NamedTuple):
    """A name as it is compared: ``sets`` are the words of it as a whole, and of its sub-item alone where that says an act by itself."""

    order: tuple[str, ...]
    words: frozenset[str]
    sub: frozenset[str]
    family: str


@lru_cache(maxsize=262144)
def _read(name: str) -> _Name:
    main, sub = _parts(name)
    act, family = _bare(main)
    order = _tokens(act)
    if not order:
        order = _tokens(main)
    alone: list[str] = []
    if sub:
        sub_act, sub_family = _bare(sub)
        alone = _tokens(sub_act) or _tokens(sub)
        family = sub_family or family
        order += [word for word in alone if word not in order]
    substantial = sum(_weight(word) for word in alone) >= 2
    return _Name(tuple(order), frozenset(order), frozenset(alone) if substantial else frozenset(), family)


@lru_cache(maxsize=65536)
def _weight(word: str) -> float:
    if word in _data().weak:
        return 0.3
    if word == "未":
        return 0.6
    return min(0.5 + 0.25 * len(word), 1.75)


def _sum(found: Iterable[str]) -> float:
    return sum(map(_weight, found))


_ELSE = 0.55
_OPPOSED = 0.3


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    both = one & other
    if not both:
        return 0.0
    if one == other:
        return 1.0
    data = _data()
    left, right = one - other, other - one
    shared, mine, theirs = _sum(both), _sum(left), _sum(right)
    rate = 2 * shared / (2 * shared + mine + theirs)
    if any((a, b) in data.opposites for a in left for b in right):
        return min(rate, _OPPOSED)
    if (left | right) & data.facets or "未" in left | right or any(word[0].isdigit() for word in left | right):
        return min(rate, _ELSE)
    if left - data.weak and right - data.weak:
        return min(rate, _ELSE)
    return rate


def _compare(one: _Name, other: _Name) -> float:
    best = _alike(one.words, other.words)
    if best == 1.0 and one.order != other.order:
        best = 0.98
    if one.sub and not other.sub:
        best = max(best, 0.98 * _alike(one.sub, other.words))
    elif other.sub and not one.sub:
        best = max(best, 0.98 * _alike(one.words, other.sub))
    if one.family and other.family and one.family != other.family:
        best = min(best, _ELSE)
    return best


# What others use -----------------------------------------------------------------------------------------------------------------------


def act_words(name: str) -> str:
    """The act that an item's name names, without 对…的(行政)处罚 and type words, its words as those that stand for them, in order."""
    return "".join(_read(name).order)


def content(text: str) -> frozenset[str]:
    """The content words of a text (a name, a provision), each as the word that stands for it; words that say little left out."""
    weak = _data().weak
    return frozenset(word for word in _tokens(text) if word not in weak and word != "未")


def likeness(one: str, other: str) -> float:
    """How surely two names say the same act: 0 to 1; 1.0 where they are the same up to form and synonyms."""
    return 1.0 if one == other else _compare(_read(one), _read(other))


Key = TypeVar("Key", bound=Hashable)


class Alike(Generic[Key]):
    """Names to be found by what is like them. ``names`` are (key, name) pairs; keys are whatever the caller knows them by. No all-pairs loop:
    names are found by their rarest words."""

    def __init__(self, names: Iterable[tuple[Key, str]]) -> None:
        self._keys: dict[_Name, list[Key]] = defaultdict(list)
        for key, name in names:
            self._keys[_read(name)].append(key)
        self._postings: dict[str, list[_Name]] = defaultdict(list)
        for read in self._keys:
            for word in read.words | read.sub:
                self._postings[word].append(read)

    def _rarest(self, found: frozenset[str], floor: float) -> list[str]:
        """The words of which a name that is as like as ``floor`` must have one: all but what may be missing."""
        ordered = sorted(found, key=lambda word: (len(self._postings.get(word, ())), word))
        # Dice >= floor needs a shared weight of at least floor / (2 - floor) of this name's.
        missing = _sum(found) * (1 - floor / (2 - floor))
        taken, passed = [], 0.0
        for word in ordered:
            taken.append(word)
            passed += _weight(word)
            if passed > missing + 1e-9:
                break
        return taken

    def near(self, name: str, floor: float) -> list[tuple[Key, float]]:
        """The keys of all names whose likeness to ``name`` is at least ``floor``, the likest first."""
        read = _read(name)
        seen: set[_Name] = set()
        found: list[tuple[Key, float]] = []
        for words_of in (read.words, read.sub):
            for word in self._rarest(words_of, floor) if words_of else ():
                for other in self._postings.get(word, ()):
                    if other not in seen:
                        seen.add(other)
                        rate = _compare(read, other)
                        if rate >= floor:
                            found += [(key, rate) for key in self._keys[other]]
        found.sort(key=lambda pair: -pair[1])
        return found

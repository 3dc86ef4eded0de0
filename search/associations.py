"""What resolved questions teach: which words of people go with which words of law, and where in which law such questions are answered.

All of it is counts over many questions, kept by word and by place in a law; a word that only one question has teaches nothing.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import msgspec
import numpy as np
from numpy.typing import NDArray

from search.features import LONGEST_RUN, query_terms
from search.lay import bridge
from search.query import Question
from text.cut import common, search_words

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

#: A word counts from so many resolved questions on.
LEAST_QUESTIONS = 2
#: Widths, in articles, over which a question's place in a law speaks for its neighbours.
WIDTHS = (4.0, 20.0)
_MOST_TERMS = 40
_KEPT_BY_WORD = 30
# Beyond so many widths a bell is flat.
_REACH = 3


class Gold(msgspec.Struct, frozen=True):
    """A provision that answers a question: its law, its article's number, the words it says."""

    law: str
    number: int
    terms: frozenset[str]


class Case(msgspec.Struct, frozen=True):
    """A resolved question: its words, and what answers it."""

    words: frozenset[str]
    golds: tuple[Gold, ...]


@cache
def _usual() -> frozenset[str]:
    return frozenset(common().words | common().bigrams)


def said_by(text: str) -> frozenset[str]:
    """The words of a text that can be associated: two to four characters."""
    return frozenset(
        word
        for word in search_words(text)
        if 1 < len(word) <= LONGEST_RUN and not word.isascii() and word not in _usual()
    )


def asked_by(question: Question) -> frozenset[str]:
    """The words of a question that can be associated: words, pairs, and what its everyday words are called in law."""
    words, pairs, _ = query_terms(question)
    legal = (term for found in bridge(question.asked) for name in found.legal for term in said_by(name))
    return frozenset((*words, *pairs, *legal))


class Learnt(msgspec.Struct):
    """``places`` are the provisions that answered anything, (law, article number), with how many questions each; ``by_word`` word →
    [(place, share)]; ``idf`` of each word among questions; ``goes_with`` word → [(word of law, weight)]; ``meets`` word → how
    much more (or less) often than its rarity lets expect the answer has the word itself; ``questions`` how many there were."""

    questions: int = 0
    places: list[tuple[str, int, float]] = []
    by_word: dict[str, list[tuple[int, float]]] = {}
    idf: dict[str, float] = {}
    goes_with: dict[str, list[tuple[str, float]]] = {}
    meets: dict[str, float] = {}


def learn(cases: Sequence[Case]) -> Learnt:
    """Count."""
    answered = [case for case in cases if case.golds]
    total = len(answered)
    asked = Counter(word for case in answered for word in case.words)
    kept = {word for word, count in asked.items() if count >= LEAST_QUESTIONS}
    idf = {word: math.log(1 + total / asked[word]) for word in sorted(kept)}
    places: dict[tuple[str, int], int] = {}
    weight: dict[int, float] = defaultdict(float)
    shares: dict[tuple[int, str], float] = defaultdict(float)
    for case in answered:
        words = case.words & kept
        norm = math.sqrt(sum(idf[word] ** 2 for word in words)) or 1.0
        for gold in case.golds:
            place = places.setdefault((gold.law, gold.number), len(places))
            weight[place] += 1 / len(case.golds)
            for word in words:
                shares[place, word] += idf[word] / norm
    size: dict[int, float] = defaultdict(float)
    for (place, _), share in shares.items():
        size[place] += share * share
    by_word: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for (place, word), share in sorted(shares.items()):
        by_word[word].append((place, round(share / math.sqrt(size[place]), 4)))
    return Learnt(
        total,
        [(law, number, round(weight[place], 4)) for (law, number), place in places.items()],
        dict(by_word),
        {word: round(value, 4) for word, value in idf.items()},
        _goes_with(answered, kept, asked),
        _meets(answered, kept),
    )


def _goes_with(cases: Sequence[Case], kept: set[str], asked: Mapping[str, int]) -> dict[str, list[tuple[str, float]]]:
    """Word of a question → words of law that answers to it have more often than answers have otherwise."""
    total = len(cases)
    says: Counter[str] = Counter()
    both: Counter[tuple[str, str]] = Counter()
    for case in cases:
        terms = frozenset().union(*(gold.terms for gold in case.golds))
        says.update(terms)
        both.update((word, term) for word in case.words & kept for term in terms)
    found: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for (word, term), count in both.items():
        if count < LEAST_QUESTIONS or word == term:
            continue
        expected = asked[word] * says[term] / total
        lift = math.log((count + 0.1) / (expected + 0.1))
        # How often it is so, and how surely more often than by chance.
        weight = lift * count / (asked[word] + 2.0)
        if lift > 0.4:
            found[word].append((term, round(weight, 4)))
    return {
        word: sorted(terms, key=lambda one: (-one[1], one[0]))[:_KEPT_BY_WORD] for word, terms in sorted(found.items())
    }


def _meets(cases: Sequence[Case], kept: set[str]) -> dict[str, float]:
    """Word → share of its questions whose answer has the word itself, drawn towards the mean."""
    asked: Counter[str] = Counter()
    met: Counter[str] = Counter()
    for case in cases:
        terms = frozenset().union(*(gold.terms for gold in case.golds))
        for word in case.words:
            asked[word] += 1
            met[word] += word in terms
    mean = sum(met.values()) / max(1, sum(asked.values()))
    return {word: round((met[word] + 3 * mean) / (asked[word] + 3) / max(mean, 1e-6), 4) for word in sorted(kept)}


@cache
def _kernel(width: float) -> Floats:
    reach = int(_REACH * width)
    return np.asarray(np.exp(-0.5 * (np.arange(-reach, reach + 1) / width) ** 2), dtype=np.float64)


def spread(mass: Floats, width: float) -> Floats:
    """What stands at each article's number and near it, weighed by how near (a bell of ``width`` articles)."""
    if not len(mass):
        return mass
    kernel = _kernel(width)
    reach = len(kernel) // 2
    return np.asarray(np.convolve(mass, kernel)[reach : reach + len(mass)], dtype=np.float64)


def _gathered(asked: Whole, places: Whole, mass: Floats, width: float) -> Floats:
    """What stands at and near each place asked for, weighed as by :func:`spread`; ``places`` ascending."""
    kernel = _kernel(width)
    reach = len(kernel) // 2
    first = np.searchsorted(places, asked - reach)
    sizes = np.searchsorted(places, asked + reach, side="right") - first
    owner = np.repeat(np.arange(len(asked)), sizes)
    near = np.arange(len(owner)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + first[owner]
    weights = kernel[places[near] - asked[owner] + reach] * mass[near]
    return np.bincount(owner, weights, len(asked)).astype(np.float64)


class Vote(msgspec.Struct):
    """What the resolved questions say of one question: ``support`` of each place, and all of it by law (as ``Knowledge`` numbers them)."""

    support: Floats
    by_law: Floats
    total: float


class Knowledge:
    """What was learnt, ready to be asked. All laws stand on one line of article numbers, so far apart that no neighbourhood reaches from
    one into the next."""

    def __init__(self, learnt: Learnt) -> None:
        self.learnt = learnt
        reach = int(_REACH * max(WIDTHS))
        self._names = list(dict.fromkeys(law for law, _, _ in learnt.places))
        self._numbers = {law: number for number, law in enumerate(self._names)}
        self._law = np.array([self._numbers[law] for law, _, _ in learnt.places], dtype=np.int64)
        number = np.array([number for _, number, _ in learnt.places], dtype=np.int64)
        self._weight = np.array([weight for _, _, weight in learnt.places], dtype=np.float64)
        laws = len(self._names)
        last = np.zeros(laws, dtype=np.int64)
        np.maximum.at(last, self._law, number)
        # One place more than reached: what lies beyond has nothing near it.
        self._size = last + reach + 2
        room = self._size + reach
        self._begins = np.cumsum(room) - room
        self._place = self._begins[self._law] + number
        self._line = int(room.sum())
        mass = np.bincount(self._place, self._weight, self._line).astype(np.float64)
        self._answered = [np.log1p(one) for one in (mass, *(spread(mass, width) for width in WIDTHS))]
        total = float(self._weight.sum()) or 1.0
        self._answered_law = np.log1p(np.bincount(self._law, self._weight, laws) / total * 1000)
        self._by_word = {
            word: (np.array([place for place, _ in found], dtype=np.int64), np.array([share for _, share in found]))
            for word, found in learnt.by_word.items()
        }

    def vote(self, words: Iterable[str]) -> Vote:
        """How much the resolved questions that share words with a question speak for the places that answered them."""
        support = np.zeros(len(self._place))
        norm = 0.0
        for word in words:
            weight = self.learnt.idf.get(word)
            if weight is None:
                continue
            norm += weight * weight
            if word in self._by_word:
                places, shares = self._by_word[word]
                support[places] += weight * shares
        if norm:
            support /= math.sqrt(norm)
        by_law = np.bincount(self._law, support**2 * self._weight, len(self._names)).astype(np.float64)
        return Vote(support, by_law, float(by_law.sum()) or 1.0)

    def places(self, vote: Vote, most: int) -> list[tuple[str, int]]:
        """The places with most support, of at most ``most`` provisions."""
        order = np.argsort(-vote.support, kind="stable")[:most]
        return [self.learnt.places[index][:2] for index in order if vote.support[index] > 0]

    def laws(self, vote: Vote, most: int) -> list[str]:
        """The laws with most support."""
        found = [(-float(vote.by_law[index]), self._names[index]) for index in np.flatnonzero(vote.by_law)]
        return [law for _, law in sorted(found)[:most]]

    def figures(self, vote: Vote, laws: Sequence[str], law: Whole, numbers: Whole) -> Floats:
        """For each provision (law: which of ``laws``, article number): support of itself, of its neighbourhood in each width, of its law;
        then how often it, its neighbourhood, its law answered any question."""
        wide = len(WIDTHS)
        out = np.zeros((len(law), 2 * (wide + 2)))
        distinct, which = np.unique(law, return_inverse=True)
        known = np.array([self._numbers.get(laws[one], -1) for one in distinct.tolist()], dtype=np.int64)[which]
        rows = np.flatnonzero(known >= 0)
        if not len(rows):
            return out
        known = known[rows]
        asked = self._begins[known] + np.minimum(numbers[rows], self._size[known] - 1)
        line = np.zeros(self._line)
        line[self._place] = vote.support
        out[rows, 0] = line[asked]
        out[rows, wide + 1] = vote.by_law[known] / vote.total
        for index, answered in enumerate(self._answered):
            out[rows, wide + 2 + index] = answered[asked]
        out[rows, 2 * wide + 3] = self._answered_law[known]
        speaking = np.flatnonzero(vote.support)
        order = speaking[np.argsort(self._place[speaking])]
        places, mass = self._place[order], vote.support[order] ** 2 * self._weight[order]
        for index, width in enumerate(WIDTHS):
            out[rows, 1 + index] = _gathered(asked, places, mass, width) / vote.total
        return out

    def expand(self, words: Iterable[str], rarity: Mapping[str, float]) -> dict[str, float]:
        """The words of law that go with a question's words, with their weights."""
        found: dict[str, float] = defaultdict(float)
        for word in words:
            for term, weight in self.learnt.goes_with.get(word, ()):
                found[term] += weight * rarity.get(word, 1.0)
        best = sorted(found.items(), key=lambda one: (-one[1], one[0]))[:_MOST_TERMS]
        return dict(best)


FIGURES = (
    "similar_article",
    *(f"similar_within_{width:.0f}" for width in WIDTHS),
    "similar_law",
    "answered_article",
    *(f"answered_within_{width:.0f}" for width in WIDTHS),
    "answered_law",
)

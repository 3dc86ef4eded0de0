"""What resolved questions teach: which words of people go with which words of law, and where in which law such questions are answered.

All of it is counts over many questions, kept by word and by place in a law; a word that only one question has teaches nothing.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from search.features import LONGEST_RUN, query_terms
from search.lay import bridge
from search.query import Question
from text.cut import common, search_words

Floats = NDArray[np.float64]

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
    kernel = _kernel(width)
    reach = len(kernel) // 2
    return np.asarray(np.convolve(mass, kernel)[reach : reach + len(mass)], dtype=np.float64)


class _Law(NamedTuple):
    """What is known of one law: its places, their numbers and weights; how often each number, and the numbers near it in each width,
    answered anything (logarithms)."""

    places: NDArray[np.int64]
    numbers: NDArray[np.int64]
    weights: Floats
    answered: list[Floats]


class Vote(msgspec.Struct):
    """What the resolved questions say of one question: ``support`` of each place, and all of it by law."""

    support: Floats
    by_law: dict[str, float]
    total: float


class Knowledge:
    """What was learnt, ready to be asked."""

    def __init__(self, learnt: Learnt) -> None:
        self.learnt = learnt
        self._laws: dict[str, _Law] = {}
        by_law: dict[str, list[int]] = defaultdict(list)
        for index, (law, _, _) in enumerate(learnt.places):
            by_law[law].append(index)
        numbers = np.array([number for _, number, _ in learnt.places], dtype=np.int64)
        weights = np.array([weight for _, _, weight in learnt.places])
        for law, indices in by_law.items():
            at = np.array(indices)
            own, given = numbers[at], weights[at]
            # One place more than reached: what lies beyond has nothing near it.
            size = int(own.max()) + int(_REACH * max(WIDTHS)) + 2
            mass = np.bincount(own, given, minlength=size).astype(np.float64)
            answered = [np.log1p(one) for one in (mass, *(spread(mass, width) for width in WIDTHS))]
            self._laws[law] = _Law(at, own, given, answered)
        self._total = float(weights.sum()) if len(weights) else 0.0

    def vote(self, words: Iterable[str]) -> Vote:
        """How much the resolved questions that share words with a question speak for the places that answered them."""
        learnt = self.learnt
        support = np.zeros(len(learnt.places))
        norm = 0.0
        for word in words:
            weight = learnt.idf.get(word)
            if weight is None:
                continue
            norm += weight * weight
            for place, share in learnt.by_word.get(word, ()):
                support[place] += weight * share
        if norm:
            support /= math.sqrt(norm)
        sharp = support**2
        by_law = {law: float((sharp[known.places] * known.weights).sum()) for law, known in self._laws.items()}
        return Vote(support, by_law, sum(by_law.values()) or 1.0)

    def places(self, vote: Vote, most: int) -> list[tuple[str, int]]:
        """The places with most support, of at most ``most`` provisions."""
        order = np.argsort(-vote.support, kind="stable")[:most]
        return [self.learnt.places[index][:2] for index in order if vote.support[index] > 0]

    def laws(self, vote: Vote, most: int) -> list[str]:
        """The laws with most support."""
        return sorted((law for law in vote.by_law if vote.by_law[law] > 0), key=lambda law: (-vote.by_law[law], law))[
            :most
        ]

    def figures(self, vote: Vote, laws: Sequence[str], numbers: Sequence[int]) -> Floats:
        """For each provision (law, article number): support of itself, of its neighbourhood in each width, of its law; then how often it,
        its neighbourhood, its law answered any question."""
        wide = len(WIDTHS)
        out = np.zeros((len(laws), 2 * (wide + 2)))
        rows: dict[str, list[int]] = defaultdict(list)
        for row, law in enumerate(laws):
            rows[law].append(row)
        for law, members in rows.items():
            known = self._laws.get(law)
            if known is None:
                continue
            support = vote.support[known.places]
            size = len(known.answered[0])
            asked = np.array([min(numbers[row], size - 1) for row in members])
            strongest = np.zeros(size)
            np.maximum.at(strongest, known.numbers, support)
            out[members, 0] = strongest[asked]
            out[members, wide + 1] = vote.by_law[law] / vote.total
            out[members, wide + 2] = known.answered[0][asked]
            out[members, 2 * wide + 3] = math.log1p(float(known.weights.sum()) / (self._total or 1.0) * 1000)
            mass = np.bincount(known.numbers, support**2 * known.weights, size).astype(np.float64)
            for index, width in enumerate(WIDTHS):
                out[members, 1 + index] = spread(mass, width)[asked] / vote.total
                out[members, wide + 3 + index] = known.answered[1 + index][asked]
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

"""Which article of a later text took up which article of an earlier one.

Articles of the same words are paired first. What is left is weighed sentence by sentence (an item of a list is a sentence): how much of
an old sentence's words a new one has, rare words counting more than those that every article has. Of every old and new article that come
into question it is then told how likely the one took up the other, wholly or in part: by what passed between the two and to or from no
other article, by the new one's place among the neighbours' successors and by its headings. Successors are those likelier than not; an
article without any is gone; one whose only successor took up another article too is merged. How likely all of that is together is the
confidence; what falls short is doubtful.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import lru_cache
from heapq import nlargest
from itertools import chain
from math import exp, log, prod
from typing import NamedTuple

import msgspec
from rapidfuzz.fuzz import ratio

from ontologies.records import Change
from text._alignment_words import common_grams, read_bare, read_path, read_words


class ArticleText(msgspec.Struct, frozen=True, gc=False):
    """An article as alignment sees it: ``number`` Arabic ("38", "133-1"), ``text`` its lines joined by line feeds, ``path`` the headings of
    the part, chapter and section that it stands in and its own caption ("" where none)."""

    number: str
    text: str
    path: str = ""


class Taken(msgspec.Struct, frozen=True, gc=False):
    """A later article that took up an earlier one: its number and how much of the earlier one's words it has (0 to 1)."""

    number: str
    similarity: float


class Aligned(msgspec.Struct, frozen=True):
    """What became of one article. ``old`` is None for a wholly new article (``new`` is then that one). ``new`` are its successors in the
    order of the later text; ``similarity`` of the words of the old article to those of all its successors (0 to 1); ``confidence``, how likely
    class and successors are right together; ``doubtful`` where that is too little to be asserted."""

    old: str | None
    new: tuple[Taken, ...]
    change: Change
    similarity: float
    doubtful: bool = False
    confidence: float = 1.0


# The figures above the confidence were set by hand on labelled articles (tests/golden/alignment_*.yaml); most may move by a quarter without
# changing more than one label in a hundred.

# A pair of characters that stands in more than this share of all sentences says next to nothing of where a rule went.
_COMMON = 0.1
_COMMON_LEAST = 30
# Weights are whole numbers, so that their sums do not depend on the order of a set: one that stands once in both texts weighs _ONE.
_ONE = 1000
_COMMON_WEIGHT = 70
_COMMONPLACE_WEIGHT = 0.15
# An old sentence is looked for by its rarest pairs, and where it shares many fewer of them than elsewhere it is not.
_QUERY = 8
_TIMES_FEWER = 4
_PER_SENTENCE = 1
_CANDIDATES = 3
# Candidates are weighed in full until every sentence has so much of it found, and less after some of them.
_WHOLE = 0.75
_ENOUGH = 3
_HALF = 0.5
_TRACE = 0.03
# A sentence may grow: what it kept of itself weighs more than what is new around it.
_KEPT = 0.65
# What a new article has that came from the old one counts for so much of what the old one kept.
_BACK = 0.3
# A duty and the penalty for breaking it share their words but not their rule.
_OTHER_KIND = 0.5
# A mutual best likeness above this tells the place of its neighbours; between two of them stand at most so many that are looked at for that.
_ANCHOR = 0.4
_BETWEEN = 4
# What place, headings and a rival's better claim count for beside the words; and how well an article fits beside how like a sentence is.
_PLACE = 0.15
_HEADINGS = 0.08
_RIVAL = 0.15
_FIT = 0.15
_FAR = 1e9
# A stretch of so few pairs of characters is none.
_STRETCH = 3
# Leads and likeness say no more beyond this.
_LEAD = 0.5


class _Text:
    """Articles of a text, those at ``places``, cut into sentences, all in a row, with the article of each."""

    def __init__(self, articles: Sequence[ArticleText], places: Iterable[int]) -> None:
        self.words: list[frozenset[int]] = [frozenset()] * len(articles)
        self.sentences = [range(0)] * len(articles)
        self.penal = [False] * len(articles)
        self.article: list[int] = []
        self.grams: list[frozenset[int]] = []
        self.commonplace: list[bool] = []
        for place in places:
            words = read_words(articles[place].text)
            known = all(sentence.commonplace for sentence in words.sentences)
            self.words[place] = words.grams
            self.sentences[place] = range(len(self.grams), len(self.grams) + len(words.sentences))
            self.penal[place] = words.penal or read_path(articles[place].path)[1]
            for sentence in words.sentences:
                self.article.append(place)
                self.grams.append(sentence.grams)
                self.commonplace.append(sentence.commonplace and not known)
        self.counts: dict[int, int] = Counter(chain.from_iterable(self.grams))
        self._holders: dict[int, list[int]] = {}
        self._exact: dict[frozenset[int], int] = {}

    def exact(self, grams: frozenset[int]) -> int:
        """The only sentence of just these pairs, -1 where there is none or more than one."""
        if not self._exact:
            for j, there in enumerate(self.grams):
                self._exact[there] = -1 if there in self._exact else j
        return self._exact.get(grams, -1)

    def holders(self, asked: set[int]) -> Mapping[int, list[int]]:
        """The sentences that have each of the pairs asked for."""
        unknown = asked - self._holders.keys()
        if unknown:
            self._holders.update({gram: [] for gram in unknown})
            for sentence, grams in enumerate(self.grams):
                for gram in grams & unknown:
                    self._holders[gram].append(sentence)
        return self._holders


# A code is asked for again for each law that it took up, whatever of it that law settles.
@lru_cache(maxsize=1)
def _read_whole(articles: tuple[ArticleText, ...]) -> _Text:
    return _Text(articles, range(len(articles)))


class _Weights(dict[int, int]):
    """What a pair of characters counts for: the rarer in both texts, and in law at large, the more."""

    def __init__(self, old: _Text, new: _Text) -> None:
        super().__init__()
        self.old = old.counts.get
        self.new = new.counts.get
        self.at_large = common_grams()
        self.sentences = len(old.grams) + len(new.grams)
        self.common = max(_COMMON_LEAST, _COMMON * self.sentences)
        self.by_count: dict[int, int] = {}

    def __missing__(self, gram: int) -> int:
        count = self.old(gram, 0) + self.new(gram, 0)
        if count > self.common:
            weight = _COMMON_WEIGHT
        else:
            weight = self.by_count.get(count, 0)
            if not weight:
                weight = round(_ONE * log(1 + self.sentences / count) / log(1 + self.sentences))
                self.by_count[count] = weight
            share = self.at_large.get(gram)
            if share is not None:
                weight = round(weight * share)
        self[gram] = weight
        return weight

    def total(self, grams: Iterable[int]) -> int:
        return sum(map(self.__getitem__, grams))


class _Side:
    """What the sentences of a text weigh. Most of a long text are never looked at: only when asked for."""

    def __init__(self, text: _Text, weights: _Weights) -> None:
        self.text = text
        self.weights = weights
        self.whole: dict[int, int] = {}
        self.weight: dict[int, float] = {}
        self.total: dict[int, float] = {}

    def weigh(self, article: int) -> None:
        if article in self.total:
            return
        total = 0.0
        for sentence in self.text.sentences[article]:
            self.whole[sentence] = whole = self.weights.total(self.text.grams[sentence])
            self.weight[sentence] = whole * _COMMONPLACE_WEIGHT if self.text.commonplace[sentence] else whole
            total += self.weight[sentence]
        self.total[article] = total


class _Pair(NamedTuple):
    """An old article against a new one: ``likeness`` of both (0 to about 1), how much of each old sentence is ``kept`` in which new one, how
    much of that one came from it, and how much of each new sentence was ``taken``."""

    likeness: float
    kept: dict[int, tuple[float, float, int]]
    taken: dict[int, float]


def _candidates(old: _Text, articles: Iterable[int], new: _Text, allowed: Container[int]) -> dict[int, list[int]]:
    """For each old article the new ones that seem to have most of it, by the rarest words of its sentences alone, likeliest first."""
    here, there = old.counts.get, new.counts.get
    queries: dict[int, list[int]] = {}
    same: dict[int, int] = {}
    for a in articles:
        for i in old.sentences[a]:
            j = new.exact(old.grams[i])
            if j >= 0 and new.article[j] in allowed:
                same[i] = j
            else:
                # As one number each, they sort by count.
                known = [(there(gram, 0) + here(gram, 0)) << 32 | gram for gram in old.grams[i] if gram in new.counts]
                known.sort()
                queries[i] = [gram & 0xFFFFFFFF for gram in known[:_QUERY]]
    holders = new.holders(set(chain.from_iterable(queries.values())))
    found: dict[int, list[int]] = {}
    for a in articles:
        sums: defaultdict[int, float] = defaultdict(float)
        chosen: dict[int, None] = {}
        for i in old.sentences[a]:
            own = len(old.grams[i])
            if i in same:
                b = new.article[same[i]]
                chosen[b] = None
                sums[b] += own
                continue
            # The rarest are much of a weight: counting them is enough to choose by.
            shared = Counter(chain.from_iterable(map(holders.__getitem__, queries[i])))
            best: dict[int, float] = {}
            least = max(shared.values(), default=0) / _TIMES_FEWER
            for j, count in [held for held in shared.items() if held[1] >= least]:
                b = new.article[j]
                if b in allowed:
                    kept = count / (_KEPT * own + (1 - _KEPT) * len(new.grams[j]))
                    if kept > best.get(b, 0.0):
                        best[b] = kept
            chosen.update(dict.fromkeys(nlargest(_PER_SENTENCE, best, key=best.__getitem__)))
            for b, kept in best.items():
                sums[b] += kept * own
        chosen.update(dict.fromkeys(nlargest(_CANDIDATES, sums, key=sums.__getitem__)))
        found[a] = sorted(chosen, key=sums.__getitem__, reverse=True)
    return found


def _compare_all(
    old: _Side, a: int, new: _Side, candidates: Sequence[int], pairs: dict[int, _Pair]
) -> dict[int, _Pair]:
    """An old article against its candidates, likeliest first, until each of its sentences has been found. ``pairs``: those known already."""
    weighed: dict[int, _Pair] = {}
    best = dict.fromkeys(old.text.sentences[a], 0.0)
    for b in candidates:
        weighed[b] = pair = pairs[b] if b in pairs else _compare(old, a, new, b)
        for i, (kept, _, _) in pair.kept.items():
            if kept > best[i]:
                best[i] = kept
        if min(best.values()) >= (_WHOLE if len(weighed) < _ENOUGH else _HALF):
            break
    return weighed


def _follow(
    old: _Side, left: Iterable[int], new: _Side, right: Container[int], settled: Mapping[int, int]
) -> tuple[dict[int, dict[int, _Pair]], dict[int, dict[int, _Pair]]]:
    """Articles that stand, hardly changed, right after the successor of the one before: most need not be looked for. With them what was
    weighed in vain."""
    found: dict[int, dict[int, _Pair]] = {}
    vain: dict[int, dict[int, _Pair]] = {}
    after = {a: b + 1 for a, b in settled.items()}
    for a in left:
        b = after.get(a - 1, 0 if a == 0 else -1)
        if b in right:
            pair = _compare(old, a, new, b)
            if all(i in pair.kept and pair.kept[i][0] >= _WHOLE for i in old.text.sentences[a]):
                found[a] = {b: pair}
                after[a] = b + 1
            else:
                vain[a] = {b: pair}
    return found, vain


def _found(row: Mapping[int, _Pair], between: range, sentences: Iterable[int]) -> bool:
    """Whether an article has been found where the neighbours would have it, and each of its sentences well enough not to look further."""
    if max(row, key=lambda b: row[b].likeness, default=-1) not in between:
        return False
    kept = [pair.kept for pair in row.values()]
    return all(any(i in found and found[i][0] >= _HALF for found in kept) for i in sentences)


def _compare(old: _Side, a: int, new: _Side, b: int) -> _Pair:
    old.weigh(a)
    new.weigh(b)
    kind = 1.0 if old.text.penal[a] == new.text.penal[b] else _OTHER_KIND
    weigh = old.weights.__getitem__
    words = new.text.words[b]
    # A sentence of the very same words on both sides is found: it need not be held against others.
    same = {new.text.grams[j]: j for j in new.text.sentences[b]}
    exact = {i: same.pop(old.text.grams[i]) for i in old.text.sentences[a] if old.text.grams[i] in same}
    others = [(j, new.text.grams[j], new.whole[j]) for j in new.text.sentences[b] if j not in exact.values()]
    kept_best: dict[int, tuple[float, float, int]] = {}
    taken_best: dict[int, float] = {}
    back: dict[int, float] = {}
    forward = 0.0
    for i in old.text.sentences[a]:
        if i in exact:
            j = exact[i]
            kept_best[i] = kind, kind, j
            back[j] = taken_best[j] = kind
            forward += kind * old.weight[i]
            continue
        grams, whole = old.text.grams[i], old.whole[i]
        known = grams & words
        least = max(2, len(grams) // 12)
        best = 0.0
        for j, there, other in others:
            shared = known & there
            if len(shared) < least and len(shared) < len(there) // 12 + 2:
                continue
            overlap = kind * sum(map(weigh, shared))
            kept = overlap / (_KEPT * whole + (1 - _KEPT) * other)
            if kept < _TRACE:
                continue
            taken = overlap / (_KEPT * other + (1 - _KEPT) * whole)
            if kept > best:
                best = kept
                kept_best[i] = kept, taken, j
            if kept > back.get(j, 0.0):
                back[j] = kept
            if taken > taken_best.get(j, 0.0):
                taken_best[j] = taken
        forward += best * old.weight[i]
    backward = sum(kept * new.weight[j] for j, kept in back.items())
    likeness = (forward / old.total[a] + _BACK * backward / new.total[b]) / (1 + _BACK)
    return _Pair(likeness, kept_best, taken_best)


class _Places:
    """Where the neighbours' successors would have an old article: beside those of the same words and those that are most like each other."""

    def __init__(self, count: int, pairs: Mapping[int, Mapping[int, _Pair]], settled: Mapping[int, int]) -> None:
        claims: dict[int, tuple[float, int]] = {}
        for a, row in pairs.items():
            for b, pair in row.items():
                if b not in claims or pair.likeness > claims[b][0]:
                    claims[b] = pair.likeness, a
        anchors = dict(settled)
        for a, row in pairs.items():
            if row:
                b = max(row, key=lambda number: row[number].likeness)
                if row[b].likeness > _ANCHOR and claims[b][1] == a:
                    anchors[a] = b
        self.anchors = anchors
        self.before = _nearest(range(count), anchors)
        self.after = _nearest(range(count - 1, -1, -1), anchors)

    def between(self, a: int) -> range:
        """The new articles from the successor of the one before to that of the one after, where these are few."""
        before, after = self.before[a], self.after[a]
        if before and after and 0 <= after[1] - before[1] <= _BETWEEN + 1:
            return range(before[1], after[1] + 1)
        return range(0)

    def distance(self, a: int, b: int) -> float:
        """How many articles ``b`` lies from where the neighbours' successors would have it."""
        before, after = self.before[a], self.after[a]
        if before and after and before[1] <= b <= after[1]:
            return 0.0
        return min((max(0, abs(b - near[1]) - abs(a - near[0])) for near in (before, after) if near), default=_FAR)


def _nearest(order: Iterable[int], anchors: Mapping[int, int]) -> dict[int, tuple[int, int] | None]:
    found: dict[int, tuple[int, int] | None] = {}
    last: tuple[int, int] | None = None
    for a in order:
        found[a] = last
        if a in anchors:
            last = a, anchors[a]
    return found


def _placed(
    old: Sequence[ArticleText],
    new: Sequence[ArticleText],
    pairs: Mapping[int, Mapping[int, _Pair]],
    places: _Places,
) -> dict[int, dict[int, float]]:
    """How well each candidate fits: by words, by its place among the neighbours' successors, by its headings, and less where another old
    article fits it better."""
    fits: dict[int, dict[int, float]] = {}
    for a, row in pairs.items():
        headings = read_path(old[a].path)[0]
        fit = fits[a] = {}
        for b, pair in row.items():
            fit[b] = pair.likeness + _PLACE / (1 + places.distance(a, b) / 5)
            if headings:
                fit[b] += _HEADINGS * len(headings & read_path(new[b].path)[0]) / len(headings)
    best: dict[int, float] = {}
    for fit in fits.values():
        for b, value in fit.items():
            best[b] = max(value, best.get(b, 0.0))
    return {a: {b: value - _RIVAL * (1 - value / best[b]) for b, value in fit.items()} for a, fit in fits.items()}


class Evidence(NamedTuple):
    """What speaks for an old article's having gone, wholly or in part, to a new one. ``main``: no other fits it better. ``values`` are those of
    :data:`MAIN` or :data:`PART`, in that order."""

    main: bool
    values: tuple[float, ...]


# What the confidence rests on, and how much of it (``python -m bench.alignment --gold`` fits these on the labelled articles and prints them):
# - exclusive: how much of each of the two passed to the other and to no other as much;
# - rare: words of both that neither the nearest other new article nor the nearest other old one has, the rarer the more;
# - close: how close its closest sentence is, less where that sentence belongs more closely to another old article;
# - lead: how much better it fits than the next best new article; claim: than the next best old article does;
# - stretch: the words in one sentence that the nearest other article on the other side lacks, the rarer the more;
# - fit: by words, place and headings;
# - apart: a sentence found here and not so well in the main successor, and found there from no other old article as well;
# - aside: in another law, under headings that few other articles went to.
MAIN = {"": -2.95, "exclusive": 4.26, "rare and close": 0.66, "stretch": 1.6, "lead": 4.73}
PART = {
    "": -5.53,
    "rare": 0.76,
    "stretch": 1.04,
    "fit": 3.62,
    "exclusive": 5.12,
    "close": 0.49,
    "claim": 2.76,
    "apart": 1.77,
    "aside": -1.35,
}
WEIGHTS = {True: tuple(MAIN.values()), False: tuple(PART.values())}
# Another law took up other laws too, which are not looked at: what would be sure of a later text of the same law is less so.
_PARTIAL = 0.15
# Below this what is said of an article is doubtful: chosen so that of what is left 0.97 is right in laws that the fit left out.
SURE = 0.8


def likely(evidence: Evidence, weights: Mapping[bool, Sequence[float]] = WEIGHTS) -> float:
    """How likely it is that the new article took up the old one, wholly or in part (0 to 1)."""
    values = 1.0, *evidence.values
    return 1 / (1 + exp(-sum(weight * value for weight, value in zip(weights[evidence.main], values, strict=True))))


def sureness(confidence: float, partial: bool) -> float:
    """The confidence in what is said of an article, which another law as successor lessens (0 to 1)."""
    return confidence / (confidence + (1 - confidence) / _PARTIAL) if partial else confidence


class Weighed:
    """Two texts' articles that are not settled by their words, weighed against each other: ``evidence`` of every pair of them that has any."""

    def __init__(
        self, old: Sequence[ArticleText], new: Sequence[ArticleText], settled: Mapping[int, int], partial: bool
    ) -> None:
        taken = set(settled.values())
        free = [b for b in range(len(new)) if b not in taken]
        texts = (
            _Text(old, (a for a in range(len(old)) if a not in settled)),
            _read_whole(tuple(new)) if partial else _Text(new, free),
        )
        left = [a for a in range(len(old)) if texts[0].words[a]]
        right = {b for b in free if texts[1].words[b]}
        self.evidence: dict[int, dict[int, Evidence]] = {a: {} for a in left}
        if not right:
            return
        self._weights = _Weights(*texts)
        self._old, self._new = (_Side(text, self._weights) for text in texts)
        self._pairs, vain = _follow(self._old, left, self._new, right, settled)
        sought = [a for a in left if a not in self._pairs]
        for a, candidates in _candidates(texts[0], sought, texts[1], right).items():
            self._pairs[a] = _compare_all(self._old, a, self._new, candidates, vain.get(a, {}))
        self._pairs = {a: self._pairs[a] for a in left}
        places = _Places(len(old), self._pairs, settled)
        for a, row in self._pairs.items():
            between = places.between(a)
            if between and not _found(row, between, texts[0].sentences[a]):
                for b in between:
                    if b in right and b not in row:
                        row[b] = _compare(self._old, a, self._new, b)
        self._fits = _placed(old, new, self._pairs, places)
        self._weigh_links()
        aside = _aside(new, places) if partial else {}
        for a in left:
            self.evidence[a] = self._row(a, aside, new)

    def _weigh_links(self) -> None:
        """For each sentence where it went and where it came from."""
        old, new = self._old, self._new
        self._kept: defaultdict[int, dict[int, float]] = defaultdict(dict)
        self._taken: defaultdict[int, dict[int, float]] = defaultdict(dict)
        targets: dict[int, tuple[float, float, float, int]] = {}
        sources: dict[int, tuple[float, float, int]] = {}
        for a, row in self._pairs.items():
            for b, pair in row.items():
                bonus = _FIT * self._fits[a][b]
                for i, (kept, taken, j) in pair.kept.items():
                    self._kept[i][b] = kept
                    if i not in targets or kept + bonus > targets[i][0]:
                        targets[i] = kept + bonus, kept, taken, j
                for j, taken in pair.taken.items():
                    self._taken[j][a] = taken
                    if j not in sources or taken + bonus > sources[j][0]:
                        sources[j] = taken + bonus, taken, a
        self._gain: defaultdict[tuple[int, int], float] = defaultdict(float)
        self._back: defaultdict[tuple[int, int], float] = defaultdict(float)
        self._close: defaultdict[tuple[int, int], float] = defaultdict(float)
        for i, by_new in self._kept.items():
            a = old.text.article[i]
            b, more = _most(by_new, self._fits[a])
            self._gain[a, b] += more * old.weight[i] / old.total[a]
        for j, by_old in self._taken.items():
            b = new.text.article[j]
            a, more = _most(by_old, {a: self._fits[a][b] for a in by_old})
            self._back[a, b] += more * new.weight[j] / new.total[b]
        for i, (_, kept, taken, j) in targets.items():
            if not old.text.commonplace[i] and not new.text.commonplace[j]:
                a, b = old.text.article[i], new.text.article[j]
                _, claim, source = sources[j]
                close = kept if source == a else kept * min(1.0, taken / claim)
                self._close[a, b] = max(close, self._close[a, b])
        self._nearest_old: dict[int, list[int]] = {}
        best_fits: dict[int, list[float]] = {}
        for a, row in self._pairs.items():
            for b in row:
                self._nearest_old.setdefault(b, []).append(a)
        for b, claimants in self._nearest_old.items():
            best_fits[b] = sorted((self._fits[a][b] for a in claimants), reverse=True)[:2]
            self._nearest_old[b] = sorted(claimants, key=lambda a: self._pairs[a][b].likeness, reverse=True)[:2]
        self._best_fits = best_fits

    def _row(self, a: int, aside: Mapping[str, float], new: Sequence[ArticleText]) -> dict[int, Evidence]:
        fits, old_text, new_text = self._fits[a], self._old.text, self._new.text
        ranked = sorted(fits, key=lambda b: fits[b] + self._close.get((a, b), 0.0), reverse=True)[:2]
        best_fits = sorted(fits.values(), reverse=True)[:2]
        found: dict[int, Evidence] = {}
        for b, fit in fits.items():
            main = b == ranked[0]
            beside = ranked[1] if main and len(ranked) > 1 else None if main else ranked[0]
            rival = next((other for other in self._nearest_old[b] if other != a), None)
            shared = old_text.words[a] & new_text.words[b]
            kept = shared if beside is None else shared - new_text.words[beside]
            lent = shared if rival is None else shared - old_text.words[rival]
            shared = kept & lent
            stretch = self._stretch(self._new, b, lent) if main else self._stretch(self._old, a, kept)
            rare = log(1 + self._weights.total(shared) / _ONE)
            exclusive = (self._gain.get((a, b), 0.0) * self._back.get((a, b), 0.0)) ** 0.25
            close = self._close.get((a, b), 0.0)
            if main:
                lead = fit - _other(best_fits, fit)
                values: tuple[float, ...] = exclusive, rare * close, stretch, max(-_LEAD, min(_LEAD, lead))
            else:
                claim = fit - _other(self._best_fits[b], fit)
                values = (
                    rare,
                    stretch,
                    fit,
                    exclusive,
                    close,
                    max(-_LEAD, min(_LEAD, claim)),
                    self._apart(a, b, ranked[0], rival),
                    aside.get(new[b].path, 1.0) if aside else 0.0,
                )
            found[b] = Evidence(main, values)
        return found

    def _stretch(self, side: _Side, article: int, words: frozenset[int]) -> float:
        """How much of the sentence that has most of these words, the rarer the more."""
        if len(words) < _STRETCH:
            return 0.0
        best, most = 0.0, 0
        for sentence in side.text.sentences[article]:
            there = self._weights.total(side.text.grams[sentence] & words)
            if there:
                share = there / (side.whole[sentence] + _ONE / 2)
                if share > best:
                    best, most = share, there
        return log(1 + most / _ONE)

    def _apart(self, a: int, b: int, main: int, rival: int | None) -> float:
        """How much better a sentence is found in ``b`` than in the main successor, and one of ``b`` in ``a`` than in its rival: the less of
        both."""
        pair = self._pairs[a][b]
        gained = max((kept - self._kept[i].get(main, 0.0) for i, (kept, _, _) in pair.kept.items()), default=0.0)
        other = -1 if rival is None else rival
        lent = max((taken - self._taken[j].get(other, 0.0) for j, taken in pair.taken.items()), default=0.0)
        return min(gained, lent)


def _most(values: Mapping[int, float], fits: Mapping[int, float]) -> tuple[int, float]:
    """Where a sentence's likeness is highest, a better fit weighing in, and how much higher than elsewhere."""
    ranked = sorted(values, key=lambda place: values[place] + _FIT * fits[place], reverse=True)[:2]
    first = ranked[0]
    if len(ranked) == 1:
        return first, values[first]
    second = values[ranked[1]] + _FIT * (fits[ranked[1]] - fits[first])
    return first, values[first] - max(0.0, second)


def _other(best: Sequence[float], own: float) -> float:
    """The best of the others, given the two best of all."""
    if own < best[0]:
        return best[0]
    return best[1] if len(best) > 1 else 0.0


def _aside(new: Sequence[ArticleText], places: _Places) -> dict[str, float]:
    """How far each heading's articles are from where the others went (0 to 1)."""
    counts = Counter(new[b].path for b in places.anchors.values())
    most = log(1 + max(counts.values(), default=0))
    return {path: 1 - log(1 + count) / most for path, count in counts.items()}


def align(old: Sequence[ArticleText], new: Sequence[ArticleText], partial: bool = False) -> list[Aligned]:
    """Every article of ``old`` in its order, then each of ``new`` that none of them became. ``partial``: ``new`` is another law that took
    up more than this one (生态环境法典), so that its other articles are not told as new."""
    settled = same_words(old, new)
    likelihoods = {
        a: {b: likely(evidence) for b, evidence in row.items()}
        for a, row in Weighed(old, new, settled, partial).evidence.items()
    }
    claims: defaultdict[int, dict[int, float]] = defaultdict(dict)
    for a, row in likelihoods.items():
        for b, value in row.items():
            claims[b][a] = value
    told: list[Aligned] = []
    taken = set()
    for a, article in enumerate(old):
        if a in settled:
            b = settled[a]
            taken.add(b)
            change = Change.SAME if article.number == new[b].number else Change.RENUMBERED
            told.append(Aligned(article.number, (Taken(new[b].number, 1.0),), change, 1.0))
        else:
            found, change, confidence = decide(a, likelihoods.get(a, {}), claims)
            taken.update(found)
            told.append(_tell(article, [new[b] for b in found], change, sureness(confidence, partial)))
    if not partial:
        told += [
            Aligned(None, (Taken(article.number, 0.0),), Change.NEW, 0.0)
            for b, article in enumerate(new)
            if b not in taken
        ]
    return told


def decide(
    a: int, likelihoods: Mapping[int, float], claims: Mapping[int, Mapping[int, float]]
) -> tuple[list[int], Change, float]:
    """What became of old article ``a``: those likelier than not to have taken it up, the class, and how likely all that is together.
    ``claims``: for each new article how likely each old one is to have gone there."""
    found = sorted(b for b, value in likelihoods.items() if value > 0.5)
    confidence = prod(max(value, 1 - value) for value in likelihoods.values())
    if not found:
        return found, Change.GONE, confidence
    if len(found) > 1:
        return found, Change.SPLIT, confidence
    others = [value for other, value in claims[found[0]].items() if other != a]
    alone = prod(1 - value for value in others)
    if max(others, default=0.0) > 0.5:
        return found, Change.MERGED, confidence * (1 - alone)
    return found, Change.REWORDED, confidence * alone


def forget() -> None:
    """Forget every text read so far."""
    _read_whole.cache_clear()
    read_bare.cache_clear()
    read_words.cache_clear()
    read_path.cache_clear()


def same_words(old: Sequence[ArticleText], new: Sequence[ArticleText]) -> dict[int, int]:
    """Articles of the same words: in the very same writing first, then but for what renumbering and typesetting change."""
    pairs = _pair_off(
        {a: (article.number, article.text) for a, article in enumerate(old)},
        {b: (article.number, article.text) for b, article in enumerate(new)},
    )
    taken = set(pairs.values())
    return pairs | _pair_off(
        {a: (article.number, read_bare(article.text)[1]) for a, article in enumerate(old) if a not in pairs},
        {b: (article.number, read_bare(article.text)[1]) for b, article in enumerate(new) if b not in taken},
    )


def _pair_off(old: Mapping[int, tuple[str, str]], new: Mapping[int, tuple[str, str]]) -> dict[int, int]:
    """Articles (number, words) of the same words. Of several identical ones, all in order where there are as many as before, else those of the
    same number first; an article without words is only the one of its number."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for b, (_, text) in new.items():
        places[text].append(b)
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for a, (_, text) in old.items():
        if text in places:
            groups[text].append(a)
    pairs: dict[int, int] = {}
    for text, members in groups.items():
        free = places[text]
        if not text or len(free) != len(members):
            for a in members:
                same = next((b for b in free if new[b][0] == old[a][0]), None)
                if same is not None:
                    pairs[a] = same
                    free.remove(same)
            members = [a for a in members if a not in pairs] if text else []
        pairs.update(zip(members, free, strict=False))
    return pairs


def _tell(old: ArticleText, found: Sequence[ArticleText], change: Change, confidence: float) -> Aligned:
    words = read_words(old.text)
    taken = tuple(
        Taken(article.number, round(len(words.grams & read_words(article.text).grams) / len(words.grams), 3))
        for article in found
    )
    joined = "".join(read_bare(article.text)[1] for article in found)
    similarity = round(ratio(read_bare(old.text)[1], joined) / 100, 3) if found else 0.0
    return Aligned(old.number, taken, change, similarity, confidence < SURE, round(confidence, 3))

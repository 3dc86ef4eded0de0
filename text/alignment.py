"""Which article of a later text took up which article of an earlier one.

Articles of the same words are paired first. What is left is weighed sentence by sentence (an item of a list is a sentence): how much of
an old sentence's words a new one has, rare words counting more than those that every article has. An old article's main successor is the
one that has most of it, by words, by its place among the neighbours' successors and by its headings. Other articles took up a part of it
where a sentence of it has its closest likeness there, and that likeness is mutual. An article whose words are claimed by nobody, or whose
nearest likeness belongs more closely to another old article, is gone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from heapq import nlargest
from itertools import chain
from math import fsum, log
from typing import NamedTuple

import msgspec
from rapidfuzz.fuzz import ratio

from ontologies.records import Change
from text._alignment_words import Words, common_grams, read_path, read_words


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
    order of the later text; ``similarity`` of the words of the old article to those of all its successors (0 to 1); ``doubtful`` where the
    rules are not sure."""

    old: str | None
    new: tuple[Taken, ...]
    change: Change
    similarity: float
    doubtful: bool = False


# The figures were set on labelled articles (tests/golden/alignment_seen.yaml and others); most may move by a quarter without changing
# more than one label in a hundred.

# A pair of characters that stands in more than this share of all sentences says next to nothing of where a rule went.
_COMMON = 0.1
_COMMON_LEAST = 30
_COMMON_WEIGHT = 0.5
_COMMONPLACE_WEIGHT = 0.15
# An old sentence is looked for by its rarest pairs, and where it shares many fewer of them than elsewhere it is not.
_QUERY = 8
_TIMES_FEWER = 4
_PER_SENTENCE = 2
_CANDIDATES = 5
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
# A mutual best likeness above this tells the place of its neighbours.
_ANCHOR = 0.4
# What place, headings and a rival's better claim count for beside the words; and how well an article fits beside how like a sentence is.
_PLACE = 0.15
_HEADINGS = 0.08
_RIVAL = 0.15
_FIT = 0.15
_FAR = 1e9
# A sentence went where at least so much of it is.
_WENT = 0.3
# Fit and closeness together: below the first nothing took an article up; from the second something did; that is sure from the third if it
# leads the next best, and from the fourth in any case. Nothing is sure of which no new sentence is nearest, unless most words are there.
_NOWHERE = 0.36
_HARDLY = 0.5
_LIKELY = 0.62
_SURE = 0.8
_LEAD = 0.05
_MOST = 0.6
# Another article took up a part: so much of the old one's weight, so closely, so much of its own sentence being from there; more of it where
# the article stands far from where it should, and most in a code of many fields. Or a whole item, however small, nearly word for word.
_PART = 0.1
_CLOSE = 0.36
_MINE = 0.3
_NEAR = 0.3
_MINE_FAR = 0.45
_MINE_FAR_PARTIAL = 0.6
_ITEM = 0.02
_ITEM_CLOSE = 0.7
_ITEM_MINE = 0.6
# Or so much of the old article's words that the main successor has not, near by: a clause of a sentence that went elsewhere.
_CLAUSE = 0.15
_CLAUSE_NEAR = 0.35
# A sentence so much more like one elsewhere than what was found, and that one nobody's more, leaves doubt.
_ELSEWHERE = 0.2
_FURTHER = 0.1
_STAKE = 0.2


class _Side:
    """One text's articles that are not settled by their words: sentences in a row, with the article of each."""

    def __init__(self, articles: Sequence[ArticleText], words: Mapping[int, Words]) -> None:
        self.sentences: dict[int, range] = {}
        self.article: list[int] = []
        self.grams: list[frozenset[int]] = []
        self.commonplace: list[bool] = []
        self.penal = {i: word.penal or read_path(articles[i].path)[1] for i, word in words.items()}
        for i, word in words.items():
            known = all(sentence.commonplace for sentence in word.sentences)
            self.sentences[i] = range(len(self.grams), len(self.grams) + len(word.sentences))
            for sentence in word.sentences:
                self.article.append(i)
                self.grams.append(sentence.grams)
                self.commonplace.append(sentence.commonplace and not known)
        self.whole: dict[int, float] = {}
        self.weight: dict[int, float] = {}
        self.total: dict[int, float] = {}

    def weigh(self, article: int, weights: Mapping[int, float]) -> None:
        """Weigh an article's sentences. Most of a long text are never looked at: only when asked for."""
        if article in self.total:
            return
        total = 0.0
        for sentence in self.sentences[article]:
            # Exactly rounded: sets have no order, and two runs must not differ.
            whole = fsum(map(weights.__getitem__, self.grams[sentence]))
            self.whole[sentence] = whole
            self.weight[sentence] = whole * _COMMONPLACE_WEIGHT if self.commonplace[sentence] else whole
            total += self.weight[sentence]
        self.total[article] = total


class _Weights(dict[int, float]):
    """What a pair of characters counts for: the rarer in both texts, and in law at large, the more."""

    def __init__(self, old: _Side, new: _Side) -> None:
        super().__init__()
        self.new = Counter(chain.from_iterable(new.grams))
        self.counts = self.new.copy()
        self.counts.update(chain.from_iterable(old.grams))
        self.sentences = len(old.grams) + len(new.grams)
        self.common = max(_COMMON_LEAST, _COMMON * self.sentences)

    def __missing__(self, gram: int) -> float:
        count = self.counts[gram]
        weight = _COMMON_WEIGHT
        if count <= self.common:
            weight = log(1 + self.sentences / count) * common_grams().get(gram, 1.0)
        self[gram] = weight
        return weight


class _Pair(NamedTuple):
    """An old article against a new one: ``likeness`` of both (0 to about 1), ``forward`` of the old one's words alone, and every pair of their
    sentences (old, new, how much of the old one the new one has, how much of the new one came from the old one)."""

    likeness: float
    forward: float
    sentences: list[tuple[int, int, float, float]]


def _candidates(old: _Side, new: _Side, weights: _Weights) -> dict[int, list[int]]:
    """For each old article the new ones that seem to have most of it, by the rarest words of its sentences alone, likeliest first."""
    exact: dict[frozenset[int], int] = {}
    for j, grams in enumerate(new.grams):
        exact[grams] = -1 if grams in exact else j
    known = set(weights.new)
    queries = [
        [] if exact.get(grams, -1) >= 0 else sorted(sorted(grams & known), key=weights.counts.__getitem__)[:_QUERY]
        for grams in old.grams
    ]
    asked = set(chain.from_iterable(queries))
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for sentence, grams in enumerate(new.grams):
        for gram in grams & asked:
            holders[gram].append(sentence)
    found: dict[int, list[int]] = {}
    for article, sentences in old.sentences.items():
        sums: defaultdict[int, float] = defaultdict(float)
        chosen: dict[int, None] = {}
        for i in sentences:
            own = len(old.grams[i])
            if not queries[i] and (j := exact.get(old.grams[i], -1)) >= 0:
                chosen[new.article[j]] = None
                sums[new.article[j]] += own
                continue
            # The rarest are much of a weight: counting them is enough to choose by.
            shared = Counter(chain.from_iterable(map(holders.__getitem__, queries[i])))
            best: dict[int, float] = {}
            least = max(shared.values(), default=0) / _TIMES_FEWER
            for j, count in [held for held in shared.items() if held[1] >= least]:
                kept = count / (_KEPT * own + (1 - _KEPT) * len(new.grams[j]))
                b = new.article[j]
                if kept > best.get(b, 0.0):
                    best[b] = kept
            chosen.update(dict.fromkeys(nlargest(_PER_SENTENCE, best, key=best.__getitem__)))
            for b, kept in best.items():
                sums[b] += kept * own
        chosen.update(dict.fromkeys(nlargest(_CANDIDATES, sums, key=sums.__getitem__)))
        found[article] = sorted(chosen, key=sums.__getitem__, reverse=True)
    return found


def _compare_all(
    old: _Side, a: int, new: _Side, candidates: Sequence[int], weights: Mapping[int, float]
) -> dict[int, _Pair]:
    """An old article against its candidates, likeliest first, until each of its sentences has been found."""
    old.weigh(a, weights)
    pairs: dict[int, _Pair] = {}
    best = dict.fromkeys(old.sentences[a], 0.0)
    for b in candidates:
        pairs[b] = pair = _compare(old, a, new, b, weights)
        for i, _, kept, _ in pair.sentences:
            if kept > best[i]:
                best[i] = kept
        if min(best.values()) >= (_WHOLE if len(pairs) < _ENOUGH else _HALF):
            break
    return pairs


def _compare(old: _Side, a: int, new: _Side, b: int, weights: Mapping[int, float]) -> _Pair:
    new.weigh(b, weights)
    kind = 1.0 if old.penal[a] == new.penal[b] else _OTHER_KIND
    weigh = weights.__getitem__
    rows: list[tuple[int, int, float, float]] = []
    best_new: dict[int, float] = dict.fromkeys(new.sentences[b], 0.0)
    forward = 0.0
    for i in old.sentences[a]:
        grams, whole = old.grams[i], old.whole[i]
        least = max(2, len(grams) // 12)
        best = 0.0
        for j in new.sentences[b]:
            shared = grams & new.grams[j]
            if len(shared) < min(least, len(new.grams[j]) // 12 + 2):
                continue
            overlap = kind * fsum(map(weigh, shared))
            other = new.whole[j]
            kept = overlap / (_KEPT * whole + (1 - _KEPT) * other)
            if kept < _TRACE:
                continue
            rows.append((i, j, kept, overlap / (_KEPT * other + (1 - _KEPT) * whole)))
            if kept > best:
                best = kept
            if kept > best_new[j]:
                best_new[j] = kept
        forward += best * old.weight[i]
    forward /= old.total[a]
    backward = sum(kept * new.weight[j] for j, kept in best_new.items()) / new.total[b]
    return _Pair((forward + _BACK * backward) / (1 + _BACK), forward, rows)


def _placed(
    old: Sequence[ArticleText],
    new: Sequence[ArticleText],
    pairs: Mapping[int, Mapping[int, _Pair]],
    settled: Mapping[int, int],
) -> dict[int, dict[int, float]]:
    """How well each candidate fits: by words, by its place among the neighbours' successors, by its headings, and less where another old
    article fits it better."""
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
    before = _nearest(range(len(old)), anchors)
    after = _nearest(range(len(old) - 1, -1, -1), anchors)
    fits: dict[int, dict[int, float]] = {}
    for a, row in pairs.items():
        headings = read_path(old[a].path)[0]
        fit = fits[a] = {}
        for b, pair in row.items():
            fit[b] = pair.likeness + _PLACE / (1 + _distance(a, b, before[a], after[a]) / 5)
            if headings:
                fit[b] += _HEADINGS * len(headings & read_path(new[b].path)[0]) / len(headings)
    best: dict[int, float] = {}
    for fit in fits.values():
        for b, value in fit.items():
            best[b] = max(value, best.get(b, 0.0))
    return {a: {b: value - _RIVAL * (1 - value / best[b]) for b, value in fit.items()} for a, fit in fits.items()}


def _nearest(order: Iterable[int], anchors: Mapping[int, int]) -> dict[int, tuple[int, int] | None]:
    found: dict[int, tuple[int, int] | None] = {}
    last: tuple[int, int] | None = None
    for a in order:
        found[a] = last
        if a in anchors:
            last = a, anchors[a]
    return found


def _distance(a: int, b: int, before: tuple[int, int] | None, after: tuple[int, int] | None) -> float:
    """How many articles ``b`` lies from where the neighbours' successors would have it."""
    if before and after and before[1] <= b <= after[1]:
        return 0.0
    return min((max(0, abs(b - near[1]) - abs(a - near[0])) for near in (before, after) if near), default=_FAR)


class _Link(msgspec.Struct, gc=False):
    """What passed from an old article to a new one: ``share`` of the old one's weight; ``close``, how close its closest sentence is, less
    where the new sentence belongs more closely to another old article; ``owned``, how much of a new sentence is of this old article and
    of none more than of it."""

    share: float = 0.0
    close: float = 0.0
    owned: float = 0.0


def _links(
    old: _Side, new: _Side, pairs: Mapping[int, Mapping[int, _Pair]], fits: Mapping[int, Mapping[int, float]]
) -> dict[int, dict[int, _Link]]:
    sources: dict[int, tuple[float, float, int]] = {}
    targets: dict[int, tuple[float, float, float, int]] = {}
    for a, row in pairs.items():
        for b, pair in row.items():
            bonus = _FIT * fits[a][b]
            for i, j, kept, taken in pair.sentences:
                if j not in sources or taken + bonus > sources[j][0]:
                    sources[j] = taken + bonus, taken, i
                if i not in targets or kept + bonus > targets[i][0]:
                    targets[i] = kept + bonus, kept, taken, j
    links: dict[int, dict[int, _Link]] = {a: defaultdict(_Link) for a in pairs}
    for i, (_, kept, taken, j) in targets.items():
        a = old.article[i]
        link = links[a][new.article[j]]
        if kept >= _WENT:
            link.share += old.weight[i] / old.total[a]
        _, claim, source = sources[j]
        if not old.commonplace[i] and not new.commonplace[j]:
            own = old.article[source] == a or not claim
            link.close = max(link.close, kept if own else kept * min(1.0, taken / claim))
    for j, (_, taken, i) in sources.items():
        if not old.commonplace[i] and not new.commonplace[j]:
            link = links[old.article[i]][new.article[j]]
            link.owned = max(link.owned, taken)
    return links


class _Weighed:
    """Two texts' articles that are not settled by their words, weighed against each other."""

    def __init__(
        self,
        old: Sequence[ArticleText],
        new: Sequence[ArticleText],
        words: tuple[Mapping[int, Words], Mapping[int, Words]],
        settled: Mapping[int, int],
        partial: bool,
    ) -> None:
        self.far = _MINE_FAR_PARTIAL if partial else _MINE_FAR
        self.old = _Side(old, words[0])
        self.new = _Side(new, words[1])
        self.weights = _Weights(self.old, self.new)
        self.pairs = {
            a: _compare_all(self.old, a, self.new, candidates, self.weights)
            for a, candidates in _candidates(self.old, self.new, self.weights).items()
        }
        self.fits = _placed(old, new, self.pairs, settled)
        self.links = _links(self.old, self.new, self.pairs, self.fits)

    def successors(self, a: int) -> tuple[list[int], bool]:
        """The articles that took up old article ``a``, in order, and whether that is doubtful."""
        fit, row, links = self.fits[a], self.pairs[a], self.links[a]
        if not fit:
            return [], False
        scores = {
            b: value + (min(links[b].close, 2 * row[b].forward) if b in links else 0.0) for b, value in fit.items()
        }
        ranked = nlargest(2, scores, key=scores.__getitem__)
        main = ranked[0]
        score = scores[main]
        lead = fit[main] - max((value for b, value in fit.items() if b != main), default=-1.0)
        link = links.get(main, _Link())
        if score < _NOWHERE:
            return [], False
        if score < _HARDLY or (lead < _LEAD and score < _HARDLY + 0.05):
            return [], True
        unsure = score < _LIKELY or (lead < _LEAD and score < _SURE) or (not link.owned and row[main].forward < _MOST)
        parts, unplaced = self._parts(a, main)
        return sorted({main, *parts}), unsure or unplaced

    def _parts(self, a: int, main: int) -> tuple[set[int], bool]:
        """The articles besides ``main`` that took up a part of ``a``, and whether there may be more of them."""
        fit, links = self.fits[a], self.links[a]
        lost: set[int] | None = None
        parts: set[int] = set()
        unsure = False
        for b, link in links.items():
            if b == main or link.owned < _MINE or (fit[b] < _NEAR and link.owned < self.far):
                continue
            if (link.share >= _PART and link.close >= _CLOSE) or (
                link.share >= _ITEM and link.close >= _ITEM_CLOSE and link.owned >= _ITEM_MINE
            ):
                parts.add(b)
                continue
            # A clause of a sentence that went elsewhere: words of the old article that its main successor lacks.
            if lost is None:
                whole = set().union(*(self.old.grams[i] for i in self.old.sentences[a]))
                lost = whole.difference(*(self.new.grams[j] for j in self.new.sentences[main]))
                total = fsum(map(self.weights.__getitem__, whole))
            there = lost.intersection(set().union(*(self.new.grams[j] for j in self.new.sentences[b])))
            if fit[b] >= _CLAUSE_NEAR and fsum(map(self.weights.__getitem__, there)) >= _CLAUSE * total:
                parts.add(b)
        found = {main, *parts}
        inside: dict[int, float] = {}
        outside: dict[int, tuple[float, int]] = {}
        for b, pair in self.pairs[a].items():
            for i, _, kept, _ in pair.sentences:
                if b in found:
                    inside[i] = max(kept, inside.get(i, 0.0))
                elif kept > outside.get(i, (0.0, 0))[0]:
                    outside[i] = kept, b
        for i, (kept, b) in outside.items():
            if (
                kept >= _ELSEWHERE
                and kept >= inside.get(i, 0.0) + _FURTHER
                and self.old.weight[i] >= _PART * self.old.total[a]
                and not self.old.commonplace[i]
                and b in links
                and links[b].owned >= _STAKE
            ):
                unsure = True
        return parts, unsure


def align(old: Sequence[ArticleText], new: Sequence[ArticleText], partial: bool = False) -> list[Aligned]:
    """Every article of ``old`` in its order, then each of ``new`` that none of them became. ``partial``: ``new`` is another law that took
    up more than this one (生态环境法典), so that its other articles are not told as new."""
    successors, words = _same_words(old, new)
    settled = {a: found[0] for a, found in successors.items()}
    doubtful: set[int] = set()
    if words[0] and words[1]:
        weighed = _Weighed(old, new, words, settled, partial)
        for a in weighed.fits:
            successors[a], unsure = weighed.successors(a)
            if unsure:
                doubtful.add(a)
    owners: defaultdict[int, set[int]] = defaultdict(set)
    for a, found in successors.items():
        if a not in doubtful:
            for b in found:
                owners[b].add(a)
    told = [_tell(a, old, new, successors.get(a, []), a in settled, owners, a in doubtful) for a in range(len(old))]
    if not partial:
        taken = {b for found in successors.values() for b in found}
        told += [
            Aligned(None, (Taken(article.number, 0.0),), Change.NEW, 0.0)
            for b, article in enumerate(new)
            if b not in taken
        ]
    return told


def _same_words(
    old: Sequence[ArticleText], new: Sequence[ArticleText]
) -> tuple[dict[int, list[int]], tuple[dict[int, Words], dict[int, Words]]]:
    """Articles of the same words, and the words of those that are left and have any."""
    pairs = _pair_off(
        {a: (article.number, article.text) for a, article in enumerate(old)},
        {b: (article.number, article.text) for b, article in enumerate(new)},
    )
    taken = set(pairs.values())
    left = {a: read_words(article.text) for a, article in enumerate(old) if a not in pairs}
    right = {b: read_words(article.text) for b, article in enumerate(new) if b not in taken}
    pairs |= _pair_off(
        {a: (old[a].number, words.bare) for a, words in left.items()},
        {b: (new[b].number, words.bare) for b, words in right.items()},
    )
    taken = set(pairs.values())
    return {a: [b] for a, b in pairs.items()}, (
        {a: words for a, words in left.items() if a not in pairs and words.sentences},
        {b: words for b, words in right.items() if b not in taken and words.sentences},
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


def _tell(
    a: int,
    old: Sequence[ArticleText],
    new: Sequence[ArticleText],
    found: Sequence[int],
    settled: bool,
    owners: Mapping[int, set[int]],
    doubtful: bool,
) -> Aligned:
    number = old[a].number
    if not found:
        return Aligned(number, (), Change.GONE, 0.0, doubtful)
    if settled:
        change = Change.SAME if number == new[found[0]].number else Change.RENUMBERED
        return Aligned(number, (Taken(new[found[0]].number, 1.0),), change, 1.0)
    shared = bool(owners[found[0]] - {a})
    change = Change.SPLIT if len(found) > 1 else Change.MERGED if shared else Change.REWORDED
    words = read_words(old[a].text)
    grams = set().union(*(sentence.grams for sentence in words.sentences))
    taken = []
    for b in found:
        there = set().union(*(sentence.grams for sentence in read_words(new[b].text).sentences))
        taken.append(Taken(new[b].number, round(len(grams & there) / len(grams), 3)))
    joined = "".join(read_words(new[b].text).bare for b in found)
    return Aligned(number, tuple(taken), change, round(ratio(words.bare, joined) / 100, 3), doubtful)

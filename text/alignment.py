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
from math import log
from typing import NamedTuple

import msgspec
from rapidfuzz.fuzz import ratio

from ontologies.records import Change
from text._alignment_words import Words, read_path, read_words


class ArticleText(msgspec.Struct, frozen=True):
    """An article as alignment sees it: ``number`` Arabic ("38", "133-1"), ``text`` its lines joined by line feeds, ``path`` the headings of
    the part, chapter and section that it stands in and its own caption ("" where none)."""

    number: str
    text: str
    path: str = ""


class Taken(msgspec.Struct, frozen=True):
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


# A pair of characters that stands in more than this share of all sentences says nothing of where a rule went.
_COMMON = 0.1
_COMMON_LEAST = 30
_COMMON_WEIGHT = 0.5
_COMMONPLACE_WEIGHT = 0.15
# An old sentence is looked for by its rarest pairs; this many articles are then weighed in full for each old one.
_QUERY = 16
_CANDIDATES = 7
# A sentence may grow: what it kept of itself weighs more than what is new around it.
_KEPT = 0.65
# What a new article has that came from the old one counts for so much of what the old one kept.
_BACK = 0.3
# A mutual best likeness above this tells the place of its neighbours; what place, headings and a rival's better claim count for.
_ANCHOR = 0.4
_PLACE = 0.15
_HEADINGS = 0.08
_RIVAL = 0.15
_FAR = 1e9
_FIT = 0.15
# A sentence went where at least so much of it is.
_WENT = 0.3
# An article took up a part of the old one: so much of its weight, so closely.
_PART = 0.1
_CLOSE = 0.4
# A main successor is sure from here, and none is sure below there.
_SURE = 0.3
_LIKELY = 0.15
_FITS = 0.6
_HARDLY = 0.44
_NOWHERE = 0.36
# A duty and the penalty for breaking it share their words but not their rule.
_OTHER_KIND = 0.5


class _Side:
    """One text's articles that are not settled by their words: sentences in a row, with the article of each."""

    def __init__(self, articles: Sequence[ArticleText], words: Mapping[int, Words]) -> None:
        self.sentences: dict[int, range] = {}
        self.article: list[int] = []
        self.grams: list[frozenset[str]] = []
        self.commonplace: list[bool] = []
        self.penal = {i: word.penal or read_path(articles[i].path)[1] for i, word in words.items()}
        for i, word in words.items():
            self.sentences[i] = range(len(self.grams), len(self.grams) + len(word.sentences))
            for sentence in word.sentences:
                self.article.append(i)
                self.grams.append(sentence.grams)
                self.commonplace.append(sentence.commonplace)
        self.whole: list[float] = []
        self.weight: list[float] = []
        self.total: dict[int, float] = {}

    def weigh(self, weights: Mapping[str, float]) -> None:
        for grams, commonplace in zip(self.grams, self.commonplace, strict=True):
            whole = sum(map(weights.__getitem__, grams))
            self.whole.append(whole)
            self.weight.append(whole * _COMMONPLACE_WEIGHT if commonplace else whole)
        self.total = {i: sum(self.weight[s] for s in sentences) for i, sentences in self.sentences.items()}


def _weights(sides: Iterable[_Side]) -> dict[str, float]:
    counts: Counter[str] = Counter()
    total = 0
    for side in sides:
        total += len(side.grams)
        for grams in side.grams:
            counts.update(grams)
    common = max(_COMMON_LEAST, _COMMON * total)
    return {gram: log(1 + total / count) if count <= common else _COMMON_WEIGHT for gram, count in counts.items()}


class _Pair(NamedTuple):
    """An old article against a new one: ``likeness`` of both (0 to about 1), ``forward`` of the old one's words alone, and every pair of their
    sentences (old, new, how much of the old one the new one has, how much of the new one came from the old one)."""

    likeness: float
    forward: float
    sentences: list[tuple[int, int, float, float]]


def _candidates(old: _Side, new: _Side, weights: Mapping[str, float]) -> dict[int, list[int]]:
    """For each old article the new ones that have most of its rarest words."""
    known: set[str] = set().union(*new.grams)
    queries = [nlargest(_QUERY, grams & known, key=weights.__getitem__) for grams in old.grams]
    asked: set[str] = set().union(*queries)
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for article, grams in zip(new.article, new.grams, strict=True):
        for gram in grams & asked:
            holders[gram].append(article)
    found: dict[int, list[int]] = {}
    for article, sentences in old.sentences.items():
        sums: defaultdict[int, float] = defaultdict(float)
        chosen: dict[int, None] = {}
        for sentence in sentences:
            own: defaultdict[int, float] = defaultdict(float)
            for gram in queries[sentence]:
                weight = weights[gram]
                for holder in holders[gram]:
                    own[holder] += weight
            chosen.update(dict.fromkeys(nlargest(2, own, key=own.__getitem__)))
            for holder, weight in own.items():
                sums[holder] += weight
        chosen.update(dict.fromkeys(nlargest(_CANDIDATES, sums, key=sums.__getitem__)))
        found[article] = list(chosen)
    return found


def _compare(old: _Side, a: int, new: _Side, b: int, weights: Mapping[str, float]) -> _Pair:
    kind = 1.0 if old.penal[a] == new.penal[b] else _OTHER_KIND
    weigh = weights.__getitem__
    rows: list[tuple[int, int, float, float]] = []
    best_new: dict[int, float] = dict.fromkeys(new.sentences[b], 0.0)
    forward = 0.0
    for i in old.sentences[a]:
        grams, whole = old.grams[i], old.whole[i]
        best = 0.0
        for j in new.sentences[b]:
            shared = grams & new.grams[j]
            if not shared:
                continue
            overlap = kind * sum(map(weigh, shared))
            other = new.whole[j]
            kept = overlap / (_KEPT * whole + (1 - _KEPT) * other)
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


class _Link(msgspec.Struct):
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
        if not old.commonplace[i]:
            own = old.article[source] == a or not claim
            link.close = max(link.close, kept if own else kept * min(1.0, taken / claim))
    for j, (_, taken, i) in sources.items():
        if not old.commonplace[i]:
            link = links[old.article[i]][new.article[j]]
            link.owned = max(link.owned, taken)
    return links


def align(old: Sequence[ArticleText], new: Sequence[ArticleText], partial: bool = False) -> list[Aligned]:
    """Every article of ``old`` in its order, then each of ``new`` that none of them became. ``partial``: ``new`` is another law that took
    up more than this one (生态环境法典), so that its other articles are not told as new."""
    settled = _pair_off([(a.number, a.text) for a in old], [(b.number, b.text) for b in new], {})
    words_old = {a: read_words(article.text) for a, article in enumerate(old) if a not in settled}
    taken = set(settled.values())
    words_new = {b: read_words(article.text) for b, article in enumerate(new) if b not in taken}
    more = _pair_off_bare(old, new, words_old, words_new)
    settled |= more
    for a, b in more.items():
        del words_old[a], words_new[b]
    successors: dict[int, list[int]] = {a: [b] for a, b in settled.items()}
    doubtful: set[int] = set()
    links: dict[int, dict[int, _Link]] = {}
    left = _Side(old, {a: w for a, w in words_old.items() if w.sentences})
    right = _Side(new, {b: w for b, w in words_new.items() if w.sentences})
    if left.grams and right.grams:
        weights = _weights((left, right))
        left.weigh(weights)
        right.weigh(weights)
        pairs = {
            a: {b: _compare(left, a, right, b, weights) for b in candidates}
            for a, candidates in _candidates(left, right, weights).items()
        }
        fits = _placed(old, new, pairs, settled)
        links = _links(left, right, pairs, fits)
        for a, fit in fits.items():
            successors[a], unsure = _decide(a, left, right, pairs[a], fit, links[a], weights)
            if unsure:
                doubtful.add(a)
    owners: defaultdict[int, list[int]] = defaultdict(list)
    for a, found in successors.items():
        for b in found:
            owners[b].append(a)
    told = []
    for a, article in enumerate(old):
        found = successors.get(a, [])
        if not found:
            change = Change.GONE
        elif len(found) > 1:
            change = Change.SPLIT
        elif a in settled:
            change = Change.SAME if article.number == new[found[0]].number else Change.RENUMBERED
        elif len(owners[found[0]]) > 1:
            change = Change.MERGED
        else:
            change = Change.REWORDED
        told.append(Aligned(article.number, tuple(Taken(new[b].number, 1.0) for b in found), change, 1.0, a in doubtful))
    return told


def _decide(
    a: int, old: _Side, new: _Side, row: Mapping[int, _Pair], fit: Mapping[int, float], links: Mapping[int, _Link], weights: Mapping[str, float]
) -> tuple[list[int], bool]:
    if not fit:
        return [], False
    ranked = sorted(fit, key=fit.__getitem__, reverse=True)
    main = ranked[0]
    lead = fit[main] - fit[ranked[1]] if len(ranked) > 1 else 1.0
    score = fit[main] + (min(links[main].close, 2 * row[main].forward) if main in links else 0.0)
    if score < T[0]:
        return [], False
    if score < T[1] and lead < T[3]:
        return [], True
    unsure = score < T[2] or (lead < T[4] and score < T[5])
    found = {main}
    has = set().union(*(new.grams[j] for j in new.sentences[main]))
    lost = set().union(*(old.grams[i] for i in old.sentences[a]))
    whole = sum(weights[g] for g in lost)
    lost -= has
    for b, link in links.items():
        if b == main or fit[b] < T[6]: continue
        if link.share >= _PART and link.close >= _CLOSE and link.owned >= T[7]:
            found.add(b)
        elif link.owned >= T[8]:
            rest = sum(weights[g] for g in lost & set().union(*(new.grams[j] for j in new.sentences[b]))) / whole
            if rest >= T[9]:
                if link.owned >= T[7]: found.add(b)
                else: unsure = True
    return sorted(found), unsure

T=[.48,.52,.62,.2,.05,.8,.30,.33,.2,.15]

def _pair_off(old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]], done: Mapping[int, int]) -> dict[int, int]:
    return _pair_off_keys({a: k for a, k in enumerate(old)}, {b: k for b, k in enumerate(new)})


def _pair_off_bare(old, new, words_old, words_new):
    return _pair_off_keys({a: (old[a].number, w.bare) for a, w in words_old.items()}, {b: (new[b].number, w.bare) for b, w in words_new.items()})


def _pair_off_keys(old: Mapping[int, tuple[str, str]], new: Mapping[int, tuple[str, str]]) -> dict[int, int]:
    """Articles of the same words. Of several identical ones, all in order if there are as many as before, else those of the same number
    first; an article without words is only the one of its number."""
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
        if len(free) != len(members) or not text:
            for a in members:
                same = next((b for b in free if new[b][0] == old[a][0]), None)
                if same is not None:
                    pairs[a] = same
                    free.remove(same)
            members = [a for a in members if a not in pairs] if text else []
        pairs.update(zip(members, free, strict=False))
    return pairs

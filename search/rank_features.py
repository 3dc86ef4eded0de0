"""The figures of a candidate, put together: one row for each candidate of a question, one column for each name of ``NAMES``."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping

import msgspec
import numpy as np
from numpy.typing import NDArray

from search.associations import FIGURES, Knowledge, Vote, asked_by, said_by
from search.features import (
    ASKED,
    SAYS,
    Counter,
    Hits,
    cues,
    longest_runs,
    query_terms,
    saturated,
    surely_found,
    uncommon,
)
from search.lay import bridge
from search.query import Question
from search.rank_shelf import Candidates

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Rarity = Callable[[str], float]

_USUAL_LENGTH = 115.0
_USUAL_TOTAL = 150.0
_OPENING = 40
_WINDOW = 40
_CLAUSE = re.compile(r"[，,。；;？?！!：:\s]+")
_LAY_WEIGHT = 1.0
# How much articles one, two, … away say for their neighbour.
_BELL = tuple(math.exp(-0.5 * (apart / 3) ** 2) for apart in range(1, 10))
#: The figures, each with what it is called to a person.
LABELS: dict[str, str] = {
    "text_words": "条文里的词",
    "text_pairs": "条文里的相邻两字",
    "text_singles": "条文里的单字",
    "all_words": "题名、章节和条文里的词",
    "all_pairs": "题名、章节和条文里的相邻两字",
    "all_singles": "题名、章节和条文里的单字",
    "heading_words": "章节标题里的词",
    "heading_pairs": "章节标题里的相邻两字",
    "title_words": "法律题名里的词",
    "title_pairs": "法律题名里的相邻两字",
    "covered_words": "问句的词有多少在内",
    "covered_pairs": "问句的相邻两字有多少在内",
    "covered_singles": "问句的单字有多少在内",
    "covered_meeting": "问句中常出现在答案里的词有多少在内",
    "opening_pairs": "条文开头的相邻两字",
    "opening_share": "问句有多少在条文开头",
    "together": "问句有多少挨在一处",
    "covered_last": "问句末一分句有多少在内",
    "rarest_found": "相符的最少见的词",
    "rarest_missing": "不在内的最少见的词",
    "longest_run": "与问句相同的最长一串字",
    "lay_text": "俗语对应的法律用语在条文里",
    "lay_heading": "俗语对应的法律用语在章节或题名里",
    "lay_share": "俗语对应的法律用语有多少在内",
    "associated_text": "已答问句学到的相关用语在条文里",
    "associated_heading": "已答问句学到的相关用语在章节或题名里",
    "associated_share": "已答问句学到的相关用语有多少在内",
    "plain": "字词相符合计",
    "expanded": "字词、俗语、相关用语合计",
    "plain_share": "字词相符合计与最高者之比",
    "expanded_share": "字词、俗语、相关用语合计与最高者之比",
    "below_best_of_law": "比同一部法最相符的一条低多少",
    "law_strength": "同一部法其他条文相符的程度",
    "law_count": "同一部法有多少条相符",
    "neighbours": "相邻条文相符的程度",
    "chapter_strength": "同一章节条文相符的程度",
    "chapter_best": "同一章节最相符的一条",
    "citing": "引用它的条文相符的程度",
    "cited": "它所引条文相符的程度",
    "citing_elsewhere": "引用它的其他法律的条文相符的程度",
    "cited_elsewhere": "它所引其他法律的条文相符的程度",
    "similar_article": "相似问句由这一条回答",
    "similar_within_4": "相似问句由紧邻的条文回答",
    "similar_within_20": "相似问句由附近的条文回答",
    "similar_law": "相似问句由这部法回答",
    "answered_article": "这一条回答过多少问句",
    "answered_within_4": "紧邻的条文回答过多少问句",
    "answered_within_20": "附近的条文回答过多少问句",
    "answered_law": "这部法回答过多少问句",
    "similar_article_share": "相似问句由这一条回答，与最高者之比",
    "similar_law_rank": "相似问句最常由哪部法回答的名次",
    "general": "总则或一般规定",
    "sort_of_law": "法律、司法解释、行政法规或其他",
    "length": "条文长短",
    "article_number": "条号",
    "says_liability": "条文讲责任",
    "says_fine": "条文讲行政处罚",
    "says_crime": "条文讲犯罪",
    "says_may": "条文讲可以、有权",
    "says_must": "条文讲应当",
    "says_not": "条文讲不得",
    "says_invalid": "条文讲效力",
    "says_time": "条文讲期限",
    "says_money": "条文讲钱款",
    "says_meaning": "条文是定义或列举",
    "says_court": "条文讲诉讼、仲裁",
    "says_office": "条文讲行政机关",
    "says_excuse": "条文有但书",
    "says_apply": "条文讲适用",
    "asks_liability": "问责任",
    "asks_permission": "问能不能",
    "asks_validity": "问效力",
    "asks_time": "问期限",
    "asks_money": "问钱款",
    "asks_how": "问怎么办",
    "asks_meaning": "问含义或认定",
    "asks_who": "问谁",
    "asks_duty": "问必须不必须",
    "asks_criminal": "问犯罪",
    "asks_office": "问行政机关",
    "asks_court": "问诉讼",
    "question_length": "问句长短",
    "question_rarity": "问句最少见的词",
    "certainty_of_law": "属于哪部法有多确定",
}
NAMES: tuple[str, ...] = tuple(LABELS)
_PLACE = {name: place for place, name in enumerate(NAMES)}
_SAYS = [_PLACE[name] for name in SAYS]
_ASKS = [_PLACE[name] for name in ASKED]
_RANKED_LAWS = 30


class Asked(msgspec.Struct):
    """A question, read for ranking: its terms with the weights under which they count, by the way of counting; ``own`` the words that
    can be associated, ``vote`` what resolved questions say, ``goes_with`` the words of law that go with its own, ``bridged`` those that its
    everyday words stand for."""

    question: Question
    terms: list[str]
    words: Floats
    pairs: Floats
    singles: Floats
    meeting: Floats
    last: Floats
    lay: Floats
    associated: Floats
    cues: Floats
    own: frozenset[str]
    vote: Vote
    goes_with: dict[str, float]
    bridged: tuple[str, ...]


def read_question(question: Question, knowledge: Knowledge, rarity: Rarity) -> Asked:
    """Everything of a question that does not hang on the candidates."""
    words, pairs, singles = query_terms(question)
    pairs = uncommon(pairs)
    own = asked_by(question)
    lay: dict[str, float] = {}
    for found in bridge(question.asked):
        for place, legal in enumerate(found.legal):
            for term in said_by(legal):
                lay[term] = max(lay.get(term, 0.0), rarity(term) * _LAY_WEIGHT / (1 + 0.3 * place))
    associated = knowledge.expand(own, {word: rarity(word) / 6 for word in own})
    terms = list(dict.fromkeys((*words, *pairs, *singles, *lay, *associated)))
    place_of = {term: index for index, term in enumerate(terms)}

    def weighed(weights: Mapping[str, float]) -> Floats:
        out = np.zeros(len(terms))
        out[[place_of[term] for term in weights]] = list(weights.values())
        return out

    meets = knowledge.learnt.meets
    last = next((part for part in reversed(_CLAUSE.split(question.asked)) if len(part) > 2), question.asked)
    return Asked(
        question,
        terms,
        weighed({word: rarity(word) for word in words}),
        weighed({pair: rarity(pair) for pair in pairs}),
        weighed({single: rarity(single) for single in singles}),
        weighed({term: rarity(term) * meets.get(term, 1.0) for term in dict.fromkeys((*words, *pairs))}),
        weighed({pair: rarity(pair) for pair in pairs if pair in last}),
        weighed(lay),
        weighed({term: weight * rarity(term) for term, weight in associated.items()}),
        cues(question.asked),
        own,
        knowledge.vote(own),
        associated,
        tuple(sorted(set(lay) - set(question.words))),
    )


class Met(msgspec.Struct):
    """Where the terms of a question stand in its candidates: ``hits`` in their own words, ``text``, ``heading`` and ``title`` how often,
    [candidates, terms]; ``found`` which of them have one of the question's words as the index knows them."""

    hits: Hits
    text: Floats
    heading: Floats
    title: Floats
    found: NDArray[np.bool_]


def meet(asked: Asked, found: Candidates) -> Met:
    """Look for the terms of a question in its candidates; headings and titles, which many share, once each."""
    size, words = len(found.ids), set(asked.question.words)
    headings, heading = np.unique(found.heading, return_inverse=True)
    titles, title = np.unique(found.title, return_inverse=True)
    shared = [found.headings[number] for number in headings] + [found.titles[number] for number in titles]
    hits = Counter(asked.terms).hits(found.texts + shared)
    counts = hits.counts()
    text, in_headings, in_titles = counts[:size], counts[size:][heading], counts[size + len(headings) :][title]
    # What the index knows of a text need not be asked of it: pairs and characters are known wherever they stand.
    surely = [place for place, term in enumerate(asked.terms) if term in words and surely_found(term)]
    told = np.asarray((text[:, surely] + in_headings[:, surely] + in_titles[:, surely]).any(axis=1), dtype=np.bool_)
    doubtful = words - {asked.terms[place] for place in surely}
    counted = [place for place, term in enumerate(asked.terms) if term in doubtful]
    if len(counted) == len(doubtful):
        maybe = np.asarray((text[:, counted] + in_headings[:, counted] + in_titles[:, counted]).any(axis=1))
    else:
        maybe = np.ones(size, dtype=np.bool_)
    for row in np.flatnonzero(~told).tolist():
        if found.named[row]:
            told[row] = found.has(row, words)
        elif maybe[row]:
            told[row] = found.has(row, doubtful)
    return Met(hits, text, in_headings, in_titles, told)


def figures(asked: Asked, found: Candidates, met: Met, knowledge: Knowledge) -> Floats:
    """The features of the candidates of a question: [candidates, names]."""
    size = len(found.ids)
    rows = np.zeros((size, len(NAMES)))
    if size:
        column = {name: rows[:, place] for name, place in _PLACE.items()}
        _what_they_say(column, asked, found, met)
        strength = column["expanded_share"]
        _among_their_own(column, found, strength)
        _citations(column, found, strength)
        _votes(column, asked, found, knowledge)
        column["general"][:] = found.general
        column["sort_of_law"][:] = found.sort
        column["length"][:] = found.lengths
        column["article_number"][:] = found.number
        rows[:, _SAYS] = found.said
        rows[:, _ASKS] = asked.cues
        column["question_length"][:] = len(asked.question.asked)
        column["question_rarity"][:] = np.maximum(asked.words, asked.pairs).max(initial=0.0)
        column["certainty_of_law"][:] = asked.vote.by_law.max(initial=0.0) / asked.vote.total
    return rows


def _share(weights: Floats) -> Floats:
    """Weights as parts of their sum."""
    return weights / (weights.sum() or 1.0)


def _what_they_say(column: dict[str, Floats], asked: Asked, found: Candidates, met: Met) -> None:
    """Which of the question's terms stand in a text, its headings, its law's title."""
    size = len(found.ids)
    hits, in_text, in_heading, in_title = met.hits, met.text, met.heading, met.title
    of_text = saturated(in_text, found.lengths, _USUAL_LENGTH)
    total = in_text + in_heading + in_title
    of_all = saturated(total, found.lengths + found.around, _USUAL_TOTAL)
    has = (total > 0).astype(np.float64)
    heads = (in_heading > 0).astype(np.float64)
    in_titles = (in_title > 0).astype(np.float64)
    telling = np.maximum(asked.words, asked.pairs)
    together = asked.pairs + asked.lay

    def put(counted: Floats, weights: Mapping[str, Floats]) -> None:
        """One product for all columns that weigh the same counts."""
        weighed = counted @ np.stack(list(weights.values()), axis=1)
        for place, name in enumerate(weights):
            column[name][:] = weighed[:, place]

    plain = {"words": asked.words, "pairs": asked.pairs, "singles": asked.singles}
    brought = {"lay": asked.lay, "associated": asked.associated}
    put(of_text, {f"text_{n}": w for n, w in plain.items()} | {f"{n}_text": w for n, w in brought.items()})
    put(of_all, {f"all_{n}": w for n, w in plain.items()} | {"expanded": 2.0 * asked.associated})
    put(heads, {f"heading_{n}": plain[n] for n in ("words", "pairs")})
    put(in_titles, {f"title_{n}": plain[n] for n in ("words", "pairs")})
    put(np.maximum(heads, in_titles), {f"{n}_heading": w for n, w in brought.items()})
    shares = {f"covered_{n}": w for n, w in plain.items()} | {f"{n}_share": w for n, w in brought.items()}
    shares |= {"covered_meeting": asked.meeting, "covered_last": asked.last}
    put(has, {name: _share(weights) for name, weights in shares.items()})
    in_opening = (hits.counts(_OPENING, size) > 0).astype(np.float64)
    put(in_opening, {"opening_pairs": asked.pairs, "opening_share": _share(together)})
    column["together"][:] = hits.densest(_share(together), _WINDOW)[:size]
    column["rarest_found"][:] = (has * telling).max(axis=1, initial=0.0)
    column["rarest_missing"][:] = ((1 - has) * telling).max(axis=1, initial=0.0)
    column["longest_run"][:] = longest_runs(asked.question.asked, found.texts)
    column["plain"][:] = (
        0.5 * column["all_words"] + column["all_pairs"] + 0.7 * column["all_singles"] + 0.5 * column["heading_words"]
    )
    column["expanded"] += column["plain"] + column["lay_text"] + 0.5 * column["lay_heading"]
    for name in ("plain", "expanded"):
        column[f"{name}_share"][:] = column[name] / (column[name].max(initial=0.0) or 1.0)


def _votes(column: dict[str, Floats], asked: Asked, found: Candidates, knowledge: Knowledge) -> None:
    """What resolved questions say."""
    votes = knowledge.figures(asked.vote, found.laws, found.law, found.number)
    for place, name in enumerate(FIGURES):
        column[name][:] = votes[:, place]
    column["similar_article_share"][:] = column["similar_article"] / (asked.vote.support.max(initial=0.0) or 1.0)
    order = {law: place for place, law in enumerate(knowledge.laws(asked.vote, _RANKED_LAWS))}
    distinct, which = np.unique(found.law, return_inverse=True)
    places = np.array([order.get(found.laws[one], _RANKED_LAWS) for one in distinct.tolist()], dtype=np.float64)
    column["similar_law_rank"][:] = places[which]


def _citations(column: dict[str, Floats], found: Candidates, strength: Floats) -> None:
    """What candidates say for those that they cite, and the other way round: within a law, and in other laws."""
    order = np.argsort(found.places, kind="stable")
    places = found.places[order]
    first = np.searchsorted(places, found.cited)
    sizes = np.searchsorted(places, found.cited, side="right") - first
    met = np.flatnonzero(sizes)
    # A number may have several texts among the candidates.
    times = sizes[met]
    owner = np.repeat(met, times)
    near = np.arange(len(owner)) - np.repeat(np.cumsum(times) - times, times) + first[owner]
    source, target, abroad = found.citing[owner], order[near], found.abroad[owner]
    for suffix, chosen in (("", ~abroad), ("_elsewhere", abroad)):
        here, there = source[chosen], target[chosen]
        np.maximum.at(column[f"citing{suffix}"], there, strength[here])
        np.maximum.at(column[f"cited{suffix}"], here, strength[there])


def _best_of_groups(group: Whole, strength: Floats, most: int) -> tuple[Floats, Floats, Floats]:
    """For each row, of its group: the strongest, the ``most`` strongest together, how many there are."""
    order = np.lexsort((-strength, group))
    sorted_groups = group[order]
    begins = np.flatnonzero(np.diff(sorted_groups, prepend=-1))
    sizes = np.diff(np.append(begins, len(order)))
    which = np.repeat(np.arange(len(begins)), sizes)
    place = np.arange(len(order)) - begins[which]
    top = place < most
    together = np.bincount(which[top], strength[order][top], len(begins)).astype(np.float64)
    back = np.empty(len(order), dtype=np.int64)
    back[order] = which
    return strength[order][begins][back], together[back], sizes[back].astype(np.float64)


def _among_their_own(column: dict[str, Floats], found: Candidates, strength: Floats) -> None:
    """What the other candidates of the same law say for a candidate."""
    best, together, among = _best_of_groups(found.law, strength, 5)
    column["below_best_of_law"][:] = strength - best
    column["law_strength"][:] = together
    column["law_count"][:] = among
    chapters = found.law * (1 + int(found.heading.max(initial=0))) + found.heading
    column["chapter_best"][:], column["chapter_strength"][:], _ = _best_of_groups(chapters, strength, 4)
    # Neighbours: strengths by number, shifted against themselves.
    places, which = np.unique(found.places, return_inverse=True)
    held = np.bincount(which, strength, len(places))
    near = np.zeros(len(places))
    for apart, bell in enumerate(_BELL, 1):
        at = np.searchsorted(places, places + apart)
        at[at == len(places)] = 0
        one = np.flatnonzero(places[at] == places + apart)
        near[one] += bell * held[at[one]]
        near[at[one]] += bell * held[one]
    column["neighbours"][:] = near[which]

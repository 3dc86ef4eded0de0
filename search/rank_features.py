"""The figures of a candidate, put together: one row for each candidate of a question, one column for each name of ``NAMES``."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from search.associations import FIGURES, Knowledge, Vote, asked_by, said_by
from search.features import (
    ASKED,
    SAYS,
    Counter,
    Doc,
    cues,
    is_general,
    law_sort,
    longest_runs,
    query_terms,
    saturated,
    uncommon,
    units_of,
)
from search.lay import bridge
from search.query import Question

Floats = NDArray[np.float64]
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


class Asked(msgspec.Struct):
    """A question, read for ranking: its terms with the weights under which they count, by the way of counting; ``own`` the words that
    can be associated, ``vote`` what resolved questions say, ``goes_with`` the words of law that go with its own."""

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
        for term, weight in weights.items():
            out[place_of[term]] = weight
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
    )


def _shared(texts: Sequence[str], counter: Counter) -> Floats:
    """Counts in texts of which many are the same."""
    distinct = {text: index for index, text in enumerate(dict.fromkeys(texts))}
    counts = counter.counts([units_of(text) for text in distinct])
    return counts[[distinct[text] for text in texts]]


def figures(asked: Asked, docs: Sequence[Doc], knowledge: Knowledge) -> Floats:
    """The features of the candidates of a question: [candidates, names]."""
    size = len(docs)
    column: dict[str, Floats] = {}
    counter = Counter(asked.terms)
    texts = [doc.codes for doc in docs]
    hits = counter.hits(texts)
    in_text = hits.counts()
    in_heading = _shared([doc.heading for doc in docs], counter)
    in_title = _shared([doc.law_title for doc in docs], counter)
    in_opening = hits.counts(_OPENING) > 0
    lengths = np.array([len(text) for text in texts], dtype=np.float64)
    around = np.array([len(doc.heading) + len(doc.law_title) for doc in docs], dtype=np.float64)
    of_text = saturated(in_text, lengths, _USUAL_LENGTH)
    total = in_text + in_heading + in_title
    of_all = saturated(total, lengths + around, _USUAL_TOTAL)
    has = (total > 0).astype(np.float64)
    heads = (in_heading > 0).astype(np.float64)
    titles = (in_title > 0).astype(np.float64)
    weights = {"words": asked.words, "pairs": asked.pairs, "singles": asked.singles}
    for name, weight in weights.items():
        column[f"text_{name}"] = of_text @ weight
        column[f"all_{name}"] = of_all @ weight
        column[f"covered_{name}"] = has @ weight / (weight.sum() or 1.0)
        if name != "singles":
            column[f"heading_{name}"] = heads @ weight
            column[f"title_{name}"] = titles @ weight
    column["covered_meeting"] = has @ asked.meeting / (asked.meeting.sum() or 1.0)
    column["opening_pairs"] = in_opening @ asked.pairs
    column["opening_share"] = in_opening @ (asked.pairs + asked.lay) / ((asked.pairs + asked.lay).sum() or 1.0)
    telling = np.maximum(asked.words, asked.pairs)
    column["together"] = hits.densest(asked.pairs + asked.lay, _WINDOW) / ((asked.pairs + asked.lay).sum() or 1.0)
    column["covered_last"] = has @ asked.last / (asked.last.sum() or 1.0)
    column["rarest_found"] = (has * telling).max(axis=1, initial=0.0)
    column["rarest_missing"] = ((1 - has) * telling).max(axis=1, initial=0.0)
    column["longest_run"] = longest_runs(asked.question.asked, texts)
    for name, weight in (("lay", asked.lay), ("associated", asked.associated)):
        column[f"{name}_text"] = of_text @ weight
        column[f"{name}_heading"] = np.maximum(heads, titles) @ weight
        column[f"{name}_share"] = has @ weight / (weight.sum() or 1.0)
    plain = (
        0.5 * column["all_words"] + column["all_pairs"] + 0.7 * column["all_singles"] + 0.5 * column["heading_words"]
    )
    expanded = plain + column["lay_text"] + 0.5 * column["lay_heading"] + 2.0 * (of_all @ asked.associated)
    column["plain"], column["expanded"] = plain, expanded
    column["plain_share"] = plain / (plain.max(initial=0.0) or 1.0)
    column["expanded_share"] = expanded / (expanded.max(initial=0.0) or 1.0)
    numbers = np.array([doc.number for doc in docs], dtype=np.float64)
    _among_their_own(column, docs, column["expanded_share"])
    _across(column, docs, column["expanded_share"])
    votes = knowledge.figures(asked.vote, [doc.law for doc in docs], [doc.number for doc in docs])
    for index, name in enumerate(FIGURES):
        column[name] = votes[:, index]
    similar = column["similar_article"]
    column["similar_article_share"] = similar / (asked.vote.support.max(initial=0.0) or 1.0)
    order = {law: place for place, law in enumerate(knowledge.laws(asked.vote, 30))}
    column["similar_law_rank"] = np.array([order.get(doc.law, 30) for doc in docs], dtype=np.float64)
    column["general"] = np.array([is_general(doc.heading) for doc in docs], dtype=np.float64)
    column["sort_of_law"] = np.array([law_sort(doc.law_title, doc.rank) for doc in docs], dtype=np.float64)
    column["length"] = lengths
    column["article_number"] = numbers
    says = np.stack([doc.says for doc in docs]) if size else np.zeros((0, len(SAYS)))
    for index, name in enumerate(SAYS):
        column[name] = says[:, index]
    for index, name in enumerate(ASKED):
        column[name] = np.full(size, asked.cues[index])
    column["question_length"] = np.full(size, float(len(asked.question.asked)))
    column["question_rarity"] = np.full(size, float(telling.max(initial=0.0)))
    column["certainty_of_law"] = np.full(size, max(asked.vote.by_law.values(), default=0.0) / asked.vote.total)
    return np.stack([column[name] for name in NAMES], axis=1)


def _across(column: dict[str, Floats], docs: Sequence[Doc], strength: Floats) -> None:
    """What candidates say for those of other laws that they cite, and the other way round."""
    citing, cited = np.zeros(len(docs)), np.zeros(len(docs))
    at: dict[tuple[str, int], list[int]] = defaultdict(list)
    for row, doc in enumerate(docs):
        at[doc.law, doc.number].append(row)
    for row, doc in enumerate(docs):
        for place in doc.cites_elsewhere:
            for other in at.get(place, ()):
                citing[other] = max(citing[other], strength[row])
                cited[row] = max(cited[row], strength[other])
    column["citing_elsewhere"], column["cited_elsewhere"] = citing, cited


def _spread_to_neighbours(near: list[float], strong: list[float], at: Mapping[int, list[int]]) -> None:
    """What each article's neighbours among the candidates say for it."""
    held = sorted((number, sum(strong[row] for row in rows)) for number, rows in at.items())
    reached = len(_BELL)
    for place, (number, strength) in enumerate(held):
        for other, further in held[place + 1 :]:
            apart = other - number
            if apart > reached:
                break
            bell = _BELL[apart - 1]
            for row in at[number]:
                near[row] += bell * further
            for row in at[other]:
                near[row] += bell * strength


def _among_their_own(column: dict[str, Floats], docs: Sequence[Doc], strength: Floats) -> None:
    """What the other candidates of the same law say for a candidate. Most laws have few candidates: plain numbers are quicker there than
    arrays."""
    size = len(docs)
    strong: list[float] = strength.tolist()
    below, whole, among, near, chapter, best, citing, cited = ([0.0] * size for _ in range(8))
    laws: dict[str, list[int]] = defaultdict(list)
    for row, doc in enumerate(docs):
        laws[doc.law].append(row)
    for members in laws.values():
        own = sorted((strong[row] for row in members), reverse=True)
        together = sum(own[:5])
        at: dict[int, list[int]] = defaultdict(list)
        chapters: dict[str, list[int]] = defaultdict(list)
        for row in members:
            below[row] = strong[row] - own[0]
            whole[row] = together
            among[row] = float(len(members))
            at[docs[row].number].append(row)
            chapters[docs[row].heading].append(row)
        for rows in chapters.values():
            found = sorted((strong[row] for row in rows), reverse=True)
            for row in rows:
                chapter[row], best[row] = sum(found[:4]), found[0]
        if len(at) > 1:
            _spread_to_neighbours(near, strong, at)
        for row in members:
            for number in docs[row].cites:
                for other in at.get(number, ()):
                    citing[other] = max(citing[other], strong[row])
                    cited[row] = max(cited[row], strong[other])
    names = (
        "below_best_of_law",
        "law_strength",
        "law_count",
        "neighbours",
        "chapter_strength",
        "chapter_best",
        "citing",
        "cited",
    )
    for name, values in zip(names, (below, whole, among, near, chapter, best, citing, cited), strict=True):
        column[name] = np.array(values)

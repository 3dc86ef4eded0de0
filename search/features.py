"""What tells how well a provision answers a question: explainable figures, made in Python from stored texts, the same for every engine.

A text is kept as the UTF-16 units of its cleaned characters; what is looked for in it are runs of one to four characters (characters,
pairs, words), counted for all candidates of a question at once. Nothing here is learnt: that comes from :mod:`search.associations`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from ontologies.identifiers import law_id
from search.documents import indexed_title, listed_to
from search.port import SearchDoc
from search.query import Question
from text.cut import clean, common
from text.normalise import law_name
from text.numerals import NUMERAL_CHARS, parse_number

Floats = NDArray[np.float64]
#: A text as UTF-16 units.
Codes = NDArray[np.uint16]

#: The longest run of characters that is counted; of a longer word its inner words stand for it.
LONGEST_RUN = 4
_K1 = 1.2
_B = 0.75
_USUAL_LENGTH = 115.0
_HEADING_LENGTH = 14.0
_ARTICLE = re.compile(rf"第([{NUMERAL_CHARS}]+)条")
_CITED = re.compile(rf"(?<![》])(?:本法|本条例|本规定|本办法|本解释|、|至|和|或者)?第([{NUMERAL_CHARS}]+)条")

_CITED_ELSEWHERE = re.compile(
    rf"(?:《([^》]{{2,60}})》|(民法典|刑法|民事诉讼法|行政诉讼法|刑事诉讼法))"
    rf"(第[{NUMERAL_CHARS}]+条(?:、第[{NUMERAL_CHARS}]+条)*)"
)

#: Words of a question by what it wants to know. The first name is that of the feature.
ASKED = {
    "asks_liability": ("责任", "处罚", "罚款", "判刑", "坐牢", "怎么判", "赔偿", "赔", "违法", "犯法", "追究", "罪"),
    "asks_permission": ("能不能", "可以", "能否", "可否", "有权", "是否有权", "能", "允许"),
    "asks_validity": ("有效", "无效", "效力", "算不算", "成立", "生效", "撤销"),
    "asks_time": ("多久", "多长时间", "期限", "几天", "几年", "什么时候", "何时", "时效", "期间"),
    "asks_money": ("多少钱", "费用", "多少", "利息", "工资", "补偿", "价款", "交钱", "收费"),
    "asks_how": ("怎么办", "如何", "怎么", "怎样", "程序", "流程", "手续", "申请", "哪些材料"),
    "asks_meaning": ("什么是", "是什么", "指什么", "哪些", "包括", "区别", "属于", "认定", "如何理解"),
    "asks_who": ("谁", "哪个部门", "由谁", "找谁", "哪里", "管辖", "主体"),
    "asks_duty": ("必须", "应当", "需要", "义务", "应该", "要不要", "是否需要"),
    "asks_criminal": ("罪", "刑", "坐牢", "判", "逮捕", "拘留", "犯罪", "缓刑"),
    "asks_office": ("行政", "政府", "机关", "部门", "许可", "复议", "公安", "派出所", "城管", "征收", "公务员"),
    "asks_court": ("起诉", "诉讼", "法院", "判决", "上诉", "执行", "证据", "开庭", "仲裁", "原告", "被告"),
}
#: Words of a provision by what it does.
SAYS = {
    "says_liability": ("责任", "赔偿", "罚款", "处罚", "有期徒刑", "吊销", "没收"),
    "says_fine": ("罚款", "责令", "警告", "没收", "吊销"),
    "says_crime": ("有期徒刑", "拘役", "犯罪"),
    "says_may": ("可以", "有权"),
    "says_must": ("应当", "必须"),
    "says_not": ("不得", "禁止", "不予"),
    "says_invalid": ("无效", "撤销", "有效", "效力", "生效"),
    "says_time": ("日内", "期限", "个月", "一年", "二年", "三年", "期间", "时起", "之日起"),
    "says_money": ("费用", "利息", "价款", "报酬", "补偿", "工资", "金额"),
    "says_meaning": ("是指", "所称", "包括", "本法所", "下列"),
    "says_court": ("人民法院", "起诉", "诉讼", "仲裁"),
    "says_office": ("人民政府", "主管部门", "行政机关", "公安机关", "部门"),
    "says_excuse": ("但是", "除外", "另有"),
    "says_apply": ("适用", "参照", "依照", "根据"),
}
_GENERAL = ("总则", "一般规定", "基本原则", "一般原则", "基本规定")


class Doc(msgspec.Struct):
    """A candidate, read once: its texts as codes, its place in its law, what it says. ``named`` is what the index has of a name of its own
    ("" where that is its law's title), ``listed_to`` the day until which it is found."""

    id: str
    kind: str
    law: str
    number: int
    codes: Codes
    heading: str
    law_title: str
    says: NDArray[np.float64]
    cites: tuple[int, ...]
    cites_elsewhere: tuple[tuple[str, int], ...]
    rank: str
    listed_to: int
    named: str


@lru_cache(maxsize=20_000)
def units_of(text: str) -> Codes:
    """As :func:`encoded`, remembered: for headings and titles, which many provisions share."""
    return encoded(text)


def encoded(text: str) -> Codes:
    """The cleaned text as UTF-16 units, with a zero behind it that no run of characters crosses."""
    return np.frombuffer((clean(text) + "\0").encode("utf-16-le", "replace"), dtype=np.uint16)


def decoded(codes: Codes) -> str:
    """The cleaned text that was :func:`encoded`."""
    return codes[:-1].tobytes().decode("utf-16-le", "replace")


def _number(written: str) -> int:
    try:
        return int(parse_number(written).split("-")[0])
    except ValueError:
        return 0


def article_number(doc: SearchDoc) -> int:
    """The article's number (the first part of "133-1"); 0 where it has none."""
    if doc.article:
        first = doc.article.split("-")[0]
        return int(first) if first.isdigit() else 0
    match = _ARTICLE.search(doc.title.removeprefix(doc.law_title))
    return _number(match[1]) if match else 0


def read_doc(doc: SearchDoc) -> Doc:
    """A stored document as what its features are made of."""
    text = doc.text
    says = np.array([any(word in text for word in words) for words in SAYS.values()], dtype=np.float64)
    number = article_number(doc)
    cited = tuple(
        dict.fromkeys(found for match in _CITED.findall(text) if (found := _number(match)) and found != number)
    )
    elsewhere = dict.fromkeys(
        (law_id("cn", law_name(titled or named)), found)
        for titled, named, written in _CITED_ELSEWHERE.findall(text)
        for one in _ARTICLE.findall(written)
        if (found := _number(one))
    )
    return Doc(
        doc.id,
        doc.kind,
        doc.law,
        number,
        encoded(text),
        doc.heading,
        doc.law_title,
        says,
        cited[:20],
        tuple(elsewhere)[:20],
        doc.rank,
        listed_to(doc),
        "" if indexed_title(doc) == doc.law_title else doc.title,
    )


class Counter:
    """Counts runs of characters in many texts at once: a trie over the characters that are looked for, walked from every place at once."""

    def __init__(self, terms: Sequence[str]) -> None:
        self.size = len(terms)
        runs = [np.frombuffer(term.encode("utf-16-le", "replace"), dtype=np.uint16).tolist() for term in terms]
        #: Number of a character: 0 for one that no term has.
        self._number = np.zeros(65536, dtype=np.int32)
        alphabet = {unit: number for number, unit in enumerate(dict.fromkeys(unit for run in runs for unit in run), 1)}
        for unit, number in alphabet.items():
            self._number[unit] = number
        # State 0 is nowhere, 1 the beginning.
        steps: list[dict[int, int]] = [{}, {}]
        told = [-1, -1]
        for index, run in enumerate(runs):
            state = 1
            for unit in run:
                known = steps[state].get(alphabet[unit])
                if known is None:
                    known = steps[state][alphabet[unit]] = len(steps)
                    steps.append({})
                    told.append(-1)
                state = known
            if run:
                told[state] = index
        self._next = np.zeros((len(steps), len(alphabet) + 1), dtype=np.int32)
        for state, known_steps in enumerate(steps):
            for number, after in known_steps.items():
                self._next[state, number] = after
        self._told = np.array(told, dtype=np.int64)

    def hits(self, texts: Sequence[Codes]) -> Hits:
        """Every place at which a term stands in a text."""
        none = np.zeros(0, dtype=np.int64)
        if not texts or not self.size:
            return Hits(len(texts), self.size, none, none, none)
        lengths = np.array([len(text) for text in texts])
        numbers = self._number[np.concatenate(texts)]
        spots, terms = [none], [none]
        begins = np.flatnonzero(numbers)
        state = self._next[1, numbers[begins]]
        reached = 0
        while True:
            on = np.flatnonzero(state)
            if not len(on):
                break
            begins, state = begins[on], state[on]
            told = self._told[state]
            hit = np.flatnonzero(told >= 0)
            spots.append(begins[hit])
            terms.append(told[hit])
            reached += 1
            # A zero behind each text ends every run: none is walked beyond the last.
            state = self._next[state, numbers[begins + reached]]
        spot = np.concatenate(spots)
        text = np.repeat(np.arange(len(texts)), lengths)[spot]
        return Hits(len(texts), self.size, text, spot - (np.cumsum(lengths) - lengths)[text], np.concatenate(terms))

    def counts(self, texts: Sequence[Codes]) -> Floats:
        """How often each term stands in each text: [texts, terms]."""
        return self.hits(texts).counts()


class Hits(NamedTuple):
    """Where terms stand: for each hit the text, the position in it, the term."""

    texts: int
    terms: int
    text: NDArray[np.int64]
    position: NDArray[np.int64]
    term: NDArray[np.int64]

    def counts(self, before: int | None = None, texts: int | None = None) -> Floats:
        """How often each term stands in each text, or in the first ``before`` characters of each; of the first ``texts`` texts where that
        is told: [texts, terms]."""
        size = self.texts if texts is None else texts
        keys = self.text * self.terms + self.term
        if before is not None:
            keys = keys[(self.position < before) & (self.text < size)]
        found = np.bincount(keys, minlength=size * self.terms).astype(np.float64)
        return found.reshape(-1, self.terms)[:size] if self.terms else found.reshape(size, 0)

    def densest(self, weights: Floats, width: int) -> Floats:
        """For each text the most weight of different terms that stand together in ``width`` characters."""
        out = np.zeros(self.texts)
        telling = weights[self.term] > 0
        text, term, half = self.text[telling], self.term[telling], self.position[telling] // (width // 2)
        if not len(text):
            return out
        most = int(half.max()) + 2
        # Each hit lies in two windows that overlap by half.
        window = np.concatenate([text * most + half, text * most + half + 1])
        pairs = np.unique(window * self.terms + np.concatenate([term, term]))
        window = pairs // self.terms
        brought = np.bincount(window, weights=weights[pairs % self.terms], minlength=self.texts * most)
        return np.asarray(brought.reshape(self.texts, most).max(axis=1), dtype=np.float64)


def saturated(counts: Floats, lengths: Floats, usual: float, b: float = _B) -> Floats:
    """BM25's part of a term in a text, without its idf: [texts, terms]."""
    return counts * (_K1 + 1) / (counts + _K1 * (1 - b + b * lengths / usual)[:, None])


def longest_runs(asked: str, texts: Sequence[Codes]) -> Floats:
    """The longest run of characters that each text shares with the question."""
    question = units_of(asked)[:-1].astype(np.int32)
    out = np.zeros(len(texts))
    if not len(question) or not texts:
        return out
    joined = np.concatenate(texts)
    owner = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    wanted = np.zeros(65536, dtype=bool)
    wanted[question] = True
    wanted[[0, 32]] = False
    inside = wanted[joined]
    positions = np.flatnonzero(inside)
    if not len(positions):
        return out
    block = joined[positions].astype(np.int32)[None, :] == question[:, None]
    following = np.diff(positions, prepend=-2) == 1
    best = np.zeros(len(positions), dtype=np.int32)
    level = block
    length = 1
    while level.any() and length <= 12:
        best[level.any(axis=0)] = length
        grown = np.zeros_like(level)
        grown[1:, 1:] = level[:-1, :-1] & block[1:, 1:] & following[None, 1:]
        level = grown
        length += 1
    np.maximum.at(out, owner[positions], best)
    return out


@cache
def _asked_words() -> tuple[tuple[str, ...], ...]:
    return tuple(ASKED.values())


def cues(asked: str) -> Floats:
    """Which of the things of ``ASKED`` a question wants to know."""
    return np.array([any(word in asked for word in words) for words in _asked_words()], dtype=np.float64)


def query_terms(question: Question) -> tuple[list[str], list[str], list[str]]:
    """Words (two to four characters), pairs and characters of a question."""
    words = [word for word in dict.fromkeys((*question.words, *question.common_words)) if 1 < len(word) <= LONGEST_RUN]
    pairs = [pair for pair in question.bigrams if len(pair) == 2]
    singles = [single for single in question.characters if len(single) == 1]
    return words, pairs, singles


def surely_found(word: str) -> bool:
    """Whether an index has a question's word for every text in which it stands: so it has pairs and single characters; a longer word only
    where the text is cut so, letters and digits only as a whole."""
    return len(word) <= 2 and not word.isascii() and not any(map(str.isascii, word)) and word not in common().characters


def law_sort(law_title: str, rank: str) -> int:
    """0 a law, 1 an interpretation, 2 a regulation of the State Council, 3 anything else; by the title where the rank is unknown."""
    if "最高人民" in law_title:
        return 1
    if rank:
        return {"01": 0, "02": 0}.get(rank, 2)
    if law_title.endswith(("法", "典")):
        return 0
    return 2 if law_title.endswith("条例") else 3


def is_general(heading: str) -> bool:
    """Whether a provision stands among the general clauses of its law."""
    return any(word in heading for word in _GENERAL)


def uncommon(pairs: Sequence[str]) -> list[str]:
    """Pairs that are asked for at all."""
    usual = common().bigrams
    return [pair for pair in pairs if pair not in usual]

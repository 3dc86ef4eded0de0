"""The words of an article as alignment weighs them: folded, citations masked, cut into sentences, each the set of its pairs of characters."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from math import log
from pathlib import Path
from typing import NamedTuple

from text.normalise import fold
from text.numerals import to_chinese

_NUMERAL = r"[一二三四五六七八九十百千零〇\d]+"
# 第十条、第十二条第一款和第三项、本章第二节: renumbering moves these; the rule stays.
_CITED = re.compile(
    rf"(?:本[编章节条](?=第))?(?:第{_NUMERAL}[编章节条款项目](?:之{_NUMERAL})?(?:[、,]|以?及|和|至|或者?|(?=第))?)+"
)
_ITEM = re.compile(rf"^ *(?:\({_NUMERAL}\)|\d+[.、]) *", re.M)
# What a text calls itself; a rule taken over into a code or from a regulation into a statute names its new place.
_SELF = re.compile(r"本(?:法典|条例|办法|规定|细则|规则|分?编)")
# 20日 for 二十日: a way of writing. Years are written in digits everywhere, and a decimal is no whole number.
_ARABIC = re.compile(r"(?<![\d.])\d{1,8}(?![\d.]|年)")
_DIGIT = re.compile(r"[0-9]")
_SENTENCE = re.compile(r"[\n。;]")
_RUN = re.compile(r"[^\W_]+")
_GAP = re.compile(r"[\W_]+")
# Days and amounts change where the rule stays.
_AMOUNT = re.compile(r"[一二三四五六七八九十百千万\d]+(?=[年月日元万倍])")
_PENAL_HEADING = re.compile(r"法律责任|罚则|处罚")
_SANCTION = re.compile(r"罚款|处分|责令|追究[^,。]{0,8}责任|吊销|承担[^,。]{0,10}责任|处罚")
# Sentences that nearly every chapter on liability has: where one of them stands says nothing of where its article went.
_COMMONPLACE = re.compile(
    r"(?:[^,]{0,12},)?(?:构成(?:犯罪|违反治安管理行为)的|涉嫌犯罪的|造成[^,]{0,20}(?:损失|损害)的),?[^,]{0,16}"
    r"(?:责任|处罚|司法机关(?:处理)?|赔偿损失)"
    r"|(?:[^,]{0,12},)?对[^,]{0,40}(?:主管人员|责任人员|负责人)[^,]{0,12},?[^,]{0,30}(?:罚款|处分)"
    r"|.{0,200}下列(?:情形|行为)之一.{0,200}:"
    r"|[^,]{0,12}具体[^,]{0,4}(?:办法|规定)[^,]{0,6}由[^,]{0,40}(?:制定|规定)"
    r"|法律、行政法规另有规定的,(?:从其规定|依照其规定|适用其规定)"
)
# What such a sentence ends with: most need not be looked at.
_COMMONPLACE_ENDS = frozenset("任罚关理失款分:定")
# A sentence shorter than this is part of the one before it.
_SHORT = 10


class Sentence(NamedTuple):
    """One sentence, or one item of a list: its pairs of neighbouring characters and whether it is a commonplace."""

    grams: frozenset[int]
    commonplace: bool


class Words(NamedTuple):
    """An article's words: ``penal`` where it threatens a sanction; ``grams`` of all its sentences."""

    penal: bool
    sentences: tuple[Sentence, ...]
    grams: frozenset[int]


def _grams(text: str) -> frozenset[int]:
    """Every two neighbouring characters as one number: both halves of four bytes, which is read and compared faster than a string."""
    grams: set[int] = set()
    for run in (text,) if text.isalnum() else _RUN.findall(text):
        data = memoryview(run.encode("utf-16-le", "surrogatepass"))
        grams.update(data[: len(data) & ~3].cast("I"))
        grams.update(data[2 : (len(data) - 2 & ~3) + 2].cast("I"))
    return frozenset(grams)


def _cut(clean: str) -> list[str]:
    parts: list[str] = []
    for piece in _SENTENCE.split(clean):
        piece = piece.strip(" ,.")
        if not piece:
            continue
        if parts and len(piece) < _SHORT:
            parts[-1] += "," + piece
        else:
            parts.append(piece)
    return parts


@lru_cache(maxsize=1024)
def read_bare(text: str) -> tuple[str, str]:
    """One article's text (its lines joined by line feeds) folded and with citations masked, and the same without anything that renumbering or
    typesetting changes."""
    clean = _SELF.sub("本法", _CITED.sub("§", _ITEM.sub("", fold(text))))
    if _DIGIT.search(clean):
        clean = _ARABIC.sub(lambda match: to_chinese(int(match[0])), clean)
    return clean, _GAP.sub("", clean)


@lru_cache(maxsize=1024)
def read_words(text: str) -> Words:
    """The words of one article's text (its lines joined by line feeds)."""
    clean = read_bare(text)[0]
    parts = (
        Sentence(_grams(part), part[-1] in _COMMONPLACE_ENDS and _COMMONPLACE.fullmatch(part) is not None)
        for part in _cut(_AMOUNT.sub("0", clean))
    )
    sentences = tuple(sentence for sentence in parts if sentence.grams)
    return Words(
        penal="违反" in clean[:40] and _SANCTION.search(clean) is not None,
        sentences=sentences,
        grams=frozenset().union(*(sentence.grams for sentence in sentences)),
    )


@lru_cache(maxsize=1024)
def read_path(path: str) -> tuple[frozenset[int], bool]:
    """The pairs of characters of the headings that an article stands under, and whether they are those of the chapter on liability."""
    return _grams(fold(path)), _PENAL_HEADING.search(path) is not None


@cache
def common_grams() -> dict[int, float]:
    """What a pair of characters counts for (below 1) that many articles of any law have, by its share of all articles."""
    lines = (Path(__file__).parent / "_alignment_common.txt").read_text("utf-8").splitlines()
    tiers = [line.split() for line in lines if not line.startswith("#")]
    most = log(1 + int(tiers[-1][0]) * 2)
    return {gram: log(1 + int(tier[0])) / most for tier in tiers for pair in tier[1:] for gram in _grams(pair)}

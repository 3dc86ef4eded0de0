"""Short pieces of the original text with the spans of what matched, in code points."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from search.port import SearchDoc
from search.query import Question
from text.cut import clean

_WIDTH = 90
_BEFORE = 16
_PIECES = 2
_MOST_SPANS = 24
_BREAK = "。；;！？\n"


@lru_cache(maxsize=1024)
def _pattern(tokens: tuple[str, ...]) -> re.Pattern[str] | None:
    longest_first = sorted(set(tokens), key=lambda token: (-len(token), token))
    return re.compile("|".join(map(re.escape, longest_first))) if longest_first else None


def wanted(question: Question) -> tuple[str, ...]:
    """What is marked: the question's words, those of one character only where it has no longer one; and pairs of characters, so
    that a word that was cut otherwise in the text is marked too."""
    words = question.words + question.common_words
    long = tuple(word for word in words if len(word) > 1)
    pairs = tuple(pair for pair in question.bigrams if len(pair) > 1)
    return (*long, *pairs) or words or question.characters


def _spans(text: str, tokens: tuple[str, ...]) -> list[tuple[int, int]]:
    pattern = _pattern(tokens)
    if pattern is None or not text:
        return []
    spans: list[tuple[int, int]] = []
    for match in pattern.finditer(clean(text)):
        if spans and spans[-1][1] == match.start():
            spans[-1] = (spans[-1][0], match.end())
        else:
            spans.append(match.span())
    return spans


def _piece(field: str, text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> dict[str, Any]:
    inside = [[first - start, last - start] for first, last in spans if first >= start and last <= end]
    return {"field": field, "text": text[start:end], "spans": inside}


def _windows(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Up to two stretches of ``text``, in order, that hold the most of what matched; the same words again count half."""
    chosen: list[tuple[int, int]] = []
    left = spans
    while left and len(chosen) < _PIECES:
        first = left[0][0] if len(left) == 1 or left[-1][1] - left[0][0] <= _WIDTH - _BEFORE else _best(text, left)
        start = max(0, first - _BEFORE)
        for index in range(first - 1, start - 1, -1):
            if text[index] in _BREAK:
                start = index + 1
                break
        end = min(len(text), start + _WIDTH)
        chosen.append((start, end))
        left = [span for span in left if span[1] <= start or span[0] >= end]
    return sorted(chosen)


def _best(text: str, spans: list[tuple[int, int]]) -> int:
    """Where the stretch begins that holds the most."""
    best, where = -1.0, 0
    for place, (first, _) in enumerate(spans):
        seen: set[str] = set()
        worth = 0.0
        for start, end in spans[place:]:
            if end > first + _WIDTH - _BEFORE:
                break
            token = text[start:end]
            worth += (end - start) * (0.5 if token in seen else 1.0)
            seen.add(token)
        if worth > best:
            best, where = worth, first
    return where


def highlight(doc: SearchDoc, tokens: tuple[str, ...]) -> list[dict[str, Any]]:
    """Pieces as ``{"field": title|heading|text, "text": …, "spans": [[start, end), …]}``: the title and the headings where something in
    them matched, then the best pieces of the text (its beginning where nothing in it did)."""
    pieces = []
    for field, value in (("title", doc.title), ("heading", doc.heading)):
        spans = _spans(value, tokens)
        if spans:
            pieces.append(_piece(field, value, 0, len(value), spans))
    spans = _spans(doc.text, tokens)[:_MOST_SPANS]
    if spans:
        pieces += [_piece("text", doc.text, start, end, spans) for start, end in _windows(doc.text, spans)]
    elif doc.text:
        pieces.append(_piece("text", doc.text, 0, _WIDTH, ()))
    return pieces

"""Lay words in a question, and the words of law they stand for, by the scheme ``ontologies/lay.ttl``.

All expressions are looked for at once (Aho-Corasick) in the text as the index sees it (width, case and traditional characters folded,
positions kept). Where expressions overlap the longest is read and what lies within it is not: 拖欠工资 says all that 工资 says. An expression
with a gap (欠…工资) takes only its own characters; what stands in the gap is read for itself.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import ahocorasick_rs

from ontologies import lay
from text.cut import clean

#: The widest gap of an expression with one, in characters; a stop or a space is never within it.
WIDEST_GAP = 6


class Bridged(NamedTuple):
    """A lay expression found in a text: ``text[begins:ends]`` holds it. ``legal``: the words of law, the best first; ``functions``: codes
    of the functions that usually deal with it, possibly none."""

    lay: str
    legal: tuple[str, ...]
    functions: tuple[str, ...]
    begins: int
    ends: int


class _Pieces(NamedTuple):
    """Every piece of an expression, and what it is a piece of: whole expressions, beginnings and ends of expressions with a gap."""

    automaton: ahocorasick_rs.AhoCorasick
    whole: tuple[str, ...]
    opens: tuple[tuple[tuple[str, str], ...], ...]
    closes: tuple[bool, ...]
    names: tuple[str, ...]


@cache
def _pieces() -> _Pieces:
    whole: set[str] = set()
    opens: dict[str, list[tuple[str, str]]] = {}
    closes: set[str] = set()
    for expression in lay.by_expression():
        before, gap, after = expression.partition(lay.GAP)
        if gap:
            opens.setdefault(before, []).append((after, expression))
            closes.add(after)
        else:
            whole.add(expression)
    names = tuple(sorted({*whole, *opens, *closes}))
    return _Pieces(
        ahocorasick_rs.AhoCorasick(names),
        tuple(name if name in whole else "" for name in names),
        tuple(tuple(opens.get(name, ())) for name in names),
        tuple(name in closes for name in names),
        names,
    )


class _Candidate(NamedTuple):
    weight: int
    begins: int
    ends: int
    gap_begins: int
    gap_ends: int
    expression: str


def _candidates(plain: str) -> list[_Candidate]:
    pieces = _pieces()
    found: list[_Candidate] = []
    opened: list[tuple[int, int, tuple[tuple[str, str], ...]]] = []
    closed: dict[str, list[int]] = {}
    for index, begins, ends in pieces.automaton.find_matches_as_indexes(plain, overlapping=True):
        if pieces.whole[index]:
            found.append(_Candidate(ends - begins, begins, ends, ends, ends, pieces.whole[index]))
        if pieces.opens[index]:
            opened.append((begins, ends, pieces.opens[index]))
        if pieces.closes[index]:
            closed.setdefault(pieces.names[index], []).append(begins)
    for begins, stop, continued in opened:
        for after, expression in continued:
            for start in closed.get(after, ()):
                if stop <= start <= stop + WIDEST_GAP and " " not in plain[stop:start]:
                    ends = start + len(after)
                    found.append(_Candidate(stop - begins + len(after), begins, ends, stop, start, expression))
                    break
    return found


def bridge(text: str) -> tuple[Bridged, ...]:
    """The lay expressions in ``text`` with the words of law they stand for, in the order in which they stand. Of expressions that overlap
    only the longest is given, of equally long ones the first."""
    found = _candidates(clean(text))
    if not found:
        return ()
    found.sort(key=lambda item: (-item.weight, item.ends - item.begins, item.begins))
    taken: set[int] = set()
    out: list[Bridged] = []
    for _, begins, ends, gap_begins, gap_ends, expression in found:
        own = (*range(begins, gap_begins), *range(gap_ends, ends))
        if taken.isdisjoint(own):
            taken.update(own)
            concept = lay.by_expression()[expression]
            out.append(Bridged(expression, concept.terms, concept.functions, begins, ends))
    out.sort(key=lambda item: (item.begins, item.ends))
    return tuple(out)


def lay_words(legal: str) -> tuple[str, ...]:
    """The everyday words for a term of law: see :func:`ontologies.lay.lay_words`."""
    return lay.lay_words(legal)

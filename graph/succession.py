"""Where the words of an article went: followed from text to text, and into the law that took them up; and which text of it was meant.

A text's articles are joined to the provisions of the next loaded text that took them up (TAKES_UP), and those of a law that was ended to
the law that ended it. Followed to a day, the chain ends in the provisions in force on it, or nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

import msgspec

from ontologies.identifiers import article_eid, provision_id
from ontologies.records import Change
from text.normalise import fold

Record = dict[str, Any]

# The surest word on what a body is for comes first.
VIA_LABELS = {"roster": "机构名录", "name": "机构名称", "mandate": "三定职责", "arrangement": "权力安排"}
VIAS = tuple(VIA_LABELS)


def number_order(number: str) -> tuple[int, ...]:
    """A key that sorts article numbers as the text has them: 9, 10, 10-1, 11."""
    return tuple(int(part) for part in number.split("-") if part.isdigit())


def place_of_actor(row: Record) -> tuple[Any, ...]:
    """By paragraph, place in it, then what is named and how."""
    return (
        int(row["paragraph"]),
        row["begins"],
        row["ends"],
        row["function"],
        row["modality"],
        row["act"],
        row["object"],
    )


def sureness(row: Record) -> tuple[int, str]:
    """By what tells of a body's function, then by function."""
    return VIAS.index(row["via"]), row["function"]


class Followed(msgspec.Struct):
    """Where an article's words are on a day. ``reached`` are the provisions in force that have them, in the order of the law; ``doubtful`` the
    identifiers of those that no sure way leads to; ``coming`` provisions of texts not yet in force; ``changes`` what happened on the way;
    ``hops`` every step taken, as (article, row of the provision that took it up), ``left`` the texts of which an article was left without
    a successor."""

    reached: list[Record]
    doubtful: set[str]
    coming: list[Record]
    changes: set[str]
    hops: list[tuple[str, Record]]
    left: set[str]

    @property
    def change(self) -> Change:
        """The whole way in one word."""
        if len(self.reached) > 1:
            return Change.SPLIT
        for change in (Change.MERGED, Change.REWORDED, Change.RENUMBERED):
            if change in self.changes:
                return change
        return Change.REWORDED if Change.SPLIT in self.changes else Change.SAME


def article_of(row: Record) -> str:
    """The identifier of the number that a provision's row expresses."""
    return provision_id(row["law"], article_eid(row["number"]))


def follow(
    taken: Callable[[Sequence[str]], dict[str, list[Record]]], article: str, version: str, day: date
) -> Followed:
    """Follow an article of a text to a day. ``taken`` gives the rows of TAKES_UP for articles, of all texts (``edge_version`` the text that
    had it). A ring in the data ends: no article of a text is left twice."""
    found = Followed([], set(), [], set(), [], set())
    sure: set[str] = set()
    seen = {(article, version)}
    waiting = {(article, version): False}
    while waiting:
        rows_of = taken(sorted({number for number, _ in waiting}))
        ahead: dict[tuple[str, str], bool] = {}
        for (number, text), doubt in waiting.items():
            rows = [row for row in rows_of[number] if row["edge_version"] == text]
            if not rows:
                found.left.add(text)
            for row in rows:
                doubtful = doubt or row["edge_doubtful"]
                found.hops.append((number, row))
                found.changes.add(row["edge_change"])
                if row["valid_from"] <= day < row["valid_to"]:
                    found.reached.append(row)
                    (found.doubtful if doubtful else sure).add(row["id"])
                elif row["valid_from"] > day:
                    found.coming.append(row)
                else:
                    key = article_of(row), row["version"]
                    if key not in seen:
                        seen.add(key)
                        ahead[key] = doubtful
                    elif key in ahead:
                        ahead[key] = ahead[key] and doubtful
        waiting = ahead
    found.reached, found.coming = _once(found.reached), _once(found.coming)
    found.doubtful -= sure
    return found


def _once(rows: Iterable[Record]) -> list[Record]:
    kept = {row["id"]: row for row in rows}
    return sorted(kept.values(), key=lambda row: (row["law"], row["version"], row["position"], row["id"]))


# Which text was meant --------------------------------------------------------------------------------------------------------------

# Of what is pasted, so much must stand in a text for it to be that text's, and so much more than in the present one.
_SAME = 0.75
_BETTER = 0.05
_SHORTEST = 15
_WORDS = re.compile(r"[^\W_]+")


def _pairs(text: str) -> set[str]:
    return {run[at : at + 2] for run in _WORDS.findall(fold(text)) for at in range(len(run) - 1)}


def pasted_behind(basis: str, end: int, following: Iterable[int]) -> str:
    """The words that a basis cell has behind a citation, up to the next one: the article itself, where a list pastes it; "" for a few words
    only. ``end`` is where the citation ends, ``following`` are where the others begin."""
    stop = min((begin for begin in following if begin >= end), default=len(basis))
    words = basis[end:stop].strip(" \t\n\r:：;；,，。、《》")
    return words if sum(map(len, _WORDS.findall(words))) >= _SHORTEST else ""


def pasted_from(pasted: str, texts: dict[str, str], present: str = "") -> str | None:
    """Which of several texts of an article pasted words are taken from: a key of ``texts``; ``present`` where they fit it as well as any; None
    where they fit none."""
    words = _pairs(pasted)
    if not words:
        return None
    fits = {key: len(words & _pairs(text)) / len(words) for key, text in texts.items()}
    best = max(fits, key=lambda key: (fits[key], key == present, key), default=None)
    if best is None or fits[best] < _SAME:
        return None
    return present if fits.get(present, 0.0) >= fits[best] - _BETTER else best

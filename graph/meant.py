"""Which text of a law a citation was taken from, and whether its number says the same there and now.

A list cites a number, never a text. What tells the text: a year in the citation (2013年修正); the words of the article that the list pastes
behind it; the day on which the list was made; and where the number is gone from the law, that an earlier text had it. The tracer and the
checks read the same answer here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec

from graph.succession import pasted_from
from ontologies.status import is_day
from text.citations import noted_year
from text.normalise import fold

Record = dict[str, Any]

_WORDS = re.compile(r"[^\W_]+")


class By(StrEnum):
    """What tells the text: the year in the citation, the pasted words, the day of the edition, the last text that had the number, or that
    there was only one."""

    YEAR = "year"
    PASTED = "pasted"
    EDITION = "edition"
    LAST = "last"
    SOLE = "sole"


class Meant(msgspec.Struct, frozen=True):
    """The text that a citation was taken from, where that is not the present one. ``version`` is its LawVersion row, None where the year that
    the citation gives (``year``) is of no text that is known; ``why`` says in words what tells so ("" where nothing had to be inferred)."""

    version: Record | None
    by: By
    why: str = ""
    year: int = 0

    @property
    def loaded(self) -> bool:
        return self.version is not None and bool(self.version["loaded"])


def of_year(versions: Sequence[Record], year: int) -> list[Record]:
    """The texts that people call by a year: made, or else made public, in it. Oldest first."""
    made = [row for row in versions if is_day(row["version_date"]) and row["version_date"].year == year]
    return made or [row for row in versions if is_day(row["promulgated"]) and row["promulgated"].year == year]


def meant(
    versions: Sequence[Record],
    provisions: Sequence[Record],
    now: Record | None,
    note: str,
    day: date,
    made: date | None,
    pasted: Callable[[], str],
    texts: Callable[[Sequence[Record]], dict[str, str]],
) -> Meant | None:
    """Which text a citation was taken from; None where that is the present one, or nothing tells.

    ``versions`` are the LawVersion rows of the law, oldest first, ``provisions`` the Provision rows that express the number in all its texts,
    ``now`` the one of them in force on ``day`` (None where the number is gone); ``note`` is what the citation notes, ``made`` the day of the
    list's edition where it is known and past. ``pasted`` gives the words behind the citation, ``texts`` provision → its words; both are
    asked for only where they matter."""
    by_id = {row["id"]: row for row in versions}
    present = by_id.get(now["version"]) if now is not None else None
    year = noted_year(note)
    if year is not None:
        named = of_year(versions, year)
        if present is not None and any(row is present for row in named):
            return None
        if named and named[-1]["loaded"]:
            return Meant(named[-1], By.YEAR, f"所引注明的年份（{year}年）", year)
        return Meant(named[-1] if named else None, By.YEAR, f"所引注明的年份（{year}年）", year)
    had = [
        (version, row)
        for row in provisions
        if (version := by_id.get(row["version"])) is not None
        and version["loaded"]
        and (row["valid_from"] <= day or row is now)
    ]
    if not had:
        return None
    if len(had) > 1:
        words = pasted()
        if words:
            found = pasted_from(words, texts([row for _, row in had]), now["id"] if now is not None else "")
            if found is not None:
                if now is not None and found == now["id"]:
                    return None
                return Meant(next(version for version, row in had if row["id"] == found), By.PASTED, "所附的条文")
    if made is not None:
        then = next((row for row in versions if row["valid_from"] <= made < row["valid_to"]), None)
        if then is not None and (now is not None or any(version is then for version, _ in had)):
            if now is not None and then["id"] == now["version"]:
                return None
            if now is None and len(had) == 1 and len(versions) == 1:
                return Meant(then, By.SOLE)
            return Meant(then, By.EDITION, f"编制清单的日期（{made.year}年{made.month}月{made.day}日）")
    if now is not None:
        return None
    last, _ = max(had, key=lambda pair: (pair[1]["valid_to"], pair[0]["version_date"], pair[0]["id"]))
    return Meant(last, By.SOLE) if len(had) == 1 else Meant(last, By.LAST, "最后载有此条的文本")


def same_words(one: str, other: str) -> bool:
    """Whether two texts of an article are the same but for punctuation, width and white space."""
    return _letters(one) == _letters(other)


def _letters(text: str) -> str:
    return "".join(_WORDS.findall(fold(text)))

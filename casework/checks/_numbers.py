"""Document numbers (国务院令第379号, 国发〔2014〕5号): read out of text, and which law each belongs to.

The number of an order or a paper is known of a law from its history, where loaded: the order that made it public and those that amended it.
Orders of the State Council are numbered on through the years; those of the President begin anew with every congress, those of ministries now
and then, so that alone the former and numbers with a year tell one document from another.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

import msgspec
import orjson

from ontologies.status import is_day
from text.normalise import fold
from text.numerals import to_int

Record = dict[str, Any]

_NUMERAL = r"[〇零一二三四五六七八九十百千\d]+"
_ORDER = re.compile(rf"([\u4e00-\u9fff、]{{0,30}}?)令 ?(?:\[(\d{{4}})\]|(\d{{4}})年)? ?第? ?({_NUMERAL}) ?号")
_PAPER = re.compile(r"([\u4e00-\u9fff]{1,12})[\[(](\d{4})[\])] ?第? ?(\d+) ?号")
# What stands before an organ's name in a line of history.
_LEAD = re.compile(r"^.*(?:[年月日]|根据|依据|按照|经|以|由)(?=.)")
_AMENDED = re.compile("修改|修正|修订")
# A decision that amends several documents and the change of one of them are so close in time.
_SAME_TIME = timedelta(days=40)


class Number(msgspec.Struct, frozen=True):
    """A document number. ``organ`` as it signs (国务院, 国发), without the country's name; ``year`` 0 where the number has none; ``text`` as
    written."""

    organ: str
    year: int
    number: int
    text: str = ""

    @property
    def key(self) -> tuple[str, int, int]:
        return self.organ, self.year, self.number

    @property
    def tells(self) -> bool:
        """Whether no other document has the same number."""
        return bool(self.year) or self.organ == "国务院"


def numbers_in(text: str) -> list[Number]:
    """The document numbers in a text, in order."""
    folded = fold(text)
    found: list[tuple[int, Number]] = []
    for match in _ORDER.finditer(folded):
        number = _value(match[4])
        if number is not None:
            year = int(match[2] or match[3] or 0)
            begins = match.start() + len(match[1]) - len(_LEAD.sub("", match[1]))
            found.append((match.start(), Number(_organ(match[1]), year, number, text[begins : match.end()])))
    for match in _PAPER.finditer(folded):
        found.append((match.start(), Number(match[1], int(match[2]), int(match[3]), text[match.start() : match.end()])))
    return [number for _, number in sorted(found, key=lambda pair: pair[0])]


def _value(text: str) -> int | None:
    try:
        return int(text) if text.isdecimal() else to_int(text)
    except ValueError:
        return None


def _organ(text: str) -> str:
    plain = _LEAD.sub("", text.replace("中华人民共和国", "")).split("、")[0]
    for known in ("国务院", "主席"):
        if plain.endswith(known):
            return known
    return plain


class Use(msgspec.Struct, frozen=True):
    """A number as the history of a law has it: ``day`` of the step, ``made`` whether it made the law public."""

    law: str
    title: str
    day: date | None
    made: bool
    number: Number


class NumberBook:
    """The document numbers of all loaded laws. ``versions`` are LawVersion rows with all columns."""

    def __init__(self, versions: Iterable[Record]) -> None:
        self._uses: dict[tuple[str, int, int], list[Use]] = defaultdict(list)
        self._of: dict[str, dict[tuple[str, int, int], Use]] = defaultdict(dict)
        self._days: dict[str, set[date]] = defaultdict(set)
        self._untold: set[str] = set()
        for row in versions:
            self._days[row["law"]].update(day for day in (row["version_date"], row["promulgated"]) if is_day(day))
            own = list(_uses(row))
            # A step of the history that gives no number: there is one that nobody knows.
            if not any(not use.made or row["amendment"] == "制定" for use in own):
                self._untold.add(row["law"])
            for use in own:
                if use.number.key not in self._of[use.law]:
                    self._of[use.law][use.number.key] = use
                    self._uses[use.number.key].append(use)

    def known(self, law: str) -> dict[tuple[str, int, int], Use]:
        """The numbers that a law's history gives: of its making and of its amendments."""
        return self._of[law]

    def complete(self, law: str) -> bool:
        """Whether every step of a law's history has its number."""
        return bool(self._of[law]) and law not in self._untold

    def others(self, law: str, title: str, number: Number) -> list[Use]:
        """What other documents a number is of, so that it cannot be this law's: not a decision that amends the law, nor one that amended several
        documents at a time at which this one was changed."""
        plain = title.strip("《》").removeprefix("中华人民共和国")
        found = []
        for use in self._uses[number.key]:
            if use.law == law or plain in use.title or _several(use.title):
                continue
            if use.made or use.day is None or all(abs(day - use.day) > _SAME_TIME for day in self._days[law]):
                found.append(use)
        return found


def _several(title: str) -> bool:
    """Whether a document amends or ends several others."""
    return bool(_AMENDED.search(title) or "废止" in title)


def _uses(row: Record) -> Iterator[Use]:
    """The numbers that a version's row tells, by its own column and by the lines of history that settled it."""
    fields: dict[str, Any] = orjson.loads(row["settled"]).get("fields", {}) if row["settled"] else {}
    lines = [fields[name].get("evidence", "") for name in ("rank", "promulgated", "version_date") if name in fields]
    for line in lines:
        for number in numbers_in(line):
            amends = _AMENDED.search(line) is not None
            yield Use(row["law"], row["title"], _day_of(line, row), not amends, number)
    for number in numbers_in(row["number"]):
        amends = row["amendment"] != "制定"
        yield Use(row["law"], row["title"], row["version_date"], not amends, number)


_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")


def _day_of(line: str, row: Record) -> date | None:
    found = _DATE.search(fold(line))
    if found is None:
        return row["version_date"] if is_day(row["version_date"]) else None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None

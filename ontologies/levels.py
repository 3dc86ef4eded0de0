"""The levels of government that a provision speaks to, as one word.

A level as written is a code of ``records.Level`` with "+" for 以上 (``county+``: 县级以上), several joined by "," from the highest down
(``city,county``: 市级、县级), ``all`` for 各级, "" where the text leaves it open. Sources: 地方各级人民代表大会和地方各级人民政府组织法 (the four
local levels), 立法技术规范 (以上 includes the level named).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import combinations

from ontologies.records import Level

# From the highest down, as texts name them.
ORDER = (Level.NATIONAL, Level.PROVINCE, Level.CITY, Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE)
ALL = "all"
OPEN = ""
_OPEN_LABEL = "未明确"
_ALL_LABEL = "各级"


def joined(levels: Iterable[str]) -> str:
    """Several levels as one word, from the highest down; what 以上 of a lower one covers is left out."""
    return _joined(frozenset(levels))


@lru_cache(maxsize=1024)
def _joined(levels: frozenset[str]) -> str:
    if ALL in levels:
        return ALL
    kept: list[str] = []
    for place, level in enumerate(ORDER):
        above = any(f"{lower}+" in levels for lower in ORDER[place + 1 :])
        if f"{level}+" in levels:
            if not above:
                kept.append(f"{level}+")
        elif str(level) in levels and not above:
            kept.append(str(level))
    return ",".join(kept)


def level_label(level: str) -> str:
    """县级以上 of ``county+``, 市级、县级 of ``city,county``, 各级 of ``all``, 未明确 of ""."""
    if level in (OPEN, ALL):
        return _ALL_LABEL if level else _OPEN_LABEL
    return "、".join(
        Level(part.removesuffix("+")).label + ("以上" if part.endswith("+") else "") for part in level.split(",")
    )


def reaches(level: str, of: Level) -> bool:
    """Whether a provision that speaks to ``level`` may mean an organ of that level. An open one may mean any."""
    if level in (OPEN, ALL):
        return True
    if of not in ORDER:
        return False
    place = ORDER.index(of)
    return any(
        part == of or (part.endswith("+") and place <= ORDER.index(Level(part.removesuffix("+"))))
        for part in level.split(",")
    )


@cache
def reaching(of: Level) -> tuple[str, ...]:
    """Every level as written that may mean an organ of that level, for a query that must name them."""
    words = [OPEN, ALL]
    for size in range(1, len(ORDER) + 1):
        for some in combinations(ORDER, size):
            names = [str(level) for level in some]
            words.append(",".join(names))
            words.append(",".join((*names[:-1], f"{names[-1]}+")))
    return tuple(dict.fromkeys(word for word in words if reaches(word, of)))

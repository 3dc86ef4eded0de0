"""The lower half of the citation grammar: the list of articles, paragraphs, items and points that follows a law's name.

Recursive descent over number tokens; the grammar is in the docstring of ``text.citations``. Works on folded text
(``text.normalise.fold``), so that positions are those of the source.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from text.numerals import NUMERAL_CHARS, to_int

ARTICLE, PARAGRAPH, ITEM, POINT = 1, 2, 3, 4
_LEVELS = {"条": ARTICLE, "款": PARAGRAPH, "项": ITEM, "目": POINT}
#: A range longer than this is more likely a slip than a citation of every article in it: only its ends are reported.
LONGEST_RANGE = 300
# Numbers above these are years, sums or document numbers, not articles or items.
_LARGEST = (0, 9999, 99, 199, 99)

_CIRCLED = {
    **{chr(0x2460 + index): index + 1 for index in range(20)},
    **{chr(0x2474 + index): index + 1 for index in range(20)},
    **{chr(0x3220 + index): index + 1 for index in range(10)},
}
_CIRCLES = "".join(_CIRCLED)
# What follows 条, 款, 项, 目 when they are not units: 条例 条件 条约 款项 项目 目标 目录 目的 …
UNIT_PATTERN = "条(?![例约件目线幅]|生产线|流水线|跑道)|款(?![项待式])|项(?!目|工作|任务|技术|指标)|目(?![标录的前光])"
_TOKEN = re.compile(
    r"(?P<space>[ \n]*)(?P<di>第 *)?"
    rf"(?:(?P<open>\( *)?(?P<number>[{NUMERAL_CHARS}]+)(?: *之 *(?P<within>[{NUMERAL_CHARS}]+)(?= *条))?(?P<close> *\))?"
    rf"|(?P<circled>[{_CIRCLES}]))"
    rf" *(?P<unit>{UNIT_PATTERN})?"
    # 第十条之一, but 之一般规定 and 之三个月 are prose.
    rf"(?:(?<=条) *之 *(?P<inserted>[{NUMERAL_CHARS}]+)(?![般切致定些旦样律名个种次年月日倍类间内外]))?"
)
# 第（一、三、五）项
_GROUPED = re.compile(rf" *第? *\( *[{NUMERAL_CHARS}]+(?: *(?:[、,和及]|至|—|-|~) *[{NUMERAL_CHARS}]+)+ *\) *项(?!目)")
_SEPARATOR = re.compile(
    r" {0,4}\n? {0,4}(?:[、,;/](?: {0,4}\n? {0,4}(?:以及|或者|[和及与或并]))?|以及|或者|[和及与或并]) {0,4}\n? {0,4}"
)
_RANGE = re.compile(r" *(?P<mark>起?至|到|—+|-+|~) *")
# A parenthesised number before a title numbers the next law of the list: 第十条 （二）《…》.
_NUMBERS_NEXT = re.compile(r"[ \n]*[《〈【]")


class Leaf(NamedTuple):
    """One provision cited: Arabic numbers or None, and the stretch that names it."""

    article: str | None
    paragraph: str | None
    item: str | None
    point: str | None
    start: int
    end: int


class _Number(NamedTuple):
    value: str
    level: int  # 0: no unit written
    ordinal: bool  # 第 written
    enclosed: bool  # in parentheses or circled
    spaced: bool
    start: int
    end: int


class _Element(NamedTuple):
    """One number, or a range of them, and the stretch it stands in."""

    values: list[str]
    start: int
    end: int


class _List(NamedTuple):
    """Numbers of one level. ``loose``: parenthesised, without 项; ``plain``: the first has neither 第 nor parentheses."""

    elements: list[_Element]
    level: int
    end: int
    loose: bool = False
    plain: bool = False


def _number(text: str, pos: int) -> _Number | None:
    match = _TOKEN.match(text, pos)
    if match is None:
        return None
    space, ordinal, opened, number, within, closed, circled, unit, inserted = match.groups()
    level = _LEVELS[unit] if unit else 0
    start, end = pos + len(space), match.end()
    if circled is not None:
        return _Number(str(_CIRCLED[circled]), level, bool(ordinal), True, bool(space), start, end)
    if (opened is None) != (closed is None):
        return None
    try:
        value = to_int(number)
        extra = to_int(within or inserted or "零")
    except ValueError:
        return None
    if not 0 < value <= _LARGEST[level or ARTICLE] or extra > _LARGEST[ITEM] or (extra == 0 and (within or inserted)):
        return None
    shown = f"{value}-{extra}" if extra else str(value)
    return _Number(shown, level, bool(ordinal), opened is not None, bool(space), start, end)


def expand(first: str, last: str) -> list[str]:
    """The numbers from ``first`` to ``last`` ("133-1" among them); only the two ends when that would be too many or the
    range runs backwards. Articles inserted between two numbers (之一) cannot be known here and are not named."""
    low, _, low_extra = first.partition("-")
    high, _, high_extra = last.partition("-")
    start, stop = int(low), int(high)
    if start == stop:
        begin, finish = int(low_extra or 0), int(high_extra or 0)
        if begin < finish:
            return [f"{start}-{extra}" if extra else low for extra in range(begin, finish + 1)]
        return [first] if first == last else [first, last]
    if start > stop or stop - start > LONGEST_RANGE:
        return [first, last]
    inserted = [f"{stop}-{extra}" for extra in range(1, int(high_extra or 0) + 1)]
    return [first, *(str(value) for value in range(start + 1, stop + 1)), *inserted]


def _element(text: str, number: _Number) -> tuple[_Element, _Number]:
    """A number and the range it may begin (第十条至第十五条, 第三十一条至三十三条, 十至十五), and the number that ends it."""
    mark = _RANGE.match(text, number.end)
    other = _number(text, mark.end()) if mark else None
    if mark is None or other is None or other.spaced or other.enclosed != number.enclosed:
        return _Element([number.value], number.start, number.end), number
    if number.level and other.level != number.level:
        return _Element([number.value], number.start, number.end), number
    if mark["mark"] == "-" and not other.ordinal and other.level == ARTICLE and not number.level:
        low, high = number.value, other.value
        if low.isdigit() and high.isdigit() and int(high) < int(low) and int(high) <= 20:
            # 第133-1条: an inserted article, written with a hyphen.
            return _Element([f"{low}-{high}"], number.start, other.end), other
    return _Element(expand(number.value, other.value), number.start, other.end), other


def _run(text: str, number: _Number, level: int, joined: bool, loose: bool) -> _List | None:
    """Numbers that share the unit behind the last of them: 第三十八、三十九条; 第十至十五条; （一）、（三）项; or parenthesised
    numbers without any: (三)(四). ``level``, ``joined`` and ``loose`` tell what stands before."""
    elements: list[_Element] = []
    current = number
    while True:
        element, current = _element(text, current)
        elements.append(element)
        if current.level:
            break
        separator = _SEPARATOR.match(text, current.end)
        following = _number(text, separator.end() if separator else current.end)
        if following is None or following.spaced or following.enclosed != number.enclosed:
            break
        if separator is None and not number.enclosed:
            break
        if separator is not None and (";" in separator[0] or "\n" in separator[0]):
            break
        current = following
    end = elements[-1].end
    plain = not number.ordinal and not number.enclosed
    if current.level:
        if number.enclosed and current.level == ARTICLE and not number.ordinal:
            return None
        return _List(elements, current.level, end, plain=plain)
    # No unit at all: only parenthesised numbers, right behind what they divide or among their like, are items.
    if not number.enclosed or number.spaced or not ((joined and 0 < level <= PARAGRAPH) or loose):
        return None
    if any("-" in value or int(value) > _LARGEST[POINT] for element in elements for value in element.values):
        return None
    return None if _NUMBERS_NEXT.match(text, end) else _List(elements, ITEM, end, loose=True)


def _grouped(text: str, pos: int) -> _List | None:
    """第（一、三、五）项."""
    match = _GROUPED.match(text, pos)
    if match is None:
        return None
    inner = text.index("(", pos) + 1
    elements: list[_Element] = []
    while (number := _number_inside(text, inner)) is not None:
        element, last = number
        elements.append(element)
        separator = _SEPARATOR.match(text, last)
        if separator is None:
            break
        inner = separator.end()
    return _List(elements, ITEM, match.end()) if elements else None


_DIGITS_ONLY = re.compile(rf" *([{NUMERAL_CHARS}]+) *(?:(?:至|—|-|~) *([{NUMERAL_CHARS}]+))?")


def _number_inside(text: str, pos: int) -> tuple[_Element, int] | None:
    match = _DIGITS_ONLY.match(text, pos)
    if match is None:
        return None
    try:
        first = to_int(match[1])
        last = to_int(match[2]) if match[2] else first
    except ValueError:
        return None
    if not 0 < first <= _LARGEST[ITEM] or not 0 < last <= _LARGEST[ITEM]:
        return None
    return _Element(expand(str(first), str(last)), match.start(1), match.end()), match.end()


def _list(text: str, pos: int, level: int, joined: bool, loose: bool) -> _List | None:
    """The numbers of one level at ``pos``."""
    number = _number(text, pos)
    if number is None:
        return _grouped(text, pos)
    if not number.level:
        return _run(text, number, level, joined, loose)
    if number.enclosed and number.level == ARTICLE and not number.ordinal:
        return None
    element, last = _element(text, number)
    return _List([element], number.level, last.end, plain=not number.ordinal and not number.enclosed)


def _fits(text: str, found: _List, level: int, joined: bool, loose: bool, bare: bool) -> bool:
    """Whether a list may stand where it does: ``level`` is the deepest unit before it."""
    spaced = text[found.elements[0].start - 1 : found.elements[0].start].isspace()
    if joined and level:
        if found.level <= level and not (found.loose and loose):
            return False
        # 第六十条一款 is a citation, 第六十条 三项 is not.
        return not (found.plain and spaced)
    if found.plain:
        # A number without 第: 《…》六十条; 第38条、39条; 第一款、二款.
        return (found.level == ARTICLE and (bare or level > 0)) or found.level == level
    return True


def read_clauses(
    text: str, pos: int, base: tuple[str | None, str | None, str | None] = (None, None, None), bare: bool = False
) -> tuple[list[Leaf], int]:
    """Read ``第十条第一款第（一）、（三）项、第十二条至第十五条…`` at ``pos``.

    ``base`` is what stands before (article, paragraph, item: of 本条, 前款); ``bare`` allows a first number without 第 (behind
    a title). Returns the leaves and where they end; no leaf and ``pos`` when nothing is there.
    """
    current: list[str | None] = [*base, None]
    level = ITEM if base[2] else PARAGRAPH if base[1] else ARTICLE if base[0] else 0
    leaves: list[Leaf] = []
    end = cursor = pos
    joined, loose = True, False
    while True:
        found = _list(text, cursor, level, joined, loose)
        if found is not None and _fits(text, found, level, joined, loose, bare):
            # 第六十条 … 第一款 is one citation, deeper; it begins where the first did.
            start = leaves.pop().start if joined and leaves and found.level > level else found.elements[0].start
            for element in found.elements:
                start = start if element is found.elements[0] else element.start
                for value in element.values:
                    current[found.level - 1 :] = [value, *[None] * (POINT - found.level)]
                    article, paragraph, item, point = current
                    leaves.append(Leaf(article, paragraph, item, point, start, element.end))
            level, loose = found.level, found.loose
            end = cursor = found.end
            joined = True
            continue
        if not joined or not leaves:
            break
        across = _across(text, end, level, current, leaves)
        if across:
            level, loose = across, False
            end = cursor = leaves[-1].end
            continue
        separator = _SEPARATOR.match(text, end)
        if separator is None:
            break
        cursor, joined = separator.end(), False
    return leaves, end


def _across(text: str, pos: int, level: int, current: list[str | None], leaves: list[Leaf]) -> int:
    """A range whose other end names a higher unit: 第十条第二款至第十二条. Adds its leaves; the unit's level, or 0."""
    mark = _RANGE.match(text, pos)
    other = _number(text, mark.end()) if mark else None
    if other is None or not other.ordinal or not 0 < other.level < level:
        return 0
    first = current[other.level - 1]
    for value in expand(first, other.value)[1:] if first else [other.value]:
        current[other.level - 1 :] = [value, *[None] * (POINT - other.level)]
        article, paragraph, item, point = current
        leaves.append(Leaf(article, paragraph, item, point, leaves[-1].start, other.end))
    return other.level

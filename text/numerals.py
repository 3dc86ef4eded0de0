"""Chinese and Arabic numerals as law writes them: 一百三十三, 〇零两, 廿, full-width digits, 第一百三十三条之一.

An article's number is an Arabic string, "133" or "133-1" (第一百三十三条之一). Every error is a :class:`ValueError` with a Chinese
message; nothing is guessed (一百三 may be 130 or a slip for 103, and is refused).
"""

from __future__ import annotations

import re
from functools import lru_cache

from text.normalise import fold

_DIGITS = {
    **dict(zip("〇一二三四五六七八九", range(10), strict=True)),
    **dict(zip("零壹贰叁肆伍陆柒捌玖", range(10), strict=True)),
    **dict(zip("0123456789", range(10), strict=True)),
    "两": 2,
    "兩": 2,
    "贰": 2,
    "貳": 2,
    "叄": 3,
    "陸": 6,
}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_TENS = {"廿": 20, "卄": 20, "卅": 30, "丗": 30, "卌": 40}
_MYRIAD = "万萬"

#: Every character of a numeral, for character classes in patterns (folded text).
NUMERAL_CHARS = "".join(sorted({*_DIGITS, *_UNITS, *_TENS, *_MYRIAD}))
LARGEST = 99_999_999

_CHINESE = "零一二三四五六七八九"
_SMALL_UNITS = ("", "十", "百", "千")


def _refuse(numeral: str) -> ValueError:
    return ValueError(f"无法识别的数字：{numeral!r}")


def _section(text: str, numeral: str) -> int:
    """A numeral below ten thousand with units (三百零五, 百三十, 廿三); ``text`` is not empty."""
    total = 0
    ceiling = 10_000
    zero = False
    index = 0
    while index < len(text):
        char = text[index]
        if char in _UNITS:
            value, unit = 1, _UNITS[char]
            index += 1
            if total:
                # 一百十 is heard and written; 一千百 is not.
                if unit != 10:
                    raise _refuse(numeral)
            elif zero:
                raise _refuse(numeral)
        elif char in _TENS:
            value, unit = _TENS[char] // 10, 10
            index += 1
        else:
            start = index
            while index < len(text) and text[index] in _DIGITS:
                index += 1
            run = text[start:index]
            if not run:
                raise _refuse(numeral)
            stripped = run.lstrip("0零〇")
            if index == len(text):
                return total + _last(run, stripped, ceiling, zero, numeral)
            if run != stripped and not total:
                raise _refuse(numeral)
            if not stripped or len(stripped) > 1:
                raise _refuse(numeral)
            value = _DIGITS[stripped]
            if text[index] not in _UNITS:
                raise _refuse(numeral)
            unit = _UNITS[text[index]]
            index += 1
        if unit >= ceiling:
            raise _refuse(numeral)
        total += value * unit
        ceiling = unit
        zero = False
    return total


def _last(run: str, stripped: str, ceiling: int, zero: bool, numeral: str) -> int:
    """The digits that end a numeral with units: one, and behind 百 or 千 only after a zero."""
    if len(stripped) != 1:
        raise _refuse(numeral)
    if ceiling > 10 and len(run) == 1 and not zero:
        raise _refuse(numeral)
    return _DIGITS[stripped]


@lru_cache(maxsize=16384)
def to_int(numeral: str) -> int:
    """The value of a numeral, 0 to :data:`LARGEST`: Chinese with units (一百零三, 百三十, 十五, 廿三), digit by digit
    (一〇三, 二〇二五), Arabic (103, １０３) or mixed (1百03, 二十3). Raises ValueError for anything else."""
    text = fold(numeral).strip()
    if text.isascii() and text.isdigit():
        value = int(text) if len(text) <= 9 else LARGEST + 1
    elif text and all(char in _DIGITS for char in text):
        value = 0
        if len(text) > 9:
            raise _refuse(numeral)
        for char in text:
            value = value * 10 + _DIGITS[char]
    elif text:
        value = _with_units(text, numeral)
    else:
        raise _refuse(numeral)
    if value > LARGEST:
        raise _refuse(numeral)
    return value


def _with_units(text: str, numeral: str) -> int:
    high, mark, low = text.partition(next((char for char in text if char in _MYRIAD), "\0"))
    if not mark:
        return _section(text, numeral)
    if not high:
        raise _refuse(numeral)
    value = to_int(high)
    if not 0 < value < 10_000:
        raise _refuse(numeral)
    if not low:
        return value * 10_000
    zero = low[0] in "零〇0"
    rest = low.lstrip("零〇0")
    if not rest:
        raise _refuse(numeral)
    if all(char in _DIGITS for char in rest):
        # 一万零三; 一万三 is 13,000 in speech.
        if not (zero and len(rest) == 1):
            raise _refuse(numeral)
        return value * 10_000 + _DIGITS[rest]
    return value * 10_000 + _section(rest, numeral)


def _four(value: int) -> str:
    """1 to 9999 with units, a single zero for any gap inside."""
    parts: list[str] = []
    gap = False
    for place in (3, 2, 1, 0):
        digit = value // 10**place % 10
        if digit:
            if gap:
                parts.append("零")
            parts.append(_CHINESE[digit] + _SMALL_UNITS[place])
        gap = not digit and bool(parts)
    return "".join(parts)


def to_chinese(value: int) -> str:
    """A number as articles are numbered: 10 十, 15 十五, 110 一百一十, 1003 一千零三. Raises ValueError below 0 and
    above :data:`LARGEST`."""
    if not 0 <= value <= LARGEST:
        raise ValueError(f"数字超出范围：{value}")
    if value == 0:
        return _CHINESE[0]
    high, low = divmod(value, 10_000)
    text = ""
    if high:
        text = _four(high) + "万"
        if low and low < 1000:
            text += "零"
    if low:
        text += _four(low)
    return text[1:] if text.startswith("一十") else text


_NUMBER = re.compile(
    rf"第?\s*\(?\s*([{NUMERAL_CHARS}]+)\s*\)?\s*(?:编|分编|章|节|条|款|项|目)?(?:\s*(?:之|-)\s*([{NUMERAL_CHARS}]+))?"
)
_ARABIC = re.compile(r"([1-9]\d*)(?:-([1-9]\d*))?")


@lru_cache(maxsize=16384)
def parse_number(label: str) -> str:
    """A number label as an Arabic string: 第一百三十三条之一 → "133-1", （三） → "3", 第二十款 → "20", 133-1 → "133-1".
    Raises ValueError when it is none, or zero."""
    match = _NUMBER.fullmatch(fold(label).strip())
    if match is None:
        raise ValueError(f"无法识别的条款序号：{label!r}")
    value = to_int(match[1])
    inserted = to_int(match[2]) if match[2] else None
    if value == 0 or inserted == 0:
        raise ValueError(f"无法识别的条款序号：{label!r}")
    return str(value) if inserted is None else f"{value}-{inserted}"


def label(number: str, unit: str = "条") -> str:
    """The label of a number as law writes it: ("133-1", 条) → 第一百三十三条之一; ("2", 款) → 第二款; ("3", 项) →
    第（三）项. Raises ValueError when ``number`` is not of that form."""
    match = _ARABIC.fullmatch(number)
    if match is None:
        raise ValueError(f"无法识别的条款序号：{number!r}")
    inserted = f"之{to_chinese(int(match[2]))}" if match[2] else ""
    value = to_chinese(int(match[1]))
    return f"第（{value}）{unit}{inserted}" if unit == "项" else f"第{value}{unit}{inserted}"

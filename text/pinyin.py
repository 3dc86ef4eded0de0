"""How Chinese sounds, without tones: for names typed in pinyin, in initials, or with a character that sounds the same."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from text.cut import clean

_PART = re.compile(r"[0-9a-z]+|[^0-9a-z ]+")
_INITIALS = ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcsyw")
# What many speakers do not tell apart: retroflex and flat initials, front and back nasals.
_ROUGH_INITIAL = {"zh": "z", "ch": "c", "sh": "s"}
_ROUGH_FINAL = re.compile(r"(?<=[aei])ng$")


@lru_cache(maxsize=65536)
def syllables(text: str) -> tuple[str, ...]:
    """The toneless syllables of ``text``, one for each character (ü as v; words decide between readings); a run of letters
    and digits is one item as it stands; punctuation is left out."""
    from pypinyin import Style, lazy_pinyin

    out: list[str] = []
    for part in _PART.findall(clean(text)):
        if part.isascii():
            out.append(part)
        else:
            out += lazy_pinyin(part, style=Style.NORMAL, errors="default", v_to_u=False)
    return tuple(out)


def initials(parts: tuple[str, ...]) -> str:
    """The first letters of syllables, joined ("xff" of xiao fang fa)."""
    return "".join(part[0] for part in parts)


def rough(syllable: str) -> str:
    """A syllable as those hear it who do not tell zh from z or -ng from -n (shang and san stay apart: only these differences)."""
    initial = syllable[:2]
    if initial in _ROUGH_INITIAL:
        syllable = _ROUGH_INITIAL[initial] + syllable[2:]
    return _ROUGH_FINAL.sub("n", syllable)


@cache
def known_syllables() -> frozenset[str]:
    """Every toneless syllable that a character of the simplified repertoire (GB 2312) has."""
    characters = []
    for first in range(0xB0, 0xF8):
        for second in range(0xA1, 0xFF):
            try:
                characters.append(bytes((first, second)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    from pypinyin import Style, pinyin

    readings = pinyin("、".join(characters), style=Style.NORMAL, heteronym=True, v_to_u=False)
    return frozenset(
        reading
        for group in readings
        for reading in group
        if reading.isascii() and reading.isalpha() and len(reading) <= 6
    )


@lru_cache(maxsize=4096)
def split(letters: str) -> tuple[str, ...]:
    """Letters typed without spaces as syllables: the reading that leaves the fewest letters over, then has the fewest
    syllables, then the longest first (xiaofangfa → xiao fang fa). A letter that fits nowhere stands alone."""
    known = known_syllables()
    letters = letters.lower()
    # best[i]: (letters left over, syllables, reading) of letters[i:]
    best: list[tuple[int, int, tuple[str, ...]]] = [(0, 0, ())] * (len(letters) + 1)
    for start in range(len(letters) - 1, -1, -1):
        over, count, rest = best[start + 1]
        choice = (over + 1, count + 1, (letters[start], *rest))
        for size in range(1, 7):
            if start + size > len(letters):
                break
            piece = letters[start : start + size]
            if piece in known:
                over, count, rest = best[start + size]
                if (over, count + 1) <= choice[:2]:
                    choice = (over, count + 1, (piece, *rest))
        best[start] = choice
    return best[0][2]


def is_pinyin(letters: str) -> bool:
    """Whether a run of ASCII letters can be read as nothing but syllables."""
    return letters.isascii() and letters.isalpha() and all(part in known_syllables() for part in split(letters))

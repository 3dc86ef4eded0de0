"""Cutting Chinese into what an index matches: words, sub-words, pairs of characters, single characters.

Documents and queries pass through the same functions. jieba's dictionary and ``dictionary.txt`` (short terms, project data)
are all that decides a cut; its statistical guess at unknown words is off, so that a word is cut alike wherever it
stands, and nothing that is loaded ever changes it. ``rjieba`` cuts (Rust); where it has no wheel, ``jieba`` does, with the same result.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from text.normalise import fold, simplify

#: Raised by hand when the code below changes what it yields.
_CODE_VERSION = "2"
_ASCII = re.compile(r"[0-9a-z]")
_RUN = re.compile(r"[0-9a-z]+|[^0-9a-z ]+")
_HAN = (
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0x20000, 0x3FFFF),
)


def _plain(point: int) -> str:
    """What one code point becomes: a lower-case ASCII letter or digit, a simplified character, or a space."""
    char = fold(chr(point)).lower()
    if char == "〇":
        return char
    if len(char) == 1:
        point = ord(char)
        if point < 128:
            return char if char.isalnum() else " "
        if any(first <= point <= last for first, last in _HAN):
            try:
                char.encode("gb2312")
            except UnicodeEncodeError:
                # Only what is outside the simplified repertoire is worth the converter.
                simple = simplify(char)
                return simple if len(simple) == 1 else char
            return char
        if char.isalpha() or char.isdecimal():
            return char
    return " "


class _Plain(dict[int, str]):
    """A translation table that fills itself."""

    def __missing__(self, point: int) -> str:
        self[point] = plain = _plain(point)
        return plain


_PLAIN = _Plain()


def clean(text: str) -> str:
    """``text`` with width folded, lower case, simplified characters, and a space for everything that is neither letter, digit
    nor character. Exactly as long as ``text``: a position in one is the same position in the other."""
    return text.translate(_PLAIN)


def _data(name: str) -> list[str]:
    lines = files("text").joinpath(name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@cache
def dictionary() -> dict[str, int]:
    """The project's own terms with their frequencies."""
    return {word: int(frequency) for word, frequency in (line.split() for line in _data("dictionary.txt"))}


class Common(NamedTuple):
    """What stands in so many provisions that nothing is found by it alone."""

    words: frozenset[str]
    bigrams: frozenset[str]
    characters: frozenset[str]


@cache
def common() -> Common:
    """The lists of ``common.txt``: its characters are not indexed, its bigrams not asked for, its words do not select."""
    lists = {line.split()[0]: frozenset(line.split()[1:]) for line in _data("common.txt")}
    return Common(lists["words"], lists["bigrams"], lists["characters"])


@cache
def fingerprint() -> str:
    """Changes whenever a text might be cut otherwise than before: an index of another fingerprint has to be built anew."""
    digest = hashlib.blake2b(_CODE_VERSION.encode(), digest_size=8)
    for name in ("dictionary.txt", "common.txt"):
        digest.update("\n".join(_data(name)).encode())
    return digest.hexdigest()


Cutter = Callable[[str], list[str]]


def _rjieba() -> tuple[Cutter, Cutter]:
    import rjieba

    cutter = rjieba.Jieba()
    for word, frequency in dictionary().items():
        cutter.add_word(word, frequency, None)
    return lambda text: cutter.cut(text, False), lambda text: cutter.cut_for_search(text, False)


def reference_cutters() -> tuple[Cutter, Cutter]:
    """(words, search words) by ``jieba`` itself: the reference, and the fallback where rjieba has no wheel."""
    import jieba

    jieba.setLogLevel(60)
    cutter = jieba.Tokenizer()
    cutter.initialize()
    for word, frequency in dictionary().items():
        cutter.add_word(word, frequency)
    return (
        lambda text: list(cutter.cut(text, HMM=False)),
        lambda text: list(cutter.cut_for_search(text, HMM=False)),
    )


@cache
def _cutters() -> tuple[Cutter, Cutter]:
    try:
        return _rjieba()
    except ImportError:
        return reference_cutters()


def words(text: str) -> list[str]:
    """The words of ``text`` in order, each character in exactly one; punctuation left out."""
    return [word for word in _cutters()[0](clean(text)) if word != " " and word.strip()]


def search_words(text: str) -> list[str]:
    """The words of ``text``, long ones preceded by the dictionary's words of two and three characters within them."""
    return [word for word in _cutters()[1](clean(text)) if word != " " and word.strip()]


def _runs(plain: str) -> list[str]:
    """Runs without a space, letters and digits apart from characters."""
    return _RUN.findall(plain) if _ASCII.search(plain) else plain.split()


def _bigrams(runs: list[str]) -> list[str]:
    out: list[str] = []
    for run in runs:
        if len(run) < 3 or run.isascii():
            out.append(run)
        else:
            out += [run[index : index + 2] for index in range(len(run) - 1)]
    return out


def bigrams(text: str) -> list[str]:
    """Neighbouring pairs of characters within runs of text; a run of one, and a run of letters and digits, stay whole."""
    return _bigrams(_runs(clean(text)))


@cache
def _uncommon() -> dict[int, None]:
    return dict.fromkeys((ord(" "), *map(ord, common().characters)))


def _characters(plain: str) -> list[str]:
    if _ASCII.search(plain) is None:
        return list(plain.translate(_uncommon()))
    out: list[str] = []
    for run in _RUN.findall(plain):
        if run.isascii():
            out.append(run)
        else:
            out += run.translate(_uncommon())
    return out


def characters(text: str) -> list[str]:
    """Single characters (a run of ASCII letters and digits as one), without the common ones."""
    return _characters(clean(text))


def tokens(text: str) -> str:
    """The search words of ``text`` joined by spaces, as a pre-tokenised field takes them."""
    return " ".join(search_words(text))


class Cuts(NamedTuple):
    """One text cut in three ways, each joined by spaces (``""`` where nothing is left): words of three characters and more,
    pairs, single characters. Words of two and of one are among the pairs and the characters."""

    words: str
    bigrams: str
    characters: str


def long_words(found: list[str]) -> list[str]:
    """Those of three characters and more, letters and digits left out (they stand whole among the bigrams)."""
    return [word for word in found if len(word) > 2 and not word.isascii()]


def cuts(text: str) -> Cuts:
    """Long words, bigrams and characters of ``text`` in one pass: what an index takes of every document."""
    plain = clean(text)
    return Cuts(
        " ".join(long_words(_cutters()[1](plain))),
        " ".join(_bigrams(_runs(plain))),
        " ".join(_characters(plain)),
    )

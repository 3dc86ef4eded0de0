"""How rare characters, pairs and words are in statutes: counts over 55,397 articles of national law (as of mid-2023), project data.

They are figures of the language of law, not of an index: they make a question's terms weigh the same on every engine and in every release.
``python -m bench.frequencies --corpus F`` makes them anew.
"""

from __future__ import annotations

import math
import zlib
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path

import msgspec

from search.features import LONGEST_RUN
from text.cut import clean, search_words

NAME = "rank_frequencies.bin"
_LEAST = 5


class Frequencies(msgspec.Struct):
    """``texts`` how many there were; ``counts`` term → texts that have it (at least five)."""

    texts: int
    counts: dict[str, int]


def count(texts: Iterable[str]) -> Frequencies:
    """Count characters, pairs, and words of three and four characters."""
    found: Counter[str] = Counter()
    total = 0
    for text in texts:
        plain = clean(text)
        terms = set(plain)
        for run in plain.split():
            terms.update(run[index : index + 2] for index in range(len(run) - 1))
        terms.update(word for word in search_words(plain) if 2 < len(word) <= LONGEST_RUN)
        terms.discard(" ")
        found.update(terms)
        total += 1
    return Frequencies(total, {term: times for term, times in sorted(found.items()) if times >= _LEAST})


def write(frequencies: Frequencies, path: Path) -> None:
    """Write them as one file."""
    path.write_bytes(zlib.compress(msgspec.msgpack.encode(frequencies), 9))


@cache
def _known() -> tuple[dict[str, float], float]:
    data = files("search").joinpath(NAME).read_bytes()
    frequencies = msgspec.msgpack.decode(zlib.decompress(data), type=Frequencies)
    total = frequencies.texts
    known = {term: math.log(1 + total / times) for term, times in frequencies.counts.items()}
    return known, math.log(1 + total / (_LEAST - 1))


def rarity(term: str) -> float:
    """Inverse document frequency of a term; a term that is hardly anywhere is as rare as the rarest."""
    known, rarest = _known()
    return known.get(term, rarest)

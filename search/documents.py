"""What an index holds of a document: its fields, cut and normalised in Python, the same for every engine.

Text fields are tokens joined by spaces. ``words`` (of three characters and more), ``bigrams`` and ``characters`` are one text (law
title, title, headings, own words) cut in three ways. Measured on lay questions (R@10): one combined text .499, title, heading and body
apart .447; with the words of the headings once more in ``heading`` .504; keeping words of two characters beside the same pairs
brought nothing (.506 with, .509 without) and made the index a quarter larger. ``names`` and ``sounds`` serve finding a name in spite
of a slip: its characters and pairs of them, its syllables and pairs of them.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from itertools import pairwise

import msgspec

from ontologies import status
from ontologies.records import Status
from search.port import PreparedDoc, PreparedUnit, SearchDoc, SearchUnit
from text.cut import clean, cuts, fingerprint, tokens
from text.normalise import law_name
from text.pinyin import initials, rough, syllables

TEXT_FIELDS = ("words", "bigrams", "characters", "heading", "names", "sounds")
KEYWORD_FIELDS = (
    "id",
    "law",
    "article",
    "name_key",
    "name_sound",
    "end_reason",
    "kind",
    "type",
    "rank",
    "body",
    "level",
    "place",
    "theme",
    "function",
)
#: Days as yyyymmdd. ``listed_to`` is ``valid_to``, and open for a law: it stays to be found when its time is over.
INTEGER_FIELDS = ("valid_from", "valid_to", "listed_to")
#: The facets that are fields; ``status`` is one more, and depends on the day asked for.
FACETS = ("kind", "type", "rank", "body", "level", "place", "theme", "function")
#: Stands in a text field that would be empty: engines average lengths over the documents that have a field.
SENTINEL = "∅"
#: What the field is called to a person.
LABELS = {
    "words": "长词",
    "bigrams": "相邻两字",
    "characters": "单字",
    "heading": "章节或主题中的词",
    "names": "名称用字",
    "sounds": "名称读音",
}
NEVER = 99991231
_LAYOUT = "3"
_LONGEST_NAME = 400
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(SearchDoc)
_packer = msgspec.msgpack.Encoder()
_unpacker = msgspec.msgpack.Decoder(PreparedUnit)
_SPACES = re.compile(r" +")


def layout() -> str:
    """Changes with the fields or with how text is cut: an index of another layout has to be built anew."""
    return f"{_LAYOUT}-{fingerprint()}"


def day_number(day: date) -> int:
    """A date as an integer that sorts like it: 2024-06-30 → 20240630."""
    return day.year * 10000 + day.month * 100 + day.day


def name_key(name: str) -> str:
    """What two spellings of one name have in common: 中华人民共和国 in front, marks, notes of amendment, punctuation, width, case and
    traditional characters are gone."""
    bare = name[: _LONGEST_NAME * 2]
    return _SPACES.sub("", clean(law_name(bare)) or clean(bare))[:_LONGEST_NAME]


def grams(key: str) -> list[str]:
    """The characters of a name's key and its pairs of neighbours."""
    return [*key, *(key[index : index + 2] for index in range(len(key) - 1))]


def sound_grams(parts: tuple[str, ...]) -> list[str]:
    """The syllables of a name as roughly heard, and pairs of neighbours."""
    heard = [rough(part) for part in parts]
    return [*heard, *map("+".join, pairwise(heard))]


def indexed_title(doc: SearchDoc) -> str:
    """What of a document's titles is cut: a provision's own only adds its number to its law's."""
    return doc.law_title if doc.law_title and doc.title.startswith(doc.law_title) else f"{doc.law_title} {doc.title}"


def listed_to(doc: SearchDoc) -> int:
    """The day until which a document is found though no status is asked for: a law's always is."""
    return NEVER if doc.kind == "law" else day_number(doc.valid_to)


def prepare(doc: SearchDoc) -> PreparedDoc:
    """Cut and normalise one document. Pure; a few dozen microseconds for an article of 120 characters."""
    cut = cuts(f"{indexed_title(doc)} {doc.heading} {doc.text}")
    names: list[str] = []
    sounds: list[str] = []
    keys: dict[str, None] = {}
    spoken: dict[str, None] = {}
    for name in doc.names:
        key = name_key(name)
        if not key or key in keys:
            continue
        keys[key] = None
        names += grams(key)
        parts = syllables(key)
        sounds += sound_grams(parts)
        spoken["".join(parts)] = None
        spoken[initials(parts)] = None
    return PreparedDoc(
        texts=(
            cut.words or SENTINEL,
            cut.bigrams or SENTINEL,
            cut.characters or SENTINEL,
            _heading(doc.heading),
            " ".join(names) or SENTINEL,
            " ".join(sounds) or SENTINEL,
        ),
        keywords=(
            (doc.id,),
            _one(doc.law),
            _one(doc.article),
            tuple(keys),
            tuple(spoken),
            _one(doc.end_reason),
            _one(doc.kind),
            _one(doc.type),
            _one(doc.rank),
            tuple(dict.fromkeys(filter(None, doc.body))),
            _one(doc.level),
            tuple(dict.fromkeys(filter(None, doc.place))),
            _one(doc.theme),
            tuple(dict.fromkeys(filter(None, doc.function))),
        ),
        integers=(
            day_number(doc.valid_from),
            day_number(doc.valid_to),
            listed_to(doc),
        ),
        stored=_encoder.encode(doc),
    )


@lru_cache(maxsize=4096)
def _heading(heading: str) -> str:
    return tokens(heading) or SENTINEL


def pack(unit: SearchUnit | PreparedUnit) -> bytes:
    """A prepared unit as bytes: what a worker process should hand over (a third of what pickling it costs)."""
    return _packer.encode(prepare_unit(unit))


def unpack(packed: bytes) -> PreparedUnit:
    """What :func:`pack` packed."""
    return _unpacker.decode(packed)


def prepare_unit(unit: SearchUnit | PreparedUnit) -> PreparedUnit:
    """A unit with its documents prepared (itself, when they are)."""
    if isinstance(unit, PreparedUnit):
        return unit
    return PreparedUnit(unit.key, unit.digest, [prepare(doc) for doc in unit.docs])


def _one(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


def restore(stored: bytes) -> SearchDoc:
    """The document that :func:`prepare` stored."""
    return _decoder.decode(stored)


def status_on(doc: SearchDoc, day: date) -> Status:
    """时效性 of a document on a day."""
    return status.status_on(day, doc.valid_from, doc.valid_to, doc.end_reason)

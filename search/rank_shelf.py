"""The candidates of a question as columns: what ranking needs of a document is read once, and kept as numbers side by side."""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from search.documents import restore
from search.features import SAYS, Codes, Doc, decoded, encoded, is_general, law_sort, read_doc
from search.query import word_term
from search.tree import Engine
from text.cut import cuts

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

#: Beyond so many documents a shelf is begun anew: a kilobyte each.
KEPT = 60_000
# An article's place as one number: its law's number, and its own below.
_NUMBERS = 1 << 24


class _Names:
    """Names that many documents share: each once, with its number and its text as codes."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.codes: list[Codes] = []
        self._known: dict[str, int] = {}

    def number(self, name: str) -> int:
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = len(self.names)
            self.codes.append(encoded(name))
            self.names.append(name)
        return known


class Candidates(msgspec.Struct):
    """Documents side by side, one row each. ``law``, ``heading``, ``title`` are numbers of names; ``places`` law and article as one number;
    ``citing`` and ``cited`` go together: a row, and the place that it cites (``abroad``: in another law). ``said`` is [rows, SAYS]; ``named``
    as in :class:`search.features.Doc`."""

    ids: list[str]
    named: list[str]
    texts: list[Codes]
    law: Whole
    heading: Whole
    title: Whole
    number: Whole
    places: Whole
    lengths: Floats
    around: Floats
    general: Floats
    sort: Floats
    said: Floats
    citing: Whole
    cited: Whole
    abroad: NDArray[np.bool_]
    laws: list[str]
    headings: list[Codes]
    titles: list[Codes]

    def has(self, row: int, words: Collection[str]) -> bool:
        """Whether the index has any of some words for a document: its text is cut once more, where it can be in doubt."""
        parts = (self.titles[self.title[row]], self.headings[self.heading[row]], self.texts[row])
        plain = " ".join([*(decoded(part) for part in parts), self.named[row]])
        if not any(word in plain for word in words):
            return False
        cut = cuts(plain)
        known = {"words": cut.words, "bigrams": cut.bigrams, "characters": cut.characters}
        return any(word in known[word_term(word).field].split(" ") for word in words)


class Table:
    """Documents by row, only ever added to. Whoever adds holds the lock; rows that are there never change. ``listed_to`` is as the index
    has it."""

    def __init__(self) -> None:
        self.rows: dict[object, int] = {}
        self.ids: list[str] = []
        self.kinds: list[str] = []
        self.listed_to: list[int] = []
        self._named: list[str] = []
        self._texts: list[Codes] = []
        self._cites: list[Whole] = []
        self._abroad: list[int] = []
        self._laws, self._headings, self._titles = _Names(), _Names(), _Names()
        self._whole = np.zeros((1024, 4), dtype=np.int64)
        self._parts = np.zeros((1024, 4 + len(SAYS)))
        self.lock = threading.Lock()

    def __len__(self) -> int:
        return len(self.ids)

    def add(self, doc: Doc) -> int:
        """A new row."""
        row = len(self.ids)
        if row == len(self._whole):
            self._whole = np.concatenate([self._whole, np.zeros_like(self._whole)])
            self._parts = np.concatenate([self._parts, np.zeros_like(self._parts)])
        law = self._laws.number(doc.law)
        self._whole[row] = (
            law, self._headings.number(doc.heading), self._titles.number(doc.law_title), doc.number % _NUMBERS
        )  # fmt: skip
        around = float(len(doc.heading) + len(doc.law_title))
        general, sort = float(is_general(doc.heading)), float(law_sort(doc.law_title, doc.rank))
        self._parts[row] = (float(len(doc.codes)), around, general, sort, *doc.says)
        own = [law * _NUMBERS + number for number in doc.cites]
        abroad = [self._laws.number(other) * _NUMBERS + number for other, number in doc.cites_elsewhere]
        self._cites.append(np.array(own + abroad, dtype=np.int64))
        self._abroad.append(len(own))
        self._texts.append(doc.codes)
        self.kinds.append(doc.kind)
        self.listed_to.append(doc.listed_to)
        self._named.append(doc.named)
        self.ids.append(doc.id)
        return row

    def take(self, rows: Sequence[int]) -> Candidates:
        """Some rows side by side."""
        at = np.array(rows, dtype=np.int64)
        law, heading, title, number = self._whole[at].T
        parts = self._parts[at]
        cites = [self._cites[row] for row in rows]
        sizes = np.array([len(one) for one in cites], dtype=np.int64)
        citing = np.repeat(np.arange(len(rows)), sizes)
        cited = np.concatenate(cites) if cites else np.zeros(0, dtype=np.int64)
        own = np.array([self._abroad[row] for row in rows], dtype=np.int64)
        position = np.arange(len(citing)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return Candidates(
            [self.ids[row] for row in rows],
            [self._named[row] for row in rows],
            [self._texts[row] for row in rows],
            law,
            heading,
            title,
            number,
            law * _NUMBERS + number,
            parts[:, 0],
            parts[:, 1],
            parts[:, 2],
            parts[:, 3],
            parts[:, 4:],
            citing,
            cited,
            position >= own[citing],
            self._laws.names,
            self._headings.codes,
            self._titles.codes,
        )


def side_by_side(docs: Sequence[Doc]) -> Candidates:
    """Documents as candidates, without a shelf."""
    table = Table()
    return table.take([table.add(doc) for doc in docs])


class Shelf:
    """Documents of one index, read once each."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._table = Table()

    def table(self) -> Table:
        """The rows to work with: for one question always the same, however many others are read meanwhile."""
        if len(self._table) > KEPT:
            self._table = Table()
        return self._table

    def read(self, table: Table, references: Sequence[object]) -> list[int]:
        """The rows of the documents behind references."""
        key = self._engine.key
        keys = [key(reference) for reference in references]
        found = [table.rows.get(one, -1) for one in keys]
        missing = [index for index, row in enumerate(found) if row < 0]
        if missing:
            stored = self._engine.load([references[index] for index in missing])
            docs = [read_doc(restore(data)) for data in stored]
            with table.lock:
                for index, doc in zip(missing, docs, strict=True):
                    known = table.rows.get(keys[index])
                    if known is None:
                        known = table.rows[keys[index]] = table.add(doc)
                    found[index] = known
        return found

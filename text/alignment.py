"""Which article of a later text took up which article of an earlier one."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from ontologies.records import Change


class ArticleText(msgspec.Struct, frozen=True):
    """An article as alignment sees it: ``number`` Arabic ("38", "133-1"), ``text`` its lines joined by line feeds, ``path`` the headings of
    the part, chapter and section that it stands in and its own caption ("" where none)."""

    number: str
    text: str
    path: str = ""


class Taken(msgspec.Struct, frozen=True):
    """A later article that took up an earlier one: its number and how much of the earlier one's words it has (0 to 1)."""

    number: str
    similarity: float


class Aligned(msgspec.Struct, frozen=True):
    """What became of one article. ``old`` is None for a wholly new article (``new`` is then that one). ``new`` are its successors in the
    order of the later text; ``similarity`` of the words of the old article to those of all its successors (0 to 1); ``doubtful`` where the
    rules are not sure."""

    old: str | None
    new: tuple[Taken, ...]
    change: Change
    similarity: float
    doubtful: bool = False


def align(old: Sequence[ArticleText], new: Sequence[ArticleText], partial: bool = False) -> list[Aligned]:
    """Every article of ``old`` in its order, then each of ``new`` that none of them became. ``partial``: ``new`` is another law that took
    up more than this one (生态环境法典), so that its other articles are not told as new."""
    raise NotImplementedError

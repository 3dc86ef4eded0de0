"""The catalogue of a release: works, their versions and article numbers, compact enough to hold in memory.

It answers what a citation resolves to on a day without asking a database (``dingfen cite``), and is kept with its release.
"""

from __future__ import annotations

from datetime import date

import msgspec


class VersionEntry(msgspec.Struct, array_like=True):
    """One version. ``articles`` maps an article's number to its shape: items per paragraph, joined by "." ("0.5": two
    paragraphs, the second with five items). ``loaded`` is False for a version known only from another's history line."""

    id: str
    version_date: date | None
    valid_from: date
    valid_to: date
    end_reason: str
    loaded: bool
    doubtful: bool
    articles: dict[str, str]


class WorkEntry(msgspec.Struct, array_like=True):
    """One work with its versions, oldest first. ``name`` is the canonical short title."""

    id: str
    title: str
    name: str
    jurisdiction: str
    rank: str
    repealed_on: date
    repealed_by: str
    versions: list[VersionEntry]

    def on(self, day: date) -> VersionEntry | None:
        """The version in force on that day."""
        for version in reversed(self.versions):
            if version.valid_from <= day < version.valid_to:
                return version
        return None

    def nearest(self, day: date) -> VersionEntry | None:
        """The version in force on that day, else the last that was, else the first that will be."""
        found = self.on(day)
        if found:
            return found
        past = [v for v in self.versions if v.valid_to <= day and v.valid_from < v.valid_to]
        if past:
            return max(past, key=lambda v: (v.valid_to, v.valid_from))
        future = [v for v in self.versions if v.valid_from > day]
        return min(future, key=lambda v: v.valid_from) if future else None


class Catalogue(msgspec.Struct, array_like=True):
    """All works of a release. ``release`` is 0 when nothing is loaded."""

    release: int = 0
    works: dict[str, WorkEntry] = {}

    def encode(self) -> bytes:
        return msgspec.msgpack.encode(self)

    @staticmethod
    def decode(content: bytes) -> Catalogue:
        return msgspec.msgpack.decode(content, type=Catalogue)

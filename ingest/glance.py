"""A glance at a home: the catalogue of the release that serves, without opening the home.

``dingfen cite`` is called once per line by other programs: opening the database the whole way (SQLAlchemy, migrations) would take
most of its time. Only SQLite, only reading, and nothing is made that was not there.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec

from ingest.catalogue import Catalogue


def current_catalogue(file: Path) -> Catalogue | None:
    """The catalogue of the release that the database ``file`` serves; an empty one when there is no such file or no release yet.
    None when a glance cannot tell (another schema, a catalogue no longer kept): open the home then."""
    if not file.is_file():
        return Catalogue()
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=30)) as connection:
            current = connection.execute("SELECT value FROM state WHERE name = 'current'").fetchone()
            if current is None:
                return Catalogue()
            found = connection.execute(
                "SELECT catalogue.content FROM catalogue JOIN release ON release.number = catalogue.release"
                " WHERE catalogue.release = ? AND release.state = 'complete'",
                (int(current[0]),),
            ).fetchone()
            return Catalogue.decode(found[0]) if found else None
    except (sqlite3.Error, ValueError, msgspec.DecodeError):
        return None

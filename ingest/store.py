"""Documents and releases in the database: what ``ingest.database`` keeps, as functions of one engine."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import msgspec
import sqlalchemy as sa

from ingest import database as db
from ontologies.records import Problem

_CHUNK = 400


class Member(msgspec.Struct, frozen=True):
    """One document in a release: where it came from (``origin``, a path as loaded), its digest, the fingerprint of the
    source it was read from, and the file's name for people."""

    origin: str
    digest: str
    fingerprint: str
    name: str


class StoredDocument(msgspec.Struct, frozen=True):
    """A document as read: ``head`` and ``body`` are the encoded structs of ``ingest.documents``."""

    digest: str
    kind: str
    title: str
    head: bytes
    body: bytes


class StoredSource(msgspec.Struct, frozen=True):
    """What one file gave: its documents' digests and what was wrong with it."""

    fingerprint: str
    name: str
    size: int
    documents: tuple[str, ...]
    problems: tuple[Problem, ...]


class Release(msgspec.Struct, frozen=True):
    """A numbered, immutable manifest. ``manifest`` is the digest of its sorted document digests: equal for equal contents, whatever
    the files were called. ``report`` is the load's summary."""

    number: int
    state: str
    manifest: str
    documents: int
    created: str
    note: str
    base: int | None
    report: dict[str, Any]


class BusyError(Exception):
    """Another load is running on the same home; the message is Chinese."""


class NoSuchReleaseError(Exception):
    """A release number that is not there; the message is Chinese and lists those that are."""


def manifest_digest(digests: Iterable[str]) -> str:
    """The canonical digest of a set of documents."""
    return hashlib.sha256("\n".join(sorted(set(digests))).encode()).hexdigest()


def now() -> str:
    """The present moment, UTC, to the second, ISO 8601."""
    return datetime.now(UTC).replace(microsecond=0).isoformat()


def _chunks(items: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]


class Begun(msgspec.Struct, frozen=True):
    """A load under way: which user of which machine, in which process, since when (UTC, ISO 8601), and what it does (a word of
    :data:`DOINGS`). One that stays when nobody holds the lock was cut."""

    who: str
    host: str
    process: int
    since: str
    doing: str

    def said(self) -> str:
        """In words, with the time of the place where one reads it."""
        since = datetime.fromisoformat(self.since).astimezone().strftime("%Y-%m-%d %H:%M:%S")
        return f"{self.who} 在 {self.host}（进程 {self.process}）自 {since} 起{DOINGS.get(self.doing, self.doing)}"


DOINGS = {"load": "载入", "withdraw": "撤下文档", "use": "切换发布", "rebuild": "重建图和索引"}
_BEGUN = "load"


class WriteLock:
    """One load at a time: a lock on a file in the home, or PostgreSQL's advisory lock. The kernel or the server frees it when the
    process dies, so that a killed load leaves no lock behind. While it is held, the database says who holds it and why (:class:`Begun`);
    that word stays when the holder is killed, and is how one knows."""

    _ADVISORY = 0x44464E  # "DFN"

    def __init__(self, engine: sa.Engine, folder: Path, doing: str = "load") -> None:
        self._engine = engine
        self._path = folder / "load.lock"
        self._doing = doing
        self._file: TextIO | None = None
        self._connection: sa.Connection | None = None

    def __enter__(self) -> WriteLock:
        """Raises BusyError at once when another holds it: nobody waits without knowing for what."""
        if self._engine.dialect.name == "postgresql":
            # A connection of its own outside any transaction: hours of an open one would keep the server from clearing up.
            self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            if not self._connection.execute(sa.select(sa.func.pg_try_advisory_lock(self._ADVISORY))).scalar():
                self._connection.close()
                raise BusyError(f"另一个载入正在进行（同一数据库）：{self._holder()}。请等它结束后再试")
        else:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("a+", encoding="utf-8")
            if not _lock_file(self._file):
                self._file.close()
                raise BusyError(f"另一个载入正在进行（{self._path.parent}）：{self._holder()}。请等它结束后再试")
        try:
            mine = Begun(db.who(), socket.gethostname(), os.getpid(), now(), self._doing)
            with self._engine.begin() as connection:
                _set_state(connection, _BEGUN, msgspec.json.encode(mine).decode())
        except BaseException:
            self._release()
            raise
        return self

    def _holder(self) -> str:
        with self._engine.connect() as connection:
            begun = begun_load(connection)
        return begun.said() if begun else "刚刚开始，还没有写明是谁"

    def check(self) -> None:
        """Raises DatabaseError when the lock was lost: with the connection that held it, to a server that was restarted. Another load may
        have begun since."""
        if self._connection is None:
            return
        try:
            self._connection.execute(sa.text("SELECT 1"))
        except sa.exc.SQLAlchemyError as error:
            raise db.DatabaseError(
                f"载入停下了，与数据库的连接断了，不再独占。{db.told(error)}（再载入会接着做）"
            ) from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Where the database is gone, whatever ended the load is what is to be told.
        with suppress(sa.exc.SQLAlchemyError, db.DatabaseError):
            self.check()
            with self._engine.begin() as connection:
                connection.execute(db.state.delete().where(db.state.c.name == _BEGUN))
        self._release()

    def _release(self) -> None:
        if self._connection is not None:
            with suppress(sa.exc.SQLAlchemyError):
                # With the connection goes the lock; back in the pool it would keep both.
                self._connection.detach()
                self._connection.close()
        if self._file is not None:
            self._file.close()


def lock_is_free(engine: sa.Engine, folder: Path) -> bool:
    """Whether nobody holds the lock now."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            query = (
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = :key AND classid = 0"
            )
            mine = f"{query} AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            return not connection.execute(sa.text(mine), {"key": WriteLock._ADVISORY}).scalar()
    path = folder / "load.lock"
    if not path.is_file():
        return True
    with path.open(encoding="utf-8") as file:
        return _lock_file(file)


def begun_load(connection: sa.Connection) -> Begun | None:
    """Who began a load that has not ended, in good order or with an error."""
    said = connection.execute(sa.select(db.state.c.value).where(db.state.c.name == _BEGUN)).scalar()
    return msgspec.json.decode(said, type=Begun) if said else None


def _set_state(connection: sa.Connection, name: str, value: str) -> None:
    connection.execute(db.state.delete().where(db.state.c.name == name))
    connection.execute(db.state.insert(), {"name": name, "value": value})


def _lock_file(file: TextIO) -> bool:
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


class Store:
    """The system of record. Thread-safe as its engine is."""

    def __init__(self, url: str, wait: float = 10.0) -> None:
        self.engine = db.connect(url, wait)

    def close(self) -> None:
        self.engine.dispose()

    def known_sources(self, fingerprints: Iterable[str]) -> dict[str, StoredSource]:
        """Of these fingerprints, the sources that have been read before."""
        found = {}
        with self.engine.connect() as connection:
            for chunk in _chunks(list(fingerprints)):
                for row in connection.execute(sa.select(db.source).where(db.source.c.fingerprint.in_(chunk))):
                    found[row.fingerprint] = StoredSource(
                        row.fingerprint,
                        row.name,
                        row.size,
                        tuple(json.loads(row.documents)),
                        tuple(msgspec.msgpack.decode(row.problems, type=list[Problem])),
                    )
        return found

    def add(self, sources: list[StoredSource], documents: list[StoredDocument]) -> None:
        """Keep what was read. Content-addressed: what is there already stays as it is."""
        with self.engine.begin() as connection:
            self._insert_new(
                connection,
                db.document,
                "digest",
                [
                    {"digest": d.digest, "kind": d.kind, "title": d.title, "head": d.head, "body": d.body}
                    for d in documents
                ],
            )
            self._insert_new(
                connection,
                db.source,
                "fingerprint",
                [
                    {
                        "fingerprint": s.fingerprint,
                        "name": s.name,
                        "size": s.size,
                        "documents": json.dumps(s.documents),
                        "problems": msgspec.msgpack.encode(s.problems),
                    }
                    for s in sources
                ],
            )

    @staticmethod
    def _insert_new(connection: sa.Connection, table: sa.Table, key: str, rows: list[dict[str, Any]]) -> None:
        unique = {row[key]: row for row in rows}
        there: set[str] = set()
        for chunk in _chunks(list(unique)):
            there.update(connection.execute(sa.select(table.c[key]).where(table.c[key].in_(chunk))).scalars())
        new = [row for value, row in unique.items() if value not in there]
        if new:
            connection.execute(table.insert(), new)

    def heads(self, digests: Iterable[str]) -> Iterator[tuple[str, str, bytes]]:
        """(digest, kind, encoded head) of these documents."""
        columns = (db.document.c.digest, db.document.c.kind, db.document.c.head)
        with self.engine.connect() as connection:
            for chunk in _chunks(list(digests)):
                for row in connection.execute(sa.select(*columns).where(db.document.c.digest.in_(chunk))):
                    yield row.digest, row.kind, row.head

    def bodies(self, digests: Iterable[str]) -> dict[str, bytes]:
        """Digest → encoded body of these documents."""
        columns = (db.document.c.digest, db.document.c.body)
        found = {}
        with self.engine.connect() as connection:
            for chunk in _chunks(list(digests)):
                for row in connection.execute(sa.select(*columns).where(db.document.c.digest.in_(chunk))):
                    found[row.digest] = row.body
        return found

    def titles(self, digests: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Digest → (kind, title)."""
        columns = (db.document.c.digest, db.document.c.kind, db.document.c.title)
        found = {}
        with self.engine.connect() as connection:
            for chunk in _chunks(list(digests)):
                for row in connection.execute(sa.select(*columns).where(db.document.c.digest.in_(chunk))):
                    found[row.digest] = (row.kind, row.title)
        return found

    def problems(self, members: Iterable[Member]) -> list[Problem]:
        """What was wrong with the sources of these members, in the order of their names."""
        sources = self.known_sources({member.fingerprint for member in members})
        return [problem for source in sorted(sources.values(), key=lambda s: s.name) for problem in source.problems]

    def current(self) -> int:
        """The release that is served; 0 when there is none."""
        with self.engine.connect() as connection:
            value = connection.execute(sa.select(db.state.c.value).where(db.state.c.name == "current")).scalar()
        return int(value) if value else 0

    def releases(self) -> list[Release]:
        """All complete releases, oldest first."""
        query = sa.select(db.release).where(db.release.c.state == "complete").order_by(db.release.c.number)
        with self.engine.connect() as connection:
            return [
                Release(
                    row.number,
                    row.state,
                    row.manifest,
                    row.documents,
                    row.created,
                    row.note,
                    row.base,
                    msgspec.json.decode(row.report) if row.report else {},
                )
                for row in connection.execute(query)
            ]

    def release(self, number: int) -> Release:
        """One complete release. Raises NoSuchReleaseError."""
        releases = self.releases()
        for item in releases:
            if item.number == number:
                return item
        there = "、".join(str(item.number) for item in releases) or "还没有任何发布"
        raise NoSuchReleaseError(f"没有第 {number} 号发布。现有：{there}")

    def members(self, number: int) -> list[Member]:
        """The documents of a release, by origin."""
        c = db.member.c
        query = (
            sa.select(c.origin, c.digest, c.fingerprint, c.name)
            .where(c.since <= number, sa.or_(c.until.is_(None), c.until > number))
            .order_by(c.origin, c.digest)
        )
        with self.engine.connect() as connection:
            return [Member(*row) for row in connection.execute(query)]

    def begin_release(self, base: int, note: str) -> int:
        """Give a number to a release about to be made. Rows of loads that never ended are dropped; their numbers stay used."""
        with self.engine.begin() as connection:
            last = connection.execute(sa.select(sa.func.max(db.release.c.number))).scalar() or 0
            connection.execute(db.release.delete().where(db.release.c.state == "pending"))
            connection.execute(
                db.release.insert(),
                {
                    "number": last + 1,
                    "state": "pending",
                    "manifest": "",
                    "documents": 0,
                    "created": now(),
                    "note": note,
                    "base": base or None,
                    "report": b"",
                },
            )
        return int(last) + 1

    def complete_release(
        self, number: int, members: list[Member], content: bytes, report: Mapping[str, Any], who: str
    ) -> Release:
        """Make a pending release the current one, in one transaction: its members, its catalogue, its row, the pointer. Raises
        DatabaseError when it is pending no more: another load, begun while this one had lost its lock, has put it aside."""
        wanted = {(m.origin, m.digest): m for m in members}
        c = db.member.c
        with self.engine.begin() as connection:
            open_ = {
                (row.origin, row.digest)
                for row in connection.execute(sa.select(c.origin, c.digest).where(c.until.is_(None)))
            }
            for origin, digest in open_ - wanted.keys():
                connection.execute(
                    db.member.update()
                    .where(c.origin == origin, c.digest == digest, c.until.is_(None))
                    .values(until=number)
                )
            new = [
                {
                    "origin": m.origin,
                    "digest": m.digest,
                    "since": number,
                    "until": None,
                    "fingerprint": m.fingerprint,
                    "name": m.name,
                }
                for key, m in wanted.items()
                if key not in open_
            ]
            if new:
                connection.execute(db.member.insert(), new)
            connection.execute(db.catalogue.insert(), {"release": number, "content": content})
            changed = connection.execute(
                db.release.update()
                .where(db.release.c.number == number, db.release.c.state == "pending")
                .values(
                    state="complete",
                    manifest=manifest_digest(m.digest for m in members),
                    documents=len({m.digest for m in members}),
                    report=msgspec.json.encode(report),
                )
            ).rowcount
            if not changed:
                raise db.DatabaseError(f"第 {number} 号发布没有完成：其间另有载入开始，它已作废。请再载入一次")
            self._point(connection, number)
            self._note(connection, who, "release", {"release": number})
        return self.release(number)

    def use(self, number: int, who: str) -> None:
        """Serve an earlier (or later) release again."""
        self.release(number)
        with self.engine.begin() as connection:
            self._point(connection, number)
            self._note(connection, who, "use", {"release": number})

    @staticmethod
    def _point(connection: sa.Connection, number: int) -> None:
        changed = connection.execute(
            db.state.update().where(db.state.c.name == "current").values(value=str(number))
        ).rowcount
        if not changed:
            connection.execute(db.state.insert(), {"name": "current", "value": str(number)})

    @staticmethod
    def _note(connection: sa.Connection, who: str, action: str, detail: Mapping[str, Any]) -> None:
        text = json.dumps(detail, ensure_ascii=False)
        connection.execute(db.audit.insert(), {"at": now(), "who": who, "action": action, "detail": text})

    def projection(self, number: int) -> str | None:
        """What the projections of a release were last made as (:meth:`keep_projection`), or None when nobody finished any."""
        query = sa.select(db.state.c.value).where(db.state.c.name == f"projection-{number}")
        with self.engine.connect() as connection:
            value = connection.execute(query).scalar()
        return str(value) if value is not None else None

    def keep_projection(self, number: int, mark: str) -> None:
        """Note that both projections of a release are whole, and what they are known by."""
        name = f"projection-{number}"
        with self.engine.begin() as connection:
            _set_state(connection, name, mark)

    def catalogue(self, number: int) -> bytes | None:
        """The encoded catalogue of a release, or None when it is no longer kept (it can be made again)."""
        query = sa.select(db.catalogue.c.content).where(db.catalogue.c.release == number)
        with self.engine.connect() as connection:
            content = connection.execute(query).scalar()
        return bytes(content) if content is not None else None

    def keep_catalogue(self, number: int, content: bytes) -> None:
        """Keep a catalogue that was made again."""
        with self.engine.begin() as connection:
            connection.execute(db.catalogue.delete().where(db.catalogue.c.release == number))
            connection.execute(db.catalogue.insert(), {"release": number, "content": content})

    def drop_catalogues(self, keep: Iterable[int]) -> None:
        """Forget the catalogues of all other releases."""
        with self.engine.begin() as connection:
            connection.execute(db.catalogue.delete().where(db.catalogue.c.release.not_in(list(keep))))

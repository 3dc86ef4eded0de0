"""What people said of findings, what whole checks found, and the work that changes of law make: kept beside the documents.

None of it comes from a file, so no load touches it. Reviews and work are events that are only ever added: the last one of a finding, or of
a key, stands. Each is written with its line in the audit in one transaction: it is acknowledged and kept, or neither.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from ingest import database as db
from ingest.store import Store, now

# So many releases of a place keep what was found in them, and so many days of each.
RELEASES_KEPT = 3
DAYS_KEPT = 3
_CHUNK = 400


class ReviewEvent(msgspec.Struct, frozen=True):
    """One thing said of a finding. ``state`` is a code of records.Review, or ``withdrawn``; ``digest`` that of the finding's evidence then,
    ``content`` the finding as it was."""

    finding: str
    kind: str
    state: str
    reason: str
    who: str
    release: int
    digest: str
    content: dict[str, Any]
    at: str = ""
    number: int = 0


class Seen(msgspec.Struct, frozen=True):
    """A finding as a whole check found it."""

    finding: str
    kind: str
    digest: str
    content: dict[str, Any]


class Run(msgspec.Struct, frozen=True):
    """One whole check of a release: ``place`` is a division code ("" for everywhere), ``program`` the digest of the rules that made it."""

    number: int
    release: int
    place: str
    day: date
    program: str


class WorkEvent(msgspec.Struct, frozen=True):
    """One step of a piece of work. ``key`` names it; ``change``, ``item`` and ``article`` are the change of law, the item and the article that
    it is about; ``state`` a code of records.WorkState; ``content`` what it was about when the event was written."""

    key: str
    change: str
    item: str
    article: str
    state: str
    reason: str
    who: str
    release: int
    content: dict[str, Any]
    at: str = ""
    number: int = 0


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


def _audit(connection: sa.Connection, who: str, action: str, detail: Mapping[str, Any]) -> None:
    connection.execute(db.audit.insert(), {"at": now(), "who": who, "action": action, "detail": _text(detail)})


def _chunks(values: Collection[str]) -> Iterator[list[str]]:
    every = list(values)
    for start in range(0, len(every), _CHUNK):
        yield every[start : start + _CHUNK]


class Reviews:
    """Reviews, whole checks and work in a store's database. Thread-safe as its engine is."""

    def __init__(self, store: Store) -> None:
        self._engine = store.engine

    # Reviews ----------------------------------------------------------------------------------------------------------------------

    def add_review(self, event: ReviewEvent) -> ReviewEvent:
        """Keep what was said; answers it with its time and number."""
        at = now()
        with self._engine.begin() as connection:
            number = connection.execute(
                db.review.insert().returning(db.review.c.number),
                {
                    "finding": event.finding,
                    "kind": event.kind,
                    "state": event.state,
                    "reason": event.reason,
                    "who": event.who,
                    "at": at,
                    "release": event.release,
                    "digest": event.digest,
                    "content": _text(event.content),
                },
            ).scalar_one()
            detail = {"finding": event.finding, "state": event.state, "reason": event.reason}
            _audit(connection, event.who, "verdict", detail)
        return msgspec.structs.replace(event, at=at, number=number)

    def reviews(self, kinds: Collection[str] = (), who: str = "", finding: str = "") -> list[ReviewEvent]:
        """All that was said, newest first; of some kinds, by one person, of one finding (identifier)."""
        c = db.review.c
        query = sa.select(db.review).order_by(c.number.desc())
        if kinds:
            query = query.where(c.kind.in_(list(kinds)))
        if who:
            query = query.where(c.who == who)
        if finding:
            query = query.where(c.finding == finding)
        return self._reviews(query)

    def mark(self) -> str:
        """The number of the last review event: it changes whenever something is said."""
        with self._engine.connect() as connection:
            return str(connection.execute(sa.select(sa.func.max(db.review.c.number))).scalar() or 0)

    def standing(self) -> dict[str, ReviewEvent]:
        """Finding → the last that was said of it, withdrawn ones too."""
        newest = sa.select(sa.func.max(db.review.c.number)).group_by(db.review.c.finding)
        found = self._reviews(sa.select(db.review).where(db.review.c.number.in_(newest)))
        return {event.finding: event for event in found}

    def reviewed(self, ending: str) -> dict[str, ReviewEvent]:
        """Finding → the last that was said of it, of those whose hash begins with ``ending`` (hexadecimal digits)."""
        query = (
            sa.select(db.review).where(db.review.c.finding.like(f"finding/%/{ending}%")).order_by(db.review.c.number)
        )
        return {event.finding: event for event in self._reviews(query)}

    def _reviews(self, query: sa.Select[Any]) -> list[ReviewEvent]:
        with self._engine.connect() as connection:
            return [
                ReviewEvent(
                    row.finding,
                    row.kind,
                    row.state,
                    row.reason,
                    row.who,
                    row.release,
                    row.digest,
                    json.loads(row.content),
                    row.at,
                    row.number,
                )
                for row in connection.execute(query)
            ]

    # Whole checks -------------------------------------------------------------------------------------------------------------------

    def remember(self, release: int, place: str, day: date, program: str, mark: str, found: Sequence[Seen]) -> None:
        """Keep what a whole check found. ``mark`` is a digest of it: the same found again changes nothing. Of a place the last
        :data:`RELEASES_KEPT` releases are kept, of each the last :data:`DAYS_KEPT` days that were checked."""
        c = db.checked.c
        same = sa.and_(c.release == release, c.place == place, c.day == day.isoformat())
        with self._engine.begin() as connection:
            last = connection.execute(
                sa.select(c.program, c.mark).where(same).order_by(c.number.desc()).limit(1)
            ).one_or_none()
            if last is not None and tuple(last) == (program, mark):
                return
            number = connection.execute(
                db.checked.insert().returning(c.number),
                {
                    "release": release,
                    "place": place,
                    "day": day.isoformat(),
                    "at": now(),
                    "program": program,
                    "mark": mark,
                },
            ).scalar_one()
            if found:
                connection.execute(
                    db.seen.insert(),
                    [
                        {
                            "run": number,
                            "finding": one.finding,
                            "kind": one.kind,
                            "digest": one.digest,
                            "content": _text(one.content),
                        }
                        for one in found
                    ],
                )
            self._forget(connection, place)

    @staticmethod
    def _forget(connection: sa.Connection, place: str) -> None:
        """Drop what is no longer kept of a place."""
        c = db.checked.c
        rows = connection.execute(
            sa.select(c.number, c.release, c.day).where(c.place == place).order_by(c.number.desc())
        ).all()
        releases = sorted({row.release for row in rows}, reverse=True)[:RELEASES_KEPT]
        days: dict[int, list[str]] = {release: [] for release in releases}
        dropped = []
        for row in rows:
            held = days.get(row.release)
            if held is None or row.day in held or len(held) == DAYS_KEPT:
                dropped.append(row.number)
            else:
                held.append(row.day)
        if dropped:
            connection.execute(db.seen.delete().where(db.seen.c.run.in_(dropped)))
            connection.execute(db.checked.delete().where(c.number.in_(dropped)))

    def runs(self, release: int, place: str) -> list[Run]:
        """The whole checks kept of a release and place, the last one made first."""
        c = db.checked.c
        query = sa.select(db.checked).where(c.release == release, c.place == place).order_by(c.number.desc())
        with self._engine.connect() as connection:
            return [
                Run(row.number, row.release, row.place, date.fromisoformat(row.day), row.program)
                for row in connection.execute(query)
            ]

    def found_in(self, run: int) -> dict[str, Seen]:
        """Finding → how a whole check (by its number) found it."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(db.seen).where(db.seen.c.run == run)).all()
        return {row.finding: Seen(row.finding, row.kind, row.digest, json.loads(row.content)) for row in rows}

    def seen(self, ending: str) -> dict[str, tuple[Run, Seen]]:
        """Finding → the last kept whole check that found it, and how; of those whose hash begins with ``ending`` (hexadecimal digits)."""
        query = (
            sa.select(db.seen, db.checked)
            .join_from(db.seen, db.checked, db.seen.c.run == db.checked.c.number)
            .where(db.seen.c.finding.like(f"finding/%/{ending}%"))
            .order_by(db.checked.c.release, db.checked.c.number)
        )
        with self._engine.connect() as connection:
            return {
                row.finding: (
                    Run(row.number, row.release, row.place, date.fromisoformat(row.day), row.program),
                    Seen(row.finding, row.kind, row.digest, json.loads(row.content)),
                )
                for row in connection.execute(query)
            }

    # Work ---------------------------------------------------------------------------------------------------------------------------

    def add_work(self, event: WorkEvent) -> WorkEvent:
        """Keep a step that a person took; answers it with its time and number."""
        at = now()
        with self._engine.begin() as connection:
            number = connection.execute(
                db.work.insert().returning(db.work.c.number), self._work_row(event, at, None)
            ).scalar_one()
            detail = {"key": event.key, "item": event.item, "state": event.state, "reason": event.reason}
            _audit(connection, event.who, "worklist", detail)
        return msgspec.structs.replace(event, at=at, number=number)

    def record_work(self, events: Sequence[WorkEvent]) -> None:
        """Keep steps that the program itself tells; one that it has told of this release before is not told again."""
        if not events:
            return
        kind = postgresql if self._engine.dialect.name == "postgresql" else sqlite
        with self._engine.begin() as connection:
            connection.execute(
                kind.insert(db.work).on_conflict_do_nothing(index_elements=[db.work.c.mark]),
                [
                    self._work_row(event, event.at or now(), f"{event.key}:{event.state}:{event.release}")
                    for event in events
                ],
            )
            states = {state: sum(event.state == state for event in events) for state in {e.state for e in events}}
            _audit(connection, events[0].who, "worklist", {"release": events[0].release, "recorded": states})

    @staticmethod
    def _work_row(event: WorkEvent, at: str, mark: str | None) -> dict[str, Any]:
        return {
            "key": event.key,
            "change": event.change,
            "item": event.item,
            "article": event.article,
            "state": event.state,
            "reason": event.reason,
            "who": event.who,
            "at": at,
            "release": event.release,
            "content": _text(event.content),
            "mark": mark,
        }

    def work(self, keys: Iterable[str] | None = None) -> dict[str, list[WorkEvent]]:
        """Key → its events, oldest first; of these keys, or of all."""
        found: dict[str, list[WorkEvent]] = {}
        query = sa.select(db.work).order_by(db.work.c.number)
        parts = [query] if keys is None else [query.where(db.work.c.key.in_(part)) for part in _chunks(set(keys))]
        with self._engine.connect() as connection:
            for part in parts:
                for row in connection.execute(part):
                    event = WorkEvent(
                        row.key,
                        row.change,
                        row.item,
                        row.article,
                        row.state,
                        row.reason,
                        row.who,
                        row.release,
                        json.loads(row.content),
                        row.at,
                        row.number,
                    )
                    found.setdefault(row.key, []).append(event)
        return found

    def work_named(self, ending: str) -> list[str]:
        """The keys that begin with ``work/`` and these hexadecimal digits."""
        query = sa.select(db.work.c.key).where(db.work.c.key.like(f"work/{ending}%")).distinct()
        with self._engine.connect() as connection:
            return sorted(connection.execute(query).scalars())

"""时效性 on a day, for anything that holds on [valid_from, valid_to)."""

from __future__ import annotations

from datetime import date

from ontologies.records import OPEN_END, OPEN_START, Status

_ENDED = {"repealed": Status.REPEALED, "lapsed": Status.LAPSED}


def status_on(day: date, valid_from: date, valid_to: date, end_reason: str = "") -> Status:
    """有效 on [valid_from, valid_to), 尚未施行 before it, and after it what ended it: 已废止, 已失效, else 已修改 (a newer text or
    edition took its place). What begins at OPEN_END has a beginning that nobody could settle: 无法核验 on every day."""
    if valid_from == OPEN_END:
        return Status.UNKNOWN
    if day < valid_from:
        return Status.NOT_YET
    if day < valid_to:
        return Status.IN_FORCE
    return _ENDED.get(end_reason, Status.AMENDED)


def is_day(value: date) -> bool:
    """Whether a date is a day of the calendar rather than one of the two open ends."""
    return OPEN_START < value < OPEN_END

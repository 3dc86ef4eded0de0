"""The hand-labelled rows of ``tests/golden/editions``: two editions of seven simulated lists, and which rows are the same item."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import msgspec

from ingest.identity import Alignment
from ontologies.records import DutyKind, EntryRecord, ItemKind, PowerType, Role, Verdict

FOLDER = Path(__file__).resolve().parents[1] / "golden" / "editions"
_TYPES = (("许可", "01"), ("审批", "01"), ("处罚", "02"), ("检查", "06"), ("奖励", "08"))


class Case(msgspec.Struct):
    """One simulated list. ``same`` are the (before, after) rows that are one item (every part with its whole for splits and merges),
    ``different`` those that are not; ``labelled`` counts the rows of the file."""

    name: str
    before: list[EntryRecord]
    after: list[EntryRecord]
    same: dict[tuple[int, int], str]
    different: dict[tuple[int, int], str]
    labelled: int


def entry(
    name: str, code: str = "", basis: str = "", holder: str = "", sub: str = "", row: int = 1, duty: bool = False
) -> EntryRecord:
    """A row as a reader makes it."""
    kind = next((code for word, code in _TYPES if name.rstrip("。").endswith(word)), "99")
    return EntryRecord(
        "Sheet1",
        row,
        {"A": code, "B": name, "C": sub, "D": basis, "E": holder},
        name,
        sub,
        code,
        PowerType.UNKNOWN if duty else PowerType(kind),
        DutyKind.BASIC if duty else None,
        basis=basis,
        holders=((holder, Role.LEAD),) if holder else (),
        kind=ItemKind.DUTY if duty else ItemKind.POWER,
    )


def cases() -> list[Case]:
    """All simulated lists, their rows shuffled."""
    return [_case(path) for path in sorted(FOLDER.glob("*.csv"))]


def _case(path: Path) -> Case:
    sides: tuple[dict[tuple[str, ...], int], dict[tuple[str, ...], int]] = ({}, {})
    same: dict[tuple[int, int], str] = {}
    different: dict[tuple[int, int], str] = {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    for truth, what, *cells in rows:
        one, other = tuple(cells[:5]), tuple(cells[5:])
        other = tuple(mine if theirs == "=" else theirs for mine, theirs in zip(one, other, strict=True))
        ends = [
            side.setdefault(values, len(side)) if values[1] else -1
            for side, values in zip(sides, (one, other), strict=True)
        ]
        if truth in "同拆合":
            same[ends[0], ends[1]] = what
        elif truth == "异":
            different[ends[0], ends[1]] = what
    places = []
    lists: list[list[EntryRecord]] = []
    for side in sides:
        order = list(range(len(side)))
        random.Random(path.name).shuffle(order)
        places.append({old: new for new, old in enumerate(order)})
        values = list(side)
        lists.append([_entry(values[old], new + 2, "履职" in path.name) for new, old in enumerate(order)])

    def moved(pairs: dict[tuple[int, int], str]) -> dict[tuple[int, int], str]:
        return {(places[0][one], places[1][other]): what for (one, other), what in pairs.items()}

    return Case(path.stem, lists[0], lists[1], moved(same), moved(different), len(rows))


def _entry(values: tuple[str, ...], row: int, duty: bool) -> EntryRecord:
    code, name, sub, basis, holder = values
    return entry(name, code, basis, holder, sub, row, duty)


def links(alignment: Alignment, verdict: Verdict | None = None) -> set[tuple[int, int]]:
    """Every (before, after) that an alignment pairs; with ``verdict`` those of that verdict."""
    return {
        (one, other)
        for pair in alignment.pairs
        if verdict in (None, pair.verdict)
        for one in pair.before
        for other in pair.after
    }

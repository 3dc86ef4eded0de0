"""What adjustment decisions (``adjustment_list``) say of items: whether a change between two editions rests on one, and what they ended
that a list still states.

The lists' own rule is that no power is added, changed, cancelled or handed on without a decision (权责清单动态管理; the published practice
of 天津). A decision counts for a change when its day lies behind the first edition and not behind the second, it was made for the
place or above it, and it did to the item what the change shows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from casework.elements import ListedRow
from ingest.identity import name_key
from ingest.items import full_name
from ontologies.places import within
from ontologies.records import AdjustmentAction, Labelled, ListKind, Verdict

if TYPE_CHECKING:
    from ingest.shelf import Shelf


class Change(Labelled):
    """What became of an item. A row may be of several: moved and renamed at once."""

    ADDED = "added", "新增"
    REMOVED = "removed", "减少"
    MOVED = "moved", "转移"
    RENAMED = "renamed", "更名"
    CHANGED = "changed", "要素变更"
    SPLIT = "split", "拆分"
    MERGED = "merged", "合并"
    DOUBTFUL = "doubtful", "疑似同一事项"


class Coverage(Labelled):
    """Whether a decision covers a change."""

    DECIDED = "decided", "有决定"
    UNDECIDED = "undecided", "未见决定"
    UNVERIFIABLE = "unverifiable", "无法核验"


# What a decision must have done to an item for a change to rest on it.
_CAUSES: dict[Change, frozenset[AdjustmentAction]] = {
    Change.ADDED: frozenset(
        {
            AdjustmentAction.ADD,
            AdjustmentAction.DELEGATE,
            AdjustmentAction.RECALL,
            AdjustmentAction.TRANSFER,
            AdjustmentAction.SPLIT,
            AdjustmentAction.MERGE,
        }
    ),
    Change.REMOVED: frozenset(
        {
            AdjustmentAction.CANCEL,
            AdjustmentAction.DELEGATE,
            AdjustmentAction.RECALL,
            AdjustmentAction.TRANSFER,
            AdjustmentAction.SPLIT,
            AdjustmentAction.MERGE,
        }
    ),
    Change.MOVED: frozenset(
        {AdjustmentAction.TRANSFER, AdjustmentAction.DELEGATE, AdjustmentAction.RECALL, AdjustmentAction.CHANGE}
    ),
    Change.RENAMED: frozenset({AdjustmentAction.CHANGE, AdjustmentAction.MERGE, AdjustmentAction.SPLIT}),
    Change.CHANGED: frozenset({AdjustmentAction.CHANGE, AdjustmentAction.DELEGATE, AdjustmentAction.TRANSFER}),
    Change.SPLIT: frozenset({AdjustmentAction.SPLIT, AdjustmentAction.CHANGE}),
    Change.MERGED: frozenset({AdjustmentAction.MERGE, AdjustmentAction.CHANGE}),
    Change.DOUBTFUL: frozenset(AdjustmentAction),
}
_ENDING = (
    AdjustmentAction.CANCEL,
    AdjustmentAction.DELEGATE,
    AdjustmentAction.RECALL,
    AdjustmentAction.TRANSFER,
)


class Decision(msgspec.Struct):
    """One item of an adjustment decision. ``names`` and ``codes`` are those by which it means an item; ``bodies`` whose it is ("" where not
    told)."""

    row: ListedRow
    action: AdjustmentAction | None
    day: date | None
    number: str
    names: frozenset[str]
    codes: frozenset[str]
    bodies: frozenset[str]

    def means(self, row: ListedRow) -> bool:
        """Whether it speaks of what a row states: by code or name (a main item's name means its sub-items too), of that body."""
        if self.bodies and row.body and row.body not in self.bodies:
            return False
        entry = row.entry
        if entry.code and name_key(entry.code) in self.codes:
            return True
        return name_key(full_name(entry)) in self.names or name_key(entry.name) in self.names

    def answer(self) -> dict[str, Any]:
        return {
            "action": self.action or "",
            "action_label": self.action.label if self.action else "未写明",
            "day": self.day,
            "number": self.number,
            "title": self.row.text.title,
            "row": self.row.answer(),
        }

    @property
    def shown(self) -> str:
        number = f"（{self.number}）" if self.number else ""
        return f"{self.day or '日期不明'} 《{self.row.text.title}》{number}第 {self.row.entry.row} 行"


def decisions_for(shelf: Shelf, place: str) -> list[Decision]:
    """All items of adjustment decisions that hold for a place: its own and those made above it."""
    found = []
    for edition in shelf.editions.values():
        if edition.head.kind != ListKind.ADJUSTMENT or not within(place, edition.head.place):
            continue
        text = shelf.text(edition.id)
        for entry in text.entries:
            row = ListedRow(entry, edition, text)
            refs = entry.refs
            action = entry.facts.get("action", "")
            found.append(
                Decision(
                    row,
                    AdjustmentAction(action) if action in set(AdjustmentAction) else None,
                    _fact_day(entry.facts.get("day", "")) or text.edition,
                    entry.facts.get("number", ""),
                    frozenset(name_key(name) for name in (full_name(entry), *(ref.name for ref in refs)) if name),
                    frozenset(name_key(code) for code in (entry.code, *(ref.code for ref in refs)) if code),
                    frozenset(
                        name for name in (*(ref.body for ref in refs), *(name for name, _ in entry.holders)) if name
                    ),
                )
            )
    return found


def _fact_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class Judge:
    """Says of each change whether a decision covers it. ``first`` and ``last`` are the days of the editions: a decision counts that came
    after the first and not after the last."""

    def __init__(self, decisions: Sequence[Decision], first: date, last: date) -> None:
        self.all = decisions
        self.between = [d for d in decisions if d.day is None or first < d.day <= last]
        self.known = any(d.day is not None for d in self.between)
        self.by_word: dict[str, list[Decision]] = defaultdict(list)
        for decision in self.between:
            for word in decision.names | decision.codes:
                self.by_word[word].append(decision)

    def _near(self, row: ListedRow) -> Iterable[Decision]:
        entry = row.entry
        keys = dict.fromkeys(name_key(word) for word in (full_name(entry), entry.name, entry.code) if word)
        return (decision for key in keys for decision in self.by_word.get(key, ()) if decision.means(row))

    def covers(self, change: Iterable[Change], rows: Iterable[ListedRow]) -> dict[str, Any]:
        spoken = list({id(decision): decision for row in rows for decision in self._near(row)}.values())
        fitting = frozenset[AdjustmentAction]().union(*(_CAUSES[kind] for kind in change))
        by = [decision for decision in spoken if decision.action is None or decision.action in fitting]
        if by:
            state, text = (
                Coverage.DECIDED,
                "；".join(
                    f"{decision.action.label if decision.action else '调整'}：{decision.shown}" for decision in by
                ),
            )
        elif not self.known:
            state, text = Coverage.UNVERIFIABLE, "没有载入两版之间的调整决定"
        else:
            state, text = Coverage.UNDECIDED, "已载入的调整决定都没有提到这一变化"
            if spoken:
                other = spoken[0]
                text = f"有决定提到该事项，但决定的是{other.action.label if other.action else '调整'}：{other.shown}"
        return {"state": state, "label": state.label, "text": text, "by": [decision.answer() for decision in by]}


def standing_in(decisions: Sequence[Decision], rows: Sequence[ListedRow], last: date) -> list[dict[str, Any]]:
    """Items that a decision ended, and that the later edition still states."""
    by_word: dict[str, list[ListedRow]] = defaultdict(list)
    for row in rows:
        for word in {name_key(full_name(row.entry)), name_key(row.entry.name), name_key(row.entry.code)} - {""}:
            by_word[word].append(row)
    found = []
    for decision in decisions:
        if decision.action not in _ENDING or (decision.day is not None and decision.day > last):
            continue
        near = {id(row): row for word in decision.names | decision.codes for row in by_word.get(word, ())}
        for row in near.values():
            if not decision.means(row) or not _ends_here(decision, row) or _taken_up_again(decisions, decision, row):
                continue
            own = decision.row.text.place == row.text.place and bool(decision.bodies)
            certain = own and decision.action == AdjustmentAction.CANCEL and decision.day is not None
            action = decision.action.label
            found.append(
                {
                    "verdict": Verdict.CONFIRMED if certain else Verdict.SUSPECTED,
                    "text": f"已决定{action}（{decision.shown}），仍列在第 {row.entry.row} 行",
                    "row": row.answer(),
                    "decision": decision.answer(),
                }
            )
    return found


def _ends_here(decision: Decision, row: ListedRow) -> bool:
    """Whether what a decision did ends an item in the list where it stands: what is sent down or handed over ends with the body that
    had it; what is recalled ends in the township's lists."""
    if decision.action == AdjustmentAction.CANCEL:
        return True
    if decision.action == AdjustmentAction.RECALL:
        recalled = row.entry.duty_kind is not None and row.entry.duty_kind.value == "recalled"
        return row.text.kind in (ListKind.DUTY, ListKind.GRANT) and not recalled
    return bool(decision.bodies) and row.body in decision.bodies and row.text.kind == ListKind.POWER


def _taken_up_again(decisions: Sequence[Decision], ended: Decision, row: ListedRow) -> bool:
    return any(
        decision.action in (AdjustmentAction.ADD, AdjustmentAction.CHANGE)
        and decision.day is not None
        and ended.day is not None
        and decision.day > ended.day
        and decision.means(row)
        for decision in decisions
    )

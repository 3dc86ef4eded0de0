"""The register of bodies: which names in a release's lists are one body, what came of what, who supervises whom.

Lists name bodies as their offices call them; a roster (机构名录) says which names are one body. The register is made of both, and answers
by what it was told only: a name that nothing settles stays as it is written.

What is one body: the settled name; the short names and the names as written that its roster row gives (县自规局); a township or village under
the county's code and under its own. What is not: a plate (加挂牌子) is a body of its own, borne by another; a former body is its own, with
dated steps to what it became. So an item of 2016 stays with 黄梅县安全生产监督管理局, and :meth:`Register.current` tells who has it since.

Pure and deterministic: records in, answers out, no input nor output; small enough to be sent to a worker. Sources: the rosters as loaded;
for supervision the practice of 天津 (2023): whether a power should exist is a matter of the 机构编制部门, how it is used of the body above.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

import msgspec

from ingest.lists.bodies import Namer
from ontologies import functions, places
from ontologies.records import (
    OPEN_END,
    OPEN_START,
    BodyRecord,
    BodyType,
    Level,
    SuccessionKind,
)

Key = tuple[str, str]
"""A body: its settled name and its division code, as identifiers are made of."""

_BELOW = frozenset({Level.TOWNSHIP, Level.VILLAGE})
_REPLACING = frozenset({SuccessionKind.RENAMED, SuccessionKind.MERGED})
# The function that sets which organ has which powers.
_STAFFING = "staffing"


class Step(msgspec.Struct, frozen=True):
    """One body became, or passed something to, another. ``date`` is None where no roster tells the day."""

    before: Key
    after: Key
    kind: SuccessionKind
    date: date | None = None
    number: str = ""


class Supervision(msgspec.Struct, frozen=True):
    """Where to complain about a power of a body, by rule rather than by its list: names ("" where nothing tells) and the rule that gave
    each. ``setting``: whether the power should exist; ``exercise``: how it is used."""

    setting: str
    setting_rule: str
    exercise: str
    exercise_rule: str


class Register:
    """All bodies of a release.

    ``records`` are the bodies of its lists, older lists before newer ones: of two rosters that describe a body, what the later one says
    holds, lists of both are put together. ``place`` is the home's division code, for names of which nothing else tells the place."""

    def __init__(self, records: Iterable[BodyRecord], place: str = "") -> None:
        self._place = places.normal_code(place)
        self._records: dict[Key, BodyRecord] = {}
        self._keys: dict[str, list[Key]] = defaultdict(list)
        self._names: dict[str, list[Key]] = defaultdict(list)
        self._bearers: dict[Key, Key] = {}
        self._steps: dict[tuple[Key, Key], Step] = {}
        self._after: dict[Key, list[Step]] = defaultdict(list)
        self._before: dict[Key, list[Step]] = defaultdict(list)
        self._answers: dict[Key, Key] = {}
        self._having: dict[tuple[str, str], list[Key]] = defaultdict(list)
        self._collect(records)
        stated = [(key, record) for key, record in self._records.items() if record.stated]
        self._spoken: set[str] = set()
        namers: dict[str, Namer] = {}
        for key, record in stated:
            namer = namers.setdefault(record.place, Namer(record.place))
            self._spoken.update(record.names)
            for name in record.names:
                for alias in dict.fromkeys((name, namer.settle(name).name)):
                    if key not in self._names[alias]:
                        self._names[alias].append(key)
        self._fold_mentions(stated)
        stated = [(key, record) for key, record in self._records.items() if record.stated]
        for key, record in stated:
            for plate in record.plates:
                self._bearers.setdefault(self.settle(plate, record.place), key)
        for key, record in stated:
            self._link(key, record)
        for step in sorted(self._steps.values(), key=_order):
            self._after[step.before].append(step)
            self._before[step.after].append(step)
        for key, record in self._records.items():
            for code in self._functions(record):
                self._having[code, record.place].append(key)

    def _collect(self, records: Iterable[BodyRecord]) -> None:
        """Each body once, under one place."""
        found: dict[Key, BodyRecord] = {}
        for record in records:
            key = record.name, record.place
            before = found.get(key)
            found[key] = record if before is None else _joined(before, record)
        by_name: dict[str, list[BodyRecord]] = defaultdict(list)
        for record in found.values():
            by_name[record.name].append(record)
        for name, same in by_name.items():
            for record in _settled_places(same):
                self._records[name, record.place] = record
                self._keys[name].append((name, record.place))

    def _fold_mentions(self, stated: Iterable[tuple[Key, BodyRecord]]) -> None:
        """A body that lists only mention, under what a roster says is another body's short name, is that body. But what a roster names as
        a plate or a former body is its own, though an office may go on using its name: 黄梅县农业局."""
        own = {name for _, record in stated for name in record.plates}
        own |= {past.name for _, record in stated for past in (*record.succeeds, *record.becomes)}
        for key in [key for key, record in self._records.items() if not record.stated]:
            name, place = key
            to = self._nearest(self._names.get(name, ()), place) if name not in own else None
            if to is not None:
                self._records[to] = _joined(self._records.pop(key), self._records[to])
                self._keys[name].remove(key)

    def _link(self, key: Key, record: BodyRecord) -> None:
        """Steps that a row tells from either end; the later body's word on how it came about goes before the earlier one's."""
        for past in record.succeeds:
            before = self.settle(past.name, record.place)
            self._step(Step(before, key, past.kind, past.date or record.since, past.number), stated=True)
        for next_ in record.becomes:
            after = self.settle(next_.name, record.place)
            self._step(Step(key, after, next_.kind, next_.date or record.until, next_.number), stated=False)

    def _step(self, step: Step, stated: bool) -> None:
        ends = step.before, step.after
        known = self._steps.get(ends)
        if step.before == step.after:
            return
        if known is None:
            self._steps[ends] = step
            return
        first, second = (step, known) if stated else (known, step)
        self._steps[ends] = Step(*ends, first.kind, first.date or second.date, first.number or second.number)

    # Names -----------------------------------------------------------------------------------------------------------------

    def settle(self, name: str, place: str = "") -> Key:
        """The body that a list of ``place`` calls ``name``: (settled name, division code). Unknown names come back as they are."""
        asked = name, place
        found = self._answers.get(asked)
        if found is None:
            found = self._answers[asked] = self._settle(name, place)
        return found

    def _settle(self, name: str, place: str) -> Key:
        code = places.normal_code(place) or self._place
        for keys in (self._keys.get(name, ()), self._names.get(name, ())):
            key = self._nearest(keys, code)
            if key is not None:
                return key
        return name, place or self._place

    @staticmethod
    def _nearest(keys: Iterable[Key], code: str) -> Key | None:
        """The one of several bodies of a name that a place means: its own, else the only one within it or in its county, else the only
        one above it; None where that leaves none or several."""
        keys = list(keys)
        if not code or not keys:
            return keys[0] if len(keys) == 1 else None
        exact = [key for key in keys if key[1] == code]
        if exact:
            return exact[0] if len(exact) == 1 else None
        county = code[:6]
        ways: tuple[Callable[[str], bool], ...] = (
            lambda place: places.within(place, code),
            lambda place: len(county) == 6 and places.within(place, county),
            lambda place: places.within(code, place),
        )
        for way in ways:
            near = [key for key in keys if way(key[1])]
            if near:
                return near[0] if len(near) == 1 else None
        return None

    def record(self, name: str, place: str = "") -> BodyRecord | None:
        """What is known of a body; None for one that no list speaks of."""
        return self._records.get(self.settle(name, place))

    def bodies(self) -> Iterator[BodyRecord]:
        """Every body, by place and name."""
        for key in sorted(self._records, key=lambda key: (key[1], key[0])):
            yield self._records[key]

    def bearer(self, name: str, place: str = "") -> Key | None:
        """The body that bears a plate (黄梅县乡村振兴局 → 黄梅县农业农村局); None where the name is no plate."""
        return self._bearers.get(self.settle(name, place))

    # Time ------------------------------------------------------------------------------------------------------------------

    def came_of(self, name: str, place: str = "") -> tuple[Step, ...]:
        """The steps by which a body came about, oldest first."""
        return tuple(self._before.get(self.settle(name, place), ()))

    def went_to(self, name: str, place: str = "") -> tuple[Step, ...]:
        """The steps out of a body, oldest first."""
        return tuple(self._after.get(self.settle(name, place), ()))

    def current(self, name: str, place: str, day: date) -> tuple[Key, ...]:
        """What a body has become by a day: itself while it lives; who it was renamed or merged to; who has its duties, where it ended. A
        step of which no day is told is not followed, and a body that ended without heirs stays the last answer."""
        return tuple(self._current(self.settle(name, place), day, frozenset()))

    def _current(self, key: Key, day: date, seen: frozenset[Key]) -> list[Key]:
        record = self._records.get(key)
        ended = record is not None and record.until is not None and record.until <= day
        taken = [
            step
            for step in self._after.get(key, ())
            if step.after not in seen
            and step.date is not None
            and step.date <= day
            and (ended or step.kind in _REPLACING)
        ]
        # A body that was set up anew under its old name lives on whatever became of the old one.
        if record is not None and record.since is not None and not ended:
            taken = [step for step in taken if step.date is not None and step.date > record.since]
        if not taken:
            return [key]
        found = [later for step in taken for later in self._current(step.after, day, seen | {key})]
        return list(dict.fromkeys(found))

    # Functions -------------------------------------------------------------------------------------------------------------

    @staticmethod
    def _functions(record: BodyRecord) -> tuple[str, ...]:
        return record.functions or functions.functions_in(record.name)

    def functions_of(self, name: str, place: str = "") -> tuple[str, ...]:
        """The functions of a body: as its roster row tells them, else as its name does."""
        record = self.record(name, place)
        return self._functions(record) if record is not None else functions.functions_in(name)

    def having(self, code: str, place: str, day: date) -> tuple[Key, ...]:
        """The bodies of a place that have a function on a day: those that have it itself, else those that have what it belongs to. A
        roster's bodies go before bodies that a list only names, departments before teams and stations; plates are not answered but their
        bearers."""
        second: tuple[Key, ...] = ()
        for carrier in functions.carried_by(code, day):
            keys = self._having.get((carrier, place), ())
            keys = [key for key in dict.fromkeys(self._bearers.get(key, key) for key in keys) if self._lives(key, day)]
            keys = [key for key in keys if self._records[key].stated] or keys
            ranks = {key: _RANKS.get(self._records[key].type, _LAST_RANK) for key in keys}
            best = tuple(sorted(key for key in keys if ranks[key] == min(ranks.values())))
            if best and ranks[best[0]] < _RANKS[str(BodyType.TEAM)]:
                return best
            second = second or best
        return second

    def _lives(self, key: Key, day: date) -> bool:
        record = self._records[key]
        return (record.since or OPEN_START) <= day < (record.until or OPEN_END) and not (
            record.until is None and self._current(key, day, frozenset()) != [key]
        )

    # Towns and supervision -------------------------------------------------------------------------------------------------

    def town_types(self, place: str = "") -> dict[str, list[str]]:
        """Type of townships, as the county itself types them (中心镇, 山区乡镇) → their names, in order of their codes; of the townships
        within ``place`` ("" all)."""
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for (name, code), record in self._records.items():
            if record.town_type and record.until is None and places.within(code, place):
                found[record.town_type].append((code, name))
        return {type_: [name for _, name in sorted(towns)] for type_, towns in sorted(found.items())}

    def supervision(self, name: str, place: str, day: date = OPEN_END) -> Supervision:
        """Where a complaint about a body's powers goes, where its list does not say: as derived by rule, never as stated."""
        key = self.settle(name, place)
        setting, setting_rule = "", "名录中没有本级的机构编制部门"
        for code in reversed(places.ancestors(key[1])):
            having = self.having(_STAFFING, code, min(day, _LAST))
            if having:
                setting = having[0][0]
                setting_rule = "职权设置问题由机构编制部门受理，按职能推定"
                break
        bearer = self._bearers.get(key)
        if bearer is not None:
            return Supervision(setting, setting_rule, bearer[0], "职权行使问题由加挂该牌子的机构受理，按机构名录")
        record = self._records.get(key)
        if record is not None and record.parent:
            return Supervision(setting, setting_rule, record.parent, "职权行使问题由上级机构受理，按机构名录")
        seat = places.place(key[1][:6]) if len(key[1]) >= 6 else places.place(key[1])
        over = f"{seat.name}人民政府" if seat is not None else ""
        if not over or over == key[0]:
            return Supervision(setting, setting_rule, "", "没有查到上级机构")
        return Supervision(
            setting, setting_rule, over, "职权行使问题由本级人民政府受理，名录没有写明上级机构，按层级推定"
        )

    # What answers depend on ------------------------------------------------------------------------------------------------

    def facts_for(self, names: Iterable[Key]) -> list[list[str]]:
        """What the answers for these (name, place) depend on, for a digest: [name, place, settled name, settled place] of those that
        settle to something else, sorted. Two registers that give the same list settle all of them alike."""
        found = []
        for name, place in sorted(set(names)):
            settled = self.settle(name, place)
            if settled != (name, place):
                found.append([name, place, *settled])
        return found

    def facts_about(self, name: str, place: str = "") -> list[Any]:
        """All that the register tells of one body, for the digest of its unit: its record, its bearer, its steps, its supervision."""
        key = self.settle(name, place)
        return [
            msgspec.to_builtins(self._records.get(key)),
            list(self._bearers.get(key, ())),
            msgspec.to_builtins(self.came_of(*key)),
            msgspec.to_builtins(self.went_to(*key)),
            msgspec.to_builtins(self.supervision(*key)),
        ]

    def doubts(self) -> list[str]:
        """What rosters contradict themselves in, one Chinese sentence each: one code for two bodies, one short name for two."""
        found = []
        coded: dict[str, list[Key]] = defaultdict(list)
        for key, record in self._records.items():
            if record.stated and record.code:
                coded[record.code].append(key)
        for code, keys in sorted(coded.items()):
            # Who was renamed keeps the code.
            renamed = any((one, other) in self._steps for one in keys for other in keys)
            if len(keys) > 1 and not renamed:
                found.append(f"统一社会信用代码 {code} 同时是{_listed(keys)}的代码，请核对")
        for name, keys in sorted((name, self._names[name]) for name in self._spoken):
            for same in _by_place(keys):
                if len(same) > 1:
                    found.append(f"“{name}”同时是{_listed(same)}的名称，清单里写这个名称的，不能确定是哪一个，请写全称")
        return found


# A matter of several bodies of one place is first that of the department, then of its branches and teams.
_RANKS = {
    str(BodyType.DEPARTMENT): 0,
    str(BodyType.PARTY): 0,
    str(BodyType.VERTICAL): 0,
    "": 1,
    str(BodyType.OTHER): 1,
    str(BodyType.AGENCY): 2,
    str(BodyType.TEAM): 2,
    str(BodyType.INSTITUTION): 2,
}
_LAST_RANK = 3
# OPEN_END is the day after the last one.
_LAST = date(9999, 12, 30)


def _order(step: Step) -> tuple[date, Key, Key]:
    return step.date or OPEN_END, step.before, step.after


def _listed(keys: Iterable[Key]) -> str:
    return "、".join(f"“{name}”" for name, _ in sorted(keys))


def _by_place(keys: Iterable[Key]) -> Iterator[list[Key]]:
    groups: dict[str, list[Key]] = defaultdict(list)
    for key in keys:
        groups[key[1]].append(key)
    yield from groups.values()


def _joined(before: BodyRecord, later: BodyRecord) -> BodyRecord:
    """Two descriptions of one body: a roster's word goes before a mention's, the later one's before the earlier one's."""
    if before.stated and not later.stated:
        before, later = later, before
    values: dict[str, Any] = {}
    for field in BodyRecord.__struct_fields__:
        old, new = getattr(before, field), getattr(later, field)
        values[field] = tuple(dict.fromkeys((*new, *old))) if isinstance(new, tuple) else new or old
    if later.level is Level.UNKNOWN:
        values["level"] = before.level
    if later.stated and before.stated:
        # What the newer roster no longer says has changed; only the past is not forgotten.
        values["offices"], values["plates"] = later.offices or before.offices, later.plates
    return BodyRecord(**values)


def _settled_places(same: list[BodyRecord]) -> list[BodyRecord]:
    """Records of one name, those of one body put together. Of a place within another's the roster's word counts; without one a township or
    village is under its own code, any other body under the wider one."""
    if len(same) == 1:
        return same
    same = sorted(same, key=lambda record: (len(record.place), record.place))
    kept: dict[str, BodyRecord] = {record.place: record for record in same}
    for record in same:
        inner = [
            other
            for other in kept.values()
            if other.place != record.place and (not record.place or places.within(other.place, record.place))
        ]
        if len(inner) != 1 or record.place not in kept:
            continue
        other = inner[0]
        stated = [one for one in (kept[record.place], other) if one.stated]
        below = record.level in _BELOW or other.level in _BELOW
        if len(stated) == 2 and record.place and not below:
            continue
        to = (
            stated[0].place
            if len(stated) == 1 and stated[0].place
            else other.place
            if below or not record.place
            else record.place
        )
        # A roster without a column of codes puts a township under its county.
        if below and len(other.place) > len(to):
            to = other.place
        joined = _joined(kept.pop(record.place), kept.pop(other.place))
        kept[to] = msgspec.structs.replace(joined, place=to)
    return list(kept.values())

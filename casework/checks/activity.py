"""Powers that nobody has used for years (power.unused): what the reports of activity count, held against the list.

A power is reported whose count is nought in each of the last :data:`YEARS` years that its reports cover, or more. Reports of several editions
are read together, for a count of 2023 stays true when the report of 2024 comes out. A year of which only a part is counted proves use,
never disuse; a year that is not counted proves nothing.

Lawful: what was only added within these years, by a decision (新增) or because an earlier edition of the body's list did not have it.
What a body's list does not have is not reported either: there is nothing left to take out of it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

import msgspec

from casework.dossier import Dossier, Item, Row
from casework.findings import Evidence, Finding, about_row, day_words
from ingest.identity import name_key
from ontologies.records import AdjustmentAction, FindingKind, ItemKind, ListKind, Verdict

YEARS = 3
_LISTED = (ItemKind.POWER, ItemKind.SERVICE)
_YEAR = re.compile(r"(\d{4})\s*年?度?")
# Matches by which the count is surely that of the power.
_SURE = frozenset({"code", "named", "name"})


class _Counted(msgspec.Struct):
    """What is counted of one thing: ``years`` whole year → count, ``used`` years of which even a part was more than nought."""

    years: dict[int, float] = msgspec.field(default_factory=dict)
    used: set[int] = msgspec.field(default_factory=set)
    records: list[Item] = msgspec.field(default_factory=list)


def unused(dossier: Dossier) -> Iterator[Finding]:
    """power.unused."""
    counted: dict[str, _Counted] = defaultdict(_Counted)
    covered: dict[str, int] = {}
    past = _past_facts(dossier)
    for record in dossier.all_items.values():
        if (
            record.kind != ItemKind.ACTIVITY
            or not dossier.here(record.place)
            or record.node["valid_from"] > dossier.day
        ):
            continue
        told = counted[_whose(dossier, record)]
        told.records.append(record)
        for year, whole, number in _counts(dossier, past, record):
            if number:
                told.used.add(year)
            if whole:
                told.years[year] = told.years.get(year, 0) + number
                covered[record.owner] = max(covered.get(record.owner, 0), year)
    if not counted:
        return
    added = _added(dossier)
    listing = {item.owner for item in dossier.of_kind(*_LISTED)}
    for target, told in counted.items():
        last = max(covered.get(record.owner, 0) for record in told.records)
        years = _nought(told, last)
        power = dossier.items.get(target)
        if power is None and told.records[0].owner in listing:
            continue
        since = _since(dossier, power, added) if power is not None else None
        new = since is not None and since > date(last - YEARS + 1, 1, 1)
        if len(years) < YEARS and not (new and years):
            continue
        yield from _findings(dossier, past, power, target, told, years, since if new else None)


def _whose(dossier: Dossier, record: Item) -> str:
    """The power or service that a record counts; where it is not surely known, the record's own body and name."""
    for link in record.links:
        other = dossier.items.get(link.other)
        if link.how in _SURE and other is not None and other.kind in _LISTED:
            return other.id
    return f"{record.owner}/{name_key(record.name)}"


_Facts = dict[tuple[str, str, int], dict[str, str]]


def _past_facts(dossier: Dossier) -> _Facts:
    """What the rows of earlier reports state, by list, sheet and row: an item's node has only what its newest row states."""
    earlier = {
        row.list_id for item in dossier.all_items.values() if item.kind == ItemKind.ACTIVITY for row in item.past
    }
    return {
        (key, entry.sheet, entry.row): entry.facts
        for key in sorted(earlier & dossier.view.shelf.editions.keys())
        for entry in dossier.view.shelf.text(key).entries
    }


def _counts(dossier: Dossier, past: _Facts, record: Item) -> list[tuple[int, bool, float]]:
    """(year, whether the whole of it, count) of a record, of the editions before the last one too; what is no number is left out."""
    told = [(record.node["year"], record.node["count"])] if record.rows else []
    for row in record.past:
        facts = past.get((row.list_id, row.sheet, row.number), {})
        if row.valid_from <= dossier.day:
            told.append((facts.get("year", ""), facts.get("count", "")))
    found = []
    for years, counts in told:
        for said, number in zip(str(years).split("\n"), str(counts).split("\n"), strict=False):
            year = _YEAR.match(said.strip())
            try:
                value = float(number.strip())
            except ValueError:
                continue
            if year is not None:
                found.append((int(year.group(1)), year.end() == len(said.strip()), value))
    return found


def _nought(told: _Counted, last: int) -> list[int]:
    """The years up to the last one covered in each of which it was not used."""
    years = []
    year = last
    while told.years.get(year) == 0 and year not in told.used:
        years.append(year)
        year -= 1
    # Used since, in a year that is not over: in use.
    return [] if any(used > last for used in told.used) else years[::-1]


def _added(dossier: Dossier) -> dict[str, date]:
    """Item → the day of the latest decision that added it."""
    found: dict[str, date] = {}
    for decision in dossier.items.values():
        if decision.kind == ItemKind.ADJUSTMENT and decision.node["action"] == AdjustmentAction.ADD:
            day = decision.node["day"]
            if date.min < day <= dossier.day:
                for link in decision.links:
                    found[link.other] = max(found.get(link.other, date.min), day)
    return found


def _since(dossier: Dossier, power: Item, added: dict[str, date]) -> date | None:
    """Since when a body has an item, where anything tells: a decision, or an earlier edition that did not have it."""
    if power.id in added:
        return added[power.id]
    first = min((row.valid_from for row in (*power.rows, *power.past)), default=None)
    earlier = (
        listed
        for listed in dossier.lists.values()
        if listed["list_kind"] == ListKind.POWER and listed["authority"] == power.owner_name and first is not None
    )
    return first if first is not None and any(listed["valid_from"] < first for listed in earlier) else None


def _findings(
    dossier: Dossier,
    past: _Facts,
    power: Item | None,
    target: str,
    told: _Counted,
    years: list[int],
    since: date | None,
) -> Iterator[Finding]:
    records = [
        record for record in told.records if {year for year, _, _ in _counts(dossier, past, record)} & set(years)
    ]
    counts = tuple(row for record in records for row in (record.rows or record.past)[:1])
    name, body = records[0].name, records[0].owner
    span = f"{years[0]}年至{years[-1]}年" if len(years) > 1 else f"{years[0]}年"
    evidence = tuple(
        Evidence(f"{year}年行使次数为0", f"{year}：{number:g}", record.id)
        for record in records
        for year, _, number in _counts(dossier, past, record)
        if year in years
    )
    lawful = ""
    if since is not None:
        lawful = f"新增不足{YEARS}年"
        evidence += (Evidence(f"这一事项自{day_words(since)}才有"),)
    rows: list[Row | None] = list(power.rows) if power is not None else [None]
    for row in rows:
        yield Finding(
            FindingKind.POWER_UNUSED,
            Verdict.SUSPECTED,
            about_row(power, row) if power is not None and row is not None else (target,),
            f"{dossier.body_name(body)}的“{row.full_name if row is not None else name}”{span}行使次数都是零",
            repair="核实统计有无遗漏；确实多年没有行使的，评估是否还需要，按程序提请取消、下放或者调整，仍需保留的写明理由",
            rows=(*((row,) if row is not None else ()), *counts),
            evidence=evidence,
            bodies=(body,),
            lawful=lawful,
        )


CHECKS = ((frozenset({FindingKind.POWER_UNUSED}), unused),)

"""What a row of a list states, as the graph knows it: its identifier, whose it is, who holds it, and its node's columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from itertools import zip_longest
from typing import Any

import msgspec

from graph.port import Row
from ontologies.identifiers import body_id, duty_id, item_id, office_id, power_id
from ontologies.records import (
    OPEN_END,
    OPEN_START,
    DutyKind,
    EntryRecord,
    ItemKind,
    Level,
    ListText,
    PowerType,
    Role,
)
from ontologies.schema import node_tables

# Whose item a row states is told by who holds it, in this order; else it is the list's own body's.
_LEADING = (Role.LEAD, Role.SHARED, Role.COORDINATE)
_BY_HOLDER = frozenset({ItemKind.POWER, ItemKind.MANDATE, ItemKind.SERVICE, ItemKind.OFFICER, ItemKind.ACTIVITY})
# What is only published: nobody exercises it.
_PUBLISHED = frozenset(
    {
        ItemKind.CATALOGUE,
        ItemKind.ADJUSTMENT,
        ItemKind.ACCESS,
        ItemKind.ARRANGEMENT,
        ItemKind.BOUNDARY,
        ItemKind.SUPPORT,
    }
)
# Days that a row does not give: what has not ended is open, anything else is unknown.
_OPEN_DAYS = {"until": OPEN_END}


class Item(msgspec.Struct):
    """What a row states: its identifier, kind, node table, whose it is (identifier and name of the body), its name, and the identifiers of
    its holders and offices. ``how`` and ``reason`` tell by what it is known to be an item of an earlier edition ("" for a new one)."""

    id: str
    kind: str
    table: str
    owner: str
    owner_name: str
    name: str
    holders: list[tuple[str, str, Role]]
    offices: list[tuple[str, str, str]]
    how: str = ""
    reason: str = ""


class BodyNames:
    """The bodies that one list speaks of: name as the list has it → division code and settled name.

    ``settle`` takes (name, place) to (settled name, place): what a roster knows of short names, plates and former names."""

    def __init__(self, edition: ListText, settle: Callable[[str, str], tuple[str, str]] | None = None) -> None:
        self._place = edition.place
        self._own = {body.name: body.place for body in edition.bodies}
        self._settle = settle
        self._seen: dict[str, tuple[str, str, str]] = {}

    def _of(self, name: str) -> tuple[str, str, str]:
        found = self._seen.get(name)
        if found is None:
            place = self._own.get(name) or self._place
            settled = name
            if self._settle is not None and name:
                settled, place = self._settle(name, place)
            found = self._seen[name] = (body_id(place, settled), place, settled)
        return found

    def id(self, name: str) -> str:
        """The identifier of the body that the list calls ``name``."""
        return self._of(name)[0]

    def place(self, name: str) -> str:
        return self._of(name)[1]

    def name(self, name: str) -> str:
        return self._of(name)[2]


@cache
def table_of(kind: str) -> str:
    """The node table of an item's kind."""
    return next(name for name, table in node_tables().items() if table.kind == kind)


def together(first: EntryRecord, *others: EntryRecord) -> EntryRecord:
    """What several rows of one edition state of one item (a grant on a sheet for each type of town), as the first row with what it leaves
    out: all recipients; of facts that are lists, all members; of others what the first row that says something says."""
    if not others:
        return first
    lists = {name for name, type_ in _columns(table_of(first.kind)) if type_ == "strings"}
    facts = dict(first.facts)
    for other in others:
        for name, text in other.facts.items():
            if name in lists:
                facts[name] = "\n".join(dict.fromkeys((*facts.get(name, "").split("\n"), *text.split("\n")))).strip(
                    "\n"
                )
            else:
                facts[name] = facts.get(name) or text
    recipients = dict.fromkeys(to for entry in (first, *others) for to in entry.recipients)
    return msgspec.structs.replace(first, facts=facts, recipients=tuple(recipients))


def full_name(entry: EntryRecord) -> str:
    """The item's name as people say it: main item and sub-item together."""
    if entry.sub_name and entry.sub_name != entry.name:
        return f"{entry.name}（{entry.sub_name}）"
    return entry.name


def main_holder(entry: EntryRecord, authority: str) -> str:
    """The body whose power a row states: who leads, else who shares, else whose list it is."""
    for wanted in _LEADING:
        for name, role in entry.holders:
            if role == wanted:
                return name
    return authority


def owner_of(entry: EntryRecord, authority: str = "") -> str:
    """The body whose item a row states. A township list's row states the township's own duty, whatever its part in it; a grant stays
    the power of the department that it comes from; catalogues, boundaries and decisions are theirs who issue them."""
    if entry.kind == ItemKind.GRANT:
        return next((name for name, role in entry.holders if role == Role.ORIGINAL), authority)
    if entry.kind in _BY_HOLDER and entry.duty_kind is None:
        return main_holder(entry, authority)
    return authority or main_holder(entry, authority)


def key_of(entry: EntryRecord) -> str:
    """What an item is told by within its body: its code, else its name. Sub-items often share the code of their main item."""
    name = full_name(entry)
    code = f"{entry.code}_{entry.sub_name}" if entry.code and name != entry.name else entry.code
    key = code or name
    if entry.duty_kind is not None:
        return name
    if entry.kind == ItemKind.GRANT and entry.facts.get("mode"):
        return f"{entry.facts['mode']}_{key}"
    if entry.kind == ItemKind.TASK:
        # Two departments may give out one thing, and one of them to two towns under two approvals.
        issuers = (holder for holder, role in entry.holders if role in _LEADING)
        return "_".join((key, *issuers, *(to.name for to in entry.recipients)))
    if entry.kind == ItemKind.OFFICER:
        return entry.facts.get("certificate") or key
    if entry.kind == ItemKind.ACTIVITY and entry.facts.get("year"):
        return "_".join((key, *entry.facts["year"].split("\n")))
    if entry.kind == ItemKind.SUPPORT:
        # One thing given to two towns is given twice.
        given = (entry.facts.get("support_kind", "").replace("\n", "_"), *(to.name for to in entry.recipients))
        return "_".join((key, *(part for part in given if part)))
    if entry.kind == ItemKind.ADJUSTMENT and entry.facts.get("number"):
        return f"{entry.facts['number']}_{key}"
    if entry.kind == ItemKind.ARRANGEMENT and entry.facts.get("arrangement_kind"):
        return f"{entry.facts['arrangement_kind']}_{key}"
    return key


def read_item(edition: ListText, entry: EntryRecord, bodies: BodyNames, key: str = "") -> Item:
    """The item that a row states. ``key`` is what it was told by in an earlier edition, "" for its own."""
    name = full_name(entry)
    owner = owner_of(entry, edition.authority)
    owner_id, where, owner_name = bodies.id(owner), bodies.place(owner), bodies.name(owner)
    key = key or key_of(entry)
    if entry.kind == ItemKind.DUTY:
        identifier = duty_id(where, owner_name, entry.duty_kind or DutyKind.BASIC, key)
    elif entry.kind == ItemKind.POWER:
        identifier = power_id(where, owner_name, key)
    else:
        identifier = item_id(entry.kind, where, owner_name, key)
    holders: dict[str, tuple[str, str, Role]] = {}
    by_default = () if entry.kind in _PUBLISHED else ((owner, Role.LEAD),)
    for holder, role in entry.holders or by_default:
        found = bodies.id(holder)
        holders.setdefault(found, (found, bodies.name(holder), role))
    offices = []
    for body, office in entry.offices:
        host = body or owner
        offices.append((office_id(bodies.place(host), bodies.name(host), office), office, bodies.id(host)))
    return Item(
        identifier, str(entry.kind), table_of(entry.kind), owner_id, owner_name, name, list(holders.values()), offices
    )


def edition_bodies(edition: ListText) -> tuple[str, ...]:
    """Identifiers of all bodies that an edition speaks of, before any roster settles their names."""
    names = BodyNames(edition)
    found = {names.id(body.name) for body in edition.bodies}
    for body in edition.bodies:
        # Whatever a roster names beside the body itself is a body too.
        steps = (step.name for step in (*body.succeeds, *body.becomes))
        found.update(names.id(other) for other in (body.parent, *body.plates, *steps) if other)
    if edition.authority:
        found.add(names.id(edition.authority))
    for entry in edition.entries:
        if entry.kind == ItemKind.BODY:
            continue
        item = read_item(edition, entry, names)
        found.update(identifier for identifier, _, _ in item.holders)
        found.add(item.owner)
        found.update(body for _, _, body in item.offices)
        found.update(names.id(recipient.name) for recipient in entry.recipients if not recipient.by_type)
        found.update(names.id(route.body) for route in entry.routes if route.body)
    return tuple(sorted(found))


def edition_items(edition: ListText) -> set[str]:
    """Identifiers of all items that an edition states, as it states them."""
    names = BodyNames(edition)
    return {
        names.id(entry.body.name) if entry.body is not None else read_item(edition, entry, names).id
        for entry in edition.entries
    }


_DEFAULTS: dict[str, Any] = {"string": "", "integer": 0, "boolean": False, "strings": [], "date": OPEN_START}


@cache
def _columns(table: str) -> tuple[tuple[str, str], ...]:
    return tuple((column.name, column.type) for column in node_tables()[table].columns)


def _value(name: str, type_: str, text: str) -> Any:
    """A fact as its column holds it."""
    if type_ == "string":
        return text
    if type_ == "strings":
        return [line for line in text.split("\n") if line]
    if type_ == "date":
        return date.fromisoformat(text) if text else _OPEN_DAYS.get(name, OPEN_START)
    if type_ == "integer":
        return int(text) if text.isdigit() else 0
    return text == "true"


def item_row(
    item: Item,
    entry: EntryRecord,
    document: str,
    loaded: bool,
    level: Level = Level.UNKNOWN,
    span: tuple[date, date] = (OPEN_START, OPEN_END),
) -> Row:
    """The row of an item's node. A mention (``loaded`` false) says no more than what identifies it."""
    known: dict[str, Any] = {
        "id": item.id,
        "kind": item.kind,
        "document": document,
        "label": _label(item, entry),
        "name": item.name,
        "code": entry.code,
        "body": item.owner_name,
        "place": item.id.split("/")[1],
        "level": str(level),
        "loaded": loaded,
        "valid_from": span[0],
        "valid_to": span[1],
        # What the newest edition no longer states has come to its end.
        "end_reason": "lapsed" if span[1] != OPEN_END else "",
        "power_type": str(entry.power_type or PowerType.UNKNOWN),
        "duty_kind": str(entry.duty_kind or DutyKind.BASIC),
        "theme": str(entry.theme),
    }
    row = []
    for name, type_ in _columns(item.table):
        if name in entry.facts and loaded:
            row.append(_value(name, type_, entry.facts[name]))
        elif name in known:
            row.append(known[name])
        else:
            row.append(_OPEN_DAYS.get(name, _DEFAULTS[type_]))
    return tuple(row)


def _label(item: Item, entry: EntryRecord) -> str:
    """What people see: counts of one power differ by the year alone."""
    if entry.kind != ItemKind.ACTIVITY or not entry.facts.get("year"):
        return item.name
    years, counts = entry.facts["year"].split("\n"), entry.facts.get("count", "").split("\n")
    unit = entry.facts.get("unit", "").split("\n")[0]
    told = (f"{year}年{f' {count}{unit}' if count else ''}" for year, count in zip_longest(years, counts, fillvalue=""))
    return f"{item.name}（{'、'.join(told)}）"


def parts_of(entry: EntryRecord, bodies: BodyNames) -> Mapping[str, str]:
    """Body identifier → what it does in the item, in the row's words."""
    found: dict[str, str] = {}
    for name, text in entry.parts:
        body = bodies.id(name)
        found[body] = f"{found[body]}\n{text}" if body in found else text
    return found


def claimed_by(entry: EntryRecord, bodies: BodyNames) -> Iterable[tuple[str, str, str]]:
    """(body identifier, name, note) of every recipient that is a body."""
    for recipient in entry.recipients:
        if not recipient.by_type:
            yield bodies.id(recipient.name), bodies.name(recipient.name), recipient.note

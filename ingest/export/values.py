"""What an entry says, in words: each of its values under the label of its column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache

from ingest.lists.cells import column_index, column_letter
from ingest.lists.frame import columns_of, entry_cells
from ingest.lists.kinds import registry
from ingest.lists.words import ROLE_WORDS
from ontologies import functions
from ontologies.records import (
    AccessKind,
    AdjustmentAction,
    ArrangementKind,
    EntryRecord,
    GrantMode,
    ItemKind,
    Labelled,
    Level,
    ListKind,
    ListText,
    PowerType,
    Role,
    SupportKind,
    Theme,
    Tier,
    VillageKind,
)

# Fields whose cells say what another field would: a row that says who holds its item says it once.
_SAID_BY = {"holder": ("holder", "upper", "taker"), "basis": ("basis",)}
_CODED: dict[str, type[Labelled]] = {
    "mode": GrantMode,
    "tier": Tier,
    "village_kind": VillageKind,
    "access_kind": AccessKind,
    "action": AdjustmentAction,
    "support_kind": SupportKind,
    "arrangement_kind": ArrangementKind,
    "statutory_level": Level,
    "power_type": PowerType,
    "power_types": PowerType,
    "theme": Theme,
}
# What a row may have from its headings, its title or its main item, and not from a cell of its own.
_TAKEN_OVER = ("kind", "type", "theme", "name", "sub_name", "basis", "holder", "office", "level")
_READABLE = frozenset(ROLE_WORDS.values())


def holders_text(holders: Sequence[tuple[str, Role]]) -> str:
    """Bodies as a list writes them: each with its role, unless it has the main one."""
    return "、".join(name if role == Role.LEAD else f"{name}（{role.label}）" for name, role in holders)


@cache
def label_of(kind: ListKind, field: str) -> str:
    """The standard head of a field in lists of a kind (依据, 实施主体; 姓名 for the name of an officer); what is no field stays as it is."""
    return registry.lexicon(kind).labels.get(field, field)


@cache
def name_label(kind: ListKind) -> str:
    """The head under which lists of a kind have what a row is about."""
    return label_of(kind, registry.lexicon(kind).name)


def understood(entry: EntryRecord, field: str) -> str:
    """What a row says of one field of the reader's, in words that the reader takes: where no cell of the row says it."""
    duty = entry.duty_kind
    said = {
        "type": entry.power_type.label if entry.power_type != PowerType.UNKNOWN else "",
        "kind": duty.label if duty is not None else "",
        "theme": entry.theme.label if entry.theme != Theme.NONE else "",
        "name": entry.name,
        "sub_name": entry.sub_name,
        "code": entry.code,
        "basis": entry.basis,
        "holder": holders_text(entry.holders),
        "office": "、".join(dict.fromkeys(office for _, office in entry.offices)),
        "level": entry.level.label if entry.level != Level.UNKNOWN else "",
    }
    if field in said:
        return said[field]
    fact = entry.facts.get(field, "")
    if field == "until":
        return _last_day(entry.kind, fact)
    if field == "functions":
        known = {code: found.label for code, found in functions.functions().items()}
    else:
        known = {str(member.value): member.label for member in _CODED.get(field, ())}
    return "\n".join(known.get(line, line) for line in fact.split("\n"))


def _last_day(kind: ItemKind, until: str) -> str:
    """The end of a term as a cell writes it: its last day, where records keep the day after. A service is told by the day on which it is
    cancelled, in cells and records alike."""
    if kind == ItemKind.SERVICE or not until:
        return until
    return (date.fromisoformat(until) - timedelta(days=1)).isoformat()


def values_of(text: ListText) -> Iterator[tuple[EntryRecord, dict[str, str]]]:
    """Each entry with all that its row says, standard head → text: its own cells, those that a merged cell carries down, and what
    it has from its headings or its main item, so that each is complete by itself. Blank ones are left out."""
    own = registry.lexicon(text.kind)
    tables = {sheet: columns_of(text, sheet) for sheet in {entry.sheet for entry in text.entries}}
    carried = {layout.sheet: _carried(text, layout.sheet) for layout in text.layouts}
    for entry in text.entries:
        under = tables[entry.sheet]
        fields = next((table for first, table in reversed(under) if first <= entry.row), under[0][1] if under else {})
        found: dict[str, str] = {}
        said: set[str] = set()
        cells = [(letter, word.strip()) for _, letter, word in entry_cells(entry)]
        have = {letter for letter, _ in cells}
        cells += [
            (letter, word) for letter, word in carried.get(entry.sheet, {}).get(entry.row, ()) if letter not in have
        ]
        for letter, word in sorted(cells, key=lambda cell: column_index(cell[0])):
            field = fields.get(letter, letter)
            said.add(field)
            label = label_of(text.kind, field)
            if word and word not in found.get(label, "").split("\n"):
                found[label] = f"{found[label]}\n{word}" if label in found else word
        for field in (*_TAKEN_OVER, *entry.facts):
            if field in said or field not in own.labels or (field == "name" and own.name in said):
                continue
            if any(cell.startswith(_SAID_BY.get(field, (field,))) for cell in said):
                continue
            if field == "holder" and not all(role in _READABLE for _, role in entry.holders):
                continue
            word = understood(entry, field)
            label = name_label(text.kind) if field == "name" else label_of(text.kind, field)
            if word and label not in found:
                found[label] = word
        yield entry, found


def _carried(text: ListText, sheet: str) -> dict[int, list[tuple[str, str]]]:
    """Row → (column letter, text) of the merged cells that come down to it from an item above."""
    layout = next(layout for layout in text.layouts if layout.sheet == sheet)
    words = {
        (row, letter): word
        for entry in text.entries
        if entry.sheet == sheet
        for row, letter, word in entry_cells(entry)
    }
    found: dict[int, list[tuple[str, str]]] = {}
    for top, left, bottom, _ in layout.merges:
        letter = column_letter(left)
        word = words.get((top, letter), "").strip()
        if word:
            for row in range(top + 1, bottom + 1):
                found.setdefault(row, []).append((letter, word))
    return found

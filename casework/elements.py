"""One item in two editions, element by element: its name, code, type, holders, offices, basis, level, responsibilities, limits and every
other column. What is only written otherwise (order, width, brackets, running numbers) is no change.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec
from rapidfuzz.distance import Indel

from ingest.identity import name_key, read_basis
from ingest.items import full_name, owner_of
from ontologies.identifiers import entry_id
from ontologies.records import (
    EntryRecord,
    ItemKind,
    ListText,
    PowerType,
    ResponsibilityKind,
    Role,
    Theme,
)
from ontologies.schema import node_tables
from ontologies.schemes import names as scheme_names
from text.citations import read_citations
from text.cut import clean, words
from text.normalise import fold

if TYPE_CHECKING:
    from ingest.project import Edition


class ListedRow(msgspec.Struct):
    """A row with the edition it stands in."""

    entry: EntryRecord
    edition: Edition
    text: ListText

    @property
    def body(self) -> str:
        return owner_of(self.entry, self.text.authority)

    def owned(self) -> EntryRecord:
        """The row, saying itself whose it is, so that rows of several lists can be compared."""
        if self.entry.holders or not self.text.authority:
            return self.entry
        return msgspec.structs.replace(self.entry, holders=((self.text.authority, Role.LEAD),))

    def answer(self) -> dict[str, Any]:
        entry = self.entry
        return {
            "id": entry_id(self.edition.id, entry.sheet, entry.row),
            "list": self.edition.id,
            "file": self.edition.head.stem,
            "sheet": entry.sheet,
            "row": entry.row,
            "name": full_name(entry),
            "code": entry.code,
            "body": self.body,
            "type": _type_label(entry),
            "basis": entry.basis,
            "cells": entry.cells,
        }


def _type_label(entry: EntryRecord) -> str:
    if entry.duty_kind is not None:
        return entry.duty_kind.label
    return entry.power_type.label if entry.power_type != PowerType.UNKNOWN else ""


# Which columns an element is read from (``ListText.columns``).
_COLUMNS: dict[str, frozenset[str]] = {
    "name": frozenset({"name", "sub_name"}),
    "code": frozenset({"code"}),
    "type": frozenset({"type", "kind"}),
    "theme": frozenset({"theme"}),
    "basis": frozenset({"basis", "basis_law", "basis_number", "basis_clause", "basis_content"}),
    "holders": frozenset(
        {"holder", "upper", "taker", "role"}
        | {
            f"holder_{role}"
            for role in ("lead", "coordinate", "cooperate", "assist", "guide", "supervise", "entrusted")
        }
    ),
    "offices": frozenset({"office"}),
    "level": frozenset({"level"}),
    "responsibilities": frozenset({"responsibility", "responsibility_basis"}),
    "accountability": frozenset({"accountability", "accountability_scope", "accountability_basis"}),
    "statutory_limit": frozenset({"time_limit", "limits"}),
    "promised_limit": frozenset({"promised_limit", "limits"}),
    "target": frozenset({"target"}),
    "item_status": frozenset({"status"}),
    "routes": frozenset({"route_setting", "route_exercise", "phone"}),
    "parts": frozenset({"upper_duties", "town_duties", "duties"}),
}
# These only count the rows or point into the sheet.
_RUNNING = frozenset({"序号", "编号", "行号"})
_COLUMN_KEY = re.compile(r"(?:(?P<sheet>.*)!)?(?P<letter>[A-Z]+)(?P<head>\d*)")


def _cells(row: ListedRow, element: str, label: str) -> list[str]:
    """Where on its sheet a row's element stands: D8."""
    fields = _COLUMNS.get(element, frozenset()) | {element, label}
    found: dict[int, list[str]] = defaultdict(list)
    heads: set[int] = set()
    for key, field in row.text.columns.items():
        place = _COLUMN_KEY.fullmatch(key)
        if place is None or (place["sheet"] is not None and place["sheet"] != row.entry.sheet):
            continue
        head = int(place["head"] or 0)
        if head <= row.entry.row:
            heads.add(head)
            if field in fields:
                found[head].append(f"{place['letter']}{row.entry.row}")
    # Of several tables on a sheet, the one whose head is next above the row.
    return found[max(heads)] if heads else []


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", fold(text)).rstrip("。;,.、")


def _tokens(text: str) -> list[str]:
    """A text in words and single marks; joined they are the text."""
    plain, at = clean(text), 0
    found: list[str] = []
    for word in words(text):
        start = plain.find(word, at)
        if start < 0:
            continue
        found.extend(text[at:start])
        found.append(text[start : start + len(word)])
        at = start + len(word)
    found.extend(text[at:])
    return found


def marks(before: str, after: str) -> list[tuple[str, str]]:
    """What changed in a text, word by word: pairs of (same, removed or added; the words)."""
    one, other = _tokens(before), _tokens(after)
    found: list[tuple[str, str]] = []
    gone = come = ""
    for step in Indel.opcodes(one, other):
        if step.tag == "delete":
            gone += "".join(one[step.src_start : step.src_end])
        elif step.tag == "insert":
            come += "".join(other[step.dest_start : step.dest_end])
        else:
            found += [("removed", gone), ("added", come), ("same", "".join(one[step.src_start : step.src_end]))]
            gone = come = ""
    found += [("removed", gone), ("added", come)]
    return [(kind, piece) for kind, piece in found if piece]


class Elements:
    """Compares one matched pair, element by element."""

    def __init__(self, before: ListedRow, after: ListedRow) -> None:
        self.before = before
        self.after = after
        self.found: list[dict[str, Any]] = []
        self.moved = False
        self.renamed = False

    def run(self) -> list[dict[str, Any]]:
        one, other = self.before.entry, self.after.entry
        if name_key(full_name(one)) != name_key(full_name(other)):
            self.renamed = True
            self._text("name", "名称", full_name(one), full_name(other))
        if name_key(one.code) != name_key(other.code):
            self._text("code", "编码", one.code, other.code)
        self._moves(one, other)
        self._basis(one.basis, other.basis)
        self._text("level", "行使层级", one.level.label, other.level.label)
        for kind in ResponsibilityKind:
            element = "responsibilities" if kind == ResponsibilityKind.DUTY else "accountability"
            self._text(element, kind.label, _responsibilities(one, kind), _responsibilities(other, kind))
        self._text("parts", "各方职责", _pairs(one.parts), _pairs(other.parts))
        self._text("routes", "监督投诉", _routes(one), _routes(other))
        self._text("recipients", "承接对象", _recipients(one), _recipients(other))
        self._text("refs", "所涉事项", _refs(one), _refs(other))
        labels = _fact_labels(one.kind)
        for key in sorted(one.facts.keys() | other.facts.keys()):
            label, scheme = labels.get(key, (key, ""))
            named = scheme_names(scheme) if scheme else {}
            mine, theirs = one.facts.get(key, ""), other.facts.get(key, "")
            self._text(key, label, named.get(mine, mine), named.get(theirs, theirs))
        for label in sorted((one.fields.keys() | other.fields.keys()) - _RUNNING):
            self._text(label, label, one.fields.get(label, ""), other.fields.get(label, ""))
        return self.found

    def add(self, element: str, label: str, before: str, after: str, **more: Any) -> None:
        change = "changed" if before and after else "added" if after else "removed"
        self.found.append(
            {
                "element": element,
                "label": label,
                "change": change,
                "before": before,
                "after": after,
                "marks": marks(before, after),
                "cells_before": _cells(self.before, element, label),
                "cells_after": _cells(self.after, element, label),
                **more,
            }
        )

    def _text(self, element: str, label: str, before: str, after: str) -> bool:
        if _plain(before) == _plain(after):
            return False
        self.add(element, label, before, after)
        return True

    def _moves(self, one: EntryRecord, other: EntryRecord) -> None:
        """Another type, theme, body or office; another body's list."""
        moved = self._text("type", "类型", _type_label(one), _type_label(other))
        theme = ["" if entry.theme == Theme.NONE else entry.theme.label for entry in (one, other)]
        moved |= self._text("theme", "主题", *theme)
        moved |= self._named("holders", "实施主体", _holders(self.before), _holders(self.after))
        moved |= self._named("offices", "承办机构", _offices(one), _offices(other))
        if self.before.text.authority != self.after.text.authority:
            moved = True
            self.add("list", "所在清单", self.before.text.title, self.after.text.title)
        self.moved = moved

    def _named(self, element: str, label: str, before: dict[str, str], after: dict[str, str]) -> bool:
        """Names with a word beside each: who came, who went, whose word changed."""
        if before == after:
            return False
        self.add(
            element,
            label,
            _named_text(before),
            _named_text(after),
            added=[name for name in after if name not in before],
            dropped=[name for name in before if name not in after],
            changed=[
                {"name": name, "before": before[name], "after": after[name]}
                for name in before
                if name in after and before[name] != after[name]
            ],
        )
        return True

    def _basis(self, before: str, after: str) -> None:
        if _plain(before) == _plain(after):
            return
        one, other = set(read_basis(before)), set(read_basis(after))
        dropped, added = sorted(one - other), sorted(other - one)
        if not dropped and not added:
            if (one or other) and _beside(before) == _beside(after):
                return
            self.add("basis", "依据所附文字", before, after, added=[], dropped=[], changed=[])
            return
        changed = []
        for gone in list(dropped):
            # Of a law that both cite, the next of its provisions: the article it is now cited by.
            new = next((cited for cited in added if cited.law == gone.law), None)
            if new is not None:
                dropped.remove(gone)
                added.remove(new)
                changed.append({"law": gone.law, "before": gone.text(), "after": new.text()})
        self.add(
            "basis",
            "依据",
            before,
            after,
            added=[cited.text() for cited in added],
            dropped=[cited.text() for cited in dropped],
            changed=changed,
        )


_NOTES = re.compile(r"【[^】]*】|\([^()]*\)|\[[^\]]*\]|^\s*\d+[.、]", re.M)


def _beside(text: str) -> str:
    """What a basis cell says besides its citations: a law's pasted text, without notes in brackets."""
    kept, at = [], 0
    for mention in read_citations(text):
        if not mention.in_quote:
            kept.append(text[at : max(at, mention.start)])
            at = max(at, mention.end)
    kept.append(text[at:])
    return name_key(_NOTES.sub("", fold("".join(kept))))


def _holders(row: ListedRow) -> dict[str, str]:
    """Body → role; the list's own body where the row names none."""
    holders = row.entry.holders or (((row.text.authority, Role.LEAD),) if row.text.authority else ())
    return {name: role.label for name, role in sorted(holders)}


def _offices(entry: EntryRecord) -> dict[str, str]:
    return {office: body for body, office in sorted(entry.offices)}


def _named_text(named: dict[str, str]) -> str:
    return "、".join(f"{name}（{word}）" if word else name for name, word in named.items())


def _responsibilities(entry: EntryRecord, kind: ResponsibilityKind) -> str:
    lines = []
    for stated in entry.responsibilities:
        if stated.kind == kind:
            more = "".join(f"〔{part}〕" for part in (stated.scope, stated.basis) if part)
            lines.append(f"{stated.number}. {stated.text}{more}")
    return "\n".join(lines)


def _pairs(pairs: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"{name}：{text}" for name, text in pairs)


def _routes(entry: EntryRecord) -> str:
    return "\n".join(f"{route.route.label}：{route.body}{route.contact}" for route in entry.routes)


def _recipients(entry: EntryRecord) -> str:
    found = sorted(f"{taker.name}（{taker.note}）" if taker.note else taker.name for taker in entry.recipients)
    return "、".join(found)


def _refs(entry: EntryRecord) -> str:
    return "、".join(f"{ref.body}{ref.name or ref.code}" for ref in entry.refs)


@cache
def _fact_labels(kind: ItemKind) -> dict[str, tuple[str, str]]:
    """Fact → its Chinese label and the scheme of its codes ("" where it has none)."""
    for table in node_tables().values():
        if table.kind == kind.value:
            return {column.name: (column.label, column.scheme) for column in table.columns}
    return {}

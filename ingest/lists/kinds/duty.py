"""履职事项清单: what a township has to do, what it helps with, what went back to the departments.

What the departments and what the township do in an item are its parts. Items of one town alone (个性履职清单, 特色事项: a reservoir that
lies in it) are its own duties; the sheet or heading that says so stays with them as 分组.
"""

from __future__ import annotations

import msgspec

from ingest.lists.bodies import split_way
from ingest.lists.kinds import Kind, RowContext
from ingest.lists.kinds.boundary import split_parts
from ingest.lists.kinds.reading import is_nothing
from ingest.lists.rows import RawRow
from ontologies.records import DutyKind, EntryRecord, ItemKind, ListKind, Role


def by_body(text: str, ctx: RowContext) -> list[tuple[str, str]]:
    """A text that says under each body's name what it does (县公安局：… 县司法局、县民政局：…), body by body, as职责分工 is parted; empty where
    it does not say so from its first clause on."""
    found: list[tuple[tuple[str, ...], str]] = []
    for part in split_parts(text, (), ctx):
        if part.bodies:
            found.append((part.bodies, part.text))
        elif not found:
            return []
        else:
            found[-1] = (found[-1][0], f"{found[-1][1]}\n{part.text}")
    return [(name, words) for names, words in found for name in names]


def _parts(entry: EntryRecord, row: RawRow, ctx: RowContext) -> list[tuple[str, str]]:
    upper, town = row.extra.get("上级部门职责", ""), row.extra.get("乡镇配合职责", "")
    parts: list[tuple[str, str]] = []
    if upper:
        # Where it is not parted by body, the text is what these departments do together.
        others = [name for name, _ in entry.holders if name != ctx.authority]
        parts.extend(by_body(upper, ctx) or [(name, upper) for name in others])
    if town:
        parts.extend(by_body(town, ctx) or ([(ctx.authority, town)] if ctx.authority else []))
    if entry.duty_kind == DutyKind.RECALLED:
        way = split_way(row.values.get("taker", "") or row.values.get("upper", ""))[1] or row.extra.get("工作方式", "")
        leading = [name for name, role in entry.holders if role not in (Role.COOPERATE, Role.ASSIST)]
        if way:
            parts.extend((name, way) for name in leading)
    return list(dict.fromkeys(parts))


def read(entry: EntryRecord, row: RawRow, ctx: RowContext) -> EntryRecord:
    """A duty, with what each body does in it."""
    office = row.values.get("office", "").strip()
    fields = entry.fields
    if office and not entry.offices and not is_nothing(office):
        # Whose office it is, nothing tells.
        fields = fields | {"承办机构": fields.get("承办机构", office)}
    return msgspec.structs.replace(entry, kind=ItemKind.DUTY, fields=fields, parts=tuple(_parts(entry, row, ctx)))


KIND = Kind(
    kind=ListKind.DUTY,
    titles=(
        r"履职|履行职责|基本履行|配合履行|收回|上收|由上级部门承担|(?:配合|基本)(?:事项|职责|清单)|^(?:配合|基本)$"
        r"|(?:个性|特色)(?:化)?(?:事项|职责)?清单|recalled|cooperating|basic"
    ),
    read=read,
    telling=(
        frozenset({"taker"}),
        frozenset({"upper_duties", "town_duties"}),
        # What departments and towns do stands in lists of boundaries too: 对应上级部门 is a township's word.
        frozenset({"upper", "upper_duties", "town_duties"}),
    ),
)

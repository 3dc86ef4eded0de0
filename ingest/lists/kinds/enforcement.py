"""执法事项目录: a guidance's items, or the powers that a department or township really exercises.

A ministry's or province's 指导目录 says who shall exercise an item, by the law, at which level (its 第一责任层级建议 is advice and no
rule of law: it stays with the row under its own name): its rows are items of a catalogue. A county
department's or a township's own 执法事项目录 or 清单 states powers, as a power list does. Which of the two a row is, is told by whose
list it is, else by whom the row names.
"""

from __future__ import annotations

import re

from ingest.lists.kinds import Kind, KindColumn, RowContext
from ingest.lists.kinds.grant_catalogue import STATUTORY_LEVEL, level_code
from ingest.lists.kinds.granting import theme_fact
from ingest.lists.kinds.power import ADDS, facts_of
from ingest.lists.kinds.power import COLUMNS as POWER_COLUMNS
from ingest.lists.kinds.reading import Cells, first_of, state, type_of
from ingest.lists.rows import RawRow
from ontologies.records import EntryRecord, ItemKind, Level, ListKind, PowerType, Role

COLUMNS = (
    STATUTORY_LEVEL,
    KindColumn(
        "statutory_body",
        "法定实施主体",
        "法定实施主体 法定主体 法定行使主体 法定执法主体 法定职权主体 法定实施机关 实施主体 行使主体 执法主体 实施机关 实施部门 责任主体 "
        "行政执法主体 执法部门 执法机关 执法单位 实施单位 责任部门 主管部门",
    ),
    *POWER_COLUMNS,
)
_GUIDANCE = re.compile(r"指导目录|指导清单")
_LOCAL = frozenset({Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE})
_LEADING = frozenset({Role.LEAD, Role.SHARED, Role.COORDINATE, Role.ENTRUSTED})
_ABOVE = frozenset({Level.NATIONAL, Level.PROVINCE})
# 县农业农村局 in a list whose place nothing tells.
_LOCAL_NAME = re.compile(r"^(?:县(?!级)|区(?!级|域)|旗|镇|乡|街道|本镇|本乡)")


def _states_powers(body: str, ctx: RowContext) -> bool:
    """Whether a row is a power that somebody exercises here: in a list of a county's or township's body, by a body of such; not in
    one of a ministry, a province or nobody that says 指导目录. A city's list is its own power list unless it calls itself a guidance."""
    if ctx.level in _LOCAL:
        return True
    if ctx.level in _ABOVE:
        return False
    if body and (ctx.level_of(body) in _LOCAL or _LOCAL_NAME.match(body)):
        return True
    return ctx.level == Level.CITY and not any(_GUIDANCE.search(text) for text in ctx.words)


def read(entry: EntryRecord, row: RawRow, ctx: RowContext) -> EntryRecord:
    """An item of a guidance, or a power."""
    cells = Cells(row, COLUMNS, ctx)
    body = cells.look("statutory_body")
    type_ = type_of(entry, row)
    if _states_powers(body, ctx):
        named = cells.bodies("statutory_body", Role.LEAD)
        holders = first_of(named, entry.holders)
        if not any(role in _LEADING for _, role in holders) and ctx.authority:
            holders = first_of([(ctx.authority, Role.LEAD)], holders)
        if entry.responsibilities:
            cells.take("stage")
        return state(entry, cells, ItemKind.POWER, facts_of(cells), power_type=type_, holders=holders)
    cells.take("statutory_body")
    level = level_code(cells.look("statutory_level"))
    if level:
        cells.take("statutory_level")
    facts = {
        "power_type": "" if type_ == PowerType.UNKNOWN else str(type_),
        "statutory_body": body,
        "statutory_level": level,
        "theme": theme_fact(entry),
    }
    return state(entry, cells, ItemKind.CATALOGUE, facts, power_type=type_, holders=())


KIND = Kind(
    kind=ListKind.ENFORCEMENT,
    titles=r"执法事项|执法(?:目录|清单)|执法职责清单|执法指导目录|enforcement_catalogue",
    read=read,
    columns=COLUMNS,
    telling=(frozenset({"statutory_body", "statutory_level"}), frozenset({"statutory_body", "suggested_level"})),
    adds=ADDS,
)

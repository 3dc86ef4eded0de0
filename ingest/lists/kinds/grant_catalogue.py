"""赋权目录: the items of which a province lets townships take powers, and what each township claims.

Of 471 such items every town takes the 基本盘 and chooses among the 自选盘. Claims stand in a column of names (认领乡镇) or in one column for
each town (√, 1, 认领); they are the recipients of an item, so that what each town claims can be counted.
"""

from __future__ import annotations

from ingest.lists.kinds import Kind, KindColumn, RowContext
from ingest.lists.kinds.granting import (
    RECIPIENTS,
    TIER,
    TOWN_TYPES,
    Recipients,
    is_mark,
    read_marks,
    theme_fact,
    tier_of,
    types_over,
)
from ingest.lists.kinds.reading import Cells, is_nothing, state, type_of
from ingest.lists.rows import RawRow
from ingest.lists.words import levels_of
from ontologies.records import EntryRecord, ItemKind, ListKind, PowerType

STATUTORY_BODY = KindColumn(
    "statutory_body",
    "法定实施主体",
    "法定实施主体 法定主体 法定行使主体 法定实施机关 法定执法主体 法定职权主体 实施主体 实施机关 实施部门 原实施主体 "
    "原实施机关 原实施部门 原行使部门 原行使主体 行使主体 责任主体 执法主体 主管部门 省级主管部门 省直主管部门 业务主管部门 "
    "县级主管部门 县级实施部门 县级部门 行业主管部门",
)
STATUTORY_LEVEL = KindColumn(
    "statutory_level",
    "法定行使层级",
    "法定行使层级 法定实施层级 法定层级 行使层级 实施层级 原行使层级 原实施层级 责任层级 "
    "执法层级 层级 法定实施主体层级",
)
COLUMNS = (TIER, TOWN_TYPES, RECIPIENTS, STATUTORY_BODY, STATUTORY_LEVEL)


def level_code(text: str) -> str:
    """The code of the one level that a cell names; "" where it names none or several."""
    found = levels_of(text)
    return str(found[0]) if len(found) == 1 else ""


def read(entry: EntryRecord, row: RawRow, ctx: RowContext) -> EntryRecord:
    """An item of a catalogue, with the towns that claim it."""
    cells = Cells(row, COLUMNS, ctx)
    fields = dict(entry.fields)
    recipients = Recipients()
    written = cells.look("recipients")
    if written and is_mark(written) is None and not is_nothing(written):
        recipients.cell(written, ctx, "认领")
        if recipients.unknown:
            words = "、".join(recipients.unknown)
            ctx.remark(
                row, f"认领乡镇“{words[:30]}”认不出，原文随行保留", "乡镇、街道的名称", "请写全称，或一并载入区划表"
            )
        else:
            cells.take("recipients")
    read_marks(row, ctx, recipients, fields)
    fitting = Recipients()
    if cells.look("town_types"):
        fitting.cell(cells.look("town_types"), ctx)
        if not fitting.unknown and not fitting.towns():
            cells.take("town_types")
    types = fitting.types() or list(types_over(entry, row, ctx))
    headings = reversed(row.group.split(" / "))
    tier = tier_of([cells.look("tier"), *headings, entry.sheet, *ctx.words])
    if tier is not None:
        cells.take("tier")
    elif cells.look("tier"):
        ctx.remark(row, f"赋权档次“{cells.look('tier')[:20]}”不认识，原文随行保留", "基本盘或者自选盘", "请改正")
    type_ = type_of(entry, row)
    level = level_code(cells.look("statutory_level"))
    if level:
        cells.take("statutory_level")
    facts = {
        "power_type": "" if type_ == PowerType.UNKNOWN else str(type_),
        "tier": str(tier or ""),
        "statutory_body": cells.take("statutory_body"),
        "statutory_level": level,
        "theme": theme_fact(entry),
    }
    if types:
        fields.setdefault("适用乡镇类型", "、".join(types))
    entry = state(
        entry, cells, ItemKind.CATALOGUE, facts, power_type=type_, holders=(), recipients=recipients.records()
    )
    entry.fields.update({label: text for label, text in fields.items() if label not in entry.fields})
    return entry


KIND = Kind(
    kind=ListKind.GRANT_CATALOGUE,
    titles=r"赋权.{0,12}(?:指导)?目录|(?:省级|省)赋权|认领目录|目录.{0,6}认领|赋予(?:乡镇|镇街|街道).{0,30}目录|grant_catalogue",
    read=read,
    columns=COLUMNS,
    telling=(frozenset({"tier", "statutory_body"}), frozenset({"tier", "recipients"}), frozenset({"tier", "mark"})),
    marks=True,
)

"""赋权清单: powers of county departments that townships exercise.

A row states that a power of a department (``Role.ORIGINAL``) goes to towns, named or by type, by one of three modes: 委托下放 (the town
acts for the department, ``Role.ENTRUSTED``), 派出机构行使, 派驻单位行使; without a mode named towns receive it (``Role.RECEIVING``). The
mode stands in a column, a heading, the sheet's name or the title. A town's own claim list grants to that town.
"""

from __future__ import annotations

import re

from ingest.lists.kinds import Kind, KindColumn, RowContext
from ingest.lists.kinds.granting import (
    RECIPIENTS,
    TIER,
    TOWN_TYPES,
    Recipients,
    is_mark,
    mode_of,
    read_marks,
    theme_fact,
    tier_of,
    types_over,
)
from ingest.lists.kinds.reading import Cells, first_of, is_nothing, state, term, type_of
from ingest.lists.rows import RawRow
from ontologies.records import EntryRecord, GrantMode, ItemKind, Level, ListKind, PowerType, RefRecord, Role

_MODE_COLUMNS = {
    "mode_entrust": GrantMode.ENTRUST,
    "mode_agency": GrantMode.AGENCY,
    "mode_stationed": GrantMode.STATIONED,
}
COLUMNS = (
    KindColumn(
        "original",
        "原行使部门",
        "原行使部门 原行使主体 原行使单位 原行使机关 原实施部门 原实施主体 原实施机关 原实施单位 原审批部门 原执法部门 原执法主体 "
        "原主管部门 原责任部门 原权力部门 委托部门 委托机关 委托单位 委托主体 下放部门 下放单位 下放主体 赋权部门 赋权单位 "
        "赋权主体 放权部门 放权单位 移交部门 划出部门 派出部门 派驻部门 县级部门 县级主管部门 县直部门 县级业务主管部门 "
        "县级实施部门 县级行使部门 区级部门 区级主管部门 市级部门 市级主管部门 业务主管部门 主管部门 对应县级部门 原县级实施部门 "
        "原县级主管部门 授权部门 权力来源部门 原权力主体",
    ),
    RECIPIENTS,
    TOWN_TYPES,
    TIER,
    KindColumn(
        "mode",
        "赋权方式",
        "赋权方式 下放方式 行使方式 放权方式 承接方式 实施方式 赋权形式 赋权模式 下放形式 委托方式 赋权类型",
    ),
    KindColumn(
        "mode_entrust",
        "委托下放",
        "委托下放 委托行使 委托 委托实施 部门委托下放",
    ),
    KindColumn(
        "mode_agency",
        "派出机构行使",
        "派出机构行使 派出机构 派出机构实施 部门派出机构行使",
    ),
    KindColumn(
        "mode_stationed",
        "派驻单位行使",
        "派驻单位行使 派驻机构行使 派驻单位 派驻机构 派驻 部门派驻单位行使",
    ),
    KindColumn(
        "scope",
        "赋权范围",
        "赋权范围 权限范围 下放范围 委托范围 承接范围 行使范围 赋权权限 下放权限 委托权限 赋权内容 下放内容 委托内容 赋权事项范围 "
        "委托事项范围 权限内容 赋权环节 下放环节",
    ),
    KindColumn(
        "since",
        "赋权日期",
        "赋权时间 赋权日期 下放时间 下放日期 承接时间 委托时间 委托起始日期 实施时间 实施日期 生效日期 起始日期 执行时间",
    ),
    KindColumn(
        "until",
        "赋权截止日期",
        "到期时间 到期日期 截止日期 截止时间 委托截止日期 有效期至 失效日期 终止日期 结束日期",
    ),
    KindColumn(
        "term",
        "赋权期限",
        "赋权期限 委托期限 有效期 期限 有效期限 下放期限 委托有效期",
    ),
    KindColumn(
        "catalogue_code",
        "目录编码",
        "省目录编码 目录编码 省级目录编码 目录序号 省级目录序号 省目录序号 指导目录编码 指导目录序号 赋权目录编码 对应目录序号",
    ),
    KindColumn(
        "catalogue_name",
        "目录事项名称",
        "省级目录事项名称 目录事项名称 省目录事项名称 对应目录事项 指导目录事项名称 省级目录事项 对应省级目录事项 赋权目录事项",
    ),
)
_GOVERNMENT = re.compile(r"人民政府(?:办公室)?$|^.{2,12}[县市区省旗]$")
_OWN_TERM = re.compile(r"长期|永久|未定|不限")


def _mode(cells: Cells, entry: EntryRecord, row: RawRow, ctx: RowContext, recipients: Recipients) -> GrantMode | None:
    """The mode: as its cell says, as the one marked column says, else as the headings, the sheet's name or the title do. A mode's
    column may name the towns themselves."""
    said = cells.look("mode")
    mode = mode_of([said])
    if mode is not None and said == mode.label:
        cells.take("mode")
    marked = []
    for field, meant in _MODE_COLUMNS.items():
        text = cells.look(field)
        mark = is_mark(text) if text else False
        if mark:
            cells.take(field)
            marked.append(meant)
        elif mark is None:
            before = len(recipients.found)
            recipients.cell(text, ctx, meant.label)
            if len(recipients.found) > before:
                marked.append(meant)
    if mode is None and len(marked) == 1:
        return marked[0]
    if mode is None and len(marked) > 1:
        ctx.remark(
            row, "写了几种赋权方式，未定为哪一种", "委托下放、派出机构行使或者派驻单位行使之一", "请按方式分行填写"
        )
        return None
    if mode is None and said and not is_nothing(said):
        return None
    headings = reversed(row.group.split(" / "))
    return mode or mode_of([*headings, entry.sheet, *ctx.words])


def _original(cells: Cells, row: RawRow, ctx: RowContext, recipients: Recipients) -> list[tuple[str, Role]]:
    """The departments that a power comes from; a township among them, or in the heading above, receives it."""
    found = cells.bodies("original", Role.ORIGINAL)
    texts = [row.values.get("holder", ""), row.body_heading if not found else ""]
    for text in dict.fromkeys(filter(None, texts)):
        if ctx.town(text):
            recipients.add(ctx.town(text), False)
            continue
        found = [*found, *ctx.named(text, Role.ORIGINAL)]
    departments = [(name, Role.ORIGINAL) for name, _ in found if ctx.level_of(name) != Level.TOWNSHIP]
    for name, _ in found:
        if ctx.level_of(name) == Level.TOWNSHIP:
            recipients.add(name, False)
    if not departments and ctx.authority and ctx.level != Level.TOWNSHIP and not _GOVERNMENT.search(ctx.authority):
        return [(ctx.authority, Role.ORIGINAL)]
    return departments


def _term(cells: Cells, ctx: RowContext) -> tuple[str, str]:
    """The first day of a grant and the day after its last."""
    since = cells.day("since")
    until = ""
    for field in ("until", "term"):
        text = cells.look(field)
        found = term(text) if text and not _OWN_TERM.search(text) else None
        if found is not None and (found.since or found.until):
            since, until = since or found.since, until or found.until
            if found.whole:
                cells.take(field)
    return since, until


def read(entry: EntryRecord, row: RawRow, ctx: RowContext) -> EntryRecord:
    """A grant."""
    cells = Cells(row, COLUMNS, ctx)
    fields = dict(entry.fields)
    recipients = Recipients()
    written = cells.look("recipients")
    if written and not is_nothing(written):
        recipients.cell(written, ctx)
        if not recipients.unknown:
            cells.take("recipients")
        else:
            words = "、".join(recipients.unknown)
            ctx.remark(
                row,
                f"赋权对象“{words[:30]}”认不出是哪个乡镇，原文随行保留",
                "乡镇、街道的名称或者类型",
                "请写全称，或一并载入区划表",
            )
    for word in re.split(r"[、，,;；\n]", cells.look("town_types")):
        if word.strip() and not recipients.name(word.strip(), ctx):
            fields.setdefault("适用乡镇类型", cells.look("town_types"))
    cells.take("town_types")
    read_marks(row, ctx, recipients, fields)
    mode = _mode(cells, entry, row, ctx, recipients)
    original = _original(cells, row, ctx, recipients)
    over = types_over(entry, row, ctx)
    if not recipients.found:
        for name in over:
            recipients.add(name, True)
    if not recipients.found and ctx.level == Level.TOWNSHIP:
        recipients.add(ctx.authority, False)
    if not recipients.found and not recipients.unknown:
        ctx.remark(row, "没有写明赋给哪些乡镇", "赋权乡镇一列、按乡镇勾选的列，或者按类型分的工作表", "请补上")
    if not original:
        ctx.remark(row, "没有写明原行使部门", "原行使部门一列", "请补上")
    tier = tier_of([cells.look("tier"), *reversed(row.group.split(" / ")), entry.sheet])
    if tier is not None:
        cells.take("tier")
    since, until = _term(cells, ctx)
    type_ = type_of(entry, row)
    taking = Role.ENTRUSTED if mode == GrantMode.ENTRUST else Role.RECEIVING
    code, name = cells.take("catalogue_code"), cells.take("catalogue_name")
    power = RefRecord((ItemKind.POWER,), item_name(entry), entry.code, original[0][0] if original else "")
    listed = (RefRecord((ItemKind.CATALOGUE,), name, code),) if code or name else ()
    facts = {
        "mode": str(mode or ""),
        "power_type": "" if type_ == PowerType.UNKNOWN else str(type_),
        "tier": str(tier or ""),
        "town_types": "\n".join(dict.fromkeys([*recipients.types(), *over])),
        "scope": cells.take("scope"),
        "since": since,
        "until": until,
        "theme": theme_fact(entry),
    }
    entry = state(
        entry,
        cells,
        ItemKind.GRANT,
        facts,
        power_type=type_,
        holders=first_of(original, [(name, taking) for name in recipients.towns()]),
        recipients=recipients.records(),
        refs=(power, *listed),
    )
    entry.fields.update({label: text for label, text in fields.items() if label not in entry.fields})
    return entry


def item_name(entry: EntryRecord) -> str:
    """The item's name as another list would name it: main item and sub-item together."""
    return f"{entry.name}（{entry.sub_name}）" if entry.sub_name else entry.name


KIND = Kind(
    kind=ListKind.GRANT,
    titles=(
        r"赋权|赋予.{0,4}(?:[乡镇]|街道)|放权(?:事项|清单|目录)|下放(?:至|给|到)?(?:乡|镇|街)|下放(?:事项|权限|职权|权力).{0,8}(?:清单|目录)|认领.{0,8}(?:清单|事项|目录|表)"
        r"|委托下放|grant"
    ),
    read=read,
    columns=COLUMNS,
    telling=(
        frozenset({"original", "recipients"}),
        frozenset({"original", "scope"}),
        frozenset({"scope", "recipients"}),
        frozenset({"original", "mark"}),
        frozenset({"mode", "recipients"}),
        frozenset({"original", "mode"}),
    ),
    marks=True,
)

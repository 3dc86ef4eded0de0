"""赋权保障清单: what comes down with granted powers so that a town can use them: 人员, 经费, 场地, 培训, 装备 (桐庐: 同步落实人员、经费、
场地以及培训等各项保障).

A row may name one kind of support (保障类型, 数量), or have a column for each kind: then ``support_kind``, ``amount`` and ``unit`` have a
line each, in the same order.
"""

from __future__ import annotations

import re

import msgspec

from ingest.lists.bodies import town_of
from ingest.lists.kinds import Kind, KindColumn, RowContext
from ingest.lists.kinds.reading import Cells, by_row, first_of, is_nothing, quantities, references, state, years_in
from ingest.lists.kinds.receiving import recipients_in
from ingest.lists.rows import RawRow
from ontologies.records import EntryRecord, ItemKind, ListKind, RecipientRecord, Role, SupportKind
from text.normalise import fold

# The heads by which a column is of one kind of support, and the units that such a head may name behind it.
_KIND_HEADS: dict[SupportKind, tuple[str, str]] = {
    SupportKind.STAFF: (
        "人员 编制 人员保障 人员编制 下沉人员 派驻人员 人员配备 人员下沉 下沉编制 划转编制 人数 人员数 人员数量 "
        "下沉人数 执法人员",
        "名 人 个",
    ),
    SupportKind.FUNDS: (
        "经费 资金 经费保障 工作经费 保障经费 资金保障 经费下拨 专项经费 经费数额 下拨经费 运转经费",
        "万元 元 亿元",
    ),
    SupportKind.PREMISES: (
        "场地 场所 场地保障 办公场所 办公用房 办公场地 用房 场所保障 场地面积 办公用房面积",
        "平方米 平米 ㎡ 间 处",
    ),
    SupportKind.TRAINING: (
        "培训 业务培训 培训保障 培训指导 培训次数 业务培训次数 技能培训 业务指导 培训安排",
        "次 期 场 人次 学时 课时 天",
    ),
    SupportKind.EQUIPMENT: (
        "装备 设备 装备保障 执法装备 设备配备 装备配备 执法车辆 办公设备 设施设备 物资装备 设备保障 技术装备",
        "台 套 辆 件 部 架",
    ),
    SupportKind.OTHER: ("其他保障 其它保障 技术支持 技术保障 信息化保障 系统权限 网络保障", ""),
}


def _columns_of(kind: SupportKind) -> tuple[KindColumn, ...]:
    """One column without a unit in its head, and one for each unit that the head may name (经费（万元）)."""
    heads, units = _KIND_HEADS[kind]
    plain = KindColumn(f"support_{kind}", kind.label, heads)
    return (
        plain,
        *(
            KindColumn(
                f"support_{kind}_{unit}", f"{kind.label}（{unit}）", " ".join(f"{head}{unit}" for head in heads.split())
            )
            for unit in units.split()
        ),
    )


_MATRIX: tuple[tuple[SupportKind, str, KindColumn], ...] = tuple(
    (kind, column.field.removeprefix(f"support_{kind}").removeprefix("_"), column)
    for kind in SupportKind
    for column in _columns_of(kind)
)
_COLUMNS = (
    KindColumn(
        "name",
        "保障事项",
        "保障事项 保障事项名称 保障内容 保障项目 保障措施 赋权事项 赋权事项名称 事项名称 事项 保障名称 支持事项 "
        "保障任务 保障清单事项",
    ),
    KindColumn(
        "support_kind", "保障类型", "保障类型 保障类别 保障种类 保障方式 类别 类型 保障要素 要素 支持类型 保障分类"
    ),
    KindColumn("grant", "对应赋权事项", "对应赋权事项 关联赋权事项 对应的赋权事项 涉及赋权事项 对应事项 所属赋权事项"),
    KindColumn("amount", "数量", "数量 数额 金额 保障数量 保障标准 额度 配备数量 标准 保障额度 数值"),
    KindColumn("amount_funds", "金额（万元）", "金额（万元） 数额（万元） 数量（万元） 额度（万元）"),
    KindColumn("unit", "计量单位", "计量单位 数量单位 量词 单位"),
    KindColumn("year", "年度", "年度 年份 保障年度 落实年度 实施年度 所属年度"),
    KindColumn(
        "provider",
        "保障部门",
        "保障部门 保障单位 提供部门 提供单位 责任部门 责任单位 牵头部门 主管部门 部门 落实部门 落实单位 原行使部门 "
        "赋权部门 下放部门 保障责任部门 保障主体 县级部门 县直部门",
    ),
    KindColumn(
        "recipient",
        "受保障乡镇",
        "受保障乡镇 赋权镇 承接镇 赋权街道 承接街道 赋权乡镇街道 承接乡镇街道 赋权街镇 承接街镇 镇 街道 乡 镇乡 镇名 "
        "受赋权乡镇 承接乡镇 承接镇街 赋权镇街 赋权乡镇 乡镇 镇街 乡镇街道 保障对象 受益乡镇 接收乡镇 "
        "接收单位 承接单位 承接主体 受赋权镇街 "
        "适用乡镇 保障乡镇 乡镇名称 镇街名称 受保障对象",
    ),
    *(column for _, _, column in _MATRIX),
)

_KIND_WORDS: tuple[tuple[SupportKind, re.Pattern[str]], ...] = (
    (SupportKind.TRAINING, re.compile(r"培训|业务指导|跟班学习|轮训")),
    (SupportKind.FUNDS, re.compile(r"经费|资金|财力|财政|补助|金额")),
    (SupportKind.EQUIPMENT, re.compile(r"装备|设备|车辆|执法记录仪|物资|服装|终端")),
    (SupportKind.PREMISES, re.compile(r"场地|场所|用房|办公室|窗口|场馆")),
    (SupportKind.STAFF, re.compile(r"人员|编制|人力|队伍|下沉|派驻|力量")),
    (SupportKind.OTHER, re.compile(r"其他|其它|技术|信息化|系统|网络")),
)

Line = tuple[SupportKind, str, str]


def kind_in(text: str) -> SupportKind | None:
    """The kind of support that a word is of; None where it is of none, or of several (人员和经费)."""
    found = [kind for kind, pattern in _KIND_WORDS if pattern.search(text)]
    return found[0] if len(found) == 1 else None


def read(entry: EntryRecord, row: RawRow, ctx: RowContext) -> EntryRecord | None:
    """What is provided, by whom, to which towns, for which grant. Source: one row of a support list."""
    for values in (row.values, *row.added):
        # 单位 heads a column of towns as well as one of units.
        if values.get("unit") and not values.get("recipient") and ctx.town(values["unit"].split("\n")[0]):
            values["recipient"] = values.pop("unit")
    cells = Cells(row, _COLUMNS, ctx)
    lines = [*_by_columns(cells, ctx), *_by_rows(entry, cells, ctx)]
    if not lines:
        ctx.remark(
            row,
            "看不出是人员、经费、场地、培训还是装备保障",
            "“保障类型”列，或者每种保障一列",
            "请写明保障类型",
        )
    elif not any(amount for _, amount, _ in lines):
        ctx.remark(row, "没有写明保障的数量", "数量和单位，如 3名、20万元", "请补上数量")
    providers = cells.bodies("provider", Role.LEAD)
    if not providers:
        ctx.remark(row, "没有写明由哪个部门提供保障", "部门名称", "请补上保障部门")
        providers = [(ctx.authority, Role.LEAD)] if ctx.authority and not town_of(ctx.authority) else []
    recipients = tuple(_noted(item, row, ctx) for item in recipients_in(cells, "recipient", ctx))
    if not recipients:
        ctx.remark(row, "没有写明保障哪个乡镇（街道）", "乡镇（街道）的名称或者类型", "请补上受保障乡镇")
    towns = [(item.name, Role.RECEIVING) for item in recipients if not item.by_type]
    years = years_in(cells.look("year")) or years_in(ctx.title)
    if len(years) == 1 and re.fullmatch(r"\d{4}(?:年度?)?", fold(cells.look("year"))):
        cells.take("year")
    facts = {
        "support_kind": "\n".join(str(kind) for kind, _, _ in lines),
        "amount": "\n".join(amount for _, amount, _ in lines) if any(amount for _, amount, _ in lines) else "",
        "unit": "\n".join(unit for _, _, unit in lines) if any(unit for _, _, unit in lines) else "",
        "year": years[0] if len(years) == 1 else "",
    }
    owner = next((name for name, _ in providers), "")
    refs = references(cells.take("grant"), (ItemKind.GRANT,), owner)
    if not refs and kind_in(entry.name) is None and not town_of(entry.name):
        # A row about 对…的处罚 is about the grant of that name; one about 执法人员下沉 names none.
        refs = references(entry.name, (ItemKind.GRANT,), owner)
    return state(
        entry, cells, ItemKind.SUPPORT, facts, holders=first_of(providers, towns), recipients=recipients, refs=refs
    )


def _noted(item: RecipientRecord, row: RawRow, ctx: RowContext) -> RecipientRecord:
    """A town of an item that has a row for each town, with what its own row says as its note: the amounts alone do not tell whose they are."""
    if not row.added or item.note:
        return item
    for number, name in enumerate(by_row(row, "recipient")):
        if name and ctx.town(name.strip()) == item.name:
            said = ((column.label, by_row(row, column.field)[number].strip()) for _, _, column in _MATRIX)
            return msgspec.structs.replace(item, note="；".join(f"{label}：{text}" for label, text in said if text))
    return item


def _by_columns(cells: Cells, ctx: RowContext) -> list[Line]:
    """One line for each amount in the columns that are a kind of support each."""
    lines: list[Line] = []
    for kind, unit, column in _MATRIX:
        text = cells.row.values.get(column.field, "").strip()
        if text and not is_nothing(text):
            found, whole = _amounts(text, unit)
            lines.extend((kind, amount, own) for amount, own in found or [("", "")])
            if whole:
                cells.take(column.field)
    return lines


def _by_rows(entry: EntryRecord, cells: Cells, ctx: RowContext) -> list[Line]:
    """One line for each amount in the column of amounts, of the kind that its row says, else the item's name."""
    lines: list[Line] = []
    fields = ("support_kind", "amount", "amount_funds", "unit")
    all_whole = True
    for said, amount, funds, unit in zip(*(by_row(cells.row, field) for field in fields), strict=True):
        text = amount if amount and not is_nothing(amount) else funds
        if not said and not text:
            continue
        kind = _said_kind(said) or kind_in(entry.name)
        if kind is None and said:
            ctx.remark(
                cells.row,
                f"保障类型“{said[:20]}”不认识",
                "人员、经费、场地、培训、装备或者其他",
                "请改正保障类型；几种保障请分行填写",
            )
        if kind is None:
            all_whole = False
            continue
        found, whole = _amounts(text, unit.strip() or ("万元" if text is funds and funds else ""))
        if text and not found and not is_nothing(text):
            ctx.remark(cells.row, f"数量“{text[:20]}”不是数字，原文随行保留", "数量和单位，如 3名、20万元", "请改正")
        lines.extend((kind, number, own) for number, own in found or [("", "")])
        all_whole = all_whole and whole and (not said or said == kind.label)
    if lines and all_whole:
        for field in fields:
            cells.take(field)
    return lines


def _said_kind(text: str) -> SupportKind | None:
    return next((kind for kind in SupportKind if kind.label == text.strip()), None) or (kind_in(text) if text else None)


def _amounts(text: str, unit: str) -> tuple[list[tuple[str, str]], bool]:
    """(amount, unit) of each amount in a cell, ``unit`` where it names none, and whether the cell says nothing else."""
    found = quantities(text) if text else []
    if not unit:
        # 便民中心3楼 counts nothing: beside other words, only a number with a unit is an amount.
        found = [item for item in found if item.unit or item.whole]
    return [(item.amount, item.unit or unit) for item in found], bool(found) and all(item.whole for item in found)


KIND = Kind(
    kind=ListKind.SUPPORT,
    titles=r"赋权.{0,8}保障|保障(?:措施|事项|内容)?(?:清单|一览|台账)|(?:人员|经费|场地|培训|装备).{0,12}保障|support_list",
    read=read,
    columns=_COLUMNS,
    instead=("recipient",),
    telling=(
        frozenset({"support_kind", "amount"}),
        frozenset({"grant", "support_kind"}),
        *(
            frozenset({first.field, second.field})
            for kind, _, first in _MATRIX
            for other, _, second in _MATRIX
            if kind < other
        ),
    ),
    adds=frozenset({"support_kind", "amount", "amount_funds", "unit"}),
)

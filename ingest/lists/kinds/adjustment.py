"""事项调整决定: items that a decision cancels, hands down, takes back or moves, with the document that says so.

Each row refers to the power it changes, of the body that exercised it. What becomes of it stands in a column (处理决定), in a heading
(一、取消的事项), in the sheet's name or in the title; the document's number and day in columns or above the table.
"""

from __future__ import annotations

import re

from ingest.lists.kinds import Kind, KindColumn, RowContext
from ingest.lists.kinds.grant import item_name
from ingest.lists.kinds.granting import Recipients
from ingest.lists.kinds.reading import Cells, first_of, state, type_of
from ingest.lists.rows import RawRow
from ingest.lists.words import plain
from ontologies.records import AdjustmentAction, EntryRecord, ItemKind, ListKind, RefRecord, Role

_WHO = (
    "实施机关 实施主体 实施部门 实施单位 实施机构 行使主体 行使机关 行使部门 行使单位 审批部门 审批机关 责任部门 责任主体 责任单位 "
    "承办部门 管理部门 主管部门 权力主体 主体 部门 单位 机关 机构"
)


def _of(*prefixes: str) -> str:
    """Every way of naming a body behind one of these: 调整后实施单位, 划入部门."""
    return " ".join(prefix + noun for prefix in prefixes for noun in _WHO.split())


COLUMNS = (
    KindColumn(
        "decision",
        "处理决定",
        "处理决定 处理意见 调整意见 调整方式 调整类型 调整类别 调整情况 调整结果 调整内容 处理方式 处理结果 清理意见 清理结果 "
        "变动类型 变动情况 变更类型 动态调整类型 调整形式 调整决定 决定 处理情况 调整建议 调整事由类型 变更方式",
    ),
    KindColumn(
        "before",
        "原实施机关",
        f"{_of('原', '调整前', '变更前', '划转前', '下放前', '划出', '移出', '调出', '转出')} {_WHO}",
    ),
    KindColumn(
        "after",
        "调整后实施机关",
        f"{_of('调整后', '变更后', '划转后', '下放后', '收回后', '现', '新', '划入', '移入', '调入', '转入', '承接', '接收', '收回')} "
        "下放对象 下放层级 下放至 划转至 调整至",
    ),
    KindColumn(
        "number",
        "文号",
        "文号 决定文号 调整文号 发文字号 文件文号 依据文号 调整依据文号 批准文号",
    ),
    KindColumn(
        "day",
        "调整日期",
        "调整日期 调整时间 决定日期 决定时间 公布日期 公布时间 发文日期 印发日期 生效日期 执行日期 实施日期 生效时间 取消时间 "
        "变更时间",
    ),
    KindColumn(
        "text",
        "调整说明",
        "调整说明 调整原因 调整理由 调整事由 变更内容 变动说明 变更说明 取消或调整后加强监管措施 后续监管措施 事中事后监管措施 "
        "加强事中事后监管措施 取消理由 调整的内容 处理说明 具体内容 衔接措施",
    ),
    KindColumn("basis", "依据", "调整依据 取消依据 下放依据 划转依据 收回依据 新增依据 变更依据 调整的依据"),
)
_ACTIONS: tuple[tuple[AdjustmentAction, re.Pattern[str]], ...] = (
    (AdjustmentAction.MERGE, re.compile(r"合并|并入|整合")),
    (AdjustmentAction.SPLIT, re.compile(r"拆分|分拆|分设")),
    (AdjustmentAction.RECALL, re.compile(r"收回|上收|回收")),
    (AdjustmentAction.TRANSFER, re.compile(r"划转|划入|划出|移交|转移|调整(?:至|到|给|为由)|改由|移送")),
    (AdjustmentAction.DELEGATE, re.compile(r"下放|下沉|委托(?!人)|赋权|权限下移")),
    (AdjustmentAction.CANCEL, re.compile(r"取消|废止|停止|删除|不再(?:实施|保留|列入|作为)|清理|核减")),
    (AdjustmentAction.ADD, re.compile(r"新增|增加|增设|补充|承接|恢复|重新(?:列入|纳入|实施)")),
    (AdjustmentAction.CHANGE, re.compile(r"变更|修改|调整|规范|更名|改变|完善")),
)
_RECEIVER = re.compile(
    r"(?:划转|划入|移交|转移|调整|变更|改变|下放|下沉|委托|收回|上收|并入|改)(?:至|到|给|由|为由|为)(?P<body>[一-鿿()（）、]{2,40}?)"
    r"(?:实施|行使|承担|管理|负责|办理|执行)?$"
)
_BODY = re.compile(r"(?:局|委|委员会|办|办公室|政府|办事处|[镇乡]|街道|中心|队|部|院|管委会)$")
_EXERCISING = frozenset({Role.LEAD, Role.SHARED, Role.COORDINATE})
_NUMBER = re.compile(
    r"[一-鿿]{1,12}[〔\[［(（【]\s*(?:19|20)\d{2}\s*[〕\]］)）】]\s*\d+\s*号|[一-鿿]{2,20}令第?\s*\d+\s*号"
)


def action_of(text: str) -> AdjustmentAction | None:
    """The one thing that words say is done to an item; None where they say nothing or several things. 调整 and the like, said beside
    another word, say nothing of their own."""
    bare = plain(text)
    found = [action for action, pattern in _ACTIONS if pattern.search(bare)]
    if len(found) > 1 and AdjustmentAction.CHANGE in found:
        found.remove(AdjustmentAction.CHANGE)
    return found[0] if len(found) == 1 else None


def number_in(text: str) -> str:
    """The first document number in a text, without spaces, its year in 〔〕."""
    found = _NUMBER.search(text)
    return re.sub(r"[\[［(（【](\d{4})[\]］)）】]", r"〔\1〕", plain(found.group())) if found else ""


def _action(cells: Cells, entry: EntryRecord, row: RawRow, ctx: RowContext) -> AdjustmentAction | None:
    said = cells.look("decision")
    found = action_of(said)
    if found is not None:
        if plain(said) == found.label:
            cells.take("decision")
        return found
    if said:
        ctx.remark(
            row,
            f"处理决定“{said[:20]}”不认识或者不止一种，原文随行保留",
            "、".join(a.label for a in AdjustmentAction),
            "请改正",
        )
        return None
    for text in (*reversed(row.group.split(" / ")), row.type_heading, entry.sheet, *ctx.words):
        found = action_of(text) if text else None
        if found is not None:
            return found
    ctx.remark(row, "没有写明取消、下放、收回还是划转", "处理决定一列，或者分组标题", "请补上")
    return None


def _said_receiver(said: str, to: Recipients, ctx: RowContext) -> list[tuple[str, Role]]:
    """Whom the decision itself names: 划转至县农业农村局, 下放给各乡镇."""
    found = _RECEIVER.search(plain(said))
    if not found:
        return []
    named = Recipients()
    named.cell(found["body"], ctx)
    if named.types():
        to.found.update(named.found)
        return []
    return (
        [(name, Role.RECEIVING) for name, _ in ctx.named(found["body"], Role.RECEIVING)]
        if _BODY.search(found["body"])
        else []
    )


def read(entry: EntryRecord, row: RawRow, ctx: RowContext) -> EntryRecord:
    """What a decision does to one item."""
    cells = Cells(row, COLUMNS, ctx)
    action = _action(cells, entry, row, ctx)
    before = cells.bodies("before", Role.ORIGINAL)
    if not before and row.body_heading:
        before = ctx.named(row.body_heading, Role.ORIGINAL)
    if not before:
        # A column that only says 执法单位 or 牵头部门.
        before = [(name, role) for name, role in entry.holders if role in _EXERCISING]
    # A new item had nobody before: who is named beside it gets it.
    role = Role.LEAD if action == AdjustmentAction.ADD else Role.ORIGINAL
    before = [(name, role) for name, _ in before]
    to = Recipients()
    if cells.look("after"):
        to.cell(cells.look("after"), ctx)
    after = [] if to.types() else [(name, Role.RECEIVING) for name, _ in cells.bodies("after", Role.RECEIVING)]
    if not after and not to.found:
        after = _said_receiver(cells.look("decision"), to, ctx)
    written = cells.look("number")
    number = number_in(written) or cells.take("number")
    if number and plain(written) == number:
        cells.take("number")
    day = cells.day("day")
    over = (*ctx.words, *ctx.notes)
    number = number or next((found for found in map(number_in, over) if found), "")
    if not day and ctx.edition is not None:
        day = ctx.edition.isoformat()
    owner = before[0][0] if before else ""
    facts = {"action": str(action or ""), "number": number, "day": day, "text": cells.take("text")}
    return state(
        entry,
        cells,
        ItemKind.ADJUSTMENT,
        facts,
        power_type=type_of(entry, row),
        holders=first_of(before, after),
        recipients=to.records() if to.types() else (),
        refs=(RefRecord((ItemKind.POWER,), item_name(entry), entry.code, owner),),
    )


KIND = Kind(
    kind=ListKind.ADJUSTMENT,
    titles=(
        r"(?:取消|下放|收回|划转|调整|暂停|新增|停止).{0,40}决定|决定(?:取消|下放|调整|收回|划转|停止)|取消(?:的|和|、|或)?.{0,20}(?:目录|清单|事项)"
        r"|事项调整|调整(?:的)?(?:行政)?(?:权力|职权|许可|审批)?事项|调整(?:目录|清单|情况|一览表)|下放管理层级|划转(?:的)?.{0,10}(?:事项|目录|清单)"
        r"|承接.{0,12}下放|adjustment_list"
    ),
    read=read,
    columns=COLUMNS,
    telling=(frozenset({"decision"}), frozenset({"before", "after"})),
)

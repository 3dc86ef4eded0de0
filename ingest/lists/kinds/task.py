"""交办事项清单: work outside the lists that towns are given on approval and for a term (the 交办事项 column of 天长市's platform: decided by the
party committee and government, under one coordination, and strictly limited).

The department that gives a task out answers for it (主责), the body that coordinates leads it (牵头), the towns take it on (承接). A task
without approval or without a term is loaded and reported: that is what a reviewer looks for.
"""

from __future__ import annotations

import re

from ingest.lists.bodies import split_names, town_of
from ingest.lists.kinds import Kind, KindColumn, RowContext
from ingest.lists.kinds.reading import Cells, first_of, is_nothing, next_day, references, state, term
from ingest.lists.kinds.receiving import recipients_in
from ingest.lists.rows import RawRow
from ontologies.records import EntryRecord, ItemKind, ListKind, RecipientRecord, Role
from text.normalise import fold

_COLUMNS = (
    KindColumn(
        "name",
        "交办事项",
        "交办事项 交办事项名称 交办任务 交办任务名称 任务名称 任务 交办内容 交办工作 工作任务 重点任务 交办工作事项",
    ),
    KindColumn(
        "approved_by",
        "批准机关",
        "批准机关 审批机关 批准单位 批准主体 批准部门 审批单位 审批主体 准入审批机关 批准交办机关 决定机关 "
        "研究确定机关",
    ),
    KindColumn(
        "approval",
        "批准文件",
        "批准文件 批准文号 批准文件及文号 批准文件文号 审批文件 审批文号 交办文件 交办文号 批准依据 "
        "会议纪要 批准材料 审批情况 批准情况 审批依据 批复文件 批复文号 审批文件及文号 审批意见文号",
    ),
    # What a task rests on is no approval of giving it out.
    KindColumn(
        "basis",
        "依据",
        "交办依据 任务依据 文件依据 政策依据 工作依据 事项依据 任务来源依据 上级文件 上级文件依据 来源依据",
    ),
    KindColumn("approved_on", "批准日期", "批准日期 批准时间 审批日期 审批时间 交办日期 交办时间 研究时间"),
    KindColumn("since", "起始日期", "起始日期 起始时间 开始日期 开始时间 启动时间 实施日期 起"),
    KindColumn(
        "until",
        "截止日期",
        "截止日期 截止时间 完成时限 完成时间 完成期限 结束日期 结束时间 终止日期 止 到期日 到期日期 办结时限 "
        "有效期至 有效期截止 有效期截止日期 有效期限至 截至日期 截至时间 截止期限 完成日期 办结日期 办结期限 办结时间 完成截止时间 "
        "任务截止时间 要求完成时间 完成时限要求 终止时间 失效日期",
    ),
    KindColumn(
        "term",
        "交办期限",
        "交办期限 期限 任务期限 交办时限 有效期 有效期限 工作期限 时限 实施期限 起止时间 起止日期 任务时限 "
        "工作时限 时间要求",
    ),
    KindColumn(
        "issuer",
        "交办部门",
        "交办部门 交办单位 交办主体 下达部门 下达单位 任务来源 来源部门 提出部门 提出单位 申请部门 申请单位 "
        "责任部门 主责部门 主管部门 主办部门 发起部门 "
        "交办机关 业务主管部门 县级部门 县直部门 市直部门 责任单位 主责单位 主管单位 主办单位 县直单位 县级主管部门 县级责任部门 "
        "任务交办单位 交办责任单位 交办牵头单位 主要责任单位 责任主体",
    ),
    KindColumn(
        "coordinator",
        "统筹协调单位",
        "统筹协调单位 统筹协调部门 协调单位 协调部门 统筹部门 统筹单位 牵头部门 牵头单位 调度单位 调度部门 "
        "统一协调单位 牵头协调部门 总牵头 牵头责任单位 牵头责任部门 县级牵头部门 县级牵头单位 牵头主体 牵头机关",
    ),
    KindColumn(
        "recipient",
        "承办镇街",
        "承办镇街 承办乡镇 承办单位 承接单位 承接镇街 承接乡镇 交办对象 承担单位 承担乡镇 承担镇街 落实单位 "
        "实施乡镇 涉及乡镇 涉及镇街 实施范围 交办范围 "
        "乡镇 镇街 乡镇街道 责任乡镇 责任镇街 接受单位 承办乡镇街道 承接乡镇街道",
    ),
    KindColumn("related", "对应事项", "对应事项 对应权责事项 对应履职事项 对应清单事项 关联事项 关联权责事项"),
)


def read(entry: EntryRecord, row: RawRow, ctx: RowContext) -> EntryRecord | None:
    """Who approved a task, by what document, when and for how long, who gives it to whom. Source: one row of a task list."""
    cells = Cells(row, _COLUMNS, ctx)
    approved_by = _approver(cells, ctx)
    approval = cells.take("approval")
    since, until = _term(cells, ctx)
    issuers = cells.bodies("issuer", Role.LEAD)
    # 责任单位 is often the town that has to do it.
    to_do = [name for name, _ in issuers if town_of(name)]
    issuers = [held for held in issuers if held[0] not in to_do]
    coordinators = cells.bodies("coordinator", Role.COORDINATE)
    recipients = recipients_in(cells, "recipient", ctx)
    recipients = tuple(dict.fromkeys((*recipients, *map(RecipientRecord, to_do))))
    towns = [(item.name, Role.RECEIVING) for item in recipients if not item.by_type]
    # 配合单位, 协助单位 and a heading's body are read for all kinds alike.
    holders = first_of(issuers, coordinators, towns, entry.holders)
    if not issuers:
        issuers = [held for held in entry.holders if held[1] in (Role.LEAD, Role.SHARED) and held[0] != ctx.authority]
    if not issuers and not coordinators:
        ctx.remark(row, "没有写明由哪个部门交办", "交办部门的名称", "请补上交办部门")
    if not issuers and not coordinators:
        holders = first_of([(ctx.authority, Role.LEAD)] if ctx.authority else [], holders)
    if not recipients:
        ctx.remark(
            row, "没有写明交给哪个乡镇（街道）承办", "乡镇（街道）的名称，或者“各乡镇（街道）”", "请补上承办镇街"
        )
    if not approved_by and not approval:
        ctx.remark(
            row, "没有批准机关，也没有批准文件", "经党委、政府批准的机关和文件", "请补上批准情况；未经批准的，不应交办"
        )
    elif not approval:
        ctx.remark(row, "没有批准文件", "批准文件的名称或者文号", "请补上批准文件")
    elif not approved_by:
        ctx.remark(row, "没有批准机关", "批准交办的党委、政府或者机构", "请补上批准机关")
    facts = {
        "approved_by": approved_by,
        "approval": approval,
        "approved_on": cells.day("approved_on"),
        "since": since,
        "until": until,
        "theme": str(entry.theme),
    }
    refs = references(cells.take("related"), (ItemKind.DUTY, ItemKind.POWER))
    return state(entry, cells, ItemKind.TASK, facts, holders=holders, recipients=recipients, refs=refs)


def _approver(cells: Cells, ctx: RowContext) -> str:
    """The bodies that approved, under their settled names; as written where one is none that can be settled (常务会议)."""
    text = cells.take("approved_by")
    bare = re.sub(r"(?:研究)?(?:同意|批准|审定|审议通过|研究决定)$", "", fold(text).strip())
    # 县委县政府 are two; 编委 is the commission that the 编办 works for.
    bare = re.sub(r"(?<=[省市县区旗州]委)(?=[省市县区旗州](?:人民)?政府)", "、", bare)
    bare = re.sub(r"编委(?=$|[、,;\n])", "机构编制委员会", bare)
    named = [ctx.body(name) for name in split_names(bare)]
    return "\n".join(dict.fromkeys(named)) if named and all(named) else text


def _term(cells: Cells, ctx: RowContext) -> tuple[str, str]:
    """The first day and the day after the last; what has no last day, or ends before it begins, is reported and stays with the row."""
    said = {field: term(cells.look(field)) for field in ("since", "until", "term")}
    # A day alone is the last one of a term; in the column of beginnings it is the first.
    since = said["since"].since or next_day(said["since"].until, -1) or said["until"].since or said["term"].since
    until = said["until"].until or said["term"].until
    if since and until and until <= since:
        ctx.remark(cells.row, "交办期限的截止日期早于起始日期，未使用", "先起后止", "请改正日期")
        return "", ""
    if not until:
        text = cells.look("until") or cells.look("term")
        ctx.remark(
            cells.row,
            "没有交办期限" if not text or is_nothing(text) else f"交办期限“{text[:20]}”没有到哪一日为止",
            "到某日为止，如 2024年12月31日",
            "请补上期限；长期的工作应当列入职责清单",
        )
    for field, found in said.items():
        if found.whole:
            cells.take(field)
    return since, until


KIND = Kind(
    kind=ListKind.TASK,
    titles=r"交办(?:事项|任务|工作|清单)|交办.{0,6}事项|task_list",
    read=read,
    columns=_COLUMNS,
    telling=(
        frozenset({"approval", "recipient"}),
        frozenset({"approved_by", "recipient"}),
        frozenset({"approval", "issuer"}),
        frozenset({"approved_by", "term"}),
    ),
)

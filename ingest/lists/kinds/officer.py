"""持证行政执法人员名录: who holds a certificate to enforce, of which body and office, until when (行政处罚法 2021, art. 42: 执法人员应当具有
行政执法资格). How many a body or a town has is what a grant of powers of enforcement is weighed by.
"""

from __future__ import annotations

import re
from datetime import date

import msgspec

from ingest.lists.kinds import Kind, KindColumn, RowContext
from ingest.lists.kinds.reading import Cells, next_day, state, term
from ingest.lists.rows import RawRow
from ontologies.records import EntryRecord, ItemKind, ListKind, Role
from text.normalise import fold
from text.numerals import NUMERAL_CHARS, to_int

_COLUMNS = (
    KindColumn("person", "姓名", "姓名 人员姓名 执法人员姓名 执法人员 持证人 持证人员 持证人姓名 名称 持证人员姓名"),
    KindColumn(
        "certificate",
        "执法证号",
        "执法证号 执法证件号 执法证件编号 执法证编号 证件编号 证件号 证件号码 执法证件号码 证号 证书编号 "
        "执法证号码 行政执法证号 行政执法证件号 行政执法证编号 证件编码 "
        "行政执法证件编号 行政执法证件号码 资格证号",
    ),
    KindColumn(
        "holder",
        "所在单位",
        "所在单位 工作单位 单位 单位名称 执法单位 执法机构 执法主体 所属单位 所在机构 执法机关 部门 部门名称 "
        "所属镇街 所属乡镇 所在镇街 所在乡镇 乡镇 镇街 乡镇街道 所属部门 所属机构 执法部门 持证单位 所在执法机构 机构名称",
    ),
    KindColumn(
        "office",
        "内设机构",
        "内设机构 科室 所在科室 股室 所在股室 执法队伍 所属科室 所在部门 内设科室 中队 所在中队 所属中队 执法大队 执法中队 所属大队 所在大队",
    ),
    KindColumn(
        "supervision",
        "执法监督证号",
        "监督证号 执法监督证号 行政执法监督证号 监督证件号 执法监督证件号 行政执法监督证件号 监督证编号",
    ),
    KindColumn("post", "职务", "职务 岗位 职务职级 执法岗位 工作岗位 岗位职务 职级 职务岗位 职务或岗位"),
    KindColumn("issued", "发证日期", "发证日期 发证时间 颁证日期 领证日期 证件颁发日期 制证日期 取证时间 取得时间"),
    KindColumn(
        "until",
        "有效期",
        "有效期 有效期至 有效期限 证件有效期 有效期截止日期 有效日期 有效期截止 证件有效期至 有效截止日期 有效期止 "
        "到期日期 执法证有效期 有效期限年 有效期年 证件有效期限",
    ),
    KindColumn("area", "执法区域", "执法区域 执法范围 执法地域 适用区域"),
    KindColumn("field", "执法类别", "执法类别 执法领域 执法门类 执法类型 执法种类 执法专业"),
    KindColumn("certificate_status", "证件状态", "证件状态 状态 持证状态 在岗状态"),
)
_YEARS = re.compile(rf"(?P<years>[{NUMERAL_CHARS}]+)\s*年(?!\d|[度份月])$")


def read(entry: EntryRecord, row: RawRow, ctx: RowContext) -> EntryRecord | None:
    """A person's certificate, body, post and term. ``until`` is the day after the last valid one. Source: one row of a roster."""
    cells = Cells(row, _COLUMNS, ctx)
    cells.take("person")
    certificate = re.sub(r"\s+", "", fold(cells.take("certificate")))
    until = _until(cells, ctx)
    if re.fullmatch(r"\d(?:\.\d+)?[eE]\+?\d+", certificate):
        ctx.remark(
            row,
            f"执法证号“{certificate}”是科学记数，末尾的数字已经丢失",
            "完整的证号",
            "请把该列设为文本后重新填写证号",
        )
    if not certificate and not cells.look("supervision"):
        ctx.remark(row, "没有执法证号", "行政执法证件的编号", "请补上；没有取得执法资格的，不应列入持证人员")
    if until and ctx.edition and until <= ctx.edition.isoformat():
        ctx.remark(
            row,
            f"执法证件在版本日期 {ctx.edition.isoformat()} 已过有效期（{next_day(until, -1)} 止）",
            "有效的执法证件",
            "请核对换证情况；过期的，不得从事执法",
        )
    holders = entry.holders
    if not holders:
        # A department's own roster needs no column for it; a government's says nothing of whose a person is.
        own = ctx.authority if not ctx.authority.endswith("政府") else ""
        holders = ((own, Role.LEAD),) if own else ()
        ctx.remark(
            row,
            f"没有写明所在单位，按清单所属机构“{own}”读取" if own else "没有写明所在单位",
            "执法机构的名称",
            "请补上所在单位",
        )
    facts = {"certificate": certificate, "post": cells.take("post"), "until": until}
    # A person is told from others of the same name by the certificate.
    person = msgspec.structs.replace(entry, code=certificate or entry.code, holders=holders)
    return state(person, cells, ItemKind.OFFICER, facts)


def _until(cells: Cells, ctx: RowContext) -> str:
    """The day after the last valid one: a day, a stretch, or a number of years from the day of issue (五年)."""
    text, issued = cells.look("until"), cells.look("issued")
    if not text:
        return ""
    found = term(text)
    # 有效期限（年）: the head has the unit.
    counted = f"{fold(text).strip()}年" if text.strip().isdigit() and "年" in ctx.head("until") else fold(text).strip()
    years = _YEARS.search(counted)
    if not found.until and years and issued and ctx.day(issued):
        try:
            count = to_int(years["years"])
        except ValueError:
            count = 0
        begun = date.fromisoformat(ctx.day(issued))
        if 0 < count < 50:
            # Issued on 29 February, valid until 28 February.
            day = (
                begun.replace(year=begun.year + count)
                if (begun.month, begun.day) != (2, 29)
                else date(begun.year + count, 3, 1)
            )
            return day.isoformat()
    if found.until:
        if found.whole:
            cells.take("until")
        return found.until
    day_said = ctx.day(text)
    if day_said:
        cells.take("until")
        return next_day(day_said)
    ctx.remark(
        cells.row, f"有效期“{text[:20]}”没有到哪一日为止，原文随行保留", "如 2027-05-01", "请改正，或写明发证日期和年限"
    )
    return ""


KIND = Kind(
    kind=ListKind.OFFICER,
    titles=r"执法(?:人员|证件|持证)|持证(?:人员|执法)|officer_roster",
    read=read,
    columns=_COLUMNS,
    name="person",
    telling=(frozenset({"person", "certificate"}),),
)

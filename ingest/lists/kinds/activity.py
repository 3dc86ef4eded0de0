"""行使情况、办件量统计: how often a power was used, year by year. A power that nobody used for years, or a grant that a town never used, is
what reviewers look for here (天津: 清理长期未发生的执法事项).

Years stand in a column, in the title, or each in a column of its own (2023年｜2024年): then ``year`` and ``count`` have a line each, in the
same order. A part of a year (2022年1-6月) is kept as it is written, in the place of the year, and said to be one. A count of nought is a fact
(未发生); a cell without a number is reported and stays with the row, as 无法核验.
"""

from __future__ import annotations

import re

from ingest.lists.kinds import Kind, KindColumn, RowContext
from ingest.lists.kinds.reading import (
    Cells,
    by_row,
    count,
    inexact,
    is_nothing,
    period_in,
    sole_leads,
    state,
    years_in,
)
from ingest.lists.rows import RawRow
from ontologies.records import EntryRecord, ItemKind, ListKind, RefRecord
from text.normalise import fold

_FIRST_YEAR, _LAST_YEAR = 2000, 2050
# What is counted, and the word for how much of it: 办件数量, 处罚案件数, 行使次数.
_DONE = (
    "办件 办理 办结 行使 行权 使用 实施 运行 执法 处罚 行政处罚 处罚案件 罚没案件 检查 行政检查 许可 行政许可 强制 行政强制 征收 确认 给付 奖励 "
    "裁决 受理 案件 立案 结案 办案 查处 审批 发证 备案 发生 业务 服务 职权行使 权力行使 事项办理 申请 审核 登记"
)
_HOW_MUCH = "量 数 数量 总量 总数 件数 次数 件次 案件数 宗数 起数 案数"
_COUNTED = (
    "办件量 行使情况 行权情况 办理情况 件数 数量 次数 宗数 件次 起数 案件数 案件数量 案件总数 办件情况 "
    + " ".join(f"{done}{much}" for done in _DONE.split() for much in _HOW_MUCH.split())
)
_SHORT_COUNTED = (
    "办件量 办件数 办件数量 办理量 办理数 办理数量 办结量 办结数 办结件数 办理件数 行使次数 行使数 行使量 行权次数 使用次数 实施次数 件数 数量 "
    "次数 处罚数 处罚件数 处罚案件数 案件数 受理量 受理数 检查次数 执法次数"
)


def _year_heads(year: int) -> str:
    return " ".join(f"{year}{gap}{word}" for gap in ("年", "年度") for word in ("", *_SHORT_COUNTED.split()))


_COLUMNS = (
    KindColumn(
        "name",
        "权力名称",
        "权力名称 权力事项 权力事项名称 职权名称 权责事项 权责事项名称 事项名称 事项 服务事项 服务事项名称 "
        "办件事项 行政权力名称 职权事项 执法事项 执法事项名称 赋权事项 赋权事项名称",
    ),
    KindColumn("year", "年度", "年度 年份 统计年度 统计年份 年 统计期间 统计时段 统计周期 时间 期间 year"),
    KindColumn(
        "count",
        "办件量",
        f"{_COUNTED} 本年办件量 本年度办件量 年办件量 年度办件量 本年行使次数 年行使次数 年度行使次数 本年度行使次数 全年办件量 "
        "全年行使次数 合计 总计 count",
    ),
    KindColumn("unit", "计量单位", "计量单位 数量单位 单位（件/次） 量词"),
    *(KindColumn(f"year_{year}", f"{year}年", _year_heads(year)) for year in range(_FIRST_YEAR, _LAST_YEAR + 1)),
)
_YEARS = tuple((f"year_{year}", year) for year in range(_FIRST_YEAR, _LAST_YEAR + 1))
_COUNT_HEAD = re.compile(rf"(?:{'|'.join(_DONE.split())})(?:{'|'.join(_HOW_MUCH.split())})")


def read(entry: EntryRecord, row: RawRow, ctx: RowContext) -> EntryRecord | None:
    """Years and counts of a power, line by line, and the power. Source: one row, or several of one power, of a report."""
    cells = Cells(row, _COLUMNS, ctx)
    units: list[str] = []
    columns = _year_columns(cells, ctx)
    # Beside columns of a year each, a column of counts is their sum and no year's own.
    lines = _by_columns(cells, columns, units, ctx) if columns else _by_rows(cells, units, ctx)
    if not lines and not columns and not cells.look("count"):
        ctx.remark(row, "没有办件量", "数字；没有发生的写 0 或者“未发生”", "请补上数字")
    for label in row.extra:
        if not columns and cells.look("count") and _COUNT_HEAD.fullmatch(re.sub(r"[(（].*$", "", label)):
            ctx.remark(
                row,
                f"“{label}”也是数量，一个事项只取一列（{ctx.head('count')}），“{label}”随行保留",
                "一列办件量",
                "请核对以哪一列为准；以另一列为准的，请在说明文件用 columns 写明",
            )
    unit = cells.take("unit") or ("\n".join(dict.fromkeys(units)) if len(set(units)) == 1 else "")
    facts = {
        "year": "\n".join(year for year, _ in lines),
        "count": "\n".join(number for _, number in lines),
        "unit": unit,
    }
    holders = sole_leads(entry.holders)
    body = holders[0][0] if holders else ctx.authority
    refs = (RefRecord((ItemKind.POWER, ItemKind.SERVICE), entry.name, entry.code, body),)
    return state(entry, cells, ItemKind.ACTIVITY, facts, holders=holders, refs=refs)


def _year_columns(cells: Cells, ctx: RowContext) -> list[tuple[str, str, str]]:
    """(field, "" where the column has none of its own; year, or the part of one, as written; text) of the columns that are of a year each. A
    head that no column is known by (2022, 2022年7-12月办件量) is kept with its cell under it."""
    found = []
    for field, year in _YEARS:
        text = cells.look(field)
        if text:
            found.append((year, field, period_in(ctx.head(field)) or str(year), text))
    for label, text in cells.row.extra.items():
        part, years = period_in(label), years_in(label)
        counted = (
            label.isdigit() or _COUNT_HEAD.search(label) or not re.sub(r"[\d年度月份上下半季\-—~至到()（）]", "", label)
        )
        if text.strip() and len(years) == 1 and counted and re.match(r"\s*(?:19|20)\d{2}", fold(label)):
            found.append((int(years[0]), "", part or years[0], text.strip()))
    return [(field, said, text) for _, field, said, text in sorted(found, key=lambda item: item[0])]


def _by_columns(
    cells: Cells, columns: list[tuple[str, str, str]], units: list[str], ctx: RowContext
) -> list[tuple[str, str]]:
    """(year or part of one, count) of the columns that are of a year each; a column without a number is reported."""
    lines = []
    for field, said, text in columns:
        found = count(text)
        if found is None:
            _unreadable(
                cells, f"{said}{'' if said[-1:] in '月年度' or not said.isdigit() else '年'}的办件量", text, ctx
            )
            continue
        _say_part(cells, said, ctx)
        _say_inexact(cells, text, found.amount, ctx)
        lines.append((said, found.amount))
        units.extend([found.unit] if found.unit else [])
        if found.whole and field and said.isdigit():
            cells.take(field)
    return lines


def _say_part(cells: Cells, said: str, ctx: RowContext) -> None:
    if not said.isdigit():
        ctx.remark(
            cells.row,
            f"“{said}”不是整个年度，年度照原样记录",
            "整年的数，如 2024年",
            "请补上全年的数；与整年的数不能直接比较",
        )


def _say_inexact(cells: Cells, text: str, amount: str, ctx: RowContext) -> None:
    if inexact(text):
        ctx.remark(
            cells.row,
            f"办件量“{text.strip()[:20]}”不是确切的数，按 {amount} 记录，原文随行保留",
            "一个整数，如 12 件",
            "请补上确切的数",
        )


def _by_rows(cells: Cells, units: list[str], ctx: RowContext) -> list[tuple[str, str]]:
    """(year, count) of the column of counts, in each row of the item, with the year of that row, of the title or of the list's day."""
    lines = []
    whole = True
    year_cells, rows = by_row(cells.row, "year"), by_row(cells.row, "count")
    for said, text in zip(year_cells, rows, strict=True):
        if not text:
            continue
        found = count(text)
        if found is None:
            _unreadable(cells, "办件量", text, ctx)
            whole = False
            continue
        part = period_in(said)
        years = [part] if part else years_in(said)
        if said and len(years) != 1:
            ctx.remark(cells.row, f"年度“{said[:20]}”不是一个年度", "如 2024年；几年的数分年填写", "请按年度分开填写")
        elif not years:
            years = _year_of_list(cells.row, ctx)
        if len(years) == 1:
            _say_part(cells, years[0], ctx)
            _say_inexact(cells, text, found.amount, ctx)
            lines.append((years[0], found.amount))
        units.extend([found.unit] if found.unit else [])
        whole = whole and found.whole and len(years) == 1
    if whole and lines:
        cells.take("count")
        if all(re.fullmatch(r"\d{4}(?:年度?)?", fold(text)) for text in year_cells if text):
            cells.take("year")
    return lines


def _year_of_list(row: RawRow, ctx: RowContext) -> list[str]:
    """The one year of the list's title; the year of its day only with a word about it, for a report is made after its year."""
    head = ctx.head("count")
    for text in (head, ctx.title):
        part = period_in(text)
        if part:
            return [part]
    years = years_in(head) or years_in(ctx.title)
    if len(years) == 1:
        return years
    if years:
        ctx.remark(
            row,
            f"标题写了几个年度（{'、'.join(years)}），办件量未能归入年度，原文随行保留",
            "“年度”列，或者每个年度一列",
            "请按年度分开填写",
        )
        return []
    if ctx.edition is not None:
        year = str(ctx.edition.year)
        ctx.remark(row, f"没有写明年度，暂按版本日期记为 {year} 年", "“年度”列，或者标题写明年度", "请补上年度")
        return [year]
    ctx.remark(row, "没有写明年度，办件量未能归入年度，原文随行保留", "“年度”列，或者标题写明年度", "请补上年度")
    return []


def _unreadable(cells: Cells, what: str, text: str, ctx: RowContext) -> None:
    if is_nothing(text):
        ctx.remark(
            cells.row, f"{what}写的是“{text.strip()}”，不知是零还是没有统计", "数字；没有发生的写 0", "请补上数字"
        )
    else:
        ctx.remark(cells.row, f"{what}“{text.strip()[:20]}”不是一个数字，原文随行保留", "一个整数，如 12 件", "请改正")


KIND = Kind(
    kind=ListKind.ACTIVITY,
    titles=r"(?:行政)?(?:处罚|许可|检查|强制|执法|审批|征收|确认|给付|奖励|裁决)(?:案件|事项)?(?:办理|实施|开展|行使|运行)?(?:情况|数据|结果)?统计(?:表|年报|报表|情况)"
    r"|(?:行使|行权|使用|实施|办理|运行)(?:情况|次数|数量)(?:统计|汇总|一览|表|报告|年报|通报)?|办件(?:量|情况|统计|数)|activity_report",
    read=read,
    columns=_COLUMNS,
    telling=(frozenset({"count"}), *(frozenset({field}) for field, _ in _YEARS)),
    adds=frozenset({"year", "count", "unit"}),
)

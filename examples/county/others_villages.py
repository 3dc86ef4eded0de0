"""What the villages of 小池镇 do themselves, help with and must not be given, and the tasks that the county hands down for a time."""

from __future__ import annotations

from examples.county.others_text import cite, part
from examples.county.sheets import Row, book_bytes, json_bytes, merge_across, ruled, sheet, title, workbook


def _villages() -> bytes:
    rows: list[Row] = [
        ["小池镇村（社区）工作事项清单"],
        ["（2026年9月10日公布）"],
        ["序号", "事项名称", "法律依据", "对应县级部门", "村级责任主体", "所需材料", "对应履职事项"],
    ]
    headings, number, group = [], 0, ""
    for line in part("villages", "村级", 6):
        if line.group != group:
            group = line.group
            rows.append([group])
            headings.append(len(rows))
        number += 1
        name, basis, upper, village, papers, duty = line.cells
        rows.append([number, name, cite(basis), upper, village, papers, duty])
    rows.append(["合计", f"{number}项"])
    rows.append(["注：不得下放事项由所列部门自己办理，不得要求村（社区）承担、盖章或者签字。"])
    book = workbook()
    made = sheet(book, "村级事项", rows, (6, 40, 46, 30, 26, 20, 40), first=True)
    title(made, 1, "G")
    title(made, 2, "G", bold=False)
    merge_across(made, headings, "G")
    ruled(made, 3, 3 + number + len(headings), 7)
    return book_bytes(book)


def _tasks() -> bytes:
    heads = (
        "事项名称", "交办部门", "承办乡镇", "批准机关", "批准文号", "批准日期", "起始日期", "完成时限", "主题", "工作经费",
    )  # fmt: skip
    rows = [dict(zip(heads, line.cells, strict=True)) for line in part("villages", "交办", 10)]
    return json_bytes(
        {"标题": "黄梅县交办事项清单", "编制": "黄梅县人民政府办公室", "日期": "2026-10-08", "事项": rows}
    )


def files() -> dict[str, bytes]:
    """File name → bytes."""
    return {"小池镇村级工作事项清单.xlsx": _villages(), "黄梅县交办事项清单.json": _tasks()}

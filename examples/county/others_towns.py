"""The duty lists of five towns, each in the layout of its own office: three sheets, three tables in a sheet, Word, CSV in GBK, a page.

The duties themselves stand in ``others_duties.rows``. 小池镇 has two editions: of 2024-12-31, and of 2026-09-01 after the laws of 2026
came into force.
"""

from __future__ import annotations

from typing import NamedTuple

from examples.county.others_text import cite, down, numbered_down, part, sidecar
from examples.county.sheets import (
    Row,
    book_bytes,
    csv_bytes,
    document,
    document_bytes,
    html_bytes,
    merge_across,
    merge_down,
    numbered,
    ruled,
    sheet,
    spans_down,
    table,
    title,
    workbook,
)

# 六办三中心: every town of the county has these nine offices.
OFFICES = {
    "dz": "党政综合办公室",
    "dj": "党建工作办公室",
    "jf": "经济发展服务办公室",
    "cj": "城乡建设办公室",
    "sh": "社会事务办公室",
    "pa": "平安建设办公室",
    "zf": "综合执法中心",
    "zh": "综合服务中心",
    "ny": "农业农村服务中心",
}
TOWNS = {"A": "小池镇", "B": "小池镇", "W": "五祖镇", "H": "黄梅镇", "K": "孔垄镇", "T": "停前镇"}
_THEMES = ("党的建设", "经济发展", "民生服务", "平安法治", "城乡建设", "生态环保", "农业农村", "文化旅游", "综合政务")
_ORDINALS = "一二三四五六七八九"


class Basic(NamedTuple):
    """基本履职事项: ``basis`` in the shorthand of ``others_text.cite``, ``office`` as written."""

    theme: str
    name: str
    basis: str
    office: str


class Cooperating(NamedTuple):
    """配合履职事项."""

    theme: str
    name: str
    basis: str
    upper: str
    upper_part: str
    town_part: str
    office: str


class Recalled(NamedTuple):
    """收回事项."""

    theme: str
    name: str
    taker: str
    way: str


def _holds(towns: str, town: str) -> bool:
    """Whether a row is a town's: "" all, "-K" all but these, X both editions of 小池镇."""
    if not towns:
        return True
    letters = towns.lstrip("-").replace("X", "AB")
    return (town in letters) != towns.startswith("-")


def _office(codes: str) -> str:
    return "、".join(OFFICES[code] for code in codes.split("、")) if codes else ""


def basic(town: str) -> list[Basic]:
    """The basic duties of a town's list (a letter of TOWNS)."""
    return [
        Basic(line.group, name, basis, _office(office))
        for line in part("duties", "基本", 4)
        for name, basis, office, towns in [line.cells]
        if _holds(towns, town)
    ]


def cooperating(town: str) -> list[Cooperating]:
    """The duties in which a town helps a department."""
    return [
        Cooperating(line.group, name, basis, upper, upper_part, town_part, _office(office))
        for line in part("duties", "配合", 7)
        for name, basis, upper, upper_part, town_part, office, towns in [line.cells]
        if _holds(towns, town)
    ]


def recalled(town: str) -> list[Recalled]:
    """The duties that departments took back from a town."""
    return [
        Recalled(line.group, name, taker, way)
        for line in part("duties", "收回", 5)
        for name, _, taker, way, towns in [line.cells]
        if _holds(towns, town)
    ]


def _themes(town: str) -> list[tuple[str, list[Basic]]]:
    duties = basic(town)
    return [(theme, [duty for duty in duties if duty.theme == theme]) for theme in _THEMES]


# 小池镇: three sheets, themes as headings across; in 2026 the theme is a column, with remarks and a hidden column --------------------


def _xiaochi(town: str) -> bytes:
    later = town == "B"
    day = "2026年9月1日" if later else "2024年12月31日"
    book = workbook()
    rows: list[Row] = [["黄梅县小池镇基本履职事项清单"], [f"（{day}公布）"]]
    if later:
        new = {duty.name for duty in basic("B")} - {duty.name for duty in basic("A")}
        rows.append(["序号", "主题", "事项名称", "法律依据", "承办机构", "审核意见", "备注"])
        items = [
            [duty.theme, duty.name, cite(duty.basis), duty.office, "同意", "2026年新增" if duty.name in new else ""]
            for duty in basic(town)
        ]
        rows.extend(numbered_down(items, 0))
        made = sheet(book, "基本履职事项", rows, (6, 14, 44, 56, 24, 10, 14), first=True)
        made.column_dimensions["F"].hidden = True
        merge_down(made, "B", 4, 3 + len(items))
        last = "G"
    else:
        rows.append(["序号", "事项名称", "主要依据", "承办机构"])
        headings, number = [], 0
        for order, (theme, duties) in enumerate(_themes(town)):
            rows.append([f"{_ORDINALS[order]}、{theme}（{len(duties)}项）"])
            headings.append(len(rows))
            for duty in duties:
                number += 1
                rows.append([number, duty.name, cite(duty.basis), duty.office])
        rows.append(["合计", f"{number}项"])
        made = sheet(book, "基本履职事项", rows, (6, 46, 56, 24), first=True)
        merge_across(made, headings, "D")
        last = "D"
    title(made, 1, last)
    title(made, 2, last, bold=False)
    made.freeze_panes = "A4"

    duties_with = [
        [item.name, cite(item.basis), item.upper, item.upper_part, item.town_part, item.office]
        for item in cooperating(town)
    ]
    rows = [
        ["黄梅县小池镇配合履职事项清单"],
        ["序号", "事项名称", "法律依据", "对应上级部门", "上级部门职责", "乡镇配合职责", "承办机构"],
        *numbered(duties_with),
    ]
    title(sheet(book, "配合履职事项", rows, (6, 34, 40, 26, 30, 30, 18)), 1, "G")
    rows = [
        ["黄梅县小池镇收回履职事项清单"],
        ["序号", "事项名称", "承接部门及工作方式"],
        *numbered([[item.name, f"{item.taker}\n工作方式：{item.way}"] for item in recalled(town)]),
        ["注：收回事项由承接部门直接实施，不得再交由镇、村办理。"],
    ]
    title(sheet(book, "收回事项", rows, (6, 40, 60)), 1, "C")
    return book_bytes(book)


# 五祖镇: one sheet, the theme a merged column, the other two tables below the first ----------------------------------------------------


def _wuzu() -> bytes:
    rows: list[Row] = [["五祖镇履行职责事项清单"], ["二〇二五年五月二十日"], ["一、基本履职事项清单"]]
    rows.append(["序号", "主题", "事项名称", "法律依据", "承办机构"])
    first = len(rows) + 1
    duties = [[duty.theme, duty.name, cite(duty.basis, "short"), duty.office] for duty in basic("W")]
    rows.extend(numbered_down(duties, 0))
    last = len(rows)
    rows.append([""])
    rows.append(["二、配合履职事项清单"])
    second = len(rows)
    rows.append(["序号", "事项名称", "对应上级部门", "上级部门职责", "乡镇（街道）配合职责", "承办机构"])
    rows.extend(numbered([[i.name, i.upper, i.upper_part, i.town_part, i.office] for i in cooperating("W")]))
    rows.append(["三、上级部门收回事项清单"])
    third = len(rows)
    rows.append(["序号", "事项名称", "承接部门及工作方式"])
    rows.extend(numbered([[i.name, f"承接部门：{i.taker}。工作方式：{i.way}"] for i in recalled("W")]))
    rows.append(["注：垅坪水库两项为五祖镇个性事项。"])
    book = workbook()
    made = sheet(book, "Sheet1", rows, (6, 16, 40, 50, 30, 22), first=True)
    title(made, 1, "F")
    title(made, 2, "F", bold=False)
    merge_across(made, (3, second, third), "F")
    merge_down(made, "B", first, last)
    ruled(made, 4, len(rows) - 1, 6)
    return book_bytes(book)


# 黄梅镇: three Word tables -----------------------------------------------------------------------------------------------------------


def _huangmei() -> bytes:
    made = document("黄梅县黄梅镇履行职责事项清单", ["（2025年6月30日）"])
    duties = [[duty.theme, duty.name, cite(duty.basis), duty.office] for duty in basic("H")]
    rows: list[Row] = [["序号", "主题", "事项名称", "主要依据", "承办机构"], *numbered_down(duties, 0)]
    made.add_paragraph("一、基本履职事项清单")
    table(made, rows, spans_down(rows, 1, 1))
    made.add_paragraph("二、配合履职事项清单")
    helped = [[i.name, i.upper, i.upper_part, i.town_part, i.office] for i in cooperating("H")]
    table(made, [["序号", "事项名称", "对应上级部门", "上级部门职责", "镇配合职责", "承办机构"], *numbered(helped)])
    made.add_paragraph("三、上级部门收回事项清单")
    table(
        made,
        [["序号", "事项名称", "承接部门", "工作方式"], *numbered([[i.name, i.taker, i.way] for i in recalled("H")])],
    )
    made.add_paragraph("说明：配合履职事项由县直部门负主责，镇按约定协助。")
    return document_bytes(made)


# 孔垄镇: one table of all three kinds, saved as text from an office programme; its sidecar says whose ------------------------------------

_KONGLONG_HEAD = (
    "序号", "履职类型", "主题", "事项名称", "依据", "承办机构", "对应上级部门", "上级部门职责", "乡镇配合职责", "承接部门", "工作方式",
)  # fmt: skip


def _konglong() -> bytes:
    rows: list[list[str]] = [
        *(["基本", d.theme, d.name, cite(d.basis, "arabic"), d.office, "", "", "", "", ""] for d in basic("K")),
        *(
            ["配合", i.theme, i.name, cite(i.basis, "arabic"), i.office, i.upper, i.upper_part, i.town_part, "", ""]
            for i in cooperating("K")
        ),
        *(["收回", i.theme, i.name, "", "", "", "", "", i.taker, i.way] for i in recalled("K")),
    ]
    return csv_bytes([_KONGLONG_HEAD, *numbered(rows)], "gb18030", "\r\n")


# 停前镇: a page as a government site shows it ------------------------------------------------------------------------------------------


def _tingqian() -> bytes:
    kinds: list[tuple[str, list[list[str]]]] = [
        ("基本履职", [[d.theme, d.name, cite(d.basis, "lines"), "", d.office] for d in basic("T")]),
        (
            "配合履职",
            [
                [i.theme, i.name, cite(i.basis, "lines"), f"{i.upper}", i.office, i.upper_part, i.town_part]
                for i in cooperating("T")
            ],
        ),
        ("收回", [[i.theme, i.name, "", "", "", "", "", f"{i.taker}\n工作方式：{i.way}"] for i in recalled("T")]),
    ]
    head = [
        "序号", "履职类型", "主题", "事项名称", "法律依据", "对应上级部门", "承办机构", "上级部门职责", "乡镇配合职责", "承接部门及工作方式",
    ]  # fmt: skip
    rows: list[Row] = [head]
    number = 0
    for kind, items in kinds:
        for order, item in enumerate(down(items, 0)):
            number += 1
            rows.append([number, "" if order else kind, *item, *[""] * (8 - len(item))])
    return html_bytes(
        "停前镇履职事项清单",
        ["发布机构：黄梅县停前镇人民政府", "发布日期：2025年7月10日"],
        rows,
        [*spans_down(rows, 1, 1), *spans_down(rows, 2, 1)],
        ["注：本页内容为示例。"],
    )


def files() -> dict[str, bytes]:
    """File name → bytes."""
    return {
        "小池镇履职事项清单.xlsx": _xiaochi("A"),
        "小池镇履职事项清单（2026年版）.xlsx": _xiaochi("B"),
        "五祖镇履职事项清单.xlsx": _wuzu(),
        "黄梅镇履职事项清单.docx": _huangmei(),
        "孔垄镇履职事项.csv": _konglong(),
        "孔垄镇履职事项.csv.yaml": sidecar(
            "文本文件没有标题，由说明文件写明是谁的、哪一天的清单",
            authority="孔垄镇", place='"421127101"', edition="2025-06-30", kind="duty_list", title="孔垄镇履职事项清单",
        ),
        "停前镇履职事项清单.html": _tingqian(),
    }  # fmt: skip

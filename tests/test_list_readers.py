"""List readers: each layout as an office would make it, every message by its text, and any order of columns."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from ingest.lists import explain_list, is_divisions, parse_sidecar, read_divisions, read_list
from ingest.lists.bodies import Namer, read_holders, split_names
from ingest.lists.columns import SYNONYMS, field_of
from ingest.lists.sidecar import check_sidecar, wrong_flags
from ingest.lists.titles import authority_in
from ingest.lists.words import dates_in, duty_kind, power_type, theme_of
from ontologies.places import Place
from ontologies.records import DutyKind, EntryRecord, Level, ListKind, ListText, PowerType, Problem, Role, Theme

SHARED = Path(__file__).parent.parent.parent / "shared" / "lists"
Rows = Sequence[Sequence[Any]]
TITLE = ["黄梅县应急管理局权责清单（截至2024年6月30日）"]
TOWNS = [
    Place("421127", "黄梅县", Level.COUNTY, "4211"),
    Place("421127102", "小池镇", Level.TOWNSHIP, "421127"),
]


def xlsx(sheets: dict[str, Rows] | Rows, prepare: Callable[[Any], None] | None = None) -> bytes:
    book = openpyxl.Workbook()
    named = sheets if isinstance(sheets, dict) else {"Sheet1": sheets}
    for number, (name, rows) in enumerate(named.items()):
        sheet = book.active if not number else book.create_sheet()
        assert isinstance(sheet, Worksheet)
        sheet.title = name
        for row in rows:
            sheet.append([None if value == "" else value for value in row])
    if prepare:
        prepare(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_bytes(rows: Rows, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def one(data: bytes, name: str = "清单.xlsx", **told: Any) -> tuple[ListText, list[Problem]]:
    lists, problems = read_list(data, name, told or None, None, TOWNS)
    assert len(lists) == 1, [problem.text() for problem in problems]
    return lists[0], problems


def error(data: bytes, name: str = "清单.xlsx", **told: Any) -> str:
    """The one error of a file; nothing of the file is read."""
    lists, problems = read_list(data, name, told or None, None, TOWNS)
    assert lists == []
    errors = [problem.text() for problem in problems if problem.severity == "error"]
    assert len(errors) == 1, errors
    return errors[0]


def texts(problems: list[Problem]) -> list[str]:
    return [problem.text() for problem in problems]


def brief(item: EntryRecord) -> tuple[str, str, PowerType]:
    return item.name, item.sub_name, item.power_type


PLAIN: list[list[Any]] = [
    TITLE,
    ["序号", "权力类型", "事项名称", "设定依据", "实施主体", "承办机构"],
    [1, "行政处罚", "甲的处罚", "《安全生产法》第九十四条", "县应急局", "执法大队"],
    [2, "行政检查", "乙的检查", "《安全生产法》第六十五条", "县应急管理局", "基础股、执法大队"],
]


# Layouts of department lists ---------------------------------------------------------------------------------------------


def test_plain_list_is_read_with_title_place_and_day() -> None:
    text, problems = one(xlsx(PLAIN))
    assert problems == []
    assert (text.kind, text.authority, text.place) == (ListKind.POWER, "黄梅县应急管理局", "421127")
    assert text.edition == date(2024, 6, 30)
    assert text.title == TITLE[0]
    assert text.columns == {"A": "seq", "B": "type", "C": "name", "D": "basis", "E": "holder", "F": "office"}
    first, second = text.entries
    assert (first.sheet, first.row, first.level) == ("Sheet1", 3, Level.COUNTY)
    assert first.cells == {
        "A": "1",
        "B": "行政处罚",
        "C": "甲的处罚",
        "D": "《安全生产法》第九十四条",
        "E": "县应急局",
        "F": "执法大队",
    }
    assert first.holders == (("黄梅县应急管理局", Role.LEAD),)
    assert second.offices == (("黄梅县应急管理局", "基础股"), ("黄梅县应急管理局", "执法大队"))
    assert [(body.name, body.place, body.level, body.offices) for body in text.bodies] == [
        ("黄梅县应急管理局", "421127", Level.COUNTY, ("执法大队", "基础股"))
    ]


@pytest.mark.parametrize("above", [0, 1, 5, 12, 28])
def test_head_is_found_among_the_first_thirty_rows(above: int) -> None:
    rows = [[f"说明文字第{n}段"] for n in range(above)] + PLAIN[1:]
    text, _ = one(xlsx(rows), authority="黄梅县应急管理局")
    assert [item.name for item in text.entries] == ["甲的处罚", "乙的检查"]
    assert text.entries[0].row == above + 2


def test_head_below_the_thirtieth_row_needs_the_sidecar() -> None:
    data = xlsx([["空"] for _ in range(31)] + PLAIN[1:])
    assert "前 30 行里没有找到表头" in error(data)
    text, _ = one(data, head_row=32)
    assert len(text.entries) == 2


def test_two_row_head_with_merged_cells_and_sub_items() -> None:
    rows = [
        ["黄梅县卫生健康局权责清单"],
        ["序号", "职权类型", "职权名称", "", "职权依据", "责任事项", ""],
        ["", "", "项目", "子项", "", "内容", "依据"],
        [1, "行政处罚", "主项", "子项一", "《甲法》第一条", "责任", "《责任法》第一条"],
        ["", "", "", "子项二", "《甲法》第二条", "", ""],
        [2, "", "单项", "", "《乙法》第三条", "", ""],
    ]

    def prepare(book: Any) -> None:
        sheet = book.active
        for area in ("C2:D2", "F2:G2", "A2:A3", "B2:B3", "E2:E3", "A4:A5", "C4:C5", "B4:B6", "F4:F5"):
            sheet.merge_cells(area)

    text, _ = one(xlsx(rows, prepare))
    assert text.columns["C"] == "name"
    assert text.columns["D"] == "sub_name"
    assert text.columns["G"] == "responsibility_basis"
    assert [brief(item) for item in text.entries] == [
        ("主项", "子项一", PowerType.PENALTY),
        ("主项", "子项二", PowerType.PENALTY),
        ("单项", "", PowerType.PENALTY),
    ]
    assert [item.basis for item in text.entries] == ["《甲法》第一条", "《甲法》第二条", "《乙法》第三条"]
    assert [record.text for record in text.entries[1].responsibilities] == ["责任"]
    assert text.entries[1].cells == {"D": "子项二", "E": "《甲法》第二条"}, "raw cells are what the row itself holds"
    assert text.entries[0].responsibilities[0].basis == "《责任法》第一条"


def test_two_row_head_in_a_text_file_where_merging_is_lost() -> None:
    rows = [
        ["黄梅县卫生健康局权责清单", "", "", "", ""],
        ["序号", "职权类型", "职权名称", "", "职权依据"],
        ["", "", "项目", "子项", ""],
        ["1", "行政处罚", "主项", "子项一", "《甲法》第一条"],
        ["", "", "", "子项二", ""],
    ]
    text, _ = one(csv_bytes(rows), "清单.csv")
    assert [(item.name, item.sub_name, item.basis) for item in text.entries] == [
        ("主项", "子项一", "《甲法》第一条"),
        ("主项", "子项二", "《甲法》第一条"),
    ]


def test_types_as_heading_rows_total_and_notes() -> None:
    rows = [
        TITLE,
        ["序号", "权责名称", "法律依据"],
        ["一、行政许可（共1项）"],
        [1, "甲许可", "《甲法》第一条"],
        ["二、行政处罚（共2项）"],
        [2, "乙的处罚", "《甲法》第二条"],
        [3, "丙的处罚", "《甲法》第三条"],
        ["合计", "3项"],
        [],
        ["注：本清单由县应急管理局解释。"],
        ["2.以往清单停用。"],
    ]

    def prepare(book: Any) -> None:
        for row in (3, 5):
            book.active.merge_cells(f"A{row}:C{row}")

    for data in (xlsx(rows, prepare), xlsx(rows)):
        text, problems = one(data)
        assert problems == []
        assert [brief(item) for item in text.entries] == [
            ("甲许可", "", PowerType.LICENSING),
            ("乙的处罚", "", PowerType.PENALTY),
            ("丙的处罚", "", PowerType.PENALTY),
        ]
        assert text.notes == (TITLE[0], "注：本清单由县应急管理局解释。", "2.以往清单停用。", "合计\u30003项")


def test_sub_items_by_their_number_or_their_enumerator() -> None:
    rows = [
        TITLE,
        ["序号", "职权名称", "类别", "设定依据"],
        ["1", "主项甲", "行政处罚", "《甲法》第一条"],
        ["1.1", "子项一", "", ""],
        ["1.2", "子项二", "行政处罚", "《甲法》第三条"],
        ["2", "主项乙", "行政检查", "《甲法》第四条"],
        ["", "（1）检查现场", "", ""],
    ]
    text, _ = one(xlsx(rows))
    assert [(item.name, item.sub_name, item.basis) for item in text.entries] == [
        ("主项甲", "", "《甲法》第一条"),
        ("主项甲", "子项一", "《甲法》第一条"),
        ("主项甲", "子项二", "《甲法》第三条"),
        ("主项乙", "", "《甲法》第四条"),
        ("主项乙", "检查现场", "《甲法》第四条"),
    ]
    assert text.entries[4].power_type == PowerType.INSPECTION


def test_a_sub_item_never_shares_the_main_items_code() -> None:
    rows = [
        TITLE,
        ["职权编码", "职权名称", "子项", "类别", "设定依据"],
        ["CF-01", "主项", "子项一", "行政处罚", "《甲法》第一条"],
        ["", "", "子项二", "", "《甲法》第二条"],
    ]
    text, _ = one(xlsx(rows, lambda book: book.active.merge_cells("A3:A4")))
    assert [item.code for item in text.entries] == ["CF-01", ""]
    assert text.entries[1].fields["主项编码"] == "CF-01"


def test_basis_over_several_rows_of_a_merged_item_is_joined() -> None:
    rows = [*PLAIN[:3], ["", "", "", "《消防法》第六十条", "", ""]]

    def prepare(book: Any) -> None:
        for letter in "ABCEF":
            book.active.merge_cells(f"{letter}3:{letter}4")

    text, problems = one(xlsx(rows, prepare))
    assert problems == []
    assert [item.basis for item in text.entries] == ["《安全生产法》第九十四条\n《消防法》第六十条"]
    assert text.entries[0].cells["D4"] == "《消防法》第六十条"


def test_full_width_digits_line_breaks_and_numbers_as_text_stay_in_the_raw_row() -> None:
    rows = [
        TITLE,
        ["序\n号", "职权 名称\n（项目）", "类 别", "设定（实施）依据", "职权编码"],
        ["１", "对甲\n违法的 处罚(一)", "０２", "《甲法》\n第十条", 421127000012],
    ]
    text, _ = one(xlsx(rows))
    item = text.entries[0]
    assert (item.name, item.power_type, item.code) == ("对甲违法的处罚（一）", PowerType.PENALTY, "421127000012")
    assert item.basis == "《甲法》\n第十条"
    assert item.cells["B"] == "对甲\n违法的 处罚(一)"
    assert item.cells["A"] == "１"
    assert item.cells["C"] == "０２"


def test_every_column_without_a_place_in_the_model_stays_with_the_row() -> None:
    rows = [
        TITLE,
        ["序号", "事项名称", "权力类型", "实施依据", "收费依据", "编办审核意见", "奇怪的列", "备注"],
        [1, "甲", "行政处罚", "《甲法》第一条", "不收费", "同意", "值", "无"],
    ]
    text, _ = one(xlsx(rows))
    assert text.entries[0].fields == {
        "序号": "1",
        "收费依据": "不收费",
        "编办审核意见": "同意",
        "奇怪的列": "值",
        "备注": "无",
    }
    assert text.columns["G"] == "奇怪的列"


def test_several_sheets_of_departments_are_several_lists() -> None:
    head = ["序号", "职权名称", "职权类型", "职权依据"]
    sheets = {
        "应急管理局": [["黄梅县应急管理局权责清单"], head, [1, "甲", "行政处罚", "《甲法》第一条"]],
        "教育局": [["黄梅县教育局权责清单"], head, [1, "乙", "行政处罚", "《甲法》第一条"]],
        "续表": [head, [2, "丙", "行政许可", "《甲法》第二条"]],
    }
    lists, _ = read_list(xlsx(sheets), "全县.xlsx", {"edition": "2024-01-31"})
    assert [(text.authority, [item.name for item in text.entries]) for text in lists] == [
        ("黄梅县应急管理局", ["甲"]),
        ("黄梅县教育局", ["乙", "丙"]),
    ]
    assert {text.edition for text in lists} == {date(2024, 1, 31)}


def test_a_countys_list_with_a_column_of_departments() -> None:
    rows = [
        ["黄梅县权责清单（2024年5月1日公布）"],
        ["序号", "事项名称", "类别", "设定依据", "单位", "承办机构"],
        [1, "甲", "行政处罚", "《甲法》第一条", "县住建局", "城建股"],
        [2, "乙", "行政处罚", "《甲法》第一条", "县应急局（牵头）、县公安局", "执法大队"],
        [3, "丙", "行政处罚", "《甲法》第一条", "县林业局、县水利局", ""],
        [4, "丁", "行政处罚", "《甲法》第一条", "各有关部门", ""],
    ]
    text, _ = one(xlsx(rows))
    assert (text.authority, text.place) == ("黄梅县人民政府", "421127")
    assert [item.holders for item in text.entries] == [
        (("黄梅县住房和城乡建设局", Role.LEAD),),
        (("黄梅县应急管理局", Role.COORDINATE), ("黄梅县公安局", Role.COOPERATE)),
        (("黄梅县林业局", Role.SHARED), ("黄梅县水利局", Role.SHARED)),
        (("黄梅县人民政府", Role.LEAD),),
    ]
    assert text.entries[0].offices == (("黄梅县住房和城乡建设局", "城建股"),)
    assert text.entries[3].fields["实施主体"] == "各有关部门"


def test_role_columns() -> None:
    rows = [
        TITLE,
        ["序号", "事项名称", "类别", "依据", "牵头部门", "配合部门", "指导单位", "责任类型"],
        [1, "甲", "行政检查", "《甲法》第一条", "县应急局", "县公安局、县教育局", "市应急管理局", ""],
    ]
    text, _ = one(xlsx(rows))
    assert text.entries[0].holders == (
        ("黄梅县应急管理局", Role.COORDINATE),
        ("黄梅县公安局", Role.COOPERATE),
        ("黄梅县教育局", Role.COOPERATE),
        ("黄冈市应急管理局", Role.GUIDE),
    )
    places = {body.name: (body.place, body.level) for body in text.bodies}
    assert places["黄冈市应急管理局"] == ("4211", Level.CITY)


def test_basis_split_over_columns() -> None:
    rows = [
        TITLE,
        ["item_name", "task_type", "law_name", "law_number", "clause_number", "clause_content"],
        ["甲的处罚", "2", "城镇燃气管理条例", "国务院令第583号", "第四十五条", "正文"],
    ]
    text, _ = one(xlsx(rows))
    assert text.entries[0].basis == "《城镇燃气管理条例》（国务院令第583号）第四十五条：正文"
    assert text.entries[0].power_type == PowerType.PENALTY


def test_hidden_columns_and_sheets() -> None:
    def prepare(book: Any) -> None:
        book["Sheet1"].column_dimensions["D"].hidden = True
        book["旧版"].sheet_state = "hidden"

    text, problems = one(xlsx({"Sheet1": PLAIN, "旧版": PLAIN}, prepare))
    assert len(text.entries) == 2
    assert text.entries[0].basis == "《安全生产法》第九十四条"
    assert texts(problems) == [
        "清单.xlsx（工作表“旧版”）：是隐藏的工作表，未读取。处理：若要读取，请取消隐藏或在说明文件 sheets 中写明。",
        "清单.xlsx（工作表“Sheet1”）：有隐藏的列（D），已照常读取。处理：若是作废内容，请删除该列后再载入。",
    ]


def test_a_column_filled_only_where_it_changes_is_carried_down_and_said() -> None:
    rows = [TITLE, ["序号", "权力类型", "事项名称", "依据"]]
    rows += [[n, {1: "行政许可", 4: "行政处罚"}.get(n, ""), f"事项{n}", "《甲法》第一条"] for n in range(1, 7)]
    text, problems = one(csv_bytes(rows), "清单.csv")
    assert [item.power_type for item in text.entries] == [PowerType.LICENSING] * 3 + [PowerType.PENALTY] * 3
    assert texts(problems) == [
        "清单.csv（B 列）：“权力类型”多数为空，已沿用上一行的内容。应为：每行都填写，或合并单元格。"
        "处理：请核对；若空格本来就是没有内容，请补全后再载入。"
    ]


def test_a_basis_left_empty_stays_empty() -> None:
    rows = [*PLAIN[:3], *([n, "行政处罚", f"事项{n}", "", "县应急局", ""] for n in range(2, 9))]
    text, _ = one(xlsx(rows))
    assert [item.basis for item in text.entries] == ["《安全生产法》第九十四条"] + [""] * 7


def test_repeated_page_heads_and_numbered_columns_are_no_items() -> None:
    head = PLAIN[1]
    rows = [TITLE, head, ["1", "2", "3", "4", "5", "6"], PLAIN[2], head, PLAIN[3]]
    text, problems = one(xlsx(rows))
    assert problems == []
    assert [item.row for item in text.entries] == [4, 6]


# Layouts of township lists -----------------------------------------------------------------------------------------------


def duty_book() -> dict[str, Rows]:
    return {
        "基本履职": [
            ["黄梅县小池镇基本履职事项清单"],
            ["（2025年3月1日公布）"],
            ["序号", "事项名称", "法律依据", "承办机构"],
            ["一、党的建设（1项）"],
            [1, "基层党组织建设", "", "党建工作办公室"],
            ["二、民生服务（2项）"],
            [2, "公共场所卫生服务管理", "《公共场所卫生管理条例》第三条", "镇社会事务办公室"],
            [3, "传染病防控", "《传染病防治法》第十五条", "社会事务办公室、综合服务中心"],
            ["三、交通运输（1项）"],
            [4, "村道养护", "", ""],
            ["合计", "4项"],
        ],
        "配合履职": [
            ["小池镇配合履职事项清单"],
            ["序号", "事项名称", "对应上级部门", "上级部门职责", "乡镇（街道）配合职责", "承办机构"],
            [1, "生产安全事故应急", "县应急管理局", "指挥救援", "先期处置", "平安建设办公室"],
            [2, "打击非法捕捞", "牵头：县农业农村局；配合：县公安局", "执法", "巡查", "农业农村服务中心"],
        ],
        "收回": [
            ["小池镇收回事项清单"],
            ["序号", "事项名称", "承接部门及工作方式"],
            [1, "危房安全鉴定", "承接部门：县住建局。工作方式：委托鉴定"],
            [2, "燃气安全问题整改", "县住建局\n工作方式：入户检查"],
        ],
    }


def test_three_sheets_of_duties_are_one_list() -> None:
    text, problems = one(xlsx(duty_book()))
    assert problems == []
    assert (text.kind, text.authority, text.place) == (ListKind.DUTY, "小池镇", "421127102")
    assert text.edition == date(2025, 3, 1)
    assert [(item.duty_kind, item.theme) for item in text.entries] == [
        (DutyKind.BASIC, Theme.PARTY),
        (DutyKind.BASIC, Theme.LIVELIHOOD),
        (DutyKind.BASIC, Theme.LIVELIHOOD),
        (DutyKind.BASIC, Theme.NONE),
        (DutyKind.COOPERATING, Theme.NONE),
        (DutyKind.COOPERATING, Theme.NONE),
        (DutyKind.RECALLED, Theme.NONE),
        (DutyKind.RECALLED, Theme.NONE),
    ]
    health, disease, road, rescue, fish, danger, gas = text.entries[1:]
    assert health.holders == (("小池镇", Role.LEAD),)
    assert health.offices == (("小池镇", "社会事务办公室"),)
    assert disease.offices == (("小池镇", "社会事务办公室"), ("小池镇", "综合服务中心"))
    assert road.fields["主题"] == "交通运输"
    assert rescue.holders == (("黄梅县应急管理局", Role.LEAD), ("小池镇", Role.COOPERATE))
    assert rescue.fields["乡镇配合职责"] == "先期处置"
    assert fish.holders == (
        ("黄梅县农业农村局", Role.COORDINATE),
        ("黄梅县公安局", Role.COOPERATE),
        ("小池镇", Role.COOPERATE),
    )
    assert danger.holders == gas.holders == (("黄梅县住房和城乡建设局", Role.LEAD),)
    assert (danger.fields["工作方式"], gas.fields["工作方式"]) == ("委托鉴定", "入户检查")
    assert text.columns["配合履职!C"] == "upper"


def test_three_tables_below_each_other_in_one_sheet() -> None:
    basic, cooperating, recalled = duty_book().values()
    rows = [["小池镇履行职责事项清单"], ["二〇二五年三月一日"], ["一、基本履职事项清单"], *basic[2:]]
    rows += [["二、配合履职事项清单"], *cooperating[1:], ["三、收回事项清单"], *recalled[1:]]
    text, problems = one(xlsx(rows), place="421127102")
    assert problems == []
    assert text.title == "小池镇履行职责事项清单"
    assert text.edition == date(2025, 3, 1)
    assert [item.duty_kind for item in text.entries] == (
        [DutyKind.BASIC] * 4 + [DutyKind.COOPERATING] * 2 + [DutyKind.RECALLED] * 2
    )
    assert text.columns["C14"] == "upper"


def test_theme_and_kind_as_columns() -> None:
    rows = [
        ["小池镇履职事项清单（2025年3月1日）"],
        ["序号", "类别", "事项类型", "履职事项", "责任单位"],
        [1, "平安法治", "基本履职", "消防宣传", "平安建设办公室"],
        [2, "", "基本履职", "矛盾调解", "平安建设办公室"],
        [3, "农业农村", "配合履职", "动物防疫", "县农业农村局"],
        [4, "", "收回", "农机发证", "县农业农村局"],
    ]

    def prepare(book: Any) -> None:
        book.active.merge_cells("B3:B4")
        book.active.merge_cells("B5:B6")

    text, _ = one(xlsx(rows, prepare), place="421127102", columns={"B": "主题", "C": "履职类型"})
    assert [(item.duty_kind, item.theme) for item in text.entries] == [
        (DutyKind.BASIC, Theme.SAFETY),
        (DutyKind.BASIC, Theme.SAFETY),
        (DutyKind.COOPERATING, Theme.AGRICULTURE),
        (DutyKind.RECALLED, Theme.AGRICULTURE),
    ]
    assert text.entries[0].offices == (("小池镇", "平安建设办公室"),)
    assert text.entries[2].holders == (("黄梅县农业农村局", Role.LEAD), ("小池镇", Role.COOPERATE))


def test_one_kind_in_each_file_by_title_columns_or_file_name() -> None:
    basic, cooperating, recalled = duty_book().values()
    for rows, name, kind in (
        (basic, "a.xlsx", DutyKind.BASIC),
        (cooperating[1:], "清单.xlsx", DutyKind.COOPERATING),
        (recalled[1:], "清单.xlsx", DutyKind.RECALLED),
        (basic[2:], "小池镇基本履职事项清单.xlsx", DutyKind.BASIC),
    ):
        text, _ = one(xlsx({"Sheet1": rows}), name, place="421127102")
        assert {item.duty_kind for item in text.entries} == {kind}, name
        assert text.kind == ListKind.DUTY


# Formats ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_text_files(delimiter: str, encoding: str) -> None:
    rows = [*PLAIN[1:], [3, "行政处罚", "含,;\t的\n名称", "《甲法》第一条", "", ""]]
    data = csv_bytes(rows, delimiter, encoding)
    text, problems = one(data, "清单.csv", authority="黄梅县应急管理局", edition="2024-06-30")
    assert [item.name for item in text.entries][:2] == ["甲的处罚", "乙的检查"]
    assert text.entries[2].cells["C"] == "含,;\t的\n名称"
    notices = ["清单.csv：文件不是 UTF-8，已按 GBK（GB18030）读取。处理：请核对汉字是否正确，或另存为 UTF-8。"]
    assert texts(problems) == (notices if encoding == "gbk" else [])


def test_the_bytes_tell_the_format_whatever_the_name() -> None:
    assert one(csv_bytes(PLAIN), "清单.xlsx")[0].entries
    assert one(xlsx(PLAIN), "清单.csv")[0].entries
    assert one(xlsx(PLAIN), "清单.xls")[0].entries


@pytest.mark.shared
def test_old_xls_named_xlsx() -> None:
    path = SHARED / "sample_department_list.xls"
    if not path.is_file():
        pytest.skip("没有 ../shared/lists，无法用真实的 .xls 试")
    text, _ = one(
        path.read_bytes(), "部门.xlsx", columns={"C": "事项名称", "D": "编码"}, head_row=1, sheets="SQL Results"
    )
    assert len(text.entries) == 59
    assert text.entries[0].code == "330000000M001"
    assert text.entries[0].cells["B"].startswith("AABAmi")


# What is wrong with a file --------------------------------------------------------------------------------------------------


def test_no_head() -> None:
    rows = [["甲", "乙", "丙"], ["一", "二", "三"], ["四", "五", "六"]]
    assert error(xlsx(rows)) == (
        "清单.xlsx（工作表“Sheet1”）：前 3 行里没有找到表头；最像表头的第 1 行是：甲、乙、丙。"
        "应为：含“事项名称”（或职权名称、权力名称等）并有“序号、类型、依据、实施主体、承办机构”等至少一列的表头。"
        "处理：请在说明文件（同名 .yaml）写明 head_row: 行号，必要时用 columns 写明各列含义，如 columns: {C: 事项名称, E: 依据}。"
    )
    text, _ = one(xlsx(rows), head_row=1, columns={"乙": "事项名称", "C": "依据"})
    assert [(item.name, item.basis) for item in text.entries] == [("二", "三"), ("五", "六")]


def test_empty_files_and_sheets() -> None:
    assert error(b"") == "清单.xlsx：文件是空的。应为：有表头和数据行的清单。处理：请重新导出或重新下载。"
    assert "没有内容，所有工作表都是空的" in error(xlsx([]))
    _, problems = one(xlsx({"Sheet1": PLAIN, "Sheet2": []}))
    assert texts(problems) == ["清单.xlsx（工作表“Sheet2”）：是空的，已略过。应为：有表头和数据行。"]


def test_a_head_without_rows() -> None:
    assert error(xlsx(PLAIN[:2])) == (
        "清单.xlsx（工作表“Sheet1”第 2 行）：表头下没有数据行。应为：每个事项一行。"
        "处理：请核对是否只有模板，或用说明文件 head_row 指出真正的表头。"
    )


@pytest.mark.parametrize("keep", [4, 30, 200, 0.3, 0.6, 0.9, 0.99])
def test_truncated_workbook(keep: float) -> None:
    data = xlsx(PLAIN)
    cut = data[: int(keep if keep > 1 else len(data) * keep)]
    message = error(cut)
    assert message.startswith("清单.xlsx：文件损坏或不完整，无法读取（")
    assert message.endswith("应为：完整的 .xlsx、.xls 或 .csv 文件。处理：请重新下载或用表格软件打开后另存。")


def test_a_workbook_whose_sheet_is_cut_off_inside_a_sound_archive() -> None:
    source = zipfile.ZipFile(io.BytesIO(xlsx(PLAIN)))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in source.namelist():
            data = source.read(name)
            archive.writestr(name, data[: len(data) // 2] if name.endswith("sheet1.xml") else data)
    assert "文件损坏或不完整，无法读取" in error(out.getvalue())


def test_web_page_without_a_list_instead_of_a_spreadsheet() -> None:
    page = "<html><body><table><tr><td>序号</td></tr></table></body></html>".encode()
    assert error(page, "清单.xls") == (
        "清单.xls：网页里没有清单表格。应为：网页里有清单表格（<table>），第一行是列名。"
        "处理：请核对文件；清单若是附件，请下载附件载入；若是框架网页，请另存为 .xlsx。"
    )


def test_text_that_is_neither_utf8_nor_gbk() -> None:
    message = error("序号,事项名称\n1,甲".encode() + b"\xff\xff\xff", "清单.csv")
    assert "文字编码无法识别，或文件不完整" in message
    assert "UTF-8 或 GBK（GB18030）编码的 .csv" in message


def test_text_with_an_open_quotation_mark() -> None:
    data = '序号,事项名称,依据\n1,"甲,《甲法》\n2,乙,《乙法》\n'.encode()
    message = error(data, "清单.csv")
    assert "引号不成对，无法分清单元格，文件可能不完整" in message


def test_rows_without_a_name() -> None:
    rows = [*PLAIN, [3, "行政处罚", "", "《甲法》第一条", "县应急局", ""], ["", "", "", "《乙法》第二条", "", ""]]
    text, problems = one(csv_bytes(rows), "清单.csv")
    assert len(text.entries) == 2
    assert texts(problems) == [
        "清单.csv（第 5 行）：没有事项名称，未作为事项载入，原文留在清单附注。应为：每个事项有名称。"
        "处理：请补上名称；若是上一事项的内容，请合并单元格。",
        "清单.csv（第 6 行）：没有序号和事项名称，已并入上一事项。处理：请核对；若是另一事项，请补上名称。",
    ]
    assert "第 5 行：3\u3000行政处罚\u3000《甲法》第一条\u3000县应急局" in text.notes
    assert text.entries[1].basis.endswith("《乙法》第二条")


def test_unknown_and_missing_types() -> None:
    rows = [
        *PLAIN,
        [3, "行政大事", "丙", "《甲法》第一条", "县应急局", ""],
        [4, "", "丁", "《甲法》第一条", "县应急局", ""],
    ]
    text, problems = one(xlsx(rows))
    assert [item.power_type for item in text.entries[2:]] == [PowerType.UNKNOWN] * 2
    assert text.entries[2].fields["类型"] == "行政大事"
    assert texts(problems) == [
        "清单.xlsx（工作表“Sheet1”第 5 行）：权力类型“行政大事”不认识，记为类型未定。"
        "应为：行政许可等十类之一，或代码 01—10、20。处理：请改正类型，或核对列的含义。",
        "清单.xlsx（工作表“Sheet1”第 6 行）：没有权力类型，记为类型未定。"
        "应为：类型列、分类标题行，或带类型的编码。处理：请补上类型。",
    ]


def test_missing_authority_place_and_day() -> None:
    text, problems = one(xlsx([["权责清单"], PLAIN[1], [1, "行政处罚", "甲", "《甲法》第一条", "", ""]]))
    assert (text.authority, text.place, text.edition) == ("", "", None)
    assert texts(problems) == [
        "清单.xlsx：没有写明是哪个机构的清单。应为：标题如“某县应急管理局权责清单”。处理：请在说明文件写明 authority（机构全称）。",
        "清单.xlsx：没有查到清单所在地区的区划代码。应为：区划代码，如 421127。处理：请在说明文件写明 place。",
        "清单.xlsx：没有写明版本日期。应为：标题或表下写明“截至某年某月某日”。处理：请在说明文件写明 edition，如 2024-06-30。",
    ]


def test_a_year_is_no_day() -> None:
    text, problems = one(xlsx([["黄梅县应急管理局权责清单（2024年版）"], *PLAIN[1:]]))
    assert text.edition == date(2024, 1, 1)
    assert texts(problems) == [
        "清单.xlsx：版本日期只写到 2024 年，暂按 2024-01-01。应为：具体到日。处理：请在说明文件写明 edition。"
    ]


def test_a_township_without_its_code_stands_in_its_county() -> None:
    lists, problems = read_list(xlsx(duty_book()), "清单.xlsx")
    assert lists[0].place == "421127"
    assert texts(problems) == [
        "清单.xlsx：没有“小池镇”的区划代码，暂用所在县的代码 421127。应为：9 位乡级区划代码。"
        "处理：请在说明文件写明 place，或一并载入区划表（code,name,level,parent）。"
    ]


def test_cooperating_and_recalled_rows_without_a_department() -> None:
    book = duty_book()
    book["配合履职"] = [*book["配合履职"], [3, "无主事项", "", "", "", ""]]
    book["收回"] = [*book["收回"], [3, "无主收回", ""]]
    text, problems = one(xlsx(book))
    assert texts(problems) == [
        "清单.xlsx（工作表“配合履职”第 5 行）：配合履职事项没有对应上级部门。应为：对应的县级部门。处理：请补上。",
        "清单.xlsx（工作表“收回”第 5 行）：收回事项没有承接部门。应为：承接的县级部门。处理：请补上。",
    ]
    assert next(item for item in text.entries if item.name == "无主事项").holders == (("小池镇", Role.COOPERATE),)


def test_codes_that_a_spreadsheet_has_rounded() -> None:
    rows = [TITLE, ["职权编码", "职权名称", "类别"], [421127000000012345, "甲", "行政处罚"]]
    _, problems = one(xlsx(rows))
    assert any("编码以数字保存，超过 15 位的数字已被表格软件改成 0" in text for text in texts(problems))


def test_cover_sheet_is_kept_as_a_note_and_said() -> None:
    text, problems = one(xlsx({"封面": [["黄梅县应急管理局"], ["2024年"]], "清单": PLAIN}))
    assert texts(problems) == [
        "清单.xlsx（工作表“封面”）：没有清单表头，只作说明保留。处理：若是清单，请用说明文件指出表头。"
    ]
    assert "黄梅县应急管理局" in text.notes


def test_a_second_sheet_that_is_a_table_without_a_head_is_told_and_kept_as_notes() -> None:
    table = [["甲", "乙", "丙"], ["1", "2", "3"], ["4", "5", "6"]]
    lists, problems = read_list(xlsx({"清单": PLAIN, "表二": table}), "清单.xlsx")
    assert [item.name for item in lists[0].entries] == [
        item.name for item in read_list(xlsx({"清单": PLAIN}), "清单.xlsx")[0][0].entries
    ]
    assert "4　5　6" in lists[0].notes
    assert (
        "清单.xlsx（工作表“表二”）：没有认出清单的表头（或者是目录、汇总表、代码表），没有读成事项，全部留作附注；列是：甲、乙、丙。"
        "应为：含“事项名称”等列名的表头，每个事项一行。处理：若是清单，请在说明文件 sheets 写明这个工作表的 head_row 和 columns。"
    ) in texts(problems)


# Sidecars -----------------------------------------------------------------------------------------------------------------


def test_sidecar_says_what_the_file_cannot() -> None:
    told, problems = parse_sidecar(
        "机构: 桐庐县应急管理局\n区划: 330122\n版本: 2023-12-31\nkind: 权责清单\ntitle: 清单全名\n列: {B: 事项名称}\n".encode(),
        "清单.xlsx.yaml",
    )
    assert problems == []
    assert told is not None
    lists, problems = read_list(xlsx([["号", "内容"], [1, "甲"]]), "清单.xlsx", told)
    assert [text for text in texts(problems) if "权力类型" not in text] == []
    text = lists[0]
    assert (text.title, text.authority, text.place, text.edition) == (
        "清单全名",
        "桐庐县应急管理局",
        "330122",
        date(2023, 12, 31),
    )


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({"edition": "去年"}, "“去年”不能用。应为：日期，如 2024-06-30"),
        ({"place": "火星"}, "“火星”不能用。应为：2、4、6、9 或 12 位区划代码，如 421127"),
        ({"kind": "随便"}, "“随便”不能用。应为：power_list（权责清单）"),
        ({"head_row": "零"}, "“零”不能用。应为：从 1 数起的行号"),
        ({"columns": {"C": "天气"}}, "说明文件 columns C）：“天气”不能用。应为：以下之一：序号、事项名称"),
        ({"sheets": "没有"}, "文件里没有工作表“没有”。应为：Sheet1"),
    ],
)
def test_sidecar_mistakes_refuse_the_file(told: dict[str, Any], message: str) -> None:
    assert message in error(xlsx(PLAIN), **told)


def test_sidecar_that_is_no_mapping_or_no_yaml() -> None:
    assert "说明文件不是有效的 YAML" in parse_sidecar(b"a: [", "x.yaml")[1][0].text()
    assert "说明文件不是键值表" in parse_sidecar(b"- a", "x.yaml")[1][0].text()
    _, problems = one(xlsx(PLAIN), 颜色="红")
    assert texts(problems)[0].startswith("清单.xlsx（说明文件 颜色）：不认识的键，未使用。应为：authority（机构）")


def test_explain_tells_how_each_column_was_understood() -> None:
    rows = [TITLE, ["序号", "职权名称（主项）", "类别", "奇怪的列"], [1, "甲", "行政处罚", "值"]]
    tables, problems = explain_list(xlsx(rows), "清单.xlsx")
    assert problems == []
    assert [(c.letter, c.field, c.how, c.sample) for c in tables[0].columns] == [
        ("A", "seq", "列名", "1"),
        ("B", "name", "列名（去括号）", "甲"),
        ("C", "type", "列名", "行政处罚"),
        ("D", "", "未识别，随行保留", "值"),
    ]
    assert (tables[0].head_rows, tables[0].rows, tables[0].authority) == ((2, 2), 1, "黄梅县应急管理局")
    assert explain_list(b"", "清单.xlsx")[1][0].severity == "error"


# Divisions ----------------------------------------------------------------------------------------------------------------


def test_division_tables() -> None:
    data = "区划代码,名称,层级,上级代码\n421127000000,黄梅县,县级,4211\n421127102,小池镇,乡级,421127\nx,坏,,\n".encode(
        "gbk"
    )
    assert is_divisions(data, "区划.csv")
    assert not is_divisions(csv_bytes(PLAIN), "清单.csv")
    found, problems = read_divisions(data, "区划.csv")
    assert found == TOWNS
    assert texts(problems)[1] == (
        "区划.csv（第 4 行）：区划代码“x”或名称不能用，未载入。应为：2、4、6、9 或 12 位数字代码和名称。"
    )
    assert "没有找到区划表的表头或数据" in read_divisions(csv_bytes(PLAIN), "x.csv")[1][-1].text()


# Small vocabularies ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("县公安局、县住建局", ["县公安局", "县住建局"]),
        ("县文化、广电和旅游局，县体育局", ["县文化、广电和旅游局", "县体育局"]),
        ("1.县公安局\n2.县司法局", ["县公安局", "县司法局"]),
        ("社会事务办公室 、 综合服务中心", ["社会事务办公室", "综合服务中心"]),
        ("县自然资源和规划局", ["县自然资源和规划局"]),
        ("县公安局等", ["县公安局等"]),
        ("", []),
    ],
)
def test_names_in_a_cell(cell: str, names: list[str]) -> None:
    assert split_names(cell) == names


def test_roles_in_a_cell() -> None:
    assert read_holders("主责部门：县水利局\n配合部门：县公安局、县财政局", None) == [
        ("县水利局", Role.LEAD),
        ("县公安局", Role.COOPERATE),
        ("县财政局", Role.COOPERATE),
    ]
    assert read_holders("无", None) == []
    assert read_holders("县级有关部门", None) == []


@pytest.mark.parametrize(
    ("place", "name", "settled"),
    [
        ("421127", "县住建局", ("黄梅县住房和城乡建设局", "421127")),
        ("421127", "应急管理局", ("黄梅县应急管理局", "421127")),
        ("421127", "黄冈市黄梅县应急管理局", ("黄梅县应急管理局", "421127")),
        ("421127", "市生态环境局黄梅县分局", ("黄冈市生态环境局黄梅县分局", "421127")),
        ("421127", "省林业局", ("湖北省林业局", "42")),
        ("421127", "市场监管局", ("黄梅县市场监督管理局", "421127")),
        ("421127", "国家税务总局黄梅县税务局", ("国家税务总局黄梅县税务局", "421127")),
        ("421127", "黄梅县小池镇人民政府", ("小池镇", "421127102")),
        ("421127102", "县公安局", ("黄梅县公安局", "421127")),
        ("341181", "市应急局", ("天长市应急管理局", "341181")),
        ("511602", "区教科体局", ("广安区教科体局", "511602")),
        ("", "县公安局", ("县公安局", "")),
    ],
)
def test_bodies_get_their_full_names(place: str, name: str, settled: tuple[str, str]) -> None:
    found = Namer(place, TOWNS).settle(name)
    assert (found.name, found.place) == settled


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("附件1：黄梅县应急管理局权责清单（2024年版）", "黄梅县应急管理局"),
        ("黄梅县乡镇（街道）权责清单", "黄梅县"),
        ("关于公布桐庐县富春江镇法定职责事项清单", "桐庐县富春江镇"),
        ("济南市市中区司法局行政执法事项目录（2022年版）", "济南市市中区司法局"),
        ("黄梅县综合行政执法大队行政处罚事项清单", "黄梅县综合行政执法大队"),
        ("上级部门收回事项清单", ""),
        ("二、配合履职事项清单", ""),
        ("行政处罚事项清单", ""),
        # Words of the title are no part of a body's name.
        ("南陵县赋权乡镇（街道）审批执法权限目录清单", "南陵县"),
        ("桐庐县赋权中心镇事项清单", "桐庐县"),
        ("南陵县赋予乡镇行政处罚事项清单", "南陵县"),
        ("赋予乡镇行政处罚事项清单", ""),
        ("桐庐县扩权强镇事项目录", "桐庐县"),
        ("南陵县县级政府部门权责清单", "南陵县"),
        ("南陵县镇（街道）承接县级权限目录", "南陵县"),
        ("南陵县各镇承接省级赋权事项情况表", "南陵县"),
        ("南陵县镇级赋权事项认领情况统计表", "南陵县"),
        ("南陵县赋予镇人民政府县级行政职权目录", "南陵县"),
        # A body, and words behind it that are in no list of titles.
        ("南陵县商务局行政许可事项（截至2024年6月30日）", "南陵县商务局"),
        ("南陵县水利局主要职责", "南陵县水利局"),
        ("南陵县水库管理处主要职责", "南陵县水库管理处"),
        ("黄梅县小池镇、五祖镇赋权清单", "黄梅县"),
        ("南陵县市场监管局双随机抽查事项清单", "南陵县市场监管局"),
        ("南陵县卫健委行政权力运行流程", "南陵县卫健委"),
        ("南陵县水利局行政权力和政务服务事项", "南陵县水利局"),
        ("南陵县水利局", "南陵县水利局"),
        ("县水利局", "县水利局"),
        # How files are counted.
        ("01_南陵县水利局权责清单", "南陵县水利局"),
        ("01-南陵县水利局", "南陵县水利局"),
        ("（3）南陵县水利局权责清单", "南陵县水利局"),
        ("2024南陵县水利局权责清单终稿", "南陵县水利局"),
        ("附件2-1 南陵县水利局权力清单", "南陵县水利局"),
    ],
)
def test_whose_list_a_title_names(title: str, body: str) -> None:
    assert authority_in(title) == body


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("（截至2024年6月30日）", date(2024, 6, 30), "day"),
        ("二〇二四年六月三十日", date(2024, 6, 30), "day"),
        ("2024-06-30更新", date(2024, 6, 30), "day"),
        ("２０２４．６．３０", date(2024, 6, 30), "day"),
        ("权责清单20240630", date(2024, 6, 30), "day"),
        ("2024年6月", date(2024, 6, 1), "month"),
        ("权责清单（2024年版）", date(2024, 1, 1), "year"),
    ],
)
def test_dates(text: str, day: date, precision: str) -> None:
    assert [found[:2] for found in dates_in(text)] == [(day, precision)]


def test_dates_that_are_none() -> None:
    assert dates_in("2024年13月45日") == [] or all(item[1] != "day" for item in dates_in("2024年13月45日"))
    assert dates_in("电话 0713-3330000，共 2024 项") == []


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("行政处罚", PowerType.PENALTY),
        ("处罚类", PowerType.PENALTY),
        ("02", PowerType.PENALTY),
        ("2", PowerType.PENALTY),
        ("２", PowerType.PENALTY),
        ("二、行政处罚（共12项）", PowerType.PENALTY),
        ("行政强制措施", PowerType.COERCION),
        ("其它权力", PowerType.OTHER),
        ("非行政许可审批", PowerType.OTHER),
        ("99", PowerType.OTHER),
        ("20", PowerType.PUBLIC_SERVICE),
        ("行政大事", PowerType.UNKNOWN),
        ("77", PowerType.UNKNOWN),
        ("", PowerType.UNKNOWN),
    ],
)
def test_power_types(cell: str, kind: PowerType) -> None:
    assert power_type(cell) == kind


def test_themes_and_kinds() -> None:
    assert theme_of("四、平安法治建设（23项）") == Theme.SAFETY
    assert theme_of("文化和旅游") == Theme.CULTURE
    assert theme_of("人民武装") == Theme.NONE
    assert duty_kind("上级部门收回事项清单") == DutyKind.RECALLED
    assert duty_kind("基本履职和配合履职事项清单") is None


# Any order, any synonym -----------------------------------------------------------------------------------------------------

_FIELDS = ("seq", "type", "name", "basis", "holder", "office", "level", "code", "remark", "responsibility")
_VALUES = {
    "seq": ["1", "2", "3"],
    "type": ["行政处罚", "行政许可", "行政检查"],
    "name": ["对甲的处罚", "乙证核发", "丙的检查"],
    "basis": ["《甲法》第一条", "《乙法》第二条第一款", "《丙条例》第3条"],
    "holder": ["县应急局", "县应急管理局", "黄梅县应急管理局"],
    "office": ["执法大队", "审批股", "基础股"],
    "level": ["县级", "县级", "县级"],
    "code": ["A-1", "A-2", "A-3"],
    "remark": ["一", "二", "三"],
    "responsibility": ["受理", "审查", "检查"],
}


def heads(field: str) -> st.SearchStrategy[str]:
    """A way to write a column's head: any synonym, with the spaces, line breaks and widths that offices put in."""

    def dress(word: str, style: int) -> str:
        if style == 1 and len(word) > 2:
            return f"{word[:2]}\n{word[2:]}"
        if style == 2:
            return " ".join(word)
        if style == 3:
            return f"{word}（必填）"
        if style == 4:
            return f"{word}："
        return word

    return st.builds(dress, st.sampled_from(SYNONYMS[field].split()), st.integers(0, 4))


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[str], int]:
    fields = ["name", *draw(st.lists(st.sampled_from([f for f in _FIELDS if f != "name"]), min_size=2, unique=True))]
    order = draw(st.permutations(fields))
    return order, [draw(heads(field)) for field in order], draw(st.integers(0, 6))


@settings(max_examples=150, deadline=None)
@given(tables())
def test_columns_in_any_order_under_any_name(table: tuple[list[str], list[str], int]) -> None:
    order, words, above = table
    rows = [[f"第{n}行说明"] for n in range(above)] + [words]
    rows += [[_VALUES[field][n] for field in order] for n in range(3)]
    text, _ = one(csv_bytes(rows), "清单.csv", authority="黄梅县应急管理局", kind="power_list")
    assert [item.name for item in text.entries] == _VALUES["name"]
    for number, item in enumerate(text.entries):
        assert list(item.cells.values()) == [_VALUES[field][number] for field in order]
        if "basis" in order:
            assert item.basis == _VALUES["basis"][number]
        if "code" in order:
            assert item.code == _VALUES["code"][number]
        if "office" in order:
            assert item.offices == (("黄梅县应急管理局", _VALUES["office"][number]),)
        if "type" in order:
            assert item.power_type.label == _VALUES["type"][number]
        if "remark" in order:
            assert item.fields["备注"] == _VALUES["remark"][number]
        assert item.holders == (("黄梅县应急管理局", Role.LEAD),)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    lists, problems = read_list(data, "清单.xlsx")
    assert not lists or all(problem.severity != "error" for problem in problems)
    assert lists or any(problem.severity == "error" for problem in problems)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(max_size=8), max_size=6), max_size=12))
def test_nothing_of_a_row_is_lost(rows: list[list[str]]) -> None:
    """Whatever stands below a head is in an entry's cells or in the notes, or it is a bare number."""
    clean = [[cell.replace("\r", "").replace("\0", "") for cell in row] for row in rows]
    data = csv_bytes(
        [["序号", "事项名称", "依据", "甲列", "乙列", "丙列"], ["1", "首项", "《甲法》", "a", "b", "c"], *clean]
    )
    lists, problems = read_list(data, "清单.csv", {"authority": "黄梅县应急管理局", "kind": "power_list"})
    if not lists:
        assert any(problem.severity == "error" for problem in problems)
        return
    kept = "\u3000".join(note for text in lists for note in text.notes)
    for text in lists:
        kept += "\u3000".join(value for item in text.entries for value in item.cells.values())
        kept += "\u3000".join(value for item in text.entries for value in item.fields.values())
        kept += "\u3000".join(body.name for body in text.bodies)
    for row in clean:
        for cell in row:
            bare = "".join(cell.split())
            if len(bare) >= 3 and not bare.isnumeric() and field_of(cell)[1] == 0:
                assert bare in "".join(kept.split()), (row, cell)


# As found -----------------------------------------------------------------------------------------------------------------


@pytest.mark.shared
def test_spreadsheets_as_found() -> None:
    if not SHARED.is_dir():
        pytest.skip("没有 ../shared/lists，无法用真实的表格试")
    template = (SHARED / "guangdong_power_list_template.xlsx").read_bytes()
    assert "表头下没有数据行" in error(template, "模板.xlsx")
    roster, _ = one((SHARED / "sample_department_list.xls").read_bytes(), "部门.xls")
    assert (roster.kind, roster.authority) == (ListKind.ROSTER, "")


@pytest.mark.shared
def test_real_service_items() -> None:
    path = SHARED / "guangan_service_items.csv"
    if not path.is_file():
        pytest.skip("没有 ../shared/lists，无法用真实的事项试")
    text, problems = one(path.read_bytes(), path.name, edition="2022-01-01")
    assert (len(text.entries), text.place) == (1135, "511602")
    assert all(item.power_type != PowerType.UNKNOWN for item in text.entries)
    assert all(item.holders and item.code for item in text.entries)
    assert all("广安" in body.name or body.place != "511602" for body in text.bodies)
    assert (text.authority, texts(problems)) == ("广安区人民政府", [])


@pytest.mark.shared
def test_real_divisions() -> None:
    path = SHARED / "divisions.csv"
    if not path.is_file():
        pytest.skip("没有 ../shared/lists，无法用真实的区划试")
    found, problems = read_divisions(path.read_bytes(), path.name)
    assert problems == []
    assert len(found) == 1481
    assert Place("421127102", "小池镇", Level.TOWNSHIP, "421127") in found


# Whose row it is ----------------------------------------------------------------------------------------------------------

HOLDERS = ["序号", "事项名称", "权力类型", "设定依据", "实施主体"]
DEPARTMENTS = ["序号", "部门", "事项名称", "事项类型", "设定依据"]


def held_by(title: str, cell: str) -> tuple[list[tuple[str, Role]], dict[str, str], str]:
    """The holders of one row with this cell, its fields but the number, and all messages."""
    data = csv_bytes([[title, "", "", "", ""], HOLDERS, ["1", "甲", "行政许可", "《甲法》第一条", cell]])
    text, problems = one(data, "清单.csv", edition="2024-01-01")
    fields = {label: words for label, words in text.entries[0].fields.items() if label != "序号"}
    return list(text.entries[0].holders), fields, "\n".join(texts(problems))


@pytest.mark.parametrize(
    "cell", ["乡镇人民政府", "街道办事处", "乡镇政府", "各乡镇人民政府（街道办事处）", "各镇、街道"]
)
def test_all_towns_are_no_holder_in_a_bureaus_list(cell: str) -> None:
    holders, fields, said = held_by("黄梅县水利局权责清单", cell)
    assert (holders, fields) == ([], {"实施主体": cell})
    assert "是各乡镇（街道），不是一个机构" in said


@pytest.mark.parametrize("cell", ["乡镇人民政府", "镇政府", "本镇", "乡镇"])
def test_a_towns_list_means_itself(cell: str) -> None:
    holders, fields, said = held_by("黄梅县小池镇权责清单", cell)
    assert (holders, fields, said) == ([("小池镇", Role.LEAD)], {}, "")


@pytest.mark.parametrize(
    ("cell", "holders"),
    [
        ("乡镇人民政府、县水利局", [("小池镇", Role.SHARED), ("黄梅县水利局", Role.SHARED)]),
        ("镇人民政府（牵头）、县水利局", [("小池镇", Role.COORDINATE), ("黄梅县水利局", Role.COOPERATE)]),
    ],
)
def test_a_town_beside_others_in_its_own_list(cell: str, holders: list[tuple[str, Role]]) -> None:
    assert held_by("黄梅县小池镇权责清单", cell)[0] == holders


def test_generic_words_beside_a_name_stay_with_the_row() -> None:
    holders, fields, _ = held_by("黄梅县水利局权责清单", "县水利局、县直有关部门")
    assert holders == [("黄梅县水利局", Role.LEAD)]
    assert fields == {"实施主体": "县水利局、县直有关部门"}


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("县财政", "“县财政”不像机构的全称，按“县财政”读取，原文随行保留"),
        ("张某", "“张某”里认不出机构，原文随行保留"),
        ("相关部门", "“相关部门”不是一个具体的机构，按清单所属机构读取，原文随行保留"),
    ],
)
def test_a_doubtful_holder_is_said(cell: str, message: str) -> None:
    _, fields, said = held_by("黄梅县水利局权责清单", cell)
    assert message in said
    assert fields == {"实施主体": cell}


@pytest.mark.parametrize(
    ("cells", "holders"),
    [
        (["县教育局", "", "县公安局", "县林业局", ""], "教育局 教育局 公安局 林业局 林业局"),
        (["县教育局", ""], "教育局 教育局"),
    ],
)
def test_a_department_is_carried_down_and_said(cells: list[str], holders: str) -> None:
    rows = [[str(n), cell, f"事项{n}", "行政许可", "《甲法》第一条"] for n, cell in enumerate(cells, 1)]
    text, problems = one(csv_bytes([["黄梅县权责清单", *[""] * 4], DEPARTMENTS, *rows]), "清单.csv")
    assert [item.holders[0][0] for item in text.entries] == [f"黄梅县{name}" for name in holders.split()]
    assert any("B 列）：“部门”有空格，已沿用上一行的内容" in said for said in texts(problems))


def test_a_department_that_is_repeated_is_not_carried_down() -> None:
    rows = [
        [str(n), cell, f"事项{n}", "行政许可", "《甲法》"]
        for n, cell in enumerate(["县公安局", "县教育局", "县教育局", ""], 1)
    ]
    text, problems = one(csv_bytes([["黄梅县权责清单", *[""] * 4], DEPARTMENTS, *rows]), "清单.csv")
    assert text.entries[3].holders == (("黄梅县人民政府", Role.LEAD),)
    assert any("第 6 行）：没有写明实施主体，按清单所属机构读取" in said for said in texts(problems))


def test_an_office_is_not_carried_to_another_holder() -> None:
    rows = [
        ["黄梅县权责清单", "", "", "", ""],
        ["序号", "部门", "事项名称", "事项类型", "承办机构"],
        ["1", "县教育局", "甲", "行政许可", "甲股"],
        ["2", "县教育局", "乙", "行政许可", ""],
        ["3", "县公安局", "丙", "行政许可", ""],
        ["4", "县公安局", "丁", "行政许可", ""],
    ]
    text, _ = one(csv_bytes(rows), "清单.csv")
    assert [item.offices for item in text.entries[2:]] == [(), ()]


def test_a_county_that_a_column_names() -> None:
    rows = [
        ["区划", "部门", "事项名称", "事项类型", "设定依据"],
        ["黄梅县", "水利局", "甲", "行政许可", "《甲法》"],
        ["黄梅县", "公安局", "乙", "行政许可", "《乙法》"],
    ]
    lists, _ = read_list(csv_bytes(rows), "清单.csv", None, {"stem": "黄冈市权责清单"}, TOWNS)
    assert [(text.authority, text.place) for text in lists] == [("黄梅县人民政府", "421127")]
    assert [item.holders[0][0] for item in lists[0].entries] == ["黄梅县水利局", "黄梅县公安局"]
    rows[2][0] = "武穴市"
    lists, problems = read_list(csv_bytes(rows), "清单.csv", None, {"stem": "黄冈市权责清单"}, TOWNS)
    assert [item.holders[0][0] for text in lists for item in text.entries] == ["黄梅县水利局", "武穴市公安局"]
    assert any("区划代码列有 2 个不同的代码" in said for said in texts(problems))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("截至2024年底", (date(2024, 12, 31), "day")),
        ("截至2024年末", (date(2024, 12, 31), "day")),
        ("（2024年6月底）", (date(2024, 6, 30), "day")),
        ("2024年2月末", (date(2024, 2, 29), "day")),
        ("2024年初", (date(2024, 1, 1), "month")),
        ("截至2024年上半年", (date(2024, 6, 30), "month")),
    ],
)
def test_ends_of_years_and_months(text: str, day: tuple[date, str]) -> None:
    assert [(found, precision) for found, precision, _ in dates_in(text)] == [day]


def test_a_later_table_of_a_document_goes_on_with_the_first() -> None:
    head = ["序号", "权力名称", "权力类型", "设定依据"]
    book = {
        "表1": [["黄梅县水利局权责清单（截至2024年6月30日）"], head, ["1", "甲", "行政许可", "《甲法》"]],
        "表2": [head, ["2", "乙", "行政处罚", "《乙法》"]],
    }
    lists, _ = read_list(xlsx(book), "附件.xlsx", None, {"stem": "黄梅县权责清单汇编"}, TOWNS)
    assert [(text.authority, text.place, text.edition, len(text.entries)) for text in lists] == [
        ("黄梅县水利局", "421127", date(2024, 6, 30), 2)
    ]


def test_a_numbered_body_above_a_table_is_whose_it_is() -> None:
    head = ["序号", "权力名称", "权力类型", "设定依据"]
    rows = [["黄梅县权责清单汇编"], ["二、黄梅县民政局"], head, ["1", "甲", "行政许可", "《甲法》"]]
    text, _ = one(xlsx(rows))
    assert (text.authority, text.entries[0].holders) == ("黄梅县民政局", (("黄梅县民政局", Role.LEAD),))


def test_a_place_alone_is_no_body_of_a_village_list() -> None:
    rows = [
        ["序号", "村级事项", "事项种类", "指导部门"],
        ["1", "甲", "依法自治", "县民政局"],
    ]
    lists, _ = read_list(csv_bytes(rows), "清单.csv", None, {"stem": "黄梅县村级事项清单"}, TOWNS)
    assert [text.authority for text in lists] == ["黄梅县人民政府"]
    assert all(name != "黄梅县" for item in lists[0].entries for name, _ in item.holders)


# What each does, who receives ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    [
        "县水利局：许可；县公安局：打击",
        "县水利局：许可。县公安局：打击。",
        "（一）县水利局：许可\n（二）县公安局：打击",
        "（一）县水利局：许可；（二）县公安局：打击",
        "职责分工：\n县水利局：许可\n县公安局：打击",
    ],
)
def test_a_cell_is_parted_alike_in_duties_and_boundaries(cell: str) -> None:
    told = {"edition": "2024-01-01"}
    boundary = [["黄梅县职责边界清单", *[""] * 3], ["序号", "管理事项", "相关部门", "职责分工"]]
    duty = [
        ["黄梅县小池镇配合履职事项清单", *[""] * 4],
        ["序号", "事项名称", "对应上级部门", "上级部门职责", "乡镇配合职责"],
    ]
    both = "县水利局、县公安局"
    for rows in ([*boundary, ["1", "甲", both, cell]], [*duty, ["1", "甲", both, cell, ""]]):
        text, _ = one(csv_bytes(rows), "清单.csv", **told)
        assert [(name, part.rstrip("。")) for name, part in text.entries[0].parts] == [
            ("黄梅县水利局", "许可"),
            ("黄梅县公安局", "打击"),
        ]


ALL = "各乡镇（街道）"


@pytest.mark.parametrize(
    ("cell", "names", "warned"),
    [
        ("8个镇全部认领", [ALL], False),
        ("全部认领", [ALL], False),
        ("全部", [ALL], False),
        ("小池镇、五祖镇认领", ["小池镇", "五祖镇"], False),
        ("小池镇 五祖镇", ["小池镇", "五祖镇"], False),
        ("小池、五祖镇", ["小池镇", "五祖镇"], False),
        ("除小池镇外的各镇", [ALL], True),
        ("各镇（小池镇除外）", [ALL], True),
        ("小池镇等5个镇", ["小池镇"], True),
        ("各镇人民政府、街道办事处", [ALL], False),
    ],
)
def test_who_claims(cell: str, names: list[str], warned: bool) -> None:
    head = ["序号", "赋权事项名称", "原行使部门", "执法依据", "赋权乡镇"]
    rows = [["黄梅县赋权事项清单", *[""] * 4], head, ["1", "甲的处罚", "县水利局", "《甲法》", cell]]
    text, problems = one(csv_bytes(rows), "清单.csv", edition="2024-01-01")
    assert [who.name for who in text.entries[0].recipients] == names
    assert any("认不出是哪个乡镇" in said for said in texts(problems)) == warned
    assert ("赋权乡镇" in text.entries[0].fields) == warned


@pytest.mark.parametrize(
    ("mark", "claimed"), [("√", True), ("✔", True), ("Y", True), ("是", True), ("○", False), ("×", False)]
)
def test_marks_of_claims(mark: str, claimed: bool) -> None:
    rows = [
        ["黄梅县赋权事项清单", "", "", "", "", ""],
        ["序号", "赋权事项名称", "原行使部门", "执法依据", "小池镇", "五祖镇"],
        ["1", "甲的处罚", "县水利局", "《甲法》", mark, "√"],
    ]
    text, problems = one(csv_bytes(rows), "清单.csv", edition="2024-01-01")
    assert [who.name for who in text.entries[0].recipients] == (["小池镇", "五祖镇"] if claimed else ["五祖镇"])
    assert any("“○”看不出是认领还是不认领" in said for said in texts(problems)) == (mark == "○")


CITED_HEAD = ["序号", "事项名称", "类型", "依据名称", "文号", "条款", "实施主体"]


def cited(*rows: Sequence[str]) -> tuple[ListText, list[str]]:
    text, problems = one(csv_bytes([TITLE, CITED_HEAD, *rows]), "清单.csv")
    return text, [problem.message for problem in problems]


def test_the_law_and_the_article_of_a_row_are_one_citation() -> None:
    text, _ = cited(
        ["1", "取水许可", "行政许可", "水法", "", "第四十八条", "县水利局"],
        ["", "", "", "取水许可和水资源费征收管理条例", "国务院令第460号", "第二条", ""],
        ["", "", "", "", "", "第三条", ""],
        ["", "", "", "水法", "", "第五十条", ""],
    )
    assert text.entries[0].basis.split("\n") == [
        "《水法》第四十八条",
        "《取水许可和水资源费征收管理条例》（国务院令第460号）第二条",
        "《取水许可和水资源费征收管理条例》（国务院令第460号）第三条",
        "《水法》第五十条",
    ]


def test_merged_laws_keep_their_articles() -> None:
    def merge(book: Any) -> None:
        for span in ("A3:A5", "B3:B5", "C3:C5", "D4:D5", "G3:G5"):
            book.active.merge_cells(span)

    rows = [
        ["1", "取水许可", "行政许可", "水法", "", "第四十八条", "县水利局"],
        ["", "", "", "河道管理条例", "", "第二条", ""],
        ["", "", "", "", "", "第三条", ""],
    ]
    text, _ = one(xlsx([TITLE, CITED_HEAD, *rows], merge))
    assert text.entries[0].basis == "《水法》第四十八条\n《河道管理条例》第二条\n《河道管理条例》第三条"


def test_several_laws_in_a_cell_go_with_as_many_articles_or_with_none() -> None:
    text, told = cited(
        ["1", "甲", "行政许可", "水法\n防洪法", "", "第一条\n第二条", "县水利局"],
        ["2", "乙", "行政许可", "《水法》《防洪法》", "", "第三条", "县水利局"],
        ["3", "丙", "行政许可", "水法", "", "第四条\n第五条", "县水利局"],
    )
    assert [item.basis for item in text.entries] == [
        "《水法》第一条\n《防洪法》第二条",
        "《水法》\n《防洪法》",
        "《水法》第四条、第五条",
    ]
    assert text.entries[1].fields["依据条款"] == "第三条"
    assert "一格里有 2 部依据、1 个条款，看不出哪一条属于哪一部，条款随行保留" in told


@pytest.mark.parametrize("mark", ["同上", "同 上", "（同上）", "〃", "＂", '"', "”", "同前", "同上一行"])
def test_ditto_says_what_stands_above_it(mark: str) -> None:
    text, told = cited(
        ["1", "甲", "行政许可", "水法", "", "第一条", "县水利局"],
        ["2", "乙", mark, mark, "", mark, mark],
        ["3", "丙", mark, mark, "", "第二条", mark],
    )
    item, last = text.entries[1:]
    assert (item.power_type, item.basis, item.holders) == (
        PowerType.LICENSING,
        "《水法》第一条",
        (("黄梅县水利局", Role.LEAD),),
    )
    assert (last.basis, last.holders) == ("《水法》第二条", item.holders)
    assert item.cells["C"] == mark
    assert not any("看不出" in message for message in told)


def test_ditto_that_means_no_one_cell_is_reported() -> None:
    text, told = cited(
        ["1", "甲", "行政许可", "水法", "", "第一条", "同上"],
        ["2", "乙", "行政许可", "同上，第十条", "", "", "县水利局"],
        ["3", "丙", "行政许可", "水法", "", "第一条", ""],
        ["4", "丁", "行政许可", "水法", "", "第一条", "同上"],
    )
    assert text.entries[0].fields["实施主体"] == "同上"
    assert text.entries[3].holders == (("黄梅县水利局", Role.LEAD),)
    assert "“实施主体”写的是“同上”，看不出指什么，照原样保留" in told
    assert "“依据名称”写的是“同上，第十条”，看不出指什么，照原样保留" in told
    assert "“实施主体”写的是“同上”，上一行是空格，沿用了再上面的内容" in told


@pytest.mark.parametrize(
    ("title", "whose"),
    [
        ("南陵县赋予乡镇行政执法权事项清单", "南陵县"),
        ("南陵县进一步向乡镇下放权力事项清单", "南陵县"),
        ("南陵县全面推行乡镇赋权清单", "南陵县"),
        ("南陵县2024年度临时交办镇事项审批表", "南陵县"),
        ("南陵县人民政府赋予乡镇行政处罚事项清单", "南陵县人民政府"),
        ("南陵县人民政府办公室关于公布乡镇赋权清单的通知", "南陵县人民政府"),
        ("南陵县水利局政府权责清单目录（2023版）", "南陵县水利局"),
        ("南陵县水利局下放镇（街道）事项清单", "南陵县水利局"),
        ("南陵县水利局交办乡镇事项清单", "南陵县水利局"),
        ("南陵县水利局三定职责", "南陵县水利局"),
        ("南陵县水利局（县水土保持局）主要职责", "南陵县水利局"),
        ("县政府办关于印发南陵县水利局职能配置、内设机构和人员编制规定的通知", "南陵县水利局"),
        ("南陵县人民政府办公室关于印发县水利局职能配置、内设机构和人员编制规定的通知", "南陵县水利局"),
        ("南陵县应急管理局2023年度行政执法统计年报", "南陵县应急管理局"),
        ("南陵县民政局2020-2022年度婚姻登记办件量", "南陵县民政局"),
        ("籍山镇综合行政执法人员名单", "籍山镇"),
    ],
)
def test_no_verb_of_a_title_is_a_part_of_a_body(title: str, whose: str) -> None:
    assert authority_in(title) == whose


def test_a_mandate_of_two_columns_is_known_by_its_title() -> None:
    text, _ = one(csv_bytes([["黄梅县水利局主要职责"], ["序号", "主要职责"], ["1", "负责水资源管理"]]), "表.csv")
    assert (text.kind, text.authority, len(text.entries)) == (ListKind.MANDATE, "黄梅县水利局", 1)


def test_a_total_in_whatever_column_is_no_item_and_no_warning() -> None:
    rows = [
        *(
            [str(number), name, "行政许可", "水法", "", "第一条", "县水利局"]
            for number, name in enumerate("甲乙丙丁", 1)
        ),
        ["合计", "1", "1", "1", "", "1", "1"],
        ["总计：", "1项", "", "1", "", "", ""],
    ]
    text, told = cited(*rows)
    assert [item.name for item in text.entries] == ["甲", "乙", "丙", "丁"]
    assert [note for note in text.notes if "计" in note] == ["合计　1　1　1　1　1", "总计：　1项　1"]
    assert told == []


@pytest.mark.parametrize(
    ("said", "code"), [("黄梅县", "421127"), ("湖北省黄冈市黄梅县", "421127"), ("４２１１２７", "421127")]
)
def test_a_place_may_be_told_by_name(said: str, code: str) -> None:
    found, problems = check_sidecar({"place": said}, "x.yaml")
    assert (found.place, problems) == (code, [])
    assert check_sidecar({"place": f"{said}水利局"}, "x.yaml")[1][0].severity == "error"


def test_a_wrong_flag_is_spoken_of_as_a_flag() -> None:
    assert wrong_flags({"place": "黄梅县", "edition": "2024-06-30"}) == []
    (said,) = wrong_flags({"place": "火星县", "authority": "县水利局"})
    assert said.startswith("--place 火星县：不能用。应为：2、4、6、9 或 12 位区划代码，如 421127")
    assert "说明文件" not in said

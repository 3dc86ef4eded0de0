"""Columns, layouts and kinds as offices write them: families of heads, tables side by side, cards, overviews, envelopes of records."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

import docx
import openpyxl
import pytest

from ingest.lists import read_list, read_sheets
from ingest.lists.columns import field_of
from ingest.lists.frame import grids_of
from ontologies.records import EntryRecord, ItemKind, ListKind, ListText, PowerType, Role, Stage

Rows = Sequence[Sequence[Any]]


def table(rows: Rows, stem: str = "表") -> tuple[list[ListText], list[str]]:
    """A text table and what is said of it, but that its edition is missing."""
    width = max(map(len, rows))
    out = io.StringIO()
    csv.writer(out).writerows([*row, *[""] * (width - len(row))] for row in rows)
    lists, problems = read_list(out.getvalue().encode(), f"{stem}.csv")
    return lists, [problem.text() for problem in problems if "版本日期" not in problem.message]


def book(sheets: dict[str, Rows], name: str = "表.xlsx") -> tuple[list[ListText], list[str]]:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    made.save(out)
    lists, problems = read_list(out.getvalue(), name)
    return lists, [problem.text() for problem in problems if "版本日期" not in problem.message]


def document(*blocks: str | Rows) -> tuple[list[ListText], list[str]]:
    made = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            made.add_paragraph(block)
            continue
        placed = made.add_table(len(block), len(block[0]))
        for number, row in enumerate(block):
            for index, text in enumerate(row):
                placed.cell(number, index).text = text
    out = io.BytesIO()
    made.save(out)
    lists, problems = read_list(out.getvalue(), "表.docx")
    return lists, [problem.text() for problem in problems if "版本日期" not in problem.message]


def records(content: Any) -> tuple[ListText, list[str]]:
    lists, problems = read_list(json.dumps(content, ensure_ascii=False).encode(), "表.json")
    assert len(lists) == 1, [problem.text() for problem in problems]
    return lists[0], [problem.text() for problem in problems]


def only(rows: Rows, stem: str = "表") -> EntryRecord:
    return table(rows, stem)[0][0].entries[0]


# Families of heads --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "field"),
    [
        *(
            (head, "basis")
            for head in (
                "办理依据",
                "强制依据",
                "征收依据",
                "权力来源依据",
                "法律法规及文件依据",
                "委托依据",
                "评审依据",
            )
        ),
        *(
            (head, "")
            for head in (
                "调整依据",
                "取消依据",
                "计费依据",
                "区划名称",
                "注意事项",
                "填报单位",
                "计量单位",
                "法律文件名称",
            )
        ),
        ("责任追究依据", "accountability_basis"),
        ("收费依据", "fee"),
        ("是否收费", "charged"),
        *((head, "holder_cooperate") for head in ("共同实施部门", "联合检查单位", "协同责任单位", "会同实施部门")),
        *(
            (head, "name")
            for head in ("抽查事项", "强制事项", "大项名称", "下放权限名称", "备案事项", "征收项目名称", "登记事项名称")
        ),
        *((head, "holder") for head in ("执法单位", "办理单位", "检查主体", "征管机关")),
        *((head, "office") for head in ("办理科室", "业务股室", "归口处室")),
        *((head, "level") for head in ("行权层级", "层级权限", "权限划分", "备案层级")),
        ("项目类别", "type"),
        ("业务项名称", "sub_name"),
        ("主要责任", "responsibility"),
        ("第一责任层级建议", "suggested_level"),
        ("itemType", "type"),
        ("law_basis", "basis"),
    ],
)
def test_heads_by_their_families(head: str, field: str) -> None:
    assert field_of(head)[0] == field


def test_a_listed_head_wins_over_one_of_a_family() -> None:
    entry = only(
        [
            ["南陵县水利局权责清单"],
            ["对应上级事项", "抽查事项", "权力名称", "检查单位", "实施主体"],
            ["甲", "乙", "取水许可", "县公安局", "县水利局"],
        ]
    )
    assert (entry.name, entry.holders) == ("取水许可", (("南陵县水利局", Role.LEAD),))
    assert entry.fields == {"对应上级事项": "甲", "抽查事项": "乙", "检查单位": "县公安局"}


def test_who_shares_an_item_does_not_hold_it() -> None:
    entry = only(
        [
            ["南陵县权责清单"],
            ["权力名称", "权力类型", "实施主体", "共同实施部门"],
            ["取水许可", "行政许可", "县水利局", "县公安局"],
        ]
    )
    assert entry.holders == (("南陵县水利局", Role.LEAD), ("南陵县公安局", Role.COOPERATE))


@pytest.mark.parametrize(
    ("said", "type_", "kept"),
    [
        ("其他权力（备案）", PowerType.OTHER, True),
        ("其他行政权力-备案", PowerType.OTHER, True),
        ("行政奖励（表彰）", PowerType.REWARD, True),
        ("行政许可（承诺件）", PowerType.LICENSING, True),
        ("行政征收（征用）", PowerType.LEVY, True),
        ("审核转报", PowerType.OTHER, True),
        ("内部审批", PowerType.OTHER, True),
        ("非许可审批", PowerType.OTHER, True),
        ("税费征收", PowerType.LEVY, False),
        ("行政许可", PowerType.LICENSING, False),
        ("其他类", PowerType.OTHER, False),
        ("01", PowerType.LICENSING, False),
    ],
)
def test_types_with_more_than_their_name(said: str, type_: PowerType, kept: bool) -> None:
    lists, problems = table([["南陵县水利局权责清单"], ["权力名称", "权力类型"], ["某事项", said]])
    entry = lists[0].entries[0]
    assert (entry.power_type, entry.fields.get("类型", "")) == (type_, said if kept else "")
    assert problems == []


def test_two_types_in_one_cell_are_none() -> None:
    lists, problems = table([["南陵县水利局权责清单"], ["权力名称", "权力类型"], ["某事项", "处罚（含强制）"]])
    assert lists[0].entries[0].power_type == PowerType.UNKNOWN
    assert "权力类型“处罚（含强制）”不认识，记为类型未定" in problems[0]


# Heads in rows and columns ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("double", [False, True])
def test_columns_that_are_stages_are_responsibilities(double: bool) -> None:
    head = [["权力名称", "权力类型", "受理", "审查", "决定", "备注"]]
    if double:
        head = [["权力名称", "权力类型", "责任事项", "", "", "备注"], ["", "", "受理", "审查", "决定", ""]]
    entry = only([["南陵县水利局权责清单"], *head, ["取水许可", "行政许可", "公示材料", "", "20日内决定", "无"]])
    assert [(item.stage, item.text) for item in entry.responsibilities] == [
        (Stage.ACCEPT, "受理：公示材料"),
        (Stage.DECIDE, "决定：20日内决定"),
    ]
    assert entry.cells["C"] == "公示材料"


def test_rows_that_count_columns_are_no_items() -> None:
    lists, _ = table(
        [
            ["南陵县水利局权责清单"],
            ["序号", "权力名称", "权力类型"],
            ["1", "2", "3"],
            ["甲", "乙", "丙"],
            ["1", "取水许可", "行政许可"],
        ]
    )
    assert [entry.name for entry in lists[0].entries] == ["取水许可"]


def test_a_second_row_names_columns_that_the_first_does_not() -> None:
    entry = only(
        [["item_name", "item_type", "x1"], ["事项名称", "事项类型", "设定依据"], ["取水许可", "行政许可", "《水法》"]],
        "南陵县水利局权责清单",
    )
    assert (entry.name, entry.basis) == ("取水许可", "《水法》")


def test_signatures_are_no_item() -> None:
    lists, _ = table(
        [
            ["南陵县水利局权责清单"],
            ["序号", "权力名称", "权力类型"],
            ["1", "取水许可", "行政许可"],
            ["审核人：李四", "联系电话", "0553-1"],
        ]
    )
    assert [entry.name for entry in lists[0].entries] == ["取水许可"]
    assert "审核人：李四　联系电话　0553-1" in lists[0].notes


def test_tables_side_by_side_are_all_read() -> None:
    lists, problems = table(
        [
            ["南陵县水利局权责清单"],
            ["序号", "名称", "类型", "序号", "名称", "类型"],
            ["1", "甲", "行政许可", "3", "丙", "行政处罚"],
            ["2", "乙", "行政许可"],
        ]
    )
    assert [(entry.name, entry.power_type, entry.row) for entry in lists[0].entries] == [
        ("甲", PowerType.LICENSING, 3),
        ("乙", PowerType.LICENSING, 4),
        ("丙", PowerType.PENALTY, 5),
    ]
    assert problems == [
        "表.csv（第 2 行）：同样的列并排 2 组，每组都读作事项，右边的接在左边之下计行。应为：每个事项一行。处理：请核对事项数；行号与原表不同。"
    ]


def test_a_second_column_of_names_is_told() -> None:
    lists, problems = table(
        [["南陵县水利局权责清单"], ["序号", "权力名称", "权力类型", "权力名称"], ["1", "甲", "行政许可", "乙"]]
    )
    assert lists[0].entries[0].fields["权力名称"] == "乙"
    assert problems == [
        "表.csv（D 列）：又有“权力名称”列，没有读作事项，原文随行保留。应为：每个事项一行。处理：若右边也是事项，请移到下面另起行后再载入。"
    ]


def test_cards_are_read_as_records() -> None:
    def card(name: str, type_: str) -> Rows:
        return [
            ["职权名称", name],
            ["职权类型", type_],
            ["设定依据", "《殡葬管理条例》"],
            ["责任事项", "1.受理。2.审查。"],
        ]

    lists, problems = document("南陵县民政局权责清单", card("墓地审批", "行政许可"), card("违规建墓的处罚", "行政处罚"))
    assert [(entry.name, entry.power_type, len(entry.responsibilities)) for entry in lists[0].entries] == [
        ("墓地审批", PowerType.LICENSING, 2),
        ("违规建墓的处罚", PowerType.PENALTY, 2),
    ]
    assert lists[0].authority == "南陵县民政局"
    assert problems == [
        "表.docx：2 张卡片式表格（每个事项一张表）合为一张读取，每张卡片一行。应为：每个事项一行的清单。"
        "处理：请核对事项数；不对的，请改为每个事项一行的表格后再载入。"
    ]


def test_cards_with_two_pairs_in_a_row() -> None:
    card = [
        ["职权名称", "甲", "职权类型", "行政许可"],
        ["行使主体", "县民政局", "承办科室", "社会股"],
        ["设定依据", "《条例》", "", ""],
    ]
    lists, _ = document("南陵县民政局权责清单", card)
    entry = lists[0].entries[0]
    assert (entry.name, entry.power_type, entry.basis) == ("甲", PowerType.LICENSING, "《条例》")
    assert entry.offices == (("南陵县民政局", "社会股"),)


# Workbooks and documents --------------------------------------------------------------------------------------------------

POWERS = [["权力名称", "权力类型", "依据"], ["取水许可", "行政许可", "《水法》"]]


@pytest.mark.parametrize(
    ("sheet", "rows"),
    [
        ("目录", [["序号", "部门", "事项数"], [1, "县民政局", 2], [2, "县林业局", 1]]),
        ("汇总表", [["序号", "部门名称", "许可事项", "处罚事项"], [1, "县民政局", 2, 3], [2, "县林业局", 1, 4]]),
        ("数据字典", [["代码", "名称", "说明"], ["01", "行政许可", "依申请"], ["02", "行政处罚", "依职权"]]),
    ],
)
def test_what_is_no_list_beside_a_list_is_told_and_kept(sheet: str, rows: Rows) -> None:
    lists, problems = book({sheet: rows, "清单": POWERS}, "南陵县水利局权责清单.xlsx")
    assert [entry.name for entry in lists[0].entries] == ["取水许可"]
    assert "　".join(str(cell) for cell in rows[1]) in lists[0].notes
    assert [
        f"（工作表“{sheet}”）：没有认出清单的表头（或者是目录、汇总表、代码表），没有读成事项，全部留作附注" in text
        for text in problems
    ] == [True]


def test_a_table_in_a_document_with_items_of_a_family() -> None:
    head = ["序号", "抽查领域", "抽查事项", "事项类别", "牵头部门", "检查依据"]
    row = ["1", "房地产", "房地产经纪检查", "行政检查", "县住建局", "《办法》"]
    lists, _ = document("南陵县部门联合抽查事项清单", [head, row, [*row[:2], "中介检查", *row[3:]]])
    entry = lists[0].entries[0]
    assert (entry.name, entry.basis) == ("房地产经纪检查", "《办法》")


def test_later_tables_of_a_document_are_of_its_title_and_day() -> None:
    head = ["权力名称", "权力类型", "设定依据"]
    lists, _ = document(
        "黄梅县县直部门权责清单",
        "（2024年1月1日起施行）",
        "一、黄梅县教育局",
        [head, ["教师资格认定", "行政许可", "《教师法》"]],
        "二、黄梅县民政局",
        [head, ["慈善组织认定", "行政确认", "《慈善法》"]],
    )
    assert [(text.authority, str(text.edition)) for text in lists] == [
        ("黄梅县教育局", "2024-01-01"),
        ("黄梅县民政局", "2024-01-01"),
    ]


def test_an_envelope_of_records() -> None:
    text, problems = records(
        {
            "部门": "县公安局",
            "区划": "南陵县",
            "版本": "2024-05-01",
            "事项": [
                {
                    "事项名称": "户口登记",
                    "权力类型": "行政确认",
                    "设定依据": "《条例》",
                    "子项": [{"名称": "出生登记", "设定依据": "第七条"}, {"名称": "死亡登记"}],
                    "责任事项": [
                        {"环节": "受理", "内容": "受理材料", "依据": "第八条"},
                        {"环节": "审查", "内容": "审查材料"},
                    ],
                }
            ],
        }
    )
    assert problems == []
    assert (text.authority, str(text.edition)) == ("南陵县公安局", "2024-05-01")
    first, second = text.entries
    assert (first.name, first.sub_name, first.basis) == ("户口登记", "出生登记", "《条例》\n第七条")
    assert (second.name, second.sub_name, second.basis) == ("户口登记", "死亡登记", "《条例》")
    assert [(item.stage, item.text, item.basis) for item in first.responsibilities] == [
        (Stage.ACCEPT, "受理：受理材料", "第八条"),
        (Stage.EXAMINE, "审查：审查材料", "无"),
    ]
    assert not second.responsibilities


def test_one_record_with_sub_items_is_no_envelope() -> None:
    text, _ = records({"事项名称": "甲", "权力类型": "行政确认", "子项": [{"子项名称": "子"}]})
    assert [(entry.name, entry.sub_name) for entry in text.entries] == [("甲", "子")]


def test_records_of_every_kind_are_known_by_their_keys() -> None:
    text, _ = records([{"姓名": "张三", "执法证号": "12020301001", "单位": "南陵县水利局"}])
    assert text.kind == ListKind.OFFICER


# Kinds --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sheet", ["审批服务事项清单", "综合执法事项清单", "服务事项目录", "权责清单"])
def test_the_former_department_tells_grants(sheet: str) -> None:
    lists, _ = book(
        {sheet: [["事项名称", "原行使部门", "设定依据"], ["宅基地审批", "县自然资源局", "《土地管理法》"]]},
        "南陵县籍山镇三清单.xlsx",
    )
    entry = lists[0].entries[0]
    assert (lists[0].kind, entry.kind) == (ListKind.GRANT, ItemKind.GRANT)
    assert entry.holders[0][1] == Role.ORIGINAL


def test_a_county_list_called_a_catalogue_grants() -> None:
    lists, _ = table(
        [
            ["南陵县赋权乡镇（街道）审批执法权限目录清单"],
            ["赋权事项名称", "原行使部门", "赋权街镇"],
            ["占道处罚", "县城管局", "籍山镇"],
        ]
    )
    assert lists[0].kind == ListKind.GRANT


@pytest.mark.parametrize("head", ["类别", "事项分类", "目录分类"])
def test_claims_with_tiers_are_a_catalogue(head: str) -> None:
    lists, _ = table(
        [
            ["南陵县赋权事项认领清单"],
            ["事项名称", "原实施机关", head, "认领镇"],
            ["占道处罚", "县城管局", "基本盘", "籍山镇"],
            ["采砂处罚", "县水利局", "自选盘", "许镇镇"],
        ]
    )
    assert lists[0].kind == ListKind.GRANT_CATALOGUE
    assert [entry.facts["tier"] for entry in lists[0].entries] == ["basic", "optional"]
    assert [entry.theme.label for entry in lists[0].entries] == ["未分主题"] * 2


def test_mandates_keep_their_powers_and_offices() -> None:
    lists, _ = table(
        [
            ["主要职责及对应权责事项"],
            ["序号", "部门职责", "具体工作事项", "承办股室"],
            ["1", "负责水资源管理", "取水许可", "水资源股"],
            ["2", "", "水资源论证", ""],
        ]
    )
    entry = lists[0].entries[0]
    assert (lists[0].kind, len(lists[0].entries)) == (ListKind.MANDATE, 1)
    assert [ref.name for ref in entry.refs] == ["取水许可", "水资源论证"]
    assert entry.fields["承办机构"] == "水资源股"


def test_a_decision_names_who_gets_an_item() -> None:
    lists, _ = table(
        [
            ["南陵县关于调整权责事项的决定"],
            ["南政〔2023〕8号"],
            ["一、新增的事项"],
            ["单位", "事项名称", "调整类型", "调整依据"],
            ["县医保局", "对骗保的处罚", "新增", "《条例》"],
            ["二、划转的事项"],
            ["单位", "事项名称", "调整类型", "备注"],
            ["县水利局", "采砂许可", "划转至县农业农村局", ""],
        ]
    )
    first, second = lists[0].entries
    assert (first.basis, first.holders) == ("《条例》", (("南陵县医疗保障局", Role.LEAD),))
    assert second.holders == (("南陵县水利局", Role.ORIGINAL), ("南陵县农业农村局", Role.RECEIVING))
    assert {entry.facts["number"] for entry in lists[0].entries} == {"南政〔2023〕8号"}


def test_an_arrangement_holds_from_the_day_of_transfer() -> None:
    entry = only(
        [
            ["序号", "事项名称", "划出部门", "划入部门", "划转时间", "实施依据"],
            ["1", "医疗机构执业登记", "县卫健委", "县行政审批局", "2020年1月1日", "皖政〔2019〕1号"],
        ],
        "南陵县相对集中行政许可权事项目录",
    )
    assert (entry.kind, entry.facts["since"]) == (ItemKind.ARRANGEMENT, "2020-01-01")


def test_support_by_town_alone() -> None:
    lists, _ = table([["南陵县赋权保障清单"], ["序号", "乡镇", "人员", "经费（万元）"], ["1", "籍山镇", "5", "20"]])
    entry = lists[0].entries[0]
    assert (entry.name, [item.name for item in entry.recipients]) == ("籍山镇", ["籍山镇"])
    assert (entry.facts["support_kind"], entry.facts["amount"]) == ("staff\nfunds", "5\n20")


def test_a_floor_is_no_amount() -> None:
    entry = only(
        [
            ["南陵县赋权保障清单"],
            ["赋权镇", "赋权事项", "办公场地", "人员编制"],
            ["籍山镇", "占道处罚", "便民中心3楼", "5"],
        ]
    )
    assert (entry.facts["amount"], entry.fields["场地"]) == ("5\n", "便民中心3楼")


def test_a_report_of_penalties_is_of_activity() -> None:
    entry = only([["南陵县水利局2023年度行政处罚情况统计表"], ["事项名称", "办件数量"], ["对违法取水的处罚", "3"]])
    assert (entry.kind, entry.facts["count"]) == (ItemKind.ACTIVITY, "3")


def test_advice_on_a_level_is_no_rule() -> None:
    entry = only(
        [
            ["安徽省生态环境执法事项指导目录"],
            ["事项名称", "职权类型", "法定实施主体", "第一责任层级建议"],
            ["对违法排污的处罚", "行政处罚", "生态环境部门", "县级"],
        ]
    )
    assert "statutory_level" not in entry.facts
    assert entry.fields["第一责任层级建议"] == "县级"


def test_one_responsibility_a_row_is_nothing_to_report() -> None:
    lists, problems = table(
        [
            ["南陵县水利局权责清单"],
            ["权力名称", "权力类型", "责任事项"],
            ["取水许可", "行政许可", "1.受理责任"],
            ["", "", "2.审查责任"],
        ]
    )
    assert len(lists[0].entries[0].responsibilities) == 2
    assert problems == []


def test_a_holder_written_twice_leads_alone() -> None:
    entry = only(
        [
            ["南陵县水利局权责清单"],
            ["权力名称", "实施主体", "依据"],
            ["取水许可", "县水利局", "《水法》"],
            ["", "县水利局", "《条例》"],
        ]
    )
    assert (entry.holders, entry.basis) == ((("南陵县水利局", Role.LEAD),), "《水法》\n《条例》")


def test_a_department_list_that_names_who_did_it_before_is_none_of_grants() -> None:
    lists, _ = table(
        [["南陵县水利局权责清单"], ["权力名称", "权力类型", "原实施主体"], ["取水许可", "行政许可", "县水务局"]]
    )
    assert lists[0].kind == ListKind.POWER
    assert lists[0].entries[0].fields["原实施主体"] == "县水务局"


def test_an_overview_alone_is_refused() -> None:
    lists, problems = table([["南陵县权责清单汇总表"], ["部门名称", "许可事项", "处罚事项"], ["县水利局", "12", "3"]])
    assert lists == []
    assert problems == [
        "表.csv：“许可事项”列都是数字，像是统计表，不是清单。应为：每个事项一行，写出事项名称。"
        "处理：请载入事项明细；若确是清单，请用说明文件 columns 指出事项名称所在的列。"
    ]


def test_a_name_beside_a_main_item_is_its_part() -> None:
    entry = only(
        [["南陵县水利局权责清单"], ["主项名称", "事项名称", "权力类型"], ["取水许可", "取水许可新办", "行政许可"]]
    )
    assert (entry.name, entry.sub_name) == ("取水许可", "取水许可新办")


def test_headings_stand_over_all_tables_side_by_side() -> None:
    lists, _ = table(
        [
            ["南陵县水利局权责清单"],
            ["序号", "权力名称", "序号", "权力名称"],
            ["一、行政许可"],
            ["1", "甲", "2", "乙"],
            ["二、行政处罚"],
            ["3", "丙", "4", "丁"],
        ]
    )
    assert [(entry.name, entry.power_type) for entry in lists[0].entries] == [
        ("甲", PowerType.LICENSING),
        ("乙", PowerType.LICENSING),
        ("丙", PowerType.PENALTY),
        ("丁", PowerType.PENALTY),
    ]
    rows = [entry.row for entry in lists[0].entries]
    assert len(set(rows)) == len(rows), "two items must not share a row"
    again, _ = read_sheets(grids_of(lists[0]), "表.csv")
    assert [entry.name for entry in again[0].entries] == ["甲", "乙", "丙", "丁"]

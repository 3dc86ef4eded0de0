"""Bodies and arrangements: rosters and lists of arrangements as offices keep them, and the register that settles names."""

from __future__ import annotations

import csv
import io
import pickle
import time
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.bodies import Register, Step
from ingest.lists import read_list
from ingest.lists.kinds.arrangement import kind_in
from ingest.lists.kinds.roster import KIND, credit_check, parent_by_name, read_offices, type_by_name, type_in
from ontologies.records import (
    ArrangementKind,
    BodyRecord,
    BodyType,
    EntryRecord,
    ItemKind,
    Level,
    ListKind,
    ListText,
    Role,
    SuccessionKind,
    SuccessionRecord,
)

COUNTY = {"place": "421127", "edition": "2024-06-30", "authority": "中共黄梅县委机构编制委员会办公室"}


def csv_bytes(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def book(sheets: dict[str, list[list[object]]], merges: dict[str, list[str]] | None = None) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for area in (merges or {}).get(name, []):
            sheet.merge_cells(area)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def roster(rows: list[list[str]], name: str = "机构名录.csv") -> tuple[dict[str, BodyRecord], list[str], ListText]:
    """Name → body, the messages, the list."""
    lists, problems = read_list(csv_bytes([["黄梅县机构名录"], *rows]), name, COUNTY)
    assert [item.kind for item in lists] == [ListKind.ROSTER], [item.text() for item in problems]
    bodies = {entry.body.name: entry.body for entry in lists[0].entries if entry.body is not None}
    return bodies, [item.text() for item in problems], lists[0]


# ---- Rosters ----------------------------------------------------------------------------------------------------------------


def test_the_published_layout_of_organisations() -> None:
    bodies, problems, found = roster(
        [
            ["统一社会信用代码", "名称", "上级机构", "区划代码", "类型", "内设机构", "状态"],
            ["", "县应急管理局", "县人民政府", "421127", "政府工作部门", "办公室、应急指挥股\n减灾救灾股", "在用"],
            ["", "小池镇人民政府", "县人民政府", "421127102000", "乡镇", "六办三中心（党政综合办公室、社会事务办公室、综合执法中心）", "在用"],
            ["", "柳岸村村民委员会", "小池镇人民政府", "421127102", "村民委员会", "", "在用"],
        ]
    )  # fmt: skip
    assert problems == []
    assert found.authority == COUNTY["authority"]
    bureau = bodies["黄梅县应急管理局"]
    assert (bureau.place, bureau.level, bureau.type) == ("421127", Level.COUNTY, BodyType.DEPARTMENT)
    assert bureau.parent == "黄梅县人民政府"
    assert bureau.offices == ("办公室", "应急指挥股", "减灾救灾股")
    assert bureau.names == ("县应急管理局",)
    assert bureau.functions == ("emergency",)
    assert bureau.stated
    town = bodies["小池镇"]
    assert (town.place, town.level, town.type) == ("421127102", Level.TOWNSHIP, BodyType.TOWNSHIP)
    assert town.names == ("小池镇人民政府",)
    assert town.offices == ("党政综合办公室", "社会事务办公室", "综合执法中心")
    village = bodies["小池镇柳岸村"]
    assert (village.place, village.level, village.type, village.parent) == (
        "421127102",
        Level.VILLAGE,
        BodyType.VILLAGE,
        "小池镇",
    )
    entry = found.entries[0]
    assert (entry.kind, entry.name, entry.holders, entry.offices) == (ItemKind.BODY, "黄梅县应急管理局", (), ())
    # What has no place in the model stays with the row.
    assert entry.fields["状态"] == "在用"


def test_plates_names_functions_phone_and_towns_types() -> None:
    bodies, problems, _ = roster(
        [
            ["序号", "机构名称", "简称", "加挂牌子", "主要职能", "乡镇类型", "联系电话", "设立日期", "上级机构", "类型"],
            ["1", "黄梅县农业农村局（县乡村振兴局）", "县农业农村局、县农业局", "黄梅县畜牧兽医局", "农业农村；动物防疫", "",
             "0713-3330001", "2019年2月20日", "县政府", "政府部门"],
            ["2", "五祖镇人民政府", "五祖镇", "", "", "山区乡镇", "", "", "县政府", "乡镇"],
        ]
    )  # fmt: skip
    assert problems == []
    bureau = bodies["黄梅县农业农村局"]
    assert bureau.plates == ("黄梅县乡村振兴局", "黄梅县畜牧兽医局")
    assert bureau.names == ("县农业农村局", "县农业局")
    # 乡村振兴 went into 农业农村 in 2023.
    assert bureau.functions == ("agriculture", "animal_husbandry")
    assert (bureau.phone, bureau.since) == ("0713-3330001", date(2019, 2, 20))
    assert bodies["五祖镇"].town_type == "山区乡镇"


@pytest.mark.parametrize(
    ("cell", "steps"),
    [
        (
            "2019年2月20日由县国土资源局、县城乡规划局整合组建（黄梅发〔2019〕3号）",
            [("黄梅县国土资源局", "merged"), ("黄梅县城乡规划局", "merged")],
        ),
        ("原县国土资源局更名（黄梅发〔2019〕3号），2019年2月20日", [("黄梅县国土资源局", "renamed")]),
        ("2019年2月20日，黄梅发〔2019〕3号，由县国土资源局更名为县自然资源和规划局", [("黄梅县国土资源局", "renamed")]),
        ("前身为县国土资源局，2019年2月20日改组（黄梅发[2019]3号）", [("黄梅县国土资源局", "renamed")]),
        ("2019年2月20日划入县林业局的湿地管理职责（黄梅发（2019）3号）", [("黄梅县林业局", "transferred")]),
        ("2019年2月20日从县住建局分设（黄梅发〔2019〕3号）", [("黄梅县住房和城乡建设局", "split")]),
    ],
)
def test_the_past_as_offices_write_it(cell: str, steps: list[tuple[str, str]]) -> None:
    bodies, problems, found = roster(
        [
            ["名称", "上级机构", "类型", "机构沿革", "内设机构"],
            ["县自然资源和规划局", "县政府", "政府工作部门", cell, "办公室"],
        ]
    )
    body = bodies["黄梅县自然资源和规划局"]
    assert [(step.name, str(step.kind)) for step in body.succeeds] == steps
    assert {(step.date, step.number) for step in body.succeeds} == {(date(2019, 2, 20), "黄梅发〔2019〕3号")}
    assert problems == []
    assert "前身机构" not in found.entries[0].fields


def test_the_past_in_columns_beside_one_another() -> None:
    bodies, problems, _ = roster(
        [
            ["名称", "上级机构", "类型", "前身机构", "沿革方式", "沿革日期", "沿革文号", "撤销日期", "承接机构", "状态"],
            ["县市场监督管理局", "县政府", "部门", "县工商行政管理局\n县质量技术监督局\n县物价局", "合并\n合并\n职责划入",
             "2019-02-20", "黄梅发〔2019〕3号", "", "", "在用"],
            ["县住房和城乡建设局", "县政府", "部门", "县城市管理执法局", "划出", "2019-02-20", "", "", "", "在用"],
            ["县工商行政管理局", "县政府", "部门", "", "", "", "", "2019-02-20", "县市场监督管理局", "撤销"],
        ]
    )  # fmt: skip
    assert problems == []
    day, number = date(2019, 2, 20), "黄梅发〔2019〕3号"
    assert bodies["黄梅县市场监督管理局"].succeeds == (
        SuccessionRecord("黄梅县工商行政管理局", SuccessionKind.MERGED, day, number),
        SuccessionRecord("黄梅县质量技术监督局", SuccessionKind.MERGED, day, number),
        SuccessionRecord("黄梅县物价局", SuccessionKind.TRANSFERRED, day, number),
    )
    assert bodies["黄梅县住房和城乡建设局"].succeeds == ()
    assert bodies["黄梅县住房和城乡建设局"].becomes == (
        SuccessionRecord("黄梅县城市管理执法局", SuccessionKind.TRANSFERRED, day, ""),
    )
    ended = bodies["黄梅县工商行政管理局"]
    assert (ended.until, ended.becomes) == (
        day,
        (SuccessionRecord("黄梅县市场监督管理局", SuccessionKind.TRANSFERRED, day, ""),),
    )
    # A body that ended keeps the function it had.
    assert ended.functions == ("industry_commerce",)


def test_one_row_an_office_under_a_merged_body() -> None:
    data = book(
        {
            "机构": [
                ["黄梅县机构一览表（截至2024年6月30日）", None, None, None],
                ["序号", "机构名称", "机构类型", "内设机构"],
                [1, "县财政局", "政府工作部门", "预算股"],
                [None, None, None, "国库股"],
                [None, None, None, "采购监督股"],
                [2, "县审计局", "政府工作部门", "综合股"],
            ]
        },
        {"机构": ["A1:D1", "A3:A5", "B3:B5", "C3:C5"]},
    )
    lists, problems = read_list(data, "机构一览表.xlsx", {"place": "421127"})
    assert [item.text() for item in problems] == []
    bodies = {body.name: body for body in lists[0].bodies}
    assert len(lists[0].entries) == 2
    assert bodies["黄梅县财政局"].offices == ("预算股", "国库股", "采购监督股")
    assert bodies["黄梅县审计局"].offices == ("综合股",)


def test_sheets_and_headings_tell_types() -> None:
    head: list[object] = ["序号", "名称", "简称", "上级机构", "统一社会信用代码"]
    data = book(
        {
            "部门": [
                ["黄梅县机构名录", *[None] * 4],
                head,
                ["一、党委机构", *[None] * 4],
                [1, "县委机构编制委员会办公室", "县委编办", "县委", ""],
                ["二、政府工作部门", *[None] * 4],
                [2, "县公安局", "", "县政府", ""],
                ["三、群团组织", *[None] * 4],
                [3, "县妇女联合会", "县妇联", "县委", ""],
            ],
            "村社": [
                ["黄梅县机构名录", *[None] * 4],
                head,
                [1, "柳岸村", "", "小池镇", ""],
                [2, "渡口社区", "", "小池镇", ""],
            ],
        },
        {"部门": ["A1:E1", "A3:E3", "A5:E5", "A7:E7"], "村社": ["A1:E1"]},
    )
    lists, _ = read_list(data, "机构名录.xlsx", COUNTY)
    types = {entry.name: entry.body.type for item in lists for entry in item.entries if entry.body}
    assert types == {
        "中共黄梅县委机构编制委员会办公室": "party",
        "黄梅县公安局": "department",
        "黄梅县妇女联合会": "other",
        "小池镇柳岸村": "village",
        "小池镇渡口社区": "community",
    }


def test_codes_are_checked_and_never_refused() -> None:
    good = "11421127MB0000012"
    good += credit_check(good)
    bad = good[:-1] + ("1" if good[-1] != "1" else "2")
    bodies, problems, _ = roster(
        [
            ["统一社会信用代码", "名称", "上级机构", "类型"],
            [good, "县财政局", "县政府", "部门"],
            [f"  {bad.lower()} ", "县审计局", "县政府", "部门"],
            ["01234567-8", "县统计局", "县政府", "部门"],
        ]
    )
    assert (bodies["黄梅县财政局"].code, bodies["黄梅县审计局"].code, bodies["黄梅县统计局"].code) == (
        good,
        bad,
        "",
    )
    assert problems == [
        f"机构名录.csv（第 4 行）：统一社会信用代码“{bad}”的校验位不对。应为：末位应为 {good[-1]}。处理：请对照登记证核对代码。",
        "机构名录.csv（第 5 行）：代码不是统一社会信用代码，随行保留，没有用作机构代码。"
        "应为：18 位数字和大写字母（不含 I、O、Z、S、V）。处理：请核对代码。",
    ]


def test_the_check_digit_of_the_standard() -> None:
    # GB 32100-2015 gives 91350100M000100Y43 as its example.
    assert credit_check("91350100M000100Y4") == "3"
    with pytest.raises(ValueError, match="不是统一社会信用代码"):
        credit_check("I1350100M000100Y4")
    with pytest.raises(ValueError, match="不是统一社会信用代码"):
        credit_check("9135")


def test_every_doubt_of_a_roster_is_said() -> None:
    _, problems, found = roster(
        [
            ["名称", "上级机构", "类型", "区划代码", "内设机构", "设立日期", "撤销日期", "前身机构", "状态"],
            ["县财政局", "县政府、市财政局", "部门", "黄梅", "六办三中心", "2019年2月", "", "县国资局", "撤销"],
            ["县审计局", "县政府", "奇怪类型", "421127", "", "2019-02-20", "2019-02-20", "不详", "在用"],
            ["各乡镇人民政府", "县政府", "乡镇", "421127", "", "", "", "", ""],
        ]
    )
    assert [item.split("：", 1)[1] for item in problems] == [
        "上级机构“县政府、市财政局”不是一个机构，原文随行保留。应为：一个上级机构的名称。处理：请只写直接的上级机构。",
        "区划代码“黄梅”不是区划代码，原文随行保留。应为：2、4、6、9 或 12 位数字。处理：请改正区划代码。",
        "设立日期“2019年2月”没有写到日，暂按 2019-02-01，原文随行保留。应为：具体到日，如 2019-02-20。处理：请补上日期。",
        "没有写明与“县国资局”是更名、合并还是职责划入，按更名读取。应为：更名、合并、分设、职责划入、撤销。处理：请写明沿革方式。",
        "内设机构“六办三中心”只有数量，没有名称。应为：每个内设机构的名称，用顿号隔开。处理：请写明名称。",
        "状态是撤销，没有撤销日期。应为：撤销日期，如 2019-02-20。处理：请补上撤销日期。",
        "机构类型“奇怪类型”不认识，按名称判断，原文随行保留。应为：人民政府、政府工作部门、党委机构、乡镇人民政府、街道办事处、派出机构、垂直管理单位、事业单位、"
        "执法队伍、村民委员会、居民委员会、其他机构。处理：请改正类型。",
        "前身机构“不详”中没有认出机构名称，原文随行保留。应为：每行一个机构名称。处理：请改写为机构名称。",
        "状态是“在用”，却有撤销日期 2019-02-20。应为：状态与日期一致。处理：请核对。",
        "撤销日期 2019-02-20 不晚于设立日期 2019-02-20。应为：先设立后撤销。处理：请改正日期。",
        "“各乡镇人民政府”不是一个机构的名称，留在清单附注。应为：机构的全称。处理：请写明机构名称。",
    ]
    # Nothing is dropped: what was not understood stands with the row or in the notes.
    first, second = found.entries
    assert first.fields["设立日期"] == "2019年2月"
    assert first.fields["上级机构"] == "县政府、市财政局"
    assert first.fields["内设机构"] == "六办三中心"
    assert second.fields["前身机构"] == "不详"
    assert any("各乡镇人民政府" in note for note in found.notes)


@pytest.mark.parametrize(
    ("cell", "offices"),
    [
        ("党政综合办公室、党建工作办公室；综合服务中心", "党政综合办公室 党建工作办公室 综合服务中心"),
        ("六办三中心：党政综合办公室、综合服务中心", "党政综合办公室 综合服务中心"),
        ("内设6个股室：办公室、预算股", "办公室 预算股"),
        ("1.办公室\n2.预算股", "办公室 预算股"),
        ("办公室（加挂行政审批股牌子）", "办公室"),
        ("六办三中心", ""),
        ("无", ""),
    ],
)
def test_offices_in_a_cell(cell: str, offices: str) -> None:
    assert " ".join(read_offices(cell)) == offices


@pytest.mark.parametrize(
    ("name", "kind", "parent"),
    [
        ("黄梅县人民政府", BodyType.GOVERNMENT, ""),
        ("黄梅县应急管理局", BodyType.DEPARTMENT, ""),
        ("黄梅县人民政府办公室", BodyType.DEPARTMENT, ""),
        ("中共黄梅县委组织部", BodyType.PARTY, ""),
        ("小池镇", BodyType.TOWNSHIP, ""),
        ("县前街道办事处", BodyType.SUBDISTRICT, ""),
        ("黄冈市生态环境局黄梅县分局", BodyType.VERTICAL, "黄冈市生态环境局"),
        ("国家税务总局黄梅县税务局", BodyType.VERTICAL, ""),
        ("黄梅县消防救援大队", BodyType.VERTICAL, ""),
        ("黄梅县气象局", BodyType.VERTICAL, ""),
        ("黄梅县公安局小池派出所", BodyType.AGENCY, "黄梅县公安局"),
        ("黄梅县经济开发区管理委员会", BodyType.AGENCY, ""),
        ("黄梅县农业综合执法大队", BodyType.TEAM, ""),
        ("黄梅县疾病预防控制中心", BodyType.INSTITUTION, ""),
        ("小池镇柳岸村", BodyType.VILLAGE, ""),
        ("渡口社区居民委员会", BodyType.COMMUNITY, ""),
        ("黄梅县人民法院", BodyType.OTHER, ""),
        ("黄梅县残疾人联合会", BodyType.OTHER, ""),
    ],
)
def test_what_a_name_tells_of_a_body(name: str, kind: BodyType, parent: str) -> None:
    assert (type_by_name(name), parent_by_name(name)) == (kind, parent)


def test_every_type_is_known_by_its_label_and_code() -> None:
    for kind in BodyType:
        assert type_in(kind.label) == kind
        assert type_in(str(kind)) == kind


_CELLS = {
    "name": "县财政局",
    "short": "县财局",
    "parent": "县人民政府",
    "body_type": "政府工作部门",
    "division": "421127",
    "offices": "预算股、国库股",
    "plates": "县国有资产监督管理局",
    "phone": "3331234",
    "since": "2019-02-20",
    "previous": "2019年2月20日由县财政办公室更名",
}
_HEADS = {column.field: column.heads.split() for column in KIND.columns}


@settings(max_examples=60, deadline=None)
@given(st.permutations(sorted(_CELLS)), st.data())
def test_columns_in_any_order_under_any_of_their_heads(order: list[str], data: st.DataObject) -> None:
    heads = [data.draw(st.sampled_from(_HEADS[field])) for field in order]
    body = roster([heads, [_CELLS[field] for field in order], [_CELLS[field] for field in order]])[0]["黄梅县财政局"]
    assert (body.parent, body.type, body.place) == ("黄梅县人民政府", "department", "421127")
    assert (body.offices, body.plates) == (("预算股", "国库股"), ("黄梅县国有资产监督管理局",))
    assert (body.phone, body.since) == ("3331234", date(2019, 2, 20))
    assert [step.name for step in body.succeeds] == ["黄梅县财政办公室"]
    assert "县财局" in body.names


# ---- Arrangements -----------------------------------------------------------------------------------------------------------

_ARRANGED = ["类型", "授权/委托/划出机构", "受委托/承接机构", "事项范围", "依据", "文号", "起止日期"]


def arranged(
    rows: list[list[str]], head: list[str] | None = None, title: str = "黄梅县授权委托安排清单"
) -> tuple[tuple[EntryRecord, ...], list[str]]:
    data = csv_bytes([[title], head or _ARRANGED, *rows])
    lists, problems = read_list(
        data, "安排.csv", {"place": "421127", "edition": "2024-06-30", "authority": "黄梅县人民政府"}
    )
    assert [item.kind for item in lists] == [ListKind.ARRANGEMENT], [item.text() for item in problems]
    return lists[0].entries, [item.text().split("：", 1)[1] for item in problems]


@pytest.mark.parametrize(
    ("kind", "cells", "holders", "facts"),
    [
        (
            "相对集中行政许可权",
            ["县教育局", "县行政审批局", "民办学校设立审批", "《行政许可法》第二十五条", "鄂政函〔2019〕9号", "2019年6月1日起"],
            [("黄梅县教育局", Role.ORIGINAL), ("黄梅县行政审批局", Role.LEAD)],
            {"arrangement_kind": "concentrated_licensing", "power_types": "01", "since": "2019-06-01", "functions": "education"},
        ),
        (
            "集中行政处罚权",
            ["县住建局", "县城市管理执法局", "市容环卫方面的处罚", "《行政处罚法》第十八条", "", "2019-06-01至2029-05-31"],
            [("黄梅县住房和城乡建设局", Role.ORIGINAL), ("黄梅县城市管理执法局", Role.LEAD)],
            {"arrangement_kind": "concentrated_penalty", "power_types": "02", "since": "2019-06-01", "until": "2029-06-01",
             "functions": "sanitation\nhousing"},
        ),
        (
            "委托",
            ["县应急管理局", "县应急管理综合执法大队", "安全生产行政处罚、行政检查", "《行政处罚法》第二十条", "", "2024年1月1日至2026年12月31日"],
            [("黄梅县应急管理局", Role.ORIGINAL), ("黄梅县应急管理综合执法大队", Role.ENTRUSTED)],
            {"arrangement_kind": "entrusted", "power_types": "02\n06", "since": "2024-01-01", "until": "2027-01-01", "functions": "emergency"},
        ),
        (
            "授权",
            ["县公安局", "小池派出所", "警告和小额罚款", "《治安管理处罚法》第一百零九条", "", "2026-01-01起"],
            [("黄梅县公安局", Role.ORIGINAL), ("黄梅县公安局小池派出所", Role.ENTRUSTED)],
            {"arrangement_kind": "authorised", "since": "2026-01-01", "functions": "public_security"},
        ),
        (
            "垂直管理",
            ["市生态环境局", "市生态环境局黄梅县分局", "生态环境执法监测", "", "鄂办文〔2019〕9号", "2019-12-31起"],
            [("黄冈市生态环境局", Role.ORIGINAL), ("黄冈市生态环境局黄梅县分局", Role.LEAD)],
            {"arrangement_kind": "vertical", "number": "鄂办文〔2019〕9号", "since": "2019-12-31", "functions": "ecology"},
        ),
        (
            "加挂牌子",
            ["县农业农村局", "县乡村振兴局", "乡村振兴", "", "黄梅发〔2024〕4号", "2024-03-29起"],
            [("黄梅县乡村振兴局", Role.ORIGINAL), ("黄梅县农业农村局", Role.LEAD)],
            {"arrangement_kind": "plate", "since": "2024-03-29", "functions": "agriculture"},
        ),
        (
            "合署办公",
            ["县委统战部", "县民宗局", "宗教事务", "", "黄梅发〔2019〕3号", "2019-02-20起"],
            [("中共黄梅县委统一战线工作部", Role.ORIGINAL), ("黄梅县民宗局", Role.SHARED)],
            {"arrangement_kind": "joint_office", "since": "2019-02-20", "functions": "religion\nunited_front"},
        ),
    ],
)  # fmt: skip
def test_each_way_of_arranging(
    kind: str, cells: list[str], holders: list[tuple[str, Role]], facts: dict[str, str]
) -> None:
    (entry,), problems = arranged([[kind, *cells]])
    assert problems == []
    assert entry.kind == ItemKind.ARRANGEMENT
    assert list(entry.holders) == holders
    assert {name: value for name, value in entry.facts.items() if name in facts or name == "until"} == facts
    assert entry.facts["scope"] == cells[2]
    assert entry.basis == cells[3]
    assert entry.name == f"{holders[0][0]}→{holders[1][0]}：{cells[2]}"


def test_what_an_arrangement_lacks_is_said() -> None:
    entries, problems = arranged(
        [
            ["委托", "县城管执法局", "洁城保安服务有限公司", "占道经营的处罚", "", "", ""],
            [
                "相对集中行政许可权",
                "",
                "县行政审批局",
                "民办学校设立审批",
                "《行政许可法》第二十五条",
                "",
                "2019-06-01",
            ],
            [
                "相对集中行政处罚权",
                "县水利局",
                "",
                "河道采砂处罚",
                "《行政处罚法》第十八条",
                "",
                "2029-06-01至2019-06-01",
            ],
            ["奇怪", "县水利局", "县水政监察大队", "水事巡查", "《水法》第五十九条", "", "2024-01-01起，长期"],
        ]
    )
    assert problems == [
        "委托没有写明依据。应为：法律、法规、规章的条款，或者批准文件。处理：请补上依据；没有依据的，不能改由他人行使。",
        "没有写明起始日期。应为：如 2024-01-01。处理：请补上起始日期。",
        "委托没有写明终止日期。应为：委托书载明的期限。处理：请补上期限；长期委托的，写明“长期”。",
        "相对集中行政许可权没有写明原行使的机构。应为：授权、委托或划出的机构名称。处理：请补上。",
        "终止日期早于起始日期 2029-06-01。应为：先起后止。处理：请改正日期。",
        "安排方式“奇怪”不认识，暂按委托。应为：授权、委托、相对集中行政许可权、相对集中行政处罚权、垂直管理、加挂牌子、合署办公。处理：请写明安排方式。",
    ]
    # A list's own body takes on what it concentrates where no column says who does.
    assert dict(entries[2].holders)["黄梅县人民政府"] == Role.LEAD
    assert entries[3].facts["arrangement_kind"] == "entrusted"
    assert entries[3].fields["安排方式"] == "奇怪"


def test_towns_in_general_are_recipients() -> None:
    (entry,), _ = arranged(
        [["委托", "县民政局", "各乡镇（街道）", "小额临时救助审批", "《社会救助暂行办法》第四十八条", "", "长期"]]
    )
    assert entry.holders == (("黄梅县民政局", Role.ORIGINAL),)
    assert [(item.name, item.by_type) for item in entry.recipients] == [("各乡镇（街道）", True)]


def test_the_title_tells_the_way_and_other_heads_the_rest() -> None:
    (entry,), problems = arranged(
        [["1", "县农业农村局", "县农业综合执法大队", "农业行政处罚", "行政处罚", "《行政处罚法》第二十条", "2024-01-01", "2026-12-31"]],
        ["序号", "委托机关", "受委托单位", "委托事项", "职权类型", "法律依据", "起始日期", "终止日期"],
        "黄梅县行政执法委托事项清单",
    )  # fmt: skip
    assert problems == []
    assert (entry.facts["arrangement_kind"], entry.facts["until"]) == ("entrusted", "2027-01-01")


def test_ways_are_told_by_their_words() -> None:
    for kind in ArrangementKind:
        assert kind_in(kind.label) == kind
        assert kind_in(str(kind)) == kind
    assert kind_in("集中行使行政审批权") == ArrangementKind.LICENSING
    assert kind_in("综合") is None


# ---- The register -----------------------------------------------------------------------------------------------------------

DAY = date(2019, 2, 20)
REFORM = SuccessionKind.MERGED


def stated(name: str, place: str = "421127", **said: object) -> BodyRecord:
    return BodyRecord(name, place, stated=True, **said)  # type: ignore[arg-type]


RECORDS = [
    BodyRecord("小池镇", "421127", Level.TOWNSHIP),
    BodyRecord("黄梅县财政局", "421127", Level.COUNTY),
    BodyRecord("黄梅县安全生产监督管理局", "421127", Level.COUNTY),
    BodyRecord("黄梅县自规局", "421127", Level.COUNTY),
    stated("小池镇", "421127102", level=Level.TOWNSHIP, names=("小池镇人民政府",), town_type="中心镇", parent="黄梅县人民政府"),
    stated("五祖镇", "421127106", level=Level.TOWNSHIP, town_type="山区乡镇"),
    stated("停前镇", "421127105", level=Level.TOWNSHIP, town_type="山区乡镇"),
    stated("小池镇柳岸村", "421127102", level=Level.VILLAGE, names=("柳岸村村民委员会", "柳岸村")),
    stated("五祖镇柳岸村", "421127106", level=Level.VILLAGE, names=("柳岸村",)),
    stated("黄梅县自然资源和规划局", names=("县自规局", "县自然资源局"), type="department", functions=("natural_resources", "planning")),
    stated("黄梅县农业农村局", names=("县农业局",), plates=("黄梅县乡村振兴局",), type="department", since=DAY,
           functions=("agriculture", "rural_revitalisation"),
           succeeds=(SuccessionRecord("黄梅县农业局", SuccessionKind.RENAMED, DAY, "黄梅发〔2019〕3号"),)),
    stated("黄梅县应急管理局", type="department", since=DAY, parent="黄梅县人民政府",
           succeeds=(SuccessionRecord("黄梅县安全生产监督管理局", REFORM, DAY, "黄梅发〔2019〕3号"),
                     SuccessionRecord("黄梅县民政局", SuccessionKind.TRANSFERRED, DAY))),
    stated("黄梅县旅游局", type="department", until=DAY, becomes=(SuccessionRecord("黄梅县文化和旅游局", SuccessionKind.TRANSFERRED, DAY),)),
    stated("黄梅县文化和旅游局", type="department", since=DAY),
    stated("黄梅县民政局", type="department"),
    stated("黄梅县应急管理综合执法大队", type="team", parent="黄梅县应急管理局"),
    stated("中共黄梅县委机构编制委员会办公室", type="party", names=("县委编办",)),
    stated("黄冈市应急管理局", "4211", type="department"),
]  # fmt: skip


@pytest.fixture(scope="module")
def register() -> Register:
    return Register(RECORDS, "421127")


@pytest.mark.parametrize(
    ("name", "place", "settled"),
    [
        ("县自规局", "421127", ("黄梅县自然资源和规划局", "421127")),
        # As the list's own reading left it.
        ("黄梅县自规局", "421127", ("黄梅县自然资源和规划局", "421127")),
        ("黄梅县自规局", "421127102", ("黄梅县自然资源和规划局", "421127")),
        ("小池镇", "421127", ("小池镇", "421127102")),
        ("小池镇人民政府", "421127", ("小池镇", "421127102")),
        ("黄梅县财政局", "421127", ("黄梅县财政局", "421127")),
        # A plate and a former body are bodies of their own.
        ("黄梅县乡村振兴局", "421127", ("黄梅县乡村振兴局", "421127")),
        ("黄梅县安全生产监督管理局", "421127", ("黄梅县安全生产监督管理局", "421127")),
        # Two villages of one name: only within its township is it told.
        ("柳岸村", "421127", ("柳岸村", "421127")),
        ("柳岸村", "421127102", ("小池镇柳岸村", "421127102")),
        ("柳岸村", "421127106", ("五祖镇柳岸村", "421127106")),
        # Another county's office of the same short name is not this one.
        ("县自规局", "421126", ("县自规局", "421126")),
        ("没有听说过的办公室", "421127", ("没有听说过的办公室", "421127")),
        ("没有听说过的办公室", "", ("没有听说过的办公室", "421127")),
    ],
)
def test_names_settle_by_what_rosters_say(register: Register, name: str, place: str, settled: tuple[str, str]) -> None:
    assert register.settle(name, place) == settled
    assert register.settle(*settled) == settled


def test_a_name_that_only_lists_mention_goes_to_the_roster_s_body() -> None:
    # 黄梅县自规局 is mentioned as a body; the roster says whose short name it is.
    register = Register(RECORDS, "421127")
    assert register.record("黄梅县自规局", "421127") == register.record("黄梅县自然资源和规划局", "421127")
    assert [body.name for body in register.bodies()].count("黄梅县自规局") == 0


def test_plates_lead_to_their_bearers(register: Register) -> None:
    assert register.bearer("黄梅县乡村振兴局", "421127") == ("黄梅县农业农村局", "421127")
    assert register.bearer("黄梅县农业农村局", "421127") is None


@pytest.mark.parametrize(
    ("name", "day", "now"),
    [
        ("黄梅县安全生产监督管理局", date(2019, 2, 19), "黄梅县安全生产监督管理局"),
        ("黄梅县安全生产监督管理局", DAY, "黄梅县应急管理局"),
        ("黄梅县农业局", date(2024, 1, 1), "黄梅县农业农村局"),
        ("黄梅县旅游局", date(2018, 1, 1), "黄梅县旅游局"),
        ("黄梅县旅游局", date(2024, 1, 1), "黄梅县文化和旅游局"),
        # What gave a part of its duties away is still itself.
        ("黄梅县民政局", date(2024, 1, 1), "黄梅县民政局"),
        ("黄梅县应急管理局", date(2024, 1, 1), "黄梅县应急管理局"),
    ],
)
def test_former_bodies_lead_to_what_they_became(register: Register, name: str, day: date, now: str) -> None:
    assert register.current(name, "421127", day) == ((now, "421127"),)


def test_steps_are_told_once_from_both_ends(register: Register) -> None:
    assert register.went_to("黄梅县安全生产监督管理局", "421127") == (
        Step(
            ("黄梅县安全生产监督管理局", "421127"),
            ("黄梅县应急管理局", "421127"),
            SuccessionKind.MERGED,
            DAY,
            "黄梅发〔2019〕3号",
        ),
    )
    both = Register(
        [
            stated(
                "甲局",
                until=DAY,
                becomes=(SuccessionRecord("乙局", SuccessionKind.TRANSFERRED, None, "某发〔2019〕1号"),),
            ),
            stated("乙局", succeeds=(SuccessionRecord("甲局", SuccessionKind.RENAMED, DAY),)),
        ]
    )
    assert both.came_of("乙局", "421127") == (
        Step(("甲局", "421127"), ("乙局", "421127"), SuccessionKind.RENAMED, DAY, "某发〔2019〕1号"),
    )


def test_a_circle_of_names_ends() -> None:
    register = Register(
        [
            stated("甲局", succeeds=(SuccessionRecord("乙局", SuccessionKind.RENAMED, date(2020, 1, 1)),)),
            stated("乙局", succeeds=(SuccessionRecord("甲局", SuccessionKind.RENAMED, date(2010, 1, 1)),)),
        ]
    )
    assert register.current("甲局", "421127", date(2015, 1, 1)) == (("乙局", "421127"),)
    assert register.current("乙局", "421127", date(2024, 1, 1))


@pytest.mark.parametrize(
    ("code", "day", "names"),
    [
        ("emergency", date(2024, 1, 1), "黄梅县应急管理局"),
        ("work_safety", date(2024, 1, 1), "黄梅县应急管理局"),
        ("work_safety", date(2016, 1, 1), "黄梅县安全生产监督管理局"),
        # The counties followed by March 2019: until then the old body has it.
        ("work_safety", date(2018, 10, 1), "黄梅县安全生产监督管理局"),
        ("fishery", date(2024, 1, 1), "黄梅县农业农村局"),
        ("planning", date(2024, 1, 1), "黄梅县自然资源和规划局"),
        ("tourism", date(2024, 1, 1), "黄梅县文化和旅游局"),
        ("tourism", date(2016, 1, 1), "黄梅县旅游局"),
        ("rural_revitalisation", date(2022, 1, 1), "黄梅县农业农村局"),
        ("education", date(2024, 1, 1), ""),
    ],
)
def test_who_has_a_function_in_a_county(register: Register, code: str, day: date, names: str) -> None:
    assert " ".join(name for name, _ in register.having(code, "421127", day)) == names


def test_town_types_are_the_county_s_own(register: Register) -> None:
    assert register.town_types() == {"中心镇": ["小池镇"], "山区乡镇": ["停前镇", "五祖镇"]}
    assert register.town_types("421126") == {}


def test_supervision_is_told_as_derived(register: Register) -> None:
    found = register.supervision("黄梅县应急管理局", "421127")
    assert (found.setting, found.exercise) == ("中共黄梅县委机构编制委员会办公室", "黄梅县人民政府")
    assert "推定" in found.setting_rule
    assert register.supervision("黄梅县应急管理综合执法大队", "421127").exercise == "黄梅县应急管理局"
    plate = register.supervision("黄梅县乡村振兴局", "421127")
    assert plate.exercise == "黄梅县农业农村局"
    town = register.supervision("五祖镇", "421127106")
    assert (town.setting, town.exercise) == ("中共黄梅县委机构编制委员会办公室", "黄梅县人民政府")
    assert "推定" in town.exercise_rule
    nobody = Register([]).supervision("某局", "")
    assert (nobody.setting, nobody.exercise) == ("", "")
    assert nobody.setting_rule == "名录中没有本级的机构编制部门"


def test_facts_change_only_with_the_answers() -> None:
    names = [("县自规局", "421127"), ("小池镇", "421127"), ("黄梅县财政局", "421127")]
    one = Register(RECORDS, "421127")
    assert one.facts_for(names) == [
        ["县自规局", "421127", "黄梅县自然资源和规划局", "421127"],
        ["小池镇", "421127", "小池镇", "421127102"],
    ]
    other = Register([*RECORDS, stated("黄梅县水利局", names=("县水局",))], "421127")
    assert other.facts_for(names) == one.facts_for(names)
    assert other.facts_about("黄梅县应急管理局", "421127") == one.facts_about("黄梅县应急管理局", "421127")
    assert Register(RECORDS[:4], "421127").facts_for(names) == []


def test_two_rosters_of_one_body_are_put_together() -> None:
    old = stated("黄梅县水利局", code="A", phone="1", offices=("甲股",), names=("县水局",))
    new = stated("黄梅县水利局", phone="2", offices=("乙股",))
    found = Register([old, BodyRecord("黄梅县水利局", "421127", offices=("丙股",)), new]).record(
        "黄梅县水利局", "421127"
    )
    assert found is not None
    assert (found.code, found.phone, found.offices, found.names) == ("A", "2", ("乙股",), ("县水局",))


def test_what_rosters_contradict_is_said() -> None:
    register = Register([stated("甲局", code="X", names=("县局",)), stated("乙局", code="X", names=("县局",))])
    assert register.doubts() == [
        "统一社会信用代码 X 同时是“乙局”、“甲局”的代码，请核对",
        "“县局”同时是“乙局”、“甲局”的名称，清单里写这个名称的，不能确定是哪一个，请写全称",
    ]
    assert register.settle("县局", "421127") == ("县局", "421127")
    assert Register(RECORDS).doubts() == []


def test_the_register_is_quick_deterministic_and_can_be_sent() -> None:
    one = Register(RECORDS, "421127")
    same = pickle.loads(pickle.dumps(one))
    names = [("县自规局", "421127"), ("小池镇", "421127"), ("黄梅县财政局", "421127"), ("某局", "421127")] * 2_500
    start = time.perf_counter()
    answers = [one.settle(name, place) for name, place in names]
    assert time.perf_counter() - start < 0.1
    assert answers == [same.settle(name, place) for name, place in names]
    assert list(one.bodies()) == list(Register(RECORDS, "421127").bodies())
    assert list(one.bodies()) == list(same.bodies())


@pytest.mark.shared
def test_the_offices_of_a_real_district_settle(shared: Path) -> None:
    data = (shared / "lists" / "guangan_service_items.csv").read_bytes()
    lists, _ = read_list(data, "guangan_service_items.csv", {"place": "511602", "edition": "2023-01-01"})
    register = Register([body for item in lists for body in item.bodies], "511602")
    bodies = [body for body in register.bodies() if body.place == "511602"]
    assert len(bodies) > 30
    # None of them lacks a function; whichever does is told by name.
    assert [body.name for body in bodies if not register.functions_of(body.name, body.place)] == []

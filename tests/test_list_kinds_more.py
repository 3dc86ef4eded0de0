"""Lists beside powers and duties, each as an office makes it: what every row states, what stays with it, every warning by its text."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from ingest.lists import read_list
from ingest.lists.kinds import KindColumn
from ingest.lists.kinds.boundary import role_in
from ingest.lists.kinds.mandate import short_name
from ingest.lists.kinds.reading import Term, count, pieces, quantities, references, term, years_in
from ingest.lists.kinds.registry import KINDS, kind_in, lexicon
from ontologies.places import Place
from ontologies.records import (
    AccessKind,
    EntryRecord,
    ItemKind,
    Level,
    ListKind,
    ListText,
    PowerType,
    Problem,
    RecipientRecord,
    RefRecord,
    Role,
    SupportKind,
    VillageKind,
)

SHARED = Path(__file__).parent.parent.parent / "shared" / "lists"
Rows = Sequence[Any]
COUNTY = {"authority": "黄梅县人民政府", "place": "421127", "edition": "2024-06-30"}
TOWN = {"authority": "小池镇", "place": "421127102", "edition": "2024-06-30"}
TOWNS = [
    Place("421127", "黄梅县", Level.COUNTY, "4211"),
    Place("421127102", "小池镇", Level.TOWNSHIP, "421127"),
    Place("421127107", "五祖镇", Level.TOWNSHIP, "421127"),
]
MINE = (
    ListKind.VILLAGE,
    ListKind.TASK,
    ListKind.BOUNDARY,
    ListKind.MANDATE,
    ListKind.SERVICE,
    ListKind.ACCESS,
    ListKind.ACTIVITY,
    ListKind.SUPPORT,
    ListKind.OFFICER,
)


def xlsx(rows: Rows, merges: Sequence[str] = (), prepare: Callable[[Any], None] | None = None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Sheet1"
    for row in rows:
        sheet.append([None if value == "" else value for value in row])
    for area in merges:
        sheet.merge_cells(area)
    if prepare:
        prepare(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_bytes(rows: Rows, encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


def one(data: bytes, told: dict[str, Any] | None = None, name: str = "清单.xlsx") -> tuple[ListText, list[str]]:
    """The one list of a file and its warnings."""
    lists, problems = read_list(data, name, COUNTY if told is None else told, None, TOWNS)
    assert len(lists) == 1, texts(problems)
    return lists[0], texts(problems)


def texts(problems: Sequence[Problem]) -> list[str]:
    return [problem.text() for problem in problems]


def has(problems: list[str], *words: str) -> bool:
    """Whether one message holds all of these words."""
    return any(all(word in text for word in words) for text in problems)


def cells_of(entry: EntryRecord) -> set[str]:
    """Every cell of a row, and what is left of it after reading: names, codes, facts, parts, fields."""
    return set(entry.cells.values())


# Kinds and their columns -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("小池镇村级工作事项清单", ListKind.VILLAGE),
        ("黄梅县村（社区）依法协助政府工作事项清单", ListKind.VILLAGE),
        ("天长市交办事项清单", ListKind.TASK),
        ("黄梅县县乡职责边界清单", ListKind.BOUNDARY),
        ("黄梅县应急管理局“三定”职责", ListKind.MANDATE),
        ("黄梅县应急管理局主要职责和权责事项对应表", ListKind.MANDATE),
        ("黄梅县政务服务事项实施清单", ListKind.SERVICE),
        ("guangan_service_items", ListKind.SERVICE),
        ("市场准入负面清单（2022年版）", ListKind.ACCESS),
        ("黄梅县行政权力行使情况统计表", ListKind.ACTIVITY),
        ("2023年度办件量统计表", ListKind.ACTIVITY),
        ("黄梅县赋权保障清单", ListKind.SUPPORT),
        ("黄梅县持证行政执法人员名录", ListKind.OFFICER),
        ("黄梅县民政局行政权力和公共服务事项清单", ListKind.POWER),
        ("黄梅县应急管理局权责清单", ListKind.POWER),
    ],
)
def test_titles_tell_the_kind(title: str, kind: ListKind) -> None:
    assert kind_in(title) == kind


def test_no_head_of_a_kind_means_two_fields() -> None:
    for kind in MINE:
        seen: dict[str, str] = {}
        for column in KINDS[kind].columns:
            for head in column.heads.split():
                assert seen.setdefault(head, column.field) == column.field, (kind, head)


@pytest.mark.parametrize("kind", MINE)
def test_telling_fields_are_fields_of_the_kind(kind: ListKind) -> None:
    known = lexicon(kind).values
    assert all(field in known for telling in KINDS[kind].telling for field in telling)


HEADS: dict[ListKind, list[tuple[str, str]]] = {
    ListKind.TASK: [
        ("name", "疫情防控"),
        ("approval", "黄梅发〔2024〕3号"),
        ("approved_by", "黄梅县人民政府"),
        ("issuer", "县卫健局"),
        ("recipient", "小池镇"),
        ("until", "2024年12月31日"),
    ],
    ListKind.BOUNDARY: [
        ("name", "燃气安全"),
        ("involved", "县住建局"),
        ("division", "牵头负责行业管理"),
        ("cases", "某日会同检查"),
        ("mechanism", "每季度会商"),
    ],
    ListKind.OFFICER: [
        ("person", "甘立夏"),
        ("certificate", "17110700001"),
        ("holder", "县应急局"),
        ("post", "执法员"),
        ("until", "2027-05-01"),
    ],
    ListKind.SUPPORT: [
        ("name", "人员下沉"),
        ("support_kind", "人员"),
        ("amount", "3名"),
        ("provider", "县城管局"),
        ("recipient", "小池镇"),
    ],
}


@settings(max_examples=60, deadline=None)
@given(data=st.data(), kind=st.sampled_from(sorted(HEADS)))
def test_columns_in_any_order_under_any_head(data: st.DataObject, kind: ListKind) -> None:
    """The same row under other heads in another order states the same."""
    columns = {column.field: column for column in KINDS[kind].columns}

    def head(field: str) -> str:
        column: KindColumn = columns[field]
        return data.draw(st.sampled_from(column.heads.split()))

    plain = [(columns[field].heads.split()[0], text) for field, text in HEADS[kind]]
    drawn = data.draw(st.permutations([(head(field), text) for field, text in HEADS[kind]]))
    told = COUNTY | {"kind": str(kind)}

    def read(pairs: Sequence[tuple[str, str]]) -> EntryRecord:
        text, _ = one(xlsx([[head for head, _ in pairs], [text for _, text in pairs]]), told)
        return text.entries[0]

    first, second = read(plain), read(drawn)
    assert (first.name, first.facts, first.holders, first.parts, first.recipients, first.refs) == (
        second.name,
        second.facts,
        second.holders,
        second.parts,
        second.recipients,
        second.refs,
    )


# Terms, quantities, names in cells ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024年3月1日至2024年12月31日", ("2024-03-01", "2025-01-01", True)),
        ("2024年3月1日-12月31日", ("2024-03-01", "2025-01-01", True)),
        ("2024-03-01至2024-12-31", ("2024-03-01", "2025-01-01", True)),
        ("２０２４．３．１—２０２４．１２．３１", ("2024-03-01", "2025-01-01", True)),
        ("二〇二四年三月一日至十二月三十一日", ("2024-03-01", "2025-01-01", True)),
        ("2024年3月至6月", ("2024-03-01", "2024-07-01", True)),
        ("2024年", ("2024-01-01", "2025-01-01", True)),
        ("2024年下半年", ("2024-07-01", "2025-01-01", True)),
        ("2024年底前", ("", "2025-01-01", True)),
        ("2024年6月底前完成", ("", "2024-07-01", True)),
        ("20241231", ("", "2025-01-01", True)),
        ("自2024年3月1日起", ("2024-03-01", "", True)),
        ("即日起至2024年6月30日", ("", "2024-07-01", True)),
        ("2024年12月31日（可延长）", ("", "2025-01-01", False)),
        ("长期", ("", "", False)),
        ("三个月", ("", "", False)),
        ("2024年2月30日", ("", "", False)),
        ("2024年13月", ("", "", False)),
    ],
)
def test_terms(text: str, expected: tuple[str, str, bool]) -> None:
    assert term(text) == Term(*expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12件", ("12", "件")),
        ("１，２３４次", ("1234", "次")),
        ("十二宗", ("12", "宗")),
        ("约30件", ("30", "件")),
        ("1.2万件", ("12000", "件")),
        ("0", ("0", "")),
        ("十五", ("15", "")),
        ("未发生", ("0", "")),
        ("2023年共办理5件", ("5", "件")),
        ("/", None),
        ("若干", None),
        ("许可5件、处罚3件", None),
        ("2.5件", None),
    ],
)
def test_counts(text: str, expected: tuple[str, str] | None) -> None:
    found = count(text)
    assert (None if found is None else (found.amount, found.unit)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2.5万元", [("2.5", "万元")]),
        ("20.00万元", [("20", "万元")]),
        ("50000元", [("50000", "元")]),
        ("执法记录仪5台、执法车两辆", [("5", "台"), ("2", "辆")]),
        ("办公用房3间（120平方米）", [("3", "间"), ("120", "平方米")]),
        ("若干", []),
    ],
)
def test_quantities(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(item.amount, item.unit) for item in quantities(text)] == expected


def test_years_are_not_the_day_of_a_report() -> None:
    assert years_in("2023年度行使情况（截至2024年1月15日）") == ["2023"]
    assert years_in("二〇二三年") == ["2023"]


def test_pieces_are_lines_labels_and_semicolons_but_no_enumeration_inside_a_name() -> None:
    assert pieces("1.对甲、乙的处罚；2.对丙的处罚") == ["对甲、乙的处罚", "对丙的处罚"]
    assert pieces("（一）甲许可\n（二）乙许可") == ["甲许可", "乙许可"]
    assert pieces("违反第（一）项的处罚") == ["违反第（一）项的处罚"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("对违法建设的处罚（420117003000）", [("对违法建设的处罚", "420117003000")]),
        ("420117003000 对违法建设的处罚", [("对违法建设的处罚", "420117003000")]),
        ("烟花爆竹经营（零售）许可", [("烟花爆竹经营（零售）许可", "")]),
        ("420117003000", [("", "420117003000")]),
        ("共12项", []),
        ("详见附件", []),
        ("无", []),
        ("行政处罚3项", []),
    ],
)
def test_references(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(item.name, item.code) for item in references(text, (ItemKind.POWER,))] == expected


# 职责边界清单 -----------------------------------------------------------------------------------------------------------------

BOUNDARY_HEAD = ["序号", "管理事项", "相关部门", "职责分工及协调配合机制", "相关依据", "事例"]


def boundary(involved: str, division: str, *more: str) -> tuple[EntryRecord, list[str]]:
    text, problems = one(
        xlsx([["黄梅县职责边界清单"], BOUNDARY_HEAD, [1, "某项监管", involved, division, *more]]), COUNTY
    )
    return text.entries[0], problems


def test_boundary_is_split_by_body_and_keeps_mechanism_cases_and_basis() -> None:
    entry, problems = boundary(
        "县应急管理局\n县交通运输局、县公安局",
        "1.县应急局牵头负责综合监管，督促整改；\n2.县交通运输局负责运输车辆；3.县公安局配合查处。\n建立联席会议机制，每季度会商。",
        "《危险化学品安全管理条例》第六条",
        "某日查获一车，移送公安。",
    )
    assert problems == []
    assert (entry.kind, entry.name, entry.basis) == (ItemKind.BOUNDARY, "某项监管", "《危险化学品安全管理条例》第六条")
    assert entry.holders == (
        ("黄梅县应急管理局", Role.COORDINATE),
        ("黄梅县交通运输局", Role.SHARED),
        ("黄梅县公安局", Role.COOPERATE),
    )
    assert entry.parts == (
        ("黄梅县应急管理局", "牵头负责综合监管，督促整改"),
        ("黄梅县交通运输局", "负责运输车辆"),
        ("黄梅县公安局", "配合查处。"),
    )
    assert entry.facts["cases"] == "某日查获一车，移送公安。"
    assert "每季度会商" in entry.facts["mechanism"]
    assert "每季度会商" in entry.fields["职责分工"], "the whole cell stays with the row"


@pytest.mark.parametrize(
    ("involved", "division", "parts"),
    [
        # By colon, with labels inside; the towns are nobody's name.
        (
            "县城管局、县自然资源和规划局",
            "县城管局：1.查处违法建设；2.负责拆除。\n县自然资源和规划局：认定违法建设。\n各乡镇（街道）：巡查上报。",
            [("黄梅县城市管理局", "1.查处违法建设；2.负责拆除。"), ("黄梅县自然资源和规划局", "认定违法建设。")],
        ),
        # Several bodies in one part; 和 inside a name parts nothing.
        (
            "县发展和改革局、县水利局、县财政局",
            "（一）县发展和改革局和县水利局负责立项；（二）县财政局负责资金。",
            [("黄梅县发展和改革局", "负责立项"), ("黄梅县水利局", "负责立项"), ("黄梅县财政局", "负责资金。")],
        ),
        # 应急管理部门 is the body of the matter that the words fit.
        (
            "县应急管理局、县公安局",
            "应急管理部门负责监管，公安机关负责处罚；县公安局查处案件。",
            [("黄梅县应急管理局", "负责监管，公安机关负责处罚"), ("黄梅县公安局", "查处案件。")],
        ),
        # A body that is only helped begins no part.
        (
            "县住建局、县城管局",
            "县住建局负责审批，配合县城管局做好拆除；县城管局负责拆除。",
            [("黄梅县住房和城乡建设局", "负责审批，配合县城管局做好拆除"), ("黄梅县城市管理局", "负责拆除。")],
        ),
        # What it is about stands before who does it.
        (
            "县住建局、县城管局",
            "农村道路由县住建局主管，县城管局配合查处",
            [("黄梅县住房和城乡建设局", "主管"), ("黄梅县城市管理局", "配合查处")],
        ),
        # One department, which the text does not name again.
        ("县林业局", "负责森林防火。", [("黄梅县林业局", "负责森林防火。")]),
    ],
)
def test_boundary_parts_as_offices_write_them(involved: str, division: str, parts: list[tuple[str, str]]) -> None:
    entry, _ = boundary(involved, division)
    assert list(entry.parts) == parts


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("牵头负责综合监管", Role.COORDINATE),
        ("承担主体责任，组织实施", Role.LEAD),
        ("是主管部门，负责审批", Role.LEAD),
        ("主管农村道路", Role.LEAD),
        ("负责审批", None),
        ("配合牵头部门做好查处", Role.COOPERATE),
        ("1.协助开展巡查", Role.ASSIST),
        ("指导乡镇开展工作", Role.GUIDE),
    ],
)
def test_role_is_what_the_part_says(text: str, role: Role | None) -> None:
    assert role_in(text) == role


def test_from_the_heading_of_the_mechanism_on_nothing_is_anybodys_part() -> None:
    entry, problems = boundary(
        "县水利局、县公安局",
        "一、职责分工\n（一）县水利局主要负责采砂许可。\n（二）县公安局负责查处犯罪。\n"
        "二、协调配合机制\n（一）县水利局与县公安局建立联合执法机制。\n（二）县公安局两日内反馈。",
    )
    assert entry.parts == (("黄梅县水利局", "主要负责采砂许可。"), ("黄梅县公安局", "负责查处犯罪。"))
    assert entry.holders == (("黄梅县水利局", Role.LEAD), ("黄梅县公安局", Role.SHARED))
    assert entry.facts["mechanism"] == "（一）县水利局与县公安局建立联合执法机制。\n（二）县公安局两日内反馈。"
    assert problems == []


def test_one_row_for_each_department_is_one_matter() -> None:
    rows: list[list[Any]] = [
        ["黄梅县职责边界清单"],
        ["序号", "管理事项", "相关部门", "职责分工", "相关依据"],
        [1, "燃气安全", "县住建局（牵头）", "负责行业管理。", "《城镇燃气管理条例》第五条"],
        ["", "", "县市场监管局", "会同县住建局检查气瓶。", ""],
        ["", "", "县应急局", "负责\n综合监督。", ""],
        [2, "河道采砂", "县水利局", "负责许可。", ""],
    ]
    merged, problems = one(xlsx(rows, ["A3:A5", "B3:B5"]))
    written_again = [[*row] for row in rows]
    for row in written_again[3:5]:
        row[0], row[1] = 1, "燃气安全"
    again, _ = one(xlsx(written_again))
    for text in (merged, again):
        first, second = text.entries
        assert (first.name, second.name) == ("燃气安全", "河道采砂")
        assert first.holders == (
            ("黄梅县住房和城乡建设局", Role.COORDINATE),
            ("黄梅县市场监督管理局", Role.SHARED),
            ("黄梅县应急管理局", Role.SHARED),
        )
        assert first.parts == (
            ("黄梅县住房和城乡建设局", "负责行业管理。"),
            ("黄梅县市场监督管理局", "会同县住建局检查气瓶。"),
            ("黄梅县应急管理局", "负责\n综合监督。"),
        )
        assert {first.cells["D3" if "D3" in first.cells else "D"], first.cells["D4"], first.cells["D5"]} == {
            "负责行业管理。",
            "会同县住建局检查气瓶。",
            "负责\n综合监督。",
        }
        assert second.holders == (("黄梅县水利局", Role.LEAD),)
    assert not has(problems, "共同承担")


def test_roles_of_columns_win_over_the_text() -> None:
    rows = [
        ["黄梅县职责边界清单"],
        ["管理事项", "牵头部门", "主责部门", "配合部门", "职责分工"],
        ["某项监管", "县应急局", "县公安局", "县水利局", "县水利局牵头负责巡查；县公安局负责查处；县应急局负责协调。"],
    ]
    text, _ = one(xlsx(rows))
    assert dict(text.entries[0].holders) == {
        "黄梅县公安局": Role.LEAD,
        "黄梅县应急管理局": Role.COORDINATE,
        "黄梅县水利局": Role.COOPERATE,
    }
    assert len(text.entries[0].parts) == 3


@pytest.mark.parametrize(
    ("involved", "division", "words"),
    [
        ("", "加强监管。", ("没有写明相关部门",)),
        ("县公安局", "", ("没有写明职责分工",)),
        ("县公安局、县水利局", "共同做好监管。", ("职责分工里分不清各部门各做什么，原文照录",)),
        ("县公安局、县水利局", "县公安局牵头负责查处。", ("“黄梅县水利局”没有写明职责分工",)),
        ("县公安局", "县公安局负责查处；县水利局负责巡查。", ("“黄梅县水利局”在职责分工里有职责，但没有列为相关部门",)),
        (
            "县公安局、县水利局",
            "县公安局负责查处；县水利局负责巡查。",
            ("没有写明哪个部门牵头或者主责，按共同承担读取",),
        ),
    ],
)
def test_what_a_boundary_lacks_is_said(involved: str, division: str, words: tuple[str, ...]) -> None:
    entry, problems = boundary(involved, division)
    assert has(problems, "工作表“Sheet1”第 3 行", *words), problems
    assert entry.name == "某项监管"


def test_a_towns_boundary_list_gives_the_town_its_part() -> None:
    rows = [
        ["小池镇职责边界清单"],
        ["事项名称", "县级部门", "县级部门职责", "乡镇职责", "对应权责事项"],
        ["违法建设", "县城管局", "负责查处。", "巡查上报", "对违法建设的处罚"],
    ]
    rows[1][1] = "相关部门"
    text, _ = one(xlsx(rows), TOWN)
    entry = text.entries[0]
    assert entry.parts == (("黄梅县城市管理局", "负责查处。"), ("小池镇", "巡查上报"))
    assert entry.holders == (("黄梅县城市管理局", Role.SHARED), ("小池镇", Role.COOPERATE))
    assert entry.refs == (RefRecord((ItemKind.POWER, ItemKind.DUTY), "对违法建设的处罚", "", ""),)


def boundary_under(heads: str, *cells: str) -> tuple[EntryRecord, list[str]]:
    text, problems = one(
        xlsx([["黄梅县县乡职责边界清单"], ["序号", "事项名称", *heads.split()], [1, "违建查处", *cells]]), COUNTY
    )
    return text.entries[0], [
        problem.split("：", 1)[1].split("。应为")[0] for problem in problems if "第 3 行" in problem
    ]


VAGUE = "不是一个机构的名称，未记为承担者，原文随行保留"
NO_TOWN = "乡镇（街道）一方没有写明是哪个乡镇，职责随行保留，未记承担者"
BUREAU, FARM, TOWN_NAME = "黄梅县城市管理局", "黄梅县农业农村局", "小池镇"


@pytest.mark.parametrize(
    ("heads", "cells", "holders", "parts", "problems"),
    [
        (
            "县级部门 县级部门职责 乡镇职责",
            ("县城管局", "组织查处", "发现报告"),
            [(BUREAU, Role.LEAD)],
            [(BUREAU, "组织查处")],
            [NO_TOWN],
        ),
        (
            "县级部门 县级部门职责 乡镇（街道） 乡镇（街道）职责",
            ("县城管局", "组织查处", "小池镇", "发现报告"),
            [(BUREAU, Role.SHARED), (TOWN_NAME, Role.COOPERATE)],
            [(BUREAU, "组织查处"), (TOWN_NAME, "发现报告")],
            ["职责分工"],
        ),
        (
            "县级部门 县级部门职责 乡镇（街道） 乡镇（街道）职责",
            ("县城管局", "组织查处", "各镇", "发现报告"),
            [(BUREAU, Role.LEAD)],
            [(BUREAU, "组织查处")],
            [f"“各镇”{VAGUE}", NO_TOWN],
        ),
        (
            "主管部门 配合部门 职责分工",
            ("县城管局", "县农业农村局、各乡镇人民政府", "县城管局负责查处；县农业农村局负责提供线索"),
            [(BUREAU, Role.LEAD), (FARM, Role.COOPERATE)],
            [(BUREAU, "负责查处"), (FARM, "负责提供线索")],
            ["“各乡镇人民政府”是各乡镇（街道），不是一个机构，原文随行保留"],
        ),
        (
            "牵头部门 牵头职责 配合部门 配合职责",
            ("县城管局", "组织查处", "县农业农村局", "提供线索"),
            [(BUREAU, Role.COORDINATE), (FARM, Role.COOPERATE)],
            [(BUREAU, "组织查处"), (FARM, "提供线索")],
            [],
        ),
        (
            "主责部门 协助部门 主责部门职责 协助部门职责",
            ("县城管局", "县农业农村局、小池镇", "组织查处", "巡查"),
            [(BUREAU, Role.LEAD), (FARM, Role.ASSIST), (TOWN_NAME, Role.ASSIST)],
            [(BUREAU, "组织查处"), (FARM, "巡查"), (TOWN_NAME, "巡查")],
            [],
        ),
        (
            "主管部门 配合部门 职责分工 配合部门职责",
            ("县城管局", "县农业农村局", "组织查处", "提供线索"),
            [(BUREAU, Role.LEAD), (FARM, Role.COOPERATE)],
            [(FARM, "提供线索"), (BUREAU, "组织查处")],
            [],
        ),
        (
            "主管部门 职责分工 协助部门职责",
            ("县城管局", "组织查处", "提供线索"),
            [(BUREAU, Role.LEAD)],
            [(BUREAU, "组织查处")],
            ["“协助部门职责”没有写明是哪个部门的，原文随行保留"],
        ),
    ],
)
def test_who_shares_a_matter_under_any_heads(
    heads: str,
    cells: tuple[str, ...],
    holders: list[tuple[str, Role]],
    parts: list[tuple[str, str]],
    problems: list[str],
) -> None:
    entry, said = boundary_under(heads, *cells)
    assert sorted(entry.holders) == sorted(holders)
    assert list(entry.parts) == parts
    if problems != ["职责分工"]:
        assert said == problems
    kept = "".join([*entry.fields.values(), *(part for _, part in entry.parts)])
    assert [cell for cell, head in zip(cells, heads.split(), strict=True) if "职责" in head and cell not in kept] == (
        [cells[2]] if "；" in cells[2] and cells[2] not in kept else []
    )
    assert all(cell in kept for cell in cells if "各" in cell), "who takes part without a name stays with the row"


def test_towns_beside_departments_in_rows_of_their_own_stay_with_the_matter() -> None:
    rows = [
        ["黄梅县部门职责边界清单"],
        ["序号", "管理事项", "相关部门", "职责分工"],
        [1, "地质灾害防治", "县自然资源和规划局（牵头）", "组织指导"],
        ["", "", "县应急管理局", "组织救援"],
        ["", "", "各镇人民政府", "协助做好巡查"],
    ]
    text, problems = one(xlsx(rows, ["A3:A5", "B3:B5"]))
    entry = text.entries[0]
    assert [name for name, _ in entry.holders] == ["黄梅县自然资源和规划局", "黄梅县应急管理局"]
    assert "各镇人民政府" in entry.fields["相关部门"] and "协助做好巡查" in entry.fields["职责分工"]
    assert has(problems, "第 3 行", f"“各镇人民政府”{VAGUE}")


def test_a_short_name_in_a_part_is_the_body_that_the_row_lists() -> None:
    entry, problems = boundary_under(
        "主管部门 配合部门 职责分工", "县教育体育局", "县公安局", "教体局负责校车管理；公安局负责审查"
    )
    assert entry.holders == (("黄梅县教育体育局", Role.LEAD), ("黄梅县公安局", Role.COOPERATE))
    assert [name for name, _ in entry.parts] == ["黄梅县教育体育局", "黄梅县公安局"]
    assert problems == []


# 三定职责 -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("（一）负责应急管理工作，指导各地各部门应对突发事件。", "负责应急管理工作"),
        ("1.承担安全生产综合监督管理责任；", "承担安全生产综合监督管理责任"),
        ("贯彻执行《中华人民共和国安全生产法》，拟订措施", "贯彻执行《中华人民共和国安全生产法》"),
        ("负责甲（含乙，丙）的管理。其他", "负责甲（含乙，丙）的管理"),
    ],
)
def test_a_mandates_name_is_its_first_clause(text: str, name: str) -> None:
    assert short_name(text) == name


LONG = (
    "承担安全生产、防灾减灾救灾、森林防火、地震地质灾害救援、水旱灾害救援以及住房和城乡建设领域事故调查处理工作",
    "组织编制全县应急体系建设与防灾减灾规划以及《黄梅县突发事件总体应急预案》和各类专项预案并监督实施",
    "（三）" + "《黄梅县关于进一步加强新时代城乡安全生产和防灾减灾救灾综合治理工作的若干意见》的落实",
)


@pytest.mark.parametrize("text", LONG)
def test_a_long_mandate_is_cut_between_words_and_outside_brackets(text: str) -> None:
    name = short_name(text)
    assert len(name) <= 40 and name.endswith("…")
    assert name.count("《") == name.count("》") or text.startswith("（三）《")
    assert name[:-1] in text


@settings(max_examples=200)
@given(st.text("应急管理局负责（）《》、，。；安全生产 \n1.", max_size=120))
def test_a_name_is_never_longer_than_allowed(text: str) -> None:
    assert len(short_name(text)) <= 40


def test_mandates_lead_powers() -> None:
    rows = [
        ["黄梅县应急管理局三定职责与权责事项对应表"],
        ["序号", "部门", "主要职责", "内设机构", "职能领域", "对应权责事项"],
        [
            1,
            "县应急局",
            "（一）负责应急管理工作，\n指导应对突发事件。",
            "应急股",
            "应急管理、防灾减灾",
            "甲许可（000125003000）\n对乙、丙的处罚",
        ],
        [2, "县应急局", "（二）监督检查。", "", "", "共12项"],
        [3, "", "1.管理甲；2.管理乙；3.管理丙", "", "", "无"],
    ]
    text, problems = one(xlsx(rows), COUNTY | {"authority": "黄梅县应急管理局"})
    first, second, third = text.entries
    assert text.kind == ListKind.MANDATE
    assert (first.name, first.kind, first.holders) == (
        "负责应急管理工作",
        ItemKind.MANDATE,
        (("黄梅县应急管理局", Role.LEAD),),
    )
    assert first.facts == {
        "text": "（一）负责应急管理工作，\n指导应对突发事件。",
        "functions": "应急管理\n防灾减灾",
        "number": "1",
    }
    assert first.offices == (("黄梅县应急管理局", "应急股"),)
    assert first.refs == (
        RefRecord((ItemKind.POWER,), "甲许可", "000125003000", "黄梅县应急管理局"),
        RefRecord((ItemKind.POWER,), "对乙、丙的处罚", "", "黄梅县应急管理局"),
    )
    assert second.refs == () and second.fields["对应权责事项"] == "共12项"
    assert has(problems, "第 4 行", "“对应权责事项”没有写出事项名称：共12项")
    assert has(problems, "第 5 行", "一格写了 3 条职责，作为一项载入，名称取第一条")
    assert third.name == "管理甲" and third.facts["text"].endswith("3.管理丙")


def test_a_mandates_own_short_name_wins() -> None:
    rows = [
        ["序号", "职责名称", "主要职责"],
        [1, "燃气行业\n管理", "管理燃气经营许可、设施改动。"],
        [2, "", "管理供热。"],
    ]
    text, _ = one(csv_bytes(rows, "gbk"), COUNTY | {"kind": "mandate_list"}, "三定.csv")
    assert [item.name for item in text.entries] == ["燃气行业管理", "管理供热"]


# 政务服务 -----------------------------------------------------------------------------------------------------------------------

SERVICE_HEAD = [
    "基本编码", "事项名称", "事项类型", "设定依据", "行使层级", "事项状态", "事项版本", "计划生效日期", "计划取消日期", "实施编码",
    "业务办理项编码", "业务办理项名称", "实施主体", "主体编码", "主体性质", "权力来源", "委托部门", "法定/承诺办结时限", "咨询方式", "监督投诉方式",
]  # fmt: skip
IMPLEMENTING = "11421127011500000X4000125003000"


def service(**cells: Any) -> tuple[EntryRecord, list[str]]:
    full = {"事项名称": "某许可", "事项类型": "01", "实施主体": "县应急局"} | cells
    rows = [["黄梅县政务服务事项实施清单"], SERVICE_HEAD, [full.get(head, "") for head in SERVICE_HEAD]]
    text, problems = one(xlsx(rows))
    assert text.kind == ListKind.SERVICE
    return text.entries[0], problems


def test_a_service_states_its_codes_terms_and_power() -> None:
    entry, problems = service(
        基本编码="000125003000",
        设定依据="《危险化学品安全管理条例》第三十三条",
        行使层级="县级",
        事项状态="在用",
        事项版本=3,
        计划生效日期="２０２３年１月１日",
        计划取消日期="2030-01-01",
        实施编码=IMPLEMENTING,
        主体编码="11421127011500000X",
        主体性质="法定机关",
        权力来源="法定本级行使",
        **{"法定/承诺办结时限": "法定45个工作日；承诺15个工作日", "咨询方式": "0713-3331234"},
    )
    assert problems == []
    assert (entry.kind, entry.code, entry.power_type) == (ItemKind.SERVICE, IMPLEMENTING, PowerType.LICENSING)
    assert entry.facts == {
        "power_type": "01",
        "item_status": "在用",
        "service_version": "3",
        "since": "2023-01-01",
        "until": "2030-01-01",
        "statutory_limit": "45个工作日",
        "promised_limit": "15个工作日",
        "power_source": "法定本级行使",
        "consult": "0713-3331234",
    }
    assert entry.holders == (("黄梅县应急管理局", Role.LEAD),)
    assert entry.refs == (RefRecord((ItemKind.POWER,), "某许可", "000125003000", "黄梅县应急管理局"),)
    assert entry.basis == "《危险化学品安全管理条例》第三十三条"
    assert (entry.fields["基本编码"], entry.fields["主体编码"], entry.fields["主体性质"]) == (
        "000125003000",
        "11421127011500000X",
        "法定机关",
    )


def test_what_is_entrusted_rests_on_the_power_of_who_entrusts_it() -> None:
    entry, _ = service(
        实施主体="县行政审批局", 权力来源="委托", 委托部门="县应急局", 业务办理项名称="首次申请",
        实施编码=IMPLEMENTING, 业务办理项编码=IMPLEMENTING + "01",
    )  # fmt: skip
    assert entry.holders == (("黄梅县行政审批局", Role.ENTRUSTED),)
    assert entry.facts["entrusted_by"] == "黄梅县应急管理局"
    assert entry.refs[0].body == "黄梅县应急管理局"
    assert (entry.sub_name, entry.code, entry.fields["实施编码"]) == ("首次申请", IMPLEMENTING + "01", IMPLEMENTING)


def test_public_services_rest_on_no_power_unless_one_is_named() -> None:
    assert service(事项类型="公共服务")[0].refs == ()
    rows = [
        ["黄梅县政务服务事项目录"],
        ["事项名称", "事项类型", "实施主体", "对应权责事项", "对应权力编码"],
        ["就业咨询", "公共服务", "县人社局", "人力资源服务许可", "000114001000"],
    ]
    text, _ = one(xlsx(rows))
    assert text.entries[0].refs == (
        RefRecord((ItemKind.POWER,), "人力资源服务许可", "000114001000", "黄梅县人力资源和社会保障局"),
    )


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"计划生效日期": "不详"}, ("计划生效日期“不详”不是日期，原文随行保留", "应为：如 2024-06-30")),
        ({"计划生效日期": "2024-01-01", "计划取消日期": "2023-01-01"}, ("计划取消日期不晚于计划生效日期",)),
        ({"计划取消日期": "2024-01-01", "事项状态": "在用"}, ("计划取消日期已过，事项状态仍为“在用”",)),
        ({"权力来源": "委托"}, ("权力来源是“委托”，没有写明委托部门",)),
        ({"实施主体": ""}, ("没有写明实施主体，按清单所属机构读取",)),
    ],
)
def test_what_a_service_lacks_is_said(cells: dict[str, str], words: tuple[str, ...]) -> None:
    entry, problems = service(**cells)
    assert has(problems, "第 3 行", *words), problems
    assert entry.name == "某许可"


def test_a_cell_of_limits_that_cannot_be_read_stays_with_the_row() -> None:
    entry, _ = service(**{"法定/承诺办结时限": "当场办结"})
    assert "statutory_limit" not in entry.facts
    assert entry.fields["法定/承诺办结时限"] == "当场办结"
    entry, _ = service(**{"法定/承诺办结时限": "20/5"})
    assert (entry.facts["statutory_limit"], entry.facts["promised_limit"]) == ("20", "5")


def test_services_with_their_basis_in_four_columns() -> None:
    rows = [
        ["item_name", "item_code", "task_type", "department", "main_item", "law_name", "law_number", "clause_number", "clause_content"],
        ["某许可", "A-1", 1, "县应急局", "危险化学品", "安全生产法", "主席令第88号", "第三十三条", "原文"],
    ]  # fmt: skip
    text, _ = one(csv_bytes(rows), COUNTY, "items.csv")
    entry = text.entries[0]
    assert text.kind == ListKind.SERVICE
    assert entry.basis == "《安全生产法》（主席令第88号）第三十三条：原文"
    assert (entry.fields["分组"], entry.code) == ("危险化学品", "A-1")


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")
def test_a_districts_real_service_items_are_each_held_by_their_department() -> None:
    path = SHARED / "guangan_service_items.csv"
    lists, problems = read_list(path.read_bytes(), path.name, {"authority": "广安区人民政府"}, None, ())
    assert len(lists) == 1 and not [item for item in problems if item.severity == "error"]
    text = lists[0]
    assert (text.kind, text.authority, text.place, len(text.entries)) == (
        ListKind.SERVICE,
        "广安区人民政府",
        "511602",
        1135,
    )
    with path.open(encoding="utf-8-sig", newline="") as file:
        source = list(csv.DictReader(file))
    types = {"1": "01", "5": "05", "7": "07", "8": "08", "9": "09", "10": "10", "20": "20"}
    for entry, row in zip(text.entries, source, strict=True):
        assert entry.code == row["item_code"]
        assert entry.facts["power_type"] == types[row["task_type"]]
        assert len(entry.holders) == 1 and entry.holders[0][1] == Role.LEAD
        assert "广安区" in entry.holders[0][0] and entry.holders[0][0] != text.authority
        group = row["main_item"]
        assert entry.fields.get("分组") == (None if group == "未分类" else group)
        assert bool(entry.refs) == (row["task_type"] != "20")
        assert entry.fields["主体编码"] == row["dept_code"]
    held = Counter(entry.holders[0][0] for entry in text.entries)
    written = Counter(row["department"] for row in source)
    assert sorted(held.values()) == sorted(written.values())


def basic_catalogue(title: str, told: dict[str, Any] | None = None) -> tuple[ListText, list[str]]:
    rows = [[title], ["基本编码", "事项名称", "事项类型", "行使层级", "事项状态"]]
    rows += [["000164001000", "甲核准", "01", "4", "在用"], ["164002000", "乙审查", "行政许可", "县级", "在用"]]
    return one(xlsx(rows), told or COUNTY | {"authority": "黄梅县数据局"})


@pytest.mark.parametrize(
    "title", ["黄梅县政务服务事项基本目录", "黄梅县政务服务事项目录", "湖北省政务服务事项通用目录"]
)
def test_who_publishes_a_basic_catalogue_holds_nothing_of_it(title: str) -> None:
    text, problems = basic_catalogue(title)
    assert [(item.name, item.holders, item.refs[0].body) for item in text.entries] == [
        ("甲核准", (), ""),
        ("乙审查", (), ""),
    ]
    assert (
        sum("基本目录没有写明实施主体，未记承担者；发布目录的机构不当作实施主体" in problem for problem in problems)
        == 1
    )
    assert has(problems, "第 4 行", "基本编码“164002000”不足 12 位，可能丢了前面的零，照原样记录")
    assert text.entries[1].code == "164002000"


def test_a_departments_own_catalogue_is_its_own() -> None:
    rows = [
        ["黄梅县民政局政务服务事项目录"],
        ["实施编码", "事项名称", "事项类型"],
        ["1.13402E+30", "婚姻登记", "行政确认"],
    ]
    text, problems = one(xlsx(rows), COUNTY | {"authority": "黄梅县民政局"})
    assert text.entries[0].holders == (("黄梅县民政局", Role.LEAD),)
    assert has(problems, "没有写明实施主体，按清单所属机构读取")
    assert has(problems, "实施编码“1.13402E+30”是科学记数，末尾的数字已经丢失")


# 村级事项 -----------------------------------------------------------------------------------------------------------------------


def village_rows() -> Rows:
    return [
        ["黄梅县村级工作事项清单"],
        ["序号", "事项名称", "责任部门", "乡镇（街道）", "村级责任主体", "所需材料", "对应履职事项", "备注"],
        ["一、依法自治事项"],
        [1, "制定村规民约", "县民政局", "小池镇", "村（居）民委员会", "会议决定", "村规民约的备案", ""],
        ["二、依法协助政府工作事项"],
        [2, "协助森林防火巡查", "县林业局（牵头）、县应急局", "综合执法中心", "五祖镇渡河村村民委员会", "", "", "每月"],
        [3, "协助调查", "", "", "", "", "", ""],
        ["三、不应由村承担的事项"],
        [4, "出具无犯罪记录证明", "县公安局", "", "村委会", "", "", ""],
        ["注：本清单由县委社会工作部解释"],
    ]


def test_village_items_of_three_kinds() -> None:
    text, problems = one(xlsx(village_rows(), ["A3:H3", "A5:H5", "A8:H8"]))
    own, assist, _, negative = text.entries
    assert [item.facts["village_kind"] for item in text.entries] == [
        VillageKind.OWN,
        VillageKind.ASSIST,
        VillageKind.ASSIST,
        VillageKind.NEGATIVE,
    ]
    assert own.holders == (("黄梅县民政局", Role.GUIDE), ("小池镇", Role.GUIDE))
    assert own.facts["materials"] == "会议决定"
    assert own.refs == (RefRecord((ItemKind.DUTY, ItemKind.POWER), "村规民约的备案", "", "小池镇"),)
    assert own.fields["村级责任主体"] == "村（居）民委员会", "every village is no body"
    assert dict(assist.holders)["黄梅县林业局"] == Role.COORDINATE
    assert [role for name, role in assist.holders if "渡河村" in name] == [Role.ASSIST]
    assert assist.fields["乡镇（街道）"] == "综合执法中心" and assist.fields["备注"] == "每月"
    assert assist.refs == (RefRecord((ItemKind.DUTY,), "协助森林防火巡查", "", ""),)
    assert negative.holders == (("黄梅县公安局", Role.LEAD),)
    assert has(problems, "第 7 行", "协助事项没有写明由哪个部门或者乡镇（街道）负责")
    assert has(problems, "第 9 行", "不得下放的事项写了村级责任主体，未作为承担者")
    assert "综合执法中心" not in {body.name for body in text.bodies}
    assert text.notes[-1].startswith("注：")


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("依法自治", VillageKind.OWN),
        ("依法履职事项", VillageKind.OWN),
        ("小微权力", VillageKind.OWN),
        ("依法协助政府工作事项", VillageKind.ASSIST),
        ("协助事项", VillageKind.ASSIST),
        ("负面清单", VillageKind.NEGATIVE),
        ("不应由村协助的事项", VillageKind.NEGATIVE),
        ("村不再出具的证明", VillageKind.NEGATIVE),
        ("减负事项", VillageKind.NEGATIVE),
    ],
)
def test_words_for_kinds_of_village_items(word: str, kind: VillageKind) -> None:
    rows = [["事项名称", "事项种类", "责任部门"], ["某事项", word, "县民政局"]]
    text, _ = one(xlsx(rows), COUNTY | {"kind": "village_list"})
    assert text.entries[0].facts["village_kind"] == kind


def test_a_title_tells_the_kind_of_all_village_items_and_a_strange_word_is_said() -> None:
    rows = [["黄梅县村级协助事项清单"], ["序号", "事项名称", "责任部门"], [1, "某事项", "县民政局"]]
    text, problems = one(xlsx(rows))
    assert text.entries[0].facts["village_kind"] == VillageKind.ASSIST and problems == []
    rows = [
        ["黄梅县村级事项清单"],
        ["序号", "事项名称", "事项种类", "责任部门"],
        [1, "甲", "某类", "县民政局"],
        [2, "乙", "", "县民政局"],
    ]
    text, problems = one(xlsx(rows))
    assert "village_kind" not in text.entries[0].facts
    assert text.entries[0].fields["事项种类"] == "某类"
    assert has(problems, "第 3 行", "村级事项种类“某类”不认识", "应为：依法自治、依法协助或者不得下放")
    assert has(problems, "第 4 行", "看不出是依法自治、依法协助还是不得下放的事项")


def test_a_villages_own_list() -> None:
    rows = [
        ["序号", "事项名称", "事项种类", "指导部门"],
        [1, "村务公开", "自治事项", "县民政局"],
        [2, "协助征兵", "协助事项", ""],
    ]
    told = {"authority": "渡河村村民委员会", "place": "421127107", "edition": "2024-06-30", "kind": "village_list"}
    text, _ = one(xlsx(rows), told)
    assert text.entries[0].holders[0] == ("黄梅县民政局", Role.GUIDE)
    assert text.entries[0].holders[1] == (text.authority, Role.LEAD)
    assert text.entries[1].holders == ((text.authority, Role.ASSIST),)


# 交办事项 -----------------------------------------------------------------------------------------------------------------------

TASK_HEAD = [
    "序号", "交办事项", "批准机关", "批准文件", "批准日期", "交办部门", "统筹协调单位", "承办镇街", "交办期限", "起始日期", "截止日期",
    "主题", "工作经费",
]  # fmt: skip
TASK = {
    "交办事项": "疫情防控", "批准机关": "县委、县人民政府", "批准文件": "黄梅办〔2024〕12号", "批准日期": "2024年1月5日", "交办部门": "县卫健局",
    "承办镇街": "小池镇、五祖镇", "交办期限": "2024年1月至12月",
}  # fmt: skip


def task(**cells: str) -> tuple[EntryRecord, list[str]]:
    full = TASK | cells
    rows = [["黄梅县交办事项清单"], TASK_HEAD, [1, *(full.get(head, "") for head in TASK_HEAD[1:])]]
    text, problems = one(xlsx(rows))
    assert text.kind == ListKind.TASK
    return text.entries[0], problems


def test_a_task_has_approval_term_and_takers() -> None:
    entry, problems = task(统筹协调单位="县人民政府办公室", 主题="民生服务", 工作经费="每镇5万元")
    assert problems == []
    assert entry.kind == ItemKind.TASK
    assert entry.facts | {"approved_by": ""} == {
        "approved_by": "",
        "approval": "黄梅办〔2024〕12号",
        "approved_on": "2024-01-05",
        "since": "2024-01-01",
        "until": "2025-01-01",
        "theme": "livelihood",
    }
    assert entry.facts["approved_by"].split("\n")[1] == "黄梅县人民政府"
    assert entry.holders == (
        ("黄梅县卫生健康局", Role.LEAD),
        ("黄梅县人民政府办公室", Role.COORDINATE),
        ("小池镇", Role.RECEIVING),
        ("五祖镇", Role.RECEIVING),
    )
    assert entry.recipients == (RecipientRecord("小池镇"), RecipientRecord("五祖镇"))
    assert entry.fields["工作经费"] == "每镇5万元"
    assert "交办期限" not in entry.fields


def test_a_task_for_all_towns_and_days_in_two_columns() -> None:
    entry, problems = task(
        承办镇街="各乡镇（街道）", 交办期限="", 起始日期="2024-06-15", 截止日期="2024-09-30", 批准机关="县政府常务会议"
    )
    assert entry.recipients == (RecipientRecord("各乡镇（街道）", by_type=True),)
    assert (entry.facts["since"], entry.facts["until"]) == ("2024-06-15", "2024-10-01")
    assert entry.facts["approved_by"] == "县政府常务会议"
    assert problems == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("全县16个镇", [("各乡镇（街道）", True)]),
        ("小池、五祖", [("小池镇", False), ("五祖镇", False)]),
        ("中心镇、山区乡镇", [("中心镇", True), ("山区乡镇", True)]),
        ("小池镇人民政府、县水利局", [("小池镇", False), ("黄梅县水利局", False)]),
    ],
)
def test_who_takes_a_task_on(words: str, expected: list[tuple[str, bool]]) -> None:
    entry, _ = task(承办镇街=words)
    assert [(item.name, item.by_type) for item in entry.recipients] == expected


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"批准机关": "", "批准文件": "无"}, ("没有批准机关，也没有批准文件", "未经批准的，不应交办")),
        ({"批准文件": ""}, ("没有批准文件。",)),
        ({"批准机关": ""}, ("没有批准机关。",)),
        ({"交办期限": ""}, ("没有交办期限", "长期的工作应当列入职责清单")),
        ({"交办期限": "长期"}, ("交办期限“长期”没有到哪一日为止",)),
        ({"交办期限": "2024.5.1-2024.4.1"}, ("交办期限的截止日期早于起始日期，未使用",)),
        ({"批准日期": "去年"}, ("批准日期“去年”不是日期，原文随行保留",)),
        ({"交办部门": ""}, ("没有写明由哪个部门交办",)),
        ({"承办镇街": "/"}, ("没有写明交给哪个乡镇（街道）承办",)),
    ],
)
def test_what_a_task_lacks_is_said_and_it_is_loaded(cells: dict[str, str], words: tuple[str, ...]) -> None:
    entry, problems = task(**cells)
    assert entry.name == "疫情防控"
    assert has(problems, "工作表“Sheet1”第 3 行", *words), problems
    for head, text in cells.items():
        if text and text not in ("无", "/"):
            assert entry.fields[head] == text, "what was not understood stays with the row"


@pytest.mark.parametrize(
    "head",
    ["有效期至", "截止时间", "完成时限", "办结时限", "截止期限", "完成日期", "办结日期", "失效日期", "有效期截止日期"],
)
def test_the_last_day_of_a_task_under_any_head(head: str) -> None:
    rows = [["黄梅县交办事项清单"], ["交办事项", "交办单位", "承办乡镇", "批准文号", "批准机关", head]]
    rows.append(["防汛", "县水利局", "小池镇", "黄办〔2024〕1号", "县委", "2024年4月30日"])
    text, problems = one(xlsx(rows))
    assert (text.entries[0].facts["until"], problems) == ("2024-05-01", [])


@pytest.mark.parametrize(
    ("words", "bodies"),
    [
        ("县委编委", ["中共黄梅县委机构编制委员会"]),
        ("县委县政府", ["中共黄梅县委", "黄梅县人民政府"]),
        ("县委、县政府", ["中共黄梅县委", "黄梅县人民政府"]),
        ("县委县人民政府同意", ["中共黄梅县委", "黄梅县人民政府"]),
        ("县委编办", ["中共黄梅县委机构编制委员会办公室"]),
        ("县政府常务会议", ["县政府常务会议"]),
    ],
)
def test_who_approved_is_one_body_each(words: str, bodies: list[str]) -> None:
    entry, _ = task(批准机关=words)
    assert entry.facts["approved_by"].split("\n") == bodies


def test_what_a_task_rests_on_is_no_approval_of_it() -> None:
    rows = [["黄梅县交办事项清单"], ["交办事项", "交办单位", "承接单位", "交办依据", "审批机关", "完成时限"]]
    rows.append(["经济普查", "县统计局", "各镇", "国务院通知", "县委编办", "2024年4月30日"])
    text, problems = one(xlsx(rows))
    entry = text.entries[0]
    assert (entry.basis, entry.facts.get("approval")) == ("国务院通知", None)
    assert problems == [
        "清单.xlsx（工作表“Sheet1”第 3 行）：没有批准文件。应为：批准文件的名称或者文号。处理：请补上批准文件。"
    ]


def test_who_helps_with_a_task_and_a_town_that_has_to_do_it() -> None:
    rows = [
        ["黄梅县交办事项清单"],
        ["交办事项", "牵头单位", "配合单位", "承办乡镇", "批准文号", "批准机关", "有效期至"],
    ]
    rows.append(["造林", "县林业局", "县财政局", "五祖镇", "黄办〔2024〕1号", "县委", "20240430"])
    text, problems = one(xlsx(rows))
    assert text.entries[0].holders == (
        ("黄梅县林业局", Role.COORDINATE),
        ("五祖镇", Role.RECEIVING),
        ("黄梅县财政局", Role.COOPERATE),
    )
    assert problems == []
    rows = [["黄梅县交办事项清单"], ["交办事项", "牵头单位", "责任单位", "批准文号", "批准机关", "有效期至"]]
    rows.append(["造林", "县林业局", "五祖镇、县水利局", "黄办〔2024〕1号", "县委", "20240430"])
    text, problems = one(xlsx(rows))
    assert text.entries[0].recipients == (RecipientRecord("五祖镇"),)
    assert dict(text.entries[0].holders)["五祖镇"] == Role.RECEIVING
    assert dict(text.entries[0].holders)["黄梅县林业局"] == Role.COORDINATE
    assert problems == []


# 市场准入 -----------------------------------------------------------------------------------------------------------------------


def test_access_items_under_headings_with_measures_in_several_rows() -> None:
    rows = [
        ["市场准入负面清单（2022年版）"],
        ["项目号", "禁止或许可事项", "事项编码", "禁止或许可准入措施描述", "主管部门"],
        ["一、禁止准入类"],
        [1, "法律明确设立的禁止性规定", "100001", "见附件", ""],
        ["二、许可准入类"],
        ["（一）农、林、牧、渔业"],
        [
            5,
            "未获得许可，不得从事农作物种子的生产经营",
            "201001",
            "农作物种子生产经营许可\n种子检验机构资格认定",
            "县农业农村局",
        ],
        ["", "", "201002", "从事转基因种子经营，应当取得许可证，并接受检查", ""],
    ]
    text, problems = one(xlsx(rows, ["A3:E3", "A5:E5", "A6:E6", "A7:A8", "B7:B8", "E7:E8"]))
    prohibited, licensed = text.entries
    assert text.kind == ListKind.ACCESS and problems == []
    assert prohibited.facts == {"access_kind": AccessKind.PROHIBITED, "text": "见附件"}
    assert prohibited.code == "100001" and prohibited.fields["分组"] == "一、禁止准入类"
    assert prohibited.refs == ()
    assert licensed.facts["access_kind"] == AccessKind.LICENSED
    # A code in each row of an item's measures is the measure's.
    assert (licensed.code, licensed.facts["measure"]) == ("", "201001\n201002")
    assert "农、林、牧、渔业" in licensed.fields["分组"] and licensed.fields["项目号"] == "5"
    assert licensed.holders == (("黄梅县农业农村局", Role.LEAD),)
    kinds = (ItemKind.POWER, ItemKind.SERVICE)
    assert licensed.refs == tuple(
        RefRecord(kinds, name, "", "黄梅县农业农村局") for name in ("农作物种子生产经营许可", "种子检验机构资格认定")
    )


@pytest.mark.parametrize(
    ("name", "code", "column", "expected"),
    [
        ("某事项", "100003", "", AccessKind.PROHIBITED),
        ("某事项", "201003", "", AccessKind.LICENSED),
        ("某事项", "", "禁止准入", AccessKind.PROHIBITED),
        ("未获得许可，不得从事某业", "", "", AccessKind.LICENSED),
        ("禁止投资某业", "", "", AccessKind.PROHIBITED),
        ("某事项", "", "", None),
    ],
)
def test_whether_an_access_item_is_forbidden(name: str, code: str, column: str, expected: AccessKind | None) -> None:
    rows = [
        ["黄梅县市场准入清单"],
        ["项目号", "禁止或许可事项", "措施编码", "管理措施", "准入类别", "对应权责事项"],
        [1, name, code, "某措施", column, "某许可"],
    ]
    text, problems = one(xlsx(rows))
    entry = text.entries[0]
    assert entry.facts.get("access_kind") == expected
    assert entry.refs[0].name == "某许可"
    assert has(problems, "第 3 行", "看不出是禁止准入还是许可准入") == (expected is None)


def test_an_access_item_without_a_measure_is_said() -> None:
    rows = [["黄梅县市场准入负面清单"], ["禁止或许可事项", "事项编码", "准入措施描述"], ["禁止某业", "100001", ""]]
    assert has(one(xlsx(rows))[1], "没有禁止或许可准入措施")


def test_an_access_item_has_a_code_and_its_measures_have_theirs() -> None:
    rows = [
        ["黄梅县市场准入负面清单"],
        ["项目号", "禁止或许可事项", "事项编码", "管理措施", "管理措施代码"],
        ["1", "某业", "203015", "烟草专卖零售许可", "203015001"],
    ]
    entry = one(xlsx(rows))[0].entries[0]
    assert (entry.code, entry.facts["measure"], entry.facts["access_kind"]) == ("203015", "203015001", "licensed")


def test_headings_over_heads_that_are_written_anew_are_carried_to_the_rows() -> None:
    head = ["项目号", "禁止或许可事项", "事项编码", "准入措施描述"]
    rows = [
        ["黄梅县市场准入负面清单"],
        ["一、禁止准入类"],
        [*head[:1], "禁止事项", *head[2:]],
        ["1", "某禁止", "", "见附件"],
        ["二、许可准入类"],
        ["（一）农、林、牧、渔业"],
        head,
        ["2", "种子生产", "", "种子生产经营许可"],
        ["（二）采矿业"],
        ["3", "矿山开采", "", "采矿许可"],
    ]
    text, problems = one(xlsx(rows))
    assert [(item.name, item.facts["access_kind"], item.fields["分组"]) for item in text.entries] == [
        ("某禁止", "prohibited", "一、禁止准入类"),
        ("种子生产", "licensed", "二、许可准入类 / （一）农、林、牧、渔业"),
        ("矿山开采", "licensed", "二、许可准入类 / （二）采矿业"),
    ]
    assert problems == []


# 行使情况 -----------------------------------------------------------------------------------------------------------------------


def test_years_in_columns_under_one_head() -> None:
    rows = [
        ["黄梅县行政权力行使情况统计表"],
        ["序号", "权力名称", "权力编码", "权力类型", "实施主体", "行使次数", "", ""],
        ["", "", "", "", "", "2022年", "2023年", "2024年"],
        [1, "甲许可", "0001", "行政许可", "县应急局", "１２件", "未发生", "1,234"],
        [2, "乙的处罚", "0002", "行政处罚", "县公安局", "/", "许可5件、处罚3件", ""],
        ["合计", "", "", "", "", "12", "0", "1234"],
    ]
    text, problems = one(xlsx(rows, ["F2:H2", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:E3"]))
    first, second = text.entries
    assert text.kind == ListKind.ACTIVITY
    assert first.facts == {"year": "2022\n2023\n2024", "count": "12\n0\n1234", "unit": "件"}
    assert first.refs == (RefRecord((ItemKind.POWER, ItemKind.SERVICE), "甲许可", "0001", "黄梅县应急管理局"),)
    assert second.facts == {}
    assert (second.fields["2022年"], second.fields["2023年"]) == ("/", "许可5件、处罚3件")
    assert has(problems, "第 5 行", "2022年的办件量写的是“/”，不知是零还是没有统计")
    assert has(problems, "第 5 行", "2023年的办件量“许可5件、处罚3件”不是一个数字，原文随行保留")


@pytest.mark.parametrize("heads", [["2023年", "2024年"], ["2023年办件量", "2024年度行使次数"], ["2023", "2024"]])
def test_year_columns_without_a_head_above(heads: list[str]) -> None:
    rows = [["序号", "事项名称", "实施主体", *heads], [1, "甲许可", "县应急局", 3, 4]]
    text, _ = one(csv_bytes(rows, "gbk"), COUNTY, "行使情况.csv")
    assert text.kind == ListKind.ACTIVITY
    assert text.entries[0].facts == {"year": "2023\n2024", "count": "3\n4"}


def test_rows_of_one_power_and_several_years_are_one_entry() -> None:
    rows = [
        ["黄梅县职权行使情况统计表"],
        ["序号", "事项名称", "实施主体", "年度", "办件量", "计量单位"],
        [1, "甲许可", "县应急局", "2022年", "3", "件"],
        [2, "甲许可", "县应急局", "2023年", "3", "件"],
        [3, "乙许可", "县应急局", "2023年", "0", "件"],
    ]
    text, problems = one(xlsx(rows))
    assert [(item.name, item.facts["year"], item.facts["count"]) for item in text.entries] == [
        ("甲许可", "2022\n2023", "3\n3"),
        ("乙许可", "2023", "0"),
    ]
    assert text.entries[0].holders == (("黄梅县应急管理局", Role.LEAD),)
    assert problems == []


@pytest.mark.parametrize(
    ("title", "edition", "year", "words"),
    [
        ("小池镇赋权事项行使情况（2023年度）", None, "2023", ""),
        ("小池镇赋权事项行使情况", "2024-06-30", "2024", "没有写明年度，暂按版本日期记为 2024 年"),
        ("小池镇赋权事项行使情况", None, "", "没有写明年度，办件量未能归入年度，原文随行保留"),
    ],
)
def test_the_year_of_a_report(title: str, edition: str | None, year: str, words: str) -> None:
    rows = [[title], ["序号", "事项名称", "办件量（件）"], [1, "甲的处罚", "十二件"]]
    told = {key: value for key, value in TOWN.items() if key != "edition"} | ({"edition": edition} if edition else {})
    text, problems = one(xlsx(rows), told)
    entry = text.entries[0]
    assert entry.facts.get("year", "") == year
    assert entry.facts.get("count", entry.fields.get("办件量")) == ("12" if year else "十二件")
    assert has(problems, "第 3 行", words) if words else not has(problems, "年度")


def test_counts_that_are_none_are_said() -> None:
    rows = [
        ["黄梅县2023年度办件量统计表"],
        ["事项名称", "年度", "办件量"],
        ["甲", "2021-2022年", "5"],
        ["乙", "", ""],
        ["丙", "", "若干"],
    ]
    text, problems = one(xlsx(rows))
    assert [item.facts for item in text.entries] == [{}, {}, {}]
    assert has(problems, "第 3 行", "年度“2021-2022年”不是一个年度", "几年的数分年填写")
    assert has(problems, "第 4 行", "没有办件量", "没有发生的写 0")
    assert has(problems, "第 5 行", "办件量“若干”不是一个数字")
    assert text.entries[0].fields["办件量"] == "5" and text.entries[2].fields["办件量"] == "若干"


def activity(title: str, heads: str, *cells: str) -> tuple[EntryRecord, list[str]]:
    rows = [[title], ["事项名称", "实施主体", *heads.split()], ["甲许可", "县应急局", *cells]]
    text, problems = one(csv_bytes(rows), COUNTY | {"kind": "activity_report"})
    return text.entries[0], [problem.split("：", 1)[1].split("。应为")[0] for problem in problems]


@pytest.mark.parametrize(
    ("title", "heads", "cells", "year"),
    [
        ("办件量统计表", "2021年 2022年1-6月", ("3", "4"), "2021\n2022年1-6月"),
        ("办件量统计表", "2022年上半年 2022年7—12月办件量", ("3", "4"), "2022年上半年\n2022年7—12月"),
        ("办件量统计表", "2022年度第一季度 2023年", ("3", "4"), "2022年度第一季度\n2023"),
        ("办件量统计表", "年度 办结件数", ("2022年1—6月", "4"), "2022年1—6月"),
        ("办件量统计表", "统计期间 受理数量", ("2022年3月1日至2022年6月30日", "4"), "2022年3月1日至2022年6月30日"),
        ("2023年上半年行政处罚情况统计表", "处罚案件数（件）", ("4",), "2023年上半年"),
        ("黄梅县2023年1-9月办件量统计表", "办件数量", ("4",), "2023年1-9月"),
        ("办件量统计表", "年度 行使次数", ("2023年1-12月", "4"), "2023"),
        ("办件量统计表", "年度 行使次数", ("2023年1月1日至12月31日", "4"), "2023"),
    ],
)
def test_a_part_of_a_year_is_no_year(title: str, heads: str, cells: tuple[str, ...], year: str) -> None:
    entry, problems = activity(title, heads, *cells)
    assert entry.facts["year"] == year
    parts = [said for said in year.split("\n") if not said.isdigit()]
    assert [problem for problem in problems if "不是整个年度" in problem] == [
        problem for problem in problems if any(f"“{said}”不是整个年度，年度照原样记录" in problem for said in parts)
    ]
    assert all(has(problems, f"“{said}”不是整个年度，年度照原样记录") for said in parts)


@pytest.mark.parametrize("cell", ["约20", "20余件", "≥20", "20多件", "近20件", "20件以上", "20+", "不少于20", "20左右"])
def test_a_count_that_is_not_exact_is_said(cell: str) -> None:
    entry, problems = activity("黄梅县2023年度办件量统计表", "办件量", cell)
    assert (entry.facts["count"], entry.facts["year"], entry.fields["办件量"]) == ("20", "2023", cell)
    assert problems == [f"办件量“{cell}”不是确切的数，按 20 记录，原文随行保留"]


def test_what_cannot_be_counted_to_one_year_is_said() -> None:
    entry, problems = activity(
        "黄梅县权力运行情况（2020-2022年）", "受理数量 办结数量 罚没金额（万元）", "5", "4", "3.5"
    )
    assert "count" not in entry.facts
    assert (entry.fields["办件量"], entry.fields["办结数量"], entry.fields["罚没金额（万元）"]) == ("5", "4", "3.5")
    assert problems == [
        "标题写了几个年度（2020、2022），办件量未能归入年度，原文随行保留",
        "“办结数量”也是数量，一个事项只取一列（受理数量），“办结数量”随行保留",
    ]
    entry, problems = activity("黄梅县2023年度办件量统计表", "2022年 2023年 合计", "/", "数十", "30")
    assert entry.facts == {} and entry.fields["办件量"] == "30", "a sum is no year's count"
    assert problems == [
        "2022年的办件量写的是“/”，不知是零还是没有统计",
        "2023年的办件量“数十”不是一个数字，原文随行保留",
    ]


# 赋权保障 -----------------------------------------------------------------------------------------------------------------------


def test_a_column_for_each_kind_of_support() -> None:
    rows = [
        ["黄梅县赋权保障清单"],
        ["序号", "赋权事项", "人员（名）", "经费（万元）", "场地", "培训", "装备", "保障部门", "受赋权乡镇", "年度"],
        [
            1,
            "对违法建设的处罚",
            "２",
            "3.5",
            "",
            "两次",
            "记录仪5台、车1辆",
            "县城管局",
            "小池镇、五祖镇",
            "2024年",
        ],
    ]
    text, problems = one(xlsx(rows))
    entry = text.entries[0]
    assert text.kind == ListKind.SUPPORT and problems == []
    assert [*zip(*(entry.facts[name].split("\n") for name in ("support_kind", "amount", "unit")), strict=True)] == [
        (SupportKind.STAFF, "2", "名"),
        (SupportKind.FUNDS, "3.5", "万元"),
        (SupportKind.TRAINING, "2", "次"),
        (SupportKind.EQUIPMENT, "5", "台"),
        (SupportKind.EQUIPMENT, "1", "辆"),
    ]
    assert entry.facts["year"] == "2024"
    assert entry.holders == (
        ("黄梅县城市管理局", Role.LEAD),
        ("小池镇", Role.RECEIVING),
        ("五祖镇", Role.RECEIVING),
    )
    assert entry.recipients == (RecipientRecord("小池镇"), RecipientRecord("五祖镇"))
    assert entry.refs == (RefRecord((ItemKind.GRANT,), "对违法建设的处罚", "", "黄梅县城市管理局"),)
    assert entry.fields["装备"] == "记录仪5台、车1辆"


@pytest.mark.parametrize(
    ("kind", "amount", "unit", "expected"),
    [
        ("人员", 3, "名", ("staff", "3", "名")),
        ("经费保障", "20万元", "", ("funds", "20", "万元")),
        ("场地", "120㎡", "", ("premises", "120", "㎡")),
        ("业务培训", "每年两次", "", ("training", "2", "次")),
        ("其他", "1", "个", ("other", "1", "个")),
    ],
)
def test_a_row_for_each_kind_of_support(kind: str, amount: Any, unit: str, expected: tuple[str, str, str]) -> None:
    rows = [
        ["黄梅县赋权保障清单"],
        ["保障事项", "保障类型", "数量", "计量单位", "责任部门", "承接乡镇", "对应赋权事项"],
        ["某项保障", kind, amount, unit, "县财政局", "中心镇", "对违法建设的处罚（420117003000）"],
    ]
    text, problems = one(xlsx(rows))
    entry = text.entries[0]
    assert problems == []
    assert (entry.facts["support_kind"], entry.facts["amount"], entry.facts["unit"]) == expected
    assert entry.recipients == (RecipientRecord("中心镇", by_type=True),)
    assert entry.refs == (RefRecord((ItemKind.GRANT,), "对违法建设的处罚", "420117003000", "黄梅县财政局"),)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (["某保障", "怪类", "3名", "县财政局", "小池镇"], "保障类型“怪类”不认识"),
        (["某保障", "", "3名", "县财政局", "小池镇"], "看不出是人员、经费、场地、培训还是装备保障"),
        (["某保障", "人员", "若干", "县财政局", "小池镇"], "数量“若干”不是数字，原文随行保留"),
        (["某保障", "人员", "", "县财政局", "小池镇"], "没有写明保障的数量"),
        (["某保障", "人员", "3名", "", "小池镇"], "没有写明由哪个部门提供保障"),
        (["某保障", "人员", "3名", "县财政局", ""], "没有写明保障哪个乡镇（街道）"),
    ],
)
def test_what_a_support_lacks_is_said(cells: list[str], words: str) -> None:
    rows = [["黄梅县赋权保障清单"], ["保障事项", "保障类型", "数量", "保障部门", "受保障乡镇"], cells]
    text, problems = one(xlsx(rows))
    assert has(problems, "工作表“Sheet1”第 3 行", words), problems
    assert text.entries[0].name == "某保障"


# 执法人员 -----------------------------------------------------------------------------------------------------------------------


def test_officers_with_terms_and_what_is_out_of_date() -> None:
    rows = [
        ["黄梅县持证行政执法人员名录"],
        ["序号", "姓名", "性别", "执法证号", "所在单位", "内设机构", "职务", "发证日期", "有效期"],
        [
            1,
            "甘立夏",
            "女",
            "17110712345",
            "县应急局",
            "执法大队",
            "副大队长",
            "2022-05-01",
            "2022年5月1日至2027年4月30日",
        ],
        [2, "桂秋白", "男", "１７１１０７１２３４６", "县应急局", "执法大队", "", "2018-05-01", "2024-06-29"],
        [3, "梅冬青", "男", "17110712347", "小池镇", "综合执法中心", "", "2020年2月29日", "五年"],
        [4, "柳春山", "男", "", "", "综合执法中心", "", "", "长期"],
        ["合计", "4人"],
    ]

    def hide(sheet: Any) -> None:
        sheet.column_dimensions["C"].hidden = True

    text, problems = one(xlsx(rows, (), hide))
    first, expired, five, last = text.entries
    assert text.kind == ListKind.OFFICER and first.kind == ItemKind.OFFICER
    assert (first.name, first.code) == ("甘立夏", "17110712345")
    assert first.facts == {"certificate": "17110712345", "post": "副大队长", "until": "2027-05-01"}
    assert first.holders == (("黄梅县应急管理局", Role.LEAD),)
    assert first.offices == (("黄梅县应急管理局", "执法大队"),)
    assert first.fields["性别"] == "女" and first.fields["发证日期"] == "2022-05-01"
    assert expired.facts["until"] == "2024-06-30" and expired.code == "17110712346"
    assert five.facts["until"] == "2025-03-01", "issued on the 29th of February, the last day is the 28th"
    assert "until" not in last.facts and last.fields["有效期"] == "长期"
    assert has(problems, "第 4 行", "执法证件在版本日期 2024-06-30 已过有效期（2024-06-29 止）", "过期的，不得从事执法")
    assert not has(problems, "第 5 行", "有效期")
    assert has(problems, "第 6 行", "没有执法证号")
    assert has(problems, "第 6 行", "没有写明所在单位")
    assert has(problems, "第 6 行", "有效期“长期”没有到哪一日为止，原文随行保留")
    assert Counter(name for item in text.entries for name, _ in item.holders) == {
        "黄梅县应急管理局": 2,
        "小池镇": 1,
    }


def test_a_certificate_is_not_called_expired_where_the_list_has_no_day() -> None:
    rows = [
        ["黄梅县持证行政执法人员名录"],
        ["姓名", "执法证号", "单位", "有效期至"],
        ["甘立夏", "1", "县应急局", "2001-01-01"],
    ]
    text, problems = one(xlsx(rows), {"authority": "黄梅县司法局", "place": "421127"})
    assert text.edition is None and not has(problems, "已过有效期")


def test_a_departments_own_roster_is_of_its_people() -> None:
    rows = [["黄梅县应急管理局持证行政执法人员名录"], ["姓名", "执法证号"], ["甘立夏", "1"], ["桂秋白", "2"]]
    told = {"authority": "黄梅县应急管理局", "place": "421127", "edition": "2024-06-30"}
    text, problems = one(xlsx(rows), told)
    assert {item.holders for item in text.entries} == {(("黄梅县应急管理局", Role.LEAD),)}
    assert has(problems, "第 3、4 行", "没有写明所在单位，按清单所属机构“黄梅县应急管理局”读取")


# Nothing is dropped -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", MINE)
def test_a_column_that_no_kind_knows_and_an_unread_cell_stay_with_the_row(kind: ListKind) -> None:
    columns = KINDS[kind].columns
    heads = [column.heads.split()[0] for column in columns]
    row = [f"怪{number}" for number in range(len(heads))]
    text, _ = one(xlsx([[*heads, "自创栏目"], [*row, "自创内容"]]), COUNTY | {"kind": str(kind)})
    entry = text.entries[0]
    assert entry.fields["自创栏目"] == "自创内容"
    assert cells_of(entry) == {*row, "自创内容"}
    seen = "\n".join(
        [
            entry.name, entry.sub_name, entry.code, entry.basis,
            *entry.facts.values(), *entry.fields.values(),
            *(name for name, _ in entry.holders), *(part for _, part in entry.parts),
            *(name for _, name in entry.offices), *(ref.name + ref.code for ref in entry.refs), *(item.name for item in entry.recipients),
        ]
    )  # fmt: skip
    assert [text for text in row if text not in seen] == []


CELL = st.text("（一）1.、；：\n县城管局公安牵头负责配合年月日2024-0至件万元名《》各镇村协助/无", max_size=40)


@settings(max_examples=80, deadline=None)
@given(data=st.data(), kind=st.sampled_from(MINE))
def test_no_cell_whatever_stops_a_reader_or_is_lost(data: st.DataObject, kind: ListKind) -> None:
    """Cells of any make: the row is read or kept as a note, its raw cells whole."""
    columns = KINDS[kind].columns
    heads = [column.heads.split()[0] for column in columns]
    name = heads[[column.field for column in columns].index(KINDS[kind].name)]
    row = {head: data.draw(CELL) for head in heads} | {name: "某" + data.draw(CELL)}
    lists, problems = read_list(
        csv_bytes([heads, [row[head] for head in heads]]), "某.csv", COUNTY | {"kind": str(kind)}
    )
    assert not [item for item in problems if item.severity == "error" and "没有可以读取" not in item.message], texts(
        problems
    )
    kept = " ".join(text for found in lists for entry in found.entries for text in entry.cells.values())
    kept += " ".join(note for found in lists for note in found.notes)
    if lists:
        assert [text for text in row.values() if text.strip() and text.strip() not in kept] == []


# Village items and officers as other offices head them ----------------------------------------------------------------------------


def test_village_items_keep_everyone_under_any_head() -> None:
    rows = [["小池镇村级工作事项清单"], ["序号", "事项名称", "事项类别", "主责单位", "配合单位"]]
    rows += [["1", "森林防火巡查", "协助类", "县林业局", "县应急局"], ["2", "开具收入证明", "禁止类", "县民政局", ""]]
    rows += [["3", "核实亲属关系", "禁止类", "公安部门", ""]]
    text, problems = one(xlsx(rows), TOWN)
    first, second, third = text.entries
    assert first.holders == (("黄梅县林业局", Role.LEAD), ("黄梅县应急管理局", Role.COOPERATE))
    assert second.holders == (("黄梅县民政局", Role.LEAD),)
    assert third.fields["县级部门"] == "公安部门"
    assert has(problems, "第 5 行", "“公安部门”不是一个机构的名称，原文随行保留，暂按清单所属机构读取")


def test_what_self_governing_bodies_must_not_certify_is_not_their_own_matter() -> None:
    rows = [
        ["黄梅县不应由基层群众性自治组织出具证明事项清单"],
        ["序号", "证明名称", "主管部门"],
        ["1", "居住证明", "县教育局"],
    ]
    text, _ = one(xlsx(rows), COUNTY | {"kind": "village_list"})
    assert text.entries[0].facts["village_kind"] == VillageKind.NEGATIVE
    assert text.entries[0].holders == (("黄梅县教育局", Role.LEAD),)


def test_officers_under_other_heads() -> None:
    rows = [
        ["黄梅县行政执法人员名录"],
        ["姓名", "执法证件号", "监督证号", "所属镇街", "执法大队", "发证日期", "有效期限（年）"],
        ["甲", "1.20202E+10", "", "小池镇", "一中队", "2023-03-01", "5"],
        ["乙", "", "鄂J001", "五祖镇", "", "2023-03-01", "5年"],
    ]
    text, problems = one(csv_bytes(rows), COUNTY)
    first, second = text.entries
    assert (first.holders, first.facts["until"]) == ((("小池镇", Role.LEAD),), "2028-03-01")
    assert (second.holders, second.fields["执法监督证号"]) == ((("五祖镇", Role.LEAD),), "鄂J001")
    assert [problem.split("：", 1)[1].split("。应为")[0] for problem in problems] == [
        "执法证号“1.20202E+10”是科学记数，末尾的数字已经丢失"
    ]


@pytest.mark.parametrize("head", ["镇", "街道", "单位", "乡镇"])
def test_what_each_town_gets_in_rows_of_one_grant(head: str) -> None:
    rows = [["黄梅县赋权保障清单"], ["序号", "赋权事项", head, "人员", "经费", "保障部门"]]
    rows += [["1", "对摆摊的处罚", "小池镇", "3名", "5万元", "县财政局"], ["", "", "五祖镇", "2名", "无", ""]]
    text, problems = one(xlsx(rows, ["A3:A4", "B3:B4", "F3:F4"]))
    assert [item for entry in text.entries for item in entry.recipients] == [
        RecipientRecord("小池镇", note="人员：3名；经费：5万元"),
        RecipientRecord("五祖镇", note="人员：2名；经费：无"),
    ]
    assert problems == []

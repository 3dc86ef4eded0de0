"""What a row of each kind of list states: how the kind is decided, and power lists, enforcement catalogues, grants, catalogues of grants,
decisions and duties as offices write them, each message by its text."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.lists import explain_list, read_list
from ingest.lists.kinds import RowContext, registry
from ingest.lists.kinds.adjustment import action_of, number_in
from ingest.lists.kinds.granting import is_mark, mode_of, tier_of
from ingest.lists.responsibilities import split_text, stage_of
from ingest.lists.rows import RawRow
from ingest.lists.titles import authority_in, term_in
from ingest.lists.words import every_town, is_town, town_type, town_types_in
from ontologies.places import Place
from ontologies.records import (
    AdjustmentAction,
    DutyKind,
    EntryRecord,
    GrantMode,
    ItemKind,
    Level,
    ListKind,
    ListText,
    PowerType,
    Problem,
    RecipientRecord,
    RefRecord,
    ResponsibilityKind,
    Role,
    Route,
    RouteRecord,
    Stage,
    Theme,
    Tier,
)
from ontologies.schema import node_tables

Rows = Sequence[Any]
TOWNS = [
    Place("421127", "黄梅县", Level.COUNTY, "4211"),
    Place("421127102", "小池镇", Level.TOWNSHIP, "421127"),
    Place("421127101", "孔垄镇", Level.TOWNSHIP, "421127"),
    Place("421127106", "五祖镇", Level.TOWNSHIP, "421127"),
]


def xlsx(sheets: Mapping[str, Any] | Rows, prepare: Callable[[Any], None] | None = None) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, rows in (sheets if isinstance(sheets, dict) else {"Sheet1": sheets}).items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([None if value == "" else value for value in row])
    if prepare:
        prepare(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(
    rows: Mapping[str, Any] | Rows,
    name: str = "清单.xlsx",
    prepare: Callable[[Any], None] | None = None,
    divisions: Sequence[Place] = TOWNS,
    **told: Any,
) -> tuple[list[ListText], list[str]]:
    """The lists of a workbook and what is said of it, without what a test's file does not care to tell (day, whose, where)."""
    lists, problems = read_list(xlsx(rows, prepare), name, told or None, None, divisions)
    assert all(problem.severity != "error" for problem in problems), [problem.text() for problem in problems]
    return lists, [problem.text() for problem in problems if not _unsaid(problem)]


def _unsaid(problem: Problem) -> bool:
    return problem.message.startswith(("没有写明版本日期", "版本日期只写到", "没有写明是哪个机构", "没有查到"))


def one(rows: Mapping[str, Any] | Rows, name: str = "清单.xlsx", **told: Any) -> tuple[ListText, list[str]]:
    lists, said = read(rows, name, **told)
    assert len(lists) == 1, [(text.kind, text.title) for text in lists]
    return lists[0], said


def named(text: ListText, name: str) -> EntryRecord:
    return next(entry for entry in text.entries if entry.name == name)


# The registry -------------------------------------------------------------------------------------------------------------


def test_every_kind_of_list_has_its_reader() -> None:
    assert set(registry.KINDS) == set(ListKind)
    assert all(registry.KINDS[kind].kind == kind for kind in ListKind)


@pytest.mark.parametrize("kind", list(ListKind))
def test_a_kind_is_known_by_its_code_and_its_label(kind: ListKind) -> None:
    assert registry.kind_named(str(kind)) == registry.kind_named(kind.label) == kind
    assert registry.kind_in(f"{kind}_2024") == kind


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("黄梅县应急管理局权责清单", ListKind.POWER),
        ("小池镇基本履职事项清单", ListKind.DUTY),
        ("湖北省农业综合行政执法事项指导目录（2022年版）", ListKind.ENFORCEMENT),
        ("桐庐县中心镇赋权事项清单", ListKind.GRANT),
        ("许镇镇赋权事项认领清单", ListKind.GRANT),
        ("安徽省赋予乡镇街道部分县级审批执法权限指导目录", ListKind.GRANT_CATALOGUE),
        ("黄梅县村级协助履职事项清单", ListKind.VILLAGE),
        ("天长市交办事项清单", ListKind.TASK),
        ("淮安区职责边界清单", ListKind.BOUNDARY),
        ("黄梅县应急管理局“三定”职责清单", ListKind.MANDATE),
        ("黄梅县政务服务事项目录", ListKind.SERVICE),
        ("市场准入负面清单管理措施对应表", ListKind.ACCESS),
        ("关于取消和下放一批行政审批事项的决定", ListKind.ADJUSTMENT),
        ("2023年度赋权事项行使情况统计表", ListKind.ACTIVITY),
        ("黄梅县乡镇赋权保障清单", ListKind.SUPPORT),
        ("小池镇行政执法人员名录", ListKind.OFFICER),
        ("黄梅县授权委托安排清单", ListKind.ARRANGEMENT),
        ("南陵县行政委托事项表", ListKind.ARRANGEMENT),
        ("黄梅县机构名录", ListKind.ROSTER),
        ("黄梅县应急管理局权责清单（2024年动态调整版）", ListKind.POWER),
        ("人员名单", None),
    ],
)
def test_titles_tell_the_narrowest_kind(title: str, kind: ListKind | None) -> None:
    assert registry.kind_in(title) == kind


def test_the_facts_of_these_kinds_are_columns_of_their_nodes() -> None:
    tables = {table.kind: {column.name for column in table.columns} for table in node_tables().values()}
    for rows, name in (
        (GRANTS, "赋权清单.xlsx"),
        (CLAIMS, "目录.xlsx"),
        (DECISION, "决定.xlsx"),
        (POWERS, "权责清单.xlsx"),
        (GUIDANCE, "指导目录.xlsx"),
    ):
        for text in read(rows, name)[0]:
            for entry in text.entries:
                assert entry.facts, name
                assert entry.facts.keys() <= tables[entry.kind], entry.kind


# Of which kind a table is -------------------------------------------------------------------------------------------------

PLAIN: list[list[Any]] = [
    ["黄梅县应急管理局权责清单（截至2024年6月30日）"],
    ["序号", "权力类型", "事项名称", "设定依据"],
    [1, "行政处罚", "甲的处罚", "《安全生产法》第九十四条"],
]
BARE: list[list[Any]] = [["序号", "事项名称", "设定依据"], [1, "甲", "《甲法》第一条"]]
GRANT_ROWS: list[list[Any]] = [
    ["序号", "赋权事项名称", "原行使部门", "赋权范围", "赋权事项的执法依据", "赋权街镇"],
    [1, "对乱倒垃圾的处罚", "县城管局", "全部", "《甲条例》第一条", "小池镇、五祖镇"],
]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("grant_list", ListKind.GRANT),
        ("赋权清单", ListKind.GRANT),
        ("basic", ListKind.DUTY),
        ("配合履职", ListKind.DUTY),
        ("执法事项目录", ListKind.ENFORCEMENT),
        ("权责清单", ListKind.POWER),
    ],
)
def test_what_is_told_comes_before_every_other_sign(word: str, kind: ListKind) -> None:
    text, _ = one(PLAIN, "村级事项清单.xlsx", kind=word)
    assert text.kind == kind


def test_the_title_comes_before_the_files_name_and_the_name_before_the_columns() -> None:
    assert one(PLAIN, "小池镇履职事项清单.xlsx")[0].kind == ListKind.POWER
    assert one(BARE, "小池镇基本履职事项清单.xlsx")[0].kind == ListKind.DUTY
    assert one(BARE, "x.xlsx")[0].kind == ListKind.POWER


def test_columns_tell_where_no_title_does() -> None:
    text, said = one(GRANT_ROWS, "x.xlsx", authority="黄梅县人民政府")
    assert text.kind == ListKind.GRANT
    assert said == []


def test_a_table_of_powers_with_the_department_they_come_from_is_a_grant() -> None:
    rows = [["黄梅县执法事项清单"], *GRANT_ROWS]
    assert one(rows)[0].kind == ListKind.GRANT
    sheets = {"执法事项清单": BARE, "审批事项": BARE}
    assert {text.kind for text in read(sheets, "小池镇赋权事项.xlsx")[0]} == {ListKind.GRANT}


def test_a_title_against_its_columns_is_said() -> None:
    rows = [["黄梅县职责边界清单"], *GRANT_ROWS]
    text, said = one(rows)
    assert text.kind == ListKind.BOUNDARY
    assert said[0] == (
        "清单.xlsx（工作表“Sheet1”）：标题说是职责边界清单，“原行使部门”、“赋权街镇”却是赋权清单的列，按标题读取。"
        "处理：若是赋权清单，请在说明文件写明 kind: grant_list。"
    )


def test_columns_of_two_kinds_are_said() -> None:
    rows = [
        ["序号", "姓名", "执法证号", "工作单位", "处理决定"],
        [1, "张三", "17110112345", "县应急局", "取消"],
    ]
    text, said = one(rows, "x.xlsx")
    assert text.kind == ListKind.OFFICER
    # 处理决定 alone is one sign, 姓名 with 执法证号 are two: the surer one is taken, and nothing is doubtful.
    assert said == []
    rows = [["序号", "事项名称", "处理决定", "行使次数"], [1, "甲", "取消", "3"]]
    text, said = one(rows, "x.xlsx")
    assert "列名既像事项调整决定，又像职权行使情况，暂按事项调整决定读取" in said[0]
    assert "请在说明文件写明 kind，如 adjustment_list 或 activity_report" in said[0]


def test_nothing_tells_the_kind() -> None:
    _, said = one(BARE, "x.xlsx")
    assert said[0] == (
        "x.xlsx（工作表“Sheet1”）：看不出清单的种类，暂按权责清单读取。处理：请在说明文件写明 kind: power_list 或 duty_list。"
    )


def test_three_lists_in_one_workbook_are_three_documents() -> None:
    sheets = {
        "审批赋权": [["小池镇行政审批赋权事项清单"], *GRANT_ROWS],
        "执法赋权": [["小池镇综合行政执法赋权事项清单"], *GRANT_ROWS],
        "配合": [
            ["小池镇配合事项清单"],
            ["序号", "事项名称", "对应上级部门", "上级部门职责", "乡镇配合职责"],
            [1, "生产安全事故应急", "县应急局", "指挥", "先期处置"],
        ],
    }
    lists, said = read(sheets, "三清单.xlsx")
    assert said == []
    assert [(text.kind, text.authority, len(text.entries)) for text in lists] == [
        (ListKind.GRANT, "小池镇", 2),
        (ListKind.DUTY, "小池镇", 1),
    ]


def test_three_lists_below_each_other_in_one_sheet() -> None:
    rows = [
        ["小池镇赋权事项清单和配合事项清单"],
        ["一、执法事项赋权清单"],
        *GRANT_ROWS,
        ["二、配合事项清单"],
        ["序号", "事项名称", "对应上级部门", "上级部门职责", "乡镇配合职责"],
        [1, "生产安全事故应急", "县应急局", "指挥", "先期处置"],
    ]
    lists, said = read(rows, "小池镇.xlsx")
    assert said == []
    assert [(text.kind, [entry.kind for entry in text.entries]) for text in lists] == [
        (ListKind.GRANT, [ItemKind.GRANT]),
        (ListKind.DUTY, [ItemKind.DUTY]),
    ]


def test_the_parts_of_a_decision_are_no_lists_of_their_own() -> None:
    text, said = one(
        [
            ["黄梅县人民政府关于取消和下放行政职权事项的决定"],
            ["序号", "事项名称", "审批部门"],
            ["一、取消的行政许可事项目录"],
            [1, "甲许可", "县住建局"],
            ["二、下放的行政处罚事项目录"],
            [2, "乙的处罚", "县城管局"],
        ]
    )
    assert said == []
    assert text.kind == ListKind.ADJUSTMENT
    assert [entry.facts["action"] for entry in text.entries] == ["cancel", "delegate"]


def test_rows_that_a_kind_leaves_stay_as_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    power = registry.KINDS[ListKind.POWER]

    def only_the_first(entry: EntryRecord, row: RawRow, ctx: RowContext) -> EntryRecord | None:
        ctx.remark(row, "看过")
        return power.read(entry, row, ctx) if entry.name == "甲" else None

    rows = [*BARE, [2, "乙", "《甲法》第二条"]]
    monkeypatch.setitem(registry.KINDS, ListKind.POWER, msgspec.structs.replace(power, read=only_the_first))
    text, said = one(rows, kind="power_list")
    assert [entry.name for entry in text.entries] == ["甲"]
    assert "第 3 行：2　乙　《甲法》第二条" in text.notes
    assert "清单.xlsx（工作表“Sheet1”第 2、3 行）：看过。" in said, "one message for all rows"
    lists, problems = read_list(xlsx([BARE[0], rows[2]]), "清单.xlsx", {"kind": "power_list"})
    assert lists == []
    assert problems[-1].text() == (
        "清单.xlsx：按权责清单读取，没有一行是事项。应为：每个事项一行。处理：请核对种类，必要时在说明文件写明 kind。"
    )
    tables, _ = explain_list(xlsx(rows), "清单.xlsx", {"kind": "power_list"})
    assert (tables[0].kind, tables[0].rows) == ("权责清单", 2)
    assert explain_list(xlsx([BARE[0], rows[2]]), "清单.xlsx", {"kind": "power_list"})[0] == []


# Validity -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "until"),
    [
        ({"until": "2027-01-01"}, date(2027, 1, 1)),
        ({"失效日期": "2027-01-01"}, date(2027, 1, 1)),
        ({"有效期至": "2026-12-31"}, date(2027, 1, 1)),
    ],
)
def test_the_end_is_told(told: dict[str, str], until: date) -> None:
    assert one(PLAIN, **told)[0].until == until


@pytest.mark.parametrize(
    ("line", "until"),
    [
        ("有效期至2027年12月31日", date(2028, 1, 1)),
        ("（2024年6月30日公布，有效期至2027年6月）", date(2027, 7, 1)),
        ("有效期至２０２７年", date(2028, 1, 1)),
        ("自2024年7月1日起施行，有效期五年", date(2029, 7, 1)),
        ("自2024年2月29日起试行，试行期1年", date(2025, 2, 28)),
        ("本清单由县应急局解释", None),
    ],
)
def test_the_end_is_written_above_the_table(line: str, until: date | None) -> None:
    rows = [["黄梅县应急管理局权责清单"], ["（2024年2月1日公布）" if "2024" not in line else ""], [line], *PLAIN[1:]]
    text, _ = one(rows)
    assert text.until == until
    assert text.edition is not None
    assert text.edition.year == 2024, "the end is never taken for the edition"


def test_an_end_before_the_edition_is_not_used() -> None:
    text, said = one(PLAIN, until="2024-01-01")
    assert text.until is None
    assert said == ["清单.xlsx：失效日期 2024-01-01 不在版本日期 2024-06-30 之后，未使用。处理：请核对两个日期。"]


def test_an_end_that_is_no_day_refuses_the_file() -> None:
    lists, problems = read_list(xlsx(PLAIN), "清单.xlsx", {"有效期至": "明年"})
    assert lists == []
    assert problems[0].text().startswith("清单.xlsx（说明文件 有效期至）：“明年”不能用。应为：日期，如 2027-12-31")


def test_a_kind_that_is_none_refuses_the_file() -> None:
    lists, problems = read_list(xlsx(PLAIN), "清单.xlsx", {"kind": "菜单"})
    assert lists == []
    assert "“菜单”不能用。应为：power_list（权责清单）、duty_list（履职事项清单）、" in problems[0].text()
    assert "recalled（收回）" in problems[0].text()


def test_a_kinds_own_word_names_a_column_in_the_sidecar() -> None:
    rows = [["黄梅县赋权清单"], ["号", "甲列", "乙列"], [1, "对乱倒垃圾的处罚", "县城管局"]]
    text, _ = one(rows, head_row=2, columns={"甲列": "事项名称", "C": "原行使部门"})
    assert text.columns["C"] == "original"
    assert text.entries[0].holders == (("黄梅县城市管理局", Role.ORIGINAL),)


def test_terms_of_texts() -> None:
    assert term_in(["有效期限为三年"]) == (None, 3)
    assert term_in(["有效期至2026.6.30", "有效期三年"]) == (date(2026, 7, 1), 0)
    assert term_in(["2024年版"]) == (None, 0)


# Power lists --------------------------------------------------------------------------------------------------------------

_DUTIES = "1.受理责任：公示依法应当提交的材料；\n2.审查责任：依照《甲法》第三十八条第（一）项审核。3.决定责任：作出决定，按1.5倍收取。"
POWERS: list[list[Any]] = [
    ["黄梅县应急管理局权责清单（2024年6月30日）"],
    ["序号", "权力类型", "事项名称", "实施依据", "责任事项内容", "责任事项依据", "追责对象范围", "追责情形", "追责依据", "实施对象", "法定时限",
     "承诺时限", "监督电话", "状态", "备注"],
    [1, "行政许可", "危险化学品经营许可", "《条例》第三十三条", _DUTIES, "1.《甲法》第一条 2.《乙法》第二条 3.《丙法》第三条",
     "县应急管理局及其工作人员", "因不履行职责，有下列情形的，应当承担责任：\n1.应当受理而不受理的；\n2.违规发证的", "《公务员法》第六十一条",
     "企业", "20个工作日", "５个工作日", "0713-3330000", "在用", ""],
]  # fmt: skip


def test_responsibilities_are_records_of_their_own() -> None:
    text, said = one(POWERS)
    assert said == []
    entry = text.entries[0]
    assert entry.kind == ItemKind.POWER
    told = [(r.kind, r.number, r.stage, r.text[:6], r.basis, r.scope) for r in entry.responsibilities]
    duty, blame = ResponsibilityKind.DUTY, ResponsibilityKind.ACCOUNTABILITY
    assert told == [
        (duty, 1, Stage.ACCEPT, "受理责任：公", "《甲法》第一条", ""),
        (duty, 2, Stage.EXAMINE, "审查责任：依", "《乙法》第二条", ""),
        (duty, 3, Stage.DECIDE, "决定责任：作", "《丙法》第三条", ""),
        (blame, 1, Stage.OTHER, "应当受理而不", "《公务员法》第六十一条", "县应急管理局及其工作人员"),
        (blame, 2, Stage.OTHER, "违规发证的", "《公务员法》第六十一条", "县应急管理局及其工作人员"),
    ]
    assert entry.responsibilities[1].text == "审查责任：依照《甲法》第三十八条第（一）项审核。"
    assert entry.responsibilities[2].text == "决定责任：作出决定，按1.5倍收取。"
    assert entry.facts == {
        "target": "企业",
        "statutory_limit": "20个工作日",
        "promised_limit": "５个工作日",
        "item_status": "在用",
    }
    assert entry.routes == (RouteRecord(Route.EXERCISE, "", "0713-3330000"),)
    assert entry.fields == {"序号": "1", "追责情形总述": "因不履行职责，有下列情形的，应当承担责任："}
    assert entry.cells["E"] == _DUTIES


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1.受理或者立案；2.核查；3.决定", ["受理或者立案；", "核查；", "决定"]),
        (
            "（一）立案责任：甲。1.两人；2.出示。\n（二）调查责任：依据第（一）项。",
            ["立案责任：甲。1.两人；2.出示。", "调查责任：依据第（一）项。"],
        ),
        ("①受理\n②审查", ["受理", "审查"]),
        ("１．受理 ２．审查", ["受理", "审查"]),
        ("一、受理责任\n二、审查责任", ["受理责任", "审查责任"]),
        ("受理→审查→决定", ["受理", "审查", "决定"]),
        ("受理、审查、决定、送达", ["受理", "审查", "决定", "送达"]),
        ("受理责任：甲。审查责任：乙。", ["受理责任：甲。", "审查责任：乙。"]),
        ("受理：甲\n审查：乙", ["受理：甲", "审查：乙"]),
        ("不履行职责的；\n违规的；\n其他", ["不履行职责的；", "违规的；", "其他"]),
        ("依照《甲法》第1.5条，1.5万元以下", ["依照《甲法》第1.5条，1.5万元以下"]),
        ("按照规定受理、审查申请材料，决定是否许可。", ["按照规定受理、审查申请材料，决定是否许可。"]),
        ("", []),
    ],
)
def test_responsibilities_are_parted_where_the_text_parts_them(text: str, parts: list[str]) -> None:
    assert list(split_text(text).parts) == parts


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("受理责任：公示", Stage.ACCEPT),
        ("立案阶段责任：决定是否立案", Stage.FILE),
        ("调查取证责任：", Stage.INVESTIGATE),
        ("审查责任：决定的依据", Stage.EXAMINE),
        ("告知责任：", Stage.INFORM),
        ("送达责任：", Stage.SERVE),
        ("执行责任：", Stage.EXECUTE),
        ("信息公开责任：", Stage.PUBLISH),
        ("事后监管责任：开展检查", Stage.SUPERVISE),
        ("其他法律法规规章规定应履行的责任。", Stage.OTHER),
        ("依法履行职责", Stage.OTHER),
    ],
)
def test_stages(text: str, stage: Stage) -> None:
    assert stage_of(text) == stage


def test_one_responsibility_in_each_row_under_a_merged_name_is_one_power() -> None:
    rows = [
        ["黄梅县民政局责任清单"],
        ["序号", "职权名称", "环节", "责任事项", "责任事项依据"],
        [1, "社会团体登记", "受理", "一次性告知补正材料", "《条例》第一条"],
        ["", "", "审查", "审核材料", "《条例》第二条"],
        ["", "", "决定", "作出登记决定", ""],
        [2, "慈善组织认定", "受理", "当场受理", ""],
    ]

    def prepare(book: Any) -> None:
        for letter in "AB":
            book.active.merge_cells(f"{letter}3:{letter}5")

    for lists, said in (read(rows, prepare=prepare), read([*rows[:3], *([1, rows[2][1], *r[2:]] for r in rows[3:5])])):
        assert said == []
        entry = lists[0].entries[0]
        assert lists[0].kind == ListKind.POWER
        assert [(r.stage, r.text, r.basis) for r in entry.responsibilities] == [
            (Stage.ACCEPT, "一次性告知补正材料", "《条例》第一条"),
            (Stage.EXAMINE, "审核材料", "《条例》第二条"),
            (Stage.DECIDE, "作出登记决定", "《条例》第二条"),
        ]
        assert entry.cells["D5"] == "作出登记决定"
        assert "责任环节" not in entry.fields
    assert [item.name for item in read(rows, prepare=prepare)[0][0].entries] == ["社会团体登记", "慈善组织认定"]


def test_the_same_row_twice_stays_two_items() -> None:
    row = [1, "社会团体登记", "1.受理责任 2.审查责任"]
    text, _ = one([["黄梅县民政局责任清单"], ["序号", "职权名称", "责任事项"], row, row])
    assert len(text.entries) == 2


def test_where_to_complain() -> None:
    head = ["序号", "权力类型", "事项名称", "监督方式", "设置问题投诉渠道", "行使问题投诉渠道"]
    rows = [
        ["黄梅县应急管理局权责清单"],
        head,
        [1, "行政处罚", "甲", "职权设置问题向县委编办反映（0713-1）；行使问题向县司法局投诉", "", ""],
        [2, "行政处罚", "乙", "", "县委编办 0713-1", "县司法局"],
        [3, "行政处罚", "丙", "12345", "", ""],
        [4, "行政处罚", "丁", "无", "", ""],
    ]
    text, said = one(rows)
    assert said == []
    first, second, third, fourth = (entry.routes for entry in text.entries)
    assert [(r.route, r.contact) for r in first] == [
        (Route.SETTING, "职权设置问题向县委编办反映（0713-1）"),
        (Route.EXERCISE, "行使问题向县司法局投诉"),
    ]
    assert "机构编制委员会办公室" in first[0].body
    assert first[1].body == "黄梅县司法局"
    assert [(r.route, r.body) for r in second] == [(Route.SETTING, first[0].body), (Route.EXERCISE, "黄梅县司法局")]
    assert second[1].contact == ""
    assert third == (RouteRecord(Route.EXERCISE, "", "12345"),)
    assert fourth == ()


def test_one_cell_for_both_limits() -> None:
    rows = [
        ["黄梅县应急管理局权责清单"],
        ["序号", "权力类型", "事项名称", "法定/承诺时限"],
        [1, "行政许可", "甲许可", "法定时限：20个工作日；承诺时限：5个工作日"],
        [2, "行政许可", "乙许可", "20个工作日"],
    ]
    text, _ = one(rows)
    assert text.entries[0].facts == {"statutory_limit": "20个工作日", "promised_limit": "5个工作日"}
    assert "法定和承诺时限" not in text.entries[0].fields
    assert text.entries[1].facts == {}
    assert text.entries[1].fields["法定和承诺时限"] == "20个工作日"


# Enforcement catalogues ---------------------------------------------------------------------------------------------------

GUIDANCE: list[list[Any]] = [
    ["湖北省农业综合行政执法事项指导目录（2022年版）"],
    ["序号", "事项名称", "职权类型", "实施依据", "实施主体", ""],
    ["", "", "", "", "法定实施主体", "第一责任层级建议"],
    [1, "对违法使用农药的行政处罚", "行政处罚", "《农药管理条例》第六十条", "农业农村主管部门", "设区的市或县级"],
    [2, "对农药经营的行政检查", "行政检查", "《农药管理条例》第四十一条", "县级以上农业农村主管部门", "县级"],
]


def test_a_guidance_is_a_catalogue() -> None:
    text, said = read(GUIDANCE, prepare=lambda book: book.active.merge_cells("E2:F2"))
    assert said == []
    first, second = text[0].entries
    assert (text[0].kind, text[0].authority) == (ListKind.ENFORCEMENT, "湖北省人民政府")
    assert first.kind == second.kind == ItemKind.CATALOGUE
    assert second.facts == {
        "power_type": "06",
        "statutory_body": "县级以上农业农村主管部门",
    }
    assert first.facts["statutory_body"] == "农业农村主管部门"
    assert first.fields["第一责任层级建议"] == "设区的市或县级", (
        "advice on a level is no rule of law, and stays as written"
    )
    assert first.holders == ()
    assert [body.name for body in text[0].bodies] == ["湖北省人民政府"]


@pytest.mark.parametrize(
    ("title", "holder", "authority"),
    [
        ("黄梅县农业农村局行政执法事项目录", "", "黄梅县农业农村局"),
        ("黄梅县农业农村局行政执法事项目录", "县农业农村局", "黄梅县农业农村局"),
        ("黄梅县小池镇行政执法事项清单", "小池镇人民政府", "小池镇"),
        ("行政执法事项目录", "县农业农村局", "黄梅县农业农村局"),
    ],
)
def test_a_countys_own_enforcement_catalogue_states_powers(title: str, holder: str, authority: str) -> None:
    rows = [
        [title],
        ["序号", "事项名称", "实施依据", "实施主体"],
        [1, "对违法使用农药的处罚", "《条例》第六十条", holder],
    ]
    text, _ = one(rows, place="421127")
    entry = text.entries[0]
    assert text.kind == ListKind.ENFORCEMENT
    assert (entry.kind, entry.power_type) == (ItemKind.POWER, PowerType.PENALTY)
    assert entry.holders == ((authority, Role.LEAD),)


# Grants -------------------------------------------------------------------------------------------------------------------

GRANTS: list[list[Any]] = [
    ["黄梅县综合行政执法赋权清单（2024年3月1日）"],
    [
        "序号",
        "赋权事项名称",
        "原行使部门",
        "赋权范围",
        "赋权事项的执法依据",
        "赋权街镇",
        "赋权方式",
        "委托期限",
        "省级目录编码",
    ],
    [
        1,
        "对乱倒垃圾的处罚",
        "县城管局",
        "处罚及检查",
        "《甲条例》第一条",
        "小池镇、五祖",
        "委托下放",
        "2024年3月1日至2027年2月28日",
        "C-001",
    ],
    [2, "户口登记", "县公安局", "", "《乙条例》第二条", "各乡镇（街道）", "派出机构行使", "长期", ""],
    [3, "不动产登记", "县自规局", "", "《丙条例》第三条", "中心镇、小池镇（试点）", "派驻", "", ""],
]


def test_a_grant_says_whose_power_goes_to_whom_and_how() -> None:
    text, said = one(GRANTS)
    assert said == []
    assert (text.kind, text.authority) == (ListKind.GRANT, "黄梅县人民政府")
    rubbish, household, estate = text.entries
    assert {entry.kind for entry in text.entries} == {ItemKind.GRANT}
    assert rubbish.holders == (
        ("黄梅县城市管理局", Role.ORIGINAL),
        ("小池镇", Role.ENTRUSTED),
        ("五祖镇", Role.ENTRUSTED),
    )
    assert rubbish.facts == {
        "mode": "entrust",
        "power_type": "02",
        "scope": "处罚及检查",
        "since": "2024-03-01",
        "until": "2027-03-01",
    }
    assert rubbish.refs == (
        RefRecord((ItemKind.POWER,), "对乱倒垃圾的处罚", "", "黄梅县城市管理局"),
        RefRecord((ItemKind.CATALOGUE,), "", "C-001"),
    )
    assert rubbish.recipients == (RecipientRecord("小池镇"), RecipientRecord("五祖镇"))
    assert household.facts == {"mode": "agency", "town_types": "各乡镇（街道）"}
    assert household.holders == (("黄梅县公安局", Role.ORIGINAL),)
    assert household.fields["赋权期限"] == "长期"
    assert estate.facts == {"mode": "stationed", "town_types": "中心镇"}
    assert estate.recipients == (RecipientRecord("中心镇", True), RecipientRecord("小池镇", False, "试点"))
    assert estate.holders[1] == ("小池镇", Role.RECEIVING)


def test_a_grant_list_as_an_office_keeps_it() -> None:
    rows = [
        ["附件2\n黄梅县综合行政执法赋权清单"],
        ["填报单位：黄梅县司法局", "", "", "", "", "（截至２０２４年３月１日）"],
        ["序\n号", "赋权事项\n名 称", "原行使\n部门", "赋权范围", "赋权事项的执法依据", "赋权街镇"],
        ["１", "对乱倒垃圾的\n行政处罚", "县城管局", "全部", "《甲条例》\n第一条", "小池镇\n五祖镇"],
        ["２", "对违规养犬的处罚", "", "", "《乙条例》第二条", ""],
        ["", "", "", "", "《丙条例》第三条", ""],
        ["合计", "2项"],
        ["注：赋权镇以自己的名义行使。"],
    ]

    def prepare(book: Any) -> None:
        sheet = book.active
        for area in ("A1:F1", "C4:C6", "D4:D5", "F4:F6", "A5:A6", "B5:B6", "A8:F8"):
            sheet.merge_cells(area)
        sheet.column_dimensions["D"].hidden = True

    lists, said = read(rows, prepare=prepare)
    assert said == [
        "清单.xlsx（工作表“Sheet1”）：有隐藏的列（D），已照常读取。处理：若是作废内容，请删除该列后再载入。"
    ]
    text = lists[0]
    assert (text.kind, text.authority, text.edition) == (ListKind.GRANT, "黄梅县人民政府", date(2024, 3, 1))
    assert [(entry.name, entry.facts) for entry in text.entries] == [
        ("对乱倒垃圾的行政处罚", {"power_type": "02", "scope": "全部"}),
        ("对违规养犬的处罚", {"power_type": "02", "scope": "全部"}),
    ]
    for entry in text.entries:
        assert [recipient.name for recipient in entry.recipients] == ["小池镇", "五祖镇"]
        assert entry.holders[0] == ("黄梅县城市管理局", Role.ORIGINAL)
    assert text.entries[1].basis == "《乙条例》第二条\n《丙条例》第三条"
    assert text.entries[0].cells["A"] == "１"
    assert text.notes[-2:] == ("注：赋权镇以自己的名义行使。", "合计\u30002项")


def test_one_sheet_for_each_type_of_town() -> None:
    head = ["序号", "事项名称", "县级部门"]
    counts = {"小城市培育试点镇": 5, "中心镇": 4, "山区乡镇": 2, "街道": 1}
    sheets = {
        kind: [
            [f"桐庐县{kind}赋权事项清单（{count}项）"],
            head,
            *([n, f"事项{n}", "县住建局"] for n in range(1, count + 1)),
        ]
        for kind, count in counts.items()
    }
    text, said = one(sheets, "桐庐县行政审批服务赋权清单.xlsx")
    assert said == []
    assert (text.authority, text.place) == ("桐庐县人民政府", "330122")
    found = dict.fromkeys(counts, 0)
    for entry in text.entries:
        assert [r.by_type for r in entry.recipients] == [True]
        assert entry.facts["town_types"] == entry.recipients[0].name == entry.sheet
        found[entry.sheet] += 1
    assert found == counts


def test_modes_by_heading_inside_types_by_heading() -> None:
    rows = [
        ["桐庐县乡镇（街道）赋权清单"],
        ["序号", "事项名称", "委托部门"],
        ["一、中心镇（3项）"],
        ["（一）委托下放事项"],
        [1, "甲", "县住建局"],
        ["（二）派出机构行使事项"],
        [2, "乙", "县公安局"],
        ["二、街道（1项）"],
        [3, "丙", "县民政局"],
    ]

    def prepare(book: Any) -> None:
        for row in (1, 3, 4, 6, 8):
            book.active.merge_cells(f"A{row}:C{row}")

    for lists, said in (read(rows, prepare=prepare), read(rows)):
        assert said == []
        assert [(e.facts.get("mode"), e.facts["town_types"]) for e in lists[0].entries] == [
            ("entrust", "中心镇"),
            ("agency", "中心镇"),
            (None, "街道"),
        ]
        assert lists[0].entries[0].fields["分组"] == "一、中心镇（3项） / （一）委托下放事项"


def test_modes_as_columns_of_marks_and_of_towns() -> None:
    rows = [
        ["黄梅县赋权清单"],
        ["序号", "事项名称", "原行使部门", "赋权方式", "", "", "赋权乡镇"],
        ["", "", "", "委托下放", "派出机构行使", "派驻单位行使", ""],
        [1, "甲", "县住建局", "√", "", "", "小池镇"],
        [2, "乙", "县公安局", "", "小池镇、五祖镇", "", ""],
        [3, "丙", "县民政局", "√", "", "√", "五祖镇"],
    ]

    def prepare(book: Any) -> None:
        book.active.merge_cells("D2:F2")
        for letter in "ABCG":
            book.active.merge_cells(f"{letter}2:{letter}3")

    lists, said = read(rows, prepare=prepare)
    first, second, third = lists[0].entries
    assert first.facts == {"mode": "entrust"}
    assert second.facts == {"mode": "agency"}
    assert second.recipients == (
        RecipientRecord("小池镇", False, "派出机构行使"),
        RecipientRecord("五祖镇", False, "派出机构行使"),
    )
    assert "mode" not in third.facts
    assert said == [
        "清单.xlsx（工作表“Sheet1”第 6 行）：写了几种赋权方式，未定为哪一种。"
        "应为：委托下放、派出机构行使或者派驻单位行使之一。处理：请按方式分行填写。"
    ]


def test_one_column_for_each_town_or_type() -> None:
    rows = [
        ["黄梅县赋权清单"],
        ["序号", "事项名称", "原行使部门", "小池镇", "五祖镇", "中心镇", "备注"],
        [1, "甲", "县住建局", "√", "×", "", ""],
        [2, "乙", "县公安局", "1", "限户籍", "是", "附注"],
    ]
    text, said = one(rows)
    assert said == []
    assert text.columns["D"] == "小池镇"
    assert text.entries[0].recipients == (RecipientRecord("小池镇", False, "√"),)
    assert text.entries[1].recipients == (
        RecipientRecord("小池镇", False, "1"),
        RecipientRecord("五祖镇", False, "限户籍"),
        RecipientRecord("中心镇", True, "是"),
    )
    assert text.entries[1].fields == {"序号": "2", "备注": "附注"}


def test_a_towns_own_claims_go_to_that_town() -> None:
    rows = [
        ["黄梅县小池镇赋权事项认领清单"],
        ["序号", "事项名称", "原行使部门", "档次"],
        [1, "甲", "县住建局", "自选盘"],
    ]
    text, said = one(rows)
    assert said == []
    assert (text.kind, text.authority) == (ListKind.GRANT, "小池镇")
    assert text.entries[0].recipients == (RecipientRecord("小池镇"),)
    assert text.entries[0].facts == {"tier": "optional"}


def test_a_departments_own_grants_come_from_it_and_headings_name_towns() -> None:
    rows = [
        ["黄梅县城市管理局委托下放事项清单"],
        ["序号", "事项名称", "依据"],
        ["一、小池镇"],
        [1, "甲", "《甲法》第一条"],
    ]
    text, said = one(rows)
    assert said == []
    assert text.entries[0].holders == (("黄梅县城市管理局", Role.ORIGINAL), ("小池镇", Role.ENTRUSTED))
    assert text.entries[0].facts["mode"] == "entrust"


def test_a_towns_seat_is_a_type_where_no_town_is_called_so() -> None:
    rows = [["黄梅县赋权清单"], ["序号", "事项名称", "原行使部门", "赋权乡镇"], [1, "甲", "县住建局", "城关镇"]]
    assert one(rows)[0].entries[0].recipients == (RecipientRecord("城关镇", True),)
    with_seat = [*TOWNS, Place("421127100", "城关镇", Level.TOWNSHIP, "421127")]
    assert one(rows, divisions=with_seat)[0].entries[0].recipients == (RecipientRecord("城关镇"),)


def test_grants_to_nobody_from_nobody_and_to_nobody_known() -> None:
    rows = [
        ["黄梅县赋权清单"],
        ["序号", "事项名称", "原行使部门", "赋权对象"],
        [1, "甲", "县住建局", ""],
        [2, "乙", "", "小池镇"],
        [3, "丙", "县住建局", "开发区、小池镇"],
    ]
    text, said = one(rows)
    assert said == [
        "清单.xlsx（工作表“Sheet1”第 3 行）：没有写明赋给哪些乡镇。应为：赋权乡镇一列、按乡镇勾选的列，或者按类型分的工作表。处理：请补上。",
        "清单.xlsx（工作表“Sheet1”第 4 行）：没有写明原行使部门。应为：原行使部门一列。处理：请补上。",
        "清单.xlsx（工作表“Sheet1”第 5 行）：赋权对象“开发区”认不出是哪个乡镇，原文随行保留。"
        "应为：乡镇、街道的名称或者类型。处理：请写全称，或一并载入区划表。",
    ]
    assert text.entries[2].recipients == (RecipientRecord("小池镇"),)
    assert text.entries[2].fields["赋权乡镇"] == "开发区、小池镇"


@pytest.mark.parametrize(
    ("texts", "mode"),
    [
        (["委托下放"], GrantMode.ENTRUST),
        (["县级部门派出机构行使"], GrantMode.AGENCY),
        (["由派驻单位行使"], GrantMode.STATIONED),
        (["", "一、委托事项"], GrantMode.ENTRUST),
        (["委托下放和派驻"], None),
        (["直接赋权"], None),
    ],
)
def test_modes(texts: list[str], mode: GrantMode | None) -> None:
    assert mode_of(texts) == mode


def test_marks_and_tiers() -> None:
    assert [is_mark(text) for text in ("√", "１", "是", "认领", "×", "0", "否", "/", "部分", "2024年")] == [
        *[True] * 4,
        *[False] * 4,
        None,
        None,
    ]
    assert tier_of(["基本盘（应领尽领）"]) == Tier.BASIC
    assert tier_of(["", "自选盘"]) == Tier.OPTIONAL
    assert tier_of(["基本盘和自选盘"]) is None


@pytest.mark.parametrize(
    ("word", "type_", "town", "every"),
    [
        ("中心镇", "中心镇", False, False),
        ("小城市培育试点镇", "小城市培育试点镇", False, False),
        ("一、山区乡镇（243项）", "山区乡镇", False, False),
        ("街道", "街道", False, False),
        ("小池镇", "", True, False),
        ("许镇镇", "", True, False),
        ("石城镇", "", True, False),
        ("县前街道", "", True, False),
        ("各乡镇（街道）", "", False, True),
        ("全县16个乡镇", "", False, True),
        ("赋权街镇", "", False, False),
        ("县住建局", "", False, False),
    ],
)
def test_words_for_towns(word: str, type_: str, town: bool, every: bool) -> None:
    assert (town_type(word), is_town(word), every_town(word)) == (type_, town, every)


def test_types_in_titles() -> None:
    assert town_types_in("桐庐县中心镇赋权事项清单") == ("中心镇",)
    assert town_types_in("桐庐县街道赋权事项清单") == ("街道",)
    assert town_types_in("桐庐县乡镇（街道）赋权事项清单") == ()
    assert authority_in("桐庐县中心镇赋权事项清单") == "桐庐县"


# A province's catalogue ---------------------------------------------------------------------------------------------------

CLAIMS: list[list[Any]] = [
    ["安徽省赋予乡镇街道部分县级审批执法权限指导目录（2022年12月1日公布）"],
    ["序号", "事项名称", "权力类型", "档次", "实施依据", "省级主管部门", "认领乡镇", "", ""],
    ["", "", "", "", "", "", "许镇镇", "籍山镇", "弋江镇"],
    [1, "甲许可", "行政许可", "基本盘", "《甲法》第一条", "省农业农村厅", "√", "√", "√"],
    [2, "乙的处罚", "行政处罚", "自选盘", "《乙法》第一条", "省农业农村厅", "认领", "", "否"],
    [3, "丙的处罚", "行政处罚", "自选盘", "《丙法》第一条", "省农业农村厅", "1", "1", ""],
    ["合计", "3项", "", "", "", "", "3", "2", "1"],
]


def test_a_provinces_catalogue_with_each_towns_claims() -> None:
    lists, said = read(CLAIMS, prepare=lambda book: book.active.merge_cells("G2:I2"), divisions=[])
    assert said == []
    text = lists[0]
    assert (text.kind, text.authority, text.place) == (ListKind.GRANT_CATALOGUE, "安徽省人民政府", "34")
    assert {entry.kind for entry in text.entries} == {ItemKind.CATALOGUE}
    claims: dict[str, int] = {}
    for entry in text.entries:
        for recipient in entry.recipients:
            assert not recipient.by_type
            claims[recipient.name] = claims.get(recipient.name, 0) + 1
    assert claims == {"许镇镇": 3, "籍山镇": 2, "弋江镇": 1}
    assert sum(claims.values()) / len(claims) == 2
    assert max(claims, key=lambda town: claims[town]) == "许镇镇"
    assert text.entries[1].facts == {"power_type": "02", "tier": "optional", "statutory_body": "省农业农村厅"}
    assert text.entries[1].recipients == (RecipientRecord("许镇镇", False, "认领"),)
    assert text.columns["G"] == "许镇镇"


def test_claims_in_a_column_of_names_and_tiers_by_heading() -> None:
    rows = [
        ["安徽省赋权事项目录及认领情况"],
        ["序号", "事项名称", "法定实施主体", "法定行使层级", "认领乡镇"],
        ["一、基本盘（1项）"],
        [1, "甲", "农业农村部门", "县级", "小池镇、五祖镇、某园区"],
        ["二、自选盘（1项）"],
        [2, "乙", "农业农村部门", "县级", "小池镇"],
    ]
    text, said = one(rows)
    assert [(entry.facts["tier"], [r.note for r in entry.recipients]) for entry in text.entries] == [
        ("basic", ["认领", "认领"]),
        ("optional", ["认领"]),
    ]
    assert said == [
        "清单.xlsx（工作表“Sheet1”第 4 行）：认领乡镇“某园区”认不出，原文随行保留。应为：乡镇、街道的名称。"
        "处理：请写全称，或一并载入区划表。"
    ]


def test_a_tier_that_is_none_is_said() -> None:
    rows = [["安徽省赋权指导目录"], ["序号", "事项名称", "目录分类", "法定实施主体"], [1, "甲", "丙类", "农业农村部门"]]
    text, said = one(rows)
    assert said == [
        "清单.xlsx（工作表“Sheet1”第 3 行）：赋权档次“丙类”不认识，原文随行保留。应为：基本盘或者自选盘。处理：请改正。"
    ]
    assert text.entries[0].fields["赋权档次"] == "丙类"


# Decisions ----------------------------------------------------------------------------------------------------------------

DECISION: list[list[Any]] = [
    ["黄梅县人民政府关于取消和调整一批行政职权事项的决定"],
    ["（黄梅政发〔2024〕15号　2024年8月30日）"],
    ["序号", "事项名称", "审批部门", "设定依据", "处理决定", "调整后实施主体", "备注"],
    [1, "甲许可", "县住建局", "《甲法》第一条", "取消", "", "取消后加强检查"],
    [2, "乙的处罚", "县城管局", "《乙法》第一条", "下放", "各乡镇", ""],
    [3, "丙登记", "县民政局", "《丙法》第一条", "划转", "县行政审批局", ""],
    [4, "丁检查", "县应急局", "《丁法》第一条", "待定", "", ""],
]


def test_a_decision_names_the_power_and_what_becomes_of_it() -> None:
    text, said = one(DECISION)
    assert (text.kind, text.authority) == (ListKind.ADJUSTMENT, "黄梅县人民政府")
    first, second, third, fourth = text.entries
    assert {entry.kind for entry in text.entries} == {ItemKind.ADJUSTMENT}
    assert first.facts == {"action": "cancel", "number": "黄梅政发〔2024〕15号", "day": "2024-08-30"}
    assert first.refs == (RefRecord((ItemKind.POWER,), "甲许可", "", "黄梅县住房和城乡建设局"),)
    assert first.holders == (("黄梅县住房和城乡建设局", Role.ORIGINAL),)
    assert first.fields["备注"] == "取消后加强检查"
    assert (second.facts["action"], second.recipients) == ("delegate", (RecipientRecord("各乡镇（街道）", True),))
    assert third.holders == (("黄梅县民政局", Role.ORIGINAL), ("黄梅县行政审批局", Role.RECEIVING))
    assert "action" not in fourth.facts
    assert said == [
        "清单.xlsx（工作表“Sheet1”第 7 行）：处理决定“待定”不认识或者不止一种，原文随行保留。"
        "应为：取消、下放、收回、划转、新增、变更、合并、拆分。处理：请改正。"
    ]


def test_a_decision_that_does_not_say_what_it_does() -> None:
    rows = [
        ["黄梅县行政权力事项调整目录"],
        ["序号", "事项名称", "原实施主体", "调整日期"],
        [1, "甲", "县住建局", "2024.5.20"],
    ]
    text, said = one(rows)
    assert text.entries[0].facts["day"] == "2024-05-20"
    assert text.entries[0].facts["action"] == "change"
    assert said == []
    rows[0] = ["黄梅县人民政府关于取消和下放一批事项的决定"]
    _, said = one(rows)
    assert said == [
        "清单.xlsx（工作表“Sheet1”第 3 行）：没有写明取消、下放、收回还是划转。应为：处理决定一列，或者分组标题。处理：请补上。"
    ]


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("取消", AdjustmentAction.CANCEL),
        ("不再保留", AdjustmentAction.CANCEL),
        ("下放至乡镇", AdjustmentAction.DELEGATE),
        ("收回", AdjustmentAction.RECALL),
        ("划转至县行政审批局", AdjustmentAction.TRANSFER),
        ("调整为由县水利局实施", AdjustmentAction.TRANSFER),
        ("新增", AdjustmentAction.ADD),
        ("恢复实施", AdjustmentAction.ADD),
        ("名称变更", AdjustmentAction.CHANGE),
        ("与乙事项合并", AdjustmentAction.MERGE),
        ("拆分为两项", AdjustmentAction.SPLIT),
        ("取消或下放", None),
        ("", None),
    ],
)
def test_actions(text: str, action: AdjustmentAction | None) -> None:
    assert action_of(text) == action


def test_numbers_of_documents() -> None:
    assert number_in("根据《黄梅政发[2024]15号》") == "黄梅政发〔2024〕15号"
    assert number_in("国务院令第 671 号") == "国务院令第671号"
    assert number_in("2024年第15期") == ""


# Duties -------------------------------------------------------------------------------------------------------------------


def test_what_each_body_does_is_a_part() -> None:
    upper = "县应急管理局：统筹指挥。\n组织演练。\n县公安局、县司法局：维护秩序。"
    sheets = {
        "配合履职": [
            ["小池镇配合履职事项清单（2025年3月1日）"],
            ["序号", "事项名称", "对应上级部门", "上级部门职责", "乡镇配合职责"],
            [1, "事故应急", "牵头：县应急局；配合：县公安局、县司法局", upper, "先期处置"],
            [2, "打击非法捕捞", "县农业农村局、县公安局", "联合执法", "日常巡查"],
        ],
        "收回": [
            ["小池镇收回事项清单"],
            ["序号", "事项名称", "承接部门及工作方式"],
            [1, "危房安全鉴定", "承接部门：县住建局。工作方式：委托鉴定"],
        ],
    }
    text, said = one(sheets)
    assert said == []
    assert {entry.kind for entry in text.entries} == {ItemKind.DUTY}
    assert named(text, "事故应急").parts == (
        ("黄梅县应急管理局", "统筹指挥。\n组织演练。"),
        ("黄梅县公安局", "维护秩序。"),
        ("黄梅县司法局", "维护秩序。"),
        ("小池镇", "先期处置"),
    )
    assert named(text, "打击非法捕捞").parts == (
        ("黄梅县农业农村局", "联合执法"),
        ("黄梅县公安局", "联合执法"),
        ("小池镇", "日常巡查"),
    )
    assert named(text, "危房安全鉴定").parts == (("黄梅县住房和城乡建设局", "委托鉴定"),)
    assert named(text, "事故应急").fields["乡镇配合职责"] == "先期处置"


def test_items_of_one_town_alone() -> None:
    head = ["序号", "事项名称", "承办机构"]
    reservoir = [1, "县饮用水水源地垅坪水库保护", "农业农村服务中心"]
    sheets = {
        "基本履职": [["五祖镇基本履职事项清单"], head, ["一、党的建设"], [1, "基层党组织建设", "党建工作办公室"]],
        "个性清单": [["五祖镇个性履职事项清单"], head, reservoir],
    }
    text, said = one(sheets)
    assert said == []
    entry = named(text, "县饮用水水源地垅坪水库保护")
    assert (entry.duty_kind, entry.theme, entry.fields["分组"]) == (DutyKind.BASIC, Theme.NONE, "个性清单")
    rows = [["五祖镇基本履职事项清单"], head, *sheets["基本履职"][2:], ["二、个性履职事项"], reservoir]
    text, said = one(rows)
    assert said == []
    entry = named(text, "县饮用水水源地垅坪水库保护")
    assert (entry.theme, entry.fields["分组"]) == (Theme.NONE, "二、个性履职事项")
    assert "主题" not in entry.fields
    assert named(text, "基层党组织建设").theme == Theme.PARTY


# Any order, any synonym -----------------------------------------------------------------------------------------------------

_ROWS: dict[ListKind, tuple[dict[str, str], dict[str, str]]] = {
    ListKind.POWER: (
        {"name": "甲许可", "target": "企业", "time_limit": "20日", "promised_limit": "5日", "status": "在用"},
        {"target": "企业", "statutory_limit": "20日", "promised_limit": "5日", "item_status": "在用"},
    ),
    ListKind.GRANT: (
        {
            "name": "甲许可", "original": "县住建局", "recipients": "小池镇", "mode": "委托下放", "scope": "全部",
            "since": "2024年3月1日", "until": "2027年2月28日",
        },
        {"mode": "entrust", "scope": "全部", "since": "2024-03-01", "until": "2027-03-01"},
    ),
    ListKind.GRANT_CATALOGUE: (
        {"name": "甲许可", "tier": "基本盘", "statutory_body": "住建部门", "statutory_level": "县级"},
        {"tier": "basic", "statutory_body": "住建部门", "statutory_level": "county"},
    ),
    ListKind.ENFORCEMENT: (
        {"name": "甲的检查", "statutory_body": "住建部门", "statutory_level": "县级"},
        {"power_type": "06", "statutory_body": "住建部门", "statutory_level": "county"},
    ),
    ListKind.ADJUSTMENT: (
        {"name": "甲许可", "decision": "划转", "before": "县住建局", "after": "县行政审批局", "number": "县政发〔2024〕1号",
         "day": "2024.5.20", "text": "归口管理"},
        {"action": "transfer", "number": "县政发〔2024〕1号", "day": "2024-05-20", "text": "归口管理"},
    ),
}  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> tuple[ListKind, list[str], list[str]]:
    kind = draw(st.sampled_from(list(_ROWS)))
    heads = {column.field: column.heads.split() for column in registry.KINDS[kind].columns}
    fields = draw(st.permutations(list(_ROWS[kind][0])))
    return kind, fields, [draw(st.sampled_from(heads.get(field) or ["事项名称", "职权名称"])) for field in fields]


@settings(max_examples=200, deadline=None)
@given(tables())
def test_columns_in_any_order_under_any_of_their_heads(table: tuple[ListKind, list[str], list[str]]) -> None:
    kind, fields, heads = table
    values, facts = _ROWS[kind]
    authority = "湖北省人民政府" if kind == ListKind.ENFORCEMENT else "黄梅县人民政府"
    text, _ = one([heads, [values[field] for field in fields]], kind=str(kind), authority=authority)
    entry = text.entries[0]
    assert entry.name == values["name"]
    assert {name: entry.facts.get(name) for name in facts} == facts
    if kind == ListKind.GRANT:
        assert entry.holders == (("黄梅县住房和城乡建设局", Role.ORIGINAL), ("小池镇", Role.ENTRUSTED))
    if kind == ListKind.ADJUSTMENT:
        assert entry.holders == (("黄梅县住房和城乡建设局", Role.ORIGINAL), ("黄梅县行政审批局", Role.RECEIVING))

"""Reviewed corrections of rows: what a file may say, what they do to a list, and what is told of those that do not fit."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from casework import questions
from ingest.corrections import apply, correct, corrected_digest, corrections_for, unmeant
from ingest.home import Home
from ingest.lists import read_list
from ingest.overrides import Reviewed, is_override, read_reviewed
from ontologies.records import CorrectionRecord, EntryRecord, Level, ListText, PowerType, Problem, Role
from tests.support import sample
from tests.test_list_readers import TOWNS, xlsx

BY: dict[str, Any] = {"by": "县司法局 张某", "source": "更正通知"}
ROWS: list[list[Any]] = [
    ["黄梅县应急管理局权责清单（截至2024年6月30日）"],
    ["序号", "权力类型", "事项名称", "子项名称", "设定依据", "实施主体", "承办机构", "监督电话"],
    [1, "行政处罚", "甲的处罚", "甲一", "《安全生产法》第九十四条", "县应急局", "执法大队", "0713-1"],
    ["", "", "", "甲二", "", "", "", ""],
    ["二、行政检查"],
    [2, "", "乙的检查", "", "《安全生产法》第六十五条", "县安监局", "基础股", ""],
    [3, "", "丙的检查", "", "《消防法》第九条", "", "基础股", ""],
]


def edition(
    rows: list[list[Any]] | None = None, name: str = "清单.xlsx", merge: tuple[str, ...] = ("A5:H5",)
) -> ListText:
    def merged(book: Any) -> None:
        for area in merge:
            book.active.merge_cells(area)

    lists, problems = read_list(xlsx(rows or ROWS, merged), name, None, {"stem": "清单"}, TOWNS)
    assert len(lists) == 1, [problem.text() for problem in problems]
    return lists[0]


MERGED = ("A5:H5", "A3:A4", "B3:B4", "C3:C4", "E3:E4", "F3:F4", "G3:G4", "H3:H4")


def record(**more: Any) -> CorrectionRecord:
    return CorrectionRecord(**{**BY, "authority": "黄梅县应急管理局", **more})


def at(text: ListText, row: int) -> EntryRecord:
    return next(entry for entry in text.entries if entry.row == row)


def done(text: ListText, *records: CorrectionRecord) -> ListText:
    made, problems = apply(text, records)
    assert problems == [], [problem.text() for problem in problems]
    return made


def told(text: ListText, *records: CorrectionRecord) -> list[str]:
    made, problems = apply(text, records)
    assert made.entries == text.entries, "what does not fit changes nothing"
    assert all(problem.severity == "warning" for problem in problems)
    return [problem.text() for problem in problems]


# What a corrected row says ------------------------------------------------------------------------------------------------


def test_a_corrected_row_is_read_again_and_nothing_else_is() -> None:
    text = edition()
    made = done(
        text, record(row=6, set={"实施主体": "县公安局（牵头）、县消防大队（配合）", "依据": "《消防法》第九条"})
    )
    entry = at(made, 6)
    assert entry.holders == (("黄梅县公安局", Role.COORDINATE), ("黄梅县消防救援大队", Role.COOPERATE))
    assert entry.basis == "《消防法》第九条"
    assert entry.cells["F"] == "县公安局（牵头）、县消防大队（配合）"
    assert entry.corrected == {"实施主体": "县安监局", "设定依据": "《安全生产法》第六十五条"}
    assert [e for e in made.entries if e.row != 6] == [e for e in text.entries if e.row != 6]
    assert (made.authority, made.edition, made.columns, made.notes) == (
        text.authority,
        text.edition,
        text.columns,
        text.notes,
    )
    assert made.layouts == text.layouts


def test_bodies_and_offices_follow_the_rows_that_name_them() -> None:
    text = edition()
    before = {body.name: body.offices for body in text.bodies}
    wrong = at(text, 6).holders[0][0]
    made = done(text, record(row=6, set={"实施主体": "县公安局", "承办机构": "治安大队"}))
    after = {body.name: body.offices for body in made.bodies}
    assert wrong in before
    assert wrong not in after
    assert after["黄梅县公安局"] == ("治安大队",)
    assert set(after["黄梅县应急管理局"]) == {"执法大队", "基础股"}, "丙的检查 still names the office"


def test_a_township_that_only_a_correction_names_has_its_code() -> None:
    made, problems = apply(edition(), [record(row=6, set={"实施主体": "小池镇"})], TOWNS)
    assert problems == []
    town = next(body for body in made.bodies if body.name == "小池镇")
    assert (town.place, town.level) == ("421127102", Level.TOWNSHIP)


@pytest.mark.parametrize(
    ("said", "value", "field", "wanted"),
    [
        ("权力类型", "行政强制", "power_type", PowerType.COERCION),
        ("类型", "03", "power_type", PowerType.COERCION),
        ("type", "强制", "power_type", PowerType.COERCION),
        ("B", "强制", "power_type", PowerType.COERCION),
        ("事项名称", "乙的 监督检查", "name", "乙的监督检查"),
        ("职权名称", "丁", "name", "丁"),
        ("子项", "乙一", "sub_name", "乙一"),
        ("行使层级", "市级", "level", Level.CITY),
        ("主题", "平安法治", "theme", "safety"),
        ("编码", "0102", "code", "0102"),
        ("设定依据", "", "basis", ""),
    ],
)
def test_a_column_is_named_by_head_field_synonym_or_letter_and_need_not_be_there(
    said: str, value: str, field: str, wanted: object
) -> None:
    made = done(edition(), record(row=6, set={said: value}))
    assert getattr(at(made, 6), field) == wanted
    assert at(made, 6).corrected


def test_a_column_without_a_place_in_the_model_is_corrected_too() -> None:
    made = done(edition(), record(row=3, set={"监督电话": "0713-2"}, was={"监督电话": "0713-1"}))
    assert "0713-2" in str(at(made, 3).routes) + str(at(made, 3).fields)
    assert at(made, 3).corrected == {"监督电话": "0713-1"}


def test_what_a_main_item_says_carries_down_to_its_sub_items() -> None:
    for text in (edition(), edition(merge=MERGED)):
        made = done(text, record(row=3, set={"依据": "《消防法》第九条", "事项名称": "甲的查处"}))
        first, second = at(made, 3), at(made, 4)
        assert (first.name, first.sub_name) == ("甲的查处", "甲一")
        assert (second.name, second.sub_name, second.basis) == ("甲的查处", "甲二", "《消防法》第九条")
        assert second.corrected == first.corrected
        assert second.corrected["设定依据"] == "《安全生产法》第九十四条"


def test_one_sub_item_of_a_merged_cell_is_corrected_alone() -> None:
    rows = [*ROWS[:4], ["", "", "", "甲三", "", "", "", ""], *ROWS[4:]]
    merged = ("A6:H6", *(f"{letter}3:{letter}5" for letter in "ABCEFGH"))
    text = edition(rows, merge=merged)
    made = done(text, record(item="甲的处罚（甲二）", set={"依据": "《消防法》第十条"}))
    assert [at(made, row).basis for row in (3, 4, 5)] == [
        "《安全生产法》第九十四条",
        "《消防法》第十条",
        "《安全生产法》第九十四条",
    ]
    assert [at(made, row).name for row in (3, 4, 5)] == ["甲的处罚"] * 3
    assert at(made, 4).corrected == {"设定依据": "《安全生产法》第九十四条"}
    assert at(made, 5).corrected == {}
    # The name of a sub-item's main item is that of all of them.
    renamed = done(text, record(row=4, set={"事项名称": "甲的查处"}))
    assert [at(renamed, row).name for row in (3, 4, 5)] == ["甲的查处"] * 3


def test_a_row_is_taken_out_and_stays_visible() -> None:
    text = edition()
    found = correct(text, [record(row=6, drop=True)])
    assert [entry.row for entry in found.text.entries] == [3, 4, 7]
    assert found.text.notes[-1] == "Sheet1 第 6 行“乙的检查”已按审定删去（县司法局 张某；来源：更正通知）"
    assert found.text.layouts[0].cells[6]["C"] == "乙的检查"
    assert found.marks[0].dropped


def test_corrections_apply_in_order_and_only_the_first_text_is_the_former_one() -> None:
    text = edition()
    records = [
        record(row=6, set={"依据": "丙"}, was={"依据": "乙"}, on=date(2026, 2, 1)),
        record(row=6, set={"依据": "乙"}, on=date(2026, 1, 1)),
    ]
    assert [r.on for r in corrections_for("list/x", text, records)] == [date(2026, 1, 1), date(2026, 2, 1)]
    made = done(text, *corrections_for("list/x", text, records))
    assert at(made, 6).basis == "丙"
    assert at(made, 6).corrected == {"设定依据": "《安全生产法》第六十五条"}


def test_the_same_corrections_always_give_the_same_list() -> None:
    text, records = edition(), (record(row=6, set={"依据": "乙"}), record(row=7, drop=True))
    assert apply(text, records) == apply(text, records)
    assert apply(text, ()) == (text, [])
    assert corrected_digest("d", records) == corrected_digest("d", records)
    assert corrected_digest("d", records) != corrected_digest("d", records[:1])
    assert corrected_digest("d", records) != corrected_digest("e", records)


def test_a_sheet_of_which_a_sidecar_told_the_columns_is_read_as_it_was() -> None:
    rows = [["某表"], ["甲", "乙", "丙"], ["一", "《消防法》第九条", "第一件"], ["二", "《消防法》第十条", "第二件"]]
    told_columns = {
        "authority": "黄梅县应急管理局",
        "edition": "2024-06-30",
        "kind": "power_list",
        "head_row": 2,
        "columns": {"C": "事项名称", "B": "依据"},
    }
    lists, problems = read_list(xlsx(rows), "表.xlsx", told_columns, {"stem": "表"}, TOWNS)
    assert len(lists) == 1, problems
    made = done(lists[0], record(row=4, set={"依据": "《消防法》第十一条"}))
    assert [(entry.name, entry.basis) for entry in made.entries] == [
        ("第一件", "《消防法》第九条"),
        ("第二件", "《消防法》第十一条"),
    ]


# What does not fit --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (
            {"row": 5, "set": {"依据": "乙"}},
            "（更正 第 5 行）：这一行现在不是事项。应为：清单里事项所在的行号（dingfen show 可查）。处理：请核对后改正审定文件。",
        ),
        (
            {"row": 6, "item": "丙的检查", "set": {"依据": "乙"}},
            "（更正 第 6 行“丙的检查”）：这一行现在是“乙的检查”，不是“丙的检查”。处理：请核对后改正审定文件。",
        ),
        (
            {"item": "丁", "set": {"依据": "乙"}},
            "（更正 “丁”）：清单里没有这个事项。应为：事项的编码、名称，或 名称（子项名称）。处理：请核对后改正审定文件。",
        ),
        (
            {"item": "甲的处罚", "set": {"依据": "乙"}},
            "（更正 “甲的处罚”）：有 2 行符合：Sheet1 第 3 行、Sheet1 第 4 行。应为：其中一行。"
            "处理：请写明 row（行号），有几张工作表的写明 sheet。",
        ),
        (
            {"row": 6, "set": {"依据": "乙"}, "was": {"依据": "《安全生产法》第六十六条"}},
            "（更正 第 6 行）：设定依据现在是“《安全生产法》第六十五条”，与审定时的“《安全生产法》第六十六条”不同，没有更正。"
            "处理：请核对后改正审定文件。",
        ),
        (
            {"row": 6, "set": {"颜色": "红"}},
            "（更正 第 6 行）：清单里没有“颜色”这一列。应为：序号、权力类型、事项名称、子项名称、设定依据、实施主体、承办机构、监督电话。"
            "处理：请核对后改正审定文件。",
        ),
        (
            {"row": 6, "set": {"事项名称": " "}},
            "（更正 第 6 行）：事项名称不能改为空。应为：新的名称。处理：要删去这一行请写 drop: true。",
        ),
    ],
)
def test_what_does_not_fit_is_told_and_not_applied(more: dict[str, Any], message: str) -> None:
    text = edition()
    assert told(text, record(**more)) == [f"{text.title}{message}"]


@pytest.mark.parametrize("was", [{}, {"依据": "《安全生产法》第六十六条"}])
def test_what_a_list_says_already_needs_no_correction(was: dict[str, str]) -> None:
    text = edition()
    right = record(row=6, set={"依据": "《安全生产法》 第六十五条"}, was=was)
    assert told(text, right) == []
    assert correct(text, [right]).marks == []
    # What else the correction changes is changed.
    made = done(text, record(row=6, set={"依据": "《安全生产法》第六十五条", "承办机构": "执法大队"}, was=was))
    assert at(made, 6).corrected == {"承办机构": "基础股"}


@pytest.mark.parametrize(
    ("column", "value", "expected", "understood"),
    [
        ("权力类型", "行政瞎搞", "应为：行政许可、行政处罚、", False),
        ("行使层级", "火星级", "县级、", False),
        ("权力类型", "行政许可", "", True),
        ("行使层级", "市级", "", True),
        ("监督电话", "随便", "", True),
    ],
)
def test_a_corrected_value_that_is_none_is_told(column: str, value: str, expected: str, understood: bool) -> None:
    made, problems = apply(edition(), [record(row=6, set={column: value})])
    assert column in at(made, 6).corrected, "a reviewer's word is kept"
    if understood:
        assert problems == []
    else:
        assert f"{column}改成了“{value}”，这个值不认识" in problems[0].text()
        assert expected in problems[0].text()


def test_one_fault_of_a_correction_leaves_the_whole_of_it_out() -> None:
    text = edition()
    assert len(told(text, record(row=6, set={"依据": "乙", "颜色": "红"}))) == 1


def test_a_list_kept_by_an_older_program_is_not_corrected() -> None:
    import msgspec

    text = msgspec.structs.replace(edition(), layouts=())
    assert told(text, record(row=6, set={"依据": "乙"})) == [
        f"{text.title}（更正 第 6 行）：这份清单是旧版程序读入的，不能更正。处理：请重新载入这份清单的文件。"
    ]


def test_which_editions_a_correction_is_meant_for() -> None:
    text = edition()
    wanted = "list/421127/黄梅县应急管理局/power_list/2024-06-30"
    good = [
        record(row=6),
        record(row=6, kind="power_list", place="4211", edition=date(2024, 6, 30)),
        CorrectionRecord(**BY, list=wanted, row=6),
    ]
    bad = [
        record(row=6, kind="duty_list"),
        record(row=6, edition=date(2023, 6, 30)),
        record(row=6, place="33"),
        CorrectionRecord(**BY, list=f"{wanted}~2", row=6),
        CorrectionRecord(**BY, authority="黄梅县公安局", item="甲"),
    ]
    assert corrections_for(wanted, text, [*good, *bad]) == tuple(good)
    problems = unmeant([(wanted, text)], [*good, *bad])
    assert len(problems) == len(bad)
    assert problems[-1].text() == (
        "审定文件（黄梅县公安局）：没有所更正的清单，“甲”。应为：清单的标识，或机构、种类和版本日期。"
        "处理：请核对标识（dingfen export 不写清单即列出各清单），或载入该清单。"
    )


# The reviewed file ----------------------------------------------------------------------------------------------------------

GOOD = """kind: overrides
corrections:
  - 机构: 黄梅县文化和旅游局
    种类: 权责清单
    版本日期: 2024-06-30
    行: 4
    改为: {实施依据: 《茶馆管理条例》第四条, 实施主体: 县公安局}
    原为: {依据: 《茶馆管理条例》第五条；《没有载入的条例》第九条}
    审定人: 县司法局 张某
    审定日期: 2026-06-01
    来源: 更正通知
"""
OTHER = """overrides:
  - {law: 某条例, set: {rank: 行政法规}, by: 张某, source: 公告}
corrections:
  - {list: list/421127/某局/power_list/2024-06-30, sheet: 处罚, item: 甲, drop: true, by: 张某, on: 2026-06-01, source: 通知}
  - {list: /list/421127/某局/power_list/2024-06-30/, row: 3, set: {时限: 2024-06-30, 备注: null, 编码: 12}, by: 张某, source: 通知}
"""


def test_a_reviewed_file_of_corrections_is_read() -> None:
    assert is_override(GOOD.encode())
    assert is_override(b"corrections:\n  - x")
    assert not is_override("机构: 某局\n版本日期: 2024-06-30\n".encode())
    found, problems = read_reviewed(GOOD.encode(), "更正.yaml")
    assert problems == []
    assert found.overrides == ()
    assert found.corrections == (
        CorrectionRecord(
            "县司法局 张某",
            "更正通知",
            date(2026, 6, 1),
            authority="黄梅县文化和旅游局",
            kind="power_list",
            edition=date(2024, 6, 30),
            row=4,
            set={"实施依据": "《茶馆管理条例》第四条", "实施主体": "县公安局"},
            was={"依据": "《茶馆管理条例》第五条；《没有载入的条例》第九条"},
        ),
    )
    both, problems = read_reviewed(OTHER.encode(), "更正.yaml")
    assert problems == []
    assert both.overrides[0].law == "某条例"
    first, second = both.corrections
    assert (first.sheet, first.item, first.drop, first.on) == ("处罚", "甲", True, date(2026, 6, 1))
    assert second.list == first.list
    assert second.set == {"时限": "2024-06-30", "备注": "", "编码": "12"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "  - 机构: 黄梅县文化和旅游局\n",
            "  - 颜色: 红\n",
            "不认识的键 颜色。应为：list、authority、kind、place、edition、sheet、row、item、set、was、drop、by、on、source。",
        ),
        (
            "机构: 黄梅县文化和旅游局",
            "工作表: 一",
            "没有写明是哪份清单。应为：list（清单标识），或 authority（机构）和 kind、edition。",
        ),
        (
            "机构: 黄梅县文化和旅游局",
            "list: 文旅局清单",
            "list “文旅局清单”不是清单标识。应为：如 list/421127/黄梅县应急管理局/power_list/2024-06-30。",
        ),
        ("种类: 权责清单", "种类: 账本", "kind “账本”不是清单的种类。应为：如 权责清单、履职事项清单，或 power_list。"),
        ("版本日期: 2024-06-30", "版本日期: 去年", "edition “去年”不是日期。应为：如 2024-06-30。"),
        (
            "    行: 4\n",
            "",
            "没有写明是哪一行。应为：row（行号）或 item（编码或名称）；清单的机构、种类、区划和版本日期写在它的说明文件（.yaml）里。",
        ),
        ("行: 4", "行: 四", "row “四”不是行号。应为：从 1 数起的行号。"),
        ("行: 4", "行: 0", "row “0”不是行号。应为：从 1 数起的行号。"),
        ("    审定人: 县司法局 张某\n", "", "缺少 by。应为：审定须写明审定人（by）和依据（source）。"),
        ("    来源: 更正通知\n", "", "缺少 source。应为：审定须写明审定人（by）和依据（source）。"),
        ("审定日期: 2026-06-01", "审定日期: 上周", "reviewed_on “上周”不是日期。应为：如 2026-06-01。"),
        ("    行: 4\n", "    行: 4\n    drop: true\n", "drop 和 set 不能都写。应为：删去写 drop: true，改正写 set。"),
        ("    行: 4\n", "    行: 4\n    drop: 是\n", "drop “是”不能用。应为：true（删去这一行），否则不写。"),
        ("改为: {实施依据: 《茶馆管理条例》第四条, 实施主体: 县公安局}", "备", "审定文件读不出来"),
        (
            "改为: {实施依据: 《茶馆管理条例》第四条, 实施主体: 县公安局}",
            "改为: 对的",
            "没有写明改成什么。应为：set: {列名: 正确的文字}，要删去这一行写 drop: true。",
        ),
        ("实施主体: 县公安局}", "实施主体: [县公安局]}", "set 的 实施主体 不是文字。应为：set: {列名: 文字}。"),
        (
            "原为: {依据: 《茶馆管理条例》第五条；《没有载入的条例》第九条}",
            "原为: 对的",
            "was 不是键值表。应为：was: {列名: 文字}。",
        ),
    ],
)
def test_every_fault_of_a_reviewed_file_is_named_and_nothing_is_half_loaded(old: str, new: str, message: str) -> None:
    assert old in GOOD
    found, problems = read_reviewed(GOOD.replace(old, new, 1).encode(), "更正.yaml")
    assert found == Reviewed()
    assert len(problems) == 1
    if "读不出来" not in message:
        assert problems[0].text() == f"更正.yaml（更正第1项）：{message}处理：改正后再载入。"
    else:
        assert message in problems[0].text()


def test_what_is_no_list_of_corrections() -> None:
    _, problems = read_reviewed(b"corrections: 3", "更正.yaml")
    assert (
        problems[0].text()
        == "更正.yaml：审定文件没有 corrections 列表。应为：corrections: 下每项一条审定。处理：补上后再载入。"
    )
    _, problems = read_reviewed(b"corrections: [3]", "更正.yaml")
    assert problems[0].message == "不是键值表"


# In a home ------------------------------------------------------------------------------------------------------------------


def test_a_home_answers_from_corrected_lists(tmp_path: Path) -> None:
    files = sample.write(tmp_path / "files")
    (files / "更正.yaml").write_text(GOOD, encoding="utf-8")
    power = "power/421127/{}/对未经登记开办茶馆的处罚"
    with Home(sample.settings(tmp_path / "home")) as home:
        report = home.load([files])
        assert [problem.text() for problem in report.problems if "更正" in problem.where] == []
        view = home.view()
        name = next(name for name in view.shelf.editions if "文化和旅游局" in name)
        text = view.shelf.text(name)
        assert text == view.shelf.corrected(name).text
        assert at(text, 4).corrected["实施主体"] == "黄梅县文化和旅游局"
        assert view.graph.node(power.format("黄梅县公安局")) is not None
        assert view.graph.node(power.format("黄梅县文化和旅游局")) is None
        traced = questions.trace(view, power.format("黄梅县公安局"), sample.DAY)
        assert any(edge["to"] == "law/cn/茶馆管理条例/art_4" for edge in traced["edges"])
        found = questions.search(view, "未经登记开办茶馆", sample.DAY, {"body": ["黄梅县公安局"]})
        assert power.format("黄梅县公安局") in [hit.id for hit in found.hits]
        assert home.load([files]).created is False, "the same files again change nothing"

        # A correction that no longer fits is told at every load that makes a release, and the list stands as it was read.
        (files / "更正.yaml").write_text(GOOD.replace("第五条", "第六条"), encoding="utf-8")
        report = home.load([files])
        told_now = [problem for problem in report.problems if "与审定时的" in problem.message]
        assert len(told_now) == 1
        view = home.view()
        assert at(view.shelf.text(name), 4).corrected == {}
        assert view.graph.node(power.format("黄梅县文化和旅游局")) is not None

        # A corrected list is withdrawn by its identifier as any other.
        (files / "更正.yaml").write_text(GOOD, encoding="utf-8")
        home.load([files])
        assert home.withdraw(name).removed == 1
        assert name not in home.view().shelf.editions


def test_a_correction_of_a_list_that_is_not_there_is_told(tmp_path: Path) -> None:
    files = sample.write(tmp_path / "files")
    (files / "更正.yaml").write_text(GOOD.replace("2024-06-30", "2023-06-30"), encoding="utf-8")
    with Home(sample.settings(tmp_path / "home")) as home:
        problems: list[Problem] = home.load([files]).problems
    assert any(problem.message == "没有所更正的清单，第 4 行" for problem in problems)

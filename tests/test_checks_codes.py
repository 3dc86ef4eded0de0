"""Codes that break the scheme they claim. The credit codes are known ones of public bodies, or computed from made-up numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.checks.codes import CHECKS, credit_fault, plain, type_letters
from casework.findings import Finding
from ingest.lists.kinds.roster import credit_check
from ontologies.records import FindingKind
from tests.support.checked import check, table

_HEADS = "序号,权力编码,权力类型,事项名称,子项名称,实施依据,实施主体"
_GOOD = "11421127HM0000063G"


def powers(*rows: tuple[str, str, str, str]) -> dict[str, str]:
    """A list of (code, type, name, sub-item)."""
    lines = [
        f"{n},{code},{type_},{name},{sub},《养犬条例》第三条,黄梅县公安局"
        for n, (code, type_, name, sub) in enumerate(rows, 1)
    ]
    return {"公安局权责清单.csv": table("黄梅县公安局权责清单（2026年1月1日）", _HEADS, *lines)}


def invalid(found: list[Finding]) -> list[tuple[str, str]]:
    return sorted(
        (one.verdict.label, row.full_name) for one in found if one.kind is FindingKind.CODE_INVALID for row in one.rows
    )


@pytest.mark.parametrize(
    ("code", "right"),
    [("91350100M000100Y43", True), ("91350100M000100Y44", False), (_GOOD, True), ("11421127HM0O00063G", False)],
)
def test_the_check_character(code: str, right: bool) -> None:
    # The first is the worked example of GB 32100-2015, annex B.
    assert (credit_fault(code) is None) is right


def test_widths_and_letters() -> None:
    assert plain(" ４２１１２７—ＸＫ－0001") == "421127-XK-0001"
    assert type_letters("42112700GA-CF-0001") == "02"
    assert type_letters("GAXKB-1") == ""


_OWN = [
    ("42112700GA-XK-0001", "行政许可", "养犬登记", ""),
    ("42112700GA-XK-0002", "行政许可", "犬展审批", ""),
    ("42112700GA-CF-0001", "行政处罚", "对养犬不登记的处罚", ""),
    ("42112700GA-CF-0002", "行政处罚", "对犬只伤人的处罚", ""),
    ("42112700GA-JC-0001", "行政检查", "养犬检查", ""),
]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("42112700GA-XK-0003", "行政处罚", "对遗弃犬只的处罚", ""), "确认"),
        (("42112700GA-CF-03", "行政处罚", "对遗弃犬只的处罚", ""), "疑似"),
        (("42112700GA-CF-0003", "行政处罚", "对遗弃犬只的处罚", ""), ""),
        # The code of a sub-item lengthens its main item's.
        (("42112700GA-CF-0002-01", "行政处罚", "对犬只伤人的处罚", "咬伤他人"), ""),
        (("", "行政处罚", "对遗弃犬只的处罚", ""), ""),
    ],
)
def test_a_list_is_held_to_its_own_scheme(tmp_path: Path, row: tuple[str, str, str, str], expected: str) -> None:
    found = invalid(check(tmp_path, powers(*_OWN, row), CHECKS))
    assert [verdict for verdict, _ in found] == ([expected] if expected else [])


def test_codes_of_no_known_scheme_are_left_alone(tmp_path: Path) -> None:
    rows = [(f"G{n * 37}-A{n}", "行政处罚", f"对第{n}种行为的处罚", "") for n in range(1, 9)]
    assert invalid(check(tmp_path, powers(*rows), CHECKS)) == []


def test_national_codes(tmp_path: Path) -> None:
    wrong = f"{_GOOD[:17]}H"
    rows = [
        (f"{_GOOD}4000101001000", "行政许可", "养犬登记", ""),
        (f"{_GOOD}4014211270001", "行政许可", "犬展审批", ""),
        (f"{_GOOD}4000201001000", "行政许可", "犬只引进审批", ""),
        (f"{_GOOD}9000201002000", "行政处罚", "对遗弃犬只的处罚", ""),
        (f"{wrong}4000201003000", "行政处罚", "对犬只伤人的处罚", ""),
        (f"{_GOOD}400020100400", "行政处罚", "对养犬不登记的处罚", ""),
        (f"{_GOOD}4000201005000", "行政处罚", "对犬吠扰民的处罚", ""),
        (f"{_GOOD}4000201006000", "行政处罚", "对斗犬的处罚", ""),
        (f"{_GOOD}4000601007000", "行政检查", "养犬检查", ""),
        (f"{_GOOD}4000601008000", "行政检查", "犬场检查", ""),
    ]
    assert invalid(check(tmp_path, powers(*rows), CHECKS)) == [
        ("确认", "对养犬不登记的处罚"),
        ("确认", "对犬只伤人的处罚"),
        ("确认", "对遗弃犬只的处罚"),
        ("确认", "犬只引进审批"),
    ]


def test_a_code_that_begins_with_a_body_is_national_in_any_list(tmp_path: Path) -> None:
    rows = [("A-1", "行政许可", "养犬登记", ""), (f"{_GOOD}400020100400", "行政处罚", "对斗犬的处罚", "")]
    assert invalid(check(tmp_path, powers(*rows), CHECKS)) == [("确认", "对斗犬的处罚")]


@pytest.mark.parametrize(("basic", "expected"), [("000201001000", []), ("000201009000", [("确认", "对斗犬的处罚")])])
def test_the_basic_code_within_is_that_of_the_row(tmp_path: Path, basic: str, expected: list[tuple[str, str]]) -> None:
    listed = (
        "黄梅县政务服务事项目录（2026年6月1日）\n序号,基本编码,实施编码,事项名称,事项类型,实施主体\n"
        f"1,{basic},{_GOOD}4000201001000,对斗犬的处罚,行政处罚,黄梅县公安局\n"
    )
    assert invalid(check(tmp_path, {"黄梅县政务服务事项目录.csv": listed}, CHECKS)) == expected


def test_one_wrong_credit_code_in_many_rows_is_one_finding(tmp_path: Path) -> None:
    rows = [(f"{_GOOD[:17]}H40002010{n:02d}000", "行政处罚", f"对第{n}种行为的处罚", "") for n in range(1, 5)]
    found = [one for one in check(tmp_path, powers(*rows), CHECKS) if one.kind is FindingKind.CODE_INVALID]
    assert [len(one.rows) for one in found] == [4]


def test_rosters(tmp_path: Path) -> None:
    roster = (
        "黄梅县机构名录（2026年6月1日）\n序号,机构名称,统一社会信用代码,机构类型,层级,上级机构,区划代码\n"
        f"1,黄梅县公安局,{_GOOD},政府工作部门,县级,,421127\n"
        f"2,黄梅县民政局,{_GOOD[:16]}7{_GOOD[17]},政府工作部门,县级,,421127\n"
    )
    found = check(tmp_path, {}, CHECKS, roster)
    assert [(one.verdict.label, one.bodies) for one in found] == [("确认", ("body/421127/黄梅县民政局",))]
    assert credit_check(f"{_GOOD[:16]}7") in found[0].text

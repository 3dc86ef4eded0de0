"""Work given to towns beside their lists: approved by whom, until when, in which list. The lists are the tests' own."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.checks.tasks import CHECKS
from ontologies.records import FindingKind
from tests.support.checked import check, said, table

_HEADS = "序号,交办事项,交办部门,承办镇街,批准机关,批准文号,批准日期,起始日期,完成时限"


def tasks(*rows: str) -> dict[str, str]:
    return {"黄梅县交办事项清单.csv": table("黄梅县交办事项清单（2026年7月10日）", _HEADS, *rows)}


def duties(*rows: str) -> dict[str, str]:
    title = "黄梅县小池镇履职事项清单（2026年5月20日）"
    return {"小池镇履职事项清单.csv": table(title, "序号,履职类型,事项名称,承接部门", *rows)}


TASKS = tasks(
    "1,网上答题刷分,县农业农村局,小池镇,,,,2026-06-01,2026-12-31",
    "2,撂荒耕地的摸底排查,县农业农村局,小池镇,县农业农村局,黄农函〔2026〕1号,2026-06-01,2026-06-01,2026-12-31",
    "3,农业普查入户,县农业农村局,小池镇,县人民政府,黄梅政函〔2026〕2号,2026-06-01,2026-06-01,2026-12-31",
    "4,河道清漂,县农业农村局,小池镇,县人民政府,黄梅政函〔2026〕3号,2026-06-01,2026-06-01,",
    "5,抗旱送水,县农业农村局,小池镇,县人民政府,黄梅政函〔2026〕4号,2026-06-01,2026-06-01,2026-08-31",
    "6,危房鉴定缴费,县农业农村局,小池镇,县公安局,黄公函〔2026〕4号,2026-06-01,2026-06-01,2026-12-31",
)
DUTIES = duties("1,基本履职,撂荒耕地排查,", "2,基本履职,河道清漂,", "3,收回,危房鉴定缴费,县公安局")


def test_tasks(tmp_path: Path) -> None:
    found = check(tmp_path, TASKS | DUTIES, CHECKS)
    assert said(found, FindingKind.TASK_NO_APPROVAL) == [("确认", "撂荒耕地的摸底排查"), ("确认", "网上答题刷分")]
    assert said(found, FindingKind.TASK_NO_TERM) == [("合法", "抗旱送水"), ("确认", "河道清漂")]
    # What was recalled is none of the town's; another department's approval opens nothing.
    assert said(found, FindingKind.TASK_UNLISTED) == [
        ("合法", "农业普查入户"),
        ("合法", "抗旱送水"),
        ("确认", "危房鉴定缴费"),
        ("确认", "网上答题刷分"),
    ]
    own = next(one for one in found if one.kind is FindingKind.TASK_NO_APPROVAL and "刷分" not in one.text)
    assert "自己批准" in own.text
    lawful = next(one for one in found if one.lawful and one.rows[0].name == "农业普查入户")
    assert lawful.lawful == "经黄梅县人民政府批准"


def test_without_duty_lists_a_task_outside_them_cannot_be_verified(tmp_path: Path) -> None:
    found = check(tmp_path, TASKS, CHECKS)
    # What was approved needs no list.
    assert said(found, FindingKind.TASK_UNLISTED) == [
        ("无法核验", "危房鉴定缴费"),
        ("无法核验", "撂荒耕地的摸底排查"),
        ("无法核验", "网上答题刷分"),
    ]


def test_a_term_in_words_is_a_term(tmp_path: Path) -> None:
    found = check(
        tmp_path,
        tasks(
            "1,甲事入户,县公安局,小池镇,县人民政府,黄梅政函〔2026〕2号,2026-06-01,2026-06-01,年底前完成",
            "2,乙事入户,县公安局,小池镇,县人民政府,黄梅政函〔2026〕2号,2026-06-01,2026-06-01,长期",
        ),
        CHECKS,
    )
    assert said(found, FindingKind.TASK_NO_TERM) == [("确认", "乙事入户")]


@pytest.mark.parametrize(
    ("approver", "verdicts"),
    [
        ("中共黄梅县委", []),
        ("县委常委会", []),
        ("县人民政府常务会议", []),
        # The general offices give out what committee and government have decided; a committee's other offices do not.
        ("黄梅县人民政府办公室", []),
        ("中共黄梅县委办公室", []),
        ("县卫生健康委员会党组", ["确认"]),
        # A department by the name of a committee is no party committee.
        ("黄梅县卫生健康委员会", ["确认"]),
    ],
)
def test_who_may_approve(tmp_path: Path, approver: str, verdicts: list[str]) -> None:
    body = "黄梅县卫生健康委员会"
    row = f"1,网上答题刷分,{body},小池镇,{approver},黄卫函〔2026〕1号,2026-06-01,2026-06-01,2026-12-31"
    found = check(tmp_path, tasks(row) | DUTIES, CHECKS)
    for kind in (FindingKind.TASK_NO_APPROVAL, FindingKind.TASK_UNLISTED):
        assert [one.verdict.label for one in found if one.kind is kind and not one.lawful] == verdicts


def test_one_name_from_two_departments_is_two_tasks(tmp_path: Path) -> None:
    found = check(
        tmp_path,
        tasks(
            "1,农户信息普查,县农业农村局,小池镇,县人民政府,黄梅政函〔2026〕2号,2026-06-01,2026-06-01,2026-12-31",
            "2,农户信息普查,县公安局,孔垄镇,,,,2026-06-01,",
        ),
        CHECKS,
    )
    for kind in (FindingKind.TASK_NO_APPROVAL, FindingKind.TASK_NO_TERM):
        assert [[row.number for row in one.rows] for one in found if one.kind is kind] == [[4]]


def test_a_task_listed_under_another_name_is_listed(tmp_path: Path) -> None:
    row = "{},{},县公安局,小池镇,,,,2026-06-01,2026-12-31"
    given = ("征兵工作", "六水共治河道保洁", "河道采砂普查")
    found = check(
        tmp_path,
        tasks(*(row.format(number, name) for number, name in enumerate(given, 1)))
        | duties("1,基本履职,兵役登记和征兵,", "2,基本履职,河道日常保洁,"),
        CHECKS,
    )
    assert said(found, FindingKind.TASK_UNLISTED) == [("确认", "河道采砂普查")]

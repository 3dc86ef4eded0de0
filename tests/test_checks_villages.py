"""What villages are to help with. The lists are the tests' own."""

from __future__ import annotations

from pathlib import Path

from casework.checks.villages import CHECKS
from ontologies.records import FindingKind
from tests.support.checked import check, said, table

VILLAGE = {
    "小池镇村级工作事项清单.csv": table(
        "黄梅县小池镇村级工作事项清单（2026年6月10日）",
        "序号,事项类别,事项名称,对应县级部门,设定依据",
        "1,依法自治事项,制定村规民约,,",
        "2,依法协助事项,协助流浪犬、猫的控制,县农业农村局,",
        "3,依法协助事项,协助加油站油气回收登记,县公安局,",
        "4,依法协助事项,协助生产经营单位的执法检查并签字确认,县公安局,",
        "5,依法协助事项,协助古树名木的挂牌,县农业农村局,",
        "6,不得下放事项,安全生产执法检查,县公安局,",
        "8,依法协助事项,协助做好低保对象家庭状况调查,,",
        "9,依法协助事项,协助开具无犯罪记录证明,县公安局,",
        "10,不得下放事项,出具无犯罪记录证明,县公安局,",
        "7,不得下放事项,古树名木的鉴定,县农业农村局,",
    )
}
DUTIES = {
    "小池镇履职事项清单.csv": table(
        "黄梅县小池镇履职事项清单（2026年5月20日）",
        "序号,履职类型,事项名称,承接部门",
        "1,基本履职,流浪犬猫管控处置,",
        "2,基本履职,生产经营单位的安全检查,",
        "3,收回,加油站油气回收登记,县公安局",
        "4,配合履职,古树名木的保护,",
        "5,基本履职,最低生活保障对象的申请受理和家庭经济状况核查,",
        "6,配合履职,出具无犯罪记录证明的告知,县公安局",
    )
}


def test_village_items(tmp_path: Path) -> None:
    found = check(tmp_path, VILLAGE | DUTIES, CHECKS)
    # The town gave 加油站油气回收登记 back: it has no such duty.
    assert said(found, FindingKind.VILLAGE_NO_DUTY) == [("疑似", "协助加油站油气回收登记")]
    assert said(found, FindingKind.VILLAGE_FORBIDDEN) == [
        ("疑似", "协助开具无犯罪记录证明"),
        ("疑似", "协助生产经营单位的执法检查并签字确认"),
    ]
    finding = next(one for one in found if one.kind is FindingKind.VILLAGE_FORBIDDEN and "执法" in one.text)
    assert [row.name for row in finding.rows][1] == "安全生产执法检查"


def test_without_the_towns_list(tmp_path: Path) -> None:
    found = check(tmp_path, VILLAGE, CHECKS)
    (finding,) = [one for one in found if one.kind is FindingKind.VILLAGE_NO_DUTY]
    assert finding.verdict.label == "无法核验"
    assert finding.bodies == ("body/421127102/小池镇",)
    assert len(finding.rows) == 6

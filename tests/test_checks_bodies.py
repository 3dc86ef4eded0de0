"""Which bodies are no more. Names of bodies are real, the lists the tests' own."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.checks.bodies import CHECKS
from ontologies.records import FindingKind
from tests.support.checked import check, table

_ROSTER = (
    "黄梅县机构名录（2026年6月1日）\n"
    "序号,机构名称,简称,机构类型,层级,上级机构,区划代码,加挂牌子,主要职能,设立日期,撤销日期,前身机构,沿革方式,沿革日期,承接机构\n"
    "1,黄梅县应急管理局,县应急局,政府工作部门,县级,,421127,黄梅县地震局,应急管理,2019-02-20,,黄梅县安全生产监督管理局,合并,2019-02-20,\n"
    "2,黄梅县水利和湖泊局,县水利湖泊局,政府工作部门,县级,,421127,,水利,2019-02-20,,黄梅县水利局,更名,2019-02-20,\n"
    "3,黄梅县自然资源和规划局,县自规局,政府工作部门,县级,,421127,,自然资源,2019-02-20,,,,,\n"
    "4,黄梅县安全生产监督管理局,县安监局,政府工作部门,县级,,421127,,安全生产监督管理,,2019-02-20,,,,黄梅县应急管理局\n"
    "5,黄梅县林业局,,政府工作部门,县级,,421127,,林业,,,,,,\n"
    "6,小池镇人民政府,,乡镇人民政府,乡级,,421127102,,,,,,,,\n"
)


@pytest.mark.parametrize(
    ("holder", "expected", "now"),
    [
        ("黄梅县安全生产监督管理局", "确认", "黄梅县应急管理局"),
        ("黄梅县水利局", "确认", "黄梅县水利和湖泊局"),
        # No roster speaks of it: its name does.
        ("黄梅县国土资源局", "疑似", "黄梅县自然资源和规划局"),
        # A plate, a short name, who stands under an old name, and a name that holds an ended function's among others.
        ("黄梅县地震局", "", ""),
        ("县自规局", "", ""),
        ("黄梅县林业局", "", ""),
        ("黄梅县文化市场综合执法局", "", ""),
        ("黄梅县应急管理局", "", ""),
    ],
)
def test_who_is_no_more(tmp_path: Path, holder: str, expected: str, now: str) -> None:
    powers = table(
        "黄梅县应急管理局权责清单（2026年1月1日）",
        "序号,权力类型,事项名称,实施依据,实施主体",
        f"1,行政处罚,对水井无盖的处罚,《水井条例》第九条,{holder}",
        "2,行政检查,水井检查,《水井条例》第三条,黄梅县应急管理局",
    )
    found = check(tmp_path, {"应急局权责清单.csv": powers}, CHECKS, _ROSTER)
    told = [(one.verdict.label, one.rows[0].name, one.repair) for one in found]
    assert told == ([(expected, "对水井无盖的处罚", f"改为{now}")] if expected else [])


def test_a_list_of_a_body_that_is_no_more_is_one_finding(tmp_path: Path) -> None:
    powers = table(
        "黄梅县水利局权责清单（2016年1月1日）",
        "序号,权力类型,事项名称,实施依据,实施主体",
        "1,行政处罚,对水井无盖的处罚,《水井条例》第九条,黄梅县水利局",
        "2,行政检查,水井检查,《水井条例》第三条,黄梅县水利局",
    )
    found = check(tmp_path, {"水利局权责清单.csv": powers}, CHECKS, _ROSTER)
    assert [(one.kind, one.verdict.label, len(one.rows)) for one in found] == [(FindingKind.BODY_ABOLISHED, "确认", 2)]


def test_roles_in_other_lists(tmp_path: Path) -> None:
    duties = table(
        "小池镇履职事项清单（2025年5月20日）",
        "序号,履职类型,事项名称,对应上级部门,承办机构",
        "1,配合履职,水塘看护,黄梅县水利局,综合办公室",
    )
    decisions = table(
        "黄梅县行政权力事项调整目录（2026年6月1日）",
        "序号,调整方式,事项名称,原实施部门,承接单位,决定文号,决定日期",
        "1,划转,水井检查,黄梅县水利局,黄梅县应急管理局,黄政发〔2018〕1号,2018-05-01",
    )
    found = check(tmp_path, {"小池镇履职事项清单.csv": duties, "调整.csv": decisions}, CHECKS, _ROSTER)
    assert [one.rows[0].name for one in found] == ["水塘看护"]

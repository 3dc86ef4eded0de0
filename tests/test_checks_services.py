"""Services and measures of access against the powers that they rest on. The lists are the tests' own."""

from __future__ import annotations

from pathlib import Path

from casework.checks.services import CHECKS
from ontologies.records import FindingKind
from tests.support.checked import check, said, table

LAWS = ["《甲法》第一条", "《乙法》第二条"]
POWERS = {
    "农业农村局.csv": table(
        "黄梅县农业农村局权责清单（2026年6月30日）",
        "序号,权力类型,事项名称,实施依据,实施主体",
        f"1,行政许可,农药经营许可,{LAWS[0]},黄梅县农业农村局",
        f"2,行政确认,农机事故责任认定,{LAWS[0]},黄梅县农业农村局",
        f"3,行政许可,动物诊疗许可,{LAWS[0]},黄梅县农业农村局",
        f"4,其他行政权力,流动摊点登记,{LAWS[0]},黄梅县农业农村局",
        f"5,其他行政权力,船员名册登记,{LAWS[0]},黄梅县农业农村局",
        f"6,其他行政权力,茶园改造备案,{LAWS[0]},黄梅县农业农村局",
        f"7,其他行政权力,兽药经营备案,{LAWS[0]},黄梅县农业农村局",
    )
}
DECISIONS = {
    "黄梅县行政权力事项调整目录.csv": table(
        "黄梅县人民政府行政权力事项调整目录（2026年3月1日）",
        "序号,处理决定,事项名称,原实施机关,文号,调整日期",
        "1,取消,流动摊点登记,县农业农村局,黄梅政发〔2024〕1号,2024-03-01",
        "2,取消,船员名册登记,县农业农村局,黄梅政发〔2024〕1号,2024-03-01",
        "3,新增,船员名册登记,县农业农村局,黄梅政发〔2025〕1号,2025-03-01",
        "4,取消,茶园改造备案,县农业农村局,黄梅政发〔2024〕1号,2024-03-01",
        "6,取消,兽药经营的备案,县农业农村局,黄梅政发〔2024〕1号,2024-03-01",
        "5,取消,蜂场报备,县公安局,黄梅政发〔2024〕1号,2024-03-01",
    )
}
SERVICES = {
    "黄梅县政务服务事项目录.csv": table(
        "黄梅县政务服务事项目录（2026年7月1日）",
        "序号,基本编码,事项名称,事项类型,设定依据,实施主体,事项状态",
        f"1,014211270001,农药经营许可,行政许可,{LAWS[0]},黄梅县农业农村局,在用",
        f"2,014211270002,农机事故责任认定,行政许可,{LAWS[0]},黄梅县农业农村局,在用",
        f"3,014211270003,动物诊疗许可,行政许可,{LAWS[1]},黄梅县农业农村局,在用",
        f"4,104211270004,流动摊点登记,其他行政权力,{LAWS[0]},黄梅县农业农村局,在用",
        f"5,104211270005,船员名册登记,其他行政权力,{LAWS[0]},黄梅县农业农村局,在用",
        f"6,104211270006,茶园改造备案,其他行政权力,{LAWS[0]},黄梅县农业农村局,取消",
        f"9,104211270009,兽药经营备案,其他行政权力,{LAWS[0]},黄梅县农业农村局,在用",
        "7,204211270007,农技咨询,公共服务,,黄梅县农业农村局,在用",
        # Cancelled for another body than this one.
        "8,104211270008,蜂场报备,其他行政权力,,黄梅县农业农村局,在用",
    )
}


def test_services(tmp_path: Path) -> None:
    found = check(tmp_path, POWERS | DECISIONS | SERVICES, CHECKS)
    assert said(found, FindingKind.SERVICE_POWER_GONE) == [
        ("合法", "茶园改造备案"),
        # Still listed, and cancelled in other words.
        ("确认", "兽药经营备案"),
        ("确认", "流动摊点登记"),
    ]
    assert said(found, FindingKind.SERVICE_TYPE_DIFFERS) == [("确认", "农机事故责任认定")]
    assert said(found, FindingKind.SERVICE_BASIS_DIFFERS) == [("确认", "动物诊疗许可")]
    gone = next(one for one in found if one.kind is FindingKind.SERVICE_POWER_GONE and not one.lawful)
    assert "黄梅政发〔2024〕1号" in gone.text


def test_a_power_that_the_newer_edition_no_longer_has(tmp_path: Path) -> None:
    older = (
        POWERS["农业农村局.csv"].replace("2026年6月30日", "2024年6月30日")
        + f"7,行政许可,种畜进场许可,{LAWS[0]},黄梅县农业农村局\n"
    )
    service = (
        SERVICES["黄梅县政务服务事项目录.csv"]
        + f"9,014211270009,种畜进场许可,行政许可,{LAWS[0]},黄梅县农业农村局,在用\n"
    )
    found = check(tmp_path, POWERS | {"旧.csv": older, "黄梅县政务服务事项目录.csv": service}, CHECKS)
    assert said(found, FindingKind.SERVICE_POWER_GONE) == [("疑似", "种畜进场许可")]


ACCESS_HEADS = "措施编码,准入类别,禁止或许可事项,禁止或许可准入措施描述,主管部门,设定依据,对应权责事项"


def access(*rows: str) -> dict[str, str]:
    return {"黄梅县市场准入负面清单.csv": table("黄梅县市场准入负面清单（2026年7月1日）", ACCESS_HEADS, *rows)}


def test_access(tmp_path: Path) -> None:
    found = check(
        tmp_path,
        POWERS
        | access(
            "201001,许可准入,未获得许可，不得从事农药经营,农药经营许可,县农业农村局,,农药经营许可",
            "201002,许可准入,未获得许可，不得开设诊疗机构,动物诊疗许可审批,县农业农村局,,",
            "201003,许可准入,未获得许可，不得从事茶叶烘焙,茶叶烘焙经营许可,县农业农村局,,",
            "201004,许可准入,未获得许可，不得从事演出,演出经营许可,县文化和旅游局,,",
            "101001,禁止准入,禁止经营假农药,禁止,县农业农村局,,",
        ),
        CHECKS,
    )
    assert said(found, FindingKind.ACCESS_NO_POWER) == [
        ("无法核验", "未获得许可，不得从事演出"),
        ("确认", "未获得许可，不得从事茶叶烘焙"),
    ]

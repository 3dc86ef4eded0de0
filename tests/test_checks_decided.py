"""What decisions took away and lists still have. The lists are the tests' own."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.checks.decided import CHECKS
from ontologies.records import FindingKind
from tests.support.checked import check, said, table

_POWERS = table(
    "黄梅县公安局权责清单（2026年1月1日）",
    "序号,权力类型,事项名称,实施依据,实施主体,备注",
    "1,行政许可,养犬登记,《养犬条例》第三条,黄梅县公安局,",
    "2,行政处罚,对养犬不登记的处罚,《养犬条例》第九条,黄梅县公安局,",
    "3,行政许可,犬展审批,《养犬条例》第五条,黄梅县公安局,已取消",
)
_HEADS = "序号,调整方式,事项名称,原实施部门,承接单位,决定文号,决定日期,调整说明"
_FARMS = "黄梅县农业农村局"
_TOWNS = "小池镇、孔垄镇、五祖镇、停前镇"


def decision(
    how: str, to: str = "", day: str = "2024-05-01", note: str = "", name: str = "养犬登记", by: str = ""
) -> str:
    return f"1,{how},{name},{by or '黄梅县公安局'},{to},黄政发〔{day[:4]}〕1号,{day},{note}"


CASES: list[tuple[list[str], list[tuple[str, str]]]] = [
    ([decision("取消")], [("确认", "养犬登记")]),
    # A list made before the decision was to be brought up to date.
    ([decision("取消", day="2026-05-01")], [("确认", "养犬登记")]),
    ([decision("取消", day="2027-05-01")], []),
    ([decision("划转", _FARMS)], [("确认", "养犬登记")]),
    # Who got it has it rightly.
    ([decision("划转", "黄梅县公安局", by=_FARMS)], []),
    ([decision("取消", by=_FARMS)], []),
    ([decision("取消", name="猫只登记")], []),
    ([decision("取消", name="犬展审批")], [("合法", "犬展审批")]),
    ([decision("取消"), decision("新增", day="2025-05-01")], [("合法", "养犬登记")]),
    ([decision("取消"), decision("恢复", day="2025-05-01")], [("合法", "养犬登记")]),
    # A name of the same words in another form is the same.
    ([decision("取消", name="养犬的登记")], [("确认", "养犬登记")]),
    ([decision("下放", _TOWNS, note="仅下放镇区范围内的，其余仍由县公安局实施")], [("合法", "养犬登记")]),
    ([decision("新增", day="2023-05-01"), decision("取消")], [("确认", "养犬登记")]),
    ([decision("下放", "小池镇")], [("合法", "养犬登记")]),
    ([decision("下放", _TOWNS, note="只下放小型犬部分")], [("合法", "养犬登记")]),
    ([decision("下放", _TOWNS, note="委托各镇办理")], [("合法", "养犬登记")]),
    ([decision("下放", _TOWNS)], [("疑似", "养犬登记")]),
    ([decision("下放", _TOWNS), decision("收回", "黄梅县公安局", "2025-05-01", by=_TOWNS)], [("合法", "养犬登记")]),
    ([decision("变更", note="依据调整")], []),
]


@pytest.mark.parametrize(("decisions", "expected"), CASES)
def test_what_was_decided(tmp_path: Path, decisions: list[str], expected: list[tuple[str, str]]) -> None:
    taken = table("黄梅县行政权力事项调整目录（2023年1月1日）", _HEADS, *decisions)
    found = check(tmp_path, {"公安局权责清单.csv": _POWERS, "调整.csv": taken}, CHECKS)
    assert said(found, FindingKind.POWER_CANCELLED) == expected


def test_merging_names_what_came_of_it(tmp_path: Path) -> None:
    rows = [decision("合并", name="养犬管理", note="由“养犬登记”和“犬只免疫登记”合并")]
    taken = table("黄梅县行政权力事项调整目录（2025年1月1日）", _HEADS, *rows)
    found = check(tmp_path, {"公安局权责清单.csv": _POWERS, "调整.csv": taken}, CHECKS)
    assert said(found, FindingKind.POWER_CANCELLED) == [("疑似", "养犬登记")]


def test_a_decision_names_the_body_as_it_was_called_then(tmp_path: Path) -> None:
    roster = (
        "黄梅县机构名录（2026年6月1日）\n序号,机构名称,机构类型,层级,区划代码,前身机构,沿革方式,沿革日期\n"
        "1,黄梅县公安局,政府工作部门,县级,421127,黄梅县治安局,更名,2025-01-01\n"
    )
    taken = table("黄梅县行政权力事项调整目录（2024年6月1日）", _HEADS, decision("取消", by="黄梅县治安局"))
    found = check(tmp_path, {"公安局权责清单.csv": _POWERS, "调整.csv": taken}, CHECKS, roster)
    assert said(found, FindingKind.POWER_CANCELLED) == [("确认", "养犬登记")]

"""To whom powers are entrusted, and until when. The lists are the tests' own."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.checks.arrangements import CHECKS, only_assists
from ontologies.records import FindingKind
from tests.support.checked import ROSTER, check, said, table

_HEADS = "序号,安排方式,委托机关,受委托机构,职权范围,职权类型,法律依据,批准文号,起始日期,终止日期"
_LAW = "《中华人民共和国行政处罚法》第二十条"


def arrangements(*rows: str) -> dict[str, str]:
    return {"黄梅县授权委托安排清单.csv": table("黄梅县授权委托安排清单（2026年6月30日）", _HEADS, *rows)}


def row(to: str, scope: str, kind: str, until: str = "2027-12-31", how: str = "委托", body: str = "县公安局") -> str:
    return f"1,{how},{body},{to},{scope},{kind},{_LAW},黄公委〔2025〕1号,2025-01-01,{until}"


@pytest.mark.parametrize(
    ("scope", "assists"),
    [
        ("食品抽样检验", True),
        ("许可的技术审查", True),
        ("许可的受理和送达", True),
        ("许可的审查和决定", False),
        ("占道经营的处罚", False),
        ("危险品的检测和扣押", False),
    ],
)
def test_what_only_assists(scope: str, assists: bool) -> None:
    assert only_assists(scope) is assists


# (receiver, scope, type of power, what is said: "" for nothing)
ENTRUSTED = [
    ("黄梅县检验中心", "食品经营许可的审查和决定", "行政许可", "确认"),
    ("黄梅县检验中心", "食品经营许可的技术审查", "行政许可", "合法"),
    ("小池镇", "乡村建设许可的审批", "行政许可", ""),
    ("黄梅县平安保安服务有限公司", "占道经营的处罚", "行政处罚", "确认"),
    ("黄梅县烟花行业协会", "烟花燃放的处罚", "行政处罚", "确认"),
    ("黄梅县执法大队", "农业领域的处罚", "行政处罚", ""),
    ("黄梅县执法大队", "运输工具的扣押", "行政强制", "确认"),
    ("黄梅县执法大队", "逾期不清除的代履行", "行政强制", ""),
    ("黄梅县平安保安服务有限公司", "商场秩序的巡查", "行政检查", ""),
]


@pytest.mark.parametrize(("to", "scope", "kind", "expected"), ENTRUSTED)
def test_entrusting(tmp_path: Path, to: str, scope: str, kind: str, expected: str) -> None:
    roster = (
        f"{ROSTER}9,黄梅县检验中心,事业单位,县级,县公安局,421127,\n10,黄梅县执法大队,执法队伍,县级,县公安局,421127,\n"
    )
    found = check(tmp_path, arrangements(row(to, scope, kind)), CHECKS, roster)
    told = [verdict for verdict, _ in said(found, FindingKind.ARRANGEMENT_UNLAWFUL)]
    assert told == ([expected] if expected else [])


def test_terms(tmp_path: Path) -> None:
    found = check(
        tmp_path,
        arrangements(
            row("孔垄镇", "超限货车的检查", "行政检查", "2025-06-30"),
            row("小池镇", "养犬登记的检查", "行政检查", "2025-06-30"),
            row("小池镇", "养犬登记检查", "行政检查", "2027-06-30"),
            row("五祖镇", "山火的检查", "行政检查", "长期"),
            row("县城市管理执法局", "市容的处罚", "行政处罚", "2025-06-30", "相对集中行政处罚权"),
        ),
        CHECKS,
    )
    told = said(found, FindingKind.ARRANGEMENT_EXPIRED)
    assert [(verdict, name.rpartition("：")[2]) for verdict, name in told] == [
        ("合法", "养犬登记的检查"),
        ("确认", "超限货车的检查"),
    ]


@pytest.mark.parametrize(
    ("note", "verdict"),
    [
        ("已续签至2028年6月30日", "合法"),
        ("经批准延期", "合法"),
        ("续签至2025年12月31日", "确认"),
        ("尚未续签", "确认"),
        ("拟续签至2028年6月30日", "确认"),
    ],
)
def test_what_the_row_says_of_renewing(tmp_path: Path, note: str, verdict: str) -> None:
    line = f"{row('孔垄镇', '超限货车的检查', '行政检查', '2025-06-30')},{note}"
    title = "黄梅县授权委托安排清单（2026年6月30日）"
    found = check(tmp_path, {"黄梅县授权委托安排清单.csv": table(title, f"{_HEADS},备注", line)}, CHECKS)
    assert [told for told, _ in said(found, FindingKind.ARRANGEMENT_EXPIRED)] == [verdict]

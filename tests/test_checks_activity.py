"""Which powers nobody has used, by what reports count. The lists are the tests' own."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.checks.activity import CHECKS
from ontologies.records import FindingKind
from tests.support.checked import check, said, table

_POWERS = table(
    "黄梅县公安局权责清单（2026年1月1日）",
    "序号,权力类型,事项名称,实施依据,实施主体",
    "1,行政许可,养犬登记,《养犬条例》第三条,黄梅县公安局",
    "2,行政处罚,对养犬不登记的处罚,《养犬条例》第九条,黄梅县公安局",
)
_HEADS = "序号,年度,实施主体,事项名称,权力类型,行使次数"


def report(counts: dict[str, str], name: str = "养犬登记", title: str = "（2026年1月10日）") -> str:
    rows = [f"{n},{year},黄梅县公安局,{name},行政许可,{count}" for n, (year, count) in enumerate(counts.items(), 1)]
    return table(f"黄梅县职权行使情况统计表{title}", _HEADS, *rows)


CASES: list[tuple[dict[str, str], list[str]]] = [
    ({"2023": "0", "2024": "0", "2025": "0"}, ["疑似"]),
    ({"2022": "0", "2023": "0", "2024": "0", "2025": "0"}, ["疑似"]),
    ({"2023": "0", "2024": "1", "2025": "0"}, []),
    ({"2024": "0", "2025": "0"}, []),
    # The last year that is counted decides, and a year that is not counted proves nothing.
    ({"2022": "0", "2023": "0", "2024": "0", "2025": "7"}, []),
    ({"2021": "0", "2023": "0", "2025": "0"}, []),
]


@pytest.mark.parametrize(("counts", "expected"), CASES)
def test_three_years_of_nothing(tmp_path: Path, counts: dict[str, str], expected: list[str]) -> None:
    found = check(tmp_path, {"公安局权责清单.csv": _POWERS, "统计表.csv": report(counts)}, CHECKS)
    assert said(found, FindingKind.POWER_UNUSED) == [(verdict, "养犬登记") for verdict in expected]


def test_what_was_added_within_these_years_is_lawful(tmp_path: Path) -> None:
    decisions = table(
        "黄梅县行政权力事项调整目录（2025年6月1日）",
        "序号,调整方式,事项名称,原实施部门,承接单位,决定文号,决定日期",
        "1,新增,养犬登记,黄梅县公安局,,黄政发〔2024〕1号,2024-05-01",
    )
    counted = report({"2023": "0", "2024": "0", "2025": "0"})
    found = check(tmp_path, {"公安局权责清单.csv": _POWERS, "统计表.csv": counted, "调整.csv": decisions}, CHECKS)
    assert said(found, FindingKind.POWER_UNUSED) == [("合法", "养犬登记")]
    assert found[0].lawful == "新增不足3年"


def test_reports_of_several_years_are_read_together_and_what_is_not_listed_is_left_out(tmp_path: Path) -> None:
    files = {"公安局权责清单.csv": _POWERS}
    for year in (2023, 2024, 2025):
        title = f"（{year + 1}年1月10日）"
        files[f"统计表{year}.csv"] = report({str(year): "0"}, title=title)
    files["另表.csv"] = report({"2023": "0", "2024": "0", "2025": "0"}, "犬只收容", "（2026年1月11日）")
    found = check(tmp_path, files, CHECKS)
    assert said(found, FindingKind.POWER_UNUSED) == [("疑似", "养犬登记")]

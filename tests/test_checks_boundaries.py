"""Who leads a matter that departments share. The lists are the tests' own."""

from __future__ import annotations

from pathlib import Path

from casework.checks.boundaries import CHECKS
from ontologies.records import FindingKind
from tests.support.checked import check, said, table


def test_who_leads(tmp_path: Path) -> None:
    found = check(
        tmp_path,
        {
            "黄梅县部门职责边界清单.csv": table(
                "黄梅县部门职责边界清单（2026年6月25日）",
                "序号,管理事项,相关部门,职责分工,协调配合机制",
                "1,违法建设,县公安局、县城市管理执法局,县公安局：维护秩序。县城市管理执法局：查处。,线索移送",
                "2,活禽交易,县农业农村局（牵头）、县公安局,县农业农村局：防疫。县公安局：办案。,线索移送",
                "3,夜间施工,县公安局、县城市管理执法局,县公安局：接警。县城市管理执法局：查处。,由首接部门牵头处理",
                "4,犬只管理,县公安局、县农业农村局,县公安局：发证。县农业农村局：配合做好免疫。,线索移送",
                "5,河道,县农业农村局,县农业农村局：巡查。,",
                "6,集市秩序,县公安局、县农业农村局,县公安局：治安。县农业农村局：检疫。,没有明确牵头部门",
                "7,户外用火,县公安局、县农业农村局,县公安局主责，负责查处；县农业农村局负责秸秆利用。,线索移送",
            )
        },
        CHECKS,
    )
    assert said(found, FindingKind.BOUNDARY_NO_LEAD) == [
        ("合法", "夜间施工"),
        ("合法", "犬只管理"),
        ("疑似", "违法建设"),
        ("疑似", "集市秩序"),
    ]

"""A province's decision that gives punishments to towns, with the list in its table, is what a grant is held against."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.checks.grants import CHECKS
from ingest.lists.detect import is_list
from ingest.lists.kinds.granting import province_gives
from ontologies.records import FindingKind
from tests.support.checked import check, table

_TABLE = (
    "<table><tr><th>序号</th><th>事项名称</th><th>事项类型</th><th>原实施部门</th><th>适用范围</th></tr>"
    "<tr><td>1</td><td>对弃养犬只的处罚</td><td>行政处罚</td><td>公安机关</td><td>中心镇</td></tr>"
    "<tr><td>2</td><td>对犬吠扰民的处罚</td><td>行政处罚</td><td>公安机关</td><td>城关镇</td></tr></table>"
)


def decision(title: str) -> str:
    return f"<html><body><h1>{title}</h1><p>鄂政发〔2025〕1号</p><p>2025年12月1日</p>{_TABLE}</body></html>"


@pytest.mark.parametrize(
    ("title", "listed"),
    [
        ("湖北省人民政府关于向乡镇（街道）下放部分县级行政处罚权的决定", True),
        ("湖北省人民政府关于赋予乡镇部分县级行政处罚权的决定", True),
        # What is decided of others than towns is a text like others.
        ("湖北省人民政府关于取消部分行政许可的决定", False),
    ],
)
def test_a_decision_with_its_list_is_a_list(title: str, listed: bool) -> None:
    assert is_list(decision(title).encode(), "决定.html") is listed


def test_a_list_that_rests_on_a_decision_is_none() -> None:
    assert province_gives("湖北省人民政府关于向乡镇（街道）下放部分县级行政处罚权的决定")
    assert not province_gives("依据《湖北省人民政府关于向乡镇（街道）下放部分县级行政处罚权的决定》编制")
    assert not province_gives("黄梅县人民政府关于向乡镇下放部分行政处罚权的决定")


def test_grants_are_held_to_the_decision(tmp_path: Path) -> None:
    found = check(
        tmp_path,
        {
            "湖北省决定.html": decision("湖北省人民政府关于向乡镇（街道）下放部分县级行政处罚权的决定"),
            "黄梅县乡镇赋权清单.csv": table(
                "黄梅县乡镇赋权清单（2026年6月1日）",
                "序号,赋权事项名称,权力类型,原行使部门,赋权方式,赋权乡镇",
                "1,对弃养犬只的处罚,行政处罚,县公安局,委托下放,孔垄镇",
                "2,对犬吠扰民的处罚,行政处罚,县公安局,委托下放,孔垄镇",
                "3,对遛犬不牵绳的处罚,行政处罚,县公安局,委托下放,孔垄镇",
            ),
        },
        CHECKS,
    )
    kinds = (FindingKind.GRANT_NO_DECISION, FindingKind.GRANT_BEYOND_TOWN_TYPE)
    assert sorted((one.kind.value, one.rows[0].name) for one in found if one.kind in kinds and not one.lawful) == [
        ("grant.beyond_town_type", "对犬吠扰民的处罚"),
        ("grant.no_decision", "对遛犬不牵绳的处罚"),
    ]

"""One thing listed twice: by code, by row, by act, nearly, and as main item and sub-item; and what looks like it and is not. Tests' own lists."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.checks import duplicates
from casework.checks.duplicates import Basis, compare_bases
from casework.dossier import Cite
from casework.findings import Finding
from ontologies.records import FindingKind
from tests.support.checked import check, table

SAME, SIMILAR = FindingKind.DUPLICATE_SAME, FindingKind.DUPLICATE_SIMILAR
NESTED = FindingKind.DUPLICATE_NESTED
FARM, POLICE = "黄梅县农业农村局", "黄梅县公安局"

# Bases ------------------------------------------------------------------------------------------------------------------------------------


def cite(law: str, article: str = "", paragraph: str = "", item: str = "") -> Cite:
    number = f"law/cn/{law}/art_{article}" if article else ""
    return Cite(f"law/cn/{law}", number, "", "", "resolved", False, 0, 0, paragraph, item, "", 0)


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ([cite("甲", "1"), cite("乙", "2")], [cite("乙", "2"), cite("甲", "1")], Basis.EQUAL),
        ([cite("甲", "1", "1", "2")], [cite("甲", "1", "1", "2")], Basis.EQUAL),
        ([cite("甲", "1")], [cite("甲", "1", "2")], Basis.SHARED),
        ([cite("甲", "1")], [cite("甲", "1"), cite("甲", "2")], Basis.SHARED),
        ([cite("甲", "1")], [cite("甲", "1"), cite("乙")], Basis.SHARED),
        ([cite("甲", "1", "", "1")], [cite("甲", "1", "", "2")], Basis.POINTS),
        ([cite("甲", "1", "", "1")], [cite("甲", "1", "2")], Basis.SHARED),
        ([cite("甲", "1")], [cite("甲", "2")], Basis.LAW),
        ([cite("甲")], [cite("甲")], Basis.LAW),
        ([cite("甲", "1")], [cite("乙", "1")], Basis.APART),
        ([], [cite("甲", "1")], Basis.MISSING),
        ([], [], Basis.MISSING),
    ],
)
def test_how_two_bases_stand(one: list[Cite], other: list[Cite], told: Basis) -> None:
    assert compare_bases(one, other) is told
    assert compare_bases(other, one) is told


# Lists ------------------------------------------------------------------------------------------------------------------------------------

HEADS = "序号,职权编码,职权名称,子项,职权类型,设定依据,行使主体"
Row = tuple[str, str, str, str, str]


def rows(*found: Row, body: str = FARM) -> list[str]:
    return [
        f"{at},{code},{name},{sub},{kind},{basis},{body}" for at, (code, name, sub, kind, basis) in enumerate(found, 1)
    ]


def power_list(*found: Row, body: str = FARM, title: str = "权责清单") -> str:
    return table(f"{body}{title}（2026年6月30日）", HEADS, *rows(*found, body=body))


def one(name: str, basis: str = "《茶园条例》第二条", sub: str = "", kind: str = "行政处罚", code: str = "") -> Row:
    return code, name, sub, kind, basis


def found_in(folder: Path, *lists: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """(kind, verdict or 合法, names) of what is found."""
    findings = look(folder, *lists)
    return sorted(
        (each.kind.value, "合法" if each.lawful else each.verdict.label, tuple(row.full_name for row in each.rows))
        for each in findings
    )


def look(folder: Path, *lists: str) -> list[Finding]:
    return check(folder, {f"清单{at}.csv": text for at, text in enumerate(lists)}, duplicates.CHECKS)


A, B = "对未建立茶苗台账的处罚", "对没有建立茶苗台账的行政处罚"
CASES: dict[str, tuple[list[Row], list[tuple[FindingKind, str]]]] = {
    "one act on one basis": ([one(A), one(B)], [(SAME, "确认")]),
    "the same, typed otherwise": ([one(A), one(B, kind="行政检查")], []),
    "one article, another act": ([one(A), one("对烧毁茶苗台账的处罚")], []),
    "one article, another object": ([one(A), one("对未建立茶砖台账的处罚")], []),
    "a list within another in other words": (
        [one("对盗采茶砂的运输、收购、销售行为的处罚"), one("对非法运输、销售茶砂的处罚")],
        [(SAME, "疑似")],
    ),
    "one more word in a list": (
        [one("对涂改、倒卖茶园产地凭证的处罚"), one("对倒卖茶园产地凭证的处罚")],
        [(SIMILAR, "疑似")],
    ),
    "a closer basis": ([one(A), one(B, "《茶园条例》第二条第一款")], [(SIMILAR, "疑似")]),
    "a law and its rules": ([one(A), one(B, "《茶园条例实施办法》第九条")], [(SIMILAR, "疑似")]),
    "no basis given once": ([one(A), one(B, "")], [(SIMILAR, "疑似")]),
    "another item of the article, and another word in the list": (
        [
            one("对涂改、倒卖茶证的处罚", "《茶园条例》第二条第一项"),
            one("对倒卖茶证的处罚", "《茶园条例》第二条第二项"),
        ],
        [],
    ),
    "another law, and another word in the list": (
        [one("对涂改、倒卖茶证的处罚"), one("对倒卖茶证的处罚", "《茶证办法》第八条")],
        [],
    ),
    "a stage of the same": (
        [one("茶馆经营许可", kind="行政许可"), one("茶馆经营许可变更", kind="行政许可")],
        [],
    ),
    "opposites": ([one("对迟报茶园灾情的处罚"), one("对谎报茶园灾情的处罚")], []),
    "a main item that is a sub-item": (
        [
            one("对囤积茶砖的处罚"),
            one("对扰乱茶市行为的处罚", sub="对囤积茶砖的处罚"),
            one("对扰乱茶市行为的处罚", sub="哄抬茶价"),
        ],
        [(NESTED, "确认")],
    ),
    "the same without saying on what": (
        [one("对囤积茶砖的处罚", ""), one("对扰乱茶市行为的处罚", sub="对囤积茶砖的处罚")],
        [(NESTED, "疑似")],
    ),
    "a sub-item that another law's main item only sounds like": (
        [one("对囤积茶砖的处罚", "《茶证办法》第八条"), one("对扰乱茶市行为的处罚", sub="对囤积茶砖的处罚")],
        [],
    ),
    "a sub-item that says nothing alone": (
        [one("茶馆登记", kind="行政确认", sub="变更登记"), one("茶摊变更登记", kind="行政确认")],
        [],
    ),
    "a main item with its own sub-items": (
        [
            one("茶馆登记", kind="行政确认"),
            one("茶馆登记", sub="开业登记", kind="行政确认"),
            one("茶馆登记", sub="歇业登记", kind="行政确认"),
        ],
        [],
    ),
    "sub-items of one main item that say the same": (
        [one("对扰乱茶市的处罚", sub="未公示茶价"), one("对扰乱茶市的处罚", sub="没有公示茶价")],
        [(SAME, "确认")],
    ),
    "one code, two things": (
        [one(A, code="NY-CF-0001"), one("渡口检查", "", code="NY-CF-0001", kind="行政检查")],
        [(SAME, "确认")],
    ),
    "a code that is written otherwise": (
        [one(A, code="NY-CF-0001"), one("茶会检查", code="ny-cf- 0001")],
        [(SAME, "确认")],
    ),
    "sub-items under the code of their main item": (
        [one("茶馆登记", sub="开业登记", code="NY-QR-0001"), one("茶馆登记", sub="歇业登记", code="NY-QR-0001")],
        [],
    ),
    "codes that add digits to the main item's": (
        [one("茶馆登记", sub="开业登记", code="NY-QR-000101"), one("茶馆登记", sub="歇业登记", code="NY-QR-000102")],
        [],
    ),
    "a row twice": ([one(A), one("渡口检查", kind="行政检查"), one(A)], [(SAME, "确认")]),
    "three for one act": ([one(A), one(B), one("对不建立茶苗台账的处罚")], [(SAME, "确认")]),
}


@pytest.mark.parametrize("name", CASES)
def test_within_a_list(tmp_path: Path, name: str) -> None:
    listed, expected = CASES[name]
    found = found_in(tmp_path, power_list(*listed))
    assert [(kind, verdict) for kind, verdict, _ in found] == [(kind.value, verdict) for kind, verdict in expected]


def test_a_group_is_one_finding_known_by_its_items(tmp_path: Path) -> None:
    (found,) = look(
        tmp_path, power_list(one(A), one("渡口检查", kind="行政检查"), one(B), one("对不建立茶苗台账的处罚"))
    )
    assert [row.number for row in found.rows] == [3, 5, 6]
    assert len(found.about) == 3 and all(key.startswith("power/421127/") for key in found.about)
    assert found.bodies == (f"body/421127/{FARM}",)
    assert [part.source for part in found.evidence] == [row.id for row in found.rows]
    assert A in found.text and "所引条文全部相同" in found.text
    assert "合并" in found.repair


def test_two_rows_of_one_item_are_told_apart_by_name(tmp_path: Path) -> None:
    (found,) = look(
        tmp_path, power_list(one(A, code="NY-CF-0001"), one("渡口检查", code="NY-CF-0001", kind="行政检查"))
    )
    assert A in found.about and "渡口检查" in found.about
    assert "NY-CF-0001" in found.text and "编码" in found.repair


def test_bodies_are_not_compared_with_one_another(tmp_path: Path) -> None:
    assert not found_in(tmp_path, power_list(one(A)), power_list(one(B), body=POLICE))


def test_two_lists_of_a_body(tmp_path: Path) -> None:
    catalogue = power_list(one(B, code="ZF-77"), title="综合行政执法事项目录")
    own = power_list(
        one(A, code="NY-1"), *(one(f"对{what}的处罚", code=f"NY-2{what}") for what in ("堵塞茶道", "攀折茶树"))
    )
    (found,) = found_in(tmp_path, own, catalogue)
    assert found[:2] == (SAME.value, "确认") and set(found[2]) == {A, B}


def test_a_second_statement_of_a_list_is_lawful(tmp_path: Path) -> None:
    acts = ["堵塞茶道", "攀折茶树", "伪造茶证", "哄抬茶价", "污染茶泉", "惊扰茶会"]
    own = power_list(*(one(f"对{act}的处罚", code=f"NY-{at}A") for at, act in enumerate(acts)))
    other = power_list(
        *(one(f"对{act}行为的处罚", code=f"ZF-{at}A") for at, act in enumerate(acts)), title="综合行政执法事项目录"
    )
    found = look(tmp_path, own, other)
    assert len(found) == len(acts)
    assert all("逐项对应" in each.lawful and not each.repair for each in found)


def test_numbers_that_begin_again_are_no_codes(tmp_path: Path) -> None:
    acts = [
        "堵塞茶道",
        "攀折茶树",
        "伪造茶证",
        "哄抬茶价",
        "污染茶泉",
        "惊扰茶会",
        "囤积茶砖",
        "倒卖茶票",
        "拆毁茶亭",
        "偷摘茶青",
    ]
    first = [one(f"对{act}的处罚", code=f"A{at}号") for at, act in enumerate(acts)]
    again = [one(f"{act}检查", "《茶园条例》第九条", kind="行政检查", code=f"A{at}号") for at, act in enumerate(acts)]
    assert not found_in(tmp_path, power_list(*first, *again))


def test_a_few_codes_used_twice_are_told(tmp_path: Path) -> None:
    first = [one(f"对{act}的处罚", code=f"A{at}号") for at, act in enumerate(("堵塞茶道", "攀折茶树", "伪造茶证"))]
    again = [one("茶会检查", "《茶园条例》第九条", kind="行政检查", code="A1号")]
    assert [kind for kind, _, _ in found_in(tmp_path, power_list(*first, *again))] == [SAME.value]

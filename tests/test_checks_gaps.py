"""What lists leave out beside their items, idle offices, and mandates and powers that do not meet. The lists are the tests' own."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.checks import gaps, mandates
from ontologies.records import FindingKind
from tests.support.checked import ROSTER, check, said, table

_STEPS = "1.受理：登记 2.决定：发证"
_HEADS = "序号,权力类型,事项名称,子项名称,实施依据,实施主体,责任事项,监督电话"


def powers(*rows: tuple[str, str, str, str], note: str = "") -> dict[str, str]:
    """A list of (name, sub-item, responsibilities, telephone)."""
    lines = [
        f"{n},行政许可,{name},{sub},《养犬条例》第三条,黄梅县公安局,{steps},{phone}"
        for n, (name, sub, steps, phone) in enumerate(rows, 1)
    ]
    return {
        "公安局权责清单.csv": table("黄梅县公安局权责清单（2026年1月1日）", _HEADS, *lines, *([note] if note else []))
    }


_FULL = [(f"第{n}种登记", "", _STEPS, "0713-0000102") for n in "甲乙丙丁戊"]


def test_a_row_is_held_to_its_list(tmp_path: Path) -> None:
    files = powers(*_FULL, ("养犬登记", "", "", "0713-0000102"), ("犬展审批", "", _STEPS, ""))
    found = check(tmp_path, files, gaps.CHECKS)
    assert said(found, FindingKind.GAP_NO_RESPONSIBILITY) == [("确认", "养犬登记")]
    assert said(found, FindingKind.GAP_NO_SUPERVISION) == [("确认", "犬展审批")]


@pytest.mark.parametrize(
    ("subs", "expected"),
    [
        # The first row of a main item gives them for all of it.
        (
            [(_STEPS, "幼犬"), ("", "成犬"), ("", "工作犬")],
            [("合法", "养犬登记（工作犬）"), ("合法", "养犬登记（成犬）")],
        ),
        # Where sub-items have their own, one without lacks them.
        ([(_STEPS, "幼犬"), (_STEPS, "成犬"), ("", "工作犬")], [("确认", "养犬登记（工作犬）")]),
    ],
)
def test_sub_items_share(tmp_path: Path, subs: list[tuple[str, str]], expected: list[tuple[str, str]]) -> None:
    rows = [("养犬登记", sub, steps, "0713-0000102") for steps, sub in subs]
    found = check(tmp_path, powers(*_FULL, *rows), gaps.CHECKS)
    assert said(found, FindingKind.GAP_NO_RESPONSIBILITY) == expected


@pytest.mark.parametrize(("note", "expected"), [("", "疑似"), ("注：监督电话：0713-0000102。", "合法")])
def test_a_list_without_the_column_is_told_once(tmp_path: Path, note: str, expected: str) -> None:
    rows = [(name, sub, steps, "") for name, sub, steps, _ in _FULL]
    found = check(tmp_path, powers(*rows, note=note), gaps.CHECKS)
    assert said(found, FindingKind.GAP_NO_SUPERVISION) == [(expected, "黄梅县公安局")]


def test_duties_need_an_office_unless_recalled(tmp_path: Path) -> None:
    duties = table(
        "小池镇履职事项清单（2025年5月20日）",
        "序号,履职类型,事项名称,对应上级部门,承办机构",
        "1,基本履职,井盖巡查,,平安建设办公室",
        "2,基本履职,水塘看护,,",
        "3,配合履职,犬只免疫,黄梅县农业农村局,社会事务办公室",
        "4,收回,犬展审批,黄梅县公安局,",
        "5,基本履职,路灯报修,,社会事务办公室",
    )
    found = check(tmp_path, {"小池镇履职事项清单.csv": duties}, gaps.CHECKS)
    assert said(found, FindingKind.GAP_NO_OFFICE) == [("确认", "水塘看护")]


def test_idle_offices(tmp_path: Path) -> None:
    roster = (
        "黄梅县机构名录（2026年6月1日）\n序号,机构名称,机构类型,层级,区划代码,内设机构\n"
        "1,黄梅县公安局,政府工作部门,县级,421127,办公室、养犬股、犬展股、禁猎股、政工股\n"
        "2,黄梅县民政局,政府工作部门,县级,421127,救助股、殡葬股\n"
    )
    lists = table(
        "黄梅县公安局权责清单（2026年1月1日）",
        "序号,权力类型,事项名称,实施依据,实施主体,承办机构",
        "1,行政许可,养犬登记,《养犬条例》第三条,黄梅县公安局,养犬股",
        "2,行政许可,犬展审批,《养犬条例》第五条,黄梅县公安局,犬展股",
    )
    found = check(tmp_path, {"公安局权责清单.csv": lists}, gaps.CHECKS, roster)
    idle = [one.about for one in found if one.kind is FindingKind.GAP_OFFICE_WITHOUT_DUTY]
    assert idle == [("office/421127/黄梅县公安局/禁猎股",)]


# Mandates ----------------------------------------------------------------------------------------------------------------------------

_MANDATE_HEADS = "序号,职责名称,主要职责,对应权责事项"
_POWER_HEADS = "序号,权力类型,事项名称,实施依据,实施主体"


def mandated(rows: list[str], listed: list[str]) -> dict[str, str]:
    return {
        "公安局三定职责.csv": table("黄梅县公安局“三定”职责清单（2024年3月1日）", _MANDATE_HEADS, *rows),
        "公安局权责清单.csv": table("黄梅县公安局权责清单（2026年1月1日）", _POWER_HEADS, *listed),
    }


_NAMED = [
    "1,养犬管理,管理养犬登记和犬展。,养犬登记、犬展审批、对养犬不登记的处罚",
    "2,烟花管理,按照湖北省的要求查处违规燃放烟花。,对违规燃放烟花的处罚、烟花检查",
]
_UNDER = [
    "1,行政许可,养犬登记,《养犬条例》第三条,黄梅县公安局",
    "2,行政许可,犬展审批,《养犬条例》第五条,黄梅县公安局",
    "3,行政处罚,对养犬不登记的处罚,《养犬条例》第九条,黄梅县公安局",
    "4,行政处罚,对违规燃放烟花的处罚,《烟花条例》第九条,黄梅县公安局",
    "5,行政检查,烟花检查,《烟花条例》第四条,黄梅县公安局",
]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("6,行政检查,计量器具检查,《计量法》第二十六条,黄梅县公安局", [("疑似", "计量器具检查")]),
        # On the law of a power that a mandate names.
        ("6,行政检查,犬只检查,《养犬条例》第七条,黄梅县公安局", []),
        # A mandate speaks of what the law is about.
        ("6,行政检查,沿街巡查,《烟花管理办法》第七条,黄梅县公安局", []),
        ("6,行政检查,沿街巡查,《烟花法》第七条,黄梅县公安局", []),
        ("6,行政检查,沿街巡查,《湖北省烟花条例》第七条,黄梅县公安局", []),
        # That both are of one province is no common subject.
        ("6,行政检查,计量器具检查,《湖北省市场条例》第二十六条,黄梅县公安局", [("疑似", "计量器具检查")]),
    ],
)
def test_powers_under_no_mandate(tmp_path: Path, row: str, expected: list[tuple[str, str]]) -> None:
    found = check(tmp_path, mandated(_NAMED, [*_UNDER, row]), mandates.CHECKS)
    assert said(found, FindingKind.GAP_POWER_WITHOUT_MANDATE) == expected


@pytest.mark.parametrize(
    ("arrangement", "verdict"),
    [
        ("1,相对集中行政处罚权,县农业农村局,县公安局,计量器具的检查,行政检查,《行政处罚法》第十八条,黄政函〔2025〕1号,2025-01-01,", "合法"),
        # It has ended; it is of something else; a nameplate's words (以…名义行使职权) are no matter.
        ("1,委托,县农业农村局,县公安局,计量器具的检查,行政检查,《行政处罚法》第二十条,黄政函〔2024〕1号,2024-01-01,2025-12-31", "疑似"),
        ("1,相对集中行政处罚权,县农业农村局,县公安局,水产品的检查,行政检查,《行政处罚法》第十八条,黄政函〔2025〕1号,2025-01-01,", "疑似"),
        ("1,加挂牌子,县计量局,县公安局,以牌子名义对外行使相应职权,,,黄政函〔2025〕1号,2025-01-01,", "疑似"),
    ],
    ids=["in force", "ended", "of something else", "nameplate"],
)  # fmt: skip
def test_an_arrangement_makes_it_lawful_and_bodies_without_mandates_are_left_alone(
    tmp_path: Path, arrangement: str, verdict: str
) -> None:
    arrangements = table(
        "黄梅县授权委托安排清单（2026年6月30日）",
        "序号,安排方式,委托机关,受委托机构,职权范围,职权类型,法律依据,批准文号,起始日期,终止日期",
        arrangement,
    )
    files = mandated(_NAMED, [*_UNDER, "6,行政检查,以计量器具名义检查,《计量法》第二十六条,黄梅县公安局"])
    others = "1,行政检查,茶叶检查,《茶叶条例》第二条,黄梅县农业农村局"
    files |= {
        "安排.csv": arrangements,
        "农业农村局权责清单.csv": table("黄梅县农业农村局权责清单（2026年1月1日）", _POWER_HEADS, others),
    }
    found = check(tmp_path, files, mandates.CHECKS)
    assert said(found, FindingKind.GAP_POWER_WITHOUT_MANDATE) == [(verdict, "以计量器具名义检查")]


@pytest.mark.parametrize(
    ("mandate", "expected"),
    [
        ("3,专利保护,查处假冒专利。,", [("疑似", "专利保护")]),
        # What is to be promoted, what every body has, what powers are about.
        ("3,专利保护,推进专利运用。,", []),
        ("3,其他职责,完成县委、县政府交办的其他任务，查处违纪。,", []),
        ("3,烟花燃放管理,查处违规燃放烟花。,", []),
    ],
)
def test_mandates_without_powers(tmp_path: Path, mandate: str, expected: list[tuple[str, str]]) -> None:
    found = check(tmp_path, mandated([*_NAMED, mandate], _UNDER), mandates.CHECKS)
    assert said(found, FindingKind.GAP_MANDATE_WITHOUT_POWER) == expected


@pytest.mark.parametrize(
    ("scope", "verdict"),
    [
        ("专利、商标方面的处罚", "合法"),
        ("专利实施保护的检查", "合法"),
        # One word of the mandate's field is of many matters.
        ("假冒商标行为的处罚", "疑似"),
        ("专利代理师冒名执业行为的处罚", "疑似"),
    ],
)
def test_an_arrangement_hands_a_mandate_on_only_with_its_matter(tmp_path: Path, scope: str, verdict: str) -> None:
    files = mandated([*_NAMED, "3,专利实施保护,查处假冒专利。,"], _UNDER)
    files["安排.csv"] = table(
        "黄梅县授权委托安排清单（2026年6月30日）",
        "序号,安排方式,委托机关,受委托机构,职权范围,职权类型,法律依据,批准文号,起始日期,终止日期",
        f"1,相对集中行政处罚权,县公安局,县综合执法局,{scope},行政处罚,《行政处罚法》第十八条,黄政函〔2025〕1号,2025-01-01,",
    )
    found = check(tmp_path, files, mandates.CHECKS)
    assert said(found, FindingKind.GAP_MANDATE_WITHOUT_POWER) == [(verdict, "专利实施保护")]


@pytest.mark.parametrize(
    ("mandate", "expected"),
    [
        # Half of it, 燃放, is in the name of a power; the whole is not.
        ("5,展会燃放管理,查处展会燃放。,", [("疑似", "展会燃放管理")]),
        ("5,违规燃放管理,查处燃放。,", []),
        ("5,展会燃放推广,推广展会燃放。,", []),
    ],
)
def test_where_lists_say_what_each_mandate_leads_to(
    tmp_path: Path, mandate: str, expected: list[tuple[str, str]]
) -> None:
    led = [
        "1,养犬登记管理,办理养犬登记。,养犬登记",
        "2,犬展管理,审批犬展。,犬展审批",
        "3,养犬处罚,查处养犬不登记。,对养犬不登记的处罚",
        "4,烟花管理,查处违规燃放烟花。,对违规燃放烟花的处罚、烟花检查",
    ]
    found = check(tmp_path, mandated([*led, mandate], _UNDER), mandates.CHECKS)
    assert said(found, FindingKind.GAP_MANDATE_WITHOUT_POWER) == expected


def test_without_a_power_list_no_mandate_lacks_a_power(tmp_path: Path) -> None:
    files = mandated([*_NAMED, "3,专利保护,查处假冒专利。,"], _UNDER) | {"公安局权责清单.csv": ""}
    assert check(tmp_path, files, mandates.CHECKS, ROSTER) == []

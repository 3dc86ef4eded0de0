"""Township lists against what was recalled, against each other, and against the departments' lists. The lists are the tests' own."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.checks.townships import CHECKS
from casework.matters import Vocabulary, acts_differ, matter, matter_rate, only_helps, only_helps_by_name
from ontologies.records import FindingKind
from tests.support.checked import check, said, table

# Matters -------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("流浪犬、猫的控制和处置", "流浪犬猫管控处置工作", True),
        ("危险房屋安全鉴定", "危房安全鉴定", True),
        ("临时救助申请的受理和审核", "临时救助对象受理审核", True),
        ("开展烟花爆竹燃放安全宣传", "安全燃放烟花爆竹的宣传", True),
        ("秸秆禁烧的巡查", "秸秆露天焚烧巡查、劝阻", True),
        ("森林防火的巡查和宣传", "森林防火的扑救", False),
        ("消防安全隐患的督促整改", "消防监督检查", False),
        ("农村土地承包合同的管理", "农村土地承包纠纷的调解", False),
        ("养老机构的安全检查", "校外培训机构的安全检查", False),
    ],
)
def test_whether_two_names_are_one_matter(one: str, other: str, same: bool) -> None:
    assert (matter_rate(one, other) >= 0.75) is same
    assert matter_rate(one, other) == matter_rate(other, one)


def test_a_name_is_taken_apart() -> None:
    assert matter("流浪犬、猫的控制和处置") == ("流浪犬猫", frozenset({"treat"}))
    assert matter("临时救助申请的受理和审核").object == "临时救助"
    # What an object is called by is nothing that is done about it.
    assert matter("建设单位扬尘危害的宣传和情况报告") == ("建设单位扬尘危害", frozenset({"tell", "find"}))
    # What is all act is its own object.
    assert matter("检查").object == "检查"
    assert acts_differ(matter("古树名木的鉴定"), matter("古树名木的巡查"))


@pytest.mark.parametrize(
    ("part", "helps"),
    [
        ("发现线索及时报告，协助维护现场", True),
        ("督促自改，移交拒不整改的线索", True),
        ("提供场所名册，参加联合检查", True),
        ("认定和处罚", False),
        ("巡查并处罚", True),
        ("责令停业，作出处罚", False),
        ("", False),
    ],
)
def test_whether_a_part_only_helps(part: str, helps: bool) -> None:
    assert only_helps(part) is helps


def test_whether_a_name_only_helps() -> None:
    assert only_helps_by_name("未经登记经营危害的宣传和情况报告")
    assert not only_helps_by_name("非法行医的查处")


def test_what_an_owner_speaks_of() -> None:
    words = Vocabulary([("甲", "农作物种子质量的抽检"), ("甲", "动物疫病防控"), ("乙", "燃气安全检查")])
    assert words.covers("甲", "动物疫病的排查")[0] == 1.0
    # 物种 is no word of 农作物种子.
    assert words.speaks_of("甲", ["物种", "外来"], 0.2) == (0.0, "")
    assert words.speaks_of("甲", ["动物", "外来"], 0.2)[1] == "动物"
    assert "丙" not in words


# Lists ---------------------------------------------------------------------------------------------------------------------------

_HEADS = "序号,履职类型,事项名称,对应上级部门,上级部门职责,乡镇配合职责,承接部门,承办机构"


def duties(town: str, *rows: str) -> dict[str, str]:
    return {f"{town}履职事项清单.csv": table(f"黄梅县{town}履职事项清单（2026年5月20日）", _HEADS, *rows)}


def powers(body: str, *rows: str) -> dict[str, str]:
    title = f"黄梅县{body}权责清单（2026年6月30日）"
    return {f"{body}.csv": table(title, "序号,权力类型,事项名称,实施依据,实施主体", *rows)}


def mandates(body: str, *rows: str) -> dict[str, str]:
    title = f"黄梅县{body}“三定”职责清单（2024年3月1日）"
    return {f"{body}三定.csv": table(title, "序号,职责名称,主要职责", *rows)}


RECALLED = FindingKind.TOWNSHIP_RECALLED_STILL_LISTED


def test_recalled_yet_listed(tmp_path: Path) -> None:
    found = check(
        tmp_path,
        duties(
            "小池镇",
            "1,基本履职,危险房屋安全鉴定,,,,,城建办",
            "2,基本履职,非法采石危害的宣传和情况报告,,,,,平安办",
            "3,基本履职,村务公开的指导,,,,,党政办",
            "4,配合履职,无证屠宰的查处,县农业农村局,调查和处罚,发现线索及时报告,,执法中心",
            "5,配合履职,野外用火的查处,县公安局,调查和处罚,实施处罚,,执法中心",
            "6,收回,危房安全鉴定,,,,县城市管理执法局,",
            "7,收回,对非法采石的处罚,,,,县公安局,",
            "8,收回,无证屠宰的查处,,,,县农业农村局,",
            "9,收回,对野外用火的查处,,,,县公安局,",
        )
        # What another town gave back says nothing of this one.
        | duties("孔垄镇", "1,收回,村务公开的指导,,,,县农业农村局,"),
        CHECKS,
    )
    assert said(found, RECALLED) == [
        ("合法", "无证屠宰的查处"),
        ("合法", "非法采石危害的宣传和情况报告"),
        ("疑似", "野外用火的查处"),
        ("确认", "危险房屋安全鉴定"),
    ]
    finding = next(one for one in found if one.kind is RECALLED and one.rows[0].name == "危险房屋安全鉴定")
    assert finding.about == ("duty/421127102/小池镇/basic/危险房屋安全鉴定",)
    assert [row.name for row in finding.rows] == ["危险房屋安全鉴定", "危房安全鉴定"]
    assert "城市管理执法局" in finding.repair


def test_recalled_by_a_decision_yet_granted(tmp_path: Path) -> None:
    found = check(
        tmp_path,
        {
            "黄梅县行政权力事项调整目录.csv": table(
                "黄梅县人民政府行政权力事项调整目录（2026年3月1日）",
                "序号,处理决定,事项名称,原实施机关,调整后实施机关,文号,调整日期",
                "1,收回,对非法屠宰的处罚,,县农业农村局,黄梅政发〔2026〕3号,2026-03-01",
            ),
            "黄梅县乡镇赋权清单.csv": table(
                "黄梅县乡镇赋权清单（2026年6月1日）",
                "序号,赋权事项名称,权力类型,原行使部门,赋权方式,赋权乡镇",
                "1,对非法屠宰行为的处罚,行政处罚,县农业农村局,委托下放,小池镇、孔垄镇",
                "2,对非法屠宰的处罚,行政处罚,县农业农村局,派驻单位行使,五祖镇",
            ),
        },
        CHECKS,
    )
    assert said(found, RECALLED) == [("合法", "对非法屠宰的处罚"), ("确认", "对非法屠宰行为的处罚")]


def test_basic_here_and_cooperating_there(tmp_path: Path) -> None:
    stray = "流浪犬、猫的控制和处置"
    found = check(
        tmp_path,
        duties(
            "小池镇",
            f"1,配合履职,{stray},县公安局,收容,登记,,农业中心",
            "2,配合履职,森林防火的扑救,县公安局,扑救,后勤保障,,农业中心",
        )
        | duties("孔垄镇", "1,基本履职,流浪犬猫管控处置,,,,,农业中心", "2,基本履职,森林防火的巡查和宣传,,,,,农业中心")
        | duties("五祖镇", f"1,基本履职,{stray},,,,,农业中心", "2,基本履职,山洪预警,,,,,农业中心")
        # Another type of town may do it otherwise.
        | duties("停前镇", f"1,基本履职,{stray},,,,,农业中心"),
        CHECKS,
    )
    assert said(found, FindingKind.TOWNSHIP_ROLE_CONFLICT) == [("合法", "森林防火的扑救"), ("疑似", stray)]
    finding = next(one for one in found if one.kind is FindingKind.TOWNSHIP_ROLE_CONFLICT and not one.lawful)
    assert [row.name for row in finding.rows] == [stray, "流浪犬猫管控处置"]
    assert "中心镇" in finding.text


@pytest.mark.parametrize(("third", "verdict"), [("中心镇", "合法"), ("山区乡镇", "疑似")])
def test_a_type_may_be_why_a_town_alone_of_it_differs(tmp_path: Path, third: str, verdict: str) -> None:
    """Where all others are of one type, being of another may be why; where towns of several types list it one way, it is not."""
    roster = (
        "黄梅县机构名录（2026年6月1日）\n序号,机构名称,机构类型,层级,区划代码,乡镇类型\n"
        "1,小池镇人民政府,乡镇人民政府,乡级,421127102,城关镇\n"
        f"2,孔垄镇人民政府,乡镇人民政府,乡级,421127101,中心镇\n3,五祖镇人民政府,乡镇人民政府,乡级,421127106,{third}\n"
    )
    found = check(
        tmp_path,
        duties("小池镇", "1,配合履职,村史馆的看护,县公安局,指导,看护,,农业中心")
        | duties("孔垄镇", "1,基本履职,村史馆的看护,,,,,农业中心")
        | duties("五祖镇", "1,基本履职,村史馆的看护,,,,,农业中心"),
        CHECKS,
        roster,
    )
    assert said(found, FindingKind.TOWNSHIP_ROLE_CONFLICT) == [(verdict, "村史馆的看护")]


def test_cooperating_with_whom(tmp_path: Path) -> None:
    found = check(
        tmp_path,
        duties(
            "小池镇",
            "1,配合履职,农民工工资拖欠的排查,县公安局,查处,登记,,中心",
            "2,配合履职,外来入侵物种的普查,县农业农村局,普查,登记,,中心",
            "3,配合履职,动物疫病的防控,县农业农村局,检疫,登记,,中心",
            "4,配合履职,校外培训机构的排查,县教育局,检查,登记,,中心",
            "5,配合履职,河道采砂的巡查,县农业农村局,检查,登记,,中心",
            # What the department does is in its mandate word for word, whatever the town calls its own part.
            "6,配合履职,稻田里的看水,县农业农村局,负责管理种植业,看水,,中心",
            "7,配合履职,古树的看护,县农业农村局,组织认定,看护,,中心",
        )
        | powers(
            "农业农村局",
            "1,行政检查,农作物种子质量的抽检,《种子法》第四十七条,黄梅县农业农村局",
            "2,行政检查,动物疫病监测,《动物防疫法》第十五条,黄梅县农业农村局",
        )
        | mandates("农业农村局", "1,种植业管理,管理种植业。")
        | powers("公安局", "1,行政处罚,对扰乱秩序的处罚,《治安管理处罚法》第二十三条,黄梅县公安局")
        | mandates("公安局", "1,劳动纠纷,处置拖欠农民工工资引发的事件。")
        | {
            "黄梅县部门职责边界清单.csv": table(
                "黄梅县部门职责边界清单（2026年6月1日）",
                "序号,管理事项,相关部门,职责分工",
                "1,河道采砂管理,县农业农村局（牵头）、县公安局,县农业农村局：负责河道采砂的检查。县公安局：办理案件。",
            )
        },
        CHECKS,
    )
    kind = FindingKind.TOWNSHIP_NO_COUNTERPART
    assert said(found, kind) == [
        ("合法", "河道采砂的巡查"),
        ("无法核验", "校外培训机构的排查"),
        ("疑似", "古树的看护"),
        ("疑似", "外来入侵物种的普查"),
    ]
    unknown = next(one for one in found if one.kind is kind and one.verdict.label == "无法核验")
    assert unknown.bodies == ("body/421127/黄梅县教育局",)


def test_help_that_departments_ask_for_and_no_town_lists(tmp_path: Path) -> None:
    asking = mandates(
        "农业农村局",
        "1,红火蚁点位普查,组织开展普查，由各乡镇人民政府配合提供名单。",
        "2,动物强制免疫,组织免疫，乡镇人民政府协助做好免疫。",
        "3,种植业管理,管理种植业，指导乡镇农技推广。",
    )
    listed = duties("小池镇", "1,配合履职,组织动物强制免疫,县农业农村局,防疫,登记,,中心")
    kind = FindingKind.TOWNSHIP_UNLISTED_COOPERATION
    found = check(tmp_path, asking | listed, CHECKS)
    assert said(found, kind) == [("疑似", "红火蚁点位普查")]
    assert next(one for one in found if one.kind is kind).evidence[0].quote.startswith("组织开展普查")


def test_without_township_lists_help_cannot_be_verified(tmp_path: Path) -> None:
    found = check(tmp_path, mandates("农业农村局", "1,红火蚁点位普查,由各乡镇人民政府配合提供名单。"), CHECKS)
    assert said(found, FindingKind.TOWNSHIP_UNLISTED_COOPERATION) == [("无法核验", "红火蚁点位普查")]

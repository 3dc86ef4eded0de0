"""What is handed to towns: catalogue, types of towns, claims, mode, what the law forbids, what comes down with it. The lists are the tests'
own."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.checks.grants import CHECKS
from casework.findings import Finding
from ontologies.records import FindingKind as K
from tests.support.checked import check, said, table

CATALOGUE_HEADS = "序号,赋权事项名称,权力类型,目录分类,适用乡镇类型,认领乡镇"
GRANT_HEADS = "序号,赋权事项名称,权力类型,原行使部门,赋权方式,赋权乡镇"
BOTH = "中心镇、山区乡镇"
ALL = "小池镇、孔垄镇、五祖镇、停前镇"


def catalogue(*rows: str) -> dict[str, str]:
    return {
        "湖北省赋权目录.csv": table("湖北省乡镇赋权事项指导目录及认领情况（2026年5月30日）", CATALOGUE_HEADS, *rows)
    }


def grants(*rows: str) -> dict[str, str]:
    return {"黄梅县乡镇赋权清单.csv": table("黄梅县乡镇赋权清单（2026年6月15日）", GRANT_HEADS, *rows)}


def powers(body: str, *rows: str) -> dict[str, str]:
    title = f"黄梅县{body}权责清单（2026年6月30日）"
    return {
        f"{body}.csv": table(
            title, "序号,权力类型,事项名称,实施依据,实施主体", *(f"{row},黄梅县{body}" for row in rows)
        )
    }


CLAIMED = f"1,对乱倒垃圾的处罚,行政处罚,自选盘,{BOTH},{ALL}"


def told(found: list[Finding], *kinds: K) -> dict[str, list[tuple[str, str]]]:
    """Of these kinds what is no lawful one."""
    return {kind.value: [one for one in said(found, kind) if one[0] != "合法"] for kind in kinds}


def test_the_catalogue(tmp_path: Path) -> None:
    found = check(
        tmp_path,
        catalogue(CLAIMED, f"2,临时占道许可,行政许可,自选盘,{BOTH},{ALL}")
        | grants(
            "1,对乱倒垃圾行为的处罚,行政处罚,县城市管理执法局,委托下放,小池镇",
            "2,对擅自养犬的处罚,行政处罚,县公安局,委托下放,小池镇",
            "3,燃气经营许可,行政许可,县城市管理执法局,委托下放,小池镇",
            "4,临时占道许可,行政许可,县城市管理执法局,派驻单位行使,小池镇",
            "5,对夜间扰民的处罚,行政处罚,县公安局,派出机构行使,小池镇",
        ),
        CHECKS,
    )
    assert told(found, K.GRANT_NO_DECISION, K.GRANT_OUTSIDE_CATALOGUE) == {
        "grant.no_decision": [("确认", "对擅自养犬的处罚")],
        # A department's own unit needs no decision, but the item stands in no catalogue.
        "grant.outside_catalogue": [("确认", "对夜间扰民的处罚"), ("确认", "燃气经营许可")],
    }
    assert ("合法", "对乱倒垃圾行为的处罚") in said(found, K.GRANT_NO_DECISION)


@pytest.mark.parametrize("print_of_the_county", [False, True])
def test_whose_catalogue(tmp_path: Path, print_of_the_county: bool) -> None:
    """A county's print of the province's catalogue is the province's; its own table of claims is none."""
    title = "黄梅县乡镇赋权认领目录（2026年5月30日）"
    if print_of_the_county:
        title = "省级乡镇赋权事项指导目录黄梅县认领情况（2026年5月30日）"
    own = {"黄梅县赋权目录.csv": table(title, CATALOGUE_HEADS, CLAIMED)}
    found = check(tmp_path, own | grants("1,对擅自养犬的处罚,行政处罚,县公安局,委托下放,小池镇"), CHECKS)
    verdicts = [verdict for verdict, _ in said(found, K.GRANT_NO_DECISION)]
    assert verdicts == (["确认"] if print_of_the_county else ["无法核验"])


def test_without_a_catalogue_one_finding_for_a_list(tmp_path: Path) -> None:
    rows = [f"{n},对第{n}种行为的处罚,行政处罚,县公安局,委托下放,小池镇" for n in "甲乙丙"]
    found = check(tmp_path, grants(*rows), CHECKS)
    assert [verdict for verdict, _ in said(found, K.GRANT_NO_DECISION)] == ["无法核验"]
    assert [verdict for verdict, _ in said(found, K.GRANT_OUTSIDE_CATALOGUE)] == ["无法核验"]


def test_types_of_towns_and_claims(tmp_path: Path) -> None:
    found = check(
        tmp_path,
        catalogue(
            CLAIMED,
            "2,对占用盲道的处罚,行政处罚,自选盘,中心镇,小池镇、孔垄镇",
            "3,对露天烧烤的处罚,行政处罚,自选盘,山区乡镇,五祖镇、停前镇",
            f"4,对乱贴广告的处罚,行政处罚,自选盘,{BOTH},小池镇、孔垄镇、五祖镇",
            f"5,对乱停车的处罚,行政处罚,基本盘,{BOTH},小池镇、孔垄镇、五祖镇",
            "6,对占道晾晒的处罚,行政处罚,基本盘,中心镇,小池镇、孔垄镇",
        )
        | grants(
            f"1,对乱倒垃圾的处罚,行政处罚,县城市管理执法局,委托下放,{ALL}",
            "2,对占用盲道的处罚,行政处罚,县城市管理执法局,委托下放,小池镇、孔垄镇、五祖镇",
            "3,对露天烧烤的处罚,行政处罚,县城市管理执法局,委托下放,山区乡镇",
            f"4,对乱贴广告的处罚,行政处罚,县城市管理执法局,委托下放,{ALL}",
            "5,对乱停车的处罚,行政处罚,县城市管理执法局,委托下放,小池镇、孔垄镇",
            "6,对占道晾晒的处罚,行政处罚,县城市管理执法局,委托下放,中心镇",
        ),
        CHECKS,
    )
    assert told(
        found, K.GRANT_BEYOND_TOWN_TYPE, K.GRANT_UNCLAIMED, K.GRANT_CLAIM_NOT_GRANTED, K.GRANT_BASIC_UNCLAIMED
    ) == {
        "grant.beyond_town_type": [("确认", "对占用盲道的处罚")],
        "grant.unclaimed": [("疑似", "对乱贴广告的处罚")],
        "grant.claim_not_granted": [("疑似", "对乱停车的处罚")],
        "grant.basic_unclaimed": [("疑似", "对乱停车的处罚")],
    }
    beyond = next(one for one in found if one.kind is K.GRANT_BEYOND_TOWN_TYPE)
    assert beyond.bodies == ("body/421127106/五祖镇",)
    assert sorted(one.bodies[0] for one in found if one.kind is K.GRANT_BASIC_UNCLAIMED and one.lawful) == [
        "body/421127105/停前镇",
        "body/421127106/五祖镇",
    ]


def test_modes_and_what_may_not_be_handed_on(tmp_path: Path) -> None:
    found = check(
        tmp_path,
        catalogue(CLAIMED)
        | powers("公安局", "1,行政处罚,对赌博的处罚,《中华人民共和国治安管理处罚法》第八十二条")
        | grants(
            "1,对乱倒垃圾的处罚,行政处罚,县城市管理执法局,,小池镇",
            "2,对违法采砂船的扣押,行政强制,县农业农村局,委托下放,小池镇",
            "3,对违法采砂车的扣押,行政强制,县农业农村局,派驻单位行使,小池镇",
            "4,逾期不清除的代履行,行政强制,县农业农村局,委托下放,小池镇",
        )
        | {
            "黄梅县公安赋权清单.csv": table(
                "黄梅县公安赋权清单（2026年6月15日）",
                f"{GRANT_HEADS},执法依据",
                "1,对赌博的处罚,行政处罚,县公安局,委托下放,小池镇,《中华人民共和国治安管理处罚法》第八十二条",
            )
        },
        CHECKS,
    )
    assert said(found, K.GRANT_NO_MODE) == [("确认", "对乱倒垃圾的处罚")]
    assert said(found, K.GRANT_FORBIDDEN) == [
        ("合法", "对违法采砂车的扣押"),
        ("合法", "逾期不清除的代履行"),
        ("确认", "对赌博的处罚"),
        ("确认", "对违法采砂船的扣押"),
    ]
    # No decision can give what may not be given.
    assert ("确认", "对赌博的处罚") in said(found, K.GRANT_OUTSIDE_CATALOGUE)
    assert ("确认", "对赌博的处罚") not in said(found, K.GRANT_NO_DECISION)


def test_who_had_it(tmp_path: Path) -> None:
    arranged = {
        "黄梅县授权委托安排清单.csv": table(
            "黄梅县授权委托安排清单（2026年6月30日）",
            "序号,安排方式,划出机关,承接机构,职权范围,职权类型,法律依据,批准文号,起始日期",
            "1,相对集中行政处罚权,县公安局,县城市管理执法局,养犬管理方面的处罚,行政处罚,《行政处罚法》第十八条,黄政函1号,2025-01-01",
        )
    }
    found = check(
        tmp_path,
        powers("公安局", "1,行政处罚,对养犬扰民的处罚,", "2,行政处罚,对夜间鸣笛的处罚,", "3,行政处罚,对冒用证件的处罚,")
        | powers("城市管理执法局", "1,行政处罚,对乱倒垃圾的处罚,")
        | arranged
        | grants(
            "1,对养犬扰民的处罚,行政处罚,县城市管理执法局,委托下放,小池镇",
            "2,对夜间鸣笛行为的处罚,行政处罚,县城市管理执法局,委托下放,小池镇",
            "3,对冒用证件的处罚,行政处罚,县农业农村局,委托下放,小池镇",
            "4,对乱倒垃圾的处罚,行政处罚,县城市管理执法局,委托下放,小池镇",
        ),
        CHECKS,
    )
    assert said(found, K.GRANT_NOT_HELD) == [
        ("合法", "对养犬扰民的处罚"),
        ("无法核验", "对冒用证件的处罚"),
        ("确认", "对夜间鸣笛行为的处罚"),
    ]


OFFICERS = {
    "黄梅县执法人员名录.csv": table(
        "黄梅县乡镇持证行政执法人员名录（2026年6月20日）",
        "序号,姓名,执法证号,所在单位,有效期至",
        "1,甲一,421127001,小池镇人民政府,2028-06-30",
        "2,甲二,421127002,小池镇人民政府,2028-06-30",
        "3,甲三,421127003,小池镇人民政府,2026-01-31",
        "4,乙一,421127004,孔垄镇人民政府,2028-06-30",
        "5,乙二,421127005,孔垄镇人民政府,2026-01-31",
    )
}
SUPPORT = {
    "黄梅县乡镇赋权保障清单.csv": table(
        "黄梅县乡镇赋权保障清单（2026年6月20日）",
        "序号,受赋权乡镇,保障类型,保障事项,数量,计量单位,保障部门",
        "1,小池镇,人员,执法人员下沉,3,名,县城市管理执法局",
        "2,孔垄镇,装备,执法记录仪,3,台,县城市管理执法局",
    )
}
GRANTED = grants(
    "1,对乱倒垃圾的处罚,行政处罚,县城市管理执法局,委托下放,小池镇、孔垄镇",
    "2,临时占道许可,行政许可,县城市管理执法局,委托下放,五祖镇",
    "3,对占用盲道的处罚,行政处罚,县城市管理执法局,派驻单位行使,停前镇",
)


def test_what_comes_down_with_it(tmp_path: Path) -> None:
    found = check(tmp_path, GRANTED | OFFICERS | SUPPORT, CHECKS)
    means = [one for one in found if one.kind in (K.GRANT_NO_SUPPORT, K.GRANT_NO_OFFICER)]
    assert {
        (one.kind.value, one.verdict.label, bool(one.lawful), one.bodies[0].rpartition("/")[2]) for one in means
    } == {
        # Cameras alone are no staff, funds, premises or training; a licence needs no officers.
        ("grant.no_support", "确认", False, "孔垄镇"),
        ("grant.no_support", "确认", False, "五祖镇"),
        ("grant.no_officer", "确认", False, "孔垄镇"),
        ("grant.no_officer", "确认", True, "小池镇"),
    }


def test_without_lists_of_support_and_officers(tmp_path: Path) -> None:
    found = check(tmp_path, GRANTED, CHECKS)
    assert [one.verdict.label for one in found if one.kind in (K.GRANT_NO_SUPPORT, K.GRANT_NO_OFFICER)] == [
        "无法核验"
    ] * 2


def test_one_item_in_a_row_for_each_type(tmp_path: Path) -> None:
    """Which row gives to whom is asked of the row: only that of the towns that the catalogue leaves out is named."""
    found = check(
        tmp_path,
        catalogue("1,施工许可,行政许可,自选盘,中心镇,小池镇")
        | grants("1,施工许可,行政许可,县公安局,委托下放,中心镇", "2,施工许可,行政许可,县公安局,委托下放,山区乡镇"),
        CHECKS,
    )
    (beyond,) = [one for one in found if one.kind is K.GRANT_BEYOND_TOWN_TYPE]
    assert [row.number for row in beyond.rows] == [4]
    assert beyond.bodies == ("body/421127105/停前镇", "body/421127106/五祖镇")


def test_names_that_part_in_a_word(tmp_path: Path) -> None:
    """登记 and 登记备案 are one act; 占用 and 临时占用 may be: nobody is then told that its claim was not granted."""
    found = check(
        tmp_path,
        catalogue(
            "1,小餐饮店登记,其他行政权力,自选盘,中心镇,小池镇",
            "2,对未经批准占用城市道路的处罚,行政处罚,自选盘,中心镇,小池镇",
        )
        | grants(
            "1,小餐饮店登记备案,其他行政权力,县公安局,委托下放,小池镇",
            "2,对未经批准临时占用城市道路的处罚,行政处罚,县公安局,委托下放,小池镇",
        ),
        CHECKS,
    )
    assert told(found, K.GRANT_OUTSIDE_CATALOGUE, K.GRANT_NO_DECISION, K.GRANT_CLAIM_NOT_GRANTED) == {
        "grant.outside_catalogue": [],
        "grant.no_decision": [("疑似", "对未经批准临时占用城市道路的处罚")],
        "grant.claim_not_granted": [],
    }


def test_custody_by_its_name(tmp_path: Path) -> None:
    found = check(tmp_path, grants("1,对扰乱秩序人员的行政拘留,行政处罚,县司法局,委托下放,小池镇"), CHECKS)
    assert said(found, K.GRANT_FORBIDDEN) == [("确认", "对扰乱秩序人员的行政拘留")]


@pytest.mark.parametrize("known_as", ["前身机构,沿革方式,沿革日期", "加挂牌子,备注,备注二"])
def test_a_power_under_a_former_name_or_a_plate_is_held(tmp_path: Path, known_as: str) -> None:
    roster = (
        f"黄梅县机构名录（2026年6月1日）\n序号,机构名称,机构类型,层级,区划代码,{known_as}\n"
        "1,黄梅县公安局,政府工作部门,县级,421127,黄梅县治安局,更名,2019-01-01\n"
        "2,小池镇人民政府,乡镇人民政府,乡级,421127102,,,\n"
    )
    found = check(
        tmp_path,
        powers("治安局", "1,行政处罚,对养犬扰民的处罚,")
        | powers("公安局", "1,行政处罚,对夜间鸣笛的处罚,")
        | grants("1,对养犬扰民的处罚,行政处罚,县公安局,委托下放,小池镇"),
        CHECKS,
        roster,
    )
    assert said(found, K.GRANT_NOT_HELD) == []


@pytest.mark.parametrize(("paragraph", "verdict"), [("一", "确认"), ("二", "合法")])
def test_what_a_law_gives_to_towns_is_the_paragraph_that_is_cited(tmp_path: Path, paragraph: str, verdict: str) -> None:
    law = (
        "# 养犬条例\n\n2015年3月1日 中华人民共和国国务院令第701号公布\n\n"
        "第一条 为了管理养犬，制定本条例。\n\n第二条 养犬应当免疫。\n\n"
        "第三条 县级人民政府公安机关组织实施犬只免疫计划。\n\n乡镇人民政府组织养犬人做好犬只免疫。\n\n"
        "第四条 本条例自2015年5月1日起施行。\n"
    )
    granted = table(
        "黄梅县乡镇赋权清单（2026年6月15日）",
        f"{GRANT_HEADS},执法依据",
        f"1,实施犬只免疫计划,其他行政权力,县公安局,委托下放,小池镇,《养犬条例》第三条第{paragraph}款",
    )
    files = catalogue(CLAIMED) | {"养犬条例(2015-03-01).md": law, "黄梅县乡镇赋权清单.csv": granted}
    assert said(check(tmp_path, files, CHECKS), K.GRANT_OUTSIDE_CATALOGUE) == [(verdict, "实施犬只免疫计划")]

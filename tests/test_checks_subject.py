"""Whether the cited articles speak of the act and give the power. Laws and lists are the tests' own."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.checks.subject import CHECKS, gives, speaks
from casework.findings import Finding
from ontologies.records import FindingKind, PowerType
from tests.support.checked import check, said

LAW = """# 黄梅县渡口管理办法

2024年3月1日 黄梅县人民政府公布

第一条 为了渡口安全，制定本办法。

第二条 县级人民政府交通运输主管部门负责渡口的监督检查。

第三条 设置或者撤销渡口，应当经县级人民政府交通运输主管部门批准。

第四条 渡船应当按照核定的载客定额载客，不得超员。

第五条 渡工应当穿着救生衣，不得酒后驾驶渡船。

第六条 渡口应当公示票价，遇大风停航。

第七条 违反本办法第四条的，由县级人民政府交通运输主管部门责令改正，处五百元罚款。

第八条 擅自设置渡口的，由县级人民政府交通运输主管部门责令限期拆除，处一千元罚款。

第九条 渡工酒后驾驶渡船的，由县级人民政府交通运输主管部门处三百元罚款，扣押渡船证书。

第十条 逾期不拆除擅自设置的渡口的，县级人民政府交通运输主管部门可以代履行。

第十一条 使用报废渡船载客的，由县级人民政府交通运输主管部门处三百元罚款。

第十二条 使用漏水渡船载客的，由县级人民政府交通运输主管部门处二百元罚款。

第十三条 渡口人员使用报废渡船载客的，依照第十一条的规定从重处二倍罚款。

第十四条 本办法自2024年5月1日起施行。
"""
CAPTIONS = """---
text: captions
---

# 黄梅县码头管理办法

2024年3月1日 黄梅县人民政府公布

第一条【目的】

第六条【码头灯标损毁的处罚】

第七条【夜间装卸货物的处罚】

第八条【码头值班】

第九条【超载货船靠泊的处罚】

第十条【自2024年5月1日起施行】
"""
L, C = "《黄梅县渡口管理办法》", "《黄梅县码头管理办法》"
CASES = [
    # The article speaks of the act: in other words, by its reference, together with another.
    ("行政处罚", "对擅自设置渡口的处罚", f"{L}第八条", []),
    ("行政处罚", "对未经批准私设渡口的处罚", f"{L}第八条", []),
    ("行政处罚", "对渡船超员载客的处罚", f"{L}第七条", []),
    ("行政处罚", "对渡船超员载客的处罚", f"{L}第四条、第七条", []),
    ("行政许可", "渡口设置审批", f"{L}第三条", []),
    ("行政检查", "渡口安全检查", f"{L}第二条", []),
    ("行政强制", "对擅自设置渡口的代履行", f"{L}第十条", []),
    # A law that is not loaded may speak of it.
    ("行政处罚", "对擅自设置渡口的处罚", f"{L}第六条；《没有载入的办法》第三条", []),
    # Neither the act nor such a power.
    ("行政处罚", "对擅自设置渡口的处罚", f"{L}第六条", ["确认"]),
    ("行政强制", "对擅自设置渡口的拆除", f"{L}第六条", ["确认"]),
    # The act, but no such power.
    ("行政处罚", "对渡船超员载客的处罚", f"{L}第四条", ["疑似"]),
    # Such a power, of another act; another article is clearly the one.
    ("行政处罚", "对渡工酒后驾驶渡船的处罚", f"{L}第八条", ["确认"]),
    # Word for word another act; another text of the year that is noted may have it.
    ("行政处罚", "对使用漏水渡船载客的处罚", f"{L}第十二条", []),
    ("行政处罚", "对使用漏水渡船载客的处罚", f"{L}第十一条", ["疑似"]),
    ("行政处罚", "对使用漏水渡船载客的处罚", f"{L}第十一条、第十二条", []),
    ("行政处罚", "对使用报废渡船载客的处罚", f"{L}第十三条", []),
    ("行政处罚", "对使用漏水渡船载客的处罚", f"{L}（2019年修正）第十一条", []),
    # Captions.
    ("行政处罚", "对夜间装卸货物的处罚", f"{C}第七条", []),
    ("行政处罚", "对夜间装卸货物的处罚", f"{C}第九条", ["疑似"]),
    ("行政处罚", "对码头乱堆货物的处罚", f"{C}第九条", []),
    # 码头 is the law's own name.
    ("行政处罚", "对码头灯标损毁的处罚", f"{C}第八条", ["疑似"]),
]


def found_in(folder: Path, kind: str, name: str, basis: str) -> list[Finding]:
    text = (
        "黄梅县交通运输局权责清单（2026年1月1日）\n序号,权力类型,事项名称,实施依据,实施主体\n"
        f"1,{kind},{name},{basis},黄梅县交通运输局\n"
    )
    return check(folder, {"交通运输局.csv": text, "渡口.md": LAW, "码头.md": CAPTIONS}, CHECKS)


@pytest.mark.parametrize(("kind", "name", "basis", "expected"), CASES)
def test_the_subject(tmp_path: Path, kind: str, name: str, basis: str, expected: list[str]) -> None:
    found = found_in(tmp_path, kind, name, basis)
    assert said(found, FindingKind.BASIS_OFF_SUBJECT) == [(verdict, name) for verdict in expected]


def test_the_article_that_speaks_of_it_is_named(tmp_path: Path) -> None:
    (one,) = found_in(tmp_path, "行政处罚", "对渡工酒后驾驶渡船的处罚", f"{L}第八条")
    assert "第九条" in one.repair
    assert [quoted.article[-3:] for quoted in one.provisions] == ["第八条", "第九条"]


def test_an_old_number_is_not_this_kind(tmp_path: Path) -> None:
    later = LAW.replace(
        "2024年3月1日 黄梅县人民政府公布", "2024年3月1日 黄梅县人民政府公布\n\n2026年2月1日 黄梅县人民政府修订"
    )
    later = (
        later.replace("第八条 擅自", "第九条 擅自")
        .replace("第九条 渡工", "第八条 渡工")
        .replace("2024年5月", "2026年3月")
    )
    text = (
        "黄梅县交通运输局权责清单（2026年6月1日）\n序号,权力类型,事项名称,实施依据,实施主体\n"
        f"1,行政处罚,对渡工酒后驾驶渡船的处罚,{L}第九条,黄梅县交通运输局\n"
    )
    files = {"交通运输局.csv": text, "渡口(2024-03-01).md": LAW, "渡口(2026-02-01).md": later}
    assert said(check(tmp_path, files, CHECKS), FindingKind.BASIS_OFF_SUBJECT) == []


@pytest.mark.parametrize(
    ("kind", "text", "common", "expected"),
    [
        (PowerType.PENALTY, "处一千元罚款", 0.0, True),
        (PowerType.PENALTY, "由主管部门处理", 0.5, True),
        (PowerType.PENALTY, "由主管部门处理", 0.0, False),
        (PowerType.PENALTY, "应当公示票价", 1.0, False),
        (PowerType.COERCION, "可以查封", 0.0, True),
        (PowerType.COERCION, "应当公示票价", 1.0, False),
        (PowerType.LICENSING, "应当经批准", 0.0, True),
        (PowerType.REWARD, "应当公示票价", 0.0, True),
    ],
)
def test_what_gives_a_power(kind: PowerType, text: str, common: float, expected: bool) -> None:
    assert gives(kind, text, common) is expected


def test_how_much_of_a_name_a_text_speaks_of() -> None:
    assert speaks("对擅自设置渡口的处罚", "擅自设置渡口的，处一千元罚款") == 1.0
    assert speaks("对擅自设置渡口的处罚", "茶馆应当公示茶价") == 0.0
    assert 0.0 < speaks("对擅自设置渡口的处罚", "渡口应当公示票价") < 0.5

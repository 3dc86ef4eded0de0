"""Pasted text held against the article. Laws and lists are the tests' own."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.checks.pasted import CHECKS, compare, plain
from casework.findings import Finding
from ontologies.records import FindingKind
from tests.support.checked import check, said

LAW = """# 黄梅县灯会管理办法

2024年3月1日 黄梅县人民政府公布

第一条 为了灯会安全，制定本办法。

第二条 举办灯会应当提前四十八小时告知公安机关，并划出消防通道。

第三条 违反本办法第二条，未告知公安机关的，由县公安局责令改正，处五百元以上二千元以下的罚款；情节严重的，处五千元以上一万元以下的罚款。

第四条 灯会不得有下列行为：

（一）悬挂未经检验的大型彩灯；

（二）堵塞消防通道；

（三）燃放孔明灯。

第五条 对灯会的传承人，由县人民政府给予奖励，奖金为本级预算的百分之三。

第六条 本办法自2024年5月1日起施行。
"""
CAPTIONS = """---
text: captions
---

# 黄梅县庙会管理办法

2024年3月1日 黄梅县人民政府公布

第一条【目的】

第八条【擅自举办庙会的处罚】

第十条【自2024年5月1日起施行】
"""
HEADS = "序号,权力类型,事项名称,实施依据,实施主体"


def found_in(folder: Path, basis: str) -> list[Finding]:
    text = f"黄梅县公安局权责清单（2026年1月1日）\n{HEADS}\n" + f'1,行政处罚,对灯会违规的处罚,"{basis}",黄梅县公安局\n'
    return check(folder, {"公安局.csv": text, "灯会.md": LAW, "庙会.md": CAPTIONS}, CHECKS)


SECOND = "举办灯会应当提前四十八小时告知公安机关，并划出消防通道。"
THIRD = (
    "违反本办法第二条，未告知公安机关的，由县公安局责令改正，处五百元以上二千元以下的罚款；"
    "情节严重的，处五千元以上一万元以下的罚款。"
)
L = "《黄梅县灯会管理办法》"
CASES = [
    # Nothing pasted, and pasted as it stands.
    (f"{L}第三条", []),
    (f"{L}第三条：{THIRD}", []),
    # Marks, width, numerals, labels, omissions.
    (f"{L}第三条:{THIRD.replace('，', ',').replace('；', ';')}", []),
    (f"{L}第二条：{SECOND.replace('四十八', '48')}", []),
    (f"{L}第三条：{THIRD.replace('五百', '500').replace('一万元', '1万元')}", []),
    (f"{L}第三条：违反本办法第二条……处五千元以上一万元以下的罚款。", []),
    (f"{L}第三条：由县公安局责令改正，处五百元以上二千元以下的罚款", []),
    (f"{L}第四条第三项：灯会不得有下列行为：3.燃放孔明灯。", []),
    (f"{L}第五条：对灯会的传承人，由县人民政府给予奖励，奖金为本级预算的3%。", []),
    # Several articles, then their text.
    (f"{L}第二条、第三条：{THIRD}", []),
    (f"{L}第二条：{SECOND} 第三条：{THIRD}", []),
    # A remark is no paste.
    (f"{L}第三条（由县局治安大队具体承办，每年公布一次办理情况）", []),
    # Sums, periods, organs, verbs.
    (f"{L}第三条：{THIRD.replace('二千', '三千')}", ["确认"]),
    (f"{L}第二条：{SECOND.replace('四十八', '24')}", ["确认"]),
    (f"{L}第三条：{THIRD.replace('县公安局', '县文化和旅游局')}", ["确认"]),
    (f"{L}第三条：{THIRD.replace('责令改正', '吊销执照')}", ["确认"]),
    (f"{L}第二条：{SECOND.replace('应当', '可以')}", ["确认"]),
    # The middle left out without a mark, so that one sum stands for another.
    (f"{L}第三条：违反本办法第二条，未告知公安机关的，由县公安局责令改正，处五千元以上一万元以下的罚款", ["确认"]),
    # Another article; another one of the two that are cited is no fault of its text.
    (f"{L}第五条：{SECOND}", ["确认"]),
    (f"{L}第五条：{SECOND}；{L}第二条", []),
    # It reads like a provision and stands nowhere.
    (f"{L}第三条：灯会上兜售荧光棒的，由县公安局没收荧光棒，并处三十元罚款。", ["疑似"]),
    # Captions alone.
    ("《黄梅县庙会管理办法》第八条：擅自举办庙会的，处一千元罚款。", ["无法核验"]),
    ("《黄梅县庙会管理办法》第八条", []),
]


@pytest.mark.parametrize(("basis", "expected"), CASES)
def test_what_is_pasted(tmp_path: Path, basis: str, expected: list[str]) -> None:
    found = found_in(tmp_path, basis)
    name = "对灯会违规的处罚"
    assert said(found, FindingKind.BASIS_TEXT_DIFFERS) == [(verdict, name) for verdict in expected]


def test_both_wordings_are_quoted(tmp_path: Path) -> None:
    (one,) = found_in(tmp_path, f"{L}第三条：{THIRD.replace('二千', '三千')}")
    assert "处五百元以上三千元以下的罚款" in one.text
    assert "处五百元以上二千元以下的罚款" in one.text
    assert {item.quote for item in one.evidence} >= {"处五百元以上三千元以下的罚款", "处五百元以上二千元以下的罚款"}


def test_the_article_that_was_pasted_is_named(tmp_path: Path) -> None:
    (one,) = found_in(tmp_path, f"{L}第五条：{SECOND}")
    assert "第二条" in one.text
    assert [quoted.id.rpartition("/")[2] for quoted in one.provisions] == ["art_5", "art_2"]


def test_an_older_text_word_for_word_is_not_this_kind(tmp_path: Path) -> None:
    later = LAW.replace(
        "2024年3月1日 黄梅县人民政府公布", "2024年3月1日 黄梅县人民政府公布\n\n2026年2月1日 黄梅县人民政府修订"
    )
    later = later.replace("五百元以上二千元", "一千元以上四千元").replace("2024年5月1日", "2026年3月1日")
    text = f'黄梅县公安局权责清单（2026年6月1日）\n{HEADS}\n1,行政处罚,对灯会违规的处罚,"{L}第三条：{THIRD}",黄梅县公安局\n'
    files = {"公安局.csv": text, "灯会(2024-03-01).md": LAW, "灯会(2026-02-01).md": later}
    assert said(check(tmp_path, files, CHECKS), FindingKind.BASIS_TEXT_DIFFERS) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("（一）未办证的；", "1.未办证的"),
        ("处5万元罚款", "处五万元罚款"),
        ("处50000元罚款", "处五万元罚款"),
        ("1.5万元", "１５０００元"),
        ("百分之五", "5%"),
        ("第（二）、（三）项", "第二、三项"),
        ("帐簿，其它", "账簿、其他"),
    ],
)
def test_what_is_written_two_ways(one: str, other: str) -> None:
    assert plain(one) == plain(other)


def test_words_apart_are_told_apart() -> None:
    told = compare("处二十元罚款，并没收工具。", "由县公安局处三十元罚款。")
    assert [one.said for one in told.differences] == ["处二十元罚款"]
    assert told.tail == "并没收工具"

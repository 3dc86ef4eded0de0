"""Whom an article names, and whose list the power stands in. Laws and lists are the tests' own."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.checks.actor import CHECKS
from casework.findings import Finding
from ontologies.records import FindingKind
from tests.support.checked import check, said, table

LAW = """# 黄梅县集市管理办法

2024年3月1日 黄梅县人民政府公布

第一条 为了集市有序，制定本办法。

第二条 设立集市，应当经县级人民政府市场监督管理部门批准。

第三条 占道摆摊的，由县级人民政府城市管理部门责令改正，处一百元罚款。

第四条 出售病死畜禽的，由县级人民政府农业农村主管部门没收违法所得，处一千元罚款。

第五条 在集市燃放爆竹的，由公安机关给予警告；集市主办者未制止的，由县级人民政府市场监督管理部门处五百元罚款。

第六条 集市主办者未登记摊主的，由有关部门责令改正，处二百元罚款。

第七条 集市主办者不清扫场地的，由县人民政府责令改正，处二百元罚款。

第八条 短斤少两的，由县级人民政府市场监督管理部门会同农业农村主管部门责令改正，处三百元罚款。

第九条 伪造集市许可证的，处一千元罚款；情节严重的，由公安机关处五日以下拘留。

第十条 主办跨县集市未备案的，由省人民政府市场监督管理部门处一万元罚款。

第十一条 集市主办者违规收费的，由县级人民政府价格主管部门责令退还，处五百元罚款。

第十二条 出售未经检疫畜禽的，由县级人民政府畜牧兽医主管部门处五百元罚款。

第十三条 主办大型集市未备案的，由省人民政府市场监督管理部门处一万元罚款。

第十四条 本办法自2024年5月1日起施行。

第十五条 屠宰不登记的，由县级人民政府农业农村主管部门没收违法所得，处一千元罚款；情节严重的，由设区的市级人民政府吊销屠宰证书。

第十六条 出售水产品不符合国务院水行政主管部门规定的水质要求的，由县级人民政府农业农村主管部门责令改正，处五百元罚款。

第十七条 集市主办者应当向市场监督管理部门申请集市经营许可。

第十八条 从事畜禽贩运的，由县级人民政府农业农村主管部门扣留车辆；主管机关的工作人员失职的，由上级主管机关给予行政处分。

第十九条 违反计量规定的，依照有关计量的法律、法规的规定进行处罚。
集市主办者使用不合格的公平秤的，由县级人民政府市场监督管理部门责令改正，处五百元罚款。

第二十条 有下列行为之一的，由县级人民政府市场监督管理部门处五百元罚款：
（一）使用破损的公平秤的；
（二）出租集市摊位牌照的。
集市供水设施不消毒的，由县级人民政府水行政主管部门处五百元罚款。

第二十一条 跨省贩运种畜的，由省人民政府农业农村主管部门处一万元罚款。
未取得农业农村主管部门的批准文件携带种畜出境的，由海关扣留。

第二十二条 摊主使用过期牌照的，由县级人民政府市场监督管理部门没收违法所得；情节严重的，还应当由原备案部门责令停止经营。
"""
CAPTIONS = """---
text: captions
---

# 黄梅县夜市管理办法

2024年3月1日 黄梅县人民政府公布

第一条【目的】

第七条【未向公安备案的处罚】

第八条【占道经营的处罚】

第十条【自2024年5月1日起施行】
"""
ROSTER = table(
    "黄梅县机构名录（2026年6月1日）",
    "序号,机构名称,机构类型,层级,上级机构,区划代码,乡镇类型,职能,加挂牌子",
    "1,黄梅县人民政府,人民政府,县级,,421127,,,",
    "2,黄梅县农业农村局,政府工作部门,县级,黄梅县人民政府,421127,,农业农村,",
    "3,黄梅县公安局,政府工作部门,县级,黄梅县人民政府,421127,,公安,",
    "4,黄梅县城市管理执法局,政府工作部门,县级,黄梅县人民政府,421127,,城市管理,",
    "5,黄梅县市场监督管理局,政府工作部门,县级,黄梅县人民政府,421127,,市场监督管理,",
    "6,黄梅县水利局,政府工作部门,县级,黄梅县人民政府,421127,,水利,",
    "7,黄梅县行政审批局,政府工作部门,县级,黄梅县人民政府,421127,,行政审批,",
    "8,黄梅县农业综合执法大队,执法队伍,县级,黄梅县农业农村局,421127,,,",
    "9,黄梅县发展和改革局,政府工作部门,县级,黄梅县人民政府,421127,,发展和改革,",
    "10,黄梅县绿野中心,其他机构,县级,黄梅县人民政府,421127,,,",
)
ARRANGED = table(
    "黄梅县授权委托安排清单（2026年6月1日）",
    "序号,安排方式,原行使机关,承接机关,事项范围,权力类型,依据,文号,起始日期",
    "1,相对集中行政处罚权,黄梅县农业农村局,黄梅县城市管理执法局,出售病死畜禽的处罚,行政处罚,"
    "《中华人民共和国行政处罚法》第十八条,鄂政函〔2019〕1号,2019-06-01",
    "2,相对集中行政许可权,黄梅县市场监督管理局,黄梅县行政审批局,设立集市的批准,行政许可,"
    "《中华人民共和国行政许可法》第二十五条,鄂政函〔2019〕2号,2019-06-01",
)
L, C = "《黄梅县集市管理办法》", "《黄梅县夜市管理办法》"
CASES = [
    # The organ itself; a part of it; one of several; one that took the matter over.
    ("黄梅县农业农村局", "行政处罚", "对出售病死畜禽的处罚", f"{L}第四条", []),
    ("黄梅县农业综合执法大队", "行政处罚", "对出售病死畜禽的处罚", f"{L}第四条", []),
    ("黄梅县农业农村局", "行政处罚", "对出售未经检疫畜禽的处罚", f"{L}第十二条", []),
    ("黄梅县农业农村局", "行政处罚", "对短斤少两的处罚", f"{L}第八条", []),
    ("黄梅县市场监督管理局", "行政处罚", "对未制止燃放爆竹的处罚", f"{L}第五条", []),
    ("黄梅县市场监督管理局", "行政处罚", "对违规收费的处罚", f"{L}第十一条", []),
    # Left open; the people's government; who only has the last step.
    ("黄梅县水利局", "行政处罚", "对未登记摊主的处罚", f"{L}第六条", []),
    ("黄梅县水利局", "行政处罚", "对不清扫场地的处罚", f"{L}第七条", []),
    ("黄梅县市场监督管理局", "行政处罚", "对伪造集市许可证的处罚", f"{L}第九条", []),
    # Another article of the row may name the body.
    ("黄梅县水利局", "行政处罚", "对出售病死畜禽的处罚", f"{L}第四条；《没有载入的办法》第三条", []),
    # Another organ.
    ("黄梅县水利局", "行政处罚", "对出售病死畜禽的处罚", f"{L}第四条", ["确认"]),
    ("黄梅县公安局", "行政处罚", "对占道摆摊的处罚", f"{L}第三条", ["确认"]),
    ("黄梅县水利局", "行政许可", "设立集市的批准", f"{L}第二条", ["确认"]),
    # Who concentrates powers may have an arrangement that is not loaded.
    ("黄梅县城市管理执法局", "行政处罚", "对未制止燃放爆竹的处罚", f"{L}第五条", ["疑似"]),
    # Arrangements; what was arranged is the licence, not to punish.
    ("黄梅县城市管理执法局", "行政处罚", "对出售病死畜禽的处罚", f"{L}第四条", ["合法"]),
    ("黄梅县行政审批局", "行政许可", "设立集市的批准", f"{L}第二条", ["合法"]),
    ("黄梅县行政审批局", "行政处罚", "对短斤少两的处罚", f"{L}第八条", ["确认"]),
    # The level; not where the article speaks of a county.
    ("黄梅县市场监督管理局", "行政处罚", "对主办跨县集市未备案的处罚", f"{L}第十条", []),
    ("黄梅县市场监督管理局", "行政处罚", "对主办大型集市未备案的处罚", f"{L}第十三条", ["疑似"]),
    # A later step of the people's government does not make the penalty the government's.
    ("黄梅县水利局", "行政处罚", "对屠宰不登记的处罚", f"{L}第十五条", ["确认"]),
    ("黄梅县农业农村局", "行政处罚", "对屠宰不登记的处罚", f"{L}第十五条", []),
    # Whoever recorded it has only a later step.
    ("黄梅县水利局", "行政处罚", "对使用过期牌照的处罚", f"{L}第二十二条", ["确认"]),
    ("黄梅县市场监督管理局", "行政处罚", "对使用过期牌照的处罚", f"{L}第二十二条", []),
    # What the State Council's department lays down gives nothing to the county's.
    ("黄梅县水利局", "行政处罚", "对出售水产品不符合水质要求的处罚", f"{L}第十六条", ["确认"]),
    # Who is applied to decides.
    ("黄梅县水利局", "行政许可", "集市经营许可", f"{L}第十七条", ["确认"]),
    ("黄梅县市场监督管理局", "行政许可", "集市经营许可", f"{L}第十七条", []),
    # What is done to an organ's own people is no power over others.
    ("黄梅县水利局", "行政处罚", "对违法贩运畜禽的处罚", f"{L}第十八条", ["确认"]),
    # A paragraph that sends on to other laws names nobody.
    ("黄梅县水利局", "行政处罚", "对违反计量规定的处罚", f"{L}第十九条第一款", []),
    ("黄梅县水利局", "行政处罚", "对使用不合格公平秤的处罚", f"{L}第十九条第二款", ["确认"]),
    # The organ of another paragraph, where the row's words and its item show which one it means.
    ("黄梅县水利局", "行政处罚", "对出租集市摊位牌照的处罚", f"{L}第二十条第二项", ["确认"]),
    ("黄梅县水利局", "行政处罚", "对集市供水设施不消毒的处罚", f"{L}第二十条", []),
    # The organ's level is told where it acts, not where its papers are spoken of.
    ("黄梅县农业农村局", "行政处罚", "对跨省贩运种畜的处罚", f"{L}第二十一条", ["疑似"]),
    # Nothing tells what the body is for.
    ("黄梅县绿野中心", "行政处罚", "对出售病死畜禽的处罚", f"{L}第四条", ["无法核验"]),
    # Captions.
    ("黄梅县水利局", "行政处罚", "对夜市不备案的处罚", f"{C}第七条", ["疑似"]),
    ("黄梅县公安局", "行政处罚", "对夜市不备案的处罚", f"{C}第七条", []),
    ("黄梅县水利局", "行政处罚", "对占道经营的处罚", f"{C}第八条", []),
]


def found_in(folder: Path, body: str, kind: str, name: str, basis: str, arranged: str = ARRANGED) -> list[Finding]:
    text = table(
        f"{body}权责清单（2026年7月1日）", "序号,权力类型,事项名称,实施依据,实施主体", f"1,{kind},{name},{basis},{body}"
    )
    files = {"权责.csv": text, "集市.md": LAW, "夜市.md": CAPTIONS, "安排.csv": arranged}
    return check(folder, files, CHECKS, roster=ROSTER)


@pytest.mark.parametrize(("body", "kind", "name", "basis", "expected"), CASES)
def test_whom_the_article_names(
    tmp_path: Path, body: str, kind: str, name: str, basis: str, expected: list[str]
) -> None:
    found = found_in(tmp_path, body, kind, name, basis)
    assert said(found, FindingKind.BASIS_ACTOR_DIFFERS) == [(verdict, name) for verdict in expected]


def test_who_has_the_function_is_named(tmp_path: Path) -> None:
    (one,) = found_in(tmp_path, "黄梅县水利局", "行政处罚", "对出售病死畜禽的处罚", f"{L}第四条")
    assert "黄梅县农业农村局" in one.repair
    assert one.bodies == ("body/421127/黄梅县水利局", "body/421127/黄梅县农业农村局")
    assert one.evidence[0].quote == "县级人民政府农业农村主管部门"


def test_what_makes_it_lawful_is_named(tmp_path: Path) -> None:
    (one,) = found_in(tmp_path, "黄梅县行政审批局", "行政许可", "设立集市的批准", f"{L}第二条")
    assert one.lawful == "相对集中行政许可权"
    assert any("鄂政函〔2019〕2号" in told.text for told in one.evidence)


def test_nothing_is_sure_where_no_arrangements_are_loaded(tmp_path: Path) -> None:
    found = found_in(tmp_path, "黄梅县水利局", "行政处罚", "对出售病死畜禽的处罚", f"{L}第四条", arranged="")
    assert said(found, FindingKind.BASIS_ACTOR_DIFFERS) == [("疑似", "对出售病死畜禽的处罚")]

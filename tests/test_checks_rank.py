"""Whether a document may found a power: the table, the ranks that titles and notes tell of, and rows. Laws and lists are the tests' own."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from typing import Any

import orjson
import pytest

from casework.checks import rank
from casework.checks.rank import FOUNDS, NO, SPECIFIES, form_of, founding, ranks_of, rule_for
from casework.dossier import Dossier, LawFacts
from casework.findings import Finding, run
from graph.trace import Standing
from ingest.home import Home
from ingest.settings import Settings
from ontologies.records import FindingKind, PowerType, Rank, Status, Verdict

DAY = date(2026, 11, 1)

# The table -----------------------------------------------------------------------------------------------------------------------------


def test_every_row_of_the_table_has_a_source_and_a_known_answer() -> None:
    for row in founding().values():
        assert row.source and row.why
        assert row.answer in (FOUNDS, SPECIFIES, NO)
        assert not row.rank or row.rank == rank.STATE_COUNCIL_DECISION or row.rank in [one.value for one in Rank]


@pytest.mark.parametrize("power_type", [one for one in PowerType if one is not PowerType.UNKNOWN])
@pytest.mark.parametrize("law_rank", [one for one in Rank if one not in (Rank.UNKNOWN, Rank.CONSTITUTION)])
@pytest.mark.parametrize("level", ["national", "province", "city", "county"])
def test_the_table_says_something_of_every_type_and_rank(power_type: PowerType, law_rank: Rank, level: str) -> None:
    if law_rank is Rank.SUPERVISORY_REGULATION:
        assert rule_for(PowerType.LICENSING, "", law_rank, level) is None
    else:
        assert rule_for(power_type, "", law_rank, level) is not None


@pytest.mark.parametrize(
    ("power_type", "name", "law_rank", "level", "answer"),
    [
        ("01", "茶馆设立许可", "statute", "national", FOUNDS),
        ("01", "茶馆设立许可", "administrative_regulation", "national", FOUNDS),
        ("01", "茶馆设立许可", "state_council_decision", "national", FOUNDS),
        ("01", "茶馆设立许可", "local_regulation", "city", FOUNDS),
        ("01", "茶馆设立许可", "departmental_rule", "national", SPECIFIES),
        ("01", "茶馆设立许可", "local_rule", "province", SPECIFIES),
        ("01", "茶馆设立许可", "normative_document", "national", NO),
        ("02", "对无证经营的处罚", "departmental_rule", "national", FOUNDS),
        ("02", "对无证经营的处罚", "local_rule", "city", FOUNDS),
        ("02", "对无证经营的处罚", "normative_document", "province", NO),
        ("02", "吊销营业执照", "local_regulation", "province", SPECIFIES),
        ("02", "吊销营业执照", "administrative_regulation", "national", FOUNDS),
        ("02", "吊销经营许可证", "local_regulation", "province", FOUNDS),
        ("02", "吊销经营许可证", "departmental_rule", "national", SPECIFIES),
        ("02", "对殴打他人的行政拘留", "administrative_regulation", "national", NO),
        ("02", "对殴打他人的行政拘留", "statute", "national", FOUNDS),
        ("03", "扣押工具", "local_regulation", "city", FOUNDS),
        ("03", "冻结存款", "local_regulation", "city", SPECIFIES),
        ("03", "冻结存款", "administrative_regulation", "national", SPECIFIES),
        ("03", "扣押工具", "local_rule", "city", SPECIFIES),
        ("03", "罚款的强制执行", "administrative_regulation", "national", SPECIFIES),
        ("03", "代履行", "administrative_regulation", "national", FOUNDS),
        ("04", "征用应急物资", "local_regulation", "province", SPECIFIES),
        ("04", "垃圾处理费征收", "local_regulation", "province", FOUNDS),
        ("04", "垃圾处理费征收", "normative_document", "county", NO),
        ("05", "困难补助", "normative_document", "city", FOUNDS),
        ("05", "困难补助", "normative_document", "county", SPECIFIES),
        ("06", "市容检查", "normative_document", "county", FOUNDS),
        ("08", "先进表彰", "normative_document", "county", FOUNDS),
        ("09", "用水争议的裁决", "departmental_rule", "national", SPECIFIES),
        ("09", "用水争议的裁决", "administrative_regulation", "national", FOUNDS),
        ("10", "备案", "normative_document", "county", FOUNDS),
    ],
)
def test_who_may_found_what(power_type: str, name: str, law_rank: str, level: str, answer: str) -> None:
    kind = PowerType(power_type)
    rule = rule_for(kind, form_of(name, kind), law_rank, level)
    assert rule is not None and rule.answer == answer


# The rank of a document ------------------------------------------------------------------------------------------------------------------


def facts(title: str, jurisdiction: str = "cn", known: str = "unknown", issuer: str = "") -> LawFacts:
    node: dict[str, Any] = {
        "title": title,
        "jurisdiction": jurisdiction,
        "rank": known,
        "issuer": issuer,
        "loaded": known != "unknown",
    }
    return LawFacts(f"law/{jurisdiction}/{title}", node, [], Standing(Status.UNKNOWN, "无法核验", ""), [])


def settled(**fields: dict[str, Any]) -> str:
    return orjson.dumps({"fields": fields}).decode()


OLD = settled(rank={"evidence": "1991年5月6日 国家茶叶局令第7号发布", "doubtful": False})
NEW = settled(rank={"evidence": "2012年5月6日 国家茶叶局令第7号发布", "doubtful": False})
TAKEN_OVER = settled(
    rank={"evidence": "1991年5月6日 国家茶叶局令第7号发布"}, promulgated={"evidence": "2020年12月28日 国务院公布"}
)
UNSURE = settled(rank={"evidence": "题名为规定、办法、细则且无地名", "doubtful": True})


@pytest.mark.parametrize(
    ("law", "note", "told", "expected"),
    [
        (facts("茶馆法"), "", "", {"statute"}),
        (facts("茶馆管理条例"), "", "", {"administrative_regulation"}),
        (facts("茶馆管理办法"), "国务院令第9号", "", {"administrative_regulation"}),
        (facts("茶馆管理办法"), "商务部令第9号", "", {"departmental_rule"}),
        (facts("关于加强茶馆管理的通知"), "", "", {"normative_document"}),
        (facts("国务院对确需保留的茶馆审批项目设定许可的决定"), "", "", {"state_council_decision"}),
        (facts("中国共产党茶馆条例"), "", "", {"party_regulation"}),
        (facts("湖北省茶馆管理条例", "42"), "", "", {"local_regulation"}),
        (facts("湖北省茶馆管理办法", "42"), "湖北省人民政府令第9号", "", {"local_rule"}),
        (facts("湖北省茶馆管理办法", "42"), "", "", {"local_regulation", "local_rule", "normative_document"}),
        (facts("湖北省茶馆管理办法", "42"), "鄂政发〔2020〕9号", "", {"normative_document"}),
        (facts("黄梅县茶馆管理办法", "421127"), "", "", {"normative_document"}),
        (facts("茶馆管理办法", "cn", "departmental_rule", "国家茶叶局"), "", NEW, {"departmental_rule"}),
        (
            facts("茶馆管理办法", "cn", "departmental_rule", "国家茶叶局"),
            "",
            OLD,
            {"departmental_rule", "administrative_regulation"},
        ),
        (facts("茶馆管理规定", "cn", "departmental_rule"), "", TAKEN_OVER, {"administrative_regulation"}),
        (
            facts("茶馆管理规定", "cn", "departmental_rule"),
            "",
            UNSURE,
            {"departmental_rule", "administrative_regulation"},
        ),
        (facts("茶馆管理规定", "cn", "departmental_rule"), "商务部令第9号", UNSURE, {"departmental_rule"}),
        (facts("茶馆管理办法", "cn", "departmental_rule", "国务院"), "", "", {"administrative_regulation"}),
        (facts("关于茶馆的通知", "cn", "departmental_rule", "国家茶叶局"), "", NEW, {"normative_document"}),
    ],
)
def test_what_rank_a_document_may_have(law: LawFacts, note: str, told: str, expected: set[str]) -> None:
    assert {one for one, _ in ranks_of(law, note, told)} == expected


# Rows --------------------------------------------------------------------------------------------------------------------------------------

LAWS = {
    "法律/茶馆法(2015-03-01).md": (
        "# 茶馆法\n\n2015年3月1日第十二届全国人民代表大会常务委员会第十三次会议通过\n\n"
        "第一条 开办茶馆应当取得许可。\n\n第二条 无证开办茶馆的，处罚款。\n"
    ),
    "部门规章/茶馆登记办法(2016-03-01).md": (
        "# 茶馆登记办法\n\n2016年3月1日国家茶叶总局令第7号公布\n\n第一条 根据《茶馆法》，制定本办法。\n\n"
        "第二条 茶馆登记机关核发茶馆登记证。\n\n第三条 茶馆不公示茶价的，处警告。\n"
    ),
    "规范性文件/黄梅县茶馆秩序管理办法(2020-03-01).md": (
        "# 黄梅县茶馆秩序管理办法\n\n2020年3月1日黄梅县人民政府公布\n\n第一条 茶馆不得占道。\n\n第二条 占道的，处五十元罚款。\n"
    ),
}
STATUTE, RULE, COUNTY = "《茶馆法》第一条", "《茶馆登记办法》第二条", "《黄梅县茶馆秩序管理办法》第二条"
# Name, type, basis, verdict ("" for nothing).
ROWS = [
    ("茶馆设立许可", "行政许可", STATUTE, ""),
    ("茶馆分号设立许可", "行政许可", RULE, "疑似"),
    ("茶馆更名许可", "行政许可", f"{STATUTE}；{RULE}", ""),
    ("茶馆占道许可", "行政许可", COUNTY, "确认"),
    ("茶馆夜间占道许可", "行政许可", f"{COUNTY}；{RULE}", "疑似"),
    ("对茶馆占道的处罚", "行政处罚", COUNTY, "确认"),
    ("对茶馆不公示茶价的处罚", "行政处罚", "《茶馆登记办法》第三条", ""),
    ("对无证茶馆的处罚", "行政处罚", f"《茶馆法》第二条、{COUNTY}", ""),
    ("对茶馆占道的劝导", "行政处罚", COUNTY, ""),
    ("茶馆占道检查", "行政检查", COUNTY, ""),
    ("对妨碍茶馆检查的处罚", "行政处罚", COUNTY, "确认"),
    ("对占道茶桌的扣押", "行政强制", COUNTY, "确认"),
    ("对占道茶炉的处罚", "其他行政权力", COUNTY, "疑似"),
    ("茶馆占道备案", "其他行政权力", COUNTY, ""),
    ("老茶馆补助", "行政给付", COUNTY, "疑似"),
    ("茶馆节庆许可", "行政许可", "《黄冈市茶馆节庆办法》第三条", ""),
    ("茶馆集市许可", "行政许可", f"《黄冈市茶馆节庆办法》第三条；{COUNTY}", "无法核验"),
    ("茶馆灯会许可", "行政许可", "《关于加强黄冈市茶馆灯会管理的通知》第三条", "疑似"),
    # Not loaded: a county's own paper is what it is, of the others nothing is said.
    ("茶商补助", "行政给付", "《黄梅县茶商补助办法》（梅政办发〔2021〕12号）第五条", "疑似"),
    ("茶商补贴", "行政给付", "《黄冈市茶商补贴办法》（黄政办发〔2021〕9号）第五条", ""),
    ("茶师资格许可", "行政许可", "《茶师管理办法》（国家茶叶总局令第9号）第三条", ""),
    ("茶馆杂项许可", "行政许可", "", ""),
]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Finding]]:
    folder = tmp_path_factory.mktemp("rank")
    for name, text in LAWS.items():
        path = folder / "laws" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "lists").mkdir()
    with (folder / "lists" / "茶.csv").open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["序号", "职权名称", "职权类型", "设定依据", "行使主体"])
        for number, (name, kind, basis, _) in enumerate(ROWS, 1):
            out.writerow([number, name, kind, basis, "黄梅县商务局"])
    (folder / "lists" / "茶.csv.yaml").write_text(
        'authority: 黄梅县商务局\nplace: "421127"\nedition: 2026-06-30\nkind: power_list\ntitle: 黄梅县商务局权责清单\n',
        "utf-8",
    )
    with Home(Settings(home=folder / "home", place="421127")) as home:
        report = home.load([folder / "laws", folder / "lists"])
        assert not [problem.text() for problem in report.problems if problem.severity == "error"]
        yield list(run(Dossier(home.view(), "421127", DAY), rank.CHECKS, frozenset(FindingKind)))


@pytest.mark.parametrize(("name", "kind", "basis", "verdict"), ROWS, ids=[row[0] for row in ROWS])
def test_each_row(found: list[Finding], name: str, kind: str, basis: str, verdict: str) -> None:
    told = [one for one in found if one.rows[0].full_name == name]
    assert [one.verdict.label for one in told] == ([verdict] if verdict else [])
    for one in told:
        assert one.repair and one.evidence and one.provisions and one.bodies
        assert one.evidence[0].text.endswith("）")


def test_the_higher_law_is_named_where_the_rule_names_it(found: list[Finding]) -> None:
    (one,) = [one for one in found if one.rows[0].full_name == "茶馆分号设立许可"]
    assert one.verdict is Verdict.SUSPECTED
    assert "《茶馆法》" in one.repair
    assert "第十六条" in one.evidence[0].text


def test_what_gives_weighs_less(found: list[Finding]) -> None:
    weights = {one.rows[0].full_name: one.weight.label for one in found}
    assert weights["老茶馆补助"] == "提示"
    assert weights["对茶馆占道的处罚"] == "严重"

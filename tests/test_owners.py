"""Who owns a matter: reading the question, the grounds, what speaks against, what is undecided; the command and HTTP. Laws and lists are the
tests' own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api import models_owners
from api.http import create_app
from casework.owners import FLOOR, owners
from casework.owners_asked import plain, read
from casework.owners_evidence import predecessors
from casework.owners_place import Senses
from casework.owners_undecided import civil, civil_matters, needs, rules
from casework.questions import QuestionError
from ingest.home import Home, View
from ingest.settings import Settings
from ontologies.functions import functions
from ontologies.identifiers import parse_law_id
from tests.support.checked import COUNTY, DAY, ROSTER, table
from tests.test_cli import answer, on_a_terminal, run

TOWN = "421127102"

_LAW = """# 水井条例

2020年3月1日 国务院令第901号公布

<!-- INFO END -->

## 第一章 总则

第一条 为了保护水井，制定本条例。

第二条 县级以上人民政府农业农村主管部门负责水井的监督管理。

## 第二章 保护

第三条 禁止向水井倾倒泔水。

第四条 违反本条例第三条，向水井倾倒泔水的，由县级以上人民政府农业农村主管部门责令改正，可以处五百元以下罚款。

第五条 水井旁点灯照明影响他人的，由县级人民政府确定的部门处理。

第六条 水井的井盖由公安机关登记编号。

第七条 本条例自2020年6月1日起施行。
"""
_GONE = """# 灯笼条例

2010年3月1日 国务院令第902号公布

<!-- INFO END -->

第一条 悬挂灯笼应当登记。

第二条 由公安机关处罚不登记悬挂灯笼的行为。

第三条 本条例自2010年6月1日起施行。
"""
_END = """# 花灯条例

2024年3月1日 国务院令第903号公布

<!-- INFO END -->

第一条 花灯应当牢固。

第二条 本条例自2024年6月1日起施行。《灯笼条例》同时废止。
"""
_POWERS = "序号,职权类型,职权名称,职权依据,实施主体,承办机构"
LISTS = {
    "黄梅县机构名录.csv": ROSTER + "9,中共黄梅县委机构编制委员会办公室,党委机构,县级,,421127,\n",
    "黄梅县农业农村局权责清单.csv": table(
        "黄梅县农业农村局权责清单（2026年6月30日）",
        _POWERS,
        "1,行政处罚,对向水井倾倒泔水的处罚,《水井条例》第四条,黄梅县农业农村局,农业执法大队",
        "2,行政处罚,对井盖不编号的处罚,《水井条例》第六条,黄梅县农业农村局,农业执法大队",
        "3,行政许可,石磨展销许可,《石磨条例》第三条,黄梅县农业农村局,",
    ),
    "黄梅县公安局权责清单.csv": table(
        "黄梅县公安局权责清单（2026年6月30日）",
        _POWERS,
        "1,行政处罚,对不登记悬挂灯笼的处罚,《灯笼条例》第二条,黄梅县公安局,治安大队",
        "2,行政处罚,对风筝线伤人的处罚,,黄梅县公安局,治安大队",
    ),
    "黄梅县城市管理执法局权责清单.csv": table(
        "黄梅县城市管理执法局权责清单（2026年6月30日）",
        _POWERS,
        "1,行政处罚,对风筝线伤人的处罚,,黄梅县城市管理执法局,执法大队",
        "2,行政检查,糖画摊点检查,,黄梅县城市管理执法局,执法大队",
    ),
    "黄梅县部门职责边界清单.csv": table(
        "黄梅县部门职责边界清单（2026年6月30日）",
        "序号,管理事项,相关部门,职责分工及协调配合机制,相关依据",
        "1,糖画摊点管理,黄梅县公安局,牵头糖画摊点管理,",
        ",,黄梅县城市管理执法局,配合糖画摊点检查,",
    ),
    "小池镇履职事项清单.csv": table(
        "黄梅县小池镇履职事项清单（2026年5月20日）",
        "序号,履职类型,事项名称,对应上级部门,上级部门职责,乡镇配合职责",
        "1,基本履职,村口石碾看护,,,",
        "2,配合履职,水井泔水巡查,黄梅县农业农村局,查处,巡查报告",
    ),
    "孔垄镇履职事项清单.csv": table(
        "黄梅县孔垄镇履职事项清单（2026年5月20日）", "序号,履职类型,事项名称", "1,基本履职,村口石碾看护"
    ),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("owners")
    files = {
        "水井条例(2020-03-01).md": _LAW,
        "灯笼条例(2010-03-01).md": _GONE,
        "花灯条例(2024-03-01).md": _END,
        **LISTS,
    }
    (made / "files").mkdir()
    for name, text in files.items():
        (made / "files" / name).write_text(text, encoding="utf-8")
    with Home(Settings(home=made / "home")) as home:
        report = home.load([made / "files"])
        assert not [problem.text() for problem in report.problems if problem.severity == "error"]
    return made / "home"


@pytest.fixture(scope="module")
def view(folder: Path) -> Iterator[View]:
    with Home(Settings(home=folder)) as home:
        yield home.view()


def ask(view: View, question: str, place: str = COUNTY, day: date = DAY) -> dict[str, Any]:
    return owners(view, question, place, day)


def first(found: dict[str, Any]) -> dict[str, Any]:
    assert found["owners"], found["undecided"]
    one: dict[str, Any] = found["owners"][0]
    return one


# Reading ------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "names", "has", "lacks"),
    [
        ("往水井里倒泔水谁管", (), "泔水", "谁管"),
        ("小池镇有人往水井倒泔水，怎么投诉？", ("小池镇",), "泔水", "小池镇"),
        ("请问糖画摊点归哪个部门管", (), "糖画", "哪个部门"),
    ],
)
def test_what_says_nothing_of_the_matter_is_left_out(
    question: str, names: tuple[str, ...], has: str, lacks: str
) -> None:
    asked = read(question, names)
    assert has in asked.matter
    assert lacks not in asked.matter
    assert asked.covered(plain(asked.matter)) == pytest.approx(1.0)
    assert asked.covered("无关") == 0.0


@pytest.mark.parametrize("question", ["", "   ", "？！", "谁管", "\x00\ud800", "啊" * 5000])
def test_any_text_can_be_read(question: str) -> None:
    assert read(question).covered("文字") >= 0.0


def test_lay_words_are_bridged_to_those_of_law() -> None:
    units = [unit for unit in read("楼下饭店油烟太大").units if unit.ways]
    assert units
    assert "油烟" in units[0].ways
    assert units[0].functions


# Grounds --------------------------------------------------------------------------------------------------------------------------------


def test_a_row_of_the_list_with_its_basis_and_office(view: View) -> None:
    found = ask(view, "有人往水井里倾倒泔水归谁管")
    one = first(found)
    assert (one["body"], one["role"], one["level"]) == ("黄梅县农业农村局", "主责", "county")
    assert one["function"] == "农业农村"
    assert one["office"] == "农业执法大队"
    assert "law/cn/水井条例/art_4" in one["articles"]
    assert [step["step"] for step in one["chain"]] == ["words", "row", "basis", "body", "office"]
    assert all(step["text"] for step in one["chain"])
    assert one["chain"][1]["quote"] == "对向水井倾倒泔水的处罚"
    assert one["chain"][1]["url"].startswith("/id/power/")
    assert one["against"] == []
    assert found["undecided"] == {}
    # The law's own way is told too: provision, whom it names, the function, the body.
    ways = [[step["step"] for step in chain] for chain in one["also"]]
    assert any(way[:1] == ["words"] and {"provision", "actor", "function", "body"} <= set(way) for way in ways)


def test_statutes_alone_answer_the_function(view: View) -> None:
    one = first(ask(view, "有人往水井里倾倒泔水", "330122"))
    assert (one["body"], one["function"]) == ("", "农业农村")
    quoted = next(step["quote"] for step in one["chain"] if step["step"] == "provision")
    assert "泔水" in quoted


def test_what_the_law_says_otherwise_and_what_ended_speaks_against(view: View) -> None:
    cover = first(ask(view, "井盖不编号"))
    assert cover["body"] == "黄梅县农业农村局"
    assert any("黄梅县公安局" in line and "不是它" in line for line in cover["against"])
    lantern = first(ask(view, "不登记悬挂灯笼"))
    assert lantern["body"] == "黄梅县公安局"
    assert any("灯笼条例" in line and "已废止" in line for line in lantern["against"])
    mill = first(ask(view, "石磨展销许可"))
    assert any("没有载入，无法核验" in line for line in mill["against"])
    assert mill["certainty"] == "疑似"


def test_a_boundary_list_puts_who_leads_first(view: View) -> None:
    found = ask(view, "糖画摊点管理")
    bodies = [one["body"] for one in found["owners"]]
    assert bodies[:2] == ["黄梅县公安局", "黄梅县城市管理执法局"]
    assert found["owners"][0]["role"] == "牵头"
    assert any(step["step"] == "boundary" for step in found["owners"][0]["chain"])


def test_two_that_no_row_tells_apart_are_both_shown(view: View) -> None:
    found = ask(view, "风筝线伤人")
    assert {one["body"] for one in found["owners"][:2]} == {"黄梅县公安局", "黄梅县城市管理执法局"}
    told = found["undecided"]
    assert told["kind"] == "ambiguous"
    assert len(told["between"]) == 2
    assert told["rules"][0]["article"] == "第二十五条"
    assert not told["rules"][0]["loaded"]
    assert told["coordinator"]["name"] == "中共黄梅县委机构编制委员会办公室"


@pytest.mark.parametrize(
    ("question", "place"), [("小池镇水井泔水巡查谁管", COUNTY), ("水井泔水巡查谁管", TOWN), ("水井泔水巡查", "小池镇")]
)
def test_a_town_that_is_named_has_its_part(view: View, question: str, place: str) -> None:
    found = ask(view, question, place)
    assert found["place"] == TOWN
    by_body = {one["body"]: one for one in found["owners"]}
    assert by_body["小池镇"]["role"] == "配合"
    assert by_body["小池镇"]["level"] == "township"
    # Without a grant the penalty stays with the county.
    penalty = {one["body"]: one for one in ask(view, "往水井倾倒泔水", TOWN)["owners"]}
    assert any("行政处罚法" in line for line in penalty["小池镇"]["against"])
    assert penalty["黄梅县农业农村局"]["score"] > penalty["小池镇"]["score"]


def test_what_all_towns_do_is_told_together(view: View) -> None:
    one = first(ask(view, "村口石碾看护"))
    assert one["body"] == "各乡镇（街道）"
    assert one["role"] == "基本履职"
    assert len(one["bodies"]) == 2
    own = first(ask(view, "村口石碾看护", TOWN))
    assert own["body"] == "小池镇"


def test_lists_of_another_day_are_not_asked(view: View) -> None:
    found = ask(view, "村口石碾看护", day=date(2025, 1, 1))
    assert not [one for one in found["owners"] if one["items"] or one["certainty"] == "确认"]


def test_without_a_place_the_only_county_is_taken_and_said(view: View) -> None:
    found = ask(view, "往水井倾倒泔水", "")
    assert found["place"] == COUNTY
    assert any("黄梅县" in note for note in found["notes"])


# Undecided ------------------------------------------------------------------------------------------------------------------------------


def test_nobody_is_named_on_thin_grounds(view: View) -> None:
    found = ask(view, "天上飘着飞碟")
    assert found["owners"] == []
    told = found["undecided"]
    assert told["kind"] == "none"
    assert told["rules"][0]["id"] == "law/cn/地方各级人民政府机构设置和编制管理条例/art_10"
    assert told["coordinator"]["name"] == "中共黄梅县委机构编制委员会办公室"
    assert len(told["needs"]) >= 3
    assert all(one["score"] < FLOOR for one in told["near"])


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("朋友欠钱不还", "loan"),
        ("借钱给同事，他不还", "loan"),
        ("离婚财产怎么分", "divorce"),
        ("父亲的遗产归谁", "inheritance"),
        ("楼上漏水泡了我家", "leak"),
        ("拖欠农民工工资", None),
        ("办离婚登记", None),
    ],
)
def test_private_matters(question: str, code: str | None) -> None:
    found = civil(read(question))
    assert (found.code if found else None) == code


def test_a_private_matter_has_no_owner(view: View) -> None:
    told = ask(view, "朋友欠钱不还怎么办")
    assert told["owners"] == []
    assert told["undecided"]["kind"] == "civil"
    assert {rule["id"] for rule in told["undecided"]["rules"]} >= {"law/cn/民法典/art_675", "law/cn/民事诉讼法/art_3"}
    assert told["undecided"]["coordinator"] == {}


def test_the_tables_are_sound() -> None:
    assert {rule.when for rule in rules()} == {"unclear", "penalty", "town", "court", "mediation"}
    assert all(parse_law_id(f"{rule.law}/art_{rule.article}") for rule in (*rules(), *civil_matters()))
    assert all(one.ways and one.route in ("court", "mediation") for one in civil_matters())
    assert all(one["what"] and one["why"] for one in needs())


@pytest.mark.parametrize(
    ("code", "day", "expected"),
    [
        ("culture_tourism", date(2016, 1, 1), {"culture", "tourism"}),
        ("emergency", date(2016, 1, 1), {"work_safety"}),
        ("emergency", date(2026, 1, 1), set()),
        ("education", date(2016, 1, 1), set()),
    ],
)
def test_what_a_function_was_before(code: str, day: date, expected: set[str]) -> None:
    assert set(predecessors(code, day)) >= expected
    assert set(predecessors(code, day)) <= functions().keys()
    assert bool(predecessors(code, day)) == bool(expected)


@pytest.mark.parametrize("question", ["", "  \n"])
def test_nothing_asked(view: View, question: str) -> None:
    with pytest.raises(QuestionError, match="请写明"):
        ask(view, question)


def test_an_unknown_place(view: View) -> None:
    with pytest.raises(LookupError, match="没有“乌有县”这个地方"):
        ask(view, "泔水", "乌有县")


@pytest.mark.parametrize("question", ["？？？", "谁管", "\x00", "a" * 900, "（", "水" * 399])
def test_any_question_is_answered(view: View, question: str) -> None:
    found = ask(view, question)
    assert found["owners"] or found["undecided"]["kind"] in ("none", "civil")


# Interfaces -----------------------------------------------------------------------------------------------------------------------------


def test_the_command(folder: Path) -> None:
    told = answer("owners", "有人往水井里倾倒泔水", "--place", "黄梅县", "--as-of", "2026-11-01", home=folder)
    assert {"question", "owners", "undecided"} <= told.keys()
    assert {"body", "function", "role", "score", "chain", "against"} <= told["owners"][0].keys()
    models_owners.OwnersAnswer.model_validate(told)
    shown = on_a_terminal(90, "owners", "井盖不编号", "--place", COUNTY, home=folder)
    assert "黄梅县农业农村局" in shown
    assert "但是" in shown
    nobody = run("owners", "天上飘着飞碟", "--place", COUNTY, home=folder)
    assert nobody.returncode == 0
    text = nobody.stdout.decode()
    assert "没有找到" in text
    assert "规则　部门之间" in text
    assert "协调　中共黄梅县委机构编制委员会办公室" in text


def test_over_http(folder: Path) -> None:
    with Home(Settings(home=folder)) as home, TestClient(create_app(home), raise_server_exceptions=False) as client:
        asked = {"q": "往水井倾倒泔水", "place": COUNTY, "as_of": "2026-11-01"}
        found = client.get("/api/v1/owners", params=asked)
        assert found.status_code == 200
        told = models_owners.OwnersAnswer.model_validate(found.json())
        assert told.owners[0].body == "黄梅县农业农村局"
        assert (
            client.get("/api/v1/owners", params=asked, headers={"If-None-Match": found.headers["etag"]}).status_code
            == 304
        )
        for wrong, status in (
            ({}, 422),
            ({"q": ""}, 422),
            ({"q": " "}, 422),
            ({"q": "泔水", "place": "乌有县"}, 404),
            ({"q": "泔水", "limit": 0}, 422),
        ):
            refused = client.get("/api/v1/owners", params=wrong)
            assert refused.status_code == status, refused.text
            assert refused.headers["content-type"] == "application/problem+json"
            assert any("\u4e00" <= sign <= "\u9fff" for sign in refused.json()["detail"])
        described = json.loads(client.get("/api/v1/openapi.json").text)["paths"]["/api/v1/owners"]["get"]
        assert described["summary"] == "这件事由谁负责"
        assert {"404", "422", "503"} <= described["responses"].keys()


def test_a_function_that_all_provisions_name_tells_nothing(tmp_path: Path) -> None:
    """The one law loaded names the police alone: that a word stands with them is no sign of anything."""
    (tmp_path / "灯笼条例(2010-03-01).md").write_text(_GONE, encoding="utf-8")
    with Home(Settings(home=tmp_path / "home")) as home:
        home.load([tmp_path / "灯笼条例(2010-03-01).md"])
        assert Senses(home.view(), DAY).of("灯笼") == {}
        assert ask(home.view(), "没登记就挂灯笼", "")["question"] == "没登记就挂灯笼"

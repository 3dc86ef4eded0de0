"""What the law asks of local bodies: which body of a place a function means, whom an article names there, and all that is asked of a body.

The laws and the county's lists are the tests' own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from fastapi.testclient import TestClient
from rich.cells import cell_len

from api import models
from api.http import create_app
from casework.duties import function_now, is_local, local_bodies
from graph.trace import _told_once
from ingest.home import Home, View
from ontologies.records import OPEN_END, OPEN_START
from tests.support import sample
from tests.test_cli import answer, on_a_terminal, run

COUNTY, TOWN, DAY = "421127", "421127102", date(2026, 6, 1)

# Which bodies of a place ------------------------------------------------------------------------------------------------------------


def body(name: str, place: str = COUNTY, level: str = "county", **more: Any) -> dict[str, Any]:
    return {
        "id": f"body/{place}/{name}",
        "name": name,
        "place": place,
        "level": level,
        "type": "department",
        "stated": True,
        "valid_from": OPEN_START,
        "valid_to": OPEN_END,
    } | more


class _Graph:
    """Bodies with their functions, plates and what tells of a function, in memory."""

    def __init__(
        self, having: dict[str, Sequence[dict[str, Any]]], held: Sequence[dict[str, Any]], plates: Any
    ) -> None:
        self._having, self._plates = having, plates
        every = [*held, *(row for rows in having.values() for row in rows), *(host for _, host in plates)]
        self._nodes = {row["id"]: row for row in every}

    def bodies_having(self, function: str) -> list[dict[str, Any]]:
        rows = self._having.get(function.removeprefix("function/"), ())
        return [{"via": "roster", "source": "", "text": ""} | row for row in rows]

    def node(self, identifier: str) -> dict[str, Any] | None:
        return self._nodes.get(identifier)

    def nodes(self, identifiers: Sequence[str]) -> list[dict[str, Any]]:
        return [self._nodes[one] for one in identifiers if one in self._nodes]

    def edges_in_place(self, table: str, place: str) -> list[dict[str, Any]]:
        assert table == "PLATE_OF"
        return [{"from": plate["id"], "to": host["id"]} for plate, host in self._plates]


def found(
    having: dict[str, Sequence[dict[str, Any]]],
    function: str,
    level: str = "county+",
    place: str = COUNTY,
    day: date = DAY,
    held: Sequence[dict[str, Any]] = (),
    plates: Sequence[tuple[dict[str, Any], dict[str, Any]]] = (),
) -> list[tuple[str, str, str]]:
    view = cast(View, SimpleNamespace(graph=_Graph(having, held, plates)))
    return [
        (one["name"], one["via"], one["certainty"].label) for one in local_bodies(view, function, level, place, day)
    ]


FARMS, FISH, WATER = body("农业农村局"), body("渔业局"), body("水利局")
OLD = body("安监局", valid_to=date(2019, 2, 20))
SAFETY = body("应急局", valid_from=date(2019, 2, 20))
MANDATE = {"id": "mandate/x", "valid_from": date(2024, 1, 1), "valid_to": OPEN_END}
PLATE = body("地震局")
GOVERNMENT = body("县人民政府", type="government")
TOWN_GOVERNMENTS = [
    body("小池镇", TOWN, "township", type="township"),
    body("五祖镇", "421127106", "township", type="township"),
]
SURE = "确认"


@pytest.mark.parametrize(
    ("having", "asked", "expected"),
    [
        ({"fishery": [FISH], "agriculture": [FARMS]}, {"function": "fishery"}, [("渔业局", "roster", SURE)]),
        # What has the function today is asked where nobody has the function itself.
        ({"agriculture": [FARMS]}, {"function": "fishery"}, [("农业农村局", "roster", SURE)]),
        ({"agriculture": [FARMS]}, {"function": "water"}, []),
        # A former function is its successor's; the body must have been there on the day.
        ({"work_safety": [OLD], "emergency": [SAFETY]}, {"function": "work_safety"}, [("应急局", "roster", SURE)]),
        (
            {"work_safety": [OLD], "emergency": [SAFETY]},
            {"function": "work_safety", "day": date(2016, 1, 1)},
            [("安监局", "roster", SURE)],
        ),
        # Several of one place are all told, none asserted; those of several places are each sure.
        ({"water": [WATER, FISH]}, {"function": "water"}, [("水利局", "roster", "疑似"), ("渔业局", "roster", "疑似")]),
        (
            {"people_government": [GOVERNMENT, *TOWN_GOVERNMENTS]},
            {"function": "people_government", "level": "township"},
            [("小池镇", "roster", SURE), ("五祖镇", "roster", SURE)],
        ),
        (
            {"people_government": [GOVERNMENT, *TOWN_GOVERNMENTS]},
            {"function": "people_government", "level": "all", "place": TOWN},
            [("县人民政府", "roster", SURE), ("小池镇", "roster", SURE)],
        ),
        ({"people_government": [GOVERNMENT]}, {"function": "people_government", "level": "national"}, []),
        ({"people_government": [GOVERNMENT]}, {"function": "people_government", "level": "city"}, []),
        # A roster goes before a name, a department before a team.
        (
            {"water": [WATER, body("水务局", via="name", stated=False), body("水政大队", type="team")]},
            {"function": "water"},
            [("水利局", "roster", SURE)],
        ),
        ({"water": [body("水政大队", type="team")]}, {"function": "water"}, [("水政大队", "roster", SURE)]),
        ({"water": [body("水务局", via="name", stated=False)]}, {"function": "water"}, [("水务局", "name", SURE)]),
        # Another place's, another level's.
        ({"water": [body("蕲春县水利局", "421126")]}, {"function": "water"}, []),
        ({"water": [body("市水利局", "4211", "city"), WATER]}, {"function": "water"}, [("水利局", "roster", SURE)]),
        (
            {"water": [body("市水利局", "4211", "city")]},
            {"function": "water", "place": "4211"},
            [("市水利局", "roster", SURE)],
        ),
        ({"water": [body("水利局", level="unknown")]}, {"function": "water"}, [("水利局", "roster", SURE)]),
        # A mandate names much in passing: it counts where no body is known to have the function, and is never sure.
        (
            {"water": [WATER, FARMS | {"via": "mandate", "source": "mandate/x"}]},
            {"function": "water"},
            [("水利局", "roster", SURE)],
        ),
        (
            {"water": [FARMS | {"via": "mandate", "source": "mandate/x"}]},
            {"function": "water", "held": [MANDATE]},
            [("农业农村局", "mandate", "疑似")],
        ),
        (
            {"water": [FARMS | {"via": "mandate", "source": "mandate/x"}]},
            {"function": "water", "held": [MANDATE], "day": date(2023, 1, 1)},
            [],
        ),
        # An arrangement takes nobody's place.
        (
            {"water": [WATER, FARMS | {"via": "arrangement"}]},
            {"function": "water"},
            [("农业农村局", "arrangement", "疑似"), ("水利局", "roster", SURE)],
        ),
        # A plate is borne by another.
        (
            {"earthquake": [PLATE]},
            {"function": "earthquake", "plates": [(PLATE, SAFETY)]},
            [("应急局", "roster", SURE)],
        ),
    ],
)
def test_a_function_finds_the_bodies_of_a_place(having: Any, asked: dict[str, Any], expected: list[Any]) -> None:
    assert sorted(found(having, **asked)) == sorted(expected)


@pytest.mark.parametrize(
    ("level", "place", "local"),
    [
        ("county+", COUNTY, True),
        ("", COUNTY, True),
        ("all", TOWN, True),
        ("township", COUNTY, True),
        ("county", TOWN, True),
        ("national", COUNTY, False),
        ("province,city", COUNTY, False),
        ("city", "4211", True),
        ("county", "4211", False),
    ],
)
def test_a_level_is_a_place_s_or_not(level: str, place: str, local: bool) -> None:
    assert is_local(level, place) is local


@pytest.mark.parametrize(
    ("code", "day", "label"),
    [
        ("", DAY, "未明确"),
        ("emergency", DAY, "应急管理"),
        ("work_safety", DAY, "应急管理"),
        ("work_safety", date(2016, 1, 1), "安全生产监督管理"),
    ],
)
def test_a_function_is_called_as_on_the_day(code: str, day: date, label: str) -> None:
    assert function_now(code, day) == label


# From files to answers ------------------------------------------------------------------------------------------------------------------

_LAW = """# 茶馆安全条例

2015年3月1日 国务院令第701号公布　{history}

<!-- INFO END -->

第一条 为了茶馆安全，制定本条例。

第二条 县级以上人民政府应急管理部门负责茶馆安全的监督管理。

县级以上地方人民政府卫生健康、文化和旅游等部门应当检查茶馆。

第三条 乡镇人民政府、街道办事处应当做好茶馆安全巡查工作。

{more}第四条 国务院应急管理部门可以制定茶馆安全标准。

第五条 违反本条例的，由县级人民政府渔业主管部门责令改正。

第六条 本条例自{effective}起施行。
"""
_WATER = "县级人民政府卫生健康主管部门应当每年公布茶馆水质的检测结果，并向饮茶的人说明。"
_OTHER = """# {title}

2020年1月5日 {issuer}通过

<!-- INFO END -->

第一条 为了戏台安全，制定本条例。

第二条 县级以上人民政府应急管理部门应当查验戏台。

第三条 本条例自2020年2月1日起施行。
"""
_CAPTIONS = """---
text: captions
---

# 灯会安全条例

2020年1月5日 国务院令第722号公布

第一条【制定目的】

第二条【灯会的查验】
"""
_ROSTER = (
    "黄梅县机构名录（2024年6月30日）\n"
    "序号,机构名称,简称,机构类型,层级,区划代码,主要职能,设立日期\n"
    "1,黄梅县应急管理局,县应急局,政府工作部门,县级,421127,应急管理,2019-02-20\n"
    "2,黄梅县农业农村局,县农业农村局,政府工作部门,县级,421127,农业农村,\n"
    "3,小池镇人民政府,小池镇,乡镇人民政府,乡级,421127102,,\n"
    "4,五祖镇人民政府,五祖镇,乡镇人民政府,乡级,421127106,,\n"
    "5,黄梅县茶业发展中心,,事业单位,县级,421127,,\n"
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a law in two texts, a rule of the province and one of another, and a county's roster."""
    files = tmp_path_factory.mktemp("duties")
    texts = {
        "茶馆安全条例(2015-03-01).md": _LAW.format(history="", more="", effective="2015年6月1日")
        .replace("第五条 违反", "第四条之一 茶馆由县级人民政府安全生产监督管理部门登记。\n\n第五条 违反")
        .replace("第六条 本条例", f"第五条之一 {_WATER}\n\n第六条 本条例"),
        "茶馆安全条例(2025-09-01).md": _LAW.format(
            history="2025年9月1日 国务院令第801号修订", more=f"第三条之一 {_WATER}\n\n", effective="2026年1月1日"
        ),
        "湖北省戏台安全条例(2020-01-05).md": _OTHER.format(
            title="湖北省戏台安全条例", issuer="湖北省人民代表大会常务委员会"
        ),
        "北京市戏台安全条例(2020-01-05).md": _OTHER.format(
            title="北京市戏台安全条例", issuer="北京市人民代表大会常务委员会"
        ),
        "灯会安全条例(2020-01-05).md": _CAPTIONS,
        "机构名录.csv": _ROSTER,
        "三定.csv": "黄梅县应急管理局三定职责（2024年版）\n序号,主要职责,对应权责事项\n1,负责辖区内的防震减灾工作,抢险\n",
        "三定.csv.yaml": "place: '421127'\nauthority: 黄梅县应急管理局\nedition: 2024-06-30\nkind: mandate_list\n",
    }
    for name, text in texts.items():
        (files / name).write_text(text, encoding="utf-8")
    report = sample.load(files / "home", files)
    assert not report.failed
    return files / "home"


@pytest.fixture(scope="module")
def client(home: Path) -> Iterator[TestClient]:
    with (
        Home(sample.settings(home)) as opened,
        TestClient(create_app(opened), raise_server_exceptions=False) as asked,
    ):
        yield asked


KEYS = ["paragraph", "phrase", "function", "level", "modality", "act", "object", "start", "end"]
TODAY = ("--as-of", "2026-06-01")


def test_who_gives_the_bare_list(home: Path) -> None:
    actors = answer("who", "茶馆安全条例", "2", *TODAY, home=home)
    assert isinstance(actors, list)
    for actor in actors:
        assert list(actor)[: len(KEYS)] == KEYS
        models.NamedActor.model_validate(actor)
        assert "bodies" not in actor
    first = actors[0]
    assert {key: first[key] for key in KEYS[:5]} == {
        "paragraph": 1,
        "phrase": "县级以上人民政府应急管理部门",
        "function": "应急管理",
        "level": "县级以上",
        "modality": "负责",
    }
    assert (first["start"], first["end"]) == (0, len(first["phrase"]))
    assert [(one["function"], one["modality"], one["paragraph"]) for one in actors[1:]] == [
        ("卫生健康", "应当", 2),
        ("文化和旅游", "应当", 2),
    ]


@pytest.mark.parametrize(
    "article", ["2", "第二条", "第2条", "art_2", "二", "２", "第二条第一款", "art_2__para_1", "第二条第2款"]
)
def test_an_article_is_known_however_it_is_written(home: Path, article: str) -> None:
    actors = answer("who", "茶馆安全条例", article, *TODAY, home=home)
    asked = 2 if "2款" in article else 1 if "款" in article or "para" in article else 0
    assert {one["paragraph"] for one in actors} == ({asked} if asked else {1, 2})


def test_a_law_may_come_with_its_article(home: Path) -> None:
    expected = answer("who", "茶馆安全条例", "3", *TODAY, home=home)
    for reference in ("茶馆安全条例第三条", "law/cn/茶馆安全条例/art_3", "law/cn/茶馆安全条例/2015-03-01/art_3"):
        assert answer("who", reference, *TODAY, home=home) == expected


def test_who_follows_the_day(home: Path) -> None:
    before, after = (
        answer("who", "茶馆安全条例", "4-1", "--as-of", day, home=home)[0] for day in ("2016-01-01", "2019-06-01")
    )
    assert (before["function"], before["named"]) == ("安全生产监督管理", "安全生产监督管理")
    assert (after["function"], after["named"]) == ("应急管理", "安全生产监督管理")
    shown = run("who", "茶馆安全条例", "4-1", "--as-of", "2019-06-01", home=home).stdout.decode()
    assert "（安全生产监督管理，现为应急管理；县级）" in shown
    # The day on which a text was made means that text, though it was not in force yet.
    assert answer("who", "茶馆安全条例", "2", "--as-of", "2025-09-01", home=home)
    gone = run("who", "茶馆安全条例", "第四条之一", "--as-of", "2025-09-01", home=home)
    assert gone.returncode == 1


def test_an_empty_answer_is_a_list_and_a_sentence(home: Path) -> None:
    assert answer("who", "茶馆安全条例", "1", *TODAY, home=home) == []
    assert "没有指明" in run("who", "茶馆安全条例", "1", *TODAY, home=home).stdout.decode()


def test_local_bodies_are_told_where_a_place_is(home: Path) -> None:
    def local(article: str, place: str) -> list[tuple[str, list[tuple[str, str, str]], str]]:
        actors = answer("who", "茶馆安全条例", article, *TODAY, "--place", place, home=home)
        return [
            (one["phrase"], [(b["name"], b["via"], b["certainty"]) for b in one["bodies"]], one["local"])
            for one in actors
        ]

    for place in ("黄梅县", "421127", "421127000000", "小池镇", "421127102"):
        assert local("2", place)[0][1:] == ([("黄梅县应急管理局", "机构名录", "确认")], "")
    assert [body for _, bodies, _ in local("3", "黄梅县") for body, _, _ in bodies] == ["小池镇", "五祖镇"]
    assert [body for _, bodies, _ in local("3", "小池镇") for body, _, _ in bodies] == ["小池镇"]
    assert local("3", "黄梅县")[1][1:] == ([], "名录中没有")
    assert local("4", "黄梅县")[0][1:] == ([], "国家级的机关，不在黄梅县")
    # Fishery stands under agriculture, which the county's bureau has.
    assert local("5", "黄梅县")[0][1] == [("黄梅县农业农村局", "机构名录", "确认")]
    # A rule of another place asks nothing here; one of the place's own province does.
    for place, where in (("黄梅县", "黄梅县"), ("421127102", "小池镇")):
        (played,) = answer("who", "北京市戏台安全条例", "2", *TODAY, "--place", place, home=home)
        assert (played["bodies"], played["local"]) == ([], f"该文件不在{where}施行（只在北京市施行）")
    (played,) = answer("who", "湖北省戏台安全条例", "2", *TODAY, "--place", "黄梅县", home=home)
    assert [one["name"] for one in played["bodies"]] == ["黄梅县应急管理局"]
    by_setting = run("who", "茶馆安全条例", "2", *TODAY, "--json", home=home, DINGFEN_PLACE=COUNTY)
    assert json.loads(by_setting.stdout)[0]["bodies"][0]["name"] == "黄梅县应急管理局"
    shown = run("who", "茶馆安全条例", "2", *TODAY, "--place", "黄梅县", home=home).stdout.decode()
    assert "第1款　负责　县级以上人民政府应急管理部门（应急管理；县级以上）" in shown
    assert "黄梅县　黄梅县应急管理局（机构名录）" in shown


@pytest.mark.parametrize(
    ("modality", "act", "object_", "said"),
    [
        ("责令", "责令停止", "经营", "责令停止经营"),
        ("负责", "负责", "巡查", "负责巡查"),
        ("负责", "负责组织", "", "负责组织"),
        ("应当", "责令", "责令改正", "应当责令改正"),
        ("责令", "", "", "责令"),
    ],
)
def test_an_act_is_told_once(modality: str, act: str, object_: str, said: str) -> None:
    assert _told_once(modality, act, object_) == said


def test_a_trace_does_not_order_twice(home: Path) -> None:
    told = answer("trace", "茶馆安全条例第五条", *TODAY, home=home)
    (actor,) = [step["text"] for step in told["steps"] if step["kind"] == "actor"]
    assert "责令改正" in actor
    assert "责令责令" not in actor


@pytest.mark.parametrize(
    ("law", "said"),
    [
        ("湖北省戏台安全条例", "；本地承担这一职能的是黄梅县应急管理局。"),
        ("北京市戏台安全条例", "；该文件只在北京市施行，已载入的机构都不在那里。"),
    ],
)
def test_a_trace_names_bodies_only_where_the_law_applies(home: Path, law: str, said: str) -> None:
    told = answer("trace", f"{law}第二条", *TODAY, home=home)
    (actor,) = [step["text"] for step in told["steps"] if step["kind"] == "actor"]
    assert actor.endswith(said)
    assert ("body/421127/黄梅县应急管理局" in {node["id"] for node in told["nodes"]}) == ("湖北" in law)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("茶馆安全条例", "第二条之"), "不是条号"),
        (("茶馆安全条例", "x"), "“x”不是条号"),
        (("茶馆安全条例",), "请写明是《茶馆安全条例》的哪一条，如 dingfen who 茶馆安全条例 38"),
        (
            ("2010年茶馆安全条例第二条",),
            "《茶馆安全条例》2010年的文本没有载入，无法核验。已载入的文本：2015-03-01、2025-09-01",
        ),
        (("茶馆安全条例", "99"), "2025-09-01文本没有第九十九条（共至第6条）"),
        (("茶馆安全条例", "第二条第九款"), "第二条没有第9款"),
        (("没有的法", "1"), "无法核验"),
        (("茶馆安全条例", "2", "--as-of", "2001-01-01"), "无法核验"),
        (("茶馆安全条例", "2", "--place", "没有的县"), "没有“没有的县”这个地方"),
        ((" ", "2"), "请写明是哪部法"),
    ],
)
def test_who_says_what_is_wrong(home: Path, arguments: tuple[str, ...], said: str) -> None:
    arguments = arguments if "--as-of" in arguments else (*arguments, *TODAY)
    done = run("who", *arguments, "--json", home=home)
    assert done.returncode == 1
    assert said in json.loads(done.stdout)["error"]


@pytest.mark.parametrize(
    ("day", "status"), [("2016-01-01", "尚未施行"), ("2019-02-20", "有效"), ("2026-06-01", "有效")]
)
def test_a_body_is_searched_as_of_its_day(home: Path, day: str, status: str) -> None:
    hits = answer("search", "应急管理局", "--as-of", day, home=home)["hits"]
    assert [hit["status_label"] for hit in hits if hit["id"] == "body/421127/黄梅县应急管理局"] == [status]


@pytest.mark.parametrize(
    ("reference", "version"),
    [
        ("2015年茶馆安全条例第二条", "2015-03-01"),
        ("《茶馆安全条例》（2015年）第二条", "2015-03-01"),
        ("茶馆安全条例2015年第二条", "2015-03-01"),
        ("2015年的《茶馆安全条例》第二条第二款", "2015-03-01"),
        ("2025年茶馆安全条例第二条", ""),
        ("茶馆安全条例第二条", ""),
    ],
)
def test_a_year_names_the_text(home: Path, reference: str, version: str) -> None:
    traced = answer("trace", reference, *TODAY, home=home)["id"]
    law = "law/cn/茶馆安全条例"
    assert traced.startswith(f"{law}/{version}/art_2" if version else f"{law}/art_2")
    shown = run("who", reference, *TODAY, home=home).stdout.decode()
    assert (version or "2025-09-01") in shown or "2026-06-01 适用的文本" in shown


@pytest.mark.parametrize(
    ("article", "said"),
    [
        (
            "第五条之一",
            "2025-09-01文本没有第五条之一（共至第6条）。《茶馆安全条例》2015年文本第五条之一，现由第三条之一承接",
        ),
        ("第四条之一", "2025-09-01文本没有第四条之一（共至第6条），2015-03-01文本有，没有查到承接它的条文"),
    ],
)
def test_an_article_that_is_gone_says_where_its_rule_went(home: Path, article: str, said: str) -> None:
    done = run("who", "茶馆安全条例", article, *TODAY, home=home)
    assert (done.returncode, done.stdout) == (1, b"")
    assert said in done.stderr.decode()


# What is asked of a body ----------------------------------------------------------------------------------------------------------------


def test_duties_keep_to_function_level_place_and_day(home: Path) -> None:
    told = answer("duties", "县应急局", *TODAY, home=home)
    models.DutiesAnswer.model_validate(told)
    assert (told["body"], told["level"], told["place_name"]) == ("body/421127/黄梅县应急管理局", "county", "黄梅县")
    assert told["functions"][0]["code"] == "emergency"
    # Neither what the state council's department may do nor what another province asks.
    assert [(one["law_title"], one["article"], one["paragraph"]) for one in told["duties"]] == [
        ("茶馆安全条例", "2", 1),
        ("湖北省戏台安全条例", "2", 1),
    ]
    first = told["duties"][0]
    assert first["id"] == "law/cn/茶馆安全条例/2025-09-01/art_2__para_1"
    assert (first["phrase"], first["modality"], first["certainty"]) == ("县级以上人民政府应急管理部门", "负责", "确认")
    assert (told["total"], told["laws"]) == (2, 2)
    assert told["counts"]["modality"] == {"负责": 1, "应当": 1}
    before = answer("duties", "县应急局", "--as-of", "2019-06-01", home=home)
    assert {one["function"] for one in before["duties"]} == {"应急管理"}
    assert [one["named"] for one in before["duties"]] == ["应急管理", "安全生产监督管理"]
    assert [one["id"] for one in before["duties"]] == [
        "law/cn/茶馆安全条例/2015-03-01/art_2__para_1",
        "law/cn/茶馆安全条例/2015-03-01/art_4-1__para_1",
    ]


def test_functions_read_out_of_a_mandate_are_doubtful(home: Path) -> None:
    told = answer("duties", "县应急局", *TODAY, home=home)
    assert [(one["code"], one["via"], one["certainty"]) for one in told["functions"]] == [
        ("emergency", "roster", "确认"),
        ("earthquake", "mandate", "疑似"),
    ]
    assert (
        "职能　应急管理（机构名录）；防震减灾（三定职责，疑似）"
        in run("duties", "县应急局", *TODAY, home=home).stdout.decode()
    )


def test_a_township_is_asked_as_a_government(home: Path) -> None:
    told = answer("duties", "小池镇", *TODAY, home=home)
    assert [(one["function"], one["article"], one["level"]) for one in told["duties"]] == [("人民政府", "3", "乡级")]
    assert told["functions"][0]["label"] == "人民政府"


def test_what_stands_under_a_body_s_function_is_asked_of_it(home: Path) -> None:
    told = answer("duties", "黄梅县农业农村局", *TODAY, home=home)
    assert [(one["function"], one["article"], one["modality"]) for one in told["duties"]] == [("渔业", "5", "责令")]


@pytest.mark.parametrize(
    ("options", "articles"),
    [
        (("--function", "应急管理"), ["茶馆安全条例", "湖北省戏台安全条例"]),
        (("--function", "work_safety"), []),
        (("--function", "渔业"), []),
        (("--modality", "应当"), ["湖北省戏台安全条例"]),
        (("--modality", "responsible"), ["茶馆安全条例"]),
        (("--law", "茶馆安全条例"), ["茶馆安全条例"]),
        (("--limit", "1"), ["茶馆安全条例"]),
        (("--limit", "1", "--skip", "1"), ["湖北省戏台安全条例"]),
        (("--skip", "9"), []),
    ],
)
def test_duties_are_narrowed_and_paged(home: Path, options: tuple[str, ...], articles: list[str]) -> None:
    told = answer("duties", "县应急局", *TODAY, *options, home=home)
    assert [one["law_title"] for one in told["duties"]] == articles
    paged = "--limit" in options or "--skip" in options
    assert told["total"] == (2 if paged else len(articles))


def test_a_body_without_a_function_says_what_would_tell(home: Path) -> None:
    told = answer("duties", "黄梅县茶业发展中心", *TODAY, home=home)
    assert (told["total"], told["functions"]) == (0, [])
    assert "三定职责" in told["notes"][0]
    gone = answer("duties", "县应急局", "--as-of", "2016-01-01", home=home)
    assert "在 2016-01-01 不存在（2019-02-20 起）" in gone["notes"][0]


@pytest.mark.parametrize(
    ("law", "day", "said"),
    [
        (
            "灯会安全条例",
            "2026-06-01",
            "《灯会安全条例》2020-01-05文本只载入了条号和条旨，没有条文，要求机构做什么无法核验",
        ),
        ("北京市戏台安全条例", "2026-06-01", "该文件不在黄梅县施行（只在北京市施行）"),
        ("茶馆安全条例", "2014-01-01", "《茶馆安全条例》2014-01-01 的文本没有载入，无法核验"),
    ],
)
def test_a_law_that_asks_nothing_says_why(home: Path, law: str, day: str, said: str) -> None:
    asked = ("duties", "县应急局", "--law", law, "--as-of", day)
    told = answer(*asked, home=home)
    assert told["total"] == 0
    assert any(said in note for note in told["notes"])
    assert said in run(*asked, home=home).stdout.decode().replace("\n", "").replace("      ", "")


def test_captions_name_nobody(home: Path) -> None:
    done = run("who", "灯会安全条例", "2", *TODAY, home=home)
    assert (done.returncode, done.stdout) == (1, b"")
    assert "第二条指明了谁无法核验" in done.stderr.decode()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("没有的应急局",), 1, "黄梅县应急管理局（body/421127/黄梅县应急管理局）"),
        (("应急管理局",), 1, "相近的有：黄梅县应急管理局（body/421127/黄梅县应急管理局）"),
        (("小池",), 1, "小池镇"),
        (("黄梅县",), 1, "相近的有：黄梅县人民政府（body/421127/黄梅县人民政府）"),
        (("茶馆安全条例",), 1, "“茶馆安全条例”不是机构"),
        (("县应急局", "--function", "喝茶"), 1, "没有“喝茶”这种职能"),
        (("县应急局", "--modality", "必须"), 2, "没有“必须”这种情态；可用：应当"),
        (("县应急局", "--law", "没有的法"), 1, "无法核验"),
    ],
)
def test_duties_say_what_is_wrong(home: Path, arguments: tuple[str, ...], code: int, said: str) -> None:
    done = run("duties", *arguments, *TODAY, "--json", home=home)
    assert done.returncode == code
    assert said in json.loads(done.stdout)["error"]


def test_duties_are_shown_by_function_and_law(home: Path) -> None:
    shown = run("duties", "县应急局", *TODAY, "--limit", "1", home=home).stdout.decode()
    assert "黄梅县应急管理局（县级，黄梅县）：2 处，出自 2 部文件（第 1 号发布，2026-06-01 适用）" in shown
    assert "── 应急管理（2 处）" in shown
    assert "《茶馆安全条例》" in shown
    assert "  第二条第1款　负责　县级以上人民政府应急管理部门（应急管理；县级以上）" in shown
    assert "以上第 1 至 1 处，共 2 处" in shown


@pytest.mark.parametrize("columns", [60, 100])
def test_no_line_is_wider_than_the_terminal(home: Path, columns: int) -> None:
    for command in (("who", "茶馆安全条例", "2", "--place", "黄梅县"), ("duties", "县应急局")):
        shown = on_a_terminal(columns, *command, *TODAY, home=home)
        assert max(cell_len(line) for line in shown.split("\n")) <= columns


def test_http_answers_what_the_commands_do(home: Path, client: TestClient) -> None:
    asked = {"law": "茶馆安全条例", "article": "第二条", "place": "黄梅县", "as_of": "2026-06-01"}
    response = client.get("/api/v1/who", params=asked)
    assert response.status_code == 200, response.text
    models.WhoAnswer.model_validate(response.json())
    assert response.json()["actors"] == answer("who", "茶馆安全条例", "2", *TODAY, "--place", "黄梅县", home=home)
    assert response.json()["text"]["id"] == "law/cn/茶馆安全条例/2025-09-01"
    listed = client.get("/api/v1/duties", params={"body": "县应急局", "as_of": "2026-06-01", "limit": 20})
    assert listed.json() == answer("duties", "县应急局", *TODAY, home=home)


@pytest.mark.parametrize(
    ("path", "params", "status", "said"),
    [
        ("who", {"law": " ", "article": "1"}, 404, "请写明是哪部法"),
        ("who", {"law": "茶馆安全条例", "article": "\u3000"}, 404, "请写明是《茶馆安全条例》的哪一条"),
        ("who", {"article": "1"}, 422, "law：缺少这个参数"),
        ("duties", {"body": "没有的局"}, 404, "没有名为"),
        ("duties", {}, 422, "body：缺少这个参数"),
        ("duties", {"body": " "}, 404, "没有"),
        ("duties", {"body": "县应急局", "modality": "必须"}, 422, "没有“必须”这种情态"),
        ("duties", {"body": "县应急局", "limit": "0"}, 422, "太小"),
    ],
)
def test_http_tells_problems_in_chinese(client: TestClient, path: str, params: Any, status: int, said: str) -> None:
    response = client.get(f"/api/v1/{path}", params=params)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert said in response.json()["detail"]

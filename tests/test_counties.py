"""Two counties compared over tiny lists of the tests' own: what is matched, what differs, and what cannot be said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from casework import counties
from casework.check import ALL
from casework.checks.registry import checks
from casework.findings import answer
from casework.questions import QuestionError
from ingest.home import Home, View
from ingest.settings import Settings
from ontologies.records import FindingKind, Verdict
from tests.support.checked import table

DAY = date(2026, 11, 1)
A, B = "421127", "421126"
HEADS = "序号,职权编码,职权名称,子项,职权类型,设定依据,行使主体"
LAW = "# 茶园条例\n\n2015年3月1日 中华人民共和国国务院令第701号公布\n\n"
OLD = LAW + "第一条 为了茶园，制定本条例。\n\n第二条 攀折茶树的，由林业主管部门处一百元以下罚款。\n"
NEW = (
    LAW.replace("公布", "公布　2024年3月1日中华人民共和国国务院令第790号修订")
    + "第一条 为了茶园，制定本条例。\n\n第二条 茶园应当有人看护。\n\n第三条 攀折茶树的，由林业主管部门处一百元以下罚款。\n"
)


def power_list(body: str, *rows: str) -> str:
    return table(f"{body}权责清单（2026年6月30日）", HEADS, *(f"{at},{row},{body}" for at, row in enumerate(rows, 1)))


HUANGMEI = {
    "黄梅县农业农村局": [
        # Only here; the same; the same in other words; another type; another basis; the same article under its old number.
        "NY-CF-0001,对囤积茶砖的处罚,,行政处罚,《茶园条例》第五条",
        "NY-CF-0002,对伪造茶证的处罚,,行政处罚,《茶园条例》第六条",
        "NY-CF-0003,对未建立茶苗台账的处罚,,行政处罚,《茶园条例》第七条",
        "NY-XK-0004,茶会举办登记,,行政许可,《茶园条例》第八条",
        "NY-CF-0005,对污染茶泉的处罚,,行政处罚,《茶园条例》第九条",
        "NY-CF-0006,对攀折茶树的处罚,,行政处罚,《茶园条例》第二条",
        "000188801000,茶青收购备案,,其他行政权力,《茶园条例》第十一条",
    ],
    "黄梅县城市管理执法局": ["CG-CF-0001,对堵塞茶道的处罚,,行政处罚,《茶园条例》第十条"],
    "黄梅县公安局": ["GA-CF-0001,对惊扰茶会的处罚,,行政处罚,《茶园条例》第十二条"],
}
QICHUN = {
    "蕲春县农业农村局": [
        "NY-CF-0001,对伪造茶证的处罚,,行政处罚,《茶园条例》第六条",
        "NY-CF-0002,对没有建立茶苗台账行为的行政处罚,,行政处罚,《茶园条例》第七条",
        "NY-QR-0003,茶会举办登记,,行政确认,《茶园条例》第八条",
        "NY-CF-0004,对污染茶泉的处罚,,行政处罚,《水泉条例》第三条",
        "NY-CF-0005,对攀折茶树的处罚,,行政处罚,《茶园条例》第三条",
        "NY-CF-0006,对哄抬茶价的处罚,,行政处罚,《茶园条例》第十三条",
        "000188801000,茶青收买的备案管理,,其他行政权力,《茶园条例》第十一条",
    ],
    "蕲春县交通运输局": ["JT-CF-0001,对堵塞茶道的处罚,,行政处罚,《茶园条例》第十条"],
    "蕲春县城市管理执法局": ["CG-CF-0001,对倒卖茶票的处罚,,行政处罚,《茶园条例》第十四条"],
}


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[View]:
    folder = tmp_path_factory.mktemp("counties")
    files = folder / "files"
    files.mkdir()
    (files / "茶园条例(2015-03-01).md").write_text(OLD, encoding="utf-8")
    (files / "茶园条例(2024-03-01).md").write_text(NEW, encoding="utf-8")
    for body, rows in {**HUANGMEI, **QICHUN}.items():
        (files / f"{body}权责清单.csv").write_text(power_list(body, *rows), encoding="utf-8")
    with Home(Settings(home=folder / "home")) as home:
        report = home.load([files])
        assert not [problem.text() for problem in report.problems if problem.severity == "error"]
        yield home.view()


@pytest.fixture(scope="module")
def compared(view: View) -> dict[str, Any]:
    return counties.compare(view, "黄梅县", B, DAY)


def names(entries: list[dict[str, Any]]) -> list[str]:
    return sorted(entry["name"] for entry in entries)


def test_both_counties_are_named_and_counted(view: View, compared: dict[str, Any]) -> None:
    assert (compared["release"], compared["as_of"]) == (view.number, DAY)
    assert compared["a"] == {"place": A, "name": "黄梅县", "items": 9}
    assert compared["b"] == {"place": B, "name": "蕲春县", "items": 9}
    assert compared["counts"] == {
        "only_a": 1,
        "only_b": 2,
        "held_differently": 2,
        "based_differently": 1,
        "same": 4,
        "unverifiable": 1,
    }
    assert compared["same"] == 4


def test_what_only_one_has(compared: dict[str, Any]) -> None:
    assert names(compared["only_a"]) == ["对囤积茶砖的处罚"]
    assert names(compared["only_b"]) == ["对倒卖茶票的处罚", "对哄抬茶价的处罚"]
    (entry,) = compared["only_a"]
    assert entry["row"]["file"] == "黄梅县农业农村局权责清单.csv" and entry["row"]["body"] == "黄梅县农业农村局"
    assert entry["verdict"] == "确认" and entry["type"] == "行政处罚"


def test_who_holds_it_is_compared_by_function(compared: dict[str, Any]) -> None:
    told = {entry["name"]: entry["differences"] for entry in compared["held_differently"]}
    assert told == {
        "茶会举办登记": [{"what": "类型", "a": "行政许可", "b": "行政确认"}],
        "对堵塞茶道的处罚": [
            {"what": "行使机关", "a": "黄梅县城市管理执法局（城市管理）", "b": "蕲春县交通运输局（交通运输）"}
        ],
    }


def test_an_article_that_only_moved_is_the_same_basis(compared: dict[str, Any]) -> None:
    (entry,) = compared["based_differently"]
    assert entry["name"] == "对污染茶泉的处罚"
    assert (entry["a"]["basis"], entry["b"]["basis"]) == ("《茶园条例》第九条", "《水泉条例》第三条")
    assert entry["how"] == "名称" and "没有一条相同" in entry["text"]


def test_what_has_no_list_there_is_not_said_to_be_missing(compared: dict[str, Any]) -> None:
    (entry,) = compared["unverifiable"]
    assert (entry["side"], entry["body"]["name"], entry["items"]) == ("a", "黄梅县公安局", 1)
    assert "没有载入" in entry["text"]


@pytest.mark.parametrize(
    ("body", "items"),
    [("黄梅县农业农村局", (7, 7)), ("蕲春县农业农村局", (7, 7)), ("body/421127/黄梅县城市管理执法局", (1, 1))],
)
def test_one_body_and_its_like(view: View, body: str, items: tuple[int, int]) -> None:
    found = counties.compare(view, A, B, DAY, body=body)
    assert (found["a"]["items"], found["b"]["items"]) == items
    assert found["counts"]["unverifiable"] == 0


def test_the_other_way_round_is_the_same(view: View, compared: dict[str, Any]) -> None:
    back = counties.compare(view, B, A, DAY)
    assert names(back["only_a"]) == names(compared["only_b"])
    assert names(back["only_b"]) == names(compared["only_a"])
    for key in ("held_differently", "based_differently", "same", "unverifiable"):
        assert back["counts"][key] == compared["counts"][key]


def test_findings_have_rows_of_both(view: View) -> None:
    found = list(counties.findings(view, A, B, DAY))
    assert sorted((one.kind.value, one.verdict.label) for one in found) == [
        ("county.based_differently", "确认"),
        ("county.held_differently", "确认"),
        ("county.held_differently", "确认"),
        ("county.only_here", "无法核验"),
        ("county.only_here", "确认"),
        ("county.only_here", "确认"),
        ("county.only_here", "确认"),
    ]
    assert len({one.id for one in found}) == len(found)
    held = next(one for one in found if one.kind is FindingKind.COUNTY_HELD_DIFFERENTLY)
    told = answer(counties.compared(view, A, B, DAY).a, held)
    assert [row["body"][:3] for row in told["rows"]] == ["黄梅县", "蕲春县"]
    assert next(one for one in found if one.verdict is Verdict.UNVERIFIABLE).bodies == ("body/421127/黄梅县公安局",)


def test_a_normal_check_does_not_compare_counties() -> None:
    assert not [kind for covers, _ in checks() for kind in covers & ALL if kind.value.startswith("county.")]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ((A, A), "同一个"),
        ((A, ""), "请写两个县"),
        (("没有的县", B), "没有“没有的县”这个地方"),
    ],
)
def test_what_cannot_be_compared_says_why(view: View, asked: tuple[str, str], message: str) -> None:
    with pytest.raises((QuestionError, LookupError), match=message):
        counties.compare(view, *asked, DAY)
    with pytest.raises(QuestionError, match="没有“茶”这种事项"):
        counties.compare(view, A, B, DAY, kind="茶")
    with pytest.raises(LookupError, match="没有名为"):
        counties.compare(view, A, B, DAY, body="没有的局")


def test_a_county_with_nothing_loaded(view: View) -> None:
    found = counties.compare(view, A, "421125", DAY)
    assert found["b"]["items"] == 0
    assert found["counts"]["only_a"] == 0 and found["counts"]["unverifiable"] == 9

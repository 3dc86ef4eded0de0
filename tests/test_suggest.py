"""Suggestions while typing: how names are found, ranked and filtered; and what a search says that found little."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from typer.testing import CliRunner

from api import models, models_suggest
from api.cli import app
from api.http import create_app
from casework import questions
from casework import suggest as suggesting
from casework.guidance import guidance
from casework.questions import QuestionError
from ingest.home import Home, View
from search.documents import name_key
from search.suggest import Holder, Named, Suggestions
from tests.support import sample
from tests.support.sample import DAY
from text.pinyin import initials, syllables

ENDED = date(2020, 1, 1)
NAMES: dict[str, tuple[str, str, float]] = {
    # Name → kind, place, weight.
    "中华人民共和国渔业法": ("law", "cn", 9),
    "中华人民共和国渔业法实施细则": ("law", "cn", 5),
    "浙江省渔业管理条例": ("law", "33", 4),
    "烟花爆竹安全管理条例": ("law", "cn", 6),
    "中华人民共和国银行业监督管理法": ("law", "cn", 2),
    "黄梅县应急管理局": ("body", "421127", 8),
    "桐庐县应急管理局": ("body", "330122", 7),
    "黄梅县农业农村局": ("body", "421127", 6),
    "黄梅县": ("place", "421127", 5),
    "对使用电鱼、毒鱼、炸鱼等方法捕捞的处罚": ("power", "421127", 3),
    "12345热线工单办理": ("service", "421127", 2),
    "重庆桥检查": ("power", "421127", 1),
}
OLD = "旧渔政管理办法"


def holder(name: str, kind: str, place: str, ended: bool = False) -> Holder:
    days = (date(2000, 1, 1), ENDED) if ended else (date(2000, 1, 1), date(9999, 12, 31))
    return Holder(f"{kind}/{place}/{name}", kind, name, "", place, *days, "repealed" if ended else "")


def built() -> Suggestions:
    short = {
        "黄梅县应急管理局": ("应急管理局",),
        "桐庐县应急管理局": ("应急管理局",),
        "黄梅县农业农村局": ("农业农村局", "县农业局"),
        "浙江省渔业管理条例": ("渔业管理条例",),
    }
    named = [
        Named((name,), short.get(name, ()), [holder(name, kind, place)], weight)
        for name, (kind, place, weight) in NAMES.items()
    ]
    return Suggestions([*named, Named((OLD,), (), [holder(OLD, "law", "cn", ended=True)], 10)])


@pytest.fixture(scope="module")
def names() -> Suggestions:
    return built()


@pytest.mark.parametrize(
    ("typed", "wanted", "match"),
    [
        ("渔业", ["中华人民共和国渔业法", "中华人民共和国渔业法实施细则", "浙江省渔业管理条例"], "begins"),
        ("渔业法", ["中华人民共和国渔业法", "中华人民共和国渔业法实施细则"], "whole"),
        ("漁業法", ["中华人民共和国渔业法", "中华人民共和国渔业法实施细则"], "whole"),
        ("中华人民共和国渔", ["中华人民共和国渔业法", "中华人民共和国渔业法实施细则"], "begins"),
        ("《渔业法》", ["中华人民共和国渔业法", "中华人民共和国渔业法实施细则"], "whole"),
        ("爆竹", ["烟花爆竹安全管理条例"], "inside"),
        ("电鱼毒鱼", ["对使用电鱼、毒鱼、炸鱼等方法捕捞的处罚"], "inside"),
        ("yjglj", ["黄梅县应急管理局", "桐庐县应急管理局"], "sound"),
        ("YJGLJ", ["黄梅县应急管理局", "桐庐县应急管理局"], "sound"),
        ("yingjiguanliju", ["黄梅县应急管理局", "桐庐县应急管理局"], "sound"),
        ("ying'ji'guan", ["黄梅县应急管理局", "桐庐县应急管理局"], "sound"),
        ("yingjigl", ["黄梅县应急管理局", "桐庐县应急管理局"], "mixed"),
        ("应急glj", ["黄梅县应急管理局", "桐庐县应急管理局"], "mixed"),
        ("yingji管理", ["黄梅县应急管理局", "桐庐县应急管理局"], "mixed"),
        ("hmxyj", ["黄梅县应急管理局"], "sound"),
        ("yuyefa", ["中华人民共和国渔业法", "中华人民共和国渔业法实施细则"], "sound"),
        ("yuy", ["中华人民共和国渔业法", "中华人民共和国渔业法实施细则", "浙江省渔业管理条例"], "sound"),
        ("yhbz", ["烟花爆竹安全管理条例"], "sound"),
        ("baozhu", ["烟花爆竹安全管理条例"], "inside_sound"),
        ("chongqing", ["重庆桥检查"], "sound"),
        ("yinhang", ["中华人民共和国银行业监督管理法"], "sound"),
        ("黄梅县", ["黄梅县", "黄梅县应急管理局", "黄梅县农业农村局"], "whole"),
        ("黄梅应急局", ["黄梅县应急管理局"], "scattered"),
        ("黄梅 管理局", ["黄梅县应急管理局"], "words"),
        ("12345", ["12345热线工单办理"], "begins"),
        ("12345rx", ["12345热线工单办理"], "mixed"),
        ("县农业局", ["黄梅县农业农村局"], "whole"),
        ("旧渔政", [OLD], "begins"),
        ("", [], ""),
        ("，。", [], ""),
        ("没有这个名字", [], ""),
        ("zzzzzz", [], ""),
    ],
)
def test_a_name_is_found_as_it_is_typed(names: Suggestions, typed: str, wanted: list[str], match: str) -> None:
    found = names.suggest(typed, DAY)
    assert [one.title for one in found] == wanted
    if wanted:
        assert found[0].match == match


def test_what_has_ended_comes_only_where_nothing_holds(names: Suggestions) -> None:
    assert [one.title for one in names.suggest("旧渔政", DAY)] == [OLD]
    assert names.suggest("旧渔政", DAY)[0].status == "04"
    assert names.suggest("旧渔政", date(2010, 1, 1))[0].status == "01"
    assert OLD not in [one.title for one in names.suggest("管理", DAY)]


@pytest.mark.parametrize(
    ("typed", "kinds", "place", "wanted"),
    [
        ("应急", (), "421127", ["黄梅县应急管理局"]),
        ("应急", (), "4211", ["黄梅县应急管理局"]),
        ("应急", (), "33", ["桐庐县应急管理局"]),
        ("渔业", (), "421127", ["中华人民共和国渔业法", "中华人民共和国渔业法实施细则"]),
        ("渔业管理", ("law",), "330122", ["浙江省渔业管理条例"]),
        ("黄梅", ("body",), "", ["黄梅县应急管理局", "黄梅县农业农村局"]),
        ("黄梅", ("place",), "", ["黄梅县"]),
        ("检查", ("law",), "", []),
    ],
)
def test_kind_and_place_narrow(
    names: Suggestions, typed: str, kinds: tuple[str, ...], place: str, wanted: list[str]
) -> None:
    assert [one.title for one in names.suggest(typed, DAY, frozenset(kinds), place)] == wanted


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("渔业发", "中华人民共和国渔业法"),
        ("烟花暴竹", "烟花爆竹安全管理条例"),
        ("应机管理局", "黄梅县应急管理局"),
        ("yinjiguanliju", "黄梅县应急管理局"),
        ("烟花爆竹安权管理条例", "烟花爆竹安全管理条例"),
        ("没有这回事", ""),
        ("渔", ""),
    ],
)
def test_a_slip_leads_to_the_name_meant(names: Suggestions, typed: str, first: str) -> None:
    found = names.near(typed, DAY)
    assert (found[0].title if found else "") == first


def test_a_name_that_many_bear_is_one_suggestion() -> None:
    holders = [holder("戏台查验", "power", f"42112710{n}") for n in range(5)]
    names = Suggestions([Named(("戏台查验",), (), holders, 1)])
    assert [(one.id, one.count) for one in names.suggest("戏台", DAY)] == [(holders[0].id, 5)]
    assert [one.count for one in names.suggest("戏台", DAY, place="421127103")] == [1]


@given(
    st.sampled_from(sorted(NAMES)), st.integers(2, 12), st.sampled_from(("characters", "pinyin", "initials", "mixed"))
)
@examples(max_examples=300, deadline=None)
def test_every_beginning_of_a_name_finds_it(name: str, size: int, how: str) -> None:
    key = name_key(name)[:size]
    parts = syllables(key)
    if any(part[0].isdigit() for part in parts):
        parts, how = (), "characters"
    half = max(1, len(key) // 2)
    typed = {
        "characters": key,
        "pinyin": "".join(parts),
        "initials": initials(parts),
        "mixed": key[:half] + initials(parts[half:]),
    }[how]
    assert name in [one.title for one in _BUILT.suggest(typed, DAY, limit=50)]


_BUILT = built()


@given(st.text(max_size=80))
@examples(max_examples=300, deadline=None)
def test_nothing_typed_breaks_it(typed: str) -> None:
    for one in (*_BUILT.suggest(typed, DAY), *_BUILT.near(typed, DAY)):
        assert one.begins == -1 or 0 <= one.begins < one.ends <= len(one.title)


# A county -------------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def view(sample_home: Path) -> Iterator[View]:
    with Home(sample.settings(sample_home)) as home:
        yield home.view()


@pytest.mark.parametrize(
    ("typed", "kinds", "place", "wanted"),
    [
        ("cg", ["law"], "", ["law/cn/茶馆管理条例"]),
        ("chaguan", ["法律文件"], "", ["law/cn/茶馆管理条例"]),
        ("whhlyj", [], "", ["body/421127/黄梅县文化和旅游局"]),
        ("文化和旅游局", ["body"], "", ["body/421127/黄梅县文化和旅游局"]),
        ("戏台巡查", ["事项"], "五祖镇", ["duty/421127106/五祖镇/basic/庙会戏台巡查"]),
        ("综合办", [], "", ["office/421127106/五祖镇/综合办公室"]),
        ("黄梅", ["place"], "", ["421127"]),
        ("xiaochi", ["区划"], "", ["421127102"]),
    ],
)
def test_what_is_loaded_is_suggested(view: View, typed: str, kinds: list[str], place: str, wanted: list[str]) -> None:
    code = {"五祖镇": "421127106"}.get(place, place)
    answer = suggesting.suggest(view, typed, DAY, kinds, code)
    assert [one["id"] for one in answer["suggestions"]][: len(wanted)] == wanted
    assert answer["release"] == view.number


def test_a_kind_that_there_is_not_is_told(view: View) -> None:
    with pytest.raises(QuestionError, match="没有“神仙”这种种类"):
        suggesting.suggest(view, "茶", DAY, ["神仙"])


def test_a_release_that_was_just_switched_to_is_asked(tmp_path: Path) -> None:
    files = sample.write(tmp_path / "files")
    with Home(sample.settings(tmp_path / "home")) as home:
        home.load([files])
        assert not suggesting.suggest(home.view(), "码头渡口", DAY)["suggestions"]
        text = (files / "小池镇.csv").read_text(encoding="utf-8")
        (files / "小池镇.csv").write_text(text.replace("码头戏台巡查", "码头渡口巡查"), encoding="utf-8")
        home.load([files])
        found = suggesting.suggest(home.view(), "码头渡口", DAY)
        assert [one["title"] for one in found["suggestions"]] == ["码头渡口巡查"]
        assert found["release"] == 2
        home.use(1)
        assert not suggesting.suggest(home.view(), "码头渡口", DAY)["suggestions"]
        assert suggesting.suggest(home.view(), "码头戏台", DAY)["suggestions"]


# What a search says that found little ---------------------------------------------------------------------------------------------


def told(view: View, words: str, **filters: list[str]) -> dict[str, Any]:
    page = questions.search(view, words, DAY, filters)
    return guidance(view, words, DAY, filters, page)


def test_a_search_that_went_well_says_nothing(view: View) -> None:
    assert told(view, "茶馆管理条例") == {"suggestions": [], "help": []}
    assert told(view, "茶馆") == {"suggestions": [], "help": []}
    assert told(view, "") == {"suggestions": [], "help": []}


def test_a_slip_is_met_with_the_name_meant(view: View) -> None:
    found = told(view, "茶馆管里条例")
    assert [one["title"] for one in found["suggestions"]] == ["茶馆管理条例"]
    # It is near a name: nobody says that a law is missing.
    assert not found["help"]
    assert "码头戏台巡查" in [one["title"] for one in told(view, "码头戏抬")["suggestions"]]


def test_which_filter_shut_everything_out_is_told(view: View) -> None:
    one = told(view, "戏台查验", theme=["生态环保"])["help"]
    facet = next(line for line in one if line["kind"] == "facet")
    assert facet["facet"] == "theme" and facet["count"] == questions.search(view, "戏台查验", DAY).total
    assert facet["text"] == f"去掉“主题：生态环保”，可以找到 {facet['count']} 条"
    both = told(view, "戏台查验", level=["省级"], theme=["生态环保"])["help"]
    assert [line["kind"] for line in both] == ["filters", "ask"]
    asked = both[-1]["text"]
    assert "茶馆管理条例第三条" in asked and "黄梅县文化和旅游局" in asked


def test_what_has_ended_is_told(tmp_path: Path) -> None:
    files = sample.write(tmp_path / "files")
    text, beside = sample.LISTS["小池镇.csv"]
    (files / "小池镇2.csv").write_text(
        text.replace("码头戏台巡查", "渡口检查").replace("2025年", "2026年"), encoding="utf-8"
    )
    (files / "小池镇2.csv.yaml").write_text(beside.replace("2025-05-20", "2026-05-20"), encoding="utf-8")
    with Home(sample.settings(tmp_path / "home")) as home:
        home.load([files])
        view, filters = home.view(), {"kind": ["duty"], "place": ["421127102"]}
        page = questions.search(view, "码头", DAY, filters)
        assert not page.total
        help_ = guidance(view, "码头", DAY, filters, page)["help"]
        ended = next(line for line in help_ if line["kind"] == "ended")
        assert ended["count"] == 1 and "2026-11-01" in ended["text"]
        found = suggesting.suggest(view, "码头戏台", DAY)["suggestions"]
        assert [(one["title"], one["status_label"]) for one in found] == [("码头戏台巡查", "已失效")]


def test_a_body_written_short_is_led_to_its_whole_name(view: View) -> None:
    lines = [line["text"] for line in told(view, "茶馆", body=["文旅局"])["help"]]
    assert any("没有全名是“文旅局”的机构" in line and "黄梅县文化和旅游局" in line for line in lines)


@pytest.mark.parametrize(
    ("words", "law"),
    [
        ("《没有载入的条例》第九条", "没有载入的条例"),
        ("航标管理规定", "航标管理规定"),
        ("茶馆管理条例第四条", ""),
        ("茶馆怎么办", ""),
    ],
)
def test_a_law_that_is_not_loaded_is_told(view: View, words: str, law: str) -> None:
    lines = [line for line in told(view, words)["help"] if line["kind"] == "law"]
    assert [line["law"] for line in lines] == ([law] if law else [])
    assert all("无法核验" in line["text"] for line in lines)


# Interfaces -----------------------------------------------------------------------------------------------------------------------


def test_http_and_the_command_answer_alike(sample_home: Path, view: View) -> None:
    with Home(sample.settings(sample_home)) as home, TestClient(create_app(home)) as client:
        response = client.get("/api/v1/suggest", params={"q": "cgglt", "as_of": str(DAY)})
        assert response.status_code == 200, response.text
        models_suggest.SuggestAnswer.model_validate_json(response.content)
        assert response.json()["suggestions"][0]["title"] == "茶馆管理条例"
        assert client.get("/api/v1/suggest", params={"q": "茶", "kind": "神仙"}).status_code == 422
        search = client.get("/api/v1/search", params={"q": "戏台查验", "theme": "生态环保", "as_of": str(DAY)})
        models.SearchAnswer.model_validate_json(search.content)
        assert search.json()["help"]
        tag = response.headers["etag"]
        again = client.get("/api/v1/suggest", params={"q": "cgglt", "as_of": str(DAY)}, headers={"If-None-Match": tag})
        assert again.status_code == 304
    done = CliRunner().invoke(app, ["suggest", "cgglt", "--home", str(sample_home), "--as-of", str(DAY)])
    assert done.exit_code == 0 and "茶馆管理条例" in done.output and "拼音" in done.output
    none = CliRunner().invoke(app, ["suggest", "没有这个", "--home", str(sample_home)])
    assert none.exit_code == 0 and "没有与“没有这个”相符的名称" in none.output
    meant = CliRunner().invoke(app, ["search", "码头戏抬", "--home", str(sample_home), "--as-of", str(DAY)])
    assert "您是不是要找" in meant.output and "码头戏台巡查" in meant.output

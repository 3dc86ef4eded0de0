"""What is related to an article, and the graph's answers that it is made of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from api import models_suggest
from api.cli import app
from api.http import create_app
from casework.questions import QuestionError
from casework.related import breach, related, ways_of
from ingest.home import Home, View
from tests.support import sample
from tests.support.sample import DAY

TEA = "law/cn/茶馆管理条例"
STAGE = "law/cn/戏台安全规定"
# A row that rests on two articles, and the same act elsewhere on a third.
BOTH = (
    "五祖镇配合履职事项清单（2025年5月20日）\n序号,主题,事项名称,法律依据,承办机构\n"
    "1,文化旅游,茶馆开办登记,《茶馆管理条例》第六条、《戏台安全规定》第三条,综合办公室\n"
)


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[View]:
    folder = tmp_path_factory.mktemp("related")
    files = sample.write(folder / "files")
    (files / "五祖镇配合.csv").write_text(BOTH, encoding="utf-8")
    (files / "五祖镇配合.csv.yaml").write_text(
        "place: '421127106'\nauthority: 五祖镇\nedition: 2025-05-20\nkind: 配合履职\n", encoding="utf-8"
    )
    with Home(sample.settings(folder / "home")) as home:
        home.load([files])
        yield home.view()


def ways(view: View, law: str, article: str, day: date = DAY) -> dict[tuple[str, str], dict[str, Any]]:
    answer = related(view, law, article, day)
    return {(one["id"], way["kind"]): way for one in answer["related"] for way in one["ways"]}


def test_each_way_is_told_with_why_and_evidence(view: View) -> None:
    found = ways(view, "茶馆管理条例", "4")
    penalty = found[f"{TEA}/art_5", "penalty"]
    assert penalty["evidence"][0]["text"].startswith("违反本条例第四条，未经登记开办茶馆的")
    assert penalty["evidence"][0]["source"] == f"{TEA}/2015-03-01/art_5"
    assert found[f"{STAGE}/art_3", "referred_by"]["evidence"][0]["text"].endswith("依照《茶馆管理条例》第四条办理。")
    # 茶馆开办登记 rests on article 4 here, and on others in another list.
    assert (f"{TEA}/art_6", "same_act") in found
    assert "同名事项“茶馆开办登记”" in found[f"{STAGE}/art_3", "same_act"]["why"]


def test_a_penalty_leads_back_to_the_duty(view: View) -> None:
    assert (f"{TEA}/art_4", "duty") in ways(view, "茶馆管理条例", "第五条")
    assert (f"{TEA}/art_4", "refers_to") in ways(view, "戏台安全规定", "3")


def test_rows_that_cite_both_are_counted(view: View) -> None:
    way = ways(view, "茶馆管理条例第六条", "")[f"{STAGE}/art_3", "cited_with"]
    assert way["count"] == 1 and way["why"] == "1 行清单同时以这两条为据"
    assert way["evidence"] == [{"text": "清单行“茶馆开办登记”", "source": way["evidence"][0]["source"]}]
    assert way["evidence"][0]["source"].startswith("list/")


def test_where_an_article_moved_is_told_on_the_day_it_has(view: View) -> None:
    later = date(2027, 3, 1)
    assert (f"{TEA}/art_6", "moved_to") not in ways(view, "茶馆管理条例", "5")
    moved = ways(view, "茶馆管理条例", "5", later)
    assert "现在在《茶馆管理条例》第六条" in moved[f"{TEA}/art_6", "moved_to"]["why"]
    assert (f"{TEA}/art_5", "came_from") in ways(view, "茶馆管理条例", "6", later)


def test_the_nearest_comes_first_and_the_page_is_bounded(view: View) -> None:
    whole = related(view, TEA, "4", DAY)
    assert [one["score"] for one in whole["related"]] == sorted(
        (one["score"] for one in whole["related"]), reverse=True
    )
    assert whole["related"][0]["id"] == f"{TEA}/art_5"
    assert related(view, TEA, "4", DAY, 1)["related"] == whole["related"][:1]
    only = related(view, TEA, "4", DAY, kinds=ways_of(["援引它的"]))
    assert {way["kind"] for one in only["related"] for way in one["ways"]} == {"referred_by"}
    assert all(one["id"] != f"{TEA}/art_4" for one in whole["related"])


def test_an_article_that_only_rows_know_says_so(view: View) -> None:
    answer = related(view, "没有载入的条例", "9", DAY)
    assert answer["loaded"] is False
    assert f"{TEA}/art_5" in [one["id"] for one in answer["related"]]
    with pytest.raises(LookupError):
        related(view, "没有载入的条例", "99", DAY)
    with pytest.raises(LookupError, match="是哪一条"):
        related(view, "茶馆管理条例", "", DAY)
    with pytest.raises(QuestionError, match="没有“亲戚”这种关系"):
        ways_of(["亲戚"])


@pytest.mark.parametrize(
    ("words", "cited", "is_breach"),
    [
        ("违反本法第十条规定的，处一万元以下罚款。", "本法第十条", True),
        ("违反本法第九条和第十条规定的，由公安机关责令改正。", "第十条", True),
        ("未按照本法第十条规定备案的，给予警告。", "本法第十条", True),
        ("有下列情形之一的，处罚款：\n（一）堵塞通道的；\n（二）违反本法第十条的。", "本法第十条", True),
        ("有下列情形之一的，应当报告：\n（一）违反本法第十条的。", "本法第十条", False),
        ("依照本法第十条的规定处以罚款。", "本法第十条", False),
        ("违反治安管理的，依照治安管理处罚法处罚；本法第十条另有规定的除外。", "本法第十条", False),
        ("任何人发现违反本法第十条的行为，有权举报。", "本法第十条", False),
    ],
)
def test_a_breach_is_what_a_sanction_follows(words: str, cited: str, is_breach: bool) -> None:
    begins = words.index(cited)
    assert breach(words, begins, begins + len(cited)) is is_breach


def test_http_and_the_command_answer_alike(view: View, sample_home: Path) -> None:
    with Home(sample.settings(sample_home)) as home, TestClient(create_app(home)) as client:
        response = client.get("/api/v1/related", params={"law": "茶馆管理条例", "article": "4", "as_of": str(DAY)})
        assert response.status_code == 200, response.text
        models_suggest.RelatedAnswer.model_validate_json(response.content)
        assert response.json()["related"][0]["id"] == f"{TEA}/art_5"
        assert client.get("/api/v1/related", params={"law": "没有的法", "article": "4"}).status_code == 404
        assert client.get("/api/v1/related", params={"law": "茶馆管理条例", "way": "亲戚"}).status_code == 422
    done = CliRunner().invoke(app, ["related", "茶馆管理条例", "4", "--home", str(sample_home), "--as-of", str(DAY)])
    assert done.exit_code == 0, done.output
    assert "违反它的处罚" in done.output and "违反本条例第四条" in done.output

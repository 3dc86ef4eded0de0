"""Two texts of a law compared, and whom an article names: which text a day means, what became of each article, how the command and HTTP
say it. The laws are the tests' own."""

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
from casework import provisions
from casework.provisions import compare_texts, difference
from casework.questions import QuestionError
from casework.texts import is_law
from ingest.catalogue import Catalogue, VersionEntry, WorkEntry
from ingest.home import Home, View
from ingest.resolve import Resolver
from ontologies.records import OPEN_END, Change
from tests.support import sample
from tests.test_cli import answer, on_a_terminal, run
from text.alignment import Aligned, ArticleText, Taken

TEA, PLAY = "law/cn/茶馆管理条例", "law/cn/戏台条例"


def version(
    law: str, made: str, begins: str, ends: str = "", articles: Sequence[str] | None = ("甲。",), **more: Any
) -> Any:
    """A version's row with its provisions; ``articles`` None: known from a history line only."""
    rows = [
        {"level": "chapter", "number": "1", "text": "", "heading": "总则", "path": ""},
        *(
            {"level": "article", "number": str(number), "text": text, "heading": "", "path": "第一章 总则"}
            for number, text in enumerate(articles or (), 1)
        ),
    ]
    return {
        "id": f"{law}/{made or 'undated'}",
        "law": law,
        "version_date": date.fromisoformat(made) if made else OPEN_END,
        "valid_from": date.fromisoformat(begins) if begins else OPEN_END,
        "valid_to": date.fromisoformat(ends) if ends else OPEN_END,
        "amendment": "制定",
        "doubtful": False,
        "loaded": articles is not None,
        "rows": rows,
    } | more


class _Graph:
    """The laws of a release, in memory."""

    def __init__(self, versions: Sequence[dict[str, Any]]) -> None:
        self._versions = versions

    def versions(self, law: str) -> list[dict[str, Any]]:
        return [row for row in self._versions if row["law"] == law]

    def provisions(self, version: str) -> list[dict[str, Any]]:
        return next(row["rows"] for row in self._versions if row["id"] == version)


def view(*versions: dict[str, Any], repealed: tuple[date, str] = (OPEN_END, "")) -> View:
    """A release of these versions; ``repealed`` says when and by which clause the tea law ended."""
    works = {}
    for law in dict.fromkeys(row["law"] for row in versions):
        name = law.rpartition("/")[2]
        entries = [
            VersionEntry(
                row["id"], row["version_date"], row["valid_from"], row["valid_to"], "", row["loaded"], False, {}
            )
            for row in versions
            if row["law"] == law
        ]
        on, by = repealed if law == TEA else (OPEN_END, "")
        works[law] = WorkEntry(law, name, name, "cn", "statute", on, by, entries)
    catalogue = Catalogue(7, works)

    def nothing(*_: Any) -> Any:
        return SimpleNamespace(hits=[])

    return cast(
        View,
        SimpleNamespace(
            number=7,
            catalogue=catalogue,
            resolver=Resolver(catalogue),
            names=Resolver(catalogue).names(),
            graph=_Graph(versions),
            search=SimpleNamespace(search=nothing),
        ),
    )


def same_words(old: Sequence[ArticleText], new: Sequence[ArticleText], partial: bool = False) -> list[Aligned]:
    """An alignment by equal words alone: what is compared here is what is made of it."""
    found, taken = [], set()
    for one in old:
        hit = [other.number for other in new if other.text == one.text or one.text in other.text]
        taken.update(hit)
        change = Change.GONE if not hit else Change.SPLIT if len(hit) > 1 else Change.REWORDED
        if len(hit) == 1 and any(other.text == one.text for other in new):
            change = Change.SAME if hit == [one.number] else Change.RENUMBERED
        found.append(Aligned(one.number, tuple(Taken(n, 0.5) for n in hit), change, 0.5 if hit else 0.0))
    fresh = [other.number for other in new if other.number not in taken and not partial]
    return found + [Aligned(None, (Taken(n, 0.0),), Change.NEW, 0.0) for n in fresh]


@pytest.fixture
def _by_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provisions, "align", same_words)


# Which texts -----------------------------------------------------------------------------------------------------------------------

LINE = (
    version(TEA, "2001-02-01", "2001-03-01", "2010-06-01", None),
    version(TEA, "2010-05-01", "2010-06-01", "2020-01-01", amendment="修订"),
    version(TEA, "2019-11-01", "2020-01-01", "2025-07-01", amendment="修正"),
    version(TEA, "2025-05-01", "2025-07-01", amendment="修订"),
)
pytestmark = pytest.mark.usefixtures("_by_words")


@pytest.mark.parametrize(
    ("before", "after", "expected", "why"),
    [
        ("", "", ("2019-11-01", "2025-05-01"), "倒数第二个"),
        ("2010-05-01", "2025-05-01", ("2010-05-01", "2025-05-01"), "2010-05-01 是这一文本修订的日子"),
        # The day on which the next one was made means that one, though it was not in force yet.
        ("2010-05-01", "2019-11-01", ("2010-05-01", "2019-11-01"), "是这一文本修订"),
        ("2019-10-31", "2019-11-01", ("2010-05-01", "2019-11-01"), "2019-10-31 适用的文本，自 2010-06-01 起施行"),
        ("2019-11-02", "2024-01-01", ("2010-05-01", "2019-11-01"), "2019-11-02 适用的文本"),
        ("2010-05-01", "", ("2010-05-01", "2025-05-01"), "修订的日子"),
        ("", "2019-11-01", ("2010-05-01", "2019-11-01"), "2019-11-01文本之前载入的最近一个文本"),
        ("2025-05-01", "2010-05-01", ("2010-05-01", "2025-05-01"), "修订的日子"),
        ("2010", "2025年", ("2010-05-01", "2025-05-01"), "修订的日子"),
        ("2019年11月", "2026", ("2019-11-01", "2025-05-01"), "修正的日子"),
    ],
)
def test_a_day_means_a_text(before: str, after: str, expected: tuple[str, str], why: str) -> None:
    found = compare_texts(view(*LINE), "茶馆管理条例", before, after)
    assert (found["old"]["id"], found["new"]["id"]) == tuple(f"{TEA}/{day}" for day in expected)
    assert why in found["old"]["why"]
    assert found["release"] == 7
    assert bool(found["notes"]) == (before > after != "")


@pytest.mark.parametrize(
    "reference", ["茶馆管理条例", "《茶馆管理条例》", TEA, f"/{TEA}/", "茶馆管理条例第一条", f"{TEA}/art_1"]
)
def test_a_law_is_known_by_title_citation_or_identifier(reference: str) -> None:
    assert compare_texts(view(*LINE), reference)["law"] == TEA


def test_the_identifier_of_a_version_names_the_older_text() -> None:
    assert compare_texts(view(*LINE), f"{TEA}/2010-05-01")["old"]["id"] == f"{TEA}/2010-05-01"


DOUBTED = version(TEA, "2019-11-01", "2020-01-01", doubtful=True)


@pytest.mark.parametrize(
    ("versions", "arguments", "said"),
    [
        (LINE, ("没有的条例",), "未载入，无法核验"),
        (LINE, ("law/cn/没有的条例",), "没有载入“law/cn/没有的条例”的正文，无法核验"),
        (LINE, (" ",), "请写明是哪部法"),
        (LINE, ("《》",), "请写明是哪部法"),
        (LINE, ("茶馆管理条例", "1999-01-01"), "1999-01-01 的文本没有载入，无法核验"),
        (
            LINE,
            ("茶馆管理条例", "2001-02-01"),
            "2001-02-01文本只在沿革中提到，没有载入正文，无法核验。已载入的文本：2010",
        ),
        (LINE, ("茶馆管理条例", "2005-01-01"), "2001-02-01文本只在沿革中提到"),
        (LINE, ("茶馆管理条例", "2010-05-01", "2015-01-01"), "要比较的是同一文本"),
        (LINE, ("茶馆管理条例", "2025-05-01"), "要比较的是同一文本"),
        (LINE, ("茶馆管理条例", "", "2010-05-01"), "2010-05-01文本之前的文本没有载入，无法核验"),
        (LINE[-1:], ("茶馆管理条例",), "没有两个可以比较的文本，无法核验。已载入的文本：2025-05-01"),
        ((version(TEA, "", ""), LINE[-1]), ("茶馆管理条例",), "没有两个可以比较的文本"),
        ((version(TEA, "", ""), LINE[-1]), ("茶馆管理条例", "2020-01-01"), "的文本没有载入，无法核验"),
        (
            (version(TEA, "2010-05-01", "2010-06-01", "2020-01-01", ["", ""]), LINE[-1]),
            ("茶馆管理条例",),
            "只载入了条号和条旨",
        ),
        ((version(TEA, "2010-05-01", "2010-06-01", "2020-01-01", []), LINE[-1]), ("茶馆管理条例",), "没有分条"),
        (LINE, ("茶馆管理条例", "", "", "茶馆管理条例"), "--into 要写另一部法"),
        (LINE, ("茶馆管理条例", "", "", "没有的条例"), "无法核验"),
        (
            (version(TEA, "2010-05-01", "2010-06-01"), version(TEA, "2010-08-01", "2010-09-01"), LINE[-1]),
            ("茶馆管理条例", "2010"),
            "有 2 个文本，请写日期：2010-05-01、2010-08-01",
        ),
    ],
)
def test_what_cannot_be_compared_says_why(versions: Any, arguments: tuple[str, ...], said: str) -> None:
    with pytest.raises(LookupError) as error:
        compare_texts(view(*versions), *arguments)
    assert said in str(error.value)


@pytest.mark.parametrize("word", ["昨天", "2019-02-30", "2019-13"])
def test_what_is_no_day_is_a_wrong_question(word: str) -> None:
    with pytest.raises(QuestionError) as error:
        compare_texts(view(*LINE), "茶馆管理条例", "", word)
    assert error.value.parameter == "to"


def test_a_presumed_day_of_effect_is_told() -> None:
    texts = (version(TEA, "2010-05-01", "2010-06-01", "2020-01-01"), DOUBTED)
    by_force = compare_texts(view(*texts), "茶馆管理条例", "2010-05-01", "2021-01-01")
    assert "推定的，这一天是否适用它无法核验" in by_force["new"]["why"]
    assert by_force["new"]["doubtful"] is True
    assert "无法核验" not in compare_texts(view(*texts), "茶馆管理条例", "2010-05-01", "2019-11-01")["new"]["why"]


def test_a_repealed_law_has_no_text_afterwards() -> None:
    ended = view(
        version(TEA, "2010-05-01", "2010-06-01", "2025-07-01"), repealed=(date(2025, 7, 1), f"{PLAY}/2025-05-01/art_9")
    )
    with pytest.raises(LookupError, match="已于 2025-07-01 废止"):
        compare_texts(ended, "茶馆管理条例", "2026-01-01")


# Into another law --------------------------------------------------------------------------------------------------------------------

BOTH = (
    version(TEA, "2010-05-01", "2010-06-01", "2025-07-01", ["开茶馆要登记。", "茶价要公示。", "废话。"]),
    version(PLAY, "2012-01-01", "2012-02-01", "2025-07-01", ["旧戏台。"]),
    version(PLAY, "2025-05-01", "2025-07-01", "", ["戏台要牢固。", "茶价要公示。", "开茶馆要登记。"]),
    version(PLAY, "2026-05-01", "2026-07-01", "", ["戏台要牢固。", "开茶馆要登记。"]),
)
ENDED = (date(2025, 7, 1), f"{PLAY}/2025-05-01/art_9")


def test_a_law_is_followed_into_the_one_that_ended_it() -> None:
    found = compare_texts(view(*BOTH, repealed=ENDED), "茶馆管理条例", into="戏台条例")
    assert (found["old"]["id"], found["new"]["id"]) == (f"{TEA}/2010-05-01", f"{PLAY}/2025-05-01")
    assert "废止《茶馆管理条例》的文本，自 2025-07-01 起" in found["new"]["why"]
    assert [(one["old"], one["new"]) for one in found["articles"]] == [
        ("1", [{"law": "戏台条例", "article": "3"}]),
        ("2", [{"law": "戏台条例", "article": "2"}]),
        ("3", []),
    ]
    assert found["counts"]["new"] == 0
    assert found["notes"] == []
    later = compare_texts(view(*BOTH, repealed=ENDED), "茶馆管理条例", "2010-05-01", "2026", "戏台条例")
    assert later["new"]["id"] == f"{PLAY}/2026-05-01"


def test_one_that_did_not_end_it_is_compared_with_a_warning() -> None:
    found = compare_texts(view(*BOTH), "茶馆管理条例", into="戏台条例")
    assert found["new"]["id"] == f"{PLAY}/2026-05-01"
    assert found["notes"] == ["没有载入的条款说《戏台条例》废止了《茶馆管理条例》：以下只是两部法逐条比对，承接请核对"]
    # What resembles is no more than a pair; what has no pair is told as gone without a doubt of its own.
    assert [(one["class"], one["doubtful"]) for one in found["articles"]] == [
        (one["class"], one["class"] != "gone") for one in found["articles"]
    ]
    assert {one["class"] for one in found["articles"]} > {"gone"}
    assert found["doubtful"] == sum(one["class"] != "gone" for one in found["articles"])


# What became of each article -----------------------------------------------------------------------------------------------------------


def test_each_article_is_told_as_the_contract_says() -> None:
    texts = (
        version(TEA, "2010-05-01", "2010-06-01", "2020-01-01", ["甲。", "乙。", "丙丁。", "戊。"]),
        version(TEA, "2019-11-01", "2020-01-01", "", ["甲。", "新。", "乙。", "丙丁。再加。", "又丙丁。"]),
    )
    found = compare_texts(view(*texts), "茶馆管理条例")
    keys = ("old", "new", "class", "similarity", "doubtful")
    new = [{"law": "茶馆管理条例", "article": number} for number in "12345"]
    assert [tuple(one[key] for key in keys) for one in found["articles"]] == [
        ("1", [new[0]], "same", 0.5, False),
        ("2", [new[2]], "renumbered", 0.5, False),
        ("3", [new[3], new[4]], "split", 0.5, False),
        ("4", [], "gone", 0.0, False),
        (None, [new[1]], "new", 0.0, False),
    ]
    assert found["articles"][2]["difference"] == [
        ["equal", "丙丁。", "丙丁。"],
        ["insert", "", "再加。\n又丙丁。"],
    ]
    assert found["articles"][3]["difference"] == [["delete", "戊。", ""]]
    assert found["articles"][4]["difference"] == [["insert", "", "新。"]]
    assert found["articles"][2]["successors"][0]["name"] == "第四条"
    assert found["counts"] == {"same": 1, "renumbered": 1, "reworded": 0, "split": 1, "merged": 0, "gone": 1, "new": 1}


@pytest.mark.parametrize(
    ("before", "after", "steps"),
    [
        ("", "", []),
        ("甲。", "甲。", [["equal", "甲。", "甲。"]]),
        ("甲。", "", [["delete", "甲。", ""]]),
        ("甲。乙丙丁。", "甲。", [["equal", "甲。", "甲。"], ["delete", "乙丙丁。", ""]]),
        ("甲乙。", "甲乙。\n丙丁。", [["equal", "甲乙。", "甲乙。"], ["insert", "", "\n丙丁。"]]),
        (
            "应当向县级人民政府报告。",
            "应当向市级人民政府报告。",
            [["equal", "应当向", "应当向"], ["replace", "县级", "市级"], ["equal", "人民政府报告。", "人民政府报告。"]],
        ),
        # A word or two that stayed between two changes is none to hold on to.
        (
            "在增殖和保护渔业资源方面",
            "对在保护渔业资源方面",
            [["replace", "在增殖和", "对在"], ["equal", *["保护渔业资源方面"] * 2]],
        ),
    ],
)
def test_a_difference_reads_as_words(before: str, after: str, steps: list[list[str]]) -> None:
    found = difference(before, after)
    assert found == steps
    assert "".join(old for _, old, _ in found) == before
    assert "".join(new for _, _, new in found) == after


def test_what_is_a_law_and_what_a_list() -> None:
    known = view(*LINE)
    assert all(is_law(known, word) for word in ("茶馆管理条例", TEA, "《没有的法》", "law/cn/没有的法"))
    assert not any(
        is_law(known, word) for word in ("黄梅县水利局", "黄梅县", "list/421127/x/power_list", "", " ", "421127")
    )


# The command and HTTP ------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def client(sample_home: Path) -> Iterator[TestClient]:
    with (
        Home(sample.settings(sample_home)) as opened,
        TestClient(create_app(opened), raise_server_exceptions=False) as asked,
    ):
        yield asked


DAYS = ("--from", "2015-03-01", "--to", "2026-09-01")


def test_the_command_gives_the_bare_list(sample_home: Path) -> None:
    found = answer("diff", "茶馆管理条例", *DAYS, home=sample_home)
    assert isinstance(found, list)
    assert [one["old"] for one in found] == ["1", "2", "3", "4", "5", "6", "7", None, None]
    for one in found:
        models.AlignedArticle.model_validate(one)
        assert list(one)[:5] == ["old", "new", "class", "similarity", "doubtful"]
        assert all(set(successor) == {"law", "article"} for successor in one["new"])
    assert (found[5]["class"], found[5]["new"]) == ("renumbered", [{"law": "茶馆管理条例", "article": "7"}])
    # As the list's two editions are told, so the law's two texts: in their places.
    assert answer("diff", "茶馆管理条例", "2015", "2026", home=sample_home) == found
    assert answer("diff", "茶馆管理条例", home=sample_home) == found


def test_a_number_that_was_another_article_s_is_noted(sample_home: Path) -> None:
    shown = run("who", "茶馆管理条例", "6", "--as-of", "2027-03-01", home=sample_home).stdout.decode()
    said = "注意：同一条号在前一文本里是另一条：《茶馆管理条例》2015年文本第六条，现由第七条承接"
    assert said in shown.replace("\n", "").replace("      ", "")
    assert "注意" not in run("who", "茶馆管理条例", "1", "--as-of", "2027-03-01", home=sample_home).stdout.decode()


def test_the_command_shows_counts_first_and_folds_what_stayed(sample_home: Path) -> None:
    shown = run("diff", "茶馆管理条例", *DAYS, home=sample_home).stdout.decode()
    lines = shown.splitlines()
    assert lines[0] == "《茶馆管理条例》（第 1 号发布）"
    assert lines[1] == "7 条 → 8 条：未变 4，只改条号 2，未再规定 1，新增 2"
    assert "2015-03-01 是这一文本通过的日子" in lines[2]
    assert "2026-09-01 是这一文本修订的日子" in lines[3]
    assert "  第一条至第四条　未变（4 条）" in lines
    assert "  第五条至第六条 → 第六条至第七条　只改条号（2 条）" in lines
    assert "开办茶馆应当登记" not in shown
    assert "{+茶馆应当公示茶价。+}" in shown
    assert "[-本条例自2015年6月1日起施行。-]" in shown
    assert "\x1b" not in shown
    everything = run("diff", "茶馆管理条例", *DAYS, "--all", home=sample_home).stdout.decode()
    assert "开办茶馆应当登记" in everything
    assert "至第四条" not in everything


@pytest.mark.parametrize("columns", [60, 99, 100, 140])
def test_a_wide_terminal_sets_the_texts_side_by_side(columns: int, sample_home: Path) -> None:
    shown = on_a_terminal(columns, "diff", "茶馆管理条例", *DAYS, "--all", home=sample_home)
    assert max(cell_len(line) for line in shown.split("\n")) <= columns
    assert (" │ " in shown) == (columns >= 100)
    assert "{+茶馆应当公示茶价。+}" in shown
    if columns >= 100:
        # Both columns of an article stand on one line, and the second begins at one place throughout.
        gutters = {cell_len(line.split(" │ ")[0]) for line in shown.split("\n") if " │ " in line}
        assert gutters == {(columns - 3) // 2}
        assert "开办茶馆应当登记，并具备下列条件" in shown.split(" │ ", 1)[1]


def test_each_of_several_successors_begins_with_its_number(sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def split(old: Sequence[ArticleText], new: Sequence[ArticleText], partial: bool = False) -> list[Aligned]:
        return [Aligned("5", (Taken("5", 0.1), Taken("6", 0.9)), Change.SPLIT, 0.9, True)]

    monkeypatch.setattr(provisions, "align", split)
    shown = run("diff", "茶馆管理条例", *DAYS, home=sample_home).stdout.decode()
    assert "第五条 → 第五条、第六条　分拆　相似 90%　疑似，请核对" in shown
    assert "  新　第五条　{+茶馆应当公示茶价。+}" in shown
    assert "      第六条　违反本条例第四条" in shown
    assert "；疑似 1" in shown


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("茶馆管理条例", "--from", "昨天"), 2, "“昨天”不是日期"),
        (("茶馆管理条例", "2015", "--from", "2015"), 2, "同一个文本写了两次"),
        (("戏台安全规定",), 1, "没有两个可以比较的文本，无法核验"),
        (("没有的法", "--to", "2020-01-01"), 1, "无法核验"),
        (("《没有的法》",), 1, "无法核验"),
        (("没有的局",), 1, "没有名为“没有的局”的清单"),
        (("没有的条例",), 1, "没有名为“没有的条例”的清单，也没有载入名为《没有的条例》的文件（未载入，无法核验）"),
        (("茶馆管理条例", "--into", "没有的法"), 1, "无法核验"),
    ],
)
def test_the_command_says_what_is_wrong(sample_home: Path, arguments: tuple[str, ...], code: int, said: str) -> None:
    done = run("diff", *arguments, home=sample_home)
    assert done.returncode == code
    assert said in done.stderr.decode()
    done = run("diff", *arguments, "--json", home=sample_home)
    assert done.returncode == code
    assert said in json.loads(done.stdout)["error"]


def test_http_answers_with_the_same_list(sample_home: Path, client: TestClient) -> None:
    asked = {"law": "茶馆管理条例", "from": "2015-03-01", "to": "2026-09-01"}
    response = client.get("/api/v1/laws/diff", params=asked)
    assert response.status_code == 200, response.text
    models.TextsAnswer.model_validate(response.json())
    assert response.json()["release"] == 1
    assert response.json()["articles"] == answer("diff", "茶馆管理条例", *DAYS, home=sample_home)
    # A year will do, as for the command.
    assert client.get("/api/v1/laws/diff", params=asked | {"from": "2015", "to": "2026年"}).json() == response.json()
    again = client.get("/api/v1/laws/diff", params=asked, headers={"If-None-Match": response.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("params", "status", "said"),
    [
        ({"law": "没有的法"}, 404, "无法核验"),
        ({"law": " "}, 404, "请写明是哪部法"),
        ({"law": "茶馆管理条例", "to": "1999-01-01"}, 404, "无法核验"),
        ({"law": "茶馆管理条例", "to": "1999"}, 404, "无法核验"),
        ({"law": "茶馆管理条例", "to": "昨天"}, 422, "to：应为日期、月份或年份"),
        ({"law": "茶馆管理条例", "from": "2019-02-30"}, 422, "from：应为日期、月份或年份"),
        ({}, 422, "law：缺少这个参数"),
        ({"law": "茶馆管理条例", "from_": "2015-03-01"}, 422, "没有这个参数"),
    ],
)
def test_http_tells_problems_in_chinese(client: TestClient, params: dict[str, str], status: int, said: str) -> None:
    response = client.get("/api/v1/laws/diff", params=params)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert said in response.json()["detail"]

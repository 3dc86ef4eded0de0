"""``dingfen check`` and ``/api/v1/check``: the contract, filters, reports, what reviewers said, what is new and gone."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from fastapi.testclient import TestClient

from api import models_findings
from api.http import create_app
from casework import check as checking
from casework.findings import Finding
from ingest.home import Home
from ingest.settings import Settings
from ontologies.records import FindingKind, Severity, Verdict
from tests.test_cli import run

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
DAY = "2026-11-23"
CONTRACT = {"id", "kind", "verdict", "severity", "rows", "provisions", "rule", "evidence", "repair"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("check")
    with Home(Settings(home=folder)) as home:
        home.load([EXAMPLES])
    return folder


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[TestClient]:
    with Home(Settings(home=folder, place="421127")) as home, TestClient(create_app(home)) as opened:
        yield opened


def asked(folder: Path, *more: str) -> list[dict[str, Any]]:
    done = run("check", "--as-of", DAY, "--json", *more, home=folder)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_one_object_a_line(folder: Path) -> None:
    found = asked(folder)
    assert len(found) > 100
    assert len({one["id"] for one in found}) == len(found)
    for one in found:
        assert one.keys() >= CONTRACT
        assert one["kind"] in {kind.value for kind in FindingKind}
        assert one["verdict"] in {verdict.label for verdict in Verdict}
        assert one["severity"] in {severity.label for severity in Severity}
        assert one["rule"]["text"] and one["rule"]["source"]
        assert one["text"] and one["repair"], one
        for row in one["rows"]:
            assert row.keys() >= {"file", "sheet", "row", "name", "body"}
            assert row["file"] and row["body"], one
            assert (row["row"] > 0) == bool(row["name"]), one
        for provision in one["provisions"]:
            assert provision.keys() >= {"id", "law", "article", "status"}
    assert not any(one["lawful"] for one in found)


def test_lawful_ones_are_added(folder: Path) -> None:
    every = asked(folder, "--lawful")
    lawful = [one for one in every if one["lawful"]]
    assert lawful
    assert {one["verdict"] for one in lawful} == {"合法"}
    assert [one for one in every if not one["lawful"]] == asked(folder)


@pytest.mark.parametrize(
    ("options", "fits"),
    [
        (("--kind", "basis.repealed"), lambda one: one["kind"] == "basis.repealed"),
        (("--kind", "依据已废止"), lambda one: one["kind"] == "basis.repealed"),
        (("--kind", "grant"), lambda one: one["kind"].startswith("grant.")),
        (("--verdict", "疑似"), lambda one: one["verdict"] == "疑似"),
        (("--severity", "high"), lambda one: one["severity"] == "严重"),
        (("--verdict", "确认", "--verdict", "无法核验"), lambda one: one["verdict"] in ("确认", "无法核验")),
    ],
)
def test_it_can_be_narrowed_down(folder: Path, options: tuple[str, ...], fits: Any) -> None:
    every = asked(folder)
    found = asked(folder, *options)
    assert found
    assert found == [one for one in every if fits(one)]


def test_of_one_body(folder: Path) -> None:
    found = asked(folder, "--body", "黄梅县民政局")
    assert found
    for one in found:
        named = {row["body"] for row in one["rows"]} | {body["name"] for body in one["bodies"]}
        assert "黄梅县民政局" in named or any("黄梅县民政局" in row["item"] for row in one["rows"]), one


def test_of_one_finding(folder: Path) -> None:
    one = asked(folder, "--kind", "basis.none")[0]
    assert asked(folder, "--id", one["id"]) == [one]
    assert asked(folder, "--id", one["id"].removeprefix("finding/")) == [one]


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--kind", "依据不好"), 2, "没有“依据不好”这种发现"),
        (("--verdict", "大概"), 2, "没有“大概”"),
        (("--severity", "天大"), 2, "没有“天大”"),
        (("--place", "无名县"), 1, "没有“无名县”这个地方"),
        (("--body", "无名局"), 1, "无名局"),
        (("--changes", "--kind", "basis"), 2, "--changes"),
    ],
)
def test_what_cannot_be_asked(folder: Path, options: tuple[str, ...], code: int, said: str) -> None:
    done = run("check", *options, home=folder)
    assert done.returncode == code
    assert said in done.stderr.decode()


def test_a_place_without_lists_is_told(folder: Path) -> None:
    done = run("check", "--place", "110101", home=folder)
    assert done.returncode == 0
    assert "没有载入清单" in done.stdout.decode()


def test_in_words(folder: Path) -> None:
    text = run("check", "--as-of", DAY, home=folder).stdout.decode()
    for word in ("共", "确认", "规则：", "清单　", "条文　", "建议　", "finding/basis.repealed/"):
        assert word in text
    rules = run("check", "--rules", home=folder).stdout.decode()
    assert all(kind.label in rules for kind in FindingKind)


def test_a_workbook_and_a_report(folder: Path, tmp_path: Path) -> None:
    book, report = tmp_path / "核查.xlsx", tmp_path / "核查.docx"
    done = run("check", "--as-of", DAY, "--lawful", "--xlsx", str(book), "--docx", str(report), home=folder)
    assert done.returncode == 0, done.stderr
    found = asked(folder, "--lawful")
    opened = openpyxl.load_workbook(book)
    assert opened.sheetnames == ["汇总", "发现"]
    rows = list(opened["发现"].iter_rows(values_only=True))
    assert len(rows) == len(found) + 1
    assert [row[-1] for row in rows[1:]] == [one["id"] for one in found]
    assert [row[4] for row in rows[1:]] == [one["text"] for one in found]
    last = list(opened["汇总"].iter_rows(values_only=True))[-1]
    assert last[0] == "合计" and last[-1] == len(found)
    words = "\n".join(paragraph.text for paragraph in docx.Document(str(report)).paragraphs)
    assert all(one["text"] in words for one in found)
    assert all(row["file"] in words for one in found for row in one["rows"])


def test_over_http(client: TestClient, folder: Path) -> None:
    answer = client.get(f"/api/v1/check?as_of={DAY}&limit=1000")
    assert answer.status_code == 200, answer.text
    body = answer.json()
    models_findings.CheckAnswer.model_validate(body)
    assert body["total"] == sum(body["counts"]["kind"].values()) == sum(body["counts"]["verdict"].values())
    assert [one["id"] for one in body["findings"]] == [one["id"] for one in asked(folder, "--place", "421127")][:1000]
    page = client.get(f"/api/v1/check?as_of={DAY}&kind=basis.moved&skip=2&limit=3").json()
    whole = client.get(f"/api/v1/check?as_of={DAY}&kind=basis.moved&limit=1000").json()
    assert page["findings"] == whole["findings"][2:5]
    assert (page["total"], page["skip"], page["limit"]) == (whole["total"], 2, 3)
    kinds = client.get("/api/v1/check/kinds").json()["kinds"]
    assert [one["kind"] for one in kinds] == [kind.value for kind in FindingKind]


def test_what_a_reviewer_said_stands_beside_the_finding(folder: Path, client: TestClient) -> None:
    one = asked(folder, "--kind", "duplicate.nested")[0]
    asking = f"/api/v1/check?as_of={DAY}&id={one['id']}"
    before = client.get(asking)
    assert before.json()["findings"][0]["review"] is None
    said = run("verdict", one["id"], "采纳", "--by", "县司法局甲", home=folder)
    assert said.returncode == 0, said.stderr
    after = client.get(asking, headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    review = after.json()["findings"][0]["review"]
    assert (review["state"], review["state_label"], review["by"]) == ("accepted", "采纳", "县司法局甲")
    assert asked(folder, "--id", one["id"])[0]["review"]["by"] == "县司法局甲"
    assert "县司法局甲" in run("check", "--as-of", DAY, "--id", one["id"], home=folder).stdout.decode()


def test_what_is_new_and_what_is_gone(tmp_path: Path) -> None:
    """A row mended and a row broken between two releases; what the day alone brings is not told as new."""
    path = tmp_path / "清单.csv"
    rows = [
        "序号,职权类型,职权名称,设定依据",
        "1,行政处罚,对无证养鸡的处罚,",
        "2,行政处罚,对无证养鸭的处罚,《试行条例》第二条",
    ]
    path.write_text("\n".join(rows), encoding="utf-8")
    flags = ("--authority", "试县试办局", "--place", "421127", "--edition", "2024-01-01", "--kind", "权责清单")
    home = tmp_path / "home"
    assert run("load", str(path), *flags, home=home).returncode == 0
    assert {one["kind"] for one in asked(home, "--kind", "basis")} == {"basis.none", "basis.unverifiable"}
    asked(home)
    rows[1] += "《试行条例》第一条"
    rows[2] = "2,行政处罚,对无证养鸭的处罚,"
    path.write_text("\n".join(rows), encoding="utf-8")
    assert run("load", str(path), *flags, home=home).returncode == 0
    done = run("check", "--changes", "--as-of", DAY, "--json", home=home)
    told = [json.loads(line) for line in done.stdout.splitlines()]
    new = {(one["kind"], one["rows"][0]["name"]) for one in told if one["change"] == "new"}
    gone = {(one["kind"], one["text"]) for one in told if one["change"] == "vanished"}
    assert ("basis.none", "对无证养鸭的处罚") in new
    assert any(kind == "basis.none" and "养鸡" in text for kind, text in gone)


@pytest.mark.parametrize("kind", list(FindingKind))
def test_a_finding_is_known_by_what_it_is_about(kind: FindingKind) -> None:
    one = Finding(kind, Verdict.CONFIRMED, ("a", "b"), "甲")
    other = Finding(kind, Verdict.SUSPECTED, ("b", "a"), "乙")
    assert one.id == other.id
    assert one.id.startswith(f"finding/{kind.value}/")
    assert one.id != Finding(kind, Verdict.CONFIRMED, ("a", "c"), "甲").id
    assert one.weight in Severity
    assert Finding(kind, Verdict.UNVERIFIABLE, ("a",), "甲").weight is Severity.LOW


def test_a_whole_check_is_made_once(folder: Path) -> None:
    kept = checking.Checked(most=1)
    with Home(Settings(home=folder)) as home:
        view = home.view()
        one = kept.answers(view, "421127", date(2026, 11, 23))
        assert kept.answers(view, "421127", date(2026, 11, 23)) is one
        assert kept.answers(view, "421127", date(2026, 11, 22)) is not one
        assert kept.answers(view, "421127", date(2026, 11, 23)) is not one


def test_two_processes_find_what_one_finds(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    day = date(2026, 11, 23)
    with Home(Settings(home=folder)) as home:
        view = home.view()
        assert len(checking.scopes(view)) > 1
        alone = checking.answers(view, "", day)
        monkeypatch.setattr(checking, "_MANY_LISTS", 1)
        assert checking.answers(view, "", day, settings=home.settings) == alone


@pytest.mark.parametrize(
    ("lists", "chunks"),
    [
        ({"330122": 5, "330225": 5}, [["330122"], ["330225"]]),
        # The counties of a city stay together while they are few of all, and are parted where they are many.
        ({"330122": 1, "330127": 1, "330225": 9, "330226": 9}, [["330122", "330127"], ["330225"], ["330226"]]),
        ({f"3301{at:02}": 1 for at in range(16)}, [[f"3301{at:02}", f"3301{at + 1:02}"] for at in range(0, 16, 2)]),
        ({"": 1, "3301": 1, "330122": 14}, [[""], ["3301"], ["330122"]]),
    ],
)
def test_work_is_parted_by_cities(lists: dict[str, int], chunks: list[list[str]]) -> None:
    assert checking._chunks(sorted(lists), Counter(lists)) == chunks

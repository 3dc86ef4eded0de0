"""What reviewers say of findings: kept over reloads, over two reviewers at once and over a real kill -9; and which findings are new or gone.

The lists and laws are the tests' own, and so is the one rule that they are checked by: what other rules find is no matter here."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api import models_work, problems
from api.findings_http import router
from casework import check, reviews
from casework.dossier import Dossier
from casework.findings import Finding, about_row, quoted
from casework.questions import QuestionError
from ingest import database
from ingest.home import Home
from ingest.reviews import DAYS_KEPT, RELEASES_KEPT, ReviewEvent, Reviews, Seen, WorkEvent
from ingest.settings import Settings
from ingest.store import Store
from ontologies.records import FindingKind, Status, Verdict
from tests.support import teahouses
from tests.support.sample import settings
from tests.support.teahouses import BUREAU, DAY, FINE, MARKET, REGISTRATION
from tests.test_cli import run

PROBLEM = FindingKind.BASIS_REPEALED


def ended(dossier: Dossier) -> Iterable[Finding]:
    """The rule of these tests: a row that cites an article which is not in force on the day."""
    for item, row in dossier.powers():
        for cite in row.cites:
            provisions = dossier.book.article(cite.article).provisions if cite.article else []
            if provisions and dossier.book.status(provisions[-1]) is not Status.IN_FORCE:
                yield Finding(
                    PROBLEM,
                    Verdict.CONFIRMED,
                    (*about_row(item, row), cite.article),
                    f"“{row.full_name}”所引{cite.text}已不再有效",
                    rows=(row,),
                    provisions=(quoted(dossier, provisions[-1]),),
                )


@pytest.fixture(autouse=True)
def _one_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "checks", lambda: ((frozenset({PROBLEM}), ended),))


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the county's files and a home that they are loaded into; not to be changed."""
    folder = tmp_path_factory.mktemp("teahouses")
    teahouses.load(folder / "home", teahouses.write(folder / "files"))
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The same, to be changed."""
    teahouses.load(tmp_path / "home", teahouses.write(tmp_path / "files"))
    return tmp_path


def answers(home: Home, day: date = DAY) -> list[dict[str, Any]]:
    return list(check.answers(home.view(), "", day))


def named(found: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(one for one in found if one["rows"][0]["name"] == name)


def reviewed(home: Home, name: str, day: date = DAY) -> dict[str, Any]:
    found: dict[str, Any] = named(reviews.annotate(home, home.view(), answers(home, day)), name)["review"]
    return found


# What is said -----------------------------------------------------------------------------------------------------------------------


def test_what_is_said_of_a_finding_stays_over_reloads(folder: Path) -> None:
    with Home(settings(folder / "home")) as home:
        found = named(answers(home), MARKET)
        assert reviews.annotate(home, home.view(), [found])[0]["review"] is None
        said = reviews.say(home, home.view(), found["id"], "不成立", " 李  四 ", "另有依据", DAY)
        assert (said["state"], said["by"], said["release"], said["stands"]) == ("dismissed", "李 四", 1, True)
    (folder / "files" / "新增.md").write_text(
        teahouses.law("新增规定", "2024年1月1日 国务院令第901号公布", ("为了新增，制定本规定。",), "2024年2月1日"),
        encoding="utf-8",
    )
    assert teahouses.load(folder / "home", folder / "files").release == 2
    with Home(settings(folder / "home")) as home:
        said = reviewed(home, MARKET)
        assert (said["state_label"], said["reason"], said["release"]) == ("不成立", "另有依据", 1)
        assert not said["evidence_changed"]
        assert said["note"] == ""


def test_changed_evidence_and_a_fix_that_did_not_help_are_told(folder: Path) -> None:
    with Home(settings(folder / "home")) as home:
        found = named(answers(home), MARKET)
        reviews.say(home, home.view(), found["id"], "fixed", "李四", "", DAY)
        assert reviewed(home, MARKET)["note"] == "标为已改，第 1 号发布仍查得出"
    changed = {MARKET: "《茶摊管理办法》第二条、《戏台安全规定》第二条"}
    teahouses.bureau(folder / "files", "2020-06-30", after=False, **changed)
    teahouses.load(folder / "home", folder / "files")
    with Home(settings(folder / "home")) as home:
        said = reviewed(home, MARKET)
        assert said["evidence_changed"]
        assert said["note"] == "标为已改，第 2 号发布仍查得出；此后证据有变（意见所据为第 1 号发布）"


def test_a_vanished_finding_can_still_be_read_and_judged(folder: Path) -> None:
    with Home(settings(folder / "home")) as home:
        found = named(answers(home), MARKET)
        reviews.remember(home, home.view(), "", DAY, answers(home))
    teahouses.bureau(folder / "files", "2023-06-30", after=True)
    teahouses.load(folder / "home", folder / "files")
    with Home(settings(folder / "home")) as home:
        assert found["id"] not in {one["id"] for one in answers(home)}
        said = reviews.say(home, home.view(), found["id"], "已改", "李四", "", DAY)
        assert said["text"] == found["text"]
        assert said["rows"][0]["name"] == MARKET
        told = reviews.history(home, "basis")["verdicts"]
        assert [one["id"] for one in told] == [found["id"]]


def test_the_last_word_stands_and_may_be_taken_back(folder: Path) -> None:
    with Home(settings(folder / "home")) as home:
        view, found = home.view(), named(answers(home), MARKET)
        hash_ = found["id"].rpartition("/")[2]
        reviews.say(home, view, found["id"].removeprefix("finding/"), "采纳", "甲", "", DAY)
        reviews.say(home, view, hash_[:6], "dismissed", "乙", "不对", DAY)
        assert reviewed(home, MARKET)["by"] == "乙"
        reviews.say(home, view, hash_, "撤回", "甲", "看错了", DAY)
        assert reviewed(home, MARKET) is None
        with pytest.raises(LookupError, match="没有可以撤回的"):
            reviews.say(home, view, hash_, "withdrawn", "甲", "", DAY)
        told = reviews.history(home)["verdicts"]
        assert [(one["state_label"], one["by"], one["stands"]) for one in told] == [
            ("撤回", "甲", False),
            ("不成立", "乙", False),
            ("采纳", "甲", False),
        ]
        assert [one["by"] for one in reviews.history(home, by="乙")["verdicts"]] == ["乙"]
        assert reviews.history(home, kind="gap")["total"] == 0


@pytest.mark.parametrize(
    ("reference", "state", "by", "reason", "kind", "said"),
    [
        ("{id}", "不成立", "甲", " ", QuestionError, "“不成立”要写明理由"),
        ("{id}", "好", "甲", "", QuestionError, "没有“好”这种意见；可用：accepted（采纳）"),
        ("{id}", "采纳", "  ", "", QuestionError, "请写明是谁"),
        ("{id}", "采纳", "甲", "长" * 3000, QuestionError, "理由太长"),
        ("finding/basis.repealed/zzzz", "采纳", "甲", "", QuestionError, "不是发现的标识"),
        ("finding/no.kind/0123456789abcdef", "采纳", "甲", "", LookupError, "没有“finding/no.kind/"),
        ("abc", "采纳", "甲", "", QuestionError, "不是发现的标识"),
        ("finding/basis.repealed/0000000000000000", "采纳", "甲", "", LookupError, "第 1 号发布（2026-11-01）没有"),
        ("basis.none/{hash}", "采纳", "甲", "", LookupError, "没有“basis.none/"),
    ],
)
def test_what_cannot_be_said_is_told_in_chinese(
    loaded: Path, reference: str, state: str, by: str, reason: str, kind: type[Exception], said: str
) -> None:
    with Home(settings(loaded / "home")) as home:
        found = named(answers(home), MARKET)["id"]
        told = reference.format(id=found, hash=found.rpartition("/")[2])
        with pytest.raises(kind, match=said):
            reviews.say(home, home.view(), told, state, by, reason, DAY)
        assert reviews.history(home)["total"] == 0


def test_a_beginning_that_fits_several_findings_is_not_guessed(folder: Path) -> None:
    with Home(settings(folder / "home")) as home:
        kept = Reviews(home.store)
        content = {"text": "某事", "rows": []}
        kept.remember(
            1, "", DAY, "p", "m", [Seen(f"finding/basis.none/abcd{n:012d}", "basis.none", "d", content) for n in (1, 2)]
        )
        with pytest.raises(LookupError, match=r"对应 2 项发现，请写全是哪一项：finding/basis.none/abcd0+1（某事）"):
            reviews.say(home, home.view(), "abcd", "采纳", "甲", "", DAY)


# New and gone -----------------------------------------------------------------------------------------------------------------------


def whole(home: Home, day: date = DAY) -> dict[str, Any]:
    found = answers(home, day)
    told = reviews.changes(home, home.view(), "", day, found)
    reviews.remember(home, home.view(), "", day, found)
    names = {one["id"]: one["rows"][0]["name"] for one in found}
    return {
        **told,
        "new": sorted(names[key] for key in told["new"]),
        "vanished": [one["text"] for one in told["vanished"]],
        "new_by_day": sorted(names[key] for key in told["new_by_day"]),
        "vanished_by_day": [one["text"] for one in told["vanished_by_day"]],
    }


MARKET_GONE = f"“{MARKET}”所引《茶摊管理办法》第二条已不再有效"


def _first(home: Home) -> None:
    whole(home)


def _never(home: Home) -> None:
    """The earlier release was never checked."""


@pytest.mark.parametrize("before", [_first, _never])
def test_new_and_gone_since_the_release_before(folder: Path, before: Callable[[Home], None]) -> None:
    with Home(settings(folder / "home")) as home:
        assert reviews.changes(home, home.view(), "", DAY, answers(home))["note"] == "这是第一版发布，没有可以比较的"
        before(home)
    # The market is mended; the registration rests on what has ended now.
    mended = {MARKET: "《集市管理条例》第三条", REGISTRATION: "《茶摊管理办法》第三条"}
    teahouses.bureau(folder / "files", "2020-06-30", after=False, **mended)
    teahouses.load(folder / "home", folder / "files")
    with Home(settings(folder / "home")) as home:
        told = whole(home)
        assert (told["since"], told["new"], told["vanished"]) == (1, [REGISTRATION], [MARKET_GONE])
        assert (told["new_by_day"], told["vanished_by_day"], told["note"]) == ([], [], "")
        assert whole(home) == told, "asked again it is the same"


def test_what_only_the_day_makes_is_told_apart(folder: Path) -> None:
    """The stalls' rules ended on 2023-01-01. Release 1 was checked before that day, its projections are dropped, release 2 is checked after."""
    early = date(2022, 10, 1)
    with Home(settings(folder / "home")) as home:
        assert whole(home, early)["since"] is None
    teahouses.bureau(folder / "files", "2020-06-30", after=False, **{FINE: "《茶摊管理办法》第三条"})
    teahouses.load(folder / "home", folder / "files")
    with Home(settings(folder / "home")) as home:
        for store in (home.graph, home.search):
            store.drop(1)
        told = whole(home)
        assert told["since"] == 1
        assert (told["new"], told["vanished"]) == ([], [])
        assert told["new_by_day"] == [FINE, MARKET]
        assert told["note"] == "第 1 号发布是按 2022-10-01 核查的；只因日期不同而有无的另列"


def test_what_cannot_be_compared_is_said(folder: Path) -> None:
    teahouses.bureau(folder / "files", "2020-06-30", after=False, **{MARKET: "《集市管理条例》第三条"})
    teahouses.load(folder / "home", folder / "files")
    with Home(settings(folder / "home")) as home:
        for store in (home.graph, home.search):
            store.drop(1)
        told = reviews.changes(home, home.view(), "", DAY, answers(home))
        assert told["since"] is None
        assert told["note"] == "第 1 号发布没有核查过，它们的图也不再保留，新增、消失无法核验"


def test_other_rules_are_no_change_of_the_lists(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Home(settings(folder / "home")) as home, monkeypatch.context() as older:
        older.setattr(reviews, "rules_digest", lambda: "older")
        older.setattr(check, "checks", lambda: ())
        whole(home)
    teahouses.bureau(folder / "files", "2020-06-30", after=False, **{REGISTRATION: "《茶摊管理办法》第三条"})
    teahouses.load(folder / "home", folder / "files")
    with Home(settings(folder / "home")) as home:
        assert whole(home)["new"] == [REGISTRATION], "the release before is checked again by these rules"
        for store in (home.graph, home.search):
            store.drop(1)
        with home.store.engine.begin() as connection:
            connection.execute(database.checked.update().values(program="older"))
        assert whole(home)["note"] == "其间核查规则有更新，有的可能由此而来"


# The database -----------------------------------------------------------------------------------------------------------------------


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "sqlite":
        opened = Store(Settings(home=tmp_path, database="").database_url)
    else:
        opened = Store(request.getfixturevalue("postgresql_url"))
        with opened.engine.begin() as connection:
            for table in reversed(database.metadata.sorted_tables):
                connection.execute(table.delete())
    yield opened
    opened.close()


def event(number: int, who: str = "甲", state: str = "accepted") -> ReviewEvent:
    content = {"text": f"第{number}项", "rows": []}
    return ReviewEvent(f"finding/basis.none/{number:016x}", "basis.none", state, "", who, 1, "d", content)


def step(number: int, state: str, who: str, release: int = 1) -> WorkEvent:
    return WorkEvent(
        f"work/{number:016x}", "law/x/2020-01-01", "power/i", "law/x/art_1", state, "", who, release, {"n": number}
    )


def audited(store: Store) -> list[tuple[str, str]]:
    with store.engine.connect() as connection:
        rows = connection.execute(
            sa.select(database.audit.c.who, database.audit.c.action).order_by(database.audit.c.number)
        )
        return [tuple(row) for row in rows]


def test_reviews_are_kept_in_order_with_their_audit(store: Store) -> None:
    kept = Reviews(store)
    first = kept.add_review(event(1))
    last = kept.add_review(event(1, "乙", "dismissed"))
    kept.add_review(event(2))
    assert first.number < last.number
    assert kept.standing()[first.finding] == last
    assert [one.who for one in kept.reviews(finding=first.finding)] == ["乙", "甲"]
    assert {one.finding for one in kept.reviews(who="甲")} == {event(1).finding, event(2).finding}
    assert kept.reviews(["gap.no_office"]) == []
    assert set(kept.reviewed("000000000000000")) == {event(1).finding, event(2).finding}
    assert audited(store) == [("甲", "verdict"), ("乙", "verdict"), ("甲", "verdict")]


def test_two_reviewers_at_once_are_both_kept(store: Store) -> None:
    kept = Reviews(store)
    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(lambda n: kept.add_review(event(7, f"审查员{n % 2}")), range(40)))
    assert len(kept.reviews(finding=event(7).finding)) == 40
    assert kept.standing()[event(7).finding] == max(said, key=lambda one: one.number)
    assert len(audited(store)) == 40


def test_a_review_without_its_audit_is_not_kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr("ingest.reviews._audit", fails)
    with pytest.raises(RuntimeError):
        Reviews(store).add_review(event(1))
    with pytest.raises(RuntimeError):
        Reviews(store).add_work(step(1, "doing", "甲"))
    assert Reviews(store).reviews() == []
    assert Reviews(store).work() == {}


def test_whole_checks_are_kept_as_long_as_they_are_needed(store: Store) -> None:
    kept = Reviews(store)

    def found(*numbers: int) -> list[Seen]:
        return [Seen(event(n).finding, "basis.none", "d", {"text": str(n)}) for n in numbers]

    for release in range(1, 6):
        for day in range(1, 6):
            kept.remember(release, "421127", date(2026, 1, day), "p", f"{release}{day}", found(release, 100 + day))
    assert [len(kept.runs(release, "421127")) for release in range(1, 6)] == [0, 0, DAYS_KEPT, DAYS_KEPT, DAYS_KEPT]
    assert RELEASES_KEPT == 3
    run_ = kept.runs(5, "421127")[0]
    assert (run_.day, set(kept.found_in(run_.number))) == (date(2026, 1, 5), {event(5).finding, event(105).finding})
    with store.engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(database.seen)).scalar() == 9 * 2
    kept.remember(5, "421127", date(2026, 1, 5), "p", "55", [])
    assert kept.runs(5, "421127")[0].number == run_.number, "the same told again changes nothing"
    kept.remember(5, "421127", date(2026, 1, 5), "p", "other", found(6))
    again = kept.runs(5, "421127")
    assert [one.day.day for one in again] == [5, 4, 3]
    assert set(kept.found_in(again[0].number)) == {event(6).finding}
    kept.remember(1, "", date(2026, 1, 1), "p", "m", [])
    assert kept.found_in(kept.runs(1, "")[0].number) == {}, "nothing found is something to remember"
    assert kept.seen(event(6).finding.rpartition("/")[2])[event(6).finding][0].release == 5


def test_work_is_recorded_once_and_set_as_often_as_people_like(store: Store) -> None:
    kept = Reviews(store)
    told = [step(1, "todo", "dingfen"), step(2, "todo", "dingfen")]
    kept.record_work(told)
    kept.record_work(told)
    kept.record_work([])
    kept.add_work(step(1, "doing", "甲"))
    kept.add_work(step(1, "doing", "甲"))
    kept.record_work([step(1, "adjusted", "dingfen", 2)])
    assert [one.state for one in kept.work()[step(1, "", "").key]] == ["todo", "doing", "doing", "adjusted"]
    assert [one.content for one in kept.work([step(2, "", "").key])[step(2, "", "").key]] == [{"n": 2}]
    assert kept.work_named("00000000000000") == [step(1, "", "").key, step(2, "", "").key]


def test_a_database_of_the_first_schema_is_brought_forward_with_its_data(tmp_path: Path) -> None:
    url = Settings(home=tmp_path, database="").database_url
    engine = sa.create_engine(url)
    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(database.state.insert(), {"name": "current", "value": "0"})
        connection.execute(database.audit.insert(), {"at": "x", "who": "甲", "action": "use", "detail": "{}"})
    assert not sa.inspect(engine).has_table("review")
    engine.dispose()
    store = Store(url)
    Reviews(store).add_review(event(1))
    assert audited(store) == [("甲", "use"), ("甲", "verdict")]
    with store.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
    assert not {"review", "checked", "seen", "work"} & set(sa.inspect(store.engine).get_table_names())
    store.close()


_SAY = """
import sys
from datetime import date
from pathlib import Path
from casework import reviews
from ingest.home import Home
from tests.support.sample import settings
with Home(settings(Path(sys.argv[1]))) as home:
    view = home.view()
    print("go", flush=True)
    for number in range(100000):
        said = reviews.say(home, view, sys.argv[2], "采纳", "甲", str(number), date(2026, 11, 1))
        print(said["number"], flush=True)
"""


def test_a_real_kill_loses_nothing_that_was_acknowledged(folder: Path) -> None:
    with Home(settings(folder / "home")) as home:
        found = answers(home)
        reviews.remember(home, home.view(), "", DAY, found)
        identifier = named(found, MARKET)["id"]
    script = folder / "say.py"
    script.write_text(_SAY)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    rng = random.Random(5)
    acknowledged: list[int] = []
    for _ in range(3):
        process = subprocess.Popen(
            [sys.executable, str(script), str(folder / "home"), identifier],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "go"
        time.sleep(rng.uniform(0.05, 0.4))
        process.send_signal(signal.SIGKILL)
        # A line that was cut is none.
        acknowledged += [int(line) for line in process.stdout.read().split("\n")[:-1]]
        process.wait()
    assert acknowledged
    with Home(settings(folder / "home")) as home:
        kept = Reviews(home.store).reviews()
        assert set(acknowledged) <= {one.number for one in kept}
        assert len(kept) <= len(acknowledged) + 3, "of each run at most the one that was not told any more"
        assert sum(action == "verdict" for _, action in audited(home.store)) == len(kept)
        assert reviewed(home, MARKET)["by"] == "甲"


# In a shell and over HTTP -----------------------------------------------------------------------------------------------------------


def test_in_a_shell(folder: Path) -> None:
    home = folder / "home"
    with Home(settings(home)) as opened:
        identifier = named(answers(opened), MARKET)["id"]
    said = run("verdict", identifier, "采纳", "--by", "李四", home=home)
    assert said.returncode == 0
    assert f"采纳　依据已废止：{MARKET_GONE}" in said.stdout.decode()
    refused = run("verdict", identifier, "不成立", "--by", "李四", "--json", home=home)
    assert refused.returncode == 2
    assert json.loads(refused.stdout) == {"error": "“不成立”要写明理由（--reason）"}
    for wrong in ((), ("采纳", "--withdraw")):
        done = run("verdict", identifier, *wrong, "--by", "李四", home=home)
        assert (done.returncode, "写一种意见" in done.stderr.decode()) == (2, True)
    assert run("verdict", "0000", "采纳", "--by", "李四", home=home).returncode == 1
    assert run("verdict", identifier, "--withdraw", "--by", "王五", home=home).returncode == 0
    told = json.loads(run("verdicts", "--json", home=home).stdout)
    assert [(one["state_label"], one["by"]) for one in told["verdicts"]] == [("撤回", "王五"), ("采纳", "李四")]
    shown = run("verdicts", "--limit", "1", home=home).stdout.decode()
    assert "王五" in shown
    assert "共 2 条，以上是最近的 1 条" in shown
    assert run("verdicts", "--kind", "没有这种", home=home).returncode == 2
    assert run("verdicts", "--by", "谁", home=home).stdout.decode().strip() == "没有审查意见"


def test_over_http(folder: Path) -> None:
    with Home(settings(folder / "home").model_copy(update={"writes": True})) as home:
        identifier = named(answers(home), MARKET)["id"]
        app = FastAPI()
        problems.install(app)
        app.include_router(router(home))
        client = TestClient(app)
        told = {"id": identifier, "state": "不成立", "by": "李四", "reason": "另有依据", "as_of": DAY.isoformat()}
        said = client.post("/api/v1/verdicts", json=told)
        assert said.status_code == 200
        assert said.headers["cache-control"] == "no-store"
        assert models_work.VerdictAnswer(**said.json()).model_dump() == said.json()
        listed = client.get("/api/v1/verdicts", params={"limit": 1}).json()
        assert models_work.VerdictsAnswer(**listed).model_dump() == listed
        assert [one["reason"] for one in listed["verdicts"]] == ["另有依据"]
        assert client.post("/api/v1/verdicts", json=told | {"reason": ""}).status_code == 422
        assert client.post("/api/v1/verdicts", json=told | {"state": "好"}).status_code == 422
        assert client.post("/api/v1/verdicts", json=told | {"who": "x"}).status_code == 422
        missing = client.post("/api/v1/verdicts", json=told | {"id": "0000"})
        assert (missing.status_code, "没有“0000”这项发现" in missing.json()["detail"]) == (404, True)
        back = client.post("/api/v1/verdicts", json={"id": identifier, "state": "撤回", "by": "李四"})
        assert back.json()["state"] == "withdrawn"


def test_findings_of_a_place_are_not_mixed_with_others(folder: Path) -> None:
    with Home(settings(folder / "home")) as home:
        found = answers(home)
        reviews.remember(home, home.view(), "421127", DAY, found)
        assert Reviews(home.store).runs(1, "") == []
        assert {one["rows"][0]["body"] for one in found} == {BUREAU}

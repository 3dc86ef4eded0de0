"""What changes of law ask of the lists: which rows they affect and how, the states of the work, and how the next release moves it on."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api import models_work, problems
from api.findings_http import router
from casework import impact
from casework.questions import QuestionError
from ingest import database
from ingest.home import Home
from ingest.reviews import Reviews
from tests.support import teahouses
from tests.support.sample import settings
from tests.support.teahouses import BUREAU, DAY, DUTY, FERRY, FINE, LAMPS, MARKET, PAVILION, REGISTRATION, STAGE, TOWN
from tests.test_cli import run

TEA, STAGES, STALLS = "law/cn/茶馆管理条例", "law/cn/戏台安全规定", "law/cn/茶摊管理办法"
Told = dict[str, Any]


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the county as it was in 2020, its laws as they are now; nothing is to be written to it."""
    folder = tmp_path_factory.mktemp("impact")
    teahouses.load(folder / "home", teahouses.write(folder / "files"))
    return folder / "home"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The same, to be changed."""
    teahouses.load(tmp_path / "home", teahouses.write(tmp_path / "files"))
    return tmp_path


def look(home: Path, law: str = "", day: date = DAY, record: bool = True, **more: Any) -> Told:
    with Home(settings(home)) as opened:
        return impact.impact(opened, opened.view(), law, day, record=record, **more)


def by_name(answer: Told) -> dict[str, Told]:
    return {one["name"]: one for one in answer["work"]}


# Who is affected -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "code", "certainty", "new", "says", "repair"),
    [
        (REGISTRATION, "renumbered", "确认", ["茶馆管理条例/2022-03-01/art_3"], "第二条改为第三条，文字未变", "把依据改为《茶馆管理条例》第三条"),
        (DUTY, "renumbered", "确认", ["茶馆管理条例/2022-03-01/art_5"], "第四条改为第五条", "《茶馆管理条例》第五条"),
        (FINE, "reworded", "确认", ["茶馆管理条例/2022-03-01/art_6"], "第五条改写，现为第六条", "并对照新文核对"),
        (STAGE, "reworded", "确认", ["戏台安全规定/2021-05-01/art_2"], "第二条改写", "对照新文核对事项的名称"),
        (LAMPS, "gone", "疑似", [], "第三条在新文本里未见承接", "没有的按规定程序取消"),
        (MARKET, "repealed", "确认", ["集市管理条例/2022-09-01/art_3"], "第二条由《集市管理条例》第三条承接", "《集市管理条例》第三条"),
        (PAVILION, "renumbered", "确认", ["凉亭管理办法/2026-09-01/art_3"], "自2099年1月1日起施行", "2099年1月1日前备好，届时把依据改为"),
        (FERRY, "", "无法核验", [], "只有条旨，没有条文", "对照原文核对后标明“不需调整”"),
    ],
)  # fmt: skip
def test_each_kind_of_change_is_told(
    county: Path, name: str, code: str, certainty: str, new: list[str], says: str, repair: str
) -> None:
    one = by_name(look(county, record=False))[name]
    assert (one["class"], one["certainty"]) == (code, certainty)
    assert [found["id"] for found in one["new"]] == [f"law/cn/{tail}" for tail in new]
    assert says in one["text"]
    assert repair in one["repair"]
    assert one["coming"] is (name == PAVILION)
    assert (one["state"], one["note"]) == ("todo", "")


def test_nothing_else_is_affected(county: Path) -> None:
    """What stayed as it was, what means the new text, and what cites a law without an article are no work; the last is told."""
    answer = look(county, record=False)
    assert set(by_name(answer)) == {REGISTRATION, DUTY, FINE, STAGE, LAMPS, MARKET, PAVILION, FERRY}
    assert answer["notes"] == ["另有 1 行只引《茶馆管理条例》、没有写条款，它的修改影响到哪些行无法逐条判断"]
    assert answer["counts"]["state"] == {"todo": 8, "doing": 0, "adjusted": 0, "unneeded": 0}
    assert [(body["name"], body["total"]) for body in answer["bodies"]] == [("小池镇", 1), (BUREAU, 7)]
    assert answer["bodies"][0]["towns"] == ["小池镇"]
    assert answer["bodies"][1]["offices"] == [f"{BUREAU}市场股"]


def test_rows_and_both_articles_stand_in_the_answer(county: Path) -> None:
    one = by_name(look(county, TEA, record=False))[FINE]
    assert one["rows"][0] | {"id": ""} == {
        "id": "",
        "file": "文化和旅游局2020-06-30.csv",
        "sheet": "",
        "row": 4,
        "name": FINE,
        "basis": "《茶馆管理条例》第五条",
    }
    assert one["old"]["id"] == f"{TEA}/2015-03-01/art_5"
    assert (one["cited"], one["article"]) == (f"{TEA}/art_5", f"{TEA}/art_5")
    with Home(settings(county)) as home:
        words = {row["id"]: row["text"] for row in home.view().graph.nodes([one["old"]["id"], one["new"][0]["id"]])}
    assert "一千元" in words[one["old"]["id"]]
    assert "五千元" in words[one["new"][0]["id"]]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"law": "茶馆管理条例"}, {REGISTRATION, DUTY, FINE}),
        ({"law": TEA, "place": "小池镇"}, {DUTY}),
        ({"place": TOWN}, {DUTY}),
        ({"body": BUREAU, "since": date(2022, 6, 1)}, {REGISTRATION, FINE, MARKET, PAVILION, FERRY}),
        ({"since": date(2024, 3, 1)}, {PAVILION, FERRY}),
        ({"law": "茶摊管理办法", "since": date(2024, 1, 1)}, set()),
        ({"day": date(2021, 6, 30), "law": STAGES}, {STAGE, LAMPS}),
        ({"day": date(2022, 12, 31), "law": STALLS}, {MARKET}),
        ({"states": ["处理中"]}, set()),
    ],
)  # fmt: skip
def test_a_law_a_place_a_body_and_days_narrow_it_down(county: Path, asked: Told, names: set[str]) -> None:
    assert set(by_name(look(county, record=False, **asked))) == names


def test_a_change_is_coming_until_its_day(county: Path) -> None:
    before, after = (
        look(county, STALLS, day, record=False)["changes"][0] for day in (date(2022, 12, 31), date(2023, 1, 1))
    )
    assert (before["coming"], after["coming"]) == (True, False)
    assert before["text"] == after["text"] == "《茶摊管理办法》自2023年1月1日起废止"
    assert (after["kind"], after["day"], after["total"]) == ("repealed", date(2023, 1, 1), 1)


@pytest.mark.parametrize(
    ("law", "said"),
    [("集市管理条例", "《集市管理条例》只载入了一个文本，也没有载入废止它的文件，有没有变动无法核验")],
)
def test_a_law_of_which_no_change_is_known_is_not_said_to_be_unchanged(county: Path, law: str, said: str) -> None:
    answer = look(county, law, record=False)
    assert (answer["total"], answer["notes"]) == (0, [said])


def test_what_cannot_be_asked(county: Path) -> None:
    with pytest.raises(LookupError, match="没有载入的办法"):
        look(county, "没有载入的办法", record=False)
    with pytest.raises(LookupError, match="没有“天上”这个地方"):
        look(county, place="天上", record=False)
    with pytest.raises(QuestionError, match="没有“办好了”这种状态；可用：待处理"):
        look(county, states=["办好了"], record=False)


def test_a_law_that_is_not_loaded_is_not_said_to_be_unchanged(tmp_path: Path) -> None:
    files = teahouses.write(tmp_path / "files")
    (files / "茶摊管理办法(2010-01-01).md").unlink()
    teahouses.load(tmp_path / "home", files)
    answer = look(tmp_path / "home", "茶摊管理办法")
    assert answer["notes"] == ["《茶摊管理办法》没有载入正文，也没有载入废止它的文件，有没有变动无法核验"]
    assert answer["total"] == 0


def test_a_repeal_that_nothing_was_set_against_has_no_known_successor(tmp_path: Path) -> None:
    files = teahouses.write(tmp_path / "files")
    name = "集市管理条例(2022-09-01).md"
    captions = (files / name).read_text(encoding="utf-8").replace("# 集市", "---\ntext: captions\n---\n\n# 集市", 1)
    (files / name).write_text(captions, encoding="utf-8")
    teahouses.load(tmp_path / "home", files)
    one = by_name(look(tmp_path / "home", "茶摊管理办法"))[MARKET]
    assert (one["class"], one["certainty"], one["new"]) == ("repealed", "确认", [])
    assert "第二条由哪一条承接无法核验" in one["text"]
    assert "在《集市管理条例》里有没有承接的条文" in one["repair"]


# Which text a row means --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edition", "basis", "affected"),
    [
        ("2020-06-30", "《茶馆管理条例》第五条", ("reworded", "确认")),
        ("2020-06-30", "《茶馆管理条例》（2022年修订）第五条", None),
        ("2020-06-30", "《戏台安全规定》第二条、《茶馆管理条例》第一条", ("reworded", "确认")),
        # A list made after the change means the new text, unless it says otherwise.
        ("2023-06-30", "《茶馆管理条例》第五条", None),
        ("2023-06-30", "《茶馆管理条例》（2015年修正）第五条", ("reworded", "确认")),
        (
            "2023-06-30",
            "《茶馆管理条例》第五条：违反本条例规定，未经登记开办茶馆的，由县级人民政府茶业主管部门责令停止营业，没收违法所得，并处一千元以上三千元以下罚款。",
            ("reworded", "确认"),
        ),
    ],
)  # fmt: skip
def test_the_text_that_a_row_means_decides(
    tmp_path: Path, edition: str, basis: str, affected: tuple[str, str] | None
) -> None:
    files = teahouses.write(tmp_path / "files")
    for name in ("文化和旅游局2020-06-30.csv", "文化和旅游局2020-06-30.csv.yaml"):
        (files / name).unlink()
    text = teahouses.power_list([(FINE, "行政处罚", basis)])
    teahouses.put(files, "文化和旅游局.csv", text, BUREAU, teahouses.COUNTY, edition)
    teahouses.load(tmp_path / "home", files)
    one = by_name(look(tmp_path / "home")).get(FINE)
    assert (None if one is None else (one["class"], one["certainty"])) == affected


# States ----------------------------------------------------------------------------------------------------------------------------------


def key_of(home: Path, name: str) -> str:
    key: str = by_name(look(home))[name]["key"]
    return key


def put(home: Path, key: str, state: str, reason: str = "", by: str = "张三") -> Told:
    with Home(settings(home)) as opened:
        return impact.set_state(opened, opened.view(), key, state, by, reason, DAY)


def test_people_set_the_state_and_a_reload_keeps_it(folder: Path) -> None:
    home = folder / "home"
    keys = {name: one["key"] for name, one in by_name(look(home)).items()}
    assert put(home, keys[FINE], "处理中")["state"] == "doing"
    put(home, keys[STAGE][:12], "unneeded", "已核对，名称不变")
    put(home, keys[REGISTRATION], "已调整")
    (folder / "files" / "另一个.md").write_text(
        teahouses.law("另一个规定", "2024年1月1日 国务院令第901号公布", ("为了别的事，制定本规定。",), "2024年2月1日"),
        encoding="utf-8",
    )
    assert teahouses.load(home, folder / "files").release == 2
    work = by_name(look(home))
    assert {name: work[name]["key"] for name in keys} == keys
    assert (work[FINE]["state"], work[FINE]["by"], work[FINE]["state_release"]) == ("doing", "张三", 1)
    assert (work[STAGE]["state_label"], work[STAGE]["reason"]) == ("不需调整", "已核对，名称不变")
    assert work[REGISTRATION]["state"] == "adjusted"
    assert work[REGISTRATION]["note"] == "标为已调整，第 2 号发布的清单仍未改"
    with Home(settings(home)) as opened:
        still = by_name(impact.worklist(opened, opened.view(), DAY))
        assert set(still) == set(keys) - {STAGE}, "what was marked and not done is still to be done"
        assert set(by_name(impact.worklist(opened, opened.view(), DAY, states=["不需调整"]))) == {STAGE}
        assert set(by_name(impact.worklist(opened, opened.view(), DAY, body="小池镇"))) == {DUTY}
        steps = impact.steps(opened, keys[STAGE])
        assert [(one["state_label"], one["by"]) for one in steps] == [("待处理", "dingfen"), ("不需调整", "张三")]


@pytest.mark.parametrize(
    ("key", "state", "reason", "by", "kind", "said"),
    [
        ("{key}", "不需调整", " ", "张三", QuestionError, "“不需调整”要写明理由"),
        ("{key}", "好了", "", "张三", QuestionError, "没有“好了”这种状态"),
        ("{key}", "处理中", "", "", QuestionError, "请写明是谁"),
        ("work/xyz1", "处理中", "", "张三", QuestionError, "不是编号"),
        ("0000", "处理中", "", "张三", LookupError, "没有编号为“0000”的事项"),
    ],
)
def test_what_cannot_be_set(
    folder: Path, key: str, state: str, reason: str, by: str, kind: type[Exception], said: str
) -> None:
    known = key_of(folder / "home", FINE)
    with pytest.raises(kind, match=said):
        put(folder / "home", key.format(key=known), state, reason, by)
    assert by_name(look(folder / "home"))[FINE]["by"] == ""


def test_the_next_release_moves_work_on(folder: Path) -> None:
    home = folder / "home"
    before = {name: one["key"] for name, one in by_name(look(home)).items()}
    put(home, before[LAMPS], "处理中")
    put(home, before[STAGE], "不需调整", "名称不变")
    teahouses.bureau(folder / "files", "2023-06-30", after=True)
    assert teahouses.load(home, folder / "files").release == 2
    work = by_name(look(home))
    assert {name: work[name]["key"] for name in before} == before
    told = {name: (one["state_label"], one["note"], one["listed"]) for name, one in work.items()}
    assert told == {
        REGISTRATION: ("已调整", "第 2 号发布：清单改引《茶馆管理条例》第三条", False),
        MARKET: ("已调整", "第 2 号发布：清单改引《集市管理条例》第三条", False),
        LAMPS: ("已调整", "第 2 号发布：事项已不在清单", False),
        # What a person found needless stays so.
        STAGE: ("不需调整", "", False),
        FINE: ("待处理", "", True),
        DUTY: ("待处理", "", True),
        PAVILION: ("待处理", "", True),
        FERRY: ("待处理", "", True),
    }
    assert (work[FINE]["certainty"], "清单在此以后重新公布，仍引原条号" in work[FINE]["text"]) == ("疑似", True)
    assert work[FINE]["rows"][0]["file"] == "文化和旅游局2023-06-30.csv"
    with Home(settings(home)) as opened:
        events = Reviews(opened.store).work()
        assert by_name(look(home)).keys() == work.keys()
        assert Reviews(opened.store).work() == events, "looked at again nothing is recorded twice"
        assert [one.state for one in events[before[LAMPS]]] == ["todo", "doing", "adjusted"]


def test_a_list_replaced_in_its_place_is_followed_too(folder: Path) -> None:
    """The old edition is gone with its file: what is known of the work tells that the number was not changed."""
    home = folder / "home"
    look(home)
    put(home, key_of(home, FINE), "已调整")
    teahouses.bureau(folder / "files", "2023-06-30", after=True, name="文化和旅游局2020-06-30.csv")
    teahouses.load(home, folder / "files")
    work = by_name(look(home))
    assert (work[FINE]["state"], work[FINE]["note"]) == ("adjusted", "标为已调整，第 2 号发布的清单仍未改")
    assert (work[FINE]["certainty"], work[REGISTRATION]["state"]) == ("疑似", "adjusted")
    teahouses.bureau(
        folder / "files",
        "2024-06-30",
        after=True,
        name="文化和旅游局2020-06-30.csv",
        **{FINE: "《茶馆管理条例》第六条"},
    )
    teahouses.load(home, folder / "files")
    fine = by_name(look(home))[FINE]
    assert (fine["state"], fine["note"]) == ("adjusted", "第 3 号发布：清单改引《茶馆管理条例》第六条")


@pytest.mark.parametrize("name", ["文化和旅游局2025-06-30.csv", "文化和旅游局2020-06-30.csv"])
def test_what_cannot_be_verified_is_not_done_by_publishing_it_again(folder: Path, name: str) -> None:
    """Beside the old list, or in its place: whether the number still says the same nobody can tell."""
    home = folder / "home"
    look(home)
    teahouses.bureau(folder / "files", "2025-06-30", after=True, name=name)
    teahouses.load(home, folder / "files")
    ferry = by_name(look(home))[FERRY]
    assert (ferry["state"], ferry["certainty"], ferry["listed"]) == ("todo", "无法核验", True)
    assert "清单在此以后重新公布，仍引原条号" in ferry["text"]


def test_going_back_to_an_earlier_release_shows_the_work_again(folder: Path) -> None:
    home = folder / "home"
    look(home)
    teahouses.bureau(folder / "files", "2023-06-30", after=True)
    teahouses.load(home, folder / "files")
    assert by_name(look(home))[MARKET]["state"] == "adjusted"
    with Home(settings(home)) as opened:
        opened.use(1)
    market = by_name(look(home))[MARKET]
    assert (market["state"], market["note"]) == ("todo", "第 2 号发布已改，第 1 号发布又引原条文")


def test_a_law_taken_out_does_not_make_work_done(folder: Path) -> None:
    home = folder / "home"
    key = key_of(home, STAGE)
    put(home, key, "处理中")
    with Home(settings(home)) as opened:
        opened.withdraw("戏台安全规定(2021-05-01).md")
    work = by_name(look(home))
    assert LAMPS not in work, "nobody did anything about it, and nothing is known of the change any more"
    assert (work[STAGE]["state"], work[STAGE]["listed"]) == ("doing", False)


def test_a_look_at_another_day_writes_nothing(folder: Path) -> None:
    home = folder / "home"
    assert look(home, record=False)["total"] == 8
    with Home(settings(home)) as opened:
        assert Reviews(opened.store).work() == {}
        found = impact.impact(opened, opened.view(), "", DAY)
        assert len(Reviews(opened.store).work()) == found["total"]
        with opened.store.engine.connect() as connection:
            query = sa.select(database.audit.c.who, database.audit.c.detail).where(
                database.audit.c.action == "worklist"
            )
            assert [(who, json.loads(detail)) for who, detail in connection.execute(query)] == [
                ("dingfen", {"release": 1, "recorded": {"todo": 8}})
            ]


# In a shell and over HTTP --------------------------------------------------------------------------------------------------------------


def _shell(home: Path) -> Callable[..., str]:
    def said(*args: str, code: int = 0) -> str:
        done = run(*args, home=home)
        assert done.returncode == code, done.stderr.decode()
        return (done.stdout if code == 0 or "--json" in args else done.stderr).decode()

    return said


def test_in_a_shell(folder: Path) -> None:
    said = _shell(folder / "home")
    shown = said("impact", "茶馆管理条例")
    assert "已经　《茶馆管理条例》2022-03-01 修订，自2022年6月1日起施行：3 项（" in shown
    assert f"待处理　确认　职权事项“{FINE}”" in shown
    assert "清单　文化和旅游局2020-06-30.csv" in shown
    assert "共 3 项，2 个机构：待处理 3" in shown
    assert "注意：另有 1 行只引《茶馆管理条例》" in shown
    assert "还有 5 项，用 --limit 0 看全部" in said("impact", "--limit", "2")
    key = json.loads(said("impact", "茶馆管理条例", "--json"))["work"][0]["key"]
    assert (
        said("worklist", "set", key, "不需调整", "--by", "张三", code=2) == "错误：“不需调整”要写明理由（--reason）\n"
    )
    assert "处理中　张三" in said("worklist", "set", key, "处理中", "--by", "张三")
    assert "待处理　dingfen" in said("worklist", "show", key)
    doing = json.loads(said("worklist", "--state", "处理中", "--json"))
    assert [one["key"] for one in doing["work"]] == [key]
    assert "状态　张三" in said("worklist", "--state", "doing")
    assert "没有这样的事项" in said("worklist", "--state", "已调整")
    assert "不是日期" in said("impact", "--since", "去年", code=2)
    assert json.loads(said("impact", "没有的办法", "--json", code=1))["error"].startswith("《没有的办法》")
    assert "2099年1月1日起" in said("impact", "--since", "2025-01-01", "--as-of", "2026-11-01")


def test_over_http(folder: Path) -> None:
    with Home(settings(folder / "home").model_copy(update={"writes": True})) as home:
        app = FastAPI()
        problems.install(app)
        app.include_router(router(home))
        client = TestClient(app)
        found = client.get("/api/v1/impact", params={"law": "茶馆管理条例", "limit": 2})
        assert found.headers["dingfen-release"] == "1"
        answer = found.json()
        told = models_work.ImpactAnswer(**answer).model_dump(by_alias=True, mode="json")
        assert told == answer
        assert (answer["total"], len(answer["work"])) == (3, 2)
        key = answer["work"][0]["key"]
        assert Reviews(home.store).work_named(key[5:]) == [key]
        set_ = client.post("/api/v1/worklist", json={"key": key, "state": "处理中", "by": "张三"})
        assert models_work.StepAnswer(**set_.json()).model_dump() == set_.json()
        doing = client.get("/api/v1/worklist", params={"state": "处理中"}).json()
        assert [one["key"] for one in doing["work"]] == [key]
        assert models_work.ImpactAnswer(**doing).total == 1
        for body, status in (
            ({"key": key, "state": "不需调整", "by": "张三"}, 422),
            ({"key": "0000", "state": "处理中", "by": "张三"}, 404),
            ({"key": key, "state": "处理中"}, 422),
        ):
            assert client.post("/api/v1/worklist", json=body).status_code == status
        assert client.get("/api/v1/impact", params={"law": "没有的办法"}).status_code == 404
        assert client.get("/api/v1/impact", params={"since": "去年"}).status_code == 422
        assert client.get("/api/v1/worklist", params={"as_of": "2026-01-01"}).status_code == 422

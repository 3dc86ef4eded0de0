"""The load, as its user runs it: releases, what replaces what, what is refused, and what a real kill -9 leaves behind."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest

from casework import questions
from ingest.home import Home, NothingLoadedError, RefusedError
from ingest.settings import Settings

DAY = date(2026, 11, 1)


def law(number: int, body: str = "", title: str = "") -> str:
    """A law in the corpus's second dialect, in the tests' own words."""
    name = title or f"第{number}号试验管理条例"
    return (
        f"# {name}\n\n2015年3月1日 国务院令第{600 + number}号公布\n\n<!-- INFO END -->\n\n## 第一章 总则\n\n"
        f"第一条 为了试验，制定本条例。{body}\n\n第二条 试验场所由县级人民政府试验部门负责，依照《第1号试验管理条例》第一条办理。\n\n"
        f"第三条 违反本条例第二条的，由试验部门责令改正。\n\n（一）试验未登记的；\n\n（二）试验未备案的。\n\n"
        f"第四条 本条例自2015年6月1日起施行。\n"
    )


LIST = (
    "试验县试验局权责清单（2024年版）\n"
    "序号,权力类型,事项名称,实施依据,实施主体,承办机构\n"
    "1,行政处罚,对试验未登记的处罚,《第2号试验管理条例》第三条第（一）项,试验县试验局,法规股\n"
    "2,行政检查,试验场所检查,《第3号试验管理条例》第二条；《没有载入的条例》第九条,试验县试验局,监督股\n"
)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(1, 6):
        (folder / f"第{number}号试验管理条例(2015-03-01).md").write_text(law(number), encoding="utf-8")
    (folder / "试验局.csv").write_text(LIST, encoding="utf-8")
    (folder / "试验局.csv.yaml").write_text(
        "place: '421127'\nauthority: 试验县试验局\nedition: 2024-06-30\n", encoding="utf-8"
    )
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def open_home(folder: Path) -> Home:
    return Home(Settings(home=folder, graph="", search="", database="", workers=1))


def test_nothing_is_asked_before_anything_is_loaded(home: Path) -> None:
    with open_home(home) as opened, pytest.raises(NothingLoadedError, match="dingfen load"):
        opened.view()


def test_the_way_through(home: Path, files: Path) -> None:
    with open_home(home) as opened:
        report = opened.load([files])
        assert (report.release, report.created, report.failed) == (1, True, 0)
        assert (report.files, report.read, report.documents) == (6, 6, 6)
        view = opened.view()
        hits = questions.search(view, "试验未登记", DAY, {"kind": ["power"]}).hits
        assert [hit.title for hit in hits][:1] == ["对试验未登记的处罚"]
        traced = questions.trace(view, hits[0].id, DAY)
        assert {"law/cn/第2号试验管理条例/2015-03-01/art_3", "law/cn/第2号试验管理条例"} <= {
            n["id"] for n in traced["nodes"]
        }
        assert any("法规股" in step["text"] for step in traced["steps"])
        second = questions.search(view, "试验场所检查", DAY, {"kind": ["power"]}).hits[0]
        states = {step["state"] for step in questions.trace(view, second.id, DAY)["steps"]}
        assert "无法核验" in states
        back = questions.trace(view, "law/cn/第2号试验管理条例/art_3", DAY)
        assert hits[0].id in {n["id"] for n in back["nodes"]}


def test_the_same_files_twice_make_no_new_release(home: Path, files: Path) -> None:
    with open_home(home) as opened:
        opened.load([files])
        before = sorted((p.name, p.stat().st_mtime_ns) for p in home.rglob("*") if p.is_file() and "release-" in p.name)
        again = opened.load([files])
        assert (again.release, again.created, again.unchanged, again.units) == (1, False, 6, 0)
        after = sorted((p.name, p.stat().st_mtime_ns) for p in home.rglob("*") if p.is_file() and "release-" in p.name)
        assert before == after


def test_the_same_files_elsewhere_in_another_order_make_the_same_manifest(tmp_path: Path, files: Path) -> None:
    other = tmp_path / "elsewhere"
    other.mkdir()
    for file in files.iterdir():
        (other / file.name).write_bytes(file.read_bytes())
    with open_home(tmp_path / "one") as one, open_home(tmp_path / "two") as two:
        one.load([files])
        two.load(sorted(other.iterdir(), reverse=True))
        assert one.store.release(1).manifest == two.store.release(1).manifest
        assert one.graph.manifest(1) == two.graph.manifest(1) == two.search.manifest(1)


def test_a_changed_file_replaces_what_came_from_it(home: Path, files: Path) -> None:
    with open_home(home) as opened:
        opened.load([files])
        first = {m.digest for m in opened.store.members(1)}
        (files / "第2号试验管理条例(2015-03-01).md").write_text(law(2, "麒麟出没之处不得试验。"), encoding="utf-8")
        report = opened.load([files])
        assert (report.release, report.added, report.removed, report.units) == (2, 1, 1, 1)
        view = opened.view()
        assert questions.search(view, "麒麟", DAY).hits[0].id == "law/cn/第2号试验管理条例/2015-03-01/art_1"
        assert {m.digest for m in opened.store.members(1)} == first
        opened.use(1)
        assert questions.search(opened.view(), "麒麟", DAY).total == 0
        assert opened.view().number == 1
        opened.use(2)
        assert questions.search(opened.view(), "麒麟", DAY).total == 1


def test_what_is_withdrawn_is_gone_and_can_be_brought_back(home: Path, files: Path) -> None:
    with open_home(home) as opened:
        opened.load([files])
        report = opened.withdraw("law/cn/第2号试验管理条例/2015-03-01")
        assert (report.release, report.removed) == (2, 1)
        view = opened.view()
        power = questions.search(view, "试验未登记", DAY, {"kind": ["power"]}).hits[0]
        assert "无法核验" in {step["state"] for step in questions.trace(view, power.id, DAY)["steps"]}
        with pytest.raises(LookupError, match="没有找到“没有这份”"):
            opened.withdraw("没有这份")
        opened.load([files])
        assert opened.store.release(3).manifest == opened.store.release(1).manifest
        states = {step["state"] for step in questions.trace(opened.view(), power.id, DAY)["steps"]}
        assert "无法核验" not in states


def test_only_the_last_projections_are_kept_and_older_ones_are_made_again(tmp_path: Path, files: Path) -> None:
    with Home(Settings(home=tmp_path / "home", graph="", search="", database="", workers=1, keep=2)) as opened:
        for turn in range(4):
            (files / "第5号试验管理条例(2015-03-01).md").write_text(law(5, f"第{turn}次。"), encoding="utf-8")
            opened.load([files])
        assert opened.graph.releases() == opened.search.releases() == [3, 4]
        opened.use(1)
        view = opened.view()
        assert view.number == 1
        assert "第0次" in view.graph.nodes(["law/cn/第5号试验管理条例/2015-03-01/art_1"])[0]["text"]


def test_rebuilding_gives_the_same_answers(home: Path, files: Path) -> None:
    with open_home(home) as opened:
        opened.load([files])
        (files / "第3号试验管理条例(2015-03-01).md").write_text(law(3, "改过。"), encoding="utf-8")
        opened.load([files])
        before = opened.view().graph.counts(), opened.graph.manifest(2)
        opened.rebuild()
        assert opened.view().graph.counts() == before[0]
    with open_home(home) as opened:
        assert (opened.view().graph.counts(), opened.graph.manifest(2)) == before


TEA = """# 茶叶管理条例

{history}

<!-- INFO END -->

## 第一章 总则

第一条 为了管好茶叶，制定本条例。

第二条 县级以上人民政府应急管理部门应当检查茶叶仓库的安全。

{added}第{third}条 茶叶仓库应当每年晾晒三次，并记录晾晒的日期和天气。

第{fourth}条 本条例自{effective}起施行。
"""
OLD_TEA = TEA.format(
    history="2015年3月1日 国务院令第701号公布", added="", third="三", fourth="四", effective="2015年6月1日"
)
NEW_TEA = TEA.format(
    history="2015年3月1日 国务院令第701号公布　2026年9月1日 国务院令第801号修订",
    added="第三条 乡镇人民政府协助做好茶叶仓库的检查工作。\n\n",
    third="四",
    fourth="五",
    effective="2026年10月1日",
)
STORE = (
    "# 仓库安全条例\n\n2026年10月20日 国务院令第802号公布\n\n<!-- INFO END -->\n\n"
    "第一条 为了仓库安全，制定本条例。\n\n第九条 茶叶仓库应当每年晾晒三次，并记录晾晒的日期和天气。\n\n"
    "第十条 本条例自2026年10月30日起施行。《茶叶管理条例》同时废止。\n"
)


def test_actors_and_succession_of_articles_come_into_the_graph(home: Path, files: Path) -> None:
    for name, text in (("2015-03-01", OLD_TEA), ("2026-09-01", NEW_TEA)):
        (files / f"茶叶管理条例({name}).md").write_text(text, encoding="utf-8")
    tea = "law/cn/茶叶管理条例"
    with open_home(home) as opened:
        opened.load([files])
        graph = opened.view().graph
        (actor,) = graph.actors(f"{tea}/2026-09-01/art_2")
        assert (actor["code"], actor["level"], actor["modality"]) == ("emergency", "county+", "shall")
        text = graph.nodes([f"{tea}/2026-09-01/art_2"])[0]["text"]
        assert text[actor["begins"] : actor["ends"]] == actor["text"] == "县级以上人民政府应急管理部门"
        (moved,) = graph.taken_up(f"{tea}/art_3")
        assert (moved["version"], moved["number"], moved["change"]) == (f"{tea}/2015-03-01", "4", "renumbered")
        assert (moved["similarity"], moved["doubtful"]) == (1000, False)
        assert [row["number"] for row in graph.came_from(f"{tea}/2026-09-01/art_4")] == ["3"]
        assert [row["compared"] for row in graph.versions(tea)] == [[], [f"{tea}/2015-03-01"]]
        before = opened.graph.manifest(1)
        # What is taken up hangs on the words of the earlier text: another wording of it makes the later unit anew.
        (files / "茶叶管理条例(2015-03-01).md").write_text(OLD_TEA.replace("三次", "两次"), encoding="utf-8")
        opened.load([files])
        after = opened.graph.manifest(2)
        assert {key for key in after if after[key] != before.get(key)} == {f"{tea}/2015-03-01", f"{tea}/2026-09-01"}
        (files / "仓库安全条例(2026-10-20).md").write_text(STORE, encoding="utf-8")
        opened.load([files])
        into = opened.view().graph.taken_up(f"{tea}/art_4")
        assert [(row["version"], row["law"], row["number"]) for row in into] == [
            (f"{tea}/2015-03-01", tea, "5"),
            (f"{tea}/2026-09-01", "law/cn/仓库安全条例", "9"),
        ]
        opened.rebuild()
        assert opened.view().graph.taken_up(f"{tea}/art_4") == into


def test_texts_of_captions_only_are_passed_over_and_told(home: Path, files: Path) -> None:
    front = "---\ntext: captions\n---\n"
    (files / "茶叶管理条例(2015-03-01).md").write_text(front + OLD_TEA, encoding="utf-8")
    (files / "茶叶管理条例(2026-09-01).md").write_text(NEW_TEA, encoding="utf-8")
    tea = "law/cn/茶叶管理条例"
    with open_home(home) as opened:
        opened.load([files])
        view = opened.view()
        assert view.graph.taken_up(f"{tea}/art_3") == []
        answer = questions.trace(view, f"{tea}/2015-03-01/art_3", DAY)
        (step,) = [step for step in answer["steps"] if step["kind"] == "succession"]
        assert step["state"] == "无法核验"
        assert "只有条旨没有条文" in step["text"]


def test_the_functions_of_bodies_come_into_the_graph(home: Path, files: Path) -> None:
    (files / "三定.csv").write_text(
        "黄梅县应急管理局三定职责（2024年版）\n序号,主要职责,对应权责事项\n"
        "1,负责辖区内的防震减灾工作，会同水利部门抢险,抢险\n",
        encoding="utf-8",
    )
    (files / "三定.csv.yaml").write_text(
        "place: '421127'\nauthority: 黄梅县应急管理局\nedition: 2024-06-30\nkind: mandate_list\n", encoding="utf-8"
    )
    (files / "安排.csv").write_text(
        "黄梅县授权委托安排（2024年版）\n序号,安排方式,委托机关,受委托机构,委托事项,依据,起始日期\n"
        "1,委托,黄梅县水利局,小池镇,水利工程巡查,《第1号试验管理条例》第二条,2024-01-01\n",
        encoding="utf-8",
    )
    (files / "安排.csv.yaml").write_text(
        "place: '421127'\nauthority: 黄梅县人民政府\nedition: 2024-06-30\nkind: arrangement_list\n", encoding="utf-8"
    )
    with open_home(home) as opened:
        opened.load([files])
        graph = opened.view().graph
        emergency = graph.functions_of("body/421127/黄梅县应急管理局")
        assert [(row["code"], row["via"]) for row in emergency] == [("emergency", "name"), ("earthquake", "mandate")]
        assert emergency[1]["source"].startswith("mandate/421127/黄梅县应急管理局/")
        assert [row["code"] for row in graph.functions_of("body/421127/黄梅县人民政府")] == ["people_government"]
        town = next(row["id"] for row in graph.all_nodes("Body") if row["name"] == "小池镇")
        told = graph.functions_of(town)
        assert {(row["code"], row["via"]) for row in told} == {("people_government", "name"), ("water", "arrangement")}
        assert next(row for row in told if row["code"] == "water")["source"].startswith(
            "arrangement/421127/黄梅县人民政府/"
        )
        assert {row["id"] for row in graph.bodies_having("function/water")} == {town, "body/421127/黄梅县水利局"}


def test_bad_files_are_told_and_the_rest_is_loaded(home: Path, files: Path) -> None:
    (files / "截断.docx").write_bytes(b"PK\x03\x04 cut off")
    (files / "空.md").write_text("")
    (files / "没有日期的规定.md").write_text("# 没有日期的规定\n\n第一条 内容。\n", encoding="utf-8")
    (files / "国标.md").write_bytes(law(9).encode("gb18030"))
    (files / "没有表头.csv").write_text("甲,乙,丙\n1,2,3\n4,5,6\n7,8,9\n", encoding="utf-8")
    with open_home(home) as opened:
        report = opened.load([files])
        said = [problem.text() for problem in report.problems]
        assert report.failed == 3
        for expected in ("截断.docx", "空.md", "没有表头.csv", "国标.md", "没有日期的规定.md"):
            assert any(expected in text for text in said), expected
        view = opened.view()
        assert questions.show(view, "law/cn/第9号试验管理条例", DAY)["status"] == "01"
        assert questions.show(view, "law/cn/没有日期的规定", DAY)["status"] == "00"


def test_strict_refuses_the_whole_load(home: Path, files: Path) -> None:
    with open_home(home) as opened:
        opened.load([files])
        (files / "截断.docx").write_bytes(b"PK\x03\x04 cut off")
        (files / "第1号试验管理条例(2015-03-01).md").write_text(law(1, "新的。"), encoding="utf-8")
        with pytest.raises(RefusedError) as refused:
            opened.load([files], strict=True)
        assert any("截断.docx" in problem.text() for problem in refused.value.report.problems)
        assert [release.number for release in opened.store.releases()] == [1]
        assert opened.view().number == 1


def test_strict_minds_only_what_this_load_brings(home: Path, files: Path) -> None:
    (files / "抄本.md").write_text(law(1, "多出来的话。"), encoding="utf-8")
    with open_home(home) as opened:
        opened.load([files])
        new = files / "第8号试验管理条例(2015-03-01).md"
        new.write_text(law(8), encoding="utf-8")
        assert opened.load([new], strict=True).created


def test_nothing_to_load_is_told(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    with open_home(home) as opened:
        with pytest.raises(RefusedError) as refused:
            opened.load([folder])
        assert "里面没有文件" in refused.value.report.problems[0].text()
        (folder / "照片.png").write_bytes(b"\x89PNG")
        with pytest.raises(RefusedError) as refused:
            opened.load([folder])
        assert "没有可以载入的文件（看了1个）" in refused.value.report.problems[0].text()
        assert opened.store.releases() == []


def test_two_files_that_claim_one_version_are_merged_and_told(home: Path, files: Path) -> None:
    (files / "抄本.md").write_text(law(1, "多出来的话。"), encoding="utf-8")
    with open_home(home) as opened:
        report = opened.load([files])
        assert any(
            "同一版本的另一来源" in problem.message and "第1条" in problem.message for problem in report.problems
        )
        assert len(opened.view().graph.versions("law/cn/第1号试验管理条例")) == 1


def test_a_list_split_over_files_is_one_list_and_a_copy_is_none(home: Path, files: Path) -> None:
    for name, item in (("试验局许可", "试验许可"), ("试验局确认", "试验确认")):
        (files / f"{name}.csv").write_text(
            LIST.replace("对试验未登记的处罚", item).replace("试验场所检查", f"{item}变更"), encoding="utf-8"
        )
        (files / f"{name}.csv.yaml").write_bytes((files / "试验局.csv.yaml").read_bytes())
    (files / "试验局抄本.csv").write_text(LIST + "\n", encoding="utf-8")
    (files / "试验局抄本.csv.yaml").write_bytes((files / "试验局.csv.yaml").read_bytes())
    with open_home(home) as opened:
        report = opened.load([files])
        view = opened.view()
        assert view.graph.counts()["List"] == 3
        assert view.graph.counts()["Entry"] == view.graph.counts()["Power"] == 6
        assert len([p for p in report.problems if "没有采用" in p.message]) == 1
        for item in ("试验许可", "试验确认变更", "对试验未登记的处罚"):
            hit = questions.search(view, item, DAY, {"kind": ["power"]}).hits[0]
            assert hit.title == item
            assert any(
                "第" in step["text"] and "行" in step["text"] for step in questions.trace(view, hit.id, DAY)["steps"]
            )


def test_a_zip_is_a_folder(home: Path, files: Path, tmp_path: Path) -> None:
    archive = tmp_path / "all.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for file in files.iterdir():
            packed.write(file, file.name)
    with open_home(home) as opened, open_home(tmp_path / "other") as other:
        opened.load([archive])
        other.load([files])
        assert opened.store.release(1).manifest == other.store.release(1).manifest


def test_a_reviewed_file_changes_dates_and_is_part_of_the_release(home: Path, files: Path) -> None:
    (files / "审定.yaml").write_text(
        "kind: overrides\noverrides:\n  - law: 第1号试验管理条例\n    version: 2015-03-01\n    set: {effective: 2016-01-01}\n"
        "    by: 某人\n    source: 公告\n",
        encoding="utf-8",
    )
    with open_home(home) as opened:
        opened.load([files])
        version = questions.show(opened.view(), "law/cn/第1号试验管理条例", DAY)["versions"][0]
        assert (version["valid_from"], version["settled"]["fields"]["effective"]["rule"]) == (date(2016, 1, 1), "O1")
        opened.withdraw("审定")
        version = questions.show(opened.view(), "law/cn/第1号试验管理条例", DAY)["versions"][0]
        assert version["valid_from"] == date(2015, 6, 1)


_LOAD = """
import sys
from pathlib import Path
from ingest.home import Home
from ingest.settings import Settings
if __name__ == "__main__":
    with Home(Settings(home=Path(sys.argv[1]), graph="", search="", database="", workers=int(sys.argv[3]))) as home:
        print("go", flush=True)
        print(home.load([Path(sys.argv[2])]).release, flush=True)
"""


def test_a_real_kill_anywhere_leaves_the_last_release_serving(home: Path, files: Path, tmp_path: Path) -> None:
    with open_home(home) as opened:
        opened.load([files])
        answer = questions.search(opened.view(), "试验未登记", DAY).hits[0].id
    for number in range(6, 120):
        (files / f"第{number}号试验管理条例(2015-03-01).md").write_text(law(number, "长" * 400), encoding="utf-8")
    script = tmp_path / "load.py"
    script.write_text(_LOAD)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, str(script), str(home), str(files), "1"]

    def run(delay: float | None) -> tuple[bool, float]:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True)
        assert process.stdout is not None
        process.stdout.readline()
        begun = time.perf_counter()
        if delay is not None:
            time.sleep(delay)
            os.killpg(process.pid, signal.SIGKILL)
        said = process.stdout.read().strip()
        process.wait()
        return bool(said), time.perf_counter() - begun

    # How long the whole takes, on a copy, so that the kills fall all over it.
    probe = tmp_path / "probe"
    command[2] = str(probe)
    _, whole = run(None)
    command[2] = str(home)
    rng = random.Random(11)
    killed = 0
    for _ in range(6):
        done, _ = run(rng.uniform(0.0, whole))
        with open_home(home) as opened:
            current = opened.store.current()
            assert current == opened.view().number
            assert questions.search(opened.view(), "试验未登记", DAY).hits[0].id == answer
            if done:
                # What was acknowledged is there, and there is nothing left to kill.
                assert opened.store.release(current).documents == 120
                break
            killed += current == 1
    assert killed
    with open_home(home) as opened:
        report = opened.load([files])
        assert opened.store.release(report.release).documents == 120
        assert opened.graph.releases() == opened.search.releases()
        left = [p.name for p in home.rglob("*") if p.name.endswith((".part", ".tmp")) or ".building" in p.name]
        assert left == []

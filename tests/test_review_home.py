"""The home between its steps: what is lost, what stays behind, and whether going step by step gives what starting anew gives."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from casework import questions
from ingest.home import Home
from ingest.settings import Settings
from ontologies.schema import edge_tables, node_tables

DAY = date(2026, 11, 1)


def open_home(folder: Path, **more: Any) -> Home:
    return Home(Settings(home=folder, graph="", search="", database="", workers=1, **more))


def law(title: str, *articles: str, issued: str = "2015年3月1日 国务院令第600号公布") -> str:
    numbers = "一二三四五六七八九"
    body = "\n\n".join(f"第{numbers[n]}条 {text}" for n, text in enumerate(articles))
    return f"# {title}\n\n{issued}\n\n<!-- INFO END -->\n\n{body}\n"


LIST = (
    "试验县试验局权责清单（2024年版）\n"
    "序号,权力类型,事项名称,实施依据,实施主体,承办机构\n"
    "1,行政处罚,对试验未登记的处罚,《试验条例》第三条,试验县试验局,法规股\n"
    "2,行政检查,试验场所检查,《试验条例》第二条；《场所办法》第二条,试验县试验局,监督股\n"
)
SIDECAR = "place: '421127'\nauthority: 试验县试验局\nedition: 2024-06-30\n"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "试验条例(2015-03-01).md").write_text(
        law("试验条例", "为了试验。", "试验由试验局负责。", "本条例自2015年6月1日起施行。"), encoding="utf-8"
    )
    (folder / "场所办法(2015-03-01).md").write_text(
        law("场所办法", "根据《试验条例》制定本办法。", "依照《试验条例》第三条办理。", "自2015年6月1日起施行。"),
        encoding="utf-8",
    )
    (folder / "试验局.csv").write_text(LIST, encoding="utf-8")
    (folder / "试验局.csv.yaml").write_text(SIDECAR, encoding="utf-8")
    return folder


def contents(home: Home) -> dict[str, list[dict[str, Any]]]:
    """Every row of the graph that serves."""
    graph = home.view().graph
    nodes = {name: graph.all_nodes(name) for name in node_tables()}
    return nodes | {name: graph.all_edges(name) for name in edge_tables()}


def compare(step: Home, tmp_path: Path, files: Path, name: str) -> None:
    with open_home(tmp_path / name) as fresh:
        fresh.load([files])
        wanted, found = contents(fresh), contents(step)
        for table in wanted:
            assert found[table] == wanted[table], table


def test_step_by_step_gives_what_starting_anew_gives(tmp_path: Path, files: Path) -> None:
    regulation = files / "试验条例(2015-03-01).md"
    later = files / "试验条例(2020-03-01).md"
    with open_home(tmp_path / "home") as home:
        home.load([files])
        compare(home, tmp_path, files, "one")
        # An article that others cite goes, then comes back under another form of the title.
        regulation.write_text(law("试验条例", "为了试验。", "本条例自2015年6月1日起施行。"), encoding="utf-8")
        home.load([files])
        compare(home, tmp_path, files, "two")
        later.write_text(
            law(
                "中华人民共和国试验条例",
                "为了试验。",
                "改过。",
                "加上。",
                issued="2015年3月1日 国务院令第600号公布 2020年3月1日 国务院令第700号修订",
            ),
            encoding="utf-8",
        )
        home.load([files])
        compare(home, tmp_path, files, "three")
        for path in (regulation, later):
            home.withdraw(str(path))
            path.unlink()
        compare(home, tmp_path, files, "four")


@pytest.mark.parametrize("lost", ["graph", "search"])
def test_one_lost_projection_is_made_again(tmp_path: Path, files: Path, lost: str) -> None:
    with open_home(tmp_path / "home") as home:
        home.load([files])
    shutil.rmtree(tmp_path / "home" / lost)
    with open_home(tmp_path / "home") as home:
        report = home.load([files])
        assert (report.release, report.created) == (1, False)
        assert questions.search(home.view(), "试验未登记", DAY).total


def test_using_an_old_release_of_which_only_one_projection_is_left(tmp_path: Path, files: Path) -> None:
    with open_home(tmp_path / "home", keep=1) as home:
        home.load([files])
        for turn in "甲乙丙":
            (files / "场所办法(2015-03-01).md").write_text(law("场所办法", f"{turn}。"), encoding="utf-8")
            home.load([files])
        # Killed between the two: the graph of the old release is there, its index is not.
        plan = home._plan(home.store.members(1))[0]
        from ingest.project import Projector

        units = [graph for graph, _ in Projector(plan, home.store.bodies, "").units(sorted(plan.units))]
        home.graph.bring_forward(None, 1, (), units, len(units))
        home.use(1)
        assert home.view().number == 1


def test_an_emptied_review_file_takes_its_corrections_back(tmp_path: Path, files: Path) -> None:
    review = files / "审定.yaml"
    review.write_text(
        "kind: overrides\noverrides:\n  - law: 试验条例\n    version: 2015-03-01\n    set: {effective: 2016-01-01}\n"
        "    by: 某人\n    source: 公告\n",
        encoding="utf-8",
    )
    with open_home(tmp_path / "home") as home:
        home.load([files])
        assert home.view().graph.versions("law/cn/试验条例")[0]["valid_from"] == date(2016, 1, 1)
        review.write_text("kind: overrides\noverrides: []\n", encoding="utf-8")
        home.load([files])
        assert home.view().graph.versions("law/cn/试验条例")[0]["valid_from"] == date(2015, 6, 1)


def test_a_list_given_alone_is_read_with_the_sidecar_beside_it(tmp_path: Path, files: Path) -> None:
    with open_home(tmp_path / "home") as home:
        home.load([files])
        before = [row["id"] for row in home.view().graph.all_nodes("List")]
        (files / "试验局.csv").write_text(LIST.replace("监督股", "检查股"), encoding="utf-8")
        report = home.load([files / "试验局.csv"])
        assert (report.added, report.removed) == (1, 1)
        assert [row["id"] for row in home.view().graph.all_nodes("List")] == before


def test_what_a_killed_load_left_is_swept(tmp_path: Path, files: Path) -> None:
    left = tmp_path / "home" / "plan-1-0.tmp"
    left.parent.mkdir()
    left.write_bytes(b"x")
    with open_home(tmp_path / "home") as home:
        home.load([files])
    assert not left.exists()


def test_a_new_projector_is_not_served_by_old_rows(
    tmp_path: Path, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_home(tmp_path / "home") as home:
        home.load([files])
        before = home.graph.manifest(1)
        monkeypatch.setattr("ingest.project.PROJECTOR", "next")
        monkeypatch.setattr("ingest.home.PROJECTOR", "next")
        home.load([files])
        assert home.graph.manifest(home.store.current()).keys() == before.keys()
        assert set(home.graph.manifest(home.store.current()).values()).isdisjoint(before.values())


def test_heads_of_documents_long_gone_are_not_kept_in_memory(tmp_path: Path, files: Path) -> None:
    with open_home(tmp_path / "home") as home:
        for turn in range(12):
            (files / "场所办法(2015-03-01).md").write_text(law("场所办法", f"第{turn}次。"), encoding="utf-8")
            home.load([files])
        assert len(home._heads) <= 2 * 3


def test_an_article_out_of_force_is_shown_as_it_last_stood_not_as_it_will(tmp_path: Path, files: Path) -> None:
    (files / "试验条例(2030-03-01).md").write_text(
        law(
            "试验条例",
            "为了将来。",
            "将来的。",
            "本条例自2031年1月1日起施行。",
            issued="2015年3月1日 国务院令第600号公布 2020年3月1日 国务院令第700号修订 2030年3月1日 国务院令第800号修订",
        ),
        encoding="utf-8",
    )
    with open_home(tmp_path / "home") as home:
        home.load([files])
        # The text of 2020 is known by name only: nothing that is loaded holds today.
        shown = questions.show(home.view(), "law/cn/试验条例/art_1", DAY)
        assert (shown["provision"], shown["status"]) == ("law/cn/试验条例/2015-03-01/art_1", "03")
        assert questions.show(home.view(), "law/cn/试验条例/art_1", date(2010, 1, 1))["status"] == "02"


def test_lists_of_which_nobody_knows_whose_they_are(tmp_path: Path, files: Path) -> None:
    for name in "甲乙":
        text = f"序号,权力类型,事项名称,实施依据\n1,行政处罚,{name}项处罚,《试验条例》第三条\n"
        (files / f"{name}.csv").write_text(text, encoding="utf-8")
    with open_home(tmp_path / "home") as home:
        home.load([files])
        assert len(home.view().graph.all_nodes("List")) == 3
        assert {"甲项处罚", "乙项处罚"} <= {row["name"] for row in home.view().graph.all_nodes("Power")}


def test_sub_items_that_share_a_code(tmp_path: Path, files: Path) -> None:
    text = (
        "试验县试验局权责清单（2024年版）\n序号,权力编码,权力类型,事项名称,子项名称,实施依据,实施主体\n"
        "1,420001,行政处罚,试验处罚,对甲的处罚,《试验条例》第三条,试验县试验局\n"
        "2,420001,行政处罚,试验处罚,对乙的处罚,《试验条例》第二条,试验县试验局\n"
    )
    (files / "试验局.csv").write_text(text, encoding="utf-8")
    with open_home(tmp_path / "home") as home:
        home.load([files])
        names = [row["name"] for row in home.view().graph.all_nodes("Power")]
        assert sorted(names) == ["试验处罚（对乙的处罚）", "试验处罚（对甲的处罚）"]


def test_a_folder_that_moved_is_replaced_where_it_lies_now(tmp_path: Path, files: Path) -> None:
    with open_home(tmp_path / "home") as home:
        home.load([files])
        moved = files.rename(tmp_path / "moved")
        home.load([moved])
        assert {Path(member.origin).parent for member in home.store.members(home.store.current())} == {moved}
        (moved / "场所办法(2015-03-01).md").write_text(law("场所办法", "改过的。"), encoding="utf-8")
        report = home.load([moved])
        assert (report.added, report.removed, report.documents) == (1, 1, 3)
        assert home.load([moved]).created is False


def test_a_copy_elsewhere_changes_nothing(tmp_path: Path, files: Path) -> None:
    with open_home(tmp_path / "home") as home:
        home.load([files])
        shutil.copytree(files, tmp_path / "copy")
        assert home.load([tmp_path / "copy"]).created is False

"""The lists of ../shared/lists as they were found: service items of a district, a system's table of departments, an empty template."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from casework import questions
from ingest.home import Home
from ingest.settings import Settings

LISTS = Path(__file__).parents[2] / "shared" / "lists"
DAY = date(2026, 11, 23)
pytestmark = [pytest.mark.shared, pytest.mark.skipif(not LISTS.is_dir(), reason="没有 ../shared/lists，跳过")]


def test_all_of_them_load_and_answer(tmp_path: Path) -> None:
    with Home(Settings(home=tmp_path, workers=1)) as home:
        report = home.load([LISTS])
        errors = [problem for problem in report.problems if problem.severity == "error"]
        # The template has heads and no rows: nothing to load, and said so.
        assert [(problem.file, problem.message) for problem in errors] == [
            ("lists/guangdong_power_list_template.xlsx", "表头下没有数据行")
        ]
        view = home.view()
        counts = view.graph.counts()
        assert (counts["Service"], counts["Entry"]) == (1135, 1135 + 59)
        held = Counter(edge["to"] for edge in view.graph.all_edges("HELD_BY") if edge["role"] == "lead")
        assert sum(held.values()) == 1135
        assert len(held) > 25
        assert all(body.startswith("body/511602/") for body in held)
        types = Counter(node["power_type"] for node in view.graph.all_nodes("Service"))
        assert set(types) <= {"01", "05", "07", "08", "09", "10", "20"}
        assert all(node["code"] for node in view.graph.all_nodes("Service"))
        bodies = {node["name"] for node in view.graph.all_nodes("Body") if node["stated"]}
        # Some departments stand in several rows, once for each of the things that they are in law.
        assert len(bodies) == 51
        assert "浙江省发展和改革委员会" in bodies
        found = questions.search(view, "残疾人证换领", DAY)
        assert found.hits[0].title == "残疾人证换领"
        assert questions.trace(view, found.hits[0].id, DAY)["steps"][0]["kind"] == "item"

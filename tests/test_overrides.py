"""Reviewed files: what is read, and every message by its text."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.overrides import Reviewed, is_override, read_reviewed

GOOD = """kind: overrides
overrides:
  - law: 渔业法
    version: 2025-12-27
    set: {effective: 2026-05-01}
    by: 张某
    reviewed_on: 2026-06-01
    source: 主席令
  - law: 某条例
    set: {repealed: 2020-01-01, rank: 行政法规}
    by: 张某
    source: 公告
"""


def test_a_reviewed_file_is_read() -> None:
    assert is_override(GOOD.encode())
    found, problems = read_reviewed(GOOD.encode(), "审定.yaml")
    records = found.overrides
    assert problems == []
    assert (records[0].law, records[0].version, records[0].set, records[0].on) == (
        "渔业法",
        date(2025, 12, 27),
        {"effective": "2026-05-01"},
        date(2026, 6, 1),
    )
    assert records[1].set == {"repealed": "2020-01-01", "rank": "行政法规"}


@pytest.mark.parametrize("key", ["reviewed_on", "on", "'on'"])
def test_the_day_of_review_may_be_written_as_people_write_it(key: str) -> None:
    found, _ = read_reviewed(GOOD.replace("reviewed_on", key).encode(), "审定.yaml")
    assert found.overrides[0].on == date(2026, 6, 1)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "version: 2025-12-27",
            "version: 去年",
            "审定.yaml（第1项）：version “去年”不是日期。应为：如 2025-12-27。处理：改正后再载入。",
        ),
        (
            "    by: 张某\n    reviewed_on",
            "    reviewed_on",
            "审定.yaml（第1项）：缺少 by。应为：审定须写明审定人（by）和依据（source）。处理：改正后再载入。",
        ),
        (
            "effective: 2026-05-01",
            "colour: red",
            "审定.yaml（第1项）：不认识的字段 colour。应为：version_date、effective、repealed、rank。处理：改正后再载入。",
        ),
        (
            "effective: 2026-05-01",
            "effective: 明天",
            "审定.yaml（第1项）：effective “明天”不是日期。应为：如 2026-05-01。处理：改正后再载入。",
        ),
        (
            "    version: 2025-12-27\n",
            "",
            "审定.yaml（第1项）：effective 属于某个版本，却没有写 version。应为：version: 版本日期。处理：改正后再载入。",
        ),
        (
            "  - law: 某条例\n",
            "  - law: 某条例\n    version: 2020-01-01\n",
            "审定.yaml（第2项）：repealed 属于整部文件，不能写 version。应为：去掉 version。处理：改正后再载入。",
        ),
        (
            "  - law: 某条例\n",
            "  - name: 某条例\n",
            "审定.yaml（第2项）：缺少 law 或 set。应为：law（题名）和 set（字段: 值）。处理：改正后再载入。",
        ),
    ],
)
def test_every_fault_is_named_and_nothing_is_half_loaded(old: str, new: str, message: str) -> None:
    assert old in GOOD
    found, problems = read_reviewed(GOOD.replace(old, new, 1).encode(), "审定.yaml")
    assert found == Reviewed()
    assert message in [problem.text() for problem in problems]


def test_what_is_no_yaml() -> None:
    _, problems = read_reviewed(b"kind: overrides\noverrides: [", "审定.yaml")
    assert problems[0].message == "审定文件读不出来"
    _, problems = read_reviewed(b"kind: overrides\noverrides: 3", "审定.yaml")
    assert (
        problems[0].text()
        == "审定.yaml：审定文件没有 overrides 列表。应为：overrides: 下每项一条审定。处理：补上后再载入。"
    )

"""Division tables: ``code,name,level,parent`` (or 区划代码, 名称, 层级, 上级代码) → places."""

from __future__ import annotations

import re

from ingest.lists.columns import head_key
from ingest.lists.grid import GridError, read_grids
from ontologies import places
from ontologies.places import Place
from ontologies.records import Level, Problem

_HEADS = {
    "code": "code 区划代码 代码 行政区划代码 统计用区划代码",
    "name": "name 名称 区划名称 行政区划名称",
    "level": "level 层级 级别 行政级别",
    "parent": "parent 上级代码 上级区划 上级区划代码 父级代码",
}
_INDEX = {word: field for field, words in _HEADS.items() for word in words.split()}
_LEVELS = {str(level): level for level in Level} | {level.label: level for level in Level}
_HEAD_ROWS = 30


def is_divisions(data: bytes, name: str) -> bool:
    """Whether a file is a division table: its head has a code and a name, and its level or parent, and nothing of an item."""
    try:
        grids, _ = read_grids(data, name)
    except GridError:
        return False
    return any(_head(grid.rows) is not None for grid in grids)


def _head(rows: list[list[str]]) -> tuple[int, dict[str, int]] | None:
    for number, row in enumerate(rows[:_HEAD_ROWS]):
        found: dict[str, int] = {}
        for column, text in enumerate(row):
            field = _INDEX.get(head_key(text))
            if field and field not in found:
                found[field] = column
        if {"code", "name"} <= found.keys() and found.keys() & {"level", "parent"}:
            return number, found
    return None


def read_divisions(data: bytes, name: str) -> tuple[list[Place], list[Problem]]:
    """Every division of a table, in its order. Rows without a usable code or name are reported and left out; a file without
    a head gives an error and nothing."""
    try:
        grids, problems = read_grids(data, name)
    except GridError as error:
        return [], [error.problem]
    answer: list[Place] = []
    for grid in grids:
        head = _head(grid.rows)
        if head is None:
            continue
        first, columns = head
        for number, row in enumerate(grid.rows[first + 1 :], first + 2):
            if not any(cell.strip() for cell in row):
                continue
            code = places.normal_code(row[columns["code"]].strip())
            label = re.sub(r"\s+", "", row[columns["name"]])
            if not re.fullmatch(r"[1-8]\d+", code) or len(code) not in (2, 4, 6, 9, 12) or not label:
                problems.append(
                    Problem(
                        "warning",
                        name,
                        f"第 {number} 行",
                        f"区划代码“{row[columns['code']]}”或名称不能用，未载入",
                        "2、4、6、9 或 12 位数字代码和名称",
                    )
                )
                continue
            told = row[columns["level"]].strip() if "level" in columns else ""
            level = _LEVELS.get(told, places.level_of(code))
            parent = places.normal_code(row[columns["parent"]].strip()) if "parent" in columns else ""
            if not parent:
                over = places.ancestors(code)[:-1]
                parent = over[-1] if over else ""
            answer.append(Place(code, label, level, parent))
    if not answer:
        problems.append(
            Problem(
                "error",
                name,
                "",
                "没有找到区划表的表头或数据",
                "含“code,name,level,parent”（区划代码、名称、层级、上级代码）的表",
            )
        )
    return answer, problems

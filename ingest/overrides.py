"""The reviewed file: corrections of dates, status and rank, with who reviewed them and from what source.

.. code-block:: yaml

    kind: overrides
    overrides:
      - law: 渔业法
        version: 2025-12-27        # left out: the whole work
        set: {effective: 2026-05-01}
        by: 县司法局 张某
        reviewed_on: 2026-06-01
        source: 公布该法的主席令
"""

from __future__ import annotations

from datetime import date
from typing import Any

import yaml

from ontologies.records import OverrideRecord, Problem

# Field → whether it belongs to a version (else to the work), and whether it is a day.
FIELDS: dict[str, tuple[bool, bool]] = {
    "version_date": (True, True),
    "effective": (True, True),
    "repealed": (False, True),
    "rank": (False, False),
}


def is_override(data: bytes) -> bool:
    """Whether a YAML file is a reviewed file (and not a sidecar of a list)."""
    return data.lstrip().startswith(b"kind: overrides") or b"\noverrides:" in b"\n" + data


def read_overrides(data: bytes, name: str) -> tuple[tuple[OverrideRecord, ...], list[Problem]]:
    """Read a reviewed file. Any entry that cannot be used makes the whole file an error: never half a document."""
    try:
        content = yaml.safe_load(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        where = f"第{line + 1}行" if line is not None else ""
        return (), [
            Problem("error", name, where, "审定文件读不出来", "UTF-8 编码的 YAML", "按 README 的样子改写后再载入")
        ]
    entries = content.get("overrides") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        return (), [
            Problem("error", name, "", "审定文件没有 overrides 列表", "overrides: 下每项一条审定", "补上后再载入")
        ]
    records: list[OverrideRecord] = []
    problems: list[Problem] = []
    for number, entry in enumerate(entries, 1):
        record = _entry(entry, name, f"第{number}项", problems)
        if record is not None:
            records.append(record)
    return ((), problems) if problems else (tuple(records), [])


def _day(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        return None


def _reviewed(entry: dict[Any, Any]) -> Any:
    # A bare `on` is the truth value yes in YAML 1.1, and people write it all the same.
    return entry.get("reviewed_on", entry.get("on", entry.get(True)))


def _entry(entry: Any, name: str, where: str, problems: list[Problem]) -> OverrideRecord | None:
    def wrong(message: str, expected: str) -> None:
        problems.append(Problem("error", name, where, message, expected, "改正后再载入"))

    if not isinstance(entry, dict) or not isinstance(entry.get("set"), dict) or not entry.get("law"):
        wrong("缺少 law 或 set", "law（题名）和 set（字段: 值）")
        return None
    version = None
    if entry.get("version") is not None:
        version = _day(entry["version"])
        if version is None:
            wrong(f"version “{entry['version']}”不是日期", "如 2025-12-27")
            return None
    for field in ("by", "source"):
        if not entry.get(field):
            wrong(f"缺少 {field}", "审定须写明审定人（by）和依据（source）")
            return None
    values: dict[str, str] = {}
    for field, value in entry["set"].items():
        if field not in FIELDS:
            wrong(f"不认识的字段 {field}", "、".join(FIELDS))
            return None
        of_version, is_day = FIELDS[field]
        if of_version and version is None:
            wrong(f"{field} 属于某个版本，却没有写 version", "version: 版本日期")
            return None
        if not of_version and version is not None:
            wrong(f"{field} 属于整部文件，不能写 version", "去掉 version")
            return None
        if is_day:
            day = _day(value)
            if day is None:
                wrong(f"{field} “{value}”不是日期", "如 2026-05-01")
                return None
            value = day.isoformat()
        values[field] = str(value)
    return OverrideRecord(
        str(entry["law"]), version, values, str(entry["by"]), _day(_reviewed(entry)), str(entry["source"])
    )

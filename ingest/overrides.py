"""The reviewed file: corrections of laws' dates, status and rank, and of rows of lists, with who reviewed them and from what source.

.. code-block:: yaml

    kind: overrides
    overrides:
      - law: 渔业法
        version: 2025-12-27        # left out: the whole work
        set: {effective: 2026-05-01}
        by: 县司法局 张某
        reviewed_on: 2026-06-01
        source: 公布该法的主席令
    corrections:
      - list: list/421127/黄梅县应急管理局/power_list/2024-06-30   # or 机构, 种类, 版本日期 of their own
        row: 12                    # and sheet, where there are several; or item: a code or a name
        set: {依据: 《安全生产法》第九十七条}
        was: {依据: 《安全生产法》第九十四条}   # left out: whatever stands there
        by: 县司法局 张某
        reviewed_on: 2026-06-01
        source: 县政府办公室更正通知

A row cannot be added: what a list does not have is another list's, or another edition's.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import yaml

from ingest.lists.kinds import registry
from ontologies.places import normal_code
from ontologies.records import CorrectionRecord, OverrideRecord, Problem

# Field → whether it belongs to a version (else to the work), and whether it is a day.
FIELDS: dict[str, tuple[bool, bool]] = {
    "version_date": (True, True),
    "effective": (True, True),
    "repealed": (False, True),
    "rank": (False, False),
}


# What an entry of ``corrections`` may say, and the Chinese names under which it may say it.
_KEYS = {
    "list": "list",
    "清单": "list",
    "authority": "authority",
    "机构": "authority",
    "kind": "kind",
    "种类": "kind",
    "place": "place",
    "区划": "place",
    "区划代码": "place",
    "edition": "edition",
    "版本日期": "edition",
    "sheet": "sheet",
    "工作表": "sheet",
    "row": "row",
    "行": "row",
    "item": "item",
    "事项": "item",
    "set": "set",
    "改为": "set",
    "was": "was",
    "原为": "was",
    "drop": "drop",
    "删去": "drop",
    "by": "by",
    "审定人": "by",
    "reviewed_on": "on",
    "on": "on",
    "审定日期": "on",
    "source": "source",
    "来源": "source",
}
# What says of a whole list belongs beside its file, not into a correction of a row.
_OF_THE_LIST = "清单的机构、种类、区划和版本日期写在它的说明文件（.yaml）里"

Wrong = Callable[[str, str], None]


class Reviewed(msgspec.Struct):
    """What a reviewed file says: corrections of laws, and of rows of lists."""

    overrides: tuple[OverrideRecord, ...] = ()
    corrections: tuple[CorrectionRecord, ...] = ()


def is_override(data: bytes) -> bool:
    """Whether a YAML file is a reviewed file (and not a sidecar of a list)."""
    lines = b"\n" + data.removeprefix(b"\xef\xbb\xbf").lstrip()
    return any(lines.find(b"\n" + key) >= 0 for key in (b"kind: overrides", b"overrides:", b"corrections:"))


def read_reviewed(data: bytes, name: str) -> tuple[Reviewed, list[Problem]]:
    """Read a reviewed file. Any entry that cannot be used makes the whole file an error: never half a document."""
    try:
        content = yaml.safe_load(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, yaml.YAMLError, ValueError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        where = f"第{line + 1}行" if line is not None else ""
        return Reviewed(), [
            Problem("error", name, where, "审定文件读不出来", "UTF-8 编码的 YAML", "按 README 的样子改写后再载入")
        ]
    told = content if isinstance(content, dict) else {}
    problems: list[Problem] = []
    answer = Reviewed()
    if "overrides" not in told and "corrections" not in told:
        problems.append(
            Problem("error", name, "", "审定文件没有 overrides 列表", "overrides: 下每项一条审定", "补上后再载入")
        )
    if "overrides" in told:
        answer.overrides = tuple(_records(told["overrides"], "overrides", name, _override, problems))
    if "corrections" in told:
        answer.corrections = tuple(_records(told["corrections"], "corrections", name, _correction, problems))
    return (Reviewed(), problems) if problems else (answer, [])


def _records(
    entries: Any, key: str, name: str, read: Callable[[Any, Wrong], Any], problems: list[Problem]
) -> list[Any]:
    if not isinstance(entries, list):
        problems.append(
            Problem("error", name, "", f"审定文件没有 {key} 列表", f"{key}: 下每项一条审定", "补上后再载入")
        )
        return []
    found = []
    for number, entry in enumerate(entries, 1):
        where = f"第{number}项" if key == "overrides" else f"更正第{number}项"

        def wrong(message: str, expected: str, where: str = where) -> None:
            problems.append(Problem("error", name, where, message, expected, "改正后再载入"))

        record = read(entry, wrong)
        if record is not None:
            found.append(record)
    return found


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


def _override(entry: Any, wrong: Wrong) -> OverrideRecord | None:
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


def _correction(entry: Any, wrong: Wrong) -> CorrectionRecord | None:
    if not isinstance(entry, dict):
        wrong("不是键值表", "list、row 或 item、set、by、source")
        return None
    said: dict[str, Any] = {}
    for key, value in entry.items():
        meant = "on" if key is True else _KEYS.get(str(key).strip())
        if meant is None:
            wrong(f"不认识的键 {key}", "、".join(dict.fromkeys(_KEYS.values())))
            return None
        if value is not None and value != "":
            said[meant] = value
    for check in (_whose, _which, _reviewer, _what):
        fault = check(said)
        if fault is not None:
            wrong(*fault)
            return None
    edition = _day(said["edition"]) if "edition" in said else None
    return CorrectionRecord(
        str(said["by"]),
        str(said["source"]),
        _day(said["on"]) if "on" in said else None,
        str(said.get("list", "")).strip("/"),
        str(said.get("authority", "")),
        str(registry.kind_named(str(said["kind"]))) if "kind" in said else "",
        normal_code(str(said["place"])) if "place" in said else "",
        edition,
        str(said.get("sheet", "")),
        int(said.get("row", 0)),
        str(said.get("item", "")),
        _texts(said.get("set", {})),
        _texts(said.get("was", {})),
        said.get("drop") is True,
    )


Fault = tuple[str, str] | None


def _whose(said: dict[str, Any]) -> Fault:
    if "list" not in said and "authority" not in said:
        return "没有写明是哪份清单", "list（清单标识），或 authority（机构）和 kind、edition"
    if "list" in said and not str(said["list"]).strip("/").startswith("list/"):
        return f"list “{said['list']}”不是清单标识", "如 list/421127/黄梅县应急管理局/power_list/2024-06-30"
    if "kind" in said and registry.kind_named(str(said["kind"])) is None:
        return f"kind “{said['kind']}”不是清单的种类", "如 权责清单、履职事项清单，或 power_list"
    if "edition" in said and _day(said["edition"]) is None:
        return f"edition “{said['edition']}”不是日期", "如 2024-06-30"
    if "place" in said and not normal_code(str(said["place"])).isdigit():
        return f"place “{said['place']}”不是区划代码", "如 421127"
    return None


def _which(said: dict[str, Any]) -> Fault:
    if "row" not in said and "item" not in said:
        return "没有写明是哪一行", f"row（行号）或 item（编码或名称）；{_OF_THE_LIST}"
    row = said.get("row", 1)
    if isinstance(row, bool) or not str(row).isdecimal() or int(row) < 1:
        return f"row “{row}”不是行号", "从 1 数起的行号"
    return None


def _reviewer(said: dict[str, Any]) -> Fault:
    for field in ("by", "source"):
        if field not in said:
            return f"缺少 {field}", "审定须写明审定人（by）和依据（source）"
    if "on" in said and _day(said["on"]) is None:
        return f"reviewed_on “{said['on']}”不是日期", "如 2026-06-01"
    return None


def _what(said: dict[str, Any]) -> Fault:
    if not isinstance(said.get("drop", False), bool):
        return f"drop “{said['drop']}”不能用", "true（删去这一行），否则不写"
    if said.get("drop") and "set" in said:
        return "drop 和 set 不能都写", "删去写 drop: true，改正写 set"
    if said.get("drop"):
        return None
    if not isinstance(said.get("set"), dict):
        return "没有写明改成什么", "set: {列名: 正确的文字}，要删去这一行写 drop: true"
    for key in ("set", "was"):
        table = said.get(key, {})
        if not isinstance(table, dict):
            return f"{key} 不是键值表", f"{key}: {{列名: 文字}}"
        bad = next((label for label, value in table.items() if isinstance(value, (dict, list))), None)
        if bad is not None:
            return f"{key} 的 {bad} 不是文字", f"{key}: {{列名: 文字}}"
    return None


def _texts(table: dict[Any, Any]) -> dict[str, str]:
    """Column → text; a day is written as a day, nothing as an empty cell."""
    return {
        str(label).strip(): "" if value is None else value.isoformat() if isinstance(value, date) else str(value)
        for label, value in table.items()
    }

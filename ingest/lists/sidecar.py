"""What a file cannot say of itself: the YAML file beside it (``<file>.yaml``), or flags of the same names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import yaml

from ingest.lists.bodies import split_place
from ingest.lists.cells import column_index
from ingest.lists.columns import COMMON, Lexicon
from ingest.lists.kinds import registry
from ingest.lists.words import dates_in, duty_kind
from ontologies import places
from ontologies.records import DutyKind, ListKind, Problem

_KEYS = {
    "authority": "authority",
    "机构": "authority",
    "主体": "authority",
    "place": "place",
    "区划": "place",
    "区划代码": "place",
    "edition": "edition",
    "版本": "edition",
    "版本日期": "edition",
    "until": "until",
    "失效日期": "until",
    "有效期至": "last_day",
    "kind": "kind",
    "种类": "kind",
    "title": "title",
    "标题": "title",
    "head_row": "head_row",
    "表头行": "head_row",
    "columns": "columns",
    "列": "columns",
    "sheets": "sheets",
    "工作表": "sheets",
}
KEY_HELP = (
    "authority（机构）、place（区划代码或名称）、edition（版本日期）、until（失效日期，自该日起不再适用）、有效期至（适用的最后一天）、"
    "kind（种类）、title（标题）、"
    "head_row（表头行号）、columns（列）、sheets（工作表）"
)

_DUTIES = {str(kind): kind for kind in DutyKind} | {kind.label: kind for kind in DutyKind}
_KIND_HELP = (
    "、".join(f"{kind}（{kind.label}）" for kind in ListKind)
    + "，或 basic（基本履职）、cooperating（配合履职）、recalled（收回）"
)


_PLACE_HELP = "2、4、6、9 或 12 位区划代码，如 421127，或者省、市、县的名称，如 黄梅县（重名的连上级一起写；乡镇、街道写 9 位代码）"


class Sidecar(msgspec.Struct):
    """Checked and typed; "" and None where not told. ``until`` is exclusive, ``head_row`` counts from 1, ``columns`` maps a column
    letter's index or a head to the word for a field ("" to leave the column with the row)."""

    authority: str = ""
    place: str = ""
    edition: date | None = None
    until: date | None = None
    kind: ListKind | None = None
    duty: DutyKind | None = None
    title: str = ""
    head_row: int | None = None
    columns: dict[int | str, str] = {}
    sheets: dict[str, Sidecar] = {}
    only_sheets: tuple[str, ...] = ()

    def for_sheet(self, name: str) -> Sidecar:
        """What holds for one sheet: its own words before the file's."""
        own = self.sheets.get(name)
        if own is None:
            return self
        return Sidecar(
            own.authority or self.authority,
            own.place or self.place,
            own.edition or self.edition,
            own.until or self.until,
            own.kind or self.kind,
            own.duty or self.duty,
            own.title or self.title,
            own.head_row if own.head_row is not None else self.head_row,
            {**self.columns, **own.columns},
        )


def parse_sidecar(data: bytes, name: str) -> tuple[dict[str, Any] | None, list[Problem]]:
    """The mapping in a ``<file>.yaml``; None with an error where it is no YAML mapping."""
    try:
        content = yaml.safe_load(data)
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第 {mark.line + 1} 行" if mark is not None else ""
        return None, [
            Problem("error", name, where, "说明文件不是有效的 YAML", "每行一个“键: 值”", f"可用的键：{KEY_HELP}")
        ]
    if content is None:
        return {}, []
    if not isinstance(content, dict):
        return None, [Problem("error", name, "", "说明文件不是键值表", "每行一个“键: 值”", f"可用的键：{KEY_HELP}")]
    return content, []


def check_sidecar(told: Mapping[str, Any] | None, name: str) -> tuple[Sidecar, list[Problem]]:
    """Type what a sidecar or flags tell. Errors (a date, kind, code or field that is none) mean the file is not to be loaded."""
    answer = Sidecar()
    problems: list[Problem] = []

    def wrong(key: str, value: object, expected: str) -> None:
        problems.append(
            Problem(
                "error", name, f"说明文件 {key}", f"“{value}”不能用", expected, "请改正说明文件（.yaml）或命令行参数"
            )
        )

    said = next((value for key, value in (told or {}).items() if _KEYS.get(str(key).strip()) == "kind"), None)
    if said not in (None, ""):
        answer.kind, answer.duty = _kind(str(said))
        if answer.kind is None:
            wrong("kind", said, _KIND_HELP)
    lexicons = [registry.lexicon(kind) for kind in ([answer.kind] if answer.kind else registry.KINDS)]
    for key, value in (told or {}).items():
        meant = _KEYS.get(str(key).strip())
        if meant is None:
            problems.append(Problem("warning", name, f"说明文件 {key}", "不认识的键，未使用", KEY_HELP))
        elif value is None or value == "":
            continue
        elif meant in ("authority", "title"):
            setattr(answer, meant, str(value).strip())
        elif meant == "place":
            code = places.normal_code(unicodedata.normalize("NFKC", str(value)).strip())
            found, more = (None, "") if code.isdigit() else split_place(re.sub(r"\s+", "", str(value)))
            if re.fullmatch(r"\d{2}|\d{4}|\d{6}|\d{9}|\d{12}", code):
                answer.place = code
            elif found is not None and not more:
                answer.place = found.code
            else:
                wrong(str(key), value, _PLACE_HELP)
        elif meant == "edition":
            day = _day(value)
            if day is None:
                wrong(str(key), value, "日期，如 2024-06-30")
            answer.edition = day
        elif meant in ("until", "last_day"):
            day = _day(value)
            if day is None:
                wrong(str(key), value, "日期，如 2027-12-31")
            elif meant == "last_day" and day < date.max:
                day += timedelta(days=1)
            answer.until = day
        elif meant == "kind":
            continue
        elif meant == "head_row":
            if isinstance(value, bool) or not str(value).isdigit() or int(value) < 1:
                wrong(str(key), value, "从 1 数起的行号")
            else:
                answer.head_row = int(value)
        elif meant == "columns":
            answer.columns = _columns(value, str(key), wrong, lexicons)
        else:
            _sheets(answer, value, str(key), name, problems, wrong)
    return answer, problems


def wrong_flags(told: Mapping[str, str]) -> list[str]:
    """What is wrong with flags of the names of a sidecar's keys (place → --place), a sentence each; [] where nothing is."""
    return [
        f"--{key} {value}：不能用。应为：{problem.expected}"
        for key, value in told.items()
        for problem in check_sidecar({key: value}, "")[1]
    ]


def _kind(word: str) -> tuple[ListKind | None, DutyKind | None]:
    """The kind of list, and of duties, that a sidecar's word means: a code, a Chinese label, or what a title says."""
    bare = word.strip()
    duty = _DUTIES.get(bare) or duty_kind(bare)
    kind = registry.kind_named(bare)
    if kind is None:
        kind = ListKind.DUTY if bare in _DUTIES else registry.kind_in(bare)
    return kind, duty if kind == ListKind.DUTY else None


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = [day for day, precision, _ in dates_in(str(value)) if precision == "day"]
    return found[0] if len(found) == 1 else None


def _columns(value: object, key: str, wrong: Any, lexicons: list[Lexicon]) -> dict[int | str, str]:
    """Column → what it means, a word that the lists of some kind know (of the told one, where one is told)."""
    answer: dict[int | str, str] = {}
    if not isinstance(value, dict):
        wrong(key, value, "列号或列名 → 含义，如 C: 事项名称")
        return answer
    for column, meaning in value.items():
        word = "" if meaning in (None, "", "-", "保留") else str(meaning).strip()
        if word and not any(lexicon.field_named(word) for lexicon in lexicons):
            labels = lexicons[0].labels if len(lexicons) == 1 else COMMON.labels
            wrong(f"{key} {column}", meaning, "以下之一：" + "、".join(dict.fromkeys(labels.values())))
            continue
        text = str(column).strip()
        if text.isascii() and text.isalpha() and len(text) <= 2:
            answer[column_index(text)] = word
        else:
            answer[re.sub(r"\s+", "", text)] = word
    return answer


def _sheets(answer: Sidecar, value: object, key: str, name: str, problems: list[Problem], wrong: Any) -> None:
    if isinstance(value, str):
        answer.only_sheets = (value,)
    elif isinstance(value, list):
        answer.only_sheets = tuple(str(item) for item in value)
    elif isinstance(value, dict):
        for sheet, told in value.items():
            if not isinstance(told, dict):
                wrong(f"{key} {sheet}", told, "该工作表自己的键值表")
                continue
            answer.sheets[str(sheet)], found = check_sidecar(told, name)
            problems.extend(found)
    else:
        wrong(key, value, "工作表名，或 工作表名 → 键值表")

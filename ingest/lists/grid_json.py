"""Records (.json, .jsonl) as grids: keys become the head, each record a row.

An array of objects is a table wherever it stands (``{"data": {"rows": […]}}``); several of them are several tables under their keys; one
object alone is one record; an array of arrays is a table as it stands. Objects inside a record are flattened (``主体.名称``), arrays
inside it joined by line breaks; but sub-items (子项) are rows of their own, which count as rows do, and 责任事项 are numbered lines.
Columns are all keys in the order of their first appearance. Numbers keep their digits as written. What stands beside the array goes
above the table where it is a title, a body or a date, else into its notes.

Row n is the n-th record; of JSON lines, line n of the file, so that a line without a record is an empty row. A line that is no JSON
is told, kept as a note, and the others are read; a .json that is broken cannot be read in part.
"""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec

from ingest.lists.cells import MOST_COLUMNS, Grid, even, refuse, warning
from ingest.lists.columns import field_of
from ingest.lists.pages import list_fields
from ingest.lists.words import dates_in
from ontologies.records import Problem

_LINES_ADVICE = "请补全这一行，或重新导出"
_TITLE_KEYS = frozenset(("title", "标题", "name", "名称", "清单名称", "题名", "listname", "list_name"))
_LIST_WORD = re.compile(r"清单|目录|一览表")
_LONGEST_TITLE = 80
_BROKEN_TOLD = 10
# Arrays of objects inside a record: its sub-items, each a row of its own; what answers for it, a line each.
_SUBS = frozenset({"sub_name"})
_SUB_KEY = re.compile(
    r"^(?:子项|小项|子事项|业务办理项|办理项|情形|sub_?items?|children)(?:列表|清单|信息)?$", re.IGNORECASE
)
_LINES = {"responsibility": "责任事项依据", "accountability": "追责依据"}
_ANSWERS = frozenset({*_LINES, "responsibility_basis", "accountability_basis", "accountability_scope"})
_NESTED = _SUBS | _ANSWERS | {"basis", "office"}
_LABELLED = re.compile(
    r"^\s*(?:\d{1,2}\s*[.、．)）]|[(（][\d一二三四五六七八九十]{1,2}[)）]|[①-⑳]|[一二三四五六七八九十]{1,2}、)"
)


def looks_like_json(text: str) -> bool:
    """Whether a text begins as JSON does."""
    return text.lstrip("\ufeff \t\r\n")[:1] in ("{", "[")


def json_grids(text: str, name: str) -> tuple[list[Grid], list[Problem]]:
    """The tables of a JSON document or of JSON lines. Raises GridError where it is neither, or has no records."""
    body = text.lstrip("\ufeff")
    try:
        content = _loads(body)
    except RecursionError:
        raise refuse(name, "JSON 的层次过深，无法读取", "对象的数组，一个对象一行", "请重新导出") from None
    except ValueError as error:
        lines = _lines(body)
        if lines is None:
            raise _broken(error, name) from None
        return _from_lines(lines, name)
    return _tables(content, name), []


def _loads(text: str) -> Any:
    return json.loads(text, object_pairs_hook=_object, parse_int=str, parse_float=str, parse_constant=str)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object with all it says: a key that comes twice gets a number."""
    found = dict(pairs)
    if len(found) < len(pairs):
        found = {}
        for key, value in pairs:
            count, told = 1, key
            while told in found:
                count += 1
                told = f"{key}（{count}）"
            found[told] = value
    return found


def _broken(error: ValueError, name: str) -> Exception:
    line, column = getattr(error, "lineno", 0), getattr(error, "colno", 0)
    return refuse(
        name,
        "不是完整的 JSON，从这里起读不下去",
        "对象的数组，或每行一个对象（JSON Lines）",
        "请重新导出；文件可能没有下载完",
        f"第 {line} 行第 {column} 字" if line else "",
    )


def _lines(text: str) -> list[dict[str, Any] | str | None] | None:
    """Each line's record, the line itself where it is none, None where it is empty; nothing at all where fewer than half of the lines
    are records."""
    answer: list[dict[str, Any] | str | None] = []
    good = 0
    for line in text.split("\n"):
        bare = line.strip()
        if not bare:
            answer.append(None)
            continue
        try:
            record = _loads(bare)
        except (ValueError, RecursionError):
            answer.append(line.rstrip("\r"))
            continue
        if isinstance(record, dict):
            answer.append(record)
            good += 1
        else:
            answer.append(line.rstrip("\r"))
    filled = sum(1 for item in answer if item is not None)
    return answer if good and good * 2 >= filled else None


def _from_lines(
    lines: list[dict[str, Any] | str | None] | list[dict[str, Any]], name: str
) -> tuple[list[Grid], list[Problem]]:
    bad = [number for number, item in enumerate(lines, 1) if isinstance(item, str)]
    problems = [
        warning(
            name,
            f"第 {number} 行",
            "不是一个完整的 JSON 对象，这一行没有读成事项，原文留在清单附注",
            '一行一个对象，如 {"事项名称": "…", "依据": "…"}',
            _LINES_ADVICE,
        )
        for number in bad[:_BROKEN_TOLD]
    ]
    if len(bad) > _BROKEN_TOLD:
        problems.append(
            warning(name, "", f"共有 {len(bad)} 行不是完整的 JSON 对象，原文都留在清单附注", "", _LINES_ADVICE)
        )
    grid = _grid("", [_with_lines(item) if isinstance(item, dict) else {} for item in lines], _Beside(), name)
    grid.notes = [f"第 {number} 行：{lines[number - 1]}" for number in bad]
    return [grid], problems


def _tables(content: Any, name: str) -> list[Grid]:
    arrays = [] if isinstance(content, dict) and _is_record(content) else _arrays(content)
    beside = _beside(content)
    if not arrays and isinstance(content, dict) and content:
        return [_grid("", _items([content]), _Beside(), name)]
    if not arrays:
        raise refuse(
            name,
            "JSON 里没有清单：找不到对象的数组",
            '对象的数组，一个对象一行，如 [{"事项名称": "…", "依据": "…"}]',
            "请核对文件，或重新导出",
        )
    grids = []
    for path, array in arrays:
        title = path if len(arrays) > 1 else ""
        if any(isinstance(item, dict) for item in array):
            grids.append(_grid(title, _items(array, beside.place), beside, name))
        else:
            rows = even([[_word(cell) for cell in item] for item in array], name)
            width = len(rows[0])
            head = [[line, *[""] * (width - 1)] for line in beside.titles]
            merges = [(row, 0, row, width - 1) for row in range(len(head))] if width > 1 else []
            grids.append(Grid(title, head + rows, merges, above=len(head), notes=list(beside.notes)))
    return grids


def _is_record(content: dict[str, Any]) -> bool:
    """Whether an object is one item itself, rather than an envelope: what it says beside its arrays names an item, and none of the arrays
    but those of its parts (子项, 责任事项) holds items."""
    said = [key for key, value in content.items() if not isinstance(value, dict) and not _arrays(value)]
    if not list_fields(said):
        return False
    for key, value in content.items():
        for _, array in _arrays(value):
            keys = list(dict.fromkeys(own for item in array if isinstance(item, dict) for own in item))
            if list_fields(keys) and field_of(key)[0] not in _NESTED and not _SUB_KEY.match(key.strip()):
                return False
    return True


def _arrays(content: Any, path: str = "") -> list[tuple[str, list[Any]]]:
    """Every outermost array of objects, or of arrays, with the keys that lead to it."""
    if isinstance(content, list):
        kinds = {dict if isinstance(item, dict) else list if isinstance(item, list) else None for item in content}
        if kinds in ({dict}, {list}) or (dict in kinds and list not in kinds):
            return [(path, content)]
        return []
    if isinstance(content, dict):
        found = []
        for key, value in content.items():
            found.extend(_arrays(value, f"{path}.{key}" if path else key))
        return found
    return []


class _Beside(msgspec.Struct):
    """What an object says beside its arrays. ``titles`` stand above the table: titles, whose list it is, dates; ``notes`` are 键：值;
    ``place`` is the code of the place."""

    titles: list[str] = []
    notes: list[str] = []
    place: str = ""


def _beside(content: Any) -> _Beside:
    names: list[str] = []
    bodies: list[str] = []
    seats: list[str] = []
    answer = _Beside()

    def walk(node: dict[str, Any], path: str) -> None:
        for key, value in node.items():
            told = f"{path}.{key}" if path else key
            word = " ".join(_word(value).split())
            if isinstance(value, dict):
                walk(value, told)
            elif (isinstance(value, list) and _arrays(value)) or not word:
                continue
            elif len(word) <= _LONGEST_TITLE and (key.lower() in _TITLE_KEYS or _LIST_WORD.search(word)):
                names.append(word)
            elif field_of(key)[0] == "holder" and len(word) <= _LONGEST_TITLE:
                bodies.append(word)
            elif field_of(key)[0] == "place" and len(word) <= _LONGEST_TITLE:
                if word.isdigit():
                    answer.place = word
                else:
                    seats.append(word)
                answer.notes.append(f"{told}：{word}")
            elif dates_in(word) and len(word) <= _LONGEST_TITLE:
                answer.titles.append(f"{told}：{word}")
            else:
                answer.notes.append(f"{told}：{word}")

    if isinstance(content, dict):
        walk(content, "")
    seat = seats[0] if len(seats) == 1 else ""
    # 县水利局 of 南陵县 is 南陵县水利局.
    answer.titles.extend(
        f"单位：{body if not seat or seat in body else seat + re.sub('^[县市区]', '', body)}" for body in bodies
    )
    answer.titles[:0] = names
    return answer


def _items(records: list[Any], place: str = "") -> list[Any]:
    """The records with what is nested in them laid out: sub-items as rows of their own under their main item, responsibilities as
    numbered lines."""
    answer: list[Any] = []
    for record in records:
        if not isinstance(record, dict):
            answer.append(record)
            continue
        main = _with_lines(record)
        if place and not any(field_of(key)[0] == "place" for key in main):
            main["区划代码"] = place
        subs = [key for key, value in main.items() if _is_sub_array(key, value)]
        if len(subs) != 1:
            answer.append(main)
            continue
        items = main.pop(subs[0])
        answer.extend(_under(main, _with_lines(item), order) for order, item in enumerate(items))
    return answer


def _is_sub_array(key: str, value: Any) -> bool:
    if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
        return False
    return field_of(key)[0] in _SUBS or _SUB_KEY.match(key.strip()) is not None


def _under(main: dict[str, Any], sub: dict[str, Any], order: int) -> dict[str, Any]:
    """A sub-item's row: its own values, else those of its main item; what both say of the basis, both. What answers for the main item
    stands in its first row alone."""
    fields = {key: field_of(key)[0] for key in main}
    row = {key: value for key, value in main.items() if not order or fields[key] not in _ANSWERS}
    for key, value in sub.items():
        field = field_of(key)[0]
        if field in ("name", "sub_name"):
            row["子项名称"] = value
            continue
        same = key if key in row else next((own for own in row if field and fields.get(own) == field), key)
        before = row.get(same)
        if before in (None, "", value):
            row[same] = value
        elif field == "basis":
            row[same] = [*_listed(before), *_listed(value)]
        else:
            row[same], row[f"主项{same}"] = value, before
    return row


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _with_lines(record: dict[str, Any]) -> dict[str, Any]:
    """A record in which arrays of objects under 责任事项 or 追责情形 are lines (1.立案：立案责任), their own bases beside them."""
    answer: dict[str, Any] = {}
    for key, value in record.items():
        field = field_of(key)[0]
        if field not in _LINES or not isinstance(value, list) or not any(isinstance(item, dict) for item in value):
            answer[key] = value
            continue
        lines: list[str] = []
        bases: list[str] = []
        for item in value:
            told = (
                {own: text for own, text in _flat(item).items() if text}
                if isinstance(item, dict)
                else {"": _word(item)}
            )
            bases.append("；".join(told.pop(own) for own in list(told) if own.endswith("依据")))
            lines.append("：".join(" ".join(text.split()) for text in told.values()))
        answer[key] = "\n".join(_numbered(lines))
        if any(bases):
            beside = _LINES[field] if _LINES[field] not in record else f"{key}（依据）"
            answer[beside] = "\n".join(f"{number}.{text or '无'}" for number, text in enumerate(bases, 1))
    return answer


def _numbered(lines: list[str]) -> list[str]:
    if len(lines) < 2 or all(map(_LABELLED.match, lines)):
        return lines
    return [f"{number}.{line}" for number, line in enumerate(lines, 1)]


def _grid(title: str, records: list[Any], beside: _Beside, name: str) -> Grid:
    keys: dict[str, int] = {}
    rows: list[list[str]] = []
    for record in records:
        row = [""] * len(keys)
        values = _flat(record) if isinstance(record, dict) else {"": _word(record)} if record is not None else {}
        for key, value in values.items():
            column = keys.setdefault(key, len(keys))
            if column == len(row):
                row.append(value)
            else:
                row.extend([""] * (column + 1 - len(row)))
                row[column] = value
        if len(keys) > MOST_COLUMNS:
            break
        rows.append(row)
    width = len(keys)
    above = [[line, *[""] * (width - 1)] for line in beside.titles]
    merges = [(row, 0, row, width - 1) for row in range(len(above))] if width > 1 else []
    rows = even([*above, list(keys), *rows], name)
    return Grid(title, rows, merges, above=len(above) + 1, notes=list(beside.notes))


def _flat(record: dict[str, Any], path: str = "") -> dict[str, str]:
    answer: dict[str, str] = {}
    for key, value in record.items():
        told = f"{path}.{key}" if path else key
        if isinstance(value, dict):
            answer.update(_flat(value, told))
        else:
            answer[told] = _word(value)
    return answer


def _word(value: Any) -> str:
    """A value as a cell's text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "\n".join(text for item in value if (text := _word(item)))
    if isinstance(value, dict):
        return "；".join(f"{key}：{text}" for key, text in _flat(value).items() if text)
    return str(value)


_KEY = re.compile(r'"((?:[^"\\\n]|\\.){1,40})"\s*:')


def keys_in(text: str) -> list[str]:
    """The keys in a JSON text, whole or broken, each once."""
    keys = []
    for raw in dict.fromkeys(_KEY.findall(text)):
        try:
            keys.append(str(json.loads(f'"{raw}"')))
        except ValueError:
            keys.append(raw)
    return keys

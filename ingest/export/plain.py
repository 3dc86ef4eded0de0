"""Sheets as text: CSV for spreadsheets, JSON and JSON lines for programs.

CSV has no merged cells: what a merged cell says of several items is written in each of their rows, save what makes a row an item
(number and name): a sub-item's row stays one. A cell that a spreadsheet would run as a formula gets a tab in front: the reader takes it
off with other white space, and no spreadsheet runs it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from ingest.export.sheets import Sheet, distinct, with_mark_column
from ingest.lists.rows import INHERITED
from ingest.lists.words import is_note

ENCODINGS = {"utf-8": "utf-8-sig", "gbk": "gb18030"}
# What spreadsheets take for a formula, or for a command by way of one (OWASP, CSV injection); a sign alone, a negative number or
# a telephone number is none.
_FORMULA = re.compile(r"\s*(?:[=@]|[+\-].*[(!|])", re.DOTALL)
_TITLE_KEYS = ("清单名称", "标题", "题名", "名称", "title", "name", "list_name", "listname")
_PAIR = re.compile(r"([^：]{1,40})：(.+)", re.DOTALL)
_BROKEN_LINE = re.compile(r"第 (\d+) 行：(.*)")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def as_csv(sheets: Sequence[Sheet], encoding: str = "utf-8") -> tuple[bytes, int]:
    """The tables one below the other, a blank line between them, and how many cells were kept from being run as a formula. ``encoding``
    is utf-8 (with a byte order mark, so that spreadsheets know it) or gbk (GB18030, which has every character)."""
    out = io.StringIO()
    writer = csv.writer(out)
    width = max((sheet.width for sheet in sheets), default=0)
    guarded = 0
    for order, sheet in enumerate(map(with_mark_column, sheets)):
        width = max(width, sheet.width)
        above = [text for row in sheet.rows[: sheet.first_head] for text in row if text]
        if order:
            writer.writerow([])
        if len(sheets) > 1 and sheet.name and not any(sheet.name in text for text in above):
            # A file of text has one sheet: what the name of each says is said above its table.
            writer.writerow([sheet.name, *[""] * (width - 1)])
        rows = _without_merges(sheet)
        # Below a table a line that does not call itself a remark would be an item.
        rows[sheet.first_head : sheet.first_head] = [[note] for note in sheet.notes if not is_note(note)]
        for row in rows:
            cells = []
            for text in row:
                if _FORMULA.match(text):
                    guarded += 1
                    text = f"\t{text}"
                cells.append(text)
            writer.writerow(cells)
        writer.writerows([note] for note in sheet.notes if is_note(note))
    return _fit(out.getvalue()).encode(ENCODINGS[encoding]), guarded


def _fit(text: str) -> str:
    """Halves of characters, which JSON may hold, stand in no text file."""
    return _SURROGATE.sub("�", text)


def _without_merges(sheet: Sheet) -> list[list[str]]:
    rows = [[*row] for row in sheet.rows]
    for top, left, bottom, _ in sheet.merges:
        text = sheet.rows[top][left]
        if not text or sheet.kinds[top] != "item":
            continue
        for row in range(top + 1, bottom + 1):
            field = sheet.fields[row][left]
            if row not in sheet.firsts or field in ("name", "sub_name"):
                continue
            named = any(
                cell.strip() and name == "name" for cell, name in zip(sheet.rows[row], sheet.fields[row], strict=True)
            )
            if field == "seq" if named else field in INHERITED or field == "code":
                # A row without a name takes these from its main item, and one with a name and that number would be its own.
                continue
            rows[row][left] = text
    return rows


def _records(sheet: Sheet) -> list[dict[str, str]]:
    """An object for each row from the first record on, empty where the row holds none."""
    keys = distinct(sheet.keys)
    first = sheet.first_head + 1 if "head" in sheet.kinds else sheet.first_head
    return [dict(zip(keys, row, strict=True)) if any(row) else {} for row in sheet.rows[first:]]


def as_json_lines(sheets: Sequence[Sheet]) -> bytes:
    """One object a line, the column heads as keys; an empty line for a row that holds nothing. A line that was no record stands where it
    stood (the reader keeps it as a note, behind its number)."""
    lines: list[bytes] = []
    for sheet in map(with_mark_column, sheets):
        start = len(lines)
        lines.extend(_dump(record) if record else b"" for record in _records(sheet))
        for note in sheet.notes:
            told = _BROKEN_LINE.fullmatch(note)
            if told is None:
                continue
            at = start + int(told.group(1)) - 1
            lines.extend([b""] * (at + 1 - len(lines)))
            lines[at] = _fit(told.group(2)).encode()
    return b"\n".join(lines) + b"\n"


def _dump(value: Any) -> bytes:
    try:
        return orjson.dumps(value)
    except TypeError:
        return orjson.dumps(_mended(value))


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return _fit(value)
    if isinstance(value, dict):
        return {_fit(key): _mended(item) for key, item in value.items()}
    return [_mended(item) for item in value] if isinstance(value, list) else value


def as_json(sheets: Sequence[Sheet], beside: Mapping[str, str] | None = None) -> bytes:
    """One object: titles and what else stands above the records, then the records in an array (several tables: each under its name)."""
    content: dict[str, Any] = {}
    marked = [with_mark_column(sheet) for sheet in sheets]
    for sheet in marked:
        for line in _above(sheet):
            _put(content, line)
    content.update(beside or {})
    bare = not content and len(marked) == 1
    names = distinct(sheet.name or "事项" for sheet in marked)
    for name, sheet in zip(names, marked, strict=True):
        content[name] = [record for record in _records(sheet) if record]
    value = content[names[0]] if bare else content
    try:
        return orjson.dumps(value, option=orjson.OPT_INDENT_2) + b"\n"
    except TypeError:
        return orjson.dumps(_mended(value), option=orjson.OPT_INDENT_2) + b"\n"


def _above(sheet: Sheet) -> list[str]:
    """Lines above the records; of a line that was cut short there, the whole from the notes."""
    whole = {note[:200]: note for note in sheet.notes}
    lines = []
    for row in sheet.rows[: sheet.first_head]:
        line = "　".join(dict.fromkeys(text for text in row if text.strip()))
        if line:
            lines.append(whole.pop(line, line))
    return [*lines, *whole.values()]


def _put(content: dict[str, Any], line: str) -> None:
    """A line under a key of its own: 键：值 as that, any other under the next name of a title."""
    pair = _PAIR.fullmatch(line)
    if pair and pair.group(1) not in content and pair.group(1) not in _TITLE_KEYS:
        content[pair.group(1)] = pair.group(2)
        return
    free = (key for key in _TITLE_KEYS if key not in content)
    content[next(free, f"说明{len(content)}")] = line

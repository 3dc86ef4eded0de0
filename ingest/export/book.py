"""Sheets as an Excel workbook (.xlsx)."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

from ingest.export.sheets import Sheet

# The specification's bounds (ECMA-376; Excel specifications and limits).
LONGEST_CELL = 32_767
LONGEST_NAME = 31
_UNFIT_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_A4, _TITLE_HEIGHT = 9, 30
_MARKED, _HEAD = "#FFF2CC", "#F2F2F2"
_PLAIN = {"text_wrap": True, "valign": "vcenter", "font_name": "宋体", "font_size": 10}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "align": "center"},
    "line": {"align": "center"},
    "head": {"bold": True, "align": "center", "border": 1, "bg_color": _HEAD},
    "heading": {"bold": True, "border": 1},
    "item": {"border": 1},
    "number": {"border": 1, "align": "center"},
    "note": {},
    "blank": {},
}


class TooLongError(ValueError):
    """A text does not fit into a cell of this format; the message is Chinese."""


def sheet_names(names: Sequence[str]) -> list[str]:
    """Names as a workbook takes them: at most 31 characters, none of []:*?/\\, each once whatever its case."""
    taken: set[str] = set()
    answer = []
    for order, name in enumerate(names, 1):
        fit = _UNFIT_NAME.sub("_", name).strip().strip("'")[:LONGEST_NAME].strip() or f"Sheet{order}"
        made, count = fit, 1
        while made.lower() in taken or made.lower() == "history":
            count += 1
            tail = f"~{count}"
            made = fit[: LONGEST_NAME - len(tail)] + tail
        taken.add(made.lower())
        answer.append(made)
    return answer


def as_book(sheets: Sequence[Sheet], title: str) -> bytes:
    """The workbook: what is merged, hidden and remarked as the sheets tell. Text is never taken for a formula or a link. Raises
    TooLongError."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {"font_name": "宋体", "font_size": 10},
    }
    # Writing workbooks is seldom asked for and slow to import.
    import xlsxwriter

    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": title})
    formats: dict[tuple[str, bool, bool], Any] = {}

    def style(kind: str, marked: bool = False, struck: bool = False) -> Any:
        key = (kind, marked, struck)
        if key not in formats:
            more: dict[str, Any] = {"bg_color": _MARKED} if marked else {}
            if struck:
                more["font_strikeout"] = True
            formats[key] = book.add_format({**_PLAIN, **_STYLES[kind], **more})
        return formats[key]

    for sheet, name in zip(sheets, sheet_names([sheet.name for sheet in sheets]), strict=True):
        _write(book.add_worksheet(name), sheet, style)
    book.close()
    return out.getvalue()


def _write(made: Any, sheet: Sheet, style: Any) -> None:
    hidden, struck, numbers = set(sheet.hidden), set(sheet.struck), set(sheet.numbers)
    for column, width in enumerate(sheet.widths):
        made.set_column(column, column, width, None, {"hidden": 1} if column in hidden else None)
    for row in sheet.hidden_rows:
        made.set_row(row, None, None, {"hidden": 1})
    titles = 0
    merged = {(top, left) for top, left, _, _ in sheet.merges}
    for row, (cells, kind) in enumerate(zip(sheet.rows, sheet.kinds, strict=True)):
        named = kind
        if kind == "title":
            titles += 1
            named = "title" if titles == 1 else "line" if (row, 0) in merged else "note"  # type: ignore[assignment]
            if titles == 1 and row not in sheet.hidden_rows:
                made.set_row(row, _TITLE_HEIGHT)
        plain = style(named, False, row in struck)
        framed = kind in ("item", "head", "heading")
        for column, text in enumerate(cells):
            fmt = style(named, True, row in struck) if (row, column) in sheet.marks else plain
            if not text:
                if framed:
                    made.write_blank(row, column, "", fmt)
            elif kind == "item" and column in numbers:
                made.write_number(
                    row, column, float(text), style("number", (row, column) in sheet.marks, row in struck)
                )
            elif len(text) > LONGEST_CELL:
                raise TooLongError(
                    f"{sheet.name}第 {row + 1} 行第 {column + 1} 列有 {len(text)} 字，超过 .xlsx 一格的 {LONGEST_CELL} 字；"
                    "请改用 docx、csv 或 json"
                )
            else:
                made.write_string(row, column, text, fmt)
    _merge(made, sheet, style)
    for (row, column), said in sheet.marks.items():
        made.write_comment(row, column, said, {"x_scale": 2, "y_scale": 1.5})
    _print(made, sheet)


def _merge(made: Any, sheet: Sheet, style: Any) -> None:
    covered: set[tuple[int, int]] = set()
    for top, left, bottom, right in sheet.merges:
        area = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        # Areas that overlap come out of damaged sheets only; a workbook may not have them.
        if len(area) < 2 or covered & area:
            continue
        covered |= area
        kind = sheet.kinds[top]
        named = "title" if kind == "title" and "title" not in sheet.kinds[:top] else "line" if kind == "title" else kind
        text = sheet.rows[top][left]
        fmt = style(named, (top, left) in sheet.marks, top in sheet.struck)
        made.merge_range(top, left, bottom, right, "", fmt)
        if text and kind == "item" and left in sheet.numbers:
            made.write_number(top, left, float(text), style("number", (top, left) in sheet.marks, top in sheet.struck))
        elif text:
            made.write_string(top, left, text, fmt)


def _print(made: Any, sheet: Sheet) -> None:
    """Landscape A4, one page wide, the head again on each page and in sight while scrolling."""
    made.set_landscape()
    made.set_paper(_A4)
    made.fit_to_pages(1, 0)
    heads = [index for index, kind in enumerate(sheet.kinds) if kind == "head"]
    if not heads:
        return
    last = heads[0]
    while last + 1 < len(sheet.kinds) and sheet.kinds[last + 1] == "head":
        last += 1
    made.repeat_rows(heads[0], last)
    if heads[-1] == last and last < 12:
        made.freeze_panes(last + 1, 0)

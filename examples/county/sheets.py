"""How the files of ``examples/lists`` are written: workbooks, Word tables, web pages, CSV and JSON lines, the same bytes each time.

Every function that ends in ``_bytes`` gives a whole file. Cells are text or whole numbers; "" is an empty cell.
"""

from __future__ import annotations

import csv
import html
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.table import Table
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

Row = Sequence[str | int]
Span = tuple[int, int, int, int]
"""A merged area of a table: top, left, bottom, right, counted from 0, both ends included."""

_MADE = datetime(2024, 7, 1, 9, 0)  # noqa: DTZ001 (a spreadsheet's own clock has no zone)
_AUTHOR = "黄梅县（示例）"
_ZIP_DAY = (2024, 7, 1, 9, 0, 0)
_THIN = Side(style="thin", color="FF999999")


# Workbooks ------------------------------------------------------------------------------------------------------------------


def workbook() -> Workbook:
    """An empty workbook with a fixed author and day, so that making it twice gives the same file."""
    book = Workbook()
    book.properties.creator = _AUTHOR
    book.properties.created = book.properties.modified = _MADE
    return book


def sheet(book: Workbook, name: str, rows: Sequence[Row], widths: Sequence[int], first: bool = False) -> Worksheet:
    """Add a sheet with these rows (row 1 first) and column widths; ``first`` takes the sheet that a new workbook has."""
    made = book.active if first else book.create_sheet()
    if not isinstance(made, Worksheet):
        raise TypeError("工作簿的第一张表不是普通工作表")
    made.title = name
    for row in rows:
        made.append([value if value != "" else None for value in row])
    for index, width in enumerate(widths, 1):
        made.column_dimensions[get_column_letter(index)].width = width
    for cells in made.iter_rows():
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="center")
    return made


def numbered(items: Sequence[Sequence[str]]) -> list[Row]:
    """Rows with 1, 2, 3 … put before them."""
    return [[order, *item] for order, item in enumerate(items, 1)]


def title(made: Worksheet, row: int, last: str, bold: bool = True) -> None:
    """Merge a row (from 1) from column A to ``last`` and set it in the middle: a title, or with ``bold`` false a line under it."""
    made.merge_cells(f"A{row}:{last}{row}")
    made[f"A{row}"].alignment = Alignment(horizontal="center")
    made[f"A{row}"].font = Font(bold=bold, size=16 if bold else 11)


def merge_across(made: Worksheet, rows: Iterable[int], last: str) -> None:
    """Merge each of these rows (from 1) from column A to ``last``: headings of a type or theme."""
    for row in rows:
        made.merge_cells(f"A{row}:{last}{row}")


def merge_down(made: Worksheet, column: str, first: int, last: int) -> None:
    """Merge where a value in rows ``first`` to ``last`` (from 1) is followed by empty cells."""
    start = first
    for row in range(first + 1, last + 2):
        if row == last + 1 or made[f"{column}{row}"].value is not None:
            if row - 1 > start:
                made.merge_cells(f"{column}{start}:{column}{row - 1}")
            start = row


def ruled(made: Worksheet, first: int, last: int, columns: int) -> None:
    """Draw thin lines around the cells of rows ``first`` to ``last`` (from 1), as a printed list has them."""
    for cells in made.iter_rows(min_row=first, max_row=last, max_col=columns):
        for cell in cells:
            cell.border = Border(_THIN, _THIN, _THIN, _THIN)


def book_bytes(book: Workbook) -> bytes:
    """The .xlsx file."""
    out = io.BytesIO()
    book.save(out)
    return _same_zip(out.getvalue(), {_stamp(b"dcterms:modified"): _MADE.strftime("%Y-%m-%dT%H:%M:%SZ").encode()})


# Word -----------------------------------------------------------------------------------------------------------------------


def document(heading: str, lines: Sequence[str] = ()) -> Document:
    """A Word document on its side, with a centred title and the lines under it."""
    made = docx.Document()
    properties = made.core_properties
    properties.author = properties.last_modified_by = _AUTHOR
    properties.created = properties.modified = _MADE
    page = made.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    width, height = page.page_width, page.page_height
    if width is not None and height is not None and width < height:
        page.page_width, page.page_height = height, width
    normal = made.styles["Normal"]
    normal.font.name = "宋体"
    normal.font.size = Pt(10)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    for order, text in enumerate((heading, *lines)):
        paragraph = made.add_paragraph(text)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if not order:
            paragraph.runs[0].bold = True
            paragraph.runs[0].font.size = Pt(16)
    return made


def table(made: Document, rows: Sequence[Row], merged: Sequence[Span] = ()) -> Table:
    """Add a ruled table with these rows, then merge these areas (only the first cell of an area may hold text)."""
    width = max(map(len, rows))
    grid: Table = made.add_table(rows=len(rows), cols=width)
    grid.style = "Table Grid"
    for row, cells in zip(rows, grid.rows, strict=True):
        for value, cell in zip(row, cells.cells, strict=False):
            cell.text = str(value)
    for top, left, bottom, right in merged:
        kept = grid.cell(top, left).text
        area = grid.cell(top, left).merge(grid.cell(bottom, right))
        area.text = kept
    return grid


def spans_down(rows: Sequence[Row], column: int, first: int) -> list[Span]:
    """The areas to merge where a value of a column (from 0), in rows ``first`` (from 0) and below, is followed by empty cells."""
    found: list[Span] = []
    start = first
    for row in range(first + 1, len(rows) + 1):
        if row == len(rows) or rows[row][column] != "":
            if row - 1 > start:
                found.append((start, column, row - 1, column))
            start = row
    return found


def document_bytes(made: Document) -> bytes:
    """The .docx file."""
    out = io.BytesIO()
    made.save(out)
    return _same_zip(out.getvalue(), {})


# Text formats ---------------------------------------------------------------------------------------------------------------


def csv_bytes(rows: Iterable[Row], encoding: str = "utf-8", line: str = "\n") -> bytes:
    """A CSV file: ``utf-8``, ``utf-8-sig`` (as spreadsheets save it) or ``gb18030``."""
    out = io.StringIO()
    csv.writer(out, lineterminator=line).writerows(rows)
    return out.getvalue().encode(encoding)


def json_lines_bytes(items: Iterable[Mapping[str, object]]) -> bytes:
    """One JSON object a line, characters as they are."""
    return "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items).encode()


def json_bytes(content: object) -> bytes:
    """One JSON document, indented."""
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def html_bytes(
    heading: str, lines: Sequence[str], rows: Sequence[Row], merged: Sequence[Span], notes: Sequence[str]
) -> bytes:
    """A web page with one table: the first row is the head; line breaks in a cell become ``<br>``."""
    covered = {
        (row, column)
        for top, left, bottom, right in merged
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in merged}
    body = []
    for order, row in enumerate(rows):
        cells = []
        for column, value in enumerate(row):
            if (order, column) in covered:
                continue
            tall, wide = spans.get((order, column), (1, 1))
            attributes = (f' rowspan="{tall}"' if tall > 1 else "") + (f' colspan="{wide}"' if wide > 1 else "")
            tag = "td" if order else "th"
            text = "<br>".join(html.escape(part) for part in str(value).split("\n"))
            cells.append(f"<{tag}{attributes}>{text}</{tag}>")
        body.append(f"<tr>{''.join(cells)}</tr>")
    parts = [
        "<!DOCTYPE html>",
        '<html lang="zh-CN"><head><meta charset="utf-8">',
        f"<title>{html.escape(heading)}</title></head><body>",
        f"<h1>{html.escape(heading)}</h1>",
        *(f"<p>{html.escape(line)}</p>" for line in lines),
        '<table border="1">',
        *body,
        "</table>",
        *(f"<p>{html.escape(line)}</p>" for line in notes),
        "</body></html>",
    ]
    return ("\n".join(parts) + "\n").encode()


# The same bytes each time ---------------------------------------------------------------------------------------------------


def _stamp(tag: bytes) -> tuple[bytes, bytes]:
    return b"<" + tag, b"</" + tag + b">"


def _same_zip(data: bytes, values: Mapping[tuple[bytes, bytes], bytes]) -> bytes:
    """The archive with fixed days on its members, and in its core properties the text of these elements replaced: the
    libraries write the day of saving there."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            content = old.read(member)
            if member.filename == "docProps/core.xml":
                for (opening, closing), value in values.items():
                    head, found, rest = content.partition(opening)
                    inside, end, tail = rest.partition(closing)
                    if found and end:
                        attributes = inside.partition(b">")[0]
                        content = head + found + attributes + b">" + value + closing + tail
            info = zipfile.ZipInfo(member.filename, _ZIP_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, content)
    return out.getvalue()

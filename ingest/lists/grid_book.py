"""Workbooks (.xlsx, .xlsm, .xlsb, .xls, .et, .ods) as grids.

calamine reads cells and, of .xlsx and .xls, merged cells; hidden columns and rows are looked up in the parts of an .xlsx. Of .xls
and .ods it is not known what is hidden, and of .ods not what is merged: such cells are empty, and a column that is filled only
where its value changes is carried down as in text tables.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import msgspec
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from ingest.lists.cells import MOST_CELLS, Grid, GridError, refuse
from ontologies.records import Problem

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EXACT_DIGITS = 1e15
_SHEET = re.compile(r"xl/worksheets/sheet\d+\.xml")
_COLS = re.compile(rb"<(?:\w+:)?cols>(.*?)</(?:\w+:)?cols>", re.DOTALL)
_COL = re.compile(rb"<(?:\w+:)?col\s([^>]*)>")
_ROW = re.compile(rb"<(?:\w+:)?row\s([^>]*\bhidden=\"(?:1|true)\"[^>]*)>")
_ATTRIBUTE = re.compile(rb'(\w+)="([^"]*)"')
_WIDTH = re.compile(rb"\d{1,3}(?:\.\d+)?")
_CHUNK = 1 << 20
_LONGEST_TAG = 4096
# Short texts (types, bodies, offices) come again in thousands of rows: kept once.
_SHARED_LENGTH = 40
_MOST_SHARED = 100_000
_NEEDS_TABLE = ".xlsx、.xls、.csv、.docx 表格、网页表格或 .json"
_SAVE_AS = "请用表格软件打开后另存为 .xlsx"


class Shape(msgspec.Struct):
    """Indexes of a sheet's hidden columns and rows, from 0; column → width in characters, of those whose width is set."""

    columns: list[int] = []
    rows: list[int] = []
    widths: dict[int, int] = {}


def damaged(name: str, detail: str) -> GridError:
    return refuse(
        name,
        f"文件损坏或不完整，无法读取（{detail}）",
        "完整的 .xlsx、.xls 或 .csv 文件",
        "请重新下载或用表格软件打开后另存",
    )


def locked(name: str) -> GridError:
    return refuse(name, "文件有密码保护，无法读取", "没有密码的文件", "请去掉打开密码后另存")


def book_grids(data: bytes, name: str) -> tuple[list[Grid], list[Problem]]:
    """Every worksheet, in the workbook's order. Raises GridError when the file is damaged, locked or no workbook."""
    if data[:8] == OLE:
        _refuse_other(data, name)
    grids: list[Grid] = []
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        shapes = _shapes(data) if data[:2] == b"PK" else []
        number = 0
        for meta in book.sheets_metadata:
            if meta.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            grid = _grid(sheet, meta.name, name)
            grid.visible = meta.visible == SheetVisibleEnum.Visible
            if number < len(shapes):
                grid.hidden, grid.widths = shapes[number].columns, shapes[number].widths
                grid.hidden_rows = [row for row in shapes[number].rows if row < len(grid.rows)]
            number += 1
            grids.append(grid)
    except PasswordError:
        raise locked(name) from None
    # A damaged archive or sheet surfaces as calamine's own errors, as OSError from the decoder, or as a bad zip here.
    except (CalamineError, OSError, zipfile.BadZipFile, zlib.error, ValueError, EOFError, KeyError) as error:
        raise damaged(name, f"{type(error).__name__}: {error}"[:120]) from None
    return grids, []


def _refuse_other(data: bytes, name: str) -> None:
    """An OLE file is told by its streams, which stand in it by name: .xls and .et have a Workbook (Book before 1997)."""

    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if has("EncryptedPackage"):
        raise locked(name)
    if has("Workbook") or has("Book"):
        return
    if has("WordDocument"):
        raise refuse(
            name, "是旧版 Word 或 WPS 文字文件（.doc、.wps），读不了", _NEEDS_TABLE, "请用 Word 或 WPS 另存为 .docx"
        )
    if has("PowerPoint Document"):
        raise refuse(name, "是演示文稿（.ppt），不是清单", _NEEDS_TABLE, "请核对文件")
    if name.lower().endswith((".et", ".ett")):
        raise refuse(name, "是旧版 WPS 表格（.et），读不了", _NEEDS_TABLE, "请用 WPS 表格打开后另存为 .xlsx")


def _grid(sheet: CalamineSheet, title: str, name: str) -> Grid:
    """A sheet's cells, row by row as calamine gives them, so that the sheet stands in memory once."""
    grid = Grid(title, [])
    if sheet.start is None or sheet.end is None:
        return grid
    left = sheet.start[1]
    if sheet.total_height * (sheet.width + left) > MOST_CELLS:
        raise refuse(name, f"工作表“{title}”过大，没有读入", "清单", "请删去表格以外的空行空列，或拆分后再载入")
    shared: dict[str, str] = {}
    for index, row in enumerate(sheet.iter_rows()):
        texts = [""] * left
        for column, value in enumerate(row, left):
            if type(value) is not str:
                if isinstance(value, float) and abs(value) >= _EXACT_DIGITS:
                    grid.imprecise.append((index, column))
                value = _text(value)
            if value and len(value) <= _SHARED_LENGTH and len(shared) < _MOST_SHARED:
                value = shared.setdefault(value, value)
            texts.append(value)
        grid.rows.append(texts)
    grid.merges = [(a, b, c, d) for (a, b), (c, d) in sheet.merged_cell_ranges or []]
    return grid


def _text(value: object) -> str:
    """A value the way the sheet shows it: 1, not 1.0."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        whole_day = value.time() == time()
        return value.date().isoformat() if whole_day else value.isoformat(" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return "" if value is None else str(value)


def _shapes(data: bytes) -> list[Shape]:
    """What is hidden in each worksheet and how wide its columns are, in the workbook's order; calamine does not tell it. Nothing for an
    .ods."""
    answer: list[Shape] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = {entry for entry in archive.namelist() if _SHEET.fullmatch(entry)}
        for path in _sheet_paths(archive) or sorted(names, key=lambda entry: (len(entry), entry)):
            answer.append(_shape_of(_chunks(archive, path)) if path in names else Shape())
    return answer


def _chunks(archive: zipfile.ZipFile, path: str) -> Iterator[bytes]:
    with archive.open(path) as part:
        while chunk := part.read(_CHUNK):
            yield chunk


def _shape_of(chunks: Iterator[bytes]) -> Shape:
    """Columns stand before the rows, in the sheet's head; rows are looked for chunk by chunk."""
    found = Shape()
    before = b""
    for number, chunk in enumerate(chunks):
        # A tag may stand across two chunks.
        piece = before + chunk
        if not number:
            cols = _COLS.search(piece)
            for item in _COL.findall(cols.group(1)) if cols else ():
                attributes = dict(_ATTRIBUTE.findall(item))
                first, last = int(attributes[b"min"]), int(attributes[b"max"])
                columns = range(first - 1, min(last, first + 256))
                if attributes.get(b"hidden") in (b"1", b"true"):
                    found.columns.extend(columns)
                elif _WIDTH.fullmatch(attributes.get(b"width", b"")):
                    found.widths.update(dict.fromkeys(columns, int(float(attributes[b"width"]))))
        if b"hidden=" in piece:
            for item in _ROW.findall(piece):
                row = dict(_ATTRIBUTE.findall(item)).get(b"r", b"")
                if row.isdigit() and (not found.rows or int(row) - 1 > found.rows[-1]):
                    found.rows.append(int(row) - 1)
        before = piece[-_LONGEST_TAG:]
    return found


def _sheet_paths(archive: zipfile.ZipFile) -> list[str]:
    """The worksheets' parts in the order of the workbook, or nothing where the package does not say."""
    members = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= members:
        return []
    targets = {}
    for item in re.findall(rb"<Relationship\s([^>]*)>", archive.read("xl/_rels/workbook.xml.rels")):
        attributes = dict(_ATTRIBUTE.findall(item))
        if attributes.get(b"Type", b"").endswith(b"/worksheet"):
            target = attributes.get(b"Target", b"").decode()
            targets[attributes.get(b"Id", b"")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    order = re.findall(rb'<(?:\w+:)?sheet\s[^>]*?r:id="([^"]*)"', archive.read("xl/workbook.xml"))
    return [targets[key] for key in order if key in targets]

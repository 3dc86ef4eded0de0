"""A spreadsheet or CSV file as grids of text, with what its layout tells (merged cells, hidden columns).

The format is told by the bytes, not by the name: offices send ``.xls`` files named ``.xlsx``, CSV named ``.xls``, and HTML
named either. Text is kept as found; numbers are written the way the sheet shows them (1, not 1.0).
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from datetime import date, datetime, time, timedelta

import msgspec
from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from ontologies.records import Problem

Merge = tuple[int, int, int, int]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EXACT_DIGITS = 1e15
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\ufffe\uffff]")
_MARKUP = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|table|\?xml|meta|head)", re.IGNORECASE)
_SHEET = re.compile(r"xl/worksheets/sheet\d+\.xml")
_COLS = re.compile(rb"<cols>(.*?)</cols>", re.DOTALL)
_COL = re.compile(rb"<col\s([^>]*)>")
_ATTRIBUTE = re.compile(rb'(\w+)="([^"]*)"')
_DELIMITERS = (",", "\t", ";", "|", "，", "；")


class Grid(msgspec.Struct):
    """One sheet. ``rows`` are equally long lists of text, row 1 of the sheet first; ``merges`` are (top, left, bottom, right),
    counted from 0, both ends included; ``hidden`` are column indexes; ``imprecise`` are cells (row, column) whose number has
    more digits than a spreadsheet keeps. ``visible`` is false for a hidden sheet."""

    name: str
    rows: list[list[str]]
    merges: list[Merge] = []
    hidden: list[int] = []
    imprecise: list[tuple[int, int]] = []
    visible: bool = True

    @property
    def blank(self) -> bool:
        return not any(any(cell.strip() for cell in row) for row in self.rows)


class GridError(Exception):
    """The file cannot be read at all; carries the Problem that says why and what to do."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.text())
        self.problem = problem


def column_letter(index: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letter: str) -> int:
    """A → 0, AA → 26. Raises ValueError when it is no column letter."""
    index = 0
    for character in letter.upper():
        if not "A" <= character <= "Z":
            raise ValueError(letter)
        index = index * 26 + ord(character) - 64
    if not index:
        raise ValueError(letter)
    return index - 1


def read_grids(data: bytes, name: str) -> tuple[list[Grid], list[Problem]]:
    """Every sheet of a file, in its order. Raises GridError when the file is empty, damaged, locked or of another kind."""
    if not data.strip(b"\0 \r\n\t"):
        raise GridError(Problem("error", name, "", "文件是空的", "有表头和数据行的清单", "请重新导出或重新下载"))
    if data[:4] == b"PK\x03\x04" or data[:8] == _OLE:
        return _read_workbook(data, name)
    if data[:2] == b"PK":
        raise GridError(_damaged(name, "压缩结构不完整"))
    if _MARKUP.match(data[:200]):
        raise GridError(
            Problem(
                "error",
                name,
                "",
                "内容是网页（HTML/XML），不是电子表格",
                ".xlsx、.xls 或 .csv",
                "请用表格软件打开后另存为 .xlsx",
            )
        )
    return _read_csv(data, name)


def _damaged(name: str, detail: str) -> Problem:
    return Problem(
        "error",
        name,
        "",
        f"文件损坏或不完整，无法读取（{detail}）",
        "完整的 .xlsx、.xls 或 .csv 文件",
        "请重新下载或用表格软件打开后另存",
    )


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
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


def _read_workbook(data: bytes, name: str) -> tuple[list[Grid], list[Problem]]:
    grids: list[Grid] = []
    problems: list[Problem] = []
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        hidden = _hidden_columns(data) if data[:2] == b"PK" else []
        number = 0
        for meta in book.sheets_metadata:
            if meta.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            grid = Grid(meta.name, [], visible=meta.visible == SheetVisibleEnum.Visible)
            for index, row in enumerate(sheet.to_python(skip_empty_area=False)):
                grid.rows.append([_text(value) for value in row])
                for column, value in enumerate(row):
                    if isinstance(value, float) and abs(value) >= _EXACT_DIGITS:
                        grid.imprecise.append((index, column))
            grid.merges = [(a, b, c, d) for (a, b), (c, d) in sheet.merged_cell_ranges or []]
            if number < len(hidden):
                grid.hidden = hidden[number]
            number += 1
            grids.append(grid)
    except PasswordError:
        raise GridError(
            Problem("error", name, "", "文件有密码保护，无法读取", "没有密码的文件", "请去掉打开密码后另存")
        ) from None
    # A damaged archive or sheet surfaces as calamine's own errors, as OSError from the decoder, or as a bad zip here.
    except (CalamineError, OSError, zipfile.BadZipFile, ValueError, EOFError) as error:
        raise GridError(_damaged(name, f"{type(error).__name__}: {error}"[:120])) from None
    return grids, problems


def _hidden_columns(data: bytes) -> list[list[int]]:
    """Hidden columns per worksheet, in the workbook's order; calamine does not tell them. Columns stand before the rows, so
    that only the head of each sheet is unpacked."""
    answer: list[list[int]] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = {entry for entry in archive.namelist() if _SHEET.fullmatch(entry)}
        for path in _sheet_paths(archive) or sorted(names, key=lambda entry: (len(entry), entry)):
            columns: list[int] = []
            if path in names:
                with archive.open(path) as part:
                    found = _COLS.search(part.read(65536))
                for item in _COL.findall(found.group(1)) if found else ():
                    attributes = dict(_ATTRIBUTE.findall(item))
                    if attributes.get(b"hidden") in (b"1", b"true"):
                        first, last = int(attributes[b"min"]), int(attributes[b"max"])
                        columns.extend(range(first - 1, min(last, first + 256)))
            answer.append(columns)
    return answer


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


def _read_csv(data: bytes, name: str) -> tuple[list[Grid], list[Problem]]:
    problems: list[Problem] = []
    text, encoding = _decode(data, name)
    if encoding == "gb18030":
        problems.append(
            Problem(
                "warning",
                name,
                "",
                "文件不是 UTF-8，已按 GBK（GB18030）读取",
                "",
                "请核对汉字是否正确，或另存为 UTF-8",
            )
        )
    if _CONTROL.search(text):
        raise GridError(_damaged(name, "含有控制字符，可能不是文本表格"))
    rows = _best_rows(text, name)
    width = max((len(row) for row in rows), default=0)
    return [Grid("", [row + [""] * (width - len(row)) for row in rows])], problems


def _decode(data: bytes, name: str) -> tuple[str, str]:
    if data[:3] == b"\xef\xbb\xbf":
        candidates = ["utf-8-sig"]
    elif data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        candidates = ["utf-16"]
    else:
        candidates = ["utf-8", "gb18030"]
    for encoding in candidates:
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError as error:
            position = error.start
    raise GridError(
        Problem(
            "error",
            name,
            f"第 {position} 字节",
            "文字编码无法识别，或文件不完整",
            "UTF-8 或 GBK（GB18030）编码的 .csv",
            "请用表格软件打开后另存为“CSV UTF-8”或 .xlsx",
        )
    )


def _best_rows(text: str, name: str) -> list[list[str]]:
    """Cut with the delimiter under which most rows have the same number (two or more) of cells."""
    best: tuple[float, list[list[str]]] | None = None
    broken: csv.Error | None = None
    line = 0
    for order, delimiter in enumerate(_DELIMITERS):
        if delimiter not in text and order:
            continue
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        try:
            rows = list(reader)
        except csv.Error as error:
            if broken is None:
                broken, line = error, reader.line_num
            continue
        widths = Counter(len(row) for row in rows if len(row) > 1)
        filled = sum(1 for row in rows if row)
        agree = widths.most_common(1)[0] if widths else (1, 0)
        score = agree[1] / max(filled, 1) + min(agree[0], 30) / 100 - order / 1000
        if not widths:
            score = -1.0
        if best is None or score > best[0]:
            best = (score, rows)
    if broken is not None and (best is None or best[0] < 0.5):
        raise GridError(
            Problem(
                "error",
                name,
                f"第 {line} 行附近",
                "引号不成对，无法分清单元格，文件可能不完整",
                "成对的英文双引号，单元格里的引号写两遍",
                "请用表格软件打开后另存为 CSV 或 .xlsx",
            )
        )
    return best[1] if best else []

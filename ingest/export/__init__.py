"""Lists given out again: .xlsx, .csv, .docx, .json, .jsonl, in the layout they came in and with the corrections made.

One list keeps its sheets, titles, heads, merged cells, headings and remarks (``sheets``); rows out of several lists, and JSON for
programs, stand in standard columns (``common``). Web pages and .xls files go out as .xlsx, and cards (a small table for each item) as
the one table that they were read as.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from urllib.parse import quote

import msgspec

from ingest.export.book import LONGEST_NAME, TooLongError, as_book, sheet_names
from ingest.export.common import common_sheet
from ingest.export.plain import ENCODINGS, as_csv, as_json, as_json_lines
from ingest.export.sheets import Mark, RowKey, Sheet, notes_as_rows, sheets_of
from ingest.export.word import as_document
from ingest.lists.words import dates_in
from ontologies.records import ListText

__all__ = [
    "ENCODINGS",
    "FORMATS",
    "Export",
    "ExportError",
    "Mark",
    "Piece",
    "RowKey",
    "export",
    "file_name",
    "own_format",
]

FORMATS: dict[str, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
    "jsonl": "application/jsonl",
}
# What is not written itself goes out as what it is nearest to.
_NEAREST = {"xls": "xlsx", "html": "xlsx"}
_UNFIT = re.compile(r"[\x00-\x1f/\\:*?\"<>|]+")
_SPACE = re.compile(r"[\s《》]+")
# What programs call a sheet that nobody has named, and a table of a document.
_NO_NAME = re.compile(r"(?:Sheet|工作表|表)\s*\d*", re.IGNORECASE)
_LONGEST_FILE = 80


class ExportError(ValueError):
    """Nothing can be given out so; the message is Chinese and says what can."""


class Piece(msgspec.Struct):
    """A list, or some of its rows, to be given out: its identifier, what it says (corrections made), the rows chosen (None: all), the
    corrections."""

    id: str
    text: ListText
    chosen: Collection[RowKey] | None = None
    marks: Sequence[Mark] = ()

    @property
    def rows(self) -> int:
        """How many items are given out."""
        if self.chosen is None:
            return len(self.text.entries)
        return sum(1 for entry in self.text.entries if (entry.sheet, entry.row) in self.chosen)


class Export(msgspec.Struct):
    """A file: its name, media type and bytes; ``remarks`` is what to tell whoever asked for it, ``sheets`` the name of each sheet of a
    workbook of several whole lists with the index of the list that it is of."""

    name: str
    media_type: str
    data: bytes
    remarks: list[str] = []
    sheets: list[tuple[str, int]] = []

    @property
    def disposition(self) -> str:
        """The header Content-Disposition (RFC 6266, RFC 8187)."""
        plain = f"list.{self.name.rpartition('.')[2]}"
        return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(self.name, safe='')}"


def own_format(pieces: Sequence[Piece]) -> str:
    """The format that lists came in, or the nearest that is written; xlsx where they differ."""
    found = {_NEAREST.get(piece.text.source, piece.text.source) for piece in pieces}
    only = found.pop() if len(found) == 1 else ""
    return only if only in FORMATS else "xlsx"


def export(
    pieces: Sequence[Piece], form: str = "", encoding: str = "utf-8", mark: bool = False, one_table: bool = False
) -> Export:
    """The file. ``form`` is one of FORMATS, "" for that of the lists; ``mark`` shows what was corrected; with ``one_table`` the rows of
    several lists make one table.

    One list keeps its layout. Several lists keep theirs, sheet after sheet, where whole lists are given out as .xlsx or .docx; rows
    chosen out of several stand in standard columns, a sheet for each list. Raises ExportError.
    """
    form = form or own_format(pieces)
    if form not in FORMATS:
        raise ExportError(f"不认识的格式“{form}”，可用：{'、'.join(FORMATS)}")
    if encoding not in ENCODINGS:
        raise ExportError(f"不认识的编码“{encoding}”，可用：{'、'.join(ENCODINGS)}")
    if not any(piece.rows for piece in pieces):
        raise ExportError("没有可以导出的事项")
    title = _title(pieces)
    apart = not one_table and _keeps_layouts(pieces, form)
    several = apart and len(pieces) > 1 and form == "xlsx"
    if apart:
        found = _own_sheets(pieces, mark)
        sheets = [sheet for sheet, _ in found]
    else:
        found, sheets = [], _common_sheets(pieces, form, mark, one_table, title)
    remarks: list[str] = []
    try:
        data = _written(sheets, form, encoding, title, remarks)
    except TooLongError as error:
        raise ExportError(str(error)) from error
    names = sheet_names([sheet.name for sheet in sheets]) if several else []
    told = [(name, order) for name, (_, order) in zip(names, found, strict=True)] if several else []
    return Export(file_name(_stem(pieces, title), form), FORMATS[form], data, remarks, told)


def _title(pieces: Sequence[Piece]) -> str:
    first = pieces[0].text.title or pieces[0].id
    return first if len(pieces) == 1 else f"{first}等{len(pieces)}份清单"


def _stem(pieces: Sequence[Piece], title: str) -> str:
    stem = pieces[0].text.hints.get("stem", "") if len(pieces) == 1 and pieces[0].chosen is None else ""
    return stem or title


def file_name(title: str, form: str) -> str:
    """A file's name as every system takes it, from a title and the format."""
    return f"{_UNFIT.sub('_', title).strip(' ._')[:_LONGEST_FILE] or '清单'}.{form}"


def _keeps_layout(piece: Piece, form: str) -> bool:
    """Records for programs keep a layout only where they came as records."""
    records = form in ("json", "jsonl")
    return bool(piece.text.layouts) and (not records or piece.text.source in ("json", "jsonl"))


def _keeps_layouts(pieces: Sequence[Piece], form: str) -> bool:
    """Whether lists go out in the layouts they came in: one of them, or whole ones in a file that has several tables."""
    if not all(_keeps_layout(piece, form) for piece in pieces):
        return False
    return len(pieces) == 1 or (form in ("xlsx", "docx") and all(piece.chosen is None for piece in pieces))


def _own_sheets(pieces: Sequence[Piece], mark: bool) -> list[tuple[Sheet, int]]:
    """The lists' own sheets, each with the index of its list."""
    found = [
        (sheet, order)
        for order, piece in enumerate(pieces)
        for sheet in sheets_of(piece.text, piece.chosen, piece.marks, mark)
    ]
    if len(pieces) > 1:
        labels = _labels(pieces)
        # Words in the name of a sheet may say what its rows are (城关镇, 配合履职): a name that is the only one stays.
        count = Counter(sheet.name.lower() for sheet, _ in found)
        for sheet, order in found:
            if not sheet.name or _NO_NAME.fullmatch(sheet.name):
                sheet.name = labels[order]
            elif count[sheet.name.lower()] > 1:
                sheet.name = f"{labels[order][: max(LONGEST_NAME - 1 - len(sheet.name), 0)]} {sheet.name}".strip()
    return found


def _common_sheets(pieces: Sequence[Piece], form: str, mark: bool, one_table: bool, title: str) -> list[Sheet]:
    labels = _labels(pieces)
    every = [
        (label, piece.text, piece.chosen, piece.marks)
        for label, piece in zip(labels, pieces, strict=True)
        if piece.rows
    ]
    if one_table or form in ("csv", "json", "jsonl"):
        return [common_sheet(every, "事项", [title], mark)]
    return [common_sheet([item], item[0], _titles(item[1]), mark) for item in every]


def _labels(pieces: Sequence[Piece]) -> list[str]:
    """What each list is called beside the others: its title, with the edition's day where several have that title."""
    titles = [_SPACE.sub("", _titles(piece.text)[0]) for piece in pieces]
    return [
        f"{title}（{piece.text.edition}）" if titles.count(title) > 1 and piece.text.edition else title
        for title, piece in zip(titles, pieces, strict=True)
    ]


def _titles(text: ListText) -> list[str]:
    """The title, and the day of the edition where the title does not tell it and nobody only read it out of a month or a year."""
    title = text.title or f"{text.authority}{text.kind.label}"
    day = text.edition
    if day is None or any(found == day for found, _, _ in dates_in(title)):
        return [title]
    cells = (cell for layout in text.layouts for row in layout.cells.values() for cell in row.values())
    said = [*text.notes, *cells, *text.hints.values(), *(layout.sheet for layout in text.layouts)]
    precisions = {precision for found, precision, _ in dates_in("\n".join(said)) if found == day}
    # Where nothing says it at all, a sidecar did.
    return (
        [title, f"（截至{day.year}年{day.month}月{day.day}日）"] if not precisions or "day" in precisions else [title]
    )


def _written(sheets: list[Sheet], form: str, encoding: str, title: str, remarks: list[str]) -> bytes:
    if form == "xlsx":
        for sheet in sheets:
            notes_as_rows(sheet)
        return as_book(sheets, title)
    if form == "docx":
        return as_document(sheets, title)
    if form == "json":
        return as_json(sheets)
    if form == "jsonl":
        return as_json_lines(sheets)
    data, guarded = as_csv(sheets, encoding)
    if guarded:
        remarks.append(f"{guarded} 格以 =、@ 等开头，表格软件会当成公式，已在前面加了制表符")
    if any(sheet.kinds[top] == "item" for sheet in sheets for top, _, _, _ in sheet.merges):
        remarks.append("CSV 没有合并单元格，合并的内容已写进各行")
    return data

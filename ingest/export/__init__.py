"""Lists given out again: .xlsx, .csv, .docx, .json, .jsonl, in the layout they came in and with the corrections made.

One list keeps its sheets, titles, heads, merged cells, headings and remarks (``sheets``); rows out of several lists, and JSON for
programs, stand in standard columns (``common``). Web pages and .xls files go out as .xlsx, and cards (a small table for each item) as
the one table that they were read as.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from urllib.parse import quote

import msgspec

from ingest.export.book import TooLongError, as_book
from ingest.export.common import common_sheet
from ingest.export.plain import ENCODINGS, as_csv, as_json, as_json_lines
from ingest.export.sheets import Mark, RowKey, Sheet, notes_as_rows, sheets_of
from ingest.export.word import as_document
from ontologies.records import ListText

__all__ = ["ENCODINGS", "FORMATS", "Export", "ExportError", "Mark", "Piece", "RowKey", "export", "own_format"]

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
_LONGEST_NAME = 80


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
    """A file: its name, media type and bytes; ``remarks`` is what to tell whoever asked for it."""

    name: str
    media_type: str
    data: bytes
    remarks: list[str] = []

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
    sheets = _sheets(pieces, form, mark, one_table, title)
    remarks: list[str] = []
    try:
        data = _written(sheets, form, encoding, title, remarks)
    except TooLongError as error:
        raise ExportError(str(error)) from error
    return Export(f"{_file_name(pieces, title)}.{form}", FORMATS[form], data, remarks)


def _title(pieces: Sequence[Piece]) -> str:
    first = pieces[0].text.title or pieces[0].id
    return first if len(pieces) == 1 else f"{first}等{len(pieces)}份清单"


def _file_name(pieces: Sequence[Piece], title: str) -> str:
    stem = pieces[0].text.hints.get("stem", "") if len(pieces) == 1 and pieces[0].chosen is None else ""
    return _UNFIT.sub("_", stem or title).strip(" ._")[:_LONGEST_NAME] or "清单"


def _keeps_layout(piece: Piece, form: str) -> bool:
    """Records for programs keep a layout only where they came as records."""
    records = form in ("json", "jsonl")
    return bool(piece.text.layouts) and (not records or piece.text.source in ("json", "jsonl"))


def _sheets(pieces: Sequence[Piece], form: str, mark: bool, one_table: bool, title: str) -> list[Sheet]:
    kept = all(_keeps_layout(piece, form) for piece in pieces)
    whole = all(piece.chosen is None for piece in pieces)
    if kept and not one_table and (len(pieces) == 1 or (whole and form in ("xlsx", "docx"))):
        found = [(piece, sheet) for piece in pieces for sheet in sheets_of(piece.text, piece.chosen, piece.marks, mark)]
        if len(pieces) > 1:
            for piece, sheet in found:
                sheet.name = f"{piece.text.authority or piece.text.title} {sheet.name}".strip()
        return [sheet for _, sheet in found]
    every = [(piece.id, piece.text, piece.chosen, piece.marks) for piece in pieces]
    if one_table or form in ("csv", "json", "jsonl"):
        return [common_sheet(every, "事项", [title], mark)]
    return [
        common_sheet([item], item[1].authority or item[1].title or "事项", _titles(item[1]), mark)
        for item, piece in zip(every, pieces, strict=True)
        if piece.rows
    ]


def _titles(text: ListText) -> list[str]:
    day = text.edition
    dated = [f"（截至{day.year}年{day.month}月{day.day}日）"] if day else []
    return [text.title or f"{text.authority}{text.kind.label}", *dated]


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

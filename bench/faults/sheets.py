"""The files of a synthetic county: workbooks, CSV, JSON lines, web pages and Word tables, the same bytes each time.

A ``Table`` is one sheet of one file: title lines, one head row, rows of cells by head. The row numbers in ``gold.jsonl`` are those of the
file as a spreadsheet shows them (of a Word or web table: rows counted from the table's own first row).
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

from openpyxl import Workbook

_DAY = (2026, 7, 1, 9, 0, 0)
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


@dataclass(eq=False)
class Row:
    """One row of a list; ``cells`` by head, ``name`` and ``body`` as a finding would quote them."""

    cells: dict[str, str | int]
    name: str
    body: str
    table: Table | None = None
    number: int = 0

    def place(self) -> dict[str, str | int]:
        """Where it stands: file, sheet, row, name, body."""
        table = self.table
        if table is None:
            raise ValueError("行还没有放进表里")
        return {"file": table.file, "sheet": table.sheet, "row": self.number, "name": self.name, "body": self.body}


@dataclass(eq=False)
class Table:
    """One sheet: ``file`` (its name decides the format), sheet name ("" for CSV and JSON), title lines, heads, rows.

    ``aside`` is what the ``.yaml`` beside a file without a title says of it (authority, place, edition, kind, title).
    """

    file: str
    sheet: str
    titles: list[str]
    heads: list[str]
    rows: list[Row] = field(default_factory=list)
    aside: dict[str, str] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    """How a head is written in this file, where not as in ``heads`` (the keys of the cells)."""

    def add(self, row: Row) -> Row:
        """Append a row, count it in the 序号 column, and give it back."""
        row.table = self
        self.rows.append(row)
        row.number = self._first + len(self.rows) - 1
        row.cells.setdefault("序号", len(self.rows))
        return row

    @property
    def _first(self) -> int:
        suffix = self.file.rpartition(".")[2]
        if suffix == "jsonl":
            return 1
        return 2 if suffix in ("html", "docx") else len(self.titles) + 2

    def grid(self) -> list[list[str | int]]:
        """The head row and the rows."""
        return [
            [self.shown.get(head, head) for head in self.heads],
            *([row.cells.get(head, "") for head in self.heads] for row in self.rows),
        ]


def _zipped(files: Sequence[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name, _DAY), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def workbook(tables: Sequence[Table]) -> bytes:
    """An .xlsx of these sheets."""
    book = Workbook(write_only=True)
    for table in tables:
        sheet = book.create_sheet(table.sheet)
        for title in table.titles:
            sheet.append([title])
        for cells in table.grid():
            sheet.append([cell if cell != "" else None for cell in cells])
    raw = io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as archive:
        files = [(name, archive.read(name)) for name in archive.namelist()]
    return _zipped([(name, _STAMP.sub(rb"\g<1>2026-07-01T09:00:00Z\2", data)) for name, data in files])


def comma(table: Table) -> bytes:
    """A .csv in UTF-8 with its title lines first."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([[title] for title in table.titles])
    # A line break inside a cell would shift the line numbers of the file.
    writer.writerows([str(cell).replace("\n", "；") for cell in cells] for cells in table.grid())
    return out.getvalue().encode()


def lines(table: Table) -> bytes:
    """JSON lines, one object a row."""
    return "".join(
        json.dumps({table.shown.get(head, head): row.cells.get(head, "") for head in table.heads}, ensure_ascii=False)
        + "\n"
        for row in table.rows
    ).encode()


def page(table: Table) -> bytes:
    """A web page with one table."""
    title = html.escape(table.titles[0])
    body = "".join(f"<p>{html.escape(line)}</p>\n" for line in table.titles[1:])
    rows = []
    for index, cells in enumerate(table.grid()):
        tag = "td" if index else "th"
        rows.append(
            "<tr>"
            + "".join(f"<{tag}>{html.escape(str(c)).replace(chr(10), '<br>')}</{tag}>" for c in cells)
            + "</tr>\n"
        )
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title></head><body>\n<h1>{title}</h1>\n{body}'
        f'<table border="1">\n{"".join(rows)}</table>\n</body></html>\n'
    ).encode()


_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = (
    (
        "[Content_Types].xml",
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    ),
    (
        "_rels/.rels",
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships '
        'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
    ),
)


def _paragraph(text: str) -> str:
    runs = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in text.split("\n"))
    return f"<w:p><w:r>{runs}</w:r></w:p>"


def word(tables: Sequence[Table]) -> bytes:
    """A .docx of these tables, each under its title lines."""
    out = []
    for table in tables:
        out += [_paragraph(title) for title in table.titles]
        width = "".join("<w:gridCol/>" for _ in table.heads)
        out.append(f"<w:tbl><w:tblPr/><w:tblGrid>{width}</w:tblGrid>")
        for cells in table.grid():
            out.append("<w:tr>" + "".join(f"<w:tc>{_paragraph(str(cell))}</w:tc>" for cell in cells) + "</w:tr>")
        out.append("</w:tbl>" + _paragraph(""))
    document = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="{_WORD}"><w:body>{"".join(out)}</w:body></w:document>'
    return _zipped([*((name, data.encode()) for name, data in _PACKAGE), ("word/document.xml", document.encode())])


def write(folder: Path, tables: Sequence[Table]) -> None:
    """Write every file that these tables make up into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, list[Table]] = {}
    for table in tables:
        files.setdefault(table.file, []).append(table)
    for name, sheets in files.items():
        suffix = name.rpartition(".")[2]
        if suffix == "xlsx":
            data = workbook(sheets)
        elif suffix == "docx":
            data = word(sheets)
        elif len(sheets) > 1:
            raise ValueError(f"{name}：只有 .xlsx 和 .docx 可以放几张表")
        else:
            data = {"csv": comma, "jsonl": lines, "html": page}[suffix](sheets[0])
        (folder / name).write_bytes(data)
        if sheets[0].aside:
            text = "".join(f'{key}: "{value}"\n' for key, value in sheets[0].aside.items())
            (folder / f"{name}.yaml").write_text(text, encoding="utf-8")

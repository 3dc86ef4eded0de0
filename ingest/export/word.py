"""Sheets as a Word document (.docx): titles, tables and remarks one after the other, on A4 on its side."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from ingest.export.sheets import Sheet, with_mark_column
from ingest.lists.cells import title_like
from ingest.lists.words import is_note

_ILLEGAL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PAGE, _MARGIN = (297, 210), 15
_TWIPS_A_MM = 56.7
# Stands where a table is to come; no list holds these characters, which are no text.
_TOKEN = "\ue0d1\ue0f1\ue0d1"
_PLACE = re.compile(b"<w:p><w:r><w:t>" + _TOKEN.encode() + b"</w:t></w:r></w:p>")


def as_document(sheets: Sequence[Sheet], title: str) -> bytes:
    """The document. What is remarked of a cell stands in a column of its own at the right of its row."""
    made = docx.Document()
    made.core_properties.title = title[:255]
    section = made.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(_PAGE[0]), Mm(_PAGE[1])
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_MARGIN)
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = "宋体", Pt(9)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    normal.paragraph_format.space_after = Pt(0)
    tables: list[str] = []
    for order, sheet in enumerate(map(with_mark_column, sheets)):
        _table(made, sheet, order, order == len(sheets) - 1, tables)
    out = io.BytesIO()
    made.save(out)
    return _with_tables(out.getvalue(), tables)


def _with_tables(package: bytes, tables: Sequence[str]) -> bytes:
    """The document with its tables in the places kept for them. Put in as text: to move a table of ten thousand rows into the
    document's tree takes ten times as long."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            content = old.read(member)
            if member.filename == "word/document.xml":
                parts = _PLACE.split(content)
                pieces = [piece for pair in zip_longest(parts, (t.encode() for t in tables)) for piece in pair if piece]
                content = b"".join(pieces)
            new.writestr(member, content)
    return out.getvalue()


def _table(made: Any, sheet: Sheet, order: int, final: bool, tables: list[str]) -> None:
    """The lines above a table, the table, the lines below it. Sentences that came with a table from above it go above it again,
    where the reader of the next table would else take them for its own."""
    first = min(sheet.above, sheet.first_head) if sheet.document else sheet.first_head
    last = len(sheet.rows)
    if not sheet.document:
        # In a document titles and remarks are paragraphs; only what came in a document may have them as rows.
        while last > first and _is_line(sheet, last - 1):
            last -= 1
    before = [] if final else [note for note in sheet.notes if not title_like(note) and not is_note(note)]
    lines = [_line(row) for row in sheet.rows[:first]]
    for text in before:
        _paragraph(made, text)
    for number, text in enumerate(line for line in lines if line):
        _paragraph(made, text, centred=True, bold=not number, size=16 if not number and not order else 12)
    if last > first:
        made.add_paragraph(_TOKEN)
        tables.append(_xml(sheet, first, last))
    below = [_line(row) for row in sheet.rows[last:]]
    below = [text for text in (*below, *(note for note in sheet.notes if note not in before)) if text]
    for text in below:
        _paragraph(made, text)
    if not final or not below:
        # Two tables that touch would be one, and a document may not end in a table.
        _paragraph(made, "")


def _is_line(sheet: Sheet, row: int) -> bool:
    """Whether a row below the items is a remark, and no row of the table as a total is."""
    filled = [text for text in sheet.rows[row] if text.strip()]
    return sheet.kinds[row] in ("note", "blank") and (len(filled) < 2 or is_note(filled[0]))


def _line(row: Sequence[str]) -> str:
    return "　".join(dict.fromkeys(text.strip() for text in row if text.strip()))


def _paragraph(made: Any, text: str, centred: bool = False, bold: bool = False, size: int = 0) -> None:
    paragraph = made.add_paragraph()
    run = paragraph.add_run(_ILLEGAL.sub("�", text))
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if bold:
        run.bold = True
    if size:
        run.font.size = Pt(size)


def _xml(sheet: Sheet, first: int, last: int) -> str:
    """A table as WordprocessingML. Written as text: an object for each cell takes a minute for ten thousand rows."""
    room = int((_PAGE[0] - 2 * _MARGIN) * _TWIPS_A_MM)
    whole = sum(sheet.widths) or 1
    widths = [max(room * width // whole, 200) for width in sheet.widths]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    spans = {(top, left): (bottom, right) for top, left, bottom, right in sheet.merges}
    open_: dict[int, tuple[int, int]] = {}
    parts = [
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{room}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
    ]
    leading = True
    for row in range(first, last):
        kind = sheet.kinds[row]
        leading = leading and kind == "head"
        marks = ("<w:tblHeader/>" if leading else "") + ("<w:hidden/>" if row in sheet.hidden_rows else "")
        parts.append(f"<w:tr>{f'<w:trPr>{marks}</w:trPr>' if marks else ''}")
        parts.extend(_cells(sheet, row, widths, spans, open_))
        parts.append("</w:tr>")
    parts.append("</w:tbl>")
    return "".join(parts)


def _cells(
    sheet: Sheet,
    row: int,
    widths: Sequence[int],
    spans: dict[tuple[int, int], tuple[int, int]],
    open_: dict[int, tuple[int, int]],
) -> Iterator[str]:
    """The cells of a row. ``open_`` are the areas that come from the rows above: left column → (last row, last column)."""
    column = 0
    strong = sheet.kinds[row] in ("head", "heading")
    centred = sheet.kinds[row] == "head"
    while column < len(widths):
        merge, text = "", sheet.rows[row][column]
        if column in open_ and open_[column][0] >= row:
            right = open_[column][1]
            merge = "<w:vMerge/>"
            text = ""
        else:
            bottom, right = spans.get((row, column), (row, column))
            open_.pop(column, None)
            if bottom > row:
                open_[column] = bottom, right
                merge = '<w:vMerge w:val="restart"/>'
        # Areas that overlap come out of damaged sheets only: the one from above wins.
        others = [left for left, (end, _) in open_.items() if column < left <= right and end >= row]
        if others:
            right = min(others) - 1
        span = right - column + 1
        properties = f'<w:tcW w:w="{sum(widths[column : right + 1])}" w:type="dxa"/>'
        properties += (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "") + merge
        yield f'<w:tc><w:tcPr>{properties}<w:vAlign w:val="center"/></w:tcPr>'
        yield _words(text, strong, centred, row in sheet.struck)
        yield "</w:tc>"
        column = right + 1


def _words(text: str, strong: bool, centred: bool, struck: bool) -> str:
    shape = ("<w:b/>" if strong else "") + ("<w:strike/>" if struck else "")
    run = f"<w:r><w:rPr>{shape}</w:rPr>" if shape else "<w:r>"
    place = '<w:pPr><w:jc w:val="center"/></w:pPr>' if centred else ""
    if not text:
        return f"<w:p>{place}</w:p>"
    clean = escape(_ILLEGAL.sub("�", text.replace("\r\n", "\n").replace("\r", "\n")))
    lines = (f'<w:t xml:space="preserve">{line}</w:t>' for line in clean.split("\n"))
    return f"<w:p>{place}{run}{'<w:br/>'.join(lines)}</w:r></w:p>"

"""A file of lists as grids of text: spreadsheets, text tables, tables of Word documents and web pages, JSON records.

The format is told by the bytes, not by the name: offices send ``.xls`` files named ``.xlsx``, CSV named ``.xls``, and HTML
named either. Each format has a module of its own; what they give is in :mod:`ingest.lists.cells`.
"""

from __future__ import annotations

import io
import re
import zipfile

from ingest.lists.cells import Grid, GridError, Merge, column_index, column_letter, refuse
from ingest.lists.grid_book import OLE, book_grids, damaged
from ingest.lists.grid_docx import damaged_word, docx_grids
from ingest.lists.grid_html import is_web, web_grids
from ingest.lists.grid_json import json_grids, looks_like_json
from ingest.lists.grid_text import decode, text_grids
from ontologies.records import Problem

__all__ = ["Grid", "GridError", "Merge", "column_index", "column_letter", "read_grids"]

_FORMATS = ".xlsx、.xls、.csv、.docx 表格、网页表格或 .json"
_XML = re.compile(rb"\s*<\?xml|\s*<(?:\w+:)?Workbook", re.IGNORECASE)
_JSON_NAMES = (".json", ".jsonl", ".ndjson")


def read_grids(data: bytes, name: str) -> tuple[list[Grid], list[Problem]]:
    """Every table of a file, in its order. Raises GridError when the file is empty, damaged, locked or of another kind."""
    if not data.strip(b"\0 \r\n\t"):
        raise refuse(name, "文件是空的", "有表头和数据行的清单", "请重新导出或重新下载")
    if data[:4] == b"PK\x03\x04" or data[:8] == OLE:
        return docx_grids(data, name) if _is_word(data, name) else book_grids(data, name)
    if data[:2] == b"PK":
        raise damaged(name, "压缩结构不完整")
    if data[:4] == b"%PDF":
        raise refuse(name, "是 PDF 文件，读不了", _FORMATS, "请找到同一清单的表格文件，或用 WPS 等转换为 .xlsx 后载入")
    if data[:5] == b"{\\rtf":
        raise refuse(name, "是 RTF 文件，读不了", _FORMATS, "请用 Word 或 WPS 另存为 .docx")
    if is_web(data):
        return web_grids(data, name)
    if _XML.match(data[:200].removeprefix(b"\xef\xbb\xbf")):
        raise refuse(name, "是 XML 文件（如“XML 电子表格 2003”），读不了", _FORMATS, "请用表格软件打开后另存为 .xlsx")
    text, problems = decode(data, name)
    found = _records(text, name) if looks_like_json(text) else None
    grids, told = found or text_grids(text, name)
    return grids, [*problems, *told]


def _is_word(data: bytes, name: str) -> bool:
    """Whether a package is a Word document; one whose index is lost is what it is called."""
    if data[:2] != b"PK":
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "word/document.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        if name.lower().endswith((".docx", ".docm")):
            raise damaged_word(name) from None
        return False


def _records(text: str, name: str) -> tuple[list[Grid], list[Problem]] | None:
    """The records of a text that begins as JSON does; None where it is none and is not called so."""
    try:
        return json_grids(text, name)
    except GridError:
        if name.lower().endswith(_JSON_NAMES):
            raise
        return None

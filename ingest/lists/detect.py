"""Whether a file that is no spreadsheet is a list: a Word document, a web page, a text, JSON.

By content, never by name. A document is a list when one of its tables has the head of a list (an item's name and another column
that lists have) and a row below it, and the text around the tables is no law: it has no two articles (第一条 …), and it is not titled as a law,
a decision or rules without the word 清单 or 目录. So a notice that brings a list in a table is a list; a statute with an
annex table, and a decision that cancels items in a table, stay laws.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import PurePosixPath

from ingest.laws import head as heads
from ingest.laws.shapes import ARTICLE, PARTING, is_spoken_of
from ingest.laws.word import is_word
from ingest.lists.cards import join_cards
from ingest.lists.cells import Grid, GridError
from ingest.lists.deciding import understand
from ingest.lists.grid_docx import docx_blocks
from ingest.lists.grid_html import is_web, web_blocks
from ingest.lists.grid_json import json_grids, keys_in, looks_like_json
from ingest.lists.grid_text import decode, text_grids
from ingest.lists.kinds.granting import province_gives
from ingest.lists.layout import MergeMap
from ingest.lists.pages import Table, grids_of, has_head, list_fields
from ingest.lists.sidecar import Sidecar

_LIST_WORD = re.compile(r"清单|目录|一览表|汇总表|事项表")
_ARTICLES = 2
_TITLE_LINES = 12
# A head stands among the first rows, and the keys of records in the first ones.
_HEAD_BYTES = 65_536
_ARRAYS = re.compile(r"\[\s*\[")
_TABLE_IN_WORD = re.compile(rb"<w:tbl[ >]")
_RECORDS = (".json", ".jsonl", ".ndjson")
_TEXTS = (".txt", ".text")


def is_list(data: bytes, name: str) -> bool:
    """Whether a .docx, web page, JSON or .txt file holds a list. What is damaged is a list only where what can be seen of it is one."""
    suffix = PurePosixPath(name).suffix.lower()
    stem = PurePosixPath(name).stem
    try:
        if suffix in _RECORDS:
            return _is_records(data, name)
        if suffix in _TEXTS:
            return _is_table_text(data, name)
        if data[:2] == b"PK":
            return is_word(data) and _has_table(data) and _is_document(docx_blocks(data, name)[0], name, stem)
        if suffix not in (".md", ".markdown") and is_web(data) and re.search(rb"<\0?t\0?a\0?b\0?l\0?e", data, re.I):
            return _is_document(web_blocks(data, name)[0], name, stem)
    except GridError:
        return False
    return False


def _has_table(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package, package.open("word/document.xml") as part:
            return any(_TABLE_IN_WORD.search(chunk) for chunk in iter(lambda: part.read(1 << 20), b""))
    except (zipfile.BadZipFile, zlib.error, OSError, KeyError, RuntimeError, NotImplementedError, EOFError):
        return False


def _is_document(blocks: list[str | Table], name: str, stem: str) -> bool:
    lines = [block.strip() for block in blocks if isinstance(block, str) and block.strip()]
    if sum(map(_begins_article, lines)) >= _ARTICLES or _titled_as_law(lines):
        return False
    return any(_is_list_table(grid, stem) for grid in join_cards(grids_of(blocks, name))[0])


def _is_list_table(grid: Grid, stem: str) -> bool:
    """A table with the head of a list of powers or duties, or one that its title, its columns or the file's name tell to be of some
    kind."""
    if has_head(grid.rows) and len(grid.rows) > grid.above + 1:
        return True
    layout, decided = understand(grid, MergeMap(grid), Sidecar(), stem)
    return layout is not None and layout.last + 1 < len(grid.rows) and not decided.doubt


def _begins_article(line: str) -> bool:
    match = ARTICLE.match(line)
    return match is not None and not is_spoken_of(match[3], bool(match[3]) and match[3][0] in PARTING)


def _titled_as_law(lines: list[str]) -> bool:
    for line in lines[:_TITLE_LINES]:
        title = heads.clean_title(line)
        if heads.is_title(title):
            return not _LIST_WORD.search(title) and not title.endswith("通知") and not province_gives(title)
        if _LIST_WORD.search(line):
            return False
    return False


def _is_records(data: bytes, name: str) -> bool:
    head = data[:_HEAD_BYTES]
    # A character cut in two at the end of the sample is none of the text's fault.
    text = head.decode("utf-8", "ignore") if _is_utf8(head) else decode(data, name)[0][:_HEAD_BYTES]
    if not looks_like_json(text):
        return False
    if list_fields(keys_in(text)):
        return True
    return _ARRAYS.search(text) is not None and any(
        has_head(grid.rows) for grid in json_grids(decode(data, name)[0], name)[0]
    )


def _is_utf8(head: bytes) -> bool:
    try:
        head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 3 and b"\0" not in head[:64]
    return b"\0" not in head[:64]


def _is_table_text(data: bytes, name: str) -> bool:
    if not data.strip():
        return False
    text = decode(data, name)[0][:_HEAD_BYTES]
    if "\t" not in text and "," not in text and "|" not in text:
        return False
    text = text[: text.rfind("\n") + 1] or text
    return any(has_head(grid.rows) for grid in text_grids(text, name)[0])

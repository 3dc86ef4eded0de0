"""Readers of law files, and the way back.

:func:`expand` finds files, :func:`sniff` tells what one is, :func:`read_law` reads one into a
:class:`~ontologies.records.LawText`, :func:`render` writes one as Markdown that reads back the same.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from ingest.laws.decode import UndecodableError, decode
from ingest.laws.pages import Page, text_page
from ingest.laws.parse import Dropped, Parser, Reading
from ingest.laws.render import render
from ingest.laws.sources import Source, expand, hints_of, sniff
from ingest.laws.web import declared_encoding, html_page, is_html
from ingest.laws.word import DamagedError, is_word, word_page
from ontologies.records import LawText, Problem

__all__ = ["Dropped", "Reading", "Source", "expand", "hints_of", "read_law", "read_whole", "render", "sniff"]


def read_law(data: bytes, name: str, hints: dict[str, str] | None = None) -> tuple[list[LawText], list[Problem]]:
    """One file's law, and what is to be said of it. Format by content first, by suffix second: Markdown, plain text, HTML, .docx,
    in UTF-8, UTF-16 or GB18030. ``name`` is what messages call the file; ``hints`` as :func:`hints_of` gives them (taken from
    ``name`` when absent). A file that cannot be read whole gives no law and an error; nothing is raised."""
    reading, problems = read_whole(data, name, hints)
    return ([reading.law] if reading else []), problems


def read_whole(data: bytes, name: str, hints: dict[str, str] | None = None) -> tuple[Reading | None, list[Problem]]:
    """As :func:`read_law`, with the lines that were dropped (contents, comments)."""
    if hints is None:
        hints = hints_of(PurePosixPath(name).parts or ("",))
    page, problems = _page(data, name)
    if page is None:
        return None, problems
    if not page.text.strip():
        return None, [*problems, _error(name, "文件里没有文字", "法律文件的正文", "核对文件后重新载入")]
    reading = Parser(page, name, hints).read()
    return reading, [*problems, *reading.problems]


def _error(name: str, message: str, expected: str, advice: str) -> Problem:
    return Problem("error", name, "", message, expected, advice)


def _page(data: bytes, name: str) -> tuple[Page | None, list[Problem]]:
    """The file as lines, or the error that it cannot be."""
    suffix = PurePosixPath(name).suffix.lower()
    if not data.strip():
        return None, [_error(name, "文件是空的", "法律文件的正文", "核对文件后重新载入")]
    if data.startswith(b"\xd0\xcf\x11\xe0") and "EncryptedPackage".encode("utf-16-le") in data:
        return None, [_error(name, "文件有密码保护，无法读取", "没有密码的文件", "去掉打开密码后另存，再重新载入")]
    if data.startswith(b"PK") or suffix in (".docx", ".docm"):
        if data.startswith(b"\xd0\xcf\x11\xe0"):
            return None, [
                _error(
                    name, "这是旧版 Word 文件（.doc），读不了", ".docx 文件", "用 Word 或 WPS 另存为 .docx 后重新载入"
                )
            ]
        if data.startswith(b"PK") and suffix not in (".docx", ".docm") and not is_word(data):
            return None, [
                _error(name, "压缩文件不完整，或不是 Word 文件", ".docx、Markdown、文本或网页文件", "重新下载后载入")
            ]
        return _word(data, name)
    if data.startswith(b"\xd0\xcf\x11\xe0") or suffix in (".doc", ".wps"):
        return None, [
            _error(name, "这是旧版 Word 或 WPS 文件，读不了", ".docx 文件", "用 Word 或 WPS 另存为 .docx 后重新载入")
        ]
    if data.startswith(b"%PDF"):
        return None, [
            _error(
                name,
                "这是 PDF 文件，读不了",
                ".docx、Markdown、文本或网页文件",
                "找到同一文件的 .docx 或网页，或转换后重新载入",
            )
        ]
    if data.startswith(b"{\\rtf"):
        return None, [_error(name, "这是 RTF 文件，读不了", ".docx 文件", "用 Word 或 WPS 另存为 .docx 后重新载入")]
    try:
        text, encoding = decode(data)
    except UndecodableError:
        advice = "确认文件没有损坏；文本文件另存为 UTF-8 后重新载入"
        return None, [
            _error(name, "读不出文字：不是文本，也不是 .docx", "UTF-8、UTF-16 或 GB18030（GBK）编码的文字", advice)
        ]
    web = is_html(text)
    problems = []
    if encoding == "gb18030" and not (web and declared_encoding(data) in ("gbk", "gb2312", "gb18030")):
        problems.append(
            Problem(
                "warning",
                name,
                "",
                "文件编码是 GB18030（GBK），已照此读出",
                "UTF-8",
                "核对题名和正文没有乱码，或另存为 UTF-8",
            )
        )
    return (html_page(text) if web else text_page(text)), problems


def _word(data: bytes, name: str) -> tuple[Page | None, list[Problem]]:
    try:
        page, remarks = word_page(data)
    except DamagedError:
        return None, [
            _error(name, "Word 文件不完整或已损坏，没有读入", "完整的 .docx 文件", "重新下载，或用 Word 打开修复后另存")
        ]
    return page, [Problem("warning", name, "", remark, "", "如属正文，请移到正文中") for remark in remarks]

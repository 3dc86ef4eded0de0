"""Word documents (.docx) as lines: paragraphs, automatic numbers, tables; insertions accepted, deletions left out.

A damaged file gives no line at all: :class:`DamagedError`.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from docx import Document
from docx.opc.exceptions import OpcError

from ingest.laws.pages import Page, plain, rows_text
from text.numerals import to_chinese

Read = TypeVar("Read")

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# A statute is well under one megabyte; what unpacks to more than this is no document.
LARGEST = 200 * 1024 * 1024
_GONE = {f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText"}
_HEADING = re.compile(r"(?:heading|标题)\s*(\d)", re.I)
_CONTENTS = re.compile(r"(?:toc|目录)\s*\d", re.I)


class DamagedError(ValueError):
    """The file is no whole .docx document."""


def is_word(data: bytes) -> bool:
    """Whether the data is a .docx package by its content."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return "word/document.xml" in package.namelist()
    except (zipfile.BadZipFile, OSError):
        return False


def word_page(data: bytes) -> tuple[Page, list[str]]:
    """The document's lines, and remarks on what was not read. Raises DamagedError."""
    return read_word(data, _page)


def read_word(data: bytes, read: Callable[[Any], Read]) -> Read:
    """What ``read`` makes of the opened document. Raises DamagedError where the file, or a part that is read, is not whole."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(member.file_size for member in package.infolist()) > LARGEST:
                raise DamagedError("too large")
            broken = package.testzip()
            if broken:
                raise DamagedError(broken)
        return read(Document(io.BytesIO(data)))
    except (
        zipfile.BadZipFile,
        zlib.error,
        OpcError,
        # What lxml raises on XML that is not well-formed.
        SyntaxError,
        KeyError,
        ValueError,
        OSError,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise DamagedError(str(error)) from error


def _page(document: Any) -> tuple[Page, list[str]]:
    styles = _styles(document)
    numbers = Numbers(document)
    lines: list[str] = []
    positions: list[int] = []
    place = 0
    for block in blocks(document.element.body):
        place += 1
        if block.tag == f"{_W}tbl":
            for line in (*_table(block).split("\n"), ""):
                lines.append(line)
                positions.append(place)
            continue
        style = styles.get(_style_id(block), "")
        label = numbers.label(block)
        for count, raw in enumerate(paragraph_text(block).split("\n")):
            text = raw.strip()
            if label and not count:
                # Word's own space between number and text; an item's label carries none.
                text = f"{label}{'' if label[-1] in '）)、.．' else '　'}{text}"
            if not text:
                continue
            if _CONTENTS.match(style):
                text = re.sub(r"[\s.…·]*\d*$", "", text)
                if not lines or not any(re.sub(r"\s", "", line) in ("目录", "目次") for line in lines):
                    lines.append("目录")
                    positions.append(place)
            elif style.lower() == "title" or style == "标题":
                text = f"# {text}"
            elif _HEADING.match(style) and len(text) <= 60 and not text.endswith(("。", "；")):
                text = f"## {text}"
            else:
                text = plain(text)
            lines.append(text)
            positions.append(place)
    claims = {}
    properties = document.core_properties
    for key in ("title", "subject", "category"):
        value = re.sub(r"\s+", " ", str(getattr(properties, key) or "")).strip()
        if value:
            claims[f"docx_{key}"] = value
    remarks = []
    if any(
        part.partname.endswith(("/footnotes.xml", "/endnotes.xml")) and _has_notes(part) for part in _parts(document)
    ):
        remarks.append("脚注和尾注没有读入")
    if any(True for _ in document.element.body.iter(f"{_W}txbxContent")):
        remarks.append("文本框里的文字没有读入")
    return Page(lines, "\n".join(lines), "段", positions, claims), remarks


def _parts(document: Any) -> Iterator[Any]:
    yield from document.part.package.iter_parts()


def _has_notes(part: Any) -> bool:
    # Word puts two notes without text (the separators) into every such part.
    return bool(re.search(rb"<w:t[ >][^<]*>?[^<]*\S", part.blob.replace(b"</w:t>", b"\n")))


def blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables in order, out of content controls and insertions too."""
    for child in parent:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml", f"{_W}moveTo"):
            yield from blocks(child)


def paragraph_text(paragraph: Any) -> str:
    """A paragraph's words; a break is a line break, a tab a space."""
    pieces: list[str] = []

    def walk(node: Any) -> None:
        for child in node:
            tag = child.tag
            if tag in _GONE or tag == f"{_W}txbxContent" or tag == f"{_W}pPr":
                continue
            if tag == f"{_W}t":
                pieces.append(child.text or "")
            elif tag == f"{_W}tab":
                pieces.append(" ")
            elif tag in (f"{_W}br", f"{_W}cr"):
                pieces.append("\n")
            elif tag == f"{_W}noBreakHyphen":
                pieces.append("-")
            else:
                walk(child)

    walk(paragraph)
    return "".join(pieces)


def _table(table: Any) -> str:
    rows = []
    for tr in table.iter(f"{_W}tr"):
        cells = []
        for tc in tr.iter(f"{_W}tc"):
            merged = tc.find(f"{_W}tcPr/{_W}vMerge")
            below = merged is not None and merged.get(f"{_W}val") != "restart"
            cells.append("" if below else " ".join(paragraph_text(p).strip() for p in tc.iter(f"{_W}p")))
            span = tc.find(f"{_W}tcPr/{_W}gridSpan")
            width = span.get(f"{_W}val") if span is not None else "1"
            if width and width.isdigit():
                cells.extend([""] * min(int(width) - 1, 200))
        rows.append(cells)
    return rows_text(rows)


def _style_id(paragraph: Any) -> str:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return str(style.get(f"{_W}val")) if style is not None else ""


def _styles(document: Any) -> dict[str, str]:
    return {style.style_id: style.name or "" for style in document.styles}


class Numbers:
    """Word's automatic numbers: what a reader sees before a paragraph (第一条, （二）) and its text does not hold."""

    def __init__(self, document: Any) -> None:
        self.levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self.counts: dict[tuple[str, int], int] = {}
        self.of_style: dict[str, tuple[str, int]] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        abstract = {node.get(f"{_W}abstractNumId"): node for node in root.iter(f"{_W}abstractNum")}
        for number in root.iter(f"{_W}num"):
            identifier = number.get(f"{_W}numId")
            link = number.find(f"{_W}abstractNumId")
            kind = abstract.get(link.get(f"{_W}val")) if link is not None else None
            if kind is None:
                continue
            for level in kind.iter(f"{_W}lvl"):
                depth = int(level.get(f"{_W}ilvl") or 0)
                form, text, start = (self._value(level, name) for name in ("numFmt", "lvlText", "start"))
                first = int(start) if start.isdigit() else 1
                self.levels[identifier, depth] = (form, text, first)
        for style in document.styles.element.iter(f"{_W}style"):
            found = style.find(f"{_W}pPr/{_W}numPr")
            if found is not None:
                self.of_style[style.get(f"{_W}styleId")] = self._read(found)

    @staticmethod
    def _value(level: Any, name: str) -> str:
        found = level.find(f"{_W}{name}")
        return str(found.get(f"{_W}val") or "") if found is not None else ""

    @staticmethod
    def _read(properties: Any) -> tuple[str, int]:
        number = properties.find(f"{_W}numId")
        depth = properties.find(f"{_W}ilvl")
        return (
            str(number.get(f"{_W}val")) if number is not None else "",
            int(depth.get(f"{_W}val")) if depth is not None else 0,
        )

    def label(self, paragraph: Any) -> str:
        properties = paragraph.find(f"{_W}pPr/{_W}numPr")
        key = self._read(properties) if properties is not None else self.of_style.get(_style_id(paragraph))
        if key is None or key not in self.levels:
            return ""
        identifier, depth = key
        form, text, first = self.levels[key]
        if form in ("bullet", "none") or not text:
            return ""
        self.counts[key] = self.counts.get(key, first - 1) + 1
        for other in [k for k in self.counts if k[0] == identifier and k[1] > depth]:
            del self.counts[other]

        def shown(match: re.Match[str]) -> str:
            at = (identifier, int(match[1]) - 1)
            kind, _, start = self.levels.get(at, (form, "", 1))
            return _numeral(self.counts.get(at, start), kind)

        return re.sub(r"%(\d)", shown, text).strip()


def _numeral(value: int, form: str) -> str:
    lowered = form.lower()
    if "chinese" in lowered or "japanese" in lowered or "ideograph" in lowered or "taiwanese" in lowered:
        return to_chinese(value)
    if form == "decimalEnclosedCircle" and 1 <= value <= 20:
        return chr(0x245F + value)
    return str(value)

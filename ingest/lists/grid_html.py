"""Tables of web pages as grids: pages that offices publish, .xls files that are HTML inside, Excel's single-file web pages (MHTML).

The character set is what the page states (a byte order mark first), else UTF-8, else GB18030. Tables that only lay the page
out are looked into, down to those that hold data. Menus, links and what stands around the text are left out; the page's title
and the lines above a table come with it. Rows and columns that the page hides are read, and told.
"""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.laws.web import AROUND, BLOCKS, GONE, declared_encoding, joint
from ingest.lists.cells import Grid, Merge, even, refuse, warning
from ingest.lists.grid_text import decode
from ingest.lists.pages import Table, grids_of, list_fields
from ontologies.records import Problem

_START = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta|title|style|div|center|p|h\d)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_MHTML = re.compile(rb"(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?MIME-Version:", re.IGNORECASE)
_CHINESE = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030", "gb18030": "gb18030"}
_BREAK = re.compile(r"(?<=[^\x00-\x7f])\s*\n\s*(?=[^\x00-\x7f])|\s*\n\s*")
_SPACES = re.compile(r"[ \t\r\f\xa0]+")
_NO_SHOW = re.compile(r"display\s*:\s*none|visibility\s*:\s*collapse", re.IGNORECASE)
_SHEET_NAME = re.compile(r"<x:ExcelWorksheet>\s*<x:Name>([^<]*)</x:Name>", re.IGNORECASE)
_SHORTENED = re.compile(r"-?\d(?:\.\d+)?E\+\d+", re.IGNORECASE)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "caption"))
_SITE = re.compile(r"\s*[_|｜—]+\s*|\s+-+\s+|-(?=[一-鿿]*(?:网|库|门户|平台))")
_WIDEST_SPAN = 1_000
_EXPECTED = "网页里有清单表格（<table>），第一行是列名"


def is_web(data: bytes) -> bool:
    """Whether the bytes are a page of HTML, or several in MHTML."""
    head = (
        data[:4096]
        .replace(b"\0", b"")
        .removeprefix(b"\xef\xbb\xbf")
        .removeprefix(b"\xff\xfe")
        .removeprefix(b"\xfe\xff")
    )
    return bool(_START.match(head) or _MHTML.match(head)) or (
        head.lstrip()[:5].lower() == b"<?xml" and b"<html" in head.lower()
    )


def web_blocks(data: bytes, name: str) -> tuple[list[str | Table], list[str], list[Problem]]:
    """Lines and tables of a page, the names of the sheets that it was saved from, and what is to be told. Raises GridError."""
    found: list[str | Table] = []
    sheets: list[str] = []
    problems: list[Problem] = []
    for source in _sources(data, name, problems):
        sheets.extend(_SHEET_NAME.findall(source))
        try:
            found.extend(_Page(source, name).blocks())
        except RecursionError:
            raise refuse(
                name, "网页的层次过深，无法读取", "办公软件或网站导出的网页", "请用表格软件打开后另存为 .xlsx"
            ) from None
    return found, [sheet.strip() for sheet in sheets], problems


def web_grids(data: bytes, name: str) -> tuple[list[Grid], list[Problem]]:
    """The data tables of a page, in order. Raises GridError where there is none."""
    found, sheets, problems = web_blocks(data, name)
    grids = grids_of(found, name)
    if not grids:
        raise refuse(
            name,
            "网页里没有清单表格",
            _EXPECTED,
            "请核对文件；清单若是附件，请下载附件载入；若是框架网页，请另存为 .xlsx",
        )
    if len(sheets) == len(grids):
        for grid, sheet in zip(grids, sheets, strict=True):
            grid.name, grid.document, grid.follows = sheet, False, False
    return grids, problems


def _sources(data: bytes, name: str, problems: list[Problem]) -> list[str]:
    if not _MHTML.match(data[:4096]):
        return [_text(data, "", name, problems)]
    message = email.message_from_bytes(data, policy=email.policy.default)
    answer = []
    for part in message.walk():
        if isinstance(part, EmailMessage) and part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and content.strip():
                answer.append(_text(content, part.get_content_charset() or "", name, problems))
    if not answer:
        raise refuse(
            name, "单文件网页（.mht）不完整，里面没有网页", "完整的 .mht 文件", "请重新导出，或用表格软件另存为 .xlsx"
        )
    return answer


def _text(data: bytes, charset: str, name: str, problems: list[Problem]) -> str:
    marked = data[:3] == b"\xef\xbb\xbf" or data[:2] in (b"\xff\xfe", b"\xfe\xff")
    stated = "" if marked else declared_encoding(data) or charset.lower()
    if stated and b"\0" not in data[:4096]:
        try:
            return data.decode(_CHINESE.get(stated, stated))
        except (UnicodeDecodeError, LookupError):
            problems.append(
                warning(
                    name,
                    "",
                    f"网页自称的编码 {stated} 与内容不符，已按内容判断",
                    "",
                    "请核对汉字是否正确，或另存为 UTF-8",
                )
            )
    text, said = decode(data, name)
    problems.extend(problem for problem in said if problem not in problems)
    return text


class _Page:
    """One page of HTML on its way to lines and tables."""

    def __init__(self, source: str, name: str) -> None:
        self.name = name
        self.tree = LexborHTMLParser(source)
        self.found: list[str | Table] = []
        self.pieces: list[tuple[str, bool]] = []

    def blocks(self) -> list[str | Table]:
        title = self._title()
        self.tree.strip_tags([*GONE.split(", "), "head"])
        if self.tree.body is not None:
            self._walk(self.tree.body, False)
            self._flush()
        if title and title not in self.found:
            self.found.insert(0, title)
        return self.found

    def _title(self) -> str:
        """What the page is called: its ArticleTitle, else its title without the name of the site behind it."""
        for meta in self.tree.css("meta"):
            if (meta.attributes.get("name") or "") == "ArticleTitle" and (meta.attributes.get("content") or "").strip():
                return " ".join((meta.attributes.get("content") or "").split())
        node = self.tree.css_first("title")
        words = " ".join(node.text().split()) if node is not None else ""
        return _SITE.split(words)[0].strip()

    def _flush(self) -> None:
        """End a line. A line of nothing but links is a menu."""
        linked = all(link or not text.strip() for text, link in self.pieces)
        for line in _tidy("".join(text for text, _ in self.pieces)).split("\n"):
            if line and not linked and not AROUND.match(line):
                self.found.append(line)
        self.pieces.clear()

    def _walk(self, parent: LexborNode, link: bool) -> None:
        for child in parent.iter(include_text=True):
            tag = child.tag or ""
            if tag == "-text":
                self.pieces.append((_BREAK.sub(joint, child.text_content or ""), link))
            elif tag == "br":
                self.pieces.append(("\n", link))
            elif tag == "table" and not _is_layout(child):
                self._flush()
                self.found.append(_table(child, self.name))
            elif _is_hidden(child):
                continue
            elif tag in BLOCKS or tag in _HEADINGS:
                self._flush()
                self._walk(child, link)
                self._flush()
            elif tag and not tag.startswith(("-", "_", "!")):
                self._walk(child, link or tag == "a")


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    return "hidden" in attributes or bool(_NO_SHOW.search(attributes.get("style") or ""))


def _is_layout(table: LexborNode) -> bool:
    """A table that only holds the page together: it has tables inside and no head of a list itself, or it is a single cell."""
    rows = _rows(table)
    cells = [_cells(row) for row in rows]
    if len(table.css("table")) > 1:
        return not any(
            list_fields([_cell_text(cell) for cell in row if cell.css_first("table") is None]) for row in cells
        )
    return sum(map(len, cells)) <= 1


def _rows(table: LexborNode) -> list[LexborNode]:
    """The table's own rows, not those of tables inside."""
    answer = []
    for child in table.iter():
        if child.tag == "tr":
            answer.append(child)
        elif child.tag in ("thead", "tbody", "tfoot"):
            answer.extend(row for row in child.iter() if row.tag == "tr")
    return answer


def _cells(row: LexborNode) -> list[LexborNode]:
    return [cell for cell in row.iter() if cell.tag in ("td", "th")]


def _span(cell: LexborNode, name: str, rest: int) -> int:
    value = (cell.attributes.get(name) or "1").strip()
    if not (value.isascii() and value.isdigit()):
        return 1
    return min(int(value) or rest, rest, _WIDEST_SPAN)


def _table(table: LexborNode, name: str) -> Table:
    rows: list[list[str]] = []
    merges: list[Merge] = []
    hidden = []
    # Column → the row before which a cell from above covers it.
    covered: dict[int, int] = {}
    lines = _rows(table)
    for number, line in enumerate(lines):
        if _is_hidden(line):
            hidden.append(number)
        texts: list[str] = []
        for cell in _cells(line):
            while covered.get(len(texts), 0) > number:
                texts.append("")
            column = len(texts)
            wide = _span(cell, "colspan", _WIDEST_SPAN)
            high = _span(cell, "rowspan", len(lines) - number)
            texts.append(_cell_text(cell))
            texts.extend([""] * (wide - 1))
            if wide > 1 or high > 1:
                merges.append((number, column, number + high - 1, column + wide - 1))
            if high > 1:
                for index in range(column, column + wide):
                    covered[index] = number + high
        rows.append(texts)
    caption = next((child for child in table.iter() if child.tag == "caption"), None)
    rows = even(rows, name)
    width = len(rows[0]) if rows else 0
    # Spans beyond the table, as careless pages have them, cover nothing.
    merges = [(top, left, bottom, min(right, width - 1)) for top, left, bottom, right in merges]
    return Table(
        rows, merges, _hidden_columns(table), hidden, " ".join(caption.text().split()) if caption is not None else ""
    )


def _hidden_columns(table: LexborNode) -> list[int]:
    answer: list[int] = []
    column = 0
    for child in table.iter():
        for col in [child] if child.tag == "col" else (list(child.iter()) if child.tag == "colgroup" else []):
            if col.tag == "col":
                wide = _span(col, "span", _WIDEST_SPAN)
                if _is_hidden(col):
                    answer.extend(range(column, column + wide))
                column += wide
    return answer


def _cell_text(cell: LexborNode) -> str:
    pieces: list[str] = []

    def walk(parent: LexborNode) -> None:
        for child in parent.iter(include_text=True):
            tag = child.tag or ""
            if tag == "-text":
                pieces.append(_BREAK.sub(joint, child.text_content or ""))
            elif tag == "br" or (tag in BLOCKS and tag not in ("td", "th")):
                pieces.append("\n")
                walk(child)
                if tag != "br":
                    pieces.append("\n")
            elif tag in ("td", "th"):
                walk(child)
                pieces.append("　")
            elif tag and not tag.startswith(("-", "_", "!")):
                walk(child)

    walk(cell)
    text = _tidy("".join(pieces))
    # What Excel shows as 3.3E+11 it keeps whole beside it.
    whole = (cell.attributes.get("x:num") or "").strip()
    return whole if whole and _SHORTENED.fullmatch(text) else text


def _tidy(text: str) -> str:
    """Lines without the spaces around them, without empty lines."""
    lines = (_SPACES.sub(" ", line).strip(" 　") for line in text.split("\n"))
    return "\n".join(line for line in lines if line)

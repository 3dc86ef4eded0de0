"""Every format made into lines of one light Markdown: ``#`` before headings, ``|`` rows for tables, plain paragraphs.

A paragraph that only happens to begin with a mark of Markdown gets a backslash before it, which the parser takes off.
"""

from __future__ import annotations

import re

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.laws.shapes import ANNEX, ARTICLE, CONTAINER, PARTING, SPACES

# In rendered text: below this mark stand the lines of the head that are no history.
HEAD_MARK = "<!-- HEAD -->"
MARKS = frozenset("#|<*!:[=\\->—－–")


# [[page]] and [[page|words shown]]; categories are no words of the text and are left to the parser to drop.
_WIKI_LINK = re.compile(r"\[\[(?!Category:|分类:|File:|文件:)(?:[^\[\]\n|]*\|)?([^\[\]\n|]*)\]\]")


class Page(msgspec.Struct):
    """A document as lines. ``positions`` are their places in the source where those are not the lines themselves, ``unit`` what
    such a place is called (行, 段); ``claims`` what the file says of itself; ``text`` all lines in one."""

    lines: list[str]
    text: str
    unit: str = "行"
    positions: list[int] | None = None
    claims: dict[str, str] = {}


_LIKE_ENTITY = re.compile(r"&(?=[a-zA-Z]{2,8};|#\w{1,7};)")
_LIKE_TAG = re.compile(r"<(?=/?[a-zA-Z!])")


def safe(text: str) -> str:
    """Words of which none is read as a mark inside a line (a tag, an entity, bold)."""
    text = _LIKE_TAG.sub("&lt;", _LIKE_ENTITY.sub("&amp;", text))
    return text.replace("**", "&#42;&#42;").replace("[[", "&#91;&#91;")


def plain(text: str) -> str:
    """A paragraph that is no Markdown, safe to stand among Markdown lines."""
    return "\\" + safe(text) if text[:1] in MARKS else safe(text)


def text_page(text: str) -> Page:
    """Markdown or plain text. Characters without width go (they only hide what a line begins with), and lines that were broken at
    the edge of a page are put together where indents show it."""
    for char in "\u200b\ufeff\u200c\u200d\u2060":
        if char in text:
            text = text.replace(char, "")
    if "[[" in text:
        text = _WIKI_LINK.sub(r"\1", text)
    if "\n\u3000\u3000" in text and 3 * text.count("\n\u3000\u3000") > text.count("\n"):
        return _unwrapped(text)
    return Page(text.split("\n"), text)


def _unwrapped(text: str) -> Page:
    """A text whose paragraphs are indented: a full line beneath one, without indent, is its rest. Headings stand without indent
    too, and some articles do."""
    lines: list[str] = []
    positions: list[int] = []
    above = ""
    inside = False
    for number, raw in enumerate(text.split("\n"), 1):
        indented = raw[:1] in SPACES
        if raw and not indented and inside and len(above.strip()) >= 15 and not _begins(raw):
            lines[-1] += raw.rstrip()
        else:
            lines.append(raw.rstrip())
            positions.append(number)
            inside = indented and bool(raw.strip())
        above = raw
    return Page(lines, "\n".join(lines), "行", positions)


def _begins(line: str) -> bool:
    """Whether a line without indent begins something of its own."""
    if line[0] in "#|<*":
        return True
    if line[0] in "第笫":
        article = ARTICLE.match(line)
        if article:
            return bool(article[3]) and article[3][0] in PARTING
        container = CONTAINER.match(line)
        return container is not None and bool(container[4]) and len(line) <= 30
    return line[0] == "附" and ANNEX.fullmatch(line) is not None


def row(cells: list[str]) -> str:
    """One row of a table."""
    return "| " + " | ".join(re.sub(r"\s+", " ", cell).strip().replace("|", "｜") for cell in cells) + " |"


def rows_text(rows: list[list[str]]) -> str:
    """A whole table; rows are filled up to one width, and the first is its head."""
    rows = [cells for cells in rows if cells]
    if not rows:
        return "| |"
    width = max(len(cells) for cells in rows)
    shown = [row(cells + [""] * (width - len(cells))) for cells in rows]
    return "\n".join([shown[0], "|" + " --- |" * width, *shown[1:]])


def table_text(source: str) -> str:
    """An HTML table as rows. A cell over several columns or rows stands once, at its upper left; the others are empty."""
    tree = LexborHTMLParser(source)
    table = tree.css_first("table")
    return rows_text(_grid(table)) if table is not None else "| |"


def _grid(table: LexborNode) -> list[list[str]]:
    rows: list[list[str]] = []
    taken: dict[tuple[int, int], bool] = {}
    for number, tr in enumerate(table.css("tr")):
        cells: list[str] = []
        column = 0
        for cell in tr.css("td, th"):
            while taken.get((number, column)):
                cells.append("")
                column += 1
            cells.append(cell.text(separator=" ", strip=True))
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            for below in range(high):
                for right in range(wide):
                    if below or right:
                        taken[number + below, column + right] = True
            column += 1
        while taken.get((number, column)):
            cells.append("")
            column += 1
        rows.append(cells)
    return rows


def _span(cell: LexborNode, name: str) -> int:
    value = cell.attributes.get(name) or "1"
    return min(int(value), 200) if value.isdigit() and value != "0" else 1

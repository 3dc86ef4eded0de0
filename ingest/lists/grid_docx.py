"""Tables of a Word document (.docx) as grids, in the order of the document, each with the paragraphs that belong to it.

Insertions are read and deletions left out, as if every change had been accepted; automatic numbers (一个自动编号的序号列) are read as they
are shown. A cell merged over columns or rows has its text in its upper left cell. A table inside a cell is read as words of that
cell; a table that only frames others is looked into. Text boxes are not read, and told.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ingest.laws.word import DamagedError, Numbers, blocks, paragraph_text, read_word
from ingest.lists.cells import Grid, Merge, column_letter, refuse, warning
from ingest.lists.pages import Table, grids_of
from ontologies.records import Problem

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_THROUGH = {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml", f"{_W}moveTo"}
_WIDEST_SPAN = 200


def damaged_word(name: str) -> Exception:
    return refuse(
        name, "Word 文件不完整或已损坏，没有读入", "完整的 .docx 文件", "请重新下载，或用 Word、WPS 打开修复后另存"
    )


def docx_blocks(data: bytes, name: str) -> tuple[list[str | Table], list[Problem]]:
    """Paragraphs and tables of a document, and what was not read of it. Raises GridError where it is damaged."""
    try:
        return read_word(data, lambda document: _Document(document, name).read())
    except DamagedError:
        raise damaged_word(name) from None


def docx_grids(data: bytes, name: str) -> tuple[list[Grid], list[Problem]]:
    """The tables of a document. Raises GridError where it is damaged or has none."""
    found, problems = docx_blocks(data, name)
    grids = grids_of(found, name)
    if not grids:
        raise refuse(
            name,
            "Word 文件里没有清单表格",
            "清单放在 Word 的表格里，第一行是列名",
            "请核对文件；图片或用空格排成的表请改为表格",
        )
    return grids, problems


class _Document:
    def __init__(self, document: Any, name: str) -> None:
        self.body = document.element.body
        self.numbers = Numbers(document)
        self.name = name
        self.problems: list[Problem] = []
        self.count = 0

    def read(self) -> tuple[list[str | Table], list[Problem]]:
        found = list(self._blocks(self.body))
        if any(True for _ in self.body.iter(f"{_W}txbxContent")):
            self.problems.append(
                warning(self.name, "", "文本框里的文字没有读入", "", "如是清单内容，请移到表格或正文中")
            )
        return found, self.problems

    def _blocks(self, parent: Any) -> Iterator[str | Table]:
        for block in blocks(parent):
            if block.tag == f"{_W}p":
                yield from self._paragraph(block).split("\n")
            elif _is_frame(block):
                for cell in block.iter(f"{_W}tc"):
                    if cell.getparent().getparent() is block:
                        yield from self._blocks(cell)
            else:
                self.count += 1
                yield self._table(block)

    def _paragraph(self, paragraph: Any) -> str:
        label = self.numbers.label(paragraph)
        text = paragraph_text(paragraph)
        if not label:
            return text
        return f"{label}{'' if not text or label[-1] in '）)、.．' else '　'}{text}"

    def _table(self, table: Any) -> Table:
        lines = [(line, _properties(line, "trPr")) for line in _children(table, f"{_W}tr")]
        lines = [(line, told) for line, told in lines if not _on(told, "del")]
        cells = [
            [
                (cell, told)
                for cell in _children(line, f"{_W}tc")
                if not _on(told := _properties(cell, "tcPr"), "cellDel")
            ]
            for line, _ in lines
        ]
        # A table drawn by hand has borders that do not meet: spans then say how wide cells are drawn, and not what is merged.
        counts = {len(row) for row in cells if len(row) > 1}
        by_order = len(counts) == 1
        width = counts.pop() if by_order else 0
        rows: list[list[str]] = []
        merges: list[Merge] = []
        open_: dict[int, tuple[int, int]] = {}
        hidden = []
        for number, ((_, line), row) in enumerate(zip(lines, cells, strict=True)):
            texts = [""] * (0 if by_order else _number(line, "gridBefore", 0))
            if _on(line, "hidden"):
                hidden.append(number)
            reached: dict[int, tuple[int, int]] = {}
            for cell, told in row:
                column = len(texts)
                span = _number(told, "gridSpan", 1)
                if by_order:
                    span = width if len(row) == 1 else 1
                merged = told.get("vMerge")
                goes_on = merged is not None and merged != "restart"
                if goes_on and column in open_:
                    reached[column] = open_[column]
                    texts.append("")
                else:
                    # A cell that is said to go on where nothing began is one of its own.
                    texts.append(self._cell(cell, number, column))
                    if merged is not None:
                        reached[column] = (number, span)
                    elif span > 1:
                        merges.append((number, column, number, column + span - 1))
                texts.extend([""] * (span - 1))
            for column, (top, span) in open_.items():
                if reached.get(column) != (top, span):
                    _close(merges, column, top, span, number - 1)
            open_ = reached
            rows.append(texts)
        for column, (top, span) in open_.items():
            _close(merges, column, top, span, len(rows) - 1)
        return Table(rows, merges, hidden_rows=hidden)

    def _cell(self, cell: Any, row: int, column: int) -> str:
        lines: list[str] = []
        for block in blocks(cell):
            if block.tag == f"{_W}p":
                lines.append(self._paragraph(block))
                continue
            inner = self._table(block)
            lines.extend("　".join(" ".join(text.split()) for text in line if text.strip()) for line in inner.rows)
            self.problems.append(
                warning(
                    self.name,
                    f"表{self.count}第 {row + 1} 行 {column_letter(column)} 列",
                    "单元格里套有表格，已按文字读入这个单元格",
                    "",
                    "若里面是单独的事项，请移到外面",
                )
            )
        return "\n".join(lines).strip("\n")


def _is_frame(table: Any) -> bool:
    """A table of one column that holds other tables: it only frames them."""
    rows = list(_children(table, f"{_W}tr"))
    return all(sum(1 for _ in _children(row, f"{_W}tc")) <= 1 for row in rows) and any(
        inner is not table for inner in table.iter(f"{_W}tbl")
    )


def _children(parent: Any, tag: str) -> Iterator[Any]:
    """Rows of a table or cells of a row, out of content controls and insertions too."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _THROUGH:
            yield from _children(child, tag)


def _properties(node: Any, name: str) -> dict[str, str]:
    """A row's or cell's properties: name → value, "" where it has none."""
    for child in node:
        if child.tag == f"{_W}{name}":
            return {str(mark.tag).removeprefix(_W): str(mark.get(f"{_W}val") or "") for mark in child}
    return {}


def _on(properties: dict[str, str], mark: str) -> bool:
    return properties.get(mark, "0") not in ("0", "false")


def _number(properties: dict[str, str], mark: str, otherwise: int) -> int:
    value = properties.get(mark, "")
    return min(int(value), _WIDEST_SPAN) if value.isascii() and value.isdigit() and value != "0" else otherwise


def _close(merges: list[Merge], column: int, top: int, span: int, bottom: int) -> None:
    if bottom > top or span > 1:
        merges.append((top, column, bottom, column + span - 1))

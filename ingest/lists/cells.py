"""A table as a grid of text: what every reader of list files gives and everything behind them works on."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from ontologies.records import Problem

Merge = tuple[int, int, int, int]

# More cells than this in one table is no list: a page or record made so would only fill the memory.
MOST_COLUMNS = 2_000
MOST_CELLS = 20_000_000


class Grid(msgspec.Struct):
    """One table: a sheet, a table of a document or page, or an array of records.

    ``rows`` are equally long lists of text, as found. The first ``above`` of them are no rows of the table: the lines that stand
    above it in a document, or the keys of records. So row 1 is the first row of the sheet, of the Word or web table, or the first
    record (see :meth:`number`). ``merges`` are (top, left, bottom, right) indexes into ``rows``, both ends included, the text in the
    upper left cell only. ``hidden`` and ``hidden_rows`` are indexes of columns and rows that the office has hidden; they are read.
    ``imprecise`` are cells (row, column) whose number has more digits than a spreadsheet keeps. ``visible`` is false for a
    hidden sheet. ``notes`` are lines that belong to the table and stand in none of its rows. ``document`` tells that the table stands in
    a text, where other tables may be no lists; ``follows`` that nothing stands between it and the table before it. ``widths`` are those
    of columns (index → characters), where the file tells."""

    name: str
    rows: list[list[str]]
    merges: list[Merge] = []
    hidden: list[int] = []
    hidden_rows: list[int] = []
    imprecise: list[tuple[int, int]] = []
    visible: bool = True
    above: int = 0
    notes: list[str] = []
    document: bool = False
    follows: bool = False
    widths: dict[int, int] = {}

    @property
    def blank(self) -> bool:
        return not any(any(cell.strip() for cell in row) for row in self.rows)

    def number(self, index: int) -> int:
        """What people call a row, counted from 1."""
        return index + 1 - self.above


class GridError(Exception):
    """The file cannot be read at all; carries the Problem that says why and what to do."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.text())
        self.problem = problem


def refuse(name: str, message: str, expected: str, advice: str, where: str = "") -> GridError:
    """The error of a file that cannot be read."""
    return GridError(Problem("error", name, where, message, expected, advice))


def warning(name: str, where: str, message: str, expected: str = "", advice: str = "") -> Problem:
    return Problem("warning", name, where, message, expected, advice)


def even(rows: list[list[str]], name: str) -> list[list[str]]:
    """The rows filled up to one width, in place. Raises GridError where that would be no list of any office."""
    width = max(map(len, rows), default=0)
    if width > MOST_COLUMNS or width * len(rows) > MOST_CELLS:
        raise refuse(
            name,
            f"表格过大（{len(rows)} 行、{width} 列），没有读入",
            f"{MOST_COLUMNS} 列以内的清单",
            "请核对文件；确是清单的，请拆分后再载入",
        )
    for row in rows:
        row.extend([""] * (width - len(row)))
    return rows


def column_letter(index: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letter: str) -> int:
    """A → 0, AA → 26. Raises ValueError when it is no column letter."""
    index = 0
    for character in letter.upper():
        if not "A" <= character <= "Z":
            raise ValueError(letter)
        index = index * 26 + ord(character) - 64
    if not index:
        raise ValueError(letter)
    return index - 1


def numbers(values: Iterable[int]) -> str:
    """3、4、5, the first ten and how many there are."""
    every = list(values)
    return "、".join(map(str, every[:10])) + (f" 等 {len(every)} 处" if len(every) > 10 else "")


_SENTENCE = re.compile(r"[。；;？！?!…]$")
_LONGEST_TITLE = 60


def title_like(line: str) -> bool:
    """Whether a line of a text can be a title, a date or a unit above a table, and is no sentence of its prose."""
    return len(line) <= _LONGEST_TITLE and not _SENTENCE.search(line.strip())

"""Lists as tables to be written: the sheets they came in, with the corrections made, or of them only the rows that were chosen.

What a row is (title, head, heading, item, remark) is kept beside it, so that each format can show it its own way.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Literal

import msgspec
from rich.cells import cell_len

from ingest.export.values import understood
from ingest.lists.cells import Grid, Merge, column_letter
from ingest.lists.frame import columns_of, entry_cells, grids_of
from ingest.lists.words import is_note
from ontologies.records import LayoutRecord, ListText

RowKind = Literal["title", "head", "heading", "item", "note", "blank"]
RowKey = tuple[str, int]
"""A row of a list: its sheet and its number, as ``EntryRecord`` has them."""

MARK_HEAD = "更正说明"
_NARROWEST, _WIDEST = 6, 48
# So many rows show how wide a column is to be.
_MEASURED = 500
_NUMBER = re.compile(r"0|-?[1-9]\d{0,8}(?:\.\d{0,3}[1-9])?|-?0\.\d{0,3}[1-9]")
# Columns that the reader fills downwards where the first item has something in them.
_CARRIED = frozenset({"type", "kind", "theme", "upper", "taker", "office", "holder", "original", "statutory_body"})
# Digits that are a name and no quantity.
_NAMES = frozenset({"code", "phone", "place", "dept_code", "number", "certificate"})


class Mark(msgspec.Struct, frozen=True):
    """A correction as it was made: the row, the column ("" where the list has none for it, or the row was dropped), its label, the text
    before and after, who reviewed it, when, from what source, and the field that the column is understood as."""

    sheet: str
    row: int
    letter: str
    label: str
    was: str
    now: str
    by: str
    on: date | None
    source: str
    field: str = ""
    dropped: bool = False

    def text(self) -> str:
        """What stands beside the corrected cell."""
        reviewed = "，".join(part for part in (self.by, self.on.isoformat() if self.on else "") if part)
        what = "删去此行" if self.dropped else f"原为：{self.was or '（空）'}"
        return f"{what}\n审定：{reviewed}\n来源：{self.source}"


class Sheet(msgspec.Struct):
    """A table to be written. ``rows`` are equally long; ``kinds`` what each row is; ``merges`` indexes into ``rows``, both ends included.

    The first ``above`` rows are lines above the table, where the format has such; ``notes`` lines below it that stand in no row.
    ``numbers`` are the columns whose items hold numbers, ``marks`` (row, column) → what to remark of a cell, ``struck`` rows that a
    review has dropped and that are shown all the same; ``keys`` the column heads as single words, ``numbered`` each row's number in its
    list; ``fields`` is what each column of a row is understood as, by row, "" where it is not; ``firsts`` the rows that an item begins
    with; ``document`` tells that the table came in a text."""

    name: str
    rows: list[list[str]]
    kinds: list[RowKind]
    merges: list[Merge] = []
    hidden: list[int] = []
    hidden_rows: list[int] = []
    widths: list[int] = []
    numbers: list[int] = []
    above: int = 0
    notes: list[str] = []
    marks: dict[tuple[int, int], str] = {}
    struck: list[int] = []
    keys: list[str] = []
    numbered: list[int] = []
    fields: list[list[str]] = []
    firsts: set[int] = set()
    document: bool = False

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0

    @property
    def first_head(self) -> int:
        """The index of the first head row; that of the first item where there is no head; the number of rows where there is neither."""
        for wanted in ("head", "item"):
            if wanted in self.kinds:
                return self.kinds.index(wanted)
        return len(self.rows)

    @property
    def last_item(self) -> int:
        """The index of the last item, -1 where there is none."""
        return max((index for index, kind in enumerate(self.kinds) if kind == "item"), default=-1)


def sheets_of(
    text: ListText, chosen: Collection[RowKey] | None = None, marks: Sequence[Mark] = (), mark: bool = False
) -> list[Sheet]:
    """The sheets of a list in the layout it came in: all of them, or only the rows ``chosen`` with the titles, heads and headings above
    them. ``marks`` are the corrections that were made in ``text``; with ``mark`` each is shown beside its cell, and rows that a review
    dropped are shown struck through."""
    dropped = {(found.sheet, found.row) for found in marks if found.dropped}
    sheets = []
    for layout, grid in zip(text.layouts, grids_of(text), strict=True):
        if chosen is not None and not any(sheet == layout.sheet for sheet, _ in chosen):
            continue
        own = [found for found in marks if found.sheet == layout.sheet]
        sheet = _sheet(text, layout, grid, {row for name, row in dropped if name == layout.sheet})
        _correct_beside(sheet, text, [found for found in own if not found.letter and not found.dropped])
        if mark:
            _remark(sheet, own)
        gone = {row for name, row in dropped if name == layout.sheet} if not mark else set()
        if chosen is not None or gone:
            wanted = None if chosen is None else {row for name, row in chosen if name == layout.sheet}
            _keep_rows(sheet, wanted, gone)
        sheet.widths = [layout.widths.get(column) or width for column, width in enumerate(measured(sheet))]
        sheet.numbers = _numeric(sheet)
        sheets.append(sheet)
    return sheets


def _sheet(text: ListText, layout: LayoutRecord, grid: Grid, dropped: set[int]) -> Sheet:
    items = dropped | {row for entry in text.entries if entry.sheet == layout.sheet for row, _, _ in entry_cells(entry)}
    heads = {row for first, last in layout.heads for row in range(first, last + 1)}
    kinds: list[RowKind] = []
    first_head = min(heads, default=None)
    last = max(items, default=0)
    for index, row in enumerate(grid.rows):
        number = grid.number(index)
        if number in items:
            kinds.append("item")
        elif not any(cell.strip() for cell in row):
            kinds.append("blank")
        elif number in heads:
            kinds.append("head")
        elif first_head is None or number < first_head:
            kinds.append("title")
        else:
            kinds.append("note" if number > last else "heading")
    return Sheet(
        layout.sheet,
        grid.rows,
        kinds,
        list(grid.merges),
        list(grid.hidden),
        list(grid.hidden_rows),
        above=grid.above,
        notes=list(grid.notes),
        keys=_keys(grid, layout),
        numbered=[grid.number(index) for index in range(len(grid.rows))],
        fields=_fields(text, layout, grid),
        firsts={entry.row - 1 + grid.above for entry in text.entries if entry.sheet == layout.sheet},
        document=grid.document,
    )


def _fields(text: ListText, layout: LayoutRecord, grid: Grid) -> list[list[str]]:
    """The fields of the head that each row stands under."""
    tables = columns_of(text, layout.sheet)
    letters = [column_letter(index) for index in range(layout.columns)]
    under = [[table.get(letter, "") for letter in letters] for _, table in tables] or [[""] * len(letters)]
    firsts = [first for first, _ in tables] or [0]
    answer = []
    for index in range(len(grid.rows)):
        number = grid.number(index)
        answer.append(under[max(sum(1 for first in firsts if first <= number) - 1, 0)])
    return answer


def head_words(grid: Grid, layout: LayoutRecord, head: tuple[int, int]) -> list[str]:
    """A head as one word for each column: 上级/下级 where it has two rows, "" where it says nothing."""
    words: list[list[str]] = [[] for _ in range(layout.columns)]
    first, last = (row - 1 + layout.above for row in head)
    spread = {
        (row, column): (top, left)
        for top, left, bottom, right in grid.merges
        if top >= first and bottom <= last
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    }
    for row in range(first, last + 1):
        for column in range(layout.columns):
            top, left = spread.get((row, column), (row, column))
            word = re.sub(r"\s+", "", grid.rows[top][left])
            if word and word not in words[column] and not word.isdigit():
                words[column].append(word)
    return ["/".join(parts) for parts in words]


def _keys(grid: Grid, layout: LayoutRecord) -> list[str]:
    """The first head as one word for each column, each word once; the column's letter where it says nothing."""
    words = head_words(grid, layout, layout.heads[0]) if layout.heads else [""] * layout.columns
    return distinct(word or column_letter(column) for column, word in enumerate(words))


def distinct(names: Iterable[str]) -> list[str]:
    """The names, a repeated one with its number behind it."""
    count: dict[str, int] = {}
    answer = []
    for name in names:
        count[name] = count.get(name, 0) + 1
        answer.append(name if count[name] == 1 else f"{name}（{count[name]}）")
    return answer


def _correct_beside(sheet: Sheet, text: ListText, marks: Sequence[Mark]) -> None:
    """A column at the right for each field that was corrected and has no column in the list. Only corrected rows have something in it,
    unless blank ones below them would be read as carrying it down: then every row says what was understood of it."""
    at = {number: index for index, number in enumerate(sheet.numbered)}
    entries = [entry for entry in text.entries if entry.sheet == sheet.name and entry.row in at]
    first = min((entry.row for entry in entries), default=0)
    for found in {found.field: found for found in marks}.values():
        column = _add_column(sheet, found.label)
        if found.field in _CARRIED and any(made.field == found.field and made.row == first for made in marks):
            for entry in entries:
                sheet.rows[at[entry.row]][column] = understood(entry, found.field)
        for made in marks:
            if made.field == found.field and made.row in at:
                sheet.rows[at[made.row]][column] = made.now


def _add_column(sheet: Sheet, head: str) -> int:
    column = sheet.width
    for row in sheet.rows:
        row.append("")
    sheet.fields = [[*fields, ""] for fields in sheet.fields]
    if "head" in sheet.kinds:
        sheet.rows[sheet.kinds.index("head")][column] = head
    sheet.keys = distinct([*sheet.keys, head])
    return column


def _remark(sheet: Sheet, marks: Sequence[Mark]) -> None:
    at = {number: index for index, number in enumerate(sheet.numbered)}
    letters = {column_letter(index): index for index in range(sheet.width)}
    for found in marks:
        index = at.get(found.row)
        if index is None:
            continue
        if found.dropped:
            sheet.struck.append(index)
        column = letters.get(found.letter)
        if column is None:
            column = sheet.keys.index(found.label) if found.label in sheet.keys else 0
        before = sheet.marks.get((index, column), "")
        sheet.marks[index, column] = f"{before}\n{found.text()}" if before else found.text()


def notes_as_rows(sheet: Sheet) -> None:
    """Put the lines that stand in no row below the table, each over its whole width: a workbook has nothing but rows. There a line
    that does not call itself a remark would be an item."""
    for line in sheet.notes:
        note = line if is_note(line) else f"注：{line}"
        if sheet.width > 1:
            sheet.merges.append((len(sheet.rows), 0, len(sheet.rows), sheet.width - 1))
        sheet.rows.append([note, *[""] * (sheet.width - 1)])
        sheet.kinds.append("note")
        sheet.fields.append([""] * sheet.width)
        sheet.numbered.append(0)
    sheet.notes = []


def with_mark_column(sheet: Sheet) -> Sheet:
    """The sheet with its remarks in a column of their own, for formats whose cells cannot carry any."""
    if not sheet.marks:
        return sheet
    made = msgspec.structs.replace(sheet, rows=[[*row] for row in sheet.rows], widths=[*sheet.widths])
    column = _add_column(made, MARK_HEAD)
    made.widths.append(_WIDEST)
    for (row, cell), said in sorted(sheet.marks.items()):
        told = f"{sheet.keys[cell]}：{said}".replace("\n", "；")
        made.rows[row][column] = "\n".join(part for part in (made.rows[row][column], told) if part)
    return made


def _keep_rows(sheet: Sheet, wanted: set[int] | None, gone: set[int]) -> None:
    """Take the other items out, and the headings that are left with no item below them."""
    keep = []
    pending: list[int] = []
    last = sheet.last_item
    took = True
    for index, (kind, number) in enumerate(zip(sheet.kinds, sheet.numbered, strict=True)):
        if kind == "item":
            took = (wanted is None or number in wanted) and number not in gone
            if took:
                keep += [*pending, index]
                pending = []
        elif kind in ("heading", "head") and index < last:
            # One heading after another leads the same items; one after an item begins anew.
            if pending and sheet.kinds[index - 1] == "item":
                pending = []
            pending.append(index)
        elif kind == "blank" and index < last:
            pending.append(index)
        else:
            keep.append(index)
    take_rows(sheet, sorted(keep))


def take_rows(sheet: Sheet, keep: Sequence[int]) -> None:
    """Leave only these rows (ascending indexes). What a merged area says stays with the first of its rows that is left."""
    place = {old: new for new, old in enumerate(keep)}
    merges = []
    for top, left, bottom, right in sheet.merges:
        left_rows = [place[row] for row in range(top, bottom + 1) if row in place]
        if not left_rows:
            continue
        first = keep[left_rows[0]]
        if first != top and not sheet.rows[first][left]:
            sheet.rows[first][left] = sheet.rows[top][left]
        if len(left_rows) > 1 or right > left:
            merges.append((left_rows[0], left, left_rows[-1], right))
    sheet.merges = merges
    sheet.hidden_rows = [place[row] for row in sheet.hidden_rows if row in place]
    sheet.struck = [place[row] for row in sheet.struck if row in place]
    sheet.marks = {(place[row], column): said for (row, column), said in sheet.marks.items() if row in place}
    sheet.above = sum(1 for row in keep if row < sheet.above)
    sheet.rows = [sheet.rows[row] for row in keep]
    sheet.kinds = [sheet.kinds[row] for row in keep]
    sheet.numbered = [sheet.numbered[row] for row in keep]
    sheet.fields = [sheet.fields[row] for row in keep]
    sheet.firsts = {place[row] for row in sheet.firsts if row in place}


def measured(sheet: Sheet) -> list[int]:
    """How wide each column is to be, in characters: as its words need, long texts folded."""
    widths = [0] * sheet.width
    spread = {(top, left) for top, left, _, right in sheet.merges if right > left}
    shown = [index for index, kind in enumerate(sheet.kinds) if kind in ("item", "head")][:_MEASURED]
    for index in shown:
        for column, text in enumerate(sheet.rows[index]):
            if text and (index, column) not in spread:
                widths[column] = max(widths[column], max(map(cell_len, text[:400].split("\n"))))
    return [min(max(width + 2, _NARROWEST), _WIDEST) for width in widths]


def _numeric(sheet: Sheet) -> list[int]:
    """Columns whose items hold only numbers as a spreadsheet writes them, codes and telephone numbers left out."""
    items = [index for index, kind in enumerate(sheet.kinds) if kind == "item"]
    answer = []
    for column in range(sheet.width):
        if any(_is_name(sheet.fields[index][column]) for index in items):
            continue
        words = [sheet.rows[index][column] for index in items if sheet.rows[index][column]]
        if words and all(_NUMBER.fullmatch(word) for word in words):
            answer.append(column)
    return answer


def _is_name(field: str) -> bool:
    return field in _NAMES or field.endswith(("编码", "代码", "电话", "证号", "证件号", "_code"))

"""What a list's sheets are beside their items, kept so that the list can be given out as it came in, and put together again.

A row that is an item keeps its cells in its entry. All other cells (titles, heads, headings, totals, remarks), merged areas, what is
hidden and how wide columns are make a :class:`ontologies.records.LayoutRecord` for each sheet. :func:`grids_of` puts both together to the
grid that was read; read again, it gives the same list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from ingest.lists.cells import Grid, column_letter
from ingest.lists.words import is_note, is_total
from ontologies.records import EntryRecord, LayoutRecord, ListText

Head = tuple[str, int, int, int]
"""The sheet of a table, the first and the last row of its head, and its first item's row, numbered as people count them. Two tables may
stand under one head."""

_CONTINUED = re.compile(r"([A-Z]+)(-?\d+)")
_OLE = b"\xd0\xcf\x11\xe0"


def source_format(data: bytes, grids: Sequence[Grid]) -> str:
    """The format of a file that was read to these grids: xlsx, xls, csv, docx, html, json or jsonl."""
    start = data[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if data[:2] == b"PK":
        return "docx" if any(grid.document for grid in grids) else "xlsx"
    if data[:4] == _OLE:
        return "xls"
    if any(grid.document for grid in grids):
        return "html"
    if any(grid.above for grid in grids) and start[:1] in (b"{", b"["):
        # Only JSON lines have an object that begins a line without being inside another.
        lines = start[:1] == b"{" and (b"\n{" in data or b"\n" not in data.strip())
        return "jsonl" if lines else "json"
    return "csv"


def entry_cells(entry: EntryRecord) -> Iterable[tuple[int, str, str]]:
    """(row, column letter, text) of an entry's cells, those of the rows that continue it under their own rows."""
    row = entry.row
    for key, text in entry.cells.items():
        found = None if key.isalpha() else _CONTINUED.fullmatch(key)
        if found:
            yield int(found.group(2)), found.group(1), text
        else:
            yield row, key, text


def columns_of(text: ListText, sheet: str) -> list[tuple[int, dict[str, str]]]:
    """What the columns of a sheet's tables are understood as: (row from which it holds, column letter → field or label), in order."""
    several = {key.rpartition("!")[0] for key in text.columns}
    prefix = f"{sheet}!" if several != {""} else ""
    tables: dict[int, dict[str, str]] = {}
    for key, field in text.columns.items():
        found = _CONTINUED.fullmatch(f"{key.removeprefix(prefix)}0") if key.startswith(prefix) else None
        if found:
            # The suffix is the row of the table's head; the 0 makes "A" and "A18" alike.
            tables.setdefault(int(found.group(2)) // 10, {})[found.group(1)] = field
    return sorted(tables.items())


def with_layouts(
    lists: Sequence[ListText], grids: Sequence[Grid], heads: Iterable[Head], source: str
) -> list[ListText]:
    """The lists of a file with the layouts of the sheets they stand in.

    ``grids`` are the sheets that were read, in the file's order; one that holds no item (a cover, a page of remarks) goes with the first
    list. Where several lists stand in one sheet, each takes the rows above its items up to the items of another, and the remarks
    and totals straight below them.
    """
    marks: dict[str, list[tuple[int, int, int]]] = {}
    for sheet, first, last, item in heads:
        marks.setdefault(sheet, []).append((first, last, item))
    items: dict[str, dict[int, dict[int, set[str]]]] = {}
    for order, text in enumerate(lists):
        for entry in text.entries:
            rows = items.setdefault(entry.sheet, {}).setdefault(order, {})
            for row, letter, _ in entry_cells(entry):
                rows.setdefault(row, set()).add(letter)
    found: list[list[LayoutRecord]] = [[] for _ in lists]
    for grid in grids:
        mine, tables = items.get(grid.name, {}), marks.get(grid.name, [])
        if len(mine) < 2:
            own = list(dict.fromkeys((first, last) for first, last, _ in tables))
            for order in mine or ([0] if lists else []):
                found[order].append(_layout(grid, mine.get(order, {}), None, own))
            continue
        owners = _owners(grid, mine)
        for order, rows in mine.items():
            others = {row for row, owner in owners.items() if owner == order}
            own = list(
                dict.fromkeys(_head_among(grid, others, first, last) for first, last, item in tables if item in rows)
            )
            # The head that several lists stand under is each one's.
            others.update(row for first, last in own for row in range(first, last + 1))
            found[order].append(_layout(grid, rows, others, own))
    return [
        msgspec.structs.replace(text, layouts=tuple(layouts), source=source)
        for text, layouts in zip(lists, found, strict=True)
    ]


def _head_among(grid: Grid, rows: set[int], first: int, last: int) -> tuple[int, int]:
    """Where a head stands among these rows: it may be written again above each list; else where it stands for all of them."""
    at = first - 1 + grid.above
    height = last - first
    for row in sorted(rows):
        index = row - 1 + grid.above
        if grid.rows[index : index + height + 1] == grid.rows[at : at + height + 1]:
            return row, row + height
    return first, last


def _owners(grid: Grid, mine: dict[int, dict[int, set[str]]]) -> dict[int, int]:
    """Row → the list it belongs to, of the rows of a sheet of several lists that hold no item."""
    items = {row: order for order, rows in mine.items() for row in rows}
    answer: dict[int, int] = {}
    before = -1
    waiting: list[int] = []
    for index, cells in enumerate(grid.rows):
        number = grid.number(index)
        if number in items:
            before = items[number]
            answer.update((row, before) for row in waiting)
            waiting = []
            continue
        first = next((text.strip() for text in cells if text.strip()), "")
        if before >= 0 and not waiting and (not first or is_note(first) or is_total(first)):
            answer[number] = before
        else:
            waiting.append(number)
    answer.update((row, before) for row in waiting)
    return answer


def _layout(
    grid: Grid, items: dict[int, set[str]], rows: set[int] | None, heads: list[tuple[int, int]]
) -> LayoutRecord:
    """``items`` row → letters that entries hold; ``rows`` the other rows to keep, None for all."""
    letters = [column_letter(index) for index in range(max(map(len, grid.rows), default=0))]
    cells: dict[int, dict[str, str]] = {}
    height = width = 0
    for index, row in enumerate(grid.rows):
        number = grid.number(index)
        held = items.get(number)
        if held is None and rows is not None and number not in rows:
            continue
        filled = [column for column, text in enumerate(row) if text]
        if not filled:
            continue
        height, width = index + 1, max(width, filled[-1] + 1)
        if held is None:
            cells[number] = {letters[column]: row[column] for column in filled}
        elif len(filled) > len(held):
            left = {letters[column]: row[column] for column in filled if letters[column] not in held}
            if left:
                cells[number] = left
    merges = []
    for top, left_, bottom, right in grid.merges:
        number = grid.number(top)
        if top < height and (rows is None or number in rows or number in items):
            # A damaged sheet may merge a million rows or columns: only those that are there count.
            width = max(width, min(right + 1, len(letters)))
            low, far = min(bottom, height - 1), min(right, max(len(letters) - 1, left_))
            if (low, far) != (top, left_):
                merges.append((number, left_, grid.number(low), far))
    return LayoutRecord(
        grid.name,
        height,
        width,
        cells,
        tuple(heads),
        tuple(merges),
        tuple(column for column in grid.hidden if column < width),
        tuple(grid.number(row) for row in grid.hidden_rows if row < height),
        {column: size for column, size in grid.widths.items() if column < width},
        grid.above,
        tuple(grid.notes),
        grid.document,
        grid.follows,
    )


def grids_of(text: ListText) -> list[Grid]:
    """The sheets of a list, put together from its layouts and its entries. None for a list that was kept without layouts."""
    by_sheet: dict[str, list[EntryRecord]] = {}
    for entry in text.entries:
        by_sheet.setdefault(entry.sheet, []).append(entry)
    grids = []
    for layout in text.layouts:
        above, width = layout.above, layout.columns
        rows = [[""] * width for _ in range(layout.rows)]
        columns = {column_letter(index): index for index in range(width)}
        for number, cells in layout.cells.items():
            row = rows[number - 1 + above]
            for letter, word in cells.items():
                row[columns[letter]] = word
        for entry in by_sheet.get(layout.sheet, ()):
            for number, letter, word in entry_cells(entry):
                rows[number - 1 + above][columns[letter]] = word
        grids.append(
            Grid(
                layout.sheet,
                rows,
                [(top - 1 + above, left, bottom - 1 + above, right) for top, left, bottom, right in layout.merges],
                list(layout.hidden),
                [number - 1 + above for number in layout.hidden_rows],
                above=above,
                notes=list(layout.notes),
                document=layout.document,
                follows=layout.follows,
                widths=dict(layout.widths),
            )
        )
    return grids

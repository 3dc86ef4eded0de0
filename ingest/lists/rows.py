"""The rows of a table as they stand: which are items, which are headings, totals or notes, what merged cells carry down.

Nothing is understood here beyond the kind of row; ``ingest.lists.entries`` makes records of what this collects.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict

import msgspec

from ingest.lists.columns import MODEL_FIELDS, field_of
from ingest.lists.grid import Grid, column_letter
from ingest.lists.layout import Layout, MergeMap, read_head
from ingest.lists.titles import Titles, authority_in, read_titles
from ingest.lists.words import (
    duty_kind,
    is_note,
    is_total,
    list_kind,
    power_type,
    strip_heading,
    theme_of,
)
from ontologies.records import PowerType, Theme

_LIST_WORD = re.compile(r"清单|目录|一览表")
_CHINESE_SEQ = re.compile(r"^[(]?[一二三四五六七八九十]+[)、.]?$|^第[一二三四五六七八九十]+")
_NUMBER = re.compile(r"^[(]?\d{1,6}(?:\.0)?[)、.]?$")
_SUB_SEQ = re.compile(r"^(\d{1,5})\s*[.\-—－–_]\s*\d{1,3}$|^(\d{1,5})\s*[(]\d{1,3}[)]$")
_SUB_NAME = re.compile(r"^(?:[(（]\d{1,3}[)）]|子项\s*\d+\s*[:：、.]?|子项\s*[:：])\s*")
_ORGAN = re.compile(
    r"(?:局|委员会|委|人民政府|镇|乡|街道|街道办事处|大队|支队|管委会|法院|检察院|县委办公室|政府办公室)$"
)
# A sub-item or a continued row takes these from its main item where its own cell is empty.
_INHERITED = MODEL_FIELDS - {"name", "sub_name", "code"}


class RawRow(msgspec.Struct):
    """An item's row. ``number`` as the spreadsheet shows it; ``cells`` column letter → text as found (rows that continue it
    under letter + row number); ``values`` field → text, own or carried down; ``own`` the fields of which the row has its own cell;
    ``extra`` label → text of columns without a place in the model; then the headings it stands under."""

    number: int
    cells: dict[str, str]
    values: dict[str, str]
    own: set[str]
    extra: dict[str, str]
    group: str = ""
    type_heading: str = ""
    theme_heading: str = ""
    body_heading: str = ""


class Section(msgspec.Struct):
    """One table of a sheet: what stands above it, its head, its rows. ``heading`` is the line that opened it inside a sheet."""

    sheet: str
    layout: Layout
    titles: Titles
    heading: str = ""
    rows: list[RawRow] = []
    notes: list[str] = []
    totals: list[str] = []


class Remarks:
    """Rows of one sheet that something is to be said about: key → row numbers."""

    def __init__(self) -> None:
        self.rows: dict[str, list[int]] = defaultdict(list)

    def add(self, key: str, row: int) -> None:
        self.rows[key].append(row)


def row_list(numbers: list[int]) -> str:
    """第 3、4、5 行, the first ten and how many."""
    shown = "、".join(map(str, numbers[:10]))
    return f"第 {shown} 行" + (f"等 {len(numbers)} 行" if len(numbers) > 10 else "")


def lines_above(grid: Grid, merges: MergeMap, end: int) -> list[str]:
    """The text of the rows above a head, one line each."""
    lines = []
    for row in grid.rows[:end]:
        words = list(dict.fromkeys(text.strip() for text in row if text.strip()))
        if words:
            lines.append("　".join(words))
    return lines


def collect(grid: Grid, merges: MergeMap, layout: Layout, duties: bool) -> tuple[list[Section], Remarks]:
    """The tables of a sheet whose first head is known. ``duties`` tells that the file is of duties, so that a heading is
    rather a theme than a power type."""
    return _Collector(grid, merges, layout, duties).run()


class _Collector:
    def __init__(self, grid: Grid, merges: MergeMap, layout: Layout, duties: bool) -> None:
        self.grid = grid
        self.merges = merges
        self.layout = layout
        self.duties = duties
        self.remarks = Remarks()
        above = lines_above(grid, merges, layout.first)
        # Straight above the head may stand which of several tables this is (一、基本履职事项清单).
        opening = above[-1] if len(above) > 1 and (duty_kind(above[-1]) or _LIST_WORD.search(above[-1])) else ""
        section = Section(grid.name, layout, read_titles(above), opening, notes=above)
        self.sections = [section]
        self.section = section
        self.main: RawRow | None = None
        self.group = self.type_heading = self.theme_heading = self.body_heading = ""
        self.pending: list[str] = []
        self.in_notes = False
        self._set_columns(layout)

    def _set_columns(self, layout: Layout) -> None:
        self.layout = layout
        names, seq = layout.column("name"), layout.column("seq")
        sub = layout.column("sub_name")
        self.name_at = names.index if names else (sub.index if sub else -1)
        self.seq_at = seq.index if seq else -1
        self.has_sub = sub is not None
        labels: dict[str, int] = {}
        self.plan: list[tuple[int, str, str, str]] = []
        for column in layout.columns:
            label = column.label
            if column.field not in MODEL_FIELDS:
                labels[label] = labels.get(label, 0) + 1
                if labels[label] > 1:
                    label = f"{label}（{column.letter}）"
            self.plan.append((column.index, column.letter, column.field, label))

    def run(self) -> tuple[list[Section], Remarks]:
        rows = self.grid.rows
        number = self.layout.last + 1
        while number < len(rows):
            number = self._row(number, rows[number])
        for section in self.sections:
            section.notes = [note for note in section.notes if note]
        self.section.notes.extend(self.pending)
        return self.sections, self.remarks

    def _row(self, number: int, row: list[str]) -> int:
        filled = [index for index, text in enumerate(row) if text.strip()]
        if not filled:
            return number + 1
        first = row[filled[0]].strip()
        if len(filled) > 1 and field_of(first)[1] == 3:
            again = read_head(self.grid, self.merges, number, strict=True)
            if again is not None:
                self._new_head(again)
                return again.last + 1
        texts = {row[index].strip() for index in filled}
        single = len(texts) == 1
        if len(filled) <= 2 and is_note(first):
            self.in_notes = True
            self.section.notes.append("　".join(row[index].strip() for index in filled))
        elif self._is_total(row, filled):
            self.section.totals.append("　".join(row[index].strip() for index in filled))
        elif single and self._heading(number, filled[0], first):
            return number + 1
        elif self.in_notes and single:
            self.section.notes.append(first)
        elif not (
            (single and self._stray(number, filled[0], first))
            or (len(filled) == 2 and self._numbered_heading(row, filled))
        ):
            self.in_notes = False
            self._item(number, row, filled)
        return number + 1

    def _is_total(self, row: list[str], filled: list[int]) -> bool:
        head = next((row[index].strip() for index in filled if index == self.name_at), "")
        first = row[filled[0]].strip()
        return (is_total(first) and filled[0] != self.name_at and len(filled) * 2 <= len(row) + 1) or (
            bool(head) and is_total(head) and (self.seq_at < 0 or not row[self.seq_at].strip() or is_total(first))
        )

    def _new_head(self, layout: Layout) -> None:
        """A head inside the table: the same one again (each printed page), or another table's."""
        same = [(c.index, c.field, c.head) for c in layout.columns] == [
            (c.index, c.field, c.head) for c in self.layout.columns
        ]
        self.in_notes = False
        if same:
            return
        if self.section.rows:
            titles = read_titles(self.pending)
            self._open(titles, self.pending[-1] if self.pending else "", layout)
            self.section.notes.extend(self.pending)
            self.pending = []
        else:
            self.section.layout = layout
        self._set_columns(layout)

    def _open(self, titles: Titles, heading: str, layout: Layout) -> None:
        before = self.section.titles
        if not titles.authority:
            # A part of the list that the sheet's title names, not a list of its own.
            titles.authority, titles.title = before.authority, before.title or titles.title
        if titles.edition is None:
            titles.edition, titles.precision = before.edition, before.precision
        self.section = Section(self.grid.name, layout, titles, heading)
        self.sections.append(self.section)
        self.main = None
        self.group = self.type_heading = self.theme_heading = self.body_heading = ""

    def _heading(self, number: int, column: int, text: str) -> bool:
        """A row with one cell that says what the rows below it are of; False when it does not."""
        if len(text) > 60:
            return False
        wide = self.merges.width.get((number, column), 1) > 1
        in_name = column == self.name_at and not wide
        bare = strip_heading(text)
        theme, type_ = theme_of(text), power_type(text)
        if self.duties and theme != Theme.NONE:
            type_ = PowerType.UNKNOWN
        known = type_ != PowerType.UNKNOWN or theme != Theme.NONE
        # A bare word in the name column, with a column of numbers beside it, is an item that lacks its number.
        item = in_name and bare == text.strip() and self.seq_at >= 0 and not self.duties
        if not wide and not known and (item or _NUMBER.match(text)):
            return False
        if type_ != PowerType.UNKNOWN and not text.isdigit():
            self._under(text, type_heading=bare)
            return True
        if theme != Theme.NONE:
            self._under(text, theme_heading=bare)
            return True
        listed = bool(_LIST_WORD.search(bare))
        if duty_kind(bare) and len(bare) <= 40 and (listed or wide or not in_name):
            self._table(text)
            return True
        if listed and (wide or not in_name) and (list_kind(bare) or authority_in(bare)):
            self._table(text)
            return True
        if (wide or not in_name) and len(bare) <= 30 and _ORGAN.search(bare):
            self._under(text, body_heading=bare)
            return True
        return False

    def _table(self, text: str) -> None:
        """A title inside the sheet opens another table; its head may follow or be the one above."""
        self.in_notes = False
        self._open(read_titles([text]), text, self.layout)
        self.section.notes.append(text)
        self.pending = []

    def _under(self, text: str, type_heading: str = "", theme_heading: str = "", body_heading: str = "") -> None:
        self.in_notes = False
        self.main = None
        self.group = ""
        if body_heading:
            self.body_heading, self.type_heading, self.theme_heading = body_heading, "", ""
        self.type_heading = type_heading or self.type_heading
        self.theme_heading = theme_heading or self.theme_heading
        self.pending = [text]

    def _stray(self, number: int, column: int, text: str) -> bool:
        """One cell that is no known heading: a group's name, or a bare number; False when it is an item."""
        wide = self.merges.width.get((number, column), 1) > 1
        if column == self.seq_at and _NUMBER.match(unicodedata.normalize("NFKC", text)):
            self.remarks.add("only_number", number + 1)
            return True
        if column == self.name_at and not wide:
            return False
        if (number, self.name_at) in self.merges.from_above or (
            self.layout.columns[column].field in ("sub_name", "name")
        ):
            return False
        if not wide and column != 0 and column != self.seq_at:
            # A cell on its own in the middle continues the row above it.
            return False
        if self.duties:
            self.theme_heading = strip_heading(text)
        else:
            self.group = text
        self.pending.append(text)
        self.main = None
        return True

    def _numbered_heading(self, row: list[str], filled: list[int]) -> bool:
        """Two cells, 一 and 党的建设: a heading whose number has its own column."""
        number, text = (unicodedata.normalize("NFKC", row[index].strip()) for index in filled)
        if filled[0] != self.seq_at and filled[0] != 0:
            return False
        if not _CHINESE_SEQ.match(number):
            return False
        theme, type_ = theme_of(text), power_type(text)
        if self.duties and theme != Theme.NONE:
            type_ = PowerType.UNKNOWN
        if type_ != PowerType.UNKNOWN:
            self._under(text, type_heading=strip_heading(text))
        elif theme != Theme.NONE or self.duties:
            self._under(text, theme_heading=strip_heading(text))
        elif _ORGAN.search(strip_heading(text)):
            self._under(text, body_heading=strip_heading(text))
        else:
            self.group = text
            self.main = None
        return True

    def _item(self, number: int, row: list[str], filled: list[int]) -> None:
        values: dict[str, str] = {}
        own: set[str] = set()
        extra: dict[str, str] = {}
        above = self.merges.from_above
        for index, _, field, label in self.plan:
            text = row[index].strip()
            mine = bool(text)
            if not text:
                source = above.get((number, index))
                if source is None or source[0] <= self.layout.last:
                    continue
                text = self.grid.rows[source[0]][source[1]].strip()
                if not text:
                    continue
            if field in MODEL_FIELDS:
                values[field] = f"{values[field]}\n{text}" if field in values else text
                if mine:
                    own.add(field)
            else:
                extra[label] = text
                if field == "seq" and mine:
                    own.add("seq")
        cells = {column_letter(index): row[index] for index in filled}
        raw = RawRow(
            number + 1,
            cells,
            values,
            own,
            extra,
            self.group,
            self.type_heading,
            self.theme_heading,
            self.body_heading,
        )
        self.pending = []
        self._place(raw)

    def _place(self, raw: RawRow) -> None:
        """An item, a sub-item of the main item above, more of the item above, or a row without a name."""
        values, own = raw.values, raw.own
        rows = self.section.rows
        if "name" in own:
            seq = raw.extra.get("序号", "") if "seq" in own else ""
            if self.main is not None and not self.has_sub and self._is_sub(values["name"], seq):
                values["sub_name"] = _SUB_NAME.sub("", values["name"]) or values["name"]
                self._inherit(raw, self.main)
            else:
                self.main = raw
            rows.append(raw)
            return
        if "sub_name" in own:
            if "name" not in values and self.main is not None:
                self._inherit(raw, self.main)
            elif "name" not in values:
                # The sub-item stands alone, as in a list whose main items are nowhere named.
                values["name"] = values.pop("sub_name")
                own.discard("sub_name")
                self.main = raw
            elif self.main is not None and self.main.values.get("name") == values["name"]:
                self._inherit(raw, self.main)
            rows.append(raw)
            return
        if "name" in values and "seq" in own:
            rows.append(raw)
            return
        continues = rows and "seq" not in own and not own & (MODEL_FIELDS - _CONTINUED)
        if "name" in values and rows:
            continues = True
        if continues:
            if "name" not in values:
                self.remarks.add("continued", raw.number)
            self._continue(rows[-1], raw)
            return
        self.remarks.add("no_name", raw.number)
        self.section.notes.append(f"第 {raw.number} 行：" + "　".join(text.strip() for text in raw.cells.values()))

    def _is_sub(self, name: str, seq: str) -> bool:
        main_seq = (self.main.extra.get("序号", "") if self.main else "").strip()
        match = _SUB_SEQ.match(unicodedata.normalize("NFKC", seq).strip())
        if match:
            return (match.group(1) or match.group(2)) == unicodedata.normalize("NFKC", main_seq).rstrip("、.")
        return not seq and self.seq_at >= 0 and bool(main_seq) and bool(_SUB_NAME.match(name))

    def _inherit(self, raw: RawRow, main: RawRow) -> None:
        raw.values["name"] = main.values["name"]
        for field in _INHERITED:
            if field not in raw.values and field in main.values:
                raw.values[field] = main.values[field]

    def _continue(self, item: RawRow, raw: RawRow) -> None:
        for field in raw.own & _CONTINUED:
            before = item.values.get(field, "")
            item.values[field] = f"{before}\n{raw.values[field]}" if before else raw.values[field]
        for _, letter, field, label in self.plan:
            if letter in raw.cells and field not in MODEL_FIELDS and label in raw.extra:
                before = item.extra.get(label, "")
                item.extra[label] = f"{before}\n{raw.extra[label]}" if before else raw.extra[label]
        for letter, text in raw.cells.items():
            item.cells[f"{letter}{raw.number}"] = text


# What a row without a name may add to the item above it.
_CONTINUED = frozenset(
    {
        "basis",
        "basis_law",
        "basis_number",
        "basis_clause",
        "basis_content",
        "holder",
        "holder_cooperate",
        "office",
        "upper",
        "taker",
    }
)

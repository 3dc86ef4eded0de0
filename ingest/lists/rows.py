"""The rows of a table as they stand: which are items, which are headings, totals or notes, what merged cells carry down.

Nothing is understood here beyond the kind of row; ``ingest.lists.entries`` makes records of what this collects.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from typing import Protocol

import msgspec

from ingest.lists.cells import Grid, column_letter
from ingest.lists.columns import ANSWERING, MARK, MODEL_FIELDS, Lexicon
from ingest.lists.layout import Layout, MergeMap, read_head
from ingest.lists.titles import Titles, authority_in, read_titles
from ingest.lists.words import (
    duty_kind,
    individual_duties,
    is_note,
    is_total,
    power_type,
    strip_heading,
    theme_of,
    town_type,
)
from ontologies.records import ListKind, PowerType, Theme

_LIST_WORD = re.compile(r"清单|目录|一览表|名录|名册|汇总表|统计表|情况表")
_CHINESE_SEQ = re.compile(r"^[(]?[一二三四五六七八九十]+[)、.]?$|^第[一二三四五六七八九十]+")
_NUMBER = re.compile(r"^[(]?\d{1,6}(?:\.0)?[)、.]?$")
_TOTAL_WORD = re.compile(r"[(（]?[总合小共累]\s*计(?:数|数量)?[)）]?\s*[:：]?")
_AMOUNT = re.compile(r"共?\s*[\d,.]+\s*(?:大?项|个|条|类|件|次|宗|起)?|[-—/]+|无")
_SUB_SEQ = re.compile(r"^(\d{1,5})\s*[.\-—－–_]\s*\d{1,3}$|^(\d{1,5})\s*[(]\d{1,3}[)]$")
_LONGEST_ORGAN = 30
_TOLD = re.compile(r"^[一-鿿]{2,8}(?:[(（][一-鿿]{2,4}[)）])?[：:]")
_SUB_NAME = re.compile(r"^(?:[(（]\d{1,3}[)）]|子项\s*\d+\s*[:：、.]?|子项\s*[:：])\s*")
_ORGAN = re.compile(
    r"(?:局|委员会|委|人民政府|镇|乡|街道|街道办事处|大队|支队|管委会|法院|检察院|县委办公室|政府办公室)$"
)
# The line of signatures under a table, each part in a cell of its own: 审核人：李四｜联系电话｜…
_SIGNED = re.compile(
    r"^(?:填\s*表|制\s*表|审\s*核|复\s*核|经\s*办|填\s*报|联\s*系|负\s*责|分管领导|单位负责|主要负责|签\s*发|校\s*对)(?:人|单位|领导)?"
    r"(?:[(（]?签[字章名][)）]?)?\s*[:：]"
)
# A cell that says again what stands above it: 同上, 〃, and the marks typed in its stead.
_DITTO = re.compile(
    r"[(（]?同\s*(?:上|前)(?:(?:述|面|列|款|条)|一?(?:行|栏|格|项|条|个)|(?:述)?(?:内容|依据|部门|单位|科室|乡镇))?[)）]?"
    r"|[-—\s]*[〃〞〟″“”\"]{1,2}[-—\s]*|''|ditto",
    re.IGNORECASE,
)
# Again what stands elsewhere, or only a part of it: what that is nobody can tell for sure.
_LIKE_ANOTHER = re.compile(
    r"同[上前]\s*[，,、；;。:：(（《第\d及和与]|同(?:序号|编号)?第?\s*\d+\s*(?:项|行|条|号|$)|同左|同右|同下"
)
# The parts of one citation, each in a column: those of a row belong together, though a part is written again.
CITED = frozenset({"basis_law", "basis_number", "basis_clause", "basis_content"})
# A sub-item or a continued row takes these from its main item where its own cell is empty.
INHERITED = MODEL_FIELDS - {"name", "sub_name", "code"} - ANSWERING
# In lists of these kinds a heading is rather a theme than a power type (民生服务 is both).
_THEMED = frozenset({ListKind.DUTY, ListKind.VILLAGE, ListKind.TASK, ListKind.BOUNDARY})
# A title inside a sheet that only speaks of powers names a part of the list it stands in, but in lists of powers and duties.
_WIDE = frozenset({ListKind.POWER, ListKind.ENFORCEMENT})
_OF_WIDE = frozenset({ListKind.POWER, ListKind.ENFORCEMENT, ListKind.DUTY})
_OF_GRANTED = frozenset({ListKind.POWER, ListKind.ENFORCEMENT, ListKind.SERVICE})
# How deep a heading stands, by its numbering: 一、 over （一） over 1. over （1）.
_DEPTHS = (
    re.compile(r"第[一二三四五六七八九十]+[章部类篇]"),
    re.compile(r"[一二三四五六七八九十]+[、.:]"),
    re.compile(r"[(][一二三四五六七八九十]+[)]"),
    re.compile(r"\d{1,2}[、.]"),
    re.compile(r"[(]\d{1,2}[)]"),
)


class RawRow(msgspec.Struct):
    """An item's row. ``number`` as people count it (``Grid.number``); ``cells`` column letter → text as found (rows that continue it
    under letter + row number); ``values`` field → text, own or carried down; ``own`` the fields of which the row has its own cell;
    ``extra`` label → text of columns without a place in the model; then the headings it stands under (``group`` those that name no type,
    theme or body, the outer before the inner: 一、中心镇 / （一）委托下放). ``marks`` are the cells of columns whose heads are
    townships or types of them, head → text. ``added`` are the values of rows that continue it, in their order; ``values`` hold their
    text too, joined by line breaks. ``again`` are the cells that refer to another one (同上): (the column's label, the text, how: "far" where
    the nearest text above was taken over an empty cell, "many" where the item above says it in several rows, "not" where none could be)."""

    number: int
    cells: dict[str, str]
    values: dict[str, str]
    own: set[str]
    extra: dict[str, str]
    group: str = ""
    type_heading: str = ""
    theme_heading: str = ""
    body_heading: str = ""
    marks: dict[str, str] = {}
    added: list[dict[str, str]] = []
    again: list[tuple[str, str, str]] = []

    def first(self, field: str) -> str:
        """A field's text in the item's first row, without what rows that continue it added."""
        text = self.values.get(field, "")
        for more in reversed(self.added):
            if more.get(field):
                text = text.removesuffix(more[field]).removesuffix("\n")
        return text

    def each(self, field: str) -> list[str]:
        """A field's text, row by row of those the item was written in."""
        return [text for text in (self.first(field), *(more.get(field, "") for more in self.added)) if text]

    def written(self, fields: Iterable[str]) -> list[dict[str, str]]:
        """These fields, row by row of those the item was written in."""
        wanted = tuple(fields)
        if not self.added:
            return [{field: self.values[field] for field in wanted if field in self.values}]
        rows = [{field: self.first(field) for field in wanted}, *self.added]
        return [{field: row[field] for field in wanted if row.get(field)} for row in rows]


class Section(msgspec.Struct):
    """One table of a sheet: what stands above it, its head, its rows, its kind. ``heading`` is the line that opened it inside a sheet."""

    sheet: str
    layout: Layout
    titles: Titles
    kind: ListKind
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


def _depth(text: str) -> int:
    """How deep a heading stands, by its numbering; one without stands deepest."""
    bare = unicodedata.normalize("NFKC", text).strip()
    return next((depth for depth, pattern in enumerate(_DEPTHS) if pattern.match(bare)), len(_DEPTHS))


def opening_line(above: list[str]) -> str:
    """The line straight above a head that says which of several tables this is (一、基本履职事项清单), "" where it does not."""
    return above[-1] if len(above) > 1 and (duty_kind(above[-1]) or _LIST_WORD.search(above[-1])) else ""


def _titles(above: list[str]) -> Titles:
    """What the lines above a head tell; 二、黄梅县民政局 straight above it says whose part of the document this is."""
    titles = read_titles(above)
    if _TOLD.match(titles.title) and not _LIST_WORD.search(titles.title):
        # 版本：2024-05-01 and 填报单位：县水利局 say something of the list, and are no name for it.
        titles.title = ""
    last = strip_heading(above[-1]) if above else ""
    if last and _depth(above[-1]) < len(_DEPTHS) and len(last) <= _LONGEST_ORGAN and _ORGAN.search(last):
        titles.authority = last
        if len(above) == 1:
            titles.title = ""
    return titles


class Kinds(Protocol):
    """What collecting asks about kinds of lists (``ingest.lists.kinds.registry``)."""

    def kind_in(self, text: str) -> ListKind | None: ...

    def lexicon(self, kind: ListKind) -> Lexicon: ...

    def adds(self, kind: ListKind) -> frozenset[str]: ...


def collect(
    grid: Grid, merges: MergeMap, layout: Layout, kind: ListKind, kinds: Kinds
) -> tuple[list[Section], Remarks]:
    """The tables of a sheet whose first head and kind are known; a heading inside it may open a table of another kind."""
    return _Collector(grid, merges, layout, kind, kinds).run()


class _Collector:
    def __init__(self, grid: Grid, merges: MergeMap, layout: Layout, kind: ListKind, kinds: Kinds) -> None:
        self.grid = grid
        self.merges = merges
        self.layout = layout
        self.kind = kind
        self.kinds = kinds
        self.remarks = Remarks()
        above = lines_above(grid, merges, layout.first)
        self.above = list(above)
        section = Section(grid.name, layout, _titles(above), kind, opening_line(above), notes=above)
        self.sections = [section]
        self.section = section
        self.letters = [column_letter(index) for index in range(max(map(len, grid.rows), default=0))]
        self.main: RawRow | None = None
        self.groups: list[tuple[int, str]] = []
        self.type_depth = 0
        self.type_heading = self.theme_heading = self.body_heading = ""
        self.pending: list[str] = []
        self.in_notes = False
        self._set_columns(layout)
        # Column → (row, text) that was last read in it, in this table.
        self.last: dict[int, tuple[int, str]] = {}
        self.item_row = -1

    @property
    def duties(self) -> bool:
        """Whether the table is of duties: then a heading that names nothing known is a theme of its own."""
        return self.kind == ListKind.DUTY or bool(self.layout.fields & {"upper", "taker"})

    def _set_columns(self, layout: Layout) -> None:
        self.layout = layout
        self.adds = self.kinds.adds(self.kind)
        self.themed = self.duties or self.kind in _THEMED
        names, seq = layout.named, layout.column("seq")
        sub = layout.column("sub_name")
        self.name_at = names.index if names else (sub.index if sub else -1)
        self.seq_at = seq.index if seq else -1
        self.name_field = names.field if names else layout.lexicon.name
        self.has_sub = sub is not None
        labels: dict[str, int] = {}
        self.plan: list[tuple[int, str, str, str]] = []
        staged = [column for column in layout.columns if column.field == "responsibility"]
        self.stages = {column.index: column.head.rsplit("/", 1)[-1] for column in staged} if len(staged) > 1 else {}
        for column in layout.columns:
            label = layout.label(column)
            if column.field not in layout.lexicon.values:
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
        if len(filled) > 1 and self.layout.lexicon.field_of(first)[1] == 3:
            again = read_head(self.grid, self.merges, number, strict=True, lexicon=self.kinds.lexicon(self.kind))
            if again is not None:
                self._new_head(again)
                return again.last + 1
        texts = {row[index].strip() for index in filled}
        single = len(texts) == 1
        if (len(filled) <= 2 and is_note(first)) or (filled[0] != self.name_at and _SIGNED.match(first)):
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
        # 合计 in front and a number where items have their names counts, however many columns it counts.
        counts = not head or is_total(head) or bool(_AMOUNT.fullmatch(unicodedata.normalize("NFKC", head)))
        few = counts or bool(_TOTAL_WORD.fullmatch(first)) or len(filled) * 2 <= len(row) + 1
        return (is_total(first) and filled[0] != self.name_at and few) or (
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
        self.section = Section(self.grid.name, layout, titles, self.kind, heading)
        if self.kind == ListKind.ADJUSTMENT:
            # The document's number and day stand once, above all its tables.
            self.section.notes.extend(self.above)
        self.sections.append(self.section)
        self.last = {}
        self.main = None
        self.groups = []
        self.type_heading = self.theme_heading = self.body_heading = ""

    def _heading(self, number: int, column: int, text: str) -> bool:
        """A row with one cell that says what the rows below it are of; False when it does not."""
        if len(text) > 60:
            return False
        wide = self.merges.width.get((number, column), 1) > 1
        in_name = column == self.name_at and not wide
        bare = strip_heading(text)
        theme, type_ = theme_of(text), power_type(text)
        if self.themed and theme != Theme.NONE:
            type_ = PowerType.UNKNOWN
        known = type_ != PowerType.UNKNOWN or theme != Theme.NONE
        # A bare word in the name column, with a column of numbers beside it, is an item that lacks its number.
        item = in_name and bare == text.strip() and self.seq_at >= 0 and not self.themed
        if not wide and not known and (item or _NUMBER.match(text)):
            return False
        if type_ != PowerType.UNKNOWN and not text.isdigit():
            self._under(text, type_heading=bare)
            return True
        if theme != Theme.NONE:
            self._under(text, theme_heading=bare)
            return True
        if town_type(text) and (wide or not in_name):
            self._regroup(text)
            return True
        listed = bool(_LIST_WORD.search(bare))
        if duty_kind(bare) and len(bare) <= 40 and (listed or (self.kind in _OF_WIDE and (wide or not in_name))):
            self._table(text)
            return True
        if listed and (wide or not in_name) and (self.kinds.kind_in(bare) or authority_in(bare)):
            self._table(text)
            return True
        if (wide or not in_name) and len(bare) <= 30 and _ORGAN.search(bare):
            self._under(text, body_heading=bare)
            return True
        return False

    def _table(self, text: str) -> None:
        """A title inside the sheet opens another table, perhaps of another kind; its head may follow or be the one above."""
        self.in_notes = False
        kind = self.kinds.kind_in(text)
        if kind is not None and kind != self.kind and self._may_become(kind):
            self.kind = kind
            lexicon = self.kinds.lexicon(kind)
            again = read_head(self.grid, self.merges, self.layout.first, lexicon=lexicon)
            self._set_columns(again or self.layout)
        self._open(read_titles([text]), text, self.layout)
        self.section.notes.append(text)
        self.pending = []

    def _may_become(self, kind: ListKind) -> bool:
        """Whether a title of another kind inside the sheet opens a table of that kind, rather than a part of this one: the parts of a
        decision are titled like lists (取消的行政许可事项目录)."""
        if "original" in self.layout.fields and kind in _OF_GRANTED:
            # 一、审批服务事项清单 in a list of granted powers is a part of it.
            return False
        return self.kind != ListKind.ADJUSTMENT and (kind not in _WIDE or self.kind in _OF_WIDE)

    def _under(self, text: str, type_heading: str = "", theme_heading: str = "", body_heading: str = "") -> None:
        """Under a heading that names a type, a theme or a body."""
        self.in_notes = False
        self.main = None
        depth = _depth(text)
        self.groups = [(other, name) for other, name in self.groups if other < depth]
        if body_heading:
            self.body_heading, self.type_heading, self.theme_heading = body_heading, "", ""
        if type_heading:
            self.type_heading, self.type_depth = type_heading, depth
        self.theme_heading = theme_heading or self.theme_heading
        self.pending = [text]

    def _regroup(self, text: str) -> None:
        """Under a heading that names no type, theme or body: it ends the groups of its own depth and all that is deeper."""
        depth = _depth(text)
        self.groups = [(other, name) for other, name in self.groups if other < depth] + [(depth, text)]
        if depth < self.type_depth:
            self.type_heading = ""
        if individual_duties(text):
            self.theme_heading = ""
        self.in_notes = False
        self.main = None
        self.pending.append(text)

    def _stray(self, number: int, column: int, text: str) -> bool:
        """One cell that is no known heading: a group's name, or a bare number; False when it is an item."""
        wide = self.merges.width.get((number, column), 1) > 1
        if column == self.seq_at and _NUMBER.match(unicodedata.normalize("NFKC", text)):
            self.remarks.add("only_number", self.grid.number(number))
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
        if self.duties and not individual_duties(text):
            self.theme_heading = strip_heading(text)
            self.pending.append(text)
            self.main = None
        else:
            self._regroup(text)
        return True

    def _numbered_heading(self, row: list[str], filled: list[int]) -> bool:
        """Two cells, 一 and 党的建设: a heading whose number has its own column."""
        number, text = (unicodedata.normalize("NFKC", row[index].strip()) for index in filled)
        whole = f"{number}{text}" if number[-1] in "、.)" else f"{number}、{text}"
        if filled[0] != self.seq_at and filled[0] != 0:
            return False
        if not _CHINESE_SEQ.match(number):
            return False
        theme, type_ = theme_of(text), power_type(text)
        if self.themed and theme != Theme.NONE:
            type_ = PowerType.UNKNOWN
        if type_ != PowerType.UNKNOWN:
            self._under(whole, type_heading=strip_heading(text))
        elif theme != Theme.NONE or (self.duties and not individual_duties(text)):
            self._under(whole, theme_heading=strip_heading(text))
        elif _ORGAN.search(strip_heading(text)) and not town_type(text):
            self._under(whole, body_heading=strip_heading(text))
        else:
            self._regroup(whole)
        return True

    def _item(self, number: int, row: list[str], filled: list[int]) -> None:
        values: dict[str, str] = {}
        own: set[str] = set()
        extra: dict[str, str] = {}
        marks: dict[str, str] = {}
        again: list[tuple[str, str, str]] = []
        stages = 0
        above = self.merges.from_above
        known = self.layout.lexicon.values
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
            text = self._said_again(number, index, text, label, field, again)
            if index in self.stages:
                stages += 1
                label = self.stages[index]
                text = f"{stages}.{text}" if text.startswith(label) else f"{stages}.{label}：{text}"
            if field in known:
                values[field] = f"{values[field]}\n{text}" if field in values else text
                if mine:
                    own.add(field)
            elif field == MARK:
                marks[label] = text
            else:
                extra[label] = text
                if field == "seq" and mine:
                    own.add("seq")
        cells = {self.letters[index]: row[index] for index in filled}
        raw = RawRow(
            self.grid.number(number),
            cells,
            values,
            own,
            extra,
            " / ".join(name for _, name in self.groups),
            self.type_heading,
            self.theme_heading,
            self.body_heading,
            marks,
            again=again,
        )
        if self.name_field != "name" and self.name_field in values:
            # What a row is about (a person) stands where every reader looks for it.
            values["name"] = values[self.name_field]
            if self.name_field in own:
                own.add("name")
        before = len(self.section.rows)
        self._place(raw)
        if len(self.section.rows) > before:
            self.item_row = number
            # A heading that another one took the place of before any item stood under it is nobody's group.
            under = "\n".join((raw.group, raw.type_heading, raw.theme_heading, raw.body_heading))
            self.section.notes.extend(text for text in self.pending if strip_heading(text) not in under)
            self.pending = []

    def _said_again(
        self, number: int, index: int, text: str, label: str, field: str, again: list[tuple[str, str, str]]
    ) -> str:
        """What a cell says: where it is 同上, what stands above it in the same column of the table; what cannot be told stays, and is noted in
        ``again``."""
        if field == "seq":
            return text
        name = self.layout.lexicon.labels.get(field, label)
        bare = unicodedata.normalize("NFKC", text)
        if _DITTO.fullmatch(text) or _DITTO.fullmatch(bare):
            row, before = self.last.get(index, (-1, ""))
            if not before:
                again.append((name, text, "not"))
                return text
            above = self.section.rows[-1] if self.section.rows else None
            new_item = 0 <= self.name_at < len(self.grid.rows[number]) and self.grid.rows[number][self.name_at].strip()
            if above is not None and new_item and len(above.each(field)) > 1:
                again.append((name, text, "many"))
                before = before if field in CITED else above.values[field]
            elif row < self.item_row:
                again.append((name, text, "far"))
            text = before
        elif field and len(bare) <= _LONGEST_ORGAN and _LIKE_ANOTHER.match(bare):
            again.append((name, text, "not"))
            return text
        self.last[index] = (number, text)
        return text

    def _place(self, raw: RawRow) -> None:
        """An item, a sub-item of the main item above, more of the item above, or a row without a name."""
        values, own = raw.values, raw.own
        rows = self.section.rows
        if self._adds(rows, raw):
            self._continue(rows[-1], raw)
            return
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
        continues = rows and "seq" not in own and not own & (MODEL_FIELDS - _CONTINUED - self.adds)
        if "name" in values and rows:
            continues = True
        elif rows and self.name_field != "name" and own & self.adds and own <= self.adds | {"seq"}:
            # Each power of a duty in a numbered row of its own, the duty in the first of them.
            continues = True
        if continues:
            if "name" not in values and not own <= self.adds:
                # One responsibility a row is how such lists are laid out, and nothing to look into.
                self.remarks.add("continued", raw.number)
            self._continue(rows[-1], raw)
            return
        self.remarks.add("no_name", raw.number)
        self.section.notes.append(f"第 {raw.number} 行：" + "　".join(text.strip() for text in raw.cells.values()))

    def _adds(self, rows: list[RawRow], raw: RawRow) -> bool:
        """Whether a row only adds to the item above it: the same name, carried down or written again, nothing else that differs, and
        more of what several rows may say (one 责任事项 in each)."""
        values = raw.values
        if not rows or not raw.own & self.adds or "name" not in values:
            return False
        above = rows[-1].values
        if any(above.get(field) != text for field, text in values.items() if field not in self.adds | {"seq"}):
            return False
        return any(values.get(field) not in rows[-1].each(field) for field in raw.own & self.adds)

    def _is_sub(self, name: str, seq: str) -> bool:
        main_seq = (self.main.extra.get("序号", "") if self.main else "").strip()
        match = _SUB_SEQ.match(unicodedata.normalize("NFKC", seq).strip())
        if match:
            return (match.group(1) or match.group(2)) == unicodedata.normalize("NFKC", main_seq).rstrip("、.")
        return not seq and self.seq_at >= 0 and bool(main_seq) and bool(_SUB_NAME.match(name))

    def _inherit(self, raw: RawRow, main: RawRow) -> None:
        raw.values["name"] = main.values["name"]
        for field, text in main.values.items():
            if field in INHERITED:
                raw.values.setdefault(field, text)

    def _continue(self, item: RawRow, raw: RawRow) -> None:
        known = self.layout.lexicon.own
        added = {}
        for field in raw.values:
            if field in raw.own and field != "name" and (field in _CONTINUED or field in known):
                text = raw.values[field]
                if field not in self.adds | CITED and text in item.each(field):
                    # A holder written again in the next row of an item is one holder.
                    continue
                added[field] = text
                before = item.values.get(field, "")
                item.values[field] = f"{before}\n{text}" if before else text
        item.added = [*item.added, added]
        item.again = [*item.again, *raw.again]
        item.marks |= raw.marks
        for _, letter, _, label in self.plan:
            if letter in raw.cells and label in raw.extra:
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
        *ANSWERING,
    }
)

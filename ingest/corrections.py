"""Reviewed corrections of rows: applied to what a list says, by reading the corrected row again.

A correction changes a cell and the list is read again from its sheets, so that a corrected holder is settled, a type coded, a basis
cited as any other is, and sub-items take over what their main item now says. Only rows that this changes are replaced. The text
before stays with the row (``EntryRecord.corrected``). What no longer fits (the row is gone, another item stands there, the former text
differs) is told and not applied.

Everything here is a function of its arguments: the same list and corrections always give the same list.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import msgspec

from ingest.documents import READER, open_list, pack_list
from ingest.export.sheets import Mark, head_words
from ingest.export.values import understood
from ingest.items import edition_bodies, edition_items
from ingest.lists import read_sheets
from ingest.lists.cells import Grid, column_index, column_letter
from ingest.lists.columns import head_key
from ingest.lists.frame import columns_of, entry_cells, grids_of
from ingest.lists.kinds import registry
from ingest.lists.rows import Section
from ingest.lists.words import duty_kind, levels_of, power_type, theme_of
from ingest.store import StoredDocument
from ontologies.places import Place
from ontologies.records import (
    OPEN_START,
    BodyRecord,
    CorrectionRecord,
    DutyKind,
    EntryRecord,
    ItemKind,
    Labelled,
    LayoutRecord,
    Level,
    ListText,
    PowerType,
    Problem,
    Theme,
)

_LETTERS = re.compile(r"[A-Z]{1,3}")
_SPACE = re.compile(r"\s+")
_NAMED_ROWS = 10
# So much of a text is quoted in a message.
_SHOWN = 60

EntryKey = tuple[str, int, int]
"""An entry: its sheet, its row, and which of the row's entries it is."""


class Corrected(msgspec.Struct):
    """A list with the corrections made, what could not be applied, and each correction as it was made."""

    text: ListText
    problems: list[Problem]
    marks: list[Mark]


class _Edit(msgspec.Struct):
    """One cell to be changed: in ``row``, which is the entry's or one that continues it. ``letter`` is "" where the list has no column for
    the field."""

    record: CorrectionRecord
    entry: EntryRecord
    row: int
    letter: str
    field: str
    label: str
    was: str
    now: str


class _Refused(Exception):  # noqa: N818 - carries a Problem's parts, no fault of the program
    def __init__(self, message: str, expected: str = "", advice: str = "请核对后改正审定文件") -> None:
        super().__init__(message)
        self.message, self.expected, self.advice = message, expected, advice


def corrections_for(identifier: str, text: Any, records: Iterable[CorrectionRecord]) -> tuple[CorrectionRecord, ...]:
    """The corrections that are meant for an edition, in the order in which they apply (by day of review, then as they stand).

    ``identifier`` is the edition's, ``text`` its head or its ListText: anything that has authority, kind, place and edition.
    """
    found = [record for record in records if _meant(identifier, text, record)]
    return tuple(sorted(found, key=lambda record: record.on or OPEN_START))


def _meant(identifier: str, text: Any, record: CorrectionRecord) -> bool:
    if record.list:
        return record.list == identifier
    return (
        record.authority == text.authority
        and record.kind in ("", str(text.kind))
        and (not record.place or text.place.startswith(record.place))
        and record.edition in (None, text.edition)
    )


def unmeant(editions: Iterable[tuple[str, Any]], records: Iterable[CorrectionRecord]) -> list[Problem]:
    """A warning for every correction that none of the editions (identifier, head) is meant by."""
    every = list(editions)
    return [
        Problem(
            "warning",
            "审定文件",
            record.list or record.authority,
            f"没有所更正的清单，第 {record.row} 行" if record.row else f"没有所更正的清单，“{record.item}”",
            "清单的标识，或机构、种类和版本日期",
            "请核对标识（dingfen export 不写清单即列出各清单），或载入该清单",
        )
        for record in records
        if not any(_meant(identifier, head, record) for identifier, head in every)
    ]


def corrected_digest(document: str, records: Sequence[CorrectionRecord]) -> str:
    """The digest under which a list's document (its digest) is kept with these corrections made."""
    return hashlib.sha256(msgspec.msgpack.encode([READER, "corrected", document, records])).hexdigest()


def corrected_document(
    document: str, body: bytes, records: Sequence[CorrectionRecord], divisions: Iterable[Place] = ()
) -> tuple[StoredDocument, list[Problem]]:
    """A list's document with the corrections made, under :func:`corrected_digest`: what it cites, whose and which items it states are
    those of the corrected rows. Also the problems of :func:`apply`."""
    text, problems = apply(open_list(body).edition, records, divisions)
    packed = pack_list(text, edition_bodies(text), edition_items(text))
    return msgspec.structs.replace(packed, digest=corrected_digest(document, records)), problems


def apply(
    text: ListText, records: Sequence[CorrectionRecord], divisions: Iterable[Place] = ()
) -> tuple[ListText, list[Problem]]:
    """The list with the corrections made, and a warning for each that could not be. ``divisions`` are places below the county, by which a
    township that only a correction names gets its code."""
    done = correct(text, records, divisions)
    return done.text, done.problems


def correct(text: ListText, records: Sequence[CorrectionRecord], divisions: Iterable[Place] = ()) -> Corrected:
    """As :func:`apply`, with each correction that was made."""
    if not records:
        return Corrected(text, [], [])
    problems: list[Problem] = []
    edits: dict[tuple[str, int, str], _Edit] = {}
    gone: dict[tuple[str, int], CorrectionRecord] = {}
    index = _Index(text)
    for record in records:
        try:
            if not text.layouts:
                raise _Refused("这份清单是旧版程序读入的，不能更正", "", "请重新载入这份清单的文件")
            entry = index.find(record)
            if record.drop:
                if record.row not in (0, entry.row):
                    raise _Refused(f"这一行是第 {entry.row} 行事项的续行，不能单独删去", f"第 {entry.row} 行")
                gone[entry.sheet, entry.row] = record
                continue
            for edit in index.edits(record, entry, edits):
                edits[edit.entry.sheet, edit.row, edit.letter or edit.label] = edit
        except _Refused as refused:
            problems.append(_problem(text, record, refused))
    problems += [found for edit in edits.values() if (found := _unread(text, edit)) is not None]
    entries, text = _reread(text, list(edits.values()), divisions, problems)
    marks = [_mark(edit) for edit in edits.values()]
    if gone:
        text = _without(text, entries, gone, marks)
        entries = [entry for entry in entries if (entry.sheet, entry.row) not in gone]
    return Corrected(msgspec.structs.replace(text, entries=tuple(entries)), problems, marks)


def _without(
    text: ListText, entries: Sequence[EntryRecord], gone: dict[tuple[str, int], CorrectionRecord], marks: list[Mark]
) -> ListText:
    """The list whose rows ``gone`` are no items any more: their cells stay with the sheet, and a note tells of each."""
    notes = [*text.notes]
    cells = {layout.sheet: {**layout.cells} for layout in text.layouts}
    for entry in entries:
        record = gone.get((entry.sheet, entry.row))
        if record is None:
            continue
        for row, letter, word in entry_cells(entry):
            cells[entry.sheet][row] = {**cells[entry.sheet].get(row, {}), letter: word}
        marks.extend(
            Mark(entry.sheet, row, "", "", "", "", record.by, record.on, record.source, dropped=True)
            for row in sorted(_rows(entry))
        )
        where = f"{entry.sheet} " if entry.sheet else ""
        notes.append(f"{where}第 {entry.row} 行“{entry.name}”已按审定删去（{record.by}；来源：{record.source}）")
    layouts = tuple(msgspec.structs.replace(layout, cells=cells[layout.sheet]) for layout in text.layouts)
    return msgspec.structs.replace(text, notes=tuple(notes), layouts=layouts)


def _problem(text: ListText, record: CorrectionRecord, refused: _Refused) -> Problem:
    sheet = f"工作表“{record.sheet}”" if record.sheet else ""
    row = f"第 {record.row} 行" if record.row else ""
    item = f"“{record.item}”" if record.item else ""
    where = f"更正 {sheet}{row}{item}"
    return Problem("warning", text.title or record.list, where, refused.message, refused.expected, refused.advice)


def _unread(text: ListText, edit: _Edit) -> Problem | None:
    """The warning that a corrected value is none of those that its column may have: it is made, and stays without a meaning."""
    known: Iterable[Labelled]
    if edit.field == "type" and edit.entry.kind == ItemKind.POWER:
        known, read = PowerType, power_type(edit.now) != PowerType.UNKNOWN
    elif edit.field == "level":
        known, read = Level, bool(levels_of(edit.now))
    elif edit.field == "theme":
        known, read = Theme, theme_of(edit.now) != Theme.NONE
    elif edit.field == "kind" and edit.entry.kind == ItemKind.DUTY:
        known, read = DutyKind, duty_kind(edit.now) is not None
    else:
        return None
    if read or not edit.now.strip():
        return None
    choices = "、".join(each.label for each in known if str(each) not in ("unknown", "none"))
    said = _Refused(f"{edit.label}改成了“{edit.now[:_SHOWN]}”，这个值不认识，按未注明处理", choices)
    return _problem(text, edit.record, said)


def _mark(edit: _Edit) -> Mark:
    record = edit.record
    return Mark(
        edit.entry.sheet,
        edit.row,
        edit.letter,
        edit.label,
        edit.was,
        edit.now,
        record.by,
        record.on,
        record.source,
        field=edit.field,
    )


# Which row, which column -----------------------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    return _SPACE.sub("", text)


class _Index:
    """The rows and columns of a list, as corrections name them."""

    def __init__(self, text: ListText) -> None:
        self.text = text
        self.lexicon = registry.lexicon(text.kind)
        self.grids = {grid.name: grid for grid in grids_of(text)}
        self.layouts = {layout.sheet: layout for layout in text.layouts}
        self.above = {
            sheet: {
                (row, left): (top, left) for top, left, bottom, _ in grid.merges for row in range(top + 1, bottom + 1)
            }
            for sheet, grid in self.grids.items()
        }

    def find(self, record: CorrectionRecord) -> EntryRecord:
        """The entry that a correction means. Raises _Refused."""
        found = [entry for entry in self.text.entries if record.sheet in ("", entry.sheet)]
        if record.row:
            found = [entry for entry in found if record.row in _rows(entry)]
            if not found:
                raise _Refused("这一行现在不是事项", "清单里事项所在的行号（dingfen show 可查）")
            if record.item and not any(_is_item(entry, record.item) for entry in found):
                raise _Refused(f"这一行现在是“{found[0].name}”，不是“{record.item}”")
            found = [entry for entry in found if not record.item or _is_item(entry, record.item)]
        else:
            named = [entry for entry in found if _is_item(entry, record.item)]
            whole = [entry for entry in named if not entry.sub_name or _plain(entry.name) != _plain(record.item)]
            found = whole if len(whole) == 1 else named
            if not found:
                raise _Refused("清单里没有这个事项", "事项的编码、名称，或 名称（子项名称）")
        rows = {(entry.sheet, entry.row) for entry in found}
        if len(rows) > 1:
            shown = "、".join(f"{sheet} 第 {row} 行".strip() for sheet, row in sorted(rows)[:_NAMED_ROWS])
            raise _Refused(
                f"有 {len(rows)} 行符合：{shown}", "其中一行", "请写明 row（行号），有几张工作表的写明 sheet"
            )
        return found[0]

    def edits(
        self, record: CorrectionRecord, entry: EntryRecord, before: dict[tuple[str, int, str], _Edit]
    ) -> list[_Edit]:
        """The cells that a correction changes: all of them, or none. A cell that says already what is right (an exported list loaded again)
        needs no change, whatever it should have been. Raises _Refused."""
        wanted: list[_Edit] = []
        row = record.row or entry.row
        right: set[str] = set()
        for key, now in record.set.items():
            letter, field, label = self._column(entry, key)
            if _plain(self._now(entry, row, letter, field, label, before)) == _plain(now):
                right.add(label)
        for key, text in record.was.items():
            letter, field, label = self._column(entry, key)
            current = self._now(entry, row, letter, field, label, before)
            if label not in right and _plain(current) != _plain(text):
                raise _Refused(f"{label}现在是“{current[:_SHOWN]}”，与审定时的“{text[:_SHOWN]}”不同，没有更正")
        for key, now in record.set.items():
            letter, field, label = self._column(entry, key)
            current = self._now(entry, row, letter, field, label, before)
            if field == "name" and not now.strip():
                raise _Refused("事项名称不能改为空", "新的名称", "要删去这一行请写 drop: true")
            if not letter and field not in self.lexicon.values:
                raise _Refused(f"清单里没有“{key}”这一列", "、".join(self._heads(entry)))
            if label in right:
                continue
            earlier = before.get((entry.sheet, row, letter or label))
            first = earlier.was if earlier else current
            wanted.append(_Edit(record, entry, row, letter, field, label, first, now))
        return wanted

    def _heads(self, entry: EntryRecord) -> list[str]:
        return list(dict.fromkeys(self._words(entry).values()))

    def _words(self, entry: EntryRecord) -> dict[str, str]:
        """Column letter → head as the list writes it, for the table that an entry stands in."""
        layout = self.layouts[entry.sheet]
        heads = [head for head in layout.heads if head[0] <= entry.row] or list(layout.heads[:1])
        if not heads:
            return {}
        words = head_words(self.grids[entry.sheet], layout, heads[-1])
        return {column_letter(column): word for column, word in enumerate(words) if word}

    def _fields(self, entry: EntryRecord) -> dict[str, str]:
        tables = columns_of(self.text, entry.sheet)
        return next((table for first, table in reversed(tables) if first <= entry.row), tables[0][1] if tables else {})

    def _column(self, entry: EntryRecord, key: str) -> tuple[str, str, str]:
        """(column letter or "", field or "", label) of what a correction calls ``key``. Raises _Refused."""
        words, fields = self._words(entry), self._fields(entry)
        labels = self.lexicon.labels

        def found(letter: str) -> tuple[str, str, str]:
            field = fields.get(letter, "")
            known = field if field in labels else ""
            return letter, known, words.get(letter) or labels.get(field, field)

        same = [letter for letter, word in words.items() if head_key(word) == head_key(key)]
        if same:
            return found(same[0])
        field = self.lexicon.field_named(key)
        several = [letter for letter, name in fields.items() if name and name in (field, key, labels.get(field, ""))]
        if len(several) > 1:
            heads = "、".join(words.get(letter, letter) for letter in several)
            raise _Refused(f"“{key}”对应几列：{heads}", "其中一列的列名")
        if several:
            return found(several[0])
        if _LETTERS.fullmatch(key) and (key in words or key in fields):
            return found(key)
        if field in self.lexicon.values:
            return "", field, labels.get(field, key)
        raise _Refused(f"清单里没有“{key}”这一列", "、".join(self._heads(entry)))

    def _now(
        self,
        entry: EntryRecord,
        row: int,
        letter: str,
        field: str,
        label: str,
        before: dict[tuple[str, int, str], _Edit],
    ) -> str:
        earlier = before.get((entry.sheet, row, letter or label))
        if earlier is not None:
            return earlier.now
        if not letter:
            return understood(entry, field)
        grid = self.grids[entry.sheet]
        row, column = row - 1 + grid.above, column_index(letter)
        own = grid.rows[row][column] if column < len(grid.rows[row]) else ""
        if own.strip():
            return own
        top, left = self.above[entry.sheet].get((row, column), (row, column))
        return grid.rows[top][left] if column < len(grid.rows[top]) else ""


def _rows(entry: EntryRecord) -> set[int]:
    """The row of an entry and those that continue it."""
    return {entry.row, *(row for row, _, _ in entry_cells(entry))}


def _is_item(entry: EntryRecord, word: str) -> bool:
    bare = _plain(word)
    names = {entry.name, entry.sub_name, f"{entry.name}（{entry.sub_name}）", entry.code}
    return bare in {_plain(name) for name in names if name}


# Reading again ---------------------------------------------------------------------------------------------------------------


def _reread(
    text: ListText, edits: list[_Edit], divisions: Iterable[Place], problems: list[Problem]
) -> tuple[list[EntryRecord], ListText]:
    """The entries after the edits, and the list with layouts and bodies as they then are."""
    if not edits:
        return list(text.entries), text
    sheets = {edit.entry.sheet for edit in edits}
    places = [*divisions, *_towns(text)]
    corrected: dict[tuple[str, int], dict[str, str]] = {}
    for edit in edits:
        corrected.setdefault((edit.entry.sheet, edit.entry.row), {})[edit.label] = edit.was

    beside = [edit for edit in edits if not edit.letter]
    stood = _keyed(text.entries)
    told = _told(text)
    grids = grids_of(text)
    layouts = _edit_grids(text, grids, edits)
    after = _read(text, grids, sheets, beside, told, places)
    was, now = stood, _keyed(after.entries)
    others = {key: entry for key, entry in stood.items() if key[0] in sheets and key[:2] not in corrected}
    if not others or any(now.get(key) != entry for key, entry in others.items()):
        # Other rows read otherwise too: since they take over what was corrected, or since a sidecar had told where the head is and
        # what the columns are. To read the sheets as they stood tells which.
        before = _read(text, grids_of(text), sheets, [], told, places)
        if any(_keyed(before.entries).get(key) != entry for key, entry in stood.items() if key[:2] in corrected):
            found = {layout.sheet: _told_columns(text, layout) for layout in text.layouts if layout.sheet in sheets}
            told["sheets"] = found
            before = _read(text, grids_of(text), sheets, [], told, places)
            grids = grids_of(text)
            _edit_grids(text, grids, edits)
            after = _read(text, grids, sheets, beside, told, places)
        was, now = _keyed(before.entries), _keyed(after.entries)
    entries: list[EntryRecord] = []
    replaced: list[tuple[EntryRecord, EntryRecord]] = []
    for key, entry in stood.items():
        row = key[:2]
        made = now.get(key)
        if row[0] not in sheets or (made == was.get(key) and row not in corrected):
            entries.append(entry)
            continue
        if made is None:
            said = _Refused("改后这一行不再能读成事项，没有更正", "", "请核对改后的文字")
            record = next(edit.record for edit in edits if edit.entry.sheet == row[0])
            problems.append(_problem(text, record, said))
            entries.append(entry)
            continue
        labels = corrected.get(row)
        if labels is None:
            # A row may only have got a cell of its own, where a merged area was parted.
            alike = msgspec.structs.replace(made, cells=entry.cells, corrected=entry.corrected) == entry
            labels = {} if alike else _carried(edits, entry)
        made = msgspec.structs.replace(made, corrected={**entry.corrected, **labels})
        replaced.append((entry, made))
        entries.append(made)
    bodies = _bodies(text, after, entries, replaced)
    return entries, msgspec.structs.replace(text, layouts=layouts, bodies=bodies)


def _keyed(entries: Iterable[EntryRecord]) -> dict[EntryKey, EntryRecord]:
    found: dict[EntryKey, EntryRecord] = {}
    for entry in entries:
        count = 0
        while (entry.sheet, entry.row, count) in found:
            count += 1
        found[entry.sheet, entry.row, count] = entry
    return found


def _carried(edits: Sequence[_Edit], entry: EntryRecord) -> dict[str, str]:
    """What a row says otherwise because a row above it was corrected, from which it carries down."""
    above = [edit for edit in edits if edit.entry.sheet == entry.sheet and edit.entry.row < entry.row]
    nearest = max((edit.entry.row for edit in above), default=0)
    return {edit.label: edit.was for edit in above if edit.entry.row == nearest}


def _towns(text: ListText) -> list[Place]:
    """The townships whose codes the list knows already."""
    found = {}
    for body in text.bodies:
        if body.level == Level.TOWNSHIP and len(body.place) == 9:
            name = re.sub(r"(?:人民政府|办事处)$", "", body.name)
            found[body.place] = Place(body.place, name, Level.TOWNSHIP, body.place[:6])
    return list(found.values())


def _told(text: ListText) -> dict[str, Any]:
    """What was settled of a list, in the words of a sidecar."""
    return {
        "kind": str(text.kind),
        "authority": text.authority,
        "place": text.place,
        "edition": text.edition,
        "title": text.title,
    }


def _read(
    text: ListText,
    grids: list[Grid],
    sheets: Collection[str],
    beside: Sequence[_Edit],
    told: dict[str, Any],
    places: Sequence[Place],
) -> ListText:
    """Some sheets of a list, read as the whole was; without entries where they cannot be read so."""

    def revise(sections: list[Section]) -> None:
        for edit in beside:
            for section in sections:
                for row in section.rows:
                    if (section.sheet, row.number) == (edit.entry.sheet, edit.entry.row):
                        row.values[edit.field] = edit.now
                        row.own.add(edit.field)

    lists, _ = read_sheets(
        [grid for grid in grids if grid.name in sheets], text.title, told, text.hints, places, revise
    )
    entries = tuple(entry for each in lists for entry in each.entries)
    bodies = tuple(body for each in lists for body in each.bodies)
    return msgspec.structs.replace(text, entries=entries, bodies=bodies)


def columns_told(text: ListText) -> dict[str, Any]:
    """Where the heads of a list's sheets are and what the columns were understood as, in the words of a sidecar."""
    named = [layout for layout in text.layouts if layout.heads]
    if len(named) == 1 and len(text.layouts) == 1:
        return _told_columns(text, named[0])
    return {"sheets": {layout.sheet: _told_columns(text, layout) for layout in named}}


def _told_columns(text: ListText, layout: LayoutRecord) -> dict[str, Any]:
    """Where the head of a sheet is and what its columns were understood as."""
    tables = columns_of(text, layout.sheet)
    labels = registry.lexicon(text.kind).labels
    columns = {letter: field for letter, field in tables[0][1].items() if field in labels} if tables else {}
    return {"head_row": layout.heads[0][0] if layout.heads else None, "columns": columns}


def _edit_grids(text: ListText, grids: list[Grid], edits: Sequence[_Edit]) -> tuple[LayoutRecord, ...]:
    """Change the cells in place; the layouts as they then are."""
    by_name = {grid.name: grid for grid in grids}
    for edit in edits:
        if edit.letter:
            grid = by_name[edit.entry.sheet]
            _set(grid, edit.row - 1 + grid.above, column_index(edit.letter), edit.field, edit.now)
    layouts = []
    for layout in text.layouts:
        grid = by_name[layout.sheet]
        merges = tuple(
            (top + 1 - grid.above, left, bottom + 1 - grid.above, right) for top, left, bottom, right in grid.merges
        )
        width = max(layout.columns, len(grid.rows[0]) if grid.rows else 0)
        layouts.append(msgspec.structs.replace(layout, merges=merges, columns=width))
    return tuple(layouts)


def _set(grid: Grid, row: int, column: int, field: str, text: str) -> None:
    """Write a cell. One that a merged area covers from above leaves it, save number and name: they make the rows one item, and are
    changed for all of them."""
    if column >= len(grid.rows[0]):
        for cells in grid.rows:
            cells.extend([""] * (column + 1 - len(cells)))
    for order, (top, left, bottom, right) in enumerate(grid.merges):
        if left == column and top < row <= bottom:
            if field in ("seq", "name"):
                grid.rows[top][left] = text
                return
            parts = [(top, left, row - 1, right)]
            if right > left:
                parts.append((row, left, row, right))
            if row < bottom:
                parts.append((row + 1, left, bottom, right))
                if field != "code":
                    grid.rows[row + 1][left] = grid.rows[top][left]
            grid.merges[order : order + 1] = [part for part in parts if part[:2] != part[2:]]
            break
    grid.rows[row][column] = text


def _named(entries: Iterable[EntryRecord]) -> tuple[set[str], set[tuple[str, str]]]:
    """The bodies that rows name, and the offices with the body each is of."""
    bodies: set[str] = set()
    offices: set[tuple[str, str]] = set()
    for entry in entries:
        bodies.update(name for name, _ in entry.holders)
        bodies.update(name for name, _ in entry.parts)
        bodies.update(route.body for route in entry.routes)
        bodies.update(recipient.name for recipient in entry.recipients)
        bodies.update(ref.body for ref in entry.refs)
        bodies.update(name for name, _ in entry.offices)
        offices.update(entry.offices)
    return bodies, offices


def _bodies(
    text: ListText,
    after: ListText,
    entries: Sequence[EntryRecord],
    replaced: Sequence[tuple[EntryRecord, EntryRecord]],
) -> tuple[BodyRecord, ...]:
    """The list's bodies: those that only rows named that were corrected go, those that rows name now come, offices likewise."""
    bodies, offices = _named(entries)
    old_bodies, old_offices = _named(old for old, _ in replaced)
    new_bodies, new_offices = _named(new for _, new in replaced)
    gone = {name for name in old_bodies - bodies if name != text.authority}
    found: dict[str, BodyRecord] = {}
    for body in text.bodies:
        if body.name in gone and not body.stated:
            continue
        lost = {name for host, name in old_offices - offices if host == body.name}
        come = [name for host, name in sorted(new_offices - old_offices) if host == body.name]
        kept = dict.fromkeys([*(name for name in body.offices if name not in lost), *come])
        found[body.name] = msgspec.structs.replace(body, offices=tuple(kept))
    for body in after.bodies:
        if body.name in new_bodies and body.name not in found:
            mine = tuple(name for name in body.offices if (body.name, name) in offices)
            found[body.name] = msgspec.structs.replace(body, offices=mine)
    return tuple(found.values())


__all__ = [
    "Corrected",
    "apply",
    "columns_told",
    "correct",
    "corrected_digest",
    "corrected_document",
    "corrections_for",
    "unmeant",
]

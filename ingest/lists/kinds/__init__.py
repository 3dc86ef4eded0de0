"""What differs from one kind of list to another: its own columns, what tells it, and how a row of it is read.

A kind is data and one function. The common reader (``ingest.lists.entries``) reads of every row what all kinds share: name, sub-item,
code, type, theme, basis, holders, offices, level, responsibilities, routes, and whatever is left as ``fields``. The kind's ``read`` then
says what the row states beyond that.

``EntryRecord.facts`` of a kind are the columns that its node table has beyond the common ones (``ontologies/vocabulary.ttl``); a test
holds the two together. Values are text: codes of the schemes in ``ontologies.records``, ISO dates, digits, lists joined by line breaks.

===========  ================================================================================================================
item         facts
===========  ================================================================================================================
power        target, statutory_limit, promised_limit, item_status
duty         theme
grant        mode (GrantMode), power_type, tier (Tier), town_types, scope, since, until, theme
catalogue    power_type, tier (Tier), statutory_body, statutory_level, theme
village      village_kind (VillageKind), theme, materials
task         approved_by, approval, approved_on, since, until, theme
boundary     mechanism, cases, theme
mandate      text, functions (codes of the function scheme), number
service      power_type, item_status, service_version, since, until, statutory_limit, promised_limit, power_source, entrusted_by, consult
access       access_kind (AccessKind), text, measure
adjustment   action (AdjustmentAction), number, day, text
activity     year, count, unit
support      support_kind (SupportKind), amount, unit, year
officer      certificate, post, until
arrangement  arrangement_kind (ArrangementKind), scope, power_types, functions, since, until, number
===========  ================================================================================================================
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Protocol

import msgspec

from ingest.lists.rows import RawRow
from ontologies.records import EntryRecord, Level, ListKind, Role


class KindColumn(msgspec.Struct, frozen=True):
    """A column that a kind understands: the field it becomes (``RawRow.values``), its Chinese label, and the heads that name it, separated
    by spaces. In lists of the kind these heads win over the common ones (``ingest.lists.columns``); a field of the common columns may
    be given further heads here, or other ones another meaning."""

    field: str
    label: str
    heads: str


class RowContext(Protocol):
    """What a kind's reader may ask of the list that a row stands in."""

    kind: ListKind
    title: str
    """What the list is called: the line that opens the table, the list's title, else the file's name."""
    authority: str
    place: str
    level: Level
    edition: date | None
    words: tuple[str, ...]
    """What stands over the table, without what is empty: the heading that opened it, the sheet's name, the title, the file's name."""
    notes: tuple[str, ...]
    """The lines above the head, and the remarks straight below the table."""

    def head(self, field: str) -> str:
        """The head of the column that became a field, as it is written (2022年1-6月办件量); "" where the table has no such column."""
        ...

    def named(self, text: str, role: Role | None = None) -> list[tuple[str, Role]]:
        """The bodies that a cell names, under their settled names, each with the role written beside it, else ``role``, else 主责."""
        ...

    def body(self, text: str) -> str:
        """The settled name of the one body that a cell names; "" where it names none or several."""
        ...

    def level_of(self, text: str) -> Level:
        """The level of the one body that a cell names; UNKNOWN where it names none, several or one whose level nothing tells."""
        ...

    def town(self, text: str) -> str:
        """The settled name of the township that a word is the name of (小池镇; 小池 where the county's divisions have one of that name);
        "" where it is none."""
        ...

    def day(self, text: str) -> str:
        """The ISO date that a cell gives (2024年6月30日, 2024-06-30, 45473 of a spreadsheet), "" where it gives none."""
        ...

    def remark(self, row: RawRow, message: str, expected: str = "", advice: str = "") -> None:
        """Report something about a row; rows with the same message are reported together."""
        ...


Reader = Callable[[EntryRecord, RawRow, RowContext], EntryRecord | None]


class Kind(msgspec.Struct, frozen=True):
    """One kind of list.

        ``columns``: what its columns are beyond the common ones. ``name``: the field that holds what a row is about ("name" for most, "person"
        for officers); ``instead``: fields that stand for it where there is no such column, in order (the town, in a table of what each town is
    given). ``titles``: a regular expression over title, sheet or file name without spaces that tells the kind. ``telling``:
        sets of fields (after this kind's columns) each of which tells the kind where no title does. ``read``: makes of the commonly read
        entry what the kind states; None leaves the row as a note. ``adds``: fields of which several rows add to one item (a responsibility
        in each row under one name). ``marks``: heads that are a township's name or a type of townships are columns of marks
        (``RawRow.marks``)."""

    kind: ListKind
    titles: str
    read: Reader
    columns: tuple[KindColumn, ...] = ()
    name: str = "name"
    instead: tuple[str, ...] = ()
    telling: tuple[frozenset[str], ...] = ()
    adds: frozenset[str] = frozenset()
    marks: bool = False

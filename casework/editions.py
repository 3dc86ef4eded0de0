"""Two editions of a list compared: what was added, removed, moved, renamed, changed, split or merged, and whether a decision says so.

The rows are matched by ``ingest.identity``. Of matched rows every element is compared: what is only written otherwise (order, width, brackets,
running numbers) is no change. Whether a decision covers a change is asked of the adjustment decisions loaded for the place
(``adjustment_list``) whose day lies behind the first edition and not behind the second: 有决定, 未见决定, or 无法核验 where no decision
of those days is loaded at all. An item that a decision cancelled, sent down or handed over, and that the later edition still states, is
told apart from these (``standing``).

Of a whole place all lists are compared as they stood on two days; what one body's list lost and another's of the same kind and place
gained is a move.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

import msgspec

from casework.decisions import Change, Coverage, Judge, decisions_for, standing_in
from casework.elements import Elements, ListedRow
from casework.questions import LATEST, QuestionError, find
from ingest.identity import Alignment, How, Pair, align
from ingest.items import full_name
from ontologies.identifiers import kind_of
from ontologies.places import normal_code, place_of, within
from ontologies.places import place as place_at
from ontologies.records import OPEN_START, ItemKind, ListKind, Verdict
from text.normalise import fold

if TYPE_CHECKING:
    from ingest.home import View
    from ingest.project import Edition
    from ingest.shelf import Shelf


# Which list, which editions ---------------------------------------------------------------------------------------------------------


class Version(msgspec.Struct):
    """One edition of a list: the documents (parts) of one day. ``day`` is None where no day is told."""

    day: date | None
    parts: list[Edition]

    @property
    def name(self) -> str:
        return self.day.isoformat() if self.day else "未注明日期"

    @property
    def valid_from(self) -> date:
        return self.parts[0].valid_from

    @property
    def valid_to(self) -> date:
        return self.parts[0].valid_to


class Series(msgspec.Struct):
    """One list over its editions, oldest first."""

    place: str
    authority: str
    kind: str
    versions: list[Version]

    @property
    def label(self) -> str:
        kind = ListKind(self.kind).label
        return f"{self.authority}{kind}" if self.authority else self.versions[-1].parts[0].head.title

    @property
    def shown(self) -> str:
        """As it is told among others: its name, where, its editions."""
        days = "、".join(version.name for version in self.versions)
        return f"{self.label}（{self.identifier}，{days}）"

    @property
    def identifier(self) -> str:
        """The list's identifier without an edition."""
        return self.versions[-1].parts[0].id.rpartition("/")[0]

    def on(self, day: date) -> Version | None:
        """The edition in force on a day."""
        return next((v for v in self.versions if v.valid_from <= day < v.valid_to), None)


def all_series(shelf: Shelf) -> list[Series]:
    """Every list of a release with its editions."""
    found = []
    for chain in sorted(set(shelf.chains.values())):
        editions = sorted(
            (shelf.editions[name] for name in chain), key=lambda edition: (edition.valid_from, edition.id)
        )
        versions = [
            Version(next(iter(parts := list(group))).head.edition, parts)
            for _, group in groupby(editions, key=lambda edition: edition.valid_from)
        ]
        head = editions[-1].head
        found.append(Series(head.place, head.authority, head.kind, versions))
    return found


_TITLE_SPACE = re.compile(r"[\s《》]+")
# So many lists a message names.
_NAMED = 10


def find_series(view: View, reference: str, place: str = "") -> tuple[list[Series], str]:
    """As :func:`named_series`, but one list where the reference is not a place. Raises LookupError, which names what could be meant."""
    found, code = named_series(view, reference, place)
    return (found, code) if code else (_one(found, reference), "")


def named_series(view: View, reference: str, place: str = "") -> tuple[list[Series], str]:
    """The lists that a person means: by an identifier (with or without an edition), by whose they are (a short name will do), with or
    without the kind, by title or file name, whole or as a part that only one list has; or all of a place (then its code is the second
    part of the answer, else ""). ``place`` narrows them down. Raises LookupError, which names what could be meant."""
    wanted = _TITLE_SPACE.sub("", reference).strip("/")
    everything = [series for series in all_series(view.shelf) if not place or within(series.place, _code(place))]
    if not wanted:
        # Not a wrong question: the description of the service allows any text, and text without a word in it names no list.
        raise LookupError("请写明是哪份清单：清单标识、机构名称，或区划代码、地名")
    if wanted.startswith("list/"):
        parts = len(wanted.split("/"))
        found = [
            series
            for series in everything
            if any(
                part.id == wanted or (parts <= 4 and part.id.startswith(f"{wanted}/"))
                for version in series.versions
                for part in version.parts
            )
        ]
        if not found:
            raise LookupError(f"没有清单“{reference}”。标识如 list/421127/黄梅县应急管理局/power_list/2024-06-30")
        return found, ""
    found = [series for series in everything if wanted in _names(series)]
    if found:
        return found, ""
    code = _code(wanted)
    if code.isdigit() or place_at(code) is not None:
        there = [series for series in everything if within(series.place, code)]
        if there:
            return there, code
        raise LookupError(f"没有“{reference}”的清单" + _known(everything))
    near = [series for series in everything if any(wanted in name for name in _names(series))]
    if len(near) == 1:
        return near, ""
    body = body_named(view, reference.strip())
    found = [series for series in everything if body and series.authority == body]
    if found:
        return found, ""
    near = near or [series for series in everything if series.authority and abbreviates(wanted, series.authority)]
    raise UnknownListError(f"没有名为“{reference}”的清单" + _known(near or everything))


class UnknownListError(LookupError):
    """No list is called so; the message names those that are there."""


def abbreviates(short: str, name: str) -> bool:
    """Whether a name's characters have those of a short one among them, in their order (县应急局, 南陵县应急管理局)."""
    rest = iter(name)
    return all(character in rest for character in short)


def body_named(view: View, word: str) -> str:
    """The full name of the body that a name, a short name that a roster gives, or an identifier means; "" where none or several."""
    try:
        identifier = find(view, word, LATEST)
    except LookupError:
        return ""
    node = view.graph.node(identifier) if kind_of(identifier) == "body" else None
    return str(node["name"]) if node is not None else ""


def _code(word: str) -> str:
    """A division code from a code or a place's whole name."""
    named = place_of(word)
    return named.code if named is not None and named.name == word else normal_code(word)


def _names(series: Series) -> set[str]:
    kind = ListKind(series.kind)
    names = {series.label}
    if series.authority:
        names |= {series.authority, f"{series.authority}{kind.value}"}
    for version in series.versions:
        names |= {_TITLE_SPACE.sub("", word) for part in version.parts for word in (part.head.title, part.head.stem)}
    return names - {""}


def _known(found: Sequence[Series]) -> str:
    if not found:
        return "。当前发布没有清单，请先载入"
    return f"。可写：{_shown(found)}"


def _shown(found: Sequence[Series]) -> str:
    """The first few of many lists, and how many more there are."""
    told = "；".join(series.shown for series in found[:_NAMED])
    return told + (f"；另有 {len(found) - _NAMED} 份" if len(found) > _NAMED else "")


def _one(found: list[Series], reference: str) -> list[Series]:
    if len(found) > 1:
        # One that has editions to compare is meant rather than those that have not.
        several = [series for series in found if len(series.versions) > 1]
        found = several if len(several) == 1 else found
    if len(found) > 1:
        raise LookupError(f"“{reference}”有 {len(found)} 份清单，请写标识：{_shown(found)}")
    return found


_LATEST = frozenset({"最新", "最新版", "latest"})
_PREVIOUS = frozenset({"上一版", "前一版", "previous"})
_DAY = re.compile(r"(\d{4})(?:[-年./](\d{1,2})(?:[-月./](\d{1,2})日?|月)?|年)?")


def day_span(word: str) -> tuple[date, date] | None:
    """The first and the last day that a day, a month or a year as written means; None where it is none of these, or there is no such
    day."""
    found = _DAY.fullmatch(fold(word).replace(" ", ""))
    if found is None:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        first = date(year, month or 1, day or 1)
        if day:
            return first, first
        following = date(year + 1, 1, 1) if not month or month == 12 else date(year, month + 1, 1)
    except ValueError:
        return None
    return first, date.fromordinal(following.toordinal() - 1)


def _span(word: str, parameter: str) -> tuple[date, date]:
    """As :func:`day_span`. Raises QuestionError where that has no answer."""
    span = day_span(word)
    if span is not None:
        return span
    if _DAY.fullmatch(fold(word).replace(" ", "")):
        raise QuestionError(parameter, f"没有“{word}”这一天")
    raise QuestionError(
        parameter, f"“{word}”不是版本。应为版本日期（2024-06-30）、年份（2024）、清单标识、上一版或最新"
    )


def find_version(series: Series, word: str, parameter: str) -> tuple[Version, str]:
    """The edition that a person means, and a note where it is not the day named. Raises QuestionError, LookupError."""
    versions = series.versions
    if word in _LATEST:
        return versions[-1], ""
    if word in _PREVIOUS:
        if len(versions) < 2:
            raise LookupError(f"“{series.label}”只有一版（{versions[0].name}），没有上一版")
        return versions[-2], ""
    if word.startswith("list/"):
        for version in versions:
            if any(part.id == word.strip("/") for part in version.parts):
                return version, ""
        raise LookupError(f"“{series.label}”没有“{word}”这一版。现有：{_days(series)}")
    if word in ("undated", "未注明日期"):
        for version in versions:
            if version.day is None:
                return version, ""
    first, last = _span(word, parameter)
    inside = [version for version in versions if version.day is not None and first <= version.day <= last]
    if len(inside) == 1:
        return inside[0], ""
    if inside:
        raise LookupError(
            f"“{series.label}”在 {word} 有 {len(inside)} 版，请写日期：{'、'.join(v.name for v in inside)}"
        )
    holding = series.on(last)
    if holding is None:
        raise LookupError(f"“{series.label}”没有 {word} 的版本。现有：{_days(series)}")
    return holding, f"{word} 适用的是 {holding.name} 版"


def _days(series: Series) -> str:
    return "、".join(version.name for version in series.versions)


def _rows(shelf: Shelf, version: Version | None) -> list[ListedRow]:
    if version is None:
        return []
    found: list[ListedRow] = []
    for part in version.parts:
        text = shelf.text(part.id)
        found.extend(
            ListedRow(entry, part, text) for entry in text.entries if entry.kind != ItemKind.BODY or entry.body
        )
    return found


# Comparing --------------------------------------------------------------------------------------------------------------------------


class _Compared(msgspec.Struct):
    """What came of comparing two sets of rows."""

    before: list[ListedRow]
    after: list[ListedRow]
    changes: list[dict[str, Any]]
    unchanged: int
    removed: list[ListedRow]
    added: list[ListedRow]
    reused: list[tuple[ListedRow, ListedRow]]


def _joined(rows: Sequence[ListedRow]) -> ListedRow:
    """Rows that state one item twice, as one."""
    if len(rows) == 1:
        return rows[0]
    first = min(rows, key=lambda row: (row.edition.id, row.entry.row))
    entries = [row.entry for row in sorted(rows, key=lambda row: (row.edition.id, row.entry.row))]
    joined = msgspec.structs.replace(
        first.entry,
        basis="\n".join(dict.fromkeys(entry.basis for entry in entries if entry.basis)),
        holders=tuple(dict.fromkeys(holder for entry in entries for holder in entry.holders)),
        offices=tuple(dict.fromkeys(office for entry in entries for office in entry.offices)),
    )
    return ListedRow(joined, first.edition, first.text)


def _compare(before: list[ListedRow], after: list[ListedRow], alignment: Alignment) -> _Compared:
    changes, unchanged = [], 0
    sheets = _sheet_moves(before, after, alignment)
    for pair in alignment.pairs:
        ones, others = [before[row] for row in pair.before], [after[row] for row in pair.after]
        change = _changed(pair, ones, others, sheets)
        if change is None:
            unchanged += 1
        else:
            changes.append(change)
    return _Compared(
        before,
        after,
        changes,
        unchanged,
        [before[row] for row in alignment.removed],
        [after[row] for row in alignment.added],
        [(before[one], after[other]) for one, other in alignment.reused],
    )


def _sheet_moves(before: list[ListedRow], after: list[ListedRow], alignment: Alignment) -> dict[str, str]:
    """Sheet → the sheet where most of its rows now stand: sheets are renamed with every edition, and that is no move."""
    went: dict[str, Counter[str]] = defaultdict(Counter)
    for pair in alignment.pairs:
        if pair.certain and pair.how not in (How.SPLIT, How.MERGED):
            went[before[pair.before[0]].entry.sheet][after[pair.after[0]].entry.sheet] += 1
    return {sheet: max(sorted(found), key=lambda name: found[name]) for sheet, found in went.items()}


def _changed(
    pair: Pair, ones: list[ListedRow], others: list[ListedRow], sheets: dict[str, str]
) -> dict[str, Any] | None:
    """A pair as a change; None where nothing but its place changed."""
    elements: list[dict[str, Any]] = []
    if pair.how in (How.SPLIT, How.MERGED):
        kinds = [Change.SPLIT if pair.how == How.SPLIT else Change.MERGED]
    else:
        compared = Elements(_joined(ones), _joined(others))
        elements = compared.run()
        sheet = ones[0].entry.sheet
        now = others[0].entry.sheet
        if not compared.moved and now != sheet and sheets.get(sheet, now) != now:
            compared.moved = True
            compared.add("sheet", "所在工作表", sheet, now)
        others_too = [e for e in elements if e["element"] not in _MOVING and e["element"] != "name"]
        kinds = [
            kind
            for kind, yes in (
                (Change.DOUBTFUL, not pair.certain),
                (Change.MOVED, compared.moved),
                (Change.RENAMED, compared.renamed),
                (Change.CHANGED, bool(others_too)),
            )
            if yes
        ]
    if not kinds:
        return None
    return {
        "change": kinds[0],
        "label": kinds[0].label,
        "kinds": kinds,
        "verdict": pair.verdict,
        "how": pair.how,
        "reason": pair.reason,
        "before": ones,
        "after": others,
        "elements": elements,
    }


_MOVING = frozenset({"type", "theme", "holders", "offices", "list", "sheet"})


def _one_sided(kind: Change, row: ListedRow) -> dict[str, Any]:
    return {
        "change": kind,
        "label": kind.label,
        "kinds": [kind],
        "verdict": Verdict.CONFIRMED,
        "how": "",
        "reason": "另一版没有这一事项",
        "before": [row] if kind == Change.REMOVED else [],
        "after": [row] if kind == Change.ADDED else [],
        "elements": [],
    }


_ORDER = tuple(Change)


def _finish(compared: _Compared, judge_of: Callable[[str], Judge]) -> list[dict[str, Any]]:
    """All changes in the order in which they are shown, each with its decision."""
    changes = [
        *compared.changes,
        *(_one_sided(Change.REMOVED, row) for row in compared.removed),
        *(_one_sided(Change.ADDED, row) for row in compared.added),
    ]
    reused = {id(one): other for one, other in compared.reused}
    for change in changes:
        rows = [*change["before"], *change["after"]]
        change["decision"] = judge_of(rows[0].text.place).covers(change["kinds"], rows)
        other = reused.get(id(rows[0])) if change["change"] == Change.REMOVED else None
        if other is not None:
            change["reason"] = f"编码“{rows[0].entry.code}”在后一版改用于“{full_name(other.entry)}”"
    changes.sort(key=_position)
    for change in changes:
        for side in ("before", "after"):
            change[side] = [row.answer() for row in change[side]]
    return changes


def _position(change: dict[str, Any]) -> tuple[Any, ...]:
    row: ListedRow = (change["before"] or change["after"])[0]
    return _ORDER.index(change["change"]), row.edition.id, row.entry.sheet, row.entry.row


def compare(view: View, reference: str, before: str = "", after: str = "", place: str = "") -> dict[str, Any]:
    """Two editions of a list, or all lists of a place on two days, compared.

    ``reference``: a list's identifier with or without edition, whose list it is (with or without the kind), a title; or a place's
    code or name. ``before`` and ``after``: edition days, months or years, identifiers, 上一版, 最新; both empty for the last two
    editions. ``place`` narrows the lists down. Whichever is earlier is taken first. Raises LookupError and QuestionError, with Chinese
    messages."""
    shelf = view.shelf
    found, code = find_series(view, reference, place)
    answer = (
        _compare_place(shelf, found, code, before, after) if code else _compare_list(shelf, found[0], before, after)
    )
    return {"release": view.number, **answer}


def _two_versions(series: Series, before: str, after: str) -> tuple[Version, Version, list[str]]:
    if len(series.versions) < 2:
        raise LookupError(f"“{series.label}”只有一版（{series.versions[0].name}），没有可以比较的另一版")
    notes = []
    if not before and not after:
        one, other = series.versions[-2:]
    else:
        one, told = find_version(series, before, "a") if before else (series.versions[-2], "")
        other, told_too = find_version(series, after, "b") if after else (series.versions[-1], "")
        notes = [note for note in (told, told_too) if note]
        if one is other and not after:
            raise LookupError(f"{one.name} 是“{series.label}”最新的一版，请写明与哪一版比较。现有：{_days(series)}")
    if one is other:
        raise LookupError(f"两次写的都是 {one.name} 版。“{series.label}”现有：{_days(series)}")
    if one.valid_from > other.valid_from:
        one, other = other, one
        notes.append("已把较早的一版放在前面")
    return one, other, notes


def _compare_list(shelf: Shelf, series: Series, before: str, after: str) -> dict[str, Any]:
    one, other, notes = _two_versions(series, before, after)
    rows = _rows(shelf, one), _rows(shelf, other)
    compared = _compare(*rows, align([r.entry for r in rows[0]], [r.entry for r in rows[1]], series.authority))
    decisions = decisions_for(shelf, series.place)
    judge = Judge(decisions, one.valid_from, other.valid_from)
    changes = _finish(compared, lambda _: judge)
    entry = _list_answer(series, one, other, rows)
    entry["counts"] = _counts(changes, compared.unchanged, rows)
    return {
        "scope": "list",
        "title": series.label,
        "place": series.place,
        "place_name": _place_name(series.place),
        "a": one.name,
        "b": other.name,
        "lists": [entry],
        "counts": entry["counts"],
        "decisions": _decisions_answer([judge], one.name, other.name),
        "standing": standing_in(decisions, rows[1], other.valid_from),
        "changes": changes,
        "notes": notes,
    }


def _compare_place(shelf: Shelf, found: list[Series], code: str, before: str, after: str) -> dict[str, Any]:
    first, last = _two_days(found, before, after)
    lists: list[dict[str, Any]] = []
    changes: list[dict[str, Any]] = []
    judges: dict[str, Judge] = {}
    standing: list[dict[str, Any]] = []
    whole: dict[tuple[str, str], list[_Compared]] = defaultdict(list)
    loose: dict[int, tuple[Series, list[ListedRow]]] = {}
    every: tuple[list[ListedRow], list[ListedRow]] = ([], [])

    def judge_of(place: str) -> Judge:
        if place not in judges:
            judges[place] = Judge(decisions_for(shelf, place), first, last)
        return judges[place]

    unchanged = 0
    for series in found:
        if series.kind == ListKind.ADJUSTMENT:
            continue
        one, other = series.on(first), series.on(last)
        if one is None and other is None:
            continue
        same = one is not None and one is other
        rows = _rows(shelf, one), _rows(shelf, other)
        every[0].extend(rows[0])
        every[1].extend(rows[1])
        entry = _list_answer(series, one, other, rows)
        lists.append(entry)
        if same:
            entry["counts"] = _counts([], len(rows[0]), rows)
            unchanged += len(rows[0])
        elif one is not None and other is not None:
            compared = _compare(*rows, align([r.entry for r in rows[0]], [r.entry for r in rows[1]], series.authority))
            whole[series.place, series.kind].append(compared)
            unchanged += compared.unchanged
        else:
            compared = _Compared(*rows, [], 0, rows[0], rows[1], [])
            whole[series.place, series.kind].append(compared)
            # A list that has no edition on the other day is none to compare with: only what moved is told row by row.
            loose[id(compared)] = series, rows[0]
        standing.extend(standing_in(judge_of(series.place).all, rows[1], last))
    notes = []
    for group in whole.values():
        _moves_between(group)
        for compared in group:
            if id(compared) in loose:
                series, gone = loose[id(compared)]
                left, which = (len(compared.removed), last) if gone else (len(compared.added), first)
                notes.append(f"“{series.label}”在 {which} 没有版本，其余 {left} 项无从比较")
                compared.removed, compared.added = [], []
            changes.extend(_finish(compared, judge_of))
    changes.sort(key=lambda change: _ORDER.index(change["change"]))
    return {
        "scope": "place",
        "title": f"{_place_name(code) or code}的清单",
        "place": code,
        "place_name": _place_name(code),
        "a": first.isoformat(),
        "b": last.isoformat(),
        "lists": lists,
        "counts": _counts(changes, unchanged, every),
        "decisions": _decisions_answer(list(judges.values()), first.isoformat(), last.isoformat()),
        "standing": standing,
        "changes": changes,
        "notes": notes,
    }


def _two_days(found: Sequence[Series], before: str, after: str) -> tuple[date, date]:
    """The days that a place's lists are compared on: those told, else the newest, and that of the edition which the last renewed list had
    before."""
    renewed = [(new.valid_from, old.valid_from) for series in found for old, new in pairwise(series.versions)]
    if not before and not after and not renewed:
        raise LookupError("这里的清单都只有一版，没有可以比较的另一版")
    days = sorted({version.valid_from for series in found for version in series.versions} - {OPEN_START})
    last = _day_of(after, "b", days) if after else days[-1]
    if before:
        first = _day_of(before, "a", days)
    else:
        earlier = [pair for pair in renewed if pair[0] <= last]
        if not earlier:
            raise LookupError(f"{last} 以前没有换过版的清单，请写明与哪一天比较")
        first = max(earlier)[1]
    if first == last:
        raise LookupError(f"两次写的都是 {first}，请写两个不同的日子")
    return min(first, last), max(first, last)


def _day_of(word: str, parameter: str, days: Sequence[date]) -> date:
    if word in _LATEST and days:
        return days[-1]
    if word in _PREVIOUS:
        if len(days) < 2:
            raise LookupError("这里的清单都只有一版，没有上一版")
        return days[-2]
    return _span(word, parameter)[1]


def _moves_between(group: list[_Compared]) -> None:
    """What one list lost and another gained: taken out of both, and told as a change of the one that lost it."""
    gone = [(compared, row) for compared in group for row in compared.removed]
    new = [(compared, row) for compared in group for row in compared.added]
    found = align([row.owned() for _, row in gone], [row.owned() for _, row in new])
    for pair in found.pairs:
        ones, others = [gone[row] for row in pair.before], [new[row] for row in pair.after]
        if any(one[0] is other[0] for one in ones for other in others):
            continue
        change = _changed(pair, [row for _, row in ones], [row for _, row in others], {})
        if change is None:
            continue
        for compared, row in ones:
            compared.removed = [other for other in compared.removed if other is not row]
        for compared, row in others:
            compared.added = [other for other in compared.added if other is not row]
        ones[0][0].changes.append(change)


def _list_answer(
    series: Series, one: Version | None, other: Version | None, rows: tuple[list[ListedRow], list[ListedRow]]
) -> dict[str, Any]:
    return {
        "id": series.identifier,
        "title": series.label,
        "authority": series.authority,
        "place": series.place,
        "kind": series.kind,
        "kind_label": ListKind(series.kind).label,
        "editions": [version.name for version in series.versions],
        "a": _version_answer(one, rows[0]),
        "b": _version_answer(other, rows[1]),
    }


def _version_answer(version: Version | None, rows: list[ListedRow]) -> dict[str, Any] | None:
    if version is None:
        return None
    return {
        "edition": version.name,
        "valid_from": version.valid_from,
        "valid_to": version.valid_to,
        "rows": len(rows),
        "documents": [{"id": part.id, "title": part.head.title, "file": part.head.stem} for part in version.parts],
    }


def _counts(
    changes: Sequence[dict[str, Any]], unchanged: int, rows: tuple[list[ListedRow], list[ListedRow]]
) -> dict[str, int]:
    """Rows of both sides; unchanged items; changes by kind (one that is moved and renamed counts in both) and by decision."""
    kinds = Counter(kind for change in changes for kind in change["kinds"])
    states = Counter(change["decision"]["state"] for change in changes)
    return {
        "rows_a": len(rows[0]),
        "rows_b": len(rows[1]),
        "unchanged": unchanged,
        "changes": len(changes),
        **{kind.value: kinds[kind] for kind in Change},
        **{state.value: states[state] for state in Coverage},
    }


def _decisions_answer(judges: Sequence[Judge], first: str, last: str) -> dict[str, Any]:
    """The decisions of the days between, and a sentence where there is none to ask."""
    between = list({id(d.row.entry): d for judge in judges for d in judge.between if d.day is not None}.values())
    titles = sorted({f"{d.row.text.title}" for d in between})
    known = any(judge.known for judge in judges)
    text = (
        f"{first} 之后、{last} 以前的调整决定：{'、'.join(titles)}（共 {len(between)} 项）"
        if known
        else f"没有载入 {first} 之后、{last} 以前的调整决定，各项变化是否经过决定无法核验"
    )
    return {"known": known, "items": len(between), "titles": titles, "text": text}


@lru_cache(maxsize=4096)
def _place_name(code: str) -> str:
    found = place_at(code)
    return found.name if found is not None else ""

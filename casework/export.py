"""Lists given out of a release: which lists, or which rows of which, and the file.

Lists are named by identifier, by title or by whose they are; rows are chosen by what they state (identifiers of items, words searched
for) or by who holds it. Without any of these every list of the place and kind asked for is meant. Of a list the edition in force on
the day is given out, unless its identifier names another.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec
import yaml

from casework import questions
from casework.editions import Series, abbreviates, body_named, named_series
from casework.questions import DEEPEST, QuestionError
from ingest.corrections import columns_told
from ingest.export import ENCODINGS, FORMATS, Export, ExportError, Piece, RowKey, export, file_name
from ingest.lists import read_list
from ingest.lists.kinds import registry
from ontologies.identifiers import entry_id, kind_of
from ontologies.places import Place, within
from ontologies.records import ItemKind, ListKind, ListText

if TYPE_CHECKING:
    from ingest.home import View
    from ingest.project import Edition

_SHOWN = 10
# How many parts an identifier of a row has behind "list": place, body, kind, edition, sheet, row.
_ROW_DEPTH = 6
# A file of more rows than this no office opens; a list of a hundred thousand goes out alone.
MOST = 200_000
_APART = "要能原样载入，请写 --to 文件夹/（每份清单一个文件）"
_LOSES_LISTS = f"再载入时，同一机构同一种的几份或几版清单会并成一份，或有的行读法不同；{_APART}"
_READS_OTHERWISE = "再载入时有的行读法会不同，请先用 dingfen load --explain 核对"
_ITEMS = frozenset(str(kind) for kind in ItemKind)


def lists(view: View, as_of: date) -> list[dict[str, Any]]:
    """The list editions in force on a day, by identifier: title, kind, whose, where, days, number of rows, file."""
    return [
        {
            "id": edition.id,
            "title": edition.head.title,
            "kind": edition.head.kind,
            "kind_label": ListKind(edition.head.kind).label,
            "authority": edition.head.authority,
            "place": edition.head.place,
            "edition": edition.head.edition,
            "valid_from": edition.valid_from,
            "valid_to": edition.valid_to,
            "rows": edition.head.rows,
            "file": edition.head.stem,
        }
        for edition in view.shelf.editions.values()
        if edition.valid_from <= as_of < edition.valid_to
    ]


def _fits(edition: Edition, place: str, kind: str) -> bool:
    head = edition.head
    return (not place or within(head.place, questions.code_of("place", place))) and kind in ("", head.kind)


def list_kind(word: str) -> str:
    """A list kind's code from its code or label. Raises QuestionError."""
    if not word:
        return ""
    found = registry.kind_named(word)
    if found is None:
        known = "、".join(kind.label for kind in ListKind)
        raise QuestionError("kind", f"没有“{word}”这种清单；可用：{known}")
    return str(found)


def select(
    view: View,
    references: Sequence[str],
    as_of: date,
    search: str = "",
    body: str = "",
    place: str = "",
    kind: str = "",
) -> tuple[list[Piece], list[str]]:
    """The lists, or rows of lists, that are meant, and remarks. ``references`` are identifiers (of a list, an edition, a row, an item), titles,
    or names of bodies; with nothing asked for, every list in force is meant. Raises QuestionError (a kind that there is not, more
    rows than :data:`MOST`), LookupError (nothing is found)."""
    code, remarks = list_kind(kind), list[str]()
    editions: dict[str, Edition] = {}
    items: set[str] = set()
    rows: set[str] = set()
    for reference in references:
        word = reference.strip().strip("/")
        named = kind_of(word)
        if named == "entry" and word.count("/") == _ROW_DEPTH:
            rows.add(word)
        elif named in _ITEMS and named != "body":
            items.add(word)
        else:
            editions.update((edition.id, edition) for edition in _named(view, word, as_of))
    if search:
        items |= _searched(view, search, as_of, remarks)
    narrowed = bool(items or rows or search)
    if not editions:
        editions = {
            edition.id: edition
            for edition in view.shelf.editions.values()
            if rows or edition.valid_from <= as_of < edition.valid_to
        }
    editions = {name: edition for name, edition in editions.items() if _fits(edition, place, code)}
    holder = _body(view, body) if body else ""
    chosen = _stating(view, items, editions) if items else defaultdict(set)
    for row in rows:
        name = next((name for name in editions if row.startswith(f"{name}/")), "")
        if not name:
            raise LookupError(f"没有清单行“{row}”")
        chosen[name].add(row)
    pieces = [
        piece
        for name in sorted(editions)
        if (not narrowed or name in chosen) and (piece := _piece(view, name, chosen.get(name), holder)) is not None
    ]
    many = sum(piece.rows for piece in pieces)
    if many > MOST:
        raise QuestionError("list", f"共 {many} 项，一次最多导出 {MOST} 项；请按清单、机构、地方或种类分几次导出")
    if not pieces:
        raise LookupError(_nothing(view, as_of, references, search, body, place, kind))
    return pieces, remarks


def _piece(view: View, name: str, wanted: Collection[str] | None, holder: str) -> Piece | None:
    """An edition with the rows that are wanted (their identifiers; None: all) and that the body holds; None where there are none."""
    found = view.shelf.corrected(name)
    text = found.text
    rows: set[RowKey] = set()
    for entry in text.entries:
        if wanted is not None and entry_id(name, entry.sheet, entry.row) not in wanted:
            continue
        held = not holder or text.authority == holder or any(body == holder for body, _ in entry.holders)
        if held:
            rows.add((entry.sheet, entry.row))
    if not rows:
        return None
    whole = all((entry.sheet, entry.row) in rows for entry in text.entries)
    return Piece(name, text, None if whole else rows, found.marks)


def _named(view: View, word: str, as_of: date) -> list[Edition]:
    """The editions that a word means: an edition's identifier, or whatever ``dingfen diff`` takes for a list, in force on the day. Raises
    LookupError."""
    exact = view.shelf.editions.get(word)
    if exact is not None:
        return [exact]
    answer: list[Edition] = []
    missing: list[Series] = []
    found, code = named_series(view, word)
    for series in found:
        version = series.on(as_of)
        if version is None:
            missing.append(series)
        else:
            answer.extend(version.parts)
    if missing and not (code and answer):
        series = missing[0]
        days = "、".join(version.name for version in series.versions)
        raise LookupError(
            f"“{series.label}”没有 {as_of} 适用的版本。现有：{days}；可写清单标识 {series.identifier}/版本日期"
        )
    return answer


def _body(view: View, word: str) -> str:
    """A body's name as lists have it, from its name, a short name, an identifier, or a part that only one has. Raises LookupError, which
    names what is near."""
    names = {str(row["name"]) for row in view.graph.all_nodes("Body")}
    names |= {edition.head.authority for edition in view.shelf.editions.values()} - {""}
    if word in names:
        return word
    named = body_named(view, word)
    near = [named] if named else sorted(name for name in names if word in name)
    if len(near) == 1:
        return near[0]
    near = near or sorted(name for name in names if abbreviates(word, name))
    shown = "、".join(near[:_SHOWN]) + (f"；另有 {len(near) - _SHOWN} 个" if len(near) > _SHOWN else "")
    raise LookupError(f"没有机构“{word}”" + (f"，是不是：{shown}" if near else "。可先用 dingfen search 查找机构"))


def _searched(view: View, words: str, as_of: date, remarks: list[str]) -> set[str]:
    """The items that a search finds."""
    kinds = sorted(_ITEMS - {"body"})
    page = questions.search(view, words, as_of, {"kind": kinds}, 0, DEEPEST, facets=False, explain=False)
    if page.total > len(page.hits):
        remarks.append(f"检索到 {page.total} 项，只导出最相关的 {len(page.hits)} 项；请用更具体的字词或别的条件限定")
    return {hit.id for hit in page.hits}


def _stating(view: View, items: Collection[str], editions: Collection[str]) -> dict[str, set[str]]:
    """Edition → the rows in it that state these items. Raises LookupError for items that there are not, where all are such."""
    found: dict[str, set[str]] = defaultdict(set)
    stated = False
    for edge in view.graph.all_edges("STATES"):
        if edge["to"] in items:
            stated = True
            document = str(edge["document"])
            if document in editions:
                found[document].add(str(edge["from"]))
    if not stated:
        shown = "；".join(sorted(items)[:_SHOWN])
        raise LookupError(f"没有清单列出这些事项：{shown}（第{view.number}号发布）")
    return found


def _nothing(view: View, as_of: date, references: Sequence[str], search: str, body: str, place: str, kind: str) -> str:
    asked = {"清单": "、".join(references), "检索": search, "机构": body, "地方": place, "种类": kind}
    said = "，".join(f"{name} {value}" for name, value in asked.items() if value)
    there = len(lists(view, as_of))
    return f"没有符合的事项（{said}；{as_of}）。这一天共有 {there} 份清单，dingfen export 不写清单即列出"


class Written(msgspec.Struct):
    """A file of an export: the file, what has to lie beside it (``<name>.yaml``; empty where nothing has), the lists in it."""

    file: Export
    sidecar: bytes
    pieces: list[Piece]


def export_answer(
    view: View,
    references: Sequence[str],
    as_of: date,
    search: str = "",
    body: str = "",
    place: str = "",
    kind: str = "",
    form: str = "",
    encoding: str = "utf-8",
    mark: bool = False,
    one_table: bool = False,
) -> tuple[Export, list[Piece]]:
    """The one file of what :func:`select` finds. Raises QuestionError, LookupError."""
    _check(form, encoding)
    pieces, remarks = select(view, references, as_of, search, body, place, kind)
    made = _made(pieces, form, encoding, mark, one_table)
    made.remarks[:0] = remarks
    return made, pieces


def export_files(
    view: View,
    references: Sequence[str],
    as_of: date,
    search: str = "",
    body: str = "",
    place: str = "",
    kind: str = "",
    form: str = "",
    encoding: str = "utf-8",
    mark: bool = False,
    one_table: bool = False,
    apart: bool = False,
) -> list[Written]:
    """The files of what :func:`select` finds, with what has to lie beside each so that, loaded again, it gives the same lists. With
    ``apart`` several whole lists make a file each, under names of their own; rows chosen out of several are one file in any case.
    Raises QuestionError, LookupError."""
    _check(form, encoding)
    pieces, remarks = select(view, references, as_of, search, body, place, kind)
    whole = all(piece.chosen is None for piece in pieces)
    if apart and whole and not one_table and len(pieces) > 1:
        files = [(_made([piece], form, encoding, mark, False), [piece]) for piece in pieces]
        _name_apart(files)
    else:
        files = [(_made(pieces, form, encoding, mark, one_table), pieces)]
        if whole and len(pieces) > 1 and not files[0][0].sheets:
            remarks.append(f"几份清单合成了一份，再载入时不能分开；{_APART}")
    files[0][0].remarks[:0] = remarks
    answer = []
    for made, those in files:
        told = beside(those, made)
        known = those[0].chosen is None and (len(those) == 1 or bool(made.sheets))
        if known and not _comes_back(those, made, told, view.shelf.places):
            made.remarks.append(_LOSES_LISTS if made.sheets else f"{made.name} {_READS_OTHERWISE}")
        answer.append(Written(made, told, those))
    return answer


def _check(form: str, encoding: str) -> None:
    if form and form not in FORMATS:
        raise QuestionError("format", f"不认识的格式“{form}”，可用：{'、'.join(FORMATS)}")
    if encoding not in ENCODINGS:
        raise QuestionError("encoding", f"不认识的编码“{encoding}”，可用：{'、'.join(ENCODINGS)}")


def _made(pieces: list[Piece], form: str, encoding: str, mark: bool, one_table: bool) -> Export:
    try:
        return export(pieces, form, encoding, mark, one_table)
    except ExportError as error:
        raise QuestionError("format", str(error)) from error


def _name_apart(files: Sequence[tuple[Export, list[Piece]]]) -> None:
    """Give each file a name of its own: lists that came in one file have its name, and take their titles; editions of one title their day."""
    for called in (_by_title, _by_edition):
        count = Counter(made.name.lower() for made, _ in files)
        for made, (piece,) in files:
            if count[made.name.lower()] > 1:
                made.name = file_name(called(piece), made.name.rpartition(".")[2])
    taken: set[str] = set()
    for made, _ in files:
        stem, _, ending = made.name.rpartition(".")
        order = 1
        while made.name.lower() in taken:
            order += 1
            made.name = f"{stem}~{order}.{ending}"
        taken.add(made.name.lower())


def _by_title(piece: Piece) -> str:
    text = piece.text
    return text.title if text.authority in text.title else f"{text.authority}{text.kind.label}"


def _by_edition(piece: Piece) -> str:
    return f"{_by_title(piece)}（{piece.text.edition or '未注明日期'}）"


def beside(pieces: Sequence[Piece], made: Export) -> bytes:
    """The YAML file that has to lie beside exported lists, where the file alone does not tell whose, of which kind or of which day they
    are, or for a workbook of several lists what each of its sheets is; nothing where the file tells it, or where no whole list was
    given out."""
    if any(piece.chosen is not None for piece in pieces):
        return b""
    if len(pieces) > 1:
        return _beside_sheets(pieces, made)
    text = pieces[0].text
    read = _read_again(made, {})
    back = read[0] if len(read) == 1 else None
    wanted = _facts_of(text)
    told = {key: value for key, value in wanted.items() if back is None or value != _facts_of(back).get(key)}
    if back is not None and not _comes_back(pieces, made, _yaml(told)):
        # Where its own sidecar told the head and the columns, the file alone does not tell them.
        more = {**told, **columns_told(text)}
        if _comes_back(pieces, made, _yaml(more)):
            told = more
    return _yaml(told)


def _beside_sheets(pieces: Sequence[Piece], made: Export) -> bytes:
    sheets: dict[str, dict[str, Any]] = {}
    own: dict[int, list[str]] = {}
    for name, order in made.sheets:
        own.setdefault(order, []).append(name)
    for order, names in own.items():
        text = pieces[order].text
        for name, layout in zip(names, text.layouts, strict=True):
            if any(entry.sheet == layout.sheet for entry in text.entries):
                sheets[name] = _facts_of(text)
    return _yaml({"sheets": sheets}) if sheets else b""


def _facts_of(text: ListText) -> dict[str, Any]:
    """What a sidecar tells of a list, as far as it is known."""
    wanted = {
        "authority": text.authority,
        "place": text.place,
        "edition": text.edition,
        "until": text.until,
        "kind": str(text.kind),
        "title": text.title,
    }
    return {key: value for key, value in wanted.items() if value}


def _yaml(told: dict[str, Any]) -> bytes:
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False).encode() if told else b""


def _read_again(made: Export, told: dict[str, Any], divisions: Sequence[Place] = ()) -> list[ListText]:
    read, _ = read_list(made.data, made.name, told, {"stem": made.name.rpartition(".")[0]}, divisions)
    return read


def _comes_back(pieces: Sequence[Piece], made: Export, sidecar: bytes, divisions: Sequence[Place] = ()) -> bool:
    """Whether the file and what lies beside it, read again, give these lists, each with its items."""
    read = _read_again(made, yaml.safe_load(sidecar) if sidecar else {}, divisions)
    return sorted(map(_summary, read)) == sorted(_summary(piece.text) for piece in pieces)


def _summary(text: ListText) -> tuple[str, ...]:
    facts = _facts_of(text)
    items = "\n".join(
        f"{entry.kind}|{entry.name}|{entry.sub_name}|{entry.basis}|{sorted(entry.facts.items())}"
        for entry in text.entries
    )
    return (*(str(facts.get(key, "")) for key in ("authority", "place", "edition", "until", "kind")), items)


__all__ = ["Written", "beside", "export_answer", "export_files", "list_kind", "lists", "select"]

"""Lists given out of a release: which lists, or which rows of which, and the file.

Lists are named by identifier, by title or by whose they are; rows are chosen by what they state (identifiers of items, words searched
for) or by who holds it. Without any of these every list of the place and kind asked for is meant. Of a list the edition in force on
the day is given out, unless its identifier names another.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import yaml

from casework import questions
from casework.editions import Series, all_series
from casework.questions import DEEPEST, QuestionError
from ingest.export import ENCODINGS, FORMATS, Export, ExportError, Piece, RowKey, export
from ingest.lists import read_list
from ingest.lists.kinds import registry
from ontologies.identifiers import entry_id, kind_of
from ontologies.places import within
from ontologies.records import ItemKind, ListKind

if TYPE_CHECKING:
    from ingest.home import View
    from ingest.project import Edition

_SPACE = re.compile(r"[\s《》]+")
_SHOWN = 8
# How many parts an identifier of a row has behind "list": place, body, kind, edition, sheet, row.
_ROW_DEPTH = 6
# A file of more rows than this no office opens; a list of a hundred thousand goes out alone.
MOST = 200_000
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
    """The editions that a word means: an edition's identifier, a list's, its title, or whose it is. Raises LookupError."""
    exact = view.shelf.editions.get(word)
    if exact is not None:
        return [exact]
    every = all_series(view.shelf)
    bare = _SPACE.sub("", word)
    found = [series for series in every if bare in (series.identifier, series.label)]
    found = found or [series for series in every if bare in _titles(series)]
    found = found or [series for series in every if series.authority and bare == series.authority]
    if not found:
        near = [series for series in every if any(bare in title for title in _titles(series))] or every
        shown = "；".join(series.shown for series in near[:_SHOWN])
        more = f" 等 {len(near)} 份" if len(near) > _SHOWN else ""
        raise LookupError(f"没有清单“{word}”" + (f"。现有：{shown}{more}" if shown else "，当前发布没有清单"))
    answer = []
    for series in found:
        version = series.on(as_of)
        if version is None:
            days = "、".join(version.name for version in series.versions)
            raise LookupError(
                f"“{series.label}”没有 {as_of} 适用的版本。现有：{days}；可写清单标识 {series.identifier}/版本日期"
            )
        answer.extend(version.parts)
    return answer


def _titles(series: Series) -> set[str]:
    titles = {series.label}
    for version in series.versions:
        for part in version.parts:
            titles |= {_SPACE.sub("", part.head.title), _SPACE.sub("", part.head.stem)}
    return titles - {""}


def _body(view: View, word: str) -> str:
    """A body's name as lists have it. Raises LookupError, which names what is near."""
    node = view.graph.node(word) if kind_of(word) == "body" else None
    if node is not None:
        return str(node["name"])
    names = {str(row["name"]) for row in view.graph.all_nodes("Body")}
    names |= {edition.head.authority for edition in view.shelf.editions.values()} - {""}
    if word in names:
        return word
    near = sorted(name for name in names if word in name)
    if len(near) == 1:
        return near[0]
    shown = "、".join(near[:_SHOWN]) + (f" 等 {len(near)} 个" if len(near) > _SHOWN else "")
    raise LookupError(f"没有机构“{word}”" + (f"，是不是：{shown}" if near else ""))


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
    """The file of what :func:`select` finds. Raises QuestionError, LookupError."""
    if form and form not in FORMATS:
        raise QuestionError("format", f"不认识的格式“{form}”，可用：{'、'.join(FORMATS)}")
    if encoding not in ENCODINGS:
        raise QuestionError("encoding", f"不认识的编码“{encoding}”，可用：{'、'.join(ENCODINGS)}")
    pieces, remarks = select(view, references, as_of, search, body, place, kind)
    try:
        made = export(pieces, form, encoding, mark, one_table)
    except ExportError as error:
        raise QuestionError("format", str(error)) from error
    made.remarks[:0] = remarks
    return made, pieces


def beside(pieces: Sequence[Piece], made: Export) -> bytes:
    """The YAML file that has to lie beside an exported list, where the file alone does not tell whose, of which kind or of which day it
    is; nothing where it does, or where no whole list was given out."""
    if len(pieces) != 1 or pieces[0].chosen is not None:
        return b""
    text = pieces[0].text
    stem = made.name.rpartition(".")[0]
    read, _ = read_list(made.data, made.name, None, {"stem": stem})
    back = read[0] if len(read) == 1 else None
    wanted: dict[str, Any] = {
        "authority": text.authority,
        "place": text.place,
        "edition": text.edition,
        "kind": str(text.kind),
    }
    told = {
        key: value
        for key, value in wanted.items()
        if value and (back is None or value != (str(back.kind) if key == "kind" else getattr(back, key)))
    }
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False).encode() if told else b""


__all__ = ["beside", "export_answer", "list_kind", "lists", "select"]

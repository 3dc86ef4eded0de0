"""One file in, documents out: law files, lists, division tables, reviewed files, whatever they are called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

import msgspec
import yaml

from ingest.documents import pack_divisions, pack_law, pack_list, pack_override
from ingest.items import edition_bodies, edition_items
from ingest.laws import expand as expand_files
from ingest.laws import read_law
from ingest.lists import ExplainedTable, explain_list, is_divisions, parse_sidecar, read_divisions, read_list
from ingest.lists.detect import is_list
from ingest.overrides import is_override, read_reviewed
from ingest.store import StoredDocument
from ontologies.places import Place
from ontologies.records import Problem

# Enough to see a table's head, wherever in the first rows it is.
_HEAD_BYTES = 4096
# What may hold a law or a list: content tells, and a sidecar beside it.
_RECORDS = frozenset((".json", ".jsonl", ".ndjson"))
_EITHER = _RECORDS | {".docx", ".docm", ".htm", ".html", ".xhtml", ".mht", ".mhtml", ".txt", ".text"}


class Source(msgspec.Struct):
    """One file to read. ``origin`` is where it lies (what replaces what), ``name`` what messages call it, ``kind`` law, list,
    divisions, override or other; ``sidecar`` the bytes of the ``.yaml`` beside a list."""

    origin: str
    name: str
    kind: str
    data: bytes
    hints: dict[str, str]
    sidecar: bytes = b""


class Read(msgspec.Struct):
    """What one file gave."""

    documents: list[StoredDocument]
    problems: list[Problem]


def expand(paths: Sequence[Path], told: Mapping[str, str] | None = None) -> Iterator[Source | Problem]:
    """Every file under ``paths``, sidecars joined to their lists. A file that cannot even be opened comes as a Problem. ``told`` is
    what flags say of a list, under the keys of a sidecar and before it; only a list can be spoken of so."""
    found: dict[str, Source] = {}
    for given in paths:
        above = given.expanduser().resolve().parent
        for item in expand_files([given]):
            if item.problem is not None:
                yield item.problem
                continue
            origin = (above / item.name).as_posix()
            source = found[origin] = Source(origin, item.name, item.kind, item.data, item.hints)
            if item.name == given.name and given.is_file() and _may_be_list(source):
                source.sidecar = _with_flags(_beside(given), told or {})
            if source.kind != "list" and _may_be_list(source):
                source.kind = "list" if source.sidecar or is_list(item.data, item.name) else _not_list(source)
    for origin, source in found.items():
        suffix = PurePosixPath(origin).suffix.lower()
        if suffix in (".yaml", ".yml"):
            subject = found.get(origin[: -len(suffix)])
            if subject is not None and _may_be_list(subject):
                subject.kind, subject.sidecar, source.kind = "list", source.data, "sidecar"
            elif is_override(source.data):
                source.kind = "override"
            else:
                source.kind = "other"
        elif source.kind == "list" and suffix in (".csv", ".tsv", ".txt"):
            head = source.data[:_HEAD_BYTES]
            if len(source.data) > _HEAD_BYTES:
                head = head[: head.rfind(b"\n") + 1] or head
            if is_divisions(head, source.name):
                source.kind = "divisions"
    yield from (source for source in found.values() if source.kind != "sidecar")


def _may_be_list(source: Source) -> bool:
    """Whether a file is a list, or could be one by its format: then its content tells, or a sidecar beside it."""
    suffix = PurePosixPath(source.origin).suffix.lower()
    return source.kind == "list" or (suffix in _EITHER and not is_override(source.data))


def _not_list(source: Source) -> str:
    """What a file is that could have been a list and is none: JSON is no law either."""
    return "other" if PurePosixPath(source.origin).suffix.lower() in _RECORDS else source.kind


def _with_flags(sidecar: bytes, told: Mapping[str, str]) -> bytes:
    """A sidecar with flags behind its own words, for the file and for each of its sheets: the last word counts."""
    if not told:
        return sidecar
    own, problems = parse_sidecar(sidecar, "") if sidecar else ({}, [])
    if own is None or problems:
        # What is wrong with it is told when the list is read.
        return sidecar
    for key in ("sheets", "工作表"):
        sheets = own.get(key)
        if isinstance(sheets, dict):
            own[key] = {
                sheet: _put_last(words, told) if isinstance(words, dict) else words for sheet, words in sheets.items()
            }
    return yaml.safe_dump(_put_last(own, told), allow_unicode=True, sort_keys=False).encode()


def _put_last(words: dict[str, object], told: Mapping[str, str]) -> dict[str, object]:
    return {key: value for key, value in words.items() if key not in told} | dict(told)


def _beside(file: Path) -> bytes:
    """The sidecar of a list that is given by itself: read with it in a folder, it must not be read without it alone."""
    for suffix in (".yaml", ".yml"):
        sidecar = file.with_name(file.name + suffix)
        if sidecar.is_file():
            return sidecar.read_bytes()
    return b""


def read_source(source: Source, divisions: Iterable[Place] = ()) -> Read:
    """Read one file whole, or tell why not. Never half a document."""
    if source.kind == "law":
        laws, problems = read_law(source.data, source.name, source.hints)
        return Read([pack_law(law) for law in laws], problems)
    if source.kind == "divisions":
        places, problems = read_divisions(source.data, source.name)
        return Read([pack_divisions(source.hints.get("stem", source.name), places)] if places else [], problems)
    if source.kind == "override":
        reviewed, problems = read_reviewed(source.data, source.name)
        if not reviewed.overrides and not reviewed.corrections:
            return Read([], problems)
        stem = source.hints.get("stem", source.name)
        return Read([pack_override(stem, reviewed.overrides, reviewed.corrections)], problems)
    if source.kind == "list":
        told, problems = parse_sidecar(source.sidecar, f"{source.name}.yaml") if source.sidecar else ({}, [])
        if any(problem.severity == "error" for problem in problems):
            return Read([], problems)
        lists, found = read_list(source.data, source.name, told or {}, source.hints, divisions)
        return Read([pack_list(each, edition_bodies(each), edition_items(each)) for each in lists], [*problems, *found])
    return Read([], [])


class Explained(msgspec.Struct):
    """How one file would be read: its ``kind`` (see :class:`Source`), the tables of a list, and all that would be reported."""

    file: str
    kind: str
    tables: list[ExplainedTable]
    problems: list[Problem]


def explain(
    paths: Sequence[Path], told: Mapping[str, str] | None = None, known: Iterable[Place] = ()
) -> list[Explained]:
    """How each file under ``paths`` would be understood by a load. Nothing is loaded. ``known`` are places of tables loaded before."""
    answer: list[Explained] = []
    sources: list[Source] = []
    for item in expand(paths, told):
        if isinstance(item, Problem):
            answer.append(Explained(item.file, "other", [], [item]))
        else:
            sources.append(item)
    divisions = {place.code: place for place in known}
    for source in sources:
        if source.kind == "divisions":
            divisions.update((place.code, place) for place in read_divisions(source.data, source.name)[0])
    places = [divisions[code] for code in sorted(divisions)]
    for source in sources:
        tables: list[ExplainedTable] = []
        problems: list[Problem] = []
        if source.kind == "list":
            words, problems = parse_sidecar(source.sidecar, f"{source.name}.yaml") if source.sidecar else ({}, [])
            if words is not None:
                tables, found = explain_list(source.data, source.name, words, source.hints, places)
                problems = [*problems, *found]
        answer.append(Explained(source.name, source.kind, tables, problems))
    return answer

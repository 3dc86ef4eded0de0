"""One file in, documents out: law files, lists, division tables, reviewed files, whatever they are called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath

import msgspec

from ingest.documents import pack_divisions, pack_law, pack_list, pack_override
from ingest.laws import expand as expand_files
from ingest.laws import read_law
from ingest.lists import is_divisions, parse_sidecar, read_divisions, read_list
from ingest.overrides import is_override, read_overrides
from ingest.project import edition_bodies, edition_items
from ingest.store import StoredDocument
from ontologies.places import Place
from ontologies.records import Problem

# Enough to see a table's head, wherever in the first rows it is.
_HEAD_BYTES = 4096


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


def expand(paths: Sequence[Path]) -> Iterator[Source | Problem]:
    """Every file under ``paths``, sidecars joined to their lists. A file that cannot even be opened comes as a Problem."""
    found: dict[str, Source] = {}
    for given in paths:
        above = given.expanduser().resolve().parent
        for item in expand_files([given]):
            if item.problem is not None:
                yield item.problem
                continue
            origin = (above / item.name).as_posix()
            found[origin] = Source(origin, item.name, item.kind, item.data, item.hints)
            if item.kind == "list" and item.name == given.name and given.is_file():
                found[origin].sidecar = _beside(given)
    for origin, source in found.items():
        suffix = PurePosixPath(origin).suffix.lower()
        if suffix in (".yaml", ".yml"):
            beside = found.get(origin[: -len(suffix)])
            if beside is not None and beside.kind == "list":
                beside.sidecar, source.kind = source.data, "sidecar"
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
        records, problems = read_overrides(source.data, source.name)
        return Read([pack_override(source.hints.get("stem", source.name), records)] if records else [], problems)
    if source.kind == "list":
        told, problems = parse_sidecar(source.sidecar, f"{source.name}.yaml") if source.sidecar else ({}, [])
        if any(problem.severity == "error" for problem in problems):
            return Read([], problems)
        lists, found = read_list(source.data, source.name, told or {}, source.hints, divisions)
        return Read([pack_list(each, edition_bodies(each), edition_items(each)) for each in lists], [*problems, *found])
    return Read([], [])

"""The home: one place that holds the database, the graph and the index, and the load that fills them.

A load reads what is new, settles, projects aside, and only then makes the release the current one, in one transaction. Killed at
any point, the last release goes on serving; what was begun is dropped by the next load.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import queue
import re
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import cached_property, lru_cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from graph import open_graph
from graph import port as graph_port
from graph.port import GraphReader, GraphStore, GraphUnit
from ingest.catalogue import Catalogue
from ingest.collecting import collect_seldom, seldom_collected
from ingest.corrections import corrected_digest, corrected_document, corrections_for, unmeant
from ingest.database import TROUBLE, who
from ingest.documents import READER, DivisionsHead, LawHead, ListHead, OverrideHead
from ingest.lists import read_divisions
from ingest.project import PROJECTOR, Plan, Projector, make_plan, settle_editions
from ingest.read import Read, Source, expand, read_source
from ingest.resolve import Resolver
from ingest.settings import Settings
from ingest.shelf import Shelf
from ingest.store import Member, Release, Store, StoredDocument, StoredSource, WriteLock
from ingest.versions import Settlement, settle
from ontologies.places import Place, normal_code, place
from ontologies.records import OPEN_END, CorrectionRecord, Problem
from search import open_search
from search import port as search_port
from search.documents import pack, unpack
from search.port import PreparedUnit, SearchReader, SearchStore, SearchUnit
from search.rank import Ranker, choose
from text.citations import Names

# Below this many bytes of new files, starting worker processes costs more than it saves.
_INLINE_BYTES = 3_000_000
_BATCH_BYTES = 600_000
_UNITS_A_BATCH = 24
# Below this many units of laws, a few seconds of work, too.
_FEW_UNITS = 960
# Batches on their way to the two projections: bounds memory when a projection is slower than the reading.
_AHEAD = 12
_ROWS_AHEAD = 60_000
# About the bytes of one document, cut and packed.
_PACKED_DOC = 2_000


class Progress(Protocol):
    """What a load tells while it runs."""

    def stage(self, name: str, total: int) -> None:
        """A stage begins; ``total`` is in files, units or bytes, as ``name`` says."""

    def advance(self, done: int) -> None:
        """So much of the stage is done."""


class Silent:
    """No progress."""

    def stage(self, name: str, total: int) -> None:
        return

    def advance(self, done: int) -> None:
        return


class NothingLoadedError(Exception):
    """There is no release yet; the message is Chinese and says what to do."""


class RefusedError(Exception):
    """A load that was refused; ``report`` says why."""

    def __init__(self, report: LoadReport) -> None:
        super().__init__("载入被拒绝")
        self.report = report


class LoadReport(msgspec.Struct):
    """What a load did. ``release`` is the release that serves afterwards, ``created`` whether this load made it; counts are files and
    documents; ``seconds`` per stage."""

    release: int = 0
    created: bool = False
    files: int = 0
    unchanged: int = 0
    skipped: int = 0
    read: int = 0
    failed: int = 0
    added: int = 0
    removed: int = 0
    documents: int = 0
    units: int = 0
    problems: list[Problem] = []
    seconds: dict[str, float] = {}


class View:
    """One release, ready to be asked: graph, index and catalogue of the same number. Hold the view itself for as long as you ask
    its graph or index: both are closed when nobody holds it any more, or by :meth:`close`."""

    def __init__(
        self,
        release: Release,
        graph: GraphReader,
        search: SearchReader,
        catalogue: Catalogue,
        shelf: Callable[[], Shelf],
        files: Callable[[], dict[str, str]],
    ) -> None:
        self.release = release
        self._shelf = shelf
        self._files = files
        self.graph = graph
        self.search = search
        self.catalogue = catalogue
        self.resolver = Resolver(catalogue)
        self._closing = weakref.finalize(self, _close, graph, search)
        # At the interpreter's end the engines may be half gone; who opened the home closes it.
        self._closing.atexit = False

    def close(self) -> None:
        """Close graph and index now. May be called twice."""
        self._closing()

    @property
    def number(self) -> int:
        return self.release.number

    @cached_property
    def shelf(self) -> Shelf:
        """The list editions of the release, with their rows."""
        return self._shelf()

    @cached_property
    def files(self) -> dict[str, str]:
        """Digest of a document, corrected ones too → the name of the file that it was read from, as it was loaded."""
        return self._files()

    @cached_property
    def names(self) -> Names:
        """The titles and short names by which citations without book-title marks are known."""
        return self.resolver.names()

    @cached_property
    def place_names(self) -> dict[str, str]:
        """Division code → name of townships and villages, which the table of places does not know, as their bodies are called."""
        found: dict[str, str] = {}
        for body in self.graph.all_nodes("Body"):
            code = normal_code(body["place"])
            named = _TOWNSHIP.match(body["label"])
            if named and place(code) is None and len(named[1]) < len(found.get(code, named[0] + "…")):
                found[code] = named[1]
        return found


_TOWNSHIP = re.compile(r"(.{1,20}?(?:镇|乡|街道|苏木|村|社区))(?:人民政府|办事处|村民委员会|居民委员会)?$")


def _close(*readers: GraphReader | SearchReader) -> None:
    for reader in readers:
        reader.close()


# A unit for the index: as it is, or cut and packed by a worker process.
AnySearchUnit = SearchUnit | bytes
Item = TypeVar("Item")
Task = TypeVar("Task")
Done = TypeVar("Done")


def fingerprint(source: Source, divisions: bytes) -> str:
    """What decides whether a file has been read before: its bytes, what its place tells, its sidecar, the reader's version, and for a
    list the division tables that its townships are found in (``divisions``, their digest)."""
    hints = msgspec.json.encode(sorted(source.hints.items()))
    beside = divisions if source.kind == "list" else b""
    parts = (READER.encode(), source.kind.encode(), hints, source.sidecar, beside, source.data)
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


class _Heads(msgspec.Struct):
    """``corrected`` are the lists that a reviewed file corrects: digest of the corrected document → (that of the one read,
    the corrections)."""

    laws: dict[str, LawHead]
    lists: dict[str, ListHead]
    overrides: list[OverrideHead]
    divisions: list[DivisionsHead]
    corrected: dict[str, tuple[str, tuple[CorrectionRecord, ...]]] = {}

    @property
    def places(self) -> list[Place]:
        """The places below the county, by code, the newest word of each."""
        found = {place.code: place for head in self.divisions for place in head.places}
        return [found[code] for code in sorted(found)]


class Home:
    """Everything under one folder (or on servers named by URL). Close it when done; usable as a context manager."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.folder = self.settings.folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self.store = Store(self.settings.database_url, self.settings.wait)
        self._graph: GraphStore | None = None
        self._search: SearchStore | None = None
        self._view: View | None = None
        self._heads: dict[str, tuple[str, Any]] = {}
        self._looked = 0.0
        self._guard = threading.Lock()
        self._looking = threading.Lock()
        self._choosing = threading.Lock()
        self._chosen: tuple[Ranker | None, str] | None = None

    def __enter__(self) -> Home:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._view is not None:
            self._view.close()
        for store in (self._graph, self._search):
            if store is not None:
                store.close()
        self.store.close()

    @property
    def graph(self) -> GraphStore:
        if self._graph is None:
            self._graph = open_graph(self.settings.graph or self.folder / "graph", self.settings.wait)
        return self._graph

    @property
    def models(self) -> Path:
        """Where the models are that were learnt here."""
        return self.folder / "models"

    @property
    def search(self) -> SearchStore:
        if self._search is None:
            self._search = open_search(
                self.settings.search or self.folder / "search", self.settings.embedding, self.settings.wait
            )
        return self._search

    # Reading ---------------------------------------------------------------------------------------------------------------

    def view(self, max_age: float = 0.0) -> View:
        """The release that serves now, whichever process made it. For ``max_age`` seconds the last look at which one that is may be
        trusted. Raises NothingLoadedError."""
        view, present = self._view, time.monotonic()
        if view is not None and present - self._looked < max_age:
            return view
        # Whoever may trust an older look does not wait beside one that looks already: a database that hangs would take every thread.
        patient = view is None or not max_age
        if not self._looking.acquire(blocking=patient) and view is not None:
            return view
        try:
            number = self.store.current()
        except TROUBLE:
            if view is None or not max_age:
                raise
            # The record cannot be asked, the last release can: it serves on, and is asked for again when this look is old.
            self._looked = present
            return view
        finally:
            self._looking.release()
        if view is None or view.number != number:
            # While one caller opens the new release, the others go on with the last.
            if not self._guard.acquire(blocking=view is None) and view is not None:
                return view
            try:
                view = self._follow()
            finally:
                self._guard.release()
        self._looked = present
        return view

    def forget(self, view: View) -> None:
        """Open anew when next asked, where ``view`` is still the one at hand: its graph or index is not there any more."""
        with self._guard:
            if self._view is view:
                self._view = None

    def _follow(self) -> View:
        while True:
            number = self.store.current()
            if self._view is not None and self._view.number == number:
                return self._view
            if not number:
                raise NothingLoadedError("还没有载入任何文件。请先运行：dingfen load 文件或文件夹")
            try:
                self._view = self._open(number)
            except (graph_port.ReleaseMissingError, search_port.ReleaseMissingError):
                # Several loads may have gone by since the number was read, and its projections with them.
                if self.store.current() == number:
                    raise
            else:
                return self._view

    def _open(self, number: int) -> View:
        release, catalogue, graph = self.store.release(number), self.catalogue(number), self.graph.reader(number)
        try:
            return View(
                release,
                graph,
                self._reader(number),
                catalogue,
                lambda: self.shelf(number),
                lambda: self.files(number),
            )
        except BaseException:
            graph.close()
            raise

    def _reader(self, number: int) -> search_port.SearchReader:
        """Searching a release, ranked by the model that is set, was learnt here, or comes with the program."""
        reader = self.search.reader(number)
        reader.rank_by(self._ranking)
        return reader

    def _ranking(self) -> tuple[Ranker | None, str]:
        # Looked for when the first search asks: a trace needs no model.
        with self._choosing:
            if self._chosen is None:
                self._chosen = choose(self.settings.model, self.models)
        return self._chosen

    def kept(self, number: int) -> View | None:
        """A release beside the one that serves, as long as its projections are kept as this program makes them; None where they are not.
        Who asked closes it."""
        if not self._projected(number):
            return None
        try:
            return self._open(number)
        except (graph_port.ReleaseMissingError, search_port.ReleaseMissingError):
            return None

    def shelf(self, number: int) -> Shelf:
        """The list editions of a release."""
        heads, _ = self._corrected_heads(self.store.members(number), keep=False)
        return Shelf(heads.lists, self.store.bodies, heads.corrected, heads.places)

    def files(self, number: int) -> dict[str, str]:
        """Digest of a document of a release, corrected ones too → the name of the file that it was read from."""
        members = self.store.members(number)
        found = {member.digest: member.name for member in sorted(members, key=lambda member: member.name, reverse=True)}
        corrected = self._corrected_heads(members, keep=False)[0].corrected
        return found | {digest: found[read] for digest, (read, _) in corrected.items()}

    def catalogue(self, number: int) -> Catalogue:
        """The catalogue of a release, made again when it is no longer kept."""
        content = self.store.catalogue(number)
        if content is None:
            plan = self._plan(self.store.members(number))[0]
            plan.catalogue.release = number
            content = plan.catalogue.encode()
            self.store.keep_catalogue(number, content)
        return Catalogue.decode(content)

    # Loading ---------------------------------------------------------------------------------------------------------------

    @contextmanager
    def _writing(self, doing: str, progress: Progress) -> Iterator[_Pool]:
        """Alone at this home for as long as it takes. Raises BusyError."""
        with WriteLock(self.store.engine, self.folder, doing) as lock, _Pool(self.settings, progress, lock) as pool:
            yield pool

    def load(
        self,
        paths: Sequence[Path],
        strict: bool = False,
        progress: Progress | None = None,
        note: str = "",
        told: Mapping[str, str] | None = None,
    ) -> LoadReport:
        """Read these files and folders and make a release of what they change. ``told`` is what flags say of a single list file, under
        the keys of its sidecar (authority, place, edition, kind) and before it.

        Raises RefusedError (strict and something is wrong, or nothing could be read), BusyError, DatabaseError.
        """
        progress = progress or Silent()
        report = LoadReport()
        clock = _Clock(report)
        with self._writing("load", progress) as pool:
            before = self.store.members(self.store.current()) if self.store.current() else []
            fresh = self._read(paths, report, progress, pool, clock, told)
            if not (report.read + report.unchanged):
                if not report.failed:
                    report.problems.append(_nothing(paths, report.files))
                raise RefusedError(report)
            if strict and report.problems:
                raise RefusedError(report)
            members = _replace(before, fresh)
            self._release(members, before, report, progress, pool, clock, note or "load", strict)
        return report

    def withdraw(self, reference: str, progress: Progress | None = None) -> LoadReport:
        """Take a document out: by the start of its digest, its title, its file name or path, or a version's or list's identifier.

        Raises LookupError (nothing or several match), NothingLoadedError.
        """
        progress = progress or Silent()
        report = LoadReport()
        clock = _Clock(report)
        with self._writing("withdraw", progress) as pool:
            current = self.store.current()
            if not current:
                raise NothingLoadedError("还没有载入任何文件，没有可以撤下的")
            before = self.store.members(current)
            gone = self._find(reference, before)
            members = [member for member in before if member.digest not in gone]
            self._release(members, before, report, progress, pool, clock, f"withdraw {reference}", False)
        return report

    def _find(self, reference: str, members: list[Member]) -> set[str]:
        titles = self.store.titles(member.digest for member in members)
        plan = self._plan(members)[0]
        for work in plan.settlement.works.values():
            for version in work.versions:
                if version.id == reference and version.digests:
                    return set(version.digests)
        if reference in plan.editions:
            digest = plan.editions[reference].digest
            return {self._corrected_heads(members, keep=False)[0].corrected.get(digest, (digest,))[0]}
        path = str(Path(reference).expanduser().resolve())
        tests: tuple[Callable[[Member], bool], ...] = (
            lambda m: m.digest == reference or (len(reference) >= 8 and m.digest.startswith(reference)),
            lambda m: m.origin in (reference, path),
            lambda m: reference in (m.name, Path(m.name).name),
            lambda m: titles[m.digest][1] == reference,
        )
        for test in tests:
            found = {member.digest for member in members if test(member)}
            if len(found) == 1:
                return found
            if found:
                some = "；".join(sorted(f"{d[:12]} {titles[d][1]}" for d in found)[:10])
                raise LookupError(f"“{reference}”对应{len(found)}份文档，请写明是哪一份（用前面的编号）：{some}")
        raise LookupError(f"没有找到“{reference}”。可写文件路径、文件名、题名、版本标识或文档编号（dingfen laws 可查）")

    def use(self, number: int, progress: Progress | None = None) -> Release:
        """Serve another release: at once when its projections are kept, else after making them again."""
        progress = progress or Silent()
        report = LoadReport()
        with self._writing("use", progress) as pool:
            release = self.store.release(number)
            if not self._projected(number):
                plan, _ = self._plan(self.store.members(number))
                self._project(plan, number, self.store.current(), report, progress, pool)
                plan.catalogue.release = number
                self.store.keep_catalogue(number, plan.catalogue.encode())
            self.store.use(number, who())
        return release

    def rebuild(self, progress: Progress | None = None) -> LoadReport:
        """Make the current release's graph and index again from the database. Raises NothingLoadedError."""
        progress = progress or Silent()
        report = LoadReport()
        clock = _Clock(report)
        with self._writing("rebuild", progress) as pool:
            current = self.store.current()
            if not current:
                raise NothingLoadedError("还没有载入任何文件，没有可以重建的")
            members = self.store.members(current)
            plan, report.problems = self._plan(members)
            clock.lap("核定")
            self._project(plan, current, current, report, progress, pool, anew=True)
            for store in (self.graph, self.search):
                for number in store.releases():
                    if number != current:
                        store.drop(number)
            plan.catalogue.release = current
            self.store.keep_catalogue(current, plan.catalogue.encode())
            report.release, report.documents = current, len({member.digest for member in members})
            clock.lap("投影")
        with self._guard:
            # The number is the same and the files are new: whoever asks next opens them.
            self._view = None
        return report

    def _read(
        self,
        paths: Sequence[Path],
        report: LoadReport,
        progress: Progress,
        pool: _Pool,
        clock: _Clock,
        told: Mapping[str, str] | None = None,
    ) -> dict[str, tuple[str, str, tuple[str, ...]]]:
        """Origin → (fingerprint, name, digests) of every file that could be read; digests are empty where it gave no document."""
        progress.stage("查看文件", 0)
        opened: list[Source] = []
        for source in expand(paths, told):
            if isinstance(source, Problem):
                report.problems.append(source)
                report.failed += 1
            else:
                opened.append(source)
        divisions = self.divisions(opened)
        digest = hashlib.sha256(msgspec.json.encode(divisions)).digest()
        sources = [(source, fingerprint(source, digest)) for source in opened]
        report.files = len(sources)
        known = self.store.known_sources({mark for _, mark in sources})
        new = {mark: source for source, mark in sources if mark not in known}
        clock.lap("查看")
        progress.stage("读取文件", len(new))
        keep_sources: list[StoredSource] = []
        keep_documents: list[StoredDocument] = []
        waiting = 0
        tasks = ((batch, divisions) for batch in _batches(new))
        for batch in pool.map(_read_batch, tasks, sum(len(s.data) for s in new.values())):
            for mark, read in batch:
                digests = tuple(document.digest for document in read.documents)
                stored = StoredSource(mark, new[mark].name, len(new[mark].data), digests, tuple(read.problems))
                known[mark] = stored
                keep_sources.append(stored)
                keep_documents.extend(read.documents)
                waiting += sum(len(document.body) for document in read.documents)
            if waiting > 4_000_000:
                self.store.add(keep_sources, keep_documents)
                keep_sources, keep_documents, waiting = [], [], 0
            progress.advance(len(batch))
        self.store.add(keep_sources, keep_documents)
        clock.lap("读取")
        fresh: dict[str, tuple[str, str, tuple[str, ...]]] = {}
        for source, mark in sources:
            stored = known[mark]
            report.problems.extend(stored.problems)
            if stored.documents:
                fresh[source.origin] = (mark, source.name, stored.documents)
                report.unchanged += mark not in new
                report.read += mark in new
            elif any(problem.severity == "error" for problem in stored.problems):
                # What was read from there before stays until the file can be read again.
                report.failed += 1
            else:
                # Nothing is wrong with it and nothing is in it any more: what came from it before goes.
                fresh[source.origin] = (mark, source.name, ())
                report.skipped += 1
        return fresh

    def divisions(self, sources: Iterable[Source] = ()) -> list[Place]:
        """Places from the division tables of the current release and of these files, newest word last."""
        current = self.store.current()
        heads = self._open_heads(self.store.members(current)).divisions if current else []
        found = {place.code: place for head in heads for place in head.places}
        for source in sources:
            if source.kind == "divisions":
                found.update((place.code, place) for place in read_divisions(source.data, source.name)[0])
        return [found[code] for code in sorted(found)]

    def _open_heads(self, members: Iterable[Member]) -> _Heads:
        digests = {member.digest for member in members}
        kinds: dict[str, type[msgspec.Struct]] = {
            "law": LawHead,
            "list": ListHead,
            "override": OverrideHead,
            "divisions": DivisionsHead,
        }
        for digest, kind, content in self.store.heads(digests - self._heads.keys()):
            self._heads[digest] = (kind, msgspec.msgpack.decode(content, type=kinds[kind]))
        if len(self._heads) > 2 * len(digests):
            # A process that loads again and again would keep the heads of all that ever was.
            self._heads = {digest: self._heads[digest] for digest in digests}
        found = _Heads({}, {}, [], [])
        for digest in sorted(digests):
            kind, head = self._heads[digest]
            if kind == "law":
                found.laws[digest] = head
            elif kind == "list":
                found.lists[digest] = head
            elif kind == "override":
                found.overrides.append(head)
            else:
                found.divisions.append(head)
        return found

    def _corrected_heads(self, members: Iterable[Member], keep: bool) -> tuple[_Heads, list[Problem]]:
        """The heads of a release, with the document of each list that a reviewed file corrects in the place of the one that was read.
        With ``keep`` such documents are made and kept, and what could not be corrected is told."""
        heads = self._open_heads(members)
        records = [record for head in heads.overrides for record in head.corrections]
        if not records:
            return heads, []
        editions = settle_editions(heads.lists)[0]
        meant = {
            edition.digest: found
            for edition in editions.values()
            if (found := corrections_for(edition.id, edition.head, records))
        }
        keys = {corrected_digest(digest, found): digest for digest, found in meant.items()}
        there = {key: head for key, _, head in self.store.heads(keys)}
        problems = unmeant([(edition.id, edition.head) for edition in editions.values()], records) if keep else []
        for key, digest in keys.items():
            if keep or key not in there:
                body = self.store.bodies([digest])[digest]
                document, unfit = corrected_document(digest, body, meant[digest], heads.places)
                there[key] = document.head
                problems.extend(unfit)
                if keep:
                    self.store.add([], [document])
            del heads.lists[digest]
            heads.lists[key] = msgspec.msgpack.decode(there[key], type=ListHead)
            heads.corrected[key] = digest, meant[digest]
        return heads, problems

    def _plan(self, members: list[Member]) -> tuple[Plan, list[Problem]]:
        heads, told = self._corrected_heads(members, keep=True)
        settlement: Settlement = settle(heads.laws, [record for head in heads.overrides for record in head.overrides])
        plan = make_plan(settlement, heads.laws, heads.lists, self.settings.place)
        problems = [*settlement.problems, *told]
        names = {member.digest: member.name for member in members}
        problems.extend(
            Problem(
                "warning",
                names[heads.corrected.get(digest, (digest,))[0]],
                identifier,
                "与另一份清单是同一主体、同一种类、同一日期的版本，没有采用",
                advice="写明各自的版本日期，或撤下其一（dingfen withdraw）",
            )
            for digest, identifier in settle_editions(heads.lists)[1]
        )
        problems.extend(
            Problem(
                "warning",
                names[heads.corrected.get(edition.digest, (edition.digest,))[0]],
                edition.id,
                "没有版本日期，同一清单另有写明日期的版本，推定这一份在先",
                advice="请在说明文件写明 edition",
            )
            for edition in plan.editions.values()
            if edition.head.edition is None and edition.valid_to != OPEN_END and edition.head.until is None
        )
        problems.extend(Problem("warning", "机构名录", "", doubt) for doubt in plan.register.doubts())
        return plan, problems

    def _release(
        self,
        members: list[Member],
        before: list[Member],
        report: LoadReport,
        progress: Progress,
        pool: _Pool,
        clock: _Clock,
        note: str,
        strict: bool,
    ) -> None:
        current = self.store.current()
        was, will = {m.digest for m in before}, {m.digest for m in members}
        report.added, report.removed, report.documents = len(will - was), len(was - will), len(will)
        # Where a document lies decides what replaces it: a folder that moved is a change to be kept, though no text changed.
        same = was == will and {m.origin for m in before} <= {m.origin for m in members}
        if same and current and self._projected(current):
            report.release = current
            return
        progress.stage("核定版本和效力", 0)
        plan, problems = self._plan(members)
        report.problems.extend(problems)
        if strict and problems:
            # What was already so before this load is no fault of it.
            known = {problem.text() for problem in self._plan(before)[1]} if before else set()
            if any(problem.text() not in known for problem in problems):
                raise RefusedError(report)
        clock.lap("核定")
        if same and current:
            # The record is there and its projections are not (a server emptied, a folder lost, a newer program): make them again.
            self._project(plan, current, current, report, progress, pool)
            plan.catalogue.release = current
            self.store.keep_catalogue(current, plan.catalogue.encode())
            report.release = current
            clock.lap("投影")
            return
        number = self.store.begin_release(current, note)
        self._project(plan, number, current, report, progress, pool)
        clock.lap("投影")
        plan.catalogue.release = number
        summary = {
            "added": report.added,
            "removed": report.removed,
            "units": report.units,
            "seconds": report.seconds,
            "problems": len(report.problems),
        }
        pool.lock.check()
        self.store.complete_release(number, members, plan.catalogue.encode(), summary, who())
        report.release, report.created = number, True
        self._tidy(number, current)
        clock.lap("发布")

    def _projected(self, number: int) -> bool:
        """Whether both projections of a release are there, whole (a server that a killed load left on its way is not), and as this
        program and these settings make them."""
        mark = self.store.projection(number)
        return mark is not None and all(
            number in store.releases()
            and store.at_rest()
            and mark == projection_mark(store.manifest(number), self.settings.place)
            for store in (self.graph, self.search)
        )

    def _tidy(self, *numbers: int) -> None:
        complete = [release.number for release in self.store.releases()]
        keep = {*numbers, *complete[-self.settings.keep :]}
        for store in (self.graph, self.search):
            for number in store.releases():
                if number not in keep:
                    store.drop(number)
        self.store.drop_catalogues(keep)

    def _project(
        self,
        plan: Plan,
        number: int,
        current: int,
        report: LoadReport,
        progress: Progress,
        pool: _Pool,
        anew: bool = False,
    ) -> None:
        """Bring both projections to the plan: each from the release it holds that is closest to it. One that is there already stays. With
        ``anew`` both are made from nothing, beside what is there where that can be."""
        for store in (self.graph, self.search):
            if not anew and number in store.releases() and store.manifest(number) != plan.units and not store.in_place:
                # Made by another program: no base for itself, as it would be where it can be set right in place.
                store.drop(number)
        everything: tuple[None, set[str], set[str]] = (None, set(), set(plan.units))
        graph_base, graph_gone, graph_new = everything if anew else _difference(self.graph, number, current, plan)
        search_base, search_gone, search_new = everything if anew else _difference(self.search, number, current, plan)
        wanted = sorted(graph_new | search_new)
        report.units = len(wanted)
        progress.stage("写入图和索引", len(wanted))
        graph_feed: _Feed[GraphUnit] = _Feed()
        search_feed: _Feed[AnySearchUnit] = _Feed()
        tasks = [
            threading.Thread(
                target=graph_feed.run,
                args=(
                    lambda: (
                        self.graph.bring_forward(
                            graph_base, number, graph_gone, graph_feed.items(), len(graph_new), anew=anew
                        )
                        if graph_base != number or graph_gone or graph_new or not self.graph.at_rest()
                        else None
                    ),
                ),
            ),
            threading.Thread(
                target=search_feed.run,
                args=(
                    lambda: (
                        self.search.bring_forward(
                            search_base,
                            number,
                            search_gone,
                            map(_unpacked, search_feed.items()),
                            len(search_new),
                            anew=anew,
                        )
                        if search_base != number or search_gone or search_new or not self.search.at_rest()
                        else None
                    ),
                ),
            ),
        ]
        for task in tasks:
            task.start()
        try:
            for batch in pool.project(self, plan, wanted):
                for graph_unit, search_unit in batch:
                    if graph_unit.key in graph_new:
                        graph_feed.put(graph_unit)
                    if graph_unit.key in search_new:
                        search_feed.put(search_unit)
                progress.advance(len(batch))
            graph_feed.end()
            search_feed.end()
        except BaseException as error:
            graph_feed.fail(error)
            search_feed.fail(error)
            raise
        finally:
            for task in tasks:
                task.join()
        for feed in (graph_feed, search_feed):
            if feed.error is not None:
                raise feed.error
        self.store.keep_projection(number, projection_mark(plan.units, self.settings.place))


def _unpacked(unit: AnySearchUnit) -> SearchUnit | PreparedUnit:
    return unpack(unit) if isinstance(unit, bytes) else unit


def _nothing(paths: Sequence[Path], files: int) -> Problem:
    return Problem(
        "error",
        "、".join(map(str, paths)),
        "",
        f"没有可以载入的文件（看了{files}个）" if files else "里面没有文件",
        "法律文件（Markdown、文本、HTML、.docx）、清单（.xlsx、.xls、.csv、.docx、网页、.json）、区划表或审定文件",
        "核对路径和文件格式",
    )


def _replace(before: list[Member], fresh: dict[str, tuple[str, str, tuple[str, ...]]]) -> list[Member]:
    """The members after a load: a file read again from the same place replaces what came from it before, and one that was read from
    a new place and is no longer at the old one has moved."""
    read = {digest for _, _, digests in fresh.values() for digest in digests}
    kept = [
        member
        for member in before
        if member.origin not in fresh and not (member.digest in read and _gone(member.origin))
    ]
    for origin, (mark, name, digests) in fresh.items():
        kept.extend(Member(origin, digest, mark, name) for digest in digests)
    return kept


def _gone(origin: str) -> bool:
    """Whether nothing is left at that place, nor an archive that it lay in."""
    path = Path(origin)
    return not path.exists() and not any(above.is_file() for above in path.parents)


def projection_mark(units: dict[str, str], place: str) -> str:
    """What a release's projections are known by: the program that made the rows, the home's place, and every unit's digest."""
    content = msgspec.msgpack.encode([PROJECTOR, place, sorted(units.items())])
    return hashlib.sha256(content).hexdigest()


def _difference(
    store: GraphStore | SearchStore, number: int, current: int, plan: Plan
) -> tuple[int | None, set[str], set[str]]:
    """From which release to go (``number`` itself: there is nothing to do), what to take out, what to put in."""
    there = store.releases()
    base = next((held for held in (number, current) if held in there), max(there, default=None))
    have = store.manifest(base) if base is not None else {}
    gone = {key for key in have if key not in plan.units}
    new = {key for key, digest in plan.units.items() if have.get(key) != digest}
    return base, gone, new


class _Clock:
    def __init__(self, report: LoadReport) -> None:
        self._report = report
        self._last = time.perf_counter()

    def lap(self, stage: str) -> None:
        present = time.perf_counter()
        self._report.seconds[stage] = round(self._report.seconds.get(stage, 0.0) + present - self._last, 3)
        self._last = present


class _Feed(Generic[Item]):
    """Units on their way to one projection, in its own thread. What waits is bounded in units and in rows: a body with ten thousand
    powers is one unit."""

    def __init__(self) -> None:
        self._queue: queue.Queue[Item | BaseException | None] = queue.Queue(_AHEAD * _UNITS_A_BATCH)
        self._room = threading.Condition()
        self._rows = 0
        self._ended = False
        self.error: BaseException | None = None

    def items(self) -> Iterator[Item]:
        while True:
            item = self._queue.get()
            if item is None or isinstance(item, BaseException):
                self._ended = True
            if item is None:
                return
            if isinstance(item, BaseException):
                raise item
            yield item
            self._leave(_rows(item))

    def run(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            self.error = error
            # Whoever feeds must not wait for a reader that is gone.
            self._leave(self._rows)
            while not self._ended:
                item = self._queue.get()
                self._ended = item is None or isinstance(item, BaseException)

    def _leave(self, rows: int) -> None:
        with self._room:
            self._rows -= rows
            self._room.notify()

    def put(self, item: Item) -> None:
        rows = _rows(item)
        with self._room:
            self._room.wait_for(lambda: not self._rows or self._rows + rows <= _ROWS_AHEAD or self.error is not None)
            self._rows += rows
        if self.error is not None:
            raise self.error
        self._queue.put(item)

    def end(self) -> None:
        self._queue.put(None)

    def fail(self, error: BaseException) -> None:
        self._queue.put(error)


def _rows(unit: object) -> int:
    """About how many rows or documents a unit brings."""
    if isinstance(unit, GraphUnit):
        return sum(len(rows) for tables in (unit.nodes, unit.defines, unit.edges) for rows in tables.values())
    return (
        len(unit) // _PACKED_DOC if isinstance(unit, bytes) else len(unit.docs) if isinstance(unit, SearchUnit) else 1
    )


def _batches(new: dict[str, Source]) -> Iterator[list[tuple[str, Source]]]:
    """Files in batches of about equal weight, so that both processors end together."""
    batch: list[tuple[str, Source]] = []
    size = 0
    for mark, source in new.items():
        batch.append((mark, source))
        size += len(source.data)
        if size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _read_batch(task: tuple[list[tuple[str, Source]], list[Place]]) -> list[tuple[str, Read]]:
    batch, divisions = task
    return [(mark, read_source(source, divisions)) for mark, source in batch]


class _Pool:
    """Worker processes, started when there is enough to do for them. Spawned, not forked: the parent holds threads and open
    databases, which do not survive a fork."""

    def __init__(self, settings: Settings, progress: Progress, lock: WriteLock) -> None:
        self.lock = lock
        self._settings = settings
        self._progress = progress
        self._workers = settings.workers or os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None
        self._plans: list[Path] = []

    def __enter__(self) -> _Pool:
        self._seldom = seldom_collected()
        self._seldom.__enter__()
        # Who enters here holds the lock: any plan that lies here is that of a load which was killed.
        for left in self._settings.folder.glob("plan-*.tmp"):
            left.unlink(missing_ok=True)
        return self

    def _stop(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def __exit__(self, *_: object) -> None:
        self._seldom.__exit__(None, None, None)
        self._stop()
        for path in self._plans:
            path.unlink(missing_ok=True)

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self._workers, mp_context=get_context("spawn"), initializer=collect_seldom)
        return self._pool

    def map(self, work: Callable[[Task], Done], tasks: Iterable[Task], weight: int) -> Iterator[Done]:
        """``work`` over ``tasks``, in order; in this process when ``weight`` (bytes) is small."""
        if self._workers < 2 or (weight < _INLINE_BYTES and self._pool is None):
            yield from map(work, tasks)
            return
        pool = self._started()
        ahead: list[Future[Done]] = []
        for task in tasks:
            ahead.append(pool.submit(work, task))
            if len(ahead) >= _AHEAD:
                yield ahead.pop(0).result()
        for future in ahead:
            yield future.result()

    def project(self, home: Home, plan: Plan, keys: list[str]) -> Iterator[list[tuple[GraphUnit, AnySearchUnit]]]:
        """The units of ``keys`` in batches: laws first, then what lists give, each alone."""
        laws = [key for key in keys if key.startswith("law/")]
        batches = [laws[start : start + _UNITS_A_BATCH] for start in range(0, len(laws), _UNITS_A_BATCH)]
        # A list, or a body with all that is its own, may be as large as many laws.
        batches += [[key] for key in keys if not key.startswith("law/")]
        if self._workers < 2 or len(laws) < _FEW_UNITS:
            # Each process would open the lists for itself; those that read them may go, with the memory that they hold.
            self._stop()
            projector = Projector(plan, home.store.bodies, self._settings.place)
            for batch in batches:
                yield list(projector.units(batch))
            return
        path = self._settings.folder / f"plan-{os.getpid()}-{len(self._plans)}.tmp"
        path.write_bytes(pickle.dumps(plan, protocol=pickle.HIGHEST_PROTOCOL))
        self._plans.append(path)
        tasks = ((str(path), self._settings.database_url, self._settings.place, batch) for batch in batches)
        yield from self.map(_project_batch, tasks, _INLINE_BYTES)


@lru_cache(maxsize=1)
def _projector(path: str, url: str, place: str) -> Projector:
    # Written a moment ago by the parent process, into the home that only its owner writes to.
    plan = pickle.loads(Path(path).read_bytes())
    return Projector(plan, Store(url).bodies, place)


def _project_batch(task: tuple[str, str, str, list[str]]) -> list[tuple[GraphUnit, AnySearchUnit]]:
    path, url, place, keys = task
    # Cutting the text is most of the work, so it is done here and not where the index is written.
    return [(graph, pack(search)) for graph, search in _projector(path, url, place).units(keys)]

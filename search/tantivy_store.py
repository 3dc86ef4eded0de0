"""The embedded search store: tantivy, one immutable folder per release.

``folder/release-0000007/`` holds ``index/`` (tantivy's segments) and ``manifest.msgpack`` (which units, of which digest). It is
built beside under a hidden name, committed, synced, made read-only and renamed: a kill at any moment leaves either the
whole release or none. The next release starts from hard links to its predecessor's segments, which tantivy never writes
again, and adds a small segment of what changed. One process writes at a time (the records database sees to that); any
number read.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec
import tantivy

from ontologies.condition import Condition
from search.dense import EmbeddedDense, Embedder, VectorIndex, VectorWriter, layout_with, open_embedder, suits
from search.documents import (
    FACETS,
    INTEGER_FIELDS,
    KEYWORD_FIELDS,
    TEXT_FIELDS,
    layout,
    prepare_unit,
)
from search.port import PreparedDoc, PreparedUnit, Progress, ReleaseMissingError, SearchError, SearchUnit, no_progress
from search.reader import Reader
from search.status import counts_of_statuses, status_aggregation
from search.tree import Among, Anyone, Count, Every, Node, Plan, Range, Term, Top, Without

_FOLDER = re.compile(r"release-(\d{7,})")
_UNIT = "unit"
_STORED = "stored"
_TOKENIZER = "spaces"
_MOST_CODES = 100
_EVERY_CODE = 100_000
# As many values of a keyword field are looked up one by one.
_MOST_TERMS = 200
# What changed one unit fits the small heap; a build from nothing gets one that holds the whole of 140,000 articles, so that it
# ends as one or two segments.
_SMALL_HEAP = 64_000_000
_LARGE_HEAP = 700_000_000


class _Manifest(msgspec.Struct):
    release: int
    layout: str
    units: dict[str, str]


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    for name in TEXT_FIELDS:
        builder.add_text_field(name, tokenizer_name=_TOKENIZER, index_option="freq")
    for name in KEYWORD_FIELDS:
        fast = name in FACETS or name in ("end_reason", "id")
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=fast)
    builder.add_text_field(_UNIT, tokenizer_name="raw", index_option="basic")
    for name in INTEGER_FIELDS:
        builder.add_integer_field(name, fast=True, indexed=True)
    builder.add_bytes_field(_STORED, stored=True)
    return builder.build()


def _with_tokenizer(index: Any) -> Any:
    index.register_tokenizer(_TOKENIZER, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    return index


def _document(unit: str, doc: PreparedDoc) -> Any:
    document = tantivy.Document()
    for name, text in zip(TEXT_FIELDS, doc.texts, strict=True):
        document.add_text(name, text)
    for name, values in zip(KEYWORD_FIELDS, doc.keywords, strict=True):
        for value in values:
            document.add_text(name, value)
    for name, number in zip(INTEGER_FIELDS, doc.integers, strict=True):
        document.add_integer(name, number)
    document.add_text(_UNIT, unit)
    document.add_bytes(_STORED, doc.stored)
    return document


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError:
        # Not every system can sync a folder.
        if not path.is_dir():
            raise
    finally:
        os.close(descriptor)


class EmbeddedSearchStore:
    """See :class:`search.port.SearchStore`. ``folder`` is created when it is missing; ``embedding`` is the folder of a model whose vectors are
    kept beside the words ("": none)."""

    in_place = False

    def __init__(self, folder: Path | str, embedding: str = "") -> None:
        self._folder = Path(folder)
        self._embedding = embedding
        self._folder.mkdir(parents=True, exist_ok=True)

    @property
    def _embedder(self) -> Embedder | None:
        return open_embedder(self._embedding)

    def _path(self, release: int) -> Path:
        return self._folder / f"release-{release:07d}"

    def _manifest(self, release: int) -> _Manifest:
        try:
            data = (self._path(release) / "manifest.msgpack").read_bytes()
            manifest = msgspec.msgpack.decode(data, type=_Manifest)
        except (OSError, msgspec.DecodeError) as error:
            raise ReleaseMissingError(
                f"第 {release} 号发布没有可用的索引；请重新载入以重建：dingfen rebuild"
            ) from error
        if not suits(manifest.layout, layout(), self._embedder):
            raise ReleaseMissingError(
                f"第 {release} 号发布的索引由另一版程序或另一个句向量模型建成；请重建：dingfen rebuild"
            )
        return manifest

    def releases(self) -> list[int]:
        """The releases whole here and cut as this program cuts, ascending."""
        found = []
        for path in self._folder.iterdir():
            match = _FOLDER.fullmatch(path.name)
            if match:
                try:
                    self._manifest(int(match[1]))
                except ReleaseMissingError:
                    continue
                found.append(int(match[1]))
        return sorted(found)

    def at_rest(self) -> bool:
        """A release is whole here or absent."""
        return True

    def manifest(self, release: int) -> dict[str, str]:
        """Unit key → digest. Raises ReleaseMissingError."""
        return self._manifest(release).units

    def bring_forward(
        self,
        base: int | None,
        release: int,
        remove: Collection[str],
        put: Iterable[SearchUnit | PreparedUnit],
        total: int,
        progress: Progress = no_progress,
        anew: bool = False,
    ) -> None:
        """Make ``release`` out of ``base`` in a folder that no reader sees before it is whole. Units may come prepared
        (``search.documents.prepare_unit``, in other processes). Raises ReleaseMissingError without ``base``,
        SearchError when the disk or the engine refuses."""
        units = dict(self._manifest(base).units) if base is not None else {}
        self._sweep()
        building = self._folder / f".building-{release:07d}"
        try:
            self._build(building, base, units, remove, put, total, progress)
            data = msgspec.msgpack.encode(_Manifest(release, layout_with(layout(), self._embedder), units))
            (building / "manifest.msgpack").write_bytes(data)
            self._seal(building)
            self._publish(building, self._path(release))
        except (OSError, ValueError) as error:
            shutil.rmtree(building, ignore_errors=True)
            raise SearchError(f"无法建成第 {release} 号发布索引：{error}；请检查磁盘空间与权限后重试") from error
        except BaseException:
            shutil.rmtree(building, ignore_errors=True)
            raise

    def _build(
        self,
        building: Path,
        base: int | None,
        units: dict[str, str],
        remove: Collection[str],
        put: Iterable[SearchUnit | PreparedUnit],
        total: int,
        progress: Progress,
    ) -> None:
        target = building / "index"
        target.mkdir(parents=True)
        if base is None:
            index = _with_tokenizer(tantivy.Index(_schema(), str(target), reuse=False))
        else:
            self._link(self._path(base) / "index", target)
            index = _with_tokenizer(tantivy.Index.open(str(target)))
        embedder = self._embedder
        vectors = VectorWriter(embedder, building, None if base is None else self._path(base)) if embedder else None
        # One thread writes: the same units in the same order make the same segments.
        writer = index.writer(_LARGE_HEAP if base is None else _SMALL_HEAP, 1)
        for key in remove:
            if units.pop(key, None) is not None:
                writer.delete_documents_by_term(_UNIT, key)
                if vectors is not None:
                    vectors.remove(key)
        for done, unit in enumerate(map(prepare_unit, put), 1):
            if unit.key in units:
                writer.delete_documents_by_term(_UNIT, unit.key)
            units[unit.key] = unit.digest
            for doc in unit.docs:
                writer.add_document(_document(unit.key, doc))
            if vectors is not None:
                vectors.put(unit)
            progress(done, total)
        writer.commit()
        writer.garbage_collect_files()
        writer.wait_merging_threads()
        if vectors is not None:
            vectors.finish()

    @staticmethod
    def _link(source: Path, target: Path) -> None:
        for path in sorted(source.iterdir()):
            if path.suffix == ".lock":
                continue
            if path.name in ("meta.json", ".managed.json"):
                shutil.copyfile(path, target / path.name)
                continue
            try:
                os.link(path, target / path.name)
            except OSError:
                # Another file system, or one without hard links.
                shutil.copyfile(path, target / path.name)

    @staticmethod
    def _seal(building: Path) -> None:
        for path in sorted(building.rglob("*")):
            if path.is_dir():
                _sync(path)
            elif path.is_file():
                if path.suffix == ".lock":
                    path.unlink()
                    continue
                _sync(path)
                path.chmod(0o444)
        _sync(building)

    def _publish(self, building: Path, target: Path) -> None:
        if target.exists():
            target.rename(self._folder / f".old-{target.name}")
        building.rename(target)
        _sync(self._folder)
        self._sweep()

    def _sweep(self) -> None:
        """Clear away what a killed writer left behind, and what was replaced."""
        for path in self._folder.iterdir():
            if path.name.startswith((".building-", ".old-")):
                shutil.rmtree(path, ignore_errors=True)

    def reader(self, release: int) -> Reader:
        """Open a release. Raises ReleaseMissingError."""
        manifest = self._manifest(release)
        try:
            engine = self._open(self._path(release) / "index")
        except (OSError, ValueError) as error:
            raise ReleaseMissingError(f"第 {release} 号发布的索引打不开：{error}；请重建：dingfen rebuild") from error
        embedder = self._embedder
        dense = EmbeddedDense(embedder, VectorIndex(self._path(release)), engine) if embedder else None
        return Reader(manifest.release, engine, dense=dense)

    @staticmethod
    def _open(folder: Path) -> _TantivyEngine:
        def opened(path: str) -> _TantivyEngine:
            index = _with_tokenizer(tantivy.Index.open(path))
            # An immutable folder needs no watching.
            index.config_reader("manual", 0)
            index.reload()
            return _TantivyEngine(index.searcher(), index.schema)

        if os.access(folder, os.W_OK):
            return opened(str(folder))
        # To open an index, tantivy makes a lock file beside it. In a folder that may only be read the files are opened through
        # links; the searcher keeps them open when the links are gone.
        with tempfile.TemporaryDirectory(prefix="dingfen-index-") as links:
            for path in folder.iterdir():
                (Path(links) / path.name).symlink_to(path.resolve())
            return opened(links)

    def drop(self, release: int) -> None:
        """Forget a release. Open readers keep what they have."""
        path = self._path(release)
        if path.exists():
            gone = self._folder / f".old-{path.name}"
            path.rename(gone)
            shutil.rmtree(gone, ignore_errors=True)

    def condition(self) -> Condition:
        """In what state this is; changes nothing."""
        found = Condition("tantivy", str(self._folder), version=version("tantivy"), kept=self.releases())
        found.release = found.target = max(found.kept, default=0)
        folders = [path for path in self._folder.iterdir() if _FOLDER.fullmatch(path.name)]
        found.layout, found.suits = layout_with(layout(), self._embedder), bool(found.kept) or not folders
        # Segments of two releases may be one file under two names.
        sizes = {
            stat.st_ino: stat.st_size for path in self._folder.rglob("*") if (stat := path.lstat()) and path.is_file()
        }
        found.size = sum(sizes.values())
        found.left = sorted(p.name for p in self._folder.iterdir() if p.name.startswith((".building-", ".old-")))
        if found.kept:
            found.counts["units"] = len(self._manifest(found.release).units)
            found.counts["documents"] = self._open(self._path(found.release) / "index").documents()
        return found

    def close(self) -> None:
        """Nothing is held open between calls."""


class _TantivyEngine:
    """:class:`search.tree.Engine` over one searcher."""

    def __init__(self, searcher: Any, schema: Any) -> None:
        self._searcher = searcher
        self._schema = schema

    def documents(self) -> int:
        return int(self._searcher.num_docs)

    def close(self) -> None:
        """The searcher goes with the engine."""

    def _term(self, term: Term) -> Any:
        query = tantivy.Query.term_query(self._schema, term.field, term.token, index_option="freq")
        return query if term.boost == 1 else tantivy.Query.boost_query(query, term.boost)

    def _node(self, node: Node) -> Any:
        query = tantivy.Query
        if isinstance(node, Term):
            return self._term(node)
        if isinstance(node, Among):
            if len(node.values) > _MOST_TERMS:
                return query.term_set_query(self._schema, node.field, list(node.values))
            terms = [query.term_query(self._schema, node.field, value, index_option="basic") for value in node.values]
            if len(terms) == 1:
                return terms[0]
            # A set of terms is matched against every term of the field: several times slower than a union of a few.
            return query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        if isinstance(node, Range):
            return query.range_query(self._schema, node.field, tantivy.FieldType.Integer, node.low, node.high)
        if isinstance(node, Anyone):
            return query.boolean_query([(tantivy.Occur.Should, self._node(part)) for part in node.parts])
        if isinstance(node, Every):
            return self._every([part for part in node.parts if not isinstance(part, Without)], node.parts)
        return self._every([], (node,))

    def _every(self, wanted: Sequence[Node], parts: Iterable[Node]) -> Any:
        clauses = [(tantivy.Occur.Must, self._node(part)) for part in wanted]
        if not clauses:
            clauses = [(tantivy.Occur.Must, tantivy.Query.all_query())]
        clauses += [(tantivy.Occur.MustNot, self._node(part.part)) for part in parts if isinstance(part, Without)]
        return tantivy.Query.boolean_query(clauses)

    def _query(self, plan: Plan, scored: bool) -> Any:
        query = tantivy.Query
        clauses: list[tuple[Any, Any]] = []
        if plan.found is not None:
            clauses.append((tantivy.Occur.Must, self._node(plan.found)))
        for node in plan.filters:
            if isinstance(node, Without):
                clauses.append((tantivy.Occur.MustNot, self._node(node.part)))
            else:
                clauses.append((tantivy.Occur.Must, query.const_score_query(self._node(node), 0.0)))
        if not any(occur == tantivy.Occur.Must for occur, _ in clauses):
            clauses.append((tantivy.Occur.Must, query.const_score_query(query.all_query(), 0.0)))
        if scored:
            clauses += [(tantivy.Occur.Should, self._term(term)) for term in plan.extra]
        return query.boolean_query(clauses)

    def top(self, plan: Plan, limit: int) -> Top:
        if not plan.counted and plan.found is not None and not plan.filters and not plan.extra:
            # A bare union of terms that nobody counts: the engine passes over what cannot be among the best.
            query = self._node(plan.found)
        else:
            query = self._query(plan, scored=True)
        if plan.found is None and plan.ordered:
            result = self._searcher.search(
                query, max(limit, 1), count=plan.counted, order_by_field="id", order=tantivy.Order.Asc
            )
            return Top(int(result.count or 0), [(0.0, address) for _, address in result.hits[:limit]])
        result = self._searcher.search(query, max(limit, 1), count=plan.counted)
        return Top(int(result.count or 0), [(float(score), address) for score, address in result.hits[:limit]])

    def key(self, reference: Any) -> object:
        return reference.segment_ord, reference.doc

    def load(self, references: Sequence[object]) -> list[bytes]:
        return [self._searcher.doc(reference).get_first(_STORED) for reference in references]

    def counts(self, requests: Sequence[Count]) -> list[dict[str, dict[str, int]]]:
        return [self._count(request) for request in requests]

    def _count(self, request: Count) -> dict[str, dict[str, int]]:
        wanted: dict[str, Any] = {
            facet: {"terms": {"field": facet, "size": _MOST_CODES, "segment_size": _EVERY_CODE}}
            for facet in request.facets
        }
        if request.day is not None:
            wanted["status"] = status_aggregation(request.day)
        answer = self._searcher.aggregate(self._query(request.plan, scored=False), wanted)
        out = {
            facet: {bucket["key"]: bucket["doc_count"] for bucket in answer[facet]["buckets"]}
            for facet in request.facets
        }
        if request.day is not None:
            out["status"] = counts_of_statuses(answer["status"])
        return out

    def explain(self, terms: Sequence[Term], reference: object) -> list[tuple[Term, float]]:
        return list(self._explain(terms, reference))

    def _explain(self, terms: Sequence[Term], reference: object) -> Iterator[tuple[Term, float]]:
        for term in terms:
            try:
                explanation = self._term(term).explain(self._searcher, reference)
            except ValueError:
                # The document does not have this term.
                continue
            yield term, float(msgspec.json.decode(explanation.to_json())["value"])

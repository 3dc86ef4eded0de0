"""The server search store: Elasticsearch, one index behind one alias, brought forward unit by unit.

Text arrives cut (whitespace analysis), so that it ranks as the embedded index does; several shards share their statistics
(``dfs_query_then_fetch``). Beside the documents an index ``…-units`` keeps what is in it: for each unit its digest and its
documents, for the whole its release. A unit is first written down as unfinished, then its documents are written and its
former ones deleted, then it is written down as done: whatever a kill leaves half done has no digest, so that the next
load puts it again. What is searched changes only when all is done (no refresh before), or, built from nothing, when the alias moves.
An index that another version of the program made is refused, but for a rebuild: that is made beside it, too.

Who reads waits a few seconds and then gets an error that says so, and never an answer from a part of the shards; who writes has the
patience for a restart of the server or the loss of a node: every document may be written twice.
"""

from __future__ import annotations

import hashlib
import itertools
import secrets
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

import msgspec
from elasticsearch import ApiError, ConnectionTimeout, Elasticsearch, NotFoundError, TransportError

from ontologies.condition import Condition
from search.dense import Embedder, layout_with, open_embedder, suits, with_vectors
from search.documents import FACETS, INTEGER_FIELDS, KEYWORD_FIELDS, TEXT_FIELDS, layout, prepare_unit
from search.port import PreparedDoc, PreparedUnit, Progress, ReleaseMissingError, SearchError, SearchUnit, no_progress
from search.reader import Reader
from search.status import counts_of_statuses, status_aggregation
from search.tree import Among, Anyone, Count, Every, Node, Plan, Range, Term, Top, Without

_BULK_BYTES = 8_000_000
_MOST_CODES = 100
_STATE = "state"
_NOTICE_SECONDS = 1.0
_PAGE = 2000
# For so many seconds a load goes on trying, where trying again is worth it.
_WRITE_RETRY = 90.0
_WRITE_TIMEOUT = 120.0
_BUSY = (408, 429, 502, 503, 504)
# As many refused documents are told of one by one.
_TOLD = 5
_T = TypeVar("_T")
_encoder = msgspec.json.Encoder()


def _mappings(embedder: Embedder | None) -> dict[str, Any]:
    fields: dict[str, Any] = {
        name: {"type": "text", "analyzer": "whitespace", "index_options": "freqs", "store": False}
        for name in TEXT_FIELDS
    }
    for name in KEYWORD_FIELDS:
        counted = name in FACETS or name in ("end_reason", "id")
        fields[name] = {"type": "keyword", "norms": False, "doc_values": counted}
    for name in INTEGER_FIELDS:
        fields[name] = {"type": "integer"}
    fields["doc"] = {"type": "object", "enabled": False}
    if embedder is not None:
        # Flat: every vector is looked at, as in the embedded index, and both find the same.
        fields["vector"] = {
            "type": "dense_vector",
            "dims": embedder.dimensions,
            "index": True,
            "similarity": "dot_product",
            "index_options": {"type": "flat"},
        }
    # The tokens can be made again from ``doc``: the source keeps nothing else.
    return {"dynamic": "strict", "_source": {"includes": ["doc"]}, "properties": fields}


_UNIT_MAPPINGS: dict[str, Any] = {
    "dynamic": "strict",
    "properties": {
        "key": {"type": "keyword"},
        "digest": {"type": "keyword"},
        "documents": {"type": "keyword", "index": False, "doc_values": False},
        "release": {"type": "integer"},
        "target": {"type": "integer"},
        "layout": {"type": "keyword"},
    },
}


def _id(name: str) -> str:
    """Identifiers of documents may be longer than the 512 bytes that Elasticsearch takes."""
    return hashlib.blake2b(name.encode(), digest_size=16).hexdigest()


def _asking(call: Callable[[], _T]) -> _T:
    """Run one request; whatever goes wrong becomes a SearchError in Chinese."""
    try:
        return call()
    except NotFoundError:
        raise
    except (ApiError, TransportError) as error:
        raise SearchError(_told(error)) from error


def _told(error: ApiError | TransportError) -> str:
    """What is wrong and what to do."""
    if isinstance(error, ApiError):
        said = str(error)
        if "flood-stage" in said or "disk usage exceeded" in said:
            return f"Elasticsearch 的磁盘快满了，索引已被它设为只读：{said}。请清出空间后再试"
        if error.status_code in (401, 403):
            return f"Elasticsearch 不让进：{said}。请核对 DINGFEN_SEARCH 里的用户、密码和权限"
        if error.status_code in _BUSY:
            return f"Elasticsearch 忙，或有分片不在：{said}。请稍后再试；若总是这样，请看各节点是否都在运行"
        return f"Elasticsearch 拒绝了请求：{said}；请检查服务器日志"
    if isinstance(error, ConnectionTimeout):
        return f"Elasticsearch 在限定的时间里没有回答：{error}。请检查网络和服务器，稍后再试（DINGFEN_WAIT 可改）"
    return f"连不上 Elasticsearch：{error}；请检查 DINGFEN_SEARCH 与服务器是否在运行"


def _insisting(call: Callable[[], _T]) -> _T:
    """As :func:`_asking`, of something that may be done twice: tried again for a while when the server is busy or away."""
    end, pause = time.monotonic() + _WRITE_RETRY, 0.5
    while True:
        try:
            return call()
        except NotFoundError:
            raise
        except (ApiError, TransportError) as error:
            passing = error.status_code in _BUSY if isinstance(error, ApiError) else True
            if not passing or time.monotonic() + pause > end:
                raise SearchError(_told(error)) from error
        time.sleep(pause)
        pause = min(8.0, pause * 2)


class ElasticSearchStore:
    """See :class:`search.port.SearchStore`. ``url`` is the server's, or those of its nodes; ``name`` the alias, and the head of the names of
    all its indices; ``shards`` and ``replicas`` are those of an index built from nothing; ``wait`` is how many seconds the server may let
    a reader wait. A server holds one release."""

    in_place = True

    def __init__(
        self,
        url: str | list[str],
        name: str = "dingfen",
        shards: int = 1,
        replicas: int = 0,
        retries: int = 3,
        embedding: str = "",
        wait: float = 10.0,
    ) -> None:
        # What hangs is not asked twice; a node that is gone is answered for by another.
        self._client = Elasticsearch(
            url,
            request_timeout=wait,
            retry_on_timeout=False,
            max_retries=retries,
            retry_on_status=[502, 504],
            dead_node_backoff_factor=0.5,
            max_dead_node_backoff=5,
        )
        self._writer = self._client.options(request_timeout=_WRITE_TIMEOUT)
        self._name = name
        self._shards = shards
        self._replicas = replicas
        self._embedding = embedding

    @property
    def _embedder(self) -> Embedder | None:
        return open_embedder(self._embedding)

    # State

    def _index(self) -> str | None:
        """The index behind the alias; None when there is none."""
        try:
            answer = _asking(lambda: self._client.indices.get_alias(name=self._name))
        except NotFoundError:
            return None
        return str(max(answer.body))

    @staticmethod
    def _units_of(index: str) -> str:
        return f"{index}-units"

    def _kept_state(self, index: str) -> dict[str, Any] | None:
        """What is written down of the index, whichever program did so."""
        try:
            answer = _asking(lambda: self._client.get(index=self._units_of(index), id=_STATE))
        except NotFoundError:
            return None
        state: dict[str, Any] = answer.body["_source"]
        return state

    def _suits(self, state: dict[str, Any]) -> bool:
        return suits(state["layout"], layout(), self._embedder)

    def _state(self, index: str) -> dict[str, Any] | None:
        state = self._kept_state(index)
        return state if state is not None and self._suits(state) else None

    def _foreign(self, made: str) -> str:
        return (
            f"Elasticsearch 上的索引 {self._name} 由另一版程序或另一个句向量模型建成，结构不同（那里 {made}，本程序 "
            f"{layout_with(layout(), self._embedder)}）。若本程序是新装的，请运行 dingfen rebuild 由数据库重建；"
            "若别处已换了新程序，请把这里的也换成那一版"
        )

    def _require(self, release: int) -> str:
        index = self._index()
        state = None if index is None else self._kept_state(index)
        if state is not None and not self._suits(state):
            raise ReleaseMissingError(self._foreign(state["layout"]))
        if index is None or state is None or release not in (state["release"], state["target"]):
            raise ReleaseMissingError(f"Elasticsearch 上没有第 {release} 号发布的索引；请重建：dingfen rebuild")
        return index

    def at_rest(self) -> bool:
        """Whether the index is on its way to no other release."""
        index = self._index()
        state = None if index is None else self._kept_state(index)
        return state is None or bool(state["release"] == state["target"])

    def releases(self) -> list[int]:
        """The one release that is here, if any."""
        index = self._index()
        state = None if index is None else self._state(index)
        return [] if state is None else [state["release"]]

    def _records(self, index: str, fields: list[str]) -> Iterator[dict[str, Any]]:
        """The records of all units."""
        after: list[Any] | None = None
        while True:
            page = _insisting(partial(self._records_after, index, fields, after))
            hits = page["hits"]["hits"]
            yield from (hit["_source"] for hit in hits)
            if len(hits) < _PAGE:
                return
            after = hits[-1]["sort"]

    def _records_after(self, index: str, fields: list[str], after: list[Any] | None) -> Any:
        return self._writer.search(
            index=self._units_of(index),
            allow_partial_search_results=False,
            query={"exists": {"field": "key"}},
            sort=[{"key": "asc"}],
            size=_PAGE,
            source={"includes": fields},
            search_after=after,
        )

    def manifest(self, release: int) -> dict[str, str]:
        """Unit key → digest; "" for one that a kill left unfinished. Raises ReleaseMissingError."""
        index = self._require(release)
        return {record["key"]: record["digest"] for record in self._records(index, ["key", "digest"])}

    # Writing

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
        """Make ``release`` out of ``base``: from nothing in a new index that takes the alias at the end, else unit by unit in the
        index that is there. Raises SearchError where another version of the program made that index, unless all is made ``anew``."""
        there = self._index()
        former = None if there is None else self._kept_state(there)
        if former is not None and not anew and not self._suits(former):
            raise SearchError(self._foreign(former["layout"]))
        if base is None:
            index = f"{self._name}-{release}-{secrets.token_hex(4)}"
            self._create(index)
            try:
                self._write(index, release, release, remove, put, total, progress, {})
                self._switch(index)
            except BaseException:
                # Where the server is gone, the next switch sweeps; what is to be told is the first error.
                with suppress(SearchError):
                    self._delete(index)
                raise
            return
        index = self._require(base)
        known = {record["key"]: record["documents"] for record in self._records(index, ["key", "documents"])}
        self._write(index, base, release, remove, put, total, progress, known)

    def _settings(self, shards: int) -> dict[str, Any]:
        return {"number_of_shards": shards, "number_of_replicas": self._replicas, "refresh_interval": "-1"}

    def _create(self, index: str) -> None:
        client = self._writer.indices
        _asking(
            lambda: client.create(
                index=index, mappings=_mappings(self._embedder), settings=self._settings(self._shards)
            )
        )
        _asking(lambda: client.create(index=self._units_of(index), mappings=_UNIT_MAPPINGS, settings=self._settings(1)))

    def _delete(self, index: str) -> None:
        _asking(lambda: self._writer.indices.delete(index=[index, self._units_of(index)], ignore_unavailable=True))

    def _switch(self, index: str) -> None:
        """Move the alias in one step, then drop what it left."""
        former = self._index()
        actions: list[dict[str, Any]] = [{"add": {"index": index, "alias": self._name}}]
        if former is not None:
            actions.append({"remove": {"index": former, "alias": self._name}})
        _asking(lambda: self._writer.indices.update_aliases(actions=actions))
        pattern = f"{self._name}-*"
        every = _asking(lambda: self._client.indices.get(index=pattern, ignore_unavailable=True)).body
        for name in every:
            if not name.startswith(index) and not name.endswith("-units") and self._ours(name):
                self._delete(name)

    def _ours(self, index: str) -> bool:
        parts = index.removeprefix(f"{self._name}-").split("-")
        return len(parts) == 2 and parts[0].isdigit() and len(parts[1]) == 8

    def _write_state(self, index: str, release: int, target: int) -> None:
        state = {"release": release, "target": target, "layout": layout_with(layout(), self._embedder)}
        _insisting(lambda: self._writer.index(index=self._units_of(index), id=_STATE, document=state, refresh=True))

    def _write(
        self,
        index: str,
        base: int,
        release: int,
        remove: Collection[str],
        put: Iterable[SearchUnit | PreparedUnit],
        total: int,
        progress: Progress,
        known: dict[str, list[str]],
    ) -> None:
        self._write_state(index, base, release)
        gone = [key for key in remove if key in known]
        for keys in _batches(gone, _PAGE):
            self._unfinished(index, [(key, known[key]) for key in keys])
            self._bulk([_delete_line(index, one) for key in keys for one in known.pop(key)])
            self._bulk([_delete_line(self._units_of(index), _id(key)) for key in keys])
        done = 0
        for units in _by_size(map(prepare_unit, put)):
            written = {unit.key: [_id(doc.keywords[0][0]) for doc in unit.docs] for unit in units}
            stale = {key: set(known.get(key, ())) - set(ids) for key, ids in written.items()}
            self._unfinished(index, [(key, [*ids, *sorted(stale[key])]) for key, ids in written.items()])
            lines: list[bytes] = []
            for unit, vectors in with_vectors(self._embedder, units):
                for place, (doc, identifier) in enumerate(zip(unit.docs, written[unit.key], strict=True)):
                    lines += _index_lines(index, identifier, doc, vectors.get(place))
                lines += [_delete_line(index, identifier) for identifier in sorted(stale[unit.key])]
            self._bulk(lines, {_id(doc.keywords[0][0]): doc.keywords[0][0] for unit in units for doc in unit.docs})
            finished: list[bytes] = []
            for unit in units:
                record = {"key": unit.key, "digest": unit.digest, "documents": written[unit.key]}
                finished += _lines(self._units_of(index), _id(unit.key), _encoder.encode(record))
                known[unit.key] = written[unit.key]
            self._bulk(finished)
            done += len(units)
            progress(done, total)
        _insisting(lambda: self._writer.indices.refresh(index=[index, self._units_of(index)]))
        self._write_state(index, release, release)

    def _unfinished(self, index: str, units: Sequence[tuple[str, Sequence[str]]]) -> None:
        """Write units down as unfinished, with every document that they have or had."""
        lines: list[bytes] = []
        for key, documents in units:
            record = {"key": key, "digest": "", "documents": documents}
            lines += _lines(self._units_of(index), _id(key), _encoder.encode(record))
        self._bulk(lines)

    def _bulk(self, lines: Sequence[bytes], names: Mapping[str, str] | None = None) -> None:
        """Send lines of the bulk format in pieces of some megabytes. Every document is looked at: those that the server was too busy for are
        sent again, and any other refusal is an error that names the documents (``names``: their identifiers by those on the server)."""
        refused: dict[str, str] = {}
        piece: list[tuple[bytes, ...]] = []
        size = 0
        waiting = iter(lines)
        for line in waiting:
            # An action and its document travel together.
            entry = (line,) if line.startswith(b'{"delete"') else (line, next(waiting))
            piece.append(entry)
            size += sum(map(len, entry))
            if size > _BULK_BYTES:
                refused |= self._send(piece)
                piece, size = [], 0
        if piece:
            refused |= self._send(piece)
        if refused:
            named = [f"{(names or {}).get(key, key)}（{why}）" for key, why in list(refused.items())[:_TOLD]]
            more = f"等 {len(refused)} 份" if len(refused) > _TOLD else ""
            raise SearchError(
                f"Elasticsearch 未收下这些文档：{'；'.join(named)}{more}。其余已写入；改正后再载入会接着做"
            )

    def _send(self, piece: list[tuple[bytes, ...]]) -> dict[str, str]:
        """Write a piece; what is refused for good, and why."""
        end, pause = time.monotonic() + _WRITE_RETRY, 0.5
        refused: dict[str, str] = {}
        while piece:
            # The client passes bytes through as they are, which its types do not say.
            operations: Any = [line for entry in piece for line in entry]
            answer = _insisting(partial(self._writer.bulk, operations=operations, timeout="60s"))
            if not answer["errors"]:
                break
            again: list[tuple[bytes, ...]] = []
            for entry, item in zip(piece, answer["items"], strict=True):
                (result,) = item.values()
                if "error" not in result:
                    continue
                if result["status"] in _BUSY and time.monotonic() + pause < end:
                    again.append(entry)
                else:
                    refused[result["_id"]] = str(result["error"].get("reason", ""))
            piece = again
            if piece:
                time.sleep(pause)
                pause = min(8.0, pause * 2)
        return refused

    # Reading

    def reader(self, release: int) -> Reader:
        """Search the release. Raises ReleaseMissingError."""
        index = self._require(release)
        engine, embedder = _ElasticEngine(self._client, self._name, index), self._embedder
        dense = _ElasticDense(embedder, engine) if embedder else None
        return Reader(release, engine, _Notice(self, index, release), dense)

    def drop(self, release: int) -> None:
        """Delete the indices of the release."""
        try:
            self._delete(self._require(release))
        except ReleaseMissingError:
            return

    def condition(self) -> Condition:
        """In what state this is; changes nothing. Raises SearchError when it cannot be asked."""
        hosts = sorted({f"{node.host}:{node.port}" for node in self._client.transport.node_pool.all()})
        found = Condition("elasticsearch", f"{'、'.join(hosts)}/{self._name}")
        found.version = str(_asking(self._client.info)["version"]["number"])
        health = _asking(self._client.cluster.health)
        found.counts["servers"] = int(health["number_of_nodes"])
        index = self._index()
        state = None if index is None else self._kept_state(index)
        every = _asking(lambda: self._client.indices.get(index=f"{self._name}-*", ignore_unavailable=True)).body
        found.left = sorted(name for name in every if name != index and self._ours(name))
        if index is None or state is None:
            return found
        found.release, found.target = int(state["release"]), int(state["target"])
        found.layout, found.suits = state["layout"], self._suits(state)
        mine = [index, self._units_of(index)]
        status = _asking(lambda: self._client.cluster.health(index=mine))["status"]
        if status != "green":
            said = "有副本还没有放到节点上" if status == "yellow" else "有分片不在，检索会失败"
            found.remarks.append(f"索引的健康状态是 {status}：{said}。请看各节点是否都在运行")
        unfinished = _asking(lambda: self._client.count(index=mine[1], query={"term": {"digest": ""}}))["count"]
        if unfinished:
            found.remarks.append(f"有 {unfinished} 个单元写到一半，再载入会接着写")
        if status != "red":
            found.counts["units"] = int(
                _asking(lambda: self._client.count(index=mine[1], query={"exists": {"field": "key"}}))["count"]
            )
            found.counts["documents"] = int(_asking(lambda: self._client.count(index=index))["count"])
        stats = _asking(lambda: self._client.indices.stats(index=mine))
        found.size = int(stats["_all"]["total"]["store"]["size_in_bytes"])
        return found

    def close(self) -> None:
        self._client.close()


class _Notice:
    """Says so while the index is on its way to another release. Asks the server at most once a second."""

    def __init__(self, store: ElasticSearchStore, index: str, release: int) -> None:
        self._store = store
        self._index = index
        self._release = release
        self._asked = float("-inf")
        self._remark: str | None = None

    def __call__(self) -> str | None:
        now = time.monotonic()
        if now - self._asked > _NOTICE_SECONDS:
            self._asked = now
            state = self._store._state(self._index)
            if state is None:
                self._remark = f"第 {self._release} 号发布的索引已被替换，请重新打开"
            elif state["target"] != state["release"]:
                self._remark = (
                    f"索引正从第 {state['release']} 号发布更新到第 {state['target']} 号发布，结果可能兼有两版"
                )
            else:
                self._remark = None
        return self._remark


def _lines(index: str, identifier: str, source: bytes) -> list[bytes]:
    return [_encoder.encode({"index": {"_index": index, "_id": identifier}}), source]


def _delete_line(index: str, identifier: str) -> bytes:
    return _encoder.encode({"delete": {"_index": index, "_id": identifier}})


def _index_lines(index: str, identifier: str, doc: PreparedDoc, vector: list[float] | None = None) -> list[bytes]:
    source: dict[str, Any] = dict(zip(TEXT_FIELDS, doc.texts, strict=True))
    source.update((name, values) for name, values in zip(KEYWORD_FIELDS, doc.keywords, strict=True) if values)
    source.update(zip(INTEGER_FIELDS, doc.integers, strict=True))
    source["doc"] = msgspec.Raw(doc.stored)
    if vector is not None:
        source["vector"] = vector
    return _lines(index, identifier, _encoder.encode(source))


def _batches(keys: Iterable[str], size: int) -> Iterator[list[str]]:
    waiting = iter(keys)
    while batch := list(itertools.islice(waiting, size)):
        yield batch


def _by_size(units: Iterable[PreparedUnit]) -> Iterator[list[PreparedUnit]]:
    """Units in batches of a few megabytes, and at least one each."""
    batch: list[PreparedUnit] = []
    size = 0
    for unit in units:
        batch.append(unit)
        size += sum(len(doc.stored) * 8 for doc in unit.docs) + 200
        if size > _BULK_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


class _ElasticEngine:
    """:class:`search.tree.Engine` over one index. A reference is the hit as the server gave it."""

    def __init__(self, client: Elasticsearch, alias: str, index: str) -> None:
        self._client = client
        self._alias = alias
        self._index = index

    def documents(self) -> int:
        return int(_asking(lambda: self._client.count(index=self._index))["count"])

    def close(self) -> None:
        """The connection belongs to the store."""

    def _node(self, node: Node) -> dict[str, Any]:
        if isinstance(node, Term):
            return {"term": {node.field: {"value": node.token, "boost": node.boost}}}
        if isinstance(node, Among):
            return {"terms": {node.field: list(node.values)}}
        if isinstance(node, Range):
            bounds = {"gte": node.low, "lte": node.high}
            return {"range": {node.field: {name: value for name, value in bounds.items() if value is not None}}}
        if isinstance(node, Anyone):
            return {"bool": {"should": [self._node(part) for part in node.parts], "minimum_should_match": 1}}
        if isinstance(node, Every):
            return self._bool(node.parts)
        return {"bool": {"must_not": [self._node(node.part)]}}

    def _bool(self, parts: Iterable[Node]) -> dict[str, Any]:
        parts = list(parts)
        out: dict[str, Any] = {"filter": [self._node(part) for part in parts if not isinstance(part, Without)]}
        if not out["filter"]:
            out["filter"] = [{"match_all": {}}]
        if without := [self._node(part.part) for part in parts if isinstance(part, Without)]:
            out["must_not"] = without
        return {"bool": out}

    def _query(self, plan: Plan) -> dict[str, Any]:
        query = self._bool(plan.filters)
        if plan.found is not None:
            query["bool"]["must"] = [self._node(plan.found)]
        if plan.extra:
            query["bool"]["should"] = [self._node(term) for term in plan.extra]
        return query

    def _search(self, **body: Any) -> Any:
        # A search by vectors has no statistics to share, and does not take the option.
        kind: dict[str, Any] = {} if "knn" in body else {"search_type": "dfs_query_then_fetch"}
        try:
            return _asking(
                lambda: self._client.search(index=self._index, allow_partial_search_results=False, **kind, **body)
            )
        except NotFoundError as error:
            raise ReleaseMissingError("Elasticsearch 上的索引已被替换；请重新打开") from error

    def top(self, plan: Plan, limit: int) -> Top:
        order: list[dict[str, str]] = [{"_score": "desc"}] if plan.found is not None else []
        answer = self._search(
            query=self._query(plan),
            size=limit,
            sort=[*order, {"id": "asc"}],
            track_scores=True,
            track_total_hits=plan.counted,
        )
        hits = answer["hits"]
        total = hits["total"]["value"] if plan.counted else len(hits["hits"])
        return Top(total, [(float(hit["_score"] or 0), hit) for hit in hits["hits"]])

    def key(self, reference: object) -> object:
        return _hit(reference)["_id"]

    def nearest(self, vector: list[float], filters: tuple[Node, ...], limit: int) -> list[tuple[float, object]]:
        """The documents of the nearest vectors that pass the filters."""
        answer = self._search(
            knn={
                "field": "vector",
                "query_vector": vector,
                "k": limit,
                "num_candidates": limit,
                "filter": self._bool(filters),
            },
            size=limit,
        )
        # Of a product p the server says (1 + p) / 2.
        found = [(2 * float(hit["_score"]) - 1, hit) for hit in answer["hits"]["hits"]]
        found.sort(key=lambda one: (-round(one[0], 5), one[1]["_source"]["doc"]["id"]))
        return [(score, hit) for score, hit in found]

    def load(self, references: Sequence[object]) -> list[bytes]:
        return [_encoder.encode(_hit(reference)["_source"]["doc"]) for reference in references]

    def counts(self, requests: Sequence[Count]) -> list[dict[str, dict[str, int]]]:
        searches: list[dict[str, Any]] = []
        for request in requests:
            wanted: dict[str, Any] = {
                facet: {"terms": {"field": facet, "size": _MOST_CODES}} for facet in request.facets
            }
            if request.day is not None:
                wanted["status"] = status_aggregation(request.day)
            searches += [
                {"index": self._index, "allow_partial_search_results": False},
                {"query": self._query(msgspec.structs.replace(request.plan, extra=())), "size": 0, "aggs": wanted},
            ]
        answers = _asking(lambda: self._client.msearch(searches=searches))["responses"]
        out = []
        for request, answer in zip(requests, answers, strict=True):
            if "error" in answer:
                raise SearchError(f"Elasticsearch 无法统计：{answer['error'].get('reason', '')}")
            found = answer.get("aggregations", {})
            counts = {
                facet: {bucket["key"]: bucket["doc_count"] for bucket in found[facet]["buckets"]}
                for facet in request.facets
            }
            if request.day is not None:
                counts["status"] = counts_of_statuses(found["status"])
            out.append(counts)
        return out

    def explain(self, terms: Sequence[Term], reference: object) -> list[tuple[Term, float]]:
        named = [
            {
                "term": {
                    term.field: {"value": term.token, "boost": term.boost, "_name": str(position)},
                }
            }
            for position, term in enumerate(terms)
        ]
        answer = self._search(
            query={"bool": {"filter": [{"ids": {"values": [_hit(reference)["_id"]]}}], "should": named}},
            size=1,
            source=False,
            include_named_queries_score=True,
        )
        matched: dict[str, float] = answer["hits"]["hits"][0].get("matched_queries", {})
        return [(terms[int(position)], weight) for position, weight in matched.items()]


class _ElasticDense:
    """:class:`search.dense.Dense` over the vectors on the server."""

    def __init__(self, embedder: Embedder, engine: _ElasticEngine) -> None:
        self._embedder = embedder
        self._engine = engine

    def nearest(self, words: str, filters: tuple[Node, ...], limit: int) -> list[tuple[float, object]]:
        vector = self._embedder.question(words)
        return self._engine.nearest(vector.tolist(), filters, limit) if vector.any() else []


def _hit(reference: object) -> dict[str, Any]:
    if not isinstance(reference, dict):
        raise TypeError("a reference of this engine is a hit")
    return reference

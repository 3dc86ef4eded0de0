"""Dense vectors beside the words, where a home has a sentence-embedding model (setting ``embedding``): an optional extra, off by default.

A model is a folder, read with ``tokenizers`` and one of two ways: an ONNX export (``model.onnx``, run by ``onnxruntime``), or a static table of
token vectors (``model.safetensors`` as model2vec writes it; some hundred times faster, and less apt). Provisions and items are
embedded when they are put into an index. The embedded index keeps its vectors as memory-mapped files of single precision beside tantivy's
(half precision would be half as large, and took twenty times as long to multiply here); the search is exact, a product with every
vector. Elasticsearch keeps them as a flat ``dense_vector``, which is exact as well. Both are joined to what words find by reciprocal rank
(Cormack, Clarke, Büttcher 2009).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import msgspec

from ontologies.records import ItemKind
from search.documents import restore
from search.port import PreparedDoc, PreparedUnit, ReleaseMissingError, SearchDoc, SearchError
from search.tree import Among, Engine, Node, Plan

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Matrix = npt.NDArray[np.float32]

#: How many of each ranking are joined.
JOINED = 100
# The constant of reciprocal rank fusion that its authors found to matter little and left at 60.
_K = 60
_KINDS = frozenset({"provision", *(str(kind) for kind in ItemKind if kind not in (ItemKind.BODY, ItemKind.OFFICER))})
# Of a long article, so many characters: models read some hundred tokens and pass over the rest.
_LONGEST = 600
_MOST_TOKENS = 512
_BATCH = 32
_ONNX = ("onnx/model.onnx", "model.onnx", "onnx/model_quantized.onnx", "model_quantized.onnx")
_STATIC = "model.safetensors"
_TYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2"}
_FOLDER = "vectors"
_MOST_PARTS = 16
_MOST_DEAD = 0.25
# Filters are applied behind the vectors: so many more are fetched, at most, until enough pass.
_WIDEST = 25_600
Key = TypeVar("Key")


def _missing(error: ImportError) -> SearchError:
    return SearchError(
        f"设置了 DINGFEN_EMBEDDING，但没有装向量检索要用的 {error.name}：请运行 pip install 'dingfen[dense]'"
    )


# Models -----------------------------------------------------------------------------------------------------------------------------


class Embedder:
    """A sentence-embedding model in a folder. Raises SearchError where the folder is no such model or the extra is not installed.

    ``tokenizer.json`` is needed. Pooling (mean, or the first token) is read from ``1_Pooling/config.json``, what is put before a question from
    ``config_sentence_transformers.json`` (``prompts.query``), as sentence-transformers writes them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        if not (folder / "tokenizer.json").is_file():
            raise SearchError(
                f"DINGFEN_EMBEDDING 所指的“{folder}”里没有 tokenizer.json，不是可用的句向量模型。应有 tokenizer.json 和 model.onnx（或 {_STATIC}）"
            )
        self._onnx = next((folder / name for name in _ONNX if (folder / name).is_file()), None)
        if self._onnx is None and not (folder / _STATIC).is_file():
            raise SearchError(f"DINGFEN_EMBEDDING 所指的“{folder}”里没有 {_ONNX[1]}，也没有 {_STATIC}")

    @cached_property
    def fingerprint(self) -> str:
        """Changes with the model: vectors of another cannot be compared with those of this."""
        digest = hashlib.blake2b(digest_size=8)
        files = [self._onnx or self._folder / _STATIC, self._folder / "tokenizer.json"]
        files += [self._folder / "1_Pooling" / "config.json"]
        for path in files:
            if path.is_file():
                with path.open("rb") as stream:
                    digest.update(hashlib.file_digest(stream, "blake2b").digest())
        return digest.hexdigest()

    def _config(self, name: str) -> dict[str, Any]:
        try:
            found = json.loads((self._folder / name).read_bytes())
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    @cached_property
    def _encode(self) -> Callable[[list[str]], Matrix]:
        try:
            return _onnx_model(self._folder, self._onnx, self._config) if self._onnx else _static_model(self._folder)
        except ImportError as error:
            raise _missing(error) from error
        except SearchError:
            raise
        except Exception as error:
            # A broken model file may raise whatever its library likes.
            raise SearchError(f"句向量模型“{self._folder}”打不开：{error}") from error

    @cached_property
    def dimensions(self) -> int:
        return int(self.embed(["法"]).shape[1])

    def embed(self, texts: Sequence[str]) -> Matrix:
        """One vector of length one for each text."""
        import numpy as np

        # Texts of like length together: a batch is as wide as its longest.
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        out: Matrix | None = None
        for start in range(0, len(order), _BATCH):
            places = order[start : start + _BATCH]
            vectors = self._encode([texts[place] for place in places])
            if out is None:
                out = np.zeros((len(texts), vectors.shape[1]), dtype=np.float32)
            lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
            out[places] = vectors / np.where(lengths > 0, lengths, 1)
        return out if out is not None else np.zeros((0, 0), dtype=np.float32)

    @cached_property
    def _prompt(self) -> str:
        return str((self._config("config_sentence_transformers.json").get("prompts") or {}).get("query", ""))

    def question(self, words: str) -> Matrix:
        """The vector of a question."""
        found: Matrix = self.embed([self._prompt + words])[0]
        return found


def _tokenizer(folder: Path, longest: int) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(longest)
    return tokenizer


def _onnx_model(folder: Path, model: Path, config: Callable[[str], dict[str, Any]]) -> Callable[[list[str]], Matrix]:
    import numpy as np
    import onnxruntime

    longest = int(config("sentence_bert_config.json").get("max_seq_length") or _MOST_TOKENS)
    tokenizer = _tokenizer(folder, min(longest, _MOST_TOKENS))
    tokenizer.enable_padding()
    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    asked = {one.name for one in session.get_inputs()}
    first = bool(config("1_Pooling/config.json").get("pooling_mode_cls_token"))

    def encode(texts: list[str]) -> Matrix:
        read = tokenizer.encode_batch(texts)
        mask = np.array([one.attention_mask for one in read], dtype=np.int64)
        given = {
            "input_ids": np.array([one.ids for one in read], dtype=np.int64),
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(mask),
        }
        tokens = session.run(None, {name: value for name, value in given.items() if name in asked})[0]
        if tokens.ndim == 2:
            # The export pools itself.
            return np.asarray(tokens, dtype=np.float32)
        if first:
            return np.asarray(tokens[:, 0], dtype=np.float32)
        weights = mask[:, :, None].astype(np.float32)
        return np.asarray((tokens * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1), dtype=np.float32)

    return encode


def _static_model(folder: Path) -> Callable[[list[str]], Matrix]:
    import numpy as np

    tokenizer = _tokenizer(folder, _MOST_TOKENS)
    tensors = _tensors(folder / _STATIC)
    if "embeddings" not in tensors:
        raise SearchError(f"“{folder / _STATIC}”里没有 embeddings，不是静态句向量（model2vec）；其他模型请导出为 ONNX")
    table = tensors["embeddings"].astype(np.float32)
    if "weights" in tensors:
        table = table * tensors["weights"].astype(np.float32).reshape(-1, 1)
    mapped = tensors.get("mapping")
    unknown = tokenizer.token_to_id("[UNK]")

    def encode(texts: list[str]) -> Matrix:
        out = np.zeros((len(texts), table.shape[1]), dtype=np.float32)
        for index, one in enumerate(tokenizer.encode_batch(texts, add_special_tokens=False)):
            ids = [token for token in one.ids if token != unknown]
            if ids:
                rows = mapped[ids] if mapped is not None else ids
                out[index] = table[rows].mean(axis=0)
        return out

    return encode


def _tensors(path: Path) -> dict[str, Any]:
    """The arrays of a safetensors file: eight bytes of length, a JSON head, the data."""
    import numpy as np

    data = path.read_bytes()
    size = int.from_bytes(data[:8], "little")
    head: dict[str, Any] = json.loads(data[8 : 8 + size])
    types = {**_TYPES, "I64": "<i8", "I32": "<i4"}
    found = {}
    for name, told in head.items():
        if name != "__metadata__" and told["dtype"] in types:
            begins, ends = told["data_offsets"]
            raw = np.frombuffer(data[8 + size + begins : 8 + size + ends], dtype=types[told["dtype"]])
            found[name] = raw.reshape(told["shape"])
    return found


@lru_cache(maxsize=2)
def _opened(folder: Path) -> Embedder:
    return Embedder(folder)


def open_embedder(place: str | Path) -> Embedder | None:
    """The model in a folder, opened once; None where none is set. Raises SearchError."""
    return _opened(Path(place).expanduser()) if str(place) else None


def layout_with(layout: str, embedder: Embedder | None) -> str:
    """What an index is known by that has the vectors of a model beside its words."""
    return layout if embedder is None else f"{layout}+{embedder.fingerprint}"


def suits(kept: str, layout: str, embedder: Embedder | None) -> bool:
    """Whether an index as it is kept serves: its words are cut so, and the vectors are of this model where one is set."""
    return kept.partition("+")[0] == layout if embedder is None else kept == layout_with(layout, embedder)


# Documents --------------------------------------------------------------------------------------------------------------------------


def text_of(doc: SearchDoc) -> str:
    """What of a document is embedded; "" for one that has no vector (a law, a body: they are found by name)."""
    return f"{doc.title} {doc.heading} {doc.text}"[:_LONGEST].strip() if doc.kind in _KINDS else ""


def vectors_of(embedder: Embedder, docs: Sequence[PreparedDoc]) -> dict[int, list[float]]:
    """Index of a document → its vector, of those that have one."""
    texts = {index: text for index, doc in enumerate(docs) if (text := text_of(restore(doc.stored)))}
    vectors = embedder.embed(list(texts.values()))
    return {index: vectors[row].tolist() for row, index in enumerate(texts) if vectors[row].any()}


# The embedded index -----------------------------------------------------------------------------------------------------------------


class _Part(msgspec.Struct):
    name: str
    rows: int


class _Rows(msgspec.Struct):
    """The rows of one unit: which part, from which row, of which documents."""

    part: int
    start: int
    ids: list[str]


class _Head(msgspec.Struct):
    dimensions: int
    parts: list[_Part]
    units: dict[str, _Rows]


def _read_head(folder: Path) -> _Head:
    try:
        return msgspec.msgpack.decode((folder / "head.msgpack").read_bytes(), type=_Head)
    except (OSError, msgspec.DecodeError) as error:
        raise ReleaseMissingError("这版发布的向量不全；请重建：dingfen rebuild") from error


class VectorWriter:
    """Writes the vectors of a release beside its index: what the base has is linked, what is new becomes one more part. Parts are written
    anew as one when there are many, or when much in them is of documents that are gone."""

    def __init__(self, embedder: Embedder, folder: Path, base: Path | None) -> None:
        self._embedder = embedder
        self._folder = folder / _FOLDER
        self._folder.mkdir()
        self._base = base / _FOLDER if base is not None else None
        self._head = _read_head(self._base) if self._base is not None else _Head(embedder.dimensions, [], {})
        self._waiting: list[tuple[str, list[str], list[str]]] = []
        self._rows = 0
        self._name = f"part-{1 + max((int(part.name[5:-4]) for part in self._head.parts), default=0):04d}.f32"
        self._stream = (self._folder / self._name).open("wb")

    def remove(self, key: str) -> None:
        """A unit goes."""
        self._head.units.pop(key, None)

    def put(self, unit: PreparedUnit) -> None:
        """A unit comes, or is replaced."""
        self.remove(unit.key)
        docs = [restore(doc.stored) for doc in unit.docs]
        texts = {doc.id: text for doc in docs if (text := text_of(doc))}
        if texts:
            self._waiting.append((unit.key, list(texts), list(texts.values())))
        if sum(len(ids) for _, ids, _ in self._waiting) >= 8 * _BATCH:
            self._flush()

    def _flush(self) -> None:
        import numpy as np

        vectors = self._embedder.embed([text for _, _, texts in self._waiting for text in texts])
        if len(vectors):
            self._stream.write(np.ascontiguousarray(vectors, dtype="<f4").tobytes())
        for key, ids, _ in self._waiting:
            self._head.units[key] = _Rows(len(self._head.parts), self._rows, ids)
            self._rows += len(ids)
        self._waiting = []

    def finish(self) -> None:
        """Write what waits, and the head."""
        self._flush()
        self._stream.close()
        if self._rows:
            self._head.parts.append(_Part(self._name, self._rows))
        else:
            (self._folder / self._name).unlink()
        if self._base is not None:
            for part in self._head.parts:
                if part.name != self._name:
                    _link(self._base / part.name, self._folder / part.name)
        alive = sum(len(rows.ids) for rows in self._head.units.values())
        there = sum(part.rows for part in self._head.parts)
        if len(self._head.parts) > _MOST_PARTS or alive < there * (1 - _MOST_DEAD):
            self._together()
        (self._folder / "head.msgpack").write_bytes(msgspec.msgpack.encode(self._head))

    def abandon(self) -> None:
        """Close what is open: the folder is not wanted."""
        self._stream.close()

    def _together(self) -> None:
        parts = [_mapped(self._folder / part.name, part.rows, self._head.dimensions) for part in self._head.parts]
        name = f"part-{int(self._name[5:-4]) + 1:04d}.f32"
        units: dict[str, _Rows] = {}
        place = 0
        with (self._folder / name).open("wb") as stream:
            for key, rows in self._head.units.items():
                stream.write(parts[rows.part][rows.start : rows.start + len(rows.ids)].tobytes())
                units[key] = _Rows(0, place, rows.ids)
                place += len(rows.ids)
        for part in self._head.parts:
            (self._folder / part.name).unlink()
        self._head = _Head(self._head.dimensions, [_Part(name, place)] if place else [], units)
        if not place:
            (self._folder / name).unlink()


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _mapped(path: Path, rows: int, dimensions: int) -> Matrix:
    import numpy as np

    found: Matrix = np.memmap(path, dtype="<f4", mode="r", shape=(rows, dimensions))
    return found


class VectorIndex:
    """The vectors of a release, memory-mapped: asked exactly, by the product with every one."""

    def __init__(self, folder: Path) -> None:
        import numpy as np

        head = _read_head(folder / _FOLDER)
        self._parts = []
        for number, part in enumerate(head.parts):
            ids = [""] * part.rows
            for rows in head.units.values():
                if rows.part == number:
                    ids[rows.start : rows.start + len(rows.ids)] = rows.ids
            dead = np.array([not identifier for identifier in ids], dtype=bool)
            self._parts.append((_mapped(folder / _FOLDER / part.name, part.rows, head.dimensions), ids, dead))

    def __len__(self) -> int:
        return sum(len(ids) - int(dead.sum()) for _, ids, dead in self._parts)

    def nearest(self, vector: Matrix, limit: int) -> list[tuple[str, float]]:
        """The documents of the largest products, the largest first, equal ones by identifier."""
        import numpy as np

        found: list[tuple[float, str]] = []
        for matrix, ids, dead in self._parts:
            scores = matrix @ vector
            scores[dead] = -np.inf
            best = np.argpartition(scores, -limit)[-limit:] if limit < len(scores) else np.arange(len(scores))
            found += [(-float(scores[row]), ids[row]) for row in best if not dead[row]]
        found.sort()
        return [(identifier, -score) for score, identifier in found[:limit]]


# Asking -----------------------------------------------------------------------------------------------------------------------------


class Dense(Protocol):
    """What a reader asks for the documents nearest in meaning."""

    def nearest(self, words: str, filters: tuple[Node, ...], limit: int) -> list[tuple[float, object]]:
        """(similarity, reference of the engine) of the nearest documents that pass the filters, the nearest first."""


class EmbeddedDense:
    """:class:`Dense` over a memory-mapped index; the engine applies the filters."""

    def __init__(self, embedder: Embedder, index: VectorIndex, engine: Engine) -> None:
        self._embedder = embedder
        self._index = index
        self._engine = engine

    def nearest(self, words: str, filters: tuple[Node, ...], limit: int) -> list[tuple[float, object]]:
        vector = self._embedder.question(words)
        if not vector.any():
            return []
        wide = limit * 2
        while True:
            near = dict(self._index.nearest(vector, wide))
            plan = Plan(filters=(Among("id", tuple(near)), *filters), counted=False)
            rows = self._engine.top(plan, len(near)).rows if near else []
            if len(rows) >= limit or len(near) < wide or wide >= _WIDEST:
                break
            wide *= 8
        references = [reference for _, reference in rows]
        names = [restore(stored).id for stored in self._engine.load(references)]
        found = sorted(zip(names, references, strict=True), key=lambda one: (-near[one[0]], one[0]))
        return [(near[name], reference) for name, reference in found[:limit]]


def join(rankings: Iterable[Sequence[Key]]) -> list[tuple[Key, float]]:
    """Several rankings as one by reciprocal rank: each gives 1/(60 + place), places counted from 1. The best first, equal ones in the order in
    which they were met."""
    scores: dict[Key, float] = {}
    for ranking in rankings:
        for place, key in enumerate(ranking, 1):
            scores[key] = scores.get(key, 0.0) + 1 / (_K + place)
    return sorted(scores.items(), key=lambda one: -one[1])


def with_vectors(
    embedder: Embedder | None, units: Collection[PreparedUnit]
) -> Iterator[tuple[PreparedUnit, dict[int, list[float]]]]:
    """Units with the vectors of their documents, embedded together; none where no model is set."""
    docs = [doc for unit in units for doc in unit.docs]
    vectors = vectors_of(embedder, docs) if embedder is not None else {}
    place = 0
    for unit in units:
        size = len(unit.docs)
        yield unit, {index - place: vectors[index] for index in range(place, place + size) if index in vectors}
        place += size


__all__ = [
    "JOINED",
    "Dense",
    "EmbeddedDense",
    "Embedder",
    "VectorIndex",
    "VectorWriter",
    "join",
    "layout_with",
    "open_embedder",
    "suits",
    "text_of",
    "with_vectors",
]

"""What people ask, and whose it usually is: a linear model from the words of a question to functions, one row of weights a word.

The model is learnt from everyday questions with the function that deals with them (``casework.asked_learn``). It knows no law and no list: what it
says is how such words are usually meant, and every probability can be opened into the words that brought it (:meth:`Model.why`). Beside
the functions it knows two answers more: :data:`COURT` (a dispute between private parties) and :data:`NOBODY` (no public body's matter).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from search.lay import bridge
from text.cut import clean, words

Floats = NDArray[np.float32]

#: Not a function: the answers that a court decides, and that no public body has such a duty.
COURT, NOBODY = "court", "none"
SCHEMA = "1"
#: The model that comes with the program.
DEFAULT = "asked_default.model"
_HEAD = b"dingfen-asked\n"
# Characters that stand together; longer runs of characters only repeat what words say.
_RUNS = (2, 3)
_LONGEST = 400


class AskedModelError(ValueError):
    """The model cannot be used; the message says why and what to do."""


def signs(text: str) -> dict[str, str]:
    """What a model sees of a text: sign → the piece of the text that it stands for. Words, two words in a row, two and three characters,
    everyday expressions and what they are called in law."""
    whole = clean(text[:_LONGEST])
    found: dict[str, str] = {}
    for run in whole.split():
        cut = [word for word in words(run) if any(sign.isalnum() for sign in word)]
        for word in cut:
            found.setdefault(f"w:{word}", word)
        for one, other in pairwise(cut):
            found.setdefault(f"b:{one}_{other}", one + other)
        for length in _RUNS:
            for begin in range(len(run) - length + 1):
                piece = run[begin : begin + length]
                if piece.isalnum():
                    found.setdefault(f"c:{piece}", piece)
    for bridged in bridge(whole):
        said = whole[bridged.begins : bridged.ends]
        for place, term in enumerate(bridged.legal[:3]):
            found.setdefault(f"l:{term}" if not place else f"t:{term}", said)
        for code in bridged.functions[:2]:
            found.setdefault(f"f:{code}", said)
    return found


class _Kept(msgspec.Struct):
    """A model as it lies in its file: ``signs`` in order, each with so many of the weights (``lengths``) that follow one another in ``places``
    (answers) and ``weights`` (float16); ``rarity`` float16 of each sign."""

    schema: str
    made: str
    questions: int
    answers: tuple[str, ...]
    signs: str
    rarity: bytes
    lengths: bytes
    places: bytes
    weights: bytes
    bias: bytes
    sharp: float
    measured: dict[str, float] = {}


class Model(msgspec.Struct):
    """A model at work. ``answers`` are codes of functions, :data:`COURT`, :data:`NOBODY`; ``known`` sign → row; ``rarity`` of each row; ``weights``
    rows × answers; ``sharp`` by what sums are multiplied before they are made probabilities; ``made`` and ``questions`` tell where it is
    from, ``measured`` what cross-validation said."""

    answers: tuple[str, ...]
    known: dict[str, int]
    rarity: Floats
    weights: Floats
    bias: Floats
    sharp: float
    made: str
    questions: int
    measured: dict[str, float] = {}

    def _read(self, text: str) -> tuple[list[str], NDArray[np.int64], Floats]:
        seen = [(piece, row) for sign, piece in signs(text).items() if (row := self.known.get(sign)) is not None]
        rows = np.array([row for _, row in seen], dtype=np.int64)
        values = self.rarity[rows] if len(rows) else np.zeros(0, np.float32)
        norm = float(np.sqrt(np.sum(values * values))) or 1.0
        return [piece for piece, _ in seen], rows, (values / np.float32(norm)).astype(np.float32)

    def sums(self, text: str) -> Floats:
        """What each answer gets before it is made a probability."""
        _, rows, values = self._read(text)
        told: Floats = self.bias + values @ self.weights[rows]
        return told

    def of(self, text: str) -> dict[str, float]:
        """Answer → probability, the likeliest first; they sum to 1."""
        told = probabilities(self.sums(text)[None, :] * np.float32(self.sharp))[0]
        order = sorted(range(len(self.answers)), key=lambda place: (-told[place], self.answers[place]))
        return {self.answers[place]: float(told[place]) for place in order}

    def why(self, text: str, answers: Sequence[str], most: int = 4) -> list[str]:
        """The pieces of a text that brought some answers (together) most, against what they bring the others; none within another."""
        pieces, rows, values = self._read(text)
        wanted = [self.answers.index(one) for one in answers if one in self.answers]
        if not len(rows) or not wanted:
            return []
        weights = self.weights[rows]
        brought = values * (weights[:, wanted].max(axis=1) - weights.mean(axis=1))
        sums: dict[str, float] = {}
        for piece, one in zip(pieces, brought.tolist(), strict=True):
            sums[piece] = sums.get(piece, 0.0) + one
        told: list[str] = []
        for piece in sorted(sums, key=lambda piece: (-sums[piece], piece)):
            if sums[piece] <= 0 or len(told) >= most:
                break
            if len(piece) > 1 and not any(piece in other or other in piece or _overlap(piece, other) for other in told):
                told.append(piece)
        return told


def _overlap(one: str, other: str) -> bool:
    """Whether two pieces end and begin alike: they are likely cut from one another."""
    return one[-1] == other[0] or other[-1] == one[0]


def probabilities(sums: NDArray[Any]) -> NDArray[Any]:
    """Rows of sums as rows of probabilities."""
    told: NDArray[Any] = np.exp(sums - sums.max(axis=1, keepdims=True))
    told /= told.sum(axis=1, keepdims=True)
    return told


def save(model: Model, path: Path, least: float = 0.0) -> int:
    """Write a model as one file, whole or not at all; weights nearer to 0 than ``least`` are left out. The same model gives the same bytes.
    Returns how many bytes."""
    kept = np.abs(model.weights) > least
    rows = np.flatnonzero(kept.any(axis=1))
    order = sorted(((sign, row) for sign, row in model.known.items() if row in set(rows.tolist())))
    lengths, places, weights = [], [], []
    for _, row in order:
        at = np.flatnonzero(kept[row])
        lengths.append(len(at))
        places.append(at.astype(np.uint8))
        weights.append(model.weights[row, at].astype("<f2"))
    data = _Kept(
        SCHEMA,
        model.made,
        model.questions,
        model.answers,
        "\n".join(sign for sign, _ in order),
        model.rarity[[row for _, row in order]].astype("<f2").tobytes(),
        np.array(lengths, "<u2").tobytes(),
        np.concatenate(places).tobytes() if places else b"",
        np.concatenate(weights).tobytes() if weights else b"",
        model.bias.astype("<f2").tobytes(),
        model.sharp,
        model.measured,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    whole = _HEAD + zlib.compress(msgspec.msgpack.encode(data), 9)
    beside.write_bytes(whole)
    beside.replace(path)
    return len(whole)


def load(path: Path) -> Model:
    """Read a model. Raises AskedModelError: no such file, no such model, one of another schema, a damaged one."""
    again = "请用 dingfen learn-asked 重新学习"
    try:
        data = path.read_bytes()
    except OSError as error:
        raise AskedModelError(f"读不到问句模型 {path}：{error.strerror}；{again}") from error
    if not data.startswith(_HEAD):
        raise AskedModelError(f"{path} 不是问句模型；问句模型由 dingfen learn-asked 写出")
    try:
        plain = zlib.decompress(data[len(_HEAD) :])
        schema = msgspec.msgpack.decode(plain, type=dict[str, Any]).get("schema")
        if schema != SCHEMA:
            raise AskedModelError(f"问句模型 {path} 的格式是 {schema}，这个程序用的是 {SCHEMA}；{again}")
        kept = msgspec.msgpack.decode(plain, type=_Kept)
    except (zlib.error, msgspec.DecodeError) as error:
        raise AskedModelError(f"问句模型 {path} 已损坏：{error}；{again}") from error
    names = kept.signs.split("\n") if kept.signs else []
    lengths = np.frombuffer(kept.lengths, "<u2").astype(np.int64)
    places = np.frombuffer(kept.places, np.uint8)
    values = np.frombuffer(kept.weights, "<f2").astype(np.float32)
    if len(names) != len(lengths) or len(places) != len(values) or int(lengths.sum()) != len(values):
        raise AskedModelError(f"问句模型 {path} 已损坏：长短不一；{again}")
    weights = np.zeros((len(names), len(kept.answers)), np.float32)
    weights[np.repeat(np.arange(len(names)), lengths), places] = values
    return Model(
        kept.answers,
        {sign: row for row, sign in enumerate(names)},
        np.frombuffer(kept.rarity, "<f2").astype(np.float32),
        weights,
        np.frombuffer(kept.bias, "<f2").astype(np.float32),
        kept.sharp,
        kept.made,
        kept.questions,
        kept.measured,
    )


def default_model() -> Path:
    """Where the model is that comes with the program."""
    return Path(str(files("casework").joinpath(DEFAULT)))


@cache
def _opened(path: str, stamp: tuple[int, int]) -> Model:
    return load(Path(path))


def opened(path: Path) -> Model:
    """The model of a file, read once as long as the file stays the same. Raises AskedModelError."""
    try:
        told = path.stat()
    except OSError as error:
        raise AskedModelError(f"读不到问句模型 {path}：{error.strerror}") from error
    return _opened(str(path), (told.st_mtime_ns, told.st_size))


_NUMBERED = re.compile(r"asked-(\d{1,9})\.model")


def newest(folder: Path) -> Path | None:
    """The last model learnt in a folder of models; None where there is none."""
    known = [
        (int(match[1]), path) for path in folder.glob("asked-*.model") if (match := _NUMBERED.fullmatch(path.name))
    ]
    return max(known)[1] if known else None


def next_path(folder: Path) -> Path:
    """Where the next model of a folder goes: asked-1.model, asked-2.model, …"""
    last = newest(folder)
    match = _NUMBERED.fullmatch(last.name) if last else None
    return folder / f"asked-{int(match[1]) + 1 if match else 1}.model"


def chosen(folder: Path | None) -> tuple[Model | None, str]:
    """The model to ask, and a remark where one is there that cannot be used: the newest of ``folder``, else the one that comes with the program,
    else none."""
    own = newest(folder) if folder is not None else None
    path = own or default_model()
    if own is None and not path.exists():
        return None, ""
    try:
        return opened(path), ""
    except AskedModelError as error:
        return None, f"没有用问句模型：{error}"


__all__ = [
    "COURT",
    "NOBODY",
    "AskedModelError",
    "Model",
    "chosen",
    "default_model",
    "load",
    "newest",
    "next_path",
    "opened",
    "probabilities",
    "save",
    "signs",
]

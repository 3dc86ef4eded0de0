"""Learnt ranking: candidates by several cheap questions to the index, figures of each, trees over the figures.

A model is one file. What it is made of is told by :func:`search.learn.train`; nothing in it is a sentence: weights by word, shares by
article, trees over named figures. It ranks provisions; whatever else is found keeps the place that the words gave it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from search.associations import Knowledge, Learnt
from search.documents import layout
from search.port import SearchError
from search.query import Question, word_term
from search.rank_features import LABELS, NAMES, Asked, figures, meet, read_question
from search.rank_frequencies import rarity
from search.rank_shelf import Candidates, Shelf, Table
from search.tree import Among, Anyone, Engine, Every, Node, Plan, Range, Term, Top, Without

Floats = NDArray[np.float64]

#: How many candidates each of the ways of looking brings at most.
BY_WORDS = 120
BY_ALL = 200
BY_LAW = 250
BY_PLACE = 60
# So many texts may stand at the places: an article has several where versions are asked for.
_MOST_AT_PLACES = 1000
_LAWS = 8
_LAY_BOOST = 0.5
_HEAD = b"dingfen-ranking\n"
# As in search.reader: what else is fetched so that equal scores are ordered alike, and the digits that are no noise.
_SPARE = 24
_DIGITS = 3
_TOLD = 8
_LOOKED_AT_AGAIN = 150
_BEHIND = 1000.0
SCHEMA = "1"
#: The model that comes with the program, and what switches ranking by a model off.
DEFAULT = "rank_default.model"
NONE = ("none", "无")
_NUMBERED = re.compile(r"ranking-(\d{1,9})\.model")


class Model(msgspec.Struct, omit_defaults=True):
    """A learnt ranking. ``schema`` is that of the file, ``features`` the names of its figures in order, ``layout`` how its words were cut;
    ``made`` the day, ``questions`` how many it was learnt from; ``measured`` what cross-validation said; ``trees`` are LightGBM's
    text, one for each seed."""

    schema: str
    features: tuple[str, ...]
    layout: str
    made: str
    questions: int
    learnt: Learnt
    trees: tuple[str, ...]
    measured: dict[str, float] = {}


class ModelError(SearchError):
    """The model cannot be used; the message says why and what to do."""


def save(model: Model, path: Path) -> None:
    """Write a model as one file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(_HEAD + zlib.compress(msgspec.msgpack.encode(model), 9))
    beside.replace(path)


def load(path: Path) -> Model:
    """Read a model. Raises ModelError: no such file, no model, one of another schema or of texts cut otherwise."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(
            f"读不到排序模型 {path}：{error.strerror}；请检查 DINGFEN_MODEL，或用 dingfen learn 重新学习"
        ) from error
    if not data.startswith(_HEAD):
        raise ModelError(f"{path} 不是排序模型；排序模型由 dingfen learn 写出")
    again = "请用 dingfen learn 按原来的问句重新学习"
    try:
        plain = zlib.decompress(data[len(_HEAD) :])
        schema = msgspec.msgpack.decode(plain, type=dict[str, Any]).get("schema")
        if schema != SCHEMA:
            raise ModelError(f"排序模型 {path} 的格式是 {schema}，这个程序用的是 {SCHEMA}；{again}")
        model = msgspec.msgpack.decode(plain, type=Model)
    except (zlib.error, msgspec.DecodeError) as error:
        raise ModelError(f"排序模型 {path} 已损坏：{error}；{again}") from error
    if model.features != NAMES:
        raise ModelError(f"排序模型 {path} 的特征与这个程序的不同；{again}")
    if model.layout != layout():
        raise ModelError(f"排序模型 {path} 按另一种切词学成；{again}")
    return model


def default_model() -> Path:
    """Where the model is that comes with the program."""
    return Path(str(files("search").joinpath(DEFAULT)))


def newest(folder: Path) -> Path | None:
    """The last model learnt in a folder of models; None where there is none."""
    known = [(int(match[1]), path) for path in folder.glob("*.model") if (match := _NUMBERED.fullmatch(path.name))]
    return max(known)[1] if known else None


def next_path(folder: Path) -> Path:
    """Where the next model of a folder goes: ranking-1.model, ranking-2.model, …"""
    last = newest(folder)
    match = _NUMBERED.fullmatch(last.name) if last else None
    return folder / f"ranking-{int(match[1]) + 1 if match else 1}.model"


Choice = Callable[[], tuple["Ranker | None", str]]


def by_words() -> tuple[Ranker | None, str]:
    """The choice to rank by words alone."""
    return None, ""


def choose(setting: str, folder: Path) -> tuple[Ranker | None, str]:
    """The ranker to search with, and a remark where one is there that cannot be used: that of ``setting`` (a file; none: none), else the
    newest of ``folder``, else the one that comes with the program. Raises ModelError for what ``setting`` names."""
    if setting in NONE:
        return None, ""
    if setting:
        return Ranker.open(Path(setting).expanduser()), ""
    own = newest(folder)
    try:
        return Ranker.open(own or default_model()), ""
    except ModelError as error:
        return None, f"没有用排序模型，只按字词排序：{error}" if own else ""


def lightgbm() -> Any:
    """The library that learns and scores. Raises ModelError where it is not installed."""
    try:
        return import_module("lightgbm")
    except (ImportError, OSError) as error:
        raise ModelError(f"没有安装 LightGBM，不能使用排序模型（{error}）；请运行：pip install lightgbm") from error


class Candidate(msgspec.Struct):
    """A document that may answer: ``reference`` for the engine, ``score`` what the words gave the place that it stands at, ``row`` its
    row among the figures (-1 where it is not ranked)."""

    reference: object
    score: float
    row: int


class Ranked(msgspec.Struct):
    """The first documents for a question in the order of the model, their identifiers, the figures of those that are ranked, how many
    documents there are with those that only the model brought, and the identifiers of these (``beyond``)."""

    rows: list[Candidate]
    ids: tuple[str, ...]
    figures: Floats
    total: int
    beyond: tuple[str, ...]


class Gathered(msgspec.Struct):
    """Candidates before they are ranked, as rows of ``table``: those of the words in their order as (score, reference, row), and further
    provisions as (reference, row). ``total`` is how many documents the words find."""

    table: Table
    first: list[tuple[float, object, int]]
    more: list[tuple[object, int]]
    total: int = 0

    def provisions(self) -> list[tuple[object, int]]:
        """All that are ranked."""
        kinds = self.table.kinds
        return [(reference, row) for _, reference, row in self.first if kinds[row] == "provision"] + self.more

    def candidates(self) -> Candidates:
        """All that are ranked, side by side."""
        return self.table.take([row for _, row in self.provisions()])


def total_with(engine: Engine, plan: Plan, total: int, ids: Sequence[str]) -> int:
    """How many documents there are of a plan, which finds ``total``, and of some identifiers together."""
    if plan.found is None or not ids:
        return total
    return total + len(ids) - engine.top(Plan(Among("id", tuple(ids)), filters=(*plan.filters, plan.found)), 0).total


def gather(shelf: Shelf, engine: Engine, plan: Plan, asked: Asked, knowledge: Knowledge) -> Gathered:
    """Look in several ways: by the words; by the words, what they mean in law and what goes with them; the same in the laws where such
    questions are answered; and the articles that answered the most similar ones. All within the filters of ``plan``."""
    table = shelf.table()
    if not isinstance(plan.found, Anyone):
        return Gathered(table, [], [])
    provision = Among("kind", ("provision",))

    def rows_of(top: Top) -> list[tuple[float, object, int]]:
        rows = shelf.read(table, [reference for _, reference in top.rows])
        return [(round(score, _DIGITS), reference, row) for (score, reference), row in zip(top.rows, rows, strict=True)]

    def ask(asking: Plan, limit: int) -> tuple[int, list[tuple[float, object, int]]]:
        """How many there are, and the best, equal ones by identifier: the same on every engine."""
        top = engine.top(asking, limit + _SPARE)
        return top.total, _settled(rows_of(top), table)[:limit]

    def provisions(terms: Anyone, limit: int) -> list[tuple[float, object, int]]:
        """The best provisions. An engine is quickest at a bare union of terms: more are fetched, and what the filters would not let
        through is left out here, as long as enough are left."""
        passes = _passing(plan.filters, table)
        if passes is not None:
            top = engine.top(Plan(terms, counted=False), 2 * limit)
            found = [one for one in rows_of(top) if passes(one[2])]
            if len(found) >= limit + _SPARE or len(top.rows) < 2 * limit:
                return _settled(found, table)[:limit]
        return ask(Plan(terms, filters=(*plan.filters, provision), counted=False), limit)[1]

    total, first = ask(plan, BY_WORDS)
    wider = Anyone((*plan.found.parts, *plan.extra, *_further(asked)))
    more = provisions(wider, BY_ALL)
    laws = tuple(knowledge.laws(asked.vote, _LAWS))
    if laws:
        within = (*plan.filters, provision, Among("law", laws))
        more += ask(Plan(wider, filters=within, counted=False), BY_LAW)[1]
    places: dict[str, list[str]] = {}
    for law, number in knowledge.places(asked.vote, BY_PLACE):
        places.setdefault(law, []).append(str(number))
    if places:
        spots = tuple(Every((Among("law", (law,)), Among("article", tuple(known)))) for law, known in places.items())
        there = Plan(filters=(*plan.filters, provision, Anyone(spots)), counted=False, ordered=False)
        more += rows_of(engine.top(there, _MOST_AT_PLACES))
    seen = {row for _, _, row in first}
    others = {row: reference for _, reference, row in more if row not in seen}
    return Gathered(table, first, [(others[row], row) for row in sorted(others, key=table.ids.__getitem__)], total)


def _passing(filters: Sequence[Node], table: Table) -> Callable[[int], bool] | None:
    """Whether a row is a provision that filters let through, where that can be told without the engine; None where it cannot."""
    ended = 0
    left_out: set[str] = set()
    for node in filters:
        if not isinstance(node, Without):
            return None
        part = node.part
        if isinstance(part, Range) and part.field == "listed_to" and part.low is None and part.high is not None:
            ended = max(ended, part.high)
        elif isinstance(part, Among) and part.field == "id":
            left_out.update(part.values)
        else:
            return None
    kinds, listed_to, ids = table.kinds, table.listed_to, table.ids
    return lambda row: kinds[row] == "provision" and listed_to[row] > ended and ids[row] not in left_out


def _settled(found: list[tuple[float, object, int]], table: Table) -> list[tuple[float, object, int]]:
    """Documents of descending scores, equal ones by identifier."""
    begin = 0
    while begin < len(found):
        end = begin + 1
        while end < len(found) and found[end][0] == found[begin][0]:
            end += 1
        if end - begin > 1:
            found[begin:end] = sorted(found[begin:end], key=lambda one: table.ids[one[2]])
        begin = end
    return found


def _further(asked: Asked) -> list[Term]:
    """Terms of law that the question does not have itself."""
    terms = [(term, weight) for term, weight in asked.goes_with.items()]
    terms += [(term, _LAY_BOOST) for term in asked.bridged]
    return [
        Term(plain.field, plain.token, round(weight * plain.boost, 6))
        for plain, weight in ((word_term(term), weight) for term, weight in terms)
    ]


def _best_first(worth: Floats, ids: Sequence[str]) -> list[int]:
    """Rows by what they are worth, equal ones by identifier."""
    order: list[int] = np.argsort(-worth, kind="stable").tolist()
    values = worth.tolist()
    begin = 0
    while begin < len(order):
        end = begin + 1
        while end < len(order) and values[order[end]] == values[order[begin]]:
            end += 1
        if end - begin > 1:
            order[begin:end] = sorted(order[begin:end], key=ids.__getitem__)
        begin = end
    return order


class Ranker:
    """A model at work. Shared between threads and releases; what is remembered of documents belongs to a :class:`Shelf`."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.knowledge = Knowledge(model.learnt)
        library = lightgbm()
        self._boosters = [library.Booster(model_str=text) for text in model.trees]

    def choice(self) -> tuple[Ranker | None, str]:
        """The choice of this ranker."""
        return self, ""

    @classmethod
    def open(cls, path: Path) -> Ranker:
        """The ranker of a model's file. Raises ModelError."""
        return cls(load(path))

    def rank(self, shelf: Shelf, engine: Engine, question: Question, plan: Plan) -> Ranked | None:
        """The first documents for a question; None where there is nothing to rank. Documents other than provisions stay where the words
        put them; provisions take the places of provisions in the order of the model, those that only the model brought follow."""
        asked = read_question(question, self.knowledge, rarity)
        gathered = gather(shelf, engine, plan, asked, self.knowledge)
        provisions = gathered.provisions()
        if not provisions:
            return None
        found = gathered.candidates()
        met = meet(asked, found)
        rows = figures(asked, found, met, self.knowledge)
        order = iter(_best_first(self._worth(rows), found.ids))
        ranked: list[Candidate] = []
        ids: list[str] = []
        kinds = gathered.table.kinds
        for score, reference, place in gathered.first:
            if kinds[place] == "provision":
                row = next(order)
                ranked.append(Candidate(provisions[row][0], score, row))
                ids.append(found.ids[row])
            else:
                ranked.append(Candidate(reference, score, -1))
                ids.append(gathered.table.ids[place])
        last = ranked[-1].score if ranked else 0.0
        for row in order:
            ranked.append(Candidate(provisions[row][0], last, row))
            ids.append(found.ids[row])
        brought = range(len(provisions) - len(gathered.more), len(provisions))
        beyond = tuple(found.ids[row] for row in brought if not met.found[row])
        return Ranked(ranked, tuple(ids), rows, gathered.total + len(beyond), beyond)

    def _worth(self, rows: Floats) -> Floats:
        """What candidates are worth. The first trees see all of them, the others only the best: those behind stay behind in the order
        that the first gave them."""
        first = self._boosters[0].predict(rows, num_threads=1)
        worth = np.asarray(first, dtype=np.float64) - _BEHIND
        best = np.argsort(-worth, kind="stable")[:_LOOKED_AT_AGAIN]
        others = [booster.predict(rows[best], num_threads=1) for booster in self._boosters[1:]]
        worth[best] = np.mean([first[best], *others], axis=0)
        # Beyond this many digits sums of floats are noise: equal candidates are ordered by their identifiers.
        return np.round(worth, 6)

    def explain(self, rows: Floats) -> list[dict[str, Any]]:
        """What brought a candidate (one row of figures) up or down, the most telling first."""
        found = np.mean(
            [booster.predict(rows[None, :], pred_contrib=True, num_threads=1)[0] for booster in self._boosters], axis=0
        )
        telling = sorted(range(len(NAMES)), key=lambda index: (-abs(found[index]), index))[:_TOLD]
        return [
            {
                "field": "learnt",
                "label": LABELS[NAMES[index]],
                "token": f"{rows[index]:.4g}",
                "weight": round(float(found[index]), 4),
                "boost": 1.0,
            }
            for index in telling
            if abs(found[index]) > 1e-4
        ]

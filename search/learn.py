"""Learning to rank from resolved questions: counts (:mod:`search.associations`) and LambdaMART over the figures of the candidates.

What is counted from a question is never used to learn how far such counts can be trusted on the same question: its figures are made with
what the other folds teach.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from ontologies.identifiers import law_id
from search.associations import Case, Gold, Knowledge, Learnt, asked_by, learn, said_by
from search.documents import layout
from search.features import article_number
from search.port import SearchDoc, SearchError, SearchQuery, SearchReader, SearchUnit
from search.query import Question, plan_for, understand
from search.rank import SCHEMA, Model, gather, lightgbm
from search.rank_features import NAMES, figures, meet, read_question
from search.rank_frequencies import rarity
from search.rank_shelf import Shelf
from search.tree import Engine
from text.normalise import law_name

Floats = NDArray[np.float64]

#: Measured by cross-validation over 771 lay questions (docs/benchmarks.md).
PARAMETERS: dict[str, Any] = {
    "objective": "lambdarank",
    "num_leaves": 31,
    "learning_rate": 0.1,
    "min_data_in_leaf": 50,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "max_bin": 127,
    "lambdarank_truncation_level": 30,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbose": -1,
}
ROUNDS = 100
SEEDS = (1, 2, 3)
FOLDS = 5
#: Fewer questions than this teach nothing that would hold.
LEAST = 50


class Resolved(msgspec.Struct, frozen=True):
    """A question as it was asked, and the citations of the provisions that answer it."""

    id: str
    query: str
    relevant: tuple[str, ...]


class Lesson(msgspec.Struct):
    """A resolved question with the documents that answer it."""

    resolved: Resolved
    question: Question
    golds: tuple[SearchDoc, ...]
    case: Case


Find = Callable[[str], Sequence[SearchDoc]]
Tell = Callable[[str], None]


def lessons(resolved: Iterable[Resolved], find: Find) -> Iterator[Lesson]:
    """Questions with what answers them. One of whose provisions none is found has no golds."""
    for one in resolved:
        question = understand(one.query)
        golds = tuple({doc.id: doc for citation in one.relevant for doc in find(citation)}.values())
        told = tuple(Gold(doc.law, article_number(doc), said_by(f"{doc.heading} {doc.text}")) for doc in golds)
        yield Lesson(one, question, golds, Case(asked_by(question), told))


class Rows(msgspec.Struct):
    """The figures of one question's candidates, which of them answer it, and their identifiers."""

    figures: Floats
    right: Floats
    ids: list[str]


class Learner:
    """Learns from lessons over one index, as of a day."""

    def __init__(self, engine: Engine, every: Sequence[Lesson], as_of: date, tell: Tell = lambda _: None) -> None:
        self._engine = engine
        self._shelf = Shelf(engine)
        self._lessons = [lesson for lesson in every if lesson.golds]
        self._as_of = as_of
        self._tell = tell
        if len(self._lessons) < LEAST:
            raise SearchError(
                f"能用的问句只有 {len(self._lessons)} 个，至少要 {LEAST} 个才学得到东西；请多收集一些已答复的问句"
            )
        self._fold = np.random.default_rng(0).permutation(len(self._lessons)) % FOLDS

    @property
    def used(self) -> list[Lesson]:
        """The lessons that are learnt from."""
        return self._lessons

    def _learnt(self, left_out: Iterable[int]) -> Learnt:
        out = set(left_out)
        return learn(
            [lesson.case for lesson, fold in zip(self._lessons, self._fold, strict=True) if int(fold) not in out]
        )

    def _rows(self, lesson: Lesson, knowledge: Knowledge) -> Rows:
        asked = read_question(lesson.question, knowledge, rarity)
        plan = plan_for(lesson.question, SearchQuery(lesson.resolved.query, self._as_of))
        found = gather(self._shelf, self._engine, plan, asked, knowledge).candidates()
        golds = {doc.id for doc in lesson.golds}
        right = np.array([identifier in golds for identifier in found.ids], dtype=np.float64)
        return Rows(figures(asked, found, meet(asked, found), knowledge), right, found.ids)

    def _grow(self, rows: Sequence[Rows], seeds: Sequence[int]) -> list[Any]:
        library = lightgbm()
        told = [one for one in rows if one.right.any()]
        values = np.concatenate([one.figures for one in told])
        right = np.concatenate([one.right for one in told])
        sizes = [len(one.ids) for one in told]
        grown = []
        for seed in seeds:
            data = library.Dataset(values, right, group=sizes, feature_name=list(NAMES), params={"verbose": -1})
            grown.append(library.train({**PARAMETERS, "seed": seed}, data, ROUNDS))
        return grown

    def train(self, made: date, measured: dict[str, float] | None = None, seeds: Sequence[int] = SEEDS) -> Model:
        """A model of all lessons."""
        knowledge = [Knowledge(self._learnt((fold,))) for fold in range(FOLDS)]
        self._tell("计算各问句候选条文的特征")
        rows = [
            self._rows(lesson, knowledge[int(fold)]) for lesson, fold in zip(self._lessons, self._fold, strict=True)
        ]
        self._tell("学习排序")
        grown = self._grow(rows, seeds)
        return Model(
            SCHEMA,
            NAMES,
            layout(),
            made.isoformat(),
            len(self._lessons),
            self._learnt(()),
            tuple(_bare(booster.model_to_string()) for booster in grown),
            measured or {},
        )

    def validate(self, seeds: Sequence[int] = (1,)) -> list[tuple[Lesson, bool, list[str]]]:
        """Cross-validation: each question with whether any provision that answers it was seen in learning, and what a model that has not
        seen it finds, in order."""
        out: list[tuple[Lesson, bool, list[str]]] = []
        for kept in range(FOLDS):
            self._tell(f"交叉验证：第 {kept + 1} 份，共 {FOLDS} 份")
            whole = Knowledge(self._learnt((kept,)))
            inner = {fold: Knowledge(self._learnt((kept, fold))) for fold in range(FOLDS) if fold != kept}
            told: list[Rows] = []
            asked: list[tuple[Lesson, Rows]] = []
            seen: set[str] = set()
            for lesson, number in zip(self._lessons, self._fold, strict=True):
                fold = int(number)
                if fold == kept:
                    asked.append((lesson, self._rows(lesson, whole)))
                else:
                    told.append(self._rows(lesson, inner[fold]))
                    seen.update(doc.id for doc in lesson.golds)
            grown = self._grow(told, seeds)
            for lesson, rows in asked:
                order: list[str] = []
                if rows.ids:
                    worth = np.mean([booster.predict(rows.figures, num_threads=1) for booster in grown], axis=0)
                    order = [rows.ids[index] for index in np.argsort(-worth, kind="stable")]
                out.append((lesson, any(doc.id in seen for doc in lesson.golds), order))
        return out


def _bare(text: str) -> str:
    """A model's text without what only its making needs."""
    return text.split("\nparameters:")[0].rstrip() + "\n"


def read_resolved(path: Path) -> list[Resolved]:
    """Resolved questions, one JSON object a line: {id, query, relevant: [citation]}. Raises SearchError naming the line."""
    out: list[Resolved] = []
    for number, line in enumerate(_open(path), 1):
        if not line.strip():
            continue
        try:
            out.append(msgspec.json.decode(line, type=Resolved))
        except msgspec.DecodeError as error:
            raise SearchError(
                f"{path} 第 {number} 行读不懂（{error}）；每行应是一个 JSON 对象："
                '{"id": "编号", "query": "问句", "relevant": ["法律题名第…条"]}'
            ) from error
    return out


class Article(msgspec.Struct):
    """One article of a corpus file."""

    id: str
    title: str
    text: str
    path: tuple[str, ...] = ()


def corpus_units(path: Path) -> list[SearchUnit]:
    """A corpus file, one article a line ({id, title, path, text}; the id is the law's title and 第…条), as units, one a law."""
    laws: dict[str, SearchUnit] = {}
    for number, line in enumerate(_open(path), 1):
        try:
            row = msgspec.json.decode(line, type=Article)
        except msgspec.DecodeError as error:
            raise SearchError(
                f'{path} 第 {number} 行读不懂（{error}）；每行应是一条：{{"id", "title", "path", "text"}}'
            ) from error
        unit = laws.setdefault(row.title, SearchUnit(row.title, "1", []))
        doc = SearchDoc(
            id=row.id,
            kind="provision",
            title=row.id,
            heading=" ".join(row.path),
            text=row.text,
            law=law_id("cn", law_name(row.title)),
            law_title=row.title,
        )
        written = article_number(doc)
        doc.article = str(written) if written else ""
        unit.docs.append(doc)
    return list(laws.values())


def citation_key(citation: str) -> str:
    """What two spellings of 法律题名第…条 have in common."""
    return citation.replace("中华人民共和国", "").replace("《", "").replace("》", "").strip()


def find_in(units: Iterable[SearchUnit]) -> Find:
    """Finds the articles of a corpus by their citations."""
    known = {citation_key(doc.id): doc for unit in units for doc in unit.docs}
    return lambda citation: [doc] if (doc := known.get(citation_key(citation))) else []


def find_by(reader: SearchReader, as_of: date) -> Find:
    """Finds what citations name among what is loaded, as of a day."""

    def find(citation: str) -> list[SearchDoc]:
        return reader.cited(SearchQuery(citation, as_of, facets=False))

    return find


def _open(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            yield from file
    except OSError as error:
        raise SearchError(f"读不到 {path}：{error.strerror}") from error


class Measured(msgspec.Struct):
    """Means over questions: R@k by k, MRR@10, nDCG@10."""

    questions: int
    recall: dict[int, float]
    mrr: float
    ndcg: float

    def text(self) -> str:
        recall = "  ".join(f"R@{k} {value:.4f}" for k, value in self.recall.items())
        return f"{recall}  MRR@10 {self.mrr:.4f}  nDCG@10 {self.ndcg:.4f}"


KS = (1, 5, 10, 20, 50, 100)


def measure(found: Iterable[tuple[Collection[str], Sequence[str]]]) -> Measured:
    """How well orders answer: of each question what answers it, and what was found, best first."""
    recall = dict.fromkeys(KS, 0.0)
    mrr = ndcg = 0.0
    questions = 0
    for golds, order in found:
        questions += 1
        places = [place for place, identifier in enumerate(order, 1) if identifier in golds]
        for k in KS:
            recall[k] += sum(place <= k for place in places) / len(golds)
        mrr += 1 / places[0] if places and places[0] <= 10 else 0
        ideal = sum(1 / math.log2(place + 1) for place in range(1, min(len(golds), 10) + 1))
        ndcg += sum(1 / math.log2(place + 1) for place in places if place <= 10) / ideal
    number = questions or 1
    return Measured(questions, {k: value / number for k, value in recall.items()}, mrr / number, ndcg / number)

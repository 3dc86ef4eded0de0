"""Learning to rank: figures, what resolved questions teach, models and their versions, searching with and without one."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec
import numpy as np
import pytest
from typer.testing import CliRunner

from search import open_search
from search.associations import Case, Gold, Knowledge, learn
from search.documents import layout
from search.features import Counter, article_number, cues, encoded, longest_runs, read_doc
from search.learn import Learner, Lesson, Resolved, corpus_units, find_in, lessons, measure, read_resolved
from search.port import SearchDoc, SearchError, SearchQuery, SearchReader, SearchUnit
from search.query import understand
from search.rank import Model, ModelError, Ranker, choose, default_model, load, newest, next_path, save
from search.rank_features import LABELS, NAMES, figures, meet, read_question
from search.rank_frequencies import count, rarity
from search.rank_shelf import side_by_side

DAY = date(2024, 1, 1)
#: What people say, and what the invented law calls it.
BRIDGES = {
    "漏水": "渗漏", "吵闹": "噪声", "涨价": "价格调整", "赶人": "腾退", "押钱": "保证金", "拖欠": "逾期支付",
    "偷听": "隐私", "砸坏": "损毁", "骗人": "欺诈", "关门": "终止经营",
}  # fmt: skip
PLACES = ("屋檐", "院墙", "楼道", "茶馆", "车棚", "戏台", "水井", "晒场")


def provision(law: str, number: int, text: str, heading: str = "") -> SearchDoc:
    return SearchDoc(
        f"{law}第{number}条", "provision", f"{law}第{number}条", heading=heading, text=text,
        law=f"law/cn/{law}", law_title=law, article=str(number),
    )  # fmt: skip


def make_units() -> list[SearchUnit]:
    """Two laws about the same things, in the words of law; only the first answers questions."""
    units = []
    for law, act in (("邻里共处条例", "应当承担修复责任"), ("场所登记办法", "应当办理登记手续")):
        docs = []
        for number, (place, legal) in enumerate(((p, w) for p in PLACES for w in BRIDGES.values()), 1):
            docs.append(
                provision(law, number, f"因{legal}影响{place}使用的，有关人员{act}。", heading=f"第一章 {place}")
            )
        units.append(SearchUnit(law, "1", docs))
    return units


def make_questions() -> list[Resolved]:
    source = random.Random(7)
    out = []
    for place in PLACES:
        for lay, legal in BRIDGES.items():
            number = list(BRIDGES).index(lay) + 1 + PLACES.index(place) * len(BRIDGES)
            assert legal
            said = source.choice(("别人家{}{}怎么办？", "{}老是{}，谁来管？"))
            out.append(Resolved(f"{place}{lay}", said.format(place, lay), (f"邻里共处条例第{number}条",)))
    source.shuffle(out)
    return out


UNITS = make_units()
QUESTIONS = make_questions()


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchReader]:
    store = open_search(tmp_path_factory.mktemp("search"))
    store.bring_forward(None, 1, (), UNITS, len(UNITS))
    yield store.reader(1)
    store.close()


@pytest.fixture(scope="module")
def taught() -> list[Lesson]:
    return list(lessons(QUESTIONS, find_in(UNITS)))


@pytest.fixture(scope="module")
def model(reader: SearchReader, taught: list[Lesson]) -> Model:
    return Learner(reader.engine, taught, DAY).train(DAY, seeds=(1,))


# Figures


@pytest.mark.parametrize(
    ("terms", "text", "expected"),
    [
        (["水", "漏水", "漏水管", "楼上漏水"], "楼上漏水，漏水管坏了", [2, 2, 1, 1]),
        (["漏水"], "漏。水", [0]),
        (["ａ"], "", [0]),
        ([], "漏水", []),
    ],
)
def test_runs_of_characters_are_counted(terms: list[str], text: str, expected: list[int]) -> None:
    assert Counter(terms).counts([encoded(text)]).tolist() == [expected]


def test_runs_do_not_cross_texts() -> None:
    assert Counter(["漏水"]).counts([encoded("漏"), encoded("水漏水")]).tolist() == [[0], [1]]


def test_what_stands_together_counts_together() -> None:
    near = encoded("甲乙" + "某" * 5 + "丙丁" + "某" * 60)
    far = encoded("甲乙" + "某" * 65 + "丙丁")
    hits = Counter(["甲乙", "丙丁"]).hits([near, far, encoded("")])
    assert hits.densest(np.array([1.0, 2.0]), 40).tolist() == [3, 2, 0]
    assert hits.counts(before=10).tolist() == [[1, 1], [1, 0], [0, 0]]


@pytest.mark.parametrize(
    ("asked", "text", "longest"),
    [("楼上漏水怎么办", "因楼上漏水的", 4), ("楼上漏水", "漏，水", 1), ("茶", "水", 0), ("", "水", 0)],
)
def test_the_longest_run_in_common(asked: str, text: str, longest: int) -> None:
    assert longest_runs(asked, [encoded(text)]).tolist() == [longest]


@pytest.mark.parametrize(
    ("doc", "number"),
    [
        (SearchDoc("a", "provision", "民法典第一百三十三条之一", law_title="民法典", article="133-1"), 133),
        (SearchDoc("a", "provision", "某法第三十八条第二款", law_title="某法"), 38),
        (SearchDoc("a", "provision", "关于执行某法第五条的规定第七条", law_title="关于执行某法第五条的规定"), 7),
        (SearchDoc("a", "provision", "某法序言", law_title="某法"), 0),
    ],
)
def test_the_number_of_an_article(doc: SearchDoc, number: int) -> None:
    assert article_number(doc) == number


def test_cited_articles_and_what_is_said_are_read() -> None:
    doc = read_doc(provision("某法", 9, "违反本法第三条、第五条规定的，处罚款；情节严重的，吊销执照。"))
    assert doc.cites == (3, 5)
    says = [name for name in NAMES if name.startswith("says_")]
    assert doc.says[says.index("says_fine")] == 1
    assert doc.says[says.index("says_court")] == 0


def test_what_a_question_wants_to_know() -> None:
    names = [name for name in NAMES if name.startswith("asks_")]
    assert cues("可以要求赔偿吗")[names.index("asks_liability")] == 1
    assert not cues("屋檐").any()


def test_every_figure_has_a_column_and_a_name() -> None:
    knowledge = Knowledge(learn([]))
    found = side_by_side([read_doc(doc) for doc in UNITS[0].docs[:5]])
    asked = read_question(understand("屋檐渗漏，谁来修？"), knowledge, rarity)
    rows = figures(asked, found, meet(asked, found), knowledge)
    assert rows.shape == (5, len(NAMES))
    assert np.isfinite(rows).all()
    column = dict(zip(NAMES, rows.T, strict=True))
    assert column["text_pairs"].argmax() == 0
    assert column["covered_pairs"][0] > column["covered_pairs"][1]
    assert all(LABELS.values())


def test_rare_terms_weigh_more() -> None:
    assert rarity("渔") > rarity("人")
    assert rarity("没有这个词") >= rarity("渔")
    counted = count(["屋檐"] * 6 + ["水井"] * 2)
    assert counted.texts == 8
    assert counted.counts["屋檐"] == 6
    assert "水井" not in counted.counts


# What resolved questions teach


def test_a_word_of_one_question_teaches_nothing() -> None:
    gold = Gold("law/a", 3, frozenset({"渗漏"}))
    once = Knowledge(learn([Case(frozenset({"漏水"}), (gold,)), Case(frozenset({"吵闹"}), (gold,))]))
    assert once.learnt.by_word == {}
    assert not once.vote({"漏水"}).support.any()


def test_places_and_words_that_answered_are_known() -> None:
    cases = [Case(frozenset({"漏水", f"词{n}"}), (Gold("law/a", 3, frozenset({"渗漏", "责任"})),)) for n in range(4)]
    cases += [Case(frozenset({"吵闹", f"句{n}"}), (Gold("law/b", 8, frozenset({"噪声", "责任"})),)) for n in range(4)]
    known = Knowledge(learn(cases))
    vote = known.vote({"漏水"})
    assert known.places(vote, 5) == [("law/a", 3)]
    assert known.laws(vote, 5) == ["law/a"]
    assert set(known.expand({"漏水"}, {})) == {"渗漏"}
    laws = ["law/a", "law/b", "law/c"]
    figured = known.figures(vote, laws, np.array([0, 0, 1, 2]), np.array([3, 5, 8, 1]))
    assert figured[0, 0] > 0
    assert figured[1, 0] == 0 < figured[1, 1] < figured[0, 1]
    assert not figured[3].any()


# Learning and searching


def places_of(reader: SearchReader) -> list[int]:
    """Where the right article stands for each question (0: not among the first 100)."""
    out = []
    for one in QUESTIONS:
        ids = [hit.id for hit in reader.search(SearchQuery(one.query, DAY, limit=100)).hits]
        out.append(ids.index(one.relevant[0]) + 1 if one.relevant[0] in ids else 0)
    return out


def test_cross_validation_beats_words(reader: SearchReader, taught: list[Lesson]) -> None:
    found = Learner(reader.engine, taught, DAY).validate()
    learnt = measure(({doc.id for doc in lesson.golds}, order) for lesson, _, order in found)
    reader.rank_by(lambda: (None, ""))
    words = [place for place in places_of(reader) if 0 < place <= 5]
    assert learnt.questions == len(QUESTIONS)
    assert learnt.recall[5] > len(words) / len(QUESTIONS) + 0.2


def test_a_model_ranks_pages_and_explains(reader: SearchReader, model: Model) -> None:
    reader.rank_by(Ranker(model).choice)
    whole = reader.search(SearchQuery("戏台老是漏水，谁来管？", DAY, limit=200, explain=True))
    assert whole.hits[0].id == "邻里共处条例第51条"
    assert [
        part for part in whole.hits[0].explanation if part["field"] == "learnt" and part["label"] in LABELS.values()
    ]
    ids = [hit.id for hit in whole.hits]
    assert len(set(ids)) == len(ids) == whole.total
    paged = [
        hit.id
        for skip in range(0, whole.total, 7)
        for hit in reader.search(SearchQuery("戏台老是漏水，谁来管？", DAY, skip=skip, limit=7)).hits
    ]
    assert paged == ids
    assert dict(whole.facets["kind"])["provision"] == whole.total


def test_filters_hold_for_what_a_model_brings(reader: SearchReader, model: Model) -> None:
    reader.rank_by(Ranker(model).choice)
    assert reader.search(SearchQuery("戏台老是漏水", DAY, {"kind": ("law",)})).hits == []


def test_learning_twice_gives_the_same_model(reader: SearchReader, taught: list[Lesson], model: Model) -> None:
    again = Learner(reader.engine, taught, DAY).train(DAY, seeds=(1,))
    assert again == model


def test_a_model_holds_no_question(model: Model) -> None:
    plain = msgspec.msgpack.encode(model).decode("utf-8", "replace")
    assert not [one.query for one in QUESTIONS if one.query[:6] in plain]


def test_too_few_questions_teach_nothing(reader: SearchReader, taught: list[Lesson]) -> None:
    with pytest.raises(SearchError, match="至少要"):
        Learner(reader.engine, taught[:10], DAY)


# Files


def test_models_are_kept_and_numbered(tmp_path: Path, model: Model) -> None:
    assert newest(tmp_path / "models") is None
    for number in (1, 2, 10):
        assert next_path(tmp_path / "models").name in {"ranking-1.model", "ranking-2.model", "ranking-3.model"}
        save(model, tmp_path / "models" / f"ranking-{number}.model")
    found = newest(tmp_path / "models")
    assert found is not None
    assert found.name == "ranking-10.model"
    assert load(found) == model


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"schema": "0"}, "格式是 0"),
        ({"features": ("text_words",)}, "特征"),
        ({"layout": "0-0"}, "切词"),
    ],
)
def test_a_model_of_another_kind_is_refused(tmp_path: Path, model: Model, change: dict[str, object], said: str) -> None:
    path = tmp_path / "models" / "ranking-1.model"
    save(msgspec.structs.replace(model, **change), path)
    with pytest.raises(ModelError, match=f"{said}.*重新学习"):
        load(path)
    ranker, remark = choose("", path.parent)
    assert ranker is None
    assert "只按字词排序" in remark
    with pytest.raises(ModelError):
        choose(str(path), path.parent)


def test_what_is_no_model_is_refused(tmp_path: Path, model: Model) -> None:
    path = tmp_path / "x.model"
    with pytest.raises(ModelError, match="读不到"):
        load(path)
    path.write_bytes(b"PK")
    with pytest.raises(ModelError, match="不是排序模型"):
        load(path)
    save(model, path)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(ModelError, match="已损坏"):
        load(path)


def test_without_the_library_words_rank(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "lightgbm", None)
    assert choose("", tmp_path) == (None, "")
    with pytest.raises(ModelError, match="没有安装 LightGBM"):
        choose(str(default_model()), tmp_path)
    assert choose("none", tmp_path) == (None, "")


def test_the_model_that_comes_with_the_program_can_be_used() -> None:
    model = load(default_model())
    assert model.layout == layout()
    assert model.questions > 0


# Reading questions, and the command


def test_a_line_that_is_no_question_is_named(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text('{"id": "1", "query": "漏水", "relevant": []}\n{"id": 2}\n', encoding="utf-8")
    with pytest.raises(SearchError, match="第 2 行"):
        read_resolved(path)
    with pytest.raises(SearchError, match="读不到"):
        read_resolved(tmp_path / "none.jsonl")
    with pytest.raises(SearchError, match="第 1 行"):
        corpus_units(path)


def test_the_command_learns_from_a_corpus(tmp_path: Path) -> None:
    from api.cli import app

    asked, corpus, out = tmp_path / "q.jsonl", tmp_path / "c.jsonl", tmp_path / "out.model"
    strange = Resolved("strange", "不知道问什么", ("没有这部法第一条",))
    asked.write_bytes(b"\n".join(map(msgspec.json.encode, [*QUESTIONS, strange])))
    articles = [
        {"id": doc.id, "title": doc.law_title, "path": [doc.heading], "text": doc.text}
        for unit in UNITS
        for doc in unit.docs
    ]
    corpus.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in articles), encoding="utf-8")
    run = CliRunner().invoke(
        app, ["learn", str(asked), "--corpus", str(corpus), "--out", str(out), "--no-validate", "--json"]
    )
    assert run.exit_code == 0, run.output
    assert load(out).questions == len(QUESTIONS)
    answer = json.loads(run.stdout)
    assert answer["unknown"] == ["strange"]
    assert answer["used"] == len(QUESTIONS)

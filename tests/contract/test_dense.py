"""Dense vectors beside the words, on both backends: the same documents are near, filters hold, loads keep what is unchanged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest

from ingest.home import Home
from search import open_search
from search.dense import (
    Embedder,
    VectorIndex,
    VectorWriter,
    join,
    open_embedder,
    text_of,
)
from search.documents import prepare_unit
from search.port import ReleaseMissingError, SearchDoc, SearchError, SearchQuery, SearchReader, SearchStore, SearchUnit
from tests.support import embedding, sample

DAY = date(2026, 6, 1)
# 吵 is in no document: only a vector leads from it to 噪声.
ALIKE = ("噪吵闹", "烟熏")
TEXTS = {
    "噪声": "产生社会生活噪声的，应当采取措施减轻。",
    "油烟": "餐饮服务业经营者应当安装油烟净化设施。",
    "消防": "单位应当保持疏散通道畅通。",
    "渔业": "禁止在禁渔期捕捞。",
}


def unit(name: str, text: str, ended: bool = False) -> SearchUnit:
    law = f"law/cn/{name}法"
    doc = SearchDoc(
        f"{law}/2020-01-01/art_1",
        "provision",
        f"{name}法第一条",
        text=text,
        law=law,
        law_title=f"{name}法",
        article="1",
        rank="statute",
        valid_from=date(2020, 1, 1),
        valid_to=date(2024, 1, 1) if ended else date(9999, 12, 31),
        end_reason="repealed" if ended else "",
    )
    title = SearchDoc(law, "law", f"{name}法", names=(f"{name}法",), law=law, law_title=f"{name}法", rank="statute")
    return SearchUnit(law, f"{text}{ended}", [title, doc])


UNITS = [unit(name, text) for name, text in TEXTS.items()]
Make = Callable[[str], SearchStore]


@pytest.fixture(params=["onnx", "static"], scope="module")
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    everything = [text_of(doc) for unit in UNITS for doc in unit.docs]
    return embedding.make(tmp_path_factory.mktemp("model"), request.param, everything, ALIKE)


@pytest.fixture(params=["tantivy", pytest.param("elasticsearch", marks=pytest.mark.server)])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    made: list[SearchStore] = []
    name = f"test-{uuid4().hex}"

    def new(folder: str) -> SearchStore:
        place = str(tmp_path / "search")
        if request.param != "tantivy":
            place = f"{request.getfixturevalue('elasticsearch_url')}/{name}"
        made.append(open_search(place, folder))
        return made[-1]

    yield new
    for store in made:
        for release in store.releases():
            store.drop(release)
        store.close()


def found(reader: SearchReader, words: str, **filters: tuple[str, ...]) -> list[str]:
    return [hit.id for hit in reader.search(SearchQuery(words, DAY, filters, explain=True)).hits]


def article(name: str) -> str:
    return f"law/cn/{name}法/2020-01-01/art_1"


def test_what_no_word_finds_is_found_by_meaning(make: Make, model: Path) -> None:
    store = make(str(model))
    store.bring_forward(None, 1, (), UNITS, len(UNITS))
    page = store.reader(1).search(SearchQuery("吵闹", DAY, explain=True))
    assert page.hits[0].id == article("噪声")
    told = [part for part in page.hits[0].explanation if part["field"] == "dense"]
    assert told and told[0]["label"] == "语义相近" and told[0]["weight"] > 0.3
    assert page.total >= 1


def test_words_alone_find_nothing_there(make: Make) -> None:
    store = make("")
    store.bring_forward(None, 1, (), UNITS, len(UNITS))
    assert article("噪声") not in found(store.reader(1), "吵闹")


def test_filters_and_the_day_hold_for_what_is_near(make: Make, model: Path) -> None:
    store = make(str(model))
    ended = [unit("噪声", TEXTS["噪声"], ended=True), *UNITS[1:]]
    store.bring_forward(None, 1, (), ended, len(ended))
    reader = store.reader(1)
    assert article("噪声") not in found(reader, "吵闹")
    assert found(reader, "吵闹", status=("04",))[0] == article("噪声")
    assert article("油烟") not in found(reader, "吵闹", kind=("law",))


def test_what_is_asked_by_name_stays_first(make: Make, model: Path) -> None:
    store = make(str(model))
    store.bring_forward(None, 1, (), UNITS, len(UNITS))
    assert found(store.reader(1), "渔业法")[0] == "law/cn/渔业法"
    assert found(store.reader(1), "渔业法第一条")[0] == article("渔业")


def test_pages_follow_one_another(make: Make, model: Path) -> None:
    store = make(str(model))
    store.bring_forward(None, 1, (), UNITS, len(UNITS))
    reader = store.reader(1)
    whole = found(reader, "噪声油烟通道")
    pages = [
        hit.id
        for skip in range(len(whole))
        for hit in reader.search(SearchQuery("噪声油烟通道", DAY, {}, skip, 1)).hits
    ]
    assert pages == whole and len(set(whole)) == len(whole)


def test_a_load_keeps_changes_and_drops_vectors(make: Make, model: Path) -> None:
    store = make(str(model))
    store.bring_forward(None, 1, (), UNITS, len(UNITS))
    changed = unit("消防", "楼道里不得吵闹。")
    store.bring_forward(1, 2, [UNITS[0].key], [changed], 1)
    reader = store.reader(2)
    hits = found(reader, "噪")
    assert hits[0] == article("消防") and article("噪声") not in hits
    assert found(reader, "熏")[0] == article("油烟")


def test_an_index_without_vectors_or_with_others_is_made_anew(make: Make, model: Path, tmp_path: Path) -> None:
    make("").bring_forward(None, 1, (), UNITS, len(UNITS))
    assert make(str(model)).releases() == []
    with pytest.raises(ReleaseMissingError, match="dingfen rebuild"):
        make(str(model)).reader(1)
    store = make(str(model))
    # As dingfen rebuild does it: a load does not take another program's index away.
    store.bring_forward(None, 1, (), UNITS, len(UNITS), anew=True)
    assert store.releases() == [1]
    other = embedding.make(tmp_path / "other", "static", ["别的字"], seed=5)
    assert make(str(other)).releases() == []
    # Who asks without a model has what words find.
    assert make("").releases() == [1]
    assert found(make("").reader(1), "捕捞")[0] == article("渔业")


def test_a_home_with_a_model_loads_searches_and_makes_anew(tmp_path: Path, model: Path) -> None:
    files = sample.write(tmp_path / "files")
    plain = sample.settings(tmp_path / "home")
    with Home(plain) as home:
        home.load([files])
        assert home.view().search.search(SearchQuery("吵闹", sample.DAY)).total == 0
    trained = embedding.make(tmp_path / "model", "static", [*sample.LAWS.values(), sample.POWERS], ["戏吵", "台闹"])
    told = plain.model_copy(update={"embedding": str(trained)})
    with Home(told) as home:
        with pytest.raises(ReleaseMissingError, match="dingfen rebuild"):
            home.view()
        home.rebuild()
        hits = home.view().search.search(SearchQuery("吵闹", sample.DAY, explain=True)).hits
        assert (
            "戏台" in hits[0].title + hits[0].highlights[0]["text"] if hits[0].highlights else "戏台" in hits[0].title
        )
        assert home.load([files]).created is False
    with Home(plain) as home:
        assert home.view().search.search(SearchQuery("戏台", sample.DAY)).total > 0


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ((), "tokenizer.json"),
        (("tokenizer.json",), "model.onnx"),
        (("tokenizer.json", "model.onnx"), "打不开"),
        (("tokenizer.json", "model.safetensors"), "打不开"),
    ],
)
def test_a_folder_that_is_no_model_is_told(tmp_path: Path, names: tuple[str, ...], said: str) -> None:
    for name in names:
        (tmp_path / name).write_bytes(b"\x02\0\0\0\0\0\0\0{}")
    with pytest.raises(SearchError, match=said):
        Embedder(tmp_path).question("渔业")


def test_vectors_have_length_one_and_do_not_hang_on_their_batch(model: Path) -> None:
    embedder = open_embedder(model)
    assert embedder is not None
    texts = [text_of(unit.docs[1]) for unit in UNITS] * 20
    together = embedder.embed(texts)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    for text, vector in zip(texts[:4], together[:4], strict=True):
        assert np.allclose(embedder.embed([text])[0], vector, atol=1e-5)
    assert not embedder.embed(["☃"]).any()


def test_near_is_exact(tmp_path: Path, model: Path) -> None:
    embedder = open_embedder(model)
    assert embedder is not None
    folder = tmp_path / "release"
    folder.mkdir()
    writer = VectorWriter(embedder, folder, None)
    for one in UNITS:
        writer.put(prepare_unit(one))
    writer.finish()
    asked = embedder.question("烟")
    want = sorted(
        ((-float(embedder.embed([text_of(one.docs[1])])[0] @ asked), one.docs[1].id) for one in UNITS),
        key=lambda pair: (round(pair[0], 5), pair[1]),
    )
    index = VectorIndex(folder)
    assert len(index) == len(UNITS)
    assert [name for name, _ in index.nearest(asked, 3)] == [name for _, name in want[:3]]


def test_many_small_loads_are_written_together(tmp_path: Path, model: Path) -> None:
    embedder = open_embedder(model)
    assert embedder is not None
    base: Path | None = None
    for number in range(40):
        folder = tmp_path / f"release-{number}"
        folder.mkdir()
        writer = VectorWriter(embedder, folder, base)
        writer.put(prepare_unit(unit(f"渔业{number % 25}", TEXTS["渔业"] + str(number))))
        writer.finish()
        base = folder
    assert base is not None
    assert len(list((base / "vectors").glob("part-*"))) <= 17
    index = VectorIndex(base)
    assert len(index) == 25
    assert len({name for name, _ in index.nearest(embedder.question("捕捞"), 100)}) == 25


def test_ranks_are_joined_by_their_reciprocals() -> None:
    assert [key for key, _ in join((["a", "b", "c"], ["c", "d"]))] == ["c", "a", "b", "d"]
    assert join((["a"], ["a"]))[0][1] == pytest.approx(2 / 61)
    assert join(()) == []

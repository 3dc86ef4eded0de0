"""What every search store must do: one suite, run on tantivy and on a real Elasticsearch with one shard and with three."""

from __future__ import annotations

import itertools
import os
import random
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from bench.search_quality import lines as json_lines
from ontologies.records import OPEN_END, Status
from search import open_search
from search.documents import pack, prepare_unit, status_on, unpack
from search.elastic_store import ElasticSearchStore
from search.port import (
    PreparedUnit,
    ReleaseMissingError,
    SearchDoc,
    SearchError,
    SearchPage,
    SearchQuery,
    SearchReader,
    SearchStore,
    SearchUnit,
)
from search.rank import Choice, by_words, choose
from search.tantivy_store import EmbeddedSearchStore
from tests.support.search_docs import SUBJECTS, TODAY, corpus, questions
from text.pinyin import initials, syllables

EVAL = Path(__file__).parents[3] / "shared" / "eval"
UNITS = corpus()
DOCS = [doc for unit in UNITS for doc in unit.docs]
FACETS = ("kind", "type", "rank", "body", "level", "place", "theme", "function", "status")
SERVERS = [
    pytest.param("elasticsearch", marks=pytest.mark.server),
    pytest.param("elasticsearch with three shards", marks=pytest.mark.server),
]
Make = Callable[[], SearchStore]


@pytest.fixture(params=["tantivy", *SERVERS], scope="module")
def make(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Make]:
    """Makes a new, empty store of one kind."""
    made: list[SearchStore] = []
    if request.param == "tantivy":

        def new() -> SearchStore:
            return EmbeddedSearchStore(tmp_path_factory.mktemp("search"))
    else:
        url = request.getfixturevalue("elasticsearch_url")
        shards = 3 if "three" in request.param else 1

        def new() -> SearchStore:
            store = open_search(f"{url}/test-{uuid4().hex}?shards={shards}")
            made.append(store)
            return store

    yield new
    for store in made:
        for release in store.releases():
            store.drop(release)
        store.close()


@pytest.fixture(scope="module")
def reader(make: Make) -> SearchReader:
    store = make()
    store.bring_forward(None, 1, (), UNITS, len(UNITS))
    return store.reader(1)


def ask(reader: SearchReader, words: str, **options: Any) -> SearchPage:
    options.setdefault("as_of", TODAY)
    return reader.search(SearchQuery(words, **options))


def listed(doc: SearchDoc, day: date) -> bool:
    return doc.kind == "law" or day < doc.valid_to


# Releases


def test_nothing_is_there_before_the_first_release(make: Make) -> None:
    store = make()
    assert store.releases() == []
    for call in (store.manifest, store.reader):
        with pytest.raises(ReleaseMissingError):
            call(1)
    with pytest.raises(ReleaseMissingError):
        store.bring_forward(3, 4, (), UNITS[:1], 1)


def test_a_release_holds_what_was_put(make: Make) -> None:
    store = make()
    seen: list[tuple[int, int]] = []
    store.bring_forward(None, 7, (), iter(UNITS), len(UNITS), lambda done, total: seen.append((done, total)))
    assert store.releases() == [7]
    assert store.manifest(7) == {unit.key: unit.digest for unit in UNITS}
    assert store.reader(7).documents() == len(DOCS)
    assert store.reader(7).release == 7
    assert seen[-1] == (len(UNITS), len(UNITS))


def test_prepared_units_are_the_same_units(make: Make) -> None:
    store = make()
    prepared: list[SearchUnit | PreparedUnit] = [unpack(pack(unit)) for unit in UNITS[:10]]
    assert prepared == [prepare_unit(unit) for unit in UNITS[:10]]
    store.bring_forward(None, 1, (), prepared, 10)
    assert store.reader(1).documents() == sum(len(unit.docs) for unit in UNITS[:10])


def test_units_are_replaced_added_and_removed_whole(make: Make) -> None:
    store = make()
    store.bring_forward(None, 1, (), UNITS, len(UNITS))
    towns = [unit for unit in UNITS if unit.key.startswith("body/")]
    smaller = SearchUnit(
        towns[0].key, "2", [*towns[0].docs[:3], SearchDoc("duty/x/y/z", "duty", "檐溜清掏巡查", ("檐溜清掏巡查",))]
    )
    new = SearchUnit("body/new", "1", [SearchDoc("body/new", "body", "绿杨村民委员会", ("绿杨村民委员会",))])
    store.bring_forward(1, 2, [towns[1].key, "no such unit"], [smaller, new], 2)
    expected = {unit.key: unit.digest for unit in UNITS} | {smaller.key: "2", "body/new": "1"}
    del expected[towns[1].key]
    assert store.manifest(2) == expected
    reader = store.reader(2)
    assert reader.documents() == len(DOCS) - len(towns[0].docs) + 4 - len(towns[1].docs) + 1
    assert ask(reader, "檐溜清掏巡查").hits[0].id == "duty/x/y/z"
    assert ask(reader, "绿杨村民委员会").hits[0].id == "body/new"
    gone = {doc.id for doc in towns[1].docs} | {doc.id for doc in towns[0].docs[3:]}
    everything = {
        hit.id
        for body in (towns[0].docs[0], towns[1].docs[0])
        for hit in ask(reader, "", filters={"body": body.body}, limit=1000).hits
    }
    assert not gone & everything
    assert {doc.id for doc in towns[0].docs[:3]} <= everything


def test_the_same_release_twice_and_back(make: Make) -> None:
    store = make()
    store.bring_forward(None, 1, (), UNITS[:5], 5)
    store.bring_forward(1, 2, (), UNITS[5:6], 1)
    store.bring_forward(2, 1, [UNITS[5].key], (), 0)
    assert store.manifest(1) == {unit.key: unit.digest for unit in UNITS[:5]}
    assert store.reader(1).documents() == sum(len(unit.docs) for unit in UNITS[:5])


def test_a_dropped_release_is_gone(make: Make) -> None:
    store = make()
    store.bring_forward(None, 1, (), UNITS[:2], 2)
    store.drop(1)
    store.drop(1)
    assert store.releases() == []
    with pytest.raises(ReleaseMissingError):
        store.reader(1)


def test_a_build_that_breaks_off_leaves_nothing(make: Make) -> None:
    store = make()

    def broken() -> Iterator[SearchUnit]:
        yield from UNITS[:3]
        raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        store.bring_forward(None, 1, (), broken(), 5)
    assert store.releases() == []
    store.bring_forward(None, 1, (), UNITS[:3], 3)
    assert store.releases() == [1]


def test_a_change_that_breaks_off_can_be_taken_up_again(make: Make) -> None:
    store = make()
    store.bring_forward(None, 1, (), UNITS[:20], 20)
    changed = [SearchUnit(unit.key, "2", unit.docs[:1]) for unit in UNITS[:20]]

    def broken() -> Iterator[SearchUnit]:
        yield from changed[:7]
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        store.bring_forward(1, 2, (), broken(), 20)
    assert store.releases() == [1]
    # Whatever is already as it should be need not be put again; everything else must be told apart from it.
    now = store.manifest(1)
    left = [unit for unit in changed if now.get(unit.key) != unit.digest]
    store.bring_forward(1, 2, (), left, len(left))
    assert store.manifest(2) == {unit.key: "2" for unit in changed}
    assert store.reader(2).documents() == sum(len(unit.docs) for unit in changed)


def test_an_open_reader_keeps_answering(make: Make) -> None:
    store = make()
    store.bring_forward(None, 1, (), UNITS, len(UNITS))
    reader = store.reader(1)
    before = ask(reader, "消防").total
    store.bring_forward(1, 2, (), UNITS[:1], 1)
    assert before > 0
    assert ask(reader, "消防").total == before


# What is found


def test_every_name_finds_its_own_first(reader: SearchReader) -> None:
    for doc in random.Random(1).sample([doc for doc in DOCS if doc.names], 60):
        page = ask(reader, doc.names[-1], filters={"kind": (doc.kind,)})
        assert doc.names[-1] in {name for other in DOCS if other.id == page.hits[0].id for name in other.names}
        assert page.hits[0].kind == doc.kind


def test_a_law_asked_for_by_name_comes_before_all_that_mentions_it(reader: SearchReader) -> None:
    for law in [doc for doc in DOCS if doc.kind == "law"][:20]:
        for name in (law.names[-1], f"《{law.title}》", f"{law.names[-1]}（2019年修正）"):
            page = ask(reader, name)
            assert (page.hits[0].id, page.hits[0].kind) == (law.id, "law")


def test_the_kind_filter_is_exact_and_no_kind_drowns(reader: SearchReader) -> None:
    kinds = {"law", "provision", "power", "duty"}
    subject = next(
        subject
        for subject in SUBJECTS
        if kinds <= {doc.kind for doc in DOCS if subject in doc.title and listed(doc, TODAY)}
    )
    page = ask(reader, subject, limit=200)
    assert kinds <= {hit.kind for hit in page.hits}
    for kind in kinds:
        only = ask(reader, subject, filters={"kind": (kind,)}, limit=50)
        assert only.hits
        assert {hit.kind for hit in only.hits} == {kind}
    both = ask(reader, subject, filters={"kind": ("power", "duty")}, limit=1000, facets=False)
    single = [ask(reader, subject, filters={"kind": (kind,)}).total for kind in ("power", "duty")]
    assert both.total == sum(single)


def test_facets_count_what_choosing_them_finds(reader: SearchReader) -> None:
    for words, filters in (
        ("消防 罚款", {}),
        ("河道采砂", {"kind": ("provision",)}),
        ("养犬", {"level": ("county", "township")}),
    ):
        page = ask(reader, words, filters=filters)
        assert set(page.facets) == set(FACETS)
        assert sum(number for _, number in page.facets["kind"]) >= page.total
        for facet, counts in page.facets.items():
            assert counts == sorted(counts, key=lambda one: (-one[1], one[0]))
            for code, number in counts[:4]:
                chosen = ask(reader, words, filters={**filters, facet: (code,)}, facets=False)
                assert chosen.total == number, (words, filters, facet, code)


def test_functions_narrow_provisions_and_bodies(reader: SearchReader) -> None:
    for wanted in (("fishery",), ("work_safety", "water")):
        found = {hit.id for hit in ask(reader, "", filters={"function": wanted}, limit=1000).hits}
        assert found == {doc.id for doc in DOCS if set(doc.function) & set(wanted) and listed(doc, TODAY)}
        assert found
    hit = next(iter(ask(reader, "", filters={"function": ("people_government",)}, limit=1).hits))
    assert hit.fields["function"][0] == "people_government"


def test_what_took_up_a_cited_article_is_offered_behind_it(reader: SearchReader) -> None:
    asked = next(doc for doc in DOCS if doc.kind == "provision" and doc.article == "3" and listed(doc, TODAY))
    others = [doc for doc in DOCS if doc.kind == "provision" and doc.law != asked.law and listed(doc, TODAY)][:2]
    words = f"{asked.law_title}第三条"
    plain = ask(reader, words)
    assert plain.cited_article == "3" and asked.law in plain.cited
    page = ask(reader, words, also=(others[1].id, others[0].id), explain=True)
    at = [hit.id for hit in page.hits].index(others[1].id)
    assert [hit.id for hit in page.hits][at : at + 2] == [others[1].id, others[0].id]
    assert asked.id in [hit.id for hit in page.hits][:at]
    assert all(hit.article == "3" and hit.law in page.cited for hit in page.hits[:at])
    assert page.hits[at].explanation[0]["label"] == "承接所引条文的"
    assert ask(reader, "消防").cited == ()


def test_facets_count_documents_that_the_question_names(reader: SearchReader) -> None:
    law = next(doc for doc in DOCS if doc.kind == "law" and doc.rank == "statute")
    page = ask(reader, law.title)
    assert dict(page.facets["kind"])["law"] == ask(reader, law.title, filters={"kind": ("law",)}).total
    assert sum(number for _, number in page.facets["kind"]) == page.total


@pytest.mark.parametrize("day", [date(2010, 1, 1), TODAY, date(2027, 6, 1)])
def test_without_a_status_filter_what_holds_or_will_hold_is_found(reader: SearchReader, day: date) -> None:
    for filters in ({"kind": ("provision",)}, {"kind": ("law",)}, {"kind": ("power",)}):
        found = {hit.id for hit in ask(reader, "", filters=filters, limit=1000, as_of=day).hits}
        expected = {doc.id for doc in DOCS if doc.kind == filters["kind"][0] and listed(doc, day)}
        assert len(expected) <= 1000
        assert found == expected


@pytest.mark.parametrize("day", [date(2010, 1, 1), TODAY, date(2027, 6, 1), OPEN_END])
@pytest.mark.parametrize("status", list(Status))
def test_a_status_filter_finds_exactly_that(reader: SearchReader, day: date, status: Status) -> None:
    page = ask(reader, "罚款 警告 清理", filters={"status": (status.value,)}, limit=1000, as_of=day)
    assert all(hit.status == status for hit in page.hits)
    for kind in ("provision", "law"):
        every = ask(reader, "", filters={"status": (status.value,), "kind": (kind,)}, limit=1000, as_of=day)
        assert {hit.id for hit in every.hits} == {
            doc.id for doc in DOCS if doc.kind == kind and status_on(doc, day) == status
        }


def test_browsing_by_filters_alone_goes_by_identifier(reader: SearchReader) -> None:
    page = ask(reader, " ", filters={"kind": ("body",)}, limit=100)
    assert [hit.id for hit in page.hits] == sorted(doc.id for doc in DOCS if doc.kind == "body")


def test_an_identifier_finds_its_own(reader: SearchReader) -> None:
    doc = next(doc for doc in DOCS if doc.kind == "power")
    assert ask(reader, doc.id).hits[0].id == doc.id


# Citations


def cited() -> list[tuple[SearchDoc, SearchDoc]]:
    """Some laws with a current provision of theirs."""
    current = [doc for doc in DOCS if doc.kind == "provision" and status_on(doc, TODAY) is Status.IN_FORCE]
    laws = {doc.id: doc for doc in DOCS if doc.kind == "law"}
    return [(laws[doc.law], doc) for doc in random.Random(3).sample(current, 12)]


@pytest.mark.parametrize(
    "written",
    [
        "《{name}》{label}",
        "{name}{number}条",
        "{name}第{number}条",
        "{name} {label}第一款",
        "《{full}》（2019年修正）{label}第（一）项",
        "请问{name}{label}罚多少",
        "{wide}{label}",
    ],
)
def test_a_citation_goes_straight_to_its_provision(reader: SearchReader, written: str) -> None:
    for law, provision in cited():
        name = law.names[-1]
        words = written.format(
            name=name,
            full=law.title,
            label=provision.title.removeprefix(law.title),
            number=provision.article,
            wide=f"〈{name}〉",
        )
        page = ask(reader, words, explain=True)
        assert page.hits[0].id == provision.id, words
        assert page.hits[0].explanation[0]["field"] == "citation"
        assert any("引用" in note for note in page.notes)


def test_a_citation_forgives_a_slip_in_the_title(reader: SearchReader) -> None:
    law, provision = next((law, provision) for law, provision in cited() if len(law.names[-1]) > 5)
    name = law.names[-1]
    page = ask(reader, f"{name[:2]}{name[3]}{name[2]}{name[4:]}第{provision.article}条")
    assert page.hits[0].id == provision.id
    assert any(name in note for note in page.notes)


def test_a_citation_is_read_on_its_day(reader: SearchReader) -> None:
    replaced = [
        doc for doc in DOCS if doc.kind == "provision" and doc.end_reason == "superseded" and doc.article == "3"
    ]
    law = next(doc for doc in DOCS if doc.id == replaced[0].law)
    versions = sorted((doc for doc in DOCS if doc.law == law.id and doc.article == "3"), key=lambda doc: doc.valid_from)
    name = law.names[-1]
    for day, expected in ((versions[0].valid_from, versions[0]), (versions[1].valid_from, versions[1])):
        assert ask(reader, f"{name}第三条", as_of=day).hits[0].id == expected.id
    # What will hold stays visible, behind what holds.
    before = ask(reader, f"{name}第三条", as_of=versions[1].valid_from - timedelta(days=1))
    assert [hit.id for hit in before.hits[:2]] == [versions[0].id, versions[1].id]


def test_a_citation_of_what_has_ended_shows_the_last_text_and_says_so(reader: SearchReader) -> None:
    ended = next(doc for doc in DOCS if doc.kind == "provision" and doc.end_reason in ("repealed", "lapsed"))
    law = next(doc for doc in DOCS if doc.id == ended.law)
    page = ask(reader, f"{law.names[-1]}第{ended.article}条")
    assert page.hits[0].id == ended.id
    assert any(status_on(ended, TODAY).label in note for note in page.notes)


def test_a_citation_of_an_article_that_is_not_there_says_so(reader: SearchReader) -> None:
    law = next(doc for doc in DOCS if doc.kind == "law")
    page = ask(reader, f"{law.names[-1]}第九百条")
    assert page.hits[0].id == law.id
    assert any("第九百条" in note for note in page.notes)


# How it is shown


def test_pages_follow_each_other_without_gap_or_overlap(reader: SearchReader) -> None:
    for words in ("消防", "罚款", questions(2, 1)[0], next(doc.title for doc in DOCS if doc.kind == "law")):
        whole = ask(reader, words, limit=60, facets=False)
        parts = [ask(reader, words, skip=skip, limit=7, facets=False) for skip in range(0, 60, 7)]
        assert [hit.id for part in parts for hit in part.hits][:60] == [hit.id for hit in whole.hits]
        assert {part.total for part in parts} == {whole.total}
        assert len({hit.id for hit in whole.hits}) == len(whole.hits)


def test_scores_fall_and_equal_ones_go_by_identifier(reader: SearchReader) -> None:
    page = ask(reader, "党政办公室", limit=100)
    keys = [(-hit.score, hit.id) for hit in page.hits]
    assert keys == sorted(keys)
    assert len({hit.score for hit in page.hits}) < len(page.hits)


def test_explanations_add_up_to_the_score(reader: SearchReader) -> None:
    fields = set()
    for words in [*questions(9, 15), "法律责任 警告", next(doc.title for doc in DOCS if doc.kind == "law")]:
        for hit in ask(reader, words, explain=True, limit=10).hits:
            assert hit.explanation
            assert sum(part["weight"] for part in hit.explanation) == pytest.approx(hit.score, abs=0.01)
            fields |= {part["field"] for part in hit.explanation}
            assert all(part["token"] and part["label"] for part in hit.explanation)
    assert {"words", "bigrams", "characters", "heading", "name"} <= fields


def test_highlights_are_pieces_of_the_original_with_what_matched(reader: SearchReader) -> None:
    docs = {doc.id: doc for doc in DOCS}
    for words in questions(5, 20):
        page = ask(reader, words)
        # A forgiven spelling marks the name that was found.
        allowed = set(words) | set("".join(page.notes))
        for hit in page.hits:
            doc = docs[hit.id]
            for piece in hit.highlights:
                assert piece["text"] in {"title": doc.title, "heading": doc.heading, "text": doc.text}[piece["field"]]
                for start, end in piece["spans"]:
                    assert 0 <= start < end <= len(piece["text"])
                    assert set(piece["text"][start:end]) <= allowed
    page = ask(reader, "公共通道", filters={"kind": ("provision",)})
    assert all(
        piece["text"][start:end] == "公共通道"
        for piece in page.hits[0].highlights
        for start, end in piece["spans"]
        if end - start == 4
    )


def test_hits_carry_their_facets(reader: SearchReader) -> None:
    hit = ask(reader, "", filters={"kind": ("duty",)}).hits[0]
    doc = next(doc for doc in DOCS if doc.id == hit.id)
    assert hit.status == Status.IN_FORCE
    assert hit.fields["status_label"] == "有效"
    assert tuple(hit.fields["body"]) == doc.body
    assert hit.fields["valid_from"] == doc.valid_from.isoformat()


# Odd questions


@pytest.mark.parametrize(
    "words", ["", "   ", "，。！？《》", "\x00\x07\x1b", "（）——……", "\u200b\ufeff", "的", "%%%", "😀"]
)
def test_a_question_without_words_is_answered(reader: SearchReader, words: str) -> None:
    page = ask(reader, words)
    assert page.hits == [] or words == "的"
    assert page.notes or page.hits


def test_a_very_long_question_is_answered_and_says_it_was_cut(reader: SearchReader) -> None:
    start = time.perf_counter()
    page = ask(reader, "邻居占用消防通道怎么办" * 1000)
    assert time.perf_counter() - start < 5
    assert page.hits
    assert any("过长" in note for note in page.notes)


@pytest.mark.parametrize(
    "words",
    [
        "消防\x00通道\x1f",
        "消防 AND (",
        'words:"消防" OR *',
        "消防~2^9",
        "[1 TO 2]",
        "\\消防\\",
        "a" * 5000,
        "/" * 2000,
        "消" * 10_000,
        "𠮷野家",
        "消防\ud800",
    ],
)
def test_no_engine_language_gets_through(reader: SearchReader, words: str) -> None:
    page = ask(reader, words, explain=True)
    assert page.total >= len(page.hits) or page.total == 0
    if "消防" in words:
        assert page.hits


def test_unknown_filters_and_bounds_are_refused_in_chinese(reader: SearchReader) -> None:
    for options in (
        {"filters": {"colour": ("red",)}},
        {"filters": {"status": ("17",)}},
        {"skip": 990, "limit": 20},
        {"skip": -1},
    ):
        with pytest.raises(SearchError, match=r"[\u4e00-\u9fff]"):
            ask(reader, "消防", **options)


def test_what_no_word_finds_is_looked_for_by_characters(reader: SearchReader) -> None:
    page = ask(reader, "猎犬")
    assert page.hits
    assert page.notes


def test_nothing_found_says_what_to_do(reader: SearchReader) -> None:
    page = ask(reader, "鼹鼯鼷")
    assert (page.total, page.hits) == (0, [])
    assert any("没有找到" in note for note in page.notes)


def test_pinyin_finds_names(reader: SearchReader) -> None:
    law = next(doc for doc in DOCS if doc.kind == "law")
    spoken = syllables(law.names[-1])
    for words in ("".join(spoken), " ".join(spoken), initials(spoken)):
        page = ask(reader, words)
        assert law.names[-1] in {
            name for doc in DOCS if doc.id in {hit.id for hit in page.hits[:5]} for name in doc.names
        }
        assert page.notes


# Embedded only


def test_a_served_release_is_never_written(tmp_path: Path) -> None:
    store = EmbeddedSearchStore(tmp_path)
    store.bring_forward(None, 1, (), UNITS[:10], 10)
    files = {path: path.read_bytes() for path in (tmp_path / "release-0000001").rglob("*") if path.is_file()}
    assert files
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o444 for path in files)
    store.reader(1).search(SearchQuery("消防", TODAY))
    store.bring_forward(1, 2, [UNITS[0].key], [SearchUnit(UNITS[1].key, "2", [])], 1)
    assert store.releases() == [1, 2]
    assert {path: path.read_bytes() for path in files} == files
    assert store.reader(1).documents() == sum(len(unit.docs) for unit in UNITS[:10])
    assert store.reader(2).documents() == sum(len(unit.docs) for unit in UNITS[2:10])
    store.drop(1)
    assert store.reader(2).documents() == sum(len(unit.docs) for unit in UNITS[2:10])


def test_a_release_is_served_from_a_folder_that_may_only_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = EmbeddedSearchStore(tmp_path)
    store.bring_forward(None, 1, (), UNITS, len(UNITS))
    expected = [doc.id for doc in DOCS if "消防" in doc.title and doc.kind == "power"]
    # A superuser may write anywhere, so that permissions alone would prove nothing where tests run as one.
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    before = sorted(tmp_path.rglob("*"))
    page = ask(store.reader(1), "消防", filters={"kind": ("power",)}, limit=1000)
    assert {hit.id for hit in page.hits} >= set(expected)
    assert sorted(tmp_path.rglob("*")) == before


def test_the_same_units_rank_the_same_however_they_came(tmp_path: Path) -> None:
    store = EmbeddedSearchStore(tmp_path)
    store.bring_forward(None, 1, (), UNITS, len(UNITS))
    store.bring_forward(None, 2, (), UNITS[: len(UNITS) // 2], 1)
    store.bring_forward(2, 3, (), UNITS[len(UNITS) // 2 :], 1)
    whole, grown = store.reader(1), store.reader(3)
    for words in questions(6, 60):
        first, second = ask(whole, words), ask(grown, words)
        assert [(hit.id, hit.score) for hit in first.hits] == [(hit.id, hit.score) for hit in second.hits]
        assert first.facets == second.facets


def test_an_index_of_another_layout_counts_as_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = EmbeddedSearchStore(tmp_path)
    store.bring_forward(None, 1, (), UNITS[:2], 2)
    monkeypatch.setattr("search.tantivy_store.layout", lambda: "another")
    assert store.releases() == []
    with pytest.raises(ReleaseMissingError, match="重建"):
        store.manifest(1)


def test_what_is_broken_counts_as_missing(tmp_path: Path) -> None:
    store = EmbeddedSearchStore(tmp_path)
    store.bring_forward(None, 1, (), UNITS[:2], 2)
    manifest = tmp_path / "release-0000001" / "manifest.msgpack"
    manifest.chmod(0o644)
    manifest.write_bytes(manifest.read_bytes()[:-3])
    assert store.releases() == []


_WRITER = """
import sys
from search.tantivy_store import EmbeddedSearchStore
from tests.support.search_docs import corpus
units = corpus()
store = EmbeddedSearchStore(sys.argv[1])
release = store.releases()[-1]
while True:
    release += 1
    print(release, flush=True)
    store.bring_forward(release - 1, release, [units[release % 7].key], units[20:60], 40)
    store.drop(release - 3)
"""


@pytest.mark.parametrize("attempt", range(4))
def test_a_kill_leaves_whole_releases_only(tmp_path: Path, attempt: int) -> None:
    store = EmbeddedSearchStore(tmp_path)
    store.bring_forward(None, 1, (), UNITS, len(UNITS))
    writer = subprocess.Popen([sys.executable, "-c", _WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    for _ in range(random.Random(attempt).randrange(1, 4)):
        assert writer.stdout.readline()
    time.sleep(random.Random(attempt + 100).random() * 0.3)
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    writer.stdout.close()
    releases = store.releases()
    assert releases
    for release in releases:
        reader = store.reader(release)
        ids = {doc.id for unit in UNITS if unit.key in store.manifest(release) for doc in unit.docs}
        assert reader.documents() == len(ids)
        assert ask(reader, "消防").hits
    last = releases[-1]
    store.bring_forward(last, last + 1, (), UNITS, len(UNITS))
    assert store.reader(last + 1).documents() == len(DOCS)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


# Server only


@pytest.mark.server
def test_a_server_says_so_while_it_is_brought_forward(elasticsearch_url: str) -> None:
    store = ElasticSearchStore(elasticsearch_url, name=f"test-{uuid4().hex}")
    store.bring_forward(None, 1, (), UNITS, len(UNITS))
    remarks: list[str] = []
    totals: set[int] = set()

    def units() -> Iterator[SearchUnit]:
        for unit in UNITS[:3]:
            yield SearchUnit(unit.key, "2", [])
        page = ask(store.reader(1), "消防")
        remarks.extend(page.notes)
        totals.add(page.total)

    before = ask(store.reader(1), "消防").total
    store.bring_forward(1, 2, (), units(), 3)
    assert totals == {before}
    assert any("第 1 号发布" in remark and "第 2 号发布" in remark for remark in remarks)
    assert ask(store.reader(2), "消防").notes == []
    store.drop(2)
    store.close()


@pytest.mark.server
def test_a_server_that_is_not_there_is_said_in_chinese() -> None:
    store = ElasticSearchStore("http://127.0.0.1:9", name="none", retries=0)
    with pytest.raises(SearchError, match="连不上"):
        store.releases()


# Both alike


def alike(
    stores: list[SearchStore], units: list[SearchUnit], asked: list[str], day: date, choice: Choice = by_words
) -> None:
    """The same hits in the same order with the same scores, totals and facets."""
    readers = []
    for store in stores:
        store.bring_forward(None, 1, (), units, len(units))
        readers.append(store.reader(1))
        readers[-1].rank_by(choice)
    differ = []
    for words in asked:
        first, *others = [ask(reader, words, limit=10, as_of=day) for reader in readers]
        for other in others:
            if [hit.id for hit in first.hits] != [hit.id for hit in other.hits]:
                differ.append(words)
            assert [hit.score for hit in first.hits] == pytest.approx([hit.score for hit in other.hits], abs=0.01)
            assert (first.total, first.facets, first.notes) == (other.total, other.facets, other.notes)
    assert differ == []


def ranked_by(setting: str) -> Choice:
    """The model that comes with the program, or words alone."""
    chosen = choose(setting, Path("no models here"))
    assert (chosen[0] is None) == (setting == "none")
    return lambda: chosen


@pytest.fixture
def all_stores(elasticsearch_url: str, tmp_path: Path) -> Iterator[list[SearchStore]]:
    servers = [ElasticSearchStore(elasticsearch_url, name=f"test-{uuid4().hex}", shards=shards) for shards in (1, 3)]
    yield [EmbeddedSearchStore(tmp_path), *servers]
    for server in servers:
        for release in server.releases():
            server.drop(release)
        server.close()


RANKINGS = pytest.mark.parametrize("ranking", [pytest.param("", id="model"), pytest.param("none", id="words")])


@pytest.mark.server
@RANKINGS
def test_both_engines_give_the_same_ten_for_two_hundred_questions(all_stores: list[SearchStore], ranking: str) -> None:
    alike(all_stores, UNITS, questions(8, 200), TODAY, ranked_by(ranking))


@pytest.mark.server
@pytest.mark.shared
@RANKINGS
def test_both_engines_give_the_same_ten_over_real_articles(all_stores: list[SearchStore], ranking: str) -> None:
    if not EVAL.is_dir():
        pytest.skip(f"the lay questions are not beside the checkout: {EVAL}")
    laws: dict[str, SearchUnit] = {}
    for row in itertools.islice(json_lines(EVAL / "corpus.jsonl"), 5000):
        unit = laws.setdefault(row["title"], SearchUnit(row["title"], "1", []))
        unit.docs.append(
            SearchDoc(
                row["id"],
                "provision",
                row["id"],
                heading=" ".join(row["path"]),
                text=row["text"],
                law_title=row["title"],
            )
        )
    asked = [row["query"] for row in itertools.islice(json_lines(EVAL / "questions.jsonl"), 200)]
    alike(all_stores, list(laws.values()), asked, date(2023, 7, 1), ranked_by(ranking))

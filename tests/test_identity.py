"""Which row of one edition is which of the next: the labelled lists, the laws it keeps whatever the rows, identities and spans."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from datetime import date

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.identity import (
    Alignment,
    BasisRelation,
    How,
    align,
    compare_basis,
    edition_spans,
    identities,
    name_key,
    spans,
)
from ingest.items import full_name, key_of, owner_of
from ontologies.records import OPEN_END, OPEN_START, DutyKind, EntryRecord, ItemKind, Role, Verdict
from tests.support.editions import Case, cases, entry, links

CASES = cases()


# The labelled lists -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("held_out", "least_recall"), [(False, 0.95), (True, 0.85)], ids=["looked at", "held out"])
def test_the_labelled_lists_are_matched(held_out: bool, least_recall: float) -> None:
    """Precision and recall over all labelled rows. What is 确认 must be right; what is one item must at least be seen as 疑似."""
    assert sum(case.labelled for case in CASES) >= 120
    certain = right = seen = seen_right = truth = 0
    for case in CASES:
        if case.name.endswith("留出") != held_out:
            continue
        found = align(case.before, case.after)
        sure, doubtful = links(found, Verdict.CONFIRMED), links(found, Verdict.SUSPECTED)
        same = set(case.same)
        certain, right = certain + len(sure), right + len(sure & same)
        seen, seen_right = seen + len(doubtful), seen_right + len(doubtful & same)
        truth += len(same)
    precision, recall, reach = right / certain, right / truth, (right + seen_right) / truth
    print(
        f"\n确认：准确率 {precision:.3f}，召回率 {recall:.3f}；连同疑似召回率 {reach:.3f}；"
        f"疑似 {seen_right}/{seen} 属实；共 {truth} 对"
    )
    assert precision == 1.0
    assert recall >= least_recall
    assert reach >= 0.98


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_only_looks_alike_is_never_certain(case: Case) -> None:
    sure = links(align(case.before, case.after), Verdict.CONFIRMED)
    assert not sure & set(case.different)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_splits_and_merges_are_told_as_such(case: Case) -> None:
    found = align(case.before, case.after)
    how = {link: pair.how for pair in found.pairs for link in ((o, t) for o in pair.before for t in pair.after)}
    for link, what in case.same.items():
        expected = (
            How.SPLIT
            if what.startswith(("拆", "名称拆开"))
            else How.MERGED
            if what.startswith(("子项并入", "名称合并", "合并"))
            else None
        )
        if expected:
            assert how[link] == expected, what
        elif link in how:
            assert how[link] not in (How.SPLIT, How.MERGED), what


# What holds whatever the rows ---------------------------------------------------------------------------------------------------


def _rows() -> st.SearchStrategy[list[EntryRecord]]:
    """Rows of few words, so that codes, names and bases collide."""
    name = st.builds(
        "对{}{}{}的{}".format,
        st.sampled_from(["", "未取得", "擅自"]),
        st.sampled_from(["生产", "销售", "出租", "生产、销售"]),
        st.sampled_from(["食品", "药品", "许可证", "许可证过期", "食品和药品"]),
        st.sampled_from(["处罚", "检查", "行政处罚"]),
    )
    basis = st.builds(
        "《{}》第{}条".format,
        st.sampled_from(["食品安全法", "药品管理法", "中华人民共和国药品管理法"]),
        st.sampled_from("一二三"),
    )
    row = st.builds(
        entry,
        name,
        st.sampled_from(["", "", "A1", "A2", "A3", "a1"]),
        st.one_of(st.just(""), basis),
        st.sampled_from(["", "甲局", "乙局"]),
        st.sampled_from(["", "", "设立", "变更"]),
        st.just(1),
        st.booleans(),
    )
    return st.lists(row, max_size=9)


def _contents(found: Alignment, before: Sequence[EntryRecord], after: Sequence[EntryRecord]) -> Counter[object]:
    """An alignment without positions."""
    told: Counter[object] = Counter()
    for pair in found.pairs:
        one = tuple(sorted(repr(before[row]) for row in pair.before))
        other = tuple(sorted(repr(after[row]) for row in pair.after))
        told[one, other, pair.how, pair.verdict, pair.reason] += 1
    told.update(("removed", repr(before[row])) for row in found.removed)
    told.update(("added", repr(after[row])) for row in found.added)
    return told


@given(_rows())
def test_a_list_is_the_same_as_itself(rows: list[EntryRecord]) -> None:
    found = align(rows, rows)
    assert found.removed == found.added == ()
    for pair in found.pairs:
        assert pair.certain
        assert pair.before == pair.after
    assert sorted(row for pair in found.pairs for row in pair.before) == list(range(len(rows)))


@given(_rows(), _rows(), st.randoms(use_true_random=False))
def test_the_order_of_rows_decides_nothing(
    before: list[EntryRecord], after: list[EntryRecord], chance: random.Random
) -> None:
    told = _contents(align(before, after), before, after)
    mixed, mixed_after = list(before), list(after)
    chance.shuffle(mixed)
    chance.shuffle(mixed_after)
    assert _contents(align(mixed, mixed_after), mixed, mixed_after) == told


_TURNED = {How.SPLIT: How.MERGED, How.MERGED: How.SPLIT}


@given(_rows(), _rows())
def test_backwards_it_is_the_same_turned_round(before: list[EntryRecord], after: list[EntryRecord]) -> None:
    there, back = align(before, after), align(after, before)
    turned = {(pair.after, pair.before, _TURNED.get(pair.how, pair.how), pair.verdict) for pair in back.pairs}
    assert {(pair.before, pair.after, pair.how, pair.verdict) for pair in there.pairs} == turned
    assert (there.removed, there.added) == (back.added, back.removed)
    assert {(one, other) for other, one in back.reused} == set(there.reused)


@given(_rows(), _rows())
def test_every_row_is_somewhere_once(before: list[EntryRecord], after: list[EntryRecord]) -> None:
    found = align(before, after)
    assert sorted([r for pair in found.pairs for r in pair.before] + list(found.removed)) == list(range(len(before)))
    assert sorted([r for pair in found.pairs for r in pair.after] + list(found.added)) == list(range(len(after)))


@settings(max_examples=60)
@given(st.lists(_rows(), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_identities_tell_items_apart_and_do_not_hang_on_order(
    editions: list[list[EntryRecord]], chance: random.Random
) -> None:
    found = identities(editions, "丙局")
    told = []
    for rows, keys in zip(editions, found, strict=True):
        assert len(rows) == len(keys)
        items: dict[tuple[object, ...], tuple[str, ...]] = {}
        for row, identity in zip(rows, keys, strict=True):
            body = owner_of(row, "丙局")
            item = (row.name, row.sub_name, row.code, body)
            assert items.setdefault((row.kind, row.duty_kind, body, identity.key), item) == item
        told.append(
            sorted((repr(row), msgspec.structs.astuple(identity)) for row, identity in zip(rows, keys, strict=True))
        )
    for rows in editions:
        chance.shuffle(rows)
    again = identities(editions, "丙局")
    for rows, keys, before in zip(editions, again, told, strict=True):
        assert sorted((repr(row), msgspec.structs.astuple(i)) for row, i in zip(rows, keys, strict=True)) == before


@given(_rows())
def test_the_first_editions_keys_are_what_rows_give(rows: list[EntryRecord]) -> None:
    for row, identity in zip(rows, identities([rows])[0], strict=True):
        shared = {
            (other.name, other.sub_name, other.code, owner_of(other))
            for other in rows
            if key_of(other) == key_of(row)
            and (other.kind, other.duty_kind, owner_of(other)) == (row.kind, row.duty_kind, owner_of(row))
        }
        assert identity.since == 0
        assert identity.key == key_of(row) or len(shared) > 1
        assert identity.key.startswith(key_of(row))


# Reasons ------------------------------------------------------------------------------------------------------------------------


def _one(before: list[EntryRecord], after: list[EntryRecord]) -> tuple[How, str, Verdict]:
    (pair,) = align(before, after).pairs
    return pair.how, pair.reason, pair.verdict


LAW = "《渔业法》第三十八条"


@pytest.mark.parametrize(
    ("one", "other", "how", "verdict", "said"),
    [
        (entry("养殖证核发", "01", LAW), entry("养殖证核发", "01", LAW), How.SAME, "确认", "编码、名称、依据相同"),
        (
            entry("水域滩涂养殖证核发", "01", LAW),
            entry("养殖许可", "01", LAW),
            How.CODE,
            "确认",
            "编码、依据相同，名称由“水域滩涂养殖证核发”改为“养殖许可”",
        ),
        (
            entry("水域滩涂养殖证核发", "01", LAW),
            entry("水域滩涂养殖证核发", "FY-9", LAW),
            How.NAME_BASIS,
            "确认",
            "名称、依据相同，编码由“01”改为“FY-9”",
        ),
        (
            entry("水域滩涂养殖证核发", "", LAW, "县农业局"),
            entry("水域滩涂养殖证核发", "", LAW, "县农业农村局"),
            How.NAME_BASIS,
            "确认",
            "名称、依据相同，主体由“县农业局”改为“县农业农村局”",
        ),
        (
            entry("对使用电鱼方法捕捞的处罚", "", LAW, "县局"),
            entry("对使用电鱼方法进行捕捞的行政处罚", "", LAW, "县局"),
            How.SIMILAR,
            "确认",
            "主体、依据相同，名称由",
        ),
        (
            entry("对出租渔船的处罚", "", LAW, "县局"),
            entry("对出售渔船的处罚", "", LAW, "县局"),
            How.SIMILAR,
            "疑似",
            "名称所指不同",
        ),
    ],
)
def test_the_reason_says_what_is_the_same_and_what_is_not(
    one: EntryRecord, other: EntryRecord, how: How, verdict: str, said: str
) -> None:
    found = _one([one], [other])
    assert found[0] == how
    assert found[2].label == verdict
    assert said in found[1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (entry("对取得许可证的检查", "", LAW, "县局"), entry("对未取得许可证的检查", "", LAW, "县局")),
        (entry("一级渔港认定", "", LAW, "县局"), entry("二级渔港认定", "", LAW, "县局")),
        (entry("渔船检验", "", LAW, "县局"), entry("养殖证核发", "", "《渔业法》第十一条", "县局")),
        (entry("渔船检验", "01", LAW), entry("养殖证核发", "01", "《城乡规划法》第十一条")),
        (entry("奖励举报人", "", "《渔业法》第六条", "甲局"), entry("奖励举报人", "", "《森林法》第十条", "乙局")),
    ],
)
def test_what_is_not_the_same_is_no_pair(one: EntryRecord, other: EntryRecord) -> None:
    assert align([one], [other]).pairs == ()


def test_a_code_used_for_another_thing_is_told() -> None:
    found = align([entry("渔船检验", "01", LAW)], [entry("养殖证核发", "01", "《城乡规划法》第十一条")])
    assert found.reused == ((0, 0),)


def test_kinds_are_not_mixed() -> None:
    grant = msgspec.structs.replace(entry("渔船检验", "01", LAW), kind=ItemKind.GRANT)
    assert align([entry("渔船检验", "01", LAW)], [grant]).pairs == ()


def test_two_that_are_as_good_are_not_certain() -> None:
    """One old row, two new ones that differ from it alike: nobody knows which it became."""
    old = [entry("对违规捕捞的处罚", "", LAW, "县局")]
    new = [entry("对违规捕捞鱼苗的处罚", "", LAW, "县局"), entry("对违规捕捞亲鱼的处罚", "", LAW, "县局")]
    assert not any(pair.certain for pair in align(old, new).pairs)


def test_rows_given_twice_are_one_item() -> None:
    twice = [entry("渔船检验", "01", LAW), entry("渔船检验", "01", "《渔业法》第二十六条")]
    (pair,) = align(twice, twice[:1]).pairs
    assert (pair.before, pair.after, pair.certain) == ((0, 1), (0,), True)


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        ("《渔业法》第三十八条", "【法律】《中华人民共和国渔业法》(2013年修正)第38条", BasisRelation.SAME),
        ("《渔业法》第一条；《森林法》第二条", "《森林法》第二条、《渔业法》第一条", BasisRelation.SAME),
        ("《渔业法》第三十八条", "《渔业法》第三十八条第一款", BasisRelation.ARTICLE),
        ("《渔业法》第三十八条第二款", "《渔业法》第三十八条第一款", BasisRelation.LAW),
        ("《渔业法》第三十八条", "《渔业法》第三十九条", BasisRelation.LAW),
        ("《渔业法》第三十八条", "《森林法》第三十八条", BasisRelation.APART),
        ("县委文件", "县 委 文 件", BasisRelation.SAME),
        ("", "《森林法》第三十八条", BasisRelation.UNKNOWN),
        ("", "", BasisRelation.UNKNOWN),
    ],
)
def test_bases_are_compared_by_what_they_cite(one: str, other: str, relation: BasisRelation) -> None:
    assert compare_basis(one, other) == compare_basis(other, one) == relation


# Identities ---------------------------------------------------------------------------------------------------------------------


def test_an_item_keeps_its_key_through_renaming_and_recoding() -> None:
    editions = [
        [entry("水域滩涂养殖证核发", "01", LAW, "县局")],
        [entry("养殖许可", "01", LAW, "县局")],
        [entry("养殖许可", "FY-9", LAW, "县局")],
    ]
    found = [rows[0] for rows in identities(editions)]
    assert [(identity.key, identity.since) for identity in found] == [("01", 0)] * 3
    assert [identity.how for identity in found] == [How.NEW, How.CODE, How.NAME_BASIS]
    assert "编码由“01”改为“FY-9”" in found[2].reason


def test_an_item_that_comes_back_is_the_one_it_was() -> None:
    old, other = entry("养殖证核发", "01", LAW, "县局"), entry("渔船检验", "02", "《渔业法》第二十六条", "县局")
    found = identities([[old, other], [other], [other, old]])
    assert found[2][1].key == found[0][0].key == "01"
    assert found[2][1].since == 0
    assert found[2][1].how == How.RETURNED
    assert "曾载于第 1 版" in found[2][1].reason


def test_a_doubtful_match_begins_a_new_item_and_says_so() -> None:
    found = identities([[entry("对出租渔船的处罚", "", LAW, "县局")], [entry("对出售渔船的处罚", "", LAW, "县局")]])
    assert found[1][0].key == "对出售渔船的处罚"
    assert found[1][0].since == 1
    assert not found[1][0].certain
    assert "疑似" in found[1][0].reason


def test_a_reused_code_does_not_make_one_item_of_two() -> None:
    found = identities(
        [[entry("渔船检验", "01", LAW, "县局")], [entry("养殖证核发", "01", "《城乡规划法》第一条", "县局")]]
    )
    assert [found[0][0].key, found[1][0].key] == ["01", "01_养殖证核发"]


def test_parts_of_a_split_are_new_items() -> None:
    parts = [entry("渔业捕捞许可", "01", LAW, "县局", sub) for sub in ("设立", "变更")]
    found = identities([[entry("渔业捕捞许可", "01", LAW, "县局")], parts])
    assert [(identity.key, identity.how) for identity in found[1]] == [("01_设立", How.SPLIT), ("01_变更", How.SPLIT)]


def test_rows_of_one_code_are_told_apart_by_name() -> None:
    rows = [
        entry("渔船检验", "01", LAW, "县局"),
        entry("养殖证核发", "01", LAW, "县局"),
        entry("渔船检验", "01", LAW, "县局"),
    ]
    keys = [identity.key for identity in identities([rows])[0]]
    assert keys == ["01_渔船检验", "01_养殖证核发", "01_渔船检验"]


def test_a_duty_is_its_townships_and_goes_by_its_name() -> None:
    row = msgspec.structs.replace(entry("河道巡查", "X1", duty=True), holders=(("县水利局", Role.LEAD),))
    assert row.duty_kind == DutyKind.BASIC
    moved = msgspec.structs.replace(row, holders=(("县水利和湖泊局", Role.LEAD),))
    found = identities([[row], [moved]], "小池镇")
    assert [rows[0].key for rows in found] == ["河道巡查"] * 2


def test_names() -> None:
    assert full_name(entry("主项", sub="子项")) == "主项（子项）"
    assert full_name(entry("主项", sub="主项")) == "主项"
    assert name_key("对 Ａ（Ｂ）的處罰。") == name_key("对a(b)的处罚")


# Days ---------------------------------------------------------------------------------------------------------------------------

A, B, C, D = date(2022, 1, 1), date(2023, 1, 1), date(2024, 1, 1), date(2025, 1, 1)


@pytest.mark.parametrize(
    ("begins", "ends", "expected"),
    [
        ([A], [None], ((A, OPEN_END),)),
        ([A, B, C], [None, None, None], ((A, B), (B, C), (C, OPEN_END))),
        ([A, C], [B, None], ((A, B), (C, OPEN_END))),
        ([A, B], [C, D], ((A, B), (B, D))),
        ([None, B], [None, None], ((OPEN_START, B), (B, OPEN_END))),
        ([A, A, B], [None, None, None], ((A, B), (A, B), (B, OPEN_END))),
        ([B], [A], ((B, B),)),
    ],
)
def test_an_edition_holds_until_the_next_or_its_own_end(
    begins: list[date | None], ends: list[date | None], expected: tuple[tuple[date, date], ...]
) -> None:
    assert edition_spans(begins, ends) == expected


@pytest.mark.parametrize(
    ("present", "expected"),
    [
        ([True, True, True], ((A, OPEN_END),)),
        ([True, False, True], ((A, B), (C, OPEN_END))),
        ([False, True, False], ((B, C),)),
        ([False, False, False], ()),
    ],
)
def test_an_item_that_an_edition_leaves_out_has_two_spans(
    present: list[bool], expected: tuple[tuple[date, date], ...]
) -> None:
    assert spans(present, edition_spans([A, B, C], [None, None, None])) == expected


def test_a_gap_between_editions_is_a_gap_of_the_item() -> None:
    assert spans([True, True], edition_spans([A, C], [B, None])) == ((A, B), (C, OPEN_END))


def test_an_edition_that_never_held_gives_no_span() -> None:
    assert spans([True], ((B, B),)) == ()

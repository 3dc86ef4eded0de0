"""How surely two names say one act: the labelled pairs, the rules one by one, and that looking up finds what comparing all would."""

from __future__ import annotations

import csv
from itertools import chain
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from casework.likeness import FORM, SURE, Alike, act_words, content, likeness

GOLDEN = yaml.safe_load((Path(__file__).parent / "golden" / "likeness.yaml").read_text(encoding="utf-8"))
PAIRS = [(label, why, *pair) for label, groups in GOLDEN.items() for why, pairs in groups.items() for pair in pairs]
NAMES = sorted(set(chain.from_iterable(pair[2:] for pair in PAIRS)))


def test_there_are_enough_labelled_pairs() -> None:
    assert len(PAIRS) >= 250
    assert len({frozenset(pair[2:]) for pair in PAIRS}) == len(PAIRS)


def test_precision_and_recall_of_the_labelled_pairs() -> None:
    taken = [pair for pair in PAIRS if pair[0] != "wider" and likeness(*pair[2:]) >= SURE]
    right = sum(pair[0] == "same" for pair in taken)
    precision, recall = right / len(taken), right / sum(pair[0] == "same" for pair in PAIRS)
    print(f"precision {precision:.3f}, recall {recall:.3f} of {len(PAIRS)} pairs")
    assert precision == 1.0
    assert recall >= 0.97


@pytest.mark.parametrize(("label", "why", "one", "other"), PAIRS, ids=[f"{pair[2]}|{pair[3]}" for pair in PAIRS])
def test_likeness_is_the_same_both_ways(label: str, why: str, one: str, other: str) -> None:
    rate = likeness(one, other)
    assert rate == likeness(other, one)
    assert 0.0 <= rate <= 1.0
    if label == "wider":
        assert rate < FORM


@pytest.mark.parametrize(
    ("name", "act"),
    [
        ("对未建立台账行为的行政处罚", "未建立台账"),
        ("对没有建立台账的处罚", "未建立台账"),
        ("取水许可审批", "取水"),
        ("对特种设备的监督检查", "特种设备"),
        ("户口登记（出生登记）", "户口登记出生"),
        ("处罚", "处罚"),
        ("", ""),
    ],
)
def test_the_act_that_a_name_names(name: str, act: str) -> None:
    assert act_words(name) == act


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("对未按照公安机关指定的路线行驶的处罚", "对没有按公安机关指定的路线行驶的处罚"),
        ("对标签不合产品标准的处罚", "对标签不符合产品标准的处罚"),
    ],
)
def test_ways_of_writing_that_the_dictionary_cuts_across(one: str, other: str) -> None:
    assert likeness(one, other) == 1.0


def test_that_there_are_more_such_acts_makes_no_other_act_of_it() -> None:
    one = "对未按照消毒规定进行处理的处罚"
    assert SURE <= likeness(one, "对未按照消毒规定进行处理等违法行为的处罚") < 1.0
    assert likeness(one, "对未按照灭菌规定进行处理等违法行为的处罚") < SURE


def test_content_leaves_out_what_says_little() -> None:
    found = content("对未按照国家有关规定设置排污口的单位的处罚")
    assert "排污口" in found or "排污" in found or "排放" in found
    assert not found & {"未", "规定", "单位", "的", "有关"}
    assert content("售卖农药") == content("出售农药")


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        # Up to form and synonyms.
        ("对未设置标志的处罚", "对没有设置标志行为的行政处罚", 1.0, 1.0),
        # In another order.
        ("对伪造、倒卖茶票的处罚", "对倒卖、伪造茶票的处罚", FORM, 0.99),
        # One more in a list.
        ("对伪造、倒卖茶票的处罚", "对倒卖茶票的处罚", 0.7, FORM),
        # A narrower object.
        ("茶馆设立审批", "露天茶馆设立审批", 0.0, SURE),
        # What only one denies.
        ("对佩戴标志的检查", "对未佩戴标志的检查", 0.0, 0.6),
        # A sub-item that says an act by itself; one that does not.
        ("对扰乱茶市的处罚（对囤积茶砖的处罚）", "对囤积茶砖的处罚", FORM, 0.99),
        ("茶馆登记（变更）", "茶摊登记（变更）", 0.0, 0.6),
        ("茶馆登记（变更）", "茶馆登记（注销）", 0.0, 0.6),
        # Nothing in common.
        ("茶馆登记", "渡口检查", 0.0, 0.0),
    ],
)
def test_rules(one: str, other: str, least: float, most: float) -> None:
    assert least <= likeness(one, other) <= most


# Looking up -------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("floor", [SURE, 0.7, 0.56])
def test_looking_up_finds_what_comparing_all_finds(floor: float) -> None:
    names = Alike((name, name) for name in NAMES)
    for name in NAMES[::3]:
        assert dict(names.near(name, floor)) == {
            other: rate for other in NAMES if (rate := likeness(name, other)) >= floor
        }


def test_below_the_bound_looking_up_finds_nearly_all() -> None:
    names = Alike((name, name) for name in NAMES)
    wanted = found = 0
    for name in NAMES[::5]:
        near = dict(names.near(name, 0.45))
        alike = [other for other in NAMES if likeness(name, other) >= 0.45]
        wanted += len(alike)
        found += sum(other in near for other in alike)
    assert found / wanted > 0.98


def test_all_keys_of_a_name_are_found_the_likest_first() -> None:
    names = Alike([(1, "对囤积茶砖的处罚"), (2, "对囤积茶砖的处罚"), (3, "对囤积、倒卖茶砖的处罚"), (4, "渡口检查")])
    found = names.near("对囤积茶砖行为的处罚", 0.7)
    assert [key for key, _ in found] == [1, 2, 3]
    assert found[0][1] == 1.0 > found[2][1]
    assert Alike[int]([]).near("对囤积茶砖的处罚", SURE) == []


@given(st.text(alphabet="未无对的处罚许可生产销售（）()、12三假劣茶 ", max_size=18), st.text(max_size=12))
def test_any_text_may_be_compared(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one)
    assert likeness(one, one) == 1.0
    assert isinstance(act_words(one), str)
    assert Alike([(0, one)]).near(one, SURE) == [(0, 1.0)]


# Real names ---------------------------------------------------------------------------------------------------------------------------


@pytest.mark.shared
def test_names_of_one_district_are_hardly_ever_taken_for_one(shared: Path) -> None:
    """All 1,133 names are different items; two of the pairs are one thing under two names, which was seen by reading them."""
    with (shared / "lists" / "guangan_service_items.csv").open(encoding="utf-8-sig") as file:
        names = sorted({row["item_name"] for row in csv.DictReader(file)})
    alike = Alike((name, name) for name in names)
    taken = {frozenset((name, other)) for name in names for other, _ in alike.near(name, SURE) if other != name}
    assert len(taken) <= 5

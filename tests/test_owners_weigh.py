"""How grounds are weighed, and what lists tell by themselves."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from casework import owners_weigh
from casework.owners_lists import ListSense
from casework.owners_weigh import FIGURES, weigh, weights

_AGAINST = {"rival", "nobody", "nobody_log", "bare"}
_EITHER = {"always", "no_rows", "towns", "own_town"}
ITEMS = [
    ("power/1", "对向水井倾倒泔水的处罚", ("body/农业",)),
    ("power/2", "水井编号登记", ("body/农业",)),
    ("power/3", "养犬登记", ("body/公安",)),
    ("power/4", "烟花燃放许可", ("body/公安",)),
    ("power/5", "没有人持有的事项", ()),
]


def test_every_figure_has_a_weight_and_no_ground_speaks_against() -> None:
    told = dict(zip(FIGURES, weights(), strict=True))
    assert all(told[name] <= 0 for name in _AGAINST)
    assert all(weight >= 0 for name, weight in told.items() if name not in _AGAINST | _EITHER)
    path = Path(owners_weigh.__file__).with_name("owners_weights.csv")
    with path.open(encoding="utf-8") as lines:
        assert {row["figure"]: row["label"] for row in csv.DictReader(lines)} == FIGURES


@pytest.mark.parametrize("value", [-1e9, -1.0, 0.0, 1.0, 1e9])
def test_a_score_is_a_share(value: float) -> None:
    told = weigh([value], [1.0])
    assert 0 <= told <= 1
    assert (told > 0.5) == (value > 0)


@pytest.mark.parametrize(
    ("text", "body", "item"),
    [
        ("往水井里倒泔水", "body/农业", "power/1"),
        ("水井要编号吗", "body/农业", "power/2"),
        ("养犬", "body/公安", "power/3"),
    ],
)
def test_lists_tell_whose_such_items_are(text: str, body: str, item: str) -> None:
    told = ListSense(ITEMS).of(text)
    assert max(told.bodies, key=lambda one: told.bodies[one]) == body
    assert sum(told.bodies.values()) == pytest.approx(1.0)
    assert told.nearest[0][0] == item
    assert all(0 < likeness <= 1.0001 for _, likeness in told.nearest)


def test_an_item_does_not_vote_where_it_is_left_out() -> None:
    told = ListSense(ITEMS).of("养犬登记", frozenset({"power/3"}))
    assert "power/3" not in dict(told.nearest)
    assert told.nearest[0][0] == "power/2"


def test_the_same_of_many_towns_counts_once() -> None:
    towns = [(f"duty/{at}", "村口石碾看护", ("towns",)) for at in range(50)]
    told = ListSense([*ITEMS, *towns]).of("石碾看护")
    assert len([item for item, _ in told.nearest if item.startswith("duty/")]) == 50
    assert told.bodies["towns"] > 0.5
    assert ListSense([*ITEMS, *towns]).of("养犬登记").bodies["body/公安"] > 0.5


@pytest.mark.parametrize("text", ["", "？", "不相干"])
def test_nothing_known(text: str) -> None:
    assert ListSense(()).of(text).bodies == {}
    assert ListSense(ITEMS).of(text).nearest == []

"""Levels as provisions name them."""

from __future__ import annotations

import pytest

from ontologies.levels import ALL, OPEN, joined, level_label, reaches, reaching
from ontologies.records import Level


@pytest.mark.parametrize(
    ("named", "word", "label"),
    [
        (set(), OPEN, "未明确"),
        ({ALL, "county"}, ALL, "各级"),
        ({"county+"}, "county+", "县级以上"),
        ({"county", "city"}, "city,county", "市级、县级"),
        ({"county", "city+"}, "city+,county", "市级以上、县级"),
        ({"province", "county+"}, "county+", "县级以上"),
        ({"township", "county+"}, "county+,township", "县级以上、乡级"),
        ({"national", "province"}, "national,province", "国家级、省级"),
    ],
)
def test_levels_are_joined_from_the_highest_down(named: set[str], word: str, label: str) -> None:
    assert joined(named) == word
    assert level_label(word) == label


@pytest.mark.parametrize(
    ("level", "of", "meant"),
    [
        ("county+", Level.COUNTY, True),
        ("county+", Level.PROVINCE, True),
        ("county+", Level.TOWNSHIP, False),
        ("city", Level.COUNTY, False),
        ("city,county", Level.COUNTY, True),
        (ALL, Level.TOWNSHIP, True),
        (OPEN, Level.VILLAGE, True),
        ("city+", Level.UNKNOWN, False),
    ],
)
def test_what_a_level_reaches(level: str, of: Level, meant: bool) -> None:
    assert reaches(level, of) is meant
    if of is not Level.UNKNOWN:
        assert (level in reaching(of)) is meant

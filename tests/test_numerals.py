"""Numerals: rows by hand, round trips by Hypothesis, refusals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.numerals import LARGEST, label, parse_number, to_chinese, to_int


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("一", 1),
        ("十", 10),
        ("十五", 15),
        ("一十五", 15),
        ("二十", 20),
        ("廿三", 23),
        ("卅", 30),
        ("卌五", 45),
        ("一百", 100),
        ("一百零三", 103),
        ("一百〇三", 103),
        ("一〇三", 103),
        ("一零三", 103),
        ("一百三十三", 133),
        ("一百一十", 110),
        ("一百十", 110),
        ("百三十", 130),
        ("两百零二", 202),
        ("一千零五", 1005),
        ("一千零五十", 1050),
        ("一千五十", 1050),
        ("一千二百六十", 1260),
        ("一万零三", 10003),
        ("一万二千三百四十五", 12345),
        ("九万九千九百九十九", 99999),
        ("１３３", 133),
        ("133", 133),
        ("二〇二五", 2025),
        ("二○二五", 2025),
        ("1百03", 103),
        ("二十3", 23),
        ("壹佰贰拾叁", 123),
        ("零", 0),
    ],
)
def test_value(numeral: str, value: int) -> None:
    assert to_int(numeral) == value


@pytest.mark.parametrize(
    "numeral",
    [
        "",
        " ",
        "条",
        "一百三",
        "一千五",
        "一万三",
        "十百",
        "十十",
        "二二十",
        "零十",
        "百零",
        "一百零",
        "万",
        "一千百",
        "一百二百",
        "3.5",
        "-3",
        "十二条",
        "9" * 12,
    ],
)
def test_refused(numeral: str) -> None:
    with pytest.raises(ValueError, match="无法识别的数字"):
        to_int(numeral)


@given(st.integers(1, 99999))
def test_round_trip(value: int) -> None:
    assert to_int(to_chinese(value)) == value
    assert to_int(str(value)) == value


@given(st.integers(1, 99999), st.one_of(st.none(), st.integers(1, 40)))
def test_article_round_trip(value: int, inserted: int | None) -> None:
    number = str(value) if inserted is None else f"{value}-{inserted}"
    assert parse_number(label(number)) == number
    assert parse_number(number) == number


@given(st.text(alphabet="零〇一二两三十百千万廿0123456789 第条之（）", max_size=12))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        value = to_int(text)
    except ValueError:
        return
    assert 0 <= value <= LARGEST


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("第一百三十三条之一", "133-1"),
        ("第133条之一", "133-1"),
        ("第１３３条之１", "133-1"),
        ("（三）", "3"),
        ("(三)项", "3"),
        ("第（十二）项", "12"),
        ("第 六十 条", "60"),
        ("第三章", "3"),
    ],
)
def test_label_read(written: str, number: str) -> None:
    assert parse_number(written) == number


def test_label_written() -> None:
    assert label("133-1") == "第一百三十三条之一"
    assert label("2", "款") == "第二款"
    assert label("3", "项") == "第（三）项"


@pytest.mark.parametrize("number", ["", "0", "一", "3-", "3-0", "x"])
def test_label_refused(number: str) -> None:
    with pytest.raises(ValueError, match="无法识别的条款序号"):
        label(number)


def test_out_of_range() -> None:
    with pytest.raises(ValueError, match="数字超出范围"):
        to_chinese(-1)
    with pytest.raises(ValueError, match="数字超出范围"):
        to_chinese(LARGEST + 1)

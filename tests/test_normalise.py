"""Folding keeps positions; one title has one name, and two laws never share one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.normalise import fold, law_name, simplify


@given(st.text())
def test_fold_keeps_every_position(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("第１３３条（Ａ）", "第133条(A)"),
        ("〔2015〕25号 ［2015］", "[2015]25号 [2015]"),
        ("＜水法＞<水法>〈水法〉《水法》", "〈水法〉〈水法〉〈水法〉《水法》"),
        ("第\u00a0六\u3000十条", "第 六 十条"),
        ("\u2f00\u2f8f", "一行"),
        ("二○二五", "二〇二五"),
    ],
)
def test_folded(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_simplify() -> None:
    assert simplify("中華人民共和國漁業法") == "中华人民共和国渔业法"


@pytest.mark.parametrize(
    ("name", "spellings"),
    [
        (
            "消防法",
            [
                "中华人民共和国消防法",
                "《中华人民共和国消防法》",
                "《中华人民共和国消防法》（2019年修正）",
                "中华人民共和国消防法(2021修正)",
                "中华人民共和国 消防法",
                "消防法（2021年4月29日第二次修正）",
                "消防法（2019）",
                "消防法2019年修订",
                "〈消防法〉",
                "中華人民共和國消防法",
                "《消防法",
            ],
        ),
        (
            "浙江省实施〈水法〉办法",
            [
                "浙江省实施《中华人民共和国水法》办法",
                "浙江省实施<中华人民共和国水法>办法",
                "《浙江省实施〈水法〉办法》（2019年修正）",
                "浙江省实施中华人民共和国水法办法",
            ],
        ),
        ("水法实施细则", ["《中华人民共和国〈水法〉实施细则》", "中华人民共和国水法实施细则", "《水法》实施细则"]),
        ("动物诊疗机构管理办法（试行）", ["动物诊疗机构管理办法(试行)", "动物诊疗机构管理办法（试行）（2019年修订）"]),
        (
            "易制毒化学品管理条例",
            ["易制毒化学品管理条例（国务院令第445号）", "易制毒化学品管理条例(2018年国务院令第703号修改)"],
        ),
        (
            "关于修改〈税收征收管理法〉的决定",
            ["关于修改《中华人民共和国税收征收管理法》的决定", "《关于修改〈中华人民共和国税收征收管理法〉的决定》"],
        ),
    ],
)
def test_one_name_for_all_spellings(name: str, spellings: list[str]) -> None:
    assert [law_name(spelling) for spelling in spellings] == [name] * len(spellings)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("最高人民法院关于适用公司法若干问题的规定（二）", "最高人民法院关于适用公司法若干问题的规定（三）"),
        ("宪法修正案（2004年）", "宪法修正案（2018年）"),
        ("产业结构调整指导目录（2011年本）", "产业结构调整指导目录（2019年本）"),
        ("某某管理办法", "某某管理办法（试行）"),
        ("刑法修正案（十）", "刑法修正案（十一）"),
        ("浙江省消防条例", "杭州市消防条例"),
        ("消防法", "关于修改消防法的决定"),
        ("个人所得税法", "个人所得税法（草案）"),
    ],
)
def test_two_laws_have_two_names(one: str, other: str) -> None:
    assert law_name(one) != law_name(other)


def test_the_country_stays_where_it_is_a_party() -> None:
    assert law_name("中华人民共和国和某国引渡条约") == "中华人民共和国和某国引渡条约"
    assert law_name("中华人民共和国国务院组织法") == "国务院组织法"


@given(
    st.text(alphabet="中华人民共和国消防法条例办法（）()《》〈〉<>[]【】2019年修正修订试行实施令第号 　", max_size=30)
)
def test_a_name_is_its_own_name(title: str) -> None:
    assert law_name(law_name(title)) == law_name(title)

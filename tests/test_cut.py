"""Cutting and sounding: the same for documents and queries, with rjieba as with jieba itself."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text import cut, pinyin
from text.normalise import fold

SENTENCES = [
    "县级以上人民政府应急管理部门应当对有限空间作业进行监督检查",
    "违反本办法第十二条规定，擅自占用消防通道的，责令限期改正，处五百元以上五千元以下罚款",
    "村民委员会协助乡镇人民政府做好秸秆焚烧、烟花爆竹燃放的劝导工作",
    "对电鱼、毒鱼、炸鱼的处罚由渔业主管部门委托乡镇综合执法机构实施",
    "PM2.5监测点位的设置不得少于3个，2024年1月1日前完成",
    "城市管理综合行政执法局负责户外广告、流动摊贩与建筑垃圾的管理",
    "申请人提交的材料不齐全的，窗口工作人员应当一次性告知需要补正的内容",
]
texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=60)
chinese = st.text(st.sampled_from(sorted(set("".join(SENTENCES) + "，。、（）《》abc019 　"))), max_size=60)


def test_clean_folds_width_case_and_tradition_without_moving_a_position() -> None:
    assert cut.clean("《漁業法》（２０１３）ＡbC") == " 渔业法  2013 abc"


@given(texts)
def test_clean_keeps_every_position(text: str) -> None:
    assert len(cut.clean(text)) == len(text)
    assert cut.clean(cut.clean(text)) == cut.clean(text)


@given(chinese)
def test_words_cover_the_text_once(text: str) -> None:
    assert "".join(cut.words(text)) == cut.clean(text).replace(" ", "")


@given(chinese)
def test_width_and_marks_make_no_difference(text: str) -> None:
    assert cut.search_words(text) == cut.search_words(fold(text))


@pytest.mark.parametrize("sentence", SENTENCES)
def test_rjieba_cuts_as_jieba_does(sentence: str) -> None:
    words, search_words = cut.reference_cutters()
    plain = cut.clean(sentence)
    assert cut.words(sentence) == [word for word in words(plain) if word.strip()]
    assert cut.search_words(sentence) == [word for word in search_words(plain) if word.strip()]


def test_rjieba_cuts_as_jieba_does_on_any_sentence() -> None:
    words, search_words = cut.reference_cutters()
    source = random.Random(7)
    characters = sorted(set("".join(SENTENCES)))
    for _ in range(300):
        parts = [source.choice(SENTENCES)[source.randrange(20) :][: source.randrange(1, 12)] for _ in range(3)]
        text = cut.clean("".join([*parts, *source.choices(characters, k=4)]))
        assert cut.words(text) == [word for word in words(text) if word.strip()]
        assert cut.search_words(text) == [word for word in search_words(text) if word.strip()]


def test_the_fallback_serves_where_rjieba_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = [cut.search_words(sentence) for sentence in SENTENCES]

    def missing() -> tuple[cut.Cutter, cut.Cutter]:
        raise ImportError("no wheel")

    monkeypatch.setattr(cut, "_rjieba", missing)
    cut._cutters.cache_clear()
    try:
        assert [cut.search_words(sentence) for sentence in SENTENCES] == expected
    finally:
        cut._cutters.cache_clear()


def test_the_dictionary_is_short_terms_that_stay_whole() -> None:
    terms = cut.dictionary()
    assert len(terms) > 200
    for term in terms:
        assert 2 <= len(term) <= 4
        assert cut.words(term) == [term]
        assert term in cut.search_words(term)


def test_a_term_is_cut_alike_wherever_it_stands() -> None:
    for before, behind in (("", ""), ("对", "的处罚"), ("禁止", "行为"), ("从事", "活动")):
        assert "违法所得" in cut.words(f"{before}违法所得{behind}")


def test_search_words_hold_the_words_within_a_long_word() -> None:
    assert {"责令", "改正", "责令改正"} <= set(cut.search_words("责令改正"))


def test_bigrams_stay_within_runs_and_letters_stay_whole() -> None:
    assert cut.bigrams("渔业法，abc12税") == ["渔业", "业法", "abc12", "税"]


def test_characters_leave_the_common_ones_out() -> None:
    assert cut.characters("渔业的pm25法") == ["渔", "pm25"]


@given(chinese)
def test_cuts_are_the_three_cuts(text: str) -> None:
    cuts = cut.cuts(text)
    assert cuts.words.split() == cut.long_words(cut.search_words(text))
    assert cuts.bigrams.split() == cut.bigrams(text)
    assert cuts.characters.split() == cut.characters(text)
    assert cut.tokens(text).split() == cut.search_words(text)


def test_long_words_are_what_pairs_do_not_hold() -> None:
    assert cut.long_words(["电", "电鱼", "责令改正", "pm25"]) == ["责令改正"]


def test_the_fingerprint_changes_with_the_dictionary(monkeypatch: pytest.MonkeyPatch) -> None:
    before = cut.fingerprint()
    data = cut._data
    monkeypatch.setattr(
        cut, "_data", lambda name: [*data(name), "河湖长 1"] if name == "dictionary.txt" else data(name)
    )
    cut.fingerprint.cache_clear()
    try:
        assert cut.fingerprint() != before
    finally:
        cut.fingerprint.cache_clear()


def test_syllables_and_initials() -> None:
    assert pinyin.syllables("重庆绿化PM2") == ("chong", "qing", "lv", "hua", "pm2")
    assert pinyin.initials(pinyin.syllables("消防法")) == "xff"


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ("xiaofangfa", ("xiao", "fang", "fa")),
        ("YUYEFA", ("yu", "ye", "fa")),
        ("xianggang", ("xiang", "gang")),
        ("xq", ("x", "q")),
        ("", ()),
    ],
)
def test_letters_split_into_syllables(letters: str, expected: tuple[str, ...]) -> None:
    assert pinyin.split(letters) == expected


@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=30))
def test_splitting_loses_no_letter(letters: str) -> None:
    assert "".join(pinyin.split(letters)) == letters


def test_what_is_pinyin() -> None:
    assert pinyin.is_pinyin("shipinanquanfa")
    assert not pinyin.is_pinyin("xkcd")
    assert not pinyin.is_pinyin("食品")


def test_rough_hearing() -> None:
    assert pinyin.rough("zhang") == pinyin.rough("zan")
    assert pinyin.rough("fa") != pinyin.rough("hua")

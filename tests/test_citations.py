"""Citations, one shape a row: statutes (own law, headings, 前款), names without marks, abbreviations, titles and notes."""

from __future__ import annotations

import time

import pytest

from ontologies.records import Mention
from text.citations import Context, Names, read_aliases, read_citations
from text.numerals import to_chinese

Row = tuple[str, str | None, str | None, str | None]
STANDING = Context(law="某市消防条例", article="12", paragraph="3")


def rows(mentions: list[Mention]) -> list[Row]:
    return [(m.law, m.article, m.paragraph, m.item) for m in mentions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # its own articles
        ("违反本法第十条、第十二条第一款规定的", [("", "10", None, None), ("", "12", "1", None)]),
        ("违反第十条规定的", [("", "10", None, None)]),
        ("本条例第三章第二十条", [("", "20", None, None)]),
        ("本法所称单位，是指本市的单位", []),
        ("适用第三章的规定", []),
        ("违反本实施办法第九条第二款第（三）项", [("", "9", "2", "3")]),
        ("第一款第二项规定的情形", [("", "12", "1", "2")]),
        ("有第（二）项情形的", [("", "12", "3", "2")]),
        # where it stands
        ("违反前款规定的", [("", "12", "2", None)]),
        ("有前两款行为之一的", [("", "12", "1", None), ("", "12", "2", None)]),
        ("有前款第一项、第三项行为的", [("", "12", "2", "1"), ("", "12", "2", "3")]),
        ("违反前款和第三十条规定", [("", "12", "2", None), ("", "30", None, None)]),
        ("依照前条的规定", [("", "11", None, None)]),
        ("依照前条第二款的规定", [("", "11", "2", None)]),
        ("前两条规定的期限", [("", "10", None, None), ("", "11", None, None)]),
        ("依照本条第一款、第二款", [("", "12", "1", None), ("", "12", "2", None)]),
        ("本条第一款第二项、第四项", [("", "12", "1", "2"), ("", "12", "1", "4")]),
        ("依照本款规定处罚", [("", "12", "3", None)]),
        ("本条所称重大火灾", []),
        ("符合基本条件，降低成本，使用前款项已到账的", []),
        ("（三）甲；（四）有前项行为的", [("", "12", "3", "3")]),
        # other laws
        ("依照《中华人民共和国刑法》第一百三十三条之一的规定", [("中华人民共和国刑法", "133-1", None, None)]),
        (
            "依照《甲法》第三条和《乙条例》第四条、第五条的规定",
            [("甲法", "3", None, None), ("乙条例", "4", None, None), ("乙条例", "5", None, None)],
        ),
        ("依照《甲法》和本条例第五条", [("甲法", None, None, None), ("", "5", None, None)]),
        ("依照《甲法》第三条规定和第四条规定", [("甲法", "3", None, None), ("甲法", "4", None, None)]),
        ("《甲法》第三条的职责，该法第五条的罚则", [("甲法", "3", None, None), ("甲法", "5", None, None)]),
        ("依照刑法第二百六十四条、第二百六十七条", [("刑法", "264", None, None), ("刑法", "267", None, None)]),
        ("符合民事诉讼法第六十一条规定的代理人", [("民事诉讼法", "61", None, None)]),
        ("应当认定为民法典第一千零六十六条规定的情形", [("民法典", "1066", None, None)]),
        ("依照合同法第七十三条行使代位权", [("合同法", "73", None, None)]),
        ("不得违背香港特别行政区基本法第三条", [("香港特别行政区基本法", "3", None, None)]),
        ("根据宪法，制定本法", [("宪法", None, None, None)]),
        ("遵守宪法和法律", []),
        ("依照刑法有关规定追究刑事责任", [("刑法", None, None, None)]),
        ("依照公司法人治理规则办理", []),
        ("发给《卫生许可证》", []),
        ("制作《询问通知书》和《审查意见》", []),
        ("符合《生活饮用水卫生标准》", [("生活饮用水卫生标准", None, None, None)]),
        ("依照法定方法第三条", [("", "3", None, None)]),
    ],
)
def test_statutes(text: str, expected: list[Row]) -> None:
    assert rows(read_citations(text, STANDING)) == expected


def test_headings_are_no_citations_and_move_the_context() -> None:
    text = (
        "# 某市消防条例\n\n**第七条**　单位应当检查。\n\n违反前款规定的，责令改正。\n\n"
        "第七条之一 检查应当：\n（一）记录；\n（二）公示。\n前款规定的记录保存一年。\n"
        "第八条 依照第七条之一和前条办理。"
    )
    assert rows(read_citations(text, Context(law="某市消防条例"))) == [
        ("", "7", "1", None),
        ("", "7-1", "1", None),
        ("", "7-1", None, None),
        ("", "7", None, None),
    ]


def test_what_cannot_be_known_stays_open() -> None:
    assert rows(read_citations("违反前款规定", Context(law="甲法", article="12"))) == [("", "12", None, None)]
    assert rows(read_citations("违反前款规定", Context(law="甲法", article="12", paragraph="1"))) == [
        ("", "12", None, None)
    ]
    assert rows(read_citations("违反前款规定", Context(law="甲法"))) == []
    assert rows(read_citations("违反前款规定")) == []
    assert rows(read_citations("本法第三条")) == []


def test_via_tells_how_the_law_was_known() -> None:
    text = "依照《甲法》第一条、消防法第二条、本条例第三条、前款和第四条"
    assert [m.via for m in read_citations(text, STANDING)] == ["title", "name", "self", "context", "self"]


def test_a_decision_cites_the_law_that_it_amends() -> None:
    context = Context(law="全国人民代表大会常务委员会关于修改《中华人民共和国甲法》的决定")
    text = "一、第三条修改为：“单位依照本法第五条登记。”\n二、删去第七条第二款。"
    found = read_citations(text, context)
    assert rows(found) == [
        ("中华人民共和国甲法", "3", None, None),
        ("中华人民共和国甲法", "5", None, None),
        ("中华人民共和国甲法", "7", "2", None),
    ]
    assert [m.in_quote for m in found] == [False, True, False]
    several = Context(law="国务院关于修改和废止部分行政法规的决定")
    text = (
        "一、将《甲条例》第三条中的“一年”改为“二年”。\n第四条删去。\n二、将《乙条例》第九条修改为：“……”。\n第十条删去。"
    )
    assert rows(read_citations(text, several)) == [
        ("甲条例", "3", None, None),
        ("甲条例", "4", None, None),
        ("乙条例", "9", None, None),
        ("乙条例", "10", None, None),
    ]


def test_self_words() -> None:
    context = Context(law="某地若干措施", self_words=("本措施",))
    (found,) = read_citations("依照本措施第六条", context)
    assert (found.law, found.article, found.text, found.via) == ("", "6", "本措施第六条", "self")


def test_aliases_carry_over_pieces() -> None:
    aliases = read_aliases(
        "根据《中华人民共和国反家庭暴力法》（以下简称《反家暴法》）和《某办法》（以下统称办法）制定。"
    )
    assert aliases == (("反家暴法", "中华人民共和国反家庭暴力法"), ("办法", "某办法"))
    found = read_citations("依照《反家暴法》第三条和反家暴法第四条", Context(law="某规定", aliases=aliases))
    assert rows(found) == [
        ("中华人民共和国反家庭暴力法", "3", None, None),
        ("中华人民共和国反家庭暴力法", "4", None, None),
    ]


def test_names() -> None:
    names = Names(["《某地湿地公园保护条例》", "某省乡镇事务办法（2019年修正）", "决定", "法"])
    assert "某省乡镇事务办法" in names.known
    assert "决定" not in names.known
    assert "法" not in names.known
    text = "依照某地湿地公园保护条例、某省乡镇事务办法的规定，按某地湿地公园保护条例第三条处理"
    assert rows(read_citations(text, names=names)) == [
        ("某地湿地公园保护条例", None, None, None),
        ("某省乡镇事务办法", None, None, None),
        ("某地湿地公园保护条例", "3", None, None),
    ]


def test_a_known_name_inside_a_longer_one_is_not_it() -> None:
    names = Names(["消防条例"])
    assert rows(read_citations("杭州市消防条例第三条", names=names)) == [("杭州市消防条例", "3", None, None)]
    assert rows(read_citations("《杭州市消防条例》第三条", names=names)) == [("杭州市消防条例", "3", None, None)]
    assert rows(read_citations("依照消防法律的规定")) == []
    assert rows(read_citations("学习刑法学、公司法人")) == []


@pytest.mark.parametrize(
    ("text", "law", "note"),
    [
        ("《消防法》（2019年修正）第六十条", "消防法", "2019年修正"),
        ("《消防法（2019年修正）》第六十条", "消防法", "2019年修正"),
        ("《消防法》（国务院令第101号）(2019年修订)第六十条", "消防法", "国务院令第101号；2019年修订"),
        ("《消防法》国务院令第101号第六十条", "消防法", "国务院令第101号"),
        ("《消防法》〔2003〕25号第六十条", "消防法", "〔2003〕25号"),
        ("《某办法（试行）》第六十条", "某办法（试行）", ""),
        ("《产业目录（2019年本）》第六十条", "产业目录（2019年本）", ""),
        ("《某解释（二）》第六十条", "某解释（二）", ""),
        ("《某解释（二）（2020年修正）》第六十条", "某解释（二）", "2020年修正"),
        ("《〈消防法〉实施办法》第六十条", "〈消防法〉实施办法", ""),
        ("《关于修改《消防法》的决定》第六十条", "关于修改《消防法》的决定", ""),
        ("《中华人民共和国\n消防法》第六十条", "中华人民共和国消防法", ""),
        ("中华人民共和国消防法（2019年修正）第六十条", "中华人民共和国消防法", "2019年修正"),
        ("某省实施《消防法》办法第六十条", "某省实施《消防法》办法", ""),
        ("《消防法》实施细则第六十条", "《消防法》实施细则", ""),
    ],
)
def test_titles_and_notes(text: str, law: str, note: str) -> None:
    (found,) = read_citations(text)
    assert (found.law, found.article, found.note) == (law, "60", note)


def test_spans_of_lists_and_ranges() -> None:
    text = "见《消防法》第三十一条、第三十二条第一款、第三十四条至第三十五条"
    assert [m.text for m in read_citations(text)] == [
        "《消防法》第三十一条",
        "第三十二条第一款",
        "第三十四条至第三十五条",
        "第三十四条至第三十五条",
    ]


def test_ranges_never_explode() -> None:
    assert [m.article for m in read_citations("《消防法》第一条至第九千条")] == ["1", "9000"]
    assert [m.article for m in read_citations("《消防法》第三十条至第十条")] == ["30", "10"]
    across = read_citations("《消防法》第十条第二款至第十二条")
    assert [(m.article, m.paragraph) for m in across] == [("10", "2"), ("11", None), ("12", None)]


def test_an_unreadable_number_is_no_citation() -> None:
    assert rows(read_citations("《消防法》第一百三条")) == [("消防法", None, None, None)]


@pytest.mark.parametrize("paragraphs", [2, 7])
def test_lines_of_pasted_text_are_counted(paragraphs: int) -> None:
    body = "\n".join("单位应当如此。" for _ in range(paragraphs - 1)) + "\n违反前款规定的，罚款。"
    found = read_citations(f"《消防法》第九条：{body}")
    assert rows(found)[1:] == [("消防法", "9", str(paragraphs - 1), None)]
    assert found[1].in_quote


def test_a_long_text_is_read_at_speed() -> None:
    # The goal is 5 MB/s; a tenth of it is asked here, so that a busy machine does not fail what a quadratic rule would.
    text = "".join(
        f"第{to_chinese(number)}条　单位违反本法第{to_chinese(number)}条第一款规定的，由主管部门依照前款处罚。\n\n"
        for number in range(1, 3000)
    )
    start = time.process_time()
    found = read_citations(text, Context(law="某法"))
    elapsed = time.process_time() - start
    assert len(found) == 2 * 2999
    assert len(text.encode()) / 1e6 / elapsed > 0.5


@pytest.mark.parametrize(
    "title",
    [
        "环境影响评价法",
        "预算法",
        "中华人民共和国进出口商品检验法",
        "涉外民事关系法律适用法",
        "最高人民法院关于内地与某地相互执行仲裁裁决的安排",
    ],
)
def test_laws_whose_names_end_like_methods_are_laws(title: str) -> None:
    assert [mention.law for mention in read_citations(f"《{title}》")] == [title]


@pytest.mark.parametrize("title", ["层次分析法", "成本核算法", "水质检验法", "项目评价法", "工作安排"])
def test_methods_and_papers_are_no_laws(title: str) -> None:
    assert read_citations(f"《{title}》") == []

"""Law readers: structure, heads, formats, encodings, and what they say of bad input, word for word.

All texts are written for these tests; the real corpus is read only where it lies beside the checkout.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from ingest.laws import expand, read_law, read_whole, sniff
from ontologies.identifiers import kind_of, provision_id
from ontologies.records import LawText, LineLevel

EVENT_LINE = "2020年1月1日某县第一届人民代表大会第二次会议通过"


def law(text: str, name: str = "某县某条例.md") -> LawText:
    laws, problems = read_law(text.encode(), name)
    assert [p.text() for p in problems if p.severity == "error"] == []
    assert len(laws) == 1
    return laws[0]


def said(data: bytes, name: str) -> list[tuple[str, str]]:
    return [(p.severity, p.text()) for p in read_law(data, name)[1]]


def outline(text: LawText) -> list[tuple[str, str, str, str]]:
    return [(p.eid, p.label, p.heading, p.parent) for p in text.provisions]


def lines_of(text: LawText, eid: str) -> list[tuple[str, str, str]]:
    provision = next(p for p in text.provisions if p.eid == eid)
    return [(line.level.value, line.number, line.text) for line in provision.lines]


# ------------------------------------------------------------------------------------------------------------ dialects

BOLD = f"""# 某县养犬条例

{EVENT_LINE}

根据2022年3月1日某县第一届人民代表大会第五次会议《关于修改〈某县养犬条例〉的决定》修正

## 第一章　总则

**第一条**　为了规范养犬，根据《某省养犬办法》，制定本条例。

## 第二章　登记

### 第一节　办理

**第二条**　养犬人应当具备下列条件：

（一）有固定住所；

（二）犬只符合下列要求：

1.经过免疫；

2.佩戴犬牌；

（三）法律规定的其他条件。

前款规定的条件由街道办事处核实。

**第二条之一**　养犬登记每年一次。
"""

PLAIN = f"""# 某县养犬条例

{EVENT_LINE.replace("日", "日 ", 1)}

2022年3月1日 某县第一届人民代表大会第五次会议《关于修改<某县养犬条例>的决定》修正

<!-- INFO END -->

第一章 总 则

第一条 为了规范养犬，根据《某省养犬办法》，制定本条例。

第二章 登 记

第一节 办 理

第二条 养犬人应当具备下列条件：

(一)有固定住所；

(二)犬只符合下列要求：

1．经过免疫；

2．佩戴犬牌；

(三)法律规定的其他条件。

前款规定的条件由街道办事处核实。

第二条之一 养犬登记每年一次。
"""


@pytest.mark.parametrize("source", [BOLD, PLAIN], ids=["bold", "plain"])
def test_both_dialects_give_one_structure(source: str) -> None:
    text = law(source)
    assert text.title == "某县养犬条例"
    assert [(e.kind, e.date, e.body) for e in text.history] == [
        ("adopted", date(2020, 1, 1), "某县人民代表大会"),
        ("amended", date(2022, 3, 1), "某县人民代表大会"),
    ]
    assert outline(text) == [
        ("chp_1", "第一章", "总则", ""),
        ("art_1", "第一条", "", "chp_1"),
        ("chp_2", "第二章", "登记", ""),
        ("chp_2__sec_1", "第一节", "办理", "chp_2"),
        ("art_2", "第二条", "", "chp_2__sec_1"),
        ("art_2-1", "第二条之一", "", "chp_2__sec_1"),
    ]
    assert [(level, number) for level, number, _ in lines_of(text, "art_2")] == [
        ("para", "1"),
        ("item", "1"),
        ("item", "2"),
        ("point", "1"),
        ("point", "2"),
        ("item", "3"),
        ("para", "2"),
    ]
    assert text.provisions[-1].number == "2-1"


def test_eids_are_identifiers() -> None:
    for provision in law(BOLD).provisions:
        assert kind_of(provision_id("law/cn/某/2020-01-01", provision.eid)) == "provision"


def test_parts_subparts_and_supplementary_provisions() -> None:
    text = law(
        "# 某法典\n\n# 第一编　总则\n\n## 第一章　原则\n\n**第一条**　甲。\n\n# 第二编　物\n\n## 第一分编　通则\n\n### 第一章　范围\n\n"
        "**第二条**　乙。\n\n# 附则\n\n**第三条**　丙。\n"
    )
    assert outline(text) == [
        ("part_1", "第一编", "总则", ""),
        ("part_1__chp_1", "第一章", "原则", "part_1"),
        ("art_1", "第一条", "", "part_1__chp_1"),
        ("part_2", "第二编", "物", ""),
        ("part_2__subpart_1", "第一分编", "通则", "part_2"),
        ("part_2__subpart_1__chp_1", "第一章", "范围", "part_2__subpart_1"),
        ("art_2", "第二条", "", "part_2__subpart_1__chp_1"),
        ("part_3", "附则", "", ""),
        ("art_3", "第三条", "", "part_3"),
    ]


def test_numbered_headings_of_judicial_interpretations() -> None:
    text = law(
        "# 关于某问题的解释\n\n一、管辖\n\n第一条 甲。\n\n二、证据\n（一）举证\n第二条 乙。\n（二）质证\n第三条 丙。\n"
    )
    assert outline(text) == [
        ("chp_1", "一、", "管辖", ""),
        ("art_1", "第一条", "", "chp_1"),
        ("chp_2", "二、", "证据", ""),
        ("chp_2__sec_1", "（一）", "举证", "chp_2"),
        ("art_2", "第二条", "", "chp_2__sec_1"),
        ("chp_2__sec_2", "（二）", "质证", "chp_2"),
        ("art_3", "第三条", "", "chp_2__sec_2"),
    ]


def test_full_width_and_arabic_numbers() -> None:
    text = law("# 某规定\n\n第１章 总则\n\n第１条 甲有下列情形：\n（１）一；\n（２）二：\n①子；\n②丑。\n第２条 乙。\n")
    assert [p.number for p in text.provisions] == ["1", "1", "2"]
    assert [(line.level.value, line.number) for line in text.provisions[1].lines] == [
        ("para", "1"),
        ("item", "1"),
        ("item", "2"),
        ("point", "1"),
        ("point", "2"),
    ]


@pytest.mark.parametrize(
    "source",
    [
        "# 某规定\n\n第一条【目的】为了甲。\n\n第二条【范围】适用乙。\n",
        "# 某规定\n\n第一条　（目的）为了甲。\n\n第二条　（范围）适用乙。\n",
        "# 某规定\n\n### 第一条 目的\n\n为了甲。\n\n### 第二条 范围\n\n适用乙。\n",
        "# 某规定\n\n**第一条 目的**\n\n为了甲。\n\n**第二条 范围**\n\n适用乙。\n",
        "# 某规定\n\n第一条　目的\n\n为了甲。\n\n第二条　范围\n\n适用乙。\n",
    ],
)
def test_captions(source: str) -> None:
    text = law(source)
    assert [(p.label, p.heading, [line.text for line in p.lines]) for p in text.provisions] == [
        ("第一条", "目的", ["为了甲。"]),
        ("第二条", "范围", ["适用乙。"]),
    ]
    assert [line.number for p in text.provisions for line in p.lines] == ["1", "1"]


def test_one_parenthesis_is_no_caption() -> None:
    text = law("# 某规定\n\n第一条　为了甲。\n\n第二条　（删去）\n\n第三条　（市）区人民政府负责。\n\n第四条　丙。\n")
    assert [p.heading for p in text.provisions] == ["", "", "", ""]


def test_a_paragraph_that_interrupts_a_list_belongs_to_its_item() -> None:
    text = law("# 某规定\n\n第一条 有下列情形：\n（一）甲。\n甲的补充。\n（二）乙。\n前款不适用于丙。\n")
    assert lines_of(text, "art_1") == [
        ("para", "1", "有下列情形："),
        ("item", "1", "（一）甲。　甲的补充。"),
        ("item", "2", "（二）乙。"),
        ("para", "2", "前款不适用于丙。"),
    ]


def test_a_line_broken_at_the_edge_of_a_page_is_one_paragraph() -> None:
    first = "县级以上人民政府应当加强对本行政区域内有关工作的领导，建立"
    text = law(f"# 某规定\n\n第一条 {first}\n健全工作机制。\n第二款在此。\n")
    assert [line.text for line in text.provisions[0].lines] == [f"{first}健全工作机制。", "第二款在此。"]


def test_articles_run_together_in_one_line() -> None:
    text = law(
        "# 某规定\n\n第一条 甲。 第二条 乙有： （一）子； （二）丑。 丙。 第三条 丁依照第二条 的规定。\n\n第四条 戊。第五条本规定自公布之日起施行。\n"
    )
    assert [p.number for p in text.provisions] == ["1", "2", "3", "4", "5"]
    assert [(level, number) for level, number, _ in lines_of(text, "art_2")] == [
        ("para", "1"),
        ("item", "1"),
        ("item", "2"),
        ("para", "2"),
    ]


@pytest.mark.parametrize(
    "line", ["第十条的规定不适用于丁。", "第十条、第十一条所称丁。", "第十条至第十二条不适用。", "第五款所称丁。"]
)
def test_an_article_spoken_of_begins_none(line: str) -> None:
    text = law(f"# 某规定\n\n第一条 甲。\n{line}\n第二条 乙。\n")
    assert [p.number for p in text.provisions] == ["1", "2"]
    assert text.provisions[0].lines[1].text == line


def test_words_that_look_like_a_reference_still_begin_the_next_article() -> None:
    text = law(
        "# 某规定\n\n第一条 甲。\n\n第二条 项目负责人应当负责。\n\n第三条 与会人员应当出席。\n\n第四条 中央预算安排丙。\n"
    )
    assert [p.number for p in text.provisions] == ["1", "2", "3", "4"]


def test_quoted_articles_of_an_amending_decision_are_no_articles() -> None:
    text = law(
        f"# 某县关于修改《某县养犬条例》的决定\n\n{EVENT_LINE}\n\n一、将第十条修改为：“第十条　犬只应当登记。\n\n第十一条　登记每年一次。”\n\n"
        "二、增加一条，作为第十五条：\n\n“第十五条　禁止遗弃。”\n\n三、将第二十条修改为：\n\n第二十条　处二百元罚款。\n\n本决定自公布之日起施行。\n"
    )
    assert text.provisions == ()
    assert len(text.preamble) == 7


def test_quoted_articles_in_an_amending_text_with_articles() -> None:
    text = law(
        f"# 某县条例修正案\n\n{EVENT_LINE}\n\n第一条 第五条增加一款：“县设立委员会。”\n\n第二条 增加两条，内容如下：\n\n"
        "第三节 委员会\n\n第二十三条 委员会由主任组成。\n\n"
        "第二十四条 主任负责。\n\n第三条 本修正案自公布之日起施行。\n"
    )
    assert [p.number for p in text.provisions] == ["1", "2", "3"]


def test_an_amendment_numbered_by_sections_has_articles() -> None:
    text = law(f"# 某法修正案（二）\n\n{EVENT_LINE}\n\n一、将某法第一条修改为：“甲。\n\n“乙。”\n\n二、删去第三条。\n")
    assert [(p.eid, p.label, len(p.lines)) for p in text.provisions] == [("art_1", "一、", 2), ("art_2", "二、", 1)]


def test_a_decision_without_articles_is_kept_whole() -> None:
    text = law(
        f"# 某县关于加强某工作的决定\n\n{EVENT_LINE}\n\n为了甲，作出如下决定：\n\n一、重视。\n\n（一）学习；\n\n（二）落实。\n\n二、监督。\n"
    )
    assert text.provisions == ()
    assert [(line.level.value, line.text) for line in text.preamble] == [
        ("para", "为了甲，作出如下决定："),
        ("para", "一、重视。"),
        ("item", "（一）学习；"),
        ("item", "（二）落实。"),
        ("para", "二、监督。"),
    ]


def test_tables_and_annexes() -> None:
    text = law(
        "# 某税法\n\n第一条 税率依照附表执行。\n\n附件1：税率表\n\n| 税目 | 税率 |\n| --- | --- |\n| 甲 | 百分之一 |\n\n"
        "## 附件2　征收办法\n\n第一条 申报。\n\n第二条 缴纳。\n\n"
        "<table>\n<tr><th colspan=2>名</th></tr>\n<tr><td rowspan=2>子</td><td>一</td></tr>\n<tr><td>二</td></tr>\n</table>\n"
    )
    assert outline(text) == [
        ("art_1", "第一条", "", ""),
        ("annex_1", "附件1", "税率表", ""),
        ("annex_2", "附件2", "征收办法", ""),
        ("annex_2__art_1", "第一条", "", "annex_2"),
        ("annex_2__art_2", "第二条", "", "annex_2"),
    ]
    assert lines_of(text, "annex_1") == [("table", "", "| 税目 | 税率 |\n| --- | --- |\n| 甲 | 百分之一 |")]
    assert text.provisions[-1].lines[-1].text == "| 名 |  |\n| --- | --- |\n| 子 | 一 |\n|  | 二 |"


@pytest.mark.parametrize("contents", ["目　录\n\n", "## 目录\n\n", ""])
def test_contents_are_dropped_and_held_against_the_text(contents: str) -> None:
    listed = "第一章　总则\n第二章　登记\n附　则\n\n"
    source = f"# 某条例\n\n{EVENT_LINE}\n\n{contents}{listed}第一章　总则\n第一条　甲。\n第二章　登记\n第二条　乙。\n附　则\n第三条　丙。\n"
    reading, problems = read_whole(source.encode(), "某条例.txt")
    assert reading is not None
    assert [p.label for p in reading.law.provisions] == ["第一章", "第一条", "第二章", "第二条", "附则", "第三条"]
    assert {d.why for d in reading.dropped} == {"目录"}
    assert problems == []


def test_contents_that_promise_more_than_there_is() -> None:
    source = f"# 某条例\n\n{EVENT_LINE}\n\n目录\n第一章　总则\n第二章　登记\n\n第一章　总则\n第一条　甲。\n"
    assert said(source.encode(), "某条例.txt") == [
        ("warning", "某条例.txt（目录）：目录列有而正文没有：第二章登记。处理：核对正文是否缺漏。")
    ]


def test_breaks_and_repeated_numbers_are_reported() -> None:
    source = f"# 某条例\n\n{EVENT_LINE}\n\n第一条 甲。\n第二条 乙。\n第二条 丙。\n第三条 丁。\n第六条 戊。\n"
    laws, problems = read_law(source.encode(), "某条例.md")
    assert [p.eid for p in laws[0].provisions] == ["art_1", "art_2", "art_2__dup_2", "art_3", "art_6"]
    assert [p.text() for p in problems] == [
        "某条例.md（第7行）：第二条重复出现，后一处另编为art_2__dup_2。应为：第3条。处理：核对原文的条号；如是另一文件，请分开存放。",
        "某条例.md（第9行）：条号不连续：缺第4条至第5条。应为：第4条。处理：核对原文是否缺漏。",
    ]


def test_a_text_that_begins_in_the_middle() -> None:
    text = law(f"# 某法典合同编\n\n{EVENT_LINE}\n\n第四百六十三条 甲。\n\n第四百六十四条 乙。\n")
    assert [p.number for p in text.provisions] == ["463", "464"]


# ---------------------------------------------------------------------------------------------------------------- head


@pytest.mark.parametrize(
    ("line", "events"),
    [
        (
            "1982年12月10日第五届全国人民代表大会第五次会议通过　1982年12月11日全国人民代表大会公告公布施行",
            [
                ("adopted", date(1982, 12, 10), "全国人民代表大会", ""),
                ("promulgated", date(1982, 12, 11), "全国人民代表大会", ""),
                ("effective", date(1982, 12, 11), "全国人民代表大会", ""),
            ],
        ),
        (
            "2011年3月7日 中华人民共和国国务院令第593号公布",
            [("promulgated", date(2011, 3, 7), "国务院", "中华人民共和国国务院令第593号")],
        ),
        ("1987年4月1日 国务院发布", [("promulgated", date(1987, 4, 1), "国务院", "")]),
        (
            "（二○一八年三月五日某省人民政府令第二百号公布　自二○一八年五月一日起施行）",
            [
                ("promulgated", date(2018, 3, 5), "某省人民政府", "某省人民政府令第二百号"),
                ("effective", date(2018, 5, 1), "", ""),
            ],
        ),
        (
            "2009年2月1日 某市第三届人民代表大会常务委员会第一次会议通过根据2012年3月1日某市第四届人民代表大会常务委员会第二次会议"
            "《关于修改〈甲条例〉等三件法规的决定》第一次修正2019年6月1日某市第五届人民代表大会常务委员会第八次会议修订）",
            [
                ("adopted", date(2009, 2, 1), "某市人民代表大会常务委员会", ""),
                ("amended", date(2012, 3, 1), "某市人民代表大会常务委员会", ""),
                ("revised", date(2019, 6, 1), "某市人民代表大会常务委员会", ""),
            ],
        ),
        ("2015年9月25日 某省人大常委会第三次会议批准", [("approved", date(2015, 9, 25), "某省人大常委会", "")]),
        (
            "2013年7月18日 《国务院关于废止和修改部分行政法规的决定》第一次修订",
            [("revised", date(2013, 7, 18), "国务院", "")],
        ),
        ("法释〔2020〕17号", [("promulgated", None, "", "法释〔2020〕17号")]),
        ("2026-03-12 公布", [("promulgated", date(2026, 3, 12), "", "")]),
        ("1990年5月1日 某部令第3号发布", [("promulgated", date(1990, 5, 1), "某部", "某部令第3号")]),
        ("2001年10月1日 失效", [("repealed", date(2001, 10, 1), "", "")]),
    ],
)
def test_history_lines(line: str, events: list[tuple[str, date | None, str, str]]) -> None:
    text = law(f"# 某条例\n\n{line}\n\n<!-- INFO END -->\n\n第一条 甲。\n")
    assert [(e.kind, e.date, e.body, e.number) for e in text.history] == events
    assert text.head == ()


def test_history_broken_over_lines() -> None:
    text = law(
        "# 某条例\n\n2004年8月28日 某省第十届人民代表大会常务委员会第十一次会议《关于修改〈某省土地管理条例〉\n\n"
        "〈某省房地产条例〉的决定》第二次修正\n\n"
        "1980年12月27日 国家经济委员会\n\n国家档案局发布\n\n<!-- INFO END -->\n\n第一条 甲。\n"
    )
    assert [(e.kind, e.date) for e in text.history] == [
        ("amended", date(2004, 8, 28)),
        ("promulgated", date(1980, 12, 27)),
    ]


def test_what_is_no_event_stays_in_the_head() -> None:
    text = law(f"# 某条例\n\n{EVENT_LINE}\n\n第一届某会\n\n某局\n\n<!-- INFO END -->\n\n第一条 甲。\n")
    assert text.head == ("第一届某会", "某局")


def test_an_order_above_the_text() -> None:
    text = law(
        "某省人民政府令\n\n第 79 号\n\n《甲乙管理办法》已经2025年1月10日省人民政府第50次常务会议通过，现予公布，自2025年3月1日起施行。\n\n"
        "省长　某某\n\n2025年1月20日\n\n"
        "甲乙管理办法\n\n第一条　甲。\n第二条　乙。\n",
        "a.txt",
    )
    assert text.title == "甲乙管理办法"
    assert [(e.kind, e.date, e.number) for e in text.history] == [
        ("promulgated", None, "某省人民政府令第79号"),
        ("adopted", date(2025, 1, 10), ""),
        ("effective", date(2025, 3, 1), ""),
        ("promulgated", date(2025, 1, 20), "某省人民政府令第79号"),
    ]
    assert text.head == ("省长　某某",)


def test_a_notice_is_the_head_of_what_it_issues() -> None:
    text = law(
        "某部关于印发《某某办法》的通知\n\n某发〔2023〕5号\n\n各省、自治区、直辖市某厅（局）：\n\n现将《某某办法》印发给你们，请遵照执行。\n\n某部\n\n2023年5月6日\n\n某某办法\n\n"
        "第一章 总则\n\n第一条 甲。\n",
        "a.txt",
    )
    assert text.title == "某某办法"
    assert ("promulgated", None, "某发〔2023〕5号") in [(e.kind, e.date, e.number) for e in text.history]
    assert text.head[0] == "某部关于印发《某某办法》的通知"
    assert [p.label for p in text.provisions] == ["第一章", "第一条"]


@pytest.mark.parametrize(
    ("source", "title"),
    [
        (
            "# 某市人民代表大会常务委员会关于\n# 加强某工作的决定\n\n第一条 甲。\n",
            "某市人民代表大会常务委员会关于加强某工作的决定",
        ),
        (
            "某市人民代表大会常务委员会\n关于加强某工作的决定\n\n第一条 甲。\n",
            "某市人民代表大会常务委员会关于加强某工作的决定",
        ),
        ("# 某 某 法\n\n第一条 甲。\n", "某某法"),
        ("# 某某法 Law of Something of the Republic\n\n第一条 甲。\n", "某某法"),
        ("# 《某某办法》\n\n第一条 甲。\n", "某某办法"),
        ("# 实施《某某法》办法\n\n第一条 甲。\n", "实施《某某法》办法"),
        (
            "# 最高人民法院 最高人民检察院关于某问题的解释\n\n第一条 甲。\n",
            "最高人民法院、最高人民检察院关于某问题的解释",
        ),
        ("**某某条例**\n\n第一条 甲。\n", "某某条例"),
    ],
)
def test_titles(source: str, title: str) -> None:
    assert law(source).title == title


def test_claims_are_kept_and_make_no_event() -> None:
    text = law(
        "---\ntitle: 某条例\nstatus: '已废止'\npublish_date: 1987-01-01\n---\n\n# 某条例\n\n"
        "发布日期：2021-05-06　来源：某网\n\n2024年1月1日某县人大常委会第一次会议通过\n\n第一条 甲。\n"
    )
    assert text.claims == {
        "title": "某条例",
        "status": "已废止",
        "publish_date": "1987-01-01",
        "发布日期": "2021-05-06",
        "来源": "某网",
    }
    assert [e.date for e in text.history] == [date(2024, 1, 1)]


# ------------------------------------------------------------------------------------------------------------- formats

HTML = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>某市燃气管理办法_某市人民政府</title>
<meta name="PubDate" content="2023-05-01"></head><body><div class="nav"><a>首页</a> &gt; 政策</div>
<div class="wrap"><h1>某市燃气管理办法</h1><div id="content">
<p>（2023年4月20日某市人民政府第12次常务会议通过　自2023年7月1日起施行）</p>
<p>&emsp;&emsp;第一章　总则</p><p>　　第一条　为了加强
管理，制定本办法。</p><p>　　第二条　本办法所称燃气，包括：<br>　　（一）天然气；<br>　　（二）液化气。</p>
<table><tr><td>甲</td><td>乙</td></tr><tr><td colspan=2>丙</td></tr></table>
<p># 号开头的一段。</p></div></div><div>版权所有：某市人民政府</div><script>var a = "第三条";</script></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "gbk"])
def test_html_page(charset: str) -> None:
    laws, problems = read_law(HTML.format(charset=charset).encode(charset), "某市燃气管理办法.html")
    assert problems == []
    text = laws[0]
    assert text.title == "某市燃气管理办法"
    assert text.claims["PubDate"] == "2023-05-01"
    assert [(e.kind, e.date) for e in text.history] == [
        ("adopted", date(2023, 4, 20)),
        ("effective", date(2023, 7, 1)),
    ]
    assert [p.label for p in text.provisions] == ["第一章", "第一条", "第二条"]
    assert text.provisions[1].lines[0].text == "为了加强管理，制定本办法。"
    assert lines_of(text, "art_2") == [
        ("para", "1", "本办法所称燃气，包括："),
        ("item", "1", "（一）天然气；"),
        ("item", "2", "（二）液化气。"),
        ("table", "", "| 甲 | 乙 |\n| --- | --- |\n| 丙 |  |"),
        ("para", "2", "# 号开头的一段。"),
    ]


def test_html_laid_out_by_a_table_under_the_name_of_a_text() -> None:
    source = "<html><body><table><tr><td><p><b>某规定</b></p><p>第一条　甲。</p><p>第二条　乙。</p></td></tr></table></body></html>"
    text = law(source, "某规定.txt")
    assert text.title == "某规定"
    assert [p.number for p in text.provisions] == ["1", "2"]


def word(numbered: bool = False) -> bytes:
    """A .docx of our own: title, history, chapter by style, articles (numbered by Word itself on demand), a table, a deletion."""
    document = Document()
    document.core_properties.title = "某省某办法"
    document.add_paragraph("某省某办法", style="Title")
    document.add_paragraph("（2021年6月1日某省人民政府令第9号公布）")
    document.add_heading("第一章　总则", level=1)
    texts = ["为了甲，制定本办法。", "乙应当办理。"]
    if numbered:
        numbering = document.part.numbering_part.element
        abstract = OxmlElement("w:abstractNum")
        abstract.set(qn("w:abstractNumId"), "77")
        level = OxmlElement("w:lvl")
        level.set(qn("w:ilvl"), "0")
        for name, value in (("start", "1"), ("numFmt", "chineseCountingThousand"), ("lvlText", "第%1条")):
            child = OxmlElement(f"w:{name}")
            child.set(qn("w:val"), value)
            level.append(child)
        abstract.append(level)
        numbering.insert(0, abstract)
        number = OxmlElement("w:num")
        number.set(qn("w:numId"), "77")
        link = OxmlElement("w:abstractNumId")
        link.set(qn("w:val"), "77")
        number.append(link)
        numbering.append(number)
    for index, text in enumerate(texts):
        label = "" if numbered else f"第{'一二'[index]}条　"
        paragraph = document.add_paragraph(label + text)
        if numbered:
            properties = paragraph._p.get_or_add_pPr()
            found = OxmlElement("w:numPr")
            for name, value in (("ilvl", "0"), ("numId", "77")):
                child = OxmlElement(f"w:{name}")
                child.set(qn("w:val"), value)
                found.append(child)
            properties.append(found)
    deletion = OxmlElement("w:del")
    run = OxmlElement("w:r")
    gone = OxmlElement("w:delText")
    gone.text = "删掉的字"
    run.append(gone)
    deletion.append(run)
    document.paragraphs[-1]._p.append(deletion)
    table = document.add_table(rows=2, cols=2)
    for row, values in zip(table.rows, (("项目", "标准"), ("甲", "1|元")), strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    document.add_paragraph("| 不是表格的一段。")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("numbered", [False, True], ids=["typed", "numbered by Word"])
@pytest.mark.parametrize("name", ["某省某办法.docx", "某省某办法.md"])
def test_word_document(numbered: bool, name: str) -> None:
    laws, problems = read_law(word(numbered), name)
    assert problems == []
    text = laws[0]
    assert text.title == "某省某办法"
    assert text.claims == {"docx_title": "某省某办法"}
    assert [(e.kind, e.number) for e in text.history] == [("promulgated", "某省人民政府令第9号")]
    assert [p.label for p in text.provisions] == ["第一章", "第一条", "第二条"]
    assert lines_of(text, "art_2") == [
        ("para", "1", "乙应当办理。"),
        ("table", "", "| 项目 | 标准 |\n| --- | --- |\n| 甲 | 1｜元 |"),
        ("para", "2", "| 不是表格的一段。"),
    ]


SAMPLE = f"# 某县养犬条例\n\n{EVENT_LINE}\n\n第一条 为了规范养犬行为，制定本条例。\n\n第二条 本条例适用于某县。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_encodings_need_no_remark(encoding: str) -> None:
    laws, problems = read_law(SAMPLE.replace("\n", "\r\n").encode(encoding), "某县养犬条例.txt")
    assert problems == []
    assert laws[0] == law(SAMPLE, "某县养犬条例.txt")


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "gb2312"])
def test_gbk_is_read_and_remarked_upon(encoding: str) -> None:
    laws, problems = read_law(SAMPLE.encode(encoding), "某县养犬条例.txt")
    assert laws == [law(SAMPLE, "某县养犬条例.txt")]
    assert [(p.severity, p.text()) for p in problems] == [
        (
            "warning",
            "某县养犬条例.txt：文件编码是 GB18030（GBK），已照此读出。应为：UTF-8。处理：核对题名和正文没有乱码，或另存为 UTF-8。",
        )
    ]


# ----------------------------------------------------------------------------------------------------------- bad input

NO_TEXT = (
    "a.md：读不出文字：不是文本，也不是 .docx。应为：UTF-8、UTF-16 或 GB18030（GBK）编码的文字。"
    "处理：确认文件没有损坏；文本文件另存为 UTF-8 后重新载入。"
)


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b"", "a.md", "a.md：文件是空的。应为：法律文件的正文。处理：核对文件后重新载入。"),
        (b" \n\t\n", "a.txt", "a.txt：文件是空的。应为：法律文件的正文。处理：核对文件后重新载入。"),
        (
            bytes(range(256)) * 30,
            "a.md",
            NO_TEXT,
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "a.doc",
            "a.doc：这是旧版 Word 或 WPS 文件，读不了。应为：.docx 文件。处理：用 Word 或 WPS 另存为 .docx 后重新载入。",
        ),
        (
            b"%PDF-1.7 ...",
            "a.pdf",
            "a.pdf：这是 PDF 文件，读不了。应为：.docx、Markdown、文本或网页文件。处理：找到同一文件的 .docx 或网页，或转换后重新载入。",
        ),
        (
            SAMPLE.encode()[:-5],
            "a.md",
            NO_TEXT,
        ),
    ],
    ids=["empty", "blank", "junk", "doc", "pdf", "cut inside a character"],
)
def test_unreadable_files(data: bytes, name: str, message: str) -> None:
    laws, problems = read_law(data, name)
    assert laws == []
    assert [(p.severity, p.text()) for p in problems] == [("error", message)]


def test_a_truncated_word_file_gives_nothing() -> None:
    whole = word()
    for size in range(10, len(whole), len(whole) // 23):
        laws, problems = read_law(whole[:size], "某省某办法.docx")
        assert laws == []
        assert [(p.severity, p.text()) for p in problems] == [
            (
                "error",
                "某省某办法.docx：Word 文件不完整或已损坏，没有读入。应为：完整的 .docx 文件。处理：重新下载，或用 Word 打开修复后另存。",
            )
        ]


def test_a_word_file_with_damaged_bytes_gives_nothing() -> None:
    whole = word()
    with zipfile.ZipFile(io.BytesIO(whole)) as package:
        info = package.getinfo("word/document.xml")
    start = info.header_offset + 60 + info.compress_size // 2
    damaged = whole[:start] + bytes(byte ^ 0xFF for byte in whole[start : start + 40]) + whole[start + 40 :]
    laws, problems = read_law(damaged, "a.docx")
    assert laws == []
    assert problems[0].severity == "error"
    assert problems[0].message == "Word 文件不完整或已损坏，没有读入"


def test_a_law_without_a_date_is_loaded_with_a_warning() -> None:
    laws, problems = read_law("# 某条例\n\n第一条 甲。\n".encode(), "某条例.md")
    assert len(laws) == 1
    assert [(p.severity, p.text()) for p in problems] == [
        (
            "warning",
            "某条例.md：没有可读的通过、公布或施行日期。应为：题名之下写明通过或公布日期，或文件名带有日期。处理：补上日期后重新载入。",
        )
    ]
    assert read_law("# 某条例\n\n第一条 甲。\n".encode(), "某条例(2019-03-02).md")[1] == []


def test_a_title_alone_is_said_to_be_one() -> None:
    assert said(f"# 某条例\n\n{EVENT_LINE}\n\n<!-- INFO END -->\n".encode(), "a.md") == [
        ("warning", "a.md：只有题名，没有正文。应为：题名之下有条文或正文。处理：补全正文后重新载入。")
    ]


# -------------------------------------------------------------------------------------------------------------- expand


def test_a_folder_is_walked_in_order_and_knows_its_places(tmp_path: Path) -> None:
    root = tmp_path / "unknown" / "数据"
    for path in ("地方性法规/浙江/杭州/甲条例(2019-03-28).md", "法律_历史版本/乙法(2026).md", "法律/丙法.md"):
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(SAMPLE, encoding="utf-8")
    (root / "README.md").write_text("# 说明\n", encoding="utf-8")
    (root / "图.png").write_bytes(b"\x89PNG")
    (root / "清单.csv").write_text("序号,事项\n", encoding="utf-8")
    (root / ".git").mkdir()
    (root / ".git" / "x.md").write_text(SAMPLE, encoding="utf-8")
    found = list(expand([root]))
    assert [(s.name, s.kind) for s in found] == [
        ("数据/README.md", "other"),
        ("数据/图.png", "other"),
        ("数据/地方性法规/浙江/杭州/甲条例(2019-03-28).md", "law"),
        ("数据/法律/丙法.md", "law"),
        ("数据/法律_历史版本/乙法(2026).md", "law"),
        ("数据/清单.csv", "list"),
    ]
    hints = {s.name.rsplit("/", 1)[-1]: s.hints for s in found if s.kind == "law"}
    assert hints["甲条例(2019-03-28).md"] == {
        "stem": "甲条例",
        "date": "2019-03-28",
        "place": "浙江杭州",
        "folder": "地方性法规",
    }
    assert hints["乙法(2026).md"] == {"stem": "乙法", "year": "2026", "folder": "法律_历史版本"}
    # Asked for from further in, the same file tells the same.
    inner = list(expand([root / "地方性法规" / "浙江" / "杭州"]))
    assert inner[0].hints == hints["甲条例(2019-03-28).md"]
    assert [s.name for s in expand([root, root / "法律" / "丙法.md"])] == [s.name for s in found]


def archive(members: dict[str, bytes], encoding: str = "utf-8") -> bytes:
    """A zip whose member names are written in ``encoding``, without saying so when it is not UTF-8."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members.items():
            info = zipfile.ZipInfo(name if encoding == "utf-8" else name.encode(encoding).decode("cp437"))
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, data)
    written = stream.getvalue()
    if encoding == "utf-8":
        return written
    # zipfile marks such names as UTF-8: put back the raw bytes and take the mark away, as Windows would write them.
    for name in members:
        marked = name.encode(encoding).decode("cp437").encode("utf-8")
        raw = name.encode(encoding)
        assert marked in written
        written = _renamed(written, marked, raw)
    return written


def _renamed(data: bytes, old: bytes, new: bytes) -> bytes:
    """The same zip with one member's name replaced in its local and central header, and the UTF-8 flag cleared."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        members = [(info, source.read(info)) for info in source.infolist()]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for info, content in members:
            raw = info.filename.encode("utf-8")
            chosen = zipfile.ZipInfo("x" * len(new) if raw == old else info.filename)
            target.writestr(chosen, content)
    return stream.getvalue().replace(b"x" * len(new), new)


def test_a_zip_is_read_like_a_folder(tmp_path: Path) -> None:
    file = tmp_path / "浙江.zip"
    file.write_bytes(archive({"某条例(2020-01-01).md": SAMPLE.encode()}, "gbk"))
    found = list(expand([file]))
    assert [(s.name, s.kind, s.hints) for s in found] == [
        ("浙江.zip/某条例(2020-01-01).md", "law", {"stem": "某条例", "date": "2020-01-01", "place": "浙江"})
    ]
    assert found[0].data == SAMPLE.encode()


def test_a_zip_with_a_broken_member(tmp_path: Path) -> None:
    data = bytearray(archive({"甲.md": SAMPLE.encode() * 20, "乙.md": SAMPLE.encode()}))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as source:
        info = source.getinfo("甲.md")
    start = info.header_offset + 30 + len("甲.md".encode()) + 5
    data[start : start + 20] = b"\xff" * 20
    file = tmp_path / "a.zip"
    file.write_bytes(bytes(data))
    found = list(expand([file]))
    assert [(s.name, s.kind) for s in found] == [("a.zip/乙.md", "law"), ("a.zip/甲.md", "other")]
    problem = found[1].problem
    assert problem is not None
    assert (problem.severity, problem.text()) == (
        "error",
        "a.zip/甲.md：压缩包中的这个文件损坏或加了密，没有读入。应为：可以解开的文件。处理：重新压缩这个文件后再载入。",
    )


def test_a_broken_zip_and_a_missing_path(tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    file.write_bytes(archive({"甲.md": SAMPLE.encode()})[:60])
    problems = [s.problem.text() for s in expand([file, tmp_path / "none"]) if s.problem]
    assert problems == [
        "a.zip：压缩包不完整或已损坏，里面的文件都没有读入。应为：完整的 .zip 文件。处理：重新下载或重新压缩。",
        f"{tmp_path / 'none'}：找不到这个文件或文件夹。应为：存在的路径。处理：核对路径。",
    ]


def test_a_zip_made_to_hurt_is_not_unpacked(tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    file.write_bytes(archive({"大.md": b"\0" * (30 * 1024 * 1024)}))
    found = list(expand([file]))
    assert [s.data for s in found] == [b""]
    assert found[0].problem is not None
    assert found[0].problem.message == "压缩包中的文件展开后过大，没有读入"


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (SAMPLE.encode(), "a.md", "law"),
        (SAMPLE.encode("gbk"), "a.txt", "law"),
        (HTML.format(charset="utf-8").encode(), "a.txt", "law"),
        (word(), "a.md", "law"),
        (b"PK\x03\x04 cut", "a.docx", "law"),
        (b"PK\x03\x04 cut", "a.xlsx", "list"),
        (b"a,b\n1,2\n", "a.csv", "list"),
        ("# 说明\n\n这里放的是样例。\n".encode(), "README.md", "other"),
        ("# 使用说明\n\n第一步，打开。\n".encode(), "guide.md", "other"),
        ("某县关于加强某工作的决定\n\n一、重视。\n".encode(), "a.txt", "law"),
        ("- law: 某法\n  set: {effective: 2020-01-01}\n".encode(), "a.yaml", "override"),
        (b"a: 1\n", "a.yaml", "other"),
        (b"\x89PNG\r\n", "a.png", "other"),
        (b"", "a.md", "law"),
    ],
)
def test_sniff(data: bytes, name: str, kind: str) -> None:
    assert sniff(data, name) == kind


# ----------------------------------------------------------------------------------------------------------- the corpus


def _letters(text: str) -> Counter[str]:
    return Counter(char for char in text if char.isalnum())


@pytest.mark.shared
def test_no_letter_of_the_corpus_is_lost(shared_corpus: Path) -> None:
    """Every letter, digit and Chinese character of every file is in its head, history, preamble, provisions or dropped lines, as often as
    the source has it."""
    tags = re.compile(r"</?(?:table|thead|tbody|tr|td|th|br)\b[^>]*>")
    files = 0
    for source in expand([shared_corpus]):
        reading, problems = read_whole(source.data, source.name, source.hints)
        assert [p.text() for p in problems if p.severity == "error"] == []
        assert reading is not None
        text = reading.law
        kept = [text.title, *text.head, *text.claims.values(), *(line.text for line in text.preamble)]
        kept.extend(dict.fromkeys(event.text for event in text.history))
        for provision in text.provisions:
            kept.extend((provision.label, provision.heading, *(line.text for line in provision.lines)))
        kept.extend(line.text for line in reading.dropped)
        before = _letters(tags.sub("", source.data.decode("utf-8-sig")))
        after = _letters(tags.sub("", "\n".join(kept)))
        assert before == after, (source.name, before - after, after - before)
        files += 1
    assert files > 3000


@pytest.mark.shared
def test_the_corpus_is_understood(shared_corpus: Path) -> None:
    """Identifiers are unique, parents exist and come first, articles number on, and few files give rise to remarks."""
    articles = breaks = undated = 0
    for source in expand([shared_corpus]):
        laws, problems = read_law(source.data, source.name, source.hints)
        known: set[str] = {""}
        for provision in laws[0].provisions:
            assert provision.eid not in known
            assert provision.parent in known
            known.add(provision.eid)
            articles += provision.level == "article"
            counted = [int(line.number) for line in provision.lines if line.level == LineLevel.PARAGRAPH]
            assert counted == list(range(counted[0], counted[0] + len(counted))) if counted else True
        breaks += sum("条号不连续" in p.message for p in problems)
        undated += sum("没有可读的" in p.message for p in problems)
    print(f"条：{articles}，条号不连续：{breaks}，没有日期：{undated}")
    assert articles > 142_000
    assert breaks < 10
    assert undated < 10


def _as_indented_text(text: LawText) -> bytes:
    """The law as plain text hard-wrapped at 37 characters, paragraphs indented, in GBK."""
    rows = [text.title, *(event.text for event in text.history), ""]
    for block in _blocks(text):
        rows.append("　　" + block[:35])
        rows.extend(block[at : at + 37] for at in range(35, len(block), 37))
    return "\n".join(rows).encode("gb18030")


def _as_page(text: LawText) -> bytes:
    """The law as a web page among what web pages carry."""
    paragraphs = [f"<p>{html.escape(event.text)}</p>" for event in text.history]
    paragraphs.extend(f"<p>　　{html.escape(block)}</p>" for block in _blocks(text))
    return (
        f"<html><head><meta charset='utf-8'><title>{text.title}_某网</title></head><body><ul><li>首页</li><li>政策</li></ul>"
        f"<div class='box'><h2>{text.title}</h2><div class='text'>{''.join(paragraphs)}</div></div><div>版权所有</div></body></html>"
    ).encode()


def _as_word(text: LawText) -> bytes:
    document = Document()
    document.add_paragraph(text.title)
    for event in text.history:
        document.add_paragraph(event.text)
    for block in _blocks(text):
        document.add_paragraph(block)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _blocks(text: LawText) -> list[str]:
    """The paragraphs of a law in order, articles with their label."""
    blocks = [line.text for line in text.preamble]
    for provision in text.provisions:
        if provision.level != "article":
            blocks.append(f"{provision.label}　{provision.heading}".strip())
            blocks.extend(line.text for line in provision.lines)
            continue
        first, *rest = [line.text for line in provision.lines]
        blocks.append(f"{provision.label}　{first}")
        blocks.extend(rest)
    return blocks


@pytest.mark.shared
@pytest.mark.parametrize(
    ("write", "suffix"),
    [(_as_indented_text, "txt"), (_as_page, "html"), (_as_word, "docx")],
    ids=["text", "page", "word"],
)
def test_one_law_in_another_format_is_the_same_law(
    shared_corpus: Path, write: Callable[[LawText], bytes], suffix: str
) -> None:
    """Real laws written as plain text, web pages and Word documents give the same titles, dates, numbers and words."""
    same = asked = 0
    different = []
    for source in list(expand([shared_corpus]))[::60]:
        law = read_law(source.data, source.name, source.hints)[0][0]
        levels = {p.level for p in law.provisions}
        tables = any(line.level == LineLevel.TABLE for p in law.provisions for line in p.lines)
        if "article" not in levels or "annex" in levels or tables or law.head:
            continue
        asked += 1
        laws, _ = read_law(write(law), f"{law.title}.{suffix}")
        again = laws[0]
        equal = (
            again.title == law.title
            and [(e.kind, e.date) for e in again.history] == [(e.kind, e.date) for e in law.history]
            and again.provisions == law.provisions
            and again.preamble == law.preamble
        )
        same += equal
        if not equal:
            different.append(source.name)
    print(f"{suffix}：{asked} 件，相同 {same} 件；不同：{different}")
    assert asked > 30
    assert same >= 0.93 * asked

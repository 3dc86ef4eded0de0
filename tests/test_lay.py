"""Lay words: the scheme is whole, everyday questions are bridged to the words of law, quickly."""

from __future__ import annotations

import json
import time
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, Graph
from rdflib.term import Literal, Node, URIRef

from ontologies.functions import ended, functions
from ontologies.lay import GAP, compile_scheme, lay_concepts
from ontologies.lay import lay_words as scheme_lay_words
from ontologies.turtle import DF, SKOS, vocabulary
from search.lay import WIDEST_GAP, Bridged, bridge, lay_words
from text.cut import clean

SHARED = Path(__file__).resolve().parents[2] / "shared"

# ---- The scheme -------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def scheme() -> Graph:
    graph = Graph()
    graph.parse(data=files("ontologies").joinpath("lay.ttl").read_text(encoding="utf-8"), format="turtle")
    return graph


def _languages(graph: Graph, node: Node, predicate: URIRef) -> list[str]:
    return sorted(value.language or "" for value in graph.objects(node, predicate) if isinstance(value, Literal))


def test_the_compiled_form_is_fresh() -> None:
    compiled = files("ontologies").joinpath("lay.json").read_bytes()
    assert compiled == compile_scheme(), "lay.json 已过期：运行 python -m ontologies.lay"


def test_the_scheme_and_its_properties_say_what_they_are(scheme: Graph) -> None:
    assert _languages(scheme, DF.LayScheme, SKOS.prefLabel) == ["en", "zh"]
    assert str(scheme.value(DF.LayScheme, SKOS.definition)).endswith("。")
    for type_ in (OWL.ObjectProperty, OWL.DatatypeProperty):
        for node in scheme.subjects(RDF.type, type_):
            assert _languages(scheme, node, RDFS.label) == ["en", "zh"], node
            assert _languages(scheme, node, RDFS.comment) == ["en", "zh"], node


def test_its_properties_are_its_own(scheme: Graph) -> None:
    own = {node for kind in (OWL.ObjectProperty, OWL.DatatypeProperty) for node in scheme.subjects(RDF.type, kind)}
    assert len(own) >= 4
    assert not own & set(vocabulary().subjects(RDF.type, None))


def test_every_concept_is_of_the_scheme_and_in_chinese(scheme: Graph) -> None:
    concepts = list(scheme.subjects(RDF.type, SKOS.Concept))
    assert len(concepts) == len(lay_concepts()) >= 900
    for node in concepts:
        assert (node, SKOS.inScheme, DF.LayScheme) in scheme, node
        for predicate in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel, SKOS.scopeNote):
            assert set(_languages(scheme, node, predicate)) <= {"zh"}, node


def test_the_scheme_is_broad() -> None:
    expressions = [expression for concept in lay_concepts() for expression in concept.expressions]
    assert len(expressions) >= 3000
    # Everyday matters of every department that people turn to.
    named = {code for concept in lay_concepts() for code in concept.functions}
    assert len(named) >= 60


def test_expressions_are_written_as_questions_are_read() -> None:
    for concept in lay_concepts():
        for expression in concept.expressions:
            before, gap, after = expression.partition(GAP)
            assert clean(before) == before and clean(after) == after, expression
            assert " " not in expression and len(before + after) >= (3 if gap else 2), expression


def test_an_expression_belongs_to_one_concept_and_labels_are_disjoint() -> None:
    seen: dict[str, str] = {}
    for concept in lay_concepts():
        for expression in concept.expressions:
            assert seen.setdefault(expression, concept.code) == concept.code, expression
        # SKOS: the three kinds of label are disjoint; a term that is an everyday word as well is marked so.
        assert concept.terms[0] not in (*concept.words, *concept.hidden), concept.code
        assert not set(concept.words) & set(concept.hidden), concept.code


def test_functions_are_living_ones_and_reviews_are_past() -> None:
    for concept in lay_concepts():
        assert len(set(concept.functions)) == len(concept.functions), concept.code
        for code in concept.functions:
            assert code in functions() and ended(code) is None, (concept.code, code)
        assert date(2026, 1, 1) <= concept.reviewed <= date.today(), concept.code  # noqa: DTZ011


@pytest.mark.shared
@pytest.mark.skipif(not (SHARED / "eval" / "corpus.jsonl").exists(), reason="../shared/eval is absent")
def test_terms_are_written_as_laws_write_them() -> None:
    import ahocorasick_rs

    missing = {term for concept in lay_concepts() for term in concept.terms}
    articles = (json.loads(line)["text"] for line in (SHARED / "eval" / "corpus.jsonl").open(encoding="utf-8"))
    laws = (path.read_text(encoding="utf-8") for path in sorted((SHARED / "corpus" / "laws").rglob("*.md")))
    for source in (articles, laws):
        names = sorted(missing)
        if not names:
            break
        automaton = ahocorasick_rs.AhoCorasick(names)
        for text in source:
            bare = "".join(text.split())
            missing -= {names[index] for index, _, _ in automaton.find_matches_as_indexes(bare, overlapping=True)}
    assert not missing


# ---- Bridging ---------------------------------------------------------------------------------------------------------------

# Question, an expression read in it, a term of law and a function that it must lead to ("" for none in particular).
READ = [
    ("老板欠我三个月工资跑了", "欠…工资", "劳动报酬", "labour_inspection"),
    ("楼下饭店油烟太大", "楼下饭店", "餐饮服务业", "urban_management"),
    ("邻居半夜装修", "半夜装修", "噪声", "urban_management"),
    ("公司把我炒鱿鱼了", "炒鱿鱼", "解除劳动合同", "hr_social_security"),
    ("公司不交五险一金", "五险一金", "社会保险费", "social_insurance"),
    ("我的快递不见了", "快递", "快件", "post"),
    ("二房东跑了", "二房东", "转租", ""),
    ("假一赔三", "假一赔三", "惩罚性赔偿", "market_supervision"),
    ("楼道堆杂物", "楼道堆杂物", "消防车通道", "fire_rescue"),
    ("电瓶车推上楼充电，飞线到处拉", "飞线", "电动自行车", "fire_rescue"),
    ("楼上扔东西砸到人", "楼上扔东西", "从建筑物中抛掷物品", "public_security"),
    ("喝了点酒开车被抓", "喝…开车", "饮酒后驾驶机动车", "traffic_police"),
    ("小区外面有人占道经营", "占道经营", "摊贩", "urban_management"),
    ("村里不给外嫁女分红", "外嫁女分红", "集体经济组织成员", "agriculture"),
    ("邻居家违建", "违建", "未取得建设工程规划许可证", "urban_management"),
    ("孩子被同学霸凌", "霸凌", "学生欺凌", "education"),
    ("遛狗不牵绳咬了人", "遛狗不牵绳", "养犬", "public_security"),
    ("秋天烧秸秆", "烧秸秆", "露天焚烧", "ecology"),
    ("不服交警罚款想复议", "复议", "行政复议", "justice"),
    ("买到假种子", "买到假种子", "劣种子", "agriculture"),
    ("低保被取消", "低保被取消", "最低生活保障", "civil_affairs"),
]


@pytest.mark.parametrize(("question", "expression", "term", "function"), READ)
def test_everyday_questions_reach_the_words_of_law(question: str, expression: str, term: str, function: str) -> None:
    found = {item.lay: item for item in bridge(question)}
    assert expression in found, found
    assert term in found[expression].legal
    assert not function or function in found[expression].functions


def test_the_longest_expression_is_read_and_what_lies_within_it_is_not() -> None:
    assert [item.lay for item in bridge("半夜装修")] == ["半夜装修"]
    assert [item.lay for item in bridge("半夜有人装修房子")] == ["半夜", "装修房子"]


def test_what_stands_in_a_gap_is_read_for_itself_and_positions_are_those_of_the_text() -> None:
    text = "他欠房东的工资"
    found = {item.lay: item for item in bridge(text)}
    assert set(found) == {"欠…工资", "房东"}
    assert text[found["欠…工资"].begins : found["欠…工资"].ends] == "欠房东的工资"
    assert text[found["房东"].begins : found["房东"].ends] == "房东"


def test_a_gap_is_narrow_and_holds_no_stop() -> None:
    assert "欠…工资" in {item.lay for item in bridge("欠" + "好" * WIDEST_GAP + "工资")}
    assert "欠…工资" not in {item.lay for item in bridge("欠" + "好" * (WIDEST_GAP + 1) + "工资")}
    assert "欠…工资" not in {item.lay for item in bridge("欠了钱。工资")}


@pytest.mark.parametrize("text", ["五險一金", "ＫＴＶ噪音", "Ktv噪音"])
def test_spelling_is_folded(text: str) -> None:
    assert bridge(text)[0][3:] == (0, len(text))


@pytest.mark.parametrize("text", ["", "。。。", "abc 123", "\ud800", "第一条"])
def test_texts_without_lay_words(text: str) -> None:
    assert bridge(text) == ()


def test_bridged_is_plain_data() -> None:
    found = bridge("房东")
    assert found == (Bridged("房东", found[0].legal, found[0].functions, 0, 2),)
    assert found[0].legal[0] == "出租人"


def test_lay_words_of_a_term() -> None:
    assert "房东" in lay_words("出租人")
    assert lay_words("出租人") == scheme_lay_words("出租人")
    # Those that mean just it come first.
    assert lay_words("劳动报酬").index("拖欠工资") < lay_words("劳动报酬").index("包工头")
    assert not any(GAP in word for word in lay_words("劳动报酬"))
    assert lay_words("没有这个词") == ()


def test_bridging_is_quick() -> None:
    questions = [question for question, *_ in READ] * 20
    bridge(questions[0])
    best = min(_seconds(questions) for _ in range(5))
    assert best / len(questions) < 50e-6


def _seconds(questions: list[str]) -> float:
    begun = time.perf_counter()
    for question in questions:
        bridge(question)
    return time.perf_counter() - begun

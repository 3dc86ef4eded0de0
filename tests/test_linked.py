"""Linked data: nodes as RDF, in and out of Turtle and JSON-LD, and what the shapes say of good and bad ones."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
from pyshacl import validate
from rdflib import RDF, RDFS, XSD, Graph, Namespace
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.term import BNode, Literal, URIRef

from ontologies.linked import context, describe, identifier_of, iri, json_ld, turtle, uri
from ontologies.records import OPEN_END, OPEN_START, Role, Status
from ontologies.schema import edge_tables, item_tables, node_tables
from ontologies.schemes import concepts
from ontologies.turtle import DF

BASE = "https://example.org/id/"
ELI = Namespace("http://data.europa.eu/eli/ontology#")
ORG = Namespace("http://www.w3.org/ns/org#")
CV = Namespace("http://data.europa.eu/m8g/")
CPSV = Namespace("http://purl.org/vocab/cpsv#")
DCT = Namespace("http://purl.org/dc/terms/")
ADMS = Namespace("http://www.w3.org/ns/adms#")
SH = Namespace("http://www.w3.org/ns/shacl#")

Node = dict[str, Any]
Edge = dict[str, Any]
LAW = "law/cn/示例渔业法"
VERSION = f"{LAW}/2013-12-28"
ARTICLE = f"{LAW}/art_38"
PROVISION = f"{VERSION}/art_38"
BODY = "body/429900/示例县农业农村局"
OFFICE = "office/429900/示例县农业农村局/渔政股"
LIST = "list/429900/示例县农业农村局/power_list/2024-06-30"
ENTRY = f"{LIST}/Sheet1/8"
POWER = "power/429900/示例县农业农村局/对[电鱼]的处罚"
DUTY = "duty/429900100/示例镇/basic/公共场所卫生"
DAYS: Node = {"valid_from": date(2013, 12, 28), "valid_to": date(2026, 5, 1)}


def _edge(kind: str, begin: str, end: str, **own: Any) -> Edge:
    return {"kind": kind, "label": edge_tables()[kind].label, "from": begin, "to": end, "document": "d", **own}


@cache
def good() -> dict[str, tuple[Node, tuple[Edge, ...]]]:
    """One sound node of every kind, as the graph gives it, with the edges that must be there."""
    law: Node = {"id": LAW, "kind": "law", "document": LAW, "label": "示例渔业法", "title": "中华人民共和国示例渔业法"}
    law |= {
        "short_title": "示例渔业法",
        "rank": "statute",
        "jurisdiction": "cn",
        "issuer": "全国人民代表大会常务委员会",
    }
    law |= {"loaded": True, "repealed_on": OPEN_END, "repealed_by": ""}
    article: Node = {"id": ARTICLE, "kind": "article", "document": VERSION, "label": "示例渔业法第三十八条"}
    article |= {"law": LAW, "number": "38"}
    version: Node = {"id": VERSION, "kind": "version", "document": VERSION, "label": "示例渔业法（2013-12-28）"}
    version |= {"law": LAW, "title": "中华人民共和国示例渔业法", "version_date": date(2013, 12, 28)}
    version |= {"promulgated": date(2013, 12, 28), "effective": date(2013, 12, 28), **DAYS, "end_reason": "superseded"}
    version |= {
        "amendment": "amended",
        "number": "主席令第8号",
        "rank": "statute",
        "jurisdiction": "cn",
        "issuer": "某机关",
    }
    version |= {
        "doubtful": False,
        "loaded": True,
        "articles": 50,
        "sources": ["甲.md", "乙.md"],
        "settled": "{}",
        "compared": [f"{LAW}/2004-08-28"],
        "status": Status.AMENDED,
    }
    provision: Node = {"id": PROVISION, "kind": "provision", "document": VERSION, "label": "示例渔业法第三十八条"}
    provision |= {"law": LAW, "version": VERSION, "eid": "art_38", "level": "article", "number": "38", "heading": ""}
    provision |= {"path": "第五章 法律责任", "text": "（示例条文）", "position": 37, **DAYS, "end_reason": ""}
    body: Node = {"id": BODY, "kind": "body", "document": BODY, "label": "示例县农业农村局", "name": "示例县农业农村局"}
    body |= {"place": "429900", "level": "county", "code": "11429900MB1A2B3C4D", "type": "", "loaded": True}
    body |= {"valid_from": OPEN_START, "valid_to": OPEN_END, "functions": ["agriculture"], "other_names": ["县农业局"]}
    body |= {"town_type": "", "phone": "", "stated": True}
    has = _edge("HAS_FUNCTION", BODY, "function/agriculture", via="roster", source="", text="农业农村")
    office: Node = {"id": OFFICE, "kind": "office", "document": BODY, "label": "渔政股", "name": "渔政股", "body": BODY}
    office |= {"place": "429900", "loaded": True}
    list_: Node = {
        "id": LIST,
        "kind": "list",
        "document": LIST,
        "label": "权责清单",
        "title": "示例县农业农村局权责清单",
    }
    list_ |= {
        "list_kind": "power_list",
        "authority": "示例县农业农村局",
        "place": "429900",
        "edition": date(2024, 6, 30),
    }
    list_ |= {"valid_from": date(2024, 6, 30), "valid_to": OPEN_END, "end_reason": "", "sources": ["清单.xlsx"]}
    entry: Node = {"id": ENTRY, "kind": "entry", "document": LIST, "label": "第8行", "list_id": LIST, "sheet": "Sheet1"}
    entry |= {"row_number": 8, "cells": '{"A":"1"}', "basis": "《示例渔业法》第三十八条"}
    entry |= {"name": "对电鱼的处罚", "sub_name": "", "code": "", "power_type": "02"}
    entry |= {
        "valid_from": date(2024, 6, 30),
        "valid_to": OPEN_END,
        "end_reason": "",
        "item_id": POWER,
        "fields": "",
        "corrected": "",
    }
    power: Node = {
        "id": POWER,
        "kind": "power",
        "document": BODY,
        "label": "对电鱼的处罚",
        "name": "对电鱼的处罚",
        "code": "",
    }
    power |= {"power_type": "02", "body": BODY, "place": "429900", "level": "county", "loaded": True}
    power |= {
        "valid_from": date(2024, 6, 30),
        "valid_to": OPEN_END,
        "end_reason": "",
        "target": "",
        "statutory_limit": "",
    }
    power |= {"promised_limit": "", "item_status": "在用"}
    duty: Node = {"id": DUTY, "kind": "duty", "document": "d", "label": "公共场所卫生", "name": "公共场所卫生"}
    duty |= {"duty_kind": "basic", "theme": "livelihood", "body": "body/429900100/示例镇", "place": "429900100"}
    duty |= {
        "code": "",
        "level": "township",
        "loaded": True,
        "valid_from": date(2025, 1, 1),
        "valid_to": OPEN_END,
        "end_reason": "",
    }
    where = {"text": "《示例渔业法》第三十八条", "begins": 0, "ends": 13, "paragraph": "", "item": "", "point": ""}
    return {
        "Law": (law, ()),
        "Article": (article, (_edge("ARTICLE_OF", ARTICLE, LAW),)),
        "LawVersion": (
            version,
            (_edge("VERSION_OF", VERSION, LAW), _edge("IMPLEMENTS", VERSION, "law/cn/宪法", text="根据宪法")),
        ),
        "Provision": (
            provision,
            (_edge("IN_VERSION", PROVISION, VERSION), _edge("EXPRESSES", PROVISION, ARTICLE), *_told()),
        ),
        "Body": (body, (has,)),
        "Office": (office, (_edge("OFFICE_OF", OFFICE, BODY),)),
        "List": (list_, (_edge("PUBLISHED_BY", LIST, BODY),)),
        "Entry": (
            entry,
            (
                _edge("LISTED_IN", ENTRY, LIST),
                _edge("STATES", ENTRY, POWER),
                _edge("RESTS_ON", ENTRY, ARTICLE, **where, note="", state="resolved", in_quote=False, position=0),
            ),
        ),
        "Power": (
            power,
            (_edge("HELD_BY", POWER, BODY, role=Role.LEAD), _edge("HANDLED_BY", POWER, OFFICE, role="lead")),
        ),
        "Duty": (duty, (_edge("HELD_BY", DUTY, "body/429900100/示例镇", role="cooperate"),)),
        **{name: _other(name) for name in item_tables() if name not in ("Power", "Duty")},
        "Responsibility": _responsibility(),
        "Function": _function(),
    }


def _told() -> tuple[Edge, Edge]:
    """What a provision names, and what it took up."""
    names = {"paragraph": "1", "text": "县级以上人民政府渔业主管部门", "begins": 0, "ends": 14, "level": "county+"}
    names |= {"modality": "shall", "act": "没收", "object": "渔获物", "via": "named"}
    took = {"version": f"{LAW}/2004-08-28", "change": "renumbered", "similarity": 981, "doubtful": False}
    return _edge("NAMES", PROVISION, "function/fishery", **names), _edge("TAKES_UP", PROVISION, f"{LAW}/art_36", **took)


def _function() -> tuple[Node, tuple[Edge, ...]]:
    node: Node = {"id": "function/agriculture", "kind": "function", "document": "d", "label": "农业农村"}
    return node | {"code": "agriculture"}, ()


def _other(name: str) -> tuple[Node, tuple[Edge, ...]]:
    """A sound node of one of the other kinds of items, each column filled after its type and scheme."""
    table = node_tables()[name]
    node: Node = {}
    filled = {"string": "示例", "integer": 3, "boolean": True, "date": date(2024, 6, 30), "strings": ["甲", "乙"]}
    for column in table.columns:
        code = next((item.code for item in concepts(column.scheme) if item.code), "") if column.scheme else ""
        node[column.name] = code or filled[column.type]
    node |= {"id": f"{table.kind}/429900/示例县农业农村局/示例", "kind": table.kind, "body": BODY, "place": "429900"}
    node |= {"level": "county", "code": "", "valid_to": OPEN_END, "end_reason": ""}
    return node, (_edge("HELD_BY", node["id"], BODY, role="lead", text="负责办理"),)


def _responsibility() -> tuple[Node, tuple[Edge, ...]]:
    power = "power/429900/示例县农业农村局/渔业捕捞许可"
    identifier = f"responsibility/{power.removeprefix('power/')}/duty_1"
    node: Node = {"id": identifier, "kind": "responsibility", "document": BODY, "label": "受理责任", "of_item": power}
    node |= {
        "responsibility_kind": "duty",
        "stage": "accept",
        "position": 1,
        "text": "按规定受理",
        "basis": "",
        "scope": "",
    }
    return node, (_edge("ANSWERS_FOR", identifier, power),)


def test_there_is_a_sample_of_every_kind_with_every_column() -> None:
    assert set(good()) == set(node_tables())
    for name, (node, _) in good().items():
        assert {column.name for column in node_tables()[name].columns} <= set(node), name


@pytest.mark.parametrize("name", sorted(node_tables()))
def test_out_and_in_again_says_the_same(name: str) -> None:
    node, edges = good()[name]
    graph = describe(node, edges, BASE)
    assert isomorphic(Graph().parse(data=turtle(graph), format="turtle"), graph)
    assert isomorphic(Graph().parse(data=json_ld(graph), format="json-ld"), graph)


@pytest.mark.parametrize("name", sorted(node_tables()))
def test_every_column_that_says_something_is_stated(name: str) -> None:
    node, edges = good()[name]
    graph = describe(node, edges, BASE)
    subject = iri(node["id"], BASE)
    for column in node_tables()[name].columns:
        value = node[column.name]
        stated = list(graph.objects(subject, URIRef(column.iri)))
        silent = column.name == "document" or value in ("", OPEN_START, OPEN_END)
        assert len(stated) == (0 if silent else 1), column.name
        if silent or column.type == "strings":
            continue
        if column.refers_to:
            assert stated == [iri(value, BASE)], column.name
        elif column.type == "date":
            assert stated == [Literal(value.isoformat(), datatype=XSD.date)], column.name
        else:
            assert stated[0].toPython() == value, column.name


@pytest.mark.parametrize("name", sorted(node_tables()))
def test_a_plain_node_is_json_ld_under_the_context(name: str) -> None:
    node, edges = good()[name]
    plain: Node = {"@context": {**context(), "@base": BASE}, "@id": str(iri(node["id"], BASE)), "@type": name}
    for column in node_tables()[name].columns:
        value = node[column.name]
        if column.name == "document" or value in ("", OPEN_START, OPEN_END):
            continue
        plain[column.name] = value.isoformat() if isinstance(value, date) else value
    for edge in edges:
        plain[edge_tables()[edge["kind"]].iri.removeprefix(str(DF))] = str(iri(edge["to"], BASE))
    read = Graph().parse(data=json.dumps(plain, ensure_ascii=False), format="json-ld")
    whole = describe(node, edges, BASE)
    # A list hangs on blank nodes, which have no name to compare by: its items are looked at one by one.
    named = {triple for triple in read if not any(isinstance(part, BNode) for part in triple)}
    assert len(named) >= 5
    assert named <= set(whole)
    assert set(read.objects(None, RDF.first)) == set(whole.objects(None, RDF.first))


def test_the_context_names_every_column_relation_and_class() -> None:
    terms = context()
    for table in node_tables().values():
        assert terms[table.name] == table.iri
        for column in table.columns:
            assert terms[column.name]["@id"] == column.iri
    for edge in edge_tables().values():
        assert terms[edge.iri.removeprefix(str(DF))] == {"@id": edge.iri, "@type": "@id"}
    assert json.loads(json.dumps(terms)) == terms


def test_it_speaks_the_standards_too() -> None:
    version, edges = good()["LawVersion"]
    graph = describe(version, edges, BASE)
    subject = iri(VERSION, BASE)
    assert (subject, RDF.type, ELI.LegalExpression) in graph
    assert (subject, ELI.realizes, iri(LAW, BASE)) in graph
    assert (subject, ELI.version_date, Literal("2013-12-28", datatype=XSD.date)) in graph
    assert (subject, DCT.type, DF["Rank-statute"]) in graph
    assert (subject, ADMS.status, DF["Status-03"]) in graph
    assert (subject, RDFS.label, Literal("示例渔业法（2013-12-28）")) in graph
    office = describe(*good()["Office"], BASE)
    assert (iri(OFFICE, BASE), ORG.unitOf, iri(BODY, BASE)) in office
    power = describe(*good()["Power"], BASE)
    assert (iri(POWER, BASE), RDF.type, CPSV.PublicService) in power
    assert (iri(POWER, BASE), CV.hasCompetentAuthority, iri(BODY, BASE)) in power
    # Who only cooperates is no competent authority.
    assert not list(describe(*good()["Duty"], BASE).objects(None, CV.hasCompetentAuthority))


def test_what_a_relation_says_of_itself_is_kept() -> None:
    graph = describe(*good()["Entry"], BASE)
    statements = list(graph.subjects(RDF.predicate, DF.restsOn))
    assert len(statements) == 1
    said = {str(p).rpartition("#")[2]: o.toPython() for p, o in graph.predicate_objects(statements[0]) if p in DF}
    assert said == {
        "text": "《示例渔业法》第三十八条",
        "begins": 0,
        "ends": 13,
        "state": "resolved",
        "inQuote": False,
        "position": 0,
    }


def test_addresses_go_both_ways() -> None:
    for identifier in (LAW, PROVISION, ENTRY, POWER, "power/11/某局/对“甲”、乙（丙）的处罚:1", "body/33/ａ·b"):
        assert identifier_of(iri(identifier, BASE), BASE) == identifier
        assert identifier_of(uri(identifier, BASE), BASE) == identifier
        assert uri(identifier, BASE).isascii()
    assert str(iri(LAW, BASE)) == f"{BASE}law/cn/示例渔业法"
    # Square brackets are allowed in no path, of an IRI or a URI.
    assert "[" not in iri(POWER, BASE)
    assert identifier_of("https://elsewhere.example/law/cn/x", BASE) == ""
    assert "示例渔业法" in turtle(describe(*good()["Law"], BASE))
    assert "示例渔业法" in json_ld(describe(*good()["Law"], BASE))


def test_what_is_unknown_is_refused() -> None:
    node, _ = good()["Law"]
    with pytest.raises(ValueError, match="不认识的节点种类"):
        describe({**node, "kind": "laws"}, [], BASE)
    with pytest.raises(ValueError, match="不认识的关系"):
        describe(node, [{"kind": "LOVES", "from": LAW, "to": LAW}], BASE)


# ---- Shapes ---------------------------------------------------------------------------------------------------------------


@cache
def shapes() -> Graph:
    return Graph().parse(data=files("ontologies").joinpath("shapes.ttl").read_text(encoding="utf-8"), format="turtle")


def complaints(graph: Graph) -> set[str]:
    """The messages of every violation."""
    conforms, report, _ = validate(graph, shacl_graph=shapes(), inference="none")
    assert isinstance(report, Graph)
    found = {str(message) for message in report.objects(None, SH.resultMessage)}
    assert conforms == (not found)
    return found


@pytest.mark.parametrize("name", sorted(node_tables()))
def test_a_good_node_conforms(name: str) -> None:
    assert complaints(describe(*good()[name], BASE)) == set()


def test_every_class_has_its_shape() -> None:
    targets = {str(target) for target in shapes().objects(None, SH.targetClass)}
    assert {table.iri for table in node_tables().values()} <= targets
    own = {
        str(shapes().value(URIRef("https://dingfen.example/shapes#" + name), SH.targetClass)) for name in node_tables()
    }
    assert own == {table.iri for table in node_tables().values()}


BAD: list[tuple[str, Node, str]] = [
    ("Law", {"title": ""}, "法律文件应有一个题名"),
    ("Law", {"rank": "law"}, "位阶不在编码表中"),
    ("Law", {"id": "law/china/渔业法"}, "法律文件的标识应为 law/地域/名称"),
    ("Law", {"jurisdiction": "中国"}, "适用地域应为 cn 或区划代码"),
    ("Law", {"label": ""}, "缺少显示名"),
    ("Article", {"number": "三十八"}, "条的序号应为阿拉伯数字"),
    ("Article", {"id": f"{LAW}/art_三十八"}, "条号的标识应为 law/地域/名称/art_序号"),
    ("Article", {"law": ""}, "条号应属于一个法律文件"),
    ("LawVersion", {"valid_to": date(2013, 12, 28)}, "起效日应早于失效日"),
    ("LawVersion", {"status": "06"}, "时效性代码不在编码表中"),
    ("LawVersion", {"end_reason": "old"}, "失效原因不在编码表中"),
    ("LawVersion", {"promulgated": "2013年12月28日"}, "公布日期应为日期"),
    ("LawVersion", {"articles": -1}, "条数应为不小于零的整数"),
    ("LawVersion", {"id": f"{LAW}/2013"}, "文本版本的标识应为 law/地域/名称/版本日期"),
    ("Provision", {"level": "clause"}, "条款层次不在编码表中"),
    ("Provision", {"eid": "第三十八条"}, "eId 的写法不对"),
    ("Provision", {"position": ""}, "次序应为不小于零的整数"),
    ("Body", {"name": ""}, "应有一个名称"),
    ("Body", {"level": "区县"}, "层级不在编码表中"),
    ("Body", {"code": "12345"}, "统一社会信用代码应为 18 位（不含 I、O、S、V、Z）"),
    ("Body", {"place": "42990"}, "区划代码应为 2、4、6、9 或 12 位数字"),
    ("Office", {"id": "office/渔政股"}, "内设机构的标识应为 office/区划/机构/名称"),
    ("List", {"list_kind": "list"}, "清单种类不在编码表中"),
    ("List", {"edition": "2024"}, "清单适用起日应为日期"),
    ("Entry", {"row_number": 0}, "行号应为不小于一的整数"),
    ("Entry", {"cells": ""}, "清单行应保存原始单元格"),
    ("Power", {"power_type": "11"}, "职权类型不在编码表中"),
    ("Power", {"loaded": "yes"}, "是否载入应为真或假"),
    ("Duty", {"duty_kind": "other"}, "履职事项种类不在编码表中"),
    ("Duty", {"theme": "卫生"}, "主题不在编码表中"),
    ("Function", {"id": "function/应急管理"}, "职能的标识应为 function/代码"),
]


@pytest.mark.parametrize(("name", "change", "reason"), BAD)
def test_a_bad_node_fails_for_its_reason(name: str, change: Node, reason: str) -> None:
    node, edges = good()[name]
    moved = [{**edge, "from": change.get("id", edge["from"])} for edge in edges]
    assert complaints(describe({**node, **change}, moved, BASE)) == {reason}


BAD_EDGES: list[tuple[str, str, dict[str, Any] | None, str]] = [
    ("LawVersion", "VERSION_OF", None, "文本版本应是且只是一个法律文件的版本"),
    ("Provision", "IN_VERSION", None, "条款应载于一个文本版本"),
    ("Office", "OFFICE_OF", None, "内设机构应属于一个机构"),
    ("Entry", "LISTED_IN", None, "清单行应列于一版清单"),
    ("Entry", "STATES", None, "清单行应载明一个事项"),
    ("Power", "HELD_BY", None, "事项应有承担的机构"),
    ("Power", "HELD_BY", {"role": "boss"}, "一条承担关系只有一个角色"),
    ("Entry", "RESTS_ON", {"state": "ok"}, "核对结果不在编码表中"),
    ("Entry", "RESTS_ON", {"text": ""}, "引用应保留原文"),
    ("Entry", "RESTS_ON", {"begins": 13}, "引文的起点应在终点之前"),
    ("Provision", "NAMES", {"modality": "will"}, "情态不在编码表中"),
    ("Provision", "NAMES", {"via": "guess"}, "职能凭据不在编码表中"),
    ("Provision", "NAMES", {"level": "县级以上"}, "机关层级的写法不对"),
    ("Provision", "NAMES", {"begins": 14}, "机关文字的起点应在终点之前"),
    ("Provision", "TAKES_UP", {"change": "moved"}, "条文沿革不在编码表中"),
    ("Provision", "TAKES_UP", {"similarity": 1001}, "相近程度应为 0 到 1000 的整数"),
    ("Body", "HAS_FUNCTION", {"source": "mandate/x", "via": "name"}, "出自三定职责或者权力安排的职能应写明是哪一种"),
]


@pytest.mark.parametrize(("name", "kind", "change", "reason"), BAD_EDGES)
def test_a_bad_relation_fails_for_its_reason(name: str, kind: str, change: dict[str, Any] | None, reason: str) -> None:
    node, edges = good()[name]
    changed = [{**edge, **(change or {})} if edge["kind"] == kind else edge for edge in edges]
    if change is None:
        changed = [edge for edge in edges if edge["kind"] != kind]
    assert complaints(describe(node, changed, BASE)) == {reason}


def test_one_version_is_of_one_law() -> None:
    node, edges = good()["LawVersion"]
    both = [*edges, _edge("VERSION_OF", VERSION, "law/cn/别的法")]
    assert complaints(describe(node, both, BASE)) == {"文本版本应是且只是一个法律文件的版本"}


def test_the_shapes_list_the_codes_of_the_schemes() -> None:
    """Every sh:in of a property with a scheme is that scheme's codes, all of them."""
    schemes = {column.iri: column.scheme for table in node_tables().values() for column in table.columns}
    schemes |= {column.iri: column.scheme for table in edge_tables().values() for column in table.columns}
    schemes |= {str(DF.status): "StatusScheme"}
    schemes |= {str(DF.level): "LevelScheme"}
    seen = set()
    for shape, head in shapes().subject_objects(SH["in"]):
        path = str(shapes().value(shape, SH.path))
        codes = [str(code) for code in Collection(shapes(), head)]
        scheme = "ProvisionLevelScheme" if "article" in codes else schemes[path]
        assert sorted(codes) == sorted(item.code for item in concepts(scheme) if item.code), path
        seen.add(scheme)
    wanted = {scheme for scheme in schemes.values() if scheme} | {"ProvisionLevelScheme"}
    assert seen == wanted

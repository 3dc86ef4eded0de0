"""The vocabulary holds together: with the records, with the index, with the standards it names, and with its own page."""

from __future__ import annotations

import inspect
import subprocess
import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
import pytest
from rdflib import OWL, RDF, RDFS, Graph
from rdflib.term import Literal, Node, URIRef

from ontologies import records
from ontologies.records import Labelled, PowerType, Rank, Verdict
from ontologies.schema import edge_tables, index_fields, node_tables
from ontologies.schemes import Concept, compile_schemes, concept, concepts, names, schemes
from ontologies.turtle import DF, SKOS, compile_tables, vocabulary
from search.port import SearchDoc, SearchQuery

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
ENUMS = {
    name: item
    for name, item in vars(records).items()
    if inspect.isclass(item) and issubclass(item, Labelled) and item is not Labelled
}


def _languages(node: Node, predicate: URIRef) -> list[str]:
    return sorted(value.language or "" for value in vocabulary().objects(node, predicate) if isinstance(value, Literal))


def _terms(*types: URIRef) -> set[URIRef]:
    found = {node for type_ in types for node in vocabulary().subjects(RDF.type, type_)}
    return {node for node in found if isinstance(node, URIRef) and node in DF}


# ---- Records and schemes ----------------------------------------------------------------------------------------------------


def test_there_are_enumerations_and_each_has_its_scheme() -> None:
    marked = {str(value): node for node, value in vocabulary().subject_objects(DF.enum)}
    assert len(ENUMS) >= 12
    assert set(marked) == set(ENUMS)
    for name, node in marked.items():
        assert node == DF[f"{name}Scheme"]


@pytest.mark.parametrize("name", sorted(ENUMS))
def test_members_and_concepts_are_the_same(name: str) -> None:
    mirrored = [item for item in concepts(name) if item.code]
    assert {item.code: item.label for item in mirrored} == {str(m): m.label for m in ENUMS[name]}
    assert len(mirrored) == len(list(ENUMS[name]))


@pytest.mark.parametrize("scheme", sorted(schemes()))
def test_every_concept_is_complete(scheme: str) -> None:
    graph = vocabulary()
    assert _languages(DF[scheme], SKOS.prefLabel) == ["en", "zh"]
    assert _languages(DF[scheme], SKOS.definition) == ["zh"]
    labels: dict[str, str] = {}
    orders: list[int] = []
    for item in concepts(scheme):
        node = URIRef(item.iri)
        assert _languages(node, SKOS.prefLabel) == ["en", "zh"], item.iri
        assert item.definition.endswith("。"), item.iri
        top = (node, SKOS.topConceptOf, DF[scheme]) in graph
        assert top != bool(list(graph.objects(node, SKOS.broader))), item.iri
        for above in graph.objects(node, SKOS.broader):
            assert (above, SKOS.inScheme, DF[scheme]) in graph, item.iri
        # One name leads to one concept, or a reader of lists could not tell which is meant.
        for name in (item.label, *item.names):
            assert labels.setdefault(name, item.iri) == item.iri, name
        # A concept that is no code of ours stands above or below one.
        assert item.code or item.broader or any(graph.subjects(SKOS.broader, node)), item.iri
        orders.append(item.order)
    assert [order for order in orders if order] == sorted(order for order in orders if order)


def test_the_order_of_ranks_is_that_of_the_law_on_legislation() -> None:
    order = {item.code: item.order for item in concepts("Rank")}
    higher = [
        (Rank.CONSTITUTION, Rank.STATUTE),
        (Rank.STATUTE, Rank.ADMINISTRATIVE_REGULATION),
        (Rank.ADMINISTRATIVE_REGULATION, Rank.LOCAL_REGULATION),
        (Rank.LOCAL_REGULATION, Rank.LOCAL_RULE),
        (Rank.LOCAL_RULE, Rank.NORMATIVE_DOCUMENT),
    ]
    assert all(0 < order[a] < order[b] for a, b in higher)
    assert order[Rank.DEPARTMENTAL_RULE] == order[Rank.LOCAL_RULE]
    assert order[Rank.UNKNOWN] == 0


def test_concepts_are_found_by_code_and_by_name() -> None:
    licensing = concept("PowerType", "01")
    assert isinstance(licensing, Concept)
    assert licensing.label == PowerType.LICENSING.label
    assert concept("PowerType", "77") is None
    assert concept("PowerType", "") is None
    found = names("PowerType")
    assert found["审批"] == found["行政许可"] == "01"
    assert found["行政征用"] == "10"
    assert found["行政强制措施"] == "03"
    # 规章 alone is above two ranks and stands for neither.
    assert "规章" not in names("Rank")
    assert [item.code for item in concepts("Verdict")] == [Verdict.CONFIRMED, Verdict.SUSPECTED, Verdict.UNVERIFIABLE]
    with pytest.raises(KeyError, match="没有编码表"):
        concepts("Colour")


# ---- Classes and properties -------------------------------------------------------------------------------------------------


def test_every_term_is_labelled_and_explained_in_both_languages() -> None:
    terms = _terms(OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, RDFS.Datatype)
    assert len(terms) > 90
    for node in sorted(terms):
        assert _languages(node, RDFS.label) == ["en", "zh"], node
        assert _languages(node, RDFS.comment) == ["en", "zh"], node


def test_no_term_is_used_that_is_not_defined() -> None:
    graph = vocabulary()
    defined = {node for node in graph.subjects(RDF.type, None) if node in DF}
    used = {part for triple in graph for part in triple if isinstance(part, URIRef) and part in DF}
    assert used <= defined, sorted(used - defined)


def test_the_ontology_says_what_it_is() -> None:
    header = URIRef(str(DF).rstrip("#"))
    assert (header, RDF.type, OWL.Ontology) in vocabulary()
    assert vocabulary().value(header, OWL.versionInfo) is not None


def test_tables_are_well_formed() -> None:
    tables = node_tables()
    assert len({table.kind for table in tables.values()}) == len(tables)
    for table in tables.values():
        assert [column.name for column in table.columns[:4]] == ["id", "kind", "document", "label"], table.name
        assert len({column.name for column in table.columns}) == len(table.columns)
        for column in table.columns:
            assert column.label
            assert column.refers_to == "" or column.refers_to in tables
            assert column.scheme == "" or column.scheme in schemes()
    for edge in edge_tables().values():
        assert edge.columns[0].name == "document"
        assert edge.pairs
        assert all(begin in tables and end in tables for begin, end in edge.pairs)


def test_the_kinds_are_those_of_the_identifiers() -> None:
    from ontologies.identifiers import kind_of

    examples = {
        "law/cn/某法": "law",
        "law/cn/某法/art_1": "article",
        "law/cn/某法/2020-01-01": "version",
        "law/cn/某法/2020-01-01/art_1": "provision",
        "body/33/某局": "body",
        "office/33/某局/某科": "office",
        "list/33/某局/power_list/2020-01-01": "list",
        "list/33/某局/power_list/2020-01-01/Sheet1/2": "entry",
        "power/33/某局/某事": "power",
        "duty/33/某镇/basic/某事": "duty",
        "responsibility/33/某局/某事/duty_1": "responsibility",
        "function/emergency": "function",
    }
    others = (kind for kind in records.ItemKind if kind not in ("power", "duty", "body"))
    examples |= {f"{kind}/33/某局/某事": str(kind) for kind in others}
    assert {kind_of(identifier) for identifier in examples} == {table.kind for table in node_tables().values()}
    assert {identifier: kind_of(identifier) for identifier in examples} == examples


def test_codes_of_the_national_standard_are_marked_second_hand() -> None:
    graph = vocabulary()
    found = 0
    for node, value in graph.subject_objects(URIRef("http://purl.org/dc/terms/identifier")):
        if str(value).startswith("GB/T 47277-2026"):
            assert (node, DF.secondHand, Literal(True)) in graph, node
            found += 1
    assert found > 20


# ---- The index --------------------------------------------------------------------------------------------------------------


def test_the_index_fields_are_those_of_search_documents() -> None:
    hints = get_type_hints(SearchDoc)
    fields = index_fields()
    assert set(fields) == set(hints)
    for name, field in fields.items():
        assert field.many == (get_origin(hints[name]) is tuple), name
        if field.many:
            assert get_args(hints[name])[0] is str
        assert (field.indexing == "date") == (hints[name] is date), name


def test_facets_are_those_that_a_query_can_filter_by() -> None:
    promised = inspect.getdoc(SearchQuery) or ""
    listed = promised[promised.index("facet (") + 7 :]
    listed = listed[: listed.index(")")]
    facets = {name for name, field in index_fields().items() if field.facet}
    # Status is answered for a day and so stands in no document.
    assert facets | {"status"} == {name.strip() for name in listed.split(",")}


# ---- What is compiled ---


def test_the_compiled_tables_are_fresh() -> None:
    made = (ROOT / "ontologies" / "tables.json").read_bytes()
    assert made == compile_tables(), "ontologies/tables.json 已过期：运行 make docs"


def test_the_compiled_schemes_are_fresh() -> None:
    made = (ROOT / "ontologies" / "schemes.json").read_bytes()
    assert made == compile_schemes(), "ontologies/schemes.json 已过期：运行 make docs"


# ---- The page ---------------------------------------------------------------------------------------------------------------


def test_the_page_is_fresh() -> None:
    made = subprocess.run(
        [sys.executable, "-m", "ontologies.page"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    page = (ROOT / "docs" / "vocabulary.md").read_text(encoding="utf-8")
    assert made.stdout == page, "docs/vocabulary.md 已过期：运行 make docs"


# ---- The standards ----------------------------------------------------------------------------------------------------------


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="没有 ../shared（标准词表的副本），跳过")
def test_every_term_of_a_standard_really_exists() -> None:
    published = Graph()
    for name in ("eli.ttl", "w3c-org.ttl", "skos.ttl", "cpsv-ap-3.2.0.ttl"):
        published.parse(SHARED / "ontologies" / name, format="turtle")
    defined = set(published.subjects(RDF.type, None))
    spaces = (
        "http://data.europa.eu/eli/ontology#",
        "http://www.w3.org/ns/org#",
        "http://www.w3.org/2004/02/skos/core#",
        "http://data.europa.eu/m8g/",
        "http://purl.org/vocab/cpsv#",
        "http://www.w3.org/ns/dcat#",
        "http://www.w3.org/ns/adms#",
        "http://purl.org/dc/terms/",
    )
    graph = Graph() + vocabulary()
    # Where the ontology points the reader to is a document, no term.
    graph.remove((None, RDFS.seeAlso, None))
    used = {part for triple in graph for part in triple if isinstance(part, URIRef) and str(part).startswith(spaces)}
    assert len(used) > 30
    assert used <= defined, sorted(used - defined)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="没有 ../shared（标准词表的副本），跳过")
def test_subclasses_and_subproperties_fit_the_domains_of_eli_and_org() -> None:
    """A term is said to be a kind of a standard's only where that standard's domain and range allow it."""
    published = Graph()
    for name in ("eli.ttl", "w3c-org.ttl"):
        published.parse(SHARED / "ontologies" / name, format="turtle")

    def allowed(predicate: URIRef, of: URIRef) -> set[Node]:
        found: set[Node] = set()
        for node in published.objects(of, predicate):
            union = published.value(node, OWL.unionOf)
            found |= {node} if union is None else set(published.items(union))
        # What is a kind of what is allowed is allowed.
        return found | {below for node in found for below in published.transitive_subjects(RDFS.subClassOf, node)}

    graph = vocabulary()
    classes = {
        table.name: set(graph.transitive_objects(URIRef(table.iri), RDFS.subClassOf))
        for table in node_tables().values()
    }
    checked = 0
    for edge in edge_tables().values():
        for above in graph.objects(URIRef(edge.iri), RDFS.subPropertyOf):
            assert isinstance(above, URIRef)
            for end, predicate in enumerate((RDFS.domain, RDFS.range)):
                fits = allowed(predicate, above)
                if not fits or OWL.Thing in fits:
                    continue
                for pair in edge.pairs:
                    assert classes[pair[end]] & fits, (edge.name, above, predicate)
                    checked += 1
    assert checked > 5


# ---- Plain data -------------------------------------------------------------------------------------------------------------


def test_records_are_plain_data() -> None:
    """Every record goes through MessagePack and back unchanged in type: no I/O, nothing that cannot be stored."""
    structs = [item for item in vars(records).values() if inspect.isclass(item) and issubclass(item, msgspec.Struct)]
    structs = [item for item in structs if item is not msgspec.Struct]
    assert len(structs) > 10
    samples: dict[Any, Any] = {str: "甲", int: 3, bool: True, date: date(2024, 6, 30)}

    def sample(type_: Any) -> Any:
        origin, args = get_origin(type_), get_args(type_)
        if type_ in samples:
            return samples[type_]
        if inspect.isclass(type_) and issubclass(type_, StrEnum):
            return next(iter(type_))
        if inspect.isclass(type_) and issubclass(type_, msgspec.Struct):
            return type_(
                **{field.name: sample(get_type_hints(type_)[field.name]) for field in msgspec.structs.fields(type_)}
            )
        if origin is tuple:
            return (sample(args[0]),) if args[-1] is Ellipsis else tuple(sample(arg) for arg in args)
        if origin is dict:
            return {sample(args[0]): sample(args[1])}
        return sample(next(arg for arg in args if arg is not type(None)))

    for struct in structs:
        value = sample(struct)
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(value), type=struct) == value

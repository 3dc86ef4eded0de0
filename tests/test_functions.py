"""Functions of local government: the scheme is whole, names lead to functions, functions pass on with dates."""

from __future__ import annotations

import csv
import pickle
import random
import re
import time
from collections import Counter
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, Graph
from rdflib.term import Literal, URIRef

from ontologies.functions import (
    carried_by,
    changes,
    compile_scheme,
    ended,
    functions,
    functions_in,
    label,
    successors,
)
from ontologies.records import SuccessionKind
from ontologies.turtle import DF, SKOS, vocabulary

# ---- The scheme -------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def scheme() -> Graph:
    graph = Graph()
    graph.parse(data=files("ontologies").joinpath("functions.ttl").read_text(encoding="utf-8"), format="turtle")
    return graph


def test_the_compiled_form_is_fresh() -> None:
    compiled = files("ontologies").joinpath("functions.json").read_bytes()
    assert compiled == compile_scheme(), "functions.json 已过期：运行 python -m ontologies.functions"


def test_every_concept_is_complete(scheme: Graph) -> None:
    concepts = list(scheme.subjects(SKOS.inScheme, DF.FunctionScheme))
    assert len(concepts) > 150
    for node in concepts:
        languages = sorted(v.language or "" for v in scheme.objects(node, SKOS.prefLabel) if isinstance(v, Literal))
        assert languages == ["en", "zh"], node
        assert str(scheme.value(node, SKOS.definition)).endswith("。"), node
        code = str(scheme.value(node, SKOS.notation))
        assert re.fullmatch(r"[a-z][a-z0-9_]*", code), node
        assert node == DF[f"Function-{code}"]
        top = (node, SKOS.topConceptOf, DF.FunctionScheme) in scheme
        assert top != ((node, SKOS.broader, None) in scheme), node
        for name in scheme.objects(node, SKOS.altLabel):
            assert len(str(name)) >= 2, name
        for sign in scheme.objects(node, SKOS.hiddenLabel):
            assert len(str(sign)) == 1, sign


def test_no_term_is_used_that_is_not_defined(scheme: Graph) -> None:
    defined = {
        n for g in (scheme, vocabulary()) for n in g.subjects(RDF.type, None) if isinstance(n, URIRef) and n in DF
    }
    used = {part for triple in scheme for part in triple if isinstance(part, URIRef) and part in DF}
    assert used <= defined, sorted(used - defined)
    for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty):
        for node in scheme.subjects(RDF.type, kind):
            for said in (RDFS.label, RDFS.comment):
                assert sorted(v.language or "" for v in scheme.objects(node, said) if isinstance(v, Literal)) == [
                    "en",
                    "zh",
                ], node


def test_changes_are_dated_and_sourced_and_lead_somewhere() -> None:
    assert len(changes()) > 70
    for change in changes():
        assert re.search(r"《.+》|挂牌", change.source), change
        assert str(change.day.year) in change.source, change
        assert change.local_by is None or change.local_by > change.day
        assert change.before != change.after, change
    for code in functions():
        # Whatever the day, a function has become something that has not ended by then, and no chain runs in a circle.
        for day in (date(1990, 1, 1), date(2010, 1, 1), date(2018, 3, 16), date(2018, 3, 25), date(2026, 1, 1)):
            now = successors(code, day)
            assert now
            for later in now:
                end = ended(later)
                assert end is None or end > day, (code, day, later)
            assert set(now) <= set(carried_by(code, day))


def test_a_former_function_has_nothing_below_it_today() -> None:
    for item in functions().values():
        if item.broader:
            assert ended(item.broader) is None, item.code


# ---- Names ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("县应急管理局", "emergency"),
        ("应急管理部门", "emergency"),
        ("县级以上人民政府应急管理部门", "emergency"),
        ("安全生产监督管理部门", "work_safety"),
        ("负有安全生产监督管理职责的部门", "work_safety"),
        ("黄梅县人民政府办公室", "government_office"),
        ("县委编办", "staffing"),
        ("中共黄梅县委机构编制委员会办公室", "staffing"),
        ("公安机关交通管理部门", "traffic_police"),
        ("公安机关消防机构", "fire_police"),
        ("县消防救援大队", "fire_rescue"),
        ("市场监督管理局", "market_supervision"),
        ("市容环境卫生行政主管部门", "sanitation"),
        ("水行政主管部门", "water"),
        ("卫生行政部门", "health"),
        ("特种设备安全监督管理部门", "special_equipment"),
        ("药品监督管理部门", "drug"),
        ("食品药品监督管理部门", "food_drug"),
        ("价格主管部门", "pricing"),
        ("渔业渔政主管部门", "fishery"),
        ("县畜牧兽医局", "animal_husbandry"),
        ("黄冈市生态环境局黄梅县分局", "ecology"),
        ("黄梅县农业农村局（县乡村振兴局）", "agriculture rural_revitalisation"),
        ("县自然资源和规划局", "natural_resources planning"),
        ("自然资源、生态环境、农业农村等部门", "natural_resources ecology agriculture"),
        ("县政务服务和大数据管理局", "gov_services data"),
        ("区教科体局", "education sci_tech sports"),
        ("文广旅局", "culture_tourism broadcasting"),
        ("民宗局", "ethnic religion"),
        ("区经信局", "industry_it"),
        # 公安县 is a county, 人民政府 holds 民政.
        ("公安县教育局", "education"),
        ("公安县公安局", "public_security"),
        ("小池镇人民政府", ""),
        ("县级以上地方人民政府", ""),
        ("有关部门", ""),
        ("行业主管部门", ""),
        ("行政机关", ""),
        ("", ""),
    ],
)
def test_names_lead_to_functions(name: str, codes: str) -> None:
    assert " ".join(functions_in(name)) == codes


def test_every_name_of_a_function_leads_to_it() -> None:
    for item in functions().values():
        for name in (item.label, *item.names):
            assert functions_in(name) == (() if item.organ else (item.code,)), name


def test_labels_are_chinese_and_unknown_codes_are_told() -> None:
    assert label("emergency") == "应急管理"
    with pytest.raises(KeyError, match="没有代码 nonsense"):
        label("nonsense")
    assert successors("nonsense", date(2020, 1, 1)) == ()
    assert carried_by("nonsense", date(2020, 1, 1)) == ()


# ---- Time -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "day", "now"),
    [
        ("work_safety", "2018-03-16", "work_safety"),
        ("work_safety", "2018-03-17", "emergency"),
        ("land_admin", "1997-01-01", "land_admin"),
        ("land_admin", "2010-01-01", "land_resources"),
        ("land_admin", "2020-01-01", "natural_resources"),
        ("food_drug", "2020-01-01", "drug market_supervision"),
        ("industry_commerce", "2020-01-01", "market_supervision"),
        ("environmental_protection", "2020-01-01", "ecology"),
        ("fire_police", "2020-01-01", "fire_rescue"),
        ("family_planning", "2016-01-01", "health_family"),
        ("family_planning", "2020-01-01", "health"),
        ("poverty", "2020-12-31", "poverty"),
        ("poverty", "2022-01-01", "rural_revitalisation"),
        ("poverty", "2024-01-01", "agriculture"),
        ("banking", "2020-01-01", "bank_insurance"),
        ("banking", "2024-01-01", "financial_regulation"),
        ("emergency", "2020-01-01", "emergency"),
    ],
)
def test_former_functions_pass_on(code: str, day: str, now: str) -> None:
    assert " ".join(successors(code, date.fromisoformat(day))) == now


@pytest.mark.parametrize(
    ("code", "day", "under"),
    [
        ("fishery", "2016-01-01", "fishery agriculture_pre2018"),
        ("fishery", "2025-01-01", "fishery agriculture"),
        ("planning", "2016-01-01", "planning housing"),
        # The counties followed by March 2019: until then both may have it.
        ("planning", "2018-10-01", "planning natural_resources housing"),
        ("planning", "2019-04-01", "planning natural_resources"),
        ("work_safety", "2018-10-01", "emergency work_safety"),
        ("work_safety", "2019-04-01", "emergency"),
        ("drug", "2017-01-01", "drug food_drug"),
        ("drug", "2025-01-01", "drug market_supervision"),
        ("petition", "2020-01-01", "petition government_office"),
        ("petition", "2025-01-01", "petition"),
        ("ageing", "2017-01-01", "ageing civil_affairs"),
        ("ageing", "2020-01-01", "ageing health"),
        ("ageing", "2025-01-01", "ageing civil_affairs"),
        ("data", "2020-01-01", "data cyber dev_reform"),
        ("data", "2025-01-01", "data dev_reform"),
        ("veterans", "2017-01-01", "veterans civil_affairs hr_social_security"),
        ("veterans", "2025-01-01", "veterans"),
        ("animal_health", "2025-01-01", "animal_health animal_husbandry agriculture"),
        ("grassland", "2025-01-01", "grassland forestry_grassland natural_resources"),
    ],
)
def test_who_may_hold_a_function_on_a_day(code: str, day: str, under: str) -> None:
    assert " ".join(carried_by(code, date.fromisoformat(day))) == under


def test_a_merger_ends_a_function_and_a_transfer_does_not() -> None:
    assert ended("work_safety") == date(2018, 3, 17)
    assert ended("planning") is None
    assert ended("religion") is None
    kinds = Counter(change.kind for change in changes())
    assert kinds[SuccessionKind.MERGED] > 20
    assert kinds[SuccessionKind.TRANSFERRED] > 20


def test_names_are_quick_and_functions_can_be_sent_elsewhere() -> None:
    functions_in("暖身")
    names = [f"第{number}区应急管理局" for number in range(10_000)]
    start = time.perf_counter()
    found = {functions_in(name) for name in names}
    assert found == {("emergency",)}
    assert time.perf_counter() - start < 1.0
    assert pickle.loads(pickle.dumps(changes())) == changes()


# ---- Real names -------------------------------------------------------------------------------------------------------------


@pytest.mark.shared
def test_every_department_of_the_real_items_has_a_function(shared: Path) -> None:
    with (shared / "lists" / "guangan_service_items.csv").open(encoding="utf-8-sig", newline="") as file:
        found = Counter(row["department"] for row in csv.DictReader(file))
    assert sum(found.values()) == 1135
    # None is unknown; whichever becomes so is told by name.
    assert [name for name in found if not functions_in(name)] == []


_PHRASE = re.compile(r"[一-鿿、]{0,24}?(?:行政主管部门|主管部门|监督管理部门|行政管理部门|管理部门|行政部门|监管部门)")
_BEFORE = re.compile(
    r"^.*(?:人民政府|国务院|以上|直辖市|自治区|自治州|由|经|向|报|送|受|按照|依照|未|应当|可以|会同|告知|其他|有关|相关|各级|上级|下级|本级|所在地"
    r"|[县市省]级|的|和|及|与|或者|或|以及|在|对|到)"
)
_KIND = re.compile(r"行政主管部门|主管部门|监督管理部门|行政管理部门|管理部门|行政部门|监管部门")


@pytest.mark.shared
def test_the_phrases_of_real_laws_are_measured(shared_corpus: Path) -> None:
    """How many 某某主管部门 of 200 laws name a known function. Printed, and held above what a broken reader would reach."""
    files_ = sorted(shared_corpus.rglob("*.md"))
    generic, known, unknown = 0, 0, Counter[str]()
    for path in random.Random(2026).sample(files_, 200):
        for match in _PHRASE.finditer(path.read_text(encoding="utf-8")):
            phrase = _BEFORE.sub("", match.group())
            if len(_KIND.sub("", phrase)) < 2:
                generic += 1
            elif functions_in(phrase):
                known += 1
            else:
                unknown[phrase] += 1
    named = known + unknown.total()
    print(f"泛指 {generic}，指明职能 {named}，认出 {known}（{known / named:.1%}），未认出：{unknown.most_common(20)}")
    assert named > 1000
    assert known > unknown.total()

"""Which item of one list is which of another: by code, by what a row names, by name, by basis, by words; and how sure."""

from __future__ import annotations

from typing import Any

import pytest

from ingest.items import BodyNames, read_item
from ingest.links import Linked, Match, link
from ontologies.records import (
    DutyKind,
    EntryRecord,
    ItemKind,
    ListKind,
    ListText,
    PowerType,
    RefRecord,
    Role,
    Verdict,
)

SEAT = "黄梅县人民政府"
FIRE = "黄梅县应急管理局"
CITY = "黄梅县城市管理执法局"
TOWN = "小池镇"


def item(
    kind: ItemKind,
    name: str,
    body: str = FIRE,
    basis: tuple[tuple[str, str], ...] = (),
    power_type: PowerType = PowerType.UNKNOWN,
    **values: Any,
) -> Linked:
    values.setdefault("holders", ((body, Role.LEAD),))
    entry = EntryRecord("Sheet1", 2, {"A": name}, name, kind=kind, power_type=power_type, **values)
    edition = ListText("清单", ListKind.POWER, body, "421127", None, (entry,))
    names = BodyNames(edition)
    return Linked(read_item(edition, entry, names), entry, frozenset(basis), names)


def power(name: str, body: str = FIRE, **values: Any) -> Linked:
    return item(ItemKind.POWER, name, body, **values)


def ref(kind: ItemKind, name: str = "", code: str = "", body: str = "") -> RefRecord:
    return RefRecord((kind,), name, code, body)


def told(matches: list[Match]) -> list[tuple[str, str, str, Verdict]]:
    return [(match.source.item.name, match.target.item.name, match.how, match.certainty) for match in matches]


SAFETY = (("中华人民共和国安全生产法", "33"),)
LONG = "11421127MB1A2B3C4D4000125001001"

ROWS = [
    (
        "a code that both have",
        item(ItemKind.SERVICE, "烟花爆竹零售经营许可证核发", code="4201"),
        [power("烟花爆竹零售许可", code="4201"), power("烟花爆竹经营", code="4202")],
        ("烟花爆竹零售许可", "code", Verdict.CONFIRMED),
    ),
    (
        "the basic code inside a national one",
        item(ItemKind.SERVICE, "烟花爆竹零售许可（新办）", code=LONG),
        [power("烟花爆竹零售许可", code=LONG[19:]), power("别的许可", code="000125009")],
        ("烟花爆竹零售许可", "code", Verdict.CONFIRMED),
    ),
    (
        "the same code under another type is only suspected",
        item(ItemKind.SERVICE, "烟花爆竹零售许可", code="4201", power_type=PowerType.CONFIRMATION),
        [power("烟花爆竹零售许可", code="4201", power_type=PowerType.LICENSING)],
        ("烟花爆竹零售许可", "code", Verdict.SUSPECTED),
    ),
    (
        "a name that the row gives, whoever has it",
        item(ItemKind.GRANT, "占道经营处罚权", SEAT, refs=(ref(ItemKind.POWER, "对占道经营的处罚", body=CITY),)),
        [power("对占道经营的处罚", CITY), power("对占道经营的处罚", FIRE)],
        ("对占道经营的处罚", "named", Verdict.CONFIRMED),
    ),
    (
        "the same name, written otherwise, of the same body",
        item(ItemKind.SERVICE, "烟花爆竹经营（零售）许可"),
        [power("烟花爆竹经营(零售)许可"), power("烟花爆竹经营（批发）许可")],
        ("烟花爆竹经营(零售)许可", "name", Verdict.CONFIRMED),
    ),
    (
        "the same name of another body",
        item(ItemKind.SERVICE, "占道经营许可", FIRE),
        [power("占道经营许可", CITY)],
        ("占道经营许可", "name", Verdict.SUSPECTED),
    ),
    (
        "a decision means the power of that name wherever it is",
        item(ItemKind.ADJUSTMENT, "占道经营许可", SEAT, facts={"action": "cancel", "number": "梅政发〔2024〕3号"}),
        [power("占道经营许可", CITY)],
        ("占道经营许可", "name", Verdict.CONFIRMED),
    ),
    (
        "nearly the same name on the same article",
        item(ItemKind.SERVICE, "矿山建设项目安全设施设计审查", basis=SAFETY),
        [
            power("矿山、金属冶炼建设项目安全设施设计审查", basis=(("安全生产法", "33"),)),
            power("安全评价", basis=(("安全生产法", "32"),)),
        ],
        ("矿山、金属冶炼建设项目安全设施设计审查", "basis", Verdict.SUSPECTED),
    ),
    (
        "nearly the same name on the same article, but another type",
        item(ItemKind.SERVICE, "矿山建设项目安全设施设计审查", basis=SAFETY, power_type=PowerType.LICENSING),
        [power("矿山建设项目安全设施设计审查的检查", basis=SAFETY, power_type=PowerType.INSPECTION)],
        None,
    ),
    (
        "nearly the same name of the same body",
        item(ItemKind.ACTIVITY, "对未经许可经营烟花爆竹行为的处罚"),
        [power("对未经许可经营烟花爆竹的处罚")],
        ("对未经许可经营烟花爆竹的处罚", "similar", Verdict.SUSPECTED),
    ),
    (
        "nothing alike",
        item(ItemKind.SERVICE, "老年人优待证办理"),
        [power("对未经许可经营烟花爆竹的处罚")],
        None,
    ),
    (
        "a township's cooperating duty and the department's power of that name",
        item(
            ItemKind.DUTY,
            "生产安全事故应急",
            TOWN,
            duty_kind=DutyKind.COOPERATING,
            holders=((FIRE, Role.LEAD), (TOWN, Role.COOPERATE)),
        ),
        [power("生产安全事故应急")],
        ("生产安全事故应急", "name", Verdict.CONFIRMED),
    ),
    (
        "a basic duty is the township's own",
        item(ItemKind.DUTY, "生产安全事故应急", TOWN, duty_kind=DutyKind.BASIC),
        [power("生产安全事故应急")],
        None,
    ),
]


@pytest.mark.parametrize(("source", "pool", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_what_an_item_corresponds_to(
    source: Linked, pool: list[Linked], expected: tuple[str, str, Verdict] | None
) -> None:
    matches = [match for match in link([*pool, source]) if match.kind == "CORRESPONDS_TO"]
    assert told(matches) == ([(source.item.name, *expected)] if expected else [])
    if expected is not None and expected[1] == "named":
        assert matches[0].target.item.owner == f"body/421127/{CITY}"


def test_a_match_says_what_agrees_and_what_does_not() -> None:
    service = item(ItemKind.SERVICE, "设计审查", code="1", basis=SAFETY, power_type=PowerType.CONFIRMATION)
    same = power("设计审查", code="1", basis=SAFETY, power_type=PowerType.LICENSING)
    assert [match.reason for match in link([service, same])] == [
        "编码相同；名称相同；依据相同：《安全生产法》第33条；类型不同：行政确认与行政许可"
    ]
    other = power("设计审查", code="1", basis=(("安全生产法", "34"),))
    assert [match.reason for match in link([service, other])] == ["编码相同；名称相同；所引条文没有相同的"]


def test_a_grant_is_joined_to_its_power_and_to_the_catalogue_that_offers_it() -> None:
    grant = item(ItemKind.GRANT, "对占道经营的处罚", CITY, facts={"mode": "entrust"})
    offered = item(ItemKind.CATALOGUE, "对占道经营的处罚", "湖北省人民政府")
    matches = link([grant, offered, power("对占道经营的处罚", CITY)])
    kinds = {(match.source.item.kind, match.target.item.kind) for match in matches}
    assert kinds == {("grant", "power"), ("grant", "catalogue"), ("catalogue", "power")}


def test_mandates_lead_powers_by_reference_by_column_and_by_words() -> None:
    safe = item(ItemKind.MANDATE, "安全生产综合监督管理", facts={"text": "负责安全生产综合监督管理和工矿商贸行业安全"})
    fireworks = item(ItemKind.MANDATE, "烟花爆竹安全监管", facts={"text": "负责烟花爆竹经营、零售的安全监督管理"})
    rescue = item(ItemKind.MANDATE, "应急救援", facts={"text": "组织救援"}, refs=(ref(ItemKind.POWER, "应急预案备案"),))
    powers = [
        power("应急预案备案"),
        power("对隐患整改的检查", fields={"部门职责": "安全生产综合监督管理"}),
        power("烟花爆竹零售许可"),
        power("矿泉水品质认定"),
    ]
    matches = [match for match in link([safe, fireworks, rescue, *powers]) if match.kind == "LEADS"]
    assert sorted(told(matches)) == [
        ("安全生产综合监督管理", "对隐患整改的检查", "named", Verdict.CONFIRMED),
        ("应急救援", "应急预案备案", "named", Verdict.CONFIRMED),
        ("烟花爆竹安全监管", "烟花爆竹零售许可", "words", Verdict.SUSPECTED),
    ]


def test_the_answer_does_not_hang_on_order() -> None:
    items = [source for _, source, _, _ in ROWS] + [target for _, _, pool, _ in ROWS for target in pool]
    once = {each.item.id: each for each in items}
    assert told(link(once.values())) == told(link(reversed(list(once.values()))))

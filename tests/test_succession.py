"""Following an article from text to text, telling which text pasted words are from, and which bodies a function means: pure functions."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.local import local_bodies
from graph.succession import article_of, follow, number_order, pasted_behind, pasted_from
from ingest.project import _mandated, _organ
from ontologies.records import OPEN_END, OPEN_START, BodyRecord, Change, Level

DAY = date(2026, 1, 1)


def row(
    law: str, version: str, number: str, old: str, *, change: str = "renumbered", doubtful: bool = False
) -> dict[str, Any]:
    """A provision that took up an article; versions are years, and hold for ten of them (the last for ever)."""
    year = int(version)
    ends = OPEN_END if year >= 2020 else date(year + 10, 1, 1)
    return {
        "id": f"law/cn/{law}/{version}/art_{number}",
        "law": f"law/cn/{law}",
        "version": version,
        "number": number,
        "position": int(number),
        "valid_from": date(year, 1, 1),
        "valid_to": ends,
        "edge_version": old,
        "edge_change": change,
        "edge_doubtful": doubtful,
    }


def test_several_ways_lead_to_one_provision_and_one_sure_way_is_enough() -> None:
    taken = {
        "law/cn/甲/art_1": [
            row("甲", "2010", "2", "2000", change="split"),
            row("甲", "2010", "3", "2000", change="split", doubtful=True),
        ],
        "law/cn/甲/art_2": [row("甲", "2020", "5", "2010", change="merged")],
        "law/cn/甲/art_3": [
            row("甲", "2020", "5", "2010", change="merged"),
            row("甲", "2020", "6", "2010", doubtful=True),
        ],
    }
    found = follow(lambda keys: {key: taken.get(key, []) for key in keys}, "law/cn/甲/art_1", "2000", DAY)
    assert [article_of(one) for one in found.reached] == ["law/cn/甲/art_5", "law/cn/甲/art_6"]
    assert found.doubtful == {"law/cn/甲/2020/art_6"}
    assert found.change is Change.SPLIT
    assert len(found.hops) == 5


def test_the_rows_of_other_texts_are_passed_over() -> None:
    taken = {"law/cn/甲/art_1": [row("甲", "2020", "9", "2010"), row("甲", "2010", "1", "1990", change="same")]}
    found = follow(lambda keys: {key: taken.get(key, []) for key in keys}, "law/cn/甲/art_1", "2000", DAY)
    assert (found.reached, found.coming, found.hops) == ([], [], [])


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4), st.sampled_from([2000, 2010, 2020])), max_size=12))
def test_any_rings_end(edges: list[tuple[int, int, int]]) -> None:
    taken: dict[str, list[dict[str, Any]]] = {}
    for old, new, version in edges:
        taken.setdefault(f"law/cn/甲/art_{old}", []).append(row("甲", "2000", str(new), str(version)))
    found = follow(lambda keys: {key: taken.get(key, []) for key in keys}, "law/cn/甲/art_1", "2000", DAY)
    assert found.reached == []


def test_numbers_sort_as_the_text_has_them() -> None:
    assert sorted(["10", "9", "10-1", "11", "133-2", "133"], key=number_order) == [
        "9",
        "10",
        "10-1",
        "11",
        "133",
        "133-2",
    ]


OLD = "第三十八条 在鱼塘里电鱼的，收走电瓶和捞到的鱼，罚二百元到一千元；再犯的，一年之内不许下塘，船也要上交保管。"
NEW = "第三十八条 港口应当设置标志，保障船舶停泊、避风、补给和卸货的安全，具体办法由主管部门制定。"


@pytest.mark.parametrize(
    ("pasted", "found"),
    [
        (OLD, "old"),
        (OLD[:30], "old"),
        (OLD.replace("，", ","), "old"),
        (NEW, "new"),
        ("一些与两者都没有关系的文字，不见于任何文本之中", None),
        (NEW[7:25] + OLD[7:25], None),
    ],
)
def test_pasted_words_tell_their_text(pasted: str, found: str | None) -> None:
    assert pasted_from(pasted, {"old": OLD, "new": NEW}, present="new") == found


def test_words_that_fit_the_present_text_as_well_are_its_own() -> None:
    assert pasted_from(OLD, {"old": OLD, "new": OLD + "另有规定的，从其规定。"}, present="new") == "new"
    assert pasted_from("", {"old": OLD}) is None


def test_what_stands_behind_a_citation_up_to_the_next() -> None:
    basis = f"《渔业法》第三十八条：{OLD}《水法》第二条"
    end = basis.index("：")
    assert pasted_behind(basis, end, [0, basis.index("《水法》")]) == OLD.strip("。")
    assert pasted_behind("《渔业法》第三十八条；《水法》第二条", 10, [0, 11]) == ""


def body(
    name: str,
    via: str,
    *,
    place: str = "421127",
    stated: bool = True,
    level: str = "county",
    type_: str = "",
    **days: date,
) -> dict[str, Any]:
    return {
        "id": f"body/{place}/{name}",
        "label": name,
        "place": place,
        "level": level,
        "type": type_,
        "stated": stated,
        "edge_via": via,
        "valid_from": OPEN_START,
        "valid_to": OPEN_END,
        **days,
    }


@pytest.mark.parametrize(
    ("carriers", "level", "found"),
    [
        ([[body("渔业局", "name")], [body("农业局", "roster")]], "county+", [("渔业局", True)]),
        ([[], [body("农业局", "roster")]], "county+", [("农业局", True)]),
        ([[body("农业局", "roster")]], "province", []),
        (
            [[body("渔业局", "name", valid_to=date(2019, 1, 1))], [body("农业局", "roster")]],
            "county",
            [("农业局", True)],
        ),
        ([[body("农业局", "roster"), body("执法队", "roster", type_="team")]], "", [("农业局", True)]),
        ([[body("农业局", "name", stated=False), body("渔政局", "roster")]], "", [("渔政局", True)]),
        ([[body("甲局", "roster"), body("乙局", "roster")]], "", [("乙局", False), ("甲局", False)]),
        ([[body("水利局", "mandate")], [body("农业局", "roster")]], "", [("农业局", True)]),
        ([[body("水利局", "mandate")]], "", [("水利局", False)]),
        ([[body("农业局", "roster"), body("审批局", "arrangement")]], "", [("农业局", True), ("审批局", False)]),
        (
            [[body("甲县局", "name"), body("乙县局", "name", place="421126")]],
            "county",
            [("乙县局", True), ("甲县局", True)],
        ),
        ([[body("小池镇", "name", level="", place="421127102")]], "township", [("小池镇", True)]),
    ],
)
def test_the_nearest_body_of_each_place_is_meant(
    carriers: list[list[dict[str, Any]]], level: str, found: list[tuple[str, bool]]
) -> None:
    assert [(one["label"], sure) for one, sure in local_bodies(carriers, level, DAY, "cn")] == found


@pytest.mark.parametrize(
    ("jurisdiction", "found"),
    [("", True), ("cn", True), ("42", True), ("4211", True), ("421127", True), ("421126", False), ("11", False)],
)
def test_nobody_is_meant_where_a_law_does_not_apply(jurisdiction: str, found: bool) -> None:
    carriers = [[body("渔业局", "name")], [body("小池镇", "roster", place="421127102")]]
    assert bool(local_bodies(carriers, "", DAY, jurisdiction)) == found


@pytest.mark.parametrize(
    ("name", "text", "stated", "codes"),
    [
        ("负责渔业和渔政管理", "", "", ["fishery"]),
        ("负责防震减灾", "会同水利部门做好防汛抗旱工作。组织地质灾害防治。", "", ["earthquake", "geology_minerals"]),
        ("组织安全宣传教育和培训", "", "", []),
        ("编制产业发展规划", "", "", []),
        ("其他职责", "组织交通保障", "", []),
        ("其他职责", "", "应急管理\n水利", ["emergency", "water"]),
        # What is named in passing, or in the midst of another thing, is not given.
        ("防震减灾", "管理地震监测设施，监督建设工程抗震设防要求的执行。", "", ["earthquake"]),
        ("卫生应急", "组织突发公共卫生事件的监测预警和医学救援。", "", ["health"]),
        ("应急物资储备", "", "", ["emergency"]),
        ("其他职责", "负责卫生应急工作", "", []),
        ("其他职责", "查处渔业、产品质量方面的违法行为", "", []),
        ("其他职责", "指导农业、安全生产工作", "", []),
        ("市政设施和园林绿化管理", "", "", ["municipal", "landscaping"]),
        ("市容和环境卫生管理", "", "", ["sanitation"]),
        ("其他职责", "负责全县食品安全监督管理工作", "", ["food_safety"]),
        ("其他职责", "承担工矿商贸行业安全生产综合监督管理", "", ["work_safety"]),
        ("其他职责", "拟订应急管理规划并组织实施", "", ["emergency"]),
        ("其他职责", "管理土地征收、不动产登记和补偿安置", "", ["land_expropriation", "land_registration"]),
    ],
)
def test_what_a_mandate_gives(name: str, text: str, stated: str, codes: list[str]) -> None:
    assert _mandated(name, text, stated) == codes


@pytest.mark.parametrize(
    ("name", "level", "type_", "found"),
    [
        ("黄梅县人民政府", Level.COUNTY, "", ("people_government", "name")),
        ("小池镇", Level.TOWNSHIP, "", ("people_government", "name")),
        ("小池镇", Level.TOWNSHIP, "township", ("people_government", "roster")),
        ("滨江街道", Level.TOWNSHIP, "", ("subdistrict", "name")),
        ("滨江街道办事处", Level.TOWNSHIP, "", ("subdistrict", "name")),
        ("东港村村民委员会", Level.VILLAGE, "", ("villagers_committee", "name")),
        ("东港村", Level.VILLAGE, "village", ("villagers_committee", "roster")),
        ("渡口社区居民委员会", Level.VILLAGE, "", ("residents_committee", "name")),
        ("黄梅县乡村振兴局", Level.COUNTY, "", ("", "name")),
        ("黄梅县应急管理局", Level.COUNTY, "department", ("", "name")),
    ],
)
def test_which_kind_of_organ_a_body_is(name: str, level: Level, type_: str, found: tuple[str, str]) -> None:
    assert _organ(name, level, BodyRecord(name, "421127", type=type_)) == found

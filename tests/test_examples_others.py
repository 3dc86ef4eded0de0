"""The example county's other lists: each reads into the kind and the facts that are meant, and every planted fault stands where it is said."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from examples.county.others import files
from examples.county.others_bodies import WRONG_CODE, bodies, code_of
from examples.county.others_departments import NEW, RARE, UNLED, UNUSED, activity, mandates, services
from examples.county.others_grants import TOWNS, TYPES, catalogue
from examples.county.others_held import HELD, holder, power
from examples.county.others_text import cite, part
from examples.county.others_towns import OFFICES, basic, cooperating, recalled
from examples.county.powers import credit_code
from ingest.lists import parse_sidecar, read_divisions, read_list
from ontologies.records import (
    AccessKind,
    AdjustmentAction,
    ArrangementKind,
    BodyType,
    DutyKind,
    EntryRecord,
    GrantMode,
    ListKind,
    ListText,
    Role,
    SuccessionKind,
    SupportKind,
    Theme,
    Tier,
    Verdict,
    VillageKind,
)

EXAMPLES = Path(__file__).parent.parent / "examples"
LISTS = EXAMPLES / "lists"

XIAOCHI, XIAOCHI_NOW = "小池镇履职事项清单.xlsx", "小池镇履职事项清单（2026年版）.xlsx"
TOWN_FILES = {
    XIAOCHI: ("A", "小池镇", "421127102", date(2024, 12, 31)),
    XIAOCHI_NOW: ("B", "小池镇", "421127102", date(2026, 9, 1)),
    "五祖镇履职事项清单.xlsx": ("W", "五祖镇", "421127106", date(2025, 5, 20)),
    "黄梅镇履职事项清单.docx": ("H", "黄梅镇", "421127100", date(2025, 6, 30)),
    "孔垄镇履职事项.csv": ("K", "孔垄镇", "421127101", date(2025, 6, 30)),
    "停前镇履职事项清单.html": ("T", "停前镇", "421127105", date(2025, 7, 10)),
}
COUNTY_FILES: dict[str, tuple[ListKind, str, date, int]] = {
    "湖北省乡镇赋权事项指导目录及认领情况.xlsx": (ListKind.GRANT_CATALOGUE, "湖北省人民政府", date(2026, 8, 20), 93),
    "黄梅县乡镇行政审批服务赋权清单.xlsx": (ListKind.GRANT, "黄梅县人民政府", date(2026, 9, 1), 102),
    "黄梅县综合行政执法赋权清单.docx": (ListKind.GRANT, "黄梅县人民政府", date(2026, 9, 1), 56),
    "黄梅县乡镇赋权保障清单.xlsx": (ListKind.SUPPORT, "黄梅县人民政府", date(2026, 9, 1), 17),
    "黄梅县乡镇执法人员名录.jsonl": (ListKind.OFFICER, "黄梅县司法局", date(2026, 9, 1), 18),
    "黄梅县部门职责边界清单.xlsx": (ListKind.BOUNDARY, "黄梅县人民政府", date(2026, 9, 20), 22),
    "黄梅县行政权力事项调整目录.html": (ListKind.ADJUSTMENT, "黄梅县人民政府", date(2026, 6, 1), 35),
    "黄梅县市场准入负面清单.csv": (ListKind.ACCESS, "黄梅县人民政府", date(2026, 9, 1), 16),
    "黄梅县政务服务事项目录.xlsx": (ListKind.SERVICE, "黄梅县人民政府", date(2026, 9, 30), len(services())),
    "黄梅县职权行使情况统计表.csv": (ListKind.ACTIVITY, "黄梅县人民政府", date(2026, 1, 10), len(activity())),
    "小池镇村级工作事项清单.xlsx": (ListKind.VILLAGE, "小池镇", date(2026, 9, 10), 40),
    "黄梅县交办事项清单.json": (ListKind.TASK, "黄梅县人民政府", date(2026, 10, 8), 10),
    "黄梅县机构名录.xlsx": (ListKind.ROSTER, "黄梅县人民政府", date(2026, 9, 30), len(bodies())),
    "黄梅县授权委托安排清单.csv": (ListKind.ARRANGEMENT, "黄梅县人民政府", date(2026, 9, 30), 31),
}
# The kind of item where a list's kind does not begin with it.
ITEMS = {
    ListKind.GRANT_CATALOGUE: "catalogue",
    ListKind.SERVICE: "service",
    ListKind.ACTIVITY: "activity",
    ListKind.OFFICER: "officer",
    ListKind.ROSTER: "body",
}
MANDATE_FILES = {
    "黄梅县应急管理局三定职责.docx",
    "黄梅县公安局三定职责.docx",
    "黄梅县住房和城乡建设局三定职责.docx",
    "黄冈市生态环境局黄梅县分局三定职责.docx",
    "黄梅县部门三定职责.xlsx",
}
# What is remarked on: how a file is kept, and what is planted. Nothing else is remarked.
REMARKS = {
    XIAOCHI_NOW: ["隐藏的列（F）"],
    "孔垄镇履职事项.csv": ["GBK"],
    "黄梅县市场准入负面清单.csv": ["GBK"],
    "黄梅县政务服务事项目录.xlsx": ["隐藏的列（U）"],
    "黄梅县乡镇执法人员名录.jsonl": ["已过有效期"],
    "黄梅县交办事项清单.json": ["没有批准机关，也没有批准文件", "没有交办期限"],
    # Words that name no body take part and stay with the row.
    "黄梅县部门职责边界清单.xlsx": [
        "“各许可部门”不是",
        "没有写明哪个部门牵头",
        "“镇人民政府”不是",
        "“镇人民政府(牵头)”不是",
    ],
    # Whoever has to do it instead is named by a word for bodies of a kind.
    "小池镇村级工作事项清单.xlsx": ["“各行政执法部门”不是"],
    "黄梅县机构名录.xlsx": ["校验位不对"],
    "黄梅县授权委托安排清单.csv": ["没有写明终止日期"],
}


@cache
def read() -> dict[str, tuple[list[ListText], list[str]]]:
    places, _ = read_divisions((LISTS / "黄梅县区划.csv").read_bytes(), "黄梅县区划.csv")
    answer = {}
    for path in sorted(LISTS.iterdir()):
        if path.suffix == ".yaml" or "区划" in path.name:
            continue
        beside = path.with_name(path.name + ".yaml")
        told = parse_sidecar(beside.read_bytes(), beside.name)[0] if beside.exists() else None
        lists, problems = read_list(path.read_bytes(), path.name, told, None, places)
        answer[path.name] = lists, [problem.text() for problem in problems]
    return answer


def only(file: str) -> ListText:
    (found,) = read()[file][0]
    return found


def entry(file: str, name: str, **facts: str) -> EntryRecord:
    """The row of a file with this name, and these facts where several have it."""
    found = [
        item
        for text in read()[file][0]
        for item in text.entries
        if item.name == name and all(item.facts.get(key) == value for key, value in facts.items())
    ]
    assert len(found) == 1, (file, name, len(found))
    return found[0]


def ours() -> dict[str, tuple[list[ListText], list[str]]]:
    made = files()
    return {name: found for name, found in read().items() if name in made}


# The files ------------------------------------------------------------------------------------------------------------------


def test_the_committed_files_are_what_the_modules_make() -> None:
    for name, data in files().items():
        assert (LISTS / name).read_bytes() == data, f"{name}：请运行 python -m examples.make_lists"


def test_every_file_is_named_here() -> None:
    assert {*TOWN_FILES, *COUNTY_FILES, *MANDATE_FILES} == set(ours())
    assert {Path(name).suffix for name in ours()} == {".xlsx", ".docx", ".csv", ".json", ".jsonl", ".html"}


def test_only_what_lies_in_a_file_is_remarked() -> None:
    for name, (_, remarks) in ours().items():
        expected = REMARKS.get(name, [])
        assert len(remarks) == len(expected), remarks
        for words, remark in zip(expected, remarks, strict=True):
            assert words in remark


@pytest.mark.parametrize("file", COUNTY_FILES)
def test_kind_authority_day_and_count(file: str) -> None:
    kind, authority, day, count = COUNTY_FILES[file]
    text = only(file)
    assert (text.kind, text.authority, text.edition, len(text.entries)) == (kind, authority, day, count)
    places = {"湖北省人民政府": "42", "小池镇": "421127102"}
    assert text.place == places.get(authority, "421127")
    assert {str(item.kind) for item in text.entries} == {ITEMS.get(kind, str(kind).removesuffix("_list"))}


# Towns ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", TOWN_FILES)
def test_a_towns_duties_of_three_kinds(file: str) -> None:
    letter, town, place, day = TOWN_FILES[file]
    text = only(file)
    assert (text.kind, text.authority, text.place, text.edition) == (ListKind.DUTY, town, place, day)
    by_kind = {kind: [item for item in text.entries if item.duty_kind == kind] for kind in DutyKind}
    assert [item.name for item in by_kind[DutyKind.BASIC]] == [duty.name for duty in basic(letter)]
    assert [item.name for item in by_kind[DutyKind.COOPERATING]] == [item.name for item in cooperating(letter)]
    assert [item.name for item in by_kind[DutyKind.RECALLED]] == [item.name for item in recalled(letter)]
    for item, duty in zip(by_kind[DutyKind.BASIC], basic(letter), strict=True):
        assert item.theme.label == duty.theme
        assert (town, Role.LEAD) in item.holders
        assert item.offices == tuple((town, office) for office in duty.office.split("、") if office)
        assert bool(item.basis) == bool(duty.basis)
    for item, help_ in zip(by_kind[DutyKind.COOPERATING], cooperating(letter), strict=True):
        assert (town, Role.COOPERATE) in item.holders, item.name
        assert len(item.holders) == 1 + len(re.split("[、；]", help_.upper)), item.holders
        assert dict(item.parts)[town] == help_.town_part
    for item, back in zip(by_kind[DutyKind.RECALLED], recalled(letter), strict=True):
        assert (town, Role.LEAD) not in item.holders
        assert len(item.holders) == len(back.taker.split("、")), item.name


def test_towns_have_nine_offices_and_are_large_and_small() -> None:
    sizes = {
        town: (len(basic(t)), len(cooperating(t)), len(recalled(t)))
        for t, town in ((v[0], v[1]) for v in TOWN_FILES.values())
    }
    assert sizes["小池镇"][0] > sizes["黄梅镇"][0] > sizes["五祖镇"][0] > sizes["停前镇"][0] >= 60
    assert all(25 <= helped <= 40 and 15 <= back <= 36 for _, helped, back in sizes.values())
    for file, (_, town, _, _) in TOWN_FILES.items():
        offices = next(body.offices for body in only(file).bodies if body.name == town)
        assert set(offices) == set(OFFICES.values()), town


def test_individual_items_of_one_town() -> None:
    names = {town: {item.name for item in only(file).entries} for file, (_, town, _, _) in TOWN_FILES.items()}
    own = "垅坪水库饮用水水源地的日常巡查和保护"
    assert [town for town, held in names.items() if own in held] == ["五祖镇"]
    reservoir = entry("五祖镇履职事项清单.xlsx", own)
    assert reservoir.theme == Theme.ECOLOGY
    assert "《黄冈市饮用水水源巡查保护规定》第四条" in reservoir.basis


def test_what_changed_between_two_editions_of_a_town() -> None:
    def rows(file: str) -> dict[tuple[str, str], EntryRecord]:
        return {(str(item.duty_kind), item.name): item for item in only(file).entries}

    before, after = rows(XIAOCHI), rows(XIAOCHI_NOW)
    said: dict[str, set[str]] = {}
    for change in faults()["editions"][0]["changes"]:
        said.setdefault(change["change"], set()).update(change.get("to") or change["from"])
    new = {name for _, name in after.keys() - before.keys()}
    gone = {name for _, name in before.keys() - after.keys()}
    assert new & gone == said["moved"] == {"燃气安全问题整改"}
    renamed = {
        change["from"][0]: change["to"][0]
        for change in faults()["editions"][0]["changes"]
        if change["change"] == "renamed"
    }
    assert new - gone == said["added"] | set(renamed.values())
    assert gone - new == said["removed"] | set(renamed)
    same = before.keys() & after.keys()
    assert {name for kind, name in same if before[kind, name].offices != after[kind, name].offices} == said["office"]
    assert {name for kind, name in same if before[kind, name].basis != after[kind, name].basis} == said["basis"]
    moved = next(item for (kind, name), item in after.items() if name == "燃气安全问题整改")
    assert (moved.duty_kind, moved.holders) == (DutyKind.RECALLED, (("黄梅县住房和城乡建设局", Role.LEAD),))


# Grants ---------------------------------------------------------------------------------------------------------------------


def test_grants_by_type_of_town_with_three_modes() -> None:
    text = only("黄梅县乡镇行政审批服务赋权清单.xlsx")
    by_sheet = Counter(item.sheet for item in text.entries)
    assert list(by_sheet) == list(TYPES.values())
    assert by_sheet["小城市培育试点镇"] > by_sheet["中心镇"] > by_sheet["城关镇"] > by_sheet["山区乡镇"]
    assert {item.facts.get("mode") for item in text.entries} == {*map(str, GrantMode), None}
    for item in text.entries:
        assert [(to.name, to.by_type) for to in item.recipients] == [(item.sheet, True)]
        assert [role for _, role in item.holders] == [Role.ORIGINAL]
        assert item.refs[0].name == item.name


def test_enforcement_goes_to_named_towns() -> None:
    text = only("黄梅县综合行政执法赋权清单.docx")
    clean = entry("黄梅县综合行政执法赋权清单.docx", "对乱涂乱画、乱倒垃圾等行为的处罚")
    assert [to.name for to in clean.recipients] == list(TOWNS.values())
    assert clean.holders[0] == ("黄梅县城市管理执法局", Role.ORIGINAL)
    short = entry("黄梅县综合行政执法赋权清单.docx", "对破坏基本农田标志的处罚")
    assert short.holders[0][0] in ("黄梅县自然资源和规划局", "黄梅县自规局")
    assert sum(1 for item in text.entries if not item.facts.get("mode")) == 1
    assert {to.name for item in text.entries for to in item.recipients} == set(TOWNS.values())


def test_the_provinces_catalogue_and_the_claims() -> None:
    text = only("湖北省乡镇赋权事项指导目录及认领情况.xlsx")
    tiers = Counter(item.facts["tier"] for item in text.entries)
    assert tiers == {str(Tier.BASIC): 20, str(Tier.OPTIONAL): 73}
    claims = Counter(to.name for item in text.entries for to in item.recipients)
    planted_less = {"黄梅镇": 1}
    assert claims == {
        town: sum(letter in item.towns for item in catalogue()) - planted_less.get(town, 0)
        for letter, town in TOWNS.items()
    }
    assert claims["小池镇"] > claims["孔垄镇"] > claims["黄梅镇"] > claims["五祖镇"] > claims["停前镇"]
    for item in catalogue():
        assert item.power in HELD[item.body]
        assert set(item.towns) <= {"X" if "试" in item.types else "", "K" if "中" in item.types else ""} | {
            *("H" if "城" in item.types else ""),
            *("WT" if "山" in item.types else ""),
        }, item.power.name


def test_support_and_officers_of_each_town() -> None:
    support = only("黄梅县乡镇赋权保障清单.xlsx").entries
    by_town: dict[str, set[str]] = {}
    for item in support:
        by_town.setdefault(item.recipients[0].name, set()).add(item.facts["support_kind"])
    wanted = {str(kind) for kind in (SupportKind.STAFF, SupportKind.FUNDS, SupportKind.PREMISES, SupportKind.TRAINING)}
    assert all(wanted <= kinds for kinds in by_town.values())
    assert set(TOWNS.values()) - set(by_town) == {"停前镇"}
    officers = Counter(
        item.holders[0][0]
        for item in only("黄梅县乡镇执法人员名录.jsonl").entries
        if item.facts["until"] > "2026-09-01"
    )
    assert officers == {"小池镇": 6, "孔垄镇": 4, "黄梅镇": 4, "五祖镇": 2, "停前镇": 1}


# Departments ----------------------------------------------------------------------------------------------------------------


def test_mandates_of_fourteen_departments_lead_their_powers() -> None:
    found = {text.authority: text for file in MANDATE_FILES for text in read()[file][0]}
    assert set(found) == set(HELD)
    assert all(text.kind == ListKind.MANDATE and text.place == "421127" for text in found.values())
    for body, text in found.items():
        assert [item.name for item in text.entries] == [name for name, _, _ in mandates(body)]
        named = {held.duty for held in HELD[body]}
        # 物业执法 is planted: no decision gave it to the body.
        assert named - {item.name for item in text.entries} <= {"物业执法"}
        led = {ref.name for item in text.entries for ref in item.refs}
        if body not in ("黄梅县农业农村局", "黄梅县文化和旅游局"):
            unled = {held.name for held in HELD[body] if held.name not in led and held.duty != "物业执法"}
            assert unled == {held.name for held in HELD[body]} & UNLED
        assert all(ref.body == body for item in text.entries for ref in item.refs)


def test_boundaries_say_who_leads_and_what_each_does() -> None:
    text = only("黄梅县部门职责边界清单.xlsx")
    without = [item.name for item in text.entries if Role.COORDINATE not in dict(item.holders).values()]
    # The second is led by the township, whichever it is.
    assert without == ["违法建设查处", "集镇占道经营"]
    gas = entry("黄梅县部门职责边界清单.xlsx", "燃气安全管理")
    assert gas.holders[0] == ("黄梅县住房和城乡建设局", Role.COORDINATE)
    assert len(gas.parts) == 4
    assert gas.facts["cases"]


def test_decisions_by_what_they_did() -> None:
    text = only("黄梅县行政权力事项调整目录.html")
    done = Counter(item.facts["action"] for item in text.entries)
    assert set(done) == {str(action) for action in AdjustmentAction}
    assert all(re.fullmatch(r"黄梅政发〔20\d\d〕\d+号", item.facts["number"]) for item in text.entries)
    assert all("2019-01-01" < item.facts["day"] < "2026-06-01" for item in text.entries)
    cancelled = {item.name: item for item in text.entries if item.facts["action"] == AdjustmentAction.CANCEL}
    assert cancelled["烟花爆竹零售点临时延期核准"].facts["day"] < "2024-06-30", "在应急管理局两版之间"
    assert cancelled["农机维修点等级评定"].code == "NY-QT-0002"


def test_what_editions_of_power_lists_say_was_decided_has_its_decision() -> None:
    told = yaml.safe_load((EXAMPLES / "faults_powers.yaml").read_text(encoding="utf-8"))
    decided = {item.name for item in only("黄梅县行政权力事项调整目录.html").entries}
    notes = "".join(item.facts["text"] for item in only("黄梅县行政权力事项调整目录.html").entries)
    for edition in told["editions"]:
        for change in edition["changes"]:
            names = {*change.get("to", ()), *change.get("from", ())}
            # A wording that only dropped a year beside the same number needs no decision.
            if change["decided"] and "条号没有跟着改" not in change.get("why", ""):
                assert names & decided or any(name in notes for name in names), change
            if not change["decided"]:
                assert not names & decided, change


def test_services_rest_on_powers() -> None:
    text = only("黄梅县政务服务事项目录.xlsx")
    assert 120 <= len(text.entries) <= 170
    codes = Counter(item.fields["基本编码"] for item in text.entries)
    shared_code = {code for code, count in codes.items() if count > 1}
    assert shared_code == {
        entry("黄梅县政务服务事项目录.xlsx", "临时救助", power_source="法定本级行使").fields["基本编码"]
    }
    names = {held.name for powers in HELD.values() for held in powers}
    for item in text.entries:
        assert re.fullmatch(r"\d{12}", item.fields["基本编码"]), item.name
        assert re.fullmatch(r"[0-9A-Z]{18}[45]\d{12}", item.code), item.name
        assert item.code[:18] == item.fields["主体编码"]
        if str(item.power_type) != "20":
            assert {ref.name for ref in item.refs} <= names
            assert item.refs
        else:
            assert not item.refs
    helped = [item for item in text.entries if item.facts.get("entrusted_by")]
    assert [(item.holders, item.facts["entrusted_by"]) for item in helped] == [
        ((("小池镇", Role.ENTRUSTED),), "黄梅县民政局"),
        ((("五祖镇", Role.ENTRUSTED),), "黄梅县民政局"),
    ]


def test_market_access_items_have_their_power_but_one() -> None:
    text = only("黄梅县市场准入负面清单.csv")
    assert Counter(item.facts["access_kind"] for item in text.entries) == {
        str(AccessKind.LICENSED): 14,
        str(AccessKind.PROHIBITED): 2,
    }
    without = []
    for item in text.entries:
        (ref,) = item.refs
        if not any(held.name == ref.name for held in HELD[ref.body]):
            without.append(ref.name)
    assert without == ["茶叶烘焙经营许可"]


def test_use_of_about_a_hundred_powers_over_three_years() -> None:
    text = only("黄梅县职权行使情况统计表.csv")
    counts: dict[str, dict[str, int]] = {}
    for item in text.entries:
        for year, number in zip(item.facts["year"].split("\n"), item.facts["count"].split("\n"), strict=True):
            counts.setdefault(item.name, {})[year] = int(number)
    assert 90 <= len(counts) <= 140
    assert {name for name, years in counts.items() if not sum(years.values()) and len(years) == 3} == UNUSED
    assert {name for name, years in counts.items() if not sum(years.values()) and len(years) < 3} == set(NEW)
    assert all(sum(counts[name].values()) == 1 for name in RARE)
    assert text.notes.count("") == 0
    assert sum("合计" in note for note in text.notes) == 3


# Bodies and arrangements ------------------------------------------------------------------------------------------------------


def test_every_code_is_right_but_the_planted_one() -> None:
    wrong = []
    for row in bodies():
        code = row.get("统一社会信用代码", "")
        if code and credit_code(code[:17]) != code:
            wrong.append(row["机构名称"])
        assert bool(code) == (row["状态"] == "在用")
        if row["状态"] == "在用":
            assert re.fullmatch(r"0713-0000\d{3}", row["联系电话"])
    assert wrong == [WRONG_CODE]
    codes = [row["统一社会信用代码"] for row in bodies() if row["状态"] == "在用"]
    assert len(codes) == len(set(codes))


def test_the_roster_knows_parents_plates_types_and_pasts() -> None:
    found = {item.body.name: item.body for item in only("黄梅县机构名录.xlsx").entries if item.body is not None}
    assert len(found) == len(bodies())
    assert set(HELD) <= set(found)
    rescue = found["黄梅县应急管理局"]
    assert rescue.plates == ("黄梅县地震局",)
    assert (rescue.type, rescue.parent) == (str(BodyType.DEPARTMENT), "黄梅县人民政府")
    first = rescue.succeeds[0]
    assert (first.name, first.kind, first.date) == (
        "黄梅县安全生产监督管理局",
        SuccessionKind.MERGED,
        date(2019, 2, 20),
    )
    assert found["黄梅县安全生产监督管理局"].until == date(2019, 2, 20)
    assert found["黄冈市生态环境局黄梅县分局"].parent == "黄冈市生态环境局"
    assert {name: found[name].town_type for name in TOWNS.values()} == {
        "小池镇": "小城市培育试点镇",
        "孔垄镇": "中心镇",
        "黄梅镇": "城关镇",
        "五祖镇": "山区乡镇",
        "停前镇": "山区乡镇",
    }
    villages = [body for body in found.values() if body.type in (BodyType.VILLAGE, BodyType.COMMUNITY)]
    assert len(villages) == 7
    assert {body.parent for body in villages} <= {"小池镇", "小池镇人民政府"}
    assert code_of("黄梅县市场监督管理局") == found["黄梅县市场监督管理局"].code


def test_every_kind_of_arrangement_with_its_sides() -> None:
    text = only("黄梅县授权委托安排清单.csv")
    kinds = Counter(item.facts["arrangement_kind"] for item in text.entries)
    assert set(kinds) == {str(kind) for kind in ArrangementKind}
    moved = {item.holders[0][0] for item in text.entries if item.facts["arrangement_kind"] == ArrangementKind.LICENSING}
    assert "黄梅县水利和湖泊局" not in moved, "取水审批没有划入行政审批局"
    assert all(item.facts["since"] for item in text.entries)
    expired = [item.facts["scope"] for item in text.entries if "" < item.facts.get("until", "") < "2026-01-01"]
    assert expired == ["农村公路货车超限超载的检查"]


# Villages and tasks -----------------------------------------------------------------------------------------------------------


def test_village_items_of_three_kinds_rest_on_the_towns_duties() -> None:
    text = only("小池镇村级工作事项清单.xlsx")
    kinds = Counter(item.facts["village_kind"] for item in text.entries)
    assert kinds == {str(VillageKind.OWN): 12, str(VillageKind.ASSIST): 18, str(VillageKind.NEGATIVE): 10}
    duties = {item.name for item in only(XIAOCHI_NOW).entries}
    missing = {
        ref.name
        for item in text.entries
        if item.facts["village_kind"] == VillageKind.ASSIST
        for ref in item.refs
        if ref.name not in duties
    }
    assert missing == {"协助古树名木的挂牌测量", "协助网络诈骗资金的追缴"}


def test_tasks_are_approved_for_a_term_but_the_planted() -> None:
    text = only("黄梅县交办事项清单.json")
    assert [item.name for item in text.entries if not item.facts.get("approved_by")] == ["商业养老保险推广"]
    assert [item.name for item in text.entries if not item.facts.get("until")] == ["企业环保信用信息采集"]
    own = entry("黄梅县交办事项清单.json", "房屋安全鉴定委托与缴费")
    assert own.facts["approved_by"] == own.holders[0][0] == "黄梅县住房和城乡建设局"


# Faults ---------------------------------------------------------------------------------------------------------------------


@cache
def faults() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((EXAMPLES / "faults_others.yaml").read_text(encoding="utf-8"))
    return loaded


def places_of(fault: dict[str, Any]) -> list[dict[str, Any]]:
    return [fault, *fault.get("other", ())]


def rows_of(place: dict[str, Any]) -> list[EntryRecord]:
    return [
        item
        for text in read()[place["file"]][0]
        for item in text.entries
        if item.sheet == place["sheet"]
        and item.name == place["name"]
        and item.sub_name == place.get("sub", item.sub_name)
    ]


def names_of(body: str) -> set[str]:
    """A body's name and the short names that the roster has for it, as settled in the county's lists."""
    short = next((row.get("简称", "") for row in bodies() if row["机构名称"] == body), "")
    return {body, *(f"黄梅县{name.removeprefix('县')}" for name in short.split("、") if name)}


ARRANGED = {"黄梅县授权委托安排清单.csv"}


def test_faults_have_ids_kinds_verdicts_and_look_alikes() -> None:
    rows = faults()["faults"]
    planted = [row for row in rows if not row.get("lookalike")]
    assert len(planted) >= 40
    assert len(rows) - len(planted) >= 25
    ids = [row["id"] for row in rows]
    assert len(ids) == len(set(ids))
    assert {row["kind"] for row in rows} == set(faults()["kinds"])
    assert {row["verdict"] for row in rows} <= {verdict.label for verdict in Verdict}
    assert {row["id"][0] for row in planted} == {"G"}
    for row in rows:
        assert row["why"], row["id"]
        assert set(row) <= {
            "id", "kind", "file", "sheet", "name", "sub", "body", "towns", "verdict", "why", "lookalike", "other", "needs", "provision",
        }  # fmt: skip


@pytest.mark.parametrize("row", faults()["faults"], ids=lambda row: row["id"])
def test_a_fault_stands_where_it_is_said(row: dict[str, Any]) -> None:
    for place in places_of(row):
        assert place["file"] in read(), place["file"]
        if not place["name"]:
            continue
        arranged = place["file"] in ARRANGED
        found = (
            [item for item in only(place["file"]).entries if item.facts["scope"] == place["name"]]
            if arranged
            else rows_of(place)
        )
        assert found, place
        named = {name for item in found for name, _ in item.holders}
        named |= {item.body.name for item in found if item.body is not None}
        named |= {to.name for item in found for to in item.recipients}
        named |= {text.authority for text in read()[place["file"]][0]}
        # A town that does not claim an item does not stand in its row.
        if row["kind"] != "basic_unclaimed":
            assert names_of(place["body"]) & named, (place, named)
        for town in place.get("towns", ()):
            assert (town in named) != (row["kind"] == "basic_unclaimed"), (place, town)


def test_planted_grants_are_outside_what_the_catalogue_gives() -> None:
    items = {item.power.name: item for item in catalogue()}
    for row in faults()["faults"]:
        if row["kind"] in ("grant_outside_catalogue", "grant_no_decision"):
            assert (row["name"] in items) == bool(row.get("lookalike")), row["id"]
        if row["kind"] == "grant_beyond_type":
            types = {TYPES[letter] for letter in items[row["name"]].types}
            kinds = {body["简称"]: body.get("乡镇类型", "") for body in bodies()}
            (town,) = row["towns"]
            assert (kinds.get(town, town) in types) == bool(row.get("lookalike")), row["id"]
        if row["kind"] == "grant_not_held":
            assert any(held.name == row["name"] for held in HELD[row["body"]]) == bool(row.get("lookalike")), row["id"]


def test_a_towns_planted_gap_is_a_duty_that_others_hold() -> None:
    held = {town: " ".join(item.basis for item in only(file).entries) for file, (_, town, _, _) in TOWN_FILES.items()}
    for row in faults()["faults"]:
        if row["kind"] == "statutory_duty_unlisted" and not row.get("lookalike"):
            law, article = row["provision"].removeprefix("中华人民共和国").split()
            number = {"第十条": "第10条", "第三十四条": "第34条", "第三十二条": "第32条"}[article]
            pattern = rf"《(?:中华人民共和国)?{law}》(?:（[^）]*）)?(?:第[^《》；]*、)?(?:{article}|{number})"
            assert not re.search(pattern, held[row["body"]]), row["id"]
            assert sum(bool(re.search(pattern, text)) for text in held.values()) >= 2, row["id"]


# The shorthand --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("full", "《中华人民共和国消防法》第三十一条、第三十六条第二款；《戒毒条例》第五条"),
        ("short", "《消防法》第三十一条、第三十六条第二款；《戒毒条例》第五条"),
        ("arabic", "《消防法》第31条、第36条第2款；《戒毒条例》第5条"),
        ("lines", "《中华人民共和国消防法》第三十一条、第三十六条第二款\n《戒毒条例》第五条"),
    ],
)
def test_a_basis_is_written_as_lists_write_it(style: str, expected: str) -> None:
    assert cite("消防法 31;消防法 36.2;戒毒条例 5", style) == expected


def test_items_and_years_in_a_basis() -> None:
    assert cite("传染病防治法（2025年修订） 15.1") == "《中华人民共和国传染病防治法》（2025年修订）第十五条第一款"
    assert cite("黄冈市饮用水水源巡查保护规定 7.0.2") == "《黄冈市饮用水水源巡查保护规定》第七条第（二）项"
    assert cite("《照原样》第3条") == "《照原样》第3条"
    assert cite("") == ""


def test_a_row_of_the_wrong_width_is_refused() -> None:
    with pytest.raises(ValueError, match="应为 3 格"):
        part("duties", "基本", 3)


def test_a_power_that_no_department_holds_is_refused() -> None:
    with pytest.raises(KeyError, match="没有“修理月亮”"):
        power("黄梅县民政局", "修理月亮")
    with pytest.raises(KeyError, match="在 0 个部门的清单里"):
        holder("修理月亮")

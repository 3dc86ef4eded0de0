"""Two editions compared: what changed and where, whether a decision covers it, which lists and editions a person means, and how the
command and HTTP say it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import msgspec
import pytest
from fastapi.testclient import TestClient
from rich.cells import cell_len

from api import models
from api.http import create_app
from casework.editions import compare
from casework.elements import marks
from casework.questions import QuestionError
from ingest.documents import ListHead, pack_list
from ingest.home import Home, View
from ingest.shelf import Shelf
from ontologies.records import (
    AdjustmentAction,
    EntryRecord,
    ItemKind,
    Level,
    ListKind,
    ListText,
    PowerType,
    RefRecord,
    ResponsibilityKind,
    ResponsibilityRecord,
    Role,
    Theme,
)
from tests.support import sample
from tests.support.editions import entry
from tests.test_cli import answer, on_a_terminal, run

BUREAU, OTHER = "黄梅县水利局", "黄梅县农业农村局"
OLD, NEW = date(2023, 6, 30), date(2024, 6, 30)


def listed(
    entries: Iterable[EntryRecord],
    day: date | None,
    authority: str = BUREAU,
    kind: ListKind = ListKind.POWER,
    place: str = "421127",
    title: str = "",
    until: date | None = None,
) -> ListText:
    """A list as read, its rows numbered from 3 on."""
    rows = tuple(msgspec.structs.replace(one, row=number) for number, one in enumerate(entries, 3))
    columns = {"A": "code", "B": "name", "C": "sub_name", "D": "basis", "E": "holder", "F": "收费"}
    hints = {"stem": f"{authority}{day}"}
    return ListText(
        title or f"{authority}{kind.label}", kind, authority, place, day, rows, (), (), columns, hints, until
    )


def view(*texts: ListText) -> View:
    """A release of these lists and nothing else."""
    packed = [pack_list(text, (), [f"{one.name}{one.sub_name}" for one in text.entries]) for text in texts]
    heads = {document.digest: msgspec.msgpack.decode(document.head, type=ListHead) for document in packed}
    bodies = {document.digest: document.body for document in packed}
    shelf = Shelf(heads, lambda digests: {digest: bodies[digest] for digest in digests})
    return cast(View, SimpleNamespace(shelf=shelf, number=7))


@pytest.fixture(autouse=True)
def _no_roster(monkeypatch: pytest.MonkeyPatch) -> None:
    """The releases here are shelves alone: no roster gives short names."""
    monkeypatch.setattr("casework.editions.body_named", lambda *_: "")


def power(
    name: str, code: str = "", basis: str = "《水法》第四十八条", holder: str = BUREAU, **more: Any
) -> EntryRecord:
    return msgspec.structs.replace(entry(name, code, basis, holder), **more)


def decided(
    action: AdjustmentAction, name: str, day: str = "2024-03-01", code: str = "", body: str = BUREAU
) -> EntryRecord:
    """An item of an adjustment decision."""
    return EntryRecord(
        "Sheet1",
        1,
        {},
        name,
        kind=ItemKind.ADJUSTMENT,
        facts={"action": str(action), "number": "梅政发〔2024〕3号", "day": day},
        refs=(RefRecord((ItemKind.POWER,), name, code, body),),
    )


def decision(*items: EntryRecord, day: date = date(2024, 3, 1), place: str = "421127") -> ListText:
    return listed(items, day, "黄梅县人民政府", ListKind.ADJUSTMENT, place, "关于调整一批行政职权事项的决定")


def changes(found: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [change for change in found["changes"] if change["change"] == kind]


def only(found: dict[str, Any], kind: str) -> dict[str, Any]:
    (change,) = changes(found, kind)
    return change


# What changed -------------------------------------------------------------------------------------------------------------------

KEPT = [power(f"对第{word}类水工程的检查", f"SL-{n}") for n, word in enumerate("甲乙丙丁戊己", 10)]


def one_row(before: EntryRecord, after: EntryRecord) -> dict[str, Any]:
    """The comparison of two editions in which one row changed."""
    return compare(view(listed([*KEPT, before], OLD), listed([after, *KEPT], NEW)), BUREAU)


def test_what_stayed_is_counted_and_not_shown() -> None:
    found = one_row(power("取水许可", "SL-1"), power("取水许可", "SL-1"))
    assert found["changes"] == []
    assert found["counts"]["unchanged"] == 7
    assert (found["a"], found["b"], found["release"]) == ("2023-06-30", "2024-06-30", 7)


BASE = power("河道采砂许可", "SL-1", fields={"收费": "不收费", "序号": "7"})


@pytest.mark.parametrize(
    ("other", "kinds", "element", "change"),
    [
        ({"name": "河道管理范围内采砂许可"}, ["renamed"], "name", "changed"),
        ({"code": "SL-99"}, ["changed"], "code", "changed"),
        ({"power_type": PowerType.INSPECTION}, ["moved"], "type", "changed"),
        ({"theme": Theme.ECOLOGY}, ["moved"], "theme", "added"),
        ({"holders": ((OTHER, Role.LEAD),)}, ["moved"], "holders", "changed"),
        ({"holders": ((BUREAU, Role.LEAD), (OTHER, Role.COOPERATE))}, ["moved"], "holders", "changed"),
        ({"offices": ((BUREAU, "水政股"),)}, ["moved"], "offices", "added"),
        ({"level": Level.CITY}, ["changed"], "level", "changed"),
        ({"basis": ""}, ["changed"], "basis", "removed"),
        ({"fields": {"收费": "收费"}}, ["changed"], "收费", "changed"),
        ({"fields": {}}, ["changed"], "收费", "removed"),
        ({"facts": {"promised_limit": "5个工作日"}}, ["changed"], "promised_limit", "added"),
        (
            {"responsibilities": (ResponsibilityRecord(ResponsibilityKind.DUTY, 1, "受理"),)},
            ["changed"],
            "responsibilities",
            "added",
        ),
        (
            {"responsibilities": (ResponsibilityRecord(ResponsibilityKind.ACCOUNTABILITY, 1, "不受理的"),)},
            ["changed"],
            "accountability",
            "added",
        ),
    ],
)
def test_each_element_is_compared(other: dict[str, Any], kinds: list[str], element: str, change: str) -> None:
    found = one_row(BASE, msgspec.structs.replace(BASE, **other))
    (told,) = found["changes"]
    assert told["kinds"] == kinds
    assert [(one["element"], one["change"]) for one in told["elements"]] == [(element, change)]
    assert told["elements"][0]["label"]
    assert (
        "".join(piece for kind, piece in told["elements"][0]["marks"] if kind != "added")
        == told["elements"][0]["before"]
    )
    assert (
        "".join(piece for kind, piece in told["elements"][0]["marks"] if kind != "removed")
        == told["elements"][0]["after"]
    )


@pytest.mark.parametrize(
    "other",
    [
        {"basis": "【法律】《中华人民共和国水法》（2016年修正）第四十八条"},
        {"basis": " 《水法》 第48条。"},
        {"name": "河道采砂许可。"},
        {"fields": {"收费": "不收费 ", "序号": "8"}},
    ],
)
def test_what_is_only_written_otherwise_is_no_change(other: dict[str, Any]) -> None:
    assert one_row(BASE, msgspec.structs.replace(BASE, **other))["changes"] == []


@pytest.mark.parametrize(
    ("before", "after", "added", "dropped", "changed"),
    [
        ("《水法》第四十八条", "《水法》第四十八条；《防洪法》第五条", ["《防洪法》第5条"], [], []),
        ("《水法》第四十八条；《防洪法》第五条", "《水法》第四十八条", [], ["《防洪法》第5条"], []),
        ("《水法》第四十八条", "《水法》第四十九条第一款", [], [], [("《水法》第48条", "《水法》第49条第1款")]),
        ("《水法》第四十八条", "《长江保护法》第二十八条", ["《长江保护法》第28条"], ["《水法》第48条"], []),
        ("《水法》第四十八条：取水须经批准。", "《水法》第四十八条：取水应当办理许可并缴费。", [], [], []),
    ],
)
def test_a_basis_is_compared_citation_by_citation(
    before: str, after: str, added: list[str], dropped: list[str], changed: list[tuple[str, str]]
) -> None:
    found = one_row(power("取水许可", "SL-1", before), power("取水许可", "SL-1", after))
    (element,) = only(found, "changed")["elements"]
    assert element["element"] == "basis"
    assert (element["added"], element["dropped"]) == (added, dropped)
    assert [(one["before"], one["after"]) for one in element["changed"]] == changed


def test_both_sides_say_where_they_stand() -> None:
    found = one_row(power("取水许可", "SL-1"), power("取水许可", "SL-1", "《水法》第四十九条"))
    told = only(found, "changed")
    assert told["before"][0]["row"] == 9
    assert told["after"][0]["row"] == 3
    assert told["before"][0]["id"] == f"list/421127/{BUREAU}/power_list/2023-06-30/Sheet1/9"
    assert told["before"][0]["cells"]["B"] == "取水许可"
    assert (told["elements"][0]["cells_before"], told["elements"][0]["cells_after"]) == (["D9"], ["D3"])


def test_added_removed_split_merged_doubtful() -> None:
    before = [
        *KEPT,
        power("水土保持方案审批", "SL-1"),
        power("河道采砂许可", "SL-2", "《长江保护法》第二十八条"),
        power("对围湖造地的处罚", "SL-3", "《水法》第六十六条"),
        power("对围垦河道的处罚", "SL-4", "《水法》第六十六条"),
        power("对出租取水许可证的处罚", "", "《水法》第七十条"),
        power("水利工程质量监督", "SL-5", "《建设工程质量管理条例》第四十三条"),
    ]
    after = [
        *KEPT,
        power("水土保持方案审批", "SL-1", sub_name="新建"),
        power("水土保持方案审批", "SL-1", sub_name="变更"),
        power("河道采砂许可", "SL-2", "《长江保护法》第二十八条"),
        power("对围湖造地、围垦河道的处罚", "SL-6", "《水法》第六十六条"),
        power("对出借取水许可证的处罚", "", "《水法》第七十条"),
        power("农村供水检查", "SL-7", "《湖北省农村供水条例》第三条"),
    ]
    found = compare(view(listed(before, OLD), listed(after, NEW)), BUREAU)
    assert [row["name"] for row in only(found, "added")["after"]] == ["农村供水检查"]
    assert [row["name"] for row in only(found, "removed")["before"]] == ["水利工程质量监督"]
    assert [row["row"] for row in only(found, "split")["after"]] == [9, 10]
    assert [row["row"] for row in only(found, "merged")["before"]] == [11, 12]
    assert only(found, "doubtful")["verdict"] == "suspected"
    counts = found["counts"]
    assert {
        k: counts[k] for k in ("rows_a", "rows_b", "unchanged", "added", "removed", "split", "merged", "doubtful")
    } == {
        "rows_a": 12,
        "rows_b": 12,
        "unchanged": 7,
        "added": 1,
        "removed": 1,
        "split": 1,
        "merged": 1,
        "doubtful": 1,
    }


def test_a_code_used_again_is_told() -> None:
    found = one_row(
        power("渔船检验", "SL-1", "《渔业法》第二十六条"), power("城市供水检查", "SL-1", "《城市供水条例》第三条")
    )
    assert "改用于“城市供水检查”" in only(found, "removed")["reason"]


def test_another_sheet_is_a_move_only_where_the_others_stayed() -> None:
    before = [*KEPT, power("取水许可", "SL-1")]
    renamed = [msgspec.structs.replace(row, sheet="新表") for row in KEPT]
    found = compare(
        view(listed(before, OLD), listed([*renamed, msgspec.structs.replace(before[-1], sheet="许可")], NEW)), BUREAU
    )
    (told,) = found["changes"]
    assert [one["element"] for one in told["elements"]] == ["sheet"]


def test_marks_are_by_word_and_lose_nothing() -> None:
    assert marks("对电鱼的处罚", "对炸鱼的处罚")[0][0] == "same"
    for before, after in (
        ("", "甲"),
        ("甲乙", ""),
        ("《水法》第四十八条\n甲", "《水法》第四十九条 甲，乙"),
        ("ＡＢＣ 12", "abc 13"),
    ):
        found = marks(before, after)
        assert "".join(piece for kind, piece in found if kind != "added") == before
        assert "".join(piece for kind, piece in found if kind != "removed") == after


# Decisions ----------------------------------------------------------------------------------------------------------------------


def judged(*decisions: ListText, gone: EntryRecord | None = None, come: EntryRecord | None = None) -> dict[str, Any]:
    before, after = ([*KEPT, gone] if gone else KEPT), ([*KEPT, come] if come else KEPT)
    found = compare(view(listed(before, OLD), listed(after, NEW), *decisions), BUREAU)
    (change,) = found["changes"]
    told: dict[str, Any] = change["decision"]
    return told


CANCELLED = decided(AdjustmentAction.CANCEL, "取水许可")


@pytest.mark.parametrize(
    ("decisions", "state", "said"),
    [
        ((), "unverifiable", "没有载入"),
        ((decision(CANCELLED),), "decided", "取消：2024-03-01"),
        ((decision(decided(AdjustmentAction.CANCEL, "另一事项")),), "undecided", "没有提到"),
        ((decision(decided(AdjustmentAction.ADD, "取水许可")),), "undecided", "决定的是新增"),
        ((decision(decided(AdjustmentAction.CANCEL, "取水许可", body=OTHER)),), "undecided", "没有提到"),
        ((decision(decided(AdjustmentAction.CANCEL, "旧名", code="SL-1")),), "decided", "取消"),
        ((decision(CANCELLED, place="42"),), "decided", "取消"),
        ((decision(CANCELLED, place="4211"),), "decided", "取消"),
        ((decision(CANCELLED, place="421182"),), "unverifiable", "没有载入"),
        ((decision(decided(AdjustmentAction.CANCEL, "取水许可", "2023-06-30")),), "unverifiable", "没有载入"),
        ((decision(decided(AdjustmentAction.CANCEL, "取水许可", "2024-06-30")),), "decided", "取消"),
        ((decision(decided(AdjustmentAction.CANCEL, "取水许可", "2024-07-01")),), "unverifiable", "没有载入"),
        ((decision(decided(AdjustmentAction.CANCEL, "取水许可", "")),), "decided", "2024-03-01"),
    ],
)
def test_a_change_rests_on_a_decision_or_not(decisions: tuple[ListText, ...], state: str, said: str) -> None:
    told = judged(*decisions, gone=power("取水许可", "SL-1"))
    assert told["state"] == state
    assert said in told["text"]


def test_what_came_and_what_was_renamed_need_decisions_too() -> None:
    assert (
        judged(decision(decided(AdjustmentAction.ADD, "取水许可")), come=power("取水许可", "SL-1"))["state"]
        == "decided"
    )
    assert judged(decision(CANCELLED), come=power("取水许可", "SL-1"))["state"] == "undecided"
    found = compare(
        view(
            listed([*KEPT, power("取水许可", "SL-1")], OLD),
            listed([*KEPT, power("取水许可审批", "SL-1")], NEW),
            decision(decided(AdjustmentAction.CHANGE, "取水许可")),
        ),
        BUREAU,
    )
    assert only(found, "renamed")["decision"]["state"] == "decided"
    assert found["counts"]["decided"] == 1
    assert found["decisions"]["items"] == 1


def standing(*decisions: ListText, row: EntryRecord | None = None) -> list[dict[str, Any]]:
    row = row or power("取水许可", "SL-1")
    found: list[dict[str, Any]] = compare(
        view(listed([*KEPT, row], OLD), listed([row, *KEPT], NEW), *decisions), BUREAU
    )["standing"]
    return found


def test_a_cancelled_item_that_lives_on_is_told() -> None:
    (found,) = standing(decision(CANCELLED))
    assert found["verdict"] == "confirmed"
    assert (found["row"]["row"], found["decision"]["number"]) == (3, "梅政发〔2024〕3号")
    # One that was cancelled long before is no less cancelled.
    assert standing(decision(decided(AdjustmentAction.CANCEL, "取水许可", "2019-01-01")))


@pytest.mark.parametrize(
    ("decisions", "verdicts"),
    [
        ((decision(decided(AdjustmentAction.CANCEL, "取水许可", "2024-07-01")),), []),
        ((decision(CANCELLED, decided(AdjustmentAction.ADD, "取水许可", "2024-05-01")),), []),
        ((decision(decided(AdjustmentAction.CANCEL, "取水许可", body=OTHER)),), []),
        ((decision(decided(AdjustmentAction.CANCEL, "取水许可", body="")),), ["suspected"]),
        ((decision(CANCELLED, place="42"),), ["suspected"]),
        ((decision(decided(AdjustmentAction.DELEGATE, "取水许可")),), ["suspected"]),
        ((decision(decided(AdjustmentAction.DELEGATE, "取水许可", body="")),), []),
        ((decision(decided(AdjustmentAction.CHANGE, "取水许可")),), []),
        ((decision(decided(AdjustmentAction.RECALL, "取水许可")),), []),
    ],
)
def test_what_ends_an_item_and_how_sure_that_is(decisions: tuple[ListText, ...], verdicts: list[str]) -> None:
    assert [found["verdict"] for found in standing(*decisions)] == verdicts


# A place ------------------------------------------------------------------------------------------------------------------------


def test_a_move_between_departments_is_seen_over_a_place() -> None:
    moved = power("水产苗种场检查", "SL-1", "《渔业法》第十六条")
    taken = power("水产苗种场检查", "NY-8", "《渔业法》第十六条", OTHER)
    farm = [
        power(f"对第{word}类农机的检查", f"NY-{n}", "《农业机械化促进法》第五条", OTHER)
        for n, word in enumerate("甲乙丙")
    ]
    lists = (
        listed([*KEPT, moved], OLD),
        listed(KEPT, NEW),
        listed(farm, OLD, OTHER),
        listed([*farm, taken], NEW, OTHER),
    )
    for asked in ("421127", "黄梅县", "421127000000"):
        found = compare(view(*lists), asked)
        change = only(found, "moved")
        assert found["scope"] == "place"
        assert (change["before"][0]["body"], change["after"][0]["body"]) == (BUREAU, OTHER)
        assert {one["element"] for one in change["elements"]} == {"code", "holders", "list"}
        assert len(found["changes"]) == 1
        assert [one["title"] for one in found["lists"]] == [f"{OTHER}权责清单", f"{BUREAU}权责清单"]
    assert only(compare(view(*lists), BUREAU), "removed")
    assert only(compare(view(*lists), OTHER), "added")


def test_a_place_is_compared_as_its_lists_stood_on_two_days() -> None:
    town = listed([power("茶馆巡查", "", "", "小池镇")], date(2024, 1, 1), "小池镇", ListKind.VILLAGE, "421127102")
    lists = (listed([*KEPT, power("取水许可", "SL-1")], OLD), listed(KEPT, NEW), town)
    found = compare(view(*lists), "黄梅县", "2023-12-31", "2024-12-31")
    assert only(found, "removed")["before"][0]["name"] == "取水许可"
    assert any("小池镇" in note and "无从比较" in note for note in found["notes"])
    assert compare(view(*lists), "黄梅县", "2023-07-01", "2023-08-01")["changes"] == []
    assert (compare(view(*lists), "黄梅县")["a"], compare(view(*lists), "黄梅县")["b"]) == ("2023-06-30", "2024-06-30")


# Which list, which editions -----------------------------------------------------------------------------------------------------

THIRD = date(2025, 6, 30)
LISTS = view(
    listed(KEPT, OLD),
    listed([*KEPT, power("取水许可", "SL-1")], NEW),
    listed([*KEPT, power("取水许可", "SL-1"), power("河道采砂许可", "SL-2")], THIRD),
    listed([power("做好防汛", "")], OLD, BUREAU, ListKind.MANDATE),
    listed([power("农机检查", "")], OLD, OTHER),
    listed([power("农机检查", "")], OLD, "蕲春县农业农村局", place="421126"),
)


@pytest.mark.parametrize(
    "reference",
    [
        BUREAU,
        f"{BUREAU}权责清单",
        f"{BUREAU} 权责清单",
        f"{BUREAU}power_list",
        f"list/421127/{BUREAU}/power_list",
        f"list/421127/{BUREAU}/power_list/2023-06-30",
        "黄梅县水利局权责",
    ],
)
def test_a_list_is_known_by_its_identifier_its_body_or_its_title(reference: str) -> None:
    found = compare(LISTS, reference)
    assert (found["title"], found["a"], found["b"]) == (f"{BUREAU}权责清单", "2024-06-30", "2025-06-30")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", ("2024-06-30", "2025-06-30")),
        ("2023-06-30", "2024-06-30", ("2023-06-30", "2024-06-30")),
        ("2023年6月30日", "２０２４", ("2023-06-30", "2024-06-30")),
        ("2023", "最新", ("2023-06-30", "2025-06-30")),
        ("上一版", "最新", ("2024-06-30", "2025-06-30")),
        ("2023", "上一版", ("2023-06-30", "2024-06-30")),
        ("2023-06", "", ("2023-06-30", "2025-06-30")),
        ("2025", "2023", ("2023-06-30", "2025-06-30")),
        (f"list/421127/{BUREAU}/power_list/2023-06-30", "2024", ("2023-06-30", "2024-06-30")),
        ("2023-12-01", "2024-12-31", ("2023-06-30", "2024-06-30")),
    ],
)
def test_editions_are_known_by_day_year_or_word(before: str, after: str, expected: tuple[str, str]) -> None:
    found = compare(LISTS, BUREAU, before, after)
    assert (found["a"], found["b"]) == expected


def test_a_day_between_editions_is_answered_with_a_note() -> None:
    assert compare(LISTS, BUREAU, "2023-12-01", "2024")["notes"] == ["2023-12-01 适用的是 2023-06-30 版"]
    assert compare(LISTS, BUREAU, "2025", "2023")["notes"] == ["已把较早的一版放在前面"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("没有的局",), "没有名为“没有的局”的清单。可写："),
        (("list/421127/没有/power_list",), "没有清单“list/421127/没有/power_list”"),
        (
            ("农业农村局",),
            "可写：蕲春县农业农村局权责清单（list/421126/蕲春县农业农村局/power_list，2023-06-30）；黄梅县",
        ),
        ((OTHER,), "只有一版（2023-06-30），没有可以比较的另一版"),
        ((BUREAU, "2019"), "没有 2019 的版本。现有：2023-06-30、2024-06-30、2025-06-30"),
        ((BUREAU, "2023", "2023"), "两次写的都是 2023-06-30 版"),
        ((BUREAU, "最新"), "请写明与哪一版比较"),
        ((BUREAU, f"list/421127/{BUREAU}/power_list/2020-01-01"), "没有“list/421127/"),
        ((BUREAU, "", "", "421126"), "没有名为"),
        (("330000",), "没有“330000”的清单"),
        (("蕲春县",), "只有一版"),
        (("黄梅县", "2024", "2024"), "请写两个不同的日子"),
        ((" ",), "请写明是哪份清单"),
        (("\u00a0\x1e",), "请写明是哪份清单"),
        (("《》",), "请写明是哪份清单"),
    ],
)
def test_what_cannot_be_found_says_what_there_is(arguments: tuple[str, ...], said: str) -> None:
    with pytest.raises(LookupError) as error:
        compare(LISTS, *arguments)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((BUREAU, "去年"), "“去年”不是版本"),
        ((BUREAU, "2023-02-30"), "没有“2023-02-30”这一天"),
    ],
)
def test_what_cannot_be_asked_says_what_can(arguments: tuple[str, ...], said: str) -> None:
    with pytest.raises(QuestionError) as error:
        compare(LISTS, *arguments)
    assert said in str(error.value)


def test_several_lists_are_named() -> None:
    two = view(
        *(listed(KEPT, day, BUREAU, kind) for day in (OLD, NEW) for kind in (ListKind.POWER, ListKind.ENFORCEMENT))
    )
    with pytest.raises(LookupError) as error:
        compare(two, BUREAU)
    assert "有 2 份清单" in str(error.value)
    assert "enforcement_catalogue" in str(error.value)
    assert compare(two, f"{BUREAU}执法事项目录")["changes"] == []


# The command and HTTP -----------------------------------------------------------------------------------------------------------

_HEAD = "序号,权力编码,权力类型,事项名称,实施依据,实施主体,承办机构\n"
_OLD = (
    "黄梅县文化和旅游局权责清单（2023年6月30日）\n"
    + _HEAD
    + "1,WL-1,行政许可,茶馆开办登记,《茶馆管理条例》第四条,黄梅县文化和旅游局,审批股\n"
    "2,WL-2,行政处罚,对未经登记开办茶馆的处罚,《茶馆管理条例》第五条,黄梅县文化和旅游局,法规股\n"
    "3,WL-3,行政检查,戏台查验,《戏台安全规定》第二条,黄梅县文化和旅游局,法规股\n"
)
_NEW = (
    "黄梅县文化和旅游局权责清单（2024年6月30日）\n"
    + _HEAD
    + "1,WL-3,行政检查,戏台查验,《戏台安全规定》第三条,黄梅县文化和旅游局,执法大队\n"
    "2,WL-1,行政许可,茶馆开办、变更登记,《茶馆管理条例》第四条,黄梅县文化和旅游局,审批股\n"
    "3,WL-4,行政检查,茶馆检查,《茶馆管理条例》第三条,黄梅县文化和旅游局,执法大队\n"
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two editions of one list."""
    files = tmp_path_factory.mktemp("editions")
    for name, text in (("文旅2023.csv", _OLD), ("文旅2024.csv", _NEW)):
        (files / name).write_text(text, encoding="utf-8")
    sample.load(files / "home", files)
    return files / "home"


@pytest.fixture(scope="module")
def client(home: Path) -> Iterator[TestClient]:
    with (
        Home(sample.settings(home)) as opened,
        TestClient(create_app(opened), raise_server_exceptions=False) as asked,
    ):
        yield asked


def test_the_command_answers_json(home: Path) -> None:
    found = answer("diff", "黄梅县文化和旅游局", home=home)
    models.EditionsAnswer.model_validate(found)
    assert found["counts"]["added"] == found["counts"]["removed"] == found["counts"]["renamed"] == 1
    assert only(found, "moved")["kinds"] == ["moved", "changed"]
    assert found["counts"]["unverifiable"] == len(found["changes"]) == 4


def test_the_command_shows_marks_and_places(home: Path) -> None:
    shown = run("diff", "黄梅县文化和旅游局", "2023", "2024", home=home).stdout.decode()
    assert "茶馆开办{+、变更+}登记（WL-1）　第 3 行 → 第 4 行　无法核验" in shown
    assert "依据　由《戏台安全规定》第2条改为《戏台安全规定》第3条　E5 → E3" in shown
    assert "承办机构　减法规股；增执法大队" in shown
    assert "── 新增（1）" in shown
    assert "没有载入 2023-06-30 之后、2024-06-30 以前的调整决定" in shown


def test_on_a_terminal_no_line_is_wider(home: Path) -> None:
    shown = on_a_terminal(80, "diff", "黄梅县文化和旅游局", home=home)
    assert "转移（1）" in shown
    assert max(cell_len(line) for line in shown.split("\n")) <= 80


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("没有的局",), 1, "没有名为“没有的局”的清单"),
        (("黄梅县文化和旅游局", "去年"), 2, "“去年”不是版本"),
        ((), 2, "缺少 清单"),
    ],
)
def test_the_command_says_what_is_wrong(home: Path, arguments: tuple[str, ...], code: int, said: str) -> None:
    done = run("diff", *arguments, home=home)
    assert done.returncode == code
    assert said in done.stderr.decode()
    done = run("diff", *arguments, "--json", home=home)
    assert said in json.loads(done.stdout)["error"]


def test_http_answers_what_the_command_does(home: Path, client: TestClient) -> None:
    response = client.get("/api/v1/diff", params={"list": "黄梅县文化和旅游局", "a": "2023", "b": "最新"})
    assert response.status_code == 200
    assert response.json() == answer("diff", "黄梅县文化和旅游局", home=home)
    again = client.get(
        "/api/v1/diff",
        params={"list": "黄梅县文化和旅游局", "a": "2023", "b": "最新"},
        headers={"If-None-Match": response.headers["etag"]},
    )
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("params", "status", "said"),
    [
        ({"list": "没有的局"}, 404, "没有名为"),
        ({"list": "黄梅县文化和旅游局", "a": "去年"}, 422, "不是版本"),
        ({}, 422, "list：缺少这个参数"),
        ({"list": "x", "A": "1"}, 422, "没有这个参数"),
    ],
)
def test_http_tells_problems_in_chinese(client: TestClient, params: dict[str, str], status: int, said: str) -> None:
    response = client.get("/api/v1/diff", params=params)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert said in response.json()["detail"]

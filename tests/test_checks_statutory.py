"""What the law gives to towns and departments and no list has. The laws and the lists are the tests' own."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.checks.statutory import CHECKS
from casework.findings import Finding
from ontologies.records import Severity
from tests.support.checked import check, table

_HISTORY = "2020年1月1日 国务院令第701号公布\n\n<!-- INFO END -->\n\n"
_WELLS = f"""# 水井条例

{_HISTORY}第一条 为了管好水井，制定本条例。

第二条 县级以上人民政府应当加强对水井工作的领导。

第三条 乡镇人民政府负责水井的日常巡查。

第四条 乡镇人民政府应当建立健全水井管理制度。

第五条 水井没有井盖的，由乡镇人民政府责令限期改正；逾期不改的，处一百元以下罚款。

第六条 占用水井堆放杂物的，由乡镇人民政府责令清除。

第七条 本条例自2020年3月1日起施行。
"""
_DOGS = f"""# 养犬条例

{_HISTORY}第一条 为了规范养犬，制定本条例。

第二条 县级以上人民政府公安机关应当建立健全养犬管理制度。

第三条 养犬不登记的，由县级人民政府公安机关责令改正，处二百元以下罚款。

第四条 遗弃犬只的，由县级人民政府公安机关处五百元以下罚款。

第五条 犬只伤人的，由县级人民政府公安机关没收犬只。

第六条 斗犬的，由县级人民政府公安机关没收犬只，处一千元以下罚款。

第七条 犬吠扰民的，由县级人民政府公安机关处警告。

第八条 县级人民政府公安机关应当每年清点犬只。

第九条 本条例自2020年3月1日起施行。
"""
_TOWNS = {"小池镇": "421127102", "孔垄镇": "421127101", "五祖镇": "421127106", "停前镇": "421127105"}


def duties(**held: list[tuple[str, str]]) -> dict[str, str]:
    """Town → its items (name, article of the law on wells)."""
    files = {}
    for town, items in held.items():
        rows = [
            f"{n},基本履职,{name},{f'《水井条例》第{art}条' if art else ''}" for n, (name, art) in enumerate(items, 1)
        ]
        files[f"{town}履职事项清单.csv"] = table(
            f"{town}履职事项清单（2025年5月20日）", "序号,履职类型,事项名称,法律依据", *rows, "99,基本履职,路灯报修,"
        )
        files[f"{town}履职事项清单.csv.yaml"] = f"place: '{_TOWNS[town]}'\nauthority: {town}\nedition: 2025-05-20\n"
    return files


def told(found: list[Finding]) -> list[tuple[str, str, list[str]]]:
    """(verdict, body or what it is known by, articles), hints left out."""
    return sorted(
        (
            one.verdict.label,
            one.bodies[0].rpartition("/")[2] if len(one.bodies) == 1 else f"{len(one.bodies)}个",
            [proof.article for proof in one.provisions],
        )
        for one in found
        if one.weight is not Severity.LOW or one.verdict.label == "无法核验"
    )


_BOTH = [("水井巡查", "三"), ("井盖的整改和处罚", "五")]


@pytest.mark.parametrize(
    ("fourth", "expected"),
    [
        (_BOTH, []),
        ([("水井巡查", "三")], [("疑似", "停前镇", ["第五条"])]),
        # Under another article or in other words it has it all the same.
        ([("水井巡查", "三"), ("井盖整改和处罚", "")], []),
        ([("水井巡查", "三"), ("违规井盖的整改处罚", "六")], []),
    ],
)
def test_sister_towns(
    tmp_path: Path, fourth: list[tuple[str, str]], expected: list[tuple[str, str, list[str]]]
) -> None:
    files = {"水井条例.md": _WELLS, **duties(小池镇=_BOTH, 孔垄镇=_BOTH, 五祖镇=_BOTH, 停前镇=fourth)}
    found = [one for one in told(check(tmp_path, files, CHECKS)) if one[1] == "停前镇"]
    assert found == expected


def test_what_no_town_has_is_one_finding_and_loose_duties_none(tmp_path: Path) -> None:
    rows = [("水井巡查", "三")]
    files = {"水井条例.md": _WELLS, **duties(小池镇=rows, 孔垄镇=rows, 五祖镇=rows, 停前镇=rows)}
    assert told(check(tmp_path, files, CHECKS)) == [("疑似", "4个", ["第五条"]), ("疑似", "4个", ["第六条"])]


@pytest.mark.parametrize(("having", "expected"), [(3, [("无法核验", "停前镇", ["第五条"])]), (2, [])])
def test_captions_prove_nothing(tmp_path: Path, having: int, expected: list[tuple[str, str, list[str]]]) -> None:
    law = f"---\ntext: captions\n---\n# 水井条例\n\n{_HISTORY}" + "\n\n".join(
        f"第{n}条 【{text}】"
        for n, text in zip("一二三四五六", ("目的", "领导", "巡查", "制度", "井盖", "杂物"), strict=True)
    )
    short = [("水井巡查", "三")]
    towns = dict(zip(_TOWNS, [*([_BOTH] * having), *([short] * (4 - having))], strict=True))
    files = {"水井条例.md": law, **duties(**towns)}
    assert told(check(tmp_path, files, CHECKS)) == expected


_ACTS = {
    "三": "对养犬不登记的处罚",
    "四": "对遗弃犬只的处罚",
    "五": "对犬只伤人的处罚",
    "六": "对斗犬的处罚",
    "七": "对犬吠扰民的处罚",
}


def powers(*articles: str, more: str = "") -> dict[str, str]:
    rows = [f"{n},行政处罚,{_ACTS[art]},《养犬条例》第{art}条,黄梅县公安局" for n, art in enumerate(articles, 1)]
    return {
        "养犬条例.md": _DOGS,
        "公安局权责清单.csv": table(
            "黄梅县公安局权责清单（2026年1月1日）",
            "序号,权力类型,事项名称,实施依据,实施主体",
            *rows,
            *([more] if more else []),
        ),
    }


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (powers("三", "四", "五", "六"), [("疑似", "黄梅县公安局", ["第七条"])]),
        (powers("三", "四", "五", "六", "七"), []),
        # A few of many: the law is not the list's measure.
        (powers("三", "四", more="9,行政检查,犬展检查,《犬展办法》第二条,黄梅县公安局"), []),
        # Another body of the county has it.
        (powers("三", "四", "五", "六", more="9,行政处罚,对犬吠的处罚,《养犬条例》第七条,黄梅县城市管理执法局"), []),
        # The list says it in the words of the provision, under another article.
        (powers("三", "四", "五", "六", more="9,行政处罚,对犬吠扰民的处罚,《养犬条例》第八条,黄梅县公安局"), []),
    ],
)
def test_departments(tmp_path: Path, files: dict[str, str], expected: list[tuple[str, str, list[str]]]) -> None:
    assert told(check(tmp_path, files, CHECKS)) == expected


def hints(root: Path, files: dict[str, str]) -> list[list[str]]:
    """The articles of each hint."""
    found = [one for one in check(root, files, CHECKS) if one.weight is Severity.LOW]
    return sorted([proof.article for proof in one.provisions] for one in found)


def test_what_a_list_leaves_out_of_a_law_that_it_works_with_is_a_hint(tmp_path: Path) -> None:
    """The powers of the law are one hint, the rest of what the body's laws ask another."""
    files = powers("三", "四", more="9,行政检查,犬展检查,《犬展办法》第二条,黄梅县公安局")
    assert hints(tmp_path, files) == [["第二条", "第八条"], ["第五条", "第六条", "第七条"]]


def test_of_a_law_that_a_list_hardly_uses_all_is_in_one_hint(tmp_path: Path) -> None:
    more = "8,行政检查,犬展检查,《犬展办法》第二条,黄梅县公安局\n9,行政检查,犬市检查,《犬展办法》第三条,黄梅县公安局"
    assert hints(tmp_path, powers("三", more=more)) == [["第四条", "第五条", "第六条", "第七条", "第二条", "第八条"]]


def test_laws_that_only_others_cite_are_not_asked_of_a_body(tmp_path: Path) -> None:
    mine = "\n".join(f"{n},行政检查,犬展{n}区的检查,《犬展办法》第{n}条,黄梅县公安局" for n in range(2, 6))
    theirs = "9,行政处罚,对养犬不登记的处罚,《养犬条例》第三条,黄梅县城市管理执法局"
    assert hints(tmp_path, powers(more=f"{mine}\n{theirs}")) == []


def test_competence_and_the_powers_of_another_law_are_no_duties(tmp_path: Path) -> None:
    files = powers("三", "四", "五", "六", "七")
    asks = (
        "第八条 县级人民政府公安机关负责本行政区域内的养犬管理工作。\n\n"
        "第九条 阻碍检查的，由公安机关依法给予治安管理处罚。\n\n"
        "第十条 县级人民政府公安机关应当将情况通报有关部门。\n\n第十一条 本条例自2020年3月1日起施行。\n"
    )
    files["养犬条例.md"] = _DOGS.split("第八条")[0] + asks
    assert hints(tmp_path, files) == [["第二条"]]


def test_an_item_on_another_article_of_the_law_holds_no_second_one(tmp_path: Path) -> None:
    """对犬只伤人的处罚 has most words of an article on 犬只伤人 that is not its own, but is at home in its own."""
    law = _DOGS.replace(
        "第八条 县级人民政府公安机关应当每年清点犬只。",
        "第八条 携带犬只进入公园，犬只伤人未报告的，由县级人民政府公安机关处一百元以下罚款。",
    )
    found = check(tmp_path, {**powers("三", "四", "五", "六", "七"), "养犬条例.md": law}, CHECKS)
    assert told(found) == [("疑似", "黄梅县公安局", ["第八条"])]

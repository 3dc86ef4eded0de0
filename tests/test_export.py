"""Lists given out again: what was read, written and read again is the same, in every layout and format; selections, corrections
made visible, and what the command and HTTP make of it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import docx
import msgspec
import openpyxl
import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.http import create_app
from casework.export import beside, export_answer, export_files, select
from examples.county import sheets as made
from ingest.corrections import correct
from ingest.export import FORMATS, Export, ExportError, Piece, export, own_format
from ingest.export.book import LONGEST_CELL, sheet_names
from ingest.home import Home
from ingest.lists import parse_sidecar, read_divisions, read_list
from ingest.lists.frame import grids_of, source_format
from ingest.lists.grid import read_grids
from ontologies.places import Place
from ontologies.records import CorrectionRecord, EntryRecord, ListText
from tests.support import sample
from tests.test_cli import run
from tests.test_list_readers import TOWNS, csv_bytes, xlsx

EXAMPLES = Path(__file__).parent.parent / "examples" / "lists"
SHARED = Path(__file__).parent.parent.parent / "shared" / "lists"
TITLE = "黄梅县应急管理局权责清单"
HEAD = ["序号", "权力类型", "职权名称", "", "设定依据", "实施主体", "责任事项", "状态"]
UNDER = ["", "", "项目", "子项", "", "", "", ""]
ITEMS: list[list[Any]] = [
    [1, "行政处罚", "甲的处罚", "甲一", "《安全生产法》第九十四条", "县应急局", "1.立案：核实线索\n2.决定：依法作出", "在用"],
    ["", "", "", "甲二", "", "", "", "在用"],
    [2, "", "乙的处罚", "", "《消防法》第九条\n《消防法》第十条", "县应急管理局", "", ""],
    [3, "行政检查", "丙的检查", "", "=见附件", "县公安局", "", "停用"],
]  # fmt: skip


def whole(prepare: Any = None) -> bytes:
    """A sheet with nearly everything: titles, a two-row head, merged types and main items, a heading, a total, remarks, a hidden column."""
    rows: list[list[Any]] = [[TITLE], ["（截至2024年6月30日）"], HEAD, UNDER, *ITEMS]
    rows += [
        ["二、行政许可（共1项）"],
        [4, "行政许可", "丁的许可", "", "《消防法》第十五条", "县应急管理局", "", "在用"],
    ]
    rows += [["合计", "", "4项"], [], ["注：本清单由县应急管理局负责解释。"], ["填表人：张某", "", "", "审核人：李某"]]

    def shape(book: Any) -> None:
        sheet = book.active
        for area in (
            "A1:H1",
            "A2:H2",
            "C3:D3",
            "A3:A4",
            "B3:B4",
            "E3:E4",
            "F3:F4",
            "G3:G4",
            "H3:H4",
            "A9:H9",
            "A13:H13",
        ):
            sheet.merge_cells(area)
        for area in ("A5:A6", "C5:C6", "E5:E6", "F5:F6", "G5:G6", "B5:B7"):
            sheet.merge_cells(area)
        sheet.column_dimensions["H"].hidden = True
        if prepare:
            prepare(book)

    return xlsx(rows, shape)


DUTIES: dict[str, Sequence[Sequence[Any]]] = {
    "基本": [
        ["小池镇基本履职事项清单（2025年5月20日）"],
        ["序号", "主题", "事项名称", "法律依据", "承办机构"],
        [1, "党的建设", "党组织建设", "", "党建办公室"],
        [2, "", "党员教育", "", "党建办公室"],
    ],
    "配合": [
        ["小池镇配合履职事项清单"],
        ["序号", "事项名称", "对应上级部门", "上级部门职责", "乡镇配合职责"],
        [1, "森林防火", "县林业局；县应急管理局", "扑救", "巡山"],
    ],
    "说明": [["本清单共三部分。"]],
}
THREE_IN_ONE: list[list[Any]] = [
    ["五祖镇履行职责事项清单（2025年5月20日）"],
    ["一、基本履职事项清单"],
    ["序号", "事项名称", "法律依据"],
    [1, "村务公开", "《村民委员会组织法》第三十条"],
    [""],
    ["二、配合履职事项清单"],
    ["序号", "事项名称", "对应上级部门"],
    [1, "森林防火", "县林业局"],
    ["三、上级部门收回事项清单"],
    ["序号", "事项名称", "承接部门及工作方式"],
    [1, "危房鉴定", "承接部门：县住建局。工作方式：委托鉴定"],
    ["注：以上三项。"],
]
PLAIN: list[list[Any]] = [
    [TITLE, "", ""],
    ["序号", "事项名称", "设定依据"],
    ["1", "甲", "《消防法》第九条"],
    ["2", "乙", ""],
]


def word() -> bytes:
    document = made.document(TITLE, ["（截至2024年6月30日）", "为明确职责，编制本清单，由县应急管理局负责解释。"])
    rows = [
        ["序号", "权力类型", "事项名称", "子项", "设定依据"],
        ["1", "行政处罚", "甲", "甲一", "《消防法》第九条\n第十条"],
    ]
    rows += [
        ["", "", "", "甲二", "《消防法》第十一条"],
        ["行政检查", "", "", "", ""],
        ["2", "行政检查", "乙", "", "无"],
    ]
    made.table(document, rows, [(1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 2, 2), (3, 0, 3, 4)])
    document.add_paragraph("注：第一张表到此为止。")
    document.add_paragraph("黄梅县应急管理局权责清单（第二部分）")
    made.table(document, [["序号", "事项名称", "设定依据"], ["1", "丙的检查", "《消防法》第六条"]], [])
    document.add_paragraph("附件从略。")
    return made.document_bytes(document)


RECORDS = [
    {"事项名称": "甲", "权力类型": "行政处罚", "设定依据": "《消防法》第九条"},
    {"事项名称": "乙", "设定依据": None},
]
LINES: list[dict[str, object]] = [
    {"事项名称": "甲", "实施主体": "县应急管理局", "依据": "《消防法》第九条"},
    {"依据": "无", "事项名称": "乙", "电话": 12},
]
LAYOUTS: dict[str, tuple[bytes, dict[str, Any]]] = {
    "全.xlsx": (whole(), {}),
    "小池镇.xlsx": (xlsx(DUTIES), {"place": "421127102"}),
    "五祖镇.xlsx": (xlsx(THREE_IN_ONE), {"place": "421127106"}),
    "平.csv": (csv_bytes(PLAIN), {"edition": "2024-06-30"}),
    "分号.csv": (csv_bytes(PLAIN, ";", "gb18030"), {"edition": "2024-06-30"}),
    "文.docx": (word(), {}),
    "记录.json": (made.json_bytes({"标题": TITLE, "日期": "2024-06-30", "事项": RECORDS}), {}),
    "数组.json": (made.json_bytes(RECORDS), {"authority": "黄梅县应急管理局", "edition": "2024-06-30"}),
    "行.jsonl": (made.json_lines_bytes(LINES), {"edition": "2024-06-30"}),
    "断行.jsonl": (
        made.json_lines_bytes(LINES) + '\n{"事项名称": "断\n{"事项名称": "丙"}\n'.encode(),
        {"edition": "2024-06-30"},
    ),
}


def read(data: bytes, name: str, told: dict[str, Any], places: Sequence[Place] = TOWNS) -> list[ListText]:
    lists, problems = read_list(data, name, told or None, {"stem": name.rpartition(".")[0]}, places)
    assert lists, [problem.text() for problem in problems]
    return lists


def facts(text: ListText) -> dict[str, Any]:
    """What a sidecar would tell of a list."""
    return {
        "authority": text.authority,
        "place": text.place,
        "edition": text.edition,
        "title": text.title,
        "kind": str(text.kind),
    }


def again(text: ListText, form: str = "", places: Sequence[Place] = TOWNS, **how: Any) -> ListText:
    """A list after it was written and read again."""
    written = export([Piece("清单", text)], form, **how)
    lists, problems = read_list(written.data, written.name, facts(text), {"stem": text.hints.get("stem", "")}, places)
    assert len(lists) == 1, [problem.text() for problem in problems]
    return lists[0]


def unmeasured(text: ListText) -> ListText:
    """A list whatever its columns' widths: they are made up where a file tells none."""
    return msgspec.structs.replace(
        text, layouts=tuple(msgspec.structs.replace(each, widths={}) for each in text.layouts)
    )


def said(entry: EntryRecord) -> EntryRecord:
    """What an entry says wherever it stands."""
    return msgspec.structs.replace(entry, sheet="", row=0, cells={}, fields={})


# The same again, in every layout ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_list_comes_back_as_it_was(name: str) -> None:
    data, told = LAYOUTS[name]
    (text,) = read(data, name, told)
    back = again(text)
    assert back.entries == text.entries
    assert (back.notes, back.columns, back.bodies) == (text.notes, text.columns, text.bodies)
    assert unmeasured(back) == unmeasured(text)
    assert own_format([Piece("清单", text)]) == name.rpartition(".")[2]


def test_of_several_lists_in_a_file_each_comes_back_with_its_own_rows() -> None:
    def part(title: str, name: str) -> list[list[Any]]:
        return [[title], PLAIN[1], ["1", name, "《消防法》第九条"], ["注：完"]]

    first, second = "黄梅县应急管理局权责清单", "黄梅县公安局权责清单"
    for data in (
        xlsx({"应急": part(first, "甲"), "公安": part(second, "乙")}),
        xlsx([*part(first, "甲"), [""], *part(second, "乙")], lambda book: book.active.merge_cells("A6:C6")),
    ):
        lists = read(data, "两份.xlsx", {})
        assert [text.authority for text in lists] == ["黄梅县应急管理局", "黄梅县公安局"]
        for text, name, title in zip(lists, "甲乙", (first, second), strict=True):
            assert [said(entry) for entry in again(text).entries] == [said(entry) for entry in text.entries]
            words = [cell for grid in grids_of(text) for row in grid.rows for cell in row if cell]
            assert words == [title, *PLAIN[1], "1", name, "《消防法》第九条", "注：完"]


def test_lists_under_one_head_have_it_each() -> None:
    rows = [
        PLAIN[1],
        ["黄梅县应急管理局权责清单", "", ""],
        ["1", "甲", "一"],
        ["黄梅县公安局权责清单", "", ""],
        ["2", "乙", "二"],
    ]

    def merge(book: Any) -> None:
        book.active.merge_cells("A2:C2")
        book.active.merge_cells("A4:C4")

    lists = read(xlsx(rows, merge), "两份.xlsx", {})
    assert [text.authority for text in lists] == ["黄梅县应急管理局", "黄梅县公安局"]
    assert all(text.layouts[0].heads == ((1, 1),) for text in lists)
    for text in lists:
        assert [said(entry) for entry in again(text).entries] == [said(entry) for entry in text.entries]
        assert grids_of(text)[0].rows[0] == PLAIN[1]


@pytest.mark.parametrize("name", [name for name in LAYOUTS if name.endswith(".xlsx")])
def test_a_workbook_comes_back_cell_by_cell(name: str) -> None:
    data, told = LAYOUTS[name]
    (text,) = read(data, name, told)
    wanted, _ = read_grids(data, name)
    found, _ = read_grids(export([Piece("清单", text)]).data, name)
    assert [grid.name for grid in found] == [grid.name for grid in wanted]
    for one, other in zip(wanted, found, strict=True):
        assert other.rows == one.rows
        assert sorted(other.merges) == sorted(one.merges)
        assert other.hidden == one.hidden


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_says_the_same_in_every_format(name: str, form: str) -> None:
    data, told = LAYOUTS[name]
    for text in read(data, name, told):
        back = again(text, form)
        assert [(entry.name, entry.sub_name) for entry in back.entries] == [
            (entry.name, entry.sub_name) for entry in text.entries
        ]
        assert [said(entry) for entry in back.entries] == [said(entry) for entry in text.entries]


# Here the name of a sheet alone tells to which type of towns it grants, and a document has no sheets.
SHEET_TELLS = {"黄梅县乡镇行政审批服务赋权清单.xlsx"}


def _example_files() -> list[Path]:
    return [
        path for path in sorted(EXAMPLES.iterdir()) if path.suffix not in (".yaml", ".yml") and "区划" not in path.name
    ]


def _example(path: Path) -> tuple[list[ListText], list[Place]]:
    places, _ = read_divisions((EXAMPLES / "黄梅县区划.csv").read_bytes(), "区划")
    sidecar = path.with_name(path.name + ".yaml")
    told = parse_sidecar(sidecar.read_bytes(), sidecar.name)[0] if sidecar.exists() else {}
    return read(path.read_bytes(), path.name, told or {}, places), places


@pytest.mark.parametrize("path", _example_files(), ids=lambda path: path.name)
def test_every_list_of_the_example_county_comes_back(path: Path) -> None:
    lists, places = _example(path)
    for text in lists:
        back = again(text, places=places)
        assert back.title == text.title
        if text.source == "html":
            # A page goes out as a workbook: its lines above the table are rows there.
            assert [said(entry) for entry in back.entries] == [said(entry) for entry in text.entries]
            continue
        assert back.entries == text.entries
        assert (back.notes, back.bodies, back.kind) == (text.notes, text.bodies, text.kind)
        for one, other in zip(text.layouts, back.layouts, strict=True):
            assert {column: other.widths[column] for column in one.widths} == one.widths
            assert msgspec.structs.replace(other, merges=(), widths={}) == msgspec.structs.replace(
                one, merges=(), widths={}
            )
            assert sorted(other.merges) == sorted(one.merges)
        assert grids_of(back)[0].rows == grids_of(text)[0].rows


@pytest.mark.parametrize("form", ["xlsx", "docx"])
@pytest.mark.parametrize("path", _example_files(), ids=lambda path: path.name)
def test_every_list_of_the_example_county_says_the_same_in_another_format(path: Path, form: str) -> None:
    lists, places = _example(path)
    for text in lists:
        back = again(text, form, places)
        if form == "docx" and path.name in SHEET_TELLS:
            assert [entry.name for entry in back.entries] == [entry.name for entry in text.entries]
        else:
            assert [said(entry) for entry in back.entries] == [said(entry) for entry in text.entries]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with Home(sample.settings(tmp_path_factory.mktemp("county"))) as opened:
        opened.load([EXAMPLES])
        yield opened


COUNTY_DAY = date(2026, 11, 1)


def _loaded_back(files: Path, county: Home, folder: Path) -> None:
    """Load what was written with the divisions, and find the lists of the county in force again: each with its entries."""
    (files / "黄梅县区划.csv").write_bytes((EXAMPLES / "黄梅县区划.csv").read_bytes())
    before, (_, pieces) = county.view().shelf, export_answer(county.view(), [], COUNTY_DAY)
    with Home(sample.settings(folder)) as fresh:
        fresh.load([files])
        after = fresh.view().shelf
        assert sorted(after.editions) == sorted(piece.id for piece in pieces)
        for name in after.editions:
            found, wanted = after.text(name), before.text(name)
            assert [said(entry) for entry in found.entries] == [said(entry) for entry in wanted.entries], name
            assert (found.title, found.until) == (wanted.title, wanted.until)


def test_a_whole_county_goes_out_in_a_folder_and_comes_back(county: Home, tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    written = export_files(county.view(), [], COUNTY_DAY, apart=True)
    assert len(written) == len({each.file.name.lower() for each in written}) > 40
    assert [remark for each in written for remark in each.file.remarks if "读法" in remark] == []
    for each in written:
        (files / each.file.name).write_bytes(each.file.data)
        if each.sidecar:
            (files / f"{each.file.name}.yaml").write_bytes(each.sidecar)
    _loaded_back(files, county, tmp_path / "home")


@pytest.mark.parametrize("kind", ["权责清单", "三定职责", "履职事项清单"])
def test_lists_in_one_workbook_come_back_by_its_sidecar(county: Home, tmp_path: Path, kind: str) -> None:
    (written,) = export_files(county.view(), [], COUNTY_DAY, kind=kind, form="xlsx")
    assert len(written.pieces) > 4
    assert written.file.remarks == []
    told, _ = parse_sidecar(written.sidecar, "说明")
    assert told is not None
    places, _ = read_divisions((EXAMPLES / "黄梅县区划.csv").read_bytes(), "区划")
    back = {(text.authority, text.place): text for text in read(written.file.data, "全县.xlsx", told, places)}
    assert len(back) == len(written.pieces)
    for piece in written.pieces:
        text = back[piece.text.authority, piece.text.place]
        assert (text.edition, text.kind, text.title) == (piece.text.edition, piece.text.kind, piece.text.title)
        assert [said(entry) for entry in text.entries] == [said(entry) for entry in piece.text.entries]


def test_what_would_not_come_back_is_told(county: Home) -> None:
    both = [name for name in county.view().shelf.editions if "黄梅县应急管理局/power_list" in name]
    assert len(both) == 2
    (book,) = export_files(county.view(), both, COUNTY_DAY, form="xlsx")
    assert "会并成一份" in book.file.remarks[0]
    (table,) = export_files(county.view(), both, COUNTY_DAY, form="csv")
    assert "再载入时不能分开" in table.file.remarks[0]
    files = export_files(county.view(), both, COUNTY_DAY, apart=True)
    assert [each.file.remarks for each in files] == [[], []]


@pytest.mark.shared
@pytest.mark.parametrize(
    "name", ["guangan_service_items.csv", "guangdong_power_list_template.xlsx", "sample_department_list.xls"]
)
def test_lists_as_found_come_back(name: str) -> None:
    path = SHARED / name
    if not path.exists():
        pytest.skip("量测数据 ../shared 不在，略过")
    lists, _ = read_list(path.read_bytes(), name, None, {"stem": path.stem})
    for text in lists:
        back = again(text)
        assert [said(entry) for entry in back.entries] == [said(entry) for entry in text.entries]
        if name.endswith(".csv"):
            assert unmeasured(back) == unmeasured(text)


def test_the_format_is_known_by_the_bytes() -> None:
    for name, (data, _) in LAYOUTS.items():
        grids, _ = read_grids(data, name)
        assert source_format(data, grids) == name.rpartition(".")[2]
    page = made.html_bytes(TITLE, [], PLAIN[1:], [], [])
    assert source_format(page, read_grids(page, "页.xls")[0]) == "html"


def test_cards_go_out_as_the_table_they_were_read_as() -> None:
    document = made.document(TITLE)
    for name in ("甲的处罚", "乙的检查"):
        made.table(
            document,
            [["职权名称", name], ["职权类型", "行政处罚"], ["设定依据", "《消防法》第九条"], ["承办机构", "大队"]],
        )
        document.add_paragraph("")
    (text,) = read(made.document_bytes(document), "卡.docx", {"edition": "2024-06-30"})
    assert [entry.name for entry in text.entries] == ["甲的处罚", "乙的检查"]
    for form in FORMATS:
        assert [said(entry) for entry in again(text, form).entries] == [said(entry) for entry in text.entries], form
    table = docx.Document(io.BytesIO(export([Piece("清单", text)]).data)).tables[0]
    assert [cell.text for cell in table.rows[0].cells] == ["职权名称", "职权类型", "设定依据", "承办机构"]


def test_layouts_keep_a_list_small() -> None:
    rows: list[list[Any]] = [[TITLE], ["序号", "权力类型", "事项名称", "子项", "设定依据", "实施主体"]]
    for number in range(1, 501):
        rows.append(
            [
                number,
                "行政处罚",
                f"第{number}项",
                "一",
                "《安全生产法》第九十四条第一款，由应急管理部门责令改正。",
                "县应急管理局",
            ]
        )
        rows.append(["", "", "", "二", "《安全生产法》第九十五条第一款，由应急管理部门责令改正。", ""])

    def merge(book: Any) -> None:
        for row in range(3, 1003, 2):
            for letter in "ABCF":
                book.active.merge_cells(f"{letter}{row}:{letter}{row + 1}")

    (text,) = read(xlsx(rows, merge), "长.xlsx", {})
    bare = msgspec.structs.replace(text, layouts=())
    more = len(msgspec.msgpack.encode(text)) / len(msgspec.msgpack.encode(bare))
    assert len(text.entries) == 1000
    assert set(text.layouts[0].cells) == {1, 2}, "cells of items are kept once"
    assert more < 1.1


# Made-up lists ---------------------------------------------------------------------------------------------------------------

_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=12)
_CELLS = st.one_of(
    _WORDS,
    st.sampled_from(
        ["", "", "1", "1.5", "007", "-1", "=1+1", "@x", "+86", "甲\n乙", "《消防法》第九条", " 空 ", "0.10", "_x000D_"]
    ),
)
_BODIES = st.sampled_from(["", "县应急管理局", "县公安局、县应急管理局", "本局", "无"])
_FIELDS = ["序号", "权力类型", "子项", "设定依据", "实施主体", "责任事项", "备注", "随便", "监督电话"]


@st.composite
def _tables(draw: st.DrawFn) -> tuple[list[list[str]], list[str]]:
    """Rows of a list whose columns stand in any order, and areas to merge in it."""
    fields = draw(st.lists(st.sampled_from(_FIELDS), min_size=1, max_size=6, unique=True))
    heads = draw(st.permutations(["事项名称", *fields]))
    at = heads.index("事项名称")
    rows = []
    for number in range(draw(st.integers(1, 5))):
        # A list is told apart by whose it is: what is no body's name is none here.
        row = [draw(_BODIES if head == "实施主体" else _CELLS) for head in heads]
        row[at] = draw(st.sampled_from([f"第{number}项", f"对{number}的处罚", ""])) if number else "第一项"
        rows.append(row)
    above = draw(st.lists(st.sampled_from([TITLE, "（截至2024年6月30日）", "某某"]), max_size=2, unique=True))
    below = draw(st.lists(st.sampled_from(["注：完", "合计 3 项", "填表人：张某"]), max_size=2))
    width = len(heads)
    table = [[line, *[""] * (width - 1)] for line in above] + [list(heads)] + rows
    table += [[line, *[""] * (width - 1)] for line in below]
    merges = []
    for column in range(width):
        top = draw(st.integers(0, len(rows)))
        if draw(st.booleans()) and top + 1 < len(rows):
            first = len(above) + 1 + top
            table[first + 1][column] = ""
            merges.append(f"{chr(65 + column)}{first + 1}:{chr(65 + column)}{first + 2}")
    return table, merges


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(_tables())
def test_any_workbook_comes_back(table: tuple[list[list[str]], list[str]]) -> None:
    rows, merges = table

    def merge(book: Any) -> None:
        for area in merges:
            book.active.merge_cells(area)

    lists, _ = read_list(xlsx(_safe(rows), merge), "表.xlsx", None, {"stem": "表"})
    for text in lists:
        if _is_cards(text):
            continue
        back = again(text)
        assert grids_of(back)[0].rows == grids_of(text)[0].rows
        assert back.entries == text.entries
        assert unmeasured(back) == unmeasured(text)


def _is_cards(text: ListText) -> bool:
    """Whether a small table was read as a card of keys and values: such goes out as a table, its head a row of it."""
    return text.source in ("xlsx", "csv") and text.layouts[0].above > 0


def _safe(rows: list[list[str]]) -> list[list[Any]]:
    """openpyxl, which writes the first file, takes = for a formula."""
    return [[cell.replace("=", "＝") for cell in row] for row in rows]


_WIDE = str.maketrans("=@(!|", "＝＠（！｜")


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(_tables())
def test_any_text_table_and_any_records_come_back(table: tuple[list[list[str]], list[str]]) -> None:
    # What would be run as a formula gets a tab in front, and is tried by itself.
    rows = [[cell.translate(_WIDE) for cell in row] for row in table[0]]
    for data, name in ((csv_bytes(rows), "表.csv"), (_as_records(rows), "表.jsonl")):
        lists, _ = read_list(data, name, None, {"stem": "表"})
        for text in lists:
            if _is_cards(text):
                continue
            back = again(text)
            assert back.entries == text.entries, name
            assert unmeasured(back) == unmeasured(text), name


def _as_records(rows: list[list[str]]) -> bytes:
    head = next(row for row in rows if "事项名称" in row)
    return made.json_lines_bytes(dict(zip(head, row, strict=True)) for row in rows if row != head)


# Some of the rows -----------------------------------------------------------------------------------------------------------


def test_chosen_rows_keep_their_titles_heads_and_headings() -> None:
    (text,) = read(whole(), "全.xlsx", {})
    sub = next(entry for entry in text.entries if entry.sub_name == "甲二")
    last = text.entries[-1]
    piece = Piece("清单", text, {(sub.sheet, sub.row), (last.sheet, last.row)})
    assert piece.rows == 2
    (grid,), _ = read_grids(export([piece]).data, "选.xlsx")
    words = [[cell for cell in row if cell] for row in grid.rows]
    assert words[:2] == [[TITLE], ["（截至2024年6月30日）"]]
    # What a merged cell says of a row that is left is still said, though the row it stood in is gone.
    assert words[4] == [
        "1",
        "行政处罚",
        "甲的处罚",
        "甲二",
        "《安全生产法》第九十四条",
        "县应急局",
        ITEMS[0][6],
        "在用",
    ]
    assert words[5] == ["二、行政许可（共1项）"]
    assert words[6][2] == "丁的许可"
    assert "注：本清单由县应急管理局负责解释。" in [row[0] for row in words if row]
    assert not any("乙的处罚" in row for row in words)
    (back,) = read(export([piece]).data, "选.xlsx", facts(text))
    assert [said(entry) for entry in back.entries] == [said(sub), said(last)]
    # Without its items a heading says nothing.
    (grid,), _ = read_grids(export([Piece("清单", text, {(sub.sheet, sub.row)})]).data, "选.xlsx")
    assert not any("二、行政许可（共1项）" in row for row in grid.rows)


def test_rows_of_several_lists_stand_in_standard_columns() -> None:
    (power,) = read(whole(), "全.xlsx", {})
    (duty,) = read(xlsx(DUTIES), "小池镇.xlsx", {"place": "421127102"})
    pieces = [Piece("list/一", power), Piece("list/二", duty)]
    book = openpyxl.load_workbook(io.BytesIO(export(pieces, "xlsx").data))
    assert book.sheetnames == ["黄梅县应急管理局权责清单", "基本", "配合", "说明"]
    # Chosen rows: a sheet a list.
    some = [Piece("list/一", power, {("Sheet1", 7)}), pieces[1]]
    book = openpyxl.load_workbook(io.BytesIO(export(some, "xlsx").data))
    assert book.sheetnames == [power.title, duty.title]
    rows = [[cell.value for cell in row] for row in book[power.title].iter_rows()]
    assert rows[0][0] == TITLE
    assert rows[2][:6] == ["序号", "类型", "事项名称", "依据", "实施主体", "行使层级"]
    assert rows[3][:3] == [2, "行政处罚", "乙的处罚"]
    assert rows[3][-1] == "Sheet1 第7行"
    # One table.
    table = list(csv.DictReader(io.StringIO(export(pieces, "csv").data.decode("utf-8-sig").split("\r\n", 1)[1])))
    assert [row["序号"] for row in table] == [str(number) for number in range(1, 9)]
    assert {row["所属清单"] for row in table} == {power.title, duty.title}
    second = next(row for row in table if row["子项名称"] == "甲二")
    assert (second["事项名称"], second["类型"], second["依据"]) == ("甲的处罚", "行政处罚", "《安全生产法》第九十四条")
    third = next(row for row in table if row["事项名称"] == "森林防火")
    assert (third["履职类型"], third["对应上级部门"], third["乡镇配合职责"]) == (
        "配合履职",
        "县林业局；县应急管理局",
        "巡山",
    )
    every = json.loads(export(pieces, "json").data)
    assert [row["事项名称"] for row in every["事项"]] == [entry.name for entry in (*power.entries, *duty.entries)]


TERM = [
    ["黄梅县授权委托安排清单（2024年）"],
    ["序号", "委托事项", "委托机关", "受委托单位", "类型", "依据", "期限"],
    [
        "1",
        "取水许可",
        "黄梅县水利和湖泊局",
        "小池镇人民政府",
        "委托",
        "《行政许可法》第二十四条",
        "2024年1月1日至2025年12月31日",
    ],
]


def test_standard_columns_speak_as_lists_do() -> None:
    told = {"authority": "黄梅县人民政府", "place": "421127", "kind": "arrangement_list"}
    (term,) = read(csv_bytes(TERM), "安排.csv", told)
    (power,) = read(csv_bytes(PLAIN), "平.csv", {})
    book = openpyxl.load_workbook(
        io.BytesIO(export([Piece("甲", term), Piece("乙", power, {("", 3)})], "xlsx", one_table=False).data)
    )
    sheet = book.worksheets[0]
    rows = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]
    assert sheet.title == "黄梅县授权委托安排清单（2024年）"
    # A year is a year: nobody said the first of January.
    assert rows[1][0] == "序号"
    values = dict(zip(rows[1], rows[2], strict=True))
    assert (values["起始日期"], values["终止日期"]) == ("2024-01-01", "2025-12-31")
    assert not any(cell.isascii() and cell.isalpha() for row in rows for cell in row)
    (back,) = read(export([Piece("甲", term)], "json").data, "安排.json", {**told, "edition": "2024-01-01"})
    assert back.entries[0].facts["until"] == term.entries[0].facts["until"] == "2026-01-01"


def test_a_column_beside_the_list_has_what_was_corrected_alone() -> None:
    piece = corrected()
    (grid,), _ = read_grids(export([piece]).data, "全.xlsx")
    column = grid.rows[2].index("行使层级")
    assert [row[column] for row in grid.rows if row[column]] == ["行使层级", "市级"]


def test_every_cell_of_a_row_is_in_the_common_layout() -> None:
    for path in _example_files():
        lists, _ = _example(path)
        for text in lists:
            records = json.loads(export([Piece("一", text), Piece("二", text)], "json").data)["事项"]
            for entry, record in zip((*text.entries, *text.entries), records, strict=True):
                words = "\n".join(record.values())
                for cell in entry.cells.values():
                    assert cell.strip() in words or cell.strip().isdigit(), (path.name, entry.row, cell)


# Corrections made visible --------------------------------------------------------------------------------------------------


def corrected() -> Piece:
    (text,) = read(whole(), "全.xlsx", {})
    by: dict[str, Any] = {"by": "张某", "source": "更正通知", "on": date(2026, 6, 1), "authority": text.authority}
    found = correct(
        text,
        [
            CorrectionRecord(**by, row=7, set={"设定依据": "《消防法》第十一条", "行使层级": "市级"}),
            CorrectionRecord(**by, row=8, drop=True),
        ],
    )
    assert found.problems == []
    return Piece("清单", found.text, None, found.marks)


def test_corrections_are_in_what_is_given_out() -> None:
    piece = corrected()
    back = read(export([piece]).data, "全.xlsx", facts(piece.text))[0]
    assert [said(entry) for entry in back.entries] == [
        said(msgspec.structs.replace(entry, corrected={})) for entry in piece.text.entries
    ]
    (grid,), _ = read_grids(export([piece]).data, "全.xlsx")
    assert grid.rows[2][-1] == "行使层级", "a column for what the list had none for"
    assert grid.rows[6][4] == "《消防法》第十一条"
    assert not any("丙的检查" in row for row in grid.rows)
    unmarked = openpyxl.load_workbook(io.BytesIO(export([piece]).data)).active
    assert not any(cell.comment for row in unmarked.iter_rows() for cell in row)


def test_marks_tell_who_when_from_what_source_and_what_stood_there() -> None:
    piece = corrected()
    sheet = openpyxl.load_workbook(io.BytesIO(export([piece], mark=True).data)).active
    assert sheet["E7"].value == "《消防法》第十一条"
    assert sheet["E7"].comment.text == (
        "原为：《消防法》第九条\n《消防法》第十条\n审定：张某，2026-06-01\n来源：更正通知"
    )
    assert sheet["I7"].comment.text.startswith("原为：县级")
    assert sheet["C8"].value == "丙的检查"
    assert sheet["C8"].font.strike
    assert sheet["A8"].comment.text == "删去此行\n审定：张某，2026-06-01\n来源：更正通知"
    rows = list(csv.reader(io.StringIO(export([piece], "csv", mark=True).data.decode("utf-8-sig"))))
    assert rows[2][-1] == "更正说明"
    assert rows[6][-1].startswith(
        "设定依据：原为：《消防法》第九条；《消防法》第十条；审定：张某，2026-06-01；来源：更正通知"
    )
    table = docx.Document(io.BytesIO(export([piece], "docx", mark=True).data)).tables[0]
    assert table.rows[0].cells[-1].text == "更正说明"
    assert any("来源：更正通知" in row.cells[-1].text for row in table.rows)
    records = json.loads(export([piece], "json", mark=True).data)["事项"]
    assert [bool(record["更正说明"]) for record in records] == [False, False, True, False]


# Formats -----------------------------------------------------------------------------------------------------------------------


def one(form: str, encoding: str = "utf-8", cell: str = "《消防法》第九条") -> Export:
    rows = [*PLAIN[:2], ["1", "甲", cell]]
    (text,) = read(csv_bytes(rows), "平.csv", {"edition": "2024-06-30"})
    return export([Piece("清单", text)], form, encoding)


def test_csv_says_its_encoding() -> None:
    assert one("csv").data.startswith(b"\xef\xbb\xbf")
    data = one("csv", "gbk", "《㐀𠀀法》").data
    assert "《㐀𠀀法》" in data.decode("gb18030")


@pytest.mark.parametrize(
    ("cell", "guarded"),
    [
        ("=1+1", True),
        ("@SUM(A1)", True),
        ("+cmd|' /C calc'!A0", True),
        ("-2+3+cmd|' /C calc'!A0", True),
        ('=HYPERLINK("x")', True),
        ("  =1", True),
        ("-", False),
        ("——", False),
        ("-5", False),
        ("+86 0713-3330000", False),
        ("+（甲）", False),
    ],
)
def test_no_spreadsheet_runs_a_cell(cell: str, guarded: bool) -> None:
    written = one("csv", cell=cell)
    last = list(csv.reader(io.StringIO(written.data.decode("utf-8-sig"))))[-1][-1]
    assert last == (f"\t{cell}" if guarded else cell)
    assert bool(written.remarks) == guarded
    (back,) = read(written.data, "平.csv", {"edition": "2024-06-30"})
    assert back.entries[0].basis == cell.strip()
    sheet = openpyxl.load_workbook(io.BytesIO(one("xlsx", cell=cell).data)).active
    if guarded:
        assert (sheet["C3"].value, sheet["C3"].data_type) == (cell, "s")


def test_numbers_are_numbers_and_codes_are_text() -> None:
    rows = [
        [TITLE],
        ["序号", "事项名称", "编码", "办理次数", "备注"],
        ["1", "甲", "421127001", "12.5", "1"],
        ["2", "乙", "0042", "3", "一"],
    ]
    (text,) = read(csv_bytes([row + [""] * (5 - len(row)) for row in rows]), "数.csv", {"edition": "2024-06-30"})
    sheet = openpyxl.load_workbook(io.BytesIO(export([Piece("清单", text)], "xlsx").data)).active
    assert [cell.value for cell in sheet[3]] == [1, "甲", "421127001", 12.5, "1"]


def test_a_workbook_is_fit_to_print() -> None:
    (text,) = read(whole(), "全.xlsx", {})
    sheet = openpyxl.load_workbook(io.BytesIO(export([Piece("清单", text)]).data)).active
    assert sheet.freeze_panes == "A5"
    assert sheet.print_title_rows == "$3:$4"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.column_dimensions["H"].hidden
    assert 6 <= sheet.column_dimensions["A"].width <= 12
    assert sheet.column_dimensions["E"].width > 20
    assert sheet["A1"].font.bold
    assert sheet["E5"].alignment.wrap_text


def test_a_document_repeats_its_head_and_keeps_paragraphs_outside() -> None:
    (text,) = read(whole(), "全.xlsx", {})
    document = docx.Document(io.BytesIO(export([Piece("清单", text)], "docx").data))
    assert [paragraph.text for paragraph in document.paragraphs if paragraph.text] == [
        TITLE,
        "（截至2024年6月30日）",
        "注：本清单由县应急管理局负责解释。",
        "填表人：张某　审核人：李某",
    ]
    head = document.tables[0].rows[0]._tr.xml
    assert "w:tblHeader" in head
    assert document.tables[0].cell(2, 1).text == document.tables[0].cell(4, 1).text == "行政处罚"
    assert document.core_properties.title == TITLE


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        (["甲", "甲", "乙"], ["甲", "甲~2", "乙"]),
        (["a", "A", "a"], ["a", "A~2", "a~3"]),
        (["", "  "], ["Sheet1", "Sheet2"]),
        (["甲/乙[丙]*?:\\", "'甲'"], ["甲_乙_丙_____", "甲"]),
        (["长" * 40, "长" * 40], ["长" * 31, "长" * 29 + "~2"]),
        (["History"], ["History~2"]),
    ],
)
def test_sheet_names_are_what_a_workbook_takes(names: list[str], wanted: list[str]) -> None:
    assert sheet_names(names) == wanted


@pytest.mark.parametrize(
    ("form", "encoding", "message"),
    [
        ("pdf", "utf-8", "不认识的格式“pdf”，可用：xlsx、csv、docx、json、jsonl"),
        ("csv", "big5", "不认识的编码“big5”，可用：utf-8、gbk"),
    ],
)
def test_what_cannot_be_written_is_refused(form: str, encoding: str, message: str) -> None:
    with pytest.raises(ExportError, match=message):
        one(form, encoding)


def test_nothing_and_too_much_are_refused() -> None:
    (text,) = read(csv_bytes(PLAIN), "平.csv", {})
    with pytest.raises(ExportError, match="没有可以导出的事项"):
        export([Piece("清单", text, set())])
    long = "长" * (LONGEST_CELL + 1)
    with pytest.raises(
        ExportError, match=r"第 3 行第 3 列有 32768 字，超过 \.xlsx 一格的 32767 字；请改用 docx、csv 或 json"
    ):
        one("xlsx", cell=long)
    assert long in one("csv", cell=long).data.decode("utf-8-sig")


def test_the_name_of_a_file_is_that_of_the_list() -> None:
    (text,) = read(csv_bytes([["甲/乙：权责清单", "", ""], *PLAIN[1:]]), "来.csv", {})
    assert export([Piece("清单", text)], "xlsx").name == "来.xlsx"
    written = export([Piece("清单", text, {("", 3)})], "xlsx")
    assert written.name == "甲_乙：权责清单.xlsx"
    assert written.disposition.isascii()
    assert unquote(written.disposition.partition("filename*=UTF-8''")[2]) == written.name


# A release, the command, HTTP -----------------------------------------------------------------------------------------------

SHOPS = "黄梅县文化和旅游局"
DAY = sample.DAY


@pytest.fixture(scope="module")
def home(sample_home: Path) -> Iterator[Home]:
    with Home(sample.settings(sample_home)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("asked", "lists", "rows"),
    [
        ({"references": [SHOPS]}, 1, 3),
        ({"references": [f"{SHOPS}权责清单"]}, 1, 3),
        ({"references": [f"list/421127/{SHOPS}/power_list"]}, 1, 3),
        ({"references": [f"/list/421127/{SHOPS}/power_list/2024-06-30/"]}, 1, 3),
        ({"references": [f"list/421127/{SHOPS}/power_list/2024-06-30/_/4"]}, 1, 1),
        ({"references": [f"power/421127/{SHOPS}/茶馆开办登记"]}, 1, 1),
        ({"references": ["小池镇", "五祖镇"]}, 2, 4),
        ({"references": ["文化和旅游局权责"]}, 1, 3),
        ({"references": ["黄梅县"]}, 3, 7),
        ({"place": "421127102"}, 1, 2),
        ({"place": "黄梅县"}, 3, 7),
        ({"kind": "履职事项清单"}, 2, 4),
        ({"kind": "duty_list", "place": "421127106"}, 1, 2),
        ({"body": SHOPS}, 1, 3),
        ({"body": "文化和旅游局"}, 1, 3),
        ({"body": f"body/421127/{SHOPS}"}, 1, 3),
        ({"search": "戏台"}, 3, 3),
        ({"search": "戏台", "kind": "权责清单"}, 1, 1),
        ({}, 3, 7),
    ],
)
def test_what_is_selected(home: Home, asked: dict[str, Any], lists: int, rows: int) -> None:
    pieces, remarks = select(home.view(), asked.pop("references", []), DAY, **asked)
    assert (len(pieces), sum(piece.rows for piece in pieces)) == (lists, rows)
    assert remarks == []


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"references": ["没有的局"]}, "没有名为“没有的局”的清单。可写："),
        ({"references": ["茶馆"]}, "没有名为“茶馆”的清单"),
        ({"references": ["power/421127/某局/甲"]}, "没有清单列出这些事项：power/421127/某局/甲"),
        ({"references": [f"list/421127/{SHOPS}/power_list/2024-06-30/_/99"]}, "没有符合的事项"),
        ({"references": ["list/421127/某局/power_list/2024-06-30/_/9"]}, "没有清单行"),
        ({"body": "没有的局"}, "没有机构“没有的局”"),
        ({"body": "县文旅局"}, f"没有机构“县文旅局”，是不是：{SHOPS}"),
        ({"references": ["县文旅局"]}, f"没有名为“县文旅局”的清单。可写：{SHOPS}权责清单（"),
        (
            {"place": "330000"},
            "没有符合的事项（地方 330000；2026-11-01）。这一天共有 3 份清单，dingfen export 不写清单即列出",
        ),
        ({"kind": "账本"}, "没有“账本”这种清单；可用：权责清单、履职事项清单、"),
    ],
)
def test_what_is_not_there_is_told(home: Home, asked: dict[str, Any], said: str) -> None:
    with pytest.raises((LookupError, ValueError)) as caught:
        select(home.view(), asked.pop("references", []), DAY, **asked)
    assert said in str(caught.value.args[0])


def test_an_edition_of_another_day_is_told_apart(home: Home) -> None:
    with pytest.raises(LookupError, match=f"“{SHOPS}权责清单”没有 2020-01-01 适用的版本。现有：2024-06-30"):
        select(home.view(), [SHOPS], date(2020, 1, 1))
    pieces, _ = select(home.view(), [f"list/421127/{SHOPS}/power_list/2024-06-30"], date(2020, 1, 1))
    assert pieces[0].rows == 3


def test_what_a_file_cannot_say_stands_beside_it(home: Home) -> None:
    made_, pieces = export_answer(home.view(), ["小池镇"], DAY)
    assert made_.name == "小池镇.csv"
    assert beside(pieces, made_).decode() == "place: '421127102'\n"
    chosen, some = export_answer(home.view(), [], DAY, search="码头")
    assert beside(some, chosen) == b""


def test_the_command_lists_and_writes(sample_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    listed = run("export", home=sample_home).stdout.decode()
    assert "共 3 份清单" in listed
    assert f"list/421127/{SHOPS}/power_list/2024-06-30" in listed
    assert len(json.loads(run("export", "--json", home=sample_home).stdout)["lists"]) == 3

    done = run("export", SHOPS, home=sample_home)
    assert (done.returncode, done.stdout.decode()) == (0, "已写入 文化和旅游局.csv：1 份清单，3 项（第 1 号发布）\n")
    assert (tmp_path / "文化和旅游局.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    again_ = run("export", SHOPS, home=sample_home)
    assert again_.returncode == 2
    assert "已经有 文化和旅游局.csv，没有覆盖" in again_.stderr.decode()

    done = run("export", "小池镇", "--to", "镇.xlsx", home=sample_home)
    assert "说明文件 镇.xlsx.yaml" in done.stdout.decode()
    told, _ = parse_sidecar((tmp_path / "镇.xlsx.yaml").read_bytes(), "镇")
    (text,) = read((tmp_path / "镇.xlsx").read_bytes(), "镇.xlsx", told or {}, ())
    assert (text.authority, text.place, text.edition) == ("小池镇", "421127102", date(2025, 5, 20))

    piped = run("export", "--search", "戏台", "--to", "-", "--format", "jsonl", home=sample_home)
    records = [json.loads(line) for line in piped.stdout.splitlines()]
    assert [record["事项名称"] for record in records if record] == ["戏台查验", "码头戏台巡查", "庙会戏台巡查"]
    assert "已写到标准输出：3 份清单，3 项" in piped.stderr.decode()

    answer = json.loads(run("export", "小池镇", "--to", "镇.docx", "--json", home=sample_home).stdout)
    assert (answer["file"], answer["sidecar"], answer["rows"]) == ("镇.docx", "镇.docx.yaml", 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "文化和旅游局.csv",
        "镇.docx",
        "镇.docx.yaml",
        "镇.xlsx",
        "镇.xlsx.yaml",
    ]


def test_the_command_writes_each_list_into_a_folder(sample_home: Path, tmp_path: Path) -> None:
    for to in ("新的", "另一个/", "另一个/里面/"):
        done = run(
            "export", "--kind", "履职事项清单", "--to", str(tmp_path / to) + "/" * to.endswith("/"), home=sample_home
        )
        assert f"已写入 {tmp_path / to} 下 2 个文件：2 份清单，4 项" in done.stdout.decode()
        assert sorted(path.name for path in (tmp_path / to).iterdir() if path.is_file()) == [
            "五祖镇.csv",
            "五祖镇.csv.yaml",
            "小池镇.csv",
            "小池镇.csv.yaml",
        ]
    again_ = run("export", "--kind", "履职事项清单", "--to", str(tmp_path / "新的"), home=sample_home)
    assert again_.returncode == 2
    assert "等 2 个文件，没有覆盖。请用 --to 写明另一个文件夹" in again_.stderr.decode()
    # One file without an ending gets it.
    answer = json.loads(run("export", "小池镇", "--to", str(tmp_path / "镇"), "--json", home=sample_home).stdout)
    assert answer["file"] == str(tmp_path / "镇.csv")
    answer = json.loads(
        run("export", "--search", "戏台", "--to", str(tmp_path / "选"), "--json", home=sample_home).stdout
    )
    assert [Path(each["file"]).name for each in answer["files"]] == ["选.csv"]
    assert not (tmp_path / "选").exists()


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["小池镇", "--format", "pdf"], 2, "错误：不认识的格式“pdf”，可用：xlsx、csv、docx、json、jsonl"),
        (
            ["小池镇", "--to", "x.pdf"],
            2,
            "错误：不能写成 .pdf，可用：xlsx、csv、docx、json、jsonl；或用 --format 写明格式",
        ),
        (["没有的镇"], 1, "错误：没有名为“没有的镇”的清单。可写："),
        (["--kind", "账本"], 2, "错误：没有“账本”这种清单；可用："),
        (["小池镇", "--to", "没有/的/x.csv"], 1, "请检查路径、权限和磁盘空间"),
    ],
)
def test_the_command_refuses_in_chinese(sample_home: Path, args: list[str], code: int, said: str) -> None:
    done = run("export", *args, home=sample_home)
    assert done.returncode == code
    assert said in done.stderr.decode()
    assert done.stdout == b""


@pytest.fixture(scope="module")
def client(home: Home) -> Iterator[TestClient]:
    with TestClient(create_app(home)) as opened:
        yield opened


def test_http_gives_the_file(client: TestClient) -> None:
    asked = {"list": SHOPS, "format": "xlsx", "as_of": "2026-11-01"}
    response = client.get("/api/v1/export", params=asked)
    assert response.status_code == 200
    assert response.headers["content-type"] == FORMATS["xlsx"]
    assert response.headers["content-disposition"].startswith("attachment; filename=\"list.xlsx\"; filename*=UTF-8''")
    assert response.headers["dingfen-release"] == "1"
    (text,) = read(response.content, "文化和旅游局.xlsx", {})
    assert [entry.name for entry in text.entries] == ["茶馆开办登记", "对未经登记开办茶馆的处罚", "戏台查验"]
    known = client.get("/api/v1/export", params=asked, headers={"If-None-Match": response.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    plain = client.get("/api/v1/export", params={"list": SHOPS, "encoding": "gbk"})
    assert plain.headers["content-type"] == "text/csv; charset=gb18030"
    assert plain.content.decode("gb18030").startswith(SHOPS)


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ({"list": "没有的局"}, 404, "没有名为“没有的局”的清单"),
        ({"list": SHOPS, "format": "pdf"}, 422, "不认识的格式“pdf”，可用：xlsx、csv、docx、json、jsonl"),
        ({"list": SHOPS, "encoding": "big5"}, 422, "不认识的编码“big5”"),
        ({"kind": "账本"}, 422, "没有“账本”这种清单"),
        ({"lists": SHOPS}, 422, "没有这个参数"),
    ],
)
def test_http_refuses_in_chinese(client: TestClient, asked: dict[str, str], status: int, said: str) -> None:
    response = client.get("/api/v1/export", params=asked)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert said in response.json()["detail"]

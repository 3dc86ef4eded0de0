"""Files of lists as grids: every format made as an office makes it, told by its bytes, and every message by its text."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.laws import read_law
from ingest.lists import read_list
from ingest.lists.detect import is_list
from ingest.lists.grid import Grid, GridError, read_grids
from ingest.lists.layout import MergeMap, find_head, join_split
from ingest.read import Source, expand
from ontologies.records import ListText, Problem
from tests.support.xls import ole, xls

Rows = Sequence[Sequence[str]]
HEAD = ["序号", "职权类型", "职权名称", "职权依据", "承办机构"]
ROWS = [
    ["1", "行政处罚", "对甲的处罚", "《安全生产法》第九十四条", "执法大队"],
    ["2", "行政检查", "对乙的检查", "《安全生产法》第六十五条", "基础股"],
]
TITLE = "黄梅县应急管理局权责清单（2024年6月30日）"
LIST = [HEAD, *ROWS]


def grids(data: bytes, name: str = "清单") -> list[Grid]:
    return read_grids(data, name)[0]


def joined(data: bytes) -> list[Grid]:
    return join_split(grids(data), lambda grid: find_head(grid, MergeMap(grid)))


def one(data: bytes, name: str = "清单.docx", **told: Any) -> tuple[ListText, list[Problem]]:
    lists, problems = read_list(data, name, told or None)
    assert len(lists) == 1, [problem.text() for problem in problems]
    return lists[0], problems


def error(data: bytes, name: str) -> str:
    with pytest.raises(GridError) as raised:
        read_grids(data, name)
    assert read_list(data, name)[0] == []
    return raised.value.problem.text()


def texts(problems: Sequence[Problem]) -> list[str]:
    return [problem.text() for problem in problems]


def names(text: ListText) -> list[tuple[str, int, str]]:
    return [(entry.sheet, entry.row, entry.name) for entry in text.entries]


# Word ---------------------------------------------------------------------------------------------------------------------


def word(*blocks: str | Rows, prepare: Callable[[Any], None] | None = None) -> bytes:
    """A document of paragraphs and tables, as a person types it: between two tables Word keeps an empty paragraph."""
    document = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(rows=len(block), cols=len(block[0]))
        for cells, row in zip(table.rows, block, strict=True):
            for cell, text in zip(cells.cells, row, strict=True):
                cell.text = text
    if prepare:
        prepare(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_notice_with_its_list_in_a_table() -> None:
    long_sentence = "现将《黄梅县应急管理局权责清单》印发给你们，2021年5月1日印发的清单同时废止，请认真履行职责。"
    data = word(
        "关于印发《黄梅县应急管理局权责清单》的通知",
        long_sentence,
        "2024年6月30日",
        "附件",
        LIST,
        "注：本清单由县应急管理局负责解释。",
        "联系电话：0713-3330000",
    )
    text, problems = one(data)
    assert problems == []
    assert (text.authority, str(text.edition)) == ("黄梅县应急管理局", "2024-06-30"), "no date out of a sentence"
    assert names(text) == [("表1", 2, "对甲的处罚"), ("表1", 3, "对乙的检查")], "rows are counted in the table"
    assert text.entries[0].cells == dict(zip("ABCDE", ROWS[0], strict=True))
    for line in (long_sentence, "注：本清单由县应急管理局负责解释。", "联系电话：0713-3330000"):
        assert line in text.notes


def test_cells_merged_over_rows_and_columns_keep_their_text_once() -> None:
    rows = [
        ["序号", "职权名称", "", "职权依据", "承办机构"],
        ["", "项目", "子项", "", ""],
        ["1", "主项", "子项一", "《甲法》第一条", "执法大队"],
        ["", "", "子项二", "《甲法》第二条", ""],
    ]

    def prepare(document: Any) -> None:
        table = document.tables[0]
        for top, left, bottom, right in ((0, 1, 0, 2), (0, 0, 1, 0), (2, 0, 3, 0), (2, 1, 3, 1), (2, 4, 3, 4)):
            text = table.cell(top, left).text
            table.cell(top, left).merge(table.cell(bottom, right)).text = text

    (grid,) = grids(word("权责清单", rows, prepare=prepare))
    assert grid.above == 1
    assert sorted(grid.merges) == [(0, 0, 0, 4), (1, 0, 2, 0), (1, 1, 1, 2), (3, 0, 4, 0), (3, 1, 4, 1), (3, 4, 4, 4)]
    assert grid.rows[4] == ["", "", "子项二", "《甲法》第二条", ""]
    text, _ = one(word("黄梅县应急管理局权责清单", rows, prepare=prepare))
    assert [(e.name, e.sub_name, e.offices) for e in text.entries] == [
        ("主项", "子项一", (("黄梅县应急管理局", "执法大队"),)),
        ("主项", "子项二", (("黄梅县应急管理局", "执法大队"),)),
    ]


def test_a_table_drawn_by_hand_is_read_by_the_order_of_its_cells() -> None:
    """Borders that do not quite meet make Word count seven columns where people see five."""

    def prepare(document: Any) -> None:
        for number, row in enumerate(document.tables[0].rows):
            for at in (1, 3) if number % 2 else (2, 4):
                properties = row._tr.tc_lst[at].get_or_add_tcPr()
                span = OxmlElement("w:gridSpan")
                span.set(qn("w:val"), "2")
                properties.append(span)

    (grid,) = grids(word(LIST, prepare=prepare))
    assert grid.rows == LIST
    assert grid.merges == []


def test_a_table_that_a_page_break_split_is_one() -> None:
    again = [HEAD, ["3", "行政许可", "丙许可", "《丙法》第三条", "审批股"]]
    headless = [["4", "行政许可", "丁许可", "《丁法》第四条", "审批股"]]
    other = [["序号", "事项名称", "承接部门"], ["1", "收回的事项", "县民政局"]]
    text, _ = one(word(TITLE, LIST, "", again, "（续表）", headless))
    assert names(text) == [
        ("表1", 2, "对甲的处罚"),
        ("表1", 3, "对乙的检查"),
        ("表1", 5, "丙许可"),
        ("表1", 6, "丁许可"),
    ]
    assert [grid.name for grid in joined(word(TITLE, LIST, "", other))] == ["表1", "表2"]
    assert [grid.name for grid in joined(word(TITLE, LIST, "另一份清单", again))] == ["表1", "表2"]


def test_several_tables_have_their_own_titles() -> None:
    duties = [["序号", "事项名称", "承办机构"], ["1", "落实责任制", "党建办"]]
    upper = [["序号", "事项名称", "对应上级部门"], ["1", "防溺水", "县教育局"]]
    lists, problems = read_list(
        word(
            "黄梅县小池镇基本履职事项清单（2025年5月20日）",
            duties,
            "黄梅县小池镇配合履职事项清单（2025年5月20日）",
            upper,
        ),
        "清单.docx",
    )
    kinds = [(entry.sheet, entry.row, str(entry.duty_kind)) for text in lists for entry in text.entries]
    assert kinds == [("表1", 2, "basic"), ("表2", 2, "cooperating")], texts(problems)


def test_a_table_that_is_no_list_stays_a_note_of_one_that_is() -> None:
    contacts = [["姓名", "电话", "分工"], ["张三", "123", "联络"], ["李四", "456", "录入"]]
    text, problems = one(word(TITLE, LIST, "联络员名单", contacts))
    assert texts(problems) == ["清单.docx（表2）：没有清单表头，只作说明保留。处理：若是清单，请用说明文件指出表头。"]
    assert "张三　123　联络" in text.notes
    lists, problems = read_list(word(contacts), "名单.docx")
    assert lists == []
    assert "名单.docx（表1）：前 3 行里没有找到表头；最像表头的第 1 行是：姓名、电话、分工。" in texts(problems)[0]


def test_changes_are_read_as_if_accepted_and_automatic_numbers_as_shown() -> None:
    def prepare(document: Any) -> None:
        table = document.tables[0]
        paragraph = table.cell(1, 2).paragraphs[0]._p
        for tag, inner, said in (("w:ins", "w:t", "（新增）"), ("w:del", "w:delText", "（删去）")):
            change = OxmlElement(tag)
            run, text = OxmlElement("w:r"), OxmlElement(inner)
            text.text = said
            run.append(text)
            change.append(run)
            paragraph.append(change)
        gone = table.add_row()
        gone.cells[2].text = "整行删去的事项"
        gone._tr.get_or_add_trPr().append(OxmlElement("w:del"))
        hidden = table.rows[2]._tr.get_or_add_trPr()
        hidden.append(OxmlElement("w:hidden"))
        for row in (1, 2):
            cell = table.cell(row, 0)
            cell.text = ""
            cell.paragraphs[0].style = document.styles["List Number"]

    text, problems = one(word(TITLE, LIST, prepare=prepare))
    assert [entry.name for entry in text.entries] == ["对甲的处罚（新增）", "对乙的检查"]
    assert [entry.cells["A"] for entry in text.entries] == ["1.", "2."]
    assert texts(problems) == [
        "清单.docx（表1第 3 行）：是隐藏的行，已照常读取。处理：若是作废或筛选掉的内容，请删除这些行后再载入。"
    ]


def test_nested_tables_frames_and_text_boxes() -> None:
    def nest(document: Any) -> None:
        inner = document.tables[0].cell(1, 3).add_table(rows=2, cols=2)
        for row in range(2):
            for column in range(2):
                inner.cell(row, column).text = f"内{row}{column}"
        box = OxmlElement("w:txbxContent")
        document.paragraphs[0]._p.append(box)

    data = word(TITLE, LIST, prepare=nest)
    found, problems = read_grids(data, "清单.docx")
    assert len(found) == 1
    assert found[0].rows[2][3] == "《安全生产法》第九十四条\n内00　内01\n内10　内11"
    assert texts(problems) == [
        "清单.docx（表1第 2 行 D 列）：单元格里套有表格，已按文字读入这个单元格。处理：若里面是单独的事项，请移到外面。",
        "清单.docx：文本框里的文字没有读入。处理：如是清单内容，请移到表格或正文中。",
    ]

    def frame(document: Any) -> None:
        outer = document.add_table(rows=1, cols=1)
        outer.cell(0, 0).paragraphs[0].text = TITLE
        inner = outer.cell(0, 0).add_table(rows=3, cols=5)
        for cells, row in zip(inner.rows, LIST, strict=True):
            for cell, text in zip(cells.cells, row, strict=True):
                cell.text = text

    (grid,) = grids(word(prepare=frame))
    assert grid.rows == [[TITLE, "", "", "", ""], *LIST]


@pytest.mark.parametrize("keep", [100, 0.5, 0.98])
def test_a_truncated_word_file(keep: float) -> None:
    data = word(TITLE, LIST)
    cut = data[: int(keep if keep > 1 else len(data) * keep)]
    assert error(cut, "清单.docx") == (
        "清单.docx：Word 文件不完整或已损坏，没有读入。应为：完整的 .docx 文件。"
        "处理：请重新下载，或用 Word、WPS 打开修复后另存。"
    )


def test_a_word_file_whose_text_is_cut_off_inside_a_sound_archive() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word(TITLE, LIST))) as source, zipfile.ZipFile(out, "w") as archive:
        for name in source.namelist():
            content = source.read(name)
            archive.writestr(name, content[: len(content) // 2] if name == "word/document.xml" else content)
    assert "Word 文件不完整或已损坏" in error(out.getvalue(), "清单.docx")


def test_a_word_file_without_tables() -> None:
    assert error(word("没有表格的通知。"), "清单.docx") == (
        "清单.docx：Word 文件里没有清单表格。应为：清单放在 Word 的表格里，第一行是列名。"
        "处理：请核对文件；图片或用空格排成的表请改为表格。"
    )


# Other containers -------------------------------------------------------------------------------------------------------------

_NEEDED = "应为：.xlsx、.xls、.csv、.docx 表格、网页表格或 .json。"


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (
            ole("EncryptedPackage", b"x"),
            "清单.docx",
            "清单.docx：文件有密码保护，无法读取。应为：没有密码的文件。处理：请去掉打开密码后另存。",
        ),
        (
            ole("WordDocument", b"x"),
            "清单.xls",
            f"清单.xls：是旧版 Word 或 WPS 文字文件（.doc、.wps），读不了。{_NEEDED}处理：请用 Word 或 WPS 另存为 .docx。",
        ),
        (
            ole("PowerPoint Document", b"x"),
            "清单.xls",
            f"清单.xls：是演示文稿（.ppt），不是清单。{_NEEDED}处理：请核对文件。",
        ),
        (
            ole("ETData", b"x"),
            "清单.et",
            f"清单.et：是旧版 WPS 表格（.et），读不了。{_NEEDED}处理：请用 WPS 表格打开后另存为 .xlsx。",
        ),
        (
            b"%PDF-1.7 ...",
            "清单.xlsx",
            f"清单.xlsx：是 PDF 文件，读不了。{_NEEDED}处理：请找到同一清单的表格文件，或用 WPS 等转换为 .xlsx 后载入。",
        ),
        (b"{\\rtf1 ...", "清单.doc", f"清单.doc：是 RTF 文件，读不了。{_NEEDED}处理：请用 Word 或 WPS 另存为 .docx。"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "清单.xls",
            f"清单.xls：是 XML 文件（如“XML 电子表格 2003”），读不了。{_NEEDED}处理：请用表格软件打开后另存为 .xlsx。",
        ),
    ],
    ids=["locked", "doc", "ppt", "et", "pdf", "rtf", "xml"],
)
def test_what_is_no_list_is_told_by_its_kind(data: bytes, name: str, message: str) -> None:
    assert error(data, name) == message


def xlsx(rows: Rows, prepare: Callable[[Any], None] | None = None) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    if prepare:
        prepare(book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("name", ["清单.xls", "清单.xlsx", "清单.et", "清单.csv"])
def test_old_workbooks_have_merged_cells_whatever_they_are_called(name: str) -> None:
    data = xls("权责", [[TITLE], HEAD, *ROWS, [3.0, "", "丙的检查", "", ""]], [(0, 0, 0, 4), (3, 1, 4, 1)])
    (grid,) = grids(data, name)
    assert (grid.name, sorted(grid.merges), grid.rows[4][0]) == ("权责", [(0, 0, 0, 4), (3, 1, 4, 1)], "3")
    text, _ = one(data, name)
    assert [entry.power_type.label for entry in text.entries] == ["行政处罚", "行政检查", "行政检查"]


def test_a_new_workbook_named_as_an_old_one() -> None:
    assert names(one(xlsx([[TITLE], *LIST]), "清单.xls")[0]) == [("Sheet", 3, "对甲的处罚"), ("Sheet", 4, "对乙的检查")]


def test_an_open_document_sheet() -> None:
    def cells(row: Sequence[str]) -> str:
        return "".join(
            f'<table:table-cell office:value-type="string"><text:p>{t}</text:p></table:table-cell>' for t in row
        )

    body = "".join(f"<table:table-row>{cells(row)}</table:table-row>" for row in LIST)
    space = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{space.format("office")}" '
        f'xmlns:table="{space.format("table")}" xmlns:text="{space.format("text")}"><office:body><office:spreadsheet>'
        f'<table:table table:name="清单">{body}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{space.format("manifest")}"></manifest:manifest>',
        )
    (grid,) = grids(out.getvalue(), "清单.ods")
    assert (grid.name, grid.rows) == ("清单", LIST)


def test_hidden_rows_and_columns_of_a_workbook_are_read_and_told() -> None:
    def prepare(sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["D"].hidden = True

    (grid,) = grids(xlsx([[TITLE], *LIST], prepare))
    assert (grid.hidden, grid.hidden_rows) == ([3], [2])
    text, problems = one(xlsx([[TITLE], *LIST], prepare), "清单.xlsx")
    assert len(text.entries) == 2
    assert (
        "清单.xlsx（工作表“Sheet”第 3 行）：是隐藏的行，已照常读取。处理：若是作废或筛选掉的内容，请删除这些行后再载入。"
        in texts(problems)
    )


def test_a_sheet_that_begins_in_the_middle_keeps_its_letters_and_numbers() -> None:
    def prepare(sheet: Any) -> None:
        for row, cells in enumerate(LIST, 5):
            for column, text in enumerate(cells, 3):
                sheet.cell(row, column, text)

    (grid,) = grids(xlsx([], prepare))
    assert [len(row) for row in grid.rows] == [7] * 7
    assert grid.rows[4][2:] == HEAD
    text, _ = one(xlsx([], prepare), "清单.xlsx", authority="黄梅县应急管理局")
    assert names(text)[0] == ("Sheet", 6, "对甲的处罚")
    assert set(text.entries[0].cells) == set("CDEFG")


# Web pages ----------------------------------------------------------------------------------------------------------------


def html_table(rows: Rows, tag: str = "td") -> str:
    return "<table>" + "".join(f"<tr>{''.join(f'<{tag}>{c}</{tag}>' for c in row)}</tr>" for row in rows) + "</table>"


PAGE = (
    '<!DOCTYPE html><html><head><meta charset="{charset}"><title>{title}-黄梅县人民政府网</title></head><body>'
    "<div class=nav><a href=/>首页</a> <a href=/a>政务公开</a></div><table width=100%><tr><td>"
    "<table><tr><td>索引号：</td><td>0001</td><td>发文日期：</td><td>2024-06-30</td></tr>"
    "<tr><td>发布机构：</td><td>县政府办</td><td>有效性</td><td>有效</td></tr><tr><td>文号：</td><td>无</td><td>&nbsp;</td><td></td></tr></table>"
    "<h1>{title}</h1><p>现将清单公布如下，请监督。</p>{table}<p>注：本清单由县应急管理局解释。</p></td></tr></table>"
    "<div>打印</div><div class=footer>版权所有：某某</div><script>var a='<table>';</script></body></html>"
)


@pytest.mark.parametrize(
    ("charset", "encoding"), [("utf-8", "utf-8"), ("gb2312", "gb18030"), ("GBK", "gbk"), ("utf-8", "utf-8-sig")]
)
@pytest.mark.parametrize("name", ["清单.html", "清单.xls"])
def test_a_page_built_of_tables(charset: str, encoding: str, name: str) -> None:
    data = PAGE.format(charset=charset, title="黄梅县应急管理局权责清单", table=html_table(LIST)).encode(encoding)
    (grid,) = grids(data, name)
    assert grid.rows[grid.above :] == LIST
    text, problems = one(data, name)
    assert problems == []
    assert (text.title, text.authority, str(text.edition)) == (
        "黄梅县应急管理局权责清单",
        "黄梅县应急管理局",
        "2024-06-30",
    )
    assert [entry.row for entry in text.entries] == [2, 3]
    assert "注：本清单由县应急管理局解释。" in text.notes
    assert "现将清单公布如下，请监督。" in text.notes
    assert not any("首页" in note or "版权所有" in note or "打印" in note for note in text.notes)


def test_spans_line_breaks_entities_and_hidden_rows_of_a_page() -> None:
    table = (
        "<table><caption>附件1</caption><colgroup><col><col style='display: none'></colgroup><thead>"
        "<tr><th rowspan=2>序号</th><th colspan='2'>职权名称</th><th rowspan=2>职权&nbsp;依据</th></tr>"
        "<tr><th>项目</th><th>子项</th></tr></thead><tbody>"
        "<tr><td rowspan=0>1<td rowspan=2>主项<td>子项&lt;一&gt;<td><p>《甲法》</p><p>第一条<br>第二条</p></tr>"
        "<tr style='DISPLAY:none'><td>子项二<td>《乙\n  法》 第 一条</tr></tbody></table>"
    )
    (grid,) = grids(f"<html><body>{table}</body></html>".encode())
    assert grid.rows == [
        ["附件1", "", "", ""],
        ["序号", "职权名称", "", "职权 依据"],
        ["", "项目", "子项", ""],
        ["1", "主项", "子项<一>", "《甲法》\n第一条\n第二条"],
        ["", "", "子项二", "《乙法》 第 一条"],
    ]
    assert sorted(grid.merges) == [(0, 0, 0, 3), (1, 0, 2, 0), (1, 1, 1, 2), (1, 3, 2, 3), (3, 0, 4, 0), (3, 1, 4, 1)]
    assert (grid.hidden, grid.hidden_rows) == ([1], [4])


def test_a_page_that_lies_about_its_encoding_and_one_that_says_nothing() -> None:
    page = f"<html><head><title>{TITLE}</title>{{}}</head><body>{html_table(LIST)}</body></html>"
    found, problems = read_grids(page.format("<meta charset=utf-8>").encode("gb18030"), "清单.html")
    assert found[0].rows[-1] == ROWS[1]
    assert texts(problems) == [
        "清单.html：网页自称的编码 utf-8 与内容不符，已按内容判断。处理：请核对汉字是否正确，或另存为 UTF-8。",
        "清单.html：文件不是 UTF-8，已按 GBK（GB18030）读取。处理：请核对汉字是否正确，或另存为 UTF-8。",
    ]
    assert read_grids(page.format("").encode("utf-16"), "清单.html")[0][0].rows[-1] == ROWS[1]


def test_what_excel_saves_as_a_web_page() -> None:
    names_ = "".join(f"<x:ExcelWorksheet><x:Name>{n}</x:Name></x:ExcelWorksheet>" for n in ("权责", "说明"))
    head = f"<!--[if gte mso 9]><xml><x:ExcelWorkbook>{names_}</x:ExcelWorkbook></xml><![endif]-->"
    coded = [[*HEAD, "编码"], [*ROWS[0], "3.3E+11"], [*ROWS[1], "2"]]
    table = html_table(coded).replace("<td>3.3E+11", '<td x:num="330000000001">3.3E+11')
    cover = html_table([["说明", "一", "二"], ["甲", "乙", "丙"], ["丁", "戊", "己"]])
    message = EmailMessage()
    message["MIME-Version"] = "1.0"
    message.set_content("frames")
    message.make_mixed()
    for content in (
        f"<html><head>{head}</head><frameset></frameset></html>",
        f"<html>{table}</html>",
        f"<html>{cover}</html>",
    ):
        message.add_attachment(content.encode("gb18030"), "text", "html", cte="quoted-printable")
        list(message.iter_attachments())[-1].set_param("charset", "gb2312")
    data = b"MIME-Version: 1.0\n" + message.as_bytes().replace(b"MIME-Version: 1.0\n", b"", 1)
    found = grids(data, "清单.xls")
    assert [grid.name for grid in found] == ["权责", "说明"]
    assert found[0].rows[1][5] == "330000000001"
    assert "单文件网页（.mht）不完整" in error(b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n", "清单.mht")


def test_a_page_without_tables_and_one_beyond_measure() -> None:
    assert error(b"<html><body><p>x</p></body></html>", "清单.html") == (
        "清单.html：网页里没有清单表格。应为：网页里有清单表格（<table>），第一行是列名。"
        "处理：请核对文件；清单若是附件，请下载附件载入；若是框架网页，请另存为 .xlsx。"
    )
    wide = "<table><tr>" + "<td colspan=1000>x</td>" * 3 + "</tr><tr><td>y</table>"
    assert error(f"<html>{wide}</html>".encode(), "清单.html") == (
        "清单.html：表格过大（2 行、3000 列），没有读入。应为：2000 列以内的清单。处理：请核对文件；确是清单的，请拆分后再载入。"
    )
    deep = b"<html>" + b"<div>" * 5000 + b"</html>"
    assert error(deep, "清单.html").startswith("清单.html：网页")


# Records ------------------------------------------------------------------------------------------------------------------


RECORDS = [dict(zip(HEAD, row, strict=True)) for row in ROWS]


def as_json(value: Any, encoding: str = "utf-8") -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode(encoding)


@pytest.mark.parametrize(
    "value",
    [
        RECORDS,
        {"data": RECORDS},
        {"code": 200, "message": "ok", "result": {"page": {"total": 2, "rows": RECORDS}}},
        LIST,
        {"rows": LIST},
    ],
    ids=["array", "data", "deep", "arrays", "arrays inside"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_records_wherever_they_stand(value: Any, encoding: str) -> None:
    (grid,) = grids(as_json(value, encoding), "清单.json")
    assert grid.rows[-3:] == LIST
    text, _ = one(as_json(value, encoding), "清单.json", authority="黄梅县应急管理局")
    first = 2 if "rows" in value or value == LIST else 1
    assert [entry.row for entry in text.entries] == [first, first + 1]


def test_records_are_flattened_and_every_key_is_kept() -> None:
    records = [
        {
            "事项名称": "甲",
            "主体": {"名称": "县局", "编码": 11511301008778183001},
            "依据": ["《甲法》第一条", "《乙法》"],
            "生效": True,
        },
        {
            "事项名称": "乙",
            "备注": None,
            "比例": 1.50,
            "依据": [{"法": "甲", "条": 1}, {"法": "乙"}],
            "主体": {"电话": ""},
        },
    ]
    (grid,) = grids(as_json(records), "清单.json")
    assert grid.rows == [
        ["事项名称", "主体.名称", "主体.编码", "依据", "生效", "备注", "比例", "主体.电话"],
        ["甲", "县局", "11511301008778183001", "《甲法》第一条\n《乙法》", "true", "", "", ""],
        ["乙", "", "", "法：甲；条：1\n法：乙", "", "", "1.5", ""],
    ]
    assert grid.number(1) == 1
    (twice,) = grids('[{"名称": "甲", "依据": "一", "依据": "二"}]'.encode(), "清单.json")
    assert twice.rows == [["名称", "依据", "依据（2）"], ["甲", "一", "二"]]


def test_what_stands_beside_the_records_is_their_title() -> None:
    value = {"title": "黄梅县应急管理局权责清单", "date": "2024年6月30日公布", "total": 2, "list": RECORDS}
    text, problems = one(as_json(value), "x.json")
    assert problems == []
    assert (text.title, str(text.edition)) == ("黄梅县应急管理局权责清单", "2024-06-30")
    assert "total：2" in text.notes
    several = {"基本": RECORDS, "其他": {"配合": RECORDS}}
    assert [grid.name for grid in grids(as_json(several))] == ["基本", "其他.配合"]
    (single,) = grids(as_json(RECORDS[0]), "一条.json")
    assert single.rows == [HEAD, ROWS[0]]


def test_a_broken_line_is_told_and_the_others_are_read() -> None:
    lines = [json.dumps(record, ensure_ascii=False) for record in RECORDS]
    data = "\n".join([lines[0], "", lines[1][:-9], lines[1], "", "[1, 2]"]).encode()
    text, problems = one(data, "清单.jsonl", authority="黄梅县应急管理局", edition="2024-06-30")
    assert [(entry.row, entry.name) for entry in text.entries] == [(1, "对甲的处罚"), (4, "对乙的检查")]
    assert texts(problems) == [
        f"清单.jsonl（第 {number} 行）：不是一个完整的 JSON 对象，这一行没有读成事项，原文留在清单附注。"
        '应为：一行一个对象，如 {"事项名称": "…", "依据": "…"}。处理：请补全这一行，或重新导出。'
        for number in (3, 6)
    ]
    assert f"第 3 行：{lines[1][:-9]}" in text.notes
    many = "\n".join(lines * 20 + ["{"] * 12).encode()
    told = texts(read_grids(many, "清单.jsonl")[1])
    assert len(told) == 11
    assert (
        told[-1] == "清单.jsonl：共有 12 行不是完整的 JSON 对象，原文都留在清单附注。处理：请补全这一行，或重新导出。"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            '[{"事项名称": "甲"},\n {"事项名称": ',
            "清单.json（第 2 行第 11 字）：不是完整的 JSON，从这里起读不下去。应为：对象的数组，或每行一个对象（JSON Lines）。"
            "处理：请重新导出；文件可能没有下载完。",
        ),
        (
            "[1, 2, 3]",
            "清单.json：JSON 里没有清单：找不到对象的数组。"
            '应为：对象的数组，一个对象一行，如 [{"事项名称": "…", "依据": "…"}]。处理：请核对文件，或重新导出。',
        ),
        ("[" * 100_000, "清单.json：JSON 的层次过深，无法读取。应为：对象的数组，一个对象一行。处理：请重新导出。"),
    ],
    ids=["cut", "no records", "deep"],
)
def test_json_that_cannot_be_read(text: str, message: str) -> None:
    assert error(text.encode(), "清单.json") == message


def test_keys_that_are_no_columns_of_a_list() -> None:
    lists, problems = read_list(as_json([{"甲": "1", "乙": "2"}] * 3), "清单.json")
    assert lists == []
    assert texts(problems) == [
        "清单.json：记录的键不像清单的列名；键是：甲、乙。"
        "应为：含“事项名称”（或职权名称、权力名称等）并有“序号、类型、依据、实施主体、承办机构”等至少一列的表头。"
        "处理：请在说明文件（同名 .yaml）用 columns 写明各键的含义，如 columns: {title: 事项名称, law: 依据}。"
    ]
    text, _ = one(as_json([{"甲": "1", "乙": "2"}] * 3), "清单.json", columns={"甲": "事项名称", "乙": "依据"})
    assert [(entry.row, entry.name, entry.basis) for entry in text.entries] == [
        (1, "1", "2"),
        (2, "1", "2"),
        (3, "1", "2"),
    ]


# Text tables ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "，", "；", "|"])
def test_text_in_every_encoding_and_cut(encoding: str, delimiter: str) -> None:
    rows = [[cell.replace("《安全生产法》第九十四条", "甲\n乙") for cell in row] for row in LIST]
    text = "\r\n".join(delimiter.join(f'"{cell}"' if "\n" in cell else cell for cell in row) for row in rows)
    (grid,) = grids(text.encode(encoding), "清单.csv")
    assert grid.rows == rows


def test_a_quote_without_its_other_is_told_by_its_row() -> None:
    text = '序号,事项名称,依据\n1,甲,"《甲法》\n第一条"\n2,"乙,《乙法》\n3,丙,《丙法》\n'
    assert error(text.encode(), "清单.csv") == (
        "清单.csv（第 3 行）：这一行的引号不成对，无法分清单元格，文件可能不完整。"
        "应为：成对的英文双引号，单元格里的引号写两遍。处理：请用表格软件打开后另存为 CSV 或 .xlsx。"
    )
    assert "清单.csv（第 2 行）：这一行的引号不成对" in error(
        '序号,事项名称,依据\n1,"甲"乙,《甲法》\n'.encode(), "清单.csv"
    )
    huge = '序号,事项名称,依据\n1,甲,"' + "乙" * 140_000
    assert error(huge.encode(), "清单.csv").startswith("清单.csv（第 2 行）：单元格超过 131072 个字，多半是引号不成对")


def test_two_stray_quotes_that_swallow_the_rows_between_them_are_told() -> None:
    text = '序号,事项名称,依据,备注\n1,"甲,《甲法》,\n2,乙,《乙法》,\n3,丙",《丙法》,\n4,丁,《丁法》,\n'
    _, problems = read_grids(text.encode(), "清单.csv")
    assert texts(problems) == [
        "清单.csv（第 2 行）：一个单元格里有 2 行像是另外的数据行，引号可能不成对。"
        "应为：成对的英文双引号，单元格里的引号写两遍。处理：请核对这一行；确是单元格里的换行则不必理会。"
    ]
    sound = '序号,事项名称,依据\n1,甲,"第一条，\n第二条, 第三条"\n'
    assert read_grids(sound.encode(), "清单.csv")[1] == []


# Law, list or neither ---------------------------------------------------------------------------------------------------------

LAW_LINES = ["某某管理办法", "第一条　为了管理某某，制定本办法。", "第二条　本办法所称某某，是指某某。", "附件"]
DECISION = ["某省人民政府关于取消一批行政审批事项的决定", "决定取消下列事项，现予公布。"]


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (word(TITLE, LIST), "清单.docx", "list"),
        (
            word("关于印发权责清单的通知", "各单位：", "现将清单印发给你们，请遵照执行。" * 20, LIST),
            "通知.docx",
            "list",
        ),
        (word(*LAW_LINES, LIST), "办法.docx", "law"),
        (word(*DECISION, LIST), "决定.docx", "law"),
        (word("会议纪要", "内容。"), "纪要.docx", "law"),
        (
            word("黄梅县水利局主要职责", [["序号", "主要职责"], ["1", "负责水资源管理。"], ["2", "负责防洪。"]]),
            "三定.docx",
            "list",
        ),
        (word("通讯录", [["姓名", "电话", "单位"], ["甲", "1", "乙"], ["丙", "2", "丁"]]), "通讯录.docx", "law"),
        (PAGE.format(charset="utf-8", title=TITLE, table=html_table(LIST)).encode(), "清单.html", "list"),
        (PAGE.format(charset="utf-8", title=TITLE, table=html_table(LIST)).encode("utf-16"), "清单.htm", "list"),
        (
            PAGE.format(charset="utf-8", title="公开目录", table=html_table([["序号", "标题"], ["1", "甲"]])).encode(),
            "目录.html",
            "law",
        ),
        (
            f"<html><body>{''.join(f'<p>{line}</p>' for line in LAW_LINES)}{html_table(LIST)}</body></html>".encode(),
            "办法.html",
            "law",
        ),
        (as_json(RECORDS), "清单.json", "list"),
        (as_json({"data": RECORDS}, "gb18030"), "清单.json", "list"),
        (as_json(LIST), "清单.json", "list"),
        (as_json(RECORDS)[:-20], "清单.json", "list"),
        ("\n".join(json.dumps(record) for record in RECORDS).encode(), "清单.jsonl", "list"),
        (as_json({"name": "app", "version": "1.0", "id": 1}), "package.json", "other"),
        (as_json([{"id": 1, "title": "新闻"}]), "news.json", "other"),
        ("\n".join("\t".join(row) for row in LIST).encode("utf-16"), "清单.txt", "list"),
        ("某某管理办法\n第一条　为了管理，制定本办法。\n".encode(), "办法.txt", "law"),
        (xls("表", LIST), "清单.et", "list"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_is_a_law_or_a_list_by_what_it_holds(data: bytes, name: str, kind: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    for paths in ([tmp_path / name], [tmp_path]):
        (source,) = expand(paths)
        assert isinstance(source, Source)
        assert source.kind == kind


def test_a_locked_word_file_is_told_as_such_whatever_it_would_be() -> None:
    laws, problems = read_law(ole("EncryptedPackage", b"x"), "办法.docx")
    assert laws == []
    assert texts(problems) == [
        "办法.docx：文件有密码保护，无法读取。应为：没有密码的文件。处理：去掉打开密码后另存，再重新载入。"
    ]


def test_a_sidecar_or_a_flag_makes_a_list_of_what_could_be_one(tmp_path: Path) -> None:
    file = tmp_path / "表.docx"
    file.write_bytes(word([["甲", "乙", "丙"], ["一", "二", "三"], ["四", "五", "六"]]))
    assert [source.kind for source in expand([file]) if isinstance(source, Source)] == ["law"]
    assert [source.kind for source in expand([file], {"kind": "power_list"}) if isinstance(source, Source)] == ["list"]
    (tmp_path / "表.docx.yaml").write_text("columns: {甲: 事项名称}\nauthority: 甲局\n", encoding="utf-8")
    for paths in ([file], [tmp_path]):
        assert [(s.kind, bool(s.sidecar)) for s in expand(paths) if isinstance(s, Source)] == [("list", True)]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["x.docx", "x.html", "x.json", "x.jsonl", "x.txt", "x.mht"]))
def test_no_bytes_make_the_question_fail(data: bytes, name: str) -> None:
    for start in (b"", b"<html><table>", b"[{", b"MIME-Version: 1.0\n", b"PK\x03\x04"):
        assert is_list(start + data, name) in (True, False)
        lists, problems = read_list(start + data, name)
        assert lists or any(problem.severity == "error" for problem in problems)

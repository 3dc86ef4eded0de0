"""How fast lists are read, and in how much memory: ``python -m bench.list_reading [ROWS] [--formats xlsx,csv,…]``.

Makes a department power list of ROWS rows (10,000 unless told) of 13 columns with merged main items, a two-row head, line breaks and
long basis cells, in a temporary folder, as .xlsx, GBK .csv, .docx, .html and .jsonl, and reads each: to a grid, and to entries. Each
step runs in a process of its own, whose peak memory is told less what it had before the file was opened (the file's bytes count).
The floor is what the library underneath takes alone on the same bytes, in the same run: calamine, csv, python-docx (opening alone), selectolax, json.
"""

from __future__ import annotations

import argparse
import csv
import html
import io
import json
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import docx
import openpyxl
from python_calamine import CalamineWorkbook
from selectolax.lexbor import LexborHTMLParser

from ingest.lists import read_list
from ingest.lists.grid import read_grids

HEAD = (
    "序号",
    "职权编码",
    "职权类型",
    "职权名称",
    "",
    "职权依据",
    "实施主体",
    "承办机构",
    "行使层级",
    "责任事项",
    "追责情形",
    "监督电话",
    "备注",
)
_UNDER = ("", "", "", "项目", "子项", "", "", "", "", "", "", "", "")
_TYPES = ("行政许可", "行政处罚", "行政强制", "行政检查", "行政确认", "其他行政权力")
_LAWS = ("安全生产法", "消防法", "行政处罚法", "食品安全法", "城镇燃气管理条例", "公共场所卫生管理条例")
_REPEATS = 3
_FORMATS = ("xlsx", "csv", "docx", "html", "jsonl")
_STEPS = ("floor", "grid", "list")


def make_rows(count: int, seed: int = 7) -> list[list[str]]:
    """``count`` item rows, four of ten of them sub-items of the item above."""
    random_ = random.Random(seed)
    rows: list[list[str]] = []
    for number in range(1, count + 1):
        law = random_.choice(_LAWS)
        article = random_.randint(1, 70)
        sub = number % 5 in (3, 4)
        basis = (
            f"【法律】《中华人民共和国{law}》（2021年修正）第{article}条第一款："
            + "有关单位应当依法履行职责。\n" * random_.randint(2, 9)
        )
        rows.append(
            [
                "" if sub else str(number),
                f"42112700{number:08d}",
                "" if sub else random_.choice(_TYPES),
                "" if sub else f"对第{number}类违法行为的处理",
                f"第{number}种情形" if sub or number % 5 == 2 else "",
                basis,
                "县应急管理局" if number % 7 else "县应急管理局（牵头）、县公安局（配合）",
                "安全生产基础股、综合执法大队",
                "县级",
                "1.受理责任：当场受理。\n2.审查责任：依法审查。" * random_.randint(1, 4),
                "不履行或不正确履行职责的。" * random_.randint(1, 3),
                "0713-3330000",
                "",
            ]
        )
    return rows


def _merged(rows: list[list[str]], first: int) -> list[tuple[int, int, int]]:
    """(column, top, bottom) of the main items' cells over their sub-items; rows count from ``first``."""
    areas: list[tuple[int, int, int]] = []
    start = first
    for number, row in enumerate([*rows, ["end"]], first):
        if row[0]:
            if number - 1 > start:
                areas.extend((column, start, number - 1) for column in (0, 2, 3))
            start = number
    return areas


def as_xlsx(rows: list[list[str]]) -> bytes:
    """A workbook: title, date, two-row head, merged main items, a note."""
    book = openpyxl.Workbook(write_only=True)
    sheet: Any = book.create_sheet()
    for row in (["黄梅县应急管理局权责清单"], ["（截至2024年6月30日）"], list(HEAD), list(_UNDER), *rows):
        sheet.append(row)
    sheet.append(["注：本清单由县应急管理局负责解释。"])
    out = io.BytesIO()
    book.save(out)
    areas = ["A1:M1", "D3:E3", *(f"{'ABCD'[at]}{top}:{'ABCD'[at]}{bottom}" for at, top, bottom in _merged(rows, 5))]
    merged = "".join(f'<mergeCell ref="{area}"/>' for area in areas)
    # A workbook that is written as a stream takes no merged cells: they are put in behind its rows.
    return _replaced(
        out.getvalue(),
        "xl/worksheets/sheet1.xml",
        "</sheetData>",
        f'</sheetData><mergeCells count="{len(areas)}">{merged}</mergeCells>',
    )


def _replaced(package: bytes, member: str, old: str, new: str) -> bytes:
    """An Office file with one stretch of one of its parts replaced."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(old.encode(), new.encode(), 1) if name == member else content)
    return made.getvalue()


def as_csv(rows: list[list[str]]) -> bytes:
    """The same as a GBK text file, merged cells lost."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([["黄梅县应急管理局权责清单"], ["（截至2024年6月30日）"], HEAD, _UNDER, *rows])
    return out.getvalue().encode("gb18030")


def as_docx(rows: list[list[str]]) -> bytes:
    """A Word table of one head row, main items merged over their sub-items."""
    inside = {(row, column) for column, top, bottom in _merged(rows, 0) for row in range(top + 1, bottom + 1)}
    starts = {(top, column) for column, top, _ in _merged(rows, 0)}

    def cell(row: int, column: int, text: str) -> str:
        merge = (
            "<w:tcPr><w:vMerge/></w:tcPr>"
            if (row, column) in inside
            else '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>'
            if (row, column) in starts
            else ""
        )
        lines = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in text.split("\n"))
        return f"<w:tc>{merge}{lines}</w:tc>"

    head = [under or above for above, under in zip(HEAD, _UNDER, strict=True)]
    lines = [f"<w:tr>{''.join(cell(-1, column, text) for column, text in enumerate(head))}</w:tr>"]
    for number, row in enumerate(rows):
        lines.append(f"<w:tr>{''.join(cell(number, column, text) for column, text in enumerate(row))}</w:tr>")
    out = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("黄梅县应急管理局权责清单（截至2024年6月30日）")
    document.save(out)
    return _replaced(out.getvalue(), "word/document.xml", "<w:sectPr", f"<w:tbl>{''.join(lines)}</w:tbl><w:sectPr")


def as_html(rows: list[list[str]]) -> bytes:
    """A page of one table, main items over their sub-items."""
    spans = {(top, column): bottom - top + 1 for column, top, bottom in _merged(rows, 0)}
    inside = {(row, column) for column, top, bottom in _merged(rows, 0) for row in range(top + 1, bottom + 1)}
    head = [under or above for above, under in zip(HEAD, _UNDER, strict=True)]
    lines = ["<tr>" + "".join(f"<th>{text}</th>" for text in head) + "</tr>"]
    for number, row in enumerate(rows):
        cells = (
            f"<td rowspan={spans.get((number, column), 1)}>{html.escape(text).replace(chr(10), '<br>')}</td>"
            for column, text in enumerate(row)
            if (number, column) not in inside
        )
        lines.append(f"<tr>{''.join(cells)}</tr>")
    title = "黄梅县应急管理局权责清单（截至2024年6月30日）"
    page = f"<html><head><meta charset=gbk><title>{title}</title></head><body><table>{''.join(lines)}</table></body></html>"
    return page.encode("gb18030")


def as_jsonl(rows: list[list[str]]) -> bytes:
    """A record a line."""
    head = [under or above for above, under in zip(HEAD, _UNDER, strict=True)]
    return "\n".join(json.dumps(dict(zip(head, row, strict=True)), ensure_ascii=False) for row in rows).encode()


MAKERS: dict[str, Callable[[list[list[str]]], bytes]] = {
    "xlsx": as_xlsx,
    "csv": as_csv,
    "docx": as_docx,
    "html": as_html,
    "jsonl": as_jsonl,
}


def _floor(kind: str, data: bytes) -> object:
    """What the library underneath does with the same bytes."""
    if kind == "xlsx":
        return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    if kind == "csv":
        return list(csv.reader(io.StringIO(data.decode("gb18030"), newline="")))
    if kind == "docx":
        return docx.Document(io.BytesIO(data))
    if kind == "html":
        return LexborHTMLParser(data.decode("gb18030"))
    return [json.loads(line) for line in data.decode().split("\n")]


def _memory(key: str) -> float:
    """MB that this process has now (VmRSS) or had at most (VmHWM). What ru_maxrss tells counts the parent's too."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith(f"{key}:"))) / 1024


def measure(step: str, file: Path) -> dict[str, float]:
    """One step on one file in this process: the shortest of a few runs in seconds, the peak in MB of the first, entries."""
    kind = file.suffix[1:]
    before = _memory("VmRSS")
    data = file.read_bytes()
    seconds = []
    peak = 0.0
    entries = 0
    for number in range(_REPEATS):
        start = time.perf_counter()
        if step == "floor":
            found: Any = _floor(kind, data)
        elif step == "grid":
            found = read_grids(data, file.name)
        else:
            found = read_list(data, file.name)
            lists, problems = found
            if any(item.severity == "error" for item in problems):
                raise SystemExit("\n".join(item.text() for item in problems))
            entries = sum(len(item.entries) for item in lists)
        seconds.append(time.perf_counter() - start)
        if not number:
            peak = _memory("VmHWM") - before
        del found
    return {"seconds": min(seconds), "peak": peak, "entries": entries}


def main() -> None:
    parser = argparse.ArgumentParser(description="清单读取的速度和内存")
    parser.add_argument("rows", nargs="?", type=int, default=10_000)
    parser.add_argument("--formats", default=",".join(_FORMATS))
    parser.add_argument("--measure", nargs=2, metavar=("STEP", "FILE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(options.measure[0], Path(options.measure[1]))))
        return
    rows = make_rows(options.rows)
    print(f"{options.rows:,} rows, best of {_REPEATS}; MB is the peak above what the process had before the file")
    columns = "".join(f"{f'{step} s':>10}{'MB':>8}" for step in _STEPS)
    print(f"{'format':8}{'file MB':>9}{columns}{'rows/s':>10}{'entries':>10}")
    with tempfile.TemporaryDirectory() as folder:
        for kind in options.formats.split(","):
            file = Path(folder) / f"清单.{kind}"
            file.write_bytes(MAKERS[kind](rows))
            found = {}
            for step in _STEPS:
                command = [sys.executable, "-m", "bench.list_reading", "--measure", step, str(file)]
                found[step] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
            told = "".join(f"{found[step]['seconds']:10.2f}{found[step]['peak']:8.0f}" for step in _STEPS)
            size = file.stat().st_size / 1e6
            print(
                f"{kind:8}{size:9.1f}{told}{options.rows / found['list']['seconds']:10,.0f}{found['list']['entries']:10,.0f}"
            )


if __name__ == "__main__":
    main()

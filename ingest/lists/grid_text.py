"""Text tables (.csv, .tsv, text copied out of a spreadsheet) as grids: encoding and delimiter are found out, quotes are checked."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import islice

from ingest.lists.cells import Grid, even, refuse, warning
from ontologies.records import Problem

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\ufffe\uffff]")
_DELIMITERS = (",", "\t", ";", "|", "，", "；")
# So many rows show by which delimiter a text is cut.
_SAMPLE_ROWS = 200
_EXPECTED_QUOTES = "成对的英文双引号，单元格里的引号写两遍"
_ADVICE_QUOTES = "请用表格软件打开后另存为 CSV 或 .xlsx"


def decode(data: bytes, name: str) -> tuple[str, list[Problem]]:
    """The text: a byte order mark decides, else UTF-8, else UTF-16 where every second byte is zero, else GB18030 (told). Raises
    GridError."""
    if data[:3] == b"\xef\xbb\xbf":
        candidates = ["utf-8-sig"]
    elif data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        candidates = ["utf-16"]
    elif b"\0" in data[:4096]:
        head = data[:4096]
        candidates = ["utf-16-le" if head[1::2].count(0) >= head[0::2].count(0) else "utf-16-be"]
    else:
        candidates = ["utf-8", "gb18030"]
    for encoding in candidates:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            position = error.start
            continue
        said = (
            [warning(name, "", "文件不是 UTF-8，已按 GBK（GB18030）读取", "", "请核对汉字是否正确，或另存为 UTF-8")]
            if encoding == "gb18030"
            else []
        )
        return text, said
    raise refuse(
        name,
        "文字编码无法识别，或文件不完整",
        "UTF-8 或 GBK（GB18030）编码的 .csv",
        "请用表格软件打开后另存为“CSV UTF-8”或 .xlsx",
        f"第 {position} 字节",
    )


def text_grids(text: str, name: str) -> tuple[list[Grid], list[Problem]]:
    """The one table of a text. Raises GridError where it is no text or its quotes cannot be told apart."""
    if _CONTROL.search(text):
        raise refuse(
            name,
            "文件损坏或不完整，无法读取（含有控制字符，可能不是文本表格）",
            "完整的 .xlsx、.xls 或 .csv 文件",
            "请重新下载或用表格软件打开后另存",
        )
    rows, delimiter = _rows(text, name)
    problems = _swallowed(rows, delimiter, name)
    return [Grid("", even(rows, name))], problems


def _rows(text: str, name: str) -> tuple[list[list[str]], str]:
    """Cut with the delimiter under which most rows have the same number (two or more) of cells."""
    ranked: list[tuple[float, str]] = []
    for order, delimiter in enumerate(_DELIMITERS):
        if delimiter in text or not order:
            ranked.append((_score(text, delimiter) - order / 1000, delimiter))
    ranked.sort(reverse=True)
    broken: tuple[str, int] | None = None
    for score, delimiter in ranked:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        rows: list[list[str]] = []
        try:
            for row in reader:
                rows.append(row)
        except csv.Error as error:
            if broken is None:
                broken = str(error), len(rows) + 1
            continue
        if broken is None or score >= 0.5:
            return rows, delimiter
        break
    assert broken is not None
    reason, row_number = broken
    if "field larger" in reason:
        raise refuse(
            name,
            f"单元格超过 {csv.field_size_limit()} 个字，多半是引号不成对",
            _EXPECTED_QUOTES,
            _ADVICE_QUOTES,
            f"第 {row_number} 行",
        )
    raise refuse(
        name,
        "这一行的引号不成对，无法分清单元格，文件可能不完整",
        _EXPECTED_QUOTES,
        _ADVICE_QUOTES,
        f"第 {row_number} 行",
    )


def _score(text: str, delimiter: str) -> float:
    """How many of the first rows agree in their number of cells (0 to 1), wider tables a little before narrower ones; below
    zero where no row has two cells."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = [row for row in islice(reader, _SAMPLE_ROWS) if row]
    except csv.Error:
        return -1.0
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return -1.0
    width, agree = widths.most_common(1)[0]
    return agree / len(rows) + min(width, 30) / 100


def _swallowed(rows: list[list[str]], delimiter: str, name: str) -> list[Problem]:
    """Two stray quotes in different rows make one cell of all that stands between them: lines inside a cell that have as many
    delimiters as a row has are told."""
    width = max(map(len, rows), default=0)
    if width < 3:
        return []
    found = []
    for number, row in enumerate(rows, 1):
        for cell in row:
            if "\n" in cell and delimiter in cell:
                inside = sum(1 for line in cell.split("\n") if line.count(delimiter) >= max(width - 2, 2))
                if inside:
                    found.append((number, inside))
    return [
        warning(
            name,
            f"第 {number} 行",
            f"一个单元格里有 {inside} 行像是另外的数据行，引号可能不成对",
            _EXPECTED_QUOTES,
            "请核对这一行；确是单元格里的换行则不必理会",
        )
        for number, inside in found[:10]
    ]

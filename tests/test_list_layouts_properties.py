"""Whatever a column is called and wherever it stands, in whatever format: what was written is what is read.

A table is made of random fields in a random order, each under any of the names that public lists give it, with titles above and a
note below, in .xlsx, CSV, Word, HTML, JSON or JSON lines, and read back.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence

import docx
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.lists import explain_list, read_list
from ingest.lists.columns import FIELD_NAMES, MODEL_FIELDS, REPEATABLE, SYNONYMS, field_of, head_key
from ontologies.records import EntryRecord, ListText

AUTHORITY = "黄梅县应急管理局"
TITLES = ["黄梅县应急管理局权责清单", "（截至2024年6月30日）"]
NOTE = "注：本清单由县应急管理局解释。"
# Heads that a list of powers would not have: they tell of another kind of list, and are held by that kind's own tests.
OTHER_KINDS = frozenset(
    {"kind", "theme", "upper", "taker", "upper_duties", "town_duties", "way", "place", "role"}
    | {"holder_lead", "holder_coordinate", "holder_cooperate", "holder_assist", "holder_guide", "holder_supervise"}
    | {"holder_entrusted", "sub_name"}
)
VALUES: dict[str, Sequence[str]] = {
    "seq": ["1", "2", "3"],
    "code": ["A-1", "A-2", "A-3"],
    "type": ["行政处罚", "行政许可", "行政检查"],
    "name": ["对甲的处罚", "乙证核发", "丙的检查"],
    "basis": ["《甲法》第一条", "《乙法》第二条\n第一款", "《丙条例》第3条"],
    "holder": ["县应急局", "县应急管理局", "黄梅县应急管理局"],
    "office": ["执法大队", "审批股", "基础股"],
    "level": ["县级", "县级", "县级"],
}


def value(field: str, row: int) -> str:
    return VALUES[field][row] if field in VALUES else f"{FIELD_NAMES.get(field, field)}之{row + 1}"


FIELDS = sorted(set(SYNONYMS) & set(FIELD_NAMES) - OTHER_KINDS - {"name"})


# Formats --------------------------------------------------------------------------------------------------------------------


def as_csv(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([*([title] for title in titles), *rows, [NOTE]])
    return out.getvalue().encode("gb18030")


def as_xlsx(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for line in [*([title] for title in titles), *rows, [NOTE]]:
        book.active.append([text or None for text in line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_docx(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    document = docx.Document()
    for title in titles:
        document.add_paragraph(title)
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for cells, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, row, strict=True):
            cell.text = text
    document.add_paragraph(NOTE)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_html(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    lines = "".join(
        "<tr>" + "".join(f"<td>{text.replace(chr(10), '<br>')}</td>" for text in row) + "</tr>" for row in rows
    )
    above = "".join(f"<p>{title}</p>" for title in titles)
    return f"<html><head><meta charset=gbk></head><body>{above}<table>{lines}</table><p>{NOTE}</p></body>".encode("gbk")


def _records(rows: Sequence[Sequence[str]]) -> list[dict[str, str]]:
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def as_json(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    told = {f"title{n}" if n else "title": title for n, title in enumerate(titles)}
    return json.dumps({**told, "note": NOTE, "data": {"rows": _records(rows)}}, ensure_ascii=False).encode()


def as_jsonl(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    return "\n".join(json.dumps(record, ensure_ascii=False) for record in _records(rows)).encode()


FORMATS: dict[str, tuple[Callable[[Sequence[str], Sequence[Sequence[str]]], bytes], int]] = {
    "csv": (as_csv, 120),
    "html": (as_html, 100),
    "json": (as_json, 60),
    "jsonl": (as_jsonl, 60),
    "docx": (as_docx, 25),
    "xlsx": (as_xlsx, 25),
}


# Tables ---------------------------------------------------------------------------------------------------------------------


def dress(word: str, style: int) -> str:
    """A head with the spaces, line breaks, widths and remarks that offices put into it."""
    if style == 1 and len(word) > 2:
        return f"{word[:2]}\n{word[2:]}"
    if style == 2 and not word.isascii():
        return " ".join(word)
    if style == 3:
        return f"{word}（必填）"
    if style == 4:
        return f"{word}："
    return word


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[str], list[str]]:
    """(fields in order, heads, titles)."""
    some = draw(st.lists(st.sampled_from(FIELDS), min_size=2, max_size=9, unique=True))
    order = draw(st.permutations(["name", *some]))
    heads = [dress(draw(st.sampled_from(SYNONYMS[field].split())), draw(st.integers(0, 4))) for field in order]
    extra = draw(st.lists(st.sampled_from(["第一部分说明文字", "二、填报说明", "单位：项", "附件1"]), max_size=4))
    return order, heads, [*extra, *TITLES]


def check(order: Sequence[str], text: ListText, form: str) -> None:
    assert [entry.name for entry in text.entries] == list(VALUES["name"])
    for number, entry in enumerate(text.entries):
        assert list(entry.cells.values()) == [value(field, number) for field in order], "the raw row, cell by cell"
        for field in order:
            check_field(field, value(field, number), entry)
        first = {"docx": 2, "html": 2, "json": 1, "jsonl": 1}.get(form)
        assert first is None or entry.row == first + number


def check_field(field: str, told: str, entry: EntryRecord) -> None:
    if field == "code":
        assert entry.code == told
    elif field == "type":
        assert entry.power_type.label == told
    elif field == "basis":
        assert told in entry.basis
    elif field == "office":
        assert entry.offices == ((AUTHORITY, told),)
    elif field == "holder":
        assert [name for name, _ in entry.holders] == [AUTHORITY]


@pytest.mark.parametrize("form", FORMATS)
def test_any_order_any_name_any_format(form: str) -> None:
    make, examples = FORMATS[form]

    @settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(tables())
    def held(table: tuple[list[str], list[str], list[str]]) -> None:
        order, heads, titles = table
        rows = [heads, *([value(field, number) for field in order] for number in range(3))]
        told = {"kind": "power_list"} | ({"authority": AUTHORITY} if form == "jsonl" else {})
        lists, problems = read_list(make(titles, rows), f"清单.{form}", told)
        assert len(lists) == 1, [problem.text() for problem in problems]
        check(order, lists[0], form)
        assert lists[0].authority == AUTHORITY
        if form != "jsonl":
            assert str(lists[0].edition) == "2024-06-30"
            assert any(NOTE in note for note in lists[0].notes), "what stands around the table is kept"
        explained, _ = explain_list(make(titles, rows), f"清单.{form}", told)
        assert [column.field for column in explained[0].columns] == order

    held()


@pytest.mark.parametrize(
    ("field", "word"), [(field, word) for field in SYNONYMS for word in SYNONYMS[field].split()], ids="-".join
)
def test_every_name_of_every_field_is_known(field: str, word: str) -> None:
    """The first field that claims a name keeps it; whichever it is, the name is known for sure however it is dressed."""
    found, rate = field_of(word)
    first = next(f for f in SYNONYMS if head_key(word) in map(head_key, SYNONYMS[f].split()))
    assert (found, rate) == (first, 3)
    assert first == field, f"{word} is claimed by {first} already"
    for style in range(5):
        assert field_of("".join(dress(word, style).split()))[0] == field


def test_repeated_columns_are_joined_or_kept() -> None:
    rows = [
        ["序号", "事项名称", "依据", "法律依据", "备注", "说明"],
        ["1", "甲", "《甲法》", "《乙法》", "一", "二"],
        ["2", "乙", "", "《丙法》", "", "三"],
    ]
    for form, (make, _) in FORMATS.items():
        lists, _ = read_list(make(TITLES, rows), f"清单.{form}", {"authority": AUTHORITY, "kind": "power_list"})
        assert [entry.basis for entry in lists[0].entries] == ["《甲法》\n《乙法》", "《丙法》"], form
        assert lists[0].entries[0].cells["F"] == "二", form
    assert "basis" in REPEATABLE & MODEL_FIELDS

"""Findings on paper: a workbook to work through, a document to send round."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from ingest.export.book import LONGEST_CELL, as_book
from ingest.export.sheets import RowKind, Sheet, measured
from ontologies.records import FindingKind, Severity, Verdict

Record = dict[str, Any]

_HEAD = (
    "序号",
    "种类",
    "结论",
    "轻重",
    "问题",
    "机构",
    "事项",
    "文件",
    "工作表",
    "行",
    "依据原文",
    "条文",
    "证据",
    "规则",
    "规则出处",
    "建议",
    "审查意见",
    "标识",
)
_ELLIPSIS = "……（余下的见 JSON）"
# A quotation longer than this is cut in the document; the workbook has it whole.
_QUOTED = 300
_LABELS = {kind.value: kind.label for kind in FindingKind}


def _bodies(one: Record) -> list[str]:
    named = [row["body"] for row in one["rows"]] + [body["name"] for body in one["bodies"]]
    return list(dict.fromkeys(name for name in named if name))


def _lines(parts: Iterable[str]) -> str:
    """Parts as the lines of one cell, as many as fit into one."""
    text = "\n".join(dict.fromkeys(part for part in parts if part))
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - len(_ELLIPSIS)] + _ELLIPSIS


def row_words(row: Record) -> str:
    """Whose row it is, what it states and where it stands; row 0 is a list as a whole, which lacks something."""
    where = "，".join(part for part in (row["file"], row["sheet"], f"第{row['row']}行" if row["row"] else "") if part)
    if not row["row"]:
        return f"{row['body']}" + (f"，{where}" if where else "")
    return f"{row['body']}“{row['name']}”（{where}）"


def _provision(one: Record, most: int = 0) -> str:
    words = str(one["text"])
    if most and len(words) > most:
        words = words[:most] + "……"
    return f"{one['law']}{one['article']}（{one['status']}）" + (f"：{words}" if words else "")


def _evidence(one: Record) -> str:
    return str(one["text"]) + (f"：“{one['quote']}”" if one["quote"] else "")


def _decider(one: Record) -> str:
    points = f" → {one['name']}" if one["name"] else ""
    return f"{one['rule']}（{one['source']}）{points}" + (f"：{one['why']}" if one["why"] else "")


def review_words(review: Record | None) -> str:
    """What a reviewer said, in one line; "" where nobody did."""
    if not review:
        return ""
    told = [f"{review['by']}，{str(review['at'])[:10]}"] + ([review["reason"]] if review["reason"] else [])
    note = f"。{review['note']}" if review["note"] else ""
    return f"{review['state_label']}（{'；'.join(told)}）{note}"


def _row(number: int, one: Record) -> list[str]:
    rows = one["rows"]
    return [
        str(number),
        one["kind_label"],
        one["verdict"],
        one["severity"],
        one["text"],
        _lines(_bodies(one)),
        _lines(row["name"] for row in rows),
        _lines(row["file"] for row in rows),
        _lines(row["sheet"] for row in rows),
        "\n".join(str(row["row"] or "") for row in rows),
        _lines(row["basis"] for row in rows),
        _lines(map(_provision, one["provisions"])),
        _lines([*map(_evidence, one["evidence"]), *map(_decider, one["decides"])]),
        one["rule"]["text"],
        one["rule"]["source"],
        one["repair"],
        review_words(one.get("review")),
        one["id"],
    ]


def _summary(found: Sequence[Record]) -> list[list[str]]:
    """Kinds against verdicts, in the order of the kinds."""
    verdicts = [*(verdict.label for verdict in Verdict), *(["合法"] if any(one["lawful"] for one in found) else [])]
    rows = [["种类", *verdicts, "合计"]]
    for kind in FindingKind:
        of = [one for one in found if one["kind"] == kind.value]
        if of:
            counts = [sum(one["verdict"] == verdict for one in of) for verdict in verdicts]
            rows.append([kind.label, *(str(count or "") for count in counts), str(len(of))])
    counts = [sum(one["verdict"] == verdict for one in found) for verdict in verdicts]
    rows.append(["合计", *(str(count or "") for count in counts), str(len(found))])
    return rows


def _items(count: int) -> list[RowKind]:
    return ["item"] * count


def title_of(answer: Record) -> str:
    """What a report is called."""
    return f"{answer['place_name']}清单核查结果（{answer['as_of']}，第{answer['release']}号发布）"


def as_workbook(answer: Record) -> bytes:
    """An answer of ``check`` as an .xlsx: one sheet of counts, one of findings with everything that proves them, a row each."""
    found = answer["findings"]
    title = title_of(answer)
    counts = _summary(found)
    head = Sheet("汇总", [[title, *[""] * (len(counts[0]) - 1)], *counts], ["title", "head", *_items(len(counts) - 1)])
    head.merges = [(0, 0, 0, len(counts[0]) - 1)]
    head.numbers = list(range(1, len(counts[0])))
    rows = [list(_HEAD), *(_row(number, one) for number, one in enumerate(found, 1))]
    listed = Sheet("发现", rows, ["head", *_items(len(found))])
    for sheet in (head, listed):
        sheet.widths = measured(sheet)
    listed.numbers = [0]
    return as_book([head, listed], title)


def as_report(answer: Record) -> bytes:
    """An answer of ``check`` as a .docx: counts, then the findings kind by kind, each with its rows, provisions, evidence and repair."""
    # Seldom asked for and slow to import.
    import docx
    from docx.oxml.ns import qn
    from docx.shared import Pt

    found = answer["findings"]
    made = docx.Document()
    made.core_properties.title = title_of(answer)[:255]
    for name, size in (("Normal", 10.5), ("Heading 1", 15), ("Heading 2", 12), ("Title", 18)):
        style = made.styles[name]
        style.font.name, style.font.size = "宋体", Pt(size)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")
    made.add_heading(title_of(answer), 0)
    made.add_paragraph(_opening(answer))
    for note in answer["notes"]:
        made.add_paragraph(note)
    counts = _summary(found)
    table = made.add_table(rows=0, cols=len(counts[0]))
    table.style = "Table Grid"
    for row in counts:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    for kind, group in groupby(found, key=lambda one: str(one["kind"])):
        of = list(group)
        made.add_heading(f"{_LABELS[kind]}（{len(of)}）", 1)
        made.add_paragraph(f"规则：{of[0]['rule']['text']}（{of[0]['rule']['source']}）")
        for number, one in enumerate(of, 1):
            _told(made, number, one)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _opening(answer: Record) -> str:
    of = answer["counts"]["verdict"]
    parts = [f"{label.label} {of[label.label]} 项" for label in Verdict if of.get(label.label)]
    heavy = answer["counts"]["severity"].get(Severity.HIGH.label, 0)
    return f"共 {answer['total']} 项：{'，'.join(parts) or '没有发现'}；其中严重的 {heavy} 项。没有载入的文件一律作“无法核验”，不等于没有依据。"


def _told(made: Any, number: int, one: Record) -> None:
    line = made.add_paragraph()
    line.add_run(f"{number}. 【{one['verdict']}·{one['severity']}】").bold = True
    line.add_run(one["text"])
    for row in one["rows"]:
        made.add_paragraph(f"清单：{row_words(row)}", style="List Bullet")
    for provision in one["provisions"]:
        made.add_paragraph(f"条文：{_provision(provision, _QUOTED)}", style="List Bullet")
    for evidence in one["evidence"]:
        made.add_paragraph(f"证据：{_evidence(evidence)}", style="List Bullet")
    for decider in one["decides"]:
        made.add_paragraph(f"怎样定：{_decider(decider)}", style="List Bullet")
    if one["repair"]:
        made.add_paragraph(f"建议：{one['repair']}", style="List Bullet")
    said = review_words(one.get("review"))
    if said:
        made.add_paragraph(f"审查意见：{said}", style="List Bullet")

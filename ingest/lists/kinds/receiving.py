"""Whom a task or a support goes to: towns by name, types of towns, all towns of the place, or another body that a cell names."""

from __future__ import annotations

from ingest.lists.bodies import town_of
from ingest.lists.kinds import RowContext
from ingest.lists.kinds.granting import Recipients
from ingest.lists.kinds.reading import Cells, is_nothing
from ontologies.records import RecipientRecord


def recipients_in(cells: Cells, field: str, ctx: RowContext) -> tuple[RecipientRecord, ...]:
    """Everyone whom a cell names, and where it is empty the town whose list it is. Words that name nobody leave the cell with the row."""
    text = cells.look(field)
    if not text or is_nothing(text):
        return (RecipientRecord(ctx.authority),) if town_of(ctx.authority) else ()
    found = Recipients()
    found.cell(text, ctx)
    unknown = []
    if found.excepting:
        ctx.remark(
            cells.row,
            f"“{found.excepting[0][:30]}”除去了一些乡镇，按各乡镇（街道）读取并注明，原文随行保留",
            "乡镇、街道的名称",
            "请逐个写明乡镇（街道）的名称",
        )
    for word in found.unknown:
        body = "" if word in found.excepting else ctx.body(word)
        if body:
            found.add(body, by_type=False)
        else:
            unknown.append(word)
    if not unknown:
        cells.take(field)
    elif set(unknown) - set(found.excepting):
        words = "、".join(word for word in unknown if word not in found.excepting)
        ctx.remark(
            cells.row,
            f"“{words[:30]}”认不出是哪个乡镇（街道）或者机构，原文随行保留",
            "乡镇、街道或者机构的名称",
            "请写全称",
        )
    return found.records()

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
    for word in found.unknown:
        body = ctx.body(word)
        if body:
            found.add(body, by_type=False)
        else:
            unknown.append(word)
    if not unknown:
        cells.take(field)
    return found.records()

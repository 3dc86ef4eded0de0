"""履职事项清单."""

from __future__ import annotations

import msgspec

from ingest.lists.kinds import Kind, RowContext
from ingest.lists.rows import RawRow
from ontologies.records import EntryRecord, ItemKind, ListKind


def read(entry: EntryRecord, row: RawRow, ctx: RowContext) -> EntryRecord:
    return msgspec.structs.replace(entry, kind=ItemKind.DUTY)


KIND = Kind(
    kind=ListKind.DUTY,
    titles=(
        r"履职|履行职责|基本履行|配合履行|收回|上收|由上级部门承担|(?:配合|基本)(?:事项|职责|清单)|^(?:配合|基本)$"
        r"|(?:个性|特色)(?:化)?(?:事项|职责)?清单|recalled|cooperating|basic"
    ),
    read=read,
    telling=(frozenset({"taker"}),),
)

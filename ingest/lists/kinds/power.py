"""权责清单: a department's or a township's powers."""

from __future__ import annotations

from ingest.lists.kinds import Kind, RowContext
from ingest.lists.rows import RawRow
from ontologies.records import EntryRecord, ListKind


def read(entry: EntryRecord, row: RawRow, ctx: RowContext) -> EntryRecord:
    return entry


KIND = Kind(
    kind=ListKind.POWER,
    titles=r"权责|权力|职权|权限|责任清单|行政(?:许可|处罚|强制|检查)|服务事项|事项目录",
    read=read,
)

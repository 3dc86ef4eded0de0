"""Rows on their way into the embedded graph: as Arrow tables, gathered on disk. Apart from the store, as only writing needs Arrow and to
import it takes a reader a quarter of a second."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa

from graph.port import Row
from ontologies.schema import Column

# Rows of one table that gather in memory before they go to disk.
BATCH_ROWS = 8_000


ARROW_TYPE: dict[str, Any] = {
    "string": pa.string(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "strings": pa.list_(pa.string()),
}


def _arrow(columns: tuple[Column, ...], rows: list[Row]) -> pa.RecordBatch:
    arrays = [
        pa.array(values, type=ARROW_TYPE[column.type])
        for column, values in zip(columns, zip(*rows, strict=True), strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, names=[column.name for column in columns])


def as_table(columns: tuple[Column, ...], rows: list[Row]) -> pa.Table:
    """Rows, at least one, with these columns."""
    return pa.Table.from_batches([_arrow(columns, rows)])


class Spill:
    """The rows of one table, gathered on disk until everything is there: an edge can be copied only between nodes that are there,
    and one COPY of all rows needs far less memory than many, each of which leaves a group of rows unfinished."""

    def __init__(self, path: Path, columns: tuple[Column, ...]) -> None:
        self._path, self._columns = path, columns
        self._rows: list[Row] = []
        self._writer: pa.ipc.RecordBatchFileWriter | None = None
        self.bytes = 0

    def add(self, rows: list[Row]) -> None:
        for begin in range(0, len(rows), BATCH_ROWS):
            self._rows.extend(rows[begin : begin + BATCH_ROWS])
            if len(self._rows) >= BATCH_ROWS:
                self._write()

    def _write(self) -> None:
        batch = _arrow(self._columns, self._rows)
        self.bytes += batch.nbytes
        self._rows = []
        if self._writer is None:
            self._writer = pa.ipc.new_file(str(self._path), batch.schema)
        self._writer.write_batch(batch)

    def table(self) -> pa.Table | None:
        """All rows: those written are mapped, not read."""
        if self._writer is None:
            rows, self._rows = self._rows, []
            return as_table(self._columns, rows) if rows else None
        if self._rows:
            self._write()
        self._writer.close()
        return pa.ipc.open_file(pa.memory_map(str(self._path))).read_all()

"""How fast lists are given out: ``python -m bench.export [ROWS]``.

Makes the department power list of ``bench.list_reading`` (10,000 rows unless told, merged main items), reads it once, and writes it in
each format; the floor of .xlsx and .csv is a plain dump of the same cells by the same writer, without merged cells, widths or
formats. Then corrects one row of it, which reads the sheet again.
"""

from __future__ import annotations

import csv
import io
import sys
import time
from collections.abc import Callable, Sequence

import xlsxwriter

from bench.list_reading import as_xlsx, make_rows
from ingest.corrections import apply
from ingest.export import FORMATS, Piece, export
from ingest.lists import read_list
from ingest.lists.frame import grids_of
from ontologies.records import CorrectionRecord

_REPEATS = 3


def best(action: Callable[[], object]) -> float:
    """The shortest of a few runs, in seconds."""
    times = []
    for _ in range(_REPEATS):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times)


def plain_book(rows: Sequence[Sequence[str]]) -> bytes:
    """The cells as a workbook, nothing else."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            if text:
                sheet.write_string(number, column, text)
    book.close()
    return out.getvalue()


def plain_csv(rows: Sequence[Sequence[str]]) -> bytes:
    """The cells as CSV, nothing else."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    lists, problems = read_list(as_xlsx(make_rows(count)), "bench.xlsx")
    if len(lists) != 1:
        raise SystemExit("\n".join(item.text() for item in problems))
    text = lists[0]
    rows = grids_of(text)[0].rows
    floors: dict[str, Callable[[], bytes]] = {"xlsx": lambda: plain_book(rows), "csv": lambda: plain_csv(rows)}
    print(f"{count:,} rows, {len(text.entries):,} items")
    print(f"{'format':8}{'MB':>8}{'floor s':>10}{'export s':>10}{'rows/s':>10}")
    for form in FORMATS:
        made = export([Piece("list", text)], form)
        seconds = best(lambda form=form: export([Piece("list", text)], form))  # type: ignore[misc]
        floor = f"{best(floors[form]):10.2f}" if form in floors else f"{'':10}"
        print(f"{form:8}{len(made.data) / 1e6:8.1f}{floor}{seconds:10.2f}{count / seconds:10,.0f}")
    correction = CorrectionRecord("审定人", "来源", row=text.entries[-1].row, set={"依据": "《安全生产法》第九条"})
    seconds = best(lambda: apply(text, [correction]))
    print(f"one row corrected, its sheet read again: {seconds:.2f} s")


if __name__ == "__main__":
    main()

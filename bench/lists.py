"""A county's lists from file to answer: ``python -m bench.lists [ROWS …] [--bodies N]``.

Makes one workbook of ROWS rows (10,000 and 100,000 unless told) as a county's summary list: 40 departments, two sheets, codes, responsibilities,
long basis cells; loads it into an empty home, loads it again unchanged, changes one row and loads it again, and traces and searches.
Each size runs in a process of its own; memory is the peak of the whole process group. The floor is calamine alone on the same bytes, in the
same run.
"""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import openpyxl
from python_calamine import CalamineWorkbook

from bench.list_reading import HEAD, make_rows
from bench.spine import PeakMemory
from ingest.home import Home
from ingest.settings import Settings
from search.port import SearchQuery

# One row of heads, as a system exports them.
_HEAD = tuple(head or "子项名称" for head in HEAD)
_DAY = date(2026, 11, 23)


def workbook(rows: int, bodies: int, changed: int = -1) -> bytes:
    """The list as an .xlsx file; row ``changed`` has another remark."""
    book = openpyxl.Workbook(write_only=True)
    made = make_rows(rows)
    half = (rows + 1) // 2
    for number, part in enumerate((made[:half], made[half:]), 1):
        sheet = book.create_sheet(f"权责清单{number}")
        sheet.append(["黄梅县人民政府部门权责清单（2026年版）"])
        sheet.append(_HEAD)
        name = kind = ""
        for position, row in enumerate(part, (number - 1) * half):
            cells: list[str] = list(row)
            # Every row whole, as a system exports it.
            name, kind = cells[3] or name, cells[2] or kind
            cells[2], cells[3] = kind, name
            cells[6] = f"黄梅县第{position * bodies // max(rows, 1)}管理局"
            if position == changed:
                cells[12] = "改过"
            sheet.append(cells)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def measure(rows: int, bodies: int) -> None:
    """Load, load again, change and load, ask; print what each took."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "权责清单.xlsx"
        file.write_bytes(workbook(rows, bodies))
        started = time.perf_counter()
        floor = sum(
            len(CalamineWorkbook.from_filelike(io.BytesIO(file.read_bytes())).get_sheet_by_index(index).to_python())
            for index in range(2)
        )
        spent = time.perf_counter() - started
        print(f"{rows:,} 行，{file.stat().st_size / 1e6:.1f} MB .xlsx；只用 calamine 读 {spent:.1f} 秒（{floor:,} 行）")
        with PeakMemory() as memory, Home(Settings(home=Path(folder) / "home")) as home:
            for label, content in (
                ("载入", None),
                ("原样再载", None),
                ("改一行再载", workbook(rows, bodies, changed=rows // 2)),
            ):
                if content is not None:
                    file.write_bytes(content)
                started = time.perf_counter()
                report = home.load([file])
                spent = time.perf_counter() - started
                stages = "，".join(f"{stage} {seconds:.1f}" for stage, seconds in report.seconds.items())
                print(f"  {label} {spent:6.1f} 秒（{stages}；{report.units} 个单元）")
            view = home.view()
            hits = view.search.search(SearchQuery("第17类违法行为", _DAY)).hits
            times = []
            for hit in hits:
                started = time.perf_counter()
                view.graph.trace(hit.id, _DAY)
                times.append(time.perf_counter() - started)
            print(f"  追溯一项 {1000 * max(times, default=0):.1f} 毫秒（{len(times)} 项中最慢）")
        print(f"  内存峰值 {memory.peak:,.0f} MB")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="*", type=int, default=[10_000, 100_000])
    parser.add_argument("--bodies", type=int, default=40)
    parser.add_argument("--here", action="store_true", help="这个进程里量一种规模")
    told = parser.parse_args()
    for rows in told.rows:
        if told.here:
            measure(rows, told.bodies)
        else:
            command = [sys.executable, "-m", "bench.lists", str(rows), "--bodies", str(told.bodies), "--here"]
            subprocess.run(command, check=True)


if __name__ == "__main__":
    main()

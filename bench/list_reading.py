"""How fast lists are read: ``python -m bench.list_reading [ROWS]``.

Makes a department power list of ROWS rows (10,000 unless told) with merged main items, a two-row head, line breaks and long
basis cells, as .xlsx and as GBK .csv, and reads each; the floor is what calamine, or csv, alone takes on the same bytes.
"""

from __future__ import annotations

import csv
import io
import random
import sys
import time
from collections.abc import Callable

import openpyxl
from python_calamine import CalamineWorkbook

from ingest.lists import read_list

_HEAD = (
    "序号",
    "职权编码",
    "职权类型",
    "职权名称",
    "",
    "职权依据",
    "实施主体",
    "承办机构",
    "行使层级",
    "责任事项",
    "追责情形",
    "监督电话",
    "备注",
)
_UNDER = ("", "", "", "项目", "子项", "", "", "", "", "", "", "", "")
_TYPES = ("行政许可", "行政处罚", "行政强制", "行政检查", "行政确认", "其他行政权力")
_LAWS = ("安全生产法", "消防法", "行政处罚法", "食品安全法", "城镇燃气管理条例", "公共场所卫生管理条例")
_REPEATS = 3


def make_rows(count: int, seed: int = 7) -> list[list[str]]:
    """``count`` item rows, four of ten of them sub-items of the item above."""
    random_ = random.Random(seed)
    rows: list[list[str]] = []
    for number in range(1, count + 1):
        law = random_.choice(_LAWS)
        article = random_.randint(1, 70)
        sub = number % 5 in (3, 4)
        basis = (
            f"【法律】《中华人民共和国{law}》（2021年修正）第{article}条第一款："
            + "有关单位应当依法履行职责。\n" * random_.randint(2, 9)
        )
        rows.append(
            [
                "" if sub else str(number),
                f"42112700{number:08d}",
                "" if sub else random_.choice(_TYPES),
                "" if sub else f"对第{number}类违法行为的处理",
                f"第{number}种情形" if sub or number % 5 == 2 else "",
                basis,
                "县应急管理局" if number % 7 else "县应急管理局（牵头）、县公安局（配合）",
                "安全生产基础股、综合执法大队",
                "县级",
                "1.受理责任：当场受理。\n2.审查责任：依法审查。" * random_.randint(1, 4),
                "不履行或不正确履行职责的。" * random_.randint(1, 3),
                "0713-3330000",
                "",
            ]
        )
    return rows


def as_xlsx(rows: list[list[str]]) -> bytes:
    """A workbook: title, date, two-row head, merged main items, a note."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["黄梅县应急管理局权责清单"])
    sheet.append(["（截至2024年6月30日）"])
    sheet.append(list(_HEAD))
    sheet.append(list(_UNDER))
    sheet.merge_cells("A1:M1")
    sheet.merge_cells("D3:E3")
    start = 5
    for number, row in enumerate(rows, 5):
        sheet.append(row)
        if row[0]:
            start = number
        following = rows[number - 4][0] if number - 4 < len(rows) else "end"
        if following and number > start:
            for letter in "ACD":
                sheet.merge_cells(f"{letter}{start}:{letter}{number}")
    sheet.append(["注：本清单由县应急管理局负责解释。"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_csv(rows: list[list[str]]) -> bytes:
    """The same as a GBK text file, merged cells lost."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([["黄梅县应急管理局权责清单"], ["（截至2024年6月30日）"], _HEAD, _UNDER, *rows])
    return out.getvalue().encode("gb18030")


def best(action: Callable[[], object]) -> float:
    """The shortest of a few runs, in seconds."""
    times = []
    for _ in range(_REPEATS):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    rows = make_rows(count)
    files = {"xlsx": as_xlsx(rows), "csv": as_csv(rows)}

    def calamine_alone() -> None:
        CalamineWorkbook.from_filelike(io.BytesIO(files["xlsx"])).get_sheet_by_index(0).to_python(skip_empty_area=False)

    def csv_alone() -> None:
        list(csv.reader(io.StringIO(files["csv"].decode("gb18030"), newline="")))

    floors: dict[str, Callable[[], object]] = {"xlsx": calamine_alone, "csv": csv_alone}
    print(f"{count:,} rows, best of {_REPEATS}")
    print(f"{'format':8}{'MB':>8}{'floor s':>10}{'read s':>10}{'rows/s':>10}{'entries':>10}")
    for kind, data in files.items():
        lists, problems = read_list(data, f"bench.{kind}")
        if any(item.severity == "error" for item in problems):
            raise SystemExit("\n".join(item.text() for item in problems))
        seconds = best(lambda data=data, kind=kind: read_list(data, f"bench.{kind}"))  # type: ignore[misc]
        print(
            f"{kind:8}{len(data) / 1e6:8.1f}{best(floors[kind]):10.2f}{seconds:10.2f}{count / seconds:10,.0f}"
            f"{sum(len(item.entries) for item in lists):10,}"
        )


if __name__ == "__main__":
    main()

"""Makes the files of ``examples/lists``: ``python -m examples.make_lists [FOLDER]``.

They are committed; this shows how they came about and makes them again, the same bytes each time. What they say stands in
``examples/county``: each module there has a ``files()`` that gives file name → bytes. Each office keeps its own layout, as real ones do.
Titles of laws, article numbers and division codes are facts; who does what in which words is the project's own.
"""

from __future__ import annotations

import sys
from pathlib import Path

from examples.county import others, powers_files
from examples.county.sheets import csv_bytes

PARTS = (powers_files, others)
"""The modules that make files, in the order in which they are asked."""

DIVISIONS = (
    ("42", "湖北省", "province", ""),
    ("4211", "黄冈市", "city", "42"),
    ("421127", "黄梅县", "county", "4211"),
    ("421127100", "黄梅镇", "township", "421127"),
    ("421127101", "孔垄镇", "township", "421127"),
    ("421127102", "小池镇", "township", "421127"),
    ("421127103", "下新镇", "township", "421127"),
    ("421127104", "大河镇", "township", "421127"),
    ("421127105", "停前镇", "township", "421127"),
    ("421127106", "五祖镇", "township", "421127"),
    ("421127107", "濯港镇", "township", "421127"),
    ("421127108", "蔡山镇", "township", "421127"),
    ("421127109", "新开镇", "township", "421127"),
    ("421127110", "独山镇", "township", "421127"),
    ("421127111", "分路镇", "township", "421127"),
    ("421127200", "柳林乡", "township", "421127"),
    ("421127201", "杉木乡", "township", "421127"),
    ("421127202", "苦竹乡", "township", "421127"),
    ("421127203", "刘佐乡", "township", "421127"),
)


def files() -> dict[str, bytes]:
    """File name → bytes of everything in ``examples/lists``. Raises ValueError when two modules make a file of one name."""
    made: dict[str, bytes] = {"黄梅县区划.csv": csv_bytes([("code", "name", "level", "parent"), *DIVISIONS])}
    for part in PARTS:
        for name, data in part.files().items():
            if name in made:
                raise ValueError(f"两个模块都要生成“{name}”")
            made[name] = data
    return made


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "lists"
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files().items():
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    main()

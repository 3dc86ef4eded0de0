"""How fast two editions are compared: ``python -m bench.editions [ROWS]``.

Makes a list of ROWS rows (10,000 unless told) with long basis cells, and a later edition of it: *kept* changes one row in ten (renamed,
recoded, other article, removed, added, split), *stripped* takes all codes away and rewords every name. The floor is a plain join on
exact names over the same rows in the same run: what no comparison can do without.
"""

from __future__ import annotations

import random
import sys
import time
import timeit
from collections.abc import Callable, Sequence

import msgspec

from ingest.identity import Alignment, align, identities, read_basis
from ontologies.records import EntryRecord, PowerType, Role

_ACTS = (
    "占用",
    "损毁",
    "涂改",
    "倒卖",
    "伪造",
    "转让",
    "销售",
    "生产",
    "储存",
    "运输",
    "排放",
    "堆放",
    "拆除",
    "改建",
    "出租",
    "使用",
)
_THINGS = (
    "河道",
    "道路",
    "燃气设施",
    "供水设施",
    "许可证",
    "种子",
    "农药",
    "饲料",
    "食品",
    "药品",
    "烟花爆竹",
    "林木",
    "矿产",
    "文物",
    "校车",
    "锅炉",
)
_WHERE = ("保护区", "城区", "景区", "水源地", "学校周边", "车站", "市场", "工地", "村庄", "园区", "码头", "仓库")
_LAWS = ("安全生产法", "消防法", "食品安全法", "渔业法", "森林法", "土地管理法", "城镇燃气管理条例", "道路运输条例")


def make(count: int, seed: int = 7) -> list[EntryRecord]:
    """``count`` rows of one body, each with a code and a basis of about two hundred characters."""
    chance = random.Random(seed)
    rows = []
    for number in range(count):
        name = (
            f"对在{chance.choice(_WHERE)}{chance.choice(_ACTS)}{chance.choice(_THINGS)}"
            f"致使{chance.choice(_THINGS)}{number}号受损的处罚"
        )
        text = "有关单位应当依法履行职责，并接受监督。" * chance.randint(2, 10)
        law, article = chance.choice(_LAWS), chance.randint(1, 120)
        basis = f"【法律】《中华人民共和国{law}》（2021年修正）第{article}条第{number % 4 + 1}款：{text}"
        rows.append(_row(number + 2, name, f"42112700{number:08d}", basis))
    return rows


def _row(row: int, name: str, code: str, basis: str) -> EntryRecord:
    return EntryRecord(
        "Sheet1", row, {}, name, "", code, PowerType.PENALTY, None, basis=basis, holders=(("县局", Role.LEAD),)
    )


def kept(rows: Sequence[EntryRecord], seed: int = 8) -> list[EntryRecord]:
    """A later edition in which one row in ten has changed."""
    chance = random.Random(seed)
    replace = msgspec.structs.replace
    later: list[EntryRecord] = []
    for number, row in enumerate(rows):
        change = chance.choice(("renamed", "recoded", "article", "removed", "split")) if number % 10 == 0 else ""
        if change == "renamed":
            later.append(replace(row, name=row.name.replace("致使", "导致")))
        elif change == "recoded":
            later.append(replace(row, code=f"X{row.code}"))
        elif change == "article":
            later.append(replace(row, basis=row.basis.replace("第", "第1", 1)))
        elif change == "split":
            later.extend(replace(row, sub_name=f"第{part}种情形") for part in (1, 2, 3))
        elif change == "removed":
            later.append(_row(0, f"新设第{number}项检查", f"Y{number}", row.basis))
        else:
            later.append(row)
    chance.shuffle(later)
    return later


def stripped(rows: Sequence[EntryRecord], seed: int = 9) -> list[EntryRecord]:
    """A later edition without codes in which every name is worded otherwise."""
    later = [msgspec.structs.replace(row, code="", name=row.name.replace("致使", "导致")) for row in rows]
    random.Random(seed).shuffle(later)
    return later


def exact_join(before: Sequence[EntryRecord], after: Sequence[EntryRecord]) -> int:
    """The floor: rows joined by their exact names."""
    names = {row.name: position for position, row in enumerate(before)}
    return sum(1 for row in after if row.name in names)


def _cold(before: Sequence[EntryRecord], after: Sequence[EntryRecord]) -> Alignment:
    # As a command does it: no basis read before.
    read_basis.cache_clear()
    return align(before, after)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    rows = make(count)
    print(f"{count:,} rows against {count:,}, best of three, CPU seconds (one thread)")
    print(f"{'edition':<10}{'floor':>8}{'align':>8}{'pairs':>9}{'确认':>9}{'removed':>9}{'added':>7}")
    editions: dict[str, list[EntryRecord]] = {"same": list(rows), "kept": kept(rows), "stripped": stripped(rows)}
    for name, later in editions.items():
        floor = _best(exact_join, rows, later)
        spent = _best(_cold, rows, later)
        found = align(rows, later)
        certain = sum(pair.certain for pair in found.pairs)
        print(
            f"{name:<10}{floor:8.3f}{spent:8.2f}{len(found.pairs):9,}{certain:9,}{len(found.removed):9,}{len(found.added):7,}"
        )
    start = time.process_time()
    identities([rows, editions["kept"], kept(editions["kept"], 10)])
    print(f"identities over three editions: {time.process_time() - start:.2f} s")


def _best(
    action: Callable[[Sequence[EntryRecord], Sequence[EntryRecord]], object],
    before: Sequence[EntryRecord],
    after: Sequence[EntryRecord],
) -> float:
    return min(timeit.repeat(lambda: action(before, after), timer=time.process_time, number=1, repeat=3))


if __name__ == "__main__":
    main()

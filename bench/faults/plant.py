"""A synthetic county (several, where one cannot hold all rows) with planted faults: files, ``gold.jsonl``, ``lookalikes.jsonl``, ``held.jsonl``.

    python -m bench.faults.plant --corpus FOLDER --out FOLDER [--powers 10000] [--seed 6]

The corpus names a county's department plainly in about a thousand provisions, and no two rows of a county may rest on one by accident. A
county therefore holds at most ``PER_COUNTY`` powers; 10,000 powers are ten counties. One more county, the twin, has the rows of the first
that are not at fault, but for what the kinds ``county.*`` find.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from bench.faults import corpus as statutes
from bench.faults.county import TOWNS, Plan, make, places
from bench.faults.others import Others
from bench.faults.powers import Builder, Supply, supply
from bench.faults.sheets import Row, Table, write
from bench.faults.towns import Towns

AS_OF = date(2026, 8, 1)
"""生态环境法典 was published on 2026-03-12 and takes effect on 2026-08-15: on this day it is not yet in force."""
PER_COUNTY = 710
_HOME = "33"
"""The province whose own laws the corpus has and the first counties lie in."""
FAULT_RATE = 0.004
"""Of the rows of a county, for each kind; at least one of each kind a county. Body-level kinds are bounded by the bodies."""


@dataclass(frozen=True)
class Planted:
    """What was written: counties (code, name) with their folders' names, the twin's code, and how many rows the power lists have."""

    counties: list[tuple[str, str]]
    twin: tuple[str, str]
    powers: int


_STREET = (
    ("流动餐车停放", "许可"),
    ("夜市摊位设置", "许可"),
    ("气模广告悬挂", "许可"),
    ("街头演艺活动", "许可"),
    ("占道晾晒谷物", "处罚"),
    ("门前彩棚搭设", "处罚"),
    ("沿街高声叫卖", "处罚"),
    ("随处张贴寻租启事", "处罚"),
    ("违规摊位的桌椅", "强制"),
    ("拒不移走的售货亭", "强制"),
    ("橱窗灯光亮度", "检查"),
    ("旧衣回收箱摆放", "检查"),
)


def _county_rule(plan: Plan, builder: Builder, folder: Path, each: int) -> None:
    """A rule of the county's own (规范性文件): it can found an inspection, but no penalty, licence or coercion."""
    name = f"{plan.name}沿街经营秩序管理办法"
    body = plan.body("综合行政执法局")
    lines = [f"# {name}", "", f"2023年3月20日 {plan.name}人民政府公布", ""]
    articles = ["为了维护沿街经营秩序，制定本办法。", f"{body}负责本办法的实施。"]
    for what, kind in _STREET:
        articles.append(
            {
                "许可": f"需要在街面{what}的，应当向{body}申请许可，经批准后实施。",
                "处罚": f"{what}影响通行的，由{body}责令改正，处二百元以下罚款。",
                "强制": f"对{what}，{body}可以查封、扣押。",
                "检查": f"{body}应当对{what}情况进行监督检查。",
            }[kind]
        )
    articles.append("本办法自2023年5月1日起施行。")
    for number, text in enumerate(articles, 1):
        lines += [f"第{statutes.chinese(number)}条 {text}", ""]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}(2023-03-20).md").write_text("\n".join(lines), encoding="utf-8")
    like = builder.goods.clean[0]
    order = list(range(len(_STREET)))
    for index in order[: 10 if each >= 4 else 3] + order[10:]:
        what, kind = _STREET[index]
        full = {
            "许可": ("行政许可", f"{what}许可"),
            "处罚": ("行政处罚", f"对{what}影响通行的处罚"),
            "强制": ("行政强制", f"对{what}的查封、扣押"),
            "检查": ("行政检查", f"对{what}情况的监督检查"),
        }[kind]
        cite = f"《{name}》第{statutes.chinese(index + 3)}条"
        row = builder.row(
            like, key="综合行政执法局", name=full[1], cite=cite, kind=full[0], mandate="沿街经营秩序的监督管理"
        )
        plan.held.pop()
        if kind == "检查":
            plan.lawful("rank.insufficient", [row], "检查不减损权利，规范性文件可以规定")
        else:
            plan.fault("rank.insufficient", "confirmed", [row], "县政府的规范性文件不能设定")


def _one(code: str, name: str, serial: int, goods: Supply, total: int, seed: int, folder: Path) -> Plan:
    rng = Random(f"{seed}/{serial}")
    each = max(1, round(total * FAULT_RATE))
    plan = make(code, name, serial, rng, max(4, min(TOWNS, round(total * TOWNS / PER_COUNTY))))
    builder = Builder(plan, goods, total, each)
    _county_rule(plan, builder, folder / "laws", each)
    builder.build()
    for provision in builder.drop:
        plan.fault(
            "gap.statutory_duty",
            "suspected confirmed",
            [],
            f"{provision.quote[:60]}",
            body=plan.body(provision.department),
            provisions=[(provision.statute, provision.article.number)],
        )
    towns = Towns(builder, each)
    towns.build()
    Others(builder, towns, each).build()
    write(folder / plan.folder, plan.tables)
    towns_table = [
        ["code", "name", "level", "parent"],
        *([f"{code}{701 + i}", town, "township", code] for i, (town, _) in enumerate(plan.towns)),
    ]
    (folder / plan.folder / f"{name}区划.csv").write_text(
        "".join(",".join(cells) + "\n" for cells in towns_table), encoding="utf-8"
    )
    plan.powers = builder.rows
    return plan


def _twin(first: Plan, code: str, name: str, goods: Supply, seed: int, each: int, folder: Path) -> Plan:
    """The second county of the comparison: the clean rows of the first, but for the planted differences."""
    rng = Random(f"{seed}/twin")
    plan = make(code, name, 999, rng, 0)
    builder = Builder(plan, goods, 0, 0)
    for key, department in plan.departments.items():
        department.offices = list(first.departments[key].offices)
    differences = dict(enumerate(["only", "held", "based"] * each))
    clean = sorted(first.base, key=lambda pair: str(pair[1].key))
    order = list(range(len(clean)))
    rng.shuffle(order)
    for turn, index in enumerate(order):
        row, provision = clean[index]
        what = differences.get(turn, "")
        sub = str(row.cells["子项"])
        same: dict[str, Any] = {"name": row.name, "cite": str(row.cells["依据"]), "sub": sub}
        if what == "only":
            first.fault("county.only_here", "confirmed suspected", [row], f"{name}没有", provisions=[])
            continue
        if what == "held":
            made = builder.row(provision, **same, key=builder.other(provision.department))
            first.fault("county.held_differently", "confirmed suspected", [row, made], "两县归属不同")
        elif what == "based":
            own = [
                p for p in goods.clean if p.department == provision.department and p.article is not provision.article
            ]
            other = next((p for p in own if p.statute != provision.statute), own[0])
            made = builder.row(provision, **{**same, "cite": f"《{other.statute}》{other.place()}"})
            first.fault("county.based_differently", "confirmed suspected", [row, made], "两县依据没有一条相同")
        else:
            builder.row(provision, **same)
    for key, department in first.departments.items():
        if department.table is not None and plan.departments[key].table is None:
            whole = Table(department.table.file, "", [], [])
            first.lawful("", [Row({}, "", department.name, whole)], f"{name}没有载入它的清单，只能说无法核验")
    write(folder / plan.folder, plan.tables)
    return plan


def _lines(path: Path, entries: Sequence[dict[str, Any]]) -> None:
    def plain(value: Any) -> Any:
        return value.place() if isinstance(value, Row) else value

    with path.open("w", encoding="utf-8") as file:
        for number, entry in enumerate(entries, 1):
            file.write(
                json.dumps(
                    {"id": f"{path.stem}-{number}", **entry, "rows": [plain(r) for r in entry["rows"]]},
                    ensure_ascii=False,
                )
                + "\n"
            )


def plant(
    corpus: Path, out: Path, powers: int = 10_000, seed: int = 6, per_county: int = PER_COUNTY, local: str = "浙江省"
) -> Planted:
    """Write ``powers`` rows of power lists and all that belongs to them under ``out``; the same arguments give the same bytes.

    Raises FileNotFoundError without a corpus, ValueError where the corpus has no provision that can be planted with.
    """
    read = statutes.read(corpus)
    goods = supply(read, AS_OF, local)
    if not goods.clean:
        raise ValueError(f"{corpus} 里没有一条写明由县级部门处理的条文")
    count = max(1, round(powers / per_county))
    found = places(count + 1)
    twin = found.pop(1)
    # Counties of other provinces cite the laws of the country only.
    abroad = supply(read, AS_OF, "") if any(code[:2] != _HOME for code, _ in found) else goods
    each = powers // count
    gold: list[dict[str, Any]] = []
    alike: list[dict[str, Any]] = []
    held: list[dict[str, Any]] = []
    written = 0
    first_each = max(1, round(each * FAULT_RATE))
    for serial, (code, name) in enumerate(found):
        plan = _one(code, name, serial, goods if code[:2] == _HOME else abroad, each, seed, out)
        if serial == 0:
            _twin(plan, *twin, goods, seed, first_each * min(count, 10), out)
        written += plan.powers
        gold += plan.gold
        alike += plan.alike
        held += [{"body": body, "law": law, "article": article} for body, law, article in sorted(set(plan.held))]
    _lines(out / "gold.jsonl", gold)
    _lines(out / "lookalikes.jsonl", alike)
    with (out / "held.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(entry, ensure_ascii=False) + "\n" for entry in held)
    planted = Planted(found, twin, written)
    summary = {
        "as_of": AS_OF.isoformat(),
        "counties": planted.counties,
        "twin": planted.twin,
        "powers": written,
        "seed": seed,
    }
    (out / "planted.json").write_text(json.dumps(summary, ensure_ascii=False) + "\n", encoding="utf-8")
    return planted


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="用真实法规生成埋有问题的县")
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--powers", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=6)
    given = parser.parse_args(arguments)
    print(plant(given.corpus, given.out, given.powers, given.seed))


if __name__ == "__main__":
    main()

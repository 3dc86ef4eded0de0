"""A synthetic county: its departments, towns, offices and codes, and the record of what is planted in it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from bench.faults.provisions import DEPARTMENTS, Provision
from bench.faults.sheets import Row, Table

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_PLACES = Path(__file__).parents[2] / "ontologies" / "places.csv"

FUNCTIONS = {
    "应急管理局": "应急管理；安全生产",
    "市场监督管理局": "市场监管；药品监督管理；计量；特种设备",
    "生态环境局": "生态环境",
    "农业农村局": "农业农村；畜牧兽医；渔业；农业机械",
    "林业局": "林业和草原",
    "水利局": "水利",
    "住房和城乡建设局": "住房和城乡建设；房地产",
    "自然资源和规划局": "自然资源；国土空间规划；测绘地理信息",
    "交通运输局": "交通运输；公路；道路运输；港口",
    "教育局": "教育",
    "文化和广电旅游体育局": "文化和旅游；文物；体育",
    "卫生健康局": "卫生健康；疾病预防控制",
    "公安局": "公安；道路交通",
    "民政局": "民政",
    "人力资源和社会保障局": "人力资源和社会保障",
    "发展和改革局": "发展和改革；粮食和物资储备",
    "财政局": "财政",
    "审计局": "审计",
    "统计局": "统计",
    "司法局": "司法行政",
    "医疗保障局": "医疗保障",
    "退役军人事务局": "退役军人事务",
    "商务局": "商务",
    "经济和信息化局": "工业和信息化",
    "综合行政执法局": "综合行政执法；城市管理",
}
SHORTS = {
    "市场监督管理局": "市场监管局",
    "卫生健康局": "卫健局",
    "住房和城乡建设局": "住建局",
    "人力资源和社会保障局": "人社局",
    "发展和改革局": "发改局",
    "自然资源和规划局": "自规局",
    "文化和广电旅游体育局": "文广旅体局",
}
FORMER = {
    "应急管理局": ("安全生产监督管理局", "更名"),
    "市场监督管理局": ("工商行政管理局", "合并"),
    "卫生健康局": ("卫生和计划生育局", "更名"),
    "自然资源和规划局": ("国土资源局", "合并"),
    "生态环境局": ("环境保护局", "更名"),
    "农业农村局": ("农业局", "合并"),
    "交通运输局": ("交通局", "更名"),
    "文化和广电旅游体育局": ("旅游局", "合并"),
    "住房和城乡建设局": ("建设局", "更名"),
}
PLATES = {
    "应急管理局": "地震局",
    "市场监督管理局": "知识产权局",
    "卫生健康局": "疾病预防控制局",
    "发展和改革局": "粮食和物资储备局",
    "自然资源和规划局": "测绘地理信息局",
}
_TOWN_FIRST = "青云沙石白枫龙双竹桃南黄松清银金高长柳梅荷芦茶桂秋春霞晴碧玉兰菱樟柏杨桐禾麦稻谷"
_TOWN_SECOND = "溪岭湾桥鹭林泉河坞源坪塘埠浦洲峰岙畈垟渡"
INITIALS = (
    "YJ",
    "SJ",
    "HB",
    "NY",
    "LY",
    "SL",
    "ZJ",
    "ZG",
    "JT",
    "JY",
    "WL",
    "WJ",
    "GA",
    "MZ",
    "RS",
    "FG",
    "CZ",
    "SY",
    "TJ",
    "SF",
    "YB",
    "TY",
    "SW",
    "JX",
    "ZF",
)
"""Letters of the departments in the codes of their powers (as in 62052400MZ-XK-0001), in the order of ``DEPARTMENTS``."""
TOWN_OFFICES = (
    "党政综合办公室",
    "党建工作办公室",
    "经济发展办公室",
    "社会事务办公室",
    "平安建设办公室",
    "村镇建设办公室",
    "综合执法中心",
    "农业农村服务中心",
)
TOWN_TYPES = ("中心镇", "山区乡镇")
TOWNS = 12
"""Towns of a county of full size."""


def credit_code(head: str, serial: int) -> str:
    """A unified social credit code with right check digits (GB 11714 for the nine, GB 32100 for the whole) for a made-up serial."""
    eight = f"MB{serial:06d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    rest = 11 - sum((int(c) if c.isdigit() else ord(c) - 55) * w for c, w in zip(eight, weights, strict=True)) % 11
    body = head + eight + {10: "X", 11: "0"}.get(rest, str(rest))
    total = sum(_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return body + _ALPHABET[(31 - total % 31) % 31]


def places(count: int) -> list[tuple[str, str]]:
    """Codes and names of real counties, those of Zhejiang first (code, name)."""
    with _PLACES.open(encoding="utf-8", newline="") as file:
        found = [
            (row["code"], row["name"])
            for row in csv.DictReader(file)
            if row["name"].endswith("县") and len(row["name"]) == 3
        ]
    found = [
        pair
        for pair in found
        if pair[1] not in ("黄梅县", "洞头县", "绍兴县", "玉环县")
        and pair[0][:2] in ("33", "34", "36", "35", "42", "43")
    ]
    found.sort(key=lambda pair: (pair[0][:2] != "33", pair[0]))
    if count > len(found):
        raise ValueError(f"只有 {len(found)} 个县可用，要 {count} 个")
    return found[:count]


@dataclass
class Department:
    """A department: full name, key in ``DEPARTMENTS``, offices, telephone, number within the county."""

    name: str
    key: str
    number: int
    offices: list[str]
    phone: str
    table: Table | None = None
    codes: dict[str, int] = field(default_factory=dict)


@dataclass
class Plan:
    """One county in the making: its tables, and what is planted in it."""

    code: str
    name: str
    serial: int
    rng: Random
    departments: dict[str, Department] = field(default_factory=dict)
    towns: list[tuple[str, str]] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    gold: list[dict[str, Any]] = field(default_factory=list)
    alike: list[dict[str, Any]] = field(default_factory=list)
    held: list[tuple[str, str, int]] = field(default_factory=list)
    powers: int = 0
    """Rows of power lists."""
    mandates: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    """Department key → topic → names of the powers that it leads."""
    base: list[tuple[Row, Provision]] = field(default_factory=list)
    """Rows with nothing wrong and nothing odd."""
    spare: dict[str, list[Provision]] = field(default_factory=dict)
    """Department key → provisions that no row uses yet."""

    @property
    def folder(self) -> str:
        """The folder of its files."""
        return f"{self.code}{self.name}"

    def table(self, file: str, sheet: str, titles: Sequence[str], heads: Sequence[str], **more: Any) -> Table:
        """A new sheet of this county."""
        made = Table(file, sheet, list(titles), list(heads), **more)
        self.tables.append(made)
        return made

    def fault(
        self,
        kind: str,
        verdicts: str,
        rows: Iterable[Row],
        note: str,
        *,
        also: Iterable[str] = (),
        body: str = "",
        provisions: Iterable[tuple[str, int]] = (),
    ) -> None:
        """Plant: ``verdicts`` the acceptable ones with spaces between; ``also`` further kinds that may rightly be said of these rows."""
        self.gold.append(
            {
                "kind": kind,
                "verdict": verdicts.split(),
                "rows": list(rows),
                "note": note,
                "also": sorted(set(also)),
                "body": body,
                "provisions": [{"law": law, "article": article} for law, article in provisions],
            }
        )

    def lawful(self, kinds: str, rows: Iterable[Row], note: str, *, also: Iterable[str] = ()) -> None:
        """A look-alike: ``kinds`` (spaces between) must not be reported on these rows."""
        self.alike.append({"kinds": kinds.split(), "rows": list(rows), "note": note, "also": sorted(set(also))})

    def body(self, key: str) -> str:
        """The full name of a department by its key."""
        return self.name + key


def make(code: str, name: str, serial: int, rng: Random, towns: int) -> Plan:
    """An empty county with its departments and towns."""
    plan = Plan(code, name, serial, rng)
    for number, key in enumerate(DEPARTMENTS, 1):
        plan.departments[key] = Department(name + key, key, number, [], f"0571-0000{number:03d}")
    wide, deep = len(_TOWN_FIRST), len(_TOWN_SECOND)
    for index in range(towns):
        # Every town of every county has a name of its own, so that a finding of a town can be told from its name.
        at = serial * TOWNS + index
        word = ("", *"上下东西")[at // (wide * deep) % 5] + _TOWN_FIRST[at % wide] + _TOWN_SECOND[at // wide % deep]
        plan.towns.append((word + ("乡" if index >= 8 else "镇"), TOWN_TYPES[index % 2]))
    return plan

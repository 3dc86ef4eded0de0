"""How surely and how fast names of powers are compared: ``python -m bench.likeness [NAMES…] [--pairs FILE]``.

Prints precision and recall over the labelled pairs (``tests/golden/likeness.yaml``) for a row of thresholds, then for each number of names
(1,000, 10,000 and 100,000 unless told) how long it takes to read them, to make them ready to be found, and to look up each of them. The names
are made with a fixed seed the way counties' lists have them: 5,000 acts to a county, each county writing each of them in its own way.
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

import yaml

from bench.spine import PeakMemory
from casework import likeness as module
from casework.likeness import FORM, SURE, Alike, likeness

_PAIRS = Path(__file__).parents[1] / "tests" / "golden" / "likeness.yaml"
_ACTS_OF_A_COUNTY = 5_000
_HOW = (
    ("未取得许可证", "无证", "没有取得许可证"),
    ("擅自", "未经批准", "未经许可"),
    ("未按照规定", "不按规定", "没有按规定"),
    ("违反规定", "违规", "非法"),
    ("",),
)
_ACTS = (
    "生产 销售 运输 贮存 使用 收购 转让 出租 伪造 涂改 毁坏 占用 拆除 移动 倾倒 堆放 排放 开采 采集 猎捕 养殖 "
    "种植 加工 屠宰 邮寄 播放 发布 披露 修复 标注"
)
_OBJECTS = (
    "农药 兽药 种子 肥料 危险化学品 食品 药品 医疗器械 化妆品 特种设备 电梯 锅炉 燃气 烟花爆竹 民用爆炸物品 "
    "建筑垃圾 危险废物 生活垃圾 污水 林木 野生动物 水产苗种 生猪 出版物 广告 计量器具 消防产品 校车 出租汽车 "
    "网约车 船舶 渔船 矿产 河砂 水工程 文物 测绘成果 地图 气象设施 地震监测设施 公路 城市道路 桥梁 铁路"
)
_PARTS = (
    " 包装 标签 检验报告 生产记录 台账 档案 专用标志 合格证 场地 从业人员 容器 样品 质量信息 监测数据 应急预案 "
    "安全设施 备案表 说明书 追溯码"
)


def make_names(count: int, seed: int = 11) -> list[str]:
    """``count`` names of punishments, each act in as many ways of writing as there are counties."""
    draw = random.Random(seed)
    acts, objects, parts = _ACTS.split(), _OBJECTS.split(), _PARTS.split(" ")
    county: dict[tuple[int, str, str, str], None] = {}
    while len(county) < min(count, _ACTS_OF_A_COUNTY):
        county[draw.randrange(len(_HOW)), draw.choice(acts), draw.choice(objects), draw.choice(parts)] = None
    names: list[str] = []
    while len(names) < count:
        for how, act, thing, part in list(county)[: count - len(names)]:
            end = draw.choice(("的处罚", "行为的处罚", "的行政处罚"))
            names.append(f"对{draw.choice(_HOW[how])}{act}{thing}{draw.choice(('', '的')) if part else ''}{part}{end}")
    return names


def judge(pairs: Path) -> None:
    """Precision and recall of the labelled pairs, by threshold."""
    labelled = yaml.safe_load(pairs.read_text(encoding="utf-8"))
    rates = {
        label: [likeness(*pair) for group in groups.values() for pair in group] for label, groups in labelled.items()
    }
    print(
        f"{sum(map(len, rates.values()))} 对：" + "，".join(f"{label} {len(found)}" for label, found in rates.items())
    )
    for floor in (0.6, 0.7, 0.8, SURE, 0.9, FORM):
        right = sum(rate >= floor for rate in rates["same"])
        false = sum(rate >= floor for rate in rates["different"])
        precision = right / (right + false) if right + false else 1.0
        wider = sum(rate >= floor for rate in rates["wider"])
        print(
            f"  {floor:.2f}：查准 {precision:.3f}，查全 {right / len(rates['same']):.3f}，一个包含另一个的 {wider}/{len(rates['wider'])}"
        )


def measure(count: int) -> None:
    """Read, make ready and look up ``count`` names."""
    names = make_names(count)
    module._read.cache_clear()
    with PeakMemory() as memory:
        begun = time.perf_counter()
        for name in names:
            module._read(name)
        read = time.perf_counter()
        alike = Alike(enumerate(names))
        ready = time.perf_counter()
        found = sum(len(alike.near(name, SURE)) for name in dict.fromkeys(names))
        done = time.perf_counter()
    print(
        f"{count:,} 个名称（{len(set(names)):,} 种写法）：读 {read - begun:.2f} 秒（每秒 {count / (read - begun):,.0f} 个），"
        f"建索引 {ready - read:.2f} 秒，"
        f"逐个查找 {done - ready:.2f} 秒，找到 {found:,} 对，内存 {memory.peak:.0f} MB"
    )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="量一量名称比较：查准率、查全率，速度")
    parser.add_argument("counts", metavar="NAMES", nargs="*", type=int, default=[1_000, 10_000, 100_000])
    parser.add_argument("--pairs", type=Path, default=_PAIRS)
    given = parser.parse_args()
    judge(given.pairs)
    for count in given.counts:
        measure(count)


if __name__ == "__main__":
    main()

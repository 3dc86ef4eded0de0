"""Which department holds which powers of the county's lists, for the lists that rest on them."""

from __future__ import annotations

from examples.county.powers import Power
from examples.county.powers_building import CITY, HOUSING, LAND
from examples.county.powers_market import HEALTH, MARKET_PENALTIES, MARKET_PERMITS
from examples.county.powers_people import APPROVAL, CIVIL, CULTURE, LABOUR
from examples.county.powers_rural import ECOLOGY, FARMING, WATER
from examples.county.powers_safety import EMERGENCY, POLICE

HELD: dict[str, list[Power]] = {
    "黄梅县应急管理局": EMERGENCY,
    "黄梅县公安局": POLICE,
    "黄梅县卫生健康局": HEALTH,
    "黄梅县市场监督管理局": [*MARKET_PERMITS, *MARKET_PENALTIES],
    "黄梅县住房和城乡建设局": HOUSING,
    "黄梅县城市管理执法局": CITY,
    "黄梅县自然资源和规划局": LAND,
    "黄梅县农业农村局": FARMING,
    "黄梅县水利和湖泊局": WATER,
    "黄冈市生态环境局黄梅县分局": ECOLOGY,
    "黄梅县民政局": CIVIL,
    "黄梅县人力资源和社会保障局": LABOUR,
    "黄梅县文化和旅游局": CULTURE,
    "黄梅县行政审批局": APPROVAL,
}


def power(body: str, name: str) -> Power:
    """A department's power by name, the first of its sub-items.

    Raises:
        KeyError: the department's list has no such power.
    """
    found = next((held for held in HELD[body] if held.name == name), None)
    if found is None:
        raise KeyError(f"{body}的清单里没有“{name}”")
    return found


def holder(name: str) -> str:
    """The one department whose list has a power of this name.

    Raises:
        KeyError: none, or several.
    """
    found = [body for body, powers in HELD.items() if any(held.name == name for held in powers)]
    if len(found) != 1:
        raise KeyError(f"“{name}”在 {len(found)} 个部门的清单里")
    return found[0]

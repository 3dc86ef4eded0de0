"""Places: provinces, prefectures and counties with their division codes (GB/T 2260), and which of them a text names.

``places.csv`` holds every division of county level and above, as it stands in 2026: ``code`` without trailing zeros ("33",
"3301", "330122"), ``name``, ``short`` (above counties: the name by which titles call it, 深圳经济特区), and ``former`` on the rows that
give an older name of a code (襄樊市 is 4206) or a unit that no longer stands (莱芜市). Codes and names are facts,
compiled from the published standard and its later changes; Hong Kong, Macao and Taiwan stand without subdivisions.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

import msgspec

from ontologies.records import Level

_MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
# In titles these stand for national matters (台湾同胞投资保护法, 香港特别行政区基本法): no local rule of theirs is mainland law.
_OUTSIDE = frozenset({"71", "81", "82"})
_LEVELS = {2: Level.PROVINCE, 4: Level.CITY, 6: Level.COUNTY, 9: Level.TOWNSHIP, 12: Level.VILLAGE}


class Place(msgspec.Struct, frozen=True):
    """A division. ``code`` has no trailing zeros, ``parent`` is the code above ("" for a province)."""

    code: str
    name: str
    level: Level
    parent: str
    short: str = ""


# A county's lists ask for the same few codes again and again.
_REMEMBERED = 16_384


@lru_cache(maxsize=_REMEMBERED)
def normal_code(code: str) -> str:
    """A division code without the zeros that fill it up: "330000", "33" and "330000000000" are all "33". What is no
    division code is given back as it is."""
    code = code.strip()
    if not re.fullmatch(r"[1-8]\d{1,11}", code) or (len(code) % 2 and len(code) != 9):
        return code
    for length in (2, 4, 6, 9):
        if len(code) > length and not code[length:].strip("0"):
            return code[:length]
    return code


def level_of(code: str) -> Level:
    """The level that a code's length tells."""
    return _LEVELS.get(len(normal_code(code)), Level.UNKNOWN)


def ancestors(code: str) -> list[str]:
    """A code and all above it, widest first: "330122" → ["33", "3301", "330122"]. By the code alone, so that townships and
    villages that no table knows have theirs too. The grouping codes that are no places (1101 市辖区 of a municipality,
    4290 省直辖县级行政区划) are left out. "" and "cn" have none."""
    return list(_ancestors(code))


@lru_cache(maxsize=_REMEMBERED)
def _ancestors(code: str) -> tuple[str, ...]:
    code = normal_code(code)
    if not re.fullmatch(r"[1-8]\d+", code):
        return ()
    above = [code[:length] for length in (2, 4, 6, 9) if length < len(code)]
    return (*(part for part in above if not _grouping(part)), code)


def _grouping(code: str) -> bool:
    return len(code) == 4 and (code[:2] in _MUNICIPALITIES or code.endswith("90"))


def within(code: str, area: str) -> bool:
    """Whether ``code`` lies in ``area`` (or is it). The whole country, "" or "cn", holds every place."""
    area = normal_code(area)
    return area in ("", "cn") or area in _ancestors(code)


@cache
def _table() -> tuple[dict[str, Place], dict[str, tuple[Place, ...]], dict[str, Place]]:
    """Code → place; full name → all places that bear or bore it; short name → place (above counties)."""
    by_code: dict[str, Place] = {}
    bearing: dict[str, list[str]] = {}
    short: dict[str, Place] = {}
    source = files("ontologies").joinpath("places.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(source.splitlines()):
        code = row["code"]
        over = ancestors(code)[:-1]
        item = Place(code, row["name"], _LEVELS[len(code)], over[-1] if over else "", row["short"])
        bearing.setdefault(item.name, []).append(code)
        if row["former"]:
            by_code.setdefault(code, item)
        else:
            by_code[code] = item
        # A province comes before its prefectures in the file, and so keeps a name they share (吉林, 海南).
        if item.short and item.code not in _OUTSIDE:
            short.setdefault(item.short, item)
    # The way from a name to a place goes over the code, so that a former name leads to what stands there now.
    names = {name: tuple(by_code[code] for code in dict.fromkeys(codes)) for name, codes in bearing.items()}
    return by_code, names, short


def places() -> Iterator[Place]:
    """Every place of the table, by code."""
    by_code = _table()[0]
    return (by_code[code] for code in sorted(by_code))


def place(code: str) -> Place | None:
    """The place of a code ("330122", "330122000000"), or None when the table does not know it."""
    return _table()[0].get(normal_code(code))


def _head(text: str) -> tuple[int, tuple[Place, ...]]:
    """The longest full name at the head: its length and the places that bear it."""
    names = _table()[1]
    for size in range(min(len(text), 18), 1, -1):
        found = names.get(text[:size])
        if found:
            return size, found
    return 0, ()


# What may stand before the place in a title or a name: 中国（浙江）自由贸易试验区, 关于修改《杭州市…》的决定, 中共桐庐县委.
_BEFORE = re.compile(
    r"^(?:中国[（(](?=[^）)]{2,4}[）)])|关于(?:修改|修正|修订|废止|批准|公布|印发|发布|停止执行)?[〈《「“\"]|[〈《「“\"]"
    r"|中国共产党|中共)?"
)
# Behind a bare city name these make another name of it: 黄山风景区, 洞庭湖, 长江; a full name needs no such care.
_NOT_AFTER_BARE = re.compile(r"[湖江河山海洋峡岛湾]|风景|流域|水系|同胞|合作组织")


def _bare(text: str) -> Place | None:
    short = _table()[2]
    for size in range(min(len(text), 6), 1, -1):
        found = short.get(text[:size])
        if found is not None:
            after = text[size:]
            # An autonomous prefecture is called 恩施州, 黔东南州; another with only the name may be a county (大理市).
            if after.startswith("州") and len(found.code) == 4 and "自治州" in found.name:
                return found
            if len(found.code) == 4 and (_NOT_AFTER_BARE.match(after) or after[:1] in ("县", "区", "市")):
                continue
            return found
    return None


def _chain(text: str, inside: str) -> list[Place]:
    """The places that a text's head names one after another, widest first (浙江省杭州市桐庐县 gives three)."""
    rest = _BEFORE.sub("", text, count=1)
    chain: list[Place] = []
    while rest:
        size, found = _head(rest)
        area = chain[-1].code if chain else inside
        fits = [item for item in found if within(item.code, area) and item.code != area] if area else list(found)
        if not fits and not chain:
            # A name that stands in one place of the country only is that place wherever it is read.
            fits = list(found)
        if not fits:
            break
        # A county's name may be that of several (鼓楼区): the widest level decides, then only one may be left.
        widest = min(len(item.code) for item in fits)
        fits = [item for item in fits if len(item.code) == widest]
        if len(fits) != 1:
            break
        chain.append(fits[0])
        rest = rest[size:]
    if not chain:
        bare = _bare(rest)
        if bare is not None and within(bare.code, inside):
            chain.append(bare)
    return chain


def place_of(text: str, inside: str = "") -> Place | None:
    """The place that a title, an issuer or a body's name begins with: the narrowest of the chain it names.

    浙江省杭州市桐庐县… and 桐庐县… are both 330122, 深圳经济特区… is 4403, 中国（浙江）自由贸易试验区… is 33, 襄樊市… is 4206. Names
    of several counties (鼓楼区) are told apart by what stands before them or by ``inside``, a code in which to look;
    without either the answer is None, as it is where no place is named (国务院, 全国人民代表大会)."""
    chain = _chain(text.strip(), normal_code(inside))
    return chain[-1] if chain else None


# Whoever these are, they speak for the whole country; only the NPC makes what is called 法.
_NATIONAL_TITLE = re.compile(
    r"(?:(?<![办方立执司])法|法典|法修正案|法实施细则|法实施条例)(?:[（(][^（）()]*[）)])?$|^中华人民共和国|^全国"
)


def jurisdiction_of(title: str, issuer: str = "") -> str:
    """Where a law holds, as a division code; "" for the whole country or where nothing tells.

    The issuer decides where it is known and names a place (上海市人民代表大会常务委员会 → "31"); else the title's head does. A
    district's name behind its city's in a title is what the city's rule is about, not who made it (上海市浦东新区…条例 →
    "31"). National laws about a place (海南自由贸易港法, 香港特别行政区基本法) are national."""
    if issuer:
        made_by = place_of(issuer)
        if made_by is not None:
            return made_by.code
        if re.match(r"全国|国务院|中华人民共和国|国家|最高人民|中央", issuer):
            return ""
    if _NATIONAL_TITLE.search(title.strip()):
        return ""
    chain = _chain(title.strip(), "")
    if not chain or chain[0].code in _OUTSIDE:
        return ""
    last = chain[-1]
    if len(chain) > 1 and last.level is Level.COUNTY and not re.search(r"自治[县旗]$", last.name):
        last = chain[-2]
    return last.code

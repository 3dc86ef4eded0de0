"""Bodies and offices as cells name them: several in one cell, roles beside them, short names of a county's departments.

县应急局 in a list of 黄梅县 is 黄梅县应急管理局: the place word is filled in, and an abbreviation is written out where it has one
meaning everywhere (住建局). One whose full name differs from county to county (自规局, 文旅局) stays as written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import msgspec

from ingest.lists.words import ROLE_WORDS
from ontologies import places
from ontologies.places import Place
from ontologies.records import Level, Role

# Short names of departments under the organs' standard names since 2018. Only those that mean the same everywhere.
_ABBREVIATIONS = {
    "应急局": "应急管理局",
    "住建局": "住房和城乡建设局",
    "住房城乡建设局": "住房和城乡建设局",
    "卫健局": "卫生健康局",
    "卫健委": "卫生健康委员会",
    "市监局": "市场监督管理局",
    "市场监管局": "市场监督管理局",
    "人社局": "人力资源和社会保障局",
    "人力社保局": "人力资源和社会保障局",
    "交通局": "交通运输局",
    "发改局": "发展和改革局",
    "发改委": "发展和改革委员会",
    "发展改革局": "发展和改革局",
    "退役军人局": "退役军人事务局",
    "医保局": "医疗保障局",
    "城管局": "城市管理局",
    "消防救援局": "消防救援局",
    "消防大队": "消防救援大队",
    "编办": "机构编制委员会办公室",
    "委编办": "委机构编制委员会办公室",
    "政府办": "人民政府办公室",
    "政府办公室": "人民政府办公室",
    "法院": "人民法院",
    "检察院": "人民检察院",
}

_ORGAN_ENDS = (
    "局", "委员会", "委", "办公室", "办", "厅", "政府", "镇", "乡", "街道", "中心", "队", "站", "所", "会", "院", "部",
    "处", "室", "机关", "公司", "部门", "机构", "单位", "管委会", "组织", "联社", "银行", "集团", "学校", "社", "署",
    "科", "股", "窗口", "岗", "馆", "分局", "支队", "大队", "中队", "总队", "团委", "妇联", "残联", "工会", "系统", "村",
)  # fmt: skip
_SEPARATORS = re.compile(r"[、，,;；\n\r/]|\s{2,}|　")
_INNER = re.compile(r"^(?:和|及|与|或|以及)(?=.{2,}(?:局|委|办|镇|乡|街道|中心|队|会|部))")
_GENERIC = re.compile(
    r"^(?:各|有关|相关|其他|其它|所有|全体|上述|本级|同级|无$|/$|—+$|-+$)|(?:有关|相关|各级)(?:部门|单位)|^(?:县|市|区)直(?:各)?(?:部门|单位)$"
    r"|^县级以上|^乡镇(?:人民政府)?(?:[(].*[)])?$|^镇街$|^乡镇街道$"
)
_TOWN_SEAT = re.compile(r"(?<=[镇乡])(?:人民)?政府$|(?<=街道)(?:办事处|办)$")
_TOWN = re.compile(r"^(?P<town>[一-鿿]{1,10}?(?:镇|乡|街道))(?=$|人民政府|政府|办事处|[^一-鿿])")
_NATIONAL = re.compile(r"^(?:国家|中国|中华|中共|中央|全国|国务院|最高)")
# Words that begin with a place word without being about the place (市场监督管理局, 区块链中心).
_NOT_PLACE_WORD = re.compile(r"^(?:市场|市容|市政|市民|区域|区块|州际|省际)")
_DEPARTMENT_ENDS = ("局", "委员会", "委", "大队", "支队", "办公室", "法院", "检察院", "联合会", "社", "部", "政府办")
_ROLE_PREFIX = re.compile(
    r"(?P<role>" + "|".join(sorted((w for w in ROLE_WORDS if not w.isascii()), key=len, reverse=True)) + r")"
    r"(?:部门|单位|责任部门|责任单位|主体|机关)?\s*[:：]"
)
_ROLE_SUFFIX = re.compile(
    r"[(（](?P<role>" + "|".join(sorted((w for w in ROLE_WORDS if not w.isascii()), key=len, reverse=True)) + r")"
    r"(?:部门|单位)?[)）]"
)
_TAIL = re.compile(r"(?:等部门|等单位|等有关部门|等相关部门|等)$")
_WAY = re.compile(
    r"(?:承接)?(?:部门|单位)?[:：]?\s*(?P<bodies>.*?)\s*(?:[。；;]|\n|\s{2,})?\s*(?:工作|承接|履职)(?:方式|措施)\s*[:：]\s*(?P<way>.*)",
    re.DOTALL,
)


def split_names(text: str) -> list[str]:
    """The names in a cell. A separator inside a name (文化、广电和旅游局) does not part it: a piece that does not end as an organ
    does belongs to the next one."""
    source = unicodedata.normalize("NFKC", text).replace("\r\n", "\n")
    pieces: list[tuple[str, str]] = []
    position = 0
    for match in _SEPARATORS.finditer(source):
        pieces.append((source[position : match.start()], match.group()))
        position = match.end()
    pieces.append((source[position:], ""))
    names: list[str] = []
    pending = ""
    for raw, separator in pieces:
        piece = re.sub(r"\s+", "", raw)
        piece = re.sub(r"^(?:\d{1,2}[.、)]|[(]\d{1,2}[)])", "", piece).strip("。.:：")
        piece = _INNER.sub("", piece)
        if not piece:
            continue
        whole = pending + piece
        bare = _ROLE_SUFFIX.sub("", _TAIL.sub("", whole))
        bare = re.sub(r"[(][^()]*[)]$", "", bare)
        if bare.endswith(_ORGAN_ENDS) or separator in ("\n", ";", "；", "") or "\n" in separator:
            names.append(whole)
            pending = ""
        else:
            pending = whole + ("、" if separator in ("、", ",", "，") else separator.strip())
    if pending:
        names.append(pending.rstrip("、"))
    return names


def read_holders(text: str, role: Role | None) -> list[tuple[str, Role]]:
    """The bodies in a cell with their roles: 牵头：甲局；配合：乙局、丙局, or 甲局（牵头）, else ``role`` for one body; for several,
    ``role`` too, or SHARED where that is LEAD (nobody is named first). Those beside a leading one take part. Generic
    words (各乡镇, 有关部门) are no bodies."""
    source = unicodedata.normalize("NFKC", text)
    found: list[tuple[str, Role | None]] = []
    marks = list(_ROLE_PREFIX.finditer(source))
    if marks:
        if source[: marks[0].start()].strip(" \n;；。、,"):
            found.extend(_pieces(source[: marks[0].start()], None))
        for mark, following in zip(marks, [*marks[1:], None], strict=True):
            end = following.start() if following else len(source)
            found.extend(_pieces(source[mark.end() : end], ROLE_WORDS[mark.group("role")]))
    else:
        found.extend(_pieces(source, None))
    plain_ones = [name for name, said in found if said is None]
    default = role or Role.LEAD
    if default == Role.LEAD and len(plain_ones) > 1 and len(plain_ones) == len(found):
        default = Role.SHARED
    elif role is None and any(said in (Role.LEAD, Role.COORDINATE) for _, said in found):
        # 甲局（牵头）、乙局: who stands beside the one that leads takes part.
        default = Role.COOPERATE
    return list(dict.fromkeys((name, said or default) for name, said in found))


def _pieces(text: str, role: Role | None) -> list[tuple[str, Role | None]]:
    answer: list[tuple[str, Role | None]] = []
    for name in split_names(text):
        said = role
        mark = _ROLE_SUFFIX.search(name)
        if mark:
            said = ROLE_WORDS[mark.group("role")]
            name = _ROLE_SUFFIX.sub("", name)
        name = _TAIL.sub("", name).strip("。;；、,， ")
        if len(name) >= 2 and not is_generic(name):
            answer.append((name, said))
    return answer


def is_generic(name: str) -> bool:
    """A word for bodies of a kind (各乡镇, 有关部门), or for none (无, /)."""
    return bool(_GENERIC.search(name)) or len(name) > 40


def split_way(text: str) -> tuple[str, str]:
    """承接部门及工作方式 in one cell → (the departments, the way of working or "")."""
    source = unicodedata.normalize("NFKC", text).strip()
    match = _WAY.fullmatch(source)
    if match and match.group("bodies"):
        return match.group("bodies"), match.group("way").strip()
    source = re.sub(r"^承接(?:部门|单位)\s*:\s*", "", source)
    head, separator, tail = source.partition("\n")
    if separator and len(head) <= 60 and not _looks_like_names(tail):
        return head, tail.strip()
    head, separator, tail = source.partition("。")
    if separator and tail and _looks_like_names(head):
        return head, tail.strip()
    return source, ""


def _looks_like_names(text: str) -> bool:
    return all(len(name) <= 20 and name.endswith(_ORGAN_ENDS) for name in split_names(text))


def split_place(name: str, inside: str = "") -> tuple[Place | None, str]:
    """A body's name cut behind the places it begins with: 黄冈市黄梅县应急管理局 → (黄梅县, 应急管理局); (None, name) where it begins
    with none. ``inside`` is a division code in which to look first."""
    found = places.place_of(name, inside)
    if found is None:
        return None, name
    rest = name
    for code in places.ancestors(found.code):
        over = places.place(code)
        if over is not None:
            for word in (over.name, over.short):
                if word and rest.startswith(word):
                    rest = rest[len(word) :]
                    break
    # A former name leads to a place whose present name is not in the text: nothing was cut, nothing is known.
    return (found, rest) if rest != name else (None, name)


def town_of(name: str) -> str:
    """The township that a name is of (小池镇人民政府 → 小池镇), "" when it is none."""
    match = _TOWN.match(name)
    return match.group("town") if match else ""


class Settled(msgspec.Struct, frozen=True):
    """A body's settled name, the division code it belongs to ("" unknown) and its level."""

    name: str
    place: str
    level: Level


class Namer:
    """Settles the names of bodies in the lists of one place.

    ``place`` is a division code ("" unknown); a township's code stands in its county. ``divisions`` are places below the county
    (and others that the table of places has not)."""

    def __init__(self, place: str, divisions: Iterable[Place] = ()) -> None:
        self.towns: dict[str, dict[str, str]] = {}
        for division in divisions:
            if division.level is Level.TOWNSHIP:
                self.towns.setdefault(division.name, {})[division.parent or division.code[:6]] = division.code
        code = places.normal_code(place)
        self.seat = places.place(code[:6]) if len(code) > 6 else places.place(code)
        self._seen: dict[str, Settled] = {}

    def settle(self, name: str) -> Settled:
        """县应急局 → 黄梅县应急管理局 of 421127; 小池镇人民政府 → 小池镇 with the town's code, where divisions tell it."""
        found = self._seen.get(name)
        if found is None:
            found = self._seen[name] = self._settle(name)
        return found

    def town_code(self, town: str, county: str) -> str:
        """A township's code: in its county, else the only one of that name, else ""."""
        codes = self.towns.get(town, {})
        if county:
            return codes.get(county, "")
        return next(iter(codes.values())) if len(codes) == 1 else ""

    def _settle(self, name: str) -> Settled:
        bare = re.sub(r"\s+", "", unicodedata.normalize("NFKC", name)).replace("(", "（").replace(")", "）")
        seat = self.seat
        named, inner = split_place(bare, seat.code if seat else "")
        if named is not None and not inner:
            return Settled(bare, named.code, named.level)
        if named is None and seat is not None and not _NATIONAL.match(bare):
            named, inner = self._by_place_word(bare, seat)
        county = named or seat
        town = town_of(inner)
        if town and _TOWN_SEAT.sub("", inner) == town:
            code = self.town_code(town, county.code if county and len(county.code) == 6 else "")
            return Settled(town, code or (county.code if county else ""), Level.TOWNSHIP)
        if seat is not None and seat.name in inner:
            # 黄冈市生态环境局黄梅县分局 stands in the county that it names.
            full = f"{named.name}{inner}" if named is not None and named != seat else bare
            return Settled(full, seat.code, seat.level)
        if named is None:
            return Settled(_written_out(bare), seat.code if seat else "", seat.level if seat else Level.UNKNOWN)
        return Settled(f"{named.name}{_written_out(inner)}", named.code, named.level)

    def _by_place_word(self, bare: str, seat: Place) -> tuple[Place | None, str]:
        """县…, 市…, 省… before a name: the place of that kind, the list's own or one above it; a department's bare name
        (应急管理局) is the list's own."""
        if len(bare) > 2 and not _NOT_PLACE_WORD.match(bare):
            for code in reversed(places.ancestors(seat.code)):
                over = places.place(code)
                if over is not None and over.name[-1] == bare[0]:
                    return over, bare[1:]
            if bare[0] in "省市州县区旗":
                return None, bare
        if bare.endswith(_DEPARTMENT_ENDS) and not town_of(bare):
            return seat, bare
        return (seat, bare) if town_of(bare) else (None, bare)


def _written_out(inner: str) -> str:
    return _ABBREVIATIONS.get(inner, inner)

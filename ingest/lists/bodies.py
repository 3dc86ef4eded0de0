"""Bodies and offices as cells name them: several in one cell, roles beside them, short names of a county's departments.

县应急局 in a list of 黄梅县 is 黄梅县应急管理局: the place word is filled in, and an abbreviation is written out where it has one
meaning everywhere (``ontologies/body_names.csv``: 住建局). One whose full name differs from county to county (自规局, 文旅局) stays as written,
for a roster to settle (``ingest.bodies``). The settled name of a township or village is that of the place (小池镇, 小池镇柳岸村), of a party organ
and a tax office the official one (中共黄梅县委组织部, 国家税务总局黄梅县税务局).
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import msgspec

from ingest.lists.words import ROLE_WORDS
from ontologies import places
from ontologies.places import Place
from ontologies.records import Level, Role

_ORGAN_ENDS = (
    "局", "委员会", "委", "办公室", "办", "厅", "政府", "镇", "乡", "街道", "中心", "队", "站", "所", "会", "院", "部",
    "处", "室", "机关", "公司", "部门", "机构", "单位", "管委会", "组织", "联社", "银行", "集团", "学校", "社", "署",
    "科", "股", "窗口", "岗", "馆", "分局", "支队", "大队", "中队", "总队", "团委", "妇联", "残联", "工会", "系统", "村",
)  # fmt: skip
_SEPARATORS = re.compile(r"[、，,;；\n\r/]|\s{2,}|　")
_SPACE = re.compile(r"\s+")
_LABEL = re.compile(r"^(?:\d{1,2}[.、)]|[(]\d{1,2}[)])")
_REMARK = re.compile(r"[(][^()]*[)]$")
_INNER = re.compile(r"^(?:和|及|与|或|以及)(?=.{2,}(?:局|委|办|镇|乡|街道|中心|队|会|部))")
_GENERIC = re.compile(
    r"^(?:各|有关|相关|其他|其它|所有|全体|上述|本级|同级|无$|/$|—+$|-+$)|(?:有关|相关|各级)(?:部门|单位)|^(?:县|市|区)直(?:各)?(?:部门|单位)$"
    r"|^(?:县|市|省|设区的市)级以上|^(?:县|市|省|乡镇?|设区的市)级(?:地方)?(?:各级)?人民政府|^地方各级|^乡镇(?:人民政府)?(?:[(].*[)])?$|^镇街$|^乡镇街道$"
    r"|^(?:行政)?(?:村居?|社区)(?:[(](?:社区|居)[)])?(?:级组织|两委)?$|^村民?[(]居民?[)]委员?会$"
)
_TOWN_SEAT = re.compile(r"(?<=[镇乡])(?:人民)?政府$|(?<=街道)(?:办事处|办)$")
_TOWN = re.compile(r"^(?P<town>[一-鿿]{1,10}?(?:镇|乡|街道))(?=$|人民政府|政府|办事处|[^一-鿿])")
_NATIONAL = re.compile(r"^(?:国家|中国|中华|中共|中央|全国|国务院|最高)")
# Words that begin with a place word without being about the place (市场监督管理局, 区块链中心).
_NOT_PLACE_WORD = re.compile(r"^(?:市场|市容|市政|市民|区域|区块|州际|省际)")
_DEPARTMENT_ENDS = ("局", "委员会", "委", "大队", "支队", "办公室", "法院", "检察院", "联合会", "社", "部", "政府办")
_PLATES = re.compile(r"[(（](?P<inside>[^()（）]{2,60})[)）]$")
_PLATE_END = re.compile(r"(?:局|委员会|委|办公室|办|院|馆)$")
_PLATE_PLACE = re.compile(r"^[省市县区州旗]|^加挂|^挂|^增挂|^同时")
_PARTY = re.compile(r"^(?:中国共产党|中共)(?=[一-鿿]{1,20}?委)")
_COMMITTEE = re.compile(r"^委(?!员会|托|派|外)")
_LEAGUE = re.compile(r"^(?:共青)?团(?P<word>[省市县区州旗])委$")
_LEAGUE_OF = re.compile(r"^共青团(?P<place>[一-鿿]+)委(?:员会)?$")
_TAX = re.compile(r"^国家税务总局(?=.+税务局$)")
_STATIONS = {"派出所": "公安局", "司法所": "司法局"}
_VILLAGE = re.compile(
    r"^(?P<village>[一-鿿]{2,8}?(?:村|社区))(?:村民?委员?会|村委会|居民委员会|居委会|居委|民委员会|委会)?$"
)
_NO_VILLAGE = re.compile(
    r"度假村|局|政府|委(?!会|员会)|公司|中心|镇村$|^[省市县区州旗]|^各|农村$|乡村$|行政村$|自然村$"
)
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
        piece = _LABEL.sub("", _SPACE.sub("", raw)).strip("。.:：")
        piece = _INNER.sub("", piece)
        if not piece:
            continue
        whole = pending + piece
        bare = _ROLE_SUFFIX.sub("", _TAIL.sub("", whole))
        bare = _REMARK.sub("", bare)
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
    """A word for bodies of a kind (各乡镇, 有关部门, 县级以上人民政府应急管理部门), or for none (无, /)."""
    return bool(_GENERIC.search(unicodedata.normalize("NFKC", name))) or len(name) > 40


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
            # 广安区 is no 广安 with 区 behind it: the place that was found goes before a short name of one above it.
            words = (over.name,) if rest.startswith(found.name) else (over.name, over.short)
            rest = rest[len(next((word for word in words if word and rest.startswith(word)), "")) :]
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


def split_plates(name: str) -> tuple[str, tuple[str, ...]]:
    """A body's name without the plates in parentheses behind it, and these: 县卫生健康局（县疾控局） → (县卫生健康局, (县疾控局,)). Only what
    is built as an organ's name with its place, or is said to be a plate (加挂…牌子), is one: not 公安局（交警大队）, 镇（街道）."""
    match = _PLATES.search(name)
    if match is None:
        return name, ()
    found = []
    for piece in re.split(r"[、，,;；]", match.group("inside")):
        marked = bool(re.match(r"(?:同时)?(?:加挂|增挂|挂)", piece) or piece.endswith("牌子"))
        plate = re.sub(r"^(?:同时)?(?:加挂|增挂|挂)|的?牌子$", "", piece.strip()).strip('“”"')
        placed = bool(_PLATE_PLACE.match(plate)) or split_place(plate)[0] is not None
        if not plate or not (marked or (placed and _PLATE_END.search(plate))):
            return name, ()
        found.append(plate)
    return name[: match.start()], tuple(found)


@cache
def written_names() -> dict[str, str]:
    """Short names of departments, without their place, that mean the same everywhere → the names written out. From
    ``ontologies/body_names.csv``; the organs' standard names since 2018, and those of the bodies that ended then."""
    text = files("ontologies").joinpath("body_names.csv").read_text(encoding="utf-8")
    return {row["short"]: row["name"] for row in csv.DictReader(text.splitlines())}


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
        self.town = code[:9] if len(code) >= 9 else ""
        self.town_name = next((name for name, codes in self.towns.items() if self.town in codes.values()), "")
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
        written = _SPACE.sub("", unicodedata.normalize("NFKC", name)).replace("(", "（").replace(")", "）")
        bare = _TAX.sub("", _PARTY.sub("", split_plates(written)[0]))
        seat = self.seat
        league = _LEAGUE.match(bare)
        if league and seat is not None:
            over = self._of_word(league.group("word"), seat)
            if over is not None:
                return Settled(f"共青团{over.name}委员会", over.code, over.level)
        league = _LEAGUE_OF.match(bare)
        if league:
            over = places.place_of(league.group("place"), seat.code if seat else "")
            if over is not None:
                return Settled(f"共青团{over.name}委员会", over.code, over.level)
        named, inner = split_place(bare, seat.code if seat else "")
        if named is not None and not inner:
            return Settled(bare, named.code, named.level)
        if named is None and seat is not None and not _NATIONAL.match(bare):
            named, inner = self._by_place_word(bare, seat)
        county = named or seat
        village = self._village(inner, county)
        if village is not None:
            return village
        town = town_of(inner)
        if town and _TOWN_SEAT.sub("", inner) == town:
            code = self.town_code(town, county.code if county and len(county.code) == 6 else "")
            return Settled(town, code or (county.code if county else ""), Level.TOWNSHIP)
        branch = self._branch(named, inner, bare)
        if branch is not None:
            return branch
        if named is None:
            return Settled(_written_out(bare), seat.code if seat else "", seat.level if seat else Level.UNKNOWN)
        if inner == "委员会" and _PARTY.match(written):
            inner = "委"
        return Settled(_official(named, _written_out(inner)), named.code, named.level)

    def _village(self, inner: str, county: Place | None) -> Settled | None:
        """柳岸村, 小池镇柳岸村村民委员会, 渡口社区居委会 → the village, in its township where that is known."""
        match = re.match(r"^(?P<town>[一-鿿]{1,6}?(?:镇|乡|街道))?(?P<rest>.+)$", inner)
        if match is None:
            return None
        for town, rest in ((match.group("town") or "", match.group("rest")), ("", inner)):
            name = _village_in(rest)
            if not name:
                continue
            code = self.town_code(town, county.code if county and len(county.code) == 6 else "") if town else self.town
            # Villages of two townships bear one name often enough: the township is part of it.
            whole = f"{town or self.town_name}{name}"
            return Settled(whole, code or (county.code if county else ""), Level.VILLAGE)
        return None

    def _branch(self, named: Place | None, inner: str, bare: str) -> Settled | None:
        """A unit of a body above that stands in a county: 黄冈市生态环境局黄梅县分局, under whichever of its names."""
        seat = self.seat
        if inner == "生态环境分局" and named is not None and len(named.code) == 6 and len(named.parent) == 4:
            # Since the reform of supervision of 2016 a county's bureau is its city's branch, called after both.
            over = places.place(named.parent)
            if over is not None:
                return Settled(f"{over.name}生态环境局{named.name}分局", named.code, named.level)
        if seat is None or named == seat:
            return None
        short = seat.name[:-1]
        if seat.name not in inner:
            if len(short) < 2 or not inner.endswith(f"局{short}分局"):
                return None
            inner = inner.removesuffix(f"{short}分局") + f"{seat.name}分局"
        full = f"{named.name}{inner}" if named is not None else bare
        return Settled(full, seat.code, seat.level)

    @staticmethod
    def _of_word(word: str, seat: Place) -> Place | None:
        """The place of that kind (县, 市, 省): the list's own or one above it."""
        found = (places.place(code) for code in reversed(places.ancestors(seat.code)))
        return next((over for over in found if over is not None and over.name[-1] == word), None)

    def _by_place_word(self, bare: str, seat: Place) -> tuple[Place | None, str]:
        """县…, 市…, 省… before a name: the place of that kind, the list's own or one above it; a department's bare name
        (应急管理局) is the list's own."""
        if len(bare) > 1 and not _NOT_PLACE_WORD.match(bare):
            over = self._of_word(bare[0], seat)
            if over is not None and (len(bare) > 2 or bare[1] == "委"):
                return over, bare[1:]
            if bare[0] in "省市州县区旗" and len(bare) > 2:
                return None, bare
        if bare.endswith(_DEPARTMENT_ENDS) and not town_of(bare):
            return seat, bare
        return (seat, bare) if town_of(bare) or _village_in(bare) or bare.endswith(tuple(_STATIONS)) else (None, bare)


def _village_in(rest: str) -> str:
    """The village or community that a name without its place is of (柳岸村村民委员会 → 柳岸村), "" when it is none."""
    found = _VILLAGE.match(rest)
    return "" if found is None or _NO_VILLAGE.search(rest) else found.group("village")


def _written_out(inner: str) -> str:
    """A department's name without its place, written out: by the table, by its end (管委会), by what it is a station of."""
    known = written_names().get(inner)
    if known is not None:
        return known
    if inner.endswith("管委会"):
        return f"{inner.removesuffix('管委会')}管理委员会"
    for end, owner in _STATIONS.items():
        if inner.endswith(end) and 2 <= len(inner) - len(end) <= 6 and "局" not in inner:
            return f"{owner}{inner}"
    return inner


def _official(place: Place, inner: str) -> str:
    """A body's name with its place in front, as the organ itself writes it."""
    if inner == "税务局":
        # A district's office is called after its city too: its own name may stand in several cities.
        over = places.place(place.parent) if place.name.endswith("区") and len(place.code) == 6 else None
        return f"国家税务总局{over.name if over else ''}{place.name}{inner}"
    if _COMMITTEE.match(inner):
        return f"中共{place.name}{inner}"
    return f"{place.name}{inner}"

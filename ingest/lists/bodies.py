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
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.resources import files

import msgspec

from ingest.lists.words import ROLE_WORDS, every_town
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
# A department of a county that the table of places has not is none of the list's own county.
_OTHER_PLACE = re.compile(r"(?!.{0,3}[治强兴全各跨]县)[一-鿿]{2,4}[县旗](?=[一-鿿]{2,}(?:局|委员会|委|办公室|部|院)$)")
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
_ROLES = "|".join(sorted((word for word in ROLE_WORDS if not word.isascii()), key=len, reverse=True))
# 县民政局负责：… is a name with what it does; a role stands before names only where a clause begins with it.
_ROLE_PREFIX = re.compile(
    rf"(?:^|(?<=[\s;。,、.)\]]))(?:(?P<role>{_ROLES})(?:部门|单位|责任部门|责任单位|主体|机关)?|"
    r"(?:责任|实施|成员|相关|有关|其他)(?:部门|单位))\s*[:：]"
)
_ROLE_SUFFIX = re.compile(rf"[(（](?P<role>{_ROLES})(?:部门|单位)?[)）]")
_TAIL = re.compile(r"(?:等部门|等单位|等有关部门|等相关部门|等)$")

# Names in prose ------------------------------------------------------------------------------------------------------

_END = (
    r"(?:局|委员会|党委|县委|市委|区委|纪委|监委|委(?![员托派外])|办公室|办(?![理法事件])|厅|政府|镇(?!域|区|内)|乡(?!村|镇)|街道(?!办)|办事处|"
    r"[大中支总]队|中心|法院|检察院|医院|学院|部(?!门|署|分)|管理处|服务处|[站所](?!有|属|在|需)|公司|银行|联社|"
    r"协会|联合会|工商联|科协|残联|妇联|团委|总工会|学校)"
)
# What a body does follows its name: but 组织部, 依法治县办 and 应急管理局 are parts of names.
_DOES = (
    r"(?:负责|通过|按照|按|依据|依法(?!治)|依照|根据|承接|承担|承办|直接|开展|组织(?!部)|配合|协同|协助|参与|牵头|会同|为主|为辅|主责|主管|"
    r"主要|具体|积极|做好|指导(?!中心|站|所|办|服务)|监督(?!管理|检验|局|所|站)|不再|取消|统一(?!战线)|统筹|自行|履行|行使|实施|办理|核实|核查|采取|"
    r"依托|利用|运用|加强|落实|受理|审批(?!局|服务)|审核|审定|收回|上收|及其|或其|和其|所属|下属|共同|分别|各自|联合|定期|进行|以|将|对(?!外)|在|为|商)"
)
# None of these is a part of an organ's name.
_PROSE = re.compile(
    r"负责|通过|按照|依据|根据|承接|承担|承办|直接|开展|配合|协助|牵头|会同|为主|为辅|不再|取消|及其|或其|和其|委托|名义|采取|依托|利用|运用|履行|核实|核查|"
    r"办理|行使|收回|上收|统筹|按(?:职责|各自|照)|实施(?!办|中心|主体|机关)|共同|分别|各自|[。:](?=.)"
)
_FIELD = re.compile(r"^(?:承接|承办|接收|责任|实施|主管|牵头)?(?:部门|单位|主体|机关)(?:为|是)?\s*:\s*")
_WAY = re.compile(r"(?:(?:具体)?(?:工作|承接|履职|办理|运行)(?:方式|措施|机制)|具体方式|方式)\s*:\s*")
_NO_NAME = re.compile(rf"^(?:{_DOES}|不|并|向|把|从|如|需|报|其中|所属|其|上级部门)")
_LEAD_WORD = re.compile(r"^(?:统一|改|交|移交|划)?(?:由|经|至|给)\s*")
_COUNTED = re.compile(
    r"^\s*(?:\d{1,2}[.、)](?!\d)|[(]\d{1,2}[)]|[(][一二三四五六七八九十]{1,2}[)]|[一二三四五六七八九十]{1,2}、|[①-⑳])\s*"
)
_HEAD = re.compile(
    rf"(?P<names>[一-鿿][一-鿿A-Z、 ]{{0,58}}?{_END}(?:[(][一-鿿、]{{2,20}}[)])?)(?:等(?:部门|单位)?)?\s*(?=$|:|[(]|{_DOES})"
)
_WITH = re.compile(rf"^(?:会同|商|联合|与)(?P<names>[一-鿿][一-鿿A-Z、 ]{{0,58}}?{_END})(?=$|共同|等|{_DOES})")
_PART_IN_IT: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (Role.COORDINATE, re.compile(r"^(?:负责)?(?:总?牵头|统筹)")),
    (Role.LEAD, re.compile(r"^(?:为主|主责|主要负责|承担主体责任)")),
    (Role.COOPERATE, re.compile(r"^(?:积极|做好|负责)?(?:配合|协同|参与|为辅)")),
    (Role.ASSIST, re.compile(r"^(?:积极|做好|负责)?协助")),
    (Role.GUIDE, re.compile(r"^(?:负责)?指导(?!.{0,30}负责)")),
    (Role.SUPERVISE, re.compile(r"^(?:负责)?监督(?!.{0,30}负责)")),
)
# In a later clause a name is another body's only where it is said what part that one has.
_HAS_PART = re.compile(
    r"^(?::|负责|承担|承办|承接|配合|协同|协助|参与|牵头|为主|为辅|指导|监督|会同|做好|积极|主责|[(])"
)
_SAYS_NO_MORE = re.compile(
    r"^(?:共同|分别|具体|直接|统一|组织)*(?:负责|承接|承办|承担|实施|组织实施|牵头|配合|为主|为辅|协助|行使|办理|开展|主责)*$"
)
_IN_NAME_OF = re.compile(r"以(?P<body>.{2,30}?)的?名义")
_ENTRUSTED_BY = re.compile(r"^接?受.{0,30}?委托|^(?!委托)[一-鿿]{2,30}?委托(?:实施|执法|行使|承办)?$")
_HANDLED_BY = re.compile(
    r"^(?:具体)?(?:(?:由|会同|商|与)(?P<by>.{2,40}?)(?:(?:具体|共同|负责|组织)*(?:承办|实施|办理|负责|承担))?|"
    r"(?P<bodies>.{2,40}?)(?:具体|共同|负责|组织)*(?:承办|办理|承担))$"
)
_NO_UNIT = re.compile(
    r"^(?:原|含|不含|除|受|以|由|会同|商|与|代|盖|公|签|签章|限|包括|涉及|按|根据|根据需要|其中)|除外$"
)
_AND = re.compile(r"(?<=[局委办会院厅府队部])(?:以及|和|与|及)(?=(?:[县市区省镇乡州旗]|各)[一-鿿])")
_KIND_WORD = re.compile(r"(?:部门|单位|机构|组织|机关)$|^公安机关")
_MORE_ENDS = (
    "联",
    "协",
    "人大",
    "政协",
    "段",
    "场",
    "厂",
    "园",
    "校",
    "庭",
    "区",
    "分行",
    "支行",
    "监",
    "团",
    "武装部",
)
_PLACED = re.compile(r"^(?:[省市县区州旗镇乡本]|国家|国网|中国|中共|中央|共青团|最高)")
_LONGEST_NAME = 40
_LONGEST_DOUBT = 16


class Held(msgspec.Struct, frozen=True):
    """What a cell of bodies says. ``bodies`` with the part that is written for each (None where none is); ``kinds`` words for bodies of a
    kind (各乡镇, 有关部门); ``way`` what it says beyond names (the way of working); ``doubts`` words in a body's place that are not built as
    a body's name: those that begin with a place are among ``bodies`` all the same, the others are not. ``led`` tells that a word beside a
    name (牵头, 主责) says who leads.
    ``kind_roles`` are the parts written for ``kinds``, one each."""

    bodies: tuple[tuple[str, Role | None], ...]
    kinds: tuple[str, ...] = ()
    way: str = ""
    doubts: tuple[str, ...] = ()
    led: bool = False
    kind_roles: tuple[Role | None, ...] = ()


def split_names(text: str) -> list[str]:
    """The names in a cell. A separator inside a name (文化、广电和旅游局) does not part it: a piece that does not end as an organ
    does belongs to the next one."""
    source = unicodedata.normalize("NFKC", text).replace("\r\n", "\n")
    source = _AND.sub("、", _parted_by_space(_COUNTED_INSIDE.sub("\n", source)))
    pieces: list[tuple[str, str]] = []
    position = 0
    for match in _SEPARATORS.finditer(source):
        piece = source[position : match.start()]
        if piece.count("(") > piece.count(")") and ")" in source[match.end() :] and "\n" not in match.group():
            # 各镇（街道、园区）, 县卫健局（县疾控局、县中医局）: inside a parenthesis nothing is parted.
            continue
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


_BETWEEN_NAMES = re.compile(r"(?<=[一-鿿](?:局|委|办|会|院|厅|府|队|部|镇|乡|道|处))[ \t\u3000]+(?=[一-鿿]{2})")
# 1.县公安局 2.县司法局 in one line.
_COUNTED_INSIDE = re.compile(r"(?<=[局委办会院厅府队部镇乡道])\s*(?=\d{1,2}[.、](?!\d)|[(]\d{1,2}[)][一-鿿])")
_TOWN_NEXT = re.compile(r"[一-鿿]{1,8}?(?:镇|乡|街道)(?:人民政府|政府|办事处)?(?=$|[\s、,;])")


def _parted_by_space(source: str) -> str:
    """A space between two whole names parts them (县水利局 县公安局, 籍山镇 许镇镇); one inside a name (县 水利局) does not."""
    if " " not in source and "\t" not in source:
        return source

    def part(match: re.Match[str]) -> str:
        rest = source[match.end() :]
        placed = rest[0] in "省市县区州旗" and not _NOT_PLACE_WORD.match(rest)
        town = source[match.start() - 1] in "镇乡道" and _TOWN_NEXT.match(rest)
        return "、" if placed or town or split_place(rest[:_LONGEST_NAME])[0] is not None else match.group()

    return _BETWEEN_NAMES.sub(part, source)


def read_holders(text: str, role: Role | None) -> list[tuple[str, Role]]:
    """The bodies in a cell with their roles: 牵头：甲局；配合：乙局、丙局, or 甲局（牵头）, 甲局会同乙局, else ``role`` for one body; for several,
    ``role`` too, or SHARED where that is LEAD (nobody is named first). Those beside a leading one take part. Generic
    words (各乡镇, 有关部门) are no bodies, nor is what a sentence says of them (:func:`read_held` tells both)."""
    held = read_held(text)
    return give_roles(held.bodies, held.led, role)


def give_roles(bodies: Sequence[tuple[str, Role | None]], led: bool, role: Role | None) -> list[tuple[str, Role]]:
    """Bodies with the role written for each, else as :func:`read_holders` tells."""
    plain_ones = [name for name, said in bodies if said is None]
    default = role or Role.LEAD
    if default == Role.LEAD and len(plain_ones) > 1 and len(plain_ones) == len(bodies):
        default = Role.SHARED
    elif role is None and led:
        # 甲局（牵头）、乙局: who stands beside the one that leads takes part.
        default = Role.COOPERATE
    found: dict[str, Role] = {}
    for name, said in bodies:
        found.setdefault(name, said or default)
    return list(found.items())


@lru_cache(maxsize=16384)
def read_held(text: str) -> Held:
    """What a cell of bodies says: names, what it says of them, and what of it names no body."""
    source = (
        re.sub(r"[【\[](.{2,8}?)[】\]]", r"\n\1:", unicodedata.normalize("NFKC", text)).replace("\r\n", "\n").strip()
    )
    reader = _CellReader()
    marks = list(_ROLE_PREFIX.finditer(source))
    if marks:
        reader.read(source[: marks[0].start()], None)
        for mark, following in zip(marks, [*marks[1:], None], strict=True):
            end = following.start() if following else len(source)
            role = ROLE_WORDS[mark.group("role")] if mark.group("role") else None
            reader.led |= role in (Role.LEAD, Role.COORDINATE)
            reader.read(source[mark.end() : end], role)
    else:
        reader.read(source, None)
    return reader.held()


class _CellReader:
    """Gathers what the pieces of one cell say."""

    def __init__(self) -> None:
        self.bodies: dict[str, Role | None] = {}
        self.kinds: dict[str, Role | None] = {}
        self.way: list[str] = []
        self.doubts: list[str] = []
        self.led = False

    def held(self) -> Held:
        return Held(
            tuple(self.bodies.items()),
            tuple(self.kinds),
            "\n".join(dict.fromkeys(self.way)),
            tuple(dict.fromkeys(self.doubts)),
            self.led,
            tuple(self.kinds.values()),
        )

    def add(self, name: str, role: Role | None) -> None:
        if self.bodies.get(name) is None:
            self.bodies[name] = role

    def read(self, text: str, role: Role | None) -> None:
        """One stretch of a cell, all of whose bodies have a role or none."""
        text = text.strip(" \n;。、,")
        if not text:
            return
        if _EXCEPTS.search(re.sub(r"[(][^()]*[)]", "", text)):
            self.excepting(text, role)
            return
        if every_town(text):
            self.kinds[text] = role
            return
        if _PROSE.search(re.sub(r"[(][^()]*[)]", "", text)):
            self.prose(text, role)
            return
        for name in split_names(text):
            self.name(name, role)

    def excepting(self, text: str, role: Role | None) -> None:
        """除籍山镇外的各镇, 籍山镇除外: whom such words leave out is none of the bodies, and who is left nobody can tell."""
        for piece in re.split(r"[;\n]", text):
            if _EXCEPTS.search(re.sub(r"[(][^()]*[)]", "", piece)):
                self.doubts.append(piece.strip())
            else:
                self.read(piece, role)

    def name(self, name: str, role: Role | None) -> bool:
        """One name, with the remark in parentheses behind it; False where it is no body's."""
        mark = _ROLE_SUFFIX.search(name)
        if mark:
            role = ROLE_WORDS[mark.group("role")]
            self.led |= role in (Role.LEAD, Role.COORDINATE)
            name = _ROLE_SUFFIX.sub("", name)
        name = _TAIL.sub("", name).strip("。;；、,， ")
        if len(name) < 2:
            return False
        if _SELF_WORD.match(name):
            self.add(name, role)
            return True
        remark = _REMARK.search(name)
        inside = remark.group()[1:-1] if remark else ""
        said = bool(_NO_UNIT.search(inside) or _PROSE.search(inside))
        if not said and (is_generic(name) or every_town(name) or _TOWN_SEAT_WORD.fullmatch(name)):
            self.kinds.setdefault(name, role)
            return False
        if remark is not None and (said or (not inside.endswith(_ORGAN_ENDS) and not split_plates(name)[1])):
            role, beside = self._remark(inside, role)
            found = self.name(name[: remark.start()], role)
            for other in beside:
                found = self.name(other, Role.SHARED) or found
            return found
        if _KIND_WORD.search(name):
            self.kinds.setdefault(name, role)
            return False
        bare = split_plates(name)[0]
        if not bare.endswith((*_ORGAN_ENDS, *_MORE_ENDS, ")", "）")):
            self.doubts.append(name)
            within = [match.end() for match in re.finditer(_END, bare)]
            if within and not _NO_NAME.match(bare):
                name = bare[: within[-1]]
            elif not 2 < len(name) <= _LONGEST_DOUBT or not (_PLACED.match(name) or split_place(name)[0] is not None):
                return False
        self.add(name, role)
        return True

    def _remark(self, inside: str, role: Role | None) -> tuple[Role | None, list[str]]:
        """What a parenthesis behind a name says: who does it for the body, in whose name it acts. Returns the role of the body before it,
        and the names of those that share with it."""
        if not re.fullmatch(r"[盖公签]?章", inside):
            self.way.append(f"（{inside}）")
        acting = _IN_NAME_OF.search(inside)
        if acting:
            # The power is that of the body in whose name it is exercised (行政处罚法 2021, art. 20).
            self.name(acting["body"], Role.LEAD)
            return role or Role.ENTRUSTED, []
        if _ENTRUSTED_BY.match(inside):
            return role or Role.ENTRUSTED, []
        handling = _HANDLED_BY.match(inside)
        words = (handling["by"] or handling["bodies"]) if handling else ""
        names = [] if _NO_NAME.match(words) else split_names(re.sub(r"会同|商(?=[县市区省])", "、", words))
        named = [name for name in names if not is_generic(name) and name.endswith(_ORGAN_ENDS)]
        return (role or Role.LEAD) if named else role, named

    def prose(self, text: str, role: Role | None) -> None:
        """A sentence about bodies: 由县民政局承接，通过…; 县水利局会同县公安局; 县农业农村局：直接开展."""
        way = _WAY.search(text)
        told = text[way.end() :].strip() if way else ""
        text = _COUNTED_END.sub("", text[: way.start()]).strip(" \n;。,") if way else text
        naming = 0
        kept: list[tuple[int, str]] = []
        for piece in re.finditer(r"[^,;。\n]+", text):
            clause = _FIELD.sub("", _COUNTED.sub("", _FIELD.sub("", piece.group().strip())))
            names, rest = self._clause(clause, role, bool(naming))
            naming += names
            if rest:
                kept.append((piece.end() - len(piece.group().rstrip()[-len(rest) :]), rest if names else clause))
        if kept:
            # One body alone does all that follows; where several are named, each clause was read by itself.
            self.way.append(text[kept[0][0] :].strip() if naming < 2 else "，".join(words for _, words in kept))
        if told:
            self.way.append(told)
        if not naming and not self.kinds and text:
            self.doubts.append(text)

    def _clause(self, clause: str, role: Role | None, later: bool) -> tuple[bool, str]:
        """Read one clause: whether it names a body (one that has its own part in it, in a ``later`` clause), and what else it says."""
        bare = _LEAD_WORD.sub("", clause)
        match = None if _NO_NAME.match(bare) else _HEAD.match(bare)
        rest = bare[match.end() :].strip() if match else ""
        if match is None or (later and rest and not _HAS_PART.match(rest)):
            names = split_names(clause) if not _PROSE.search(clause) else []
            if not names or not all(name.endswith((*_ORGAN_ENDS, *_MORE_ENDS, ")")) for name in names):
                return False, clause
            return sum(self.name(name, role) for name in names) > 0, ""
        remark = re.match(r"[(](?P<inside>[^()]*)[)]\s*", rest)
        beside: list[str] = []
        if remark:
            said = ROLE_WORDS.get(remark["inside"])
            self.led |= said in (Role.LEAD, Role.COORDINATE)
            rest = rest[remark.end() :]
            role, beside = (said, []) if said else self._remark(remark["inside"], role)
        part = next((each for each, pattern in _PART_IN_IT if pattern.match(rest)), role)
        together = _WITH.match(rest)
        if together:
            part = part or Role.LEAD
            beside.extend(split_names(together["names"]))
            rest = rest[together.end() :]
        self.led |= part == Role.COORDINATE
        named = [self.name(name, part) for name in split_names(match["names"])]
        named.extend(self.name(name, Role.SHARED) for name in beside)
        rest = rest.lstrip(":").strip()
        return any(named), "" if _SAYS_NO_MORE.match(rest) else rest


# Words that leave bodies out, or refer to another cell (同上，县公安局).
_EXCEPTS = re.compile(
    r"^除(?!四害)[^,;。\n]{1,40}?(?:之|以)?外的?,?(?:其[他它余]|各|所有|全[县市区]|全部|$)|(?:除外|例外|不在[此其]列)(?=$|[;。\n])"
    r"|^不(?:含|包括|包含)|[以之]外的|^同[上前](?=$|[,、;。:(第及和与]|[一述]|行)|^〃"
)
_COUNTED_END = re.compile(r"(?:\d{1,2}\s*[.、)]|[(][\d一二三四五六七八九十]{1,2}[)]|[一二三四五六七八九十]{1,2}、)\s*$")
# Every township's seat or none: whose they are, the list tells.
_TOWN_SEAT_WORD = re.compile(r"(?:乡镇|镇街|镇|乡)(?:人民)?政府|街道办事处|乡镇|镇街|街道|乡镇街道")
_SELF_WORD = re.compile(r"^本(?:局|委|办|机关|单位|部门|级|镇|乡|街道)$")


def is_generic(name: str) -> bool:
    """A word for bodies of a kind (各乡镇, 有关部门, 县级以上人民政府应急管理部门), or for none (无, /)."""
    return bool(_GENERIC.search(unicodedata.normalize("NFKC", name))) or len(name) > 40


def split_way(text: str) -> tuple[str, str]:
    """承接部门及工作方式 in one cell → (the departments, the way of working or "")."""
    held = read_held(text)
    if not held.bodies:
        return ("、".join(held.kinds), held.way)
    if held.way or held.doubts:
        return "、".join(f"{name}（{said.label}）" if said else name for name, said in held.bodies), held.way
    return text, ""


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
        self.place = code = places.normal_code(place)
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
        if _OTHER_PLACE.match(bare):
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

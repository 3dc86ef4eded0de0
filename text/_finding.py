"""Finding the organs that a paragraph calls by name: whole phrases with their level, their government and all their functions.

One automaton finds functions, whole names and open words; what belongs together is put together from there, by what stands between and behind
(县级以上人民政府发展改革、财政等部门 is one phrase of two functions and one level). Pure: a text and what its law says of its
own organs in, organs out.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

import ahocorasick_rs
import msgspec

from ontologies import levels, places
from ontologies.functions import functions
from ontologies.records import Via
from text import _cues, _organs


class Organ(msgspec.Struct):
    """One organ as found: the stretch of its own words ``[core, end)``, with its levels from ``start``; ``codes`` its functions; ``own`` tells
    that it is a government itself, ``open`` that its words leave open which organ is meant, ``whole`` that it is called by its whole name (海关)."""

    start: int
    core: int
    end: int
    codes: tuple[str, ...]
    level: str
    own: bool = False
    open: bool = False
    whole: bool = False
    via: Via = Via.NAMED


class Known(msgspec.Struct):
    """What a text says of its own organs: what it calls them for short, and its competent organ where it has exactly one."""

    names: dict[str, tuple[tuple[str, ...], str]]
    together: set[str]
    competent: tuple[str, ...]
    city: str
    extra: re.Pattern[str] | None


NOTHING = Known({}, set(), (), "", None)


# ---- Words ----------------------------------------------------------------------------------------------------------------------

_F, _O, _G, _A, _N = range(5)
_CLASSES = {"field": _F, "organ": _O, "government": _G, "open": _A, "none": _N}


@cache
def _lexicon() -> tuple[ahocorasick_rs.AhoCorasick, list[tuple[int, tuple[str, ...], str]]]:
    """The automaton over all words, and of each its class, its functions and its level. What is an organ as a whole goes before what is
    only a function."""
    words: dict[str, tuple[int, tuple[str, ...], str]] = {}
    for item in functions().values():
        if not item.organ:
            for name in (item.label, *item.names):
                if len(name) >= 2:
                    words[name] = (_F, (item.code,), "")
    for word in _organs.words().values():
        words[word.word] = (_CLASSES[word.kind], word.functions, word.level)
    names = sorted(words)
    return (
        ahocorasick_rs.AhoCorasick(names, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest),
        [words[name] for name in names],
    )


# One level as written, and 以上 behind it. What has several characters goes before what it is made of.
_LEVEL_WORDS: dict[str, str] = {
    "国务院": "national",
    "中央国家机关": "national",
    "中央": "national",
    "国家级": "national",
    "国家": "national",
    "全国": "national",
    "省、自治区、直辖市": "province",
    "省、自治区": "province",
    "省（自治区、直辖市）": "province",
    "省(自治区、直辖市)": "province",
    "省级": "province",
    "省": "province",
    "自治区": "province",
    "直辖市": "province",
    "设区的市、自治州": "city",
    "设区的市级": "city",
    "设区的市": "city",
    "设区市": "city",
    "省辖市": "city",
    "较大的市": "city",
    "地级市": "city",
    "地级以上市": "city",
    "地市级": "city",
    "市级": "city",
    "自治州": "city",
    "市": "city",
    "州": "city",
    "盟": "city",
    "地区": "",
    "不设区的市、市辖区": "county",
    "不设区的市": "county",
    "市辖区": "county",
    "区、县": "county",
    "区县": "county",
    "自治县": "county",
    "县级市": "county",
    "县级": "county",
    "区级": "county",
    "旗": "county",
    "县": "county",
    "区": "county",
    "乡、民族乡、镇": "township",
    "乡镇": "township",
    "乡级": "township",
    "民族乡": "township",
    "乡": "township",
    "镇": "township",
    "村级": "village",
    "基层": "",
    "城市": "",
    "地方各级": "all",
    "各级": "all",
}
_FORM_LEVELS = dict.fromkeys("县区", "county") | dict.fromkeys("市州地盟", "city") | dict.fromkeys("乡镇", "township")
# Words beside levels that tell none: whose the organ is, or where.
_WHERE = "所在地|居住地|事发地|发生地|行为地|户籍地|住所地|登记地|注册地|生产地|施工地|作业地|接收地|移出地|移入地|经营地|产地|目的地|驻地|所在"
_PLACES = (
    rf"(?:[^由向报经对给与和或及在同到从至于凭照据，。；：、\n应]{{0,8}}(?:{_WHERE}|[^各当本属外内]地)(?:的)?)|"
    "所在地的|所在地|居住地的|居住地|事发地|发生地|行为地|属地|当地|本地区?|本级|同级|上一级|上级|下一级|下级|原|有关的|有关|相关|其他|其它|其所属的|其所属|其|"
    "最高一级|相当于同级的|中华人民共和国|中国|各自|各|本行政区域内的|本行政区域|本省|本市|本县|本区|地方|沿海|毗邻|以下|辖区内的|全省|全市|的"
)
# 县（市、区）, 市（地、州）: what is in brackets are the other forms of the same level.
_FORMS = (
    r"[县区][（(][市县区旗自治特、]{1,9}[）)]区?|区县[（(][^（）()]{1,16}[）)]|[市州地盟][（(][地州盟市、]{1,7}[）)]|"
    r"[乡镇][（(][镇乡民族街道、]{1,9}[）)]"
)
_LEVEL = "|".join((_FORMS, *map(re.escape, sorted(_LEVEL_WORDS, key=len, reverse=True))))
_RUN = re.compile(
    rf"(?:(?:{_LEVEL}|{_PLACES})(?:一?级)?(?:（含[^）]*）)?(?:以上|以下)?(?:、|和|及|以及|或者|或|与)?)+\Z"
)
_ONE = re.compile(rf"(?<![本全城])({_LEVEL})(?:一?级)?(以上)?")
# 园区, 小区, 景区: no district.
_NO_DISTRICT = frozenset("发园小社景校灾矿库军战辖新片街厂馆港")
_PLACE_NAME = re.compile(r"[一-龥]{1,5}\Z")
_LEADING_JOIN = re.compile(r"(?:、|和|及其|及|以及|或者|或|与|的|其(?!他|它))+")
_RUN_MOST = 30
# 某某所在地的: so many characters before it belong to it.
_WHERE_MOST = 9
_OWN = ("本市", "本省", "本县", "本区")
_SEATS = frozenset("省市县区州盟旗镇乡")
# What such a run can end with, so that most places need no search.
_RUN_LAST = frozenset("级上下省区市州盟旗县镇乡街院央家国市地的在属有关他它其各本方海邻、和及以或者与）)原同当")
_RUN_ANY = frozenset(
    "".join(_LEVEL_WORDS) + "（）()特含级一以上下各当本同原有关的所在地其他它相自行政区域内毗邻"
    "沿海辖属最高相当于中华民共和居住事发生为户籍登记注册产施工作业接收移出入经营目驻、和及以或者与"
) | {"省", "市", "县", "全"}

_FUNCTION_JOIN = re.compile(r"(?:、|以及|和|与|及|或者|或)(?:其他|其它)?|等(?=负有|负责|承担|履行)|（|\(|）|\)")
_SUFFIX = re.compile(
    rf"(?:（[^）]{{1,8}}）)?{_organs.OFFICE}(?:（[^）]{{1,8}}）)?(?:{_organs.ENDS})|{_organs.AGENCY}|(?<=管理|监督|监管|执法|稽查|救援|控制)机构"
)
# A government's own 机构 needs no word of administration.
_SUFFIX_OF_GOVERNMENT = re.compile(rf"(?:{_SUFFIX.pattern})|机构")
# Some names of functions end in the word for organ themselves (统计机构).
# What can follow a function that an organ is called by; most functions in a text are only spoken of.
_AFTER_FUNCTION = frozenset(
    "行主管监执综稽经登工业事职和协检指服促防预控保建规开许征产方考督造质组有相其专所领等部机总委办支大中局厅署、以与及或（(）后联救技推"
)
_WHOLE = ("机构", "机关", "部门")
_RESIDUE = ("其他", "其它", "有关", "相关")
_INSIDE = re.compile(r"(?:单位|企业|公司|学校|医院|集团|团体|组织|法人|银行|内部|本单位|用人单位)(?:的)?\Z")
_MINISTRIES = re.compile(r"部(?![门分队长署件位])")

_WORKING_ANY = re.compile(
    r"(?:负责|承担|主管|管理|负有|履行|行使)(?!部门|机构|机关|人民政府)([^，。；：\n的是由应]{2,26}?)(?:工作|职责|职权|职能|任务|监督管理|管理)?的(?:主管)?(?:部门|机构|机关(?!事务|工作|团体))(?![^，。；]{0,2}人员)"
)
_CHOSEN = re.compile(
    r"(?:确定|指定|授权|规定|委托|设立|(?:接到|收到|受理|作出|承办)[^，。；：、\n的]{0,12})的([^，。；：、\n的和或]{0,12}?)(?:部门|机关|(?<=的)机构|(?<=管理|监督|执法|监管|工作|办事)机构)(?![一-龥]{0,2}人员)"
)
_TITLE = re.compile(r"《[^》]*》")
_NO_COMMITTEE = re.compile(r"业主|鼓励|支持|授权|组织|设立|应当")
# 由颁发执法证件的机关吊销
_OF_WHICH = re.compile(
    r"(?:(?<=[，。；])|\A)[^，。；：的由应]{3,14}的(?:机关|部门)(?=应当|可以|不得|负责)|(?<=[报经])原[^，。；：、的]{2,14}的(?:机关|部门)|(?<=由)(?!有|其)[^，。；：、的]{3,20}的(?:机关|部门)(?=[^的])"
)
_COMMITTEE = re.compile(r"[^，。；：、\n由向报经对给与和或及的在（）]{2,12}?(?:管理委员会|管委会)")
_UNKNOWN_OFFICE = re.compile(
    r"([一-龥]{2,10}?)(?:行政主管部门|主管部门|行政管理部门|行政部门|监督管理部门|监督管理机构|管理部门|管理机构|监管机构|监管部门|部门)"
)
_NO_OFFICE = re.compile(r"[应可不将对组织和及或会同向由依按加根应其有关所列制订商在的]")
_UNKNOWN_LAST = re.compile(r"[一-龥]{2,4}?(?:主管部门|行政主管部门|行政部门|管理部门|监督管理部门|等部门|等有关部门)")
_CHAIN_TAIL = re.compile(r"(?:综合)?(?:行政)?(?:执法|管理|监督管理|监管|监督|主管)(?=、)")
_NAMED_SO = re.compile(r"(?<=[由经])([^，。；：、\n和与或及由向经报对的在（）“”当以得同者其有]{1,6})\Z")
_COURT = re.compile(r"(?:\A|(?<=[，。；、\n由]))([一-龥]{2,8})\Z")
_ACTS = re.compile(r"统一|领导|负责|委托|监督|主管|批准|审批|设立|协助|配合|支持|指导|通知|依法")
_INNER = re.compile(
    r"([一-龥]{0,6}(?:管理|监察|统计|督察|侦查|办案|法制|消防|司法鉴定|工作|业务|警务|审判))(?:机构|部门)"
)
# A word that is not understood between a function and the word for organ (公安边防部门).
_INFIX = re.compile(r"([一-龥]{1,4}?)(?:部门|机关)")
_UNKNOWN_PIECE = re.compile(r"[一-龥]{2,7}?(?=、|和|以及|等|（)")

_Token = tuple[int, int, int, tuple[str, ...], str]
"""Start, end, class, functions, level."""


def _tokens(text: str, known: Known) -> list[_Token]:
    automaton, payloads = _lexicon()
    found = [(start, end, *payloads[index]) for index, start, end in automaton.find_matches_as_indexes(text)]
    if "《" in text:
        # What a law is called after does not act.
        titles = [match.span() for match in _TITLE.finditer(text)]
        found = [token for token in found if not any(start < token[0] < end for start, end in titles)]
    laid: list[_Token] = []
    if "的部门" in text or "的机构" in text or "的机关" in text or "的主管部门" in text:
        for match in _WORKING_ANY.finditer(text):
            inside = [t for t in found if t[0] >= match.start(1) and t[1] <= match.end() and t[2] in (_F, _O)]
            codes = tuple(dict.fromkeys(code for token in inside for code in token[3]))
            if match[0].endswith("机构") and match[0].startswith(("承担", "履行", "行使")) and "管理" not in match[0]:
                # 承担安全评价职责的机构: whoever does it for money is none of the state.
                continue
            if text.endswith(("其他", "其它"), 0, match.start()):
                # The others: which they are, is open.
                codes = ()
            laid.append((match.start(), match.end(), _O if codes else _A, codes, ""))
    if known.extra is not None:
        for match in known.extra.finditer(text):
            codes, level = known.names[match[0]]
            laid.append((match.start(), match.end(), _O, codes, level))
    if "的" in text:
        for match in _CHOSEN.finditer(text):
            inside = [t for t in found if t[0] >= match.start(1) and t[1] <= match.end(1) and t[2] == _F]
            codes = tuple(dict.fromkeys(code for token in inside for code in token[3]))
            laid.append((match.start(), match.end(), _O if codes else _A, codes, ""))
    if "管理委员会" in text or "管委会" in text:
        for match in _COMMITTEE.finditer(text):
            if not _NO_COMMITTEE.search(match[0]):
                river = "river_basin" if "流域" in match[0] else ""
                laid.append((match.start(), match.end(), _O if river else _A, (river,) if river else (), ""))
    if "的机关" in text or "的部门" in text:
        taken = {start for start, *_ in laid} | {token[0] for token in found if token[2] == _G}
        for match in _OF_WHICH.finditer(text):
            if not any(match.start() <= start < match.end() for start in taken):
                laid.append((match.start(), match.end(), _A, (), ""))
    if laid:
        found = [t for t in found if not any(t[0] < end and start < t[1] for start, end, *_ in laid)]
        found.extend(laid)
        found.sort()
    return found


def _level_of(words: str) -> str:
    level = _LEVEL_WORDS.get(words)
    return level if level is not None else _FORM_LEVELS[words[0]]


def _levels_before(text: str, at: int, least: int, known: Known) -> tuple[int, str, bool]:
    """Where the words of level and place before ``at`` begin, the level they tell, and whether they hold a level at all."""
    if at == least or text[at - 1] not in _RUN_LAST:
        return at, "", False
    # Only so far back as the characters allow: the same few runs come again and again, and are read once.
    begin, most = at - 1, max(least, at - _RUN_MOST)
    while begin > most and text[begin - 1] in _RUN_ANY:
        begin -= 1
    if "地" in text[begin:at] or "所在" in text[begin:at]:
        begin = max(most, begin - _WHERE_MOST)
    length, level, has = _run(text[begin:at], known.city)
    if not length:
        return at, "", False
    start = at - length
    if length > 1 and text[start] == "区" and start and text[start - 1] in _NO_DISTRICT:
        # 易发区的乡镇人民政府
        return _levels_before(text, at, start + 1, known)
    if length <= 2 and text[at - 1] in _SEATS:
        seat = _seat(text, at, least, level)
        if seat is not None:
            start, level = seat
            has = bool(level)
            if start > least and text[start - 1] in "、和":
                # 市、淮阳县人民政府
                above, more, _ = _levels_before(text, start - 1, least, known)
                if above < start - 1:
                    start, level = above, levels.joined({*filter(None, more.split(",")), level})
        elif text[start] == "区" and start and text[start - 1] in _NO_DISTRICT:
            # 园区的, 小区: no district.
            return at, "", False
    return start, level, has


@lru_cache(maxsize=16384)
def _run(words: str, city: str) -> tuple[int, str, bool]:
    """Of the words before an organ those of level and place at their end: how many characters, the level they tell, whether they tell any."""
    run = _RUN.search(words)
    if run is None:
        return 0, "", False
    start = run.start()
    join = _LEADING_JOIN.match(words, start)
    if join is not None:
        start = join.end()
    named: set[str] = set()
    for one in _ONE.finditer(words, start):
        level = _level_of(one[1])
        if level == "city" and city and one[1] in ("市", "市级"):
            level = city
        if level:
            named.add(level + "+" if one[2] and level != levels.ALL else level)
    if not named and words.endswith(_OWN):
        # 本市水务部门; 本市国家机关 is what stands in the city, whosever it is, and find() takes no level for it.
        level = _level_of(words[-1])
        named.add(city if level == "city" and city else level)
    if any(level.endswith("+") for level in named):
        # 县级以上各级人民政府
        named.discard(levels.ALL)
    return len(words) - start, levels.joined(named), bool(named)


# The name of a place that no table knows, right behind a mark or a word that cannot be of it.
_NAME_OF_PLACE = re.compile(r"(?:\A|[，。；：、\n和由向经报及与])(?![各本该有在是对其同上下原])([一-龥]{1,4})\Z")


@lru_cache(maxsize=16384)
def _level_of_place(name: str) -> str:
    """The level of the place of that name; "" where the table knows none."""
    found = places.place_of(name)
    return str(places.level_of(found.code)) if found is not None and found.name == name else ""


def _seat(text: str, at: int, least: int, level: str) -> tuple[int, str] | None:
    """The place that is named right before an organ (萧山区人民政府): where its name begins, and its level. The name of the place tells the level,
    not its last character; ``level`` is what that character tells where no table knows the place."""
    name = _PLACE_NAME.search(text, max(least, at - 8), at - 1)
    if name is None:
        return None
    for begin in range(name.start(), at - 1):
        known_as = _level_of_place(text[begin:at])
        if known_as:
            return begin, known_as
    unknown = _NAME_OF_PLACE.search(text[max(0, at - 7) : at - 1])
    if text[at - 1] == "区" and text[at - 2] in _NO_DISTRICT:
        return None
    if unknown is None or (at > 7 and unknown.start() == 0 and unknown.start(1) == 0):
        return None
    begin = at - 1 - len(unknown[1])
    told = any(
        rule.search(unknown[1])
        for rule in (
            _cues.BY,
            _cues.BY_APPROVAL,
            _cues.MENTIONED,
            _cues.WITH,
            _cues.ENTRUSTS,
            _cues.HANDED,
            _cues.MODAL,
        )
    )
    return (begin, level) if begin >= least and not told else None


def find(text: str, known: Known) -> list[Organ]:
    """The organs that a text calls by name, in order."""
    tokens = _tokens(text, known)
    found: list[Organ] = []
    starts = {token[0]: place for place, token in enumerate(tokens)} if tokens else {}
    place, least = 0, 0
    while place < len(tokens):
        start, end, kind, codes, level = tokens[place]
        if start < least:
            place += 1
            continue
        organ: Organ | None = None
        if kind == _G:
            organ = _government(text, tokens, starts, place)
        elif kind == _O:
            inner = _INNER.match(text, end)
            if inner is not None and not _NO_OFFICE.search(inner[1]) and not _ACTS.search(inner[1]):
                # 海关统计机构: of the customs, whatever it is called.
                end = inner.end()
            if text.startswith("法院", start):
                # 成渝金融法院
                named_court = _COURT.search(text, max(least, start - 9), start)
                start = named_court.start(1) if named_court is not None else start
            organ = Organ(start, start, end, codes, level, whole=True)
        elif kind == _A:
            organ = Organ(start, start, end, (), "", open=True)
        elif kind == _F and (
            text[end : end + 1] in _AFTER_FUNCTION
            or end in starts
            or text[end - 2 : end] in _WHOLE
            or _INFIX.match(text, end)
        ):
            organ = _office(text, tokens, starts, place)
            if organ is None and text.startswith("机构", end) and _levels_before(text, start, least, known)[2]:
                # A 机构 without a word of administration is an organ where a level stands before it (市教育考试机构).
                organ = Organ(start, start, end + 2, codes, level)
        if organ is not None:
            begin, named, has = _levels_before(text, start, least, known)
            if kind != _G or begin < start:
                organ.start = begin
                if has and not (organ.level and kind == _O and organ.level not in ("", levels.ALL)):
                    organ.level = named
            if known.city and organ.level == "city" and text[organ.core] == "市":
                organ.level = known.city
            if organ.open and text.endswith(_OWN, 0, organ.core):
                organ.level = ""
            if kind in (_F, _O) and organ.start == organ.core:
                named_so = _NAMED_SO.search(text, max(0, organ.start - 8), organ.start)
                if named_so is not None and named_so.start(1) >= least:
                    # 由技术市场管理部门…
                    organ.start = organ.core = named_so.start(1)
            modifier = _modifier(text, organ) if organ.open else None
            if modifier is not None:
                organ.whole, organ.start, organ.core = True, modifier, modifier
                again, above, _ = _levels_before(text, modifier, least, known)
                organ.start, organ.level = again, organ.level or above
                one = _ONE.match(text, modifier)
                if one is not None and one.end() < end and above:
                    own = _level_of(one[1]) + ("+" if one[2] else "")
                    organ.level = levels.joined({*above.split(","), own})
                if one is not None and one.end() < end and not organ.level:
                    named = _level_of(one[1])
                    organ.level = known.city if named == "city" and known.city else named + ("+" if one[2] else "")
            if has and _SORT_OF_PLACE.issuperset(organ.codes) and organ.codes and text[organ.core - 1] == "级":
                # 国家级自然保护区管理机构: the level is that of the place.
                organ.level = ""
            words = text[organ.core : organ.end]
            if organ.open and words in _organs.marked("weak") and not has and not organ.whole:
                organ = None
            elif (
                organ.own
                and words == "政府"
                and begin == start
                and not text.startswith(("及其", "及有关", "和有关"), end)
            ):
                # 政府采购, 政府投资: no organ that acts.
                organ = None
            if organ is not None and not organ.level and _NATIONAL.match(text[organ.start : organ.end]):
                organ.level = "national"
        if organ is not None and not _INSIDE.search(text, max(0, organ.start - 4), organ.start):
            _name(text, organ, known)
            found.append(organ)
            least = organ.end
        place += 1
    return _with_others(text, found)


# Organs that only their end tells, by that end: what must stand before and behind it.
_BY_END: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = (
    (
        ("部门", "机关"),
        re.compile(
            r"(?:\A|(?<=[，。；：、\n由向经报]))([^，。；：、\n由向经报对给与和或及在的（）“”应可不将被]{2,9}?)(?:部门|机关)(?=应当|应|可以|不得|必须|负责|有权|依法|按照|根据|在|对|发现|接到|收到|认为|作出|责令|处|给予|批准|审批|决定|规定|制定|公布|审核|备案|办理|统一|会同)"
        ),
    ),
    (
        ("机构",),
        re.compile(
            r"(?:\A|(?<=[，。；\n]))([^，。；：、\n由向经报对给与和或及在的（）“”应可不将被]{2,12}?)(?:保护|管理|工作|办事)机构(?=应当|负责|可以|不得|责令)"
        ),
    ),
    (
        ("机构", "委员会", "办公室", "中心", "指挥部", "局", "队"),
        re.compile(
            r"(?<=由)([^，。；：、\n由向经报对给与和或及在的（）“”应可不将被]{2,14}?)(?:机构|委员会|办公室|中心|指挥部|局|处|队)(?=依法责令|责令|给予|予以|处以|没收|吊销|批准|审批|决定|审核|按照)"
        ),
    ),
)
_NO_OTHERS = re.compile(
    r"按照|依照|根据|促进|推动|推进|保障|引导|规范|建立|完善|经营|组织|协调|督促|监督|领导|鼓励|支持|加强|通过|建议|负责|单位|企业|公司|学校|医院|财务|行业协会|经批准|事|各|本|任何|团体|配合|协助|参与|财会|生产|销售|采购|人力|仲裁|鉴定|评估|检测|认证|中介|代理|金融|医疗|教育|培训"
)


def _with_others(text: str, found: list[Organ]) -> list[Organ]:
    """The organs found, and those that only their end tells (停车泊位施划部门, 由规划编制机关): which they are, the text does not settle."""
    others: list[Organ] = []
    rest, least = [], 0
    for organ in found:
        rest.append(text[least : organ.start])
        least = organ.end
    outside = "|".join((*rest, text[least:]))
    for ends, rule in _BY_END:
        if any(end in outside for end in ends):
            for match in rule.finditer(text):
                start, end = match.span()
                taken = any(o.start < end and start < o.end for o in (*found, *others))
                if not taken and not _NO_OTHERS.search(match[0]):
                    others.append(Organ(start, start, end, (), "", open=True, whole=True))
    return sorted((*found, *others), key=lambda organ: organ.start) if others else found


_NATIONAL = re.compile(r"国家[^，。；]{2,16}(?:局|总局|委|委员会|署|办公室|机构|部门)\Z")


def _government(text: str, tokens: list[_Token], starts: dict[int, int], place: int) -> Organ:
    """A government, or what of it stands right behind it (人民政府水行政主管部门): then the government only tells the level."""
    start, end, _, codes, level = tokens[place]
    behind = starts.get(end)
    if behind is None and text.startswith("的", end) and end + 1 in starts and tokens[starts[end + 1]][2] == _F:
        # 区人民政府的教育、民政等部门
        inner = _office(text, tokens, starts, starts[end + 1])
        if inner is not None:
            inner.start, inner.level = start, level or inner.level
            return inner
    if behind is not None:
        _, after, kind, its, own = tokens[behind]
        inner = None
        if kind == _F:
            inner = _office(text, tokens, starts, behind, _SUFFIX_OF_GOVERNMENT)
        elif kind == _O:
            inner = Organ(start, end, after, its, level or own)
        elif kind == _A:
            inner = Organ(start, end, after, (), level, open=True)
        if inner is not None:
            inner.start, inner.level = start, level or inner.level
            return inner
        unknown = _UNKNOWN_OFFICE.match(text, end) if kind == _F else None
        if unknown is not None and not _NO_OFFICE.search(unknown[1]):
            return Organ(start, end, unknown.end(), its, level)
    else:
        piece = _UNKNOWN_PIECE.match(text, end)
        if piece is not None and text.startswith("、", piece.end()) and not _NO_OFFICE.search(piece[0]):
            listed = starts.get(piece.end() + 1)
            if listed is not None and tokens[listed][2] == _F:
                inner = _office(text, tokens, starts, listed, _SUFFIX_OF_GOVERNMENT)
                if inner is not None:
                    inner.start, inner.level = start, level or inner.level
                    return inner
        unknown = _UNKNOWN_OFFICE.match(text, end)
        if unknown is not None and not _NO_OFFICE.search(unknown[1]):
            return Organ(start, end, unknown.end(), (), level, open=True)
    return Organ(start, start, end, codes, level, own=True)


def _office(
    text: str, tokens: list[_Token], starts: dict[int, int], place: int, ends: re.Pattern[str] = _SUFFIX
) -> Organ | None:
    """Functions and the word for organ behind them (发展改革、财政等部门); None where no such word follows."""
    start, end, _, codes, told = tokens[place]
    found = list(codes)
    while True:
        if text[end - 2 : end] in _WHOLE or text[end - 1] == "局":
            return Organ(start, start, end, tuple(dict.fromkeys(found)), told)
        tail = _CHAIN_TAIL.match(text, end)
        if tail is not None:
            # 民政、城管执法、司法等部门
            end = tail.end()
        suffix = ends.match(text, end)
        if suffix is not None:
            if len(found) > 1 and not _FUNCTION_JOIN.search(text, start, end):
                found = _compound(found)
            level = "national" if text.startswith("总局", suffix.end() - 2) else told
            return Organ(start, start, suffix.end(), tuple(dict.fromkeys(found)), level)
        infix = _INFIX.match(text, end)
        if infix is not None and not _NO_OFFICE.search(infix[1]) and not any(end <= at < infix.end(1) for at in starts):
            return Organ(start, start, infix.end(), tuple(dict.fromkeys(found)), told)
        ministry = _MINISTRIES.match(text, end)
        if ministry is not None:
            return Organ(start, start, ministry.end(), tuple(dict.fromkeys(found)), "national")
        join = _FUNCTION_JOIN.match(text, end)
        after = join.end() if join is not None else end
        if join is not None and join[0] in "）)":
            # 发展改革（能源）主管部门
            end = after
            continue
        behind = starts.get(after)
        if behind is None and join is not None and join[0].endswith(("其他", "其它")):
            after -= 2
            behind = starts.get(after)
        if behind is None and join is not None:
            piece = _UNKNOWN_LAST.match(text, after) if join[0] == "、" else None
            if piece is not None:
                return Organ(start, start, piece.end(), tuple(dict.fromkeys(found)), told)
            piece = _UNKNOWN_PIECE.match(text, after)
            if piece is not None:
                end = piece.end()
                continue
        if behind is None:
            return None
        _, stop, kind, its, _ = tokens[behind]
        if kind == _F or (kind == _O and its and join is not None and join[0] == "、" and text.startswith("、", stop)):
            found.extend(its)
            end = stop
            continue
        if kind == _O and join is None:
            # 铁路公安机关: the whole name is the organ, what stands before it tells which.
            return Organ(start, end, stop, its, "", whole=True)
        if kind in (_O, _A) and join is not None and join[0] == "等":
            # 水利等负有监督管理职责的部门: the functions named are those of the departments.
            return Organ(start, start, stop, tuple(dict.fromkeys(found)), told)
        if kind == _O and join is not None and its and text[after:stop].endswith(("机关", "部门", "机构")):
            return Organ(start, start, stop, tuple(dict.fromkeys((*found, *its))), told)
        if kind == _A and join is not None and (join[0].endswith(("其他", "其它")) or text.startswith(_RESIDUE, after)):
            # 财政、教育和其他有关部门: the others are an organ of their own, which is found next.
            return Organ(start, start, end, tuple(dict.fromkeys(found)), told)
        return None


# In a name put together without a join these only say how (农业机械安全监督管理机构), or what sort of place (海洋自然保护区管理机构).
_HOW = frozenset({"enforcement", "work_safety", "product_quality"})
_SORT_OF_PLACE = frozenset({"nature_reserve", "wetland"})


def _compound(codes: list[str]) -> list[str]:
    """The functions of a name of several words in one."""
    kept = [code for code in codes if code not in _HOW] or codes
    return [code for code in kept if code in _SORT_OF_PLACE] or kept


def _name(text: str, organ: Organ, known: Known) -> None:
    """What the text itself says its own names mean: 以下简称, 本法所称, its one competent organ, 前款规定的部门."""
    words = text[organ.core : organ.end]
    given = known.names.get(words) or known.names.get(text[organ.start : organ.end])
    if given is not None and words in known.together and (organ.open or "的" in words):
        # 负有安全生产监督管理职责的部门: what it names is a duty, and the text says which organs have it.
        organ.codes, organ.open, organ.via = given[0], not any(given[0]), Via.DEFINED
    elif given is not None and not (organ.whole and organ.codes and words not in _organs.marked("definable")):
        codes, level = given
        if codes and (organ.open or not organ.codes or organ.whole):
            organ.codes, organ.open, organ.via = codes, False, Via.DEFINED
        if not organ.level:
            organ.level = level
    elif (
        organ.open
        and known.competent
        and words in _organs.marked("definable")
        and not _ANOTHER.search(text[max(0, organ.start - 1) : organ.core])
        and not organ.whole
        and text[max(0, organ.start - 1) : organ.start] != "的"
        and not (words in _LISTED and text[max(0, organ.start - 1) : organ.start] in _JOINS)
    ):
        organ.codes, organ.open, organ.via = known.competent, False, Via.DEFINED


# 道路、交通设施的养护部门或者管理部门: in a list these go with what stands before them, not with the law's own organ.
_LISTED = frozenset({"管理部门", "监管部门", "执法部门", "管理机构", "监督机构"})
_JOINS = frozenset("、和者或及与")
_AFLOAT = frozenset({"海上", "水上"})
_ANOTHER = re.compile(r"上级|上一级|下级|其|有关|相关|原|各")
_MODIFIER = re.compile(r"(?:[^，。；：、\n和与或及由向经报对的在（）“”当以得同者]|经(?=[营济办理贸])){1,14}\Z")


def _modifier(text: str, organ: Organ) -> int | None:
    """Where a word that is not understood begins before an open organ (产业园区管理机构), None where none does: such an organ is not the law's
    own 管理机构."""
    before = _MODIFIER.search(text, max(0, organ.start - 14), organ.start)
    if before is None or organ.core > organ.start:
        return None
    words = before[0]
    if words in _AFLOAT:
        return before.start()
    if any(
        rule.search(words) for rule in (_cues.MENTIONED, _cues.ADVERBIAL_END, _cues.EARLIER, _cues.MODAL)
    ) or _cues.CONNECTIVE.fullmatch(words):
        return None
    return before.start()

"""Whom a law names: the public organs to which a paragraph gives a duty or a power.

Four stages, each a pure function of what the one before gave:

* *find*: the words that organs are called by (one automaton over functions, whole names and open words) are put together to phrases with their
  level, their government and all their functions (县级以上人民政府发展改革、财政等部门);
* *group*: phrases joined by 、和或者 act together;
* *judge*: from what stands before and after a group, whether it acts (由…, subject of a predicate, 会同, 委托, 经…批准) or is only mentioned
  (向…报告, 接受…监督, …的工作人员, …规定的, in a condition), how it is bound, what it does;
* *resolve*: what the phrase leaves open is looked for in the same text: 以下简称, 本法所称, the competent organ of the general provisions,
  前款规定的部门.

What the text does not settle stays open ("", 未明确). Sources: 立法技术规范（试行）（一）（二） on 应当, 可以, 不得, 由 and 以上; the general
provisions of the statutes themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

import ahocorasick_rs
import msgspec

from ontologies import levels, places
from ontologies.functions import functions
from ontologies.records import Actor, LawText, LineLevel, Modality, ProvisionText, Via
from text import _organs

Paragraph = tuple[int, str]
"""The number of a 款, counted from 1, and its text: its lines, items included, joined by line feeds."""

_GOVERNMENT = "people_government"


class _Organ(msgspec.Struct):
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


class _Group(msgspec.Struct):
    """Organs that act together, and how: ``modality`` None for those that are only mentioned."""

    start: int
    end: int
    organs: list[_Organ]
    modality: Modality | None = None
    act: str = ""
    object: str = ""


class _Known(msgspec.Struct):
    """What a text says of its own organs: what it calls them for short, and its competent organ where it has exactly one."""

    names: dict[str, tuple[tuple[str, ...], str]]
    competent: tuple[str, ...]
    city: str
    extra: re.Pattern[str] | None


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
    "地市级": "city",
    "市级": "city",
    "自治州": "city",
    "市": "city",
    "州": "city",
    "盟": "city",
    "地区": "city",
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
    rf"(?:[^由向报经对给与和或及在同，。；：、\n应]{{0,8}}(?:{_WHERE}|[^各当本属外内]地)(?:的)?)|"
    "所在地的|所在地|居住地的|居住地|事发地|发生地|行为地|属地|当地|本地区?|本级|同级|上一级|上级|下一级|下级|原|有关的|有关|相关|其他|其它|其所属的|其所属|其|"
    "各自|各|本行政区域内的|本行政区域|本省|本市|本县|本区|地方|沿海|毗邻|以下|辖区内的|全省|全市|的"
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
_NO_DISTRICT = frozenset("园小社景校灾矿库军战辖新片街厂馆港")
_PLACE_NAME = re.compile(r"[一-龥]{1,5}\Z")
_LEADING_JOIN = re.compile(r"(?:、|和|及其|及|以及|或者|或|与|的|其(?!他|它))+")
_RUN_MOST = 30
# What such a run can end with, so that most places need no search.
_RUN_LAST = frozenset("级上下省区市州盟旗县镇乡街院央家国市地的在属有关他它其各本方海邻、和及以或者与）)原同当")

_JOIN = re.compile(r"(?:、|和|与|及其|及|以及|或者|或|并)(?:其他|其|所属的?|[^，。；：、\n]{2,16}的)?")
_FUNCTION_JOIN = re.compile(r"(?:、|以及|和|与|及|或者|或)(?:其他|其它)?|等(?=负有|负责|承担|履行)|（|\(|）|\)")
_SUFFIX = re.compile(
    rf"(?:（[^）]{{1,8}}）)?{_organs.OFFICE}(?:{_organs.ENDS})|{_organs.AGENCY}|(?<=管理|监督|监管|执法|稽查|救援|控制)机构"
)
# A government's own 机构 needs no word of administration.
_SUFFIX_OF_GOVERNMENT = re.compile(rf"(?:{_SUFFIX.pattern})|机构")
# Some names of functions end in the word for organ themselves (统计机构).
_WHOLE = ("机构", "机关", "部门")
_RESIDUE = ("其他", "其它", "有关", "相关")
_WORKING = re.compile(
    r"(?:中)?(?:负责|承担|主管|管理|负有|履行)([^，。；：的\n]{2,24}?)(?:工作|职责|职能|监督管理|管理)?的(?:主管)?(?:部门|机构|机关)"
)
_INSIDE = re.compile(r"(?:单位|企业|公司|学校|医院|集团|团体|组织|法人|银行|内部|本单位|用人单位)(?:的)?\Z")
_MINISTRIES = re.compile(r"部(?![门分队长署件位])")

_WORKING_ANY = re.compile(
    r"(?:负责|承担|主管|管理|负有|履行|行使)(?!部门|机构|机关|人民政府)([^，。；：\n的是由应]{2,26}?)(?:工作|职责|职权|职能|任务|监督管理|管理)?的(?:主管)?(?:部门|机构|机关(?!事务|工作|团体))(?![^，。；]{0,2}人员)"
)
_CHOSEN = re.compile(
    r"(?:确定|指定|授权|规定|委托|设立|(?:接到|收到|受理|作出|承办)[^，。；：、\n的]{0,12})的([^，。；：、\n的和或]{0,12}?)(?:部门|机构|机关)(?![一-龥]{0,2}人员)"
)
_COMMITTEE = re.compile(r"[^，。；：、\n由向报经对给与和或及的在（）]{2,12}?(?:管理委员会|管委会)")
_UNKNOWN_OFFICE = re.compile(
    r"([一-龥]{2,10}?)(?:行政主管部门|主管部门|行政管理部门|行政部门|监督管理部门|监督管理机构|管理部门|管理机构|监管机构|监管部门|部门)"
)
_NO_OFFICE = re.compile(r"[应可不将对组织和及或会同向由依按加根应其有关所列制订商在的]")
_UNKNOWN_PIECE = re.compile(r"[一-龥]{2,7}?(?=、|和|以及|等|（)")
_EARLIER = re.compile(r"(?:前[一二两三四五六]?款|前条|上述)(?:所)?(?:规定|列|称)?的?\Z")
_BARE_OFFICE = re.compile(r"(?:各|所属|所属的|其)?部门(?!规章)")

_Token = tuple[int, int, int, tuple[str, ...], str]
"""Start, end, class, functions, level."""


def _tokens(text: str, known: _Known) -> list[_Token]:
    automaton, payloads = _lexicon()
    found = []
    for index, start, end in automaton.find_matches_as_indexes(text):
        kind, codes, level = payloads[index]
        found.append((start, end, kind, codes, level))
    laid: list[_Token] = []
    if "的部门" in text or "的机构" in text or "的机关" in text or "的主管部门" in text:
        for match in _WORKING_ANY.finditer(text):
            inside = [t for t in found if t[0] >= match.start(1) and t[1] <= match.end(1) and t[2] in (_F, _O)]
            codes = tuple(dict.fromkeys(code for token in inside for code in token[3]))
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
        laid.extend((m.start(), m.end(), _A, (), "") for m in _COMMITTEE.finditer(text) if "业主" not in m[0])
    if laid:
        found = [t for t in found if not any(t[0] < end and start < t[1] for start, end, *_ in laid)]
        found.extend(laid)
        found.sort()
    return found


def _level_of(words: str) -> str:
    level = _LEVEL_WORDS.get(words)
    return level if level is not None else _FORM_LEVELS[words[0]]


def _levels_before(text: str, at: int, least: int, known: _Known) -> tuple[int, str, bool]:
    """Where the words of level and place before ``at`` begin, the level they tell, and whether they hold a level at all."""
    if at == least or text[at - 1] not in _RUN_LAST:
        return at, "", False
    run = _RUN.search(text, max(least, at - _RUN_MOST), at)
    if run is None:
        return at, "", False
    start = run.start()
    join = _LEADING_JOIN.match(text, start, at)
    if join is not None:
        start = join.end()
    if text[start] == "区" and start and text[start - 1] in _NO_DISTRICT:
        start += 1
    if start == at:
        return at, "", False
    named: set[str] = set()
    seat = _seat(text, start, at, least)
    if seat is not None:
        start, level = seat
        named.add(level)
    for one in _ONE.finditer(text, start, at):
        level = _level_of(one[1])
        if level == "city" and known.city and one[1] == "市":
            level = known.city
        if level:
            named.add(level + "+" if one[2] and level != levels.ALL else level)
    if any(level.endswith("+") for level in named):
        # 县级以上各级人民政府
        named.discard(levels.ALL)
    if seat is not None:
        # 萧山区: the name of the place tells the level, not its last character.
        named = {seat[1]}
    return start, levels.joined(named), bool(named)


def _seat(text: str, start: int, at: int, least: int) -> tuple[int, str] | None:
    """The place that is named right before a word of level (萧山区人民政府): where its name begins, and its level."""
    if text[at - 1] not in "省市县区州盟旗镇乡" or at - start > 2:
        return None
    name = _PLACE_NAME.search(text, max(least, at - 8), at - 1)
    if name is None:
        return None
    for begin in range(name.start(), at - 1):
        found = places.place_of(text[begin:at])
        if found is not None and found.name == text[begin:at]:
            return begin, str(places.level_of(found.code))
    return None


def _find(text: str, known: _Known) -> list[_Organ]:
    """The organs that a text calls by name, in order."""
    tokens = _tokens(text, known)
    found: list[_Organ] = []
    starts = {token[0]: place for place, token in enumerate(tokens)} if tokens else {}
    place, least = 0, 0
    while place < len(tokens):
        start, end, kind, codes, level = tokens[place]
        if start < least:
            place += 1
            continue
        organ: _Organ | None = None
        if kind == _G:
            organ = _government(text, tokens, starts, place)
        elif kind == _O:
            organ = _Organ(start, start, end, codes, level, whole=True)
        elif kind == _A:
            organ = _Organ(start, start, end, (), "", open=True)
        elif kind == _F:
            organ = _office(text, tokens, starts, place)
            if organ is None and text.startswith("机构", end) and _levels_before(text, start, least, known)[2]:
                # A 机构 without a word of administration is an organ where a level stands before it (市教育考试机构).
                organ = _Organ(start, start, end + 2, codes, level)
        if organ is not None:
            begin, named, has = _levels_before(text, start, least, known)
            if kind != _G or begin < start:
                organ.start = begin
                if has and not (organ.level and kind == _O and organ.level not in ("", levels.ALL)):
                    organ.level = named
            if known.city and organ.level == "city" and text[organ.core] == "市":
                organ.level = known.city
            modifier = _modifier(text, organ) if organ.open else None
            if modifier is not None:
                organ.whole, organ.start, organ.core = True, modifier, modifier
                one = _ONE.match(text, modifier)
                if one is not None and one.end() < end and not organ.level:
                    named = _level_of(one[1])
                    organ.level = known.city if named == "city" and known.city else named + ("+" if one[2] else "")
            words = text[organ.core : organ.end]
            if organ.open and words in _organs.marked("weak") and not has and not organ.whole:
                organ = None
            elif organ.own and words == "政府" and begin == start:
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


_OTHERS = re.compile(
    r"(?:\A|(?<=[，。；：、\n由向经报]))([^，。；：、\n由向经报对给与和或及在的（）“”应可不将被]{2,9}?)(?:部门|机关)(?=应当|应|可以|不得|必须|负责|有权|依法|按照|根据|在|对|发现|接到|收到|认为|作出|责令|处|给予|批准|审批|决定|规定|制定|公布|审核|备案|办理|统一|会同)|"
    r"(?:\A|(?<=[，。；\n]))([^，。；：、\n由向经报对给与和或及在的（）“”应可不将被]{2,12}?)(?:保护|管理|工作|办事)机构(?=应当|负责|可以|不得|责令)|"
    r"(?<=由)([^，。；：、\n由向经报对给与和或及在的（）“”应可不将被]{2,14}?)(?:机构|委员会|办公室|中心|指挥部|局|处|队)(?=依法责令|责令|给予|予以|处以|没收|吊销|批准|审批|决定|审核|按照)"
)
_NO_OTHERS = re.compile(
    r"按照|依照|根据|经营|组织|协调|督促|监督|领导|鼓励|支持|加强|通过|负责|单位|企业|公司|学校|医院|财务|行业协会|经批准|事|各|本|任何|团体|配合|协助|参与|财会|生产|销售|采购|人力|仲裁|鉴定|评估|检测|认证|中介|代理|金融|医疗|教育|培训"
)


def _with_others(text: str, found: list[_Organ]) -> list[_Organ]:
    """The organs found, and those that only their end tells (停车泊位施划部门, 由规划编制机关): which they are, the text does not settle."""
    if "部门" not in text and "机关" not in text and "由" not in text:
        return found
    others: list[_Organ] = []
    for match in _OTHERS.finditer(text):
        start, end = match.span()
        if not _NO_OTHERS.search(match[0]) and not any(o.start < end and start < o.end for o in found):
            others.append(_Organ(start, start, end, (), "", open=True, whole=True))
    return sorted((*found, *others), key=lambda organ: organ.start) if others else found


_NATIONAL = re.compile(r"国家[^，。；]{2,16}(?:局|总局|委|委员会|署|办公室)\Z")


def _government(text: str, tokens: list[_Token], starts: dict[int, int], place: int) -> _Organ:
    """A government, or what of it stands right behind it (人民政府水行政主管部门): then the government only tells the level."""
    start, end, _, codes, level = tokens[place]
    behind = starts.get(end)
    if behind is not None:
        _, after, kind, its, own = tokens[behind]
        inner: _Organ | None = None
        if kind == _F:
            inner = _office(text, tokens, starts, behind, _SUFFIX_OF_GOVERNMENT)
        elif kind == _O:
            inner = _Organ(start, end, after, its, level or own)
        elif kind == _A:
            inner = _Organ(start, end, after, (), level, open=True)
        if inner is not None:
            inner.start, inner.level = start, level or inner.level
            return inner
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
            return _Organ(start, end, unknown.end(), (), level, open=True)
    return _Organ(start, start, end, codes, level, own=True)


def _office(
    text: str, tokens: list[_Token], starts: dict[int, int], place: int, ends: re.Pattern[str] = _SUFFIX
) -> _Organ | None:
    """Functions and the word for organ behind them (发展改革、财政等部门); None where no such word follows."""
    start, end, _, codes, told = tokens[place]
    found = list(codes)
    while True:
        if text[end - 2 : end] in _WHOLE or text[end - 1] == "局":
            return _Organ(start, start, end, tuple(dict.fromkeys(found)), told)
        suffix = ends.match(text, end)
        if suffix is not None:
            if len(found) > 1 and "enforcement" in found and "、" not in text[start:end]:
                found.remove("enforcement")
            level = "national" if text.startswith("总局", suffix.end() - 2) else told
            return _Organ(start, start, suffix.end(), tuple(dict.fromkeys(found)), level)
        ministry = _MINISTRIES.match(text, end)
        if ministry is not None:
            return _Organ(start, start, ministry.end(), tuple(dict.fromkeys(found)), "national")
        join = _FUNCTION_JOIN.match(text, end)
        after = join.end() if join is not None else end
        behind = starts.get(after)
        if behind is None and join is not None and join[0].endswith(("其他", "其它")):
            after -= 2
            behind = starts.get(after)
        if behind is None and join is not None:
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
            return _Organ(start, end, stop, its, "", whole=True)
        if kind in (_O, _A) and join is not None and join[0] == "等":
            # 水利等负有监督管理职责的部门: the functions named are those of the departments.
            return _Organ(start, start, stop, tuple(dict.fromkeys(found)), told)
        if kind == _O and join is not None and its and text[after:stop].endswith(("机关", "部门", "机构")):
            return _Organ(start, start, stop, tuple(dict.fromkeys((*found, *its))), told)
        if kind == _A and join is not None and (join[0].endswith(("其他", "其它")) or text.startswith(_RESIDUE, after)):
            # 财政、教育和其他有关部门: the others are an organ of their own, which is found next.
            return _Organ(start, start, end, tuple(dict.fromkeys(found)), told)
        return None


def _name(text: str, organ: _Organ, known: _Known) -> None:
    """What the text itself says its own names mean: 以下简称, 本法所称, its one competent organ, 前款规定的部门."""
    words = text[organ.core : organ.end]
    given = known.names.get(words) or known.names.get(text[organ.start : organ.end])
    if given is not None and not (organ.whole and organ.codes):
        codes, level = given
        if codes and (organ.open or not organ.codes):
            organ.codes, organ.open, organ.via = codes, False, Via.DEFINED
        if not organ.level:
            organ.level = level
    elif (
        organ.open
        and known.competent
        and words in _organs.marked("definable")
        and not _ANOTHER.search(text[max(0, organ.start - 1) : organ.core])
        and not organ.whole
    ):
        organ.codes, organ.open, organ.via = known.competent, False, Via.DEFINED


_ANOTHER = re.compile(r"上级|上一级|下级|其|有关|相关|原|各")
_MODIFIER = re.compile(r"[^，。；：、\n和与或及由向经报对的在（）“”当以得同者]{1,8}\Z")


def _modifier(text: str, organ: _Organ) -> int | None:
    """Where a word that is not understood begins before an open organ (产业园区管理机构), None where none does: such an organ is not the law's
    own 管理机构."""
    before = _MODIFIER.search(text, max(0, organ.start - 8), organ.start)
    if before is None or organ.core > organ.start:
        return None
    words = before[0]
    if any(rule.search(words) for rule in (_MENTIONED, _ADVERBIAL_END, _EARLIER, _MODAL)) or _CONNECTIVE.fullmatch(
        words
    ):
        return None
    return before.start()


# ---- Groups and what they do -------------------------------------------------------------------------------------------------------


def _groups(text: str, organs: list[_Organ]) -> list[_Group]:
    """Organs joined by 、和或者 as one. Within a group a level holds on for what comes behind (县级以上人民政府及其有关部门)."""
    groups: list[_Group] = []
    for organ in organs:
        if groups:
            last = groups[-1]
            join = _JOIN.fullmatch(text, last.end, organ.start) if organ.start > last.end else None
            if join is None and _BELONGS.fullmatch(text, last.end, organ.start):
                # 渔业主管部门所属的渔政监督管理机构: the latter is the organ, of the former's level.
                before = last.organs.pop()
                organ.start, organ.level = before.start, organ.level or before.level
                last.organs.append(organ)
                last.end = organ.end
                continue
            if join is not None or organ.start == last.end:
                before = last.organs[-1]
                if not organ.level and before.level and not organ.own and not organ.whole:
                    organ.level = before.level
                last.organs.append(organ)
                last.end = organ.end
                continue
        groups.append(_Group(organ.start, organ.end, [organ]))
        tail = groups[-1]
        bare = _BARE.match(text, tail.end) if organ.own else None
        if bare is not None:
            tail.organs.append(_Organ(tail.end, tail.end, bare.end(), (), organ.level, open=True))
            tail.end = bare.end()
    return groups


_SAID_OF = re.compile(r"(?:所称|所指)[^。；]{0,24}(?:指|包括|是)|是指|下列用语")
_BELONGS = re.compile(r"(?:所属|直属|下属|派出|设立|设置)的?[一-龥]{0,4}")
_BARE = re.compile(r"(?:及其|和|或者)(?:各|所属)?部门")
_END = re.compile(r"[。；\n]")
_CLAUSE = "，。；：\n"
# What a group may be followed by without ceasing to be what it was.
_TAIL = re.compile(
    r"(?:（[^）]*）)*(?:及其|和|或者|以及)?(?:其)?(?:执法人员|工作人员|派出机构|派出机关|派出所|(?:所属|内设|直属)(?:的)?(?:管理)?机构|负责人|主要负责人)?(?:授权(?:的)?单位)?(?:等)?(?:单位)?(?:（[^）]*）)*"
)
# Who holds an office of the organ is not the organ.
_PERSONS = re.compile(
    r"(?:正|副|主要)?(?:主任|部长|局长|厅长|院长|检察长|省长|市长|县长|区长|乡长|镇长|委员长|主席(?!团)|总理|秘书长|书记|负责人|委员(?!会)|组成人员)"
)
_NOT_ITS_OWN = re.compile(
    r"的(?!，)|关于|委员长|副委员长|主席(?!团)|副主席|副总理|总理|秘书长|法官|检察官|民警|官兵|军人|馆长|委员(?!会)|另有规定|规定(?:的|外|执行|处罚|，|$)|工作人员|负责人|主要负责人|执法人员|直接负责|办公场所|网站|网址|直属|印制|监制|令第|文件|会议(?!应|可|由|讨|决|通|认|审)|代表(?!大会)|组成人员|主任|部长|局长|院长|检察长|省长|市长|县长"
)
_APPROVES = re.compile(
    r"(?:的|依法|审查|研究|共同|按照[^，。；]{0,16}?|依据[^，。；]{0,16}?|书面|事先)*(?:责令|批准|审批|同意|审核|核准|审查|审定|认定|许可|决定|验收|考核|检验合格|认可|授权|审议|特许|认证|检定|确认|核定|评审|检查合格|检测合格|鉴定合格|登记|核实|裁决)"
)
_BY_APPROVAL = re.compile(
    r"(?:经|经过|未经|须经|应当经|必须经|应经|报|报经|报请|提请|呈报|上报|逐级报|层报|转报|征得|取得|需经|非经|呈请|送|提交|经由|并经|得到)(?:[一-龥、]{0,14}?(?:后|并))?(?:有|该|原)?\Z"
)
_BY = re.compile(
    r"(?:由|交由|应由|可由|分别由|统一由|而由|并由|仍由|均由)(?:依法|其|原|具有[^，]{0,10}的|有|该|各|各自|上述|下列|作出[^，。；]{0,12}的|相应的|违法行为发生地的?)*\Z"
)
# 由公安机关核发的居民身份证: what is theirs, not what they do.
_OF_THEIRS = re.compile(
    r"(?!按照|依照|根据|依据|参照|对|在|处|责令|给予|没收|吊销|会同|组织|负责|予以|并)(?:依法|直接)?[^，。；：新]{2,4}的(?![，。；])[^，。；：]{1,12}\Z"
)
_MADE_OF = re.compile(r"(?:代表|人员)?等?组成|牵头组成|派员组成")
_WITH = re.compile(r"(?:会同|会商|商请|联合|商|商得)(?:同级|本级|有|其|其他|军队|当地)*\Z")
_ENTRUSTS = re.compile(r"(?:委托|授权)(?:给|的|其|依法|所属|下属|下级)*\Z")
_MENTIONED = re.compile(
    r"(?:向|对|对于|与|同|跟|为|给|给予|被|受|从|将|把|到|在|于|至|以|依|照|凭|持|因|依照|按照|根据|依据|违反|符合|遵守|执行|接受|服从|配合|协助|支持|督促|要求|请求|申请|提请|报告|通知|告知|通报|抄送|抄告|移送|移交|送达|提交|提供|送交|"
    r"交|交给|交付|报|报送|上报|报经|经|听取|征求|组织|协调|指导|领导|监督|检查|阻碍|拒绝|妨碍|不服|妨害|干扰|冒充|是|属于|包括|称|指|设立|成立|建立|涉及|代表|作为|隶属|隶属于|送|帮助|责成|责令|指定|确定|授权|选举|任命|罢免|撤销|参加|参与|"
    r"超越|或者向|提出|列入|获得|取得|经过|通过|持有|出具|持|见|除|除了|以及向|回|函|送|使|令|让|请|邀请|会|依托|利用|通过|影响|损害|维护|加强|建立健全|健全|完善|纳入|关于|有关|等|之间|围攻|冲击|欺骗|隐瞒|逃避|抗拒|抵制|协商|委派|派驻|借用|占用|查阅|不受|免受|转|上|下|无|有|含|及向|申报|呈报|发现|认为|尊重|依靠|支援|配合)\Z"
)
# 向核发证件的公安机关申请
_MENTIONED_WITH = re.compile(
    r"(?:向|对|在|由|与|从|到|被|受(?!理)|按照|依照|根据|经|违反|配合|接受|妨碍|阻碍)[^，。；：]{1,24}的\Z"
)
_CONNECTIVE = re.compile(
    r"(?:但|但是|并|并且|同时|其中|必要时|因此|确有必要时?|此外|遇有[^，]*|经查实后?|审查合格后?|[（(][一二三四五六七八九十百]+[)）]|\d{1,2}[.．、]|第[一二三四五六七八九十百]+款|国家和|也|则|当|如|而|上述|下列|该|各|各有|其他|其|原|有|具有[^，]*的|国家|所有|一切|全部|作出[^，。；]{0,16}的|接到[^，。；]{0,14}的|收到[^，。；]{0,14}的|受理[^，。；]{0,14}的|负责[^，。；]{0,20}的|承担[^，。；]{0,20}的|任何|相应的?|军队和|中国共产党[^，。；]{0,10})*\Z"
)
_ADVERBIAL_END = re.compile(
    r"(?:时|后|前|中|下|内|的|起|者|上|间|外|以来|日|情况|情形|期间|过程|原则|为主|之外|阶段|期限|方面)\Z"
)
_MODAL = re.compile(
    r"应当|必须|不得|可以|有权|禁止|严禁|应(?![急对用届收付征税邀聘变答诉考缴力允试运激])|须(?!知)|不(?:予|能|应|再)|(?<![许认])可(?![能靠行持再燃见比控视疑溶研追])"
)
_MODALITY: dict[str, Modality] = {
    "应当": Modality.SHALL,
    "必须": Modality.SHALL,
    "应": Modality.SHALL,
    "须": Modality.SHALL,
    "可以": Modality.MAY,
    "可": Modality.MAY,
    "不得": Modality.MUST_NOT,
    "禁止": Modality.MUST_NOT,
    "严禁": Modality.MUST_NOT,
    "不应": Modality.MUST_NOT,
    "有权": Modality.ENTITLED,
}
# A clause that only prepares what follows: according to what, when, about what, in which case.
_PREPARES = re.compile(
    r"(?:依照|按照|根据|依据|遵照|参照|依|按|在|于|自|从|为|为了|因|当|如|对|对于|就|凭|结合|通过|经|除|围绕|针对|以|会同|商|组织|接到|收到|发现|认为|受理|作出|采取|实施|进行|开展|制定|编制|办理|查明|认定|收集|行使|履行|依法|决定|审查|审核|检查|处理|办案|调查|接受|需要|确需|违反|未|不|有|与|同|联合|委托|授权|拟|建立|利用|使用|及时|应|每|"
    r"审理|经过|负责|批准|颁发|发放|征收|提起|取得|配备|向|提出|符合|申请|运用|期间)"
)
_PREPARED = re.compile(
    r"(?:的|时|后|前|中|下|内|过程中|期间|起|外|基础上|之日|以上|规定|职责|分工|情况|需要|要求|原则|标准|程序|权限|计划|规划|实际|特点|方针|条件|范围|部署|有关规定|等|方式|措施|事项|手段)\Z"
)
_FAULT = re.compile(
    r"(?:违反|未(?!成年|经)|不(?:履行|依法|按|执行|及时|具备)|有(?:下列|前款|上款|本条|以下)[^，。；：]{0,12}(?:行为|情形|情况)|拒不|擅自|滥用|玩忽|逾期|徇私|隐瞒|虚报|截留|侵占|挪用|弄虚作假|违法|利用职务|泄露|应当[^，。；]{0,20}而(?:不|未)|另有规定|对[^，。；]{0,24}另有)"
)
_ITEM = re.compile(r"[（(][一二三四五六七八九十百]+[)）]|\d{1,2}[.．、]")
_LISTED_FAULT = re.compile(r"(?:违反[^，]{0,30}，?)?有(?:下列|前款|上款|本条|以下)[^，。；：]{0,14}之一")
_RELATIVE = re.compile(
    r"(?!按照?|依照?|根据|依据|遵照|参照|应|可以|不得|必须|对|在|为|会同|组织|根|凭|自|从|与|同|向|有权|经|因|当)[^，。；：\n]{0,14}?(?:规定|制定|批准|确定|指定|公布|发布|认可|授权|颁发|核发|作出|划定|认定|组织|主管|核准|委托|设立|要求|许可|出具|备案|核定|下达|安排|登记|举办|设置|投资|签发|印制|提供|管理|认为|采取|任命|决定|审批|主办|编制|统一印制|监制|签订|受理|交办|移送|依法作出|依法设立|审定|监管|所属|管辖|负责|直接管理|拟定|开展|选举|通过|提出|聘任|代表|提请|建立|批复|评定|查处|收集|掌握|开办|建设|赋予|缴纳|支付|使用|收取|承担|举行|召开|实施)的(?![，。；：])"
)
_OBJECT = re.compile(
    r"(?:依法)?(?:对|就|为|向)(?P<object>[^，。；：]{1,40}?)(?P<act>(?:依法|及时|定期|统一|予以|进行|实施|给予|作出|采取|开展|加强|提供|负责|责令|处以?|没收|吊销|监督|检查|管理|组织|制定)[^，。；：]*)\Z"
)
_LIGHT = re.compile(
    r"(?:依法)?(?:对|就|为)(?P<object>[^，。；：]{1,60}?)(?P<act>(?:依法|及时|定期|统一)*(?:予以|进行|实施|给予|作出|采取|开展|提供)[^，。；：]*)\Z"
)
_VERB = re.compile(
    r"(?:(?:依法|及时|定期|统一|共同|分别|直接|严格|积极|全面|逐步|立即|主动|切实|按照[^，]{1,16}?|根据[^，]{1,16}?)*(?:责令(?:限期)?(?:改正|停止|停产停业|整改|拆除|恢复|退还|补办|关闭|缴纳)?|"
    r"监督管理|监督检查|组织实施|组织编制|组织制定|组织协调|统筹协调|组织|制定|编制|建立健全|建立|健全|完善|加强|负责|主管|实施|开展|进行|提供|指导|监督|协调|管理|检查|审查|审批|审核|批准|核发|发放|受理|办理|公布|发布|公告|公开|"
    r"处理|查处|处罚|处置|处以|处(?![置理分罚于在])|给予|没收|吊销|撤销|扣押|查封|责成|确定|划定|规定|决定|安排|保障|保护|支持|鼓励|推进|推动|促进|落实|履行|采取|配备|设立|设置|培育|引导|宣传|普及|培训|统计|调查|监测|评估|收集|通报|告知|通知|报告|移送|"
    r"支付|拨付|征收|收取|奖励|表彰|纳入|承担|行使|作出|出具|登记|备案|验收|认定|鉴定|确认|裁决|调解|协助|配合|参加|参与|做好|依照|执行)[、和与及并或者]*)+"
)
_ACT_MOST = 60


def _bounds(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence that a stretch stands in: after the last 。； or line, up to the next."""
    begin = max(text.rfind("。", 0, start), text.rfind("；", 0, start), text.rfind("\n", 0, start)) + 1
    stop = _END.search(text, end)
    return begin, stop.start() if stop is not None else len(text)


def _last_mark(text: str, begin: int, at: int) -> int:
    place = at
    while place > begin and text[place - 1] not in _CLAUSE:
        place -= 1
    return place


def _judge(text: str, groups: list[_Group]) -> None:
    """Settle for each group whether it acts, and how."""
    for place, group in enumerate(groups):
        begin, stop = _bounds(text, group.start, group.end)
        if _SAID_OF.search(text, begin, stop):
            continue
        clause = _last_mark(text, begin, group.start)
        before = text[clause : group.start]
        following = [other.start for other in groups[place + 1 :] if other.start < stop]
        tail = _TAIL.match(text, group.end)
        after = tail.end() if tail is not None else group.end
        _settle(text, group, before, clause, begin, after, stop, groups[:place], following)


def _settle(
    text: str,
    group: _Group,
    before: str,
    clause: int,
    begin: int,
    after: int,
    stop: int,
    earlier: list[_Group],
    following: list[int],
) -> None:
    rest = text[after:stop]
    if _PERSONS.match(text, group.end):
        return
    if _BY_APPROVAL.search(before):
        approves = _APPROVES.match(rest)
        if approves is not None:
            orders = approves[0].endswith("责令")
            group.modality = Modality.ORDER if orders else Modality.ENTITLED
            group.act = _clipped(re.split(r"[，。；]", rest, maxsplit=1)[0] if orders else approves[0])
            return
    by = _BY.search(before)
    if by is not None:
        if _MADE_OF.match(rest) or (_RELATIVE.match(rest) and not _MODAL.search(rest.split("的")[0])):
            return
        first = re.split(r"[，：]", rest, maxsplit=1)
        if first[0].endswith("的") and (len(first) == 1 or not _GOES_ON.match(first[1])):
            # A condition: 未交由动物卫生监督机构处置的。
            return
        if _OF_THEIRS.match(first[0]):
            return
        lead = before[: by.start()]
        modal = _MODAL.search(lead)
        binding = _MODALITY.get(modal[0]) if modal is not None and modal.end() >= len(lead) - 2 else None
        _predicate(group, rest, binding)
        return
    if _WITH.search(before):
        main = next((other for other in reversed(earlier) if other.start >= begin and other.modality is not None), None)
        if main is None and not re.match(r"[^，。；]*的", rest):
            _predicate(group, rest, None)
        elif main is not None:
            group.modality, group.act, group.object = main.modality, main.act, main.object
        return
    if _ENTRUSTS.search(before):
        main = next((other for other in reversed(earlier) if other.start >= begin and other.modality is not None), None)
        if main is not None and not rest.startswith("的"):
            group.modality, group.act, group.object = main.modality, main.act, main.object
        return
    if _NOT_ITS_OWN.match(text, group.end) or (rest.startswith("的") and not rest.startswith("的，")):
        return
    if _MENTIONED.search(before) or _MENTIONED_WITH.search(before):
        return
    modal_first = _MODAL.match(rest) is not None
    if not (_CONNECTIVE.match(before) or _ADVERBIAL_END.search(before) or modal_first):
        return
    if _RELATIVE.match(rest):
        head = _RELATIVE.match(rest)[0]  # type: ignore[index]
        if not _MODAL.search(head):
            return
    if (
        _ITEM.match(text, begin)
        and not modal_first
        and not _VERB.match(rest)
        and not _MODAL.search(rest.split("，", 1)[0])
    ):
        # An item that only names an organ (（二）全国人民代表大会常务委员会委员长).
        return
    subject = _subject(rest, after, following)
    if subject is not None:
        _predicate(group, subject, None)


def _subject(rest: str, after: int, following: list[int]) -> str | None:
    """The predicate of a group that stands where a subject does; None where it is only what a condition speaks of. ``rest`` runs to the end of the
    sentence, ``following`` are where the other organs of it begin."""
    if rest.startswith("由"):
        # 居民委员会由主任、副主任和委员组成。
        return None
    clauses = re.split(r"(?<=[，：])", rest)
    position = 0
    for number, clause in enumerate(clauses):
        words = clause.rstrip("，：")
        if not words:
            position += len(clause)
            continue
        if (number and words.startswith("由")) or any(
            clause[start - after - position - 1] == "由"
            for start in following
            if 0 < start - after - position <= len(clause)
        ):
            # What is to be done by somebody else (村民委员会的经费由县级人民政府规定).
            return None
        modal = _MODAL.search(words)
        if words.endswith(("的除外", "的以外")):
            return None
        conditional = words.endswith("的")
        if conditional:
            if _FAULT.search(words) and number == 0:
                return None if not _goes_on(clauses[number + 1 :]) else "".join(clauses[number + 1 :])
            position += len(clause)
            if not _goes_on(clauses[number + 1 :]):
                return None
            continue
        if number == 0 and _LISTED_FAULT.match(words) and not _goes_on(clauses[1:], strictly=True):
            return None
        if _FAULT.match(words) and any(later.rstrip("，：").endswith("的") for later in clauses[number:]):
            return None
        if modal is not None:
            return rest[position:]
        if (
            number + 1 < len(clauses)
            and _PREPARES.match(words)
            and _goes_on(clauses[number + 1 :], strictly=not _PREPARED.search(words))
        ):
            position += len(clause)
            continue
        return rest[position:]
    return None


_GOES_ON = re.compile(
    r"(?:并|依法|及时|立即|分别|均|都|也|同时|即|方|还|一律|原则上|一般|除[^，]*外)*(?:应当|必须|不得|可以|有权|应(?!急)|须|予以|不予)"
)
_ANEW = re.compile(
    r"(?:由|其|对|处|给予|没收|该|任何|单位|个人|当事人|经营者|责令|依法(?:给予|追究|承担)|构成|情节|造成)"
)


def _goes_on(clauses: list[str], strictly: bool = False) -> bool:
    """Whether what follows is still said of the same subject."""
    for clause in clauses:
        words = clause.rstrip("，：")
        if not words:
            continue
        if _GOES_ON.match(words):
            return True
        if words.endswith("的") and not strictly:
            continue
        return not strictly and not _ANEW.match(words)
    return False


_PUNISHES = re.compile(r"警告|罚款|没收|处|给予|吊销|批评|教育|通报|扣押|查封|收缴|撤销|取缔|拆除|停止")


def _predicate(group: _Group, rest: str, binding: Modality | None) -> None:
    """How a group is bound and what it does, from what is said of it."""
    clauses = [words for words in re.split(r"[，：]", rest) if words] or [""]
    place = 0
    while place + 1 < len(clauses) and not _MODAL.search(clauses[place]):
        words, next_ = clauses[place], clauses[place + 1]
        order = words.find("责令")
        if _GOES_ON.match(next_) and not (order >= 0 or _PUNISHES.match(words)):
            # 征得同意，可以…: the one clause only prepares the other.
            place += 1
        elif (
            words[0] in "、和及"
            or (_PREPARES.match(words) and (_PREPARED.search(words) or words.endswith("的")))
            or (_ACCORDING.match(words) and any(map(_GOES_ON.match, clauses[place + 1 : place + 4])))
        ):
            place += 1
        else:
            break
    chosen = clauses[place]
    modal = _MODAL.search(chosen)
    after = clauses[place + 1 :]
    body = chosen
    order = chosen.find("责令")
    ordering = order >= 0 and not _PUNISHES.search(chosen[:order])
    if modal is not None and not (ordering and order < modal.start()):
        group.modality = _MODALITY.get(modal[0], Modality.RESPONSIBLE)
        body = chosen[modal.end() :] or chosen
    else:
        group.modality = Modality.ORDER if ordering else Modality.RESPONSIBLE
    if binding is not None:
        group.modality = binding
    if (
        _PREPARES.match(body)
        and after
        and (_PREPARED.search(body) or _ACCORDING.match(body))
        and not _WORDLESS.match(after[0])
    ):
        body = after[0]
    group.act, group.object = _act(body)


_ACCORDING = re.compile(r"(?:依照|按照|根据|依据|参照|结合|在|自|于|针对|围绕|通过|为了?|会同|经|当|接到|收到|发现)")
_WORDLESS = re.compile(r"(?:由|其|任何|单位|个人|当事人)")
_ADVERBIAL = re.compile(
    r"\A(?:依法)?(?:按照|依照|根据|依据|参照|结合)[^，。；：]*?(?:规定|要求|职责分工|职责|分工|原则|标准|计划|规划|程序|权限|情况|实际|需要)(?![的和、与])(?=.)"
)
_JOINTLY = re.compile(r"会同[^，。；：]{1,40}?(?:部门|机关|机构|政府|单位|组织|委员会|院|局|军委)(?:、|和|及)?")


def _act(body: str) -> tuple[str, str]:
    """What is done, and to what."""
    body = _ADVERBIAL.sub("", _JOINTLY.sub("", body, count=1), count=1)
    found = _LIGHT.match(body) or _OBJECT.match(body)
    if found is not None:
        return _clipped(found["act"]), _clipped(found["object"])
    verb = _VERB.match(body)
    if verb is not None and 0 < verb.end() < len(body):
        return _clipped(verb[0].rstrip("、和与及并或者")), _clipped(body[verb.end() :])
    return _clipped(body), ""


def _clipped(words: str) -> str:
    words = words.strip()
    return words if len(words) <= _ACT_MOST else words[:_ACT_MOST] + "…"


# ---- What a text says of its own organs -----------------------------------------------------------------------------------------

_SHORT = re.compile(r"[（(]以下(?:简称|统称|称|合称)(?:为)?[“\"：:]?([^”\"）),，、]{2,24})[”\"]?[)）]")
_MEANT = re.compile(r"(?:所称|所指)的?[“\"]?([^，。；“”]{2,20}?)[”\"]?，?(?:是|系)?指(?!挥|导|定)([^。；]*)")
_COMPETENT = re.compile(
    r"(?:主管|(?:统一)?负责|(?:是|为)[^，。；]{0,24}?(?:主管部门|主管机关|行政主管部门|登记机关|监督管理部门|监督管理机构|主管机构)|(?:依法)?对[^，。；]{0,30}(?:实施|进行)(?:统一)?(?:监督管理|监督检查|查处|监督))"
)
_GENERAL_ARTICLES = 15
_MUNICIPALITIES = re.compile(r"(?:中国)?[（(]?(?:北京|天津|上海|重庆)")
_NOTHING = _Known({}, (), "", None)


def _known(law: LawText, paragraphs: dict[str, list[Paragraph]]) -> _Known:
    """What a text says of its own organs."""
    title = law.title.lstrip("《")
    known = _Known({}, (), "province" if _MUNICIPALITIES.match(title) else "", None)
    strange: list[str] = []
    for several in paragraphs.values():
        for _, text in several:
            if "以下" in text:
                for match in _SHORT.finditer(text):
                    groups = _groups(text[: match.start()], _find(text[: match.start()], known))
                    if groups and groups[-1].end == match.start():
                        _keep(known, match[1], groups[-1].organs, strange)
            if "指" in text and ("所称" in text or "所指" in text):
                for match in _MEANT.finditer(text):
                    if match[1].endswith(("部门", "机关", "机构", "单位")):
                        organs = _find(match[2], known)
                        if organs and organs[0].start == 0:
                            _keep(known, match[1], _groups(match[2], organs)[0].organs, strange)
    if strange:
        known.extra = re.compile("|".join(map(re.escape, sorted(strange, key=len, reverse=True))))
    known.competent = _competent(list(paragraphs.values())[:_GENERAL_ARTICLES], known)
    return known


def _keep(known: _Known, name: str, organs: list[_Organ], strange: list[str]) -> None:
    codes = tuple(dict.fromkeys(code for organ in organs for code in organ.codes))
    told = {organ.level for organ in organs}
    level = told.pop() if len(told) == 1 else ""
    name = name.strip()
    if name in known.names or not (codes or level):
        return
    own = _find(name, _NOTHING)
    known.names[name] = codes, level
    if not own or (own[0].start, own[-1].end) != (0, len(name)):
        strange.append(name)


def _competent(articles: Iterable[list[Paragraph]], known: _Known) -> tuple[str, ...]:
    """The one function that the general provisions make competent for the matter of the law; () where they name none or several."""
    for several in articles:
        first: dict[str, None] = {}
        for _, text in several:
            for group in _groups(text, _find(text, known)):
                named = [organ for organ in group.organs if organ.codes and not organ.own]
                if len(named) != 1 or len(named[0].codes) != 1:
                    continue
                rest = text[group.end : group.end + 60]
                if _COMPETENT.match(re.sub(r"^（[^）]*）", "", rest)):
                    first[named[0].codes[0]] = None
        if first:
            return tuple(first)[:1]
    return ()


# ---- The whole ------------------------------------------------------------------------------------------------------------------

_ANY = re.compile(
    r"部门|机关|机构|政府|国务院|法院|检察院|委员会|公安|办事处|海关|委会|人民代表大会|局|厅|军|工会|妇联|残|共青团|协会|联合会|监狱|指挥部|管委会|中心"
)


def paragraphs_of(provision: ProvisionText) -> list[Paragraph]:
    """The 款 of an article with their items; tables are left out."""
    found: list[tuple[int, list[str]]] = []
    count = 0
    for line in provision.lines:
        if line.level == LineLevel.TABLE:
            continue
        if line.level == LineLevel.PARAGRAPH or not found:
            count += 1
            found.append((count, []))
        found[-1][1].append(line.text)
    return [(number, "\n".join(lines)) for number, lines in found]


def read_actors(law: LawText) -> dict[str, list[Actor]]:
    """The actors of every article of a text, by eid, in the order of the text. An article that names none is left out."""
    paragraphs = {p.eid: paragraphs_of(p) for p in law.provisions if p.level == "article" and p.lines}
    known = _known(law, paragraphs)
    found: dict[str, list[Actor]] = {}
    for eid, several in paragraphs.items():
        actors: list[Actor] = []
        previous: list[Actor] = []
        for number, text in several:
            if not _ANY.search(text):
                previous = []
                continue
            these = list(_actors(number, text, known, previous))
            actors.extend(these)
            previous = these
        if actors:
            found[eid] = actors
    return found


def _actors(number: int, text: str, known: _Known, previous: list[Actor]) -> Iterator[Actor]:
    groups = _groups(text, _find(text, known))
    if not groups:
        return
    _judge(text, groups)
    seen: set[tuple[str, str, Modality]] = set()
    levels_of: dict[str, str] = {}
    for group in groups:
        if group.modality is None:
            for organ in group.organs:
                if organ.level and not organ.own:
                    levels_of.update(dict.fromkeys(organ.codes, organ.level))
            continue
        for organ in group.organs:
            codes: tuple[str, ...] = organ.codes
            via = organ.via
            if organ.open:
                via = Via.OPEN
                if previous and _EARLIER.search(text, max(0, organ.core - 8), organ.core):
                    codes = tuple(dict.fromkeys(actor.function for actor in previous if actor.function))
                    via = Via.REFERRED if codes else Via.OPEN
            for code in codes or ("",):
                level = organ.level
                if not level and "级" not in text[organ.start : organ.core]:
                    level = levels_of.get(code, "")
                if level and code and not organ.own:
                    levels_of.setdefault(code, level)
                key = code, level, group.modality
                if key in seen:
                    continue
                seen.add(key)
                yield Actor(
                    number,
                    text[organ.start : organ.end],
                    organ.start,
                    organ.end,
                    code,
                    level,
                    group.modality,
                    group.act,
                    group.object,
                    via if code else Via.OPEN,
                )

"""The small vocabularies that cells are read by: power types, duty kinds, themes, roles, levels, dates, headings, notes."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from functools import lru_cache

from ontologies.records import DutyKind, Level, PowerType, Role, Theme

_TYPE_NAMES: dict[PowerType, str] = {
    PowerType.LICENSING: "行政许可 许可 行政审批 审批 许可类 xk",
    PowerType.PENALTY: "行政处罚 处罚 处罚类 cf",
    PowerType.COERCION: "行政强制 强制 强制类 行政强制措施 行政强制执行 强制措施 强制执行 qz",
    PowerType.LEVY: "行政征收 征收 征收类 行政征收征用 税费征收 规费征收 zs",
    PowerType.BENEFIT: "行政给付 给付 给付类 jf",
    PowerType.INSPECTION: "行政检查 检查 监督检查 行政监督检查 行政监督 检查类 jc",
    PowerType.CONFIRMATION: "行政确认 确认 确认类 qr",
    PowerType.REWARD: "行政奖励 奖励 奖励类 表彰奖励 行政表彰 jl",
    PowerType.ADJUDICATION: "行政裁决 裁决 裁决类 cj",
    PowerType.OTHER: "其他行政权力 其他 其他类 其他权力 其它 其它行政权力 其他职权 其他行政职权 其他权责 其它权力 其他类别 "
    "非许可审批 非行政许可审批 审批转报 行政征用 征用 行政备案 其他权责事项 其他行政行为 行政规划 行政命令 行政调解 备案 审核转报 转报 "
    "内部审批 政府内部审批 年检 行政指导 行政确权 qt",
    PowerType.PUBLIC_SERVICE: "公共服务 服务 公共服务事项 公共服务类 政务服务 gg",
}
_TYPES = {name: kind for kind, names in _TYPE_NAMES.items() for name in names.split()}
_TYPE_CODES = {str(kind): kind for kind in PowerType if kind != PowerType.UNKNOWN} | {"99": PowerType.OTHER}
_TYPE_TAIL = re.compile(r"(?:类|事项|权力|职权|类事项|权)$")
_BOTH = re.compile(r"[(].*(?:含|及|和|或|、)")
_CODE_LETTERS = re.compile(r"(?:^|[^A-Z])(XK|CF|QZ|ZS|JF|JC|QR|JL|CJ|QT)(?:[^A-Z]|$)")

_TYPE_IN_NAME = re.compile(
    r"(?:(?<=的)|行政)(处罚|强制措施|强制执行|强制|检查|监督检查|奖励|裁决|征收|给付|确认|许可)$"
)
_IN_BRACKETS = re.compile(r"[(][^()]*[)]$")
_INDIVIDUAL = re.compile(r"(?:个性|特色)(?:化)?(?:履职|履行|职责)?(?:职责)?(?:事项|清单)")

_THEME_NAMES: dict[Theme, str] = {
    Theme.PARTY: "党的建设 党建 党建工作 党的建设工作 基层党建",
    Theme.ECONOMY: "经济发展 经济建设 产业发展 经济发展工作",
    Theme.LIVELIHOOD: "民生服务 民生保障 民生事业 社会保障 公共服务 民生保障服务",
    Theme.SAFETY: "平安法治 平安法治建设 平安建设 法治建设 平安法治工作 平安稳定",
    Theme.CONSTRUCTION: "城乡建设 城乡建设管理 规划建设 城镇建设 城乡规划建设",
    Theme.ECOLOGY: "生态环保 生态环境保护 生态环境 生态文明建设 生态环保工作 生态保护",
    Theme.AGRICULTURE: "农业农村 乡村振兴 农业农村工作 农业农村建设 三农工作",
    Theme.CULTURE: "文化旅游 文化和旅游 文化与旅游 文旅 文化旅游工作 文化旅游体育",
    Theme.GENERAL: "综合政务 综合政务服务 综合保障 行政综合 综合事务 综合管理",
}
_THEMES = {name: theme for theme, names in _THEME_NAMES.items() for name in names.split()}

_KIND_WORDS: tuple[tuple[DutyKind, re.Pattern[str]], ...] = (
    (DutyKind.RECALLED, re.compile(r"收回|上收|由上级部门承担|上级部门收回|recalled")),
    (DutyKind.COOPERATING, re.compile(r"配合履职|配合履行|配合事项|配合职责|配合清单|^配合$|cooperating")),
    (DutyKind.BASIC, re.compile(r"基本履职|基本履行|基本职责|基本事项|基本清单|^基本$|basic")),
)

_ROLE_NAMES: dict[Role, str] = {
    Role.LEAD: "主责 主办 主管 负责 主要负责 主体责任 承担主体责任 lead",
    Role.SHARED: "共同承担 共同负责 共同实施 共同 联合 shared",
    Role.COORDINATE: "牵头 牵头负责 总牵头 coordinate",
    Role.COOPERATE: "配合 协同 参与 协办 cooperate",
    Role.ASSIST: "协助 assist",
    Role.GUIDE: "指导 业务指导 guide",
    Role.SUPERVISE: "监督 监管 supervise",
    Role.ENTRUSTED: "受委托 委托 受托 委托实施 entrusted",
}
ROLE_WORDS = {name: role for role, names in _ROLE_NAMES.items() for name in names.split()}

_LEVEL_WORDS: tuple[tuple[Level, re.Pattern[str]], ...] = (
    (Level.NATIONAL, re.compile(r"国家|中央|国务院")),
    (Level.PROVINCE, re.compile(r"省|自治区|直辖市")),
    (Level.CITY, re.compile(r"设区的市|设区市|地级|市级|市本级|州级|盟级|^市$|市[、，,/]|[、，,/]市$")),
    (Level.COUNTY, re.compile(r"县|区级|区县|旗级|^区$|[、，,/市](?:区|县)")),
    (Level.TOWNSHIP, re.compile(r"乡|镇|街道")),
    (Level.VILLAGE, re.compile(r"村|社区")),
)
_LEVEL_CODES = {
    "1": Level.NATIONAL,
    "2": Level.PROVINCE,
    "3": Level.CITY,
    "4": Level.COUNTY,
    "5": Level.TOWNSHIP,
    "6": Level.VILLAGE,
}

_NUMBERING = re.compile(
    r"^(?:第[一二三四五六七八九十百]+(?:部分|类|章|项)?[、.．:：\s]*"
    r"|[(（]?[一二三四五六七八九十百]+[)）、.．:：]+"
    r"|[(（]?\d{1,3}[)）、.．:：]+\s*)"
)
_COUNT = re.compile(r"[(（【\[]?(?:共计?|合计|计)?\s*\d+\s*(?:大?项|个|条|类)[)）】\]]?\s*$")
_TOTAL = re.compile(r"^(?:总|合|小|共|累)\s*计(?:$|[\s:：0-9()（）]|.{0,4}\d+\s*项)|^共\s*\d+\s*(?:大?项|条)")
_NOTE = re.compile(r"^(?:备?\s*注|说\s*明|填表说明|填报说明|附\s*注|备注说明|编制说明|使用说明)\s*(?:[:：]|\d|$)|^[*※]")
_SIGNATURE = re.compile(
    r"^(?:填\s*表\s*人|制\s*表\s*人|审\s*核\s*人|联\s*系\s*人|填报单位|填报人|制表单位|联系电话|单位负责人|填报日期|制表日期|审核)"
    r"\s*[:：]|^[（(]?(?:单位|部门)?[（(]?盖章[)）]"
)

_DIGIT = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "○": 0,
    "Ｏ": 0,
    "O": 0,
}
_CHINESE_YEAR = re.compile(r"[〇零○一二三四五六七八九]{4}(?=\s*年)")
_CHINESE_SMALL = re.compile(r"([一二三四五六七八九十]{1,3})(?=\s*[月日])")
_DAY = re.compile(r"((?:19|20)\d{2})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*(?:日|号)?(?!\d)")
_MONTH = re.compile(r"((?:19|20)\d{2})\s*[年./-]\s*(\d{1,2})(?:\s*月|(?=[)）\s版]|$))")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*(?:年\s*(?:版|度|本|编|修订|调整|更新)?|版|年?[)）])")
# 2024年底, 2024年6月底, 2024年上半年: the part of a year or month that is its last or first day.
_PART_OF_YEAR = re.compile(
    r"((?:19|20)\d{2})\s*年(?:度)?\s*(?:(?P<month>\d{1,2})\s*月(?:份)?\s*(?P<edge>底|末|初)|(?P<part>年?底|年?末|年?初|上半年|下半年))"
)
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_CLAUSE = re.compile(r"[,;。，；]")
_MARK = re.compile(r"截[至止]|更新|公布|发布|施行|版本|调整|修订|印发|生效|执行")


def plain(text: str) -> str:
    """Compatibility forms, white space taken out: the form in which short labels are compared."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def strip_heading(text: str) -> str:
    """A heading without its numbering and its count: 二、行政处罚（共12项） → 行政处罚."""
    bare = plain(text)
    bare = _NUMBERING.sub("", bare, count=1)
    previous = ""
    while previous != bare:
        previous = bare
        bare = _COUNT.sub("", bare).rstrip(":：、()（）-—")
    return bare


@lru_cache(maxsize=4096)
def power_type(text: str) -> PowerType:
    """The type that a cell or a heading names, by name or code; UNKNOWN when it names none of them (or several)."""
    bare = strip_heading(text).lower()
    if not bare:
        return PowerType.UNKNOWN
    number = re.sub(r"\.0$", "", plain(text))
    if number.isdigit():
        return _TYPE_CODES.get(number.zfill(2), PowerType.UNKNOWN)
    coded = re.fullmatch(r"(\d{1,2})[-_.]?(\D+)", plain(text))
    if coded and coded.group(2).lower() in _TYPES:
        return _TYPES[coded.group(2).lower()]
    # 其他权力(备案, whose last bracket went with its count; 处罚(含强制) is two types.
    noted = "" if _BOTH.search(bare) else re.split(r"[(\-—]", bare)[0]
    for candidate in (bare, _TYPE_TAIL.sub("", bare), noted, _TYPE_TAIL.sub("", noted)):
        if candidate in _TYPES:
            return _TYPES[candidate]
    return PowerType.UNKNOWN


def power_type_in_title(text: str) -> PowerType:
    """The one type that a title or sheet name speaks of (…行政处罚事项清单); UNKNOWN when none or several."""
    bare = plain(text)
    found = {kind for name, kind in _TYPES.items() if len(name) == 4 and name.startswith("行政") and name in bare}
    return found.pop() if len(found) == 1 else PowerType.UNKNOWN


def power_type_in_code(code: str) -> PowerType:
    """The type that a code's letters name (62052400MZ-XK-0001)."""
    found = _CODE_LETTERS.findall(plain(code).upper())
    return _TYPES[found[0].lower()] if len(found) == 1 else PowerType.UNKNOWN


def power_type_in_name(name: str) -> PowerType:
    """The type that an item's own name ends in (对…的处罚, …的行政强制, …监督检查); UNKNOWN when it does not."""
    found = _TYPE_IN_NAME.search(_IN_BRACKETS.sub("", plain(name)))
    return _TYPES[found.group(1)] if found else PowerType.UNKNOWN


def individual_duties(text: str) -> bool:
    """Whether a sheet's name or heading is of what one town alone has to do (个性履职清单, 特色事项)."""
    return bool(_INDIVIDUAL.search(plain(text)))


def theme_of(text: str) -> Theme:
    """The theme that a cell or heading names; NONE when it names none of the nine."""
    bare = strip_heading(text)
    for candidate in (bare, re.sub(r"(?:方面|类|领域|事项|主题)$", "", bare)):
        if candidate in _THEMES:
            return _THEMES[candidate]
    return Theme.NONE


def duty_kind(text: str) -> DutyKind | None:
    """The duty kind that a title, sheet name, heading or cell speaks of; None when none, or several."""
    bare = plain(text)
    found = [kind for kind, pattern in _KIND_WORDS if pattern.search(bare)]
    return found[0] if len(found) == 1 else None


_TOWN_TYPE = re.compile(
    r"(?:(?:小城市|中心|山区|重点|特色|经济发达|经济强|建制|偏远|库区|城郊|卫星|一般|普通|其他|(?:农业|工业|生态|旅游|商贸)(?:型|大|强|特色))"
    r"(?:培育|试点|示范|型|类)*)(?:镇|乡|乡镇|镇乡|镇街|街镇|街道|乡镇(?:、|和)?街道|乡镇[(]街道[)])"
    r"|街道|平原乡镇|[一-鿿]{2,12}(?:城市化|促进|生产|发展|涵养|保护)区"
)
_NAMED_TYPE = re.compile(
    r"(?:小城市|中心|山区|重点|特色|经济发达|经济强|偏远|库区|城郊)(?:培育|试点|示范|型|类)*(?:乡镇|镇乡|镇|乡)(?!区)"
)
_TOWN = re.compile(r"[一-鿿]{1,13}(?:镇|乡|街道)(?:人民政府|政府|办事处)?")
_NO_TOWN = re.compile(
    r"乡镇|镇街|街镇|镇乡|街乡|^(?:村镇|城镇)$|^(?:各|本|全|我|该|所属|承接|赋权|认领|适用|实施|对应|涉及|具体|下放|试点|相关|有关|所在|办理|联系|牵头|责任|其[他它]|部分|受委托|受托|接收)"
)
_SEAT = r"(?:人民政府|政府|办事处|管委会)?"
_TOWN_WORD = rf"(?:乡镇|镇乡|镇街|街镇|乡街|街乡|镇|乡|街道){_SEAT}"
_ALSO_TOWN = rf"(?:{_TOWN_WORD}|(?:工业|产业)?园区|(?:经济)?开发区{_SEAT}|(?:国营|国有)?(?:林|农|渔)?场|管委会)"
_EVERY_TOWN = re.compile(
    r"(?:全[县市区省旗]|辖区内?)?(?:各|所有|全部|全体|每个|[\d一二三四五六七八九十]+个)?(?:乡镇|镇乡|镇街|街镇|乡街|街乡|镇|乡)"
    rf"{_SEAT}(?:(?:[(][、和及]?{_ALSO_TOWN}(?:[、和及,/]{_ALSO_TOWN})*[)]|[、和及/]?(?:各|所有)?{_ALSO_TOWN}){_SEAT})*"
)


def town_type(text: str) -> str:
    """The type of townships that a head, a sheet's name or a heading speaks of (中心镇, 山区乡镇, 街道), "" when it speaks of none."""
    bare = re.sub(r"^(?:各|全部|所有|适用)", "", strip_heading(text))
    bare = re.sub(r"(?<=街道)办事处$", "", bare)
    return bare if _TOWN_TYPE.fullmatch(bare) else ""


def town_types_in(text: str) -> tuple[str, ...]:
    """The types of townships that a title speaks of (桐庐县中心镇赋权清单); 乡镇（街道） alone is every township and no type."""
    bare = plain(text)
    found = [match.group() for match in _NAMED_TYPE.finditer(bare)]
    if re.search(r"(?:^|[县市区])街道", bare) and not re.search(r"[乡镇]", bare):
        found.append("街道")
    return tuple(dict.fromkeys(found))


def is_town(text: str) -> bool:
    """Whether a word is built as one township's name is (小池镇, 县前街道, 五祖镇人民政府)."""
    bare = plain(text)
    return bool(_TOWN.fullmatch(bare)) and not _NO_TOWN.search(bare) and not _TOWN_TYPE.fullmatch(bare)


def every_town(text: str) -> bool:
    """Whether a word means all townships of the place (各乡镇, 全县16个镇, 各乡镇（街道）)."""
    return bool(_EVERY_TOWN.fullmatch(plain(text)))


def role_of(text: str) -> Role | None:
    """The role that a word names, or None."""
    bare = strip_heading(text).lower()
    bare = re.sub(r"(?:部门|单位|责任|主体|机关)$", "", bare) or bare
    return ROLE_WORDS.get(bare)


@lru_cache(maxsize=1024)
def levels_of(text: str) -> tuple[Level, ...]:
    """Every level that a cell names, highest first."""
    bare = plain(text)
    if bare in _LEVEL_CODES:
        return (_LEVEL_CODES[bare],)
    return tuple(level for level, pattern in _LEVEL_WORDS if pattern.search(bare))


def is_total(text: str) -> bool:
    """合计, 总计, 小计 …: a row that counts, not an item."""
    return bool(_TOTAL.match(unicodedata.normalize("NFKC", text).strip()))


def is_note(text: str) -> bool:
    """注：, 说明：, or a line of signatures."""
    bare = unicodedata.normalize("NFKC", text).strip()
    return bool(_NOTE.match(bare) or _SIGNATURE.match(bare))


def _arabic(match: re.Match[str]) -> str:
    text = match.group(1)
    if "十" not in text:
        return "".join(str(_DIGIT[character]) for character in text)
    tens, _, ones = text.partition("十")
    return str((_DIGIT[tens] if tens else 1) * 10 + (_DIGIT[ones] if ones else 0))


def dates_in(text: str) -> list[tuple[date, str, bool]]:
    """Dates that a title or note gives: (day, precision, marked). Precision is day, month or year (then the first day of it);
    marked tells that a word like 截至 or 公布 stands by it. 二〇二四年六月三十日 is read too; impossible days are left out."""
    source = unicodedata.normalize("NFKC", text)
    source = _CHINESE_YEAR.sub(lambda m: "".join(str(_DIGIT[c]) for c in m.group()), source)
    source = _CHINESE_SMALL.sub(_arabic, source)
    found: list[tuple[date, str, bool]] = []
    taken: list[tuple[int, int]] = []
    for match in _PART_OF_YEAR.finditer(source):
        part_day = _part_of_year(match)
        if part_day is not None:
            taken.append(match.span())
            found.append((*part_day, _is_marked(source, match)))
    for pattern, precision in ((_DAY, "day"), (_COMPACT, "day"), (_MONTH, "month"), (_YEAR, "year")):
        for match in pattern.finditer(source):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            numbers = [int(group) for group in match.groups()]
            try:
                year, month, of_month = [*numbers, 1, 1][:3]
                day = date(year, month, of_month)
            except ValueError:
                continue
            taken.append(match.span())
            found.append((day, precision, _is_marked(source, match)))
    return found


def _is_marked(source: str, match: re.Match[str]) -> bool:
    """Whether a word like 截至 stands by a date. A word in the next clause is about another day."""
    before = _CLAUSE.split(source[max(0, match.start() - 8) : match.start()])[-1]
    after = _CLAUSE.split(source[match.end() : match.end() + 6])[0]
    return bool(_MARK.search(before + after))


def _part_of_year(match: re.Match[str]) -> tuple[date, str] | None:
    """The day and its precision: the end of a year or month is a day, its beginning and a half of a year are no more than a month."""
    year = int(match.group(1))
    part, month = match.group("part") or match.group("edge"), int(match.group("month") or 0)
    try:
        if part == "上半年":
            return date(year, 6, 30), "month"
        if part == "下半年":
            return date(year, 12, 31), "month"
        if part[-1] == "初":
            return date(year, month or 1, 1), "month"
        month = month or 12
        return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1), "day"
    except ValueError:
        return None

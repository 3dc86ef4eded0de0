"""What the rows above a table, the sheet's name and the file's name tell: title, whose list, which day, which kind."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

import msgspec

from ingest.lists.bodies import split_place
from ingest.lists.words import dates_in, is_town, town_type

_TITLE = re.compile(r"清单|目录|名录|名单|名册|一览表|汇总表|登记表|统计表|事项表|的(?:决定|通知|公告)(?:[（(]|$)")
_ISSUED = re.compile(
    r"^(?P<body>[一-鿿（）()]{1,40}?(?:政府|局|委员会|委|办公室|厅|部|院))(?:办公室|办)?关于(?P<what>.{2,})(?:决定|通知|公告|意见)"
)
# What is issued is often another body's own: …关于印发南陵县水利局职能配置…规定的通知.
_GIVEN_OUT = re.compile(r"^(?:调整|重新|修订|同意)*(?:印发|公布|发布|下发|转发)(?:修订后的)?")
# What a title without its place begins with where no body is named in it: 南陵县 赋予乡镇…, 桐庐县 扩权强镇….
_OF_THE_PLACE = re.compile(
    r"^(?:首批|第[一二三四五六七八九十\d]+批|(?:19|20)\d{2}|赋权|赋予|下放|放权|扩权|扩大|承接|委托|授权|认领|取消|调整|收回|公布|关于|[县市区省]级|上级|"
    r"各|全[县市区省]|所属|乡镇|镇乡|镇街|街镇|[镇乡][(（](?:街道|乡)[)）]|镇村|村级|村[(（]|社区|基层|部门|向.{0,4}(?:乡镇|镇街|街道)|[镇乡村街][级域])"
)
_TITLE_VERB = re.compile(
    r"赋权|赋予|下放|放权|扩权|扩大|承接(?!产业)|临时|交办|推行|推进|实行|进一步|向(?=[乡镇街基])|拟(?=[下赋放委])|印发|公布|委托(?!中心)|授权|认领|取消|调整|收回|清单|目录|事项|权力|职责|权责|责任|"
    r"行政(?:许可|处罚|强制|检查|确认|给付|奖励|裁决|征收)|双随机|关于|情况"
)
_ORGAN_IN = re.compile(
    r"局|委员会|委(?![员托派])|办公室|厅|政府|街道办事处|街道(?!办)|镇|乡(?![镇村])|大队|支队|中心(?!镇)|法院|检察院|管委会|公司|医院|学校|园区|开发区|"
    r"联合会|残联|妇联|团委|部(?![门分署])|处(?![罚分理置])|[站所](?![有属在需])|队"
)
# A township's own title, its county left out: 籍山镇综合行政执法人员名单.
_TOWN_FIRST = re.compile(
    r"(?P<town>[一-鿿]{1,6}?(?:镇|乡|街道))(?=(?:19|20)\d{2}|承接|综合|履职|行政|赋权|权[力责]|临时|便民|村|持证|基本|配合|主要|机构)"
)
_OF_AN_ITEM = re.compile(r"事项|职责|职权|权限|权力|流程|方案|情况|服务")
# 01_, 01-, （3）, 3.: how files and titles are counted.
_COUNTED = re.compile(
    r"^(?:[(（]\d{1,3}[)）]|\d{1,3}(?:[-_.]\d{1,2})?(?!\d)(?![个项大类条年月批]))[\s._、\-—–:：]*(?=[一-鿿])"
)
_NUMBERED = re.compile(r"^附(?:件|表)?\s*[0-9一二三四五六七八九十]*(?:[-—–_.]\d+)*\s*[:：、.]?\s*")
_ORDER = re.compile(
    r"^(?:[(]?[一二三四五六七八九十]+[)、.]|第[一二三四五六七八九十]+(?:部分|类|章)[、.]?|\d{1,2}[、.])"
)
_WORDS = (
    r"权力和责任|权力与责任|权力责任|权责|权力|责任|职权|行政职权|行政权力|履行职责|履职|基本履职|配合履职|基本履行|配合履行|收回|"
    r"上级部门收回|上级收回|上收|政务服务|公共服务|行政执法|综合行政执法|执法|行政许可|行政处罚|行政强制|行政征收|行政给付|行政检查|行政确认|"
    r"行政奖励|行政裁决|其他行政权力|认领|放权|下放|取消|调整|综合监管|配合|边界|事项|职责|赋权|法定职责|工作职责|服务|通用|法定|"
    r"行政审批|审批|村级|村\(社区\)|“?三定”?|市场准入|交办|授权|委托|机构|职权行使|保障|持证"
)
_BEHIND = re.compile(
    r"(?:(?:19|20)\d{2}\s*年?(?:版|度|本)?)?(?:的|部门|本级|现行|最新|全部|主要)?"
    rf"(?:{_WORDS})[一-鿿、()（）〔〕0-9\-—·]{{0,40}}?(?:清单|目录|名录|一览表|汇总表|登记表|统计表|表)"
)
_LONGEST_BODY = 30
_UNIT = re.compile(
    r"(?:填报单位|填表单位|编制单位|报送单位|责任单位|单位名称|部门名称|实施主体|权责主体|单位|部门|编制主体)(?:[(（](?:盖章|公章|签章)[)）])?\s*[:：]\s*"
    r"(?P<body>[^\s:：,，;；]{2,40})"
)
_SEAL = re.compile(r"[(（](?:盖章|公章|签章|章)[)）]")
_ORGAN = re.compile(r"(?:局|委员会|委|办公室|厅|政府|镇|乡|街道|办事处|大队|支队|中心|管委会)$")
_WHOSE = re.compile(
    r"(?:局|委员会|委|(?<!交)办|办公室|厅|政府|镇|乡|街道|办事处|队|中心|站|所|会|院|部|处|署|公司|银行|学校|县|区|市|省|旗|[)）])$"
)
_GENERIC_BODY = re.compile(
    r"^(?:[()（）、和]|各?乡镇|各?街道|镇街|部门|县级|市级|区级|省级|基层|本级|行政|各级|村级?|社区|县乡|全[省市县区镇乡]|[县市区]直)+$"
)
_YEAR_HEAD = re.compile(r"^(?:19|20)\d{2}\s*年?(?:版|度|本)?[-_—]?(?=[一-鿿])")


_END = r"(?:有效期(?:限)?(?:截止)?(?:到|至|截止|截至)|试行期?(?:到|至)|有效(?:到|至)|适用(?:到|至))\s*[:：]?\s*"
_UNTIL = re.compile(_END + r"(?P<day>[0-9〇零○一二三四五六七八九十年月日号./\-\s]{4,24})")
_SPAN = re.compile(r"(?:有效期(?:限)?|试行期?)(?:为|暂定)?\s*(?P<years>\d{1,2}|[一二两三四五六七八九十])\s*年")
_YEARS = {word: number for number, word in enumerate("一二三四五六七八九十", 1)} | {"两": 2}


class Titles(msgspec.Struct):
    """What a sheet's own words say of it; "" and None where they do not. ``precision`` of the edition is day, month or year; ``until``
    the day from which it does not hold; ``years`` for how many years it holds, where they say that instead."""

    title: str = ""
    authority: str = ""
    edition: date | None = None
    precision: str = ""
    until: date | None = None
    years: int = 0


def authority_in(title: str) -> str:
    """The body that a title names: 附件1：黄梅县应急管理局权责清单（2024年版） → 黄梅县应急管理局."""
    bare = _bare_title(title)
    # 配合, 上级部门 and the like begin a title too: whose list it is ends as an organ or a place does. The longest one counts:
    # 某局行政执法大队权责清单 is the 大队's.
    for end in range(min(len(bare), _LONGEST_BODY), 1, -1):
        body = bare[:end]
        if (
            _WHOSE.search(body)
            and "清单" not in body
            and not _TITLE_VERB.search(split_place(body)[1])
            and "关于" not in body
            and _BEHIND.match(bare, end)
        ):
            return _without_generic(body)
    issued = _ISSUED.match(bare)
    if issued:
        return _issued(issued)
    rest = split_place(bare)[1]
    if rest == bare:
        town = _TOWN_FIRST.match(bare)
        if (
            town
            and is_town(town["town"])
            and (_TITLE.search(bare) or _OF_AN_ITEM.search(bare))
            and not _TITLE_VERB.search(town["town"])
        ):
            return town["town"]
        # A file is often called after its department alone: 县水利局.
        return (
            bare if len(bare) > 2 and bare[0] in "县市区旗" and _ORGAN.search(bare) and not _TITLE.search(bare) else ""
        )
    place = bare[: len(bare) - len(rest)]
    titled = bool(_TITLE.search(rest) or _OF_AN_ITEM.search(rest))
    if _OF_THE_PLACE.match(rest):
        return place if titled else ""
    # 南陵县商务局主要职责: a body, and words that no list of titles has.
    ends = [match.end() for match in _ORGAN_IN.finditer(rest) if not _TITLE_VERB.search(rest[: match.end()])]
    ends = [end for end in ends if end > 1]
    if ends and ends[-1] <= _LONGEST_BODY:
        return _without_generic(place + rest[: ends[-1]])
    # 湖北省农业综合行政执法事项指导目录: a place, what the list is of, and no body between them.
    return place if titled else ""


def _issued(match: re.Match[str]) -> str:
    """Whose list a document is of that another body gives out: that of the body whose duties or powers it gives out, else the issuer's. Of two
    offices that issue it together (县委办公室 县政府办公室) the latter."""
    issuer = next(piece for piece in reversed(match["body"].split("办公室")) if piece)
    what = match["what"]
    if not _GIVEN_OUT.match(what):
        return issuer
    what = _GIVEN_OUT.sub("", what)
    over = split_place(issuer)[0]
    if over is not None and re.match(r"[县市区旗](?![场域政容级直乡县])", what) and over.name.endswith(what[0]):
        # 县水利局 in what 南陵县 gives out is its own.
        what = over.name + what[1:]
    inner = authority_in(what)
    place, rest = split_place(inner)
    return inner if inner and (place is None or rest) else issuer


def _bare_title(title: str) -> str:
    """A title without numbering, year and marks in front of it: 附件2-1《2024年南陵县… → 南陵县…"""
    bare = re.sub(r"\s+", "", unicodedata.normalize("NFKC", title))
    bare = _COUNTED.sub("", _ORDER.sub("", _NUMBERED.sub("", bare)))
    bare = re.sub(r"[《》〈〉]", "", bare)
    bare = re.sub(r"^关于(?:印发|公布|发布|调整)?", "", bare)
    return _YEAR_HEAD.sub("", bare)


def _without_generic(body: str) -> str:
    """黄梅县乡镇（街道） is no body, but its place is known."""
    # 南陵县水利局政府权责清单: the list is the government's in kind, and the bureau's.
    body = re.sub(r"(?<=[局委办厅院])政府$", "", body)
    if body.count("(") > body.count(")"):
        # 水利局（县水土保持局）: cut inside its plate.
        body = body[: body.index("(")]
    if _GENERIC_BODY.match(body):
        return ""
    rest = split_place(body)[1]
    if rest != body and len(pieces := re.split(r"[、和与及]", rest)) > 1 and all(map(is_town, pieces)):
        return body[: len(body) - len(rest)]
    if rest != body and (_GENERIC_BODY.match(rest) or town_type(rest) or _OF_THE_PLACE.match(rest)):
        return body[: len(body) - len(rest)]
    return "" if town_type(body) or (rest == body and _OF_THE_PLACE.match(body)) else body


def term_in(texts: list[str]) -> tuple[date | None, int]:
    """The day from which what texts speak of holds no more (有效期至2027年12月31日 → 2028-01-01; a month or a year ends with its last
    day), and the number of years that they give it instead (有效期五年)."""
    years = 0
    for text in texts:
        source = unicodedata.normalize("NFKC", text)
        end = _UNTIL.search(source)
        if end:
            found = dates_in(end.group("day"))
            if found:
                return day_after(*found[0][:2]), 0
        span = _SPAN.search(source)
        if span and not years:
            word = span.group("years")
            years = int(word) if word.isdigit() else _YEARS[word]
    return None, years


def day_after(day: date, precision: str) -> date:
    """The day after a day, a month or a year (its first day given)."""
    if precision == "year":
        return date(day.year + 1, 1, 1)
    if precision == "month":
        return date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return day + timedelta(days=1)


def best_date(texts: list[str], only_marked: bool = False) -> tuple[date, str] | None:
    """The day that texts give an edition: the most precise date, before others one with 截至, 公布 … beside it, the last of
    equals. ``only_marked`` leaves dates without such a word out."""
    rank = {"day": 2, "month": 1, "year": 0}
    best: tuple[tuple[int, bool], date, str] | None = None
    for text in texts:
        for day, precision, marked in dates_in(_UNTIL.sub("", unicodedata.normalize("NFKC", text))):
            if only_marked and not marked:
                continue
            key = (rank[precision], marked)
            if best is None or key >= best[0]:
                best = (key, day, precision)
    return (best[1], best[2]) if best else None


def read_titles(rows: list[str]) -> Titles:
    """Read the lines above a head."""
    lines = [line for line in rows if line.strip()]
    answer = Titles()
    for line in lines:
        if _TITLE.search(line):
            answer.title = re.sub(r"\s+", "", line)
            break
    if not answer.title and lines:
        first = re.sub(r"\s+", "", lines[0])
        answer.title = first if len(first) <= 60 else ""
    answer.authority = authority_in(answer.title) if answer.title else ""
    # 黄梅县权责清单汇编, and below it 二、黄梅县民政局: the narrower of them is whose table it is.
    wide = bool(answer.authority) and not split_place(answer.authority)[1]
    if not answer.authority:
        for line in lines:
            unit = _UNIT.search(unicodedata.normalize("NFKC", line))
            if unit:
                answer.authority = _SEAL.sub("", unit.group("body"))
                break
    if not answer.authority or wide:
        for line in reversed(lines) if wide else lines:
            bare = re.sub(r"\s+", "", line)
            organ = _bare_title(line)
            if ":" in organ or (
                wide and organ == unicodedata.normalize("NFKC", bare) and split_place(organ)[0] is None
            ):
                # 县司法局 alone in a line below a county's title is who drew it up.
                continue
            if (
                len(organ) <= 30
                and _ORGAN.search(organ)
                and not _TITLE.search(organ)
                and not _GENERIC_BODY.match(organ)
            ):
                answer.authority = organ
                # 黄梅县应急管理局 in the row above 权责清单（2024年版）: one title in two rows.
                if answer.title and not wide and answer.title != bare:
                    answer.title = f"{organ}{answer.title}"
                break
    found = best_date(lines)
    if found:
        answer.edition, answer.precision = found
    answer.until, answer.years = term_in(lines)
    return answer

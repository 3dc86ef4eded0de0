"""The provisions of which this reader is sure: one department of the county is named, and what it does there is plain.

A provision is a paragraph (款) or an item (项) of an article. Kinds: penalty (由X责令…处…罚款), inspection (X应当对…进行监督检查),
licence (应当向X申请…许可证), seizure (X可以查封、扣押…). A paragraph that names a second department, a higher level, or several
departments is left out, or kept apart as one that the law itself shares (会同, 按照职责分工).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from bench.faults.corpus import Article, Corpus, Statute, Text, chinese

DEPARTMENTS: dict[str, tuple[str, ...]] = {
    "应急管理局": ("应急管理", "安全生产监督管理", "安全生产监督"),
    "市场监督管理局": (
        "市场监督管理",
        "工商行政管理",
        "工商行政",
        "质量技术监督",
        "药品监督管理",
        "食品药品监督管理",
        "食品安全监督管理",
        "特种设备安全监督管理",
        "计量行政",
    ),
    "生态环境局": ("生态环境", "环境保护", "环境保护行政"),
    "农业农村局": (
        "农业农村",
        "农业",
        "农业行政",
        "畜牧兽医",
        "兽医",
        "兽医行政",
        "渔业",
        "渔业行政",
        "畜牧",
        "畜牧行政",
        "农业机械化",
        "饲料管理",
        "饲料和饲料添加剂管理",
    ),
    "林业局": ("林业", "林业草原", "林业和草原", "林业行政"),
    "水利局": ("水行政", "水利", "水务", "水利行政"),
    "住房和城乡建设局": (
        "住房城乡建设",
        "住房和城乡建设",
        "建设",
        "建设行政",
        "房产管理",
        "房地产",
        "房地产行政",
        "城乡建设",
        "建筑行政",
    ),
    "自然资源和规划局": (
        "自然资源",
        "国土资源",
        "土地行政",
        "土地管理",
        "城乡规划",
        "测绘地理信息",
        "测绘行政",
        "地质矿产",
        "自然资源和规划",
        "规划和自然资源",
        "国土资源行政",
        "土地行政管理",
        "城市规划行政",
    ),
    "交通运输局": (
        "交通运输",
        "交通",
        "交通行政",
        "公路",
        "道路运输",
        "交通运输行政",
        "道路运输管理",
        "公路管理",
        "港口行政管理",
    ),
    "教育局": ("教育", "教育行政"),
    "文化和广电旅游体育局": (
        "文化",
        "文化和旅游",
        "旅游",
        "文物",
        "文物行政",
        "文化行政",
        "旅游行政",
        "文化旅游",
        "旅游行政管理",
        "体育",
        "体育行政",
        "文化广电旅游",
        "文化广电和旅游",
    ),
    "卫生健康局": (
        "卫生健康",
        "卫生",
        "卫生行政",
        "卫生计生",
        "卫生和计划生育",
        "卫生计生行政",
        "疾病预防控制",
        "卫生计划生育",
    ),
    "公安局": ("公安", "公安机关交通管理", "公安交通管理", "公安行政"),
    "民政局": ("民政",),
    "人力资源和社会保障局": (
        "人力资源社会保障",
        "人力资源和社会保障",
        "人力资源社会保障行政",
        "人力资源和社会保障行政",
        "劳动保障行政",
        "劳动行政",
        "劳动保障",
        "社会保险行政",
        "劳动",
    ),
    "发展和改革局": ("发展改革", "发展和改革", "粮食和储备", "粮食和物资储备", "粮食行政管理"),
    "财政局": ("财政",),
    "审计局": ("审计",),
    "统计局": ("统计",),
    "司法局": ("司法行政",),
    "医疗保障局": ("医疗保障", "医疗保障行政"),
    "退役军人事务局": ("退役军人", "退役军人工作"),
    "商务局": ("商务",),
    "经济和信息化局": ("工业和信息化", "经济和信息化"),
    "综合行政执法局": ("综合行政执法", "城市管理", "市容环境卫生", "城市市容环境卫生行政", "城市管理行政执法"),
}
"""The departments of a county and the words by which provisions name them."""

_WORDS = {word: name for name, words in DEPARTMENTS.items() for word in words}
_FUNCTION = "|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True))
_SUFFIX = "(?:行政主管部门|主管部门|行政管理部门|行政部门|管理部门|监督管理部门|部门|机关|管理机关)"
_PLACE = (
    "(?:所在地|当地|违法行为发生地)?(?:的)?(?:县级以上地方各级人民政府|县级以上地方人民政府|县级以上各级人民政府|县级以上人民政府|地方人民政府|"
    "县级人民政府|县人民政府|县级以上地方|县级以上|县级|地方|市、县人民政府|市、县|县（市、区）人民政府|县（市、区）|县|负责)?(?:负责)?"
)
ACTOR = re.compile(f"({_PLACE})({_FUNCTION})({_SUFFIX})")
_SANCTION = (
    "(?:责令|给予|处以|处[一二三四五六七八九十]|没收|依法责令|依法给予|予以警告|予以处罚|处罚|处违法|并处|依法予以|"
    "吊销|予以没收|警告|依法处|对)"
)
_BY = re.compile(
    f"(?:^|[，；])由({_PLACE})({_FUNCTION})({_SUFFIX})(?=(?:依照?职权|按照职权|按照职责|根据情节轻重)?，?{_SANCTION})"
)
_ANY_BODY = re.compile(
    "主管部门|主管机构|行政部门|管理部门|公安机关|监督管理机构|管理机构|执法部门|街道办事处|乡镇人民政府|镇人民政府|执法机构|监督机构|有关部门|"
    "登记机关|发证机关|司法机关|检察院|法院|海关|税务|保障部门|环境部门|健康部门|规划部门|建设部门|监察机关"
)
_HIGH = re.compile("国务院|省级|省、|省人民政府|设区的市|上一级|省自治区|自治州")
_BREACH = re.compile(
    r"^违反(?:了)?(?:本[法条例办规定细则]{1,4}|国家有关|有关|国家|《[^》]+》)?(?:第[一二三四五六七八九十百]+条(?:之一)?(?:第[一二三四五六七八九十、和]+[款项])*"
    r"[、和或者及至]*)*(?:第[一二三四五六七八九十]+项)?(?:的)?(?:规定)?(?:的)?，"
)
_POINTS = re.compile(
    "前款|本条|下列|前项|上述|第[一二三四五六七八九十百]+[条款项]|其他|^其|本法|本条例|本办法|本规定|以下|该|之一|情节|逾期|再次|构成|拒不"
)
_HAN = re.compile(r"^[一-龥、，“”（）]+$")


@dataclass(frozen=True)
class Provision:
    """One paragraph or item that names one department.

    ``kind``: penalty, inspection, licence, seizure, duty. ``act``: what the power is about, in the statute's own words. ``item``: number of
    the item (项) or 0. ``shared``: how the law itself shares it (会同, 按照职责分工), or empty.
    """

    statute: str
    folder: str
    text: Text
    article: Article
    paragraph: int
    paragraphs: int
    item: int
    department: str
    word: str
    level: str
    kind: str
    act: str
    quote: str
    shared: str = ""

    @property
    def key(self) -> tuple[str, int, int, int]:
        """Which provision it is."""
        return (self.statute, self.article.number, self.paragraph, self.item)

    def place(self, arabic: bool = False) -> str:
        """第X条第X款第X项, with the paragraph only where the article has several."""
        number = str if arabic else chinese
        out = f"第{number(self.article.number)}条"
        if self.paragraphs > 1:
            out += f"第{number(self.paragraph)}款"
        if self.item:
            out += f"第{number(self.item)}项" if not arabic else f"第{self.item}项"
        return out


def _parts(**known: Any) -> dict[str, Any]:
    """What the provisions of one paragraph share."""
    return known


def _act(text: str) -> str:
    """The plain act out of a clause; empty where it is not plain."""
    act = _BREACH.sub("", text.strip())
    act = re.sub(
        r"^(?:单位|个人|任何单位和个人|当事人|行为人|有关单位|生产经营单位|企业|经营者)(?=未|不|违|擅|将|使|在|拒|以)",
        "",
        act,
    )
    act = act.strip("，。；：、 　").removesuffix("的").removesuffix("行为")
    if not 7 <= len(act) <= 46 or _POINTS.search(act) or not _HAN.match(act) or act.count("，") > 2:
        return ""
    if act.count("（") != act.count("）") or act.count("“") != act.count("”"):
        return ""
    return act


def _single(text: str) -> re.Match[str] | None:
    """The one department that a paragraph names as the one that acts, or None."""
    found = list(_BY.finditer(text))
    if len(found) != 1:
        return None
    first = text.find("。", found[0].end())
    rest = text[: found[0].start()] + text[found[0].end() : first if first > 0 else len(text)]
    # A later sentence may send the worst cases to a higher level or to the police: the first one still names who punishes.
    return None if _ANY_BODY.search(rest) or _HIGH.search(rest) else found[0]


def _penalties(statute: Statute, text: Text, article: Article) -> Iterator[Provision]:
    total = len(article.paragraphs)
    for position, (paragraph, items) in enumerate(article.paragraphs, 1):
        if "罚款" not in paragraph and "警告" not in paragraph and "没收" not in paragraph:
            continue
        match = _single(paragraph)
        if match is None:
            continue
        base = _parts(
            statute=statute.title,
            folder=statute.folder,
            text=text,
            article=article,
            paragraph=position,
            paragraphs=total,
            department=_WORDS[match[2]],
            word=match[2] + match[3],
            level=match[1],
            kind="penalty",
        )
        before = paragraph[: match.start()]
        if items:
            if "下列" not in before:
                continue
            for number, line in enumerate(items, 1):
                act = _act(re.sub(r"^[（(][^）)]+[）)]", "", line).rstrip("；。"))
                if act:
                    yield Provision(**base, item=number, act=act, quote=line)
        elif (
            before.count("。") == 0
            and "；" not in before
            and (act := _act(before))
            and before.rstrip("，").endswith("的")
        ):
            yield Provision(**base, item=0, act=act, quote=paragraph)


_INSPECT = re.compile(
    f"^({_PLACE})({_FUNCTION})({_SUFFIX})(?:应当|负责|依法)+[^，。；]{{0,12}}?对([^，。；]{{4,26}}?)(?:情况)?(?:进行|实施|开展|的)(?:日常|定期)?(?:监督检查|检查)"
)
_LICENCE = re.compile(
    f"^([^，。；]{{4,24}})的，应当(?:依法)?(?:向|经|报)({_PLACE})({_FUNCTION})({_SUFFIX})(?:提出申请|申请|批准|审批|审核批准|审查批准|提出)"
)
_SEIZE = re.compile(
    f"^({_PLACE})({_FUNCTION})({_SUFFIX})[^。；]{{0,40}}?可以(?:采取|对)?[^。；]{{0,20}}?((?:查封|扣押|先行登记保存|暂扣)[^，。；]{{4,26}})"
)
_DUTY = re.compile(
    f"^({_PLACE})({_FUNCTION})({_SUFFIX})(?:应当|负责)((?:建立|制定|编制|组织|加强|定期|公布|开展|指导|设立|及时)[^，。；]{{8,36}})(?=[，。；])"
)


def _others(statute: Statute, text: Text, article: Article) -> Iterator[Provision]:
    total = len(article.paragraphs)
    for position, (paragraph, items) in enumerate(article.paragraphs, 1):
        if items or _HIGH.search(paragraph):
            continue
        for kind, pattern, place, word, tail, group in (
            ("inspection", _INSPECT, 1, 2, 3, 4),
            ("licence", _LICENCE, 2, 3, 4, 1),
            ("seizure", _SEIZE, 1, 2, 3, 4),
            ("duty", _DUTY, 1, 2, 3, 4),
        ):
            match = pattern.match(paragraph)
            if match is None:
                continue
            rest = paragraph[: match.start(word)] + paragraph[match.end(tail) :]
            act = _act(match[group])
            if act and not _ANY_BODY.search(rest) and "会同" not in paragraph:
                yield Provision(
                    statute.title,
                    statute.folder,
                    text,
                    article,
                    position,
                    total,
                    0,
                    _WORDS[match[word]],
                    match[word] + match[tail],
                    match[place],
                    kind,
                    act,
                    paragraph,
                )
            break


def provisions(statute: Statute, text: Text) -> Iterator[Provision]:
    """Every provision of one text that is plain."""
    for article in text.articles:
        if not article.suffix and article.number not in text.unsure:
            found = list(_penalties(statute, text, article))
            yield from found or _others(statute, text, article)


TITLED = {
    "中华人民共和国公司登记管理条例": "市场监督管理局",
    "中华人民共和国企业法人登记管理条例": "市场监督管理局",
    "农民专业合作社登记管理条例": "市场监督管理局",
    "中华人民共和国合伙企业登记管理办法": "市场监督管理局",
    "个体工商户条例": "市场监督管理局",
    "化妆品卫生监督条例": "市场监督管理局",
    "退役士兵安置条例": "退役军人事务局",
    "中华人民共和国环境噪声污染防治法": "生态环境局",
    "人体器官移植条例": "卫生健康局",
    "浙江省水资源管理条例": "水利局",
    "浙江省信息化促进条例": "经济和信息化局",
    "中华人民共和国慈善法": "民政局",
    "中华人民共和国文物保护法": "文化和广电旅游体育局",
    "中华人民共和国统计法": "统计局",
    "中华人民共和国会计法": "财政局",
    "中华人民共和国反垄断法": "市场监督管理局",
    "中华人民共和国反不正当竞争法": "市场监督管理局",
    "中华人民共和国治安管理处罚法": "公安局",
    "中华人民共和国畜牧法": "农业农村局",
    "中华人民共和国突发事件应对法": "应急管理局",
    "中华人民共和国农产品质量安全法": "农业农村局",
    "中华人民共和国传染病防治法": "卫生健康局",
    "中华人民共和国野生动物保护法": "林业局",
    "婚姻登记条例": "民政局",
    "中国公民收养子女登记办法": "民政局",
    "中华人民共和国道路运输条例": "交通运输局",
    "烈士褒扬条例": "退役军人事务局",
    "使用有毒物品作业场所劳动保护条例": "卫生健康局",
    "废旧金属收购业治安管理办法": "公安局",
    "消耗臭氧层物质管理条例": "生态环境局",
    "中华人民共和国体育法": "文化和广电旅游体育局",
    "中华人民共和国对外贸易法": "商务局",
    "保障中小企业款项支付条例": "经济和信息化局",
}
"""Laws that are one department's own, where the paragraph itself may name its actor in other words or not at all."""
_ELSE = re.compile("的，(?:由|处|责令|给予|没收|可以|依法|予以)")


def titled(statute: Statute, text: Text) -> Iterator[Provision]:
    """Paragraphs and items of a law of ``TITLED``: of penalties, and of what the law asks for, its first clause."""
    department = TITLED.get(statute.title)
    if department is None:
        return
    for article in text.articles:
        if article.suffix or article.number in text.unsure or article.number < 3:
            continue
        total = len(article.paragraphs)
        for position, (paragraph, items) in enumerate(article.paragraphs, 1):
            punishes = "罚款" in paragraph
            base = _parts(
                statute=statute.title,
                folder=statute.folder,
                text=text,
                article=article,
                paragraph=position,
                paragraphs=total,
                department=department,
                word="",
                level="",
                kind="penalty" if punishes else "duty",
            )
            if punishes and items and "下列" in paragraph:
                for number, line in enumerate(items, 1):
                    if act := _act(re.sub(r"^[（(][^）)]+[）)]", "", line).rstrip("；。")):
                        yield Provision(**base, item=number, act=act, quote=line)
            elif punishes and (match := _ELSE.search(paragraph)):
                if act := _act(paragraph[: match.start()]):
                    yield Provision(**base, item=0, act=act, quote=paragraph)
            elif not punishes and not items and not _HIGH.search(paragraph):
                clause = _act(re.split("[，。；]", paragraph)[0])
                if len(clause) >= 10 and not re.search("国家|为了|中央|应当|有关部门|人民政府", clause):
                    yield Provision(**base, item=0, act=f"{clause}的指导和监督", quote=paragraph)


_ELSEWHERE = re.compile(
    "三峡|解放军|军|特区|自由贸易|边境|香港|澳门|台湾|奥林匹克|博览会|海关|长江|黄河|太湖|淮河|铁路|民用航空|核"
)
"""Laws that a county's list would not cite."""


def of_county(
    corpus: Corpus, day: date, folders: Iterable[str] = ("法律", "行政法规", "部门规章"), local: str = ""
) -> list[Provision]:
    """The provisions of the laws in force on ``day`` for a county whose province's own laws begin with ``local`` (浙江省)."""
    out = []
    for statute in corpus.sure(day):
        at_home = bool(local) and statute.folder.startswith("地方性法规") and statute.title.startswith(local)
        if _ELSEWHERE.search(statute.title):
            continue
        if (statute.folder in tuple(folders) or at_home) and settled(statute.current, day):
            out += list(provisions(statute, statute.current))
    return out


def settled(text: Text, day: date) -> bool:
    """Whether the text is certainly in force on ``day``: its own day of effect has come, or it is two years old."""
    start = text.in_force
    if start is not None and text.day is not None and start >= text.day:
        return start <= day
    return text.day is not None and (day - text.day).days > 500

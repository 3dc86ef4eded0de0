"""Invented documents for search tests: laws with provisions in versions, bodies with offices, powers and duties. Seeded; no
sentence is from a real text."""

from __future__ import annotations

import random
from datetime import date

from ontologies.records import OPEN_END
from search.port import SearchDoc, SearchUnit
from text.numerals import label

TODAY = date(2026, 6, 1)
PLACES = ("青川县", "平湖市", "云岭县", "安溪区", "白石县", "东港市", "南屏县", "河阳区", "金沙县", "柳林市")
SUBJECTS = (
    "消防", "渔业", "生活垃圾", "市容环境卫生", "物业管理", "农村住房建设", "养犬", "烟花爆竹", "食品小作坊", "河道采砂",
    "水土保持", "秸秆焚烧", "户外广告", "电动自行车", "餐饮油烟", "噪声污染", "殡葬", "宗教活动场所", "网络餐饮服务", "林木采伐",
    "农产品质量", "畜禽养殖", "校外培训", "出租房屋", "建筑垃圾", "燃气", "供水用水", "城市绿化", "停车场", "矿产资源",
    "古树名木", "湿地保护", "气象灾害", "地质灾害", "特种设备", "有限空间作业", "危险废物", "医疗废物", "志愿服务", "养老服务",
)  # fmt: skip
FORMS = ("条例", "办法", "管理规定", "管理办法", "监督管理条例", "实施细则")
ACTS = (
    "擅自占用", "未经批准从事", "不按规定处置", "拒绝接受检查", "逾期不改正",
    "超过标准排放", "未办理登记", "私自改变", "故意损毁", "虚假申报",
)  # fmt: skip
OBJECTS = (
    "公共通道",
    "经营场所",
    "作业现场",
    "设施设备",
    "登记事项",
    "排放口",
    "保护标志",
    "安全距离",
    "用途",
    "台账记录",
)
HANDS = (
    "县级主管部门",
    "乡镇综合执法机构",
    "街道办事处",
    "应急管理部门",
    "生态环境部门",
    "市场监督管理部门",
    "村民委员会",
    "公安派出所",
)
MEASURES = (
    "责令限期改正",
    "处一千元以上一万元以下罚款",
    "予以警告",
    "没收违法所得",
    "暂扣许可证件",
    "代为清理",
    "记入信用记录",
    "移送有关机关",
)
OFFICES = (
    "党政办公室",
    "经济发展办公室",
    "民生服务办公室",
    "平安法治办公室",
    "生态环境办公室",
    "综合行政执法队",
    "党群服务中心",
    "应急管理站",
)
TYPES = ("01", "02", "03", "06", "07")
FUNCTIONS = ("emergency", "work_safety", "fishery", "water", "forestry", "sports")
THEMES = ("safety", "livelihood", "ecology", "construction", "agriculture")
THEME_LABELS = {
    "safety": "平安法治",
    "livelihood": "民生服务",
    "ecology": "生态环保",
    "construction": "城乡建设",
    "agriculture": "农业农村",
}


def _sentence(source: random.Random, subject: str) -> str:
    return (
        f"{source.choice(('任何单位和个人', '经营者', '居民', '施工单位'))}在{subject}活动中{source.choice(ACTS)}{source.choice(OBJECTS)}的，"
        f"由{source.choice(HANDS)}{source.choice(MEASURES)}；{source.choice(('情节严重的', '造成后果的', '再次发生的'))}，{source.choice(MEASURES)}。"
    )


def law_units(source: random.Random, laws: int, articles: int) -> list[SearchUnit]:
    """``laws`` works, some with an ended version before the current one, some ended altogether, some not yet in force."""
    units = []
    titles: set[str] = set()
    while len(titles) < laws:
        place = source.choice(("", "", "", "", *PLACES))
        title = f"{place}{source.choice(SUBJECTS)}{source.choice(FORMS)}"
        if title in titles:
            continue
        titles.add(title)
        number = len(titles)
        rank = "local_regulation" if place else source.choice(("statute", "administrative_regulation"))
        law = f"law/{'cn-' + str(4100 + PLACES.index(place)) if place else 'cn'}/{title}"
        full = title if place else f"中华人民共和国{title}"
        facets = {
            "rank": rank,
            "type": rank,
            "level": "county" if place else "national",
            "place": ("cn", *([place] if place else [])),
        }
        spans = [(date(2015, 3, 1), OPEN_END, "")]
        if number % 4 == 0:
            spans = [(date(2009, 1, 1), date(2020, 1, 1), "superseded"), (date(2020, 1, 1), OPEN_END, "")]
        elif number % 9 == 0:
            spans = [(date(2005, 5, 1), date(2022, 7, 1), source.choice(("repealed", "lapsed")))]
        elif number % 11 == 0:
            spans = [(date(2012, 1, 1), date(2027, 1, 1), "superseded"), (date(2027, 1, 1), OPEN_END, "")]
        elif number % 13 == 0:
            spans = [(OPEN_END, OPEN_END, "")]
        first, last = spans[0], spans[-1]
        units.append(
            SearchUnit(
                law,
                "1",
                [
                    SearchDoc(
                        law, "law", full, names=(full, title), text=full, law=law, law_title=full,
                        valid_from=first[0], valid_to=last[1], end_reason=last[2], **facets,
                    )
                ],
            )
        )  # fmt: skip
        for start, end, reason in spans:
            version = f"{law}/{start.isoformat()}"
            docs = [
                SearchDoc(
                    f"{version}/art_{article}", "provision", f"{full}{label(str(article))}",
                    heading=f"第{'一二三'[article * 3 // (articles + 1)]}章 {('总则', '管理与服务', '法律责任')[article * 3 // (articles + 1)]}",
                    text=" ".join(_sentence(source, title) for _ in range(source.randrange(1, 4))),
                    law=law, law_title=full, version=version, article=str(article),
                    function=FUNCTIONS[article % 4 : article % 4 + article % 3], valid_from=start, valid_to=end, end_reason=reason, **facets,
                )
                for article in range(1, articles + 1)
            ]  # fmt: skip
            units.append(SearchUnit(version, "1", docs))
    return units


def body_units(source: random.Random, bodies: int, items: int) -> list[SearchUnit]:
    """``bodies`` towns, each with offices, powers and duties; neighbours hold items of the same name."""
    units = []
    for number in range(bodies):
        place = f"5108221{number:02d}"
        name = f"{PLACES[number % len(PLACES)]}{'东西南北上下大小'[number // len(PLACES) % 8]}山镇人民政府"
        key = f"body/{place}/{name}"
        held = {"body": (name,), "level": "township", "place": ("51", "5108", place)}
        told = ("people_government", FUNCTIONS[number % len(FUNCTIONS)])
        docs = [SearchDoc(key, "body", name, names=(name,), text=name, type="body", function=told, **held)]
        docs += [
            SearchDoc(
                f"office/{place}/{name}/{office}", "office", f"{name}{office}", names=(office, f"{name}{office}"),
                text=f"{name} {office}", type="office", **held,
            )
            for office in OFFICES
        ]  # fmt: skip
        seen: set[str] = set()
        while len(seen) < items:
            subject, act, thing = source.choice(SUBJECTS), source.choice(ACTS), source.choice(OBJECTS)
            power = source.random() < 0.5
            item = f"对{subject}活动中{act}{thing}的处罚" if power else f"{subject}{thing}日常巡查和劝导"
            if item in seen:
                continue
            seen.add(item)
            kind = "power" if power else "duty"
            theme = source.choice(THEMES)
            docs.append(
                SearchDoc(
                    f"{kind}/{place}/{name}/{item}", kind, item, names=(item,),
                    heading=THEME_LABELS[theme] if not power else "", text=f"{item} {_sentence(source, subject)}",
                    type=source.choice(TYPES) if power else "basic", theme="" if power else theme,
                    valid_from=date(2024, 6, 1), **held,
                )
            )  # fmt: skip
        units.append(SearchUnit(key, "1", docs))
    return units


def corpus(seed: int = 11, laws: int = 60, articles: int = 12, bodies: int = 8, items: int = 25) -> list[SearchUnit]:
    """A small world to search."""
    source = random.Random(seed)
    return law_units(source, laws, articles) + body_units(source, bodies, items)


def questions(seed: int, number: int) -> list[str]:
    """Questions in the words of that world, some of them about nothing in it."""
    source = random.Random(seed)
    out = []
    for _ in range(number):
        subject, act, thing, hand = (source.choice(words) for words in (SUBJECTS, ACTS, OBJECTS, HANDS))
        out.append(
            source.choice(
                (
                    f"{subject}{thing}归谁管",
                    f"{act}{thing}怎么罚",
                    f"{hand}能不能{source.choice(MEASURES)}",
                    f"邻居{act}{thing}，找{hand}还是村里",
                    f"{subject} {source.choice(OFFICES)}",
                    f"{subject}{source.choice(FORMS)}",
                    subject,
                    f"请问{subject}的{thing}在哪里办理登记",
                )
            )
        )
    return out

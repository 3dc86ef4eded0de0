"""Two bodies with one act: found, explained where lawful, and what would decide. Laws and lists are the tests' own."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from casework.checks import overlap
from casework.checks.lawful_sharing import different_object, lines_of
from casework.checks.overlap import _parts
from casework.dossier import Dossier
from casework.findings import Finding, run
from ingest.home import Home
from ingest.settings import Settings
from ontologies.records import FindingKind, Verdict

DAY = date(2026, 11, 1)

# Pure ----------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "parted"),
    [
        ("对生产环节冒用标志的处罚", "对市场销售环节冒用标志的处罚", "环节"),
        ("城市违法建设的处罚", "村庄违法建设的处罚", "城乡"),
        ("规划区内违法建设的处罚", "规划区外违法建设的处罚", "规划区"),
        ("单位之间土地争议的处理", "个人之间土地争议的处理", "争议双方"),
        ("公路超限检查", "航道超限检查", "水陆"),
        ("对冒用标志的处罚", "对市场销售环节冒用标志的处罚", ""),
        ("对假种子的处罚", "对假农药的处罚", ""),
    ],
)
def test_what_divides_two_objects(one: str, other: str, parted: str) -> None:
    found = different_object(one, other)
    assert (found[0] if found is not None else "") == parted


def test_paragraphs_and_items() -> None:
    text = "有下列行为之一的，处罚款：\n（一）无证的；\n（十二）卖假的。\n前款行为情节严重的，吊销。"
    assert [(line[:4], len(items)) for line, items in lines_of(text)] == [("有下列行", 2), ("前款行为", 0)]
    assert [(part.paragraph, part.item) for part in _parts(text)] == [(1, "1"), (1, "12")]


def test_clauses_that_go_on_are_no_acts_of_their_own() -> None:
    text = "无证经营茶馆的，由甲部门处罚款；情节严重的，责令停业。伪造茶证的，由乙部门处罚款。"
    assert len(_parts(text)) == 2


# Rows --------------------------------------------------------------------------------------------------------------------------------------

ARTICLES = {
    "一": "县级以上地方人民政府农业农村主管部门负责茶园管理。",
    "二": "伪造茶园产地证明的，由县级以上地方人民政府农业农村主管部门责令改正，处一千元以下罚款。",
    "三": (
        "茶商有下列行为之一的，由县级以上地方人民政府农业农村主管部门处罚款：\n（一）转让茶叶经营凭证的；\n（二）拒绝提供茶叶进货台账的；"
        "\n（三）焚烧茶园秸秆的。"
    ),
    "四": "掺杂茶叶的，由农业农村主管部门、市场监督管理部门按照各自职责责令改正，处五百元以下罚款。",
    "五": "茶会扰乱交通的，由公安机关会同交通运输主管部门责令停止，处二百元以下罚款。",
    "六": "砍伐古茶树的，由县级以上地方人民政府林业主管部门处罚款。\n运输古茶树的，由公安机关处罚款。",
    "七": "当事人逾期不缴纳罚款的，作出行政处罚决定的行政机关可以加处罚款。",
    "八": "拖欠茶农货款的，责令改正，处三百元以下罚款。",
    "九": "乡镇人民政府、县级以上地方人民政府农业农村主管部门查处侵占茶园道路的行为，可以处一百元以下罚款。",
    "十": "毁坏茶园围栏的，由县级以上地方人民政府农业农村主管部门处罚款。",
    "十一": "应急管理部门和其他负有安全监督管理职责的部门查处炒茶车间堵塞通道的行为，处罚款。",
    "十三": "填埋茶园水井的，由县级以上地方人民政府农业农村主管部门处罚款。",
    "十四": "未经许可采摘、销售古茶树茶叶的，由县级以上地方人民政府农业农村主管部门责令停止，处罚款。\n"
    "未经许可经由道路运输古茶树茶叶的，由公安机关责令停止，处罚款。\n"
    "非法采摘、销售、运输古茶树茶叶，构成违反治安管理行为的，依法给予治安管理处罚。",
    "十五": "盗采古茶树鲜叶的，由县级以上地方人民政府林业主管部门予以处罚。",
    "十六": "公安机关按照国家有关规定，可以依法行使本条例第十五条规定的行政处罚权。",
    "十七": "未如实记录炒茶工培训情况的，责令改正，处罚款。",
    "十八": "本条例规定的行政处罚，由应急管理部门和其他负有安全监督管理职责的部门按照职责分工决定。",
    "十九": "虚报茶农补贴的，由县级以上地方人民政府农业农村主管部门处罚款；茶艺师虚报的，由有关主管部门依法吊销证书。",
    "二十": (
        "有下列行为之一的，由县级以上地方人民政府农业农村主管部门处罚款：\n（一）在茶园道路丢弃茶枝的；\n（二）阻拦采茶验收的。"
    ),
    "十二": "伪造、变造茶艺师证书的，由县级以上地方人民政府人力资源社会保障主管部门处罚款。",
}
TEA = "茶园条例"
OTHER = {
    "五": "制造茶会噪声扰民的，由公安机关处警告。",
    "六": "茶会噪声扰民的，由县级以上地方人民政府生态环境主管部门处罚款。",
    "八": "未履行茶会义务的，由公安机关予以处罚。",
    "九": "茶会虚构奖项的，由市场监督管理部门处罚款；有关部门按照职责处理。",
    "七": "堵塞茶会疏散通道的，由应急管理部门、公安机关按照各自职责责令改正，处罚款。",
}


def law(title: str, articles: dict[str, str]) -> str:
    head = f"# {title}\n\n2015年3月1日 中华人民共和国国务院令第701号公布\n\n"
    return head + "\n\n".join(f"第{number}条 {text}" for number, text in articles.items()) + "\n"


LAWS = {
    f"{TEA}(2015-03-01).md": law(TEA, ARTICLES),
    "茶会条例(2016-03-01).md": law("茶会条例", OTHER).replace("701", "702"),
    "茶证条例(2017-03-01).md": "---\ntext: captions\n---\n\n# 茶证条例\n\n2017年3月1日 中华人民共和国国务院令第703号公布\n\n"
    "第三条【伪造茶证的处罚】\n\n第四条【买卖、出借茶证等的处罚】\n",
    "行政处罚法(2021-01-22).md": "# 中华人民共和国行政处罚法\n\n2021年1月22日第十三届全国人民代表大会常务委员会第二十五次会议修订\n\n"
    "第一条 为了规范处罚，制定本法。\n\n第十七条 处罚由有权的机关在职权范围内实施。\n\n第二十五条 都有管辖权的，由最先立案的机关管辖。\n\n"
    "第八十六条 本法自2021年7月15日起施行。\n",
}
FARM, MARKET, POLICE, TRAFFIC = "黄梅县农业农村局", "黄梅县市场监督管理局", "黄梅县公安局", "黄梅县交通运输局"
FOREST, SAFETY, CITY, LABOUR = "黄梅县林业局", "黄梅县应急管理局", "黄梅县城市管理执法局", "黄梅县人力资源和社会保障局"
TEAM, ENVIRONMENT = "黄梅县农业综合执法大队", "黄冈市生态环境局黄梅县分局"
BODIES = [
    *(
        (name, "政府工作部门", "黄梅县人民政府")
        for name in (FARM, MARKET, POLICE, TRAFFIC, FOREST, SAFETY, CITY, LABOUR)
    ),
    (ENVIRONMENT, "垂直管理单位", "黄梅县人民政府"),
    (TEAM, "执法队伍", FARM),
]

SAME, SIMILAR, LEVELS = FindingKind.OVERLAP_SAME_BASIS, FindingKind.OVERLAP_SIMILAR, FindingKind.OVERLAP_LEVELS
Row = tuple[str, str, str]
# Two rows (body, name, basis), kind ("" for nothing), verdict or what makes it lawful.
PAIRS: list[tuple[Row, Row, str, str]] = [
    # The same act under other words; the text names but one of the two.
    ((FARM, "对伪造茶园产地证明的处罚", "二"), (MARKET, "对茶园产地证明造假行为的处罚", "二"), SAME, "确认"),
    # Two items of one article.
    ((FARM, "对转让茶叶经营凭证的处罚", "三"), (MARKET, "对拒绝提供茶叶进货台账的处罚", "三"), "", ""),
    ((FARM, "对焚烧茶园秸秆的处罚", "三"), (CITY, "对焚烧茶园秸秆行为的处罚", "三"), SAME, "职责边界清单"),
    # The text names both.
    ((FARM, "对掺杂茶叶的处罚", "四"), (MARKET, "对掺杂茶叶行为的处罚", "四"), SAME, "条文写明多个机关"),
    ((POLICE, "对茶会扰乱交通的处罚", "五"), (TRAFFIC, "对茶会扰乱交通行为的处罚", "五"), SAME, "条文写明多个机关"),
    (
        (SAFETY, "对堵塞炒茶车间通道的处罚", "十一"),
        (FOREST, "对炒茶车间堵塞通道的处罚", "十一"),
        SAME,
        "条文写明多个机关",
    ),
    # Two paragraphs, told apart by the citation.
    ((FOREST, "对砍伐古茶树的处罚", "六条第一款"), (POLICE, "对运输古茶树的处罚", "六条第二款"), "", ""),
    # A paragraph that only sends on is no act of its own; how words follow one another tells which paragraph a name means.
    (
        (FARM, "未经许可采摘、销售古茶树茶叶的处罚", "十四条第一款"),
        (MARKET, "无证采摘、销售古茶树茶叶行为的查处", "十四"),
        SAME,
        "确认",
    ),
    (
        (FARM, "未经许可采摘、销售古茶树茶叶的处罚", "十四条第一款"),
        (POLICE, "对未经许可经由道路运输古茶树茶叶的处罚", "十四"),
        "",
        "",
    ),
    # Another article gives the power of this one to the other body, and its row cites it.
    (
        (FOREST, "对盗采古茶树鲜叶的处罚", "十五"),
        (POLICE, "对盗采古茶树鲜叶行为的处罚", "十五条、第十六条"),
        SAME,
        "另一条写明也由它行使",
    ),
    # The law shares its penalties out by field: names of different fields, not of one.
    (
        (SAFETY, "对生产单位未如实记录炒茶工培训情况的处罚", "十七"),
        (FOREST, "对林场企业未如实记录炒茶工培训情况的处罚", "十七"),
        SAME,
        "条文写明多个机关",
    ),
    # What other organs do after the penalty is no share in it.
    ((FARM, "对虚报茶农补贴的处罚", "十九"), (LABOUR, "对虚报茶农补贴行为的处罚", "十九"), SAME, "确认"),
    # What every organ may do.
    (
        (FOREST, "逾期不缴纳罚款的加处罚款处罚", "七"),
        (CITY, "逾期不缴纳罚款的加处罚款处罚", "七"),
        SAME,
        "各机关通用的规定",
    ),
    # The text names nobody: clearly one name.
    ((LABOUR, "对拖欠茶农货款的处罚", "八"), (MARKET, "对拖欠茶农货款行为的处罚", "八"), SAME, "确认"),
    # A department and its own team.
    ((FARM, "对毁坏茶园围栏的处罚", "十"), (TEAM, "对毁坏茶园围栏的处罚", "十"), SAME, "同一机关"),
    # An arrangement that covers it.
    (
        (LABOUR, "对伪造茶艺师证书的处罚", "十二"),
        (CITY, "对伪造茶艺师证书行为的处罚", "十二"),
        SAME,
        "相对集中行政处罚权",
    ),
    # Captions alone.
    (
        (POLICE, "对伪造茶证的处罚", "《茶证条例》第三条"),
        (FOREST, "对制作假茶证的处罚", "《茶证条例》第三条"),
        SAME,
        "疑似",
    ),
    ((POLICE, "对买卖茶证的处罚", "《茶证条例》第四条"), (FOREST, "对出借茶证的处罚", "《茶证条例》第四条"), "", ""),
    # Much the same name on other bases.
    ((POLICE, "对拒收破损茶币的处罚", "八"), (TRAFFIC, "对拒收破损茶币行为的处罚", "十"), SIMILAR, "疑似"),
    (
        (POLICE, "对茶会噪声扰民的处罚", "《茶会条例》第五条"),
        (ENVIRONMENT, "对茶会噪声扰民行为的处罚", "《茶会条例》第六条"),
        SIMILAR,
        "法律本来分给两个机关",
    ),
    # One of the bases names both bodies, for acts of another kind; for this one.
    (
        (SAFETY, "对茶馆油烟直排的处罚", "《茶会条例》第七条"),
        (POLICE, "对茶馆油烟直排行为的处罚", "八"),
        SIMILAR,
        "疑似",
    ),
    (
        (SAFETY, "对堵塞茶会疏散通道的处罚", "《茶会条例》第七条"),
        (POLICE, "对堵塞茶会疏散通道行为的处罚", "八"),
        SIMILAR,
        "条文写明多个机关",
    ),
    # The other law has the word 处罚 and nothing of the act: the type word of a name tells no act.
    (
        (POLICE, "对未履行茶会义务的处罚", "《茶会条例》第八条"),
        (FOREST, "对未履行茶会义务行为的处罚", "十五"),
        SIMILAR,
        "疑似",
    ),
    # 有关部门 of one law is nobody who rests on another act.
    (
        (MARKET, "对茶会虚构奖项的处罚", "《茶会条例》第九条"),
        (POLICE, "对茶会虚构奖项行为的处罚", "八"),
        SIMILAR,
        "疑似",
    ),
    # The boundary list divides another item of the article.
    ((FARM, "对阻拦采茶验收的处罚", "二十条第二项"), (CITY, "对阻拦采茶验收行为的处罚", "二十条第二项"), SAME, "确认"),
    ((FARM, "对丢弃茶枝的处罚", "二十条第一项"), (CITY, "对丢弃茶枝行为的处罚", "二十条第一项"), SAME, "职责边界清单"),
    ((FARM, "对假茶种的处罚", "一"), (CITY, "对假茶药的处罚", "八"), "", ""),
]
# Department's row, town's duty, its kind, kind of finding, verdict or what makes it lawful.
TOWNS: list[tuple[Row, Row, str, str]] = [
    ((FARM, "对填埋茶园水井的处罚", "十三"), ("小池镇", "对填埋茶园水井的处罚", "十三"), LEVELS, "确认"),
    ((FARM, "对侵占茶园道路的处罚", "九"), ("小池镇", "对侵占茶园道路的处罚", "九"), LEVELS, "法定的层级划分"),
    ((FARM, "对丢弃茶园农膜的处罚", "十"), ("小池镇", "对丢弃茶园农膜的处罚", "十"), LEVELS, "赋权"),
    ((FARM, "对茶园失火的处罚", "十"), ("小池镇", "茶园失火的巡查和上报", "十"), "", ""),
    ((FARM, "对茶园放牧的处罚", "十"), ("小池镇", "茶园放牧的劝阻", "十"), "", ""),
]


def cited(basis: str) -> str:
    if basis.startswith("《"):
        return basis
    return f"《{TEA}》第{basis}" if "条" in basis else f"《{TEA}》第{basis}条"


def write(folder: Path, name: str, heads: list[str], rows: list[list[str]], title: str) -> None:
    with (folder / name).open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerows([[title], heads, *rows])


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dossier]:
    folder = tmp_path_factory.mktemp("overlap")
    laws, lists = folder / "laws", folder / "lists"
    laws.mkdir()
    lists.mkdir()
    for name, text in LAWS.items():
        (laws / name).write_text(text, encoding="utf-8")
    powers: dict[str, list[Row]] = {}
    for one, other, *_ in PAIRS:
        powers.setdefault(one[0], []).append(one)
        powers.setdefault(other[0], []).append(other)
    for one, *_ in TOWNS:
        powers.setdefault(one[0], []).append(one)
    for body, found in powers.items():
        rows = [[str(at), name, "行政处罚", cited(basis), body] for at, (_, name, basis) in enumerate(found, 1)]
        heads = ["序号", "职权名称", "职权类型", "设定依据", "行使主体"]
        write(lists, f"{body}权责清单.csv", heads, rows, f"{body}权责清单（2026年6月30日）")
    duties = [["1", "基本", "农业农村", name, cited(basis), "综合执法中心"] for _, (_, name, basis), *_ in TOWNS]
    heads = ["序号", "履职类型", "主题", "事项名称", "依据", "承办机构"]
    write(lists, "小池镇履职事项清单.csv", heads, duties, "小池镇履职事项清单（2026年6月30日）")
    write(
        lists,
        "黄梅县机构名录.csv",
        ["序号", "机构名称", "机构类型", "层级", "上级机构", "区划代码"],
        [
            ["1", "黄梅县人民政府", "人民政府", "县级", "", "421127"],
            *([str(at), name, kind, "县级", over, "421127"] for at, (name, kind, over) in enumerate(BODIES, 2)),
            ["20", "小池镇人民政府", "乡镇人民政府", "乡级", "黄梅县人民政府", "421127102"],
        ],
        "黄梅县机构名录（2026年6月1日）",
    )
    write(
        lists,
        "黄梅县部门职责边界清单.csv",
        ["序号", "管理事项", "相关部门", "职责分工", "协调配合机制", "依据"],
        [
            [
                "1",
                "焚烧秸秆",
                "县农业农村局（牵头）、县城市管理执法局",
                "县农业农村局：查处茶园焚烧。\n县城市管理执法局：查处城区焚烧。",
                "移送",
                "",
            ],
            [
                "2",
                "茶枝清运",
                "县农业农村局（牵头）、县城市管理执法局",
                "县农业农村局：查处茶园弃枝。\n县城市管理执法局：查处城区弃枝。",
                "移送",
                cited("二十条第一项"),
            ],
        ],
        "黄梅县部门职责边界清单（2026年6月25日）",
    )
    write(
        lists,
        "黄梅县授权委托安排清单.csv",
        [
            "序号",
            "安排方式",
            "委托机关",
            "受委托机构",
            "职权范围",
            "职权类型",
            "法律依据",
            "批准文号",
            "起始日期",
            "终止日期",
        ],
        [
            [
                "1",
                "相对集中行政处罚权",
                LABOUR,
                CITY,
                "茶艺师证书方面的处罚",
                "行政处罚",
                "",
                "鄂政函〔2020〕9号",
                "2020-01-01",
                "",
            ]
        ],
        "黄梅县授权委托安排清单（2026年6月30日）",
    )
    write(
        lists,
        "黄梅县综合行政执法赋权清单.csv",
        ["序号", "事项名称", "事项类型", "依据", "原行使部门", "承接镇", "赋权方式"],
        [["1", "对丢弃茶园农膜的处罚", "行政处罚", cited("十"), FARM, "小池镇", "委托下放"]],
        "黄梅县综合行政执法赋权清单（2026年6月30日）",
    )
    with Home(Settings(home=folder / "home", place="421127")) as home:
        report = home.load([laws, lists])
        assert not [problem.text() for problem in report.problems if problem.severity == "error"]
        yield Dossier(home.view(), "421127", DAY)


@pytest.fixture(scope="module")
def found(dossier: Dossier) -> list[Finding]:
    return list(run(dossier, overlap.CHECKS, frozenset(FindingKind)))


def between(found: list[Finding], one: Row, other: Row) -> list[Finding]:
    """The findings that have both rows."""
    wanted = {one[1], other[1]}
    return [each for each in found if len(each.bodies) > 1 and wanted <= {row.full_name for row in each.rows}]


@pytest.mark.parametrize(
    ("one", "other", "kind", "told"), [*PAIRS, *TOWNS], ids=[pair[0][1] for pair in (*PAIRS, *TOWNS)]
)
def test_each_pair(found: list[Finding], one: Row, other: Row, kind: str, told: str) -> None:
    said = [(each.kind.value, each.lawful or each.verdict.label) for each in between(found, one, other)]
    assert said == ([(str(kind), told)] if kind else [])


def test_nothing_else_is_found(found: list[Finding]) -> None:
    expected = [kind for _, _, kind, _ in (*PAIRS, *TOWNS) if kind]
    assert sorted(one.kind.value for one in found) == sorted(map(str, expected))


def test_what_would_decide(found: list[Finding]) -> None:
    (one,) = between(found, *PAIRS[0][:2])
    farm = f"body/421127/{FARM}"
    own, *rest = one.decides
    assert (own.points_to, own.name) == (farm, FARM)
    assert "第十七条" in own.rule and "在职权范围内实施" in own.rule
    assert "农业农村主管部门" in own.why
    first = next(decider for decider in rest if "第二十五条" in decider.rule)
    assert not first.points_to and "最先立案" in first.rule
    assert first.source == "law/cn/行政处罚法/2021-01-22/art_25"
    # A rule whose law is not loaded is told by the article's identifier.
    assert any(decider.source == "law/cn/行政处罚法/art_22" for decider in rest)
    assert one.repair.startswith(f"由{FARM}保留，从{MARKET}的清单中删去")
    assert [provision.article for provision in one.provisions] == ["第二条"]


def test_where_nobody_is_named_nothing_points(found: list[Finding]) -> None:
    (one,) = [each for each in found if any(row.full_name == "对拖欠茶农货款的处罚" for row in each.rows)]
    assert not [decider for decider in one.decides if decider.points_to]
    assert "机构编制部门" in one.repair


def test_different_bases_are_weighed_by_rank(found: list[Finding]) -> None:
    (one,) = between(found, (POLICE, "对拒收破损茶币的处罚", ""), (TRAFFIC, "对拒收破损茶币行为的处罚", ""))
    assert any("第一百零三条" in decider.rule for decider in one.decides)
    assert one.verdict is Verdict.SUSPECTED


def test_the_law_gives_the_penalty_to_the_department(found: list[Finding]) -> None:
    (one,) = [each for each in found if each.kind is LEVELS and not each.lawful]
    assert one.rows[0].full_name == "对填埋茶园水井的处罚" and one.rows[0].file == "小池镇履职事项清单.csv"
    assert {decider.points_to for decider in one.decides if decider.points_to} == {f"body/421127/{FARM}"}


def test_what_a_finding_is_known_by_outlives_a_reload(found: list[Finding], dossier: Dossier) -> None:
    rows = {row.id for _, row in dossier.powers()}
    assert not [one for one in found if rows.intersection(one.about)]
    again = list(run(Dossier(dossier.view, "421127", DAY), overlap.CHECKS, frozenset(FindingKind)))
    assert [one.id for one in again] == [one.id for one in found]

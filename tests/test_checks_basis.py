"""What a list names as its basis: none, no article, ended, to come, not there, moved, misnumbered, not to be verified."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import orjson
import pytest

from casework.checks import basis
from casework.checks._citing import clearly
from casework.checks._numbers import NumberBook, numbers_in
from casework.dossier import Dossier, LawFacts
from casework.findings import Finding, run
from graph.meant import By, meant, same_words
from graph.trace import Standing
from ingest.home import Home
from ingest.settings import Settings
from ontologies.records import OPEN_END, FindingKind, Status, Verdict

DAY = date(2026, 11, 1)
KINDS = frozenset(kind for kinds, _ in basis.CHECKS for kind in kinds)


def law(title: str, history: list[str], articles: dict[str, str], head: str = "") -> str:
    lines = [head, f"# {title}", *history, "<!-- INFO END -->" if not head else ""]
    lines += [f"第{number}条{'' if text.startswith('【') else ' '}{text}" for number, text in articles.items()]
    return "\n\n".join(line for line in lines if line) + "\n"


FIRST = "2015年3月1日 中华人民共和国国务院令第701号公布"
SECOND = "2020年3月1日 中华人民共和国国务院令第801号修订"
THIRD = "2026年9月1日 中华人民共和国国务院令第901号修订"
AIM = "为了把茶馆管好，让群众喝上放心茶，制定本条例。"
LICENCE = "开办茶馆应当向县级人民政府茶馆主管部门申请登记，并有固定的场所、洁净的水源和消防设施。"
WATER = "茶馆不得使用未经煮沸的井水泡茶。茶馆主管部门应当定期抽查泡茶用水，并把结果张贴在茶馆门口。"
STAGE = "茶馆设书场的，说书人应当持有曲艺团体发给的演出证明，书场散场不得晚于夜间十一时。"
PRICE = "茶馆应当公示茶价，不得以纪念品搭售抬高茶资，搭售的由茶馆主管部门责令退还多收的价款。"
NIGHT = "通宵经营的茶馆应当安装监控录像，录像保存三十日，供公安机关查阅。"
FINE = "违反本条例规定，未经登记开办茶馆的，由茶馆主管部门责令停业，并处一千元以上五千元以下罚款。"
HARSH = "违反本条例规定，未经登记开办茶馆的，由茶馆主管部门责令停业，没收茶具，并处二千元以上二万元以下罚款。"
BOILED = "违反本条例规定，使用未经煮沸的井水泡茶的，由茶馆主管部门处五百元以下罚款。"
KETTLE = "烧制铜壶应当在壶底打上匠人的印记，没有印记的铜壶不得出售，由工匠行会负责查验。"
KETTLE_FINE = "出售没有印记的铜壶的，由县级人民政府手工业主管部门没收铜壶，并处三百元以下罚款。"

TEA_2015 = {"一": AIM, "二": LICENCE, "三": WATER, "四": STAGE, "五": FINE, "六": "本条例自2015年6月1日起施行。"}
TEA_2020 = {
    "一": AIM,
    "二": LICENCE.replace("洁净的水源", "洁净的水源、"),
    "三": STAGE,
    "四": PRICE,
    "五": WATER,
    "六": HARSH,
    "七": BOILED,
    "八": "本条例自2020年6月1日起施行。",
}
# To be said more fully, under the same number.
FULLER = HARSH.replace("开办茶馆的", "开办茶馆，或者开办露天茶座的")
TEA_2026 = {**TEA_2020, "四": NIGHT, "六": FULLER, "八": PRICE, "九": KETTLE, "十": "本条例自2027年1月1日起施行。"}
CAPTIONS = "---\ntext: captions\n---"

LAWS = {
    "茶馆管理条例(2015-03-01).md": law("茶馆管理条例", [FIRST], TEA_2015),
    "茶馆管理条例(2020-03-01).md": law("茶馆管理条例", [FIRST, SECOND], TEA_2020),
    "茶馆管理条例(2026-09-01).md": law("茶馆管理条例", [FIRST, SECOND, THIRD], TEA_2026),
    "铜壶管理办法(2010-05-01).md": law(
        "铜壶管理办法",
        ["2010年5月1日 中华人民共和国国务院令第601号公布"],
        {"一": "为了管好铜壶，制定本办法。", "二": KETTLE, "三": KETTLE_FINE, "四": "本办法自2010年6月1日起施行。"},
    ),
    "手工业条例(2024-01-10).md": law(
        "手工业条例",
        ["2024年1月10日 中华人民共和国国务院令第851号公布"],
        {
            "一": "为了发展手工业，制定本条例。",
            "二": "手工业的范围由国务院规定。",
            "三": KETTLE,
            "四": KETTLE_FINE,
            "五": "本条例自2024年3月1日起施行。《铜壶管理办法》、2001年国务院发布的《锡壶管理办法》同时废止。",
        },
    ),
    "评弹条例(2026-10-01).md": law(
        "评弹条例",
        ["2026年10月1日 中华人民共和国国务院令第902号公布"],
        {
            "一": "为了传承评弹，制定本条例。",
            "二": "评弹演出应当备案。",
            "三": "评弹学校由文化主管部门检查。",
            "四": "本条例自2027年3月1日起施行。",
        },
    ),
    "戏台管理条例(2008-05-01).md": law(
        "戏台管理条例",
        ["2008年5月1日 中华人民共和国国务院令第555号公布"],
        {"一": "【制定目的】", "七": "【戏台的消防检查】", "三十": "【自2008年6月1日起施行】"},
        CAPTIONS,
    ),
    "国务院关于取消茶馆茶税的决定(2012-05-01).md": law(
        "国务院关于取消茶馆茶税的决定",
        ["2012年5月1日 中华人民共和国国务院令第650号公布"],
        {"一": "取消茶馆茶税。", "二": "本决定自公布之日起施行。"},
    ),
}

TEA, KETTLES = "《茶馆管理条例》", "《铜壶管理办法》"
# Name, sub-item, basis, kind ("" for nothing), verdict, what makes it lawful, words of the finding or its repair.
ROWS: list[tuple[str, str, str, str, str, str, str]] = [
    ("茶馆开业登记", "", f"{TEA}第二条", "", "", "", ""),
    ("对卖假茶票的处罚", "", "", "basis.none", "确认", "", "没有写任何依据"),
    ("对转让茶票的处罚", "", "无", "basis.none", "确认", "", ""),
    ("书场管理", "", f"{TEA}第三条", "", "", "", ""),
    ("书场管理", "演出证明查验", "", "basis.none", "确认", "依据写在主项上，由子项共用", ""),
    ("对囤积茶叶的处罚", "", "按有关规定办理", "basis.unverifiable", "无法核验", "", "没有读出"),
    ("茶馆日常检查", "", TEA, "basis.no_article", "确认", "", "没有写明是哪一条"),
    ("茶价检查", "", f"{TEA}：{PRICE}", "basis.no_article", "确认", "附有条文", ""),
    ("茶税核查", "", "《国务院关于取消茶馆茶税的决定》", "basis.no_article", "确认", "整部只为一事的文件", ""),
    ("泡茶用水抽查", "", f"{TEA}第5条", "", "", "", ""),
    ("对出售无印记铜壶的处罚", "", f"{KETTLES}第三条", "basis.repealed", "确认", "", "《手工业条例》第四条承接"),
    ("铜壶印记查验", "", f"{KETTLES}第二条、《手工业条例》第三条", "basis.repealed", "确认", "", "第五条"),
    ("评弹演出备案", "", "《评弹条例》第二条", "basis.not_in_force", "确认", "", "2027年3月1日"),
    ("通宵茶馆录像检查", "", f"{TEA}（2026年修订）第四条", "basis.not_in_force", "确认", "", "2020年文本"),
    ("铜壶印记抽查", "", f"{TEA}第九条", "basis.not_in_force", "确认", "", "没有这一条"),
    ("通宵经营监控录像核查", "", f"{TEA}第四条", "basis.not_in_force", "疑似", "", "从事项名称看"),
    ("对未登记开办露天茶馆的处罚", "", f"{TEA}第六条", "", "", "", ""),
    ("对茶馆斗蟋蟀的处罚", "", f"{TEA}第四十条", "basis.no_such_article", "确认", "", "共至第八条"),
    ("戏台抽查", "", "《戏台管理条例》第三十一条", "basis.no_such_article", "确认", "", "共至第三十条"),
    ("戏台修缮核准", "", "《戏台管理条例》第九条", "", "", "", ""),
    ("对未登记开办茶馆的处罚", "", f"{TEA}（2015年公布）第六条", "", "", "", ""),
    ("井水泡茶抽查", "", f"{TEA}（国务院令第701号）第五条", "", "", "", ""),
    ("茶馆登记发证", "", f"{TEA}（2015年修正）第二条", "basis.moved", "确认", "条文原样未动", ""),
    ("书场散场时间检查", "", f"{TEA}（2015年修正）第四条", "basis.moved", "确认", "", "是第三条（只改条号）"),
    ("书场说书人演出证明检查", "", f"{TEA}第四条", "basis.moved", "疑似", "", "第三条"),
    ("书场演出证明核对", "", f"{TEA}第四条：{STAGE}", "basis.moved", "疑似", "", "所附的条文"),
    ("书场证明登记", "", f"{TEA}（2019年修正）第一条", "basis.unverifiable", "无法核验", "", "2019年的文本"),
    ("对茶馆养鸽的处罚", "", f"{TEA}（2019年修正）第五十条", "basis.no_such_article", "疑似", "", "2019年文本没有载入"),
    ("茶馆水源检查", "", f"{TEA}（国务院令第555号）第五条", "basis.number_differs", "确认", "", "《戏台管理条例》"),
    ("茶馆用水管理", "", f"{TEA}（国务院令第801号）第五条", "", "", "", ""),
    ("锡壶行登记", "", "《锡壶管理办法》第三条", "basis.repealed", "确认", "", "《手工业条例》第五条"),
    ("锡壶行核查", "", "《锡壶管理办法》（2025年修订）第三条", "basis.unverifiable", "无法核验", "", "没有载入"),
    ("茶点铺登记", "", "《茶点条例》第三条", "basis.unverifiable", "无法核验", "", "没有载入"),
]
# The same in a list that was made before the present text took effect.
OLD_ROWS: list[tuple[str, str, str, str, str, str, str]] = [
    ("夜间书场检查", "", f"{TEA}第四条", "basis.moved", "疑似", "", "编制清单的日期"),
    ("茶馆开张登记", "", f"{TEA}第二条", "basis.moved", "确认", "条文原样未动", ""),
    ("对搭售纪念品抬高茶资的查处", "", f"{TEA}第四条", "", "", "", ""),
    ("对无证茶馆的处罚", "", f"{TEA}第五条", "basis.moved", "疑似", "", "第六条"),
]


def write(folder: Path, body: str, edition: str, rows: list[tuple[str, str, str, str, str, str, str]]) -> None:
    with (folder / f"{body}.csv").open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["序号", "职权名称", "子项", "职权类型", "设定依据", "行使主体"])
        for number, row in enumerate(rows, 1):
            out.writerow([number, row[0], row[1], "其他行政权力", row[2], body])
    (folder / f"{body}.csv.yaml").write_text(
        f'authority: {body}\nplace: "421127"\nedition: {edition}\nkind: power_list\ntitle: {body}权责清单\n', "utf-8"
    )


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dossier]:
    folder = tmp_path_factory.mktemp("basis")
    laws = folder / "laws" / "行政法规"
    laws.mkdir(parents=True)
    for name, text in LAWS.items():
        (laws / name).write_text(text, encoding="utf-8")
    lists = folder / "lists"
    lists.mkdir()
    write(lists, "黄梅县文化和旅游局", "2026-10-01", ROWS)
    write(lists, "黄梅县市场监督管理局", "2019-05-01", OLD_ROWS)
    write(lists, "黄梅县商务局", "2026-10-01", [(name, "", "", "", "", "", "") for name in ("甲检查", "乙检查")])
    with Home(Settings(home=folder / "home", place="421127")) as home:
        report = home.load([laws, lists])
        assert not [problem for problem in report.problems if problem.severity == "error"]
        yield Dossier(home.view(), "421127", DAY)


@pytest.fixture(scope="module")
def found(dossier: Dossier) -> list[Finding]:
    return list(run(dossier, basis.CHECKS, KINDS))


def of(found: list[Finding], name: str) -> list[Finding]:
    return [one for one in found if any(row.full_name == name for row in one.rows[:1])]


@pytest.mark.parametrize(
    ("name", "sub", "cell", "kind", "verdict", "lawful", "words"),
    [*ROWS, *OLD_ROWS],
    ids=lambda value: value if isinstance(value, str) and 3 < len(value) < 16 else "",
)
def test_each_row_is_told_what_it_is(
    found: list[Finding], name: str, sub: str, cell: str, kind: str, verdict: str, lawful: str, words: str
) -> None:
    told = of(found, f"{name}（{sub}）" if sub else name)
    if not kind:
        assert not [one.text for one in told if not one.lawful]
        return
    assert [(one.kind.value, one.verdict.label, one.lawful) for one in told] == [(kind, verdict, lawful)]
    (one,) = told
    said = one.text + one.repair + "".join(evidence.text for evidence in one.evidence)
    assert words in said
    assert one.rows[0].basis == cell
    assert bool(one.repair) == (not lawful)
    assert one.bodies[0].startswith("body/421127/")


def test_a_list_without_any_basis_is_told_once(found: list[Finding]) -> None:
    (one,) = [one for one in found if one.bodies == ("body/421127/黄梅县商务局",)]
    assert (one.kind, one.verdict) == (FindingKind.BASIS_NONE, Verdict.SUSPECTED)
    assert "2 行" in one.text


def test_a_repealed_law_is_proved_by_the_clause_that_ended_it(found: list[Finding]) -> None:
    (one,) = of(found, "对出售无印记铜壶的处罚")
    assert [(p.law, p.article, p.status.label) for p in one.provisions] == [
        ("《铜壶管理办法》", "第三条", "已废止"),
        ("《手工业条例》", "第五条", "有效"),
        ("《手工业条例》", "第四条", "有效"),
    ]
    assert "2024年3月1日" in one.text
    assert one.weight.label == "严重"
    (other,) = of(found, "铜壶印记查验")
    assert other.weight.label == "一般"
    assert other.about[1] == "law/cn/铜壶管理办法/art_2"


def test_what_a_finding_is_known_by_outlives_a_reload(found: list[Finding], dossier: Dossier) -> None:
    rows = {row.id for _, row in dossier.powers()}
    versions = {row["id"] for law in LAW_IDS for row in dossier.book.law(law).versions}
    for one in found:
        assert not rows.intersection(one.about)
        assert not versions.intersection(one.about)
    assert len({(one.id, one.lawful) for one in found}) == len(found)
    again = list(run(Dossier(dossier.view, "421127", DAY), basis.CHECKS, KINDS))
    assert [one.id for one in again] == [one.id for one in found]


LAW_IDS = ("law/cn/茶馆管理条例", "law/cn/铜壶管理办法")


def test_on_a_day_before_the_repeal_nothing_is_repealed(dossier: Dossier) -> None:
    before = Dossier(dossier.view, "421127", date(2024, 2, 1))
    kinds = {one.kind for one in run(before, basis.CHECKS, KINDS) if not one.lawful}
    assert FindingKind.BASIS_REPEALED not in kinds


# Which text was meant ------------------------------------------------------------------------------------------------------------------


def version(year: int, until: int, loaded: bool = True) -> dict[str, object]:
    day, end = date(year, 1, 1), date(until, 1, 1) if until else OPEN_END
    return {
        "id": f"law/cn/x/{year}",
        "version_date": day,
        "promulgated": day,
        "valid_from": day,
        "valid_to": end,
        "loaded": loaded,
    }


def provision(year: int, until: int) -> dict[str, object]:
    end = date(until, 1, 1) if until else OPEN_END
    key = f"law/cn/x/{year}"
    return {"id": f"{key}/art_5", "version": key, "valid_from": date(year, 1, 1), "valid_to": end}


OLD, NEW = provision(2010, 2020), provision(2020, 0)
ABSENT = version(2015, 2020, loaded=False)


@pytest.mark.parametrize(
    ("note", "made", "pasted", "gone", "expected"),
    [
        ("2010年修正", None, "", False, (By.YEAR, "law/cn/x/2010")),
        ("2020年修订", None, "", False, None),
        ("1999年修正", None, "", False, (By.YEAR, "")),
        ("", date(2012, 5, 1), "", False, (By.EDITION, "law/cn/x/2010")),
        ("", date(2017, 5, 1), "", False, (By.EDITION, "law/cn/x/2015")),
        ("", date(2021, 5, 1), "", False, None),
        ("", None, "", False, None),
        ("", date(2021, 5, 1), "井水应当煮沸以后才能用来泡茶待客", False, (By.PASTED, "law/cn/x/2010")),
        ("", date(2012, 5, 1), "书场散场不得晚于夜间十一时整", False, None),
        ("", None, "", True, (By.SOLE, "law/cn/x/2010")),
        ("", date(2012, 5, 1), "", True, (By.EDITION, "law/cn/x/2010")),
    ],
)
def test_which_text_is_meant(
    note: str, made: date | None, pasted: str, gone: bool, expected: tuple[By, str] | None
) -> None:
    texts = {str(OLD["id"]): "井水应当煮沸以后才能用来泡茶待客。", str(NEW["id"]): "书场散场不得晚于夜间十一时整。"}
    versions = [version(2010, 2015), ABSENT, version(2020, 0)]
    rows, now = ([OLD], None) if gone else ([OLD, NEW], NEW)
    told = meant(
        versions, rows, now, note, DAY, made, lambda: pasted, lambda some: {r["id"]: texts[r["id"]] for r in some}
    )
    got = None if told is None else (told.by, str(told.version["id"]) if told.version else "")
    assert got == expected


SHARED = "违反规定，猎取国家重点保护雨燕的，由茶馆主管部门没收雨燕，处一千元罚款。"
TRADE = "未经批准出售、购买国家重点保护雨燕的，由茶馆主管部门没收雨燕，处二千元罚款。"
BLOWS = "殴打他人的，处五百元罚款。"
PITS = "挖坑不设标志，有危害他人危险的，处三百元罚款。"


@pytest.mark.parametrize(
    ("name", "one", "other", "expected"),
    [
        # What both articles say tells nothing between them.
        ("对未经批准出售、购买国家重点保护雨燕的处罚", TRADE, SHARED, True),
        ("对未经批准出售、购买国家重点保护雨燕的处罚", SHARED, TRADE, False),
        ("对国家重点保护雨燕的检查", TRADE, SHARED, False),
        # 处罚 is of the type, not of the act.
        ("对殴打他人的处罚", BLOWS, PITS, True),
        ("对殴打他人的处罚", PITS, BLOWS, False),
        # The other article says of the name what the one does not.
        ("对猎取、出售国家重点保护雨燕的处罚", TRADE, SHARED, False),
    ],
)
def test_which_of_two_articles_a_name_is_of(name: str, one: str, other: str, expected: bool) -> None:
    act = LawFacts("law/cn/茶馆管理条例", {"title": "茶馆管理条例"}, [], Standing(Status.IN_FORCE, "确认", ""), [])
    first, second = ({"heading": "", "text": text} for text in (one, other))
    assert clearly(name, act, first, second) is expected


def test_punctuation_makes_no_other_text() -> None:
    assert same_words("处五百元以下罚款；", "处五百元以下罚款。\n")
    assert not same_words("处五百元以下罚款", "处六百元以下罚款")


# Document numbers ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("国务院令第379号", [("国务院", 0, 379)]),
        (
            "2003年6月8日中华人民共和国国务院令第379号公布，2018年国务院令第698号修订",
            [("国务院", 0, 379), ("国务院", 0, 698)],
        ),
        ("主席令第七十号", [("主席", 0, 70)]),
        ("住房和城乡建设部令第34号", [("住房和城乡建设部", 0, 34)]),
        ("国发〔2014〕5号", [("国发", 2014, 5)]),
        ("第五十八条", []),
    ],
)
def test_numbers_are_read(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert [number.key for number in numbers_in(text)] == expected


def test_a_number_of_an_amending_decision_is_right() -> None:
    def row(law: str, title: str, day: date, number: str, amendment: str, line: str) -> dict[str, object]:
        settled = orjson.dumps({"fields": {"rank": {"evidence": line}}}).decode()
        return {
            "law": law,
            "title": title,
            "version_date": day,
            "promulgated": day,
            "number": number,
            "amendment": amendment,
            "settled": settled,
        }

    one = row("law/cn/甲条例", "甲条例", date(2018, 3, 19), "", "修订", "2003年6月8日 国务院令第379号公布")
    two = row(
        "law/cn/乙条例", "乙条例", date(2018, 3, 19), "国务院令第698号", "修订", "2010年1月1日 国务院令第583号公布"
    )
    three = row(
        "law/cn/国务院关于修改甲条例的决定",
        "国务院关于修改甲条例的决定",
        date(2007, 8, 26),
        "国务院令第504号",
        "制定",
        "",
    )
    book = NumberBook([one, two, three])
    asked = {
        number: [use.law for use in book.others("law/cn/甲条例", "《甲条例》", numbers_in(f"国务院令第{number}号")[0])]
        for number in (379, 583, 698, 504)
    }
    # 698 changed several on one day; 504 is the decision on this very one.
    assert asked == {379: [], 583: ["law/cn/乙条例"], 698: [], 504: []}
    assert ("国务院", 0, 379) in book.known("law/cn/甲条例")
    assert not book.complete("law/cn/甲条例")

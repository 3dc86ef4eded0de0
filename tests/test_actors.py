"""Whom provisions name: rows of what the rules must tell, properties over any text, and the golden paragraphs."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from ingest.laws import read_law
from ontologies.functions import functions
from ontologies.levels import level_label
from ontologies.records import Actor, LawText, Level, Line, LineLevel, ProvisionText
from text._organs import words
from text.actors import paragraphs_of, read_actors

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus" / "laws"
GOLDEN = ROOT / "tests" / "golden"


def law(*articles: str, title: str = "茶馆管理条例") -> LawText:
    """A law of these articles; the lines of each are its paragraphs, lines that begin with （一） their items."""
    provisions = []
    for number, text in enumerate(articles, 1):
        lines = []
        paragraph = item = 0
        for line in text.split("\n"):
            if line.startswith("（"):
                item += 1
                lines.append(Line(LineLevel.ITEM, str(item), line))
            else:
                paragraph, item = paragraph + 1, 0
                lines.append(Line(LineLevel.PARAGRAPH, str(paragraph), line))
        provisions.append(ProvisionText(f"art_{number}", "article", str(number), f"第{number}条", "", "", tuple(lines)))
    return LawText(title, provisions=tuple(provisions))


def told(actors: list[Actor]) -> list[str]:
    """Each actor as "function level modality", the way the rows below write it."""
    return [f"{actor.function or '-'} {level_label(actor.level)} {actor.modality.label}" for actor in actors]


def actors_of(*articles: str, title: str = "茶馆管理条例") -> list[Actor]:
    """The actors of the last of these articles."""
    return read_actors(law(*articles, title=title)).get(f"art_{len(articles)}", [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Subjects, with their level and their government.
        ("县级以上人民政府应急管理部门应当检查茶馆。", ["emergency 县级以上 应当"]),
        ("乡镇人民政府、街道办事处负责茶馆的日常巡查。", ["people_government 乡级 负责", "subdistrict 乡级 负责"]),
        ("国务院水行政主管部门主管全国茶馆用水。", ["water 国家级 负责"]),
        ("各级人民政府可以奖励茶馆。", ["people_government 各级 可以"]),
        ("县级以上地方各级人民政府应当扶持茶馆。", ["people_government 县级以上 应当"]),
        ("省、自治区、直辖市人民政府制定茶馆名录。", ["people_government 省级 负责"]),
        ("市、县（市、区）人民政府应当公布茶馆名录。", ["people_government 市级、县级 应当"]),
        ("设区的市级以上人民政府商务主管部门有权查阅账册。", ["commerce 市级以上 有权"]),
        ("登记机关不得收取茶水费。", ["- 未明确 不得"]),
        # Several functions in one phrase, several organs in one group, what is left over.
        (
            "县级以上人民政府公安、卫生健康、市场监督管理等部门按照职责分工检查茶馆。",
            ["public_security 县级以上 负责", "health 县级以上 负责", "market_supervision 县级以上 负责"],
        ),
        ("县级以上人民政府及其有关部门应当宣传茶艺。", ["people_government 县级以上 应当", "- 县级以上 应当"]),
        (
            "财政、民政和其他有关部门应当支持茶馆。",
            ["finance 未明确 应当", "civil_affairs 未明确 应当", "- 未明确 应当"],
        ),
        ("公安机关和消防救援机构应当巡查。", ["public_security 未明确 应当", "fire_rescue 未明确 应当"]),
        # 由: who orders, who punishes, who makes the rules.
        ("违反本条例的，由市场监督管理部门责令改正，处一百元罚款。", ["market_supervision 未明确 责令"]),
        ("情节严重的，由公安机关处十日以下拘留。", ["public_security 未明确 负责"]),
        ("违反规定的，给予警告；情节严重的，由发证机关吊销许可证。", ["- 未明确 负责"]),
        ("具体办法由国务院财政部门会同国务院商务主管部门制定。", ["finance 国家级 负责", "commerce 国家级 负责"]),
        ("拒不改正的，由县级人民政府强制拆除。", ["people_government 县级 负责"]),
        ("茶馆的等级应当由旅游主管部门评定。", ["tourism 未明确 应当"]),
        # Approval is a power; a report, a filing, an application, a complaint is none.
        ("新开茶馆，应当报县级人民政府批准。", ["people_government 县级 有权"]),
        ("未经文物主管部门同意，不得改建茶馆。", ["cultural_relics 未明确 有权"]),
        ("茶馆应当向公安机关报告。", []),
        ("茶馆应当报卫生健康主管部门备案。", []),
        ("茶客可以向市场监督管理部门投诉，接到投诉的部门应当处理。", ["- 未明确 应当"]),
        ("当事人可以向人民法院起诉。", []),
        ("茶馆应当接受县级人民政府消防救援机构的监督检查。", []),
        # Entrusting and acting together.
        (
            "县级人民政府商务主管部门可以委托乡镇人民政府检查茶馆。",
            ["commerce 县级 可以", "people_government 乡级 可以"],
        ),
        ("教育部门会同公安机关应当检查校园周边的茶馆。", ["education 未明确 应当", "public_security 未明确 应当"]),
        # Mentions: persons, rules, conditions, objects, definitions.
        ("市场监督管理部门的工作人员玩忽职守的，依法给予处分。", []),
        ("按照国务院商务主管部门的规定执行。", []),
        ("拒绝公安机关依法检查的，处以罚款。", []),
        ("本条例所称主管部门，是指县级以上人民政府商务主管部门。", []),
        ("国务院另有规定的除外。", []),
        ("茶馆取得卫生健康主管部门核发的许可证后开业。", []),
        ("商务主管部门未履行职责的，由上级机关责令改正。", ["- 未明确 责令"]),
        ("茶馆、茶艺师和茶客应当爱护茶具。", []),
        ("用人单位的人事部门应当保存档案。", []),
        ("金融机构应当为茶馆提供贷款。", []),
        ("政府采购应当优先选择本地茶叶。", []),
        # A condition before the act belongs to the same subject.
        ("公安机关接到报警后，应当立即到场。", ["public_security 未明确 应当"]),
        ("商务主管部门认为茶馆不合格的，可以约谈经营者。", ["commerce 未明确 可以"]),
        ("市场监督管理部门应当自收到申请之日起五日内，作出决定。", ["market_supervision 未明确 应当"]),
        # A former name stays what the text calls it.
        ("安全生产监督管理部门应当检查茶馆。", ["work_safety 未明确 应当"]),
        # Items.
        (
            "有关部门的职责是：\n（一）公安机关负责治安；\n（二）未向公安机关报告的，不予受理；\n（三）街道办事处认为需要的其他事项。",
            ["public_security 未明确 负责"],
        ),
        # The level of a repeated organ is that of its first mention in the paragraph.
        ("县级商务主管部门应当备查。商务主管部门可以抽查。", ["commerce 县级 应当", "commerce 县级 可以"]),
        ("黄梅县人民政府应当公布名录。", ["people_government 县级 应当"]),
    ],
)
def test_whom_a_paragraph_names(text: str, expected: list[str]) -> None:
    assert told(actors_of(text)) == expected


@pytest.mark.parametrize(
    ("articles", "expected", "via"),
    [
        # 以下简称
        (
            (
                "县级以上人民政府农业农村主管部门（以下简称主管部门）负责茶园管理。",
                "主管部门应当定期抽检。",
            ),
            ["agriculture 县级以上 应当"],
            "defined",
        ),
        # The competent organ of the general provisions.
        (
            ("国务院文化主管部门主管全国茶馆工作。有关部门在各自职责范围内配合。", "主管部门可以抽查。"),
            ["culture 未明确 可以"],
            "defined",
        ),
        (
            ("市城市管理部门是本市茶馆的主管部门。", "违反本条例的，由主管部门责令改正。"),
            ["urban_management 未明确 责令"],
            "defined",
        ),
        # Not the law's own: somebody else's.
        (("国务院文化主管部门主管全国茶馆工作。", "由其上级主管部门给予处分。"), ["- 未明确 负责"], "open"),
        (("国务院文化主管部门主管全国茶馆工作。", "有关主管部门应当配合。"), ["- 未明确 应当"], "open"),
        # 前款规定的部门
        (
            ("商务、公安部门负责检查茶馆。\n前款规定的部门应当公布结果。",),
            [
                "commerce 未明确 负责",
                "public_security 未明确 负责",
                "commerce 未明确 应当",
                "public_security 未明确 应当",
            ],
            "referred",
        ),
        # 负有…职责的部门 names its function.
        (("由负有消防救援监督管理职责的部门责令改正。",), ["fire_rescue 未明确 责令"], "named"),
        (("县级人民政府指定的部门应当登记。",), ["- 县级 应当"], "open"),
    ],
)
def test_what_is_defined_elsewhere_in_the_text(articles: tuple[str, ...], expected: list[str], via: str) -> None:
    found = actors_of(*articles)
    assert told(found) == expected
    assert found[-1].via == via


@pytest.mark.parametrize(
    ("title", "text", "level"),
    [
        ("北京市茶馆条例", "市商务部门应当检查。", "省级"),
        ("中国（上海）茶馆规定", "市商务部门应当检查。", "省级"),
        ("杭州市茶馆条例", "市商务部门应当检查。", "市级"),
        ("北京市茶馆条例", "区人民政府应当检查。", "县级"),
    ],
)
def test_a_municipality_is_of_the_level_of_a_province(title: str, text: str, level: str) -> None:
    assert [level_label(actor.level) for actor in actors_of(text, title=title)] == [level]


@pytest.mark.parametrize(
    ("text", "act", "object_"),
    [
        ("由公安机关责令改正，处罚款。", "责令改正", ""),
        ("商务主管部门应当制定茶馆名录。", "制定", "茶馆名录"),
        ("商务主管部门应当对茶馆进行检查。", "进行检查", "茶馆"),
        ("商务主管部门应当按照职责分工查处违法行为。", "查处", "违法行为"),
        ("商务主管部门会同公安机关制定名录。", "制定", "名录"),
        ("应当报县级人民政府批准。", "批准", ""),
    ],
)
def test_what_it_does_and_to_what(text: str, act: str, object_: str) -> None:
    found = actors_of(text)[0]
    assert (found.act, found.object) == (act, object_)


def test_paragraphs_count_from_one_and_hold_their_items() -> None:
    found = read_actors(
        law("总则。\n公安机关履行下列职责：\n（一）巡查；\n（二）由消防救援机构检查。\n商务部门可以配合。")
    )
    assert [(actor.paragraph, actor.function) for actor in found["art_1"]] == [
        (2, "public_security"),
        (2, "fire_rescue"),
        (3, "commerce"),
    ]
    second = dict(paragraphs_of(law("总则。\n公安机关巡查：\n（一）甲；").provisions[0]))[2]
    assert second == "公安机关巡查：\n（一）甲；"


def test_a_text_without_articles_names_nobody() -> None:
    assert read_actors(LawText("关于茶馆的决定", preamble=(Line(LineLevel.PARAGRAPH, "1", "由公安机关办理。"),))) == {}


_WORDS = [
    *"，。；：、的由向经报对和或",
    "县级以上",
    "人民政府",
    "国务院",
    "主管部门",
    "有关部门",
    "公安机关",
    "教育",
    "财政",
    "部门",
    "应当",
    "可以",
    "责令改正",
    "会同",
    "委托",
    "批准",
    "市",
    "县（市、区）",
    "（以下简称主管部门）",
    "所称",
    "是指",
    "前款规定的",
    "茶馆",
    "工作人员",
    "\n（一）",
    "等",
    "负有",
    "职责的",
]


@given(st.lists(st.sampled_from(_WORDS) | st.text(max_size=4), max_size=30).map("".join))
@examples(max_examples=400, deadline=None)
def test_any_text_gives_spans_of_its_own(text: str) -> None:
    lines = [line for line in text.splitlines() if line] or ["空"]
    given_law = law("国务院商务主管部门主管全国工作。", "\n".join(lines))
    paragraphs = dict(paragraphs_of(given_law.provisions[1]))
    for actor in read_actors(given_law).get("art_2", []):
        assert paragraphs[actor.paragraph][actor.start : actor.end] == actor.phrase
        assert actor.phrase
        assert actor.function == "" or actor.function in functions()
        assert level_label(actor.level)


def test_every_word_for_an_organ_is_of_a_known_class_function_and_level() -> None:
    for word in words().values():
        assert word.kind in {"government", "organ", "open", "field", "none"}, word
        assert set(word.functions) <= set(functions()), word
        assert word.level == "all" or word.level in set(Level) | {""}, word
        assert word.marks <= {"definable", "weak"}, word


# ---- Gold -----------------------------------------------------------------------------------------------------------------------


@cache
def _law(file: str) -> tuple[LawText, dict[str, list[Actor]]]:
    path = CORPUS / file
    text = read_law(path.read_bytes(), path.name, {})[0][0]
    return text, read_actors(text)


def _found(item: dict[str, Any]) -> set[tuple[str, str, str]]:
    text, actors = _law(item["file"])
    eid = next(p.eid for p in text.provisions if p.level == "article" and p.number == item["article"])
    return {
        (actor.function, level_label(actor.level), actor.modality.label)
        for actor in actors.get(eid, [])
        if actor.paragraph == item["paragraph"]
    }


def _labelled(item: dict[str, Any]) -> set[tuple[str, str, str]]:
    return {
        ("" if code == "-" or code.startswith("?") else code, "未明确" if level == "-" else level, modality)
        for code, level, modality in item["actors"]
    }


@pytest.mark.shared
@pytest.mark.parametrize("half", ["seen", "kept", "more", "last"])
def test_golden_paragraphs(half: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Precision and recall of what is told of drawn paragraphs, by function, with level, with modality."""
    items = yaml.safe_load((GOLDEN / f"actors_{half}.yaml").read_text(encoding="utf-8"))
    figures: dict[str, tuple[float, float]] = {}
    for depth, name in enumerate(("function", "function and level", "function, level and modality"), 1):
        counts: Counter[str] = Counter()
        for item in items:
            found = {actor[:depth] for actor in _found(item)}
            labelled = {actor[:depth] for actor in _labelled(item)}
            counts["right"] += len(found & labelled)
            counts["found"] += len(found)
            counts["labelled"] += len(labelled)
        figures[name] = counts["right"] / counts["found"], counts["right"] / counts["labelled"]
        with capsys.disabled():
            precision, recall = figures[name]
            print(
                f"\nactors, {half}, {name}: precision {precision:.3f}, recall {recall:.3f}, {counts['labelled']} labels"
            )
    assert len(items) >= 150
    precision, recall = figures["function"]
    # What was drawn last was measured once before its misses were looked at; docs/benchmarks.md has the figure of each first look.
    assert precision >= (0.94 if half == "last" else 0.95)
    assert recall >= (0.86 if half == "last" else 0.90)


@pytest.mark.shared
def test_the_golden_paragraphs_are_of_every_kind() -> None:
    items = [
        item
        for half in ("seen", "kept")
        for item in yaml.safe_load((GOLDEN / f"actors_{half}.yaml").read_text(encoding="utf-8"))
    ]
    kinds = Counter(item["kind"] for item in items)
    assert len(items) >= 300
    assert kinds["penalty"] >= len(items) / 4
    assert kinds["several"] >= len(items) / 4
    assert kinds["none"] >= len(items) / 10

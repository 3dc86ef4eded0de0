"""The example county: it reads cleanly, says what the README says, and every fact in it stands in the corpus."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from examples.county import powers_files
from examples.county.powers import KINDS, Power, chinese, citations, credit_code, liability, stages
from examples.county.powers_building import CITY, HOUSING, LAND
from examples.county.powers_market import HEALTH, MARKET_PENALTIES, MARKET_PERMITS
from examples.county.powers_people import APPROVAL, CIVIL, CULTURE, LABOUR
from examples.county.powers_rural import ECOLOGY, FARMING, WATER, farming_before
from examples.county.powers_safety import EMERGENCY, POLICE, emergency_before
from examples.make_lists import files
from ingest.laws import read_law
from ingest.lists import parse_sidecar, read_divisions, read_list
from ingest.lists.entries import clean_name
from ontologies.places import Place
from ontologies.records import DutyKind, EntryRecord, LawText, ListKind, ListText, Role, Theme, Verdict
from text.citations import read_citations

EXAMPLES = Path(__file__).parent.parent / "examples"
LISTS = EXAMPLES / "lists"
CORPUS = EXAMPLES.parent.parent / "shared" / "corpus" / "laws"
DIVISIONS = EXAMPLES.parent.parent / "shared" / "lists" / "divisions.csv"
shared = pytest.mark.shared


NOW: dict[str, list[Power]] = {
    "黄梅县应急管理局权责清单.xlsx": EMERGENCY,
    "黄梅县公安局权责清单.html": POLICE,
    "黄梅县卫生健康局权责清单.xlsx": HEALTH,
    "黄梅县市场监督管理局职权目录.xlsx": [*MARKET_PERMITS, *MARKET_PENALTIES],
    "黄梅县住房和城乡建设局权责清单.xlsx": HOUSING,
    "黄梅县城市管理执法局权责清单.docx": CITY,
    "黄梅县自然资源和规划局权责清单.xlsx": LAND,
    "黄梅县农业农村局权责清单（2026年版）.xlsx": FARMING,
    "黄梅县水利和湖泊局权责清单.xlsx": WATER,
    "生态环境分局权责事项.jsonl": ECOLOGY,
    "黄梅县民政局权责清单.xlsx": CIVIL,
    "黄梅县人力资源和社会保障局权责清单.csv": LABOUR,
    "黄梅县文化和旅游局权责事项目录.xlsx": CULTURE,
    "行政审批局权责事项.json": APPROVAL,
}
BEFORE = {"黄梅县应急管理局权责清单（2023年版）.xlsx": emergency_before(), "农业农村局职权.csv": farming_before()}


def divisions() -> list[Place]:
    found, problems = read_divisions((LISTS / "黄梅县区划.csv").read_bytes(), "黄梅县区划.csv")
    assert problems == []
    return found


@cache
def read(folder: Path = LISTS) -> dict[str, tuple[list[ListText], list[str]]]:
    answer = {}
    for path in sorted(folder.iterdir()):
        if path.suffix == ".yaml" or "区划" in path.name:
            continue
        beside = path.with_name(path.name + ".yaml")
        told = parse_sidecar(beside.read_bytes(), beside.name)[0] if beside.exists() else None
        lists, problems = read_list(path.read_bytes(), path.name, told, None, divisions())
        answer[path.name] = lists, [problem.text() for problem in problems]
    return answer


@cache
def laws() -> dict[str, LawText]:
    answer = {}
    for path in sorted((EXAMPLES / "laws").rglob("*.md")):
        found, _ = read_law(path.read_bytes(), path.name)
        assert len(found) == 1, path.name
        answer[path.name] = found[0]
    return answer


def entry(lists: dict[str, tuple[list[ListText], list[str]]], file: str, name: str) -> EntryRecord:
    return next(item for text in lists[file][0] for item in text.entries if item.name == name)


# What is remarked on when the power lists are read: it lies in how the offices keep them, and nothing else is remarked.
REMARKS = {
    "黄梅县市场监督管理局职权目录.xlsx": ["隐藏的列（I）", "隐藏的列（I）"],
    "农业农村局职权.csv": ["GBK", "多数为空，已沿用上一行"],
}
# Two offices keep two editions here; the older ones.
EARLIER = {"黄梅县应急管理局权责清单（2023年版）.xlsx", "农业农村局职权.csv"}


@cache
def power_lists() -> dict[str, tuple[list[ListText], list[str]]]:
    names = {name for name in powers_files.files() if not name.endswith(".yaml")}
    return {name: found for name, found in read().items() if name in names}


def powers(earlier: bool = False) -> list[tuple[str, EntryRecord]]:
    return [
        (name, item)
        for name, (lists, _) in power_lists().items()
        if (name in EARLIER) == earlier
        for text in lists
        for item in text.entries
    ]


def test_every_power_list_reads_whole_with_only_expected_remarks() -> None:
    for name, (lists, remarks) in power_lists().items():
        assert [text.kind for text in lists] == [ListKind.POWER], name
        expected = REMARKS.get(name, [])
        assert len(remarks) == len(expected), remarks
        assert all(any(word in remark for remark in remarks) for word in expected), remarks


def test_nothing_that_was_written_is_lost() -> None:
    """Every row that the modules hold stands in the file's list, with its name, sub-item, type, basis and office."""
    assert len(powers()) == sum(map(len, NOW.values()))
    for name, written in {**NOW, **BEFORE}.items():
        text = power_lists()[name][0][0]
        read_back = Counter((item.name, item.sub_name, item.power_type.label) for item in text.entries)
        assert read_back == Counter((clean_name(p.name), clean_name(p.sub), p.type) for p in written), name
        offices = {office for item in text.entries for _, office in item.offices}
        assert offices == {one for p in written for one in p.office.split("、")}, name
        assert sum(1 for item in text.entries if item.basis) == sum(1 for p in written if p.basis), name


def test_fourteen_departments_in_at_least_six_layouts() -> None:
    texts = {name: text for name, (lists, _) in power_lists().items() for text in lists}
    assert len({text.authority for text in texts.values()}) == 14
    assert len(powers()) >= 400
    assert {item.power_type.label for _, item in powers()} == {kind[0] for kind in KINDS.values()}
    assert {text.place for text in texts.values()} == {"421127"}
    assert {name.rsplit(".", 1)[1] for name in texts} == {"xlsx", "docx", "csv", "html", "json", "jsonl"}
    heads = {tuple(sorted(set(text.columns.values()))) for name, text in texts.items() if name not in EARLIER}
    assert len(heads) >= 6
    editions = {name: text.edition for name, text in texts.items()}
    assert all(editions.values())
    assert editions["黄梅县应急管理局权责清单（2023年版）.xlsx"] == date(2023, 6, 30)
    assert editions["黄梅县应急管理局权责清单.xlsx"] == date(2024, 6, 30)
    assert editions["农业农村局职权.csv"] == date(2024, 5, 31)
    assert editions["黄梅县农业农村局权责清单（2026年版）.xlsx"] == date(2026, 6, 30)
    assert editions["黄梅县市场监督管理局职权目录.xlsx"] == date(2025, 12, 31)


def test_codes_keep_to_their_schemes() -> None:
    codes = [item.code for name, item in powers() if name == "黄梅县文化和旅游局权责事项目录.xlsx"]
    assert {len(code) for code in codes} == {31}
    assert sum(credit_code(code[:17]) != code[:18] for code in codes) == 1, "one is planted"
    own = [item.code for name, item in powers() if name == "黄梅县民政局权责清单.xlsx"]
    assert sum(not re.fullmatch(r"42112700MZ-[A-Z]{2}-\d{4}(-\d{2})?", code) for code in own) == 1, "one is planted"


def test_a_credit_code_as_the_standard_computes_it() -> None:
    # The example of GB 32100-2015 itself.
    assert credit_code("91350100M000100Y4") == "91350100M000100Y43"


def test_the_duties_that_the_practice_report_tells_of() -> None:
    found = read()
    health = entry(found, "小池镇履职事项清单.xlsx", "公共场所卫生服务管理")
    assert (health.duty_kind, health.theme) == (DutyKind.BASIC, Theme.LIVELIHOOD)
    assert health.offices == (("小池镇", "社会事务办公室"),)
    assert "《公共场所卫生管理条例》" in health.basis
    assert "传染病防治法》" in health.basis
    rescue = entry(found, "小池镇履职事项清单.xlsx", "生产安全事故应急")
    assert rescue.holders == (("黄梅县应急管理局", Role.LEAD), ("小池镇", Role.COOPERATE))
    assert rescue.offices == (("小池镇", "平安建设办公室"),)
    danger = entry(found, "小池镇履职事项清单.xlsx", "危房安全鉴定")
    assert danger.duty_kind == DutyKind.RECALLED
    assert danger.holders == (("黄梅县住房和城乡建设局", Role.LEAD),)
    assert danger.fields["工作方式"].startswith("由县住建局委托")
    reservoir = entry(found, "五祖镇履职事项清单.xlsx", "垅坪水库饮用水水源地的日常巡查和保护")
    assert reservoir.theme == Theme.ECOLOGY


def test_the_committed_lists_are_what_the_script_makes(tmp_path: Path) -> None:
    made = files()
    assert set(made) == {path.name for path in LISTS.iterdir()}
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
    assert read(tmp_path) == read()


# Articles that say of themselves what they end: there a sentence of our own stands behind the caption.
ENDING = {"生态环境法典(2026-03-12).md": ["1242"], "市场主体登记管理条例(2021-07-27).md": ["55"]}
# Invented rules, in full: one of them in two versions.
INVENTED = 3


def test_captions_are_headings_and_nothing_stands_as_the_laws_text() -> None:
    found = laws()
    captions = {name: law for name, law in found.items() if law.claims.get("text") == "captions"}
    assert len(captions) == len(found) - INVENTED
    for name, law in captions.items():
        articles = [item for item in law.provisions if item.level == "article"]
        assert articles, name
        assert all(item.heading for item in articles), name
        written = (EXAMPLES / "laws" / name).read_text(encoding="utf-8").count("【")
        assert len(articles) == written, f"{name}：写了 {written} 条，读出 {len(articles)} 条"
        assert [item.number for item in articles if item.lines] == ENDING.get(name, []), name


# Cited on purpose without being here: two Party documents, rules of the province and the city, and rules of ministries.
NOT_HERE = {
    "中国共产党农村基层组织工作条例",
    "中国共产党章程",
    "危险化学品经营许可证管理办法",
    "湖北省城市市容和环境卫生管理条例",
    "湖北省危险废物经营许可管理办法",
    "艺术品经营管理办法",
    "黄冈市城镇住房租赁补贴发放办法",
    "黄冈市困难残疾人生活补贴和重度残疾人护理补贴实施办法",
}
# Beyond the end of their law, on purpose.
BEYOND = {("护士条例", "38"), ("城乡规划法", "72"), ("殡葬管理条例", "26")}


def test_every_cited_title_is_there_or_meant_to_be_missing() -> None:
    """What a list cites can be looked up, apart from what is left out on purpose: of that nothing can be verified."""
    titles = {re.sub(r"^中华人民共和国", "", law.title) for law in laws().values()}
    cited = {
        re.sub(r"^中华人民共和国", "", title)
        for lists, _ in read().values()
        for text in lists
        for item in text.entries
        for title in re.findall(r"《([^《》]+)》", item.basis)
    }
    assert cited - titles == NOT_HERE


def test_every_cited_article_has_its_caption() -> None:
    """An article that a list cites stands in one of the law's versions here (not always in the living one: that is the point)."""
    articles: dict[str, set[str]] = {}
    for law in laws().values():
        title = law.title.removeprefix("中华人民共和国")
        articles.setdefault(title, set()).update(item.number for item in law.provisions if item.level == "article")
    missing = {
        (title, mention.article)
        for lists, _ in read().values()
        for text in lists
        for item in text.entries
        for mention in read_citations(item.basis)
        if mention.article and (title := mention.law.removeprefix("中华人民共和国")) in articles
        if mention.article not in articles[title]
    }
    assert missing == BEYOND


# Planted faults -------------------------------------------------------------------------------------------------------------

FAULTS: dict[str, Any] = yaml.safe_load((EXAMPLES / "faults_powers.yaml").read_text(encoding="utf-8"))


def test_every_planted_row_names_an_item_that_stands_in_its_list() -> None:
    rows = FAULTS["faults"]
    assert len(rows) >= 60
    assert len({row["id"] for row in rows}) == len(rows)
    verdicts = {verdict.label for verdict in Verdict}
    for row in rows:
        needed = {"id", "kind", "file", "sheet", "name", "body", "verdict", "why"}
        assert needed <= set(row) <= needed | {"sub", "lookalike", "other", "needs"}, row["id"]
        assert row["verdict"] in verdicts, row["id"]
        for place in (row, *row.get("other", [])):
            (text,) = power_lists()[place["file"]][0]
            found = [
                item
                for item in text.entries
                if (item.sheet, item.name, item.sub_name) == (place["sheet"], place["name"], place.get("sub", ""))
            ]
            assert found, (row["id"], place)
            assert any(place["body"] in (holder for holder, _ in item.holders) for item in found), (row["id"], found)


def test_only_what_is_planted_rests_on_an_ended_law() -> None:
    ended = {
        title.removeprefix("中华人民共和国")
        for name, numbers in ENDING.items()
        for item in laws()[name].provisions
        if item.number in numbers
        for title in re.findall(r"《([^》]+)》", item.lines[0].text)
    }
    resting = {
        item.name
        for _, item in powers()
        for mention in read_citations(item.basis)
        if mention.law.removeprefix("中华人民共和国") in ended
    }
    assert resting == {
        row["name"] for row in FAULTS["faults"] if row["kind"] == "basis_repealed" and not row.get("lookalike")
    }


def test_every_kind_is_planted_twice_with_look_alikes_beside() -> None:
    kinds = Counter(row["kind"] for row in FAULTS["faults"] if not row.get("lookalike"))
    assert [kind for kind, count in kinds.items() if count < 2] == []
    assert set(kinds) <= set(FAULTS["kinds"])
    assert set(FAULTS["kinds"]) == {row["kind"] for row in FAULTS["faults"]}
    lookalikes = [row for row in FAULTS["faults"] if row.get("lookalike")]
    assert len(lookalikes) >= 18


def test_what_changed_between_two_editions_is_named_right() -> None:
    for pair in FAULTS["editions"]:
        (before,), (after,) = power_lists()[pair["before"]][0], power_lists()[pair["after"]][0]
        old = {(item.name, item.sub_name) for item in before.entries}
        new = {(item.name, item.sub_name) for item in after.entries}
        gone = {name for name, _ in old} - {name for name, _ in new}
        come = {name for name, _ in new} - {name for name, _ in old}
        told_gone: set[str] = set()
        told_come: set[str] = set()
        for change in pair["changes"]:
            told_gone.update(change.get("from", []))
            told_come.update(change.get("to", []))
            assert set(change.get("from", [])) <= {name for name, _ in old}, change
            assert set(change.get("to", [])) <= {name for name, _ in new} | {sub for _, sub in new}, change
        assert gone <= told_gone, gone - told_gone
        assert come <= told_come, come - told_come


# Against the corpus ---------------------------------------------------------------------------------------------------------


def corpus_articles(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    current = ""
    for line in text.replace("**", "").splitlines():
        match = re.match(r"\s*(第[一二三四五六七八九十百千零]+条(?:之[一二三四五六七八九十]+)?)[\s\u3000]+(.*)", line)
        if match:
            current = match.group(1)
            found[current] = match.group(2)
        elif current and not line.startswith("#"):
            found[current] += line.strip()
    return found


def corpus_files(title: str, day: str) -> list[str]:
    """The corpus texts of a title that are that day's version: by the date in the name, or the last date at the head."""
    short = title.removeprefix("中华人民共和国")
    answer = []
    for path in CORPUS.rglob(f"*{short}*.md"):
        stem = re.sub(r"\(.*\)$", "", path.stem).removeprefix("中华人民共和国")
        if stem != short:
            continue
        text = path.read_text(encoding="utf-8")
        head = re.split(r"\n#+ |\n\**第一条", text.split("\n", 1)[-1].lstrip("\n#"), maxsplit=1)[0]
        dates = re.findall(r"(\d{4})年(\d{1,2})月(\d{1,2})日", head)
        last = "-".join(part.zfill(2) for part in dates[-1]) if dates else ""
        if day in (re.sub(r".*\(|\)$", "", path.stem), last):
            answer.append(text)
    return answer


def example_files() -> list[Path]:
    return sorted((EXAMPLES / "laws").glob("*.md"))


@shared
@pytest.mark.parametrize("path", example_files(), ids=lambda path: path.stem)
def test_titles_dates_and_article_numbers_stand_in_the_corpus(path: Path) -> None:
    if not CORPUS.is_dir():
        pytest.skip("没有 ../shared/corpus，无法核对标题、日期和条号")
    law = read_law(path.read_bytes(), path.name)[0][0]
    match = re.search(r"\((\d{4}-\d{2}-\d{2})\)$", path.stem)
    assert match, path.name
    texts = corpus_files(law.title, match.group(1))
    assert texts, f"语料里没有 {law.title} {match.group(1)}"
    known = [corpus_articles(text) for text in texts]
    whole = [re.sub(r"\s", "", text) for text in texts]
    for event in law.history:
        if event.date is not None and event.date.isoformat() != match.group(1):
            words = f"{event.date.year}年{event.date.month}月{event.date.day}日"
            assert any(words in text for text in whole), f"{law.title}：{event.text}"
    for item in law.provisions:
        assert any(item.label in articles for articles in known), f"{law.title}{item.label}"
        # A caption is the project's own: not a stretch of the article, unless it says the day of effect.
        if len(item.heading) >= 12 and "施行" not in item.heading:
            assert not any(item.heading in articles.get(item.label, "") for articles in known), item.heading


@shared
@pytest.mark.parametrize("path", example_files(), ids=lambda path: path.stem)
def test_days_of_effect_are_the_closing_articles_own(path: Path) -> None:
    if not CORPUS.is_dir():
        pytest.skip("没有 ../shared/corpus，无法核对施行日期")
    law = read_law(path.read_bytes(), path.name)[0][0]
    match = re.search(r"\((\d{4}-\d{2}-\d{2})\)$", path.stem)
    assert match
    known = [corpus_articles(text) for text in corpus_files(law.title, match.group(1))]
    for item in law.provisions:
        said = re.search(
            r"自(\d+年\d+月\d+日|公布之日|发布之日)起施行", item.heading + "".join(x.text for x in item.lines)
        )
        if said:
            stated = [re.sub("一九九三年十一月一日", "1993年11月1日", a.get(item.label, "")) for a in known]
            assert any(said.group(1) in text for text in stated), f"{law.title}{item.label}"


@shared
@pytest.mark.parametrize("name", sorted(ENDING))
def test_the_laws_that_another_ends(name: str) -> None:
    if not CORPUS.is_dir():
        pytest.skip("没有 ../shared/corpus，无法核对废止的法律")
    law = laws()[name]
    closing = next(item for item in law.provisions if item.number == ENDING[name][0])
    ours = set(re.findall(r"《([^》]+)》", closing.lines[0].text))
    day = re.sub(r".*\(|\)\.md$", "", name)
    stated = corpus_articles(corpus_files(law.title, day)[0])[closing.label]
    assert ours == set(re.findall(r"《([^》]+)》", stated))
    assert len(ours) == {"生态环境法典(2026-03-12).md": 10}.get(name, len(ours))


def windows(text: str, size: int) -> set[str]:
    bare = re.sub(r"[^\u4e00-\u9fff]", "", text)
    return {bare[start : start + size] for start in range(len(bare) - size + 1)}


@shared
def test_no_name_or_stage_is_copied_from_the_law_it_rests_on() -> None:
    """No stretch of twenty characters of a row, law titles and invented rules apart, stands in an article that the row cites."""
    if not CORPUS.is_dir():
        pytest.skip("没有 ../shared/corpus，无法核对文字")
    texts: dict[str, dict[str, str]] = {}
    for path in example_files():
        law = read_law(path.read_bytes(), path.name)[0][0]
        day = re.sub(r".*\(|\)\.md$", "", path.name)
        title = law.title.removeprefix("中华人民共和国")
        for text in corpus_files(law.title, day):
            for number, words in corpus_articles(text).items():
                texts.setdefault(title, {}).setdefault(number, "")
                texts[title][number] += words
    copied = []
    for _, written in {**NOW, **BEFORE}.items():
        for power in written:
            said = windows(f"{power.name}。{power.sub}。{stages(power)}。{liability(power)}", 20)
            for title, places in citations(power.basis):
                for place in places:
                    number = f"第{chinese(int(re.match(r'[0-9]+', place).group()))}条"  # type: ignore[union-attr]
                    article = re.sub(r"[^\u4e00-\u9fff]", "", texts.get(title, {}).get(number, ""))
                    copied += [(power.name, window) for window in said if window in article]
    assert copied == []


@shared
def test_every_power_rests_on_an_article_that_speaks_of_its_act() -> None:
    """A word of each power's name, other than what all names share, stands in the articles that it cites or is told of them."""
    if not CORPUS.is_dir():
        pytest.skip("没有 ../shared/corpus，无法核对依据")
    known: dict[tuple[str, str], str] = {}
    for path in example_files():
        law = read_law(path.read_bytes(), path.name)[0][0]
        day = re.sub(r".*\(|\)\.md$", "", path.name)
        for text in corpus_files(law.title, day):
            for number, words in corpus_articles(text).items():
                key = law.title.removeprefix("中华人民共和国"), number
                known[key] = known.get(key, "") + words
    foreign = []
    for name, written in NOW.items():
        for power in written:
            cited = citations(power.basis)
            if not cited:
                continue
            words = "".join(
                known.get((title, f"第{chinese(int(re.match(r'[0-9]+', place).group()))}条"), "")  # type: ignore[union-attr]
                for title, places in cited
                for place in places
            )
            act = re.sub(r"行政|处罚|许可|行为|违法|违规|擅自|未经|进行|对|的|等|和|、", "", power.name + power.sub)
            pairs = {act[start : start + 2] for start in range(len(act) - 1)}
            words = re.sub(r"[^\u4e00-\u9fff]", "", words)
            if not any(pair in words for pair in pairs):
                foreign.append((name, power.name, power.basis))
    assert foreign == []


@shared
def test_division_codes_are_the_published_ones() -> None:
    if not DIVISIONS.is_file():
        pytest.skip("没有 ../shared/lists/divisions.csv，无法核对区划代码")
    published, _ = read_divisions(DIVISIONS.read_bytes(), "divisions.csv")
    county = {item for item in published if item.code.startswith("421127") and len(item.code) <= 9}
    assert {item for item in divisions() if item.code.startswith("421127")} == county

"""The example county: it reads cleanly, says what the README says, and every fact in it stands in the corpus."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from examples.make_lists import files
from ingest.laws import read_law
from ingest.lists import parse_sidecar, read_divisions, read_list
from ontologies.places import Place
from ontologies.records import DutyKind, EntryRecord, LawText, ListKind, ListText, PowerType, Role, Theme
from text.citations import read_citations

EXAMPLES = Path(__file__).parent.parent / "examples"
LISTS = EXAMPLES / "lists"
CORPUS = EXAMPLES.parent.parent / "shared" / "corpus" / "laws"
DIVISIONS = EXAMPLES.parent.parent / "shared" / "lists" / "divisions.csv"
shared = pytest.mark.shared


def divisions() -> list[Place]:
    found, problems = read_divisions((LISTS / "黄梅县区划.csv").read_bytes(), "黄梅县区划.csv")
    assert problems == []
    return found


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


def laws() -> dict[str, LawText]:
    answer = {}
    for path in sorted((EXAMPLES / "laws").rglob("*.md")):
        found, _ = read_law(path.read_bytes(), path.name)
        assert len(found) == 1, path.name
        answer[path.name] = found[0]
    return answer


def entry(lists: dict[str, tuple[list[ListText], list[str]]], file: str, name: str) -> EntryRecord:
    return next(item for text in lists[file][0] for item in text.entries if item.name == name)


def test_every_list_reads_whole_with_only_expected_remarks() -> None:
    found = read()
    assert {name: len(lists) for name, (lists, _) in found.items()} == dict.fromkeys(found, 1)
    remarks = [text for _, problems in found.values() for text in problems]
    assert len(remarks) == 4, remarks
    assert sum("隐藏的列（I）" in text for text in remarks) == 2
    assert sum("GBK" in text for text in remarks) == 1
    assert sum("多数为空，已沿用上一行" in text for text in remarks) == 1


def test_five_departments_and_two_towns() -> None:
    texts = [text for lists, _ in read().values() for text in lists]
    by_body = {text.authority: text for text in texts}
    assert set(by_body) == {
        "黄梅县应急管理局",
        "黄梅县卫生健康局",
        "黄梅县住房和城乡建设局",
        "黄梅县市场监督管理局",
        "黄梅县农业农村局",
        "小池镇",
        "五祖镇",
    }
    powers = [item for text in texts if text.kind == ListKind.POWER for item in text.entries]
    assert len(powers) >= 60
    assert all(item.power_type != PowerType.UNKNOWN and item.basis for item in powers)
    assert {text.place for text in texts if text.kind == ListKind.POWER} == {"421127"}
    assert by_body["小池镇"].place == "421127102"
    assert by_body["五祖镇"].place == "421127106"
    assert by_body["黄梅县应急管理局"].edition == date(2024, 6, 30)
    assert by_body["黄梅县市场监督管理局"].edition == date(2025, 3, 31)
    assert by_body["黄梅县农业农村局"].edition == date(2024, 5, 31)
    kinds = Counter(item.duty_kind for item in by_body["小池镇"].entries)
    assert kinds == {DutyKind.BASIC: 29, DutyKind.COOPERATING: 8, DutyKind.RECALLED: 6}
    offices = next(body.offices for body in by_body["小池镇"].bodies if body.name == "小池镇")
    assert len(offices) == 9, "六办三中心"


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


def test_captions_are_headings_and_nothing_stands_as_the_laws_text() -> None:
    found = laws()
    captions = {name: law for name, law in found.items() if law.claims.get("text") == "captions"}
    assert len(captions) == len(found) - 2
    for name, law in captions.items():
        articles = [item for item in law.provisions if item.level == "article"]
        assert articles, name
        assert all(item.heading for item in articles), name
        written = (EXAMPLES / "laws" / name).read_text(encoding="utf-8").count("【")
        assert len(articles) == written, f"{name}：写了 {written} 条，读出 {len(articles)} 条"
        with_lines = [item.number for item in articles if item.lines]
        assert with_lines == (["1242"] if "生态环境法典" in name else []), name


def test_every_cited_title_is_there_or_meant_to_be_missing() -> None:
    """What a list cites can be looked up, apart from two Party documents that are left out on purpose."""
    titles = {re.sub(r"^中华人民共和国", "", law.title) for law in laws().values()}
    cited = {
        re.sub(r"^中华人民共和国", "", title)
        for lists, _ in read().values()
        for text in lists
        for item in text.entries
        for title in re.findall(r"《([^《》]+)》", item.basis)
    }
    assert cited - titles == {"中国共产党农村基层组织工作条例", "中国共产党章程"}


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
    assert missing == set()


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
def test_the_ten_laws_that_the_code_ends() -> None:
    if not CORPUS.is_dir():
        pytest.skip("没有 ../shared/corpus，无法核对废止的法律")
    law = next(law for name, law in laws().items() if "生态环境法典" in name)
    closing = next(item for item in law.provisions if item.number == "1242")
    ours = set(re.findall(r"《([^》]+)》", closing.lines[0].text))
    stated = corpus_articles(corpus_files(law.title, "2026-03-12")[0])["第一千二百四十二条"]
    assert ours == set(re.findall(r"《([^》]+)》", stated))
    assert len(ours) == 10


@shared
def test_division_codes_are_the_published_ones() -> None:
    if not DIVISIONS.is_file():
        pytest.skip("没有 ../shared/lists/divisions.csv，无法核对区划代码")
    published, _ = read_divisions(DIVISIONS.read_bytes(), "divisions.csv")
    county = {item for item in published if item.code.startswith("421127") and len(item.code) <= 9}
    assert {item for item in divisions() if item.code.startswith("421127")} == county

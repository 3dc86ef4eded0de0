"""What names and citations resolve to, and what they must never resolve to."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.catalogue import Catalogue, VersionEntry, WorkEntry
from ingest.resolve import Resolver, short_names
from ontologies.identifiers import law_id
from ontologies.records import OPEN_END, CitationState, Mention
from text.citations import read_citations
from text.normalise import law_name


def work(title: str, place: str = "cn", *versions: VersionEntry, repealed: date = OPEN_END) -> WorkEntry:
    name = law_name(title)
    return WorkEntry(law_id(place, name), title, name, place, "statute", repealed, "", list(versions))


def version(law: str, day: str, start: str, end: str = "", reason: str = "", **articles: str) -> VersionEntry:
    numbers = {key.removeprefix("a").replace("_", "-"): shape for key, shape in articles.items()}
    close = date.fromisoformat(end) if end else OPEN_END
    return VersionEntry(
        f"{law}/{day}", date.fromisoformat(day), date.fromisoformat(start), close, reason, True, False, numbers
    )


FISHERY = "law/cn/渔业法"
CATALOGUE = Catalogue(
    3,
    {
        entry.id: entry
        for entry in (
            work(
                "中华人民共和国渔业法",
                "cn",
                version(FISHERY, "2013-12-28", "2013-12-28", "2026-05-01", "superseded", a38="0", a30="0.0"),
                version(FISHERY, "2025-12-27", "2026-05-01", a38="3.0", a45="0", a90="0", a133_1="0"),
            ),
            work(
                "中华人民共和国环境保护法",
                "cn",
                version("law/cn/环境保护法", "2014-04-24", "2015-01-01", "2026-08-15", "repealed", a6="0"),
            ),
            work(
                "中华人民共和国道路交通安全法",
                "cn",
                version("law/cn/道路交通安全法", "2021-04-29", "2021-04-29", a31="0"),
            ),
            work("浙江省消防条例", "33", version("law/cn-33/浙江省消防条例", "2020-01-01", "2020-01-01", a31="0")),
            work("河南省消防条例", "41", version("law/cn-41/河南省消防条例", "2020-01-01", "2020-01-01", a31="0")),
            work("杭州市养犬条例", "3301", version("law/cn-3301/杭州市养犬条例", "2020-01-01", "2020-01-01", a3="0")),
            work("某管理办法（试行）", "cn", version("law/cn/某管理办法（试行）", "2020-01-01", "2020-01-01", a3="0")),
        )
    },
)
RESOLVER = Resolver(CATALOGUE)
NOW = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("name", "area", "identifier", "rule"),
    [
        ("中华人民共和国渔业法", "", FISHERY, "R1"),
        ("渔业法（2013年修正）", "", FISHERY, "R1"),
        ("道交法", "", "law/cn/道路交通安全法", "R2"),
        ("浙江省消防条例", "411722", "law/cn-33/浙江省消防条例", "R1"),
        ("消防条例", "330122", "law/cn-33/浙江省消防条例", "R3"),
        ("消防条例", "410000", "law/cn-41/河南省消防条例", "R3"),
        ("养犬条例", "330122", "law/cn-3301/杭州市养犬条例", "R3"),
        ("某管理办法", "", "law/cn/某管理办法（试行）", "R4"),
    ],
)
def test_names_that_resolve(name: str, area: str, identifier: str, rule: str) -> None:
    found = RESOLVER.law(name, area)
    assert (found.id, found.loaded, found.rule) == (identifier, True, rule)


@pytest.mark.parametrize(
    ("name", "area"),
    [
        # A rule of one place never resolves for another, nor for nowhere.
        ("消防条例", ""),
        ("消防条例", "421127"),
        ("养犬条例", "3302"),
        ("没有这部法", ""),
        ("渔业法实施细则", ""),
    ],
)
def test_names_that_do_not_resolve(name: str, area: str) -> None:
    found = RESOLVER.law(name, area)
    assert not found.loaded
    assert found.rule == "R5"
    assert "无法核验" in found.reason


def test_a_name_that_several_places_could_mean_is_ambiguous() -> None:
    double = Catalogue(1, {w.id: w for w in (work("某条例", "3301"), work("某条例", "3302"))})
    found = Resolver(double).law("某条例")
    assert found.candidates == ("law/cn-3301/某条例", "law/cn-3302/某条例")
    mention = read_citations("《某条例》第三条")[0]
    assert Resolver(double).cite(mention, NOW).state == CitationState.AMBIGUOUS
    assert Resolver(double).law("某条例", "330122").id == "law/cn-3301/某条例"


def one(text: str) -> Mention:
    found = read_citations(text)
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("text", "day", "state", "target", "said"),
    [
        ("《渔业法》第三十八条", "2020-01-01", CitationState.RESOLVED, f"{FISHERY}/2013-12-28/art_38", ""),
        ("《渔业法》第三十八条", "2026-11-01", CitationState.RESOLVED, f"{FISHERY}/2025-12-27/art_38", ""),
        (
            "《渔业法》第三十八条第一款第二项",
            "2026-11-01",
            CitationState.RESOLVED,
            f"{FISHERY}/2025-12-27/art_38__para_1__item_2",
            "",
        ),
        (
            "《渔业法》第三十八条第（二）项",
            "2026-11-01",
            CitationState.RESOLVED,
            f"{FISHERY}/2025-12-27/art_38__para_1__item_2",
            "",
        ),
        ("《渔业法》第三十八条第五款", "2026-11-01", CitationState.RESOLVED, f"{FISHERY}/2025-12-27/art_38", "只有2款"),
        (
            "《渔业法》第三十八条第一款第九项",
            "2026-11-01",
            CitationState.RESOLVED,
            f"{FISHERY}/2025-12-27/art_38__para_1",
            "只有3项",
        ),
        ("《渔业法》第一百三十三条之一", "2026-11-01", CitationState.RESOLVED, f"{FISHERY}/2025-12-27/art_133-1", ""),
        ("《渔业法》第三十条", "2026-11-01", CitationState.NO_SUCH_ARTICLE, None, "2013-12-28文本有"),
        ("《渔业法》第九百条", "2026-11-01", CitationState.NO_SUCH_ARTICLE, None, "共至第90条"),
        ("《渔业法》", "2026-11-01", CitationState.NO_ARTICLE_GIVEN, f"{FISHERY}/2025-12-27", "未写明条款"),
        ("《环境保护法》第六条", "2026-08-14", CitationState.RESOLVED, "law/cn/环境保护法/2014-04-24/art_6", ""),
        (
            "《环境保护法》第六条",
            "2026-08-15",
            CitationState.RESOLVED,
            "law/cn/环境保护法/2014-04-24/art_6",
            "已于2026-08-15废止",
        ),
        (
            "《渔业法》（2013年修正）第三十八条",
            "2026-11-01",
            CitationState.RESOLVED,
            f"{FISHERY}/2025-12-27/art_38",
            "所引注明2013年文本，核对的是2025-12-27文本",
        ),
        (
            "《渔业法》（2013年修正）第三十八条",
            "2020-01-01",
            CitationState.RESOLVED,
            f"{FISHERY}/2013-12-28/art_38",
            "",
        ),
        ("《没有载入的法》第六条", "2026-11-01", CitationState.LAW_NOT_LOADED, None, "无法核验"),
    ],
)
def test_citations_on_a_day(text: str, day: str, state: CitationState, target: str | None, said: str) -> None:
    found = RESOLVER.cite(one(text), date.fromisoformat(day))
    assert (found.state, found.target) == (state, target)
    assert said in found.reason


def test_short_names_are_reviewed_and_lead_nowhere_twice() -> None:
    names = short_names()
    assert names
    for short, full in names.items():
        assert law_name(short) == short
        assert law_name(full) == full
        assert full not in names, f"{short} → {full} → {names[full]}"


@pytest.mark.shared
def test_short_names_mean_loaded_laws(shared_corpus: Path) -> None:
    titles = {law_name(path.stem) for path in shared_corpus.rglob("*.md")}
    found = [full for full in short_names().values() if full in titles]
    known = {short for short in short_names() if short in titles}
    assert len(found) > 30
    assert not known, "a short name that is a title of its own would be read as another law"

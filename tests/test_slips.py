"""Two hundred generated slips of names: the right name comes first for nine in ten, on made names and on the titles at hand."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from opencc import OpenCC

from search.port import SearchDoc, SearchQuery, SearchReader, SearchUnit
from search.tantivy_store import EmbeddedSearchStore
from tests.support.search_docs import TODAY, corpus
from text.cut import clean
from text.normalise import law_name
from text.pinyin import syllables

SHARED = Path(__file__).parents[2] / "shared" / "corpus" / "laws"
#: Characters to slip to: those of everyday writing (the first level of GB 2312).
EVERYDAY = "".join(
    bytes((row, cell)).decode("gb2312", errors="ignore") for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF)
)
SLIPS = 200
Slip = Callable[[random.Random, str], str]


@cache
def _alike() -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for char in EVERYDAY:
        groups.setdefault(syllables(char)[0], []).append(char)
    return groups


def wrong(source: random.Random, name: str) -> str:
    place = source.randrange(len(name))
    return name[:place] + source.choice([char for char in EVERYDAY if char != name[place]]) + name[place + 1 :]


def missing(source: random.Random, name: str) -> str:
    place = source.randrange(len(name))
    return name[:place] + name[place + 1 :]


def extra(source: random.Random, name: str) -> str:
    place = source.randrange(len(name) + 1)
    return name[:place] + source.choice(EVERYDAY) + name[place:]


def swapped(source: random.Random, name: str) -> str:
    places = [place for place in range(len(name) - 1) if name[place] != name[place + 1]]
    place = source.choice(places)
    return name[:place] + name[place + 1] + name[place] + name[place + 2 :]


def same_sound(source: random.Random, name: str) -> str:
    choices = [
        (place, char)
        for place, own in enumerate(name)
        for char in _alike().get((syllables(own) or ("",))[0], ())
        if char != own
    ]
    if not choices:
        return swapped(source, name)
    place, char = source.choice(choices)
    return name[:place] + char + name[place + 1 :]


def two(source: random.Random, name: str) -> str:
    first, second = source.sample((wrong, missing, extra, same_sound), 2)
    return second(source, first(source, name))


def in_pinyin(source: random.Random, name: str) -> str:
    return "".join(syllables(name))


def pinyin_with_a_slip(source: random.Random, name: str) -> str:
    letters = "".join(syllables(name))
    place = source.randrange(1, len(letters))
    return letters[:place] + letters[place + 1 :]


def traditional(source: random.Random, name: str) -> str:
    return str(OpenCC("s2t").convert(name))


def full_width(source: random.Random, name: str) -> str:
    return f"《{name}》".replace("(", "（").replace(")", "）")


def slips(names: list[str], seed: int) -> list[tuple[str, str, str]]:
    """(what kind, as typed, the name) for 200 names; two slips only where a name has six characters to carry them."""
    source = random.Random(seed)
    always: list[Slip] = [wrong, missing, extra, swapped, same_sound, traditional, full_width, in_pinyin]
    out = []
    while len(out) < SLIPS:
        name = source.choice(names)
        kinds = [*always, two, pinyin_with_a_slip] if len(name) >= 6 else always
        kind = source.choice(kinds)
        typed = kind(source, name)
        if typed != name:
            out.append((kind.__name__, typed, name))
    return out


def right(reader: SearchReader, names: list[str], seed: int, day: date) -> float:
    failed = []
    for kind, typed, name in slips(names, seed):
        page = reader.search(SearchQuery(typed, day, limit=3, facets=False))
        first = page.hits[0].title if page.hits else ""
        if law_name(first) != law_name(name):
            failed.append(f"{kind}: {typed} → {first}, expected {name}")
    print(f"{1 - len(failed) / SLIPS:.3f} of {SLIPS} slips right; wrong:", *failed, sep="\n  ")
    return 1 - len(failed) / SLIPS


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[SearchReader, list[str]]:
    store = EmbeddedSearchStore(tmp_path_factory.mktemp("slips"))
    units = corpus(seed=5, laws=150, articles=6, bodies=20, items=40)
    store.bring_forward(None, 1, (), units, len(units))
    laws = [doc.title.removeprefix("中华人民共和国") for unit in units for doc in unit.docs if doc.kind == "law"]
    items = [doc.title for unit in units for doc in unit.docs if doc.kind in ("power", "duty", "body")]
    return store.reader(1), laws + items


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_right_name_comes_first_in_spite_of_a_slip(made: tuple[SearchReader, list[str]], seed: int) -> None:
    reader, names = made
    assert right(reader, names, seed, TODAY) >= 0.9


def test_a_name_without_a_slip_comes_first_and_nothing_is_said_to_be_forgiven(
    made: tuple[SearchReader, list[str]],
) -> None:
    reader, names = made
    for name in random.Random(4).sample(names, 100):
        page = reader.search(SearchQuery(name, TODAY, facets=False))
        assert page.hits[0].title.removeprefix("中华人民共和国") == name
        assert page.notes == []


def test_forgiven_spelling_is_said(made: tuple[SearchReader, list[str]]) -> None:
    reader, names = made
    name = next(name for name in names if name.endswith("监督管理条例"))
    page = reader.search(SearchQuery(name.replace("监督", "临督"), TODAY))
    assert page.hits[0].title.endswith(name)
    assert any(name in note for note in page.notes)


def test_plain_words_are_not_taken_for_a_slip(made: tuple[SearchReader, list[str]]) -> None:
    reader, _ = made
    for words in ("消防", "渔业 罚款", "邻居养狗归谁管", "没收违法所得"):
        page = reader.search(SearchQuery(words, TODAY, explain=True))
        assert page.hits
        assert not any(part["field"] == "near_name" for hit in page.hits for part in hit.explanation)


def title_of(path: Path) -> str:
    """A law's title as the corpus names its file, without the date in it."""
    stem = path.stem.split("_")[0]
    return law_name(stem.split("(")[0].split("（")[0])


def test_another_word_is_not_a_slip(tmp_path: Path) -> None:
    store = EmbeddedSearchStore(tmp_path)
    docs = [
        SearchDoc(f"law/cn/{name}", "law", name, names=(name,), law_title=name)
        for name in ("志愿服务条例", "农村住房建设管理办法", "医师注册")
    ]
    store.bring_forward(None, 1, (), [SearchUnit("laws", "1", docs)], 1)
    reader = store.reader(1)
    for words in ("养老服务条例", "城市住房建设管理办法", "住房建设管理办法", "服务条例"):
        page = reader.search(SearchQuery(words, TODAY, explain=True))
        assert page.notes == []
        assert not any(part["field"] == "near_name" for hit in page.hits for part in hit.explanation)


@pytest.mark.shared
@pytest.mark.parametrize("seed", [21, 22])
def test_the_right_title_comes_first_over_the_titles_at_hand(tmp_path: Path, seed: int) -> None:
    if not SHARED.is_dir():
        pytest.skip(f"the corpus is not beside the checkout: {SHARED}")
    titles = sorted({title for path in SHARED.rglob("*.md") if len(clean(title := title_of(path)).strip()) > 2})
    units = [
        SearchUnit(title, "1", [SearchDoc(f"law/cn/{title}", "law", title, names=(title,), law=f"law/cn/{title}")])
        for title in titles
    ]
    store = EmbeddedSearchStore(tmp_path)
    store.bring_forward(None, 1, (), units, len(units))
    assert right(store.reader(1), titles, seed, TODAY) >= 0.9

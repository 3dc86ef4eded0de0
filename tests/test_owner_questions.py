"""The golden questions "who owns this": what is labelled exists in examples/, and no question repeats the name of its item."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from casework.dossier import Dossier
from casework.likeness import content
from ingest.home import Home
from ingest.settings import Settings
from ontologies.functions import functions
from ontologies.records import ItemKind, Role

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples"
DAY = date(2026, 11, 23)
QUESTIONS: list[dict[str, Any]] = yaml.safe_load(
    (ROOT / "tests" / "golden" / "owner_questions.yaml").read_text(encoding="utf-8")
)
PLACED = [one for one in QUESTIONS if one["place"]]
STATUTES = [one for one in QUESTIONS if not one["place"]]
OWNED = [one for one in PLACED if one["owners"]]
_ARTICLE = re.compile(
    r"^(?:#+ |\*\*)?(第[一二三四五六七八九十百千零〇]+条(?:之[一二三四五六七八九十]+)?)", re.MULTILINE
)
_CITED = re.compile(r"(.+?)(第[一二三四五六七八九十百千零〇]+条(?:之[一二三四五六七八九十]+)?)")


def _articles(folder: Path) -> dict[str, set[str]]:
    """Law title → numbers of its articles, over all texts below a folder."""
    found: dict[str, set[str]] = {}
    for path in folder.rglob("*.md"):
        text = path.read_text(encoding="utf-8")
        head = re.search(r"^# (.+)$", text, re.MULTILINE)
        if head is not None:
            found.setdefault(re.sub(r"\s", "", head[1]), set()).update(_ARTICLE.findall(text))
    return found


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dossier]:
    with Home(Settings(home=tmp_path_factory.mktemp("owner_questions"))) as home:
        home.load([EXAMPLES])
        yield Dossier(home.view(), "421127", DAY)


def test_there_are_enough_and_none_is_asked_twice() -> None:
    assert len(PLACED) >= 220
    assert len(STATUTES) >= 50
    for column in ("id", "question"):
        assert len({one[column] for one in QUESTIONS}) == len(QUESTIONS)


def test_shares_of_nobody_and_of_two_owners() -> None:
    nobody = sum(not one["owners"] for one in PLACED) / len(PLACED)
    two = sum(len(one["owners"]) > 1 for one in PLACED) / len(PLACED)
    assert 0.12 <= nobody <= 0.18
    assert 0.17 <= two <= 0.23
    assert sum("as_of" in one for one in OWNED) >= 20
    assert {one["level"] for one in OWNED} == {"village", "township", "county"}


def test_none_has_a_reason_and_nothing_else() -> None:
    for one in PLACED:
        assert bool(one.get("none")) == (not one["owners"]) == bool(one.get("why"))
        assert bool(one.get("none")) == ("item" not in one)


def test_the_split_is_by_hash() -> None:
    for one in QUESTIONS:
        even = hashlib.sha256(one["question"].encode()).digest()[0] % 2 == 0
        assert one["split"] == ("dev" if even else "test")
    counts = Counter(one["split"] for one in QUESTIONS)
    assert 0.4 <= counts["dev"] / len(QUESTIONS) <= 0.6


def test_functions_and_roles_are_of_the_schemes() -> None:
    labels = {function.label for function in functions().values()} | {"未明确"}
    roles = {role.label for role in Role}
    for one in QUESTIONS:
        assert one.get("none") or one["function"] in labels, one
        assert {owner["role"] for owner in one["owners"]} <= roles, one


def test_no_question_shares_more_than_one_word_with_its_item() -> None:
    for one in OWNED:
        shared = content(one["question"]) & content(one["item"].split("→")[-1])
        assert len(shared) <= 1, (one["question"], one["item"], shared)


def test_no_item_is_asked_more_than_three_times() -> None:
    assert max(Counter(one["item_id"] for one in OWNED).values()) <= 3


def test_items_and_bodies_are_those_of_the_examples(county: Dossier) -> None:
    bodies = {county.body_name(body) for body in county.bodies}
    for one in OWNED:
        item = county.items.get(one["item_id"])
        assert item is not None and item.name == one["item"], one
        assert {owner["body"] for owner in one["owners"]} <= bodies, one


def test_every_department_with_a_list_and_every_town_is_asked_for(county: Dossier) -> None:
    asked = Counter(owner["body"] for one in OWNED for owner in one["owners"])
    listed = Counter(item.owner_name for item in (*county.of_kind(ItemKind.POWER), *county.of_kind(ItemKind.DUTY)))
    # A plate or a body that is no more has one or two rows in another's list.
    for body in (body for body, count in listed.items() if count >= 10):
        assert asked[body] >= 8, body


def test_articles_are_those_of_the_examples() -> None:
    there = _articles(EXAMPLES / "laws")
    assert sum(bool(one["articles"]) for one in OWNED) >= 0.75 * len(OWNED)
    for one in OWNED:
        for cited in one["articles"]:
            law, article = _split(cited)
            assert article in there.get(law, ()), (one["question"], cited)


@pytest.mark.shared
def test_articles_of_statutes_are_those_of_the_corpus(shared: Path) -> None:
    there = _articles(shared / "corpus" / "laws")
    for one in STATUTES:
        assert one["articles"] and one["function"] and not one["owners"], one
        for cited in one["articles"]:
            law, article = _split(cited)
            assert article in there.get(law, ()), (one["question"], cited)


def _split(cited: str) -> tuple[str, str]:
    found = _CITED.fullmatch(cited)
    assert found is not None, cited
    return found[1], found[2]

"""The faults planted in the examples: all found with the verdict told, look-alikes not reported, and nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from casework.check import answers
from ingest.home import Home
from ingest.settings import Settings
from ontologies.records import FindingKind

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples"
# The day on which the planted faults are told.
DAY = date(2026, 11, 23)


class Planted(msgspec.Struct, frozen=True):
    """A planted fault: which kind, where, with which verdict. ``name`` is the item with its sub-item, "" for what no row states; ``provision`` the
    law and article of a duty that no list has."""

    id: str
    kind: str
    file: str
    sheet: str
    name: str
    body: str
    verdict: str
    lookalike: bool
    provision: str
    towns: tuple[str, ...]


def planted() -> Iterator[Planted]:
    for file in ("faults_powers.yaml", "faults_others.yaml"):
        told = yaml.safe_load((EXAMPLES / file).read_text(encoding="utf-8"))
        for fault in told["faults"]:
            name = fault["name"] + (f"（{fault['sub']}）" if fault.get("sub") else "")
            yield Planted(
                fault["id"],
                told["kinds"][fault["kind"]]["check"],
                fault["file"],
                fault["sheet"],
                name,
                fault["body"],
                fault["verdict"],
                fault.get("lookalike", False),
                fault.get("provision", ""),
                tuple(fault.get("towns", ())),
            )


PLANTED = list(planted())


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[dict[str, Any]]]:
    with Home(Settings(home=tmp_path_factory.mktemp("examples"), place="421127")) as home:
        home.load([EXAMPLES])
        yield answers(home.view(), "421127", DAY)


def fits(fault: Planted, one: dict[str, Any]) -> bool:
    """Whether a finding is the planted one."""
    if one["kind"] != fault.kind:
        return False
    bodies = {body["name"] for body in one["bodies"]} | {row["body"] for row in one["rows"]}
    if fault.provision:
        law, article = fault.provision.split(" ")
        told = {(p["law"].strip("《》"), p["article"]) for p in one["provisions"]}
        return any(body.startswith(fault.body) for body in bodies) and any(
            a == article and law.endswith(t.removeprefix("中华人民共和国")) for t, a in told
        )
    if not fault.name:
        return any(body.startswith(fault.body) for body in bodies)
    return any(
        row["file"] == fault.file
        and (not fault.sheet or row["sheet"] == fault.sheet)
        # An arrangement's row is named by who gives it to whom as well.
        and row["name"].rpartition("：")[2] == fault.name.rpartition("：")[2]
        for row in one["rows"]
    )


@pytest.mark.parametrize("fault", [one for one in PLANTED if not one.lookalike], ids=lambda one: f"{one.id}-{one.kind}")
def test_a_planted_fault_is_found(found: list[dict[str, Any]], fault: Planted) -> None:
    fitting = [one for one in found if not one["lawful"] and fits(fault, one)]
    assert fitting, f"{fault.kind} {fault.name or fault.provision} {fault.body}"
    assert fault.verdict in {one["verdict"] for one in fitting}


@pytest.mark.parametrize("fault", [one for one in PLANTED if one.lookalike], ids=lambda one: f"{one.id}-{one.kind}")
def test_a_lookalike_is_not_reported(found: list[dict[str, Any]], fault: Planted) -> None:
    # What a look-alike is told to be unverifiable for, it may be said to be.
    reported = [
        one
        for one in found
        if not one["lawful"] and fits(fault, one) and one["verdict"] != fault.verdict.replace("确认", "")
    ]
    assert [one["text"] for one in reported if one["verdict"] != "无法核验"] == []


def test_nothing_else_is_found(found: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]) -> None:
    """Precision and recall for every kind over the planted faults."""
    faults = [one for one in found if not one["lawful"]]
    told: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for fault in PLANTED:
        if not fault.lookalike:
            told[fault.kind][0] += 1
            told[fault.kind][1] += any(fits(fault, one) for one in faults)
    extra = [one for one in faults if not any(not f.lookalike and fits(f, one) for f in PLANTED)]
    for one in extra:
        told[one["kind"]][2] += 1
    with capsys.disabled():
        print("\n种类\t埋下\t查出\t另报")
        for kind in FindingKind:
            if kind.value in told:
                print(kind.value, *told[kind.value], sep="\t")
    # What was not planted and is so all the same, each read by a person.
    read = yaml.safe_load((ROOT / "tests/golden/examples_findings.yaml").read_text(encoding="utf-8"))
    assert [f"{one['verdict']} {one['id']} {one['text']}" for one in extra if one["id"] not in read] == []
    assert {one["id"]: one["verdict"] for one in extra} == {key: told["verdict"] for key, told in read.items()}

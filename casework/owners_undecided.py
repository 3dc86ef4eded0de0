"""What to tell where nobody is found to own a matter, or two may: the rule for unclear duty, who coordinates, what an application needs.

Rules are data (``owners_rules.csv``: law, article, when it applies, the rule in our own words) and are quoted from the release where the law is
loaded. A matter between private parties (``owners_civil.csv``) has no owner among public bodies: the court or people's mediation does.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from casework.owners_asked import Asked, plain
from casework.owners_evidence import step
from casework.owners_place import Roll
from ingest.resolve import article_name

if TYPE_CHECKING:
    from ingest.home import View

Record = dict[str, Any]

#: Where nothing tells who coordinates, the line that takes every matter in.
HOTLINE = "12345政务服务便民热线"


class Rule(NamedTuple):
    """``when``: unclear, penalty, town, court or mediation."""

    code: str
    law: str
    article: str
    when: str
    rule: str


class Civil(NamedTuple):
    """A matter between private parties: each of ``ways`` is words that are all said; ``route`` court or mediation."""

    code: str
    ways: tuple[tuple[str, ...], ...]
    matter: str
    law: str
    article: str
    route: str


def _rows(name: str) -> list[dict[str, str]]:
    lines = files("casework").joinpath(name).read_text("utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if line and not line.startswith("#")))


@cache
def rules() -> tuple[Rule, ...]:
    return tuple(Rule(**row) for row in _rows("owners_rules.csv"))


@cache
def civil_matters() -> tuple[Civil, ...]:
    return tuple(
        Civil(
            row["code"],
            tuple(tuple(way.split("+")) for way in row["words"].split()),
            row["matter"],
            row["law"],
            row["article"],
            row["route"],
        )
        for row in _rows("owners_civil.csv")
    )


@cache
def needs() -> tuple[dict[str, str], ...]:
    """What an application for clarifying a duty has to say, and why."""
    return tuple(_rows("owners_needs.csv"))


def civil(asked: Asked) -> Civil | None:
    """The private matter that a question is of, the one told by most words; None where it is of none."""
    text = plain(asked.text)
    told = [
        (sum(map(len, way)), -place, one)
        for place, one in enumerate(civil_matters())
        for way in one.ways
        if all(word in text for word in way)
    ]
    return max(told, key=lambda one: one[:2])[2] if told else None


def courtly(asked: Asked) -> Civil | None:
    """A matter that the scheme of everyday words gives to the courts first, without an article of its own; None where it does of no word."""
    units = [unit for unit in asked.units if unit.ways and unit.functions[:1] == ("court",)]
    if not units:
        return None
    unit = max(units, key=lambda one: one.weight)
    return Civil("", (), unit.ways[0], "", "", "court")


def told_rules(view: View, roll: Roll, *when: str) -> list[Record]:
    """The rules for some occasions, with the words of the release where the law is loaded and in force."""
    wanted = [rule for rule in rules() if rule.when in when]
    articles = [f"{rule.law}/art_{rule.article}" for rule in wanted]
    expressing = view.graph.expressing_each(articles)
    found = []
    for rule, article in zip(wanted, articles, strict=True):
        current = [row for row in expressing[article] if row["valid_from"] <= roll.day < row["valid_to"]]
        work = view.catalogue.works.get(rule.law)
        title = work.title if work is not None else rule.law.rpartition("/")[2]
        found.append(
            {
                "rule": rule.rule,
                "law": title,
                "article": article_name(rule.article),
                "id": article,
                "quote": current[-1]["text"] if current else "",
                "loaded": bool(current),
                "url": step("provision", "", article)["url"],
            }
        )
    return found


def coordinator(roll: Roll) -> Record:
    """Who settles whose a duty is in the place: 机构编制 office, else the people's government, else the hotline."""
    row = roll.coordinator
    if row is not None:
        return {"id": row["id"], "name": row["name"], "text": f"{row['name']}（名录所载）"}
    if roll.name:
        return {
            "id": "",
            "name": f"{roll.name}机构编制管理机关",
            "text": f"名录里没有{roll.name}的机构编制管理机关，无法核验；可先打{HOTLINE}",
        }
    return {"id": "", "name": HOTLINE, "text": f"没有指明地方；可先打{HOTLINE}"}

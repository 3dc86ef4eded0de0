"""What is wrong with the lists: findings, each with its evidence, its rule and what to do.

Each kind of finding is a concept of the vocabulary (``FindingKind``: what is reported, on what legal source, how much it matters) and is found
by one function of ``casework.checks``, which reads a :class:`~casework.dossier.Dossier` and yields findings. A finding is known by its kind and
by what it is about (items, bodies, articles: identifiers that outlive a reload), so that what a reviewer said of it stays with it.

Three verdicts: 确认 where everything needed is loaded and the rule leaves no other answer, 疑似 where a person must judge, 无法核验 where something
is missing. What looks like a fault and is lawful is a finding with ``lawful`` set: it is not reported unless asked for, and then says why.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import msgspec

from casework.dossier import Dossier, Item, Row
from graph.trace import Standing
from ontologies.records import FindingKind, ListKind, Severity, Status, Verdict
from ontologies.schemes import concept

Record = dict[str, Any]


# How an article stands that no text has.
NO_SUCH = "无此条"


class Quoted(msgspec.Struct, frozen=True):
    """A provision that proves a finding: ``id`` (of the provision, or of the article or law where no text is loaded), the law's title, the
    article as written (第三十八条, "" for a whole law), how it stands on the day (None: there is no such article), and its words (a caption
    stands in 【】, "" where not loaded)."""

    id: str
    law: str
    article: str
    status: Status | None
    text: str = ""


class Evidence(msgspec.Struct, frozen=True):
    """One thing that speaks for a finding, as a sentence; ``quote`` are the words it rests on, ``source`` where they stand (an identifier)."""

    text: str
    quote: str = ""
    source: str = ""


class Decider(msgspec.Struct, frozen=True):
    """A rule that would decide between two bodies: its words and source, and which way it points (a body's identifier and name, "" where it
    does not tell)."""

    rule: str
    source: str
    points_to: str = ""
    name: str = ""
    why: str = ""


class Finding(msgspec.Struct):
    """One finding. ``about`` are the identifiers that it is known by; ``rows`` the list rows, ``provisions`` the provisions that prove it;
    ``bodies`` identifiers of the bodies concerned; ``text`` the finding in one sentence, ``repair`` what to do; ``lawful`` the name of what
    makes it lawful ("" for a fault); ``decides`` what would settle an overlap."""

    kind: FindingKind
    verdict: Verdict
    about: tuple[str, ...]
    text: str
    repair: str = ""
    rows: tuple[Row, ...] = ()
    provisions: tuple[Quoted, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    bodies: tuple[str, ...] = ()
    severity: Severity | None = None
    lawful: str = ""
    decides: tuple[Decider, ...] = ()
    place: str = ""

    @property
    def id(self) -> str:
        """Stable: a function of the kind and of what it is about, in whatever order."""
        told = "\n".join((self.kind.value, *sorted(self.about)))
        return f"finding/{self.kind.value}/{hashlib.blake2b(told.encode(), digest_size=8).hexdigest()}"

    @property
    def weight(self) -> Severity:
        """How much it matters: as told, else as its kind usually does; what cannot be verified never more than a hint."""
        if self.severity is not None:
            return self.severity
        if self.verdict is Verdict.UNVERIFIABLE:
            return Severity.LOW
        known = concept("FindingKind", self.kind.value)
        return Severity(known.severity) if known is not None else Severity.MEDIUM


Check = Callable[[Dossier], Iterable[Finding]]


def about_row(item: Item, row: Row) -> tuple[str, ...]:
    """What a finding on one row is known by: its item; where one item has rows of several names (a code used twice) the name too."""
    if any(other.full_name != row.full_name for other in item.rows):
        return item.id, row.full_name
    return (item.id,)


def row_answer(dossier: Dossier, row: Row) -> Record:
    """A row as the contract of ``check`` gives it. A row of another place (two counties compared) names its body in its item's identifier."""
    item = dossier.all_items.get(row.item)
    return {
        "id": row.id,
        "file": row.file,
        "sheet": row.sheet,
        "row": row.number,
        "name": row.full_name,
        "body": item.owner_name if item is not None else row.item.split("/")[2],
        "item": row.item,
        "basis": row.basis,
    }


# In which list of a body something is missing; elsewhere in its power or duty list.
_LACKING = {FindingKind.GRANT_NO_SUPPORT: ListKind.SUPPORT, FindingKind.GRANT_NO_OFFICER: ListKind.OFFICER}
_OWN_LISTS = (ListKind.DUTY.value, ListKind.POWER.value)


def _whole_lists(dossier: Dossier, finding: Finding) -> list[Record]:
    """What stands for rows where something is in no row: the list that lacks it, as row 0 of its file."""
    found = []
    for body in finding.bodies:
        wanted = _LACKING.get(finding.kind)
        name = dossier.body_name(body)
        of = [
            row
            for row in dossier.current_lists(wanted)
            if wanted is not None or (row["list_kind"] in _OWN_LISTS and dossier.publisher(row["id"]) == body)
        ]
        for row in of or [{"id": "", "file": ""}]:
            told = {"id": row["id"], "file": row["file"], "sheet": "", "row": 0, "name": "", "body": name}
            found.append({**told, "item": "", "basis": ""})
    return found


def answer(dossier: Dossier, finding: Finding) -> Record:
    """A finding as the contract of ``check`` gives it."""
    known = concept("FindingKind", finding.kind.value)
    return {
        "id": finding.id,
        "kind": finding.kind.value,
        "kind_label": finding.kind.label,
        "verdict": "合法" if finding.lawful else finding.verdict.label,
        "severity": finding.weight.label,
        "text": finding.text,
        "rows": [row_answer(dossier, row) for row in finding.rows] or _whole_lists(dossier, finding),
        "bodies": [{"id": body, "name": dossier.body_name(body)} for body in finding.bodies],
        "place": finding.place or dossier.place,
        "provisions": [
            {
                "id": one.id,
                "law": one.law,
                "article": one.article,
                "status": one.status.label if one.status is not None else NO_SUCH,
                "text": one.text,
            }
            for one in finding.provisions
        ],
        "rule": {
            "text": known.definition if known is not None else "",
            "source": known.source if known is not None else "",
        },
        "evidence": [{"text": one.text, "quote": one.quote, "source": one.source} for one in finding.evidence],
        "repair": finding.repair,
        "lawful": finding.lawful,
        "decides": [msgspec.to_builtins(one) for one in finding.decides],
    }


# What checks share ---------------------------------------------------------------------------------------------------------------------


def quoted(dossier: Dossier, provision: Record) -> Quoted:
    """A provision row as evidence."""
    law = dossier.book.law(provision["law"])
    text = provision["text"] or (f"【{provision['heading']}】" if provision["heading"] else "")
    label = provision["label"].removeprefix(law.title.strip("《》"))
    return Quoted(provision["id"], law.title, label, dossier.book.status(provision), text)


def quoted_law(dossier: Dossier, law: str, article: str = "", label: str = "") -> Quoted:
    """A law, or an article of it that no text has, as evidence."""
    facts = dossier.book.law(law)
    standing: Standing = facts.standing
    lacking = bool(article) and facts.loaded and not dossier.book.article(article).provisions
    return Quoted(article or law, facts.title, label, None if lacking else standing.status)


def day_words(value: date) -> str:
    """2026年8月15日."""
    return f"{value.year}年{value.month}月{value.day}日"


def run(
    dossier: Dossier, checks: Sequence[tuple[frozenset[FindingKind], Check]], kinds: frozenset[FindingKind]
) -> Iterator[Finding]:
    """The findings of these kinds, in the order of the kinds, then by place in the lists; one that two checks come to once."""
    dossier.prepare_basis()
    found: dict[str, Finding] = {}
    for covers, check in checks:
        if covers & kinds:
            for finding in check(dossier):
                if finding.kind in kinds:
                    found.setdefault(f"{finding.id}{finding.lawful}", finding)
    order = {kind: place for place, kind in enumerate(FindingKind)}

    def place_of(finding: Finding) -> tuple[Any, ...]:
        row = finding.rows[0] if finding.rows else None
        return (
            order[finding.kind],
            (row.list_id, row.sheet, row.number) if row is not None else ("", "", 0),
            finding.id,
        )

    yield from sorted(found.values(), key=place_of)

"""Which rows of the lists a change of law affects, and how.

A law changes by a new text (in force, or known and still to come) or by being repealed. A row is affected where it cites an article of the text
before (which text a row means: ``graph.meant``) and that article was renumbered, reworded, split, merged or not kept, or ended with its law
(``graph.succession``). What cannot be compared, because a text is not loaded or has captions only, is 无法核验 and never "unaffected". A list
published again after the change that still cites the old number is not taken for adjusted: its row is 疑似.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import msgspec

from casework.dossier import Cite, Dossier, Item, LawBook, LawFacts, Row
from casework.findings import day_words
from graph.meant import By, meant
from graph.succession import article_of, follow, pasted_behind
from ingest.resolve import article_name
from ontologies.identifiers import article_eid, parse_law_id, provision_id
from ontologies.places import within
from ontologies.records import Change, Level, Verdict, WorkState
from ontologies.status import is_day
from text.citations import noted_year

Record = dict[str, Any]

AMENDED, REPEALED = "amended", "repealed"
CLASS_LABELS = {
    **{change.value: change.label for change in Change},
    REPEALED: "随法废止",
    "": "无法核验",
}


class LawChange(msgspec.Struct, frozen=True):
    """One change of a law. ``id`` is the new version's identifier, of a repeal the law's with ``/repealed`` behind it; ``day`` the day it takes
    effect (OPEN_END: not known); ``how`` what it is called; ``by`` the provision or text that repeals the law, "" otherwise."""

    id: str
    law: str
    title: str
    kind: str
    day: date
    how: str
    by: str = ""

    def coming(self, day: date) -> bool:
        """Whether it is known and not yet in force on the day."""
        return self.day > day

    @property
    def text(self) -> str:
        when = f"自{day_words(self.day)}起" if is_day(self.day) else "施行日期未定，"
        if self.kind == REPEALED:
            return f"{self.title}{when}废止"
        made = self.id.rpartition("/")[2]
        return f"{self.title}{made} {self.how}，{when}施行".replace("，施行日期未定，施行", "，施行日期未定")


class Hop(msgspec.Struct, frozen=True):
    """What one change did to one article: ``number`` in the text ``before`` (a version's identifier), ``change`` what became of it (None: cannot
    be verified), ``taken`` the rows of the provisions that took it up, ``why`` it cannot be verified."""

    by: LawChange
    number: str
    before: str
    change: Change | None
    taken: tuple[Record, ...]
    doubtful: bool
    why: str = ""


class Affected(msgspec.Struct):
    """An item that a change affects: ``article`` is the old article's identifier (the law's where rows cite no article), ``cited`` what the rows
    cite, ``rows`` those rows."""

    hop: Hop
    item: Item
    article: str
    cited: str
    rows: list[Row]
    certainty: Verdict
    stale: bool = False

    @property
    def key(self) -> str:
        return work_key(self.hop.by.id, self.item.id, self.article)

    @property
    def code(self) -> str:
        """Its class: a code of records.Change, ``repealed``, "" where it cannot be verified."""
        if self.hop.by.kind == REPEALED:
            return REPEALED
        return self.hop.change.value if self.hop.change is not None else ""

    @property
    def new(self) -> list[str]:
        """The articles that took it up: identifiers."""
        return list(dict.fromkeys(article_of(row) for row in self.hop.taken))


def work_key(change: str, item: str, article: str) -> str:
    """What a piece of work is known by."""
    told = "\n".join((change, item, article))
    return f"work/{hashlib.blake2b(told.encode(), digest_size=8).hexdigest()}"


# How laws change -------------------------------------------------------------------------------------------------------------------


def _dated(facts: LawFacts) -> list[Record]:
    """The texts that have a place in the order, oldest first."""
    return [row for row in facts.versions if is_day(row["version_date"])]


def _repeal(facts: LawFacts) -> LawChange | None:
    day = facts.node["repealed_on"]
    if not is_day(day):
        return None
    by = str(facts.node["repealed_by"])
    return LawChange(f"{facts.id}/repealed", facts.id, facts.title, REPEALED, day, "废止", by)


def _amendment(facts: LawFacts, version: Record) -> LawChange:
    how = version["amendment"] if version["amendment"] not in ("", "制定") else "修改"
    return LawChange(version["id"], facts.id, facts.title, AMENDED, version["valid_from"], how)


def law_changes(facts: LawFacts) -> list[LawChange]:
    """Every change of a law that is known: each text after the first, and its repeal."""
    found = [_amendment(facts, version) for version in _dated(facts)[1:]]
    repeal = _repeal(facts)
    return [*found, repeal] if repeal is not None else found


class _Laws:
    """What the changes of the laws that a place's lists cite did to their articles."""

    def __init__(self, book: LawBook) -> None:
        self.book = book
        self._hops: dict[tuple[str, str], list[Hop]] = {}
        self._worded: set[str] = set()
        self._changes: dict[str, list[LawChange]] = {}

    def prepare(self, cites: Iterable[Cite]) -> None:
        """Fetch what these citations need: the laws, and of those that changed the articles with all that took them up."""
        every = list(cites)
        self.book.prepare({cite.law for cite in every}, [])
        wanted = {cite.article for cite in every if cite.article and self.changes(cite.law)}
        self.book.prepare([], wanted)
        for article in wanted:
            self._worded.update(row["version"] for row in self.book.article(article).provisions if row["text"])
        ahead, done = wanted, set(wanted)
        while ahead:
            rows = (row for taken in self.book.taken_up(sorted(ahead)).values() for row in taken)
            ahead = {article_of(row) for row in rows} - done
            done |= ahead

    def changes(self, law: str) -> list[LawChange]:
        if law not in self._changes:
            self._changes[law] = law_changes(self.book.law(law))
        return self._changes[law]

    def meant(self, row: Row, cite: Cite, made: date | None) -> tuple[str, bool]:
        """The text that a citation was taken from: a version's identifier ("" where no text is known), and whether that is sure."""
        facts, article = self.book.law(cite.law), self.book.article(cite.article)
        versions = _dated(facts)
        told = meant(
            versions,
            article.provisions,
            article.current,
            cite.note,
            self.book.day,
            made,
            lambda: _pasted(row, cite),
            lambda rows: {one["id"]: f"{one['heading']}\n{one['text']}" for one in rows},
        )
        present = str(article.current["version"]) if article.current is not None else ""
        if told is not None and told.version is not None:
            version = str(told.version["id"])
            had = {one["version"] for one in article.provisions}
            if present and version in self._worded and version not in had:
                # A number that the text of the list's day never had is that of the present one.
                return present, True
            return version, told.by is not By.LAST
        if told is not None and versions:
            # A year of which no text is known: the last one before it, else the first that is known.
            before = [row for row in versions if row["version_date"].year <= told.year]
            return str((before or versions[:1])[-1]["id"]), False
        if present:
            return present, True
        held = [row["id"] for row in versions if made is not None and row["valid_from"] <= made < row["valid_to"]]
        return (str(held[-1]), True) if held else ("", False)

    def hops(self, article: str, version: str) -> list[Hop]:
        """What the changes after a text did to an article of it, oldest first; changes that left it alone are not told."""
        key = article, version
        if key not in self._hops:
            self._hops[key] = list(self._walk(article, version))
        return self._hops[key]

    def _walk(self, article: str, version: str) -> Iterator[Hop]:
        law, _, number = article.rpartition("/art_")
        facts = self.book.law(law)
        versions = _dated(facts)
        start = next((at for at, row in enumerate(versions) if row["id"] == version), None)
        if start is None:
            return
        before, numbers = versions[start], {number: False}
        missing: list[Record] = []
        for later in versions[start + 1 :]:
            if not later["loaded"]:
                missing.append(later)
                continue
            if later["valid_from"] > self.book.day:
                yield from self._unknown(facts, before, numbers, missing)
            # A text that was set against the one before them tells what they did, too.
            missing = []
            ahead: dict[str, bool] = {}
            for one, doubt in numbers.items():
                hop = self.step(facts, one, before, later, doubt)
                if hop.change is None:
                    # Whether the number stayed cannot be known; it is looked for under the same one.
                    ahead[one] = True
                for row in hop.taken:
                    ahead[row["number"]] = ahead.get(row["number"], True) and hop.doubtful
                if hop.change is not Change.SAME:
                    yield hop
            before, numbers = later, ahead
            if not numbers:
                return
        yield from self._unknown(facts, before, numbers, missing)

    def _unknown(
        self, facts: LawFacts, before: Record, numbers: Iterable[str], missing: Sequence[Record]
    ) -> Iterator[Hop]:
        """Texts that are known by name only: of those in force the last, which is the present one, and each that is to come."""
        held = [row for row in missing if row["valid_from"] <= self.book.day]
        for row in (*held[-1:], *(row for row in missing if row not in held)):
            for number in numbers:
                yield Hop(_amendment(facts, row), number, before["id"], None, (), True, _UNLOADED)

    def step(self, facts: LawFacts, number: str, before: Record, later: Record, doubt: bool = False) -> Hop:
        """What became of an article of one text in a later one."""
        change = _amendment(facts, later)
        if before["id"] not in later["compared"]:
            missing = "两个文本没有逐条比较过（只有条旨，没有条文）"
            if not (later["loaded"] and before["loaded"]):
                missing = "前一文本没有载入" if later["loaded"] else _UNLOADED
            return Hop(change, number, before["id"], None, (), True, missing)
        article = provision_id(facts.id, article_eid(number))
        rows = [
            row
            for row in self.book.taken_up([article])[article]
            if row["edge_version"] == before["id"] and row["version"] == later["id"]
        ]
        if not rows:
            return Hop(change, number, before["id"], Change.GONE, (), True)
        doubtful = doubt or any(row["edge_doubtful"] for row in rows) or bool(later["doubtful"])
        return Hop(change, number, before["id"], Change(rows[0]["edge_change"]), tuple(rows), doubtful)

    def repealed(self, law: str, article: str, version: str) -> Hop | None:
        """What the repeal of a law did to an article of it ("" for the law as a whole)."""
        facts = self.book.law(law)
        change = _repeal(facts)
        if change is None:
            return None
        if not article or not version:
            return Hop(change, article.rpartition("/art_")[2], version, None, (), False)
        found = follow(self.book.taken_up, article, version, max(change.day, self.book.day))
        others = tuple(row for row in found.reached if row["law"] != law)
        doubtful = any(row["id"] in found.doubtful for row in others)
        how = found.change if others else Change.GONE
        return Hop(change, article.rpartition("/art_")[2], version, how, others, doubtful)


_UNLOADED = "这一文本没有载入"


def _pasted(row: Row, cite: Cite) -> str:
    return pasted_behind(row.basis, cite.ends, (other.begins for other in row.cites if not other.in_quote))


# Whom it affects -------------------------------------------------------------------------------------------------------------------


class Scope:
    """The items of one county (or place above) that changes of law affect."""

    def __init__(self, dossier: Dossier, laws: Collection[str], since: date | None, place: str) -> None:
        self.dossier = dossier
        self.laws = _Laws(dossier.book)
        self._chosen = frozenset(laws)
        self._since = since
        self._place = place
        # Law → rows made before a change of it that cite no article.
        self.unlocated: dict[str, set[str]] = defaultdict(set)
        items = dossier.all_items.values()
        self.laws.prepare(
            cite for item in items for row in (*item.rows, *item.past) for cite in row.cites if self._wants(cite)
        )

    def _wants(self, cite: Cite) -> bool:
        return not cite.in_quote and (not self._chosen or cite.law in self._chosen)

    def in_window(self, change: LawChange) -> bool:
        return self._since is None or change.day >= self._since

    def here(self, item: Item) -> bool:
        """Whether an item is asked for: of a town, what is its own and what it takes part in."""
        if not self.dossier.here(item.place):
            return False
        if len(self._place) <= 6:
            return True
        return within(item.place, self._place) or any(
            within(body.split("/")[1], self._place) for body, _, _ in item.holders
        )

    def _made(self, row: Row) -> date | None:
        listed = self.dossier.lists.get(row.list_id)
        made = listed["edition"] if listed is not None else None
        return made if made is not None and is_day(made) and made < self.dossier.day else None

    def affected(self, recorded: dict[str, list[Record]]) -> list[Affected]:
        """Everything affected here, by item; ``recorded`` are contents of work known before, by item."""
        found: list[Affected] = []
        for item in self.dossier.items.values():
            if self.here(item):
                found.extend(self._of_item(item, recorded.get(item.id, ())))
        return found

    def _of_item(self, item: Item, recorded: Iterable[Record]) -> list[Affected]:
        found: dict[str, Affected] = {}
        for row in item.rows:
            for one in self._of_row(item, row):
                known = found.setdefault(one.key, one)
                if known is not one and row not in known.rows:
                    known.rows.append(row)
                    # Two rows of one item: the surer one tells.
                    known.certainty = min(known.certainty, one.certainty, key=list(Verdict).index)
        earlier = [one for row in item.past for one in self._of_row(item, row)]
        earlier.extend(filter(None, (self._again(item, content) for content in recorded)))
        for one in earlier:
            if one.key not in found and (rows := self._stale(item, one)):
                found[one.key] = msgspec.structs.replace(one, rows=rows, certainty=_not_followed(one), stale=True)
        return list(found.values())

    def _of_row(self, item: Item, row: Row) -> Iterator[Affected]:
        for cite in row.cites:
            if not self._wants(cite):
                continue
            changes = self.laws.changes(cite.law)
            if not changes or not any(map(self.in_window, changes)):
                continue
            made = self._made(row)
            version, sure = self.laws.meant(row, cite, made) if cite.article else ("", True)
            hops = self.laws.hops(cite.article, version) if version else []
            ended = self.laws.repealed(cite.law, cite.article, version)
            if ended is not None:
                # What the law's own texts did before it ended is past mending.
                hops = [*hops, ended] if ended.by.coming(self.dossier.day) else [ended]
            elif not cite.article and made is not None and any(c.day > made and self.in_window(c) for c in changes):
                self.unlocated[cite.law].add(row.id)
            for hop in hops:
                if self.in_window(hop.by):
                    article = provision_id(cite.law, article_eid(hop.number)) if hop.number else cite.law
                    certainty = _certainty(hop, cite.state != "ambiguous" and sure)
                    yield Affected(hop, item, article, cite.article or cite.law, [row], certainty)

    def _again(self, item: Item, content: Record) -> Affected | None:
        """Work known before, as it would be told now; None where the change is no longer known."""
        law, cited = content["law"], content["cited"]
        if (self._chosen and law not in self._chosen) or content["change"].endswith("/repealed"):
            return None
        self.laws.prepare([_cite_of(law, cited)])
        facts = self.dossier.book.law(law)
        by_id = {row["id"]: row for row in _dated(facts)}
        before, later = by_id.get(content["before"]), by_id.get(content["change"])
        if before is None or later is None:
            return None
        hop = self.laws.step(facts, content["number"], before, later)
        if hop.change is Change.SAME or not self.in_window(hop.by):
            return None
        return Affected(hop, item, content["article"], cited, [], Verdict.SUSPECTED)

    def _stale(self, item: Item, one: Affected) -> list[Row]:
        """The rows that still cite the old number in a list made after the change: where the number moved, or nobody can tell whether it did,
        none of the new ones is cited, and neither a year nor pasted words say that the new text is meant."""
        if one.code == REPEALED or one.hop.by.coming(self.dossier.day) or one.cited in one.new:
            return []
        if any(cite.article in one.new for cite in item.cites if not cite.in_quote):
            return []
        return [
            row
            for row in item.rows
            if any(
                cite.article == one.cited
                and not cite.in_quote
                and noted_year(cite.note) is None
                and not _pasted(row, cite)
                for cite in row.cites
            )
        ]

    def resolved(self, content: Record) -> str:
        """Why work known before is done, as the lists stand now; "" where it is not."""
        item = self.dossier.all_items.get(content["item"])
        if item is None or not item.rows:
            return "事项已不在清单"
        cited = {cite.article or cite.law for cite in item.cites if not cite.in_quote}
        laws = {cite.law for cite in item.cites if not cite.in_quote}
        new = [one for one in content["new"] if one in cited and one != content["cited"]]
        if content["class"] == REPEALED:
            if content["law"] in laws:
                return ""
            return f"清单改引{self._names(new)}" if new else "清单不再引已废止的法"
        if new:
            return f"清单改引{self._names(new)}"
        if content["cited"] not in cited:
            return f"清单不再引{self._names([content['cited']])}"
        known = {change.id for change in self.laws.changes(content["law"])}
        if content["change"] in known and content["cited"] in content["new"]:
            return "清单已按修改后的文本重新公布"
        return ""

    def _names(self, identifiers: Iterable[str]) -> str:
        parts = []
        for identifier in identifiers:
            law, _, number = identifier.partition("/art_")
            parts.append(f"{self.dossier.book.law(law).title}{article_name(number) if number else ''}")
        return "、".join(parts)

    # Answers ----------------------------------------------------------------------------------------------------------------------

    def answer(self, one: Affected) -> Record:
        """An affected item as the contract of ``impact`` gives it, without its state."""
        hop, item, dossier = one.hop, one.item, self.dossier
        bodies = [{"id": body, "name": dossier.body_name(body), "role": role.label} for body, role, _ in item.holders]
        offices = [dossier.offices[office]["label"] for office in item.offices if office in dossier.offices]
        return {
            "key": one.key,
            "change": hop.by.id,
            "how": hop.by.how,
            "law": hop.by.law,
            "law_title": hop.by.title,
            "day": hop.by.day,
            "coming": hop.by.coming(dossier.day),
            "class": one.code,
            "class_label": CLASS_LABELS[one.code],
            "certainty": one.certainty.label,
            "text": self._text(one),
            "repair": self._repair(one),
            "item": item.id,
            "kind": item.kind.value,
            "kind_label": item.kind.label,
            "name": one.rows[0].full_name if one.rows else item.name,
            "place": item.place,
            "body": item.owner_name,
            "body_id": item.owner,
            "bodies": bodies,
            "offices": list(dict.fromkeys(offices)),
            "towns": self._towns(item),
            "rows": [
                {
                    "id": row.id,
                    "file": row.file,
                    "sheet": row.sheet,
                    "row": row.number,
                    "name": row.full_name,
                    "basis": row.basis,
                }
                for row in one.rows
            ],
            "cited": one.cited,
            "article": one.article,
            "before": hop.before,
            "old": self._old(one),
            "new": [
                {
                    "id": row["id"],
                    "article": article_of(row),
                    "law": self.dossier.book.law(row["law"]).title,
                    "label": article_name(row["number"]),
                    "heading": row["heading"],
                }
                for row in hop.taken
            ],
        }

    def _towns(self, item: Item) -> list[str]:
        """The townships that an item reaches: its own, and those among its holders."""
        found = [item.owner, *(body for body, _, _ in item.holders)]
        return list(
            dict.fromkeys(self.dossier.body_name(one) for one in found if self.dossier.level(one) == Level.TOWNSHIP)
        )

    def _old(self, one: Affected) -> Record:
        """The article as it was: its provision in the text before, where that is loaded."""
        number = one.article.rpartition("/art_")[2] if "/art_" in one.article else ""
        provisions = self.dossier.book.article(one.article).provisions if number else []
        then = next((row for row in provisions if row["version"] == one.hop.before), None)
        return {
            "id": then["id"] if then is not None else "",
            "article": one.article,
            "law": one.hop.by.title,
            "label": article_name(number) if number else "",
            "heading": then["heading"] if then is not None else "",
        }

    def _new_names(self, hop: Hop) -> str:
        by_law: dict[str, list[str]] = defaultdict(list)
        for row in hop.taken:
            by_law[row["law"]].append(article_name(row["number"]))
        return "、".join(
            ("" if law == hop.by.law else self.dossier.book.law(law).title) + "、".join(dict.fromkeys(names))
            for law, names in by_law.items()
        )

    def _text(self, one: Affected) -> str:
        hop, new = one.hop, self._new_names(one.hop)
        number = f"第{article_name(hop.number)[1:]}" if hop.number else "全文"
        if one.code == REPEALED:
            told = f"{number}由{new}承接" if new else f"{number}未见承接"
            if not hop.number:
                told = "清单只引到法，没有写条款"
            elif not hop.taken and not self._compared_with_repealer(hop):
                told = f"{number}由哪一条承接无法核验"
        elif one.code == "":
            told = f"{number}有没有变无法核验：{hop.why}"
        else:
            told = {
                Change.RENUMBERED: f"{number}改为{new}，文字未变",
                Change.REWORDED: f"{number}改写" + ("" if one.new == [one.article] else f"，现为{new}"),
                Change.SPLIT: f"{number}分拆为{new}",
                Change.MERGED: f"{number}并入{new}",
                Change.GONE: f"{number}在新文本里未见承接",
            }[Change(one.code)]
        ended = self._ended_by(hop)
        by = f"（{ended}）" if ended else ""
        late = "；清单在此以后重新公布，仍引原条号" if one.stale else ""
        return f"{hop.by.text}{by}：{told}{late}"

    def _ended_by(self, hop: Hop) -> str:
        """The title of the law that ends one, "" where a decision does or nothing tells."""
        named = parse_law_id(hop.by.by) if hop.by.by else None
        return self.dossier.book.law(named.law).title if named is not None else ""

    def _compared_with_repealer(self, hop: Hop) -> bool:
        """Whether the text of a repealed law was set against that of the law which ended it."""
        return any(hop.before in row["compared"] for row in self.dossier.book.law(hop.by.law).repealers)

    def _repair(self, one: Affected) -> str:
        hop, new = one.hop, self._new_names(one.hop)
        title = "" if any(row["law"] != hop.by.law for row in hop.taken) else hop.by.title
        when = f"{day_words(hop.by.day)}前备好，届时" if hop.by.coming(self.dossier.day) and is_day(hop.by.day) else ""
        if one.code == "":
            return f"载入{hop.by.title}的有关文本后再核对；或者对照原文核对后标明“{WorkState.UNNEEDED.label}”"
        if one.code == REPEALED and not hop.taken:
            ended = self._ended_by(hop)
            where = f"在{ended}里有没有承接的条文、" if ended else ""
            return f"{when}核对事项{where}是否另有依据：有的改引，没有的按规定程序取消"
        if one.code == Change.GONE:
            return f"{when}核对事项在{hop.by.title}里是否还有依据：有的改引，没有的按规定程序取消"
        if one.code == Change.SPLIT:
            return f"{when}把依据改为{title}{new}中规定本事项的一条"
        if one.code == Change.REWORDED and one.new == [one.article]:
            return f"{when}对照新文核对事项的名称、对象和措施，所附条文一并更换"
        tail = "，并对照新文核对事项的名称、对象和措施" if one.code != Change.RENUMBERED else ""
        return f"{when}把依据改为{title}{new}{tail}"


def _cite_of(law: str, cited: str) -> Cite:
    """A bare citation of an article, or of a law."""
    return Cite(law, cited if "/art_" in cited else "", "", "", "", False, 0, 0, "", "", "", 0)


def _not_followed(one: Affected) -> Verdict:
    """How sure it is that a list made after a change has not followed it, where it still cites the old number."""
    return Verdict.UNVERIFIABLE if one.hop.change is None else Verdict.SUSPECTED


def _certainty(hop: Hop, sure: bool) -> Verdict:
    """How sure it is that the row is affected. What ends with its law is, whatever took it up; ``sure``: which law, and which of its texts,
    the row means."""
    if hop.by.kind == REPEALED:
        return Verdict.CONFIRMED if sure else Verdict.SUSPECTED
    if hop.change is None:
        return Verdict.UNVERIFIABLE
    return Verdict.CONFIRMED if sure and not hop.doubtful else Verdict.SUSPECTED

"""From a release's documents to the units of its projections.

A :class:`Plan` knows which units a release consists of and the digest of each; :class:`Projector` makes a unit's rows. Both need
only heads; a body is opened when its unit is made.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date

import msgspec
import orjson

from graph.port import GraphUnit, Row
from ingest.catalogue import Catalogue, VersionEntry, WorkEntry
from ingest.documents import LawBody, LawHead, ListBody, ListHead, open_law, open_list, provision_text
from ingest.resolve import LawMatch, Resolver, article_name
from ingest.versions import SettledVersion, SettledWork, Settlement
from ontologies.identifiers import (
    article_eid,
    body_id,
    duty_id,
    entry_id,
    list_id,
    office_id,
    power_id,
    provision_id,
    slug,
)
from ontologies.places import ancestors, level_of
from ontologies.records import (
    OPEN_END,
    OPEN_START,
    BodyRecord,
    CitationState,
    DutyKind,
    EntryRecord,
    Level,
    Line,
    ListText,
    Mention,
    PowerType,
    ProvisionText,
    Role,
)
from search.port import SearchDoc, SearchUnit

# Part of every unit's digest: raised when the rows made from the same documents change.
PROJECTOR = "4"


def _digest(*parts: object) -> str:
    return hashlib.blake2b(msgspec.msgpack.encode([PROJECTOR, *parts]), digest_size=16).hexdigest()


class Edition(msgspec.Struct):
    """A list edition in a release: its identifier, document and the days it holds."""

    id: str
    digest: str
    head: ListHead
    valid_from: date
    valid_to: date


class Plan(msgspec.Struct):
    """Which units a release consists of. ``units`` maps key → digest; ``editions`` the list editions by identifier; ``bodies`` which
    editions speak of a body."""

    units: dict[str, str]
    settlement: Settlement
    catalogue: Catalogue
    editions: dict[str, Edition]
    bodies: dict[str, list[str]]


def make_catalogue(settlement: Settlement, heads: Mapping[str, LawHead]) -> Catalogue:
    """The compact catalogue that citations are resolved with."""
    works = {}
    for work in settlement.works.values():
        versions = [
            VersionEntry(
                v.id,
                v.version_date,
                v.valid_from,
                v.valid_to,
                v.end_reason,
                v.loaded,
                v.doubtful,
                _articles(v, heads),
            )
            for v in work.versions
        ]
        works[work.id] = WorkEntry(
            work.id,
            work.title,
            work.name,
            work.jurisdiction,
            work.rank,
            work.repealed_on,
            work.repealed_by,
            versions,
        )
    return Catalogue(0, works)


def _articles(version: SettledVersion, heads: Mapping[str, LawHead]) -> dict[str, str]:
    found: dict[str, str] = {}
    for digest in (*version.digests[:1], *version.extra):
        for number, entry in heads[digest].articles.items():
            found.setdefault(number, entry.partition(":")[0])
    return found


def settle_editions(lists: Mapping[str, ListHead]) -> tuple[dict[str, Edition], list[tuple[str, str]]]:
    """Give every list edition its identifier and the days it holds: until the next edition of the same list.

    Several documents may claim one edition. Offices split a list over files (许可, 处罚): a document that states other items is a further
    part, with its file's name behind the identifier. One that states mostly the same items is another copy: the one with more rows
    stands, the others are reported as (digest, identifier).
    """
    groups: dict[tuple[str, str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for digest in sorted(lists):
        head = lists[digest]
        # Two lists of which nobody knows whose they are need not be one list.
        authority = head.authority or f"_{digest[:12]}"
        identifier = list_id(head.place, authority, head.kind, head.edition)
        groups[head.place, authority, head.kind][identifier].append(digest)
    editions: dict[str, Edition] = {}
    double: list[tuple[str, str]] = []
    for group in groups.values():
        following = OPEN_END
        for identifier, digests in sorted(
            group.items(), key=lambda item: lists[item[1][0]].edition or OPEN_START, reverse=True
        ):
            digests.sort(key=lambda digest: (-lists[digest].rows, digest))
            start = lists[digests[0]].edition or OPEN_START
            stated: set[str] = set()
            for digest in digests:
                head = lists[digest]
                name = identifier if digest == digests[0] else f"{identifier}~{slug(head.stem or digest[:12])}"
                if digest != digests[0] and (2 * len(stated & set(head.items)) >= len(head.items) or name in editions):
                    double.append((digest, identifier))
                    continue
                stated.update(head.items)
                editions[name] = Edition(name, digest, head, start, following)
            following = start
    return editions, double


def make_plan(settlement: Settlement, heads: Mapping[str, LawHead], lists: Mapping[str, ListHead], place: str) -> Plan:
    """All units of a release and their digests, from heads alone. ``place`` is the home's own division code."""
    catalogue = make_catalogue(settlement, heads)
    resolver = Resolver(catalogue)
    numbers = {work.id: _numbers(work) for work in catalogue.works.values()}
    units: dict[str, str] = {}
    for work in settlement.works.values():
        units[work.id] = _digest("law", *_work_facts(work), sorted(numbers[work.id]))
        for version in work.versions:
            facts: list[object] = []
            for digest in (*version.digests[:1], *version.extra):
                head = heads[digest]
                for name in head.names:
                    targets = _targets(resolver.law(name, _area(work.jurisdiction)))
                    facts.append([name, targets, _lacking(targets, head.cited.get(name, ()), numbers)])
                facts.append(_lacking([work.id], head.cited.get("", ()), numbers))
            units[version.id] = _digest("version", version, work.title, facts)
    editions, _ = settle_editions(lists)
    bodies: dict[str, list[str]] = defaultdict(list)
    for edition in editions.values():
        facts = []
        for name in edition.head.names:
            match = resolver.law(name, edition.head.place or place)
            targets = _targets(match)
            # A row's basis says what its title was taken for, and why: it is written again when that changes.
            lacking = _lacking(targets, edition.head.cited.get(name, ()), numbers)
            facts.append([name, targets, match.loaded, match.reason, lacking])
        units[edition.id] = _digest("list", edition.digest, edition.valid_from, edition.valid_to, place, facts)
        for body in edition.head.bodies:
            bodies[body].append(edition.id)
    for body, stating in bodies.items():
        units[body] = _digest(
            "body", sorted((i, editions[i].digest, editions[i].valid_from, editions[i].valid_to) for i in stating)
        )
    return Plan(units, settlement, catalogue, editions, dict(bodies))


def _work_facts(work: SettledWork) -> list[object]:
    return [work.id, work.title, work.rank, work.jurisdiction, work.issuer, work.repealed_on, work.repealed_by] + [
        [v.id, v.valid_from, v.valid_to, v.end_reason, v.loaded] for v in work.versions
    ]


def _numbers(work: WorkEntry) -> set[str]:
    """The article numbers of all versions of a work."""
    return {number for version in work.versions for number in version.articles}


def _targets(match: LawMatch) -> list[str]:
    """The works that a title may mean."""
    return [match.id] if match.id else list(match.candidates)


def _lacking(
    targets: Iterable[str], cited: Iterable[str], numbers: Mapping[str, set[str]]
) -> list[tuple[str, list[str]]]:
    """Of the articles cited, those that no loaded text has: whoever cites one says whose it is, as no text does."""
    nothing: set[str] = set()
    return [(law, [number for number in cited if number not in numbers.get(law, nothing)]) for law in targets]


def _area(jurisdiction: str) -> str:
    return "" if jurisdiction == "cn" else jurisdiction


# Body names ------------------------------------------------------------------------------------------------------------------


def entry_names(entry: EntryRecord) -> str:
    """The item's name as people say it: main item and sub-item together."""
    if entry.sub_name and entry.sub_name != entry.name:
        return f"{entry.name}（{entry.sub_name}）"
    return entry.name


def main_holder(entry: EntryRecord, authority: str) -> str:
    """The body whose power a row states: who leads, else who shares, else whose list it is."""
    for wanted in (Role.LEAD, Role.SHARED, Role.COORDINATE):
        for name, role in entry.holders:
            if role == wanted:
                return name
    return authority


def duty_holder(entry: EntryRecord, edition: ListText) -> str:
    """Whose duty a township list's row states: the township's own, whatever its part in it."""
    return edition.authority or main_holder(entry, edition.authority)


class Item(msgspec.Struct):
    """A row's power or duty: its identifier and the identifiers of its holders and offices."""

    id: str
    kind: str
    owner: str
    name: str
    holders: list[tuple[str, str, Role]]
    offices: list[tuple[str, str, str]]


def body_places(edition: ListText) -> dict[str, str]:
    """Body name → division code, as the list's own bodies tell."""
    return {body.name: body.place for body in edition.bodies}


def read_item(edition: ListText, entry: EntryRecord, places: Mapping[str, str]) -> Item:
    """The power or duty that a row states."""
    name = entry_names(entry)
    if entry.duty_kind is not None:
        owner = duty_holder(entry, edition)
        where = places.get(owner, edition.place)
        identifier, kind = duty_id(where, owner, entry.duty_kind, name), "duty"
    else:
        owner = main_holder(entry, edition.authority)
        where = places.get(owner, edition.place)
        # Sub-items often share the code of their main item.
        code = f"{entry.code}_{entry.sub_name}" if entry.code and name != entry.name else entry.code
        identifier, kind = power_id(where, owner, code or name), "power"
    holders = [
        (body_id(places.get(holder, edition.place), holder), holder, role)
        for holder, role in entry.holders or ((owner, Role.LEAD),)
    ]
    offices = [
        (office_id(places.get(body or owner, edition.place), body or owner, office), office, body or owner)
        for body, office in entry.offices
    ]
    return Item(identifier, kind, owner, name, holders, offices)


def edition_bodies(edition: ListText) -> tuple[str, ...]:
    """Identifiers of all bodies that an edition speaks of."""
    places = body_places(edition)
    found = {body_id(body.place or edition.place, body.name) for body in edition.bodies}
    if edition.authority:
        found.add(body_id(places.get(edition.authority, edition.place), edition.authority))
    for entry in edition.entries:
        item = read_item(edition, entry, places)
        found.update(identifier for identifier, _, _ in item.holders)
        found.add(body_id(places.get(item.owner, edition.place), item.owner))
        found.update(body_id(places.get(b, edition.place), b) for _, _, b in item.offices)
    return tuple(sorted(found))


def edition_items(edition: ListText) -> set[str]:
    """Identifiers of all powers and duties that an edition states."""
    places = body_places(edition)
    return {read_item(edition, entry, places).id for entry in edition.entries}


# Rows ------------------------------------------------------------------------------------------------------------------------


class Projector:
    """Makes the rows of units. ``bodies`` fetches encoded document bodies by digest."""

    def __init__(self, plan: Plan, bodies: Callable[[Iterable[str]], dict[str, bytes]], place: str) -> None:
        self.plan = plan
        self._bodies = bodies
        self._place = place
        self._resolver = Resolver(plan.catalogue)
        self._numbers = {work.id: _numbers(work) for work in plan.catalogue.works.values()}
        self._versions = {
            version.id: (work, version) for work in plan.settlement.works.values() for version in work.versions
        }

    def units(self, keys: Iterable[str]) -> Iterable[tuple[GraphUnit, SearchUnit]]:
        """The units of these keys, in their order. Bodies are fetched for all of them at once: ask in moderate batches."""
        keys = list(keys)
        wanted: set[str] = set()
        for key in keys:
            wanted.update(self._documents(key))
        bodies = self._bodies(sorted(wanted))
        for key in keys:
            yield self._unit(key, bodies)

    def _documents(self, key: str) -> list[str]:
        if key in self._versions:
            version = self._versions[key][1]
            return [*version.digests[:1], *version.extra]
        if key in self.plan.editions:
            return [self.plan.editions[key].digest]
        return [self.plan.editions[edition].digest for edition in self.plan.bodies.get(key, [])]

    def _unit(self, key: str, bodies: Mapping[str, bytes]) -> tuple[GraphUnit, SearchUnit]:
        digest = self.plan.units[key]
        work = self.plan.settlement.works.get(key)
        if work is not None:
            return self._work(work, digest)
        if key in self._versions:
            work, version = self._versions[key]
            return self._version(work, version, digest, bodies)
        if key in self.plan.editions:
            edition = self.plan.editions[key]
            return self._edition(edition, open_list(bodies[edition.digest]), digest)
        editions = [self.plan.editions[identifier] for identifier in self.plan.bodies[key]]
        return self._body(key, [(e, open_list(bodies[e.digest])) for e in editions], digest)

    # Laws ----------------------------------------------------------------------------------------------------------------

    @staticmethod
    def _law_row(work: SettledWork) -> Row:
        return (
            work.id,
            "law",
            work.id,
            work.title,
            work.title,
            work.name,
            str(work.rank),
            work.jurisdiction,
            work.issuer,
            True,
            work.repealed_on,
            work.repealed_by,
        )

    @staticmethod
    def _law_mention(identifier: str, document: str) -> Row:
        """A Law row for a work that this unit only mentions, made of the identifier alone: the same whoever mentions it and whether it
        is loaded or not, so that neither the order of loading nor what was once loaded tells."""
        jurisdiction = identifier.split("/")[1].removeprefix("cn-")
        name = _work_name(identifier)
        return (identifier, "law", document, name, name, name, "unknown", jurisdiction, "", False, OPEN_END, "")

    def _work(self, work: SettledWork, digest: str) -> tuple[GraphUnit, SearchUnit]:
        starts = [v.valid_from for v in work.versions if v.valid_from < v.valid_to]
        ends = [v for v in work.versions if v.valid_from < v.valid_to]
        last = max(ends, key=lambda v: v.valid_to, default=None)
        doc = SearchDoc(
            work.id,
            "law",
            work.title,
            names=tuple(dict.fromkeys((work.title, work.name))),
            heading=" ".join((work.rank.label, work.issuer)),
            text=work.title,
            law=work.id,
            law_title=work.title,
            rank=work.rank,
            type=work.rank,
            level=level_of(work.jurisdiction) if work.jurisdiction != "cn" else Level.NATIONAL,
            place=tuple(ancestors(work.jurisdiction)),
            valid_from=min(starts, default=OPEN_END),
            valid_to=last.valid_to if last else OPEN_END,
            end_reason=last.end_reason if last else "",
        )
        articles = [
            _article_row(provision_id(work.id, article_eid(number)), work.id, work.id, number)
            for number in sorted(self._numbers.get(work.id, ()))
        ]
        unit = GraphUnit(
            work.id,
            digest,
            defines={"Law": [self._law_row(work)]},
            mentions={"Article": articles},
            edges={("ARTICLE_OF", "Article", "Law"): [(row[0], work.id, work.id) for row in articles]},
        )
        return unit, SearchUnit(work.id, digest, [doc])

    def _version(
        self, work: SettledWork, version: SettledVersion, digest: str, bodies: Mapping[str, bytes]
    ) -> tuple[GraphUnit, SearchUnit]:
        key = version.id
        texts = [open_law(bodies[d]) for d in (*version.digests[:1], *version.extra)]
        provisions = _merge(texts)
        laws = {work.id: self._law_mention(work.id, key)}
        articles: dict[str, Row] = {}
        unit = GraphUnit(key, digest)
        edges: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        edges["VERSION_OF", "LawVersion", "Law"].append((key, work.id, key))
        rows: list[Row] = []
        docs: list[SearchDoc] = []
        place = tuple(ancestors(work.jurisdiction))
        level = level_of(work.jurisdiction) if place else Level.NATIONAL
        paths: dict[str, str] = {}
        count = 0
        for position, (provision, mentions) in enumerate(provisions):
            identifier = provision_id(key, provision.eid)
            heading = f"{provision.label} {provision.heading}".strip()
            path = paths.get(provision.parent, "")
            text = provision_text(provision)
            if provision.level in ("part", "subpart", "chapter", "section"):
                paths[provision.eid] = f"{path} › {heading}" if path else heading
            rows.append(
                (
                    identifier,
                    "provision",
                    key,
                    f"{work.title}{provision.label or provision.heading}",
                    work.id,
                    key,
                    provision.eid,
                    provision.level,
                    provision.number,
                    provision.heading,
                    path,
                    text,
                    position,
                    version.valid_from,
                    version.valid_to,
                    version.end_reason,
                )
            )
            edges["IN_VERSION", "Provision", "LawVersion"].append((identifier, key, key))
            if provision.parent:
                edges["PART_OF", "Provision", "Provision"].append(
                    (identifier, provision_id(key, provision.parent), key)
                )
            if provision.level == "article":
                count += 1
                article = provision_id(work.id, article_eid(provision.number))
                articles.setdefault(article, _article_row(article, key, work.id, provision.number))
                edges["EXPRESSES", "Provision", "Article"].append((identifier, article, key))
            for mention in mentions:
                self._cite(identifier, work, mention, key, laws, articles, edges)
            if text or provision.level == "article":
                docs.append(
                    SearchDoc(
                        identifier,
                        "provision",
                        f"{work.title}{provision.label or provision.heading}",
                        heading=f"{path} {provision.heading}".strip() if path or provision.heading else "",
                        text=text,
                        law=work.id,
                        law_title=work.title,
                        version=key,
                        article=provision.number if provision.level == "article" else "",
                        rank=version.rank,
                        type=version.rank,
                        level=level,
                        place=place,
                        valid_from=version.valid_from,
                        valid_to=version.valid_to,
                        end_reason=version.end_reason,
                    )
                )
        heads = [text.law for text in texts]
        for title in version.basis:
            match = self._resolver.law(title, _area(work.jurisdiction))
            if match.id and match.id != work.id:
                laws.setdefault(match.id, self._law_mention(match.id, key))
                edges["IMPLEMENTS", "LawVersion", "Law"].append((key, match.id, key, title))
        for target, on, by in version.repeals:
            laws.setdefault(target, self._law_mention(target, key))
            edges["REPEALS", "LawVersion", "Law"].append((key, target, key, on, by))
        day = version.version_date
        unit.nodes = {
            "LawVersion": [
                (
                    key,
                    "version",
                    key,
                    f"{work.title}（{day.isoformat() if day else '日期未定'}）",
                    work.id,
                    heads[0].title if heads else work.title,
                    day or OPEN_END,
                    version.promulgated or OPEN_END,
                    version.effective or OPEN_END,
                    version.valid_from,
                    version.valid_to,
                    version.end_reason,
                    version.amendment,
                    version.number,
                    str(version.rank),
                    version.jurisdiction,
                    version.issuer,
                    version.doubtful,
                    version.loaded,
                    count,
                    list(dict.fromkeys(text.hints.get("stem", text.title) for text in heads)),
                    orjson.dumps(
                        {
                            "fields": msgspec.to_builtins(version.settled),
                            "differences": list(version.differences),
                            "sources": len(version.digests),
                        }
                    ).decode(),
                )
            ],
            "Provision": rows,
        }
        unit.mentions = {"Law": list(laws.values()), "Article": list(articles.values())}
        unit.edges = dict(edges)
        return unit, SearchUnit(key, digest, docs)

    def _cite(
        self,
        identifier: str,
        work: SettledWork,
        mention: Mention,
        key: str,
        laws: dict[str, Row],
        articles: dict[str, Row],
        edges: dict[tuple[str, str, str], list[Row]],
    ) -> None:
        if mention.law:
            match = self._resolver.law(mention.law, _area(work.jurisdiction))
            targets = _targets(match)
        else:
            targets = [work.id]
        where = (
            key,
            mention.text,
            mention.start,
            mention.end,
            mention.paragraph or "",
            mention.item or "",
            mention.point or "",
        )
        for law in targets:
            if mention.article:
                article = provision_id(law, article_eid(mention.article))
                if article not in articles:
                    articles[article] = _article_row(article, key, law, mention.article)
                    if not self._has(law, mention.article):
                        laws.setdefault(law, self._law_mention(law, key))
                        edges["ARTICLE_OF", "Article", "Law"].append((article, law, key))
                edges["CITES", "Provision", "Article"].append((identifier, article, *where))
            elif law != work.id:
                laws.setdefault(law, self._law_mention(law, key))
                edges["CITES", "Provision", "Law"].append((identifier, law, *where))

    def _has(self, law: str, number: str) -> bool:
        """Whether some loaded text of the work has that article; if not, whoever cites it says whose it is."""
        return number in self._numbers.get(law, ())

    # Lists ---------------------------------------------------------------------------------------------------------------

    def _edition(self, edition: Edition, body: ListBody, digest: str) -> tuple[GraphUnit, SearchUnit]:
        key, text = edition.id, body.edition
        area = text.place or self._place
        places = body_places(text)
        shared: dict[str, dict[str, Row]] = defaultdict(dict)
        edges: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        rows: list[Row] = []
        authority = body_id(places.get(text.authority, text.place), text.authority) if text.authority else ""
        if authority:
            shared["Body"][authority] = _body_row(authority, key, text.authority, text.place, loaded=False)
            edges["PUBLISHED_BY", "List", "Body"].append((key, authority, key))
        for entry, mentions in zip(text.entries, body.mentions, strict=True):
            identifier = entry_id(key, entry.sheet, entry.row)
            item = read_item(text, entry, places)
            rows.append(
                (
                    identifier,
                    "entry",
                    key,
                    f"{text.title}第{entry.row}行：{item.name}",
                    key,
                    entry.sheet,
                    entry.row,
                    orjson.dumps(entry.cells).decode(),
                    entry.basis,
                    edition.valid_from,
                    edition.valid_to,
                )
            )
            edges["LISTED_IN", "Entry", "List"].append((identifier, key, key))
            table = "Duty" if item.kind == "duty" else "Power"
            shared[table][item.id] = _item_row(item, entry, key, loaded=False)
            edges["STATES", "Entry", table].append((identifier, item.id, key))
            for position, mention in enumerate(mentions):
                self._rest(identifier, mention, position, key, area, shared, edges)
        title = text.title or key
        node = (
            key,
            "list",
            key,
            title,
            title,
            str(text.kind),
            text.authority,
            text.place,
            text.edition or OPEN_START,
            edition.valid_from,
            edition.valid_to,
            [text.hints.get("stem", title)],
        )
        unit = GraphUnit(
            key,
            digest,
            nodes={"List": [node], "Entry": rows},
            mentions={table: list(found.values()) for table, found in shared.items()},
            edges=dict(edges),
        )
        return unit, SearchUnit(key, digest)

    def _rest(
        self,
        identifier: str,
        mention: Mention,
        position: int,
        key: str,
        area: str,
        shared: dict[str, dict[str, Row]],
        edges: dict[tuple[str, str, str], list[Row]],
    ) -> None:
        match = self._resolver.law(mention.law, area)
        state = CitationState.AMBIGUOUS if match.candidates else CitationState.RESOLVED
        if not match.candidates and not match.loaded:
            state = CitationState.LAW_NOT_LOADED
        elif not match.candidates and not mention.article:
            state = CitationState.NO_ARTICLE_GIVEN
        where = (
            key,
            mention.text,
            mention.start,
            mention.end,
            mention.paragraph or "",
            mention.item or "",
            mention.point or "",
            "；".join(part for part in (mention.note, match.reason) if part),
            str(state),
            mention.in_quote,
            position,
        )
        for law in _targets(match):
            shared["Law"].setdefault(law, self._law_mention(law, key))
            if mention.article:
                article = provision_id(law, article_eid(mention.article))
                if article not in shared["Article"]:
                    shared["Article"][article] = _article_row(article, key, law, mention.article)
                    if not self._has(law, mention.article):
                        edges["ARTICLE_OF", "Article", "Law"].append((article, law, key))
                edges["RESTS_ON", "Entry", "Article"].append((identifier, article, *where))
            else:
                edges["RESTS_ON", "Entry", "Law"].append((identifier, law, *where))

    # Bodies --------------------------------------------------------------------------------------------------------------

    def _body(self, key: str, editions: list[tuple[Edition, ListBody]], digest: str) -> tuple[GraphUnit, SearchUnit]:
        # The newest edition last, so that its wording is what an item is shown with.
        editions.sort(key=lambda pair: (pair[0].valid_from, pair[0].id))
        record: BodyRecord | None = None
        offices: dict[str, str] = {}
        items: dict[str, _Held] = {}
        for edition, body in editions:
            text = body.edition
            places = body_places(text)
            for found in text.bodies:
                if body_id(found.place or text.place, found.name) == key:
                    record = found if record is None or found.code or found.level != Level.UNKNOWN else record
                    offices.update(
                        (office_id(found.place or text.place, found.name, office), office) for office in found.offices
                    )
            for entry in text.entries:
                item = read_item(text, entry, places)
                offices.update(
                    (identifier, office)
                    for identifier, office, owner in item.offices
                    if body_id(places.get(owner, text.place), owner) == key
                )
                if body_id(places.get(item.owner, text.place), item.owner) != key:
                    continue
                held = items.setdefault(item.id, _Held(item, entry, edition.valid_from, edition.valid_to))
                held.item, held.entry = item, entry
                held.valid_from = min(held.valid_from, edition.valid_from)
                held.valid_to = max(held.valid_to, edition.valid_to)
        return self._body_unit(key, digest, record, offices, items)

    def _body_unit(
        self, key: str, digest: str, record: BodyRecord | None, offices: dict[str, str], items: dict[str, _Held]
    ) -> tuple[GraphUnit, SearchUnit]:
        _, place, name = key.split("/", 2)
        place = "" if place == "_" else place
        if record is not None:
            name = record.name
        level = record.level if record and record.level != Level.UNKNOWN else level_of(place)
        above = tuple(ancestors(place))
        shared: dict[str, dict[str, Row]] = defaultdict(dict)
        edges: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        defines: dict[str, list[Row]] = {
            "Body": [_body_row(key, key, name, place, loaded=True, level=level, record=record)]
        }
        docs = [
            SearchDoc(key, "body", name, names=(name,), text=name, body=(name,), level=level, place=above, type="body")
        ]
        for identifier, office in sorted(offices.items()):
            defines.setdefault("Office", []).append(_office_row(identifier, key, office, name, place, loaded=True))
            edges["OFFICE_OF", "Office", "Body"].append((identifier, key, key))
            docs.append(
                SearchDoc(
                    identifier,
                    "office",
                    f"{name}{office}",
                    names=(office, f"{name}{office}"),
                    text=f"{name} {office}",
                    body=(name,),
                    level=level,
                    place=above,
                    type="office",
                )
            )
        for held in items.values():
            item, entry = held.item, held.entry
            table = "Duty" if item.kind == "duty" else "Power"
            row = _item_row(item, entry, key, loaded=True, level=level, span=(held.valid_from, held.valid_to))
            defines.setdefault(table, []).append(row)
            for body, holder, role in item.holders:
                if body != key:
                    shared["Body"].setdefault(body, _body_row(body, key, holder, body.split("/")[1], loaded=False))
                edges["HELD_BY", table, "Body"].append((item.id, body, key, str(role)))
            for identifier, office, owner in item.offices:
                shared["Office"].setdefault(
                    identifier, _office_row(identifier, key, office, owner, identifier.split("/")[1], loaded=False)
                )
                edges["HANDLED_BY", table, "Office"].append((item.id, identifier, key, ""))
            docs.append(self._item_doc(held, name, level, above))
        unit = GraphUnit(
            key,
            digest,
            defines=defines,
            mentions={table: list(found.values()) for table, found in shared.items()},
            edges=dict(edges),
        )
        return unit, SearchUnit(key, digest, docs)

    @staticmethod
    def _item_doc(held: _Held, body: str, level: Level, above: tuple[str, ...]) -> SearchDoc:
        item, entry = held.item, held.entry
        kind = entry.duty_kind.label if entry.duty_kind else entry.power_type.label
        offices = " ".join(office for _, office, _ in item.offices)
        more = " ".join(value for value in entry.fields.values() if value)
        return SearchDoc(
            item.id,
            item.kind,
            item.name,
            names=(item.name,),
            heading=" ".join(part for part in (kind, entry.theme.label, body, offices) if part),
            text=" ".join(part for part in (item.name, entry.basis, more) if part),
            type=entry.duty_kind or entry.power_type,
            body=tuple(dict.fromkeys([body, *(name for _, name, _ in item.holders)])),
            level=level,
            place=above,
            theme=entry.theme if entry.duty_kind else "",
            valid_from=held.valid_from,
            valid_to=held.valid_to,
            end_reason="superseded" if held.valid_to != OPEN_END else "",
        )


class _Held(msgspec.Struct):
    """An item over all editions that state it."""

    item: Item
    entry: EntryRecord
    valid_from: date
    valid_to: date


def _merge(texts: list[LawBody]) -> list[tuple[ProvisionText, list[Mention]]]:
    """The provisions of a version, in text order: those of its first source, then the articles that only others have. A text without
    articles is one provision, its preamble."""
    if not texts:
        return []
    found: list[tuple[ProvisionText, list[Mention]]] = []
    seen: set[str] = set()
    first = texts[0].law
    lines: tuple[Line, ...] = first.preamble
    if lines:
        label = "" if any(p.level == "article" for p in first.provisions) else "正文"
        preamble = ProvisionText("preamble", "preamble", "", label, "" if label else "序言", "", lines)
        found.append((preamble, texts[0].mentions.get("preamble", [])))
    for text in texts:
        for provision in text.law.provisions:
            if provision.eid not in seen:
                seen.add(provision.eid)
                found.append((provision, text.mentions.get(provision.eid, [])))
    return found


def _work_name(identifier: str) -> str:
    """The name in a work's identifier."""
    return identifier.rpartition("/")[2]


def _article_row(identifier: str, document: str, law: str, number: str) -> Row:
    # Nobody defines an article and many mention it: its label must not hang on which titles are loaded.
    return (identifier, "article", document, f"{_work_name(law)}{article_name(number)}", law, number)


def _body_row(
    identifier: str,
    document: str,
    name: str,
    place: str,
    loaded: bool,
    level: Level | None = None,
    record: BodyRecord | None = None,
) -> Row:
    return (
        identifier,
        "body",
        document,
        name,
        name,
        place,
        str(level or level_of(place)),
        record.code if record else "",
        record.type if record else "",
        loaded,
        OPEN_START,
        OPEN_END,
    )


def _office_row(identifier: str, document: str, name: str, body: str, place: str, loaded: bool) -> Row:
    return (identifier, "office", document, f"{body}{name}", name, body, place, loaded)


def _item_row(
    item: Item,
    entry: EntryRecord,
    document: str,
    loaded: bool,
    level: Level = Level.UNKNOWN,
    span: tuple[date, date] = (OPEN_START, OPEN_END),
) -> Row:
    place = item.id.split("/")[1]
    if item.kind == "duty":
        return (
            item.id,
            "duty",
            document,
            item.name,
            item.name,
            str(entry.duty_kind or DutyKind.BASIC),
            str(entry.theme),
            item.owner,
            place,
            loaded,
            *span,
        )
    return (
        item.id,
        "power",
        document,
        item.name,
        item.name,
        entry.code,
        str(entry.power_type or PowerType.UNKNOWN),
        item.owner,
        place,
        str(level),
        loaded,
        *span,
    )

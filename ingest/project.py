"""From a release's documents to the units of its projections.

A :class:`Plan` knows which units a release consists of and the digest of each; :class:`Projector` makes a unit's rows. Both need
only heads; a body is opened when its unit is made.
"""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date

import msgspec
import orjson

from graph.port import GraphUnit, Row
from ingest.bodies import Register
from ingest.catalogue import Catalogue, VersionEntry, WorkEntry
from ingest.documents import LawBody, LawHead, ListBody, ListHead, open_law, open_list, provision_text
from ingest.identity import How, Identity, edition_spans, identities
from ingest.items import BodyNames, Item, claimed_by, item_row, parts_of, read_item
from ingest.links import Linked, link
from ingest.resolve import LawMatch, Resolver, article_name
from ingest.versions import SettledVersion, SettledWork, Settlement
from ontologies.functions import label as function_label
from ontologies.identifiers import (
    article_eid,
    body_id,
    entry_id,
    list_id,
    office_id,
    provision_id,
    responsibility_id,
    slug,
)
from ontologies.places import ancestors, level_of
from ontologies.records import (
    OPEN_END,
    OPEN_START,
    BodyRecord,
    CitationState,
    EntryRecord,
    GrantMode,
    ItemKind,
    Level,
    Line,
    Mention,
    ProvisionText,
    Role,
    Route,
)
from search.port import SearchDoc, SearchUnit

# Part of every unit's digest: raised when the rows made from the same documents change.
PROJECTOR = "5"

# Rows of lists that are kept opened between units: those of a county are asked for again by each of its bodies.
_OPEN_ROWS = 60_000


def _digest(*parts: object) -> str:
    return hashlib.blake2b(msgspec.msgpack.encode([PROJECTOR, *parts]), digest_size=16).hexdigest()


class Edition(msgspec.Struct):
    """A list edition in a release: its identifier, document and the days it holds; ``end_reason`` is superseded where the next edition ends
    it, lapsed where it says itself until when it holds."""

    id: str
    digest: str
    head: ListHead
    valid_from: date
    valid_to: date
    end_reason: str = ""


class Plan(msgspec.Struct):
    """Which units a release consists of. ``units`` maps key → digest; ``editions`` the list editions by identifier; ``bodies`` which
    editions speak of a body; ``chains`` all editions of the list that an edition is one of, oldest first; ``links`` the editions that a
    county's matching looks at; ``register`` what rosters know of bodies."""

    units: dict[str, str]
    settlement: Settlement
    catalogue: Catalogue
    editions: dict[str, Edition]
    bodies: dict[str, list[str]]
    chains: dict[str, tuple[str, ...]]
    links: dict[str, list[str]]
    register: Register


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
    """Give every list edition its identifier and the days it holds: until the next edition of the same list, or its own end.

    Several documents may claim one edition. Offices split a list over files (许可, 处罚): a document that states other items is a further
    part, with its file's name behind the identifier. One that states mostly the same items is another copy: the one with more rows
    stands, the others are reported as (digest, identifier).
    """
    editions, double, _ = _editions(lists)
    return editions, double


def settle_chains(lists: Mapping[str, ListHead]) -> dict[str, tuple[str, ...]]:
    """For each edition the identifiers of all editions of its list, oldest first (parts of one day one after the other)."""
    return _editions(lists)[2]


def _editions(
    lists: Mapping[str, ListHead],
) -> tuple[dict[str, Edition], list[tuple[str, str]], dict[str, tuple[str, ...]]]:
    """As :func:`settle_editions`, and for each edition all those of its list, oldest first."""
    days: dict[str, list[str]] = defaultdict(list)
    for digest in sorted(lists):
        head = lists[digest]
        days[list_id(head.place, _whose(digest, head), head.kind, head.edition)].append(digest)
    editions: dict[str, Edition] = {}
    double: list[tuple[str, str]] = []
    groups: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for identifier, digests in days.items():
        digests.sort(key=lambda digest: (-lists[digest].rows, digest))
        stated: set[str] = set()
        for digest in digests:
            head = lists[digest]
            name = identifier if digest == digests[0] else f"{identifier}~{slug(head.stem or digest[:12])}"
            if digest != digests[0] and (2 * len(stated & set(head.items)) >= len(head.items) or name in editions):
                double.append((digest, identifier))
                continue
            stated.update(head.items)
            editions[name] = Edition(name, digest, head, head.edition or OPEN_START, OPEN_END)
            groups[head.place, _whose(digest, head), head.kind].append(name)
    chains: dict[str, tuple[str, ...]] = {}
    for group in groups.values():
        for chain in _lists_of(group, editions):
            heads = [editions[name].head for name in chain]
            spans = edition_spans([head.edition for head in heads], [head.until for head in heads])
            begins = {begin for begin, _ in spans}
            for name, (begin, end) in zip(chain, spans, strict=True):
                edition = editions[name]
                edition.valid_to = end
                if end != OPEN_END:
                    edition.end_reason = "superseded" if begin < end and end in begins else "lapsed"
                chains[name] = tuple(chain)
    return editions, double, chains


def _whose(digest: str, head: ListHead) -> str:
    # Two lists of which nobody knows whose they are need not be one list.
    return head.authority or f"_{digest[:12]}"


def _lists_of(names: list[str], editions: Mapping[str, Edition]) -> list[list[str]]:
    """The documents of one body and kind, list by list, oldest first. One body may keep several lists of a kind (审批赋权, 执法赋权): those whose
    titles differ and that have next to nothing in common are not editions of one another."""
    names = sorted(names, key=lambda name: (editions[name].valid_from, name))
    found: list[list[str]] = []
    for name in names:
        head = editions[name].head
        mine, items = _series(head), set(head.items)
        same = [
            chain
            for chain in found
            if any(
                _series(editions[other].head) == mine
                or _in_common(items, set(editions[other].head.items)) >= _SAME_LIST
                for other in chain
            )
        ]
        found = [chain for chain in found if chain not in same]
        found.append(sorted((*(n for chain in same for n in chain), name), key=names.index))
    return found


def _in_common(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))


# Of two documents of one body and kind under different titles: from this share of common items on they are editions of one list.
_SAME_LIST = 0.2
_EDITION_WORDS = re.compile(
    r"[(（〔\[][^()（）〔〕\[\]]*[)）〕\]]|[0-9０-９〇零一二三四五六七八九十]+[年月日]|版|修订|调整|更新|最新|现行|截至|公布|试行|附件|[0-9\W_]+"
)


def _series(head: ListHead) -> str:
    """A list's title without whose it is and which edition: what stays the same from edition to edition."""
    title = head.title.replace(head.authority, "") if head.authority else head.title
    return _EDITION_WORDS.sub("", title)


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
    editions, _, chains = _editions(lists)
    bodies: dict[str, list[str]] = defaultdict(list)
    links: dict[str, list[str]] = defaultdict(list)
    stated: dict[str, list[object]] = {}
    ordered = sorted(editions.values(), key=lambda edition: (edition.valid_from, edition.id))
    register = Register((body for edition in ordered for body in edition.head.roster), place)
    for edition in editions.values():
        # What came before says which items are the same.
        before = [
            (name, editions[name].digest, editions[name].valid_from, editions[name].valid_to)
            for name in chains[edition.id]
            if editions[name].valid_from <= edition.valid_from
        ]
        settled = register.facts_for(_body_key(body) for body in edition.head.bodies)
        stated[edition.id] = [edition.digest, edition.valid_from, edition.valid_to, edition.end_reason, before, settled]
    for edition in editions.values():
        facts = []
        for name in edition.head.names:
            match = resolver.law(name, edition.head.place or place)
            targets = _targets(match)
            # A row's basis says what its title was taken for, and why: it is written again when that changes.
            lacking = _lacking(targets, edition.head.cited.get(name, ()), numbers)
            facts.append([name, targets, match.loaded, match.reason, lacking])
        units[edition.id] = _digest("list", *stated[edition.id], place, facts)
        for body in dict.fromkeys(_settled(body, register) for body in edition.head.bodies):
            bodies[body].append(edition.id)
    for body, stating in bodies.items():
        about = register.facts_about(*_body_key(body))
        units[body] = _digest("body", sorted((name, stated[name]) for name in stating), about)
    counties = {edition.head.place[:6] for edition in editions.values() if len(edition.head.place) >= 6}
    for county in counties:
        above = ancestors(county)
        for edition in editions.values():
            if edition.head.place.startswith(county) or edition.head.place in above:
                links[f"links/{county}"].append(edition.id)
    for key, looked_at in links.items():
        types = register.town_types(key.removeprefix("links/"))
        units[key] = _digest("links", sorted((name, stated[name]) for name in looked_at), types)
    return Plan(units, settlement, catalogue, editions, dict(bodies), chains, dict(links), register)


def _body_key(identifier: str) -> tuple[str, str]:
    """(name, division code) of a body's identifier, as a register is asked."""
    _, place, name = identifier.split("/", 2)
    return name, "" if place == "_" else place


def _settled(identifier: str, register: Register) -> str:
    """The body that a list's body turns out to be."""
    name, place = register.settle(*_body_key(identifier))
    return body_id(place, name)


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


# Rows ------------------------------------------------------------------------------------------------------------------------


class Projector:
    """Makes the rows of units. ``bodies`` fetches encoded document bodies by digest."""

    def __init__(self, plan: Plan, bodies: Callable[[Iterable[str]], dict[str, bytes]], place: str) -> None:
        self.plan = plan
        self._editions: OrderedDict[str, _Opened] = OrderedDict()
        self._chains: dict[tuple[str, ...], dict[tuple[str, int], Identity]] = {}
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
        return []

    def _unit(self, key: str, bodies: Mapping[str, bytes]) -> tuple[GraphUnit, SearchUnit]:
        digest = self.plan.units[key]
        work = self.plan.settlement.works.get(key)
        if work is not None:
            return self._work(work, digest)
        if key in self._versions:
            work, version = self._versions[key]
            return self._version(work, version, digest, bodies)
        if key in self.plan.editions:
            return self._edition(self.plan.editions[key], digest)
        if key in self.plan.links:
            return self._links(key, digest)
        return self._body(key, digest)

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

    def _opened(self, identifier: str) -> _Opened:
        """An edition with its items, kept for the units that ask next."""
        found = self._editions.get(identifier)
        if found is not None:
            self._editions.move_to_end(identifier)
            return found
        digest = self.plan.editions[identifier].digest
        body = open_list(self._bodies([digest])[digest])
        text = body.edition
        names = BodyNames(text, self.plan.register.settle)
        kept = self._identities(identifier)
        items: list[Item | None] = []
        for position, entry in enumerate(text.entries):
            if entry.kind == ItemKind.BODY:
                items.append(None)
                continue
            same = kept.get((identifier, position))
            item = read_item(text, entry, names, same.key if same else "")
            if same is not None and same.how not in (How.NEW, How.SAME):
                item.how, item.reason = str(same.how), same.reason
            items.append(item)
        found = self._editions[identifier] = _Opened(self.plan.editions[identifier], body, names, items)
        while len(self._editions) > 1 and sum(len(o.items) for o in self._editions.values()) > _OPEN_ROWS:
            self._editions.popitem(last=False)
        return found

    def _identities(self, identifier: str) -> dict[tuple[str, int], Identity]:
        """(edition, row's position) → what the row goes on from, for all editions of the list that this is one of."""
        chain = self.plan.chains[identifier]
        if len(chain) < 2:
            return {}
        found = self._chains.get(chain)
        if found is None:
            digests = {name: self.plan.editions[name].digest for name in chain}
            bodies = self._bodies(sorted(set(digests.values())))
            # The parts of one day are one edition.
            days: dict[date, list[tuple[str, int, EntryRecord]]] = {}
            for name in chain:
                rows = days.setdefault(self.plan.editions[name].valid_from, [])
                entries = open_list(bodies[digests[name]]).edition.entries
                rows.extend((name, position, entry) for position, entry in enumerate(entries))
            whose = self.plan.editions[identifier].head.authority
            same = identities([[entry for _, _, entry in rows] for rows in days.values()], whose)
            found = self._chains[chain] = {
                (name, position): identity
                for rows, row_identities in zip(days.values(), same, strict=True)
                for (name, position, _), identity in zip(rows, row_identities, strict=True)
            }
        return found

    def _edition(self, edition: Edition, digest: str) -> tuple[GraphUnit, SearchUnit]:
        opened = self._opened(edition.id)
        key, text, names = edition.id, opened.body.edition, opened.names
        area = text.place or self._place
        shared: dict[str, dict[str, Row]] = defaultdict(dict)
        edges: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        rows: list[Row] = []
        if text.authority:
            authority = names.id(text.authority)
            shared["Body"][authority] = _body_row(authority, key, names.name(text.authority), loaded=False)
            edges["PUBLISHED_BY", "List", "Body"].append((key, authority, key))
        for entry, item, mentions in zip(text.entries, opened.items, opened.body.mentions, strict=True):
            identifier = entry_id(key, entry.sheet, entry.row)
            if item is not None:
                table, stated, label = item.table, item.id, item.name
                shared[table].setdefault(stated, item_row(item, entry, key, loaded=False))
                edges["STATES", "Entry", table].append((identifier, stated, key, item.how, item.reason))
            else:
                name = entry.body.name if entry.body is not None else entry.name
                stated, label = names.id(name), names.name(name)
                shared["Body"].setdefault(stated, _body_row(stated, key, label, loaded=False))
                edges["STATES", "Entry", "Body"].append((identifier, stated, key, "", ""))
            rows.append(
                (
                    identifier,
                    "entry",
                    key,
                    f"{text.title}第{entry.row}行：{label}",
                    key,
                    entry.sheet,
                    entry.row,
                    stated,
                    orjson.dumps(entry.cells).decode(),
                    orjson.dumps(entry.fields).decode() if entry.fields else "",
                    entry.basis,
                    orjson.dumps(entry.corrected).decode() if entry.corrected else "",
                    edition.valid_from,
                    edition.valid_to,
                    edition.end_reason,
                )
            )
            edges["LISTED_IN", "Entry", "List"].append((identifier, key, key))
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
            edition.end_reason,
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

    def _body(self, key: str, digest: str) -> tuple[GraphUnit, SearchUnit]:
        # The newest edition last, so that its wording is what an item is shown with.
        editions = sorted(
            (self.plan.editions[name] for name in self.plan.bodies[key]), key=lambda e: (e.valid_from, e.id)
        )
        made = _BodyUnit(key, self.plan.register)
        for edition in editions:
            made.add(self._opened(edition.id))
        return made.unit(digest)

    def _links(self, key: str, digest: str) -> tuple[GraphUnit, SearchUnit]:
        """What the items of a county's lists are to one another."""
        editions = sorted(
            (self.plan.editions[name] for name in self.plan.links[key]), key=lambda e: (e.valid_from, e.id)
        )
        items: dict[str, Linked] = {}
        for edition in editions:
            opened = self._opened(edition.id)
            for entry, item, mentions in zip(
                opened.body.edition.entries, opened.items, opened.body.mentions, strict=True
            ):
                if item is not None:
                    basis = frozenset((m.law, m.article or "") for m in mentions if not m.in_quote)
                    items[item.id] = Linked(item, entry, basis, opened.names)
        shared: dict[str, dict[str, Row]] = defaultdict(dict)
        edges: dict[tuple[str, str, str], list[Row]] = defaultdict(list)

        def mention(linked: Linked) -> None:
            shared[linked.item.table].setdefault(linked.item.id, item_row(linked.item, linked.entry, key, loaded=False))

        for match in link(items.values()):
            mention(match.source)
            mention(match.target)
            edges[match.kind, match.source.item.table, match.target.item.table].append(
                (match.source.item.id, match.target.item.id, key, match.how, match.reason, str(match.certainty))
            )
        county = key.removeprefix("links/")
        register = self.plan.register
        towns = register.town_types(county)
        for linked in items.values():
            typed = [r.name for r in linked.entry.recipients if r.by_type and r.name in towns]
            if typed:
                mention(linked)
            mode = linked.entry.facts.get("mode", "")
            role = Role.ENTRUSTED if mode == GrantMode.ENTRUST else Role.RECEIVING
            named = {body for body, _, _ in linked.item.holders}
            for type_ in typed:
                for town in towns[type_]:
                    name, place = register.settle(town, county)
                    body = body_id(place, name)
                    if body not in named:
                        named.add(body)
                        shared["Body"].setdefault(body, _body_row(body, key, name, loaded=False))
                        edges["HELD_BY", linked.item.table, "Body"].append(
                            (linked.item.id, body, key, str(role), f"按乡镇类型：{type_}")
                        )
        unit = GraphUnit(
            key,
            digest,
            mentions={table: list(found.values()) for table, found in shared.items()},
            edges=dict(edges),
        )
        return unit, SearchUnit(key, digest)


class _Opened:
    """An edition with the items that its rows state (None for a row that describes a body), whose they are (``of``, positions), and the
    offices that handle them, by body."""

    def __init__(self, edition: Edition, body: ListBody, names: BodyNames, items: list[Item | None]) -> None:
        self.edition = edition
        self.body = body
        self.names = names
        self.items = items
        self.of: dict[str, list[int]] = defaultdict(list)
        self.offices: dict[str, dict[str, str]] = defaultdict(dict)
        for position, item in enumerate(items):
            if item is not None:
                self.of[item.owner].append(position)
                for identifier, office, host in item.offices:
                    self.offices[host][identifier] = office


class _Held:
    """An item over all editions that state it: its rows in the newest of them, and the days it is stated for."""

    def __init__(self, edition: Edition) -> None:
        self.newest = edition.valid_from
        self.valid_from = edition.valid_from
        self.valid_to = edition.valid_to
        self.rows: list[tuple[Item, EntryRecord, BodyNames]] = []

    def add(self, edition: Edition, item: Item, entry: EntryRecord, names: BodyNames) -> None:
        if edition.valid_from > self.newest:
            self.rows, self.newest = [], edition.valid_from
        self.rows.append((item, entry, names))
        self.valid_from = min(self.valid_from, edition.valid_from)
        self.valid_to = max(self.valid_to, edition.valid_to)


class _BodyUnit:
    """The unit of one body: the body, its offices, all items that are its own."""

    def __init__(self, key: str, register: Register) -> None:
        self.key = key
        self.register = register
        self.record: BodyRecord | None = None
        self.offices: dict[str, str] = {}
        self.held: dict[str, _Held] = {}
        self.shared: dict[str, dict[str, Row]] = defaultdict(dict)
        self.edges: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        self.docs: list[SearchDoc] = []

    def add(self, opened: _Opened) -> None:
        """What one edition says of the body and of its items; editions come oldest first."""
        text, names = opened.body.edition, opened.names
        for found in text.bodies:
            if names.id(found.name) != self.key:
                continue
            if self.record is None or found.level != Level.UNKNOWN:
                self.record = found
            where, name = names.place(found.name), names.name(found.name)
            self.offices.update((office_id(where, name, office), office) for office in found.offices)
        self.offices.update(opened.offices.get(self.key, {}))
        for position in opened.of.get(self.key, ()):
            item, entry = opened.items[position], text.entries[position]
            if item is None:
                continue
            held = self.held.get(item.id)
            if held is None:
                held = self.held[item.id] = _Held(opened.edition)
            held.add(opened.edition, item, entry, names)

    def unit(self, digest: str) -> tuple[GraphUnit, SearchUnit]:
        name, place = _body_key(self.key)
        described = self.register.record(name, place)
        # A roster describes a body, a list only names it.
        record = described if described is not None and described.stated else self.record
        name = record.name if described is record and record is not None else name
        level = record.level if record and record.level != Level.UNKNOWN else level_of(place)
        above = tuple(ancestors(place))
        functions = list(self.register.functions_of(name, place))
        body = _body_row(self.key, self.key, name, True, level, record, functions)
        defines: dict[str, list[Row]] = {"Body": [body]}
        others = (*record.names, *record.plates) if record else ()
        self.docs.append(
            SearchDoc(
                self.key,
                "body",
                name,
                names=tuple(dict.fromkeys((name, *others))),
                heading=" ".join(map(function_label, functions)),
                text=" ".join((name, *others)),
                body=(name,),
                level=level,
                place=above,
                type="body",
            )
        )
        self._relations(name, place, record)
        for identifier, office in sorted(self.offices.items()):
            defines.setdefault("Office", []).append(_office_row(identifier, self.key, office, name, place, loaded=True))
            self.edges["OFFICE_OF", "Office", "Body"].append((identifier, self.key, self.key))
            self.docs.append(
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
        nodes: dict[str, list[Row]] = {}
        for held in self.held.values():
            item, entry, _ = held.rows[0]
            row = item_row(item, entry, self.key, True, level, (held.valid_from, held.valid_to))
            defines.setdefault(item.table, []).append(row)
            self._hold(held)
            nodes.setdefault("Responsibility", []).extend(self._responsibilities(held))
            self.docs.append(_item_doc(held, name, level, above))
        unit = GraphUnit(
            self.key,
            digest,
            nodes={table: rows for table, rows in nodes.items() if rows},
            defines=defines,
            mentions={table: list(found.values()) for table, found in self.shared.items()},
            edges=dict(self.edges),
        )
        return unit, SearchUnit(self.key, digest, self.docs)

    def _mention(self, body: str, name: str) -> None:
        if body != self.key:
            self.shared["Body"].setdefault(body, _body_row(body, self.key, name, loaded=False))

    def _relations(self, name: str, place: str, record: BodyRecord | None) -> None:
        """What rosters say of the body and others: what it is under, its plates, what it came of; and where complaints about what it does
        go by rule."""
        register = self.register

        def other(called: str) -> str:
            settled, where = register.settle(called, place)
            identifier = body_id(where, settled)
            self._mention(identifier, settled)
            return identifier

        if record is not None and record.parent and other(record.parent) != self.key:
            self.edges["UNDER", "Body", "Body"].append((self.key, other(record.parent), self.key))
        for plate in record.plates if record is not None else ():
            if other(plate) != self.key:
                self.edges["PLATE_OF", "Body", "Body"].append((other(plate), self.key, self.key))
        for step in register.came_of(name, place):
            before = body_id(step.before[1], step.before[0])
            self._mention(before, step.before[0])
            self.edges["SUCCEEDS", "Body", "Body"].append(
                (self.key, before, self.key, str(step.kind), step.date or OPEN_START, step.number)
            )
        if any(held.rows[0][0].table in _ROUTED for held in self.held.values()):
            told = register.supervision(name, place)
            for route, called, rule in (
                (Route.SETTING, told.setting, told.setting_rule),
                (Route.EXERCISE, told.exercise, told.exercise_rule),
            ):
                if called and other(called) != self.key:
                    self.edges["SUPERVISED_BY", "Body", "Body"].append(
                        (self.key, other(called), self.key, str(route), rule, False)
                    )

    def _hold(self, held: _Held) -> None:
        """Who holds the item, in which role, doing what; who handles it; who takes it; where to complain. Several rows of one edition may
        state it, each with its own bodies."""
        holders: dict[str, tuple[str, Role, str]] = {}
        offices: dict[str, tuple[str, str]] = {}
        claims: dict[str, tuple[str, str]] = {}
        routes: dict[tuple[str, str], tuple[str, str]] = {}
        first = held.rows[0][0]
        for item, entry, names in held.rows:
            parts = parts_of(entry, names)
            for body, holder, role in item.holders:
                holders.setdefault(body, (holder, role, parts.get(body, "")))
            offices.update((office, (name, body)) for office, name, body in item.offices)
            for body, name, note in claimed_by(entry, names):
                if item.kind == ItemKind.CATALOGUE:
                    claims.setdefault(body, (name, note))
                else:
                    holders.setdefault(body, (name, Role.RECEIVING, note))
            for route in entry.routes:
                # A telephone without a body is that of the item's own.
                to = route.body or item.owner_name
                where = names.id(route.body) if route.body else item.owner
                routes.setdefault((where, str(route.route)), (names.name(to), route.contact))
        table, key = first.table, self.key
        for body, (name, role, part) in holders.items():
            self._mention(body, name)
            self.edges["HELD_BY", table, "Body"].append((first.id, body, key, str(role), part))
        for office, (name, body) in offices.items():
            self.shared["Office"].setdefault(
                office, _office_row(office, key, name, body.rsplit("/", 1)[-1], office.split("/")[1], loaded=False)
            )
            self.edges["HANDLED_BY", table, "Office"].append((first.id, office, key, ""))
        for body, (name, note) in claims.items():
            self._mention(body, name)
            self.edges["CLAIMED_BY", table, "Body"].append((first.id, body, key, note))
        if table in _ROUTED:
            for (body, told), (name, contact) in routes.items():
                self._mention(body, name)
                self.edges["SUPERVISED_BY", table, "Body"].append((first.id, body, key, told, contact, True))

    def _responsibilities(self, held: _Held) -> list[Row]:
        """The responsibilities that go with a power, from the first row that tells them."""
        item = held.rows[0][0]
        if item.kind != ItemKind.POWER:
            return []
        records = next((entry.responsibilities for _, entry, _ in held.rows if entry.responsibilities), ())
        rows: list[Row] = []
        for record in records:
            identifier = responsibility_id(item.id, record.kind, record.number)
            rows.append(
                (
                    identifier,
                    "responsibility",
                    self.key,
                    f"{item.name}：{record.kind.label}{record.number}",
                    item.id,
                    str(record.kind),
                    str(record.stage),
                    record.number,
                    record.text,
                    record.basis,
                    record.scope,
                )
            )
            self.edges["ANSWERS_FOR", "Responsibility", "Power"].append((identifier, item.id, self.key))
        return rows


_ROUTED = frozenset({"Power", "Duty", "Grant", "Service"})
# What an item is called by type in search, by kind; the others are typed by their power type.
_TYPED = {
    ItemKind.VILLAGE: "village_kind",
    ItemKind.ACCESS: "access_kind",
    ItemKind.ADJUSTMENT: "action",
    ItemKind.ARRANGEMENT: "arrangement_kind",
}
_POWERS = frozenset({ItemKind.POWER, ItemKind.GRANT, ItemKind.CATALOGUE, ItemKind.SERVICE})


def _item_doc(held: _Held, body: str, level: Level, above: tuple[str, ...]) -> SearchDoc:
    item, entry, _ = held.rows[0]
    type_ = entry.duty_kind or entry.facts.get(_TYPED.get(entry.kind, ""), "")
    if entry.kind in _POWERS:
        type_ = entry.power_type
    kind = entry.duty_kind.label if entry.duty_kind else entry.kind.label
    if entry.kind in _POWERS:
        kind = (
            f"{entry.kind.label} {entry.power_type.label}" if entry.kind != ItemKind.POWER else entry.power_type.label
        )
    offices = " ".join(dict.fromkeys(office for i, _, _ in held.rows for _, office, _ in i.offices))
    words = [item.name, entry.basis]
    for _, row, _ in held.rows:
        # Numbers and codes of the row are nothing to look for by words.
        words += (value for value in row.fields.values() if not value.isascii())
        words += (text for _, text in row.parts)
        words += (responsibility.text for responsibility in row.responsibilities)
        words += (value for name, value in row.facts.items() if name in _SAID)
    return SearchDoc(
        item.id,
        item.kind,
        item.name,
        names=(item.name,),
        heading=" ".join(part for part in (kind, entry.theme.label, body, offices) if part),
        text=" ".join(dict.fromkeys(word for word in words if word)),
        type=type_,
        body=tuple(dict.fromkeys([body, *(name for i, _, _ in held.rows for _, name, _ in i.holders)])),
        level=level,
        place=above,
        theme=entry.theme if entry.duty_kind else "",
        valid_from=held.valid_from,
        valid_to=held.valid_to,
        end_reason="lapsed" if held.valid_to != OPEN_END else "",
    )


# The facts that are words a person may look for.
_SAID = frozenset({"text", "mechanism", "cases", "scope", "materials", "target", "statutory_body"})


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
    loaded: bool,
    level: Level | None = None,
    record: BodyRecord | None = None,
    functions: list[str] | None = None,
) -> Row:
    place = _body_key(identifier)[1]
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
        (record.since if record else None) or OPEN_START,
        (record.until if record else None) or OPEN_END,
        functions or [],
        list(record.names) if record else [],
        record.town_type if record else "",
        record.phone if record else "",
        record.stated if record else False,
    )


def _office_row(identifier: str, document: str, name: str, body: str, place: str, loaded: bool) -> Row:
    return (identifier, "office", document, f"{body}{name}", name, body, place, loaded)

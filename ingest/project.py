"""From a release's documents to the units of its projections.

A :class:`Plan` knows which units a release consists of and the digest of each; :class:`Projector` makes a unit's rows. Both need
only heads; a body is opened when its unit is made.
"""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache

import msgspec
import orjson

from graph.port import GraphUnit, Row
from ingest.bodies import Register
from ingest.catalogue import Catalogue, VersionEntry, WorkEntry
from ingest.documents import LawHead, ListBody, ListHead, open_law, open_list, open_words, provision_text
from ingest.identity import How, Identity, edition_spans, identities
from ingest.items import BodyNames, Item, claimed_by, item_row, parts_of, read_item, together
from ingest.links import Linked, link
from ingest.resolve import LawMatch, Resolver, article_name
from ingest.versions import SettledVersion, SettledWork, Settlement
from ontologies.functions import functions, functions_in
from ontologies.functions import label as function_label
from ontologies.identifiers import (
    article_eid,
    body_id,
    entry_id,
    function_id,
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
    Actor,
    BodyRecord,
    BodyType,
    CitationState,
    EntryRecord,
    GrantMode,
    ItemKind,
    LawText,
    Level,
    Line,
    Mention,
    ProvisionText,
    Role,
    Route,
    Via,
)
from search.port import SearchDoc, SearchUnit
from text.alignment import ArticleText, align

# Part of every unit's digest: raised when the rows made from the same documents change.
PROJECTOR = "8"

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
    county's matching looks at; ``register`` what rosters know of bodies; ``earlier`` the texts whose articles a version may have taken up
    (:func:`taken_from`)."""

    units: dict[str, str]
    settlement: Settlement
    catalogue: Catalogue
    editions: dict[str, Edition]
    bodies: dict[str, list[str]]
    chains: dict[str, tuple[str, ...]]
    links: dict[str, list[str]]
    register: Register
    earlier: dict[str, list[tuple[str, bool]]]


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
    earlier = taken_from(settlement, heads)
    texts = {version.id: version for work in settlement.works.values() for version in work.versions}
    for work in settlement.works.values():
        units[work.id] = _digest("law", *_work_facts(work), sorted(numbers[work.id]))
        for version in work.versions:
            facts: list[object] = []
            for digest in _sources(version):
                head = heads[digest]
                for name in head.names:
                    targets = _targets(resolver.law(name, _area(work.jurisdiction)))
                    facts.append([name, targets, _lacking(targets, head.cited.get(name, ()), numbers)])
                facts.append(_lacking([work.id], head.cited.get("", ()), numbers))
            # Which articles of an earlier text it took up is told with the later one, and hangs on the words of both.
            taken = [[old, _sources(texts[old]), partial] for old, partial in earlier.get(version.id, ())]
            units[version.id] = _digest("version", version, work.title, facts, taken)
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
    return Plan(units, settlement, catalogue, editions, dict(bodies), chains, dict(links), register, earlier)


def _sources(version: SettledVersion) -> tuple[str, ...]:
    """The documents that a version's text is made of: its first, and those that have articles which the first lacks."""
    return (*version.digests[:1], *version.extra)


def taken_from(settlement: Settlement, heads: Mapping[str, LawHead]) -> dict[str, list[tuple[str, bool]]]:
    """Version → the texts whose articles it may have taken up: the text before it in its work, then the last texts of the works that it
    ended (with True: it took up more than these). Texts that are known by name only, or by the captions of their articles, are passed
    over, one without a date has no place in the order. What merely declares others ended (关于废止…的决定) took nothing up."""
    last: dict[str, str] = {}
    found: dict[str, list[tuple[str, bool]]] = defaultdict(list)

    def comparable(version: SettledVersion) -> bool:
        return version.loaded and version.version_date is not None and not heads[version.digests[0]].captions

    for work in settlement.works.values():
        for version in work.versions:
            if comparable(version):
                if work.id in last:
                    found[version.id].append((last[work.id], False))
                last[work.id] = version.id
    for work in settlement.works.values():
        for version in work.versions:
            if comparable(version) and "废止" not in version.title:
                ended = dict.fromkeys(target for target, _, _ in version.repeals if target in last)
                found[version.id].extend((last[target], True) for target in ended)
    return dict(found)


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
            earlier = (self._versions[old][1] for old, _ in self.plan.earlier.get(key, ()))
            texts = (self._versions[key][1], *earlier)
            return [digest for version in texts for digest in _sources(version)]
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
        texts = [open_law(bodies[digest]) for digest in _sources(version)]
        laws = {work.id: self._law_mention(work.id, key)}
        articles: dict[str, Row] = {}
        unit = GraphUnit(key, digest)
        edges: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        edges["VERSION_OF", "LawVersion", "Law"].append((key, work.id, key))
        rows: list[Row] = []
        docs: list[SearchDoc] = []
        place = tuple(ancestors(work.jurisdiction))
        level = level_of(work.jurisdiction) if place else Level.NATIONAL
        named: dict[str, Row] = {}
        names: list[Row] = []
        own: dict[str, ArticleText] = {}
        count = 0
        for position, (provision, path, source) in enumerate(_placed([text.law for text in texts])):
            identifier = provision_id(key, provision.eid)
            text = provision_text(provision)
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
                own.setdefault(provision.number, ArticleText(provision.number, text, _standing(provision, path)))
            actors = texts[source].actors.get(provision.eid, ())
            if actors:
                _name(identifier, actors, key, named, names)
            for mention in texts[source].mentions.get(provision.eid, ()):
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
                        function=tuple(dict.fromkeys(actor.function for actor in actors if actor.function)),
                    )
                )
        if names:
            edges["NAMES", "Provision", "Function"] = names
        compared = self._take_up(version, list(own.values()), rows, bodies, articles, edges)
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
                    compared,
                )
            ],
            "Provision": rows,
        }
        unit.mentions = {
            "Law": list(laws.values()),
            "Article": list(articles.values()),
            "Function": list(named.values()),
        }
        unit.edges = dict(edges)
        return unit, SearchUnit(key, digest, docs)

    def _take_up(
        self,
        version: SettledVersion,
        own: list[ArticleText],
        rows: list[Row],
        bodies: Mapping[str, bytes],
        articles: dict[str, Row],
        edges: dict[tuple[str, str, str], list[Row]],
    ) -> list[str]:
        """Which articles of earlier texts the provisions of a version took up. ``rows`` are its Provision rows. Answers the texts that it was
        compared with."""
        earlier = self.plan.earlier.get(version.id, ())
        if not earlier or not own:
            return []
        compared: list[str] = []
        provisions: dict[str, str] = {}
        for row in rows:
            if row[7] == "article":
                provisions.setdefault(row[8], row[0])
        for identifier, partial in earlier:
            old = self._versions[identifier][1]
            was = article_texts([open_words(bodies[digest]) for digest in _sources(old)])
            if was:
                compared.append(old.id)
            for aligned in align(was, own, partial) if was else ():
                if aligned.old is None or not aligned.new:
                    continue
                article = provision_id(old.law, article_eid(aligned.old))
                if article not in articles:
                    articles[article] = _article_row(article, version.id, old.law, aligned.old)
                edges["TAKES_UP", "Provision", "Article"].extend(
                    (
                        provisions[taken.number],
                        article,
                        version.id,
                        old.id,
                        str(aligned.change),
                        round(1000 * taken.similarity),
                        aligned.doubtful,
                    )
                    for taken in aligned.new
                )
        return compared

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
                    entry.name or label,
                    entry.sub_name if entry.sub_name != entry.name else "",
                    entry.code,
                    str(entry.power_type),
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
        newest: dict[str, Edition] = {}
        for edition in editions:
            opened = self._opened(edition.id)
            for entry, item, mentions in zip(
                opened.body.edition.entries, opened.items, opened.body.mentions, strict=True
            ):
                if item is not None:
                    basis = frozenset((m.law, m.article or "") for m in mentions if not m.in_quote)
                    before = items.get(item.id)
                    if before is not None and newest[item.id].valid_from == edition.valid_from:
                        entry, basis = together(entry, before.entry), basis | before.basis
                    items[item.id] = Linked(item, entry, basis, opened.names)
                    newest[item.id] = edition
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
    """An edition with the items that its rows state (None for a row that describes a body), whose they are (``of``, positions), by body the
    arrangements under which it exercises another's powers (``arranged``, positions) and the offices that handle them."""

    def __init__(self, edition: Edition, body: ListBody, names: BodyNames, items: list[Item | None]) -> None:
        self.edition = edition
        self.body = body
        self.names = names
        self.items = items
        self.of: dict[str, list[int]] = defaultdict(list)
        self.arranged: dict[str, list[int]] = defaultdict(list)
        self.offices: dict[str, dict[str, str]] = defaultdict(dict)
        for position, item in enumerate(items):
            if item is not None:
                self.of[item.owner].append(position)
                if item.kind == ItemKind.ARRANGEMENT:
                    for holder, _, role in item.holders:
                        if role in _EXERCISING:
                            self.arranged[holder].append(position)
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
        self.arranged: dict[str, tuple[Item, EntryRecord]] = {}
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
        for position in opened.arranged.get(self.key, ()):
            item = opened.items[position]
            if item is not None:
                self.arranged[item.id] = item, text.entries[position]

    def unit(self, digest: str) -> tuple[GraphUnit, SearchUnit]:
        name, place = _body_key(self.key)
        described = self.register.record(name, place)
        # A roster describes a body, a list only names it.
        record = described if described is not None and described.stated else self.record
        name = record.name if described is record and record is not None else name
        level = record.level if record and record.level != Level.UNKNOWN else level_of(place)
        above = tuple(ancestors(place))
        own = list(self.register.functions_of(name, place))
        has = self._has_functions(name, level, record, own)
        body = _body_row(self.key, self.key, name, True, level, record, own)
        defines: dict[str, list[Row]] = {"Body": [body]}
        others = (*record.names, *record.plates) if record else ()
        self.docs.append(
            SearchDoc(
                self.key,
                "body",
                name,
                names=tuple(dict.fromkeys((name, *others))),
                heading=" ".join(map(function_label, own)),
                text=" ".join((name, *others)),
                body=(name,),
                level=level,
                place=above,
                type="body",
                function=tuple(has),
                valid_from=(record.since if record else None) or OPEN_START,
                valid_to=(record.until if record else None) or OPEN_END,
                end_reason="repealed" if record and record.until else "",
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
            item = held.rows[0][0]
            entry = together(*(entry for _, entry, _ in held.rows))
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

    def _has_functions(
        self, name: str, level: Level, record: BodyRecord | None, functions: Iterable[str]
    ) -> dict[str, tuple[str, str, str]]:
        """The functions of the body, each with what tells of it first, the surest first: (via, source, words)."""
        via = "roster" if record is not None and record.functions else "name"
        found = {code: (via, "", function_label(code) if via == "roster" else name) for code in functions}
        organ, via = _organ(name, level, record)
        if organ:
            found.setdefault(organ, (via, "", name))
        for held in self.held.values():
            item, entry, _ = held.rows[0]
            if item.kind == ItemKind.MANDATE:
                text = entry.facts.get("text", "")
                for code in _mandated(item.name, text, entry.facts.get("functions", "")):
                    found.setdefault(code, ("mandate", item.id, item.name))
        for item, entry in self.arranged.values():
            for code in entry.facts.get("functions", "").split("\n"):
                if code:
                    found.setdefault(code, ("arrangement", item.id, item.name))
        for code, (via, source, words) in found.items():
            row = _function_row(code)
            self.shared["Function"].setdefault(row[0], row)
            self.edges["HAS_FUNCTION", "Body", "Function"].append((self.key, row[0], self.key, via, source, words))
        return found

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


# Who exercises a power under an arrangement; whose it was and who watches over it do not.
_EXERCISING = frozenset({Role.LEAD, Role.SHARED, Role.ENTRUSTED, Role.RECEIVING})
_ORGANS = {
    str(BodyType.GOVERNMENT): "people_government",
    str(BodyType.TOWNSHIP): "people_government",
    str(BodyType.SUBDISTRICT): "subdistrict",
    str(BodyType.VILLAGE): "villagers_committee",
    str(BodyType.COMMUNITY): "residents_committee",
}
_ORGAN_NAMES = (
    (re.compile(r"人民政府$"), "people_government"),
    (re.compile(r"街道(?:办事处|办)?$"), "subdistrict"),
    (re.compile(r"(?:村民委员会|村委会)$"), "villagers_committee"),
    (re.compile(r"(?:居民委员会|居委会)$"), "residents_committee"),
)
_TOWN = re.compile(r"[镇乡]$|苏木$")


def _organ(name: str, level: Level, record: BodyRecord | None) -> tuple[str, str]:
    """Which kind of organ a body is (a people's government, a subdistrict office, a village's committee: what provisions name without a
    field of work), and whether a roster or its name tells so; "" where it is none of them."""
    told = _ORGANS.get(record.type, "") if record is not None else ""
    if told:
        return told, "roster"
    found = next((code for pattern, code in _ORGAN_NAMES if pattern.search(name)), "")
    if not found and level is Level.TOWNSHIP and _TOWN.search(name):
        found = "people_government"
    return found, "name"


# What a mandate says of others' functions (done with them, for them, delimited from them), and words of every mandate that happen to be names
# of functions (宣传教育, 编制…规划).
_OTHERS = re.compile(
    r"配合|会同|协同|协助|联合|牵头单位|职责分工|商(?!务|业|标|品|贸)|移交|移送|报送|向.{0,12}(?:报告|通报)"
)
_PASSING = re.compile(
    r"(?:宣传|安全|法治|警示|普及)教育|教育(?:培训|引导|活动)|(?<!城乡)(?<!空间)(?<!资源和)规划|(?:安全|市场|日常|综合)监管"
)
# In the rest of a mandate's text only a long name is surely meant: 交通 may be a word of anything.
_LONG_NAME = 4
_MASK = "＿"
# What a mandate's clause begins with where it gives a function away; 指导 and 协调 speak of what others do.
_GIVING = re.compile(r"(?:负责|承担|主管|拟订|拟定|起草|组织|实施|监督管理|监督|管理|推进)+")
# What says nothing of the function behind it.
_NEUTRAL = re.compile(
    r"(?:全[省市县区镇乡]|本(?:级|地区|行政区域|辖区)|辖区内?|城镇|城乡|农村|基层|公共|事业单位|工矿商贸|行业)*的?"
)
# What a function's name has behind it in a clause that is about the function, and nothing else.
_DOING = re.compile(
    rf"(?:等|的|综合|行政|日常|行业|方面|领域|安全|监督|检查|管理|监管|执法|监察|防治|防御|治理|保护|救助|服务|事业|发展|政策|制度|标准|{_MASK}"
    r"|并组织实施|事务|工作|职责|职能)*"
)
_JOINING = re.compile(r"以及|[、和及与]")


def _mandated(name: str, text: str, stated: str) -> list[str]:
    """The functions that a mandate gives: those of its list's own column, else those that its name begins with (防震减灾; of 市政设施和园林绿化管理
    both), and those that a clause of its text gives as its own object, named at length and with nothing but the doing behind them
    (负责食品安全监督管理工作). A function's word in the midst of another thing names no function: 卫生应急 is no emergency management,
    建设工程抗震设防 no housing. Clauses that speak of what others do are passed over."""
    if stated:
        return list(dict.fromkeys(code for line in stated.split("\n") for code in functions_in(line)))
    found: dict[str, None] = {}
    for place, words in enumerate((name, text)):
        for clause in re.split(r"[，,。；;\n]", words):
            if _OTHERS.search(clause):
                continue
            clause = _PASSING.sub(lambda passing: _MASK * len(passing[0]), clause)
            giving = _GIVING.match(clause)
            if place and giving is None:
                continue
            for known, rest in _objects(clause[giving.end() :] if giving else clause):
                if not place or (len(known) >= _LONG_NAME and _alone(rest)):
                    found.setdefault(_by_name()[known])
    return list(found)


def _objects(words: str) -> Iterator[tuple[str, str]]:
    """The names of functions that the members of an enumeration begin with, each with what stands behind it."""
    taken = 0
    for start in (0, *(joining.end() for joining in _JOINING.finditer(words))):
        neutral = _NEUTRAL.match(words, start)
        # 城乡规划 is a function, 城镇燃气 that of 燃气.
        for at in dict.fromkeys((start, neutral.end() if neutral else start)):
            known = _known_at(words, at) if start >= taken else ""
            if known:
                taken = at + len(known)
                yield known, words[taken:]
                break


def _alone(rest: str) -> bool:
    """Whether nothing but the doing stands behind a function's name, up to the next member."""
    done = _DOING.match(rest)
    end = done.end() if done else 0
    return end == len(rest) or _JOINING.match(rest, end) is not None


def _known_at(words: str, at: int) -> str:
    """The longest name of a function that begins at a place, "" where none does."""
    names = _by_name()
    return next((words[at:end] for end in range(len(words), at, -1) if words[at:end] in names), "")


@cache
def _by_name() -> dict[str, str]:
    return {
        name: code
        for code, function in functions().items()
        if not function.organ
        for name in (function.label, *function.names)
    }


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


def _merge(laws: Sequence[LawText]) -> list[tuple[ProvisionText, int]]:
    """The provisions of a version with the text that each is taken from, in text order: those of its first source, then the articles that
    only others have. A text without articles is one provision, its preamble."""
    if not laws:
        return []
    found: list[tuple[ProvisionText, int]] = []
    seen: set[str] = set()
    first = laws[0]
    lines: tuple[Line, ...] = first.preamble
    if lines:
        label = "" if any(p.level == "article" for p in first.provisions) else "正文"
        found.append((ProvisionText("preamble", "preamble", "", label, "" if label else "序言", "", lines), 0))
    for source, law in enumerate(laws):
        for provision in law.provisions:
            if provision.eid not in seen:
                seen.add(provision.eid)
                found.append((provision, source))
    return found


_ABOVE = frozenset({"part", "subpart", "chapter", "section"})


def _placed(laws: Sequence[LawText]) -> Iterator[tuple[ProvisionText, str, int]]:
    """As :func:`_merge`, each provision with the headings above it (第一章 总则 › 第一节 …)."""
    paths: dict[str, str] = {}
    for provision, source in _merge(laws):
        path = paths.get(provision.parent, "")
        if provision.level in _ABOVE:
            heading = f"{provision.label} {provision.heading}".strip()
            paths[provision.eid] = f"{path} › {heading}" if path else heading
        yield provision, path, source


def article_texts(laws: Sequence[LawText]) -> list[ArticleText]:
    """The articles of a version as alignment sees them, of a number that stands twice the first. ``laws`` are the texts that it is made
    of."""
    found: dict[str, ArticleText] = {}
    for provision, path, _ in _placed(laws):
        if provision.level == "article":
            text = ArticleText(provision.number, provision_text(provision), _standing(provision, path))
            found.setdefault(provision.number, text)
    return list(found.values())


def _standing(provision: ProvisionText, path: str) -> str:
    """Where an article stands, and its caption, as alignment is told."""
    return f"{path} {provision.heading}".strip()


@cache
def _function_row(code: str) -> Row:
    # Nobody defines a function and many mention it: one row serves every unit, the backend sets whose it is.
    return (function_id(code), "function", "", function_label(code) if code else Via.OPEN.label, code)


def _name(identifier: str, actors: Iterable[Actor], key: str, named: dict[str, Row], names: list[Row]) -> None:
    """The functions that a provision names: rows of its edges, and each function once."""
    for actor in actors:
        row = named.get(actor.function)
        if row is None:
            row = named[actor.function] = _function_row(actor.function)
        names.append(
            (
                identifier,
                row[0],
                key,
                str(actor.paragraph),
                actor.phrase,
                actor.start,
                actor.end,
                actor.level,
                actor.modality.value,
                actor.act,
                actor.object,
                actor.via.value,
            )
        )


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

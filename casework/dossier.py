"""Everything that a release says of one place on one day, at hand for checks over all of it.

A question reads the few nodes that it needs; a check over ten thousand powers would ask ten thousand times. A :class:`Dossier` reads each
table of the place once and joins the rows in memory; the laws and articles that the place's lists cite come with them (:class:`LawBook`).
Nothing here judges: it only says what stands where. The lists of the places above (a province's catalogue, a city's decisions) are
in it too, marked by their place; what a check reports on is what lies within the place itself (:meth:`Dossier.here`).
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, TypeVar, cast

import msgspec
import orjson

from graph.trace import Standing, law_standing
from ontologies.identifiers import kind_of
from ontologies.places import ancestors
from ontologies.records import DutyKind, ItemKind, Level, ListKind, PowerType, Role, Status, SuccessionKind
from ontologies.schema import item_tables, node_tables
from ontologies.status import status_on

if TYPE_CHECKING:
    from graph.port import GraphReader
    from ingest.home import View

Record = dict[str, Any]
T = TypeVar("T")

# Steps after which the body they leave is no more.
_REPLACING = frozenset({SuccessionKind.RENAMED.value, SuccessionKind.MERGED.value, SuccessionKind.ABOLISHED.value})
_KIND_OF_TABLE = {table: described.kind for table, described in node_tables().items()}


class Cite(msgspec.Struct, frozen=True, gc=False):
    """One citation of a row's basis: ``law`` and ``article`` are identifiers ("" where it names no article), the others the columns of
    RESTS_ON; ``text`` is the citation as written, ``[begins, ends)`` in the row's ``basis``."""

    law: str
    article: str
    text: str
    note: str
    state: str
    in_quote: bool
    begins: int
    ends: int
    paragraph: str
    item: str
    point: str
    position: int


class Row(msgspec.Struct, eq=False):
    """One row of one list edition: ``file`` is the name of the file it stands in, ``number`` the row as the spreadsheet shows it, ``name`` and
    ``sub`` main item and sub-item as written, ``power_type`` the row's own type, ``cites`` its basis in the order of the cell."""

    id: str
    list_id: str
    file: str
    sheet: str
    number: int
    item: str
    name: str
    sub: str
    code: str
    power_type: str
    basis: str
    valid_from: date
    valid_to: date
    _cells: str
    _fields: str
    cites: list[Cite] = []

    @property
    def full_name(self) -> str:
        return f"{self.name}（{self.sub}）" if self.sub else self.name

    @property
    def cells(self) -> dict[str, str]:
        """Column letter → text as found."""
        found: dict[str, str] = orjson.loads(self._cells) if self._cells else {}
        return found

    @property
    def fields(self) -> dict[str, str]:
        """The columns that have no place of their own, by their Chinese label."""
        found: dict[str, str] = orjson.loads(self._fields) if self._fields else {}
        return found


class Link(msgspec.Struct, frozen=True):
    """Two items that belong together (``ingest.links``): ``other`` is the far item's identifier, ``edge`` CORRESPONDS_TO or LEADS, ``how`` code,
    named, name, basis, similar, words; ``text`` says why, ``certainty`` is a Verdict's code."""

    other: str
    edge: str
    how: str
    text: str
    certainty: str


class Item(msgspec.Struct, eq=False):
    """An item with its rows. ``node`` are the columns of its node; ``rows`` those of the editions that hold on the day, ``past`` all others;
    ``holders`` are (body, role, its part in words), ``offices`` identifiers, ``routes`` the edges SUPERVISED_BY that rows state (``to``,
    ``route``, ``text``), ``responsibilities`` nodes of the kinds duty and accountability, ``links`` what it corresponds to or leads,
    ``linked`` what corresponds to it or leads it, ``claims`` who claims a catalogue's item (body, note)."""

    id: str
    kind: ItemKind
    node: Record
    rows: list[Row] = []
    past: list[Row] = []
    holders: list[tuple[str, Role, str]] = []
    offices: list[str] = []
    routes: list[Record] = []
    responsibilities: list[Record] = []
    links: list[Link] = []
    linked: list[Link] = []
    claims: list[tuple[str, str]] = []

    @property
    def name(self) -> str:
        return str(self.node["name"])

    @property
    def place(self) -> str:
        return str(self.node["place"])

    @property
    def owner(self) -> str:
        """The identifier of the body whose item it is."""
        _, place, body, _ = self.id.split("/", 3)
        return f"body/{place}/{body}"

    @property
    def owner_name(self) -> str:
        return str(self.node["body"])

    @property
    def power_type(self) -> PowerType:
        return PowerType(self.node.get("power_type") or PowerType.UNKNOWN)

    @property
    def duty_kind(self) -> DutyKind:
        return DutyKind(self.node["duty_kind"])

    @property
    def cites(self) -> list[Cite]:
        """The citations of all its current rows."""
        return [cite for row in self.rows for cite in row.cites]

    def articles(self) -> set[str]:
        """The articles it rests on (not those that pasted text mentions)."""
        return {cite.article for cite in self.cites if cite.article and not cite.in_quote}

    def laws(self) -> set[str]:
        return {cite.law for cite in self.cites if not cite.in_quote}


class ArticleFacts(msgspec.Struct):
    """An article's number in a work: ``provisions`` are its rows over all loaded texts, oldest first, ``current`` the one in force on the
    day."""

    id: str
    law: str
    number: str
    provisions: list[Record]
    current: Record | None


class LawFacts(msgspec.Struct):
    """A work: its node, its versions oldest first, how it stands on the day, the versions that declare it ended."""

    id: str
    node: Record
    versions: list[Record]
    standing: Standing
    repealers: list[Record]

    @property
    def loaded(self) -> bool:
        return bool(self.node["loaded"])

    @property
    def title(self) -> str:
        return f"《{self.node['title'] or self.id.rsplit('/', 1)[-1]}》"

    def version(self, identifier: str) -> Record | None:
        return next((version for version in self.versions if version["id"] == identifier), None)


class LawBook:
    """The laws and articles that were asked for, on one day. What is prepared in bulk is answered from memory; anything else is fetched when
    it is asked for."""

    def __init__(self, graph: GraphReader, day: date) -> None:
        self.graph = graph
        self.day = day
        self._laws: dict[str, LawFacts] = {}
        self._articles: dict[str, ArticleFacts] = {}
        self._actors: dict[str, list[Record]] = {}
        self._taken: dict[str, list[Record]] = {}
        self._made: dict[str, Any] = {}
        self._naming: dict[str, dict[str, list[Record]]] = {}
        self._provisions: dict[str, list[Record]] = {}

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What a check makes out of all laws, made once for all counties of the release. ``name`` tells it from others."""
        if name not in self._made:
            self._made[name] = make()
        return cast(T, self._made[name])

    def prepare(self, laws: Iterable[str], articles: Iterable[str]) -> None:
        """Fetch these laws and articles (identifiers) at once."""
        numbers = sorted({one for one in articles if one and one not in self._articles})
        for key, rows in self.graph.expressing_each(numbers).items():
            self._articles[key] = self._article(key, rows)
        wanted = sorted(({_law_of(one) for one in numbers} | set(laws)) - self._laws.keys() - {""})
        nodes = {row["id"]: row for row in self.graph.nodes(wanted)}
        versions, repealers = self.graph.versions_each(wanted), self.graph.repealers_each(wanted)
        for law in wanted:
            node = nodes.get(law) or _unknown_law(law)
            standing = law_standing(node, versions[law], self.day)
            self._laws[law] = LawFacts(law, node, versions[law], standing, repealers[law])

    def _article(self, identifier: str, rows: list[Record]) -> ArticleFacts:
        current = [row for row in rows if row["valid_from"] <= self.day < row["valid_to"]]
        number = identifier.rpartition("/art_")[2]
        return ArticleFacts(identifier, _law_of(identifier), number, rows, current[-1] if current else None)

    def law(self, identifier: str) -> LawFacts:
        if identifier not in self._laws:
            self.prepare([identifier], [])
        return self._laws[identifier]

    def article(self, identifier: str) -> ArticleFacts:
        if identifier not in self._articles:
            self.prepare([], [identifier])
        return self._articles[identifier]

    def provisions(self, version: str) -> list[Record]:
        """Every provision of a text, in its order."""
        if version not in self._provisions:
            self._provisions[version] = self.graph.provisions(version)
        return self._provisions[version]

    def prepare_actors(self, provisions: Iterable[str]) -> None:
        wanted = sorted(set(provisions) - self._actors.keys())
        self._actors.update(self.graph.actors_each(wanted))

    def actors(self, provision: str) -> list[Record]:
        """Whom a provision names: see ``GraphReader.actors``."""
        if provision not in self._actors:
            self.prepare_actors([provision])
        return self._actors[provision]

    def prepare_taken_up(self, articles: Iterable[str]) -> None:
        wanted = sorted(one for one in set(articles) if one not in self._taken)
        if wanted:
            self._taken.update(self.graph.taken_up_each(wanted))

    def taken_up(self, articles: Collection[str]) -> dict[str, list[Record]]:
        """What ``graph.succession.follow`` asks for."""
        self.prepare_taken_up(articles)
        return {article: self._taken[article] for article in articles}

    def prepare_naming(self, laws: Iterable[str]) -> None:
        wanted = sorted(set(laws) - self._naming.keys())
        for law, rows in (self.graph.naming_in_each(wanted) if wanted else {}).items():
            by_code = self._naming[law] = defaultdict(list)
            for row in rows:
                if row["valid_from"] <= self.day < row["valid_to"]:
                    by_code[row["code"]].append(row)

    def naming(self, law: str, function: str) -> list[Record]:
        """Where the provisions of a law in force name a function (a code of the scheme), whatever the level: see
        ``GraphReader.naming_in_each``."""
        if law not in self._naming:
            self.prepare_naming([law])
        return self._naming[law].get(function, [])

    def only_captions(self, provision: Record) -> bool:
        """Whether a provision is loaded by its caption alone, so that its words cannot be compared."""
        return not provision["text"].strip()

    def status(self, provision: Record) -> Status:
        """How a provision stands on the day."""
        return status_on(self.day, provision["valid_from"], provision["valid_to"], provision["end_reason"])


def _law_of(article: str) -> str:
    return article.rpartition("/art_")[0]


def _unknown_law(identifier: str) -> Record:
    empty: Record = {column.name: "" for column in node_tables()["Law"].columns}
    return {**empty, "id": identifier, "loaded": False, "repealed_on": date.max}


class Area:
    """The tables of several counties, read once and dealt out: to ask the whole table again for each of a hundred counties would take a hundred
    times as long. ``place`` is a division code that they all begin with, or the county itself."""

    def __init__(self, graph: GraphReader, place: str) -> None:
        self._graph = graph
        self._place = place
        self._nodes: dict[str, dict[str, list[Record]]] = {}
        self._edges: dict[str, dict[str, list[Record]]] = {}

    def nodes(self, table: str, county: str) -> list[Record]:
        """The nodes of a table of a county, of what is within it, above it, or of no place, by identifier."""
        dealt = self._nodes.get(table)
        if dealt is None:
            dealt = self._nodes[table] = self._deal(self._graph.in_place(table, self._place), "id")
        return sorted(_share(dealt, county), key=lambda row: str(row["id"]))

    def edges(self, table: str, county: str) -> list[Record]:
        """The edges that start in such nodes."""
        dealt = self._edges.get(table)
        if dealt is None:
            dealt = self._edges[table] = self._deal(self._graph.edges_in_place(table, self._place), "from")
        return _share(dealt, county)

    def _deal(self, rows: Iterable[Record], column: str) -> dict[str, list[Record]]:
        dealt: dict[str, list[Record]] = defaultdict(list)
        for row in rows:
            # Every identifier has its place behind its kind.
            dealt[row[column].split("/", 2)[1][:6]].append(row)
        return dict(dealt)


def _share(dealt: dict[str, list[Record]], county: str) -> list[Record]:
    """What of dealt rows is a county's: what is above comes first."""
    return [row for code in ("_", "", *ancestors(county)) for row in dealt.get(code, ())]


class Dossier:
    """One place on one day. ``place`` is a division code; of a county (six digits) everything below belongs to it, of a place above only what
    is its own. ``book`` may be shared by the dossiers of one release and day, ``area`` by those of neighbouring counties."""

    def __init__(
        self, view: View, place: str, day: date, book: LawBook | None = None, area: Area | None = None
    ) -> None:
        self.view = view
        self.graph = view.graph
        self.place = place
        self.day = day
        self.book = book if book is not None else LawBook(view.graph, day)
        self._area = area

    # What stands where ---------------------------------------------------------------------------------------------------------------

    def here(self, place: str) -> bool:
        """Whether something of a place is reported on: it is of this place, for a county also of one within it."""
        return place == self.place or (len(self.place) >= 6 and place.startswith(self.place))

    def _nodes(self, table: str) -> list[Record]:
        if self._area is not None:
            return self._area.nodes(table, self.place)
        return self.graph.in_place(table, self.place, below=len(self.place) >= 6)

    def _edges(self, table: str) -> list[Record]:
        if self._area is not None:
            return self._area.edges(table, self.place)
        return self.graph.edges_in_place(table, self.place, below=len(self.place) >= 6)

    @cached_property
    def bodies(self) -> dict[str, Record]:
        """Body → its node."""
        return {row["id"]: row for row in self._nodes("Body")}

    @cached_property
    def offices(self) -> dict[str, Record]:
        """Office → its node, and ``of``, the body it belongs to ("" where nothing says)."""
        found = {row["id"]: {**row, "of": ""} for row in self._nodes("Office")}
        for edge in self._edges("OFFICE_OF"):
            if edge["from"] in found:
                found[edge["from"]]["of"] = edge["to"]
        return found

    @cached_property
    def functions(self) -> dict[str, list[Record]]:
        """Body → the functions it has on the day: ``code``, ``via`` (roster, name, mandate, arrangement), ``source``, ``text``."""
        found: dict[str, list[Record]] = defaultdict(list)
        for edge in self._edges("HAS_FUNCTION"):
            source = self.all_items.get(edge["source"])
            if source is None or source.node["valid_from"] <= self.day < source.node["valid_to"]:
                code = edge["to"].rpartition("/")[2]
                found[edge["from"]].append({**edge, "code": "" if code == "open" else code})
        return dict(found)

    @cached_property
    def plates(self) -> dict[str, str]:
        """Plate (加挂牌子) → the body that bears it."""
        return {edge["from"]: edge["to"] for edge in self._edges("PLATE_OF")}

    @cached_property
    def succeeded(self) -> dict[str, list[Record]]:
        """Former body → the edges SUCCEEDS to what came of it: ``from`` the later body, ``succession_kind``, ``day``, ``number``."""
        found: dict[str, list[Record]] = defaultdict(list)
        for edge in self._edges("SUCCEEDS"):
            found[edge["to"]].append(edge)
        return dict(found)

    @cached_property
    def implements(self) -> dict[str, list[str]]:
        """Version of a law → the laws that it says it carries out (根据……制定本办法)."""
        return self.book.once("implements", self._read_implements)

    def _read_implements(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for edge in self.graph.all_edges("IMPLEMENTS"):
            found[edge["from"]].append(edge["to"])
        return dict(found)

    @cached_property
    def under(self) -> dict[str, list[str]]:
        """Body → the bodies that it is under."""
        found: dict[str, list[str]] = defaultdict(list)
        for edge in self._edges("UNDER"):
            found[edge["from"]].append(edge["to"])
        return dict(found)

    @cached_property
    def lists(self) -> dict[str, Record]:
        """List edition → its node, and ``file``, the name of the file it came in."""
        names = self.view.files
        editions = self.view.shelf.editions
        found = {}
        for row in self._nodes("List"):
            edition = editions.get(row["id"])
            name = names.get(edition.digest, "") if edition is not None else ""
            found[row["id"]] = {**row, "file": PurePosixPath(name).name or "、".join(row["sources"])}
        return found

    @cached_property
    def _publishers(self) -> dict[str, str]:
        return {edge["from"]: edge["to"] for edge in self._edges("PUBLISHED_BY")}

    def publisher(self, edition: str) -> str:
        """The body whose list an edition is, "" where nothing says."""
        return self._publishers.get(edition, "")

    def current_lists(self, kind: ListKind | None = None, place: str = "") -> list[Record]:
        """The editions that hold on the day, by identifier; of one kind and of a place where given."""
        return [
            row
            for row in self.lists.values()
            if row["valid_from"] <= self.day < row["valid_to"]
            and (kind is None or row["list_kind"] == kind.value)
            and (not place or row["place"] == place)
        ]

    # Items --------------------------------------------------------------------------------------------------------------------------

    @cached_property
    def all_items(self) -> dict[str, Item]:
        """Every item of the place and of those above, by identifier, whether it holds on the day or not."""
        with _uncollected():
            return self._read_items()

    def _read_items(self) -> dict[str, Item]:
        found: dict[str, Item] = {}
        for table in item_tables():
            kind = ItemKind(_KIND_OF_TABLE[table])
            for node in self._nodes(table):
                found[node["id"]] = Item(node["id"], kind, node)
        self._join_rows(found)
        for edge in self._edges("HELD_BY"):
            if edge["from"] in found:
                found[edge["from"]].holders.append((edge["to"], Role(edge["role"]), edge["text"]))
        for edge in self._edges("HANDLED_BY"):
            if edge["from"] in found:
                found[edge["from"]].offices.append(edge["to"])
        for edge in self._edges("SUPERVISED_BY"):
            if edge["from"] in found and edge["stated"]:
                found[edge["from"]].routes.append(edge)
        for edge in self._edges("CLAIMED_BY"):
            if edge["from"] in found:
                found[edge["from"]].claims.append((edge["to"], edge["text"]))
        for name in ("CORRESPONDS_TO", "LEADS"):
            for edge in self._edges(name):
                one, other = found.get(edge["from"]), found.get(edge["to"])
                if one is not None:
                    one.links.append(Link(edge["to"], name, edge["how"], edge["text"], edge["certainty"]))
                if other is not None:
                    other.linked.append(Link(edge["from"], name, edge["how"], edge["text"], edge["certainty"]))
        for row in self._nodes("Responsibility"):
            if row["of_item"] in found:
                found[row["of_item"]].responsibilities.append(row)
        return found

    def _join_rows(self, items: dict[str, Item]) -> None:
        rows: dict[str, Row] = {}
        for node in self._nodes("Entry"):
            listed = self.lists.get(node["list_id"])
            row = Row(
                id=node["id"],
                list_id=node["list_id"],
                file=listed["file"] if listed is not None else "",
                sheet=node["sheet"],
                number=node["row_number"],
                item=node["item_id"],
                name=node["name"],
                sub=node["sub_name"],
                code=node["code"],
                power_type=node["power_type"],
                basis=node["basis"],
                valid_from=node["valid_from"],
                valid_to=node["valid_to"],
                _cells=node["cells"],
                _fields=node["fields"],
            )
            rows[row.id] = row
            item = items.get(row.item)
            if item is not None:
                (item.rows if row.valid_from <= self.day < row.valid_to else item.past).append(row)
            elif kind_of(row.item) == "body":
                self._roster_rows[row.item].append(row)
        for edge in self._edges("RESTS_ON"):
            cited = rows.get(edge["from"])
            if cited is not None:
                article = edge["to"] if kind_of(edge["to"]) == "article" else ""
                cited.cites.append(
                    Cite(
                        law=_law_of(article) if article else edge["to"],
                        article=article,
                        text=edge["text"],
                        note=edge["note"],
                        state=edge["state"],
                        in_quote=edge["in_quote"],
                        begins=edge["begins"],
                        ends=edge["ends"],
                        paragraph=edge["paragraph"],
                        item=edge["item"],
                        point=edge["point"],
                        position=edge["position"],
                    )
                )
        for row in rows.values():
            row.cites.sort(key=lambda cite: (cite.position, cite.begins, cite.article))
        for item in items.values():
            item.rows.sort(key=_row_order)
            item.past.sort(key=_row_order)

    @cached_property
    def _roster_rows(self) -> dict[str, list[Row]]:
        return defaultdict(list)

    @property
    def roster_rows(self) -> dict[str, list[Row]]:
        """Body → the rows of rosters that describe it."""
        _ = self.all_items
        return self._roster_rows

    @cached_property
    def items(self) -> dict[str, Item]:
        """The items that hold on the day (an edition of the day states them), by identifier, of the place and of those above."""
        return {key: item for key, item in self.all_items.items() if item.rows}

    @cached_property
    def _here_by_kind(self) -> dict[ItemKind, list[Item]]:
        """The items of the place itself that hold on the day, in the order of :attr:`items`, which has kind after kind."""
        found: dict[ItemKind, list[Item]] = defaultdict(list)
        for item in self.items.values():
            if self.here(item.place):
                found[item.kind].append(item)
        return dict(found)

    def of_kind(self, *kinds: ItemKind) -> Iterator[Item]:
        """The items of the place itself that hold on the day, of these kinds, by identifier."""
        return (item for kind, items in self._here_by_kind.items() if kind in kinds for item in items)

    def powers(self, *kinds: ItemKind) -> Iterator[tuple[Item, Row]]:
        """Every row of the place's powers (or of these kinds) with its item. One code used twice makes one item of two rows with different
        names: what a check compares is the row."""
        return ((item, row) for item in self.of_kind(*(kinds or (ItemKind.POWER,))) for row in item.rows)

    def prepare_basis(self) -> None:
        """Fetch every law and article that the place's items cite. Called before any check."""
        cites = [cite for item in self.items.values() for cite in item.cites]
        self.book.prepare((cite.law for cite in cites), (cite.article for cite in cites))

    def body_name(self, identifier: str) -> str:
        node = self.bodies.get(identifier)
        return str(node["name"]) if node is not None else identifier.rsplit("/", 1)[-1]

    def level(self, body: str) -> Level:
        """A body's level, "unknown" where nothing tells."""
        node = self.bodies.get(body)
        return Level(node["level"]) if node is not None and node["level"] else Level.UNKNOWN

    def bearer(self, body: str) -> str:
        """The body itself, or the one that bears it as a plate."""
        return self.plates.get(body, body)

    def heirs(self, body: str) -> set[str]:
        """The body with what it has become by the day: what it was renamed to, merged into, or what took its place. Not what was only taken
        from it (分设, 职责划入): then it goes on beside."""
        found = {body}
        waiting = [body]
        while waiting:
            for step in self.succeeded.get(waiting.pop(), ()):
                if step["succession_kind"] in _REPLACING and step["day"] <= self.day and step["from"] not in found:
                    found.add(step["from"])
                    waiting.append(step["from"])
        return found


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without looking for cycles: hundreds of thousands of rows are made and none refers to itself, which takes a third of the time."""
    looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looking:
            gc.enable()


def _row_order(row: Row) -> tuple[str, str, int]:
    return row.list_id, row.sheet, row.number

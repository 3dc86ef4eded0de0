"""What makes it lawful that two bodies list the same act, and whom a provision means among the bodies of a place.

Grounds, in the order in which they are looked for: one body is part of the other (plate, team, station); the lists say who leads and who
cooperates; an arrangement hands the power over (授权, 委托, 相对集中, 垂直管理 …); the boundary list divides the matter; the provision itself names
both, says that several act together or each within its field, or speaks to every organ; the law divides by level or by place; the objects
differ (生产, 销售; 城市, 村庄). Each is told with what it rests on. A ground that is not found is not proved absent: who asks decides how sure
that leaves it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from casework.dossier import ArticleFacts, Dossier, Item, Row
from casework.findings import Evidence
from casework.likeness import content, likeness
from graph.local import local_bodies
from ingest.resolve import article_name
from ontologies.functions import carried_by, functions_in
from ontologies.levels import reaches
from ontologies.records import ArrangementKind, BodyType, ItemKind, Level, PowerType, Role

__all__ = ["Ground", "Held", "Sharing", "different_object", "lines_of", "name_words"]

Record = dict[str, Any]

_HELPING = frozenset({Role.COOPERATE, Role.ASSIST, Role.GUIDE, Role.SUPERVISE, Role.ENTRUSTED, Role.RECEIVING})
_TAKING = frozenset({Role.ENTRUSTED, Role.RECEIVING})
_PARTED = frozenset({Role.COORDINATE, Role.SHARED})
# Kinds of arrangement that hand over all that a body does, whatever the power.
_WHOLE = frozenset({ArrangementKind.VERTICAL, ArrangementKind.PLATE, ArrangementKind.JOINT})
_PART_TYPES = frozenset({str(BodyType.AGENCY), str(BodyType.TEAM), str(BodyType.INSTITUTION)})
# 会同, 联合, each within its duties: the text itself lets several act.
_TOGETHER = re.compile(
    r"会同|联合|共同|商同|(?:按照|依照|依据|根据|在)?(?:各自|职责分工|职权分工|职责权限分工)(?:的)?(?:职责|职权|权限|范围)?|"
    r"(?:按照|依照|根据|在)(?:规定的|法定|各自的)?(?:职责|职权|权限)(?:分工|范围)|依(?:据|照)?各自|分别(?:由|负责|依)"
)
_OTHERS = re.compile(
    r"其他(?:有关|负有|相关|行政|依法)|(?:有关|相关)(?:主管)?部门|等(?:有关|相关)?部门|负有.{1,20}职责的(?:部门|机关)"
)
# What others do besides, when a case is done: 有关主管部门依法吊销执业资格, 上级主管机关给予处分.
_FURTHER = re.compile(r"^(?:依法)?(?:吊销|撤销|注销|取消|追究|移送|通报)|处分|治安管理处罚")
# 本法规定的行政处罚由甲部门和其他有关部门按照职责分工决定 (as 安全生产法 has it).
_SHARED_OUT = re.compile(
    r"本(?:法|条例|办法|规定)规定的(?:行政)?处罚[^。]{0,60}(?:和|、|或者)其他[^。]{0,30}(?:按照|依照|根据|在)(?:各自|规定的|法定)?(?:的)?(?:职责|职权)"
)
# What every administrative organ may do in its own cases.
_EVERY_ORGAN = re.compile(
    r"^(?:.{0,12}(?:作出|实施|依法).{0,16}的)?(?:行政机关|行政执法机关|行政处罚机关|国家机关|行政主体|执法机关|有权机关)$"
)


class Held(NamedTuple):
    """A row of a body's list. ``body`` is the body that answers for it: of a plate the one that bears it."""

    item: Item
    row: Row
    body: str
    power_type: PowerType

    @property
    def name(self) -> str:
        return self.row.full_name


class Ground(NamedTuple):
    """What makes a sharing lawful: its name, and what it rests on."""

    name: str
    evidence: tuple[Evidence, ...]


@lru_cache(maxsize=65536)
def name_words(name: str) -> frozenset[str]:
    """The content words of a name, which is asked for many times."""
    return content(name)


# Objects -------------------------------------------------------------------------------------------------------------------------------

# What a field is parted by: words of which one name has one and the other another. Longer words come first.
_PARTS: tuple[tuple[str, dict[str, str]], ...] = (
    (
        "环节",
        {
            "生产": r"生产环节|种植|养殖环节|种养|生产领域",
            "加工": r"加工环节|屠宰环节",
            "销售": r"(?:市场)?销售环节|流通环节|经营环节|流通领域|进入市场|市场销售|批发|零售",
            "餐饮": r"餐饮(?:服务)?环节|餐饮服务",
            "运输": r"运输环节|运输过程|道路运输|水路运输",
            "使用": r"使用环节|使用领域",
            "进出口": r"进出口|口岸",
        },
    ),
    (
        "城乡",
        {
            "城市": r"城市|城区|县城|城镇规划区|城镇(?!企业|职工|居民|土地|住房|户|登记)",
            "乡村": r"农村|乡村|村庄|集镇",
        },
    ),
    (
        "规划区",
        {
            "规划区内": r"规划区(?:范围)?(?:以)?内",
            "规划区外": r"规划区(?:范围)?(?:以)?外",
        },
    ),
    ("争议双方", {"单位": r"单位之间", "个人": r"个人之间|个人与单位|村民之间"}),
    ("水陆", {"公路": r"公路|道路|陆上", "水路": r"水路|航道|水上|水域|内河", "铁路": r"铁路", "民航": r"民航|航空"}),
    ("土地", {"国有": r"国有", "集体": r"集体所有|农民集体|集体土地"}),
)
_COMPILED = tuple((kind, {word: re.compile(found) for word, found in words.items()}) for kind, words in _PARTS)


@lru_cache(maxsize=65536)
def _part_words(name: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(word for word, pattern in words.items() if pattern.search(name)) for _, words in _COMPILED)


def different_object(one: str, other: str) -> tuple[str, str, str] | None:
    """What two names divide a field by, and which part of it each speaks of: (环节, 生产, 销售). None where they do not."""
    for (kind, _), mine, theirs in zip(_COMPILED, _part_words(one), _part_words(other), strict=True):
        if mine and theirs and not mine & theirs:
            return kind, "、".join(sorted(mine)), "、".join(sorted(theirs))
    return None


# Provisions ----------------------------------------------------------------------------------------------------------------------------


def _other_part(boundary: Item, rows: Sequence[Held], article: str) -> bool:
    """Whether a matter of the boundary list rests on one part of an article (paragraph, item) and the rows on others: it divides another act.
    Where either says no more than the article, it does not."""
    mine = _parts_cited(boundary.rows, article)
    theirs = _parts_cited([held.row for held in rows], article)
    return bool(mine and theirs) and all(
        any(left and right and left != right for left, right in zip(one, other, strict=True))
        for one in mine
        for other in theirs
    )


def _parts_cited(rows: Iterable[Row], article: str) -> set[tuple[str, str]]:
    return {
        (cite.paragraph, cite.item)
        for row in rows
        for cite in row.cites
        if cite.article == article and not cite.in_quote
    }


_ITEM = re.compile(r"^\s*[（(]([一二三四五六七八九十百]+)[）)]")


def lines_of(text: str) -> list[tuple[str, list[str]]]:
    """The paragraphs of a provision in order, each with its items."""
    found: list[tuple[str, list[str]]] = []
    for line in text.split("\n"):
        if not line.strip():
            continue
        if _ITEM.match(line) and found:
            found[-1][1].append(line.strip())
        else:
            found.append((line.strip(), []))
    return found


class Sharing:
    """The grounds of one place on one day. Ask it about many pairs: it remembers."""

    def __init__(self, dossier: Dossier) -> None:
        self._dossier = dossier
        self._meant: dict[tuple[str, str, str], dict[str, bool]] = {}

    # Whom a provision means ---------------------------------------------------------------------------------------------------------------

    @cached_property
    def _having(self) -> dict[str, list[Record]]:
        """Function → the bodies that have it of their own, for a plate the body that bears it."""
        found: dict[str, list[Record]] = defaultdict(list)
        for body, rows in self._dossier.functions.items():
            node = self._dossier.bodies.get(self._dossier.bearer(body))
            if node is None or not self._dossier.here(node["place"]):
                continue
            for row in rows:
                if row["via"] != "arrangement":
                    found[row["code"]].append({**node, "edge_via": row["via"]})
        return dict(found)

    def meant(self, function: str, level: str, jurisdiction: str) -> dict[str, bool]:
        """The bodies that a function named at a level by a law of a jurisdiction means here, each with whether it is sure."""
        key = function, level, jurisdiction
        known = self._meant.get(key)
        if known is None:
            carriers = (self._having.get(code, []) for code in carried_by(function, self._dossier.day))
            rows = local_bodies(carriers, level, self._dossier.day, jurisdiction) if function else []
            known = self._meant[key] = {str(row["id"]): sure for row, sure in rows}
        return known

    def named(self, article: ArticleFacts, paragraphs: frozenset[int]) -> tuple[dict[str, Record], list[Record]]:
        """Body → the actor of a provision (a row of ``LawBook.actors``) that means it; and the actors whose function the text leaves open.
        Of these paragraphs only, all for none."""
        if article.current is None:
            return {}, []
        jurisdiction = str(self._dossier.book.law(article.law).node["jurisdiction"] or "cn")
        bodies: dict[str, Record] = {}
        unclear: list[Record] = []
        for actor in self._dossier.book.actors(article.current["id"]):
            if paragraphs and int(actor["paragraph"]) not in paragraphs:
                continue
            if not actor["code"]:
                unclear.append(actor)
            for body in self.meant(actor["code"], actor["level"], jurisdiction):
                bodies.setdefault(body, actor)
        return bodies, unclear

    def known(self, body: str) -> bool:
        """Whether it is known what a body's functions are."""
        return bool(self._dossier.functions.get(body))

    # Grounds ------------------------------------------------------------------------------------------------------------------------------

    def ground(
        self,
        one: Held,
        other: Held,
        articles: Sequence[ArticleFacts] = (),
        paragraphs: frozenset[int] = frozenset(),
        *,
        left_open: bool = True,
    ) -> Ground | None:
        """What makes it lawful that two bodies both list an act: ``articles`` they both rest on, ``paragraphs`` those of them that speak of
        the act (none: any); ``left_open``: 有关部门 in the text may mean one of them. None where nothing is known."""
        return (
            self._same_house(one, other)
            or self._roles(one, other)
            or self._arranged(one, other, articles, paragraphs)
            or self._bounded(one, other, articles)
            or self._by_object(one, other)
            or self._by_text(one, other, articles, paragraphs, left_open)
            or self._by_another_article(one, other, articles)
            or self._by_general_clause(one, other, articles)
        )

    def _by_another_article(self, one: Held, other: Held, articles: Sequence[ArticleFacts]) -> Ground | None:
        """A further article that one row cites, which gives the power of the shared one to its body (公安机关可以行使本法第七十六条规定的处罚权)."""
        shared = {article.id: article for article in articles}
        for held in (one, other):
            for cite in held.row.cites:
                further = self._dossier.book.article(cite.article) if cite.article and not cite.in_quote else None
                if further is None or further.id in shared or further.current is None:
                    continue
                text = str(further.current["text"])
                numbers = {article_name(article.number) for article in articles if article.law == further.law}
                if not any(number in text for number in numbers):
                    continue
                actor = self.named(further, frozenset())[0].get(held.body)
                if actor is not None:
                    label = f"{self._dossier.book.law(further.law).title}{article_name(further.number)}"
                    told = f"{label}写明{actor['text']}也可以行使，{self._name(held.body)}凭它列入"
                    return Ground("另一条写明也由它行使", (Evidence(told, text, str(further.current["id"])),))
        return None

    def _by_general_clause(self, one: Held, other: Held, articles: Sequence[ArticleFacts]) -> Ground | None:
        """For a penalty whose article names nobody: the clause of the law that shares its penalties out among several organs. It parts them by
        their fields, so rows that name no different field (生产经营单位, 建筑施工企业) stay one act."""
        if one.power_type is not PowerType.PENALTY or likeness(one.name, other.name) >= _SAME:
            return None
        for article in articles:
            if article.current is None or self._dossier.book.actors(article.current["id"]):
                continue
            clause = self._general_clause(str(article.current["version"]))
            if clause is not None:
                text = f"{self._dossier.book.law(article.law).title}{article_name(clause['number'])}把处罚分给几个机关，各按职责"
                return Ground("条文写明多个机关", (Evidence(text, str(clause["text"]), str(clause["id"])),))
        return None

    def _general_clause(self, version: str) -> Record | None:
        def find() -> Record | None:
            rows = self._dossier.book.provisions(version)
            return next((row for row in rows if _SHARED_OUT.search(str(row["text"]))), None)

        return self._dossier.book.once(f"sharing/clause/{version}", find)

    def _name(self, body: str) -> str:
        return self._dossier.body_name(body)

    def _same_house(self, one: Held, other: Held) -> Ground | None:
        for upper, lower in ((one, other), (other, one)):
            node = self._dossier.bodies.get(lower.body)
            over = self._dossier.under.get(lower.body, [])
            if upper.body in over and node is not None and node["type"] in _PART_TYPES:
                kind = BodyType(node["type"]).label
                text = f"{self._name(lower.body)}是{self._name(upper.body)}的{kind}，是同一个机关"
                return Ground("同一机关", (Evidence(text, source=lower.body),))
        return None

    def _roles(self, one: Held, other: Held) -> Ground | None:
        for mine, theirs in ((one, other), (other, one)):
            for body, role, part in mine.item.holders:
                bearer = self._dossier.bearer(body)
                helps = bearer == theirs.body and role in _HELPING | _PARTED
                stands_back = bearer == mine.body and role in _HELPING
                if helps or stands_back:
                    text = f"“{mine.name}”写明{self._name(body)}的角色是{role.label}"
                    return Ground("牵头与配合", (Evidence(text, quote=part or role.label, source=mine.item.id),))
        return None

    # Arrangements

    @cached_property
    def _arrangements(self) -> dict[frozenset[str], list[Item]]:
        found: dict[frozenset[str], list[Item]] = defaultdict(list)
        for item in self._dossier.items.values():
            if item.kind is not ItemKind.ARRANGEMENT:
                continue
            if not item.node["since"] <= self._dossier.day < item.node["until"]:
                continue
            givers = {self._dossier.bearer(body) for body, role, _ in item.holders if role is Role.ORIGINAL}
            takers = {self._dossier.bearer(body) for body, role, _ in item.holders if role is not Role.ORIGINAL}
            for giver in givers:
                for taker in takers - {giver}:
                    found[frozenset((giver, taker))].append(item)
        return dict(found)

    def _arranged(
        self, one: Held, other: Held, articles: Sequence[ArticleFacts], paragraphs: frozenset[int]
    ) -> Ground | None:
        for item in self._arrangements.get(frozenset((one.body, other.body)), ()):
            if self._covers(item, one, articles, paragraphs) or self._covers(item, other, articles, paragraphs):
                kind = ArrangementKind(item.node["arrangement_kind"])
                number = f"（{item.node['number']}）" if item.node["number"] else ""
                text = f"{kind.label}{number}：{item.name}"
                return Ground(kind.label, (Evidence(text, quote=str(item.node["scope"]), source=item.id),))
        return None

    def _covers(self, item: Item, held: Held, articles: Sequence[ArticleFacts], paragraphs: frozenset[int]) -> bool:
        types = item.node["power_types"]
        if types and held.power_type is not PowerType.UNKNOWN and held.power_type.value not in types:
            return False
        kind = item.node["arrangement_kind"]
        scope = str(item.node["scope"])
        if not scope or kind in _WHOLE:
            return True
        if item.articles() & {article.id for article in articles} or likeness(scope, held.name) >= _LIKE:
            return True
        wanted = name_words(held.name)
        for piece in re.split(r"[、，,;；和及]|以及", scope):
            said = content(_SCOPE_TAIL.sub("", piece))
            if said and len(said & wanted) >= max(1, (len(said) + 1) // 2):
                return True
            # A field (物业管理) that is all the law is about.
            if said and any(said <= content(self._dossier.book.law(article.law).title) for article in articles):
                return True
        fields = set(functions_in(scope))
        return bool(fields) and any(
            fields & set(carried_by(actor["code"], self._dossier.day)[:2])
            for article in articles
            if article.current is not None
            for actor in self._dossier.book.actors(article.current["id"])
            if actor["code"] and (not paragraphs or int(actor["paragraph"]) in paragraphs)
        )

    # The boundary list

    @cached_property
    def _boundaries(self) -> dict[str, list[tuple[Item, frozenset[str]]]]:
        """Body → the matters that a boundary list names it for, each with the content words of its name."""
        found: dict[str, list[tuple[Item, frozenset[str]]]] = defaultdict(list)
        for item in self._dossier.items.values():
            if item.kind is ItemKind.BOUNDARY:
                said = content(_MATTER_TAIL.sub("", item.name))
                bodies = {self._dossier.bearer(body) for body, _, _ in item.holders}
                if any(_ANY_TOWN.search(text) for row in item.rows for text in row.fields.values()):
                    bodies |= self._towns
                for body in bodies:
                    found[body].append((item, said))
        return dict(found)

    @cached_property
    def _towns(self) -> set[str]:
        """The towns and subdistricts of the place."""
        kinds = {str(BodyType.TOWNSHIP), str(BodyType.SUBDISTRICT), ""}
        nodes = self._dossier.bodies.values()
        return {node["id"] for node in nodes if node["level"] == Level.TOWNSHIP and node["type"] in kinds}

    def boundary(self, one: Held, other: Held, articles: Sequence[ArticleFacts]) -> Item | None:
        """The matter of the boundary list that both bodies are named for and that the act belongs to."""
        theirs = {item.id for item, _ in self._boundaries.get(other.body, ())}
        both = [(item, said) for item, said in self._boundaries.get(one.body, ()) if item.id in theirs]
        shared = {article.id for article in articles}
        for item, said in both:
            if any(not _other_part(item, (one, other), article) for article in shared & item.articles()):
                return item
            if {link.other for link in (*item.links, *item.linked)} & {one.item.id, other.item.id}:
                return item
            if said and all(
                2 * len(said & name_words(held.name)) > len(said) or likeness(item.name, held.name) >= _LIKE
                for held in (one, other)
            ):
                return item
        return None

    def _bounded(self, one: Held, other: Held, articles: Sequence[ArticleFacts]) -> Ground | None:
        item = self.boundary(one, other, articles)
        if item is None:
            return None
        evidence = [Evidence(f"职责边界清单列了“{item.name}”，写明各机关的分工", source=item.id)]
        for body, role, part in item.holders:
            if self._dossier.bearer(body) in (one.body, other.body):
                evidence.append(Evidence(f"{self._name(body)}（{role.label}）：{part}", quote=part, source=item.id))
        return Ground("职责边界清单", tuple(evidence))

    def _bounded_levels(self, power: Held, duty: Held, articles: Sequence[ArticleFacts]) -> Ground | None:
        item = self.boundary(power, duty, articles)
        if item is None or self.departments_part(item, power, duty):
            return None
        return self._bounded(power, duty, articles)

    def departments_part(self, item: Item, power: Held, duty: Held) -> str:
        """What a boundary item says of a department, where the act is in that and not in what it says of the towns; "" where it is not so."""
        parts = [part for body, _, part in item.holders if self._dossier.bearer(body) == power.body]
        texts = [*parts, *(text for row in item.rows for text in row.fields.values())]
        lines = [line for text in texts for line in text.split("\n")]
        towns = "".join(line for line in lines if _TOWNS_PART.match(line))
        department = "".join(line for part in parts for line in part.split("\n") if not _TOWNS_PART.match(line))
        # What the item as a whole is about is in no part more than in another.
        act = (name_words(power.name) & name_words(duty.name)) - name_words(item.name)
        if not towns or not act & content(department) or act & content(towns):
            return ""
        return department

    # Objects and the text

    def _by_object(self, one: Held, other: Held) -> Ground | None:
        parted = different_object(one.name, other.name)
        if parted is None:
            return None
        kind, mine, theirs = parted
        text = f"两项按{kind}分开：{self._name(one.body)}管{mine}，{self._name(other.body)}管{theirs}"
        return Ground(f"对象不同（{kind}）", (Evidence(text, quote=f"{one.name}；{other.name}", source=one.item.id),))

    def _by_text(
        self, one: Held, other: Held, articles: Sequence[ArticleFacts], paragraphs: frozenset[int], left_open: bool
    ) -> Ground | None:
        for article in articles:
            if article.current is None or self._dossier.book.only_captions(article.current):
                continue
            found = self._shared_by(one, other, article, paragraphs, left_open)
            if found is not None:
                name, text, quote = found
                return Ground(name, (Evidence(text, quote=quote, source=str(article.current["id"])),))
        return None

    def _shared_by(
        self, one: Held, other: Held, article: ArticleFacts, paragraphs: frozenset[int], left_open: bool
    ) -> tuple[str, str, str] | None:
        current = article.current
        if current is None:
            return None
        label = f"{self._dossier.book.law(article.law).title}{article_name(article.number)}"
        named, unclear = self.named(article, paragraphs)
        mine, theirs = named.get(one.body), named.get(other.body)
        if mine is not None and theirs is not None:
            if mine["code"] == theirs["code"] and mine["text"] == theirs["text"]:
                # One function that two bodies have: the text does not divide it.
                return None
            text = (
                f"{label}把它交给{mine['text']}和{theirs['text']}，"
                f"{self._name(one.body)}、{self._name(other.body)}各有其一"
            )
            return "条文写明多个机关", text, f"{mine['text']}；{theirs['text']}"
        words = "".join(
            line for at, (line, _) in enumerate(lines_of(current["text"]), 1) if not paragraphs or at in paragraphs
        )
        if not named and unclear and all(_EVERY_ORGAN.match(actor["text"]) for actor in unclear):
            return (
                "各机关通用的规定",
                f"{label}写的是“{unclear[0]['text']}”，各机关在自己的案件里都可以用",
                unclear[0]["text"],
            )
        others = next(
            (
                one
                for one in unclear
                if _OTHERS.search(one["text"]) and not _FURTHER.search(f"{one['act']}{one['object']}")
            ),
            None,
        )
        if others is None or not left_open:
            return None
        together = _TOGETHER.search(words)
        if (mine is not None or theirs is not None) or together is not None:
            told = f"，并写明{together[0]}" if together is not None else ""
            return "条文写明多个机关", f"{label}除写明的机关外还写“{others['text']}”{told}", others["text"]
        return None

    # Levels -------------------------------------------------------------------------------------------------------------------------------

    @cached_property
    def _granted(self) -> dict[str, list[Item]]:
        """Body that gives → the grants to towns."""
        found: dict[str, list[Item]] = defaultdict(list)
        for item in self._dossier.of_kind(ItemKind.GRANT):
            givers = {self._dossier.bearer(body) for body, role, _ in item.holders if role is Role.ORIGINAL}
            for giver in givers | {self._dossier.bearer(item.owner)}:
                found[giver].append(item)
        return dict(found)

    def between_levels(
        self, power: Held, duty: Held, articles: Sequence[ArticleFacts], paragraphs: frozenset[int]
    ) -> Ground | None:
        """What makes it lawful that a department and a town both list an act: what :meth:`ground` finds, a grant to the town, or a law that
        speaks to both levels."""
        return (
            self._roles(power, duty)
            or self._by_grant(power, duty, articles)
            or self._arranged(power, duty, articles, paragraphs)
            or self._bounded_levels(power, duty, articles)
            or self._by_object(power, duty)
            or self._by_level(articles, paragraphs)
        )

    def _by_grant(self, power: Held, duty: Held, articles: Sequence[ArticleFacts]) -> Ground | None:
        shared = {article.id for article in articles}
        for item in self._granted.get(power.body, ()):
            linked = any(link.other == power.item.id for link in item.links)
            same = linked or likeness(item.name, power.name) >= _SAME or likeness(item.name, duty.name) >= _SAME
            if not same and not (shared & item.articles() and likeness(item.name, duty.name) >= _LIKE):
                continue
            if self._given_to(item, duty.body):
                text = f"赋权清单把“{item.name}”交给{self._name(duty.body)}"
                return Ground("赋权", (Evidence(text, quote=item.name, source=item.id),))
        return None

    def _given_to(self, grant: Item, town: str) -> bool:
        """Whether a grant goes to a town, by its name or by its type."""
        if any(body == town and role in _TAKING for body, role, _ in grant.holders):
            return True
        node = self._dossier.bodies.get(town)
        types = set(re.split(r"[、，,;；/]", node["town_type"])) - {""} if node is not None else set()
        return bool(types & set(grant.node["town_types"]))

    def _by_level(self, articles: Iterable[ArticleFacts], paragraphs: frozenset[int]) -> Ground | None:
        for article in articles:
            if article.current is None:
                continue
            actors = [
                actor
                for actor in self._dossier.book.actors(article.current["id"])
                if actor["level"] and (not paragraphs or int(actor["paragraph"]) in paragraphs)
            ]
            lower = next((actor for actor in actors if reaches(actor["level"], Level.TOWNSHIP)), None)
            upper = next((actor for actor in actors if reaches(actor["level"], Level.COUNTY)), None)
            if lower is not None and upper is not None:
                label = f"{self._dossier.book.law(article.law).title}{article_name(article.number)}"
                text = f"{label}本来分县乡两级：{upper['text']}、{lower['text']}"
                quote = f"{upper['text']}；{lower['text']}"
                return Ground("法定的层级划分", (Evidence(text, quote=quote, source=str(article.current["id"])),))
        return None


_LIKE = 0.7
# A part of a boundary item that is every town's.
_ANY_TOWN = re.compile(
    r"(?:^|[、，,；;\n（(]|各|所在地|县|属地)(?:乡镇|镇乡|镇|乡、镇|街道)(?:[（(]街道[)）])?(?:人民政府|政府|（|[：:、，,；;\n]|$)"
)
_SAME = 0.8
_TOWNS_PART = re.compile(r"^(?:各|县|所在地)*(?:乡镇|镇乡|镇|乡、镇|街道)[^：:]{0,8}[：:]")
_SCOPE_TAIL = re.compile(r"(?:领域|方面|范围)?(?:内)?的?(?:行政)?(?:处罚|许可|审批|检查|强制|权力|职权|事项|权)*$")
_MATTER_TAIL = re.compile(r"(?:安全)?(?:监督)?(?:管理|监管|整治|查处|处置|治理|工作)$")

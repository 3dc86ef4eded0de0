"""Two counties compared: what one holds and the other does not, what they hold differently, what they base differently.

Counties name their departments as they like, and merge them as they like: who holds an item is compared by function, never by name alone
(县综合行政执法局 and 县城市管理局 both have urban management). Items are matched by code (where the names allow it: local codes begin with 0001 in
every county), by name, by what the names say (:mod:`casework.likeness`); a name that says more or less than the other must rest on the same
article. What one county has of a department that the other has loaded no list of is not "not there": it is 无法核验, told once for the
department.

Not part of a normal check, which knows one place only.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec

from casework.dossier import Dossier, Item, LawBook, Row
from casework.duties import find_body, find_place, place_name
from casework.findings import Evidence, Finding, row_answer
from casework.likeness import FORM, SURE, Alike, likeness
from casework.questions import QuestionError
from graph.succession import article_of
from ingest.identity import name_key
from ontologies.functions import carried_by, functions
from ontologies.places import place_of
from ontologies.records import FindingKind, ItemKind, Labelled, Level, PowerType, Role, Verdict

if TYPE_CHECKING:
    from ingest.home import View

Record = dict[str, Any]

# The lists of an answer.
PARTS = ("only_a", "only_b", "held_differently", "based_differently", "unverifiable")
# A code alone is no proof that two counties mean one item; with names as alike as this it is.
_CODED = 0.5


class How(Labelled):
    """By what an item of one county was found in the other."""

    CODE = "code", "编码"
    NAME = "name", "名称"
    FORM = "form", "名称（只差写法）"
    WORDS = "words", "名称相近、依据相同"


class _Held(msgspec.Struct, frozen=True, eq=False):
    """An item of one county as it is compared. ``office`` are the functions that its body's name or the roster tells, ``reaches`` those and
    all that carry them."""

    item: Item
    row: Row
    key: str
    type: PowerType
    bare: str
    office: frozenset[str]
    reaches: frozenset[str]
    articles: frozenset[str]
    laws: frozenset[str]

    @property
    def name(self) -> str:
        return self.row.full_name

    def same_office(self, other: _Held) -> bool:
        return self.bare == other.bare or bool(self.office & other.reaches or other.office & self.reaches)

    @property
    def role(self) -> Role | None:
        return next((role for body, role, _ in self.item.holders if body == self.item.owner), None)

    @property
    def level(self) -> Level:
        return Level(self.item.node.get("level") or Level.UNKNOWN)


class Matched(msgspec.Struct, frozen=True):
    """An item that both counties have: ``a`` and ``b``, by what they were matched and how surely; ``held`` and ``based`` are sentences on
    what differs, "" where nothing does."""

    a: _Held
    b: _Held
    how: How
    verdict: Verdict
    held: tuple[tuple[str, str, str], ...] = ()
    based: str = ""


class Missing(msgspec.Struct, frozen=True):
    """What the other county has no list of: the items of one body whose functions no loaded list of it covers."""

    side: str
    body: str
    name: str
    functions: tuple[str, ...]
    items: tuple[_Held, ...]


class Compared(msgspec.Struct):
    """Two counties compared. ``only_a`` and ``only_b`` are items that the other county's lists do not have."""

    a: Dossier
    b: Dossier
    items: tuple[int, int]
    pairs: list[Matched]
    only_a: list[_Held]
    only_b: list[_Held]
    missing: list[Missing]


class _Side:
    """One county's items of a kind, and by what they may be found."""

    def __init__(self, dossier: Dossier, kind: ItemKind) -> None:
        self.dossier = dossier
        self.place = place_name(dossier.view, dossier.place)
        self._offices: dict[str, tuple[frozenset[str], frozenset[str], str]] = {}
        found: dict[tuple[str, PowerType, str], _Held] = {}
        for item, row in dossier.powers(kind):
            held = self._held(item, row)
            # Fifteen towns that hold one duty hold it once.
            found.setdefault((held.key, held.type, held.bare), held)
        self.items = list(found.values())

    def _held(self, item: Item, row: Row) -> _Held:
        office, reaches, bare = self.office(item.owner)
        cites = [cite for cite in row.cites if not cite.in_quote]
        return _Held(
            item,
            row,
            name_key(row.full_name),
            PowerType(row.power_type) if row.power_type else item.power_type,
            bare,
            office,
            reaches,
            frozenset(cite.article for cite in cites if cite.article),
            frozenset(cite.law for cite in cites if cite.law),
        )

    def office(self, body: str) -> tuple[frozenset[str], frozenset[str], str]:
        """A body's functions, all that carry them, and its name without the place. What a mandate or an arrangement gives besides is not what
        the body is."""
        if body not in self._offices:
            known = self.dossier.functions.get(body, [])
            told = [row for row in known if row["via"] in ("roster", "name")] or known
            own = frozenset(row["code"] for row in told if row["code"])
            carried = frozenset(code for one in own for code in carried_by(one, self.dossier.day))
            name = self.dossier.body_name(body)
            place = place_of(name)
            for prefix in (self.place, place.name if place is not None else ""):
                name = name.removeprefix(prefix) or name
            node = self.dossier.bodies.get(body)
            if (
                node is not None
                and node["place"] != self.dossier.place
                and Level(node["level"] or "unknown") == Level.TOWNSHIP
            ):
                # Towns are one to another what a department is to its like.
                name = Level.TOWNSHIP.label
            self._offices[body] = own, own | carried, name
        return self._offices[body]

    @cached_property
    def by_code(self) -> dict[str, list[_Held]]:
        found: dict[str, list[_Held]] = defaultdict(list)
        for held in self.items:
            for code in _codes(held.row.code):
                found[code].append(held)
        return dict(found)

    @cached_property
    def by_name(self) -> dict[str, list[_Held]]:
        found: dict[str, list[_Held]] = defaultdict(list)
        for held in self.items:
            found[held.key].append(held)
        return dict(found)

    @cached_property
    def names(self) -> Alike[int]:
        return Alike((place, held.name) for place, held in enumerate(self.items))

    def best(self, wanted: _Held) -> tuple[_Held, How, Verdict] | None:
        """The item that says the same as one of the other county: of the same office where there is one, else the likest."""
        rated: list[tuple[tuple[Any, ...], _Held, How, Verdict]] = []
        for held, how, rate in self._candidates(wanted):
            shared = len(held.articles & wanted.articles)
            sure = how in (How.CODE, How.NAME) or (how == How.FORM and shared > 0)
            order = (held.same_office(wanted), held.type == wanted.type, rate, shared, held.item.id)
            rated.append((order, held, how, Verdict.CONFIRMED if sure else Verdict.SUSPECTED))
        if not rated:
            return None
        _, held, how, verdict = max(rated, key=lambda one: one[0])
        return held, how, verdict

    def _candidates(self, wanted: _Held) -> Iterator[tuple[_Held, How, float]]:
        for code in _codes(wanted.row.code):
            for held in self.by_code.get(code, ()):
                rate = likeness(held.name, wanted.name)
                if rate >= _CODED or held.articles & wanted.articles:
                    yield held, How.CODE, max(rate, FORM)
        for held in self.by_name.get(wanted.key, ()):
            yield held, How.NAME, 1.0
        for place, rate in self.names.near(wanted.name, SURE):
            held = self.items[place]
            if held.type != wanted.type and PowerType.UNKNOWN not in (held.type, wanted.type):
                continue
            if rate >= FORM:
                yield held, How.FORM, rate
            elif held.articles & wanted.articles:
                yield held, How.WORDS, rate


def _codes(code: str) -> Iterator[str]:
    """A code, and the basic code of twelve digits in a national one of 31."""
    bare = "".join(code.split()).upper()
    if bare:
        yield bare
    if len(bare) == 31 and bare[19:].isalnum():
        yield bare[19:]


# Comparing ---------------------------------------------------------------------------------------------------------------------------------


def compared(view: View, place_a: str, place_b: str, day: date, body: str = "", kind: str = "power") -> Compared:
    """Two counties (codes or names) on a day, all items of a kind or those of a body (name or identifier, of either county) and of what has
    its functions in the other. Raises LookupError and QuestionError."""
    codes = find_place(view, place_a), find_place(view, place_b)
    if not all(codes):
        raise QuestionError("b" if codes[0] else "a", "请写两个县的区划代码或名称，如 421127 和 421126")
    if codes[0] == codes[1]:
        raise QuestionError("b", f"两个县是同一个：{place_name(view, codes[0])}")
    try:
        of_kind = ItemKind(kind)
    except ValueError:
        allowed = "、".join(one.value for one in ItemKind)
        raise QuestionError("kind", f"没有“{kind}”这种事项；可用：{allowed}") from None
    book = LawBook(view.graph, day)
    dossiers = Dossier(view, codes[0], day, book), Dossier(view, codes[1], day, book)
    sides = _Side(dossiers[0], of_kind), _Side(dossiers[1], of_kind)
    wanted = _wanted(view, sides, body, day)
    pairs, alone = _matched(sides)
    book.prepare_taken_up(
        {
            article
            for pair in pairs
            if not pair.a.articles & pair.b.articles
            for article in pair.a.articles | pair.b.articles
        }
    )
    found = Compared(*dossiers, (0, 0), [], [], [], [])
    for pair in pairs:
        if _is_wanted(pair.a, wanted) or _is_wanted(pair.b, wanted):
            found.pairs.append(_judged(sides, pair))
    for side, only, other in ((0, found.only_a, sides[1]), (1, found.only_b, sides[0])):
        kept, missing = _not_there(
            "ab"[side], [held for held in alone[side] if _is_wanted(held, wanted)], other, sides[side]
        )
        only += kept
        found.missing += missing
    found.items = (
        sum(_is_wanted(held, wanted) for held in sides[0].items),
        sum(_is_wanted(held, wanted) for held in sides[1].items),
    )
    return found


def _wanted(view: View, sides: Sequence[_Side], body: str, day: date) -> tuple[str, frozenset[str], str] | None:
    """What a body is known by in both counties: its identifier, functions and bare name; None where all are asked for."""
    if not body.strip():
        return None
    for side in sides:
        for identifier, node in side.dossier.bodies.items():
            if body.strip() in (identifier, node["name"]):
                office, _, bare = side.office(identifier)
                return identifier, office, bare
    identifier = find_body(view, body, day)["id"]
    for side in sides:
        if identifier in side.dossier.bodies:
            office, _, bare = side.office(identifier)
            return identifier, office, bare
    raise QuestionError("body", f"“{body.strip()}”不是这两个县的机关：{identifier}")


def _is_wanted(held: _Held, wanted: tuple[str, frozenset[str], str] | None) -> bool:
    if wanted is None:
        return True
    identifier, office, bare = wanted
    return held.item.owner == identifier or held.bare == bare or bool(office & held.office)


def _matched(sides: tuple[_Side, _Side]) -> tuple[list[Matched], tuple[list[_Held], list[_Held]]]:
    """Pairs, and what has none on either side. Several items of one county may be one of the other: none of them is missing there."""
    pairs: dict[tuple[int, int], Matched] = {}
    alone: tuple[list[_Held], list[_Held]] = ([], [])
    taken: set[int] = set()
    for held in sides[0].items:
        best = sides[1].best(held)
        if best is None:
            alone[0].append(held)
        else:
            taken.add(id(best[0]))
            pairs[id(held), id(best[0])] = Matched(held, *best)
    for held in sides[1].items:
        if id(held) not in taken:
            best = sides[0].best(held)
            if best is None:
                alone[1].append(held)
            else:
                pairs[id(best[0]), id(held)] = Matched(best[0], held, best[1], best[2])
    return _one_to_one(pairs.values()), alone


def _one_to_one(pairs: Iterable[Matched]) -> list[Matched]:
    """Of an item with several in the other county, those of the same office: a second body that has it too holds nothing differently."""
    ordered = list(pairs)
    at_home = Counter(id(side) for pair in ordered if pair.a.same_office(pair.b) for side in (pair.a, pair.b))
    return [pair for pair in ordered if pair.a.same_office(pair.b) or not (at_home[id(pair.a)] or at_home[id(pair.b)])]


def _judged(sides: tuple[_Side, _Side], pair: Matched) -> Matched:
    return msgspec.structs.replace(pair, held=tuple(_held_differently(pair)), based=_based_differently(sides[0], pair))


def _held_differently(pair: Matched) -> Iterator[tuple[str, str, str]]:
    """(what, how county a has it, how county b has it)."""
    a, b = pair.a, pair.b
    if not a.same_office(b):
        yield "行使机关", _office(a), _office(b)
    if a.type != b.type and PowerType.UNKNOWN not in (a.type, b.type):
        yield "类型", a.type.label, b.type.label
    if a.role is not None and b.role is not None and a.role != b.role:
        yield "身份", a.role.label, b.role.label
    if a.level != b.level and Level.UNKNOWN not in (a.level, b.level):
        yield "层级", a.level.label, b.level.label


def _office(held: _Held) -> str:
    named = "、".join(functions()[code].label for code in sorted(held.office) if code in functions())
    return f"{held.item.owner_name}（{named}）" if named else held.item.owner_name


def _based_differently(side: _Side, pair: Matched) -> str:
    """In what the bases differ, "" where an article or, of a basis that names none, a law is in both, or where one names none at all. The number
    that an article had in an older text is the same basis."""
    a, b = pair.a, pair.b
    if not a.laws or not b.laws or a.articles & b.articles:
        return ""
    if not (a.articles and b.articles):
        return "" if a.laws & b.laws else "所引的文件没有一件相同"
    if a.laws & b.laws and _moved(side.dossier, a.articles, b.articles):
        return ""
    return "所引的条文没有一条相同"


def _moved(dossier: Dossier, one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether an article of the one is what became of an article of the other."""
    for articles, targets in ((one, other), (other, one)):
        taken = dossier.book.taken_up(sorted(articles))
        if any(article_of(row) in targets for rows in taken.values() for row in rows if not row["edge_doubtful"]):
            return True
    return False


def _not_there(mark: str, alone: Sequence[_Held], other: _Side, own: _Side) -> tuple[list[_Held], list[Missing]]:
    """What is not in the other county's lists; what of it cannot be said, as no list of such a body is loaded there."""
    bares = {held.bare for held in other.items}
    offices = frozenset(code for held in other.items for code in held.office)
    reached = frozenset(code for held in other.items for code in held.reaches)
    kept: list[_Held] = []
    unknown: dict[str, list[_Held]] = defaultdict(list)
    for held in alone:
        if held.bare in bares or held.office & reached or offices & held.reaches:
            kept.append(held)
        else:
            unknown[held.item.owner].append(held)
    missing = [
        Missing(
            mark,
            body,
            own.dossier.body_name(body),
            tuple(functions()[code].label for code in sorted(items[0].office) if code in functions()),
            tuple(items),
        )
        for body, items in sorted(unknown.items())
    ]
    return kept, missing


# Answers ------------------------------------------------------------------------------------------------------------------------------------


def compare(view: View, place_a: str, place_b: str, day: date, body: str = "", kind: str = "power") -> Record:
    """Two counties compared, as the contract of ``dingfen compare`` gives it: see :func:`compared`."""
    found = compared(view, place_a, place_b, day, body, kind)
    held = [pair for pair in found.pairs if pair.held]
    based = [pair for pair in found.pairs if pair.based]
    same = sum(not pair.held and not pair.based for pair in found.pairs)
    return {
        "release": view.number,
        "as_of": day,
        "a": _side_answer(found.a, found.items[0]),
        "b": _side_answer(found.b, found.items[1]),
        "counts": {
            "only_a": len(found.only_a),
            "only_b": len(found.only_b),
            "held_differently": len(held),
            "based_differently": len(based),
            "same": same,
            "unverifiable": sum(len(one.items) for one in found.missing),
        },
        "only_a": [_only_answer(found.a, one) for one in found.only_a],
        "only_b": [_only_answer(found.b, one) for one in found.only_b],
        "held_differently": [
            {**_pair_answer(found, pair), "differences": [{"what": what, "a": a, "b": b} for what, a, b in pair.held]}
            for pair in held
        ],
        "based_differently": [{**_pair_answer(found, pair), "text": pair.based} for pair in based],
        "unverifiable": [
            {
                "side": one.side,
                "body": {"id": one.body, "name": one.name},
                "functions": list(one.functions),
                "items": len(one.items),
                "text": _unknown_text(found, one),
            }
            for one in found.missing
        ],
        "same": same,
    }


def _side_answer(dossier: Dossier, items: int) -> Record:
    return {"place": dossier.place, "name": place_name(dossier.view, dossier.place), "items": items}


def _only_answer(dossier: Dossier, held: _Held) -> Record:
    return {
        "name": held.name,
        "type": held.type.label,
        "verdict": _sure(held).label,
        "row": row_answer(dossier, held.row),
    }


def _pair_answer(found: Compared, pair: Matched) -> Record:
    return {
        "name": pair.a.name,
        "verdict": pair.verdict.label,
        "how": pair.how.label,
        "a": row_answer(found.a, pair.a.row),
        "b": row_answer(found.b, pair.b.row),
    }


def _sure(held: _Held) -> Verdict:
    """An item whose body's functions nothing tells may be another body's there."""
    return Verdict.CONFIRMED if held.office else Verdict.SUSPECTED


def _unknown_text(found: Compared, one: Missing) -> str:
    there = found.b if one.side == "a" else found.a
    what = f"有{'、'.join(one.functions)}职能的机关" if one.functions else "与它相当的机关"
    return (
        f"{one.name}有{len(one.items)}项在{place_name(there.view, there.place)}没有找到；"
        f"那里{what}的清单没有载入，不能说那里没有。"
    )


def findings(view: View, place_a: str, place_b: str, day: date) -> Iterator[Finding]:
    """The same as findings of the kinds county.only_here, county.held_differently and county.based_differently; both counties' rows."""
    found = compared(view, place_a, place_b, day)
    names = place_name(view, found.a.place), place_name(view, found.b.place)
    for here, there, named, only in (
        (found.a, found.b, names[1], found.only_a),
        (found.b, found.a, names[0], found.only_b),
    ):
        for held in only:
            yield Finding(
                FindingKind.COUNTY_ONLY_HERE,
                _sure(held),
                (held.item.id, held.name, there.place),
                f"{held.item.owner_name}有“{held.name}”，{named}的清单里没有。",
                repair=f"核对{named}：依法也该有的，补列；由上级或者另一机关行使的，注明。",
                rows=(held.row,),
                evidence=(
                    Evidence(
                        f"{named}职能相当的机关的清单已经载入，没有编码、名称相同或者相近的事项。",
                        held.name,
                        held.row.id,
                    ),
                ),
                bodies=(held.item.owner,),
                place=here.place,
            )
    for one in found.missing:
        here, there = (found.a, found.b) if one.side == "a" else (found.b, found.a)
        yield Finding(
            FindingKind.COUNTY_ONLY_HERE,
            Verdict.UNVERIFIABLE,
            (one.body, there.place),
            _unknown_text(found, one),
            repair="载入那个机关的清单后再比。",
            bodies=(one.body,),
            place=here.place,
        )
    for pair in found.pairs:
        if pair.held:
            told = "；".join(f"{what}：{names[0]}为{a}，{names[1]}为{b}" for what, a, b in pair.held)
            text = f"“{pair.a.name}”两县归属不同：{told}。"
            repair = "核对哪一县与法定的机关和类型一致；有授权、委托、集中行使的，注明依据。"
            yield _on_pair(FindingKind.COUNTY_HELD_DIFFERENTLY, found, pair, text, repair)
        if pair.based:
            text = f"“{pair.a.name}”两县{pair.based}。"
            repair = "核对两县的依据哪一个现行有效、写的是这一行为，统一引用。"
            yield _on_pair(FindingKind.COUNTY_BASED_DIFFERENTLY, found, pair, text, repair)


def _on_pair(kind: FindingKind, found: Compared, pair: Matched, text: str, repair: str) -> Finding:
    return Finding(
        kind,
        pair.verdict,
        (pair.a.item.id, pair.a.name, pair.b.item.id, pair.b.name),
        text,
        repair,
        rows=(pair.a.row, pair.b.row),
        evidence=(
            Evidence(f"两行按{pair.how.label}认定为同一事项。"),
            Evidence(
                f"{place_name(found.a.view, found.a.place)}：{pair.a.item.owner_name}", pair.a.row.basis, pair.a.row.id
            ),
            Evidence(
                f"{place_name(found.b.view, found.b.place)}：{pair.b.item.owner_name}", pair.b.row.basis, pair.b.row.id
            ),
        ),
        bodies=tuple(dict.fromkeys((pair.a.item.owner, pair.b.item.owner))),
        place=found.a.place,
    )

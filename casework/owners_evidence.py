"""What speaks for a body as the owner of a matter: rows of the place's lists, provisions in force, what usually deals with it.

Every :class:`Proof` says of whom it speaks (a body, or a function where no body is known), how strongly (0 to 1), and by which steps. Strength is
how much of the question the row or the provision speaks of (``Asked.covered``), how high the search ranks it beside the best, and what
the row's kind and the body's role in it weigh (``_KINDS``, ``_ROLES``). Nothing is learnt: every factor stands here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec

from casework.asked_model import COURT, NOBODY, Model
from casework.likeness import content
from casework.owners_asked import Asked, plain
from casework.owners_lists import TOWNS, Told
from casework.owners_place import NO_ADMINISTRATION, Roll, above
from graph.local import applies
from ingest.resolve import article_name
from ontologies.functions import changes, functions, successors
from ontologies.functions import label as function_label
from ontologies.identifiers import article_eid, kind_of
from ontologies.levels import level_label, reaches
from ontologies.places import ancestors
from ontologies.records import DutyKind, ItemKind, Level, ListKind, Modality, PowerType, Rank, Role, Verdict
from search.documents import restore
from search.port import Hit, SearchQuery
from search.query import plan_for, understand

if TYPE_CHECKING:
    from ingest.home import View

Record = dict[str, Any]

# Kinds of item that tell whose something is, and what each weighs: a boundary list is made to tell it.
_KINDS: dict[str, float] = {
    ItemKind.BOUNDARY.value: 1.0,
    ItemKind.POWER.value: 1.0,
    ItemKind.SERVICE.value: 0.97,
    ItemKind.DUTY.value: 0.92,
    ItemKind.GRANT.value: 0.9,
    ItemKind.ARRANGEMENT.value: 0.9,
    ItemKind.MANDATE.value: 0.8,
    ItemKind.VILLAGE.value: 0.6,
}
# What a part in a matter weighs.
_ROLES: dict[Role, float] = {
    Role.LEAD: 1.0,
    Role.COORDINATE: 1.0,
    Role.SHARED: 0.8,
    Role.ENTRUSTED: 0.85,
    Role.RECEIVING: 0.85,
    Role.ORIGINAL: 0.6,
    Role.GUIDE: 0.4,
    Role.COOPERATE: 0.45,
    Role.ASSIST: 0.4,
    Role.SUPERVISE: 0.4,
}
# How a provision binds whom it names, as far as it tells whose a matter is.
_MODES: dict[str, float] = {
    Modality.ORDER.value: 1.0,
    Modality.RESPONSIBLE.value: 1.0,
    Modality.ENTITLED.value: 1.0,
    Modality.SHALL.value: 0.85,
    Modality.MAY.value: 0.85,
    Modality.MUST_NOT.value: 0.3,
}
# Governments and committees are named everywhere; a law's general competence tells less than the provision's own words; what only organs
# above the county are named for, and what the rules of other places say, is a hint.
_ORGAN, _CHIEF, _ABOVE, _ELSEWHERE = 0.35, 0.6, 0.5, 0.4
# What a body has by its own is surely its; a mandate often names in passing what another is for, an arrangement gives single powers.
_VIAS = {"roster": 1.0, "name": 1.0, "mandate": 0.6, "arrangement": 0.35}
_NO_RULES = frozenset({Rank.JUDICIAL_INTERPRETATION.value, Rank.CONSTITUTION.value})
# Rows and provisions that are looked at.
_ROWS, _PROVISIONS = 36, 16
# What speaks of less than this of a question speaks of something else; what is named less like it too.
_LEAST, _LIKE = 0.25, 0.1
_GRANTING = frozenset(
    {PowerType.LICENSING, PowerType.BENEFIT, PowerType.CONFIRMATION, PowerType.PUBLIC_SERVICE, PowerType.REWARD}
)
_STOPPING = frozenset({PowerType.PENALTY, PowerType.COERCION, PowerType.INSPECTION})
# A permission where somebody is to be stopped, and the other way round.
_OTHERWISE = 0.75


class Proof(msgspec.Struct, eq=False):
    """One ground. ``body`` is an identifier ("" where only the ``function`` is known), ``role`` a Role or None, ``label`` the role in words,
    ``source`` row, provision, function or named; ``about`` the item or the provision, ``kind`` its kind; ``of`` the function's code."""

    body: str
    of: str
    role: Role | None
    label: str
    strength: float
    source: str
    about: str
    kind: str
    steps: list[Record]
    against: list[str] = []
    sure: bool = True
    penal: bool = False
    like: float = 0.0


def step(kind: str, text: str, identifier: str = "", quoted: str = "", **more: Any) -> Record:
    """One step of a chain."""
    url = f"/id/{quote(identifier)}" if identifier and kind_of(identifier) else ""
    return {"step": kind, "text": text, "id": identifier, "quote": quoted, "url": url, **more}


class Candidate(msgspec.Struct, eq=False):
    """A row's item that may answer: ``rate`` how much of the question it speaks of and how high it is ranked; ``by`` the provision by which it
    was reached, {} where its own words were found; ``like`` how alike its name is to the question (``casework.owners_lists``)."""

    id: str
    kind: str
    node: Record
    held: dict[str, list[Record]]
    rate: float
    words: list[str]
    by: Record = {}
    like: float = 0.0


# Rows ---------------------------------------------------------------------------------------------------------------------------------


def _items(view: View, asked: Asked, roll: Roll) -> list[tuple[str, float]]:
    """Items of the place by the words of the matter, with what the words give them; nothing learnt, the engine is asked itself."""
    query = SearchQuery(asked.query, roll.day, {"kind": tuple(_KINDS), "place": (roll.county,)})
    question = understand(asked.query)
    if not question.words:
        return []
    plan = msgspec.structs.replace(plan_for(question, query), counted=False)
    engine = view.search.engine
    rows = engine.top(plan, _ROWS).rows
    stored = engine.load([reference for _, reference in rows])
    return [(restore(data).id, score) for (score, _), data in zip(rows, stored, strict=True)]


def candidates(view: View, asked: Asked, roll: Roll, town: str, told: Told) -> list[Candidate]:
    """The items of the place that speak of the matter, and those named most alike (``told``), the surest first."""
    if not roll.county or not asked.units:
        return []
    hits = {item: score for item, score in _items(view, asked, roll) if _mine(item, town, roll)}
    near = {item: likeness for item, likeness in told.nearest if likeness >= _LIKE and _mine(item, town, roll)}
    ids = list(dict.fromkeys([*hits, *near]))
    if not ids:
        return []
    nodes = {node["id"]: node for node in view.graph.nodes(ids)}
    held = view.graph.held_each(ids)
    best = max(hits.values(), default=0.0) or 1.0
    found = []
    for item in ids:
        node = nodes.get(item)
        if node is None or not node["valid_from"] <= roll.day < node["valid_to"]:
            continue
        rate, words = _spoken(asked, node, held[item])
        rate *= _ranked(hits.get(item, 0.0), best)
        likeness = near.get(item, 0.0)
        if max(rate, likeness) >= _LEAST * _LAST:
            found.append(Candidate(item, node["kind"], node, held[item], rate, words, {}, likeness))
    found.sort(key=lambda one: (-one.rate, one.id))
    return found


def resting(
    view: View, asked: Asked, roll: Roll, town: str, hits: list[Provision], own: list[Candidate]
) -> list[Candidate]:
    """The items of the place that rest on a provision found, as far as it speaks of the matter; those found by their own words left out."""
    known = {one.id for one in own}
    reached: dict[str, tuple[float, Provision]] = {}
    for one in hits:
        if not one.here:
            continue
        items = [item for item in roll.resting.get(one.article, ()) if _mine(item, town, roll) and item not in known]
        for item in items:
            rate = one.rate * _RESTING / len(items) ** 0.5
            if rate > reached.get(item, (0.0, one))[0]:
                reached[item] = (rate, one)
    best = sorted(reached, key=lambda item: (-reached[item][0], item))[:_REACHED]
    nodes = {node["id"]: node for node in view.graph.nodes(best)}
    held = view.graph.held_each(best)
    found = []
    for item in best:
        node, (rate, one) = nodes.get(item), reached[item]
        if node is None or node["kind"] not in _KINDS or not node["valid_from"] <= roll.day < node["valid_to"]:
            continue
        # Of the items of one article the one whose name says something of the question too.
        rate *= 1 + asked.covered(plain(node["name"]))
        by = step(
            "provision",
            f"《{one.title}》{_article(one.node)}{_caption(one.node)}",
            one.id,
            _speaking(asked, one.node["text"]),
        )
        found.append(Candidate(item, node["kind"], node, held[item], min(1.0, rate), one.words, by))
    return found


# How much of what a provision says of the matter an item says that rests on it; so many are looked at.
_RESTING, _REACHED = 0.8, 12


def _ranked(score: float, best: float) -> float:
    """What the search's own order adds: the best counts whole, one of half its score a good third."""
    return _LAST + (1 - _LAST) * min(1.0, score / best) ** 2


_LAST = 0.2
# A provision must speak of so much; it counts a little by the search's order alone, and each place further down less.
_SPOKEN = 0.15
_BY_ORDER, _FURTHER = 0.15, 0.15


def _mine(item: str, town: str, roll: Roll) -> bool:
    """Whether an item counts: of the county, and of the town that is asked for, where one is."""
    own = item.split("/", 2)[1]
    return not town or own == roll.county or own.startswith(town) or not own.startswith(roll.county)


def _spoken(asked: Asked, node: Record, held: dict[str, list[Record]]) -> tuple[float, list[str]]:
    """How much of the question an item speaks of, by its name before its other words, and the words."""
    name = plain(node["name"])
    parts = [node.get("text", ""), node.get("scope", ""), node.get("mechanism", ""), node.get("cases", "")]
    parts += [row["edge_text"] for row in held["holders"]]
    parts += [row["basis"] for row in held["rows"]]
    wide = plain(" ".join((node["name"], *filter(None, parts))))
    by_name, by_all = asked.covered(name), asked.covered(wide)
    rate = max(by_name, 0.85 * by_all)
    own = content(node["name"])
    if own:
        said = plain(" ".join((asked.matter, asked.query)))
        rate *= 0.75 + 0.25 * sum(word in said for word in own) / len(own)
    return rate, [way for _, way, _ in asked.matched(wide)]


def row_proofs(found: list[Candidate], asked: Asked, roll: Roll, town: str) -> Iterator[Proof]:
    """What the rows say of the bodies that hold them."""
    for one in found:
        kind = one.kind
        weight = _KINDS[kind] * one.rate * _intent(asked, one.node)
        for holder in one.held["holders"]:
            body, role = holder["id"], Role(holder["edge_role"])
            if not holder["valid_from"] <= roll.day < holder["valid_to"]:
                continue
            mine = roll.is_town(body)
            # A town's own duty is told of every town together, unless one is asked for.
            if mine and town and not holder["place"].startswith(town[:9]):
                continue
            label = role.label
            if mine and kind == ItemKind.DUTY.value:
                label = DutyKind(one.node["duty_kind"]).label if role is not Role.COOPERATE else Role.COOPERATE.label
            strength = weight * _ROLES[role]
            if mine and role is Role.LEAD and not town:
                strength *= 0.8
            yield Proof(
                body,
                "",
                role,
                label,
                strength,
                "row",
                one.id,
                kind,
                _row_steps(one, holder, label, asked),
                penal=one.node.get("power_type") == PowerType.PENALTY.value,
                like=one.like * _KINDS[kind] * _ROLES[role],
            )


def _intent(asked: Asked, node: Record) -> float:
    code = node.get("power_type") or ""
    if not code or asked.applies == asked.complains:
        return 1.0
    type_ = PowerType(code)
    other = _STOPPING if asked.applies else _GRANTING
    return _OTHERWISE if type_ in other else 1.0


def _words_step(asked: Asked, words: list[str]) -> Record:
    bridged = [
        f"{unit.word}（法律用语：{'、'.join(unit.ways)}）"
        for unit in asked.units
        if unit.ways and set(words) & {unit.word, *unit.ways}
    ]
    own = [word for word in dict.fromkeys(words) if any(unit.word == word and not unit.ways for unit in asked.units)]
    return step("words", f"问的是：{'、'.join([*bridged, *own]) or asked.matter}", quoted=asked.matter)


_KIND_STEP = {ItemKind.BOUNDARY.value: "boundary", ItemKind.ARRANGEMENT.value: "arrangement"}


def _row_steps(one: Candidate, holder: Record, label: str, asked: Asked) -> list[Record]:
    node = one.node
    kind = ItemKind(one.kind)
    row = one.held["rows"][-1] if one.held["rows"] else None
    where = f"（{node['body']}，第{row['row_number']}行）" if row is not None else f"（{node['body']}）"
    said = f"{kind.label}“{node['name']}”{where}"
    steps = [
        _words_step(asked, one.words),
        *((one.by,) if one.by else ()),
        step(
            _KIND_STEP.get(kind.value, "row"), said, node["id"], node["name"], row=row["id"] if row is not None else ""
        ),
    ]
    if row is not None and row["basis"]:
        steps.append(step("basis", f"依据：{_clip(row['basis'])}", row["id"], row["basis"]))
    part = f"：{holder['edge_text'].strip()}" if holder["edge_text"].strip() else ""
    steps.append(step("body", f"{holder['name']}（{label}）{part}", holder["id"], holder["edge_text"].strip()))
    for office in one.held["offices"]:
        if office["body"] in (holder["name"], ""):
            steps.append(step("office", f"由{office['name']}承办", office["id"], office["name"], office=office["name"]))
    return steps


def _clip(text: str, most: int = 80) -> str:
    words = " ".join(text.split())
    return words if len(words) <= most else f"{words[:most]}……"


# Provisions ---------------------------------------------------------------------------------------------------------------------------


class Provision(msgspec.Struct, eq=False):
    """A provision in force that speaks of the matter: ``rate`` how much and how high it is ranked, ``here`` whether it holds in the place."""

    id: str
    law: str
    title: str
    article: str
    node: Record
    rate: float
    words: list[str]
    here: bool


def provisions(view: View, asked: Asked, roll: Roll) -> list[Provision]:
    """The provisions that speak of the matter: national ones, those of the place and of those above it."""
    hits = _provisions(view, asked, roll) if asked.units else []
    nodes = {node["id"]: node for node in view.graph.nodes([hit.id for hit, _ in hits])}
    found = []
    for hit, place in hits:
        node = nodes.get(hit.id)
        if node is None:
            continue
        title = hit.fields["law_title"]
        text = plain(f"{title}{node['path']}{node['heading']}{node['text']}")
        # The search knows more ways to say a thing than the words that are told here: its order counts beside them.
        covered = asked.covered(text)
        if covered < _SPOKEN:
            continue
        rate = (_BY_ORDER + (1 - _BY_ORDER) * covered) / (1 + _FURTHER * place)
        jurisdiction = _jurisdiction(view, hit.law)
        here = applies(roll.county, jurisdiction) if roll.place else jurisdiction == "cn"
        words = [way for _, way, _ in asked.matched(text)]
        found.append(
            Provision(
                hit.id,
                hit.law,
                title,
                f"{hit.law}/{article_eid(node['number'])}",
                node,
                rate if here else rate * _ELSEWHERE,
                words,
                here,
            )
        )
    return found


def provision_proofs(
    view: View, asked: Asked, roll: Roll, found: list[Provision]
) -> tuple[list[Proof], list[Provision]]:
    """What provisions say, function by function, mapped to the bodies of the place; and the provisions that leave it open whose the matter
    is."""
    actors = view.graph.actors_each([one.id for one in found])
    proofs: list[Proof] = []
    left: list[Provision] = []
    for one in found:
        named = _local([row for row in actors[one.id] if row["code"]])
        if (
            not named
            and one.here
            and any(not row["code"] and reaches(row["level"], Level.COUNTY) for row in actors[one.id])
        ):
            left.append(one)
        for row, share in named:
            proofs += _function_proofs(asked, roll, one, row, one.rate * share, "")
        for row, share in () if named else roll.chief(one.law):
            proofs += _function_proofs(asked, roll, one, row, one.rate * share * _CHIEF, row["provision"])
    return proofs, left


def _provisions(view: View, asked: Asked, roll: Roll) -> list[tuple[Hit, int]]:
    """National provisions, those of the place and of those above it, each with its place in the order of its search."""
    day = roll.day.isoformat()

    def find(filters: dict[str, tuple[str, ...]]) -> list[Hit]:
        query = SearchQuery(asked.text, roll.day, {"kind": ("provision",), **filters}, 0, _PROVISIONS, False, False)
        hits = view.search.search(query).hits
        return [
            hit
            for hit in hits
            if hit.fields["valid_from"] <= day < hit.fields["valid_to"] and hit.fields["rank"] not in _NO_RULES
        ]

    found = {hit.id: (hit, place) for place, hit in enumerate(find({"level": (Level.NATIONAL.value,)}))}
    over = above(roll.county)
    if over:
        places = set(ancestors(roll.county))
        for place, hit in enumerate(find({"place": (over,)})):
            if set(hit.fields["place"]) <= places:
                found.setdefault(hit.id, (hit, place))
    return list(found.values())


def _jurisdiction(view: View, law: str) -> str:
    work = view.catalogue.works.get(law)
    return work.jurisdiction if work is not None else "cn"


def _local(actors: list[Record]) -> list[tuple[Record, float]]:
    """The functions that a provision names, each with how much it tells: departments of the county or below before those above, one of many
    less than one alone."""
    best: dict[str, tuple[Record, float]] = {}
    for row in actors:
        known = functions().get(row["code"])
        if known is None or known.code in NO_ADMINISTRATION:
            continue
        weight = _MODES[row["modality"]] * (_ORGAN if known.organ else 1.0)
        if not (reaches(row["level"], Level.COUNTY) or reaches(row["level"], Level.TOWNSHIP)):
            weight *= _ABOVE
        if row["code"] not in best or weight > best[row["code"]][1]:
            best[row["code"]] = (row, weight)
    several = max(1, sum(not functions()[code].organ for code in best))
    return [(row, weight / several**0.5) for row, weight in best.values()]


def _function_proofs(
    asked: Asked, roll: Roll, found: Provision, actor: Record, strength: float, by: str
) -> list[Proof]:
    """One function that a provision names, as the bodies of the place have it; the function alone where none is known to."""
    code = actor["code"]
    steps = [
        _words_step(asked, found.words),
        step(
            "provision",
            f"《{found.title}》{_article(found.node)}{_caption(found.node)}",
            found.id,
            _speaking(asked, found.node["text"]),
        ),
    ]
    told = f"指明“{actor['text']}”（{level_label(actor['level'])}，{Modality(actor['modality']).label}{actor['act'] and '：' + actor['act']}）"
    if by:
        steps.append(step("actor", f"这一条没有写明机关；该法的主管部门见总则：{told}", by, actor["text"]))
    else:
        steps.append(step("actor", told, found.id, actor["text"]))
    later = successors(code, roll.day) or (code,)
    if later != (code,):
        steps.append(
            step("succession", f"{function_label(code)}现为{'、'.join(map(function_label, later))}", f"function/{code}")
        )
    steps += [step("function", f"职能：{function_label(one)}", f"function/{one}", function=one) for one in later]
    against = [] if found.here else [f"《{found.title}》不在{roll.name or '本地'}施行，只作参考"]
    if not found.node["text"].strip():
        against.append(f"《{found.title}》{_article(found.node)}只载入了条旨，没有条文，无法核验")
    local = reaches(actor["level"], Level.COUNTY) or reaches(actor["level"], Level.TOWNSHIP)
    own = bodies_of(roll, code, actor["level"] if found.here and local else "")
    proofs = []
    for one, share in own:
        sure = one["certainty"] == Verdict.CONFIRMED
        said = step("body", f"{roll.name}承担这一职能的是{one['name']}", one["id"], via=one["via"])
        proofs.append(
            Proof(
                one["id"],
                later[0],
                None,
                "",
                strength * share,
                "provision",
                found.id,
                "provision",
                [*steps, said],
                list(against),
                sure,
            )
        )
    if not proofs:
        proofs.append(
            Proof("", later[0], None, "", strength, "provision", found.id, "provision", steps, against, False)
        )
    return proofs


def bodies_of(roll: Roll, code: str, level: str) -> list[tuple[Record, float]]:
    """The bodies of the place that a function means at a level, each with how much that tells; departments before towns."""
    if roll.locality is None:
        return []
    found = _having(roll, code, level)
    if not found:
        # What there was before the function was made of it: on that day its parts were others'.
        parts = [one for before in predecessors(code, roll.day) for one in _having(roll, before, level)]
        found = list({one["id"]: one for one in parts}.values())
    found = [one for one in found if not roll.is_town(one["id"])] or found
    alike = Counter(one["via"] for one in found)
    return [(one, _VIAS[one["via"]] / alike[one["via"]] ** 0.5) for one in found]


def _having(roll: Roll, code: str, level: str) -> list[Record]:
    bodies = roll.locality.bodies(code, level) if roll.locality is not None else []
    return [one for one in bodies if one["id"] in roll.bodies and roll.here(roll.bodies[one["id"]]["place"])]


@lru_cache(maxsize=4096)
def predecessors(code: str, day: date) -> tuple[str, ...]:
    """The functions that had not yet become ``code`` on a day, or only just: what a body may still be for."""
    return tuple(
        one
        for one in functions()
        if one != code
        and code in successors(one, date.max)
        and any(
            change.function == one and change.ends and day < (change.local_by or change.day) for change in changes()
        )
    )


def _article(node: Record) -> str:
    return article_name(node["number"]) if node["number"] else str(node["label"])


def _caption(node: Record) -> str:
    return f"【{node['heading']}】" if node["heading"] else ""


def _speaking(asked: Asked, text: str, most: int = 120) -> str:
    """The sentence of a provision that speaks most of the matter, as it stands there."""
    sentences = [
        part
        for line in text.split("\n")
        for part in line.replace("；", "；\0").replace("。", "。\0").split("\0")
        if part.strip()
    ]
    if not sentences:
        return ""
    best = max(sentences, key=lambda part: asked.covered(plain(part)))
    return _clip(best, most)


# What usually deals with it -------------------------------------------------------------------------------------------------------------

_USUAL = (0.5, 0.35, 0.25)


def usual_proofs(asked: Asked, roll: Roll) -> Iterator[Proof]:
    """The functions that usually deal with what is asked, by the reviewed scheme of everyday words: a hint, never alone sure."""
    total = sum(unit.weight for unit in asked.units)
    for unit in asked.units:
        for place, code in enumerate(unit.functions[: len(_USUAL)]):
            if code in NO_ADMINISTRATION:
                continue
            strength = _USUAL[place] * min(1.0, unit.weight) * (0.5 + 0.5 * unit.weight / total)
            steps = [
                step("words", f"“{unit.word}”通常指{'、'.join(unit.ways) or unit.word}", quoted=unit.word),
                step("function", f"通常由{function_label(code)}部门管", f"function/{code}", function=code),
            ]
            own = bodies_of(roll, code, "")
            for one, share in own:
                said = step("body", f"{roll.name}承担这一职能的是{one['name']}", one["id"], via=one["via"])
                yield Proof(one["id"], code, None, "", strength * share, "function", code, "function", [*steps, said])
            if not own:
                yield Proof("", code, None, "", strength, "function", code, "function", steps, sure=False)


def private(asked: Asked) -> float:
    """How surely a matter is for a court alone, 0 to 1: what everyday words stand for says so first."""
    total = sum(unit.weight for unit in asked.units)
    open_ = 1.0
    for unit in asked.units:
        if unit.functions[:1] == ("court",):
            open_ *= 1 - _COURT * min(1.0, unit.weight) * (0.5 + 0.5 * unit.weight / total)
    return 1 - open_


_COURT = 0.6

# What one word tells by the company that it keeps in the laws; below this it is not told.
_WORD, _TOLD = 0.7, 0.05


def word_proofs(asked: Asked, roll: Roll) -> Iterator[Proof]:
    """What the words tell by themselves: which functions the provisions name that speak of them. The functions of one body add up."""
    for unit in asked.units:
        word = unit.ways[0] if unit.ways else unit.word
        found: dict[tuple[str, str], float] = defaultdict(float)
        first: dict[tuple[str, str], str] = {}
        told: dict[str, Record] = {}
        for code, share in sorted(roll.senses.of(word).items(), key=lambda one: (-one[1], one[0])):
            own = bodies_of(roll, code, "")
            for one, part in own:
                key = (one["id"], "")
                found[key] += share * part
                first.setdefault(key, code)
                told[one["id"]] = one
            if not own:
                key = ("", successors(code, roll.day)[0])
                found[key] += share
                first.setdefault(key, key[1])
        for key, share in found.items():
            if share < _TOLD:
                continue
            code = first[key]
            steps = [
                step("words", f"说到“{word}”的条文，多指明{function_label(code)}部门", quoted=word),
                step("function", f"职能：{function_label(code)}", f"function/{code}", function=code),
            ]
            if key[0]:
                one = told[key[0]]
                steps.append(step("body", f"{roll.name}承担这一职能的是{one['name']}", one["id"], via=one["via"]))
            yield Proof(key[0], code, None, "", min(1.0, share) * _WORD, "word", word, "word", steps, sure=False)


class Guess(msgspec.Struct):
    """What the model of everyday questions says (``casework.asked_model``). ``owners``: (body, "") or ("", function) → probability, the functions of
    one body added up, with the function that brought most; ``court`` and ``nobody`` the probabilities of the answers that are no body's."""

    owners: dict[tuple[str, str], tuple[float, str]] = {}
    court: float = 0.0
    nobody: float = 0.0


def guessed(asked: Asked, roll: Roll, model: Model | None) -> Guess:
    """What the model says, brought to the bodies of the place."""
    if model is None:
        return Guess()
    found: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    told = model.of(asked.text)
    for code, probability in told.items():
        if code in (COURT, NOBODY) or probability < _UNLIKELY:
            continue
        own = bodies_of(roll, code, _organ_level(code))
        whole = max(1.0, sum(share for _, share in own))
        for one, share in own:
            found[one["id"], ""][code] = probability * share / whole
        if not own:
            found["", (successors(code, roll.day) or (code,))[0]][code] = probability
    owners = {key: (sum(by.values()), max(by, key=lambda code: (by[code], code))) for key, by in found.items()}
    return Guess(owners, told.get(COURT, 0.0), told.get(NOBODY, 0.0))


# A function less likely than this is none of the model's guesses.
_UNLIKELY = 0.003


def _organ_level(code: str) -> str:
    known = functions().get(code)
    return Level.COUNTY.value if known is not None and known.organ else ""


def asked_proofs(asked: Asked, roll: Roll, model: Model | None, guess: Guess) -> Iterator[Proof]:
    """What the model's guesses are worth as grounds: how such words are usually meant, with the words that told; never sure."""
    if model is None:
        return
    for key, (probability, code) in guess.owners.items():
        if probability < _WORTH:
            continue
        words = model.why(asked.text, (code,))
        said = "".join(f"“{word}”" for word in words) or "这样"
        steps = [
            step(
                "words",
                f"{said}这样的话，多归{function_label(code)}部门（从 {model.questions} 个平常问句学来，约 {probability:.0%}）",
                quoted="、".join(words),
            ),
            step("function", f"职能：{function_label(code)}", f"function/{code}", function=code),
        ]
        if key[0]:
            node = roll.bodies[key[0]]
            steps.append(step("body", f"{roll.name}承担这一职能的是{node['name']}", key[0]))
        yield Proof(
            key[0],
            (successors(code, roll.day) or (code,))[0],
            None,
            "",
            probability,
            "asked",
            code,
            "asked",
            steps,
            sure=False,
        )


# What is told of a guess, of the lists' words.
_WORTH, _LISTED = 0.05, 0.1


def list_proofs(asked: Asked, roll: Roll, told: Told, found: list[Candidate], town: str) -> Iterator[Proof]:
    """Whose items are called like what is asked, over the whole lists of the place."""
    names = {one.id: one.node["name"] for one in found}
    for holder, share in told.bodies.items():
        body = roll.towns.get(town[:9], "") if holder == TOWNS and town else holder
        if share < _LISTED or not body:
            continue
        own = [
            names[item]
            for item, _ in told.nearest
            if item in names and any(_held_by(one, holder, roll) for one in found if one.id == item)
        ]
        like = f"，如{'、'.join(f'“{name}”' for name in list(dict.fromkeys(own))[:2])}" if own else ""
        name = "各乡镇（街道）" if body == TOWNS else roll.bodies[body]["name"]
        steps = [
            step("words", f"本地清单里用这些字词的事项，多是{name}的{like}", quoted=asked.matter),
            step("body", name, "" if body == TOWNS else body),
        ]
        yield Proof(body, "", None, "", share, "list", "list", "list", steps, sure=False)


def _held_by(one: Candidate, holder: str, roll: Roll) -> bool:
    return any((TOWNS if roll.is_town(row["id"]) else row["id"]) == holder for row in one.held["holders"])


def weighed(asked: Asked, roll: Roll) -> Asked:
    """The question with its words weighed: one that tells of a function says what is asked, another (上头, 一条) hardly."""
    units = []
    roll.senses.learn(unit.ways[0] if unit.ways else unit.word for unit in asked.units)
    for unit in asked.units:
        if not unit.ways and not unit.functions:
            telling = max(roll.senses.of(unit.word).values(), default=0.0)
            unit = unit._replace(weight=unit.weight * (_DUMB + (1 - _DUMB) * min(1.0, telling / _SPEAKING)))
        units.append(unit)
    return asked._replace(units=tuple(units))


# What a word weighs that no law associates with anybody; from where on one weighs all.
_DUMB, _SPEAKING = 0.3, 0.3


def by_owner(proofs: list[Proof]) -> dict[tuple[str, str], list[Proof]]:
    """The proofs of each owner: a body, or where none is known a function; the strongest first."""
    found: dict[tuple[str, str], list[Proof]] = defaultdict(list)
    for proof in proofs:
        found[(proof.body, "") if proof.body else ("", proof.of)].append(proof)
    for several in found.values():
        several.sort(key=lambda proof: (-proof.strength, proof.about))
    return dict(found)


__all__ = [
    "Candidate",
    "Guess",
    "ListKind",
    "Proof",
    "Provision",
    "asked_proofs",
    "bodies_of",
    "by_owner",
    "candidates",
    "guessed",
    "list_proofs",
    "private",
    "provision_proofs",
    "provisions",
    "resting",
    "row_proofs",
    "step",
    "usual_proofs",
    "weighed",
    "word_proofs",
]

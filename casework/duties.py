"""Which local bodies the functions that laws name come to, and what the law as a whole asks of a body.

A law names 县级以上人民政府渔业主管部门; the county's roster has 黄梅县农业农村局. Between them stand the functions (``ontologies.functions``): what
the named one has become by the day, what has that (渔业 under 农业农村), and which body of the place has the nearest of these, as a roster,
its name or a mandate tells. An arrangement (相对集中行使, 委托 …) holds beside these and takes nobody's place.

A provision reaches a body when it is in force on the day, of the whole country or of a place that the body lies in, names a function
that is the body's by that rule, and speaks to a level that may be the body's (``ontologies.levels.reaches``).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from casework.questions import QuestionError, facet_label, find, search
from casework.texts import find_law, only_captions, text_in_force
from graph.local import GUESSED, applies, level_of_body
from graph.local import local_bodies as meant_bodies
from graph.succession import VIA_LABELS, VIAS, number_order
from ingest.resolve import article_name
from ontologies.functions import carried_by, functions, successors
from ontologies.functions import label as function_label
from ontologies.identifiers import function_id, kind_of
from ontologies.levels import level_label, reaches, reaching
from ontologies.places import ancestors, level_of, normal_code, place_of, within
from ontologies.records import Level, Modality, Rank, Verdict, Via

if TYPE_CHECKING:
    from ingest.catalogue import WorkEntry
    from ingest.home import View

NOT_STATED = "未明确"
# A county's bodies, or those of one of its towns: the levels below are those of the places within.
_LOCAL = (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE)
_NEAR = 5


def function_now(code: str, day: date) -> str:
    """What a function is called on a day: what it has become, several where it was split; 未明确 for ""."""
    if not code:
        return NOT_STATED
    return "、".join(function_label(later) for later in successors(code, day) or (code,))


# Which bodies ---------------------------------------------------------------------------------------------------------------------


class Locality:
    """The bodies of one place on one day, as the functions of a law find them. Ask one for many functions: it remembers."""

    def __init__(self, view: View, place: str, day: date) -> None:
        self._graph = view.graph
        self._place = place
        self._day = day
        self._having: dict[str, list[dict[str, Any]]] = {}
        self._bearers: dict[str, str] | None = None

    def bodies(self, function: str, level: str, jurisdiction: str = "cn") -> list[dict[str, Any]]:
        """The bodies that a function named at a level, by a law of a jurisdiction, means here: ``id``, ``name``, ``via`` (roster, name, mandate,
        arrangement) and ``certainty``: confirmed, or suspected where several of one place may be meant or no more than a
        mandate or an arrangement tells. [] where none is known to have it, or the law does not apply here."""
        carriers = (self._bodies_having(carrier) for carrier in carried_by(function, self._day))
        return [
            {
                "id": body["id"],
                "name": body["name"],
                "via": body["edge_via"],
                "certainty": Verdict.CONFIRMED if sure else Verdict.SUSPECTED,
            }
            for body, sure in meant_bodies(carriers, level, self._day, jurisdiction)
        ]

    def _bodies_having(self, function: str) -> list[dict[str, Any]]:
        """The bodies here that have a function itself, as far as what tells so holds on the day; for a plate the body that bears it."""
        known = self._having.get(function)
        if known is not None:
            return known
        rows = [row for row in self._graph.bodies_having(function_id(function)) if self._here(row)]
        held = {node["id"]: node for node in self._graph.nodes([row["source"] for row in rows if row["source"]])}
        found: dict[str, dict[str, Any]] = {}
        for row in rows:
            source = held.get(row["source"])
            if source is not None and not source["valid_from"] <= self._day < source["valid_to"]:
                continue
            body = {**(self._bearer(row["id"]) or row), "edge_via": row["via"]}
            kept = found.get(body["id"])
            if kept is None or VIAS.index(body["edge_via"]) < VIAS.index(kept["edge_via"]):
                found[body["id"]] = body
        self._having[function] = list(found.values())
        return self._having[function]

    def _here(self, body: dict[str, Any]) -> bool:
        """Whether a body is of the place: of a county also those of its towns and villages, of a town also those of its county."""
        own = body["place"]
        if level_of(self._place) not in _LOCAL:
            return bool(own == self._place)
        return within(own, self._place) or (own in ancestors(self._place) and level_of(own) in _LOCAL)

    def _bearer(self, body: str) -> dict[str, Any] | None:
        """The body that bears a plate (加挂牌子), where ``body`` is one."""
        if self._bearers is None:
            self._bearers = {row["from"]: row["to"] for row in self._graph.edges_in_place("PLATE_OF", self._place)}
        bearer = self._bearers.get(body)
        return self._graph.node(bearer) if bearer is not None else None


def local_bodies(view: View, function: str, level: str, place: str, day: date) -> list[dict[str, Any]]:
    """The bodies of a place that a function named at a level means on a day; see :meth:`Locality.bodies`."""
    return Locality(view, place, day).bodies(function, level)


def is_local(level: str, place: str) -> bool:
    """Whether a level as written may mean a body of the place, of the places in it, or of the county over it."""
    own = level_of(place)
    return any(reaches(level, one) for one in (_LOCAL if own in _LOCAL else (own,)))


# What the law asks of a body --------------------------------------------------------------------------------------------------------


def find_body(view: View, reference: str, day: date) -> dict[str, Any]:
    """The node of the body that a name, a short name or an identifier means. Raises LookupError, which names what is near."""
    try:
        identifier = find(view, reference, day)
    except LookupError as error:
        page = search(view, reference, day, {"kind": ["body"]}, limit=_NEAR, facets=False, explain=False)
        if not page.hits or "同名" in str(error):
            raise
        near = "；".join(_near_bodies(view, reference.strip(), [(hit.title, hit.id) for hit in page.hits]))
        raise LookupError(f"没有名为“{reference.strip()}”的机构。相近的有：{near}") from None
    if kind_of(identifier) != "body":
        raise LookupError(
            f"“{reference.strip()}”不是机构（{identifier}）。可写机构的名称、简称或标识，如 黄梅县应急管理局"
        )
    node = view.graph.node(identifier)
    if node is None:
        raise LookupError(f"没有机构“{reference.strip()}”（第{view.number}号发布）")
    return node


def _near_bodies(view: View, reference: str, hits: Sequence[tuple[str, str]]) -> list[str]:
    """Bodies whose name is near: of a place its people's government first, then those whose name ends with the words (公安局, 黄梅县公安局), then
    what a search found."""
    rows = [(row["name"], row["id"]) for row in view.graph.all_nodes("Body")]
    first = [row for row in rows if row[0] == f"{reference}人民政府"]
    ending = sorted((row for row in rows if row[0].endswith(reference)), key=lambda row: (len(row[0]), row))
    return [f"{name}（{identifier}）" for name, identifier in dict.fromkeys([*first, *ending, *hits])][:_NEAR]


def modality_of(word: str) -> str:
    """A modality's code from its code or label, "" for "". Raises QuestionError."""
    for modality in Modality:
        if word.strip() in (modality.value, modality.label):
            return modality.value
    if word.strip():
        raise QuestionError("modality", f"没有“{word}”这种情态；可用：{'、'.join(one.label for one in Modality)}")
    return ""


def _function_of(word: str) -> str:
    """A function's code from its code or one of its names, "" for "". Raises LookupError."""
    wanted = word.strip()
    for code, function in functions().items():
        if wanted in (code, function.label, *function.names):
            return code
    if wanted:
        near = [function.label for function in functions().values() if wanted in function.label][:5]
        raise LookupError(f"没有“{wanted}”这种职能" + (f"，相近的有：{'、'.join(near)}" if near else ""))
    return ""


def duties(
    view: View,
    reference: str,
    as_of: date,
    function: str = "",
    modality: str = "",
    law: str = "",
    skip: int = 0,
    limit: int = 50,
) -> dict[str, Any]:
    """What the provisions in force on a day ask of a local body, by function and law.

    ``function`` (a code or a name), ``modality`` (a code or a label) and ``law`` (any reference to one) narrow it down; ``skip`` and ``limit``
    page. Raises LookupError and QuestionError, with Chinese messages."""
    body = find_body(view, reference, as_of)
    level = level_of_body(body)
    wanted = _function_of(function)
    bound = modality_of(modality)
    asked = find_law(view, law, as_of) if law.strip() else None
    only = asked.id if asked is not None else ""
    has = _functions_of(view, body["id"], as_of)
    locality = Locality(view, body["place"], as_of)
    # What came of one function stands together, whatever the texts still call it.
    groups: dict[str, list[tuple[dict[str, Any], str, Verdict]]] = defaultdict(list)
    for code, certainty in _coming_to(locality, body["id"], [one["code"] for one in has], as_of):
        if wanted and wanted not in (code, *successors(code, as_of)):
            continue
        groups[function_now(code, as_of)].extend(
            (row, code, certainty)
            for row in view.graph.naming(function_id(code), reaching(level), as_of, limit=0)[1]
            if (not bound or row["modality"] == bound)
            and (not only or row["law"] == only)
            and applies(body["place"], _jurisdiction(view, row["law"]))
        )
    rows = [
        _duty(row, code, certainty, as_of)
        for group in groups.values()
        for row, code, certainty in sorted(group, key=lambda one: _order(one[0]))
    ]
    answer: dict[str, Any] = {
        "release": view.number,
        "as_of": as_of,
        "body": body["id"],
        "name": body["name"],
        "place": body["place"],
        "place_name": place_name(view, body["place"]),
        "level": level,
        "level_label": level.label,
        "functions": has,
        "total": len(rows),
        "skip": skip,
        "limit": limit,
        "laws": len({row["law"] for row in rows}),
        "counts": {
            "function": _counted(row["function"] for row in rows),
            "modality": _counted(row["modality"] for row in rows),
            "certainty": _counted(row["certainty"] for row in rows),
        },
        "duties": rows[skip : skip + limit],
        "notes": [
            *_notes(body, has, as_of),
            *(_lacking(view, asked, body["place"], as_of) if asked is not None else ()),
        ],
    }
    return answer


def _counted(words: Iterable[str]) -> dict[str, int]:
    return dict(Counter(words).most_common())


def _notes(body: dict[str, Any], has: list[dict[str, Any]], day: date) -> list[str]:
    notes = []
    if not body["valid_from"] <= day < body["valid_to"]:
        notes.append(f"{body['name']}在 {day} 不存在（{_days(body)}）")
    if not has:
        notes.append(
            f"不知道{body['name']}有哪些职能，条文要求它做什么无法核验。机构名录写明它的职能，或载入它的三定职责，即可知道"
        )
    return notes


def _lacking(view: View, work: WorkEntry, place: str, day: date) -> list[str]:
    """Why a law that was asked about asks nothing of a body, or nothing that can be known."""
    if not applies(place, work.jurisdiction):
        return [not_applying(view, place, work)]
    try:
        text = text_in_force(view, work, day.isoformat(), "as_of")
    except LookupError as error:
        return [str(error.args[0])]
    if only_captions(view, text):
        return [f"《{work.title}》{text.name}只载入了条号和条旨，没有条文，要求机构做什么无法核验"]
    return []


def not_applying(view: View, place: str, work: WorkEntry) -> str:
    """That a law does not apply in a place."""
    return f"该文件不在{place_name(view, place)}施行（只在{place_name(view, work.jurisdiction)}施行）"


def _days(body: dict[str, Any]) -> str:
    begins, ends = body["valid_from"], body["valid_to"]
    told = [f"{begins} 起"] if begins > date.min else []
    return "，".join([*told, f"{ends} 止"] if ends < date.max else told)


def _functions_of(view: View, body: str, day: date) -> list[dict[str, Any]]:
    """The functions that a body has on a day, each with what tells so."""
    rows = view.graph.functions_of(body)
    held = {node["id"]: node for node in view.graph.nodes([row["source"] for row in rows if row["source"]])}
    found = []
    for row in rows:
        source = held.get(row["source"])
        if source is not None and not source["valid_from"] <= day < source["valid_to"]:
            continue
        found.append(
            {
                "code": row["code"],
                "label": row["label"],
                "now": function_now(row["code"], day),
                "via": row["via"],
                "via_label": VIA_LABELS[row["via"]],
                "certainty": (Verdict.SUSPECTED if row["via"] in GUESSED else Verdict.CONFIRMED).label,
                "source": row["source"],
                "text": row["text"],
            }
        )
    return found


def _coming_to(locality: Locality, body: str, own: list[str], day: date) -> list[tuple[str, Verdict]]:
    """The functions, living and former, that come to a body when a law names them, each with how surely: its own first, then what these
    have under them, as far as no other body of the place has it nearer."""
    coming = []
    for code in functions():
        carriers = carried_by(code, day)
        nearest = next((place for place, carrier in enumerate(carriers) if carrier in own), None)
        meant = next((one for one in locality.bodies(code, "") if one["id"] == body), None)
        if nearest is not None and meant is not None:
            sure = meant["certainty"] == Verdict.CONFIRMED
            coming.append((not sure, own.index(carriers[nearest]), nearest, code, Verdict(meant["certainty"])))
    return [(code, certainty) for *_, code, certainty in sorted(coming)]


_RANKS = [str(rank) for rank in Rank]


def _order(row: dict[str, Any]) -> tuple[Any, ...]:
    """From the highest rank down, the articles of a law as it has them."""
    return _RANKS.index(row["rank"]), row["law"], number_order(row["number"]), int(row["paragraph"]), row["begins"]


def _jurisdiction(view: View, law: str) -> str:
    work = view.catalogue.works.get(law)
    return work.jurisdiction if work is not None else "cn"


def _duty(row: dict[str, Any], code: str, certainty: Verdict, day: date) -> dict[str, Any]:
    return {
        "law": row["law"],
        "law_title": row["law_title"],
        "article": row["number"],
        "id": f"{row['provision']}__para_{row['paragraph']}",
        "paragraph": int(row["paragraph"]),
        "phrase": row["text"],
        "function": function_now(code, day),
        "level": level_label(row["level"]),
        "modality": Modality(row["modality"]).label,
        "act": row["act"],
        "object": row["object"],
        "via": Via(row["via"]).label,
        "function_code": code,
        "named": function_label(code),
        "name": article_name(row["number"]),
        "certainty": certainty.label,
    }


def find_place(view: View, word: str) -> str:
    """The division code that a place's name or code means, "" for "". Raises LookupError."""
    wanted = word.strip()
    if not wanted:
        return ""
    code = normal_code(wanted)
    if code.isdigit() and level_of(code) != Level.UNKNOWN:
        return code
    named = place_of(wanted)
    if named is not None and wanted in (named.name, named.short):
        return named.code
    towns = sorted(code for code, name in view.place_names.items() if name == wanted)
    if len(towns) == 1:
        return towns[0]
    if towns:
        raise LookupError(f"“{wanted}”有 {len(towns)} 处，请写区划代码：{'、'.join(towns)}")
    raise LookupError(f"没有“{wanted}”这个地方。可写区划代码或名称，如 421127、黄梅县")


def place_name(view: View, code: str) -> str:
    """A place's name where it is known, else its code; "" for ""."""
    return facet_label(view, "place", code) if code else ""

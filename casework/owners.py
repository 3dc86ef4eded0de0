"""Who owns a matter that is asked about in plain words: ranked bodies with their role, the chain that leads to each, and what speaks against it.

The grounds (``casework.owners_evidence``) are put together body by body: rows of lists, the provisions that name the body's function, how
such words are usually meant. They are weighed together by a learnt regression over named figures (``casework.owners_weigh``); a score
says how often such grounds were right, not how likely a court would agree. Below :data:`FLOOR` nobody is named, and the answer is the rule
for unclear duty (``casework.owners_undecided``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from casework.asked_model import Model, chosen
from casework.dossier import LawBook
from casework.duties import find_place, place_name
from casework.owners_asked import Asked, read
from casework.owners_evidence import (
    Candidate,
    Guess,
    Proof,
    Provision,
    asked_proofs,
    by_owner,
    candidates,
    guessed,
    list_proofs,
    private,
    provision_proofs,
    provisions,
    resting,
    row_proofs,
    step,
    usual_proofs,
    weighed,
    word_proofs,
)
from casework.owners_lists import NOTHING, TOWNS
from casework.owners_place import Roll, only_county, place_in, roll
from casework.owners_undecided import Civil, civil, coordinator, courtly, needs, told_rules
from casework.owners_weigh import figures, weigh, weights
from casework.questions import QuestionError
from ingest.resolve import article_name
from ontologies.functions import label as function_label
from ontologies.places import level_of
from ontologies.records import ItemKind, Level, Role, Status, Verdict

if TYPE_CHECKING:
    from ingest.home import View

Record = dict[str, Any]

#: Below this nobody is named: what there is stands in ``undecided.near``.
FLOOR = 0.15
#: Of the score of the first, so much must another have to be as likely the owner; what would decide is told.
NEAR = 0.7
#: What all towns of a county are called where they are one owner.
TOGETHER = "各乡镇（街道）"
# Of the best, so much must an owner have to be shown beside it.
_BESIDE, _LEAST = 0.1, 0.04
# A boundary list, an arrangement or a law speaks against others from here on.
_SPEAKS = 0.45
_CHAINS = 3
# Longer questions are cut; nobody asks whom a page of text is for.
LONGEST = 400


class Grounds(NamedTuple):
    """All that speaks for anybody, of one question. ``merged`` owner → its proofs, ``figures`` owner → what is weighed
    (``casework.owners_weigh``)."""

    code: str
    town: str
    here: Roll
    asked: Asked
    found: list[Candidate]
    proofs: list[Proof]
    left: list[Provision]
    merged: dict[tuple[str, str], list[Proof]]
    guess: Guess
    figures: dict[tuple[str, str], list[float]]
    notes: list[str]


def grounds(
    view: View, text: str, place: str, as_of: date, model: Model | None, without: frozenset[str] = frozenset()
) -> Grounds:
    """What speaks for whom; ``without`` are items that are not looked at (by which it is learnt how much lists tell of what they do not have).
    Raises LookupError for an unknown place."""
    asked_place = find_place(view, place)
    notes: list[str] = []
    named_place = place_in(view, text, asked_place)
    code = named_place or asked_place
    if not code:
        code = only_county(view)
        if code:
            notes.append(f"没有指明地方，按已载入清单的{place_name(view, code)}回答")
    here = roll(view, code, as_of)
    town = code if level_of(code) in (Level.TOWNSHIP, Level.VILLAGE) else ""
    named = here.named(text) if code else []
    asked = read(text, (*(name for _, name in named), *_place_words(view, here, code)))
    asked = weighed(asked, here)
    guess = guessed(asked, here, model)
    told = here.lists.of(asked.query, without) if asked.units else NOTHING
    found = candidates(view, asked, here, town, told)
    speaking = provisions(view, asked, here)
    found += resting(view, asked, here, town, speaking, found)
    found = [one for one in found if one.id not in without]
    proofs = list(row_proofs(found, asked, here, town))
    lawful, left = provision_proofs(view, asked, here, speaking)
    proofs += lawful
    proofs += usual_proofs(asked, here)
    proofs += word_proofs(asked, here)
    proofs += asked_proofs(asked, here, model, guess)
    proofs += list_proofs(asked, here, told, found, town)
    merged = _towns_together(by_owner(proofs), here, town)
    return Grounds(
        code, town, here, asked, found, proofs, left, merged, guess, figures(merged, guess, told, here, town), notes
    )


def owners(view: View, question: str, place: str, as_of: date, limit: int = 5, models: Path | None = None) -> Record:
    """Who owns what is asked. ``place``: a division code or a name, "" for the one that the question names, else the only county loaded;
    ``models``: the folder with models learnt here, None for the one that comes with the program.

    ``owners``: each with ``body`` (name; "" where only the function is known), ``function``, ``role``, ``score``, ``chain``, ``against``, and
    more; ``undecided``: {} or why nobody (or more than one) is named, with rules, coordinating body and what an application needs. Raises
    QuestionError for an empty question, LookupError for an unknown place."""
    text = question.strip()[:LONGEST]
    if not text:
        raise QuestionError("q", "请写明要问的事，如 dingfen owners 楼下饭店油烟扰民归谁管")
    model, remark = chosen(models)
    all_ = grounds(view, text, place, as_of, model)
    here, asked, found, proofs, merged, town = all_.here, all_.asked, all_.found, all_.proofs, all_.merged, all_.town
    code, notes = all_.code, [*all_.notes, *filter(None, [remark])]
    scores = _led(_said({key: weigh(row, weights()) for key, row in all_.figures.items()}, merged), found)
    scored = sorted(((scores[key], key, merged[key]) for key in merged), key=lambda one: (-one[0], one[1]))
    best = scored[0][0] if scored else 0.0
    own = civil(asked) or (courtly(asked) if best < max(FLOOR, private(asked)) else None)
    guess = all_.guess
    if (
        own is None
        and best < _LIKELY
        and guess.court >= max(guess.nobody, _NOBODY / 2)
        and guess.court + guess.nobody >= _NOBODY
    ):
        own = Civil("", (), "私人往来", "", "", "court")
    # What is nobody's has an owner only where a row of a list speaks of it plainly (离婚登记).
    plainly = any(proof.source == "row" and proof.strength >= _PLAINLY for proof in proofs)
    own = None if plainly else own
    nobody = own is not None or (best < _LIKELY and guess.court + guess.nobody >= _NOBODY)
    kept = [] if nobody else _kept(scored, here, town, limit)
    judge = _Judge(view, here, asked, found, proofs, town)
    told = [judge.told(score, key, several) for score, key, several in kept]
    return {
        "release": view.number,
        "as_of": as_of,
        "place": code,
        "place_name": place_name(view, code),
        "question": question.strip(),
        "understood": [
            {"word": unit.word, "terms": list(unit.ways), "functions": [function_label(one) for one in unit.functions]}
            for unit in asked.units
        ],
        "owners": told,
        "undecided": _undecided(view, here, told, scored, own, all_.left, proofs, judge),
        "notes": [*notes, *_lacking(here, code)],
    }


# A row that speaks of so much of a question is of it.
_PLAINLY = 0.75
# From so likely on it is taken for nobody's, or a court's: by cross-validation over the everyday questions and the dev half, a tenth less likely
# loses an owner as often as it finds that there is none.
_NOBODY = 0.35
# An owner more likely than this is one whatever else the words may mean.
_LIKELY = 0.5


def _place_words(view: View, here: Roll, code: str) -> list[str]:
    names = {here.name, place_name(view, code)} - {""}
    return [*names, *(name[:-1] for name in names if len(name) > 2)]


def _kept(
    scored: list[tuple[float, tuple[str, str], list[Proof]]], here: Roll, town: str, limit: int
) -> list[tuple[float, tuple[str, str], list[Proof]]]:
    """The owners that are shown: near enough to the best; the town that is asked for also where its part is small."""
    best = scored[0][0] if scored else 0.0
    if best < FLOOR:
        return []
    near = [one for one in scored if one[0] >= max(_LEAST, best * _BESIDE)][:limit]
    own = [one for one in scored if town and here.towns.get(town[:9]) == one[1][0] and one not in near]
    return [*near[: limit - 1], *own] if own else near


def _lacking(here: Roll, code: str) -> list[str]:
    if not code:
        return ["没有指明地方，只答到职能；加 --place（place）可对到本地机构"]
    if not here.bodies:
        return [f"没有载入{here.name}的机构名录和清单，只答到职能，本地机构无法核验"]
    return []


def _towns_together(
    found: dict[tuple[str, str], list[Proof]], here: Roll, town: str
) -> dict[tuple[str, str], list[Proof]]:
    """Where no town is asked for, the duties of all towns are one owner's: 各乡镇."""
    if town:
        return found
    towns = [key for key in found if key[0] and here.is_town(key[0])]
    if len(towns) < 2:
        return found
    merged = {key: several for key, several in found.items() if key not in towns}
    together = [proof for key in towns for proof in found[key]]
    together.sort(key=lambda proof: (-proof.strength, proof.about))
    merged[TOWNS, ""] = together
    return merged


def _said(
    scores: dict[tuple[str, str], float], merged: dict[tuple[str, str], list[Proof]]
) -> dict[tuple[str, str], float]:
    """Of whom a row or a provision speaks plainly goes before those for whom only words and habit speak: what is learnt never overrules what is
    written."""
    plain = {
        key for key, several in merged.items() if any(p.source in _WRITTEN and p.strength >= _PLAINLY for p in several)
    }
    if not plain:
        return scores
    told = {key: max(score, _AT_LEAST) if key in plain else score for key, score in scores.items()}
    most = max(told[key] for key in plain)
    soft = {
        key
        for key, several in merged.items()
        if not any(p.source in _WRITTEN and p.strength >= _LEAST_WRITTEN for p in several)
    }
    return {key: min(score, most * _BEHIND) if key in soft else score for key, score in told.items()}


_WRITTEN = frozenset({"row", "provision"})
# What is written plainly is at least so likely; less than this is hardly written.
_AT_LEAST, _LEAST_WRITTEN = 0.4, 0.2


def _led(scores: dict[tuple[str, str], float], found: list[Candidate]) -> dict[tuple[str, str], float]:
    """Who leads by a boundary list, or exercises by an arrangement, goes before those that the same row puts beside it."""
    led = dict(scores)
    for one in found:
        firsts = _FIRST.get(one.kind)
        if firsts is None or one.rate < _SPEAKS:
            continue
        leading = [row["id"] for row in one.held["holders"] if Role(row["edge_role"]) in firsts]
        top = max((led[body, ""] for body in leading if (body, "") in led), default=1.0)
        for row in one.held["holders"]:
            key = (row["id"], "")
            if row["id"] not in leading and key in led:
                led[key] = min(led[key], top * _BEHIND)
    return led


# Whom a row of a kind puts first.
_FIRST = {
    ItemKind.BOUNDARY.value: frozenset({Role.COORDINATE, Role.LEAD}),
    ItemKind.ARRANGEMENT.value: frozenset({Role.LEAD, Role.ENTRUSTED}),
}
_BEHIND = 0.95


# Telling --------------------------------------------------------------------------------------------------------------------------------


class _Judge:
    """What is told of each owner, and what speaks against it, in the light of all grounds."""

    def __init__(
        self, view: View, here: Roll, asked: Asked, found: list[Candidate], proofs: list[Proof], town: str
    ) -> None:
        self._view = view
        self._here = here
        self._asked = asked
        self._found = found
        self._proofs = proofs
        self._town = town
        self._book = LawBook(view.graph, here.day)
        self._basis: dict[str, list[Record]] = {}
        self._where: dict[str, str] = {}

    def told(self, score: float, key: tuple[str, str], proofs: list[Proof]) -> Record:
        """One owner as every interface gives it."""
        first = self._first(proofs)
        body = key[0]
        node = self._here.bodies.get(body)
        together = body == TOWNS
        code = self._function(proofs)
        role, label = self._role(proofs)
        level = Level.TOWNSHIP if together else self._here.level(body)
        chains = list({self._chain_key(proof): proof for proof in proofs}.values())
        chains.sort(key=lambda proof: (proof is not first, -proof.strength))
        basis = self._cited(chains[:_CHAINS])
        offices = [one for proof in chains for one in proof.steps if one["step"] == "office"]
        against = self._against(body, proofs, role, basis)
        sure = score >= _SURE and not any("无法核验" in one for one in against) and any(proof.sure for proof in proofs)
        return {
            "body": TOGETHER if together else str(node["name"]) if node is not None else "",
            "id": "" if together else body,
            "bodies": sorted({proof.body for proof in proofs}) if together else [],
            "function": function_label(code) if code else "",
            "function_code": code,
            "role": label,
            "role_code": role.value if role is not None else "",
            "score": round(score, 3),
            "certainty": (Verdict.CONFIRMED if sure else Verdict.SUSPECTED).label,
            "level": level.value,
            "level_label": level.label if level != Level.UNKNOWN else "",
            "place": str(node["place"]) if node is not None else "",
            "office": offices[0]["office"] if offices else "",
            "items": list(dict.fromkeys(proof.about for proof in proofs if proof.source == "row"))[:_ITEMS],
            "articles": list(
                dict.fromkeys(
                    [
                        *(row["id"] for rows in basis.values() for row in rows if row["kind"] == "article"),
                        *_articles(proofs),
                    ]
                )
            )[:_ITEMS],
            "chain": first.steps,
            "also": [proof.steps for proof in chains[1:_CHAINS]],
            "against": against,
        }

    def _chain_key(self, proof: Proof) -> str:
        return proof.source if proof.source == "function" else proof.about

    def _first(self, proofs: list[Proof]) -> Proof:
        """The ground that is shown first: the strongest row, where rows say nearly as much as provisions do."""
        row = next((proof for proof in proofs if proof.source == "row"), None)
        return row if row is not None and row.strength >= 0.6 * proofs[0].strength else proofs[0]

    def _function(self, proofs: list[Proof]) -> str:
        """The function that is meant: where provisions or what is usual say so plainly, that; else what the body is for."""
        node = self._here.bodies.get(proofs[0].body)
        own = str(node["functions"][0]) if node is not None and node["functions"] else ""
        told = next((proof for proof in proofs if proof.of), None)
        if told is None or (own and (not told.sure or told.strength < _SPEAKS)):
            return own
        return told.of

    def _role(self, proofs: list[Proof]) -> tuple[Role | None, str]:
        """What a boundary list says goes before what other rows say; who is only named by law leads."""
        rows = [proof for proof in proofs if proof.source == "row"]
        bounds = [proof for proof in rows if proof.kind == ItemKind.BOUNDARY.value and proof.strength >= _SPEAKS * 0.5]
        best = next(iter(bounds or rows), None)
        if best is not None:
            return best.role, best.label
        if any(proof.source == "provision" for proof in proofs):
            return Role.LEAD, Role.LEAD.label
        return None, ""

    def _cited(self, proofs: Sequence[Proof]) -> dict[str, list[Record]]:
        """Row → what it rests on, of the rows of some grounds."""
        rows = [one["row"] for proof in proofs for one in proof.steps if one.get("row")]
        wanted = [row for row in dict.fromkeys(rows) if row not in self._basis]
        if wanted:
            self._basis.update(self._view.graph.basis_each(wanted))
        return {row: [one for one in self._basis[row] if not one["edge_in_quote"]] for row in dict.fromkeys(rows)}

    # What speaks against an owner

    def _against(self, body: str, proofs: list[Proof], role: Role | None, basis: dict[str, list[Record]]) -> list[str]:
        said: list[str] = []
        sources = {proof.source for proof in proofs}
        if sources <= {"function", "word", "asked", "list"}:
            said.append("没有清单行或条文直接写明，只是这类事情通常由它管")
        said += [line for proof in proofs[:1] for line in proof.against]
        said += self._basis_ended(basis)
        said += self._named_otherwise(body, basis)
        said += self._bounded(body, role)
        said += self._arranged(body)
        said += self._not_granted(body)
        if not body and self._here.bodies:
            said.append(f"{self._here.name}的名录里没有承担这一职能的机构，无法核验")
        if sources <= {"provision", "function"} and "provision" in sources and self._here.bodies and self._found:
            other = next((proof for proof in self._proofs if proof.source == "row" and proof.strength >= _SPEAKS), None)
            if other is not None and other.body != body and other.body in self._here.bodies:
                said.append(f"清单把相近的事项列给{self._here.bodies[other.body]['name']}：{_item_name(other)}")
        return list(dict.fromkeys(said))

    def _basis_ended(self, basis: dict[str, list[Record]]) -> list[str]:
        found = []
        cited = [one for rows in basis.values() for one in rows]
        self._book.prepare((_law_of(one) for one in cited), (one["id"] for one in cited if one["kind"] == "article"))
        for one in cited:
            law = self._book.law(_law_of(one))
            if not law.loaded:
                found.append(f"所列依据{one['edge_text']}没有载入，无法核验")
            elif law.standing.status in (Status.REPEALED, Status.LAPSED):
                found.append(f"所列依据{one['edge_text']}：{law.title}{law.standing.status.label}")
            elif one["kind"] == "article" and self._book.article(one["id"]).current is None:
                found.append(f"所列依据{one['edge_text']}：现行文本没有这一条")
            elif one["kind"] == "article" and (moved := self._moved(one["id"])):
                found.append(f"所列依据条号有变动：{moved}")
        return list(dict.fromkeys(found))[:_MOST_SAID]

    def _named_otherwise(self, body: str, basis: dict[str, list[Record]]) -> list[str]:
        """The articles that its rows rest on, where all the local organs that one names are other bodies."""
        if body not in self._here.bodies or self._here.locality is None or self._here.is_town(body):
            return []
        found = []
        for rows in basis.values():
            for one in rows:
                if one["kind"] != "article" or _law_of(one) in _GENERAL or self._moved(one["id"]):
                    continue
                current = self._book.article(one["id"]).current
                if current is None:
                    continue
                named: dict[str, str] = {}
                for actor in self._book.actors(current["id"]):
                    if not actor["code"]:
                        continue
                    for other in self._here.locality.bodies(actor["code"], actor["level"]):
                        named[other["id"]] = other["name"]
                if named and body not in named and not self._under(body, named) and len(named) <= _FEW:
                    found.append(f"依据《{one['label']}》指明的机关在本地是{'、'.join(named.values())}，不是它")
        return list(dict.fromkeys(found))[:_MOST_SAID]

    def _moved(self, article: str) -> str:
        """Where the words went that an article's number had; "" where it has kept them."""
        if article not in self._where:
            told = self._view.graph.succession(article, self._here.day)
            self._where[article] = str(told["text"]) if told is not None else ""
        return self._where[article]

    def _under(self, body: str, named: dict[str, str]) -> bool:
        """A team or a plate of a body that is named is no other body."""
        return any(self._here.bodies[body]["name"].startswith(name) for name in named.values())

    def _bounded(self, body: str, role: Role | None) -> list[str]:
        found = []
        for proof in self._proofs:
            if (
                proof.kind == ItemKind.BOUNDARY.value
                and proof.role is Role.COORDINATE
                and proof.strength >= _SPEAKS
                and proof.body != body
                and proof.body in self._here.bodies
                and role in (Role.LEAD, Role.COORDINATE, None)
            ):
                found.append(f"职责边界清单“{_item_name(proof)}”写明由{self._here.bodies[proof.body]['name']}牵头")
        return found[:1]

    def _arranged(self, body: str) -> list[str]:
        """Arrangements by which another body exercises what would be its."""
        found = []
        for one in self._found:
            if one.kind != ItemKind.ARRANGEMENT.value or one.rate < _SPEAKS:
                continue
            holders = one.held["holders"]
            if any(row["id"] == body and row["edge_role"] == Role.ORIGINAL.value for row in holders):
                to = "、".join(row["name"] for row in holders if row["edge_role"] != Role.ORIGINAL.value)
                found.append(f"授权委托安排“{one.node['name']}”：已由{to}行使")
        return found[:_MOST_SAID]

    def _not_granted(self, body: str) -> list[str]:
        """A town that is asked for and to which the penalty is not granted."""
        if not self._town or not self._here.is_town(body):
            return []
        grants = [one for one in self._found if one.kind == ItemKind.GRANT.value and one.rate >= _SPEAKS]
        to = {row["id"] for one in grants for row in one.held["holders"] if row["edge_role"] != Role.ORIGINAL.value}
        penal = any(proof.penal and proof.strength >= _SPEAKS for proof in self._proofs)
        name = self._here.bodies[body]["name"]
        if body in to:
            return []
        if grants:
            return [f"赋权清单没有把“{grants[0].node['name']}”交给{name}，处罚不由它作出"]
        return [f"没有赋权给{name}的记载，处罚仍由县级部门作出（行政处罚法第二十三条、第二十四条）"] if penal else []


_ITEMS = 8
# They say how powers are exercised, not whose they are.
_GENERAL = frozenset({"law/cn/行政处罚法", "law/cn/行政许可法", "law/cn/行政强制法"})
_FEW = 4
_MOST_SAID = 3
_SURE = 0.6


def _law_of(row: Record) -> str:
    return str(row["law"]) if row["kind"] == "article" else str(row["id"])


def _item_name(proof: Proof) -> str:
    return next((str(one["quote"]) for one in proof.steps if one["step"] in ("row", "boundary", "arrangement")), "")


def _articles(proofs: Iterable[Proof]) -> list[str]:
    """The articles (not their texts) of the provisions among some grounds, the strongest first."""
    found = []
    for proof in proofs:
        if proof.source == "provision" and "/art_" in proof.about:
            version, _, eid = proof.about.rpartition("/")
            found.append(f"{version.rpartition('/')[0]}/{eid.split('__')[0]}")
    return found


# Nobody, or more than one -------------------------------------------------------------------------------------------------------------


def _undecided(
    view: View,
    here: Roll,
    told: list[Record],
    scored: Sequence[tuple[float, tuple[str, str], list[Proof]]],
    own: Civil | None,
    left: list[Provision],
    proofs: list[Proof],
    judge: _Judge,
) -> Record:
    if own is not None:
        return {
            "kind": "civil",
            "text": f"这{'像' if not own.law else ''}是{own.matter}方面的民事争议，没有哪个行政机关主管：可以请人民调解委员会调解，或向人民法院起诉",
            "rules": [*_article_rule(view, here, own), *told_rules(view, here, own.route)],
            "coordinator": {},
            "needs": [],
            "near": [],
        }
    penal = any(proof.penal and proof.strength >= _SPEAKS for proof in proofs)
    if not told:
        near = [judge.told(score, key, several) for score, key, several in scored[:3]]
        return {
            "kind": "none",
            "text": "没有找到由谁负责的清单行或条文，不能断言",
            "rules": told_rules(view, here, "unclear"),
            "coordinator": coordinator(here),
            "needs": list(needs()),
            "near": [
                {key: one[key] for key in ("body", "id", "function", "score")}
                | {"why": one["chain"][-2]["text"] if len(one["chain"]) > 1 else ""}
                for one in near
            ],
        }
    leading = [one for one in told if one["role_code"] in _LEADING]
    first = leading[0] if leading else told[0]
    rivals = [
        one
        for one in leading[1:]
        if one["score"] >= NEAR * first["score"] and one["level"] == first["level"] and not _sharing(first, one)
    ]
    opened = [one for one in left if one.rate >= _SPEAKS]
    if not rivals:
        return {}
    names = "、".join(one["body"] or one["function"] for one in [first, *rivals])
    decides = "职责边界清单或三定职责里写明由谁牵头"
    if opened:
        one = opened[0]
        decides = f"《{one.title}》{article_name(one.node['number'])}没有写明部门，由当地政府确定；看{decides}"
    return {
        "kind": "ambiguous",
        "text": f"{names}都有依据，分不出先后。能定夺的：{decides}",
        "between": [one["id"] or one["function"] for one in [first, *rivals]],
        "rules": told_rules(view, here, "penalty" if penal else "unclear"),
        "coordinator": coordinator(here),
        "needs": list(needs()),
        "near": [],
    }


_LEADING = frozenset({Role.LEAD.value, Role.COORDINATE.value, Role.SHARED.value, ""})


def _sharing(one: Record, other: Record) -> bool:
    """Whether one row names both: then they share it, and nothing is undecided."""
    return bool(set(one["items"]) & set(other["items"]))


def _article_rule(view: View, here: Roll, private: Civil) -> list[Record]:
    if not private.law:
        return []
    article = f"{private.law}/art_{private.article}"
    rows = [
        row for row in view.graph.provision_on(article, here.day) if row["valid_from"] <= here.day < row["valid_to"]
    ]
    work = view.catalogue.works.get(private.law)
    return [
        {
            "rule": f"{private.matter}由民事法律规定",
            "law": work.title if work is not None else private.law.rpartition("/")[2],
            "article": article_name(private.article),
            "id": article,
            "quote": rows[0]["text"] if rows else "",
            "loaded": bool(rows),
            "url": step("provision", "", article)["url"],
        }
    ]


__all__ = ["FLOOR", "NEAR", "owners"]

"""Learn how the grounds for an owner are weighed: ``python -m bench.owners_learn --questions FILE --home HOME [--items FILE] [--save]``.

Every owner for whom anything speaks is one case: an owner that is named (1) or not (0). Learnt, by logistic regression with a penalty, from

* the ``dev`` half of the questions;
* a sample of ``ontologies/asked`` asked of the same place, each answered by a model that has not seen it: the body of its function is right;
* names of the place's own items (with and without the items of that name) and sentences of the provisions they rest on, as people also ask in the
  words of a list or a law: their holders, those named, are right;
* real service items of the known part (``--items``), asked of the others of it.

A ground never speaks against an owner: weights of the wrong sign are set to nothing and the others learnt again. Five-fold cross-validation by
question says how well, on ``dev`` alone, and chooses the penalty. ``--save`` writes ``casework/owners_weights.csv``. The ``test`` half and the items
that ``bench.owners`` asks are not read.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import yaml
from numpy.typing import NDArray

from bench.owners import DAY, PLACE, asked, known_as, read_items, write_lists
from casework.asked_learn import ASKED, expressions, read_folder, train
from casework.asked_model import COURT, NOBODY, Model, chosen
from casework.likeness import act_words
from casework.owners import FLOOR, TOGETHER, Grounds, grounds
from casework.owners_evidence import bodies_of
from casework.owners_lists import TOWNS
from casework.owners_place import TELLING, roll
from casework.owners_weigh import FIGURES
from ingest.home import Home, View
from ingest.settings import Settings
from ontologies.functions import carried_by, functions
from ontologies.schema import item_tables

Floats = NDArray[np.float64]
_PARTS, _SEED = 5, 20260815
# What a question of another kind counts beside one of dev.
_EVERYDAY, _LISTED = 0.3, 0.5
# Of a provision so many characters are asked.
_SENTENCE = 30


class Case(NamedTuple):
    """One question: the figures of every owner for whom anything speaks (rows), and which of them are right. ``owned`` whether anybody is."""

    id: str
    rows: Floats
    right: NDArray[np.bool_]
    owned: bool
    placed: bool
    weight: float


def _case(told: Grounds, name: str, right: Sequence[bool], owned: bool, weight: float) -> Case:
    rows = np.array(list(told.figures.values()), np.float64).reshape(len(told.figures), len(FIGURES))
    return Case(name, rows, np.array(right, bool), owned, bool(told.code), weight)


def _name(told: Grounds, body: str) -> str:
    return TOGETHER if body == TOWNS else str(told.here.bodies[body]["name"]) if body else ""


def golden(view: View, questions: list[dict[str, Any]], model: Model | None) -> list[Case]:
    """The labelled questions."""
    found = []
    for one in questions:
        day = one.get("as_of", DAY)
        day = day if isinstance(day, date) else date.fromisoformat(day)
        told = grounds(view, one["question"], one["place"], day, model)
        wanted = {owner["body"] for owner in one.get("owners") or []}
        named = {code for code, known in functions().items() if known.label == one.get("function")}
        alike = _alike(named)
        right = [
            _name(told, key[0]) in wanted if one["place"] else bool(alike & _functions(told, key))
            for key in told.figures
        ]
        case = _case(told, one["id"], right, not one.get("none"), 1.0)
        found.append(case._replace(placed=bool(one["place"])))
    return found


def _functions(told: Grounds, key: tuple[str, str]) -> set[str]:
    node = told.here.bodies.get(key[0])
    return {key[1], *(node["functions"] if node is not None else ())} - {""}


def _alike(named: set[str]) -> set[str]:
    over = {other for code in named for other in carried_by(code, DAY)}
    return over | {other for other in functions() if named & set(carried_by(other, DAY))}


def everyday(view: View, place: str, count: int) -> list[Case]:
    """A sample of the everyday questions, each with the model of the other parts. Those whose function no body of the place has are left out."""
    samples, beside = read_folder(ASKED), expressions()
    order = np.random.default_rng(_SEED).permutation(len(samples))
    found = []
    for part in range(_PARTS):
        model = train([*(samples[at] for at in order if at % _PARTS != part), *beside], sharp=chosen_sharp())
        for at in [at for at in order if at % _PARTS == part][: count // _PARTS]:
            one = samples[at]
            told = grounds(view, one.text, place, DAY, model)
            nobody = one.codes[0] in (COURT, NOBODY)
            bodies = {body["id"] for code in one.codes if not nobody for body, _ in bodies_of(told.here, code, "")}
            if bodies or nobody:
                found.append(_case(told, one.where, [key[0] in bodies for key in told.figures], not nobody, _EVERYDAY))
    return found


def chosen_sharp() -> float:
    model = chosen(None)[0]
    return model.sharp if model is not None else 1.0


def listed(view: View, place: str, count: int) -> list[Case]:
    """Names of items of the place, as questions; each once more with the items of that name hidden, so that what is like it has to tell."""
    here = roll(view, place, DAY)
    items = [
        (node["id"], str(node["name"]))
        for table in item_tables()
        for node in view.graph.in_place(table, place, True)
        if node["kind"] in TELLING and node["valid_from"] <= DAY < node["valid_to"]
    ]
    named: dict[str, list[str]] = defaultdict(list)
    for item, name in sorted(items):
        named[name].append(item)
    holders: dict[str, set[str]] = defaultdict(set)
    for edge in view.graph.edges_in_place("HELD_BY", place, True):
        holders[edge["from"]].add(TOWNS if here.is_town(edge["to"]) else edge["to"])
    names = sorted(named)
    same: dict[str, list[str]] = defaultdict(list)
    for name in names:
        same[act_words(name)].append(name)
    found = []
    for at in np.random.default_rng(_SEED).permutation(len(names))[:count]:
        name = names[at]
        right = {body for item in named[name] for body in holders[item]}
        hidden = frozenset(item for other in same[act_words(name)] for item in named[other])
        for without in (frozenset(), hidden):
            told = grounds(view, f"{act_words(name)}谁管", place, DAY, chosen(None)[0], without)
            found.append(_case(told, name, [key[0] in right for key in told.figures], True, _LISTED))
    return found


def learn(chosen_: list[Case], penalty: float) -> Floats:
    """Weights by Newton's method, those of :data:`_AGAINST` not above nothing and all others but the constant not below it."""
    free = np.ones(len(FIGURES), bool)
    while True:
        told = _fit(chosen_, penalty, free)
        wrong = np.array([_wrong(name, weight) for name, weight in zip(FIGURES, told, strict=True)])
        if not wrong.any():
            return told
        free &= ~wrong


def _wrong(name: str, weight: float) -> bool:
    if name in _EITHER:
        return False
    return weight > 1e-9 if name in _AGAINST else weight < -1e-9


# What speaks against an owner; what may do either.
_AGAINST = frozenset({"rival", "nobody", "nobody_log", "bare"})
_EITHER = frozenset({"always", "no_rows", "towns", "own_town"})


def _fit(chosen_: list[Case], penalty: float, free: NDArray[np.bool_]) -> Floats:
    rows = np.concatenate([one.rows for one in chosen_])[:, free]
    right = np.concatenate([one.right for one in chosen_]).astype(np.float64)
    weight = np.concatenate([np.full(len(one.rows), one.weight) for one in chosen_])
    told = np.zeros(rows.shape[1])
    held = np.full(rows.shape[1], penalty)
    held[0] = 1e-3
    for _ in range(30):
        guess = 1 / (1 + np.exp(-np.clip(rows @ told, -30, 30)))
        slope = rows.T @ (weight * (guess - right)) + held * told
        bend = (rows * (weight * guess * (1 - guess))[:, None]).T @ rows + np.diag(held)
        step = np.linalg.solve(bend, slope)
        told -= step
        if np.abs(step).max() < 1e-6:
            break
    whole = np.zeros(len(FIGURES))
    whole[free] = told
    return whole


class Score(NamedTuple):
    first: float
    third: float
    nobody: float
    none_wrong: float
    loss: float


def judge(parts: list[tuple[Case, Floats]], floor: float) -> Score:
    first = third = none = wrong = 0
    owned = [one for one in parts if one[0].owned]
    lost, count = 0.0, 0
    for case, by in parts:
        told = 1 / (1 + np.exp(-np.clip(case.rows @ by, -30, 30))) if len(case.rows) else np.zeros(0)
        lost -= float(np.log(np.clip(np.where(case.right, told, 1 - told), 1e-6, 1)).sum())
        count += 1
        order = np.argsort(-told, kind="stable")
        nobody = not len(order) or told[order[0]] < floor
        if case.owned:
            first += bool(not nobody and case.right[order[0]])
            third += bool(not nobody and case.right[order[:3]].any())
            wrong += nobody
        else:
            none += nobody
    return Score(
        first / max(1, len(owned)),
        third / max(1, len(owned)),
        none / max(1, len(parts) - len(owned)),
        wrong / max(1, len(owned)),
        lost / max(1, count),
    )


def validate(all_: list[Case], beside: list[Case], penalty: float) -> list[tuple[Case, Floats]]:
    part = np.random.default_rng(_SEED).permutation(len(all_)) % _PARTS
    found = []
    for fold in range(_PARTS):
        by = learn([*(one for at, one in enumerate(all_) if part[at] != fold), *beside], penalty)
        found += [(one, by) for at, one in enumerate(all_) if part[at] == fold]
    return found


def services(path: Path) -> list[Case]:
    """Real service items of a district: of the known part (``bench.owners``: those that are asked there are not read here) one of five
    asked, the others loaded. By which it is learnt how much a whole list tells of what it does not have."""
    known = [one for one in read_items(path) if not asked(one[0])]
    wanted: dict[str, set[str]] = defaultdict(set)
    for at, (name, department) in enumerate(known):
        if at % _PARTS == 0:
            wanted[name].add(department)
    loaded = [one for one in known if one[0] not in wanted]
    found = []
    with tempfile.TemporaryDirectory() as made, Home(Settings(home=Path(made) / "home")) as home:
        files = Path(made) / "files"
        files.mkdir()
        home.load(write_lists(files, loaded, [department for _, department in known], True))
        view = home.view()
        for name, departments in wanted.items():
            right = {known_as(view, one) for one in departments}
            told = grounds(view, name, PLACE, DAY, chosen(None)[0])
            named = [_name(told, key[0]) in right for key in told.figures]
            found.append(_case(told, name, named, True, _LISTED))
    return found


def lawful(view: View, place: str, count: int) -> list[Case]:
    """Sentences of provisions that the place's rows rest on, without whom they name: the bodies of whom the provision names are right."""
    here = roll(view, place, DAY)
    articles = sorted(here.resting)
    order = np.random.default_rng(_SEED).permutation(len(articles))
    found: list[Case] = []
    for at in order:
        if len(found) >= count:
            break
        current = [
            row
            for row in view.graph.expressing_each([articles[at]])[articles[at]]
            if row["valid_from"] <= DAY < row["valid_to"]
        ]
        if not current or not current[0]["text"].strip():
            continue
        actors = view.graph.actors_each([current[0]["id"]])[current[0]["id"]]
        text = current[0]["text"]
        for actor in actors:
            text = text.replace(actor["text"], "，")
        said = max(re.split(r"[，。；：、\s]+", text), key=len)[:_SENTENCE]
        codes = {actor["code"] for actor in actors} - {""}
        right = {body["id"] for code in codes for body, _ in bodies_of(here, code, "")}
        if right:
            told = grounds(view, f"{said}谁管", place, DAY, chosen(None)[0])
            found.append(_case(told, articles[at], [key[0] in right for key in told.figures], True, _LISTED))
    return found


def _shown(score: Score) -> str:
    return f"首位 {score.first:.3f}，前三 {score.third:.3f}，无主 {score.nobody:.3f}，有主答无 {score.none_wrong:.3f}，损失 {score.loss:.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--place", default="421127", help="the place that everyday questions are asked of")
    parser.add_argument("--items", type=Path, help="real service items, as bench.owners takes them")
    parser.add_argument("--everyday", type=int, default=600, help="how many of them")
    parser.add_argument("--listed", type=int, default=150, help="how many names of items")
    parser.add_argument("--save", action="store_true")
    told = parser.parse_args()
    with told.questions.open(encoding="utf-8") as file:
        questions = [one for one in yaml.safe_load(file) if one["split"] == "dev"]
    with Home(Settings(home=told.home)) as home:
        view = home.view()
        all_ = golden(view, questions, chosen(None)[0])
        beside = [*everyday(view, told.place, told.everyday), *listed(view, told.place, told.listed)]
        beside += lawful(view, told.place, told.listed // 2)
    if told.items:
        beside += services(told.items)
    placed = [one for one in all_ if one.placed and one.owned]
    reached = sum(bool(one.right.any()) for one in placed) / max(1, len(placed))
    print(f"{len(all_)} 问，另 {len(beside)} 问；有主的 {len(placed)} 问里，对的机构有理由的 {reached:.3f}")
    scores = {}
    for penalty in (0.3, 1.0, 3.0, 10.0):
        held = validate(all_, beside, penalty)
        scores[penalty] = judge(held, FLOOR)
        print(penalty, _shown(scores[penalty]), "有地方", _shown(judge([one for one in held if one[0].placed], FLOOR)))
    penalty = min(scores, key=lambda one: scores[one].loss)
    by, held = learn([*all_, *beside], penalty), validate(all_, beside, penalty)
    for floor in (0.03, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4):
        print("floor", floor, _shown(judge([one for one in held if one[0].placed], floor)))
    for name, weight in zip(FIGURES, by, strict=True):
        print(f"  {name:12} {weight:7.3f}")
    if told.save:
        lines = [f"{name},{weight:.3f},{FIGURES[name]}" for name, weight in zip(FIGURES, by, strict=True)]
        Path("casework/owners_weights.csv").write_text(
            "figure,weight,label\n" + "\n".join(lines) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()

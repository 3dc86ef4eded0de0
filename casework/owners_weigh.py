"""How the grounds for one owner are weighed together: figures of each, and a logistic regression over them.

The weights stand in ``owners_weights.csv`` and are made by ``python -m bench.owners_learn`` (cross-validated, see docs/owners.md); every figure is
named there, so that a score can be followed by hand: 1 / (1 + e^-(sum of figure × weight)).
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

from casework.owners_evidence import Guess, Proof
from casework.owners_lists import TOWNS, Told
from casework.owners_place import Roll
from ontologies.records import ItemKind

Key = tuple[str, str]

#: Every figure, and what it is called.
FIGURES: dict[str, str] = {
    "always": "常数",
    "row": "最强的清单行",
    "row_share": "最强的清单行与各机构中最强的之比",
    "row_more": "另外两行",
    "row_plain": "清单行明明白白说的就是它",
    "like": "事项名称与所问的相似",
    "like_share": "相似与各机构中最相似的之比",
    "law": "条文合计",
    "law_plain": "条文明明白白说的就是它",
    "law_share": "条文合计与各机构中最强的之比",
    "use": "平常话词表所列的职能",
    "word": "字词在法律里多指明的职能",
    "asked": "问句模型的概率",
    "asked_log": "问句模型的概率（对数）",
    "asked_share": "问句模型的概率与各机构中最大的之比",
    "list": "清单用词",
    "list_share": "清单用词与各机构中最大的之比",
    "list_like": "清单用词，按最相似的事项有多相似",
    "both": "清单行与问句模型都指向",
    "law_asked": "条文与问句模型都指向",
    "rival": "别的机构最强的清单行",
    "no_rows": "没有一行清单说到",
    "nobody": "问句模型：没有谁管或归法院",
    "nobody_log": "问句模型：没有谁管或归法院（对数）",
    "bare": "本地有名录而没有这个机构",
    "towns": "各乡镇",
    "own_town": "所问的乡镇",
    "town_row": "所问的乡镇自己的行",
    "bound": "职责边界",
}
_LAW, _USE, _WORD = 0.3, 0.7, 0.7
_LAWS, _MORE = 5, 2
# From here on a row or a provision plainly is what is asked.
_PLAIN = 0.5
# What is less likely than this is all the same.
_LEAST = 0.005


def _best_of(proofs: Iterable[Proof], source: str) -> list[float]:
    best: dict[str, float] = {}
    for proof in proofs:
        if proof.source == source:
            best[proof.about] = max(best.get(proof.about, 0.0), proof.strength)
    return sorted(best.values(), reverse=True)


def _joined(strengths: Sequence[float], weight: float) -> float:
    """Independent grounds of one kind: what is left open shrinks with each."""
    open_ = 1.0
    for strength in strengths[:_LAWS]:
        open_ *= 1 - weight * strength
    return 1 - open_


def figures(
    merged: Mapping[Key, Sequence[Proof]], guess: Guess, told: Told, roll: Roll, town: str
) -> dict[Key, list[float]]:
    """Owner → its figures, in the order of :data:`FIGURES`."""
    own_town = roll.towns.get(town[:9], "") if town else ""
    rows = {key: _best_of(several, "row") for key, several in merged.items()}
    like = {key: max((p.like for p in several if p.source == "row"), default=0.0) for key, several in merged.items()}
    laws = {key: _joined(_best_of(several, "provision"), _LAW) for key, several in merged.items()}
    asked = {key: _asked(key, merged[key], guess) for key in merged}
    lists = {key: told.bodies.get(TOWNS if key[0] == own_town and own_town else key[0], 0.0) for key in merged}
    items = {key: {proof.about for proof in several if proof.source == "row"} for key, several in merged.items()}
    top_row, top_like = max((one[0] for one in rows.values() if one), default=0.0), max(like.values(), default=0.0)
    nobody = guess.court + guess.nobody
    plain = {
        key: max(0.0, max((p.strength for p in several if p.source == "provision"), default=0.0) - _PLAIN)
        / (1 - _PLAIN)
        for key, several in merged.items()
    }
    nearest = told.nearest[0][1] if told.nearest else 0.0
    top_law, top_asked = max(laws.values(), default=0.0), max(asked.values(), default=0.0)
    top_list = max(lists.values(), default=0.0)
    found: dict[Key, list[float]] = {}
    for key, several in merged.items():
        row = rows[key][0] if rows[key] else 0.0
        # Rows that name it too are no rival's.
        others = (p for other, proofs in merged.items() if other != key for p in proofs if p.source == "row")
        rival = max((p.strength for p in others if p.about not in items[key]), default=0.0)
        uses = [proof.strength for proof in several if proof.source == "function"]
        bound = max((p.strength for p in several if p.kind == ItemKind.BOUNDARY.value), default=0.0)
        mine = bool(own_town) and key[0] == own_town
        found[key] = [
            1.0,
            row,
            row / top_row if top_row else 0.0,
            sum(rows[key][1 : 1 + _MORE]),
            max(0.0, row - _PLAIN) / (1 - _PLAIN),
            like[key],
            like[key] / top_like if top_like else 0.0,
            laws[key],
            plain[key],
            laws[key] / top_law if top_law else 0.0,
            _joined(sorted(uses, reverse=True)[:2], _USE),
            _joined(_best_of(several, "word"), _WORD),
            asked[key],
            math.log(max(_LEAST, asked[key])) - math.log(_LEAST),
            asked[key] / top_asked if top_asked else 0.0,
            lists[key],
            lists[key] / top_list if top_list else 0.0,
            lists[key] * nearest,
            row * asked[key],
            laws[key] * asked[key],
            rival,
            float(not top_row),
            nobody,
            math.log(max(_LEAST, nobody)) - math.log(_LEAST),
            float(not key[0] and bool(roll.bodies)),
            float(key[0] == TOWNS),
            float(mine),
            row if mine else 0.0,
            bound,
        ]
    return found


def _asked(key: Key, several: Sequence[Proof], guess: Guess) -> float:
    if key[0] != TOWNS:
        return guess.owners.get(key, (0.0, ""))[0]
    bodies = {proof.body for proof in several}
    return sum(guess.owners.get((body, ""), (0.0, ""))[0] for body in bodies)


@cache
def weights() -> tuple[float, ...]:
    """The weights that come with the program, in the order of :data:`FIGURES`."""
    lines = files("casework").joinpath("owners_weights.csv").read_text("utf-8").splitlines()
    told = {
        row["figure"]: float(row["weight"])
        for row in csv.DictReader(line for line in lines if not line.startswith("#"))
    }
    return tuple(told[name] for name in FIGURES)


def weigh(row: Sequence[float], by: Sequence[float]) -> float:
    """How surely an owner is one, 0 to 1."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, sum(one * other for one, other in zip(row, by, strict=True))))))

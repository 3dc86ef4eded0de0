"""How fast the articles of successive texts are aligned, above the floor of comparing those of the same place.

``python -m bench.alignment --corpus PATH [--rounds N]``: every law under PATH is read and its versions settled as a load does; the pairs are
each version with the one before it, and each law ended by a clause of another with the text that ended it. The floor is rapidfuzz's ratio
of every old article to the new one of the same place. Both are CPU seconds of the best round, measured in this run.

``--gold tests/golden/alignment_*.yaml``: fit the weights of the confidence on labelled articles and print them, with how much of what is
asserted is right, and how much is asserted, at several thresholds: for the weights in use, for those fitted on all, and for each law by those
fitted on the others.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import exp, fsum
from pathlib import Path
from typing import NamedTuple

import msgspec
import yaml
from rapidfuzz.fuzz import ratio

from bench.law_reading import best
from ingest.documents import LawHead, pack_law
from ingest.laws import expand, read_law
from ingest.versions import settle
from ontologies.records import Change, LawText, ProvisionText
from text.alignment import (
    MAIN,
    PART,
    WEIGHTS,
    ArticleText,
    Evidence,
    Weighed,
    align,
    decide,
    forget,
    likely,
    same_words,
    sureness,
)

THRESHOLDS = (0.0, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85)


class Pair(NamedTuple):
    """Two texts; ``partial`` where the second is another law."""

    old: list[ArticleText]
    new: list[ArticleText]
    partial: bool


def articles(law: LawText) -> list[ArticleText]:
    """Every article with the headings above it and its own caption."""
    provisions: dict[str, ProvisionText] = {provision.eid: provision for provision in law.provisions}
    found = []
    for provision in law.provisions:
        if provision.level == "article":
            headings = [provision.heading]
            above = provisions.get(provision.parent)
            while above is not None:
                headings.append(above.heading)
                above = provisions.get(above.parent)
            path = " ".join(heading for heading in reversed(headings) if heading)
            found.append(ArticleText(provision.number, "\n".join(line.text for line in provision.lines), path))
    return found


def pairs_of(corpus: str) -> list[Pair]:
    """Every version with the loaded one before it, and every law ended by another with that one."""
    heads: dict[str, LawHead] = {}
    laws: dict[str, LawText] = {}
    for source in expand([corpus]):
        if source.kind == "law":
            for law in read_law(source.data, source.name, source.hints)[0]:
                stored = pack_law(law)
                heads[stored.digest] = msgspec.msgpack.decode(stored.head, type=LawHead)
                laws[stored.digest] = law
    works = settle(heads).works
    found = []
    for work in works.values():
        loaded = [articles(laws[version.digests[0]]) for version in work.versions if version.loaded]
        found += [Pair(old, new, False) for old, new in pairwise(loaded)]
        for version in work.versions:
            for ended, _, _ in version.repeals if version.loaded else ():
                texts = [other for other in works[ended].versions if other.loaded] if ended in works else []
                if texts:
                    old, new = texts[-1].digests[0], version.digests[0]
                    found.append(Pair(articles(laws[old]), articles(laws[new]), True))
    return [pair for pair in found if pair.old and pair.new]


def floor(pairs: Sequence[Pair]) -> None:
    """What the least alignment costs: each old article against the new one of its place."""
    for pair in pairs:
        for one, other in zip(pair.old, pair.new, strict=False):
            ratio(one.text, other.text)


def align_all(pairs: Sequence[Pair]) -> None:
    """Every pair, nothing remembered from an earlier round."""
    forget()
    for pair in pairs:
        align(pair.old, pair.new, pair.partial)


class Labelled(NamedTuple):
    """A pair of texts that people read: ``group`` the old law's title; of each labelled old article its place, those of its successors, its
    class, and whether readers would differ."""

    group: str
    partial: bool
    settled: dict[int, int]
    same: dict[int, bool]
    evidence: dict[int, dict[int, Evidence]]
    labels: list[tuple[int, list[int], Change, bool]]


def read_gold(files: Sequence[str], corpus: str) -> list[Labelled]:
    """The labelled pairs of gold files (tests/golden/alignment_*.yaml), their texts read and weighed."""
    found = []
    for file in files:
        for pair in yaml.safe_load(Path(file).read_text("utf-8")):
            paths = [Path(corpus) / pair[side]["file"] for side in ("old", "new")]
            old, new = (articles(read_law(path.read_bytes(), path.name, {})[0][0]) for path in paths)
            places = [{article.number: place for place, article in enumerate(text)} for text in (old, new)]
            partial = pair["old"]["title"] != pair["new"]["title"]
            settled = same_words(old, new)
            found.append(
                Labelled(
                    group=pair["old"]["title"],
                    partial=partial,
                    settled=settled,
                    same={a: old[a].number == new[b].number for a, b in settled.items()},
                    evidence=Weighed(old, new, settled, partial).evidence,
                    labels=[
                        (
                            places[0][label["old"]],
                            [places[1][number] for number in label["new"]],
                            Change(label["class"]),
                            bool(label.get("doubtful")),
                        )
                        for label in pair["labels"]
                    ],
                )
            )
    return found


class Example(NamedTuple):
    """One thing that a label tells of an old and a new article."""

    evidence: Evidence
    went: bool
    weight: float


# What careful lawyers would differ about teaches half as much; so does what a label tells only by the way.
_HALF = 0.5
# A ridge of this many examples keeps the weights small.
_RIDGE = 2.0


def examples(pair: Labelled) -> tuple[list[Example], list[list[Evidence]]]:
    """What the labels of a pair tell: each candidate is a successor or not; what took up one article alone took up no other; and of a merged
    one, at least one of the others went there too."""
    told: list[Example] = []
    bags: list[list[Evidence]] = []
    claims: dict[int, list[int]] = {}
    for a, row in pair.evidence.items():
        for b in row:
            claims.setdefault(b, []).append(a)
    known: set[tuple[int, int]] = set()
    went: set[int] = set()
    for a, new, _, differ in pair.labels:
        for b, evidence in pair.evidence.get(a, {}).items():
            told.append(Example(evidence, b in new, _HALF if differ else 1.0))
            known.add((a, b))
            if b in new:
                went.add(b)
    for a, new, change, differ in pair.labels:
        if len(new) != 1 or differ:
            continue
        others = [other for other in claims.get(new[0], []) if other != a]
        if change in (Change.REWORDED, Change.RENUMBERED):
            unknown = [other for other in others if (other, new[0]) not in known]
            told += [Example(pair.evidence[other][new[0]], False, _HALF) for other in unknown]
            known.update((other, new[0]) for other in unknown)
        elif change is Change.MERGED and others:
            bags.append([pair.evidence[other][new[0]] for other in others])
    return told, bags


def solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """The solution of a small, symmetric, positive definite system."""
    size = len(right)
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for k in range(size):
        for m in range(k + 1, size):
            factor = rows[m][k] / rows[k][k]
            rows[m] = [x - factor * y for x, y in zip(rows[m], rows[k], strict=True)]
    found = [0.0] * size
    for k in reversed(range(size)):
        found[k] = (rows[k][size] - sum(rows[k][m] * found[m] for m in range(k + 1, size))) / rows[k][k]
    return found


def fit(told: Sequence[Example]) -> list[float]:
    """The weights of a logistic regression on the examples, the constant first, by Newton's method."""
    count = len(told[0].evidence.values)
    spread = []
    for k in range(count):
        mean = fsum(one.evidence.values[k] for one in told) / len(told)
        spread.append(fsum((one.evidence.values[k] - mean) ** 2 for one in told) / len(told))
    ridge = [1e-3, *(_RIDGE * variance + 1e-6 for variance in spread)]
    weights = [0.0] * (count + 1)
    for _ in range(12):
        gradient = [-strength * weight for strength, weight in zip(ridge, weights, strict=True)]
        curve = [[ridge[k] if k == m else 0.0 for m in range(count + 1)] for k in range(count + 1)]
        for one in told:
            values = (1.0, *one.evidence.values)
            guess = 1 / (1 + exp(-sum(weight * value for weight, value in zip(weights, values, strict=True))))
            miss = one.weight * (one.went - guess)
            bend = one.weight * guess * (1 - guess)
            for k, value in enumerate(values):
                gradient[k] += miss * value
                scaled = bend * value
                row = curve[k]
                for m, other in enumerate(values):
                    row[m] += scaled * other
        weights = [weight + step for weight, step in zip(weights, solve(curve, gradient), strict=True)]
    return weights


def train(pairs: Sequence[Labelled]) -> dict[bool, list[float]]:
    """The weights of main successors and of parts, learnt from pairs of texts."""
    told: list[Example] = []
    bags: list[list[Evidence]] = []
    for pair in pairs:
        more, mixed = examples(pair)
        told += more
        bags += mixed
    weights = {main: fit([one for one in told if one.evidence.main == main]) for main in (True, False)}
    # Which of a bag went there nobody said: the likeliest by what is learnt without it.
    likeliest = [Example(max(bag, key=lambda evidence: likely(evidence, weights)), True, _HALF) for bag in bags]
    told += likeliest
    return {main: fit([one for one in told if one.evidence.main == main]) for main in (True, False)}


def judge(pair: Labelled, weights: Mapping[bool, Sequence[float]]) -> list[tuple[float, bool]]:
    """Of each labelled article the confidence and whether class and successors are right."""
    likelihoods = {a: {b: likely(one, weights) for b, one in row.items()} for a, row in pair.evidence.items()}
    claims: dict[int, dict[int, float]] = {}
    for a, row in likelihoods.items():
        for b, value in row.items():
            claims.setdefault(b, {})[a] = value
    found = []
    for a, new, change, _ in pair.labels:
        if a in pair.settled:
            got, told, confidence = [pair.settled[a]], Change.SAME if pair.same[a] else Change.RENUMBERED, 1.0
        else:
            got, told, confidence = decide(a, likelihoods.get(a, {}), claims)
        found.append((sureness(confidence, pair.partial), got == sorted(new) and told is change))
    return found


def calibrate(pairs: Sequence[Labelled]) -> None:
    """Fit the weights of the confidence and print them, and how often it is right: on what it was fitted on, and on laws left out."""
    whole = train(pairs)
    for main, names in ((True, MAIN), (False, PART)):
        print(
            "main" if main else "part", {name: round(value, 2) for name, value in zip(names, whole[main], strict=True)}
        )
    groups = sorted({pair.group for pair in pairs})
    left_out = {group: train([pair for pair in pairs if pair.group != group]) for group in groups}
    for name, results in (
        ("as in text/alignment", [one for pair in pairs for one in judge(pair, WEIGHTS)]),
        ("fitted on all", [one for pair in pairs for one in judge(pair, whole)]),
        ("each law left out", [one for pair in pairs for one in judge(pair, left_out[pair.group])]),
    ):
        print(f"{name}: {len(results)} articles, {sum(right for _, right in results) / len(results):.3f} right")
        for least in THRESHOLDS:
            asserted = [right for confidence, right in results if confidence >= least]
            print(
                f"  from {least:.2f} asserted {len(asserted) / len(results):.3f} right {sum(asserted) / len(asserted):.3f}"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--gold", nargs="+", help="labelled articles (YAML) to fit and judge the confidence on, instead of timing"
    )
    options = parser.parse_args()
    if options.gold:
        calibrate(read_gold(options.gold, options.corpus))
        return
    pairs = pairs_of(options.corpus)
    classes = Counter(one.change.label for pair in pairs for one in align(*pair))
    doubtful = sum(one.doubtful for pair in pairs for one in align(*pair))
    old = sum(len(pair.old) for pair in pairs)
    new = sum(len(pair.new) for pair in pairs)
    partial = sum(pair.partial for pair in pairs)
    print(f"{len(pairs)} pairs ({partial} into another law), {old} old articles against {new}")
    print("  ".join(f"{label} {count}" for label, count in classes.most_common()), f" doubtful {doubtful / old:.1%}")
    stages = (
        ("floor: same place", best(options.rounds, lambda: floor(pairs))),
        ("align", best(options.rounds, lambda: align_all(pairs))),
    )
    print(f"{'stage':<20}{'CPU s':>8}{'articles/s':>12}")
    for name, seconds in stages:
        print(f"{name:<20}{seconds:>8.2f}{old / seconds:>12.0f}")


if __name__ == "__main__":
    main()

"""How fast the articles of successive texts are aligned, above the floor of comparing those of the same place.

``python -m bench.alignment --corpus PATH [--rounds N]``: every law under PATH is read and its versions settled as a load does; the pairs are
each version with the one before it, and each law ended by a clause of another with the text that ended it. The floor is rapidfuzz's ratio
of every old article to the new one of the same place. Both are CPU seconds of the best round, measured in this run.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import msgspec
from rapidfuzz.fuzz import ratio

from bench.law_reading import best
from ingest.documents import LawHead, pack_law
from ingest.laws import expand, read_law
from ingest.versions import settle
from ontologies.records import LawText, ProvisionText
from text._alignment_words import read_path, read_words
from text.alignment import ArticleText, align


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
    read_words.cache_clear()
    read_path.cache_clear()
    for pair in pairs:
        align(pair.old, pair.new, pair.partial)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", required=True)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
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

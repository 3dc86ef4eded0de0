"""How fast the organs that laws name are read, above the floor of finding the words for organs at all.

``python -m bench.actors --corpus PATH [--files N] [--rounds N]``: every law under PATH, one process; the best round of each. Characters are those of
the articles. Every figure is measured in this run.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import ahocorasick_rs

from bench.law_reading import best
from ingest.laws import expand, read_law
from ontologies.functions import functions
from ontologies.records import LawText
from text import _organs
from text.actors import paragraphs_of, read_actors


def _floor(laws: Sequence[LawText]) -> None:
    """What no reader can do without: join each paragraph, look for every word once."""
    names = {name for item in functions().values() for name in (item.label, *item.names)} | set(_organs.words())
    automaton = ahocorasick_rs.AhoCorasick(sorted(names), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    for law in laws:
        for provision in law.provisions:
            for _, text in paragraphs_of(provision):
                automaton.find_matches_as_indexes(text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", required=True)
    parser.add_argument("--files", type=int, default=0, help="only so many files, evenly taken")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    sources = [source for source in expand([options.corpus]) if source.kind == "law"]
    if options.files and options.files < len(sources):
        sources = sources[:: max(1, len(sources) // options.files)]
    laws = [law for source in sources for law in read_law(source.data, source.name, source.hints)[0]]
    articles = [p for law in laws for p in law.provisions if p.level == "article"]
    characters = sum(len(line.text) for provision in articles for line in provision.lines)
    actors = [actor for law in laws for several in read_actors(law).values() for actor in several]
    print(f"{len(laws)} texts, {len(articles)} articles, {characters / 1e6:.1f} million characters")
    for name, work in (
        ("floor: one search for every word", _floor),
        ("whom they name", lambda all_: [read_actors(law) for law in all_]),
    ):
        seconds = best(options.rounds, lambda work=work: work(laws))  # type: ignore[misc]
        print(f"{name:34} {seconds:6.2f} s CPU, {characters / seconds / 1e6:6.1f} million characters/s")
    settled = sum(1 for actor in actors if actor.function)
    levelled = sum(1 for actor in actors if actor.level)
    print(f"{len(actors)} actors, function known of {settled / len(actors):.1%}, level of {levelled / len(actors):.1%}")


if __name__ == "__main__":
    main()

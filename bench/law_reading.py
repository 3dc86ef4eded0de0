"""How fast law files are read, stage by stage, above the floor of decoding and splitting them into lines.

``python -m bench.law_reading --corpus PATH [--files N] [--rounds N]``: every file under PATH, one process; the best round of each stage.
Megabytes are those of the files. Every figure is measured in this run.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable, Sequence

from ingest.laws import expand, read_law, render
from ingest.laws.decode import decode
from ingest.laws.sources import Source, sniff
from ontologies.records import LawText
from text.clauses import read_basis, read_effective, read_repeals


def floor(sources: Sequence[Source]) -> None:
    """What no reader can do without: decode, split, strip."""
    for source in sources:
        for line in source.data.decode("utf-8-sig").split("\n"):
            line.strip()


def clauses(laws: Sequence[LawText]) -> None:
    """Every article asked for its clauses, as a load does."""
    for law in laws:
        for provision in law.provisions:
            text = "\n".join(line.text for line in provision.lines)
            if "施行" in text or "实施" in text:
                read_effective(text)
            if "废止" in text:
                read_repeals(text)
        if law.provisions and law.provisions[0].lines:
            read_basis(law.provisions[0].lines[0].text)


def best(rounds: int, work: Callable[[], object]) -> float:
    """CPU seconds of the fastest of some rounds."""
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", required=True)
    parser.add_argument("--files", type=int, default=0, help="only so many files, evenly taken")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    start = time.process_time()
    sources = [source for source in expand([options.corpus]) if source.kind == "law"]
    found = time.process_time() - start
    if options.files and options.files < len(sources):
        sources = sources[:: len(sources) // options.files][: options.files]
    size = sum(len(source.data) for source in sources) / 1e6
    laws = [law for source in sources for law in read_law(source.data, source.name, source.hints)[0]]
    provisions = sum(len(law.provisions) for law in laws)
    stages: list[tuple[str, float]] = [
        ("floor: decode, split, strip", best(options.rounds, lambda: floor(sources))),
        ("decode", best(options.rounds, lambda: [decode(source.data) for source in sources])),
        ("sniff", best(options.rounds, lambda: [sniff(source.data, source.name) for source in sources])),
        (
            "read (decode to LawText)",
            best(options.rounds, lambda: [read_law(s.data, s.name, s.hints) for s in sources]),
        ),
        ("clauses", best(options.rounds, lambda: clauses(laws))),
        ("render", best(options.rounds, lambda: [render(law) for law in laws])),
    ]
    print(f"{len(sources)} files, {size:.1f} MB, {provisions} provisions; walking and sniffing {found:.2f} CPU s")
    print(f"{'stage':<30}{'CPU s':>8}{'MB/s':>9}{'files/s':>10}")
    for name, seconds in stages:
        print(f"{name:<30}{seconds:>8.2f}{size / seconds:>9.1f}{len(sources) / seconds:>10.0f}")
    print(
        f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB (all files and laws held at once)"
    )


if __name__ == "__main__":
    main()

"""Make ``search/rank_frequencies.bin`` anew: ``python -m bench.frequencies --corpus F`` (one article a line: {path, text})."""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.search_quality import lines
from search.rank_frequencies import NAME, count, write


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    options = parser.parse_args()
    frequencies = count(f"{' '.join(row['path'])} {row['text']}" for row in lines(options.corpus))
    path = Path(__file__).parents[1] / "search" / NAME
    write(frequencies, path)
    print(f"{frequencies.texts} articles, {len(frequencies.counts)} terms, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()

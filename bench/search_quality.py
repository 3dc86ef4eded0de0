"""How well words alone find the right article: ``python -m bench.search_quality --queries F --corpus F [--run OUT]``.

``corpus`` holds one article a line ({id, title, article, path, text}), ``queries`` one question a line ({id, query, relevant: [id]}); an id
is the law's title and 第…条, with or without 中华人民共和国. Prints R@1 5 10 20 50 100, MRR@10, nDCG@10 and latency; the run is
written as ``qid TAB docid TAB rank TAB score``.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from search import open_search
from search.port import SearchDoc, SearchQuery, SearchReader, SearchUnit

KS = (1, 5, 10, 20, 50, 100)


def lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def units(corpus: Path) -> list[SearchUnit]:
    """The corpus as units, one a law."""
    laws: dict[str, SearchUnit] = {}
    for row in lines(corpus):
        title = row["title"]
        unit = laws.setdefault(title, SearchUnit(title, "1", []))
        law = f"law/cn/{title}"
        unit.docs.append(
            SearchDoc(
                id=row["id"],
                kind="provision",
                title=row["id"],
                heading=" ".join(row["path"]),
                text=row["text"],
                law=law,
                law_title=title,
            )
        )
    return list(laws.values())


def key(identifier: str) -> str:
    return identifier.replace("中华人民共和国", "").replace("《", "").replace("》", "").strip()


def measure(
    reader: SearchReader, questions: list[dict[str, Any]], facets: bool
) -> tuple[dict[str, float], list[float], list[list[tuple[str, float]]]]:
    """Metrics, seconds for each question, and for each question what was found."""
    total: dict[str, float] = defaultdict(float)
    seconds: list[float] = []
    runs: list[list[tuple[str, float]]] = []
    for question in questions:
        query = SearchQuery(question["query"], date(2023, 7, 1), limit=100, facets=facets)
        start = time.perf_counter()
        page = reader.search(query)
        seconds.append(time.perf_counter() - start)
        found = [(hit.id, hit.score) for hit in page.hits]
        runs.append(found)
        gold = {key(one) for one in question["relevant"]}
        ranked = list(dict.fromkeys(key(one) for one, _ in found))
        hits = [place for place, one in enumerate(ranked, 1) if one in gold]
        for k in KS:
            total[f"R@{k}"] += sum(hit <= k for hit in hits) / len(gold)
        total["MRR@10"] += 1 / hits[0] if hits and hits[0] <= 10 else 0
        ideal = sum(1 / math.log2(place + 1) for place in range(1, min(len(gold), 10) + 1))
        total["nDCG@10"] += sum(1 / math.log2(hit + 1) for hit in hits if hit <= 10) / ideal
    return {name: value / len(questions) for name, value in total.items()}, seconds, runs


def percentile(seconds: list[float], part: float) -> float:
    """Milliseconds within which ``part`` of the calls were answered."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--queries", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--run", type=Path)
    parser.add_argument(
        "--search", help="where to build the index (a folder or a server's URL); default: a temporary folder"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = open_search(options.search or folder)
        every = units(options.corpus)
        start = time.perf_counter()
        store.bring_forward(None, 1, (), every, len(every))
        print(f"{sum(len(unit.docs) for unit in every)} articles indexed in {time.perf_counter() - start:.1f} s")
        reader = store.reader(1)
        questions = list(lines(options.queries))
        metrics, seconds, runs = measure(reader, questions, facets=False)
        print("  ".join(f"{name} {value:.4f}" for name, value in metrics.items()))
        print("  ".join(f"p{part} {percentile(seconds, part / 100):.2f} ms" for part in (50, 95, 99)))
        if options.run:
            with options.run.open("w", encoding="utf-8") as file:
                for question, found in zip(questions, runs, strict=True):
                    for place, (identifier, score) in enumerate(found, 1):
                        file.write(f"{question['id']}\t{identifier}\t{place}\t{score}\n")
        reader.close()
        store.close()


if __name__ == "__main__":
    main()

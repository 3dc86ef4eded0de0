"""How fast suggestions, near names and related provisions come: ``python -m bench.suggest --home FOLDER``.

What is typed are beginnings of names of the release, drawn with a fixed seed and typed as characters, pinyin, initials and mixtures, letter by
letter; what is asked for relations are the articles that most rows and provisions name, and others at random.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from casework import related as relating
from casework import suggest as suggesting
from ingest.home import Home, View
from ingest.settings import Settings
from search.documents import name_key
from text.pinyin import initials, syllables


def _typed(names: Sequence[str], random_: random.Random) -> list[str]:
    found = []
    for name in names:
        key = name_key(name)[: random_.randint(1, 12)]
        parts = syllables(key)
        if not key or not parts:
            continue
        half = random_.randint(0, len(key))
        whole = random_.choice((key, "".join(parts), initials(parts), key[:half] + "".join(syllables(key[half:]))))
        found.append(whole[: random_.randint(1, len(whole))])
    return found


def _told(name: str, asked: Sequence[str], ask: Callable[[str], object]) -> None:
    taken = []
    for one in asked:
        start = time.perf_counter()
        ask(one)
        taken.append((time.perf_counter() - start) * 1000)
    taken.sort()
    p50, p95, p99 = (taken[int(len(taken) * part)] for part in (0.5, 0.95, 0.99))
    print(f"{name}: {len(taken)} 次，中位 {p50:.2f} ms，p95 {p95:.2f} ms，p99 {p99:.2f} ms，最慢 {taken[-1]:.1f} ms")


def measure(view: View, day: date, count: int, seed: int) -> None:
    """Print latencies over a release."""
    random_ = random.Random(seed)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    names = suggesting.prepared(view)
    taken = time.perf_counter() - start
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"名称 {len(names)} 个，读入 {taken:.2f} 秒，内存增加 {grown:.0f} MB")
    known = [work.title for work in view.catalogue.works.values()]
    known += [row["name"] for table in ("Power", "Duty", "Body", "Service") for row in view.graph.all_nodes(table)]
    typed = _typed(random_.choices(known, k=count), random_)
    _told("联想", typed, lambda one: suggesting.suggest(view, one, day))
    places = sorted({row["place"] for row in view.graph.all_nodes("Body")})
    _told("联想（限地方）", typed, lambda one: suggesting.suggest(view, one, day, (), random_.choice(places)))
    wrong = [f"{one[:-1]}{random_.choice('的法管安水')}" for one in typed if len(one) > 2]
    _told("相近名称", wrong, lambda one: names.near(one, day))
    counted = view.graph.joined("CITES")
    for article, rows in view.graph.joined("RESTS_ON").items():
        counted[article] = counted.get(article, 0) + rows
    articles = sorted((one for one in counted if "/art_" in one), key=lambda one: (-counted[one], one))
    asked = articles[: count // 8] + random_.sample(articles, min(len(articles), count // 8))

    def relate(article: str) -> None:
        try:
            relating.related(view, article, "", day)
        except LookupError:
            # An article that a provision names and no text has.
            return

    _told("有关条文", asked, relate)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--as-of", type=date.fromisoformat, default=date(2026, 11, 23))
    options = parser.parse_args()
    with Home(Settings(home=options.home)) as home:
        measure(home.view(), options.as_of, options.count, options.seed)


if __name__ == "__main__":
    main()

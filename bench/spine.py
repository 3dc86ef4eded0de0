"""The whole way through, measured: load by stage with peak memory, unchanged reload, one changed law until it can be found,
search and trace by one client (bench.http has 16), with the floor in the same run.

    python -m bench.spine --corpus FOLDER [--files N] [--growth] [--servers] [--no-floor] [--json F]

The floor of a load is what the libraries alone need for the same text: reading the files, cutting with rjieba, indexing with tantivy,
``COPY`` into LadybugDB. Nothing is asserted here; docs/benchmarks.md keeps the figures.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from casework import questions
from ingest.home import Home
from ingest.settings import Settings

_DAY = date(2026, 11, 1)


class PeakMemory:
    """The most memory (MB, proportional set size) that this process and its children held at once, sampled."""

    def __init__(self) -> None:
        self.peak = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> PeakMemory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(0.25):
            self.peak = max(self.peak, sum(_pss(pid) for pid in _family(os.getpid())) / 1024)


def _family(root: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, queue = [], [root]
    while queue:
        pid = queue.pop()
        found.append(pid)
        queue.extend(parents.get(pid, []))
    return found


def _pss(pid: int) -> int:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        return 0
    return 0


def percentiles(seconds: list[float]) -> dict[str, float]:
    """p50, p95, p99 in milliseconds."""
    ordered = sorted(seconds)
    return {f"p{p}": round(1000 * ordered[min(len(ordered) - 1, int(len(ordered) * p / 100))], 2) for p in (50, 95, 99)}


def timed(count: int, work: Callable[[int], object]) -> dict[str, float]:
    """Latency of ``work(i)`` one after the other, with the rate."""
    spent = []
    start = time.perf_counter()
    for index in range(count):
        before = time.perf_counter()
        work(index)
        spent.append(time.perf_counter() - before)
    return {**percentiles(spent), "per_second": round(count / (time.perf_counter() - start), 1)}


def load_bench(home: Path, files: list[Path], settings: dict[str, str]) -> dict[str, Any]:
    """A full load, an unchanged one, and one changed law."""
    result: dict[str, Any] = {"files": len(files), "megabytes": round(sum(f.stat().st_size for f in files) / 1e6, 1)}
    with Home(Settings(home=home, **settings)) as opened:
        with PeakMemory() as memory:
            start, spent = time.perf_counter(), _processor_seconds()
            report = opened.load(files)
            result["load"] = {
                "seconds": round(time.perf_counter() - start, 2),
                "processor_seconds": round(_processor_seconds() - spent, 1),
                "stages": report.seconds,
            }
        result["load"]["peak_megabytes"] = round(memory.peak)
        result["load"]["units"] = report.units
    with Home(Settings(home=home, **settings)) as opened:
        start = time.perf_counter()
        again = opened.load(files)
        result["unchanged"] = {"seconds": round(time.perf_counter() - start, 2), "created": again.created}
        counts = opened.view().graph.counts()
        result["counts"] = {
            name: counts[name] for name in ("Law", "LawVersion", "Provision", "Article") if name in counts
        }
    return result


def _processor_seconds() -> float:
    """What this process and the children that have ended have spent."""
    return sum(os.times()[:4])


def shares(corpus: Path, load: dict[str, Any]) -> dict[str, Any]:
    """What of a load's processor time is reading whom provisions name, and aligning the articles of successive texts: both once over the same
    files, alone in this process."""
    from bench.alignment import align_all, pairs_of
    from ingest.laws import expand, read_law
    from text.actors import read_actors

    laws = [law for s in expand([corpus]) if s.kind == "law" for law in read_law(s.data, s.name, s.hints)[0]]
    start = time.process_time()
    for law in laws:
        read_actors(law)
    actors = time.process_time() - start
    pairs = pairs_of(str(corpus))
    start = time.process_time()
    align_all(pairs)
    alignment = time.process_time() - start
    whole = load["processor_seconds"]
    return {
        name: {"processor_seconds": round(seconds, 2), "share": round(seconds / whole, 3)}
        for name, seconds in (("whom_provisions_name", actors), ("alignment", alignment))
    }


def change_bench(home: Path, files: list[Path], settings: dict[str, str]) -> dict[str, Any]:
    """Change one law of middle size and wait until the new words are found and traced."""
    ordered = sorted(files, key=lambda f: f.stat().st_size)
    victim = ordered[len(ordered) // 2]
    original = victim.read_bytes()
    word = "麒麟送子观世音菩萨"
    text = original.decode("utf-8")
    # The first article gets a sentence that no other law has.
    head, mark, rest = text.partition("第一条")
    changed = f"{head}{mark}{rest[:3]}{word}。{rest[3:]}"
    spent = []
    with Home(Settings(home=home, **settings)) as opened:
        try:
            for turn in range(3):
                victim.write_text(changed.replace(word, f"{word}{turn}"), encoding="utf-8")
                start = time.perf_counter()
                opened.load([victim])
                view = opened.view()
                page = questions.search(view, f"{word}{turn}", _DAY, limit=1)
                found = page.hits[0].id if page.hits else ""
                if found:
                    questions.trace(view, found, _DAY)
                spent.append(time.perf_counter() - start)
        finally:
            victim.write_bytes(original)
        start = time.perf_counter()
        opened.load([victim])
        back = time.perf_counter() - start
    return {"seconds": [round(s, 2) for s in spent], "back": round(back, 2), "found": bool(found)}


def queries(home: Path, settings: dict[str, str], count: int) -> tuple[list[str], list[str]]:
    """Words taken from the corpus's own headings and titles, and identifiers of provisions; fixed seed."""
    rng = random.Random(7)
    with Home(Settings(home=home, **settings)) as opened:
        view = opened.view()
        works = sorted(view.catalogue.works.values(), key=lambda work: work.id)
        identifiers, words = [], []
        while len(words) < count:
            work = rng.choice(works)
            loaded = [v for v in work.versions if v.loaded and v.articles]
            if not loaded:
                continue
            version = rng.choice(loaded)
            number = rng.choice(sorted(version.articles))
            identifiers.append(f"{version.id}/art_{number}")
            provision = view.graph.node(identifiers[-1])
            text = "".join((provision or {}).get("text", "").split())
            at = rng.randrange(max(1, len(text) - 12))
            words.append(text[at : at + rng.randint(4, 12)] or work.name)
    return words, identifiers


def ask_bench(home: Path, settings: dict[str, str], words: list[str], identifiers: list[str]) -> dict[str, Any]:
    """Search with facets and trace, one client, in process."""
    with Home(Settings(home=home, **settings)) as opened:
        view = opened.view()
        for word in words[:20]:
            questions.search(view, word, _DAY)
        return {
            "search": timed(len(words), lambda i: questions.search(view, words[i], _DAY, explain=False)),
            "trace": timed(len(identifiers), lambda i: questions.trace(view, identifiers[i], _DAY)),
        }


def floor_bench(files: list[Path]) -> dict[str, Any]:
    """What the libraries alone need for the same text: read, cut (rjieba), index (tantivy), COPY (LadybugDB)."""
    import ladybug
    import pyarrow as pa
    import rjieba
    import tantivy

    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        texts = [file.read_text(encoding="utf-8", errors="replace") for file in files]
        reading = time.perf_counter() - start
        articles = [piece for text in texts for piece in text.split("\n\n第") if piece.strip()]
        start = time.perf_counter()
        cut = [" ".join(rjieba.cut_for_search(article)) for article in articles]
        cutting = time.perf_counter() - start
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", stored=False, tokenizer_name="whitespace", index_option="position")
        index = tantivy.Index(builder.build(), path=folder)
        start = time.perf_counter()
        writer = index.writer(256_000_000)
        for words in cut:
            document = tantivy.Document()
            document.add_text("text", words)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        indexing = time.perf_counter() - start
        database = ladybug.Database(f"{folder}/floor.lbug")
        connection = ladybug.Connection(database)
        connection.execute("CREATE NODE TABLE P(id STRING PRIMARY KEY, text STRING)")
        start = time.perf_counter()
        table = pa.table({"id": [str(i) for i in range(len(articles))], "text": articles})
        connection.execute("COPY P FROM $t", {"t": table})
        copying = time.perf_counter() - start
        connection.close()
        database.close()
    return {
        "pieces": len(articles),
        "read": round(reading, 2),
        "cut": round(cutting, 2),
        "index": round(indexing, 2),
        "copy": round(copying, 2),
        "total": round(reading + cutting + indexing + copying, 2),
    }


def measure(options: argparse.Namespace, size: int, settings: dict[str, str]) -> dict[str, Any]:
    """Everything at one size, in this process."""
    everything = sorted(options.corpus.rglob("*.md"))
    # Spread over all folders, the same choice every time.
    files = everything if size >= len(everything) else random.Random(3).sample(everything, size)
    work = Path(tempfile.mkdtemp(prefix="dingfen-bench-"))
    try:
        source = work / "corpus"
        for file in files:
            target = source / file.relative_to(options.corpus)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
        copied = sorted(source.rglob("*.md"))
        home = work / "home"
        result = load_bench(home, copied, settings)
        result["changed_law"] = change_bench(home, copied, settings)
        result["shares_of_load"] = shares(source, result["load"])
        words, identifiers = queries(home, settings, options.queries)
        result["one_client"] = ask_bench(home, settings, words, identifiers)
        if not options.no_floor:
            result["floor"] = floor_bench(copied)
        return result
    finally:
        shutil.rmtree(work, ignore_errors=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--files", type=int, default=0, help="how many files (all)")
    parser.add_argument("--growth", action="store_true", help="500, 1000 and all files, each in a process of its own")
    parser.add_argument(
        "--servers", action="store_true", help="also on PostgreSQL, Neo4j and Elasticsearch, started here"
    )
    parser.add_argument("--no-floor", action="store_true")
    parser.add_argument("--queries", type=int, default=400)
    for name in ("graph", "search", "database"):
        parser.add_argument(f"--{name}", default="")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    settings = {name: getattr(options, name) for name in ("graph", "search", "database") if getattr(options, name)}
    if not options.growth and not options.servers:
        result = measure(options, options.files or 10**9, settings)
        print(json.dumps(result, ensure_ascii=False, indent=1))
        if options.json:
            options.json.write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")
        return
    command = [sys.executable, "-m", "bench.spine", "--corpus", str(options.corpus), "--queries", str(options.queries)]
    results: dict[str, Any] = {}
    whole = len(list(options.corpus.rglob("*.md")))
    for size in (500, 1000, whole) if options.growth else (options.files or whole,):
        extra = ["--no-floor"] if options.no_floor else []
        results[f"embedded {size}"] = _apart([*command, "--files", str(size), *extra])
    if options.servers:
        from tests.support import servers

        running = {name: servers.start(name) for name in ("postgresql", "neo4j", "elasticsearch")}
        try:
            size = options.files or whole
            where = ["--database", running["postgresql"].url, "--graph", running["neo4j"].url]
            where += ["--search", running["elasticsearch"].url]
            results[f"servers {size}"] = _apart([*command, "--files", str(size), "--no-floor", *where])
        finally:
            for server in running.values():
                server.stop()
    for name, result in results.items():
        print(name, json.dumps(result, ensure_ascii=False))
    if options.json:
        options.json.write_text(json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8")


def _apart(command: list[str]) -> dict[str, Any]:
    """Run one size in a process of its own, so that its memory is its own."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


if __name__ == "__main__":
    main()

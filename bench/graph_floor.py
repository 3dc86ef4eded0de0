"""What the graph costs above its engine: COPY alone of the same rows against a whole ``bring_forward``, one changed unit, and tracing.

``python -m bench.graph_floor [--laws N] [--articles N] [--duties N] [--traces N] [--server URL]``: made-up laws of the size of the corpus (defaults:
3,000 versions of 47 articles, 140 characters each), lists whose rows cite them, printed as a table. Every figure is measured in this run.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import ladybug
import pyarrow as pa

from graph import open_graph
from graph.ladybug_store import _SQL_TYPE, MAX_SIZE, WRITE_POOL, EmbeddedGraphStore
from graph.port import GraphReader, GraphUnit, Row
from graph.spill import ARROW_TYPE
from graph.tables import edge_columns, edge_kinds
from ontologies.identifiers import duty_id, law_id
from ontologies.records import OPEN_END
from ontologies.schema import node_tables
from tests.support.units import PLACE, body_unit, law_unit, list_unit, version_unit

DAY = date(2026, 1, 1)
FIRST, SECOND = date(2010, 1, 1), date(2019, 1, 1)
# Characters of frequency like a statute's matter to compression; any thousand do.
CHARACTERS = "".join(chr(0x4E00 + 17 * n) for n in range(1000))


def names(laws: int) -> list[str]:
    """Two versions each, so half as many works as versions."""
    return [f"第{number}号法" for number in range(max(1, laws // 2))]


def make_units(laws: int, articles: int, duties: int, characters: int = 140) -> Iterator[GraphUnit]:
    """A corpus: law units, version units (each article cites another in one of four, each law was made under an earlier one), township
    lists with three citations a row, bodies."""
    rng = random.Random(7)
    pool = ["".join(rng.choices(CHARACTERS, k=characters)) for _ in range(4000)]
    works = names(laws)
    for place, name in enumerate(works):
        yield law_unit(name)
        for day, valid in ((FIRST, (FIRST, SECOND)), (SECOND, (SECOND, OPEN_END))):
            texts = {str(number): rng.choice(pool) for number in range(1, articles + 1)}
            cites = [
                (str(number), law_id("cn", rng.choice(works)), str(rng.randrange(1, articles + 1)))
                for number in range(4, articles + 1, 4)
            ]
            # Four levels, as 法律 → 行政法规 → 规章 → 规范性文件.
            above = [law_id("cn", works[place // 12])] if place else []
            ended = "superseded" if day is FIRST else ""
            yield version_unit(name, day, texts, valid=valid, end_reason=ended, cites=cites, implements=above)
    for number in range(max(1, duties // 100)):
        town = f"第{number}镇"
        held = [(f"事项{number}-{n}", f"办公室{n % 9}") for n in range(100)]
        yield body_unit(town, offices=[f"办公室{n}" for n in range(9)], duties=held)
        rows = [
            (
                duty_id(PLACE, town, "basic", name),
                [(law_id("cn", rng.choice(works)), str(rng.randrange(1, articles + 1))) for _ in range(3)],
            )
            for name, _ in held
        ]
        yield list_unit(town, "duty_list", date(2024, 6, 30), rows)


def timed(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def copy_alone(path: Path, units: list[GraphUnit]) -> tuple[int, int, float]:
    """Nodes, edges and seconds of COPY and CHECKPOINT: rows already gathered and in Arrow, nothing looked at, nothing synced."""
    nodes: dict[str, dict[str, Row]] = {table: {} for table in node_tables()}
    edges: dict[tuple[str, str, str], list[Row]] = {kind: [] for kind in edge_kinds()}
    for unit in units:
        for source in (unit.mentions, unit.nodes, unit.defines):
            for table, rows in source.items():
                nodes[table].update((row[0], row) for row in rows)
        for kind, rows in unit.edges.items():
            edges[kind].extend(rows)

    def arrow(columns: Sequence[tuple[str, str]], rows: list[Row]) -> pa.Table:
        arrays = [
            pa.array(v, type=ARROW_TYPE[kind]) for (_, kind), v in zip(columns, zip(*rows, strict=True), strict=True)
        ]
        return pa.table(arrays, names=[name for name, _ in columns])

    database = ladybug.Database(str(path), buffer_pool_size=WRITE_POOL, max_db_size=MAX_SIZE, auto_checkpoint=False)
    connection = ladybug.Connection(database)
    copies = []
    for table, described in node_tables().items():
        columns = [(c.name, c.type) for c in described.columns]
        typed = ", ".join(f"`{name}` {_SQL_TYPE[kind]}" for name, kind in columns)
        connection.execute(f"CREATE NODE TABLE {table}({typed}, PRIMARY KEY(id))")
        if nodes[table]:
            copies.append((f"COPY {table} FROM $rows", arrow(columns, list(nodes[table].values()))))
    made = set()
    for name, _, _ in edge_kinds():
        if name not in made:
            made.add(name)
            pairs = ", ".join(f"FROM {b} TO {e}" for n, b, e in edge_kinds() if n == name)
            typed = ", ".join(f"`{c.name}` {_SQL_TYPE[c.type]}" for c in edge_columns(name)[2:])
            connection.execute(f"CREATE REL TABLE {name}({pairs}, {typed})")
    for (name, begin, end), rows in edges.items():
        if rows:
            columns = [(c.name, c.type) for c in edge_columns(name)]
            copies.append((f"COPY {name} FROM $rows (from='{begin}', to='{end}')", arrow(columns, rows)))

    def copy() -> None:
        for text, table in copies:
            connection.execute(text, {"rows": table})
        connection.execute("CHECKPOINT")

    seconds = timed(copy)
    connection.close()
    database.close()
    return sum(map(len, nodes.values())), sum(map(len, edges.values())), seconds


def percentiles(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    return " / ".join(f"{ordered[int(len(ordered) * part)] * 1000:.2f}" for part in (0.5, 0.95, 0.99))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--laws", type=int, default=3000, help="law versions")
    parser.add_argument("--articles", type=int, default=47, help="articles of each")
    parser.add_argument("--duties", type=int, default=5000)
    parser.add_argument("--traces", type=int, default=1000, help="of each kind")
    parser.add_argument("--server", default="", help="bolt:// URL of a Neo4j to measure instead; it is emptied")
    asked = parser.parse_args()
    if asked.server:
        on_server(asked)
        return
    units = list(make_units(asked.laws, asked.articles, asked.duties))
    characters = sum(len(row[11]) for unit in units for row in unit.nodes.get("Provision", ()))
    with tempfile.TemporaryDirectory() as folder:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        nodes, edges, floor = copy_alone(Path(folder) / "floor.lbug", units)
        print(f"{nodes:,} nodes, {edges:,} edges, {characters:,} characters of text")
        print(f"COPY alone (floor)                 {floor:8.2f} s")
        store = EmbeddedGraphStore(Path(folder) / "graph")
        whole = timed(lambda: store.bring_forward(None, 1, [], units, len(units)))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(f"bring_forward, from nothing        {whole:8.2f} s   {whole / floor:.1f} times the floor")
        print(f"memory: {before / 1024:.0f} MiB with all units made, {peak / 1024:.0f} MiB at the peak")
        size = next((Path(folder) / "graph").glob("release-000001*")).stat().st_size
        print(f"file                               {size / 1e6:8.1f} MB")
        changed = version_unit(names(asked.laws)[0], SECOND, {str(n): f"改了的第{n}条" * 20 for n in range(1, 101)})
        for release in range(2, 5):
            one = timed(lambda release=release: store.bring_forward(release - 1, release, [], [changed], 1))  # type: ignore[misc]
            print(f"bring_forward, 1 unit of 100 articles {one:5.2f} s")
        unchanged = timed(lambda: store.manifest(4))
        print(f"manifest                           {unchanged:8.2f} s")
        size = next((Path(folder) / "graph").glob("release-000004*")).stat().st_size
        print(f"file after three changes           {size / 1e6:8.1f} MB")
        trace_all(store.reader(4), asked)


def trace_all(reader: GraphReader, asked: argparse.Namespace) -> None:
    """Trace what is picked by chance, one client, and print the percentiles. The first traces of each kind are counted too."""
    rng = random.Random(11)
    works = names(asked.laws)
    towns = max(1, asked.duties // 100)

    def some_duty() -> str:
        town, number = rng.randrange(towns), rng.randrange(100)
        return duty_id(PLACE, f"第{town}镇", "basic", f"事项{town}-{number}")

    kinds: dict[str, Callable[[], str]] = {
        "duty": some_duty,
        "article": lambda: f"{law_id('cn', rng.choice(works))}/art_{rng.randrange(1, asked.articles + 1)}",
        "provision": lambda: (
            f"{law_id('cn', rng.choice(works[1:]))}/{SECOND}/art_{rng.randrange(1, asked.articles + 1)}"
        ),
        "law": lambda: law_id("cn", rng.choice(works)),
    }
    for kind, pick in kinds.items():
        seconds = []
        for _ in range(asked.traces):
            identifier = pick()
            begin = time.perf_counter()
            reader.trace(identifier, DAY)
            seconds.append(time.perf_counter() - begin)
        print(f"trace {kind:10} p50 / p95 / p99    {percentiles(seconds)} ms   {asked.traces / sum(seconds):,.0f}/s")
    reader.close()


def on_server(asked: argparse.Namespace) -> None:
    """The same on a server, which this empties first: there is no COPY to compare with."""
    units = list(make_units(asked.laws, asked.articles, asked.duties))
    store = open_graph(asked.server)
    for release in store.releases():
        store.drop(release)
    whole = timed(lambda: store.bring_forward(None, 1, [], units, len(units)))
    counts = store.reader(1).counts()
    rows = sum(counts.values())
    print(f"server: {rows:,} nodes and edges in {whole:.2f} s, {rows / whole:,.0f}/s")
    changed = version_unit(names(asked.laws)[0], SECOND, {str(n): f"改了的第{n}条" * 20 for n in range(1, 101)})
    print(f"bring_forward, 1 unit of 100 articles {timed(lambda: store.bring_forward(1, 2, [], [changed], 1)):5.2f} s")
    trace_all(store.reader(2), asked)
    store.close()


if __name__ == "__main__":
    main()

"""The search store against its floor: ``python -m bench.search_floor --corpus FOLDER [--files N] [--queries F] [--search URL]``.

The floor is rjieba and tantivy alone on the same text: one field of search words, no facets, no names, nothing stored but an
identifier. Beside it: the store built in one process and with cutting in a worker, one unit replaced, and searches
by one client with and without facets (p50, p95, p99). Reading the files is not measured here.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import rjieba
import tantivy

from bench.search_quality import lines, percentile
from ingest.laws import read_law
from search import open_search
from search.documents import pack, unpack
from search.port import PreparedUnit, SearchDoc, SearchQuery, SearchReader, SearchUnit

_DAY = date(2026, 6, 1)
_AHEAD = 4
_CHUNK = 20


def read(corpus: Path, files: int | None) -> list[SearchUnit]:
    """One unit a law: the law and its articles."""
    units = []
    for path in sorted(corpus.rglob("*.md"))[:files]:
        texts, _ = read_law(path.read_bytes(), path.name)
        for text in texts:
            law = f"law/{path.relative_to(corpus).with_suffix('')}"
            headings = {provision.eid: provision for provision in text.provisions}
            docs = [
                SearchDoc(law, "law", text.title, names=(text.title,), law=law, law_title=text.title, rank="statute")
            ]
            for provision in text.provisions:
                if not provision.lines:
                    continue
                above = headings.get(provision.parent)
                docs.append(
                    SearchDoc(
                        f"{law}/{provision.eid}",
                        "provision",
                        f"{text.title}{provision.label}",
                        heading=f"{above.heading if above else ''} {provision.heading}".strip(),
                        text="\n".join(line.text for line in provision.lines),
                        law=law,
                        law_title=text.title,
                        article=provision.number,
                        rank="statute",
                        type="statute",
                        level="national",
                        place=("cn",),
                    )
                )
            units.append(SearchUnit(law, "1", docs))
    return units


def floor(units: list[SearchUnit], folder: Path) -> tuple[float, Any]:
    """Seconds to cut and index with the two libraries alone, and the index."""
    start = time.perf_counter()
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("words", tokenizer_name="spaces", index_option="freq")
    folder.mkdir()
    index = tantivy.Index(builder.build(), str(folder))
    index.register_tokenizer("spaces", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    writer = index.writer(400_000_000, 1)
    for unit in units:
        for doc in unit.docs:
            text = " ".join(rjieba.cut_for_search(f"{doc.law_title} {doc.heading} {doc.text}"))
            writer.add_document(tantivy.Document(id=doc.id, words=text))
    writer.commit()
    writer.wait_merging_threads()
    return time.perf_counter() - start, index


def _prepare(units: list[SearchUnit]) -> list[bytes]:
    return [pack(unit) for unit in units]


def prepared(pool: ProcessPoolExecutor, units: list[SearchUnit]) -> Iterator[PreparedUnit]:
    """The units in order, cut in worker processes a few pieces ahead."""
    waiting: deque[Future[list[bytes]]] = deque()
    for start in range(0, len(units), _CHUNK):
        waiting.append(pool.submit(_prepare, units[start : start + _CHUNK]))
        if len(waiting) > _AHEAD:
            yield from map(unpack, waiting.popleft().result())
    while waiting:
        yield from map(unpack, waiting.popleft().result())


def timed(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def questions(units: list[SearchUnit], number: int) -> list[str]:
    """Stretches of the text itself, as nothing better is at hand."""
    source = random.Random(1)
    docs = [doc for unit in units for doc in unit.docs if len(doc.text) > 30]
    out = []
    for doc in source.choices(docs, k=number):
        start = source.randrange(len(doc.text) - 12)
        out.append(doc.text[start : start + source.randrange(4, 12)])
    return out


def report(name: str, seconds: list[float]) -> None:
    print(f"{name:34}" + "  ".join(f"p{part} {percentile(seconds, part / 100):6.2f} ms" for part in (50, 95, 99)))


def ask(reader: SearchReader, asked: list[str], **options: Any) -> list[float]:
    return [timed(lambda words=words: reader.search(SearchQuery(words, _DAY, **options))) for words in asked]  # type: ignore[misc]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True, help="folder of law files (.md)")
    parser.add_argument("--files", type=int, help="only the first so many files")
    parser.add_argument("--queries", type=Path, help='questions, one JSON object a line with "query"')
    parser.add_argument("--search", help="a server's URL to measure beside the embedded store")
    parser.add_argument("--number", type=int, default=500, help="how many searches")
    options = parser.parse_args()
    units = read(options.corpus, options.files)
    docs = [doc for unit in units for doc in unit.docs]
    size = sum(len(doc.text.encode()) for doc in docs) / 1e6
    print(f"{len(docs)} documents, {size:.1f} MB of text")
    asked = [row["query"] for row in lines(options.queries)] if options.queries else questions(units, options.number)
    asked = asked[: options.number]
    folder = Path(tempfile.mkdtemp())
    try:
        seconds, index = floor(units, folder / "floor")
        print(f"{'floor: cut and index':34}{seconds:6.2f} s")
        store = open_search(folder / "store")
        seconds = timed(lambda: store.bring_forward(None, 1, (), units, len(units)))
        print(f"{'store: one process':34}{seconds:6.2f} s")
        store.drop(1)
        with ProcessPoolExecutor(1) as pool:
            pool.submit(_prepare, units[:1]).result()
            seconds = timed(lambda: store.bring_forward(None, 1, (), prepared(pool, units), len(units)))
        print(f"{'store: cutting in a worker':34}{seconds:6.2f} s")
        changed = SearchUnit(units[0].key, "2", units[0].docs)
        print(f"{'store: one unit replaced':34}{timed(lambda: store.bring_forward(1, 2, (), [changed], 1)):6.3f} s")

        searcher, schema = index.searcher(), index.schema
        index.reload()

        def bare(words: str) -> object:
            cut = dict.fromkeys(word for word in rjieba.cut_for_search(words) if word.strip())
            terms = [
                (tantivy.Occur.Should, tantivy.Query.term_query(schema, "words", word, index_option="freq"))
                for word in cut
            ]
            found = searcher.search(tantivy.Query.boolean_query(terms), 10)
            return [searcher.doc(address) for _, address in found.hits]

        for words in asked[:50]:
            bare(words)
        report("floor: search", [timed(lambda words=words: bare(words)) for words in asked])  # type: ignore[misc]
        stores = [("store", store)]
        if options.search:
            server = open_search(options.search)
            print(f"{'server: built':34}{timed(lambda: server.bring_forward(None, 1, (), units, len(units))):6.2f} s")
            stores.append(("server", server))
        for name, place in stores:
            reader = place.reader(max(place.releases()))
            ask(reader, asked[:50])
            report(f"{name}: search, no facets", ask(reader, asked, facets=False, limit=10))
            report(f"{name}: search with facets", ask(reader, asked, limit=10))
            report(f"{name}: with facets, explained", ask(reader, asked[:100], limit=10, explain=True))
            reader.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()

"""How well plain questions find the right article:

    python -m bench.search_quality --queries F --corpus F [--run OUT] [--model M | --model none | --train F]

``corpus`` holds one article a line ({id, title, article, path, text}), ``queries`` one question a line ({id, query, relevant: [id]}); an id
is the law's title and 第…条, with or without 中华人民共和国. Prints R@1 5 10 20 50 100, MRR@10, nDCG@10 and latency, the questions of
administrative law apart; the run is written as ``qid TAB docid TAB rank TAB score``. Without ``--model`` the model that comes with the
program ranks; ``--model none`` ranks by words alone; ``--train F`` learns from other questions first (as ``dingfen learn F --corpus F``).
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from search import open_search
from search.learn import Learner, citation_key, corpus_units, find_in, lessons, measure, read_resolved
from search.port import SearchQuery, SearchReader
from search.rank import NONE, Ranker, default_model

#: The day of the corpus.
AS_OF = date(2023, 7, 1)
#: Parts of the titles of laws that are not administrative. A question touches administrative law if any law that answers it is left.
NOT_ADMINISTRATIVE = (
    "民法典", "刑法", "民事", "刑事", "公司法", "合伙", "企业破产", "商标", "著作权", "专利", "知识产权", "保险法", "担保", "合同", "借贷",
    "劳动法", "劳动争议", "工资", "仲裁", "票据", "信托", "证券法", "海商", "海事", "婚姻", "继承", "物权", "侵权", "人身损害", "精神损害", "纠纷",
    "诈骗", "盗窃", "非法集资", "犯罪", "产品质量法", "消费者权益", "旅游法", "宪法", "农村土地承包法", "民间", "个体工商户", "特许经营",
)  # fmt: skip


def lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def is_administrative(relevant: list[str]) -> bool:
    """Whether any of the laws cited is administrative law."""
    return any(not any(part in citation for part in NOT_ADMINISTRATIVE) for citation in relevant)


def run(reader: SearchReader, questions: list[dict[str, Any]]) -> tuple[list[float], list[list[tuple[str, float]]]]:
    """Seconds for each question, and for each question what was found, best first."""
    seconds: list[float] = []
    runs: list[list[tuple[str, float]]] = []
    for question in questions:
        query = SearchQuery(question["query"], AS_OF, limit=100, facets=False)
        start = time.perf_counter()
        page = reader.search(query)
        seconds.append(time.perf_counter() - start)
        runs.append([(hit.id, hit.score) for hit in page.hits])
    return seconds, runs


def percentile(seconds: list[float], part: float) -> float:
    """Milliseconds within which ``part`` of the calls were answered."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--queries", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--run", type=Path)
    parser.add_argument("--model", default="", help="a model's file, or none for words alone; default: the one shipped")
    parser.add_argument("--train", type=Path, help="learn from these questions first")
    parser.add_argument(
        "--search", help="where to build the index (a folder or a server's URL); default: a temporary folder"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = open_search(options.search or folder)
        every = corpus_units(options.corpus)
        start = time.perf_counter()
        store.bring_forward(None, 1, (), every, len(every))
        print(f"{sum(len(unit.docs) for unit in every)} articles indexed in {time.perf_counter() - start:.1f} s")
        reader = store.reader(1)
        if options.train:
            learner = Learner(reader.engine, list(lessons(read_resolved(options.train), find_in(every))), AS_OF, print)
            reader.rank_by(Ranker(learner.train(datetime.now().astimezone().date())).choice)
        elif options.model not in NONE:
            reader.rank_by(Ranker.open(Path(options.model) if options.model else default_model()).choice)
        questions = list(lines(options.queries))
        seconds, runs = run(reader, questions)
        answers = [
            ({citation_key(one) for one in question["relevant"]}, [citation_key(one) for one, _ in found])
            for question, found in zip(questions, runs, strict=True)
        ]
        print(measure(answers).text())
        administrative = [
            answer
            for question, answer in zip(questions, answers, strict=True)
            if is_administrative(question["relevant"])
        ]
        print(f"administrative ({len(administrative)}): {measure(administrative).text()}")
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

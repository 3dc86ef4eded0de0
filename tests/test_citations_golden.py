"""The golden table: basis cells written for the project, each with what a careful clerk would copy out of it."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from text.citations import read_citations

TABLE = Path(__file__).parent / "golden" / "basis_cells.jsonl"


def rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in TABLE.read_text(encoding="utf-8").splitlines()]


def test_the_table_is_large_and_varied() -> None:
    table = rows()
    assert len({row["text"] for row in table}) == len(table) >= 180
    expected = [citation for row in table for citation in row["expected"]]
    assert sum(citation[5] for citation in expected) >= 30, "too few citations in pasted text"
    assert sum(not row["expected"] for row in table) >= 8, "too few cells that cite nothing"
    assert sum(citation[1] is None for citation in expected) >= 20, "too few laws without an article"


def test_precision_and_recall() -> None:
    right = found = wanted = 0
    wrong = []
    for row in rows():
        got = Counter((m.law, m.article, m.paragraph, m.item, m.point, m.in_quote) for m in read_citations(row["text"]))
        expected = Counter(tuple(citation) for citation in row["expected"])
        right += (got & expected).total()
        found += got.total()
        wanted += expected.total()
        if got != expected:
            wrong.append(f"{row['text']!r}\n  too many: {got - expected}\n  missing: {expected - got}")
    precision, recall = right / found, right / wanted
    print(f"\ncitations {wanted}, precision {precision:.4f}, recall {recall:.4f}", *wrong, sep="\n")
    assert precision >= 0.99
    assert recall >= 0.98

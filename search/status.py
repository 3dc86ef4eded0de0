"""Counting 时效性 with range aggregations, in the one form that both engines answer."""

from __future__ import annotations

from typing import Any

from ontologies.records import Status
from search.documents import NEVER

_ENDED = {"repealed": Status.REPEALED, "lapsed": Status.LAPSED}


def status_aggregation(day: int) -> dict[str, Any]:
    """The aggregation for a day (yyyymmdd): when documents begin; of those begun, whether they ended; of those, why."""
    begun = min(day + 1, NEVER)
    ranges: list[dict[str, Any]] = [{"key": "begun", "to": begun}]
    if begun < NEVER:
        ranges.append({"key": "later", "from": begun, "to": NEVER})
    ranges.append({"key": "never", "from": NEVER})
    return {
        "range": {"field": "valid_from", "ranges": ranges},
        "aggs": {
            "until": {
                "range": {
                    "field": "valid_to",
                    "ranges": [{"key": "ended", "to": day + 1}, {"key": "holds", "from": day + 1}],
                },
                "aggs": {"why": {"terms": {"field": "end_reason", "size": 10}}},
            }
        },
    }


def counts_of_statuses(answer: dict[str, Any]) -> dict[str, int]:
    """Status code → documents, from an engine's answer to :func:`status_aggregation`."""
    counts: dict[str, int] = {}

    def add(status: Status, number: int) -> None:
        if number:
            counts[status.value] = counts.get(status.value, 0) + number

    for when in answer["buckets"]:
        if when["key"] == "never":
            add(Status.UNKNOWN, when["doc_count"])
        elif when["key"] == "later":
            add(Status.NOT_YET, when["doc_count"])
        else:
            for until in when["until"]["buckets"]:
                if until["key"] == "holds":
                    add(Status.IN_FORCE, until["doc_count"])
                    continue
                replaced = until["doc_count"]
                for why in until["why"]["buckets"]:
                    if why["key"] in _ENDED:
                        add(_ENDED[why["key"]], why["doc_count"])
                        replaced -= why["doc_count"]
                add(Status.AMENDED, replaced)
    return counts

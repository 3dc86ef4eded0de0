"""The common layout: standard columns for items of any list, every field of them kept. For rows chosen out of several lists, and for
programs, which want each record complete in itself.

Heads are names that the reader knows, so that what was given out can be loaded again.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ingest.export.sheets import MARK_HEAD, Mark, RowKey, RowKind, Sheet, measured
from ingest.export.values import label_of, name_label, values_of
from ingest.lists.columns import FIELD_NAMES
from ontologies.records import ListKind, ListText

LIST_HEAD, NUMBER_HEAD, PLACE_HEAD = "所属清单", "原序号", "出处"
# The order of the standard columns, by field; what else a list has comes behind them, in its own order.
_FIRST = (
    "seq",
    LIST_HEAD,
    NUMBER_HEAD,
    "kind",
    "type",
    "theme",
    "name",
    "sub_name",
    "code",
    "basis",
    "holder",
    "upper",
    "taker",
    "office",
    "level",
    "responsibility",
    "accountability",
)
# Every table has these, filled or not.
_ALWAYS = ("序号", "依据")
_LAST = (MARK_HEAD, PLACE_HEAD)


def _head(kind: ListKind, field: str) -> str:
    return name_label(kind) if field == "name" else label_of(kind, field)


def common_sheet(
    lists: Sequence[tuple[str, ListText, Collection[RowKey] | None, Sequence[Mark]]],
    name: str,
    titles: Sequence[str],
    mark: bool,
) -> Sheet:
    """One table of the items of these lists, each (what it is called, list, chosen rows or None for all, corrections made). The column
    所属清单 is there when there are several."""
    rows: list[dict[str, str]] = []
    for called, text, chosen, marks in lists:
        said: dict[RowKey, list[str]] = {}
        for found in marks:
            told = found.text().replace("\n", "；")
            said.setdefault((found.sheet, found.row), []).append(f"{found.label}：{told}" if found.label else told)
        for entry, values in values_of(text):
            key = (entry.sheet, entry.row)
            if chosen is not None and key not in chosen:
                continue
            if len(lists) > 1:
                values[LIST_HEAD] = called
                if "序号" in values:
                    values[NUMBER_HEAD] = values["序号"]
            if mark and key in said:
                values[MARK_HEAD] = "\n".join(said[key])
            sheet = f"{entry.sheet} " if entry.sheet else ""
            values[PLACE_HEAD] = f"{sheet}第{entry.row}行"
            rows.append(values)
    seen = dict.fromkeys(label for values in rows for label in values)
    kinds_ = list(dict.fromkeys(text.kind for _, text, _, _ in lists))
    first = list(dict.fromkeys(_head(kind, field) for field in _FIRST for kind in kinds_))
    heads = [label for label in first if label in seen or label in _ALWAYS]
    heads += [label for label in seen if label not in first and label not in _LAST]
    heads += [label for label in _LAST if label in seen]
    above = [[title, *[""] * (len(heads) - 1)] for title in titles]
    body = []
    for order, values in enumerate(rows, 1):
        if len(lists) > 1:
            values["序号"] = str(order)
        values.setdefault("序号", str(order))
        body.append([values.get(label, "") for label in heads])
    kinds: list[RowKind] = [*["title"] * len(above), "head", *["item"] * len(body)]  # type: ignore[list-item]
    fields = {label: field for field, label in FIELD_NAMES.items()}
    made = Sheet(
        name,
        [*above, heads, *body],
        kinds,
        [(row, 0, row, len(heads) - 1) for row in range(len(above))] if len(heads) > 1 else [],
        numbers=[0],
        keys=heads,
        numbered=list(range(1, len(kinds) + 1)),
        fields=[[fields.get(label, "") for label in heads]] * len(kinds),
        firsts={index for index, kind in enumerate(kinds) if kind == "item"},
    )
    made.widths = measured(made)
    return made

"""The common layout: standard columns for items of any list, every field of them kept. For rows chosen out of several lists, and for
programs, which want each record complete in itself.

Heads are names that the reader knows, so that what was given out can be loaded again.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ingest.export.sheets import MARK_HEAD, Mark, RowKey, RowKind, Sheet, measured
from ingest.export.values import values_of
from ingest.lists.columns import FIELD_NAMES
from ontologies.records import ListText

LIST_HEAD, PLACE_HEAD = "所属清单", "出处"
_FIRST = (
    "序号",
    LIST_HEAD,
    "履职类型",
    "权力类型",
    "主题",
    "事项名称",
    "子项名称",
    "编码",
    "依据",
    "实施主体",
    "对应上级部门",
    "承接部门",
    "承办机构",
    "行使层级",
    "责任事项",
    "追责情形",
)
# Every list has these, filled or not.
_ALWAYS = ("序号", "事项名称", "依据")
_LAST = (MARK_HEAD, PLACE_HEAD)


def common_sheet(
    lists: Sequence[tuple[str, ListText, Collection[RowKey] | None, Sequence[Mark]]],
    name: str,
    titles: Sequence[str],
    mark: bool,
) -> Sheet:
    """One table of the items of these lists, each (identifier, list, chosen rows or None for all, corrections made). The column
    所属清单 is there when there are several."""
    rows: list[dict[str, str]] = []
    for identifier, text, chosen, marks in lists:
        said: dict[RowKey, list[str]] = {}
        for found in marks:
            told = found.text().replace("\n", "；")
            said.setdefault((found.sheet, found.row), []).append(f"{found.label}：{told}" if found.label else told)
        for entry in text.entries:
            key = (entry.sheet, entry.row)
            if chosen is not None and key not in chosen:
                continue
            values = values_of(entry, text.authority)
            if len(lists) > 1:
                values[LIST_HEAD] = identifier
            if mark and key in said:
                values[MARK_HEAD] = "\n".join(said[key])
            sheet = f"{entry.sheet} " if entry.sheet else ""
            values[PLACE_HEAD] = f"{sheet}第{entry.row}行"
            rows.append(values)
    seen = dict.fromkeys(label for values in rows for label in values)
    heads = [label for label in _FIRST if label in seen or label in _ALWAYS]
    heads += [label for label in seen if label not in _FIRST and label not in _LAST]
    heads += [label for label in _LAST if label in seen]
    above = [[title, *[""] * (len(heads) - 1)] for title in titles]
    body = []
    for order, values in enumerate(rows, 1):
        if len(lists) > 1 or not values.get("序号"):
            values["序号"] = str(order)
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

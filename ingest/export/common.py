"""The common layout: standard columns for items of any list, every field of them kept. For rows chosen out of several lists, and for
programs, which want each record complete in itself.

Heads are names that the reader knows, so that what was given out can be loaded again.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache

from ingest.export.sheets import MARK_HEAD, Mark, RowKey, RowKind, Sheet, measured
from ingest.lists.columns import FIELD_NAMES
from ontologies.records import (
    AccessKind,
    AdjustmentAction,
    ArrangementKind,
    DutyKind,
    EntryRecord,
    GrantMode,
    Labelled,
    Level,
    ListText,
    PowerType,
    ResponsibilityKind,
    Role,
    Route,
    SupportKind,
    Theme,
    Tier,
    VillageKind,
)
from ontologies.schema import node_tables

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
_CODED: dict[str, type[Labelled]] = {
    "mode": GrantMode,
    "power_type": PowerType,
    "tier": Tier,
    "theme": Theme,
    "village_kind": VillageKind,
    "access_kind": AccessKind,
    "action": AdjustmentAction,
    "support_kind": SupportKind,
    "arrangement_kind": ArrangementKind,
    "statutory_level": Level,
    "level": Level,
    "power_types": PowerType,
    "town_types": Labelled,
}
_RESPONSIBILITY = {ResponsibilityKind.DUTY: "责任事项", ResponsibilityKind.ACCOUNTABILITY: "追责情形"}
_ROUTES = {Route.SETTING: "设置问题监督投诉", Route.EXERCISE: "监督方式"}


def holders_text(holders: Sequence[tuple[str, Role]]) -> str:
    """Bodies as a list writes them: each with its role, unless it has the main one."""
    return "、".join(name if role == Role.LEAD else f"{name}（{role.label}）" for name, role in holders)


@cache
def _fact_labels(kind: str) -> dict[str, str]:
    table = next((table for table in node_tables().values() if table.kind == kind), None)
    return {column.name: column.label for column in table.columns} if table else {}


def _label(name: str, value: str) -> str:
    """The words for a fact's codes, line by line."""
    scheme = _CODED.get(name)
    if scheme is None:
        return value
    known = {str(member.value): member.label for member in scheme}
    return "\n".join(known.get(line, line) for line in value.split("\n"))


def values_of(entry: EntryRecord, authority: str) -> dict[str, str]:
    """Label → text of all that a row says, as it was understood; blank ones left out."""
    found: dict[str, str] = {}

    def put(label: str, text: str) -> None:
        if text and text not in (found.get(label, ""), ""):
            found[label] = f"{found[label]}\n{text}" if label in found else text

    put("序号", entry.fields.get("序号", ""))
    if entry.duty_kind is not None:
        put("履职类型", entry.duty_kind.label)
    if entry.power_type != PowerType.UNKNOWN:
        put("权力类型", entry.power_type.label)
    if entry.theme != Theme.NONE:
        put("主题", entry.theme.label)
    put("事项名称", entry.name)
    put("子项名称", entry.sub_name)
    put("编码", entry.code)
    put("依据", entry.basis)
    others = [pair for pair in entry.holders if pair[0] != authority]
    if entry.duty_kind == DutyKind.COOPERATING:
        put("对应上级部门", holders_text(others))
    elif entry.duty_kind == DutyKind.RECALLED:
        put("承接部门", holders_text(entry.holders))
    else:
        put("实施主体", holders_text(entry.holders))
    put("承办机构", "、".join(dict.fromkeys(office for _, office in entry.offices)))
    if entry.level != Level.UNKNOWN:
        put("行使层级", entry.level.label)
    for responsibility in entry.responsibilities:
        label = _RESPONSIBILITY[responsibility.kind]
        put(label, f"{responsibility.number}.{responsibility.text}")
        put(f"{label}依据", responsibility.basis)
        put("追责对象范围", responsibility.scope)
    labels = _fact_labels(str(entry.kind))
    for name, value in entry.facts.items():
        put(labels.get(name, name), _label(name, value))
    for body, text in entry.parts:
        put("职责分工", f"{body}：{text}" if body else text)
    for route in entry.routes:
        put(_ROUTES[route.route], " ".join(part for part in (route.body, route.contact) if part))
    for recipient in entry.recipients:
        put("承接乡镇", f"{recipient.name}（{recipient.note}）" if recipient.note else recipient.name)
    for ref in entry.refs:
        named = " ".join(part for part in (ref.code, ref.name) if part)
        put("关联事项", f"{named}（{ref.body}）" if ref.body else named)
    if entry.body is not None:
        put("统一社会信用代码", entry.body.code)
        put("上级机构", entry.body.parent)
        put("加挂牌子", "、".join(entry.body.plates))
    for label, text in entry.fields.items():
        # What was understood and is written in other words (县本级 for 县级) stands beside it as it was written.
        before = found.get(label, "")
        if not before:
            put(label, text)
        elif text not in before:
            put(f"{label}（原文）", text)
    return found


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

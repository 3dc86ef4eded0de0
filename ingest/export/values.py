"""What an entry says, in words: each of its values under the label of its column."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from ontologies.records import (
    AccessKind,
    AdjustmentAction,
    ArrangementKind,
    DutyKind,
    EntryRecord,
    GrantMode,
    Labelled,
    Level,
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
}
# Facts that are what a standard column says.
_STANDARD = {"power_type": "权力类型", "theme": "主题"}
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
        put(_STANDARD.get(name) or labels.get(name, name), _label(name, value))
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


def understood(entry: EntryRecord, field: str) -> str:
    """What a row says of one field of the reader's, in words that the reader takes: for lists that have no column for it."""
    duty = entry.duty_kind
    said = {
        "type": entry.power_type.label if entry.power_type != PowerType.UNKNOWN else "",
        "kind": duty.label if duty is not None else "",
        "theme": entry.theme.label if entry.theme != Theme.NONE else "",
        "name": entry.name,
        "sub_name": entry.sub_name,
        "code": entry.code,
        "basis": entry.basis,
        "holder": holders_text(entry.holders),
        "office": "、".join(dict.fromkeys(office for _, office in entry.offices)),
        "level": entry.level.label if entry.level != Level.UNKNOWN else "",
    }
    return said.get(field) or entry.facts.get(field, "")

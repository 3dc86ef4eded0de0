"""The questions that every interface asks, the same for the command, HTTP and Python: search, trace, show, cite, laws, stats.

Each takes a :class:`ingest.home.View` (one release) and a day, and answers plain data. What cannot be found raises LookupError, what
cannot be asked :class:`QuestionError`, both with a Chinese message.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import msgspec
import orjson

from ingest.resolve import ResolvedCitation, Resolver
from ontologies.functions import functions, successors
from ontologies.functions import label as function_label
from ontologies.identifiers import article_eid, kind_of, parse_law_id, provision_id
from ontologies.levels import level_label
from ontologies.places import normal_code, place, place_of
from ontologies.records import (
    OPEN_END,
    OPEN_START,
    AccessKind,
    AdjustmentAction,
    ArrangementKind,
    BodyType,
    Change,
    CitationState,
    DutyKind,
    GrantMode,
    ItemKind,
    Labelled,
    Level,
    ListKind,
    Modality,
    PowerType,
    Rank,
    ResponsibilityKind,
    Role,
    Stage,
    Status,
    SupportKind,
    Theme,
    Tier,
    Via,
    VillageKind,
)
from ontologies.status import status_on
from search.port import Hit, SearchPage, SearchQuery
from text.citations import Names, read_citations

if TYPE_CHECKING:
    # Reading citations needs no database, graph or index: `dingfen cite` starts without them.
    from ingest.home import LoadReport, View

KIND_LABELS = {
    "law": "法律文件",
    "version": "文本版本",
    "article": "条号",
    "provision": "条款",
    "body": "机构",
    "office": "内设机构",
    "list": "清单",
    "entry": "清单行",
    "responsibility": "责任",
    "function": "职能",
    **{str(kind): kind.label for kind in ItemKind},
}
FACETS = ("kind", "type", "rank", "status", "body", "level", "place", "theme", "function")
_SCHEMES: dict[str, tuple[type[Labelled], ...]] = {
    "rank": (Rank,),
    "status": (Status,),
    "level": (Level,),
    "theme": (Theme,),
    "type": (PowerType, DutyKind, Rank, VillageKind, AccessKind, AdjustmentAction, ArrangementKind),
    "role": (Role,),
    "list_kind": (ListKind,),
    "power_type": (PowerType,),
    "duty_kind": (DutyKind,),
    "body_type": (BodyType,),
    "mode": (GrantMode,),
    "tier": (Tier,),
    "village_kind": (VillageKind,),
    "access_kind": (AccessKind,),
    "action": (AdjustmentAction,),
    "arrangement_kind": (ArrangementKind,),
    "responsibility_kind": (ResponsibilityKind,),
    "stage": (Stage,),
}
_FACET_NAMES = {
    "kind": "种类",
    "rank": "位阶",
    "status": "时效性",
    "level": "层级",
    "theme": "主题",
    "function": "职能",
}
_HIT_LABELS = ("rank", "type", "level", "theme")
_OPEN = (OPEN_START.isoformat(), OPEN_END.isoformat())
_PINNED = ("id", "name", "sound", "citation", "near_name")


# What all items have, or what is shown under its own name anyway.
_COMMON = (
    "id kind document label name code body place level loaded valid_from valid_to end_reason power_type duty_kind theme"
)
_COMMON_COLUMNS = frozenset(_COMMON.split())
SEARCHED = ("law", "provision", *(str(kind) for kind in ItemKind), "office")
# The days that a question may be asked of: the open ends of what is stored lie outside.
EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)
# What a search may page through: the bound of the search port.
DEEPEST = 1000
# A page of candidates is as much as a person reads.
_CANDIDATES = 50
_LEADING = ("law", "body", "power", "duty")
_NAMED = 10
# Laws that one citation may mean and that are looked into for where the article went.
_MOST_CITED = 5
# What an identifier has where a name or a place is not known.
_UNKNOWN = "_"


class QuestionError(ValueError):
    """A question that cannot be asked; the message is Chinese and says what can. ``parameter`` is the argument at fault."""

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(message)
        self.parameter = parameter


@lru_cache(maxsize=65536)
def label_of(facet: str, code: str) -> str:
    """The Chinese label of a facet's code; the code itself where it is a name already."""
    if facet == "kind" or code in ("body", "office"):
        return KIND_LABELS.get(code, code)
    if facet in ("place", "body") and code == _UNKNOWN:
        return "未注明机构" if facet == "body" else "未注明区划"
    if facet == "place":
        if code in ("", "cn"):
            return "全国"
        found = place(code)
        return found.name if found else code
    if facet == "function":
        return _function_label(code)
    for scheme in _SCHEMES.get(facet, ()):
        for member in scheme:
            if member.value == code:
                return member.label
    return code


def _function_label(code: str) -> str:
    """A function's name, of a former one with what it has become: 安全生产监督管理（今应急管理）."""
    if code not in functions():
        return code
    later = [other for other in successors(code, LATEST) if other != code]
    return function_label(code) + (f"（今{'、'.join(map(function_label, later))}）" if later else "")


def choices_of(facet: str) -> list[tuple[str, str]]:
    """The codes of a facet with their labels; none where any word may stand (a body's name, a place)."""
    if facet == "kind":
        return [(kind, KIND_LABELS[kind]) for kind in SEARCHED]
    if facet == "function":
        return [(code, function.label) for code, function in functions().items()]
    return [(str(member.value), member.label) for scheme in _SCHEMES.get(facet, ()) for member in scheme]


def code_of(facet: str, word: str) -> str:
    """A facet's code from what a person typed: the code, its Chinese label, or a place's name. Raises QuestionError where the
    codes are a closed set and the word is none of them."""
    word = word.strip()
    if facet in ("place", "jurisdiction"):
        if word in ("cn", "全国"):
            return "cn"
        named = place_of(word)
        return named.code if named is not None and named.name == word else normal_code(word)
    known = choices_of(facet)
    for code, label in known:
        if word in (code, label):
            return code
    if known and facet != "type":
        # A type may also be another kind's own word (body, office).
        choices = "、".join(f"{code}（{label}）" for code, label in known)
        raise QuestionError(facet, f"没有“{word}”这种{_FACET_NAMES[facet]}；可用：{choices}")
    return word


def _meaning(code: str, day: date) -> tuple[str, ...]:
    """The codes under which documents may have a function on a day: what it has become, and all that has become the same. 应急管理 finds
    what the law still calls 安全生产监督管理, and the other way round."""
    now = set(successors(code, day))
    return tuple(other for other in functions() if now & set(successors(other, day)))


def search(
    view: View,
    words: str,
    as_of: date,
    filters: dict[str, list[str]] | None = None,
    skip: int = 0,
    limit: int = 20,
    facets: bool = True,
    explain: bool = True,
) -> SearchPage:
    """Find laws, provisions, powers, duties, bodies, offices. Filter values are codes or Chinese labels. Each part of an explanation
    has a sentence (``text``). Raises QuestionError."""
    if skip + limit > DEEPEST:
        raise QuestionError("skip", f"最多翻到第 {DEEPEST} 条（skip 与 limit 之和）；请用筛选条件缩小范围")
    wanted = {
        facet: tuple(code_of(facet, value) for value in values) for facet, values in (filters or {}).items() if values
    }
    if "function" in wanted:
        wanted["function"] = tuple(dict.fromkeys(code for one in wanted["function"] for code in _meaning(one, as_of)))
    query = SearchQuery(words, as_of, wanted, skip, limit, facets, explain)
    page = view.search.search(query)
    moved = _moved(view, page, as_of)
    if moved:
        also = tuple(dict.fromkeys(identifier for found in moved for identifier in found["provisions"]))
        page = view.search.search(msgspec.structs.replace(query, also=also))
        # A text is led on, not replaced: what the number has now is found as well.
        page.notes.extend(f"条号有变动：{found['text']}" for found in moved)
    for hit in page.hits:
        for part in hit.explanation:
            part["pinned"] = part["field"] in _PINNED
            part["text"] = _reason(part)
    return page


def _moved(view: View, page: SearchPage, as_of: date) -> list[dict[str, Any]]:
    """Where the words of a cited article are on the day, of each law that may be meant; nothing where its number has kept them."""
    articles = (provision_id(law, article_eid(page.cited_article)) for law in page.cited[:_MOST_CITED])
    return [found for article in articles if (found := view.graph.succession(article, as_of)) is not None]


def _reason(part: dict[str, Any]) -> str:
    """One part of a score as a sentence. What the question names is put first, not weighed (``pinned``)."""
    if part["pinned"]:
        return f"点名：{part['label']}“{part['token']}”，排在最前"
    if part["field"] == "learnt":
        # What the model made of a figure, beside what the words brought.
        return f"学到的排序：{part['label']}（{part['token']}），{'加' if part['weight'] > 0 else '减'} {abs(part['weight']):.2f} 分"
    times = f"（权重 {part['boost']:g}）" if part["boost"] != 1.0 else ""
    return f"{part['label']}“{part['token']}”相符，得 {part['weight']:.2f} 分{times}"


def facet_label(view: View, facet: str, code: str) -> str:
    """As :func:`label_of`, townships and villages called as their bodies are."""
    return (view.place_names.get(code) if facet == "place" else None) or label_of(facet, code)


def search_answer(view: View, page: SearchPage, as_of: date, skip: int, limit: int) -> dict[str, Any]:
    """A page of results as every interface gives it in JSON: hits with labels beside codes, facets as objects."""
    return {
        "release": page.release,
        "as_of": as_of,
        "total": page.total,
        "skip": skip,
        "limit": limit,
        "hits": [_hit_answer(hit) for hit in page.hits],
        "facets": {
            facet: [{"code": code, "label": facet_label(view, facet, code), "count": count} for code, count in counts]
            for facet, counts in page.facets.items()
        },
        "notes": page.notes,
    }


def _hit_answer(hit: Hit) -> dict[str, Any]:
    fields = dict(hit.fields)
    answer: dict[str, Any] = {
        "id": hit.id,
        "kind": hit.kind,
        "kind_label": KIND_LABELS.get(hit.kind, hit.kind),
        "title": hit.title,
        "law": hit.law,
        "law_title": fields.pop("law_title", ""),
        "article": hit.article,
        "status": hit.status,
        "status_label": fields.pop("status_label", ""),
        "score": hit.score,
        "highlights": hit.highlights,
        "explanation": hit.explanation,
    }
    for name, value in fields.items():
        answer[name] = None if value in _OPEN else "" if value == _UNKNOWN else value
        if name in _HIT_LABELS:
            answer[f"{name}_label"] = label_of(name, value) if value else ""
    return answer


def trace(view: View, identifier: str, as_of: date, limit: int = 200, skip: int = 0) -> dict[str, Any]:
    """The chain of legal basis from, or to, a thing. A title or an item's name is taken for its identifier when only one has it."""
    return view.graph.trace(find(view, identifier, as_of), as_of, limit, skip)


def find(view: View, reference: str, as_of: date) -> str:
    """An identifier from an identifier (also as its address ``…/id/…``), a citation (《渔业法》第三十八条) or an exact name. Raises
    LookupError, which names what is near."""
    reference = reference.strip()
    if "://" in reference and "/id/" in reference:
        reference = unquote(reference.split("/id/", 1)[1])
    reference = reference.strip("/")
    if kind_of(reference):
        return reference
    dated = _of_year(view, reference, as_of)
    if dated:
        return dated
    resolved = [c for c in _resolve(view.resolver, reference, as_of, "", view.names) if c.target or c.slot]
    if len(resolved) == 1 and resolved[0].state != CitationState.LAW_NOT_LOADED:
        return _without_version(resolved[0])
    work = view.resolver.law(reference)
    if work.loaded and work.id:
        return work.id
    page = view.search.search(SearchQuery(reference, as_of, {}, 0, _CANDIDATES, False, True))
    exact = [hit for hit in page.hits if reference in (hit.title, hit.id)]
    # A short name that a roster gives, or a plate, is a name as good as the full one.
    exact = exact or [hit for hit in page.hits if any(part["field"] == "name" for part in hit.explanation)]
    # A grant, a count or a service is called as the power that it is of: the power leads to all of them.
    exact = next((same for kind in _LEADING if (same := [hit for hit in exact if hit.kind == kind])), exact)
    if len(exact) == 1:
        return exact[0].id
    if exact:
        more = f" 等 {len(exact)} 个" if len(exact) > _NAMED else ""
        some = "；".join(hit.id for hit in exact[:_NAMED])
        raise LookupError(f"“{reference}”有 {len(exact)} 个同名的，请写标识：{some}{more}")
    containing = [hit for hit in page.hits if reference in hit.title and hit.kind != "provision"]
    near = "；".join(f"{hit.title}（{hit.id}）" for hit in (containing or page.hits)[:5])
    raise LookupError(f"没有名为“{reference}”的。" + (f"相近的有：{near}" if near else "可先用 dingfen search 查找"))


class TextNotLoadedError(LookupError):
    """A law's text that was named by its year is not loaded."""


_YEAR = r"[(（]?((?:19|20)\d\d)\s*年?(?:版|文本|修正|修订|修改|公布|通过|的)*[)）]?的?"
# A year before the title, or between it and the number of the article.
_DATED = (re.compile(rf"^{_YEAR}(?=[《\w])"), re.compile(rf"(?<=[》\w]){_YEAR}(?=第|$)"))


def _of_year(view: View, reference: str, as_of: date) -> str:
    """The article of the text that a citation names by its year (2013年渔业法第三十八条, 渔业法（2013年）第三十八条); "" where no year is named, it
    is part of a title, or the text is the one of the day anyhow. Raises TextNotLoadedError where that text is not loaded."""
    for pattern in _DATED:
        found = pattern.search(reference)
        rest = reference[: found.start()] + reference[found.end() :] if found else ""
        cited = [c for c in _resolve(view.resolver, rest, as_of, "", view.names) if c.target or c.slot] if rest else []
        if found is None or len(cited) != 1 or cited[0].state == CitationState.LAW_NOT_LOADED:
            continue
        slot = parse_law_id(_without_version(cited[0]))
        whole = _resolve(view.resolver, reference, as_of, "", view.names)
        work = view.catalogue.works.get(slot.law) if slot is not None else None
        if slot is None or work is None or not slot.eid or any(found[1] in c.mention.law for c in whole):
            continue
        year = int(found[1])
        made = [one for one in work.versions if one.version_date is not None and one.version_date.year == year]
        if not made or not made[-1].loaded:
            days = [str(one.version_date) for one in work.versions if one.loaded and one.version_date is not None]
            raise TextNotLoadedError(
                f"《{work.title}》{year}年的文本没有载入，无法核验。已载入的文本：{'、'.join(days) or '没有'}"
            )
        if made[-1].valid_from <= as_of < made[-1].valid_to:
            return ""
        return provision_id(made[-1].id, slot.eid)
    return ""


def _without_version(citation: ResolvedCitation) -> str:
    """What a citation points to whatever the day, as deep as it goes: a paragraph or an item of the article's number."""
    deep = parse_law_id(citation.target or "")
    if deep is not None and deep.eid:
        return provision_id(deep.law, deep.eid)
    return citation.slot or citation.target or ""


_ITEM = re.compile(r"^[（(][〇零一二三四五六七八九十百]+[)）]")
_POINT = re.compile(r"^\d{1,2}[.．、]")


def part_of(text: str, eid: str) -> str:
    """The paragraph, item or point that an eId names, out of an article's text; "" when it has none such."""
    wanted = dict(part.split("_", 1) for part in eid.split("__")[1:] if "_" in part)
    paragraph = item = point = 0
    found: list[str] = []
    for line in text.split("\n"):
        if _ITEM.match(line):
            item, point = item + 1, 0
        elif _POINT.match(line):
            point += 1
        else:
            paragraph, item, point = paragraph + 1, 0, 0
        at = {"para": str(max(paragraph, 1)), "item": str(item), "point": str(point)}
        if all(at[level] == number for level, number in wanted.items() if level in at):
            found.append(line)
    return "\n".join(found)


def _part_label(eid: str) -> str:
    """第1款第2项 of ``art_4__para_1__item_2``; "" for a whole article."""
    units = {"para": "款", "item": "项", "point": "目"}
    parts = (part.partition("_") for part in eid.split("__")[1:])
    return "".join(f"第{number}{units[unit]}" for unit, _, number in parts if unit in units)


def _standing(row: dict[str, Any], as_of: date) -> str:
    return status_on(as_of, row["valid_from"], row["valid_to"], row.get("end_reason", "")).value


def show(view: View, reference: str, as_of: date) -> dict[str, Any]:
    """Everything about one thing: its fields, labels, status on the day, and its near neighbours."""
    identifier = find(view, reference, as_of)
    kind = kind_of(identifier)
    if kind in ("law", "version", "article", "provision"):
        return _show_law(view, identifier, kind, as_of)
    node = view.graph.node(identifier)
    if node is None:
        raise LookupError(f"没有“{reference}”（第{view.number}号发布）")
    answer: dict[str, Any] = {"release": view.number, "as_of": as_of, **node}
    answer["kind_label"] = KIND_LABELS.get(kind, kind)
    for field in ("cells", "fields", "corrected"):
        if field in node:
            answer[field] = orjson.loads(node[field]) if node[field] else {}
    for field in _SCHEMES:
        if node.get(field):
            answer[f"{field}_label"] = label_of(field, node[field])
    answer["facts"] = _facts(kind, node)
    traced = view.graph.trace(identifier, as_of)
    answer["responsibilities"] = [entry for entry in traced["nodes"] if entry["kind"] == "responsibility"]
    answer["steps"] = traced["steps"]
    answer["edges"] = traced["edges"]
    return answer


def _facts(kind: str, node: dict[str, Any]) -> list[dict[str, str]]:
    """What a node of a list's item or a body says beyond what all have: column, Chinese label, value in words; blanks left out."""
    from ontologies.schema import node_tables

    table = next((described for described in node_tables().values() if described.kind == kind), None)
    if table is None or not (table.item or kind == "body"):
        return []
    found = []
    for column in table.columns:
        if column.name in _COMMON_COLUMNS:
            continue
        value = node[column.name]
        if column.type == "strings":
            words = "、".join(_word(column.name, each) for each in value)
        elif column.type == "date":
            words = "" if value in (OPEN_START, OPEN_END) else value.isoformat()
        elif column.type == "boolean":
            words = "是" if value else ""
        else:
            words = _word(column.name, str(value)) if value else ""
        if words:
            found.append({"name": column.name, "label": column.label, "value": words})
    return found


def _word(column: str, code: str) -> str:
    """A code's Chinese label; several codes in lines, each its own."""
    if column == "functions":
        return function_label(code)
    scheme = {"power_types": "power_type", "type": "body_type"}.get(column, column)
    if column == "support_kind":
        return "、".join(_support(line) for line in code.split("\n"))
    return label_of(scheme, code)


def _support(code: str) -> str:
    return next((kind.label for kind in SupportKind if kind == code), code)


def _show_law(view: View, identifier: str, kind: str, as_of: date) -> dict[str, Any]:
    reference = parse_law_id(identifier)
    if reference is None:
        raise LookupError(f"“{identifier}”不是有效的标识")
    law = view.graph.node(reference.law)
    if law is None:
        raise LookupError(f"没有“{identifier}”（第{view.number}号发布）")
    versions = view.graph.versions(reference.law)
    timeline = [
        {
            "id": row["id"],
            "version_date": row["version_date"],
            "effective": row["effective"],
            "valid_from": row["valid_from"],
            "valid_to": row["valid_to"],
            "amendment": row["amendment"],
            "status": _standing(row, as_of),
            "loaded": bool(row["sources"]),
            "doubtful": row["doubtful"],
            "settled": orjson.loads(row["settled"]),
        }
        for row in versions
    ]
    answer: dict[str, Any] = {
        "release": view.number,
        "as_of": as_of,
        **law,
        "kind": kind,
        "kind_label": KIND_LABELS[kind],
        "rank_label": label_of("rank", law["rank"]),
        "versions": timeline,
    }
    if kind == "law":
        work = view.catalogue.works.get(reference.law)
        current = work.nearest(as_of) if work else None
        answer["status"] = _work_status(timeline)
        if current is not None:
            answer["version"] = current.id
            answer["contents"] = _contents(view, current.id)
        return answer
    if kind == "version":
        row = next((row for row in versions if row["id"] == identifier), None)
        if row is None:
            raise LookupError(f"没有“{identifier}”。现有版本：{'、'.join(row['id'] for row in versions)}")
        answer.update(row, status=_standing(row, as_of), contents=_contents(view, identifier))
        answer["settled"] = orjson.loads(row["settled"])
        return answer
    found = _show_provision(view, reference.law, reference.version, reference.eid, identifier, as_of)
    return {**answer, **found, "kind": kind}


def _show_provision(view: View, law: str, version: str, eid: str, identifier: str, as_of: date) -> dict[str, Any]:
    base = eid.split("__", 1)[0] if eid.startswith("art_") else eid
    expressing = view.graph.provision_on(provision_id(law, base), as_of)
    row = view.graph.node(provision_id(version, base)) if version else _nearest(expressing, as_of)
    if row is None:
        raise LookupError(f"没有“{identifier}”：载入的文本中没有这一条")
    text = row["text"] if base == eid else part_of(row["text"], eid)
    if not text and base != eid:
        raise LookupError(f"“{identifier}”所在的条里没有这一款项")
    return {
        **row,
        "id": identifier,
        "label": row["label"] + _part_label(eid),
        "provision": row["id"],
        "text": text,
        "status": _standing(row, as_of),
        "actors": _actors(view, row["id"], eid, as_of),
        "came_from": [_taken(found) for found in view.graph.came_from(row["id"])],
        "taken_up_by": [
            _taken(found)
            for found in (view.graph.taken_up(provision_id(law, base)) if base.startswith("art_") else ())
            if found["version"] == row["version"]
        ],
        "in_versions": [
            {"id": r["id"], "valid_from": r["valid_from"], "valid_to": r["valid_to"], "status": _standing(r, as_of)}
            for r in expressing
        ],
    }


def _actors(view: View, provision: str, eid: str, as_of: date) -> list[dict[str, Any]]:
    """Whom a provision names, with labels beside codes; of a paragraph its own. ``function_now`` is what the function has become by the day."""
    wanted = dict(part.split("_", 1) for part in eid.split("__")[1:] if "_" in part).get("para", "")
    answer = []
    for row in view.graph.actors(provision):
        if wanted and row["paragraph"] != wanted:
            continue
        later = successors(row["code"], as_of) or (row["code"],)
        answer.append(
            {
                **row,
                "level_label": level_label(row["level"]),
                "modality_label": Modality(row["modality"]).label,
                "via_label": Via(row["via"]).label,
                "function_now": "、".join(function_label(code) if code else Via.OPEN.label for code in later),
            }
        )
    return answer


def _taken(row: dict[str, Any]) -> dict[str, Any]:
    """One article taken up, with the label of what became of it."""
    return {**row, "change_label": Change(row["change"]).label}


def _nearest(rows: list[dict[str, Any]], as_of: date) -> dict[str, Any] | None:
    """Of an article's texts (newest first) the one that holds on the day, else the last that did, else the first that will, as
    ``WorkEntry.nearest`` chooses among versions; else any there is. Which it is shows by its status."""
    held = [row for row in rows if row["valid_from"] <= as_of < row["valid_to"]]
    past = [row for row in rows if row["valid_from"] < row["valid_to"] <= as_of]
    future = [row for row in rows if as_of < row["valid_from"] < row["valid_to"]]
    if held:
        return held[0]
    if past:
        return max(past, key=lambda row: row["valid_to"])
    return min(future, key=lambda row: row["valid_from"]) if future else next(iter(rows), None)


def _work_status(timeline: list[dict[str, Any]]) -> str:
    states = [entry["status"] for entry in timeline]
    for status in (Status.IN_FORCE, Status.REPEALED, Status.LAPSED, Status.NOT_YET, Status.AMENDED):
        if status.value in states:
            return status.value
    return Status.UNKNOWN.value


def _contents(view: View, version: str) -> list[dict[str, Any]]:
    return [
        {key: row[key] for key in ("id", "eid", "level", "label", "heading", "path")}
        for row in view.graph.provisions(version)
    ]


def laws(
    view: View, as_of: date, filters: dict[str, str] | None = None, skip: int = 0, limit: int = 50
) -> dict[str, Any]:
    """Works with their versions and how each date was settled: a page, by title."""
    wanted = {field: code_of(field, value) for field, value in (filters or {}).items() if value}
    total, rows = view.graph.laws(as_of, wanted, skip, limit)
    for row in rows:
        for version in row.get("versions", []):
            # Which articles it has is asked of the version itself.
            version.pop("articles", None)
            version["settled"] = orjson.loads(version["settled"])
            version.setdefault("status", _standing(version, as_of))
    return {"release": view.number, "as_of": as_of, "total": total, "skip": skip, "limit": limit, "laws": rows}


def stats(view: View, as_of: date) -> dict[str, Any]:
    """Counts of the release: nodes and edges, laws by rank, versions by status, doubtful dates."""
    ranks: dict[str, int] = {}
    states: dict[str, int] = {}
    doubtful = unloaded = 0
    for work in view.catalogue.works.values():
        ranks[work.rank] = ranks.get(work.rank, 0) + 1
        for version in work.versions:
            status = status_on(as_of, version.valid_from, version.valid_to, version.end_reason)
            states[status.value] = states.get(status.value, 0) + 1
            doubtful += version.doubtful and version.loaded
            unloaded += not version.loaded
    return {
        "release": view.number,
        "created": view.release.created,
        "as_of": as_of,
        "documents": view.release.documents,
        "indexed": view.search.documents(),
        "counts": view.graph.counts(),
        "ranks": dict(sorted(ranks.items(), key=lambda pair: -pair[1])),
        "version_status": dict(sorted(states.items())),
        "doubtful_versions": doubtful,
        "versions_without_text": unloaded,
    }


def _resolve(
    resolver: Resolver, line: str, as_of: date, area: str, names: Names | None = None
) -> list[ResolvedCitation]:
    return [resolver.cite(mention, as_of, area) for mention in read_citations(line, names=names)]


def cite(
    resolver: Resolver, lines: Iterable[str], as_of: date, area: str = "", names: Names | None = None
) -> Iterator[dict[str, Any]]:
    """Read and resolve the citations of each line: ``{"line": n, "citations": […]}``, lines counted from 1. ``area`` is the division
    code for which short names of local rules are read."""
    for number, line in enumerate(lines, 1):
        yield {
            "line": number,
            "citations": [
                {
                    "text": found.mention.text,
                    "start": found.mention.start,
                    "end": found.mention.end,
                    "law": found.mention.law,
                    "article": found.mention.article,
                    "paragraph": found.mention.paragraph,
                    "item": found.mention.item,
                    "point": found.mention.point,
                    "in_quote": found.mention.in_quote,
                    "target": found.target,
                    "state": str(found.state),
                    "reason": found.reason,
                }
                for found in _resolve(resolver, line, as_of, area, names)
            ],
        }


def releases_diff(titles: dict[str, tuple[str, str]], before: set[str], after: set[str]) -> dict[str, Any]:
    """What one release has that another has not: documents by title."""

    def named(digests: set[str]) -> list[dict[str, str]]:
        found = [{"digest": d, "kind": titles[d][0], "title": titles[d][1]} for d in digests]
        return sorted(found, key=lambda entry: (entry["title"], entry["digest"]))

    added, removed = after - before, before - after
    gone = {titles[d][1] for d in removed}
    changed = sorted({titles[d][1] for d in added if titles[d][1] in gone})
    return {"added": named(added), "removed": named(removed), "changed_titles": changed}


def load_answer(report: LoadReport, refused: bool = False) -> dict[str, Any]:
    """What a load did, each problem with its one-line message (``text``)."""
    problems = [{**msgspec.structs.asdict(problem), "text": problem.text()} for problem in report.problems]
    return {"refused": refused, **msgspec.structs.asdict(report), "problems": problems}


def _default(value: Any) -> Any:
    if isinstance(value, date):
        return None if value in (OPEN_START, OPEN_END) else value.isoformat()
    if isinstance(value, msgspec.Struct):
        return {name: getattr(value, name) for name in value.__struct_fields__}
    raise TypeError(f"没有 JSON 写法：{type(value).__name__}")


def to_json(value: Any, indent: bool = False) -> bytes:
    """Any answer as JSON: dates as ISO text, open ends as null, structs as objects, codes as text."""
    options = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_NON_STR_KEYS
    return orjson.dumps(value, _default, options | orjson.OPT_INDENT_2 if indent else options)


__all__ = [
    "EARLIEST",
    "FACETS",
    "KIND_LABELS",
    "LATEST",
    "QuestionError",
    "choices_of",
    "cite",
    "code_of",
    "facet_label",
    "find",
    "label_of",
    "laws",
    "load_answer",
    "releases_diff",
    "search",
    "search_answer",
    "show",
    "stats",
    "to_json",
    "trace",
]

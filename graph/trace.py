"""Tracing: from a duty, a power, an office, a body, a list or one of its rows up to the law it rests on, from a law, a version,
an article or a provision down to all that rests on it, and from a function to the bodies that have it and the provisions that name it.

The answer is a plain dict::

    {"id", "as_of", "release", "target", "direction": "forward" | "reverse", "totals": {…}, "skip", "limit", "more",
     "nodes": [{"id", "kind", "label", "status", "status_label", …}],
     "edges": [{"from", "to", "kind", "label", …the edge's own columns}],
     "steps": [{"kind", "text", "ids", "status", "status_label", "state"}]}

``status`` is a code of ``ontologies.records.Status`` on the date ("" where the thing has none), ``state`` how sure the step is:
确认 (what is loaded decides it), 疑似 (it rests on a presumption, or asks for a look), 无法核验 (what would decide it is not loaded).

Which text of an article holds is decided here, from the versions of its law, on the date that is asked for: a list cites a number,
never a text. Which text the number was taken from is inferred (a year in the citation, the words pasted behind it, the day of the edition)
and told so; where its words are now is followed from text to text (``graph.succession``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import msgspec

from graph import queries
from graph.local import GUESSED, local_bodies
from graph.meant import By, Meant, meant, same_words
from graph.port import NodeMissingError
from graph.rows import Rows
from graph.succession import (
    VIA_LABELS,
    Followed,
    article_of,
    follow,
    number_order,
    pasted_behind,
    place_of_actor,
    sureness,
)
from ontologies import functions
from ontologies.identifiers import function_code, function_id, kind_of, parse_law_id, provision_id
from ontologies.levels import level_label
from ontologies.places import place
from ontologies.records import (
    OPEN_END,
    AccessKind,
    AdjustmentAction,
    ArrangementKind,
    Change,
    CitationState,
    DutyKind,
    GrantMode,
    Labelled,
    Modality,
    PowerType,
    Rank,
    ResponsibilityKind,
    Role,
    Route,
    Status,
    SuccessionKind,
    Tier,
    Verdict,
    Via,
    VillageKind,
)
from ontologies.schema import edge_tables
from ontologies.status import is_day, status_on
from text.citations import noted_year
from text.numerals import label as numbered

CONFIRMED = "确认"
SUSPECTED = "疑似"
UNVERIFIABLE = "无法核验"

# 法律 → 行政法规 → 规章 → 规范性文件 is four; what is deeper than this is a mistake in the data.
MAX_HEIGHT = 8

# What a query returns beside a node's own columns.
_NOT_OWN = frozenset({"past", "target"})

# So many rows and fewer are fetched whole and sorted here.
FEW = 1000

_ITEM_KINDS = {queries.KIND_OF_TABLE[table] for table in queries.ITEMS}
_FORWARD = {"office", "body", "entry", "list", "responsibility", *_ITEM_KINDS}

# How an item is told: what it is called, what its bodies do with it, and the column and codes of its type.
_TOLD: dict[str, tuple[str, str, str, type[Labelled] | None]] = {
    "Power": ("职权事项", "行使", "power_type", PowerType),
    "Duty": ("履职事项", "履行", "duty_kind", DutyKind),
    "Grant": ("赋权事项", "", "mode", GrantMode),
    "CatalogueItem": ("目录事项", "", "tier", Tier),
    "VillageItem": ("村级事项", "", "village_kind", VillageKind),
    "Task": ("交办事项", "", "", None),
    "Boundary": ("管理事项", "", "", None),
    "Mandate": ("三定职责", "承担", "", None),
    "Service": ("政务服务事项", "办理", "power_type", PowerType),
    "AccessItem": ("市场准入事项", "", "access_kind", AccessKind),
    "Adjustment": ("调整事项", "", "action", AdjustmentAction),
    "Activity": ("行使记录", "", "", None),
    "Support": ("赋权保障", "", "", None),
    "Officer": ("执法人员", "", "", None),
    "Arrangement": ("权力安排", "", "arrangement_kind", ArrangementKind),
}
# How an article stands whose words are looked for elsewhere: another text has its number, or none has it.
_FOLLOWED = frozenset({Status.IN_FORCE, Status.AMENDED, Status.REPEALED, Status.LAPSED})
# What is over or to come is told so.
_TENSES: dict[str, str] = {"02": "将", "03": "曾", "04": "曾", "05": "曾"}
# Names of bodies in one sentence.
_NAMED_BODIES = 5
# Levels that a function is counted by in one sentence.
_NAMED_LEVELS = 8
_SURE = {Verdict.CONFIRMED.value: "确认", Verdict.SUSPECTED.value: "疑似", Verdict.UNVERIFIABLE.value: "无法核验"}

Record = dict[str, Any]


class Standing(msgspec.Struct, frozen=True):
    """How a law or an article stands on a day: its status, how sure that is, the sentence that says why, and the row
    (LawVersion or Provision) that holds on the day, or else the one to look at."""

    status: Status
    state: str
    why: str
    row: Record | None = None


def law_standing(law: Record, versions: list[Record], day: date) -> Standing:
    """How a law stands on ``day``. ``law`` needs loaded and repealed_on, versions id, valid_from, valid_to, end_reason, doubtful, loaded."""
    if not law["loaded"]:
        return Standing(Status.UNKNOWN, UNVERIFIABLE, "该文件尚未载入，无法核验")
    dated = [version for version in versions if version["valid_from"] != OPEN_END]
    ended = [version for version in dated if version["valid_to"] <= day]
    last = max(ended, key=lambda version: (version["valid_to"], version["id"]), default=None)
    if is_day(law["repealed_on"]) and law["repealed_on"] <= day:
        return Standing(Status.REPEALED, CONFIRMED, f"已于{_day(law['repealed_on'])}废止", last)
    held = [version for version in dated if version["valid_from"] <= day < version["valid_to"]]
    if held:
        version = max(held, key=lambda version: (version["valid_from"], version["id"]))
        if not version["loaded"]:
            named = f"{_day(version['version_date'])}修改后的文本" if is_day(version["version_date"]) else "当日的文本"
            return Standing(Status.IN_FORCE, SUSPECTED, f"有效，但{named}未载入，只从后来文本的沿革得知", version)
        if version["doubtful"]:
            return Standing(Status.IN_FORCE, SUSPECTED, "推定有效（版本日期存疑，请核对）", version)
        return Standing(Status.IN_FORCE, CONFIRMED, "有效", version)
    if not versions:
        return Standing(Status.UNKNOWN, UNVERIFIABLE, "没有载入正文，无法核验")
    if not dated:
        version = max(versions, key=lambda version: str(version["id"]))
        return Standing(Status.UNKNOWN, UNVERIFIABLE, "施行日期未能认定，无法核验", version)
    if last is not None:
        status = status_on(day, last["valid_from"], last["valid_to"], last["end_reason"])
        state = CONFIRMED if status in (Status.REPEALED, Status.LAPSED) and not last["doubtful"] else SUSPECTED
        why = f"{status.label}（末一文本止于{_day(last['valid_to'])}）"
        if status is Status.AMENDED:
            why = f"所载入的末一文本止于{_day(last['valid_to'])}，其后的文本当日未见施行，请核对"
        return Standing(status, state, why, last)
    first = min(dated, key=lambda version: (version["valid_from"], version["id"]))
    state = SUSPECTED if first["doubtful"] else CONFIRMED
    return Standing(Status.NOT_YET, state, f"尚未施行（自{_day(first['valid_from'])}起施行）", first)


def _day(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日"


def _title(name: str) -> str:
    return name if name.startswith("《") else f"《{name}》"


def _named(row: Record) -> str:
    """The title of a law or a version, in book-title marks."""
    return _title(row["title"] or row["label"] or row["id"].rsplit("/", 1)[-1])


def _of_law(law: str, label: str) -> str:
    """《法》第三条, whether or not the label of the article names its law itself."""
    if "《" in label:
        return label
    return law + label.removeprefix(law.removeprefix("《").removesuffix("》"))


def _code(enum: type[Labelled], value: str) -> str:
    """The Chinese label of a code; the code itself when the vocabulary does not know it."""
    member = enum._value2member_map_.get(value)
    return member.label if isinstance(member, Labelled) else value


_STATUS = {status.value: status for status in Status}


class _Succession(msgspec.Struct, frozen=True):
    """What is told of where an article's words are; ``ids`` begin with the article and its old provision."""

    text: str
    ids: list[str]
    status: Status
    state: str
    found: Followed


class _LawView(msgspec.Struct):
    """A law with its versions and how it stands on the day."""

    row: Record
    versions: list[Record]
    standing: Standing
    repealers: list[Record] = []

    @property
    def name(self) -> str:
        return _named(self.row)

    def version(self, identifier: str) -> Record | None:
        return next((version for version in self.versions if version["id"] == identifier), None)


class Tracer:
    """One trace on one day. ``skip`` and ``limit`` page what can be many: held powers, list rows, what rests on a law."""

    def __init__(self, rows: Rows, day: date, skip: int = 0, limit: int = 200) -> None:
        self._rows, self._day, self._skip, self._limit = rows, day, skip, limit
        self._nodes: dict[str, Record] = {}
        self._edges: dict[tuple[Any, ...], Record] = {}
        self._steps: list[Record] = []
        self._totals: dict[str, int] = {}
        self._more = False
        self._laws: dict[str, _LawView] = {}
        self._articles: dict[str, Standing] = {}
        self._expressing: dict[str, list[Record]] = {}

    def trace(self, identifier: str) -> Record:
        """Trace ``identifier``. Raises NodeMissingError when the release does not know it."""
        identifier, kind = self._find(identifier)
        if kind in _FORWARD:
            self._forward(identifier, kind)
        elif kind == "function":
            self._tell_function(identifier)
        else:
            self._reverse(identifier, kind)
        return {
            "id": identifier,
            "as_of": self._day,
            "release": self._rows.release,
            "target": self._rows.target,
            "direction": "forward" if kind in _FORWARD else "reverse",
            "totals": self._totals,
            "skip": self._skip,
            "limit": self._limit,
            "more": self._more,
            "nodes": list(self._nodes.values()),
            "edges": list(self._edges.values()),
            "steps": self._steps,
        }

    # -- what is asked for ------------------------------------------------------------------------------------------------

    def _find(self, identifier: str) -> tuple[str, str]:
        """The identifier of the node that is traced, with its kind: a paragraph or an item is traced as its article."""
        kind = kind_of(identifier)
        candidates = [identifier]
        reference = parse_law_id(identifier)
        if reference is not None and reference.article and reference.article != reference.eid:
            candidates.append(provision_id(reference.version or reference.law, reference.article))
        for candidate in candidates:
            table = queries.TABLE_OF_KIND.get(kind)
            if table is not None:
                found = self._one(queries.BRIEF[table], candidate)
                if found:
                    self._add(found[0], table)
                    return candidate, kind
        raise NodeMissingError(f"第 {self._rows.release} 版数据中没有“{identifier}”；可先用检索查到它的标识")

    # -- nodes, edges, steps ----------------------------------------------------------------------------------------------

    def _add(self, row: Record, table: str, status: Status | None = None) -> Record:
        """Put a node into the answer once; a later call may tell its status better, or columns that the first one did not have."""
        node = self._nodes.get(row["id"])
        if node is None:
            node = {"id": row["id"], "kind": queries.KIND_OF_TABLE[table], "label": row["label"]}
            self._nodes[row["id"]] = node
            if status is None and "valid_from" in row and row.get("loaded", True):
                status = status_on(self._day, row["valid_from"], row["valid_to"], row.get("end_reason", ""))
            node["status"], node["status_label"] = "", ""
        if "document" not in node:
            own = (name for name in row if name not in node and name not in _NOT_OWN and not name.startswith("edge_"))
            node.update({name: row[name] for name in own})
        if status is not None:
            node["status"], node["status_label"] = status.value, status.label
        return node

    def _join(self, begin: str, kind: str, end: str, row: Record | None = None) -> None:
        """Put an edge into the answer once."""
        own = {} if row is None else {name[5:]: value for name, value in row.items() if name.startswith("edge_")}
        key = (begin, kind, end, own.get("begins"), own.get("position"))
        self._edges.setdefault(key, {"from": begin, "to": end, "kind": kind, "label": edge_tables()[kind].label, **own})

    def _step(
        self, kind: str, text: str, ids: Iterable[str], status: Status | None = None, state: str = CONFIRMED
    ) -> None:
        self._steps.append(
            {
                "kind": kind,
                "text": text if text.endswith(("。", "；", "：")) else text + "。",
                "ids": list(dict.fromkeys(identifier for identifier in ids if identifier)),
                "status": "" if status is None else status.value,
                "status_label": "" if status is None else status.label,
                "state": state,
            }
        )

    def _each(self, query: str, keys: Collection[str]) -> dict[str, list[Record]]:
        """Rows of a query for each key, in an order that no backend decides."""
        if not keys:
            return {}
        found = self._rows.each(query, keys)
        for rows in found.values():
            if len(rows) > 1:
                rows.sort(key=_order)
        return found

    def _one(self, query: str, key: str) -> list[Record]:
        return self._each(query, [key])[key]

    def _count(self, query: str, key: str, **more: Any) -> int:
        return int(self._rows.rows(query, {"key": key, **more})[0]["total"])

    def _pages(self, parts: list[tuple[str, str]], key: str) -> tuple[int, list[list[Record]]]:
        """One page over several queries laid end to end. ``parts`` are (page query, count query); the total over all."""
        total, skip, left, pages = 0, self._skip, self._limit, []
        for page, count in parts:
            here = self._count(count, key)
            total += here
            wanted = left and skip < here
            more = {"day": self._day} if "$day" in page else {}
            rows = self._rows.rows(page, {"key": key, "skip": skip, "limit": left, **more}) if wanted else []
            skip = max(0, skip - here)
            left -= len(rows)
            pages.append(rows)
        self._more = self._more or total > self._skip + self._limit
        return total, pages

    def _related(self, parts: list[queries.Related], key: str) -> tuple[int, list[Record]]:
        """One page of what is joined to ``key``, over several relations laid end to end, and how many there are in all."""
        total, skip, left, found = 0, self._skip, self._limit, []
        for related in parts:
            here = self._count(related.rows_count, key)
            total += here
            rows: list[Record] = []
            if left and skip < here:
                if related.whole and here <= FEW:
                    rows = self._rows.rows(related.whole, {"key": key, "day": self._day})
                    rows.sort(key=lambda row: tuple(row[name] for name in related.order))
                    rows = rows[skip : skip + left]
                else:
                    rows = self._related_page(related, key, skip, left)
            skip = max(0, skip - here)
            left -= len(rows)
            found += rows
        self._more = self._more or total > self._skip + self._limit
        return total, found

    def _related_page(self, related: queries.Related, key: str, skip: int, limit: int) -> list[Record]:
        page = self._rows.rows(related.page, {"key": key, "day": self._day, "skip": skip, "limit": limit})
        details = self._each(related.detail, list(dict.fromkeys(row["id"] for row in page)))
        rows = []
        for row in page:
            same = (
                detail for detail in details[row["id"]] if all(detail[name] == row[name] for name in related.order[1:])
            )
            rows.append({**next(same), "past": row["past"]})
        return rows

    # -- laws and articles ------------------------------------------------------------------------------------------------

    def _load_laws(self, identifiers: Iterable[str], known: Iterable[Record] = ()) -> None:
        """Fetch laws with their versions, decide how they stand, and add them with the version that holds. ``known`` are rows of
        laws that another query brought along."""
        wanted = [law for law in dict.fromkeys(identifiers) if law and law not in self._laws]
        if not wanted:
            return
        found = {row["id"]: [row] for row in known}
        found.update(self._each(queries.BRIEF["Law"], [law for law in wanted if law not in found]))
        loaded = [law for law in wanted if found[law] and found[law][0]["loaded"]]
        versions = self._each(queries.VERSIONS_BRIEF, loaded)
        ended = []
        for law in wanted:
            if not found[law]:
                continue
            rows = sorted(versions.get(law, []), key=lambda row: (row["version_date"], row["id"]))
            view = _LawView(found[law][0], rows, law_standing(found[law][0], rows, self._day))
            self._laws[law] = view
            self._add(view.row, "Law", view.standing.status)
            if view.standing.row is not None:
                self._add(view.standing.row, "LawVersion")
                self._join(view.standing.row["id"], "VERSION_OF", law)
            if view.standing.status is Status.REPEALED:
                ended.append(law)
        for law, rows in self._each(queries.REPEALERS, ended).items():
            self._laws[law].repealers = sorted(rows, key=lambda row: (row["edge_repealed_on"], row["id"]))
            for row in rows:
                self._add(row, "LawVersion")
                self._join(row["id"], "REPEALS", law, row)

    def _load_articles(self, articles: list[Record]) -> None:
        """Decide how articles stand, from the laws (loaded before) and all provisions that express them."""
        wanted = [row for row in articles if row["id"] not in self._articles]
        if not wanted:
            return
        self._expressing.update(self._each(queries.EXPRESSING_BRIEF, list(dict.fromkeys(row["id"] for row in wanted))))
        for row in wanted:
            provisions = sorted(self._expressing[row["id"]], key=lambda found: found["version"])
            standing = self._article_standing(row, provisions)
            self._articles[row["id"]] = standing
            self._add(row, "Article", standing.status)
            self._join(row["id"], "ARTICLE_OF", row["law"])
            if standing.row is not None:
                self._show_provision(standing.row, row["id"])

    def _show_provision(self, provision: Record, article: str) -> None:
        self._add(provision, "Provision")
        self._join(provision["id"], "EXPRESSES", article)
        self._join(provision["id"], "IN_VERSION", provision["version"])
        view = self._laws.get(provision["law"])
        version = view.version(provision["version"]) if view else None
        if version is not None:
            self._add(version, "LawVersion")
            self._join(version["id"], "VERSION_OF", provision["law"])

    def _article_standing(self, article: Record, provisions: list[Record]) -> Standing:
        view = self._laws.get(article["law"])
        if view is None or not view.row["loaded"]:
            return Standing(Status.UNKNOWN, UNVERIFIABLE, "所引文件尚未载入，无法核验")
        law, name = view.standing, self._article_name(article)
        past = [row for row in provisions if row["valid_from"] != OPEN_END and row["valid_to"] <= self._day]
        last = max(past, key=lambda row: (row["valid_to"], row["id"]), default=None)
        if law.status is Status.REPEALED:
            return Standing(Status.REPEALED, law.state, f"{view.name}{self._repealed(view)}，该条不再有效", last)
        if law.status is Status.UNKNOWN:
            return Standing(
                Status.UNKNOWN, UNVERIFIABLE, f"{view.name}{law.why}", provisions[-1] if provisions else None
            )
        if law.row is not None and law.status is Status.IN_FORCE:
            version = law.row
            if not version["loaded"]:
                why = f"当日有效的是{self._version_name(version)}，其正文未载入，无法核验"
                return Standing(Status.UNKNOWN, UNVERIFIABLE, why)
            now = next((row for row in provisions if row["version"] == version["id"]), None)
            if now is not None:
                return Standing(Status.IN_FORCE, law.state, f"适用{self._version_name(version)}，{law.why}", now)
            if last is not None:
                then = view.version(last["version"])
                held = self._version_name(then) if then else "此前的文本"
                why = f"{self._version_name(version)}已无此条，最后载有此条的是{held}"
                return Standing(Status.AMENDED, law.state, why, last)
            coming = min(
                (row for row in provisions if self._day < row["valid_from"] < OPEN_END),
                key=lambda row: (row["valid_from"], row["id"]),
                default=None,
            )
            if coming is not None:
                why = f"此条自{_day(coming['valid_from'])}起才施行，现行文本中没有"
                return Standing(Status.NOT_YET, law.state, why, coming)
            if not version["articles"]:
                return Standing(Status.UNKNOWN, UNVERIFIABLE, f"载入的{self._version_name(version)}没有分条，无法核验")
            why = f"{view.name}载入的各文本都没有{name.removeprefix(view.name)}，条号可能有误"
            return Standing(Status.UNKNOWN, SUSPECTED, why)
        shown = last
        if shown is None and law.row is not None:
            shown = next((row for row in provisions if row["version"] == law.row["id"]), None)
        return Standing(law.status, law.state, f"{view.name}{law.why}", shown)

    def _repealed(self, view: _LawView) -> str:
        """已于…废止（依据…）: what the law says of itself, and which text ended it."""
        by = next((_named(row) for row in view.repealers), "")
        if not by and view.row["repealed_by"]:
            named = view.row["repealed_by"]
            reference = parse_law_id(named)
            by = _title(reference.law.rsplit("/", 1)[-1] if reference else named)
        return view.standing.why + (f"（由{by}废止）" if by else "")

    def _article_name(self, article: Record) -> str:
        view = self._laws.get(article["law"])
        name = view.name if view else _title(article["law"].rsplit("/", 1)[-1])
        try:
            return f"{name}{numbered(article['number'])}"
        except ValueError:
            return _of_law(name, article["label"])

    def _version_name(self, version: Record) -> str:
        if is_day(version["version_date"]):
            return f"{_day(version['version_date'])}文本"
        return "日期未定的文本"

    def _climb(self, laws: Iterable[str]) -> dict[str, list[Record]]:
        """The laws that laws were made under, level by level: law → rows of (higher law, text). A law is climbed from once,
        so a ring in the data ends."""
        higher: dict[str, list[Record]] = {}
        level = [law for law in dict.fromkeys(laws) if law in self._laws]
        for _ in range(MAX_HEIGHT):
            version_of = {
                view.standing.row["id"]: law
                for law in level
                if (view := self._laws[law]).standing.row is not None and law not in higher
            }
            if not version_of:
                break
            for version, rows in self._each(queries.IMPLEMENTED, list(version_of)).items():
                kept = {row["id"]: row for row in sorted(rows, key=lambda row: row["id"], reverse=True)}
                higher[version_of[version]] = [kept[key] for key in sorted(kept)]
                for row in rows:
                    self._join(version, "IMPLEMENTS", row["id"], row)
            above = [row for law in version_of.values() for row in higher[law]]
            level = [row["id"] for row in above]
            self._load_laws(level, above)
        return higher

    def _law_steps(self, laws: Iterable[str]) -> None:
        """How each law stands, and the laws it was made under, each once."""
        laws = [law for law in dict.fromkeys(laws) if law in self._laws]
        higher = self._climb(laws)
        told: set[str] = set()
        for law in laws:
            self._tell_law(law, higher, told)

    def _tell_law(self, law: str, higher: dict[str, list[Record]], told: set[str]) -> None:
        if law in told:
            return
        told.add(law)
        view = self._laws[law]
        standing = view.standing
        rank = _code(Rank, view.row["rank"])
        known = view.row["loaded"] and view.row["rank"] not in ("", Rank.UNKNOWN.value)
        described = f"{view.name}" + (f"（{rank}）" if known else "")
        why = self._repealed(view) if standing.status is Status.REPEALED else standing.why
        if standing.status is Status.IN_FORCE and standing.row is not None:
            why += f"，适用{self._version_name(standing.row)}"
        ids = [law, standing.row["id"] if standing.row else ""]
        ids += [row["id"] for row in view.repealers]
        self._step("law", f"{described}在{_day(self._day)}：{why}", ids, standing.status, standing.state)
        for row in higher.get(law, []):
            above = self._laws.get(row["id"])
            if above is None:
                continue
            quoted = f"（原文：{row['edge_text']}）" if row["edge_text"] else ""
            held = above.standing
            text = f"{view.name}依据{above.name}制定{quoted}；{above.name}在{_day(self._day)}：{held.why}"
            self._step("higher", text, [law, row["id"]], held.status, held.state)
        for row in higher.get(law, []):
            if row["id"] in self._laws and higher.get(row["id"]):
                self._tell_law(row["id"], higher, told)

    # -- forward ----------------------------------------------------------------------------------------------------------

    def _forward(self, identifier: str, kind: str) -> None:
        if kind == "entry":
            self._entries_forward([self._nodes[identifier]])
        elif kind == "list":
            self._list_forward(identifier)
        elif kind in _ITEM_KINDS:
            self._item_forward(identifier, queries.TABLE_OF_KIND[kind])
        elif kind == "responsibility":
            self._responsibility_forward(identifier)
        else:
            self._holder_forward(identifier, kind)

    def _list_forward(self, identifier: str) -> None:
        node = self._nodes[identifier]
        total, (page,) = self._pages([(queries.ENTRIES_PAGE, queries.ENTRIES_COUNT)], identifier)
        self._totals["entries"] = total
        for body in self._one(queries.PUBLISHER, identifier):
            self._add(body, "Body")
            self._join(identifier, "PUBLISHED_BY", body["id"])
        status = _STATUS.get(node["status"])
        self._step("list", f"{self._list_name(node)}共 {total} 行，{self._edition(node)}", [identifier], status)
        keys = [row["id"] for row in page]
        found = self._each(queries.BRIEF["Entry"], keys)
        self._entries_forward([found[key][0] for key in keys if found[key]])

    def _holder_forward(self, identifier: str, kind: str) -> None:
        node = self._nodes[identifier]
        pages = queries.HELD_PAGE if kind == "body" else queries.HANDLED_PAGE
        counts = queries.HELD_COUNT if kind == "body" else queries.HANDLED_COUNT
        total, found = self._pages([(pages[table], counts[table]) for table in queries.ITEMS], identifier)
        current = queries.HELD_CURRENT if kind == "body" else queries.HANDLED_CURRENT
        there = (
            {table: self._count(current[table], identifier, day=self._day) for table in queries.ITEMS} if total else {}
        )
        self._totals["items"], self._totals["items_in_force"] = total, sum(there.values())
        listed = "、".join(f"{_TOLD[table][0]} {count} 项" for table, count in there.items() if count)
        has = f"在{_day(self._day)}有{listed}" if listed else f"在{_day(self._day)}没有列明的事项"
        past = total - sum(there.values())
        has += f"；另有 {past} 项见于以前或以后的清单" if past else ""
        if kind == "office":
            above = self._one(queries.BODY_OF_OFFICE, identifier)
            for body in above:
                self._add(body, "Body")
                self._join(identifier, "OFFICE_OF", body["id"])
            owner = "、".join(sorted({body["label"] for body in above}))
            of = f"是{owner}的内设机构，" if owner else ""
            self._step("office", f"{node['label']}{of}{has}", [identifier, *(b["id"] for b in above)])
        else:
            offices = self._one(queries.OFFICES, identifier)
            for office in offices:
                self._add(office, "Office")
                self._join(office["id"], "OFFICE_OF", identifier)
            inside = f"，内设机构 {len(offices)} 个" if offices else ""
            self._totals["offices"] = len(offices)
            self._step("body", f"{node['label']}{has}{inside}", [identifier])
            self._tell_body(node)
        self._items_forward(
            {table: [row["id"] for row in rows] for table, rows in zip(queries.ITEMS, found, strict=True)}
        )

    def _tell_body(self, node: Record) -> None:
        """What the body is for, and what a roster says of it: what it is under, its plates, what it came of and what came of it."""
        key, name = node["id"], node["label"]
        self._tell_functions(key, name)
        for query, kind, out, said in (
            (queries.ABOVE, "UNDER", True, "{name}隶属{other}"),
            (queries.PLATES, "PLATE_OF", False, "{name}加挂{other}的牌子"),
            (queries.HOSTS, "PLATE_OF", True, "{name}是{other}加挂的牌子"),
            (queries.BEFORE, "SUCCEEDS", True, "{name}由{other}{how}而来{when}"),
            (queries.AFTER, "SUCCEEDS", False, "{name}{when}{how}，后为{other}"),
        ):
            for row in self._one(query, key):
                self._add(row, "Body")
                self._join(*((key, kind, row["id"]) if out else (row["id"], kind, key)), row)
                when = row.get("edge_day")
                document = f"（{row['edge_number']}）" if row.get("edge_number") else ""
                text = said.format(
                    name=name,
                    other=row["label"],
                    how=_code(SuccessionKind, row.get("edge_succession_kind", "")),
                    when=f"，自{_day(when)}起{document}" if when is not None and is_day(when) else document,
                )
                self._step("organisation", text, [key, row["id"]])
        for row in self._one(queries.SUPERVISING["Body"], key):
            self._tell_route(node, row)

    def _tell_routes(self, node: Record, table: str) -> None:
        """Where to complain about an item: what its list says, and by rule what it does not."""
        rows = self._one(queries.SUPERVISING[table], node["id"])
        for row in rows:
            self._tell_route(node, row)
        told = {row["edge_route"] for row in rows}
        owner = next(
            (
                edge["to"]
                for edge in self._edges.values()
                if edge["from"] == node["id"] and edge["kind"] == "HELD_BY" and edge["to"].endswith(f"/{node['body']}")
            ),
            "",
        )
        for row in self._one(queries.SUPERVISING["Body"], owner) if owner else ():
            if row["edge_route"] not in told:
                self._tell_route(self._nodes[owner], row)

    def _tell_route(self, node: Record, row: Record) -> None:
        """Where to complain: as a list says it, or as the rule has it where none does."""
        self._add(row, "Body")
        self._join(node["id"], "SUPERVISED_BY", row["id"], row)
        what = _code(Route, row["edge_route"])
        contact = f"（{_short(row['edge_text'])}）" if row["edge_text"] else ""
        if row["edge_stated"]:
            self._step("route", f"{what}向{row['label']}反映{contact}，清单载明", [node["id"], row["id"]])
        else:
            text = f"{what}可向{row['label']}反映{contact}，清单没有载明，依通行规则推定"
            self._step("route", text, [node["id"], row["id"]], None, SUSPECTED)

    def _responsibility_forward(self, identifier: str) -> None:
        node = self._nodes[identifier]
        kind = _code(ResponsibilityKind, node["responsibility_kind"])
        self._step("responsibility", f"{kind}：{node['label']}", [identifier])
        for power in self._one(queries.ANSWERED, identifier):
            self._add(power, "Power")
            self._join(identifier, "ANSWERS_FOR", power["id"])
            self._items_forward({"Power": [power["id"]]})

    def _item_forward(self, identifier: str, table: str) -> None:
        """One item: its own chain, what hangs on it, and, where its rows cite nothing, the chain of the powers that it rests on."""
        cited = self._items_forward({table: [identifier]})
        node = self._nodes[identifier]
        if table == "Power":
            self._tell_responsibilities(node)
        if table in queries.SUPERVISING:
            self._tell_routes(node, table)
        for row in self._one(queries.CLAIMING, identifier) if table == "CatalogueItem" else ():
            self._add(row, "Body")
            self._join(identifier, "CLAIMED_BY", row["id"], row)
        self._tell_claims(node)
        rests: dict[str, list[str]] = {}
        for query, kind, out in (
            (queries.CORRESPONDING.get(table, ""), "CORRESPONDS_TO", True),
            (queries.LED if table == "Mandate" else "", "LEADS", True),
            (queries.LEADING if table == "Power" else "", "LEADS", False),
            (queries.CORRESPONDED.get(table, ""), "CORRESPONDS_TO", False),
        ):
            found = self._one(query, identifier) if query else []
            self._tell_related(node, kind, out, found)
            if kind == "CORRESPONDS_TO" and out:
                for row in found[: self._limit]:
                    rests.setdefault(queries.TABLE_OF_KIND[row["kind"]], []).append(row["id"])
        if not cited and rests.get("Power"):
            self._items_forward({"Power": rests["Power"]})

    def _tell_responsibilities(self, node: Record) -> None:
        rows = self._one(queries.ANSWERING, node["id"])
        rows.sort(key=lambda row: (row["responsibility_kind"], row["position"]))
        counts: dict[str, list[str]] = {}
        for row in rows:
            self._add(row, "Responsibility")
            self._join(row["id"], "ANSWERS_FOR", node["id"])
            counts.setdefault(row["responsibility_kind"], []).append(row["id"])
        for kind, ids in sorted(counts.items(), reverse=True):
            told = [row["text"].rstrip("；;。 ") for row in rows if row["responsibility_kind"] == kind]
            first = "；".join(_short(text, 24) for text in told)
            text = f"{_code(ResponsibilityKind, kind)} {len(ids)} 条：{_short(first, 80).rstrip('。')}"
            self._step("responsibility", text, [node["id"], *ids])

    def _tell_claims(self, node: Record) -> None:
        claims = [
            edge["to"] for edge in self._edges.values() if edge["kind"] == "CLAIMED_BY" and edge["from"] == node["id"]
        ]
        if claims:
            names = "、".join(self._nodes[body]["label"] for body in claims)
            self._step(
                "claimed", f"“{node['label']}”由 {len(claims)} 个乡镇（街道）认领：{names}", [node["id"], *claims]
            )

    def _tell_related(self, node: Record, kind: str, out: bool, rows: list[Record]) -> None:
        """What an item is, or rests on, in other lists, and what rests on it: the surest first."""
        rows.sort(key=lambda row: (row["edge_certainty"], row["kind"], row["id"]))
        for row in rows[: self._limit]:
            table = queries.TABLE_OF_KIND[row["kind"]]
            self._add(row, table)
            self._join(*((node["id"], kind, row["id"]) if out else (row["id"], kind, node["id"])), row)
            noun = _TOLD[table][0]
            of = f"（{row['body']}）" if row["body"] else ""
            if kind == "LEADS":
                said = f"统领{noun}“{row['label']}”" if out else f"由三定职责“{row['label']}”统领"
            else:
                said = f"对应{noun}“{row['label']}”{of}" if out else f"另有{noun}“{row['label']}”{of}与此对应"
            state = _SURE.get(row["edge_certainty"], UNVERIFIABLE)
            self._step("related", f"{said}：{row['edge_text']}", [node["id"], row["id"]], None, state)
        if len(rows) > self._limit:
            self._more = True

    def _items_forward(self, items: dict[str, list[str]]) -> bool:
        """Items: who holds them, the rows that state them, and the chain of each. Whether any of their rows cites anything."""
        told: list[tuple[Record, str, list[Record]]] = []
        for table, keys in items.items():
            if not keys:
                continue
            nodes = self._each(queries.BRIEF[table], keys)
            self._hold(table, keys)
            stating = self._each(queries.STATING[table], keys)
            for key in keys:
                if nodes[key]:
                    told.append((self._add(nodes[key][0], table), table, stating[key]))
        chosen = {node["id"]: self._choose(rows) for node, _, rows in told}
        every = [entry for rows in chosen.values() for entry in rows]
        shown = [entry for node, _, rows in told for entry in rows]
        self._lists_of(shown)
        basis = self._basis(every)
        for node, table, rows in told:
            self._not_listed(node, rows)
            self._tell_item(node, table)
            if not rows:
                self._step("entry", f"没有清单行载明“{node['label']}”", [node["id"]], None, UNVERIFIABLE)
            for entry in rows:
                self._add(entry, "Entry")
                self._join(entry["id"], "STATES", node["id"], entry)
            for entry in chosen[node["id"]]:
                self._tell_entry(entry)
                self._tell_basis(entry, basis[entry["id"]])
            for entry in rows:
                if entry not in chosen[node["id"]]:
                    self._tell_entry(entry)
        self._law_steps(self._cited_laws(basis))
        return any(basis.values())

    def _not_listed(self, node: Record, rows: list[Record]) -> None:
        """An item that an edition left out and a later one took up again holds on neither's days between: its first and last day do not
        tell that, its rows do."""
        if node["status"] != Status.IN_FORCE.value or not rows:
            return
        if not any(row["valid_from"] <= self._day < row["valid_to"] for row in rows):
            node["status"], node["status_label"] = Status.LAPSED.value, "当日未列入"
            text = f"在{_day(self._day)}适用的清单没有列入“{node['label']}”，在它以前和以后的版本里有"
            self._step("gap", text, [node["id"], *(row["id"] for row in rows)], Status.LAPSED)

    def _stated(self, entries: list[Record]) -> dict[str, Record]:
        """Entry → the node that it states, joined."""
        wanted: dict[str, dict[str, None]] = {}
        for entry in entries:
            table = queries.TABLE_OF_KIND.get(kind_of(entry["item_id"]))
            if table is not None:
                wanted.setdefault(table, {})[entry["item_id"]] = None
        nodes: dict[str, Record] = {}
        for table, keys in wanted.items():
            for key, rows in self._each(queries.BRIEF[table], list(keys)).items():
                if rows:
                    nodes[key] = self._add(rows[0], table)
            if table in queries.HOLDERS:
                self._hold(table, [key for key in keys if key in nodes])
        found: dict[str, Record] = {}
        for entry in entries:
            if entry["item_id"] in nodes:
                found[entry["id"]] = nodes[entry["item_id"]]
                self._join(entry["id"], "STATES", entry["item_id"])
        return found

    def _entries_forward(self, entries: list[Record]) -> None:
        stated = self._stated(entries)
        self._lists_of(entries)
        basis = self._basis(entries)
        for entry in entries:
            self._tell_entry(self._add(entry, "Entry"))
            node = stated.get(entry["id"])
            if node is not None:
                self._tell_item(node, queries.TABLE_OF_KIND[node["kind"]])
            self._tell_basis(entry, basis[entry["id"]])
        self._law_steps(self._cited_laws(basis))

    def _hold(self, table: str, keys: list[str]) -> None:
        """Join powers or duties to the bodies that hold them and the offices that handle them."""
        if not keys:
            return
        for query, end, kind in ((queries.HOLDERS, "Body", "HELD_BY"), (queries.HANDLERS, "Office", "HANDLED_BY")):
            for key, rows in self._each(query[table], keys).items():
                for row in sorted(rows, key=lambda row: (row["edge_role"], row["id"])):
                    self._add(row, end)
                    self._join(key, kind, row["id"], row)

    def _choose(self, entries: list[Record]) -> list[Record]:
        """The rows whose chain is followed: those of the editions that hold on the day; else of the latest before it, else of the
        first to come. Sorts ``entries`` too, newest edition first."""
        entries.sort(key=lambda row: str(row["id"]))
        entries.sort(key=lambda row: row["valid_from"], reverse=True)
        held = [row for row in entries if row["valid_from"] <= self._day < row["valid_to"]]
        if held:
            return held
        past = [row for row in entries if row["valid_to"] <= self._day]
        if past:
            return [row for row in past if row["valid_from"] == past[0]["valid_from"]]
        return [row for row in entries if row["valid_from"] == entries[-1]["valid_from"]]

    def _lists_of(self, entries: list[Record]) -> None:
        for key, rows in self._each(queries.LISTED_IN, list(dict.fromkeys(row["id"] for row in entries))).items():
            for row in rows:
                self._add(row, "List")
                self._join(key, "LISTED_IN", row["id"])

    def _basis(self, entries: list[Record]) -> dict[str, list[Record]]:
        """Entry → its citations in the order of the cell, with the laws and articles they point to decided."""
        keys = list(dict.fromkeys(entry["id"] for entry in entries))
        basis: dict[str, list[Record]] = {key: [] for key in keys}
        articles: list[Record] = []
        laws: list[str] = []
        for table in ("Article", "Law"):
            for key, rows in self._each(queries.BASIS[table], keys).items():
                for row in rows:
                    row["table"] = table
                    basis[key].append(row)
                    laws.append(row["law"] if table == "Article" else row["id"])
                    if table == "Article":
                        articles.append({name: value for name, value in row.items() if not name.startswith("edge_")})
        self._load_laws(sorted(set(laws)))
        articles.sort(key=lambda row: str(row["id"]))
        self._load_articles(articles)
        for key, rows in basis.items():
            rows.sort(key=lambda row: (row["edge_position"], row["edge_begins"], row["id"]))
            for row in rows:
                self._join(key, "RESTS_ON", row["id"], row)
        return basis

    def _cited_laws(self, basis: dict[str, list[Record]]) -> list[str]:
        return [row["law"] if row["table"] == "Article" else row["id"] for rows in basis.values() for row in rows]

    def _tell_item(self, node: Record, table: str) -> None:
        if table not in _TOLD:
            self._step("item", f"{node['label']}列于机构名录", [node["id"]], _STATUS.get(node["status"]))
            return
        named, verb, column, codes = _TOLD[table]
        kind = _code(codes, node[column]) if codes is not None else ""
        held: list[str] = []
        handled: list[str] = []
        ids = [node["id"]]
        for edge in self._edges.values():
            if edge["from"] != node["id"] or edge["kind"] not in ("HELD_BY", "HANDLED_BY"):
                continue
            name = self._nodes[edge["to"]]["label"]
            ids.append(edge["to"])
            if edge["kind"] == "HELD_BY":
                role = _code(Role, edge["role"])
                part = f"：{_short(edge['text']).rstrip('。；')}" if table == "Boundary" and edge["text"] else ""
                held.append((f"{name}（{role}）" if role else name) + part)
            else:
                handled.append(name)
        text = f"{named}“{node['label']}”" + (f"（{kind}）" if kind else "")
        if verb:
            when = _TENSES.get(node["status"], "")
            text += f"{when}由{'、'.join(held)}{verb}" if held else f"没有载明由谁{verb}"
        elif held:
            text += "：" + ("；" if table == "Boundary" else "、").join(held)
        elif node["body"]:
            text += f"，由{node['body']}公布"
        text += f"，由{'、'.join(handled)}承办" if handled else ""
        self._step("item", text, ids, _STATUS.get(node["status"]))

    def _list_name(self, node: Record) -> str:
        return _title(node["title"] or node["label"])

    def _edition(self, row: Record) -> str:
        """How an edition stands on the day, in words."""
        status = status_on(self._day, row["valid_from"], row["valid_to"], row.get("end_reason", ""))
        if status is Status.UNKNOWN:
            return "版本日期不明，无法核验是否适用"
        if status is Status.IN_FORCE:
            return f"在{_day(self._day)}适用"
        if status is Status.NOT_YET:
            return f"自{_day(row['valid_from'])}起适用，在{_day(self._day)}还不适用"
        if status is Status.LAPSED:
            return f"适用到{_day(row['valid_to'] - timedelta(days=1))}为止，已经期满"
        return f"是旧版，已于{_day(row['valid_to'])}被替换"

    def _entry_name(self, entry: Record) -> str:
        listed = self._nodes.get(entry["list_id"])
        where = f"{entry['sheet']} " if entry["sheet"] else ""
        if listed is None:
            return f"{where}第 {entry['row_number']} 行"
        edition = f"（{listed['edition'].year} 年版）" if is_day(listed["edition"]) else "（版本日期不明）"
        return f"{self._list_name(listed)}{edition}{where}第 {entry['row_number']} 行"

    def _tell_entry(self, entry: Record) -> None:
        status = status_on(self._day, entry["valid_from"], entry["valid_to"], entry.get("end_reason", ""))
        state = UNVERIFIABLE if status is Status.UNKNOWN else CONFIRMED
        text = f"载于{self._entry_name(entry)}，该版{self._edition(entry)}"
        if entry.get("edge_text"):
            text += f"；与前一版为同一事项：{entry['edge_text']}"
        self._step("entry", text, [entry["id"], entry["list_id"]], status, state)

    def _tell_basis(self, entry: Record, citations: list[Record]) -> None:
        if not citations:
            written = f"依据栏写作“{_short(entry['basis'])}”，未读出引用的条文" if entry.get("basis") else "依据栏为空"
            self._step(
                "basis", f"该行{written}", [entry["id"]], None, UNVERIFIABLE if entry.get("basis") else CONFIRMED
            )
        for row in citations:
            note = f"（{row['edge_note']}）" if row["edge_note"] and row["edge_note"] not in row["edge_text"] else ""
            where = "所附条文中提到" if row["edge_in_quote"] else "依据写作"
            said = f"{where}“{row['edge_text']}”{note}"
            doubt = row["edge_state"] == CitationState.AMBIGUOUS.value
            said += "（这一引用有多个可能，以下是其中之一）" if doubt else ""
            if row["table"] == "Law":
                view = self._laws.get(row["id"])
                if view is None:
                    continue
                standing = view.standing
                why = self._repealed(view) if standing.status is Status.REPEALED else standing.why
                text = f"{said}，未写明条款，只能对到{view.name}：{why}"
                state = SUSPECTED if doubt and standing.state == CONFIRMED else standing.state
                self._step("basis", text, [entry["id"], row["id"]], standing.status, state)
                continue
            standing = self._articles[row["id"]]
            text = f"{said}，即{self._article_name(row)}：{standing.why}"
            ids = [entry["id"], row["id"], standing.row["id"] if standing.row else ""]
            state = SUSPECTED if doubt and standing.state == CONFIRMED else standing.state
            self._step("basis", text, ids, standing.status, state)
            if standing.status in _FOLLOWED and standing.row is not None and not row["edge_in_quote"]:
                self._tell_moved(entry, row, citations, standing)

    def _tell_moved(self, entry: Record, cited: Record, citations: list[Record], standing: Standing) -> None:
        """Where the words are now that a citation meant, where the present text of its number is another one or there is none."""
        view = self._laws[cited["law"]]
        now = standing.row if standing.status is Status.IN_FORCE else None
        if now is not None and len(self._expressing[cited["id"]]) == 1 and not noted_year(cited["edge_note"]):
            # No other text ever had this number; one that lacks it can only be what the edition's day tells.
            made = self._made(entry)
            if made is None or made >= now["valid_from"]:
                return
        found = self._meant(entry, cited, citations, now)
        if found is None or found.version is None:
            return
        then = next((row for row in self._expressing[cited["id"]] if row["version"] == found.version["id"]), None)
        if now is not None and not self._tell_drift(entry, cited, found, found.version, then, now):
            return
        if then is not None:
            self._tell_succession(view, cited, then, found.version, found.why)

    def _made(self, entry: Record) -> date | None:
        """The day of a row's edition; None where it is not known, or not past."""
        listed = self._nodes.get(entry["list_id"])
        made = listed["edition"] if listed is not None else None
        return made if made is not None and is_day(made) and made < self._day else None

    def _meant(self, entry: Record, cited: Record, citations: list[Record], now: Record | None) -> Meant | None:
        """Which text a citation was taken from, where that is not the present one and is loaded; one that is not is told."""
        view = self._laws[cited["law"]]
        begins = [row["edge_begins"] for row in citations if not row["edge_in_quote"]]
        found = meant(
            view.versions,
            self._expressing[cited["id"]],
            now,
            cited["edge_note"],
            self._day,
            self._made(entry),
            lambda: pasted_behind(entry["basis"], cited["edge_ends"], begins),
            lambda rows: self._texts([row["id"] for row in rows]),
        )
        if found is None or found.loaded:
            return found
        which = f"所引注明是{found.year}年的文本" if found.by is By.YEAR else f"按{found.why}推定的所引文本"
        if found.by is not By.YEAR and found.version is not None:
            which += f"是{self._version_name(found.version)}"
        ids = [entry["id"], cited["id"], now["id"] if now is not None else ""]
        text = f"{which}，该文本未载入，{self._article_name(cited)}的条号和内容是否变动无法核验"
        self._step("drift", text, ids, Status.UNKNOWN, UNVERIFIABLE)
        return None

    def _texts(self, provisions: list[str]) -> dict[str, str]:
        """Provision → its caption and text."""
        headings = {row["id"]: row["heading"] for rows in self._expressing.values() for row in rows}
        found = self._each(queries.PROVISION_TEXT, provisions)
        return {key: f"{headings.get(key, '')}\n{rows[0]['text']}" for key, rows in found.items() if rows}

    def _tell_drift(
        self, entry: Record, cited: Record, found: Meant, version: Record, then: Record | None, now: Record
    ) -> bool:
        """Say so when the number meant another text where the list took it from. Whether it did."""
        name, title = self._version_name(version), self._article_name(cited)
        lead = f"按{found.why}推定，所引是{name}"
        if then is None:
            text = f"{lead}，该文本没有{title}，请核对所引条号"
            self._step("drift", text, [entry["id"], cited["id"], now["id"]], Status.AMENDED, SUSPECTED)
            return False
        texts = self._texts([then["id"], now["id"]])
        if same_words(texts[then["id"]], texts[now["id"]]):
            return False
        self._show_provision(then, cited["id"])
        was = f"（{then['heading']}）" if then["heading"] else ""
        has = f"（{now['heading']}）" if now["heading"] else ""
        text = f"{lead}的{title}{was}，现行文本的这一条{has}已不相同"
        self._step("drift", text, [entry["id"], cited["id"], then["id"], now["id"]], Status.AMENDED, SUSPECTED)
        return True

    # -- succession of articles -------------------------------------------------------------------------------------------

    def _follow(self, article: str, version: str) -> Followed:
        """Follow an article of a text to the day, and put what was met on the way into the answer."""
        found = follow(lambda keys: self._each(queries.TAKEN_UP, keys), article, version, self._day)
        self._load_laws(dict.fromkeys(row["law"] for _, row in found.hops))
        numbers = {number for number, _ in found.hops} | {article_of(row) for _, row in found.hops}
        missing = sorted(key for key in numbers if key not in self._nodes)
        for rows in self._each(queries.BRIEF["Article"], missing).values():
            for row in rows:
                self._add(row, "Article")
        for number, row in found.hops:
            self._show_provision(row, article_of(row))
            self._join(row["id"], "TAKES_UP", number, row)
        return found

    def _tell_succession(self, view: _LawView, article: Record, then: Record, version: Record, why: str = "") -> None:
        told = self._succession(view, article, then, version, why)
        self._step("succession", told.text, told.ids, told.status, told.state)

    def _succession(self, view: _LawView, article: Record, then: Record, version: Record, why: str = "") -> _Succession:
        """Where the words of an article of an earlier text (``version``) are now. ``then`` is its provision there, ``why`` what tells that
        this text is meant ("" where nothing had to be inferred)."""
        found = self._follow(article["id"], then["version"])
        self._show_provision(then, article["id"])
        was = f"{view.name}{_short_version(version)}{_number(article)}"
        inferred = f"；所引文本按{why}推定" if why else ""
        ids = [article["id"], then["id"], *(row["id"] for row in found.reached or found.coming)]
        if not found.reached:
            text, state = f"{was}，{self._no_successor(view, found)}", SUSPECTED
            missing = "" if found.coming else self._not_compared(view, found)
            if missing:
                text, state = f"{was}：{missing}，由哪一条承接无法核验", UNVERIFIABLE
            ended = view.standing.status
            return _Succession(
                text + inferred, ids, Status.AMENDED if ended is Status.IN_FORCE else ended, state, found
            )
        numbers = self._successors(view, found.reached)
        stays = all(article_of(row) == article["id"] for row in found.reached)
        text = f"{was}，现仍为{numbers}" if stays else f"{was}，现由{numbers}承接"
        text += f"（{found.change.label}）"
        if found.doubtful:
            some = [row for row in found.reached if row["id"] in found.doubtful]
            which = "" if len(some) == len(found.reached) else self._successors(view, some)
            text += f"；{which}是否承接拿不准，请核对"
        state = SUSPECTED if why or found.doubtful else CONFIRMED
        return _Succession(text + inferred, ids, Status.IN_FORCE, state, found)

    def _not_compared(self, view: _LawView, found: Followed) -> str:
        """Why nobody could look for an article's successor; "" where a later text was compared with the one it stood in, and it is gone."""
        laws = {view.row["id"], *(row["law"] for _, row in found.hops)}
        later = [row for law in laws if law in self._laws for row in self._laws[law].versions]
        later += [row for law in laws if law in self._laws for row in self._laws[law].repealers]
        if any(found.left.intersection(row["compared"]) for row in later if row["valid_from"] <= self._day):
            return ""
        if view.standing.status is Status.REPEALED and not any(row["loaded"] for row in view.repealers):
            return "废止它的文件没有载入正文"
        return "后来的文本没有与它逐条比较过（没有载入，或者只有条旨没有条文）"

    def _no_successor(self, view: _LawView, found: Followed) -> str:
        if found.coming:
            row = found.coming[0]
            return (
                f"将由{self._successors(view, found.coming)}承接（自{_day(row['valid_from'])}起），当日尚无承接的条文"
            )
        return "现行文本未见承接"

    def _successors(self, view: _LawView, rows: Sequence[Record]) -> str:
        """第四十五条、第七十七条; of another law behind its title."""
        by_law: dict[str, list[str]] = {}
        for row in sorted(
            rows, key=lambda row: (row["law"] != view.row["id"], row["law"], number_order(row["number"]))
        ):
            by_law.setdefault(row["law"], []).append(_number(row))
        parts = []
        for law, numbers in by_law.items():
            other = self._laws.get(law)
            name = "" if law == view.row["id"] else other.name if other else _title(law.rsplit("/", 1)[-1])
            parts.append(name + "、".join(numbers))
        return "和".join(parts)

    def _tell_origin(self, provision: Record) -> None:
        """Which articles of earlier texts a provision took up, where that is more than its own number unchanged."""
        found = [row for row in self._one(queries.CAME_FROM, provision["id"]) if row["edge_change"] != Change.SAME]
        if not found:
            return
        found.sort(key=lambda row: (row["edge_version"], number_order(row["number"])))
        self._load_laws(dict.fromkeys(row["law"] for row in found))
        view = self._laws[provision["law"]]
        name = f"{view.name}{_number(provision)}"
        by_text: dict[str, list[Record]] = {}
        for row in found:
            by_text.setdefault(row["edge_version"], []).append(row)
            self._add(row, "Article")
            self._join(row["id"], "ARTICLE_OF", row["law"])
            self._join(provision["id"], "TAKES_UP", row["id"], row)
        for version, rows in by_text.items():
            of = self._laws.get(rows[0]["law"])
            text_of = of.version(version) if of else None
            which = (of.name if of and rows[0]["law"] != provision["law"] else "") + (
                _short_version(text_of) if text_of else ""
            )
            changes = "、".join(dict.fromkeys(Change(row["edge_change"]).label for row in rows))
            text = f"{name}承接{which}{'、'.join(_number(row) for row in rows)}（{changes}）"
            doubtful = any(row["edge_doubtful"] for row in rows)
            text += "；是否承接拿不准，请核对" if doubtful else ""
            state = SUSPECTED if doubtful else CONFIRMED
            self._step("succession", text, [provision["id"], *(row["id"] for row in rows)], None, state)

    def succession(self, article: str) -> Record | None:
        """Where the words are on the day that an article's number had in the text before the one in force, or in the last that had it:
        ``text`` (a sentence), ``version`` (of that text), ``provisions``, ``change``, ``state``. None where the number has kept its article,
        or nothing is known of it."""
        found = self._one(queries.BRIEF["Article"], article)
        if not found:
            return None
        self._load_laws([found[0]["law"]])
        if found[0]["law"] not in self._laws:
            return None
        self._load_articles(found)
        told = self._past(found[0], self._articles[article])
        if told is None or not told.found.reached:
            return None
        return {
            "text": told.text,
            "version": told.ids[1].rpartition("/")[0],
            "provisions": [row["id"] for row in told.found.reached],
            "change": told.found.change.value,
            "state": told.state,
        }

    def _past(self, article: Record, standing: Standing) -> _Succession | None:
        """Where the words went that the number had in the text before the one in force, or in the last that had it; None where the number
        has kept its article."""
        view = self._laws[article["law"]]
        if standing.status not in _FOLLOWED:
            return None
        past = [
            row
            for row in self._expressing[article["id"]]
            if row["valid_to"] <= self._day and row["valid_from"] != OPEN_END
        ]
        then = max(past, key=lambda row: (row["valid_to"], row["version"]), default=None)
        version = view.version(then["version"]) if then is not None else None
        if then is None or version is None or not version["loaded"]:
            return None
        if standing.status is Status.IN_FORCE:
            rows = [row for row in self._one(queries.TAKEN_UP, article["id"]) if row["edge_version"] == then["version"]]
            if [article_of(row) for row in rows] == [article["id"]]:
                return None
        return self._succession(view, article, then, version)

    # -- actors and functions ---------------------------------------------------------------------------------------------

    def _tell_actors(self, provision: Record) -> None:
        """Whom a provision names, what it asks of them, and, where lists of some place are loaded, which bodies there that means."""
        rows = self._one(queries.ACTORS, provision["id"])
        if not rows:
            return
        rows = [{**row, "function": row["id"], **_own(row)} for row in rows]
        rows.sort(key=place_of_actor)
        carriers = {
            row["code"]: functions.carried_by(row["code"], self._day) or (row["code"],) for row in rows if row["code"]
        }
        having = self._each(queries.HAVING, [function_id(code) for code in dict.fromkeys(sum(carriers.values(), ()))])
        having = self._arranged(having)
        phrases: dict[tuple[Any, ...], list[Record]] = {}
        for row in rows:
            self._add(
                {name: row[name] for name in ("id", "kind", "document", "label", "code") if name in row}, "Function"
            )
            self._join(
                provision["id"], "NAMES", row["id"], {f"edge_{name}": value for name, value in _own(row).items()}
            )
            key = (row["paragraph"], row["begins"], row["ends"], row["modality"], row["act"], row["object"])
            phrases.setdefault(key, []).append(row)
        view = self._laws[provision["law"]]
        name = f"{view.name}{_number(provision)}"
        jurisdiction = view.row["jurisdiction"]
        several = len({row["paragraph"] for row in rows}) > 1 or rows[0]["paragraph"] != "1"
        for same in phrases.values():
            first = same[0]
            where = f"第{first['paragraph']}款" if several else ""
            told = "、".join(dict.fromkeys(self._function_now(row["code"]) for row in same))
            level = level_label(first["level"]) if first["level"] else "层级未写明"
            does = _told_once(_code(Modality, first["modality"]), first["act"], first["object"])
            text = f"{name}{where}所指的“{first['text']}”（{told}，{level}）{does}"
            ids = [provision["id"], *(row["id"] for row in same)]
            state = CONFIRMED
            if all(row["via"] == Via.OPEN for row in same):
                text += "；条文没有写明是哪一职能"
            here: dict[str, tuple[Record, bool]] = {}
            elsewhere = False
            for row in same:
                if row["code"]:
                    rows_of = [having[function_id(code)] for code in carriers[row["code"]]]
                    for body, sure in local_bodies(rows_of, row["level"], self._day, jurisdiction):
                        here.setdefault(body["id"], (body, sure))
                    elsewhere = elsewhere or bool(local_bodies(rows_of, row["level"], self._day, "cn"))
            if here:
                shown = [body for body, _ in here.values()][:_NAMED_BODIES]
                for body in shown:
                    self._add(body, "Body")
                more = f"等 {len(here)} 个机构" if len(here) > len(shown) else ""
                text += f"；本地承担这一职能的是{'、'.join(body['label'] for body in shown)}{more}"
                ids += [body["id"] for body in shown]
                state = CONFIRMED if all(sure for _, sure in here.values()) else SUSPECTED
            elif elsewhere:
                area = place(jurisdiction)
                text += f"；该文件只在{area.name if area else jurisdiction}施行，已载入的机构都不在那里"
            self._step("actor", text, ids, None, state)

    def _arranged(self, having: dict[str, list[Record]]) -> dict[str, list[Record]]:
        """The bodies that have functions, without those whose mandate or arrangement is not in force on the day."""
        sources = {row["edge_source"] for rows in having.values() for row in rows if row["edge_source"]}
        if not sources:
            return having
        holding: set[str] = set()
        for table in ("Mandate", "Arrangement"):
            keys = sorted(key for key in sources if queries.TABLE_OF_KIND.get(kind_of(key)) == table)
            for key, rows in self._each(queries.BRIEF[table], keys).items():
                if rows and rows[0]["valid_from"] <= self._day < min(
                    rows[0]["valid_to"], rows[0].get("until", OPEN_END)
                ):
                    holding.add(key)
        return {
            key: [row for row in rows if not row["edge_source"] or row["edge_source"] in holding]
            for key, rows in having.items()
        }

    def _function_now(self, code: str) -> str:
        """A function as it is named, and what it has become by the day."""
        if not code:
            return Via.OPEN.label
        later = functions.successors(code, self._day)
        name = functions.label(code)
        return name if later in ((code,), ()) else f"{name}，今{'、'.join(map(functions.label, later))}"

    def _tell_functions(self, body: str, name: str) -> None:
        """What a body is for, and what tells so."""
        rows = [{**row, **_own(row), "function": row["id"]} for row in self._one(queries.FUNCTIONS, body)]
        if not rows:
            return
        rows.sort(key=sureness)
        by_via: dict[str, list[str]] = {}
        for row in rows:
            self._add({column: row[column] for column in ("id", "kind", "document", "label", "code")}, "Function")
            self._join(body, "HAS_FUNCTION", row["id"], {f"edge_{key}": value for key, value in _own(row).items()})
            by_via.setdefault(row["via"], []).append(self._function_now(row["code"]))
        self._totals["functions"] = len(rows)
        for via, named in by_via.items():
            ids = [body, *(row["id"] for row in rows if row["via"] == via)]
            state = SUSPECTED if via in GUESSED else CONFIRMED
            self._step("function", f"{name}的职能（据{VIA_LABELS[via]}）：{'、'.join(named)}", ids, None, state)

    def _tell_function(self, identifier: str) -> None:
        """A function: what it has become, which bodies have it, how many provisions in force name it."""
        node = self._nodes[identifier]
        code = function_code(identifier)
        text = f"职能“{node['label']}”"
        now = functions.successors(code, self._day) if code else ()
        ended = functions.ended(code) if code else None
        if ended is not None and ended <= self._day:
            text += f"已于{_day(ended)}不再单列，在{_day(self._day)}为{'、'.join(map(functions.label, now))}"
        carried = (
            [other for other in functions.carried_by(code, self._day) if other not in (code, *now)] if code else []
        )
        if carried:
            text += f"；没有专门机构的地方，由承担{'、'.join(map(functions.label, carried))}的机构承担"
        if not code:
            text = "条文没有写明是哪一职能的机关（有关部门等），一并列在这里"
        self._step("function", text, [identifier])
        having = self._arranged({identifier: self._one(queries.HAVING, identifier)})[identifier]
        alive = [row for row in having if row["valid_from"] <= self._day < row["valid_to"]]
        self._totals["bodies"] = len(alive)
        self._more = self._more or len(alive) > self._skip + self._limit
        for row in alive[self._skip : self._skip + self._limit]:
            self._add(row, "Body")
            self._join(row["id"], "HAS_FUNCTION", identifier, row)
            words = f"：{_short(row['edge_text'])}" if row["edge_source"] else ""
            state = SUSPECTED if row["edge_via"] in GUESSED else CONFIRMED
            self._step(
                "having",
                f"{row['label']}承担（据{VIA_LABELS[row['edge_via']]}{words}）",
                [row["id"], identifier],
                None,
                state,
            )
        asked = {"key": identifier, "day": self._day}
        levels = [(row["total"], row["level"]) for row in self._rows.rows(queries.NAMING_LEVELS_COUNT, asked)]
        levels.sort(key=lambda one: (-one[0], one[1]))
        total = self._count(queries.NAMING_CURRENT_COUNT, identifier, day=self._day)
        self._totals["provisions_in_force"] = total
        parts = [f"{level_label(level)} {count} 条" for count, level in levels[:_NAMED_LEVELS]]
        more = "等" if len(levels) > len(parts) else ""
        split = f"（{'，'.join(parts)}{more}）" if parts else ""
        text = f"在{_day(self._day)}有效的条文中，指明这一职能的 {total} 条{split}"
        self._step("naming", text, [identifier])
        former = [
            other
            for other in functions.functions()
            if code and other != code and code in functions.successors(other, self._day)
        ]
        for other in former:
            count = self._count(queries.NAMING_CURRENT_COUNT, function_id(other), day=self._day)
            if count:
                text = f"另有 {count} 条仍称“{functions.label(other)}”"
                self._step("naming", text, [identifier])

    # -- reverse ----------------------------------------------------------------------------------------------------------

    def _reverse(self, identifier: str, kind: str) -> None:
        node = self._nodes[identifier]
        law = identifier if kind == "law" else node["law"]
        self._load_laws([law])
        if law not in self._laws:
            self._step("law", f"“{node['label']}”所属的文件不在数据中", [identifier], None, UNVERIFIABLE)
            return
        article = ""
        if kind == "article":
            article = identifier
        elif kind == "provision":
            reference = parse_law_id(identifier)
            if reference is not None and reference.article:
                article = provision_id(law, reference.article)
        if kind == "version":
            self._tell_version(node, law)
        if kind == "provision":
            self._tell_provision(node, law)
        if article:
            self._tell_article(article, identifier)
        elif kind == "provision":
            self._tell_actors(node)
        self._law_steps([law])
        if kind == "provision" and not article:
            self._totals.update({"entries": 0, "entries_in_force": 0, "lower": 0, "citing": 0})
            self._step("resting", f"清单引用的是条，不是{node['label']}；请追溯其中的条", [identifier])
            return
        start = article or law
        grouped = ["article"] if article else ["articles", "law"]
        self._tell_resting(start, grouped, law)
        self._tell_lower(law)
        self._tell_citing(start, grouped)

    def _tell_version(self, node: Record, law: str) -> None:
        status = status_on(self._day, node["valid_from"], node["valid_to"], node["end_reason"])
        self._join(node["id"], "VERSION_OF", law)
        state = UNVERIFIABLE if status is Status.UNKNOWN else SUSPECTED if node["doubtful"] else CONFIRMED
        text = f"{self._laws[law].name}{self._version_name(node)}在{_day(self._day)}：{status.label}"
        self._step("version", text, [node["id"]], status, state)

    def _tell_provision(self, node: Record, law: str) -> None:
        status = status_on(self._day, node["valid_from"], node["valid_to"], node["end_reason"])
        view = self._laws[law]
        version = view.version(node["version"])
        if version is not None:
            self._add(version, "LawVersion")
            self._join(version["id"], "VERSION_OF", law)
        self._join(node["id"], "IN_VERSION", node["version"])
        state = (
            UNVERIFIABLE if status is Status.UNKNOWN else SUSPECTED if version and version["doubtful"] else CONFIRMED
        )
        of = self._version_name(version) if version else ""
        name = _of_law(view.name, node["label"])
        self._step("provision", f"{name}（{of}）在{_day(self._day)}：{status.label}", [node["id"]], status, state)

    def _tell_article(self, article: str, asked: str) -> None:
        """How an article stands, where the words of the text asked about came from and went to, and whom it names. ``asked`` is the article, or
        a provision that expresses it."""
        found = self._one(queries.BRIEF["Article"], article)
        if not found:
            return
        self._load_articles(found)
        if asked != article:
            self._join(asked, "EXPRESSES", article)
        standing = self._articles[article]
        text = f"{self._article_name(found[0])}在{_day(self._day)}：{standing.why}"
        ids = [article, standing.row["id"] if standing.row else ""]
        self._step("article", text, ids, standing.status, standing.state)
        if asked == article:
            if standing.row is not None:
                self._tell_origin(standing.row)
                past = self._past(found[0], standing)
                if past is not None:
                    self._step("succession", past.text, past.ids, past.status, past.state)
                self._tell_actors(standing.row)
            return
        # A paragraph or an item is asked about as its article.
        provision = next((row for row in self._expressing[article] if row["id"] == asked), None)
        if provision is None:
            return
        self._tell_origin(provision)
        view = self._laws[provision["law"]]
        version = view.version(provision["version"])
        if version is not None and provision["valid_to"] <= self._day:
            self._tell_succession(view, found[0], provision, version)
        self._tell_actors(provision)

    def _tell_resting(self, start: str, grouped: list[str], law: str) -> None:
        citations, rows = self._related([queries.RESTING[what] for what in grouped], start)
        self._totals["citations"] = citations
        total = sum(self._count(queries.RESTING[what].count, start) for what in grouped)
        current = sum(self._count(queries.RESTING[what].current_count, start, day=self._day) for what in grouped)
        self._totals["entries"], self._totals["entries_in_force"] = total, current
        whole = "" if len(grouped) > 1 else self._whole(law)
        self._step(
            "resting", f"以此为依据的清单行 {total} 行，其中{_day(self._day)}适用的 {current} 行{whole}", [start]
        )
        for row in rows:
            self._add(row, "Entry")
            self._join(row["id"], "RESTS_ON", row["target"], row)
        self._add_targets(row["target"] for row in rows)
        self._lists_of(rows)
        entries = {row["id"]: row for row in rows}
        stated = self._stated(list(entries.values()))
        for row in rows:
            item = stated.get(row["id"])
            names = f"“{item['label']}”{self._holders(item['id'])}" if item is not None else f"“{row['label']}”"
            status = status_on(self._day, row["valid_from"], row["valid_to"], row.get("end_reason", ""))
            text = f"{names}：{self._entry_name(row)}引用“{row['edge_text']}”，该版{self._edition(row)}"
            self._step("entry", text, [row["id"], item["id"] if item is not None else "", row["target"]], status)

    def _whole(self, law: str) -> str:
        """How many rows cite the law and name no article: they may mean this one too."""
        count = self._count(queries.RESTING["law"].count, law)
        self._totals["entries_law_only"] = count
        return f"；另有 {count} 行只引用{self._laws[law].name}而未写明条款" if count else ""

    def _holders(self, item: str) -> str:
        names = [
            self._nodes[edge["to"]]["label"]
            for edge in self._edges.values()
            if edge["from"] == item and edge["kind"] in ("HELD_BY", "HANDLED_BY")
        ]
        return f"（{'、'.join(dict.fromkeys(names))}）" if names else ""

    def _add_targets(self, targets: Iterable[str]) -> None:
        """The articles of a law that something points to, with how each stands."""
        wanted = [key for key in dict.fromkeys(targets) if kind_of(key) == "article" and key not in self._articles]
        found = self._each(queries.BRIEF["Article"], wanted)
        self._load_articles([rows[0] for rows in found.values() if rows])

    def _tell_lower(self, law: str) -> None:
        total, rows = self._related([queries.LOWER], law)
        self._totals["lower"] = total
        if total:
            self._step("lower_total", f"依据{self._laws[law].name}制定的文本 {total} 件", [law])
        for row in rows:
            status = status_on(self._day, row["valid_from"], row["valid_to"], row["end_reason"])
            self._add(row, "LawVersion")
            self._join(row["id"], "IMPLEMENTS", law, row)
            text = f"{_named(row)}（{self._version_name(row)}）依据{self._laws[law].name}制定，在{_day(self._day)}：{status.label}"
            state = UNVERIFIABLE if status is Status.UNKNOWN else SUSPECTED if row["doubtful"] else CONFIRMED
            self._step("lower", text, [row["id"], law], status, state)

    def _tell_citing(self, start: str, grouped: list[str]) -> None:
        total, rows = self._related([queries.CITING[what] for what in grouped], start)
        self._totals["citing"] = total
        if total:
            self._step("citing_total", f"引用它的法律条文 {total} 条", [start])
        self._add_targets(row["target"] for row in rows)
        names = self._each(queries.BRIEF["Law"], list(dict.fromkeys(row["law"] for row in rows)))
        for row in rows:
            self._add(row, "Provision")
            self._join(row["id"], "CITES", row["target"], row)
            status = status_on(self._day, row["valid_from"], row["valid_to"], row["end_reason"])
            found = names[row["law"]]
            law = _named(found[0]) if found else _title(row["law"].rsplit("/", 1)[-1])
            name = _of_law(law, row["label"])
            state = UNVERIFIABLE if status is Status.UNKNOWN else CONFIRMED
            text = f"{name}提到“{row['edge_text']}”，该文本在{_day(self._day)}：{status.label}"
            self._step("citing", text, [row["id"], row["target"]], status, state)


def _own(row: Record) -> Record:
    """The columns of the edge in a row, under their own names."""
    return {name[5:]: value for name, value in row.items() if name.startswith("edge_")}


def _told_once(*parts: str) -> str:
    """Words one after another; one that the next begins with is not said twice (责令 + 责令改正)."""
    said = ""
    for part, following in zip(parts, (*parts[1:], ""), strict=True):
        said += "" if part and following.startswith(part) else part
    return said


def _number(row: Record) -> str:
    """第三十八条 of the row of an article or of its provision."""
    try:
        return numbered(row["number"])
    except ValueError:
        return f"第{row['number']}条"


def _short_version(version: Record) -> str:
    """2013年文本: how people call a text."""
    day = version["version_date"]
    return f"{day.year}年文本" if is_day(day) else "日期未定的文本"


def _order(row: Record) -> tuple[str, ...]:
    return (str(row.get("id", "")), *(str(value) for name, value in row.items() if name.startswith("edge_")))


def _short(text: str, most: int = 60) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"

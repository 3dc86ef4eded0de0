"""What changes of law ask of the lists, as work with states that the next release moves on.

A piece of work is known by the change, the item and the old article, so that it outlives a reload. People set its state; that a later release
no longer cites the old article is found when the work is next looked at, and recorded with the number of the release.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from casework.affected import AMENDED, CLASS_LABELS, REPEALED, LawChange, Scope, law_changes, work_key
from casework.check import scopes
from casework.dossier import Dossier, LawBook
from casework.duties import find_body, find_place, place_name
from casework.questions import QuestionError
from casework.reviews import grounds, person
from casework.texts import find_law
from ingest.reviews import Reviews, WorkEvent
from ingest.store import now
from ontologies.places import within
from ontologies.records import ItemKind, WorkState

if TYPE_CHECKING:
    from ingest.home import Home, View

Record = dict[str, Any]

# Who records what the program itself finds.
PROGRAM = "dingfen"
OPEN_STATES = (WorkState.TODO, WorkState.DOING)
# Fewer digits of a key than these name nothing.
_FEWEST = 4
_HEX = frozenset("0123456789abcdef")
_NAMED = 5

# What is kept of work as it is answered.
_KEPT = (
    *("change", "how", "law", "law_title", "class", "certainty", "text", "repair", "item", "kind", "name", "place"),
    *("body", "body_id", "bodies", "offices", "towns", "cited", "article", "before", "old"),
)


def state_of(word: str) -> WorkState:
    """A state from its code or label. Raises QuestionError."""
    for state in WorkState:
        if word.strip() in (state.value, state.label):
            return state
    told = "、".join(f"{state.label}（{state.value}）" for state in WorkState)
    raise QuestionError("state", f"没有“{word}”这种状态；可用：{told}")


def _chosen_law(view: View, reference: str, day: date) -> str:
    """The identifier of the law that is meant; one that lists cite and that is known by name only is found too."""
    try:
        return find_law(view, reference, day).id
    except LookupError:
        named = view.resolver.law(reference).id or reference.strip().strip("/")
        node = view.graph.node(named) if named.startswith("law/") else None
        if node is None or node["kind"] != "law":
            raise
        return named


def impact(
    home: Home,
    view: View,
    law: str,
    day: date,
    place: str = "",
    since: date | None = None,
    body: str = "",
    states: Sequence[str] = (),
    record: bool = True,
) -> Record:
    """What changes of a law ("" for all) affect, as work with states: changes that took effect from ``since`` (None: whatever a row
    has not followed) to the day, and those still to come.

    ``record`` keeps what was found and what a release has moved on, for looks on the present day; without it nothing is written. ``states`` and
    ``body`` choose among the work. Raises LookupError and QuestionError, with Chinese messages."""
    wanted = frozenset(state_of(word) for word in states)
    return _answer(home, view, law, day, place, since, body, lambda one: not wanted or one["state"] in wanted, record)


def worklist(
    home: Home, view: View, day: date, place: str = "", body: str = "", states: Sequence[str] = (), record: bool = True
) -> Record:
    """The work that all changes of law make, as :func:`impact` gives it: of these states, without any what is open: 待处理, 处理中, and what was
    marked as adjusted while the lists still say otherwise."""
    wanted = frozenset(state_of(word) for word in states)

    def chosen(one: Record) -> bool:
        if wanted:
            return one["state"] in wanted
        return one["state"] in OPEN_STATES or (one["state"] == WorkState.ADJUSTED and one["listed"])

    return _answer(home, view, "", day, place, None, body, chosen, record)


def _answer(
    home: Home,
    view: View,
    law: str,
    day: date,
    place: str,
    since: date | None,
    body: str,
    choose: Callable[[Record], bool],
    record: bool,
) -> Record:
    chosen = frozenset([_chosen_law(view, law, day)]) if law.strip() else frozenset[str]()
    code = find_place(view, place)
    held = find_body(view, body, day)["id"] if body.strip() else ""
    book = LawBook(view.graph, day)
    found = _Found(home, view, book, chosen, code, since)
    if record:
        Reviews(home.store).record_work(found.fresh)
    work = [
        one
        for one in found.work
        if choose(one) and (not held or held == one["body_id"] or any(held == holder["id"] for holder in one["bodies"]))
    ]
    work.sort(key=lambda one: (one["body"], one["body_id"], one["coming"], one["change"], one["name"], one["key"]))
    changes = dict(found.changes)
    for one in work:
        changes.setdefault(one["change"], _change_of(one))
    return {
        "release": view.number,
        "as_of": day,
        "law": next(iter(chosen), ""),
        "place": code,
        "place_name": place_name(view, code),
        "since": since,
        "total": len(work),
        "counts": _counts(work),
        "changes": [
            _change_answer(change, day, [one for one in work if one["change"] == change.id])
            for change in sorted(changes.values(), key=lambda one: (one.law, one.day, one.id))
        ],
        "bodies": _by_body(work),
        "notes": found.notes(),
        "work": work,
    }


class _Found:
    """All work of the places asked for: ``work`` as it is answered, ``fresh`` what is to be kept of it, ``changes`` those of the law asked for."""

    def __init__(
        self, home: Home, view: View, book: LawBook, chosen: frozenset[str], place: str, since: date | None
    ) -> None:
        self.work: list[Record] = []
        self.fresh: list[WorkEvent] = []
        self.changes: dict[str, LawChange] = {}
        self._release, self._day, self._book = view.number, book.day, book
        self._chosen, self._place, self._since = chosen, place, since
        self._known = Reviews(home.store).work()
        self._unlocated: Counter[str] = Counter()
        by_item: dict[str, list[Record]] = defaultdict(list)
        for events in self._known.values():
            by_item[events[0].item].append(events[0].content)
        for name in scopes(view, place):
            if chosen and not self._cited(view, name):
                continue
            scope = Scope(Dossier(view, name, book.day, book), chosen, since, place)
            found = {one.key: scope.answer(one) for one in scope.affected(by_item)}
            self._show(found)
            self._show_past(scope, name, found)
            self._unlocated.update({law: len(rows) for law, rows in scope.unlocated.items()})
        for law in chosen:
            self.changes = {one.id: one for one in law_changes(book.law(law)) if since is None or one.day >= since}

    def _cited(self, view: View, scope: str) -> bool:
        """Whether the lists of a place cite the law asked for, or did when its work was recorded: the rest of them need not be read."""
        known = (events[0].content for events in self._known.values())
        if any(content["law"] in self._chosen and self._asked(content, scope) for content in known):
            return True
        edges = view.graph.edges_in_place("RESTS_ON", scope, below=len(scope) >= 6)
        return any(edge["to"].partition("/art_")[0] in self._chosen for edge in edges)

    def _show(self, found: dict[str, Record]) -> None:
        for key, one in found.items():
            events = self._known.get(key, [])
            if not events:
                self.fresh.append(self._event(_content(one), WorkState.TODO, ""))
            self.work.append({**one, **_state(events, self._release, True)})

    def _show_past(self, scope: Scope, name: str, found: Collection[str]) -> None:
        """Work known before that the lists no longer show: moved on where they say how."""
        for key, events in self._known.items():
            content, last = events[0].content, events[-1]
            if key in found or not self._asked(content, name):
                continue
            reason = scope.resolved(content)
            if reason and _to_move(last):
                moved = self._event(content, WorkState.ADJUSTED, reason)
                self.fresh.append(moved)
                events = [*events, moved]
            if reason or last.who != PROGRAM:
                self.work.append({**_past(content, self._day), **_state(events, self._release, False)})

    def _asked(self, content: Record, scope: str) -> bool:
        """Whether work known before lies within what is asked."""
        own = content["place"]
        if not (own == scope or (len(scope) >= 6 and own.startswith(scope))):
            return False
        places = (own, *(body["id"].split("/")[1] for body in content["bodies"]))
        if len(self._place) > 6 and not any(within(one, self._place) for one in places):
            return False
        since = self._since is None or date.fromisoformat(content["day"]) >= self._since
        return since and (not self._chosen or content["law"] in self._chosen)

    def _event(self, content: Record, state: WorkState, reason: str) -> WorkEvent:
        change, item, article = content["change"], content["item"], content["article"]
        key = work_key(change, item, article)
        return WorkEvent(key, change, item, article, state.value, reason, PROGRAM, self._release, content, at=now())

    def notes(self) -> list[str]:
        """What there is to say beside the work."""
        told = [
            f"另有 {count} 行只引{self._book.law(law).title}、没有写条款，它的修改影响到哪些行无法逐条判断"
            for law, count in sorted(self._unlocated.items())
        ]
        for law in self._chosen:
            facts = self._book.law(law)
            if not law_changes(facts):
                loaded = sum(bool(version["loaded"]) for version in facts.versions)
                which = "只载入了一个文本" if loaded == 1 else "没有载入正文"
                told.append(f"{facts.title}{which}，也没有载入废止它的文件，有没有变动无法核验")
            elif not self.changes:
                told.append(f"{facts.title}自 {self._since} 起没有已知的变动")
        return told


def _to_move(last: WorkEvent) -> bool:
    """Whether a release moves work on: not what a person found needless, nor what a release has moved on already."""
    return last.state != WorkState.UNNEEDED and not (last.state == WorkState.ADJUSTED and last.who == PROGRAM)


def _content(one: Record) -> Record:
    """What is kept of work: enough to read it, and to see later whether a list has followed."""
    return {
        **{name: one[name] for name in _KEPT},
        "day": one["day"].isoformat(),
        "number": one["article"].partition("/art_")[2],
        "new": [new["article"] for new in one["new"]],
        "successors": one["new"],
    }


def _past(content: Record, day: date) -> Record:
    """Work that the lists no longer show, from what was kept of it."""
    takes = date.fromisoformat(content["day"])
    return {
        "key": work_key(content["change"], content["item"], content["article"]),
        **{name: content[name] for name in _KEPT},
        "day": takes,
        "coming": takes > day,
        "class_label": CLASS_LABELS[content["class"]],
        "kind_label": ItemKind(content["kind"]).label,
        "rows": [],
        "new": content["successors"],
    }


def _state(events: Sequence[WorkEvent], release: int, listed: bool) -> Record:
    """How work stands. ``listed``: the lists of this release still show it."""
    last = events[-1] if events else None
    if last is None:
        return _stands(WorkState.TODO, "", listed, None)
    state = WorkState(last.state)
    if state is WorkState.ADJUSTED and last.who == PROGRAM:
        if listed:
            note = f"第 {last.release} 号发布已改，第 {release} 号发布又引原条文"
            return _stands(WorkState.TODO, note, listed, None)
        return _stands(state, f"第 {last.release} 号发布：{last.reason}", listed, last)
    if state is WorkState.ADJUSTED and listed:
        return _stands(state, f"标为{state.label}，第 {release} 号发布的清单仍未改", listed, last)
    return _stands(state, "", listed, last if last.who != PROGRAM else None)


def _stands(state: WorkState, note: str, listed: bool, last: WorkEvent | None) -> Record:
    return {
        "state": state.value,
        "state_label": state.label,
        "note": note,
        "listed": listed,
        "reason": last.reason if last is not None else "",
        "by": last.who if last is not None else "",
        "at": last.at if last is not None else "",
        "state_release": last.release if last is not None else None,
    }


def _change_of(one: Record) -> LawChange:
    kind = REPEALED if one["class"] == REPEALED else AMENDED
    return LawChange(one["change"], one["law"], one["law_title"], kind, one["day"], one["how"])


def _change_answer(change: LawChange, day: date, work: Sequence[Record]) -> Record:
    return {
        "id": change.id,
        "law": change.law,
        "law_title": change.title,
        "kind": change.kind,
        "how": change.how,
        "day": change.day,
        "coming": change.coming(day),
        "text": change.text,
        "total": len(work),
        "counts": _counts(work),
    }


def _counts(work: Sequence[Record]) -> dict[str, dict[str, int]]:
    return {
        "state": {state.value: sum(one["state"] == state for one in work) for state in WorkState},
        "class": dict(Counter(one["class_label"] for one in work)),
        "certainty": dict(Counter(one["certainty"] for one in work)),
    }


def _by_body(work: Sequence[Record]) -> list[Record]:
    """The bodies whose items are affected, in the order of the work, each with how much."""
    found: dict[str, list[Record]] = defaultdict(list)
    for one in work:
        found[one["body_id"]].append(one)
    return [
        {
            "id": body,
            "name": of[0]["body"],
            "total": len(of),
            "counts": _counts(of)["state"],
            "offices": sorted({office for one in of for office in one["offices"]}),
            "towns": sorted({town for one in of for town in one["towns"]}),
        }
        for body, of in found.items()
    ]


def find_work(home: Home, view: View, reference: str, day: date) -> str:
    """The key of the work that a key, or the beginning of its digits, means. Raises QuestionError and LookupError."""
    ending = reference.strip().strip("/").removeprefix("work/")
    if not _FEWEST <= len(ending) <= 16 or not _HEX.issuperset(ending):
        raise QuestionError(
            "key", f"“{reference.strip()}”不是编号。可写全（work/0123456789abcdef），或只写前 {_FEWEST} 位以上"
        )
    kept = Reviews(home.store)
    keys = kept.work_named(ending)
    if not keys:
        worklist(home, view, day)
        keys = kept.work_named(ending)
    if len(keys) == 1:
        return keys[0]
    if keys:
        raise LookupError(f"“{reference.strip()}”对应 {len(keys)} 项，请写全：{'、'.join(keys[:_NAMED])}")
    raise LookupError(f"没有编号为“{reference.strip()}”的事项。dingfen worklist 列出要办的各项")


def set_state(home: Home, view: View, reference: str, state: str, by: str, reason: str, day: date) -> Record:
    """Set the state of work; 不需调整 needs a reason. Answers the step as it was kept. Raises QuestionError and LookupError."""
    wanted = state_of(state)
    who = person(by)
    why = grounds(reason, f"“{WorkState.UNNEEDED.label}”" if wanted is WorkState.UNNEEDED else "")
    key = find_work(home, view, reference, day)
    kept = Reviews(home.store)
    first = kept.work([key])[key][0]
    event = msgspec.structs.replace(
        first, state=wanted.value, reason=why, who=who, release=view.number, at="", number=0
    )
    return _step_answer(kept.add_work(event))


def steps(home: Home, reference: str) -> list[Record]:
    """Everything that was recorded of work (a whole key), oldest first."""
    return [_step_answer(event) for event in Reviews(home.store).work([reference]).get(reference, [])]


def _step_answer(event: WorkEvent) -> Record:
    state = WorkState(event.state)
    return {
        "number": event.number,
        "key": event.key,
        "change": event.change,
        "item": event.item,
        "article": event.article,
        "name": event.content["name"],
        "text": event.content["text"],
        "state": state.value,
        "state_label": state.label,
        "reason": event.reason,
        "by": event.who,
        "at": event.at,
        "release": event.release,
    }

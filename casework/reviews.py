"""What reviewers say of findings, and which findings are new or gone since an earlier release.

A finding's identifier outlives a reload, and so does what was said of it: it is kept in the database, with the finding as it was and a digest
of its evidence, so that a later reader sees what was judged and whether the evidence has changed since.

New and gone are told by comparing whole checks of two releases on one day: otherwise a law that was repealed between two days would
make findings that no list made. Where the earlier release can no longer be checked, that is said, and nothing is guessed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from casework.questions import QuestionError
from ingest.reviews import ReviewEvent, Reviews, Seen
from ontologies.records import FindingKind, Review

if TYPE_CHECKING:
    from ingest.home import Home, View

Record = dict[str, Any]

WITHDRAWN = "withdrawn"
STATE_LABELS = {**{state.value: state.label for state in Review}, WITHDRAWN: "撤回"}
# Fewer digits of a hash than these name nothing.
_FEWEST = 4
_HASH = re.compile(rf"[0-9a-f]{{{_FEWEST},16}}")
# So many findings are named where one is not told apart.
_NAMED = 5
_LONGEST = 2000
# What no database keeps in a text, and no name or reason needs; a line feed is a reason's.
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
# Rows of a finding that are kept with what was said of it.
_ROWS_KEPT = 10


def person(name: str) -> str:
    """Who says something: a name, on one line. Raises QuestionError where there is none."""
    told = " ".join(_CONTROLS.sub(" ", name).split())
    if not told or len(told) > 100:
        raise QuestionError("by", "请写明是谁（--by 姓名），不超过 100 字")
    return told


def grounds(reason: str, needed: str = "") -> str:
    """Why something is said. Raises QuestionError where it is ``needed`` (what for, in words) and missing, or too long."""
    told = _CONTROLS.sub(" ", reason).strip()
    if needed and not told:
        raise QuestionError("reason", f"{needed}要写明理由（--reason）")
    if len(told) > _LONGEST:
        raise QuestionError("reason", f"理由太长，最多 {_LONGEST} 字")
    return told


def state_of(word: str) -> str:
    """A code of records.Review, or ``withdrawn``, from a code or a label. Raises QuestionError."""
    for code, label in STATE_LABELS.items():
        if word.strip() in (code, label):
            return code
    told = "、".join(f"{code}（{label}）" for code, label in STATE_LABELS.items())
    raise QuestionError("state", f"没有“{word}”这种意见；可用：{told}")


# A finding as it was ---------------------------------------------------------------------------------------------------------------


def evidence_digest(answer: Record) -> str:
    """A digest of what a finding rests on: its verdict, rows, provisions and evidence. Where a row stands in its file is no part of it: a list
    published again word for word gives the same evidence."""
    told = [
        answer["verdict"],
        answer["text"],
        [[row["item"], row["name"], row["body"], row["basis"]] for row in answer["rows"]],
        [[one["law"], one["article"], one["status"], one["text"]] for one in answer["provisions"]],
        [[one["text"], one["quote"]] for one in answer["evidence"]],
    ]
    return hashlib.blake2b(orjson.dumps(told), digest_size=8).hexdigest()


def brief(answer: Record) -> Record:
    """A finding in short, to be read when it is no longer found."""
    return {
        "id": answer["id"],
        "kind": answer["kind"],
        "kind_label": answer["kind_label"],
        "verdict": answer["verdict"],
        "severity": answer["severity"],
        "place": answer["place"],
        "text": answer["text"],
        "rows": [
            {key: row[key] for key in ("file", "sheet", "row", "name", "body", "item")}
            for row in answer["rows"][:_ROWS_KEPT]
        ],
    }


def _seen(answer: Record) -> Seen:
    return Seen(answer["id"], answer["kind"], evidence_digest(answer), brief(answer))


# Saying something of a finding -------------------------------------------------------------------------------------------------------


def _parts(reference: str) -> tuple[str, str]:
    """(kind, beginning of the hash) that a reference to a finding names; the kind "" where only the hash is given. Raises QuestionError."""
    wanted = reference.strip().strip("/").removeprefix("finding/")
    kind, _, ending = wanted.rpartition("/")
    if not _HASH.fullmatch(ending):
        raise QuestionError(
            "id",
            f"“{reference.strip()}”不是发现的标识。可写全（finding/basis.none/0123456789abcdef）、不写 finding/，"
            f"或只写末段的前 {_FEWEST} 位以上；dingfen check 列出各项发现",
        )
    return kind, ending


def _check(view: View, place: str, day: date, kinds: Collection[FindingKind] | None = None) -> Iterable[Record]:
    # The check asks this module for reviews, so it is imported when it is asked.
    from casework import check

    return check.answers(view, place, day, check.ALL if kinds is None else kinds)


def find_finding(home: Home, view: View, reference: str, day: date) -> Seen:
    """The finding that an identifier means, or the beginning of its hash: of the current release on the day, of a whole check kept, or one
    that something was said of before. Raises QuestionError (no identifier) and LookupError (none, or several)."""
    kind, ending = _parts(reference)
    kept = Reviews(home.store)

    def fits(identifier: str) -> bool:
        return identifier.startswith(f"finding/{kind}/" if kind else "finding/") and identifier.rpartition("/")[
            2
        ].startswith(ending)

    known = {key: found for key, found in kept.seen(ending).items() if fits(key)}
    found = {key: seen for key, (_, seen) in known.items()}
    if not (len(found) == 1 and next(iter(known.values()))[0].release == view.number):
        # What the current release says comes before what was found in an earlier one.
        kinds = [one for one in FindingKind if one.value == kind] if kind else None
        now = [one for one in _check(view, "", day, kinds) if fits(one["id"])]
        # Where one thing is a fault by one rule and lawful by another, the fault is meant.
        present = {one["id"]: _seen(one) for one in sorted(now, key=lambda one: not one["lawful"])}
        before = {
            key: Seen(key, event.kind, event.digest, event.content)
            for key, event in kept.reviewed(ending).items()
            if fits(key)
        }
        found = before | found | present
    if len(found) == 1:
        return next(iter(found.values()))
    if not found:
        raise LookupError(
            f"没有“{reference.strip()}”这项发现：第 {view.number} 号发布（{day}）没有，保留的以前的核查里也没有。"
            "dingfen check 列出各项发现"
        )
    some = "；".join(f"{key}（{found[key].content['text']}）" for key in sorted(found)[:_NAMED])
    raise LookupError(f"“{reference.strip()}”对应 {len(found)} 项发现，请写全是哪一项：{some}")


def say(home: Home, view: View, reference: str, state: str, by: str, reason: str, day: date) -> Record:
    """Say something of a finding; ``state`` is a code or a label of records.Review, or 撤回 to take back what was last said (both stay in the
    history). Answers it as :func:`history` does. A reason is needed where a finding is dismissed. Raises QuestionError and LookupError, the
    latter also where there is nothing to take back."""
    code = state_of(state)
    who = person(by)
    why = grounds(reason, f"“{Review.DISMISSED.label}”" if code == Review.DISMISSED else "")
    finding = find_finding(home, view, reference, day)
    kept = Reviews(home.store)
    if code == WITHDRAWN:
        last = kept.reviews(finding=finding.finding)
        if not last or last[0].state == WITHDRAWN:
            raise LookupError(f"{finding.finding} 现在没有审查意见，没有可以撤回的")
    event = ReviewEvent(finding.finding, finding.kind, code, why, who, view.number, finding.digest, finding.content)
    return _event_answer(kept.add_review(event), code != WITHDRAWN)


def _event_answer(event: ReviewEvent, stands: bool) -> Record:
    return {
        "number": event.number,
        "id": event.finding,
        "kind": event.kind,
        "kind_label": FindingKind(event.kind).label if event.kind in set(FindingKind) else event.kind,
        "state": event.state,
        "state_label": STATE_LABELS.get(event.state, event.state),
        "reason": event.reason,
        "by": event.who,
        "at": event.at,
        "release": event.release,
        "stands": stands,
        "text": event.content["text"],
        "rows": event.content["rows"],
    }


def history(home: Home, kind: str = "", by: str = "") -> Record:
    """All that was said of findings, newest first: ``verdicts``, each with ``stands`` (nothing was said of the finding later). ``kind`` is a
    kind's code or label or a family (basis), ``by`` a name. Raises QuestionError."""
    kinds: Collection[str] = ()
    if kind.strip():
        wanted = kind.strip()
        kinds = [one.value for one in FindingKind if wanted in (one.value, one.label, one.value.partition(".")[0])]
        if not kinds:
            raise QuestionError("kind", f"没有“{wanted}”这种发现")
    kept = Reviews(home.store)
    events = kept.reviews(kinds, " ".join(_CONTROLS.sub(" ", by).split()))
    standing = {event.number for event in kept.standing().values()}
    return {
        "total": len(events),
        "verdicts": [_event_answer(event, event.number in standing and event.state != WITHDRAWN) for event in events],
    }


def mark(home: Home) -> str:
    """What changes whenever a reviewer says something."""
    return Reviews(home.store).mark()


def annotate(home: Home, view: View, answers: Iterable[Record]) -> list[Record]:
    """Findings of a release as ``check`` answers them, each with ``review``: what stands of what reviewers said, or None."""
    standing = Reviews(home.store).standing()
    return [{**one, "review": _review(one, standing.get(one["id"]), view.number)} for one in answers]


def _review(answer: Record, event: ReviewEvent | None, release: int) -> Record | None:
    if event is None or event.state == WITHDRAWN:
        return None
    changed = event.digest != evidence_digest(answer)
    notes = []
    if event.state == Review.FIXED and not answer["lawful"]:
        notes.append(f"标为{Review.FIXED.label}，第 {release} 号发布仍查得出")
    if changed:
        notes.append(f"此后证据有变（意见所据为第 {event.release} 号发布）")
    return {
        "state": event.state,
        "state_label": STATE_LABELS.get(event.state, event.state),
        "reason": event.reason,
        "by": event.who,
        "at": event.at,
        "release": event.release,
        "evidence_changed": changed,
        "note": "；".join(notes),
    }


# New and gone ------------------------------------------------------------------------------------------------------------------------


@cache
def rules_digest() -> str:
    """A digest of the rules that a check follows: another program may find something else in the same lists."""
    root = Path(__file__).resolve().parents[1]
    folders = (root / "casework", root / "graph", root / "ontologies", root / "text")
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in (".py", ".ttl", ".json"))
    told = hashlib.blake2b(digest_size=8)
    for path in files:
        told.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return told.hexdigest()


def _faults(answers: Iterable[Record]) -> dict[str, Seen]:
    return {one["id"]: _seen(one) for one in answers if not one["lawful"]}


def _remember(home: Home, release: int, place: str, day: date, found: dict[str, Seen]) -> None:
    told = "\n".join(f"{key} {found[key].digest}" for key in sorted(found))
    mark = hashlib.blake2b(told.encode(), digest_size=8).hexdigest()
    Reviews(home.store).remember(release, place, day, rules_digest(), mark, list(found.values()))


def remember(home: Home, view: View, place: str, day: date, answers: Iterable[Record]) -> None:
    """Keep what a whole check of a place ("" for everywhere) found: all kinds, all bodies. The same told again changes nothing."""
    _remember(home, view.number, place, day, _faults(answers))


def changes(
    home: Home, view: View, place: str, day: date, answers: Sequence[Record], afresh: bool = True
) -> Record | None:
    """What is new and what has gone since the release that this one was made from, or the nearest one before it that can be told:
    ``since`` (its number, None where there is none), ``new`` and ``vanished`` (of the lists and laws that changed), ``new_by_day`` and
    ``vanished_by_day`` (because the day is another one), ``note``.

    ``answers`` is the whole check of the place on the day. An earlier release is checked now, on the same day, where its projections are still
    kept; else what was found in it then is taken, and what only the day makes is told apart by checking the present release on that day.
    Without ``afresh`` nothing is checked for it: None where the release before was not checked on the same day by the same rules."""
    if not afresh:
        return _at_hand(home, view.number, place, day, _faults(answers))
    present = _faults(answers)
    tried: list[int] = []
    for number in _before(home, view.number):
        told = _compared(home, view, number, place, day, present)
        if told is not None:
            if tried:
                told["note"] = "；".join(
                    filter(None, (f"第 {'、'.join(map(str, tried))} 号发布已不能核查", told["note"]))
                )
            return told
        tried.append(number)
    note = (
        f"第 {'、'.join(map(str, tried))} 号发布没有核查过，它们的图也不再保留，新增、消失无法核验"
        if tried
        else "这是第一版发布，没有可以比较的"
    )
    return _told(None, {}, {}, {}, {}, note)


def _at_hand(home: Home, number: int, place: str, day: date, present: dict[str, Seen]) -> Record | None:
    """The present findings set against those of the release before, where these are kept as they are."""
    kept = Reviews(home.store)
    for earlier in _before(home, number)[:1]:
        for run in kept.runs(earlier, place):
            if run.day == day and run.program == rules_digest():
                return _told(earlier, present, kept.found_in(run.number), {}, {}, "")
    return None


def _before(home: Home, number: int) -> list[int]:
    """The releases that one was made from, the nearest first."""
    bases = {release.number: release.base for release in home.store.releases()}
    found: list[int] = []
    base = bases.get(number)
    while base is not None and base in bases and base not in found:
        found.append(base)
        base = bases[base]
    return found


def _compared(home: Home, view: View, number: int, place: str, day: date, present: dict[str, Seen]) -> Record | None:
    """The present findings set against those of an earlier release; None where it can no longer be told what was found in it."""
    kept = Reviews(home.store)
    runs = kept.runs(number, place)
    same = next((run for run in runs if run.day == day and run.program == rules_digest()), None)
    if same is not None:
        return _told(number, present, kept.found_in(same.number), {}, {}, "")
    past = _checked_now(home, number, place, day)
    if past is not None:
        return _told(number, present, past, {}, {}, "")
    if not runs:
        return None
    # The same rules tell more than the same day, which can be made up for.
    run = min(runs, key=lambda run: (run.program != rules_digest(), run.day != day, -run.number))
    then = kept.found_in(run.number)
    note = "" if run.program == rules_digest() else "其间核查规则有更新，有的可能由此而来"
    if run.day == day:
        return _told(number, present, then, {}, {}, note)
    at_that_day = _faults(_check(view, place, run.day))
    notes = [f"第 {number} 号发布是按 {run.day} 核查的；只因日期不同而有无的另列", note]
    told = _told(number, at_that_day, then, present, at_that_day, "；".join(filter(None, notes)))
    told["new"] = [key for key in told["new"] if key in present]
    return told


def _checked_now(home: Home, number: int, place: str, day: date) -> dict[str, Seen] | None:
    """What a whole check of an earlier release finds on a day; None where its projections are no longer kept."""
    earlier = home.kept(number)
    if earlier is None:
        return None
    try:
        found = _faults(_check(earlier, place, day))
    finally:
        earlier.close()
    _remember(home, number, place, day, found)
    return found


def _told(
    since: int | None,
    present: dict[str, Seen],
    past: dict[str, Seen],
    today: dict[str, Seen],
    that_day: dict[str, Seen],
    note: str,
) -> Record:
    """``present`` and ``past`` differ by their release, ``today`` and ``that_day`` only by their day."""

    def gone(before: dict[str, Seen], after: dict[str, Seen]) -> list[Record]:
        return [
            {"id": key, "kind": before[key].kind, "text": before[key].content["text"]}
            for key in sorted(before.keys() - after.keys())
        ]

    return {
        "since": since,
        "new": sorted(present.keys() - past.keys()),
        "vanished": gone(past, present),
        "new_by_day": sorted(today.keys() - that_day.keys()),
        "vanished_by_day": gone(that_day, today),
        "note": note,
    }

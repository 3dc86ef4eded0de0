"""Files grouped into works and versions, each doubtful value settled by a stated rule.

Every settled value keeps its rule and its evidence (``dingfen laws`` prints them). The rules, first match wins:

Version date (版本日期: the day of adoption or of the last amendment)
    V1  the last 通过/批准/修正/修订/公布 of the history, and the file's name agrees or gives no date
    V2  the date in the file's name, when the history ends earlier (histories are often cut short)
    V3  the history's last change, when it is later than the name's date by more than 100 days (the text was replaced under an old name)
    V4  an effect date in the text, when neither history nor name has a date (presumed)
    V0  none: the text is undated and never in force on any day

Taking effect (施行)
    E1  the text's own clause names a day that is not before the version date
    E2  the history names a day of effect
    E3  the clause says 自公布之日起 (or so many days after)
    E4  the clause names the day of the first version; this one is an amendment: the loaded amending decision's day, if there is one
    E5  as E4 without the decision loaded: presumed to hold from the version date
    E6  no clause at all: presumed to hold from the version date
    E0  undated

Ending: a version ends when the next takes effect (known from a loaded text, or from a later text's history line even when that
version's own text is not loaded: then a version without text stands in its place, so that no older text is taken for it), or when
the work is repealed by a clause of another loaded law, or by a reviewed correction.

Rank and place: R1 who adopted it (history), R2 the title, R3 the folder, R4 the kind of title (presumed).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import msgspec

from ingest.documents import LawHead
from ontologies.identifiers import law_id, version_id
from ontologies.places import place_of
from ontologies.records import (
    OPEN_END,
    OPEN_START,
    HistoryEvent,
    Level,
    OverrideRecord,
    Problem,
    Rank,
    Settled,
)
from text.clauses import read_day
from text.normalise import law_name

_CHANGES = ("adopted", "approved", "amended", "revised", "promulgated")
# Between adoption and publication lie days or weeks; two dates within this span are one change.
_LAG = timedelta(days=100)

_NATIONAL = {
    Rank.CONSTITUTION,
    Rank.STATUTE,
    Rank.LEGISLATIVE_DECISION,
    Rank.ADMINISTRATIVE_REGULATION,
    Rank.SUPERVISORY_REGULATION,
    Rank.DEPARTMENTAL_RULE,
    Rank.JUDICIAL_INTERPRETATION,
    Rank.PARTY_REGULATION,
}

_FOLDERS = {
    "宪法": Rank.CONSTITUTION,
    "法律": Rank.STATUTE,
    "法律_历史版本": Rank.STATUTE,
    "行政法规": Rank.ADMINISTRATIVE_REGULATION,
    "监察法规": Rank.SUPERVISORY_REGULATION,
    "部门规章": Rank.DEPARTMENTAL_RULE,
    "司法解释": Rank.JUDICIAL_INTERPRETATION,
    "地方性法规": Rank.LOCAL_REGULATION,
    "地方政府规章": Rank.LOCAL_RULE,
    "规范性文件": Rank.NORMATIVE_DOCUMENT,
    "党内法规": Rank.PARTY_REGULATION,
}


class SettledVersion(msgspec.Struct):
    """One version. ``digests`` are its documents, the one whose text is shown first; empty when only a history line knows it.
    ``settled`` maps a field to how it was settled; ``differences`` say where its sources disagree; ``basis`` are the titles it was
    made under; ``repeals`` the (work, day, clause) it ends."""

    id: str
    law: str
    title: str
    version_date: date | None
    promulgated: date | None
    effective: date | None
    amendment: str
    number: str
    rank: Rank
    jurisdiction: str
    issuer: str
    digests: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    valid_from: date = OPEN_END
    valid_to: date = OPEN_END
    end_reason: str = ""
    doubtful: bool = False
    settled: dict[str, Settled] = {}
    differences: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    repeals: tuple[tuple[str, date, str], ...] = ()

    @property
    def loaded(self) -> bool:
        return bool(self.digests)


class SettledWork(msgspec.Struct):
    """One work and its versions, oldest first."""

    id: str
    title: str
    name: str
    jurisdiction: str
    rank: Rank
    issuer: str
    versions: list[SettledVersion]
    repealed_on: date = OPEN_END
    repealed_by: str = ""


class Settlement(msgspec.Struct):
    """All works of a release, by identifier, and what a person should look at."""

    works: dict[str, SettledWork]
    problems: list[Problem]


_COURTS = ("最高人民法院", "最高人民检察院")
_NPC = "全国人民代表大会"
_DECISION = re.compile(r"(?:决定|决议)$")


def _rank_by_history(head: LawHead) -> tuple[Rank, str] | None:
    for event in head.history:
        if event.kind not in ("adopted", "promulgated", "approved", "revised"):
            continue
        words = event.text
        if any(court in words for court in _COURTS):
            return Rank.JUDICIAL_INTERPRETATION, words
        if _NPC in words and event.kind == "adopted":
            if head.title.endswith(("宪法", "宪法修正案")):
                return Rank.CONSTITUTION, words
            rank = Rank.LEGISLATIVE_DECISION if _DECISION.search(head.title) else Rank.STATUTE
            return rank, words
        if event.kind == "approved":
            continue
        if re.search(r"国务院(?:、(?:中华人民共和国)?中央军事委员会)?(?:令|第\d+号令|常务会议|发布|公布|批准)", words):
            return Rank.ADMINISTRATIVE_REGULATION, words
        if "人民代表大会" in words and _NPC not in words.split("《")[0]:
            return Rank.LOCAL_REGULATION, words
        if re.search(r"(?:省|市|自治区)人民政府(?:令|第|常务会议)", words):
            return Rank.LOCAL_RULE, words
        if re.search(r"(?:部|委员会|总局|局|署|总署|银行)(?:令|部务会议|局务会议|委务会议|第\d+号令)", words):
            return Rank.DEPARTMENTAL_RULE, words
    return None


def _rank(head: LawHead) -> Settled:
    if head.title.endswith("宪法") or "宪法修正案" in head.title:
        return Settled(Rank.CONSTITUTION, "R2", head.title)
    if head.title.startswith(_COURTS):
        return Settled(Rank.JUDICIAL_INTERPRETATION, "R2", head.title)
    if head.title.endswith(("自治条例", "单行条例")):
        return Settled(Rank.AUTONOMOUS_REGULATION, "R2", head.title)
    claimed = head.claims.get("rank", "")
    for rank in Rank:
        if claimed and claimed in (rank.value, rank.label):
            return Settled(rank, "R2", f"文件自述：{claimed}", doubtful=True)
    folder = next((_FOLDERS[v] for v in head.hints.values() if v in _FOLDERS), None)
    history = _rank_by_history(head)
    if folder == Rank.STATUTE and _DECISION.search(head.title):
        folder = Rank.LEGISLATIVE_DECISION
    if history and folder == Rank.LOCAL_REGULATION and history[0] == Rank.LOCAL_RULE:
        # Collections keep a government's rules among the people's congress's regulations; who adopted it decides.
        return Settled(Rank.LOCAL_RULE, "R1", history[1][:80])
    if history and folder and history[0] != folder:
        # A rule of the State Council that the Standing Committee approved lies among the statutes; who keeps a folder of one kind
        # by hand knows more than one history line.
        return Settled(folder, "R3", f"文件夹与沿革不一致，沿革：{history[1][:60]}", doubtful=True)
    if history:
        return Settled(history[0], "R1", history[1][:80])
    if folder:
        return Settled(folder, "R3", "所在文件夹")
    place = place_of(head.title)
    if place and head.title.endswith("条例"):
        return Settled(Rank.LOCAL_REGULATION, "R4", "题名以地名开头的条例", doubtful=True)
    if place and place.level == Level.COUNTY:
        # Only provinces, cities with districts and prefectures make 规章 (立法法 2023, art. 93).
        return Settled(Rank.NORMATIVE_DOCUMENT, "R4", "题名以县级地名开头，县级不制定规章", doubtful=True)
    if place:
        return Settled(Rank.LOCAL_RULE, "R4", "题名以地名开头", doubtful=True)
    if head.title.endswith("法") and not head.title.endswith("办法"):
        return Settled(Rank.STATUTE, "R4", "题名为“……法”", doubtful=True)
    if head.title.endswith("条例"):
        return Settled(Rank.ADMINISTRATIVE_REGULATION, "R4", "题名为“……条例”且无地名", doubtful=True)
    if head.title.endswith(("规定", "办法", "细则", "规则")):
        return Settled(Rank.DEPARTMENTAL_RULE, "R4", "题名为规定、办法、细则且无地名", doubtful=True)
    return Settled(Rank.UNKNOWN, "R0", "没有可用的线索", doubtful=True)


def _jurisdiction(head: LawHead, rank: Rank) -> Settled:
    if rank in _NATIONAL:
        return Settled("cn", "P1", f"位阶为{rank.label}")
    place = place_of(head.title)
    if place:
        return Settled(place.code, "P2", f"题名：{place.name}")
    for event in head.history:
        place = place_of(event.body) or place_of(event.text.lstrip("0123456789年月日 　（(经由"))
        if place:
            return Settled(place.code, "P3", f"沿革：{event.text[:40]}")
    for value in head.hints.values():
        place = place_of(value)
        if place:
            return Settled(place.code, "P4", f"文件夹：{value}")
    return Settled("cn", "P0", "没有地名，按全国适用", doubtful=rank != Rank.UNKNOWN)


def _name_date(head: LawHead) -> date | None:
    text = head.hints.get("date", "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _changes(head: LawHead) -> list[HistoryEvent]:
    return [event for event in head.history if event.date and event.kind in _CHANGES]


def _version_date(head: LawHead) -> tuple[date | None, Settled]:
    named = _name_date(head)
    changes = _changes(head)
    last = max(changes, key=lambda event: event.date or OPEN_END) if changes else None
    if last is not None and last.date is not None:
        if named is None:
            return last.date, Settled(last.date.isoformat(), "V1", last.text[:80])
        if abs(named - last.date) <= _LAG:
            return named, Settled(named.isoformat(), "V1", f"文件名与沿革一致：{last.text[:60]}")
        if last.date > named:
            evidence = f"文件名为{named.isoformat()}，沿革末次为{last.date.isoformat()}"
            return last.date, Settled(last.date.isoformat(), "V3", evidence, doubtful=True)
        evidence = f"文件名；沿革止于{last.date.isoformat()}"
        return named, Settled(named.isoformat(), "V2", evidence)
    if named is not None:
        return named, Settled(named.isoformat(), "V2", "文件名；没有可读的沿革")
    days = [event.date for event in head.history if event.date and event.kind == "effective"]
    days.extend(effective.date for _, effective in head.closing if effective.date)
    if days:
        return max(days), Settled(max(days).isoformat(), "V4", "只有施行日期", doubtful=True)
    return None, Settled("", "V0", "没有沿革、文件名日期和施行日期", doubtful=True)


class _Text(msgspec.Struct):
    """One document on its way to a version."""

    digest: str
    head: LawHead
    rank: Settled
    jurisdiction: Settled
    day: date | None
    settled_day: Settled


def settle(heads: Mapping[str, LawHead], overrides: Iterable[OverrideRecord] = ()) -> Settlement:
    """Group documents (digest → head) into works and versions and settle every date.

    The same heads in any order give the same settlement. A reviewed correction that matches nothing is reported.
    """
    problems: list[Problem] = []
    groups: dict[tuple[str, str], list[_Text]] = defaultdict(list)
    for digest in sorted(heads):
        head = heads[digest]
        rank = _rank(head)
        jurisdiction = _jurisdiction(head, Rank(rank.value))
        day, settled_day = _version_date(head)
        name = law_name(head.title)
        groups[jurisdiction.value, name].append(_Text(digest, head, rank, jurisdiction, day, settled_day))
    wanted = _Overrides(overrides)
    works: dict[str, SettledWork] = {}
    for (where, name), texts in sorted(groups.items()):
        works_id = law_id(where, name)
        works[works_id] = _work(works_id, name, where, texts, heads, wanted, problems)
    decisions = _decisions(works, heads)
    for work in works.values():
        _effects(work, heads, decisions, wanted)
        _spans(work)
    _repeal(works, heads, wanted, problems)
    problems.extend(wanted.unused())
    return Settlement(works, problems)


class _Overrides:
    """The reviewed corrections, by (canonical law name, version date or None, field)."""

    def __init__(self, records: Iterable[OverrideRecord]) -> None:
        self._found: dict[tuple[str, date | None, str], OverrideRecord] = {}
        for record in sorted(records, key=lambda r: (r.on or date.min, r.law)):
            for field in record.set:
                self._found[law_name(record.law), record.version, field] = record
        self._used: set[tuple[str, date | None, str]] = set()

    def value(self, name: str, version: date | None, field: str) -> tuple[str, Settled] | None:
        key = (name, version, field)
        record = self._found.get(key)
        if record is None:
            return None
        self._used.add(key)
        value = record.set[field]
        when = record.on.isoformat() if record.on else "日期未记"
        return value, Settled(value, "O1", f"审定：{record.by}，{when}，依据：{record.source}")

    def day(self, name: str, version: date | None, field: str) -> tuple[date, Settled] | None:
        found = self.value(name, version, field)
        return (date.fromisoformat(found[0]), found[1]) if found else None

    def unused(self) -> list[Problem]:
        return [
            Problem(
                "warning",
                "审定文件",
                f"《{name}》" + (f"{version.isoformat()}" if version else ""),
                f"审定项“{field}”没有用上：没有载入这个文件或这个版本",
                advice="核对题名和版本日期（dingfen laws）",
            )
            for name, version, field in sorted(self._found.keys() - self._used, key=lambda k: (k[0], str(k[1]), k[2]))
        ]


def _work(
    works_id: str,
    name: str,
    jurisdiction: str,
    texts: list[_Text],
    heads: Mapping[str, LawHead],
    wanted: _Overrides,
    problems: list[Problem],
) -> SettledWork:
    versions = [
        _version(works_id, name, jurisdiction, day, same, problems) for day, same in _group(name, texts, wanted)
    ]
    versions.extend(_unloaded(works_id, versions, heads))
    versions.sort(key=lambda v: (v.version_date or date.max, v.id))
    newest = next((v for v in reversed(versions) if v.loaded), versions[-1])
    rank = newest.rank
    override = wanted.value(name, None, "rank")
    if override:
        rank = next((r for r in Rank if override[0] in (r.value, r.label)), rank)
        for version in versions:
            version.rank = rank
            version.settled["rank"] = override[1]
    return SettledWork(works_id, newest.title, name, jurisdiction, rank, newest.issuer, versions)


def _group(name: str, texts: list[_Text], wanted: _Overrides) -> list[tuple[date | None, list[_Text]]]:
    """Texts of one version together: the same day; or days within the lag whose articles are the same."""
    for text in texts:
        override = wanted.day(name, text.day, "version_date")
        if override:
            text.day, text.settled_day = override
    by_day: dict[date | None, list[_Text]] = defaultdict(list)
    for text in texts:
        by_day[text.day].append(text)
    days = sorted(day for day in by_day if day)
    merged: list[tuple[date | None, list[_Text]]] = []
    for day in days:
        same = by_day[day]
        if merged and merged[-1][0] and day - merged[-1][0] <= _LAG and _alike(merged[-1][1], same):
            earlier_day, earlier = merged.pop()
            # The date with a file name or a plain history behind it is better than a presumed one; else the earlier.
            best = min(earlier + same, key=lambda t: (t.settled_day.doubtful, t.day or date.max))
            merged.append((best.day or earlier_day, earlier + same))
        else:
            merged.append((day, same))
    undated = by_day.get(None, [])
    left: list[_Text] = []
    for text in undated:
        twin = next((group for _, group in merged if _alike(group, [text])), None)
        if twin is not None:
            twin.append(text)
        else:
            left.append(text)
    if left:
        merged.append((None, left))
    return merged


def _alike(some: list[_Text], others: list[_Text]) -> bool:
    mine = some[0].head.articles
    theirs = others[0].head.articles
    if not mine or not theirs:
        return False
    shared = mine.keys() & theirs.keys()
    if len(shared) < 0.9 * max(len(mine), len(theirs)):
        return False
    same = sum(mine[number] == theirs[number] for number in shared)
    return same >= 0.95 * len(shared)


def _version(
    works_id: str, name: str, jurisdiction: str, day: date | None, texts: list[_Text], problems: list[Problem]
) -> SettledVersion:
    texts = sorted(texts, key=lambda t: (t.head.captions, -len(t.head.articles), -t.head.chars, t.digest))
    first = texts[0]
    head = first.head
    differences, extra = _differences(name, day, texts)
    problems.extend(
        Problem(
            "warning", _stem(t.head), f"《{name}》{day or ''}", said, advice="以条数较多的来源为准；如需更换请撤下其一"
        )
        for t, said in differences
    )
    settled = {"version_date": first.settled_day, "rank": first.rank, "jurisdiction": first.jurisdiction}
    changes = _changes(head)
    at = [e for e in changes if day and e.date and abs(e.date - day) <= _LAG]
    kinds = {e.kind for e in at}
    amendment = "修订" if "revised" in kinds else "修正" if "amended" in kinds else ""
    if not amendment:
        earlier = [e for e in changes if e.date and day and e.date < day - _LAG]
        amendment = "修改" if earlier else "制定"
    published = [e for e in at if e.kind == "promulgated" and e.date]
    promulgated = max((e.date for e in published if e.date), default=day)
    settled["promulgated"] = (
        Settled(published[-1].date.isoformat() if published[-1].date else "", "G1", published[-1].text[:60])
        if published
        else Settled(day.isoformat() if day else "", "G2", "按版本日期", doubtful=day is None)
    )
    numbers = [e.number for e in at if e.number]
    number = numbers[-1] if numbers else head.claims.get("number", "")
    issuer = next((e.body for e in head.history if e.body), "")
    rank = Rank(first.rank.value)
    return SettledVersion(
        version_id(works_id, day),
        works_id,
        head.title,
        day,
        promulgated,
        None,
        amendment,
        number,
        rank,
        jurisdiction,
        issuer,
        digests=tuple(t.digest for t in texts),
        extra=extra,
        doubtful=first.settled_day.doubtful,
        settled=settled,
        differences=tuple(said for _, said in differences),
        basis=head.basis,
    )


def _stem(head: LawHead) -> str:
    return head.hints.get("stem") or head.title


def _differences(name: str, day: date | None, texts: list[_Text]) -> tuple[list[tuple[_Text, str]], tuple[str, ...]]:
    """Where further sources of a version disagree with the first, and which of them bring articles that it lacks."""
    first = texts[0].head.articles
    found: list[tuple[_Text, str]] = []
    extra = []
    for text in texts[1:]:
        mine = text.head.articles
        if text.head.captions:
            continue
        other = [n for n in mine if n in first and mine[n].rpartition(":")[2] != first[n].rpartition(":")[2]]
        beyond = [n for n in mine if n not in first]
        if beyond and not other and first and not texts[0].head.captions:
            extra.append(text.digest)
        if not mine and not first:
            continue
        said = []
        if other:
            some = "、".join(f"第{n}条" for n in other[:5]) + ("等" if len(other) > 5 else "")
            said.append(f"{len(other)}条文字不同（{some}）")
        if beyond:
            said.append(f"多出{len(beyond)}条（{'、'.join(f'第{n}条' for n in beyond[:5])}）")
        lacking = len(first.keys() - mine.keys())
        if lacking and len(mine) > 0.5 * len(first):
            said.append(f"缺{lacking}条")
        if said:
            found.append((text, f"与同一版本的另一来源（{_stem(texts[0].head)}）不一致：{'，'.join(said)}"))
    return found, tuple(extra)


def _unloaded(works_id: str, versions: list[SettledVersion], heads: Mapping[str, LawHead]) -> list[SettledVersion]:
    """Versions that only a later text's history knows: without them an older text would be taken for theirs."""
    known = [v.version_date for v in versions if v.version_date]
    if not known:
        return []
    events: dict[date, HistoryEvent] = {}
    newest = max(known)
    for version in versions:
        for digest in version.digests:
            for event in _changes(heads[digest]):
                # Publication and approval follow an adoption; they make no version of their own.
                if event.date and event.kind in ("adopted", "amended", "revised") and event.date <= newest:
                    events.setdefault(event.date, event)
    found: list[SettledVersion] = []
    taken = sorted(known)
    for day in sorted(events):
        if any(abs(day - other) <= _LAG for other in taken):
            continue
        taken.append(day)
        event = events[day]
        sample = versions[0]
        found.append(
            SettledVersion(
                version_id(works_id, day),
                works_id,
                sample.title,
                day,
                day,
                None,
                {"amended": "修正", "revised": "修订"}.get(event.kind, "制定"),
                event.number,
                sample.rank,
                sample.jurisdiction,
                sample.issuer,
                settled={"version_date": Settled(day.isoformat(), "V5", f"只见于后来文本的沿革：{event.text[:60]}")},
            )
        )
    return found


def _decisions(works: Mapping[str, SettledWork], heads: Mapping[str, LawHead]) -> dict[tuple[str, date], date]:
    """(name of the amended law, day of the change) → day of effect, from loaded decisions 关于修改《…》的决定."""
    found: dict[tuple[str, date], date] = {}
    for work in works.values():
        if "修改" not in work.title and "修正案" not in work.title:
            continue
        for version in work.versions:
            for digest in version.digests:
                head = heads[digest]
                day = next((e.date for _, e in head.closing if e.date), None)
                if day is None or version.version_date is None:
                    continue
                for title in re.findall(r"[《〈]([^《》〈〉]+)[》〉]", head.title):
                    found[law_name(title), version.version_date] = day
    return found


def _effects(
    work: SettledWork,
    heads: Mapping[str, LawHead],
    decisions: Mapping[tuple[str, date], date],
    wanted: _Overrides,
) -> None:
    """Settle the day each version takes effect."""
    for version in work.versions:
        day, settled = _effect(work, version, heads, decisions)
        override = wanted.day(work.name, version.version_date, "effective")
        if override:
            day, settled = override
        version.effective = day
        version.settled["effective"] = settled
        version.doubtful = version.doubtful or settled.doubtful


def _effect(
    work: SettledWork,
    version: SettledVersion,
    heads: Mapping[str, LawHead],
    decisions: Mapping[tuple[str, date], date],
) -> tuple[date | None, Settled]:
    day = version.version_date
    if not version.loaded:
        return day, Settled(
            day.isoformat() if day else "", "E5", "该版本正文未载入，推定自修改之日起施行", doubtful=True
        )
    head = heads[version.digests[0]]
    clauses = [clause for _, clause in head.closing if clause.date and clause.date != OPEN_END]
    clause = clauses[-1] if clauses else None
    if clause and clause.date and (day is None or clause.date >= day - timedelta(days=3)):
        return clause.date, Settled(clause.date.isoformat(), "E1", clause.text[:60])
    history = [e for e in head.history if e.kind == "effective" and e.date and (day is None or e.date >= day)]
    if history and history[-1].date:
        return history[-1].date, Settled(history[-1].date.isoformat(), "E2", history[-1].text[:60])
    if day is None:
        return None, Settled("", "E0", "没有日期", doubtful=True)
    if clause and version.amendment != "制定":
        known = decisions.get((work.name, day))
        if known:
            return known, Settled(known.isoformat(), "E4", "修改决定写明的施行日期")
        evidence = f"条文中的施行日期（{clause.date}）是原版本的，推定本次修改自{day.isoformat()}起施行"
        return day, Settled(day.isoformat(), "E5", evidence, doubtful=version.amendment == "修订")
    relative = [c for _, c in head.closing if c.relative]
    if relative:
        start = version.promulgated or day
        start = start + timedelta(days=relative[-1].days)
        return start, Settled(start.isoformat(), "E3", relative[-1].text[:60])
    if clause:
        evidence = f"条文施行日期（{clause.date}）早于版本日期，推定自版本日期起施行"
        return day, Settled(day.isoformat(), "E5", evidence, doubtful=True)
    return day, Settled(day.isoformat(), "E6", "没有施行条款，推定自版本日期起施行", doubtful=bool(head.articles))


def _spans(work: SettledWork) -> None:
    """[valid_from, valid_to) of each version, so that on any day at most one is in force."""
    dated = [v for v in work.versions if v.effective]
    following = OPEN_END
    for version in reversed(dated):
        start = version.effective or OPEN_END
        if start >= following:
            # A later version took effect on the same day or before: this one was never in force.
            version.valid_from = version.valid_to = following
            version.end_reason = "superseded"
            continue
        version.valid_from = start
        version.valid_to = following
        version.end_reason = "superseded" if following != OPEN_END else ""
        following = start


def _repeal(
    works: Mapping[str, SettledWork],
    heads: Mapping[str, LawHead],
    wanted: _Overrides,
    problems: list[Problem],
) -> None:
    """End what other loaded laws, or reviewed corrections, repeal."""
    names: dict[str, list[SettledWork]] = defaultdict(list)
    for work in works.values():
        names[work.name].append(work)
    begun = {v.id: _begun(heads[v.digests[0]]) for w in works.values() for v in w.versions if v.digests}
    found: dict[str, tuple[date, str, str]] = {}
    older: dict[str, set[tuple[date, str, str]]] = defaultdict(set)
    for work in works.values():
        for version in work.versions:
            if not version.digests:
                continue
            head = heads[version.digests[0]]
            for eid, repeal in head.repeals:
                if repeal.scope != "whole":
                    continue
                target = _target(names, law_name(repeal.title), work)
                if target is None or target.id == work.id:
                    continue
                day = _repeal_day(work, version, head, repeal.date)
                if day is None:
                    continue
                by = f"{version.id}/{eid}"
                ended = (day, by, "lapsed" if repeal.kind == "lapse" else "repealed")
                dated = [v for v in target.versions if v.loaded and v.version_date]
                after = [v for v in dated if v.version_date and v.version_date > day + _LAG]
                if after:
                    # Made anew under the same name: what stood before ended all the same. Changed after it was "repealed": the
                    # clause meant a still older text of that name, and this one went on.
                    if all((begun[v.id] or OPEN_START) > day for v in after):
                        older[target.id].add(ended)
                    continue
                meant = read_day(repeal.note)
                if meant and dated and all((begun[v.id] or OPEN_START).year > meant[0].year for v in dated):
                    # The clause tells which text it ends (…年发布的《…》), and what is loaded was made later.
                    continue
                earlier = found.get(target.id)
                if earlier is None or ended < earlier:
                    found[target.id] = ended
    _record(works, found)
    for identifier, ends in older.items():
        for day, by, reason in sorted(ends):
            versions = works[identifier].versions
            _end([v for v in versions if v.version_date and v.version_date <= day], day, by, reason)
    for work in works.values():
        override = wanted.day(work.name, None, "repealed")
        if override:
            found[work.id] = (override[0], override[1].evidence, "repealed")
            for version in work.versions:
                version.settled["repealed"] = override[1]
        if work.id not in found:
            continue
        day, by, reason = found[work.id]
        work.repealed_on, work.repealed_by = day, by
        _end(work.versions, day, by, reason)


def _end(versions: Iterable[SettledVersion], day: date, by: str, reason: str) -> None:
    """Let none of these versions hold on that day or after."""
    for version in versions:
        if version.effective is None:
            continue
        if version.valid_to > day:
            version.settled.setdefault("repealed", Settled(day.isoformat(), "X1", by))
        if version.valid_from >= day:
            version.valid_from = version.valid_to = min(version.valid_from, day)
            version.end_reason = reason
        elif version.valid_to > day:
            version.valid_to = day
            version.end_reason = reason


def _begun(head: LawHead) -> date | None:
    """The day that a text was first made; None where its history does not go back so far."""
    changes = _changes(head)
    first = min(changes, key=lambda event: event.date or OPEN_END, default=None)
    return None if first is None or first.kind in ("amended", "revised") else first.date


def _record(works: Mapping[str, SettledWork], found: Mapping[str, tuple[date, str, str]]) -> None:
    """Tell each repealing version what it ended."""
    ended: dict[str, list[tuple[str, date, str]]] = defaultdict(list)
    for target, (day, by, _) in sorted(found.items()):
        ended[by.rpartition("/")[0]].append((target, day, by))
    for work in works.values():
        for version in work.versions:
            version.repeals = tuple(ended.get(version.id, ()))


def _target(names: Mapping[str, list[SettledWork]], name: str, by: SettledWork) -> SettledWork | None:
    """The work that a repeal clause means: one that the repealing body may end. A local rule ends only rules of its own place."""
    candidates = names.get(name, [])
    own = [w for w in candidates if w.jurisdiction == by.jurisdiction]
    if len(own) == 1:
        return own[0]
    if by.jurisdiction == "cn" and len(candidates) == 1 and place_of(name):
        # Without a place in its name it means a national text, loaded or not.
        return candidates[0]
    return None


def _repeal_day(work: SettledWork, version: SettledVersion, head: LawHead, stated: date | None) -> date | None:
    """When a repeal clause takes hold: its own day, else the day the text says it takes effect, else the first version's."""
    if stated:
        return stated
    if version.settled["effective"].rule == "O1":
        # A reviewed day of effect is that of its clauses too.
        return version.effective
    clauses = [clause.date for _, clause in head.closing if clause.date]
    if clauses:
        return clauses[-1]
    if version.amendment in ("修正", "修改", "修订"):
        # The clause has stood in the text since it was first made.
        days = [e.date for e in _changes(head) if e.date]
        return min(days) if days and version.amendment != "修订" else version.effective
    return version.effective

"""Whether the organs of a sentence act, how they are bound and what they do.

Phrases joined by 、和或者 are one group. A group acts where it is told to (由…), where it is the subject of a predicate, where it approves
(经…批准), acts with another (会同) or for one (委托); it is only mentioned where something is reported to it, where it is spoken of in a condition,
where something of it (…的工作人员, …规定的) is meant. The patterns are those of ``text._cues``.
"""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from ontologies.records import Modality
from text import _cues
from text._finding import Organ


class Group(msgspec.Struct):
    """Organs that act together, and how: ``modality`` None for those that are only mentioned."""

    start: int
    end: int
    organs: list[Organ]
    modality: Modality | None = None
    act: str = ""
    object: str = ""


def grouped(text: str, organs: list[Organ]) -> list[Group]:
    """Organs joined by 、和或者 as one. Within a group a level holds on for what comes behind (县级以上人民政府及其有关部门)."""
    groups: list[Group] = []
    for organ in organs:
        if groups:
            last = groups[-1]
            join = _cues.JOIN.fullmatch(text, last.end, organ.start) if organ.start > last.end else None
            if join is None and _cues.BELONGS.fullmatch(text, last.end, organ.start):
                # 渔业主管部门所属的渔政监督管理机构: the latter is the organ, of the former's level.
                before = last.organs.pop()
                organ.start, organ.level = before.start, organ.level or before.level
                last.organs.append(organ)
                last.end = organ.end
                continue
            if join is not None or organ.start == last.end:
                before = last.organs[-1]
                if join is None and organ.codes == before.codes and organ.codes:
                    # 镇的人民代表大会主席团: of the same organ.
                    before.end = last.end = organ.end
                    continue
                if organ.open and text.startswith("派出", organ.core) and before.codes:
                    # 水利部门或者其派出机构
                    organ.codes, organ.open = before.codes, False
                either = text.startswith("或", last.end)
                if not organ.level and before.level and _inherits(text, organ, before, either):
                    organ.level = before.level
                last.organs.append(organ)
                last.end = organ.end
                if text[last.end : last.end + 1] == "）" and text[organ.start - 1] == "（":
                    # 乡镇人民政府（街道办事处）
                    last.end += 1
                continue
        groups.append(Group(organ.start, organ.end, [organ]))
        tail = groups[-1]
        bare = _cues.BARE.match(text, tail.end) if organ.own else None
        if bare is not None:
            tail.organs.append(Organ(tail.end, tail.end, bare.end(), (), organ.level, open=True))
            tail.end = bare.end()
    return groups


_END = re.compile(r"[。；\n]")
_ACT_MOST = 60


_JUDICIAL = {("court",), ("procuratorate",)}


def _inherits(text: str, organ: Organ, before: Organ, either: bool) -> bool:
    """Whether the level of the organ before it in its group is that of an organ too that tells none itself. ``either``: they are joined by 或者."""
    if organ.own:
        return False
    if organ.open:
        return not organ.whole and (
            before.own or text.startswith(("其他", "其它", "其"), organ.start - 2) or text.startswith("其", organ.start)
        )
    if organ.whole:
        return (not either and text.endswith("机构", organ.start, organ.end)) or {
            organ.codes,
            before.codes,
        } <= _JUDICIAL
    return True


def _bounds(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence that a stretch stands in: after the last 。； or line, up to the next."""
    begin = max(text.rfind("。", 0, start), text.rfind("；", 0, start), text.rfind("\n", 0, start)) + 1
    stop = _END.search(text, end)
    return begin, stop.start() if stop is not None else len(text)


def _clause_start(text: str, begin: int, at: int) -> int:
    """Where the clause of a sentence that a place stands in begins; ``begin`` is where the sentence does."""
    return max(text.rfind("，", begin, at), text.rfind("：", begin, at), begin - 1) + 1


class _Standing(msgspec.Struct, frozen=True):
    """What the words of its clause before a group say of it. ``subject``: it may be one; ``mentioned``: it is only spoken of; ``binding`` how
    the one that acts by 由 is bound (应当由…), None where the predicate tells."""

    approving: bool
    handed: bool
    by: bool
    binding: Modality | None
    joined: bool
    entrusted: bool
    mentioned: bool
    subject: bool


@lru_cache(maxsize=8192)
def _standing(before: str) -> _Standing:
    by = _cues.BY.search(before)
    entrusted = _cues.ENTRUSTS.search(before) is not None
    binding = None
    if by is not None:
        lead = before[: by.start()]
        modal = _cues.MODAL.search(lead)
        if modal is not None and modal.end() >= len(lead) - 2:
            binding = _cues.MODALITY.get(modal[0])
    elif entrusted:
        modal = _cues.MODAL.search(before)
        binding = _cues.MODALITY.get(modal[0]) if modal is not None else None
    return _Standing(
        handed=_cues.HANDED.search(before) is not None,
        approving=_cues.BY_APPROVAL.search(before) is not None,
        by=by is not None,
        binding=binding,
        joined=_cues.WITH.search(before) is not None,
        entrusted=entrusted,
        mentioned=_cues.MENTIONED.search(before) is not None or _cues.MENTIONED_WITH.search(before) is not None,
        subject=_cues.CONNECTIVE.match(before) is not None or _cues.ADVERBIAL_END.search(before) is not None,
    )


def judge(text: str, groups: list[Group]) -> None:
    """Settle for each group whether it acts, and how."""
    defining = _cues.SAID_OF.search(text) is not None
    for place, group in enumerate(groups):
        begin, stop = _bounds(text, group.start, group.end)
        if (defining and _cues.SAID_OF.search(text, begin, stop)) or _cues.PERSONS.match(text, group.end):
            continue
        tail = _cues.TAIL.match(text, group.end)
        after = tail.end() if tail is not None else group.end
        standing = _standing(text[_clause_start(text, begin, group.start) : group.start])
        rest = text[after:stop]
        if standing.approving:
            faulty = "未" in text[begin : group.start] and (
                rest.endswith("的") or _cues.FAULT_FOLLOWS.match(rest) is not None
            )
            if faulty or _approves(group, rest):
                continue
        if standing.handed:
            deals = _cues.DEALS.match(rest)
            if deals is not None:
                group.modality, group.act = Modality.RESPONSIBLE, _clipped(deals[0])
            if deals is not None or not standing.by:
                continue
        if standing.by:
            _by(group, rest, standing.binding)
        elif standing.joined or standing.entrusted:
            _with(group, rest, groups[:place], begin, standing)
        elif (
            not standing.mentioned
            and not _cues.NOT_ITS_OWN.match(text, group.end)
            and (rest.startswith("的，") or not rest.startswith("的"))
            and _may_be_subject(text, begin, rest, standing)
        ):
            subject = _subject(rest, after, [other.start for other in groups[place + 1 :] if other.start < stop])
            if subject is not None:
                _predicate(group, subject, None)


def _approves(group: Group, rest: str) -> bool:
    """Whether a group that something goes through (经…, 报…) is there to approve it or to order it."""
    approves = _cues.APPROVES.match(rest)
    if approves is None:
        return False
    orders = approves[0].endswith("责令")
    group.modality = Modality.ORDER if orders else Modality.ENTITLED
    group.act = _clipped(re.split(r"[，。；]", rest, maxsplit=1)[0] if orders else approves[0])
    return True


def _by(group: Group, rest: str, binding: Modality | None) -> None:
    """由…: it acts, unless the whole only says what something is (由公安机关核发的证件) or is a condition (未交由…处置的)."""
    first = re.split(r"[，：]", rest, maxsplit=1)
    if first[0].endswith(("时", "的外", "以外", "的除外")) or (
        first[0].endswith("的") and (len(first) == 1 or not _cues.GOES_ON.match(first[1]))
    ):
        return
    relative = (
        _cues.RELATIVE.match(rest) is not None
        and not _cues.PUNISHES.match(rest)
        and not _cues.MODAL.search(rest.split("的", 1)[0])
    )
    if not (relative or _cues.MADE_OF.match(rest) or _cues.OF_THEIRS.match(first[0])):
        _predicate(group, rest, binding, told=True)


def _with(group: Group, rest: str, earlier: list[Group], begin: int, standing: _Standing) -> None:
    """会同…, 委托…: it does what the one before it in the sentence does; where none is before it, what is said of it."""
    main = next((other for other in reversed(earlier) if other.start >= begin and other.modality is not None), None)
    if main is not None and (standing.joined or not rest.startswith("的")):
        group.modality = standing.binding or main.modality
        own = re.split(r"[，：]", rest, maxsplit=1)[0]
        group.act, group.object = _act(own) if own else (main.act, main.object)
    elif main is None and not re.match(r"[^，。；]*的", rest):
        _predicate(group, rest, standing.binding)


def _may_be_subject(text: str, begin: int, rest: str, standing: _Standing) -> bool:
    """Whether a group that nothing makes a mere mention can be the subject of what follows."""
    modal_first = _cues.MODAL.match(rest) is not None
    if not (standing.subject or modal_first):
        return False
    relative = _cues.RELATIVE.match(rest)
    if relative is not None and (not _cues.MODAL.search(relative[0]) or _cues.RULED.match(rest)):
        return False
    # An item that only names an organ ((二)全国人民代表大会常务委员会委员长) is none.
    item = _cues.ITEM.match(text, begin) is not None
    return (
        not item
        or modal_first
        or bool(_cues.VERB.match(rest) or _cues.PREPARES.match(rest) or _cues.MODAL.search(rest.split("，", 1)[0]))
    )


def _subject(rest: str, after: int, following: list[int]) -> str | None:
    """The predicate of a group that stands where a subject does; None where it is only what a condition speaks of. ``rest`` runs to the end of the
    sentence, ``following`` are where the other organs of it begin."""
    if _cues.ACCUSED.search(rest):
        return None
    if _cues.CALLED.match(rest):
        # 甲部门和乙部门，统称丙部门。
        return None
    if rest.startswith("由"):
        # 居民委员会由主任、副主任和委员组成。
        return None
    if _cues.SOMEBODY_ELSE.match(rest):
        # 监察委员会留置场所的看护勤务由国家规定。
        return None
    clauses = re.split(r"(?<=[，：])", rest)
    position = 0
    for number, clause in enumerate(clauses):
        words = clause.rstrip("，：")
        if not words:
            position += len(clause)
            continue
        if (number and words.startswith("由")) or any(
            clause[start - after - position - 1] == "由"
            for start in following
            if 0 < start - after - position <= len(clause)
        ):
            # What is to be done by somebody else (村民委员会的经费由县级人民政府规定).
            return None
        modal = _cues.MODAL.search(words)
        if words.endswith(("的除外", "的以外")):
            return None
        conditional = words.endswith("的")
        if conditional:
            if number and _cues.GRAVE.search(words) and not _cues.NOTICES.match(words):
                return None
            if number == 0 and not words.startswith("对") and _cues.FAULT.search(words):
                bound = not _cues.GRAVE.search(words) and _goes_on(clauses[1:])
                return "".join(clauses[1:]) if bound else None
            position += len(clause)
            later = clauses[number + 1 : number + 3]
            bound = any(_cues.GOES_ON.match(next_) or _cues.VERB.match(next_) for next_ in later)
            if not bound or not _goes_on(clauses[number + 1 :]):
                return None
            continue
        if _cues.LISTED_FAULT.match(words) and not _goes_on(clauses[number + 1 :], strictly=True):
            return None
        at_fault = _cues.FAULT.match(words) or (
            modal is None and _cues.GRAVE.search(words) and not _cues.NOTICES.match(words)
        )
        if at_fault and any(later.rstrip("，：").endswith("的") for later in clauses[number:]):
            return None
        if modal is not None:
            return rest[position:]
        if number + 1 < len(clauses) and words.endswith(("时", "后")):
            # 公布关闭机场时，航空器必须…: somebody else is bound.
            next_ = clauses[number + 1]
            if _cues.ANEW.match(next_) or not any(
                rule.match(next_) for rule in (_cues.GOES_ON, _cues.VERB, _cues.PREPARES)
            ):
                return None
        if (
            number + 1 < len(clauses)
            and _cues.PREPARES.match(words)
            and _goes_on(clauses[number + 1 :], strictly=not _cues.PREPARED.search(words))
        ):
            position += len(clause)
            continue
        return rest[position:]
    return None


def _goes_on(clauses: list[str], strictly: bool = False) -> bool:
    """Whether what follows is still said of the same subject."""
    for clause in clauses:
        words = clause.rstrip("，：")
        if not words:
            continue
        if _cues.GOES_ON.match(words):
            return True
        if words.endswith("的") and not strictly:
            continue
        return not strictly and not _cues.ANEW.match(words)
    return False


def _bound_at(clauses: list[str]) -> int:
    """Which of the first clauses says what the subject is bound to, where those before it only prepare that (发现……，危及……的，应当……); else 0."""
    if (
        clauses[0].startswith("负责")
        or not _cues.PREPARES.match(clauses[0])
        or _cues.PUNISHES.match(clauses[0])
        or _cues.MODAL.search(clauses[0])
    ):
        return 0
    for place, clause in enumerate(clauses[1:4], 1):
        if _cues.GOES_ON.match(clause):
            return place
        if _cues.ANEW.match(clause) and not _cues.ACCORDING.match(clause):
            return 0
    return 0


def _predicate(group: Group, rest: str, binding: Modality | None, told: bool = False) -> None:
    """How a group is bound and what it does, from what is said of it. ``told``: by 由, so that its first act is what counts."""
    clauses = [words for words in re.split(r"[，：]", rest) if words] or [""]
    place = 0 if told else _bound_at(clauses)
    while place + 1 < len(clauses) and not _cues.MODAL.search(clauses[place]):
        words, next_ = clauses[place], clauses[place + 1]
        order = words.find("责令")
        competent = words.startswith(("负责", "主管"))
        if (
            not told
            and not competent
            and _cues.GOES_ON.match(next_)
            and not (order >= 0 or _cues.PUNISHES.match(words))
        ):
            # 征得同意，可以…: the one clause only prepares the other.
            place += 1
        elif words[0] in "、和及" or (
            _cues.PREPARES.match(words) and (_cues.PREPARED.search(words) or words.endswith("的"))
        ):
            place += 1
        else:
            break
    chosen = clauses[place]
    modal = _cues.MODAL.search(chosen)
    after = clauses[place + 1 :]
    body = chosen
    order = chosen.find("责令")
    ordering = order >= 0 and not _cues.PUNISHES.search(chosen[:order])
    if modal is not None and not (ordering and order < modal.start()):
        group.modality = _cues.MODALITY.get(modal[0], Modality.RESPONSIBLE)
        body = chosen[modal.end() :] or chosen
    else:
        group.modality = Modality.ORDER if ordering else Modality.RESPONSIBLE
    if binding is not None:
        group.modality = binding
    prepares = (
        not _cues.ADVERBIAL.match(body)
        and _cues.PREPARES.match(body)
        and (_cues.PREPARED.search(body) or _cues.ACCORDING.match(body))
        and after
        and not _cues.WORDLESS.match(after[0])
    )
    if after and (prepares or _cues.ONLY_HOW.fullmatch(body)):
        body = after[0]
    group.act, group.object = _act(body)


def _act(body: str) -> tuple[str, str]:
    """What is done, and to what."""
    body = _cues.ADVERBIAL.sub("", _cues.JOINTLY.sub("", body, count=1), count=1)
    found = _cues.LIGHT.match(body) or _cues.OBJECT.match(body)
    if found is not None:
        return _clipped(found["act"]), _clipped(found["object"])
    verb = _cues.VERB.match(body)
    if verb is not None and 0 < verb.end() < len(body):
        return _clipped(verb[0].rstrip("、和与及并或者")), _clipped(body[verb.end() :])
    return _clipped(body), ""


def _clipped(words: str) -> str:
    words = words.strip()
    return words if len(words) <= _ACT_MOST else words[:_ACT_MOST] + "…"

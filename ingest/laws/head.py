"""What stands above a law's text: its title, its history, its document numbers, and whatever else is there.

Every line is either read as events or kept as it stood.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from ontologies.records import HistoryEvent
from text.clauses import title_spans
from text.normalise import fold
from text.numerals import NUMERAL_CHARS, to_int

_N = f"[{NUMERAL_CHARS}]"
# In folded text: full-width digits are digits there already.
_DATE = re.compile(
    rf"({_N}{{4}})\s*年\s*({_N}{{1,3}})\s*月\s*({_N}{{1,3}})\s*日"
    r"|(?<!\d)((?:19|20)\d\d)[-./](\d{1,2})[-./](\d{1,2})(?!\d)"
    rf"|({_N}{{4}})\s*年\s*({_N}{{1,3}})\s*月(?!{_N})"
)
# What introduces a date and belongs to the event behind it, not to the one before.
_LEAD = re.compile(r"(?:根据|依据|按照|自|经|于|从|由|据|并|已经?|[(\s,，。;；:：、*])+$")
_VERBS: Final = (
    ("revised", re.compile(r"修订")),
    ("amended", re.compile(r"修正|修改")),
    ("approved", re.compile(r"批准|核准|同意")),
    ("adopted", re.compile(r"通过|制定|会议$|审议$|讨论$|审判委员会$")),
    ("promulgated", re.compile(r"公布|发布|颁布|公告|印发|颁发|签发|下发|转发|批转|令\s*第[^令]{1,12}号?$")),
    ("effective", re.compile(r"施行|实施|生效|执行|试行")),
    ("repealed", re.compile(r"废止|失效|失去效力")),
    ("corrected", re.compile(r"更正")),
)
_REVISE = re.compile(r"修订|修正|修改")
_LAST_KIND = {"修订": "revised", "修正": "amended", "修改": "amended"}
_OF_RULE = re.compile(r"(?:现予|现|予以|准予)(?:公布|发布|颁布|印发|公告)")
_NUMBER = re.compile(
    rf"[\u4e00-\u9fff]{{1,14}}\[{_N}{{4}}\]\s*第?\s*{_N}{{1,6}}\s*号"
    rf"|(?:[\u4e00-\u9fff、]{{2,60}}?)?(?:令|公告)\s*\(?\[?\s*(?:{_N}{{4}}年?)?\s*\]?\)?\s*第\s*{_N}{{1,6}}\s*号令?"
    rf"|(?<=[会府院部局署])第\s*{_N}{{1,6}}\s*号(?:令|公告)?(?=公布|发布|颁布)"
)
_NUMBER_ONLY = re.compile(
    rf"\(?\s*((?:[\u4e00-\u9fff]{{1,14}}\s*\[\s*{_N}{{4}}\s*\]\s*第?\s*{_N}{{1,6}}\s*号)|(?:[\u4e00-\u9fff、\s]{{0,60}}(?:令|公告)\s*第\s*{_N}{{1,6}}\s*号))\s*\)?"
)
# How a text's first paragraph ends, whatever dates it tells.
_PROSE = re.compile(r"(?:制定|制订)本|(?:解释|规定|决定|批复|答复|通知|意见)如下|作(?:出)?如下")
# 1999年修正的《甲法》: said of a text, and no act of this one.
_SAID_OF = re.compile(r"(?:修正|修订|修改|公布|发布|施行)的(?=《)")
_ORDER_NUMBER = re.compile(rf"\(?\s*第\s*{_N}{{1,6}}\s*号\s*\)?")
_BODY_END = re.compile(
    rf"第?[一二三四五六七八九十百\d]{{1,5}}(?:届|次)|第\s*{_N}+\s*号|令|公告|《|〈|关于|公布|发布|颁布|批准|通过|修订|修正|修改|印发|制定|讨论|审议|施行|实施|生效|废止|部务会|局务会|室务会|委务会|署务会|常务会|办公会|主席团|会议|以|[(（]"
)
_SESSION = re.compile(r"第?[一二三四五六七八九十百\d]{1,5}届(?:全国)?")
_HOUSE = re.compile(
    r"(?:全国)?(?:人民代表大会|人大)(?:常务委员会|常委会|常务员会|常委员会|常务委员)?|检察委员会|审判委员会|委员会"
)

KIND_ENDINGS: Final = (
    "法典|法|条例|规定|办法|细则|规则|决定|决议|解释|批复|答复|通知|意见|章程|守则|制度|标准|规程|方案|通告|公告|命令|指示|通则|准则|规范|"
    "修正案|安排|解答|公约|协定|条约|议定书|纲要|计划|规划|目录|清单|措施|要点|须知|纪要|声明|宣言|编|总则|附则|分则|序言|函|复函|令|指引|指南|预案|程序"
)
_TITLE_END = re.compile(rf"(?:{KIND_ENDINGS})(?:\s*[(（][^()（）]{{1,40}}[)）])*$")
_BARE_KINDS = frozenset(KIND_ENDINGS.split("|"))
_NOT_TITLE = re.compile(
    rf"(?:(?:令|公告)$|第\s*[{NUMERAL_CHARS}]+\s*号|^第[{NUMERAL_CHARS}]+号|^目\s*录$|^附\s*件|[。；;:：]$|^(?:来源|发布|发文|索引|字号|时间|日期|主题|分类|文号)|现予|各省)"
)
_DIVISION = re.compile(rf"(?:[一二三四五六七八九十]+、|[(（]|\d+[.、])|第\s*[{NUMERAL_CHARS}]+\s*(?:分编|编|章|节|条)")
_LATIN = re.compile(r"[A-Za-z][A-Za-z ,.'’()&;:\-]{5,}[A-Za-z).]")
# Two bodies side by side with only a space between them issued it together.
_BETWEEN_BODIES = re.compile(
    r"(?<=[院部委局署会厅室行])\s+(?=(?:最高人民|中共|中央|国务院|国家|全国|公安部|司法部|教育部|财政部|民政部)[\u4e00-\u9fff]{0,30}?关于)"
)
_HAN_GAP = re.compile(r"(?<=[\u4e00-\u9fff《》〈〉（）、“”])\s+(?=[\u4e00-\u9fff《》〈〉（）、“”])")


def is_title(line: str) -> bool:
    """Whether a line can be a document's title: ends as titles of legal documents do, and is no order, number or event."""
    return (
        2 <= len(line) <= 120
        and line not in _BARE_KINDS
        and bool(_TITLE_END.search(line))
        and not _NOT_TITLE.search(line)
        and not _DIVISION.match(line)
        and not _DATE.search(fold(_TITLE_END.sub("", line)))
    )


_ISSUES = re.compile(r"(?:印发|发布|公布|颁布|颁发|下发)\s*(?:关于)?《(.+)》的?(?:通知|决定|公告|命令|令|通告)$")


def issued_title(title: str) -> str:
    """The title of what a notice issues (关于印发《甲办法》的通知 → 甲办法); "" when it issues nothing by name."""
    match = _ISSUES.search(title)
    return match[1] if match and match[1].count("《") == match[1].count("》") else ""


def complete(title: str) -> bool:
    """Whether a title has come to its end (a title broken over lines has not)."""
    return bool(_TITLE_END.search(title)) and title.count("《") <= title.count("》")


def clean_title(title: str) -> str:
    """A title without marks, inner spaces and an English title beside it."""
    title = title.replace("**", "").strip().strip("#").strip()
    if re.search(r"[\u4e00-\u9fff]", title):
        title = _LATIN.sub(" ", title)
    title = _HAN_GAP.sub("", _BETWEEN_BODIES.sub("、", title.strip()))
    if title.startswith("《") and title.endswith("》") and title.count("《") == 1:
        title = title[1:-1]
    return title.strip()


def document_number(line: str) -> str:
    """The document number (文号) in a line: 国务院令第593号, 法释〔2020〕17号; "" when there is none."""
    match = _NUMBER.search(fold(line))
    return re.sub(r"\s+", "", line[match.start() : match.end()]) if match else ""


def _dated(match: re.Match[str]) -> date | None:
    parts = match.groups()
    try:
        if parts[0]:
            return date(to_int(parts[0]), to_int(parts[1]), to_int(parts[2]))
        if parts[3]:
            return date(int(parts[3]), int(parts[4]), int(parts[5]))
        return date(to_int(parts[6]), to_int(parts[7]), 1)
    except ValueError:
        return None


def _outside(text: str) -> list[tuple[int, int, date | None]]:
    """Dates outside book-title marks: where they stand, and what they are."""
    spans = title_spans(text)
    return [
        (m.start(), m.end(), _dated(m)) for m in _DATE.finditer(text) if not any(a < m.start() < b for a, b in spans)
    ]


def _blanked(text: str) -> str:
    for start, end in title_spans(text):
        text = text[: start + 1] + "\u2026" * (end - start - 2) + text[end - 1 :]
    return text


def _kinds(segment: str, dated: bool) -> list[str]:
    """What a segment (folded) says was done: one event, or publication and effect together."""
    text = _SAID_OF.sub("", _OF_RULE.sub("", _blanked(segment)))
    if "\u2026" not in text:
        # A decision named without marks (关于修改〈…〉的决定) is no act by itself.
        text = re.sub(r"关于[^，,。]*?的决定", "\u2026", text)
    text = text.rstrip(" )）。，,;；、*")
    change = [m[0] for m in _REVISE.finditer(text)]
    found: list[str] = []
    if change:
        found.append(_LAST_KIND[change[-1]])
    elif re.search(r"《关于(?:修改|修正|修订)|关于(?:修改|修正|修订)", segment) and re.search(r"的?决定", segment):
        found.append("amended")
    else:
        for kind, verb in _VERBS[2:5]:
            if verb.search(text):
                found.append(kind)
                break
    if not found and dated and re.search(r"第[一二三四五六七八九十百\d]+次(?:会议)?(?:《|最高|$)", text):
        # The line was cut behind the session: what a session is named for is an adoption.
        found.append("adopted")
    for kind, verb in _VERBS[5:]:
        if verb.search(text):
            found.append(kind)
    # 公布施行 is both; 批准 something 修正 is the change itself; a plan 试行 in a body's name is none.
    if not dated and not re.search(r"会议|令\s*第|公告\s*第", text):
        return []
    return found


def _body(segment: str, end_of_date: int) -> str:
    """Who did it: the words behind the date, up to the session, the order number or the act."""
    text = segment[end_of_date:] if end_of_date else segment
    text = re.sub(r"^(?:[\s,，经由于以起]|中(?=中华))*(?=[\u4e00-\u9fff])", "", text)
    by_title = re.match(r"\s*《([\u4e00-\u9fff]{2,30}?)关于", text)
    if by_title:
        return re.sub(r"^中华人民共和国(?=.)", "", by_title[1])
    session = _SESSION.search(text)
    if session and session.start() <= 24:
        house = _HOUSE.match(text, session.end())
        if house:
            nation = "全国" if session[0].endswith("全国") else ""
            return text[: session.start()].replace("中华人民共和国", "") + nation + house[0]
    stop = _BODY_END.search(text)
    body = text[: stop.start()] if stop else ""
    return re.sub(r"^中华人民共和国(?=.)", "", body.strip(" ,，、"))


def _segments(text: str) -> list[tuple[str, str, date | None, int]]:
    """A paragraph of history cut at its dates: (as written, folded, date, end of date within it)."""
    plain = fold(text)
    dates = _outside(plain)
    if not dates:
        return [(text, plain, None, 0)]
    starts = []
    for start, _, _ in dates:
        lead = _LEAD.search(plain[:start])
        starts.append(lead.start() if lead else start)
    starts[0] = 0
    starts.append(len(plain))
    cut = []
    for index, (_, end, day) in enumerate(dates):
        a, b = starts[index], starts[index + 1]
        cut.append((text[a:b], plain[a:b], day, end - a))
    return cut


_TRIM = " \t\u3000\u00a0()（）*，,。;；、"


def _trim(text: str) -> str:
    """A segment without the punctuation that held it in its paragraph; parentheses that belong together stay."""
    text = text.strip(" \t\u3000\u00a0*")
    while text and text[0] in "(（，,。;；、 \u3000" and not (text[0] in "(（" and _paired(text)):
        text = text[1:].lstrip()
    while text and text[-1] in ")），,。;；、 \u3000*":
        if text[-1] in ")）" and fold(text).count("(") >= fold(text).count(")"):
            break
        text = text[:-1].rstrip()
    return text


def _paired(text: str) -> bool:
    """Whether the parenthesis that opens a text closes before its end ((试行)… and not (1999年…))."""
    plain = fold(text)
    return 0 < plain.find(")") < len(plain) - 1 and not _DATE.match(plain[1:].lstrip())


def _open(line: str) -> bool:
    """Whether a line of history goes on in the next: a title not closed, or a last segment that tells no act yet."""
    plain = fold(line)
    if plain.count("《") > plain.count("》"):
        return True
    if re.search(r"(?:根据|依据|经|自|于|、|，|,|和)\s*$", plain):
        return True
    cut = _segments(line)
    last = cut[-1]
    return last[2] is not None and not _kinds(last[1], True) and not re.search(r"会议$|审判委员会$|检察委员会$", plain)


def is_number(line: str) -> bool:
    """Whether a line is a document number and nothing else."""
    return _NUMBER_ONLY.fullmatch(fold(line).strip()) is not None


def looks_like_history(line: str) -> bool:
    """Whether a line can be one of history: it has a date and an act, or a session and an act."""
    plain = fold(line)
    if _PROSE.search(plain):
        return False
    dates = _outside(plain)
    if dates:
        return dates[0][0] <= 40 and len(plain) < 2500 and any(_kinds(s[1], True) for s in _segments(line) if s[2])
    if _NUMBER_ONLY.fullmatch(plain.strip()):
        return True
    return len(plain) < 120 and not plain.endswith(("。", ":")) and bool(_kinds(plain, False))


def read_history(lines: list[str], others: list[str]) -> tuple[list[HistoryEvent], list[str], list[str]]:
    """The events of the lines above a text, in their order; the lines that are none; and what only says an event again. A line
    that is not finished (a title broken over lines, a date whose act follows) is read with the next. ``others`` are lines known
    to be none: they only tell what kind of document this is."""
    announced = any(_OF_RULE.search(line) for line in (*lines, *others))
    lines = _orders_joined(lines)
    events: list[HistoryEvent] = []
    rest: list[str] = []
    repeated: list[str] = []
    index = 0
    while index < len(lines):
        taken = lines[index]
        following = index + 1
        begun = bool(_outside(fold(taken)))
        # Seven lines are the longest list of issuing bodies seen beneath one date.
        while begun and following < len(lines) and following - index <= 8 and _open(taken):
            nxt = lines[following]
            if (
                _outside(fold(nxt))
                and fold(taken).count("《") <= fold(taken).count("》")
                and not re.search(r"(?:根据|依据|经|自|于)\s*$", taken)
            ):
                break
            taken += (
                "" if taken.endswith(("》", "《")) or nxt[:1] in "〈《<＜" else " " if nxt[:1].isascii() else ""
            ) + nxt
            following += 1
        found = _events(taken, announced)
        if found is None and following > index + 1:
            # Joining made no sense of it: the line stands alone.
            taken, following = lines[index], index + 1
            found = _events(taken, announced)
        if found is None:
            rest.append(taken)
        else:
            # What stands twice (histories are pasted together) happened once.
            again = {event.text for event in found if event in events}
            repeated.extend(sorted(again))
            events.extend(_signed(event, events) for event in found if event.text not in again)
        index = following
    return events, rest, repeated


def _orders_joined(lines: list[str]) -> list[str]:
    """国务院令 on one line and 第799号 on the next are one number."""
    joined: list[str] = []
    for line in lines:
        if (
            joined
            and _ORDER_NUMBER.fullmatch(fold(line).strip())
            and re.fullmatch(r"[\u4e00-\u9fff、\s]{2,60}(?:令|公告)", joined[-1].strip())
        ):
            joined[-1] = f"{joined[-1].strip()} {line.strip()}"
        else:
            joined.append(line)
    return joined


def _signed(event: HistoryEvent, events: list[HistoryEvent]) -> HistoryEvent:
    """The date beneath an order is the order's: it takes its number and body."""
    if event.kind == "promulgated" and event.date and not event.number and not event.body:
        order = next((e for e in events if e.kind == "promulgated" and e.number and e.date is None), None)
        if order is not None:
            return HistoryEvent("promulgated", event.date, order.body, order.number, event.text)
    return event


def _events(paragraph: str, announced: bool) -> list[HistoryEvent] | None:
    """The events of one paragraph; None when it is none (and is kept whole)."""
    paragraph = paragraph.strip()
    only = _NUMBER_ONLY.fullmatch(fold(paragraph))
    if only:
        number = re.sub(r"\s+", "", paragraph[only.start(1) : only.end(1)])
        issuer = re.match(r"(?:中华人民共和国)?([\u4e00-\u9fff、]+?)(?:令|公告)", number)
        return [HistoryEvent("promulgated", None, issuer[1] if issuer else "", number, paragraph)]
    found: list[HistoryEvent] = []
    pending = ""
    for raw, folded, day, end in _segments(paragraph):
        text = _trim(pending + raw)
        kinds = _kinds(folded, day is not None)
        if (
            day is not None
            and not kinds
            and announced
            and re.fullmatch(r"[(\s]*", folded[:0] + folded[end:].strip(" )。"))
        ):
            kinds = ["promulgated"]
        if day is not None and not kinds and re.fullmatch(r"(?:中华人民共和国)?国务院", folded[end:].strip(" )。")):
            kinds = ["promulgated"]
        if not kinds:
            pending += raw
            continue
        pending = ""
        number = document_number(raw[end:])
        body = _body(folded, end)
        found.extend(HistoryEvent(kind, day, body, number, text) for kind in kinds)
    if not found:
        return None
    if pending.strip(_TRIM):
        # What is left tells no act: it stays with the last event, so that no word is lost.
        last = found.pop()
        text = _trim(last.text + " " + pending.strip())
        found = [
            HistoryEvent(e.kind, e.date, e.body, e.number, text if e.text == last.text else e.text)
            for e in [*found, last]
        ]
    return found

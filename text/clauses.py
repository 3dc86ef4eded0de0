"""The clauses by which a text speaks of itself and of others: when it takes effect, what it ends, under what it was made.

Pure functions over the words of one provision (lines joined by a line break). Nothing is settled here: a clause is read as
it stands, and whoever knows the text's own dates decides what it means for a version (``ingest.versions``).
"""

from __future__ import annotations

import re
from datetime import date

import msgspec

from text.normalise import fold
from text.numerals import NUMERAL_CHARS, parse_number, to_int

_N = f"[{NUMERAL_CHARS}]"
_DAY = re.compile(
    rf"({_N}{{4}})\s*年度?\s*(?:({_N}{{1,3}})\s*月\s*(?:({_N}{{1,3}})\s*日)?)?|(\d{{4}})-(\d{{1,2}})-(\d{{1,2}})"
)


class PartialEffect(msgspec.Struct, frozen=True, array_like=True):
    """What takes effect on a day of its own: the subject as written (第三条、第五条第二款), its date or None."""

    subject: str
    date: date | None
    text: str


class Effective(msgspec.Struct, frozen=True, array_like=True):
    """When a text takes effect, by its own words.

    ``date`` is the day it names (the first of the month or year where ``precision`` is month or year). ``relative``: from its publication (or
    approval, or issue), ``days`` later. Neither: the day hangs on something else, told in ``text`` (另行规定; 某法施行之日).
    ``partial`` are provisions with a day of their own. ``text`` is the sentence."""

    date: date | None
    relative: bool
    days: int
    text: str
    precision: str = "day"
    partial: tuple[PartialEffect, ...] = ()


class Repeal(msgspec.Struct, frozen=True, array_like=True):
    """One text that a clause ends. ``title`` is as written, without its outer marks; ``note`` what tells which one is meant (the
    year, body or number before or behind the title); ``date`` the day where the clause names one; ``when`` is date, on_effect
    (when the repealing text takes effect) or other; ``scope`` whole or partial, with the ``articles`` named ("3", "133-1"; empty when
    only described); ``kind`` repeal (废止) or lapse (停止执行, 不再适用, 失效)."""

    title: str
    note: str
    date: date | None
    when: str
    scope: str
    articles: tuple[str, ...]
    kind: str
    text: str


def read_day(text: str) -> tuple[date, str] | None:
    """The first date in a text, in Arabic or Chinese numerals (2020年1月1日, 二〇二〇年一月, 2020-01-01): the date, and its
    precision (day, month, year). None when there is none or it is no date of the calendar."""
    match = _DAY.search(fold(text))
    return None if match is None else _day(match)


def _day(match: re.Match[str]) -> tuple[date, str] | None:
    year, month, day = (match[1], match[2], match[3]) if match[1] else (match[4], match[5], match[6])
    try:
        return (
            date(to_int(year), to_int(month) if month else 1, to_int(day) if day else 1),
            "day" if day else "month" if month else "year",
        )
    except ValueError:
        return None


# ---------------------------------------------------------------------------------------------------------------- titles


def title_spans(text: str) -> list[tuple[int, int]]:
    """[start, end) of every 《…》, outer marks included, nesting respected; one that is never closed is left out, and does not
    swallow what follows its line."""
    spans: list[tuple[int, int]] = []
    depth = 0
    start = 0
    position = 0
    while True:
        opening = text.find("《", position)
        closing = text.find("》", position)
        if opening < 0 and closing < 0:
            return spans
        if opening >= 0 and (closing < 0 or opening < closing):
            if depth and "\n" in text[start:opening]:
                depth = 0
            if not depth:
                start = opening
            depth += 1
            position = opening + 1
        else:
            if depth == 1 and "\n" not in text[start:closing]:
                spans.append((start, closing + 1))
            depth = max(0, depth - 1)
            position = closing + 1


def _blank(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with every title replaced by 《…》 of the same length, so that no word inside one is read as a clause."""
    pieces = []
    position = 0
    for start, end in spans:
        pieces.append(text[position:start])
        pieces.append("《" + "\u2026" * (end - start - 2) + "》")
        position = end
    pieces.append(text[position:])
    return "".join(pieces)


def _sentences(blanked: str) -> list[tuple[int, int]]:
    """[start, end) of the sentences; 。 ; and line breaks end one."""
    found = []
    position = 0
    for match in re.finditer(r"[。;\n]+", blanked):
        if match.start() > position:
            found.append((position, match.start()))
        position = match.end()
    if position < len(blanked):
        found.append((position, len(blanked)))
    return found


# ---------------------------------------------------------------------------------------------------------------- effect

_ISSUED = r"(?:公布|发布|颁布|公告|批准|通过|印发|下发|下达|签发|颁发|发文|发出|备案|签署|修订|修改|修正)"
_START = re.compile(
    r"(?:自|从|于|在)\s*(?P<when>"
    rf"(?P<day>{_DAY.pattern})"
    rf"|(?:(?:正式|本\w{{1,6}}?|经?[^，,。;自从]{{0,14}}?)?{_ISSUED}(?:之日|之时|后|日)?)"
    r"|[^，,。;]{0,60}?(?:之日|生效后|施行后|之时)"
    r")\s*(?P<later>起|以后|之后|开始)?\s*"
    rf"(?:(?:满|第|过|后)?\s*(?P<days>{_N}{{1,4}})\s*(?:个?工作日|天|日)\s*(?:以?后|之后|起|内)?\s*起?)?"
    r"[，,]?\s*(?:正式|开始|分步|全面|同时|在[^，,。;]{0,20}范围内|在全[国省市区]|贯彻)*(?P<verb>施行|实施|生效|执行|试行|起效)"
)
# The text itself as the subject: 本法, 本办法（试行）, 以上规定; or a sentence of promulgation that names it.
_SELF = re.compile(
    r"本(?!院|部|省|市|区|县|局|届|级|次|人|单位|款|条(?!例)|项|章|节)[\u4e00-\u9fff]{1,12}|以上|上述|修正案|现予[公发]布|现[公发]布|予以[公发]布|[公发]布施行"
)
# 第四十二条本条例自…: the number belongs to the clause's own article, run together with it.
_SELF_LAST = re.compile(r"^.*条(?=本[\u4e00-\u9fff]{1,8}$)")
_PART = re.compile(rf"第\s*{_N}+\s*(?:条|章|节|款|项|编)|附件|附表")
_LATER_FIXED = re.compile(
    r"(?:施行|实施|生效|执行)(?:日期|时间|的具体日期|的日期)[^。;\n]{0,30}(?:另行|规定|确定|公布|决定)"
)
_BEHIND = re.compile(r"(?:后|前|以后|以前|之前|之后|时|的|期间|中|日期|情况|办法|细则|方案)")


def read_effective(text: str) -> Effective | None:
    """When the text takes effect, as its own words say; None when they do not speak of it. The last such clause
    counts (a later one completes the earlier). ``text`` may be one provision or a whole decision."""
    if not ("施行" in text or "实施" in text or "生效" in text or "执行" in text or "试行" in text):
        return None
    plain = fold(text)
    blanked = _blank(plain, title_spans(plain))
    main: Effective | None = None
    partial: list[PartialEffect] = []
    other = ""
    for start, end in _sentences(blanked):
        sentence = blanked[start:end]
        found = False
        for match in _START.finditer(sentence):
            if _BEHIND.match(sentence[match.end() :]):
                continue
            subject = sentence[: match.start()]
            clause = re.split(r"[，,]", subject)[-1] or subject
            said = text[start:end].strip()
            day = None
            precision = "day"
            relative = False
            if match["day"]:
                read = read_day(match["day"])
                if read is None:
                    continue
                day, precision = read
            elif re.fullmatch(rf".*{_ISSUED}(?:之日|之时|后|日)?", match["when"]):
                relative = True
            part = re.sub(r"^(?:但是|但|其中|[，,\s])+", "", clause)
            if _PART.search(_SELF_LAST.sub("", clause)) and not re.search(r"(?:根据|依照|按照|依据)", clause):
                partial.append(PartialEffect(part, day, said))
                found = True
                continue
            bare = not re.sub(rf"第{_N}+条|[\s，,\-—]|[一二三四五六七八九十]+、|但是?|并", "", subject)
            # 本条例施行后，合同自成立之日起生效: what stands right before the verb's date is the subject, if anything does.
            own = re.sub(r"[，,\s]|但是?|并|且|现", "", clause)
            if not (_SELF.search(clause) or (_SELF.search(subject) and not own) or (bare and match["verb"] != "生效")):
                continue
            days = 0
            if match["days"] and relative:
                days = to_int(match["days"])
            if day is None and not relative and not _SELF.search(subject):
                continue
            main = Effective(day, relative, days, said, precision)
            found = True
        if not found and _LATER_FIXED.search(sentence) and _SELF.search(sentence):
            other = text[start:end].strip()
    if main is not None:
        return msgspec.structs.replace(main, partial=tuple(partial)) if partial else main
    if partial or other:
        return Effective(None, False, 0, other or partial[-1].text, partial=tuple(partial))
    return None


# ---------------------------------------------------------------------------------------------------------------- repeal

_END = re.compile(
    r"(?P<lapse>停止(?:执行|施行|实施|适用|使用|生效)|不再(?:执行|适用|施行|实施|有效|具有法律效力)|自行(?:失效|终止)|失去效力|(?:宣布|同时|即行|予以|自然)失效|失效)|废止|废除"
)
# Behind the verb, these make it a condition or an attribute and no clause that ends anything.
_NOT_BEHIND = re.compile(r"(?:前|后|之前|之后|以前|以后|时|的(?!决定)|之日|期间|情形|程序|或者?|及其|和|与|、)")
_NOT_BEFORE = re.compile(
    r"(?:已经?|未|不得?|不予|没有|尚未|是否|可以|应当及时|修改、?|修改或者?|修订、?|清理|制定、修改、?)$"
)
_KIND_OF_TEXT = "法典|法|条例|规定|办法|细则|规则|决定|决议|解释|批复|通知|意见|章程|守则|制度|标准|规程|方案|通告|公告|命令|指示|通则|准则|规范"
# Between two titles of one list: separators, the note behind the first, and what tells the second (1986年…国务院发布的).
_PAREN = r"(?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\[\]]*\])"
_ISSUING = "发布|公布|颁布|批准|通过|印发|制定|下发|颁发|修订|修正|修改|转发|批转|作出|签订|发出|所发|所作"
_OF_A_TEXT = re.compile(
    rf"{_DAY.pattern}|(?:{_ISSUING})(?:施行|实施|执行|试行)?的?(?:原)?$|^原$|号(?:令|文件?)?(?:{_ISSUING})?的?$"
)
_OF_A_BODY = re.compile(
    r"^[\u4e00-\u9fff]{0,30}(?:院|会|部|局|委|府|厅|署|银行|省|市|区|州|县|办公室|办公厅|我省|本市)的?$"
)
_ELSEWHERE = re.compile(
    r"(?<![发公颁]布)(?:施行|实施)|依照|按照|执行|规定的|应当|参照|符合|不再|继续|废止|失效|抵触|依据|适用|根据(?!\s*\d|[一二〇○])"
)
# A text named in the history of another (《关于修改…的决定》第二次修正的《…》): it is not what the clause ends.
_IN_HISTORY = re.compile(rf"\s*(?:\([^()]*\))?\s*(?:第{_N}+次)?(?:修正|修订|修改)(?!》)")
_BETWEEN = re.compile(r"[,，、:：\s]|(?<!共)和|以及|及|与|并|还有")
_CERTIFICATE = re.compile(r"(?:证|证书|执照|许可证|发票|支票)$")
_TAIL = re.compile(
    rf"(?P<note>(?:\s*{_PAREN})*)\s*(?:(?:等|共)[^，,。;:《》]{{0,24}})?"
    r"(?:(?:及其|以及|和|及|与)(?:其)?[^，,。;《》]{0,30}?(?:细则|规定|办法|决定|补充规定|文件|通知|解释)[^，,。;《》]{0,20})?\s*[，,]?\s*"
    r"(?:(?:自|从|于|在|至)[^，,。;《》]{1,50}?(?:起|日|时|后|以后|之际|生效|施行|实施)[，,]?|同时|同日|即行|即|随即|随之|相应|也|亦|均|都|一并|一律|分别|全部|予以|宣布|决定|现|现予|应当|应|应予|给予|作为|明令|正式|自动|当然|，|,|\s)*\s*$"
)
_PARTLY = re.compile(
    rf"第\s*{_N}+\s*(?:条|款|项|章|节|编|部分)|中的?|有关|相关|关于|部分|条款|附件|附表|附则|序言|的规定|规定的|的内容|涉及|与本"
)
_ARTICLES = re.compile(rf"第\s*({_N}+)\s*条(?:之({_N}+))?")
_NOT_OBJECT = re.compile(r"(?:根据|依照|依据|按照|适用|执行|参照|违反|与|同|对|由|纳入|列入|以|为准|不一致|抵触)\s*$")
_ANNOUNCED = re.compile(r"(?:下列|以下|如下)[^。;\n]{0,60}$|[:：]\s*$")
_NUMBERED = re.compile(rf"\s*(?:\(?\s*{_N}{{1,4}}\s*[\)、.．,]+|[①-⑳]|\d{{1,3}}\s+|《|[\u4e00-\u9fff]{{0,20}}《)")
_BARE_TITLE = re.compile(
    rf"(?:发布|公布|颁布|批准|通过|印发|制定|原)的?(?P<title>[\u4e00-\u9fff]{{3,50}}?(?:{_KIND_OF_TEXT})(?:\((?:试行|暂行|草案)\))?)(?P<tail>\s*{_PAREN}?(?:同时|即行|予以|相应|也|均|，|,|\s)*)$"
)


def _when(context: str) -> tuple[date | None, str]:
    """What day a clause of repeal names, out of the words around it (titles blanked)."""
    for match in re.finditer(r"(?:自|从|于)\s*(" + _DAY.pattern + r")\s*(起|以后|之后)?[，,]?(.{0,6})", context):
        read = read_day(match[1])
        later, following = match.groups()[-2:]
        if read is None or re.match(r"(?:施行|实施|生效|执行|试行|[^，,]{0,2}(?:发|公|颁)布)", following):
            continue
        if later or re.match(r"(?:起|同时|予以|即行)*(?:废|停止|失)", following):
            return read[0], "date"
    own = re.search(r"(?:自|从)([^，,。;]{1,40}?)(?:之日|之时)起", context)
    if own and not re.search(rf"本[\u4e00-\u9fff]{{1,8}}|{_ISSUED}", own[1]):
        return None, "other"
    return None, "on_effect"


def _told(before: str) -> str:
    """The words right before a title that tell which text it is: its day, its body, how it was made."""
    start = len(before)
    told = False
    for match in reversed(list(re.finditer(r"(?:^|[,，、])([^,，、]*)", before))):
        piece = match[1].strip()
        if not piece or (_OF_A_TEXT.search(piece) and not _ELSEWHERE.search(piece)):
            told = told or bool(piece)
        elif not _OF_A_BODY.search(piece):
            break
        start = match.start(1)
    words = re.sub(r"^(?:[和与并、，,\s]|以及|及|原|同时|一并|废止)+", "", before[start:]) if told else ""
    return re.sub(r"的?原?\s*$", "", words)


def _note(before: str, behind: str) -> str:
    """What tells which text is meant: the words that lead to its title, and the parentheses right behind it."""
    parts = [_told(before)]
    attached = re.match(rf"\s*((?:{_PAREN}\s*)*)", behind)
    parts.extend(inside[1:-1] for inside in re.findall(_PAREN, attached[1] if attached else ""))
    return "；".join(part for part in parts if part)


def _articles(words: str) -> tuple[str, ...]:
    found = []
    for match in _ARTICLES.finditer(words):
        try:
            found.append(parse_number(match[0]))
        except ValueError:
            continue
    return tuple(dict.fromkeys(found))


class _Reader:
    """One text on its way to its repeals."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain = fold(text)
        self.spans = title_spans(self.plain)
        self.blanked = _blank(self.plain, self.spans)
        self.found: list[Repeal] = []

    def add(
        self, span: tuple[int, int], before: str, behind: str, when: tuple[date | None, str], kind: str, said: str
    ) -> None:
        if _CERTIFICATE.search(self.text[span[0] + 1 : span[1] - 1]):
            return
        tail = re.sub(_PAREN, "", behind)
        partly = bool(_PARTLY.search(tail))
        self.found.append(
            Repeal(
                self.text[span[0] + 1 : span[1] - 1].strip(),
                _note(before, behind)[:300],
                when[0],
                when[1],
                "partial" if partly else "whole",
                _articles(tail) if partly else (),
                kind,
                said.strip(),
            )
        )

    def read(self) -> list[Repeal]:
        listing: tuple[tuple[date | None, str], str] | None = None
        for start, end in _sentences(self.blanked):
            sentence = self.blanked[start:end]
            inside = [(a, b) for a, b in self.spans if a >= start and b <= end]
            said = self.text[start:end]
            verbs = list(_END.finditer(sentence))
            if listing and not verbs:
                if inside and _NUMBERED.match(sentence):
                    self._listed(start, end, inside, listing[0], listing[1], said)
                    continue
                if not _NUMBERED.match(sentence):
                    listing = None
            for verb in verbs:
                behind = sentence[verb.end() :]
                if _NOT_BEFORE.search(sentence[: verb.start()]):
                    continue
                kind = "lapse" if verb["lapse"] else "repeal"
                when = _when(sentence)
                if (
                    re.match(
                        r"\s*(?:了|以下|下列|的?是)?[^，,。;:：《》]{0,30}?[:：,，]?\s*(?:\(?\d{0,2}[\)、.．]?)?\s*(?:[^。;:《》]{0,90}?(?:发布|公布|通过|批准|印发|制定|修正|修订|修改)的)?《",
                        behind,
                    )
                    and kind == "repeal"
                ):
                    first = next((i for i, s in enumerate(inside) if s[0] >= start + verb.end()), None)
                    lead = behind[: inside[first][0] - start - verb.end()] if first is not None else ""
                    if first is not None and not _NOT_BEHIND.match(lead):
                        self._forward(start, end, inside[first:], when, kind, said)
                        continue
                if _NOT_BEHIND.match(behind):
                    continue
                if not self._backward(start, start + verb.start(), inside, when, kind, said):
                    self._unmarked(sentence[: verb.start()], when, kind, said)
                if _ANNOUNCED.search(sentence):
                    listing = (when, kind)
        return self.found

    def _backward(
        self, start: int, verb: int, inside: list[tuple[int, int]], when: tuple[date | None, str], kind: str, said: str
    ) -> bool:
        """Titles before the verb, from the last one back as far as the list runs."""
        run = [span for span in inside if span[1] <= verb]
        if not run:
            return False
        last = self.blanked[run[-1][1] : verb]
        tail = _TAIL.match(last)
        shared_part = tail is None and bool(re.search(r"^\s*(?:\([^()]*\))?\s*(?:中|的)?(?:有关|相关|的规定|与)", last))
        if tail is None and not _PARTLY.search(last):
            return True
        if tail is None and re.search(r"[，,]", re.sub(_PAREN, "", _TAIL_WORDS.sub("", last))):
            # Something else than the title stands between the comma and the verb: another subject.
            return True
        objects = self._run(start, run)
        first_lead = self.blanked[start : objects[0][0]]
        if _NOT_OBJECT.search(first_lead) and len(objects) == 1:
            return True
        for index, span in enumerate(objects):
            if index + 1 < len(objects):
                behind = self.blanked[span[1] : objects[index + 1][0]]
                mine = re.match(rf"\s*{_PAREN}*\s*(?:中?第[^、，,和及《》]*(?:[、和及]第[^、，,和及《》]*)*)?", behind)
                behind = mine[0] if mine else ""
                if shared_part:
                    behind += last
            else:
                behind = last if tail is None else tail["note"]
            lead = self.plain[objects[index - 1][1] if index else start : span[0]]
            self.add(span, lead, behind, when, kind, said)
        return True

    def _run(self, start: int, run: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Of the titles before a verb, those that one list joins to the last; titles in the history of one are passed over."""
        objects = [run[-1]]
        edge = run[-1][0]
        for span in reversed(run[:-1]):
            gap = self.blanked[span[1] : edge]
            history = _IN_HISTORY.match(gap)
            if history:
                gap = gap[history.end() :]
            if not self._joined(gap) or _NOT_OBJECT.search(self.blanked[start : span[0]]):
                break
            edge = span[0]
            if not history:
                objects.append(span)
        objects.reverse()
        return objects

    def _joined(self, gap: str) -> bool:
        """Whether what stands between two titles only separates them and tells which texts they are."""
        part = re.sub(
            rf"^\s*(?:{_PAREN}\s*)*(?:中的?)?(?:第[^、，,和及《》]*(?:[、和及]第[^、，,和及《》]*)*)?(?:的规定)?",
            "",
            gap,
        )
        part = re.sub(_PAREN, "", part)
        if _ELSEWHERE.search(part):
            return False
        return all(
            not piece
            or _OF_A_TEXT.search(piece)
            or _OF_A_BODY.search(piece)
            or re.fullmatch(rf"\(?{_N}{{1,3}}\)?[\.、．]?", piece)
            for piece in (raw.strip() for raw in _BETWEEN.split(part))
        )

    def _forward(
        self, start: int, end: int, spans: list[tuple[int, int]], when: tuple[date | None, str], kind: str, said: str
    ) -> None:
        """Titles behind the verb (废止《甲》、《乙》), as far as the list runs."""
        for index, span in enumerate(spans):
            following = spans[index + 1][0] if index + 1 < len(spans) else end
            behind = self.blanked[span[1] : following]
            before = self.plain[spans[index - 1][1] if index else start : span[0]]
            own = re.match(
                rf"\s*{_PAREN}*\s*(?:中的?)?(?:第[^、，,和及《》]*(?:[、和及]第[^、，,和及《》]*)*)?(?:中?[^，,、《》]{{0,20}}?(?:的规定|条款|内容))?",
                behind,
            )
            self.add(span, before, own[0] if own else "", when, kind, said)
            if index + 1 < len(spans) and not self._joined(behind):
                return

    def _listed(
        self,
        start: int,
        end: int,
        inside: list[tuple[int, int]],
        when: tuple[date | None, str],
        kind: str,
        said: str,
    ) -> None:
        """One line of an announced list: its first title, and those that a list joins to it."""
        self._forward(start, end, inside, when, kind, said)

    def _unmarked(self, before: str, when: tuple[date | None, str], kind: str, said: str) -> None:
        match = _BARE_TITLE.search(before)
        if match is None or kind != "repeal":
            return
        title = match["title"]
        if re.search(r"本|与|其他|有关|相抵触|不一致|上述|同时", title):
            return
        note = _note(before[: match.start("title")], match["tail"])
        self.found.append(Repeal(title, note, when[0], when[1], "whole", (), kind, said.strip()))


_TAIL_WORDS = re.compile(r"(?:自|从)[^，,。;《》]{1,50}?起[，,]?|[，,]\s*(?:同时|即行|予以|自)")


def read_repeals(text: str) -> list[Repeal]:
    """Every text that the words end, in order. Read are lists before the verb (《甲》、《乙》同时废止), behind it (废止《甲》), and
    announced ones of a line each (下列规章予以废止：); titles without marks only where a date or body leads to them. Words
    inside a title (《关于废止…的决定》) are none; a general clause without a title (与本法抵触的一律废止) names nothing."""
    if not ("废" in text or "停止" in text or "不再" in text or "失效" in text or "失去效力" in text):
        return []
    return _Reader(text).read()


# ----------------------------------------------------------------------------------------------------------------- basis

_MADE = re.compile(
    r"(?:特?制[定订]|作出?(?:以下|如下)|作如下|(?:解释|规定|决定|批复|答复|通知|公告|意见|安排|解答)如下|现?就[^。]{0,80}(?:问题|事项|事宜)|现(?:决定|解释|规定)|颁布本|修订本|发布本|特作|特?决定|提出)"
)
_UNDER = re.compile(
    r"根据|依据|依照|按照|遵照|为了?(?:正确|全面|深入|进一步|更好地?)?(?:保障|保证)?(?:贯彻|实施|执行|落实|适用)+|贯彻(?:实施|执行|落实)?|实施(?=《)"
)
_PLAIN_NAME = re.compile(
    r"\s*(?:国家)?(?:中华人民共和国)?(?P<name>宪法|(?!有关|相关|国家|法律|本|其他|上述|该|以上|上级|现行|各)[\u4e00-\u9fff]{1,24}?(?:法典|法|条例))(?=的?(?:有关|相关)?规定|和|、|，|,|及|以及|第|等|《|制定|修正案|$)"
)


def read_basis(text: str) -> list[str]:
    """The titles under which a text was made, out of its first article or its preamble: 根据《甲》、《乙》，制定本办法 gives 甲, 乙;
    根据宪法 gives 宪法. Titles as written, without outer marks, each once, in order; [] when it names none."""
    plain = fold(text)
    spans = title_spans(plain)
    blanked = _blank(plain, spans)
    found: list[str] = []
    for start, end in _sentences(blanked):
        sentence = blanked[start:end]
        made = _MADE.search(sentence)
        if made is None:
            continue
        if re.search(r"以(?:《\u2026*宪法》|宪法)为(?:根据|依据)", sentence):
            found.append("宪法")
        limit = max((m.start() for m in _MADE.finditer(sentence)), default=len(sentence))
        for under in _UNDER.finditer(sentence, 0, limit):
            # A list of bases runs to the end of its clause; a comma goes on where another title or 和 follows it.
            stop = limit
            for comma in re.finditer(r"[，,]", sentence[:limit]):
                if comma.start() < under.end():
                    continue
                if not re.match(r"\s*(?:《|和|及|以及|参照|并?(?:根据|依据))", sentence[comma.end() :]):
                    stop = comma.start()
                    break
            region = sentence[under.end() : stop]
            named = [
                (a - start, text[a + 1 : b - 1].strip())
                for a, b in spans
                if start + under.end() <= a and b <= start + stop
            ]
            plain_name = _PLAIN_NAME.match(region)
            while plain_name:
                named.append((under.end() + plain_name.start("name"), plain_name["name"]))
                joint = re.match(r"(?:和|、|及|以及)", region[plain_name.end() :])
                plain_name = _PLAIN_NAME.match(region, plain_name.end() + joint.end()) if joint else None
            found.extend(title for _, title in sorted(named))
        if found:
            break
    return list(dict.fromkeys(title for title in found if title))

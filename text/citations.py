"""Reading citations of law: who cites what, in basis cells and in statutes.

The stages are those of a citation reader such as Free Law Project's eyecite: *clean* (``fold``, which keeps every position),
*tokenize and find* (one compiled scanner runs over the text and stops at anchors), *read* (a grammar reads the candidate at
each anchor), *resolve* inside the text (本法, 前款, abbreviations, an article that follows an earlier title) and
*annotate* (a :class:`Mention` with its span). The grammar, in EBNF; white space may stand between any two symbols::

    citation   = [ law , [ filler ] ] , clauses | law | own , clauses | relative , [ clauses ] ;
    law        = title , { note } | name , { note } ;
    title      = "《" , { character | title | inner } , "》" | inner ;           (* also unbalanced, see _titles *)
    inner      = "〈" , { character } , "〉" ;
    name       = law's name without marks, known or ending in 法|条例|办法|规定|细则|… before an article ;
    note       = "(" , ( year | order | alias | clauses ) , ")" | number ;      (* (2019年修正), 国务院令第101号, [2003]25号 *)
    alias      = ( "以下简称" | "简称" | "以下统称" | … ) , [ "《" ] , short , [ "》" ] ;
    filler     = "中" | "的" | chapter | punctuation ;
    chapter    = "第" , number , ( "编" | "章" | "节" ) ;
    own        = ( "本" | "该" | "同" | "此" | "上述" ) , ( "法" | "条例" | "办法" | … ) , { chapter } ;
    relative   = ( "本" | "该" | "同" | "前" | "上" ) , [ count ] , ( "条" | "款" | "项" ) ;
    clauses    = list , { [ separator ] , list } ;     (* without a separator: deeper; with one: the same level or another *)
    list       = element , { separator , element } , unit ;
    element    = ordinal , [ unit ] , [ "至" , ordinal , [ unit ] ] ;
    ordinal    = [ "第" ] , ( number | "(" , number , ")" | circled ) , [ "之" , number ] ;
    unit       = "条" | "款" | "项" | "目" ;                            (* may be left out behind "(三)" *)
    separator  = "、" | "," | ";" | "/" | "和" | "及" | "以及" | "与" | "或" | "或者" ;

Two kinds of text are read, by :class:`Context`. With ``law`` set it is a **statute**: a bare 第十条 or 本法第十条 is its own
(``law`` ""), 第十条 at the head of a line is a heading, 前款 counts from where the text stands. Without, it is a **cell** of a list:
本法 and a bare article belong to the law that the cell named last, and what stands in the law's own pasted text is ``in_quote``.

When is a citation in a cell pasted text? Between two citations of the list itself stand only separators, numbering, 【法律】 and
the like; or the later one begins a line, a sentence or a numbered entry and is not itself the subject of a sentence
(第二十条规定的…). Everything else behind the first citation is in its text. A bare article before any law is not reported:
there is nothing it could be of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files

import ahocorasick_rs
import msgspec

from ontologies.records import Mention
from text._clause_list import UNIT_PATTERN, Leaf, read_clauses
from text._titles import (
    clean_title,
    closing_mark,
    is_document,
    name_before,
    read_notes,
    read_title,
    skip_chapters,
)
from text.normalise import fold, law_name
from text.numerals import NUMERAL_CHARS, to_int


class Context(msgspec.Struct, frozen=True):
    """Where a text stands. ``law`` is the title of the statute it is part of, "" for a cell of a list; ``article``,
    ``paragraph`` and ``item`` (Arabic strings or None) the provision it begins in; ``self_words`` further words by which the
    statute calls itself (本实施办法); ``aliases`` pairs of (abbreviation, full title) given earlier in the same
    document (以下简称…), as :func:`read_aliases` returns them."""

    law: str = ""
    article: str | None = None
    paragraph: str | None = None
    item: str | None = None
    self_words: tuple[str, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()


_NAME_TAIL = re.compile(r"(?:法典|法|条例|办法|规定|细则|规则|规程|准则|章程|通则|修正案|决定)(?:\([^()]{1,20}\))?$")


_GENERIC_TITLES = frozenset(
    re.findall(
        r"\w+",
        "法 条例 办法 规定 细则 规则 决定 意见 通知 标准 暂行办法 暂行规定 实施细则 实施条例 实施办法 若干规定"
        " 管理办法 管理条例 管理规定",
    )
)


class Names:
    """Titles that are known, so that they are found without book-title marks. Built from full titles (their short
    forms, without 中华人民共和国, come along) over the national laws and administrative regulations of ``known_laws.txt``;
    titles too short to be certain, too long to be written without marks, or of no law are left out. Immutable; share one
    between threads."""

    def __init__(self, titles: Iterable[str] = ()) -> None:
        known = set(files("text").joinpath("known_laws.txt").read_text(encoding="utf-8").split())
        for title in titles:
            full = fold(title).strip().strip("《》")
            for name in (full, full.removeprefix("中华人民共和国"), fold(law_name(title))):
                if 2 <= len(name) <= 40 and _NAME_TAIL.search(name) and (len(name) > 3 or name[-1] in "法典例"):
                    known.add(name)
        self.known = frozenset(known - _GENERIC_TITLES)
        self._automaton = ahocorasick_rs.AhoCorasick(
            sorted(self.known), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
        )

    def find(self, text: str) -> list[tuple[int, int]]:
        """Spans of known names in folded text, leftmost first, the longest at each place, none overlapping."""
        return [(start, end) for _, start, end in self._automaton.find_matches_as_indexes(text)]

    def __len__(self) -> int:
        return len(self.known)


@cache
def _national() -> Names:
    return Names()


_OWN_NOUN = (
    "实施细则|实施办法|实施条例|实施意见|实施规定|暂行规定|暂行办法|暂行条例|若干规定|补充规定|管理办法|管理规定|管理条例"
    "|法典|法|条例|办法|规定|细则|规则|决定|解释|准则|章程|规程|规范|意见|通知|通告|公告|标准|方案|制度|协定|公约|议定书|指引|导则|通则|纲要"
    "|批复|目录|名录|清单|预案|守则|命令|令|修正案"
)
_COUNT = "(?:[一二两三四五六七八九十0-9]|数|几)"
_GUARDED_UNIT = f"(?:{UNIT_PATTERN})"
_ORDINAL_FOLLOWS = rf"第 *\(? *[{NUMERAL_CHARS}]"
_ANCHORS = (
    r"[《〈第本前上该同此中宪]"
    r"(?:(?<=[《〈])"
    rf"|(?<=第) *(?:\( *)?(?:[①-⑳]|[{NUMERAL_CHARS}]+)(?= *\)? *[条款项目、,;至到和及与或以之—~-])"
    rf"|(?<=[本该同此])(?:{_OWN_NOUN})(?= *(?:的|中)? *(?:{_ORDINAL_FOLLOWS}|[总分附]则))"
    rf"|(?<=[上前])述(?:{_OWN_NOUN})(?= *{_ORDINAL_FOLLOWS})"
    rf"|(?<=[本该同]){_GUARDED_UNIT}"
    rf"|(?<=[前上]){_COUNT}?{_GUARDED_UNIT}"
    r"|(?<=中)华人民共和国"
    r"|(?<=宪)法(?![宣性修学])"
    r")"
)
_STATUTE_SCANNER = re.compile(_ANCHORS)
_CELL_SCANNER = re.compile(
    _ANCHORS
    # 消防法60条
    + rf"|(?<=[法典例则定])[ ]*[{NUMERAL_CHARS}]+(?= *{_GUARDED_UNIT})"
    # a whole segment that is a law's name: 1.消防法；2.河道管理条例
    + r"|(?<![^\s。;、,:】\]).])[\u4e00-\u9fff]{1,40}(?:法|法典|条例)(?=[ \n]*(?:[\n;。、,(]|$))"
)
_RELATIVE = re.compile(rf"(?P<which>[本该同前上])(?P<count>{_COUNT})?(?P<unit>[条款项])")
_RELATIVE_AFTER = re.compile(r" *(?:的)?规定|[前上]")
# 以上款项, 成本款, 当前条, 基本条: the character before makes another word of it.
_NOT_RELATIVE = {
    "前": frozenset("以之目当提先生从事空"),
    "上": frozenset("以之路线网楼马街身早晚"),
    "本": frozenset("基版样课脚剧账"),
    "该": frozenset("应各"),
    "同": frozenset("共合相不协雷会"),
}
# 基本法, 合同法 are names.
_NOT_OWN = {"本": frozenset("基版样"), "该": frozenset("应"), "同": frozenset("合共相不协")}
_OWN = re.compile(rf"(?P<which>本|该|同|此|上述|前述)(?P<noun>{_OWN_NOUN})")
_HEADING = re.compile(
    rf"第 *[{NUMERAL_CHARS}]+ *条(?: *之 *[{NUMERAL_CHARS}]+)?(?=[ *]|\n|$|[^\W\d])(?!的|所|规定|、|和|及|至|与|或|中|第|列|之|以外)"
)
_FULL_NAME = re.compile(
    r"中华人民共和国[\u4e00-\u9fff]{1,38}?(?:法典|法|条例)(?=[^\u4e00-\u9fff]|$|第|的|和|及|以及|与|或|等|有关|相关|规定|实施)"
)
_NOT_FULL_NAME = re.compile(
    "境内|领域|公民|国籍|主权|成立|之日|国务院(?!组织法)|依法|政府(?!采购|信息)|主管|的|[本该]法"
)
_LEAD_IN = re.compile(r"(?:依照|依据|根据|按照|适用|参照|违反|贯彻|实施|执行|落实)$")
_LEAD_BASIS = re.compile(r"(?:依照|依据|根据|按照)$")
_NAME_STOPS = re.compile(
    r" *(?:$|[\n,.。;:、(”》〉]|关于|中|的|和|及|以及|与|或|等|有关|相关|规定|追究|执行|处罚|处理|办理)"
)
_FILLER_STATUTE = re.compile(r" *(?:中的|[中的之])? *")
_FILLER_CELL = re.compile(
    r"[ \n]*(?:(?:依据)?文号: ?[^\s,;:]{1,40}[ \n,;]*)?(?:(?:条款号|具体条款|依据条款|对应条款|条款|条文):)?"
    r'(?:的规定|规定|中的|[中的之])?[ \n]*[:,—“"‘-]*[ \n]*'
)
# 某省实施《某法》办法, 《某法》实施细则
_CARRIED_OUT = re.compile(r"[\u4e00-\u9fff]{0,24}(?:实施|执行)$")
_PLACE_BEFORE = re.compile(r"[\u4e00-\u9fff]{0,14}(?:省|市|自治区|自治州|州|县|区|中华人民共和国)$")
_LEADS_OUT = re.compile("依照|依据|根据|按照|违反|适用|参照|遵守|以及|或者|[、和及与或]")
_OUTER_BEHIND_VERB = re.compile(r" *的?(?:(?:若干|补充|暂行)规定|(?:暂行|具体|若干)?(?:办法|细则|条例))")
_OUTER_WITH_VERB = re.compile(r" *实施(?:办法|细则|条例|规定|意见)(?=[ \n]*(?:$|[第(《》〉、,.。;:]|[和及与或的等]))")
_AMENDS = re.compile(r"(?:修改|废止|修正|对|将|[、.) ]|\n)$")
# 及其实施细则第十条
_DEPENDENT = re.compile(r"(?:其|[,、;和及与]) ?(?P<noun>实施(?:条例|细则|办法))(?P<space> ?)$")
_OFFICIAL_NAME = re.compile(
    r"中华人民共和国.|[\u4e00-\u9fff]{2,9}?(?:省|市|自治区|自治州|自治县|县|特区|地区).|[\u4e00-\u9fff]{2,28}(?<!办)(?:条例|法)$"
)
_DEED = re.compile("制定|出台|建立|健全|完善|执行|落实|印发|修订|起草|有关|相关|按照|依照|根据|违反|违法|依法")
_JOINS = re.compile(r" *(?:的?(?:有关|相关)?规定)? *(?:[、,;]|[和与及或]|以及|或者) *")
_ITEM_LINE = re.compile(rf"\s*(?:\(? *[{NUMERAL_CHARS}]+ *[).、]|[①-⑳]|[-*|])")

# --- where the list ends and a law's pasted text begins -----------------------------------------------------------------
_NUMBERING = rf"(?:\(?\d{{1,2}}(?: ?[.、)]|(?=[《〈]))|[一二三四五]是|[⒈-⒛]|\([{NUMERAL_CHARS}]{{1,3}}\)|[一二三四五六七八九十]{{1,3}}[、.]|[①-⑳⑴-⒇])"
_TAG = (
    r"(?:【[^【】\n]{1,16}】|\[[\u4e00-\u9fff]{1,12}\]|〈[\u4e00-\u9fff]{1,12}〉"
    r"|(?:法律|行政法规|(?:地方性|党内)?法规|(?:部门|政府|地方政府)?规章|规范性文件|司法解释|政策文件|国家标准|其他)(?:依据|层面)?:"
    r"|(?:设定|法律|实施|行使|处罚|职权|执法|违则|罚则|违法|处理|政策|文件|主要|权力|责任事项)依据:?"
    r"|(?:违则|罚则|违反条款|处罚条款|依据|名称):"
    # columns of a service catalogue run together, and what is left of HTML
    r"|(?:法律法规名称|依据名称|依据文号|文号|条款号|条款内容|条文内容|具体条款|依据条款|对应条款|条款|条文|内容|颁布机关|实施日期|依据层级):"
    r"|〈/?[A-Za-z]{1,6} ?/?〉|&nbsp;)"
)
_BODY = r"(?:国务院|中共中央|[\u4e00-\u9fff]{1,18}(?:部|委|委员会|局|署|厅|办公厅|办公室|政府|大会|常委会|法院|检察院|联合会|总会|院|会议))?"
_BETWEEN = re.compile(
    rf"(?:[\s、,;/&+·—\-…“”\"‘’。.()|]|以及|[和及与或并]|或者|同时|[的之]?(?:有关|相关)?规定|等|条款|{_NUMBERING}|{_TAG}"
    rf"|(?P<verb>依照|依据|根据|按照|参照|结合))*{_BODY}"
)
_BREAK = re.compile(rf"[。;\n]|{_NUMBERING}|{_TAG}")
_BEGINS = re.compile(
    rf"(?P<bound>^|[\n。;!?…”\"’】\]|]|\.{{3}}|\s)(?P<lead>(?:\s|[“\"‘、,.…]|\([^()\n]{{1,60}}\)|{_NUMBERING}|{_TAG})*){_BODY}(?P<verb>依照|依据|根据|按照|参照|违反)?$"
)
# What parts the entries of a list, and is never the beginning of pasted text.
_PARTS_ENTRIES = re.compile(rf"[、,;/&+和及与或并·]|以及|{_NUMBERING}|{_TAG}|。|(?:规定|等) *$")
_MORE_TITLES = re.compile(r"(?:[、,和及与]? ?《[^《》\n]{1,80}》)*")
_STRONG = re.compile(rf"】|{_NUMBERING}|{_TAG}")
# Behind an article that is itself what a sentence talks about (第二十条规定的…, 第二十条所列…, 第二十条的…).
_TALKED_OF = re.compile(
    r"的?规定(?:的|所|情形|处罚|处理|之|以外|期限|条件|标准|范围|程序)|所[列称规指述涉]|的(?!规定 *(?:[。;,:“\"\n]|$))"
    r"|中(?=[的规所“有关])|之[列规一]|列[举明]|等规定的|以外|除外|外[,、的]|情形|行为的|增加|“[^”]{1,40}”(?:中|的|修改|改为)"
)
_TALKED_OF_BARE = re.compile(r"规定(?![:,“\"。; \n]|$)|的规定(?! *(?:[。;:“\"\n]|$))")
_TEXT_FOLLOWS = re.compile(r" *(?:[:,“\"]|规定[:,“\"]|\n|$)|  *(?![第和及与或])")
_ENTRY_ENDS = re.compile(r" *(?:[:、,;。“\"(《【/|]|\n|$|和|及|以及|与|规定[:,“\"])|  *")
# 违反…第三十条，依照第六十条: a new clause of the list's own sentence, not pasted text.
_NEXT_CLAUSE = re.compile(r"[的之]?(?:有关|相关)?(?:规定)? *[,;]")
_GOVERNED = re.compile(r"(?:依照|依据|根据|按照|参照|违反|适用|符合|属于|执行|构成|具有|[依按对和与及或、,])$")
_WINDOW = 72
_LONGEST_JOINT = 24
# A title named so many titles ago is no longer what 该法 or 《条例》 means.
_TITLES_KEPT = 40
# So many lines behind a heading are no longer the article's.
_MOST_PARAGRAPHS = 40


class _Group(msgspec.Struct):
    """The citation read last: what a following one may lean on."""

    law: str
    via: str
    article: str | None
    paragraph: str | None
    start: int
    end: int
    quoted: bool


class _Reader:
    """One reading of one text. ``text`` is folded, ``source`` as given; positions are the same in both."""

    def __init__(self, source: str, context: Context, names: Names | None) -> None:
        self.source = source
        self.text = fold(source)
        self.context = context
        self.names = names if names is not None else _national()
        self.statute = bool(context.law)
        self.target = _amended(context.law) if self.statute else ""
        self.own_words = tuple(map(fold, context.self_words)) if self.statute else ()
        self.aliases = {fold(short): full for short, full in context.aliases}
        # The law that a decision on several is amending where the reading stands.
        self.amending = ""
        self.mentions: list[Mention] = []
        self.titles: list[str] = []
        self.last: _Group | None = None
        self.floor = 0
        # Where the text stands: the article it is in, from where its paragraphs are counted, and how many came before.
        self.article = context.article
        self.counted_from = 0
        self.paragraph = context.paragraph
        # Cells: the law whose turn it is, and where the list itself last spoke.
        self.head = ""
        self.list_end = -1
        self.head_with_verb = False

    def run(self) -> list[Mention]:
        text = self.text
        scan = (_STATUTE_SCANNER if self.statute else _CELL_SCANNER).search
        hits = iter(self.names.find(text))
        hit = next(hits, None)
        pos = 0
        while (match := scan(text, pos)) is not None:
            start = match.start()
            while hit is not None and hit[0] < start:
                if hit[0] >= pos:
                    self._known_name(*hit)
                hit = next(hits, None)
            pos = max(self._at(match, start), start + 1)
        while hit is not None:
            if hit[0] >= pos:
                self._known_name(*hit)
            hit = next(hits, None)
        self.mentions.sort(key=_by_position)
        return self.mentions

    def _at(self, match: re.Match[str], start: int) -> int:
        """Read what stands at an anchor; where to go on."""
        char = self.text[start]
        if char == "第":
            return self._ordinal(start)
        if char in "《〈":
            return self._title(start)
        if char == "中" and match.end() - start == 7:
            return self._full_name(start)
        if char == "宪" and match.end() - start == 2:
            return self._constitution(start)
        if char in "本该同此上前":
            relative = _RELATIVE.fullmatch(self.text, start, match.end())
            if relative is not None:
                return self._relative(relative)
            own = _OWN.fullmatch(self.text, start, match.end())
            if own is not None:
                return self._own(own)
        if _is_numeral(self.text[match.end() - 1]):
            return self._ordinal(start)
        return self._segment(start, match.end())

    # --- anchors ---------------------------------------------------------------------------------------------------

    def _title(self, start: int) -> int:
        text = self.text
        title = read_title(text, self.source, start)
        if title is None:
            return start + 1
        if title.inside >= 0:
            leaves, _ = read_clauses(text, title.inside)
            end = title.end
        else:
            leaves, end = self._clauses_behind(title.end)
        folded = fold(title.law)
        known = self.aliases.get(folded)
        if not leaves and not title.note and (outer := self._outer_title(start, title.end)):
            return outer
        law = known or self._generic(folded) or title.law
        via = "context" if law != title.law and known is None else "title"
        if text[start] == "〈" and not (leaves and is_document(folded)):
            return start + 1
        if not leaves and known is None and not is_document(folded):
            self.floor = max(self.floor, title.end)
            return title.end
        for short in title.aliases:
            self.aliases[fold(short)] = law
        if not leaves:
            end = title.end
        quoted = self._quoted(start, end, "title", bool(leaves))
        self._emit(law, title.note, leaves, start, end, via, quoted, title.end if title.inside < 0 else -1)
        return end

    def _outer_title(self, start: int, title_end: int) -> int:
        """某省实施《某法》办法, 《某法》实施细则: only the inner title is marked. Where to go on, 0 when there is no such title."""
        text = self.text
        before = text[max(0, start - 30) : start]
        prefix = _CARRIED_OUT.search(before)
        rest = (_OUTER_BEHIND_VERB if prefix else _OUTER_WITH_VERB).match(text, title_end)
        if rest is None:
            return 0
        prefix = prefix or _PLACE_BEFORE.search(before)
        begin = start
        if prefix is not None:
            kept = prefix[0]
            for lead in _LEADS_OUT.finditer(prefix[0]):
                kept = prefix[0][lead.end() :]
            begin -= len(kept)
        notes = read_notes(text, self.source, rest.end())
        leaves, end = self._clauses_behind(notes.end)
        if notes.inside >= 0:
            leaves, end = read_clauses(text, notes.inside)[0], notes.end
        law = clean_title(self.source[begin : rest.end()])
        for short in notes.aliases:
            self.aliases[fold(short)] = law
        end = end if leaves else notes.end
        quoted = self._quoted(begin, end, "title", bool(leaves))
        self._emit(law, notes.note, leaves, begin, end, "title", quoted, rest.end())
        return end

    def _clauses_behind(self, end: int) -> tuple[list[Leaf], int]:
        """The clauses that belong to a law named before ``end``."""
        text = self.text
        filler = (_FILLER_STATUTE if self.statute else _FILLER_CELL).match(text, end)
        begin = filler.end() if filler else end
        cursor = skip_chapters(text, begin)
        leaves, stop = read_clauses(text, cursor, bare=cursor == begin and not text[end:begin].strip())
        if leaves and self.statute and "\n" in text[end : leaves[0].start]:
            return [], end
        if not leaves and cursor > begin:
            return [], cursor
        return leaves, stop if leaves else end

    def _full_name(self, start: int) -> int:
        """中华人民共和国消防法, without marks."""
        text = self.text
        match = _FULL_NAME.match(text, start)
        if match is None or _NOT_FULL_NAME.search(match[0]):
            return start + 7
        if text.startswith("实施", match.end()):
            return match.end()
        # 中华人民共和国消防法》: the opening mark was lost.
        notes = read_notes(text, self.source, match.end() + text.startswith("》", match.end()))
        leaves, end = self._clauses_behind(notes.end)
        if notes.inside >= 0:
            leaves, end = read_clauses(text, notes.inside)[0], notes.end
        if not leaves and not (self._led_in(start) and _NAME_STOPS.match(text, match.end())):
            return match.end()
        law = clean_title(self.source[start : match.end()])
        for short in notes.aliases:
            self.aliases[fold(short)] = law
        end = end if leaves else notes.end
        quoted = self._quoted(start, end, "title", bool(leaves))
        self._emit(law, notes.note, leaves, start, end, "name", quoted, match.end())
        return end

    def _constitution(self, start: int) -> int:
        text = self.text
        before = text[max(0, start - 2) : start]
        if text.startswith(" 第", start + 2) or text.startswith("第", start + 2):
            return start + 2
        if not _LEAD_BASIS.search(before) or not _NAME_STOPS.match(text, start + 2):
            return start + 2
        quoted = self._quoted(start, start + 2, "title", False)
        self._emit(self.source[start : start + 2], "", [], start, start + 2, "name", quoted, start + 2)
        return start + 2

    def _segment(self, start: int, end: int) -> int:
        """A segment of a cell that is a law's name and nothing else."""
        gap = self._between(start)
        if self.last is not None and (gap is None or not _PARTS_ENTRIES.search(gap[0])):
            return start + 1
        name = name_before(self.text, self.source, end, start, self.names.known)
        if name is None or not self._sounds_like_a_law(self.text[name.start : end]):
            return start + 1
        notes = read_notes(self.text, self.source, end)
        leaves, stop = self._clauses_behind(notes.end)
        stop = stop if leaves else notes.end
        if self._quoted(name.start, stop, "title", bool(leaves)):
            return start + 1
        law = clean_title(self.source[name.start : end])
        self._emit(law, notes.note, leaves, name.start, stop, "name", False, end)
        return stop

    def _sounds_like_a_law(self, name: str) -> bool:
        """Whether a name with neither marks nor an article may be taken for a law's."""
        if name in self.names.known or name in self.aliases:
            return True
        return _OFFICIAL_NAME.match(name) is not None and _DEED.search(name) is None

    def _known_name(self, start: int, end: int) -> None:
        """A known name; where an article follows, the article's anchor finds the name itself."""
        text = self.text
        if start < self.floor or (self.last is not None and start < self.last.end):
            return
        if not _NAME_STOPS.match(text, end) or (
            self.statute and law_name(text[start:end]) == law_name(self.context.law)
        ):
            return
        if text[end : end + 1] == "》" and text[start - 1 : start] in ("《", "〈"):
            return
        if not (self._led_in(start) or self._listed(start)):
            return
        quoted = self._quoted(start, end, "title", False)
        self._emit(self.source[start:end], "", [], start, end, "name", quoted, end)

    def _led_in(self, start: int) -> bool:
        """Whether a name at ``start`` stands where a name is expected: behind 依照, 根据 …, or heading a segment of a cell."""
        before = self.text[max(0, start - 2) : start]
        if _LEAD_IN.search(before):
            return True
        if self.statute:
            return False
        if self.last is not None and not self._adjoins(start):
            return False
        return not before or before[-1] in ' \n。;、,:】]).“"'

    def _listed(self, start: int) -> bool:
        """Whether a name at ``start`` goes on a list of names."""
        last = self.last
        return last is not None and last.via in ("title", "name") and self._joins(start)

    def _ordinal(self, start: int) -> int:
        text = self.text
        if self.statute and (start == 0 or text[start - 1] in "\n *#"):
            heading = self._heading(start)
            if heading:
                return heading
        before = text[start - 1] if start else ""
        if self.titles and before in "例则法 ":
            dependent = _DEPENDENT.search(text[max(0, start - 12) : start])
            if dependent is not None:
                return self._dependent(dependent, start)
        if before and start > self.floor and (before in '法典例则定程案 \n”"’》〉)号'):
            name = name_before(
                text, self.source, start, max(self.floor, self.last.end if self.last else 0), self._known()
            )
            if name is not None:
                return self._named(name.start, name.end, name.note, start)
        return self._bare(start)

    def _known(self) -> frozenset[str]:
        if not self.aliases:
            return self.names.known
        return self.names.known.union(self.aliases)

    def _named(self, begin: int, end: int, note: str, clauses: int) -> int:
        text = self.text
        leaves, stop = read_clauses(text, clauses, bare=True)
        if not leaves or leaves[0].article is None:
            return clauses + 1
        written = clean_title(self.source[begin:end])
        law = self.aliases.get(fold(written), written)
        quoted = self._quoted(begin, stop, "title", True)
        self._emit(law, note, leaves, begin, stop, "name", quoted, end)
        return stop

    def _heading(self, start: int) -> int:
        """第十条 at the head of a line of a statute: no citation, but where the text now stands."""
        text = self.text
        line = start
        while line and text[line - 1] in " *#":
            line -= 1
        if line and text[line - 1] != "\n":
            return 0
        match = _HEADING.match(text, start)
        # In an amending decision 第四条删去 is no heading; 第四条　… is one of the text given anew.
        if match is None or (self.target and text[match.end() : match.end() + 1] not in (" ", "\n", "*", "")):
            return 0
        leaves, _ = read_clauses(text, start)
        if not leaves or leaves[0].article is None:
            return 0
        self.article, self.paragraph = leaves[0].article, "1"
        self.counted_from = match.end()
        return match.end()

    def _bare(self, start: int) -> int:
        """An article, paragraph or item that names no law."""
        text = self.text
        leaves, end = read_clauses(text, start)
        if not leaves:
            return start + 1
        first = leaves[0]
        if first.article is None and first.paragraph is None and first.item is None:
            return end
        own = next((word for word in self.own_words if text.endswith(word, 0, start)), "")
        start -= len(own)
        last = self.last
        joins = not own and self._joins(start)
        if self.statute:
            law, via, article, paragraph = (
                self.target,
                "context" if self.target else "self",
                self.article,
                self._here(start),
            )
            if self.target == "?" and not joins:
                law = self.amending
                via = "context" if law else "self"
            if joins and last is not None and last.via != "self":
                law, article, paragraph = last.law, last.article, last.paragraph
                via = "context" if law else "self"
            quoted = self._in_marks(start)
        else:
            if last is None:
                return end
            quoted = self._quoted(start, end, "bare" if first.article else "part", True)
            law, article, paragraph = self.head, self.article, self._here(start) if quoted else self.paragraph
            if joins or (quoted and last.quoted and self._adjoins(start) and "。" not in text[last.end : start]):
                law, article, paragraph = last.law, last.article, last.paragraph
            via = "context"
        if first.article is None:
            if article is None:
                return end
            leaves = [
                leaf._replace(
                    article=article, paragraph=leaf.paragraph if leaf.paragraph or leaf.item is None else paragraph
                )
                if leaf.article is None
                else leaf
                for leaf in leaves
            ]
        self._emit(law, "", leaves, start, end, via, quoted, -1)
        return end

    def _dependent(self, before: re.Match[str], start: int) -> int:
        """《某法》第三条及其实施条例第五条: the rule made under the law named last."""
        leaves, end = read_clauses(self.text, start)
        if not leaves or leaves[0].article is None:
            return start + 1
        noun = before["noun"]
        law = self._agreeing(noun, self.titles) or self.titles[-1] + noun
        begin = start - len(before["noun"] + before["space"])
        quoted = self._quoted(begin, end, "title", True)
        self._emit(law, "", leaves, begin, end, "context", quoted, -1)
        return end

    def _own(self, match: re.Match[str]) -> int:
        """本法第十条, 该条例第十条."""
        text = self.text
        if match.start() and text[match.start() - 1] in _NOT_OWN.get(match["which"], ()):
            return match.start() + 1
        begin = match.end()
        filler = _FILLER_STATUTE.match(text, begin)
        cursor = skip_chapters(text, filler.end() if filler else begin)
        leaves, end = read_clauses(text, cursor)
        if not leaves or leaves[0].article is None or "\n" in text[begin : leaves[0].start]:
            return begin
        start = match.start()
        via = "context"
        if match["which"] != "本":
            law = self._agreeing(match["noun"], self.titles)
            if not law:
                return end
        elif self.statute:
            law = self.target
            if law == "?":
                law = self.amending
            via = "context" if law else "self"
        else:
            law = (
                self.head
                if _agrees(self.head, match["noun"])
                else self._agreeing(match["noun"], self.titles) or self.head
            )
            via = "self"
            if not law:
                return end
        quoted = self._quoted(start, end, "own", True)
        self._emit(law, "", leaves, start, end, via, quoted, -1)
        return end

    def _relative(self, match: re.Match[str]) -> int:
        """本条第一款, 前款, 前两款第一项, 前条, 该条."""
        text = self.text
        start, end = match.span()
        which, count, unit = match["which"], match["count"], match["unit"]
        if start and text[start - 1] in _NOT_RELATIVE[which]:
            return end
        law, article, paragraph, item = self._standing(start, which in "该同")
        if article is None:
            return end
        steps = 0
        if which in "前上":
            steps = _steps(count)
        elif count:
            return end
        bases = _step_back(article, paragraph, item, unit, steps)
        leaves, stop = read_clauses(text, end, bases[-1]) if len(bases) == 1 else ([], end)
        if not leaves:
            if which not in "前上" and not _RELATIVE_AFTER.match(text, end):
                return end
            leaves = [Leaf(*base, None, start, end) for base in bases]
            stop = end
        quoted = self._quoted(start, stop, "relative", True)
        via = "context"
        self._emit(law, "", leaves, start, stop, via, quoted, -1)
        return stop

    def _standing(self, start: int, named: bool) -> tuple[str, str | None, str | None, str | None]:
        """The law, article, paragraph and item that 本条, 前款 (or, ``named``, 该条) start from."""
        last = self.last
        if named and last is not None:
            return last.law, last.article, last.paragraph, None
        if self.statute:
            law = self.amending if self.target == "?" else self.target
            return law, self.article, self._here(start), self._item_here(start)
        return self.head, self.article if self.head else None, self._here(start), self._item_here(start)

    # --- where the text stands ---------------------------------------------------------------------------------------

    def _here(self, pos: int) -> str | None:
        """The paragraph that ``pos`` is in: the one the text began in, and the lines since that are no items. None where only
        one line is there and nobody said which."""
        begin = self.counted_from
        lines = 0
        cursor = self.text.find("\n", begin, pos)
        while cursor >= 0:
            following = cursor + 1
            cursor = self.text.find("\n", following, pos)
            line = self.text[following : cursor if cursor >= 0 else min(pos + 1, following + 40)]
            if line.strip() and not _ITEM_LINE.match(line):
                lines += 1
                if lines > _MOST_PARAGRAPHS:
                    return None
        if self.paragraph is not None:
            return str(int(self.paragraph) + lines) if self.paragraph.isdigit() else None
        return str(1 + lines) if lines else None

    def _item_here(self, pos: int) -> str | None:
        """The item that ``pos`` is in: that of the last label (（三）) at the head of a line or a clause."""
        labels = _ITEM_LABEL.findall(self.text, max(self.counted_from, pos - 400), pos)
        if not labels:
            return self.context.item
        try:
            return str(to_int(labels[-1]))
        except ValueError:
            return None

    # --- resolving -----------------------------------------------------------------------------------------------------

    def _generic(self, title: str) -> str:
        """《条例》 alone: the one law named before whose title ends so, or ""."""
        if title not in _GENERIC_TITLES:
            return ""
        found = {law for law in self.titles if fold(law) != title and fold(law).rstrip("》〉").endswith(title)}
        return found.pop() if len(found) == 1 else ""

    @staticmethod
    def _agreeing(noun: str, titles: list[str]) -> str:
        return next((law for law in reversed(titles) if _agrees(law, noun)), "")

    def _in_marks(self, pos: int) -> bool:
        """Whether ``pos`` stands between quotation marks (an amending decision gives the new text there)."""
        low = max(0, pos - 4000)
        opened = self.text.rfind("“", low, pos)
        if opened < 0:
            line = self.text.rfind("\n", low, pos) + 1
            return self.text.count('"', line, pos) % 2 == 1
        return opened > self.text.rfind("”", low, pos)

    def _adjoins(self, start: int) -> bool:
        """Whether only separators, numbering and the like stand between the last citation and ``start``."""
        return self._between(start) is not None

    def _joins(self, start: int) -> bool:
        """Whether a joining word alone (、, 和, 规定和) stands between the last citation and ``start``."""
        last = self.last
        return (
            last is not None
            and start - last.end <= _LONGEST_JOINT
            and _JOINS.fullmatch(self.text, last.end, start) is not None
        )

    def _between(self, start: int) -> re.Match[str] | None:
        """What stands between the last citation and ``start``, where that is nothing but separators and the like."""
        last = self.last
        if last is None or start - last.end > _WINDOW:
            return None
        return _BETWEEN.fullmatch(self.text, last.end, start)

    def _quoted(self, start: int, end: int, kind: str, has_articles: bool) -> bool:
        """Whether a citation stands in a law's pasted text. ``kind``: title, bare (an article), part (a paragraph or an item), own
        (本法第…), relative (前款)."""
        if self.statute:
            return self._in_marks(start)
        last = self.last
        if last is None or self.list_end < 0:
            return False
        between = self._between(start)
        if between is not None:
            if not last.quoted:
                goes_on = self._goes_on(between, end, kind)
                if goes_on is not None:
                    return not goes_on
            elif not _BREAK.search(self.text, last.end, start):
                return True
        if kind == "relative":
            return True
        return not self._heads_entry(start, end, kind, has_articles)

    def _goes_on(self, between: re.Match[str], end: int, kind: str) -> bool | None:
        """Whether a citation that only ``between`` parts from one of the list goes on with the list; None where its place tells."""
        gap = between[0]
        if kind == "relative":
            return _JOINS.fullmatch(gap) is not None
        if _NEXT_CLAUSE.match(gap) or _PARTS_ENTRIES.search(gap):
            return True
        # 第四十三条：依照第二十条…, 第八条 刑法第三百二十八条规定的…: the text of the article begins.
        if kind == "own" or (between["verb"] and (kind != "title" or "\n" not in gap)):
            return False
        talked = _TALKED_OF.match(self.text, end) or _TALKED_OF_BARE.match(self.text, end)
        return (
            False if talked and (self.last is None or self.last.article is not None) else None if "\n" in gap else True
        )

    def _heads_entry(self, start: int, end: int, kind: str, has_articles: bool) -> bool:
        """Whether a citation behind a law's text begins a new entry of the list."""
        text = self.text
        low = max(self.list_end, start - _WINDOW)
        before = text[low:start]
        begins = _BEGINS.search(before if low else "\n" + before)
        if begins is None:
            # Run together without a stop: a title with articles and then text; 、第二十条：…
            if not has_articles or not _TEXT_FOLLOWS.match(text, end) or text.startswith(",", end):
                return False
            if kind == "title":
                return _GOVERNED.search(before) is None
            return kind == "bare" and before.endswith((",", "、"))
        bound, verb = begins["bound"], begins["verb"]
        numbered = bound == "】" or _STRONG.search(begins["lead"]) is not None
        line = numbered or bound == "\n"
        sentence = bound != ";" and not bound.isspace()
        if kind in ("part", "own"):
            return _TEXT_FOLLOWS.match(text, end) is not None and not verb and (line or sentence or kind == "part")
        if has_articles and (_TALKED_OF.match(text, end) or (kind == "bare" and _TALKED_OF_BARE.match(text, end))):
            return False
        if not has_articles:
            further = _MORE_TITLES.match(text, end)
            stop = further.end() if further else end
            return _ENTRY_ENDS.match(text, stop) is not None and (numbered or not verb)
        # （二）依照《某法》第十条…: an item of the pasted text, not an entry of the list.
        item = begins["lead"].rstrip().endswith(")") and verb not in ("根据", "依据")
        if verb and (not numbered or item or (kind == "bare" and verb not in ("根据", "依据"))):
            # 根据…规定，…。根据…规定，…: a list that retells its laws.
            return verb in ("根据", "依据") and (line or (sentence and self.head_with_verb))
        if bound == ";" and not line and kind == "bare":
            return _TEXT_FOLLOWS.match(text, end) is not None
        return True

    def _emit(
        self, law: str, note: str, leaves: list[Leaf], start: int, end: int, via: str, quoted: bool, named_until: int
    ) -> None:
        """Add the mentions of one citation and remember it. ``named_until`` is where the law's name ends when it is named here."""
        source, add = self.source, self.mentions.append
        if not leaves:
            stop = named_until if named_until > start else end
            add(Mention(source[start:stop], start, stop, law, in_quote=quoted, note=note, via=via))
            article = paragraph = None
        else:
            begin = start
            origin = leaves[0].start
            for leaf in leaves:
                begin = start if leaf.start == origin else leaf.start
                add(
                    Mention(
                        source[begin : leaf.end],
                        begin,
                        leaf.end,
                        law,
                        leaf.article,
                        leaf.paragraph,
                        leaf.item,
                        leaf.point,
                        quoted,
                        note,
                        via,
                    )
                )
            article, paragraph = leaves[-1].article, leaves[-1].paragraph
        if law and via in ("title", "name"):
            if not self.titles or self.titles[-1] != law:
                self.titles.append(law)
                del self.titles[:-_TITLES_KEPT]
            if self.target == "?" and not quoted and _AMENDS.search(self.text[max(0, start - 4) : start]):
                self.amending = law
        self.last = _Group(law, via, article, paragraph, start, end, quoted)
        if self.target and article and not quoted:
            # In an amending decision, what follows (增加一款作为第二款, “依照前款…”) is about the article named last.
            self.article, self.paragraph, self.counted_from = article, None, end
        if not self.statute and not quoted:
            if self.list_end < 0:
                self.head_with_verb = _LEAD_IN.search(self.text[max(0, start - 2) : start]) is not None
            self.head = law
            self.list_end = self.counted_from = end
            self.article, self.paragraph = article, paragraph


_ITEM_LABEL = re.compile(rf"(?:^|[\n;。:]) *\( *([{NUMERAL_CHARS}]+) *\)")


def _by_position(mention: Mention) -> int:
    return mention.start


def _is_numeral(char: str) -> bool:
    return char in NUMERAL_CHARS


def _agrees(law: str, noun: str) -> bool:
    """Whether a law may call itself 本 + noun: 本法 a 法 or 法典, 本办法 an 办法."""
    return re.sub(r"\([^()]*\)$", "", fold(law)).rstrip("》〉").endswith((noun, "法典") if noun == "法" else noun)


def _steps(count: str | None) -> int:
    """How many provisions 前两款 goes back over; 0 for 前数款."""
    if count is None:
        return 1
    return 0 if count in "数几" else to_int(count)


def _step_back(
    article: str, paragraph: str | None, item: str | None, unit: str, steps: int
) -> list[tuple[str | None, str | None, str | None]]:
    """What 本条 (``steps`` 0), 前款 (1), 前两款 (2) mean from where the text stands; what cannot be known stays None."""
    if unit == "条":
        numbers = _back(article, steps) if steps else [article]
        return [(number, None, None) for number in numbers]
    if unit == "款":
        if not steps:
            return [(article, paragraph, None)]
        return [(article, number, None) for number in _back(paragraph, steps)] or [(article, None, None)]
    if not steps:
        return [(article, paragraph, item)]
    return [(article, paragraph, number) for number in _back(item, steps)] or [(article, paragraph, None)]


def _back(number: str | None, steps: int) -> list[str]:
    """The ``steps`` numbers before ``number``; nothing where they cannot be known."""
    if number is None or not steps:
        return []
    base, _, inserted = number.partition("-")
    if inserted:
        if steps > 1 or not inserted.isdigit():
            return []
        return [f"{base}-{int(inserted) - 1}" if int(inserted) > 1 else base]
    value = int(base)
    return [str(before) for before in range(value - steps, value)] if value > steps else []


@lru_cache(maxsize=1024)
def _amended(title: str) -> str:
    """The one law that a decision amends (关于修改〈…〉的决定, …修正案): its bare articles are that law's. "?" for a decision on several, ""
    for any other title."""
    folded = fold(title)
    about = re.search(r"关于(?:修改|修正|废止)", folded)
    if about and re.search(r"决定(?:\(.*\))?$", folded):
        begin = about.end()
        if folded[begin : begin + 1] in ("《", "〈"):
            close = closing_mark(folded, begin)
            return title[begin + 1 : close] if close > 0 and folded.startswith("的决定", close + 1) else "?"
        named = re.match(r"(.{1,40}?(?:法|条例|办法|规定|细则))(?:(?:部分|个别|有关|若干)条款)?的决定", folded[begin:])
        return "?" if named is None or re.search("部分|等|若干", named[1]) else named[1]
    amendment = re.fullmatch(r"(.+法)修正案(?:\([^()]*\))?", folded)
    return amendment[1] if amendment else ""


_NOTED_YEAR = re.compile(r"((?:19|20)\d\d)\s*年?[^，,；;（）()]{0,12}?(?:修正|修订|修改)")


def noted_year(note: str) -> int | None:
    """The year of the change that a citation says it means (2019年修正), the last where it names several; None without."""
    years = [int(year) for year in _NOTED_YEAR.findall(note)]
    return max(years) if years else None


def read_aliases(text: str) -> tuple[tuple[str, str], ...]:
    """Abbreviations that a text gives (《…法》（以下简称《…》）), as pairs for :class:`Context`. For texts read piece by piece."""
    reader = _Reader(text, Context(law="　"), None)
    reader.run()
    return tuple((short, full) for short, full in reader.aliases.items())


def read_citations(text: str, context: Context | None = None, names: Names | None = None) -> list[Mention]:
    """All citations of law in ``text``, by position; lists and ranges expanded to one :class:`Mention` each.

    ``context`` tells where the text stands (default: a cell of a list), ``names`` the titles known without book-title marks.
    Each mention is ``text[start:end]``; the first of a citation begins at the law's name, the further ones span their own piece, those
    of a range the range. Never raises.
    """
    return _Reader(text, context or _CELL, names).run()


_CELL = Context()

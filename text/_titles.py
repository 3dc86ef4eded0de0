"""The upper half of the citation grammar: titles, the notes behind them, and law names without book-title marks.

Works on folded text (``text.normalise.fold``).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from text.numerals import NUMERAL_CHARS

# A title in book-title marks is a document of law, even where no article is named, by its last noun:
# 1. rules proper, whatever their name;
_RULES = "法典|法|条例|办法|规定|细则|规则|通则|总则|准则|规程|规范|守则|章程|导则|公约|条约|协定|议定书|修正案|纲要|解释|基本要求|补充修改"
# 2. what offices also hand out or take in (《审查意见》, 《施工方案》): only where the title says whose or what about;
_PAPERS = (
    "决定|决议|命令|令|意见|通知|通告|公告|布告|批复|复函|函|答复|纪要|方案|计划|规划|预案|制度|指引|指南|要点|大纲|要求|措施|政策|机制|程序"
    "|安排|事项|报告|名单|指示|宣言|声明|公报|分工|定额|说明|办理程序|解答|意见稿"
)
# 3. lists and standards: only with a name of their own (《目录》 alone is none).
_LISTS = "标准|目录|名录|清单|基准|要则"
_TAIL = rf"(?:[〉》”]*)(?:\([^()]{{1,40}}\)|\[[^\[\]]{{1,40}}\]|第[{NUMERAL_CHARS}]+号|[{NUMERAL_CHARS}]+)?$"
_RULE = re.compile(rf"(?:{_RULES}){_TAIL}")
_PAPER = re.compile(rf"(?:{_PAPERS}){_TAIL}")
_LIST = re.compile(rf".{{4,}}(?:{_LISTS}){_TAIL}")
_WHOSE = re.compile(
    r"关于|印发|转发|公布|的(?:决定|通知|意见|方案|公告|通告|批复|函|令)|(?:指导|实施|若干|工作|暂行)意见|若干|(?:19|20)\d\d|[〔\[]"
    r"|^(?:国家|全国|国务院|中央|中共|中国|最高|人民|.{1,8}?(?:省|市|自治区|自治州|县|区|部|局|委|厅|办公室|政府))"
)
_NO_RULE = re.compile(
    r"(?:方|疗|(?<![预决结])算|语|书|技|(?<!适)用|兵|分析|(?<!商品)检验|测定|计算|试验|(?<!影响)评价)法$|操作规程$|^(?:本)?(?:公司|企业|学校|合作社|协会|章程)*章程$|业主.{0,4}规约$|^(?:技术|操作)规范$"
    r"|(?:说明书|许可|营业|登记)[^《》]{0,2}规范$"
)
_LAW_END = "法典|法|条例|办法|规定|细则|规则|规程|准则|章程|通则|修正案"

# A cell's line break in the middle of a title is not the title's.
_BREAK_IN_TITLE = re.compile(r"\s*[\r\n]\s*")
_MARKED = re.compile(r"[《〈]([^《》〈〉。;]{1,120}?)[》〉]")
_ARTICLE_BEGINS = re.compile(rf"[ \n,,、]*第? *[{NUMERAL_CHARS}]+ *条(?![例约件])")
_ARTICLE_INSIDE = re.compile(rf"[ \n]*第 *[{NUMERAL_CHARS}]+ *条(?![例约件])")
_UNCLOSED = re.compile(
    rf"[《〈]([^《》〈〉\s。;、,:(]{{1,60}}?(?:{_LAW_END}))[)\]〉]?(?=[ \n]*(?:《|\(|第 *[{NUMERAL_CHARS}]+ *条|[、。;,:\n]|$))"
)
_ABOUT = re.compile("关于|修改|废止|适用|如何|有关问题")
_NOTE = re.compile(
    "修正|修订|修改|公布|发布|颁布|颁发|通过|施行|实施|失效|废止|批准|印发|令|公告|号|试行|暂行|草案"
    "|版|全文|节选|摘录|部分|第一次|有效|已|现行|年|简称|下同"
)
_ALIAS = re.compile(
    r"(?:(?:以下|下文|后文)(?:统一|一律|均)?(?:简|统|合|并)?称|[简统下合]称)(?:为|之为)?[ :“\"《〈‘]*([^“”\"‘’《》〈〉(),,;。]{1,40})[”\"》〉’ ]*$"
)
_NUMBER_NOTE = re.compile(
    r" *(?:"
    # 国食药监市[2003]25号, [2003]25号
    rf"(?:[\u4e00-\u9fffA-Za-z]{{0,16}} *[\[(【] *(?:19|20)\d\d *年?[\])】] *第? *[{NUMERAL_CHARS}]+ *号)"
    # 国务院令第101号
    rf"|(?:[\u4e00-\u9fff]{{0,24}}(?:令|公告) *(?:\[?\d{{4}}\]?年?)? *第? *[{NUMERAL_CHARS}]+ *号)"
    # 2019年修正
    r"|(?:(?:19|20)\d\d *年?(?:\d+月\d+日)?(?:第.次)?(?:修正|修订|修改)(?:本|版)?)"
    r")(?:令)?"
)
_VERSION = re.compile(
    r"\((?:(?!草案|试行|暂行)[^()])*?(?:(?:19|20)\d\d[^()]*(?:修正|修订|修改|公布|发布|施行|通过|版|年)|修正|修订|令第?[^()]*号|\][^()]*号)(?:(?!试行|暂行)[^()])*\)$"
    r"|\((?:19|20)\d\d\)$"
)
# 2019年本 and a bare year of a catalogue tell documents apart: part of the title.
_NOT_VERSION = re.compile(
    r"(?:目录|名录|清单|标准|修正案|规划|计划|方案|要点|措施[^()]*)\([^()]*(?:年本|年版|年|\d)\)$"
)
_CHAPTER = re.compile(rf" *(?:第 *[{NUMERAL_CHARS}]+ *(?:分编|编|章|节)[ ,、]*|(?:总则|分则|附则)[ ,、]*)")


class Title(NamedTuple):
    """A title read: ``law`` without outer marks and note, ``note`` what its parentheses say, ``end`` behind title and notes,
    ``inside`` where an article stands inside the marks or inside a note (-1: none), ``aliases`` names that it gives itself."""

    law: str
    note: str
    end: int
    inside: int = -1
    resume: int = -1
    aliases: tuple[str, ...] = ()


def clean_title(title: str) -> str:
    """The title as written, without the line breaks that a narrow column put into it."""
    return _BREAK_IN_TITLE.sub("", title).strip()


def is_document(title: str) -> bool:
    """Whether a title (folded) is, by its last noun, a document of law and not a paper that an office hands out."""
    if _RULE.search(title):
        return _NO_RULE.search(title) is None
    if _LIST.search(title):
        return True
    return _PAPER.search(title) is not None and _WHOSE.search(title) is not None


def closing_mark(text: str, pos: int) -> int:
    """Where the mark at ``pos`` is closed (index of the closing mark), by depth; -1 when the sentence ends before."""
    opening = text[pos]
    closing = "》" if opening == "《" else "〉"
    depth = 0
    inner = 0
    limit = min(len(text), pos + 200)
    for index in range(pos, limit):
        char = text[index]
        if char == opening:
            depth += 1
        elif char == closing:
            depth -= 1
            if depth == 0:
                if inner > 0 and opening == "《":
                    # 《关于修改〈某法》的决定》: the inner title closes with the wrong mark.
                    further = text.find("》", index + 1, index + 40)
                    if further > 0 and "《" not in text[index:further] and "。" not in text[index:further]:
                        return further
                return index
        elif char == "〈":
            inner += 1
        elif char == "〉":
            inner -= 1
        elif char in "。;" or (char == "\n" and text[index - 1 : index] == "\n"):
            return -1
    return -1


def read_title(text: str, source: str, pos: int) -> Title | None:
    """Read the marked title that opens at ``pos``, with its notes; None when no title can be made of it."""
    inside = -1
    match = _MARKED.match(text, pos)
    if match is not None and (
        (text[match.end() - 1] == "》") == (text[pos] == "《") or _ARTICLE_INSIDE.match(text, match.end())
    ):
        start, stop, end = match.start(1), match.end(1), match.end()
    else:
        close = closing_mark(text, pos)
        start, stop, end = pos + 1, close, close + 1
        if close > 0:
            article = _ARTICLE_INSIDE.search(text, start, stop)
            if article is not None and "《" in text[start:stop] and not _ABOUT.search(text, start, stop):
                close = -1
        if close < 0:
            match = _UNCLOSED.match(text, pos)
            if match is None:
                return None
            start, stop, end = match.start(1), match.end(1), match.end()
            if text[end : end + 1] == "《" and _ARTICLE_INSIDE.match(text, end + 1):
                # 《某法《第十条: the closing mark is turned round.
                end += 1
    while (
        stop - start > 2
        and text[start] in "《〈"
        and text[stop - 1] in "》〉"
        and closing_mark(text, start) == stop - 1
    ):
        start, stop = start + 1, stop - 1
    note = ""
    # 《某法第六十条》, 《某法（2019年修正）第六十条》
    article = _ARTICLE_INSIDE.search(text, start, stop)
    if article is not None and article.start() > start and _all_articles(text, article.start(), stop):
        inside, stop = article.start(), article.start()
    body = text[start:stop].rstrip()
    version = _VERSION.search(body)
    if version is not None and version.start() and not _NOT_VERSION.search(body):
        note = source[start + version.start() + 1 : start + version.end() - 1]
        stop = start + version.start()
    law = clean_title(source[start:stop])
    if not law:
        return None
    notes = read_notes(text, source, end)
    if inside >= 0:
        return Title(law, "; ".join(part for part in (note, notes.note) if part), notes.end, inside, end, notes.aliases)
    return Title(
        law,
        "；".join(part for part in (note, notes.note) if part),
        notes.end,
        notes.inside,
        notes.resume,
        notes.aliases,
    )


_ARTICLES_ONLY = re.compile(rf"[ \n第{NUMERAL_CHARS}条款项目之()、,至和及]+")


def _all_articles(text: str, start: int, stop: int) -> bool:
    return _ARTICLES_ONLY.fullmatch(text, start, stop) is not None


def _closing(text: str, pos: int) -> int:
    """Where the parenthesis at ``pos`` closes, nested ones counted; -1 when too far away."""
    opening = text[pos]
    closing = {"(": ")", "[": "]", "【": "】"}[opening]
    depth = 0
    for index in range(pos, min(len(text), pos + 600)):
        char = text[index]
        depth += (char == opening) - (char == closing)
        if depth == 0:
            return index
    return -1


def read_notes(text: str, source: str, pos: int) -> Title:
    """Read the notes behind a title at ``pos``: (2019年修正) (国务院令第101号) [2003]25号, an alias (以下简称…), or the articles
    themselves in parentheses."""
    notes: list[str] = []
    aliases: list[str] = []
    end = pos
    while True:
        cursor = end
        while cursor < len(text) and text[cursor] in " \n":
            cursor += 1
        if cursor >= len(text):
            break
        char = text[cursor]
        if char in "([【":
            numbered = _NUMBER_NOTE.match(text, cursor)
            if numbered is not None:
                notes.append(source[cursor : numbered.end()])
                end = numbered.end()
                continue
            close = _closing(text, cursor)
            if close < 0:
                break
            content = text[cursor + 1 : close]
            alias = _ALIAS.search(content)
            if alias is not None:
                aliases.append(clean_title(source[cursor + 1 + alias.start(1) : cursor + 1 + alias.end(1)]))
                if alias.start() > 2:
                    notes.append(source[cursor + 1 : cursor + 1 + alias.start()].rstrip("，,；; "))
                end = close + 1
                continue
            if (
                char == "("
                and (article := _ARTICLE_INSIDE.search(content)) is not None
                and not _behind(content, article.start())
            ):
                before = source[cursor + 1 : cursor + 1 + article.start()].strip(" ，,；;、")
                if before:
                    notes.append(before)
                return Title("", "；".join(notes), close + 1, cursor + 1 + article.start(), close + 1, tuple(aliases))
            if char == "【" and not _NOTE.search(content):
                break
            if not _NOTE.search(content) and not (len(content) <= 20 and _ARTICLE_BEGINS.match(text, close + 1)):
                break
            if re.fullmatch(rf"[ {NUMERAL_CHARS}]+", content) and not re.fullmatch(r"(?:19|20)\d\d", content):
                break
            notes.append(source[cursor + 1 : close])
            end = close + 1
            continue
        numbered = _NUMBER_NOTE.match(text, cursor)
        if numbered is None:
            break
        notes.append(source[cursor : numbered.end()].strip())
        end = numbered.end()
    return Title("", "；".join(notes), end, -1, -1, tuple(aliases))


def _behind(content: str, position: int) -> bool:
    """Whether an article in a note belongs to another title named in the note (根据《…》第三条修改)."""
    return "《" in content[:position] or "根据" in content[:position]


def skip_chapters(text: str, pos: int) -> int:
    """Behind 第五章, 分则 and the like between a title and its articles."""
    while (match := _CHAPTER.match(text, pos)) is not None:
        pos = match.end()
    return pos


# --- names without book-title marks -------------------------------------------------------------------------------------

_NAME_LAST = frozenset("法典例则定程案")
_NAME_END = re.compile(rf"(?:{_LAW_END})$")
_WORD_STOP = frozenset(" \n\t、,。;:()[]【】《》〈〉“”‘’!?—-~…/|+*#=&'\"")
_LEAD = re.compile(
    "依照|依据|根据|按照|违反|适用|参照|遵守|符合|触犯|援引|引用|详见|参见|执行|超出|涉及|所称|以下简称|简称|结合|遵循|落实|对照"
)
_LEAD_ONE = frozenset("依按据见即如是为由对将")
_GENERIC = re.compile(
    r"^(?:本|该|此|其|同|上述|前述|下列|以下|以上|上列|有关|相关|国家|法律|法规|行政法规|地方性法规|规章|现行|其他|各|这|那|某|所在|上级|具体|一般|特殊|另行|明确|应当|必须|可以|不|未|无|没有|违|合|非|依|司|立|执|守|用|方|做|办|书|手|看|想|说)"
    r"?(?:法律|法规|规章|条例|法|办法|规定|细则|规则|章程|规程|准则)$"
)
_GENERIC_START = re.compile(r"^(?:本|该|此|上述|前述|下列|以下|有关|相关|国家有关|法律|其他|各项|前款|前条|这些|那些)")
_NOT_A_LAW = re.compile(
    r"(?:依|违|方|做|司|立|执|合|非|无|设|想|看|手|书|(?<!法律适)用|普|守|释|修|变|语|(?<![预决结])算|魔|兵|技|佛|疗|针|刀|句|历|乘|加|减|除|分析|(?<!影响)评价|计算|测量|核算|(?<!商品)检验|试验|监测|检测|鉴定|评估|教学|实验|统计|操作|筛选)法$"
)
_OWN_LAW = re.compile(r"(?<!基)[本该此](?:实施|暂行|若干|管理)?(?:法|条例|办法|规定|细则|规则|规程|准则|章程)$")
_SHORT_LAWS = frozenset({"宪法", "刑法", "水法", "民法"})
_PLAIN_RULES = re.compile(
    r"(?:管理|若干|暂行|特别|补充|处罚|监督|登记|许可|审查|程序|实施|适用|工作|保护|安全|防治|办理|处分|处置|条件|问题|的|审批|行为|制度)规定$"
)
_NUMBER_BACK = re.compile(
    rf"\((?:[^()]|\([^()]*\)){{1,120}}\)$|[\u4e00-\u9fff]{{0,16}}[\[(【] *(?:19|20)\d\d *[\])】] *第? *[{NUMERAL_CHARS}]+ *号$"
)
_PLACE_LAST = frozenset("省市县区州盟旗国")


class Name(NamedTuple):
    """A law's name without marks: [start, end) of the name, and the note between it and the article."""

    start: int
    end: int
    note: str


def name_before(text: str, source: str, pos: int, floor: int, known: frozenset[str]) -> Name | None:
    """The law named without opening mark right before ``pos`` (where an article begins), not before ``floor``.

    ``known`` holds titles that are certain; a name that ends a word with one is that title, unless a place or 实施 stands
    before it (杭州市 + 消防条例 is another law). Otherwise the name begins behind the last word that leads in (依照, 违反, 根据 …).
    """
    end = pos
    while end > floor and text[end - 1] in ' \n”"’》〉':
        end -= 1
    note = ""
    if end > floor and text[end - 1] in ")号":
        back = _NUMBER_BACK.search(text, max(floor, end - 140), end)
        if back is None or not _NOTE.search(back[0]):
            return None
        note = source[back.start() : end]
        if note[0] in "(（" and text[end - 1] == ")":
            note = note[1:-1]
        end = back.start()
        while end > floor and text[end - 1] in ' \n”"’》〉':
            end -= 1
    if end <= floor or text[end - 1] not in _NAME_LAST:
        return None
    start = end
    lowest = max(floor, end - 60)
    while start > lowest and text[start - 1] not in _WORD_STOP:
        start -= 1
    word = text[start:end]
    if not _NAME_END.search(word):
        return None
    begin = _name_start(word, known)
    return None if begin < 0 else Name(start + begin, end, note)


def _name_start(word: str, known: frozenset[str]) -> int:
    """Where in a run of characters the name begins that ends it; -1 when it is no law's name."""
    begin = 0
    for lead in _LEAD.finditer(word):
        if lead.end() < len(word) - 1:
            begin = lead.end()
    country = word.rfind("中华人民共和国")
    if country > begin and not word.endswith("实施", 0, country):
        begin = country
    for index in range(begin, len(word) - 1):
        if word[index:] in known:
            prefix = word[begin:index]
            if not prefix or not (prefix[-1] in _PLACE_LAST or prefix.endswith("共和国")):
                return index
            break
    rest = word[begin:]
    while len(rest) > 2 and rest[0] in _LEAD_ONE and rest not in _SHORT_LAWS:
        begin, rest = begin + 1, rest[1:]
    # 消防法和治安管理处罚法: what stands before the joining word is a law itself.
    for joint in re.finditer(r"(?<=[法典例则定])(?:以及|或者|[和与及或])", rest):
        if joint.end() < len(rest) - 1:
            begin, rest = begin + joint.end(), rest[joint.end() :]
            break
    if "关于" not in rest and "的" in rest:
        cut = rest.rfind("的") + 1
        begin, rest = begin + cut, rest[cut:]
    if rest in _SHORT_LAWS:
        return begin
    for short in ("刑法", "宪法"):
        if rest.endswith(short):
            return begin + len(rest) - 2
    if (
        _OWN_LAW.search(rest)
        or len(rest) < 3
        or _GENERIC.match(rest)
        or _GENERIC_START.match(rest)
        or _NOT_A_LAW.search(rest)
    ):
        return -1
    if rest.endswith("规定") and not _PLAIN_RULES.search(rest):
        return -1
    return begin

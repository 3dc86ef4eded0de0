"""The shapes of lines: what an article, a chapter, an item, an annex look like, and what only looks like one."""

from __future__ import annotations

import re
from typing import Final

from ontologies.records import LineLevel
from text.normalise import fold
from text.numerals import to_int

NUMERALS = "一二三四五六七八九十百千零〇两○Ｏ"
DIGITS = "0-9０-９"
SPACES = " \t\u3000\u00a0"
ARTICLE = re.compile(
    rf"[第笫][{SPACES}]*([{NUMERALS}{DIGITS}](?:[{SPACES}]*[{NUMERALS}{DIGITS}])*)[{SPACES}]*条"
    rf"(?:[{SPACES}]*之[{SPACES}]*([一二三四五六七八九十]{{1,3}})(?![般些切律致类定旦经]))?(.*)",
    re.DOTALL,
)
CONTAINER = re.compile(
    rf"[第笫][{SPACES}]*([{NUMERALS}{DIGITS}](?:[{SPACES}]*[{NUMERALS}{DIGITS}])*)[{SPACES}]*(分编|编|章|节)"
    rf"(?:[{SPACES}]*之[{SPACES}]*([一二三四五六七八九十]{{1,3}})(?![般些切律致类定旦经]))?([{SPACES}:：]*)(.*)",
    re.DOTALL,
)
# 第十条的规定, 第十条至第十二条: an article spoken of, not one that begins.
SPOKEN_OF = re.compile(
    r"[第的至和、，,款项或及；;。）)》”]|规定|所(?:列|称|规定|指|述|涉)|中(?!华|国|央|小|外|等|介|医|学|型|标)|与(?!会|有)|前款|以外|修改|增加|删去|改为|作为|调整"
)
MARKER = re.compile(
    rf"(?P<a>[（(][{SPACES}]*([{NUMERALS}]{{1,5}})[{SPACES}]*[）)])"
    rf"|(?P<b>[（(][{SPACES}]*([{DIGITS}]{{1,3}})[{SPACES}]*[）)])"
    rf"|(?P<c>([一二三四五六七八九十百]{{1,4}})[{SPACES}]*[、．])"
    rf"|(?P<d>([{DIGITS}]{{1,3}})[{SPACES}]*[.．、](?![{DIGITS}]))"
    rf"|(?P<e>([{DIGITS}]{{1,3}})[{SPACES}]*[)）])"
    r"|(?P<f>([①-⑳]))"
    r"|(?P<g>([⒈-⒛]))"
    r"|(?P<h>([⑴-⒇]))"
)
ANNEX = re.compile(
    rf"(附[{SPACES}]*(?:件|表|录|图)?)[{SPACES}]*(?:([{NUMERALS}{DIGITS}]{{1,4}})(?![{NUMERALS}{DIGITS}页张份年月日]))?([{SPACES}]*[:：．.、]?[{SPACES}]*)(.*)",
    re.DOTALL,
)
SENTENCE_END = "。；：！？!?;:"
OPEN_END = re.compile(r"[\u4e00-\u9fff]$")
HAS_ARTICLE = re.compile(
    rf"^[{SPACES}#*>\-]*第[{SPACES}]*[{NUMERALS}{DIGITS}][{NUMERALS}{DIGITS}{SPACES}]*条", re.MULTILINE
)
BOLD_ARTICLE = re.compile(r"^\*\*第[^*\n]{1,12}条[^*\n]{0,40}\*\*", re.MULTILINE)
PLAIN_ARTICLE = re.compile(rf"^第[{NUMERALS}{DIGITS}]{{1,9}}条[{SPACES}]", re.MULTILINE)
KNOWN_TAG = re.compile(
    r"</?(?:p|div|span|center|b|strong|font|u|i|em|a|sup|sub|section|article|blockquote|h[1-6]|ul|ol|li|hr|img)(?:\s[^<>]*)?/?>",
    re.I,
)
BREAK = re.compile(r"<br\s*/?>", re.I)
ENTITY = re.compile(
    r"&(?:nbsp|emsp|ensp|thinsp|amp|lt|gt|quot|ldquo|rdquo|mdash|hellip|middot|#\d{1,6}|#x[0-9a-fA-F]{1,5});"
)
BOLD = re.compile(r"\*\*(.+?)\*\*")
CAPTION = re.compile(r"[【［\[]([^】］\]]{1,40})[】］\]]")
PAREN_CAPTION = re.compile(r"[（(]([\u4e00-\u9fff、]{2,24})[）)]")
NO_CAPTION = frozenset(("略", "删去", "删除", "废止", "已废止", "已删除", "失效", "空缺", "保留"))
INLINE_HINT = re.compile(
    rf"[。；：）][{SPACES}]+(?:第[{NUMERALS}]+条|（[一二三四五六七八九十]+）)|。第[{NUMERALS}]{{1,7}}条(?:本|[{SPACES}])"
)
INLINE_CUT = re.compile(
    rf"(?<=[。；：）])[{SPACES}]+(?=第[{NUMERALS}]+条|（[一二三四五六七八九十]+）)|(?<=。)(?=第[{NUMERALS}]{{1,7}}条(?:本|[{SPACES}]))"
)
SENTENCE_CUT = re.compile(rf"(?<=。)[{SPACES}]+(?=[\u4e00-\u9fff])")
TITLES_AMENDING = re.compile(r"修改|修正|修订|废止|决定")
FRONT_KEY = re.compile(r"([A-Za-z_\u4e00-\u9fff][\w\u4e00-\u9fff -]{0,40})\s*[:：]\s*(.*)")
PARTING = " \t\u3000\u00a0【［[：:"
NO_BEGINNING = "的至、，,；;。）)》”"
# What web pages and data bases say of a document on lines of their own.
META = re.compile(
    r"(公布日期|发布日期|成文日期|通过日期|施行日期|生效日期|实施日期|印发日期|公开日期|生成日期|发布时间|发文日期|来源|信息来源|索引号|索 ?引 ?号|"
    r"发文机关|发布机构|发文单位|发布单位|制定机关|制定单位|主题分类|主题词|发文字号|文 ?号|时效性|效力级别|法律效力位阶|公文种类|有效性|分类)"
    r"\s*[:：]\s*"
)
# Under these names the rest of the project asks for them.
META_NAMES: Final = {"文号": "number", "发文字号": "number", "效力级别": "rank", "法律效力位阶": "rank"}
PAGE_NUMBER = re.compile(r"[-—–－]+\s*\d{1,4}\s*[-—–－]+")
# One line longer than this without any break is prose.
HEADING_MAX = 60

PREFIX: Final = {"part": "part", "subpart": "subpart", "chapter": "chp", "section": "sec"}
LEVEL: Final = {"编": "part", "分编": "subpart", "章": "chapter", "节": "section"}
ORDER: Final = {"part": 0, "subpart": 1, "chapter": 2, "section": 3}
# ⒈ is 1. in one character, and ⑴ is (1).
STYLE: Final = {"a": "a", "b": "b", "c": "c", "d": "d", "e": "e", "f": "f", "g": "d", "h": "b"}
PARA, ITEM, POINT, TABLE = LineLevel.PARAGRAPH, LineLevel.ITEM, LineLevel.POINT, LineLevel.TABLE


def squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def tidy(heading: str) -> str:
    """A heading without the spaces that fill it up (总　则)."""
    heading = heading.replace("**", "").strip()
    return squeeze(heading) if len(squeeze(heading)) <= 4 else re.sub(r"\s+", " ", heading)


def is_spoken_of(rest: str, separated: bool) -> bool:
    """Whether what follows 第十条 shows that the article is spoken of (第十条的规定) and does not begin. Behind a space only what can
    open no sentence shows it."""
    if separated:
        return rest.strip()[:1] in NO_BEGINNING and bool(rest.strip())
    return SPOKEN_OF.match(rest) is not None


def marker_number(match: re.Match[str]) -> str:
    return next(group for group in match.groups()[1::2] if group is not None)


CIRCLED = {chr(0x2460 + i): i + 1 for i in range(20)}
CIRCLED.update({chr(0x2488 + i): i + 1 for i in range(20)})
CIRCLED.update({chr(0x2474 + i): i + 1 for i in range(20)})
VALUES: dict[str, int | None] = dict(CIRCLED)


def value_of(numeral: str) -> int | None:
    """A numeral's value, or None; spaces inside are forgiven."""
    if numeral in VALUES:
        return VALUES[numeral]
    value: int | None
    try:
        value = to_int(squeeze(fold(numeral)))
    except ValueError:
        value = None
    if len(VALUES) < 20_000:
        VALUES[numeral] = value
    return value


def unquote(value: str) -> str:
    value = value.strip()
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    return value

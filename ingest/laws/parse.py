"""From the lines of a document to its structure: 编 分编 章 节 条, and in each 款 项 目.

Every format is first made into lines of one light Markdown (``ingest.laws.pages``); this module reads those. It goes line by
line and looks at a line's first character before anything else; what a line is follows from its form *and* from the
numbering: an article that is not the next one is accepted only when what follows bears it out, so that a quotation which
begins with 第十条 makes no article. No line is lost: each ends in the head, the history, the preamble, a provision, or among
``dropped``.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import msgspec

from ingest.laws import head as heads
from ingest.laws.body import Body, Node, renumbered
from ingest.laws.pages import HEAD_MARK, Page, table_text
from ingest.laws.shapes import (
    ANNEX,
    ARTICLE,
    BOLD,
    BOLD_ARTICLE,
    BREAK,
    CAPTION,
    CONTAINER,
    ENTITY,
    FRONT_KEY,
    HAS_ARTICLE,
    HEADING_MAX,
    INLINE_CUT,
    INLINE_HINT,
    KNOWN_TAG,
    LEVEL,
    MARKER,
    META,
    META_NAMES,
    NO_CAPTION,
    NUMERALS,
    OPEN_END,
    ORDER,
    PAGE_NUMBER,
    PARA,
    PAREN_CAPTION,
    PARTING,
    PLAIN_ARTICLE,
    PREFIX,
    SENTENCE_CUT,
    SENTENCE_END,
    SPOKEN_OF,
    STYLE,
    TABLE,
    TITLES_AMENDING,
    is_spoken_of,
    marker_number,
    squeeze,
    tidy,
    unquote,
    value_of,
)
from ontologies.records import HistoryEvent, LawText, Line, Problem, ProvisionText


class Dropped(msgspec.Struct, frozen=True):
    """A line that is kept nowhere: where it stood, what it said, why it went (目录, comment, style, mark)."""

    where: str
    text: str
    why: str


class Reading(msgspec.Struct):
    """What came out of one document."""

    law: LawText
    problems: list[Problem]
    dropped: list[Dropped]


class Parser:
    """One document. :meth:`read` does everything; the rest are its steps."""

    def __init__(self, page: Page, name: str, hints: dict[str, str]) -> None:
        self.page = page
        self.name = name
        self.hints = hints
        self.lines = page.lines
        self.problems: list[Problem] = []
        self.dropped: list[Dropped] = []
        self.claims = dict(page.claims)
        self.nodes: list[Node] = []
        self.preamble = Body()
        self.body = self.preamble
        self.eids: set[str] = set()
        self.open: dict[str, Node] = {}
        self.last: dict[str, int] = {}
        self.annex: Node | None = None
        self.article: Node | None = None
        self.previous = 0
        self.inserted = 0
        self.previous_main = 0
        self.seen_articles = 0
        self.quoting = 0
        self.index = 0
        self.toc: set[str] | None = None
        self.toc_lines: list[str] = []
        self.title = ""
        self.amending = False
        self.amendment = False
        text = page.text
        self.has_articles = bool(HAS_ARTICLE.search(text))
        self.has_tags = "<" in text
        self.has_bold = "**" in text
        self.has_entities = "&" in text and bool(ENTITY.search(text))
        # In a document whose articles are bold, plain ones are quotations.
        self.bold = "**第" in text and len(BOLD_ARTICLE.findall(text)) >= len(PLAIN_ARTICLE.findall(text))

    def where(self, index: int) -> str:
        position = self.page.positions[index] if self.page.positions else index + 1
        return f"第{position}{self.page.unit}"

    def warn(self, where: str, message: str, expected: str = "", advice: str = "") -> None:
        self.problems.append(Problem("warning", self.name, where, message, expected, advice))

    def drop(self, index: int, text: str, why: str) -> None:
        self.dropped.append(Dropped(self.where(index), text, why))

    # ------------------------------------------------------------------------------------------------------- reading

    def read(self) -> Reading:
        start = self._front_matter()
        start, head = self._head(start)
        self.title, head = self._title(head)
        self.amending = bool(TITLES_AMENDING.search(self.title))
        self.amendment = "修正案" in self.title and not self.has_articles
        # Rendered text tells apart what was read as history and what was not.
        cut = head.index(HEAD_MARK) if HEAD_MARK in head else len(head)
        head, known = [line for line in head[:cut] if line and not self._meta(line)], head[cut + 1 :]
        history, rest, repeated = heads.read_history(head, known)
        rest += known
        self.dropped.extend(Dropped("题名之下", text, "重复") for text in repeated)
        self._text(start)
        self._finish()
        law = LawText(
            self.title,
            tuple(history),
            tuple(rest),
            tuple(self.preamble.lines),
            tuple(
                ProvisionText(n.eid, n.level, n.number, n.label, n.heading, n.parent, tuple(n.body.lines))
                for n in self.nodes
            ),
            self.claims,
            dict(self.hints),
        )
        self._check(law, history)
        return Reading(law, self.problems, self.dropped)

    def _front_matter(self) -> int:
        """The YAML head, if there is one: its keys are claims, what is none stays a line of the head."""
        lines = self.lines
        first = 0
        while first < len(lines) and not lines[first].strip():
            first += 1
        if first >= len(lines) or lines[first].strip() != "---":
            return first
        for end in range(first + 1, min(len(lines), first + 200)):
            if lines[end].strip() in ("---", "..."):
                break
        else:
            return first
        key = ""
        for index in range(first + 1, end):
            line = lines[index]
            match = FRONT_KEY.fullmatch(line.strip())
            if match and not line[:1].isspace() and not line.lstrip().startswith("- "):
                key = match[1].strip()
                self.claims[key] = unquote(match[2])
            elif key and line.strip():
                value = unquote(line.strip().removeprefix("- "))
                self.claims[key] = f"{self.claims[key]}；{value}" if self.claims[key] else value
            elif line.strip():
                self.drop(index, line, "yaml")
        return end + 1

    def _meta(self, line: str) -> bool:
        """公布日期：2021-01-01　时效性：有效: what a page says of the document. It is a claim, and no event."""
        found = list(META.finditer(line))
        if not found or found[0].start():
            return False
        ends = [*(match.start() for match in found[1:]), len(line)]
        for match, end in zip(found, ends, strict=True):
            value = line[match.end() : end].strip(" \t\u3000|｜;；")
            if value:
                self.claims.setdefault(squeeze(match[1]), value)
                if squeeze(match[1]) in META_NAMES:
                    self.claims.setdefault(META_NAMES[squeeze(match[1])], value)
        return True

    def clean(self, line: str) -> str:
        """A line without marks that say nothing (tags, bold, entities)."""
        if self.has_tags and "<" in line:
            line = KNOWN_TAG.sub("", line).strip()
        if self.has_bold and "**" in line:
            line = BOLD.sub(r"\1", line).strip()
        return self._decoded(line)

    def _head(self, start: int) -> tuple[int, list[str]]:
        """The lines above the text, and where the text begins. A mark (INFO END) says so; without one the first heading, the
        first article or the first paragraph of prose does."""
        lines = self.lines
        marked = next(
            (i for i in range(start, min(len(lines), start + 400)) if "INFO END" in lines[i] and "<!--" in lines[i]), -1
        )
        if marked >= 0:
            self.drop(marked, lines[marked].strip(), "comment")
            found = []
            for index in range(start, marked):
                line = lines[index].strip()
                if line == HEAD_MARK:
                    found.append(line)
                elif line.startswith("<!--"):
                    self.drop(index, line, "comment")
                elif line:
                    found.append(self._head_line(line))
            return self._below_mark(marked + 1, found)
        start, found = self._issuing_notice(start)
        titled = bool(found)
        for index in range(start, len(lines)):
            line = lines[index].strip()
            if line[:2] in ("- ", "> "):
                line = line[2:].strip()
            if not line:
                continue
            if line.startswith("<!--"):
                self.drop(index, line, "comment")
                continue
            bare = self.clean(line.lstrip("#>").strip()).strip("* ")
            squeezed = squeeze(bare)
            if (squeezed in ("目录", "目次", "序言", "前言", "总则", "附则") and titled) or squeezed[:3] == "目录第":
                return index, found
            if bare[:1] in "第笫" and (ARTICLE.match(bare) or CONTAINER.match(bare)) and not bare.endswith("号"):
                article = ARTICLE.match(bare)
                if article is None or not is_spoken_of(article[3], article[3][:1] in PARTING):
                    return index, found
            if line.startswith("#"):
                if titled and not self._is_title_line(bare):
                    return index, found
                titled = True
                found.append("#" + bare)
                continue
            if META.match(bare) or heads.looks_like_history(bare):
                found.append(self._head_line(line))
                continue
            if titled and self._begins_text(bare):
                return index, found
            if not titled and heads.is_title(bare):
                titled = True
            found.append(self._head_line(line))
        return len(lines), found

    def _below_mark(self, start: int, found: list[str]) -> tuple[int, list[str]]:
        """Parts of the head may stand on the wrong side of the mark: the title once more, the document number, the history in
        parentheses. Only lines of which nothing else can be made are taken."""
        title = squeeze("".join(line.lstrip("#") for line in found if line.startswith("#")))
        index = start
        taken: list[str] = []
        while index < len(self.lines) and len(taken) < 6:
            line = self.clean(self.lines[index].strip())
            if line:
                again = len(line) >= 4 and not line.startswith("#") and squeeze(line) in title
                history = line[0] in "（(" and line[-1] in "）)" and heads.looks_like_history(line)
                if not (again or history or heads.is_number(line)):
                    break
                taken.append(line)
                start = index + 1
            index += 1
        return start, [*found, *taken]

    def _issuing_notice(self, start: int) -> tuple[int, list[str]]:
        """A notice that issues a document (关于印发《甲办法》的通知) with that document below it: the notice is the head of what it
        issues. Gives where that begins, behind its title, and the head's lines, its title first; nothing where it is no such notice."""
        lines = self.lines
        above: list[str] = []
        issued = ""
        for index in range(start, min(len(lines), start + 80)):
            line = self._head_line(lines[index].strip())
            if not line or line.startswith("<!--"):
                continue
            words = squeeze(line.lstrip("#"))
            if issued and words == issued:
                return index + 1, [f"#{heads.clean_title(line.lstrip('#'))}", *above]
            if (value := ARTICLE.match(words)) and not is_spoken_of(value[3], False):
                break
            above.append(line.lstrip("#"))
            if not issued and len(above) <= 6:
                issued = squeeze(heads.issued_title(heads.clean_title("".join(above[-2:]))) or "") or squeeze(
                    heads.issued_title(heads.clean_title(line.lstrip("#")))
                )
        return start, []

    def _head_line(self, line: str) -> str:
        if line.startswith("#"):
            return "#" + self.clean(line.lstrip("#").strip())
        line = self.clean(line.removeprefix("\\"))
        if len(line) > 2 and line[0] == "*" and line[-1] == "*":
            line = line[1:-1].strip()
        return line

    def _is_title_line(self, text: str) -> bool:
        return heads.is_title(text) or heads.looks_like_history(text)

    def _begins_text(self, line: str) -> bool:
        """Whether a line that is no history, beneath a title, is the text's first."""
        if line[:1] in "|!<[":
            return True
        if MARKER.match(line):
            return True
        return (len(line) >= 6 and line[-1] in "。：:；") or len(line) >= 80

    def _title(self, head: list[str]) -> tuple[str, list[str]]:
        """The title out of the head's lines, and the other lines. Headings first, then the first line that reads as a
        title, then what the file claims, then its name."""
        rest = [line for line in head if not line.startswith("#")]
        marked = [line[1:].strip() for line in head if line.startswith("#") and line[1:].strip()]
        title = ""
        if marked:
            title = marked[0]
            used = 1
            while used < len(marked) and not heads.complete(heads.clean_title(title)) and used < 4:
                title += marked[used]
                used += 1
            rest = marked[used:] + rest
        else:
            for index, line in enumerate(rest):
                if heads.is_title(line):
                    title = line
                    first = index
                    # A title broken over lines: what stands right above it and is no event belongs to it when it begins as one.
                    if index and self._is_first_half(rest[index - 1], line):
                        first = index - 1
                        title = rest[first] + line
                    rest = rest[:first] + rest[index + 1 :]
                    break
                if (
                    index + 1 < len(rest)
                    and self._is_first_half(line, rest[index + 1])
                    and heads.is_title(line + rest[index + 1])
                ):
                    title = line + rest[index + 1]
                    rest = rest[:index] + rest[index + 2 :]
                    break
        title = heads.clean_title(title)
        if not title:
            title = heads.clean_title(self.claims.get("title", "") or self.claims.get("ArticleTitle", ""))
        if not title:
            title = self.hints.get("stem", "") or re.sub(r"\.\w+$", "", self.name.rsplit("/", 1)[-1])
            self.warn("", f"文中没有题名，暂以文件名“{title}”为题名", "第一行为题名", "在文首写明题名后重新载入")
        return title, rest

    def _is_first_half(self, line: str, following: str) -> bool:
        return (
            bool(
                re.search(
                    r"(?:关于|人民代表大会|常务委员会|人民政府|委员会|国务院|、|和|《[^》]*|人民法院|检察院|办公厅|中华人民共和国[\u4e00-\u9fff]{0,20})$",
                    line,
                )
            )
            and len(line) <= 60
            and not heads.complete(line)
            and heads.is_title(line + following)
        )

    # ---------------------------------------------------------------------------------------------------------- text

    def _text(self, start: int) -> None:
        """The text proper, line by line."""
        lines = self.lines
        handlers: dict[str, Callable[[str], None]] = {
            "第": self._numbered,
            "笫": self._numbered,
            "#": self._heading,
            "*": self._starred,
            "附": self._annexed,
            "=": self._wiki,
            "目": self._contents,
            "\\": self._escaped,
            "-": self._bulleted,
            "—": self._paged,
            "－": self._paged,
            "–": self._paged,
            ">": self._bulleted,
        }
        for char in "（(0123456789０１２３４５６７８９①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽":
            handlers[char] = self._marked
        for char in "一二三四五六七八九十百":
            handlers[char] = self._sectioned
        dirty = self.has_tags or self.has_bold or self.has_entities
        collapsed = bool(INLINE_HINT.search(self.page.text))
        special = frozenset("|<!:[")
        index = start
        end = len(lines)
        while index < end:
            line = lines[index].strip()
            if not line:
                index += 1
                continue
            self.index = index
            first = line[0]
            if first in special:
                index = self._block(index, line, first)
                continue
            index += 1
            if dirty and first != "\\":
                if "<" in line and BREAK.search(line):
                    for piece in BREAK.split(line):
                        self._dispatch(self.clean(piece) if piece[:1] not in "#*" else piece, handlers)
                    continue
                if first not in "#*":
                    line = self.clean(line)
                    if not line:
                        self.drop(self.index, lines[self.index], "mark")
                        continue
                    first = line[0]
            if collapsed and INLINE_HINT.search(line):
                self._collapsed(line, handlers)
                continue
            handler = handlers.get(first)
            if handler is None:
                self._paragraph(line)
            else:
                handler(line)

    def _dispatch(self, line: str, handlers: dict[str, Callable[[str], None]]) -> None:
        line = line.strip()
        if not line:
            return
        handler = handlers.get(line[0])
        if handler is None:
            self._paragraph(line)
        else:
            handler(line)

    def _collapsed(self, line: str, handlers: dict[str, Callable[[str], None]]) -> None:
        """Several articles or items run together in one line: cut where the numbering goes on, and only there."""
        cuts = list(INLINE_CUT.finditer(line))
        starts = [0, *(cut.end() for cut in cuts)]
        ends = [*(cut.start() for cut in cuts), len(line)]
        pieces = [line[a:b] for a, b in zip(starts, ends, strict=True)]
        if len(pieces) < 3 and not self._goes_on(pieces):
            self._dispatch(line, handlers)
            return
        for number, piece in enumerate(pieces):
            if number and not self._next_in_line(piece):
                self._append(line[ends[number - 1] : starts[number]] + piece)
                continue
            # A run of articles has lost its paragraphs too.
            for part in SENTENCE_CUT.split(piece):
                self._dispatch(part, handlers)

    def _goes_on(self, pieces: list[str]) -> bool:
        """Whether the first piece behind a cut carries the numbering on, once what precedes it is read."""
        if len(pieces) < 2:
            return False
        ahead = ARTICLE.match(pieces[0])
        behind = ARTICLE.match(pieces[1])
        if behind is None:
            return True
        now = value_of(ahead[1]) if ahead else self.previous
        return now is not None and value_of(behind[1]) == now + 1

    def _next_in_line(self, piece: str) -> bool:
        match = ARTICLE.match(piece)
        if match:
            return (
                value_of(match[1]) == self.previous + 1
                and self.article is not None
                and not is_spoken_of(match[3], match[3][:1] in PARTING)
            )
        marker = MARKER.match(piece)
        number = value_of(marker_number(marker)) if marker else None
        if number is None:
            return False
        lines = self.body.lines
        if number == 1:
            return bool(lines) and lines[-1].text[-1:] in "：:"
        return any(entry[1] == number - 1 for entry in self.body.stack)

    def _append(self, text: str) -> None:
        lines = self.body.lines
        if lines:
            last = lines[-1]
            lines[-1] = Line(last.level, last.number, last.text + text)
        else:
            self._paragraph(text.strip())

    # -------------------------------------------------------------------------------------------------------- blocks

    def _block(self, index: int, line: str, first: str) -> int:
        """What takes more than a line, or is no text: tables, comments, styles, containers, images."""
        lines = self.lines
        if first == "|":
            rows = [line]
            index += 1
            while index < len(lines) and lines[index].lstrip()[:1] == "|":
                rows.append(lines[index].strip())
                index += 1
            self._leave_contents()
            self.body.table("\n".join(rows))
            return index
        if first == "<":
            lowered = line[:12].lower()
            if lowered.startswith("<!--"):
                while "-->" not in lines[index] and index + 1 < len(lines):
                    self.drop(index, lines[index], "comment")
                    index += 1
                self.drop(index, lines[index].strip(), "comment")
                return index + 1
            for tag in ("table", "style", "script"):
                if lowered.startswith("<" + tag):
                    taken = [lines[index]]
                    while f"</{tag}" not in lines[index].lower() and index + 1 < len(lines):
                        index += 1
                        taken.append(lines[index])
                    if tag == "table":
                        self.body.table(table_text("\n".join(taken)))
                    else:
                        self.drop(self.index, "\n".join(taken), "style")
                    return index + 1
            line = self.clean(BREAK.sub("", line))
            if line:
                self._dispatch_plain(line)
            else:
                self.drop(index, lines[index], "mark")
            return index + 1
        if line.startswith((":::", "[[Category:", "[[分类:")):
            rest = re.sub(r"^:::\s*(?:tip|info|details|warning|note)?\s*", "", line) if first == ":" else ""
            self.drop(index, line.removesuffix(rest), "mark")
            if rest:
                self._dispatch_plain(rest)
            return index + 1
        self._dispatch_plain(self.clean(line))
        return index + 1

    def _dispatch_plain(self, line: str) -> None:
        first = line[0]
        if first in "第笫":
            self._numbered(line)
        elif first == "附":
            self._annexed(line)
        elif MARKER.match(line):
            self._marked(line)
        else:
            self._paragraph(line)

    def _escaped(self, line: str) -> None:
        words = self._decoded(line[1:]).strip()
        if words:
            self._paragraph(words)
        else:
            self.drop(self.index, line, "mark")

    def _decoded(self, line: str) -> str:
        if self.has_entities and "&" in line:
            return ENTITY.sub(lambda match: html.unescape(match[0]), line).strip()
        return line

    def _paged(self, line: str) -> None:
        """— 3 —: a page's number, left in the text by whoever took it out of a printed page."""
        if PAGE_NUMBER.fullmatch(line):
            self.drop(self.index, line, "页码")
        else:
            self._paragraph(line)

    def _bulleted(self, line: str) -> None:
        """- （一）…, > 第一条…: a bullet or a quotation mark of Markdown before the words."""
        bare = line.lstrip("->").strip()
        if PAGE_NUMBER.fullmatch(line):
            self._paged(line)
        elif not bare:
            self.drop(self.index, line, "mark")
        elif line[1:2] in " >" and bare[0] not in "->#|\\":
            self._dispatch_plain(self.clean(bare))
        else:
            self._paragraph(line)

    def _wiki(self, line: str) -> None:
        bare = line.strip("= ")
        if bare and line.endswith("="):
            self._heading("#" + bare)
        else:
            self._paragraph(line)

    # --------------------------------------------------------------------------------------------------- paragraphs

    def _paragraph(self, line: str) -> None:
        if self.toc is not None:
            if len(line) <= 40 and line[-1] not in SENTENCE_END:
                self._in_contents(line)
                return
            self._leave_contents()
        body = self.body
        lines = body.lines
        if line == "总则" and self.has_articles and not self.nodes:
            # The first chapter, whose number was lost.
            self._open_unnumbered(line)
            return
        if not lines:
            if self.nodes and self.article is None and self._belongs_to_heading(line):
                return
        elif self.article is not None and self._goes_on_from(lines[-1], line):
            last = lines[-1]
            joint = " " if last.text[-1:].isascii() and line[:1].isascii() else ""
            lines[-1] = Line(last.level, last.number, f"{last.text}{joint}{line}")
            return
        body.paragraph(line)

    def _goes_on_from(self, last: Line, line: str) -> bool:
        """Whether a line is the rest of the one above, broken at the edge of a page: that one is long, ends in the middle of
        a sentence, and stands in an article."""
        if last.level is TABLE or len(last.text) < 20 or line[0] in "“‘《":
            return last.level is not TABLE and len(last.text) >= 12 and last.text[-1] in "、" and line[0] not in "“"
        end = last.text[-1]
        if last.level is PARA:
            return end in "，、" or bool(OPEN_END.search(end))
        return end in "，、"

    def _belongs_to_heading(self, line: str) -> bool:
        """A line right beneath a heading that is no sentence is the heading's rest (or the heading, if it had none)."""
        node = self.nodes[-1]
        unfinished = node.heading[-1:] in ("、", "，")
        if (
            node.level not in ORDER
            or len(line) > 40
            or re.search(r"[。；：;:.!]" if unfinished else r"[。；：，,;:.!]", line)
        ):
            return False
        if node.heading and self.index and self.lines[self.index - 1].strip() == "" and len(node.heading) < 6:
            return False
        node.heading = tidy(f"{node.heading}{line}")
        return True

    def _marked(self, line: str) -> None:
        """（一） (1) 1. ①: an item or a point, if its number goes on from the one before."""
        match = MARKER.match(line)
        if match is None:
            self._paragraph(line)
            return
        if self.toc is not None:
            if len(line) <= 40 and line[-1] not in SENTENCE_END:
                self._in_contents(line)
                return
            self._leave_contents()
        number = value_of(marker_number(match))
        if number is None:
            self._paragraph(line)
            return
        if match.lastgroup == "a" and self._opens_subsection(match, number, line):
            return
        self.body.marked(STYLE[match.lastgroup or ""], number, line, self.article is not None)

    def _opens_subsection(self, match: re.Match[str], number: int, line: str) -> bool:
        """（一）动产质押 beneath 四、…: a heading without marks. The first stands right under its chapter, the others go on from it;
        the articles go on too."""
        rest = line[match.end() :].strip()
        if not self.nodes or not 0 < len(rest) <= 24 or re.search(r"[。；：，;:,]", rest) or not self.has_articles:
            return False
        first = number == 1 and self.article is None and self.nodes[-1].level in ORDER and not self.body.lines
        if not (first or (number == self.last.get("paren", 0) + 1 > 1)) or self.annex is not None:
            return False
        above = self.open.get("chapter")
        if above is None or above.label[:1] in "第笫" or self._next_article() != self.previous + 1:
            return False
        self._open_container("section", str(number), number, match[0].strip(), rest)
        self.last["paren"] = number
        return True

    def _sectioned(self, line: str) -> None:
        """一、: an item of an article, a paragraph of a decision, an article of an amendment, or a heading without marks."""
        match = MARKER.match(line)
        if match is None:
            self._paragraph(line)
            return
        number = value_of(marker_number(match))
        if number is None or self.toc is not None:
            self._marked(line)
            return
        rest = line[match.end() :].strip()
        if self.amendment and self.annex is None and number == self.previous + 1 and not self._in_quotes():
            self._open_article(str(number), number, 0, match[0].strip(), rest)
            return
        if self.annex is None and self.has_articles and self._is_section_title(rest, number):
            self._open_section(number, match[0].strip(), rest)
            return
        if self.body is self.preamble:
            self.preamble.paragraph(line)
            return
        self._marked(line)

    def _is_section_title(self, rest: str, number: int) -> bool:
        return (
            0 < len(rest) <= 24
            and not re.search(r"[。；：，;:]", rest)
            and number == self.last.get("dun", 0) + 1
            and self._next_article() == self.previous + 1
        )

    def _open_section(self, number: int, label: str, heading: str) -> None:
        """一、 as a heading above articles: a chapter, or a section where chapters are numbered otherwise."""
        above = self.open.get("chapter")
        level = "section" if above is not None and above.label[:1] in "第笫" else "chapter"
        self._open_container(level, str(number), number, label, heading)
        self.last["dun"] = number

    # ------------------------------------------------------------------------------------------------------ headings

    def _heading(self, line: str) -> None:
        text = self.clean(line.lstrip("#").strip()).strip("*").strip()
        if not text:
            self.drop(self.index, line, "mark")
            return
        squeezed = squeeze(text)
        if squeezed in ("目录", "目次"):
            self._contents(text)
            return
        if text[0] in "第笫":
            container = CONTAINER.match(text)
            if container:
                self._container(container, text)
                return
            article = ARTICLE.match(text)
            if article and self._article(article, text, strong=True, heading=True):
                return
        if squeezed in ("附则", "总则", "分则") or squeezed.startswith("附则"):
            if self.toc is not None and not self._contents_over(squeezed):
                self._in_contents(text)
                return
            if squeezed.startswith("附则") or self._next_article() == self.previous + 1:
                self._open_unnumbered(squeezed)
                return
        if self.toc is not None:
            self._in_contents(text)
            return
        annex = ANNEX.fullmatch(text) if text[0] == "附" else None
        if annex:
            self._open_annex(annex[1], annex[2], annex[4])
            return
        marker = MARKER.match(text)
        if self.has_articles and self._next_article() == self.previous + 1 and self.annex is None:
            if marker and marker.lastgroup in ("a", "c", "d"):
                number = value_of(marker_number(marker))
                if number is not None:
                    if marker.lastgroup == "c":
                        self._open_section(number, marker[0].strip(), text[marker.end() :].strip())
                    else:
                        self._open_container(
                            "section", str(number), number, marker[0].strip(), text[marker.end() :].strip()
                        )
                    return
            if self.seen_articles or self.nodes:
                self._open_unnumbered(text)
                return
        if marker is None and self.seen_articles and len(text) <= 80:
            self._open_annex("", "", text)
            return
        if marker:
            if marker.lastgroup == "c":
                self._sectioned(text)
            else:
                self._marked(text)
            return
        self._paragraph(text)

    def _container(self, match: re.Match[str], text: str) -> None:
        level = LEVEL[match[2]]
        key = squeeze(text)
        if self.toc is not None:
            if key not in self.toc and not any(known.startswith(key) or key.startswith(known) for known in self.toc):
                self.toc.add(key)
                self._in_contents(text)
                return
            self._leave_contents()
        number = value_of(match[1])
        if number is None:
            self._paragraph(text)
            return
        self._forget_contents(level, number)
        inserted = value_of(match[3]) if match[3] else None
        shown = str(number) if inserted is None else f"{number}-{inserted}"
        label = text[: match.start(4)].strip()
        self._open_container(level, shown, number, label, tidy(match[5]))

    def _forget_contents(self, level: str, number: int) -> None:
        """The first chapter comes a second time and no article stood between: what came before was a table of contents without its
        title."""
        if number != 1 or self.annex is not None or self.seen_articles or not self.nodes:
            return
        first = next((n for n in self.nodes if n.level in ORDER), None)
        if first is None or first.level != level or first.number != "1":
            return
        for node in self.nodes:
            self.toc_lines.append(f"{node.label}{node.heading}")
            self.dropped.append(Dropped(node.where, f"{node.label}　{node.heading}".strip(), "目录"))
            for line in node.body.lines:
                self.preamble.paragraph(line.text)
        self.nodes.clear()
        self.eids.clear()
        self.open.clear()
        self.last.clear()
        self.body = self.preamble

    def _open_container(self, level: str, number: str, value: int, label: str, heading: str) -> None:
        order = ORDER[level]
        for other in list(self.open):
            if ORDER[other] >= order:
                del self.open[other]
        if level == "chapter":
            self.last.pop("paren", None)
        parent = self.open[max(self.open, key=ORDER.__getitem__)].eid if self.open else self._base()
        eid = self._unique(f"{parent}__" * bool(parent) + f"{PREFIX[level]}_{number or value}")
        node = Node(eid, level, number, label, heading, parent, self.where(self.index))
        self.nodes.append(node)
        self.open[level] = node
        self.last[level] = value
        self.article = None
        self.body = node.body

    def _open_unnumbered(self, heading: str) -> None:
        """附则 without a number, or another heading above articles: one more of the widest level there is."""
        level = next((name for name in ("part", "chapter") if name in self.open), "chapter")
        value = self.last.get(level, 0) + 1
        self._open_container(level, "", value, heading, "")

    def _base(self) -> str:
        return self.annex.eid if self.annex else ""

    def _unique(self, eid: str) -> str:
        if eid in self.eids:
            copy = 2
            while f"{eid}__dup_{copy}" in self.eids:
                copy += 1
            eid = f"{eid}__dup_{copy}"
        self.eids.add(eid)
        return eid

    # ------------------------------------------------------------------------------------------------------ contents

    def _contents(self, line: str) -> None:
        """目录: what it lists is dropped, and held against the text at the end."""
        squeezed = squeeze(line)
        if squeezed in ("目录", "目次") and not self.seen_articles:
            self.toc = set()
            self.drop(self.index, line, "目录")
        elif squeezed.startswith(("目录第", "目次第")) and not self.seen_articles:
            self.toc_lines.extend(re.findall(rf"第[{NUMERALS}]+[编章节][^第]*", squeezed))
            self.drop(self.index, line, "目录")
        else:
            self._paragraph(line)

    def _in_contents(self, text: str) -> None:
        self.toc_lines.append(squeeze(re.sub(r"[\s.…·\d（()）\-]+$", "", text)))
        self.drop(self.index, text, "目录")

    def _contents_over(self, squeezed: str) -> bool:
        if squeezed in self.toc_lines:
            self._leave_contents()
            return True
        return False

    def _leave_contents(self) -> None:
        self.toc = None

    # ------------------------------------------------------------------------------------------------------ articles

    def _starred(self, line: str) -> None:
        """**第一条**　…, **text**, *text*."""
        if line.startswith(("**第", "**笫")):
            close = line.find("**", 2)
            if close > 0:
                label = line[2:close].strip()
                rest = line[close + 2 :].strip()
                match = ARTICLE.fullmatch(label)
                if match and not SPOKEN_OF.match(match[3].strip() or "\0"):
                    caption = match[3].strip()
                    joined = f"{caption} {self.clean(rest)}".strip() if caption else self.clean(rest)
                    if self._accept(match, joined, label[: match.start(3)].strip(), strong=True):
                        return
                container = CONTAINER.fullmatch(label)
                if container and not rest:
                    self._container(container, label)
                    return
        text = self.clean(line)
        if len(text) > 2 and text[0] == "*" and text[-1] == "*" and text[1] != "*":
            text = text[1:-1].strip()
        if not text:
            self.drop(self.index, line, "mark")
        elif text[0] == "附" or not self._dispatch_bold(text):
            self._annexed(text) if text[0] == "附" else self._paragraph(text)

    def _dispatch_bold(self, text: str) -> bool:
        if text[0] in "第笫" and not self.bold:
            self._numbered(text)
            return True
        if MARKER.match(text):
            self._sectioned(text) if text[0] in "一二三四五六七八九十" else self._marked(text)
            return True
        return False

    def _numbered(self, line: str) -> None:
        """A line that begins with 第: an article, a chapter without a mark, or prose."""
        match = ARTICLE.match(line)
        if match is not None:
            # Where articles are bold, one put in later (第一百二十条之一) may have been left plain.
            if (not self.bold or match[2]) and self._article(match, line, strong=False, heading=False):
                return
        else:
            container = CONTAINER.match(line)
            if container is not None and self._is_plain_container(container, line):
                self._container(container, line)
                return
        self._paragraph(line)

    def _is_plain_container(self, match: re.Match[str], line: str) -> bool:
        """A chapter's title without any mark: short, no sentence, and the next of its level (or the first of a wider one)."""
        rest = match[5]
        if len(line) > HEADING_MAX or re.search(r"[。；;，,：:“”]", rest):
            return False
        if rest and not match[4] and SPOKEN_OF.match(rest):
            return False
        if self.toc is not None:
            return True
        number = value_of(match[1])
        level = LEVEL[match[2]]
        if number is None or self._in_quotes():
            return False
        if self.amending and self.article is not None and not match[4]:
            return False
        following = self.last.get(level, 0) + 1
        if number == following or number == 1:
            return bool(match[4]) or not rest or number == following
        # A chapter before it was lost, or miscounted: the articles tell.
        return bool(match[4]) and self._next_article() == self.previous + 1

    def _article(self, match: re.Match[str], line: str, strong: bool, heading: bool) -> bool:
        rest = match[3]
        separated = strong or not rest or rest[0] in PARTING
        if is_spoken_of(rest, separated) or (self.bold and not heading and self._value(match) != self._following()):
            return False
        return self._accept(match, rest.strip(), line[: match.start(3)].strip(), separated, heading)

    def _following(self) -> tuple[int, int]:
        """The number of an article put in behind the one before (第一百二十条 → 第一百二十条之一)."""
        return self.previous, self.inserted + 1

    def _value(self, match: re.Match[str]) -> tuple[int, int] | None:
        number = value_of(match[1])
        if number is None:
            return None
        return number, (value_of(match[2]) or 0) if match[2] else 0

    def _accept(self, match: re.Match[str], rest: str, label: str, strong: bool, heading: bool = False) -> bool:
        """Whether a line that has an article's form begins one; if so, begin it."""
        value = self._value(match)
        if value is None or value[0] == 0:
            return False
        number, inserted = value
        if inserted:
            expected = (number == self.previous and inserted == self.inserted + 1) or (
                number == self.previous + 1 and inserted == 1
            )
        else:
            expected = number == self.previous + 1
        if expected:
            # An amending text quotes articles; only there can the next number be a quotation.
            if self.amending and self._in_quotes():
                return False
            self.quoting = 0
        elif not self._borne_out(number, inserted, strong):
            return False
        if self.toc is not None:
            self._leave_contents()
        shown = f"{number}-{inserted}" if inserted else str(number)
        self._open_article(shown, number, inserted, label, rest, heading)
        return True

    def _borne_out(self, number: int, inserted: int, strong: bool) -> bool:
        """Whether an article out of turn is one all the same."""
        if not strong or self._in_quotes():
            return False
        if self.quoting and number in (self.quoting, self.quoting + 1):
            self.quoting = number
            return False
        lines = self.body.lines
        above = {line.text[-1:] for line in lines[-2:]}
        following = self._next_article()
        if self.amending and above & {"：", ":", "“"}:
            # 增加五条，内容如下：第一百二十三条 … begins what is quoted without marks.
            self.quoting = number
            return False
        if inserted:
            return True
        if not self.previous:
            # The text begins in the middle (one part of a code), or it quotes.
            return following == number + 1 or following is None or self.annex is not None
        if self.annex is not None:
            if number == self.previous_main + 1 and following in (number + 1, None):
                self._leave_annex()
            return True
        if number > self.previous + 1:
            return following != self.previous + 1
        if number == 1:
            return following == 2 or following is None
        return not self.amending

    def _leave_annex(self) -> None:
        self.annex = None
        self.previous = self.previous_main
        self.open.clear()

    def _in_quotes(self) -> bool:
        """Whether the article being read (or the preamble) has a quotation still open."""
        opened = closed = 0
        for line in self.body.lines:
            opened += line.text.count("“")
            closed += line.text.count("”")
            if closed > opened:
                closed = opened
        if opened <= closed:
            return False
        # In a quotation of several paragraphs each opens anew and only the last closes.
        depth = 0
        for line in self.body.lines:
            if line.text.startswith("“") and depth:
                depth = 0
            depth = max(0, depth + line.text.count("“") - line.text.count("”"))
        return depth > 0

    def _next_article(self) -> int | None:
        """The number of the next line below that has an article's form."""
        lines = self.lines
        for index in range(self.index + 1, len(lines)):
            line = lines[index].strip().lstrip("#* ")
            if line[:1] in ("第", "笫"):
                if self.bold and "**" not in lines[index]:
                    continue
                match = ARTICLE.match(KNOWN_TAG.sub("", line) if self.has_tags else line)
                # One put in between (第一条之一) does not carry the count on.
                if (
                    match
                    and not match[2]
                    and not is_spoken_of(match[3].lstrip("*"), match[3].lstrip("*")[:1] in PARTING)
                ):
                    return value_of(match[1])
        return None

    def _open_article(
        self, shown: str, number: int, inserted: int, label: str, rest: str, heading: bool = False
    ) -> None:
        if (
            self.previous
            and not inserted
            and number != self.previous + 1
            and (self.annex is None or number == self.previous)
        ):
            self._report_break(number)
        base = self._base()
        wanted = f"{base}__" * bool(base) + f"art_{shown}"
        eid = self._unique(wanted)
        if eid != wanted:
            self.warn(
                self.where(self.index),
                f"{label}重复出现，后一处另编为{eid}",
                f"第{self.previous + 1}条",
                "核对原文的条号；如是另一文件，请分开存放",
            )
        parent = self.open[max(self.open, key=ORDER.__getitem__)].eid if self.open else base
        node = Node(eid, "article", shown, label, "", parent, self.where(self.index))
        self.nodes.append(node)
        self.article = node
        self.body = node.body
        self.previous = number
        self.inserted = inserted
        if self.annex is None:
            self.previous_main = number
        self.seen_articles += 1
        if heading and rest and len(rest) <= 30 and rest[-1] not in SENTENCE_END:
            node.heading = tidy(rest)
            return
        if rest:
            caption = CAPTION.match(rest) if rest[0] in "【［[" else None
            if caption:
                node.heading = caption[1].strip()
                rest = rest[caption.end() :].strip()
        if rest[:1] == "\\":
            # Rendered text sets this before words that would be read as a caption.
            if rest[1:].strip():
                node.body.paragraph(rest[1:].strip())
        elif rest:
            match = MARKER.match(rest) if rest[0] in "（(" else None
            if match and value_of(marker_number(match)) == 1:
                node.body.marked(STYLE[match.lastgroup or ""], 1, rest, False)
            else:
                node.body.paragraph(rest)

    def _report_break(self, number: int) -> None:
        if number > self.previous + 1 and self.claims.get("text") == "captions":
            # A file of captions holds the articles that somebody needed, and says so.
            return
        if number > self.previous + 1:
            missing = (
                f"第{self.previous + 1}条"
                if number == self.previous + 2
                else f"第{self.previous + 1}条至第{number - 1}条"
            )
            self.warn(
                self.where(self.index), f"条号不连续：缺{missing}", f"第{self.previous + 1}条", "核对原文是否缺漏"
            )
        elif number < self.previous:
            self.warn(
                self.where(self.index),
                f"条号倒退：第{self.previous}条之后是第{number}条",
                f"第{self.previous + 1}条",
                "核对原文的条号；如是另一文件，请分开存放",
            )

    # -------------------------------------------------------------------------------------------------------- annexes

    def _annexed(self, line: str) -> None:
        """附件, 附表, 附录, 附则 at the head of a line."""
        squeezed = squeeze(line)
        if squeezed == "附则" or (squeezed.startswith("附则") and len(squeezed) <= 4):
            if self.toc is not None and not self._contents_over(squeezed):
                self._in_contents(line)
            elif self.seen_articles and self.annex is None and self.has_articles:
                self._open_unnumbered("附则")
            else:
                self._paragraph(line)
            return
        match = ANNEX.fullmatch(line)
        if match is None or not self._is_annex(match, line):
            self._paragraph(line)
            return
        if self.toc is not None:
            self._in_contents(line)
            return
        self._open_annex(match[1], match[2], match[4])

    def _is_annex(self, match: re.Match[str], line: str) -> bool:
        label = squeeze(match[1])
        numbered = match[2] is not None
        parted = bool(match[3].strip())
        spaced = bool(match[3])
        rest = match[4]
        if label == "附" and not (parted or not rest):
            return False
        if len(line) > 80 or rest[-1:] in ("。", "；"):
            return False
        if not (numbered or parted or spaced or not rest):
            return False
        if rest and SPOKEN_OF.match(rest) and not parted:
            return False
        # Before the first article of a text that has articles, a line about an annex is part of the head matter.
        return not (self.has_articles and not self.seen_articles) and (
            self.seen_articles > 0 or bool(self.preamble.lines)
        )

    def _open_annex(self, label: str, number: str | None, heading: str) -> None:
        value = value_of(number) if number else None
        count = sum(1 for node in self.nodes if node.level == "annex")
        ordinal = value if value else count + 1
        while f"annex_{ordinal}" in self.eids:
            ordinal += 1
        eid = self._unique(f"annex_{ordinal}")
        shown = str(value) if value else ""
        written = squeeze(f"{label}{number or ''}")
        node = Node(eid, "annex", shown, written, heading.strip(), "", self.where(self.index))
        self.annex = node
        self.nodes.append(node)
        self.open.clear()
        self.last.clear()
        self.article = None
        self.previous = 0
        self.inserted = 0
        self.quoting = 0
        self.body = node.body

    # ---------------------------------------------------------------------------------------------------------- end

    def _finish(self) -> None:
        """Captions in parentheses or on a line of their own: taken for captions only where most articles have one."""
        articles = [node for node in self.nodes if node.level == "article"]
        if len(articles) < 2:
            return
        self._captions(articles, self._parenthesised)
        self._captions(articles, self._own_line)

    def _captions(self, articles: list[Node], read: Callable[[Node], tuple[str, list[Line]] | None]) -> None:
        found = [(node, got) for node in articles if not node.heading and (got := read(node)) is not None]
        if len(found) < 0.5 * len(articles):
            return
        for node, (caption, lines) in found:
            node.heading = caption
            node.body.lines = lines

    @staticmethod
    def _parenthesised(node: Node) -> tuple[str, list[Line]] | None:
        lines = node.body.lines
        if not lines or lines[0].level is not PARA or lines[0].text[0] not in "（(":
            return None
        match = PAREN_CAPTION.match(lines[0].text)
        if match is None or match[1] in NO_CAPTION:
            return None
        rest = lines[0].text[match.end() :].strip()
        if not rest:
            return match[1], renumbered(lines[1:])
        return match[1], [Line(PARA, lines[0].number, rest), *lines[1:]]

    @staticmethod
    def _own_line(node: Node) -> tuple[str, list[Line]] | None:
        lines = node.body.lines
        if len(lines) < 2 or lines[0].level is not PARA or lines[1].level is not PARA:
            return None
        text = lines[0].text
        if len(text) > 20 or re.search(r"[。；：，,;:]", text):
            return None
        return text, renumbered(lines[1:])

    def _check(self, law: LawText, history: list[HistoryEvent]) -> None:
        """What the document says of itself and does not keep: its table of contents, its date."""
        if self.toc_lines:
            present = {squeeze(f"{n.label}{n.heading}") for n in self.nodes if n.level in ORDER}
            labels = {squeeze(n.label) for n in self.nodes if n.level in ORDER}
            missing = [
                line
                for line in self.toc_lines
                if re.match(rf"第[{NUMERALS}]+(?:分编|编|章|节)", line)
                and line not in present
                and not any(line.startswith(label) for label in labels)
            ]
            if missing:
                self.warn("目录", f"目录列有而正文没有：{'、'.join(missing[:5])}", "", "核对正文是否缺漏")
        if not law.provisions and not law.preamble:
            self.warn("", "只有题名，没有正文", "题名之下有条文或正文", "补全正文后重新载入")
        if not any(event.date for event in history) and "date" not in self.hints:
            self.warn(
                "",
                "没有可读的通过、公布或施行日期",
                "题名之下写明通过或公布日期，或文件名带有日期",
                "补上日期后重新载入",
            )

"""A plain reader of the statutes: titles, versions, articles, and the provisions that name exactly one department.

It reads two Markdown dialects (``**第一条**　`` and ``第一条 ``) and believes little: a law is used for a row without fault only where
every file of that title and date tells the same text, no YAML head says that it has ended, and no other file says that it is repealed.
What it cannot be sure of it leaves out; the corpus is large enough.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_ARTICLE = re.compile(
    r"^\s*(?:\*\*)?第([一二三四五六七八九十百千零〇两]+)条(之[一二三四五六七八九十]+)?(?:\*\*)?(?=[\s　]|$)[\s　]*(.*)$"
)
_ITEM = re.compile(r"^[（(]([一二三四五六七八九十]+)[）)]")
_DATE_IN_NAME = re.compile(r"^(.+)[(（](\d{4})-(\d\d)-(\d\d)[)）]$")
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_EFFECT = re.compile(r"自(\d{4})年(\d{1,2})月(\d{1,2})日起施行")
_MARK = re.compile(r"[^\w]|_")
_ENDED = re.compile(r"status:\s*[\"']?(已废止|废止|失效|已失效|已修改|尚未生效|尚未施行|unknown)")
_TITLED = re.compile(r"《([^《》]{2,60})》")


def numeral(text: str) -> int:
    """The number that these Chinese digits write (一百零三 → 103)."""
    total, digit = 0, 0
    for char in text:
        if char in _UNITS:
            total += (digit or 1) * _UNITS[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit


def chinese(number: int) -> str:
    """1 ≤ number < 10,000 in Chinese digits (103 → 一百零三, 12 → 十二)."""
    out, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            out += ("零" if zero else "") + "零一二三四五六七八九"[digit] + name
            zero = False
        elif out and number:
            zero = True
    return out.removeprefix("一") if out.startswith("一十") else out


def bare(text: str) -> str:
    """Letters and digits only: what two texts must share to be called the same here."""
    return _MARK.sub("", text)


@dataclass(frozen=True)
class Article:
    """One article: its number, ``之一`` where it has one, and its lines (paragraphs and items, in order)."""

    number: int
    suffix: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of it, a line to a paragraph or item."""
        return "\n".join(self.lines)

    @cached_property
    def bare(self) -> str:
        """Its letters and digits."""
        return bare(self.text)

    @cached_property
    def paragraphs(self) -> list[tuple[str, list[str]]]:
        """The paragraphs (款), each with its items (项)."""
        out: list[tuple[str, list[str]]] = []
        for line in self.lines:
            if _ITEM.match(line) and out:
                out[-1][1].append(line)
            else:
                out.append((line, []))
        return out


@dataclass
class Text:
    """One file: a version of a law as this reader understands it."""

    path: Path
    folder: str
    title: str
    day: date | None
    heads: tuple[str, ...]
    articles: list[Article]
    ended: bool
    whole: bool
    """Article numbers run from 1 without a break."""
    tail: str
    first: date | None
    """The day of adoption or issue (the first day in the lines under the title)."""
    tells: str = ""
    """How the last change calls itself: 修正, 修订, or empty for a law never changed."""
    unsure: frozenset[int] = frozenset()
    """Articles on which two files of one day disagree."""

    @cached_property
    def by_number(self) -> dict[int, Article]:
        """Articles without 之一 by number."""
        return {a.number: a for a in self.articles if not a.suffix}

    @property
    def last(self) -> int:
        """The highest article number."""
        return max((a.number for a in self.articles), default=0)

    @property
    def in_force(self) -> date | None:
        """The day that the file itself gives for taking effect, where it gives exactly one."""
        days = {date(int(y), int(m), int(d)) for y, m, d in _EFFECT.findall(self.tail)}
        return days.pop() if len(days) == 1 else None

    @property
    def number(self) -> str:
        """国务院令第N号 where the head of an administrative regulation names one order only."""
        found = set(re.findall(r"国务院令第(\d+)号", "\n".join(self.heads)))
        return f"国务院令第{found.pop()}号" if len(found) == 1 else ""


def _text(path: Path, folder: str) -> Text | None:
    raw = path.read_text(encoding="utf-8", errors="replace").replace("\r", "")
    yaml = ""
    if raw.startswith("---\n") and (end := raw.find("\n---", 4)) > 0:
        yaml, raw = raw[4:end], raw[end + 4 :]
    heads: list[str] = []
    articles: list[Article] = []
    title, number, suffix, lines = "", 0, "", [""]
    open_article = False
    for line in raw.split("\n"):
        line = line.strip().strip("　").strip()
        if not line or line.startswith(("<!--", "![")):
            continue
        if line.startswith("#"):
            if not title:
                title = line.lstrip("#").strip().replace(" ", "").replace("　", "")
            continue
        if match := _ARTICLE.match(line):
            if open_article:
                articles.append(Article(number, suffix, tuple(lines)))
            number, suffix, open_article = numeral(match[1]), match[2] or "", True
            lines = [match[3]] if match[3] else []
        elif open_article:
            lines.append(line)
        else:
            heads.append(line)
    if open_article:
        articles.append(Article(number, suffix, tuple(lines)))
    if not title or len(articles) < 4:
        return None
    days = [
        date(int(y), int(m), int(d))
        for y, m, d in _DAY.findall("\n".join(heads))
        if 1 <= int(m) <= 12 and 1 <= int(d) <= 31
    ]
    named = _DATE_IN_NAME.match(path.stem)
    day = date(int(named[2]), int(named[3]), int(named[4])) if named else (max(days) if days else None)
    plain = [a.number for a in articles if not a.suffix]
    told = re.findall(r"(修正|修订)", heads[-1] if heads else "")
    return Text(
        path=path,
        folder=folder,
        title=title,
        day=day,
        heads=tuple(heads),
        articles=articles,
        ended=bool(_ENDED.search(yaml)),
        whole=plain == list(range(1, len(plain) + 1)),
        tail=articles[-1].text,
        first=min(days) if days else None,
        tells=told[-1] if told else "",
    )


@dataclass
class Statute:
    """All texts of one title, newest last; ``sure`` where nothing about the newest is in doubt."""

    title: str
    folder: str
    texts: list[Text] = field(default_factory=list)
    ended_by: tuple[str, int] | None = None
    """Title and article number of the clause that ended it."""
    doubtful: bool = False

    @property
    def current(self) -> Text:
        """The newest text."""
        return self.texts[-1]


def short(title: str) -> str:
    """The title without 中华人民共和国."""
    return title.removeprefix("中华人民共和国")


@dataclass
class Corpus:
    """The statutes by full title."""

    statutes: dict[str, Statute]

    def sure(self, day: date) -> Iterator[Statute]:
        """Statutes that are certainly in force on this day, in their newest text."""
        for title in sorted(self.statutes):
            statute = self.statutes[title]
            if statute.ended_by is None and not statute.doubtful and (statute.current.day or day) < day:
                yield statute


_KINDS = ("法律", "行政法规", "部门规章", "地方性法规")


def read(folder: Path) -> Corpus:
    """The statutes under a folder whose first level are the kinds (法律, 行政法规, 部门规章, 地方性法规/省).

    Raises FileNotFoundError where the folder is missing.
    """
    if not folder.is_dir():
        raise FileNotFoundError(folder)
    groups: dict[str, list[Text]] = defaultdict(list)
    for path in sorted(folder.rglob("*.md")):
        parts = path.relative_to(folder).parts
        kind = parts[0].removesuffix("_历史版本")
        if kind not in _KINDS or len(parts) < 2:
            continue
        where = "/".join([kind, *parts[1:-1]])
        text = _text(path, where)
        if text is not None:
            groups[text.title].append(text)
    by_short: dict[str, str] = {}
    for title in groups:
        by_short.setdefault(short(title), title)
    # A title that stands with and without 中华人民共和国 is one law.
    merged: dict[str, list[Text]] = defaultdict(list)
    for title, texts in groups.items():
        merged[max((t for t in (title, "中华人民共和国" + short(title)) if t in groups), key=len)].extend(texts)
    statutes = {title: _statute(title, texts) for title, texts in merged.items()}
    _endings(statutes)
    return Corpus(statutes)


def _statute(title: str, texts: list[Text]) -> Statute:
    dated = [t for t in texts if t.day is not None]
    doubtful = len(dated) != len(texts) or any(t.ended for t in texts) or len({t.folder for t in texts}) > 1
    by_day: dict[date, list[Text]] = defaultdict(list)
    for text in dated:
        by_day[text.day or date.min].append(text)
    newest: list[Text] = []
    for day in sorted(by_day):
        same = by_day[day]
        newest.append(_agreed(same))
    if not newest:
        newest = texts[:1]
        doubtful = True
    if any(not t.whole for t in newest) or "决定" in title:
        doubtful = True
    return Statute(title, texts[0].folder, newest, doubtful=doubtful)


def _agreed(same: list[Text]) -> Text:
    """One text for files of one day: the first, without the articles on which the files disagree."""
    if len(same) == 1:
        return same[0]
    agreed = [
        a
        for a in same[0].articles
        if all(any(a.bare == b.bare and a.number == b.number for b in t.articles) for t in same[1:])
    ]
    return replace(
        same[0],
        articles=same[0].articles,
        unsure=frozenset(a.number for a in same[0].articles) - {a.number for a in agreed},
    )


def _endings(statutes: dict[str, Statute]) -> None:
    """Mark what a closing clause of another law ends, and doubt whatever is merely mentioned beside 废止 or replaced by name."""
    titles = {short(t): t for t in statutes}
    for statute in list(statutes.values()):
        text = statute.current
        for article in text.articles[-3:]:
            for sentence in re.split(r"[。；\n]", article.text):
                if "废止" not in sentence:
                    continue
                for named in _TITLED.findall(sentence):
                    target = titles.get(short(named.replace(" ", "")))
                    if target is None or target == statute.title:
                        continue
                    ended = statutes[target]
                    by = text.in_force or text.day
                    plain = sentence.endswith("同时废止") and by is not None and (ended.current.day or date.max) < by
                    if plain and ended.ended_by is None:
                        ended.ended_by = (statute.title, article.number)
                    else:
                        ended.doubtful = True

"""Two texts of a law compared article by article.

Which text a day means: that of the version which was adopted or amended on it, else that which was in force on it. Where neither is
loaded the answer is 无法核验, never a neighbouring text. What became of an article is ``text.alignment``'s to say; here its words are set
against those of its successors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from casework.editions import day_span
from casework.elements import marks
from casework.questions import LATEST, QuestionError, find
from ingest.resolve import article_name
from ontologies.identifiers import kind_of, parse_law_id
from ontologies.records import OPEN_END, Change
from text.alignment import ArticleText, align
from text.normalise import law_name

if TYPE_CHECKING:
    from ingest.catalogue import WorkEntry
    from ingest.home import View

_LAW_KINDS = frozenset({"law", "version", "article", "provision"})


# Which law, which text --------------------------------------------------------------------------------------------------------------


def find_law(view: View, reference: str, day: date) -> WorkEntry:
    """The work that an identifier, a title, a short name or a citation means. Raises LookupError where none or several are meant, or
    the one meant is not loaded."""
    wanted = reference.strip().strip("/")
    if not law_name(wanted):
        # Not a wrong question: the description of the service allows any text, and text without a word in it names no law.
        raise LookupError("请写明是哪部法：题名、简称或标识，如 渔业法、law/cn/渔业法")
    known = parse_law_id(wanted)
    identifier = known.law if known is not None else ""
    if known is None:
        match = view.resolver.law(wanted)
        if match.candidates:
            raise LookupError(f"{match.reason}：{'、'.join(match.candidates)}")
        identifier = match.id if match.loaded else ""
        if not identifier:
            try:
                found = find(view, wanted, day)
            except LookupError:
                found = ""
            if kind_of(found) not in _LAW_KINDS:
                raise LookupError(f"《{law_name(wanted)}》：{match.reason or '所引文件未载入，无法核验'}")
            known = parse_law_id(found)
            identifier = known.law if known is not None else ""
    work = view.catalogue.works.get(identifier)
    if work is None:
        raise LookupError(f"没有载入“{reference.strip()}”的正文，无法核验")
    return work


def is_law(view: View, reference: str) -> bool:
    """Whether a reference names a law, rather than a list, a body or a place."""
    wanted = reference.strip().strip("/")
    if wanted.startswith(("《", "law/")):
        return True
    match = view.resolver.law(wanted) if law_name(wanted) else None
    return match is not None and (match.loaded or bool(match.candidates))


class Text(msgspec.Struct):
    """One text of a law, as a person asked for it: the version's row and why it is this one."""

    work: WorkEntry
    row: dict[str, Any]
    why: str

    @property
    def id(self) -> str:
        return str(self.row["id"])

    @property
    def day(self) -> date | None:
        """The day it was adopted or amended; None where no source tells."""
        told: date = self.row["version_date"]
        return None if told == OPEN_END else told

    @property
    def name(self) -> str:
        return _name(self.row)

    def answer(self) -> dict[str, Any]:
        """What every interface tells of a text."""
        row = self.row
        return {
            "id": row["id"],
            "law": row["law"],
            "title": self.work.title,
            "version_date": row["version_date"],
            "amendment": row["amendment"],
            "valid_from": row["valid_from"],
            "valid_to": row["valid_to"],
            "doubtful": row["doubtful"],
            "why": self.why,
        }


def _name(row: dict[str, Any]) -> str:
    day = row["version_date"]
    return "日期未定的文本" if day == OPEN_END else f"{day.isoformat()}文本"


def _there(rows: Sequence[dict[str, Any]]) -> str:
    """What texts there are, for a message."""
    loaded = "、".join(_name(row).removesuffix("文本") for row in rows if row["loaded"])
    return f"已载入的文本：{loaded}" if loaded else "没有一个文本载入了正文"


def text_on(view: View, work: WorkEntry, word: str, parameter: str) -> Text:
    """The text of a law that a day (a month, a year) means. Raises LookupError where it is not loaded or there is none, QuestionError where
    the word is no day."""
    span = day_span(word)
    if span is None:
        raise QuestionError(parameter, f"“{word}”不是日期，应为 年-月-日，如 2013-12-28；只写年份也可")
    rows = view.graph.versions(work.id)
    first, last = span
    made = [row for row in rows if first <= row["version_date"] <= last]
    if len(made) > 1:
        days = "、".join(row["version_date"].isoformat() for row in made)
        raise LookupError(f"《{work.title}》在 {word} 有 {len(made)} 个文本，请写日期：{days}")
    if made:
        day = made[0]["version_date"]
        return _loaded(rows, Text(work, made[0], f"{day} 是这一文本{_amendment(made[0])}的日子"))
    held = [row for row in rows if row["valid_from"] <= last < row["valid_to"]]
    if not held:
        raise LookupError(_none_on(work, rows, last))
    row = held[0]
    why = f"{last} 适用的文本，自 {row['valid_from']} 起施行"
    if row["doubtful"]:
        why += "；施行日期是推定的，这一天是否适用它无法核验"
    return _loaded(rows, Text(work, row, why))


def _amendment(row: dict[str, Any]) -> str:
    told = str(row["amendment"])
    return "通过" if told in ("", "制定") else told


def _none_on(work: WorkEntry, rows: Sequence[dict[str, Any]], day: date) -> str:
    """Why a law has no text on a day."""
    if work.repealed_on <= day:
        by = f"（见 {work.repealed_by}）" if work.repealed_by else ""
        return f"《{work.title}》已于 {work.repealed_on} 废止{by}，{day} 没有适用的文本。{_there(rows)}"
    begun = [row["valid_from"] for row in rows if row["valid_from"] < row["valid_to"]]
    if begun and day < min(begun):
        return f"《{work.title}》{day} 的文本没有载入，无法核验。已知的最早一个自 {min(begun)} 起施行；{_there(rows)}"
    return f"《{work.title}》在 {day} 没有可以认定的文本，无法核验。{_there(rows)}"


def _loaded(rows: Sequence[dict[str, Any]], text: Text) -> Text:
    if not text.row["loaded"]:
        raise LookupError(f"《{text.work.title}》{text.name}只在沿革中提到，没有载入正文，无法核验。{_there(rows)}")
    return text


def _timeline(view: View, work: WorkEntry) -> list[Text]:
    """The loaded texts of a law whose day is known, oldest first."""
    return [
        Text(work, row, "") for row in view.graph.versions(work.id) if row["loaded"] and row["version_date"] != OPEN_END
    ]


def last_text(view: View, work: WorkEntry) -> Text:
    """The last text of a law that is loaded."""
    found = _timeline(view, work)
    if not found:
        raise LookupError(f"《{work.title}》没有日期可以认定的文本，无法核验。{_there(view.graph.versions(work.id))}")
    found[-1].why = "已载入的最后一个文本"
    return found[-1]


def _two_texts(view: View, work: WorkEntry, before: str, after: str) -> tuple[Text, Text, list[str]]:
    timeline = _timeline(view, work)
    if not before and not after:
        if len(timeline) < 2:
            raise LookupError(
                f"《{work.title}》没有两个可以比较的文本，无法核验。{_there(view.graph.versions(work.id))}"
                "。旧文本可用 dingfen load 载入"
            )
        one, other = timeline[-2:]
        one.why, other.why = "已载入的倒数第二个文本", "已载入的最后一个文本"
        return one, other, []
    if before and after:
        one, other = text_on(view, work, before, "from"), text_on(view, work, after, "to")
    elif before:
        one, other = text_on(view, work, before, "from"), last_text(view, work)
    else:
        other = text_on(view, work, after, "to")
        earlier = [text for text in timeline if text.day and other.day and text.day < other.day]
        if not earlier:
            raise LookupError(
                f"《{work.title}》在{other.name}之前的文本没有载入，无法核验。{_there(view.graph.versions(work.id))}"
            )
        one = earlier[-1]
        one.why = f"{other.name}之前载入的最近一个文本"
    if one.id == other.id:
        raise LookupError(
            f"《{work.title}》要比较的是同一文本（{one.name}；{one.why}）。{_there(view.graph.versions(work.id))}"
        )
    if one.row["version_date"] > other.row["version_date"]:
        return other, one, ["已把较早的文本放在前面"]
    return one, other, []


def _into(view: View, work: WorkEntry, other: WorkEntry, before: str, after: str) -> tuple[Text, Text, list[str]]:
    """A law's text and that of the law which took it up."""
    if work.id == other.id:
        raise LookupError(f"--into 要写另一部法，现在写的也是《{work.title}》")
    one = text_on(view, work, before, "from") if before else last_text(view, work)
    ended = [row for row in view.graph.versions(other.id) if work.repealed_by.startswith(f"{row['id']}/")]
    notes = [] if ended else [f"没有载入的条款说《{other.title}》废止了《{work.title}》，是否由它承接无法核验"]
    if after:
        return one, text_on(view, other, after, "to"), notes
    if ended:
        rows = view.graph.versions(other.id)
        return one, _loaded(rows, Text(other, ended[0], f"废止《{work.title}》的文本，自 {work.repealed_on} 起")), notes
    return one, last_text(view, other), notes


# Comparing --------------------------------------------------------------------------------------------------------------------------


class _Article(msgspec.Struct):
    """An article as it is shown: number, text, caption."""

    number: str
    text: str
    heading: str
    path: str


def _articles(view: View, text: Text) -> dict[str, _Article]:
    """The articles of a text by number, in order. Raises LookupError where there are none, or only captions of them."""
    found: dict[str, _Article] = {}
    for row in view.graph.provisions(text.id):
        if row["level"] == "article":
            found.setdefault(row["number"], _Article(row["number"], row["text"], row["heading"], row["path"]))
    if not found:
        raise LookupError(f"《{text.work.title}》{text.name}没有分条，不能逐条比较，无法核验")
    if not any(article.text for article in found.values()):
        raise LookupError(f"《{text.work.title}》{text.name}只载入了条号和条旨，没有条文，无法核验")
    return found


def aligned_texts(articles: Sequence[_Article]) -> list[ArticleText]:
    """Articles as alignment takes them."""
    return [ArticleText(one.number, one.text, f"{one.path} {one.heading}".strip()) for one in articles]


def compare_texts(view: View, reference: str, before: str = "", after: str = "", into: str = "") -> dict[str, Any]:
    """Two texts of a law, or a law's text and that of the law which took it up (``into``), article by article.

    ``before`` and ``after``: days (see :func:`text_on`), both empty for the last two loaded texts. ``articles`` is the list that the command
    prints as JSON. Raises LookupError and QuestionError, with Chinese messages."""
    work = find_law(view, reference, LATEST)
    named = parse_law_id(reference.strip().strip("/"))
    if named is not None and named.version and not before:
        before = named.version.rpartition("/")[2]
    if into:
        other = find_law(view, into, LATEST)
        one, two, notes = _into(view, work, other, before, after)
    else:
        one, two, notes = _two_texts(view, work, before, after)
    old, new = _articles(view, one), _articles(view, two)
    articles = [
        _compared(found, old, new, two.work)
        for found in align(aligned_texts([*old.values()]), aligned_texts([*new.values()]), partial=bool(into))
    ]
    counts = Counter(found["class"] for found in articles)
    return {
        "release": view.number,
        "law": work.id,
        "title": work.title,
        "into": two.work.id if into else "",
        "old": {**one.answer(), "articles": len(old)},
        "new": {**two.answer(), "articles": len(new)},
        "counts": {kind.value: counts[kind.value] for kind in Change},
        "doubtful": sum(found["doubtful"] for found in articles),
        "notes": notes,
        "articles": articles,
    }


def _compared(found: Any, old: dict[str, _Article], new: dict[str, _Article], into: WorkEntry) -> dict[str, Any]:
    """One article and what became of it."""
    before = old[found.old] if found.old is not None else None
    taken = [new[one.number] for one in found.new]
    return {
        "old": found.old,
        "new": [{"law": into.name, "article": one.number} for one in found.new],
        "class": found.change.value,
        "similarity": round(found.similarity, 3),
        "doubtful": found.doubtful,
        "label": found.change.label,
        "name": article_name(found.old) if found.old is not None else "",
        "heading": before.heading if before is not None else "",
        "successors": [
            {
                "id": f"{into.id}/art_{one.number}",
                "name": article_name(one.number),
                "heading": article.heading,
                "similarity": round(one.similarity, 3),
            }
            for one, article in zip(found.new, taken, strict=True)
        ],
        "difference": difference(before.text if before else "", "\n".join(article.text for article in taken)),
    }


# A stretch that stayed between two that changed is kept apart only where it is at least this long; a word alone reads worse than none.
_ISLAND = 3


def difference(before: str, after: str) -> list[list[str]]:
    """How one text became another, word by word: [op, old, new] with op equal, delete, insert or replace. The old parts joined are
    ``before``, the new ones ``after``."""
    if before == after:
        return [["equal", before, after]] if before else []
    if not before or not after:
        return [["delete" if before else "insert", before, after]]
    steps: list[list[str]] = []
    for kind, piece in marks(before, after):
        old, new = piece if kind != "added" else "", piece if kind != "removed" else ""
        if kind == "same" or not steps or steps[-1][0] == "equal":
            steps.append(["equal" if kind == "same" else "", old, new])
        else:
            steps[-1][1] += old
            steps[-1][2] += new
    joined: list[list[str]] = []
    for place, step in enumerate(steps):
        island = step[0] == "equal" and len(step[1]) < _ISLAND and "\n" not in step[1] and 0 < place < len(steps) - 1
        if joined and joined[-1][0] != "equal" and (island or step[0] != "equal"):
            joined[-1][1] += step[1]
            joined[-1][2] += step[2]
        else:
            joined.append(step)
    for step in joined:
        if step[0] != "equal":
            step[0] = "replace" if step[1] and step[2] else "delete" if step[1] else "insert"
    return _at_sentences(joined)


def _at_sentences(steps: list[list[str]]) -> list[list[str]]:
    """A stretch that only went, or only came, moved from the mark that ends the sentence before it to its own (甲。[-乙。-] for 甲[-。乙-]。)."""
    for place in range(1, len(steps) - 1):
        (_, *before), (op, old, new), (_, *after) = steps[place - 1 : place + 2]
        piece = old or new
        if op in ("delete", "insert") and piece[0] in "。；，、\n" and after[0][:1] == piece[0] and before[0]:
            mark = piece[0]
            moved = piece[1:] + mark
            steps[place - 1] = ["equal", before[0] + mark, before[1] + mark]
            steps[place] = [op, moved if old else "", moved if new else ""]
            steps[place + 1] = ["equal", after[0][1:], after[1][1:]]
    return [step for step in steps if step[1] or step[2]]

"""Which law a person means, and which of its texts a day means.

A day means the text that was adopted or amended on it, else that which was in force on it. Where neither is loaded the answer is 无法核验,
never a neighbouring text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from casework.editions import day_span
from casework.questions import QuestionError, TextNotLoadedError, find
from ontologies.identifiers import kind_of, parse_law_id
from ontologies.records import OPEN_END
from text.normalise import law_name

if TYPE_CHECKING:
    from ingest.catalogue import WorkEntry
    from ingest.home import View

_LAW_KINDS = frozenset({"law", "version", "article", "provision"})


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
            except TextNotLoadedError:
                raise
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


_TITLE_END = re.compile(r"(?:法|法典|条例|规定|办法|细则|规则|决定|解释|实施意见)(?:[(（][^()（）]*[)）])?$")


def neither_list_nor_law(reference: str) -> str:
    """What to say of a title that no list has and no loaded law; "" for words that are no law's title."""
    name = law_name(reference.strip())
    if not _TITLE_END.search(name):
        return ""
    return (
        f"没有名为“{name}”的清单，也没有载入名为《{name}》的文件（未载入，无法核验）。"
        "法律文件可用 dingfen load 载入；已载入的见 dingfen laws"
    )


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


def texts_there(rows: Sequence[dict[str, Any]]) -> str:
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
        return loaded_text(rows, Text(work, made[0], f"{day} 是这一文本{_amendment(made[0])}的日子"))
    return _in_force(rows, work, last)


def text_in_force(view: View, work: WorkEntry, word: str, parameter: str) -> Text:
    """The text of a law in force on a day, whatever was adopted on it; otherwise as :func:`text_on`."""
    span = day_span(word)
    if span is None:
        raise QuestionError(parameter, f"“{word}”不是日期，应为 年-月-日，如 2013-12-28")
    return _in_force(view.graph.versions(work.id), work, span[1])


def _in_force(rows: Sequence[dict[str, Any]], work: WorkEntry, day: date) -> Text:
    held = [row for row in rows if row["valid_from"] <= day < row["valid_to"]]
    if not held:
        raise LookupError(_none_on(work, rows, day))
    row = held[0]
    why = f"{day} 适用的文本，自 {row['valid_from']} 起施行"
    if row["doubtful"]:
        why += "；施行日期是推定的，这一天是否适用它无法核验"
    return loaded_text(rows, Text(work, row, why))


def _amendment(row: dict[str, Any]) -> str:
    told = str(row["amendment"])
    return "通过" if told in ("", "制定") else told


def _none_on(work: WorkEntry, rows: Sequence[dict[str, Any]], day: date) -> str:
    """Why a law has no text on a day."""
    if work.repealed_on <= day:
        by = f"（见 {work.repealed_by}）" if work.repealed_by else ""
        return f"《{work.title}》已于 {work.repealed_on} 废止{by}，{day} 没有适用的文本。{texts_there(rows)}"
    begun = [row["valid_from"] for row in rows if row["valid_from"] < row["valid_to"]]
    if begun and day < min(begun):
        return (
            f"《{work.title}》{day} 的文本没有载入，无法核验。已知的最早一个自 {min(begun)} 起施行；{texts_there(rows)}"
        )
    return f"《{work.title}》在 {day} 没有可以认定的文本，无法核验。{texts_there(rows)}"


def loaded_text(rows: Sequence[dict[str, Any]], text: Text) -> Text:
    if not text.row["loaded"]:
        raise LookupError(
            f"《{text.work.title}》{text.name}只在沿革中提到，没有载入正文，无法核验。{texts_there(rows)}"
        )
    return text


def only_captions(view: View, text: Text) -> bool:
    """Whether a text was loaded as the numbers and captions of its articles only, without their words."""
    return not any(row["text"] for row in view.graph.provisions(text.id))


def timeline(view: View, work: WorkEntry) -> list[Text]:
    """The loaded texts of a law whose day is known, oldest first."""
    return [
        Text(work, row, "") for row in view.graph.versions(work.id) if row["loaded"] and row["version_date"] != OPEN_END
    ]


def last_text(view: View, work: WorkEntry) -> Text:
    """The last text of a law that is loaded."""
    found = timeline(view, work)
    if not found:
        raise LookupError(
            f"《{work.title}》没有日期可以认定的文本，无法核验。{texts_there(view.graph.versions(work.id))}"
        )
    found[-1].why = "已载入的最后一个文本"
    return found[-1]

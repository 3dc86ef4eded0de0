"""Two texts of a law compared article by article, and whom an article names.

What became of an article is ``text.alignment``'s to say; here its words are set against those of its successors. Whom a paragraph names was
read when the law was loaded (``text.actors``); here the named function is told as what it has become by the day, and with the local bodies
that have it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import msgspec

from casework.duties import Locality, find_place, function_now, is_local, not_applying, place_name
from casework.elements import marks
from casework.questions import LATEST, find, part_of
from casework.texts import (
    Text,
    find_law,
    last_text,
    loaded_text,
    only_captions,
    text_in_force,
    text_on,
    texts_there,
    timeline,
)
from graph.local import applies
from graph.succession import VIA_LABELS
from ingest.resolve import article_name
from ontologies.functions import functions
from ontologies.functions import label as function_label
from ontologies.identifiers import article_eid, parse_law_id, provision_id
from ontologies.levels import level_label
from ontologies.records import Change, Modality, Via
from text.alignment import ArticleText, align
from text.normalise import fold
from text.numerals import NUMERAL_CHARS, parse_number

if TYPE_CHECKING:
    from ingest.catalogue import WorkEntry
    from ingest.home import View


# Two texts --------------------------------------------------------------------------------------------------------------------------


def _two_texts(view: View, work: WorkEntry, before: str, after: str) -> tuple[Text, Text, list[str]]:
    known = timeline(view, work)
    if not before and not after:
        if len(known) < 2:
            raise LookupError(
                f"《{work.title}》没有两个可以比较的文本，无法核验。{texts_there(view.graph.versions(work.id))}"
                "。旧文本可用 dingfen load 载入"
            )
        one, other = known[-2:]
        one.why, other.why = "已载入的倒数第二个文本", "已载入的最后一个文本"
        return one, other, []
    if before and after:
        one, other = text_on(view, work, before, "from"), text_on(view, work, after, "to")
    elif before:
        one, other = text_on(view, work, before, "from"), last_text(view, work)
    else:
        other = text_on(view, work, after, "to")
        earlier = [text for text in known if text.day and other.day and text.day < other.day]
        if not earlier:
            raise LookupError(
                f"《{work.title}》在{other.name}之前的文本没有载入，无法核验。{texts_there(view.graph.versions(work.id))}"
            )
        one = earlier[-1]
        one.why = f"{other.name}之前载入的最近一个文本"
    if one.id == other.id:
        raise LookupError(
            f"《{work.title}》要比较的是同一文本（{one.name}；{one.why}）。{texts_there(view.graph.versions(work.id))}"
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
    notes = [] if ended else [_UNTOLD.format(other=other.title, law=work.title)]
    if after:
        return one, text_on(view, other, after, "to"), notes
    if ended:
        rows = view.graph.versions(other.id)
        return (
            one,
            loaded_text(rows, Text(other, ended[0], f"废止《{work.title}》的文本，自 {work.repealed_on} 起")),
            notes,
        )
    return one, last_text(view, other), notes


# That two laws are set against each other which no clause ties together.
_UNTOLD = "没有载入的条款说《{other}》废止了《{law}》：以下只是两部法逐条比对，承接请核对"


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
    # Likeness alone makes no succession: where no clause says that the one ended the other, every pair is to be looked at.
    untold = bool(into and notes)
    articles = [
        _compared(found, old, new, two.work, untold)
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


def _compared(
    found: Any, old: dict[str, _Article], new: dict[str, _Article], into: WorkEntry, untold: bool
) -> dict[str, Any]:
    """One article and what became of it; ``untold``: nothing says that the texts succeed each other."""
    before = old[found.old] if found.old is not None else None
    taken = [new[one.number] for one in found.new]
    return {
        "old": found.old,
        "new": [{"law": into.name, "article": one.number} for one in found.new],
        "class": found.change.value,
        "similarity": round(found.similarity, 3),
        "doubtful": found.doubtful or (untold and bool(found.new)),
        "label": found.change.label,
        "name": article_name(found.old) if found.old is not None else "",
        "heading": before.heading if before is not None else "",
        "successors": [
            {
                "id": f"{into.id}/art_{one.number}",
                "name": article_name(one.number),
                "heading": article.heading,
                "similarity": round(one.similarity, 3),
                "begins": begins,
            }
            for one, article, begins in zip(found.new, taken, _beginnings(taken), strict=True)
        ],
        "difference": difference(before.text if before else "", "\n".join(article.text for article in taken)),
    }


def _beginnings(articles: Sequence[_Article]) -> list[int]:
    """Where each article's text begins when they are joined by line feeds."""
    return [0, *accumulate(len(article.text) + 1 for article in articles[:-1])][: len(articles)]


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


# Whom an article names ---------------------------------------------------------------------------------------------------------------

_NUMBER = f"[0-9{NUMERAL_CHARS}]+"
_ARTICLE = re.compile(
    rf"第?({_NUMBER}(?:-{_NUMBER})?条?(?:之{_NUMBER})?)(?:第?({_NUMBER})款)?(?:第?[(]?{_NUMBER}[)]?项)?"
)
_EID = re.compile(r"art_([0-9]+(?:-[0-9]+)?)(?:__para_([0-9]+))?(?:__.*)?")


def read_article(reference: str) -> tuple[str, int]:
    """The number of an article as written (38, 第三十八条, 133-1, art_38, 第三十八条第二款) and the paragraph asked for, 0 for all. Raises
    LookupError where no article is named."""
    wanted = fold(reference).replace(" ", "").removeprefix("的")
    eid = _EID.fullmatch(wanted)
    if eid is not None:
        return eid[1], int(eid[2] or 0)
    written = _ARTICLE.fullmatch(wanted)
    try:
        if written is not None:
            return parse_number(written[1]), int(parse_number(written[2])) if written[2] else 0
    except ValueError:
        pass
    raise LookupError(f"“{reference.strip()}”不是条号。可写 38、第三十八条、第三十八条第二款、133-1")


def who(view: View, law: str, article: str, as_of: date, asked: bool = True, place: str = "") -> dict[str, Any]:
    """Whom an article names on a day: its public organs, paragraph by paragraph, each function as it is called on the day and, where a
    place is told, the local bodies that have it.

    ``law``: any reference to a law, with its article where ``article`` is ""; ``asked``: whether ``as_of`` was asked for (it then means a
    text as ``casework.texts`` says) or is only today. ``actors`` is the list that the command prints as JSON. Raises LookupError where the
    article is not in the text of the day, and says where its rule went."""
    work = find_law(view, law, as_of)
    named = parse_law_id(law.strip().strip("/"))
    if not article.strip():
        named = named or parse_law_id(find(view, law, as_of))
        article = named.eid if named is not None else ""
        if not article:
            raise LookupError(
                f"请写明是《{work.title}》的哪一条，如 dingfen who {work.name} 38；可写 38、第三十八条、第三十八条第二款、133-1"
            )
    number, paragraph = read_article(article)
    if named is not None and named.version:
        text = text_on(view, work, named.version.rpartition("/")[2], "law")
    elif asked:
        text = _or_gone(view, work, number, as_of, text_on)
    else:
        text = _or_gone(view, work, number, as_of, text_in_force)
    rows = view.graph.provision_on(provision_id(work.id, article_eid(number)), as_of)
    row = next((row for row in rows if row["version"] == text.id), None)
    if row is None:
        raise LookupError(_absent(view, text, number, as_of))
    shown = article_name(number)
    if paragraph and not part_of(row["text"], f"{row['eid']}__para_{paragraph}"):
        raise LookupError(f"《{work.title}》{text.name}的{shown}没有第{paragraph}款")
    if not row["text"] and only_captions(view, text):
        raise LookupError(f"《{work.title}》{text.name}只载入了条号和条旨，没有条文，{shown}指明了谁无法核验")
    code = find_place(view, place)
    locality = Locality(view, code, as_of) if code else None

    def lacking(actor: dict[str, Any]) -> str:
        return _no_body(view, actor, code, work)

    actors = [
        _actor(actor, as_of, locality, work.jurisdiction, lacking)
        for actor in sorted(view.graph.actors(row["id"]), key=_place_in_phrase)
        if not paragraph or int(actor["paragraph"]) == paragraph
    ]
    return {
        "release": view.number,
        "as_of": as_of,
        "law": work.id,
        "title": work.title,
        "article": number,
        "name": shown + (f"第{paragraph}款" if paragraph else ""),
        "id": row["id"] + (f"__para_{paragraph}" if paragraph else ""),
        "heading": row["heading"],
        "text": text.answer(),
        "place": code,
        "place_name": place_name(view, code),
        "notes": _moved(view, row, text, as_of),
        "actors": actors,
    }


def _moved(view: View, row: dict[str, Any], text: Text, day: date) -> list[str]:
    """Where the article went that had this number in the text before: who cites an old text means that one."""
    if not text.row["valid_from"] <= day < text.row["valid_to"]:
        return []
    told = view.graph.succession(provision_id(text.work.id, article_eid(row["number"])), day)
    if told is None:
        return []
    sure = "" if told["state"] == "确认" else "（疑似）"
    return [f"同一条号在前一文本里是另一条：{told['text']}{sure}"]


def _place_in_phrase(row: dict[str, Any]) -> tuple[Any, ...]:
    """By paragraph and phrase, the functions of one phrase as it names them."""
    function = functions().get(row["code"])
    places = [row["text"].find(name) for name in (function.label, *function.names)] if function is not None else []
    return int(row["paragraph"]), row["begins"], row["ends"], min((at for at in places if at >= 0), default=0)


def _actor(
    row: dict[str, Any],
    day: date,
    locality: Locality | None,
    jurisdiction: str,
    lacking: Callable[[dict[str, Any]], str],
) -> dict[str, Any]:
    """One actor as it is told; ``lacking`` says why no local body is."""
    told: dict[str, Any] = {
        "paragraph": int(row["paragraph"]),
        "phrase": row["text"],
        "function": function_now(row["code"], day),
        "level": level_label(row["level"]),
        "modality": Modality(row["modality"]).label,
        "act": row["act"],
        "object": row["object"],
        "start": row["begins"],
        "end": row["ends"],
        "via": Via(row["via"]).label,
        "function_code": row["code"],
        "named": function_label(row["code"]) if row["code"] else "",
    }
    if locality is not None:
        bodies = locality.bodies(row["code"], row["level"], jurisdiction) if row["code"] else []
        told["bodies"] = [
            {**body, "via": VIA_LABELS[body["via"]], "certainty": body["certainty"].label} for body in bodies
        ]
        told["local"] = "" if bodies else lacking(row)
    return told


def _no_body(view: View, row: dict[str, Any], place: str, work: WorkEntry) -> str:
    """Why no local body is told."""
    where = place_name(view, place)
    if not applies(place, work.jurisdiction):
        return not_applying(view, place, work)
    if not is_local(row["level"], place):
        return f"{level_label(row['level'])}的机关，不在{where}"
    return "名录中没有" if row["code"] else "条文没有写明职能，无法对应"


def _or_gone(view: View, work: WorkEntry, number: str, day: date, choose: Any) -> Text:
    """The text of a day; where there is none because the law ended, where the article's rule went is told too."""
    try:
        text: Text = choose(view, work, day.isoformat(), "as_of")
    except LookupError as error:
        later = view.graph.succession(provision_id(work.id, article_eid(number)), day)
        raise LookupError(f"{error.args[0]}{'。' + later['text'] if later else ''}") from None
    return text


def _absent(view: View, text: Text, number: str, day: date) -> str:
    """Why the text of the day has no such article, and where its rule went."""
    work = text.work
    said = f"《{work.title}》{text.name}没有{article_name(number)}"
    own = next((version for version in work.versions if version.id == text.id), None)
    plain = [int(one) for one in own.articles if one.isdigit()] if own is not None else []
    if plain:
        said += f"（共至第{max(plain)}条）"
    later = view.graph.succession(provision_id(work.id, article_eid(number)), day)
    if later is not None:
        return f"{said}。{later['text']}"
    having = [version for version in work.versions if number in version.articles]
    if having:
        days = "、".join(version.version_date.isoformat() if version.version_date else "日期未定" for version in having)
        said += f"，{days}文本有，没有查到承接它的条文"
    return said

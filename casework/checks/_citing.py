"""What each citation of a place's lists stands on: which text it means, how that stands on the day, where its words are now.

The rules are those of the tracer: ``graph.meant`` says which text was meant,
``graph.succession`` where its words went. What a list may mean beyond that is told by the item's name: a list that was made after a revision
and still carries the old number names an act of which the old article speaks and the present one does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

import msgspec

from casework.dossier import ArticleFacts, Cite, Dossier, Item, LawFacts, Row
from casework.likeness import act_words, content
from graph.meant import Meant, meant
from graph.succession import Followed, article_of, follow, number_order, pasted_behind
from ontologies.records import CitationState, ItemKind, Status
from ontologies.status import is_day
from text.citations import noted_year
from text.clauses import read_effective, read_repeals
from text.normalise import law_name

Record = dict[str, Any]

# What an adjustment decision and a count of uses cite was said on its own day and stays as it was.
CITING = tuple(kind for kind in ItemKind if kind not in (ItemKind.ADJUSTMENT, ItemKind.ACTIVITY, ItemKind.OFFICER))


class Reading(msgspec.Struct, eq=False):
    """One citation of one row (not one that pasted text mentions, not one of several candidates). ``article`` is None where it names none;
    ``version`` the text in force on the day (None where the law is not in force), ``now`` the article there; ``meant`` the text it was
    taken from where that is not the present one, ``then`` the article there."""

    item: Item
    row: Row
    cite: Cite
    law: LawFacts
    article: ArticleFacts | None
    version: Record | None
    now: Record | None
    meant: Meant | None = None
    then: Record | None = None

    @property
    def target(self) -> str:
        return self.cite.article or self.cite.law

    @property
    def in_force(self) -> bool:
        return self.law.standing.status is Status.IN_FORCE


def made(dossier: Dossier, row: Row) -> date | None:
    """The day of a row's edition; None where it is not known, or not past."""
    listed = dossier.lists.get(row.list_id)
    day = listed["edition"] if listed is not None else None
    return day if day is not None and is_day(day) and day < dossier.day else None


def pasted(row: Row, cite: Cite) -> str:
    """The words that the cell has behind a citation."""
    return pasted_behind(row.basis, cite.ends, (other.begins for other in row.cites if not other.in_quote))


def words_of(provision: Record) -> str:
    """A provision's caption and text."""
    return f"{provision['heading']}\n{provision['text']}"


# Of what an article speaks ---------------------------------------------------------------------------------------------------------

# How much of a name an article must speak of for the name to be of it; how little for it to be of something else; how far apart they are.
_SPEAKS = 0.5
_SILENT = 0.5
_APART = 0.4
# An article that says nearly all of a name, and alone of the two so much of it, is the one that it is of, whatever both have in common.
_NEARLY_ALL = 0.9
_TELLS = 0.25


@lru_cache(maxsize=65536)
def _content(text: str) -> frozenset[str]:
    return content(text)


@lru_cache(maxsize=65536)
def _name_words(name: str, title: str) -> frozenset[str]:
    """The words of an item's name that tell one article of a law from another: those of the law's own title do not, nor does what makes it a
    name of its type (对…的处罚)."""
    return (_content(act_words(name)) or _content(name)) - _content(title)


def _share(some: Iterable[str], among: frozenset[str], text: str) -> float:
    words = list(some)
    whole = sum(map(len, words))
    return sum(len(word) for word in words if word in among or word in text) / whole if whole else 0.0


def speaks(name: str, law: LawFacts, provision: Record) -> float:
    """How much of an item's name an article speaks of, 0 to 1; of a caption, which is short, also how much of the caption the name says.
    Words of the law's own title count for nothing."""
    wanted = _name_words(name, law.title)
    text = words_of(provision)
    found = _content(text)
    share = _share(wanted, found, text)
    if not provision["text"].strip():
        share = max(share, _share(found - _content(law.title), wanted, name))
    return share


def clearly(name: str, law: LawFacts, one: Record, other: Record) -> bool:
    """Whether a name is of the one article and not of the other."""
    silent, share = speaks(name, law, other), speaks(name, law, one)
    if silent <= _SILENT and share >= _SPEAKS and share - silent >= _APART:
        return True
    return share >= _NEARLY_ALL and _alone(name, law, one, other) >= _TELLS


def _alone(name: str, law: LawFacts, one: Record, other: Record) -> float:
    """How much of a name only the one of two articles says, where the other says nothing of it that the one does not; else 0. What both say
    (国家重点保护野生动物) tells nothing between them."""
    if not (one["text"].strip() and other["text"].strip()):
        return 0.0
    wanted = _name_words(name, law.title)
    texts = words_of(one), words_of(other)
    said, also = (
        {word for word in wanted if word in found or word in text}
        for text, found in ((text, _content(text)) for text in texts)
    )
    if also - said:
        return 0.0
    return sum(map(len, said - also)) / sum(map(len, wanted))


# Captions --------------------------------------------------------------------------------------------------------------------------

_LIKE = 0.6
_AHEAD = 0.15


def caption_likeness(one: str, other: str) -> float:
    """How alike two captions are, 0 to 1, by their words."""
    left, right = _content(one), _content(other)
    if not left or not right:
        return float(one == other)
    return 2 * sum(map(len, left & right)) / (sum(map(len, left)) + sum(map(len, right)))


class Extent(msgspec.Struct, frozen=True):
    """How far a text goes: ``numbers`` of its articles, ``whole`` whether its articles are loaded with their words, ``last`` the highest number
    where it is known to be the law's last (0 where it is not)."""

    numbers: frozenset[str]
    whole: bool
    last: int

    def lacks(self, number: str) -> bool:
        """Whether the text surely has no article of this number."""
        return number not in self.numbers and (self.whole or 0 < self.last < number_order(number)[0])


# What the last article of a law speaks of.
_LAST_WORDS = ("施行", "生效", "废止", "实施")


class Citing:
    """The citations of one dossier, read."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.book = dossier.book
        self._extents: dict[str, Extent] = {}
        self._articles: dict[str, list[Record]] = {}

    @cached_property
    def readings(self) -> list[Reading]:
        """Every citation by a current row of the place itself, by item and place in the cell; each article or law once a row."""
        return list(self._read())

    def _read(self) -> Iterator[Reading]:
        for item in self.dossier.of_kind(*CITING):
            for row in item.rows:
                seen: set[tuple[str, str]] = set()
                for cite in row.cites:
                    key = (cite.law, cite.article)
                    if cite.in_quote or cite.state == CitationState.AMBIGUOUS or key in seen:
                        continue
                    seen.add(key)
                    yield self._reading(item, row, cite)

    def _reading(self, item: Item, row: Row, cite: Cite) -> Reading:
        law = self.book.law(cite.law)
        article = self.book.article(cite.article) if cite.article else None
        held = law.standing.row if law.standing.status is Status.IN_FORCE else None
        now = None
        if article is not None and held is not None:
            now = next((one for one in article.provisions if one["version"] == held["id"]), None)
        reading = Reading(item, row, cite, law, article, held, now)
        if article is None or not law.loaded:
            return reading
        if now is not None and len(law.versions) == 1 and noted_year(cite.note) is None:
            # There is no other text that it could mean.
            return reading
        found = meant(
            law.versions,
            article.provisions,
            now,
            cite.note,
            self.dossier.day,
            made(self.dossier, row),
            lambda: pasted(row, cite),
            lambda rows: {one["id"]: words_of(one) for one in rows},
        )
        reading.meant = found
        if found is not None and found.version is not None:
            version = found.version["id"]
            reading.then = next((one for one in article.provisions if one["version"] == version), None)
        return reading

    # Texts

    def extent(self, law: LawFacts, version: Record) -> Extent:
        """How far a loaded text goes. A text of captions has those articles that somebody needed; its last is the law's last where it speaks
        of taking effect."""
        if version["id"] not in self._extents:
            self._extents[version["id"]] = self._extent(law, version)
        return self._extents[version["id"]]

    def _extent(self, law: LawFacts, version: Record) -> Extent:
        work = self.dossier.view.catalogue.works.get(law.id)
        entry = next((one for one in work.versions if one.id == version["id"]), None) if work is not None else None
        numbers = frozenset(entry.articles) if entry is not None else frozenset()
        plain = sorted(int(number) for number in numbers if number.isdigit())
        if not plain:
            return Extent(numbers, False, 0)
        # The two ends tell: articles with words make a text whole, those without make it captions.
        rows = self.dossier.graph.nodes(
            [f"{version['id']}/art_{number}" for number in dict.fromkeys((plain[0], plain[-1]))]
        )
        whole = bool(rows) and not any(self.book.only_captions(row) for row in rows)
        told = words_of(rows[-1]) if rows else ""
        return Extent(numbers, whole, plain[-1] if whole or any(word in told for word in _LAST_WORDS) else 0)

    def by_caption(self, then: Record, version: Record) -> Record | None:
        """The article of another text that has the same caption, or one that is clearly the likest; None where none is."""
        if not then["heading"]:
            return None
        found = sorted(
            (
                (caption_likeness(then["heading"], row["heading"]), row)
                for row in self._articles_of(version["id"])
                if row["heading"]
            ),
            key=lambda pair: (-pair[0], number_order(pair[1]["number"])),
        )
        if not found or found[0][0] < _LIKE or (len(found) > 1 and found[0][0] - found[1][0] < _AHEAD):
            return None
        return found[0][1]

    def _articles_of(self, version: str) -> list[Record]:
        if version not in self._articles:
            rows = self.dossier.graph.provisions(version)
            self._articles[version] = [row for row in rows if row["level"] == "article"]
        return self._articles[version]

    # Where words went

    def prepare_succession(self, articles: Iterable[str]) -> None:
        """Fetch at once what following these articles asks for, with the words of where they went."""
        wanted, seen = {one for one in articles if one}, set[str]()
        reached: set[str] = set()
        while wanted:
            self.book.prepare_taken_up(wanted)
            seen |= wanted
            rows = [row for taken in self.book.taken_up(wanted).values() for row in taken]
            reached.update(article_of(row) for row in rows)
            wanted = {article_of(row) for row in rows if row["valid_to"] <= self.dossier.day} - seen
        self.book.prepare({row.rpartition("/art_")[0] for row in reached}, reached)

    def followed(self, article: str, version: str) -> Followed:
        """Where the words of an article of a text are on the day; what was reached with its words."""
        found = follow(self.book.taken_up, article, version, self.dossier.day)
        found.reached, found.coming = self._whole(found.reached), self._whole(found.coming)
        return found

    def _whole(self, rows: Iterable[Record]) -> list[Record]:
        """The provisions of rows of TAKES_UP, with their words."""
        told = []
        for row in rows:
            provisions = self.book.article(article_of(row)).provisions
            told.append(next((one for one in provisions if one["id"] == row["id"]), {**row, "text": ""}))
        return told

    def compared(self, law: LawFacts, found: Followed) -> bool:
        """Whether a text later than the one in which the chain ends was compared with it, article by article: only then is nothing a no."""
        later: list[Record] = []
        for one in sorted({law.id, *(row["law"] for _, row in found.hops)}):
            facts = self.book.law(one)
            later += facts.versions
            later += facts.repealers
        return any(found.left.intersection(row["compared"]) for row in later if row["valid_from"] <= self.dossier.day)

    @cached_property
    def clauses(self) -> dict[str, Record]:
        """The provisions that end laws which the place cites, by identifier."""
        wanted: set[str] = set()
        for reading in self.readings:
            wanted.update(row["edge_text"] for row in reading.law.repealers)
            wanted.add(str(reading.law.node["repealed_by"] or ""))
        found = self.dossier.graph.nodes(sorted(one for one in wanted if "/art_" in one))
        self.book.prepare((row["law"] for row in found), ())
        return {row["id"]: row for row in found}


# Laws that are not loaded and have ended -------------------------------------------------------------------------------------------


class Ending(msgspec.Struct, frozen=True):
    """That a loaded law ends one that is not loaded: the provision that says so, and since when."""

    clause: Record
    day: date


def endings(dossier: Dossier) -> dict[str, Ending]:
    """Laws that are not loaded → the earliest clause of a loaded law that ends them as a whole, made once for all counties of the release.

    Such clauses stand in the last article. One whose day is not known is left out. National laws end national ones, local ones those of their
    place. A document made anew under the ended name is told by its year, which whoever reads a citation must ask for."""
    return dossier.book.once("endings", lambda: _endings(dossier))


def _endings(dossier: Dossier) -> dict[str, Ending]:
    works = dossier.view.catalogue.works
    last: list[str] = []
    for work in works.values():
        for version in work.versions:
            plain = [int(number) for number in version.articles if number.isdigit()]
            if plain:
                last.append(f"{version.id}/art_{max(plain)}")
    found: dict[str, Ending] = {}
    for row in dossier.graph.nodes(last):
        if "废止" not in row["text"]:
            continue
        effective = read_effective(row["text"])
        begins = effective.date if effective is not None and effective.date is not None else row["valid_from"]
        place = row["law"].rpartition("/")[0]
        for repeal in read_repeals(row["text"]):
            day = repeal.date or begins
            ended = f"{place}/{law_name(repeal.title)}"
            if repeal.scope != "whole" or not is_day(day) or ended in works:
                continue
            if ended not in found or day < found[ended].day:
                found[ended] = Ending(row, day)
    return found

"""Documents as they are kept: a head with all that versions and dates are settled from, and a body with the text.

Heads are small and are all read for each release; bodies are read only for what has to be projected again. Both are
msgpack of the structs here; bodies are compressed. The digest of a document is that of its content (head and body), so that
the same text read twice, wherever it lies, is one document.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable
from datetime import date

import msgspec

from ingest.store import StoredDocument
from ontologies.places import Place
from ontologies.records import (
    Actor,
    BodyRecord,
    CorrectionRecord,
    HistoryEvent,
    LawText,
    Line,
    LineLevel,
    ListText,
    Mention,
    OverrideRecord,
    ProvisionText,
)
from text.actors import read_actors
from text.citations import Context, read_aliases, read_citations
from text.clauses import Effective, Repeal, read_basis, read_effective, read_repeals
from text.normalise import fold

# Part of every fingerprint and digest: raised when reading changes, so that files are read again.
READER = "5"

# Zlib at its fastest: a third of the size for a tenth of a load's time.
_COMPRESSION = 1


class LawHead(msgspec.Struct, array_like=True):
    """What is settled from. ``articles`` maps an article's number to "shape:hash" (shape as in catalogue.VersionEntry, hash of its
    text without spaces); ``closing`` are the (eid, clause) that speak of taking effect; ``repeals`` the (eid, clause) that
    end other texts; ``basis`` the titles under which it was made; ``names`` every title it cites; ``chars`` its length;
    ``captions`` tells that articles carry captions in place of their text; ``cited`` are the article numbers it cites, by title ("" for
    its own)."""

    title: str
    history: tuple[HistoryEvent, ...]
    head: tuple[str, ...]
    hints: dict[str, str]
    claims: dict[str, str]
    articles: dict[str, str]
    closing: tuple[tuple[str, Effective], ...]
    repeals: tuple[tuple[str, Repeal], ...]
    basis: tuple[str, ...]
    names: tuple[str, ...]
    chars: int
    captions: bool
    cited: dict[str, tuple[str, ...]] = {}


class LawBody(msgspec.Struct, array_like=True):
    """The text, the citations in it (eid → mentions, spans within :func:`provision_text` of that provision), and whom it names (eid of an
    article → actors, spans within their paragraph)."""

    law: LawText
    mentions: dict[str, list[Mention]]
    actors: dict[str, list[Actor]] = {}


class LawWords(msgspec.Struct, array_like=True):
    """What :class:`LawBody` begins with: the text alone, for whoever needs nothing that was read out of it."""

    law: LawText


class ListHead(msgspec.Struct, array_like=True):
    """What a list edition is known by. ``names`` are the law titles its basis cells cite; ``bodies`` the identifiers of the bodies it
    gives powers, duties or offices to; ``cited`` the article numbers that they cite, by title; ``stem`` the file's name; ``items`` a short
    hash of each item it states, to tell another part of a list from another copy of it; ``until`` the day on which it ends of
    itself; ``roster`` the bodies that it describes, by which the names in other lists are settled."""

    title: str
    kind: str
    authority: str
    place: str
    edition: date | None
    rows: int
    names: tuple[str, ...]
    bodies: tuple[str, ...]
    cited: dict[str, tuple[str, ...]] = {}
    stem: str = ""
    items: tuple[str, ...] = ()
    until: date | None = None
    roster: tuple[BodyRecord, ...] = ()


class ListBody(msgspec.Struct, array_like=True):
    """The edition, and the citations of each row's basis cell, in row order."""

    edition: ListText
    mentions: list[list[Mention]]


class OverrideHead(msgspec.Struct, array_like=True):
    """A reviewed file: its corrections of laws, and of rows of lists."""

    title: str
    overrides: tuple[OverrideRecord, ...]
    corrections: tuple[CorrectionRecord, ...] = ()


class DivisionsHead(msgspec.Struct, array_like=True):
    """A table of places below the county, by which townships get their codes."""

    title: str
    places: tuple[Place, ...]


def provision_text(provision: ProvisionText) -> str:
    """The words of a provision: its lines, one below the other."""
    return "\n".join(line.text for line in provision.lines)


def shape(provision: ProvisionText) -> str:
    """Items per paragraph, joined by "." ("0.5")."""
    counts: list[int] = []
    for line in provision.lines:
        if line.level == LineLevel.PARAGRAPH:
            counts.append(0)
        elif line.level == LineLevel.ITEM:
            if not counts:
                counts.append(0)
            counts[-1] += 1
    return ".".join(map(str, counts or [0]))


# Sources differ in width, spaces and marks far more often than in words; only words are a difference worth a person's time.
_MARKS = str.maketrans(
    "", "", " \t\n\r*,.:;!?()[]〈〉《》【】、。，．：；！？（）〔〕［］“”‘’\"'「」『』…—–-－·•\u3000\u00a0"
)


def text_hash(text: str) -> str:
    """Eight hex digits of a text's words: without spaces and punctuation, in one width."""
    return hashlib.blake2b(fold(text).translate(_MARKS).encode(), digest_size=4).hexdigest()


def _pack(kind: str, title: str, head: msgspec.Struct, body: msgspec.Struct | None) -> StoredDocument:
    encoded = msgspec.msgpack.encode(head)
    content = msgspec.msgpack.encode(body) if body is not None else b""
    digest = hashlib.sha256(b"\0".join((READER.encode(), kind.encode(), encoded, content))).hexdigest()
    return StoredDocument(digest, kind, title, encoded, zlib.compress(content, _COMPRESSION))


def law_mentions(law: LawText) -> dict[str, list[Mention]]:
    """Citations of every article and annex, by eid. Spans are within :func:`provision_text`."""
    found: dict[str, list[Mention]] = {}
    parts: list[tuple[str, str | None, tuple[Line, ...]]] = [("preamble", None, law.preamble)]
    parts.extend((p.eid, p.number if p.level == "article" else None, p.lines) for p in law.provisions)
    # An abbreviation holds for the whole text, wherever it is given.
    given = [line.text for _, _, lines in parts for line in lines if "简称" in line.text]
    aliases = read_aliases("\n".join(given)) if given else ()
    for eid, article, lines in parts:
        mentions: list[Mention] = []
        offset = paragraph = 0
        for line in lines:
            if line.level == LineLevel.PARAGRAPH:
                paragraph += 1
            item = line.number if line.level == LineLevel.ITEM else None
            where = str(max(paragraph, 1)) if article else None
            context = Context(law=law.title, article=article, paragraph=where, item=item, aliases=aliases)
            for mention in read_citations(line.text, context):
                mentions.append(
                    msgspec.structs.replace(mention, start=mention.start + offset, end=mention.end + offset)
                )
            offset += len(line.text) + 1
        if mentions:
            found[eid] = mentions
    return found


def _cited(mentions: Iterable[list[Mention]]) -> dict[str, tuple[str, ...]]:
    """Title as cited → the article numbers cited of it."""
    found: dict[str, set[str]] = {}
    for some in mentions:
        for mention in some:
            if mention.article:
                found.setdefault(mention.law, set()).add(mention.article)
    return {law: tuple(sorted(numbers)) for law, numbers in sorted(found.items())}


def pack_law(law: LawText) -> StoredDocument:
    """Read everything out of a law's text that settling and projecting need, and encode it."""
    articles: dict[str, str] = {}
    closing: list[tuple[str, Effective]] = []
    repeals: list[tuple[str, Repeal]] = []
    basis: tuple[str, ...] = ()
    chars = 0
    in_articles = [p for p in law.provisions if p.level == "article"]
    for provision in in_articles:
        text = provision_text(provision)
        chars += len(text)
        articles.setdefault(provision.number, f"{shape(provision)}:{text_hash(text)}")
        words = f"{text}\n{provision.heading}" if provision.heading else text
        if "施行" in words or "生效" in words or "实施" in words:
            effective = read_effective(words)
            if effective:
                closing.append((provision.eid, effective))
        if "废止" in words or "停止执行" in words or "失效" in words or "停止施行" in words:
            repeals.extend((provision.eid, repeal) for repeal in read_repeals(words))
    opening = [line.text for line in law.preamble]
    if in_articles:
        opening.append(provision_text(in_articles[0]))
    elif opening:
        whole = "\n".join(opening)
        chars += len(whole)
        effective = read_effective(whole)
        if effective:
            closing.append(("preamble", effective))
        repeals.extend(("preamble", repeal) for repeal in read_repeals(f"{law.title}\n{whole}"))
    if opening:
        basis = tuple(dict.fromkeys(title for text in opening[-3:] for title in read_basis(text)))
    mentions = law_mentions(law)
    names = sorted({m.law for found in mentions.values() for m in found if m.law} | set(basis))
    head = LawHead(
        law.title,
        law.history,
        law.head,
        law.hints,
        law.claims,
        articles,
        tuple(closing),
        tuple(repeals),
        basis,
        tuple(names),
        chars,
        law.claims.get("text") == "captions",
        _cited(mentions.values()),
    )
    return _pack("law", law.title, head, LawBody(law, mentions, read_actors(law)))


def pack_list(edition: ListText, bodies: tuple[str, ...], items: Iterable[str]) -> StoredDocument:
    """Read the citations of every row, and encode the edition. ``bodies`` and ``items`` are the identifiers of the bodies it speaks of and
    of the powers and duties it states."""
    mentions = [read_citations(entry.basis) if entry.basis else [] for entry in edition.entries]
    names = sorted({mention.law for row in mentions for mention in row if mention.law})
    head = ListHead(
        edition.title,
        edition.kind,
        edition.authority,
        edition.place,
        edition.edition,
        len(edition.entries),
        tuple(names),
        bodies,
        _cited(mentions),
        edition.hints.get("stem", ""),
        tuple(sorted({hashlib.blake2b(item.encode(), digest_size=6).hexdigest() for item in items})),
        edition.until,
        tuple(body for body in edition.bodies if body.stated),
    )
    return _pack("list", edition.title, head, ListBody(edition, mentions))


def pack_override(
    title: str, overrides: tuple[OverrideRecord, ...], corrections: tuple[CorrectionRecord, ...] = ()
) -> StoredDocument:
    return _pack("override", title, OverrideHead(title, overrides, corrections), None)


def pack_divisions(title: str, places: Iterable[Place]) -> StoredDocument:
    return _pack("divisions", title, DivisionsHead(title, tuple(places)), None)


def open_law(body: bytes) -> LawBody:
    return msgspec.msgpack.decode(zlib.decompress(body), type=LawBody)


def open_words(body: bytes) -> LawText:
    """The text of a law without its citations and actors: a third of the time of :func:`open_law`."""
    return msgspec.msgpack.decode(zlib.decompress(body), type=LawWords).law


def open_list(body: bytes) -> ListBody:
    return msgspec.msgpack.decode(zlib.decompress(body), type=ListBody)

"""Names suggested while a person types: by characters, whole pinyin, initials, or a mixture of them.

All names of a release stand in one text, the weightiest first, each on its own line; beside it stand the same lines as first letters of
syllables (equally long) and as syllables. Looking for what was typed is then looking for a piece of text, and what is met first
weighs most: no index of prefixes, and what is found inside a name costs no more than what begins it. 40,000 names take some 10 MB.

What was typed is held against names in this order: the whole name, its beginning, the beginning of a short form, letters as the whole or the
beginning of its pinyin or initials, inside the name, inside its sound, characters mixed with letters, several words anywhere in it, its
characters in order with others between.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import lru_cache
from itertools import accumulate, chain, islice, pairwise

import msgspec
from pypinyin import Style, lazy_pinyin

from ontologies.places import ancestors, within
from ontologies.records import OPEN_END, OPEN_START, Status
from ontologies.status import status_on
from search import spelling
from search.documents import name_key
from text.cut import clean
from text.normalise import fold, simplify
from text.pinyin import known_syllables, split


class Holder(msgspec.Struct, frozen=True, array_like=True):
    """One thing that bears a name: ``id`` and ``kind`` as everywhere, ``title`` as it is shown, the body that has it, a division code ("" or
    cn: everywhere), the days on which it holds."""

    id: str
    kind: str
    title: str
    body: str = ""
    place: str = ""
    valid_from: date = OPEN_START
    valid_to: date = OPEN_END
    end_reason: str = ""


class Named(msgspec.Struct):
    """A name and all that bear it, the leading one first. ``names`` is the name and other full forms of it, ``short`` are forms that leave
    something out (a place in front). ``weight`` says how much it matters beside others."""

    names: tuple[str, ...]
    short: tuple[str, ...]
    holders: list[Holder]
    weight: float = 0.0


class Suggestion(msgspec.Struct, frozen=True):
    """A name that may be meant. The thing is the first that bears it of those asked for, ``count`` how many do. ``match`` says how it was
    found (a key of :data:`MATCHES`); ``begins`` and ``ends`` are where what was typed stands in ``title`` (-1: not as such)."""

    title: str
    id: str
    kind: str
    body: str
    place: str
    status: str
    count: int
    match: str
    begins: int = -1
    ends: int = -1


#: How a name was found → what that is called.
MATCHES = {
    "whole": "名称",
    "begins": "名称开头",
    "short": "简称开头",
    "sound": "拼音",
    "inside": "名称中间",
    "inside_sound": "名称中间的拼音",
    "mixed": "字和拼音混写",
    "words": "几个词都有",
    "scattered": "字依次都有",
    "near": "名称相近",
}
#: What is asked for at most.
MOST = 50
_LONGEST = 60
_COUNTRY = "中华人民共和国"
_LETTERS = re.compile(r"[a-z]+")
_PIECES = re.compile(r"[a-z]+|[^a-z]")
_TWO_LETTERS = ("zh", "ch", "sh")
# Readings of one run of letters that are tried, and names that are held against a mixed reading for one answer.
_MOST_READINGS = 12
_MOST_HELD = 800
_MOST_FULL = 4
_MOST_MIXED = 6
_MOST_PAIRS = 16
_FEW = 8
# Places whose names are told apart once.
_MOST_PLACES = 500
_LONGEST_SCATTERED = 10
_MOST_SCATTERED = 1500
# Names that share a pair of characters or of syllables with what was typed, for what may be meant.
_MOST_NEAR = 400
_MOST_CANDIDATES = 32
# The right sound with the wrong character is a third of a slip; a part of a name is meant less surely than the whole.
_SAME_SOUND = 0.3
_PART = 0.5


def _sounds(key: str) -> list[str]:
    """One syllable for each character of a key, a letter, a digit, and what has no reading, as it stands."""
    out: list[str] = []
    for run in re.findall(r"[0-9a-z]+|[^0-9a-z]+", key):
        if run.isascii():
            out += run
            continue
        read = lazy_pinyin(run, style=Style.NORMAL, errors="default", v_to_u=False)
        out += read if len(read) == len(run) else [lazy_pinyin(char, errors="default")[0] for char in run]
    return out


class _Unit(msgspec.Struct, frozen=True):
    """What one character of a name must be: this character, this syllable, or a syllable that begins so."""

    text: str
    how: str

    def fits(self, char: str, sound: str) -> bool:
        if self.how == "char":
            return char == self.text
        return sound == self.text if self.how == "whole" else sound.startswith(self.text)


@lru_cache(maxsize=4096)
def _readings(letters: str, last: bool) -> tuple[tuple[_Unit, ...], ...]:
    """The ways to read a run of letters as syllables, parts of them or first letters; those of the fewest pieces first. The ``last``
    syllable of what was typed may be unfinished."""
    known = known_syllables()
    begun = _begun()
    # ends[i]: the best readings of letters[i:]
    ends: list[list[tuple[_Unit, ...]]] = [[] for _ in range(len(letters) + 1)]
    ends[len(letters)] = [()]
    for start in range(len(letters) - 1, -1, -1):
        found: list[tuple[_Unit, ...]] = []
        for size in range(1, 7):
            if start + size > len(letters):
                break
            piece = letters[start : start + size]
            final = last and start + size == len(letters)
            if final and piece in begun:
                unit = _Unit(piece, "begun")
            elif piece in known and size > 1:
                unit = _Unit(piece, "whole")
            elif size == 1 or piece in _TWO_LETTERS:
                unit = _Unit(piece, "begun")
            else:
                continue
            found += [(unit, *rest) for rest in ends[start + size]]
        found.sort(key=lambda reading: (len(reading), sum(unit.how == "begun" for unit in reading)))
        ends[start] = found[:_MOST_READINGS]
    return tuple(ends[0])


@lru_cache(maxsize=1)
def _begun() -> frozenset[str]:
    """Every beginning of a syllable."""
    return frozenset(part[:size] for part in known_syllables() for size in range(1, len(part) + 1))


class Typed(msgspec.Struct, frozen=True):
    """What was typed: ``key`` as a name, its words where there are several, and whether it is nothing but letters."""

    text: str
    key: str
    words: tuple[str, ...]
    letters: bool


def read_typed(text: str) -> Typed:
    """Read what was typed. Never fails; an empty ``key`` asks for nothing."""
    tidy = simplify(fold(text)).strip()[:_LONGEST]
    if tidy.isascii():
        # An input method sets apart syllables: ying'ji.
        tidy = tidy.replace("'", "")
    words = tuple(clean(tidy).split())
    # 中华人民共和国 is no part of a name's key, and of what somebody types it is what narrows.
    key = form if (form := _form(tidy)).startswith(_COUNTRY) else name_key(tidy)
    return Typed(tidy, key, words if len(words) > 1 else (), _LETTERS.fullmatch(key) is not None)


Accepts = Callable[[Holder], bool]


class Suggestions:
    """All names of one release, ready to be asked; safe to share between threads. Building reads every name once (40,000 names a second or
    so, most of it their sound)."""

    def __init__(self, named: Iterable[Named]) -> None:
        self._named = sorted(named, key=lambda one: (-one.weight, len(one.names[0]), one.names[0], one.holders[0].id))
        keys: list[str] = []
        # Which name a line is of, and whether it is a short form.
        self._lines: list[tuple[int, bool]] = []
        for index, one in enumerate(self._named):
            forms = dict.fromkeys(filter(None, map(_form, one.names)))
            forms.update((key, None) for name in one.names if (key := name_key(name)))
            short = dict.fromkeys(key for name in one.short if (key := name_key(name)) and key not in forms)
            for key in (*forms, *short):
                keys.append(key)
                self._lines.append((index, key in short))
        sounds = [_sounds(key) for key in keys]
        # One character a character in both: a place in one is the same place in the other.
        self._keys = "\n".join(("", *keys, ""))
        self._initials = "\n".join(("", *("".join(sound[0] for sound in parts) for parts in sounds), ""))
        self._sounds = "\n".join(("", *("|" + "|".join(parts) for parts in sounds), ""))
        self._starts = array("I", accumulate((len(key) + 1 for key in keys), initial=1))
        self._heard = array("I", accumulate((len("|".join(parts)) + 2 for parts in sounds), initial=1))
        self._by_key: dict[str, list[int]] = {}
        for (entry, _), key in zip(self._lines, keys, strict=True):
            self._by_key.setdefault(key, []).append(entry)
        self._by_place: dict[str, list[int]] = {}
        for index, one in enumerate(self._named):
            for code in {holder.place for holder in one.holders}:
                self._by_place.setdefault(code, []).append(index)
        # What reads letters is made now and not while somebody types.
        _begun()
        self._places: dict[str, tuple[frozenset[str], bytes]] = {}

    def __len__(self) -> int:
        return len(self._named)

    def called(self, name: str) -> list[Holder]:
        """All that bear a name, whatever their kind, place and day."""
        return [holder for entry in self._by_key.get(name_key(name), ()) for holder in self._named[entry].holders]

    def leading(self, kinds: frozenset[str]) -> str:
        """The weightiest name of some kinds; "" where there is none."""
        return next((one.names[0] for one in self._named if one.holders[0].kind in kinds), "")

    # Asking

    def suggest(
        self, text: str, day: date, kinds: frozenset[str] = frozenset(), place: str = "", limit: int = 10
    ) -> list[Suggestion]:
        """The names that may be meant by what was typed so far, of what holds on the day or will; where none is, of what has ended.
        ``kinds``: only of these; ``place`` (a division code): only of what is there, within it or holds there."""
        typed = read_typed(text)
        if not typed.key:
            return []
        limit = max(0, min(limit, MOST))
        held, ended = (self._accepting(day, kinds, place, over) for over in (False, True))
        found, over = self._collect(typed, held, ended, limit, self._there(place)[1] if place else None)
        return [self._shown(entry, match, typed, day, held if found else ended) for entry, match in found or over]

    def near(
        self, text: str, day: date, kinds: frozenset[str] = frozenset(), place: str = "", limit: int = 5
    ) -> list[Suggestion]:
        """The names that may have been meant where what was typed is none: a few slips away (``search.spelling``), the nearest first."""
        typed = read_typed(text)
        key = typed.key
        if len(key) < 2:
            return []
        accepts = self._accepting(day, kinds, place, False)
        best: dict[int, float] = {}
        for line in self._candidates(key):
            entry, _ = self._lines[line]
            if not any(map(accepts, self._named[entry].holders)):
                continue
            slips = self._slips(key, line)
            if slips < best.get(entry, float("inf")):
                best[entry] = slips
        found = sorted((slips, entry) for entry, slips in best.items())
        return [self._shown(entry, "near", typed, day, accepts) for _, entry in found[:limit]]

    def _slips(self, key: str, line: int) -> float:
        """How many slips lie between what was typed and a name, or a part of it as long as that; infinite where too many."""
        name = self._key(line)
        limit = 2.0 if key.isascii() else spelling.allowed(len(key))
        whole = spelling.distance(key, name)
        if whole <= limit and key != name:
            # Letters that sound alike to many (yin, ying) are no slip to ``spelling``, and not what is written either.
            return max(whole, _SAME_SOUND)
        size = len(key)
        if key.isascii() or size < 3 or len(name) <= size:
            return float("inf")
        asked, sounds = _sounds(key), self._sound(line)
        part = min(
            sum(
                0.0 if one == other else _SAME_SOUND if sound == heard else 1.0
                for one, other, sound, heard in zip(
                    key, name[start : start + size], asked, sounds[start : start + size], strict=True
                )
            )
            for start in range(len(name) - size + 1)
        )
        return part + _PART if 0 < part <= 1 else float("inf")

    def _accepting(self, day: date, kinds: frozenset[str], place: str, ended: bool) -> Accepts:
        there = self._there(place)[0] if place else None

        def accepts(holder: Holder) -> bool:
            if (holder.valid_to <= day) is not ended or (kinds and holder.kind not in kinds):
                return False
            return there is None or holder.place in there

        return accepts

    def _there(self, place: str) -> tuple[frozenset[str], bytes]:
        """The codes of what is at a place, within it, or above it; and for each name whether something there bears it."""
        found = self._places.get(place)
        if found is None:
            above = {"", "cn", *ancestors(place)}
            codes = frozenset(code for code in self._by_place if code in above or within(code, place))
            mask = bytearray(len(self._named))
            for code in codes:
                for entry in self._by_place[code]:
                    mask[entry] = 1
            found = codes, bytes(mask)
            if len(self._places) >= _MOST_PLACES:
                self._places.clear()
            self._places[place] = found
        return found

    def _shown(self, entry: int, match: str, typed: Typed, day: date, accepts: Accepts) -> Suggestion:
        holders = [holder for holder in self._named[entry].holders if accepts(holder)]
        first = holders[0]
        # As long as the title: what is found in one is at the same place in the other.
        begins = clean(first.title).find(clean(typed.text)) if match != "near" else -1
        status: Status = status_on(day, first.valid_from, first.valid_to, first.end_reason)
        return Suggestion(
            first.title,
            first.id,
            first.kind,
            first.body,
            first.place,
            status.value,
            len(holders),
            match,
            begins,
            begins + len(typed.text) if begins >= 0 else -1,
        )

    # Looking

    def _collect(
        self, typed: Typed, held: Accepts, ended: Accepts, limit: int, there: bytes | None
    ) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
        """What is found with how, of what holds and of what has ended."""
        found: dict[int, str] = {}
        over: dict[int, str] = {}
        passed: set[int] = set()
        for match, lines in self._passes(typed):
            short: dict[int, str] = {}
            for line in lines:
                if len(found) >= limit:
                    break
                entry, is_short = self._lines[line]
                if (there is not None and not there[entry]) or entry in found or entry in short or entry in passed:
                    continue
                holders = self._named[entry].holders
                if not any(map(held, holders)):
                    passed.add(entry)
                    if len(over) < limit and any(map(ended, holders)):
                        over[entry] = match
                elif is_short and match == "begins":
                    # A full name that begins so comes before one that does where something is left out.
                    if len(short) < limit:
                        short[entry] = "short"
                else:
                    found[entry] = match
            found |= short
            if len(found) >= limit:
                break
        return list(islice(found.items(), limit)), list(over.items())

    def _passes(self, typed: Typed) -> Iterator[tuple[str, Iterator[int]]]:
        """The ways to look, each with the lines that it finds, the weightiest first."""
        key = typed.key
        yield "whole", self._in_keys(f"\n{key}\n")
        yield "begins", self._in_keys(f"\n{key}")
        readings = self._readings(key) if _LETTERS.search(key) and len(key) > 1 else []
        full = [reading for reading in readings if all(unit.how == "whole" for unit in reading[:-1])]
        full = full[:_MOST_FULL] if typed.letters else []
        held = [0]
        if typed.letters:
            yield "sound", self._in_initials(f"\n{key}\n")
            for where in ("whole", "start"):
                for reading in full:
                    yield "sound", self._fitting(reading, where, held)
            yield "sound", self._in_initials(f"\n{key}")
        yield "inside", self._in_keys(key)
        if typed.letters and len(key) > 1:
            yield "inside_sound", self._in_initials(key)
            for reading in full:
                if len(reading[0].text) > 1:
                    yield "inside_sound", self._fitting(reading, "inside", held)
        # What is nothing but first letters has been looked for.
        mixed = [
            one for one in readings if one not in full and any(len(unit.text) > 1 or unit.how == "char" for unit in one)
        ]
        for where in ("start", "inside"):
            for reading in mixed[:_MOST_MIXED]:
                yield "mixed", self._fitting(reading, where, held)
        if typed.words:
            yield "words", self._with_words(typed.words)
        if 2 < len(key) <= _LONGEST_SCATTERED and not typed.letters:
            yield "scattered", self._scattered(key)

    def _lines_at(self, text: str, starts: array[int], needle: str, back: int) -> Iterator[int]:
        at = text.find(needle)
        while at >= 0:
            line = bisect_right(starts, at + back) - 1
            yield line
            at = text.find(needle, starts[line + 1] - 1)

    def _in_keys(self, needle: str) -> Iterator[int]:
        return self._lines_at(self._keys, self._starts, needle, needle.startswith("\n"))

    def _in_initials(self, needle: str) -> Iterator[int]:
        return self._lines_at(self._initials, self._starts, needle, needle.startswith("\n"))

    def _key(self, line: int) -> str:
        return self._keys[self._starts[line] : self._starts[line + 1] - 1]

    def _sound(self, line: int) -> list[str]:
        return self._sounds[self._heard[line] + 1 : self._heard[line + 1] - 1].split("|")

    @staticmethod
    def _readings(key: str) -> list[tuple[_Unit, ...]]:
        """The ways to read letters, or characters mixed with letters."""
        found: list[tuple[_Unit, ...]] = [()]
        pieces = _PIECES.findall(key)
        for index, piece in enumerate(pieces):
            letters = _LETTERS.fullmatch(piece) is not None
            ways = _readings(piece, index == len(pieces) - 1) if letters else ((_Unit(piece, "char"),),)
            found = [(*reading, *way) for reading in found for way in ways][:_MOST_READINGS]
        return found

    def _fitting(self, reading: tuple[_Unit, ...], where: str, held: list[int]) -> Iterator[int]:
        """Lines whose characters fit a reading one after another: the whole line, its start, or a place inside it. Two characters typed
        together are looked for, else the first letters of all; ``held`` counts what was looked at closely."""
        text, needle, before = self._anchor(reading)
        if where != "inside" and before == 0:
            needle = f"\n{needle}\n" if where == "whole" and len(needle) == len(reading) else f"\n{needle}"
            before = -1
        at = text.find(needle)
        while at >= 0 and held[0] < _MOST_HELD:
            held[0] += 1
            line = bisect_right(self._starts, at + (before < 0)) - 1
            start = at - before - self._starts[line]
            if (start > 0 if where == "inside" else start == 0) and self._fits(line, start, reading, where == "whole"):
                yield line
                at = self._starts[line + 1] - 2
            elif where != "inside":
                at = max(at, self._starts[line + 1] - 2)
            at = text.find(needle, at + 1)

    def _anchor(self, reading: tuple[_Unit, ...]) -> tuple[str, str, int]:
        """What to look for first of a reading, in which text, and at which of its units: two or more characters, else the longest run of
        letters by its first letters (how a character sounds hangs on those beside it), else the one character."""
        shape = "".join("c" if unit.how == "char" else "l" for unit in reading)
        characters = max(re.finditer("c+", shape), key=_length, default=None)
        letters = max(re.finditer("l+", shape), key=_length, default=None)
        if characters is not None and (letters is None or _length(characters) > 1 or _length(letters) < 2):
            begins, ends = characters.span()
            return self._keys, "".join(unit.text for unit in reading[begins:ends]), begins
        begins, ends = letters.span() if letters is not None else (0, 0)
        return self._initials, "".join(unit.text[0] for unit in reading[begins:ends]), begins

    def _fits(self, line: int, start: int, reading: tuple[_Unit, ...], whole: bool) -> bool:
        key = self._key(line)
        if start + len(reading) > len(key) or (whole and len(reading) < len(key)):
            return False
        sounds = self._sound(line)
        return all(unit.fits(key[start + place], sounds[start + place]) for place, unit in enumerate(reading))

    def _with_words(self, words: tuple[str, ...]) -> Iterator[int]:
        rare = max(words, key=len)
        for line in self._in_initials(rare) if _LETTERS.fullmatch(rare) else self._in_keys(rare):
            key, letters = self._key(line), self._initials[self._starts[line] : self._starts[line + 1] - 1]
            if all(word in (letters if _LETTERS.fullmatch(word) else key) for word in words):
                yield line

    def _scattered(self, key: str) -> Iterator[int]:
        """Names not much longer that leave none of the characters out and have them in order: 县应急局 of 黄梅县应急管理局."""
        rare = min(key, key=self._keys.count)
        order = re.compile(".*".join(map(re.escape, key)))
        for line in islice(self._in_keys(rare), _MOST_SCATTERED):
            if self._starts[line + 1] - self._starts[line] <= 4 * len(key) + 1 and order.search(self._key(line)):
                yield line

    def _spoken(self, pair: tuple[_Unit, _Unit]) -> Iterator[int]:
        """Lines that two syllables stand in together."""
        return chain(self._fitting(pair, "start", [0]), self._fitting(pair, "inside", [0]))

    def _candidates(self, key: str) -> list[int]:
        """Lines that share most with a key: pairs of characters, and pairs of syllables."""
        shared: dict[int, int] = {}
        pairs = [key[index : index + 2] for index in range(len(key) - 1)] if not key.isascii() else []
        parts = split(key) if key.isascii() else _sounds(key)
        ways = [self._in_keys(pair) for pair in dict.fromkeys(pairs[:_MOST_PAIRS])]
        for lines in ways:
            for line in islice(lines, _MOST_NEAR):
                shared[line] = shared.get(line, 0) + 1
        if len(shared) < _FEW:
            # No two characters stand so anywhere: what was meant sounds so.
            for one, other in dict.fromkeys(pairwise(parts[: _MOST_PAIRS + 1])):
                for line in islice(self._spoken((_Unit(one, "whole"), _Unit(other, "whole"))), _MOST_NEAR):
                    shared[line] = shared.get(line, 0) + 1
        # Of those that share as much, the names about as long as what was typed.
        size = len(parts) + 1
        return sorted(
            shared, key=lambda line: (-shared[line], abs(self._starts[line + 1] - self._starts[line] - size), line)
        )[:_MOST_CANDIDATES]


def _length(found: re.Match[str]) -> int:
    return found.end() - found.start()


def _form(name: str) -> str:
    """A name as it is written, 中华人民共和国 in front too."""
    return clean(name).replace(" ", "")

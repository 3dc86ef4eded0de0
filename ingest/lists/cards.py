"""Cards → one table: the powers of an office, each in a small table of its own (职权名称｜取水许可, 职权类型｜行政许可 …).

A card has its keys in the first column (and, where a row holds two pairs, in a later one), its values beside them. Cards that follow each
other become one table as records do: the keys are its head, each card a row, counted from 1.
"""

from __future__ import annotations

import re
from itertools import pairwise

import msgspec

from ingest.lists.cells import Grid
from ingest.lists.columns import COMMON

_KEYS = 3
_NAMES = frozenset({"name", "sub_name"})


def _key(text: str) -> str:
    return re.sub(r"\s+", "", text).rstrip("：:")


def _field(text: str) -> tuple[str, int]:
    return COMMON.field_of(_key(text))


def card_of(rows: list[list[str]]) -> dict[str, str]:
    """Key → value of a table that is a card, else nothing: at least three of its rows begin with heads of lists, as half of its keys
    are, and one names the item."""
    found: dict[str, str] = {}
    known: set[str] = set()
    unknown = begun = 0
    last = ""
    for row in rows:
        cells = [(index, text.strip()) for index, text in enumerate(row) if text.strip()]
        if not cells:
            continue
        if any(_two_heads(before, after) for before, after in pairwise(cells)):
            return {}
        if cells[0][0] > 0:
            if not last:
                return {}
            found[last] = "\n".join(filter(None, (found[last], "：".join(text for _, text in cells))))
            continue
        if len(cells) == 1 and not found:
            # A title over the card.
            if _field(cells[0][1])[1] == 3:
                return {}
            continue
        last = ""
        begun += _field(cells[0][1])[1] >= 2
        for place, (_, text) in enumerate(cells):
            field, rate = _field(text)
            if place == 0 or (rate == 3 and found[last] and place + 1 < len(cells)):
                last = _key(text)
                if last in found:
                    return {}
                found[last] = ""
                if rate >= 2:
                    known.add(field)
                else:
                    unknown += 1
            else:
                found[last] = "：".join(filter(None, (found[last], text)))
    named = [value for key, value in found.items() if _field(key)[0] in _NAMES and value]
    if begun < _KEYS or len(known) < unknown or not named or any(_field(value)[1] == 3 for value in named):
        return {}
    return found


def _two_heads(before: tuple[int, str], after: tuple[int, str]) -> bool:
    """Whether two heads stand straight beside each other, as in no card."""
    return after[0] == before[0] + 1 and _field(before[1])[1] == 3 == _field(after[1])[1]


def join_cards(grids: list[Grid]) -> tuple[list[Grid], int]:
    """The tables of a file with its cards put together, and how many cards there were. One card beside other tables stays as it is:
    it may be a sample of a form."""
    cards = [card_of(grid.rows[grid.above :]) if grid.visible else {} for grid in grids]
    count = sum(map(bool, cards))
    if not count or (count == 1 and len(grids) > 1):
        return grids, 0
    answer: list[Grid] = []
    run: list[tuple[Grid, dict[str, str]]] = []
    for grid, card in zip(grids, cards, strict=True):
        if card:
            run.append((grid, card))
            continue
        answer.extend(_joined(run))
        run = []
        answer.append(grid)
    answer.extend(_joined(run))
    return answer, count


def _joined(run: list[tuple[Grid, dict[str, str]]]) -> list[Grid]:
    if not run:
        return []
    first = run[0][0]
    keys = list(dict.fromkeys(key for _, card in run for key in card))
    width = len(keys)
    titles = [title for row in _over(first) for title in [" ".join(text for text in row if text.strip())]]
    notes = list(first.notes)
    for grid, _ in run[1:]:
        notes.extend(" ".join(text for text in row if text.strip()) for row in _over(grid))
        notes.extend(grid.notes)
    rows = [[title, *[""] * (width - 1)] for title in titles] + [keys]
    rows.extend([card.get(key, "") for key in keys] for _, card in run)
    merges = [(row, 0, row, width - 1) for row in range(len(titles))]
    joined = msgspec.structs.replace(
        first,
        rows=rows,
        merges=merges,
        hidden=[],
        hidden_rows=[],
        imprecise=[],
        above=len(titles) + 1,
        notes=notes,
        follows=False,
    )
    return [joined]


def _over(grid: Grid) -> list[list[str]]:
    """The lines over a card: what stands above the table, and titles in its first rows."""
    over = []
    for index, row in enumerate(grid.rows):
        filled = [text for text in row if text.strip()]
        if index >= grid.above and len(filled) != 1:
            break
        if filled:
            over.append(row)
    return over

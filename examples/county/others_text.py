"""What the county's other lists share: tables kept as text, and legal bases written as lists write them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from examples.county.sheets import Row, numbered
from text.numerals import label

# Regulations whose title begins with the country's name, as every statute's does.
_NATIONAL = frozenset(
    {"抗旱条例", "政府信息公开条例", "河道管理条例", "防汛条例", "道路运输条例", "市场主体登记管理条例", "生态环境法典"}
)
_UNITS = ("条", "款", "项")


class Line(NamedTuple):
    """A line of a table kept as text: the part (behind @) and the group (behind =) it stands under, and its cells."""

    part: str
    group: str
    cells: tuple[str, ...]


@cache
def lines(name: str) -> tuple[Line, ...]:
    """The lines of ``others_<name>.rows`` beside this module (no .txt: loading ``examples`` would take that for a list). Cells are
    parted by "|"; "\\n" in a cell is a line break; a line with "#" is a remark."""
    text = (Path(__file__).parent / f"others_{name}.rows").read_text(encoding="utf-8")
    return tuple(_lines(text))


def _lines(text: str) -> Iterator[Line]:
    part = group = ""
    for line in text.splitlines():
        if line.startswith("@"):
            part, group = line[1:].strip(), ""
        elif line.startswith("="):
            group = line[1:].strip()
        elif line.strip() and not line.startswith("#"):
            yield Line(part, group, tuple(cell.strip().replace("\\n", "\n") for cell in line.split("|")))


def part(name: str, of: str, width: int) -> list[Line]:
    """The lines of one part of a table, each with ``width`` cells.

    Raises:
        ValueError: a line has another number of cells.
    """
    found = [line for line in lines(name) if line.part == of]
    for line in found:
        if len(line.cells) != width:
            raise ValueError(f"others_{name}.rows：“{line.cells[0]}”有 {len(line.cells)} 格，应为 {width} 格")
    return found


def full_title(name: str) -> str:
    """A law's title as promulgated, from its short form: 消防法 → 中华人民共和国消防法; what stands in （） is kept behind the marks."""
    bare = name.split("（")[0].split("(")[0]
    national = bare.endswith("法") or bare in _NATIONAL
    return f"《{'中华人民共和国' if national else ''}{bare}》{name[len(bare) :]}"


def short_title(name: str) -> str:
    """A law's title as people write it: 《消防法》."""
    bare = name.split("（")[0].split("(")[0]
    return f"《{bare}》{name[len(bare) :]}"


def _chinese(number: str) -> str:
    """45.2.3 → 第四十五条第二款第（三）项; 0 leaves a level out."""
    return "".join(label(value, unit) for value, unit in zip(number.split("."), _UNITS, strict=False) if value != "0")


def _arabic(number: str) -> str:
    return "".join(f"第{value}{unit}" for value, unit in zip(number.split("."), _UNITS, strict=False) if value != "0")


def cite(basis: str, style: str = "full") -> str:
    """A basis cell of a shorthand. ``消防法 31;消防法 36.2`` is 《中华人民共和国消防法》第三十一条、第三十六条第二款; laws are parted by ；.

    ``style`` is full, short (《消防法》第三十一条), arabic (《消防法》第31条) or lines (full, one law a line). A basis that begins with 《 is
    given as it is.
    """
    if not basis or basis.startswith("《"):
        return basis
    title: Callable[[str], str] = full_title if style in ("full", "lines") else short_title
    number = _arabic if style == "arabic" else _chinese
    laws: dict[str, list[str]] = {}
    for one in basis.split(";"):
        name, _, article = one.strip().rpartition(" ")
        laws.setdefault(name, []).append(number(article))
    parted = "\n" if style == "lines" else "；"
    return parted.join(f"{title(name)}{'、'.join(articles)}" for name, articles in laws.items())


def down(rows: Sequence[Sequence[str]], column: int) -> list[list[str]]:
    """The rows with every value of a column that is the one above left out, as under a merged cell."""
    answer = [list(row) for row in rows]
    for above, row, made in zip(rows, rows[1:], answer[1:], strict=False):
        if above[column] == row[column]:
            made[column] = ""
    return answer


def numbered_down(rows: Sequence[Sequence[str]], column: int) -> list[Row]:
    """The rows with 1, 2, 3 … before them, the repeated values of a column (counted without the number) left out."""
    return numbered(down(rows, column))


def sidecar(remark: str, **told: str) -> bytes:
    """The YAML file beside a list that cannot say what it is."""
    return "".join([f"# {remark}\n", *(f"{key}: {value}\n" for key, value in told.items())]).encode()

"""A workbook in the format of Excel 97 (BIFF8 in an OLE container), as old offices still send them. Nothing that is kept up writes it
any more, so that tests make it byte by byte: texts, numbers, merged areas."""

from __future__ import annotations

import struct
from collections.abc import Sequence

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
# A shorter stream would lie in the container's small sectors.
_SHORTEST = 4096

Area = tuple[int, int, int, int]
"""Top, left, bottom, right, from 0, both ends included."""


def xls(
    name: str, rows: Sequence[Sequence[str | float]], merges: Sequence[Area] = (), stream: str = "Workbook"
) -> bytes:
    """A workbook of one sheet."""
    sheet = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    sheet += _record(0x200, struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0))
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, str) and value:
                text = value.encode("utf-16-le")
                sheet += _record(0x204, struct.pack("<HHHHB", number, column, 0, len(text) // 2, 1) + text)
            elif not isinstance(value, str):
                sheet += _record(0x203, struct.pack("<HHHd", number, column, 0, value))
    areas = b"".join(struct.pack("<HHHH", top, bottom, left, right) for top, left, bottom, right in merges)
    sheet += _record(0xE5, struct.pack("<H", len(merges)) + areas) + _record(0x0A, b"")
    title = name.encode("utf-16-le")

    def globals_(offset: int) -> bytes:
        return (
            _record(0x809, struct.pack("<HHHHII", 0x600, 0x05, 0, 0, 0, 0))
            + _record(0x42, struct.pack("<H", 1200))
            + _record(0x85, struct.pack("<IBBBB", offset, 0, 0, len(title) // 2, 1) + title)
            + _record(0x0A, b"")
        )

    return ole(stream, globals_(len(globals_(0))) + sheet)


def ole(stream: str, content: bytes) -> bytes:
    """An OLE container with one stream."""
    content = content.ljust(_SHORTEST, b"\0")
    content += b"\0" * (-len(content) % _SECTOR)
    count = len(content) // _SECTOR
    fat = [_FAT, _END, *range(3, count + 2), _END]
    fat += [_FREE] * (_SECTOR // 4 - len(fat))
    assert len(fat) == _SECTOR // 4, "one sector of allocation is enough for tests"
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, _SHORTEST, _END, 0, _END, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", _FREE) * 108
    directory = _entry("Root Entry", 5, _END, 0, 1) + _entry(stream, 2, 2, len(content), _FREE)
    return header + struct.pack(f"<{len(fat)}I", *fat) + directory.ljust(_SECTOR, b"\0") + content


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _entry(name: str, kind: int, start: int, size: int, child: int) -> bytes:
    text = name.encode("utf-16-le")
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(text) + 2, kind, 1, _FREE, _FREE, child)
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )

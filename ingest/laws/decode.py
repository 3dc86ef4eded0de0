"""Bytes to text, by a stated rule.

1. A byte order mark decides (UTF-8, UTF-16 little or big endian).
2. Without one, NUL bytes on one side of each pair mean UTF-16.
3. Else UTF-8, when every byte agrees with it.
4. Else GB18030 (which holds GBK and GB2312), when every byte agrees with it and what comes out is mostly Chinese writing.
5. Else the data is no text: :class:`UndecodableError`.
"""

from __future__ import annotations

import re

_COMMON = re.compile(r"[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef\u2010-\u203f]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SAMPLE = 65536


class UndecodableError(ValueError):
    """The data is not text in any encoding that Chinese documents come in."""


def _plausible(text: str) -> bool:
    """Whether a decoding gave Chinese writing and no noise."""
    sample = text[:_SAMPLE]
    foreign = sum(1 for char in sample if ord(char) > 0x7F)
    return not _CONTROL.search(sample) and (not foreign or len(_COMMON.findall(sample)) >= 0.7 * foreign)


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding (utf-8, utf-8-sig, utf-16, gb18030). Line ends become ``\\n``. Raises
    UndecodableError."""
    text, encoding = _decode(data)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text, encoding


def _decode(data: bytes) -> tuple[str, str]:
    try:
        if data.startswith(b"\xef\xbb\xbf"):
            return data[3:].decode("utf-8"), "utf-8-sig"
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16"), "utf-16"
    except UnicodeDecodeError as error:
        raise UndecodableError(str(error)) from error
    head = data[:4096]
    if b"\0" in head:
        wide = _utf16(data, head)
        if wide is not None:
            return wide, "utf-16"
        raise UndecodableError("NUL")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if _CONTROL.search(text[:4096]):
            raise UndecodableError("control characters")
        return text, "utf-8"
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise UndecodableError(str(error)) from error
    if not _plausible(text):
        raise UndecodableError("implausible")
    return text, "gb18030"


def _utf16(data: bytes, head: bytes) -> str | None:
    """UTF-16 without a mark: ASCII (spaces, digits, line ends) leaves its NULs on one side of the pairs."""
    # 一 is 4E00: a few NULs stand on the other side, in Chinese text.
    even, odd = head[0::2].count(0), head[1::2].count(0)
    for encoding in ("utf-16-le", "utf-16-be") if odd >= even else ("utf-16-be", "utf-16-le"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _plausible(text):
            return text
    return None

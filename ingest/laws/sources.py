"""From paths to files: folders, zip archives, single files, in an order that depends on names alone.

What a file's place tells (its name, the date in it, folders that the vocabulary knows) goes along as ``hints``; where the
checkout lies does not.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Final, Literal

import msgspec

from ingest.laws import head as heads
from ingest.laws.decode import UndecodableError, decode
from ingest.laws.web import is_html
from ontologies.places import place_of
from ontologies.records import Problem

Kind = Literal["law", "list", "override", "other"]

#: No statute comes near this; what does is no document.
LARGEST_FILE = 64 * 1024 * 1024
_LARGEST_ARCHIVE = 2 * 1024 * 1024 * 1024
_MOST_MEMBERS = 100_000
# Text shrinks five- to tenfold; what shrinks more than this, and is large, was made to hurt.
_WORST_RATIO = 200
_DEEPEST = 2

_CATEGORIES: Final = frozenset(
    (
        "宪法",
        "法律",
        "法律_历史版本",
        "有关法律问题的决定",
        "行政法规",
        "监察法规",
        "地方性法规",
        "自治条例和单行条例",
        "部门规章",
        "地方政府规章",
        "政府规章",
        "司法解释",
        "规范性文件",
        "党内法规",
    )
)
_LIST_SUFFIXES = frozenset((".xlsx", ".xlsm", ".xls", ".csv", ".tsv", ".et", ".ods"))
_DATA_SUFFIXES = frozenset((".yaml", ".yml", ".toml", ".json", ".jsonl"))
_TEXT_SUFFIXES = frozenset((".md", ".markdown", ".txt", ".text", ".htm", ".html", ".xhtml", ".mht", ""))
_WORD_SUFFIXES = frozenset((".docx", ".docm", ".doc", ".wps", ".pdf", ".rtf"))
_NOT_LAWS = re.compile(
    r"(?:readme|license|licence|changelog|contributing|notice|authors|index|summary|_sidebar|_index|todo|copying|security)(?:[._-].*)?$",
    re.I,
)
_DATED_NAME = re.compile(
    r"[\s_\-]*[(（\[【]?\s*((?:19|20)\d\d)\s*[-_.年]\s*(\d{1,2})\s*[-_.月]\s*(\d{1,2})\s*日?[^()（）]{0,12}?[)）\]】]?$"
    r"|[\s_\-]*[(（_\-]((?:19|20)\d\d)([01]\d)([0-3]\d)[)）]?$"
)
_YEAR_NAME = re.compile(r"[\s_\-]*[(（]\s*((?:19|20)\d\d)\s*年?\s*[)）]$")
_ARTICLE_LINE = re.compile(r"^[\s#*>]*第\s*[一二三四五六七八九十百千零〇两0-9０-９]+\s*[条章]", re.MULTILINE)


class Source(msgspec.Struct):
    """One file found. ``name`` is its path beneath what was asked for, with "/"; ``hints`` what its place tells; ``kind`` as
    :func:`sniff` says. A file that cannot be read at all has ``problem`` and no data."""

    name: str
    data: bytes
    hints: dict[str, str]
    kind: Kind
    problem: Problem | None = None


def hints_of(parts: Iterable[str]) -> dict[str, str]:
    """What a path's parts (outermost first, the file last) tell: ``stem`` (its name without suffix and date), ``date`` (2013-12-28)
    or ``year``, ``folder`` (a kind of law) and ``place``. Folders count from the file outwards as long as they are known ones, so that
    nothing above a collection has any say."""
    *folders, name = parts
    stem = PurePosixPath(name).stem if PurePosixPath(name).suffix.lower() in _ALL_SUFFIXES else name
    hints: dict[str, str] = {}
    match = _DATED_NAME.search(stem)
    if match:
        year, month, day = (match[1], match[2], match[3]) if match[1] else (match[4], match[5], match[6])
        if 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
            hints["date"] = f"{year}-{int(month):02}-{int(day):02}"
            stem = stem[: match.start()]
    else:
        match = _YEAR_NAME.search(stem)
        if match:
            hints["year"] = match[1]
            stem = stem[: match.start()]
    hints["stem"] = stem.strip()
    places: list[str] = []
    for folder in reversed(folders):
        if folder in _CATEGORIES:
            hints.setdefault("folder", folder)
        elif _is_place(folder):
            places.append(folder)
        else:
            break
    if places:
        hints["place"] = "".join(reversed(places))
    return hints


_ALL_SUFFIXES = _LIST_SUFFIXES | _DATA_SUFFIXES | _TEXT_SUFFIXES | _WORD_SUFFIXES | {".zip"}


@lru_cache(maxsize=4096)
def _is_place(folder: str) -> bool:
    place = place_of(folder)
    return place is not None and folder in (place.name, place.short)


def sniff(data: bytes, name: str) -> Kind:
    """What a file is, by content before suffix: ``law`` (text with articles or a legal title; Word and PDF files), ``list``
    (tables), ``override`` (a reviewed correction), ``other`` (left alone)."""
    path = PurePosixPath(name)
    suffix = path.suffix.lower()
    if path.name.startswith((".", "~$")) or _NOT_LAWS.match(path.stem):
        return "other"
    if data.startswith(b"PK\x03\x04"):
        members = _members(data)
        if members is None:
            return "list" if suffix in _LIST_SUFFIXES else "law" if suffix not in (".zip",) else "other"
        if "word/document.xml" in members:
            return "law"
        if "xl/workbook.xml" in members or "xl/workbook.bin" in members or "content.xml" in members:
            return "list"
        return "other"
    if suffix in _LIST_SUFFIXES:
        return "list"
    if suffix in _WORD_SUFFIXES or data.startswith((b"%PDF", b"{\\rtf")):
        return "law"
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return "law"
    if suffix not in _TEXT_SUFFIXES and suffix not in _DATA_SUFFIXES:
        return "other"
    try:
        text, _ = decode(data)
    except UndecodableError:
        # Bytes that are no text, under the name of a text: the reader says so.
        return "law" if suffix in (".md", ".txt", ".htm", ".html") else "other"
    if suffix in _DATA_SUFFIXES:
        return "override" if re.search(r"^\s*-?\s*\"?(?:law|法律|题名)\"?\s*[:=：]", text, re.MULTILINE) else "other"
    if not text.strip():
        return "law" if suffix in (".md", ".txt") else "other"
    if is_html(text) or "<!-- INFO END -->" in text or _ARTICLE_LINE.search(text):
        return "law"
    first = next((line.strip() for line in text.split("\n") if line.strip() and not line.startswith("---")), "")
    return (
        "law" if heads.is_title(heads.clean_title(first)) or heads.is_title(heads.clean_title(path.stem)) else "other"
    )


def _members(data: bytes) -> set[str] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return None


def expand(paths: Iterable[str | Path]) -> Iterator[Source]:
    """Every file under ``paths`` (folders, zip archives, files), each once, sorted by name within each path. Hidden files and
    Word's lock files are left out. A path that does not exist, a broken archive or member comes as a Source with a problem."""
    seen: set[Path] = set()
    for given in paths:
        path = Path(given)
        resolved = path.resolve()
        if not path.exists():
            yield _broken(str(given), "找不到这个文件或文件夹", "存在的路径", "核对路径")
            continue
        if path.is_dir():
            for file in _walk(path):
                if file.resolve() not in seen:
                    seen.add(file.resolve())
                    yield from _file(file, f"{resolved.name}/{file.relative_to(path).as_posix()}")
        elif resolved not in seen:
            seen.add(resolved)
            yield from _file(path, path.name)


def _walk(folder: Path) -> Iterator[Path]:
    found: list[Path] = []
    for root, names, files in os.walk(folder):
        names[:] = sorted(name for name in names if not name.startswith((".", "__")))
        found.extend(Path(root) / name for name in files if not name.startswith((".", "~$")))
    return iter(sorted(found, key=lambda p: p.relative_to(folder).as_posix()))


def _broken(name: str, message: str, expected: str, advice: str) -> Source:
    return Source(name, b"", {}, "other", Problem("error", name, "", message, expected, advice))


def _file(path: Path, name: str) -> Iterator[Source]:
    try:
        size = path.stat().st_size
        if path.suffix.lower() == ".zip":
            if size > _LARGEST_ARCHIVE:
                yield _too_large(name)
                return
            with path.open("rb") as file:
                yield from _archive(file, name, path.resolve().parts[1:], 0)
            return
        if size > LARGEST_FILE:
            yield _too_large(name)
            return
        data = path.read_bytes()
    except OSError as error:
        yield _broken(name, f"读不出这个文件（{error.strerror}）", "可读的文件", "核对文件权限后重新载入")
        return
    yield Source(name, data, hints_of(path.resolve().parts[1:]), sniff(data, name))


def _too_large(name: str) -> Source:
    return _broken(
        name, f"文件过大（超过{LARGEST_FILE // 1024 // 1024}兆字节），没有读入", "一份文件的正文", "拆分后重新载入"
    )


def _member_name(info: zipfile.ZipInfo) -> str:
    """A member's name; archives made on Chinese Windows write GBK and do not say so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _archive(
    file: io.BufferedIOBase | io.BytesIO | io.BufferedReader, name: str, outer: tuple[str, ...], depth: int
) -> Iterator[Source]:
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError):
        yield _broken(name, "压缩包不完整或已损坏，里面的文件都没有读入", "完整的 .zip 文件", "重新下载或重新压缩")
        return
    with archive:
        members = [(_member_name(info), info) for info in archive.infolist() if not info.is_dir()]
        total = sum(info.file_size for _, info in members)
        if len(members) > _MOST_MEMBERS or total > _LARGEST_ARCHIVE:
            yield _broken(name, "压缩包展开后过大，没有读入", "二十亿字节以内、十万个文件以内", "拆分后重新压缩")
            return
        # The archive's own name is a folder, as it would be when unpacked.
        folder = (*outer[:-1], PurePosixPath(outer[-1]).stem)
        for inside, info in sorted(members, key=lambda member: member[0]):
            parts = PurePosixPath(inside.replace("\\", "/")).parts
            if any(part.startswith((".", "__MACOSX", "~$")) for part in parts):
                continue
            full = f"{name}/{'/'.join(parts)}"
            if info.file_size > LARGEST_FILE or (
                info.file_size > 10 * 1024 * 1024 and info.file_size > _WORST_RATIO * max(info.compress_size, 1)
            ):
                yield _broken(full, "压缩包中的文件展开后过大，没有读入", "一份文件的正文", "核对压缩包的来源")
                continue
            try:
                with archive.open(info) as member:
                    data = member.read(LARGEST_FILE + 1)
            except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, OSError, EOFError):
                yield _broken(
                    full, "压缩包中的这个文件损坏或加了密，没有读入", "可以解开的文件", "重新压缩这个文件后再载入"
                )
                continue
            if len(data) > LARGEST_FILE:
                yield _broken(full, "压缩包中的文件展开后过大，没有读入", "一份文件的正文", "核对压缩包的来源")
                continue
            if parts[-1].lower().endswith(".zip") and depth < _DEEPEST:
                yield from _archive(io.BytesIO(data), full, (*folder, *parts), depth + 1)
                continue
            yield Source(full, data, hints_of((*folder, *parts)), sniff(data, full))

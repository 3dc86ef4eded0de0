"""HTML pages as lines: the part that holds the text, without what stands around it."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.laws import head as heads
from ingest.laws.pages import Page, plain, table_text

_ARTICLE = re.compile(r"第[一二三四五六七八九十百千零〇两\d]+条")
_ITEM = re.compile(r"(?:^|\s)(?:第[一二三四五六七八九十百千零〇\d]+[条章]|[（(][一二三四五六七八九十]+[）)])")
GONE = "script, style, noscript, nav, footer, aside, form, button, iframe, svg, select, template"
BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "p div section article main header li ul ol dl dt dd h1 h2 h3 h4 h5 h6 blockquote center tr td th tbody thead table "
        "pre figure figcaption address hr body",
    )
)
AROUND = re.compile(
    r"^(?:[【\[]?(?:打印|关闭|分享|收藏|返回|纠错|字号|字体|大|中|小|上一篇|下一篇|责任编辑|编辑|扫一扫|相关链接|相关附件|附件下载|相关阅读|版权所有|主办单位|承办单位|网站地图|联系我们|当前位置|您的位置|您现在的位置|首页|浏览次数|阅读次数|点击数|[京沪粤浙苏鲁豫渝川闽皖湘鄂赣冀晋陕甘辽吉黑桂琼滇贵云蒙宁青新藏津]ICP备|网站标识码|技术支持|Copyright|copyright))"
)


def is_html(text: str) -> bool:
    """Whether a text is an HTML page (and not Markdown with some tags in it)."""
    head = text[:3000].lstrip().lower()
    return head.startswith(("<!doctype html", "<html", "<?xml")) or bool(
        re.search(r"<(?:html|head|body|meta|title)[\s>]", head) and "</" in text[-3000:].lower()
    )


def declared_encoding(data: bytes) -> str:
    """The character set that a page's head names, or ""."""
    match = re.search(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]+)", data[:4096])
    return match[1].decode("ascii").lower() if match else ""


def html_page(source: str) -> Page:
    """The lines of the smallest part of the page that holds the articles (or most of the words), its title above them."""
    tree = LexborHTMLParser(source)
    claims: dict[str, str] = {}
    for meta in tree.css("meta"):
        name = meta.attributes.get("name") or ""
        content = re.sub(r"\s+", " ", meta.attributes.get("content") or "").strip()
        # The names that the rules for government web sites give (网站建设规范): the rest is for browsers.
        if name in ("ArticleTitle", "PubDate", "ContentSource", "SiteName", "ColumnName") and content:
            claims[name] = content
    page_title = tree.css_first("title")
    if page_title is not None:
        claims["html_title"] = re.sub(r"\s+", " ", page_title.text()).strip()
    headings = [node.text(strip=True) for node in tree.css("h1, h2, .title, #title")]
    tree.strip_tags(GONE.split(", "))
    body = tree.body
    if body is None:
        return Page([], "", "段", None, claims)
    lines: list[str] = []
    _emit(_main(body), lines)
    lines = _trimmed(lines)
    if not any(_could_be_title(line) for line in lines[:12]):
        title = _title(headings, claims)
        if title:
            lines.insert(0, f"# {title}")
    # Positions count what is no blank line, as a reader of the page would count paragraphs.
    spaced: list[str] = []
    positions: list[int] = []
    for number, line in enumerate(lines, 1):
        spaced.append(line)
        positions.append(number)
    return Page(spaced, "\n".join(spaced), "段", positions, claims)


def _could_be_title(line: str) -> bool:
    return line.startswith("# ") or heads.is_title(heads.clean_title(line))


def _title(headings: list[str], claims: dict[str, str]) -> str:
    offered = [claims.get("ArticleTitle", ""), *headings]
    offered.extend(
        re.split(r"\s*[_|｜—]+\s*|\s+-+\s+|-(?=[\u4e00-\u9fff]*(?:网|库|门户))", claims.get("html_title", ""))
    )
    return next((title for text in offered if heads.is_title(title := heads.clean_title(text))), "")


def _main(node: LexborNode) -> LexborNode:
    """Down the tree as long as one child holds nearly everything."""
    while True:
        text = node.text()
        articles = len(_ARTICLE.findall(text))
        best = None
        for child in node.iter():
            inside = child.text()
            enough = (
                len(_ARTICLE.findall(inside)) >= 0.95 * articles and len(inside) >= 0.5 * len(text)
                if articles >= 2
                else len(inside) >= 0.9 * len(text)
            )
            if enough and child.tag not in ("p", "h1", "h2", "span", "a", "b", "strong", "font"):
                best = child
                break
        if best is None or (best.tag in ("tr", "td", "tbody") and articles < 2):
            return node
        node = best


def _emit(node: LexborNode, lines: list[str]) -> None:
    """A node's lines, in order."""
    pieces: list[str] = []

    def flush() -> None:
        for text in "".join(pieces).split("\n"):
            text = re.sub(r"[ \t\r\u00a0]+", " ", text).strip()
            if text:
                lines.append(plain(text))
        pieces.clear()

    def walk(parent: LexborNode) -> None:
        for child in parent.iter(include_text=True):
            tag = child.tag
            if tag == "-text":
                # A line break in the source is a space on the page, and between Chinese characters nothing.
                text = child.text_content or ""
                pieces.append(re.sub(r"(?<=[^\x00-\x7f])\s*\n\s*(?=[^\x00-\x7f])|\s*\n\s*", joint, text))
            elif tag == "br":
                pieces.append("\n")
            elif tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
                flush()
                text = re.sub(r"\s+", " ", child.text()).strip()
                if text:
                    lines.append(f"{'#' * int(tag[1])} {text}" if len(text) <= 100 else plain(text))
            elif tag == "table" and not _is_layout(child):
                flush()
                lines.extend((*table_text(child.html or "").split("\n"), ""))
            elif tag in BLOCKS:
                flush()
                walk(child)
                flush()
            elif tag and not tag.startswith(("-", "_", "!")):
                walk(child)

    walk(node)
    flush()


def joint(match: re.Match[str]) -> str:
    return "" if match.start() and ord(match.string[match.start() - 1]) > 0x7F else " "


def _is_layout(table: LexborNode) -> bool:
    """A table that only holds the page together: one cell, or articles in it."""
    cells = table.css("td, th")
    text = table.text()
    return len(cells) <= 1 or (len(_ITEM.findall(text)) >= 2 and len(text) > 60 * len(cells))


def _trimmed(lines: list[str]) -> list[str]:
    start, end = 0, len(lines)
    while end > start and (not lines[end - 1] or AROUND.match(lines[end - 1].lstrip("\\"))):
        end -= 1
    while start < end and start < 20 and not _could_be_title(lines[start]) and AROUND.match(lines[start].lstrip("\\")):
        start += 1
    return [line for line in lines[start:end] if not re.fullmatch(r"[【\[]?(?:打印|关闭|分享)[^\u4e00-\u9fff]*", line)]

"""``python -m ontologies.page``: the vocabulary as a page for people (docs/vocabulary.md), on standard output."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from rdflib import RDFS
from rdflib.term import Literal, Node, URIRef

from ontologies.schema import Column, edge_tables, index_fields, node_tables
from ontologies.schemes import concepts, schemes
from ontologies.turtle import DF, SKOS, vocabulary

_DCT_IDENTIFIER = URIRef("http://purl.org/dc/terms/identifier")
_SPACES = {
    "eli": "http://data.europa.eu/eli/ontology#",
    "org": "http://www.w3.org/ns/org#",
    "skos": str(SKOS),
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "rdfs": str(RDFS),
}
_TYPES = {"string": "文本", "integer": "整数", "boolean": "真假", "date": "日期", "strings": "文本列表"}


def _said(node: Node, predicate: URIRef, language: str) -> str:
    for value in vocabulary().objects(node, predicate):
        if isinstance(value, Literal) and value.language == language:
            return str(value)
    return ""


def _short(term: Node) -> str:
    for prefix, space in _SPACES.items():
        if str(term).startswith(space):
            return f"{prefix}:{str(term)[len(space) :]}"
    return str(term)


def _standards(node: Node) -> str:
    """What a term is called elsewhere: "⊂" for a kind of, "≈" for near."""
    graph = vocabulary()
    found = [
        f"{sign} {_short(term)}"
        for predicate, sign in ((RDFS.subClassOf, "⊂"), (RDFS.subPropertyOf, "⊂"), (SKOS.closeMatch, "≈"))
        for term in sorted(graph.objects(node, predicate), key=str)
    ]
    found += [f"{value}（转述）" for value in sorted(graph.objects(node, _DCT_IDENTIFIER), key=str)]
    return "；".join(found)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"


def _column_rows(columns: Iterable[Column]) -> Iterator[tuple[str, ...]]:
    for column in columns:
        node = URIRef(column.iri)
        kind = _TYPES[column.type]
        if column.scheme:
            kind = f"代码：{schemes()[column.scheme]}"
        elif column.refers_to:
            kind = f"标识：{node_tables()[column.refers_to].label}"
        yield f"`{column.name}`", column.label, kind, _said(node, RDFS.comment, "zh"), _standards(node)


def lines() -> Iterator[str]:
    """The page, line by line."""
    graph = vocabulary()
    yield "# 词表"
    yield ""
    yield "由 `make docs` 从 `ontologies/vocabulary.ttl` 和 `ontologies/schemes.ttl` 生成，不要手改。"
    yield "⊂ 表示“是其一种”，≈ 表示“相近”。GB/T 47277-2026 的代码转述自公开程序代码，未与标准正文核对，采信前应核实。"
    yield ""
    yield "## 类"
    for table in node_tables().values():
        node = URIRef(table.iri)
        yield ""
        yield f"### {table.label} `{table.name}`"
        yield ""
        yield _said(node, RDFS.comment, "zh")
        standards = _standards(node)
        if standards:
            yield f"对应：{standards}。"
        yield "多份文档共用的节点。" if table.shared else "随所属文档生灭的节点。"
        yield ""
        yield from _table(("列", "名称", "类型", "含义", "对应标准"), _column_rows(table.columns))
    yield ""
    yield "## 关系"
    for edge in edge_tables().values():
        node = URIRef(edge.iri)
        yield ""
        yield f"### {edge.label} `{edge.name}`"
        yield ""
        yield _said(node, RDFS.comment, "zh")
        standards = _standards(node)
        if standards:
            yield f"对应：{standards}。"
        labels = node_tables()
        yield "连接：" + "；".join(f"{labels[a].label} → {labels[b].label}" for a, b in edge.pairs) + "。"
        own = [column for column in edge.columns if column.name != "document"]
        if own:
            yield ""
            yield from _table(("列", "名称", "类型", "含义", "对应标准"), _column_rows(own))
    yield ""
    yield "## 检索字段"
    yield ""
    how = {"keyword": "整体匹配", "text": "分词匹配", "date": "日期", "stored": "只返回"}
    yield from _table(
        ("字段", "名称", "索引方式", "多值", "可分面"),
        (
            (f"`{f.name}`", f.label, how[f.indexing], "是" if f.many else "", "是" if f.facet else "")
            for f in index_fields().values()
        ),
    )
    yield ""
    yield "## 编码表"
    for name, label in schemes().items():
        node = DF[name]
        yield ""
        yield f"### {label} `{name.removesuffix('Scheme')}`"
        yield ""
        yield _said(node, SKOS.definition, "zh")
        source = graph.value(node, DF.legalSource)
        if source is not None:
            yield f"出处：{source}。"
        yield ""
        yield from _table(
            ("代码", "名称", "English", "次序", "又称", "含义", "出处"),
            (
                (
                    f"`{c.code}`" if c.code else (f"归入 `{c.broader}`" if c.broader else "（上位概念）"),
                    c.label,
                    c.label_en,
                    str(c.order or ""),
                    "、".join(c.names),
                    c.definition,
                    c.source,
                )
                for c in concepts(name)
            ),
        )


def main() -> None:
    """Write the page."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write("\n".join(lines()) + "\n")


if __name__ == "__main__":
    main()

"""What ``dingfen doctor`` found, for people."""

from __future__ import annotations

from rich.text import Text

from api.render import Page
from ingest.doctor import NAMES, Examined
from ontologies.condition import Condition

_BACKENDS = {
    "sqlite": "SQLite（内嵌）",
    "postgresql": "PostgreSQL",
    "ladybug": "LadybugDB（内嵌）",
    "neo4j": "Neo4j",
    "tantivy": "tantivy（内嵌）",
    "elasticsearch": "Elasticsearch",
}
_COUNTS = {
    "document": "文档",
    "source": "文件",
    "review": "审查意见",
    "units": "单元",
    "nodes": "节点",
    "edges": "边",
    "documents": "可检索的条目",
    "servers": "服务器节点",
}


def _size(size: int | None) -> str:
    if size is None:
        return "大小服务器不说"
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.1f} MB"


def _serves(condition: Condition) -> str:
    if not condition.release:
        return "没有完成的发布"
    if condition.release != condition.target:
        return f"第 {condition.release} 版，正往第 {condition.target} 版"
    others = [str(number) for number in condition.kept if number != condition.release]
    return f"第 {condition.release} 版" + (f"（另存第 {'、'.join(others[-5:])} 版）" if others else "")


def examined(found: Examined) -> None:
    """One block a store, then what is to be done."""
    out = Page()
    out.line(f"数据目录 {found.home}" + (f"，磁盘还剩 {_size(found.free)}" if found.free is not None else ""), 4)
    if found.release:
        out.line(f"在用第 {found.release} 号发布，{found.documents} 份文档，{found.created} 生成", 4)
    for name, condition in (("database", found.database), ("graph", found.graph), ("search", found.search)):
        grave = any(trouble.grave and trouble.store == name for trouble in found.troubles)
        head = Text.assemble(
            (f"{NAMES[name]}  ", "bold"),
            ("不好", "bold red") if grave else ("没有" if condition is None else "好", "green"),
        )
        out.line(head)
        if condition is None:
            continue
        out.line(f"  {_BACKENDS[condition.backend]} {condition.version}，{condition.where}", 4)
        counts = "，".join(f"{_COUNTS[key]} {number:,}" for key, number in condition.counts.items())
        out.line(f"  {_serves(condition)}；{_size(condition.size)}" + (f"；{counts}" if counts else ""), 4)
        suits = "与本程序相同" if condition.suits else "与本程序不同"
        out.line(f"  结构 {condition.layout or '（空）'}，{suits}", 4)
    for trouble in found.troubles:
        out.line(
            Text("要处理  " if trouble.grave else "请留意  ", style="bold red" if trouble.grave else "yellow")
            + trouble.text,
            8,
        )
        out.line(f"        {trouble.advice}", 8)
    if not found.troubles:
        out.line(Text("都好。", style="green"))

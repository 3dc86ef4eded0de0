"""Choosing a backend by where the graph is."""

from __future__ import annotations

from pathlib import Path

from graph.port import GraphError, GraphStore


def open_graph(where: str | Path, wait: float = 10.0, look_only: bool = False) -> GraphStore:
    """The store at ``where``: a folder (embedded), or a bolt:// or neo4j:// URL (server), which may let a reader wait for ``wait`` seconds.
    With ``look_only`` a folder is left as it is. Raises GraphError."""
    text = str(where)
    if "://" not in text:
        # Each backend is loaded only when it is asked for: the servers' drivers are optional, and start-up is quick.
        from graph.ladybug_store import EmbeddedGraphStore

        return EmbeddedGraphStore(text, look_only)
    try:
        from graph.neo4j_store import Neo4jGraphStore
    except ModuleNotFoundError as error:
        raise GraphError("连接图服务器需要 neo4j 驱动：请安装 dingfen[servers]") from error
    return Neo4jGraphStore(text, wait)

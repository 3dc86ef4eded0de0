"""Opening a search store by where it is."""

from __future__ import annotations

from pathlib import Path

from search.port import SearchStore


def open_search(place: str | Path, embedding: str = "", wait: float = 10.0) -> SearchStore:
    """``http(s)://host:port[,host:port…][/name]`` opens an Elasticsearch of one or several nodes (``name``: its alias, dingfen by default;
    ``?shards=N&replicas=N`` for an index built from nothing), which may let a reader wait for ``wait`` seconds; anything else is a folder.
    ``embedding``: the folder of a model whose vectors stand beside the words ("": none)."""
    where = str(place)
    if where.startswith(("http://", "https://")):
        from urllib.parse import parse_qs, urlsplit

        from search.elastic_store import ElasticSearchStore

        parts = urlsplit(where)
        options = parse_qs(parts.query)
        return ElasticSearchStore(
            _nodes(parts.scheme, parts.netloc),
            name=parts.path.strip("/") or "dingfen",
            shards=int(options.get("shards", ["1"])[0]),
            replicas=int(options.get("replicas", ["0"])[0]),
            embedding=embedding,
            wait=wait,
        )
    from search.tantivy_store import EmbeddedSearchStore

    return EmbeddedSearchStore(Path(where), embedding)


def _nodes(scheme: str, netloc: str) -> list[str]:
    """The addresses of the nodes; a user and a password that stand before the first hold for all."""
    user, at, hosts = netloc.rpartition("@")
    return [f"{scheme}://{user}{at}{host}" for host in hosts.split(",")]

"""Opening a search store by where it is."""

from __future__ import annotations

from pathlib import Path

from search.port import SearchStore


def open_search(place: str | Path, embedding: str = "") -> SearchStore:
    """``http(s)://host:port[/name]`` opens an Elasticsearch (``name``: its alias, dingfen by default; ``?shards=N`` for an index
    built from nothing), anything else is a folder. ``embedding``: the folder of a model whose vectors stand beside the words ("": none)."""
    where = str(place)
    if where.startswith(("http://", "https://")):
        from urllib.parse import parse_qs, urlsplit

        from search.elastic_store import ElasticSearchStore

        parts = urlsplit(where)
        options = parse_qs(parts.query)
        return ElasticSearchStore(
            f"{parts.scheme}://{parts.netloc}",
            name=parts.path.strip("/") or "dingfen",
            shards=int(options.get("shards", ["1"])[0]),
            replicas=int(options.get("replicas", ["0"])[0]),
            embedding=embedding,
        )
    from search.tantivy_store import EmbeddedSearchStore

    return EmbeddedSearchStore(Path(where), embedding)

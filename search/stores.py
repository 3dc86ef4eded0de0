"""Opening a search store by where it is."""

from __future__ import annotations

from pathlib import Path

from search.port import SearchStore


def open_search(place: str | Path) -> SearchStore:
    """``http(s)://host:port[/name]`` opens an Elasticsearch (``name``: its alias, dingfen by default; ``?shards=N`` for an index
    built from nothing), anything else is a folder."""
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
        )
    from search.tantivy_store import EmbeddedSearchStore

    return EmbeddedSearchStore(Path(where))

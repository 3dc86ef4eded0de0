"""What a backend does for the shared reader."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Protocol


class Rows(Protocol):
    """What a backend does for the reader: run a query of ``graph.queries``. Dates come as ``datetime.date``."""

    @property
    def release(self) -> int:
        """The release that is served."""

    @property
    def target(self) -> int:
        """The release it is being brought forward to; ``release`` itself when it stands still."""

    def rows(self, query: str, params: dict[str, Any]) -> list[dict[str, Any]]:
        """The rows of one query."""

    def each(self, query: str, keys: Collection[str]) -> dict[str, list[dict[str, Any]]]:
        """The rows of one query for each ``$key``; every key is in the answer. The caller may sort the lists and must not
        change the rows."""

    def close(self) -> None: ...

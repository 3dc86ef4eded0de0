"""In what state a store is, as ``dingfen doctor`` tells it: the same for the graph and the index, embedded and on servers."""

from __future__ import annotations

import msgspec


class Condition(msgspec.Struct):
    """``backend`` (ladybug, neo4j, tantivy, elasticsearch) at ``where`` (a folder, or host:port; never with a password) in ``version``.

    ``release`` is the one that is served (0: none), ``target`` the one it is being brought to (the same when it stands still), ``kept``
    the releases that are whole. ``layout`` is the structure of the data, ``suits`` whether it is this program's. ``size`` is in bytes, None
    where the server does not say. ``counts`` tells of what is in it; ``left`` names what an interrupted load left behind; ``remarks`` are
    sentences in Chinese about what is not as it should be.
    """

    backend: str
    where: str
    version: str = ""
    release: int = 0
    target: int = 0
    kept: list[int] = []
    layout: str = ""
    suits: bool = True
    size: int | None = None
    counts: dict[str, int] = {}
    left: list[str] = []
    remarks: list[str] = []

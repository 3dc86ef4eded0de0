"""How seldom Python looks for rings among objects while very many are made that have none."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_SELDOM = 200_000, 50, 100
_guard = threading.Lock()
_inside = 0
_usual: tuple[int, int, int] = gc.get_threshold()


def collect_seldom() -> None:
    """For the rest of a process: of a load's time a fifth would go into looking, of a check's a third."""
    gc.set_threshold(*_SELDOM)


@contextmanager
def seldom_collected() -> Iterator[None]:
    """As :func:`collect_seldom` while inside; what was set before comes back when the last of all threads has left."""
    global _inside, _usual
    with _guard:
        if not _inside:
            _usual = gc.get_threshold()
            collect_seldom()
        _inside += 1
    try:
        yield
    finally:
        with _guard:
            _inside -= 1
            if not _inside:
                gc.set_threshold(*_usual)

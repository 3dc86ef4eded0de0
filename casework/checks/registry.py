"""Which check finds which kinds. Every module of the package has ``CHECKS``: pairs of the kinds that a function may find, and the function."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import casework.checks as package
from casework.findings import Check
from ontologies.records import FindingKind


@cache
def checks() -> tuple[tuple[frozenset[FindingKind], Check], ...]:
    """All checks, by module."""
    return tuple(_all())


def _all() -> Iterator[tuple[frozenset[FindingKind], Check]]:
    for module in sorted(found.name for found in iter_modules(package.__path__)):
        yield from getattr(import_module(f"casework.checks.{module}"), "CHECKS", ())

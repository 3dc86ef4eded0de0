"""Orders of what the graph tells of actors, functions and the succession of articles; no I/O."""

from __future__ import annotations

from typing import Any

# The surest word on what a body is for comes first.
VIAS = ("roster", "name", "mandate", "arrangement")


def number_order(number: str) -> tuple[int, ...]:
    """A key that sorts article numbers as the text has them: 9, 10, 10-1, 11."""
    return tuple(int(part) for part in number.split("-") if part.isdigit())


def place_of_actor(row: dict[str, Any]) -> tuple[Any, ...]:
    """By paragraph, place in it, then what is named and how."""
    return (
        int(row["paragraph"]),
        row["begins"],
        row["ends"],
        row["function"],
        row["modality"],
        row["act"],
        row["object"],
    )


def sureness(row: dict[str, Any]) -> tuple[int, str]:
    """By what tells of a body's function, then by function."""
    return VIAS.index(row["via"]), row["function"]

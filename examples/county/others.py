"""All lists of the example county beside the departments' power lists: one function that gives their files."""

from __future__ import annotations

from examples.county import others_bodies, others_departments, others_grants, others_towns, others_villages

PARTS = (others_towns, others_grants, others_departments, others_villages, others_bodies)


def files() -> dict[str, bytes]:
    """File name → bytes. Raises ValueError when two parts make a file of one name."""
    made: dict[str, bytes] = {}
    for part in PARTS:
        for name, data in part.files().items():
            if name in made:
                raise ValueError(f"两个模块都要生成“{name}”")
            made[name] = data
    return made

"""How often the function of an everyday question is found: ``python -m bench.asked [--save]``.

Five-fold cross-validation over ``ontologies/asked/*.tsv``: the right function at the first place and among the first three, as it stands and
with what carries a function counted as it. ``--save`` writes the model that comes with the program.
"""

from __future__ import annotations

import argparse
from datetime import date

from casework.asked_learn import PRUNED, learn_all
from casework.asked_model import default_model, save

_DAY = date(2026, 11, 24)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--save", action="store_true")
    told = parser.parse_args()
    model, measured = learn_all((), _DAY)
    if measured is not None:
        print(
            f"{measured.questions} 问，{len(model.answers)} 种答复：首位 {measured.first:.3f}，前三 {measured.third:.3f}；"
            f"上下位职能算同一个：首位 {measured.first_carried:.3f}，前三 {measured.third_carried:.3f}；锐度 {model.sharp}"
        )
    if told.save:
        print(f"已写 {save(model, default_model(), PRUNED) / 1e6:.2f} MB")


if __name__ == "__main__":
    main()

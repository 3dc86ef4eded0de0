"""Learning whose a question usually is (``casework.asked_model``): reading the questions, multinomial logistic regression, cross-validation.

``python -m bench.asked --save`` makes the model that comes with the program from ``ontologies/asked/*.tsv`` and the scheme of everyday words, both in
the repository; a county makes its own, of these and its resolved hotline tickets, with ``dingfen learn-asked``. The same rows give the same model.
"""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from casework.asked_model import COURT, NOBODY, Floats, Model, probabilities, signs
from ontologies import lay
from ontologies.functions import carried_by, functions, functions_in

#: The folder of questions that come with the program.
ASKED = Path(str(files("ontologies").joinpath("asked")))
# A sign counts from so many questions on; an answer too.
_LEAST_SIGNS, _LEAST_ANSWERS = 2, 3
# Of several functions the first is the main one.
_FIRST = 0.65
# An everyday expression beside a whole question.
_EXPRESSION = 0.15
_EPOCHS, _BATCH, _RATE, _DECAY = 14, 64, 0.35, 2e-5
_PARTS = 5
_SEED = 20260815


class Sample(NamedTuple):
    """A question and whose it is, the main one first; ``weight`` how much it counts, ``where`` the file and line it is from."""

    text: str
    codes: tuple[str, ...]
    weight: float = 1.0
    where: str = ""


class AskedError(ValueError):
    """Questions that cannot be read; the message says in which file and line, what was expected and what to do."""


def read_asked(path: Path) -> list[Sample]:
    """The questions of one file: 代码<TAB>问句 a line, several codes with commas, the main one first; empty lines and lines that begin with # are
    left out. Raises AskedError."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise AskedError(f"{path.name} 读不出：{error}；请存为 UTF-8 的文本") from error
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        where = f"{path.name} 第 {number} 行"
        told, tab, text = line.partition("\t")
        if not tab or not text.strip():
            raise AskedError(f"{where}：应为“职能代码<TAB>问句”，两栏之间用制表符隔开；请补上缺的一栏")
        codes = tuple(dict.fromkeys(code.strip() for code in told.split(",")))
        for code in codes:
            if code not in functions() and code != NOBODY:
                raise AskedError(
                    f"{where}：没有“{code}”这个职能代码；代码见 ontologies/functions.ttl，没有谁管的写 none，归法院的写 court"
                )
        found.append(Sample(text.strip(), codes, 1.0, where))
    return found


def read_folder(folder: Path) -> list[Sample]:
    """The questions of all files of a folder, by file name; a question that stands twice with the same answer counts once."""
    found: dict[tuple[str, tuple[str, ...]], Sample] = {}
    for path in sorted(folder.glob("*.tsv")):
        for one in read_asked(path):
            found.setdefault((one.text, one.codes), one)
    return list(found.values())


def expressions() -> list[Sample]:
    """The everyday expressions of the scheme with the functions that usually deal with them: short, so that they count little."""
    found = []
    for concept in dict.fromkeys(lay.by_expression().values()):
        codes = tuple(code for code in concept.functions if code in functions())[:2]
        if codes:
            said = [*concept.terms[:2], *concept.words]
            found += [Sample(word.replace(lay.GAP, ""), codes, _EXPRESSION) for word in said]
    return found


class _Rows(NamedTuple):
    """Samples as rows of signs: row ``n`` has ``columns[begins[n]:begins[n + 1]]``."""

    columns: NDArray[np.int64]
    begins: NDArray[np.int64]


def _vocabulary(seen: Sequence[Iterable[str]]) -> tuple[dict[str, int], Floats]:
    counts = Counter(sign for one in seen for sign in one)
    kept = sorted(sign for sign, count in counts.items() if count >= _LEAST_SIGNS)
    rarity = np.array([_kind(sign) * math.log(1 + len(seen) / counts[sign]) for sign in kept], np.float32)
    return {sign: row for row, sign in enumerate(kept)}, rarity


# What a sign weighs by its kind, before its rarity: characters say much of what words say again.
_KINDS = {"w": 1.0, "b": 0.5, "c": 0.6, "l": 1.0, "t": 0.5, "f": 0.8}


def _kind(sign: str) -> float:
    return _KINDS[sign[0]]


def train(samples: Sequence[Sample], made: str = "", sharp: float = 1.0) -> Model:
    """The model of samples: multinomial logistic regression over signs weighed by their rarity, by AdaGrad in small batches with a decay of
    weights. The same samples give the same model. Raises AskedError where there is nothing to tell apart."""
    counted = Counter(code for one in samples if one.weight >= 1 for code in one.codes)
    answers = tuple(sorted(code for code, count in counted.items() if count >= _LEAST_ANSWERS))
    if len(answers) < 2:
        raise AskedError(f"至少要有两种答复、每种 {_LEAST_ANSWERS} 个问句才能学习；请补充问句")
    place = {code: at for at, code in enumerate(answers)}
    used = [one for one in samples if any(code in place for code in one.codes)]
    seen = [signs(one.text) for one in used]
    known, rarity = _vocabulary(seen)
    columns = [np.array(sorted(known[sign] for sign in one if sign in known), np.int64) for one in seen]
    targets = np.zeros((len(used), len(answers)), np.float32)
    for row, one in enumerate(used):
        mine = [place[code] for code in one.codes if code in place]
        targets[row, mine[0]] = 1.0 if len(mine) == 1 else _FIRST
        for other in mine[1:]:
            targets[row, other] = (1 - _FIRST) / (len(mine) - 1)
    importance = np.array([one.weight for one in used], np.float32)
    weights = np.zeros((len(known), len(answers)), np.float32)
    bias = np.zeros(len(answers), np.float32)
    grown, bias_grown = np.full_like(weights, 1e-2), np.full_like(bias, 1e-2)
    values = [_unit(rarity[one]) for one in columns]
    dice = np.random.default_rng(_SEED)
    for epoch in range(_EPOCHS):
        rate = np.float32(_RATE * (1 - epoch / _EPOCHS) + 0.02)
        order = dice.permutation(len(used))
        for begin in range(0, len(order), _BATCH):
            batch = order[begin : begin + _BATCH]
            touched, within = np.unique(np.concatenate([columns[row] for row in batch]), return_inverse=True)
            if not len(touched):
                continue
            dense = np.zeros((len(batch), len(touched)), np.float32)
            lengths = [len(columns[row]) for row in batch]
            dense[np.repeat(np.arange(len(batch)), lengths), within] = np.concatenate([values[row] for row in batch])
            told = probabilities(dense @ weights[touched] + bias)
            wrong = (told - targets[batch]) * importance[batch][:, None]
            step = dense.T @ wrong + np.float32(_DECAY * len(batch)) * weights[touched]
            grown[touched] += step * step
            weights[touched] -= rate * step / np.sqrt(grown[touched])
            step = wrong.sum(axis=0)
            bias_grown += step * step
            bias -= np.float32(0.2) * rate * step / np.sqrt(bias_grown)
    questions = sum(one.weight >= 1 for one in used)
    return Model(answers, known, rarity, weights, bias, sharp, made, questions)


def _unit(values: Floats) -> Floats:
    norm = float(np.sqrt(np.sum(values * values))) or 1.0
    return (values / np.float32(norm)).astype(np.float32)


class Held(NamedTuple):
    """A question that was kept from learning, and what the model of the others says of it (sums by answer)."""

    sample: Sample
    answers: tuple[str, ...]
    sums: Floats


def cross_validate(samples: Sequence[Sample], beside: Sequence[Sample] = (), parts: int = _PARTS) -> list[Held]:
    """Each question as the model of the other parts answers it; ``beside`` are always learnt from. Parts are drawn by chance, the same each time."""
    order = np.random.default_rng(_SEED).permutation(len(samples))
    part = np.empty(len(samples), np.int64)
    part[order] = np.arange(len(samples)) % parts
    found: list[Held] = []
    for one in range(parts):
        model = train([*(sample for at, sample in enumerate(samples) if part[at] != one), *beside])
        found += [
            Held(sample, model.answers, model.sums(sample.text)) for at, sample in enumerate(samples) if part[at] == one
        ]
    return found


def calibrate(held: Sequence[Held]) -> float:
    """By what sums are to be multiplied so that probabilities are most like what came true: the least loss over questions kept from learning."""

    def loss(sharp: float) -> float:
        lost = 0.0
        for one in held:
            told = probabilities(one.sums[None, :].astype(np.float64) * sharp)[0]
            mine = [one.answers.index(code) for code in one.sample.codes if code in one.answers]
            lost -= math.log(max(1e-6, float(told[mine].sum()) if mine else 1e-6))
        return lost

    return min((round(0.1 * step, 1) for step in range(3, 41)), key=loss)


class Measured(NamedTuple):
    """Shares of ``questions`` that were answered right: at the first place, among the first three; and with what carries a function counted as
    it (渔业 is 农业农村's)."""

    questions: int
    first: float
    third: float
    first_carried: float
    third_carried: float


def measure(held: Sequence[Held], day: date) -> Measured:
    """How often held questions are answered right."""
    right = [0, 0, 0, 0]
    for one in held:
        told = [one.answers[at] for at in np.argsort(-one.sums, kind="stable")]
        wanted = set(one.sample.codes)
        right[0] += told[0] in wanted
        right[1] += bool(wanted & set(told[:3]))
        top = [_top(code, day) for code in told]
        top_wanted = {_top(code, day) for code in wanted}
        right[2] += top[0] in top_wanted
        right[3] += bool(top_wanted & set(list(dict.fromkeys(top))[:3]))
    share = max(1, len(held))
    return Measured(len(held), *(count / share for count in right))


def _top(code: str, day: date) -> str:
    """What has a function in the end on a day: a department, of which it is a part."""
    return (carried_by(code, day) or (code,))[-1]


def read_tickets(path: Path) -> list[Sample]:
    """Resolved tickets of a hotline: a CSV with a column 问题 (or 问句) and a column 部门 (or 机构, 职能): a body's name, a function's name or code;
    several with 、 or commas, the main one first; 无 for what is nobody's, 法院 for a private dispute. Raises AskedError."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            heads = [head for head in reader.fieldnames or () if head]
            rows = [(reader.line_num, row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise AskedError(f"{path.name} 读不出：{error}；请存为 UTF-8 的 CSV") from error
    question = next((head for head in heads if head.strip() in _QUESTION), None)
    whose = next((head for head in heads if head.strip() in _WHOSE), None)
    if question is None or whose is None:
        raise AskedError(f"{path.name} 第 1 行：应有“问题”和“部门”两栏，只有：{'、'.join(heads) or '空'}；请补上表头")
    found = []
    for number, row in rows:
        text, told = (row[question] or "").strip(), (row[whose] or "").strip()
        where = f"{path.name} 第 {number} 行"
        if not text and not told:
            continue
        codes = tuple(dict.fromkeys(code for part in re.split("[、，,；;]", told) for code in _codes(part.strip())))
        if not text or not codes:
            raise AskedError(
                f"{where}：“{told}”不是认得出职能的部门，或者没有问题；请写机构全称、职能名称，或 无、法院"
            )
        found.append(Sample(text, codes, 1.0, where))
    return found


_QUESTION = ("问题", "问句", "诉求", "诉求内容")
_WHOSE = ("部门", "机构", "职能", "承办单位", "承办部门")
_NONE = {"无": NOBODY, NOBODY: NOBODY, "法院": COURT, "人民法院": COURT}


def _codes(name: str) -> tuple[str, ...]:
    if name in _NONE:
        return (_NONE[name],)
    if name in functions():
        return (name,)
    return next(((code,) for code, known in functions().items() if known.label == name), ()) or functions_in(name)


def learn_all(more: Sequence[Sample], day: date, validate: bool = True) -> tuple[Model, Measured | None]:
    """The model of the questions that come with the program, of the everyday expressions, and of ``more``; measured by cross-validation of all
    questions, which also says how sharp it is."""
    samples, beside = [*read_folder(ASKED), *more], expressions()
    told, sharp = None, _USUALLY_SHARP
    if validate:
        held = cross_validate(samples, beside)
        told, sharp = measure(held, day), calibrate(held)
    model = train([*samples, *beside], day.isoformat(), sharp)
    if told is not None:
        model.measured = {name: round(float(value), 4) for name, value in told._asdict().items()}
    return model, told


# How sharp models of a few thousand questions have been.
_USUALLY_SHARP = 1.3
#: Weights nearer to nothing than this are left out of the file: it says the same in half the size.
PRUNED = 0.06

"""The command that learns to rank from resolved questions. Put under ``dingfen`` by :func:`register`."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.findings_cli import AsOfOption, HomeOption, JsonOption
from api.help import ChineseCommand

if TYPE_CHECKING:
    from search.learn import Learner, Lesson, Measured


def _shell() -> Any:
    from api import cli

    return cli


def learn(
    questions: Annotated[
        Path,
        typer.Argument(
            metavar="问句",
            help='已答复的问句，一行一个：{"id", "query", "relevant": ["法律题名第…条"]}',
            show_default=False,
        ),
    ],
    home: HomeOption = None,
    corpus: Annotated[
        Path | None,
        typer.Option("--corpus", metavar="文件", help="不用数据目录里的法律，用这个文件里的条文（一行一条）"),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="文件", help="模型写到哪里（默认数据目录的 models 里，检索随即使用）"),
    ] = None,
    as_of: AsOfOption = None,
    validate: Annotated[bool, typer.Option("--validate/--no-validate", help="先交叉验证，说明学得怎样")] = True,
    as_json: JsonOption = False,
) -> None:
    """从已答复的问句学习排序：写出带版本的排序模型，检索使用它。"""
    from search import learn as learning
    from search import open_search
    from search.rank import next_path

    shell = _shell()
    day: date = shell._day(as_of)
    resolved = learning.read_resolved(questions)
    # What is done goes to standard error: standard output is the result.
    tell = lambda text: typer.echo(text, err=True)  # noqa: E731
    if corpus is not None:
        units = learning.corpus_units(corpus)
        every = list(learning.lessons(resolved, learning.find_in(units)))
        with tempfile.TemporaryDirectory() as folder:
            store = open_search(folder)
            store.bring_forward(None, 1, (), units, len(units))
            reader = store.reader(1)
            path = out or next_path(shell._settings(home).folder / "models")
            answer = _learn(learning.Learner(reader.engine, every, day, tell), every, path, day, validate)
            reader.close()
            store.close()
    else:
        with shell._home(home) as opened:
            reader = opened.view().search
            every = list(learning.lessons(resolved, learning.find_by(reader, day)))
            path = out or next_path(opened.models)
            answer = _learn(learning.Learner(reader.engine, every, day, tell), every, path, day, validate)
    if as_json:
        shell._print_json(answer)
    else:
        _show(answer)


def _learn(learner: Learner, every: list[Lesson], path: Path, day: date, validate: bool) -> dict[str, Any]:
    from search.learn import measure
    from search.rank import save

    answer: dict[str, Any] = {
        "questions": len(every),
        "used": len(learner.used),
        "unknown": [lesson.resolved.id for lesson in every if not lesson.golds],
    }
    measured: dict[str, float] = {}
    if validate:
        found = learner.validate()
        parts = {"all": found, "unseen": [one for one in found if not one[1]]}
        for name, part in parts.items():
            told = measure(({doc.id for doc in lesson.golds}, order) for lesson, _, order in part)
            answer[name] = _figures(told)
            measured |= {f"{name}_{key}": value for key, value in answer[name].items()}
    model = learner.train(day, measured)
    save(model, path)
    answer["model"] = str(path)
    answer["bytes"] = path.stat().st_size
    return answer


def _figures(told: Measured) -> dict[str, float]:
    recall = {f"R@{k}": round(value, 4) for k, value in told.recall.items()}
    return {"questions": told.questions, **recall, "MRR@10": round(told.mrr, 4), "nDCG@10": round(told.ndcg, 4)}


def _show(answer: dict[str, Any]) -> None:
    typer.echo(f"问句 {answer['questions']} 个，能用的 {answer['used']} 个")
    if answer["unknown"]:
        shown = "、".join(answer["unknown"][:10])
        more = "等" if len(answer["unknown"]) > 10 else ""
        typer.echo(f"所引条文一条也没有载入的 {len(answer['unknown'])} 个，没有用：{shown}{more}")
    for name, label in (("all", "交叉验证"), ("unseen", "其中所答条文学习时没有见过的")):
        if name in answer:
            figures = dict(answer[name])
            count = figures.pop("questions")
            typer.echo(
                f"{label}（{count:.0f} 个）：" + "  ".join(f"{key} {value:.3f}" for key, value in figures.items())
            )
    typer.echo(f"模型已写到 {answer['model']}（{answer['bytes'] / 1e6:.1f} MB）")


def register(app: typer.Typer) -> None:
    """Put the command under ``app``."""
    app.command(cls=ChineseCommand)(_shell()._guarded(learn))

"""The command that learns from resolved tickets whose a question usually is. Put under ``dingfen`` by :func:`register`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.check_cli import _shell
from api.findings_cli import AsOfOption, HomeOption, JsonOption
from api.help import ChineseCommand


def learn_asked(
    tickets: Annotated[
        Path,
        typer.Argument(
            metavar="工单",
            help="已办结的工单（CSV）：一栏“问题”，一栏“部门”（机构或职能；没有谁管的写 无，归法院的写 法院）",
            show_default=False,
        ),
    ],
    home: HomeOption = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="文件", help="模型写到哪里（默认数据目录的 models 里，owners 随即使用）"),
    ] = None,
    as_of: AsOfOption = None,
    validate: Annotated[bool, typer.Option("--validate/--no-validate", help="先交叉验证，说明学得怎样")] = True,
    as_json: JsonOption = False,
) -> None:
    """从已办结的工单学习问句归谁管：连同随程序的问句写成模型，owners 使用它。"""
    from casework import asked_learn as learning
    from casework.asked_model import next_path, save

    shell = _shell()
    day = shell._day(as_of)
    try:
        more = learning.read_tickets(tickets)
        model, told = learning.learn_all(more, day, validate)
    except learning.AskedError as error:
        raise shell.UsageError(str(error)) from None
    path = out or next_path(shell._settings(home).folder / "models")
    size = save(model, path, learning.PRUNED)
    answer = {
        "tickets": len(more),
        "questions": model.questions,
        "answers": len(model.answers),
        "measured": told._asdict() if told is not None else {},
        "model": str(path),
        "bytes": size,
    }
    if as_json:
        shell._print_json(answer)
        return
    typer.echo(f"工单 {len(more)} 个，连同随程序的共 {model.questions} 个问句，{len(model.answers)} 种答复")
    if told is not None:
        typer.echo(f"交叉验证：首位 {told.first:.3f}，前三 {told.third:.3f}")
    typer.echo(f"模型已写到 {path}（{size / 1e6:.1f} MB）")


def register(app: typer.Typer) -> None:
    """Put the command under ``app``."""
    app.command("learn-asked", cls=ChineseCommand)(_shell()._guarded(learn_asked))

"""``dingfen doctor``: in what state everything is. Registered as ``api.check_cli`` is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from api.help import ChineseCommand

HomeOption = Annotated[
    Path | None, typer.Option("--home", metavar="文件夹", help="数据目录（默认 DINGFEN_HOME 或 ~/.dingfen）")
]
JsonOption = Annotated[bool, typer.Option("--json", help="输出 JSON")]


def doctor(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """看数据库、图、索引各在什么状态，载入有没有中断，该怎么办。只看不改；都好时退出码为 0，有要处理的为 1。"""
    import msgspec

    from api import cli, render_doctor
    from ingest.doctor import examine

    found = examine(cli._settings(home))
    if as_json:
        cli._print_json({"well": found.well, **msgspec.to_builtins(found)})
    else:
        render_doctor.examined(found)
    if not found.well:
        raise typer.Exit(1)


def register(app: typer.Typer) -> None:
    """Put the command under ``app``."""
    from api import cli

    guarded: Any = cli._guarded(doctor)
    app.command(cls=ChineseCommand)(guarded)

"""The command that says who owns a matter: ``owners``. Put under ``dingfen`` by :func:`register`."""

from __future__ import annotations

from typing import Annotated

import typer

from api.check_cli import _shell
from api.findings_cli import AsOfOption, HomeOption, JsonOption
from api.help import ChineseCommand


def owners(
    question: Annotated[
        list[str], typer.Argument(metavar="问题", help="要问的事，平常话即可，如 楼下饭店油烟谁管", show_default=False)
    ],
    home: HomeOption = None,
    place: Annotated[
        str,
        typer.Option("--place", metavar="区划", help="哪个地方的：区划代码或名称，可到乡镇（默认 DINGFEN_PLACE）"),
    ] = "",
    as_of: AsOfOption = None,
    limit: Annotated[int, typer.Option(metavar="个数", min=1, max=50, help="最多多少个机构")] = 5,
    as_json: JsonOption = False,
) -> None:
    """这件事由谁负责：机构、角色、理由的链条，和不利于它的；没有的，说明怎样定。"""
    from api import render_owners
    from casework import owners as asking

    shell = _shell()
    day, settings = shell._day(as_of), shell._settings(home)
    with shell._home(home) as opened:
        answer = asking.owners(opened.view(), " ".join(question), place or settings.place, day, limit, opened.models)
    if as_json:
        shell._print_json(answer)
    else:
        render_owners.owners(answer)


def register(app: typer.Typer) -> None:
    """Put the command under ``app``."""
    app.command(cls=ChineseCommand)(_shell()._guarded(owners))

"""The commands that help a person ask: ``suggest`` while typing, and ``related`` provisions. Put under ``dingfen`` by :func:`register`."""

from __future__ import annotations

from typing import Annotated

import typer

from api.check_cli import Words, _shell
from api.findings_cli import AsOfOption, HomeOption, JsonOption
from api.help import ChineseCommand


def suggest(
    text: Annotated[list[str], typer.Argument(metavar="字词", help="打了一半的字、拼音或首字母", show_default=False)],
    home: HomeOption = None,
    place: Annotated[
        str,
        typer.Option("--place", metavar="区划", help="只要这个地方、它所辖和对它适用的：区划代码或名称"),
    ] = "",
    kind: Annotated[
        Words,
        typer.Option(
            "--kind", metavar="种类", help="law power duty service body office place 等，或中文名；事项为全部事项"
        ),
    ] = None,
    as_of: AsOfOption = None,
    limit: Annotated[int, typer.Option(metavar="条数", min=1, max=50, help="最多多少条")] = 10,
    as_json: JsonOption = False,
) -> None:
    """联想：法律、事项、机构、科室、地方的名称，按字、拼音、首字母或混写（yjglj → 应急管理局）。"""
    from api import render_suggest
    from casework import suggest as suggesting

    shell = _shell()
    day = shell._day(as_of)
    with shell._home(home) as opened:
        answer = suggesting.suggest(opened.view(), " ".join(text), day, kind or (), place, limit)
    if as_json:
        shell._print_json(answer)
    else:
        render_suggest.suggestions(answer)


def related(
    law: Annotated[str, typer.Argument(metavar="法", help="题名、简称、标识，或带条号的引用", show_default=False)],
    article: Annotated[str, typer.Argument(metavar="条", help="如 38、第三十八条、133-1", show_default=False)] = "",
    home: HomeOption = None,
    way: Annotated[
        Words,
        typer.Option(
            "--way",
            metavar="关系",
            help="只要这种：penalty 违反它的处罚，duty 它所处罚的义务，moved_to 去向，came_from 来处，refers_to 它援引的，"
            "referred_by 援引它的，cited_with 一起作依据的，same_act 同一事项的依据；或中文名",
        ),
    ] = None,
    as_of: AsOfOption = None,
    limit: Annotated[int, typer.Option(metavar="条数", min=1, max=100, help="最多多少条")] = 20,
    as_json: JsonOption = False,
) -> None:
    """与一条有关的条文：去向和来处、处罚与义务、互相援引、常在一起作依据的，各有缘由和证据。"""
    from api import render_suggest
    from casework import related as relating

    shell = _shell()
    day = shell._day(as_of)
    with shell._home(home) as opened:
        answer = relating.related(opened.view(), law, article, day, limit, relating.ways_of(way or ()))
    if as_json:
        shell._print_json(answer)
    else:
        render_suggest.related(answer)


def register(app: typer.Typer) -> None:
    """Put the commands under ``app``."""
    guarded = _shell()._guarded
    for command in (suggest, related):
        app.command(cls=ChineseCommand)(guarded(command))

"""The commands that work on findings: what reviewers say of them, and what changes of law ask of the lists.

The commands are functions of this module; :func:`register` puts them under ``dingfen`` with the guards of ``api.cli``, which are looked up
then, because that module is still being made when it asks for these.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from api.help import ChineseCommand, ChineseGroup

HomeOption = Annotated[
    Path | None, typer.Option("--home", metavar="文件夹", help="数据目录（默认 DINGFEN_HOME 或 ~/.dingfen）")
]
JsonOption = Annotated[bool, typer.Option("--json", help="输出 JSON")]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", metavar="日期", help="哪一天的情形，如 2024-06-30（默认今天）")
]
ByOption = Annotated[str, typer.Option("--by", metavar="姓名", help="谁说的；必须写明")]
PlaceOption = Annotated[
    str, typer.Option("--place", metavar="区划", help="只看这个地方的清单：区划代码或名称（默认 DINGFEN_PLACE）")
]
BodyOption = Annotated[str, typer.Option("--body", metavar="机构", help="只看这个机构的事项：名称、简称或标识")]
LimitOption = Annotated[
    int, typer.Option(metavar="项数", min=0, max=100_000, help="每个机构最多显示多少项，0 为全部；--json 总是全部")
]


def _shell() -> Any:
    from api import cli

    return cli


def verdict(
    finding: Annotated[
        str,
        typer.Argument(
            metavar="发现", help="发现的标识，可不写 finding/，或只写末段的前几位（4 位以上）", show_default=False
        ),
    ],
    state: Annotated[
        str,
        typer.Argument(
            metavar="意见", help="采纳（accepted）、不成立（dismissed）或 已改（fixed）", show_default=False
        ),
    ] = "",
    by: ByOption = "",
    reason: Annotated[str, typer.Option("--reason", metavar="理由", help="理由；“不成立”必须写")] = "",
    withdraw: Annotated[bool, typer.Option("--withdraw", help="撤回现在的意见（历史里都留着）")] = False,
    home: HomeOption = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """对一项发现写下审查意见：采纳、不成立、已改；或撤回。重新载入后仍在。"""
    from api import render_work
    from casework import reviews

    shell = _shell()
    day = shell._day(as_of)
    if withdraw == bool(state):
        raise shell.UsageError("写一种意见：采纳、不成立或已改；撤回则只写 --withdraw")
    with shell._home(home) as opened:
        said = reviews.say(opened, opened.view(), finding, reviews.WITHDRAWN if withdraw else state, by, reason, day)
    if as_json:
        shell._print_json(said)
    else:
        render_work.verdict(said)


def verdicts(
    home: HomeOption = None,
    kind: Annotated[str, typer.Option("--kind", metavar="种类", help="只看这一种发现，如 basis.repealed、依据")] = "",
    by: Annotated[str, typer.Option("--by", metavar="姓名", help="只看这个人的")] = "",
    limit: Annotated[int, typer.Option(metavar="条数", min=0, max=100_000, help="显示多少条，0 为全部")] = 50,
    as_json: JsonOption = False,
) -> None:
    """审查意见的历史，最近的在前。"""
    from api import render_work
    from casework import reviews

    shell = _shell()
    with shell._home(home) as opened:
        answer = reviews.history(opened, kind, by)
    if as_json:
        shell._print_json(answer)
    else:
        render_work.verdicts(answer, limit)


def _since(text: str) -> date | None:
    from casework.questions import EARLIEST, LATEST

    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise _shell().UsageError(f"--since “{text}”不是日期，应为 年-月-日，如 2024-06-30") from None
    if not EARLIEST <= day <= LATEST:
        raise _shell().UsageError(f"--since 应在 {EARLIEST} 至 {LATEST} 之间")
    return day


def impact(
    law: Annotated[
        str,
        typer.Argument(metavar="法", help="哪部法：题名、简称或标识；不写则为全部有变动的法", show_default=False),
    ] = "",
    home: HomeOption = None,
    place: PlaceOption = "",
    body: BodyOption = "",
    since: Annotated[
        str, typer.Option("--since", metavar="日期", help="只看这一天以来施行、废止和将要施行的变动")
    ] = "",
    as_of: AsOfOption = None,
    limit: LimitOption = 20,
    as_json: JsonOption = False,
) -> None:
    """一部法改了、废了或将要改，影响到哪些清单行、机构、内设机构和乡镇，各办到哪一步。"""
    from api import render_work
    from casework import impact as asking

    shell = _shell()
    day, first, settings = shell._day(as_of), _since(since), shell._settings(home)
    with shell._home(home) as opened:
        answer = asking.impact(
            opened, opened.view(), law, day, place or settings.place, first, body, record=as_of is None
        )
    if as_json:
        shell._print_json(answer)
    else:
        render_work.impact(answer, limit)


def worklist(
    context: typer.Context,
    home: HomeOption = None,
    state: Annotated[
        list[str] | None,
        typer.Option("--state", metavar="状态", help="待处理、处理中、已调整、不需调整；不写则为还没有办完的"),
    ] = None,
    body: BodyOption = "",
    place: PlaceOption = "",
    limit: LimitOption = 20,
    as_json: JsonOption = False,
) -> None:
    """法律变动要办的事项：全部未办完的，或某种状态的；用 set 改状态。"""
    if context.invoked_subcommand is not None:
        return
    from api import render_work
    from casework import impact as asking

    shell = _shell()
    settings = shell._settings(home)
    with shell._home(home) as opened:
        answer = asking.worklist(opened, opened.view(), shell._day(None), place or settings.place, body, state or ())
    if as_json:
        shell._print_json(answer)
    else:
        render_work.worklist(answer, limit)


WorkArgument = Annotated[
    str,
    typer.Argument(metavar="编号", help="事项的编号 work/…，或其前几位（4 位以上）", show_default=False),
]


def worklist_set(
    key: WorkArgument,
    state: Annotated[str, typer.Argument(metavar="状态", help="待处理、处理中、已调整或不需调整", show_default=False)],
    by: ByOption = "",
    reason: Annotated[str, typer.Option("--reason", metavar="理由", help="理由；“不需调整”必须写")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """改一项的状态。"""
    from api import render_work
    from casework import impact as asking

    shell = _shell()
    with shell._home(home) as opened:
        step = asking.set_state(opened, opened.view(), key, state, by, reason, shell._day(None))
    if as_json:
        shell._print_json(step)
    else:
        render_work.worklist_steps([step])


def worklist_show(key: WorkArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """一项办理的经过。"""
    from api import render_work
    from casework import impact as asking

    shell = _shell()
    with shell._home(home) as opened:
        view = opened.view()
        found = asking.steps(opened, asking.find_work(opened, view, key, shell._day(None)))
    if as_json:
        shell._print_json({"steps": found})
    else:
        render_work.worklist_steps(found)


def register(app: typer.Typer) -> None:
    """Put the commands under ``app``."""
    guarded = _shell()._guarded
    for command in (verdict, verdicts, impact):
        app.command(cls=ChineseCommand)(guarded(command))
    group = typer.Typer(
        cls=ChineseGroup, help="法律变动要办的事项，和它们的状态。", invoke_without_command=True, rich_markup_mode=None
    )
    group.callback(invoke_without_command=True)(guarded(worklist))
    group.command("set", cls=ChineseCommand)(guarded(worklist_set))
    group.command("show", cls=ChineseCommand)(guarded(worklist_show))
    app.add_typer(group, name="worklist")

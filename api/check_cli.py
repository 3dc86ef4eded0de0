"""The commands that look for what is wrong: ``check``, and ``compare`` of two counties. Put under ``dingfen`` by :func:`register`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from api.findings_cli import AsOfOption, HomeOption, JsonOption
from api.help import ChineseCommand

Words = list[str] | None


def _shell() -> Any:
    from api import cli

    return cli


def _print_lines(rows: Iterable[Any]) -> None:
    """JSON, one object a line."""
    from casework.questions import to_json

    for row in rows:
        sys.stdout.buffer.write(to_json(row) + b"\n")
    sys.stdout.flush()


def check(
    home: HomeOption = None,
    kind: Annotated[
        Words,
        typer.Option("--kind", metavar="种类", help="只查这一种或一类：basis、basis.repealed、依据已废止，可写多次"),
    ] = None,
    body: Annotated[str, typer.Option("--body", metavar="机构", help="只要这个机构的：名称、简称或标识")] = "",
    place: Annotated[
        str,
        typer.Option(
            "--place", metavar="区划", help="只查这个地方的清单：区划代码或名称（默认 DINGFEN_PLACE，没有设则全部）"
        ),
    ] = "",
    as_of: AsOfOption = None,
    verdict: Annotated[Words, typer.Option("--verdict", metavar="结论", help="只要这种：确认、疑似、无法核验")] = None,
    severity: Annotated[Words, typer.Option("--severity", metavar="轻重", help="只要这一级：严重、一般、提示")] = None,
    finding: Annotated[Words, typer.Option("--id", metavar="标识", help="只要这一项发现")] = None,
    against: Annotated[
        str, typer.Option("--against", metavar="区划", help="与 --place 的县相比的另一个县，只列两县的不同")
    ] = "",
    lawful: Annotated[bool, typer.Option("--lawful", help="连同看上去像问题、认定为合法的一起列出")] = False,
    changes: Annotated[bool, typer.Option("--changes", help="只列上一次发布以来新增和消失的")] = False,
    rules: Annotated[bool, typer.Option("--rules", help="列出能查出的各种问题和规则，不核查")] = False,
    limit: Annotated[int, typer.Option(metavar="项数", min=0, help="终端上每种显示多少项，0 为全部")] = 5,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", metavar="文件", help="写成工作簿")] = None,
    docx: Annotated[Path | None, typer.Option("--docx", metavar="文件", help="写成 Word 报告")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON，一行一项发现")] = False,
) -> None:
    """核查清单：依据、位阶、重叠、重复、缺口、乡镇各清单之间，各有证据、规则和建议。"""
    from api import render_findings
    from casework import check as checking
    from casework import report

    shell = _shell()
    if rules:
        table = checking.kind_table()
        if as_json:
            _print_lines(table)
        else:
            render_findings.kinds(table)
        return
    day, settings = shell._day(as_of), shell._settings(home)
    asked = checking.Asked(
        tuple(kind or ()),
        body,
        place or ("" if body else settings.place),
        tuple(verdict or ()),
        tuple(severity or ()),
        tuple(finding or ()),
        lawful,
        against,
    )
    if changes and not asked.whole:
        raise shell.UsageError("--changes 比较的是全部核查，只能再写 --place、--as-of、--lawful")
    with shell._home(home) as opened:
        answer = checking.whole_answer(opened, opened.view(), asked, day, changes)
    for path, made in ((xlsx, report.as_workbook), (docx, report.as_report)):
        if path is not None:
            shell._write(path, made(answer))
            render_findings.written(path, answer["total"])
    if as_json:
        _print_lines(answer["findings"])
    elif xlsx is None and docx is None:
        render_findings.findings(answer, limit)


def compare(
    one: Annotated[str, typer.Argument(metavar="甲县", help="区划代码或名称", show_default=False)],
    other: Annotated[str, typer.Argument(metavar="乙县", help="区划代码或名称", show_default=False)],
    home: HomeOption = None,
    as_of: AsOfOption = None,
    body: Annotated[str, typer.Option("--body", metavar="机构", help="只比这个机构的事项")] = "",
    limit: Annotated[int, typer.Option(metavar="项数", min=0, help="每类显示多少项，0 为全部")] = 10,
    as_json: JsonOption = False,
) -> None:
    """两县的清单相比：这里有那里没有的，归属不同的，依据不同的。"""
    from api import render_findings
    from casework import counties

    shell = _shell()
    day = shell._day(as_of)
    with shell._home(home) as opened:
        answer = counties.compare(opened.view(), one, other, day, body)
    if as_json:
        shell._print_json(answer)
    else:
        render_findings.counties(answer, limit)


def register(app: typer.Typer) -> None:
    """Put the commands under ``app``."""
    guarded = _shell()._guarded
    for command in (check, compare):
        app.command(cls=ChineseCommand)(guarded(command))

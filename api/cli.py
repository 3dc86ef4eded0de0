"""The ``dingfen`` command: parse, call, render. Long work shows progress on a terminal and is quiet elsewhere.

Exit codes: 0 done, 1 refused or not found, 2 used wrongly.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, ParamSpec, TypeVar

import orjson
import typer

from api import render

app = typer.Typer(
    name="dingfen",
    help="定分：谁负责、依据什么法、清单错在哪里。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

P = ParamSpec("P")
R = TypeVar("R")

HomeOption = Annotated[Path | None, typer.Option("--home", help="数据目录（默认 DINGFEN_HOME 或 ~/.dingfen）")]
JsonOption = Annotated[bool, typer.Option("--json", help="输出 JSON")]
AsOfOption = Annotated[str | None, typer.Option("--as-of", help="哪一天的情形，如 2024-06-30（默认今天）")]


class UsageError(Exception):
    """An argument that cannot be used; the message is Chinese."""


def _day(text: str | None) -> date:
    if text is None:
        return date.today()  # noqa: DTZ011 - the day on the wall where the person asking sits
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--as-of “{text}”不是日期，应为 年-月-日，如 2024-06-30") from None


def _fail(message: str, code: int, as_json: bool = False) -> None:
    if as_json:
        sys.stdout.write(orjson.dumps({"error": message}).decode() + "\n")
    else:
        render.error(message)
    raise typer.Exit(code)


def _guarded(command: Callable[P, R]) -> Callable[P, R]:
    """Turn what can go wrong into a clear message and the right exit code."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        from graph.port import GraphError
        from ingest.database import DatabaseError
        from ingest.home import NothingLoadedError
        from ingest.store import BusyError, NoSuchReleaseError
        from search.port import SearchError

        as_json = bool(kwargs.get("as_json"))
        try:
            return command(*args, **kwargs)
        except UsageError as error:
            _fail(str(error), 2, as_json)
        except (
            LookupError,
            GraphError,
            SearchError,
            DatabaseError,
            NothingLoadedError,
            BusyError,
            NoSuchReleaseError,
        ) as error:
            _fail(str(error.args[0]) if error.args else str(error), 1, as_json)
        except BrokenPipeError:
            # `dingfen … | head`: whoever read has had enough.
            sys.stderr.close()
            raise typer.Exit(0) from None
        raise typer.Exit(1)

    return run


@contextmanager
def _home(folder: Path | None) -> Iterator[Any]:
    from ingest.home import Home
    from ingest.settings import Settings

    home = Home(Settings(home=folder) if folder is not None else Settings())
    try:
        yield home
    finally:
        home.close()


def _print_json(value: Any) -> None:
    from casework.questions import plain

    sys.stdout.write(orjson.dumps(plain(value), option=orjson.OPT_INDENT_2).decode() + "\n")


@app.command()
@_guarded
def load(
    paths: Annotated[list[Path], typer.Argument(help="文件、文件夹或 zip", show_default=False)],
    home: HomeOption = None,
    strict: Annotated[bool, typer.Option("--strict", help="有任何错误或警告即整体拒绝")] = False,
    as_json: JsonOption = False,
) -> None:
    """载入法律文件和清单，生成一版发布。"""
    from ingest.home import RefusedError

    missing = [path for path in paths if not path.exists()]
    if missing:
        raise UsageError("找不到：" + "、".join(map(str, missing)))
    with _home(home) as place, render.progress(quiet=as_json) as progress:
        try:
            report = place.load(paths, strict, progress)
            refused = False
        except RefusedError as error:
            report, refused = error.report, True
    if as_json:
        _print_json({"refused": refused, **_report(report)})
    else:
        render.load_report(report, refused)
    if refused:
        raise typer.Exit(1)


def _report(report: Any) -> dict[str, Any]:
    from casework.questions import plain

    answer: dict[str, Any] = plain(report)
    for problem, entry in zip(report.problems, answer["problems"], strict=True):
        entry["text"] = problem.text()
    return answer


def _filters(
    kind: list[str] | None,
    type_: list[str] | None,
    rank: list[str] | None,
    status: list[str] | None,
    body: list[str] | None,
    level: list[str] | None,
    place: list[str] | None,
    theme: list[str] | None,
) -> dict[str, list[str]]:
    named = {
        "kind": kind,
        "type": type_,
        "rank": rank,
        "status": status,
        "body": body,
        "level": level,
        "place": place,
        "theme": theme,
    }
    return {name: values for name, values in named.items() if values}


@app.command()
@_guarded
def search(
    words: Annotated[list[str], typer.Argument(help="要找的话、名称或条款", show_default=False)],
    home: HomeOption = None,
    kind: Annotated[list[str] | None, typer.Option(help="种类：law provision power duty body office，或中文名")] = None,
    type_: Annotated[list[str] | None, typer.Option("--type", help="职权类型或履职种类")] = None,
    rank: Annotated[list[str] | None, typer.Option(help="位阶")] = None,
    status: Annotated[list[str] | None, typer.Option(help="时效性")] = None,
    body: Annotated[list[str] | None, typer.Option(help="机构名称")] = None,
    level: Annotated[list[str] | None, typer.Option(help="层级")] = None,
    place: Annotated[list[str] | None, typer.Option(help="区划代码")] = None,
    theme: Annotated[list[str] | None, typer.Option(help="主题")] = None,
    as_of: AsOfOption = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="显示多少条")] = 10,
    skip: Annotated[int, typer.Option(min=0, max=1000, help="跳过多少条")] = 0,
    explain: Annotated[bool, typer.Option("--explain", help="说明每条为什么排在这里")] = False,
    as_json: JsonOption = False,
) -> None:
    """检索法律文件、条款、职权、履职事项、机构。"""
    from casework import questions

    filters = _filters(kind, type_, rank, status, body, level, place, theme)
    with _home(home) as opened:
        page = questions.search(
            opened.view(), " ".join(words), _day(as_of), filters, skip, limit, explain=explain or as_json
        )
    if as_json:
        _print_json(page)
    else:
        render.search_page(page, " ".join(words), skip, explain)


@app.command()
@_guarded
def trace(
    identifier: Annotated[str, typer.Argument(help="标识，或条款、事项名称", show_default=False)],
    home: HomeOption = None,
    as_of: AsOfOption = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="每类最多多少条")] = 200,
    as_json: JsonOption = False,
) -> None:
    """追溯依据：事项→清单行→条款→法律→上位法；或从条款查哪些事项以它为据。"""
    from casework import questions

    with _home(home) as opened:
        answer = questions.trace(opened.view(), identifier, _day(as_of), limit)
    if as_json:
        _print_json(answer)
    else:
        render.trace(answer)


@app.command()
@_guarded
def show(
    identifier: Annotated[str, typer.Argument(help="标识，或条款、事项名称", show_default=False)],
    home: HomeOption = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """显示一部法、一条、一个事项、一个机构的全部内容。"""
    from casework import questions

    with _home(home) as opened:
        answer = questions.show(opened.view(), identifier, _day(as_of))
    if as_json:
        _print_json(answer)
    else:
        render.thing(answer)


@app.command()
@_guarded
def cite(
    text: Annotated[
        list[str] | None, typer.Argument(help="依据原文（不写则从标准输入逐行读）", show_default=False)
    ] = None,
    home: HomeOption = None,
    as_of: AsOfOption = None,
    place: Annotated[str, typer.Option(help="区划代码：简写的地方法规按此认定")] = "",
    jsonl: Annotated[bool, typer.Option("--jsonl", help="每行输入输出一个 JSON 对象")] = False,
) -> None:
    """读出文字里的法律引用，并核对到条、款、项。"""
    from casework import questions
    from ingest.resolve import Resolver

    day = _day(as_of)
    with _home(home) as opened:
        number = opened.store.current()
        resolver = Resolver(opened.catalogue(number)) if number else Resolver.empty()
        area = place or opened.settings.place
    names = resolver.names()
    source = text if text else (line.rstrip("\r\n") for line in _stdin())
    for answer in questions.cite(resolver, source, day, area, names):
        if jsonl:
            sys.stdout.buffer.write(orjson.dumps(answer) + b"\n")
        else:
            render.citations(answer)
    sys.stdout.flush()


def _stdin() -> Iterator[str]:
    """Standard input as UTF-8 whatever the locale says; what is not UTF-8 is replaced, never dropped."""
    for line in sys.stdin.buffer:
        yield line.decode("utf-8", errors="replace")


@app.command()
@_guarded
def laws(
    title: Annotated[str | None, typer.Argument(help="题名里的字", show_default=False)] = None,
    home: HomeOption = None,
    rank: Annotated[str, typer.Option(help="位阶")] = "",
    place: Annotated[str, typer.Option(help="适用地域（区划代码，全国为 cn）")] = "",
    status: Annotated[str, typer.Option(help="时效性")] = "",
    as_of: AsOfOption = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="显示多少部")] = 20,
    skip: Annotated[int, typer.Option(min=0, help="跳过多少部")] = 0,
    as_json: JsonOption = False,
) -> None:
    """列出法律文件、各版本，以及每个日期是怎样认定的。"""
    from casework import questions

    filters = {"title": title or "", "rank": rank, "jurisdiction": place, "status": status}
    with _home(home) as opened:
        answer = questions.laws(opened.view(), _day(as_of), filters, skip, limit)
    if as_json:
        _print_json(answer)
    else:
        render.laws(answer)


@app.command()
@_guarded
def stats(home: HomeOption = None, as_of: AsOfOption = None, as_json: JsonOption = False) -> None:
    """当前发布的总数。"""
    from casework import questions

    with _home(home) as opened:
        answer = questions.stats(opened.view(), _day(as_of))
    if as_json:
        _print_json(answer)
    else:
        render.stats(answer)


releases_app = typer.Typer(help="发布：列出、比较、回到某一版。", invoke_without_command=True)
app.add_typer(releases_app, name="releases")


@releases_app.callback(invoke_without_command=True)
@_guarded
def releases(context: typer.Context, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """列出全部发布。"""
    if context.invoked_subcommand is not None:
        return
    with _home(home) as opened:
        found, current = opened.store.releases(), opened.store.current()
    if as_json:
        _print_json({"current": current, "releases": found})
    else:
        render.releases(found, current)


@releases_app.command("diff")
@_guarded
def releases_diff(
    before: Annotated[int, typer.Argument(metavar="A", show_default=False)],
    after: Annotated[int, typer.Argument(metavar="B", show_default=False)],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """两版发布之间增减了哪些文档。"""
    from casework import questions

    with _home(home) as opened:
        for number in (before, after):
            opened.store.release(number)
        one = {member.digest for member in opened.store.members(before)}
        other = {member.digest for member in opened.store.members(after)}
        answer = questions.releases_diff(opened.store.titles(one ^ other), one, other)
    if as_json:
        _print_json({"a": before, "b": after, **answer})
    else:
        render.releases_diff(before, after, answer)


@releases_app.command("use")
@_guarded
def releases_use(
    number: Annotated[int, typer.Argument(metavar="N", show_default=False)],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """改用某一版发布。"""
    with _home(home) as opened, render.progress(quiet=as_json) as progress:
        release = opened.use(number, progress)
    if as_json:
        _print_json(release)
    else:
        render.said(f"现在使用第 {release.number} 号发布（{release.documents} 份文档，{release.created} 生成）")


@app.command()
@_guarded
def withdraw(
    document: Annotated[str, typer.Argument(help="文件路径、文件名、题名、版本标识或文档编号", show_default=False)],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """撤下一份文档，生成新的一版发布。"""
    with _home(home) as opened, render.progress(quiet=as_json) as progress:
        report = opened.withdraw(document, progress)
    if as_json:
        _print_json(_report(report))
    else:
        render.said(f"已撤下 {report.removed} 份文档，现在使用第 {report.release} 号发布")


@app.command()
@_guarded
def serve(
    home: HomeOption = None,
    host: Annotated[str, typer.Option(help="监听地址")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="端口")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="进程数")] = 1,
) -> None:
    """启动 HTTP 服务。"""
    from api.http import run

    run(home, host, port, workers)


@app.command()
@_guarded
def demo(
    examples: Annotated[Path, typer.Argument(help="示例文件夹")] = Path("examples"),
    home: Annotated[Path, typer.Option(help="示例数据目录")] = Path(".dingfen-demo"),
    port: Annotated[int, typer.Option(min=0, max=65535, help="端口")] = 8000,
    serve_after: Annotated[bool, typer.Option("--serve/--no-serve", help="最后是否启动服务")] = True,
) -> None:
    """载入示例县，演示一次检索和一次追溯，然后启动服务。"""
    from casework import questions
    from ingest.home import Home
    from ingest.settings import Settings

    if not examples.exists():
        raise UsageError(f"找不到示例文件夹：{examples}")
    with Home(Settings(home=home)) as opened:
        with render.progress(quiet=False) as progress:
            report = opened.load([examples], progress=progress)
        render.load_report(report, False)
        day = _day(None)
        view = opened.view()
        words = "公共场所卫生"
        render.heading(f"dingfen search {words}")
        render.search_page(questions.search(view, words, day, limit=6), words, 0, False)
        duties = questions.search(view, words, day, {"kind": ["duty"]}, limit=1)
        if duties.hits:
            render.heading(f"dingfen trace {duties.hits[0].id}")
            render.trace(questions.trace(view, duties.hits[0].id, day))
    if serve_after:
        from api.http import run

        render.heading("服务")
        run(home, "127.0.0.1", port, 1)


def main() -> None:
    """The console script."""
    app()


if __name__ == "__main__":
    main()

"""The ``dingfen`` command: parse, call, render. Long work shows progress on a terminal and is quiet elsewhere.

Exit codes: 0 done, 1 refused, not found, or (``load``) done without the files that could not be read, 2 used wrongly. With
``--json`` (``--jsonl``) the answer is on standard output and nothing else is; an error then is ``{"error": …}`` there too.
"""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, ParamSpec, TypeVar

import orjson
import typer

from api import asked_cli, check_cli, doctor_cli, findings_cli, learn_cli, owners_cli, suggest_cli
from api.help import ChineseCommand, ChineseGroup

# Everything else is imported where it is needed: `dingfen cite` and `--help` must start at once.
if TYPE_CHECKING:
    from ingest.home import Home
    from ingest.resolve import Resolver
    from ingest.settings import Settings
    from ontologies.places import Place

app = typer.Typer(
    name="dingfen",
    cls=ChineseGroup,
    help="定分：谁负责、依据什么法、清单错在哪里。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

P = ParamSpec("P")
R = TypeVar("R")

HomeOption = Annotated[
    Path | None, typer.Option("--home", metavar="文件夹", help="数据目录（默认 DINGFEN_HOME 或 ~/.dingfen）")
]
JsonOption = Annotated[bool, typer.Option("--json", help="输出 JSON")]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", metavar="日期", help="哪一天的情形，如 2024-06-30（默认今天）")
]
Thing = Annotated[
    str, typer.Argument(metavar="标识或名称", help="标识，或引用、题名、事项和机构的名称", show_default=False)
]
Words = list[str] | None


class UsageError(Exception):
    """An argument that cannot be used; the message is Chinese."""


def _day(text: str | None) -> date:
    from casework.questions import EARLIEST, LATEST

    if text is None:
        return date.today()  # noqa: DTZ011 - the day on the wall where the person asking sits
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--as-of “{text}”不是日期，应为 年-月-日，如 2024-06-30") from None
    if not EARLIEST <= day <= LATEST:
        raise UsageError(f"--as-of 应在 {EARLIEST} 至 {LATEST} 之间")
    return day


def _fail(message: str, code: int, as_json: bool = False) -> NoReturn:
    if as_json:
        sys.stdout.write(orjson.dumps({"error": message}).decode() + "\n")
    else:
        from api import render

        render.error(message)
    raise typer.Exit(code)


def _guarded(command: Callable[P, R]) -> Callable[P, R]:
    """Turn what can go wrong into a clear message and the right exit code."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except (typer.Exit, typer.Abort, KeyboardInterrupt):
            raise
        except BrokenPipeError:
            # `dingfen … | head`: whoever read has had enough.
            sys.stderr.close()
            raise typer.Exit(0) from None
        except Exception as error:
            message, code = _told(error)
            _fail(message, code, bool(kwargs.get("as_json")))

    return run


def _told(error: Exception) -> tuple[str, int]:
    """What to tell of an error, and the exit code."""
    from pydantic import ValidationError

    from casework.questions import QuestionError
    from graph.port import GraphError
    from ingest.database import TROUBLE, DatabaseError
    from ingest.database import told as told_of_database
    from ingest.home import NothingLoadedError
    from ingest.store import BusyError, NoSuchReleaseError
    from search.port import SearchError

    said = str(error.args[0]) if error.args else str(error)
    if isinstance(error, (UsageError, QuestionError)):
        return said, 2
    if isinstance(error, ValidationError):
        names = "、".join(
            f"DINGFEN_{str(entry['loc'][0]).upper()}（现为 {entry['input']}）" for entry in error.errors()
        )
        return f"设置不能用：{names}。取值见 README 的“设置”一节", 2
    known = (GraphError, SearchError, DatabaseError, NothingLoadedError, BusyError, NoSuchReleaseError)
    if isinstance(error, known) or (isinstance(error, LookupError) and not isinstance(error, (KeyError, IndexError))):
        return said, 1
    if isinstance(error, TROUBLE):
        return told_of_database(error), 1
    if isinstance(error, OSError):
        return f"{error.filename or '文件'}：{error.strerror or error}。请检查路径、权限和磁盘空间", 1
    traceback.print_exception(error)
    return f"程序内部出错（{type(error).__name__}）。请把上面的信息连同所用命令告诉维护者", 1


def _settings(folder: Path | None) -> Settings:
    from ingest.settings import Settings

    return Settings(home=folder) if folder is not None else Settings()


@contextmanager
def _home(folder: Path | None) -> Iterator[Home]:
    from ingest.home import Home

    home = Home(_settings(folder))
    try:
        yield home
    finally:
        home.close()


def _print_json(value: Any) -> None:
    from casework.questions import to_json

    sys.stdout.buffer.write(to_json(value, indent=True) + b"\n")
    sys.stdout.flush()


@app.command(cls=ChineseCommand)
@_guarded
def load(
    paths: Annotated[
        list[Path], typer.Argument(metavar="路径", help="文件、文件夹或 zip，可以多个", show_default=False)
    ],
    home: HomeOption = None,
    strict: Annotated[bool, typer.Option("--strict", help="有任何错误或警告即整体拒绝")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="只说明清单的每张表、每一列怎样理解，不载入")] = False,
    authority: Annotated[str, typer.Option(metavar="机构", help="这一份清单是谁的（单个文件；优先于说明文件）")] = "",
    place: Annotated[
        str, typer.Option(metavar="区划", help="这一份清单是哪里的：区划代码或名称，如 421127、黄梅县")
    ] = "",
    edition: Annotated[str, typer.Option(metavar="日期", help="这一份清单是哪天的版本，如 2024-06-30")] = "",
    kind: Annotated[
        str, typer.Option(metavar="种类", help="这一份清单的种类，如 权责清单、履职事项清单、配合履职")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """载入法律文件和清单，生成一版发布；或用 --explain 先看清单怎样理解。有文件读不了时其余照样载入，退出码为 1。"""
    from api import render
    from casework import questions
    from ingest.home import RefusedError
    from ingest.lists.sidecar import wrong_flags

    missing = [path for path in paths if not path.exists()]
    if missing:
        raise UsageError("找不到：" + "、".join(map(str, missing)))
    flags = {"authority": authority, "place": place, "edition": edition, "kind": kind}
    told = {key: value for key, value in flags.items() if value}
    if told and (len(paths) != 1 or paths[0].is_dir() or paths[0].suffix.lower() == ".zip"):
        raise UsageError("、".join(f"--{key}" for key in told) + " 说的是一份清单，只能和一个清单文件一起用")
    wrong = wrong_flags(told)
    if wrong:
        raise UsageError("；".join(wrong))
    if explain:
        _explain(paths, home, told, as_json)
        return
    with _home(home) as opened, render.progress(quiet=as_json) as progress:
        try:
            report = opened.load(paths, strict, progress, told=told)
            refused = False
        except RefusedError as error:
            report, refused = error.report, True
    if as_json:
        _print_json(questions.load_answer(report, refused))
    else:
        render.load_report(report, refused)
    if refused or report.failed:
        raise typer.Exit(1)


def _explain(paths: list[Path], folder: Path | None, told: dict[str, str], as_json: bool) -> None:
    """Show how lists would be read. The data folder is looked into for divisions and otherwise left alone."""
    from api import render
    from ingest.read import explain

    settings = _settings(folder)
    known: list[Place] = []
    if settings.database or (settings.folder / "dingfen.db").is_file():
        with _home(folder) as opened:
            known = opened.divisions()
    files = explain(paths, told, known)
    if as_json:
        _print_json({"files": files})
    else:
        render.explained(files)
    if any(problem.severity == "error" for file in files for problem in file.problems):
        raise typer.Exit(1)


@app.command(cls=ChineseCommand)
@_guarded
def rebuild(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """由数据库重建当前发布的图和索引（它们损坏、丢失，或程序换了切词办法时用）。"""
    from api import render
    from casework import questions

    with _home(home) as opened, render.progress(quiet=as_json) as progress:
        report = opened.rebuild(progress)
    if as_json:
        _print_json(questions.load_answer(report))
    else:
        render.said(f"已重建第 {report.release} 号发布的图和索引（{report.units} 个单元）")


def _facet(name: str, said: str) -> Any:
    return typer.Option(f"--{name}", metavar="值", help=said)


@app.command(cls=ChineseCommand)
@_guarded
def search(
    words: Annotated[list[str], typer.Argument(metavar="字词", help="要找的话、名称或条款", show_default=False)],
    home: HomeOption = None,
    kind: Annotated[Words, _facet("kind", "种类：law provision power duty body office，或中文名")] = None,
    type_: Annotated[Words, _facet("type", "职权类型、履职种类或法律位阶，如 行政处罚")] = None,
    rank: Annotated[Words, _facet("rank", "位阶，如 行政法规")] = None,
    status: Annotated[Words, _facet("status", "时效性，如 有效、已废止")] = None,
    body: Annotated[Words, _facet("body", "机构名称")] = None,
    level: Annotated[Words, _facet("level", "层级，如 县级")] = None,
    place: Annotated[Words, _facet("place", "区划代码或名称")] = None,
    theme: Annotated[Words, _facet("theme", "履职事项的主题，如 生态环保")] = None,
    function: Annotated[Words, _facet("function", "条款指明的、机构承担的职能，如 应急管理")] = None,
    as_of: AsOfOption = None,
    limit: Annotated[int, typer.Option(metavar="条数", min=1, max=1000, help="显示多少条")] = 10,
    skip: Annotated[int, typer.Option(metavar="条数", min=0, max=1000, help="跳过多少条")] = 0,
    explain: Annotated[bool, typer.Option("--explain", help="说明每条为什么排在这里")] = False,
    as_json: JsonOption = False,
) -> None:
    """检索法律文件、条款、职权、履职事项、机构。"""
    from api import render, render_suggest
    from casework import questions
    from casework.guidance import guidance

    chosen = {
        "kind": kind,
        "type": type_,
        "rank": rank,
        "status": status,
        "body": body,
        "level": level,
        "place": place,
        "theme": theme,
        "function": function,
    }
    filters = {name: values for name, values in chosen.items() if values}
    day, asked = _day(as_of), " ".join(words)
    with _home(home) as opened:
        view = opened.view()
        page = questions.search(view, asked, day, filters, skip, limit, explain=explain or as_json)
        told = guidance(view, asked, day, filters, page, skip)
        if as_json:
            _print_json({**questions.search_answer(view, page, day, skip, limit), **told})
        else:
            render.search_page(view, page, asked, skip, explain)
            render_suggest.guidance(told)


@app.command(cls=ChineseCommand)
@_guarded
def trace(
    identifier: Thing,
    home: HomeOption = None,
    as_of: AsOfOption = None,
    limit: Annotated[int, typer.Option(metavar="条数", min=1, max=1000, help="每类最多多少条")] = 200,
    skip: Annotated[int, typer.Option(metavar="条数", min=0, max=100_000, help="每类跳过多少条")] = 0,
    as_json: JsonOption = False,
) -> None:
    """追溯依据：事项→清单行→条款→法律→上位法；或从条款查哪些事项以它为据。"""
    from api import render
    from casework import questions

    day = _day(as_of)
    with _home(home) as opened:
        view = opened.view()
        answer = questions.trace(view, identifier, day, limit, skip)
    if as_json:
        _print_json(answer)
    else:
        render.trace(answer)


@app.command(cls=ChineseCommand)
@_guarded
def show(identifier: Thing, home: HomeOption = None, as_of: AsOfOption = None, as_json: JsonOption = False) -> None:
    """显示一部法、一条、一个事项、一个机构的全部内容。"""
    from api import render
    from casework import questions

    day = _day(as_of)
    with _home(home) as opened:
        view = opened.view()
        answer = questions.show(view, identifier, day)
    if as_json:
        _print_json(answer)
    else:
        render.thing(answer)


@app.command(cls=ChineseCommand)
@_guarded
def cite(
    text: Annotated[
        Words, typer.Argument(metavar="依据原文", help="不写则从标准输入逐行读", show_default=False)
    ] = None,
    home: HomeOption = None,
    as_of: AsOfOption = None,
    place: Annotated[str, typer.Option(metavar="区划代码", help="简写的地方法规按此认定（默认 DINGFEN_PLACE）")] = "",
    jsonl: Annotated[bool, typer.Option("--jsonl", "--json", help="每行输入输出一个 JSON 对象")] = False,
) -> None:
    """读出文字里的法律引用，并核对到条、款、项。"""
    from casework import questions

    day = _day(as_of)
    settings = _settings(home)
    resolver = _resolver(settings)
    lines: Iterable[str] = text if text else _lines(sys.stdin.buffer)
    answers = questions.cite(resolver, lines, day, place or settings.place, resolver.names())
    if jsonl:
        # Whoever talks line by line with this command gets each answer at once.
        at_once = sys.stdout.isatty() or sys.stdin.isatty()
        for answer in answers:
            sys.stdout.buffer.write(orjson.dumps(answer) + b"\n")
            if at_once:
                sys.stdout.buffer.flush()
    else:
        from api import render

        for answer in answers:
            render.citations(answer)
    sys.stdout.flush()


def _resolver(settings: Settings) -> Resolver:
    """What the current release knows of laws; a resolver that knows none where nothing is loaded."""
    from ingest.glance import current_catalogue
    from ingest.resolve import Resolver

    catalogue = None if settings.database else current_catalogue(settings.folder / "dingfen.db")
    if catalogue is None:
        from ingest.home import Home

        with Home(settings) as opened:
            number = opened.store.current()
            if not number:
                return Resolver.empty()
            catalogue = opened.catalogue(number)
    return Resolver(catalogue)


def _lines(stream: Iterable[bytes]) -> Iterator[str]:
    """Lines of UTF-8 whatever the locale says, ended by \\n or \\r\\n and by nothing else; what is not UTF-8 is replaced, never
    dropped."""
    for number, line in enumerate(stream):
        text = line.removesuffix(b"\n").removesuffix(b"\r").decode("utf-8", errors="replace")
        # A byte order mark is no part of the first line.
        yield text.removeprefix("\ufeff") if number == 0 else text


@app.command(cls=ChineseCommand)
@_guarded
def laws(
    title: Annotated[str | None, typer.Argument(metavar="题名", help="题名里的字", show_default=False)] = None,
    home: HomeOption = None,
    rank: Annotated[str, _facet("rank", "位阶，如 行政法规")] = "",
    place: Annotated[str, _facet("place", "适用地域：区划代码或名称，全国为 cn")] = "",
    status: Annotated[str, _facet("status", "时效性，如 有效、已废止")] = "",
    as_of: AsOfOption = None,
    limit: Annotated[int, typer.Option(metavar="条数", min=1, max=1000, help="显示多少部")] = 20,
    skip: Annotated[int, typer.Option(metavar="条数", min=0, help="跳过多少部")] = 0,
    as_json: JsonOption = False,
) -> None:
    """列出法律文件、各版本，以及每个日期是怎样认定的。"""
    from api import render
    from casework import questions

    filters = {"title": title or "", "rank": rank, "jurisdiction": place, "status": status}
    day = _day(as_of)
    with _home(home) as opened:
        view = opened.view()
        answer = questions.laws(view, day, filters, skip, limit)
    if as_json:
        _print_json(answer)
    else:
        render.laws(answer)


@app.command(cls=ChineseCommand)
@_guarded
def stats(home: HomeOption = None, as_of: AsOfOption = None, as_json: JsonOption = False) -> None:
    """当前发布的总数。"""
    from api import render
    from casework import questions

    day = _day(as_of)
    with _home(home) as opened:
        view = opened.view()
        answer = questions.stats(view, day)
    if as_json:
        _print_json(answer)
    else:
        render.stats(answer)


@app.command(cls=ChineseCommand)
@_guarded
def diff(
    reference: Annotated[
        str,
        typer.Argument(
            metavar="清单或法",
            help="清单标识、机构名称（可带清单种类）或题名，区划代码或地名；或一部法的题名、简称、标识",
            show_default=False,
        ),
    ],
    before: Annotated[
        str,
        typer.Argument(
            metavar="A", help="前一版：版本日期、年份、清单标识、上一版；不写则为倒数第二版", show_default=False
        ),
    ] = "",
    after: Annotated[
        str, typer.Argument(metavar="B", help="后一版：同上，或 最新；不写则为最新一版", show_default=False)
    ] = "",
    home: HomeOption = None,
    place: Annotated[str, typer.Option("--place", metavar="区划", help="只在这个地方的清单里找：区划代码或名称")] = "",
    from_: Annotated[
        str,
        typer.Option(
            "--from", metavar="日期", help="法的旧文本：通过、修改的日期，或它有效的任一天；不写则为倒数第二个文本"
        ),
    ] = "",
    to: Annotated[str, typer.Option("--to", metavar="日期", help="法的新文本：同上；不写则为最后一个文本")] = "",
    into: Annotated[str, typer.Option("--into", metavar="另一部法", help="比到承接它的另一部法，如 生态环境法典")] = "",
    everything: Annotated[bool, typer.Option("--all", help="没有变化的条文也显示")] = False,
    as_json: JsonOption = False,
) -> None:
    """比较一份清单的两版，或一部法的两个文本：哪些变了，怎样变，旧条文去了哪里。"""
    from api import render, render_texts
    from casework import editions, provisions
    from casework.texts import is_law, neither_list_nor_law

    with _home(home) as opened:
        view = opened.view()
        if from_ or to or into or is_law(view, reference):
            if (before and from_) or (after and to):
                raise UsageError("同一个文本写了两次：A、B 与 --from、--to 只写一种")
            texts = provisions.compare_texts(view, reference, from_ or before, to or after, into)
            if as_json:
                _print_json(texts["articles"])
            else:
                render_texts.texts(texts, everything)
            return
        try:
            answer = editions.compare(view, reference, before, after, place)
        except editions.UnknownListError as error:
            raise LookupError(neither_list_nor_law(reference) or error.args[0]) from None
    if as_json:
        _print_json(answer)
    else:
        render.editions(answer)


@app.command(cls=ChineseCommand)
@_guarded
def who(
    law: Annotated[str, typer.Argument(metavar="法", help="题名、简称、标识，或带条号的引用", show_default=False)],
    article: Annotated[
        str,
        typer.Argument(metavar="条", help="如 38、第三十八条、第三十八条第二款、133-1", show_default=False),
    ] = "",
    home: HomeOption = None,
    as_of: AsOfOption = None,
    place: Annotated[
        str, typer.Option("--place", metavar="区划", help="对到哪里的机构：区划代码或名称（默认 DINGFEN_PLACE）")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """一条里谁应当、可以、负责做什么，本地是哪个机构。"""
    from api import render_texts
    from casework import provisions

    day, settings = _day(as_of), _settings(home)
    with _home(home) as opened:
        answer = provisions.who(opened.view(), law, article, day, as_of is not None, place or settings.place)
    if as_json:
        _print_json(answer["actors"])
    else:
        render_texts.actors(answer)


@app.command(cls=ChineseCommand)
@_guarded
def duties(
    body: Annotated[str, typer.Argument(metavar="机构", help="机构的名称、简称或标识", show_default=False)],
    home: HomeOption = None,
    as_of: AsOfOption = None,
    function: Annotated[str, typer.Option(metavar="职能", help="只要这一职能，如 渔业")] = "",
    modality: Annotated[str, typer.Option(metavar="情态", help="只要这一种：应当、可以、不得、负责、有权、责令")] = "",
    law: Annotated[str, typer.Option(metavar="法", help="只要这一部法")] = "",
    limit: Annotated[int, typer.Option(metavar="条数", min=1, max=1000, help="显示多少处")] = 20,
    skip: Annotated[int, typer.Option(metavar="条数", min=0, max=100_000, help="跳过多少处")] = 0,
    as_json: JsonOption = False,
) -> None:
    """已载入的法律整体上要求一个机构做什么：按职能和法列出条款。"""
    from api import render_texts
    from casework import duties as asking

    day = _day(as_of)
    with _home(home) as opened:
        answer = asking.duties(opened.view(), body, day, function, modality, law, skip, limit)
    if as_json:
        _print_json(answer)
    else:
        render_texts.duties(answer)


@app.command(cls=ChineseCommand)
@_guarded
def export(
    references: Annotated[
        Words,
        typer.Argument(
            metavar="清单",
            help="清单的标识、题名或机构名称，或事项、清单行的标识，可以多个；什么条件都不写则列出各清单",
            show_default=False,
        ),
    ] = None,
    home: HomeOption = None,
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="文件",
            help="写到哪个文件或文件夹（文件夹以 / 结尾；几份完整的清单每份一个文件），- 为标准输出（默认当前文件夹）",
        ),
    ] = "",
    form: Annotated[
        str, typer.Option("--format", metavar="格式", help="xlsx、csv、docx、json 或 jsonl（默认与原来的文件相同）")
    ] = "",
    body: Annotated[str, typer.Option("--body", metavar="机构", help="只要这个机构的清单和它承担的事项")] = "",
    place: Annotated[str, typer.Option("--place", metavar="区划", help="只要这个地方的清单：区划代码或名称")] = "",
    kind: Annotated[str, typer.Option("--kind", metavar="种类", help="只要这种清单，如 权责清单")] = "",
    search: Annotated[str, typer.Option("--search", metavar="字词", help="只要检索得到的事项")] = "",
    as_of: AsOfOption = None,
    mark: Annotated[bool, typer.Option("--mark", help="标出审定更正的地方（批注或更正说明列）")] = False,
    one_table: Annotated[bool, typer.Option("--one-table", help="几份清单的事项合成一张表")] = False,
    gbk: Annotated[bool, typer.Option("--gbk", help="CSV 用 GBK（GB18030）编码")] = False,
    as_json: JsonOption = False,
) -> None:
    """把清单或选出的事项导出成文件，版式和原来一样，审定的更正已改入。"""
    from api import render
    from casework import export as exporting

    day = _day(as_of)
    target = _target(to, form)
    with _home(home) as opened:
        view = opened.view()
        if not any((references, search, body, place, kind, to, form)):
            found = exporting.lists(view, day)
            if as_json:
                _print_json({"release": view.number, "as_of": day, "lists": found})
            else:
                render.lists(found, view.number, day)
            return
        apart = to != "-" and (_is_folder(to) or not Path(to).suffix)
        written = exporting.export_files(
            view,
            references or [],
            day,
            search,
            body,
            place,
            kind,
            target,
            "gbk" if gbk else "utf-8",
            mark,
            one_table,
            apart,
        )
        number = view.number
    answer: dict[str, Any] = {
        "release": number,
        "lists": [
            {"id": piece.id, "title": piece.text.title, "rows": piece.rows} for each in written for piece in each.pieces
        ],
        "rows": sum(piece.rows for each in written for piece in each.pieces),
        "file": "",
        "sidecar": "",
        "files": [],
        "remarks": [remark for each in written for remark in each.file.remarks],
    }
    if to == "-":
        if sys.stdout.isatty() and target not in ("csv", "json", "jsonl"):
            raise UsageError("这种格式不能显示在终端上，请写 --to 文件")
        sys.stdout.buffer.write(written[0].file.data)
        sys.stdout.flush()
        render.exported("", answer, stderr=True)
        return
    paths = _places_for(to, [each.file.name for each in written])
    for each, path in zip(written, paths, strict=True):
        _write(path, each.file.data)
        beside = path.with_name(f"{path.name}.yaml") if each.sidecar else None
        if beside is not None:
            _write(beside, each.sidecar)
        answer["files"].append({"file": str(path), "sidecar": str(beside or "")})
    if len(written) == 1:
        answer |= answer["files"][0]
    if as_json:
        _print_json(answer)
    else:
        render.exported(str(paths[0] if len(paths) == 1 else paths[0].parent), answer, stderr=False)


def _target(to: str, form: str) -> str:
    """The format that is asked for: by name, else by the ending of the file; "" where neither says."""
    from ingest.export import FORMATS

    if form:
        return form.lower().removeprefix(".")
    ending = "" if to == "-" or _is_folder(to) else Path(to).suffix.lower().removeprefix(".")
    if ending and ending not in FORMATS:
        raise UsageError(f"不能写成 .{ending}，可用：{'、'.join(FORMATS)}；或用 --format 写明格式")
    return ending


def _is_folder(to: str) -> bool:
    """Whether a folder is named, be it there or not; the current one by nothing."""
    return not to or to.endswith(("/", "\\")) or Path(to).is_dir()


def _places_for(to: str, names: Sequence[str]) -> list[Path]:
    """Where to write files of these names: one to the file named, with their ending where it has none; else each into the folder named
    or the current one, which is made where it is not there. Only a file that was named in full is written over."""
    named = Path(to)
    if not _is_folder(to) and named.suffix:
        return [named]
    if not _is_folder(to) and len(names) == 1:
        paths = [named.with_name(f"{named.name}.{names[0].rpartition('.')[2]}")]
    else:
        paths = [named / name for name in names]
    there = [path for path in paths if path.exists()]
    if there:
        more = f" 等 {len(there)} 个文件" if len(there) > 1 else ""
        other = "请用 --to 写明文件名" if len(paths) == 1 else "请用 --to 写明另一个文件夹"
        raise UsageError(f"已经有 {there[0]}{more}，没有覆盖。{other}")
    if to and paths[0].parent == named:
        named.mkdir(parents=True, exist_ok=True)
    return paths


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    aside = path.with_name(f".{path.name}.new")
    try:
        aside.write_bytes(data)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


releases_app = typer.Typer(
    cls=ChineseGroup, help="列出、比较各版发布，或改用某一版。", invoke_without_command=True, rich_markup_mode=None
)
app.add_typer(releases_app, name="releases")


@releases_app.callback(invoke_without_command=True)
@_guarded
def releases(context: typer.Context, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """列出、比较各版发布，或改用某一版。"""
    if context.invoked_subcommand is not None:
        return
    from api import render

    with _home(home) as opened:
        found, current = opened.store.releases(), opened.store.current()
    if as_json:
        _print_json({"current": current, "releases": found})
    else:
        render.releases(found, current)


@releases_app.command("diff", cls=ChineseCommand)
@_guarded
def releases_diff(
    before: Annotated[int, typer.Argument(metavar="A", help="先前的发布编号", show_default=False)],
    after: Annotated[int, typer.Argument(metavar="B", help="后来的发布编号", show_default=False)],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """两版发布之间增减了哪些文档。"""
    from api import render
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


@releases_app.command("use", cls=ChineseCommand)
@_guarded
def releases_use(
    number: Annotated[int, typer.Argument(metavar="N", help="发布编号", show_default=False)],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """改用某一版发布。"""
    from api import render

    with _home(home) as opened, render.progress(quiet=as_json) as progress:
        release = opened.use(number, progress)
    if as_json:
        _print_json(release)
    else:
        render.said(f"现在使用第 {release.number} 号发布（{release.documents} 份文档，{release.created} 生成）")


@app.command(cls=ChineseCommand)
@_guarded
def withdraw(
    document: Annotated[
        str, typer.Argument(metavar="文档", help="文件路径、文件名、题名、版本标识或文档编号", show_default=False)
    ],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """撤下一份文档，生成新的一版发布。"""
    from api import render
    from casework import questions

    with _home(home) as opened, render.progress(quiet=as_json) as progress:
        report = opened.withdraw(document, progress)
    if as_json:
        _print_json(questions.load_answer(report))
    else:
        render.said(f"已撤下 {report.removed} 份文档，现在使用第 {report.release} 号发布")


PortOption = Annotated[int, typer.Option(metavar="端口", min=0, max=65535, help="端口；0 为任选一个空着的")]


@app.command(cls=ChineseCommand)
@_guarded
def serve(
    home: HomeOption = None,
    host: Annotated[str, typer.Option(metavar="地址", help="监听地址；0.0.0.0 为所有网卡")] = "127.0.0.1",
    port: PortOption = 8000,
    workers: Annotated[int, typer.Option(metavar="个数", min=1, max=64, help="进程数")] = 1,
) -> None:
    """启动 HTTP 服务（只读，除非设了 DINGFEN_WRITES）。"""
    _serve(home, host, port, workers)


def _serve(home: Path | None, host: str, port: int, workers: int) -> None:
    from api import render
    from api.server import listen, run

    try:
        socket = listen(host, port)
    except OSError as error:
        raise LookupError(f"不能在 {host}:{port} 上提供服务：{error.strerror or error}。可换一个 --port") from error
    with socket:
        shown = f"[{host}]" if ":" in host else host
        render.said(f"服务地址 http://{shown}:{socket.getsockname()[1]}（接口说明在 /docs，按 Ctrl+C 停止）")
        run(_settings(home).folder, socket, workers)


@app.command(cls=ChineseCommand)
@_guarded
def demo(
    examples: Annotated[Path, typer.Argument(metavar="文件夹", help="示例文件夹")] = Path("examples"),
    home: Annotated[Path, typer.Option(metavar="文件夹", help="示例数据目录")] = Path(".dingfen-demo"),
    port: PortOption = 8000,
    serve_after: Annotated[bool, typer.Option("--serve/--no-serve", help="最后是否启动服务")] = True,
) -> None:
    """载入示例县，演示一次检索和一次追溯，然后启动服务。"""
    from api import render
    from casework import questions

    if not examples.exists():
        raise UsageError(f"找不到示例文件夹：{examples}")
    with _home(home) as opened:
        with render.progress(quiet=False) as progress:
            report = opened.load([examples], progress=progress)
        render.load_report(report, False)
        day = _day(None)
        view = opened.view()
        words = "公共场所卫生"
        render.heading(f"dingfen search {words}")
        render.search_page(view, questions.search(view, words, day, limit=6), words, 0, False)
        duties = questions.search(view, words, day, {"kind": ["duty"]}, limit=1)
        if duties.hits:
            render.heading(f"dingfen trace {duties.hits[0].id}")
            render.trace(questions.trace(view, duties.hits[0].id, day))
    if serve_after:
        render.heading("dingfen serve")
        _serve(home, "127.0.0.1", port, 1)


check_cli.register(app)
doctor_cli.register(app)
findings_cli.register(app)
learn_cli.register(app)
asked_cli.register(app)
owners_cli.register(app)
suggest_cli.register(app)


def main() -> NoReturn:
    """The console script."""
    from ingest.collecting import collect_seldom

    collect_seldom()
    code: object = 1
    try:
        app(prog_name="dingfen")
    except SystemExit as stop:
        code = stop.code
    if isinstance(code, str):
        typer.echo(code, err=True)
    # To take a county's rows apart one by one takes a second that nobody needs: all is written and closed.
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))


if __name__ == "__main__":
    main()

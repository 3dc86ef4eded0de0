"""The command's help and its complaints about usage, in Chinese and in columns that Chinese takes."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Any

import orjson
from rich.cells import cell_len
from typer._click import Command, Context, HelpFormatter
from typer._click.exceptions import (
    BadOptionUsage,
    BadParameter,
    ClickException,
    MissingParameter,
    NoArgsIsHelpError,
    NoSuchOption,
    UsageError,
)
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.exceptions import Abort

from api.layout import fold_lines

_WIDEST = 100
_VALUES = {"int": "整数", "str": "文字", "Path": "路径", "float": "数"}


def _value(parameter: TyperOption | TyperArgument) -> str:
    """What to write behind an option."""
    if parameter.metavar:
        return parameter.metavar
    annotation = str(parameter.type_descriptor.annotation)
    return next((word for name, word in _VALUES.items() if name in annotation), "值")


def _option(parameter: TyperOption) -> tuple[str, str]:
    if parameter.name == "help":
        return "--help", "显示这份说明"
    names = "，".join((*parameter.opts, *parameter.secondary_opts))
    said = parameter.help or ""
    default = parameter.default
    if not parameter.is_flag and isinstance(default, (int, str)) and default != "" and parameter.show_default:
        said += f"（默认 {default}）"
    many = "list" in str(parameter.type_descriptor.annotation)
    if many:
        said += "；可写多次"
    return names if parameter.is_flag else f"{names} {_value(parameter)}", said


def _rows(rows: Sequence[tuple[str, str]], width: int) -> list[str]:
    """Two columns, the second folded under itself."""
    first = min(max((cell_len(name) for name, _ in rows), default=0), 30)
    lines = []
    for name, said in rows:
        if cell_len(name) > first:
            lines.append(f"  {name}")
            name = ""
        folded = fold_lines(said, max(width - first - 4, 20))
        lines.append(f"  {name}{' ' * (first - cell_len(name))}  {folded[0] if folded else ''}".rstrip())
        lines.extend(f"{' ' * (first + 4)}{line}" for line in folded[1:])
    return lines


def help_text(command: Command, context: Context) -> str:
    """The whole help of a command."""
    width = min(shutil.get_terminal_size((_WIDEST, 24)).columns, _WIDEST)
    arguments = [p for p in command.params if isinstance(p, TyperArgument)]
    options = [p for p in command.get_params(context) if isinstance(p, TyperOption) and not p.hidden]
    usage = [context.command_path, "[选项]"]
    for argument in arguments:
        word = f"{_value(argument)}{'…' if argument.nargs == -1 else ''}"
        usage.append(word if argument.required else f"[{word}]")
    commands = [c for c in command.commands.values() if not c.hidden] if isinstance(command, TyperGroup) else []
    if commands:
        usage.append("命令 …")
    lines = ["用法：" + " ".join(usage), "", *fold_lines(command.help or "", width)]
    if commands:
        rows = [(c.name or "", (c.help or "").split("\n")[0].rstrip("。")) for c in commands]
        lines += ["", "命令：", *_rows(rows, width)]
    if arguments:
        lines += ["", "参数：", *_rows([(_value(a), a.help or "") for a in arguments], width)]
    lines += ["", "选项：", *_rows([_option(option) for option in options], width)]
    if commands:
        lines += ["", f"“{context.command_path} 命令 --help”显示一个命令的说明。"]
    return "\n".join(lines)


def _name(error: BadParameter) -> str:
    parameter = error.param
    if isinstance(parameter, TyperOption):
        return parameter.opts[0]
    return _value(parameter) if isinstance(parameter, TyperArgument) else "参数"


def _what_is_wrong(error: BadParameter) -> str:
    descriptor = getattr(error.param, "type_descriptor", None)
    if descriptor is None or "int" not in str(descriptor.annotation):
        return "这个值不能用"
    low, high = descriptor.parameter_info.min, descriptor.parameter_info.max
    if low is not None and high is not None:
        return f"应为 {low} 至 {high} 的整数"
    return "应为整数" if low is None else f"应为不小于 {low} 的整数"


def complaint(error: ClickException) -> str:
    """A usage error as a Chinese sentence."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "dingfen"
    return f"{_said(error)}。用法见 {path} --help"


def _said(error: ClickException) -> str:
    if isinstance(error, MissingParameter):
        return f"缺少 {_name(error)}"
    if isinstance(error, BadParameter):
        return f"{_name(error)} 不对：{_what_is_wrong(error)}"
    if isinstance(error, NoSuchOption):
        near = f"，是不是 {'、'.join(sorted(error.possibilities))}" if error.possibilities else ""
        return f"没有“{error.option_name}”这个选项{near}"
    if isinstance(error, BadOptionUsage):
        takes = "后面不写值" if "does not take" in error.message else "后面要写一个值"
        return f"选项 {error.option_name} {takes}"
    if isinstance(error, _UnknownCommandError):
        return error.message
    context = getattr(error, "ctx", None)
    if context is not None and isinstance(context.command, TyperGroup):
        return f"要写一个命令：{'、'.join(context.command.commands)}"
    return "参数写多了"


class _UnknownCommandError(UsageError):
    """A command that there is not."""


def _run(run: Callable[..., Any], args: Sequence[str] | None, standalone: bool, **more: Any) -> Any:
    """Run a command; what is wrong with how it was called is told in Chinese (as JSON where --json was asked for), exit code 2."""
    try:
        result = run(args, standalone_mode=False, **more)
    except NoArgsIsHelpError as error:
        sys.stdout.write(help_text(error.ctx.command, error.ctx) + "\n")
        code = 2
    except (UsageError, ClickException) as error:
        message = complaint(error)
        if "--json" in (sys.argv[1:] if args is None else args):
            sys.stdout.write(orjson.dumps({"error": message}).decode() + "\n")
        else:
            sys.stderr.write(f"错误：{message}\n")
        code = 2
    except (Abort, KeyboardInterrupt):
        sys.stderr.write("已中断\n")
        code = 130
    else:
        if not standalone:
            return result
        code = result if isinstance(result, int) else 0
    if standalone:
        sys.exit(code)
    return code


class ChineseCommand(TyperCommand):
    """A command that explains itself in Chinese."""

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        formatter.write(help_text(self, ctx))


class ChineseGroup(TyperGroup):
    """A group of commands that explains itself, and what was wrong, in Chinese."""

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        formatter.write(help_text(self, ctx))

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            near = get_close_matches(args[0], self.commands) or list(self.commands)
            raise _UnknownCommandError(f"没有“{args[0]}”这个命令，是不是 {'、'.join(near)}", ctx)
        return super().resolve_command(ctx, args)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        return _run(super().main, args, standalone_mode, prog_name=prog_name or "dingfen", **extra)

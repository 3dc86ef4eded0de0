"""The command, as its users and other programs run it: what it prints, where, and with what exit code."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from rich.text import Text
from typer.testing import CliRunner

from api.cli import app
from api.layout import fold_lines, fold_text
from tests.support import sample

TEA = "law/cn/茶馆管理条例"
_LATIN = re.compile(r"[A-Za-z]{3,}")


@dataclass
class Done:
    """How a command ended."""

    returncode: int
    stdout: bytes
    stderr: bytes


ROOT = Path(__file__).resolve().parents[1]


def environment(home: Path | None, **more: str) -> dict[str, str]:
    settings = {name: value for name, value in os.environ.items() if not name.startswith("DINGFEN_")}
    settings |= {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **more}
    return settings | ({"DINGFEN_HOME": str(home)} if home is not None else {})


def run(*args: str, home: Path | None = None, stdin: bytes = b"", **more: str) -> Done:
    """The command, piped, in this process."""
    cleared: dict[str, str | None] = {name: None for name in os.environ if name.startswith("DINGFEN_")}
    settings: dict[str, str | None] = {**cleared, **environment(home, **more)}
    done = CliRunner().invoke(app, list(args), input=stdin, env=settings, prog_name="dingfen")
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Done(done.exit_code, done.stdout_bytes, done.stderr_bytes)


def run_apart(*args: str, home: Path | None = None, stdin: bytes = b"", **more: str) -> Done:
    """The command, piped, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "api.cli", *args],
        input=stdin,
        capture_output=True,
        env=environment(home, **more),
        timeout=120,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def on_a_terminal(columns: int, *args: str, home: Path) -> str:
    """What a person sees on a terminal of so many columns, colours taken out."""
    settings = environment(home, COLUMNS=str(columns), LINES="40", TERM="xterm")
    parent, child = pty.openpty()
    process = subprocess.Popen([sys.executable, "-m", "api.cli", *args], stdout=child, stderr=child, env=settings)
    os.close(child)
    shown = b""
    while True:
        try:
            piece = os.read(parent, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    os.close(parent)
    process.wait()
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown.decode("utf-8")).replace("\r\n", "\n")


def answer(*args: str, home: Path | None = None) -> Any:
    done = run(*args, "--json", home=home)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr == b"", "nothing but the answer is said where output is not a terminal"
    return json.loads(done.stdout)


# Usage ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("serch",), "没有“serch”这个命令，是不是 search"),
        (("search",), "缺少 字词"),
        (("search", "茶", "--limit", "x"), "--limit 不对：应为 1 至 1000 的整数"),
        (("search", "茶", "--limit", "0"), "--limit 不对：应为 1 至 1000 的整数"),
        (("search", "茶", "--limit"), "选项 --limit 后面要写一个值"),
        (("search", "茶", "--json=1"), "选项 --json 后面不写值"),
        (("search", "茶", "--nope"), "没有“--nope”这个选项"),
        (("search", "茶", "--as-of", "昨天"), "不是日期"),
        (("trace", "茶", "--as-of", "0001-01-01"), "应在 1900-01-01"),
        (("stats", "多余"), "参数写多了"),
        (("releases", "use", "x"), "N 不对：应为整数"),
        (("load",), "缺少 路径"),
        (("load", "没有这个文件夹"), "找不到：没有这个文件夹"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_wrong_use_is_told_in_chinese_with_exit_code_2(args: Sequence[str], said: str, tmp_path: Path) -> None:
    done = run(*args, home=tmp_path / "home")
    assert done.returncode == 2
    assert done.stdout == b""
    told = done.stderr.decode()
    assert told.startswith("错误：")
    assert said in told
    assert not (tmp_path / "home").exists(), "nothing is made for a command that was not understood"
    if "--json=1" not in args:
        as_json = run(*args[:1], "--json", *args[1:], home=tmp_path / "home")
        assert as_json.returncode == 2
        if args[0] != "releases" and args[0] != "serch":
            assert said in json.loads(as_json.stdout)["error"]
            assert as_json.stderr == b""


COMMANDS = (
    "load",
    "rebuild",
    "search",
    "trace",
    "show",
    "cite",
    "laws",
    "stats",
    "diff",
    "who",
    "duties",
    "withdraw",
    "serve",
    "demo",
    "releases",
)


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS), ("releases", "diff"), ("releases", "use")])
def test_help_is_in_chinese_and_in_columns(command: tuple[str, ...]) -> None:
    done = run(*command, "--help", COLUMNS="90")
    assert done.returncode == 0
    text = done.stdout.decode()
    assert text.startswith("用法：dingfen")
    for english in ("Usage", "Options", "Arguments", "Show this", "default"):
        assert english not in text
    assert all(cell_len(line) <= 90 for line in text.splitlines())
    options = text.split("选项：\n", 1)[1]
    assert "--help  显示这份说明" in re.sub(r" {2,}", "  ", options)


def test_the_bare_command_explains_itself() -> None:
    done = run()
    assert done.returncode == 2
    text = done.stdout.decode()
    assert all(f"  {name} " in text for name in COMMANDS)


# Nothing loaded, not found ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [("search", "茶馆"), ("trace", TEA), ("show", TEA), ("laws",), ("stats",)])
def test_with_nothing_loaded_the_way_on_is_told(command: tuple[str, ...], tmp_path: Path) -> None:
    done = run(*command, home=tmp_path)
    assert (done.returncode, done.stdout) == (1, b"")
    assert "请先运行：dingfen load" in done.stderr.decode()
    as_json = run(*command, "--json", home=tmp_path)
    assert as_json.returncode == 1
    assert "dingfen load" in json.loads(as_json.stdout)["error"]


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        (("show", "law/cn/没有的法"), 1, "没有“law/cn/没有的法”"),
        (("trace", "没有的事"), 1, "没有名为“没有的事”的"),
        (("trace", "duty/421127102/小池镇/basic/没有"), 1, "没有"),
        (("trace", "茶馆巡查"), 1, "2 个同名"),
        (("search", "茶", "--kind", "人"), 2, "没有“人”这种种类"),
        (("search", "茶", "--skip", "999", "--limit", "10"), 2, "1000"),
        (("laws", "--rank", "圣旨"), 2, "没有“圣旨”这种位阶"),
        (("releases", "diff", "1", "9"), 1, "没有第 9 号发布"),
        (("releases", "use", "9"), 1, "没有第 9 号发布"),
        (("withdraw", "没有的文件"), 1, "没有找到"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_what_cannot_be_answered_is_told(command: tuple[str, ...], code: int, said: str, sample_home: Path) -> None:
    done = run(*command, home=sample_home)
    assert (done.returncode, done.stdout) == (code, b"")
    assert said in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()
    as_json = run(*command, "--json", home=sample_home)
    assert as_json.returncode == code
    assert said in json.loads(as_json.stdout)["error"]


def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    done = run("stats", home=tmp_path, DINGFEN_KEEP="很多")
    assert done.returncode == 2
    assert "DINGFEN_KEEP" in done.stderr.decode()


def test_a_home_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = run("stats", home=tmp_path / "file" / "home")
    assert done.returncode == 1
    assert "错误：" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


# Answers ----------------------------------------------------------------------------------------------------------------------


def test_search_keeps_its_contract(sample_home: Path) -> None:
    found = answer("search", "茶馆", "--limit", "3", "--kind", "provision", "--as-of", "2027-06-01", home=sample_home)
    assert len(found["hits"]) == 3
    for hit in found["hits"]:
        assert {"id", "kind", "title", "law", "law_title", "article", "score", "highlights", "explanation"} <= set(hit)
        assert hit["kind"] == "provision"
        assert hit["law"] == TEA
        assert hit["id"].startswith(f"{TEA}/2026-09-01/")
        assert hit["highlights"]
        assert all(part["text"] for part in hit["explanation"])
    assert [hit["score"] for hit in found["hits"]] == sorted((hit["score"] for hit in found["hits"]), reverse=True)


def test_trace_keeps_its_contract(sample_home: Path) -> None:
    traced = answer("trace", "对未经登记开办茶馆的处罚", home=sample_home)
    assert {"nodes", "edges", "steps"} <= set(traced)
    assert {"power", "entry", "law"} <= {node["kind"] for node in traced["nodes"]}
    identifiers = {node["id"] for node in traced["nodes"]}
    assert {edge["from"] for edge in traced["edges"]} | {edge["to"] for edge in traced["edges"]} <= identifiers
    assert {"确认", "无法核验"} <= {step["state"] for step in traced["steps"]}
    back = answer("trace", "《茶馆管理条例》第五条", home=sample_home)
    assert back["direction"] == "reverse"
    assert any(node["kind"] == "power" for node in back["nodes"])


def test_every_question_answers_in_json_and_in_words(sample_home: Path) -> None:
    told = {
        ("show", "茶馆管理条例第四条"): "开办茶馆应当登记",
        ("show", "黄梅县文化和旅游局"): "机构",
        ("laws", "茶馆"): "施行日期 2027-01-01",
        ("stats",): "条款",
        ("releases",): "→",
        ("search", "茶馆", "--explain"): "相符",
        ("trace", "码头戏台巡查"): "小池镇",
    }
    for command, words in told.items():
        assert answer(*command, home=sample_home)
        done = run(*command, home=sample_home)
        assert (done.returncode, done.stderr) == (0, b"")
        assert words in done.stdout.decode()


def test_what_is_not_known_has_no_mark_of_the_program(tmp_path: Path) -> None:
    path = tmp_path / "准入.csv"
    path.write_text(
        "市场准入负面清单\n序号,事项编码,禁止或许可事项\n1,100001,未获得许可不得从事烟草零售\n", encoding="utf-8"
    )
    run("load", str(path), "--kind", "市场准入负面清单", home=tmp_path / "home")
    found = run("search", "烟草零售", home=tmp_path / "home").stdout.decode()
    assert "机构：未注明机构 1" in found
    (hit,) = answer("search", "烟草零售", home=tmp_path / "home")["hits"]
    shown = run("show", hit["id"], home=tmp_path / "home").stdout.decode()
    assert re.search(r"区划 +未注明\n", shown)


def test_a_closed_pipe_is_no_error(sample_home: Path) -> None:
    command = f'"{sys.executable}" -m api.cli laws --home "{sample_home}" | head -1'
    done = subprocess.run(command, shell=True, capture_output=True, env=environment(None), timeout=60)
    assert done.returncode == 0
    assert done.stderr == b""


# Loading ----------------------------------------------------------------------------------------------------------------------


def test_load_withdraw_use_and_rebuild(sample_files: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    bad = tmp_path / "坏的.docx"
    bad.write_bytes(b"PK\x03\x04 truncated")
    partly = run("load", str(sample_files), str(bad), "--json", home=home)
    assert partly.returncode == 1, "a script must see that a file is missing from the release"
    report = json.loads(partly.stdout)
    assert (report["release"], report["created"], report["refused"]) == (1, True, False)
    assert report["failed"] == 1
    errors = [problem for problem in report["problems"] if problem["severity"] == "error"]
    assert [problem["file"] for problem in errors] == ["坏的.docx"]
    assert "坏的.docx" in errors[0]["text"]
    refused = run("load", str(bad), "--json", home=home)
    assert refused.returncode == 1
    assert json.loads(refused.stdout)["refused"] is True
    strict = run("load", str(sample_files), str(bad), "--strict", home=home)
    assert strict.returncode == 1
    assert "没有载入：1 个错误" in strict.stdout.decode()
    again = run("load", str(sample_files), home=home)
    assert again.returncode == 0
    assert "内容没有变化，仍为第 1 号发布" in again.stdout.decode()
    assert again.stderr == b"", "no progress where there is no terminal"

    assert answer("withdraw", "五祖镇.csv", home=home)["release"] == 2
    difference = answer("releases", "diff", "1", "2", home=home)
    assert [entry["kind"] for entry in difference["removed"]] == ["list"]
    assert "- " in run("releases", "diff", "1", "2", home=home).stdout.decode()
    assert answer("trace", "茶馆巡查", home=home)["release"] == 2
    assert answer("releases", "use", "1", home=home)["number"] == 1
    assert answer("releases", home=home)["current"] == 1
    before = answer("search", "茶馆", home=home)
    rebuilt = answer("rebuild", home=home)
    assert rebuilt["release"] == 1
    assert rebuilt["units"] > 0
    assert answer("search", "茶馆", home=home) == before


def test_many_warnings_of_one_kind_are_told_once(tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    for number in range(1, 9):
        text = sample.LAWS["戏台安全规定(2018-05-01).md"].replace("戏台安全", f"第{number}号戏台安全")
        # Its third article is missing: eight warnings that differ in file and line only.
        (files / f"第{number}号戏台安全规定(2018-05-01).md").write_text(
            re.sub(r"第三条 .*\n\n", "", text), encoding="utf-8"
        )
    report = answer("load", str(files), home=tmp_path / "json")
    gaps = [problem for problem in report["problems"] if "不连续" in problem["message"]]
    assert len(gaps) == 8
    told = run("load", str(files), home=tmp_path / "words").stdout.decode()
    assert "8 处相类（8 个文件）" in told
    assert told.count("不连续") == 3
    assert "加 --json" in told


def test_a_terminal_sees_progress_and_a_summary(sample_files: Path, tmp_path: Path) -> None:
    shown = on_a_terminal(100, "load", str(sample_files), home=tmp_path)
    assert "读取文件" in shown
    assert "剩余" in shown
    assert "已生成第 1 号发布：0 个错误" in shown
    assert "用时" in shown


def test_the_demonstration_ends_with_a_trace(tmp_path: Path) -> None:
    done = run("demo", str(ROOT / "examples"), "--home", str(tmp_path / "demo"), "--no-serve")
    assert (done.returncode, done.stderr) == (0, b"")
    shown = done.stdout.decode()
    assert "── dingfen search 公共场所卫生" in shown
    traced = shown.split("── dingfen trace ", 1)[1]
    assert "履职事项“" in traced
    assert "截至" in traced


@pytest.mark.parametrize("columns", [60, 100])
def test_lines_on_a_terminal_are_folded_under_themselves(columns: int, sample_home: Path) -> None:
    for command in (("search", "茶馆", "--explain"), ("trace", "对未经登记开办茶馆的处罚")):
        shown = on_a_terminal(columns, *command, home=sample_home)
        wide = [line for line in shown.splitlines() if cell_len(line) > columns]
        assert all("/" in line for line in wide), "only identifiers, which are there to be copied, run on"
        assert not any(re.match(r"\s*[，。；：、）》”]", line) for line in shown.splitlines())


def test_a_pipe_gets_one_line_a_message(sample_home: Path) -> None:
    piped = run("trace", "对未经登记开办茶馆的处罚", home=sample_home).stdout.decode().splitlines()
    steps = answer("trace", "对未经登记开办茶馆的处罚", home=sample_home)["steps"]
    assert len(piped) == len(steps) + 1
    for step, line in zip(steps, piped, strict=False):
        assert step["text"] in line
        assert "\x1b" not in line


@pytest.mark.parametrize("width", [24, 31, 80])
def test_folding_loses_nothing_and_keeps_to_the_width(width: int) -> None:
    text = (
        "依据写作“《茶馆管理条例》第五条”，即 law/cn/茶馆管理条例/art_5：适用2015-03-01文本（第 3 号发布），有效。" * 3
    )
    lines = fold_lines(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(cell_len(line) <= width or "law/cn" in line for line in lines)
    folded = fold_text(Text(text, style="red"), width + 6, 6).plain.split("\n")
    assert all(line.startswith("      ") for line in folded[1:])
    assert "".join(line.strip() for line in folded).replace(" ", "") == text.replace(" ", "")


# Citations --------------------------------------------------------------------------------------------------------------------

FIELDS = {
    "text",
    "start",
    "end",
    "law",
    "article",
    "paragraph",
    "item",
    "point",
    "in_quote",
    "target",
    "state",
    "reason",
}


def cited(text: str | bytes, *args: str, home: Path) -> list[dict[str, Any]]:
    done = run("cite", "--jsonl", *args, home=home, stdin=text.encode() if isinstance(text, str) else text)
    assert (done.returncode, done.stderr) == (0, b"")
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def test_cite_works_without_a_home_and_makes_none(tmp_path: Path) -> None:
    home = tmp_path / "none"
    answers = cited("《渔业法》第三十八条、第四十条第（二）项\n", home=home)
    assert [one["line"] for one in answers] == [1]
    assert [(c["law"], c["article"], c["item"]) for c in answers[0]["citations"]] == [
        ("渔业法", "38", None),
        ("渔业法", "40", "2"),
    ]
    for citation in answers[0]["citations"]:
        assert set(citation) == FIELDS
        assert (citation["state"], citation["target"]) == ("law_not_loaded", None)
    assert not home.exists()


@pytest.mark.parametrize(
    ("stdin", "expected"),
    [
        (b"", []),
        (b"\n", [(1, 0)]),
        ("《甲法》第一条".encode(), [(1, 1)]),
        ("《甲法》第一条\r\n\r\n《乙法》第二条\r\n".encode(), [(1, 1), (2, 0), (3, 1)]),
        ("\ufeff《甲法》第一条\n".encode(), [(1, 1)]),
        ("《甲法》第一条\u2028《乙法》第二条\u0085《丙法》第三条\x0b《丁法》第四条\n没有\n".encode(), [(1, 4), (2, 0)]),
        ("《甲法》第一条\r《乙法》第二条\n".encode(), [(1, 2)]),
        (b"\xff\xfe\x80 " + "《甲法》第一条\n".encode(), [(1, 1)]),
        ("无关的话，没有引用。\n".encode(), [(1, 0)]),
        (b"\x00\n", [(1, 0)]),
    ],
    ids=["nothing", "empty", "no end", "crlf", "bom", "separators", "cr", "not utf-8", "none", "nul"],
)
def test_cite_answers_every_line_and_only_lines(stdin: bytes, expected: list[tuple[int, int]], tmp_path: Path) -> None:
    assert [(one["line"], len(one["citations"])) for one in cited(stdin, home=tmp_path / "none")] == expected


def test_cite_counts_positions_in_the_line_without_its_mark(tmp_path: Path) -> None:
    text = "依据𠮷《茶馆管理条例》第四条第一款"
    for stdin in (text, f"\ufeff{text}\r\n"):
        citation = cited(stdin, home=tmp_path / "none")[0]["citations"][0]
        assert text[citation["start"] : citation["end"]] == citation["text"] == "《茶馆管理条例》第四条第一款"


def test_cite_resolves_on_the_day_asked(sample_home: Path) -> None:
    line = "《茶馆管理条例》第五条\n《戏台安全规定》第九条\n《茶馆管理条例》\n"
    now = cited(line, "--as-of", "2026-11-01", home=sample_home)
    later = cited(line, "--as-of", "2027-11-01", home=sample_home)
    assert now[0]["citations"][0]["target"] == f"{TEA}/2015-03-01/art_5"
    assert later[0]["citations"][0]["target"] == f"{TEA}/2026-09-01/art_5"
    assert [now[n]["citations"][0]["state"] for n in (0, 1, 2)] == ["resolved", "no_such_article", "no_article_given"]
    in_words = run(
        "cite", "《茶馆管理条例》第五条", "没有引用", "--as-of", "2026-11-01", home=sample_home
    ).stdout.decode()
    assert "第 1 行　《茶馆管理条例》第5条　已核对" in in_words
    assert "第 2 行　没有法律引用" in in_words


def test_cite_reads_the_catalogue_as_the_home_would(sample_home: Path, tmp_path: Path) -> None:
    from ingest.glance import current_catalogue
    from ingest.home import Home

    glanced = current_catalogue(sample_home / "dingfen.db")
    with Home(sample.settings(sample_home)) as opened:
        assert glanced is not None
        assert glanced.encode() == opened.catalogue(1).encode()
    broken = tmp_path / "dingfen.db"
    broken.write_bytes(b"no database")
    assert current_catalogue(broken) is None
    empty = current_catalogue(tmp_path / "none.db")
    assert empty is not None
    assert empty.works == {}


def test_cite_starts_at_once_and_keeps_pace(tmp_path: Path) -> None:
    """Ten thousand cells beyond start-up in a second is the goal on a quiet machine; processor time is measured, and a wide
    margin left, so that a busy one does not fail."""
    cells = "".join(f"《第{n}号条例》第{n}条第（一）项；《茶馆管理条例》第四条\n" for n in range(1, 5001)).encode()

    def spent(stdin: bytes) -> float:
        before = os.times()
        assert run_apart("cite", "--jsonl", home=tmp_path / "none", stdin=stdin).returncode == 0
        after = os.times()
        return after.children_user + after.children_system - before.children_user - before.children_system

    start = min(spent(b"x\n") for _ in range(2))
    assert start < 1.5
    assert spent(cells) - start < 5000 / 3000


def test_cite_imports_no_engine_and_no_server() -> None:
    code = (
        "import sys; from api.cli import app; import casework.questions, ingest.glance;"
        "print(sorted({name.split('.')[0] for name in sys.modules}"
        " & {'sqlalchemy', 'alembic', 'ladybug', 'tantivy', 'fastapi', 'uvicorn', 'pyarrow', 'docx', 'openpyxl'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# Serving ----------------------------------------------------------------------------------------------------------------------


def test_serve_says_where_it_is_and_ends_when_told(sample_home: Path) -> None:
    import http.client

    server = subprocess.Popen(
        [sys.executable, "-m", "api.cli", "serve", "--port", "0"],
        env=environment(sample_home, PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        assert server.stdout is not None
        line = server.stdout.readline().decode()
        found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
        assert found, line
        port = int(found[1])
        for _ in range(100):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
                connection.request("GET", "/ready")
                response = connection.getresponse()
                assert json.loads(response.read())["release"] == 1
                break
            except ConnectionError:
                time.sleep(0.1)
        else:
            pytest.fail("the service did not answer")
        taken = run("serve", "--port", str(port), home=sample_home)
        assert taken.returncode == 1
        assert "可换一个 --port" in taken.stderr.decode()
    finally:
        server.terminate()
        assert server.wait(20) in (0, -15)

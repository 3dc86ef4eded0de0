"""``dingfen load --explain``: how a list would be read is shown before anything is loaded, and flags say what a file cannot."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from tests.test_list_grids import HEAD, LIST, ROWS, TITLE, as_json, word, xlsx

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "lists"
ODD = [
    ["黄梅县应急管理局权责清单（2024年版）", "", "", "", ""],
    ["序号", "职权名称（主项）", "类别", "奇怪的列\n很长很长很长很长的列名", "事项编码及版本"],
    ["1", "对甲的处罚", "行政处罚", "第一行\n第二行" + "很长的内容" * 30, "A-1"],
    ["注：由县应急管理局解释。", "", "", "", ""],
]


def command(*args: str, home: Path) -> tuple[int, str, str]:
    settings = {k: v for k, v in os.environ.items() if not k.startswith("DINGFEN_")} | {"DINGFEN_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-m", "api.cli", *args], capture_output=True, env=settings, cwd=ROOT, timeout=120
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def on_a_terminal(columns: int, *args: str, home: Path) -> list[str]:
    settings = {**os.environ, "DINGFEN_HOME": str(home), "COLUMNS": str(columns), "LINES": "40", "TERM": "xterm"}
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "api.cli", *args], stdout=child, stderr=child, env=settings, cwd=ROOT
    )
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
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown.decode()).replace("\r\n", "\n").split("\n")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "权责.xlsx").write_bytes(xlsx(ODD))
    return folder


def test_each_column_is_shown_and_nothing_is_loaded(files: Path, tmp_path: Path) -> None:
    code, shown, said = command("load", "--explain", str(files / "权责.xlsx"), home=tmp_path / "home")
    assert (code, said) == (0, "")
    assert not (tmp_path / "home").exists(), "nothing is made"
    lines = shown.split("\n")
    assert "黄梅县应急管理局权责清单（2024年版）" in lines
    assert "  种类 权责清单　机构 黄梅县应急管理局" in lines
    assert "  地区 黄梅县（421127）　版本 2024-01-01" in lines
    assert "  Sheet，表头第 2 行，1 个事项" in lines
    rows = {line.split()[0]: line.split()[1:] for line in lines if re.match(r"  [A-E] ", line)}
    assert rows["A"] == ["序号", "序号", "1"]
    assert rows["B"] == ["职权名称（主项）", "事项名称（去括号）", "对甲的处罚"]
    assert rows["C"] == ["类别", "类型", "行政处罚"]
    assert rows["D"][:3] == ["奇怪的列很长很长很长很长的列名", "随行保留", "第一行"]
    assert "  附注  注：由县应急管理局解释。" in lines
    assert any(line.startswith("警告") for line in lines)
    assert lines[-2].startswith("只作说明，没有载入：0 个错误")


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_on_a_terminal_it_keeps_to_the_width(files: Path, tmp_path: Path, columns: int) -> None:
    lines = on_a_terminal(columns, "load", "--explain", str(files / "权责.xlsx"), home=tmp_path)
    assert max(map(cell_len, lines)) <= columns
    row = next(line for line in lines if line.startswith("  D "))
    assert row.rstrip().endswith("…"), "what does not fit is cut, and the table stays a table"
    assert "随行保留" in row


def test_as_json_everything_is_said(files: Path, tmp_path: Path) -> None:
    code, shown, _ = command("load", "--explain", "--json", str(files), home=tmp_path / "home")
    answer: Any = json.loads(shown)
    assert code == 0
    (file,) = answer["files"]
    assert (file["file"], file["kind"]) == ("files/权责.xlsx", "list")
    (table,) = file["tables"]
    assert (table["head_rows"], table["rows"], table["kind"], table["place"]) == ([2, 2], 1, "权责清单", "421127")
    assert table["columns"][2] == {
        "letter": "C",
        "head": "类别",
        "field": "type",
        "label": "类型",
        "how": "列名",
        "sample": "行政处罚",
    }
    assert all(problem["severity"] == "warning" for problem in file["problems"])


def test_what_is_wrong_is_said_with_the_head_as_far_as_it_is_known(tmp_path: Path) -> None:
    template, headless, keys = tmp_path / "模板.xlsx", tmp_path / "表.xlsx", tmp_path / "记录.json"
    template.write_bytes(xlsx([[TITLE], HEAD]))
    headless.write_bytes(xlsx([["甲", "乙", "丙"], ["一", "二", "三"], ["四", "五", "六"]]))
    keys.write_bytes(as_json([{"甲": "1", "乙": "2", "丙": "3"}]))
    (tmp_path / "记录.json.yaml").write_text("authority: 甲局\n", encoding="utf-8")
    code, shown, _ = command("load", "--explain", *map(str, (template, headless, keys)), home=tmp_path / "home")
    assert code == 1
    assert "  Sheet，看作权责清单，表头第 2 行，下面有 0 行" in shown
    assert "  D   职权依据  依据" in shown
    assert "错误　模板.xlsx（工作表“Sheet”第 2 行）：表头下没有数据行。" in shown
    assert "  Sheet，没有找到表头，最像的是第 1 行" in shown
    assert "  B   乙    随行保留  二" in shown
    assert "  没有找到表头，记录的键都不像列名" in shown
    assert "只作说明，没有载入：3 个错误" in shown
    damaged = tmp_path / "坏.xlsx"
    damaged.write_bytes(template.read_bytes()[:200])
    code, shown, _ = command("load", "--explain", str(damaged), home=tmp_path / "home")
    assert code == 1
    assert "错误　坏.xlsx：文件损坏或不完整，无法读取" in shown


def test_files_that_are_no_lists_are_named(tmp_path: Path) -> None:
    (tmp_path / "办法.md").write_text("# 某办法\n\n第一条　为了管理，制定本办法。\n", encoding="utf-8")
    (tmp_path / "区划.csv").write_text("code,name,level,parent\n421127,黄梅县,county,4211\n", encoding="utf-8")
    (tmp_path / "其他.json").write_text("{}", encoding="utf-8")
    code, shown, _ = command("load", "--explain", str(tmp_path), home=tmp_path / "home")
    assert code == 0
    assert "办法.md：是法律文件，不按清单读取" in shown
    assert "区划.csv：是区划表，不按清单读取" in shown
    assert "其他.json：不是法律文件，也不是清单，载入时略过" in shown
    for number in range(3):
        (tmp_path / f"办法{number}.md").write_text("第一条　制定本办法。\n", encoding="utf-8")
    assert "另有 4 个文件：是法律文件" in command("load", "--explain", str(tmp_path), home=tmp_path / "home")[1]


def test_flags_say_what_a_file_cannot_and_go_before_the_sidecar(tmp_path: Path) -> None:
    file = tmp_path / "表.xlsx"
    file.write_bytes(xlsx(LIST))
    sidecar = "机构: 黄梅县卫生健康局\n版本: 2023-01-01\nsheets: {Sheet: {authority: 黄梅县民政局, title: 某清单}}\n"
    (tmp_path / "表.xlsx.yaml").write_text(sidecar, encoding="utf-8")

    def facts(*flags: str) -> list[str]:
        code, shown, said = command("load", "--explain", "--json", str(file), *flags, home=tmp_path / "home")
        assert code == 0, said
        table = json.loads(shown)["files"][0]["tables"][0]
        return [table[key] for key in ("authority", "place", "edition", "kind", "title")]

    assert facts() == ["黄梅县民政局", "421127", "2023-01-01", "权责清单", "某清单"]
    told = facts("--authority", "小池镇", "--place", "421127102", "--edition", "2025年5月20日", "--kind", "duty_list")
    assert [*told[:3], told[4]] == ["小池镇", "421127102", "2025-05-20", "某清单"]
    assert told[3].startswith("履职事项清单")
    code, _, said = command("load", "--explain", str(file), "--edition", "去年", home=tmp_path / "home")
    assert code == 2
    assert said == "错误：--edition 去年：不能用。应为：日期，如 2024-06-30\n"


def test_a_flag_makes_a_list_of_a_word_file_that_looks_like_none(tmp_path: Path) -> None:
    file = tmp_path / "办法.docx"
    file.write_bytes(word("某办法", "第一条　制定本办法。", "第二条　事项见表。", LIST))
    shown = command("load", "--explain", str(file), home=tmp_path / "home")[1]
    assert "办法.docx：是法律文件，不按清单读取。若是清单，请加 --kind" in shown
    shown = command("load", "--explain", str(file), "--kind", "power_list", home=tmp_path / "home")[1]
    assert "  表1，表头第 1 行，2 个事项" in shown


@pytest.mark.parametrize("explain", [[], ["--explain"]])
def test_flags_speak_of_one_list_file(files: Path, tmp_path: Path, explain: list[str]) -> None:
    for paths in ([files], [files / "权责.xlsx", files / "权责.xlsx"]):
        args = ("load", *map(str, paths), *explain, "--authority", "甲局", "--edition", "2024-01-01")
        code, _, said = command(*args, home=tmp_path / "home")
        assert code == 2
        assert said == "错误：--authority、--edition 说的是一份清单，只能和一个清单文件一起用\n"


def test_loading_with_flags_reads_the_list_by_them(tmp_path: Path) -> None:
    file = tmp_path / "表.json"
    file.write_bytes(as_json([dict(zip(HEAD, row, strict=True)) for row in ROWS]))
    home = tmp_path / "home"
    flags = ("--authority", "黄梅县应急管理局", "--edition", "2024-06-30")
    code, shown, _ = command("load", str(file), *flags, "--json", home=home)
    report = json.loads(shown)
    assert (code, report["added"], report["problems"]) == (0, 1, [])
    assert json.loads(command("load", str(file), *flags, "--json", home=home)[1])["created"] is False
    again = json.loads(command("load", str(file), "--json", home=home)[1])
    assert again["created"] is True, "what is not said is not remembered"
    assert "没有写明是哪个机构的清单" in " ".join(problem["text"] for problem in again["problems"])


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "code", "says"),
    [
        ("guangan_service_items.csv", 0, ["C   item_name   事项名称", "地区 广安区（511602）", "1135 个事项"]),
        ("guangdong_power_list_template.xlsx", 1, ["表头第 1 至 2 行，下面有 0 行", "表头下没有数据行"]),
        ("sample_department_list.xls", 0, ["种类 机构名录", "浙江省发展和改革委员会"]),
    ],
)
def test_files_as_found(name: str, code: int, says: list[str], tmp_path: Path) -> None:
    if not (SHARED / name).is_file():
        pytest.skip("没有 ../shared/lists，无法用真实的文件试")
    done = command("load", "--explain", str(SHARED / name), home=tmp_path)
    assert done[0] == code
    for said in says:
        assert said in done[1]

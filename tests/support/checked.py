"""What checks find in a few tiny lists: written, loaded and checked in one go. Names of bodies and places are real, everything else is the
tests' own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from casework.dossier import Dossier
from casework.findings import Check, Finding, run
from ingest.home import Home
from ingest.settings import Settings
from ontologies.records import FindingKind

COUNTY, DAY = "421127", date(2026, 11, 1)
ROSTER = (
    "黄梅县机构名录（2026年6月1日）\n序号,机构名称,机构类型,层级,上级机构,区划代码,乡镇类型\n"
    "1,黄梅县人民政府,人民政府,县级,,421127,\n"
    "2,黄梅县农业农村局,政府工作部门,县级,黄梅县人民政府,421127,\n"
    "3,黄梅县公安局,政府工作部门,县级,黄梅县人民政府,421127,\n"
    "4,黄梅县城市管理执法局,政府工作部门,县级,黄梅县人民政府,421127,\n"
    "5,小池镇人民政府,乡镇人民政府,乡级,黄梅县人民政府,421127102,中心镇\n"
    "6,孔垄镇人民政府,乡镇人民政府,乡级,黄梅县人民政府,421127101,中心镇\n"
    "7,五祖镇人民政府,乡镇人民政府,乡级,黄梅县人民政府,421127106,山区乡镇\n"
    "8,停前镇人民政府,乡镇人民政府,乡级,黄梅县人民政府,421127105,山区乡镇\n"
)


def table(title: str, heads: str, *rows: str) -> str:
    """A list as CSV: its title with its day, its heads, its rows."""
    return "\n".join((title, heads, *rows)) + "\n"


def check(
    folder: Path,
    files: dict[str, str],
    checks: Sequence[tuple[frozenset[FindingKind], Check]],
    roster: str = ROSTER,
    day: date = DAY,
) -> list[Finding]:
    """Everything that these checks say of the lists, what is lawful too."""
    lists = folder / "lists"
    lists.mkdir()
    for name, text in {"黄梅县机构名录.csv": roster, **files}.items():
        if text:
            (lists / name).write_text(text, encoding="utf-8")
    with Home(Settings(home=folder / "home", place=COUNTY)) as home:
        report = home.load([lists])
        assert not [problem.text() for problem in report.problems if problem.severity == "error"]
        dossier = Dossier(home.view(), COUNTY, day)
        return list(run(dossier, checks, frozenset(FindingKind)))


def said(found: Sequence[Finding], kind: FindingKind) -> list[tuple[str, str]]:
    """Of one kind: (verdict, or 合法 for what is lawful; the name of its first row, of its first body, or what it is known by)."""
    told = []
    for one in found:
        if one.kind is kind:
            name = one.rows[0].full_name if one.rows else (one.bodies or one.about)[0].rpartition("/")[2]
            told.append(("合法" if one.lawful else one.verdict.label, name))
    return sorted(told)

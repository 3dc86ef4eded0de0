"""Measure ``dingfen check`` on synthetic counties with planted faults (``bench.faults``): precision and recall of every kind, time, memory.

    python -m bench.findings [--powers 10000] [--corpus FOLDER] [--home DIR] [--out DIR] [--seed N] [--misses KIND] [--scale] [--json F]

A finding is right when a planted fault of its kind shares a row with it (file, sheet, row); where a fault has no row of its own (a duty that
no list holds, a town without support), when it names the body, and the provision where the fault names one. Any other finding of the kind is
a false alarm, with three exceptions, which are counted apart as not judged: rows of another planted fault of which this may truly be said
too (``also``); ``gap.statutory_duty`` of provisions that the lists really do not hold (the corpus asks more than the counties list);
``county.*`` on rows at fault and on other lists than
the power lists, which alone the twin has. The expected verdict is compared separately.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.faults import plant
from bench.faults.corpus import bare, numeral, short
from bench.spine import PeakMemory

Record = dict[str, Any]
Key = tuple[str, str, int]

BY_BODY = frozenset({"gap.statutory_duty", "grant.no_support", "grant.no_officer", "gap.office_without_duty"})
"""Kinds whose findings may name the body and no row, or other rows of that body."""
_VERDICTS = {"确认": "confirmed", "疑似": "suspected", "无法核验": "unverifiable"}
_NUMBER = re.compile(r"第?([一二三四五六七八九十百千零〇两]+|\d+)条?")


@dataclass
class Score:
    """One kind: faults planted and found, findings right and false, findings not judged, verdicts as expected."""

    planted: int = 0
    found: int = 0
    right: int = 0
    false: int = 0
    alike: int = 0
    """Of the false alarms, those on a look-alike of that kind."""
    unjudged: int = 0
    verdicts: int = 0
    missed: list[Record] = field(default_factory=list)
    alarms: list[Record] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Right findings of all judged; 1 where nothing was said."""
        return self.right / (self.right + self.false) if self.right + self.false else 1.0

    @property
    def recall(self) -> float:
        """Found faults of all planted."""
        return self.found / self.planted if self.planted else 1.0


def keys(rows: Iterable[Record]) -> set[Key]:
    """Where rows stand: the file's own name, the sheet, the row."""
    return {(Path(str(r.get("file", ""))).name, str(r.get("sheet") or ""), int(r.get("row") or 0)) for r in rows}


def _same_body(one: str, two: str) -> bool:
    one, two = one.removesuffix("人民政府"), two.removesuffix("人民政府")
    return bool(one and two) and (one == two or one.endswith(two) or two.endswith(one))


def _bodies(finding: Record) -> set[str]:
    named = {str(row.get(key) or "") for row in finding.get("rows", ()) for key in ("body", "name")}
    named |= {str(body.get("name") or "") for body in finding.get("bodies", ())}
    return named | {str(finding.get("body") or "")}


def provision_keys(finding: Record) -> set[tuple[str, int]]:
    """Law and article number of each provision that a finding (or a planted fault) names."""
    out = set()
    for provision in finding.get("provisions", ()):
        match = _NUMBER.search(str(provision.get("article") or ""))
        if match:
            number = int(match[1]) if match[1].isdigit() else numeral(match[1])
            out.add((short(bare(str(provision.get("law") or ""))), number))
    return out


def hits(finding: Record, fault: Record) -> bool:
    """Whether a finding is of this planted fault (of its kind)."""
    if keys(finding.get("rows", ())) & keys(fault["rows"]):
        return True
    if fault["kind"] not in BY_BODY or not fault["body"]:
        return False
    if not any(_same_body(body, fault["body"]) for body in _bodies(finding)):
        return False
    return not fault["provisions"] or bool(provision_keys(finding) & provision_keys(fault))


def _not_judged(
    kind: str, places: set[Key], excused: dict[Key, set[str]], lawful: dict[Key, set[str]], at_fault: set[Key]
) -> bool:
    """Whether a finding of no planted fault may be true all the same."""
    if kind.startswith("county."):
        return bool(places & at_fault) or not any("权责清单" in file for file, _, _ in places)
    return any(kind in excused.get(p, ()) for p in places) and not any(kind in lawful.get(p, ()) for p in places)


def _listed(finding: Record, listed: set[tuple[str, str, int]]) -> bool:
    """Whether the body's own list does hold a provision that the finding says it does not."""
    return any((body, *one) in listed for body in _bodies(finding) for one in provision_keys(finding))


def score(
    findings: Sequence[Record], gold: Sequence[Record], alike: Sequence[Record], held: Sequence[Record]
) -> dict[str, Score]:
    """Every kind that was planted or found, by its code."""
    scores: dict[str, Score] = defaultdict(Score)
    by_kind: dict[str, list[Record]] = defaultdict(list)
    row_faults: dict[tuple[str, Key], list[Record]] = defaultdict(list)
    excused: dict[Key, set[str]] = defaultdict(set)
    at_fault: set[Key] = set()
    lawful: dict[Key, set[str]] = defaultdict(set)
    for fault in gold:
        by_kind[fault["kind"]].append(fault)
        scores[fault["kind"]].planted += 1
        for key in keys(fault["rows"]):
            row_faults[fault["kind"], key].append(fault)
            excused[key] |= set(fault["also"])
            if not fault["kind"].startswith("county."):
                at_fault.add(key)
    for entry in alike:
        for key in keys(entry["rows"]):
            lawful[key] |= set(entry["kinds"])
            excused[key] |= set(entry["also"])
            at_fault.add(key)
    listed = {(entry["body"], short(bare(entry["law"])), entry["article"]) for entry in held}
    found: dict[int, set[str]] = {}
    for finding in findings:
        kind = finding["kind"]
        mark = scores[kind]
        places = keys(finding.get("rows", ()))
        matched = [fault for place in places for fault in row_faults.get((kind, place), ())]
        if not matched and kind in BY_BODY:
            matched = [fault for fault in by_kind[kind] if hits(finding, fault)]
        if matched:
            mark.right += 1
            verdict = str(finding.get("verdict", ""))
            for fault in matched:
                found.setdefault(id(fault), set()).add(_VERDICTS.get(verdict, verdict))
        elif _not_judged(kind, places, excused, lawful, at_fault) or (
            kind == "gap.statutory_duty" and not _listed(finding, listed)
        ):
            mark.unjudged += 1
        else:
            mark.false += 1
            mark.alike += any(kind in lawful.get(place, ()) for place in places)
            mark.alarms.append(finding)
    for fault in gold:
        mark = scores[fault["kind"]]
        if id(fault) in found:
            mark.found += 1
            mark.verdicts += bool(found[id(fault)] & set(fault["verdict"]))
        else:
            mark.missed.append(fault)
    return dict(scores)


def table(scores: dict[str, Score]) -> str:
    """The scores as a text table, one kind a line."""
    lines = [
        f"{'kind':34}{'planted':>8}{'found':>7}{'recall':>8}{'prec.':>8}{'false':>7}{'alike':>7}{'unjudged':>9}{'verdict':>8}"
    ]
    for kind in sorted(scores):
        s = scores[kind]
        verdict = f"{s.verdicts}/{s.found}"
        lines.append(
            f"{kind:34}{s.planted:8}{s.found:7}{s.recall:8.3f}{s.precision:8.3f}{s.false:7}{s.alike:7}{s.unjudged:9}{verdict:>8}"
        )
    return "\n".join(lines)


def jsonl(path: Path) -> list[Record]:
    """The objects of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _run(*arguments: str) -> str:
    done = subprocess.run([sys.executable, "-m", "api.cli", *arguments], capture_output=True, text=True, check=False)
    # A load with warnings only may end with 1; a command that failed says why, with --json as one object on stdout.
    if done.returncode not in (0, 1) or (done.returncode and not done.stdout) or done.stdout.startswith('{"error"'):
        raise RuntimeError(f"dingfen {' '.join(arguments[:2])}：{done.stderr or done.stdout}")
    return done.stdout


def _home(corpus: Path, base: Path) -> None:
    """A home with the corpus alone, loaded once and reused."""
    if not (base / "corpus-loaded").exists():
        _run("load", str(corpus), "--home", str(base))
        (base / "corpus-loaded").touch()


@dataclass(frozen=True)
class Timed:
    """One run: rows, seconds of loading the lists and of the check, what processors worked for the check, MB at most while checking, the
    findings."""

    powers: int
    load: float
    check: float
    worked: float
    memory: float
    findings: list[Record]


def run(corpus: Path, base: Path, out: Path, powers: int, seed: int) -> Timed:
    """Generate under ``out``, load into a copy of ``base``, check all places and compare the first county with its twin."""
    planted = plant.plant(corpus, out, powers, seed)
    _home(corpus, base)
    with tempfile.TemporaryDirectory(prefix="findings-", dir=base.parent) as folder:
        home = Path(folder) / "home"
        shutil.copytree(base, home)
        begun = time.perf_counter()
        folders = [
            str(out / "laws"),
            *(str(one) for one in sorted(out.iterdir()) if one.is_dir() and one.name != "laws"),
        ]
        _run("load", *folders, "--home", str(home))
        loaded = time.perf_counter()
        day = plant.AS_OF.isoformat()
        before = os.times()
        with PeakMemory() as memory:
            printed = _run("check", "--as-of", day, "--json", "--home", str(home))
        checked, after = time.perf_counter(), os.times()
        worked = after.children_user + after.children_system - before.children_user - before.children_system
        printed += compare(home, planted.counties[0][0], planted.twin[0], day)
    findings = [json.loads(line) for line in printed.splitlines() if line.startswith("{")]
    return Timed(planted.powers, loaded - begun, checked - loaded, worked, memory.peak, findings)


def compare(home: Path, one: str, two: str, day: str) -> str:
    """The findings of comparing two counties, as JSON lines; empty where the command does not know ``--against``."""
    try:
        return _run("check", "--place", one, "--against", two, "--as-of", day, "--json", "--home", str(home))
    except RuntimeError as error:
        print(f"两县比较没有量：{error}", file=sys.stderr)
        return ""


def without_twin(findings: Iterable[Record], twin: str) -> list[Record]:
    """The findings that are not the twin's own (its rows are there to be compared with)."""
    return [
        f
        for f in findings
        if f["kind"].startswith("county.")
        or not all(str(r.get("file", "")).rpartition("/")[2].startswith(twin) for r in f["rows"])
        or not f["rows"]
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="量一量核查：每一种发现的查准率、查全率，时间和内存")
    parser.add_argument("--powers", type=int, default=10_000)
    parser.add_argument("--corpus", type=Path, default=Path("../shared/corpus/laws"))
    parser.add_argument("--home", type=Path, help="只载入法规的数据目录，没有就建，下次再用")
    parser.add_argument("--out", type=Path, help="生成的文件放在哪里（仓库以外）")
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--misses", metavar="KIND", help="列出这一种的漏报和误报")
    parser.add_argument("--scale", action="store_true", help="1,000、10,000、100,000 项各一次")
    parser.add_argument("--json", type=Path, help="把每种的得分写进这个文件")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="dingfen-findings-") as folder:
        base = given.home or Path(folder) / "base"
        base.mkdir(parents=True, exist_ok=True)
        out = given.out or Path(folder) / "out"
        for powers in (1_000, 10_000, 100_000) if given.scale else (given.powers,):
            where = out / str(powers) if given.scale else out
            if where.exists():
                shutil.rmtree(where)
            timed = run(given.corpus, base, where, powers, given.seed)
            print(
                f"{timed.powers:,} 项：载入 {timed.load:.1f} 秒，核查 {timed.check:.1f} 秒，"
                f"处理器 {timed.worked:.1f} 秒（每千项 {timed.worked / timed.powers * 1000:.3f} 秒），"
                f"内存 {timed.memory:.0f} MB，发现 {len(timed.findings):,} 条"
            )
            if given.scale:
                continue
            twin = json.loads((where / "planted.json").read_text(encoding="utf-8"))["twin"][1]
            scores = score(
                without_twin(timed.findings, twin),
                *(jsonl(where / f"{name}.jsonl") for name in ("gold", "lookalikes", "held")),
            )
            print(table(scores))
            if given.misses:
                mark = scores.get(given.misses, Score())
                for title, entries in (("漏报", mark.missed), ("误报", mark.alarms)):
                    print(f"{title} {len(entries)}")
                    for entry in entries:
                        print("  " + json.dumps(entry, ensure_ascii=False)[:600])
            if given.json:
                figures = {
                    k: {
                        "planted": s.planted,
                        "found": s.found,
                        "recall": s.recall,
                        "precision": s.precision,
                        "false": s.false,
                        "unjudged": s.unjudged,
                        "verdicts": s.verdicts,
                    }
                    for k, s in sorted(scores.items())
                }
                given.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""How often the owner is found, and how fast: ``python -m bench.owners --items FILE [--laws HOME] [--questions FILE --home HOME]``.

``--items``: a table of real service items with ``item_name`` and ``department`` (CSV). By the hash of the name four parts of five are loaded as
the district's list with their departments as holders, beside a roster of all departments; the items of the fifth part are asked by name.
The honest baseline, in the same run: the department of the known item whose name is nearest (rapidfuzz, and ``casework.likeness``).
``--laws`` is a home with laws that is copied and loaded into, so that provisions speak too; and the same with the laws and the roster alone.

``--questions``: plain questions labelled with their owners (``tests/golden/owner_questions.yaml``), asked of ``--home``. Told apart: all, ``dev`` and
``test`` (the half by which nothing was ever decided); with lists, and with statutes alone. Latency is that of every question, one client.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import shutil
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import fuzz, process

from casework.duties import find_body
from casework.likeness import Alike
from casework.owners import owners
from ingest.home import Home, View
from ingest.settings import Settings
from ontologies.functions import carried_by, functions, successors

DAY = date(2026, 11, 23)
_PARTS = 5
PLACE, _NAME = "511602", "广安区"
_SHOWN = 10


def asked(name: str) -> bool:
    """Whether an item is one of those asked: one part of five by the hash of its name."""
    return hashlib.sha256(name.encode()).digest()[0] % _PARTS == _PARTS - 1


def full(department: str) -> str:
    """A department as a roster calls it: 区住建局 is 广安区住建局."""
    return _NAME + department[1:] if department.startswith("区") else department


def read_items(path: Path) -> list[tuple[str, str]]:
    """(name, department) of every row; one that stands twice for two departments is both."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return [(row["item_name"].strip(), full(row["department"].strip())) for row in csv.DictReader(lines)]


def write_lists(folder: Path, items: Sequence[tuple[str, str]], every: Iterable[str], with_items: bool) -> list[Path]:
    """The roster of all departments, and the known items as one catalogue of the district."""
    roster = folder / f"{_NAME}机构名录.csv"
    with roster.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["名称", "区划代码", "类型", "状态"])
        writer.writerow([f"{_NAME}人民政府", PLACE, "人民政府", "正常"])
        writer.writerows([name, PLACE, "政府工作部门", "正常"] for name in sorted(set(every)))
    if not with_items:
        return [roster]
    catalogue = folder / f"{_NAME}政务服务事项目录.csv"
    with catalogue.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["序号", "事项名称", "事项类型", "实施主体", "区划代码"])
        writer.writerows([n, name, "公共服务", department, PLACE] for n, (name, department) in enumerate(items, 1))
    for path in (roster, catalogue):
        sidecar = path.with_name(path.name + ".yaml")
        sidecar.write_text(f"authority: {_NAME}人民政府\nplace: '{PLACE}'\nedition: 2026-01-01\n", encoding="utf-8")
    return [roster, catalogue]


class Tally:
    """How many were right at the first place and among the first three, and what went wrong."""

    def __init__(self) -> None:
        self.total = self.first = self.third = 0
        self.wrong: list[str] = []

    def add(self, wanted: Sequence[str], given: Sequence[str], about: str) -> None:
        self.total += 1
        right = given[:1] and given[0] in wanted
        self.first += bool(right)
        self.third += any(one in wanted for one in given[:3])
        if not right:
            self.wrong.append(f"{about}　应 {'、'.join(wanted)}　答 {'、'.join(given[:3]) or '没有'}")

    def told(self) -> str:
        share = max(1, self.total)
        return f"{self.total} 问，首位 {self.first / share:.3f}，前三 {self.third / share:.3f}"


def over_items(path: Path, laws: Path | None, show: bool) -> None:
    """The items: owners with lists, owners with laws and roster alone, and the baselines."""
    items = read_items(path)
    known = [one for one in items if not asked(one[0])]
    held: dict[str, set[str]] = defaultdict(set)
    for name, department in items:
        if asked(name):
            held[name].add(department)
    print(
        f"事项 {len(items)} 项，已知 {len(known)}，所问 {len(held)}，部门 {len({department for _, department in items})}"
    )
    common = Counter(department for _, department in known).most_common(3)
    nearest: dict[str, Callable[[str], list[str]]] = {
        "最常见的部门": lambda _: [department for department, _ in common],
        "名称最近的已知事项（rapidfuzz）": _by_fuzz(known),
        "名称最近的已知事项（likeness）": _by_likeness(known),
    }
    for label, ask in nearest.items():
        tally = Tally()
        for name, departments in held.items():
            tally.add(sorted(departments), ask(name), name)
        print(f"  基线 {label}：{tally.told()}")
    every = [department for _, department in items]
    for label, with_items in (("清单", True), ("没有清单", False)):
        with tempfile.TemporaryDirectory() as made:
            home = Path(made) / "home"
            if laws is not None:
                shutil.copytree(laws, home)
            files = Path(made) / "files"
            files.mkdir()
            with Home(Settings(home=home)) as opened:
                opened.load(write_lists(files, known, every, with_items))
                tally, times = Tally(), []
                view = opened.view()
                called = {one: known_as(view, one) for one in every}
                for name, departments in held.items():
                    begun = time.perf_counter()
                    told = owners(view, name, PLACE, DAY)
                    times.append(time.perf_counter() - begun)
                    tally.add(
                        [called[one] for one in sorted(departments)], [one["body"] for one in told["owners"]], name
                    )
                print(
                    f"  owners（{'全部语料，' if laws else '没有法律，'}名录，{label}）：{tally.told()}；{_times(times)}"
                )
                if show:
                    print("\n".join(f"      {line}" for line in tally.wrong[:60]))


def known_as(view: View, department: str) -> str:
    """What a department is called once it is loaded: 广安区住建局 is 广安区住房和城乡建设局."""
    try:
        return str(find_body(view, department, DAY)["name"])
    except LookupError:
        return department


def _by_fuzz(known: Sequence[tuple[str, str]]) -> Callable[[str], list[str]]:
    names = [name for name, _ in known]

    def ask(name: str) -> list[str]:
        found = process.extract(name, names, scorer=fuzz.ratio, limit=_SHOWN)
        return list(dict.fromkeys(known[place][1] for _, _, place in found))

    return ask


def _by_likeness(known: Sequence[tuple[str, str]]) -> Callable[[str], list[str]]:
    alike = Alike([(place, name) for place, (name, _) in enumerate(known)])

    def ask(name: str) -> list[str]:
        found = sorted(alike.near(name, 0.3), key=lambda one: -one[1])[:_SHOWN]
        return list(dict.fromkeys(known[place][1] for place, _ in found))

    return ask


def _times(times: Sequence[float]) -> str:
    ordered = sorted(times)
    at = [ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 for share in (0.5, 0.95, 0.99)]
    return "p50／p95／p99 " + "／".join(f"{one:.1f}" for one in at) + " 毫秒"


def over_questions(path: Path, home: Path, show: bool) -> None:
    """The plain questions, and how long each took."""
    with path.open(encoding="utf-8") as file:
        questions: list[dict[str, Any]] = yaml.safe_load(file)
    with Home(Settings(home=home)) as opened:
        view = opened.view()
        answers = [_ask(view, one) for one in questions]
        # Once more with everything read: what a service answers at.
        again = [_ask(view, one)[1] for one in questions]
    print(f"\n问题 {len(questions)} 个：头一遍 {_times([took for _, took in answers])}；再问一遍 {_times(again)}")
    for part in ("dev", "test", ""):
        chosen = [
            (one, answer) for one, (answer, _) in zip(questions, answers, strict=True) if part in ("", one["split"])
        ]
        _judge(part or "全部", chosen, show and part == "dev")


def _ask(view: View, one: dict[str, Any]) -> tuple[dict[str, Any], float]:
    day = one.get("as_of", DAY)
    begun = time.perf_counter()
    answer = owners(view, one["question"], one["place"], day if isinstance(day, date) else date.fromisoformat(day))
    return answer, time.perf_counter() - begun


def _judge(label: str, chosen: Sequence[tuple[dict[str, Any], dict[str, Any]]], show: bool) -> None:
    owned, both, none, statutes, named = Tally(), Tally(), Tally(), Tally(), Tally()
    for one, answer in chosen:
        bodies = [owner["body"] for owner in answer["owners"]]
        if one["place"] and one["owners"]:
            wanted = [owner["body"] for owner in one["owners"]]
            about = f"{one['id']} {one['question']}"
            owned.add(wanted, bodies, about)
            if len(wanted) > 1:
                both.add(["齐"], ["齐"] if set(wanted) <= set(bodies[:3]) else [], about)
            if one.get("function"):
                named.add(_as_well(one["function"]), _functions(answer), about)
        elif one["place"]:
            none.add(["没有"], bodies or ["没有"], f"{one['id']} {one['question']}")
        else:
            statutes.add(_as_well(one["function"]), _functions(answer), f"{one['id']} {one['question']}")
    print(
        f"  {label}：有主 {owned.told()}；无主答没有 {none.first}/{none.total}；"
        f"两主都在前三 {both.first}/{both.total}；职能 {named.told()}；只凭法律答职能 {statutes.told()}"
    )
    if show:
        for tally in (owned, none, statutes):
            print("\n".join(f"      {line}" for line in tally.wrong))


def _as_well(function: str) -> list[str]:
    """A function, what has it (渔业 is 农业农村's), and what it has: each answers whose a matter is."""
    codes = [code for code, known in functions().items() if known.label == function]
    found = {other for code in codes for other in carried_by(code, DAY)}
    found |= {other for code in codes for other in functions() if code in carried_by(other, DAY)}
    return sorted({function, *(functions()[code].label for code in found)})


def _functions(answer: dict[str, Any]) -> list[str]:
    """The functions of the owners as they are called on the day."""
    found: list[str] = []
    for owner in answer["owners"]:
        for code in successors(owner["function_code"], DAY):
            found.append(functions()[code].label)
    return list(dict.fromkeys(found))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=Path)
    parser.add_argument("--laws", type=Path, help="a home with laws, copied")
    parser.add_argument("--questions", type=Path)
    parser.add_argument("--home", type=Path, help="the home that is asked the questions")
    parser.add_argument("--show", action="store_true", help="what went wrong, of questions only those of dev")
    told = parser.parse_args()
    if told.items:
        over_items(told.items, told.laws, told.show)
    if told.questions and told.home:
        over_questions(told.questions, told.home, told.show)


if __name__ == "__main__":
    main()

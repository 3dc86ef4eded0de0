"""The synthetic county with planted faults: same seed, same bytes; every kind; files that load; and the scorer on hand-made findings."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from bench import findings
from bench.faults import corpus, plant, powers, provisions, wording
from bench.faults.county import credit_code
from ontologies.records import FindingKind

_WORDS = ("应急管理部门", "水行政主管部门", "农业农村主管部门", "卫生健康主管部门", "公安机关", "民政部门")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six invented laws of forty articles, each of which names one department; their acts share no two characters in a row."""
    folder = tmp_path_factory.mktemp("tiny") / "laws"
    (folder / "法律").mkdir(parents=True)
    serial = 0
    for index, word in enumerate(_WORDS):
        lines = [
            f"# 中华人民共和国虚构第{index + 1}法",
            "",
            f"20{10 + index}年3月1日 全国人民代表大会常务委员会通过",
            "",
        ]
        articles = ["为了测试，制定本法。"]
        for _ in range(45):
            act = "".join(chr(0x5000 + serial * 10 + k) for k in range(10))
            serial += 1
            articles.append(
                f"违反本法规定，{act}的，由县级以上地方人民政府{word}责令改正，处一万元以上五万元以下的罚款。"
            )
        articles += [
            f"县级以上地方人民政府{word}应当及时公布{chr(0x7000 + index * 9 + k) * 2}虚构的名录和数据。"
            for k in range(9)
        ]
        articles.append(f"本法自20{10 + index}年6月1日起施行。")
        lines += [f"**第{corpus.chinese(n)}条**　{text}\n" for n, text in enumerate(articles, 1)]
        (folder / "法律" / f"中华人民共和国虚构第{index + 1}法.md").write_text("\n".join(lines), encoding="utf-8")
    return folder


def _digest(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.parametrize(
    ("text", "number"), [("一", 1), ("十", 10), ("十二", 12), ("一百零三", 103), ("一千二百四十二", 1242)]
)
def test_numerals(text: str, number: int) -> None:
    assert corpus.numeral(text) == number
    assert corpus.chinese(number) == text


def test_both_dialects_are_read(tmp_path: Path) -> None:
    folder = tmp_path / "行政法规"
    folder.mkdir()
    plain = ["# 虚构条例", "", "2001年2月3日 国务院令第999号发布", "", "<!-- INFO END -->", "", "## 第一章 总则", ""]
    plain += [
        "第一条 甲。",
        "",
        "乙：",
        "",
        "（一）丙；",
        "",
        "（二）丁。",
        "",
        "第二条 戊。",
        "",
        "第三条 己。",
        "",
        "第四条 自2001年4月1日起施行。",
    ]
    (folder / "虚构条例(2001-02-03).md").write_text("\n".join(plain), encoding="utf-8")
    text = corpus.read(tmp_path).statutes["虚构条例"].current
    assert [a.number for a in text.articles] == [1, 2, 3, 4]
    assert text.articles[0].paragraphs == [("甲。", []), ("乙：", ["（一）丙；", "（二）丁。"])]
    assert (str(text.day), str(text.in_force), text.number) == ("2001-02-03", "2001-04-01", "国务院令第999号")


def test_an_ending_clause_ends_a_law(tmp_path: Path) -> None:
    folder = tmp_path / "法律"
    folder.mkdir()
    for title, day, last in (
        ("旧虚构法", "2001年2月3日", "自2001年4月1日起施行。"),
        ("新虚构法", "2020年2月3日", "自2020年4月1日起施行。《旧虚构法》同时废止。"),
    ):
        lines = [
            f"# {title}",
            "",
            f"{day}通过",
            "",
            "**第一条**　甲。",
            "",
            "**第二条**　乙。",
            "",
            "**第三条**　丙。",
            "",
            f"**第四条**　{last}",
        ]
        (folder / f"{title}.md").write_text("\n".join(lines), encoding="utf-8")
    statutes = corpus.read(tmp_path).statutes
    assert statutes["旧虚构法"].ended_by == ("新虚构法", 4)
    assert [s.title for s in corpus.read(tmp_path).sure(plant.AS_OF)] == ["新虚构法"]


def test_a_provision_with_two_departments_is_not_used(tmp_path: Path) -> None:
    folder = tmp_path / "法律"
    folder.mkdir()
    acts = [
        "未按照规定设置明显警示标志的，由水行政主管部门责令改正，处一万元罚款。",
        "未按照规定建立管理台账的，由水行政主管部门或者公安机关责令改正，处一万元罚款。",
    ]
    lines = [
        "# 虚构法",
        "",
        "2001年2月3日通过",
        "",
        *(f"**第{n}条**　{t}\n" for n, t in zip("一二三四", [*acts, "甲。", "乙。"], strict=True)),
    ]
    (folder / "虚构法.md").write_text("\n".join(lines), encoding="utf-8")
    found = provisions.of_county(corpus.read(tmp_path), plant.AS_OF)
    assert [(p.department, p.act, p.place()) for p in found] == [("水利局", "未按照规定设置明显警示标志", "第一条")]


def test_credit_codes_have_right_check_digits() -> None:
    code = credit_code("11330122", 5)
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    assert len(code) == 18
    assert sum(alphabet.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17])) % 31 + alphabet.index(code[17]) in (
        31,
        0,
    )


def test_the_same_seed_gives_the_same_bytes(tiny: Path, tmp_path: Path) -> None:
    for name, seed in (("one", 6), ("two", 6), ("three", 7)):
        plant.plant(tiny, tmp_path / name, 120, seed)
    assert _digest(tmp_path / "one") == _digest(tmp_path / "two")
    assert _digest(tmp_path / "one") != _digest(tmp_path / "three")


def test_rows_of_the_gold_stand_where_it_says(tiny: Path, tmp_path: Path) -> None:
    plant.plant(tiny, tmp_path, 120, 6)
    for entry in findings.jsonl(tmp_path / "gold.jsonl"):
        for row in entry["rows"]:
            paths = list(tmp_path.glob(f"*/{row['file']}"))
            assert len(paths) == 1, row
            if row["file"].endswith(".jsonl"):
                cells = json.loads(paths[0].read_text(encoding="utf-8").splitlines()[row["row"] - 1]).values()
                assert row["name"] in cells
            elif row["file"].endswith(".csv"):
                assert row["name"] in paths[0].read_text(encoding="utf-8").splitlines()[row["row"] - 1]


def _load(home: Path, *folders: Path) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-m", "api.cli", "load", *map(str, folders), "--home", str(home), "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    return dict(json.loads(done.stdout))


def test_the_files_load(tiny: Path, tmp_path: Path) -> None:
    plant.plant(tiny, tmp_path / "out", 120, 6)
    answer = _load(
        tmp_path / "home",
        tiny,
        tmp_path / "out" / "laws",
        *(d for d in (tmp_path / "out").iterdir() if d.name[:2] == "33"),
    )
    assert answer["failed"] == 0
    assert answer["skipped"] == 0


@pytest.mark.shared
def test_every_kind_is_planted_from_the_corpus(shared_corpus: Path, tmp_path: Path) -> None:
    plant.plant(shared_corpus, tmp_path, 200, 6)
    gold = findings.jsonl(tmp_path / "gold.jsonl")
    assert {entry["kind"] for entry in gold} == {kind.value for kind in FindingKind}
    alike = findings.jsonl(tmp_path / "lookalikes.jsonl")
    assert sum(len(entry["rows"]) for entry in alike) >= 40
    # One who says just what was planted finds all of it, and nobody can fault it.
    said = [{**entry, "verdict": entry["verdict"][0]} for entry in gold]
    scores = findings.score(said, gold, alike, findings.jsonl(tmp_path / "held.jsonl"))
    assert all((s.recall, s.precision, s.verdicts) == (1.0, 1.0, s.planted) for s in scores.values())


def _fault(kind: str, row: int, **more: object) -> dict[str, object]:
    rows = [{"file": "甲.xlsx", "sheet": "表", "row": row, "name": f"事{row}", "body": "甲局"}] if row else []
    return {
        "kind": kind,
        "verdict": ["confirmed"],
        "rows": rows,
        "note": "",
        "also": [],
        "body": "",
        "provisions": [],
        **more,
    }


def _finding(kind: str, row: int, verdict: str = "确认", **more: object) -> dict[str, object]:
    rows = [{"file": "县/甲.xlsx", "sheet": "表", "row": row, "name": f"事{row}", "body": "甲局"}] if row else []
    return {"kind": kind, "verdict": verdict, "rows": rows, "provisions": [], **more}


def test_scores_of_rows() -> None:
    gold = [
        _fault("basis.none", 1),
        _fault("basis.none", 2),
        _fault("basis.off_subject", 3, also=["basis.actor_differs"]),
    ]
    alike = [{"kinds": ["basis.none"], "rows": _fault("", 4)["rows"], "note": "", "also": []}]
    said = [
        _finding("basis.none", 1),
        _finding("basis.none", 4),
        _finding("basis.none", 5, "疑似"),
        _finding("basis.off_subject", 3, "无法核验"),
        _finding("basis.actor_differs", 3),
    ]
    scores = findings.score(said, gold, alike, [])
    none = scores["basis.none"]
    assert (none.planted, none.found, none.right, none.false, none.alike, none.verdicts) == (2, 1, 1, 2, 1, 1)
    assert none.recall == 0.5
    assert none.precision == pytest.approx(1 / 3)
    assert [fault["rows"] for fault in none.missed] == [gold[1]["rows"]]
    assert scores["basis.off_subject"].found == 1
    assert scores["basis.off_subject"].verdicts == 0
    assert scores["basis.actor_differs"].unjudged == 1
    assert scores["basis.actor_differs"].false == 0


def test_scores_of_bodies_and_provisions() -> None:
    asked = [{"law": "中华人民共和国水法", "article": 12}]
    gold = [
        _fault("gap.statutory_duty", 0, body="桐庐县水利局", provisions=asked),
        _fault("grant.no_support", 0, body="青溪镇"),
    ]
    held = [{"body": "桐庐县水利局", "law": "中华人民共和国水法", "article": 30}]

    def gap(article: str) -> dict[str, object]:
        return _finding("gap.statutory_duty", 0, body="桐庐县水利局", provisions=[{"law": "水法", "article": article}])

    said = [
        gap("第十二条第一款"),
        gap("第三十条"),
        gap("第四十条"),
        _finding("grant.no_support", 0, body="青溪镇人民政府"),
    ]
    scores = findings.score(said, gold, [], held)
    duty = scores["gap.statutory_duty"]
    assert (duty.found, duty.false, duty.unjudged) == (1, 1, 1)
    assert scores["grant.no_support"].found == 1


def test_the_table_has_a_line_for_each_kind() -> None:
    scores = findings.score([_finding("basis.none", 1)], [_fault("basis.none", 1), _fault("task.no_term", 2)], [], [])
    lines = findings.table(scores).splitlines()
    assert [line.split()[0] for line in lines[1:]] == ["basis.none", "task.no_term"]
    assert lines[1].split()[1:6] == ["1", "1", "1.000", "1.000", "0"]


def test_a_failed_check_is_told_and_not_counted(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="error"):
        findings._run("check", "--as-of", "2026-08-01", "--json", "--place", "999999", "--home", str(tmp_path / "none"))


@pytest.mark.parametrize(
    ("name", "other"),
    [
        # Nothing of it has another word: 未成年人 is one, and 行为 does not stand twice.
        ("对向成年人售烟行为的处罚", "对向成年人售烟行为的处罚"),
        ("对向未成年人售烟的处罚", "对向未成年人售烟行为的处罚"),
        ("对未建账的处罚", "对没有建账的处罚"),
        ("对向未成年人出租房屋未登记的处罚", "对向未成年人出租房屋没有登记的处罚"),
    ],
)
def test_paraphrases_are_words_that_one_says(name: str, other: str) -> None:
    assert {wording.paraphrase(name, Random(seed)) for seed in range(8)} == {other}


def test_fields_of_laws() -> None:
    assert powers._field("浙江省实施《中华人民共和国献血法》办法") == "献血"
    assert powers._field("中华人民共和国商标法实施条例") == "商标"
    assert powers._field("医疗器械监督管理条例") == "医疗器械"


@pytest.mark.parametrize(
    ("quote", "act", "listable"),
    [
        ("渔业行政主管部门应当公布渔港名录。", "公布渔港名录", True),
        ("公安机关应当组织人民警察接受培训。", "组织人民警察接受培训", False),
        ("农业主管部门应当开展用药知识宣传。", "开展用药知识宣传", False),
        ("市场监督管理部门负责本行政区域内的三包工作。", "本行政区域内的三包工作", False),
    ],
)
def test_what_a_list_should_hold(quote: str, act: str, listable: bool) -> None:
    article = corpus.Article(5, "", (quote,))
    text = corpus.Text(Path("x.md"), "法律", "虚构法", None, (), [article], False, True, "", None)
    one = provisions.Provision("虚构法", "法律", text, article, 1, 1, 0, "农业农村局", "", "", "duty", act, quote)
    assert powers._listable(one) is listable

"""The model of everyday questions: reading them, learning, the file, what words told, and learning again from tickets."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from casework import asked_learn, asked_model
from casework.asked_learn import (
    AskedError,
    Sample,
    cross_validate,
    measure,
    read_asked,
    read_folder,
    read_tickets,
    train,
)
from casework.asked_model import COURT, NOBODY, AskedModelError, chosen, load, newest, next_path, save, signs
from ontologies.functions import functions
from tests.test_cli import answer, run

DAY = date(2026, 11, 23)
SAMPLES = [
    *(
        Sample(f"{where}有人在河里用电瓶打鱼", ("fishery", "agriculture"))
        for where in ("村口", "桥下", "后山", "堰塘边")
    ),
    *(Sample(f"{where}饭店往外排油烟呛人", ("urban_management",)) for where in ("楼下", "隔壁", "街口", "对门")),
    *(Sample(f"{who}借了我的钱赖着不还", (COURT,)) for who in ("同学", "表哥", "邻居", "老乡")),
    *(Sample(f"{who}不肯跟我做朋友", (NOBODY,)) for who in ("同桌", "室友", "老乡", "同事")),
]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("fishery 河里电鱼", "第 2 行：应为“职能代码<TAB>问句”"),
        ("fishery\t ", "第 2 行：应为“职能代码<TAB>问句”"),
        ("fishing\t河里电鱼", "第 2 行：没有“fishing”这个职能代码"),
        ("fishery,\t河里电鱼", "第 2 行：没有“”这个职能代码"),
    ],
)
def test_a_line_that_cannot_be_read(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "问句.tsv"
    path.write_text(f"# 问句\n{line}\n", encoding="utf-8")
    with pytest.raises(AskedError, match=f"问句.tsv {said}"):
        read_asked(path)


def test_files_are_read_whole_and_doubles_once(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("# 一\nfishery, agriculture\t河里电鱼\n\nnone\t陪我聊天\n", encoding="utf-8")
    (tmp_path / "b.tsv").write_text("fishery,agriculture\t河里电鱼\n", encoding="utf-8-sig")
    told = read_folder(tmp_path)
    assert [(one.text, one.codes) for one in told] == [
        ("河里电鱼", ("fishery", "agriculture")),
        ("陪我聊天", (NOBODY,)),
    ]
    (tmp_path / "c.tsv").write_bytes("fishery\t河".encode("gb18030"))
    with pytest.raises(AskedError, match=r"c\.tsv 读不出.*UTF-8"):
        read_folder(tmp_path)


def test_the_questions_that_come_with_the_program_are_sound() -> None:
    told = read_folder(asked_learn.ASKED)
    assert len(told) > 1000
    assert {code for one in told for code in one.codes} <= {*functions(), NOBODY}


@pytest.mark.parametrize("text", ["", "？！", "\x00\ud800", "a b c", "水" * 900])
def test_any_text_has_signs(text: str) -> None:
    assert all(sign[1] == ":" and piece for sign, piece in signs(text).items())
    assert sum(train(SAMPLES).of(text).values()) == pytest.approx(1.0, abs=1e-5)


def test_it_learns_and_says_which_words_told() -> None:
    model = train(SAMPLES)
    told = model.of("水库里有人电瓶打鱼")
    assert next(iter(told)) == "fishery"
    assert list(told)[1] == "agriculture"
    words = model.why("水库里有人电瓶打鱼", ("fishery",))
    assert words
    assert all(word in "水库里有人电瓶打鱼" for word in words)
    assert {"打鱼", "电瓶"} & set(words)
    assert model.why("水库里有人电瓶打鱼", ("weather",)) == []
    assert next(iter(model.of("老乡借钱赖着不还"))) == COURT
    assert next(iter(model.of("他不肯跟我做朋友"))) == NOBODY


def test_nothing_to_tell_apart() -> None:
    with pytest.raises(AskedError, match="至少要有两种答复"):
        train(SAMPLES[:4][:2])


def test_the_same_questions_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        save(train(SAMPLES, "2026-11-23"), tmp_path / name, 0.01)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    read = load(tmp_path / "one")
    whole = train(SAMPLES)
    text = "堰塘边有人电瓶打鱼"
    assert read.of(text) == pytest.approx(whole.of(text), abs=0.02)
    assert (read.made, read.questions, read.answers) == ("2026-11-23", len(SAMPLES), whole.answers)


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"x", "不是问句模型"), (b"dingfen-asked\nx", "已损坏"), (None, "读不到问句模型")],
)
def test_a_file_that_is_no_model(tmp_path: Path, data: bytes | None, said: str) -> None:
    path = tmp_path / "asked-1.model"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(AskedModelError, match=said):
        load(path)


def test_the_newest_model_of_a_folder_is_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert next_path(tmp_path).name == "asked-1.model"
    for number in (2, 10):
        save(train(SAMPLES, f"2026-11-{number:02}"), tmp_path / f"asked-{number}.model")
    assert newest(tmp_path) == tmp_path / "asked-10.model"
    assert next_path(tmp_path).name == "asked-11.model"
    model, remark = chosen(tmp_path)
    assert model is not None
    assert (model.made, remark) == ("2026-11-10", "")
    (tmp_path / "asked-11.model").write_bytes(b"x")
    assert chosen(tmp_path)[0] is None
    assert "没有用问句模型" in chosen(tmp_path)[1]
    monkeypatch.setattr(asked_model, "default_model", lambda: tmp_path / "none.model")
    assert chosen(None) == (None, "")


def test_the_model_that_comes_with_the_program() -> None:
    path = asked_model.default_model()
    assert path.stat().st_size < 3_000_000
    model, remark = chosen(None)
    assert model is not None
    assert not remark
    assert {COURT, NOBODY} <= set(model.answers) <= {*functions(), NOBODY}
    assert model.measured["third"] > 0.6


def test_cross_validation_asks_only_what_was_not_learnt() -> None:
    held = cross_validate(SAMPLES, parts=4)
    assert sorted(one.sample.text for one in held) == sorted(one.text for one in SAMPLES)
    told = measure(held, DAY)
    assert told.questions == len(SAMPLES)
    assert told.first <= told.third
    assert told.first_carried >= told.first
    assert 0.3 <= asked_learn.calibrate(held) <= 4.0
    # What no part of has been learnt cannot be known: words without meaning are no better than chance.
    noise = [Sample(f"字{at}", (("fishery", "ecology", "weather")[at % 3],)) for at in range(30)]
    assert measure(cross_validate(noise), DAY).first < 0.9


def test_tickets_are_read(tmp_path: Path) -> None:
    path = tmp_path / "工单.csv"
    path.write_text(
        "编号,问题,承办部门\n1,河里电鱼,黄梅县农业农村局\n2,还我钱,法院\n3,陪我聊天,无\n4,路灯坏了,城市管理、市政公用\n,,\n",
        encoding="utf-8-sig",
    )
    assert [(one.text, one.codes) for one in read_tickets(path)] == [
        ("河里电鱼", ("agriculture",)),
        ("还我钱", (COURT,)),
        ("陪我聊天", (NOBODY,)),
        ("路灯坏了", ("urban_management", "municipal")),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("问题,电话\n河里电鱼,1\n", "第 1 行：应有“问题”和“部门”两栏，只有：问题、电话"),
        ("", "第 1 行：应有“问题”和“部门”两栏，只有：空"),
        ("问题,部门\n河里电鱼,不知道\n", "第 2 行：“不知道”不是认得出职能的部门"),
        ("问题,部门\n,公安局\n", "第 2 行：.*没有问题"),
    ],
)
def test_tickets_that_cannot_be_read(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "工单.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AskedError, match=said):
        read_tickets(path)


def test_a_county_learns_from_its_own_tickets(tmp_path: Path) -> None:
    tickets = tmp_path / "工单.csv"
    asked = "".join(f"{where}的旋耕犁刀谁来校准,县计量所计量科\n" for where in ("东村", "西村", "南村", "北村", "中村"))
    tickets.write_text(f"问题,部门\n{asked}", encoding="utf-8")
    told = answer("learn-asked", str(tickets), "--no-validate", home=tmp_path / "home")
    assert told["tickets"] == 5
    model = load(Path(told["model"]))
    assert next(iter(model.of("旋耕犁刀校准"))) == "metrology"
    assert np.isfinite(model.weights).all()
    assert newest(tmp_path / "home" / "models") == Path(told["model"])
    wrong = run("learn-asked", str(tmp_path / "没有.csv"), home=tmp_path / "home")
    assert wrong.returncode == 2
    assert "没有.csv" in (wrong.stdout + wrong.stderr).decode()

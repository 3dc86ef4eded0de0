"""Bodies as cells name them: short names, plates, branches of bodies above, villages, what is no body."""

from __future__ import annotations

import pytest

from ingest.lists.bodies import Namer, is_generic, split_place, split_plates, written_names
from ontologies.places import Place
from ontologies.records import Level

TOWNS = [
    Place("421127102", "小池镇", Level.TOWNSHIP, "421127"),
    Place("421127106", "五祖镇", Level.TOWNSHIP, "421127"),
]


@pytest.mark.parametrize(
    ("names", "settled", "place", "level"),
    [
        ("县应急局 应急管理局 黄冈市黄梅县应急管理局", "黄梅县应急管理局", "421127", Level.COUNTY),
        ("县市场监管局 县市监局", "黄梅县市场监督管理局", "421127", Level.COUNTY),
        # Party organs and tax offices have names of their own form.
        (
            "县委编办 中共黄梅县委机构编制委员会办公室 黄梅县委编办",
            "中共黄梅县委机构编制委员会办公室",
            "421127",
            Level.COUNTY,
        ),
        ("县委 中共黄梅县委 中国共产党黄梅县委员会", "中共黄梅县委", "421127", Level.COUNTY),
        ("县委组织部 中共黄梅县委组织部", "中共黄梅县委组织部", "421127", Level.COUNTY),
        ("县编办", "黄梅县机构编制委员会办公室", "421127", Level.COUNTY),
        ("团县委 共青团县委", "共青团黄梅县委员会", "421127", Level.COUNTY),
        ("县政府 黄梅县人民政府", "黄梅县人民政府", "421127", Level.COUNTY),
        ("县政府办 县政府办公室", "黄梅县人民政府办公室", "421127", Level.COUNTY),
        ("县税务局 黄梅县税务局 国家税务总局黄梅县税务局", "国家税务总局黄梅县税务局", "421127", Level.COUNTY),
        ("市税务局", "国家税务总局黄冈市税务局", "4211", Level.CITY),
        # A branch of the city's bureau stands in the county.
        (
            "市生态环境局黄梅县分局 黄冈市生态环境局黄梅县分局 市生态环境局黄梅分局 县生态环境分局 黄梅县生态环境分局 生态环境分局",
            "黄冈市生态环境局黄梅县分局",
            "421127",
            Level.COUNTY,
        ),
        ("县公安局小池派出所 小池派出所", "黄梅县公安局小池派出所", "421127", Level.COUNTY),
        ("小池司法所", "黄梅县司法局小池司法所", "421127", Level.COUNTY),
        ("县经济开发区管委会", "黄梅县经济开发区管理委员会", "421127", Level.COUNTY),
        # Plates do not make another body of it; a unit in parentheses does.
        ("县卫生健康局（县疾控局） 县卫健局(加挂县疾控局牌子)", "黄梅县卫生健康局", "421127", Level.COUNTY),
        ("县公安局（交警大队）", "黄梅县公安局（交警大队）", "421127", Level.COUNTY),
        # What differs from county to county is left to a roster.
        ("县自规局", "黄梅县自规局", "421127", Level.COUNTY),
        ("小池镇 小池镇人民政府 黄梅县小池镇 小池镇政府", "小池镇", "421127102", Level.TOWNSHIP),
        ("孔垄镇人民政府", "孔垄镇", "421127", Level.TOWNSHIP),
        ("小池镇柳岸村 小池镇柳岸村村民委员会 小池镇柳岸村委会", "小池镇柳岸村", "421127102", Level.VILLAGE),
        ("柳岸村 柳岸村村委会", "柳岸村", "421127", Level.VILLAGE),
        ("孔垄镇渡口社区居委会", "孔垄镇渡口社区", "421127", Level.VILLAGE),
        ("渡口社区居民委员会", "渡口社区", "421127", Level.VILLAGE),
        ("省委编办", "中共湖北省委机构编制委员会办公室", "42", Level.PROVINCE),
    ],
)
def test_all_names_of_a_body_settle_to_one(names: str, settled: str, place: str, level: Level) -> None:
    namer = Namer("421127", TOWNS)
    for name in names.split():
        found = namer.settle(name)
        assert (found.name, found.place, found.level) == (settled, place, level), name
        # What is settled stays as it is.
        again = namer.settle(found.name)
        assert (again.name, again.place) == (settled, place), name


@pytest.mark.parametrize(
    ("name", "settled"),
    [
        ("区税务局", "国家税务总局广安市广安区税务局"),
        ("广安区税务局", "国家税务总局广安市广安区税务局"),
        ("国家税务总局广安市广安区税务局", "国家税务总局广安市广安区税务局"),
        ("区消防大队", "广安区消防救援大队"),
        ("区生态环境分局", "广安市生态环境局广安区分局"),
        ("区教科体局", "广安区教科体局"),
    ],
)
def test_a_district_that_bears_its_citys_name(name: str, settled: str) -> None:
    found = Namer("511602").settle(name)
    assert (found.name, found.place) == (settled, "511602")


def test_a_township_knows_its_own_villages() -> None:
    namer = Namer("421127102", TOWNS)
    for name in ("柳岸村", "小池镇柳岸村"):
        assert (namer.settle(name).name, namer.settle(name).place) == ("小池镇柳岸村", "421127102")
    assert (namer.settle("五祖镇渡河村").name, namer.settle("五祖镇渡河村").place) == ("五祖镇渡河村", "421127106")
    # Without divisions the code alone tells the township.
    assert (Namer("421127102").settle("柳岸村").name, Namer("421127102").settle("柳岸村").place) == (
        "柳岸村",
        "421127102",
    )
    assert namer.settle("县公安局").place == "421127"


def test_the_narrowest_full_name_goes_before_a_short_one_above() -> None:
    place, rest = split_place("广安区税务局")
    assert place is not None
    assert (place.code, rest) == ("511602", "税务局")


@pytest.mark.parametrize(
    ("name", "bare", "plates"),
    [
        ("县卫生健康局（县疾控局）", "县卫生健康局", ("县疾控局",)),
        ("县农业农村局（加挂县乡村振兴局牌子）", "县农业农村局", ("县乡村振兴局",)),
        ("黄梅县发展和改革局（黄梅县粮食局、黄梅县能源局）", "黄梅县发展和改革局", ("黄梅县粮食局", "黄梅县能源局")),
        ("县公安局（交警大队）", "县公安局（交警大队）", ()),
        ("县水利局（牵头）", "县水利局（牵头）", ()),
        ("镇（街道）", "镇（街道）", ()),
        ("县应急管理局", "县应急管理局", ()),
    ],
)
def test_plates_behind_a_name(name: str, bare: str, plates: tuple[str, ...]) -> None:
    assert split_plates(name) == (bare, plates)


@pytest.mark.parametrize(
    "name",
    [
        "县级以上人民政府应急管理部门",
        "县级以上地方人民政府",
        "县级人民政府有关部门",
        "设区的市级以上人民政府",
        "地方各级人民政府",
        "各乡镇（街道）",
        "有关部门",
        "村（社区）",
        "村居",
        "村级组织",
        "无",
    ],
)
def test_words_for_bodies_of_a_kind(name: str) -> None:
    assert is_generic(name)


@pytest.mark.parametrize("name", ["县应急管理局", "小池镇", "柳岸村", "县委编办", "县政府"])
def test_a_body_is_no_generic_word(name: str) -> None:
    assert not is_generic(name)


def test_short_names_are_written_out_once() -> None:
    table = written_names()
    assert table["住建局"] == "住房和城乡建设局"
    for short, name in table.items():
        assert short != name
        assert name not in table, short

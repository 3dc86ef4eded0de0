"""Places: the table itself, recognising them in titles and names, and the corpus where it is at hand."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from ontologies.places import ancestors, jurisdiction_of, level_of, normal_code, place, place_of, places, within
from ontologies.records import Level

SHARED = Path(__file__).resolve().parents[2] / "shared"


def test_the_table_is_whole_and_consistent() -> None:
    table = list(places())
    counts = {level: sum(item.level is level for item in table) for level in Level}
    assert counts[Level.PROVINCE] == 34
    # 333 prefectures and 雄安新区 stand; 莱芜, 巢湖 and the like stand in the table as former ones.
    assert 334 <= counts[Level.CITY] <= 350
    assert counts[Level.COUNTY] >= 2840
    known = {item.code for item in table}
    assert len(known) == len(table)
    for item in table:
        assert item.code == normal_code(item.code)
        assert (item.parent == "") == (item.level is Level.PROVINCE)
        # A county abolished with its prefecture is the only child whose parent may be missing.
        assert item.parent == "" or item.parent in known or item.parent[:2] in known


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("浙江省杭州市桐庐县应急管理局", "330122"),
        ("桐庐县应急管理局", "330122"),
        ("中共黄梅县委组织部", "421127"),
        ("深圳经济特区数据条例", "4403"),
        ("中国（浙江）自由贸易试验区条例", "33"),
        ("关于修改《杭州市燃气管理条例》的决定", "3301"),
        ("襄樊市城市管理局", "4206"),
        ("恩施土家族苗族自治州人民政府", "4228"),
        ("恩施州水利局", "4228"),
        ("恩施市水利局", "422801"),
        ("吉林省人民政府", "22"),
        ("吉林市人民政府", "2202"),
        ("吉林省吉林市", "2202"),
        ("河南蒙古族自治县自治条例", "632324"),
        ("海南藏族自治州", "6325"),
        ("海南自由贸易港反走私条例", "46"),
        ("南京市鼓楼区城市管理局", "320106"),
        ("重庆市酉阳土家族苗族自治县", "500242"),
        ("仙桃市民政局", "429004"),
        ("内蒙古自治区呼和浩特市", "1501"),
    ],
)
def test_a_place_is_known_by_the_head_of_a_text(text: str, code: str) -> None:
    found = place_of(text)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "国务院",
        "全国人民代表大会常务委员会",
        "太湖流域管理局",
        "黄山风景名胜区管委会",
        "鼓楼区城市管理局",
        "县级以上地方人民政府",
    ],
)
def test_no_place_is_guessed(text: str) -> None:
    assert place_of(text) is None


def test_every_place_is_found_by_its_full_name() -> None:
    """Alone, unless several bear the name; behind the names above it, always."""
    table = {item.code: item for item in places()}
    alone = 0
    for item in table.values():
        whole = "".join(table[code].name for code in ancestors(item.code) if code in table)
        assert place_of(f"{whole}应急管理局") == item, whole
        found = place_of(f"{item.name}人民政府")
        assert found in (item, None)
        alone += found is not None
    print(f"{len(table)} 个区划，单写名称即可认出 {alone} 个")
    assert alone > 0.95 * len(table)


def test_what_several_places_are_called_needs_to_be_told_where() -> None:
    assert place_of("鼓楼区城市管理局") is None
    for inside, code in (("3501", "350102"), ("320100", "320106"), ("3203", "320302"), ("410000", "410204")):
        found = place_of("鼓楼区城市管理局", inside=inside)
        assert found is not None
        assert found.code == code
    # A name that only one place bears is not bent to fit where one happens to look.
    elsewhere = place_of("桐庐县教育局", inside="42")
    assert elsewhere is not None
    assert elsewhere.code == "330122"


@pytest.mark.parametrize(
    ("title", "issuer", "code"),
    [
        ("浙江省水资源条例", "", "33"),
        ("河南省实施《归侨侨眷权益保护法》办法", "", "41"),
        ("上海市浦东新区绿色金融发展若干规定", "", "31"),
        ("景宁畲族自治县水资源管理条例", "", "331127"),
        ("桐庐县行政规范性文件管理办法", "", "330122"),
        ("横琴粤澳深度合作区发展促进条例", "广东省人民代表大会常务委员会", "44"),
        ("宁波杭州湾新区条例", "浙江省人民代表大会常务委员会", "33"),
        ("北京市新技术产业开发试验区暂行条例", "国务院", ""),
        ("海南自由贸易港法", "", ""),
        ("台湾同胞投资保护法实施细则", "", ""),
        ("香港特别行政区基本法", "", ""),
        ("治安管理处罚法", "", ""),
        ("太湖流域管理条例", "", ""),
    ],
)
def test_jurisdiction(title: str, issuer: str, code: str) -> None:
    assert jurisdiction_of(title, issuer) == code


def test_codes() -> None:
    assert ancestors("330122") == ["33", "3301", "330122"]
    assert ancestors("330122002001") == ["33", "3301", "330122", "330122002", "330122002001"]
    assert ancestors("110101000000") == ["11", "110101"]
    assert ancestors("429004") == ["42", "429004"]
    assert ancestors("") == ancestors("cn") == []
    assert normal_code("330000") == "33"
    assert normal_code("330100000000") == "3301"
    assert normal_code("421127100000") == "421127100"
    # 3301 is not 33 with a zero behind, and 460100 is Haikou, not Hainan.
    assert normal_code("460100") == "4601"
    assert normal_code("10") == "10"
    assert level_of("421127100") is Level.TOWNSHIP
    assert level_of("x") is Level.UNKNOWN
    assert within("330122", "33")
    assert within("330122", "")
    assert not within("33", "330122")
    assert not within("340122", "33")
    haikou = place("460100")
    assert haikou is not None
    assert haikou.name == "海口市"
    assert place("000000") is None


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="没有 ../shared（量测数据），跳过")
def test_the_table_agrees_with_the_division_list() -> None:
    seen = 0
    for row in csv.DictReader((SHARED / "lists" / "divisions.csv").read_text(encoding="utf-8").splitlines()):
        if row["level"] in ("province", "city", "county"):
            found = place(row["code"])
            assert found is not None, row
            assert (found.name, found.level, found.parent) == (row["name"], row["level"], row["parent"])
            seen += 1
        assert ancestors(row["code"])[-2:-1] == ([row["parent"]] if row["parent"] else [])
    assert seen > 10


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="没有 ../shared（量测数据），跳过")
def test_every_local_title_that_names_a_place_gets_its_province_and_no_national_one_does() -> None:
    provinces = {"北京": "11", "广东": "44", "河南": "41", "浙江": "33", "重庆": "50"}
    laws = SHARED / "corpus" / "laws"
    placed = 0
    unplaced = []
    for name, code in provinces.items():
        for path in sorted((laws / "地方性法规" / name).glob("*.md")):
            title = re.sub(r"[(（]\d{4}-\d\d-\d\d[)）]$", "", path.stem)
            found = jurisdiction_of(title)
            if found:
                assert within(found, code), title
                placed += 1
            else:
                unplaced.append(title)
    print(f"本地法规 {placed + len(unplaced)} 件，按标题认出地域 {placed} 件")
    # Titles that name no place at all (关于议案的若干暂行规定, 横琴…) are their issuer's to tell.
    assert placed / (placed + len(unplaced)) > 0.99
    for folder in ("法律", "法律_历史版本", "司法解释", "部门规章"):
        for path in sorted((laws / folder).glob("*.md")):
            assert jurisdiction_of(re.sub(r"[(（]\d{4}-\d\d-\d\d[)）]$", "", path.stem)) == "", path.stem

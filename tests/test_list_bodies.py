"""Bodies as cells name them: short names, plates, branches of bodies above, villages, what is no body."""

from __future__ import annotations

import csv
import io

import pytest

from ingest.lists import read_list
from ingest.lists.bodies import (
    Namer,
    is_generic,
    read_held,
    read_holders,
    split_names,
    split_place,
    split_plates,
    split_way,
    written_names,
)
from ontologies.places import Place
from ontologies.records import BodyRecord, EntryRecord, Level, ListKind, Role, SuccessionRecord

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


# Rosters: what they tell of the past --------------------------------------------------------------------------------------------

COUNTY = {"place": "421127", "edition": "2024-06-30", "authority": "中共黄梅县委机构编制委员会办公室"}


def row_of(heads: str, *cells: str) -> tuple[BodyRecord, EntryRecord, list[str]]:
    """A roster of one row: its body, its entry, the messages behind the place."""
    out = io.StringIO()
    csv.writer(out).writerows([["黄梅县机构名录"], heads.split(), cells])
    lists, problems = read_list(out.getvalue().encode(), "机构名录.csv", COUNTY, None)
    entry = lists[0].entries[0]
    assert entry.body is not None
    return entry.body, entry, [problem.text().split("：", 1)[1] for problem in problems]


def past(name: str, text: str, status: str = "") -> tuple[BodyRecord, EntryRecord, list[str]]:
    return row_of("名称 上级机构 类型 机构沿革 状态", name, "县政府", "政府部门", text, status)


@pytest.mark.parametrize(
    ("name", "text", "came_of", "became", "until"),
    [
        ("县卫健局", "2019年2月20日，县卫计局撤销，组建县卫生健康局", "卫计局 merged 2019-02-20", "", ""),
        ("县国土局", "2019年3月12日撤销，有关职责划入县林业局（黄办〔2019〕3号）", "", "林业局 transferred 2019-03-12", "2019-03-12"),
        ("县粮食局", "2019-02-28并入县财政局", "", "财政局 merged 2019-02-28", "2019-02-28"),
        (
            "县文化和旅游局",
            "2019年2月28日县文化局、县旅游局合并组建县文化和旅游局；2021年3月1日职责中体育部分划入县教育局",
            "文化局 merged 2019-02-28, 旅游局 merged 2019-02-28",
            "教育局 transferred 2021-03-01",
            "",
        ),
        ("县旅游局", "2019年2月28日县文化局、县旅游局合并组建县文化和旅游局", "", "文化和旅游局 merged 2019-02-28", "2019-02-28"),
        (
            "县应急局",
            "2019年2月20日整合县审计局、县民政局的救灾职责，组建县应急管理局",
            "审计局 transferred 2019-02-20, 民政局 transferred 2019-02-20",
            "",
            "",
        ),
        ("县规划局", "2019年2月28日更名为县自然资源和规划局", "", "自然资源和规划局 renamed 2019-02-28", "2019-02-28"),
        ("县自然资源和规划局", "原为县规划局，2019年2月28日更名", "规划局 renamed 2019-02-28", "", ""),
        ("县林业局", "2019年2月20日县林业局的森林防火职责划转至县水利局", "", "水利局 transferred 2019-02-20", ""),
        ("县林业局", "2019年2月20日由县水利局划出", "水利局 split 2019-02-20", "", ""),
        (
            "县医疗保障局",
            "2019年2月20日县审计局的医疗保险职责、县财政局的药品价格管理职责划入",
            "审计局 transferred 2019-02-20, 财政局 transferred 2019-02-20",
            "",
            "",
        ),
    ],
)  # fmt: skip
def test_where_a_body_came_from_and_went(name: str, text: str, came_of: str, became: str, until: str) -> None:
    body, entry, problems = past(name, text)

    def told(steps: tuple[SuccessionRecord, ...]) -> str:
        return ", ".join(f"{step.name.removeprefix('黄梅县')} {step.kind} {step.date}" for step in steps)

    written = {"卫计局": "卫生和计划生育局"}
    for short, full in written.items():
        came_of = came_of.replace(short, full)
    assert (told(body.succeeds), told(body.becomes), str(body.until or "")) == (came_of, became, until)
    assert problems == [] and "前身机构" not in entry.fields


def test_a_body_that_was_set_up_has_a_first_day_and_a_plate() -> None:
    body, _, problems = past("县数据局", "2024年1月5日新组建，加挂县大数据局牌子")
    assert (str(body.since), body.plates, problems) == ("2024-01-05", ("黄梅县大数据局",), [])


def test_a_month_is_its_first_day_and_said_so() -> None:
    body, entry, problems = past("县国土局", "2019年3月撤销，职责划入县林业局", "已撤销")
    assert (str(body.until), [str(step.date) for step in body.becomes]) == ("2019-03-01", ["2019-03-01"])
    assert problems == [
        "前身机构的日期“2019年3月”没有写到日，暂按 2019-03-01，原文随行保留。应为：具体到日，如 2019-02-20。处理：请补上日期。"
    ]
    assert entry.fields["前身机构"] == "2019年3月撤销，职责划入县林业局"
    body, entry, problems = row_of(
        "名称 上级机构 类型 撤销时间 状态", "县国土局", "县政府", "政府部门", "2019年3月", "注销"
    )
    assert (str(body.until), entry.fields["撤销日期"]) == ("2019-03-01", "2019年3月")
    assert problems == [
        "撤销日期“2019年3月”没有写到日，暂按 2019-03-01，原文随行保留。应为：具体到日，如 2019-02-20。处理：请补上日期。"
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("不再保留县规划局", "沿革写明机构已经撤销、合并或者更名，没有撤销日期。"),
        ("并入县财政局", "沿革写明机构已经撤销、合并或者更名，没有撤销日期。"),
        # Other bodies' past is none of this one's.
        ("1984年5月1日县农业局、县畜牧局合并组建县农牧局", "前身机构“1984年5月1日县农业局、县畜牧局合并”中没有认出机构名称，原文随行保留。"),
        ("2019年3月1日将县老龄办职责划入县教育局", "前身机构“2019年3月1日将县老龄办职责划入县教”中没有认出机构名称，原文随行保留。"),
    ],
)  # fmt: skip
def test_a_past_that_is_not_whole_stays_with_the_row_and_is_said(text: str, message: str) -> None:
    _, entry, problems = past("县规划局", text)
    assert entry.fields["前身机构"] == text
    assert [problem.split("应为")[0] for problem in problems] == [message]


def test_former_and_present_names_in_columns() -> None:
    heads = "名称 类型 曾用名 现用名 更名时间 更名文件"
    body, _, problems = row_of(
        heads, "县自然资源和规划局", "政府部门", "县规划局", "县自然资源和规划局", "2019-02-28", "黄办〔2019〕3号"
    )
    assert [(step.name, str(step.kind), str(step.date), step.number) for step in body.succeeds] == [
        ("黄梅县规划局", "renamed", "2019-02-28", "黄办〔2019〕3号")
    ]
    assert (body.becomes, body.until, problems) == ((), None, [])
    body, _, problems = row_of(heads, "县规划局", "政府部门", "", "县自然资源和规划局", "2019-02-28", "")
    assert [(step.name, str(step.kind)) for step in body.becomes] == [("黄梅县自然资源和规划局", "renamed")]
    assert (str(body.until), problems) == ("2019-02-28", [])


@pytest.mark.parametrize(
    ("head", "cell", "plates"),
    [
        ("挂牌情况", "挂县公务员局牌子", ("黄梅县公务员局",)),
        ("加挂牌子情况", "加挂“县粮食局”、“县能源局”牌子", ("黄梅县粮食局", "黄梅县能源局")),
        ("对外名称", "县森林防火指挥部办公室", ("黄梅县森林防火指挥部办公室",)),
        ("加挂牌子", "县粮食局\n县能源局", ("黄梅县粮食局", "黄梅县能源局")),
    ],
)
def test_plates_as_offices_write_them(head: str, cell: str, plates: tuple[str, ...]) -> None:
    body, entry, problems = row_of(f"名称 上级机构 类型 {head}", "县财政局", "县政府", "公益一类", cell)
    assert (body.plates, str(body.type), problems) == (plates, "institution", [])
    _, entry, problems = row_of(f"名称 上级机构 类型 {head}", "县财政局", "县政府", "政府部门", "两块牌")
    assert any(
        item.endswith("不全是机构名称，原文随行保留。应为：牌子上的名称，用顿号隔开。处理：请改写为机构名称。")
        for item in problems
    )
    assert "两块牌" in entry.fields.values()


L, S, C, E = Role.LEAD, Role.SHARED, Role.COOPERATE, Role.ENTRUSTED


@pytest.mark.parametrize(
    ("cell", "holders"),
    [
        # Who handles it, in whose name, for whom.
        ("县政府（由县水利局承办）", [("县政府", L), ("县水利局", S)]),
        ("县政府（由县农业农村局会同县水利局承办）", [("县政府", L), ("县农业农村局", S), ("县水利局", S)]),
        ("县水利局（会同有关部门）", [("县水利局", L)]),
        ("县水利局（受市水利局委托）", [("县水利局", E)]),
        ("县水利综合行政执法大队（以县水利局名义实施）", [("县水利局", L), ("县水利综合行政执法大队", E)]),
        ("县行政审批局（原县水利局）", [("县行政审批局", L)]),
        ("县税务局（代征）", [("县税务局", L)]),
        ("县水利局 （盖章）", [("县水利局", L)]),
        ("县公安局（交警大队）", [("县公安局(交警大队)", L)]),
        # Several bodies in a sentence.
        ("县水利局会同县自然资源局", [("县水利局", L), ("县自然资源局", S)]),
        ("县水利局或其委托的组织", [("县水利局", L)]),
        ("县水利局及其派出机构", [("县水利局", L)]),
        ("由县水利局负责", [("县水利局", L)]),
        ("县水利局为主，县公安局配合", [("县水利局", L), ("县公安局", C)]),
        ("县委组织部牵头，县人社局等部门配合", [("县委组织部", Role.COORDINATE), ("县人社局", C)]),
        ("县公安局和县司法局", [("县公安局", S), ("县司法局", S)]),
        ("县水利局 县公安局", [("县水利局", S), ("县公安局", S)]),
        ("籍山镇 弋江镇人民政府", [("籍山镇", S), ("弋江镇人民政府", S)]),
        ("县文化和旅游局", [("县文化和旅游局", L)]),
        ("牵头：县水利局 配合：县公安局、各乡镇人民政府", [("县水利局", Role.COORDINATE), ("县公安局", C)]),
        ("县人民政府（县自然资源局具体承办）", [("县人民政府", L), ("县自然资源局", S)]),
        ("县城管局（委托乡镇实施）", [("县城管局", L)]),
        ("由县民政局收回，不再由乡镇承担", [("县民政局", L)]),
        ("县综合行政执法局行使", [("县综合行政执法局", L)]),
        ("县体育局按职责分工", [("县体育局", L)]),
        ("（1）县公安局 （2）县司法局", [("县公安局", S), ("县司法局", S)]),
        ("牵头单位：县水利局；责任单位：县公安局", [("县水利局", Role.COORDINATE), ("县公安局", C)]),
        ("县卫健局（县疾控局、县中医局）、县医保局", [("县卫健局(县疾控局、县中医局)", S), ("县医保局", S)]),
        # No body at all.
        ("取消", []),
        ("不再开展", []),
        ("县级相关部门按职责分工负责", []),
        ("水行政主管部门", []),
        ("乡镇人民政府（街道办事处）", []),
        ("各镇（街道、园区）", []),
    ],
)
def test_bodies_in_a_sentence(cell: str, holders: list[tuple[str, Role]]) -> None:
    assert read_holders(cell, None) == holders


@pytest.mark.parametrize(
    ("cell", "bodies", "way"),
    [
        ("县农业农村局：由县农业农村局直接开展", "县农业农村局", "由县农业农村局直接开展"),
        ("1.承接部门：县公安局、县司法局。2.工作方式：联合检查", "县公安局、县司法局", "联合检查"),
        ("由县民政局承接，通过数据共享核查", "县民政局", "通过数据共享核查"),
        ("县民政局通过信息共享方式核实", "县民政局", "通过信息共享方式核实"),
        ("县林业局负责巡查，县公安局配合", "县林业局、县公安局（配合）", "负责巡查"),
        ("【承接部门】县教育局【工作方式】执法检查", "县教育局", "执法检查"),
        ("县市场监管局（县食安办）：专项检查", "县市场监管局(县食安办)", "专项检查"),
        ("县民政局、县残联：1.联合核查；2.入户调查。", "县民政局、县残联", "1.联合核查;2.入户调查"),
        ("县民政局", "县民政局", ""),
        ("取消", "", "取消"),
    ],
)
def test_who_takes_over_and_how(cell: str, bodies: str, way: str) -> None:
    assert split_way(cell) == (bodies, way)


@pytest.mark.parametrize(
    ("cell", "kinds", "doubts"),
    [
        ("县水利局、各乡镇", ("各乡镇",), ()),
        ("县财政", (), ("县财政",)),
        ("张某", (), ("张某",)),
        ("有关部门", ("有关部门",), ()),
        ("县水利局", (), ()),
        ("无", (), ()),
    ],
)
def test_what_of_a_cell_names_no_body(cell: str, kinds: tuple[str, ...], doubts: tuple[str, ...]) -> None:
    held = read_held(cell)
    assert (held.kinds, held.doubts) == (kinds, doubts)


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("县 水利局", ["县水利局"]),
        ("黄梅县水利局 黄梅县公安局", ["黄梅县水利局", "黄梅县公安局"]),
        ("县公安局 市场科", ["县公安局市场科"]),
    ],
)
def test_a_space_parts_whole_names_only(cell: str, names: list[str]) -> None:
    assert split_names(cell) == names


def test_a_table_of_departments_as_a_system_exports_it() -> None:
    """No title, English heads, the system's own codes, short names and the law's words in parentheses."""
    text = (
        ",ROWID,DEPT_NAME,DEPT_CODE\n"
        "1,AAB,浙江省发展和改革委员会（发改委）,330000000M001\n"
        "2,AAC,浙江省住房和城乡建设厅（房地产管理部门）,330000000M010\n"
        "3,AAD,浙江省民政厅,330000000M020\n"
    )
    lists, problems = read_list(text.encode(), "temp_dept.csv")
    assert [(one.kind, len(one.entries)) for one in lists] == [(ListKind.ROSTER, 3)]
    bodies = [entry.body for entry in lists[0].entries if entry.body is not None]
    assert [(body.name, body.names, body.code) for body in bodies] == [
        ("浙江省发展和改革委员会", ("发改委",), ""),
        ("浙江省住房和城乡建设厅", (), ""),
        ("浙江省民政厅", (), ""),
    ]
    assert next(entry.fields["统一社会信用代码"] for entry in lists[0].entries) == "330000000M001"
    told = [problem.text() for problem in problems if "信用代码" in problem.message]
    assert told == [
        "temp_dept.csv（第 2、3、4 行）：代码不是统一社会信用代码，随行保留，没有用作机构代码。"
        "应为：18 位数字和大写字母（不含 I、O、Z、S、V）。处理：请核对代码。"
    ]


def _grants(cell: str) -> tuple[list[tuple[str, bool, str]], list[str], str]:
    """Recipients of the one grant whose cell this is, what is reported, and what of it stays with the row."""
    out = io.StringIO()
    rows = [
        ["黄梅县乡镇赋权清单（2024年6月30日）"],
        ["序号", "赋权事项名称", "原行使部门", "赋权街镇"],
        ["1", "对乱倒垃圾的处罚", "县城管局", cell],
    ]
    csv.writer(out).writerows(rows)
    lists, problems = read_list(out.getvalue().encode(), "赋权.csv", None, None, TOWNS)
    entry = lists[0].entries[0]
    found = [(one.name, one.by_type, one.note) for one in entry.recipients]
    return found, [problem.message for problem in problems], entry.fields.get("赋权乡镇", "")


@pytest.mark.parametrize(
    ("cell", "name", "note"),
    [
        ("除小池镇外的其他镇", "各乡镇（街道）", "小池镇除外"),
        ("除小池镇、五祖镇以外各镇", "各乡镇（街道）", "小池镇、五祖镇除外"),
        ("除小池镇外均认领", "各乡镇（街道）", "小池镇除外"),
        ("小池镇、五祖镇除外", "各乡镇（街道）", "小池镇、五祖镇除外"),
        ("各镇（小池镇除外）", "各乡镇（街道）", "小池镇除外"),
        ("各镇（街道），小池镇除外", "各乡镇（街道）", "小池镇除外"),
        ("全部（小池镇除外）", "各乡镇（街道）", "小池镇除外"),
        ("小池镇以外的镇", "各乡镇（街道）", "小池镇除外"),
        ("不含街道", "各乡镇（街道）", "街道除外"),
        ("各镇（不含街道）", "各乡镇（街道）", "街道除外"),
        ("中心镇（小池镇除外）", "中心镇（小池镇除外）", ""),
    ],
)
def test_a_town_that_is_left_out_receives_nothing(cell: str, name: str, note: str) -> None:
    found, told, kept = _grants(cell)
    assert found == [(name, True, note)]
    assert kept == cell
    assert any("原文随行保留" in message for message in told)


def test_an_exception_beside_named_towns_is_reported_and_a_part_of_a_town_is_its_note() -> None:
    found, told, _ = _grants("小池镇、孔垄镇；五祖镇除外")
    assert [name for name, _, _ in found] == ["小池镇", "孔垄镇"]
    assert told == ["赋权对象“五祖镇除外”认不出是哪个乡镇，原文随行保留"]
    assert _grants("小池镇（园区除外）") == ([("小池镇", False, "园区除外")], [], "")
    assert _grants("小池镇不认领")[0] == []


@pytest.mark.parametrize("cell", ["除小池镇外的其他镇", "小池镇、五祖镇除外", "同上，县公安局", "县公安局除外"])
def test_words_that_leave_out_or_refer_elsewhere_name_no_body(cell: str) -> None:
    held = read_held(cell)
    assert held.bodies == ()
    assert len(held.doubts) == 1


def test_a_department_of_an_unknown_county_is_not_the_lists_own() -> None:
    assert Namer("421127").settle("火星县水利局").name == "火星县水利局"
    assert Namer("421127").settle("依法治县办公室").name == "黄梅县依法治县办公室"

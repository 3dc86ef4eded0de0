"""A small county to ask about, in the tests' own words: three laws (one in two versions, one of which is still to come), a power
list, two townships' duty lists."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ingest.home import Home, LoadReport
from ingest.settings import Settings

DAY = date(2026, 11, 1)

_SHOP = """# 茶馆管理条例

{history}

<!-- INFO END -->

## 第一章 总则

第一条 为了把茶馆管好，制定本条例。

第二条 本条例所称茶馆，是指供人饮茶、听书的场所。

第三条 县级以上人民政府茶馆主管部门负责茶馆的登记和检查。

## 第二章 管理

第四条 开办茶馆应当登记，并具备下列条件：

（一）有固定的场所；

（二）有洁净的水源；

（三）有消防设施。

{added}第{fifth}条 违反本条例第四条，未经登记开办茶馆的，由茶馆主管部门责令改正，可以处一千元以下罚款。

第{sixth}条 乡镇人民政府协助做好茶馆检查工作。

第{seventh}条 本条例自{effective}起施行。
"""

LAWS = {
    "茶馆管理条例(2015-03-01).md": _SHOP.format(
        history="2015年3月1日 国务院令第701号公布",
        added="",
        fifth="五",
        sixth="六",
        seventh="七",
        effective="2015年6月1日",
    ),
    "茶馆管理条例(2026-09-01).md": _SHOP.format(
        history="2015年3月1日 国务院令第701号公布　2026年9月1日 国务院令第801号修订",
        added="第五条 茶馆应当公示茶价。\n\n",
        fifth="六",
        sixth="七",
        seventh="八",
        effective="2027年1月1日",
    ),
    "戏台安全规定(2018-05-01).md": (
        "# 戏台安全规定\n\n2018年5月1日 文化部令第61号公布\n\n<!-- INFO END -->\n\n"
        "第一条 为了戏台牢固，根据《茶馆管理条例》制定本规定。\n\n第二条 戏台每年查验一次，由县级人民政府文化部门负责。\n\n"
        "第三条 设在茶馆内的戏台，依照《茶馆管理条例》第四条办理。\n\n第四条 本规定自2018年7月1日起施行。\n"
    ),
}
POWERS = (
    "黄梅县文化和旅游局权责清单（2024年6月30日）\n"
    "序号,权力类型,事项名称,实施依据,实施主体,承办机构\n"
    "1,行政许可,茶馆开办登记,《茶馆管理条例》第四条,黄梅县文化和旅游局,审批股\n"
    "2,行政处罚,对未经登记开办茶馆的处罚,《茶馆管理条例》第五条；《没有载入的条例》第九条,黄梅县文化和旅游局,法规股\n"
    "3,行政检查,戏台查验,《戏台安全规定》第二条,黄梅县文化和旅游局,法规股\n"
)
_DUTIES = (
    "{town}基本履职事项清单（2025年5月20日）\n"
    "序号,主题,事项名称,法律依据,承办机构\n"
    "1,文化旅游,茶馆巡查,《茶馆管理条例》第六条,{office}\n"
    "2,平安法治,{own},《戏台安全规定》第二条,{office}\n"
)
LISTS = {
    "文化和旅游局.csv": (POWERS, "place: '421127'\nauthority: 黄梅县文化和旅游局\nedition: 2024-06-30\n"),
    "小池镇.csv": (
        _DUTIES.format(town="小池镇", office="社会事务办公室", own="码头戏台巡查"),
        "place: '421127102'\nauthority: 小池镇\nedition: 2025-05-20\n",
    ),
    "五祖镇.csv": (
        _DUTIES.format(town="五祖镇", office="综合办公室", own="庙会戏台巡查"),
        "place: '421127106'\nauthority: 五祖镇\nedition: 2025-05-20\n",
    ),
}


def write(folder: Path) -> Path:
    """All files of the county under ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in LAWS.items():
        (folder / name).write_text(text, encoding="utf-8")
    for name, (text, beside) in LISTS.items():
        (folder / name).write_text(text, encoding="utf-8")
        (folder / f"{name}.yaml").write_text(beside, encoding="utf-8")
    return folder


def settings(home: Path) -> Settings:
    """Embedded throughout, whatever the environment says."""
    return Settings(home=home, graph="", search="", database="", place="", workers=1)


def load(home: Path, files: Path) -> LoadReport:
    """Load ``files`` as a process of its own would."""
    with Home(settings(home)) as opened:
        return opened.load([files])

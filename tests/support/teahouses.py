"""A small county whose laws change, in the tests' own words: an amendment that moves numbers, one that rewords and drops, a repeal with a
successor, one to come, and one of which only captions are known; a department's list before and after, and a town's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from ingest.home import Home, LoadReport
from tests.support.sample import settings

DAY = date(2026, 11, 1)
COUNTY, TOWN = "421127", "421127102"
BUREAU, TOWN_BODY = "黄梅县文化和旅游局", "小池镇"

_REGISTER = "开办茶馆应当向县级人民政府茶业主管部门登记，领取登记证，登记证应当挂在店堂明显的地方。"
_PRICES = "茶馆应当公布茶价，不得哄抬价格，不得以次充好，不得强迫客人买茶点。"
_REPAIRS = "茶馆经营者应当每年检查桌椅、炉灶和电线，发现损坏的应当及时修理，修好以前不得使用。"
_FINE = "违反本条例规定，未经登记开办茶馆的，由县级人民政府茶业主管部门责令停止营业，没收违法所得，并处一千元以上三千元以下罚款。"
_FINE_NOW = (
    "违反本条例规定，未经登记开办茶馆的，由县级人民政府茶业主管部门责令停止营业，没收违法所得，并处五千元以上一万元以下罚款；"
    "情节严重的，吊销登记证。"
)
_TALES = "说书艺人在茶馆演出的，应当提前三日向县级人民政府文化主管部门报告曲目和场次。"
_STALLS = "乡镇人民政府应当对集市上的茶摊每季度检查一次，检查用水、炉火和摊位，记录检查结果。"
_STALLS_FINE = "茶摊占用道路经营的，由乡镇人民政府责令改正，拒不改正的处五十元以上二百元以下罚款。"
_PAVILION = "凉亭由所在地的乡镇人民政府管理，每年汛期以前应当检查梁柱、屋面和台阶。"


def law(title: str, history: str, articles: Sequence[str], effective: str, head: str = "") -> str:
    """A law as a file."""
    numbers = "一二三四五六七八九十"
    body = [f"第{numbers[at]}条 {words}" for at, words in enumerate((*articles, f"本法规自{effective}起施行。"))]
    return f"{head}# {title}\n\n{history}\n\n<!-- INFO END -->\n\n" + "\n\n".join(body) + "\n"


_AIM = "为了把这件事管好，方便群众，制定本法规。"
LAWS = {
    "茶馆管理条例(2015-03-01).md": law(
        "茶馆管理条例",
        "2015年3月1日 国务院令第701号公布",
        (_AIM, _REGISTER, _PRICES, _REPAIRS, _FINE, _TALES),
        "2015年6月1日",
    ),
    "茶馆管理条例(2022-03-01).md": law(
        "茶馆管理条例",
        "2015年3月1日 国务院令第701号公布　2022年3月1日 国务院令第751号修订",
        (
            _AIM,
            "国家鼓励茶文化的传承和研究，支持老字号茶馆收徒传艺、整理茶谱。",
            _REGISTER,
            _PRICES,
            _REPAIRS,
            _FINE_NOW,
            _TALES,
        ),
        "2022年6月1日",
    ),
    "戏台安全规定(2018-05-01).md": law(
        "戏台安全规定",
        "2018年5月1日 文化部令第61号公布",
        (
            _AIM,
            "戏台每年查验一次，由县级人民政府文化主管部门组织，查验木料、石基和瓦面。",
            "夜间演出的灯笼应当用纱罩，灯油由戏班自备，演完由班主熄灯落锁。",
            "观众人数不得超过核定的座位，过道不得摆放板凳。",
        ),
        "2018年7月1日",
    ),
    "戏台安全规定(2021-05-01).md": law(
        "戏台安全规定",
        "2018年5月1日 文化部令第61号公布　2021年5月1日 文化和旅游部令第9号修订",
        (
            _AIM,
            "戏台每半年查验一次，由县级人民政府文化主管部门组织，查验木料、石基、瓦面和消防设施，结果向社会公布。",
            "县级人民政府应当把戏台修缮费用列入预算，专款专用，年终由审计机关审计。",
            "观众人数不得超过核定的座位，过道不得摆放板凳。",
        ),
        "2021年7月1日",
    ),
    "茶摊管理办法(2010-01-01).md": law(
        "茶摊管理办法", "2010年1月1日 国务院令第570号公布", (_AIM, _STALLS, _STALLS_FINE), "2010年3月1日"
    ),
    "集市管理条例(2022-09-01).md": law(
        "集市管理条例",
        "2022年9月1日 国务院令第760号公布",
        (
            _AIM,
            "集市由县级人民政府统一规划，开市、休市的日子应当公布。",
            _STALLS,
            _STALLS_FINE,
        ),
        "2023年1月1日",
    ).replace("起施行。", "起施行，《茶摊管理办法》同时废止。"),
    "凉亭管理办法(2017-01-01).md": law(
        "凉亭管理办法", "2017年1月1日 建设部令第30号公布", (_AIM, _PAVILION), "2017年3月1日"
    ),
    "凉亭管理办法(2026-09-01).md": law(
        "凉亭管理办法",
        "2017年1月1日 建设部令第30号公布　2026年9月1日 住房和城乡建设部令第70号修订",
        (_AIM, "修建凉亭应当就地取材，与村落风貌相协调。", _PAVILION),
        "2099年1月1日",
    ),
    "渡口管理规定(2012-01-01).md": law(
        "渡口管理规定",
        "2012年1月1日 交通部令第8号公布",
        ("【目的】", "【渡口检查】", "【渡船】"),
        "2012年3月1日",
        "---\ntext: captions\n---\n",
    ),
    "渡口管理规定(2024-01-01).md": law(
        "渡口管理规定",
        "2012年1月1日 交通部令第8号公布　2024年1月1日 交通运输部令第2号修订",
        ("【目的】", "【渡口规划】", "【渡口检查】"),
        "2024年3月1日",
        "---\ntext: captions\n---\n",
    ),
}

# Name → (type, basis before, basis after); "" where a list does not have it.
REGISTRATION, FINE, STAGE = "茶馆开办登记", "对未经登记开办茶馆的处罚", "戏台查验"
LAMPS, MARKET, PAVILION = "对戏台灯火管理不善的处罚", "集市茶摊检查", "凉亭检查"
AIM, NOTED, FERRY, WHOLE = "茶馆事务咨询", "茶馆登记证补办", "渡口检查", "茶馆价格指导"
POWERS: dict[str, tuple[str, str, str]] = {
    REGISTRATION: ("行政许可", "《茶馆管理条例》第二条", "《茶馆管理条例》第三条"),
    FINE: ("行政处罚", "《茶馆管理条例》第五条", "《茶馆管理条例》第五条"),
    STAGE: ("行政检查", "《戏台安全规定》第二条", "《戏台安全规定》第二条"),
    LAMPS: ("行政处罚", "《戏台安全规定》第三条", ""),
    MARKET: ("行政检查", "《茶摊管理办法》第二条", "《集市管理条例》第三条"),
    PAVILION: ("行政检查", "《凉亭管理办法》第二条", "《凉亭管理办法》第二条"),
    AIM: ("其他行政权力", "《茶馆管理条例》第一条", "《茶馆管理条例》第一条"),
    NOTED: ("其他行政权力", "《茶馆管理条例》（2022年修订）第三条", "《茶馆管理条例》（2022年修订）第三条"),
    FERRY: ("行政检查", "《渡口管理规定》第二条", "《渡口管理规定》第二条"),
    WHOLE: ("其他行政权力", "《茶馆管理条例》", "《茶馆管理条例》"),
}
DUTY = "茶馆巡查"
_TOWN_LIST = (
    "小池镇基本履职事项清单（2020年5月20日）\n序号,主题,事项名称,法律依据,承办机构\n"
    f"1,文化旅游,{DUTY},《茶馆管理条例》第四条,社会事务办公室\n"
)


def power_list(rows: Sequence[tuple[str, str, str]]) -> str:
    """The department's list of (name, type, basis)."""
    head = f"{BUREAU}权责清单\n序号,权力类型,事项名称,实施依据,实施主体,承办机构\n"
    return head + "".join(
        f"{number},{kind},{name},{basis},{BUREAU},市场股\n" for number, (name, kind, basis) in enumerate(rows, 1)
    )


def put(folder: Path, name: str, text: str, authority: str, place: str, edition: str) -> None:
    """A list file with its sidecar."""
    (folder / name).write_text(text, encoding="utf-8")
    beside = f"place: '{place}'\nauthority: {authority}\nedition: {edition}\n"
    (folder / f"{name}.yaml").write_text(beside, encoding="utf-8")


def bureau(folder: Path, edition: str, after: bool, name: str = "", **changed: str) -> None:
    """The department's list of an edition, as it was before or after the laws changed; ``changed`` are other bases by item."""
    rows = [(key, kind, changed.get(key, new if after else old)) for key, (kind, old, new) in POWERS.items()]
    text = power_list([row for row in rows if row[2]])
    put(folder, name or f"文化和旅游局{edition}.csv", text, BUREAU, COUNTY, edition)


def write(folder: Path) -> Path:
    """The laws, and the lists of 2020."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in LAWS.items():
        (folder / name).write_text(text, encoding="utf-8")
    bureau(folder, "2020-06-30", after=False)
    put(folder, "小池镇.csv", _TOWN_LIST, TOWN_BODY, TOWN, "2020-05-20")
    return folder


def load(home: Path, files: Path) -> LoadReport:
    """Load ``files`` as a process of its own would."""
    with Home(settings(home)) as opened:
        return opened.load([files])

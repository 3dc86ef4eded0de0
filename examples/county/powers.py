"""A power as a row of a department's list, and what all lists say alike: the basis written out, stages, limits, liability.

A basis is either text as an office wrote it (it holds 《 or is empty), or short: ``安全生产法97x3、97x4；生产安全事故应急条例30`` for
article 97 items 3 and 4 of one law and article 30 of another; k is a 款, x a 项. :func:`write_basis` writes the short form out in the
manner of a list. Titles, numbers of documents, years of versions and article numbers are facts; every other word is the project's own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zlib import crc32

from examples.county.powers_laws import LAWS

KINDS = {
    "许可": ("行政许可", "XK", "01"),
    "处罚": ("行政处罚", "CF", "02"),
    "强制": ("行政强制", "QZ", "03"),
    "征收": ("行政征收", "ZS", "04"),
    "给付": ("行政给付", "JF", "05"),
    "检查": ("行政检查", "JC", "06"),
    "确认": ("行政确认", "QR", "07"),
    "奖励": ("行政奖励", "JL", "08"),
    "裁决": ("行政裁决", "CJ", "09"),
    "其他": ("其他行政权力", "QT", "10"),
}
"""Short kind → name of the type, letters in codes, number."""

Item = tuple[str, str, str] | tuple[str, str, str, dict[str, str]]


@dataclass(frozen=True)
class Power:
    """One row. ``kind`` is a key of :data:`KINDS`; ``sub`` the sub-item; ``duty`` the 部门职责 that leads it; ``body`` who carries it out
    where that is not the list's own body; ``former`` who held it before; ``responsibility`` and ``phone`` None: as all rows of the list;
    ``like`` the name by which its stages are worded, where it was renamed and nothing else about it changed."""

    kind: str
    name: str
    basis: str
    office: str
    sub: str = ""
    code: str = ""
    target: str = ""
    limit: str = ""
    duty: str = ""
    body: str = ""
    former: str = ""
    note: str = ""
    level: str = "县级"
    responsibility: str | None = None
    phone: str | None = None
    like: str = ""

    @property
    def type(self) -> str:
        """行政许可, 行政处罚 …"""
        return KINDS[self.kind][0]

    def but(self, **changes: Any) -> Power:
        """The same row with these fields changed."""
        return replace(self, **changes)


def group(office: str, common: dict[str, str], *items: Item) -> list[Power]:
    """Rows of one office: each item is (kind, name, basis) or has its own fields behind, which come before the common ones."""
    rows = []
    for item in items:
        own = item[3] if len(item) == 4 else {}
        rows.append(Power(item[0], item[1], item[2], **{"office": office, **common, **own}))
    return rows


def coded(prefix: str, powers: Sequence[Power]) -> list[Power]:
    """Codes in the manner of ``62052400MZ-XK-0001``: prefix, letters of the type, running number; sub-items get 01, 02 behind.
    What has a code keeps it."""
    counts: Counter[str] = Counter()
    subs: Counter[str] = Counter()
    answer = []
    before = ("", "")
    for power in powers:
        letters = KINDS[power.kind][1]
        if (power.kind, power.name) != before:
            counts[letters] += 1
        before = (power.kind, power.name)
        code = f"{prefix}-{letters}-{counts[letters]:04d}" if prefix else f"{letters}-{counts[letters]:04d}"
        if power.sub:
            subs[code] += 1
            code = f"{code}-{subs[code]:02d}"
        answer.append(power if power.code else power.but(code=code))
    return answer


# The basis written out ------------------------------------------------------------------------------------------------------

_PLACE = re.compile(r"(\d+)(?:z(\d+))?(?:k(\d+))?(?:x(\d+))?$")
_SHORT = re.compile(r"(?P<law>[^\d、；]+)(?P<places>\d.*)$")
_DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """97 → 九十七, 110 → 一百一十, 1132 → 一千一百三十二."""
    text = ""
    zero = False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            text += (
                ("零" if zero and text else "")
                + ("" if unit == 10 and digit == 1 and not text else _DIGITS[digit])
                + sign
            )
            zero = False
        else:
            zero = True
    return text


def _place(token: str, arabic: bool) -> str:
    match = _PLACE.match(token)
    if match is None:
        raise ValueError(f"写不出条号：{token}")
    article, extra, paragraph, item = match.groups()
    write: Callable[[str], str] = (lambda n: n) if arabic else (lambda n: chinese(int(n)))
    text = f"第{write(article)}条"
    if extra:
        text += f"之{write(extra)}"
    if paragraph:
        text += f"第{write(paragraph)}款"
    return text + (f"第{write(item)}项" if item else "")


def citations(basis: str) -> list[tuple[str, list[str]]]:
    """The short form taken apart: [(title, ["97x3", "97x4"]), …]; [] for text."""
    if "《" in basis or not basis:
        return []
    found = []
    for part in basis.split("；"):
        match = _SHORT.match(part)
        if match is None or match["law"] not in LAWS:
            raise ValueError(f"依据写法不对，或法律不在 powers_laws 里：{part}")
        found.append((match["law"], match["places"].split("、")))
    return found


def write_basis(basis: str, manner: str) -> str:
    """A basis as a list writes it. ``manner``: full 《中华人民共和国…法》（2021年修正）第九十七条; tagged 【法律】 before it; short the title
    alone; arabic 第97条; numbered 1. 2. on lines of their own. Text is left as it is."""
    if "《" in basis or not basis:
        return basis
    parts = []
    for title, places in citations(basis):
        full, rank, note = LAWS[title]
        name = f"《{title}》" if manner == "short" else f"《{full}》"
        if note and manner != "short":
            name += f"（{note}）"
        text = name + "、".join(_place(token, manner == "arabic") for token in places)
        parts.append(f"【{rank}】{text}" if manner == "tagged" else text)
    if manner == "numbered" and len(parts) > 1:
        return "\n".join(f"{order}.{text}" for order, text in enumerate(parts, 1))
    return ("\n" if manner == "tagged" else "；").join(parts)


# What a power answers for ---------------------------------------------------------------------------------------------------

_STAGES: dict[str, tuple[tuple[str, ...], ...]] = {
    "许可": (
        (
            "受理：公示条件和材料目录，一次告知补正",
            "收件：核对材料，出具受理凭证",
            "受理：窗口收件，不合要求的当场讲明",
        ),
        ("审查：核实材料，需要时现场查看", "审查：两人以上核查并写明意见", "审核：征求有关单位意见，依规听证"),
        ("决定：按期作出准予或者不予的书面决定", "决定：集体研究后签发，不准予的讲明理由"),
        ("送达：制发证件，通知领取并公开结果", "送达：证照送到申请人，信息上网"),
        ("事后监管：抽查持证人，发现不再合条件的依规处理", "事后监管：建立档案，定期回访"),
    ),
    "处罚": (
        ("立案：发现线索或者接到举报后登记核查", "立案：核实线索，合条件的报批立案"),
        ("调查：亮证执法，收集证据，制作笔录", "调查取证：两名执法人员到场，全程记录"),
        ("审查：法制机构审核事实、证据和程序", "审核：重大案件集体讨论"),
        ("告知：讲明拟罚内容，听取陈述申辩", "告知：告知权利，要求听证的依规组织"),
        ("决定：制作处罚决定书", "决定：综合裁量后作出决定"),
        ("送达：按期送到当事人", "送达：直接或者邮寄送到，留存回证"),
        ("执行：督促履行，逾期的申请强制执行", "执行：罚缴分离，结案归档"),
    ),
    "强制": (
        ("决定：报负责人批准，情况紧急的事后补办", "催告：书面催告，听取意见"),
        ("实施：通知当事人到场，交付决定书和清单", "实施：两名执法人员现场实施并记录"),
        ("处理：按期查清事实，解除或者作进一步处理", "解除：不再需要的及时退还"),
    ),
    "征收": (
        ("告知：公示项目、标准和范围", "核定：核对计征基数，发出缴款通知"),
        ("征收：开具财政票据，款项直接入库", "收缴：督促按期缴纳，逾期加收滞纳金"),
        ("监管：定期对账，接受审计", "检查：复核减免情形"),
    ),
    "给付": (
        ("受理：接收申请和证明材料", "受理：乡镇初审后报送"),
        ("审核：入户调查，信息比对", "审核：核实对象和标准"),
        ("发放：公示后拨付到个人账户", "发放：按月或者一次性发放"),
        ("复核：定期核查，动态增减", "监管：核查资金去向"),
    ),
    "检查": (
        ("计划：制定年度检查计划并公布", "准备：随机抽取对象和人员"),
        ("检查：亮证入场，如实记录", "检查：现场查看，当事人签字"),
        ("处理：发现问题的责令改正，涉嫌违法的移交立案", "处置：反馈结果，跟踪整改"),
        ("公开：按规定公布检查结果", "归档：一企一档"),
    ),
    "确认": (
        ("受理：核对申请材料", "受理：登记收件"),
        ("审核：查验事实和权属", "核验：询问、实地查看或者委托鉴定"),
        ("确认：作出书面结论或者登记", "登记：记载并发证"),
        ("送达：交付申请人", "公开：可以查询的信息予以公布"),
    ),
    "奖励": (
        ("推荐：公布条件，接收推荐或者举报", "受理：登记线索"),
        ("评审：核实事迹，提出名单", "审核：核实贡献大小"),
        ("公示：公示名单，处理异议", "决定：报批后公布"),
        ("兑现：颁奖或者发放奖金", "发放：保密领取"),
    ),
    "裁决": (
        ("受理：审查申请是否属于职责", "受理：送达申请书副本"),
        ("审理：听取双方意见，组织调解", "审理：核实证据"),
        ("裁决：调解不成的作出书面处理", "决定：制作文书"),
        ("送达：告知救济途径", "执行：督促履行"),
    ),
    "其他": (
        ("受理：核对材料", "收件：登记"),
        ("办理：审核后作出处理", "核查：形式审查，按时办结"),
        ("反馈：告知结果", "公开：公布办理情况"),
    ),
}
_STAGE_BASIS = {
    "许可": "行政许可法30、34、38、44、61",
    "处罚": "行政处罚法42、44、54、57、61",
    "强制": "行政强制法18、24、25",
}
_FAULTS: dict[str, tuple[str, ...]] = {
    "许可": ("符合条件不予受理或者拖延的", "对不合条件的申请人发证的", "借审批收取钱物的", "发证以后放任不管的"),
    "处罚": ("没有证据就处罚的", "该罚不罚、以罚代刑的", "违反程序或者超出职权处罚的", "截留罚没款物的"),
    "强制": ("没有依据实施强制的", "扩大查封扣押范围的", "使用或者损毁扣押物品的"),
    "征收": ("擅自提高标准或者减免的", "款项不入库的"),
    "给付": ("审核不严造成冒领的", "优亲厚友的", "拖延发放的"),
    "检查": ("走过场、查而不究的", "检查频次过密干扰经营的", "泄露商业秘密的"),
    "确认": ("认定事实错误的", "出具不实结论的"),
    "奖励": ("弄虚作假评奖的", "泄露举报人信息的"),
    "裁决": ("应当回避不回避的", "偏袒一方的"),
    "其他": ("推诿不办的", "逾期办结的", "擅自增加条件的"),
}
_FAULT_BASIS = {"许可": "行政许可法72、74、77", "处罚": "行政处罚法76、83", "强制": "行政强制法61、62"}


def _turn(power: Power) -> int:
    """A number by which rows of one kind differ in their words, the same for the same row."""
    return crc32(f"{power.like or power.name}{power.sub}".encode())


def stages(power: Power) -> str:
    """责任事项: the numbered stages of its type; its own words where the row says them, "" where it says nothing on purpose."""
    if power.responsibility is not None:
        return power.responsibility
    turn = _turn(power)
    steps = [choices[turn // 3**order % len(choices)] for order, choices in enumerate(_STAGES[power.kind])]
    return "\n".join(f"{order}.{text}" for order, text in enumerate(steps, 1))


def stages_basis(power: Power, manner: str = "full") -> str:
    """责任事项依据: the articles of procedure for licences, punishments and force; for others the power's own basis is what binds."""
    return write_basis(_STAGE_BASIS[power.kind], manner) if power.kind in _STAGE_BASIS and stages(power) else ""


def liability(power: Power) -> str:
    """追责情形: two or three of the type's."""
    faults = _FAULTS[power.kind]
    turn = _turn(power) % len(faults)
    chosen = [*faults[turn:], *faults[:turn]][: 2 + turn % 2]
    return "；".join(f"{order}.{text}" for order, text in enumerate(chosen, 1))


def liability_basis(power: Power, manner: str = "full") -> str:
    """追责依据."""
    return write_basis(_FAULT_BASIS.get(power.kind, "公务员法59、61；公职人员政务处分法39"), manner)


# Codes ----------------------------------------------------------------------------------------------------------------------

_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def credit_code(head: str) -> str:
    """Seventeen characters of a 统一社会信用代码 with the eighteenth behind (GB 32100-2015)."""
    total = sum(_CREDIT.index(sign) * pow(3, order, 31) for order, sign in enumerate(head))
    return head + _CREDIT[(31 - total % 31) % 31]


def national_code(body: str, power: Power, number: int) -> str:
    """31 characters: who (18, a 统一社会信用代码), level (4 county), and the basic code of the item (12: type, 421127, running number)."""
    return f"{body}4{KINDS[power.kind][2]}421127{number:04d}"

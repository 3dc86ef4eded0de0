"""Names and bases in the many ways that lists write them."""

from __future__ import annotations

import re
from random import Random

from bench.faults.corpus import Text, short
from bench.faults.provisions import Provision

# Words of law that begin with 未 and deny nothing: 未成年人.
_WHOLE = "成年|来|婚|知|遂|必"
_SWAPS = (
    ("未按照", "未按"),
    ("未按照规定", "不按规定"),
    ("未依法", "没有依法"),
    ("未取得", "没有取得"),
    ("未经", "没有经过"),
    (f"未(?!{_WHOLE})", "没有"),
    ("按照规定", "按规定"),
    ("拒绝", "拒不"),
    ("或者", "或"),
    ("违反规定", "违规"),
    ("不符合", "不合"),
    ("伪造、变造", "变造、伪造"),
    ("擅自", "私自"),
    ("销售", "出售"),
    ("使用", "采用"),
    ("以及", "和"),
)
_TAIL = {"penalty": "的处罚", "inspection": "的监督检查", "licence": "的审批", "seizure": "", "duty": ""}
TYPES = {
    "penalty": "行政处罚",
    "inspection": "行政检查",
    "licence": "行政许可",
    "seizure": "行政强制",
    "duty": "其他行政权力",
}
LETTERS = {
    "行政处罚": "CF",
    "行政检查": "JC",
    "行政许可": "XK",
    "行政强制": "QZ",
    "其他行政权力": "QT",
    "行政征收": "ZS",
    "行政给付": "JF",
}


def plain(provision: Provision) -> str:
    """The name closest to the statute's own words."""
    act = provision.act
    if provision.kind == "seizure":
        return act
    if provision.kind == "duty":
        return re.sub(r"^(?:加强对|组织开展|组织制定|建立健全|及时|定期|加强|组织|开展|负责)", "", act)
    return ("对" if provision.kind != "licence" and not act.startswith("对") else "") + act + _TAIL[provision.kind]


def paraphrase(name: str, rng: Random, swaps: int = 1) -> str:
    """The same act in other words: up to ``swaps`` pairs of synonyms exchanged, a 的 dropped, 行为 put in or left out."""
    found = [pair for pair in _SWAPS if re.search(pair[0], name)]
    rng.shuffle(found)
    out = name
    for old, new in found[:swaps]:
        out = re.sub(old, new, out, count=1)
    if not found and out.startswith("对") and out.endswith("的处罚") and not out.endswith("行为的处罚"):
        out = out.removesuffix("的处罚") + "行为的处罚"
    elif out.count("的") > 1 and rng.random() < 0.5:
        at = out.index("的")
        out = out[:at] + out[at + 1 :]
    return out


def title(text: Text, rng: Random | None, shorten: bool) -> str:
    """《title》, without 中华人民共和国 half of the time where that is safe."""
    name = text.title
    if shorten and rng is not None and rng.random() < 0.4:
        name = short(name)
    return f"《{name}》"


def year_note(text: Text) -> str:
    """（2019年修正）, or empty where the text does not say how it was changed."""
    return f"（{text.day.year}年{text.tells}）" if text.tells and text.day else ""


def basis(provision: Provision, rng: Random, shorten: bool = True) -> str:
    """One basis cell for a provision, written one of many ways."""
    text = provision.text
    way = rng.random()
    note = ""
    if text.number and rng.random() < 0.5:
        note = f"（{text.number}）"
    elif rng.random() < 0.4:
        note = year_note(text)
    head = title(text, rng, shorten) + note
    if way < 0.15:
        return f"{head}{provision.place(arabic=True)}"
    if way < 0.25:
        return f"1.{head}{provision.place()}。"
    if way < 0.40 and provision.folder == "法律":
        return f"【法律】{head}{provision.place()}"
    if way < 0.50 and provision.folder == "行政法规":
        return f"【行政法规】{head}{provision.place()}"
    if way < 0.65 and not provision.item and len(provision.quote) < 400:
        return f"{head}{provision.place()}：{provision.quote}"
    return f"{head}{provision.place()}"


def other_marks(quote: str) -> str:
    """The same text with half-width marks and Arabic amounts: no difference at all."""
    return quote.replace("，", ",").replace("；", ";").replace("（", "(").replace("）", ")")


def abridged(quote: str) -> str:
    """The text cut short with an ellipsis after its second clause."""
    parts = re.split(r"(?<=[，；])", quote)
    return "".join(parts[: max(2, len(parts) // 2)]) + "……"


_AMOUNTS = (
    ("一万元", "三万元"),
    ("五万元", "八万元"),
    ("二千元", "六千元"),
    ("十万元", "三十万元"),
    ("五千元", "九千元"),
    ("一千元", "四千元"),
    ("1万元", "3万元"),
    ("5万元", "8万元"),
    ("10万元", "30万元"),
    ("20万元", "60万元"),
    ("二万元", "七万元"),
    ("五百元", "八百元"),
)


def falsified(quote: str) -> str:
    """The text with one sum changed; empty where it names none."""
    for old, new in _AMOUNTS:
        if re.search(r"(?<![一二三四五六七八九十百0-9])" + old, quote):
            return re.sub(r"(?<![一二三四五六七八九十百0-9])" + old, new, quote, count=1)
    return ""


STEPS = {
    "行政处罚": (
        "立案：登记线索，符合条件的批准立案",
        "调查：两名执法人员收集证据",
        "告知：听取陈述申辩",
        "决定：制作决定书",
        "送达：七日内送达",
        "执行：督促履行",
    ),
    "行政许可": (
        "受理：一次告知补正材料",
        "审查：核对材料和现场",
        "决定：按期作出决定",
        "送达：发给证件",
        "监管：定期抽查",
    ),
    "行政检查": ("方案：制定检查计划", "检查：出示证件，如实记录", "处置：责令改正或者移送", "公开：公布结果"),
    "行政强制": ("报批：经负责人批准", "实施：当场告知权利", "处理：期满解除或者作出决定"),
    "其他行政权力": ("办理：按职责组织实施", "监督：检查落实情况"),
}
BLAME = ("应当受理而不受理的；没有依据实施的", "违反法定程序的；不履行监督职责的", "索取、收受财物的；泄露秘密的")


def responsibilities(kind: str, rng: Random) -> str:
    """The steps that a body answers for, one a line."""
    steps = STEPS.get(kind, STEPS["其他行政权力"])
    keep = [s for i, s in enumerate(steps) if i < 2 or rng.random() < 0.8]
    return "\n".join(f"{i}.{s}" for i, s in enumerate(keep, 1))

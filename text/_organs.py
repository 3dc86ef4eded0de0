"""The words that organs are called by in provisions (``organs.csv``), and what may stand between a function and the word for organ.

Facts of institution: 宪法 chapter 3, 国务院组织法, 地方各级人民代表大会和地方各级人民政府组织法, 人民法院组织法, 人民检察院组织法, 监察法,
村民委员会组织法, 城市居民委员会组织法.

Classes of words: ``government`` (a government, with its level), ``organ`` (a whole name: 海关; its functions, none where the scheme has none,
and its level), ``open`` (it leaves open which organ is meant: 有关部门), ``field`` (a field of work as only provisions call it), ``none`` (it holds
the name of an organ and is none: 国务院令). Marks of open words: ``definable`` (it names one organ in one law, so that the law's own statement of its
competent organ tells which), ``weak`` (bare, it is an organ only where the law says which it is, or a level stands before it).
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

import msgspec


class Word(msgspec.Struct, frozen=True):
    """One line of ``organs.csv``."""

    word: str
    kind: str
    functions: tuple[str, ...]
    level: str
    marks: frozenset[str]


@cache
def words() -> dict[str, Word]:
    """Every word, by itself."""
    lines = files("text").joinpath("organs.csv").read_text(encoding="utf-8").splitlines()
    return {
        row["word"]: Word(
            row["word"], row["class"], tuple(row["functions"].split()), row["level"], frozenset(row["marks"].split())
        )
        for row in csv.DictReader(lines)
    }


@cache
def marked(mark: str) -> frozenset[str]:
    """The open words that bear a mark."""
    return frozenset(name for name, word in words().items() if mark in word.marks)


# What may stand between a function and the word for organ: 渔业(行政)主管部门, 社会保险(经办)机构.
OFFICE = (
    r"(?:(?:行政|主管|管理|监督|监管|执法|综合|稽查|监察|经办|登记|工作|业务|事务|行业|职能|和信息化|协调|检查|检验|指导|服务|促进|防治|预防|控制|保护|"
    r"建设|规划|开发|许可|征收|产业|方面|考试|督导|造价|质量|组织|后勤|联勤|装备|保障|有关|相关|其他|专门|所属|领域|等){0,5})"
)
ENDS = r"(?:部门|机关|总局|管理局|监督局|委员会|办公室|办公厅|指挥部|总队|支队|大队|中心|局|厅|委(?![托员任派])|办(?![法理公事证学])|署(?![名]))"
# 机构 alone would make an organ of every school and bank: it needs a word of administration before it.
AGENCY = (
    r"(?:(?:行政|主管|监督|管理|监管|执法|综合|稽查|监察|经办|登记|监理|救援|工作|指挥|考试|督导|督查|造价|质量|检疫|技术推广|推广|组织|协调|办事)"
    r"{1,4}机构)"
)

"""The power lists of a county: rows with nothing wrong, planted faults, and lawful look-alikes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from bench.faults.corpus import Article, Corpus, Text, bare, short
from bench.faults.county import FORMER, INITIALS, PLATES, Department, Plan
from bench.faults.provisions import ACTOR, DEPARTMENTS, Provision, of_county, provisions, settled, titled
from bench.faults.sheets import Row, Table
from bench.faults.wording import (
    BLAME,
    LETTERS,
    TYPES,
    abridged,
    basis,
    falsified,
    other_marks,
    paraphrase,
    plain,
    responsibilities,
    title,
    year_note,
)

HEADS = ["序号", "编码", "类型", "名称", "子项", "依据", "主体", "承办机构", "责任事项", "追责情形", "监督", "备注"]
LAYOUTS: tuple[tuple[str, dict[str, str]], ...] = (
    (
        "xlsx",
        {
            "编码": "权力编码",
            "类型": "职权类型",
            "名称": "职权名称",
            "依据": "设定依据",
            "主体": "行使主体",
            "监督": "监督电话",
        },
    ),
    (
        "xlsx",
        {
            "编码": "职权编码",
            "类型": "权力类型",
            "名称": "事项名称",
            "子项": "子项名称",
            "依据": "实施依据",
            "主体": "实施主体",
            "承办机构": "承办科室",
            "监督": "监督方式",
        },
    ),
    (
        "csv",
        {
            "编码": "事项编码",
            "类型": "事项类型",
            "名称": "权责事项名称",
            "依据": "法律依据",
            "主体": "责任主体",
            "监督": "监督电话",
        },
    ),
    (
        "html",
        {
            "编码": "权力编码",
            "类型": "权力类型",
            "名称": "职权名称",
            "依据": "职权依据",
            "主体": "行使主体",
            "承办机构": "责任科室",
            "监督": "投诉举报电话",
        },
    ),
    (
        "docx",
        {
            "编码": "权力编码",
            "类型": "职权类型",
            "名称": "事项名称",
            "依据": "权力依据",
            "主体": "实施主体",
            "监督": "监督电话",
        },
    ),
    (
        "jsonl",
        {
            "编码": "权力编码",
            "类型": "权力类型",
            "名称": "事项名称",
            "依据": "实施依据",
            "主体": "行使主体",
            "监督": "监管电话",
        },
    ),
)
EDITION = "2026-06-30"
_OWN_CODES = "商务局"
"""The department whose codes are its own invention, of no known scheme."""

UNLOADED = (
    ("农药登记管理办法", 9, "农业农村局", "对农药登记试验单位违规试验的处罚"),
    ("兽药标签和说明书管理办法", 23, "农业农村局", "对兽药标签和说明书不合要求的处罚"),
    ("网络餐饮服务食品安全监督管理办法", 28, "市场监督管理局", "对入网餐饮服务提供者无实体店经营的处罚"),
    ("消毒管理办法", 41, "卫生健康局", "对医疗卫生机构消毒不达标的处罚"),
    ("公路工程建设市场管理办法", 45, "交通运输局", "对公路工程建设从业单位弄虚作假的处罚"),
    ("放射诊疗管理规定", 38, "卫生健康局", "对未取得放射诊疗许可从事放射诊疗的处罚"),
    (
        "房屋建筑工程和市政基础设施工程竣工验收备案管理办法",
        9,
        "住房和城乡建设局",
        "对建设单位竣工验收后未按时备案的处罚",
    ),
    ("娱乐场所治安管理办法", 41, "公安局", "对娱乐场所没有安装监控设备的处罚"),
    ("排污许可管理办法", 30, "生态环境局", "对排污单位台账记录缺失的责令改正"),
    ("中小学幼儿园安全管理办法", 62, "教育局", "对中小学幼儿园安全职责落实不力的通报"),
    ("工作场所职业卫生管理规定", 48, "卫生健康局", "对用人单位职业卫生档案缺失的处罚"),
    ("水行政处罚实施办法", 12, "水利局", "对水行政案件当事人拒交证据的登记保存"),
)
"""Departmental rules that the corpus does not hold (title, article, department, item)."""


class Names:
    """Names already taken, so that no two rows come near each other by accident."""

    def __init__(self) -> None:
        self._sets: list[frozenset[str]] = []
        self._of: dict[str, set[int]] = defaultdict(set)

    @staticmethod
    def grams(name: str) -> frozenset[str]:
        core = (
            bare(name)
            .removeprefix("对")
            .removesuffix("的处罚")
            .replace("没有", "未")
            .replace("按照", "按")
            .replace("规定", "")
            .replace("的", "")
        )
        return frozenset(core[i : i + 2] for i in range(len(core) - 1))

    def clash(self, name: str) -> bool:
        """Whether more than half of the shorter name's pairs of characters stand in one taken name."""
        grams = self.grams(name)
        seen: dict[int, int] = defaultdict(int)
        for gram in grams:
            for index in self._of[gram]:
                seen[index] += 1
        return any(count > 0.5 * max(4, min(len(grams), len(self._sets[i]))) for i, count in seen.items())

    def take(self, name: str) -> None:
        """Take a name."""
        grams = self.grams(name)
        for gram in grams:
            self._of[gram].add(len(self._sets))
        self._sets.append(grams)


@dataclass(frozen=True)
class Moved:
    """An article of an older text that stands word for word under another number in the text in force."""

    provision: Provision
    old: Text
    new: Text
    now: int


@dataclass(frozen=True)
class Shared:
    """A paragraph that names two departments, each for its own part (按照职责分工)."""

    provision: Provision
    departments: tuple[str, str]


@dataclass
class Supply:
    """What the corpus gives to plant with, read once: all lists in a fixed order."""

    clean: list[Provision]
    repealed: list[Provision]
    future: list[Provision]
    moved: list[Moved]
    unmoved: list[tuple[Provision, Text]]
    shared: list[Shared]
    numbers: dict[str, str]
    shortable: frozenset[str]
    corpus: Corpus


_SHARED = re.compile(
    r"由([^，。；]{4,60})(?:按照职责分工|按照各自职责|依据各自职责|按照职责权限|依照各自职责|按职责分工|依据职责分工|根据各自职责)"
)


def supply(corpus: Corpus, day: date, local: str) -> Supply:
    """Read the corpus for what may be planted on ``day`` in a county whose province's laws begin with ``local``."""
    clean = of_county(corpus, day, local=local)
    numbers = {s.title: s.current.number for s in corpus.sure(day) if s.current.number}
    repealed: list[Provision] = []
    future: list[Provision] = []
    moved: list[Moved] = []
    unmoved: list[tuple[Provision, Text]] = []
    shared: list[Shared] = []
    for name in sorted(corpus.statutes):
        statute = corpus.statutes[name]
        if statute.folder not in ("法律", "行政法规") and not name.startswith(local or "\0"):
            continue
        if statute.ended_by is not None:
            by = corpus.statutes[statute.ended_by[0]]
            start = by.current.in_force
            if not by.doubtful and start is not None and start <= day and (statute.current.day or day) < start:
                repealed += titled(statute, statute.current)
            continue
        start = statute.current.in_force
        if len(statute.texts) == 1 and statute.current.whole and start is not None and start > day:
            future += provisions(statute, statute.current)
        if statute.doubtful:
            continue
        if not settled(statute.current, day):
            continue
        shared += _shared(statute.title, statute.folder, statute.current)
        if len(statute.texts) == 2 and all(t.whole for t in statute.texts):
            old, new = statute.texts
            where: dict[str, list[Article]] = defaultdict(list)
            for article in new.articles:
                where[article.bare].append(article)
            for provision in titled(statute, old):
                found = where.get(provision.article.bare, [])
                if len(found) != 1 or found[0].number in new.unsure:
                    continue
                if found[0].number == provision.article.number:
                    unmoved.append((provision, old))
                else:
                    moved.append(Moved(provision, old, new, found[0].number))
    titles = {short(s.title) for s in corpus.statutes.values() if s.title != short(s.title)}
    shortable = frozenset(s for s in titles if s not in corpus.statutes)
    return Supply(clean, repealed, future, moved, unmoved, shared, numbers, shortable, corpus)


def _shared(name: str, folder: str, text: Text) -> Iterable[Shared]:
    for article in text.articles:
        if article.suffix or article.number in text.unsure:
            continue
        for position, (paragraph, items) in enumerate(article.paragraphs, 1):
            match = _SHARED.search(paragraph)
            if not match or items or not ("罚款" in paragraph or "警告" in paragraph) or match.start() > 60:
                continue
            bodies = [m[2] for m in ACTOR.finditer(match[1])]
            keys = [next(key for key, words in DEPARTMENTS.items() if body in words) for body in bodies]
            act = re.sub(r"^违反[^，]{0,30}规定，", "", paragraph[: match.start()]).strip("，").removesuffix("的")
            rest = re.sub(r"[、和与或者]|以及", "", ACTOR.sub("", match[1]))
            if (
                len(set(keys)) == 2 == len(keys)
                and not rest
                and 7 <= len(act) <= 40
                and "，" not in act
                and "下列" not in act
            ):
                one = Provision(
                    name,
                    folder,
                    text,
                    article,
                    position,
                    len(article.paragraphs),
                    0,
                    keys[0],
                    bodies[0],
                    "",
                    "penalty",
                    act,
                    paragraph,
                    "按照职责分工",
                )
                yield Shared(one, (keys[0], keys[1]))


class Builder:
    """Fills the power lists of one county: ``total`` rows, of which about ``rate`` for each kind of fault and a fifth look-alikes."""

    def __init__(self, plan: Plan, goods: Supply, total: int, each: int) -> None:
        self.plan, self.goods, self.total, self.each = plan, goods, total, each
        self.rng = plan.rng
        self.names = Names()
        self.drop: list[Provision] = []
        self.cancelled: list[tuple[Row, str]] = []
        self.activity: list[tuple[Row, tuple[int, int, int]]] = []
        self.restored: list[tuple[Row, str]] = []
        self.delegated: list[tuple[Row, str]] = []
        self.added: list[tuple[Row, str]] = []
        self.concentrated: list[tuple[str, str, str]] = []
        self.boundary: list[tuple[str, str, str, str]] = []
        self.rows = 0
        self._fresh = self._choose()
        self._keys = [k for k in sorted(plan.departments) if k != "综合行政执法局" and len(self._fresh.get(k, ())) > 7]

    # What rows are made of

    def _choose(self) -> dict[str, list[Provision]]:
        """Provisions by department whose names keep clear of each other, in an order of this county's own."""
        out: dict[str, list[Provision]] = defaultdict(list)
        pool = sorted(self.goods.clean, key=lambda p: p.key)
        self.rng.shuffle(pool)
        seen: set[tuple[str, int, int]] = set()
        for provision in pool:
            name = plain(provision)
            whole = (provision.statute, provision.article.number, provision.paragraph)
            # Two items of one article are two acts; a paragraph with and without items would be one.
            if self.names.clash(name) or (provision.item == 0 and whole in seen):
                continue
            seen.add(whole)
            self.names.take(name)
            out[provision.department].append(provision)
        return out

    def capacity(self) -> int:
        """How many provisions are left."""
        return sum(map(len, self._fresh.values()))

    def fresh(
        self, wanted: Callable[[Provision], bool] = lambda p: True, keys: Iterable[str] | None = None
    ) -> Provision | None:
        """The next unused provision that is wanted, from the department with most left."""
        for key in sorted(keys if keys is not None else self._fresh, key=lambda k: (-len(self._fresh.get(k, ())), k)):
            stock = self._fresh.get(key, [])
            for index in range(len(stock) - 1, -1, -1):
                if wanted(stock[index]):
                    return stock.pop(index)
        return None

    def row(
        self,
        provision: Provision,
        *,
        name: str = "",
        cite: str | None = None,
        key: str = "",
        sub: str = "",
        kind: str = "",
        mandate: str | None = "",
        note: str = "",
        steps: str | None = None,
    ) -> Row:
        """One row of a power list, put on the list of its department (``key``), led by a mandate (None: by none)."""
        plan = self.plan
        key = key or provision.department
        department = plan.departments[key]
        table = self.table(department)
        kind = kind or TYPES[provision.kind]
        name = name or paraphrase(plain(provision), self.rng)
        letters = LETTERS[kind]
        department.codes[letters] = department.codes.get(letters, 0) + 1
        code = f"{plan.code}00{INITIALS[department.number - 1]}-{letters}-{department.codes[letters]:04d}"
        if key == _OWN_CODES:
            code = f"商〔2026〕{department.codes[letters]}-{letters[0]}"
        steps = responsibilities(kind, self.rng) if steps is None else steps
        cells: dict[str, str | int] = {
            "编码": code,
            "类型": kind,
            "名称": name,
            "子项": sub,
            "主体": department.name,
            "责任事项": steps,
            "追责情形": self.rng.choice(BLAME),
            "依据": basis(provision, self.rng, short(provision.statute) in self.goods.shortable)
            if cite is None
            else cite,
            "承办机构": department.offices[len(table.rows) % len(department.offices)],
            "监督": department.phone,
            "备注": note,
        }
        made = table.add(Row(cells, sub or name, department.name))
        self.rows += 1
        if mandate is not None:
            topic = mandate or _topic(provision.statute)
            plan.mandates.setdefault(key, {}).setdefault(topic, []).append(sub or name)
        plan.held.append((department.name, provision.statute, provision.article.number))
        return made

    def table(self, department: Department) -> Table:
        """The power list of a department, made when first needed; every sixth has another layout."""
        if department.table is None:
            suffix, shown = LAYOUTS[department.number % len(LAYOUTS)]
            name = f"{department.name}权责清单"
            sheet = {"xlsx": "权责清单", "html": "表1", "docx": "表1"}.get(suffix, "")
            aside = {}
            if suffix in ("csv", "jsonl"):
                aside = {
                    "authority": department.name,
                    "place": self.plan.code,
                    "edition": EDITION,
                    "kind": "power_list",
                    "title": name,
                }
            titles = [] if suffix == "jsonl" else [name, f"公布日期：{EDITION[:4]}年6月30日"]
            if suffix == "csv":
                titles = []
            heads = HEADS
            offices = max(1, min(3, len(self._fresh.get(department.key, ())) // 6))
            department.offices = [f"{word}科" for word in ("综合监管", "行业管理", "执法监督")[:offices]]
            department.table = self.plan.table(f"{name}.{suffix}", sheet, titles, heads, shown=shown, aside=aside)
        return department.table

    def other(self, key: str) -> str:
        """A department with a list that has nothing to do with this one."""
        return self.rng.choice([k for k in self._keys if k != key])

    # The rows

    def build(self) -> None:
        """All of it: faults, then look-alikes up to a fifth, then rows with nothing wrong up to the total."""
        for plant in (
            _none,
            _no_article,
            _repealed,
            _not_in_force,
            _no_such,
            _moved,
            _text_differs,
            _off_subject,
            _actor,
            _number,
            _unverifiable,
            _cancelled,
            _unused,
            _same_basis,
            _similar,
            _dup_same,
            _dup_similar,
            _nested,
            _no_mandate,
            _no_steps,
            _no_route,
            _abolished,
            _code,
            _gap,
        ):
            for turn in range(self.each * (2 if plant is _cancelled else 1)):
                plant(self, turn)
        wanted = self.total // 5
        turn = 0
        while sum(len(entry["rows"]) for entry in self.plan.alike) < wanted and turn < wanted * 2:
            _LAWFUL[turn % len(_LAWFUL)](self, turn // len(_LAWFUL))
            turn += 1
        while self.rows < self.total and (provision := self.fresh()) is not None:
            self.plan.base.append((self.row(provision), provision))
        self.plan.spare = {key: list(stock) for key, stock in self._fresh.items()}


_KIND_OF_LAW = re.compile("(?:管理条例|管理办法|实施条例|实施办法|监督管理条例|条例|办法|规定|法)$")


_PLACE_OF_LAW = re.compile("^[^的]{2,3}(?:省|自治区)")


def _field(statute: str) -> str:
    """What a law is about, without the place that made it and without what it carries out (浙江省实施《…献血法》办法 → 献血)."""
    field = re.sub("[《》]|中华人民共和国", "", statute)
    field = _PLACE_OF_LAW.sub("", field).removeprefix("实施")
    while (cut := _KIND_OF_LAW.sub("", field)) != field:
        field = cut
    return field


def _topic(statute: str) -> str:
    field = _KIND_OF_LAW.sub("", short(statute).replace("《", "").replace("》", ""))
    return f"{field}的监督管理"


# ---- faults: each plants one, the ``turn``-th of this county -------------------------------------------------------------


def _penalty(p: Provision) -> bool:
    return p.kind == "penalty"


def _none(b: Builder, turn: int) -> None:
    if p := b.fresh():
        b.plan.fault("basis.none", "confirmed", [b.row(p, cite="")], "依据一格空着")


def _no_article(b: Builder, turn: int) -> None:
    if p := b.fresh():
        cite = ("1." if turn % 2 else "") + title(p.text, b.rng, False) + (year_note(p.text) if turn % 3 else "")
        b.plan.fault("basis.no_article", "confirmed", [b.row(p, cite=cite)], "只写了法")


def _pick(b: Builder, pool: list[Provision], turn: int) -> Provision | None:
    """The next of a pool that clashes with no name taken so far, in this county's own order."""
    order = sorted(pool, key=lambda p: p.key)
    b.rng.shuffle(order)
    for p in order:
        if not b.names.clash(plain(p)):
            b.names.take(plain(p))
            return p
    return None


def _repealed(b: Builder, turn: int) -> None:
    if p := _pick(b, [p for p in b.goods.repealed if _penalty(p)], turn):
        cite = f"{title(p.text, None, False)}{p.place(arabic=turn % 3 == 0)}"
        b.plan.fault(
            "basis.repealed",
            "confirmed",
            [b.row(p, cite=cite)],
            f"由{b.goods.corpus.statutes[p.statute].ended_by}废止",
            also=("basis.moved", "basis.actor_differs"),
        )


def _not_in_force(b: Builder, turn: int) -> None:
    if p := _pick(b, [p for p in b.goods.future if p.kind in ("penalty", "duty", "inspection")], turn):
        b.plan.fault(
            "basis.not_in_force", "confirmed", [b.row(p, cite=f"{title(p.text, None, False)}{p.place()}")], "尚未施行"
        )


def _no_such(b: Builder, turn: int) -> None:
    if p := b.fresh(lambda p: p.text.last < 150 and not re.search(r"第[一二三四五六七八九十百]+条之", p.text.tail)):
        number = p.text.last + b.rng.randint(3, 40)
        beyond = replace(p, article=Article(number, "", ("",)), paragraphs=1, item=0)
        b.plan.fault(
            "basis.no_such_article",
            "confirmed",
            [b.row(p, cite=f"{title(p.text, None, False)}{beyond.place(arabic=turn % 2 == 0)}")],
            f"只有{p.text.last}条",
        )


def _moved(b: Builder, turn: int) -> None:
    b.rng.shuffle(pool := sorted(b.goods.moved, key=lambda m: m.provision.key))
    for m in pool:
        p = m.provision
        if p.department in b.plan.departments and not b.names.clash(plain(p)):
            b.names.take(plain(p))
            noted = bool(year_note(m.old)) and turn % 2 == 0
            head = title(p.text, None, False) + (year_note(m.old) if noted else "")
            law = "basis.off_subject" if p.kind == "duty" else "basis.moved"
            row = b.row(p, cite=f"{head}{p.place()}" + ("" if noted else f"：{p.quote}"))
            b.plan.fault(
                "basis.moved",
                "confirmed" if noted else "suspected confirmed",
                [row],
                f"现在是第{m.now}条",
                also={law} if noted else {law, "basis.text_differs", "basis.off_subject", "basis.actor_differs"},
            )
            return


def _text_differs(b: Builder, turn: int) -> None:
    p = b.fresh(lambda p: _penalty(p) and p.item == 0 and bool(falsified(p.quote)) and len(p.quote) < 300)
    if p:
        b.plan.fault(
            "basis.text_differs",
            "confirmed",
            [b.row(p, cite=f"{title(p.text, None, False)}{p.place()}：{falsified(p.quote)}")],
            "改了罚款数额",
        )


def _far(p: Provision) -> list[Article]:
    """Articles of the same law that name no department and punish nothing, and share next to no words with the act."""
    grams = Names.grams(plain(p))
    return [
        a
        for a in p.text.articles[2:-2]
        if not a.suffix
        and a.number not in p.text.unsure
        and not ACTOR.search(a.text)
        and not re.search("罚款|处罚|违反|前条", a.text)
        and len(grams & Names.grams(a.text)) <= len(grams) * 0.12
    ]


def _off_subject(b: Builder, turn: int) -> None:
    if p := b.fresh(lambda p: _penalty(p) and bool(_far(p))):
        wrong = replace(p, article=b.rng.choice(_far(p)), paragraphs=1, item=0)
        row = b.row(p, cite=f"{title(p.text, None, False)}{wrong.place()}")
        note = f"应当是第{p.article.number}条"
        # That the wrong article names another actor, where it names one, is true.
        also = ("rank.insufficient", "basis.actor_differs")
        b.plan.fault("basis.off_subject", "suspected confirmed", [row], note, also=also)


def _actor(b: Builder, turn: int) -> None:
    if p := b.fresh(_penalty):
        # A department that has other powers under that law has a mandate for its field as well.
        works_with = {body for body, law, _ in b.plan.held if law == p.statute}
        stranger = [
            key
            for key in b._keys
            if b.plan.body(key) not in works_with and all(q.statute != p.statute for q in b._fresh[key])
        ]
        key = b.rng.choice([key for key in stranger if key != p.department])
        b.plan.fault(
            "basis.actor_differs",
            "confirmed suspected",
            [b.row(p, key=key, mandate=None)],
            f"条文写的是{p.word}",
            also=("gap.power_without_mandate",),
        )


def _number(b: Builder, turn: int) -> None:
    if p := b.fresh(lambda p: bool(p.text.number)):
        wrong = sorted(n for t, n in b.goods.numbers.items() if n != p.text.number and t != p.statute)
        cite = f"{title(p.text, None, False)}（{b.rng.choice(wrong)}）{p.place()}"
        b.plan.fault("basis.number_differs", "confirmed suspected", [b.row(p, cite=cite)], f"应当是{p.text.number}")


def _unverifiable(b: Builder, turn: int) -> None:
    entries = [e for e in UNLOADED if e[0] not in b.goods.corpus.statutes]
    start = b.plan.serial
    if turn < len(entries):
        name, article, key, act = entries[(start + turn) % len(entries)]
        like = next((p for p in b.goods.clean if p.department == key), None)
        if like is not None:
            cite = f"《{name}》{replace(like, article=Article(article, '', ('',)), paragraphs=1, item=0).place()}"
            kind = "行政处罚" if act.endswith("处罚") else "其他行政权力"
            row = b.row(like, name=act, cite=cite, kind=kind, mandate=f"{act.removeprefix('对')}等行业管理")
            b.plan.held.pop()
            b.plan.fault("basis.unverifiable", "unverifiable", [row], "文件没有载入")


def _cancelled(b: Builder, turn: int) -> None:
    if p := b.fresh(lambda p: p.kind in ("duty", "inspection", "penalty")):
        row = b.row(p)
        b.cancelled.append((row, "划转" if turn % 3 == 2 else "取消"))
        b.plan.fault(
            "power.cancelled",
            "confirmed suspected",
            [row],
            "决定取消或者划转，清单在决定以后公布",
            also=("power.unused",),
        )


def _unused(b: Builder, turn: int) -> None:
    if p := b.fresh():
        row = b.row(p)
        b.activity.append((row, (0, 0, 0)))
        b.plan.fault("power.unused", "suspected confirmed", [row], "2023年至2025年都是零")


def _same_basis(b: Builder, turn: int) -> None:
    if p := b.fresh(_penalty):
        cite = f"{title(p.text, None, False)}{p.place()}"
        one = b.row(p, cite=cite)
        two = b.row(
            p,
            cite=cite if turn % 2 else None,
            key=b.other(p.department),
            mandate=None,
            name=paraphrase(plain(p), b.rng, 2),
        )
        b.plan.held.pop()
        b.plan.fault(
            "overlap.same_basis",
            "confirmed suspected",
            [one, two],
            "两个部门凭同一条列了同一件事",
            also=("basis.actor_differs", "gap.power_without_mandate"),
        )


def _similar(b: Builder, turn: int) -> None:
    if p := b.fresh(_penalty):
        key = b.other(p.department)
        grams = Names.grams(plain(p))

        def on_other_acts(q: Provision) -> bool:
            # A name so general that the other law has it as well (未按照规定报告有关情形) is each law's own act.
            return len(grams & Names.grams(q.article.text)) <= len(grams) * 0.3

        q = b.fresh(lambda q: _penalty(q) and on_other_acts(q), [key])
        if q:
            one = b.row(p)
            name = paraphrase(str(one.cells["名称"]), b.rng, 1)
            two = b.row(q, name=name, cite=f"{title(q.text, None, False)}{q.place()}", mandate=None)
            b.plan.held.pop()
            b.plan.fault(
                "overlap.similar",
                "suspected confirmed",
                [one, two],
                "名称几乎相同，依据不同",
                also=("basis.off_subject", "gap.power_without_mandate", "overlap.same_basis"),
            )


def _dup_same(b: Builder, turn: int) -> None:
    if turn % 2:
        if p := b.fresh(_penalty):
            cite = f"{title(p.text, None, False)}{p.place()}"
            one, two = b.row(p, cite=cite, name=plain(p)), b.row(p, cite=cite, name=paraphrase(plain(p), b.rng, 1))
            b.plan.fault(
                "duplicate.same",
                "confirmed suspected",
                [one, two],
                "同一机关同一依据同一件事列了两次",
                also=("duplicate.similar",),
            )
    elif (p := b.fresh(_penalty)) and (q := b.fresh(_penalty, [p.department])):
        one, two = b.row(p), b.row(q)
        two.cells["编码"] = one.cells["编码"]
        b.plan.fault("duplicate.same", "confirmed", [one, two], "同一编码用了两次", also=("code.invalid",))


def _dup_similar(b: Builder, turn: int) -> None:
    if p := b.fresh(lambda p: _penalty(p) and (p.item > 0 or p.paragraphs > 1) and len(p.act) > 10):
        whole = replace(p, item=0, paragraphs=1)
        one = b.row(p, name=plain(p), cite=f"{title(p.text, None, False)}{p.place()}")
        name = plain(p).removesuffix("的处罚") + ("等违法行为的处罚" if turn % 2 else "行为的行政处罚")
        two = b.row(p, name=name, cite=f"{title(p.text, None, False)}{whole.place()}")
        b.plan.fault(
            "duplicate.similar", "suspected confirmed", [one, two], "措辞几乎相同，依据相容", also=("duplicate.same",)
        )


def _nested(b: Builder, turn: int) -> None:
    groups: dict[tuple[str, int, int], list[Provision]] = defaultdict(list)
    for stock in b._fresh.values():
        for p in stock:
            if p.item:
                groups[(p.statute, p.article.number, p.paragraph)].append(p)
    for _, group in sorted(groups.items(), key=lambda g: (-len(g[1]), g[0])):
        if len(group) >= 2:
            for p in group[:2]:
                b._fresh[p.department].remove(p)
            first, second = group[:2]
            main = f"对违反{short(first.statute)}有关行为的处罚"
            if b.names.clash(main):
                continue
            b.names.take(main)
            b.plan.lawful("", [b.row(second, name=main, sub=plain(second))], "同一主项的另一子项，另一县没有")
            sub = b.row(first, name=main, sub=plain(first))
            alone = b.row(first, name=paraphrase(plain(first), b.rng, 1))
            b.plan.fault(
                "duplicate.nested",
                "confirmed suspected",
                [alone, sub],
                "又是单独一项，又是另一主项的子项",
                also=("duplicate.same", "duplicate.similar"),
            )
            return


# So many signs of a mandate's field in a row in a power's name lead to the power.
_RUN = 4


def _runs(text: str) -> set[str]:
    return {text[at : at + _RUN] for at in range(len(text) - _RUN + 1)}


def _no_mandate(b: Builder, turn: int) -> None:
    # Every other row is led, now or later, by a mandate of its law's own field: none may be wider or narrower than this one's.
    led = {_field(topic.removesuffix("的监督管理")) for topics in b.plan.mandates.values() for topic in topics}
    fields = Counter(_field(p.statute) for stock in b._fresh.values() for p in stock)
    runs: dict[str, set[str]] = defaultdict(set)
    for field in led | fields.keys():
        for run in _runs(field):
            runs[run].add("" if field in led else field)

    def apart(p: Provision) -> bool:
        mine = _field(p.statute)
        others = led | (fields.keys() - {mine})
        # 农产品质量安全 leads to 生鲜乳质量安全监测: milk is a product of farms.
        covered = any(mine in other or other in mine for other in others) or any(
            runs.get(run, set()) - {mine} for run in _runs(p.act)
        )
        return fields[mine] == 1 and not covered and not _OWN_HOUSE.search(p.quote.split("。")[0])

    p = b.fresh(apart)
    if p:
        b.plan.fault(
            "gap.power_without_mandate", "suspected confirmed", [b.row(p, mandate=None)], "三定里没有这方面的职责"
        )


def _no_steps(b: Builder, turn: int) -> None:
    if p := b.fresh():
        b.plan.fault("gap.no_responsibility", "confirmed", [b.row(p, steps="")], "责任事项一格空着")


def _no_route(b: Builder, turn: int) -> None:
    if p := b.fresh():
        row = b.row(p)
        row.cells["监督"] = ""
        b.plan.fault("gap.no_supervision", "confirmed", [row], "监督电话一格空着")


def _abolished(b: Builder, turn: int) -> None:
    if p := b.fresh(keys=sorted(FORMER)):
        row = b.row(p)
        row.body = b.plan.body(FORMER[p.department][0])
        row.cells["主体"] = row.body
        b.plan.fault("body.abolished", "confirmed", [row], f"现在是{p.department}", also=("gap.power_without_mandate",))


def _code(b: Builder, turn: int) -> None:
    if p := b.fresh(lambda p: _penalty(p) and p.department != _OWN_CODES):
        row = b.row(p)
        code = str(row.cells["编码"])
        row.cells["编码"] = code.replace("-CF-", "-XK-") if turn % 2 else code[:-2]
        if turn % 2:
            row.cells["编码"] = f"{str(row.cells['编码'])[:-4]}9{turn:03d}"
        b.plan.fault(
            "code.invalid", "confirmed suspected", [row], "类型段与类型矛盾，或者位数不够", also=("duplicate.same",)
        )


_OWN_HOUSE = re.compile(
    "本部门|执法人员|工作人员|人民警察|检查员|交通警察|警官|队伍|信息化|传唤|委员会|专家库|经费|预算|内部监督"
)
_EXHORTS = re.compile("领导|宣传|培训|教育|鼓励|支持|引导|倡导|推动|协调|普及|会商")
_COMPETENT_IN_GENERAL = re.compile(r"负责[^，。；]{0,24}(?:本行政区域|辖区)[^，。；]*工作")


def _listable(p: Provision) -> bool:
    """Whether a list should hold what a provision asks: a concrete act towards others, not how the organ keeps its own house, what it is to
    promote, or that it is the competent one."""
    clause = p.quote.split("。")[0]
    return (
        p.kind in ("duty", "inspection")
        and not _OWN_HOUSE.search(clause)
        and not _EXHORTS.search(p.act)
        and not _COMPETENT_IN_GENERAL.search(clause)
    )


def _gap(b: Builder, turn: int) -> None:
    """A provision that the department must act on, and no list of the county holds: found at the body, with the provision.

    The department's list holds another article of that law. Laws that it does not touch ask thousands of things of every county: of those
    nobody could say that just this one is missing.
    """
    held = {(law, number) for _, law, number in b.plan.held}

    def beside(p: Provision) -> list[Provision]:
        return [q for q in b._fresh[p.department] if q.statute == p.statute and q.article.number != p.article.number]

    if p := b.fresh(lambda p: _listable(p) and (p.statute, p.article.number) not in held and bool(beside(p))):
        b.drop.append(p)
        other = beside(p)[0]
        b._fresh[p.department].remove(other)
        b.plan.base.append((b.row(other), other))
        # What else that article says is left out too: the article itself must be on no list.
        for key, stock in b._fresh.items():
            b._fresh[key] = [q for q in stock if (q.statute, q.article.number) != (p.statute, p.article.number)]


# ---- look-alikes ---------------------------------------------------------------------------------------------------------


def _arabic(b: Builder, turn: int) -> None:
    if p := b.fresh():
        b.plan.lawful(
            "basis.no_article basis.no_such_article",
            [b.row(p, cite=f"{title(p.text, None, False)}{p.place(arabic=True)}")],
            "阿拉伯数字的条号",
        )


def _marks(b: Builder, turn: int) -> None:
    if p := b.fresh(lambda p: p.item == 0 and len(p.quote) < 300):
        cut = abridged(p.quote) if turn % 2 else other_marks(p.quote)
        b.plan.lawful(
            "basis.text_differs",
            [b.row(p, cite=f"{title(p.text, None, False)}{p.place()}：{cut}")],
            "只有标点不同，或者是节录",
        )


def _year(b: Builder, turn: int) -> None:
    if p := b.fresh(lambda p: bool(year_note(p.text))):
        b.plan.lawful(
            "basis.moved basis.number_differs",
            [b.row(p, cite=f"{title(p.text, None, False)}{year_note(p.text)}{p.place()}")],
            "年份是现行文本的",
        )


def _untouched(b: Builder, turn: int) -> None:
    pool = [p for p, old in b.goods.unmoved if year_note(old) and p.department in b.plan.departments]
    if p := _pick(b, pool, turn):
        cite = f"{title(p.text, None, False)}{year_note(p.text)}{p.place()}"
        b.plan.lawful(
            "basis.moved basis.text_differs",
            [b.row(p, cite=cite)],
            "写的是旧文本的年份，条号和条文都没有变",
            also=("basis.not_in_force",),
        )


def _order(b: Builder, turn: int) -> None:
    """Penalty, and the order to put right that the same paragraph gives: two types."""
    if p := b.fresh(lambda p: _penalty(p) and p.item == 0 and bool(re.search("责令(?:限期)?改正", p.quote))):
        cite = f"{title(p.text, None, False)}{p.place()}"
        one = b.row(p, cite=cite)
        two = b.row(p, cite=cite, name="责令改正" + p.act, kind="其他行政权力")
        b.plan.lawful(
            "duplicate.same duplicate.similar overlap.same_basis", [one, two], "同一条里的处罚和责令改正，类型不同"
        )


def _subs(b: Builder, turn: int) -> None:
    groups: dict[tuple[str, int, int], list[Provision]] = defaultdict(list)
    for stock in b._fresh.values():
        for p in stock:
            if p.item:
                groups[(p.statute, p.article.number, p.paragraph)].append(p)
    for _, group in sorted(groups.items()):
        main = f"对{short(group[0].statute)}第{group[0].article.number}条所列行为的处罚"
        if len(group) >= 3 and not b.names.clash(main):
            b.names.take(main)
            rows = []
            for p in group[:3]:
                b._fresh[p.department].remove(p)
                rows.append(b.row(p, name=main, sub=paraphrase(plain(p), b.rng)))
            code = str(rows[0].cells["编码"])
            for index, row in enumerate(rows):
                row.cells["编码"] = f"{code}{index + 1:02d}"
            b.plan.lawful(
                "duplicate.same duplicate.similar duplicate.nested code.invalid",
                rows,
                "同一主项下事情不同的子项，编码是主项加两位",
            )
            return


def _concentrated(b: Builder, turn: int) -> None:
    if p := b.fresh(
        lambda p: (
            _penalty(p) and p.department in ("住房和城乡建设局", "生态环境局", "自然资源和规划局", "水利局", "林业局")
        )
    ):
        row = b.row(p, key="综合行政执法局", note="相对集中行政处罚权划入")
        b.concentrated.append((p.department, row.name, str(row.cells["依据"])))
        b.plan.lawful("basis.actor_differs gap.power_without_mandate overlap.same_basis", [row], "相对集中行政处罚权")


def _boundary(b: Builder, turn: int) -> None:
    if p := b.fresh(_penalty):
        key = b.other(p.department)
        one = b.row(p, cite=f"{title(p.text, None, False)}{p.place()}", note=f"牵头，{key}配合")
        two = b.row(
            p,
            key=key,
            cite=f"{title(p.text, None, False)}{p.place()}",
            name=str(one.cells["名称"]),
            note=f"配合{p.department}",
        )
        b.plan.held.pop()
        b.boundary.append((one.name, p.department, key, title(p.text, None, False) + p.place()))
        b.plan.lawful(
            "overlap.same_basis overlap.similar",
            [one, two],
            "职责边界清单写明牵头和配合",
            also=("basis.actor_differs",),
        )


def _shared_law(b: Builder, turn: int) -> None:
    pool = sorted(b.goods.shared, key=lambda s: s.provision.key)
    b.rng.shuffle(pool)
    for s in pool:
        if all(key in b.plan.departments for key in s.departments) and not b.names.clash(plain(s.provision)):
            b.names.take(plain(s.provision))
            cite = f"{title(s.provision.text, None, False)}{s.provision.place()}"
            rows = [b.row(s.provision, key=key, cite=cite) for key in s.departments]
            b.plan.lawful("overlap.same_basis overlap.similar basis.actor_differs", rows, "条文写明按照职责分工")
            return


def _plate(b: Builder, turn: int) -> None:
    if p := b.fresh(keys=sorted(PLATES)):
        row = b.row(p)
        row.body = b.plan.body(PLATES[p.department])
        row.cells["主体"] = row.body
        b.plan.lawful(
            "body.abolished basis.actor_differs", [row], "加挂的牌子没有撤销", also=("gap.power_without_mandate",)
        )


def _renamed_in_law(b: Builder, turn: int) -> None:
    old = (
        "工商行政",
        "质量技术",
        "食品药品",
        "环境保护",
        "国土资源",
        "农业行政",
        "安全生产监督",
        "卫生行政",
        "旅游行政",
    )
    if p := b.fresh(lambda p: p.word.startswith(old)):
        b.plan.lawful("basis.actor_differs", [b.row(p)], "条文用的是机构改革以前的名称")


def _delegated(b: Builder, turn: int) -> None:
    if p := b.fresh():
        row = b.row(p)
        (b.delegated if turn % 2 else b.restored).append((row, p.department))
        b.plan.lawful("power.cancelled", [row], "只下放一部分，或者取消以后又恢复")


def _used_once(b: Builder, turn: int) -> None:
    if p := b.fresh():
        row = b.row(p)
        b.activity.append((row, (0, 1, 0)))
        b.plan.lawful("power.unused", [row], "三年里行使过一次")


def _new(b: Builder, turn: int) -> None:
    if p := b.fresh():
        row = b.row(p)
        b.activity.append((row, (-1, -1, 0)))
        b.added.append((row, p.department))
        b.plan.lawful("power.unused", [row], "2025年才新增")


def _own_code(b: Builder, turn: int) -> None:
    if p := b.fresh(keys=[_OWN_CODES]):
        b.plan.lawful("code.invalid", [b.row(p)], "县里自编的编码，不属于任何已知规则")


def _numbered(b: Builder, turn: int) -> None:
    if p := b.fresh(lambda p: p.text.number != ""):
        b.plan.lawful(
            "basis.number_differs",
            [b.row(p, cite=f"{title(p.text, None, False)}（{p.text.number}）{p.place()}")],
            "文号是它自己的",
        )


_LAWFUL: tuple[Callable[[Builder, int], None], ...] = (
    _arabic,
    _marks,
    _year,
    _untouched,
    _order,
    _subs,
    _concentrated,
    _boundary,
    _shared_law,
    _plate,
    _renamed_in_law,
    _delegated,
    _used_once,
    _new,
    _numbered,
    _own_code,
)

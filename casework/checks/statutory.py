"""What the law gives to a body by name and no list of the body has (gap.statutory_duty).

Laws in force name a county's bodies in thousands of provisions; most are no item of a list (健全制度, 加强领导) or are listed under another article.
So a provision is taken up only where something besides it speaks for a gap:

- *Sister towns have it.* The provision speaks to the township level by name, and :data:`_PEERS` of the county's other towns (two at the least)
  have an item on it, while this town has neither an item that cites it nor one of like name: 疑似, with the towns named. Provisions on
  which the others have one and the same item are one finding. Where of the provision only a caption is loaded, whom it names cannot be
  read: it is told only where all the other towns (three at the least) have it as 基本履职, and then as 无法核验.
- *No town has it*, though towns rest items on other articles of the same law: only for powers in the narrow sense (责令, 处罚, 批准, 核发, 查处
  …), one finding for all towns.
- *A department's list has the rest of the law.* Of the powers in the narrow sense that a law gives to its function it lists at least
  :data:`_LISTED`, three or more, and not this one; and no other body of the county has it: one finding each. Where it lists a good part
  (:data:`_WORKED`), the powers left out are one hint (提示) for the law.
- *The rest.* What else the laws that a department's own list cites give to its function as a concrete duty or power, by name and at its level,
  and no list of the county has: one hint for each department, with the articles by law, for a list need not repeat the law. Who is competent in
  general, who tells or helps whom, and powers that are another law's are left out; laws that the body's list does not cite are not asked.

An item that cites the article, or whose words are those of the provision, has it, whatever list it stands in; so does one that was recalled. A law
that does not apply in the place asks nothing there. Findings are told with how many have it, so that they can be read from the surest down.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from math import ceil
from typing import NamedTuple

import msgspec

from casework.dossier import ArticleFacts, Dossier, Item, LawBook, Record
from casework.findings import Evidence, Finding, Quoted, quoted
from casework.likeness import act_words, content, likeness
from graph.local import applies
from ingest.resolve import article_name
from ontologies.functions import carried_by, functions
from ontologies.levels import OPEN, reaching
from ontologies.records import BodyType, DutyKind, FindingKind, ItemKind, Level, Modality, Severity, Status, Verdict

_PEERS = 2 / 3
_LISTED = 0.6
_FEWEST = 3
_LIKE = 0.7
# Of a law of which a list has a good part, and no less than two of its powers, what it leaves out is told by law.
_SOME = 2
_WORKED = 1 / 3
# So much of a name's words a provision has that is about the same.
_SAID = 0.75
# A name of fewer words says too little to be found in a text.
_LEAST = 2
_HOLDING = (
    ItemKind.POWER,
    ItemKind.DUTY,
    ItemKind.GRANT,
    ItemKind.MANDATE,
    ItemKind.SERVICE,
    ItemKind.TASK,
    ItemKind.BOUNDARY,
    ItemKind.ARRANGEMENT,
)
_OF_TOWNS = frozenset(reaching(Level.TOWNSHIP))
_TO_TOWNS = frozenset(level for level in _OF_TOWNS if any(part.startswith(Level.TOWNSHIP) for part in level.split(",")))
_TO_COUNTIES = frozenset(
    {
        OPEN,
        *(level for level in reaching(Level.COUNTY) if any(part.startswith(Level.COUNTY) for part in level.split(","))),
    }
)
_TOWNS = frozenset({BodyType.TOWNSHIP.value, BodyType.SUBDISTRICT.value})
_UNDER = frozenset({BodyType.AGENCY.value, BodyType.TEAM.value, BodyType.INSTITUTION.value})
_BINDING = frozenset({Modality.SHALL.value, Modality.RESPONSIBLE.value, Modality.ORDER.value, Modality.ENTITLED.value})
# Powers in the narrow sense: what is done to somebody.
_POWER = re.compile(
    "责令|处罚|罚款|处以|没收|取缔|拆除|查处|审批|批准|核发|颁发|吊销|撤销|注销|核销|征收|查封|扣押|监督检查|调查处理|依法处理|裁决|登记|备案|"
    "警告|批评教育|强制|暂扣|收缴|^对符合条件的"
)
# What looks like one and is how an organ works: what it asks of those above it, how its own house is kept.
_OWN_BUSINESS = re.compile(
    "报.{0,20}(?:批准|审批|备案|审查)|本级|上一级|预算|决算|规划|领导人员|制度|机制|报请|提请|工作人员|主管人员"
)
# 处一百元以下罚款: the verb says nothing, what follows it does.
_FINE = re.compile("^(?:并|可以|应当)*处.{0,20}(?:罚款|警告|拘留)")
# That a law is to be carried out is no duty of its own.
_GENERAL = re.compile("本(?:法|条例|办法|规定|细则)的?(?:组织)?实施|(?:组织)?实施本(?:法|条例|办法|规定|细则)")
_LOOSE = re.compile(
    "加强(?:领导|宣传|合作|协作|队伍|能力)|规划|支持|鼓励|法定职责|职责范围|各自(?:的)?职责|领导|标准的?制定|制定|预算|经费|报告本级|向本级|"
    "本级人民(?:代表大会|政府)|保密|信息共享|表彰"
)
# What is said of another law's powers: the power is given there.
_REFERRED = re.compile("治安管理处罚|依照有关|依照.{0,30}规定(?:予以|给予)?处(?:罚|理)|追究|行政处分|处分$")
_SHOWN = 5
_LAWS = 5
# Who is competent in general; telling, sending on and helping others.
_COMPETENT = re.compile(
    "本行政区域(?:内|范围内)?的?.{0,20}(?:管理|监督|监督管理|治理)工作$|^(?:主管|监管)|综合协调|通报|移送|抄送|转送|抄报|配合|协助|协同|相互|"
    "指导协调|(?:依法)?(?:开展|履行|做好).{0,12}相关(?:的)?(?:工作|职责)|治安管理处罚|处分$|行政复议"
)
# A river's own agency is no body of the county.
_NOT_OURS = re.compile("流域|上级")
_PENAL = re.compile("责令|处罚|罚款|没收|取缔|吊销|查封|扣押|拆除")


class _Held(msgspec.Struct):
    """Which bodies have an article, each with the items that cite it."""

    items: dict[str, list[Item]] = msgspec.field(default_factory=lambda: defaultdict(list))


class _Lists:
    """What the bodies of the place have."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.held: dict[str, _Held] = defaultdict(_Held)
        self.laws: dict[str, set[str]] = defaultdict(set)
        self.of: dict[str, dict[str, Item]] = defaultdict(dict)
        self.kinds: dict[str, Counter[ItemKind]] = defaultdict(Counter)
        for item in dossier.of_kind(*_HOLDING):
            bodies = dict.fromkeys((item.owner, *(body for body, _, _ in item.holders)))
            for body in bodies:
                self.of[body][item.id] = item
                for law in item.laws():
                    self.laws[body].add(law)
            self.kinds[item.owner][item.kind] += 1
            for article in item.articles():
                for body in bodies:
                    self.held[article].items[body].append(item)
        self._acts: dict[str, dict[str, list[tuple[Item, frozenset[str]]]]] = {}
        self._words: dict[str, dict[str, list[Item]]] = {}

    def has(self, body: str, article: str) -> bool:
        return article in self.held and body in self.held[article].items

    def alike(self, body: str, names: Iterable[str]) -> bool:
        """Whether a body has an item of much the same name."""
        return any(
            likeness(name, item.name) >= _LIKE or _same_words(content(name), content(item.name))
            for name in names
            for item in self._sharing(body, content(name))
        )

    def said(self, body: str, article: str, text: str = "") -> bool:
        """Whether a body has an item whose words are those of a provision, though it cites another article: most of its name is in it. An
        item that is at home where it stands, its own article having its words as well, is about that one."""
        words = _words(text)
        by_word = self._acts_of(body)
        return any(
            len(named & words) >= _SAID * len(named) and not self._at_home(item, article)
            for word in words & by_word.keys()
            for item, named in by_word[word]
        )

    def _acts_of(self, body: str) -> dict[str, list[tuple[Item, frozenset[str]]]]:
        """The items of a body with the words of their acts, by so many of their rarest words that a text which has enough of an act has one."""
        known = self._acts.get(body)
        if known is None:
            # A mandate names a field; that the field is the body's does not list its powers.
            items = [item for item in self.of.get(body, {}).values() if item.kind is not ItemKind.MANDATE]
            acts = [(item, named) for item in items if len(named := _act(item.name)) >= _LEAST]
            used = Counter(word for _, named in acts for word in named)
            order = sorted(used, key=lambda word: (used[word], word))
            rank = {word: place for place, word in enumerate(order)}
            known = self._acts[body] = defaultdict(list)
            for item, named in acts:
                rarest = sorted(named, key=rank.__getitem__)
                for word in rarest[: len(named) - ceil(_SAID * len(named)) + 1]:
                    known[word].append((item, named))
        return known

    def _at_home(self, item: Item, article: str) -> bool:
        """Whether an item cites another article that is in force and has the words of its name."""
        named = _act(item.name)
        for one in item.articles() - {article}:
            current = self.dossier.book.article(one).current
            if current is not None and len(named & _words(str(current["text"]))) >= _SAID * len(named):
                return True
        return False

    def _sharing(self, body: str, words: Iterable[str]) -> list[Item]:
        index = self._words.get(body)
        if index is None:
            index = self._words[body] = defaultdict(list)
            for item in self.of.get(body, {}).values():
                for word in content(item.name):
                    index[word].append(item)
        return list({item.id: item for word in words for item in index.get(word, ())}.values())


@lru_cache(maxsize=200_000)
def _act(name: str) -> frozenset[str]:
    """The words of the act that a name names, without those of its type."""
    return content(act_words(name))


@lru_cache(maxsize=50_000)
def _words(text: str) -> frozenset[str]:
    """The words of a provision: one is held against the items of many bodies."""
    return content(text)


def _same_words(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two names speak of the same: of the shorter nearly all is in the other, and no less than two words."""
    least = min(len(one), len(other))
    return least >= 2 and len(one & other) >= 0.75 * least


def unlisted(dossier: Dossier) -> Iterator[Finding]:
    """gap.statutory_duty."""
    lists = _Lists(dossier)
    dossier.book.prepare_naming(set().union(*lists.laws.values()))
    yield from _of_towns(dossier, lists)
    yield from _of_departments(dossier, lists)


# Towns -------------------------------------------------------------------------------------------------------------------------------


def _of_towns(dossier: Dossier, lists: _Lists) -> Iterator[Finding]:
    towns = {
        body: ("subdistrict" if node["type"] == BodyType.SUBDISTRICT else "people_government")
        for body, node in dossier.bodies.items()
        if (node["type"] in _TOWNS or dossier.level(body) is Level.TOWNSHIP)
        and (lists.kinds[body][ItemKind.DUTY] or lists.kinds[body][ItemKind.POWER])
        and dossier.here(node["place"])
        and node["valid_from"] <= dossier.day < node["valid_to"]
    }
    if not towns:
        return
    named = {code: _named(dossier, code, lists) for code in sorted(set(towns.values()))}
    told: set[str] = set()
    for town, code in sorted(towns.items()):
        others = [other for other in towns if other != town]
        groups: dict[str, list[tuple[str, list[str]]]] = defaultdict(list)
        for article, peers, name in _with_peers(dossier, lists, town, others, named[code]):
            groups[name].append((article, peers))
        for name, found in groups.items():
            if lists.alike(town, {name}):
                continue
            yield _peer_finding(dossier, lists, town, others, name, found, named[code])
            told.update(article for article, _ in found)
    for code, provisions in named.items():
        same = [town for town, one in towns.items() if one == code]
        for article, rows in provisions.items():
            if article in told or article in lists.held:
                continue
            powers = [row for row in rows if _power(row)]
            asked = [town for town in sorted(same) if rows[0]["law"] in lists.laws[town]]
            asked = [town for town in asked if not lists.said(town, article, _text(powers))] if powers else []
            if powers and 2 * len(asked) > len(same):
                yield _nobody(dossier, article, powers, asked)


def _named(dossier: Dossier, code: str, lists: _Lists) -> dict[str, list[Record]]:
    """Article → the rows in which a provision in force gives something to the townships by name, in laws that the place's lists cite."""
    cited = set().union(*lists.laws.values())
    found: dict[str, list[Record]] = defaultdict(list)
    # A subdistrict office is of that level whether or not the text says so.
    levels = _TO_TOWNS if code == "people_government" else _OF_TOWNS
    for law in sorted(cited):
        if not _applies(dossier, law):
            continue
        for row in dossier.book.naming(law, code):
            asked = row["level"] in levels and row["modality"] in _BINDING
            if asked and _GENERAL.search(f"{row['act']}{row['object']}") is None:
                found[f"{law}/art_{row['number']}"].append(row)
    return found


def _applies(dossier: Dossier, law: str) -> bool:
    work = dossier.view.catalogue.works.get(law)
    return applies(dossier.place, work.jurisdiction if work is not None else "cn")


def _with_peers(
    dossier: Dossier, lists: _Lists, town: str, others: Sequence[str], named: dict[str, list[Record]]
) -> Iterator[tuple[str, list[str], str]]:
    """(article, the other towns that have it, what most of them call it) of what a town does not have."""
    for article, held in lists.held.items():
        if town in held.items:
            continue
        peers = [other for other in others if other in held.items]
        if len(peers) < 2:
            continue
        if article in named:
            enough = len(peers) >= _PEERS * len(others)
        else:
            facts = dossier.book.article(article)
            enough = (
                len(peers) == len(others) >= _FEWEST
                and _caption(dossier, facts)
                and all(any(_basic(item) for item in held.items[peer]) for peer in peers)
                and _applies(dossier, facts.law)
            )
        if enough:
            names = Counter(item.name for peer in peers for item in held.items[peer] if item.owner == peer)
            if names:
                yield article, peers, min(names, key=lambda name: (-names[name], name))


def _caption(dossier: Dossier, facts: ArticleFacts) -> bool:
    return facts.current is not None and dossier.book.only_captions(facts.current)


def _basic(item: Item) -> bool:
    return item.kind == ItemKind.DUTY and item.duty_kind is DutyKind.BASIC


def _peer_finding(
    dossier: Dossier,
    lists: _Lists,
    town: str,
    others: Sequence[str],
    name: str,
    found: Sequence[tuple[str, list[str]]],
    named: dict[str, list[Record]],
) -> Finding:
    articles = sorted(article for article, _ in found)
    sure = any(article in named for article in articles)
    peers = sorted({peer for _, having in found for peer in having})
    title = dossier.body_name(town)
    shown = "、".join(_title(dossier, article) for article in articles)
    who = "、".join(dossier.body_name(peer) for peer in peers)
    evidence = [
        Evidence(f"{_title(dossier, article)}写明由“{row['text']}”{row['act']}", _sentence(row), article)
        for article in articles
        for row in named.get(article, ())[:1]
    ]
    evidence += [
        Evidence(f"{dossier.body_name(peer)}列有“{item.name}”", item.name, item.id)
        for article, having in found[:1]
        for peer in having
        for item in lists.held[article].items[peer][:1]
    ]
    if not sure:
        evidence.append(Evidence("所引的文本只有条旨，没有条文，写明由谁承担无法核验"))
    return Finding(
        FindingKind.GAP_STATUTORY_DUTY,
        Verdict.SUSPECTED if sure else Verdict.UNVERIFIABLE,
        (town, *articles),
        f"{title}的清单没有“{name}”（{shown}），{len(others)}个其他乡镇里有{len(peers)}个列了：{who}",
        repair=f"核对{title}有没有这项职责：有的，补列“{name}”，依据写{shown}；没有的（例如辖区内没有这类对象），写明理由",
        provisions=tuple(
            quoted(dossier, current)
            for article in articles
            if (current := dossier.book.article(article).current) is not None
        ),
        evidence=tuple(evidence),
        bodies=(town,),
        place=str(dossier.bodies[town]["place"]),
    )


def _nobody(dossier: Dossier, article: str, rows: Sequence[Record], towns: Sequence[str]) -> Finding:
    current = dossier.book.article(article).current
    title = _title(dossier, article)
    return Finding(
        FindingKind.GAP_STATUTORY_DUTY,
        Verdict.SUSPECTED,
        (article, "towns"),
        f"{title}写明由“{rows[0]['text']}”{rows[0]['act']}{rows[0]['object']}，{len(towns)}个乡镇的清单都没有列",
        repair=f"核对这项职权由谁行使：由乡镇行使的，各镇补列，依据写{title}；已经集中由其他机关行使的，写明决定",
        provisions=(quoted(dossier, current),) if current is not None else (),
        evidence=tuple(
            Evidence(f"{title}：{row['text']}{row['act']}{row['object']}", _sentence(row), article) for row in rows[:3]
        ),
        bodies=tuple(towns),
    )


# Departments -------------------------------------------------------------------------------------------------------------------------


class _Asks(msgspec.Struct):
    """What a provision asks of a function: the powers in the narrow sense, and the other concrete duties."""

    powers: list[Record] = msgspec.field(default_factory=list)
    duties: list[Record] = msgspec.field(default_factory=list)


class _Missing(NamedTuple):
    """A provision that no list has, with what it asks."""

    article: str
    rows: list[Record]


def _asks(book: LawBook, law: str, code: str) -> dict[str, _Asks]:
    """Article → what a law asks of a function at the county's level. The same for every county: read once."""

    def read() -> dict[str, _Asks]:
        found: dict[str, _Asks] = defaultdict(_Asks)
        for row in book.naming(law, code):
            if row["level"] not in _TO_COUNTIES or row["modality"] not in _BINDING:
                continue
            power = _power(row) and _speaks_here(row)
            if power or _concrete(row):
                asks = found[f"{law}/art_{row['number']}"]
                (asks.powers if power else asks.duties).append(row)
        return dict(found)

    return book.once(f"statutory/{law}/{code}", read)


def _of_departments(dossier: Dossier, lists: _Lists) -> Iterator[Finding]:
    bodies = {
        body
        for body, kinds in lists.kinds.items()
        if kinds[ItemKind.POWER] >= _FEWEST and dossier.level(body) is Level.COUNTY
    }
    codes: dict[str, list[str]] = defaultdict(list)
    for code, body in _coming(dossier, bodies).items() if bodies else ():
        codes[body].append(code)
    plan: list[tuple[str, str, dict[str, _Asks]]] = []
    for body in sorted(codes):
        for law in sorted(lists.laws[body]):
            if _applies(dossier, law):
                of_law = [asks for code in sorted(codes[body]) if (asks := _asks(dossier.book, law, code))]
                if of_law:
                    plan.append((body, law, _merged(of_law)))
    rest: dict[str, dict[str, list[_Missing]]] = defaultdict(dict)
    for body, law, asked in plan:
        yield from _of_law(dossier, lists, body, law, asked, rest[body])
    for body, missing in rest.items():
        if missing:
            yield _rest_finding(dossier, lists, body, missing)


def _merged(several: Sequence[dict[str, _Asks]]) -> dict[str, _Asks]:
    """What a law asks of several functions that one body has."""
    if len(several) == 1:
        return several[0]
    found: dict[str, _Asks] = {}
    for one in several:
        for article, asks in one.items():
            known = found.get(article, _Asks())
            found[article] = _Asks([*known.powers, *asks.powers], [*known.duties, *asks.duties])
    return found


def _of_law(
    dossier: Dossier, lists: _Lists, body: str, law: str, asked: dict[str, _Asks], rest: dict[str, list[_Missing]]
) -> Iterator[Finding]:
    """The powers of a law that a department's list works with and leaves out; what else is left out goes to ``rest``."""
    powers = [article for article, asks in asked.items() if asks.powers]
    listed = [article for article in powers if lists.has(body, article)]
    missing: list[_Missing] = []
    others: list[_Missing] = []
    for article, asks in asked.items():
        rows = asks.powers or asks.duties
        if article in lists.held or lists.said(body, article, _text(rows)):
            continue
        (missing if asks.powers else others).append(_Missing(article, rows))
    share = len(listed) / len(powers) if powers else 0.0
    if missing and len(listed) >= _FEWEST and share >= _LISTED:
        for one in missing:
            yield _department_finding(dossier, body, law, one.article, one.rows, len(listed), len(powers))
    elif missing and len(listed) >= _SOME and share >= _WORKED:
        yield _law_finding(dossier, body, law, missing, len(listed), len(powers))
    else:
        others = missing + others
    if others:
        rest[law] = others


def _concrete(row: Record) -> bool:
    """Whether what a provision gives is a thing to do, and the body's own: no system, plan or support, no way of working, no reporting up, no
    word on who is competent in general."""
    act = f"{row['act']}{row['object']}"
    return (
        bool(row["act"])
        and _LOOSE.search(act) is None
        and _COMPETENT.search(act) is None
        and _NOT_OURS.search(str(row["text"])) is None
    )


def _law_finding(
    dossier: Dossier, body: str, law: str, missing: Sequence[_Missing], listed: int, total: int
) -> Finding:
    """The powers of one law of which the list has a good part."""
    name, title = dossier.body_name(body), dossier.book.law(law).title
    return Finding(
        FindingKind.GAP_STATUTORY_DUTY,
        Verdict.SUSPECTED,
        (body, law),
        f"{title}{_shown(missing)}写明由{name}这类机关行使的职权，{name}的清单没有列；同一文件里列了{listed}条",
        repair=f"逐条核对：属于{name}职权的，补列并写明条款；取消、划转或者由上级行使的，写明决定",
        provisions=tuple(_quoted_row(title, one) for one in missing),
        evidence=(
            *(Evidence(_title(dossier, one.article), _sentence(one.rows[0]), one.article) for one in missing),
            Evidence(f"{title}里给这类机关的职权有{total}条，{name}列了{listed}条", source=law),
        ),
        bodies=(body,),
        severity=Severity.LOW,
    )


def _rest_finding(dossier: Dossier, lists: _Lists, body: str, rest: dict[str, list[_Missing]]) -> Finding:
    """One list for a department of what else the laws that it works with ask of it, the laws it uses most first."""
    name = dossier.body_name(body)
    used = Counter(article.rpartition("/art_")[0] for article, held in lists.held.items() if body in held.items)
    laws = sorted(rest, key=lambda law: (-used[law], law))
    count = sum(map(len, rest.values()))
    shown = "；".join(f"{dossier.book.law(law).title}{_shown(rest[law])}" for law in laws[:_LAWS])
    more = f"等{len(laws)}部文件" if len(laws) > _LAWS else ""
    return Finding(
        FindingKind.GAP_STATUTORY_DUTY,
        Verdict.SUSPECTED,
        (body, "rest"),
        f"{name}的清单所引的文件里，另有{count}条写明由这类机关承担具体职责，没有列：{shown}{more}",
        repair="对照核对：应当列入清单的，补列并写明条款；由其他机关承担，或者属于日常工作、不需要列入的，写明理由",
        provisions=tuple(_quoted_row(dossier.book.law(law).title, one) for law in laws for one in rest[law]),
        evidence=tuple(
            Evidence(
                f"{dossier.book.law(law).title}{_shown(rest[law])}（清单引了{used[law]}条）",
                _sentence(rest[law][0].rows[0]),
                rest[law][0].article,
            )
            for law in laws
        ),
        bodies=(body,),
        severity=Severity.LOW,
    )


def _shown(missing: Sequence[_Missing]) -> str:
    numbers = [_article(one.rows[0]["number"]) for one in missing]
    more = f"等{len(numbers)}条" if len(numbers) > _SHOWN else ""
    return "、".join(numbers[:_SHOWN]) + more


def _quoted_row(title: str, one: _Missing) -> Quoted:
    row = one.rows[0]
    return Quoted(row["provision"], title, _article(row["number"]), Status.IN_FORCE, _sentence(row))


def _speaks_here(row: Record) -> bool:
    """Whether a provision speaks to the county by name, or gives a penalty without a word on the level, which is then the county's
    (行政处罚法 of 2021, art. 23)."""
    act = str(row["act"])
    return row["level"] != OPEN or _PENAL.search(act) is not None or _FINE.search(f"{act}{row['object']}") is not None


def _coming(dossier: Dossier, bodies: set[str]) -> dict[str, str]:
    """Function → the one body of the place that it comes to when a law names it: that which has it, else what carries it."""
    having: dict[str, set[str]] = defaultdict(set)
    for body, held in dossier.functions.items():
        node = dossier.bodies.get(body)
        if (
            node is None
            or not node["valid_from"] <= dossier.day < node["valid_to"]
            or dossier.level(body) is not Level.COUNTY
        ):
            continue
        for one in held:
            if one["via"] in ("roster", "name"):
                having[one["code"]].add(dossier.bearer(body))
    found: dict[str, str] = {}
    for code, function in functions().items():
        if function.organ:
            continue
        nearest = next((having[carrier] for carrier in carried_by(code, dossier.day) if carrier in having), set())
        # Of a department and what works under it the department is meant.
        nearest = {body for body in nearest if dossier.bodies[body]["type"] not in _UNDER} or nearest
        mine = nearest & bodies
        if len(mine) == 1:
            found[code] = next(iter(mine))
    return found


def _department_finding(
    dossier: Dossier, body: str, law: str, article: str, rows: Sequence[Record], listed: int, total: int
) -> Finding:
    current = dossier.book.article(article).current
    title, name = _title(dossier, article), dossier.body_name(body)
    return Finding(
        FindingKind.GAP_STATUTORY_DUTY,
        Verdict.SUSPECTED,
        (body, article),
        f"{title}写明由“{rows[0]['text']}”{_act_told(rows[0])}，{name}的清单没有列",
        repair=f"核对后补列，依据写{title}；已经取消、划转或者由上级行使的，写明决定",
        provisions=(quoted(dossier, current),) if current is not None else (),
        evidence=(
            *(
                Evidence(f"{title}：{row['text']}{row['act']}{row['object']}", _sentence(row), article)
                for row in rows[:2]
            ),
            Evidence(
                f"{dossier.book.law(law).title}里给这类机关的职权有{total}条，{name}列了{listed}条",
                source=law,
            ),
        ),
        bodies=(body,),
    )


# Both --------------------------------------------------------------------------------------------------------------------------------


def _power(row: Record) -> bool:
    """Whether what a provision gives is a power in the narrow sense."""
    act = f"{row['act']}{row['object']}"
    return (
        row["modality"] in _BINDING
        and (_POWER.search(str(row["act"])) is not None or _FINE.search(act) is not None)
        and _OWN_BUSINESS.search(act) is None
        and _OWN_BUSINESS.search(str(row["text"])) is None
        and _REFERRED.search(act) is None
        and _NOT_OURS.search(str(row["text"])) is None
    )


def _act_told(row: Record) -> str:
    """What a provision gives, where the words of the act stop short (对符合条件的，核发…) as what they begin."""
    act = f"{row['act']}{row['object']}"
    return "审查申请，对符合条件的作出决定" if act.startswith("对符合条件的") else act


def _text(rows: Sequence[Record]) -> str:
    """The words of the provision that rows are of: what the body rests on a law under another article may be this one in its words."""
    return str(rows[-1]["words"])


def _sentence(row: Record) -> str:
    return f"{row['text']}{row['act']}{row['object']}"


@lru_cache(maxsize=4096)
def _article(number: str) -> str:
    return article_name(number)


def _title(dossier: Dossier, article: str) -> str:
    facts = dossier.book.article(article)
    return f"{dossier.book.law(facts.law).title}{_article(facts.number)}"


CHECKS = ((frozenset({FindingKind.GAP_STATUTORY_DUTY}), unlisted),)

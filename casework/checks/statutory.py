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
  :data:`_LISTED`, three or more, and not this one; and no other body of the county has it. Where a list takes a few of many the law is not
  its measure, and nothing is said.

- *The rest.* What else the laws that the county's lists cite give to a department's function as a concrete duty or power, by name and at its
  level, and no list of the county has: one finding for each department and law, a hint (提示) with the articles, for a list need not repeat
  the law.

An item that cites the article, or whose words are those of the provision, has it, whatever list it stands in; so does one that was recalled. A law
that does not apply in the place asks nothing there. Findings are told with how many have it, so that they can be read from the surest down.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from casework.dossier import ArticleFacts, Dossier, Item, Record
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
_TO_TOWNS = tuple(
    level for level in reaching(Level.TOWNSHIP) if any(part.startswith(Level.TOWNSHIP) for part in level.split(","))
)
_TO_COUNTIES = (
    OPEN,
    *(level for level in reaching(Level.COUNTY) if any(part.startswith(Level.COUNTY) for part in level.split(","))),
)
_TOWNS = frozenset({BodyType.TOWNSHIP.value, BodyType.SUBDISTRICT.value})
_UNDER = frozenset({BodyType.AGENCY.value, BodyType.TEAM.value, BodyType.INSTITUTION.value})
_BINDING = frozenset({Modality.SHALL.value, Modality.RESPONSIBLE.value, Modality.ORDER.value, Modality.ENTITLED.value})
# Powers in the narrow sense: what is done to somebody.
_POWER = re.compile(
    "责令|处罚|罚款|处以|没收|取缔|拆除|查处|审批|批准|核发|颁发|吊销|撤销|注销|核销|征收|查封|扣押|监督检查|调查处理|依法处理|裁决|登记|备案|"
    "警告|批评教育|强制|暂扣|收缴"
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
    "建立健全|健全|加强(?:领导|宣传|合作|协作|队伍|能力)|规划|支持|鼓励|法定职责|职责范围|各自(?:的)?职责|领导|标准的?制定|制定|预算|经费|报告本级|向本级|"
    "本级人民(?:代表大会|政府)|保密|信息共享|表彰"
)
_SHOWN = 5
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
        self._words: dict[str, dict[str, list[Item]]] = {}
        self._by_law: dict[tuple[str, str], list[frozenset[str]]] = {}

    def has(self, body: str, article: str) -> bool:
        return article in self.held and body in self.held[article].items

    def alike(self, body: str, names: Iterable[str]) -> bool:
        """Whether a body has an item of much the same name."""
        return any(
            likeness(name, item.name) >= _LIKE or _same_words(content(name), content(item.name))
            for name in names
            for item in self._sharing(body, content(name))
        )

    def said(self, body: str, text: str) -> bool:
        """Whether a body has an item whose words are those of a provision: most of its name is in it."""
        words = content(text)
        for item in self._sharing(body, words):
            named = _act(item.name)
            if len(named) >= 2 and len(named & words) >= 0.75 * len(named):
                return True
        return False

    def says(self, body: str, law: str, sentence: str) -> bool:
        """Whether an item that a body rests on a law, under whatever article, has the words of a sentence of it."""
        return any(
            len(words) >= 2 and sum(word in sentence for word in words) >= 0.75 * len(words)
            for words in self._names_of(body, law)
        )

    def _names_of(self, body: str, law: str) -> list[frozenset[str]]:
        known = self._by_law.get((body, law))
        if known is None:
            names = {item.name for item in self.of[body].values() if law in item.laws()}
            known = self._by_law[body, law] = [_act(name) for name in names]
        return known

    def _sharing(self, body: str, words: Iterable[str]) -> list[Item]:
        index = self._words.get(body)
        if index is None:
            index = self._words[body] = defaultdict(list)
            for item in self.of.get(body, {}).values():
                for word in content(item.name):
                    index[word].append(item)
        return list({item.id: item for word in words for item in index.get(word, ())}.values())


def _act(name: str) -> frozenset[str]:
    """The words of the act that a name names, without those of its type."""
    return content(act_words(name))


def _same_words(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two names speak of the same: of the shorter nearly all is in the other, and no less than two words."""
    least = min(len(one), len(other))
    return least >= 2 and len(one & other) >= 0.75 * least


def unlisted(dossier: Dossier) -> Iterator[Finding]:
    """gap.statutory_duty."""
    lists = _Lists(dossier)
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
            asked = (
                [town for town in asked if not lists.said(town, _words_of(dossier, article, powers))] if powers else []
            )
            if powers and 2 * len(asked) > len(same):
                yield _nobody(dossier, article, powers, asked)


def _named(dossier: Dossier, code: str, lists: _Lists) -> dict[str, list[Record]]:
    """Article → the rows in which a provision in force gives something to the townships by name, in laws that the place's lists cite."""
    cited = set().union(*lists.laws.values())
    found: dict[str, list[Record]] = defaultdict(list)
    # A subdistrict office is of that level whether or not the text says so.
    levels = _TO_TOWNS if code == "people_government" else reaching(Level.TOWNSHIP)
    for row in dossier.book.naming(code, levels):
        if _GENERAL.search(f"{row['act']}{row['object']}"):
            continue
        if row["law"] in cited and row["modality"] in _BINDING and _applies(dossier, row["law"]):
            found[f"{row['law']}/art_{row['number']}"].append(row)
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


def _of_departments(dossier: Dossier, lists: _Lists) -> Iterator[Finding]:
    bodies = [
        body
        for body, kinds in lists.kinds.items()
        if kinds[ItemKind.POWER] >= _FEWEST and dossier.level(body) is Level.COUNTY
    ]
    if not bodies:
        return
    coming = _coming(dossier, set(bodies))
    wanted = _worth_asking(dossier, lists, coming)
    told: set[str] = set()
    for code in sorted(wanted):
        body = coming[code]
        by_law: dict[str, dict[str, list[Record]]] = defaultdict(lambda: defaultdict(list))
        for row in dossier.book.naming(code, _TO_COUNTIES):
            if row["law"] in wanted[code] and _power(row) and _speaks_here(row) and _applies(dossier, row["law"]):
                by_law[row["law"]][f"{row['law']}/art_{row['number']}"].append(row)
        for law, articles in sorted(by_law.items()):
            listed = [article for article in articles if lists.has(body, article)]
            if len(listed) < _FEWEST or len(listed) < _LISTED * len(articles):
                continue
            for article, powers in articles.items():
                if article in lists.held or lists.said(body, _words_of(dossier, article, powers)):
                    continue
                told.add(article)
                yield _department_finding(dossier, body, law, article, powers, len(listed), len(articles))
    yield from _the_rest(dossier, lists, coming, told)


def _the_rest(dossier: Dossier, lists: _Lists, coming: dict[str, str], told: set[str]) -> Iterator[Finding]:
    """What else laws give to departments: by department and law."""
    cited = set().union(*lists.laws.values())
    missing: dict[tuple[str, str], dict[str, Record]] = defaultdict(dict)
    having: Counter[tuple[str, str]] = Counter()
    for code in sorted(_asked(dossier, lists) & coming.keys()):
        body = coming[code]
        for row in dossier.book.naming(code, _TO_COUNTIES):
            article = f"{row['law']}/art_{row['number']}"
            if row["law"] not in cited or row["modality"] not in _BINDING or not _concrete(row):
                continue
            if lists.has(body, article):
                having[body, row["law"]] += 1
            elif article not in lists.held and article not in told and _applies(dossier, row["law"]):
                missing[body, row["law"]].setdefault(article, row)
    # What the body rests on the law under another article may be this one in its words.
    dossier.book.prepare(
        [], (one for (body, law), found in missing.items() if law in lists.laws[body] for one in found)
    )
    for (body, law), found in missing.items():
        articles = found
        if law in lists.laws[body]:
            articles = {
                article: row
                for article, row in found.items()
                if not lists.says(body, law, _words_of(dossier, article, [row]))
            }
        if articles:
            yield _rest_finding(dossier, body, law, articles, having[body, law])


def _asked(dossier: Dossier, lists: _Lists) -> set[str]:
    """The functions that the provisions name which the place's lists rest on."""
    provisions = {current["id"] for one in lists.held if (current := dossier.book.article(one).current) is not None}
    dossier.book.prepare_actors(provisions)
    return {str(actor["code"]) for one in provisions for actor in dossier.book.actors(one)}


def _concrete(row: Record) -> bool:
    """Whether what a provision gives is a thing to do, and the body's own: no system, plan or support, no way of working, no reporting up."""
    act = f"{row['act']}{row['object']}"
    return bool(row["act"]) and _LOOSE.search(act) is None and "上级" not in row["text"]


def _rest_finding(dossier: Dossier, body: str, law: str, articles: dict[str, Record], listed: int) -> Finding:
    name, title = dossier.body_name(body), dossier.book.law(law).title
    rows = list(articles.values())
    shown = "、".join(article_name(row["number"]) for row in rows[:_SHOWN]) + ("等" if len(rows) > _SHOWN else "")
    return Finding(
        FindingKind.GAP_STATUTORY_DUTY,
        Verdict.SUSPECTED,
        (body, law),
        f"{title}{shown}{len(rows)}条写明由{name}这类机关承担，县里的清单都没有列",
        repair=f"逐条核对：属于{name}职责的，补列并写明条款；由其他机关承担、或者不需要列入清单的，写明理由",
        provisions=tuple(
            Quoted(row["provision"], title, article_name(row["number"]), Status.IN_FORCE, _sentence(row))
            for row in rows
        ),
        evidence=(
            *(Evidence(f"{title}{article_name(row['number'])}", _sentence(row), key) for key, row in articles.items()),
            Evidence(f"这部文件的条款，{name}的清单列了{listed}条", source=law),
        ),
        bodies=(body,),
        severity=Severity.LOW,
    )


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


def _worth_asking(dossier: Dossier, lists: _Lists, coming: dict[str, str]) -> dict[str, set[str]]:
    """Function → the laws of which the body that it comes to has enough articles that name it for the law to be a measure of its list."""
    current: dict[str, tuple[str, str]] = {}
    for article, held in lists.held.items():
        provision = dossier.book.article(article).current
        if provision is not None and held.items.keys() & set(coming.values()):
            current[article] = provision["id"], provision["law"]
    dossier.book.prepare_actors(identifier for identifier, _ in current.values())
    counts: Counter[tuple[str, str]] = Counter()
    for article, (identifier, law) in current.items():
        codes = {str(actor["code"]) for actor in dossier.book.actors(identifier)}
        counts.update((code, law) for code in codes if lists.has(coming.get(code, ""), article))
    found: dict[str, set[str]] = defaultdict(set)
    for (code, law), count in counts.items():
        if count >= _FEWEST:
            found[code].add(law)
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
        f"{title}写明由“{rows[0]['text']}”{rows[0]['act']}{rows[0]['object']}，{name}的清单没有列",
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
    )


def _sentence(row: Record) -> str:
    return f"{row['text']}{row['act']}{row['object']}"


def _words_of(dossier: Dossier, article: str, rows: Sequence[Record]) -> str:
    """The words of a provision, as far as the paragraphs go that give something."""
    current = dossier.book.article(article).current
    return str(current["text"]) if current is not None else "".join(_sentence(row) for row in rows)


def _title(dossier: Dossier, article: str) -> str:
    facts = dossier.book.article(article)
    return f"{dossier.book.law(facts.law).title}{article_name(facts.number)}"


CHECKS = ((frozenset({FindingKind.GAP_STATUTORY_DUTY}), unlisted),)

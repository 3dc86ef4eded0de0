"""Graph units made by hand: small laws, lists and bodies of a county that does not exist, with every field that a test names and a
plain default for the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from typing import Any

import msgspec

from graph.port import EdgeKind, GraphUnit, Row
from ontologies.functions import label as function_label
from ontologies.identifiers import (
    article_eid,
    body_id,
    duty_id,
    entry_id,
    function_id,
    law_id,
    list_id,
    office_id,
    power_id,
    provision_id,
    version_id,
)
from ontologies.records import OPEN_END, OPEN_START
from ontologies.schema import edge_tables, node_tables

PLACE = "429999"
_DEFAULTS: dict[str, Any] = {"string": "", "integer": 0, "boolean": False, "strings": [], "date": OPEN_START}
_ENDS = {"valid_to", "repealed_on"}


def node_row(table: str, **values: Any) -> Row:
    """A row of a node table; what is not given is empty, and open at both ends."""
    columns = node_tables()[table].columns
    unknown = set(values) - {column.name for column in columns}
    assert not unknown, f"{table} has no {unknown}"
    return tuple(
        values.get(column.name, OPEN_END if column.name in _ENDS else _DEFAULTS[column.type]) for column in columns
    )


def edge_row(table: str, begin: str, end: str, **values: Any) -> Row:
    """A row of an edge table, ends first."""
    columns = edge_tables()[table].columns
    unknown = set(values) - {column.name for column in columns}
    assert not unknown, f"{table} has no {unknown}"
    return (begin, end, *(values.get(column.name, _DEFAULTS[column.type]) for column in columns))


class Draft:
    """A unit in the making: nodes and edges are added, :meth:`unit` gives it its digest."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.nodes: dict[str, list[Row]] = {}
        self.defines: dict[str, list[Row]] = {}
        self.mentions: dict[str, dict[str, Row]] = {}
        self.edges: dict[EdgeKind, list[Row]] = {}

    def own(self, table: str, **values: Any) -> None:
        self.nodes.setdefault(table, []).append(node_row(table, document=self.key, **values))

    def define(self, table: str, **values: Any) -> None:
        loaded = {"loaded": True, **values}
        self.defines.setdefault(table, []).append(node_row(table, document=self.key, **loaded))

    def mention(self, table: str, **values: Any) -> None:
        self.mentions.setdefault(table, {}).setdefault(values["id"], node_row(table, **values))

    def join(self, kind: EdgeKind, begin: str, end: str, **values: Any) -> None:
        self.edges.setdefault(kind, []).append(edge_row(kind[0], begin, end, document=self.key, **values))

    def mention_law(self, law: str) -> str:
        name = law.rsplit("/", 1)[-1]
        self.mention("Law", id=law, kind="law", label=name, title=name)
        return law

    def mention_article(self, law: str, number: str) -> str:
        """An article's number, joined to its law."""
        article = provision_id(law, article_eid(number))
        if article not in self.mentions.get("Article", {}):
            self.mention_law(law)
            self.mention("Article", id=article, kind="article", label=f"第{number}条", law=law, number=number)
            self.join(("ARTICLE_OF", "Article", "Law"), article, law)
        return article

    def mention_function(self, code: str) -> str:
        function = function_id(code)
        self.mention(
            "Function", id=function, kind="function", label=function_label(code) if code else "未明确", code=code
        )
        return function

    def unit(self) -> GraphUnit:
        made = GraphUnit(
            self.key,
            "",
            self.nodes,
            self.defines,
            {table: list(rows.values()) for table, rows in self.mentions.items()},
            self.edges,
        )
        made.digest = sha256(
            repr(msgspec.to_builtins(made, str_keys=False, builtin_types=(date,))).encode()
        ).hexdigest()
        return made


def law_unit(name: str, *, rank: str = "statute", jurisdiction: str = "cn", **values: Any) -> GraphUnit:
    """The unit that defines a law."""
    law = law_id(jurisdiction, name)
    draft = Draft(law)
    draft.define(
        "Law",
        id=law,
        kind="law",
        label=name,
        title=name,
        short_title=name,
        rank=rank,
        jurisdiction=jurisdiction,
        **values,
    )
    return draft.unit()


def version_unit(
    name: str,
    day: date,
    articles: Mapping[str, str],
    *,
    valid: tuple[date, date] | None = None,
    end_reason: str = "",
    jurisdiction: str = "cn",
    rank: str = "statute",
    doubtful: bool = False,
    loaded: bool = True,
    cites: Iterable[tuple[str, str, str | None]] = (),
    implements: Iterable[str] = (),
    repeals: Iterable[tuple[str, date]] = (),
    names: Iterable[tuple[str, str, Mapping[str, Any]]] = (),
    takes_up: Iterable[tuple[str, str, date, str, Mapping[str, Any]]] = (),
) -> GraphUnit:
    """One text of a law. ``articles`` is number → text; ``cites`` are (own article, law cited, its article or None);
    ``implements`` are laws; ``repeals`` (law, day); ``names`` (own article, code of a function, what else is told); ``takes_up`` (own
    article, law, day of its text, its article, what else is told)."""
    law = law_id(jurisdiction, name)
    version = version_id(law, day)
    begins, ends = valid or (day, OPEN_END)
    draft = Draft(version)
    times = {"valid_from": begins, "valid_to": ends, "end_reason": end_reason}
    takes_up = list(takes_up)
    draft.own(
        "LawVersion",
        id=version,
        kind="version",
        label=f"{name}（{day.year}）",
        law=law,
        title=name,
        version_date=day,
        promulgated=day,
        effective=begins,
        rank=rank,
        jurisdiction=jurisdiction,
        doubtful=doubtful,
        loaded=loaded,
        articles=len(articles),
        sources=["甲.md", "乙.md"] if loaded else [],
        compared=sorted({version_id(of, when) for _, of, when, _, _ in takes_up}),
        **times,
    )
    draft.mention_law(law)
    draft.join(("VERSION_OF", "LawVersion", "Law"), version, law)
    chapter = provision_id(version, "chp_1")
    common = {"kind": "provision", "law": law, "version": version, **times}
    draft.own(
        "Provision", id=chapter, label="第一章", eid="chp_1", level="chapter", number="1", heading="总则", **common
    )
    draft.join(("IN_VERSION", "Provision", "LawVersion"), chapter, version)
    for position, (number, text) in enumerate(articles.items(), start=1):
        eid = article_eid(number)
        provision = provision_id(version, eid)
        named = {"id": provision, "label": f"第{number}条", "eid": eid, "level": "article", "number": number}
        draft.own("Provision", **named, text=text, path="第一章 总则", position=position, **common)
        draft.join(("IN_VERSION", "Provision", "LawVersion"), provision, version)
        draft.join(("PART_OF", "Provision", "Provision"), provision, chapter)
        draft.join(("EXPRESSES", "Provision", "Article"), provision, draft.mention_article(law, number))
    for begin, (number, cited, article) in enumerate(cites):
        provision = provision_id(version, article_eid(number))
        said = {"text": f"《{cited.rsplit('/', 1)[-1]}》", "begins": begin, "ends": begin + 5}
        if article is None:
            draft.join(("CITES", "Provision", "Law"), provision, draft.mention_law(cited), **said)
        else:
            draft.join(("CITES", "Provision", "Article"), provision, draft.mention_article(cited, article), **said)
    for above in implements:
        draft.join(("IMPLEMENTS", "LawVersion", "Law"), version, draft.mention_law(above), text="依据上位法制定")
    for ended, on in repeals:
        draft.join(("REPEALS", "LawVersion", "Law"), version, draft.mention_law(ended), repealed_on=on, text="同时废止")
    for number, code, told in names:
        said = {
            "paragraph": "1",
            "text": "某主管部门",
            "begins": 0,
            "ends": 5,
            "level": "county+",
            "modality": "shall",
            "via": "named",
        }
        provision = provision_id(version, article_eid(number))
        draft.join(("NAMES", "Provision", "Function"), provision, draft.mention_function(code), **{**said, **told})
    for number, of, when, old, told in takes_up:
        said = {"version": version_id(of, when), "change": "reworded", "similarity": 800}
        article = draft.mention_article(of, old)
        provision = provision_id(version, article_eid(number))
        draft.join(("TAKES_UP", "Provision", "Article"), provision, article, **{**said, **told})
    return draft.unit()


def list_unit(
    authority: str,
    kind: str,
    edition: date,
    rows: Iterable[tuple[str, Iterable[tuple[str, str | None]]]],
    *,
    valid: tuple[date, date] | None = None,
) -> GraphUnit:
    """One edition of a list. ``rows`` are (power or duty id, [(law cited, article or None)])."""
    listed = list_id(PLACE, authority, kind, edition)
    begins, ends = valid or (edition, OPEN_END)
    draft = Draft(listed)
    title = f"{authority}清单"
    times = {"valid_from": begins, "valid_to": ends}
    draft.own(
        "List",
        id=listed,
        kind="list",
        label=title,
        title=title,
        list_kind=kind,
        authority=authority,
        place=PLACE,
        edition=edition,
        sources=["清单.xlsx"],
        **times,
    )
    body = body_id(PLACE, authority)
    draft.mention("Body", id=body, kind="body", label=authority, name=authority, place=PLACE)
    draft.join(("PUBLISHED_BY", "List", "Body"), listed, body)
    for number, (item, basis) in enumerate(rows, start=2):
        name = item.rsplit("/", 1)[-1]
        entry = entry_id(listed, "Sheet1", number)
        cited = list(basis)
        written = "；".join(
            f"《{law.rsplit('/', 1)[-1]}》{f'第{article}条' if article else ''}" for law, article in cited
        )
        draft.own(
            "Entry",
            id=entry,
            kind="entry",
            label=name,
            list_id=listed,
            sheet="Sheet1",
            row_number=number,
            item_id=item,
            cells='{"A":"' + name + '"}',
            basis=written,
            **times,
        )
        draft.join(("LISTED_IN", "Entry", "List"), entry, listed)
        table = "Power" if item.startswith("power/") else "Duty"
        draft.mention(table, id=item, kind=item.split("/", 1)[0], label=name, name=name, place=PLACE)
        draft.join(("STATES", "Entry", table), entry, item)
        for position, (law, article) in enumerate(cited):
            said = {"text": written.split("；")[position], "position": position, "state": "resolved"}
            if article is None:
                draft.join(("RESTS_ON", "Entry", "Law"), entry, draft.mention_law(law), **said)
            else:
                draft.join(("RESTS_ON", "Entry", "Article"), entry, draft.mention_article(law, article), **said)
    return draft.unit()


def body_unit(
    name: str,
    *,
    offices: Iterable[str] = (),
    duties: Iterable[tuple[str, str]] = (),
    powers: Iterable[tuple[str, str]] = (),
    under: str = "",
    functions: Iterable[tuple[str, Mapping[str, Any]]] = (),
    level: str = "township",
) -> GraphUnit:
    """A body with what it has. ``duties`` and ``powers`` are (name, office or ""), ``functions`` (code, what else is told)."""
    body = body_id(PLACE, name)
    draft = Draft(body)
    draft.define("Body", id=body, kind="body", label=name, name=name, place=PLACE, level=level, valid_to=OPEN_END)
    for code, told in functions:
        has = {"via": "name", "text": name, **told}
        draft.join(("HAS_FUNCTION", "Body", "Function"), body, draft.mention_function(code), **has)
    if under:
        above = body_id(PLACE, under)
        draft.mention("Body", id=above, kind="body", label=under, name=under, place=PLACE)
        draft.join(("UNDER", "Body", "Body"), body, above)
    for office in offices:
        inner = office_id(PLACE, name, office)
        draft.define("Office", id=inner, kind="office", label=office, name=office, body=body, place=PLACE)
        draft.join(("OFFICE_OF", "Office", "Body"), inner, body)
    for table, kind, items in (("Duty", "duty", duties), ("Power", "power", powers)):
        for item, office in items:
            key = duty_id(PLACE, name, "basic", item) if kind == "duty" else power_id(PLACE, name, item)
            more = (
                {"duty_kind": "basic", "theme": "livelihood"} if kind == "duty" else {"power_type": "02", "code": "X1"}
            )
            draft.define(table, id=key, kind=kind, label=item, name=item, body=body, place=PLACE, **more)
            draft.join(("HELD_BY", table, "Body"), key, body, role="lead")
            if office:
                draft.join(("HANDLED_BY", table, "Office"), key, office_id(PLACE, name, office), role="lead")
    return draft.unit()


def county() -> list[GraphUnit]:
    """A small county: a law with three versions and one more to come, one repealed by another, one not loaded, an undated one, a
    regulation under a law, two editions of a list, a department and a township."""
    fish, health, old, new, dark, rule = (
        law_id("cn", name) for name in ("河湖法", "公共卫生条例", "旧安全法", "新安全法", "无日期法", "卫生实施办法")
    )
    duty = duty_id(PLACE, "清溪镇", "basic", "公共场所卫生")
    patrol = duty_id(PLACE, "清溪镇", "basic", "河湖巡查")
    fine = power_id(PLACE, "云县卫健局", "对违规经营的处罚")
    return [
        law_unit("河湖法"),
        version_unit(
            "河湖法",
            date(2004, 8, 28),
            {"1": "旧目的。", "38": "旧文：禁止电鱼。", "40": "旧文四十。"},
            valid=(date(2004, 8, 28), date(2014, 3, 1)),
            end_reason="superseded",
        ),
        version_unit(
            "河湖法",
            date(2013, 12, 28),
            {"1": "目的。", "38": "禁止电鱼的处罚。", "40": "四十。"},
            valid=(date(2014, 3, 1), date(2024, 5, 1)),
            end_reason="superseded",
        ),
        version_unit(
            "河湖法",
            date(2024, 1, 15),
            {"1": "目的。", "38": "船舶检验。", "39-1": "新增。"},
            valid=(date(2024, 5, 1), date(2027, 1, 1)),
            end_reason="superseded",
            cites=[("1", new, None), ("38", health, "3"), ("38", old, "7")],
            names=[
                (
                    "38",
                    "fishery",
                    {"text": "县级以上人民政府渔业主管部门", "ends": 14, "act": "检验", "object": "船舶"},
                ),
                ("38", "transport", {"begins": 15, "ends": 20, "modality": "may"}),
                ("38", "", {"paragraph": "2", "text": "有关部门", "ends": 4, "level": "", "via": "open"}),
                ("39-1", "fishery", {"level": "national"}),
            ],
            takes_up=[
                ("1", fish, date(2013, 12, 28), "1", {"change": "same", "similarity": 1000}),
                ("39-1", fish, date(2013, 12, 28), "38", {"similarity": 640}),
            ],
        ),
        version_unit(
            "河湖法", date(2026, 9, 1), {"1": "目的。", "50": "将来才有。"}, valid=(date(2027, 1, 1), OPEN_END)
        ),
        law_unit("公共卫生条例", rank="administrative_regulation", issuer="国务院"),
        version_unit(
            "公共卫生条例",
            date(2019, 4, 23),
            {"1": "目的。", "3": "卫生标准。"},
            rank="administrative_regulation",
            implements=[fish, law_id("cn", "没有载入的法")],
        ),
        law_unit("卫生实施办法", rank="departmental_rule"),
        version_unit(
            "卫生实施办法",
            date(2020, 6, 1),
            {"5": "怎样检查。"},
            rank="departmental_rule",
            implements=[health],
            cites=[("5", health, "3")],
        ),
        law_unit("旧安全法", repealed_on=date(2021, 9, 1), repealed_by=new),
        version_unit(
            "旧安全法",
            date(2002, 6, 29),
            {"7": "老规定。"},
            valid=(date(2002, 11, 1), date(2021, 9, 1)),
            end_reason="repealed",
        ),
        law_unit("新安全法"),
        version_unit(
            "新安全法",
            date(2021, 6, 10),
            {"7": "新规定。", "9": "又一条。"},
            repeals=[(old, date(2021, 9, 1))],
            takes_up=[
                ("7", old, date(2002, 6, 29), "7", {"change": "split", "similarity": 700}),
                ("9", old, date(2002, 6, 29), "7", {"change": "split", "similarity": 310, "doubtful": True}),
            ],
        ),
        law_unit("无日期法"),
        version_unit("无日期法", date(2001, 1, 1), {"2": "不知何时施行。"}, valid=(OPEN_END, OPEN_END), doubtful=True),
        list_unit(
            "清溪镇",
            "duty_list",
            date(2022, 6, 30),
            [(duty, [(health, "3")]), (patrol, [(fish, "38")])],
            valid=(date(2022, 6, 30), date(2025, 1, 1)),
        ),
        list_unit(
            "清溪镇",
            "duty_list",
            date(2025, 1, 1),
            [
                (duty, [(health, "3"), (rule, "5"), (rule, None)]),
                (patrol, [(fish, "38"), (fish, "40"), (fish, "50"), (fish, "99"), (old, "7"), (dark, "2")]),
            ],
        ),
        list_unit(
            "云县卫健局",
            "power_list",
            date(2023, 3, 1),
            [(fine, [(law_id("cn-42", "没有载入的条例"), "12"), (health, "3"), (fish, "38")])],
        ),
        body_unit(
            "清溪镇",
            offices=["社会事务办公室", "农业办公室"],
            duties=[("公共场所卫生", "社会事务办公室"), ("河湖巡查", "农业办公室")],
            under="云县人民政府",
        ),
        body_unit(
            "云县卫健局",
            offices=["法规股"],
            powers=[("对违规经营的处罚", "法规股")],
            under="云县人民政府",
            functions=[("health", {}), ("disease_control", {"via": "roster"})],
            level="county",
        ),
        body_unit("云县农业农村局", functions=[("agriculture", {})], level="county"),
    ]

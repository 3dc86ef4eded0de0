"""The HTTP interface: contract, content negotiation, caching, problem documents, following releases, and what a fuzzer finds."""

from __future__ import annotations

import gc
import http.client
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import rdflib
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from pydantic import BaseModel
from schemathesis import GenerationMode

from api import models
from api.http import MAX_BODY, _negotiate, create_app
from ingest.home import Home
from search.reader import Reader
from tests.support import sample

TEA = "law/cn/茶馆管理条例"
DAY = "2026-11-01"
PROBLEM = "application/problem+json"
ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def home(sample_home: Path) -> Iterator[Home]:
    with Home(sample.settings(sample_home)) as opened:
        yield opened


@pytest.fixture(scope="module")
def client(home: Home) -> Iterator[TestClient]:
    with TestClient(create_app(home), raise_server_exceptions=False, follow_redirects=False) as opened:
        yield opened


@pytest.fixture
def nothing(tmp_path: Path) -> Iterator[TestClient]:
    """A service whose home is empty."""
    with (
        Home(sample.settings(tmp_path)) as opened,
        TestClient(create_app(opened), raise_server_exceptions=False) as asked,
    ):
        yield asked


def problem(response: httpx.Response, status: int) -> dict[str, Any]:
    """The problem document of an answer, held to RFC 9457 and to Chinese."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == PROBLEM
    body: dict[str, Any] = response.json()
    models_fields = {"type", "title", "status", "detail", "instance"}
    assert models_fields <= set(body) <= models_fields | {"errors"}
    assert body["status"] == status
    for field in ("title", "detail"):
        assert any("\u4e00" <= character <= "\u9fff" for character in body[field]), body
    return body


# Answers ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "model"),
    [
        ("/health", models.HealthAnswer),
        ("/ready", models.ReadyAnswer),
        ("/api/v1/search?q=茶馆&explain=true", models.SearchAnswer),
        (f"/api/v1/trace?id={TEA}/art_5", models.TraceAnswer),
        ("/api/v1/trace?id=码头戏台巡查", models.TraceAnswer),
        ("/api/v1/show?id=茶馆管理条例", models.ThingAnswer),
        ("/api/v1/show?id=黄梅县文化和旅游局", models.ThingAnswer),
        ("/api/v1/laws", models.LawsAnswer),
        ("/api/v1/stats", models.StatsAnswer),
        ("/api/v1/releases", models.ReleasesAnswer),
        ("/api/v1/releases/diff?a=1&b=1", models.DiffAnswer),
    ],
)
def test_answers_are_what_the_description_says(client: TestClient, path: str, model: type[BaseModel]) -> None:
    response = client.get(path)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    model.model_validate_json(response.content)
    if path.startswith("/api/v1/") and "releases" not in path:
        assert response.json()["release"] == 1
        assert response.headers["dingfen-release"] == "1"


def test_search_filters_page_and_day(client: TestClient) -> None:
    def ids(**more: Any) -> list[str]:
        found = client.get("/api/v1/search", params={"q": "茶馆", "as_of": DAY, "limit": 50, **more}).json()["hits"]
        return [hit["id"] for hit in found]

    whole = ids()
    assert ids(skip=2, limit=3) == whole[2:5]
    assert set(ids(kind=["duty", "职权事项"])) == {one for one in whole if one.split("/")[0] in ("duty", "power")}
    assert not any("/2015-03-01/" in one for one in ids(kind="provision", as_of="2027-06-01"))
    in_force = ids(kind="provision", status="有效")
    assert in_force
    assert not any("/2026-09-01/" in one for one in in_force)
    bare = client.get("/api/v1/search", params={"q": "茶馆", "facets": "false"}).json()
    assert bare["facets"] == {}


def test_cite_is_the_commands_answer(client: TestClient) -> None:
    lines = ["《茶馆管理条例》第五条", "", "甲\u2028乙"]
    answer = client.post("/api/v1/cite", json={"lines": lines, "as_of": DAY}).json()
    models.CiteAnswer.model_validate(answer)
    assert [line["line"] for line in answer["lines"]] == [1, 2, 3]
    assert answer["lines"][0]["citations"][0]["target"] == f"{TEA}/2015-03-01/art_5"
    assert answer["release"] == 1


def test_running_and_ready_are_two_things(nothing: TestClient) -> None:
    assert nothing.get("/health").json() == {"status": "ok"}
    refused = nothing.get("/ready")
    problem(refused, 503)
    assert int(refused.headers["retry-after"]) > 0
    assert "dingfen load" in refused.json()["detail"]
    problem(nothing.get("/api/v1/search", params={"q": "茶"}), 503)
    assert nothing.get("/api/v1/releases").json() == {"current": 0, "releases": []}


def test_the_root_leads_to_a_page_that_fetches_nothing(client: TestClient) -> None:
    root = client.get("/")
    assert root.status_code == 307
    page = client.get(f"/{root.headers['location']}")
    assert page.headers["content-type"].startswith("text/html")
    assert "接口说明" in page.text
    for path in ("/api/v1/search", "/api/v1/cite", "/id/{identifier}"):
        assert path in page.text
    assert "http://" not in page.text.replace("http://127.0.0.1", "")
    assert "<script" not in page.text


# Linked data ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("application/ld+json", "application/ld+json"),
        ("text/turtle", "text/turtle"),
        ("text/*", "text/turtle"),
        ("application/*", "application/json"),
        ("text/html, application/xhtml+xml, */*;q=0.8", "application/json"),
        ("application/json;q=0.2, text/turtle;q=0.9", "text/turtle"),
        ("text/turtle;q=0, application/ld+json", "application/ld+json"),
        ("TEXT/TURTLE", "text/turtle"),
        ("text/html", None),
        ("application/json;q=x", None),
        (", ;", None),
    ],
)
def test_the_form_is_what_the_asker_likes_best(client: TestClient, accept: str, form: str | None) -> None:
    assert _negotiate(accept) == form
    response = client.get(f"/id/{TEA}", headers={"accept": accept})
    if form is None:
        assert "text/turtle" in problem(response, 406)["detail"]
    else:
        assert response.headers["content-type"].split(";")[0] == form
        assert "accept" in response.headers["vary"].lower()


@pytest.mark.parametrize(
    "identifier",
    [
        TEA,
        f"{TEA}/2015-03-01",
        f"{TEA}/art_4",
        f"{TEA}/2015-03-01/art_4__para_1",
        "duty/421127102/小池镇/basic/茶馆巡查",
        "body/421127/黄梅县文化和旅游局",
        "office/421127102/小池镇/社会事务办公室",
        "function/people_government",
    ],
)
def test_every_identifier_is_an_address_in_three_forms(client: TestClient, identifier: str) -> None:
    as_json = client.get(f"/id/{identifier}.json", headers={"accept": "text/turtle"})
    assert as_json.headers["content-type"] == "application/json", "the suffix decides"
    assert as_json.json()["id"] == identifier
    graphs = {}
    for suffix, form in ((".ttl", "turtle"), (".jsonld", "json-ld")):
        response = client.get(f"/id/{identifier}{suffix}", params={"as_of": DAY})
        assert response.status_code == 200
        assert response.headers["dingfen-release"] == "1"
        graphs[form] = rdflib.Graph().parse(data=response.text, format=form)
    subjects = {str(subject) for subject in graphs["turtle"].subjects()}
    assert any(identifier.split("__")[0].split("/")[-1] in subject for subject in subjects)
    assert len(graphs["turtle"]) == len(graphs["json-ld"]) > 0
    assert 'rel="alternate"' in as_json.headers["link"]


def test_a_percent_sign_is_no_way_around(client: TestClient) -> None:
    encoded = quote(f"{TEA}/art_4", safe="")
    assert client.get(f"/id/{encoded}").json()["id"] == f"{TEA}/art_4"
    for path in ("/id/茶馆", "/id/law/cn/没有的法", "/id/", "/id/law", "/id/../../etc/passwd", f"/id/{TEA}/art_99.ttl"):
        problem(client.get(path), 404)


# Caching ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/api/v1/search?q=茶馆", f"/api/v1/trace?id={TEA}", "/api/v1/laws", f"/id/{TEA}.ttl"])
def test_an_answer_is_not_sent_twice(client: TestClient, path: str) -> None:
    joint = "&" if "?" in path else "?"
    first = client.get(f"{path}{joint}as_of={DAY}")
    tag = first.headers["etag"]
    for sent in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = client.get(f"{path}{joint}as_of={DAY}", headers={"if-none-match": sent})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(f"{path}{joint}as_of={DAY}", headers={"if-none-match": '"other"'}).status_code == 200
    assert client.get(f"{path}{joint}as_of=2027-02-02", headers={"if-none-match": tag}).status_code == 200
    assert client.get(f"{path}{joint}as_of={DAY}").headers["etag"] == tag


def test_head_is_get_without_the_body(client: TestClient) -> None:
    for path in ("/health", "/api/v1/search?q=茶馆", f"/id/{TEA}", "/没有"):
        head, get = client.head(path), client.get(path)
        assert head.status_code == get.status_code
        assert head.content == b""
        same = ("content-type", "content-length", "etag")
        assert [head.headers.get(name) for name in same] == [get.headers.get(name) for name in same]


# What goes wrong --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "status", "said"),
    [
        ("GET", "/没有这个地址", 404, "没有这个地址"),
        ("GET", "/api/v1/没有", 404, "没有这个地址"),
        ("POST", "/api/v1/search", 405, "GET"),
        ("DELETE", f"/id/{TEA}", 405, "GET"),
        ("PUT", "/health", 405, "GET"),
        ("GET", "/api/v1/cite", 405, "POST"),
        ("GET", "/api/v1/search", 422, "q：缺少这个参数"),
        ("GET", "/api/v1/search?q=茶&limit=0", 422, "limit：太小，最小 1"),
        ("GET", "/api/v1/search?q=茶&limit=201", 422, "limit：太大，最大 200"),
        ("GET", "/api/v1/search?q=茶&limit=十", 422, "limit：应为整数"),
        ("GET", "/api/v1/search?q=茶&skip=801&limit=10", 422, "800"),
        ("GET", "/api/v1/search?q=茶&asof=2024-01-01", 422, "asof：没有这个参数"),
        ("GET", "/api/v1/search?q=茶&as_of=昨天", 422, "应为日期"),
        ("GET", "/api/v1/search?q=茶&as_of=0001-01-01", 422, "应在 1900-01-01 至"),
        ("GET", "/api/v1/search?q=茶&as_of=9999-12-31", 422, "应在 1900-01-01 至"),
        ("GET", "/api/v1/search?q=茶&as_of=2024", 422, "应为日期"),
        ("GET", "/api/v1/search?q=茶&as_of=2023-02-29", 422, "没有这一天"),
        ("GET", "/api/v1/search?q=茶&kind=人", 422, "没有“人”这种种类"),
        ("GET", "/api/v1/search?q=茶&facets=也许", 422, "应为 true 或 false"),
        ("GET", f"/api/v1/search?q={'茶' * 2001}", 422, "太长，最多 2000"),
        ("GET", f"/api/v1/search?q=茶{'&kind=law' * 21}", 422, "太多，最多 20"),
        ("GET", "/api/v1/laws?rank=圣旨", 422, "没有“圣旨”这种位阶"),
        ("GET", "/api/v1/trace?id=", 422, "太短"),
        ("GET", f"/api/v1/trace?id={'长' * 1001}", 422, "太长"),
        ("GET", "/api/v1/trace?id=没有的事", 404, "没有名为“没有的事”的"),
        ("GET", "/api/v1/trace?id=duty/1/2/3/4", 404, "没有"),
        ("GET", "/api/v1/show?id=law/cn/没有的法", 404, "没有“law/cn/没有的法”"),
        ("GET", "/api/v1/releases/diff?a=1&b=99", 404, "没有第 99 号发布"),
        ("GET", "/api/v1/releases/diff?a=0&b=1", 422, "a：太小"),
        ("GET", f"/id/{TEA}?foo=1", 422, "foo：没有这个参数"),
    ],
)
def test_every_error_is_a_problem_document(client: TestClient, method: str, path: str, status: int, said: str) -> None:
    response = client.request(method, path)
    body = problem(response, status)
    assert said in body["detail"]
    if status == 405:
        assert response.headers["allow"] == said
    if status == 422:
        assert body["errors"]


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (b"", 422, "缺少"),
        (b"{", 400, "JSON"),
        (b"[]", 422, "应为对象"),
        (b'{"lines": "\xe7\x94\xb2"}', 422, "lines：应为数组"),
        (b'{"lines": [1]}', 422, "应为文字"),
        (b'{"lines": ["\\ud800"]}', 422, "不是有效的文字"),
        (b'{"lines": [], "as_of": "x"}', 422, "应为日期"),
        (b'{"lines": [], "more": 1}', 422, "没有这个参数"),
        (json.dumps({"lines": [""] * 1001}).encode(), 422, "太多"),
        (json.dumps({"lines": ["长" * 20001]}).encode(), 422, "太长"),
        (b'{"lines": ["' + b"a" * MAX_BODY + b'"]}', 413, "请分几次提交"),
        (b"\xff\xfe\x00", 400, "UTF-8"),
    ],
)
def test_what_is_wrong_with_a_body_is_told(client: TestClient, content: bytes, status: int, said: str) -> None:
    response = client.post("/api/v1/cite", content=content, headers={"content-type": "application/json"})
    assert said in problem(response, status)["detail"]


def test_a_mistake_of_ours_is_no_404_and_tells_nothing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Any:
        raise KeyError("a secret")

    monkeypatch.setattr("casework.questions.stats", broken)
    with TestClient(create_app(home), raise_server_exceptions=False) as asked:
        response = asked.get("/api/v1/stats")
    problem(response, 500)
    assert "secret" not in response.text


# Following releases -------------------------------------------------------------------------------------------------------------


def test_a_served_process_follows_what_another_loads(tmp_path: Path) -> None:
    """Real processes: one serves under constant questions, others load. No question fails, each is answered from one release, and
    the new one is there within seconds."""
    files, folder = sample.write(tmp_path / "files"), tmp_path / "home"
    sample.load(folder, files)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DINGFEN_")}
    environment |= {"DINGFEN_HOME": str(folder), "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    server = subprocess.Popen(
        [sys.executable, "-m", "api.cli", "serve", "--port", "0"], env=environment, stdout=subprocess.PIPE
    )
    seen: list[tuple[int, int, int]] = []
    stop = threading.Event()
    try:
        assert server.stdout is not None
        port = int(server.stdout.readline().decode().split("127.0.0.1:")[1].split("（")[0])
        _until(lambda: _get(port, "/ready")[0] == 200)

        def ask() -> None:
            while not stop.is_set():
                status, headers, body = _get(port, f"/api/v1/search?q={quote('鹧鸪天')}&as_of={DAY}")
                seen.append((status, int(headers.get("dingfen-release", 0)), json.loads(body).get("total", -1)))

        askers = [threading.Thread(target=ask) for _ in range(3)]
        for asker in askers:
            asker.start()
        law = files / "戏台安全规定(2018-05-01).md"
        text = law.read_text(encoding="utf-8")
        for turn in range(1, 4):
            law.write_text(text.replace("查验一次", f"查验鹧鸪天{turn}次"), encoding="utf-8")
            loaded = subprocess.run(
                [sys.executable, "-m", "api.cli", "load", str(files), "--json"], env=environment, capture_output=True
            )
            release = json.loads(loaded.stdout)["release"]
            assert release == turn + 1
            _until(lambda release=release: json.loads(_get(port, "/ready")[2])["release"] == release)
        stop.set()
        for asker in askers:
            asker.join()
    finally:
        stop.set()
        server.terminate()
        server.wait(20)
    assert {status for status, _, _ in seen} == {200}
    assert {release for _, release, _ in seen} >= {1, 4}
    assert all((total > 0) == (release > 1) for _, release, total in seen), "an answer mixes no releases"
    releases = [release for _, release, _ in seen]
    assert releases[0] == 1
    assert releases[-1] == 4


def _get(port: int, path: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
    finally:
        connection.close()


def _until(holds: Any, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if holds():
                return
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(0.1)
    pytest.fail("waited in vain")


def test_an_old_view_stays_open_while_it_is_held_and_no_longer(
    sample_files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "home"
    sample.load(folder, sample_files)
    closed: list[int] = []
    close = Reader.close

    def telling(reader: Reader) -> None:
        closed.append(reader.release)
        close(reader)

    monkeypatch.setattr(Reader, "close", telling)
    with Home(sample.settings(folder)) as serving:
        old = serving.view()
        with Home(sample.settings(folder)) as other:
            other.withdraw("五祖镇.csv")
        assert serving.view(max_age=60) is old, "a fresh look is trusted"
        new = serving.view()
        assert (old.number, new.number) == (1, 2)
        assert old.graph.node(TEA) is not None, "who began with the old release ends with it"
        assert closed == []
        del old
        gc.collect()
        assert closed == [1]
        assert new.graph.node(TEA) is not None
    assert closed == [1, 2]


# Described, and held to the description ---------------------------------------------------------------------------------------


def test_everything_is_described_in_chinese(client: TestClient) -> None:
    document = client.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.")

    def chinese(text: str) -> bool:
        return any("\u4e00" <= character <= "\u9fff" for character in text)

    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert chinese(operation["summary"]), path
            for parameter in operation.get("parameters", []):
                told = parameter.get("description") or parameter["schema"].get("description", "")
                assert chinese(told), (path, parameter["name"])
            for code, response in operation["responses"].items():
                assert chinese(response["description"]), (path, code)
                if code >= "4":
                    assert set(response["content"]) == {PROBLEM}
                elif code == "200":
                    assert response["content"]
    for name, schema in document["components"]["schemas"].items():
        for field, told in schema.get("properties", {}).items():
            assert chinese(told.get("description", "")), (name, field)
    for model in (models.SearchQuestion, models.TraceQuestion, models.LawsQuestion, models.ThingQuestion):
        assert "as_of" in model.model_fields


OPERATIONS = [
    ("/health", "GET"),
    ("/ready", "GET"),
    ("/api/v1/search", "GET"),
    ("/api/v1/trace", "GET"),
    ("/api/v1/show", "GET"),
    ("/api/v1/laws", "GET"),
    ("/api/v1/laws/diff", "GET"),
    ("/api/v1/who", "GET"),
    ("/api/v1/duties", "GET"),
    ("/api/v1/suggest", "GET"),
    ("/api/v1/related", "GET"),
    ("/api/v1/owners", "GET"),
    ("/api/v1/check", "GET"),
    ("/api/v1/check/kinds", "GET"),
    ("/api/v1/compare", "GET"),
    ("/api/v1/verdicts", "GET"),
    ("/api/v1/verdicts", "POST"),
    ("/api/v1/impact", "GET"),
    ("/api/v1/worklist", "GET"),
    ("/api/v1/worklist", "POST"),
    ("/api/v1/cite", "POST"),
    ("/api/v1/diff", "GET"),
    ("/api/v1/export", "GET"),
    ("/api/v1/stats", "GET"),
    ("/api/v1/releases", "GET"),
    ("/api/v1/releases/diff", "GET"),
    ("/api/v1/context.jsonld", "GET"),
    ("/id/{identifier}", "GET"),
]


@pytest.fixture(scope="module")
def described(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    # What a fuzzer says is kept: in a home of its own.
    folder = tmp_path_factory.mktemp("fuzzed") / "home"
    shutil.copytree(sample_home, folder)
    with Home(sample.settings(folder).model_copy(update={"writes": True})) as home:
        yield schemathesis.openapi.from_asgi("/api/v1/openapi.json", create_app(home))


def test_every_operation_is_fuzzed(described: Any) -> None:
    found = {(one.ok().path, one.ok().method.upper()) for one in described.get_all_operations()}
    assert found == set(OPERATIONS)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda mode: mode.name.lower())
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_a_fuzzer_finds_nothing(described: Any, path: str, method: str, mode: GenerationMode) -> None:
    """Every answer is one that the description allows, by status, media type and schema; none is a 5xx; every error a problem."""
    tried = 0

    @given(case=described[path][method].as_strategy(generation_mode=mode))
    @examples(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def fuzz(case: Any) -> None:
        nonlocal tried
        tried += 1
        response = case.call_and_validate()
        assert response.status_code < 500
        if response.status_code >= 400:
            assert response.headers["content-type"] == [PROBLEM]
            body = json.loads(response.content)
            assert body["status"] == response.status_code
            assert body["detail"]

    try:
        fuzz()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE, "an operation without parameters cannot be asked wrongly"
    assert tried or mode is GenerationMode.NEGATIVE


_ODD = st.text(
    st.characters(exclude_categories=["Cs"])
    | st.sampled_from("/%?#&=+;<>\"'\\\x00\x1f\u2028\ufeff《》第条款项（）〇一二三"),
    max_size=60,
)


@given(text=_ODD | st.text("《》第条款项之一二三四五六七八九十百千（）、至茶馆管理条例", max_size=40))
@examples(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_odd_text_breaks_it(client: TestClient, text: str) -> None:
    quoted = quote(text, safe="")
    for path in (
        f"/api/v1/search?q={quoted}&explain=true",
        f"/api/v1/trace?id={quoted}",
        f"/api/v1/who?law={TEA}&article={quoted}",
        f"/api/v1/who?law={quoted}&article=4&place={quoted}",
        f"/api/v1/laws/diff?law={quoted}",
        f"/api/v1/duties?body={quoted}&function={quoted}",
        f"/id/{quoted}",
    ):
        response = client.get(path)
        assert response.status_code in (200, 404, 422), (path, response.text)
        if response.status_code != 200 and response.headers["content-type"] != PROBLEM:
            pytest.fail(f"{path}: {response.headers}")
    cited = client.post("/api/v1/cite", json={"lines": [text]})
    assert cited.status_code == 200
    for citation in cited.json()["lines"][0]["citations"]:
        assert text[citation["start"] : citation["end"]] == citation["text"]


_TAILS = ["art_4", "art_99", "para_1", "__", "item_2", "2015-03-01", "0000-00-00", "undated"]
_TAILS += [".", "..", "%2F", "%00", "%FF", "*", "茶"]


@given(tail=st.lists(st.sampled_from(_TAILS), max_size=5))
@examples(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_odd_identifier_breaks_it(client: TestClient, tail: list[str]) -> None:
    for kind in ("law/cn/茶馆管理条例", "duty/421127102", "list/421127/x", "body", "entry"):
        response = client.get(f"/id/{kind}/{'/'.join(tail)}")
        assert response.status_code in (200, 307, 404), response.text

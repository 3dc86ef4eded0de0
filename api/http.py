"""HTTP: ``/api/v1`` (JSON), and every identifier under ``/id/…`` as JSON, JSON-LD or Turtle by content negotiation.

Read-only but for what reviewers say, where the setting ``writes`` allows it. Errors are problem documents (RFC 9457) in Chinese. Every answer
names its release, in its body and in the header ``Dingfen-Release``, and carries an ETag that changes with the release, the question and the
day. A service follows the release that any process makes: a request is answered from one release throughout, and the release it began with
stays open until it ends.
"""

from __future__ import annotations

import asyncio
import atexit
import hashlib
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import date
from pathlib import Path as FilePath
from typing import Annotated, Any
from urllib.parse import quote

import orjson
from fastapi import Body, FastAPI, Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.openapi.utils import get_openapi
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import findings_http, models, models_findings, owners_http, problems, reference, suggest_http
from casework import check as checking
from casework import counties, editions, provisions, questions, reviews
from casework import duties as asking
from casework import export as exporting
from casework import suggest as suggesting
from casework.guidance import guidance
from graph import port as graph_port
from ingest.export import FORMATS
from ingest.home import Home, NothingLoadedError, View
from ingest.settings import Settings
from ontologies.identifiers import kind_of
from ontologies.linked import context, describe, json_ld, turtle
from search import port as search_port

MAX_BODY = 2_000_000
# How often a service looks which release serves, and how old that look may be when a request comes.
_LOOK_SECONDS = 0.25
_FRESH_SECONDS = 2.0
# A search with so few results is over sooner than a thread is found for it.
_QUICK = 50
_FORMS = {".json": "application/json", ".jsonld": "application/ld+json", ".ttl": "text/turtle"}
_log = logging.getLogger("dingfen.http")

Make = Callable[[View, date], Any]


class _Front:
    """What holds for every request: HEAD is GET without the body, and no body is larger than :data:`MAX_BODY`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] == "GET":
            await self._app(scope, receive, send)
            return
        if scope["method"] == "HEAD":
            await self._app({**scope, "method": "GET"}, receive, _without_body(send))
            return
        taken = 0

        async def measured() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > MAX_BODY:
                raise HTTPException(413, f"请求内容超过 {MAX_BODY // 1_000_000} MB，请分几次提交")
            return message

        await self._app(scope, measured, send)


class _Deadline:
    """No request is waited for longer than ``seconds``: then the answer is 503 with Retry-After, whatever a server behind is doing. An
    answer that has begun (a large export) goes on."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self._app = app
        self._seconds = seconds
        self._late: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = over = False

        async def guarded(message: Message) -> None:
            nonlocal begun
            if not over:
                begun = True
                await send(message)

        work = asyncio.create_task(self._run(scope, receive, guarded))
        try:
            done, _ = await asyncio.wait({work}, timeout=self._seconds)
            if done or begun:
                await work
                return
        except asyncio.CancelledError:
            work.cancel()
            raise
        over = True
        # A thread cannot be stopped: it ends when the server behind answers, or its own patience does. Nobody waits for it.
        self._late.add(work)
        work.add_done_callback(self._forget)
        work.cancel()
        said = f"{self._seconds:g} 秒内没有答完：图、检索或数据库的服务器可能没有回答。请稍后再试；管理员可用 dingfen doctor 查看"
        await problems.problem(Request(scope), 503, said)(scope, receive, send)

    async def _run(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)

    def _forget(self, work: asyncio.Task[None]) -> None:
        self._late.discard(work)
        if not work.cancelled() and work.exception() is not None:
            _log.warning("过时的请求后来出错：%s", work.exception())


def _without_body(send: Send) -> Send:
    async def headers_only(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return headers_only


def _program() -> str:
    """What tells one state of this program from another, so that an answer cached under an older one is asked again."""
    root = FilePath(__file__).resolve().parents[1]
    files = sorted(
        path
        for name in ("api", "casework", "graph", "ingest", "search", "text")
        for path in (root / name).rglob("*.py")
    )
    seed = "".join(f"{path.name}{path.stat().st_mtime_ns}" for path in files)
    return hashlib.blake2b(seed.encode(), digest_size=4).hexdigest()


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the day on the wall where the service stands


def _known(request: Request, tag: str) -> bool:
    """Whether the asker has the answer of this tag (RFC 9110, weak comparison)."""
    tags = request.headers.get("if-none-match")
    if tags is None:
        return False
    return tags.strip() == "*" or tag in (entry.strip().removeprefix("W/") for entry in tags.split(","))


def _negotiate(accept: str) -> str | None:
    """The form that the Accept header likes best; JSON when it has no wish. None: none of ours."""
    best: tuple[float, str] | None = None
    for part in accept.split(",") if accept.strip() else ["*/*"]:
        name, _, parameters = part.strip().partition(";")
        weight = 1.0
        for parameter in parameters.split(";"):
            key, _, value = parameter.strip().partition("=")
            if key.strip() == "q":
                try:
                    weight = float(value)
                except ValueError:
                    weight = 0.0
        name = name.strip().lower()
        for form in _FORMS.values():
            family = form.split("/")[0] + "/*"
            if weight > 0 and name in (form, "*/*", family) and (best is None or weight > best[0]):
                best = (weight, form)
                break
    return best[1] if best else None


async def _follow(home: Home) -> None:
    """Look again and again which release serves, and open a new one beside the requests."""
    while True:
        try:
            # Names are read for suggestions now, and not while somebody types.
            await run_in_threadpool(suggesting.prepared, await run_in_threadpool(home.view))
        except NothingLoadedError:
            pass
        except Exception:
            # The next request meets the same trouble and tells of it.
            _log.exception("不能打开当前发布")
            await asyncio.sleep(2)
        await asyncio.sleep(_LOOK_SECONDS)


def _schema(app: FastAPI) -> Callable[[], dict[str, Any]]:
    """The OpenAPI document, with problem documents under their own media type and without FastAPI's unused error models."""

    def build() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = get_openapi(
                title=app.title, version=app.version, description=app.description, routes=app.routes, tags=_TAGS
            )
            for operations in document["paths"].values():
                for operation in operations.values():
                    for code, response in operation["responses"].items():
                        if code.startswith(("4", "5")):
                            response["content"] = {problems.MEDIA_TYPE: response["content"]["application/json"]}
            for name in ("HTTPValidationError", "ValidationError"):
                document["components"]["schemas"].pop(name, None)
            app.openapi_schema = document
        return app.openapi_schema

    return build


_TAGS = [
    {"name": "提问", "description": "每个问题都可指定哪一天（as_of）；回答写明出自第几号发布。"},
    {"name": "核查", "description": "清单错在哪里：发现、规则、证据、建议；两县相比。"},
    {"name": "办理", "description": "审查意见，法律变动影响到的事项和它们的状态。"},
    {"name": "发布", "description": "装入了什么，哪一版在用。"},
    {"name": "关联数据", "description": "标识即网址：JSON、JSON-LD、Turtle。"},
    {"name": "运行", "description": "给看护程序用。"},
]
_BINARY = {"type": "string", "format": "binary"}
_HEADERS = {
    "ETag": {"description": "随发布、问题和日期而变", "schema": {"type": "string"}},
    "Dingfen-Release": {"description": "出自第几号发布", "schema": {"type": "integer"}},
}


def _documented(model: type[Any], *codes: int, cached: bool = True) -> dict[int | str, dict[str, Any]]:
    found: dict[int | str, dict[str, Any]] = {200: {"model": model, "description": "回答"}}
    if cached:
        found[200]["headers"] = _HEADERS
        found[304] = {"description": "与 If-None-Match 所带的相同，没有变化"}
    return {**found, **problems.documented(*codes, 500)}


def create_app(home: Home) -> FastAPI:
    """The service over one open home. The caller closes the home."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        following = asyncio.create_task(_follow(home))
        yield
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following

    app = FastAPI(
        title="定分",
        version="1",
        description="谁负责、依据什么法、清单错在哪里。除非设了 DINGFEN_WRITES，只读。出错时一律给出问题说明（RFC 9457）。",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.openapi = _schema(app)  # type: ignore[method-assign]
    problems.install(app)
    app.add_middleware(_Deadline, seconds=home.settings.deadline)
    app.add_middleware(_Front)
    program = _program()
    embedded = not (home.settings.graph or home.settings.search)

    def tagged(request: Request, view: View, day: date, more: str = "") -> dict[str, str]:
        """The headers of an answer that changes with the release, the question and the day (and ``more``)."""
        seed = f"{program}|{view.number}|{day}|{request.url.path}|{request.url.query}|{more}"
        tag = f'"r{view.number}-{hashlib.blake2b(seed.encode("utf-8", "replace"), digest_size=8).hexdigest()}"'
        return {"ETag": tag, "Dingfen-Release": str(view.number), "Cache-Control": "no-cache"}

    async def answer(request: Request, as_of: date | None, make: Make, quick: bool = False, seed: str = "") -> Response:
        """The JSON of what ``make`` answers from one release, or 304 when the asker has it already. ``seed`` is whatever else the answer
        changes with."""
        day = as_of or _today()
        view = home.view(_FRESH_SECONDS)
        request.state.release = view.number
        headers = tagged(request, view, day, seed)
        if _known(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)

        def work() -> bytes:
            return questions.to_json(make(view, day))

        try:
            content = work() if quick and embedded else await run_in_threadpool(work)
        except (graph_port.ReleaseMissingError, search_port.ReleaseMissingError):
            # It was made again, or another put in its place, since it was opened.
            home.forget(view)
            view = await run_in_threadpool(home.view)
            request.state.release = view.number
            headers = tagged(request, view, day, seed)
            content = await run_in_threadpool(work)
        return Response(content, 200, headers, "application/json")

    @app.get("/", include_in_schema=False)
    async def root() -> Response:
        return RedirectResponse("docs")

    @app.get("/docs", include_in_schema=False)
    async def docs() -> Response:
        return HTMLResponse(reference.page(app.openapi()))

    @app.get("/api/v1/openapi.json", include_in_schema=False)
    async def openapi() -> Response:
        return Response(orjson.dumps(app.openapi()), 200, None, "application/json")

    @app.get(
        "/health", tags=["运行"], summary="进程是否在运行", responses=_documented(models.HealthAnswer, cached=False)
    )
    async def health() -> Response:
        return Response(b'{"status":"ok"}', 200, None, "application/json")

    @app.get(
        "/ready",
        tags=["运行"],
        summary="是否有可以回答的发布",
        responses=_documented(models.ReadyAnswer, 503, cached=False),
    )
    def ready(request: Request) -> Response:
        view = home.view(_FRESH_SECONDS)
        request.state.release = view.number
        content = {"status": "ready", "release": view.number, "documents": view.search.documents()}
        return Response(orjson.dumps(content), 200, {"Dingfen-Release": str(view.number)}, "application/json")

    @app.get("/api/v1/search", tags=["提问"], summary="检索", responses=_documented(models.SearchAnswer, 422, 503))
    async def search(request: Request, ask: Annotated[models.SearchQuestion, Query()]) -> Response:
        filters = {facet: getattr(ask, facet) for facet in questions.FACETS}

        def make(view: View, day: date) -> Any:
            page = questions.search(view, ask.q, day, filters, ask.skip, ask.limit, ask.facets, ask.explain)
            told = guidance(view, ask.q, day, filters, page, ask.skip)
            return {**questions.search_answer(view, page, day, ask.skip, ask.limit), **told}

        return await answer(request, ask.as_of, make, quick=ask.limit <= _QUICK and not ask.explain)

    @app.get(
        "/api/v1/trace",
        tags=["提问"],
        summary="追溯依据，或查哪些事项以它为据",
        responses=_documented(models.TraceAnswer, 404, 422, 503),
    )
    async def trace(request: Request, ask: Annotated[models.TraceQuestion, Query()]) -> Response:
        return await answer(
            request, ask.as_of, lambda view, day: questions.trace(view, ask.id, day, ask.limit, ask.skip)
        )

    @app.get(
        "/api/v1/show",
        tags=["提问"],
        summary="一部法、一条、一个事项、一个机构",
        responses=_documented(models.ThingAnswer, 404, 422, 503),
    )
    async def show(request: Request, ask: Annotated[models.ThingQuestion, Query()]) -> Response:
        return await answer(request, ask.as_of, lambda view, day: questions.show(view, ask.id, day))

    @app.get(
        "/api/v1/laws",
        tags=["提问"],
        summary="法律文件、版本和日期的认定",
        responses=_documented(models.LawsAnswer, 422, 503),
    )
    async def laws(request: Request, ask: Annotated[models.LawsQuestion, Query()]) -> Response:
        filters = {"title": ask.title, "rank": ask.rank, "jurisdiction": ask.place, "status": ask.status}
        return await answer(
            request, ask.as_of, lambda view, day: questions.laws(view, day, filters, ask.skip, ask.limit)
        )

    @app.get(
        "/api/v1/laws/diff",
        tags=["提问"],
        summary="一部法的两个文本逐条相比，旧条文去了哪里",
        responses=_documented(models.TextsAnswer, 404, 422, 503),
    )
    async def texts_diff(request: Request, ask: Annotated[models.TextsQuestion, Query()]) -> Response:
        before, after = ask.from_ or "", ask.to or ""
        return await answer(
            request, None, lambda view, _: provisions.compare_texts(view, ask.law, before, after, ask.into.strip())
        )

    @app.get(
        "/api/v1/who",
        tags=["提问"],
        summary="一条里谁应当、可以、负责做什么，本地是哪个机构",
        responses=_documented(models.WhoAnswer, 404, 422, 503),
    )
    async def who(request: Request, ask: Annotated[models.WhoQuestion, Query()]) -> Response:
        asked, place = ask.as_of is not None, ask.place or home.settings.place
        return await answer(
            request, ask.as_of, lambda view, day: provisions.who(view, ask.law, ask.article, day, asked, place)
        )

    @app.get(
        "/api/v1/duties",
        tags=["提问"],
        summary="已载入的法律整体上要求一个机构做什么",
        responses=_documented(models.DutiesAnswer, 404, 422, 503),
    )
    async def duties(request: Request, ask: Annotated[models.DutiesQuestion, Query()]) -> Response:
        return await answer(
            request,
            ask.as_of,
            lambda view, day: asking.duties(
                view, ask.body, day, ask.function, ask.modality, ask.law, ask.skip, ask.limit
            ),
        )

    checked = checking.Checked(settings=home.settings)

    @app.get(
        "/api/v1/check",
        tags=["核查"],
        summary="清单有哪些问题",
        description="一版发布在同一天的核查结果不变，第一次问要算几秒。",
        responses=_documented(models_findings.CheckAnswer, 404, 422, 503),
    )
    async def check(request: Request, ask: Annotated[models_findings.CheckQuestion, Query()]) -> Response:
        place = ask.place or ("" if ask.body else home.settings.place)
        asked = checking.Asked(
            tuple(ask.kind), ask.body, place, tuple(ask.verdict), tuple(ask.severity), tuple(ask.id), ask.lawful
        )

        def make(view: View, day: date) -> Any:
            found = checking.check(view, asked, day, checked)
            page = reviews.annotate(home, view, found["findings"][ask.skip : ask.skip + ask.limit])
            return {**found, "skip": ask.skip, "limit": ask.limit, "findings": page}

        # What a reviewer says changes an answer without a new release.
        said = await run_in_threadpool(reviews.mark, home)
        return await answer(request, ask.as_of, make, seed=said)

    @app.get(
        "/api/v1/check/kinds",
        tags=["核查"],
        summary="能查出的各种问题和规则",
        responses=_documented(models_findings.KindsAnswer, cached=False),
    )
    def check_kinds() -> Response:
        return Response(questions.to_json({"kinds": checking.kind_table()}), 200, None, "application/json")

    @app.get(
        "/api/v1/compare",
        tags=["核查"],
        summary="两县的清单相比",
        responses=_documented(models_findings.CountiesAnswer, 404, 422, 503),
    )
    async def compare(request: Request, ask: Annotated[models_findings.CompareQuestion, Query()]) -> Response:
        def make(view: View, day: date) -> Any:
            found = counties.compare(view, ask.a, ask.b, day, ask.body)
            return {**found, **{part: found[part][: ask.limit] for part in counties.PARTS}, "limit": ask.limit}

        return await answer(request, ask.as_of, make)

    app.include_router(findings_http.router(home))
    suggest_http.register(app, home, answer, _documented, _FRESH_SECONDS)
    owners_http.register(app, home, answer, _documented)

    @app.post(
        "/api/v1/cite",
        tags=["提问"],
        summary="读出文字里的法律引用并核对",
        responses=_documented(models.CiteAnswer, 400, 413, 422, 503, cached=False),
    )
    def cite(request: Request, ask: Annotated[models.CiteQuestion, Body()]) -> Response:
        day = ask.as_of or _today()
        view = home.view(_FRESH_SECONDS)
        request.state.release = view.number
        lines = list(questions.cite(view.resolver, ask.lines, day, ask.place or home.settings.place, view.names))
        content = questions.to_json({"release": view.number, "as_of": day, "lines": lines})
        return Response(content, 200, {"Dingfen-Release": str(view.number)}, "application/json")

    @app.get(
        "/api/v1/diff",
        tags=["提问"],
        summary="一份清单的两版，或一地的清单在两天，有哪些变化",
        responses=_documented(models.EditionsAnswer, 404, 422, 503),
    )
    async def editions_diff(request: Request, ask: Annotated[models.EditionsQuestion, Query()]) -> Response:
        return await answer(request, None, lambda view, _: editions.compare(view, ask.list, ask.a, ask.b, ask.place))

    @app.get(
        "/api/v1/export",
        tags=["提问"],
        summary="清单或选出的事项，成一个文件",
        description="版式和原来一样，审定的更正已改入。文件名在 Content-Disposition（filename*）里。",
        responses={
            200: {
                "description": "文件",
                "content": {form: {"schema": _BINARY if "json" not in form else {}} for form in FORMATS.values()},
                "headers": _HEADERS,
            },
            304: {"description": "与 If-None-Match 所带的相同，没有变化"},
            **problems.documented(404, 422, 500, 503),
        },
        response_class=Response,
    )
    async def export(request: Request, ask: Annotated[models.ExportQuestion, Query()]) -> Response:
        view = home.view(_FRESH_SECONDS)
        request.state.release = view.number
        day = ask.as_of or _today()
        headers = tagged(request, view, day)
        if _known(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        made, _ = await run_in_threadpool(
            lambda: exporting.export_answer(
                view,
                ask.list,
                day,
                ask.search,
                ask.body,
                ask.place,
                ask.kind,
                ask.format,
                ask.encoding,
                ask.mark,
                ask.one_table,
            )
        )
        headers["Content-Disposition"] = made.disposition
        charset = "; charset=gb18030" if ask.encoding == "gbk" else "; charset=utf-8"
        return Response(made.data, 200, headers, made.media_type + (charset if made.media_type == "text/csv" else ""))

    @app.get(
        "/api/v1/stats", tags=["提问"], summary="当前发布的总数", responses=_documented(models.StatsAnswer, 422, 503)
    )
    async def stats(request: Request, ask: Annotated[models.Question, Query()]) -> Response:
        return await answer(request, ask.as_of, questions.stats)

    @app.get(
        "/api/v1/releases",
        tags=["发布"],
        summary="全部发布",
        responses=_documented(models.ReleasesAnswer, 503, cached=False),
    )
    def releases() -> Response:
        content = {"current": home.store.current(), "releases": home.store.releases()}
        return Response(questions.to_json(content), 200, None, "application/json")

    @app.get(
        "/api/v1/releases/diff",
        tags=["发布"],
        summary="两版发布之间增减了哪些文档",
        responses=_documented(models.DiffAnswer, 404, 422, 503, cached=False),
    )
    def diff(ask: Annotated[models.DiffQuestion, Query()]) -> Response:
        for number in (ask.a, ask.b):
            home.store.release(number)
        one = {member.digest for member in home.store.members(ask.a)}
        other = {member.digest for member in home.store.members(ask.b)}
        found = questions.releases_diff(home.store.titles(one ^ other), one, other)
        return Response(questions.to_json({"a": ask.a, "b": ask.b, **found}), 200, None, "application/json")

    @app.get(
        "/api/v1/context.jsonld",
        tags=["关联数据"],
        summary="JSON-LD 上下文",
        responses={200: {"description": "上下文", "content": {"application/ld+json": {"schema": {"type": "object"}}}}},
        response_class=Response,
    )
    def jsonld_context() -> Response:
        return Response(orjson.dumps({"@context": context()}), 200, None, "application/ld+json")

    forms = {form: {"schema": {"type": "string" if form == "text/turtle" else "object"}} for form in _FORMS.values()}

    @app.get(
        "/id/{identifier:path}",
        tags=["关联数据"],
        summary="标识所指之物",
        description="按 Accept，或按标识后面的 .json、.jsonld、.ttl，给 JSON、JSON-LD 或 Turtle。",
        responses={
            200: {"description": "所指之物", "content": forms, "headers": _HEADERS},
            304: {"description": "与 If-None-Match 所带的相同，没有变化"},
            **problems.documented(404, 406, 422, 500, 503),
        },
        response_class=Response,
    )
    def identified(
        request: Request,
        identifier: Annotated[str, Path(max_length=models.MAX_IDENTIFIER, description="标识，如 law/cn/渔业法/art_38")],
        ask: Annotated[models.Question, Query()],
    ) -> Response:
        suffix = next((suffix for suffix in _FORMS if identifier.endswith(suffix)), "")
        identifier = identifier.removesuffix(suffix).strip("/")
        form = _FORMS[suffix] if suffix else _negotiate(request.headers.get("accept", ""))
        if form is None:
            return problems.problem(request, 406, f"可以提供 {'、'.join(_FORMS.values())}")
        if not kind_of(identifier):
            raise LookupError(f"“{identifier}”不是标识；标识如 law/cn/渔业法/art_38")
        day = ask.as_of or _today()
        view = home.view(_FRESH_SECONDS)
        request.state.release = view.number
        base = f"{str(request.base_url).rstrip('/')}/id/"
        seed = f"{program}|{view.number}|{day}|{identifier}|{form}|{base}"
        tag = f'"r{view.number}-{hashlib.blake2b(seed.encode("utf-8", "replace"), digest_size=8).hexdigest()}"'
        headers = {
            "ETag": tag,
            "Dingfen-Release": str(view.number),
            "Cache-Control": "no-cache",
            "Vary": "Accept",
            "Link": ", ".join(
                f'<{identifier_url(str(request.base_url), identifier)}{end}>; rel="alternate"; type="{kind}"'
                for end, kind in _FORMS.items()
            ),
        }
        if _known(request, tag):
            return Response(status_code=304, headers=headers)
        thing = questions.show(view, identifier, day)
        if form == "application/json":
            return Response(questions.to_json(thing), 200, headers, form)
        traced = view.graph.trace(thing["id"], day)
        node = view.graph.node(thing.get("provision") or thing["id"]) or thing
        graph = describe(node, traced["edges"], base)
        return Response(turtle(graph) if form == "text/turtle" else json_ld(graph), 200, headers, form)

    return app


def identifier_url(base: str, identifier: str) -> str:
    """The address under which an identifier resolves."""
    return f"{base.rstrip('/')}/id/{quote(identifier, safe='/')}"


def application() -> FastAPI:
    """For servers that start from an import path (``api.server``): the home named by the environment."""
    home = Home(Settings())
    atexit.register(home.close)
    return create_app(home)

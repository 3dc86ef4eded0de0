"""HTTP: ``/api/v1`` (JSON), and every identifier under ``/id/…`` as JSON, JSON-LD or Turtle by content negotiation.

Read-only. Errors are problem documents (RFC 9457) in Chinese. Every answer names its release, in its body and in the header
``Dingfen-Release``, and carries an ETag that changes with the release, the question and the day.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import orjson
from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from casework import questions
from graph.port import GraphError, NodeMissingError
from ingest.database import DatabaseError
from ingest.home import Home, NothingLoadedError, View
from ingest.settings import Settings
from ingest.store import NoSuchReleaseError
from ontologies.linked import context, describe, json_ld, turtle
from search.port import SearchError

MAX_LIMIT = 200
MAX_SKIP = 1000
MAX_LINES = 1000
MAX_WORDS = 2000

AsOf = Annotated[date | None, Query(description="哪一天的情形（年-月-日）；默认今天")]
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT, description="最多多少条")]
Skip = Annotated[int, Query(ge=0, le=MAX_SKIP, description="跳过多少条")]
Identifier = Annotated[str, Query(min_length=1, max_length=500, description="标识，或条款、事项的名称")]
Facet = Annotated[list[str], Query(max_length=20)]


class CiteRequest(BaseModel):
    """要读的依据原文。"""

    lines: list[Annotated[str, Field(max_length=20000)]] = Field(max_length=MAX_LINES, description="每行一段依据")
    as_of: date | None = Field(default=None, description="哪一天的情形；默认今天")
    place: str = Field(default="", max_length=12, description="区划代码：简写的地方法规按此认定")


class Problem(BaseModel):
    """出错的说明（RFC 9457）。"""

    type: str = Field(description="错误种类")
    title: str = Field(description="一句话")
    status: int = Field(description="HTTP 状态码")
    detail: str = Field(description="具体原因和怎么办")
    errors: list[dict[str, Any]] = Field(default=[], description="逐个参数的问题")


_TITLES = {
    400: "请求不能处理",
    404: "没有找到",
    405: "不支持这种请求方法",
    406: "没有所要的格式",
    413: "请求过大",
    422: "参数有误",
    500: "服务出错",
    503: "暂时不能回答",
}
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    code: {"model": Problem, "description": _TITLES[code], "content": {"application/problem+json": {}}}
    for code in (404, 422, 503)
}


def _problem(status: int, detail: str, errors: list[dict[str, Any]] | None = None) -> Response:
    body: dict[str, Any] = {
        "type": f"urn:dingfen:problem:{status}",
        "title": _TITLES.get(status, "请求不能处理"),
        "status": status,
        "detail": detail,
    }
    if errors:
        body["errors"] = errors
    headers = {"Retry-After": "5"} if status == 503 else {}
    return Response(orjson.dumps(body), status, headers, "application/problem+json")


_MESSAGES = {
    "missing": "缺少这个参数",
    "string_too_short": "太短",
    "string_too_long": "太长",
    "greater_than_equal": "太小",
    "less_than_equal": "太大",
    "int_parsing": "应为整数",
    "bool_parsing": "应为 true 或 false",
    "too_long": "太多",
    "json_invalid": "不是有效的 JSON",
}


def _explain(error: dict[str, Any]) -> dict[str, Any]:
    kind = str(error.get("type", ""))
    words = _MESSAGES.get(kind) or ("应为日期，如 2024-06-30" if kind.startswith("date") else "格式不对")
    limits = {k: v for k, v in (error.get("ctx") or {}).items() if isinstance(v, (int, float, str)) and k != "error"}
    where = ".".join(str(part) for part in error.get("loc", ()) if part not in ("query", "body", "path"))
    return {"parameter": where, "message": words, "limits": limits}


def create_app(home: Home) -> FastAPI:
    """The service over one open home. The caller closes the home."""
    app = FastAPI(
        title="定分",
        version="1",
        description="谁负责、依据什么法、清单错在哪里。只读。",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )

    @app.exception_handler(RequestValidationError)
    async def _invalid(_: Request, error: RequestValidationError) -> Response:
        errors = [_explain(dict(entry)) for entry in error.errors()]
        said = "；".join(f"{entry['parameter'] or '请求'}：{entry['message']}" for entry in errors)
        return _problem(422, said, errors)

    @app.exception_handler(HTTPException)
    async def _http(_: Request, error: HTTPException) -> Response:
        said = _TITLES.get(error.status_code, "请求不能处理") if error.status_code in (404, 405) else str(error.detail)
        response = _problem(error.status_code, said)
        for name, value in (error.headers or {}).items():
            response.headers[name] = value
        return response

    def _told(status: int) -> Callable[[Request, Exception], Any]:
        async def handler(_: Request, error: Exception) -> Response:
            return _problem(status, str(error.args[0]) if error.args else str(error))

        return handler

    for kind in (LookupError, NodeMissingError, NoSuchReleaseError):
        app.add_exception_handler(kind, _told(404))
    for kind in (GraphError, SearchError, DatabaseError, NothingLoadedError):
        app.add_exception_handler(kind, _told(503))

    @app.exception_handler(Exception)
    async def _unexpected(_: Request, __: Exception) -> Response:
        # The cause goes to the log (uvicorn prints it); nothing of it to the outside.
        return _problem(500, "服务内部出错，已记入日志。请把时间和请求告诉管理员")

    def answer(request: Request, view: View, day: date, make: Callable[[], Any]) -> Response:
        """The JSON of ``make()``, or 304 when the asker has it already."""
        seed = f"{view.number}|{day}|{request.url.path}|{request.url.query}"
        tag = f'"r{view.number}-{hashlib.blake2b(seed.encode(), digest_size=8).hexdigest()}"'
        headers = {"ETag": tag, "Dingfen-Release": str(view.number), "Cache-Control": "no-cache"}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(orjson.dumps(questions.plain(make())), 200, headers, "application/json")

    @app.get("/health", tags=["运行"], summary="进程是否在运行")
    def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/ready", tags=["运行"], summary="是否有可以回答的发布", responses={503: _PROBLEMS[503]})
    def ready() -> dict[str, Any]:
        view = home.view()
        return {"status": "ready", "release": view.number, "documents": view.search.documents()}

    @app.get("/api/v1/search", tags=["提问"], summary="检索", responses=_PROBLEMS)
    def search(
        request: Request,
        q: Annotated[str, Query(max_length=MAX_WORDS, description="要找的话、名称或条款")],
        as_of: AsOf = None,
        kind: Facet = [],  # noqa: B006 - FastAPI copies defaults
        type: Facet = [],  # noqa: B006
        rank: Facet = [],  # noqa: B006
        status: Facet = [],  # noqa: B006
        body: Facet = [],  # noqa: B006
        level: Facet = [],  # noqa: B006
        place: Facet = [],  # noqa: B006
        theme: Facet = [],  # noqa: B006
        skip: Skip = 0,
        limit: Limit = 20,
        facets: bool = True,
        explain: bool = False,
    ) -> Response:
        day = as_of or _today()
        view = home.view()
        filters = {
            "kind": kind,
            "type": type,
            "rank": rank,
            "status": status,
            "body": body,
            "level": level,
            "place": place,
            "theme": theme,
        }
        return answer(request, view, day, lambda: questions.search(view, q, day, filters, skip, limit, facets, explain))

    @app.get("/api/v1/trace", tags=["提问"], summary="追溯依据，或查哪些事项以它为据", responses=_PROBLEMS)
    def trace(request: Request, id: Identifier, as_of: AsOf = None, limit: Limit = 200, skip: Skip = 0) -> Response:
        day = as_of or _today()
        view = home.view()
        return answer(request, view, day, lambda: questions.trace(view, id, day, limit, skip))

    @app.get("/api/v1/show", tags=["提问"], summary="一部法、一条、一个事项、一个机构", responses=_PROBLEMS)
    def show(request: Request, id: Identifier, as_of: AsOf = None) -> Response:
        day = as_of or _today()
        view = home.view()
        return answer(request, view, day, lambda: questions.show(view, id, day))

    @app.get("/api/v1/laws", tags=["提问"], summary="法律文件、版本和日期的认定", responses=_PROBLEMS)
    def laws(
        request: Request,
        title: Annotated[str, Query(max_length=200)] = "",
        rank: Annotated[str, Query(max_length=40)] = "",
        place: Annotated[str, Query(max_length=12)] = "",
        status: Annotated[str, Query(max_length=20)] = "",
        as_of: AsOf = None,
        skip: Skip = 0,
        limit: Limit = 50,
    ) -> Response:
        day = as_of or _today()
        view = home.view()
        filters = {"title": title, "rank": rank, "jurisdiction": place, "status": status}
        return answer(request, view, day, lambda: questions.laws(view, day, filters, skip, limit))

    @app.post("/api/v1/cite", tags=["提问"], summary="读出文字里的法律引用并核对", responses=_PROBLEMS)
    def cite(body: CiteRequest) -> Response:
        day = body.as_of or _today()
        view = home.view()
        found = questions.cite(view.resolver, body.lines, day, body.place or home.settings.place, view.names)
        content = {"release": view.number, "as_of": day, "lines": list(found)}
        return Response(
            orjson.dumps(questions.plain(content)), 200, {"Dingfen-Release": str(view.number)}, "application/json"
        )

    @app.get("/api/v1/stats", tags=["提问"], summary="当前发布的总数", responses=_PROBLEMS)
    def stats(request: Request, as_of: AsOf = None) -> Response:
        day = as_of or _today()
        view = home.view()
        return answer(request, view, day, lambda: questions.stats(view, day))

    @app.get("/api/v1/releases", tags=["发布"], summary="全部发布")
    def releases() -> Response:
        content = {"current": home.store.current(), "releases": home.store.releases()}
        return Response(orjson.dumps(questions.plain(content)), 200, None, "application/json")

    @app.get("/api/v1/releases/diff", tags=["发布"], summary="两版发布之间增减了哪些文档", responses=_PROBLEMS)
    def diff(a: Annotated[int, Query(ge=1, le=2**31 - 1)], b: Annotated[int, Query(ge=1, le=2**31 - 1)]) -> Response:
        for number in (a, b):
            home.store.release(number)
        one = {member.digest for member in home.store.members(a)}
        other = {member.digest for member in home.store.members(b)}
        content = {"a": a, "b": b, **questions.releases_diff(home.store.titles(one ^ other), one, other)}
        return Response(orjson.dumps(questions.plain(content)), 200, None, "application/json")

    @app.get("/api/v1/context.jsonld", tags=["关联数据"], summary="JSON-LD 上下文")
    def jsonld_context() -> Response:
        return Response(orjson.dumps({"@context": context()}), 200, None, "application/ld+json")

    @app.get(
        "/id/{identifier:path}",
        tags=["关联数据"],
        summary="标识所指之物：JSON、JSON-LD、Turtle",
        responses={**_PROBLEMS, 406: {"model": Problem, "description": _TITLES[406]}},
    )
    def identified(request: Request, identifier: str, as_of: AsOf = None) -> Response:
        form = _negotiate(request.headers.get("accept", ""))
        if form is None:
            return _problem(406, "可以提供 application/json、application/ld+json、text/turtle")
        day = as_of or _today()
        view = home.view()
        thing = questions.show(view, identifier, day)
        headers = {"Dingfen-Release": str(view.number), "Vary": "Accept"}
        if form == "application/json":
            return Response(orjson.dumps(questions.plain(thing)), 200, headers, form)
        traced = view.graph.trace(thing["id"], day)
        node = view.graph.node(thing.get("provision") or thing["id"]) or thing
        graph = describe(node, traced["edges"], f"{str(request.base_url).rstrip('/')}/id/")
        text = turtle(graph) if form == "text/turtle" else json_ld(graph)
        return Response(text, 200, headers, form)

    return app


_FORMS = ("application/json", "application/ld+json", "text/turtle")


def _negotiate(accept: str) -> str | None:
    """The form that the Accept header likes best; JSON when it has no wish."""
    best: tuple[float, str] | None = None
    for part in accept.split(",") if accept else ["*/*"]:
        name, _, parameters = part.strip().partition(";")
        weight = 1.0
        for parameter in parameters.split(";"):
            key, _, value = parameter.strip().partition("=")
            if key == "q":
                try:
                    weight = float(value)
                except ValueError:
                    weight = 0.0
        name = name.strip().lower()
        for form in _FORMS:
            family = form.split("/")[0] + "/*"
            if weight > 0 and name in (form, "*/*", family) and (best is None or weight > best[0]):
                best = (weight, form)
                break
    return best[1] if best else None


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the day on the wall where the service stands


def identifier_url(base: str, identifier: str) -> str:
    """The address under which an identifier resolves."""
    return f"{base.rstrip('/')}/id/{quote(identifier, safe='/')}"


_HOME_VARIABLE = "DINGFEN_HOME"


def application() -> FastAPI:
    """For servers that start from an import path (several workers): the home named by the environment."""
    return create_app(Home(Settings()))


def run(home: Path | None, host: str, port: int, workers: int) -> None:
    """Serve until interrupted."""
    import uvicorn

    if home is not None:
        os.environ[_HOME_VARIABLE] = str(home)
    uvicorn.run(
        "api.http:application",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        log_level="info",
        access_log=False,
    )

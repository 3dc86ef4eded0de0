"""Problem documents (RFC 9457) in Chinese, one for every way in which a request can fail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from casework.questions import QuestionError
from graph.port import GraphError, NodeMissingError
from ingest.database import TROUBLE, DatabaseError
from ingest.database import told as told_of_database
from ingest.home import NothingLoadedError
from ingest.store import NoSuchReleaseError
from search.port import SearchError

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "请求不能处理",
    403: "不允许",
    404: "没有找到",
    405: "不支持这种请求方法",
    406: "没有所要的格式",
    413: "请求过大",
    415: "不支持这种内容格式",
    422: "参数有误",
    500: "服务出错",
    503: "暂时不能回答",
}
_RETRY_SECONDS = "5"


class ProblemError(BaseModel):
    """一个参数的问题。"""

    parameter: str = Field(description="哪个参数")
    message: str = Field(description="问题")
    limits: dict[str, Any] = Field(default={}, description="允许的范围")


class ProblemDocument(BaseModel):
    """出错的说明（RFC 9457）。"""

    type: str = Field(description="错误种类，如 urn:dingfen:problem:404")
    title: str = Field(description="一句话")
    status: int = Field(description="HTTP 状态码")
    detail: str = Field(description="具体原因和怎么办")
    instance: str = Field(default="", description="出错的请求路径")
    errors: list[ProblemError] = Field(default=[], description="逐个参数的问题")


def documented(*codes: int) -> dict[int | str, dict[str, Any]]:
    """What the OpenAPI document says of these errors."""
    return {code: {"model": ProblemDocument, "description": TITLES[code]} for code in codes}


def problem(request: Request, status: int, detail: str, errors: list[dict[str, Any]] | None = None) -> Response:
    """The answer to a request that failed."""
    body: dict[str, Any] = {
        "type": f"urn:dingfen:problem:{status}",
        "title": TITLES.get(status, "请求不能处理"),
        "status": status,
        "detail": _fit(detail),
        "instance": _fit(request.url.path),
    }
    if errors:
        body["errors"] = errors
    headers = {"Cache-Control": "no-store"}
    if status == 503:
        headers["Retry-After"] = _RETRY_SECONDS
    release = getattr(request.state, "release", None)
    if release is not None:
        headers["Dingfen-Release"] = str(release)
    return Response(orjson.dumps(body), status, headers, MEDIA_TYPE)


def _fit(text: str) -> str:
    """A message short enough to read and fit for JSON, whatever was quoted in it."""
    return text[:2000].encode("utf-8", "replace").decode("utf-8")


_MESSAGES = {
    "missing": "缺少这个参数",
    "extra_forbidden": "没有这个参数",
    "string_type": "应为文字",
    "string_unicode": "不是有效的文字",
    "string_too_short": "太短",
    "string_too_long": "太长",
    "string_pattern_mismatch": "写法不对",
    "greater_than_equal": "太小",
    "less_than_equal": "太大",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "int_from_float": "应为整数",
    "int_parsing_size": "数太大",
    "bool_parsing": "应为 true 或 false",
    "bool_type": "应为 true 或 false",
    "list_type": "应为数组",
    "model_attributes_type": "应为对象",
    "model_type": "应为对象",
    "dict_type": "应为对象",
    "too_long": "太多",
    "json_invalid": "不是有效的 JSON",
}


def _explain(error: dict[str, Any]) -> dict[str, Any]:
    kind = str(error.get("type", ""))
    ours = (error.get("ctx") or {}).get("error")
    words = str(ours) if isinstance(ours, ValueError) else _MESSAGES.get(kind, "格式不对")
    limits = {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in (error.get("ctx") or {}).items()
        if name in ("ge", "le", "min_length", "max_length") and value is not None
    }
    loc = [str(part) for part in error.get("loc", ())]
    # Where the parameter stands comes first; a parameter may be called so itself.
    where = ".".join(loc[1:] if loc[:1] in (["query"], ["body"], ["path"]) else loc)
    return {"parameter": _fit(where), "message": words, "limits": limits}


def _limits(limits: dict[str, Any]) -> str:
    names = {"ge": "最小", "le": "最大", "min_length": "最少", "max_length": "最多"}
    return "".join(f"，{names[name]} {value}" for name, value in limits.items())


def install(app: FastAPI) -> None:
    """Make ``app`` answer every failure with a problem document."""

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        errors = [_explain(dict(entry)) for entry in error.errors()]
        if any(entry.get("type") == "json_invalid" for entry in error.errors()):
            return problem(request, 400, "请求内容不是有效的 JSON")
        said = "；".join(f"{e['parameter'] or '请求内容'}：{e['message']}{_limits(e['limits'])}" for e in errors)
        return problem(request, 422, said, errors)

    @app.exception_handler(QuestionError)
    async def unaskable(request: Request, error: QuestionError) -> Response:
        return problem(request, 422, str(error), [{"parameter": error.parameter, "message": str(error), "limits": {}}])

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        headers = dict(error.headers or {})
        said = {
            404: "没有这个地址；接口说明见 /docs",
            405: f"这个地址只接受 {headers.get('Allow', 'GET')}",
            400: "请求内容读不懂，应为 UTF-8 编码的 JSON",
        }.get(error.status_code, str(error.detail))
        response = problem(request, error.status_code, said)
        response.headers.update(headers)
        return response

    def told(status: int) -> Callable[[Request, Exception], Any]:
        async def handler(request: Request, error: Exception) -> Response:
            return problem(request, status, str(error.args[0]) if error.args else str(error))

        return handler

    missing: tuple[type[Exception], ...] = (LookupError, NodeMissingError, NoSuchReleaseError)
    for kind in missing:
        app.add_exception_handler(kind, told(404))
    unable: tuple[type[Exception], ...] = (GraphError, SearchError, DatabaseError, NothingLoadedError)
    for kind in unable:
        app.add_exception_handler(kind, told(503))

    async def database(request: Request, error: Exception) -> Response:
        return problem(request, 503, told_of_database(error))

    for kind in TROUBLE:
        app.add_exception_handler(kind, database)

    async def unexpected(request: Request, _: Exception) -> Response:
        # The cause goes to the log (the server prints it); nothing of it to the outside.
        return problem(request, 500, "服务内部出错，已记入日志。请把时间和请求告诉管理员")

    # A KeyError is a LookupError to Python; here it is a mistake of ours.
    faults: tuple[type[Exception], ...] = (Exception, KeyError, IndexError)
    for kind in faults:
        app.add_exception_handler(kind, unexpected)

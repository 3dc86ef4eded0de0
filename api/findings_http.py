"""Over HTTP what ``api.findings_cli`` does in a shell: reviewers' verdicts, and the work that changes of law make.

What people say is added with POST and never changed or removed, and taken only where the setting ``writes`` allows it: there are no accounts
yet. Such answers change between two releases, so they carry no ETag and are not
to be kept.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from api import models_work as models
from api import problems
from casework import impact as asking
from casework import reviews
from casework.questions import to_json
from ingest.home import Home, View

# How old the last look at which release serves may be, in seconds.
_FRESH_SECONDS = 2.0


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the day on the wall where the service stands


def _documented(model: type[Any], *codes: int) -> dict[int | str, dict[str, Any]]:
    return {200: {"model": model, "description": "回答"}, **problems.documented(*codes, 500, 503)}


def _json(value: Any, release: int | None = None) -> Response:
    headers = {"Cache-Control": "no-store"}
    if release is not None:
        headers["Dingfen-Release"] = str(release)
    return Response(to_json(value), 200, headers, "application/json")


def _page(answer: dict[str, Any], part: str, skip: int, limit: int) -> dict[str, Any]:
    return {**answer, "skip": skip, "limit": limit, part: answer[part][skip : skip + limit]}


def router(home: Home) -> APIRouter:
    """The routes over one open home; the caller closes the home."""
    found = APIRouter(prefix="/api/v1", tags=["办理"])

    def allowed() -> None:
        if not home.settings.writes:
            raise HTTPException(
                403, "这个服务只读。要在可信的网络里收审查意见和办理状态，请设 DINGFEN_WRITES=true 再启动"
            )

    def view_for(request: Request) -> View:
        view = home.view(_FRESH_SECONDS)
        request.state.release = view.number
        return view

    @found.get("/verdicts", summary="审查意见的历史", responses=_documented(models.VerdictsAnswer, 422))
    def verdicts(ask: Annotated[models.VerdictsQuestion, Query()]) -> Response:
        return _json(_page(reviews.history(home, ask.kind, ask.by), "verdicts", ask.skip, ask.limit))

    @found.post(
        "/verdicts",
        summary="对一项发现写下审查意见，或撤回",
        description="只增加，不改动以前的；写入审计。服务没有设 DINGFEN_WRITES 时答 403。",
        responses=_documented(models.VerdictAnswer, 400, 403, 404, 413, 422),
        dependencies=[Depends(allowed)],
    )
    async def verdict(request: Request, told: Annotated[models.VerdictTold, Body()]) -> Response:
        view = view_for(request)
        said = await run_in_threadpool(
            reviews.say, home, view, told.id, told.state, told.by, told.reason, told.as_of or _today()
        )
        return _json(said, view.number)

    @found.get(
        "/impact",
        summary="法律变动影响到哪些清单行、机构和乡镇，各办到哪一步",
        responses=_documented(models.ImpactAnswer, 404, 422),
    )
    async def impact(request: Request, ask: Annotated[models.ImpactQuestion, Query()]) -> Response:
        view = view_for(request)
        place = ask.place or home.settings.place
        answer = await run_in_threadpool(
            lambda: asking.impact(
                home,
                view,
                ask.law,
                ask.as_of or _today(),
                place,
                ask.since,
                ask.body,
                ask.state,
                record=ask.as_of is None,
            )
        )
        return _json(_page(answer, "work", ask.skip, ask.limit), view.number)

    @found.get(
        "/worklist",
        summary="法律变动要办的事项",
        responses=_documented(models.ImpactAnswer, 404, 422),
    )
    async def worklist(request: Request, ask: Annotated[models.WorklistQuestion, Query()]) -> Response:
        view = view_for(request)
        place = ask.place or home.settings.place
        answer = await run_in_threadpool(asking.worklist, home, view, _today(), place, ask.body, ask.state)
        return _json(_page(answer, "work", ask.skip, ask.limit), view.number)

    @found.post(
        "/worklist",
        summary="改一项的状态",
        description="只增加一步，不改动以前的；写入审计。",
        responses=_documented(models.StepAnswer, 400, 403, 404, 413, 422),
        dependencies=[Depends(allowed)],
    )
    async def set_state(request: Request, told: Annotated[models.StateTold, Body()]) -> Response:
        view = view_for(request)
        step = await run_in_threadpool(
            asking.set_state, home, view, told.key, told.state, told.by, told.reason, _today()
        )
        return _json(step, view.number)

    return found

"""Over HTTP what ``api.suggest_cli`` does in a shell: suggestions while typing, and related provisions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from fastapi.responses import Response

from api import models_suggest as models
from casework import related as relating
from casework import suggest as suggesting
from ingest.home import Home

Answering = Callable[..., Awaitable[Response]]
Documented = Callable[..., dict[int | str, dict[str, Any]]]


def register(app: FastAPI, home: Home, answer: Answering, documented: Documented, fresh: float) -> None:
    """Put the routes on ``app``; ``answer`` and ``documented`` are those of ``api.http``."""

    @app.get(
        "/api/v1/suggest",
        tags=["提问"],
        summary="联想：打字时可能要找的名称",
        description="法律、事项、机构、科室、地方的名称，按字、拼音、首字母或混写。",
        responses=documented(models.SuggestAnswer, 422, 503),
    )
    async def suggest(request: Request, ask: Annotated[models.SuggestQuestion, Query()]) -> Response:
        # A release whose names are read answers sooner than a thread is found for it.
        ready = suggesting.is_prepared(home.view(fresh))
        return await answer(
            request,
            ask.as_of,
            lambda view, day: suggesting.suggest(view, ask.q, day, ask.kind, ask.place, ask.limit),
            quick=ready,
        )

    @app.get(
        "/api/v1/related",
        tags=["提问"],
        summary="与一条有关的条文",
        description="去向和来处、违反它的处罚、它所处罚的义务、互相援引、常在一起作依据的，各有缘由和证据。",
        responses=documented(models.RelatedAnswer, 404, 422, 503),
    )
    async def related(request: Request, ask: Annotated[models.RelatedQuestion, Query()]) -> Response:
        ways = relating.ways_of(ask.way)
        return await answer(
            request,
            ask.as_of,
            lambda view, day: relating.related(view, ask.law, ask.article, day, ask.limit, ways),
        )

"""Over HTTP what ``api.owners_cli`` does in a shell: who owns a matter."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from fastapi.responses import Response

from api import models_owners as models
from casework import owners as asking
from ingest.home import Home

Answering = Callable[..., Awaitable[Response]]
Documented = Callable[..., dict[int | str, dict[str, Any]]]


def register(app: FastAPI, home: Home, answer: Answering, documented: Documented) -> None:
    """Put the route on ``app``; ``answer`` and ``documented`` are those of ``api.http``."""

    @app.get(
        "/api/v1/owners",
        tags=["提问"],
        summary="这件事由谁负责",
        description="用平常话问。每个机构都有理由的链条和不利于它的；没有或者分不出的，说明规则、协调机构和申请要写什么。",
        responses=documented(models.OwnersAnswer, 404, 422, 503),
    )
    async def owners(request: Request, ask: Annotated[models.OwnersQuestion, Query()]) -> Response:
        place = ask.place or home.settings.place
        return await answer(
            request, ask.as_of, lambda view, day: asking.owners(view, ask.q, place, day, ask.limit, home.models)
        )

"""The web process: wires settings, keys, database, feed and every feature's routes into one application."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import text
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from callcenter import __version__
from callcenter.accounts import api as accounts
from callcenter.alerts import api as alerts
from callcenter.assessments import api as assessments
from callcenter.authoring import api as authoring
from callcenter.calibration import api as calibration
from callcenter.call_lists import api as call_lists
from callcenter.calls import access as watching
from callcenter.calls import api as calls
from callcenter.calls import law, quotas
from callcenter.campaigns import api as campaigns
from callcenter.canaries import api as canaries
from callcenter.do_not_call import api as do_not_call
from callcenter.exams import api as exams
from callcenter.followups import api as followups
from callcenter.hours import api as hours
from callcenter.infra import logs
from callcenter.infra.db import open_engine, read_dsn, sessions
from callcenter.infra.feed import Feed
from callcenter.infra.http import Hygiene, Problem, add_error_handlers
from callcenter.infra.installation import check_keyring
from callcenter.infra.keyring import WebKeyring
from callcenter.infra.memory import forbid_core_dumps, keep_what_is_loaded
from callcenter.infra.wake import Waker
from callcenter.kit.errors import NotFound
from callcenter.modules import api as modules
from callcenter.outcomes import api as outcomes
from callcenter.papers import api as papers
from callcenter.partners import api as partners
from callcenter.payslips import api as payslips
from callcenter.payslips import book as pay
from callcenter.privacy import api as privacy
from callcenter.quality import api as quality
from callcenter.reports import api as reports
from callcenter.roleplay import api as roleplay
from callcenter.settings import Settings
from callcenter.supervision import api as supervision
from callcenter.supervision.batches import Batches
from callcenter.supervision.health import HealthWatch
from callcenter.supervision.schemas import FeedFrame
from callcenter.supervision.standings import Standing
from callcenter.training import api as training

log = structlog.get_logger(__name__)

PAGE = Path(__file__).parents[2] / "frontend" / "dist"
"""Where the front end is built to."""


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    forbid_core_dumps()
    logs.configure(settings.log_level)
    law.use(settings.law_file)
    quotas.use(settings.quotas_file)
    pay.use(settings.pay_file)
    folder = settings.web_folder
    app.state.keys = WebKeyring.load(folder / "keyring.json")
    engine = open_engine(read_dsn(folder), size=settings.web_pool, application="callcenter web")
    await check_keyring(engine, app.state.keys)
    app.state.sessions = sessions(engine)
    app.state.waker = Waker(lambda: read_dsn(folder))
    app.state.sockets = supervision.Sockets()
    app.state.feed = Feed(lambda: read_dsn(folder))
    app.state.feed.on_session_end = app.state.sockets.end
    app.state.batches = Batches()
    app.state.standing = Standing()
    app.state.health = HealthWatch()
    app.state.feed.on_entry = privacy.forget_shredded(app.state.keys)
    tasks = [
        asyncio.create_task(app.state.waker.run()),
        asyncio.create_task(app.state.feed.run()),
        asyncio.create_task(supervision.watch_sessions(app.state)),
        asyncio.create_task(
            app.state.health.run(lambda: read_dsn(folder), app.state.sessions, app.state.waker)
        ),
    ]
    keep_what_is_loaded()
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await engine.dispose()


def create_app(settings: Settings) -> FastAPI:
    """The application. Its documentation pages are off: `callcenter export-openapi` writes the document."""
    refusals = (401, 403, 404, 409, 413, 422, 429, 503)
    problems: dict[int | str, dict[str, Any]] = {status: {"model": Problem} for status in refusals}
    app = FastAPI(
        title="callcenter",
        version=__version__,
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        responses=problems,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # nothing here tells anybody outside
    )
    app.state.settings = settings
    # Routes are tried in order: the workstation's come first.
    for feature in (
        calls,
        outcomes,
        accounts,
        reports,
        quality,
        supervision,
        alerts,
        campaigns,
        partners,
        call_lists,
        do_not_call,
        canaries,
        privacy,
        papers,
        followups,
        exams,
        hours,
        payslips,
        training,
        roleplay,
        authoring,
        calibration,
        modules,
        assessments,
    ):
        app.include_router(feature.router)
    app.webhooks.post("feed", name="feed")(_feed_frame)
    add_error_handlers(app)
    app.add_exception_handler(NotFound, watching.not_found)
    app.add_api_route("/api/health", health, methods=["GET"], tags=["service"])
    app.add_api_route("/api/health", health, methods=["HEAD"], include_in_schema=False)
    app.add_api_route(
        "/api/{rest:path}", no_such_route, methods=["GET", "HEAD", "POST"], include_in_schema=False
    )
    app.mount("/assets", StaticFiles(directory=PAGE / "assets", check_dir=False))
    app.add_api_route("/{path:path}", page, methods=["GET", "HEAD"], include_in_schema=False)
    app.add_middleware(Hygiene, settings=settings)
    return app


def _feed_frame(frame: FeedFrame) -> None:
    """A frame of the WebSocket `/api/feed`; declared here so that the page's types are generated from it."""


async def health(request: Request) -> dict[str, str]:
    """Says that the web process answers and reaches its database; nothing else."""
    async with request.app.state.sessions() as db:
        await db.execute(text("SELECT 1"))
    return {"status": "ok"}


async def no_such_route() -> None:
    raise NotFound


@cache
def _page_text() -> str:
    return (PAGE / "index.html").read_text("utf-8")


_TOP_FILES = {"favicon.svg": "image/svg+xml", "robots.txt": "text/plain"}


async def page(path: str, request: Request) -> Response:
    """The front end's one page, with this answer's nonce for its styles."""
    if path in _TOP_FILES and (PAGE / path).is_file():
        return Response((PAGE / path).read_bytes(), media_type=_TOP_FILES[path])
    return HTMLResponse(_page_text().replace("__CSP_NONCE__", request.state.nonce))

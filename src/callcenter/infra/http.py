"""The HTTP edge: sessions that commit before the answer leaves, errors as sentences, hygiene of every request.

It knows no feature; `main.create_app` puts it around them.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import unquote, urlsplit

import asyncpg
import structlog
from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from callcenter.infra.db import DISK_FULL, Db, SessionMaker, is_short_of_resources, sqlstate_of
from callcenter.infra.keyring import WebKeyring
from callcenter.infra.space import StorageFull
from callcenter.kit.errors import (
    CallcenterError,
    DatabaseAway,
    Invalid,
    NotAllowed,
    NotFound,
    TooLarge,
    Unavailable,
)
from callcenter.kit.ids import MACHINE_MARK
from callcenter.kit.languages import wished
from callcenter.settings import Settings

log = structlog.get_logger(__name__)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

JSON_BODY_BYTES = 256 * 1024
"""Largest body of any route but the upload's and a recording's."""
VOICE_BYTES = 1024 * 1024
"""A recorded line of a simulated customer: half a minute in any of the browsers' own formats."""
BODY_SECONDS = 60
"""Longest wait for a body: for all of a short one, for the next piece of a file."""
RECORDING_PAGES = ("/trainer/scenarios/", "/trainer/library/")
"""Pages on which the microphone may be asked for."""


# --- unit of work -------------------------------------------------------------------------------------------


@asynccontextmanager
async def unit_of_work(connection: HTTPConnection) -> AsyncIterator[Db]:
    """A session that is committed at the end of the block, for the few routes that must keep a refused attempt."""
    async with connection.app.state.sessions() as db:
        yield db
        await connection.app.state.waker.commit(db)


async def get_db(connection: HTTPConnection) -> AsyncIterator[Db]:
    """One session a request, committed when the route returned and before the answer leaves.

    Used only with `scope="function"`: a plain `yield` dependency finishes after the response.
    """
    async with unit_of_work(connection) as db:
        yield db


RequestDb = Annotated[Db, Depends(get_db, scope="function")]


async def get_sessions(connection: HTTPConnection) -> SessionMaker:
    make: SessionMaker = connection.app.state.sessions
    return make


RequestSessions = Annotated[SessionMaker, Depends(get_sessions)]
"""For answers that are read while they are sent, after the request's own unit of work has ended."""


async def get_web_keys(connection: HTTPConnection) -> WebKeyring:
    keys: WebKeyring = connection.app.state.keys
    return keys


WebKeys = Annotated[WebKeyring, Depends(get_web_keys)]
"""The view keys of the web process; there are no others in it."""


# --- errors -------------------------------------------------------------------------------------------------


class FieldProblem(BaseModel):
    field: str
    code: str


class Problem(BaseModel):
    """What every refusal looks like: a stable code, a sentence, and which fields.

    `next_at` is the next moment that would not be refused, where the refusal is about a moment.
    """

    code: str
    message: str
    fields: list[FieldProblem] = []
    next_at: datetime | None = None


def language_of(connection: HTTPConnection) -> str:
    """The signed-in person's language, else the browser's wish, else French."""
    known = getattr(connection.state, "language", None)
    if known is not None:
        return str(known)
    return wished(connection.headers.get("accept-language", ""))


def problem_response(error: CallcenterError, language: str) -> JSONResponse:
    body = Problem(
        code=error.code,
        message=error.sentence(language),
        fields=[FieldProblem(field=name, code=code) for name, code in error.fields.items()],
        next_at=error.next_at,
    )
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after is not None else None
    return JSONResponse(
        body.model_dump(mode="json", exclude_none=True), status_code=error.status, headers=headers
    )


_DATABASE_AWAY = (
    OperationalError,
    InterfaceError,
    PoolTimeout,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # what asyncpg says of a connection that is ended under a statement
    ConnectionError,
    TimeoutError,
)


def is_database_away(error: BaseException) -> bool:
    """True for what a stopped, starting or vanished server raises, at connect or in the middle of a statement."""
    if sqlstate_of(error) in _AWAY_CODES or (isinstance(error, DBAPIError) and error.connection_invalidated):
        return True
    return isinstance(error, _DATABASE_AWAY) and not isinstance(error, asyncpg.DataError)


_AWAY_CODES = {"57P01", "57P02", "57P03", "08000", "08001", "08003", "08006", "53300"}


def _is_about_the_value(error: BaseException) -> bool:
    """True for a value no column can hold (SQLSTATE class 22, or asyncpg's own refusal): a NUL, a number too large;
    and for a day at the end of the calendar, beyond which there is no next one."""
    if isinstance(error, OverflowError):
        return True
    cause = getattr(error.orig, "__cause__", None) if isinstance(error, DBAPIError) else error
    return (sqlstate_of(error) or "").startswith("22") or isinstance(cause, asyncpg.DataError)


def _wrong_fields(error: RequestValidationError) -> dict[str, str]:
    """Where the payload is wrong, by the names of our own fields: the name of an unknown one is input as well."""
    found = {}
    for problem in error.errors():
        unknown = problem["type"] == "extra_forbidden"
        place = problem["loc"][1:-1] if unknown else problem["loc"][1:]
        name = ".".join(str(part) for part in place) or "body"
        if name.replace(".", "").replace("_", "").isalnum():
            found[name] = "unknown" if unknown else str(problem["type"])
    return found


def add_error_handlers(app: FastAPI) -> None:
    """Every way a request can fail becomes a `Problem`; none quotes the input, SQL, a path or a stack."""

    async def refused(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, CallcenterError)
        return problem_response(error, language_of(request))

    async def invalid(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        return problem_response(Invalid(fields=_wrong_fields(error)), language_of(request))

    async def http(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        kinds: dict[int, type[CallcenterError]] = {403: NotAllowed, 413: TooLarge, 422: Invalid}
        shown = kinds.get(error.status_code, NotFound if error.status_code == 404 else Invalid)()
        response = problem_response(shown, language_of(request))
        response.status_code = error.status_code
        return response

    async def failed(request: Request, error: Exception) -> JSONResponse:
        return problem_response(refusal_for(error, request.scope["path"]), language_of(request))

    app.add_exception_handler(CallcenterError, refused)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)
    for kind in (*_DATABASE_AWAY, DBAPIError, asyncpg.PostgresError):
        app.add_exception_handler(kind, failed)


def refusal_for(error: Exception, path: str) -> CallcenterError:
    """What to answer when a request ended with an exception that is no refusal of ours."""
    if is_database_away(error):
        return DatabaseAway(retry_after=2)
    if sqlstate_of(error) == DISK_FULL:
        return StorageFull(retry_after=60)
    if is_short_of_resources(error):
        return Unavailable(retry_after=5)
    if _is_about_the_value(error):
        return Invalid()
    log.error("request failed", path=path, error=type(error).__name__)
    return Broken()


class Broken(CallcenterError):
    """A defect of ours; the log holds its class, the answer nothing."""

    code, status = "broken", 500
    fr = "Une erreur interne est survenue. Réessayez ; si elle revient, prévenez l’encadrement."
    en = "An internal error occurred. Try again; if it comes back, tell the supervisor."


class TokenInUrl(CallcenterError):
    code, status = "token_in_url", 400
    fr = "Un jeton ne doit jamais figurer dans une adresse : d’autres l’ont peut-être lu. Révoquez-le."
    en = "A token must never stand in an address: others may have read it. Revoke it."


class BodyTooSlow(CallcenterError):
    code, status = "body_too_slow", 408
    fr = "L’envoi s’est arrêté en chemin. Recommencez."
    en = "The upload stopped on its way. Send it again."


class WrongOrigin(NotAllowed):
    code = "wrong_origin"
    fr = "Cette demande ne vient pas d’une page de ce service."
    en = "This request does not come from a page of this service."


# --- hygiene ------------------------------------------------------------------------------------------------

_SAFE = {"GET", "HEAD", "OPTIONS"}


def origin_is_ours(settings: Settings, headers: Headers) -> bool:
    """True when Host is ours and Origin (or, without one, Sec-Fetch-Site) says the page is ours."""
    hosts = {urlsplit(origin).netloc for origin in settings.origins}
    if headers.get("host") not in hosts:
        return False
    origin = headers.get("origin")
    if origin is not None:
        return origin in settings.origins and urlsplit(origin).netloc == headers.get("host")
    return headers.get("sec-fetch-site") in {None, "same-origin"} and "sec-fetch-site" in headers


def _is_machine(headers: Headers) -> bool:
    """True for a request that bears a token and no cookie: no page of another site can make a browser send one."""
    return headers.get("authorization", "").lower().startswith("bearer ") and "cookie" not in headers


class Hygiene:
    """ASGI wrapper: host and origin checks, body limit, security headers, a style nonce for every answer."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]], settings: Settings) -> None:
        self.app, self.settings = app, settings
        self._hosts = {urlsplit(origin).netloc for origin in settings.origins}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce

        async def send_with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                self._add_headers(MutableHeaders(scope=message), scope["path"], nonce)
            await send(message)

        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await self._refuse(refusal, headers)(scope, receive, send_with_headers)
            return
        body = _CountedBody(receive, self._limit(scope), whole=not scope["path"].endswith("/file"))
        begun = False

        async def answer(message: MutableMapping[str, Any]) -> None:
            """Whatever was made of a body that was too long or too slow, the answer is that it was."""
            nonlocal begun
            begun = True
            if body.refusal is None:
                await send_with_headers(message)
            elif message["type"] == "http.response.start":
                await self._refuse(body.refusal, headers)(scope, receive, send_with_headers)

        try:
            await self.app(scope, body.receive, answer)
        except Exception as error:
            if begun:
                raise
            # Here and not in Starlette's outermost layer, whose answer would lack our headers.
            await self._refuse(refusal_for(error, scope["path"]), headers)(scope, receive, send_with_headers)

    def _limit(self, scope: Scope) -> int:
        if scope["path"].endswith("/voice"):
            return VOICE_BYTES
        return self.settings.upload_bytes if scope["path"].endswith("/file") else JSON_BODY_BYTES

    @staticmethod
    def _refuse(refusal: CallcenterError, headers: Headers) -> JSONResponse:
        return problem_response(refusal, wished(headers.get("accept-language", "")))

    def _refusal(self, scope: Scope, headers: Headers) -> CallcenterError | None:
        if headers.get("host") not in self._hosts:
            return WrongOrigin()
        if MACHINE_MARK in scope["path"] or MACHINE_MARK in unquote(scope["query_string"].decode("latin-1")):
            return TokenInUrl()
        if scope["method"] not in _SAFE and not (
            _is_machine(headers) or origin_is_ours(self.settings, headers)
        ):
            return WrongOrigin()
        length = headers.get("content-length", "0")
        readable = length.isascii() and length.isdigit() and len(length) < 19
        return None if readable and int(length) <= self._limit(scope) else TooLarge()

    def _add_headers(self, headers: MutableHeaders, path: str, nonce: str) -> None:
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "no-referrer"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        microphone = "(self)" if path.startswith(RECORDING_PAGES) else "()"
        headers["Permissions-Policy"] = (
            f"camera=(), geolocation=(), microphone={microphone}, usb=(), payment=()"
        )
        headers["Content-Security-Policy"] = (
            f"default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; "
            "font-src 'self'; connect-src 'self'; media-src 'self'; manifest-src 'self'; base-uri 'none'; "
            "form-action 'self'; frame-ancestors 'none'"
        )
        if not path.startswith("/assets/"):
            headers["Cache-Control"] = "no-store"
        if self.settings.address.startswith("https://"):
            headers["Strict-Transport-Security"] = "max-age=31536000"


class _CountedBody:
    """Counts the body as it comes, for requests that do not announce their length, and does not wait for ever."""

    def __init__(self, receive: Receive, limit: int, *, whole: bool) -> None:
        """`whole`: the time is for all of the body, not for each piece."""
        self._receive, self._left, self._whole = receive, limit, whole
        self._until: float | None = None
        self._complete = False
        self.refusal: CallcenterError | None = None

    async def receive(self) -> MutableMapping[str, Any]:
        if self._complete:  # what comes now is the client's leaving, however late
            return await self._receive()
        now = asyncio.get_running_loop().time()
        if self._until is None or not self._whole:
            self._until = now + BODY_SECONDS
        try:
            async with asyncio.timeout_at(self._until):
                message = await self._receive()
        except TimeoutError:
            self.refusal = BodyTooSlow()
            raise self.refusal from None
        if message["type"] == "http.request":
            self._complete = not message.get("more_body", False)
            self._left -= len(message.get("body", b""))
            if self._left < 0:
                self.refusal = TooLarge()
                raise self.refusal
        return message

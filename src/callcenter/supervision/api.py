"""Routes of supervision: the snapshot, the live feed over WebSocket, the journal browser."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, WebSocket, WebSocketDisconnect
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime

from callcenter.accounts.access import AsAuditor, AsPartner, AsWatcher, caller_of, one_instant
from callcenter.accounts.errors import SessionEnded
from callcenter.accounts.schemas import Caller
from callcenter.infra.feed import Behind, Feed
from callcenter.infra.http import RequestDb, WebKeys, origin_is_ours
from callcenter.kit import clock
from callcenter.partners import exchanges
from callcenter.supervision import checks, extracts, follow_up, partner_journal, queries, service
from callcenter.supervision.batches import AgentView, View, empty_frame
from callcenter.supervision.health import HealthWatch, State
from callcenter.supervision.schemas import (
    AccessKind,
    AccessLine,
    CheckpointRead,
    FollowUp,
    JournalCheckRead,
    JournalChoices,
    JournalLine,
    JournalOrder,
    Snapshot,
    Standings,
)
from callcenter.supervision.standings import Standing

router = APIRouter(prefix="/api", tags=["supervision"])

QUIET = 20.0
"""An empty batch is sent after so long, so that the page can tell quiet from broken."""

CHECK_SESSIONS = 4.0
SLOW = 10.0
"""A reader whose buffer stays full for so long is given up."""

CLOSED_SESSION, CLOSED_NOT_ALLOWED, CLOSED_SLOW = 4401, 4403, 4408


@router.get("/supervision/snapshot")
async def read_snapshot(request: Request, watcher: AsWatcher) -> Snapshot:
    async with one_instant(request, watcher) as db:
        return await service.snapshot(db, watcher)


@router.get("/supervision/campaigns")
async def read_standings(
    request: Request, watcher: AsWatcher, after: Annotated[int, Query(ge=0)] = 0
) -> Standings:
    """Progress, who may be called now and the coming hours of each campaign, with all that happened up to `after`."""
    standing: Standing = request.app.state.standing
    return await standing.of(watcher, after, lambda: one_instant(request, watcher))


@router.get("/supervision/follow-up")
async def read_follow_up(watcher: AsWatcher, db: RequestDb) -> FollowUp:
    """Callbacks whose time has passed or comes within the hour; what supervisors did today."""
    return await follow_up.follow_up(db, watcher)


def _asked(
    action: Annotated[str | None, Query(pattern=r"^[a-z_.]{1,60}$")] = None,
    person: UUID | None = None,
    contact: Annotated[str | None, Query(pattern=r"^[A-Za-z0-9-]{4,20}$")] = None,
    list_id: UUID | None = None,
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
) -> JournalOrder:
    return JournalOrder(
        action=action, person=person, contact=contact, list_id=list_id, since=since, until=until
    )


Asked = Annotated[JournalOrder, Depends(_asked)]


@router.get("/journal")
async def read_journal(
    _: AsAuditor,
    db: RequestDb,
    asked: Asked,
    before: Annotated[int | None, Query(ge=1)] = None,
    after: Annotated[int | None, Query(ge=0)] = None,
    oldest_first: bool = False,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> list[JournalLine]:
    """Sealed entries, newest first; page on with `before`. As a timeline oldest first; page on with `after`."""
    place = {"before": before, "after": after, "oldest_first": oldest_first}
    return await service.journal_lines(db, asked.model_copy(update=place), limit=limit)


@router.get("/journal/choices")
async def read_journal_choices(_: AsAuditor, db: RequestDb) -> JournalChoices:
    """By whom and by which list the journal can be narrowed."""
    return await service.journal_choices(db)


@router.post("/journal/checks", status_code=201)
async def check_journal(auditor: AsAuditor, db: RequestDb) -> JournalCheckRead:
    """Has the whole journal checked in the background; where a check is under way, that one is told."""
    return await checks.ask(db, auditor)


@router.get("/journal/checks")
async def read_checks(_: AsAuditor, db: RequestDb) -> list[JournalCheckRead]:
    """The latest checks of the journal and what they found, newest first."""
    return await checks.newest(db)


@router.get("/journal/extract")
async def download_journal(
    request: Request, auditor: AsAuditor, db: RequestDb, keys: WebKeys, asked: Asked
) -> StreamingResponse:
    """What was asked for as a zip: lines up to the newest checkpoint as CSV, that checkpoint, and how to verify it."""
    name, signed = await extracts.begin(db, auditor, asked)

    async def pieces() -> AsyncIterator[bytes]:
        async with one_instant(request, auditor) as instant:
            found = extracts.pieces(instant, auditor.language, asked, signed, keys.journal_public_key)
            async for piece in found:
                yield piece

    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(pieces(), media_type="application/zip", headers=headers)


Kind = Annotated[AccessKind | None, Query()]


@router.get("/partner/journal")
async def read_partner_journal(
    partner: AsPartner,
    db: RequestDb,
    kind: Kind = None,
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    before: Annotated[int | None, Query(ge=1)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> list[AccessLine]:
    """Every access to the partner's data, newest first; page on with `before`."""
    return await partner_journal.lines(
        db, partner, kind=kind, since=since, until=until, before=before, limit=limit
    )


@router.get("/partner/journal/checkpoint")
async def read_checkpoint(_: AsPartner, db: RequestDb) -> CheckpointRead:
    """What the centre signed last, to be kept where the centre cannot reach it."""
    return await partner_journal.checkpoint(db)


@router.get("/partner/journal/extract")
async def download_extract(
    request: Request,
    partner: AsPartner,
    db: RequestDb,
    keys: WebKeys,
    kind: Kind = None,
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    encrypted: bool = False,
) -> StreamingResponse:
    """The same as a zip: lines up to the newest checkpoint as CSV, that checkpoint, and how to verify it later."""
    to = await exchanges.delivery(db, partner.partner_id)
    to.check(encrypted=encrypted)
    name, signed = await partner_journal.begin_extract(db, partner, kind=kind, since=since, until=until)

    async def pieces() -> AsyncIterator[bytes]:
        async with one_instant(request, partner) as instant:
            found = partner_journal.extract(
                instant, partner, signed, keys.journal_public_key, kind=kind, since=since, until=until
            )
            async for piece in found:
                yield piece

    name, kind_ = (f"{name}.age", exchanges.MEDIA_TYPE) if encrypted else (name, "application/zip")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    content = exchanges.packed(pieces(), to, encrypted=encrypted)
    return StreamingResponse(content, media_type=kind_, headers=headers)


class Follower:
    """One open feed: told when it has to end, and watched while a frame waits for a reader that does not read."""

    def __init__(self) -> None:
        self.ended = asyncio.Event()
        self.code = CLOSED_SESSION
        self.sending_since: float | None = None

    def end(self, code: int) -> None:
        self.code = code
        self.ended.set()


class Sockets:
    """Open feeds by session, so that a session that ends takes its sockets with it."""

    def __init__(self) -> None:
        self._open: dict[UUID, set[Follower]] = {}

    def add(self, session_id: UUID) -> Follower:
        follower = Follower()
        self._open.setdefault(session_id, set()).add(follower)
        return follower

    def remove(self, session_id: UUID, follower: Follower) -> None:
        followers = self._open.get(session_id, set())
        followers.discard(follower)
        if not followers:
            self._open.pop(session_id, None)

    def end(self, session_id: UUID) -> None:
        for follower in self._open.get(session_id, ()):
            follower.end(CLOSED_SESSION)

    def end_slow(self, before: float) -> None:
        """Ends those whose frame waits since before then: a timer for each frame would cost more than the frame."""
        for followers in self._open.values():
            for follower in followers:
                if follower.sending_since is not None and follower.sending_since < before:
                    follower.end(CLOSED_SLOW)

    @property
    def sessions(self) -> list[UUID]:
        return list(self._open)


async def watch_sessions(app_state: object) -> None:
    """Every few seconds closes the sockets of sessions that ran out (ends by sign-out come by notification) and of
    readers that do not read."""
    state: object = app_state
    sockets: Sockets = state.sockets  # type: ignore[attr-defined]
    idle = timedelta(minutes=state.settings.session_idle_minutes)  # type: ignore[attr-defined]
    while True:
        await asyncio.sleep(CHECK_SESSIONS)
        sockets.end_slow(asyncio.get_running_loop().time() - SLOW)
        known = sockets.sessions
        if not known:
            continue
        now = clock.now()
        try:
            async with state.sessions() as db:  # type: ignore[attr-defined]
                live = await queries.live_sessions(db, known, now=now, idle_since=now - idle)
        except Exception:  # noqa: BLE001, S112 - the database is away: requests say so, sockets just wait
            continue
        for session_id in set(known) - live:
            sockets.end(session_id)


@router.websocket("/feed")
async def follow_feed(socket: WebSocket, after: int | None = None) -> None:
    """The live feed: `hello`, then batches of events beyond `after`; `reload` when the place is too old."""
    if not origin_is_ours(socket.app.state.settings, socket.headers):
        await socket.close()  # refused in the handshake: another site's page learns nothing
        return
    try:
        async with socket.app.state.sessions() as db:
            caller = await caller_of(socket, db)
            await db.commit()
    except SessionEnded:
        await _refuse(socket, CLOSED_SESSION)
        return
    if caller.must_change_passphrase:
        await _refuse(socket, CLOSED_NOT_ALLOWED)
        return
    await socket.accept()
    sockets: Sockets = socket.app.state.sockets
    follower = sockets.add(caller.session_id)
    reader = asyncio.create_task(_read_until_gone(socket))
    sender = asyncio.create_task(
        _send(
            socket,
            caller,
            follower,
            socket.app.state.feed,
            socket.app.state.health,
            socket.app.state.batches.view(caller),
            after,
        )
    )
    over = asyncio.create_task(follower.ended.wait())
    try:
        await asyncio.wait({reader, sender, over}, return_when=asyncio.FIRST_COMPLETED)
        if follower.ended.is_set():
            await asyncio.wait_for(socket.close(follower.code), 2)
    except (TimeoutError, RuntimeError):
        pass  # the browser was gone already, or never reads: leaving here lets the server drop it
    finally:
        for task in (reader, sender, over):
            task.cancel()
        await asyncio.gather(reader, sender, over, return_exceptions=True)
        sockets.remove(caller.session_id, follower)


async def _refuse(socket: WebSocket, code: int) -> None:
    """Accepts first: a page sees the code only of a connection that was open."""
    await socket.accept()
    await socket.close(code)


async def _read_until_gone(socket: WebSocket) -> None:
    """Nothing is expected from the page; what comes is dropped, and the end is noticed."""
    try:
        while True:
            await socket.receive_bytes()
    except (WebSocketDisconnect, KeyError, RuntimeError):
        return


async def _send(
    socket: WebSocket,
    caller: Caller,
    follower: Follower,
    feed: Feed,
    health: HealthWatch,
    view: View | AgentView,
    after: int | None,
) -> None:
    """Sends what lies beyond the follower's place. A reader that never reads blocks only itself, then is cut."""
    loop = asyncio.get_running_loop()

    async def put(frame: str) -> None:
        follower.sending_since = loop.time()
        await socket.send_text(frame)
        follower.sending_since = None

    place = feed.last if after is None else after
    await put(json.dumps({"type": "hello", "seq": place}))
    quiet_since = loop.time()
    tells_health = service.is_staff(caller)
    told: State | None = None
    while True:
        if tells_health and told is not health.state:
            told = health.state
            await put(told.frame())
        try:
            entries = feed.after(place)
        except Behind:
            place = feed.last
            await put(json.dumps({"type": "reload", "seq": place}))
            continue
        frame = ""
        if entries:
            frame = view.frame(entries)
            place = entries[-1].seq
        if frame or loop.time() - quiet_since > QUIET:
            await put(frame or empty_frame(place))
            quiet_since = loop.time()
        await feed.turn(place)

"""Routes of supervision: the snapshot, the live feed over WebSocket, the journal browser."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, WebSocket, WebSocketDisconnect
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime

from callcenter.accounts.access import AsAuditor, AsPartner, AsWatcher, caller_of, one_instant
from callcenter.accounts.errors import SessionEnded
from callcenter.accounts.schemas import Caller
from callcenter.infra.feed import Behind, Feed, FeedEntry
from callcenter.infra.http import RequestDb, WebKeys, origin_is_ours
from callcenter.kit import clock
from callcenter.partners import exchanges
from callcenter.supervision import follow_up, partner_journal, queries, service
from callcenter.supervision.health import HealthWatch, State
from callcenter.supervision.schemas import (
    AccessKind,
    AccessLine,
    CheckpointRead,
    FollowUp,
    JournalChoices,
    JournalLine,
    JournalOrder,
    Snapshot,
)

router = APIRouter(prefix="/api", tags=["supervision"])

BEAT = 0.1
"""At most one frame in so many seconds for each socket: the server batches, the page draws."""

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


@router.get("/supervision/follow-up")
async def read_follow_up(watcher: AsWatcher, db: RequestDb) -> FollowUp:
    """Callbacks whose time has passed or comes within the hour; what supervisors did today."""
    return await follow_up.follow_up(db, watcher)


@router.get("/journal")
async def read_journal(
    _: AsAuditor,
    db: RequestDb,
    before: Annotated[int | None, Query(ge=1)] = None,
    after: Annotated[int | None, Query(ge=0)] = None,
    action: Annotated[str | None, Query(pattern=r"^[a-z_.]{1,60}$")] = None,
    person: UUID | None = None,
    contact: Annotated[str | None, Query(pattern=r"^[A-Za-z0-9-]{4,20}$")] = None,
    list_id: UUID | None = None,
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    oldest_first: bool = False,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> list[JournalLine]:
    """Sealed entries, newest first; page on with `before`. As a timeline oldest first; page on with `after`."""
    wanted = JournalOrder(
        action=action,
        person=person,
        contact=contact,
        list_id=list_id,
        since=since,
        until=until,
        before=before,
        after=after,
        oldest_first=oldest_first,
    )
    return await service.journal_lines(db, wanted, limit=limit)


@router.get("/journal/choices")
async def read_journal_choices(_: AsAuditor, db: RequestDb) -> JournalChoices:
    """By whom and by which list the journal can be narrowed."""
    return await service.journal_choices(db)


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


class Batches:
    """What a batch of entries is to those who see the same: made once, not for each of two hundred screens.

    Staff of one site see the same; an agent's and a partner's batch is made for that one.
    """

    KEPT = 64

    def __init__(self) -> None:
        self._made: dict[tuple[UUID | None, int, int], str] = {}

    def events(self, caller: Caller, entries: list[FeedEntry]) -> str:
        """The entries as this caller may see them, joined; empty when there is nothing for the caller."""
        if not service.is_staff(caller):
            return self._join(caller, entries)
        key = (caller.site_id, entries[0].seq, entries[-1].seq)
        if key not in self._made:
            if len(self._made) >= self.KEPT:
                self._made.clear()
            self._made[key] = self._join(caller, entries)
        return self._made[key]

    @staticmethod
    def _join(caller: Caller, entries: list[FeedEntry]) -> str:
        return ",".join(frame for entry in entries if (frame := service.frame_for(caller, entry)))


class Sockets:
    """Open feeds by session, so that a session that ends takes its sockets with it."""

    def __init__(self) -> None:
        self._open: dict[UUID, set[asyncio.Event]] = {}

    def add(self, session_id: UUID) -> asyncio.Event:
        ended = asyncio.Event()
        self._open.setdefault(session_id, set()).add(ended)
        return ended

    def remove(self, session_id: UUID, ended: asyncio.Event) -> None:
        followers = self._open.get(session_id, set())
        followers.discard(ended)
        if not followers:
            self._open.pop(session_id, None)

    def end(self, session_id: UUID) -> None:
        for ended in self._open.get(session_id, ()):
            ended.set()

    @property
    def sessions(self) -> list[UUID]:
        return list(self._open)


async def watch_sessions(app_state: object) -> None:
    """Every few seconds closes the sockets of sessions that ran out; ends by sign-out come by notification."""
    state: object = app_state
    sockets: Sockets = state.sockets  # type: ignore[attr-defined]
    idle = timedelta(minutes=state.settings.session_idle_minutes)  # type: ignore[attr-defined]
    while True:
        await asyncio.sleep(CHECK_SESSIONS)
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
    ended = sockets.add(caller.session_id)
    reader = asyncio.create_task(_read_until_gone(socket))
    sender = asyncio.create_task(
        _send(socket, caller, socket.app.state.feed, socket.app.state.health, socket.app.state.batches, after)
    )
    over = asyncio.create_task(ended.wait())
    try:
        await asyncio.wait({reader, sender, over}, return_when=asyncio.FIRST_COMPLETED)
        if ended.is_set() or sender.done():
            await asyncio.wait_for(socket.close(CLOSED_SESSION if ended.is_set() else CLOSED_SLOW), 2)
    except (TimeoutError, RuntimeError):
        pass  # the browser was gone already, or never reads: leaving here lets the server drop it
    finally:
        for task in (reader, sender, over):
            task.cancel()
        await asyncio.gather(reader, sender, over, return_exceptions=True)
        sockets.remove(caller.session_id, ended)


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
    feed: Feed,
    health: HealthWatch,
    batches: Batches,
    after: int | None,
) -> None:
    """Sends what lies beyond the follower's place. A reader that never reads blocks only itself, then is cut."""
    place = feed.last if after is None else after
    await socket.send_text(json.dumps({"type": "hello", "seq": place}))
    quiet_since = asyncio.get_running_loop().time()
    told: State | None = None if service.is_staff(caller) else health.state
    while True:
        if told is not health.state and service.is_staff(caller):
            told = health.state
            await _put(socket, told.frame())
        try:
            entries = feed.after(place)
        except Behind:
            place = feed.last
            await _put(socket, json.dumps({"type": "reload", "seq": place}))
            continue
        loop_time = asyncio.get_running_loop().time()
        events = ""
        if entries:
            events = batches.events(caller, entries)
            place = entries[-1].seq
        if events or loop_time - quiet_since > QUIET:
            await _put(socket, f'{{"type":"batch","seq":{place},"events":[{events}]}}')
            quiet_since = asyncio.get_running_loop().time()
            await asyncio.sleep(BEAT)
        await feed.changed(place, 5.0)


async def _put(socket: WebSocket, frame: str) -> None:
    """Sends one frame. Raises TimeoutError when the reader's buffer stays full for too long."""
    await asyncio.wait_for(socket.send_text(frame), SLOW)

"""The vault's part in a call: opens the sealed contact, screens its numbers, dials; and tends leases.

In sandbox mode the far end is simulated here; a live line will be handed its number from this place alone.
"""

import asyncio
from datetime import timedelta
from itertools import count
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter.call_lists.service import WEIGH_LIST
from callcenter.calls import callbacks, duty, ledger, line, messages, presence, queries, rules, service, watch
from callcenter.calls.models import Call
from callcenter.canaries import jobs as canaries
from callcenter.contacts import service as contacts
from callcenter.contacts.schemas import RecordsOpened
from callcenter.do_not_call.jobs import keep_from, screen
from callcenter.infra import journal, signs
from callcenter.infra.db import Db, sessions
from callcenter.infra.jobs import Registry, enqueue
from callcenter.infra.vault_keyring import VaultKeyring
from callcenter.infra.wake import Waker
from callcenter.kit import clock
from callcenter.settings import Settings

log = structlog.get_logger(__name__)

SETTLE = "settle_call"
TEND_SECONDS = 2.0
CALLBACKS_EVERY = 5
HOURS_EVERY = 5
FORGET_EVERY = 1800


def register(registry: Registry, keys: VaultKeyring, settings: Settings) -> None:
    """Adds this feature's jobs to the vault's registry."""

    async def dial(db: Db, call_id: UUID) -> None:
        call = await line.call_row(db, call_id)
        if call is not None and call.state == "requested":
            await _dial(db, keys, settings, call)

    async def weigh(db: Db, number_id: UUID) -> None:
        await ledger.weigh(db, number_id, clock.now())

    async def weigh_list(db: Db, list_id: UUID) -> None:
        for number_id in await ledger.numbers_of_list(db, list_id):
            await ledger.weigh(db, number_id, clock.now())

    async def settle(db: Db, call_id: UUID) -> None:
        result = rules.simulated_line(call_id, settings.sandbox_answer_rate)
        if result == "answered":
            await line.answer(db, call_id, clock.now())
        else:
            await line.fail_call(db, call_id, result, clock.now())

    async def given_up(db: Db, call_id: UUID) -> None:
        await line.fail_call(db, call_id, "failed", clock.now())

    async def keep_away(db: Db, hand_out_id: UUID) -> None:
        held = await queries.known_person(db, hand_out_id)
        if held is not None:
            await keep_from(db, keys, held.contact_id, held.agent_id, source_id=hand_out_id)
            await service.give_to_others(db, hand_out_id, held.contact_id, clock.now())

    registry.add(service.KEEP_AWAY, keep_away)
    registry.add(line.DIAL, dial, failed=given_up)
    registry.add(SETTLE, settle, failed=given_up)
    registry.add(service.WEIGH, weigh)
    registry.add(WEIGH_LIST, weigh_list)


async def _dial(db: Db, keys: VaultKeyring, settings: Settings, call: Call) -> None:
    """Checks once more what the law says of the number, whatever happened since the contact was handed out."""
    now, ids = (
        clock.now(),
        {"campaign_id": call.campaign_id, "site_id": call.site_id, "partner_id": call.partner_id},
    )
    if not await queries.is_held(db, call):  # nobody asked for it by a contact in hand
        await canaries.touched(db, [call.contact_id], "canary_called", call.agent_id)
        await line.fail_call(db, call.id, "failed", now)
        return
    await journal.append(db, RecordsOpened(reason="dial", count=1, contact_id=call.contact_id, **ids))
    kept_from = await screen(db, keys, call.contact_id, call.agent_id)
    if kept_from == "suppressed":
        await line.fail_call(db, call.id, "suppressed", now)
        await contacts.block(db, call.contact_id, "suppressed")
        return
    if kept_from == "conflict":  # to this agent it looks like a line out of order
        await line.fail_call(db, call.id, "failed", now)
        return
    if await contacts.is_withdrawn(db, call.contact_id):
        await line.fail_call(db, call.id, "withdrawn", now)
        return
    number = await ledger.number_of(db, call.contact_id)
    if number is None:
        await line.fail_call(db, call.id, "failed", now)
        return
    if rules.barred(await ledger.past_of_all(db, call.contact_id), now, number.zone) is not None:
        await line.fail_call(db, call.id, "barred", now)
        await enqueue(db, service.WEIGH, number.id)
    elif await line.ring(db, call.id, now):
        await ledger.add(db, number.id, "attempt", now, source_id=call.id, **ids)
        if rules.barred(await ledger.past_of_all(db, call.contact_id), now, number.zone) is not None:
            await enqueue(db, service.WEIGH, number.id)
        await enqueue(db, SETTLE, call.id, delay=timedelta(seconds=settings.sandbox_ring_seconds))
    await ledger.tie(db, call.contact_id, number.id)


async def tend(engine: AsyncEngine, settings: Settings, waker: Waker, stopping: asyncio.Event) -> None:
    """Every two seconds: agents who left, leases whose time is over, contacts whose waiting time is over.

    First of all, whether the clock was set: what was measured by it moves along. Every tenth second what was promised
    is brought to what holds by then.
    """
    make, set_clock = sessions(engine), clock.Watch()
    idle, patience = (
        timedelta(minutes=n) for n in (settings.session_idle_minutes, settings.callback_patience_minutes)
    )
    silence, lease = (timedelta(seconds=n) for n in (settings.presence_seconds, settings.lease_seconds))
    for number in count():
        if stopping.is_set():
            return
        try:
            async with make() as db:
                jump = set_clock.jump()
                if jump:
                    log.warning("the clock was set", seconds=int(jump.total_seconds()))
                await presence.follow_clock(db, clock.now(), jump, lease)
                if await presence.recover(db):
                    log.warning("contacts were leased to nobody; they can be called again")
                await watch.count_afresh(db, clock.now())
                await service.send_absent_home(db, clock.now(), idle, silence)
                await service.expire_leases(db, clock.now())
                await contacts.promote_due(db, clock.now())
                if number % FORGET_EVERY == 0:
                    await messages.forget(db, clock.now())
                if number % HOURS_EVERY == 0:
                    await duty.watch(db, clock.now())
                    await watch.lasting(db, clock.now())
                    await signs.beat(db, "vault", clock.now())
                if number % CALLBACKS_EVERY == 0:
                    await callbacks.tend(db, clock.now(), patience)
                await waker.commit(db)
        except Exception as problem:  # noqa: BLE001 - the database may be away: the next round tries again
            log.warning("tending failed", error=type(problem).__name__)
        try:
            await asyncio.wait_for(stopping.wait(), TEND_SECONDS)
        except TimeoutError:
            continue

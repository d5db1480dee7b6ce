"""What keepers of do-not-call lists can do in the web process: hand numbers in, sealed, and follow what becomes of
them. It never learns what is on a list."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from uuid import UUID

from callcenter.accounts.approvals import LIFETIME
from callcenter.accounts.errors import ApprovalOver, OwnApproval
from callcenter.accounts.schemas import Caller, Role
from callcenter.call_lists.sentences import FILE, LINE
from callcenter.do_not_call import queries
from callcenter.do_not_call.errors import (
    AgentUnknown,
    NumbersEmpty,
    OrderState,
    ReasonDoesNotFit,
    ScreenStaysShut,
)
from callcenter.do_not_call.models import NumberOrder
from callcenter.do_not_call.schemas import (
    REASONS,
    Act,
    AgentChoice,
    NumberList,
    NumberListRead,
    NumberReason,
    NumbersOrdered,
    OrderCreate,
    OrderFailure,
    OrderRead,
    OrderWithdrawn,
    RemovalDecided,
    WithdrawalAsked,
)
from callcenter.infra import jobs, journal
from callcenter.infra.db import Db
from callcenter.infra.keyring import WebKeyring
from callcenter.kit import clock
from callcenter.kit.errors import NotAllowed, NotFound
from callcenter.kit.ids import new_id
from callcenter.kit.languages import texts
from callcenter.kit.text import formula_safe
from callcenter.partners import service as partners

OBJECT, CARRY_OUT, WITHDRAW = "suppress", "numbers", "withdraw_numbers"
"""Kinds of the vault's jobs: a contact objected in a call; an order to carry out; one to take back."""

CHUNK_BYTES = 256 * 1024
REFUSED_ROWS = 200_000
"""Most lines in one downloaded report: more than that is a wrong file, not one to mend."""

_SAME = tuple(
    name
    for name in OrderRead.model_fields
    if name
    not in {"agent_name", "created_by", "withdrawn_by", "failure", "contacts", "approved_by", "waits_for"}
)


def _check_keeper(caller: Caller, list_: NumberList) -> None:
    """Partners keep their own list, the centre's staff the other two. Raises NotAllowed."""
    if (caller.role is Role.partner) != (list_ is NumberList.partner):
        raise NotAllowed


def _read(row: Any, caller: Caller) -> OrderRead:
    order: NumberOrder = row.NumberOrder
    language = caller.language
    failure = order.failure and OrderFailure(code=order.failure, message=FILE[order.failure].of(language))
    own = {name: getattr(order, name) for name in _SAME}
    names = {"agent_name": row.agent, "created_by": row.maker, "withdrawn_by": row.withdrawer}
    names |= {"approved_by": row.approver, "waits_for": None}
    if order.state in {"waiting", "withdrawing"}:
        own_word = caller.role is not Role.partner and _asked(order)[0] == caller.user_id
        names["waits_for"] = "another" if own_word else "you"
    # How many customers a conflict touches would tell whether somebody is one.
    contacts = None if order.list == NumberList.conflict else order.contacts
    return OrderRead.model_validate(own | names | {"failure": failure, "contacts": contacts})


async def _own(db: Db, caller: Caller, order_id: UUID) -> NumberOrder:
    """An order on a list the caller keeps. Raises NotFound."""
    order = await queries.order(db, order_id)
    mine = order is not None and (caller.role is Role.partner) == (order.list == NumberList.partner)
    if order is None or not mine or order.partner_id != caller.partner_id:
        raise NotFound
    return order


def _entry(caller: Caller, order: NumberOrder) -> dict[str, Any]:
    return {
        "order_id": order.id,
        "list": order.list,
        "act": order.act,
        "actor_id": caller.user_id,
        "site_id": order.site_id,
        "partner_id": order.partner_id,
    }


# --- look ---------------------------------------------------------------------------------------------------


async def read_list(db: Db, caller: Caller, list_: NumberList) -> NumberListRead:
    """What was ordered on a list and how many numbers it holds as of the last order. Raises NotAllowed."""
    _check_keeper(caller, list_)
    rows = await queries.orders(db, list_=list_, partner_id=caller.partner_id)
    found = [_read(row, caller) for row in rows]
    ended = [order for order in found if order.counts is not None and order.finished_at is not None]
    latest = max(ended, key=lambda order: order.finished_at or order.created_at, default=None)
    return NumberListRead(total=latest.counts.total if latest and latest.counts else 0, orders=found)


async def read_order(db: Db, caller: Caller, order_id: UUID) -> OrderRead:
    """Raises NotFound."""
    order = await _own(db, caller, order_id)
    rows = await queries.orders(db, list_=order.list, partner_id=order.partner_id, order_id=order.id)
    for row in rows:
        return _read(row, caller)
    raise NotFound


async def agents(db: Db, caller: Caller) -> list[AgentChoice]:
    """The agents of the caller's site, from whom a conflict may keep a number."""
    if caller.site_id is None:
        return []
    return [AgentChoice(id=row.id, name=row.name) for row in await queries.agents(db, caller.site_id)]


_COLUMNS = texts(
    "number_report",
    {"line": ("ligne", "line"), "code": ("code", "code"), "explanation": ("explication", "explanation")},
)


async def refused_csv(db: Db, caller: Caller, order_id: UUID) -> bytes:
    """The lines in which not every number was understood, as CSV: `;`, UTF-8 with BOM. Raises NotFound.

    What stood there is not in it: the numbers are not kept.
    """
    order = await _own(db, caller, order_id)
    written = io.StringIO()
    lines = csv.writer(written, delimiter=";", lineterminator="\r\n")
    lines.writerow([column.of(caller.language) for column in _COLUMNS.values()])
    for refusal in await queries.refusals(db, order.id, limit=REFUSED_ROWS):
        sentence = LINE[refusal.code].of(caller.language)
        lines.writerow([refusal.line, refusal.code, formula_safe(sentence)])
    return b"\xef\xbb\xbf" + written.getvalue().encode()


# --- order --------------------------------------------------------------------------------------------------


async def announce(db: Db, caller: Caller, new: OrderCreate) -> OrderRead:
    """An order whose numbers follow. Raises NotAllowed, ScreenStaysShut, ReasonDoesNotFit, AgentUnknown."""
    _check_keeper(caller, new.list)
    if new.list is NumberList.conflict and new.act is Act.check:
        raise ScreenStaysShut(fields={"act": "not_allowed"})
    allowed = REASONS.get((new.list, new.act))
    if new.reason not in allowed if allowed else new.reason is not None:
        raise ReasonDoesNotFit(fields={"reason": "not_allowed"})
    if new.agent_id is not None:
        known = {agent.id for agent in await agents(db, caller)}
        if new.list is not NumberList.conflict or new.act is not Act.add or new.agent_id not in known:
            raise AgentUnknown(fields={"agent_id": "unknown"})
    site_id = caller.site_id
    if caller.partner_id is not None:
        site_id = (await partners.agreed_terms(db, caller.partner_id)).site_id
    order = NumberOrder(
        id=new_id(),
        **new.model_dump(),
        site_id=site_id,
        partner_id=caller.partner_id,
        state="uploading",
        bytes=0,
        progress=0,
        contacts=0,
        created_by=caller.user_id,
        created_at=clock.now(),
    )
    db.add(order)
    await db.flush()
    await journal.append(
        db, NumbersOrdered(reason=new.reason, agent_id=new.agent_id, **_entry(caller, order))
    )
    return await read_order(db, caller, order.id)


async def receive(
    db: Db, caller: Caller, keys: WebKeyring, order_id: UUID, pieces: AsyncIterator[bytes]
) -> OrderRead:
    """Takes the numbers as they stream in, typed or a file; each piece is sealed before it is stored.

    Raises NotFound, OrderState, NumbersEmpty and what `pieces` raises; then nothing of it is kept.
    """
    await _own(db, caller, order_id)
    order = await queries.lock_order(db, order_id)
    if order is None or order.state != "uploading":
        raise OrderState
    held, number, total = bytearray(), 0, 0

    async def store(size: int, *, last: bool) -> None:
        nonlocal number, total
        sealed = keys.seal_upload_chunk(order_id, number, last, bytes(held[:size]))
        await queries.add_chunk(db, order_id, number, last, sealed)
        del held[:size]
        number, total = number + 1, total + size

    async for piece in pieces:
        held += piece
        while len(held) > CHUNK_BYTES:  # not >=: the last piece must not be empty
            await store(CHUNK_BYTES, last=False)
    if not held:
        raise NumbersEmpty
    await store(len(held), last=True)
    target = "waiting" if order.act == Act.remove else "received"
    if not await queries.move(db, order_id, origins=["uploading"], target=target, bytes=total):
        raise OrderState
    if target == "received":
        await jobs.enqueue(db, CARRY_OUT, order_id)
    db.expire(order)
    return await read_order(db, caller, order_id)


async def withdraw(db: Db, caller: Caller, order_id: UUID, reason: NumberReason) -> OrderRead:
    """Asks to take a whole addition back, as when the wrong file was sent.

    Raises NotFound, OrderState, ReasonDoesNotFit.
    """
    order = await _own(db, caller, order_id)
    if reason not in REASONS[(NumberList(order.list), Act.remove)]:
        raise ReasonDoesNotFit(fields={"reason": "not_allowed"})
    values = {
        "withdrawn_by": caller.user_id,
        "withdrawn_at": clock.now(),
        "withdrawn_reason": reason,
    }
    if order.act != Act.add or not await queries.move(
        db, order_id, origins=["done"], target="withdrawing", **values
    ):
        raise OrderState
    await journal.append(db, WithdrawalAsked(reason=reason, **_entry(caller, order)))
    db.expire(order)
    return await read_order(db, caller, order_id)


# --- four eyes ----------------------------------------------------------------------------------------------


async def approve(db: Db, caller: Caller, order_id: UUID) -> OrderRead:
    """Allows what takes numbers off, and has it done. Raises NotFound, OrderState, OwnApproval, ApprovalOver."""
    order = await _own(db, caller, order_id)
    asker, asked_at = _asked(order)
    if caller.role is not Role.partner and asker == caller.user_id:
        raise OwnApproval
    now = clock.now()
    if asked_at + LIFETIME < now:
        raise ApprovalOver
    kind, target = (CARRY_OUT, "received") if order.act == Act.remove else (WITHDRAW, "withdrawn")
    values = {"approved_by": caller.user_id, "approved_at": now}
    if not await queries.move(db, order_id, origins=[_WAITS[Act(order.act)]], target=target, **values):
        raise OrderState
    await jobs.enqueue(db, kind, order_id)
    await journal.append(db, RemovalDecided(allowed=True, **_entry(caller, order)))
    if order.act == Act.add and order.withdrawn_reason is not None:
        reason = NumberReason(order.withdrawn_reason)
        await journal.append(db, OrderWithdrawn(reason=reason, **_entry(caller, order)))
    db.expire(order)
    return await read_order(db, caller, order_id)


async def refuse(db: Db, caller: Caller, order_id: UUID) -> OrderRead:
    """Refuses what another person asked for, or takes one's own request back. Raises NotFound, OrderState."""
    order = await _own(db, caller, order_id)
    if order.act == Act.remove:
        values: dict[str, Any] = {"failure": "removal_refused", "finished_at": clock.now()}
        target = "failed"
    else:
        values, target = queries.NOT_WITHDRAWN, "done"
    if not await queries.move(db, order_id, origins=[_WAITS[Act(order.act)]], target=target, **values):
        raise OrderState
    if target == "failed":
        await jobs.enqueue(db, CARRY_OUT, order_id)  # the vault alone may delete what was sent
    await journal.append(db, RemovalDecided(allowed=False, **_entry(caller, order)))
    db.expire(order)
    return await read_order(db, caller, order_id)


_WAITS = {Act.remove: "waiting", Act.add: "withdrawing", Act.check: ""}


def _asked(order: NumberOrder) -> tuple[UUID | None, datetime]:
    """Who asked for what waits, and when."""
    if order.act == Act.remove:
        return order.created_by, order.created_at
    return order.withdrawn_by, order.withdrawn_at or order.created_at

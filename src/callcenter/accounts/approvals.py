"""Four eyes: asking for an act, and allowing or refusing another person's request. It knows no act's meaning.

The feature that asked does the act in the very transaction that uses the approval: it is good once. Both people give
their passphrase with it (`access.fresh_passphrase`), and a request that nobody answered within a day is over.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

from callcenter.accounts import queries
from callcenter.accounts.errors import ApprovalOver, ApprovalWaits, OwnApproval
from callcenter.accounts.models import Approval
from callcenter.accounts.schemas import Caller
from callcenter.infra import journal
from callcenter.infra.db import Db
from callcenter.infra.journal import Entry
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import new_id

LIFETIME = timedelta(days=1)


class _ApprovalEntry(Entry):
    approval_id: UUID
    act: str
    subject_id: UUID


class ApprovalAsked(_ApprovalEntry):
    """Someone asked for an act that another person has to allow."""

    action: ClassVar[str] = "approval.asked"


class ApprovalDecided(_ApprovalEntry):
    """Another person allowed an act, or a request was refused or withdrawn."""

    action: ClassVar[str] = "approval.decided"
    allowed: bool


async def ask(db: Db, caller: Caller, act: str, subject_id: UUID, *, partner_id: UUID | None) -> Approval:
    """A request that another administrator, or the partner concerned, may allow. Raises ApprovalWaits."""
    now = clock.now()
    row = Approval(
        id=new_id(),
        act=act,
        subject_id=subject_id,
        partner_id=partner_id,
        asked_by=caller.user_id,
        asked_by_name=caller.display_name,
        asked_at=now,
        expires_at=now + LIFETIME,
        state="waiting",
    )
    if not await queries.add_approval(db, row):
        raise ApprovalWaits
    await journal.append(db, ApprovalAsked(**_ids(row), actor_id=caller.user_id, partner_id=partner_id))
    return row


async def waiting(db: Db, caller: Caller) -> Sequence[Approval]:
    return await queries.waiting_approvals(db, partner_id=caller.partner_id, now=clock.now())


async def use(db: Db, caller: Caller, approval_id: UUID) -> Approval:
    """Allows another person's request, once. Raises NotFound, OwnApproval, ApprovalOver."""
    return await _decide(db, caller, approval_id, "used")


async def refuse(db: Db, caller: Caller, approval_id: UUID) -> Approval:
    """Refuses a request, or takes one's own back. Raises NotFound, ApprovalOver."""
    return await _decide(db, caller, approval_id, "refused")


async def _decide(db: Db, caller: Caller, approval_id: UUID, state: str) -> Approval:
    row = await queries.decide_approval(
        db, approval_id, partner_id=caller.partner_id, by=caller.user_id, now=clock.now(), state=state
    )
    if row is None:
        known = await queries.approval(db, approval_id, partner_id=caller.partner_id)
        if known is None:
            raise NotFound
        mine = known.asked_by == caller.user_id and known.state == "waiting" and state == "used"
        raise OwnApproval if mine else ApprovalOver
    decided = ApprovalDecided(
        **_ids(row), allowed=state == "used", actor_id=caller.user_id, partner_id=row.partner_id
    )
    await journal.append(db, decided)
    return row


def _ids(row: Approval) -> dict[str, UUID | str]:
    return {"approval_id": row.id, "act": row.act, "subject_id": row.subject_id}

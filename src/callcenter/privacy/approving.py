"""What waits for a second person, and the act that follows their word, in one transaction."""

from typing import Any, cast
from uuid import UUID

from callcenter.accounts import approvals
from callcenter.accounts.schemas import Caller
from callcenter.infra.db import Db
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.privacy import learners, queries, service
from callcenter.privacy.schemas import Act, ApprovalRead


async def waiting_approvals(db: Db, keeper: Caller) -> list[ApprovalRead]:
    """Requests that wait for somebody's word: all for an administrator, its own data's for a partner."""
    names = {row.list_id: row for row in await _lists(db, keeper)}
    companies = {row.partner_id: row.partner_name for row in names.values()}
    read = []
    rows = await approvals.waiting(db, keeper)
    people = await learners.names(db, [row.subject_id for row in rows if row.act == learners.ACT])
    for row in rows:
        known = names.get(row.subject_id)
        read.append(
            ApprovalRead(
                id=row.id,
                act=cast(Act, row.act),
                subject_id=row.subject_id,
                label=known.list_name if known is not None else people.get(row.subject_id, ""),
                partner_name=companies.get(row.partner_id, "") if row.partner_id else "",
                asked_by_name=row.asked_by_name,
                asked_at=row.asked_at,
                expires_at=row.expires_at,
                mine=row.asked_by == keeper.user_id,
            )
        )
    return read


async def _lists(db: Db, keeper: Caller) -> Any:
    return await queries.overview(db, site_id=None, partner_id=keeper.partner_id, now=clock.now())


async def approve(db: Db, keeper: Caller, approval_id: UUID) -> None:
    """Allows another person's request and does what it asked for, in one transaction.

    Raises NotFound, OwnApproval, ApprovalOver, ListEnding, PersonStage, LearnerActive, AccountErased.
    """
    approval = await approvals.use(db, keeper, approval_id)
    if approval.act == "shred_list":
        rows = await queries.overview(
            db, site_id=None, partner_id=approval.partner_id, now=clock.now(), list_id=approval.subject_id
        )
        if not rows:
            raise NotFound
        await service.order_or_refuse(db, rows[0], "administrator", approval, keeper)
    elif approval.act == learners.ACT:
        await learners.order(db, keeper, approval)
    else:
        await service.order_erasure(db, approval.subject_id, approval.asked_by_name, keeper, approval)


async def refuse(db: Db, keeper: Caller, approval_id: UUID) -> None:
    """Refuses a request, or takes one's own back. Raises NotFound, ApprovalOver."""
    await approvals.refuse(db, keeper, approval_id)

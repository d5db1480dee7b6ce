"""Closed contacts, opened again by a supervisor: how many there are and why, the order, and the vault's carrying out.

The web process announces and writes the order down; the vault, which alone finds every number of a person, weighs each
contact and opens what the law and the person allow. It must not open what a do-not-call list or an objection closed.
"""

from collections import Counter
from typing import Any
from uuid import UUID

from sqlalchemy import select

from callcenter.accounts.schemas import Supervisor
from callcenter.calls import ledger
from callcenter.calls import rules as call_rules
from callcenter.calls.verdicts import label
from callcenter.campaigns import service as campaigns
from callcenter.campaigns.errors import CampaignState
from callcenter.contacts.service import AGAIN
from callcenter.infra import jobs, journal
from callcenter.infra.db import Db, Record, Statement
from callcenter.infra.jobs import Registry, enqueue
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import new_id
from callcenter.outcomes import rules
from callcenter.outcomes.errors import NoteHoldsContactData, NothingToReopen, NotReopened
from callcenter.outcomes.models import Reopening
from callcenter.outcomes.notes import note_problem
from callcenter.outcomes.schemas import (
    ClosedContact,
    ClosedGroup,
    ContactsReopened,
    KeptCount,
    ReopeningAsked,
    ReopeningCreate,
    ReopeningRead,
)

REOPEN = "reopen_contacts"
"""Kind of the vault's job that carries the next slice of a re-opening out."""

SLICE = 10_000
"""Contacts looked at in one transaction: about half a second, in which nobody waits for more than a row."""

# --- what is closed -----------------------------------------------------------------------------------------

_OF_CAMPAIGN = """contacts c JOIN call_lists l ON l.id = c.list_id
    WHERE l.campaign_id IN (:campaign, (SELECT confirms FROM campaigns WHERE id = :campaign))
      AND coalesce(c.confirmed_in, l.campaign_id) = :campaign AND c.state IN ('done', 'blocked', 'review')"""

_AHEAD = """c.id IN (SELECT b.contact_id FROM bookings b JOIN slots s ON s.id = b.slot_id
                     WHERE b.partner_id = c.partner_id AND b.state = 'booked' AND s.ends_at > :now)"""

_AHEAD_OF_ONE = _AHEAD.replace("b.partner_id = c.partner_id", "b.contact_id = c.id")

_RESTING = """c.number_id IN (
        SELECT e.number_id FROM number_events e
        WHERE e.kind = 'refusal' AND e.at > CAST(:now AS timestamptz) - interval '61 days'
          AND NOT EXISTS (SELECT 1 FROM number_events u WHERE u.source_id = e.source_id AND u.kind = 'refusal_undone')
    )"""
"""Refused lately, as far as the web process can tell: numbers in other lists are found by the vault."""

_KEPT = f"""CASE WHEN c.withdrawn_at IS NOT NULL THEN 'withdrawn' WHEN l.state <> 'ready' THEN 'list_not_ready'
         WHEN c.confirmed_in IS NULL AND {{ahead}} THEN 'appointment'
         WHEN c.confirmed_in IS NOT NULL AND NOT {{ahead}} THEN 'no_appointment'
         WHEN {_RESTING} THEN 'refused' END"""

_GROUPS = Statement(
    f"""
    SELECT c.state, c.reason, count(*) AS n, count(*) FILTER (WHERE {
        _KEPT.format(
            ahead=_AHEAD.replace(
                "b.partner_id = c.partner_id",
                "b.partner_id = (SELECT partner_id FROM campaigns WHERE id = :campaign)",
            )
        )
    } IS NULL) AS callable
    FROM {_OF_CAMPAIGN} GROUP BY c.state, c.reason ORDER BY n DESC, c.state, c.reason
    """
)
_ONE = Statement(
    f"""
    SELECT c.id, c.state, c.reason, coalesce(c.confirmed_in, l.campaign_id) AS campaign_id,
           {_KEPT.format(ahead=_AHEAD_OF_ONE)} AS kept
    FROM contacts c JOIN call_lists l ON l.id = c.list_id WHERE c.site_id = :site AND c.reference = :reference
    """
)


async def closed(db: Db, supervisor: Supervisor, campaign_id: UUID) -> list[ClosedGroup]:
    """A campaign's closed contacts by why they are, with how many may be opened again. Raises NotFound."""
    await campaigns.read_campaign(db, supervisor, campaign_id)
    rows = await _GROUPS.rows(db, {"campaign": campaign_id, "now": clock.now()})
    return [_group(row, supervisor.language) for row in rows]


def _group(row: Record, language: str) -> ClosedGroup:
    stays = rules.stays_closed(row.state, row.reason)
    return ClosedGroup(
        state=row.state,
        reason=row.reason,
        label=_label(row.state, row.reason, language),
        count=row.n,
        may_reopen=0 if stays else row.callable,
        stays=None if stays is None else rules.KEPT[stays].of(language),
    )


async def _one(
    db: Db, supervisor: Supervisor, campaign_id: UUID, reference: str
) -> tuple[Record, str | None]:
    """A contact of the campaign and, when it stays closed, why (a key of `rules.KEPT`). Raises NotFound."""
    one = await _ONE.row(db, {"site": supervisor.site_id, "reference": reference, "now": clock.now()})
    if one is None or one.campaign_id != campaign_id:
        raise NotFound
    return one, rules.stays_closed(one.state, one.reason) or one.kept


async def closed_contact(db: Db, supervisor: Supervisor, campaign_id: UUID, reference: str) -> ClosedContact:
    """One contact by the reference on its card, and whether it may be opened again. Raises NotFound."""
    await campaigns.read_campaign(db, supervisor, campaign_id)
    one, stays = await _one(db, supervisor, campaign_id, reference)
    return ClosedContact(
        reference=reference,
        label=_label(one.state, one.reason, supervisor.language),
        stays=None if stays is None else rules.KEPT[stays].of(supervisor.language),
    )


def _label(state: str, reason: str | None, language: str) -> str:
    return label(reason or state, language)


# --- the order ----------------------------------------------------------------------------------------------


async def ask(db: Db, supervisor: Supervisor, campaign_id: UUID, wanted: ReopeningCreate) -> ReopeningRead:
    """Writes the order down; the vault carries it out, for `most` contacts at most.

    Raises NotFound, CampaignState when it is closed, NoteHoldsContactData, NotReopened with the rule that keeps the
    contact or the group closed, NothingToReopen.
    """
    campaign = await campaigns.campaign_of(db, supervisor, campaign_id)
    if campaign.state == "closed":
        raise CampaignState
    problem = note_problem(wanted.words)
    if problem is not None:
        raise NoteHoldsContactData(fields={"words": problem})
    row = Reopening(
        id=new_id(),
        campaign_id=campaign.id,
        site_id=campaign.site_id,
        partner_id=campaign.partner_id,
        reason=wanted.reason,
        words=wanted.words,
        created_by=supervisor.user_id,
        created_at=clock.now(),
        reopened=0,
        kept={},
        **await _what(db, supervisor, campaign_id, wanted),
    )
    db.add(row)
    await db.flush()
    await enqueue(db, REOPEN, row.id)
    asked = ReopeningAsked(
        reopening_id=row.id,
        campaign_id=row.campaign_id,
        contact_id=row.contact_id,
        code=row.contact_reason or row.contact_state,
        reason=wanted.reason,
        count=row.most,
        actor_id=supervisor.user_id,
        site_id=row.site_id,
        partner_id=row.partner_id,
    )
    await journal.append(db, asked)
    return _read(row, supervisor.display_name, supervisor.language)


async def _what(db: Db, supervisor: Supervisor, campaign_id: UUID, wanted: ReopeningCreate) -> dict[str, Any]:
    """Which contacts, as columns of the order."""
    if wanted.reference is not None:
        one, stays = await _one(db, supervisor, campaign_id, wanted.reference)
        if stays is not None:
            raise NotReopened(fields={"reference": stays})
        found: dict[str, Any] = {"contact_id": one.id, "reference": wanted.reference, "most": 1}
        return found | {"contact_state": one.state, "contact_reason": one.reason}
    assert wanted.group is not None
    group = wanted.group
    stays = rules.stays_closed(group.state, group.reason)
    if stays is not None:
        raise NotReopened(fields={"group": stays})
    rows = await _GROUPS.rows(db, {"campaign": campaign_id, "now": clock.now()})
    most = next((row.callable for row in rows if (row.state, row.reason) == (group.state, group.reason)), 0)
    if not most:
        raise NothingToReopen
    most = min(most, group.most)
    return {"contact_state": group.state, "contact_reason": group.reason, "most": most}


async def orders(db: Db, supervisor: Supervisor, campaign_id: UUID) -> list[ReopeningRead]:
    """The campaign's latest 20 re-openings, newest first. Raises NotFound."""
    await campaigns.read_campaign(db, supervisor, campaign_id)
    rows = await _ORDERS.rows(db, {"campaign": campaign_id})
    return [_read(row, row.display_name, supervisor.language) for row in rows]


_ORDERS = Statement(
    """
    SELECT r.*, u.display_name FROM reopenings r JOIN users u ON u.id = r.created_by
    WHERE r.campaign_id = :campaign ORDER BY r.created_at DESC, r.id DESC LIMIT 20
    """
)


def _read(row: Any, name: str, language: str) -> ReopeningRead:
    return ReopeningRead(
        id=row.id,
        label=_label(row.contact_state, row.contact_reason, language),
        reference=row.reference,
        reason=row.reason,
        words=row.words,
        by=name,
        at=row.created_at,
        most=row.most,
        reopened=row.reopened,
        kept=[
            KeptCount(code=code, label=rules.KEPT[code].of(language), count=count)
            for code, count in sorted(row.kept.items())
        ],
        finished_at=row.finished_at,
    )


# --- the vault's --------------------------------------------------------------------------------------------

_UPTO = Statement(
    "SELECT id FROM contacts WHERE CAST(:after AS uuid) IS NULL OR id > :after ORDER BY id OFFSET :size LIMIT 1"
)
_SLICE = Statement(
    f"""
    SELECT c.id, c.zone, {_KEPT.format(ahead=_AHEAD_OF_ONE)} AS kept,
           EXISTS (SELECT 1 FROM contact_conflicts x WHERE x.contact_id = c.id AND x.agent_id IS NULL) AS screened
    FROM {_OF_CAMPAIGN}
      AND (CAST(:after AS uuid) IS NULL OR c.id > :after) AND (CAST(:upto AS uuid) IS NULL OR c.id <= :upto)
      AND (CAST(:contact AS uuid) IS NULL OR c.id = :contact)
      AND c.state = :state AND c.reason IS NOT DISTINCT FROM :reason
    ORDER BY c.id LIMIT :most FOR UPDATE OF c
    """
)
"""Locked in the order of ids, and judged as they are now: what changed meanwhile is no longer of the group."""

_OPEN = Statement(
    f"""
    UPDATE contacts SET {AGAIN}, number = 0, callback_for = NULL, reopened_at = :now
    WHERE id = ANY(CAST(:ids AS uuid[]))
    """
)
_REST = Statement(
    """
    UPDATE contacts c SET state = 'waiting', reason = 'attempts_used', not_before = r.until, number = 0,
                          callback_for = NULL, reopened_at = :now
    FROM unnest(CAST(:ids AS uuid[]), CAST(:until AS timestamptz[])) AS r (id, until) WHERE c.id = r.id
    """
)


def register(registry: Registry) -> None:
    async def reopen(db: Db, order_id: UUID) -> None:
        row = await db.scalar(select(Reopening).where(Reopening.id == order_id))
        if row is not None and row.finished_at is None:
            await _carry_out(db, row)

    registry.add(REOPEN, reopen, slow=True)


async def _carry_out(db: Db, row: Reopening) -> None:
    """One slice; the next is a job of its own, so that a killed vault goes on where it was."""
    upto = None
    if row.contact_id is None:
        end = await _UPTO.row(db, {"after": row.after, "size": SLICE - 1})
        upto = None if end is None else end.id
    left = row.most - row.reopened
    values = {"campaign": row.campaign_id, "state": row.contact_state, "reason": row.contact_reason}
    values |= {"after": row.after, "upto": upto, "contact": row.contact_id, "most": left, "now": clock.now()}
    found = await _SLICE.rows(db, values)
    opened, kept = await _open(db, found)
    row.reopened += opened
    row.kept = dict(Counter(row.kept) + kept)
    row.after = found[-1].id if len(found) == left else upto
    if row.after is None or row.contact_id is not None or row.reopened == row.most:
        row.finished_at = clock.now()
        done = ContactsReopened(
            reopening_id=row.id,
            campaign_id=row.campaign_id,
            contacts=row.reopened,
            unchanged=sum(row.kept.values()),
            actor_id=row.created_by,
            site_id=row.site_id,
            partner_id=row.partner_id,
        )
        await journal.append(db, done)
    else:
        await jobs.enqueue(db, REOPEN, row.id)
    await db.flush()


async def _open(db: Db, found: list[Record]) -> tuple[int, Counter[str]]:
    """Opens what may be opened; how many that are, and why the others stay as they are."""
    now = clock.now()
    pasts = await ledger.pasts_of(db, [row.id for row in found])
    ready, resting, kept = [], {}, Counter[str]()
    for row in found:
        stop = call_rules.barred(pasts[row.id], now, row.zone) if row.id in pasts else None
        stays = row.kept or ("suppressed" if row.screened else None)
        if stays is None and stop is not None and stop[0] == "refused":
            stays = "refused"
        if stays is not None:
            kept[stays] += 1
        elif stop is not None:
            resting[row.id] = stop[1]
        else:
            ready.append(row.id)
    if ready:
        await _OPEN.rows(db, {"ids": ready, "now": now})
    if resting:
        await _REST.rows(db, {"ids": list(resting), "until": list(resting.values()), "now": now})
    return len(ready) + len(resting), kept

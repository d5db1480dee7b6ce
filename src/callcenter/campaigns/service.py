"""What can be done with campaigns. Lists join a campaign in `call_lists`; handing out happens in `calls`."""

from itertools import chain
from typing import Any
from uuid import UUID

from callcenter.accounts import teams
from callcenter.accounts.schemas import Caller, GivenTo, Partner, Supervisor
from callcenter.campaigns import duties, queries, rules
from callcenter.campaigns.errors import (
    CampaignState,
    DutiesMissing,
    LiveIsClosed,
    NothingToConfirm,
    OrderStale,
    ScriptInvalid,
)
from callcenter.campaigns.models import Campaign
from callcenter.campaigns.schemas import (
    CampaignChanged,
    CampaignConsentDeclared,
    CampaignCreate,
    CampaignDetail,
    CampaignGiven,
    CampaignMoved,
    CampaignOrder,
    CampaignRead,
    CampaignsOrdered,
    CampaignUpdate,
    ConfirmationCreate,
    ScriptStep,
)
from callcenter.infra import jobs, journal
from callcenter.infra.db import Db
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import new_id
from callcenter.partners import service as partners
from callcenter.partners.schemas import ConsentDeclared, Purpose

APPLY_CONSENT = "apply_campaign_consent"
"""Kind of the vault's job that writes a campaign's declared consent into records that have none."""

CONFIRM_FROM = "confirm_from"
"""Kind of the vault's job that brings what a campaign has to confirm to its changed hours."""

_READ = tuple(CampaignRead.model_fields.keys() - {"partner_name", "given_to"})


def _own(row: Campaign, partner_name: str, caller: Caller) -> dict[str, Any]:
    told = caller.partner_id is None
    given = GivenTo(team_id=row.given_team, agent_id=row.given_agent) if told else GivenTo()
    return {n: getattr(row, n) for n in _READ} | {"partner_name": partner_name, "given_to": given}


def _detail(row: Campaign, partner_name: str, caller: Caller) -> CampaignDetail:
    own = {n: getattr(row, n) for n in ("script", "masking")}
    own["duties"] = duties.read(_due(row), _steps(row), caller.language)
    return CampaignDetail.model_validate(own | _own(row, partner_name, caller))


def _steps(row: Campaign) -> list[ScriptStep]:
    return [ScriptStep.model_validate(step) for step in row.script]


def _due(row: Campaign) -> list[duties.Rule]:
    return duties.due(Purpose(row.purpose), clock.now().date(), recording=row.recording)


def _check_duties(row: Campaign) -> None:
    lacking = duties.gaps(_steps(row), _due(row))
    if lacking:
        raise DutiesMissing(fields={f"script.{code}": gap for code, gap in lacking.items()})


async def list_campaigns(db: Db, caller: Caller) -> list[CampaignRead]:
    """The site's campaigns for its staff, the partner's own for a partner, all for the centre's officers."""
    rows = await queries.campaigns(db, site_id=caller.site_id, partner_id=caller.partner_id)
    return [CampaignRead.model_validate(_own(row.Campaign, row.partner_name, caller)) for row in rows]


async def read_campaign(db: Db, caller: Caller, campaign_id: UUID) -> CampaignDetail:
    rows = await queries.campaigns(
        db, site_id=caller.site_id, partner_id=caller.partner_id, campaign_id=campaign_id
    )
    for row in rows:
        return _detail(row.Campaign, row.partner_name, caller)
    raise NotFound


async def create(db: Db, supervisor: Supervisor, new: CampaignCreate) -> CampaignDetail:
    """A draft. Raises LiveIsClosed, PurposeNotAgreed, OfferBanned, ScriptInvalid, NotFound (another site's partner)."""
    if new.mode == "live":
        raise LiveIsClosed
    terms = await partners.agreed_terms(db, new.partner_id, new.purpose)
    if terms.site_id != supervisor.site_id:
        raise NotFound
    today = clock.now().date()
    script = new.script or rules.default_script(new.purpose, today, recording=new.recording)
    _check_script(script)
    _refuse_banned(new.purpose, new.name, script)
    row = Campaign(
        id=new_id(),
        site_id=supervisor.site_id,
        partner_id=new.partner_id,
        name=new.name,
        purpose=new.purpose,
        mode=new.mode,
        state="draft",
        priority=await queries.last_priority(db, supervisor.site_id),
        legal_hours=new.legal_hours,
        pacing=new.pacing,
        pace_seconds=new.pace_seconds,
        recording=new.recording,
        script=[step.model_dump() for step in script],
        masking=new.masking.model_dump(mode="json"),
        created_by=supervisor.user_id,
        created_at=clock.now(),
    )
    db.add(row)
    await db.flush()
    await _journal_change(db, supervisor, row, ["created"])
    return await read_campaign(db, supervisor, row.id)


async def confirm(
    db: Db, supervisor: Supervisor, campaign_id: UUID, new: ConfirmationCreate
) -> CampaignDetail:
    """A draft that confirms this campaign's appointments, made as it is. Raises NotFound, NothingToConfirm."""
    source = await campaign_of(db, supervisor, campaign_id)
    fits = source.purpose == Purpose.appointment and source.confirms is None
    if not fits or source.state not in {"open", "paused"} or await queries.is_confirmed(db, source.id):
        raise NothingToConfirm
    script = rules.default_script(
        Purpose.appointment, clock.now().date(), recording=source.recording, confirms=True
    )
    row = Campaign(
        **{name: getattr(source, name) for name in _ALIKE},
        id=new_id(),
        name=new.name,
        state="draft",
        script=[step.model_dump() for step in script],
        confirms=source.id,
        confirm_hours=new.hours,
        created_by=supervisor.user_id,
        created_at=clock.now(),
    )
    db.add(row)
    await db.flush()
    await _journal_change(db, supervisor, row, ["created", "confirms"])
    return await read_campaign(db, supervisor, row.id)


_ALIKE = (
    "site_id",
    "partner_id",
    "purpose",
    "mode",
    "priority",
    "legal_hours",
    "pacing",
    "pace_seconds",
    "recording",
    "masking",
    "given_team",
    "given_agent",
)
"""What a campaign of confirmations has from the one that it confirms."""


async def edit(db: Db, supervisor: Supervisor, campaign_id: UUID, change: CampaignUpdate) -> CampaignDetail:
    """Edits a campaign that is not closed; the next card follows the new script and masking.

    Raises CampaignState, ScriptInvalid, OfferBanned, and DutiesMissing unless it is a draft.
    """
    row = await campaign_of(db, supervisor, campaign_id)
    if row.state == "closed" or (change.confirm_hours is not None and row.confirms is None):
        raise CampaignState
    if change.script is not None:
        _check_script(change.script)
    _refuse_banned(Purpose(row.purpose), change.name or "", change.script or [])
    changes = change.model_dump(mode="json", exclude_none=True)
    for name, value in changes.items():
        setattr(row, name, value)
    if row.state != "draft" and changes.keys() & {"script", "recording"}:
        _check_duties(row)
    await db.flush()
    if "confirm_hours" in changes:
        await jobs.enqueue(db, CONFIRM_FROM, row.id)
    if changes:
        await _journal_change(db, supervisor, row, sorted(changes))
    return await read_campaign(db, supervisor, row.id)


async def declare_consent(
    db: Db, partner: Partner, campaign_id: UUID, declared: ConsentDeclared
) -> CampaignRead:
    """The partner's word for people whose row and list name no basis; the vault then frees them for calling.

    Raises NotFound, CampaignState when it is closed, BasisNotAgreed, ConsentInvalid.
    """
    row = await queries.of_partner(db, campaign_id, partner.partner_id)
    if row is None:
        raise NotFound
    if row.state == "closed":
        raise CampaignState
    partners.check_consent(await partners.agreed_terms(db, row.partner_id), declared)
    row.consent = declared.model_dump(mode="json")
    await db.flush()
    await jobs.enqueue(db, APPLY_CONSENT, row.id)
    await journal.append(
        db,
        CampaignConsentDeclared(
            campaign_id=row.id,
            consent_basis=declared.basis,
            consent_on=declared.on,
            actor_id=partner.user_id,
            site_id=row.site_id,
            partner_id=row.partner_id,
        ),
    )
    return await read_campaign(db, partner, campaign_id)


async def propose_duties(
    db: Db, supervisor: Supervisor, campaign_id: UUID, language: str
) -> list[ScriptStep]:
    """Steps for all that the law wants said, in that language. Raises NotFound."""
    row = await campaign_of(db, supervisor, campaign_id)
    return duties.proposed(_due(row), language)


async def campaign_of(db: Db, supervisor: Supervisor, campaign_id: UUID) -> Campaign:
    """The site's campaign, locked until the end of the transaction. Raises NotFound."""
    row = await queries.of_site(db, campaign_id, supervisor.site_id)
    if row is None:
        raise NotFound
    return row


async def move(db: Db, supervisor: Supervisor, campaign_id: UUID, target: str) -> CampaignRead:
    """Opens, pauses or closes.

    Raises CampaignState when the present state does not allow it, DutiesMissing for a script that lacks some.
    """
    row = await campaign_of(db, supervisor, campaign_id)
    if target == "open" and row.state in rules.MOVES["open"]:
        _check_duties(row)
    if not await queries.move(db, row.id, origins=rules.MOVES[target], target=target, now=clock.now()):
        raise CampaignState
    await journal.append(
        db,
        CampaignMoved.model_validate(
            {
                "campaign_id": row.id,
                "state": target,
                "actor_id": supervisor.user_id,
                "site_id": row.site_id,
                "partner_id": row.partner_id,
            }
        ),
    )
    db.expire(row)
    return await read_campaign(db, supervisor, campaign_id)


async def order(db: Db, supervisor: Supervisor, wanted: CampaignOrder) -> list[CampaignRead]:
    """Calls the site's campaigns rank by rank from the next claim on; those of one rank take turns.

    Raises OrderStale unless every campaign that is not closed is named, once.
    """
    rows = {row.id: row for row in await queries.to_order(db, supervisor.site_id)}
    if sorted(rows) != sorted(chain.from_iterable(wanted.ranks)):
        raise OrderStale
    for place, rank in enumerate(wanted.ranks, start=1):
        for campaign_id in rank:
            rows[campaign_id].priority = place
    await db.flush()
    ids = {"actor_id": supervisor.user_id, "site_id": supervisor.site_id}
    await journal.append(db, CampaignsOrdered(ranks=wanted.ranks, **ids))
    return await list_campaigns(db, supervisor)


async def give(db: Db, supervisor: Supervisor, campaign_id: UUID, to: GivenTo) -> CampaignRead:
    """Says whose work a campaign is; what is in somebody's hands stays there.

    Raises NotFound (also for a team or an agent of another site), CampaignState when it is closed.
    """
    row = await campaign_of(db, supervisor, campaign_id)
    if row.state == "closed":
        raise CampaignState
    await teams.check(db, supervisor, to)
    row.given_team, row.given_agent = to.team_id, to.agent_id
    await db.flush()
    await journal.append(
        db,
        CampaignGiven(
            campaign_id=row.id,
            team_id=to.team_id,
            agent_id=to.agent_id,
            actor_id=supervisor.user_id,
            site_id=row.site_id,
        ),
    )
    return await read_campaign(db, supervisor, campaign_id)


def _check_script(script: list[ScriptStep]) -> None:
    wrong = rules.unknown_placeholders(script)
    if wrong:
        raise ScriptInvalid(fields=wrong)


def _refuse_banned(purpose: Purpose, name: str, script: list[ScriptStep]) -> None:
    steps = {f"script.{step.id}": f"{step.title}\n{step.text}" for step in script}
    partners.refuse_banned(purpose, name=name, **steps)


async def _journal_change(db: Db, supervisor: Supervisor, row: Campaign, fields: list[str]) -> None:
    await journal.append(
        db,
        CampaignChanged(
            campaign_id=row.id,
            fields=fields,
            actor_id=supervisor.user_id,
            site_id=row.site_id,
            partner_id=row.partner_id,
        ),
    )

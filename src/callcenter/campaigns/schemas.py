"""Shapes of campaigns: script, masking policy, outcome catalogue, life cycle and journal entries."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from callcenter.accounts.schemas import GivenTo, Name
from callcenter.infra.journal import Entry
from callcenter.kit.masking import Mask
from callcenter.partners.schemas import ConsentBasis, ConsentDeclared, Purpose

Pacing = Literal["preview", "progressive"]
"""Look, then ask for the next; or the next one arrives by itself a while after an outcome."""
PaceSeconds = Annotated[int, Field(ge=3, le=120)]
CampaignState = Literal["draft", "open", "paused", "closed"]
Need = Literal["callback_at", "reason", "slot", "loyalty", "after_sales"]


class Then(StrEnum):
    """What an outcome does to the contact."""

    retry = "retry"
    close = "close"
    callback = "callback"
    refusal = "refusal"
    opposition = "opposition"
    review = "review"


class MaskingPolicy(BaseModel):
    """How each field of a card is shown. Phone, e-mail and street are no fields of a card: they cannot be shown."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    civility: Mask = Mask.shown
    last_name: Mask = Mask.shown
    first_name: Mask = Mask.masked
    company: Mask = Mask.shown
    town: Mask = Mask.shown
    department: Mask = Mask.shown
    language: Mask = Mask.shown
    points: Mask = Mask.shown


Duty = Literal["caller", "principal", "commercial", "reason", "objection", "recording"]
"""What the law wants said at the start of a call; see `duties`."""


class ScriptStep(BaseModel):
    """One step of the script; the text may hold {agent}, {partner}, {civility}, {name}, {town}.

    `duties` are what the law wants said and this step says: it cannot be skipped.
    """

    model_config = ConfigDict(extra="forbid")

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,40}$")]
    title: Name
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
    duties: Annotated[list[Duty], Field(max_length=10)] = []


Script = Annotated[list[ScriptStep], Field(min_length=1, max_length=30)]


class Reason(BaseModel):
    code: str
    label: str


class OutcomeChoice(BaseModel):
    """One entry of the outcome catalogue, in the reader's language."""

    code: str
    group: str
    family: Purpose | None
    label: str
    key: str
    effect: Then
    reached: bool
    positive: bool
    needs: list[Need]
    reasons: list[Reason]


class CampaignCreate(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Name
    partner_id: UUID
    purpose: Purpose
    mode: Literal["sandbox", "live"] = "sandbox"
    legal_hours: bool = False
    pacing: Pacing = "preview"
    pace_seconds: PaceSeconds = 10
    recording: bool = False
    script: Script | None = None
    masking: MaskingPolicy = MaskingPolicy()


ConfirmHours = Annotated[int, Field(ge=1, le=336)]
"""How long before an appointment it is confirmed at the earliest."""


class ConfirmationCreate(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Name
    hours: ConfirmHours = 72


class CampaignUpdate(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Name | None = None
    legal_hours: bool | None = None
    pacing: Pacing | None = None
    pace_seconds: PaceSeconds | None = None
    recording: bool | None = None
    script: Script | None = None
    masking: MaskingPolicy | None = None
    confirm_hours: ConfirmHours | None = None


class CampaignOrder(BaseModel):
    """The site's campaigns that are not closed, every one of them, in ranks; those of one rank take turns."""

    model_config = ConfigDict(extra="forbid")

    ranks: Annotated[
        list[Annotated[list[UUID], Field(min_length=1, max_length=1000)]],
        Field(min_length=1, max_length=1000),
    ]


class CampaignRead(BaseModel):
    id: UUID
    name: str
    partner_id: UUID
    partner_name: str
    purpose: Purpose
    mode: Literal["sandbox", "live"]
    state: CampaignState
    legal_hours: bool
    pacing: Pacing
    pace_seconds: int
    recording: bool
    priority: int
    given_to: GivenTo
    """Whose work it is; a partner is not told."""
    consent: ConsentDeclared | None
    confirms: UUID | None
    """The campaign whose appointments it confirms, from `confirm_hours` before each until it begins."""
    confirm_hours: int | None
    created_at: datetime
    opened_at: datetime | None
    closed_at: datetime | None


class DutyRead(BaseModel):
    """A duty of the opening and what the script lacks of it; without a gap it is done."""

    code: Duty
    label: str
    source: str
    gap: Literal["missing", "words", "late"] | None


class CampaignDetail(CampaignRead):
    script: list[ScriptStep]
    masking: MaskingPolicy
    duties: list[DutyRead]


class CampaignChanged(Entry):
    """A campaign was created or edited; `fields` names what changed."""

    action: ClassVar[str] = "campaign.changed"
    campaign_id: UUID
    fields: list[str]


class CampaignConsentDeclared(Entry):
    """A partner declared the consent basis of a campaign for people whose row and list name none."""

    action: ClassVar[str] = "campaign.consent_declared"
    campaign_id: UUID
    consent_basis: ConsentBasis
    consent_on: date | None


class CampaignMoved(Entry):
    """A campaign was opened, paused or closed."""

    action: ClassVar[str] = "campaign.state_changed"
    campaign_id: UUID
    state: CampaignState


class CampaignsOrdered(Entry):
    """The order in which a site's campaigns are called was changed."""

    action: ClassVar[str] = "campaign.ordered"
    ranks: list[list[UUID]]


class CampaignGiven(Entry):
    """A campaign was given to a team, to an agent, or (neither) to everybody."""

    action: ClassVar[str] = "campaign.given"
    campaign_id: UUID
    team_id: UUID | None
    agent_id: UUID | None

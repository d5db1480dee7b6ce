"""Shapes of supervision: the dashboard's snapshot, the frames of the feed, the journal browser."""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from callcenter.alerts.schemas import AlertKind
from callcenter.calls.schemas import PauseReason, StateName, TimeWord
from callcenter.campaigns.schemas import CampaignState
from callcenter.infra.journal import Entry
from callcenter.partners.schemas import Purpose
from callcenter.reports.schemas import LiveCounts


class LastOutcome(BaseModel):
    outcome_id: UUID
    code: str
    positive: bool


class AgentTile(BaseModel):
    """One agent of the room. `pause_due`: a pause that begins after the contact in hand; `paused_by_staff`: one that
    lasts until somebody of the staff lets the agent go on; `off_shift`: the site keeps shifts and the agent is in none;
    `warned`: limits of working time that come soon or are over, as in `break_soon`; `beside`: who sits beside for
    first calls, `waits_beside`: there are some that wait for somebody."""

    id: UUID
    display_name: str
    state: StateName
    since: datetime
    pause_reason: PauseReason | None
    pause_due: PauseReason | None
    paused_by_staff: bool
    locked: bool
    off_shift: bool
    warned: list[TimeWord]
    beside: str | None
    waits_beside: bool
    campaign_id: UUID | None
    reference: str | None
    step: str | None
    last: list[LastOutcome]
    alerts: list[AlertKind]
    calls: int
    outcomes: int
    positive: int


class CampaignTile(BaseModel):
    """One campaign with the counts of its day; the rates are made of them on the page, as the definitions say."""

    id: UUID
    name: str
    partner_name: str
    purpose: Purpose
    state: CampaignState
    today: LiveCounts


class CallableHour(BaseModel):
    """An hour of the coming ones, and how many contacts may be called in it if nobody is called before."""

    at: datetime
    count: int


class CampaignStanding(BaseModel):
    """How far a campaign is at this moment: its contacts by state, who may be called now, later or never, and the
    coming hours in which somebody may be called."""

    id: UUID
    contacts: dict[str, int]
    now: int
    later: int
    never: int
    ahead: list[CallableHour]


class Standings(BaseModel):
    """What entries cannot tell of the campaigns. It holds everything up to entry `after`, and until `changes_at`
    nothing but what happens changes it."""

    after: int
    changes_at: datetime
    campaigns: list[CampaignStanding]


class HourCount(BaseModel):
    """One hour of the day in the site's zone."""

    hour: int
    calls: int
    outcomes: int
    positive: int


class DayFigures(LiveCounts):
    """Counts of the day; the figures are made of them on the page, as the definitions say (`GET /api/kpis`)."""

    by_hour: list[HourCount]
    by_group: dict[str, int]


class RecentOutcome(BaseModel):
    outcome_id: UUID
    at: datetime
    agent_id: UUID
    campaign_id: UUID
    code: str
    group: str
    positive: bool
    reached: bool
    reference: str
    talk_seconds: int
    wrap_seconds: int
    work_seconds: int


class Snapshot(BaseModel):
    """The dashboard at one instant. Follow the feed from `after`, skipping the ids in `also`: they are in it."""

    after: int
    also: list[int]
    site_zone: str
    agents: list[AgentTile]
    campaigns: list[CampaignTile]
    today: DayFigures
    recent: list[RecentOutcome]
    labels: dict[str, str]


class DueCallback(BaseModel):
    """A callback whose time has passed or comes within the hour, that nobody has in hand; on the clock of `zone`.

    `owner_name` is absent for the team's.
    """

    id: UUID
    reference: str
    campaign_name: str
    zone: str
    due_at: datetime
    owner_name: str | None


class ActDone(BaseModel):
    """Something that a supervisor did today, by the journal's name: about which campaign or list, for `whom` (a team or
    an agent; absent: everybody), how many, and into which state."""

    id: int
    at: datetime
    action: str
    who: str
    campaign: str | None
    list_name: str | None
    whom: str | None
    count: int | None
    change: str | None


class FollowUp(BaseModel):
    """What the room has to follow up: callbacks, the longest due first; the latest 12 acts, newest first."""

    callbacks: list[DueCallback]
    acts: list[ActDone]


class FeedEvent(BaseModel):
    """One event. Staff get the entry's own fields besides these; agents get these alone, partners of an outcome its
    campaign, code, group and the agent's alias."""

    model_config = {"extra": "allow"}

    seq: int
    id: int
    at: datetime
    action: str


class Hello(BaseModel):
    """First frame: the feed is live from `seq` on."""

    type: Literal["hello"]
    seq: int


class Batch(BaseModel):
    """Events in order; `seq` is the place to ask for after a reconnection, even when no event was for you."""

    type: Literal["batch"]
    seq: int
    events: list[FeedEvent]


class Health(BaseModel):
    """Whether the vault answers and the journal is sealed in time; sent to staff at the start and when it changes.

    It does not come through the journal, which is what may stand still.
    """

    type: Literal["health"]
    vault: bool
    sealer: bool


class Reload(BaseModel):
    """Too far behind: load the snapshot afresh."""

    type: Literal["reload"]
    seq: int


FeedFrame = Annotated[Hello | Batch | Reload | Health, Field(discriminator="type")]


AccessKind = Literal["lists", "contacts", "openings", "exports", "settings"]


class AccessLine(BaseModel):
    """One sealed entry about a partner's data, as that partner reads it: nobody of the centre has a name in it.

    `contact` is the pseudonymous reference of a record, `count` how many records or lines, `leaf` the entry's hash.
    """

    seq: int
    at: datetime
    kind: AccessKind
    action: str
    label: str
    who: str
    list_name: str | None
    campaign_name: str | None
    contact: str | None
    count: int | None
    leaf: str


class CheckpointRead(BaseModel):
    """What the centre signed last: the first `size` entries of its journal have this root."""

    size: int
    root: str
    signature: str
    at: datetime


class JournalExtracted(Entry):
    """A partner took an extract of the journal on its data, with a checkpoint."""

    action: ClassVar[str] = "journal.extracted"
    count: int


class JournalOrder(BaseModel):
    """What of the journal is asked for. `person` by what they did or what is about them, `contact` by its reference."""

    action: str | None = None
    person: UUID | None = None
    contact: str | None = None
    list_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None
    after: int | None = None
    oldest_first: bool = False


class Named(BaseModel):
    id: UUID
    name: str


class JournalChoices(BaseModel):
    """By whom and by which list the journal can be narrowed."""

    people: list[Named]
    lists: list[Named]


class JournalLine(BaseModel):
    """One sealed entry, for the journal browser; `contact` is the reference of the contact that it is about, `leaf`
    the entry's hash."""

    seq: int
    at: datetime
    action: str
    actor: str | None
    actor_id: UUID | None
    contact: str | None
    data: dict[str, Any]
    leaf: str


Narrowing = Literal["action", "person", "contact", "list_id", "since", "until"]
JournalProblem = Literal[
    "checkpoint_signature", "entry_missing", "entry_altered", "history_rewritten", "tail_cut"
]


class JournalTaken(Entry):
    """An auditor or administrator took the journal up to entry `size` away, narrowed by these fields."""

    action: ClassVar[str] = "journal.taken"
    size: int
    narrowed: list[Narrowing]


class JournalCheckAsked(Entry):
    """Somebody had the whole journal checked."""

    action: ClassVar[str] = "journal.check_asked"
    check_id: UUID


class JournalChecked(Entry):
    """What a check found: the journal is whole, or what is wrong with it at which entry."""

    action: ClassVar[str] = "journal.checked"
    check_id: UUID
    entries: int
    checkpoints: int
    problem: JournalProblem | None
    at_seq: int | None


class JournalCheckRead(BaseModel):
    """A check: `done` of `due` entries so far. `problem` at entry `at_seq` of a journal that was tampered with."""

    id: UUID
    asked_by: str
    asked_at: datetime
    state: Literal["running", "whole", "tampered", "failed"]
    due: int
    done: int
    checkpoints: int
    problem: JournalProblem | None
    at_seq: int | None
    ended_at: datetime | None

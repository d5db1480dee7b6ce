"""Shapes of the workstation: agent state, hand-out, call, and their journal entries."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from callcenter.accounts.schemas import Half
from callcenter.call_lists.values import Spoken
from callcenter.campaigns.schemas import Duty, OutcomeChoice
from callcenter.contacts.schemas import ContactCard
from callcenter.infra.journal import Entry
from callcenter.partners.schemas import Purpose

StateName = Literal["offline", "available", "preparing", "ringing", "talking", "on_hold", "wrap_up", "pause"]
PauseReason = Literal["break", "training", "help", "other"]
CallState = Literal["requested", "ringing", "answered", "ended"]
CallResult = Literal[
    "answered", "no_answer", "busy", "voicemail", "failed", "cancelled", "suppressed", "barred", "withdrawn"
]
ReleaseReason = Literal["skip", "not_now", "known_person"]
TakeBackReason = Literal["agent_away", "too_long", "other_agent", "safety"]
Nothing = Literal[
    "no_campaign",
    "no_list",
    "exhausted",
    "all_waiting",
    "outside_hours",
    "all_in_hand",
    "not_for_you",
    "train_first",
    "beside_first",
    "quota_reached",
    "off_shift",
    "site_closed",
    "other_team",
]


class AgentStateRead(BaseModel):
    name: StateName
    since: datetime
    pause_reason: PauseReason | None
    pause_due: PauseReason | None
    """The reason of a pause that the supervisor asked for and that begins after the contact in hand."""
    paused_by_staff: bool
    """The supervisor asked for the pause: it lasts until somebody of the staff lets the agent go on."""
    next_at: datetime | None
    """When the page asks for the next contact by itself (progressive campaigns)."""


class DutySaid(BaseModel):
    """Something the law wants said, and when the agent confirmed to have said it."""

    code: Duty
    at: datetime


class CallRead(BaseModel):
    """`held_at`: the person hears music since then; `held_seconds` are those of earlier holds."""

    id: UUID
    state: CallState
    result: CallResult | None
    requested_at: datetime
    ringing_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    ended_by_staff: bool
    held_at: datetime | None
    held_seconds: int
    duties: list[DutySaid]


class CampaignBrief(BaseModel):
    id: UUID
    name: str
    purpose: Purpose
    confirms: bool
    mode: Literal["sandbox", "live"]
    partner_name: str


class FilledStep(BaseModel):
    """A script step with its placeholders filled in."""

    id: str
    title: str
    text: str
    duties: list[Duty]


class ScriptRead(BaseModel):
    steps: list[FilledStep]


class PastCall(BaseModel):
    """An earlier hand-out of the same contact and how it ended."""

    at: datetime
    code: str
    label: str
    agent_is_me: bool
    campaign_name: str


class HandOutRead(BaseModel):
    """One contact in the agent's hands: the masked card, the script, the choices, the call if there is one."""

    id: UUID
    expires_at: datetime
    campaign: CampaignBrief
    card: ContactCard
    script: ScriptRead
    outcomes: list[OutcomeChoice]
    call: CallRead | None
    history: list[PastCall]


class NothingRead(BaseModel):
    """Why there is no contact now, in words, and when the next may come."""

    code: Nothing
    message: str
    next_at: datetime | None


class NextRead(BaseModel):
    hand_out: HandOutRead | None
    nothing: NothingRead | None


class ReasonCount(BaseModel):
    """How many contacts one rule stops (or lets through), its source in law, and when that ends by itself."""

    when: Literal["now", "later", "never"]
    code: str
    label: str
    source: str | None
    count: int
    next_at: datetime | None


class ForecastHour(BaseModel):
    """How many contacts may be called in the hour that begins at `at`, by time zone."""

    at: datetime
    zones: dict[str, int]


class Reachability(BaseModel):
    """Why (not)? now + later + never = all contacts asked about; the reasons' counts add up to the same.

    `forecast` has the hours of the coming week in which somebody may be called; `agents` are at work now.
    """

    asked_at: datetime
    now: int
    later: int
    never: int
    reasons: list[ReasonCount]
    forecast: list[ForecastHour]
    agents: int


class NumberEventRead(BaseModel):
    """An entry of the attempt ledger for a contact's number, whatever the list it was called from."""

    kind: Literal["attempt", "refusal", "refusal_undone"]
    at: datetime
    campaign_name: str


class AbilitiesRead(BaseModel):
    """An apprentice of the site and what he or she may be handed: languages spoken, purposes let through the gate."""

    id: UUID
    display_name: str
    sign_in: str
    languages: list[Spoken]
    purposes: list[Purpose]


class CallbackRead(BaseModel):
    """A promise to call back; the time is shown in the contact's zone."""

    id: UUID
    reference: str
    due_at: datetime
    zone: str
    campaign_name: str
    overdue: bool
    mine: bool


class CallingWindow(BaseModel):
    starts_at: datetime
    ends_at: datetime


class CallbackTimes(BaseModel):
    """When a contact may be called back, told on the clock of `zone`; `windows` are the legal hours ahead.

    Where `legal_hours` is false the campaign is an exercise and any moment between `from_at` and `until_at` will do.
    """

    zone: str
    from_at: datetime
    until_at: datetime
    legal_hours: bool
    windows: list[CallingWindow]


class PromisedCallback(BaseModel):
    """A callback as the supervisor sees it: told on the clock of `zone`, by the contact's reference alone.

    `promised_at` is what the customer was told, `due_at` what stands now; `change` says in words why it was last
    moved or handed over. `owner` is None for the team's. `in_hand`: somebody has it on the desk now.
    """

    id: UUID
    reference: str
    campaign_name: str
    campaign_state: Literal["draft", "open", "paused", "closed"]
    zone: str
    promised_at: datetime
    due_at: datetime
    overdue: bool
    in_hand: bool
    owner: UUID | None
    owner_name: str | None
    owner_at_work: bool
    change: str | None
    changed_at: datetime


class EndedCallback(BaseModel):
    """A callback that will not be kept, and why."""

    id: UUID
    reference: str
    campaign_name: str
    zone: str
    promised_at: datetime
    ended_at: datetime
    reason: str


class ColleagueRead(BaseModel):
    id: UUID
    name: str
    at_work: bool


class CallbackBoard(BaseModel):
    """Every callback of the site that is open, the longest due first; those that ended unkept in the last week."""

    open: list[PromisedCallback]
    ended: list[EndedCallback]
    agents: list[ColleagueRead]


WorkTime = Literal["break", "shift", "day", "week"]
TimeWord = Literal[
    "break_soon",
    "break_over",
    "shift_soon",
    "shift_over",
    "day_soon",
    "day_over",
    "week_soon",
    "week_over",
]


class TimeWarning(BaseModel):
    """A limit of working time that comes soon, or is `over`."""

    kind: WorkTime
    over: bool


class ShiftTime(BaseModel):
    begins: datetime
    ends: datetime


class Presence(BaseModel):
    """The present half-day of the agent: when it was signed, and whether the staff confirmed it."""

    half: Half
    signed_at: datetime | None
    countersigned: bool


class DutyRead(BaseModel):
    """The agent's own working time: the shift at work or the next one, hours of shifts, warnings, presence."""

    keeps_shifts: bool
    on_shift: bool
    shift: ShiftTime | None
    today_seconds: int
    week_seconds: int
    warnings: list[TimeWarning]
    presence: Presence


class ShiftRead(BaseModel):
    """A shift as planned, and as it was worked."""

    id: UUID
    agent_id: UUID
    name: str
    planned_from: datetime
    planned_to: datetime
    opened_at: datetime | None
    closed_at: datetime | None


class ShiftsRead(BaseModel):
    keeps_shifts: bool
    shifts: list[ShiftRead]
    rules_source: str
    rules_version: str


class MessageForMe(BaseModel):
    """A few words of the supervisor that the agent has not confirmed to have read."""

    id: UUID
    words: str
    sender: str
    sent_at: datetime
    to_all: bool


class Reader(BaseModel):
    """Somebody a message was sent to."""

    agent_id: UUID
    name: str
    read_at: datetime | None


class MessageRead(BaseModel):
    """A message as the supervisors see it: what was said, to whom, and who has read it."""

    id: UUID
    words: str
    sender: str
    sent_at: datetime
    to_all: bool
    readers: list[Reader]


class TodayRead(BaseModel):
    handed_out: int
    calls: int
    reached: int
    positive: int
    talk_seconds: int
    by_group: dict[str, int]


class WorkstationRead(BaseModel):
    """Everything the agent's page shows, in one answer."""

    state: AgentStateRead
    hand_out: HandOutRead | None
    callbacks: list[CallbackRead]
    messages: list[MessageForMe]
    duty: DutyRead
    today: TodayRead
    desk: UUID | None
    """The page at which the agent works; any other asks whether to go on there."""
    withdrawn: str | None
    """Why the last contact left the desk by itself a moment ago, as a sentence; absent otherwise."""
    feed_after: int


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PauseRequest(_In):
    reason: PauseReason


class DeskRequest(_In):
    """The page (an id it made for itself) that takes the work over, and the one it believes to have it."""

    desk: UUID
    instead: UUID | None = None


class StepRequest(_In):
    """Which step of the script is on the screen, the first being 0."""

    at: Annotated[int, Field(ge=0, le=29)]


class ReleaseRequest(_In):
    reason: ReleaseReason


class SiteOptions(_In):
    """`keeps_shifts`: nobody gets a contact outside an open shift; `wallboard_names`: the wallboard shows names."""

    keeps_shifts: bool
    wallboard_names: bool


class ShiftCreate(_In):
    """The same shift for each of the agents. `beyond_full_time`: more than full time in the week is meant."""

    agent_ids: Annotated[list[UUID], Field(min_length=1, max_length=500)]
    planned_from: AwareDatetime
    planned_to: AwareDatetime
    beyond_full_time: bool = False


class MessageCreate(_In):
    """`agent_id` absent: to everybody who is at work."""

    agent_id: UUID | None = None
    words: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=280)]


class EndCallRequest(_In):
    """The contact that the supervisor sees in the agent's hands."""

    reference: Annotated[str, Field(pattern=r"^[A-Z0-9-]{4,20}$")]


class TakeBackRequest(_In):
    """The contact that the supervisor sees in the agent's hands, and why it goes back."""

    reference: Annotated[str, Field(pattern=r"^[A-Z0-9-]{4,20}$")]
    reason: TakeBackReason


class DutiesConfirm(_In):
    """The duties of one step, all of those that are still open."""

    codes: Annotated[list[Duty], Field(min_length=1, max_length=10)]


class HelpRequest(_In):
    about: Literal["question", "threat", "incident"]


class AbilitiesUpdate(_In):
    languages: Annotated[list[Spoken], Field(min_length=1, max_length=20)]
    purposes: Annotated[list[Purpose], Field(max_length=10)]


class CallbackMove(_In):
    at: AwareDatetime


class CallbackHandOver(_In):
    """`agent_id` absent: to the team."""

    agent_id: UUID | None = None


class LeaseRead(BaseModel):
    expires_at: datetime


# --- journal ------------------------------------------------------------------------------------------------


class AgentMoved(Entry):
    """An agent's state changed: the room view follows these entries alone."""

    action: ClassVar[str] = "agent.state_changed"
    agent_id: UUID
    state: StateName
    pause_reason: PauseReason | None = None
    campaign_id: UUID | None = None
    reference: str | None = None


class HandedOut(Entry):
    """A contact was handed out to an agent."""

    action: ClassVar[str] = "hand_out.started"
    hand_out_id: UUID
    contact_id: UUID
    agent_id: UUID
    campaign_id: UUID


class HandOutEnded(Entry):
    """A hand-out ended without an outcome: released, expired, taken back by a supervisor (`why`), or withdrawn
    because its data is destroyed or the appointment to confirm began, was moved or called off."""

    action: ClassVar[str] = "hand_out.ended"
    hand_out_id: UUID
    contact_id: UUID
    agent_id: UUID
    campaign_id: UUID
    reason: Literal[
        "skip",
        "not_now",
        "known_person",
        "expired",
        "list_closed",
        "taken_back",
        "appointment_begun",
        "appointment_off",
    ]
    why: TakeBackReason | None = None


class CallMoved(Entry):
    """A call changed state; `seconds` is the talking time once it ended."""

    action: ClassVar[str] = "call.state_changed"
    call_id: UUID
    agent_id: UUID
    campaign_id: UUID
    state: CallState
    result: CallResult | None = None
    seconds: int | None = None


class CallHeld(Entry):
    """The person at the other end was put on hold (hears music), or taken up again; `seconds` is how long it lasted."""

    action: ClassVar[str] = "call.held"
    call_id: UUID
    agent_id: UUID
    campaign_id: UUID
    held: bool
    seconds: int | None = None


class PauseAsked(Entry):
    """A supervisor sent an agent into a pause: at once, or after the contact in hand."""

    action: ClassVar[str] = "agent.pause_asked"
    agent_id: UUID
    reason: PauseReason
    at_once: bool


class PauseLifted(Entry):
    """Somebody of the staff let an agent go on whom a supervisor had sent into a pause."""

    action: ClassVar[str] = "agent.pause_lifted"
    agent_id: UUID


class ShiftPlanned(Entry):
    """A supervisor planned a shift for an agent, knowingly beyond full time or not, or took it out of the plan."""

    action: ClassVar[str] = "shift.planned"
    shift_id: UUID
    agent_id: UUID
    removed: bool
    beyond_full_time: bool = False


class ShiftOpened(Entry):
    """A supervisor opened an agent's shift: contacts may come."""

    action: ClassVar[str] = "shift.opened"
    shift_id: UUID
    agent_id: UUID


class ShiftClosed(Entry):
    """A supervisor closed an agent's shift: where the site keeps shifts, no further contact comes."""

    action: ClassVar[str] = "shift.closed"
    shift_id: UUID
    agent_id: UUID


class ShiftsKept(Entry):
    """A supervisor said whether the site keeps shifts, and whether its wallboard shows names."""

    action: ClassVar[str] = "site.options_changed"
    keeps_shifts: bool
    wallboard_names: bool


class TimeWarned(Entry):
    """What an agent is warned of in working time changed: a break, the shift's end, a day's or a week's limit."""

    action: ClassVar[str] = "agent.time_warned"
    agent_id: UUID
    warnings: list[TimeWord]


class MessageSent(Entry):
    """A supervisor sent a few words to an agent, or (without `agent_id`) to all `count` at work. Not what it says."""

    action: ClassVar[str] = "message.sent"
    message_id: UUID
    agent_id: UUID | None = None
    count: int


class MessageSeen(Entry):
    """An agent confirmed to have read a message."""

    action: ClassVar[str] = "message.read"
    message_id: UUID
    agent_id: UUID


class DeskChanged(Entry):
    """An agent went on in another window or at another workstation; the one before shows nothing any more."""

    action: ClassVar[str] = "agent.desk_changed"
    agent_id: UUID


class AbilitiesChanged(Entry):
    """Somebody said what an apprentice may be handed: languages spoken, purposes that the gate lets through."""

    action: ClassVar[str] = "agent.abilities_changed"
    agent_id: UUID
    languages: list[Spoken]
    purposes: list[Purpose]


class CallbackMoved(Entry):
    """A promised callback was moved to another time: by the law (`reason`), by the supervisor, or given back."""

    action: ClassVar[str] = "callback.moved"
    callback_id: UUID
    contact_id: UUID
    campaign_id: UUID
    reference: str
    agent_id: UUID | None
    due_at: datetime
    reason: str


class CallbackHandedOver(Entry):
    """A promised callback went to another agent or to the team: by the supervisor, or because it was overdue."""

    action: ClassVar[str] = "callback.handed_over"
    callback_id: UUID
    contact_id: UUID
    campaign_id: UUID
    reference: str
    agent_id: UUID | None
    to_id: UUID | None
    reason: Literal["overdue", "handed_over"]


class CallbackEnded(Entry):
    """A promised callback will not be kept: why."""

    action: ClassVar[str] = "callback.ended"
    callback_id: UUID
    contact_id: UUID
    campaign_id: UUID
    reference: str
    agent_id: UUID | None
    reason: str


class StepShown(Entry):
    """An agent came to a step of the script; `title` is the campaign's own."""

    action: ClassVar[str] = "script.step_shown"
    agent_id: UUID
    campaign_id: UUID
    title: str


class DutiesSaid(Entry):
    """An agent confirmed during a call to have said what the law wants said."""

    action: ClassVar[str] = "call.duties_said"
    call_id: UUID
    agent_id: UUID
    campaign_id: UUID
    codes: list[Duty]


class HelpAsked(Entry):
    """An agent asked for help, or reported a threat or an incident."""

    action: ClassVar[str] = "agent.help_asked"
    agent_id: UUID
    about: Literal["question", "threat", "incident"]
    reference: str | None = None


class QuotaLifted(Entry):
    """A supervisor let an agent go on whose quota of contacts without work done was used up."""

    action: ClassVar[str] = "quota.lifted"
    agent_id: UUID

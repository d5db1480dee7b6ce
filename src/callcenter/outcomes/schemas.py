"""Shapes of outcomes: the typed payload of each family, what is answered, and the journal entries."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from callcenter.infra.journal import Entry
from callcenter.outcomes.formats import FileFormat
from callcenter.outcomes.own_values import Found
from callcenter.partners.schemas import Purpose

Code = Annotated[str, StringConstraints(pattern=r"^[a-z_]{2,40}$")]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AppointmentDetails(_In):
    slot_id: UUID


class LoyaltyDetails(_In):
    """`score` answers “would you recommend us”, 0 to 10 (NPS); absent when not asked."""

    decision: Literal["accepted", "kept", "refused", "terminated"]
    score: Annotated[int, Field(ge=0, le=10)] | None = None


class AfterSalesDetails(_In):
    """`satisfaction` is 1 to 5 (CSAT); absent when not asked."""

    case_kind: Literal["delivery", "defect", "billing", "usage", "contract", "other"]
    resolution: Literal["solved", "escalated", "return", "information", "unsolved"]
    satisfaction: Annotated[int, Field(ge=1, le=5)] | None = None


class OutcomeCreate(_In):
    """`appointment_id` is the one that the agent read out and the customer confirmed."""

    code: Code
    reason: Code | None = None
    appointment: AppointmentDetails | None = None
    appointment_id: UUID | None = None
    loyalty: LoyaltyDetails | None = None
    after_sales: AfterSalesDetails | None = None
    callback_at: AwareDatetime | None = None
    callback_for: Literal["me", "team"] = "me"
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=240)] | None = None


class OutcomeRead(BaseModel):
    id: UUID
    code: str
    label: str
    recorded_at: datetime
    corrects: UUID | None


class FreeSlot(BaseModel):
    """A slot with a place left, the contact's time zone to tell it in, and the clock of the partner's place."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    left: int
    place: str
    zone: str
    place_zone: str


class HeldAppointment(BaseModel):
    """When and where the contact in hand is expected, with the zone to tell it in and the clock of the place."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    place: str
    zone: str
    place_zone: str


class NoteRead(BaseModel):
    """A note that waits for the supervisor's word before the partner may read it.

    `found` says which of the contact's own values it holds: with any of them it can be rewritten or discarded, not
    passed on. `compared`: the vault has looked.
    """

    outcome_id: UUID
    at: datetime
    agent: str
    campaign_name: str
    reference: str
    label: str
    note: str
    compared: bool
    found: list[Found]


class NoteRewrite(_In):
    """The supervisor's own words in place of the agent's."""

    note: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=240)]


class LateNoteCreate(_In):
    """What was chosen and typed before the time ran out; one of both at least."""

    code: Code | None = None
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=240)] | None = None

    @model_validator(mode="after")
    def something(self) -> Self:
        if not self.code and not self.note:
            raise ValueError("nothing to tell")
        return self


class LateNoteRead(BaseModel):
    """What an agent had chosen (`label`) and typed about a contact whose time ran out; no outcome was recorded."""

    hand_out_id: UUID
    at: datetime
    agent: str
    campaign_name: str
    reference: str
    label: str | None
    note: str | None


class ResultFileCreate(_In):
    """`encrypted`: as an age package to the partner's own key, made in the vault."""

    format: FileFormat = "csv"
    encrypted: bool = False


class ResultFileRead(BaseModel):
    id: UUID
    campaign_id: UUID
    format: FileFormat
    encrypted: bool
    state: Literal["requested", "ready", "failed"]
    rows: int | None
    requested_at: datetime
    ready_at: datetime | None


MadeIn = Literal["call", "centre", "partner"]
"""Where an appointment was made: in a call, by the centre's staff, or by the partner."""

AppointmentState = Literal["booked", "confirmed", "over", "moved", "cancelled", "withdrawn"]


class AppointmentRead(BaseModel):
    """An appointment by the partner's own client reference (absent until the vault has written it, a moment later).

    `zone` is the clock of the place. `over` is one whose time has passed; `withdrawn` one whose slot the partner took
    away. `adviser` is the alias of who made it in a call; absent when the centre or the partner did (`made_in`).
    """

    id: UUID
    slot_id: UUID
    campaign_id: UUID
    campaign_name: str
    client_reference: str | None
    starts_at: datetime
    ends_at: datetime
    place: str
    zone: str
    state: AppointmentState
    booked_at: datetime
    changed_at: datetime
    made_in: MadeIn
    adviser: str | None


ArrangeReason = Literal["person_asks", "partner_asks", "mistake", "other"]
"""Why an appointment is made, moved or cancelled without a call."""


class PlannedAppointment(BaseModel):
    """An appointment ahead as the centre's staff see it: by the reference on the contact's card, with who made it.

    `in_hand`: an apprentice has the contact right now.
    """

    id: UUID
    slot_id: UUID
    reference: str
    starts_at: datetime
    ends_at: datetime
    place: str
    zone: str
    confirmed: bool
    in_hand: bool
    made_in: MadeIn
    made_by: str


class OfferedSlot(BaseModel):
    """A slot that can be booked right now, on the clock of its place."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    left: int
    place: str
    zone: str


class AppointmentCreate(_In):
    reference: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9-]{4,20}$")]
    slot_id: UUID
    reason: ArrangeReason


class AppointmentMove(_In):
    slot_id: UUID
    reason: ArrangeReason


class AppointmentCancel(_In):
    reason: ArrangeReason


class AppointmentMade(BaseModel):
    """The appointment as it stands now."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    place: str
    zone: str
    state: Literal["booked", "cancelled", "withdrawn"]


class SlotWithdrawal(_In):
    """`appointments` is how many the partner has seen on the slot: with more or fewer by now nothing happens."""

    appointments: Annotated[int, Field(ge=0, le=50)]


ReopenReason = Literal["mistake", "partner_asks", "person_asks", "new_offer", "another_try", "other"]


class ClosedGroup(BaseModel):
    """Contacts of a campaign that are closed for one reason; `may_reopen` of the `count` may be opened again, as far
    as is known before each is weighed. `stays` says why none may."""

    state: Literal["done", "blocked", "review"]
    reason: str | None
    label: str
    count: int
    may_reopen: int
    stays: str | None


class ClosedContact(BaseModel):
    """One contact, why it is closed, and why it has to stay so if it has."""

    reference: str
    label: str
    stays: str | None


class WantedGroup(_In):
    """A group as it was shown; at most `most` contacts of it, the longest known first."""

    state: Literal["done", "blocked", "review"]
    reason: Code | None = None
    most: Annotated[int, Field(ge=1, le=100_000_000)]


class ReopeningCreate(_In):
    """One of `group` and `reference`; `words` say why, besides the `reason` of the short list."""

    group: WantedGroup | None = None
    reference: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9-]{4,20}$")] | None = None
    reason: ReopenReason
    words: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=240)]

    @model_validator(mode="after")
    def one_of_both(self) -> Self:
        if (self.group is None) == (self.reference is None):
            raise ValueError("name a group or a reference")
        return self


class KeptCount(BaseModel):
    code: str
    label: str
    count: int


class ReopeningRead(BaseModel):
    """An order to open contacts again: how many at `most`, how many were, and why others of the group stay closed.

    `finished_at` is absent while the vault is at it.
    """

    id: UUID
    label: str
    reference: str | None
    reason: ReopenReason
    words: str
    by: str
    at: datetime
    most: int
    reopened: int
    kept: list[KeptCount]
    finished_at: datetime | None


class ListProgress(BaseModel):
    """Contacts of a list by state; `done` are those with nothing left to do."""

    list_id: UUID
    contacts: dict[str, int]


# --- journal ------------------------------------------------------------------------------------------------


class OutcomeRecorded(Entry):
    """An outcome was recorded; with `corrects`, it replaces an earlier one.

    Seconds of the conversation, from its end to the first outcome, and from the hand-out to that: see `reports`.
    """

    action: ClassVar[str] = "outcome.recorded"
    outcome_id: UUID
    hand_out_id: UUID
    contact_id: UUID
    agent_id: UUID
    campaign_id: UUID
    purpose: Purpose
    code: str
    group: str
    positive: bool
    reached: bool
    reference: str
    talk_seconds: int = 0
    wrap_seconds: int = 0
    work_seconds: int = 0
    corrects: UUID | None = None
    corrected_code: str | None = None
    corrected_positive: bool | None = None


class LateNoteSent(Entry):
    """An agent sent the supervisor what was typed about a contact whose time had run out."""

    action: ClassVar[str] = "late_note.sent"
    hand_out_id: UUID
    contact_id: UUID
    agent_id: UUID
    campaign_id: UUID


class LateNoteSeen(Entry):
    """A supervisor dealt with what an agent had sent late."""

    action: ClassVar[str] = "late_note.seen"
    hand_out_id: UUID
    agent_id: UUID


class ConfirmationEntered(Entry):
    """A campaign of confirmations has a contact now, whose appointment lies ahead: called from `due_at` on."""

    action: ClassVar[str] = "confirmation.entered"
    on_feed: ClassVar[bool] = False
    contact_id: UUID
    campaign_id: UUID
    due_at: datetime


class ConfirmationLeft(Entry):
    """A contact left its campaign of confirmations uncalled: the appointment began, was moved or called off, or the
    campaign closed."""

    action: ClassVar[str] = "confirmation.left"
    on_feed: ClassVar[bool] = False
    contact_id: UUID
    campaign_id: UUID
    reason: Literal["begun", "moved", "called_off", "campaign_closed"]


class AppointmentBooked(Entry):
    """The centre made an appointment without a call, and why."""

    action: ClassVar[str] = "appointment.booked"
    appointment_id: UUID
    slot_id: UUID
    contact_id: UUID
    campaign_id: UUID
    reason: ArrangeReason


class AppointmentMoved(Entry):
    """The centre or the partner moved an appointment without a call, and why; `follows` is the one it was."""

    action: ClassVar[str] = "appointment.moved"
    appointment_id: UUID
    follows: UUID
    slot_id: UUID
    contact_id: UUID
    campaign_id: UUID
    reason: ArrangeReason


class AppointmentCancelled(Entry):
    """The centre or the partner cancelled an appointment without a call, and why."""

    action: ClassVar[str] = "appointment.cancelled"
    appointment_id: UUID
    slot_id: UUID
    contact_id: UUID
    campaign_id: UUID
    reason: ArrangeReason


class ReopeningAsked(Entry):
    """A supervisor had closed contacts opened again: those of a campaign closed as `code`, or one of them; and why."""

    action: ClassVar[str] = "contacts.reopening_asked"
    reopening_id: UUID
    campaign_id: UUID
    contact_id: UUID | None
    code: str
    reason: ReopenReason
    count: int


class ContactsReopened(Entry):
    """Closed contacts can be called again by a supervisor's word; those `unchanged` were weighed and stay closed."""

    action: ClassVar[str] = "contacts.reopened"
    reopening_id: UUID
    campaign_id: UUID
    contacts: int
    unchanged: int


class NoteJudged(Entry):
    """A supervisor released a note to the partner, or discarded it."""

    action: ClassVar[str] = "note.judged"
    outcome_id: UUID
    released: bool


class NoteRewritten(Entry):
    """A supervisor put other words in the place of an agent's note."""

    action: ClassVar[str] = "note.rewritten"
    outcome_id: UUID


class NoteKept(Entry):
    """The vault found data of the contact in its note, which is withheld; `count` kinds of data."""

    action: ClassVar[str] = "note.withheld"
    outcome_id: UUID
    contact_id: UUID
    agent_id: UUID
    count: int


class ResultsRequested(Entry):
    """A partner asked for a file of its results."""

    action: ClassVar[str] = "results.requested"
    file_id: UUID
    campaign_id: UUID
    format: FileFormat
    encrypted: bool


class ResultsRead(Entry):
    """A partner downloaded a file of its results."""

    action: ClassVar[str] = "results.downloaded"
    file_id: UUID
    campaign_id: UUID
    format: FileFormat
    encrypted: bool


class AppointmentsRead(Entry):
    """A partner took its appointments away as a calendar file."""

    action: ClassVar[str] = "appointments.downloaded"
    count: int

"""Shapes of partners: agreements, slots and their journal entries."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from callcenter.accounts.schemas import Name, TimeZone
from callcenter.infra.journal import Entry


class Purpose(StrEnum):
    """The three families of campaigns a partner may ask for."""

    appointment = "appointment"
    loyalty = "loyalty"
    after_sales = "after_sales"


class ConsentBasis(StrEnum):
    """Why a person may be called (code de la consommation L.223-1; domain reference)."""

    consent = "consent"
    contract = "contract"
    b2b = "b2b"
    after_sales = "after_sales"


ShortText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)]


class ConsentDeclared(BaseModel):
    """What the partner declares for people whose row says nothing: basis, date, channel, where the proof is kept."""

    model_config = ConfigDict(extra="forbid")

    basis: ConsentBasis
    on: date | None = None
    channel: ShortText = ""
    proof: ShortText = ""


class AgreementTerms(BaseModel):
    """What a partner and a site agreed on; `offer` says what the calls are about, in a few words."""

    model_config = ConfigDict(extra="forbid")

    site_id: UUID
    purposes: Annotated[list[Purpose], Field(min_length=1)]
    consent_bases: Annotated[list[ConsentBasis], Field(min_length=1)]
    retention_days: Annotated[int, Field(ge=1, le=1096)]
    offer: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""


class PartnerCreate(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Name
    time_zone: TimeZone = "Europe/Paris"
    agreement: AgreementTerms


class PartnerRead(BaseModel):
    id: UUID
    name: str
    time_zone: str
    site_name: str
    agreement: AgreementTerms


Notice = Annotated[int, Field(ge=0, le=14 * 24 * 60)]


class SlotCreate(BaseModel):
    """`notice_minutes` is how long before the slot the last appointment may be made; `zone` is the clock of the place
    where that is not the company's own."""

    model_config = ConfigDict(extra="forbid")

    starts_at: AwareDatetime
    ends_at: AwareDatetime
    place: Name
    zone: TimeZone | None = None
    capacity: Annotated[int, Field(ge=1, le=50)] = 1
    notice_minutes: Notice = 0


class SlotRead(BaseModel):
    """`booked` of `capacity` places are taken; a closed slot takes no further appointment."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    place: str
    zone: str
    capacity: int
    booked: int
    closed: bool
    notice_minutes: int


class SlotUpdate(BaseModel):
    """What is to change; the two ends go together. Time, place and its clock change only while nobody is booked."""

    model_config = ConfigDict(extra="forbid")

    starts_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None
    place: Name | None = None
    zone: TimeZone | None = None
    capacity: Annotated[int, Field(ge=1, le=50)] | None = None
    closed: bool | None = None
    notice_minutes: Notice | None = None

    @model_validator(mode="after")
    def _both_ends(self) -> Self:
        if (self.starts_at is None) != (self.ends_at is None):
            raise ValueError("both ends or none")
        if not self.model_dump(exclude_none=True):
            raise ValueError("nothing to change")
        return self


class SlotFileDefaults(BaseModel):
    """What holds where the file says nothing; `zone` is whose clock a time without a zone is on, and its place's."""

    zone: TimeZone
    place: str = ""
    capacity: int = 1
    minutes: int = 30
    notice: int = 0


class SlotColumn(BaseModel):
    """A column of the file and what it was taken for."""

    header: str
    meaning: Literal["date", "start", "end", "minutes", "place", "capacity", "zone", "notice"] | None


class SlotFound(BaseModel):
    """A slot the file offers; `line` is the file's line, or the event's place in a calendar."""

    line: int
    starts_at: datetime
    ends_at: datetime
    place: str
    zone: str
    capacity: int
    notice_minutes: int


class SlotRefused(BaseModel):
    line: int
    code: str
    message: str


class SlotPreview(BaseModel):
    """What was understood of a file of slots; nothing is taken yet. `lines` = slots + refused."""

    kind: Literal["csv", "ics"]
    zone: str
    encoding: str | None
    separator: str | None
    header_line: int | None
    columns: list[SlotColumn]
    lines: int
    slots: list[SlotFound]
    refused: list[SlotRefused]


class ExchangeUpdate(BaseModel):
    """The partner's own age recipient (null takes it back), and whether nothing may leave in clear."""

    model_config = ConfigDict(extra="forbid")

    recipient: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)] | None
    always_encrypted: bool = False


class ExchangeRead(BaseModel):
    """Both age recipients: the centre's, to which packages for it are made, and the partner's own."""

    centre_recipient: str
    recipient: str | None
    always_encrypted: bool
    changed_at: datetime | None


class PartnerRecipient(BaseModel):
    """The key to which a partner's files leave, for staff."""

    partner_id: UUID
    partner_name: str
    recipient: str | None
    always_encrypted: bool
    changed_at: datetime


class RecipientChanged(Entry):
    """A partner stored, changed or took back the age key its files are encrypted to; a public key is no secret."""

    action: ClassVar[str] = "partner.recipient_changed"
    recipient: str | None
    always_encrypted: bool


class PartnerAdded(Entry):
    """A partner company and its agreement were entered."""

    action: ClassVar[str] = "partner.added"


class AgreementChanged(Entry):
    """The terms of an agreement changed."""

    action: ClassVar[str] = "partner.agreement_changed"
    purposes: list[Purpose]
    retention_days: int


class SlotsAdded(Entry):
    """A partner offered appointment slots."""

    action: ClassVar[str] = "slot.added"
    count: int


class SlotChanged(Entry):
    """A partner moved, resized, closed or reopened a slot; `fields` names what changed."""

    action: ClassVar[str] = "slot.changed"
    slot_id: UUID
    fields: list[str]


class SlotWithdrawn(Entry):
    """A partner withdrew a slot with the appointments on it."""

    action: ClassVar[str] = "slot.withdrawn"
    slot_id: UUID
    count: int


class SlotRemoved(Entry):
    """A partner withdrew a free slot."""

    action: ClassVar[str] = "slot.removed"
    slot_id: UUID

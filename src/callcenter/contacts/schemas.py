"""Shapes of contacts: the masked card and the journal entries about a contact."""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel

from callcenter.infra.journal import Entry


class Point(BaseModel):
    """A talking point the partner chose to show: a label and a short value."""

    label: str
    value: str


class ContactCard(BaseModel):
    """All an agent ever learns of a contact, already masked by the campaign's policy."""

    reference: str
    civility: str | None
    name: str | None
    company: str | None
    town: str | None
    department: str | None
    language: str | None
    local_time_zone: str
    points: list[Point]


class ContactSuppressed(Entry):
    """A number went on the do-not-call list for good, by its fingerprint."""

    action: ClassVar[str] = "contact.suppressed"
    contact_id: UUID
    reason: str


class RecordsOpened(Entry):
    """The vault opened sealed records: one to be dialled, to name an appointment or to be compared
    with a note, or a campaign's for its results."""

    action: ClassVar[str] = "contact.opened"
    reason: Literal["dial", "appointment", "note", "results"]
    count: int
    contact_id: UUID | None = None
    campaign_id: UUID

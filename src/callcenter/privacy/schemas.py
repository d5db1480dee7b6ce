"""Shapes of the end of data: what the API takes and gives, and the journal's entries."""

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic import Field as Limit

from callcenter.call_lists.schemas import ListState
from callcenter.infra.journal import Entry

Cause = Literal["retention", "partner", "administrator"]
Act = Literal["shred_list", "erase_person", "erase_learner"]
PersonState = Literal["searching", "not_found", "found", "writing", "erasing", "erased", "failed"]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Passphrase(_In):
    """The caller's own passphrase, asked for again."""

    passphrase: Annotated[str, Limit(min_length=1, max_length=200)]


class Destroyed(BaseModel):
    """How much was destroyed; `outcomes_kept` stay as counts without a person."""

    records: int
    key_versions: int
    notes: int
    result_files: int
    report_lines: int
    refused_rows: int = 0
    upload_pieces: int
    outcomes_kept: int


class RetentionRead(BaseModel):
    """Where a list stands between its arrival and its end. `share` of its time is used up, from 0 to 1.

    `appointments` of its people lie ahead, and `confirming` is the campaign at work that calls about these: with the
    list's end nobody can be called about them any more.

    `approval_id` is a request to destroy it that waits for another person. Once it is destroyed, `final_on` is the
    day from which no backup holds its keys any more.
    """

    list_id: UUID
    list_name: str
    state: ListState
    partner_id: UUID
    partner_name: str
    campaign_name: str | None
    confirming: str | None
    appointments: int
    records: int
    created_at: datetime
    retention_days: int
    kept_until: datetime | None
    warned_days: int | None
    share: float
    cause: Cause | None
    asked_by: str | None
    approved_by: str | None
    ordered_at: datetime | None
    shredded_at: datetime | None
    destroyed: Destroyed | None
    certificate_id: UUID | None
    final_on: date | None
    approval_id: UUID | None


class ApprovalRead(BaseModel):
    """A request that waits for another person's approval; `label` names the list or the apprentice, never
    a customer.
    """

    id: UUID
    act: Act
    subject_id: UUID
    label: str
    partner_name: str
    asked_by_name: str
    asked_at: datetime
    expires_at: datetime
    mine: bool


class CertificateRead(BaseModel):
    id: UUID
    kind: Literal["list", "person"]
    subject_id: UUID
    list_id: UUID | None
    partner_id: UUID
    issued_at: datetime
    final_on: date
    facts: dict[str, str]


class PersonSearch(_In):
    """Looks one customer up by the partner's own reference.

    `partner_id` is for administrators. `reader_key` is the browser's public key for this one request (P-256, the
    uncompressed point, hex): what is held is sealed to it.
    """

    reference: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    partner_id: UUID | None = None
    reader_key: Annotated[str, StringConstraints(pattern=r"^04[0-9a-f]{128}$")] | None = None


class PersonFound(BaseModel):
    """One record of the customer: in which list, and what happened to it. No personal data."""

    contact_id: UUID
    reference: str
    list_id: UUID
    list_name: str
    state: str
    calls: int
    outcomes: int
    objection: bool


class PersonRead(BaseModel):
    id: UUID
    state: PersonState
    asked_at: datetime
    found: list[PersonFound]
    has_file: bool
    erased_at: datetime | None
    certificate_id: UUID | None
    approval_id: UUID | None


# --- journal ------------------------------------------------------------------------------------------------


class _ListEntry(Entry):
    list_id: UUID


class RetentionWarned(_ListEntry):
    """A list nears its end: partner and site were told, so many days before."""

    action: ClassVar[str] = "call_list.retention_warned"
    days: int


class ShreddingOrdered(_ListEntry):
    """A list is to be destroyed: from here on nothing of it is handed out or called."""

    action: ClassVar[str] = "call_list.shredding_ordered"
    cause: Cause
    approval_id: UUID | None


class ListShredded(_ListEntry):
    """A list's keys, records, notes and files are destroyed."""

    action: ClassVar[str] = "call_list.shredded"
    cause: Cause
    records: int
    key_versions: int


class CertificateIssued(Entry):
    """A certificate of destruction was signed."""

    action: ClassVar[str] = "certificate.issued"
    certificate_id: UUID
    kind: Literal["list", "person"]
    subject_id: UUID


class CertificateDownloaded(Entry):
    """A certificate was downloaded."""

    action: ClassVar[str] = "certificate.read"
    certificate_id: UUID


class PersonSearched(Entry):
    """Someone looked a customer up by the partner's reference; the reference itself is not noted."""

    action: ClassVar[str] = "person.searched"
    request_id: UUID


class PersonFileMade(Entry):
    """What is held of one customer was sealed for the partner's browser (GDPR art. 15)."""

    action: ClassVar[str] = "person.file_made"
    request_id: UUID
    records: int


class PersonFileRead(Entry):
    """A partner downloaded what is held of one customer."""

    action: ClassVar[str] = "person.file_read"
    request_id: UUID


class PersonErasureOrdered(Entry):
    """The records of one customer are to be destroyed (GDPR art. 17)."""

    action: ClassVar[str] = "person.erasure_ordered"
    request_id: UUID
    approval_id: UUID | None


class PersonErased(Entry):
    """The records of one customer are destroyed; do-not-call fingerprints stay."""

    action: ClassVar[str] = "person.erased"
    request_id: UUID
    records: int


class LearnerDataTaken(Entry):
    """All that is held of an apprentice's training was taken as a file, to be handed over (GDPR art. 15)."""

    action: ClassVar[str] = "learner.data_taken"
    on_feed: ClassVar[bool] = False
    agent_id: UUID


class LearnerErasureOrdered(Entry):
    """Another administrator allowed it: what is held of an apprentice's training is to be erased (GDPR art. 17)."""

    action: ClassVar[str] = "learner.erasure_ordered"
    on_feed: ClassVar[bool] = False
    agent_id: UUID
    approval_id: UUID


class LearnerErased(Entry):
    """What was held of an apprentice's training is erased; proofs of presence and certificates stay for their time."""

    action: ClassVar[str] = "learner.erased"
    on_feed: ClassVar[bool] = False
    agent_id: UUID
    rows: int

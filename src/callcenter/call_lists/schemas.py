"""Shapes of call lists: what the API takes and gives, and the journal's entries."""

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Limit

from callcenter.accounts.schemas import GivenTo, Name
from callcenter.call_lists.fields import Field, Use
from callcenter.infra.journal import Entry
from callcenter.kit.dates import DateOrder
from callcenter.partners.schemas import ConsentBasis, ConsentDeclared, Purpose, ShortText

ListState = Literal[
    "uploading",
    "received",
    "inspecting",
    "needs_mapping",
    "importing",
    "paused",
    "ready",
    "failed",
    "cancelled",
    "shredding",
    "shredded",
    "forecasting",
    "forecast",
    "merging",
    "merged",
]
Severity = Literal["refused", "duplicate", "not_callable", "warning"]
Encoding = Literal[
    "utf-8",
    "cp1252",
    "iso8859-15",
    "mac_roman",
    "cp850",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "utf-32-le",
    "utf-32-be",
    "cp1250",
    "iso8859-2",
    "cp1254",
    "cp1251",
    "koi8-r",
    "cp1253",
    "cp1255",
    "cp1256",
    "utf-8-cp1252",
    "utf-8-twice",
    "utf-7",
]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


Mode = Literal["new", "add", "update", "replace"]


class CallListCreate(_In):
    """A list of its own, or (`mode`) a file that changes the imported list `target_id`.

    `add` takes what is new, `update` also changes who is known by client reference, `replace` also withdraws whom
    the file leaves out.
    """

    name: Name
    purpose: Purpose
    file_name: ShortText
    mode: Mode = "new"
    target_id: UUID | None = None


class Counts(BaseModel):
    """What became of the lines: accepted + warned + not_callable + refused + duplicate = lines.

    Accepted, warned and not callable ones are contacts; the last may not be called, for the reason given.
    """

    lines: int
    accepted: int
    warned: int
    not_callable: int
    refused: int
    duplicate: int


class Progress(BaseModel):
    """Lines done of about `total`, lines a second, the seconds left at this rate, and what it waits for, if it does."""

    done: int
    total: int
    rate: float
    seconds_left: int | None = None
    waiting: Literal["other_list", "storage_full"] | None = None


class Totals(BaseModel):
    """A list's contacts as they are now; `contacts` are those in force, `not_callable` some of them."""

    contacts: int
    not_callable: int
    withdrawn: int


class ForecastRead(BaseModel):
    """What a file would do to its list, or has done once it is merged. Added + changed + unchanged + refused +
    duplicate are the file's lines; `withdrawn` are contacts it leaves out; `fields` counts what changes."""

    added: int
    changed: int
    unchanged: int
    withdrawn: int
    refused: int
    duplicate: int
    fields: dict[str, int]


class Failure(BaseModel):
    code: str
    message: str


class CallListRead(BaseModel):
    id: UUID
    name: str
    purpose: Purpose
    file_name: str
    state: ListState
    failure: Failure | None
    bytes: int
    counts: Counts | None
    progress: Progress | None
    stopping: Literal["pause", "cancel"] | None
    campaign_id: UUID | None
    campaign_name: str | None
    given_to: GivenTo
    """Whose work it is, whatever its campaign says; a partner is not told."""
    partner_id: UUID
    partner_name: str
    consent: ConsentDeclared | None
    created_at: datetime
    imported_at: datetime | None
    kept_until: datetime | None
    """When the agreement has it destroyed; absent once it is."""
    refused_until: datetime | None
    mode: Mode
    target_id: UUID | None
    forecast: ForecastRead | None
    totals: Totals | None


Part = Literal["encoding", "separator", "header_line", "sheet", "date_order"]
"""What of a file's reading a partner may settle."""


class PreviewColumn(BaseModel):
    """A column as understood; samples of contact data are masked. `filled` is a share from 0 to 1.

    `became`: for each field that reads values, what the samples would be kept as, null where unreadable.
    """

    index: int
    header: str
    field: Field
    use: Use
    samples: list[str]
    became: dict[Field, list[str | None]]
    filled: float


class Answer(BaseModel):
    """A likely answer: its value in `ReadingChoice`, spelled as text, and how the file reads under it."""

    value: str
    examples: list[str]


class Question(BaseModel):
    """What the file leaves open; the first answer is the one the preview was made with."""

    about: Part
    answers: list[Answer]


class SheetRead(BaseModel):
    number: int
    name: str
    hidden: bool


class TopRow(BaseModel):
    """One of the first rows of the file, contact data masked, to find the line of the headers among them."""

    line: int
    cells: list[str]


class Preview(BaseModel):
    """What the file was taken for. `header_line` is 0 without a header, `sheet` counts a workbook's sheets.

    `questions` must be answered before the import. `remembered_at`: when the partner last confirmed the mapping
    that is proposed. `refused`: why the file could not be read as last chosen; the preview is the one before.
    """

    kind: str
    encoding: str
    separator: str
    header_line: int
    sheet: int
    date_order: DateOrder
    lines_estimate: int
    columns: list[PreviewColumn]
    questions: list[Question]
    sheets: list[SheetRead]
    top: list[TopRow]
    remembered_at: datetime | None
    refused: Failure | None = None


class ReadingChoice(_In):
    """How the file is to be read; what is left out stays as it is."""

    encoding: Encoding | None = None
    separator: Literal[";", ",", "\t", "|"] | None = None
    header_line: Annotated[int, Limit(ge=0, le=200)] | None = None
    sheet: Annotated[int, Limit(ge=0, lt=50)] | None = None
    date_order: DateOrder | None = None


class ColumnChoice(_In):
    index: Annotated[int, Limit(ge=0, lt=512)]
    field: Field
    use: Use


class ImportOrder(_In):
    """The mapping as confirmed, for the file as the preview shows it."""

    columns: Annotated[list[ColumnChoice], Limit(min_length=1, max_length=512)]
    consent: ConsentDeclared | None = None


class ReportLineRead(BaseModel):
    """A remark on a line; `column` is the place of the field in the file, counted from 1."""

    line: int
    severity: Severity
    field: str | None
    column: int | None
    code: str
    message: str


class Report(BaseModel):
    """A page of remarks in the order of the file; `next` continues it and is absent on the last page."""

    lines: list[ReportLineRead]
    next: int | None


class RefusedFileRead(BaseModel):
    """The refused lines as a file to mend: ready to be downloaded, or in the making."""

    id: UUID
    state: Literal["requested", "ready", "failed"]
    rows: int | None


class CampaignChoice(_In):
    campaign_id: UUID


# --- journal ------------------------------------------------------------------------------------------------


class _ListEntry(Entry):
    list_id: UUID


class CallListAdded(_ListEntry):
    """A partner announced a call list."""

    action: ClassVar[str] = "call_list.added"
    purpose: Purpose


class CallListCarried(_ListEntry):
    """The file of a call list was brought to this machine and entered there for a partner's account."""

    action: ClassVar[str] = "call_list.carried"
    account_id: UUID


class CallListReceived(_ListEntry):
    """The file of a call list arrived and was sealed."""

    action: ClassVar[str] = "call_list.received"
    bytes: int


class CallListInspected(_ListEntry):
    """The vault read a file's beginning and proposed what its columns are."""

    action: ClassVar[str] = "call_list.inspected"
    lines: int


class CallListReread(_ListEntry):
    """A partner settled how a file is to be read; `parts` names what, not how."""

    action: ClassVar[str] = "call_list.reread"
    parts: list[Part]


class CallListRereadRefused(_ListEntry):
    """A file could not be read as its partner chose; the reading before stays."""

    action: ClassVar[str] = "call_list.reread_refused"
    code: str


class CallListMapped(_ListEntry):
    """A partner confirmed the columns and declared the consent basis of rows that name none."""

    action: ClassVar[str] = "call_list.mapped"
    columns: int
    consent_basis: ConsentBasis | None
    consent_on: date | None


class ListConsentDeclared(_ListEntry):
    """A partner declared on what basis people of an imported list may be called whose row named none."""

    action: ClassVar[str] = "call_list.consent_declared"
    consent_basis: ConsentBasis
    consent_on: date | None


class ListConsentApplied(_ListEntry):
    """The vault wrote a declared consent into the records that had none; `freed` of them may be called now."""

    action: ClassVar[str] = "call_list.consent_applied"
    consent_basis: ConsentBasis
    contacts: int
    freed: int


class CallListImported(_ListEntry):
    """The contacts of a list were sealed and stored."""

    action: ClassVar[str] = "call_list.imported"
    lines: int
    accepted: int
    warned: int
    not_callable: int
    refused: int
    duplicate: int


class CallListForecast(_ListEntry):
    """The vault said what a file would do to the list it is meant for."""

    action: ClassVar[str] = "call_list.forecast"
    added: int
    changed: int
    unchanged: int
    withdrawn: int
    refused: int
    duplicate: int


class CallListConfirmed(_ListEntry):
    """A partner confirmed what a file would do to a list."""

    action: ClassVar[str] = "call_list.confirmed"
    target_id: UUID


class ForecastOvertaken(_ListEntry):
    """A confirmed file was not carried out: it would have done something else than announced."""

    action: ClassVar[str] = "call_list.forecast_overtaken"


class CallListMerged(_ListEntry):
    """A file changed its list, exactly as its partner had confirmed."""

    action: ClassVar[str] = "call_list.merged"
    target_id: UUID
    added: int
    changed: int
    unchanged: int
    withdrawn: int
    refused: int
    duplicate: int


class CallListFailed(_ListEntry):
    """A file could not be taken."""

    action: ClassVar[str] = "call_list.failed"
    code: str


class CallListCancelled(_ListEntry):
    """A partner gave a list up before it was imported."""

    action: ClassVar[str] = "call_list.cancelled"


class CallListPaused(_ListEntry):
    """An import was stopped by its partner before its end, to go on later."""

    action: ClassVar[str] = "call_list.paused"


class CallListResumed(_ListEntry):
    """A partner let a paused import go on."""

    action: ClassVar[str] = "call_list.resumed"


class CallListRemoved(_ListEntry):
    """A partner removed a list that held no contacts."""

    action: ClassVar[str] = "call_list.removed"


class CallListAttached(_ListEntry):
    """A supervisor put a list at a campaign's disposal."""

    action: ClassVar[str] = "call_list.attached"
    campaign_id: UUID


class RefusedLinesRead(_ListEntry):
    """A partner downloaded the refused lines of its file, to mend them."""

    action: ClassVar[str] = "call_list.refused_read"
    refused: int


class ReportRead(_ListEntry):
    """A partner downloaded the report of a list."""

    action: ClassVar[str] = "call_list.report_read"


class CallListGiven(_ListEntry):
    """A list was given to a team, to an agent, or (neither) left to whom its campaign is given."""

    action: ClassVar[str] = "call_list.given"
    team_id: UUID | None
    agent_id: UUID | None

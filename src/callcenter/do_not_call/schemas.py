"""Shapes of do-not-call lists: what the API takes and gives, and the journal's entries."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints

from callcenter.accounts.schemas import Passphrase
from callcenter.infra.journal import Entry


class NumberList(StrEnum):
    """A partner's own do-not-call list, the centre's, or the conflict screen."""

    partner = "partner"
    centre = "centre"
    conflict = "conflict"


class Act(StrEnum):
    add = "add"
    check = "check"
    remove = "remove"


class NumberReason(StrEnum):
    """Why numbers are added or taken off. A closed list: a free text would end up naming people."""

    objection = "objection"
    register = "register"
    deceased = "deceased"
    other = "other"
    victim = "victim"
    witness = "witness"
    staff = "staff"
    related = "related"
    mistake = "mistake"
    consent_again = "consent_again"
    reassigned = "reassigned"
    ended = "ended"


REASONS: dict[tuple[NumberList, Act], frozenset[NumberReason]] = {
    **dict.fromkeys(
        ((NumberList.partner, Act.add), (NumberList.centre, Act.add)),
        frozenset({NumberReason.objection, NumberReason.register, NumberReason.deceased, NumberReason.other}),
    ),
    (NumberList.conflict, Act.add): frozenset(
        {
            NumberReason.victim,
            NumberReason.witness,
            NumberReason.staff,
            NumberReason.related,
            NumberReason.other,
        }
    ),
    **dict.fromkeys(
        ((NumberList.partner, Act.remove), (NumberList.centre, Act.remove)),
        frozenset({NumberReason.mistake, NumberReason.consent_again, NumberReason.reassigned}),
    ),
    (NumberList.conflict, Act.remove): frozenset({NumberReason.mistake, NumberReason.ended}),
}
"""The reasons a person may choose from; looking a number up needs none."""

OrderState = Literal[
    "uploading", "waiting", "received", "working", "done", "failed", "withdrawing", "withdrawn"
]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class OrderCreate(_In):
    """What is to be done with numbers that follow. `agent_id`: the one agent a conflict concerns, else all."""

    list: NumberList
    act: Act = Act.add
    reason: NumberReason | None = None
    agent_id: UUID | None = None
    noted_on: date | None = None
    file_name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] | None = None


class WithdrawOrder(_In):
    reason: NumberReason


class Confirmation(_In):
    passphrase: Passphrase


class OrderFailure(BaseModel):
    code: str
    message: str


class NumberCounts(BaseModel):
    """What came of an order. `lines` = `understood` + `refused`; a line may hold several numbers.

    `matched`: numbers newly added, found, or taken off, according to the act; `kept`: numbers to be taken off that
    stay because their owner objected in a call; `total`: numbers on the list afterwards.
    """

    lines: int
    understood: int
    refused: int
    numbers: int
    matched: int
    kept: int
    total: int


class OrderRead(BaseModel):
    """An order and what came of it; `progress` counts the lines read so far, `contacts` those it concerned."""

    id: UUID
    list: NumberList
    act: Act
    reason: NumberReason | None
    agent_name: str | None
    noted_on: date | None
    file_name: str | None
    state: OrderState
    failure: OrderFailure | None
    progress: int
    contacts: int | None
    counts: NumberCounts | None
    created_by: str
    created_at: datetime
    finished_at: datetime | None
    withdrawn_by: str | None
    withdrawn_at: datetime | None
    withdrawn_reason: NumberReason | None
    approved_by: str | None
    waits_for: Literal["you", "another"] | None
    """Whose word is needed before numbers are taken off; your own, on a list that is yours."""


class NumberListRead(BaseModel):
    """A list as its keeper sees it: how many numbers, as of the last order, and the orders, newest first."""

    total: int
    orders: list[OrderRead]


class AgentChoice(BaseModel):
    id: UUID
    name: str


# --- journal ------------------------------------------------------------------------------------------------


class _OrderEntry(Entry):
    # Staff's screens need no hint of it, and an agent's least of all.
    on_feed: ClassVar[bool] = False

    order_id: UUID
    list: NumberList
    act: Act


class NumbersOrdered(_OrderEntry):
    """Someone handed in numbers to add to a do-not-call list or the conflict screen, to look up or to take off."""

    action: ClassVar[str] = "do_not_call.ordered"
    reason: NumberReason | None
    agent_id: UUID | None


class NumbersHandled(_OrderEntry):
    """The vault carried the order out: lines read and refused, and contacts it took out of calling or put back."""

    action: ClassVar[str] = "do_not_call.handled"
    lines: int
    refused: int
    count: int
    contacts: int | None


class NumbersFailed(_OrderEntry):
    """The numbers could not be read; none of them was kept."""

    action: ClassVar[str] = "do_not_call.failed"
    code: str


class WithdrawalAsked(_OrderEntry):
    """Someone asked to take a whole addition back; that waits for another person, or for the partner's word again."""

    action: ClassVar[str] = "do_not_call.withdrawal_asked"
    reason: NumberReason


class RemovalDecided(_OrderEntry):
    """Taking numbers off was allowed, or refused or given up."""

    action: ClassVar[str] = "do_not_call.decided"
    allowed: bool


class OrderWithdrawn(_OrderEntry):
    """Someone took a whole addition back; objections made in calls stay."""

    action: ClassVar[str] = "do_not_call.withdrawn"
    reason: NumberReason

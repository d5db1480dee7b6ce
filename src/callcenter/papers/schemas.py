"""Shapes of papers: what one says, as data; who signed; what the journal answers to a code; journal entries."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from callcenter.infra.journal import Entry

PaperKind = Literal[
    "initial_assessment", "plan", "follow_up", "mock_exam", "ecf_booklet", "dossier", "hours", "certificate", "booklet"
]  # fmt: skip
"""Bilan initial, plan de formation, bilan de suivi, examen blanc, livret d'évaluations (ECF), dossier professionnel,
état des heures, attestation, livret de suivi."""

Place = Literal["learner", "staff"]


# --- what a paper says --------------------------------------------------------------------------------------


class Table(BaseModel):
    """Rows under headings; from the column `figures` on, figures stand at the right."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    head: Annotated[list[str], Field(min_length=1, max_length=12)]
    rows: list[list[str]]
    figures: int = 99


class Section(BaseModel):
    """A heading and, in this order, what stands under it: paragraphs, pairs of name and value, points, a table."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: str
    words: list[str] = []
    facts: list[tuple[str, str]] = []
    points: list[str] = []
    table: Table | None = None


class PaperContent(BaseModel):
    """All that a paper says, in words that are final: what is signed is what is printed.

    French by default, whoever reads it: it goes to French authorities and into a French exam file.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: str
    lead: str
    facts: list[tuple[str, str]] = []
    sections: list[Section] = []
    notice: str | None = None
    language: str = "fr"


# --- API ----------------------------------------------------------------------------------------------------


class SignatureRead(BaseModel):
    place: Place
    name: str
    at: datetime


class PaperLine(BaseModel):
    """A paper in a list; `asks` are the places to be signed, `signatures` who did."""

    id: UUID
    kind: PaperKind
    title: str
    code: str
    asks: list[Place]
    signatures: list[SignatureRead]
    issued_at: datetime


class PaperRead(PaperLine):
    """A paper with all that it says."""

    learner_id: UUID
    content: PaperContent


class PaperVerdict(BaseModel):
    """What the journal answers to a code.

    `whole`: what is kept is what was issued; `altered`: it is not; `gone`: it was issued, its time was over and it was
    destroyed; `new`: issued a moment ago, not sealed yet. `sealed_at` is the entry's place in the journal.
    """

    state: Literal["whole", "altered", "gone", "new"]
    code: str
    kind: PaperKind
    learner: str | None
    issued_at: datetime
    sealed_at: int | None
    signatures: list[SignatureRead]


class Confirmation(BaseModel):
    """The signer's own passphrase, asked for again."""

    model_config = ConfigDict(extra="forbid")
    passphrase: Annotated[str, Field(min_length=1, max_length=200)]


# --- journal ------------------------------------------------------------------------------------------------


class PaperIssued(Entry):
    """A paper was issued about an apprentice: its code, and the fingerprint of what it says."""

    action: ClassVar[str] = "paper.issued"
    on_feed: ClassVar[bool] = False
    paper_id: UUID
    agent_id: UUID
    kind: PaperKind
    code: str
    digest: str


class PaperSigned(Entry):
    """A paper was signed in one of its places, by the actor, who gave the passphrase again."""

    action: ClassVar[str] = "paper.signed"
    on_feed: ClassVar[bool] = False
    paper_id: UUID
    agent_id: UUID
    code: str
    place: Place


class PaperTaken(Entry):
    """A paper was taken as a file to be printed."""

    action: ClassVar[str] = "paper.taken"
    on_feed: ClassVar[bool] = False
    paper_id: UUID
    agent_id: UUID

"""Shapes of accounts: callers (who is asking), what the API takes and gives, and the journal's entries."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Literal
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from callcenter.infra.journal import Entry
from callcenter.kit.languages import LANGUAGES


class Role(StrEnum):
    agent = "agent"
    supervisor = "supervisor"
    trainer = "trainer"
    partner = "partner"
    administrator = "administrator"
    auditor = "auditor"


class TokenScope(StrEnum):
    """What a partner's machine may do with a token: each opens the routes that name it, and no other."""

    upload = "lists.upload"
    read = "state.read"
    results = "results.download"
    appointments = "appointments.read"


# --- callers ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Whoever is signed in. Services name the subclass they serve: the signature says who may call."""

    user_id: UUID
    session_id: UUID
    role: Role
    display_name: str
    language: str
    site_id: UUID | None
    partner_id: UUID | None
    must_change_passphrase: bool
    home_name: str | None
    home_zone: str | None
    is_machine: bool = False
    """A program that presents a token, not a person at a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteCaller(Caller):
    """Someone who belongs to one site."""

    site_id: UUID
    home_zone: str


class Agent(SiteCaller):
    """An apprentice at a workstation."""


class Supervisor(SiteCaller):
    """Runs campaigns and the room of one site."""


class Trainer(SiteCaller):
    """Trains the apprentices of one site."""


class Watcher(Caller):
    """Supervisor, trainer, administrator or auditor: may look at a site (or at all), may not change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner(Caller):
    """A user of a partner company."""

    partner_id: UUID


class Admin(Caller):
    """Administers accounts, sites and partners."""


class Auditor(Caller):
    """Reads and verifies the journal (auditor or administrator)."""


# --- API ----------------------------------------------------------------------------------------------------


def _offered(language: str) -> str:
    if language not in LANGUAGES:
        raise ValueError("unknown language")
    return language


# No enumeration in the API's description: a language is added by files alone.
Language = Annotated[str, AfterValidator(_offered)]
SignInName = Annotated[
    str, StringConstraints(strip_whitespace=True, to_lower=True, min_length=2, max_length=60)
]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Passphrase = Annotated[str, Field(min_length=1, max_length=256)]


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("unknown time zone")
    return name


TimeZone = Annotated[str, AfterValidator(_known_zone)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SignIn(_In):
    sign_in: SignInName
    passphrase: Passphrase


class PassphraseChange(_In):
    current: Passphrase
    new: Passphrase


class LanguageChoice(_In):
    language: Language


class Home(BaseModel):
    """The site or company someone belongs to."""

    id: UUID
    name: str
    time_zone: str


class Me(BaseModel):
    """The signed-in person, for the page's header."""

    id: UUID
    role: Role
    display_name: str
    language: Language
    must_change_passphrase: bool
    site: Home | None
    partner: Home | None


class SiteCreate(_In):
    name: Name
    time_zone: TimeZone


class SiteRead(BaseModel):
    id: UUID
    name: str
    time_zone: str
    people: int


class UserCreate(_In):
    role: Role
    sign_in: SignInName
    display_name: Name
    language: Language = "fr"
    site_id: UUID | None = None
    partner_id: UUID | None = None


class UserUpdate(_In):
    display_name: Name | None = None
    language: Language | None = None
    state: Literal["active", "disabled"] | None = None


class UserRead(BaseModel):
    id: UUID
    role: Role
    sign_in: str
    display_name: str
    language: Language
    state: Literal["active", "disabled", "locked"]
    home: str | None
    must_change_passphrase: bool
    erased: bool
    created_at: datetime


class NewPassphrase(BaseModel):
    """A one-time passphrase, shown once, to be changed at the first sign-in."""

    user: UserRead
    passphrase: str


class Colleague(BaseModel):
    """An agent, for who gives out the work."""

    id: UUID
    display_name: str


class TeamRead(BaseModel):
    id: UUID
    name: str
    members: list[UUID]


class TeamsRead(BaseModel):
    """The teams of a site, and every agent that may be in one."""

    teams: list[TeamRead]
    agents: list[Colleague]


Members = Annotated[list[UUID], Field(max_length=200)]


class TeamCreate(_In):
    name: Name
    members: Members = []


class TeamUpdate(_In):
    """`members` is the whole team, as it is to be."""

    name: Name | None = None
    members: Members | None = None


class GivenTo(_In):
    """Whose work something is: a team's, one agent's, or (neither) everybody's."""

    team_id: UUID | None = None
    agent_id: UUID | None = None

    @model_validator(mode="after")
    def _one_at_most(self) -> "GivenTo":
        if self.team_id is not None and self.agent_id is not None:
            raise ValueError("a team or an agent, not both")
        return self


class ClosedDaysCreate(_In):
    """Days on which the site is closed; `last_day` is one of them."""

    first_day: date
    last_day: date
    reason: Name


class ClosedDaysRead(BaseModel):
    id: UUID
    first_day: date
    last_day: date
    reason: str


Half = Literal["morning", "afternoon"]


class AttendanceRead(BaseModel):
    """One half-day of one apprentice: signed by the apprentice, then confirmed by the supervisor or the trainer."""

    id: UUID | None
    agent_id: UUID
    name: str
    half: Half
    signed_at: datetime | None
    countersigned_by: str | None
    countersigned_at: datetime | None


class Countersign(_In):
    ids: Annotated[list[UUID], Field(min_length=1, max_length=1000)]


class TokenCreate(_In):
    """A token for a machine; `days` is how long it lives."""

    name: Name
    scopes: Annotated[set[TokenScope], Field(min_length=1)]
    days: Annotated[int, Field(ge=1, le=365)]


class TokenRead(BaseModel):
    id: UUID
    name: str
    scopes: list[TokenScope]
    made_by: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


class NewToken(BaseModel):
    """A token just made; `secret` is shown this once, only its hash is kept."""

    token: TokenRead
    secret: str


# --- journal ------------------------------------------------------------------------------------------------


class SignedIn(Entry):
    """Someone signed in."""

    action: ClassVar[str] = "account.signed_in"
    user_id: UUID


class SignInFailed(Entry):
    """A sign-in was refused; the account is named only when it exists."""

    action: ClassVar[str] = "account.sign_in_failed"
    user_id: UUID | None


class SignedOut(Entry):
    """Sessions of someone ended: by the person, an administrator, a supervisor's lock, or a changed passphrase."""

    action: ClassVar[str] = "account.signed_out"
    user_id: UUID
    sessions: int
    cause: Literal["self", "everywhere", "passphrase", "disabled", "locked"]


class UserAdded(Entry):
    """An account was created."""

    action: ClassVar[str] = "account.added"
    user_id: UUID
    role: Role


class UserChanged(Entry):
    """An account was changed; `fields` names what, never the values."""

    action: ClassVar[str] = "account.changed"
    user_id: UUID
    fields: list[str]


class AccountLocked(Entry):
    """A supervisor sent an apprentice away (`locked`: sessions end, no sign-in), or let him or her in again."""

    action: ClassVar[str] = "account.locked"
    agent_id: UUID
    locked: bool


class PassphraseChanged(Entry):
    """A passphrase was changed by its owner or reset by an administrator."""

    action: ClassVar[str] = "account.passphrase_changed"
    user_id: UUID
    reset: bool


class TokenMade(Entry):
    """A partner made a token for a machine."""

    action: ClassVar[str] = "token.made"
    token_id: UUID
    scopes: list[TokenScope]
    days: int


class TokenRevoked(Entry):
    """A partner took a token back."""

    action: ClassVar[str] = "token.revoked"
    token_id: UUID


class TokenUsed(Entry):
    """A machine used a token; looking at states is told once a minute, anything else each time."""

    action: ClassVar[str] = "token.used"
    on_feed: ClassVar[bool] = False
    token_id: UUID
    scope: TokenScope


class SiteAdded(Entry):
    """A site was created."""

    action: ClassVar[str] = "site.added"
    added_site_id: UUID


class TeamChanged(Entry):
    """A team was made, renamed, given other people, or removed; `count` is how many people it has now."""

    action: ClassVar[str] = "team.changed"
    team_id: UUID
    change: Literal["added", "renamed", "people", "removed"]
    count: int


class PresenceSigned(Entry):
    """An apprentice signed a half-day."""

    action: ClassVar[str] = "presence.signed"
    attendance_id: UUID
    agent_id: UUID
    day: date
    half: Half


class PresenceCountersigned(Entry):
    """The supervisor or the trainer confirmed a half-day that an apprentice had signed."""

    action: ClassVar[str] = "presence.countersigned"
    attendance_id: UUID
    agent_id: UUID


class SiteClosed(Entry):
    """Days were added on which a site is closed."""

    action: ClassVar[str] = "site.closed_days_added"
    closed_id: UUID
    first_day: date
    last_day: date


class SiteReopened(Entry):
    """Days on which a site was to be closed were taken back."""

    action: ClassVar[str] = "site.closed_days_removed"
    closed_id: UUID
    first_day: date
    last_day: date

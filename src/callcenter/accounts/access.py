"""Who is calling: turns the session cookie, or a machine's token, into a typed caller, or refuses.

Every route names one of the `As…` types; a route without one is found by a test over the real routes. A request that
bears an `Authorization` header is a machine's: its cookies are not looked at, and only routes that name a scope
answer it.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from callcenter.accounts import queries, service, tokens
from callcenter.accounts.errors import SessionEnded, TokenRefused, TokenScopeMissing, TooManyAttempts
from callcenter.accounts.schemas import (
    Admin,
    Agent,
    Auditor,
    Caller,
    Partner,
    Role,
    SiteCaller,
    Supervisor,
    TokenScope,
    Trainer,
    Watcher,
)
from callcenter.accounts.service import token_hash
from callcenter.infra.db import Db
from callcenter.infra.http import RequestDb, unit_of_work
from callcenter.kit import clock
from callcenter.kit.errors import NotAllowed
from callcenter.kit.languages import offered
from callcenter.settings import Settings

COOKIE = "__Host-session"
TOUCH_EVERY = timedelta(seconds=60)


class PassphraseDue(NotAllowed):
    """A one-time passphrase opens nothing but its own replacement."""

    code = "passphrase_due"
    fr = "Choisissez d’abord votre propre phrase secrète."
    en = "Choose your own passphrase first."


class Guard:
    """A dependency that lets through callers of some roles; its presence is what the route test looks for."""

    def __init__(
        self,
        kind: type[Caller],
        *roles: Role,
        passphrase_may_be_due: bool = False,
        scope: TokenScope | None = None,
    ) -> None:
        """`scope` opens the route to partners' machines whose token has it."""
        self.kind, self.roles, self.passphrase_may_be_due = kind, frozenset(roles), passphrase_may_be_due
        self.scope = scope

    async def __call__(self, connection: HTTPConnection, db: RequestDb) -> Caller:
        if "authorization" in connection.headers:
            caller = await machine_of(connection, db, self.kind, self.scope)
        else:
            caller = await caller_of(connection, db, self.kind)
        if caller.role not in self.roles:
            raise NotAllowed
        if caller.must_change_passphrase and not self.passphrase_may_be_due:
            raise PassphraseDue
        connection.state.caller = caller
        return caller


async def caller_of(connection: HTTPConnection, db: Db, kind: type[Caller] = Caller) -> Caller:
    """The person behind the cookie, as `kind`. Raises SessionEnded when there is no live session."""
    token = connection.cookies.get(COOKIE)
    if not token:
        raise SessionEnded
    settings: Settings = connection.app.state.settings
    now, hashed = clock.now(), token_hash(token)
    idle_since = now - timedelta(minutes=settings.session_idle_minutes)
    row = await queries.caller_row(db, hashed, now=now, idle_since=idle_since)
    if row is None:
        raise SessionEnded
    if now - row.used_at > TOUCH_EVERY:
        await queries.touch_session(db, hashed, now)
    language = offered(row.language)
    connection.state.language = language
    return kind(
        user_id=row.user_id,
        session_id=row.session_id,
        role=Role(row.role),
        display_name=row.display_name,
        language=language,
        site_id=row.site_id,
        partner_id=row.partner_id,
        must_change_passphrase=row.must_change_passphrase,
        home_name=row.home_name,
        home_zone=row.home_zone,
    )


def source_of(connection: HTTPConnection) -> str:
    """Where attempts are counted: the address that the request came from."""
    return connection.client.host if connection.client else "unknown"


async def machine_of(
    connection: HTTPConnection, db: Db, kind: type[Caller], scope: TokenScope | None
) -> Caller:
    """The partner's user whose token a machine presents.

    Raises TokenRefused, TokenScopeMissing, and TooManyAttempts for a source that guesses.
    """
    scheme, _, secret = connection.headers["authorization"].partition(" ")
    source = source_of(connection)
    await service.check_source(db, source)
    row = await tokens.find(db, secret) if scheme.lower() == "bearer" else None
    if row is None:
        async with unit_of_work(connection) as kept:
            attempt = await service.begin_attempt(kept, secret, source)
        raise attempt if isinstance(attempt, TooManyAttempts) else TokenRefused
    connection.state.language = offered(row.language)
    if not tokens.is_live(row):
        raise TokenRefused
    if scope is None or scope not in row.scopes:
        raise TokenScopeMissing
    await tokens.note_use(db, row, scope)
    return kind(
        user_id=row.user_id,
        session_id=row.token_id,
        role=Role(row.role),
        display_name=row.display_name,
        language=offered(row.language),
        site_id=row.site_id,
        partner_id=row.partner_id,
        must_change_passphrase=row.must_change_passphrase,
        home_name=row.home_name,
        home_zone=row.home_zone,
        is_machine=True,
    )


_ALL = tuple(Role)

AsAnyone = Annotated[Caller, Depends(Guard(Caller, *_ALL))]
AsNewcomer = Annotated[Caller, Depends(Guard(Caller, *_ALL, passphrase_may_be_due=True))]
AsResponsible = Annotated[Caller, Depends(Guard(Caller, *(r for r in Role if r is not Role.agent)))]
"""Anyone but agents, in person: what is kept of people and until when is no machine's business."""
AsReader = Annotated[
    Caller, Depends(Guard(Caller, *(r for r in Role if r is not Role.agent), scope=TokenScope.read))
]
"""Anyone but agents: staff see their site's campaigns and lists, a partner (and its machines) its own."""

AsAgent = Annotated[Agent, Depends(Guard(Agent, Role.agent))]
AsSupervisor = Annotated[Supervisor, Depends(Guard(Supervisor, Role.supervisor))]
AsTrainer = Annotated[Trainer, Depends(Guard(Trainer, Role.trainer))]
AsCrewKeeper = Annotated[Caller, Depends(Guard(Caller, Role.supervisor, Role.administrator))]
"""Who says what an apprentice may be handed: the supervisor of the site, an administrator anywhere."""
AsWatcher = Annotated[
    Watcher, Depends(Guard(Watcher, Role.supervisor, Role.trainer, Role.administrator, Role.auditor))
]
AsTrainingStaff = Annotated[SiteCaller, Depends(Guard(SiteCaller, Role.supervisor, Role.trainer))]
"""Who knows the room's people: staff who belong to the site."""
AsSiteKeeper = Annotated[Caller, Depends(Guard(Caller, Role.supervisor, Role.administrator))]
"""Who keeps a site's closed days: a supervisor its own, an administrator any."""
AsPartner = Annotated[Partner, Depends(Guard(Partner, Role.partner))]
"""A person of the company; the four after it take a machine with that scope as well."""
AsFollower = Annotated[Partner, Depends(Guard(Partner, Role.partner, scope=TokenScope.read))]
AsUploader = Annotated[Partner, Depends(Guard(Partner, Role.partner, scope=TokenScope.upload))]
AsFetcher = Annotated[Partner, Depends(Guard(Partner, Role.partner, scope=TokenScope.results))]
AsCalendar = Annotated[Partner, Depends(Guard(Partner, Role.partner, scope=TokenScope.appointments))]
AsNumberKeeper = Annotated[Caller, Depends(Guard(Caller, Role.partner, Role.supervisor, Role.administrator))]
"""Who keeps do-not-call lists: a partner its own, supervisors and administrators the centre's."""
AsAdmin = Annotated[Admin, Depends(Guard(Admin, Role.administrator))]
AsArranger = Annotated[Caller, Depends(Guard(Caller, Role.partner, Role.supervisor))]
"""Who moves and cancels appointments without a call: a partner its own, a supervisor the site's."""
AsKeeper = Annotated[Caller, Depends(Guard(Caller, Role.partner, Role.administrator))]
"""Who may end data: a partner its own, an administrator with another person's approval."""

AsAuditor = Annotated[Auditor, Depends(Guard(Auditor, Role.auditor, Role.administrator))]


@asynccontextmanager
async def one_instant(connection: HTTPConnection, caller: Caller) -> AsyncIterator[Db]:
    """A read-only session in which every statement sees the same instant, for snapshots."""
    async with connection.app.state.sessions() as db:
        await db.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        await queries.set_scope(db, caller.user_id)
        yield db


@asynccontextmanager
async def kept_for(connection: HTTPConnection, caller: Caller) -> AsyncIterator[Db]:
    """A unit of work of its own for a caller whose request is refused, for what must be kept all the same."""
    async with unit_of_work(connection) as db:
        await queries.set_scope(db, caller.user_id)
        yield db


async def fresh_passphrase(connection: HTTPConnection, db: Db, caller: Caller, passphrase: str) -> None:
    """Asks who is at this browser once more, before an act that can't be undone.

    Guesses are kept and counted like those at the door. Raises TooManyAttempts, SignInRefused.
    """
    async with unit_of_work(connection) as kept:
        attempt = await service.begin_confirmation(kept, caller, source_of(connection))
    if isinstance(attempt, TooManyAttempts):
        raise attempt
    await service.confirm(db, caller, passphrase, attempt)

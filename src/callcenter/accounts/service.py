"""What can be done with accounts and sessions. Knows callers and rows, not HTTP."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from callcenter.accounts import queries, rules
from callcenter.accounts.errors import (
    AccountErased,
    AccountState,
    NameTaken,
    OwnAccount,
    RoleNeedsHome,
    SignInRefused,
    TooManyAttempts,
    WeakPassphrase,
)
from callcenter.accounts.models import Organisation, User
from callcenter.accounts.schemas import (
    AccountLocked,
    Admin,
    Caller,
    Home,
    Me,
    NewPassphrase,
    Partner,
    PassphraseChange,
    PassphraseChanged,
    Role,
    SignedIn,
    SignedOut,
    SignInFailed,
    SiteAdded,
    SiteCreate,
    SiteRead,
    Supervisor,
    UserAdded,
    UserChanged,
    UserCreate,
    UserRead,
    UserUpdate,
)
from callcenter.infra import journal
from callcenter.infra.db import Db
from callcenter.infra.passphrases import hash_later, one_time_passphrase, passphrase_matches
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import new_id
from callcenter.kit.languages import offered

C = TypeVar("C", bound=Caller)

# --- sessions -----------------------------------------------------------------------------------------------


def token_hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


@dataclass(frozen=True, slots=True)
class Attempt:
    """A sign-in attempt that was written down and may go on."""

    id: int


async def begin_attempt(db: Db, sign_in: str, source: str) -> Attempt | TooManyAttempts:
    """Decides whether the attempt is looked at, and writes it down before it is: parallel guesses all count.

    One that has to wait is not written down: else hammering would keep a shared workstation shut for ever. Guesses on
    one account from many sources share a wait of their own, which a source that the account knows does not have.
    """
    account = hashlib.sha256(sign_in.encode()).digest()
    await queries.lock_attempts(db, f"source {source}")
    await queries.lock_attempts(db, f"account {account.hex()}")
    now = clock.now()
    since = now - rules.WINDOW
    mine = await queries.failures(db, since=since, source=source, account=account)
    near = await queries.failures(db, since=since, source=source)
    wait = max(
        rules.wait_after(mine, now, free=rules.FREE_FAILURES),
        rules.wait_after(near, now, free=rules.FREE_FAILURES_OF_SOURCE),
    )
    if not await queries.knows_source(db, account, source, since=now - rules.KNOWN_FOR):
        everywhere = await queries.failures_everywhere(db, account, since=since)
        shared, longest = rules.FREE_FAILURES_OF_ACCOUNT, rules.LONGEST_WAIT_OF_ACCOUNT
        wait = max(wait, rules.wait_after(everywhere, now, free=shared, longest=longest))
    if wait > timedelta():
        return TooManyAttempts(retry_after=int(wait.total_seconds()) + 1)
    return Attempt(await queries.add_attempt(db, account, source))


async def check_source(db: Db, source: str) -> None:
    """Raises TooManyAttempts while this source has to wait, whatever it presents."""
    now = clock.now()
    near = await queries.failures(db, since=now - rules.WINDOW, source=source)
    wait = rules.wait_after(near, now, free=rules.FREE_FAILURES_OF_SOURCE)
    if wait > timedelta():
        raise TooManyAttempts(retry_after=int(wait.total_seconds()) + 1)


async def begin_change(
    db: Db, caller: Caller, change: PassphraseChange, source: str
) -> Attempt | TooManyAttempts:
    """The same for a change of one's own passphrase: a browser left open is no place to guess in.

    Raises WeakPassphrase, which is no failed attempt.
    """
    sign_in = (await _user(db, caller.user_id)).sign_in
    if rules.passphrase_is_weak(change.new, sign_in) or change.new == change.current:
        raise WeakPassphrase(fields={"new": "weak"})
    return await begin_attempt(db, sign_in, source)


async def begin_confirmation(db: Db, caller: Caller, source: str) -> Attempt | TooManyAttempts:
    """The same for an act that asks for one's passphrase again."""
    return await begin_attempt(db, (await _user(db, caller.user_id)).sign_in, source)


async def confirm(db: Db, caller: Caller, passphrase: str, attempt: Attempt) -> None:
    """Raises SignInRefused unless this is the caller's passphrase."""
    user = await _user(db, caller.user_id)
    if not await passphrase_matches(passphrase, user.passphrase):
        raise SignInRefused(fields={"passphrase": "wrong"})
    await queries.mark_attempt(db, attempt.id)


async def finish_sign_in(
    db: Db, attempt: Attempt, sign_in: str, passphrase: str, *, lifetime: timedelta, replaces: str | None
) -> tuple[str, UUID] | SignInRefused:
    """Checks the passphrase and opens a session: (token, user id). A refusal is journalled and returned.

    `replaces` is the token this browser held so far: its session ends.
    """
    user = await queries.user_by_sign_in(db, sign_in)
    usable = user is not None and user.state == "active"
    matches = await passphrase_matches(passphrase, user.passphrase if user and usable else None)
    if user is None or not matches:
        known = user.id if user else None
        home = user.site_id if user else None
        await journal.append(db, SignInFailed(user_id=known, actor_id=known, site_id=home))
        return SignInRefused()
    await queries.mark_attempt(db, attempt.id)
    if replaces:
        await queries.end_session(db, token_hash(replaces))
    token, now = secrets.token_urlsafe(32), clock.now()
    await queries.add_session(
        db,
        token_hash=token_hash(token),
        id=new_id(),
        user_id=user.id,
        created_at=now,
        used_at=now,
        ends_at=now + lifetime,
    )
    if user.role == Role.agent:  # one session each: a second sign-in takes over
        await _end_other_sessions(db, user, token_hash(token))
    await journal.append(
        db, SignedIn(user_id=user.id, actor_id=user.id, site_id=user.site_id, partner_id=user.partner_id)
    )
    return token, user.id


async def _end_other_sessions(db: Db, user: User, keep: bytes) -> None:
    kept = await queries.caller_row(db, keep, now=clock.now(), idle_since=clock.now() - timedelta(days=1))
    await queries.end_sessions(db, user.id, but=kept.session_id if kept else None)


async def sign_out(db: Db, caller: Caller, *, everywhere: bool) -> None:
    ended = await queries.end_sessions(db, caller.user_id, only=None if everywhere else caller.session_id)
    await journal.append(
        db,
        SignedOut(
            user_id=caller.user_id,
            sessions=len(ended),
            cause="everywhere" if everywhere else "self",
            actor_id=caller.user_id,
            site_id=caller.site_id,
            partner_id=caller.partner_id,
        ),
    )


def me(caller: Caller) -> Me:
    def home(organisation_id: UUID | None) -> Home | None:
        if organisation_id is None:
            return None
        return Home(
            id=organisation_id, name=caller.home_name or "", time_zone=caller.home_zone or "Europe/Paris"
        )

    return Me(
        id=caller.user_id,
        role=caller.role,
        display_name=caller.display_name,
        language=caller.language,
        must_change_passphrase=caller.must_change_passphrase,
        site=home(caller.site_id),
        partner=home(caller.partner_id),
    )


async def choose_language(db: Db, caller: Caller, language: str) -> None:
    user = await _user(db, caller.user_id)
    user.language = language
    await db.flush()


async def change_passphrase(db: Db, caller: Caller, change: PassphraseChange, attempt: Attempt) -> None:
    """Replaces the caller's passphrase and ends the caller's other sessions."""
    user = await _user(db, caller.user_id)
    if not await passphrase_matches(change.current, user.passphrase):
        raise SignInRefused(fields={"current": "wrong"})
    await queries.mark_attempt(db, attempt.id)
    user.passphrase = await hash_later(change.new)
    user.must_change_passphrase = False
    await db.flush()
    await queries.end_sessions(db, user.id, but=caller.session_id)
    await journal.append(
        db,
        PassphraseChanged(
            user_id=user.id, reset=False, actor_id=user.id, site_id=user.site_id, partner_id=user.partner_id
        ),
    )


# --- administration -----------------------------------------------------------------------------------------


async def _user(db: Db, user_id: UUID) -> User:
    user = await queries.user(db, user_id)
    if user is None:
        raise NotFound
    return user


async def _standing(db: Db, user_id: UUID) -> User:
    user = await _user(db, user_id)
    if user.erased_at is not None:
        raise AccountErased
    return user


async def erase(db: Db, caller: Caller, user_id: UUID, name: str) -> None:
    """Takes the name and the way in from a disabled account for good; its rows of work keep an id that says nothing.

    `name`: the neutral word that stands there from now on. Raises NotFound, AccountState, AccountErased.
    """
    user = await _standing(db, user_id)
    if user.state != "disabled":
        raise AccountState
    user.display_name, user.sign_in = name, f"efface-{user.id.hex[-12:]}"
    user.passphrase, user.erased_at = await hash_later(one_time_passphrase()), clock.now()
    await db.flush()
    await queries.end_sessions(db, user.id)
    where = {"actor_id": caller.user_id, "site_id": user.site_id, "partner_id": user.partner_id}
    await journal.append(db, UserChanged(user_id=user.id, fields=["display_name", "sign_in"], **where))


async def list_sites(db: Db) -> list[SiteRead]:
    return [SiteRead.model_validate(row, from_attributes=True) for row in await queries.sites(db)]


async def add_organisation(db: Db, kind: str, name: str, time_zone: str) -> Organisation:
    """Adds a site or a company. Raises NameTaken."""
    organisation = Organisation(id=new_id(), kind=kind, name=name, time_zone=time_zone)
    await _flush_new(db, organisation)
    return organisation


async def add_site(db: Db, admin: Admin, new: SiteCreate) -> SiteRead:
    site = await add_organisation(db, "site", new.name, new.time_zone)
    await journal.append(db, SiteAdded(added_site_id=site.id, actor_id=admin.user_id, site_id=site.id))
    return SiteRead(id=site.id, name=site.name, time_zone=site.time_zone, people=0)


async def list_users(db: Db) -> list[UserRead]:
    return [_read(row.User, row.home) for row in await queries.users(db)]


async def add_user(
    db: Db, admin: Admin | None, new: UserCreate, *, passphrase: str | None = None
) -> NewPassphrase:
    """Creates an account with a one-time passphrase (or a given one, which then stays).

    `admin` is absent on the command line. Raises NameTaken, RoleNeedsHome.
    """
    needs_site = new.role in {Role.agent, Role.supervisor, Role.trainer}
    wanted = {"partner": new.partner_id, "site": new.site_id}
    if (new.role is Role.partner) != (new.partner_id is not None) or (needs_site and new.site_id is None):
        raise RoleNeedsHome(fields={"partner_id" if new.role is Role.partner else "site_id": "missing"})
    for kind, home in wanted.items():
        if home is not None and await queries.organisation_kind(db, home) != kind:
            raise RoleNeedsHome(fields={f"{kind}_id": "unknown"})
    secret = passphrase or one_time_passphrase()
    user = User(
        id=new_id(),
        role=new.role,
        sign_in=new.sign_in,
        display_name=new.display_name,
        language=new.language,
        site_id=new.site_id,
        partner_id=new.partner_id,
        passphrase=await hash_later(secret),
        must_change_passphrase=passphrase is None,
        state="active",
        created_at=clock.now(),
    )
    await _flush_new(db, user)
    await journal.append(
        db,
        UserAdded(
            user_id=user.id,
            role=new.role,
            actor_id=admin.user_id if admin else None,
            site_id=user.site_id,
            partner_id=user.partner_id,
        ),
    )
    return NewPassphrase(
        user=_read(user, await queries.home_name(db, user.site_id or user.partner_id)), passphrase=secret
    )


async def update_user(db: Db, admin: Admin | None, user_id: UUID, change: UserUpdate) -> UserRead:
    """Changes an account; disabling ends its sessions and sockets at once. `admin` is absent on the command line.

    Raises NotFound, OwnAccount, AccountErased.
    """
    user = await _standing(db, user_id)
    changes: dict[str, Any] = change.model_dump(exclude_none=True)
    actor_id = admin.user_id if admin else None
    if user.id == actor_id and "state" in changes:
        raise OwnAccount
    for name, value in changes.items():
        setattr(user, name, value)
    await db.flush()
    where = {"actor_id": actor_id, "site_id": user.site_id, "partner_id": user.partner_id}
    if changes.get("state") == "disabled":
        ended = await queries.end_sessions(db, user.id)
        await journal.append(db, SignedOut(user_id=user.id, sessions=len(ended), cause="disabled", **where))
    if changes:
        await journal.append(db, UserChanged(user_id=user.id, fields=sorted(changes), **where))
    return _read(user, await queries.home_name(db, user.site_id or user.partner_id))


async def lock_agent(db: Db, supervisor: Supervisor, agent_id: UUID, *, locked: bool) -> None:
    """Sends an apprentice of the site away, whose sessions and sockets end at once; or lets him or her in again.

    What the administrator disabled stays so. Raises NotFound, AccountState.
    """
    user = await queries.user(db, agent_id)
    if user is None or user.role != Role.agent or user.site_id != supervisor.site_id:
        raise NotFound
    if not await queries.move_user(db, user.id, *(("active", "locked") if locked else ("locked", "active"))):
        raise AccountState
    where = {"actor_id": supervisor.user_id, "site_id": supervisor.site_id}
    if locked:
        ended = await queries.end_sessions(db, user.id)
        await journal.append(db, SignedOut(user_id=user.id, sessions=len(ended), cause="locked", **where))
    await journal.append(db, AccountLocked(agent_id=user.id, locked=locked, **where))


async def reset_passphrase(db: Db, admin: Admin | None, user_id: UUID) -> NewPassphrase:
    """Gives a one-time passphrase to hand over in person; every session of the account ends.

    Raises NotFound, AccountErased.
    """
    user = await _standing(db, user_id)
    secret = one_time_passphrase()
    user.passphrase, user.must_change_passphrase = await hash_later(secret), True
    await db.flush()
    await queries.end_sessions(db, user.id)
    await journal.append(
        db,
        PassphraseChanged(
            user_id=user.id,
            reset=True,
            actor_id=admin.user_id if admin else None,
            site_id=user.site_id,
            partner_id=user.partner_id,
        ),
    )
    return NewPassphrase(
        user=_read(user, await queries.home_name(db, user.site_id or user.partner_id)), passphrase=secret
    )


async def acting(db: Db, sign_in: str, kind: type[C]) -> C:
    """The person of that sign-in name as a caller, for work done on this machine rather than through a session."""
    user = await queries.user_by_sign_in(db, sign_in)
    if user is None:
        raise NotFound
    return kind(
        user_id=user.id,
        session_id=user.id,
        role=Role(user.role),
        display_name=user.display_name,
        language=user.language,
        site_id=user.site_id,
        partner_id=user.partner_id,
        must_change_passphrase=False,
        home_name=None,
        home_zone=None,
    )


async def acting_for(db: Db, company: str, sign_in: str | None) -> Partner:
    """An account of that company (its oldest active one) as a caller, for work done on this machine.

    Raises NotFound when there is no such company, or no such account in it.
    """
    found = await queries.partner_account(db, company, sign_in)
    if found is None:
        raise NotFound
    return await acting(db, found, Partner)


async def find_by_sign_in(db: Db, sign_in: str) -> UUID | None:
    """The account behind a sign-in name, for the command line."""
    user = await queries.user_by_sign_in(db, sign_in)
    return user.id if user else None


async def find_organisation(db: Db, name: str) -> Organisation | None:
    """The site or company of that name, for the command line."""
    return await queries.organisation_by_name(db, name)


async def _flush_new(db: Db, row: Organisation | User) -> None:
    if not await queries.add_unique(db, row):
        raise NameTaken(fields={"name" if isinstance(row, Organisation) else "sign_in": "taken"})


def _read(user: User, home: str | None) -> UserRead:
    return UserRead.model_validate(
        {
            "id": user.id,
            "role": user.role,
            "sign_in": user.sign_in,
            "display_name": user.display_name,
            "language": offered(user.language),
            "state": user.state,
            "home": home,
            "must_change_passphrase": user.must_change_passphrase,
            "erased": user.erased_at is not None,
            "created_at": user.created_at,
        }
    )


async def site_name(db: Db, site_id: UUID) -> str:
    """The name of a site. Raises NotFound when the id is no site's."""
    if await queries.organisation_kind(db, site_id) != "site":
        raise NotFound
    return await queries.home_name(db, site_id) or ""

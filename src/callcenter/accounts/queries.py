"""Statements on accounts; the only place that reads or writes their tables."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, delete, exists, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as insert_new
from sqlalchemy.exc import IntegrityError

from callcenter.accounts.models import (
    ApiToken,
    Approval,
    ClosedDays,
    Organisation,
    Session,
    SignInAttempt,
    Team,
    TeamMember,
    User,
)
from callcenter.infra.db import AnyRow, Db

_SET_SCOPE = """
    set_config('callcenter.site', coalesce(u.site_id::text, ''), true),
    set_config('callcenter.partner', coalesce(u.partner_id::text, ''), true),
    set_config('callcenter.scope', CASE WHEN u.role IN ('administrator', 'auditor') THEN 'all' ELSE '' END, true)
"""
"""Row-level security reads these for the rest of the transaction."""

_PLAN_ONCE = (
    "set_config('plan_cache_mode', CASE u.role WHEN 'agent' THEN 'force_generic_plan' ELSE 'auto' END, true)"
)
"""A desk's statements are few and always the same: planning the claim anew each time took twice what it does itself.

Other roles ask for periods and filters, whose values say how best to look.
"""

_CALLER: TextClause = text(
    f"""
    SELECT s.id AS session_id, s.used_at, u.id AS user_id, u.role, u.display_name, u.language,
           u.site_id, u.partner_id, u.must_change_passphrase, o.name AS home_name, o.time_zone AS home_zone,
           {_SET_SCOPE}, {_PLAN_ONCE}
    FROM sessions s JOIN users u ON u.id = s.user_id
    LEFT JOIN organisations o ON o.id = coalesce(u.site_id, u.partner_id)
    WHERE s.token_hash = :token_hash AND s.ends_at > :now AND s.used_at > :idle_since AND u.state = 'active'
    """
)


async def caller_row(db: Db, token_hash: bytes, *, now: datetime, idle_since: datetime) -> AnyRow | None:
    """The live session and its person; the same statement tells row-level security who is asking."""
    return (
        await db.execute(_CALLER, {"token_hash": token_hash, "now": now, "idle_since": idle_since})
    ).one_or_none()


_MACHINE: TextClause = text(
    f"""
    SELECT t.id AS token_id, t.scopes, t.used_at, t.expires_at, t.revoked_at, u.id AS user_id, u.role, u.state,
           u.display_name, u.language, u.site_id, u.partner_id, u.must_change_passphrase,
           o.name AS home_name, o.time_zone AS home_zone, {_SET_SCOPE}
    FROM api_tokens t JOIN users u ON u.id = t.user_id AND u.partner_id = t.partner_id
    JOIN organisations o ON o.id = t.partner_id
    WHERE t.token_hash = :token_hash
    """
)


async def machine_row(db: Db, token_hash: bytes) -> AnyRow | None:
    """The token, live or not, and who made it; row-level security shows it to whoever knows its hash."""
    await db.execute(text("SELECT set_config('callcenter.token', :hash, true)"), {"hash": token_hash.hex()})
    return (await db.execute(_MACHINE, {"token_hash": token_hash})).one_or_none()


async def touch_token(db: Db, token_id: UUID, now: datetime) -> None:
    await db.execute(update(ApiToken).where(ApiToken.id == token_id).values(used_at=now))


async def tokens(db: Db, partner_id: UUID) -> Sequence[AnyRow]:
    """Tokens of a company with their makers' names, newest first, at most 100."""
    statement = (
        select(ApiToken, User.display_name.label("made_by"))
        .join(User, User.id == ApiToken.user_id)
        .where(ApiToken.partner_id == partner_id)
        .order_by(ApiToken.created_at.desc(), ApiToken.id)
        .limit(100)
    )
    return (await db.execute(statement)).all()


async def add_token(db: Db, **values: Any) -> None:
    await db.execute(insert(ApiToken).values(**values))


async def live_tokens(db: Db, partner_id: UUID, now: datetime) -> int:
    """How many tokens of a company work; other makers of one wait until the end of the transaction."""
    lock = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 1))")
    await db.execute(lock, {"key": str(partner_id)})
    mine = (ApiToken.partner_id == partner_id) & ApiToken.revoked_at.is_(None) & (ApiToken.expires_at > now)
    return await db.scalar(select(func.count()).select_from(ApiToken).where(mine)) or 0


async def revoke_token(db: Db, token_id: UUID, partner_id: UUID, now: datetime) -> bool | None:
    """True when revoked now, False when it was already, None when the company has no such token."""
    mine = (ApiToken.id == token_id) & (ApiToken.partner_id == partner_id)
    revoked = update(ApiToken).where(mine, ApiToken.revoked_at.is_(None)).values(revoked_at=now)
    if (await db.execute(revoked.returning(ApiToken.id))).first():
        return True
    return False if await db.scalar(select(ApiToken.id).where(mine)) else None


async def set_scope(db: Db, user_id: UUID) -> None:
    """Tells row-level security who is asking, for a transaction that did not look the session up."""
    await db.execute(text(f"SELECT {_SET_SCOPE} FROM users u WHERE u.id = :id"), {"id": user_id})


async def touch_session(db: Db, token_hash: bytes, now: datetime) -> None:
    await db.execute(update(Session).where(Session.token_hash == token_hash).values(used_at=now))


async def add_session(db: Db, **values: Any) -> None:
    await db.execute(insert(Session).values(**values))


async def move_user(db: Db, user_id: UUID, origin: str, target: str) -> bool:
    """One guarded change of an account's state; False when it was in another."""
    statement = update(User).where(User.id == user_id, User.state == origin).values(state=target)
    return await db.scalar(statement.returning(User.id)) is not None


async def end_sessions(
    db: Db, user_id: UUID, *, only: UUID | None = None, but: UUID | None = None
) -> list[UUID]:
    """Ends sessions of a person and tells which; the feed closes their sockets when it hears of it."""
    statement = delete(Session).where(Session.user_id == user_id)
    if only is not None:
        statement = statement.where(Session.id == only)
    if but is not None:
        statement = statement.where(Session.id != but)
    ended = list((await db.scalars(statement.returning(Session.id))).all())
    for session_id in ended:
        await db.execute(text("SELECT pg_notify('session_ended', :id)"), {"id": str(session_id)})
    return ended


async def end_session(db: Db, token_hash: bytes) -> None:
    ended = await db.scalar(delete(Session).where(Session.token_hash == token_hash).returning(Session.id))
    if ended is not None:
        await db.execute(text("SELECT pg_notify('session_ended', :id)"), {"id": str(ended)})


async def user_by_sign_in(db: Db, sign_in: str) -> User | None:
    return await db.scalar(select(User).where(User.sign_in == sign_in))


async def user(db: Db, user_id: UUID) -> User | None:
    """Locked against other changes, but not against rows that name the user: a long job writes such, too."""
    return await db.scalar(select(User).where(User.id == user_id).with_for_update(key_share=True))


async def partner_account(db: Db, company: str, sign_in: str | None) -> str | None:
    """The sign-in name of an active account of that company: the one named, or the oldest."""
    statement = (
        select(User.sign_in)
        .join(Organisation, Organisation.id == User.partner_id)
        .where(Organisation.name == company, User.state == "active")
        .order_by(User.created_at, User.id)
        .limit(1)
    )
    if sign_in is not None:
        statement = statement.where(User.sign_in == sign_in.strip().lower())
    return await db.scalar(statement)


async def users(db: Db) -> Sequence[AnyRow]:
    """Every account with the name of its home."""
    home = func.coalesce(User.site_id, User.partner_id)
    statement = select(User, Organisation.name.label("home")).outerjoin(Organisation, Organisation.id == home)
    return (await db.execute(statement.order_by(User.created_at))).all()


async def home_name(db: Db, organisation_id: UUID | None) -> str | None:
    return await db.scalar(select(Organisation.name).where(Organisation.id == organisation_id))


async def organisation_by_name(db: Db, name: str) -> Organisation | None:
    return await db.scalar(select(Organisation).where(Organisation.name == name))


async def organisation_kind(db: Db, organisation_id: UUID) -> str | None:
    return await db.scalar(select(Organisation.kind).where(Organisation.id == organisation_id))


async def sites(db: Db) -> Sequence[AnyRow]:
    """Sites with the number of active people in each."""
    people = func.count(User.id).filter(User.state == "active").label("people")
    statement = (
        select(Organisation.id, Organisation.name, Organisation.time_zone, people)
        .outerjoin(User, User.site_id == Organisation.id)
        .where(Organisation.kind == "site")
        .group_by(Organisation.id)
        .order_by(Organisation.name)
    )
    return (await db.execute(statement)).all()


async def lock_attempts(db: Db, what: str) -> None:
    """Attempts from one source, or on one account, are counted one after the other, until the transaction ends.

    Source first, then account: in one order nobody waits in a circle.
    """
    await db.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:what, 0))"), {"what": what})


async def add_attempt(db: Db, account: bytes, source: str) -> int:
    row = insert(SignInAttempt).values(account=account, source=source).returning(SignInAttempt.id)
    return (await db.execute(row)).scalar_one()


async def mark_attempt(db: Db, attempt_id: int) -> None:
    await db.execute(update(SignInAttempt).where(SignInAttempt.id == attempt_id).values(succeeded=True))


async def failures(db: Db, *, since: datetime, source: str, account: bytes | None = None) -> list[datetime]:
    """Times of failed attempts from one source (and on one account), since that account's last success there."""
    statement = select(SignInAttempt.at, SignInAttempt.succeeded).where(
        SignInAttempt.at >= since, SignInAttempt.source == source
    )
    if account is not None:
        statement = statement.where(SignInAttempt.account == account)
    times: list[datetime] = []
    for at, succeeded in (await db.execute(statement.order_by(SignInAttempt.id))).all():
        if not succeeded:
            times.append(at)
        elif account is not None:
            times.clear()
    return times


async def failures_everywhere(db: Db, account: bytes, *, since: datetime) -> Sequence[datetime]:
    """Times of failed attempts on one account from any source, oldest first.

    A success clears nothing here: whoever signs in each morning would else give the guesser a fresh start.
    """
    failed = (SignInAttempt.account == account) & (SignInAttempt.at >= since) & ~SignInAttempt.succeeded
    return (await db.scalars(select(SignInAttempt.at).where(failed).order_by(SignInAttempt.id))).all()


async def knows_source(db: Db, account: bytes, source: str, *, since: datetime) -> bool:
    """Whether that account has signed in from that source since then."""
    there = (SignInAttempt.account == account) & (SignInAttempt.source == source)
    found = exists().where(there, SignInAttempt.at >= since, SignInAttempt.succeeded)
    return bool(await db.scalar(select(found)))


async def add_unique(db: Db, row: Organisation | User | Team) -> bool:
    """Inserts a row whose name must be free; False when it is taken."""
    try:
        async with db.begin_nested():
            db.add(row)
            await db.flush()
    except IntegrityError:
        return False
    return True


# --- approvals ----------------------------------------------------------------------------------------------


async def add_approval(db: Db, row: Approval) -> bool:
    """Adds a request; False when the same one waits already. One whose time is over makes room."""
    same = (Approval.act == row.act) & (Approval.subject_id == row.subject_id) & (Approval.state == "waiting")
    over = update(Approval).where(same, Approval.expires_at <= row.asked_at)
    await db.execute(over.values(state="refused", decided_at=row.asked_at))
    try:
        async with db.begin_nested():
            db.add(row)
            await db.flush()
    except IntegrityError:
        return False
    return True


async def waiting_approvals(db: Db, *, partner_id: UUID | None, now: datetime) -> Sequence[Approval]:
    """Requests that wait, newest first; of one partner, or all."""
    statement = select(Approval).where(Approval.state == "waiting", Approval.expires_at > now)
    if partner_id is not None:
        statement = statement.where(Approval.partner_id == partner_id)
    return (await db.scalars(statement.order_by(Approval.asked_at.desc()).limit(200))).all()


async def decide_approval(
    db: Db, approval_id: UUID, *, partner_id: UUID | None, by: UUID, now: datetime, state: str
) -> Approval | None:
    """Takes a waiting request once, in one guarded statement; None when it waits no more or is not open to them."""
    mine = [Approval.id == approval_id, Approval.state == "waiting", Approval.expires_at > now]
    if partner_id is not None:
        mine.append(Approval.partner_id == partner_id)
    if state == "used":
        mine.append(Approval.asked_by != by)
    statement = update(Approval).where(*mine).values(state=state, decided_by=by, decided_at=now)
    return (await db.scalars(statement.returning(Approval))).one_or_none()


async def approval(db: Db, approval_id: UUID, *, partner_id: UUID | None) -> Approval | None:
    statement = select(Approval).where(Approval.id == approval_id)
    if partner_id is not None:
        statement = statement.where(Approval.partner_id == partner_id)
    return await db.scalar(statement)


# --- teams --------------------------------------------------------------------------------------------------


async def site_agents(db: Db, site_id: UUID) -> Sequence[AnyRow]:
    """Active agents of a site by name."""
    statement = select(User.id, User.display_name).where(
        User.site_id == site_id, User.role == "agent", User.state == "active"
    )
    return (await db.execute(statement.order_by(User.display_name, User.id))).all()


async def teams(db: Db, site_id: UUID) -> Sequence[AnyRow]:
    """Teams of a site by name, each with the ids of its members."""
    members = func.array_remove(func.array_agg(TeamMember.user_id), None).label("members")
    statement = (
        select(Team.id, Team.name, members)
        .outerjoin(TeamMember, TeamMember.team_id == Team.id)
        .where(Team.site_id == site_id)
        .group_by(Team.id)
        .order_by(Team.name)
    )
    return (await db.execute(statement)).all()


async def team(db: Db, site_id: UUID, team_id: UUID) -> Team | None:
    """A team of the site, locked."""
    statement = select(Team).where(Team.id == team_id, Team.site_id == site_id)
    return await db.scalar(statement.with_for_update())


async def rename_team(db: Db, row: Team, name: str) -> bool:
    """False when another team of the site has the name."""
    try:
        async with db.begin_nested():
            row.name = name
            await db.flush()
    except IntegrityError:
        return False
    return True


async def set_members(db: Db, row: Team, members: Sequence[UUID]) -> None:
    await db.execute(
        delete(TeamMember).where(TeamMember.team_id == row.id, TeamMember.user_id.not_in(members))
    )
    for user_id in members:
        new = insert_new(TeamMember).values(user_id=user_id, team_id=row.id, site_id=row.site_id)
        await db.execute(new.on_conflict_do_nothing())


async def remove_team(db: Db, row: Team) -> bool:
    """False while something is given to the team."""
    try:
        async with db.begin_nested():
            await db.execute(delete(Team).where(Team.id == row.id))
    except IntegrityError:
        return False
    return True


# --- closed days --------------------------------------------------------------------------------------------


async def closed_days(db: Db, site_id: UUID, since: date) -> Sequence[ClosedDays]:
    """Closed days of a site that are not over by `since`, the soonest first."""
    statement = select(ClosedDays).where(ClosedDays.site_id == site_id, ClosedDays.last_day >= since)
    return (await db.scalars(statement.order_by(ClosedDays.first_day, ClosedDays.id))).all()


async def remove_closed_days(db: Db, site_id: UUID, closed_id: UUID) -> ClosedDays | None:
    statement = delete(ClosedDays).where(ClosedDays.id == closed_id, ClosedDays.site_id == site_id)
    return (await db.scalars(statement.returning(ClosedDays))).one_or_none()


async def site(db: Db, site_id: UUID) -> Organisation | None:
    return await db.scalar(
        select(Organisation).where(Organisation.id == site_id, Organisation.kind == "site")
    )

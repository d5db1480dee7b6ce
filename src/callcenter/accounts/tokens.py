"""Tokens of partners' machines: made, shown once, found by their hash, taken back. Knows callers and rows, not HTTP."""

import secrets
from datetime import timedelta
from uuid import UUID

from callcenter.accounts import queries
from callcenter.accounts.errors import TooManyTokens
from callcenter.accounts.schemas import (
    NewToken,
    Partner,
    TokenCreate,
    TokenMade,
    TokenRead,
    TokenRevoked,
    TokenScope,
    TokenUsed,
)
from callcenter.accounts.service import token_hash
from callcenter.infra import journal
from callcenter.infra.db import AnyRow, Db
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import MACHINE_MARK, new_id

MOST = 20
"""Live tokens of one company."""

TELL_EVERY = timedelta(seconds=60)


# --- by the company's people --------------------------------------------------------------------------------


def _read(row: AnyRow) -> TokenRead:
    found = row.ApiToken
    names = ("id", "name", "created_at", "expires_at", "used_at", "revoked_at")
    own = {name: getattr(found, name) for name in names}
    scopes = [scope for scope in TokenScope if scope in found.scopes]
    return TokenRead.model_validate({**own, "scopes": scopes, "made_by": row.made_by})


async def list_tokens(db: Db, partner: Partner) -> list[TokenRead]:
    return [_read(row) for row in await queries.tokens(db, partner.partner_id)]


async def make(db: Db, partner: Partner, new: TokenCreate) -> NewToken:
    """A token of 256 random bits behind a mark by which it is known wherever it leaks. Raises TooManyTokens."""
    now = clock.now()
    if await queries.live_tokens(db, partner.partner_id, now) >= MOST:
        raise TooManyTokens
    secret, token_id = MACHINE_MARK + secrets.token_urlsafe(32), new_id()
    scopes = [scope for scope in TokenScope if scope in new.scopes]
    await queries.add_token(
        db,
        id=token_id,
        partner_id=partner.partner_id,
        user_id=partner.user_id,
        name=new.name,
        scopes=[str(scope) for scope in scopes],
        token_hash=token_hash(secret),
        created_at=now,
        expires_at=now + timedelta(days=new.days),
    )
    ids = {"token_id": token_id, "actor_id": partner.user_id, "partner_id": partner.partner_id}
    await journal.append(db, TokenMade(scopes=scopes, days=new.days, **ids))
    (made,) = [token for token in await list_tokens(db, partner) if token.id == token_id]
    return NewToken(token=made, secret=secret)


async def revoke(db: Db, partner: Partner, token_id: UUID) -> None:
    """Ends a token at once; one that was revoked before stays so. Raises NotFound."""
    revoked = await queries.revoke_token(db, token_id, partner.partner_id, clock.now())
    if revoked is None:
        raise NotFound
    if revoked:
        ids = {"token_id": token_id, "actor_id": partner.user_id, "partner_id": partner.partner_id}
        await journal.append(db, TokenRevoked(**ids))


# --- by machines --------------------------------------------------------------------------------------------


async def find(db: Db, secret: str) -> AnyRow | None:
    """The token of that secret, live or not, with the person who answers for it."""
    return await queries.machine_row(db, token_hash(secret))


def is_live(row: AnyRow) -> bool:
    """False once it expired, was taken back, or its maker's account was closed."""
    return bool(row.revoked_at is None and row.expires_at > clock.now() and row.state == "active")


async def note_use(db: Db, row: AnyRow, scope: TokenScope) -> None:
    """Writes down that the token was used: each time, but once a minute for looking at states."""
    now = clock.now()
    lately = row.used_at is not None and now - row.used_at < TELL_EVERY
    if not lately:
        await queries.touch_token(db, row.token_id, now)
    if not lately or scope is not TokenScope.read:
        used = TokenUsed(token_id=row.token_id, scope=scope, actor_id=row.user_id, partner_id=row.partner_id)
        await journal.append(db, used)

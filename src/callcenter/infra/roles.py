"""The database roles: the owner migrates, web and vault work, each with a password only its own folder holds.

It must not know tables: what a role may read or write stands in the migrations.
"""

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import asyncpg

from callcenter.infra.files import write_private

OWNER, WEB, VAULT = "callcenter_owner", "callcenter_web", "callcenter_vault"
OLDEST = 150000
"""The oldest server version that is supported, as `server_version_num` spells it."""

_AWAY = (OSError, asyncpg.CannotConnectNowError, asyncpg.TooManyConnectionsError, TimeoutError)


class DatabaseRefused(Exception):
    """The database can't be used as it is; the message is one sentence for the operator, without secrets."""


def scram_verifier(password: str, *, iterations: int = 4096) -> str:
    """What PostgreSQL stores of an ASCII password (RFC 5802, SCRAM-SHA-256).

    Given to `PASSWORD` in its place, so that no statement, and so no server log, holds the password itself.
    """
    salt = os.urandom(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode("ascii"), salt, iterations)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    salt_, stored_, server_ = (base64.b64encode(part).decode() for part in (salt, stored, server))
    return f"SCRAM-SHA-256${iterations}:{salt_}${stored_}:{server_}"


async def check_owner(owner_dsn: str) -> None:
    """Raises DatabaseRefused unless the owner signs in to a server that is recent enough."""
    owner = await _connect_owner(owner_dsn)
    await owner.close()


async def ensure_roles(owner_dsn: str, data: Path) -> None:
    """Makes the web and vault roles sign in with the addresses in `web/database` and `vault/database`.

    Creates what is absent. A password that no longer fits, or whose file is lost, is replaced; one that fits
    stays, so a second machine with copies of these files goes on working.
    """
    owner = await _connect_owner(owner_dsn)
    try:
        for role, folder in ((WEB, data / "web"), (VAULT, data / "vault")):
            path = folder / "database"
            kept = urlsplit(path.read_text().strip()).password if path.exists() else None
            dsn = _address(owner_dsn, role, kept or secrets.token_urlsafe(32))
            if kept is None or not await _signs_in(dsn):
                await _set_password(owner, role, urlsplit(dsn).password or "")
            if not path.exists() or path.read_text() != dsn + "\n":
                write_private(path, dsn + "\n")
    except asyncpg.InsufficientPrivilegeError:
        raise DatabaseRefused(
            f"The database's owner may not create roles: give it CREATEROLE, or create {WEB} and {VAULT} "
            f"yourself and write their addresses to {data}/web/database and {data}/vault/database."
        ) from None
    finally:
        await owner.close()


async def _connect_owner(dsn: str) -> asyncpg.Connection:
    where = urlsplit(dsn).hostname or "the socket"
    try:
        owner = await asyncpg.connect(dsn, timeout=10)
    except (asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError):
        raise DatabaseRefused(f"The database at {where} refuses the owner's name or password.") from None
    except asyncpg.InvalidCatalogNameError:
        raise DatabaseRefused(
            f"The database server at {where} has no such database: create it first."
        ) from None
    except _AWAY:
        raise DatabaseRefused(f"The database at {where} does not answer.") from None
    except ValueError:
        raise DatabaseRefused(
            "DATABASE_URL must look like postgresql://owner:password@host/database."
        ) from None
    version = int(await owner.fetchval("SHOW server_version_num"))
    if version < OLDEST:
        await owner.close()
        raise DatabaseRefused(
            f"PostgreSQL 15 or later is needed; the server at {where} is {version // 10000}."
        )
    return owner


async def _signs_in(dsn: str) -> bool:
    try:
        connection = await asyncpg.connect(dsn, timeout=10)
    except (asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError):
        return False
    await connection.close()
    return True


async def _set_password(owner: asyncpg.Connection, role: str, password: str) -> None:
    exists = await owner.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", role)
    await owner.execute(
        f"{'ALTER' if exists else 'CREATE'} ROLE {role} LOGIN PASSWORD '{scram_verifier(password)}'"
    )


def _address(owner_dsn: str, role: str, password: str) -> str:
    """The owner's address with another role's name and password."""
    parts = urlsplit(owner_dsn)
    place = parts.netloc.rpartition("@")[2]
    query = [(name, value) for name, value in parse_qsl(parts.query) if name not in {"user", "password"}]
    netloc = f"{role}:{quote(password, safe='')}@{place}"
    return urlunsplit(("postgresql", netloc, parts.path, urlencode(query, quote_via=quote), ""))

"""What the database itself refuses: grants that are missing, rows of somebody else, keys that do not fit."""

from collections.abc import AsyncIterator, Iterable
from uuid import uuid4

import asyncpg
import pytest

from callcenter.infra.db import bare, read_dsn
from callcenter.infra.keyring import WebKeyring
from callcenter.infra.sealing import Address, Field, SealBroken
from tests.clients import House
from tests.factories import Room, make_room

FORBIDDEN_TO_WEB = ("contact_secrets", "list_secrets", "suppressions", "conflict_numbers", "dialled_numbers")
WITHOUT_POLICY = {
    "users",
    "journal",
    "journal_pending",
    "contact_secrets",
    "dialled_numbers",
    "report_edges",
}
"""Tables with a site or partner column and no policy: signing in and the feed read across sites by design;
up to when a site is counted is nobody's secret; the web role cannot read the others at all."""


@pytest.fixture
async def rooms(house: House) -> tuple[Room, Room]:
    """Two sites at work, each with its partner, campaign, list and contacts."""
    async with house.db() as db:
        return await make_room(db, house.vault_keys), await make_room(db, house.vault_keys)


@pytest.fixture
async def web(house: House) -> AsyncIterator[asyncpg.Connection]:
    async with bare(read_dsn(house.settings.web_folder)) as connection:
        yield connection


async def not_refused(connection: asyncpg.Connection, statements: Iterable[str]) -> list[str]:
    """Statements the database did not refuse for want of a right."""
    done = []
    for statement in statements:
        try:
            await connection.fetch(statement)
            done.append(statement)
        except (asyncpg.InsufficientPrivilegeError, asyncpg.InvalidParameterValueError):
            continue
    return done


async def test_the_web_role_has_no_right_on_what_only_the_vault_may_read(web: asyncpg.Connection) -> None:
    forms = (
        "SELECT 1 FROM {}",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "COPY {} TO STDOUT",
        "SELECT FROM {} FOR UPDATE",
    )
    assert await not_refused(web, [form.format(name) for form in forms for name in FORBIDDEN_TO_WEB]) == []


async def test_the_web_role_cannot_go_beyond_its_work(
    web: asyncpg.Connection, rooms: tuple[Room, Room]
) -> None:
    statements = [
        "UPDATE contacts SET view = ''",
        "DELETE FROM contacts",
        "SELECT sealed FROM upload_chunks",
        "SELECT kind, subject_id FROM jobs",
        "DELETE FROM jobs",
        "UPDATE journal SET action = 'x'",
        "DELETE FROM journal",
        "DELETE FROM journal_pending",
        "INSERT INTO journal_checkpoints (size, root, signature, key_version) VALUES (1, '', '', 1)",
        "UPDATE outcomes SET code = 'booked'",
        "DELETE FROM outcomes",
        "UPDATE installation SET keyring_id = gen_random_uuid()",
        "CREATE TABLE mine (id int)",
        "SET ROLE callcenter_owner",
        "SET ROLE callcenter_vault",
        "ALTER TABLE contacts DISABLE ROW LEVEL SECURITY",
        "SELECT pg_read_file('/etc/passwd')",
    ]
    assert await not_refused(web, statements) == []


async def test_the_vault_role_cannot_go_beyond_its_work(house: House) -> None:
    statements = [
        "SELECT 1 FROM users",
        "SELECT token_hash FROM sessions",
        "UPDATE journal SET action = 'x'",
        "DELETE FROM journal",
        "DELETE FROM journal_checkpoints",
        "UPDATE outcomes SET code = 'booked'",
    ]
    async with bare(read_dsn(house.settings.vault_folder)) as vault:
        assert await not_refused(vault, statements) == []


async def test_what_a_person_said_in_a_call_is_taken_off_by_nobody(house: House) -> None:
    async with bare(read_dsn(house.settings.vault_folder)) as vault:
        await vault.execute(
            "INSERT INTO suppressions (fingerprint, source_id, reason) VALUES ('said', DEFAULT, 'objection'), "
            "('listed', gen_random_uuid(), 'register')"
        )
        assert await vault.execute("DELETE FROM suppressions") == "DELETE 1"
        assert await vault.fetchval("SELECT fingerprint FROM suppressions") == b"said"


# --- row-level security -------------------------------------------------------------------------------------

SEEN = ("agreements", "campaigns", "call_lists", "contacts")


async def _count(
    web: asyncpg.Connection, table: str, *, site: object = "", partner: object = "", scope: str = ""
) -> int:
    async with web.transaction():
        await web.execute(
            "SELECT set_config('callcenter.site', $1, true), set_config('callcenter.partner', $2, true), "
            "set_config('callcenter.scope', $3, true)",
            str(site), str(partner), scope,
        )  # fmt: skip
        return int(await web.fetchval(f"SELECT count(*) FROM {table}"))


async def test_without_a_caller_the_web_role_sees_no_row(
    web: asyncpg.Connection, rooms: tuple[Room, Room]
) -> None:
    assert {table: await web.fetchval(f"SELECT count(*) FROM {table}") for table in SEEN} == dict.fromkeys(
        SEEN, 0
    )


async def test_a_site_and_a_partner_see_their_rows_alone(
    web: asyncpg.Connection, rooms: tuple[Room, Room]
) -> None:
    mine, other = rooms
    for table in SEEN:
        expected = 3 if table == "contacts" else 1
        assert await _count(web, table, site=uuid4()) == 0
        assert await _count(web, table, site=mine.site_id) == expected
        assert await _count(web, table, partner=other.partner_id) == expected
        assert await _count(web, table, scope="all") == 2 * expected


async def test_the_scope_ends_with_its_transaction(web: asyncpg.Connection, rooms: tuple[Room, Room]) -> None:
    """A pooled connection must not carry one caller's scope to the next."""
    assert await _count(web, "contacts", scope="all") == 6
    assert await web.fetchval("SELECT count(*) FROM contacts") == 0


async def test_nobody_writes_a_row_into_another_site(
    web: asyncpg.Connection, rooms: tuple[Room, Room]
) -> None:
    mine, other = rooms
    async with web.transaction():
        await web.execute("SELECT set_config('callcenter.site', $1, true)", str(mine.site_id))
        assert (
            await web.execute("UPDATE contacts SET state = 'done' WHERE site_id = $1", other.site_id)
            == "UPDATE 0"
        )
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await web.execute(
                "INSERT INTO agreements (partner_id, site_id, purposes, consent_bases, retention_days) "
                "VALUES ($1, $2, '{}', '{}', 1)",
                uuid4(), other.site_id,
            )  # fmt: skip


async def test_every_table_of_a_tenant_has_its_policy(house: House) -> None:
    async with bare(read_dsn(house.settings.owner_folder)) as owner:
        rows = await owner.fetch(
            "SELECT DISTINCT c.relname, c.relrowsecurity FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
            "WHERE c.relkind = 'r' AND a.attname IN ('site_id', 'partner_id') "
            "AND c.relnamespace = 'public'::regnamespace"
        )
    assert {row["relname"] for row in rows if not row["relrowsecurity"]} == WITHOUT_POLICY


# --- keys ---------------------------------------------------------------------------------------------------


async def test_the_web_process_keys_open_no_contact(house: House, rooms: tuple[Room, Room]) -> None:
    """Even with the row in hand: neither the sealed record nor the list's secret opens with what web holds."""
    keys = WebKeyring.load(house.settings.web_folder / "keyring.json")
    async with bare(read_dsn(house.settings.owner_folder)) as owner:
        row = await owner.fetchrow(
            "SELECT x.contact_id, x.list_id, x.sealed, s.wrapped AS secret, v.wrapped AS letter "
            "FROM contact_secrets x JOIN list_secrets s USING (list_id) JOIN list_view_keys v USING (list_id) LIMIT 1"
        )
    assert row is not None
    with pytest.raises(SealBroken):
        keys.view_key(row["list_id"], 1, row["secret"])
    view_key = keys.view_key(row["list_id"], 1, row["letter"])
    for field in Field:
        with pytest.raises((SealBroken, ValueError)) as refused:
            view_key.open(Address(field, row["list_id"], row["contact_id"], 1), row["sealed"])
        assert "+336" not in str(refused.value)
    assert not [name for name in dir(keys) if "contact" in name or "suppression" in name or "index" in name]

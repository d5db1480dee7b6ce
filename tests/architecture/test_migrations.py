"""Migrations: up from nothing, down, up again, also with rows; the code's tables are those of the migrations."""

import itertools
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import asyncpg
import pytest

from callcenter.infra.db import Base, bare, read_dsn
from callcenter.infra.postgres import Cluster
from callcenter.infra.schema import check, downgrade, upgrade
from tests.clients import House
from tests.conftest import at_database, drop
from tests.factories import make_room

_numbers = itertools.count(1)


@pytest.fixture
async def empty(cluster: Cluster) -> AsyncIterator[str]:
    """The owner's address of a database without a table."""
    name = f"empty_{next(_numbers)}"
    admin = await asyncpg.connect(at_database(cluster.owner_dsn(), "postgres"))
    try:
        await admin.execute(f'CREATE DATABASE "{name}" TEMPLATE template0 STRATEGY FILE_COPY')
        yield at_database(cluster.owner_dsn(), name)
    finally:
        await drop(admin, name)
        await admin.close()


async def objects(dsn: str) -> dict[str, list[str]]:
    """Names of tables, policies, functions, triggers and grants to our roles that are in the database."""
    wanted = {
        "tables": "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'",
        "policies": "SELECT tablename || '.' || policyname FROM pg_policies",
        "functions": "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
        "triggers": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
        "grants": "SELECT grantee || ' ' || privilege_type || ' ' || table_name FROM "
        "information_schema.role_table_grants WHERE grantee IN ('callcenter_web', 'callcenter_vault')",
    }
    async with bare(dsn) as db:
        return {kind: sorted(row[0] for row in await db.fetch(sql)) for kind, sql in wanted.items()}


async def test_up_down_and_up_again_from_nothing(empty: str) -> None:
    await upgrade(empty)
    first = await objects(empty)
    assert set(first["tables"]) == set(Base.metadata.tables)
    await downgrade(empty, "base")
    assert {kind: names for kind, names in (await objects(empty)).items() if names} == {}
    await upgrade(empty)
    assert await objects(empty) == first


async def test_the_tables_of_the_code_are_those_of_the_migrations(empty: str) -> None:
    await upgrade(empty)
    await check(empty)


async def test_down_and_up_with_rows_in_every_table_of_the_day(house: House) -> None:
    """A database at work loses its rows on the way down, never gets stuck on one."""
    async with house.db() as db:
        await make_room(db, house.vault_keys)
    dsn = read_dsn(house.settings.owner_folder)
    assert urlsplit(dsn).path.startswith("/test_")
    await house.owner.dispose()
    await downgrade(dsn, "0001")
    async with bare(dsn) as db:
        assert await db.fetchval("SELECT count(*) FROM contacts") == 3
    await upgrade(dsn)
    await check(dsn)
    await downgrade(dsn, "base")
    await upgrade(dsn)

"""The service as tests use it: signed-in HTTP clients, the vault's worker run by hand, the owner's session."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

import asyncpg
import httpx
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter.accounts.access import COOKIE
from callcenter.infra.db import Db, open_engine, read_dsn, sessions
from callcenter.infra.jobs import Worker
from callcenter.infra.sealer import load_frontier, seal_batch
from callcenter.infra.vault_keyring import VaultKeyring
from callcenter.infra.wake import Waker
from callcenter.main import create_app
from callcenter.settings import Settings
from callcenter.vault import build_registry
from tests import factories
from tests.factories import Person

ORIGIN = "https://callcenter.test"


@dataclass
class House:
    """Web, vault and database of one test."""

    settings: Settings
    app: FastAPI
    owner: AsyncEngine
    vault_engine: AsyncEngine
    vault_keys: VaultKeyring
    worker: Worker
    _clients: list[httpx.AsyncClient] = field(default_factory=list)

    @classmethod
    @asynccontextmanager
    async def open(cls, settings: Settings) -> AsyncIterator["House"]:
        app = create_app(settings)
        keys = VaultKeyring.load(settings.vault_folder / "keyring.json")
        dsn = read_dsn(settings.vault_folder)
        owner = open_engine(read_dsn(settings.owner_folder), size=4)
        vault = open_engine(dsn, size=8)
        worker = Worker(vault, dsn, build_registry(keys, settings), Waker(lambda: dsn))
        house = cls(settings, app, owner, vault, keys, worker)
        async with app.router.lifespan_context(app):
            try:
                yield house
            finally:
                for client in house._clients:
                    await client.aclose()
                await owner.dispose()
                await vault.dispose()

    @asynccontextmanager
    async def db(self) -> AsyncIterator[Db]:
        """A session as the database's owner, committed at the end: for arranging and looking."""
        async with sessions(self.owner)() as db:
            yield db
            await db.commit()

    def browser(self) -> httpx.AsyncClient:
        """Nobody yet: a browser on the service's own page."""
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self.app), base_url=ORIGIN, headers={"Origin": ORIGIN}
        )
        self._clients.append(client)
        return client

    async def signed_in(self, person: Person) -> httpx.AsyncClient:
        """A browser with a session of this person."""
        async with self.db() as db:
            token = await factories.make_session(db, person)
        client = self.browser()
        client.cookies.set(COOKIE, token)
        return client

    async def work(self) -> None:
        """Lets the vault do every job that is due."""
        while await self.worker.run_one():
            pass

    async def seal(self) -> int:
        """Seals every pending journal entry; returns how many."""
        connection = await asyncpg.connect(read_dsn(self.settings.vault_folder))
        try:
            frontier = await load_frontier(connection)
            count = 0
            while sealed := await seal_batch(connection, frontier):
                count += sealed
            return count
        finally:
            await connection.close()

    async def actions(self) -> list[str]:
        """Actions of every journal entry in order, sealed or not."""
        async with self.db() as db:
            return await factories.journal_actions(db)

    async def contact_state(self, contact_id: UUID) -> str:
        async with self.db() as db:
            return await factories.contact_state(db, contact_id)

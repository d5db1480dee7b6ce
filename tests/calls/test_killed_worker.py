"""Fifty agents over HTTP, two web processes, one of them killed in the middle: no contact twice, none lost."""

import asyncio
import multiprocessing
import os
import random
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
import yaml

from bench.http import Browser, Refused, Site
from callcenter.calls import quotas
from callcenter.cli import serving
from callcenter.infra.db import read_dsn
from tests.clients import House
from tests.factories import Person, make_room, make_session, make_user
from tests.infra.test_serve import free_port, until

AGENTS, CONTACTS = 50, 1000

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["callcenter.main", "uvicorn", __name__])
"""A web process spends most of its start on importing; that is done once for all of them."""


def serve(environment: dict[str, str]) -> None:
    os.environ |= environment
    serving.web()


class Web:
    """One web process of the house's service, on a port of its own."""

    def __init__(self, house: House, limits: Path) -> None:
        self.port = free_port()
        self.origin = f"http://localhost:{self.port}"
        settings = {
            "DATA": house.settings.data,
            "PORT": self.port,
            "LOG_LEVEL": "error",
            "QUOTAS_FILE": limits,
        }
        environment = {f"CALLCENTER_{name}": str(value) for name, value in settings.items()}
        self.process = FORKS.Process(target=serve, args=(environment,), daemon=True)
        self.process.start()

    def is_up(self) -> bool:
        try:
            return httpx.get(f"{self.origin}/api/health", timeout=2).status_code == 200
        except httpx.HTTPError:
            return False

    def kill(self) -> None:
        self.process.kill()  # SIGKILL: nothing is finished, nothing is said
        self.process.join()


@pytest.fixture
def limits(tmp_path: Path) -> Path:
    """Quotas are for people; these agents only look."""
    path = tmp_path / "quotas.yaml"
    path.write_text(yaml.safe_dump(quotas.without_end().model_dump(mode="json")), "utf-8")
    return path


class Shift:
    """One round: what was handed to whom, and the moment at which the first process dies."""

    def __init__(self, webs: list[Web], finished: asyncpg.Pool, dies_after: int) -> None:
        self.webs, self.finished, self.dies_after = webs, finished, dies_after
        self.handed: Counter[str] = Counter()
        self.broken = 0

    async def work(self, desk: int, person: Person, token: str) -> None:
        """Asks for contact after contact; when a process does not answer, the other one is asked the same."""
        for web in (self.webs[desk % 2], self.webs[1 - desk % 2]):
            try:
                return await self._ask(web, person, token)
            except (OSError, asyncio.IncompleteReadError):
                assert web is self.webs[0]
                self.broken += 1
        raise AssertionError("the process that was left alone did not answer")

    async def _ask(self, web: Web, person: Person, token: str) -> None:
        browser = await Browser.open(Site("localhost", web.port), token)
        try:
            while given := (await self._next(browser))["hand_out"]:
                self.handed[given["card"]["reference"]] += 1
                if self.handed.total() == self.dies_after:
                    self.webs[0].kill()
                await self._finish(person.id, UUID(given["id"]))
        finally:
            browser.close()

    @staticmethod
    async def _next(browser: Browser) -> Any:
        """Asked again by who is told that the process which was left alone is too busy, as a page does."""
        while True:
            try:
                return await browser.post("/api/workstation/next")
            except Refused as refusal:
                if " 503 " not in str(refusal):
                    raise

    async def _finish(self, agent: UUID, hand_out: UUID) -> None:
        assert await self.finished.execute(_FINISH, agent, hand_out) == "UPDATE 1"


_FINISH = """
    WITH me AS (
        SELECT user_id FROM agent_states WHERE user_id = $1 FOR UPDATE
    ), ended AS (
        UPDATE hand_outs SET state = 'finished' FROM me
        WHERE id = $2 AND agent_id = me.user_id AND hand_outs.state = 'active' RETURNING id
    )
    UPDATE agent_states SET state = 'available' FROM ended WHERE user_id = $1
"""


async def test_a_web_process_killed_in_the_middle_loses_and_doubles_nothing(
    house: House, limits: Path, rounds: int
) -> None:
    """In each round all thousand contacts are handed out, and a process is killed at another moment of it.

    The suite runs few rounds, `make killed` runs twenty.
    """
    async with house.db() as db:
        room = await make_room(db, house.vault_keys, count=CONTACTS)
        people = [await make_user(db, "agent", site_id=room.site_id) for _ in range(AGENTS)]
        tokens = [await make_session(db, person) for person in people]
    draw, webs = random.Random(11), [Web(house, limits) for _ in range(2)]
    pool = await asyncpg.create_pool(read_dsn(house.settings.owner_folder), min_size=2, max_size=6)
    await pool.executemany(
        "INSERT INTO agent_states (user_id, site_id, state, since) VALUES ($1, $2, 'available', now())",
        [(person.id, room.site_id) for person in people],
    )
    broken = 0
    try:
        for _ in range(rounds):
            for web in webs:
                await until(web.is_up)
            await pool.execute("DELETE FROM hand_outs")
            await pool.execute("UPDATE contacts SET state = 'ready'")
            await pool.execute("UPDATE agent_states SET state = 'available'")
            webs.append(Web(house, limits))  # for the next round: it starts while these two work
            shift = Shift(webs[:2], pool, dies_after=draw.randint(50, CONTACTS - 50))
            async with asyncio.timeout(120):
                await asyncio.gather(
                    *(
                        shift.work(desk, person, token)
                        for desk, (person, token) in enumerate(zip(people, tokens, strict=True))
                    )
                )
            assert webs[0].process.exitcode is not None
            rows = await pool.fetchval("SELECT count(*) FROM hand_outs WHERE state = 'finished'")
            contacts = await pool.fetchval("SELECT count(DISTINCT contact_id) FROM hand_outs")
            left = await pool.fetchval("SELECT count(*) FROM contacts WHERE state = 'ready'")
            assert (rows, contacts, left) == (CONTACTS, CONTACTS, 0)
            assert len(shift.handed) == CONTACTS
            assert set(shift.handed.values()) == {1}
            broken += shift.broken
            webs.pop(0)
        assert broken > 0  # somebody was in the middle of asking
    finally:
        for web in webs:
            web.kill()
        await pool.close()

"""Uploads and imports when a process, the database or the disk fails: nothing half done stays, and work goes on."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import psutil
import pytest
from sqlalchemy import text

from callcenter.accounts.access import COOKIE
from callcenter.call_lists import jobs as list_jobs
from callcenter.call_lists import storing
from callcenter.infra import jobs
from callcenter.infra.db import bare, open_engine, read_dsn, sessions
from callcenter.infra.postgres import Cluster
from callcenter.infra.vault_keyring import VaultKeyring
from tests.call_lists.files import long_list
from tests.call_lists.test_api import announced, choices, imported, inspected
from tests.clients import House
from tests.factories import Room, make_room, make_session
from tests.infra.test_serve import Service, gone, serving, until

ROWS = 40_000
NEW = {"name": "Liste", "purpose": "appointment", "file_name": "liste.csv"}


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=0)


# --- inside one process: what cannot wait for a real failure --------------------------------------------------


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (asyncpg.DiskFullError, 507, "storage_full"),
        (asyncpg.OutOfMemoryError, 503, "unavailable"),
    ],
)
async def test_an_upload_without_room_is_refused_by_name_and_taken_once_there_is_room(
    house: House, room: Room, monkeypatch: pytest.MonkeyPatch, error: type[Exception], status: int, code: str
) -> None:
    from callcenter.call_lists import queries

    async def full(*_: object) -> None:
        raise error("could not extend file")

    partner = await house.signed_in(room.partner)
    list_id = await announced(partner)
    with monkeypatch.context() as broken:
        broken.setattr(queries, "add_chunk", full)
        answer = await partner.put(f"/api/call-lists/{list_id}/file", content=long_list(10))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["Retry-After"]
    assert "extend" not in answer.text
    answer = await partner.put(f"/api/call-lists/{list_id}/file", content=long_list(10))
    assert answer.status_code == 202


async def test_a_job_that_finds_no_room_is_tried_until_there_is(
    house: House, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Oftener than a job that fails by itself, which is given up."""
    from callcenter.call_lists import queries

    tries, kept = 0, queries.put_preview

    async def full(*arguments: Any) -> None:
        nonlocal tries
        tries += 1
        if tries <= jobs.ATTEMPTS + 1:
            raise asyncpg.DiskFullError("could not extend file")
        await kept(*arguments)

    monkeypatch.setattr(jobs, "SHORTAGE_SECONDS", 0.0)
    monkeypatch.setattr(queries, "put_preview", full)
    await inspected(house, await house.signed_in(room.partner), long_list(10))
    assert tries == jobs.ATTEMPTS + 2


async def test_a_list_whose_file_never_comes_is_given_up_but_not_while_it_comes(
    house: House, room: Room
) -> None:
    partner = await house.signed_in(room.partner)
    old, coming, fresh = [await announced(partner) for _ in range(3)]
    async with house.db() as db:
        await db.execute(
            text("UPDATE call_lists SET created_at = created_at - CAST(:age AS interval) WHERE id <> :fresh"),
            {"age": list_jobs.ABANDONED + timedelta(minutes=1), "fresh": UUID(fresh)},
        )
    async with bare(read_dsn(house.settings.owner_folder)) as uploading, uploading.transaction():
        await uploading.execute("SELECT FROM call_lists WHERE id = $1 FOR UPDATE", UUID(coming))
        async with sessions(house.vault_engine)() as db:
            await list_jobs.clear_abandoned(db)
            await db.commit()
    states = [(await partner.get(f"/api/call-lists/{each}")).json()["state"] for each in (old, coming, fresh)]
    assert states == ["cancelled", "uploading", "uploading"]
    assert (await house.actions()).count("call_list.cancelled") == 1


async def test_of_two_processes_that_store_the_same_lines_one_is_told_to_stop(
    house: House, room: Room
) -> None:
    partner = await house.signed_in(room.partner)
    list_id, _ = await imported(house, partner, long_list(5), {"basis": "consent"})
    slice_: dict[str, Any] = {"through": 9, "counts": {}, "zones": [], "progress": {}}
    async with house.db() as db:
        await db.execute(text("UPDATE call_lists SET state = 'importing', imported_through = 4"))
    async with bare(read_dsn(house.settings.vault_folder)) as connection:
        assert not await storing.close_slice(connection, UUID(list_id), after=4, **slice_)
        with pytest.raises(storing.SliceLost):
            await storing.close_slice(connection, UUID(list_id), after=4, **slice_)


# --- the whole service, real processes ------------------------------------------------------------------------


class Partner:
    """A partner of a running service."""

    def __init__(self, service: Service, token: str) -> None:
        address = f"http://localhost:{service.port}"
        self.client = httpx.AsyncClient(
            base_url=address, headers={"Origin": address}, cookies={COOKIE: token}, timeout=60
        )

    async def announce(self) -> str:
        return str((await self.client.post("/api/call-lists", json=NEW)).json()["id"])

    async def send(self, list_id: str, content: bytes | AsyncIterator[bytes]) -> httpx.Response:
        return await self.client.put(f"/api/call-lists/{list_id}/file", content=content)

    async def order(self, list_id: str) -> None:
        await self.reaches(list_id, "needs_mapping")
        preview = (await self.client.get(f"/api/call-lists/{list_id}/preview")).json()
        order = {"columns": choices(preview), "consent": {"basis": "consent"}}
        answer = await self.client.post(f"/api/call-lists/{list_id}/import", json=order)
        assert answer.status_code == 202

    async def read(self, list_id: str) -> dict[str, Any]:
        """Patient: the service may be coming back."""
        async with asyncio.timeout(120):
            while True:
                try:
                    answer = await self.client.get(f"/api/call-lists/{list_id}")
                    if answer.status_code == 200:
                        return dict(answer.json())
                except httpx.HTTPError:
                    pass
                await asyncio.sleep(0.05)

    async def reaches(self, list_id: str, state: str) -> dict[str, Any]:
        async with asyncio.timeout(180):
            while (read := await self.read(list_id))["state"] != state:
                await asyncio.sleep(0.05)
        return read

    async def gets_halfway(self, list_id: str) -> None:
        async with asyncio.timeout(120):
            while ((await self.read(list_id))["progress"] or {}).get("done", 0) == 0:
                await asyncio.sleep(0.02)


@asynccontextmanager
async def served(data: Path) -> AsyncIterator[tuple[Service, Partner]]:
    """A running service and a partner signed in to it."""
    async with serving(data) as service:
        keys = VaultKeyring.load(service.data / "vault" / "keyring.json")
        engine = open_engine(read_dsn(service.data / "owner"))
        async with sessions(engine)() as db:
            room = await make_room(db, keys, count=0)
            token = await make_session(db, room.partner)
            await db.commit()
        await engine.dispose()
        partner = Partner(service, token)
        try:
            yield service, partner
        finally:
            await partner.client.aclose()


async def stored(data: Path, list_id: str) -> tuple[int, int]:
    """Contacts of the list, and their different numbers."""
    async with bare(read_dsn(data / "owner")) as connection:
        row = await connection.fetchrow(
            "SELECT (SELECT count(*) FROM contacts WHERE list_id = $1), count(DISTINCT phone_index) "
            "FROM contact_secrets WHERE list_id = $1",
            UUID(list_id),
        )
    assert row is not None
    return row[0], row[1]


async def test_a_database_killed_in_an_import_ends_with_each_contact_once(tmp_path: Path) -> None:
    async with served(tmp_path / "var") as (service, partner):
        list_id = await partner.announce()
        await partner.send(list_id, long_list(ROWS))
        await partner.order(list_id)
        await partner.gets_halfway(list_id)
        server = Cluster(service.data).postmaster()
        assert server is not None
        server.kill()
        await until(lambda: gone(server))
        await partner.reaches(list_id, "ready")
        assert await stored(service.data, list_id) == (ROWS, ROWS)


async def test_a_web_process_killed_in_an_upload_leaves_nothing_and_the_file_can_be_sent_again(
    tmp_path: Path,
) -> None:
    content = long_list(ROWS)

    async def half_sent() -> AsyncIterator[bytes]:
        yield content[: len(content) // 2]
        service.children()["web"].kill()
        yield content[len(content) // 2 :]

    async with served(tmp_path / "var") as (service, partner):
        list_id = await partner.announce()
        with pytest.raises(httpx.HTTPError):
            await partner.send(list_id, half_sent())
        assert (await partner.read(list_id))["state"] == "uploading"
        async with bare(read_dsn(service.data / "owner")) as connection:
            assert await connection.fetchval("SELECT count(*) FROM upload_chunks") == 0
        assert (await partner.send(list_id, content)).status_code == 202
        await partner.order(list_id)
        await partner.reaches(list_id, "ready")
        assert await stored(service.data, list_id) == (ROWS, ROWS)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 400 MB for the data folder."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=400m,mode=0755", "tmpfs", str(folder)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a small disk can only be mounted by root with the right to mount")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False)


def fill(folder: Path, *, leave: int) -> Path:
    """A file that takes all of the disk but so many bytes."""
    ballast = folder / "ballast"
    with suppress(OSError), ballast.open("wb") as out:  # another writer may take the last bytes
        left = psutil.disk_usage(str(folder)).free - leave
        while left > 0:
            left -= out.write(bytes(min(left, 1 << 20)))
    return ballast


async def test_a_full_disk_refuses_clearly_and_work_goes_on_once_there_is_room(
    small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLCENTER_DISK_RESERVE_BYTES", str(48 << 20))
    async with served(small_disk / "var") as (service, partner):
        first, second = await partner.announce(), await partner.announce()
        await partner.send(first, long_list(ROWS))
        await partner.reaches(first, "needs_mapping")
        pids = {name: process.pid for name, process in service.children().items()}
        server = Cluster(service.data).postmaster()
        ballast = fill(small_disk, leave=40 << 20)
        refused = await partner.send(second, long_list(10))
        assert (refused.status_code, refused.json()["code"]) == (507, "storage_full")
        await partner.order(first)
        async with asyncio.timeout(120):
            while ((await partner.read(first))["progress"] or {}).get("waiting") != "storage_full":
                await asyncio.sleep(0.1)
        assert await stored(service.data, first) == (0, 0)
        ballast.unlink()
        await partner.reaches(first, "ready")
        assert await stored(service.data, first) == (ROWS, ROWS)
        assert (await partner.send(second, long_list(10))).status_code == 202
        assert {name: process.pid for name, process in service.children().items()} == pids
        assert Cluster(service.data).postmaster() == server


async def test_a_disk_without_one_free_byte_is_survived(
    small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Past every reserve: PostgreSQL itself finds no room, may even stop; nothing is lost and nothing doubled."""
    monkeypatch.setenv("CALLCENTER_DISK_RESERVE_BYTES", "0")
    async with served(small_disk / "var") as (service, partner):
        first, second = await partner.announce(), await partner.announce()
        await partner.send(first, long_list(ROWS))
        await partner.order(first)
        await partner.gets_halfway(first)
        ballast = fill(small_disk, leave=0)
        refused = await partner.send(second, long_list(ROWS))
        assert refused.status_code in {503, 507}
        assert refused.json()["code"] in {"storage_full", "database_away", "unavailable"}
        ballast.unlink()
        await partner.reaches(first, "ready")
        assert await stored(service.data, first) == (ROWS, ROWS)
        async with asyncio.timeout(120):
            while (await partner.send(second, long_list(10))).status_code != 202:
                await asyncio.sleep(0.5)

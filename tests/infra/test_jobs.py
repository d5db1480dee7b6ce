"""Work for the vault: done once, found again after a crash, given up after five failures, never lost."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from callcenter.infra.db import Db, read_dsn, sessions
from callcenter.infra.jobs import ATTEMPTS, Registry, Worker, enqueue
from callcenter.infra.wake import Waker
from tests.clients import House


def worker(house: House, registry: Registry) -> Worker:
    dsn = read_dsn(house.settings.vault_folder)
    return Worker(house.vault_engine, dsn, registry, Waker(lambda: dsn))


async def add(house: House, *kinds: str, delay: timedelta = timedelta()) -> list[UUID]:
    ids = [uuid4() for _ in kinds]
    async with house.db() as db:
        for kind, subject in zip(kinds, ids, strict=True):
            await enqueue(db, kind, subject, delay=delay)
    return ids


async def jobs(house: House) -> list[tuple[int, bool]]:
    async with house.db() as db:
        rows = await db.execute(text("SELECT attempts, failed_at IS NOT NULL FROM jobs ORDER BY id"))
        return [(row[0], row[1]) for row in rows.all()]


async def make_due(house: House) -> None:
    async with house.db() as db:
        await db.execute(
            text("UPDATE jobs SET run_after = now() - interval '1 second' WHERE failed_at IS NULL")
        )


def test_two_handlers_cannot_share_a_kind() -> None:
    async def nothing(db: Db, subject: UUID) -> None: ...

    registry = Registry()
    registry.add("x", nothing)
    with pytest.raises(TypeError):
        registry.add("x", nothing)


async def test_a_job_of_a_rolled_back_change_never_runs(house: House) -> None:
    async with sessions(house.owner)() as db:
        await enqueue(db, "x", uuid4())
        await db.rollback()
    assert await jobs(house) == []


async def test_a_job_is_done_once_by_many_workers(house: House) -> None:
    done: list[UUID] = []

    async def handler(db: Db, subject: UUID) -> None:
        await asyncio.sleep(0.001)
        done.append(subject)

    registry = Registry()
    registry.add("x", handler)
    ids = await add(house, *["x"] * 30)
    workers = [worker(house, registry) for _ in range(4)]

    async def until_empty(one: Worker) -> None:
        while await one.run_one():
            pass

    await asyncio.gather(*(until_empty(one) for one in workers))
    assert sorted(done) == sorted(ids)
    assert await jobs(house) == []


async def test_a_job_that_waits_its_time_is_not_run_before(house: House) -> None:
    registry = Registry()

    async def handler(db: Db, subject: UUID) -> None: ...

    registry.add("x", handler)
    await add(house, "x", delay=timedelta(minutes=1))
    assert not await worker(house, registry).run_one()


async def test_a_failed_job_leaves_no_effect_and_is_given_up_after_five_tries(house: House) -> None:
    given_up: list[UUID] = []

    async def broken(db: Db, subject: UUID) -> None:
        await db.execute(text("INSERT INTO suppressions (fingerprint, reason) VALUES ('\\x00', 'x')"))
        raise ValueError("the number 0612345678 must not be kept")

    async def failed(db: Db, subject: UUID) -> None:
        given_up.append(subject)

    registry = Registry()
    registry.add("x", broken, failed=failed)
    [subject] = await add(house, "x")
    one = worker(house, registry)
    for attempt in range(1, ATTEMPTS + 1):
        assert await one.run_one()
        assert await jobs(house) == [(attempt, attempt == ATTEMPTS)]
        await make_due(house)
    assert not await one.run_one()
    assert given_up == [subject]
    async with house.db() as db:
        assert await db.scalar(text("SELECT count(*) FROM suppressions")) == 0
        assert await db.scalar(text("SELECT error FROM jobs")) == "ValueError"


async def test_a_failing_job_is_not_taken_by_another_worker_before_its_rest(house: House) -> None:
    """Between a failure and its being noted the job belongs to nobody else."""
    runs = 0

    async def broken(db: Db, subject: UUID) -> None:
        nonlocal runs
        runs += 1
        raise ValueError

    registry = Registry()
    registry.add("x", broken)
    await add(house, "x")

    async def ten_times(one: Worker) -> None:
        for _ in range(10):
            await one.run_one()

    await asyncio.gather(*(ten_times(worker(house, registry)) for _ in range(4)))
    assert runs == 1
    assert await jobs(house) == [(1, False)]


async def test_a_worker_killed_at_work_leaves_the_job_to_the_next_at_once(house: House) -> None:
    """Its connection dies with it: the row lock goes, the effects go, the job stays."""
    started, go_on, done = asyncio.Event(), asyncio.Event(), list[UUID]()

    async def slow(db: Db, subject: UUID) -> None:
        await db.execute(text("INSERT INTO suppressions (fingerprint, reason) VALUES ('\\x01', 'x')"))
        if not started.is_set():
            started.set()
            await go_on.wait()
            raw = await (await db.connection()).get_raw_connection()
            assert raw.driver_connection is not None
            raw.driver_connection.terminate()  # what the kernel does to a killed process' socket
            await asyncio.sleep(60)
        done.append(subject)

    registry = Registry()
    registry.add("x", slow)
    [subject] = await add(house, "x")
    first = asyncio.create_task(worker(house, registry).run_one())
    await started.wait()
    assert not await worker(house, registry).run_one()  # somebody has it
    go_on.set()
    while not await worker(house, registry).run_one():
        await asyncio.sleep(0.01)
    assert done == [subject]
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    async with house.db() as db:
        assert await db.scalar(text("SELECT count(*) FROM suppressions")) == 1


async def test_a_waiting_worker_hears_of_new_work(house: House) -> None:
    done, stopping = asyncio.Event(), asyncio.Event()

    async def handler(db: Db, subject: UUID) -> None:
        done.set()

    registry = Registry()
    registry.add("x", handler)
    running = asyncio.create_task(worker(house, registry).run(stopping))
    await asyncio.sleep(0)
    await add(house, "x")
    await asyncio.wait_for(done.wait(), 5)
    stopping.set()
    await asyncio.wait_for(running, 5)

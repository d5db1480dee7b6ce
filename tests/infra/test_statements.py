"""SQL handed straight to the driver: part of the session's transaction, rows read by name, refusals known."""

from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy import text

from callcenter.infra.db import Statement, driver, together
from callcenter.infra.http import is_database_away, refusal_for
from callcenter.kit.errors import DatabaseAway, Invalid
from tests.clients import House

JOB = Statement("INSERT INTO jobs (kind, subject_id) VALUES (:kind, :subject) RETURNING id, kind")
ENDED = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)
COUNT = Statement("SELECT count(*) AS jobs FROM jobs")


async def count(house: House) -> int:
    async with house.db() as db:
        row = await COUNT.row(db, {})
        assert row is not None
        return int(row.jobs)


async def test_it_is_undone_and_kept_with_the_session(house: House) -> None:
    async with house.db() as db:
        assert await JOB.row(db, {"kind": "a", "subject": uuid4()}) is not None
        await db.rollback()
    assert await count(house) == 0
    async with house.db() as db:
        await JOB.rows(db, {"kind": "b", "subject": uuid4()})
        assert (
            await db.scalar(text("SELECT count(*) FROM jobs")) == 1
        )  # one transaction with SQLAlchemy's own
        await db.commit()
    assert await count(house) == 1


async def test_a_session_that_goes_on_after_its_commit_begins_anew(house: House) -> None:
    async with house.db() as db:
        for _ in range(2):
            await JOB.rows(db, {"kind": "c", "subject": uuid4()})
            assert (await driver(db)).is_in_transaction()
            await db.commit()
        await JOB.rows(db, {"kind": "c", "subject": uuid4()})
        await db.rollback()
    assert await count(house) == 2


async def test_a_row_is_read_by_names_and_has_no_others(house: House) -> None:
    async with house.db() as db:
        row = await JOB.row(db, {"kind": "d", "subject": uuid4()})
        assert row is not None
        assert row.kind == "d"
        with pytest.raises(AttributeError):
            _ = row.subject_id
        with pytest.raises(KeyError):
            await JOB.row(db, {"kind": "d"})


async def test_what_it_raises_is_answered_as_what_sqlalchemy_raises(house: House) -> None:
    async with house.db() as db:
        with pytest.raises(asyncpg.DataError) as wrong:
            await JOB.row(db, {"kind": 5, "subject": uuid4()})
    assert not is_database_away(wrong.value)
    assert isinstance(refusal_for(wrong.value, "/"), Invalid)
    async with house.app.state.sessions() as db, house.app.state.sessions() as other:
        process = (await driver(db)).get_server_pid()
        await other.execute(text("SELECT pg_terminate_backend(:id)"), {"id": process})
        with pytest.raises(ENDED) as lost:
            await COUNT.rows(db, {})
    assert isinstance(refusal_for(lost.value, "/"), DatabaseAway)
    assert await count(house) == 0


async def test_writes_sent_together_say_each_what_they_did(house: House) -> None:
    ending = Statement("UPDATE jobs SET kind = :kind WHERE kind = :was RETURNING id")
    silent = Statement("INSERT INTO jobs (kind, subject_id) SELECT :kind, CAST(:subject AS uuid)")
    async with house.db() as db:
        job, other = {"kind": "d", "subject": uuid4()}, {"kind": "e", "subject": uuid4()}
        done = await together(db, (JOB, job), (ending, {"kind": "f", "was": "d"}), (silent, other))
        assert done == [True, False, False]  # none sees what another wrote
        kinds = (await db.scalars(text("SELECT kind FROM jobs ORDER BY kind"))).all()
        assert kinds == ["d", "e"]
        assert await together(db, (ending, {"kind": "f", "was": "d"})) == [True]
        await db.rollback()
    assert await count(house) == 0

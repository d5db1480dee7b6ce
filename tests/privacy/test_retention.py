"""How long a list is kept: the pure rule, the warnings, the run, and what pages show of it."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from callcenter.call_lists.retention import NOTICE, WARNINGS, Due, due, kept_until
from callcenter.infra.db import read_dsn, sessions
from callcenter.kit import clock
from callcenter.privacy import service
from tests.clients import House
from tests.factories import Room, make_room
from tests.privacy.ends import end_of, finish, list_of
from tests.work import number_of

DAY = timedelta(days=1)
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=2)


@pytest.mark.parametrize(
    ("day", "warned", "last", "expected"),
    [
        (0, None, None, None),
        (69, None, None, None),
        (70, None, None, Due(30)),
        (71, 70, 30, None),
        (93, 70, 30, Due(7)),
        (95, 70, 7, None),
        (99, 70, 7, Due(1)),
        (99.5, 70, 1, None),
        (100, 70, 1, Due(None)),
        (200, 70, 1, Due(None)),
        (200, 70, 30, Due(None)),  # the service was off meanwhile; it had been told
        (200, None, None, Due(1)),  # never told: a word first
        (200.5, 200, 1, None),
        (201, 200, 1, Due(None)),
    ],
)
def test_what_is_due_when_for_a_list_kept_for_a_hundred_days(
    day: float, warned: float | None, last: int | None, expected: Due | None
) -> None:
    warned_at = None if warned is None else BEGIN + warned * DAY
    assert due(BEGIN, 100, warned_at, last, BEGIN + day * DAY) == expected


@given(st.integers(1, 1096), st.lists(st.integers(1, 100_000), max_size=60))
def test_whenever_one_looks_a_list_ends_once_after_its_time_and_a_days_notice(
    days: int, pauses: list[int]
) -> None:
    now, warned_at, last, warned = BEGIN, None, None, []
    for minutes in [*pauses, 3_000_000, 1, 3_000, 1]:
        now += timedelta(minutes=minutes)
        found = due(BEGIN, days, warned_at, last, now)
        if found is None:
            continue
        if found.warning is None:
            assert warned_at is not None
            assert now >= max(BEGIN + days * DAY, warned_at + NOTICE) == kept_until(BEGIN, days, warned_at)
            break
        assert found.warning in WARNINGS
        warned_at, last = warned_at or now, found.warning
        warned.append(found.warning)
    else:
        pytest.fail("the list never ended")
    assert warned == sorted(set(warned), reverse=True)


async def aged(house: House, days: float) -> None:
    async with house.db() as db:
        await db.execute(
            text("UPDATE call_lists SET created_at = now() - make_interval(secs => :s)"), {"s": days * 86400}
        )


async def run(house: House, **options: bool) -> list[int | None]:
    """One retention run as the vault does it; the warnings it gave, None for an end."""
    async with sessions(house.vault_engine)() as db:
        steps = await service.run_retention(db, clock.now(), **options)
        await db.commit()
    return [step.warning for step in steps]


async def test_the_run_warns_and_then_destroys_with_a_certificate(house: House, room: Room) -> None:
    list_id = await list_of(house, room)
    supervisor, partner = await house.signed_in(room.supervisor), await house.signed_in(room.partner)
    assert await run(house) == []
    await aged(house, 340)
    assert await run(house, dry_run=True) == [30]
    assert await run(house) == [30]
    assert await run(house) == []
    for reader in (supervisor, partner):
        end = await end_of(reader, list_id)
        assert end["warned_days"] == 30
        assert 0.9 < end["share"] < 1
        shown = (await reader.get(f"/api/call-lists/{list_id}")).json()
        assert shown["kept_until"] == end["kept_until"]
    await aged(house, 359)
    assert await run(house) == [7]
    await aged(house, 364.5)
    assert await run(house) == [1]
    async with house.db() as db:
        await db.execute(text("UPDATE call_lists SET warned_at = now() - interval '25 days'"))
    assert await run(house) == []
    await aged(house, 365.1)
    assert await run(house, dry_run=True) == [None]
    assert (await end_of(partner, list_id))["state"] == "ready"
    assert await run(house) == [None]
    await finish(house)
    end = await end_of(partner, list_id)
    assert (end["state"], end["cause"], end["asked_by"]) == ("shredded", "retention", "agreement")
    assert end["certificate_id"] is not None
    actions = await house.actions()
    assert actions.count("call_list.retention_warned") == 3
    assert await run(house) == []


async def test_a_shortened_agreement_destroys_nothing_without_a_days_notice(house: House, room: Room) -> None:
    partner, list_id = await house.signed_in(room.partner), await list_of(house, room)
    await aged(house, 50)
    async with house.db() as db:
        await db.execute(text("UPDATE agreements SET retention_days = 10"))
    assert await run(house) == [1]
    assert await run(house) == []
    until = datetime.fromisoformat((await end_of(partner, list_id))["kept_until"])
    assert timedelta(hours=23) < until - clock.now() <= timedelta(days=1)


async def test_the_command_tells_and_does_the_same(house: House, room: Room) -> None:
    await aged(house, 340)

    def said(*arguments: str) -> str:
        environment = os.environ | {
            "CALLCENTER_DATA": str(house.settings.data),
            "DATABASE_URL": read_dsn(house.settings.owner_folder),
            "COLUMNS": "200",
        }
        command = [sys.executable, "-m", "callcenter.cli", "retention", "run", *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "would do" in said("--dry-run")
    assert "warn, 30 days before" in said("--dry-run")
    assert "warn, 30 days before" in said()
    assert "Nothing is due." in said()


async def test_attempts_to_sign_in_are_forgotten_after_thirty_days(house: House, room: Room) -> None:
    async with house.db() as db:
        for days in (1, 29, 31, 400):
            await db.execute(
                text(
                    "INSERT INTO sign_in_attempts (at, account, source) "
                    "VALUES (now() - make_interval(days => :days), 'x', 's')"
                ),
                {"days": days},
            )
    await run(house, dry_run=True)
    kept = "SELECT count(*) FROM sign_in_attempts WHERE source = 's'"
    assert await number_of(house, kept) == 4
    await run(house)
    assert await number_of(house, kept + " AND at > now() - interval '30 days'") == 2
    assert await number_of(house, kept) == 2

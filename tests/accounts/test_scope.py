"""What the statement that finds the caller tells the database for the rest of the transaction, and no longer."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from callcenter.accounts.queries import caller_row
from callcenter.accounts.service import token_hash
from callcenter.kit import clock
from tests import factories
from tests.clients import House


@pytest.mark.parametrize(("role", "plans"), [("supervisor", "auto"), ("agent", "force_generic_plan")])
async def test_a_desks_statements_are_planned_once_and_nobody_elses(
    house: House, role: str, plans: str
) -> None:
    async with house.db() as db:
        room = await factories.make_room(db, house.vault_keys, count=0)
        token = await factories.make_session(db, getattr(room, role))
        now = clock.now()
        await caller_row(db, token_hash(token), now=now, idle_since=now - timedelta(hours=1))
        assert await db.scalar(text("SHOW plan_cache_mode")) == plans
        await db.commit()
        assert await db.scalar(text("SHOW plan_cache_mode")) == "auto"

"""The example of a pay slip over HTTP: for who is signed in, and nothing of anybody's."""

import pytest

from tests.clients import House
from tests.factories import make_room


async def test_the_example_is_for_people_who_are_signed_in(house: House) -> None:
    async with house.db() as db:
        room = await make_room(db, house.vault_keys, count=0)
    assert (await house.browser().get("/api/payslip-example?hours=100")).status_code == 401
    agent = await house.signed_in(room.agent)
    slip = (await agent.get("/api/payslip-example?hours=100")).json()
    assert (slip["wage"], slip["gross"], slip["net"]) == ("5.41", "541.00", "486.90")
    assert [line["kind"] for line in slip["lines"]] == [
        "earned", "contributions", "free", "victims", "victims", "savings", "own",
    ]  # fmt: skip
    assert await house.actions() == []


@pytest.mark.parametrize("hours", ["-1", "745", "abc", "1e3", "NaN", ""])
async def test_hours_that_are_none_are_refused_with_the_field(house: House, hours: str) -> None:
    async with house.db() as db:
        room = await make_room(db, house.vault_keys, count=0)
    agent = await house.signed_in(room.agent)
    answer = await agent.get("/api/payslip-example", params={"hours": hours})
    assert answer.status_code == 422
    assert [wrong["field"] for wrong in answer.json()["fields"]] == ["hours"]

"""What people do at the service, as tests need it again and again: one step of the real work each."""

from uuid import UUID, uuid4

import httpx
from sqlalchemy import text

from tests.clients import House
from tests.factories import Person


async def at_work(house: House, person: Person) -> httpx.AsyncClient:
    """A signed-in agent who is available."""
    agent = await house.signed_in(person)
    assert (await agent.post("/api/workstation/resume")).status_code == 204
    return agent


async def take(agent: httpx.AsyncClient) -> str:
    """The id of the next hand-out."""
    answer = await agent.post("/api/workstation/next")
    assert answer.status_code == 200, answer.text
    hand_out = answer.json()["hand_out"]
    assert hand_out is not None, answer.text
    return str(hand_out["id"])


async def call(house: House, agent: httpx.AsyncClient) -> str:
    """Takes the next contact, calls it, lets the line answer, hangs up; the hand-out's id."""
    hand_out = await take(agent)
    started = await agent.post(f"/api/hand-outs/{hand_out}/call")
    assert started.status_code == 202, started.text
    await house.work()
    await say_all(agent)
    assert (await agent.post(f"/api/calls/{started.json()['id']}/hang-up")).json()["state"] == "ended"
    return hand_out


async def say_all(agent: httpx.AsyncClient) -> None:
    """Confirms, step by step, all that the law wants said, if somebody answered."""
    hand_out = (await agent.get("/api/workstation")).json()["hand_out"]
    if hand_out["call"]["state"] != "answered":
        return
    for step in hand_out["script"]["steps"]:
        if step["duties"]:
            said = await agent.post(
                f"/api/calls/{hand_out['call']['id']}/duties", json={"codes": step["duties"]}
            )
            assert said.status_code == 200, said.text


async def record(
    agent: httpx.AsyncClient, hand_out: str, *, key: UUID | None = None, **outcome: object
) -> httpx.Response:
    """Sends an outcome, `code` among its fields."""
    return await agent.post(
        f"/api/hand-outs/{hand_out}/outcome",
        json=outcome,
        headers={"Idempotency-Key": str(key or uuid4())},
    )


async def correct(
    agent: httpx.AsyncClient, outcome: str, *, key: UUID | None = None, **changed: object
) -> httpx.Response:
    return await agent.post(
        f"/api/outcomes/{outcome}/correction", json=changed, headers={"Idempotency-Key": str(key or uuid4())}
    )


async def run_out(house: House, hand_out: str | None = None) -> None:
    """Lets the time of a hand-out (of every hand-out) be over, though nobody has noticed yet."""
    which = "id = CAST(:id AS uuid)" if hand_out else "true"
    async with house.db() as db:
        await db.execute(
            text(
                f"UPDATE hand_outs SET expires_at = now() - interval '1 second' WHERE state = 'active' AND {which}"
            ),
            {"id": hand_out} if hand_out else {},
        )


async def number_of(house: House, statement: str, **values: object) -> int:
    """A count, as the database's owner sees it."""
    async with house.db() as db:
        return int(await db.scalar(text(statement), values) or 0)

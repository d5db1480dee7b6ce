"""The edge's part in watching: an agent who asks for what is not theirs gets the 404 of everybody, and is counted; one
who works at another page than the one that asks is told so."""

from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.responses import JSONResponse

from callcenter.accounts.access import AsAgent, kept_for
from callcenter.accounts.schemas import Agent
from callcenter.calls import presence, watch
from callcenter.infra.http import RequestDb, language_of, problem_response
from callcenter.kit.errors import NotFound


async def _seated(
    agent: AsAgent,
    db: RequestDb,
    desk: Annotated[str | None, Header(alias="X-Desk", description="The page, as it named itself.")] = None,
) -> Agent:
    await presence.check_place(db, agent, desk)
    return agent


AsSeated = Annotated[Agent, Depends(_seated)]
"""An agent at the page where the work is: what moves a contact is asked there and nowhere else."""


async def not_found(request: Request, error: Exception) -> JSONResponse:
    """Answers a NotFound. What the request did is undone by now; the count is kept in a transaction of its own."""
    assert isinstance(error, NotFound)
    caller = getattr(request.state, "caller", None)
    if isinstance(caller, Agent):
        async with kept_for(request, caller) as db:
            await watch.note_lookup(db, caller.user_id)
    return problem_response(error, language_of(request))

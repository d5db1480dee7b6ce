"""The edge's part in watching: an agent who asks for what is not theirs gets the 404 of everybody, and is counted."""

from fastapi import Request
from fastapi.responses import JSONResponse

from callcenter.accounts.access import kept_for
from callcenter.accounts.schemas import Agent
from callcenter.calls import watch
from callcenter.infra.http import language_of, problem_response
from callcenter.kit.errors import NotFound


async def not_found(request: Request, error: Exception) -> JSONResponse:
    """Answers a NotFound. What the request did is undone by now; the count is kept in a transaction of its own."""
    assert isinstance(error, NotFound)
    caller = getattr(request.state, "caller", None)
    if isinstance(caller, Agent):
        async with kept_for(request, caller) as db:
            await watch.note_lookup(db, caller.user_id)
    return problem_response(error, language_of(request))

"""What a supervisor does to an agent at work from the room: a pause, the end of a call. Knows callers and rows.

Listening in belongs beside these acts once calls carry voice; it will need the media gateway and nothing of this file.
"""

from uuid import UUID

from callcenter.accounts.schemas import Supervisor
from callcenter.calls import agents, claims, line, queries
from callcenter.calls.errors import AgentAway, NoCall, NotInHand, PauseNotForced
from callcenter.calls.schemas import AgentMoved, PauseAsked, PauseLifted, PauseReason
from callcenter.infra import journal
from callcenter.infra.db import Db
from callcenter.kit import clock
from callcenter.kit.errors import NotFound


async def force_pause(db: Db, supervisor: Supervisor, agent_id: UUID, reason: PauseReason) -> None:
    """Sends an agent of the site into a pause that lasts until somebody lets the agent go on.

    With a contact in hand the pause begins when that is done, so that no customer is left in the middle.
    Raises NotFound, AgentAway.
    """
    site_id, now = supervisor.site_id, clock.now()
    if not await agents.works_at(db, site_id, agent_id):
        raise NotFound
    state = await agents.lock_state(db, agent_id, site_id, now)
    if state.state == "offline":
        raise AgentAway
    at_once = await claims.in_hand(db, agent_id, now) is None
    await agents.ask_pause(db, agent_id, supervisor.user_id, None if at_once else reason)
    where = {"actor_id": supervisor.user_id, "site_id": site_id}
    entries: list[journal.Entry] = [PauseAsked(agent_id=agent_id, reason=reason, at_once=at_once, **where)]
    if at_once:
        await agents.move_agent(db, agent_id, "pause", now, pause_reason=reason)
        entries.append(AgentMoved(agent_id=agent_id, state="pause", pause_reason=reason, **where))
    await journal.append(db, *entries)


async def let_go_on(db: Db, supervisor: Supervisor, agent_id: UUID) -> None:
    """Raises NotFound, PauseNotForced."""
    if not await agents.lift_pause(db, supervisor.site_id, agent_id):
        if await agents.works_at(db, supervisor.site_id, agent_id):
            raise PauseNotForced
        raise NotFound
    lifted = PauseLifted(agent_id=agent_id, actor_id=supervisor.user_id, site_id=supervisor.site_id)
    await journal.append(db, lifted)


async def end_call(db: Db, supervisor: Supervisor, agent_id: UUID, reference: str) -> None:
    """Ends the call on the contact that the supervisor sees in the agent's hands; the outcome is the agent's as ever.

    It never counts as cut short. Raises NotFound, NotInHand, NoCall.
    """
    site_id, now = supervisor.site_id, clock.now()
    if not await agents.works_at(db, site_id, agent_id):
        raise NotFound
    held = await queries.in_hands_of(db, agent_id, site_id, reference)
    if held is None:
        raise NotInHand
    call = await queries.call_of(db, held)
    ended = None
    if call is not None:
        ended = await line.end_call(db, call.id, now, origins=line.RUNNING, by=supervisor.user_id)
    if ended is None:
        raise NoCall

"""Being beside an apprentice: rows and who may. What it opens is for training to say (see `training.beside`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from callcenter.accounts.schemas import Agent, SiteCaller
from callcenter.companions import queries
from callcenter.companions.errors import BesideAlready, WordGiven
from callcenter.companions.schemas import (
    AccompaniedCall,
    BesideRead,
    CallWordCreate,
    CallWordGiven,
    CallWordRead,
    CallWordSeen,
    CompanionBegan,
    CompanionEnded,
    How,
    WordMark,
)
from callcenter.infra import journal
from callcenter.infra.db import Db
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import new_id
from callcenter.outcomes.errors import NoteHoldsContactData
from callcenter.outcomes.notes import note_problem

LONGEST = timedelta(hours=4)
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Ended:
    """A companionship that is over."""

    agent_id: UUID
    site_id: UUID


async def accompanied(db: Db, site_id: UUID) -> set[UUID]:
    """The site's apprentices who have somebody beside them now."""
    return await queries.accompanied(db, site_id)


async def made(
    db: Db, site_id: UUID, asked: Mapping[UUID, datetime], agent_id: UUID | None = None
) -> dict[UUID, dict[UUID, int]]:
    """Apprentice → campaign → answered calls that count as supervised; `asked`: campaign → since when it asks.

    Calls with somebody beside count, and those made before that was asked for.
    """
    return await queries.made(db, site_id, asked, agent_id)


async def begin(db: Db, staff: SiteCaller, agent_id: UUID) -> list[UUID]:
    """The caller is beside an apprentice from now on, and no longer beside anybody else; who that was.

    Pressed twice nothing changes. Raises BesideAlready.
    """
    now, left = clock.now(), []
    known = await queries.open_of(db, staff.site_id, agent_id)
    if known is not None and known.Companionship.companion_id == staff.user_id:
        return []
    if known is not None:
        raise BesideAlready
    before = await queries.end(db, staff.user_id, now, "moved")
    if before is not None:
        left.append(before.agent_id)
        await _tell_end(db, before.agent_id, staff.site_id, "moved", staff.user_id)
    values = {
        "id": new_id(),
        "site_id": staff.site_id,
        "agent_id": agent_id,
        "companion_id": staff.user_id,
        "session_id": staff.session_id,
        "began_at": now,
        "until": now + LONGEST,
    }
    if not await queries.add(db, values):
        raise BesideAlready
    began = CompanionBegan(agent_id=agent_id, actor_id=staff.user_id, site_id=staff.site_id)
    await journal.append(db, began)
    return left


async def end(db: Db, staff: SiteCaller, agent_id: UUID) -> bool:
    """The caller is no longer beside that apprentice; False when that is so already."""
    if await queries.end(db, staff.user_id, clock.now(), "pressed", agent_id=agent_id) is None:
        return False
    await _tell_end(db, agent_id, staff.site_id, "pressed", staff.user_id)
    return True


async def end_over(db: Db, now: datetime, idle: timedelta) -> list[Ended]:
    """Ends what is over by itself: with the companion's session, the apprentice's shift, after four hours (vault)."""
    over = await queries.end_over(db, now, now - idle)
    for row in over:
        await _tell_end(db, row.agent_id, row.site_id, row.how, None)
    return [Ended(row.agent_id, row.site_id) for row in over]


async def _tell_end(db: Db, agent_id: UUID, site_id: UUID, how: How, by: UUID | None) -> None:
    await journal.append(db, CompanionEnded(agent_id=agent_id, how=how, actor_id=by, site_id=site_id))


async def read(db: Db, staff: SiteCaller, agent_id: UUID) -> BesideRead:
    """Who is beside an apprentice of the site, and the caller's own accompanied calls."""
    known = await queries.open_of(db, staff.site_id, agent_id)
    now = None if known is None else known.Companionship
    rows = await queries.calls(db, staff.user_id, agent_id, limit=SHOWN)
    return BesideRead(
        agent_id=agent_id,
        companion=None if known is None else known.display_name,
        mine=now is not None and now.companion_id == staff.user_id,
        since=None if now is None else now.began_at,
        until=None if now is None else now.until,
        calls=[
            AccompaniedCall(
                id=row.Call.id,
                campaign_name=row.name,
                at=row.Call.answered_at,
                seconds=int((row.Call.ended_at - row.Call.answered_at).total_seconds()),
                word=row.mark,
            )
            for row in rows
        ],
    )


@dataclass(frozen=True, slots=True)
class GivenOn:
    """The call that a word was left on."""

    agent_id: UUID
    purpose: str


async def give_word(db: Db, staff: SiteCaller, call_id: UUID, word: CallWordCreate) -> GivenOn:
    """Leaves a word on a call that the caller was beside. Raises NotFound, WordGiven, NoteHoldsContactData."""
    problem = note_problem(word.comment or "")
    if problem is not None:
        raise NoteHoldsContactData(fields={"comment": problem})
    found = await queries.my_call(db, staff.user_id, call_id)
    if found is None:
        raise NotFound
    values = {
        "call_id": call_id,
        "site_id": staff.site_id,
        "agent_id": found.Call.agent_id,
        "given_by": staff.user_id,
        "mark": word.mark,
        "comment": word.comment or None,
        "given_at": clock.now(),
    }
    if not await queries.add_word(db, values):
        raise WordGiven
    told = CallWordGiven(
        call_id=call_id,
        agent_id=found.Call.agent_id,
        mark=word.mark,
        actor_id=staff.user_id,
        site_id=staff.site_id,
    )
    await journal.append(db, told)
    return GivenOn(found.Call.agent_id, found.purpose)


async def words(db: Db, agent: Agent) -> list[CallWordRead]:
    """What was said of the apprentice's own calls by who was beside."""
    rows: Sequence[object] = await queries.words_of(db, agent.user_id, limit=SHOWN)
    return [_word(row) for row in rows]


def _word(row: object) -> CallWordRead:
    word = row.CallWord  # type: ignore[attr-defined]
    return CallWordRead(
        call_id=word.call_id,
        campaign_name=row.name,  # type: ignore[attr-defined]
        called_at=row.answered_at,  # type: ignore[attr-defined]
        mark=cast("WordMark", word.mark),
        comment=word.comment,
        sender=row.display_name,  # type: ignore[attr-defined]
        read_at=word.read_at,
    )


async def note_read(db: Db, agent: Agent, call_id: UUID) -> None:
    """The apprentice read a word; twice is once. Raises NotFound."""
    if await queries.note_read(db, agent.user_id, call_id, clock.now()) is None:
        if not await queries.has_word(db, agent.user_id, call_id):
            raise NotFound
        return
    ids = {"call_id": call_id, "agent_id": agent.user_id, "actor_id": agent.user_id}
    await journal.append(db, CallWordSeen(site_id=agent.site_id, **ids))

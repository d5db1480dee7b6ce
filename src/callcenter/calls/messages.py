"""A supervisor's few words on the screens of apprentices, and who has read them. The journal never holds the words."""

from datetime import datetime, timedelta
from uuid import UUID

from callcenter.accounts.schemas import Agent, SiteCaller, Supervisor
from callcenter.calls import agents
from callcenter.calls.errors import MessageRefused, NobodyAtWork
from callcenter.calls.schemas import (
    MessageCreate,
    MessageForMe,
    MessageRead,
    MessageSeen,
    MessageSent,
    Reader,
)
from callcenter.infra import journal
from callcenter.infra.db import Db, Record, Statement
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import new_id
from callcenter.kit.text import shows_contact_data

SHOWN = timedelta(days=1)
KEPT = timedelta(days=30)
"""The words go after so long; that there was a message stays in the journal."""

_SEND = Statement(
    """
    WITH sent AS (
        INSERT INTO messages (id, site_id, agent_id, sent_by, words, sent_at)
        VALUES (:id, :site, :agent, :by, :words, :now) RETURNING id, site_id, agent_id
    )
    INSERT INTO message_receipts (message_id, agent_id, site_id)
    SELECT sent.id, u.id, sent.site_id FROM sent
    JOIN users u ON u.site_id = sent.site_id AND u.role = 'agent' AND u.state = 'active'
    JOIN agent_states a ON a.user_id = u.id AND a.state <> 'offline'
    WHERE sent.agent_id IS NULL OR sent.agent_id = u.id
    RETURNING agent_id
    """
)


async def send(db: Db, supervisor: Supervisor, new: MessageCreate) -> MessageRead:
    """Shows the words to an agent of the site, or to all at work. Raises NotFound, NobodyAtWork, MessageRefused."""
    if new.agent_id is not None and not await agents.works_at(db, supervisor.site_id, new.agent_id):
        raise NotFound
    if shows_contact_data(new.words):
        raise MessageRefused(fields={"words": "contact_data"})
    values = {"id": new_id(), "site": supervisor.site_id, "agent": new.agent_id, "by": supervisor.user_id}
    readers = await _SEND.rows(db, values | {"words": new.words, "now": clock.now()})
    if not readers:
        raise NobodyAtWork
    ids = {"actor_id": supervisor.user_id, "site_id": supervisor.site_id}
    entry = MessageSent(message_id=values["id"], agent_id=new.agent_id, count=len(readers), **ids)
    await journal.append(db, entry)
    return next(each for each in await sent(db, supervisor) if each.id == values["id"])


_SENT = Statement(
    """
    SELECT m.id, m.words, m.sent_at, m.agent_id IS NULL AS to_all, s.display_name AS sender,
           r.agent_id, u.display_name AS name, r.read_at
    FROM (SELECT * FROM messages WHERE site_id = :site AND sent_at > :since ORDER BY sent_at DESC LIMIT 50) m
    JOIN users s ON s.id = m.sent_by JOIN message_receipts r ON r.message_id = m.id JOIN users u ON u.id = r.agent_id
    ORDER BY m.sent_at DESC, m.id, u.display_name, u.id
    """
)


async def sent(db: Db, caller: SiteCaller) -> list[MessageRead]:
    """What was sent to the caller's room since yesterday, newest first."""
    found: dict[UUID, MessageRead] = {}
    for row in await _SENT.rows(db, {"site": caller.site_id, "since": clock.now() - SHOWN}):
        if row.id not in found:
            found[row.id] = MessageRead(readers=[], **_words(row))
        found[row.id].readers.append(Reader(agent_id=row.agent_id, name=row.name, read_at=row.read_at))
    return list(found.values())


def _words(row: Record) -> dict[str, object]:
    return {name: row[name] for name in ("id", "words", "sender", "sent_at", "to_all")}


_UNREAD = Statement(
    """
    SELECT m.id, m.words, m.sent_at, m.agent_id IS NULL AS to_all, s.display_name AS sender
    FROM message_receipts r JOIN messages m ON m.id = r.message_id JOIN users s ON s.id = m.sent_by
    WHERE r.agent_id = :agent AND r.read_at IS NULL AND m.sent_at > :since ORDER BY m.sent_at LIMIT 20
    """
)


async def unread(db: Db, agent: Agent) -> list[MessageForMe]:
    """What the agent has still to read, oldest first."""
    values = {"agent": agent.user_id, "since": clock.now() - SHOWN}
    return [MessageForMe.model_validate(_words(row)) for row in await _UNREAD.rows(db, values)]


_MINE = Statement("SELECT read_at FROM message_receipts WHERE message_id = :message AND agent_id = :agent")

_CONFIRM = Statement(
    "UPDATE message_receipts SET read_at = :now "
    "WHERE message_id = :message AND agent_id = :agent AND read_at IS NULL RETURNING message_id"
)


async def confirm(db: Db, agent: Agent, message_id: UUID) -> None:
    """The agent has read it; said twice, it changes nothing. Raises NotFound."""
    values = {"message": message_id, "agent": agent.user_id}
    if await _MINE.row(db, values) is None:
        raise NotFound
    if await _CONFIRM.row(db, values | {"now": clock.now()}) is not None:
        ids = {"actor_id": agent.user_id, "site_id": agent.site_id}
        await journal.append(db, MessageSeen(message_id=message_id, agent_id=agent.user_id, **ids))


_FORGET = Statement("DELETE FROM messages WHERE sent_at < :before RETURNING id")


async def forget(db: Db, now: datetime) -> int:
    """Removes the words that were kept long enough (vault)."""
    return len(await _FORGET.rows(db, {"before": now - KEPT}))

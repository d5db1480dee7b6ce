"""The attempt ledger: when a number was called for a partner and when its owner refused, kept beyond any list's life.

The law counts per professional and consumer (L.223-1, D.223-9), so the ledger does: over all lists and campaigns of a
partner. A number is a blind index that only the vault can find again; what happened to it is dates and kinds.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from callcenter.calls.queries import NUMBERS_CALLED
from callcenter.calls.rules import NumberPast, barred
from callcenter.contacts import service as contacts
from callcenter.infra.db import Db, Record, Statement
from callcenter.kit.ids import new_id

# --- the vault's --------------------------------------------------------------------------------------------

_SIBLINGS = """
    SELECT s.contact_id FROM dialled_numbers n
    JOIN contact_secrets s ON s.partner_id = n.partner_id AND s.phone_index = n.number_index
    WHERE n.id = :number
    UNION
    SELECT s.contact_id FROM dialled_numbers n
    JOIN contact_secrets s ON s.partner_id = n.partner_id AND s.other_indexes IS NOT NULL
                          AND s.other_indexes @> ARRAY[n.number_index]
    WHERE n.id = :number
"""
_NUMBER = Statement(
    """
    WITH number AS (
        INSERT INTO dialled_numbers (id, partner_id, number_index)
        SELECT CAST(:fresh AS uuid), s.partner_id,
               (ARRAY[s.phone_index] || s.other_indexes)[1 + least(c.number, coalesce(cardinality(s.other_indexes), 0))]
        FROM contact_secrets s JOIN contacts c ON c.id = s.contact_id WHERE s.contact_id = :contact
        ON CONFLICT (partner_id, number_index) DO UPDATE SET number_index = EXCLUDED.number_index
        RETURNING id
    )
    SELECT number.id, c.zone FROM number JOIN contacts c ON c.id = :contact
    """
)


async def number_of(db: Db, contact_id: UUID) -> Record | None:
    """(id, zone) of the number a contact is called at, locked: calls of one number come one after the other.

    None when the contact's record is gone.
    """
    return await _NUMBER.row(db, {"fresh": new_id(), "contact": contact_id})


_KNOWN = Statement(
    """
    UPDATE contacts c SET number_id = :number, numbers = 1 + coalesce(cardinality(s.other_indexes), 0)
    FROM contact_secrets s WHERE c.id = :contact AND s.contact_id = c.id
      AND (c.number_id IS DISTINCT FROM :number OR c.numbers <> 1 + coalesce(cardinality(s.other_indexes), 0))
    """
)


async def tie(db: Db, contact_id: UUID, number_id: UUID) -> None:
    """Writes on the contact where its number's past is, and how many it has. Last in a transaction: the agent's row is
    locked before."""
    await _KNOWN.rows(db, {"contact": contact_id, "number": number_id})


_BAR = Statement(
    """
    UPDATE contacts SET state = CASE state WHEN 'callback' THEN 'callback' ELSE 'waiting' END,
                        reason = CASE state WHEN 'callback' THEN reason ELSE :reason END,
                        not_before = :until, number_id = coalesce(number_id, :number)
    WHERE id = :contact AND state IN ('ready', 'waiting', 'callback')
      AND (not_before IS NULL OR not_before < :until)
    """
)
"""A promised callback is kept and moved; a contact in somebody's hands is judged when its outcome is recorded."""

_FREE = Statement(
    f"""
    UPDATE contacts SET {contacts.AGAIN}
    WHERE id = :contact AND state = 'waiting' AND reason IN ('refused', 'attempts_used')
    """
)

_LOCK = Statement("SELECT id FROM dialled_numbers WHERE id = :number FOR UPDATE")
_CONTACTS = Statement(f"SELECT id, zone FROM contacts WHERE id IN ({_SIBLINGS}) ORDER BY id")


async def weigh(db: Db, number_id: UUID, now: datetime) -> None:
    """Brings the contacts that have that number, whatever their list, to what the law says of them now."""
    await _LOCK.rows(db, {"number": number_id})
    for contact in await _CONTACTS.rows(db, {"number": number_id}):
        stop = barred(await past_of_all(db, contact.id), now, contact.zone)
        if stop is None:
            await _FREE.rows(db, {"contact": contact.id})
        else:
            reason, until = stop
            values = {"contact": contact.id, "number": number_id, "reason": reason, "until": until}
            await _BAR.rows(db, values)


_PAST_OF_ALL = Statement(
    """
    SELECT e.kind, e.at, e.source_id FROM contact_secrets s
    JOIN dialled_numbers n ON n.partner_id = s.partner_id
                          AND n.number_index = ANY(ARRAY[s.phone_index] || s.other_indexes)
    JOIN number_events e ON e.number_id = n.id
    WHERE s.contact_id = :contact ORDER BY e.at, e.id
    """
)


async def past_of_all(db: Db, contact_id: UUID) -> NumberPast:
    """What the law looks at of a consumer: the past of all the numbers of a contact."""
    return past_from(await _PAST_OF_ALL.rows(db, {"contact": contact_id}))


_PASTS = Statement(
    """
    SELECT s.contact_id, e.kind, e.at, e.source_id FROM contact_secrets s
    JOIN dialled_numbers n ON n.partner_id = s.partner_id
                          AND n.number_index = ANY(ARRAY[s.phone_index] || s.other_indexes)
    JOIN number_events e ON e.number_id = n.id
    WHERE s.contact_id = ANY(CAST(:contacts AS uuid[])) ORDER BY e.at, e.id
    """
)


async def pasts_of(db: Db, contact_ids: Iterable[UUID]) -> dict[UUID, NumberPast]:
    """The same of several at once; those never called are absent."""
    events: dict[UUID, list[Record]] = defaultdict(list)
    for row in await _PASTS.rows(db, {"contacts": list(contact_ids)}):
        events[row.contact_id].append(row)
    return {contact: past_from(rows) for contact, rows in events.items()}


_OF_LIST = Statement(
    """
    SELECT DISTINCT n.id FROM contact_secrets s
    JOIN dialled_numbers n ON n.partner_id = s.partner_id
                          AND n.number_index = ANY(ARRAY[s.phone_index] || s.other_indexes)
    WHERE s.list_id = :list
    """
)


async def numbers_of_list(db: Db, list_id: UUID) -> list[UUID]:
    """Numbers of a list that the ledger knows."""
    return [row.id for row in await _OF_LIST.rows(db, {"list": list_id})]


# --- both ---------------------------------------------------------------------------------------------------

_ADD = Statement(
    """
    INSERT INTO number_events (number_id, partner_id, site_id, kind, at, source_id, campaign_id)
    VALUES (:number, :partner, :site, :kind, :at, :source, :campaign) ON CONFLICT (source_id, kind) DO NOTHING
    """
)


async def add(
    db: Db,
    number_id: UUID,
    kind: str,
    at: datetime,
    *,
    source_id: UUID,
    campaign_id: UUID,
    partner_id: UUID,
    site_id: UUID,
) -> None:
    """Enters an `attempt` (source: the call), a `refusal` or a `refusal_undone` (source: the first outcome), once."""
    values = {"number": number_id, "kind": kind, "at": at, "source": source_id, "campaign": campaign_id}
    await _ADD.rows(db, values | {"partner": partner_id, "site": site_id})


_PAST = Statement("SELECT kind, at, source_id FROM number_events WHERE number_id = :number ORDER BY at, id")


async def past(db: Db, number_id: UUID) -> NumberPast:
    """What the law looks at."""
    return past_from(await _PAST.rows(db, {"number": number_id}))


def past_from(rows: Sequence[Record]) -> NumberPast:
    """The same from entries of one number, oldest first."""
    undone = {row.source_id for row in rows if row.kind == "refusal_undone"}
    return NumberPast(
        attempts=tuple(row.at for row in rows if row.kind == "attempt"),
        refusals=tuple(row.at for row in rows if row.kind == "refusal" and row.source_id not in undone),
    )


_PAST_OF_CONTACT = Statement(
    f"""
    SELECT e.kind, e.at, e.source_id FROM contacts c JOIN number_events e ON e.number_id IN ({NUMBERS_CALLED})
    WHERE c.id = :contact ORDER BY e.at, e.id
    """
)


async def past_of_contact(db: Db, contact_id: UUID) -> NumberPast:
    """What the law looks at of the numbers at which a contact was called."""
    return past_from(await _PAST_OF_CONTACT.rows(db, {"contact": contact_id}))


_EVIDENCE = Statement(
    f"""
    SELECT e.kind, e.at, k.name AS campaign_name FROM contacts c
    JOIN number_events e ON e.number_id IN ({NUMBERS_CALLED}) JOIN campaigns k ON k.id = e.campaign_id
    WHERE c.id = :contact ORDER BY e.at DESC, e.id DESC LIMIT 200
    """
)


async def evidence(db: Db, contact_id: UUID) -> Sequence[Record]:
    """What happened to the numbers at which a contact was called, newest first, over all lists of its partner."""
    return await _EVIDENCE.rows(db, {"contact": contact_id})

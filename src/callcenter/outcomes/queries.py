"""Statements on outcomes, bookings and result files."""

import json
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from callcenter.infra.db import AnyRow, Db, Statement, Step
from callcenter.outcomes.models import Booking, Outcome, ResultChunk, ResultFile


async def by_key(db: Db, agent_id: UUID, key: UUID) -> Outcome | None:
    return await db.scalar(
        select(Outcome).where(Outcome.agent_id == agent_id, Outcome.idempotency_key == key)
    )


_COLUMNS = [column.name for column in Outcome.__table__.columns]
_ADD = Statement(
    f"""
    INSERT INTO outcomes ({", ".join(f'"{name}"' for name in _COLUMNS)})
    VALUES ({", ".join(f":{name}" for name in _COLUMNS)})
    ON CONFLICT (agent_id, idempotency_key) DO NOTHING RETURNING id
    """
)


def adding(row: Outcome) -> Step:
    """Inserts an outcome; gives no row when the agent used its key already."""
    return _ADD, {name: getattr(row, name) for name in _COLUMNS} | {"details": json.dumps(row.details)}


async def own(db: Db, agent_id: UUID, outcome_id: UUID) -> Outcome | None:
    """The agent's own outcome, locked."""
    statement = select(Outcome).where(Outcome.id == outcome_id, Outcome.agent_id == agent_id)
    return await db.scalar(statement.with_for_update())


async def is_corrected(db: Db, outcome_id: UUID) -> bool:
    return await db.scalar(select(Outcome.id).where(Outcome.corrects == outcome_id)) is not None


_LOCK_SLOTS = Statement("SELECT id FROM slots WHERE id = ANY(CAST(:ids AS uuid[])) ORDER BY id FOR UPDATE")


async def lock_slots(db: Db, *slot_ids: UUID) -> None:
    """Slots are locked before the bookings on them, as whoever takes a slot away does it."""
    await _LOCK_SLOTS.rows(db, {"ids": slot_ids})


async def cancel_booking(db: Db, booking_id: UUID) -> UUID | None:
    """Cancels a booking, whose slot is locked; the slot whose place is free again."""
    statement = update(Booking).where(Booking.id == booking_id, Booking.state == "booked")
    cancelled = statement.values(state="cancelled", changed_at=func.now()).returning(Booking.slot_id)
    return (await db.scalars(cancelled)).one_or_none()


async def booking(db: Db, booking_id: UUID) -> Booking | None:
    return await db.scalar(select(Booking).where(Booking.id == booking_id))


async def latest_booking(db: Db, contact_id: UUID) -> Booking | None:
    """The booking a contact still holds, locked with its slot: its partner may be taking that away."""
    found = select(Booking).where(Booking.contact_id == contact_id, Booking.state == "booked")
    found = found.order_by(Booking.booked_at.desc(), Booking.id.desc()).limit(1)
    held = await db.scalar(found)
    if held is None:
        return None
    await lock_slots(db, held.slot_id)
    return await db.scalar(found.with_for_update().execution_options(populate_existing=True))


async def held_appointment(db: Db, hand_out_id: UUID) -> AnyRow | None:
    """Which appointment the contact of a hand-out has: when and where."""
    statement = text(
        "SELECT b.id, s.starts_at, s.ends_at, s.place, s.zone FROM hand_outs h "
        "JOIN bookings b ON b.contact_id = h.contact_id AND b.state = 'booked' JOIN slots s ON s.id = b.slot_id "
        "WHERE h.id = :hand_out ORDER BY b.booked_at DESC, b.id DESC LIMIT 1"
    )
    return (await db.execute(statement, {"hand_out": hand_out_id})).one_or_none()


# --- notes -----------------------------------------------------------------------------------------------------


async def held_notes(db: Db, site_id: UUID) -> Sequence[AnyRow]:
    """Notes of the site that nobody judged yet, oldest first, with what opening them needs; at most 50."""
    statement = text(
        "SELECT o.id, o.recorded_at, o.list_id, o.note, o.note_key_version, o.note_found, o.code, "
        "u.display_name AS agent, k.name AS campaign_name, c.reference, w.wrapped AS view_key FROM outcomes o "
        "JOIN users u ON u.id = o.agent_id JOIN campaigns k ON k.id = o.campaign_id "
        "JOIN contacts c ON c.id = o.contact_id "
        "JOIN list_view_keys w ON w.list_id = o.list_id AND w.key_version = o.note_key_version "
        "WHERE o.site_id = :site AND o.note_state = 'held' "
        "AND NOT EXISTS (SELECT 1 FROM outcomes n WHERE n.corrects = o.id) ORDER BY o.recorded_at LIMIT 50"
    )
    return (await db.execute(statement, {"site": site_id})).all()


async def judge_note(db: Db, site_id: UUID, outcome_id: UUID, state: str) -> bool:
    """Releases or discards a held note of this site; False when it is not held, or holds what must not leave."""
    held = (Outcome.id == outcome_id) & (Outcome.site_id == site_id) & (Outcome.note_state == "held")
    if state == "released":
        held &= Outcome.note_found == []
    statement = update(Outcome).where(held).values(note_state=state).returning(Outcome.id)
    return (await db.execute(statement)).first() is not None


async def note_found(db: Db, site_id: UUID, outcome_id: UUID) -> AnyRow | None:
    """What the vault found in a held note of the site (`found`; null: not compared yet)."""
    held = (Outcome.id == outcome_id) & (Outcome.site_id == site_id) & (Outcome.note_state == "held")
    return (await db.execute(select(Outcome.note_found.label("found")).where(held))).one_or_none()


async def held_note_key(db: Db, site_id: UUID, outcome_id: UUID) -> AnyRow | None:
    """The newest view key of the list of a held note, to seal other words with."""
    statement = text(
        "SELECT o.list_id, w.key_version, w.wrapped FROM outcomes o JOIN list_view_keys w ON w.list_id = o.list_id "
        "WHERE o.id = :id AND o.site_id = :site AND o.note_state = 'held' ORDER BY w.key_version DESC LIMIT 1"
    )
    return (await db.execute(statement, {"id": outcome_id, "site": site_id})).one_or_none()


async def rewrite_note(db: Db, outcome_id: UUID, note: bytes, key_version: int) -> bool:
    """Puts another note in the place of a held one; it is to be compared anew."""
    held = (Outcome.id == outcome_id) & (Outcome.note_state == "held")
    values = {"note": note, "note_key_version": key_version, "note_found": None}
    return (
        await db.execute(update(Outcome).where(held).values(values).returning(Outcome.id))
    ).first() is not None


_NOTE_TO_COMPARE = text(
    """
    SELECT o.id AS outcome_id, o.note, o.note_key_version, o.list_id, o.contact_id, o.agent_id, o.campaign_id,
           o.site_id, o.partner_id, k.masking, x.sealed, x.key_version, x.revision, s.wrapped,
           n.wrapped AS note_wrapped,
           c.view, c.revision AS view_revision, c.key_version AS view_key_version, v.wrapped AS view_wrapped
    FROM outcomes o
    JOIN campaigns k ON k.id = o.campaign_id
    JOIN contacts c ON c.id = o.contact_id
    JOIN contact_secrets x ON x.contact_id = o.contact_id
    JOIN list_secrets s ON s.list_id = x.list_id AND s.key_version = x.key_version
    JOIN list_secrets n ON n.list_id = o.list_id AND n.key_version = o.note_key_version
    JOIN list_secrets v ON v.list_id = c.list_id AND v.key_version = c.key_version
    WHERE o.id = :id AND o.note IS NOT NULL AND o.note_found IS NULL
    """
)


async def note_to_compare(db: Db, outcome_id: UUID) -> AnyRow | None:
    """A note that was not compared yet, with the sealed record of its contact (vault only)."""
    return (await db.execute(_NOTE_TO_COMPARE, {"id": outcome_id})).one_or_none()


async def keep_found(db: Db, outcome_id: UUID, note: bytes, found: Sequence[str]) -> bool:
    """Writes down what was found in that very note; False when other words took its place meanwhile."""
    same = (Outcome.id == outcome_id) & (Outcome.note == note)
    statement = update(Outcome).where(same).values(note_found=list(found)).returning(Outcome.id)
    return (await db.execute(statement)).first() is not None


# --- results ------------------------------------------------------------------------------------------------


async def list_progress(db: Db, partner_id: UUID) -> Sequence[AnyRow]:
    """Contacts by list and state, for lists that serve a campaign."""
    statement = text(
        "SELECT l.id AS list_id, c.state, count(*) AS n FROM call_lists l JOIN contacts c ON c.list_id = l.id "
        "WHERE l.partner_id = :partner AND l.campaign_id IS NOT NULL GROUP BY 1, 2"
    )
    return (await db.execute(statement, {"partner": partner_id})).all()


async def result_file(db: Db, file_id: UUID, partner_id: UUID) -> ResultFile | None:
    return await db.scalar(
        select(ResultFile).where(ResultFile.id == file_id, ResultFile.partner_id == partner_id)
    )


async def result_file_to_make(db: Db, file_id: UUID) -> ResultFile | None:
    return await db.scalar(select(ResultFile).where(ResultFile.id == file_id))


async def add_chunk(db: Db, file_id: UUID, number: int, last: bool, sealed: bytes) -> None:
    await db.execute(insert(ResultChunk).values(file_id=file_id, number=number, last=last, sealed=sealed))


async def chunk(db: Db, file_id: UUID, number: int) -> ResultChunk | None:
    return await db.scalar(
        select(ResultChunk).where(ResultChunk.file_id == file_id, ResultChunk.number == number)
    )


async def drop_old_files(db: Db, before: datetime) -> None:
    await db.execute(delete(ResultFile).where(ResultFile.requested_at < before))


_RESULT_ROWS = text(
    """
    SELECT * FROM (
    SELECT DISTINCT ON (c.id) c.id AS contact_id, c.list_id, c.line, c.state, c.attempts,
           o.id AS outcome_id, o.agent_id, o.note, o.note_state, o.note_found, o.note_key_version,
           coalesce(o.code, 'booked') AS code, coalesce(o.details, '{}') AS details,
           coalesce(o.recorded_at, b.booked_at) AS recorded_at, b.state AS appointment,
           CASE WHEN b.state = 'booked' THEN s.starts_at END AS starts_at,
           CASE WHEN b.state = 'booked' THEN s.place END AS place,
           x.sealed, x.key_version, x.revision, ls.wrapped
    FROM (
        SELECT contact_id FROM outcomes WHERE campaign_id = :campaign
        UNION SELECT contact_id FROM bookings WHERE campaign_id = :campaign
    ) t
    JOIN contacts c ON c.id = t.contact_id
    JOIN call_lists l ON l.id = c.list_id
    JOIN contact_secrets x ON x.contact_id = c.id
    JOIN list_secrets ls ON ls.list_id = l.id AND ls.key_version = x.key_version
    LEFT JOIN outcomes o ON o.contact_id = c.id AND o.campaign_id = :campaign
         AND NOT EXISTS (SELECT 1 FROM outcomes n WHERE n.corrects = o.id)
    LEFT JOIN LATERAL (
        SELECT b.* FROM bookings b WHERE b.contact_id = c.id ORDER BY b.booked_at DESC, b.id DESC LIMIT 1
    ) b ON o.id IS NULL OR b.booked_at >= o.recorded_at OR o."group" = 'appointment'
    LEFT JOIN slots s ON s.id = b.slot_id
    WHERE l.campaign_id IN (:campaign, (SELECT confirms FROM campaigns WHERE id = :campaign))
          AND l.partner_id = :partner AND (o.id IS NOT NULL OR b.campaign_id = :campaign)
    ORDER BY c.id, o.recorded_at DESC
    ) latest ORDER BY list_id, line
    """
)


async def result_rows(db: Db, campaign_id: UUID, partner_id: UUID) -> AsyncIterator[AnyRow]:
    """The last outcome in force of each contact in the order of the file, and what became of the appointment that it or
    somebody after it made, with its sealed record (vault only). One that was booked without any call has a line too.

    Read through a cursor: a campaign may have a million.
    """
    found = await db.stream(_RESULT_ROWS, {"campaign": campaign_id, "partner": partner_id})
    async for row in found.yield_per(500):
        yield row


async def campaign_name(db: Db, campaign_id: UUID) -> str:
    return str(await db.scalar(text("SELECT name FROM campaigns WHERE id = :id"), {"id": campaign_id}))


_BOOKING_TO_NAME = text(
    """
    SELECT b.contact_id, b.partner_id, b.campaign_id, CASE WHEN b.made_in = 'call' THEN b.made_by END AS agent_id,
           x.list_id, x.key_version, x.revision, x.sealed, ls.wrapped
    FROM bookings b JOIN contact_secrets x ON x.contact_id = b.contact_id
    JOIN list_secrets ls ON ls.list_id = x.list_id AND ls.key_version = x.key_version
    WHERE b.id = :booking
    """
)


async def booking_to_name(db: Db, booking_id: UUID) -> AnyRow | None:
    """A booking with the sealed record of its customer (vault only)."""
    return (await db.execute(_BOOKING_TO_NAME, {"booking": booking_id})).one_or_none()


async def name_booking(db: Db, booking_id: UUID, sealed: bytes, key_version: int) -> None:
    statement = update(Booking).where(Booking.id == booking_id)
    await db.execute(statement.values(client_reference=sealed, reference_key_version=key_version))


async def partner_zone(db: Db, partner_id: UUID) -> str:
    zone = await db.scalar(text("SELECT time_zone FROM organisations WHERE id = :id"), {"id": partner_id})
    return str(zone)


# --- appointments -------------------------------------------------------------------------------------------

CONFIRMED = """EXISTS (SELECT 1 FROM outcomes f WHERE f.contact_id = b.contact_id AND f.code = 'confirmed'
                   AND f.recorded_at > b.booked_at
                   AND NOT EXISTS (SELECT 1 FROM outcomes n WHERE n.corrects = f.id))"""
"""Whether the customer of booking `b` said since it was made that he or she comes."""

_APPOINTMENTS = f"""
    SELECT b.id, b.slot_id, b.state, b.changed_at, b.client_reference, b.reference_key_version,
           b.list_id, b.campaign_id, k.name AS campaign_name, b.made_in, b.made_by, b.booked_at,
           s.starts_at, s.ends_at, s.place, s.zone, w.wrapped AS view_key, {CONFIRMED} AS confirmed,
           EXISTS (SELECT 1 FROM bookings l WHERE l.follows = b.id) AS followed
    FROM bookings b
    JOIN slots s ON s.id = b.slot_id
    JOIN campaigns k ON k.id = b.campaign_id
    LEFT JOIN list_view_keys w ON w.list_id = b.list_id AND w.key_version = b.reference_key_version
    WHERE b.partner_id = :partner
"""


async def appointments(
    db: Db, partner_id: UUID, *, since: datetime, until: datetime | None, limit: int
) -> Sequence[AnyRow]:
    """Appointments that end after `since` and start before `until`, soonest first."""
    statement = text(
        f"{_APPOINTMENTS} AND s.ends_at > :since AND (CAST(:until AS timestamptz) IS NULL OR s.starts_at < :until) "
        "ORDER BY s.starts_at, b.id LIMIT :limit"
    )
    values = {"partner": partner_id, "since": since, "until": until, "limit": limit}
    return (await db.execute(statement, values)).all()


async def appointments_of_slot(
    db: Db, partner_id: UUID, slot_id: UUID, states: Sequence[str]
) -> Sequence[AnyRow]:
    statement = text(
        f"{_APPOINTMENTS} AND b.slot_id = :slot AND b.state = ANY(CAST(:states AS text[])) ORDER BY b.id"
    )
    values = {"partner": partner_id, "slot": slot_id, "states": list(states)}
    return (await db.execute(statement, values)).all()


async def withdraw_bookings(db: Db, slot_id: UUID) -> list[UUID]:
    """Calls off every appointment of a slot; which they are."""
    statement = update(Booking).where(Booking.slot_id == slot_id, Booking.state == "booked")
    withdrawn = statement.values(state="withdrawn", changed_at=func.now()).returning(Booking.id)
    return list((await db.scalars(withdrawn)).all())

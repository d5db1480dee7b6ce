"""Statements on call lists. Those on upload chunks, secrets and contacts run in the vault process only."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
from sqlalchemy import Row, delete, insert, select, text, update
from sqlalchemy.dialects import postgresql

from callcenter.accounts.models import Organisation
from callcenter.call_lists.models import (
    CallList,
    ListLayout,
    ListPreview,
    ListSecret,
    ListViewKey,
    ReportLine,
    UploadChunk,
)
from callcenter.campaigns.models import Campaign
from callcenter.infra.db import Db

# --- lists --------------------------------------------------------------------------------------------------


async def lists(
    db: Db, *, site_id: UUID | None, partner_id: UUID | None, list_id: UUID | None = None
) -> Sequence[Row[CallList, str, str]]:
    """Lists of a site or a partner (or all), newest first, at most 500, with the partner's and campaign's name."""
    statement = (
        select(CallList, Organisation.name.label("partner_name"), Campaign.name.label("campaign_name"))
        .join(Organisation, Organisation.id == CallList.partner_id)
        .outerjoin(Campaign, Campaign.id == CallList.campaign_id)
    )
    if site_id is not None:
        statement = statement.where(CallList.site_id == site_id)
    if partner_id is not None:
        statement = statement.where(CallList.partner_id == partner_id)
    if list_id is not None:
        statement = statement.where(CallList.id == list_id)
    return (await db.execute(statement.order_by(CallList.created_at.desc(), CallList.id).limit(500))).all()


async def of_partner(
    db: Db, list_id: UUID, partner_id: UUID, *, lock: bool = True, skip_locked: bool = False
) -> CallList | None:
    """The partner's list, locked until the end of the transaction; with `skip_locked` None when another has it."""
    statement = select(CallList).where(CallList.id == list_id, CallList.partner_id == partner_id)
    if lock:
        statement = statement.with_for_update(key_share=True, skip_locked=skip_locked)
    return await db.scalar(statement)


async def by_id(db: Db, list_id: UUID) -> CallList | None:
    return await db.scalar(select(CallList).where(CallList.id == list_id))


async def move(db: Db, list_id: UUID, *, origins: Sequence[str], target: str, **values: Any) -> bool:
    """Changes the state when it is one of `origins`; False when it was another."""
    statement = update(CallList).where(CallList.id == list_id, CallList.state.in_(origins))
    moved = statement.values(state=target, **values).returning(CallList.id)
    return (await db.execute(moved)).first() is not None


async def attach(db: Db, list_id: UUID, site_id: UUID, campaign: Any) -> bool:
    """Puts a ready, free list of the campaign's partner and purpose at its disposal; False when it is none."""
    statement = (
        update(CallList)
        .where(
            CallList.id == list_id,
            CallList.site_id == site_id,
            CallList.state == "ready",
            CallList.campaign_id.is_(None),
            CallList.partner_id == campaign.partner_id,
            CallList.purpose == campaign.purpose,
        )
        .values(campaign_id=campaign.id)
    )
    return (await db.execute(statement.returning(CallList.id))).first() is not None


async def remove(db: Db, list_id: UUID) -> None:
    await db.execute(delete(CallList).where(CallList.id == list_id))


# --- upload, preview, report --------------------------------------------------------------------------------


async def add_chunk(db: Db, list_id: UUID, number: int, last: bool, sealed: bytes) -> None:
    await db.execute(insert(UploadChunk).values(list_id=list_id, number=number, last=last, sealed=sealed))


async def drop_chunks(db: Db, list_id: UUID) -> None:
    await db.execute(delete(UploadChunk).where(UploadChunk.list_id == list_id))


async def preview(db: Db, list_id: UUID) -> bytes | None:
    return await db.scalar(select(ListPreview.sealed).where(ListPreview.list_id == list_id))


async def put_preview(db: Db, list_id: UUID, sealed: bytes) -> None:
    await db.execute(delete(ListPreview).where(ListPreview.list_id == list_id))
    await db.execute(insert(ListPreview).values(list_id=list_id, sealed=sealed))


async def drop_preview(db: Db, list_id: UUID) -> None:
    await db.execute(delete(ListPreview).where(ListPreview.list_id == list_id))


async def remember_layout(db: Db, partner_id: UUID, fingerprint: bytes, **values: Any) -> None:
    """Keeps the mapping last confirmed for a layout."""
    new = postgresql.insert(ListLayout).values(partner_id=partner_id, fingerprint=fingerprint, **values)
    await db.execute(new.on_conflict_do_update(index_elements=["partner_id", "fingerprint"], set_=values))


async def layout(db: Db, partner_id: UUID, fingerprint: bytes) -> ListLayout | None:
    return await db.get(ListLayout, (partner_id, fingerprint))


async def report(
    db: Db, list_id: UUID, *, after: int, limit: int, severities: Sequence[str] = ()
) -> Sequence[ReportLine]:
    statement = select(ReportLine).where(ReportLine.list_id == list_id, ReportLine.id > after)
    if severities:
        statement = statement.where(ReportLine.severity.in_(severities))
    return (await db.scalars(statement.order_by(ReportLine.id).limit(limit))).all()


# --- the vault's --------------------------------------------------------------------------------------------


async def put_secret(
    db: Db, list_id: UUID, *, kek_version: int, wrapped: bytes, view_key_for_web: bytes
) -> None:
    """Stores a list's first secret and, sealed for the web process, its view key."""
    secret = {"list_id": list_id, "key_version": 1, "kek_version": kek_version, "wrapped": wrapped}
    await db.execute(insert(ListSecret).values(secret))
    await db.execute(
        insert(ListViewKey).values({"list_id": list_id, "key_version": 1, "wrapped": view_key_for_web})
    )


async def lock_partner(db: Db, partner_id: UUID) -> None:
    """One import a partner at a time: two would not see each other's numbers."""
    await db.execute(
        text("SELECT pg_advisory_xact_lock(:kind, hashtext(:partner))"),
        {"kind": 0x6C697374, "partner": str(partner_id)},
    )


async def chunk(connection: asyncpg.Connection, list_id: UUID, number: int) -> asyncpg.Record | None:
    """A sealed piece of the file and whether it is the last."""
    return await connection.fetchrow(
        "SELECT sealed, last FROM upload_chunks WHERE list_id = $1 AND number = $2", list_id, number
    )


async def known_numbers(
    connection: asyncpg.Connection, partner_id: UUID, indexes: Sequence[bytes]
) -> set[bytes]:
    """Which of these blind indexes the partner has already in a list whose campaign is not closed."""
    rows = await connection.fetch(
        """
        SELECT DISTINCT s.phone_index FROM contact_secrets s
        JOIN call_lists l ON l.id = s.list_id LEFT JOIN campaigns k ON k.id = l.campaign_id
        WHERE s.partner_id = $1 AND s.phone_index = ANY($2) AND k.state IS DISTINCT FROM 'closed'
        """,
        partner_id,
        indexes,
    )
    return {row[0] for row in rows}


async def suppressed_numbers(connection: asyncpg.Connection, fingerprints: Sequence[bytes]) -> set[bytes]:
    """Which of these fingerprints are on the do-not-call list."""
    rows = await connection.fetch(
        "SELECT fingerprint FROM suppressions WHERE fingerprint = ANY($1)", fingerprints
    )
    return {row[0] for row in rows}


Remark = tuple[int, str, str | None, str]
"""One line of the report: (line, severity, field, code)"""


class NewContact(NamedTuple):
    """A sealed contact on its way into the database."""

    id: UUID
    line: int
    reference: str
    reason: str | None
    zone: str
    view: bytes
    secret: bytes
    phone_index: bytes
    reference_index: bytes | None


# PostgreSQL refuses COPY into a table under row-level security: the rows go through a table of the transaction's own.
_STAGE = """
    CREATE TEMPORARY TABLE staged_contacts (id uuid, line int, reference text, reason text, zone text, view bytea)
    ON COMMIT DROP
"""
_UNSTAGE = """
    INSERT INTO contacts (id, list_id, partner_id, site_id, line, reference, state, reason, zone, rank,
                          attempts, key_version, revision, view)
    SELECT id, $1, $2, $3, line, reference, CASE WHEN reason IS NULL THEN 'ready' ELSE 'blocked' END, reason,
           zone, line, 0, 1, 1, view
    FROM staged_contacts
"""


async def stage_contacts(connection: asyncpg.Connection) -> None:
    """Prepares the transaction for `insert_contacts`."""
    await connection.execute(_STAGE)


async def insert_contacts(
    connection: asyncpg.Connection, call_list: CallList, contacts: Sequence[NewContact]
) -> None:
    ours = (call_list.id, call_list.partner_id, call_list.site_id)
    await connection.copy_records_to_table("staged_contacts", records=[contact[:6] for contact in contacts])
    await connection.execute(_UNSTAGE, *ours)
    await connection.execute("TRUNCATE staged_contacts")
    await connection.copy_records_to_table(
        "contact_secrets",
        records=[(contact.id, *ours[:2], 1, 1, *contact[6:]) for contact in contacts],
        columns=[
            *("contact_id", "list_id", "partner_id", "key_version", "revision"),
            *("sealed", "phone_index", "reference_index"),
        ],
    )


async def insert_report(connection: asyncpg.Connection, list_id: UUID, remarks: Sequence[Remark]) -> None:
    await connection.copy_records_to_table(
        "list_report_lines",
        records=[(list_id, *remark) for remark in remarks],
        columns=["list_id", "line", "severity", "field", "code"],
    )


async def drop_contacts(db: Db, list_id: UUID) -> None:
    for table in ("contacts", "contact_secrets"):
        await db.execute(text(f"DELETE FROM {table} WHERE list_id = :id"), {"id": list_id})


async def write_progress(connection: asyncpg.Connection, list_id: UUID, progress: Mapping[str, Any]) -> bool:
    """Shows how far an import is, at once and outside its transaction; True when it is to be given up."""
    return bool(
        await connection.fetchval(
            "UPDATE call_lists SET progress = $2::jsonb WHERE id = $1 RETURNING cancelling",
            list_id,
            json.dumps(progress),
        )
    )


async def show_inspecting(connection: asyncpg.Connection, list_id: UUID) -> None:
    await connection.execute(
        "UPDATE call_lists SET state = 'inspecting' WHERE id = $1 AND state = 'received'", list_id
    )

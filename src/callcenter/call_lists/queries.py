"""Statements on call lists. Those on upload chunks, secrets and contacts run in the vault process only."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import Row, delete, insert, select, text, tuple_, update
from sqlalchemy.dialects import postgresql

from callcenter.accounts.models import Organisation
from callcenter.call_lists.models import (
    AcceptedRun,
    CallList,
    ListLayout,
    ListPreview,
    RefusedFile,
    RefusedFileChunk,
    ReportLine,
    UploadChunk,
)
from callcenter.campaigns.models import Campaign
from callcenter.infra.db import Db, driver
from callcenter.partners.models import Agreement

CONTENTS = (
    "contacts",
    "contact_secrets",
    "contact_conflicts",
    "list_report_lines",
    "list_accepted_runs",
    "refused_rows",
    "list_view_keys",
    "list_secrets",
)
"""Tables that an import fills."""

DROP_SECONDS = 900.0

# --- lists --------------------------------------------------------------------------------------------------


async def lists(
    db: Db,
    *,
    site_id: UUID | None,
    partner_id: UUID | None,
    list_id: UUID | None = None,
    target_id: UUID | None = None,
) -> Sequence[Row[CallList, str, str, int]]:
    """Lists of a site or a partner (or all), newest first, at most 500, with the names of partner and campaign and
    for how many days the partner's agreement has it kept.

    Those of their own; with `target_id` the files that were to change that list.
    """
    statement = (
        select(
            CallList,
            Organisation.name.label("partner_name"),
            Campaign.name.label("campaign_name"),
            Agreement.retention_days,
        )
        .join(Organisation, Organisation.id == CallList.partner_id)
        .outerjoin(Campaign, Campaign.id == CallList.campaign_id)
        .outerjoin(Agreement, Agreement.partner_id == CallList.partner_id)
    )
    if site_id is not None:
        statement = statement.where(CallList.site_id == site_id)
    if partner_id is not None:
        statement = statement.where(CallList.partner_id == partner_id)
    if list_id is not None:
        statement = statement.where(CallList.id == list_id)
    else:
        statement = statement.where(CallList.target_id.is_not_distinct_from(target_id))
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


async def give(db: Db, list_id: UUID, site_id: UUID, team_id: UUID | None, agent_id: UUID | None) -> bool:
    """Gives a list of the site to a team or an agent; False when there is no such list."""
    statement = update(CallList).where(CallList.id == list_id, CallList.site_id == site_id)
    values = {"given_team": team_id, "given_agent": agent_id}
    return (await db.execute(statement.values(**values).returning(CallList.id))).first() is not None


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


async def report_page(db: Db, list_id: UUID, *, line: int, after: int, limit: int) -> Sequence[ReportLine]:
    """Remarks in the order of lines, behind the remark `after` on `line`."""
    behind = tuple_(ReportLine.line, ReportLine.id) > (line, after)
    statement = select(ReportLine).where(ReportLine.list_id == list_id, behind)
    return (await db.scalars(statement.order_by(ReportLine.line, ReportLine.id).limit(limit))).all()


async def accepted_runs(db: Db, list_id: UUID, *, after: int, limit: int) -> Sequence[AcceptedRun]:
    """Runs of lines without a remark that begin behind line `after`."""
    statement = select(AcceptedRun).where(AcceptedRun.list_id == list_id, AcceptedRun.first > after)
    return (await db.scalars(statement.order_by(AcceptedRun.first).limit(limit))).all()


async def refused_file(db: Db, file_id: UUID, list_id: UUID) -> RefusedFile | None:
    return await db.scalar(
        select(RefusedFile).where(RefusedFile.id == file_id, RefusedFile.list_id == list_id)
    )


async def refused_file_to_make(db: Db, file_id: UUID) -> RefusedFile | None:
    return await db.scalar(select(RefusedFile).where(RefusedFile.id == file_id))


async def refused_file_chunk(db: Db, file_id: UUID, number: int) -> RefusedFileChunk | None:
    return await db.scalar(
        select(RefusedFileChunk).where(RefusedFileChunk.file_id == file_id, RefusedFileChunk.number == number)
    )


_ABANDONED = text(
    "UPDATE call_lists SET state = 'cancelled' WHERE id IN (SELECT id FROM call_lists "
    "WHERE state = 'uploading' AND created_at < :before LIMIT 100 FOR UPDATE SKIP LOCKED) RETURNING *"
)


async def give_up_abandoned(db: Db, before: datetime) -> Sequence[CallList]:
    """Ends lists announced before that moment whose file never came; one that is coming just now is locked."""
    found = await db.scalars(select(CallList).from_statement(_ABANDONED), {"before": before})
    return found.all()


# --- the vault's --------------------------------------------------------------------------------------------


async def hold_keks(connection: asyncpg.Connection) -> None:
    """Until the transaction ends no key-encryption key is dropped (see `rotation`). Taken before a secret is made."""
    await connection.execute("LOCK TABLE list_secrets IN ROW EXCLUSIVE MODE")


async def still_imports(connection: asyncpg.Connection, list_id: UUID) -> bool:
    """Whether the list is being imported; until the transaction ends nobody orders otherwise."""
    statement = "SELECT 1 FROM call_lists WHERE id = $1 AND state = 'importing' FOR SHARE"
    return await connection.fetchval(statement, list_id) is not None


async def secret(connection: asyncpg.Connection, list_id: UUID) -> bytes | None:
    """The list's first secret, wrapped."""
    statement = "SELECT wrapped FROM list_secrets WHERE list_id = $1 AND key_version = 1"
    found: bytes | None = await connection.fetchval(statement, list_id)
    return found


async def put_secret(
    connection: asyncpg.Connection,
    list_id: UUID,
    *,
    kek_version: int,
    wrapped: bytes,
    view_key_for_web: bytes,
) -> None:
    """Stores a list's first secret and, sealed for the web process, its view key."""
    await connection.execute(
        "INSERT INTO list_secrets (list_id, key_version, kek_version, wrapped) VALUES ($1, 1, $2, $3)",
        list_id,
        kek_version,
        wrapped,
    )
    await connection.execute(
        "INSERT INTO list_view_keys (list_id, key_version, wrapped) VALUES ($1, 1, $2)",
        list_id,
        view_key_for_web,
    )


_BEGUN = """
    SELECT EXISTS (
        SELECT FROM call_lists
        WHERE partner_id = $2 AND id <> $1 AND state IN ('importing', 'paused') AND imported_through > 0
    )
"""


async def takes_turn(connection: asyncpg.Connection, row: CallList) -> bool:
    """One import a partner at a time, in the order they began, as long as this connection lives; False: wait.

    Two at once would not see each other's numbers, and what a paused one holds may yet be given up.
    """
    locked = await connection.fetchval(
        "SELECT pg_try_advisory_lock(hashtextextended($1, 7))", str(row.partner_id)
    )
    return bool(locked) and not await connection.fetchval(_BEGUN, row.id, row.partner_id)


async def show_waiting(connection: asyncpg.Connection, list_id: UUID, reason: str) -> None:
    """Says at once what an import waits for."""
    await connection.execute(
        "UPDATE call_lists SET progress = progress || jsonb_build_object('waiting', $2::text) "
        "WHERE id = $1 AND progress ->> 'waiting' IS DISTINCT FROM $2",
        list_id,
        reason,
    )


async def asked(db: Db, list_id: UUID) -> str | None:
    """What the partner wants of a running import, `cancel` before `pause`; locks the list."""
    statement = select(CallList.cancelling, CallList.pausing).where(CallList.id == list_id)
    cancelling, pausing = (await db.execute(statement.with_for_update(key_share=True))).one()
    return "cancel" if cancelling else "pause" if pausing else None


async def counts(db: Db, list_id: UUID) -> dict[str, Any] | None:
    return await db.scalar(select(CallList.counts).where(CallList.id == list_id))


async def chunk(connection: asyncpg.Connection, list_id: UUID, number: int) -> asyncpg.Record | None:
    """A sealed piece of the file and whether it is the last."""
    return await connection.fetchrow(
        "SELECT sealed, last FROM upload_chunks WHERE list_id = $1 AND number = $2", list_id, number
    )


async def drop_contents(db: Db, list_id: UUID) -> None:
    """Everything an import made of a list: contacts, report and keys. A million rows take their time."""
    connection = await driver(db)
    for table in CONTENTS:
        await connection.execute(f"DELETE FROM {table} WHERE list_id = $1", list_id, timeout=DROP_SECONDS)


async def show_inspecting(connection: asyncpg.Connection, list_id: UUID) -> None:
    await connection.execute(
        "UPDATE call_lists SET state = 'inspecting' WHERE id = $1 AND state = 'received'", list_id
    )

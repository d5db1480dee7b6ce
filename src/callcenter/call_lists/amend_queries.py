"""Statements of a file that changes a list that is there; they run in the vault, in one transaction of its own."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg

from callcenter.call_lists.intake import Remark
from callcenter.call_lists.merging import AT_INTAKE, WITHDRAWN, Held
from callcenter.call_lists.storing import Owner

SECONDS = 900.0
"""A million rows take their time."""


class Overtaken(Exception):
    """A contact is no longer what the file was compared with."""


class Fresh(NamedTuple):
    """A contact that the file adds."""

    id: UUID
    line: int
    reference: str
    reason: str | None
    zone: str
    language: str
    view: bytes
    sealed: bytes
    phone_index: bytes
    other_indexes: list[bytes] | None
    reference_index: bytes | None


class Changed(NamedTuple):
    """A contact that the file changes; both revisions are the new ones."""

    id: UUID
    zone: str
    language: str
    reason: str | None
    view_revision: int
    view: bytes
    revision: int
    sealed: bytes
    phone_index: bytes
    other_indexes: list[bytes] | None
    reference_index: bytes | None


@dataclass(slots=True)
class Staged:
    """What one batch of rows comes to; `matched` are the contacts the file speaks of."""

    fresh: list[Fresh] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    matched: list[UUID] = field(default_factory=list)


_STAGE = """
    CREATE TEMPORARY TABLE staged_fresh (id uuid, line int, reference text, reason text, zone text, language text,
                                         view bytea, sealed bytea, phone_index bytea, other_indexes bytea[],
                                         reference_index bytea) ON COMMIT DROP;
    CREATE TEMPORARY TABLE staged_changed (id uuid, zone text, language text, reason text, view_revision int,
                                           view bytea, revision int, sealed bytea, phone_index bytea,
                                           other_indexes bytea[], reference_index bytea)
        ON COMMIT DROP;
    CREATE TEMPORARY TABLE staged_matched (id uuid) ON COMMIT DROP;
    CREATE TEMPORARY TABLE staged_gone (id uuid) ON COMMIT DROP;
"""


async def stage(connection: asyncpg.Connection) -> None:
    """Prepares the transaction: what is decided waits in tables of its own."""
    await connection.execute(
        "DROP TABLE IF EXISTS pg_temp.staged_fresh, pg_temp.staged_changed, pg_temp.staged_matched, "
        "pg_temp.staged_gone"
    )
    await connection.execute(_STAGE)


_HELD = """
    SELECT x.contact_id, x.phone_index, x.reference_index, x.revision, x.sealed, c.revision, c.view, c.zone,
           c.state, c.reason, c.withdrawn_at IS NOT NULL
    FROM contact_secrets x JOIN contacts c ON c.id = x.contact_id
    WHERE x.partner_id = $1 AND x.list_id = $2 AND (x.phone_index = ANY($3) OR x.reference_index = ANY($4))
    ORDER BY x.contact_id
"""


async def held(
    connection: asyncpg.Connection,
    owner: Owner,
    phones: Sequence[bytes],
    references: Sequence[bytes | None],
) -> list[Held]:
    """The list's contacts that have one of these numbers or references."""
    named = [each for each in references if each]
    found = await connection.fetch(_HELD, owner.partner_id, owner.list_id, phones, named)
    return [Held(*row) for row in found]


async def store(connection: asyncpg.Connection, staged: Staged) -> None:
    for table, records in (
        ("staged_fresh", staged.fresh),
        ("staged_changed", staged.changed),
        ("staged_matched", [(each,) for each in staged.matched]),
    ):
        if records:
            await connection.copy_records_to_table(table, records=records)


async def drop_report(connection: asyncpg.Connection, file_id: UUID) -> None:
    """What an earlier reading of the file said of its lines."""
    for table in ("list_report_lines", "list_accepted_runs", "refused_rows"):
        await connection.execute(f"DELETE FROM {table} WHERE list_id = $1", file_id, timeout=SECONDS)


async def store_report(
    connection: asyncpg.Connection, file_id: UUID, remarks: Sequence[Remark], runs: Sequence[tuple[int, int]]
) -> None:
    """Remarks on lines, and the runs of lines that gave none."""
    if remarks:
        await connection.copy_records_to_table(
            "list_report_lines",
            records=[(file_id, *remark) for remark in remarks],
            columns=["list_id", "line", "severity", "field", "code"],
        )
    if runs:
        await connection.copy_records_to_table(
            "list_accepted_runs",
            records=[(file_id, *run) for run in runs],
            columns=["list_id", "first", "last"],
        )


# As a difference of sets: its price does not hang on what the planner knows of tables that were filled just now.
_LEFT_OUT = """
    INSERT INTO staged_gone
    SELECT id FROM contacts WHERE list_id = $1 AND withdrawn_at IS NULL EXCEPT SELECT id FROM staged_matched
"""


async def left_out(connection: asyncpg.Connection, list_id: UUID) -> tuple[int, str]:
    """Stages the contacts of the list that the file does not speak of; how many, and a digest of which."""
    await connection.execute(_LEFT_OUT, list_id, timeout=SECONDS)
    row = await connection.fetchrow(
        "SELECT count(*), coalesce(md5(string_agg(id::text, ',' ORDER BY id)), '') FROM staged_gone",
        timeout=SECONDS,
    )
    assert row is not None
    return row[0], row[1]


async def insert_staged(connection: asyncpg.Connection, owner: Owner) -> None:
    """The new contacts, behind the ones that are there."""
    await connection.execute(
        """
        INSERT INTO contacts (id, list_id, partner_id, site_id, line, reference, state, reason, zone, language, rank,
                              attempts, key_version, revision, view)
        SELECT id, $1, $2, $3, line, reference, CASE WHEN reason IS NULL THEN 'ready' ELSE 'blocked' END, reason,
               zone, language, line + (SELECT coalesce(max(rank), 0) FROM contacts WHERE list_id = $1), 0, 1, 1, view
        FROM staged_fresh
        """,
        *owner,
        timeout=SECONDS,
    )
    await connection.execute(
        """
        INSERT INTO contact_secrets (contact_id, list_id, partner_id, key_version, revision, sealed, phone_index,
                                     other_indexes, reference_index)
        SELECT id, $1, $2, 1, 1, sealed, phone_index, other_indexes, reference_index FROM staged_fresh
        """,
        owner.list_id,
        owner.partner_id,
        timeout=SECONDS,
    )


# What may be called again, and what the new word stops. The same table as `merging.settled`.
_UPDATE = """
    UPDATE contacts c SET
        zone = s.zone, language = s.language, view = s.view, revision = s.view_revision, key_version = 1,
        withdrawn_at = NULL,
        state = CASE WHEN c.state = 'blocked' AND c.reason = ANY($1) AND s.reason IS NULL THEN 'ready'
                     WHEN c.state NOT IN ('blocked', 'done') AND s.reason IS NOT NULL THEN 'blocked'
                     ELSE c.state END,
        reason = CASE WHEN c.state = 'blocked' AND c.reason = ANY($1) THEN s.reason
                      WHEN c.state NOT IN ('blocked', 'done') AND s.reason IS NOT NULL THEN s.reason
                      ELSE c.reason END
    FROM staged_changed s WHERE c.id = s.id AND c.revision = s.view_revision - 1
"""
_UPDATE_SECRETS = """
    UPDATE contact_secrets x SET
        sealed = s.sealed, revision = s.revision, key_version = 1, phone_index = s.phone_index,
        other_indexes = s.other_indexes, reference_index = s.reference_index
    FROM staged_changed s WHERE x.contact_id = s.id AND x.revision = s.revision - 1
"""


_WITHDRAW = """
    UPDATE contacts c SET
        withdrawn_at = $2,
        state = CASE WHEN state = 'done' OR (state = 'blocked' AND NOT reason = ANY($3)) THEN state ELSE 'blocked' END,
        reason = CASE WHEN state = 'done' OR (state = 'blocked' AND NOT reason = ANY($3)) THEN reason ELSE $4 END,
        not_before = CASE WHEN state = 'done' THEN not_before END,
        callback_for = CASE WHEN state = 'done' THEN callback_for END
    WHERE c.list_id = $1 AND c.withdrawn_at IS NULL AND c.id IN (SELECT id FROM staged_gone)
"""


async def change_staged(connection: asyncpg.Connection, list_id: UUID, now: datetime) -> None:
    """Every changed contact under its next revision, and those that the file leaves out taken out of calling, whoever
    has one in hand. Raises Overtaken when a contact is no longer at the revision before.

    What an agent has in hand comes last: an outcome that is recorded meanwhile waits for the end of it alone.
    """
    wanted = await connection.fetchval("SELECT count(*) FROM staged_changed")
    taken_back = [*AT_INTAKE, WITHDRAWN]
    secrets, changed = await connection.execute(_UPDATE_SECRETS, timeout=SECONDS), 0
    for which in ("AND c.state <> 'leased'", ""):
        done = await connection.execute(f"{_UPDATE} {which}", taken_back, timeout=SECONDS)
        changed += _count(done)
        await connection.execute(f"{_WITHDRAW} {which}", list_id, now, taken_back, WITHDRAWN, timeout=SECONDS)
    if (_count(secrets), changed) != (wanted, wanted):
        raise Overtaken


def _count(status: str) -> int:
    return int(status.rsplit(" ", 1)[1])


async def close(connection: asyncpg.Connection, list_id: UUID, zones: Sequence[str]) -> None:
    await connection.execute("UPDATE call_lists SET zones = $2 WHERE id = $1", list_id, zones)


_TOTALS = """
    SELECT count(*) FILTER (WHERE withdrawn_at IS NULL) AS contacts,
           count(*) FILTER (WHERE withdrawn_at IS NULL AND state = 'blocked') AS not_callable,
           count(*) FILTER (WHERE withdrawn_at IS NOT NULL) AS withdrawn
    FROM contacts WHERE list_id = $1
"""


async def count_again(connection: asyncpg.Connection, list_id: UUID) -> None:
    """Puts down how many contacts a list has now, and how many of them may not be called or were withdrawn."""
    row = await connection.fetchrow(_TOTALS, list_id, timeout=SECONDS)
    assert row is not None
    await connection.execute(
        "UPDATE call_lists SET totals = $2::jsonb WHERE id = $1", list_id, json.dumps(dict(row))
    )


async def write_progress(connection: asyncpg.Connection, file_id: UUID, progress: Mapping[str, Any]) -> bool:
    """Shows how far a reading is, at once and outside its transaction; True when it is to be given up."""
    return bool(
        await connection.fetchval(
            "UPDATE call_lists SET progress = $2::jsonb WHERE id = $1 RETURNING cancelling OR state = 'cancelled'",
            file_id,
            json.dumps(progress),
        )
    )

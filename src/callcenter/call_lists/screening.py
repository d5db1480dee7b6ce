"""Whatever the order in which lists and do-not-call fingerprints arrive, no number on both stays callable.

A list is checked row by row as it is stored. What is entered meanwhile is caught at the end, under the lock under
which fingerprints are added: either they see the list's contacts, or the list sees them. For the vault alone.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

from callcenter.call_lists.intake import runs_of
from callcenter.call_lists.models import DO_NOT_CALL_LOCK, STOPPED, CallList
from callcenter.infra.vault_keyring import VaultKeyring

BATCH = 5_000
MARGIN = timedelta(minutes=10)
"""Longer than a batch of fingerprints may take from its clock to its commit."""

_MINE = """
    SELECT contact_id FROM contact_secrets
    WHERE partner_id = $1 AND list_id = $2 AND phone_index = ANY($3)
    UNION
    SELECT contact_id FROM contact_secrets
    WHERE partner_id = $1 AND list_id = $2 AND other_indexes IS NOT NULL AND other_indexes && $3
"""
"""Contacts of list $2 of partner $1 with one of the indexed numbers $3, as their first or as another."""


def fingerprints(keys: VaultKeyring, partner_id: UUID, numbers: Sequence[str]) -> list[bytes]:
    """What each number would be on the centre's list and on the partner's own, in this order."""
    central, own = keys.suppression_key(), keys.partner_index_key(partner_id)
    prints = [central.index(number) for number in numbers]
    return [*prints, *(own.of_fingerprint(fingerprint) for fingerprint in prints)]


async def stopped(connection: asyncpg.Connection, prints: Sequence[bytes]) -> set[bytes]:
    """Which of these fingerprints are on a do-not-call list."""
    rows = await connection.fetch("SELECT fingerprint FROM suppressions WHERE fingerprint = ANY($1)", prints)
    return {row[0] for row in rows}


async def settle(
    connection: asyncpg.Connection, keys: VaultKeyring, row: CallList, since: datetime
) -> list[int]:
    """Blocks what must not be called of a list that is about to be callable: fingerprints added `since`, and the
    conflict screen. Gives the lines it blocked. Until the transaction ends no other fingerprint is added.
    """
    await connection.execute("SELECT pg_advisory_xact_lock($1)", DO_NOT_CALL_LOCK)
    own = keys.partner_index_key(row.partner_id)
    added = await connection.fetch(
        "SELECT fingerprint, partner_id FROM suppressions "
        "WHERE added_at >= $1 AND (partner_id IS NULL OR partner_id = $2)",
        since - MARGIN,
        row.partner_id,
    )
    lines: list[int] = []
    for start in range(0, len(added), BATCH):
        part = added[start : start + BATCH]
        indexes = [f if partner else own.of_fingerprint(f) for f, partner in part]
        lines += await _block(connection, row, indexes)
    return sorted(lines + await _keep_from_agents(connection, keys, row))


async def count_late(
    connection: asyncpg.Connection, list_id: UUID, counts: Mapping[str, int], lines: Sequence[int]
) -> dict[str, int]:
    """Reports lines that were fine when they were read and may not be called any more; the counts that change."""
    warned = await connection.fetchval(
        "SELECT count(DISTINCT line) FROM list_report_lines "
        "WHERE list_id = $1 AND severity = 'warning' AND line = ANY($2)",
        list_id,
        lines,
    )
    split = await connection.fetch(
        "DELETE FROM list_accepted_runs r WHERE list_id = $1 "
        "AND EXISTS (SELECT 1 FROM unnest($2::int[]) AS line WHERE line BETWEEN r.first AND r.last) "
        "RETURNING first, last",
        list_id,
        lines,
    )
    gone = set(lines)
    left = sorted(line for first, last in split for line in range(first, last + 1) if line not in gone)
    await connection.executemany(
        "INSERT INTO list_accepted_runs (list_id, first, last) VALUES ($1, $2, $3)",
        [(list_id, first, last) for first, last in runs_of(left)],
    )
    await connection.execute(
        "INSERT INTO list_report_lines (list_id, line, severity, code) "
        "SELECT $1, line, 'not_callable', 'suppressed' FROM unnest($2::int[]) AS line ORDER BY line",
        list_id,
        lines,
    )
    return {
        "warned": counts["warned"] - warned,
        "accepted": counts["accepted"] - len(lines) + warned,
        "not_callable": counts["not_callable"] + len(lines),
    }


async def _block(connection: asyncpg.Connection, row: CallList, indexes: Sequence[bytes]) -> list[int]:
    found = await connection.fetch(
        f"UPDATE contacts c SET state = {STOPPED}, reason = 'suppressed' FROM ({_MINE}) hit "
        "WHERE c.id = hit.contact_id AND c.state <> 'blocked' RETURNING c.line, c.state",
        row.partner_id,
        row.id,
        indexes,
    )
    return [line for line, state in found if state == "blocked"]


async def _keep_from_agents(connection: asyncpg.Connection, keys: VaultKeyring, row: CallList) -> list[int]:
    """Writes down which contacts an agent, or nobody, may be handed; the lines of the latter."""
    own, lines = keys.partner_index_key(row.partner_id), list[int]()
    screen = await connection.fetch(
        "SELECT source_id, agent_id, array_agg(fingerprint) AS prints FROM conflict_numbers "
        "WHERE site_id IS NULL OR site_id = $1 GROUP BY source_id, agent_id",
        row.site_id,
    )
    for source_id, agent_id, prints in screen:
        indexes = [own.of_fingerprint(fingerprint) for fingerprint in prints]
        await connection.execute(
            "INSERT INTO contact_conflicts (contact_id, source_id, list_id, agent_id) "
            f"SELECT contact_id, $4, $2, $5 FROM ({_MINE}) hit ON CONFLICT DO NOTHING",
            row.partner_id,
            row.id,
            indexes,
            source_id,
            agent_id,
        )
        if agent_id is None:
            lines += await _block(connection, row, indexes)
    return lines

"""The statements of a running import: what is known of a batch, its rows stored, its slice closed.

The one place where rows are stored. It runs in the process that imports, on a bare connection without a session.
"""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg

from callcenter.call_lists import screening
from callcenter.call_lists.intake import Batch, Judged, Known, NewContact, Remark, Taken
from callcenter.call_lists.originals import store_originals
from callcenter.call_lists.sieve import Sieve


class Owner(NamedTuple):
    """Whose rows an import makes."""

    list_id: UUID
    partner_id: UUID
    site_id: UUID


class SliceLost(Exception):
    """Another process took the import over, or the list is no longer being imported: this slice is void."""


_OPEN = """JOIN call_lists l ON l.id = s.list_id LEFT JOIN campaigns k ON k.id = l.campaign_id
    WHERE s.partner_id = $1 AND k.state IS DISTINCT FROM 'closed'"""
_KNOWN = f"""
    SELECT 'first', s.phone_index, bool_or(s.list_id = $2) FROM contact_secrets s
    {_OPEN} AND s.phone_index = ANY($3) GROUP BY 2
    UNION ALL
    SELECT 'other', other, bool_or(s.list_id = $2) FROM contact_secrets s CROSS JOIN unnest(s.other_indexes) AS other
    {_OPEN} AND s.other_indexes IS NOT NULL AND s.other_indexes && $3 AND other = ANY($3) GROUP BY 2
    UNION ALL
    SELECT 'reference', s.reference_index, bool_or(s.list_id = $2) FROM contact_secrets s
    {_OPEN} AND s.reference_index = ANY($4) GROUP BY 2
"""


_FEW_LINES = 5_000
_SEEDS = (
    """
    SELECT s.phone_index, s.reference_index, s.other_indexes FROM contact_secrets s
    WHERE s.list_id IN (SELECT id FROM call_lists WHERE partner_id = $1)
    """,
    "SELECT fingerprint, NULL, NULL FROM suppressions WHERE partner_id = $1 OR partner_id IS NULL",
)


async def sieve_for(connection: asyncpg.Connection, owner: Owner, lines: int) -> Sieve | None:
    """A sieve of all that the database knows of a partner, so that a file of `lines` is not asked for line by line.

    None where that would not pay: for a short file, or when the partner has much more than the file brings. Nothing
    is added behind its back: a partner's imports take turns, and what is entered on do-not-call lists meanwhile is
    caught when the list becomes ready (`screening.settle`).
    """
    if lines < _FEW_LINES:
        return None
    sieve, left = Sieve(4 * lines), 2 * lines
    async with connection.transaction(readonly=True):
        for seeds in _SEEDS:
            async for phone, reference, others in connection.cursor(seeds, owner.partner_id, prefetch=5_000):
                sieve.add(index for index in (phone, reference, *(others or ())) if index is not None)
                left -= 1
                if left < 0:
                    return None
    return sieve


async def look_up(
    connection: asyncpg.Connection,
    owner: Owner,
    batch: Batch,
    uncommitted: Taken | None = None,
    sieve: Sieve | None = None,
) -> Known:
    """A number counts as the partner's in a list whose campaign is not closed.

    `uncommitted` is what this list has beyond what `connection` can see; it grows by what is found and taken. Through
    a `sieve` (see `sieve_for`), which takes the batch up, only what it caught is asked for.
    """
    indexes = [index for row in batch.indexes for index in row]
    references = [index for index in batch.references if index is not None]
    prints = [fingerprint for row in batch.fingerprints for fingerprint in row]
    known = Known(in_list=Taken() if uncommitted is None else uncommitted)
    if sieve is not None:
        new = indexes, references
        indexes, references, prints = map(sieve.caught, (indexes, references, prints))
        for marks in new:
            sieve.add(marks)
    if indexes or references:
        found = await connection.fetch(_KNOWN, owner.partner_id, owner.list_id, indexes, references)
        for kind, index, ours in found:
            (known.in_list if ours else known.in_partner).add(kind, index)
    if indexes or prints:
        known.suppressed = await screening.stopped(connection, [*prints, *indexes])
    return known


async def store(connection: asyncpg.Connection, owner: Owner, judged: Judged) -> None:
    if judged.contacts:
        await _insert_contacts(connection, owner, judged.contacts)
    if judged.remarks:
        await _insert_report(connection, owner, judged.remarks)
    if judged.runs:
        await connection.copy_records_to_table(
            "list_accepted_runs",
            records=[(owner.list_id, *run) for run in judged.runs],
            columns=["list_id", "first", "last"],
        )
    await store_originals(connection, owner.list_id, judged.originals)


# PostgreSQL refuses COPY into a table under row-level security.
_CONTACTS = """
    INSERT INTO contacts (id, list_id, partner_id, site_id, line, reference, state, reason, zone, language, rank,
                          attempts, key_version, revision, view)
    SELECT id, $1, $2, $3, line, reference, CASE WHEN reason IS NULL THEN 'ready' ELSE 'blocked' END, reason,
           zone, language, line, 0, 1, 1, view
    FROM unnest($4::uuid[], $5::int[], $6::text[], $7::text[], $8::text[], $9::text[], $10::bytea[])
         AS new (id, line, reference, reason, zone, language, view)
"""


async def _insert_contacts(
    connection: asyncpg.Connection, owner: Owner, contacts: Sequence[NewContact]
) -> None:
    columns = list(zip(*contacts, strict=True))
    await connection.execute(_CONTACTS, *owner, *columns[:7])
    list_id, partner_id, _ = owner
    await connection.copy_records_to_table(
        "contact_secrets",
        records=[(contact.id, list_id, partner_id, 1, 1, *contact[7:]) for contact in contacts],
        columns=[
            *("contact_id", "list_id", "partner_id", "key_version", "revision"),
            *("sealed", "phone_index", "other_indexes", "reference_index"),
        ],
    )


async def _insert_report(connection: asyncpg.Connection, owner: Owner, remarks: Sequence[Remark]) -> None:
    await connection.copy_records_to_table(
        "list_report_lines",
        records=[(owner.list_id, *remark) for remark in remarks],
        columns=["list_id", "line", "severity", "field", "code"],
    )


_CLOSE = """
    UPDATE call_lists SET imported_through = $3, counts = $4::jsonb, zones = $5, progress = $6::jsonb
    WHERE id = $1 AND imported_through = $2 AND state = 'importing'
    RETURNING pausing OR cancelling
"""


async def close_slice(
    connection: asyncpg.Connection,
    list_id: UUID,
    *,
    after: int,
    through: int,
    counts: dict[str, int],
    zones: Sequence[str],
    progress: dict[str, Any],
) -> bool:
    """The last statement of a slice: says in the same transaction how far the file is stored.

    True when the partner wants it to stop here. Raises SliceLost unless the file was stored up to `after`: of two
    processes that import the same lines, one commits them.
    """
    stops = await connection.fetchval(
        _CLOSE, list_id, after, through, json.dumps(counts), sorted(zones), json.dumps(progress)
    )
    if stops is None:
        raise SliceLost
    return bool(stops)

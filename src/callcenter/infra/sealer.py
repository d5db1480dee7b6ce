"""The sealer: gives committed journal entries a contiguous place, a Merkle tree over them and signed checkpoints.

It runs in the vault process alone (advisory lock) and knows entries only as opaque rows.
"""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

import asyncpg
import structlog

from callcenter.infra.db import connect
from callcenter.infra.journal import SEALER_LOCK
from callcenter.infra.wake import ENTRIES

log = structlog.get_logger(__name__)

BATCH = 5_000
CHECKPOINT_SECONDS = 30.0
PACE_SECONDS = 0.02
"""Rest after a batch: what a busy room writes in that time is sealed together, and nobody sees the difference."""
_MAGIC = b"callcenter journal checkpoint v1\x00"


class Signer(Protocol):
    """What signs checkpoints: the vault's keyring."""

    def sign_checkpoint(self, message: bytes) -> bytes: ...


# --- Merkle tree (RFC 6962: leaf prefix 0, node prefix 1) ---------------------------------------------------


def leaf_hash(row: Sequence[Any]) -> bytes:
    """Hash of one entry: (seq, id, at, action, actor_id, site_id, partner_id, data)."""
    seq, entry_id, at, action, actor, site, partner, data = row
    body = json.loads(data) if isinstance(data, str) else data
    ids = [None if value is None else str(value) for value in (actor, site, partner)]
    canonical = json.dumps(
        [seq, entry_id, at.astimezone(UTC).isoformat(timespec="microseconds"), action, *ids, body],
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    return hashlib.sha256(b"\x00" + canonical.encode()).digest()


class Frontier:
    """The right edge of a Merkle tree: enough to append leaves and to tell the root, 32 bytes a level."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[tuple[int, bytes]] = []

    def append(self, leaf: bytes) -> None:
        height, node = 0, leaf
        while self._peaks and self._peaks[-1][0] == height:
            node = hashlib.sha256(b"\x01" + self._peaks.pop()[1] + node).digest()
            height += 1
        self._peaks.append((height, node))
        self.size += 1

    def root(self) -> bytes:
        if not self._peaks:
            return hashlib.sha256(b"").digest()
        node = self._peaks[-1][1]
        for _, peak in reversed(self._peaks[:-1]):
            node = hashlib.sha256(b"\x01" + peak + node).digest()
        return node


def checkpoint_message(size: int, root: bytes) -> bytes:
    """What a checkpoint signs: a magic, the number of entries and the root."""
    return _MAGIC + size.to_bytes(8, "big") + root


# --- sealing ------------------------------------------------------------------------------------------------

_COLUMNS = "seq, id, at, action, actor_id, site_id, partner_id, data"


async def load_frontier(connection: asyncpg.Connection) -> Frontier:
    """Rebuilds the frontier from the stored leaves; reads 32 bytes an entry."""
    frontier = Frontier()
    async with connection.transaction(readonly=True):
        async for row in connection.cursor("SELECT leaf FROM journal ORDER BY seq", prefetch=10_000):
            frontier.append(row["leaf"])
    return frontier


async def seal_batch(connection: asyncpg.Connection, frontier: Frontier) -> int:
    """Moves up to `BATCH` pending entries into the journal in one transaction; returns how many."""
    async with connection.transaction():
        rows = await connection.fetch("SELECT * FROM journal_pending ORDER BY id LIMIT $1", BATCH)
        if not rows:
            return 0
        # By the ids themselves: joined with itself, the table that is nearly always empty got a plan for an empty
        # table, and 5,000 entries took a minute.
        await connection.execute(
            "DELETE FROM journal_pending WHERE id = ANY($1)", [row["id"] for row in rows]
        )
        records, leaves = [], []
        for seq, row in enumerate(rows, frontier.size + 1):
            fields = (
                seq,
                row["id"],
                row["at"],
                row["action"],
                row["actor_id"],
                row["site_id"],
                row["partner_id"],
            )
            leaves.append(leaf_hash((*fields, row["data"])))
            records.append((*fields, row["data"], leaves[-1]))
        await connection.copy_records_to_table(
            "journal", records=records, columns=[*_COLUMNS.split(", "), "leaf"]
        )
        await connection.execute("SELECT pg_notify('journal_sealed', $1)", str(records[-1][0]))
    for leaf in leaves:  # only after the commit: a failed one must leave the frontier where it was
        frontier.append(leaf)
    return len(rows)


async def write_checkpoint(connection: asyncpg.Connection, frontier: Frontier, signer: Signer) -> None:
    """Signs the present root once; nothing happens when that size is signed already."""
    root = frontier.root()
    signature = signer.sign_checkpoint(checkpoint_message(frontier.size, root))
    await connection.execute(
        "INSERT INTO journal_checkpoints (size, root, signature, key_version) VALUES ($1, $2, $3, 1) "
        "ON CONFLICT (size) DO NOTHING",
        frontier.size,
        root,
        signature,
    )


async def newest_checkpoint(connection: asyncpg.Connection) -> tuple[int, bytes, bytes, datetime] | None:
    """(size, root, signature, at) of the last signed checkpoint."""
    row = await connection.fetchrow(
        "SELECT size, root, signature, at FROM journal_checkpoints ORDER BY size DESC LIMIT 1"
    )
    return None if row is None else tuple(row)


async def run_sealer(dsn: str, signer: Signer, stopping: asyncio.Event) -> None:
    """Seals until told to stop; waits for the lock while another sealer holds it."""
    connection = await connect(dsn, application="callcenter sealer")
    wake = asyncio.Event()
    try:
        while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", SEALER_LOCK):
            await asyncio.wait([asyncio.create_task(stopping.wait())], timeout=1.0)
            if stopping.is_set():
                return
        await connection.add_listener(ENTRIES, lambda *_: wake.set())
        frontier = await load_frontier(connection)
        signed_size, signed_at = -1, 0.0
        loop = asyncio.get_running_loop()
        while True:
            wake.clear()
            while await seal_batch(connection, frontier) == BATCH:
                pass
            ending = stopping.is_set()
            if frontier.size not in (0, signed_size) and (
                ending or loop.time() - signed_at >= CHECKPOINT_SECONDS
            ):
                await write_checkpoint(connection, frontier, signer)
                signed_size, signed_at = frontier.size, loop.time()
            if ending:
                return
            await _first_of(stopping.wait, seconds=PACE_SECONDS)
            await _first_of(wake.wait, stopping.wait, seconds=1.0)
    finally:
        await connection.close()


async def _first_of(*waits: Callable[[], Awaitable[Any]], seconds: float) -> None:
    tasks = [asyncio.ensure_future(wait()) for wait in waits]
    try:
        await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()


# --- verification -------------------------------------------------------------------------------------------

TOLD = 10_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found. `problem` is absent when the journal is whole."""

    entries: int
    checkpoints: int
    root: bytes
    problem: str | None = None
    at_seq: int | None = None


class Verifier(Protocol):
    """Checks a checkpoint's signature: the journal's public key."""

    def __call__(self, message: bytes, signature: bytes) -> bool: ...


async def verify(
    connection: asyncpg.Connection,
    signature_holds: Verifier,
    *,
    outside: Iterable[tuple[int, bytes, bytes]] = (),
    told: Callable[[int], object] = lambda _: None,
) -> Verdict:
    """Recomputes every leaf and root. `outside` are checkpoints (size, root, signature) kept elsewhere; `told` hears
    how many entries are done, every `TOLD` of them.

    Finds an edited, deleted, inserted or swapped entry, and a cut tail as far as any checkpoint reaches.
    """
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        stored = await connection.fetch("SELECT size, root, signature FROM journal_checkpoints ORDER BY size")
        due = sorted([(r["size"], r["root"], r["signature"]) for r in stored] + list(outside))
        frontier, checked = Frontier(), 0

        def verdict(problem: str | None = None, at_seq: int | None = None) -> Verdict:
            return Verdict(frontier.size, checked, frontier.root(), problem, at_seq)

        for size, root, signature in due:
            if not signature_holds(checkpoint_message(size, root), signature):
                return verdict("checkpoint_signature", size)
        async for row in connection.cursor(
            f"SELECT {_COLUMNS}, leaf FROM journal ORDER BY seq", prefetch=5_000
        ):
            fields = tuple(row)
            if fields[0] != frontier.size + 1:
                return verdict("entry_missing", frontier.size + 1)
            if leaf_hash(fields[:-1]) != fields[-1]:
                return verdict("entry_altered", fields[0])
            frontier.append(fields[-1])
            if frontier.size % TOLD == 0:
                told(frontier.size)
            while checked < len(due) and due[checked][0] == frontier.size:
                if due[checked][1] != frontier.root():
                    return verdict("history_rewritten", frontier.size)
                checked += 1
        if checked < len(due):
            return verdict("tail_cut", frontier.size + 1)
        return verdict()


def parse_checkpoint(text: str) -> tuple[int, bytes, bytes]:
    """Reads a checkpoint as `callcenter journal checkpoint` prints it. Raises ValueError when it is not one."""
    parts = dict(line.split(": ", 1) for line in text.strip().splitlines() if ": " in line)
    try:
        return int(parts["size"]), bytes.fromhex(parts["root"]), bytes.fromhex(parts["signature"])
    except KeyError as missing:
        raise ValueError(f"not a checkpoint: no line {missing}") from None


def format_checkpoint(size: int, root: bytes, signature: bytes, at: datetime) -> str:
    """Three lines of plain text that can be printed, mailed or typed."""
    return f"size: {size}\nroot: {root.hex()}\nsignature: {signature.hex()}\nat: {at.astimezone(UTC).isoformat()}\n"

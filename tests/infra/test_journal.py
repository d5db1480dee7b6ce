"""The journal: contiguous whoever writes, whole whatever kills the sealer, and no change of it stays unseen."""

import asyncio
import json
import random
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from uuid import uuid4

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter.accounts.schemas import SiteAdded, UserChanged
from callcenter.infra import journal, sealer
from callcenter.infra.db import bare, open_engine, read_dsn, sessions
from callcenter.infra.keyring import WebKeyring, checkpoint_holds
from callcenter.settings import Settings
from tests.clients import House

Connection = asyncpg.Connection


async def write(engine: AsyncEngine, count: int) -> None:
    async with sessions(engine)() as db:
        entries = [
            UserChanged(user_id=uuid4(), fields=["état", "é\u2028"], site_id=uuid4()) for _ in range(count)
        ]
        await journal.append(db, *entries)
        await db.commit()


async def sign(house: House, connection: Connection) -> None:
    await sealer.write_checkpoint(connection, await sealer.load_frontier(connection), house.vault_keys)


def signed_by_us(settings: Settings) -> sealer.Verifier:
    public = WebKeyring.load(settings.web_folder / "keyring.json").journal_public_key
    return partial(checkpoint_holds, public)


@pytest.fixture
async def sealed(house: House) -> House:
    """Forty sealed entries, signed at 20, at 30 and at 40."""
    async with bare(read_dsn(house.settings.vault_folder)) as vault:
        for count in (20, 10, 10):
            await write(house.owner, count)
            await house.seal()
            await sign(house, vault)
    return house


# --- tampering: what a database administrator could do ------------------------------------------------------


async def _recompute(db: Connection, first: int) -> None:
    """Makes every leaf from `first` on fit its row again, as somebody who knows the format would."""
    for row in await db.fetch(f"SELECT {sealer._COLUMNS} FROM journal WHERE seq >= $1", first):
        await db.execute(
            "UPDATE journal SET leaf = $1 WHERE seq = $2", sealer.leaf_hash(tuple(row)), row["seq"]
        )


async def _edit(db: Connection) -> None:
    await db.execute("""UPDATE journal SET data = jsonb_set(data, '{fields}', '["state"]') WHERE seq = 17""")


async def _edit_actor(db: Connection) -> None:
    await db.execute("UPDATE journal SET actor_id = gen_random_uuid() WHERE seq = 40")


async def _edit_time(db: Connection) -> None:
    await db.execute("UPDATE journal SET at = at - interval '1 microsecond' WHERE seq = 1")


async def _edit_well(db: Connection) -> None:
    await _edit(db)
    await _recompute(db, 17)


async def _delete(db: Connection) -> None:
    await db.execute("DELETE FROM journal WHERE seq = 17")


async def _delete_first(db: Connection) -> None:
    await db.execute("DELETE FROM journal WHERE seq = 1")


async def _delete_well(db: Connection) -> None:
    """Deletes one, closes the gap and makes the leaves fit."""
    await _delete(db)
    await db.execute("UPDATE journal SET seq = -seq WHERE seq > 17")
    await db.execute("UPDATE journal SET seq = -seq - 1 WHERE seq < 0")
    await _recompute(db, 17)


async def _swap(db: Connection) -> None:
    for change in ("SET seq = 0 WHERE seq = 5", "SET seq = 5 WHERE seq = 25", "SET seq = 25 WHERE seq = 0"):
        await db.execute(f"UPDATE journal {change}")


async def _swap_well(db: Connection) -> None:
    await _swap(db)
    await _recompute(db, 1)


async def _insert(db: Connection) -> None:
    await db.execute(
        "INSERT INTO journal SELECT 0, 1000000, at, action, actor_id, site_id, partner_id, data, leaf FROM journal "
        "WHERE seq = 1"
    )


async def _cut(db: Connection) -> None:
    await db.execute("DELETE FROM journal WHERE seq > 35")


async def _cut_and_unsign(db: Connection) -> None:
    await db.execute("DELETE FROM journal WHERE seq > 25")
    await db.execute("DELETE FROM journal_checkpoints WHERE size > 25")


async def _empty(db: Connection) -> None:
    await db.execute("TRUNCATE journal, journal_checkpoints")


async def _forge_checkpoint(db: Connection) -> None:
    """Edits, makes leaves fit and writes the new root into the checkpoints: only the key is missing."""
    await _edit_well(db)
    frontier = sealer.Frontier()
    for row in await db.fetch("SELECT leaf FROM journal ORDER BY seq"):
        frontier.append(row["leaf"])
        await db.execute(
            "UPDATE journal_checkpoints SET root = $1 WHERE size = $2", frontier.root(), frontier.size
        )


TAMPERINGS: dict[str, tuple[Callable[[Connection], Awaitable[None]], str]] = {
    "an entry edited": (_edit, "entry_altered"),
    "an actor edited": (_edit_actor, "entry_altered"),
    "a time edited": (_edit_time, "entry_altered"),
    "an entry edited and its leaf recomputed": (_edit_well, "history_rewritten"),
    "an entry deleted": (_delete, "entry_missing"),
    "the first entry deleted": (_delete_first, "entry_missing"),
    "an entry deleted and the gap closed": (_delete_well, "history_rewritten"),
    "two entries swapped": (_swap, "entry_altered"),
    "two entries swapped and their leaves recomputed": (_swap_well, "history_rewritten"),
    "an entry put in front": (_insert, "entry_missing"),
    "the tail cut": (_cut, "tail_cut"),
    "the checkpoints rewritten without the key": (_forge_checkpoint, "checkpoint_signature"),
}


async def test_every_way_of_tampering_is_found(sealed: House) -> None:
    ours, found = signed_by_us(sealed.settings), {}
    async with bare(read_dsn(sealed.settings.owner_folder)) as owner:
        for name, (tamper, _) in TAMPERINGS.items():
            await owner.execute("CREATE TABLE kept AS SELECT * FROM journal")
            await owner.execute("CREATE TABLE kept_signed AS SELECT * FROM journal_checkpoints")
            await tamper(owner)
            found[name] = (await sealer.verify(owner, ours)).problem
            await owner.execute("TRUNCATE journal, journal_checkpoints")
            await owner.execute("INSERT INTO journal SELECT * FROM kept")
            await owner.execute("INSERT INTO journal_checkpoints SELECT * FROM kept_signed")
            await owner.execute("DROP TABLE kept, kept_signed")
        whole = await sealer.verify(owner, ours)
    assert found == {name: problem for name, (_, problem) in TAMPERINGS.items()}
    assert (whole.problem, whole.entries, whole.checkpoints) == (None, 40, 3)


@pytest.mark.parametrize("tamper", [_cut_and_unsign, _empty])
async def test_a_checkpoint_kept_outside_finds_what_was_cut_with_its_signature(
    sealed: House, tamper: Callable[[Connection], Awaitable[None]]
) -> None:
    ours = signed_by_us(sealed.settings)
    async with bare(read_dsn(sealed.settings.owner_folder)) as owner:
        newest = await sealer.newest_checkpoint(owner)
        assert newest is not None
        outside = sealer.parse_checkpoint(sealer.format_checkpoint(*newest))
        await tamper(owner)
        assert (await sealer.verify(owner, ours)).problem is None  # nothing inside could tell
        found = await sealer.verify(owner, ours, outside=[outside])
    assert (found.problem, found.at_seq) == ("tail_cut", found.entries + 1)


async def test_a_checkpoint_of_another_site_is_refused(sealed: House) -> None:
    async with bare(read_dsn(sealed.settings.owner_folder)) as owner:
        found = await sealer.verify(
            owner, signed_by_us(sealed.settings), outside=[(40, bytes(32), bytes(64))]
        )
    assert found.problem == "checkpoint_signature"


@pytest.mark.parametrize(
    "text", ["", "size: 3", "size: x\nroot: 00\nsignature: 00", "<html>", "size: 1\nroot: zz\n"]
)
def test_what_is_no_checkpoint_is_said_to_be_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"checkpoint|invalid|hex"):
        sealer.parse_checkpoint(text)


async def test_the_web_process_cannot_read_what_is_not_sealed_yet(house: House) -> None:
    await write(house.owner, 1)
    async with bare(read_dsn(house.settings.web_folder)) as web:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await web.fetch("SELECT data FROM journal_pending")


# --- sealing ------------------------------------------------------------------------------------------------


async def _whole(house: House, expected: int) -> None:
    async with bare(read_dsn(house.settings.owner_folder)) as owner:
        rows = await owner.fetch("SELECT seq, id FROM journal ORDER BY seq")
        assert [row["seq"] for row in rows] == list(range(1, expected + 1))
        assert len({row["id"] for row in rows}) == expected
        assert await owner.fetchval("SELECT count(*) FROM journal_pending") == 0
        assert (await sealer.verify(owner, signed_by_us(house.settings))).problem is None


async def test_entries_of_concurrent_writers_get_contiguous_places(house: House) -> None:
    """Transactions commit in another order than their ids, some roll back; the sealer runs all the while."""
    stopping, engine = asyncio.Event(), open_engine(read_dsn(house.settings.web_folder), size=10)
    sealing = asyncio.create_task(
        sealer.run_sealer(read_dsn(house.settings.vault_folder), house.vault_keys, stopping)
    )
    kept = 0

    async def writer(seed: int) -> None:
        nonlocal kept
        dice = random.Random(seed)
        for _ in range(12):
            async with sessions(engine)() as db:
                count = dice.randint(1, 4)
                await journal.append(db, *(SiteAdded(added_site_id=uuid4()) for _ in range(count)))
                await asyncio.sleep(dice.random() / 200)
                if dice.random() < 0.2:
                    await db.rollback()
                    continue
                await db.commit()
                kept += count

    await asyncio.gather(*(writer(seed) for seed in range(10)))
    stopping.set()
    await asyncio.wait_for(sealing, 10)
    await engine.dispose()
    await _whole(house, kept)


async def test_a_second_sealer_waits_for_the_first(house: House) -> None:
    await write(house.owner, 5)
    async with bare(read_dsn(house.settings.vault_folder)) as first:
        await first.fetchval("SELECT pg_advisory_lock($1)", journal.SEALER_LOCK)
        stopping = asyncio.Event()
        second = asyncio.create_task(
            sealer.run_sealer(read_dsn(house.settings.vault_folder), house.vault_keys, stopping)
        )
        await asyncio.sleep(0.1)
        assert await first.fetchval("SELECT count(*) FROM journal") == 0
        stopping.set()
        await asyncio.wait_for(second, 5)
    assert await house.seal() == 5


_SEALER = """
import asyncio, sys
from pathlib import Path
from callcenter.infra import sealer
from callcenter.infra.vault_keyring import VaultKeyring
sealer.BATCH = 40
sealer.CHECKPOINT_SECONDS = 0.0
data = Path(sys.argv[1])
keys = VaultKeyring.load(data / "keyring.json")
asyncio.run(sealer.run_sealer((data / "database").read_text(), keys, asyncio.Event()))
"""


async def test_a_sealer_killed_between_batches_resumes_without_gap_or_repeat(house: House) -> None:
    total = 3000
    await write(house.owner, total)
    async with bare(read_dsn(house.settings.owner_folder)) as owner:
        for _ in range(3):
            before = await owner.fetchval("SELECT count(*) FROM journal")
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", _SEALER, str(house.settings.vault_folder)
            )
            while (
                before == await owner.fetchval("SELECT count(*) FROM journal") and process.returncode is None
            ):
                await asyncio.sleep(0.002)
            process.kill()
            await process.wait()
    await house.seal()
    await _whole(house, total)


async def test_a_batch_that_fails_leaves_the_tree_where_it_was(house: House) -> None:
    await write(house.owner, 3)
    async with bare(read_dsn(house.settings.vault_folder)) as vault:
        frontier = await sealer.load_frontier(vault)
        async with bare(read_dsn(house.settings.owner_folder)) as owner:
            await owner.execute("ALTER TABLE journal ADD CONSTRAINT no CHECK (false) NOT VALID")
            with pytest.raises(asyncpg.CheckViolationError):
                await sealer.seal_batch(vault, frontier)
            await owner.execute("ALTER TABLE journal DROP CONSTRAINT no")
        assert frontier.size == 0
        assert await sealer.seal_batch(vault, frontier) == 3
    await _whole(house, 3)


# --- the tree -----------------------------------------------------------------------------------------------


def _root_by_the_book(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    import hashlib

    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + _root_by_the_book(leaves[:k]) + _root_by_the_book(leaves[k:])).digest()


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=70))
def test_the_root_is_that_of_rfc_6962(leaves: list[bytes]) -> None:
    frontier = sealer.Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    assert frontier.root() == _root_by_the_book(leaves)


@given(st.dictionaries(st.text(), st.integers() | st.text() | st.booleans() | st.none()))
def test_a_leaf_does_not_depend_on_the_order_of_an_entrys_fields(data: dict[str, object]) -> None:
    from datetime import UTC, datetime

    row = (1, 1, datetime(2026, 1, 1, tzinfo=UTC), "x", None, None, None)
    turned = dict(reversed(data.items()))
    assert sealer.leaf_hash((*row, data)) == sealer.leaf_hash((*row, json.dumps(turned)))

"""The importing child: judges, seals and stores the rows of one list, slice by slice, beside the vault's own work.

The vault hands it its order and the keys of this one list through a pipe; the rows come from the reader child through
standard input. `python -m callcenter.call_lists.import_child FD` starts it. It says on standard output how it ended.
"""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import asyncpg
import msgpack

from callcenter.call_lists import storing
from callcenter.call_lists.intake import Intake, Judged, Taken, taken_by
from callcenter.call_lists.refusals import FileRefused
from callcenter.call_lists.sieve import Sieve
from callcenter.call_lists.storing import Owner, SliceLost
from callcenter.infra import space
from callcenter.infra.memory import collect_rarely, end_with_parent, forbid_core_dumps, wipe
from callcenter.infra.priority import give_way, make_way
from callcenter.infra.sealing import ImportKeys

SLICE_SECONDS = 0.5
"""How long a transaction stores rows: what a kill can cost, and how soon a pause takes effect."""

_READ = 1024 * 1024


def read_order(fd: int) -> tuple[dict[str, Any], bytearray]:
    """The order and, behind it, the raw keys, which are for the caller to wipe."""
    received = bytearray()
    with os.fdopen(fd, "rb", buffering=0) as pipe:
        while piece := pipe.read(_READ):
            received += piece
    size = int.from_bytes(received[:4], "big")
    order, keys = msgpack.unpackb(received[4 : 4 + size]), received[4 + size :]
    wipe(received)
    return order, keys


class Run:
    """One run over the file, from the line after `imported_through` on."""

    def __init__(
        self,
        order: dict[str, Any],
        keys: ImportKeys,
        connection: asyncpg.Connection,
        beside: asyncpg.Connection,
    ) -> None:
        """`beside` looks up what is committed while `connection` stores; what is not, the run remembers itself."""
        self._owner = Owner(*(UUID(bytes=order[name]) for name in ("list_id", "partner_id", "site_id")))
        self._intake = Intake(keys, order["counts"], order["zones"])
        self._connection, self._beside, self._total = connection, beside, order["total"]
        self._sieve: Sieve | None = None
        self._uncommitted = Taken()
        self._stored = dict(self._intake.counts), sorted(self._intake.zones)
        self._folder, self._reserve = order["folder"], order["reserve"]
        self._after = self._through = order["after"]
        self._done_before, self._started = self._intake.counts["lines"], time.monotonic()
        self._closed_at = float("-inf")  # the first batch shows at once that it works

    async def store_all(self, frames: AsyncIterator[tuple[Any, Any, Any]]) -> str:
        """`end`; `stopped` when the partner pauses or gives up; `full` when the disk is short of room.

        Raises FileRefused, SliceLost.
        """
        connection, intake = self._connection, self._intake
        self._sieve = await storing.sieve_for(self._beside, self._owner, self._total)
        transaction = connection.transaction()
        await transaction.start()
        storing_: asyncio.Task[None] | None = None
        try:
            async for drafts, refused, originals in frames:
                # The database stores the batch before this one meanwhile.
                batch = intake.index(drafts, refused, originals)
                known = await storing.look_up(
                    self._beside, self._owner, batch, self._uncommitted, self._sieve
                )
                judged = intake.judge(batch, known)
                if storing_ is not None:
                    await storing_
                    storing_ = None
                if self._through > self._after and time.monotonic() - self._closed_at >= SLICE_SECONDS:
                    stops = await self._close()
                    await transaction.commit()
                    if stops:
                        return "stopped"
                    if self._is_short():
                        return "full"
                    transaction = connection.transaction()
                    await transaction.start()
                    self._uncommitted = taken_by(judged.contacts)
                so_far = dict(intake.counts), sorted(intake.zones)
                storing_ = asyncio.create_task(self._store(judged, so_far))
        finally:
            if storing_ is not None:
                await asyncio.wait([storing_])
        if storing_ is not None:
            storing_.result()
            stops = await self._close()
            await transaction.commit()
            if stops:
                return "stopped"
        return "end"

    async def _store(self, judged: Judged, so_far: tuple[dict[str, int], list[str]]) -> None:
        """`so_far`: counts and zones up to this batch; the next one is judged meanwhile."""
        await storing.store(self._connection, self._owner, judged)
        self._through, self._stored = judged.through, so_far

    async def _close(self) -> bool:
        counts, zones = self._stored
        stops = await storing.close_slice(
            self._connection,
            self._owner.list_id,
            after=self._after,
            through=self._through,
            counts=counts,
            zones=zones,
            progress=self._progress(),
        )
        self._after, self._closed_at = self._through, time.monotonic()
        return stops

    def _is_short(self) -> bool:
        return self._folder is not None and space.is_short(self._folder, self._reserve)

    def _progress(self) -> dict[str, Any]:
        """Lines done of about `total`, lines a second of this run, and the seconds that are left at this rate."""
        done = self._stored[0]["lines"]
        total = max(done, self._total)
        rate = (done - self._done_before) / max(time.monotonic() - self._started, 0.001)
        return {
            "done": done,
            "total": total,
            "rate": round(rate, 1),
            "seconds_left": round((total - done) / max(rate, 0.1)),
        }


async def read_frames(seconds: float) -> AsyncIterator[tuple[Any, Any, Any]]:
    """Batches of the reader child. Raises FileRefused: its own reason, reader_died or reader_too_slow."""
    stream = asyncio.StreamReader(limit=_READ)
    protocol = asyncio.StreamReaderProtocol(stream)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin.buffer)
    while True:
        try:
            async with asyncio.timeout(seconds):
                size = int.from_bytes(await stream.readexactly(4), "big")
                body = await stream.readexactly(size)
        except TimeoutError:
            raise FileRefused("reader_too_slow") from None
        except asyncio.IncompleteReadError:
            raise FileRefused("reader_died") from None
        kind, *frame = msgpack.unpackb(body, use_list=False)
        if kind == "refused":
            raise FileRefused(frame[0])
        if kind == "end":
            return
        yield frame[0], frame[1], frame[2]


async def _connect(order: dict[str, Any]) -> asyncpg.Connection:
    connection = await asyncpg.connect(
        order["dsn"],
        timeout=10,
        # A slice that a crash of the machine takes back is read again: only the list's last commit must last.
        server_settings={
            "application_name": "callcenter import",
            "jit": "off",
            "synchronous_commit": "off",
        },
    )
    if order["folder"] is not None:  # the server is on this machine
        make_way(connection.get_server_pid())
    return connection


async def run(order: dict[str, Any], keys: ImportKeys) -> tuple[str, str]:
    """How it ended: `end`, `stopped`, `full`, `refused` (a code), `lost` or `broken` (an SQLSTATE or a class)."""
    try:
        connection, beside = [await _connect(order) for _ in range(2)]
        try:
            done = await Run(order, keys, connection, beside).store_all(read_frames(order["frame_seconds"]))
            return done, ""
        finally:
            for each in (connection, beside):
                each.terminate()  # what is not committed is void
    except FileRefused as refusal:
        return "refused", refusal.code
    except SliceLost:
        return "lost", ""
    except asyncpg.DiskFullError:
        return "full", ""
    except asyncpg.PostgresError as problem:
        return "broken", problem.sqlstate or type(problem).__name__
    except Exception as problem:  # noqa: BLE001 - the class alone: a message may quote a row
        return "broken", type(problem).__name__


def main() -> None:
    end_with_parent()
    give_way()
    forbid_core_dumps()
    order, raw = read_order(int(sys.argv[1]))
    keys = ImportKeys(UUID(bytes=order["list_id"]), order["key_version"], raw)
    collect_rarely()
    kind, detail = asyncio.run(run(order, keys))
    os.write(1, f"{kind} {detail}\n".encode())


if __name__ == "__main__":
    main()

"""The vault's side of a running import: two children in a row, one that reads and one that seals and stores.

The vault opens the file for the first and hands the second the keys of one list; rows never pass through it.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any, Self

import msgpack

from callcenter.call_lists import reader
from callcenter.call_lists.refusals import FileRefused
from callcenter.infra.memory import wipe

_COMMAND = (sys.executable, "-P", "-m", "callcenter.call_lists.import_child")


class ImportBroken(Exception):
    """The importing child ended in a way that is not the file's fault.

    Its argument is an SQLSTATE, which `infra.jobs` understands, or a class.
    """

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.sqlstate = cause


async def run_import(
    file_order: dict[str, Any],
    pieces: AsyncIterator[bytes],
    order: dict[str, Any],
    keys: bytearray,
) -> str:
    """Runs both children to their end: `end`, `stopped` by the partner, `full` disk, or `lost` to another process.

    `keys` (see `VaultKeyring.keys_for_import`) are wiped. Raises FileRefused, ImportBroken, and what `pieces`
    raises. Cancelled, it ends both.
    """
    with _Pipe() as rows, _Pipe() as orders:
        child = await asyncio.create_subprocess_exec(
            *_COMMAND,
            str(orders.reading),
            stdin=rows.reading,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            pass_fds=(orders.reading,),
            env=reader.child_environment(),
        )
        try:
            # Into the pipe at once, past asyncio's buffers, in which copies would stay. A pipe holds 64 KB.
            body = msgpack.packb(order | {"frame_seconds": reader.FRAME_SECONDS})
            os.writev(orders.writing, [len(body).to_bytes(4, "big"), body, keys])
            orders.close()
            async with reader.reading(file_order, pieces, out=rows.writing) as (_, feeding):
                rows.close()  # only the children hold it now: each sees when the other is gone
                assert child.stdout is not None
                said = (await child.stdout.read()).decode().split()
                if feeding.done():
                    feeding.result()
        finally:
            wipe(keys)
            with suppress(ProcessLookupError):
                child.kill()
            await child.wait()
    return _ended(said)


def _ended(said: list[str]) -> str:
    match said:
        case ["end" | "stopped" | "full" | "lost" as how]:
            return how
        case ["refused", code]:
            raise FileRefused(code)
        case ["broken", cause]:
            raise ImportBroken(cause)
    raise ImportBroken("killed")


class _Pipe:
    """Both ends of a pipe, closed at the latest when the block ends."""

    def __init__(self) -> None:
        self.reading, self.writing = os.pipe()
        self._open = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._open:
            self._open = False
            os.close(self.reading)
            os.close(self.writing)

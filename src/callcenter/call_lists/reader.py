"""The vault's side of the reader child: starts it, feeds it a file piece by piece, gives its frames.

It must not know what the frames mean; whatever befalls the child is one refusal of the file.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import msgpack

from callcenter.call_lists.refusals import FileRefused

FRAME_SECONDS = 60.0
"""A child that gives no frame for so long is ended: a workbook of 300,000 rows needs about ten."""

_COMMAND = (sys.executable, "-P", "-m", "callcenter.call_lists.reader_child")


def child_environment() -> dict[str, str]:
    """All that a child process is told of the surroundings."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG") if name in os.environ}
    return kept | {"PYTHONUTF8": "1"}


@asynccontextmanager
async def reading(
    order: dict[str, Any], pieces: AsyncIterator[bytes], *, out: int = asyncio.subprocess.PIPE
) -> AsyncIterator[tuple[asyncio.subprocess.Process, asyncio.Task[None]]]:
    """A child at work on one order and one file, and the task that feeds it; both are gone when the block ends.

    `out` is where its frames go: a pipe to this process, or the descriptor of another.
    """
    child = await asyncio.create_subprocess_exec(
        *_COMMAND,
        stdin=asyncio.subprocess.PIPE,
        stdout=out,
        stderr=asyncio.subprocess.DEVNULL,
        env=child_environment(),
        limit=1024 * 1024,
    )
    feeding = asyncio.create_task(_feed(child, order, pieces))
    try:
        yield child, feeding
    finally:
        feeding.cancel()
        with suppress(ProcessLookupError):
            child.kill()
        await asyncio.gather(feeding, return_exceptions=True)
        # asyncio's wait() ends only once the pipe is at its end, and a full buffer has stopped the reading of it.
        if child.stdout is not None:
            await child.stdout.read()
        await child.wait()


@asynccontextmanager
async def read_file(
    order: dict[str, Any], pieces: AsyncIterator[bytes], *, frame_seconds: float = FRAME_SECONDS
) -> AsyncIterator[AsyncIterator[list[Any]]]:
    """Frames of one order over one file; the child is gone when the block ends.

    The frames raise FileRefused: the child's own reason, reader_died (crash, memory or processor limit) or
    reader_too_slow. What `pieces` raises comes out as it is.
    """
    async with reading(order, pieces) as (child, feeding):
        yield _frames(child, feeding, frame_seconds)


async def _feed(
    child: asyncio.subprocess.Process, order: dict[str, Any], pieces: AsyncIterator[bytes]
) -> None:
    """The order, the pieces, and a last empty one: without it the child takes the file for cut off."""
    assert child.stdin is not None
    try:
        _write(child.stdin, msgpack.packb(order))
        async for piece in pieces:
            if piece:
                _write(child.stdin, piece)
                await child.stdin.drain()
        _write(child.stdin, b"")
    except (BrokenPipeError, ConnectionResetError):
        pass  # the child has seen enough; its last frame says why
    finally:
        child.stdin.close()


def _write(pipe: asyncio.StreamWriter, body: bytes) -> None:
    pipe.write(len(body).to_bytes(4, "big"))
    pipe.write(body)


async def _frames(
    child: asyncio.subprocess.Process, feeding: asyncio.Task[None], seconds: float
) -> AsyncIterator[list[Any]]:
    assert child.stdout is not None
    while True:
        try:
            async with asyncio.timeout(seconds):
                size = int.from_bytes(await child.stdout.readexactly(4), "big")
                body = await child.stdout.readexactly(size)
        except TimeoutError:
            raise FileRefused("reader_too_slow") from None
        except asyncio.IncompleteReadError:
            if feeding.done():
                feeding.result()
            raise FileRefused("reader_died") from None
        kind, *frame = msgpack.unpackb(body, use_list=False)
        if feeding.done():
            feeding.result()
        if kind == "refused":
            raise FileRefused(frame[0])
        if kind == "end":
            return
        yield frame

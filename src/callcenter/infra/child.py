"""A child process for reading what comes from outside: hard limits, one question, one answer, then it is gone.

It must not know what is read. The module that runs in the child calls `answer` as its main program.
"""

import asyncio
import json
import os
import resource
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

SECONDS = 20.0
"""A child that has not answered by then is ended; its own processor time is limited to less."""

ANSWER_BYTES = 8 * 1024 * 1024
_MEMORY_BYTES = 512 * 1024 * 1024
_CPU_SECONDS = 10


class ChildFailed(Exception):
    """The child died, was too slow or said too much: the file it read is to be refused."""


async def ask(module: str, order: dict[str, Any], body: bytes, *, seconds: float = SECONDS) -> dict[str, Any]:
    """What `module`, run in a child, answers about `body`. Raises ChildFailed."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG") if name in os.environ}
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        module,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=kept | {"PYTHONUTF8": "1"},
    )
    head = json.dumps(order).encode()
    try:
        async with asyncio.timeout(seconds):
            said, _ = await child.communicate(len(head).to_bytes(4, "big") + head + body)
    except TimeoutError:
        raise ChildFailed from None
    finally:
        with suppress(ProcessLookupError):
            child.kill()
        await child.wait()
    if child.returncode != 0 or not 0 < len(said) <= ANSWER_BYTES:
        raise ChildFailed
    try:
        answered: dict[str, Any] = json.loads(said)
    except ValueError:
        raise ChildFailed from None
    return answered


def answer(read: Callable[[dict[str, Any], bytes], dict[str, Any]]) -> None:
    """The child's main program: limits itself for good, reads order and body, writes what `read` makes of them."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    size = int.from_bytes(sys.stdin.buffer.read(4), "big")
    order = json.loads(sys.stdin.buffer.read(size))
    sys.stdout.write(json.dumps(read(order, sys.stdin.buffer.read())))

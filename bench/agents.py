"""Agents at their work in a process of their own, so that what else is measured does not keep them waiting.

`python -m bench.agents` reads where to go and what to do from the first line of standard input, works until that ends,
and prints how long each next contact (or each outcome) took.
"""

import asyncio
import json
import os
import random
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import uuid4

import uvloop

from bench.figures import Times
from bench.http import Browser, Site

PAUSE = 0.25
"""Seconds between two contacts on average. People do not work in step: six who ask at once wait for each other."""


@asynccontextmanager
async def at_work(
    site: Site, tokens: Sequence[str], times: Times, *, calls: bool = False
) -> AsyncIterator[None]:
    """Each takes a contact and gives it back, four times a second: what 500 people at their work ask for.

    `times` are those of the next contact; with `calls` each contact is called and they are those of its outcome.
    """
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.agents", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert child.stdin is not None
    assert child.stdout is not None
    asked = {"host": site.host, "port": site.port, "tokens": tokens, "calls": calls}
    child.stdin.write(json.dumps(asked).encode() + b"\n")
    try:
        yield
    finally:
        child.stdin.close()
        times.all += json.loads(await child.stdout.read())
        await child.wait()


async def call_and_hang_up(browser: Browser, path: str) -> str:
    """Calls the contact in hand and hangs up at once; the code of an outcome that fits."""
    started = await browser.post(f"{path}/call")
    ended = await browser.post(f"/api/calls/{started['id']}/hang-up")
    return "no_answer" if ended["answered_at"] is None else "absent"


async def _work(browser: Browser, times: Times, over: asyncio.Event, *, calls: bool) -> None:
    await browser.post("/api/workstation/resume")
    next_contact = "/api/workstation/next"
    while not over.is_set():
        given = await (browser.post(next_contact) if calls else times.of(browser.post(next_contact)))
        path = f"/api/hand-outs/{given['hand_out']['id']}"
        if calls:
            code = await call_and_hang_up(browser, path)
            await times.of(browser.post(f"{path}/outcome", {"code": code}, Idempotency_Key=str(uuid4())))
        else:
            await browser.post(f"{path}/release", {"reason": "not_now"})
        await asyncio.sleep(random.uniform(0, 2 * PAUSE))


async def _main() -> None:
    asked = json.loads(sys.stdin.buffer.readline())
    site, times, over = Site(asked["host"], asked["port"]), Times(), asyncio.Event()
    browsers = [await Browser.open(site, token) for token in asked["tokens"]]
    asyncio.get_running_loop().add_reader(sys.stdin.fileno(), over.set)
    await asyncio.gather(*(_work(browser, times, over, calls=asked["calls"]) for browser in browsers))
    os.write(1, json.dumps(times.all).encode())


if __name__ == "__main__":
    uvloop.run(_main())

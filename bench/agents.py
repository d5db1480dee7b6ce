"""Agents at their work in a process of their own, so that what else is measured does not keep them waiting.

`python -m bench.agents` reads where to go from the first line of standard input, works until that ends, and prints how
long each next contact took.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import uvloop

from bench.figures import Times
from bench.http import Browser, Site

PAUSE = 0.25


@asynccontextmanager
async def at_work(site: Site, tokens: Sequence[str], nexts: Times) -> AsyncIterator[None]:
    """Each takes a contact and gives it back, four times a second: what 500 people at their work ask for."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.agents", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(json.dumps({"host": site.host, "port": site.port, "tokens": tokens}).encode() + b"\n")
    try:
        yield
    finally:
        child.stdin.close()
        nexts.all += json.loads(await child.stdout.read())
        await child.wait()


async def _work(browser: Browser, nexts: Times, over: asyncio.Event) -> None:
    await browser.post("/api/workstation/resume")
    while not over.is_set():
        given = await nexts.of(browser.post("/api/workstation/next"))
        await browser.post(f"/api/hand-outs/{given['hand_out']['id']}/release", {"reason": "not_now"})
        await asyncio.sleep(PAUSE)


async def _main() -> None:
    asked = json.loads(sys.stdin.buffer.readline())
    site, nexts, over = Site(asked["host"], asked["port"]), Times(), asyncio.Event()
    browsers = [await Browser.open(site, token) for token in asked["tokens"]]
    asyncio.get_running_loop().add_reader(sys.stdin.fileno(), over.set)
    await asyncio.gather(*(_work(browser, nexts, over) for browser in browsers))
    os.write(1, json.dumps(nexts.all).encode())


if __name__ == "__main__":
    uvloop.run(_main())

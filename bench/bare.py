"""The least a feed could be: what one client sends goes to all the others. `python -m bench.bare PORT`."""

import asyncio
import sys

from websockets.asyncio.server import ServerConnection, broadcast, serve

followers: set[ServerConnection] = set()


async def _follow(connection: ServerConnection) -> None:
    followers.add(connection)
    try:
        async for message in connection:
            broadcast(followers - {connection}, message)
    finally:
        followers.discard(connection)


async def _run(port: int) -> None:
    async with serve(_follow, "127.0.0.1", port, compression=None):
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    asyncio.run(_run(int(sys.argv[1])))

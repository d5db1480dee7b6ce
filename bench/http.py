"""A minimal HTTP/1.1 client on one kept-alive connection, so that the client does not dominate what is measured.

It knows the service's address, cookie and origin; it must not know any route.
"""

import asyncio
import json
from dataclasses import dataclass
from typing import Any, Self

from callcenter.accounts.access import COOKIE

_PIECE = 256 * 1024


@dataclass(frozen=True)
class Site:
    """Where the service listens."""

    host: str
    port: int

    @property
    def name(self) -> str:
        return f"localhost:{self.port}"


class Refused(Exception):
    """An answer that the measurement did not expect."""


class Browser:
    """One signed-in connection."""

    def __init__(self, site: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, token: str):
        self._reader, self._writer = reader, writer
        self._head = f"Host: {site.name}\r\nOrigin: http://{site.name}\r\nCookie: {COOKIE}={token}\r\n"

    @classmethod
    async def open(cls, site: Site, token: str = "") -> Self:
        reader, writer = await asyncio.open_connection(site.host, site.port)
        return cls(site, reader, writer, token)

    def close(self) -> None:
        self._writer.close()

    async def get(self, path: str) -> Any:
        return await self.send("GET", path)

    async def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return await self.send("POST", path, b"" if body is None else json.dumps(body).encode(), **headers)

    async def send(self, method: str, path: str, body: bytes = b"", **headers: str) -> Any:
        """The answer's JSON; None for one without a body. Raises Refused for anything but a success."""
        own = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        kind = "Content-Type: application/json\r\n" if body else ""
        head = f"{method} {path} HTTP/1.1\r\n{self._head}{own}{kind}Content-Length: {len(body)}\r\n\r\n"
        if len(body) <= _PIECE:
            self._writer.write(head.encode() + body)
        else:
            self._writer.write(head.encode())
            for start in range(0, len(body), _PIECE):
                self._writer.write(body[start : start + _PIECE])
                await self._writer.drain()
        return await self._answer(f"{method} {path}")

    async def _answer(self, asked: str) -> Any:
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        status = int(head[9:12])
        length = 0
        if (at := head.find(b"content-length:")) >= 0:
            length = int(head[at + 15 : head.index(b"\r\n", at)])
        body = await self._reader.readexactly(length) if length else b""
        if status >= 300:
            raise Refused(f"{asked}: {status} {body[:200]!r}")
        return json.loads(body) if body else None

    async def follow(self, path: str) -> asyncio.StreamReader:
        """Turns this connection into a WebSocket; what it reads from now on are frames."""
        self._writer.write(
            f"GET {path} HTTP/1.1\r\n{self._head}Connection: Upgrade\r\nUpgrade: websocket\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )
        head = await self._reader.readuntil(b"\r\n\r\n")
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise Refused(f"{path}: {head[:80]!r}")
        return self._reader

"""Room on the disk of the embedded database: files are taken and imported only while a reserve stays free.

The reserve keeps the server's own log going; without it a full disk ends the server instead of one statement. Of a
database elsewhere it knows nothing: there, and past the reserve, PostgreSQL's own word counts (SQLSTATE class 53).
"""

import os
from collections.abc import AsyncIterator
from pathlib import Path

from callcenter.kit.errors import CallcenterError
from callcenter.settings import Settings

LOOK_BYTES = 8 * 1024 * 1024


class StorageFull(CallcenterError):
    """No room for what was sent; nothing of it is kept. The same request succeeds once there is room again."""

    code, status = "storage_full", 507
    fr = "Le serveur n’a plus assez de place : rien n’a été gardé. Prévenez le centre, puis renvoyez le fichier."
    en = "The server is out of room: nothing was kept. Tell the centre, then upload the file again."


def watched_folder(settings: Settings) -> Path | None:
    """The folder of the embedded database; None when the database is elsewhere."""
    folder = settings.data.resolve() / "postgres"
    return folder if folder.exists() else None


def is_short(folder: Path | str, reserve: int) -> bool:
    """Whether fewer than `reserve` bytes are free there for this user."""
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize < reserve


async def while_there_is_room(pieces: AsyncIterator[bytes], settings: Settings) -> AsyncIterator[bytes]:
    """The same pieces. Raises StorageFull before the first one or in between."""
    folder, since = watched_folder(settings), LOOK_BYTES
    async for piece in pieces:
        since += len(piece)
        if folder is not None and since >= LOOK_BYTES:
            since = 0
            if is_short(folder, settings.disk_reserve_bytes):
                raise StorageFull(retry_after=60)
        yield piece

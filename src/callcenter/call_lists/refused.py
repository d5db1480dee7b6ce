"""The refused lines of a file, kept sealed for two weeks so that the partner mends them alone, then gone.

The vault's part: cells are sealed under the contact key of the list they were meant for, and come out as a CSV file
sealed for the web process. It must not know why a line was refused beyond its code.
"""

import csv
import io
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from uuid import UUID

import msgpack
from sqlalchemy import text

from callcenter.call_lists import queries
from callcenter.call_lists.mended import mend_headers
from callcenter.call_lists.models import CallList, RefusedFile, RefusedFileChunk
from callcenter.call_lists.reports import MAKE_REFUSED
from callcenter.call_lists.sentences import LINE
from callcenter.infra import jobs
from callcenter.infra.db import Db
from callcenter.infra.exchange import Letter
from callcenter.infra.jobs import Registry
from callcenter.infra.sealing import Address, Field
from callcenter.infra.vault_keyring import VaultKeyring
from callcenter.kit import clock
from callcenter.kit.text import formula_safe

KEPT = timedelta(days=14)
FILE_KEPT = timedelta(days=1)
"""A file to mend can be made again while its lines are kept."""

FORGET, FORGET_FILE = "forget_refused_lines", "forget_refused_file"
CHUNK_BYTES = 256 * 1024


async def keep_for_a_while(db: Db, row: CallList, refused: int) -> None:
    """From here on the time of a file's refused lines runs."""
    if refused:
        await db.execute(_KEEP, {"id": row.id, "until": clock.now() + KEPT})
        await jobs.enqueue(db, FORGET, row.id, delay=KEPT)


_KEEP = text("UPDATE call_lists SET refused_until = :until WHERE id = :id")
_FORGET = text("DELETE FROM refused_rows WHERE list_id = :id")
_FORGET_FILES = text("DELETE FROM refused_files WHERE list_id = :id")
_FORGET_FILE = text("DELETE FROM refused_files WHERE id = :id")
_FORGOTTEN = text("UPDATE call_lists SET refused_until = NULL WHERE id = :id")
_STORED = text(
    """
    SELECT r.first_line, r.key_version, r.sealed, l.id AS key_list_id, s.wrapped
    FROM refused_rows r
    JOIN call_lists f ON f.id = r.list_id
    JOIN call_lists l ON l.id = coalesce(f.target_id, f.id)
    JOIN list_secrets s ON s.list_id = l.id AND s.key_version = r.key_version
    WHERE r.list_id = :file AND r.first_line >= :after ORDER BY r.first_line LIMIT 1
    """
)
_WHY = text(
    "SELECT line, code FROM list_report_lines WHERE list_id = :file AND line BETWEEN :first AND :last "
    "AND severity = 'refused' ORDER BY line, id"
)


def register(registry: Registry, keys: VaultKeyring) -> None:
    """Adds these jobs to the vault's registry."""

    async def make(db: Db, file_id: UUID) -> None:
        file = await queries.refused_file_to_make(db, file_id)
        if file is not None and file.state == "requested":
            await _Making(db, keys, file).run()
            await jobs.enqueue(db, FORGET_FILE, file_id, delay=FILE_KEPT)

    async def forget(db: Db, list_id: UUID) -> None:
        for statement in (_FORGET, _FORGET_FILES, _FORGOTTEN):
            await db.execute(statement, {"id": list_id})

    async def forget_file(db: Db, file_id: UUID) -> None:
        await db.execute(_FORGET_FILE, {"id": file_id})

    async def given_up(db: Db, file_id: UUID) -> None:
        file = await queries.refused_file_to_make(db, file_id)
        if file is not None:
            file.state = "failed"
            await db.flush()

    registry.add(MAKE_REFUSED, make, failed=given_up)
    registry.add(FORGET, forget)
    registry.add(FORGET_FILE, forget_file)


class _Making:
    """Writes one file to mend: the lines as they came, each with its number and what is to be corrected."""

    def __init__(self, db: Db, keys: VaultKeyring, file: RefusedFile) -> None:
        self._db, self._keys, self._file = db, keys, file
        self._written = io.StringIO(newline="")
        self._lines = csv.writer(self._written, delimiter=";", lineterminator="\r\n")
        self._held, self._number = bytearray(), 0

    async def run(self) -> None:
        header: list[str] = []
        width = rows = 0
        async for (
            line,
            cells,
        ) in self._opened():  # once for the width: the last two columns stand in one place
            width = max(width, len(cells))
            if not line:
                header = cells
        self._written.write("\ufeff")
        self._write(self._header(header, width))
        async for batch in self._batches():
            reasons = await self._reasons(batch)
            for line, cells in batch:
                if line:
                    rest = [""] * (width - len(cells))
                    self._write([*cells, *rest, str(line), reasons.get(line, "")])
                    rows += 1
            await self._put()
        await self._put(last=True)
        self._file.state, self._file.rows = "ready", rows
        await self._db.flush()

    def _header(self, header: list[str], width: int) -> list[str]:
        names = [header[at] if at < len(header) else "" for at in range(width)]
        return [*names, *mend_headers(self._file.language)]

    def _write(self, cells: Sequence[str]) -> None:
        self._lines.writerow([formula_safe(cell) for cell in cells])

    async def _reasons(self, batch: Sequence[tuple[int, list[str]]]) -> dict[int, str]:
        reasons: dict[int, str] = {}
        span = {"file": self._file.list_id, "first": batch[0][0], "last": batch[-1][0]}
        for row in (await self._db.execute(_WHY, span)).all():
            sentence = LINE[row.code].of(self._file.language)
            reasons[row.line] = f"{reasons[row.line]} {sentence}" if row.line in reasons else sentence
        return reasons

    async def _opened(self) -> AsyncIterator[tuple[int, list[str]]]:
        async for batch in self._batches():
            for each in batch:
                yield each

    async def _batches(self) -> AsyncIterator[list[tuple[int, list[str]]]]:
        after = 0
        while row := (await self._db.execute(_STORED, {"file": self._file.list_id, "after": after})).first():
            key = self._keys.contact_key(row.key_list_id, row.key_version, row.wrapped)
            address = Address(Field.REFUSED, row.key_list_id, self._file.list_id, row.first_line)
            held = key.open(address, row.sealed)["rows"]
            yield [(line, msgpack.unpackb(cells)) for line, cells in held]
            after = row.first_line + 1

    async def _put(self, *, last: bool = False) -> None:
        """Seals what is written in equal pieces; the last one says that it is the last."""
        self._held += self._written.getvalue().encode()
        self._written.seek(0)
        self._written.truncate()
        while len(self._held) > CHUNK_BYTES:  # never all of it: the last piece is sealed as such
            await self._seal(bytes(self._held[:CHUNK_BYTES]), last=False)
            del self._held[:CHUNK_BYTES]
        if last:
            await self._seal(bytes(self._held), last=True)

    async def _seal(self, piece: bytes, *, last: bool) -> None:
        sealed = self._keys.seal_for_web(Letter.REFUSED, self._file.id, self._number, last, piece)
        self._db.add(RefusedFileChunk(file_id=self._file.id, number=self._number, last=last, sealed=sealed))
        await self._db.flush()
        self._number += 1

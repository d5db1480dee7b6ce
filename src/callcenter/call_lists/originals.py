"""Refused lines with their cells, sealed so that only the vault opens them; `refused` says what becomes of them."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import asyncpg

from callcenter.infra.sealing import Address, Field, ListKey

Original = tuple[int, bytes]
"""(line, its cells as a msgpack list of texts); line 0 is the header."""


class SealedOriginals(NamedTuple):
    """A row of `refused_rows` but for its list."""

    first_line: int
    key_version: int
    sealed: bytes


def seal_originals(key: ListKey, file_id: UUID, originals: Sequence[Original]) -> list[SealedOriginals]:
    """The header apart, the lines together. `key` is the contact key of the list the lines were meant for."""
    parts = [[each for each in originals if not each[0]], [each for each in originals if each[0]]]
    return [
        SealedOriginals(
            rows[0][0],
            key.version,
            key.seal(Address(Field.REFUSED, key.list_id, file_id, rows[0][0]), {"rows": list(rows)}),
        )
        for rows in parts
        if rows
    ]


async def store_originals(
    connection: asyncpg.Connection, file_id: UUID, sealed: Sequence[SealedOriginals]
) -> None:
    if sealed:
        await connection.copy_records_to_table(
            "refused_rows",
            records=[(file_id, *each) for each in sealed],
            columns=["list_id", "first_line", "key_version", "sealed"],
        )

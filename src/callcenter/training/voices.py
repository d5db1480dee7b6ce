"""Recorded voices of simulated customers: whether a wording has one, and its sound. It writes none.

A recording belongs to the words it speaks: whoever changes them has to record anew.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from callcenter.infra.db import Db
from callcenter.training import queries

TYPES: Mapping[str, str] = {
    "webm": "audio/webm",
    "ogg": "audio/ogg",
    "mp4": "audio/mp4",
    "wav": "audio/wav",
}
"""What is stored → the type it is served as, whatever a browser said when it sent it."""


@dataclass(frozen=True, slots=True)
class Sound:
    type: str
    audio: bytes


def digest_of(words: str) -> str:
    """What tells two wordings apart: hex, 64 characters."""
    return hashlib.sha256(words.encode()).hexdigest()


async def recorded(db: Db, site_id: UUID, scenario: str) -> set[tuple[str, str]]:
    """(line, `digest_of` the wording) of everything recorded at the site for a scenario."""
    return await queries.voices(db, site_id, scenario)


async def sound(db: Db, site_id: UUID, scenario: str, line: str, words: str) -> Sound | None:
    """The recording of these words of that line; None where there is none."""
    found = await queries.voice(db, site_id, scenario, line, digest_of(words))
    return None if found is None else Sound(TYPES[found.kind], found.audio)

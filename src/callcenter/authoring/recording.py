"""Recordings that trainers make of a customer's lines: of own drafts as they are saved, and of shipped scenarios.

What a browser says about the sound is not believed: its first bytes say what it is, and as what it is served.
"""

import hashlib
from collections.abc import Iterator
from uuid import UUID

from callcenter.accounts.schemas import Trainer
from callcenter.authoring import queries
from callcenter.authoring.errors import VoiceRefused, VoicesFull
from callcenter.authoring.schemas import DraftContent, VoiceChanged, VoiceRead
from callcenter.infra import journal
from callcenter.infra.db import Db
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.training import catalogue, voices
from callcenter.training.voices import Sound

MOST = 1000
"""Recordings of a site."""


def kind_of(audio: bytes) -> str:
    """What the bytes are: webm, ogg, mp4 or wav. Raises VoiceRefused for anything else."""
    if audio.startswith(b"\x1a\x45\xdf\xa3"):
        return "webm"
    if audio.startswith(b"OggS"):
        return "ogg"
    if audio[4:8] == b"ftyp":
        return "mp4"
    if audio.startswith(b"RIFF") and audio[8:12] == b"WAVE":
        return "wav"
    raise VoiceRefused


async def _wordings(db: Db, trainer: Trainer, code: str) -> list[tuple[str, int, str]]:
    """(line, place, words) of a shipped scenario, or of an own draft as it is saved. Raises NotFound."""
    if catalogue.is_shipped(code):
        scenario = await catalogue.one(db, trainer.site_id, code)
        if scenario is None:
            raise NotFound
        return [
            (name, at, words) for name, node in scenario.nodes.items() for at, words in enumerate(node.says)
        ]
    drafts = await queries.drafts(db, trainer.site_id, code)
    if not drafts:
        raise NotFound
    return [*_of_draft(drafts[0].ScenarioDraft.content)]


def _of_draft(content: dict[str, object]) -> Iterator[tuple[str, int, str]]:
    for line in DraftContent.model_validate(content).nodes:
        for at, words in enumerate(line.says):
            yield line.name, at, words


async def _words(db: Db, trainer: Trainer, code: str, line: str, at: int) -> str:
    for name, place, words in await _wordings(db, trainer, code):
        if (name, place) == (line, at) and words:
            return words
    raise NotFound


async def known(db: Db, trainer: Trainer, code: str) -> list[VoiceRead]:
    """Which wordings of a scenario are recorded. Raises NotFound."""
    found = await voices.recorded(db, trainer.site_id, code)
    return [
        VoiceRead(line=line, at=at)
        for line, at, words in await _wordings(db, trainer, code)
        if (line, voices.digest_of(words)) in found
    ]


async def listen(db: Db, trainer: Trainer, code: str, line: str, at: int) -> Sound:
    """Raises NotFound."""
    words = await _words(db, trainer, code, line, at)
    found = await voices.sound(db, trainer.site_id, code, line, words)
    if found is None:
        raise NotFound
    return found


async def record(db: Db, trainer: Trainer, code: str, line: str, at: int, audio: bytes) -> None:
    """Keeps a recording in place of the one before. Raises NotFound, VoiceRefused, VoicesFull."""
    words = await _words(db, trainer, code, line, at)
    kind = kind_of(audio)
    if await queries.count_voices(db, trainer.site_id) >= MOST:
        raise VoicesFull
    values = {
        "site_id": trainer.site_id,
        "scenario": code,
        "line": line,
        "words": voices.digest_of(words),
        "kind": kind,
        "audio": audio,
        "digest": hashlib.sha256(audio).hexdigest(),
        "made_by": trainer.user_id,
        "made_at": clock.now(),
    }
    await queries.keep_voice(db, values)
    await _journal(db, trainer, code, recorded=True)


async def forget(db: Db, trainer: Trainer, code: str, line: str, at: int) -> None:
    """Deletes a recording. Raises NotFound."""
    words = await _words(db, trainer, code, line, at)
    if not await queries.drop_voice(db, trainer.site_id, code, line, voices.digest_of(words)):
        raise NotFound
    await _journal(db, trainer, code, recorded=False)


async def sweep(db: Db, site_id: UUID, code: str) -> None:
    """Deletes recordings of words that neither the draft nor what is published says any more."""
    used: set[tuple[str, str]] = set()
    for row in await queries.drafts(db, site_id, code):
        used |= {(line, voices.digest_of(said)) for line, _, said in _of_draft(row.ScenarioDraft.content)}
    scenario = await catalogue.one(db, site_id, code)
    for name, node in scenario.nodes.items() if scenario is not None else ():
        used |= {(name, voices.digest_of(said)) for said in node.says}
    for line, words in await voices.recorded(db, site_id, code) - used:
        await queries.drop_voice(db, site_id, code, line, words)


async def _journal(db: Db, trainer: Trainer, code: str, *, recorded: bool) -> None:
    await journal.append(
        db,
        VoiceChanged(scenario=code, recorded=recorded, actor_id=trainer.user_id, site_id=trainer.site_id),
    )

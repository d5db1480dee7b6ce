"""Routes of simulated customers being written: trainers only, each of the own site alone."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from callcenter.accounts.access import AsTrainer
from callcenter.authoring import plays, recording, service
from callcenter.authoring.schemas import (
    DraftContent,
    Name,
    OwnCreate,
    OwnLine,
    OwnPublish,
    OwnRead,
    OwnWrite,
    PlayCreate,
    PlayRead,
    TriedRead,
    VoiceRead,
)
from callcenter.infra.http import RequestDb

router = APIRouter(prefix="/api", tags=["training"])
Code = Annotated[Name, Path()]
Place = Annotated[int, Path(ge=0, le=5)]


@router.get("/own-scenarios")
async def list_own_scenarios(trainer: AsTrainer, db: RequestDb) -> list[OwnLine]:
    return await service.lines(db, trainer)


@router.post("/own-scenarios", status_code=201)
async def create_scenario(new: OwnCreate, trainer: AsTrainer, db: RequestDb) -> OwnRead:
    """Begins a draft: a copy of a shipped scenario, of an own one, or a small sound one."""
    return await service.create(db, trainer, new)


@router.get("/own-scenarios/{code}")
async def read_own_scenario(code: Code, trainer: AsTrainer, db: RequestDb) -> OwnRead:
    return await service.read(db, trainer, code)


@router.put("/own-scenarios/{code}")
async def save_scenario(code: Code, wanted: OwnWrite, trainer: AsTrainer, db: RequestDb) -> OwnRead:
    """Saves the draft, complete or not; what is published stays as it is."""
    return await service.save(db, trainer, code, wanted)


@router.delete("/own-scenarios/{code}", status_code=204)
async def delete_scenario(code: Code, trainer: AsTrainer, db: RequestDb) -> None:
    """Deletes a draft of which nothing is published."""
    await service.delete(db, trainer, code)


@router.post("/own-scenarios/{code}/publish")
async def publish_scenario(code: Code, wanted: OwnPublish, trainer: AsTrainer, db: RequestDb) -> OwnRead:
    """Publishes the saved draft as a new version; refused while something is wrong with it."""
    return await service.publish(db, trainer, code, wanted)


@router.post("/own-scenarios/{code}/withdraw")
async def withdraw_scenario(code: Code, trainer: AsTrainer, db: RequestDb) -> OwnRead:
    return await service.withdraw(db, trainer, code)


@router.post("/scenario-trials")
async def try_scenario(content: DraftContent, trainer: AsTrainer, db: RequestDb) -> TriedRead:
    """Plays every way through a draft as it is sent, and says what is wrong with it. Nothing is kept."""
    return await service.try_out(db, trainer, content)


@router.post("/scenario-plays")
async def play_scenario(wanted: PlayCreate, trainer: AsTrainer) -> PlayRead:
    """Plays a draft as it is sent, one answer after the other. Nothing is kept."""
    return plays.play(trainer, wanted)


# --- voices -------------------------------------------------------------------------------------------------


@router.get("/scenarios/{code}/voices")
async def list_voices(code: Code, trainer: AsTrainer, db: RequestDb) -> list[VoiceRead]:
    """Which wordings of a shipped scenario, or of an own draft, are recorded."""
    return await recording.known(db, trainer, code)


@router.get("/scenarios/{code}/lines/{line}/{at}/voice", response_class=Response)
async def hear_voice(code: Code, line: Code, at: Place, trainer: AsTrainer, db: RequestDb) -> Response:
    found = await recording.listen(db, trainer, code, line, at)
    return Response(found.audio, media_type=found.type)


@router.put("/scenarios/{code}/lines/{line}/{at}/voice", status_code=204)
async def record_voice(
    code: Code, line: Code, at: Place, request: Request, trainer: AsTrainer, db: RequestDb
) -> None:
    """Keeps a recording (the body) of a wording as it is saved; at most one megabyte."""
    await recording.record(db, trainer, code, line, at, await request.body())


@router.delete("/scenarios/{code}/lines/{line}/{at}/voice", status_code=204)
async def delete_voice(code: Code, line: Code, at: Place, trainer: AsTrainer, db: RequestDb) -> None:
    await recording.forget(db, trainer, code, line, at)

"""Routes of modules. An apprentice does the own; a trainer keeps the library of the site and reads what was done."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from callcenter.accounts.access import AsAgent, AsTrainer
from callcenter.infra.http import RequestDb
from callcenter.modules import library, runs
from callcenter.modules.exercises import Key
from callcenter.modules.schemas import (
    AnswerGiven,
    ModuleContent,
    ModuleDetail,
    ModuleLine,
    ModuleWrite,
    MyModules,
    PartDone,
    RunRead,
    RunStart,
)

router = APIRouter(prefix="/api", tags=["modules"])
Code = Annotated[Key, Path()]


@router.get("/my-training/modules")
async def my_modules(agent: AsAgent, db: RequestDb) -> MyModules:
    """Every module: where I stand in it, and the time I spent."""
    return await runs.mine(db, agent)


@router.post("/my-training/runs")
async def start_module(wanted: RunStart, agent: AsAgent, db: RequestDb) -> RunRead:
    """Begins a module, or goes on where I was."""
    return await runs.start(db, agent, wanted.module)


@router.get("/my-training/runs/{run_id}")
async def read_run(run_id: UUID, agent: AsAgent, db: RequestDb) -> RunRead:
    return await runs.read(db, agent, run_id)


@router.post("/my-training/runs/{run_id}/part")
async def read_part(run_id: UUID, given: PartDone, agent: AsAgent, db: RequestDb) -> RunRead:
    """I have read the part."""
    return await runs.part_read(db, agent, run_id, given)


@router.post("/my-training/runs/{run_id}/answer")
async def answer_exercise(run_id: UUID, given: AnswerGiven, agent: AsAgent, db: RequestDb) -> RunRead:
    """Answers an exercise; what was right comes back once it is over."""
    return await runs.answer(db, agent, run_id, given)


# --- a trainer's --------------------------------------------------------------------------------------------


@router.get("/modules")
async def list_modules(trainer: AsTrainer, db: RequestDb) -> list[ModuleLine]:
    return await library.lines(db, trainer)


@router.get("/modules/{code}")
async def read_module(code: Code, trainer: AsTrainer, db: RequestDb) -> ModuleDetail:
    """The content, its versions, and how its exercises go."""
    return await library.detail(db, trainer, code)


@router.put("/modules/{code}")
async def write_module(code: Code, wanted: ModuleWrite, trainer: AsTrainer, db: RequestDb) -> ModuleDetail:
    """Writes a new version, or a new module. Runs and evidence stay on the version they were made on."""
    return await library.write(db, trainer, code, wanted)


@router.get("/module-versions/{version_id}")
async def read_version(version_id: UUID, trainer: AsTrainer, db: RequestDb) -> ModuleContent:
    return await library.version(db, trainer, version_id)


@router.get("/learners/{agent_id}/runs/{run_id}")
async def read_learners_run(agent_id: UUID, run_id: UUID, trainer: AsTrainer, db: RequestDb) -> RunRead:
    """What an apprentice of the site did of a module, answer by answer."""
    return await runs.of_learner(db, trainer, agent_id, run_id)

"""The vault's jobs on a file that changes a list: the forecast, and what its partner confirmed.

What is done equals what was announced, to the line; otherwise nothing is done and a new forecast is made.
"""

from datetime import timedelta
from uuid import UUID

import structlog

from callcenter.alerts import service as alerts
from callcenter.call_lists import amend_queries, queries, refused
from callcenter.call_lists.amend_queries import Overtaken
from callcenter.call_lists.amending import Amendment, GivenUp
from callcenter.call_lists.models import CallList
from callcenter.call_lists.refusals import FileRefused
from callcenter.call_lists.schemas import (
    CallListCancelled,
    CallListFailed,
    CallListForecast,
    CallListMerged,
    ForecastOvertaken,
)
from callcenter.call_lists.service import FORECAST, MERGE, WEIGH_LIST
from callcenter.infra import jobs, journal
from callcenter.infra.db import Db, bare, driver, read_dsn
from callcenter.infra.jobs import Later, Registry
from callcenter.infra.vault_keyring import VaultKeyring
from callcenter.kit import clock
from callcenter.settings import Settings

log = structlog.get_logger(__name__)

TURN = timedelta(seconds=1)
"""How soon a file that has to wait for another one of its partner asks again."""

CHANGED = "forecast_changed"
"""Why a confirmed file was not carried out; the new forecast stands beside it."""


class _Differs(Exception):
    """The file would no longer do what was announced."""


def register(registry: Registry, keys: VaultKeyring, settings: Settings) -> None:
    """Adds these jobs to the vault's registry."""

    async def forecast(db: Db, file_id: UUID) -> None:
        found = await _both(db, file_id, "forecasting")
        if found is not None:
            await _Reading(db, keys, settings, *found).forecast()

    async def merge(db: Db, file_id: UUID) -> None:
        found = await _both(db, file_id, "merging")
        if found is not None:
            await _Reading(db, keys, settings, *found).merge()

    async def given_up(db: Db, file_id: UUID) -> None:
        file = await queries.by_id(db, file_id)
        if file is not None:
            await _fail(db, file, "list_failed")

    registry.add(FORECAST, forecast, failed=given_up, slow=True)
    registry.add(MERGE, merge, failed=given_up, slow=True)


async def _both(db: Db, file_id: UUID, state: str) -> tuple[CallList, CallList] | None:
    """The file in that state and the list it is meant for."""
    file = await queries.by_id(db, file_id)
    if file is None or file.state != state or file.target_id is None:
        return None
    target = await queries.by_id(db, file.target_id)
    if target is None or target.state != "ready":
        await _fail(db, file, "target_gone")
        return None
    return file, target


def _ids(row: CallList) -> dict[str, UUID]:
    return {"list_id": row.id, "site_id": row.site_id, "partner_id": row.partner_id}


async def _fail(db: Db, file: CallList, code: str) -> None:
    """Nothing of the file stays but the reason."""
    origins = ["forecasting", "forecast", "merging"]
    if await queries.move(db, file.id, origins=origins, target="failed", failure=code, progress=None):
        await _forget(db, file)
        await alerts.raise_(db, "import_failed", site_id=file.site_id, now=clock.now())
        await journal.append(db, CallListFailed(code=code, **_ids(file)))


async def _forget(db: Db, file: CallList) -> None:
    await amend_queries.drop_report(await driver(db), file.id)
    await queries.drop_chunks(db, file.id)
    await queries.drop_preview(db, file.id)


class _Reading:
    """One job on a file and its list."""

    def __init__(
        self, db: Db, keys: VaultKeyring, settings: Settings, file: CallList, target: CallList
    ) -> None:
        self._db, self._keys, self._settings = db, keys, settings
        self._file, self._target = file, target

    async def forecast(self) -> None:
        try:
            amendment = await self._read(apply=False)
        except (FileRefused, GivenUp) as end:
            await self._end(end)
            return
        found, file = amendment.forecast, self._file
        values = {"forecast": found.stored(), "counts": found.counts, "progress": None}
        if await queries.move(self._db, file.id, origins=["forecasting"], target="forecast", **values):
            await journal.append(self._db, CallListForecast(**_ids(file), **found.journalled()))
        else:
            await _forget(self._db, file)

    async def merge(self) -> None:
        db, file = self._db, self._file
        try:
            amendment = await self._read(apply=True)
        except (_Differs, Overtaken):
            values = {"failure": CHANGED, "progress": file.progress}
            await queries.move(db, file.id, origins=["merging"], target="forecasting", **values)
            await jobs.enqueue(db, FORECAST, file.id)
            await journal.append(db, ForecastOvertaken(**_ids(file)))
            return
        except (FileRefused, GivenUp) as end:
            await self._end(end)
            return
        found = amendment.forecast
        values = {"counts": found.counts, "forecast": found.stored(), "failure": None, "progress": None}
        await queries.move(
            db, file.id, origins=["merging"], target="merged", imported_at=clock.now(), **values
        )
        await amend_queries.count_again(await driver(db), self._target.id)
        await queries.drop_chunks(db, file.id)
        await queries.drop_preview(db, file.id)
        await refused.keep_for_a_while(db, file, found.counts["refused"])
        await jobs.enqueue(db, WEIGH_LIST, self._target.id)
        entry = CallListMerged(target_id=self._target.id, **_ids(file), **found.journalled())
        await journal.append(db, entry)
        log.info("list amended", list_id=str(self._target.id), lines=found.counts["lines"])

    async def _read(self, *, apply: bool) -> Amendment:
        """Reads the file against its list; what it did is undone when it ends otherwise than well."""
        async with bare(read_dsn(self._settings.vault_folder)) as beside:
            if not await queries.takes_turn(beside, self._file):
                raise Later(TURN)
            async with self._db.begin_nested():
                amendment = Amendment(
                    self._db, self._keys, self._file, self._target, beside, self._settings, applies=apply
                )
                found = await amendment.run()
                if apply:
                    announced = self._file.forecast or {}
                    if found.stored()["digest"] != announced.get("digest"):
                        raise _Differs
                    await amendment.apply()
        return amendment

    async def _end(self, end: FileRefused | GivenUp) -> None:
        if isinstance(end, FileRefused):
            await _fail(self._db, self._file, end.code)
            return
        origins = ["forecasting", "merging"]
        if await queries.move(self._db, self._file.id, origins=origins, target="cancelled", progress=None):
            await journal.append(self._db, CallListCancelled(**_ids(self._file)))
        await _forget(self._db, self._file)

"""The vault process: the only one that holds contact keys. It opens no port and takes work from the database."""

import asyncio
import signal

import structlog

from callcenter.call_lists import amend_jobs, declared, refused
from callcenter.call_lists import jobs as call_lists
from callcenter.calls import jobs as calls
from callcenter.calls import law, quotas
from callcenter.canaries import jobs as canaries
from callcenter.do_not_call import jobs as do_not_call
from callcenter.infra import logs
from callcenter.infra.db import open_engine, read_dsn
from callcenter.infra.installation import check_keyring
from callcenter.infra.jobs import Registry, Worker
from callcenter.infra.memory import forbid_core_dumps, keep_what_is_loaded
from callcenter.infra.sealer import run_sealer
from callcenter.infra.vault_keyring import VaultKeyring
from callcenter.infra.wake import Waker
from callcenter.outcomes import confirmations, reopening
from callcenter.outcomes import jobs as outcomes
from callcenter.privacy import jobs as privacy
from callcenter.reports import jobs as reports
from callcenter.roleplay import jobs as roleplay
from callcenter.settings import Settings
from callcenter.supervision import jobs as supervision
from callcenter.training import jobs as training

log = structlog.get_logger(__name__)


def build_registry(keys: VaultKeyring, settings: Settings) -> Registry:
    """Every kind of job the vault does."""
    registry = Registry()
    call_lists.register(registry, keys, settings)
    amend_jobs.register(registry, keys, settings)
    declared.register(registry, keys)
    refused.register(registry, keys)
    do_not_call.register(registry, keys, settings)
    canaries.register(registry, keys)
    calls.register(registry, keys, settings)
    outcomes.register(registry, keys)
    confirmations.register(registry)
    reopening.register(registry)
    privacy.register(registry, keys, settings)
    supervision.register(registry, keys, settings)
    return registry


async def run(settings: Settings) -> None:
    """Runs until SIGTERM or SIGINT. A lost database ends the process: its supervisor starts it again."""
    forbid_core_dumps()
    logs.configure(settings.log_level)
    law.use(settings.law_file)
    quotas.use(settings.quotas_file)
    keys = VaultKeyring.load(settings.vault_folder / "keyring.json")
    dsn = read_dsn(settings.vault_folder)
    engine = open_engine(dsn, size=16, application="callcenter vault")
    await check_keyring(engine, keys)
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopping.set)
    waker = Waker(lambda: dsn)
    worker = Worker(engine, dsn, build_registry(keys, settings), waker)
    waking = asyncio.create_task(waker.run())
    keep_what_is_loaded()
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(worker.run(stopping))
            group.create_task(calls.tend(engine, settings, waker, stopping))
            group.create_task(call_lists.tend(engine, waker, stopping))
            group.create_task(confirmations.run(engine, waker, stopping))
            group.create_task(do_not_call.tend(engine, waker, stopping))
            group.create_task(reports.run(engine, waker, stopping))
            group.create_task(roleplay.tend(engine, waker, stopping))
            group.create_task(training.tend(engine, settings, waker, stopping))
            group.create_task(privacy.tend(engine, waker, stopping))
            group.create_task(run_sealer(dsn, keys, stopping))
    finally:
        waking.cancel()
        await engine.dispose()

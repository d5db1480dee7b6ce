"""What commands share: the settings, and the database as its owner."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from callcenter.infra.db import Db
    from callcenter.settings import Settings

T = TypeVar("T")


class ClockRefused(Exception):
    """The clock is to be set where real people's data may be."""

    def __init__(self) -> None:
        super().__init__(
            "CALLCENTER_CLOCK_AHEAD_SECONDS is for tests, and the data folder holds no demo: "
            "unset it, or serve a new data folder with `callcenter serve --demo`."
        )


def read_settings(*, seeding: bool = False, **given: Any) -> "Settings":
    """The settings of the environment, with what a command's options say instead; logs and clock are set up for them.

    Seeding a demo, the clock may be ahead before there is one. Raises ClockRefused.
    """
    from callcenter.infra import logs
    from callcenter.kit import clock
    from callcenter.settings import Settings

    settings = Settings(**{name: value for name, value in given.items() if value is not None})
    logs.configure(settings.log_level)
    if settings.clock_ahead_seconds:
        if not seeding and not settings.demo_sign_ins.exists():
            raise ClockRefused
        clock.set_ahead(timedelta(seconds=settings.clock_ahead_seconds))
    return settings


@contextmanager
def owner_dsn(settings: "Settings") -> Iterator[str]:
    """The owner's address of the database, which answers there; an embedded server runs meanwhile."""
    from callcenter.infra.postgres import Cluster
    from callcenter.infra.roles import check_owner

    if settings.database_url is not None:
        asyncio.run(check_owner(settings.database_url))
        yield settings.database_url
        return
    with Cluster(settings.data).running() as dsn:
        yield dsn


def in_database(work: "Callable[[Db], Awaitable[T]]") -> T:
    """Does one unit of work as the database's owner and commits it."""
    from callcenter.infra.db import open_engine, sessions

    async def do(dsn: str) -> T:
        engine = open_engine(dsn, size=2)
        try:
            async with sessions(engine)() as db:
                done = await work(db)
                await db.commit()
                return done
        finally:
            await engine.dispose()

    with owner_dsn(read_settings()) as dsn:
        return asyncio.run(do(dsn))

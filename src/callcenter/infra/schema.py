"""Bringing a database to the present schema with Alembic; knows where the migrations are, not what is in them."""

import asyncio
from pathlib import Path

from alembic import command
from alembic.config import Config

FOLDER = Path(__file__).parents[3] / "migrations"


def config(dsn: str) -> Config:
    """Alembic's configuration for the owner's address `dsn`; nothing secret is written to a file."""
    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    made.set_main_option("path_separator", "os")
    made.attributes["dsn"] = dsn
    return made


async def upgrade(dsn: str, revision: str = "head") -> None:
    await asyncio.to_thread(command.upgrade, config(dsn), revision)


async def downgrade(dsn: str, revision: str) -> None:
    await asyncio.to_thread(command.downgrade, config(dsn), revision)


async def check(dsn: str) -> None:
    """Raises when the tables of the code and those of the migrations differ."""
    await asyncio.to_thread(command.check, config(dsn))

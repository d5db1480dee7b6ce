"""The one row that ties this database to its keyrings, so that neither works with another's.

It must not know what the keys open.
"""

from uuid import UUID

from sqlalchemy import CheckConstraint, text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import Mapped, mapped_column

from callcenter.infra.db import Base, Now
from callcenter.infra.keyring import Keyring


class Installation(Base):
    """Which keyring pair this database was made with."""

    __tablename__ = "installation"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, server_default="1")
    keyring_id: Mapped[UUID]
    made_at: Mapped[Now]


async def keyring_id(engine: AsyncEngine) -> UUID | None:
    """The keyring pair this database belongs to; None before it is tied to one."""
    async with engine.connect() as connection:
        found: UUID | None = await connection.scalar(text("SELECT keyring_id FROM installation"))
    return found


async def check_keyring(engine: AsyncEngine, keyring: Keyring) -> None:
    """Raises KeyringRefused when the database is tied to another pair, or to none yet."""
    keyring.check_belongs(await keyring_id(engine) or UUID(int=0))


async def adopt(engine: AsyncEngine, pair: UUID) -> None:
    """Ties a new database to a keyring pair; a database that has one keeps it."""
    async with engine.begin() as connection:
        await connection.execute(
            text("INSERT INTO installation (keyring_id) VALUES (:pair) ON CONFLICT DO NOTHING"),
            {"pair": pair},
        )

"""Signs of life of the service's processes, written to the database by each, so that another can tell which is away."""

from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Mapped, mapped_column

from callcenter.infra.db import Base, Db, Statement


class ProcessBeat(Base):
    """When a process was last heard of."""

    __tablename__ = "process_beats"

    process: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


_BEAT = Statement(
    "INSERT INTO process_beats (process, at) VALUES (:process, :now) "
    "ON CONFLICT (process) DO UPDATE SET at = EXCLUDED.at RETURNING process"
)


async def beat(db: Db, process: Literal["vault"], now: datetime) -> None:
    await _BEAT.rows(db, {"process": process, "now": now})

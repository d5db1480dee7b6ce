"""Table of canaries: which contact of a list is the centre's own. The web role cannot read which."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from callcenter.infra.db import Base, RowId


class Canary(Base):
    """A number that the centre owns, planted in a list. `sealed` is the number until the vault has planted it.

    `contact_id` and `fingerprint` are for the vault alone; `marked` is a contact of the partner's own file that has
    the number, not an invented one.
    """

    __tablename__ = "canaries"
    __table_args__ = (CheckConstraint("state IN ('asked', 'planted', 'failed', 'withdrawn')", name="state"),)

    id: Mapped[RowId]
    site_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    list_id: Mapped[UUID] = mapped_column(index=True)
    made_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]
    state: Mapped[str]
    sealed: Mapped[bytes | None]
    contact_id: Mapped[UUID | None] = mapped_column(index=True)
    fingerprint: Mapped[bytes | None]
    marked: Mapped[bool | None]

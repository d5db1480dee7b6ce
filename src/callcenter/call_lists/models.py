"""Tables of call lists: the list, its sealed upload and preview, its keys, and the report of its lines."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from callcenter.infra.db import Base, Now, RowId


class CallList(Base):
    """One file a partner entrusted: where it stands, how it was read, what it gave. No personal data.

    `imported_through` is the last line of the file whose contact or remark is stored.
    """

    __tablename__ = "call_lists"
    __table_args__ = (
        CheckConstraint(
            "state IN ('uploading', 'received', 'inspecting', 'needs_mapping', 'importing', 'paused', 'ready', "
            "'failed', 'cancelled', 'shredding', 'shredded')",
            name="state",
        ),
        CheckConstraint("purpose IN ('appointment', 'loyalty', 'after_sales')", name="purpose"),
        Index("ix_call_lists_partner_id_created_at", "partner_id", "created_at"),
    )

    id: Mapped[RowId]
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    site_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    campaign_id: Mapped[UUID | None] = mapped_column(ForeignKey("campaigns.id"), index=True)
    name: Mapped[str]
    purpose: Mapped[str]
    file_name: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="uploading")
    failure: Mapped[str | None]
    cancelling: Mapped[bool] = mapped_column(server_default=text("false"))
    pausing: Mapped[bool] = mapped_column(server_default=text("false"))
    imported_through: Mapped[int] = mapped_column(Integer, server_default="0")
    bytes: Mapped[int] = mapped_column(server_default="0")
    layout: Mapped[dict[str, Any] | None]
    mapping: Mapped[dict[str, Any] | None]
    counts: Mapped[dict[str, Any] | None]
    progress: Mapped[dict[str, Any] | None]
    zones: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    created_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[Now]
    imported_at: Mapped[datetime | None]
    warned_at: Mapped[datetime | None]
    warned_days: Mapped[int | None] = mapped_column(Integer)


class UploadChunk(Base):
    """A piece of the file, sealed to the vault while it streamed through the web process."""

    __tablename__ = "upload_chunks"

    list_id: Mapped[UUID] = mapped_column(ForeignKey("call_lists.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    last: Mapped[bool]
    sealed: Mapped[bytes]


class ListPreview(Base):
    """What the vault understood of the file, sealed for the web process; contact samples are masked in it."""

    __tablename__ = "list_previews"

    list_id: Mapped[UUID] = mapped_column(ForeignKey("call_lists.id", ondelete="CASCADE"), primary_key=True)
    sealed: Mapped[bytes]


class ListLayout(Base):
    """A mapping a partner confirmed, to be proposed again for files of the same layout.

    The fingerprint is keyed: headers may be data.
    """

    __tablename__ = "list_layouts"

    partner_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    fingerprint: Mapped[bytes] = mapped_column(primary_key=True)
    mapping: Mapped[dict[str, Any]]
    confirmed_at: Mapped[datetime]


class ListSecret(Base):
    """The list's secret under a key-encryption key; only the vault role may read it."""

    __tablename__ = "list_secrets"

    list_id: Mapped[UUID] = mapped_column(ForeignKey("call_lists.id", ondelete="CASCADE"), primary_key=True)
    key_version: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    kek_version: Mapped[int] = mapped_column(SmallInteger, index=True)
    wrapped: Mapped[bytes]


class ListViewKey(Base):
    """The list's view key, sealed by the vault to the web process."""

    __tablename__ = "list_view_keys"

    list_id: Mapped[UUID] = mapped_column(ForeignKey("call_lists.id", ondelete="CASCADE"), primary_key=True)
    key_version: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    wrapped: Mapped[bytes]


class ReportLine(Base):
    """One remark on one line of the file: refused, warned or accepted but not callable. Codes, never values."""

    __tablename__ = "list_report_lines"
    __table_args__ = (Index("ix_list_report_lines_list_id_line", "list_id", "line"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    list_id: Mapped[UUID] = mapped_column(ForeignKey("call_lists.id", ondelete="CASCADE"))
    line: Mapped[int] = mapped_column(Integer)
    severity: Mapped[str]
    field: Mapped[str | None]
    code: Mapped[str]

"""Tables of call lists: the list, its sealed upload and preview, its keys, and the report of its lines."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from callcenter.infra.db import Base, Now, RowId

DO_NOT_CALL_LOCK = 0x646F6E6F74
"""Advisory lock: fingerprints are added and lists become ready one after the other, so that neither misses the
other."""

STOPPED = "CASE WHEN c.state = 'done' THEN 'done' ELSE 'blocked' END"
"""The state of a contact `c` that must not be called any more; with its reason, one that is done is marked."""


class CallList(Base):
    """One file a partner entrusted: where it stands, how it was read, what it gave. No personal data.

    `imported_through` is the last line of the file whose contact or remark is stored.
    `mode` and `target_id` tell a file of contacts of its own from one that changes the contacts of another list;
    `forecast` is what the latter would do; `totals` counts a list's contacts as they are now. `given_team` or
    `given_agent` say whose work it is, whatever its campaign says.
    """

    __tablename__ = "call_lists"
    __table_args__ = (
        CheckConstraint(
            "state IN ('uploading', 'received', 'inspecting', 'needs_mapping', 'importing', 'paused', 'ready', "
            "'failed', 'cancelled', 'forecasting', 'forecast', 'merging', 'merged', 'shredding', 'shredded')",
            name="state",
        ),
        CheckConstraint("purpose IN ('appointment', 'loyalty', 'after_sales')", name="purpose"),
        CheckConstraint("mode IN ('new', 'add', 'update', 'replace')", name="mode"),
        CheckConstraint("(mode = 'new') = (target_id IS NULL)", name="target"),
        CheckConstraint("given_team IS NULL OR given_agent IS NULL", name="given"),
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
    given_team: Mapped[UUID | None] = mapped_column(ForeignKey("teams.id"))
    given_agent: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    created_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[Now]
    imported_at: Mapped[datetime | None]
    warned_at: Mapped[datetime | None]
    warned_days: Mapped[int | None] = mapped_column(Integer)
    mode: Mapped[str] = mapped_column(server_default="new")
    target_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("call_lists.id", ondelete="CASCADE"), index=True
    )
    forecast: Mapped[dict[str, Any] | None]
    totals: Mapped[dict[str, Any] | None]
    refused_until: Mapped[datetime | None]


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


class AcceptedRun(Base):
    """Lines of the file, one after the other, each of which gave a contact without a remark."""

    __tablename__ = "list_accepted_runs"

    list_id: Mapped[UUID] = mapped_column(ForeignKey("call_lists.id", ondelete="CASCADE"), primary_key=True)
    first: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(Integer)


class RefusedRows(Base):
    """The cells of some refused lines, sealed by the list's contact key; only the vault may read them.

    `first_line` 0 is the file's header.
    """

    __tablename__ = "refused_rows"

    list_id: Mapped[UUID] = mapped_column(ForeignKey("call_lists.id", ondelete="CASCADE"), primary_key=True)
    first_line: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    key_version: Mapped[int] = mapped_column(SmallInteger)
    sealed: Mapped[bytes]


class RefusedFile(Base):
    """The refused lines of a file as a file to mend, made by the vault on request and sealed for the web process."""

    __tablename__ = "refused_files"
    __table_args__ = (CheckConstraint("state IN ('requested', 'ready', 'failed')", name="state"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    list_id: Mapped[UUID] = mapped_column(ForeignKey("call_lists.id", ondelete="CASCADE"), index=True)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    language: Mapped[str]
    state: Mapped[str]
    rows: Mapped[int | None] = mapped_column(Integer)
    requested_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    requested_at: Mapped[datetime]


class RefusedFileChunk(Base):
    """A piece of such a file."""

    __tablename__ = "refused_file_chunks"

    file_id: Mapped[UUID] = mapped_column(
        ForeignKey("refused_files.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    last: Mapped[bool]
    sealed: Mapped[bytes]


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

"""Tables of reports: what finished days came to, how far that has got, and reports made on schedule."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from callcenter.infra.db import Base, Now, RowId


class _Place(Base):
    """Where counts belong: day and hour are those of the site's clock."""

    __abstract__ = True

    site_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    list_id: Mapped[UUID] = mapped_column(primary_key=True)
    partner_id: Mapped[UUID]


class HourTally(_Place):
    """Counts of one hour of a finished day; their meaning stands in `schemas.Counts`."""

    __tablename__ = "report_hours"
    __table_args__ = (Index("ix_report_hours_campaign_id", "campaign_id"),)

    agent_id: Mapped[UUID] = mapped_column(primary_key=True)
    hour: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    attempts: Mapped[int] = mapped_column(Integer)
    records: Mapped[int] = mapped_column(Integer)
    contacts: Mapped[int] = mapped_column(Integer)
    argued: Mapped[int] = mapped_column(Integer)
    positive: Mapped[int] = mapped_column(Integer)
    objections: Mapped[int] = mapped_column(Integer)
    callbacks: Mapped[int] = mapped_column(Integer)
    talks: Mapped[int] = mapped_column(Integer)
    talk_seconds: Mapped[int] = mapped_column(Integer)
    wrap_seconds: Mapped[int] = mapped_column(Integer)
    work_seconds: Mapped[int] = mapped_column(Integer)
    scored: Mapped[int] = mapped_column(Integer)
    promoters: Mapped[int] = mapped_column(Integer)
    detractors: Mapped[int] = mapped_column(Integer)
    marked: Mapped[int] = mapped_column(Integer)
    satisfied: Mapped[int] = mapped_column(Integer)
    first_contacts: Mapped[int] = mapped_column(Integer)
    tries: Mapped[int] = mapped_column(Integer)


class CodeTally(_Place):
    """Outcomes in force of a finished day by their code, whoever recorded them: one agent's are few enough to read."""

    __tablename__ = "report_codes"
    __table_args__ = (Index("ix_report_codes_campaign_id", "campaign_id"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    records: Mapped[int] = mapped_column(Integer)


class TallyEdge(Base):
    """Up to which moment a site's days are in the tallies: the local midnight that began the first day that is not."""

    __tablename__ = "report_edges"

    site_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    counted_until: Mapped[datetime]


class KeptReport(Base):
    """A report made on schedule, with the figures as they were; written out in the reader's language when it is read.

    Without `partner_id` it is the site's own; with one it holds that partner's campaigns and nobody's name.
    """

    __tablename__ = "kept_reports"
    __table_args__ = (
        CheckConstraint("span IN ('day', 'month')", name="span"),
        Index(
            "uq_kept_reports",
            "site_id",
            "partner_id",
            "span",
            "since",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: Mapped[RowId]
    site_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    span: Mapped[str]
    since: Mapped[date]
    until: Mapped[date]
    made_at: Mapped[Now]
    content: Mapped[list[dict[str, Any]]]

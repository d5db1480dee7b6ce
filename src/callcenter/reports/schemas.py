"""Shapes of reports: what is counted, a report with its rows, the definitions, what is kept, and journal entries."""

from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from callcenter.infra.journal import Entry
from callcenter.reports.kpis import Unit

Angle = Literal["campaign", "list", "agent", "hour", "outcome", "day", "week", "month"]
"""By what a report is divided. Days and hours are those of the site's clock."""

FileKind = Literal["csv", "xlsx", "pdf"]
Span = Literal["day", "month"]


class LiveCounts(BaseModel):
    """What can be counted as it happens, from the feed alone.

    `attempts` are calls asked for, by the moment of asking; everything else comes from outcomes in force, by the
    moment of recording: `records` all of them, `contacts` those where somebody answered, `argued` those where the
    offer was made. `talks` are conversations, `talk_seconds` from answer to end, `wrap_seconds` from the end to the
    first outcome, `work_seconds` from hand-out to the first outcome of every record.
    """

    attempts: int = 0
    records: int = 0
    contacts: int = 0
    argued: int = 0
    positive: int = 0
    talks: int = 0
    talk_seconds: int = 0
    wrap_seconds: int = 0
    work_seconds: int = 0


class Counts(LiveCounts):
    """All that is counted. `scored` are answers from 0 to 10 (`promoters` 9 and 10, `detractors` 0 to 6), `marked`
    answers from 1 to 5 (`satisfied` 4 and 5). `first_contacts` are people of a campaign of whom this was the first
    time that somebody answered, `tries` the calls it took.
    """

    objections: int = 0
    callbacks: int = 0
    scored: int = 0
    promoters: int = 0
    detractors: int = 0
    marked: int = 0
    satisfied: int = 0
    first_contacts: int = 0
    tries: int = 0


class KpiRead(BaseModel):
    """`times` × (the sum of the counts in `over`, each with its weight) ÷ the count `per`; nothing while that is 0."""

    code: str
    name: str
    formula: str
    unit: Unit
    over: dict[str, int]
    per: str
    times: int
    good: Literal["up", "down"]


class Definitions(BaseModel):
    """Every KPI, and the words for the counts that are shown beside them."""

    kpis: list[KpiRead]
    counts: dict[str, str]


class Figures(BaseModel):
    """Counts and the KPIs made of them, by their codes; null where there is nothing to divide by."""

    counts: dict[str, int]
    values: dict[str, float | None]


class ReportRow(Figures):
    """`key` is an id, an alias, a code, an hour or a first day; `before` is the same row of the other period."""

    key: str
    label: str
    before: Figures | None


class ReportOrder(BaseModel):
    """What is asked for: days on the site's clock, the last included. The other period is the one to compare with."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    by: Angle = "day"
    since: date
    until: date
    before_since: date | None = None
    before_until: date | None = None
    site_id: UUID | None = None
    campaign_id: UUID | None = None
    list_id: UUID | None = None
    agent_id: UUID | None = None


class ReportRead(BaseModel):
    """A report. Codes of KPIs lead to the definitions; `zone` is the clock of its days and hours, null for several."""

    by: Angle
    since: date
    until: date
    before_since: date | None
    before_until: date | None
    zone: str | None
    made_at: datetime
    rows: list[ReportRow]
    total: Figures
    total_before: Figures | None


class CodeCount(BaseModel):
    code: str
    group: str
    label: str
    positive: bool
    count: int


class DayCount(BaseModel):
    """Outcomes of one day on the site's clock."""

    day: str
    outcomes: int
    positive: int


class HourOfDay(BaseModel):
    """Outcomes at an hour of the day on the site's clock, over the last 60 days."""

    hour: int
    outcomes: int
    positive: int


class AdviserCount(BaseModel):
    """What one agent brought, by alias: a partner never learns who calls."""

    adviser: str
    outcomes: int
    positive: int


class CampaignResults(BaseModel):
    """One campaign as it stands, for its live page; `contacts` by state, `zone` is the site's clock."""

    campaign_id: UUID
    contacts: dict[str, int]
    outcomes: list[CodeCount]
    per_day: list[DayCount]
    per_hour: list[HourOfDay]
    figures: Figures
    advisers: list[AdviserCount]
    zone: str


class Choice(BaseModel):
    id: str
    name: str


class ReportChoices(BaseModel):
    """What a reader may narrow a report to; agents of a partner's campaigns by alias."""

    sites: list[Choice]
    campaigns: list[Choice]
    lists: list[Choice]
    agents: list[Choice]


class KeptReportRead(BaseModel):
    id: UUID
    span: Span
    since: date
    until: date
    made_at: datetime
    site_name: str


# --- journal ------------------------------------------------------------------------------------------------


class ReportTaken(Entry):
    """Somebody took a report away as a file."""

    action: ClassVar[str] = "report.taken"
    by: Angle
    since: date
    until: date
    format: FileKind


class KeptReportTaken(Entry):
    """Somebody took away a report that was made on schedule."""

    action: ClassVar[str] = "report.kept_taken"
    report_id: UUID
    format: FileKind


class ReportMade(Entry):
    """The daily or monthly report of a site, or of a partner's campaigns at it, was made on schedule."""

    action: ClassVar[str] = "report.made"
    report_id: UUID
    span: Span
    since: date

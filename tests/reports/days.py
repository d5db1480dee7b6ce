"""Random days of work, written straight into the tables, and kept as plain facts to count by hand."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from callcenter.calls.models import Call, HandOut
from callcenter.campaigns.rules import NOT_ARGUED, catalogue
from callcenter.infra.db import Db
from callcenter.kit.ids import new_id
from callcenter.outcomes.models import Outcome

FIRST = datetime(2026, 10, 5, tzinfo=UTC)


@dataclass(frozen=True)
class Place:
    """One campaign with its list and the agents who work on it, at a site with a clock."""

    site_id: UUID
    zone: str
    partner_id: UUID
    campaign_id: UUID
    list_id: UUID
    agents: tuple[UUID, ...]
    contacts: tuple[UUID, ...]


@dataclass
class Record:
    """A hand-out with its call, and its outcomes: the first and its corrections."""

    place: Place
    agent_id: UUID
    contact_id: UUID
    leased: datetime
    requested: datetime
    answered: datetime | None
    ended: datetime
    outcomes: list[tuple[datetime, str, dict[str, dict[str, int]]]] = field(default_factory=list)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.place.zone)


def _outcome(draw: random.Random, *, reached: bool) -> tuple[str, dict[str, dict[str, int]]]:
    code = draw.choice([code for code, each in catalogue().items() if each.reached == reached])
    details: dict[str, dict[str, int]] = {}
    if catalogue()[code].family == "loyalty" and draw.random() < 0.8:
        details["loyalty"] = {"score": draw.randint(0, 10)}
    if catalogue()[code].family == "after_sales" and draw.random() < 0.8:
        details["after_sales"] = {"satisfaction": draw.randint(1, 5)}
    return code, details


def draw_records(draw: random.Random, places: list[Place], *, days: int, count: int) -> list[Record]:
    """Calls at any minute of some days, among them some without an outcome and some corrected the same day."""
    records = []
    busy: dict[UUID, datetime] = {}
    for _ in range(count):
        place = draw.choice(places)
        leased = FIRST + timedelta(seconds=draw.randrange(days * 86_400), milliseconds=draw.randrange(1000))
        contact = draw.choice(place.contacts)
        requested = leased + timedelta(seconds=draw.randrange(60))
        answered = requested + timedelta(seconds=draw.uniform(1, 40)) if draw.random() < 0.6 else None
        ended = (answered or requested) + timedelta(seconds=draw.uniform(1, 400))
        if busy.get(contact, FIRST) > leased:  # a contact is in one hand at a time
            continue
        busy[contact] = ended + timedelta(hours=1)
        record = Record(place, draw.choice(place.agents), contact, leased, requested, answered, ended)
        if draw.random() < 0.9:
            at = ended + timedelta(seconds=draw.uniform(0, 120))
            record.outcomes.append((at, *_outcome(draw, reached=answered is not None)))
            while draw.random() < 0.2:
                later = record.outcomes[-1][0] + timedelta(seconds=draw.uniform(1, 1200))
                if later.astimezone(record.zone).date() != at.astimezone(record.zone).date():
                    break
                record.outcomes.append((later, *_outcome(draw, reached=answered is not None)))
        records.append(record)
    return records


async def write(db: Db, records: Iterable[Record]) -> None:
    for record in records:
        place, hand_out, call = record.place, new_id(), new_id()
        where = {
            "campaign_id": place.campaign_id,
            "partner_id": place.partner_id,
            "site_id": place.site_id,
            "agent_id": record.agent_id,
            "contact_id": record.contact_id,
        }
        ended = record.outcomes[0][0] if record.outcomes else record.ended + timedelta(minutes=5)
        await db.execute(
            insert(HandOut).values(
                id=hand_out,
                list_id=place.list_id,
                state="finished" if record.outcomes else "expired",
                leased_at=record.leased,
                expires_at=ended,
                ended_at=ended,
                **where,
            )
        )
        await db.execute(
            insert(Call).values(
                id=call,
                hand_out_id=hand_out,
                state="ended",
                requested_at=record.requested,
                answered_at=record.answered,
                ended_at=record.ended,
                **where,
            )
        )
        before: UUID | None = None
        for at, code, details in record.outcomes:
            outcome = new_id()
            await db.execute(
                insert(Outcome).values(
                    id=outcome,
                    hand_out_id=hand_out,
                    call_id=call,
                    list_id=place.list_id,
                    code=code,
                    group=catalogue()[code].group,
                    positive=catalogue()[code].positive,
                    details=details,
                    corrects=before,
                    idempotency_key=new_id(),
                    recorded_at=at,
                    **where,
                )
            )
            before = outcome


# --- the slow, obvious computation --------------------------------------------------------------------------


@dataclass
class Slow:
    """Counts of some records, one after the other, as the definitions say it in words."""

    counts: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, more: int = 1) -> None:
        self.counts[name] = self.counts.get(name, 0) + more


def whole_seconds(length: timedelta) -> int:
    return max(0, length.days * 86_400 + length.seconds)


def count_outcome(record: Record, earlier: list[Record]) -> dict[str, int]:
    """What the outcome in force of a record counts. `earlier` are all records, to see who was reached before."""
    slow = Slow()
    at, code, details = record.outcomes[-1]
    outcome = catalogue()[code]
    slow.add("records")
    slow.add("work_seconds", whole_seconds(record.outcomes[0][0] - record.leased))
    if outcome.reached:
        slow.add("contacts")
    if outcome.group not in NOT_ARGUED:
        slow.add("argued")
    if outcome.positive:
        slow.add("positive")
    if outcome.group == "opposition":
        slow.add("objections")
    if code == "callback":
        slow.add("callbacks")
    if record.answered is not None:
        slow.add("talks")
        slow.add("talk_seconds", whole_seconds(record.ended - record.answered))
        slow.add("wrap_seconds", whole_seconds(record.outcomes[0][0] - record.ended))
    _count_answers(slow, details)
    same = [
        one
        for one in earlier
        if one.contact_id == record.contact_id and one.place.campaign_id == record.place.campaign_id
    ]
    reached_before = any(
        one.outcomes
        and one is not record
        and one.outcomes[-1][0] < at
        and catalogue()[one.outcomes[-1][1]].reached
        for one in same
    )
    if outcome.reached and not reached_before:
        slow.add("first_contacts")
        slow.add("tries", sum(1 for one in same if one.requested <= record.requested))
    return slow.counts


def _count_answers(slow: Slow, details: dict[str, dict[str, int]]) -> None:
    score, mark = details.get("loyalty", {}).get("score"), details.get("after_sales", {}).get("satisfaction")
    if score is not None:
        slow.add("scored")
        if score in {9, 10}:
            slow.add("promoters")
        if score < 7:
            slow.add("detractors")
    if mark is not None:
        slow.add("marked")
        if mark in {4, 5}:
            slow.add("satisfied")

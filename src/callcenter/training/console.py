"""What a practice call looks like on the console, and how its outcome is looked at: the same parts as a real call's.

Pure; card, slots and times are made up from the scenario. Role-plays show on the desk by the same functions.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, cast
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from callcenter.accounts.schemas import Agent
from callcenter.calls import promises
from callcenter.calls.errors import DutiesFirst
from callcenter.calls.schemas import (
    AgentStateRead,
    CallbackTimes,
    CallingWindow,
    CallRead,
    CampaignBrief,
    DutySaid,
    FilledStep,
    HandOutRead,
    ScriptRead,
)
from callcenter.campaigns import duties as opening
from callcenter.campaigns import rules as campaign_rules
from callcenter.campaigns.schemas import Duty, MaskingPolicy, ScriptStep
from callcenter.contacts.rules import build_card, spoken_name
from callcenter.kit import clock
from callcenter.kit.ids import reference
from callcenter.kit.languages import texts
from callcenter.outcomes import service as outcomes
from callcenter.outcomes.errors import OutcomeDoesNotFit
from callcenter.outcomes.schemas import FreeSlot, OutcomeCreate, OutcomeRead
from callcenter.training import scoring, voices
from callcenter.training.engine import Play
from callcenter.training.models import Practice
from callcenter.training.practice_schemas import TalkLine
from callcenter.training.scenarios import Half, Scenario
from callcenter.training.scoring import Recorded

SAID = texts(
    "practice",
    {
        "on_hold": ("Vous mettez l’appel en attente.", "You put the call on hold."),
        "resumed": ("Vous reprenez l’appel.", "You take the call back."),
        "hung_up": ("Vous raccrochez.", "You hang up."),
        "they_hung_up": ("La personne a raccroché.", "The person hung up."),
    },
)
MIDDAY = 13
"""The legal windows of a day end and begin around it: before is the morning (D.223-9)."""


@dataclass(frozen=True, slots=True)
class Held:
    """A practice call with its content and where it stands. Role-plays show on the desk by the same functions."""

    row: Practice
    scenario: Scenario
    play: Play
    spoken: frozenset[tuple[str, str]] = frozenset()
    """(line, digest of the wording) that the site has recorded."""
    robot: bool = False
    """Lines that are not recorded are spoken by the machine."""

    def filler(self, agent_name: str) -> Callable[[str], str]:
        """Puts the people's names into words of the scenario."""
        return filler(self.scenario, agent_name)

    def say(self, words: str, agent_name: str) -> str:
        return self.filler(agent_name)(words)


def filler(scenario: Scenario, agent_name: str) -> Callable[[str], str]:
    values = _values(scenario, agent_name, scenario.persona.last_name)
    return lambda words: campaign_rules.fill(words, values)


def _values(scenario: Scenario, agent_name: str, name: str | None) -> dict[str, str | None]:
    """What the placeholders of a script stand for; `name` is the customer's as it is said there."""
    persona = scenario.persona
    return {
        "agent": agent_name,
        "partner": scenario.partner,
        "civility": persona.civility,
        "name": name,
        "town": persona.town,
    }


# --- what the page draws ------------------------------------------------------------------------------------


def state_of(held: Held, since: datetime) -> AgentStateRead:
    talking = "on_hold" if held.play.on_hold else "talking"
    return AgentStateRead.model_validate(
        {
            "name": {"ready": "preparing", "talking": talking}.get(held.row.state, "wrap_up"),
            "since": since,
            "pause_reason": None,
            "pause_due": None,
            "paused_by_staff": False,
            "next_at": None,
        }
    )


def hand_out(agent: Agent, held: Held) -> HandOutRead:
    """What a real hand-out looks like, from the scenario: the page draws it with the same parts."""
    row, scenario = held.row, held.scenario
    persona, policy = scenario.persona, MaskingPolicy()
    view = {
        "civility": persona.civility,
        "last_name": persona.last_name,
        "first_name": persona.first_name,
        "town": persona.town,
        "department": persona.department,
        "company": persona.company,
        "language": scenario.language,
        "points": dict(persona.points),
    }
    values = _values(scenario, agent.display_name, spoken_name(view, policy))
    called = row.answered_at is not None
    fitting = campaign_rules.outcomes_for(scenario.purpose, reached=True if row.ended_at else None)
    return HandOutRead(
        id=row.id,
        expires_at=row.started_at + timedelta(days=1),
        campaign=CampaignBrief(
            id=row.id,
            name=scenario.title,
            purpose=scenario.purpose,
            confirms=False,
            mode="sandbox",
            partner_name=scenario.partner,
        ),
        card=build_card("E" + reference(row.id)[1:], persona.zone, view, policy),
        script=ScriptRead(
            steps=[
                FilledStep(**{**step.model_dump(), "text": campaign_rules.fill(step.text, values)})
                for step in _script(scenario, row)
            ]
        ),
        outcomes=campaign_rules.choices(fitting, agent.language),
        call=_call(held) if called else None,
        history=[],
    )


def _due(scenario: Scenario, row: Practice) -> list[opening.Rule]:
    return due(scenario, row.started_at.date())


def due(scenario: Scenario, day: date) -> list[opening.Rule]:
    """What the law wants said at the beginning of such a call on that day."""
    return opening.due(scenario.purpose, day, recording=False)


def _script(scenario: Scenario, row: Practice) -> list[ScriptStep]:
    """The opening as the law wants it on that day, then the scenario's own steps, else those of the purpose."""
    if not scenario.script:
        return campaign_rules.default_script(scenario.purpose, row.started_at.date())
    return [*opening.proposed(_due(scenario, row), scenario.language), *scenario.extra_steps()]


def _call(held: Held) -> CallRead:
    row, answered = held.row, held.row.answered_at
    assert answered is not None
    return CallRead(
        id=row.id,
        state="answered" if row.ended_at is None else "ended",
        result="answered" if row.ended_at is not None else None,
        requested_at=answered,
        ringing_at=answered,
        answered_at=answered,
        ended_at=row.ended_at,
        ended_by_staff=False,
        held_at=_held_at(held, answered),
        held_seconds=_held_seconds(held.play),
        duties=[
            DutySaid(code=cast("Duty", code), at=answered + timedelta(seconds=at))
            for code, at in held.play.ticked
        ],
    )


def _held_at(held: Held, answered: datetime) -> datetime | None:
    waits = held.row.ended_at is None and held.play.on_hold
    return answered + timedelta(seconds=held.play.now.holds[-1][0]) if waits else None


def _held_seconds(play: Play) -> int:
    """Seconds of the holds that are over."""
    return sum(until - since for turn in play.turns for since, until in turn.holds if until is not None)


def lines(agent: Agent, held: Held) -> list[TalkLine]:
    """The talk so far, in order."""
    answered, play = held.row.answered_at, held.play
    assert answered is not None
    said: list[tuple[int, str, str, int | None]] = []
    for place, turn in enumerate(play.turns):
        heard = held.robot or (turn.node, voices.digest_of(turn.says)) in held.spoken
        said.append((turn.at, "customer", held.say(turn.says, agent.display_name), place if heard else None))
        for since, until in turn.holds:
            said.append((since, "system", SAID["on_hold"].of(agent.language), None))
            if until is not None:
                said.append((until, "system", SAID["resumed"].of(agent.language), None))
        if turn.choice is not None:
            choice = held.scenario.nodes[turn.node].choices[turn.choice]
            words = held.say(choice.say, agent.display_name)
            said.append((turn.answered_at or turn.at, "action" if choice.act else "me", words, None))
    if play.over is not None:
        code = "they_hung_up" if play.over == "customer" else "hung_up"
        said.append((play.ended_at or 0, "system", SAID[code].of(agent.language), None))
    return [
        TalkLine.model_validate(
            {"who": who, "text": words, "at": answered + timedelta(seconds=at), "voice": voice}
        )
        for at, who, words, voice in said
    ]


# --- the outcome --------------------------------------------------------------------------------------------

_TIMES = (time(9, 30), time(11), time(14, 30), time(16))
_DAYS = 4


def free_slots(row: Practice, scenario: Scenario) -> list[FreeSlot]:
    persona = scenario.persona
    return [
        FreeSlot(
            id=slot_id,
            starts_at=starts,
            ends_at=starts + timedelta(minutes=30),
            left=1,
            place=persona.town,
            zone=persona.zone,
            place_zone=persona.zone,
        )
        for slot_id, starts in _slots(row, scenario).items()
    ]


def _slots(row: Practice, scenario: Scenario) -> dict[UUID, datetime]:
    zone = ZoneInfo(scenario.persona.zone)
    day, found = row.started_at.astimezone(zone).date(), {}
    days = 0
    while days < _DAYS:
        day += timedelta(days=1)
        if day.weekday() < 5:
            days += 1
            for at in _TIMES:
                starts = datetime.combine(day, at, zone)
                found[uuid5(row.id, starts.isoformat())] = starts
    return found


def times_to_call_back(scenario: Scenario) -> CallbackTimes:
    zone, now = scenario.persona.zone, clock.now()
    until = now + promises.LONGEST
    return CallbackTimes(
        zone=zone,
        from_at=now,
        until_at=until,
        legal_hours=True,
        windows=[CallingWindow(starts_at=a, ends_at=b) for a, b in promises.windows(zone, now, until)],
    )


def kept(row: Practice, scenario: Scenario, given: OutcomeCreate) -> dict[str, Any]:
    """How it stands in the row."""
    recorded = _recorded(row, scenario, given)
    return {"code": given.code, "half": recorded.half, "details": dict(recorded.details or {})}


def outcome_of(agent: Agent, row: Practice) -> OutcomeRead:
    assert row.outcome is not None
    assert row.finished_at is not None
    code = row.outcome["code"]
    label = scoring.label_of(code, agent.language)
    return OutcomeRead(id=row.id, code=code, label=label, recorded_at=row.finished_at, corrects=None)


def checked(held: Held, given: OutcomeCreate) -> Recorded:
    """The outcome of a call, looked at as a real one is. Raises what `record` does for one that may not be."""
    outcome = outcomes.check(given)
    if not outcome.reached or not campaign_rules.fits(outcome, held.scenario.purpose, confirms=False):
        raise OutcomeDoesNotFit(fields={"code": "does_not_fit"})
    ticked = {code for code, _ in held.play.ticked}
    if outcome.positive and {rule.code for rule in _due(held.scenario, held.row)} - ticked:
        raise DutiesFirst
    return _recorded(held.row, held.scenario, given)


def _recorded(row: Practice, scenario: Scenario, given: OutcomeCreate) -> Recorded:
    """The outcome as the rubric looks at it. Raises OutcomeDoesNotFit for a slot that was not offered."""
    at = given.callback_at
    if given.appointment is not None:
        at = _slots(row, scenario).get(given.appointment.slot_id)
        if at is None:
            raise OutcomeDoesNotFit(fields={"appointment.slot_id": "unknown"})
    details: dict[str, Any] = {}
    for part in (given.loyalty, given.after_sales):
        details |= part.model_dump(mode="json", exclude_none=True) if part is not None else {}
    if given.reason is not None:
        details["reason"] = given.reason
    half: Half | None = None
    if at is not None:
        half = "morning" if at.astimezone(ZoneInfo(scenario.persona.zone)).hour < MIDDAY else "afternoon"
    return Recorded(given.code, half, details)

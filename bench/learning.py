"""Two hundred apprentices with a year behind them: every page of training, as the trainer and as one of them opens it.

One apprentice does everything once through the services; the year of the others is copied from that by SQL.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import asyncpg

from bench.figures import Figures, Times
from bench.http import Browser
from bench.reports import write_calls
from bench.service import Service
from bench.stock import Stock
from callcenter import demo
from callcenter.accounts import service as accounts
from callcenter.accounts.schemas import Agent, Trainer
from callcenter.assessments import bilans, overview
from callcenter.assessments import book as blocks
from callcenter.assessments import service as plans
from callcenter.assessments.schemas import AssessmentCompose, PlanSign
from callcenter.campaigns.rules import catalogue
from callcenter.exams import service as exams
from callcenter.exams.schemas import EvaluationCreate, MockExamPlan
from callcenter.followups import service as follow_ups
from callcenter.followups.schemas import FollowUpUpdate
from callcenter.infra.db import Db, bare, open_engine, read_dsn, sessions
from callcenter.infra.vault_keyring import VaultKeyring
from callcenter.kit import clock
from callcenter.modules import book as modules
from callcenter.outcomes.schemas import OutcomeCreate
from callcenter.papers import service as papers
from callcenter.quality import service as quality
from callcenter.quality.schemas import GridUpdate
from callcenter.training import competences, debriefs, learners, practice, scenarios
from callcenter.training.engine import Event, every_way
from callcenter.training.practice_schemas import PracticeAct, PracticeCreate
from callcenter.training.schemas import DecisionCreate
from tests import factories
from tests.factories import Room

LEARNERS = 200
ATTEMPTS = 300_000
"""Real calls of the year, all apprentices together."""
REVIEWS = 24
"""Reviewed calls of each."""
ROUNDS = 5
SHOWN = 4
ZONE = "America/Guadeloupe"

YEAR: Mapping[str, tuple[str, int]] = {
    "learners": ("user_id", 1),
    "practices": ("agent_id", 12),
    "debrief_answers": ("agent_id", 12),
    "module_runs": ("agent_id", 2),
    "assessments": ("agent_id", 4),
    "plans": ("agent_id", 4),
    "follow_ups": ("learner_id", 6),
    "mock_exams": ("learner_id", 4),
    "evaluations": ("learner_id", 4),
    "papers": ("learner_id", 6),
    "evidence": ("learner_id", 12),
    "competence_decisions": ("learner_id", 3),
}
"""Tables of training in the order of their keys: whose row it is, and how many of each kind a year brings."""
_LINKS = ("practice_id", "source_id", "assessment_id", "subject_id")
"""Columns that lead to another copied row of the same round."""
_MOMENTS = ("timestamp with time zone", "date")


@dataclass(frozen=True)
class _Year:
    """The site after its year: who looks, and what there is to be opened."""

    room: Room
    trainer: str
    learner: str
    model: UUID
    follow_up: UUID
    exam: UUID
    run: UUID
    practice: UUID
    paper: UUID
    review: UUID


async def measure(service: Service, stock: Stock, figures: Figures) -> None:
    year = await _seed(service)
    month = f"{clock.now() - timedelta(days=20):%Y-%m}"
    person = f"/api/learners/{year.model}"
    pages = {
        "trainer": (
            "/api/learners",
            "/api/learning-group",
            person,
            f"{person}/path",
            f"{person}/exam",
            f"{person}/papers",
            f"{person}/runs/{year.run}",
            "/api/follow-ups",
            f"/api/follow-ups/{year.follow_up}",
            f"/api/mock-exams/{year.exam}",
            f"/api/debriefs/{year.practice}",
            f"/api/papers/{year.paper}",
            f"/api/hours?month={month}",
            f"/api/campaigns/{year.room.campaign_id}/gate",
            "/api/reviews",
            f"/api/reviews/{year.review}",
            "/api/scenarios",
            "/api/scenarios/rdv-premier",
            "/api/modules",
            "/api/modules/bonjour",
            "/api/assessment-blocks",
            "/api/referentials",
        ),
        "apprentice": (
            "/api/workstation",
            "/api/practice",
            f"/api/practice/{year.practice}/debrief",
            "/api/my-training",
            "/api/my-training/modules",
            "/api/my-training/plan",
            f"/api/my-training/runs/{year.run}",
            "/api/workstation/follow-ups",
            "/api/workstation/exam",
            "/api/workstation/papers",
            "/api/workstation/reviews",
        ),
    }
    for who, token in (("trainer", year.trainer), ("apprentice", year.learner)):
        took = {path: await _times(service, token, path) for path in pages[who]}
        for place, path in enumerate(sorted(took, key=lambda path: -took[path])[:SHOWN]):
            page = path.replace(str(year.model), "…").partition("?")[0]
            figures.add(
                f"    then {page}"
                if place
                else f"slowest of {len(took)} pages of the {who}, {LEARNERS} with a year: {page}",
                f"{took[path]:.0f} ms",
                aim="" if place else "< 300 ms",
            )


async def _times(service: Service, token: str, path: str) -> float:
    """The slowest of a few, in ms."""
    browser, took = await Browser.open(service.site, token), Times()
    for _ in range(ROUNDS):
        await took.of(browser.get(path))
    browser.close()
    return took.ms(1)


async def _seed(service: Service) -> _Year:
    dsn = read_dsn(service.settings.owner_folder)
    keys = VaultKeyring.load(service.settings.vault_folder / "keyring.json")
    engine = open_engine(dsn, size=1)
    try:
        async with sessions(engine)() as db:
            room = await factories.make_room(db, keys, count=1)
            others = [
                await factories.make_user(db, "agent", site_id=room.site_id) for _ in range(LEARNERS - 2)
            ]
            learner = await factories.make_session(db, room.agent)
            trainer = await factories.make_session(db, room.trainer)
            await db.commit()
            await _one_of_each(db, room)
            await db.commit()
    finally:
        await engine.dispose()
    people = [person.id for person in (room.second_agent, *others)]
    async with bare(dsn) as connection:
        await connection.execute("SET statement_timeout = 0")
        await _copy_year(connection, room.agent.id, people)
        await _presence(connection, room, [room.agent.id, *people])
        await write_calls(connection, room.site_id, [room.agent.id, *people], ATTEMPTS)
        await _reviews(connection, room)
        await connection.execute("ANALYZE")

        async def newest(table: str, whose: str, where: str = "true") -> UUID:
            found = await connection.fetchval(
                f"SELECT id FROM {table} WHERE {whose} = $1 AND {where} LIMIT 1", room.agent.id
            )
            assert isinstance(found, UUID), table
            return found

        return _Year(
            room=room,
            trainer=trainer,
            learner=learner,
            model=room.agent.id,
            follow_up=await newest("follow_ups", "learner_id", "state = 'planned'"),
            exam=await newest("mock_exams", "learner_id"),
            run=await newest("module_runs", "agent_id"),
            practice=await newest("practices", "agent_id"),
            paper=await newest("papers", "learner_id"),
            review=await newest("call_reviews", "agent_id"),
        )


# --- one of each --------------------------------------------------------------------------------------------


async def _one_of_each(db: Db, room: Room) -> None:
    trainer = replace(await accounts.acting(db, room.trainer.sign_in, Trainer), home_zone=ZONE)
    agent = replace(await accounts.acting(db, room.agent.sign_in, Agent), home_zone=ZONE)
    await bilans.compose(db, trainer, agent.user_id, AssessmentCompose(blocks=list(blocks.shipped())))
    await demo.answer_assessment(db, trainer, agent)
    plan = (await overview.path(db, trainer, agent.user_id)).plan
    assert plan is not None
    await plans.offer(db, trainer, plan.id, PlanSign(digest=plan.digest))
    await plans.agree(db, agent, plan.id, PlanSign(digest=plan.digest))
    for code in modules.shipped():
        await demo.go_through(db, agent, code, 60)
    for scenario in scenarios.shipped().values():
        if scenario.language == "fr":
            await _practise(db, agent, scenario)
    for block in (await competences.grid(db, await learners.of(db, trainer, agent.user_id))).blocks:
        for bar in block.bars:
            seen = DecisionCreate(competence=bar.competence, level="in_progress", seen="Vu au poste")
            await competences.decide(db, trainer, agent.user_id, seen)
    await _talk_and_exam(db, trainer, agent)
    grid = await quality.grid(db, trainer, room.campaign_id)
    await quality.change_grid(db, trainer, room.campaign_id, GridUpdate(criteria=grid.criteria))


async def _practise(db: Db, agent: Agent, scenario: scenarios.Scenario) -> None:
    """A call whose outcome asks for no details."""
    for events, play in every_way(scenario):
        node = scenario.nodes[play.now.node]
        plain = [
            code for code in node.outcomes if not catalogue()[code].needs and not catalogue()[code].positive
        ]
        if not plain:
            continue
        called = await practice.start(db, agent, PracticeCreate(scenario=scenario.code))
        await practice.act(db, agent, called.id, PracticeAct(kind="call"))
        turn = 1
        for event in events:
            chose = event.kind == "choose"
            await practice.act(db, agent, called.id, _as_act(event, turn if chose else None))
            turn += chose
        await practice.record(db, agent, called.id, OutcomeCreate(code=plain[0]))
        await debriefs.note_read(db, agent, called.id, "J’ai compris.")
        return


def _as_act(event: Event, turn: int | None) -> PracticeAct:
    return PracticeAct.model_validate(
        {"kind": event.kind, "choice": event.choice, "codes": list(event.codes), "turn": turn}
    )


async def _talk_and_exam(db: Db, trainer: Trainer, agent: Agent) -> None:
    who, today = agent.user_id, clock.now().date()
    talk = await follow_ups.plan(db, trainer, who, today)
    words = FollowUpUpdate(due_on=today, trainer_words="En progrès.", next_on=today + timedelta(days=40))
    await follow_ups.write(db, trainer, talk.id, words)
    issued = await follow_ups.issue(db, trainer, talk.id)
    assert issued.paper is not None
    await papers.sign(db, agent, issued.paper.id)
    await papers.sign(db, trainer, issued.paper.id)
    part = MockExamPlan(modality="questionnaire", planned_for=today, minutes=60, jury=["M. Ozanne"])
    exam = await exams.plan_exam(db, trainer, who, part)
    await exams.step_exam(db, trainer, exam.id, "running")
    await exams.step_exam(db, trainer, exam.id, "ended")
    seen = EvaluationCreate(block="ccp1", title="Appels entrants", held_on=today, results={"c1": "acquired"})
    await exams.evaluate(db, trainer, who, seen)
    await exams.issue_booklet(db, trainer, who)


# --- the year ------------------------------------------------------------------------------------------------


async def _copy_year(connection: asyncpg.Connection, model: UUID, people: Sequence[UUID]) -> None:
    """Every row of the model for each of the others, once a round, each round some weeks before the last."""
    for table, (whose, rounds) in YEAR.items():
        columns = await connection.fetch(
            "SELECT column_name AS name, data_type AS type FROM information_schema.columns "
            "WHERE table_schema = 'public' AND table_name = $1",
            table,
        )
        names = {row["name"]: row["type"] for row in columns}
        values = {name: f"m.{name}" for name in names}
        moved = f"make_interval(days => (r * {365 // rounds})::int)"
        for name, kind in names.items():
            if kind in _MOMENTS:
                values[name] = f"(m.{name} - {moved})::{kind}"
            elif name == "id" or name in _LINKS:
                values[name] = _again(f"m.{name}")
        values[whose] = "p"
        if table == "plans":
            values["version"] = "r + 1"
        if table == "papers":
            values["code"] = f"upper(left(md5({_again('m.id')}::text), 16))"
        insert = (
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values[name] for name in names)} "
            f"FROM {table} m CROSS JOIN unnest($1::uuid[]) AS p CROSS JOIN generate_series($3::int, $4::int) AS r "
            f"WHERE m.{whose} = $2 ON CONFLICT DO NOTHING"
        )
        # The model's own last round is what is copied; it is the last of all that is written, lest copies be copied.
        await connection.execute(insert, people, model, 0, rounds - 1, timeout=600)
        await connection.execute(insert, [model], model, 1, rounds - 1, timeout=600)


def _again(column: str) -> str:
    """An id of its own for each person and round, the same wherever the row is named."""
    return f"md5({column}::text || p::text || r::text)::uuid"


async def _presence(connection: asyncpg.Connection, room: Room, people: Sequence[UUID]) -> None:
    """Two hundred days with a shift and two signatures."""
    await connection.execute(
        """
        INSERT INTO shifts (id, site_id, agent_id, planned_from, planned_to, opened_at, opened_by, closed_at, closed_by,
                            created_by)
        SELECT gen_random_uuid(), $1, p, d, d + interval '5 hours', d, $2, d + interval '5 hours', $2, $2
        FROM unnest($3::uuid[]) p
        CROSS JOIN generate_series(current_date - 280, current_date - 1, interval '1 day') day
        CROSS JOIN LATERAL (SELECT day + interval '11 hours' AS d) at
        WHERE extract(isodow FROM day) < 6
        """,
        room.site_id,
        room.supervisor.id,
        people,
    )
    await connection.execute(
        """
        INSERT INTO attendances (id, site_id, agent_id, day, half, signed_at, countersigned_by, countersigned_at)
        SELECT gen_random_uuid(), $1, agent_id, planned_from::date, half, opened_at, $2, closed_at
        FROM shifts CROSS JOIN unnest(ARRAY['morning', 'afternoon']) half WHERE site_id = $1
        """,
        room.site_id,
        room.supervisor.id,
    )


async def _reviews(connection: asyncpg.Connection, room: Room) -> None:
    """The newest calls of each, weighed, given and read."""
    await connection.execute(
        """
        INSERT INTO call_reviews (id, site_id, campaign_id, grid_id, call_id, agent_id, rule, chosen_by, chosen_at,
                                  state, score, comment, given_by, given_at, answer, read_at)
        SELECT gen_random_uuid(), $1, c.campaign_id, g.id, c.id, c.agent_id, 'random', $2, c.ended_at, 'read', 150,
               'Bonne écoute.', $2, c.ended_at, NULL, c.ended_at
        FROM (
            SELECT *, row_number() OVER (PARTITION BY agent_id ORDER BY requested_at DESC) AS place
            FROM calls WHERE site_id = $1 AND answered_at IS NOT NULL
        ) c JOIN review_grids g ON g.campaign_id = c.campaign_id
        WHERE c.place <= $3
        """,
        room.site_id,
        room.trainer.id,
        REVIEWS,
        timeout=600,
    )

"""Why not: every rule of the order as a table; the dispatcher hands out just what the screen calls callable."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from callcenter.accounts import teams
from callcenter.calls import claims, rules, verdicts
from callcenter.calls.closures import Closures
from callcenter.calls.verdicts import Facts, decide
from callcenter.campaigns.rules import catalogue
from callcenter.contacts.service import ZONES
from callcenter.infra.db import Db
from callcenter.kit.ids import new_id
from tests.clients import House
from tests.factories import Room, make_room, make_team
from tests.work import at_work

GUADELOUPE, PARIS = "America/Guadeloupe", "Europe/Paris"
SEVEN = datetime(2026, 11, 24, 7, tzinfo=ZoneInfo(GUADELOUPE))  # a Tuesday: in Paris it is noon


CREW = [
    rules.Apprentice(
        frozenset({"fr", "en"}), frozenset({"appointment"}), frozenset({uuid5(NAMESPACE_OID, "en")})
    ),
    rules.Apprentice(
        frozenset({"fr", "es"}), frozenset({"after_sales"}), frozenset({uuid5(NAMESPACE_OID, "es")})
    ),
]
"""English for appointments alone, Spanish for after-sales alone, nobody for loyalty."""


NOBODY: frozenset[UUID] = frozenset()


def facts(**changed: Any) -> Facts:
    fine = {
        "campaign": "open",
        "list_state": "ready",
        "state": "ready",
        "reason": None,
        "zone": PARIS,
        "legal_hours": True,
    }
    return Facts(**(fine | changed))


@pytest.mark.parametrize(
    ("changed", "when", "reason", "at"),
    [
        ({}, "now", "callable", None),
        ({"zone": GUADELOUPE}, "later", "outside_hours", SEVEN.replace(hour=10)),  # D.223-9
        ({"zone": GUADELOUPE, "legal_hours": False}, "now", "callable", None),
        ({"zone": f"{PARIS}&{GUADELOUPE}"}, "later", "outside_hours", SEVEN.replace(hour=10)),
        ({"state": "waiting", "reason": "no_answer", "not_before": SEVEN}, "now", "callable", None),
        (
            {"state": "waiting", "reason": "refused", "not_before": SEVEN + timedelta(days=3)},
            "later",
            "refused",  # L.223-1: the time named is one at which the law allows the call
            datetime(2026, 11, 27, 12, tzinfo=ZoneInfo(PARIS)),
        ),
        (
            {"state": "waiting", "reason": "attempts_used", "not_before": SEVEN + timedelta(days=5)},
            "later",
            "attempts_used",  # falls on a Sunday: Monday at ten
            datetime(2026, 11, 30, 10, tzinfo=ZoneInfo(PARIS)),
        ),
        ({"state": "callback", "not_before": SEVEN - timedelta(hours=1)}, "now", "callable", None),
        (
            {"state": "callback", "not_before": SEVEN + timedelta(hours=1)},
            "later",
            "callback",
            datetime(2026, 11, 24, 14, tzinfo=ZoneInfo(PARIS)),  # agreed for 13:00, which is no lawful hour
        ),
        ({"state": "leased"}, "later", "in_hand", None),
        ({"state": "review"}, "later", "review", None),
        ({"state": "done", "reason": "booked"}, "never", "done", None),
        ({"state": "blocked", "reason": "suppressed"}, "never", "suppressed", None),
        ({"state": "blocked", "reason": "suppressed", "campaign": None}, "never", "suppressed", None),
        ({"campaign": "paused"}, "later", "campaign_paused", None),
        ({"campaign": "draft"}, "later", "campaign_draft", None),
        ({"campaign": "closed"}, "never", "campaign_closed", None),
        ({"campaign": None}, "later", "no_campaign", None),
        ({"list_state": "importing"}, "later", "list_not_ready", None),
        ({"agreed": False}, "later", "purpose_not_agreed", None),  # GDPR art. 5 (1) b: no further purpose
        ({"agreed": False, "state": "leased"}, "later", "purpose_not_agreed", None),
        ({"purpose": "loyalty"}, "later", "gate", None),  # nobody is let through to it
        ({"language": "es"}, "later", "language", None),
        ({"language": "es", "state": "leased"}, "later", "in_hand", None),
        ({"screened": True}, "later", "conflict", None),
        ({"screened": True, "state": "leased"}, "later", "in_hand", None),
        ({"screened": True, "zone": GUADELOUPE}, "later", "conflict", None),  # no hour makes it callable
        ({"language": "es", "purpose": "after_sales"}, "now", "callable", None),
        ({"language": "en", "purpose": "after_sales"}, "later", "language", None),
        ({"people": CREW[0].who}, "now", "callable", None),
        ({"people": CREW[1].who}, "later", "gate", None),  # those it was given to are not let through
        ({"people": frozenset({uuid5(NAMESPACE_OID, "else")})}, "later", "other_team", None),
        (
            {"people": frozenset({uuid5(NAMESPACE_OID, "else")}), "state": "leased"},
            "later",
            "other_team",
            None,
        ),
        ({"people": NOBODY}, "later", "team_empty", None),
        ({"people": NOBODY, "state": "leased"}, "later", "in_hand", None),
        ({"people": NOBODY, "campaign": "paused"}, "later", "campaign_paused", None),
        ({"people": NOBODY, "state": "blocked", "reason": "suppressed"}, "never", "suppressed", None),
    ],
)
def test_the_first_rule_in_the_way_is_named(
    changed: dict[str, Any], when: str, reason: str, at: datetime | None
) -> None:
    found = decide(facts(**changed), SEVEN.astimezone(UTC), CREW)
    assert (found.when, found.reason, found.at) == (when, reason, at)


def test_a_holiday_is_named_as_such() -> None:
    day = datetime(2026, 5, 27, 11, tzinfo=ZoneInfo(GUADELOUPE))  # L.3422-2
    found = decide(facts(zone=GUADELOUPE), day.astimezone(UTC), CREW)
    assert (found.when, found.reason) == ("later", "holiday")
    assert found.at == datetime(2026, 5, 28, 10, tzinfo=ZoneInfo(GUADELOUPE))
    assert found.source


STOCKTAKING = Closures(GUADELOUPE, ((date(2026, 11, 24), date(2026, 11, 25), "Inventaire"),))
"""The site is closed on that Tuesday and Wednesday, on its own clock."""


@pytest.mark.parametrize(
    ("changed", "reason", "at", "source"),
    [
        # The site's Thursday begins at midnight in Guadeloupe: 5:00 in Paris, where calls begin at ten.
        ({}, "site_closed", datetime(2026, 11, 26, 10, tzinfo=ZoneInfo(PARIS)), "Inventaire"),
        ({"zone": GUADELOUPE}, "site_closed", SEVEN.replace(day=26, hour=10), "Inventaire"),
        ({"legal_hours": False}, "site_closed", SEVEN.replace(day=26, hour=0), "Inventaire"),
        (
            {"state": "callback", "not_before": SEVEN + timedelta(hours=5)},
            "callback",  # what was promised stays the reason; the time is one at which somebody works
            datetime(2026, 11, 26, 10, tzinfo=ZoneInfo(PARIS)),
            None,
        ),
        ({"campaign": "paused"}, "campaign_paused", None, None),
        ({"state": "done"}, "done", None, None),
    ],
)
def test_on_closed_days_nobody_is_called_and_the_reason_is_the_sites_own(
    changed: dict[str, Any], reason: str, at: datetime | None, source: str | None
) -> None:
    found = decide(facts(**changed), SEVEN.astimezone(UTC), CREW, STOCKTAKING)
    assert (found.reason, found.at, found.source) == (reason, at, source)


def test_closed_days_begin_and_end_at_midnight_on_the_sites_clock() -> None:
    def reason(day: int, hour: int, minute: int) -> str | None:
        return STOCKTAKING.reason(datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(GUADELOUPE)))

    edges = [reason(23, 23, 59), reason(24, 0, 0), reason(25, 23, 59), reason(26, 0, 0)]
    assert edges == [None, "Inventaire", "Inventaire", None]


def test_the_forecast_leaves_closed_days_out() -> None:
    found = verdicts.forecast([(facts(), 5)], SEVEN.astimezone(UTC), STOCKTAKING)
    days = {hour.at.astimezone(ZoneInfo(GUADELOUPE)).day for hour in found}
    assert days == {26, 27, 30, 1}  # Thursday, Friday, Monday and Tuesday; no weekend


def test_at_seven_paris_is_open_and_the_island_opens_at_ten() -> None:
    groups = [(facts(), 40), (facts(zone=GUADELOUPE), 25), (facts(zone=GUADELOUPE, state="done"), 9)]
    found = verdicts.judge(groups, SEVEN.astimezone(UTC), "fr", crew=CREW, agents=3)
    assert (found.now, found.later, found.never) == (40, 25, 9)
    assert sum(reason.count for reason in found.reasons) == 74
    at = {hour.at.astimezone(ZoneInfo(GUADELOUPE)).hour: hour.zones for hour in found.forecast[:13]}
    assert at[7] == {PARIS: 40}
    assert at[10] == {PARIS: 40, GUADELOUPE: 25}  # in Paris it is 15:00
    assert at[15] == {GUADELOUPE: 25}  # 20:00 in Paris: over
    assert 6 not in at


@pytest.mark.parametrize("language", ["fr", "en", "es"])
def test_every_reason_has_words(language: str) -> None:
    for reason in (*verdicts.REASONS, "no_consent_basis", "suppressed", "no_answer", "unheard_of"):
        assert verdicts.label(reason, language)


STATES = {
    "ready": (None,),
    "waiting": ("no_answer", "refused", "attempts_used"),
    "callback": ("callback",),
    "leased": (None,),
    "done": ("booked",),
    "blocked": ("suppressed", "no_consent_basis"),
    "review": ("known_person",),
}


@dataclass(frozen=True)
class Teams(Room):
    """A room whose agent is in one team and not in the other."""

    mine: UUID
    theirs: UUID
    people: Mapping[UUID, frozenset[UUID]]


@pytest.fixture
async def stock(house: House) -> Teams:
    async with house.db() as db:
        room = await make_room(db, house.vault_keys, count=8)
        mine = await make_team(db, room.site_id, room.agent)
        theirs = await make_team(db, room.site_id, room.second_agent)
        people = await teams.people(db, room.site_id)
        return Teams(**vars(room), mine=mine, theirs=theirs, people=people)


def history(draw: Random, contacts: int) -> dict[str, Any]:
    """What may have happened to the contacts of a list by some minute of three weeks with a holiday in them."""
    pairs = [(state, reason) for state, reasons in STATES.items() for reason in reasons] + [
        ("ready", None)
    ] * 3
    purposes = ["appointment", "loyalty", "after_sales"]
    return {
        "contacts": [(draw.choice(pairs), draw.randint(-100, 100)) for _ in range(contacts)],
        "plans": [_plan(draw) for _ in range(contacts)],
        "screen": [draw.choice([None] * 5 + ["me", "another", "everybody"]) for _ in range(contacts)],
        "zones": [draw.choice([PARIS, GUADELOUPE, f"{PARIS}&{GUADELOUPE}"]) for _ in range(contacts)],
        "languages": [draw.choice(["fr", "fr", "es", "gcf"]) for _ in range(contacts)],
        "campaign": draw.choice(["open", "open", "open", "open", "paused", "closed"]),
        "legal_hours": draw.random() < 0.7,
        "campaign_given": draw.choice(["everybody"] * 4 + ["me", "my team", "others", "another"]),
        "list_given": draw.choice(["everybody"] * 6 + ["me", "my team", "others"]),
        "closed": draw.choice([None] * 4 + [-1, 0, 1]),
        "spoken": draw.sample(["fr", "es", "gcf"], draw.randint(1, 3)),
        "cleared": draw.sample(purposes, draw.randint(2, 3)),
        "agreed": draw.sample(purposes, draw.randint(2, 3)),
        "gated": draw.random() < 0.4,
        "trained": draw.choice(["through", "through", "waits", "waits", "not"]),
        "minute": draw.randrange(21) * 24 * 60 + draw.randrange(8 * 60, 24 * 60),
    }


def _plan(draw: Random) -> list[tuple[str, int]]:
    """Calls that were made of a contact: how each ended, and how many hours after it could have been made."""
    if draw.random() < 0.5:
        return []
    ends = ["no_answer", "busy", "voicemail", "absent", "hung_up", "no_answer", "refused", "wrong_number"]
    return [(draw.choice(ends), draw.randint(0, 60)) for _ in range(draw.randint(1, 7))]


def tried_until(
    found: dict[str, Any], place: int, now: datetime
) -> tuple[tuple[str, str | None, datetime | None], list[datetime], datetime | None]:
    """What the retry plan made of a contact's calls by `now`: (state, reason, not before), its attempts, a refusal."""
    zone, legal = found["zones"][place], found["legal_hours"]
    state, reason, due = "ready", None, None
    attempts: list[datetime] = []
    ends: list[str] = []
    refused_at: datetime | None = None
    at = now - timedelta(days=25)
    for code, later in found["plans"][place]:
        at = max(at, due or at) + timedelta(hours=later)
        if at > now or state not in {"ready", "waiting"}:
            break
        attempts.append(at)
        outcome = catalogue()[code]
        after = rules.consequence(
            outcome,
            now=at,
            tried=rules.Tried(list(attempts), zone, legal, ends=list(ends)),
            callback_at=None,
        )
        ends.append(code)
        state, reason, due = after.state, after.reason, after.not_before
        refused_at = at if after.reason == "refused" else refused_at
    if state == "waiting" and due is not None and due <= now:
        state, reason, due = "ready", None, None  # the vault's tending did that
    return (state, reason, due), attempts, refused_at


def lawful(found: dict[str, Any], place: int, now: datetime) -> None:
    """L.223-1 and the plan, told apart from the rules that made the state: not after a refusal, not a fifth time."""
    (state, _), _wait = found["contacts"][place]
    if state != "ready" or not found["plans"][place]:
        return
    _, attempts, refused_at = tried_until(found, place, now)
    assert sum(at > now - timedelta(days=30) for at in attempts) < 4
    assert refused_at is None or now - refused_at > timedelta(days=60)


@pytest.mark.parametrize("seed", range(6))
async def test_what_is_handed_out_is_what_the_screen_calls_callable(
    house: House, stock: Teams, seed: int
) -> None:
    """Whatever the history: the contact handed out is callable by `decide`; none is handed out only if none is."""
    agent = await at_work(house, stock.agent)
    async with house.db() as db:
        ids = list((await db.scalars(text("SELECT id FROM contacts ORDER BY id"))).all())
    draw, given_out, stopped = Random(seed), 0, set[str]()
    for _ in range(50):
        found = history(draw, len(ids))
        now = datetime(2026, 11, 2, tzinfo=UTC) + timedelta(minutes=found["minute"])
        expected = await _arrange(house, stock, ids, found, now)
        stopped |= {verdict.reason for verdict in expected.values() if verdict.when != "now"}
        handed = await _claim(house, stock, now)
        if handed is None:
            assert "now" not in {verdict.when for verdict in expected.values()}
        else:
            given_out += 1
            assert expected[handed].when == "now"
            place = ids.index(handed)
            assert found["screen"][place] in {None, "another"}
            lawful(found, place, now)
    assert 2 < given_out < 45
    assert {"gate", "language", "purpose_not_agreed", "outside_hours"} & stopped
    assert {"training", "beside"} & stopped
    assert "conflict" in stopped
    assert {"no_answer", "refused", "attempts_used", "tries_used"} & stopped
    assert {"other_team", "site_closed"} & stopped
    await agent.aclose()


async def _close(db: Db, site_id: UUID, days_off: int | None, now: datetime) -> Closures:
    """Closes the site on the day so many days from now on its own clock, or on none."""
    await db.execute(text("DELETE FROM site_closed_days"))
    if days_off is None:
        return Closures(GUADELOUPE)
    day = now.astimezone(ZoneInfo(GUADELOUPE)).date() + timedelta(days=days_off)
    await db.execute(
        text(
            "INSERT INTO site_closed_days (id, site_id, first_day, last_day, reason, created_by) "
            "SELECT :id, :site, :day, :day, 'Pont', id FROM users WHERE site_id = :site LIMIT 1"
        ),
        {"id": new_id(), "site": site_id, "day": day},
    )
    return Closures(GUADELOUPE, ((day, day, "Pont"),))


async def _give(db: Db, room: Teams, history: dict[str, Any]) -> frozenset[UUID] | None:
    """Gives campaign and list to whom the history says; who may have them, None: everybody."""
    given_teams = {"my team": room.mine, "others": room.theirs}
    alone = {"me": room.agent.id, "another": room.second_agent.id}
    for table, to in (("campaigns", history["campaign_given"]), ("call_lists", history["list_given"])):
        await db.execute(
            text(f"UPDATE {table} SET given_team = :team, given_agent = :agent"),
            {"team": given_teams.get(to), "agent": alone.get(to)},
        )
    known = {"everybody": None} | given_teams | alone
    effective = known[history["list_given"]] or known[history["campaign_given"]]
    return None if effective is None else room.people[effective]


async def _arrange(
    house: House, room: Teams, ids: list[Any], history: dict[str, Any], now: datetime
) -> dict[Any, verdicts.Verdict]:
    """Writes a history into the tables; what `decide` says of each contact to the agent."""
    expected: dict[Any, verdicts.Verdict] = {}
    who = frozenset({room.agent.id})
    through, waits = (
        [room.campaign_id] if history["trained"] == standing else [] for standing in ("through", "waits")
    )
    me = rules.Apprentice(
        frozenset(history["spoken"]), frozenset(history["cleared"]), who, frozenset(through), frozenset(waits)
    )
    async with house.db() as db:
        await db.execute(text("DELETE FROM hand_outs"))
        await db.execute(text("DELETE FROM contact_conflicts"))
        await db.execute(
            text(
                "UPDATE agent_states SET state = 'available', uncalled = 0, handed_out = 0, "
                "languages = :spoken, purposes = :cleared, "
                "gates = :gates, waits_beside = :waits"
            ),
            {
                "spoken": history["spoken"],
                "cleared": history["cleared"],
                "gates": through,
                "waits": waits,
            },
        )
        await db.execute(text("UPDATE agreements SET purposes = :agreed"), {"agreed": history["agreed"]})
        await db.execute(
            text("UPDATE campaigns SET state = :state, legal_hours = :legal, gated = :gated"),
            {
                "state": history["campaign"],
                "legal": history["legal_hours"],
                "gated": history["gated"],
            },
        )
        await db.execute(
            text("UPDATE call_lists SET zones = :zones"), {"zones": sorted(set(history["zones"]))}
        )
        site, people = await _close(db, room.site_id, history["closed"], now), await _give(db, room, history)
        kept = {"me": room.agent.id, "another": room.second_agent.id, "everybody": None}
        for place, (contact_id, ((state, reason), wait), zone, language) in enumerate(
            zip(ids, history["contacts"], history["zones"], history["languages"], strict=True)
        ):
            due = now + timedelta(hours=wait or 1) if state in {"waiting", "callback"} else None
            if state == "waiting" and due is not None and due <= now:
                state, reason, due = "ready", None, None  # the vault's tending did that
            if history["plans"][place] and state == "ready":
                state, reason, due = tried_until(history, place, now)[0]
            screen = history["screen"][place]
            if screen is not None:
                await db.execute(
                    text(
                        "INSERT INTO contact_conflicts (contact_id, source_id, list_id, agent_id) "
                        "SELECT id, gen_random_uuid(), list_id, :agent FROM contacts WHERE id = :id"
                    ),
                    {"id": contact_id, "agent": kept[screen]},
                )
            mine = state == "callback" and wait % 2 == 0
            known = {"state": state, "reason": reason, "zone": zone, "language": language, "due": due}
            await db.execute(
                text(
                    "UPDATE contacts SET state = :state, reason = :reason, zone = :zone, language = :language, "
                    "not_before = :due, callback_for = :whose, tried = :tried WHERE id = :id"
                ),
                known | {"id": contact_id, "tried": wait % 4, "whose": room.agent.id if mine else None},
            )
            judged = Facts(
                campaign=history["campaign"],
                list_state="ready",
                state=state,
                reason=reason,
                zone=zone,
                legal_hours=history["legal_hours"],
                not_before=due,
                language=language,
                purpose="appointment",
                agreed="appointment" in history["agreed"],
                people=None if mine else people,
                gate=room.campaign_id if history["gated"] else None,
                screened=screen in {"me", "everybody"},
            )
            expected[contact_id] = decide(judged, now, [me], site)
    return expected


async def _claim(house: House, room: Room, now: datetime) -> Any:
    async with house.db() as db:
        row = await claims.claim_next(
            db,
            agent_id=room.agent.id,
            site_id=room.site_id,
            hand_out_id=new_id(),
            now=now,
            expires_at=now + timedelta(minutes=15),
            zones=rules.open_zones(ZONES, now),
            parts=rules.day_parts(now.date()),
        )
        return None if row is None else row.contact_id


async def test_the_page_shows_the_same_counts_and_only_to_the_sites_own_staff(
    house: House, stock: Room
) -> None:
    async with house.db() as db:
        other = await make_room(db, house.vault_keys)
        await db.execute(
            text(
                "UPDATE contacts SET state = 'blocked', reason = 'suppressed' "
                "WHERE id = (SELECT id FROM contacts WHERE site_id = :site LIMIT 1)"
            ),
            {"site": stock.site_id},
        )
        campaign, call_list, reference, total = (
            await db.execute(
                text(
                    "SELECT l.campaign_id, l.id, min(c.reference), count(*) FROM contacts c JOIN call_lists l "
                    "ON l.id = c.list_id WHERE c.site_id = :site GROUP BY 1, 2"
                ),
                {"site": stock.site_id},
            )
        ).one()
    paths = [f"/api/campaigns/{campaign}", f"/api/call-lists/{call_list}", f"/api/contacts/{reference}"]
    stranger = await house.signed_in(other.supervisor)
    agent = await house.signed_in(stock.agent)
    supervisor = await house.signed_in(stock.supervisor)
    for path in paths:
        assert (await stranger.get(f"{path}/reachability")).status_code == 404
        assert (await agent.get(f"{path}/reachability")).status_code == 403
    for path, size in zip(paths, (total, total, 1), strict=True):
        found = (await supervisor.get(f"{path}/reachability")).json()
        assert found["now"] + found["later"] + found["never"] == size
        assert sum(reason["count"] for reason in found["reasons"]) == size
    stopped = (await supervisor.get(f"{paths[0]}/reachability")).json()["reasons"]
    assert {"code": "suppressed", "count": 1} in [{k: r[k] for k in ("code", "count")} for r in stopped]
    for person in (stranger, agent, supervisor):
        await person.aclose()


def test_an_agent_without_a_contact_hears_the_first_reason() -> None:
    def reason(*held: Facts, campaigns: int = 1, lists: int = 1) -> tuple[str, datetime | None]:
        now = SEVEN.astimezone(UTC)
        return verdicts.nothing([decide(each, now, CREW) for each in held], campaigns=campaigns, lists=lists)

    later = facts(state="waiting", reason="no_answer", not_before=SEVEN + timedelta(hours=2))
    in_hand, done = facts(state="leased"), facts(state="done")
    assert reason(campaigns=0, lists=0) == ("no_campaign", None)
    assert reason(lists=0) == ("no_list", None)
    assert reason(facts(zone=GUADELOUPE), later, in_hand) == ("outside_hours", SEVEN.replace(hour=10))
    assert reason(later, in_hand, done)[0] == "all_waiting"
    assert reason(in_hand, done) == ("all_in_hand", None)
    assert reason(done, facts(state="blocked", reason="suppressed")) == ("exhausted", None)
    elsewhere = facts(people=frozenset({uuid5(NAMESPACE_OID, "else")}))
    assert reason(elsewhere, done) == ("other_team", None)
    assert reason(elsewhere, in_hand) == ("all_in_hand", None)
    assert reason(elsewhere, later)[0] == "all_waiting"
    # Practice is what an apprentice can do now, whatever else only waits.
    gated = facts(gate=uuid5(NAMESPACE_OID, "gated"))
    assert reason(gated, later, facts(zone=GUADELOUPE), done) == ("train_first", None)
    # Who has practised and only lacks somebody beside hears that, on every screen.
    gate = gated.gate
    assert gate is not None
    waits = [rules.Apprentice(frozenset({"fr"}), frozenset({gated.purpose}), waits=frozenset({gate}))]
    found = verdicts.decide(gated, SEVEN.replace(hour=11).astimezone(UTC), waits)
    assert (found.when, found.reason) == ("later", "beside")
    assert verdicts.nothing([found], campaigns=1, lists=1) == ("beside_first", None)


def test_an_agent_is_told_that_the_site_is_closed_before_anything_else() -> None:
    now = SEVEN.astimezone(UTC)
    held = [facts(zone=GUADELOUPE), facts(state="leased"), facts(people=NOBODY)]
    found = verdicts.nothing([decide(each, now, CREW, STOCKTAKING) for each in held], campaigns=1, lists=1)
    assert found == ("site_closed", SEVEN.replace(day=26, hour=10))

"""Why not: every rule of the order as a table; the dispatcher hands out just what the screen calls callable."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from callcenter.calls import queries, rules, verdicts
from callcenter.calls.verdicts import Facts, decide
from callcenter.contacts.service import ZONES
from callcenter.kit.ids import new_id
from tests.clients import House
from tests.factories import Room, make_room
from tests.work import at_work

GUADELOUPE, PARIS = "America/Guadeloupe", "Europe/Paris"
SEVEN = datetime(2026, 11, 24, 7, tzinfo=ZoneInfo(GUADELOUPE))  # a Tuesday: in Paris it is noon


CREW = [
    rules.Apprentice(frozenset({"fr", "en"}), frozenset({"appointment"})),
    rules.Apprentice(frozenset({"fr", "es"}), frozenset({"after_sales"})),
]
"""English for appointments alone, Spanish for after-sales alone, nobody for loyalty."""


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
        ({"language": "es", "purpose": "after_sales"}, "now", "callable", None),
        ({"language": "en", "purpose": "after_sales"}, "later", "language", None),
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


@pytest.fixture
async def stock(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=8)


def history(draw: Random, contacts: int) -> dict[str, Any]:
    """What may have happened to the contacts of a list by some minute of three weeks with a holiday in them."""
    pairs = [(state, reason) for state, reasons in STATES.items() for reason in reasons] + [
        ("ready", None)
    ] * 3
    purposes = ["appointment", "loyalty", "after_sales"]
    return {
        "contacts": [(draw.choice(pairs), draw.randint(-100, 100)) for _ in range(contacts)],
        "zones": [draw.choice([PARIS, GUADELOUPE, f"{PARIS}&{GUADELOUPE}"]) for _ in range(contacts)],
        "languages": [draw.choice(["fr", "fr", "es", "gcf"]) for _ in range(contacts)],
        "campaign": draw.choice(["open", "open", "open", "open", "paused", "closed"]),
        "legal_hours": draw.random() < 0.7,
        "spoken": draw.sample(["fr", "es", "gcf"], draw.randint(1, 3)),
        "cleared": draw.sample(purposes, draw.randint(2, 3)),
        "agreed": draw.sample(purposes, draw.randint(2, 3)),
        "minute": draw.randrange(21) * 24 * 60 + draw.randrange(8 * 60, 24 * 60),
    }


@pytest.mark.parametrize("seed", range(6))
async def test_what_is_handed_out_is_what_the_screen_calls_callable(
    house: House, stock: Room, seed: int
) -> None:
    """Whatever the history: the contact handed out is callable by `decide`; none is handed out only if none is."""
    agent = await at_work(house, stock.agent)
    async with house.db() as db:
        ids = list((await db.scalars(text("SELECT id FROM contacts ORDER BY id"))).all())
    draw, given_out, stopped = Random(seed), 0, set[str]()
    for _ in range(30):
        found = history(draw, len(ids))
        now = datetime(2026, 11, 2, tzinfo=UTC) + timedelta(minutes=found["minute"])
        expected = await _arrange(house, ids, found, now)
        stopped |= {verdict.reason for verdict in expected.values() if verdict.when != "now"}
        handed = await _claim(house, stock, now)
        if handed is None:
            assert "now" not in {verdict.when for verdict in expected.values()}
        else:
            given_out += 1
            assert expected[handed].when == "now"
    assert 2 < given_out < 30
    assert {"gate", "language", "purpose_not_agreed", "outside_hours"} & stopped
    await agent.aclose()


async def _arrange(
    house: House, ids: list[Any], history: dict[str, Any], now: datetime
) -> dict[Any, verdicts.Verdict]:
    """Writes a history into the tables; what `decide` says of each contact to the agent."""
    expected: dict[Any, verdicts.Verdict] = {}
    me = rules.Apprentice(frozenset(history["spoken"]), frozenset(history["cleared"]))
    async with house.db() as db:
        await db.execute(text("DELETE FROM hand_outs"))
        await db.execute(
            text("UPDATE agent_states SET state = 'available', languages = :spoken, purposes = :cleared"),
            {"spoken": history["spoken"], "cleared": history["cleared"]},
        )
        await db.execute(text("UPDATE agreements SET purposes = :agreed"), {"agreed": history["agreed"]})
        await db.execute(
            text("UPDATE campaigns SET state = :state, legal_hours = :legal"),
            {"state": history["campaign"], "legal": history["legal_hours"]},
        )
        await db.execute(
            text("UPDATE call_lists SET zones = :zones"), {"zones": sorted(set(history["zones"]))}
        )
        for contact_id, ((state, reason), wait), zone, language in zip(
            ids, history["contacts"], history["zones"], history["languages"], strict=True
        ):
            due = now + timedelta(hours=wait or 1) if state in {"waiting", "callback"} else None
            if state == "waiting" and due is not None and due <= now:
                state, reason, due = "ready", None, None  # the vault's tending did that
            known = {"state": state, "reason": reason, "zone": zone, "language": language, "due": due}
            await db.execute(
                text(
                    "UPDATE contacts SET state = :state, reason = :reason, zone = :zone, language = :language, "
                    "not_before = :due, callback_for = NULL, tried = :tried WHERE id = :id"
                ),
                known | {"id": contact_id, "tried": wait % 4},
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
            )
            expected[contact_id] = decide(judged, now, [me])
    return expected


async def _claim(house: House, room: Room, now: datetime) -> Any:
    async with house.db() as db:
        row = await queries.claim_next(
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

"""Closed contacts are opened again: who may, what stays closed by which rule, and what the plan makes of them then."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import text

from callcenter.campaigns.rules import catalogue
from callcenter.kit import clock
from callcenter.kit.ids import reference
from callcenter.outcomes import reopening, rules
from tests.clients import House
from tests.factories import Room, make_list, make_room, make_slot
from tests.work import at_work, call, number_of, record, take


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=4)


async def close(house: House, room: Room, *, state: str = "done", reason: str | None = "off_target") -> None:
    """Closes every contact of the room."""
    async with house.db() as db:
        await db.execute(
            text("UPDATE contacts SET state = :state, reason = :reason WHERE site_id = :site"),
            {"state": state, "reason": reason, "site": room.site_id},
        )


def wanted(*, state: str = "done", reason: str | None = "off_target", most: int = 1000) -> dict[str, Any]:
    group = {"state": state, "reason": reason, "most": most}
    return {"group": group, "reason": "new_offer", "words": "Nouvelle formule à proposer"}


async def ask(who: httpx.AsyncClient, room: Room, body: dict[str, Any]) -> httpx.Response:
    return await who.post(f"/api/campaigns/{room.campaign_id}/reopenings", json=body)


async def groups(who: httpx.AsyncClient, room: Room) -> dict[str | None, dict[str, Any]]:
    answer = await who.get(f"/api/campaigns/{room.campaign_id}/closed-contacts")
    assert answer.status_code == 200, answer.text
    return {each["reason"]: each for each in answer.json()}


async def last_order(who: httpx.AsyncClient, room: Room) -> dict[str, Any]:
    found = (await who.get(f"/api/campaigns/{room.campaign_id}/reopenings")).json()
    return dict(found[0])


async def ready(house: House) -> int:
    return await number_of(house, "SELECT count(*) FROM contacts WHERE state = 'ready'")


# --- refused ------------------------------------------------------------------------------------------------


async def test_the_sites_supervisor_alone_sees_and_reopens(house: House, room: Room) -> None:
    await close(house, room)
    async with house.db() as db:
        elsewhere = await make_room(db, house.vault_keys)
    paths = [f"/api/campaigns/{{}}/{part}" for part in ("closed-contacts", "reopenings")]
    paths.append("/api/campaigns/{}/closed-contacts/" + reference(room.customers[0].id))
    for path in paths:
        assert (await house.browser().get(path.format(room.campaign_id))).status_code == 401
    assert (await ask(house.browser(), room, wanted())).status_code == 401
    for person in (room.agent, room.partner, room.trainer, room.administrator, room.auditor):
        other = await house.signed_in(person)
        assert (await ask(other, room, wanted())).status_code == 403
        for path in paths:
            assert (await other.get(path.format(room.campaign_id))).status_code == 403
    stranger = await house.signed_in(elsewhere.supervisor)
    for path in paths:
        theirs, absent = (
            await stranger.get(path.format(room.campaign_id)),
            await stranger.get(path.format(uuid4())),
        )
        assert (theirs.status_code, theirs.content) == (404, absent.content)
    assert (await ask(stranger, room, wanted())).status_code == 404
    await house.work()
    assert await ready(house) == 3  # those of the other site


async def test_a_contact_of_another_site_or_campaign_is_not_there(house: House, room: Room) -> None:
    async with house.db() as db:
        elsewhere = await make_room(db, house.vault_keys)
    await close(house, elsewhere)
    supervisor = await house.signed_in(room.supervisor)
    for absent in (reference(elsewhere.customers[0].id), "C-0000-0000"):
        body = {"reference": absent, "reason": "mistake", "words": "Erreur de saisie"}
        answer = await ask(supervisor, room, body)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    "body",
    [
        {"reason": "mistake", "words": "Erreur"},  # neither
        wanted() | {"reference": "C-AAAA-AAAA"},  # both
        wanted() | {"reason": "I say so"},
        wanted() | {"words": " "},
        wanted(most=0),
    ],
)
async def test_a_group_or_a_reference_a_reason_and_words_are_wanted(
    house: House, room: Room, body: dict[str, Any]
) -> None:
    await close(house, room)
    assert (await ask(await house.signed_in(room.supervisor), room, body)).status_code == 422


async def test_the_words_hold_no_number(house: House, room: Room) -> None:
    await close(house, room)
    supervisor = await house.signed_in(room.supervisor)
    answer = await ask(supervisor, room, wanted() | {"words": "Rappeler au 06 39 98 00 01"})
    assert (answer.status_code, answer.json()["code"]) == (422, "note_holds_contact_data")


async def test_a_closed_campaign_stays_closed(house: House, room: Room) -> None:
    await close(house, room)
    supervisor = await house.signed_in(room.supervisor)
    await supervisor.post(f"/api/campaigns/{room.campaign_id}/close")
    answer = await ask(supervisor, room, wanted())
    assert (answer.status_code, answer.json()["code"]) == (409, "campaign_state")


KEPT = [  # reason, state, rule, the law beside it
    ("do_not_call", "blocked", "opposition"),  # code de la consommation L.223-1
    ("gdpr_request", "blocked", "opposition"),  # RGPD art. 21
    ("suppressed", "blocked", "suppressed"),  # L.223-1, do-not-call list and conflict screen
    ("suppressed", "done", "suppressed"),  # put on a list after it was done
    ("consent_refused", "blocked", "opposition"),  # L.223-1
    ("no_consent_basis", "blocked", "consent"),  # L.223-1
    ("basis_not_agreed", "blocked", "consent"),  # L.223-1
    ("consent_date_in_future", "blocked", "consent"),  # L.223-1
    ("offer_banned", "blocked", "offer_banned"),  # L.223-1
    ("withdrawn", "blocked", "withdrawn"),  # the partner's file
    ("list_closed", "blocked", "destroyed"),  # RGPD art. 17
    ("unallocated", "done", "number"),  # somebody else may have it by now
    ("wrong_number", "done", "number"),
    ("wrong_person", "done", "number"),
    ("deceased", "done", "person"),
    ("minor", "done", "person"),
    ("known_person", "review", "known_person"),  # the vault's turn
    ("something_new", "blocked", "blocked"),  # what no rule knows stays closed
]


@pytest.mark.parametrize(("reason", "state", "rule"), KEPT)
async def test_what_law_or_person_forbids_is_shown_with_its_reason_and_not_reopened(
    house: House, room: Room, reason: str, state: str, rule: str
) -> None:
    await close(house, room, state=state, reason=reason)
    supervisor = await house.signed_in(room.supervisor)
    shown = (await groups(supervisor, room))[reason]
    assert (shown["count"], shown["may_reopen"], shown["stays"]) == (4, 0, rules.KEPT[rule].fr)
    answer = await ask(supervisor, room, wanted(state=state, reason=reason))
    assert (answer.status_code, answer.json()["code"]) == (409, "not_reopened")
    assert answer.json()["fields"] == [{"field": "group", "code": rule}]
    one = {"reference": reference(room.customers[0].id), "reason": "mistake", "words": "Erreur de saisie"}
    assert (await ask(supervisor, room, one)).json()["fields"] == [{"field": "reference", "code": rule}]
    await house.work()
    assert await ready(house) == 0


@pytest.mark.parametrize("state", ["ready", "waiting", "callback", "leased"])
async def test_what_is_not_closed_is_not_reopened(house: House, room: Room, state: str) -> None:
    await close(house, room, state=state, reason=None)
    supervisor = await house.signed_in(room.supervisor)
    assert await groups(supervisor, room) == {}
    one = {"reference": reference(room.customers[0].id), "reason": "mistake", "words": "Erreur de saisie"}
    assert (await ask(supervisor, room, one)).json()["fields"] == [
        {"field": "reference", "code": "not_closed"}
    ]


def test_every_outcome_that_closes_is_either_forbidden_by_name_or_may_be_reopened() -> None:
    """A new outcome has to be thought about: this is the list of those that a supervisor may open again."""
    may = {
        code
        for code, each in catalogue().items()
        if each.then == "close" and not rules.stays_closed("done", code)
    }
    assert may == {
        "duplicate", "off_target", "language_barrier", "booked", "confirmed", "moved", "cancelled",
        "offer_accepted", "kept", "terminated", "satisfied", "solved", "escalated", "complaint", "return",
        "survey_complete",
    }  # fmt: skip


# --- weighed one by one -------------------------------------------------------------------------------------


async def test_a_contact_with_an_appointment_ahead_stays_closed(house: House, room: Room) -> None:
    async with house.db() as db:
        slot = await make_slot(db, room.partner_id, room.site_id)
    agent = await at_work(house, room.agent)
    hand_out = await call(house, agent)
    assert (
        await record(agent, hand_out, code="booked", appointment={"slot_id": str(slot)})
    ).status_code == 201
    supervisor = await house.signed_in(room.supervisor)
    shown = (await groups(supervisor, room))["booked"]
    assert (shown["count"], shown["may_reopen"]) == (1, 0)
    answer = await ask(supervisor, room, wanted(reason="booked"))
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_reopen")
    async with house.db() as db:
        await db.execute(
            text("UPDATE slots SET starts_at = now() - interval '2 h', ends_at = now() - interval '1 h'")
        )
    assert (await groups(supervisor, room))["booked"]["may_reopen"] == 1
    assert (await ask(supervisor, room, wanted(reason="booked"))).status_code == 202
    await house.work()
    assert await ready(house) == 4


async def refused_elsewhere(house: House, room: Room, *, kind: str, days: float, times: int = 1) -> None:
    """The person of the room's first contact refused, or was called, in another list of the partner, `days` ago."""
    async with house.db() as db:
        customers = await make_list(
            db,
            house.vault_keys,
            None,
            partner_id=room.partner_id,
            site_id=room.site_id,
            uploader=room.partner,
            count=1,
        )
        number = await db.scalar(
            text(
                "INSERT INTO dialled_numbers (id, partner_id, number_index) "
                "SELECT gen_random_uuid(), partner_id, phone_index FROM contact_secrets WHERE contact_id = :id "
                "RETURNING id"
            ),
            {"id": customers[0].id},
        )
        await db.execute(text("DELETE FROM contacts WHERE id = :id"), {"id": customers[0].id})
        for _ in range(times):
            await db.execute(
                text(
                    "INSERT INTO number_events (number_id, partner_id, site_id, kind, at, source_id, campaign_id) "
                    "VALUES (:number, :partner, :site, :kind, :at, gen_random_uuid(), :campaign)"
                ),
                {
                    "number": number,
                    "partner": room.partner_id,
                    "site": room.site_id,
                    "kind": kind,
                    "at": clock.now() - timedelta(days=days),
                    "campaign": room.campaign_id,
                },
            )


@pytest.mark.parametrize(("days", "kept"), [(58, 1), (62, 0)])
async def test_a_refusal_in_another_list_keeps_its_sixty_days(
    house: House, room: Room, days: float, kept: int
) -> None:
    await refused_elsewhere(house, room, kind="refusal", days=days)  # L.223-1, D.223-9
    await close(house, room)
    supervisor = await house.signed_in(room.supervisor)
    assert (await ask(supervisor, room, wanted())).status_code == 202
    await house.work()
    assert await ready(house) == 4 - kept
    order = await last_order(supervisor, room)
    assert order["reopened"] == 4 - kept
    assert [(each["code"], each["count"]) for each in order["kept"]] == [("refused", 1)] * kept
    assert order["finished_at"] is not None


async def test_four_attempts_in_another_list_let_the_contact_wait_for_the_thirty_days(
    house: House, room: Room
) -> None:
    await refused_elsewhere(house, room, kind="attempt", days=10, times=4)  # L.223-1
    await close(house, room)
    supervisor = await house.signed_in(room.supervisor)
    await ask(supervisor, room, wanted())
    await house.work()
    assert await ready(house) == 3
    waits = (
        "SELECT count(*) FROM contacts WHERE state = 'waiting' AND reason = 'attempts_used' "
        "AND not_before BETWEEN now() + interval '19 days' AND now() + interval '21 days'"
    )
    assert await number_of(house, waits) == 1
    assert (await last_order(supervisor, room))["reopened"] == 4


async def test_what_was_withdrawn_or_kept_from_everybody_meanwhile_stays_closed(
    house: House, room: Room
) -> None:
    await close(house, room)
    supervisor = await house.signed_in(room.supervisor)
    assert (await ask(supervisor, room, wanted())).status_code == 202
    first, second, third = (customer.id for customer in room.customers[:3])
    async with house.db() as db:  # between the order and the vault's turn
        await db.execute(text("UPDATE contacts SET withdrawn_at = now() WHERE id = :id"), {"id": first})
        await db.execute(text("UPDATE contacts SET reason = 'suppressed' WHERE id = :id"), {"id": second})
        await db.execute(
            text(
                "INSERT INTO contact_conflicts (contact_id, source_id, list_id) "
                "SELECT id, gen_random_uuid(), list_id FROM contacts WHERE id = :id"
            ),
            {"id": third},
        )
    await house.work()
    assert await ready(house) == 1
    assert {each["code"] for each in (await last_order(supervisor, room))["kept"]} == {
        "withdrawn",
        "suppressed",
    }


async def test_what_is_kept_from_one_agent_opens_for_the_others(house: House, room: Room) -> None:
    await close(house, room)
    async with house.db() as db:
        await db.execute(
            text(
                "INSERT INTO contact_conflicts (contact_id, source_id, list_id, agent_id) "
                "SELECT id, gen_random_uuid(), list_id, :agent FROM contacts"
            ),
            {"agent": room.agent.id},
        )
    await ask(await house.signed_in(room.supervisor), room, wanted())
    await house.work()
    assert (await (await at_work(house, room.agent)).post("/api/workstation/next")).json()["hand_out"] is None
    await take(await at_work(house, room.second_agent))


# --- done ---------------------------------------------------------------------------------------------------


async def test_a_group_is_announced_reopened_and_journalled(house: House, room: Room) -> None:
    await close(house, room)
    supervisor = await house.signed_in(room.supervisor)
    shown = (await groups(supervisor, room))["off_target"]
    assert (shown["label"], shown["count"], shown["may_reopen"], shown["stays"]) == (
        "Pas concerné",
        4,
        4,
        None,
    )
    asked = await ask(supervisor, room, wanted())
    assert asked.status_code == 202, asked.text
    assert (asked.json()["most"], asked.json()["finished_at"]) == (4, None)
    await house.work()
    assert await ready(house) == 4
    order = await last_order(supervisor, room)
    assert (order["reopened"], order["kept"], order["words"]) == (4, [], "Nouvelle formule à proposer")
    assert await groups(supervisor, room) == {}
    actions = await house.actions()
    assert actions[-2:] == ["contacts.reopening_asked", "contacts.reopened"]
    assert (await ask(supervisor, room, wanted())).json()["code"] == "nothing_to_reopen"


async def test_never_more_are_reopened_than_were_asked_for(house: House, room: Room) -> None:
    await close(house, room)
    supervisor = await house.signed_in(room.supervisor)
    await ask(supervisor, room, wanted(most=3))
    await house.work()
    assert await ready(house) == 3
    order = await last_order(supervisor, room)
    assert (order["most"], order["reopened"]) == (3, 3)


async def test_one_contact_is_reopened_by_its_reference(house: House, room: Room) -> None:
    await close(house, room, state="review", reason="incident")
    supervisor = await house.signed_in(room.supervisor)
    name = reference(room.customers[1].id)
    seen = (await supervisor.get(f"/api/campaigns/{room.campaign_id}/closed-contacts/{name}")).json()
    assert seen == {"reference": name, "label": "Incident", "stays": None}
    body = {"reference": name, "reason": "mistake", "words": "Vu avec l’apprenti"}
    assert (await ask(supervisor, room, body)).status_code == 202
    await house.work()
    assert await house.contact_state(room.customers[1].id) == "ready"
    assert await ready(house) == 1


async def test_the_retry_plan_counts_afresh_from_the_first_number(house: House, room: Room) -> None:
    """Three busy lines end a contact; opened again it is not done after one more."""
    agent = await at_work(house, room.agent)
    hand_out = await call(house, agent)
    async with house.db() as db:
        contact = await db.scalar(text("SELECT contact_id FROM hand_outs WHERE id = :id"), {"id": hand_out})
    assert (await record(agent, hand_out, code="off_target")).status_code == 201
    async with house.db() as db:
        await db.execute(
            text("UPDATE hand_outs SET end_reason = 'absent', leased_at = now() - interval '40 days'")
        )
        await db.execute(
            text("UPDATE contacts SET state = 'done', reason = 'tries_used', number = 1 WHERE id = :id"),
            {"id": contact},
        )
        await db.execute(
            text("UPDATE contacts SET state = 'done', reason = 'suppressed' WHERE id <> :id"), {"id": contact}
        )
        for _ in range(6):  # as many as no plan allows
            await db.execute(
                text(
                    "INSERT INTO hand_outs (id, contact_id, agent_id, campaign_id, list_id, partner_id, site_id, "
                    "state, end_reason, leased_at, expires_at, ended_at) SELECT gen_random_uuid(), contact_id, "
                    "agent_id, campaign_id, list_id, partner_id, site_id, 'finished', 'absent', leased_at, "
                    "expires_at, ended_at FROM hand_outs LIMIT 1"
                )
            )
        await db.execute(
            text(
                "INSERT INTO calls (id, hand_out_id, contact_id, agent_id, campaign_id, partner_id, site_id, state) "
                "SELECT gen_random_uuid(), h.id, h.contact_id, h.agent_id, h.campaign_id, h.partner_id, h.site_id, "
                "'ended' FROM hand_outs h WHERE NOT EXISTS (SELECT 1 FROM calls c WHERE c.hand_out_id = h.id)"
            )
        )
    supervisor = await house.signed_in(room.supervisor)
    await ask(supervisor, room, wanted(reason="tries_used"))
    await house.work()
    first_number = "SELECT count(*) FROM contacts WHERE id = :id AND state = 'ready' AND number = 0"
    assert await number_of(house, first_number, id=contact) == 1
    again = await call(house, agent)
    assert (await record(agent, again, code="absent")).status_code == 201
    waits = "SELECT count(*) FROM contacts WHERE id = :id AND state = 'waiting' AND reason = 'absent'"
    assert await number_of(house, waits, id=contact) == 1


async def test_a_large_group_goes_slice_by_slice_and_a_killed_vault_goes_on(
    house: House, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reopening, "SLICE", 3)
    async with house.db() as db:
        await make_list(
            db,
            house.vault_keys,
            room.campaign_id,
            partner_id=room.partner_id,
            site_id=room.site_id,
            uploader=room.partner,
            count=7,
        )
    await close(house, room)
    supervisor = await house.signed_in(room.supervisor)
    await ask(supervisor, room, wanted())
    assert await house.worker.run_one()
    assert await ready(house) == 3
    assert (await last_order(supervisor, room))["finished_at"] is None
    await house.work()  # whoever comes next
    assert await ready(house) == 11
    assert (await last_order(supervisor, room))["reopened"] == 11


async def test_an_order_ends_with_its_campaigns_end_of_list(house: House, room: Room) -> None:
    await close(house, room)
    supervisor = await house.signed_in(room.supervisor)
    await ask(supervisor, room, wanted())
    async with house.db() as db:
        await db.execute(text("UPDATE call_lists SET state = 'shredding'"))
    await house.work()
    assert await ready(house) == 0
    order = await last_order(supervisor, room)
    assert (order["reopened"], order["finished_at"] is not None) == (0, True)
    assert [each["code"] for each in order["kept"]] == ["list_not_ready"]


async def test_a_confirmation_is_opened_again_while_its_appointment_is_ahead(
    house: House, room: Room
) -> None:
    contact = room.customers[0].id
    async with house.db() as db:
        await db.execute(
            text(
                "INSERT INTO campaigns (id, site_id, partner_id, name, purpose, mode, state, priority, legal_hours, "
                "script, masking, created_by, confirms, confirm_hours) SELECT gen_random_uuid(), site_id, partner_id, "
                "'Confirmer', purpose, mode, 'open', priority, false, script, masking, created_by, id, 72 "
                "FROM campaigns"
            )
        )
        confirming: UUID = await db.scalar(text("SELECT id FROM campaigns WHERE confirms IS NOT NULL"))
        await db.execute(
            text(
                "UPDATE contacts SET state = 'done', reason = 'confirmed', confirmed_in = :k WHERE id = :id"
            ),
            {"k": confirming, "id": contact},
        )
    supervisor = await house.signed_in(room.supervisor)
    path = f"/api/campaigns/{confirming}"
    shown = (await supervisor.get(f"{path}/closed-contacts")).json()
    assert [(each["reason"], each["count"], each["may_reopen"]) for each in shown] == [("confirmed", 1, 0)]
    one = await supervisor.get(f"{path}/closed-contacts/{reference(contact)}")
    assert one.json()["stays"] == rules.KEPT["no_appointment"].fr

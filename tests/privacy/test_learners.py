"""What is held of an apprentice who learns: handed over whole, erased when it is time; proofs are kept for theirs."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from callcenter.kit import clock
from callcenter.privacy import learners
from tests.clients import House
from tests.factories import PASSPHRASE, Room, make_room, make_user
from tests.work import number_of

ME = {"passphrase": PASSPHRASE}
FOLLOW_UP = {"due_on": "2026-12-03", "trainer_words": "Belle écoute."}
EXAMPLE = {"block": "ccp2", "title": "Proposer", "parts": {"tasks": "J’ai appelé."}}


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys)


async def learnt(house: House, room: Room) -> None:
    """A follow-up's paper, a certificate, an example, a practice call."""
    trainer, agent = await house.signed_in(room.trainer), await house.signed_in(room.agent)
    made = await trainer.post(f"/api/learners/{room.agent.id}/follow-ups", json={"due_on": "2026-12-03"})
    at = f"/api/follow-ups/{made.json()['id']}"
    assert (await trainer.put(at, json=FOLLOW_UP)).status_code == 200
    assert (await trainer.post(f"{at}/issue")).status_code == 201
    assert (await trainer.post(f"/api/learners/{room.agent.id}/certificate")).status_code == 201
    assert (await agent.post("/api/workstation/dossier", json=EXAMPLE)).status_code == 201
    assert (await agent.post("/api/practice", json={"scenario": "rdv-premier"})).status_code == 201


async def test_every_table_that_names_an_apprentice_is_erased_or_knowingly_kept(house: House) -> None:
    """A table that is added later has to be thought about."""
    async with house.db() as db:
        found = await db.execute(
            text(
                "SELECT c.conrelid::regclass::text AS name, a.attname AS column FROM pg_constraint c "
                "JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY(c.conkey) "
                "WHERE c.contype = 'f' AND c.confrelid IN ('users'::regclass, 'learners'::regclass) "
                "AND a.attname IN ('learner_id', 'agent_id', 'user_id')"
            )
        )
        named = {row.name: row.column for row in found}
    known = {**learners.ERASED, **learners.KEPT}
    assert set(named) - learners.ELSEWHERE == set(known)
    assert {name: named[name] for name in known} == known


async def test_only_an_administrator_hands_over_or_erases(house: House, room: Room) -> None:
    at = f"/api/users/{room.agent.id}/training-data"
    for person in (room.agent, room.second_agent, room.trainer, room.supervisor, room.partner, room.auditor):
        browser = await house.signed_in(person)
        assert (await browser.get(at)).status_code == 403, person.role
        assert (await browser.post(f"{at}/erasure", json=ME)).status_code == 403, person.role
    admin = await house.signed_in(room.administrator)
    assert (await admin.get(f"/api/users/{room.trainer.id}/training-data")).status_code == 404
    assert (await admin.post(f"{at}/erasure", json={"passphrase": "autre chose"})).status_code == 401
    early = await admin.post(f"{at}/erasure", json=ME)
    assert (early.status_code, early.json()["code"]) == (409, "learner_active")


async def allow(house: House, room: Room, asker: httpx.AsyncClient) -> None:
    """Another administrator's word; neither the one who asked nor a partner can give it."""
    (asked,) = (await asker.get("/api/approvals")).json()
    assert (asked["act"], asked["label"] != "", asked["mine"]) == ("erase_learner", True, True)
    at = f"/api/approvals/{asked['id']}/approve"
    assert (await asker.post(at, json=ME)).json()["code"] == "own_approval"
    partner = await house.signed_in(room.partner)
    assert (await partner.get("/api/approvals")).json() == []
    assert (await partner.post(at, json=ME)).status_code == 404
    async with house.db() as db:
        second = await make_user(db, "administrator")
    other = await house.signed_in(second)
    assert (await other.post(at, json={"passphrase": "autre chose"})).status_code == 401
    assert (await other.post(at, json=ME)).status_code == 204


async def test_the_name_goes_with_it_and_nobody_signs_in_any_more(house: House, room: Room) -> None:
    admin = await house.signed_in(room.administrator)
    account = f"/api/users/{room.agent.id}"
    assert (await admin.patch(account, json={"state": "disabled"})).status_code == 200
    assert (await admin.post(f"{account}/training-data/erasure", json=ME)).status_code == 202
    await allow(house, room, admin)
    people = {each["id"]: each for each in (await admin.get("/api/users")).json()}
    person = people[str(room.agent.id)]
    assert (person["display_name"], person["erased"], person["state"]) == (
        "Apprenti effacé",
        True,
        "disabled",
    )
    assert room.agent.sign_in not in {each["sign_in"] for each in people.values()}
    opened = await admin.patch(account, json={"state": "active"})
    assert (opened.status_code, opened.json()["code"]) == (409, "account_erased")
    assert (await admin.post(f"{account}/passphrase")).json()["code"] == "account_erased"
    again = await admin.post(f"{account}/training-data/erasure", json=ME)
    assert (again.status_code, again.json()["code"]) == (409, "account_erased")


async def test_all_is_handed_over_then_erased_and_the_proofs_stay_their_time(
    house: House, room: Room
) -> None:
    await learnt(house, room)
    admin = await house.signed_in(room.administrator)
    at = f"/api/users/{room.agent.id}/training-data"
    held: dict[str, Any] = (await admin.get(at)).json()
    assert {
        name: len(held[name])
        for name in ("papers", "follow_ups", "dossier_examples", "practices", "learners")
    } == {"papers": 2, "follow_ups": 1, "dossier_examples": 1, "practices": 1, "learners": 1}
    assert held["dossier_examples"][0]["parts"]["tasks"] == "J’ai appelé."
    assert (await admin.patch(f"/api/users/{room.agent.id}", json={"state": "disabled"})).status_code == 200
    assert (await admin.post(f"{at}/erasure", json=ME)).status_code == 202
    assert (await admin.post(f"{at}/erasure", json=ME)).json()["code"] == "approval_waits"
    await house.work()
    assert len((await admin.get(at)).json()["practices"]) == 1  # one person's word is not enough
    await allow(house, room, admin)
    await house.work()
    left: dict[str, Any] = (await admin.get(at)).json()
    assert [each["kind"] for each in left["papers"]] == ["certificate"]
    assert [name for name in learners.ERASED if name != "papers" and left[name]] == []
    actions = [each for each in await house.actions() if each.startswith("learner.")]
    assert actions == [
        "learner.data_taken",
        "learner.data_taken",
        "learner.erasure_ordered",
        "learner.erased",
        "learner.data_taken",
    ]
    for years, papers in ((2.9, 1), (3.1, 0)):
        async with house.db() as db:
            await learners.drop_old_proofs(db, clock.now() + timedelta(days=365 * years))
        assert await number_of(house, "SELECT count(*) FROM papers") == papers


def test_proofs_are_kept_as_long_as_the_law_wants() -> None:
    """Presence six years, certificates three; leap days count for whoever is kept."""
    begin = datetime(2020, 1, 1, tzinfo=UTC)
    assert begin + learners.PRESENCE >= begin.replace(year=2026)
    assert begin + learners.PROOFS["certificate"] >= begin.replace(year=2023)

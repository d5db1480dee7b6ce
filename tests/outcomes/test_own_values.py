"""A note is compared with the record of its contact: what the agent must not know is found, and held back."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from callcenter.campaigns.schemas import MaskingPolicy
from callcenter.kit.masking import Mask
from callcenter.outcomes.notes import note_problem
from callcenter.outcomes.own_values import found_in
from tests.clients import House
from tests.factories import Room, make_room
from tests.work import at_work, call, number_of, record

RECORD: dict[str, Any] = {
    "phone": "+33639984217",
    "other_phones": ["+590690128834"],
    "email": "m.beauvallon.71@courriel-antilles.example",
    "street": "14 bis rue des Flamboyants, bâtiment C",
    "client_reference": "KD-40718",
    "extra": {"contact": "par sa nièce Apolline"},
}
VIEW = {
    "civility": "Mme",
    "first_name": "Élisabeth",
    "last_name": "Beauvallon",
    "town": "Rennes",
    "points": {"Contrat": "Formule Confort 2019"},
}
POLICY = MaskingPolicy()  # the first name is masked, the last name shown

HELD_BACK = [
    ("Rappeler, finit par 4217", "phone"),
    ("commence par 0639", "phone"),
    ("06 puis 39 et tout va bien", "phone"),
    ("zéro six trente-neuf", "phone"),
    ("le quarante-deux dix-sept à la fin", "phone"),
    ("six trois neuf neuf", "phone"),
    ("nine eight four two", "phone"),
    ("nueve ocho cuatro dos", "phone"),
    ("son autre : 88-34", "phone"),
    ("4 fois 2 puis 1 puis 7", "phone"),
    ("٤٢١٧", "phone"),
    ("m beauvallon soixante et onze, en minuscules", "email"),
    ("chez courriel tiret antilles", "email"),
    ("habite aux Flamboyants", "street"),
    ("les FLAMBOYANTS, au fond", "street"),
    ("f l a m b o y a n t s", "street"),
    ("dossier kd 40718", "reference"),
    ("dossier quatre zéro sept un huit", "reference"),
    ("Élisabeth rappelle demain", "name"),
    ("elisabeth rappelle demain", "name"),
    ("E-l-i-s-a-b-e-t-h", "name"),
    ("voir avec Apolline", "other"),
]
PASSED_ON = [
    "",
    "Préfère le matin, très aimable.",
    "Mme Beauvallon est d'accord pour un rendez-vous",
    "Habite bien Rennes, veut garder la formule Confort de 2019",
    "A payé 1299 euros, contrat depuis 2018",
    "Deux enfants, trois voitures, six mois de retard",
    "Rappeler le 12 mars à 14 h 30",
    "Dans une rue calme, bâtiment ancien",
    "Utilise Orange et Gmail",
    "Une ou deux questions sur un devis",
    "Client content, note 9 sur 10",
]


@pytest.mark.parametrize(("note", "kind"), HELD_BACK)
def test_the_records_own_value_is_found(note: str, kind: str) -> None:
    assert kind in found_in(note, RECORD, VIEW, POLICY)


@pytest.mark.parametrize(("note", "kind"), HELD_BACK)
def test_it_is_found_inside_a_sentence_too(note: str, kind: str) -> None:
    assert kind in found_in(f"Très aimable, il dit : {note} ; voilà.", RECORD, VIEW, POLICY)


@pytest.mark.parametrize("note", PASSED_ON)
def test_an_ordinary_note_is_let_through(note: str) -> None:
    assert found_in(note, RECORD, VIEW, POLICY) == []


@pytest.mark.parametrize(
    ("change", "note", "hidden"),
    [
        ({}, "Mme Beauvallon", False),
        ({"last_name": Mask.masked}, "Mme Beauvallon", True),
        ({"last_name": Mask.hidden}, "Mme Beauvallon", True),
        ({"first_name": Mask.shown}, "Élisabeth", False),
        ({"first_name": Mask.hidden}, "Élisabeth", True),
        ({"town": Mask.hidden}, "de Rennes", True),
        ({"points": Mask.hidden}, "formule Confort", False),
    ],
)
def test_a_name_counts_when_the_card_did_not_show_it(
    change: dict[str, Mask], note: str, hidden: bool
) -> None:
    found = found_in(note, RECORD, VIEW, POLICY.model_copy(update=change))
    assert ("name" in found) is hidden


@given(st.integers(0, 6), st.sampled_from(["", " ", "-", ".", " puis ", " et ", "\u200b", "\u00a0"]))
def test_four_digits_of_the_number_in_a_row_never_pass(start: int, between: str) -> None:
    digits = "0639984217"[start : start + 4]
    assert "phone" in found_in("c'est " + between.join(digits), RECORD, VIEW, POLICY)


_SPOKEN = {
    "fr": ["zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"],
    "en": ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
    "es": ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"],
}


@given(st.integers(0, 6), st.sampled_from(sorted(_SPOKEN)))
def test_nor_do_they_spoken(start: int, language: str) -> None:
    words = [_SPOKEN[language][int(digit)] for digit in "0639984217"[start : start + 4]]
    assert "phone" in found_in(" ".join(words), RECORD, VIEW, POLICY)


@given(st.text(max_size=240))
def test_any_text_is_compared_with_any_record(note: str) -> None:
    assert set(found_in(note, RECORD, VIEW, POLICY)) <= {
        "phone",
        "email",
        "street",
        "name",
        "reference",
        "other",
    }
    assert found_in(note, {"phone": "+33639980000"}, {}, POLICY) in ([], ["phone"])


def test_the_cases_are_such_as_the_agents_own_filter_lets_pass() -> None:
    """Else there would be nothing to compare: enough of them reach the vault."""
    assert sum(note_problem(note) is None for note, _ in HELD_BACK) >= 12


# --- over HTTP ----------------------------------------------------------------------------------------------


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys)


async def noted(house: House, room: Room, note: str) -> str:
    """The id of an outcome with that note."""
    agent = await at_work(house, room.agent)
    answer = await record(agent, await call(house, agent), code="absent", note=note)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_a_note_not_compared_yet_is_not_passed_on(house: House, room: Room) -> None:
    note = await noted(house, room, "Préfère le matin")
    supervisor = await house.signed_in(room.supervisor)
    answer = await supervisor.post(f"/api/notes/{note}/release")
    assert (answer.status_code, answer.json()["code"]) == (409, "note_not_compared")
    assert (await supervisor.get("/api/notes")).json()[0]["compared"] is False
    await house.work()
    assert (await supervisor.post(f"/api/notes/{note}/release")).status_code == 204


async def test_a_note_with_the_contacts_own_data_is_withheld_and_told(house: House, room: Room) -> None:
    note = await noted(house, room, "Chez elle, aux Flamboyants")
    await house.work()
    supervisor = await house.signed_in(room.supervisor)
    held = (await supervisor.get("/api/notes")).json()[0]
    assert (held["compared"], held["found"]) == (True, ["street"])
    answer = await supervisor.post(f"/api/notes/{note}/release")
    assert (answer.status_code, answer.json()["code"]) == (409, "note_withheld")
    assert "note.withheld" in await house.actions()
    assert [row["kind"] for row in (await supervisor.get("/api/alerts")).json()] == ["note_own_data"]
    assert (await supervisor.post(f"/api/notes/{note}/discard")).status_code == 204


@pytest.mark.parametrize("role", ["agent", "trainer", "partner", "administrator", "auditor"])
async def test_only_the_supervisor_rewrites_a_note(house: House, room: Room, role: str) -> None:
    note = await noted(house, room, "Aux Flamboyants")
    other = await house.signed_in(getattr(room, role))
    assert (await other.post(f"/api/notes/{note}/rewrite", json={"note": "Au calme"})).status_code == 403


async def test_another_sites_note_cannot_be_rewritten(house: House, room: Room) -> None:
    note = await noted(house, room, "Aux Flamboyants")
    async with house.db() as db:
        elsewhere = await make_room(db, house.vault_keys)
    stranger = await house.signed_in(elsewhere.supervisor)
    answers = [
        await stranger.post(f"/api/notes/{id_}/rewrite", json={"note": "Au calme"}) for id_ in (note, uuid4())
    ]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, answers[0].content)}


async def test_a_rewritten_note_is_compared_anew_before_it_leaves(house: House, room: Room) -> None:
    note = await noted(house, room, "Aux Flamboyants")
    await house.work()
    supervisor = await house.signed_in(room.supervisor)

    async def rewrite(words: str) -> Any:
        return await supervisor.post(f"/api/notes/{note}/rewrite", json={"note": words})

    refused = await rewrite("Au 06 12 34 56 78")
    assert (refused.status_code, refused.json()["fields"]) == (422, [{"field": "note", "code": "digits"}])
    assert (await rewrite("Rue des flamboyants, non : aux FLAMBOYANTS")).status_code == 422
    assert (await rewrite("Sous les flamboyants")).status_code == 204
    assert (await supervisor.post(f"/api/notes/{note}/release")).json()["code"] == "note_not_compared"
    await house.work()
    assert (await supervisor.post(f"/api/notes/{note}/release")).json()["code"] == "note_withheld"
    assert (await rewrite("Préfère un endroit calme")).status_code == 204
    await house.work()
    assert (await supervisor.get("/api/notes")).json()[0]["note"] == "Préfère un endroit calme"
    assert (await supervisor.post(f"/api/notes/{note}/release")).status_code == 204
    assert (await rewrite("Trop tard")).status_code == 404
    assert (await house.actions()).count("note.rewritten") == 2


async def test_whoever_forces_the_release_in_the_database_does_not_get_it_into_a_file(
    house: House, room: Room
) -> None:
    await noted(house, room, "Chez elle, aux Flamboyants")
    await house.work()
    async with house.db() as db:
        await db.execute(text("UPDATE outcomes SET note_state = 'released'"))
    partner = await house.signed_in(room.partner)
    asked = (await partner.post(f"/api/campaigns/{room.campaign_id}/result-files")).json()
    await house.work()
    content = (await partner.get(f"/api/result-files/{asked['id']}/content")).text
    assert "absent" in content.lower()
    assert "Flamboyants" not in content


async def test_a_note_rewritten_while_it_is_compared_is_compared_again(house: House, room: Room) -> None:
    note = await noted(house, room, "Préfère le matin")
    supervisor = await house.signed_in(room.supervisor)
    _, answer = await asyncio.gather(
        house.work(), supervisor.post(f"/api/notes/{note}/rewrite", json={"note": "Sous les flamboyants"})
    )
    assert answer.status_code == 204
    await house.work()
    assert (await supervisor.get("/api/notes")).json()[0]["found"] == ["street"]


async def test_an_outcome_without_a_note_asks_nothing_of_the_vault(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    await record(agent, await call(house, agent), code="absent")
    assert await number_of(house, "SELECT count(*) FROM jobs WHERE kind = 'compare_note'") == 0

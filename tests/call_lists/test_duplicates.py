"""What an import takes for the same customer, within the file and within the partner."""

from uuid import UUID

import pytest
from sqlalchemy import text

from tests.call_lists.test_api import imported
from tests.clients import House
from tests.factories import Room, make_room

HEADER = "Réf client;Nom;Téléphone;Téléphone 2;Code postal"


def table(*rows: str) -> bytes:
    return "\r\n".join((HEADER, *rows, "")).encode()


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=1)


async def test_a_contact_is_found_again_by_its_client_reference(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    rows = ("A-17;Durand;06 39 98 10 01;;75001", ";Morel;06 39 98 10 02;;75001")
    list_id, _ = await imported(house, partner, table(*rows))
    async with house.db() as db:
        found = await db.execute(
            text(
                "SELECT c.line, s.reference_index FROM contact_secrets s JOIN contacts c ON c.id = s.contact_id "
                "WHERE s.list_id = :id ORDER BY 1"
            ),
            {"id": UUID(list_id)},
        )
    index = house.vault_keys.partner_index_key(room.partner_id)
    assert [tuple(row) for row in found] == [(2, index.reference("A-17")), (3, None)]

"""What an import takes for the same customer, within the file and within the partner."""

from uuid import UUID

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from callcenter.call_lists.intake import Taken
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


async def test_two_contacts_of_one_company_are_no_duplicates(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    content = (
        "SIRET;Société;Nom;Téléphone;Code postal\r\n"
        "73282932000074;Essai SARL;Durand;06 39 98 10 01;75001\r\n"
        "73282932000074;Essai SARL;Morel;06 39 98 10 02;75001\r\n"
    )
    list_id, read = await imported(house, partner, content.encode())
    assert await report(partner, list_id) == []
    assert (read["counts"]["lines"], read["counts"]["duplicate"], read["counts"]["refused"]) == (2, 0, 0)


async def test_a_refusal_that_comes_in_a_duplicate_is_said(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    rows = (
        "Nom;Téléphone;Ne pas appeler\nDurand;06 39 98 10 01;\nDurand;0639981001;x\nDurand;0639981001;non\n"
    )
    list_id, _ = await imported(house, partner, rows.encode())
    assert await report(partner, list_id) == [
        (3, "phone", "refusal_unheard"),
        (4, "phone", "duplicate_in_file"),
    ]


async def report(partner: httpx.AsyncClient, list_id: str) -> list[tuple[int, str, str]]:
    page = (await partner.get(f"/api/call-lists/{list_id}/report?severity=duplicate")).json()
    return [(line["line"], line["field"], line["code"]) for line in page["lines"]]


async def test_each_duplicate_of_a_file_is_reported_with_its_reason(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    rows = (
        "A-1;Durand;06 39 98 10 01;01 99 00 10 01;75001",
        "A-2;Durand;+33639981001;;75001",
        " A-1 ;Morel;06 39 98 10 02;;75001",
        "A-3;Durand bis;01 99 00 10 01;;75001",
        "A-4;Durand ter;06 39 98 10 03;06 39 98 10 01;75001",
        "A-5;Conjoint;06 39 98 10 04;01 99 00 10 01;75001",
        "a-1;Autre;06 39 98 10 05;;75001",
    )
    list_id, read = await imported(house, partner, table(*rows))
    assert await report(partner, list_id) == [
        (3, "phone", "duplicate_in_file"),
        (4, "client_reference", "reference_in_file"),
        (5, "phone", "duplicate_in_file"),
        (6, "phone", "duplicate_in_file"),
    ]
    counts = read["counts"]
    assert (counts["lines"], counts["duplicate"], counts["accepted"]) == (7, 4, 3)


async def test_each_customer_another_list_holds_is_reported_with_its_reason(house: House, room: Room) -> None:
    """The room's list holds 06 39 98 00 00 as REF-00000."""
    partner = await house.signed_in(room.partner)
    first, _ = await imported(house, partner, table("B-1;Un;06 39 98 10 01;01 99 00 10 01;75001"))
    assert await report(partner, first) == []
    rows = (
        "C-1;Deux;06 39 98 00 00;;75001",
        "REF-00000;Trois;06 39 98 10 02;;75001",
        "C-2;Quatre;01 99 00 10 01;;75001",
        "C-3;Cinq;06 39 98 10 03;06 39 98 10 01;75001",
        "C-4;Six;06 39 98 10 04;01 99 00 10 01;75001",
    )
    second, read = await imported(house, partner, table(*rows))
    assert await report(partner, second) == [
        (2, "phone", "duplicate_in_partner"),
        (3, "client_reference", "reference_in_partner"),
        (4, "phone", "duplicate_in_partner"),
        (5, "phone", "duplicate_in_partner"),
    ]
    assert read["counts"]["accepted"] == 1


def same(a: tuple[list[bytes], bytes | None], b: tuple[list[bytes], bytes | None]) -> bool:
    taken = Taken()
    taken.take(*a)
    return taken.same(*b) is not None


_number = st.sampled_from([b"1", b"2", b"3", b"4"])
_customer = st.tuples(
    st.lists(_number, min_size=1, max_size=3, unique=True), st.none() | st.sampled_from([b"r", b"s"])
)


@given(_customer, _customer)
def test_whether_two_lines_are_one_customer_does_not_depend_on_their_order(
    a: tuple[list[bytes], bytes | None], b: tuple[list[bytes], bytes | None]
) -> None:
    assert same(a, b) == same(b, a)


async def test_a_long_file_meets_all_that_is_known_of_its_customers(house: House, room: Room) -> None:
    """Beyond a few thousand lines the database is asked only for what a sieve caught: nothing may slip through."""
    partner = await house.signed_in(room.partner)
    other = ("O-1;Durand;06 39 90 00 01;06 39 90 00 02;75001", "O-2;Morel;06 39 90 00 03;;75001")
    await imported(house, partner, table(*other))
    async with house.db() as db:
        stopped = house.vault_keys.suppression_key().index("+262639900009")  # 0639 is Mayotte
        await db.execute(
            text("INSERT INTO suppressions (fingerprint, reason) VALUES (:print, 'objection')"),
            {"print": stopped},
        )
        await db.commit()
    rows = [
        f"L-{n};Hulin;06 39 {n // 10000:02d} {n // 100 % 100:02d} {n % 100:02d};;75001" for n in range(6_000)
    ]
    # Far apart, so that each meets something of an earlier batch, an earlier slice, or another list.
    rows[3_500] = "X-1;Hulin;06 39 90 00 02;;75001"  # another list's second number
    rows[4_000] = "X-2;Hulin;06 39 90 00 07;06 39 90 00 03;75001"  # with another list's first number
    rows[4_500] = "O-2;Hulin;06 39 90 00 08;;75001"  # another list's reference
    rows[5_000] = "X-3;Hulin;06 39 00 00 10;;75001"  # line 12's number
    rows[5_500] = "L-20;Hulin;06 39 90 00 10;;75001"  # line 22's reference
    rows[5_998] = "X-4;Hulin;06 39 90 00 09;;75001"  # on the centre's do-not-call list
    list_id, read = await imported(house, partner, table(*rows))
    assert await report(partner, list_id) == [
        (3_502, "phone", "duplicate_in_partner"),
        (4_002, "phone", "duplicate_in_partner"),
        (4_502, "client_reference", "reference_in_partner"),
        (5_002, "phone", "duplicate_in_file"),
        (5_502, "client_reference", "reference_in_file"),
    ]
    assert (read["counts"]["lines"], read["counts"]["not_callable"]) == (6_000, 1)
    async with house.db() as db:
        blocked = await db.execute(
            text("SELECT line, reason FROM contacts WHERE list_id = :id AND state = 'blocked'"),
            {"id": UUID(list_id)},
        )
    assert [tuple(row) for row in blocked] == [(6_000, "suppressed")]

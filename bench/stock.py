"""What is called: a room with six agents, an open campaign with sealed contacts, and a partner's file."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from bench.service import Service
from callcenter.call_lists.models import CallList, ListSecret, ListViewKey
from callcenter.contacts.service import ZONES
from callcenter.infra.db import bare, open_engine, read_dsn, sessions
from callcenter.infra.sealing import Address, Field
from callcenter.infra.vault_keyring import VaultKeyring
from callcenter.kit.ids import new_id, reference
from tests import factories
from tests.factories import Person, Room

AGENTS = 6
CONTACTS = 50_000


@dataclass(frozen=True)
class Stock:
    """The room, and a session token for each who takes part."""

    room: Room
    agents: list[tuple[Person, str]]
    supervisor: str
    partner: str


async def arrange(service: Service) -> Stock:
    """Makes the room and its contacts with the tests' factories and the same way of sealing, by COPY."""
    keys = VaultKeyring.load(service.settings.vault_folder / "keyring.json")
    dsn = read_dsn(service.settings.owner_folder)
    engine = open_engine(dsn, size=1)
    try:
        async with sessions(engine)() as db:
            room = await factories.make_room(db, keys, count=0)
            people = [
                room.agent,
                room.second_agent,
                *[await factories.make_user(db, "agent", site_id=room.site_id) for _ in range(AGENTS - 2)],
            ]
            agents = [(person, await factories.make_session(db, person)) for person in people]
            supervisor = await factories.make_session(db, room.supervisor)
            partner = await factories.make_session(db, room.partner)
            await db.commit()
            call_list = _list(room)
            wrapped, kek_version = keys.new_list_secret(call_list.id)
            db.add(call_list)
            await db.flush()
            db.add(ListSecret(list_id=call_list.id, key_version=1, kek_version=kek_version, wrapped=wrapped))
            letter = keys.view_key_for_web(call_list.id, 1, wrapped)
            db.add(ListViewKey(list_id=call_list.id, key_version=1, wrapped=letter))
            await db.commit()
    finally:
        await engine.dispose()
    async with bare(dsn) as connection, connection.transaction():
        await _copy_contacts(connection, keys, room, call_list.id, wrapped)
    async with bare(dsn) as connection:
        await connection.execute("ANALYZE")  # what autovacuum does within its first minute
    return Stock(room, agents, supervisor, partner)


def _list(room: Room) -> CallList:
    return CallList(
        id=new_id(),
        partner_id=room.partner_id,
        site_id=room.site_id,
        campaign_id=room.campaign_id,
        name="Bench",
        purpose="appointment",
        file_name="bench.csv",
        state="ready",
        bytes=1000,
        zones=list(ZONES),
        created_by=room.partner.id,
    )


async def _copy_contacts(
    connection: asyncpg.Connection, keys: VaultKeyring, room: Room, list_id: UUID, wrapped: bytes
) -> None:
    contact_key, view_key = keys.contact_key(list_id, 1, wrapped), keys.view_key(list_id, 1, wrapped)
    index = keys.partner_index_key(room.partner_id)
    contacts, secrets = [], []
    for number in range(CONTACTS):
        contact_id, phone = new_id(), f"+3368{number:07d}"
        view = {
            "civility": "Mme",
            "last_name": f"Durandeau{number}",
            "first_name": "Élodie",
            "town": "Rennes",
            "department": "Ille-et-Vilaine",
            "language": "fr",
            "points": {"Contrat": "Confort"},
        }
        secret = {"phone": phone, "email": f"c{number}@courriel.example", "street": f"{number} rue des Lilas"}
        ours = (list_id, room.partner_id)
        place = (number + 2, reference(contact_id), "ready", ZONES[number % len(ZONES)], number, 0, 1, 1)
        sealed_view = view_key.seal(Address(Field.VIEW, list_id, contact_id, 1), view)
        contacts.append((contact_id, *ours, room.site_id, *place, sealed_view))
        sealed = contact_key.seal(Address(Field.CONTACT, list_id, contact_id, 1), secret)
        secrets.append((contact_id, *ours, 1, 1, sealed, index.index(phone), index.reference(f"C-{number}")))
    await connection.copy_records_to_table("contacts", records=contacts, columns=CONTACT_COLUMNS)
    await connection.copy_records_to_table("contact_secrets", records=secrets, columns=SECRET_COLUMNS)


CONTACT_COLUMNS = (
    "id list_id partner_id site_id line reference state zone rank attempts key_version revision view".split()
)
SECRET_COLUMNS = (
    "contact_id list_id partner_id key_version revision sealed phone_index reference_index".split()
)

_TOWNS = (
    ("35000", "Rennes"),
    ("69003", "Lyon"),
    ("75011", "Paris"),
    ("13001", "Marseille"),
    ("59000", "Lille"),
)
_NAMES = (
    "Abélard Bonnefoy Cazeneuve Delorme Éboué Fauvel Gauthérot Hulin Issartel Jolivet Kerléo Maçon".split()
)


def partner_rows(count: int, *, first: int = 0) -> Iterator[list[str]]:
    """A header and `count` rows as partners have them, each another number, in six spellings."""
    draw = random.Random(7)
    heads = "Réf client;Civilité;Nom;Prénom;Téléphone;E-mail;Adresse;CP;Ville;Contrat"
    yield heads.split(";")
    for number in range(first, first + count):
        digits = f"06{10_000_000 + number * 7:08d}"
        pairs = [digits[at : at + 2] for at in range(0, 10, 2)]
        spellings = (
            " ".join(pairs),
            ".".join(pairs),
            "-".join(pairs),
            digits,
            f"+33{digits[1:]}",
            f"0033 {digits[1:]}",
        )
        civility, contract = draw.choice(("M.", "Mme")), draw.choice(("Confort", "Essentiel", "Premium"))
        name, street = (draw.choice(_NAMES), draw.choice(_NAMES)), f"{number % 99} rue des Lilas"
        where = (f"client{number}@exemple.example", street, *draw.choice(_TOWNS))
        yield [f"REF-{number:06d}", civility, *name, spellings[number % 6], *where, contract]

"""Plain functions that make rows: only what matters to a test is named."""

import itertools
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, text

from callcenter.accounts.models import Organisation, Session, Team, TeamMember, User
from callcenter.accounts.schemas import Role, Trainer
from callcenter.accounts.service import token_hash
from callcenter.call_lists.models import CallList, ListSecret, ListViewKey
from callcenter.campaigns import rules as campaign_rules
from callcenter.campaigns.models import Campaign
from callcenter.campaigns.schemas import MaskingPolicy
from callcenter.contacts.models import Contact, ContactSecret
from callcenter.infra.db import Db
from callcenter.infra.sealing import Address, Field
from callcenter.infra.vault_keyring import VaultKeyring
from callcenter.kit import clock
from callcenter.kit.ids import new_id, reference
from callcenter.papers import service as papers
from callcenter.papers.schemas import PaperContent
from callcenter.partners.models import Agreement, Slot
from callcenter.partners.schemas import Purpose

PASSPHRASE = "goyave lagon sentier azur"
_PASSPHRASE_HASH: list[str] = []
_counter = itertools.count(1)


@dataclass(frozen=True)
class Person:
    id: UUID
    sign_in: str
    role: str
    site_id: UUID | None
    partner_id: UUID | None


def _hash() -> str:
    if not _PASSPHRASE_HASH:
        from callcenter.infra.passphrases import hash_passphrase

        _PASSPHRASE_HASH.append(hash_passphrase(PASSPHRASE))
    return _PASSPHRASE_HASH[0]


async def make_site(db: Db, *, zone: str = "America/Guadeloupe") -> UUID:
    site = Organisation(id=new_id(), kind="site", name=f"Site {next(_counter)}", time_zone=zone)
    db.add(site)
    await db.flush()
    return site.id


async def make_partner(db: Db, site_id: UUID, *, purposes: tuple[str, ...] = tuple(Purpose)) -> UUID:
    partner = Organisation(
        id=new_id(), kind="partner", name=f"Société {next(_counter)}", time_zone="Europe/Paris"
    )
    db.add(partner)
    await db.flush()
    db.add(
        Agreement(
            partner_id=partner.id,
            site_id=site_id,
            purposes=list(purposes),
            consent_bases=["consent", "contract"],
            retention_days=365,
        )
    )
    await db.flush()
    return partner.id


async def make_user(
    db: Db, role: str, *, site_id: UUID | None = None, partner_id: UUID | None = None, language: str = "fr"
) -> Person:
    number = next(_counter)
    user = User(
        id=new_id(),
        role=role,
        sign_in=f"{role}-{number}",
        display_name=f"{role.title()} {number}",
        language=language,
        site_id=site_id,
        partner_id=partner_id,
        passphrase=_hash(),
        state="active",
    )
    db.add(user)
    await db.flush()
    return Person(user.id, user.sign_in, role, site_id, partner_id)


async def make_session(db: Db, person: Person, *, age: timedelta = timedelta()) -> str:
    token, now = secrets.token_urlsafe(32), clock.now()
    await db.execute(
        insert(Session).values(
            token_hash=token_hash(token),
            id=new_id(),
            user_id=person.id,
            created_at=now - age,
            used_at=now - age,
            ends_at=now - age + timedelta(hours=10),
        )
    )
    return token


async def make_campaign(
    db: Db,
    site_id: UUID,
    partner_id: UUID,
    supervisor: Person,
    *,
    purpose: str = "appointment",
    state: str = "open",
    legal_hours: bool = False,
    masking: MaskingPolicy | None = None,
) -> UUID:
    campaign = Campaign(
        id=new_id(),
        site_id=site_id,
        partner_id=partner_id,
        name=f"Campagne {next(_counter)}",
        purpose=purpose,
        mode="sandbox",
        state=state,
        priority=100,
        legal_hours=legal_hours,
        script=[
            step.model_dump() for step in campaign_rules.default_script(Purpose(purpose), clock.now().date())
        ],
        masking=(masking or MaskingPolicy()).model_dump(mode="json"),
        created_by=supervisor.id,
        opened_at=clock.now(),
    )
    db.add(campaign)
    await db.flush()
    return campaign.id


@dataclass(frozen=True)
class Customer:
    """A made-up customer; the numbers are from ranges reserved for fiction."""

    id: UUID
    last_name: str
    phone: str
    email: str
    street: str
    client_reference: str


async def make_list(
    db: Db,
    keys: VaultKeyring,
    campaign_id: UUID | None,
    *,
    partner_id: UUID,
    site_id: UUID,
    uploader: Person,
    count: int = 3,
    zone: str = "Europe/Paris",
    state: str = "ready",
    contact_state: str = "ready",
    language: str = "fr",
) -> list[Customer]:
    """A ready list with sealed contacts, as an import leaves it."""
    list_id = new_id()
    db.add(
        CallList(
            id=list_id,
            partner_id=partner_id,
            site_id=site_id,
            campaign_id=campaign_id,
            name=f"Liste {next(_counter)}",
            purpose="appointment",
            file_name="liste.csv",
            state=state,
            bytes=1000,
            zones=[zone],
            created_by=uploader.id,
        )
    )
    await db.flush()
    wrapped, kek_version = keys.new_list_secret(list_id)
    db.add(ListSecret(list_id=list_id, key_version=1, kek_version=kek_version, wrapped=wrapped))
    db.add(ListViewKey(list_id=list_id, key_version=1, wrapped=keys.view_key_for_web(list_id, 1, wrapped)))
    contact_key, view_key = keys.contact_key(list_id, 1, wrapped), keys.view_key(list_id, 1, wrapped)
    index = keys.partner_index_key(partner_id)
    customers = []
    for number in range(count):
        contact_id = new_id()
        customer = Customer(
            id=contact_id,
            last_name=f"Durandeau{number}",
            phone=f"+3363998{number:04d}",
            email=f"client{number}@courriel.example",
            street=f"{number + 1} rue des Flamboyants",
            client_reference=f"REF-{number:05d}",
        )
        view = {
            "civility": "Mme",
            "last_name": customer.last_name,
            "first_name": "Élodie",
            "town": "Rennes",
            "department": "Ille-et-Vilaine",
            "language": "fr",
            "points": {"Contrat": "Confort"},
        }
        secret = {
            "phone": customer.phone,
            "email": customer.email,
            "street": customer.street,
            "client_reference": customer.client_reference,
        }
        db.add(
            Contact(
                id=contact_id,
                list_id=list_id,
                partner_id=partner_id,
                site_id=site_id,
                line=number + 2,
                reference=reference(contact_id),
                state=contact_state,
                zone=zone,
                language=language,
                rank=number,
                attempts=0,
                key_version=1,
                revision=1,
                view=view_key.seal(Address(Field.VIEW, list_id, contact_id, 1), view),
            )
        )
        db.add(
            ContactSecret(
                contact_id=contact_id,
                list_id=list_id,
                partner_id=partner_id,
                key_version=1,
                revision=1,
                sealed=contact_key.seal(Address(Field.CONTACT, list_id, contact_id, 1), secret),
                phone_index=index.index(customer.phone),
                reference_index=index.reference(customer.client_reference),
            )
        )
        customers.append(customer)
    await db.flush()
    return customers


@dataclass(frozen=True)
class Room:
    """A site at work: an open campaign with contacts, and one person for each role."""

    site_id: UUID
    partner_id: UUID
    campaign_id: UUID
    agent: Person
    second_agent: Person
    supervisor: Person
    trainer: Person
    partner: Person
    administrator: Person
    auditor: Person
    customers: list[Customer]


async def make_room(
    db: Db, keys: VaultKeyring, *, count: int = 3, purpose: str = "appointment", **campaign: Any
) -> Room:
    site_id = await make_site(db)
    partner_id = await make_partner(db, site_id)
    people = {
        role: await make_user(db, role, site_id=site_id)
        for role in ("agent", "supervisor", "trainer", "administrator", "auditor")
    }
    second = await make_user(db, "agent", site_id=site_id)
    partner = await make_user(db, "partner", partner_id=partner_id)
    campaign_id = await make_campaign(
        db, site_id, partner_id, people["supervisor"], purpose=purpose, **campaign
    )
    customers = await make_list(
        db, keys, campaign_id, partner_id=partner_id, site_id=site_id, uploader=partner, count=count
    )
    return Room(
        site_id=site_id,
        partner_id=partner_id,
        campaign_id=campaign_id,
        second_agent=second,
        partner=partner,
        customers=customers,
        **people,
    )


async def make_team(db: Db, site_id: UUID, *members: Person) -> UUID:
    team = Team(id=new_id(), site_id=site_id, name=f"Équipe {next(_counter)}")
    db.add(team)
    await db.flush()
    db.add_all(TeamMember(user_id=one.id, team_id=team.id, site_id=site_id) for one in members)
    await db.flush()
    return team.id


async def make_slot(
    db: Db,
    partner_id: UUID,
    site_id: UUID,
    *,
    starts_in: timedelta = timedelta(days=1),
    capacity: int = 1,
    notice: int = 0,
    zone: str = "Europe/Paris",
) -> UUID:
    starts = clock.now() + starts_in
    slot = Slot(
        id=new_id(),
        partner_id=partner_id,
        site_id=site_id,
        starts_at=starts,
        ends_at=starts + timedelta(minutes=30),
        place="Agence",
        zone=zone,
        capacity=capacity,
        booked=0,
        notice_minutes=notice,
    )
    db.add(slot)
    await db.flush()
    return slot.id


async def journal_actions(db: Db) -> list[str]:
    statement = text(
        "SELECT action FROM (SELECT id, action FROM journal UNION ALL SELECT id, action FROM journal_pending) j "
        "ORDER BY id"
    )
    return list((await db.execute(statement)).scalars())


async def contact_state(db: Db, contact_id: UUID) -> str:
    return str(await db.scalar(select(Contact.state).where(Contact.id == contact_id)))


def hours_ago(hours: float) -> datetime:
    return clock.now() - timedelta(hours=hours)


async def make_paper(db: Db, site_id: UUID, learner_id: UUID, trainer: Person) -> UUID:
    """A follow-up's paper, to be signed by both."""
    staff = Trainer(
        user_id=trainer.id,
        session_id=new_id(),
        role=Role.trainer,
        display_name=trainer.sign_in,
        language="fr",
        site_id=site_id,
        partner_id=None,
        must_change_passphrase=False,
        home_name=None,
        home_zone="America/Guadeloupe",
    )
    content = PaperContent(title="Bilan de suivi", lead="Novembre 2026")
    return (await papers.issue(db, staff, learner_id, "follow_up", content)).id

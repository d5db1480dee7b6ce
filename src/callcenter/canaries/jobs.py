"""The vault's part in canaries: plants them, knows them, and tells when one is touched that nobody holds."""

import random
from collections.abc import Iterable
from typing import Literal
from uuid import UUID

from callcenter.alerts import service as alerts
from callcenter.alerts.schemas import AlertKind
from callcenter.canaries import queries
from callcenter.canaries.models import Canary
from callcenter.canaries.rules import invented
from callcenter.canaries.schemas import CanaryMoved
from callcenter.canaries.service import PLANT, REPORT, WITHDRAW
from callcenter.contacts import service as contacts
from callcenter.infra import journal
from callcenter.infra.db import Db
from callcenter.infra.jobs import Registry
from callcenter.infra.sealing import Address, Field
from callcenter.infra.vault_keyring import VaultKeyring
from callcenter.kit import clock
from callcenter.kit.ids import new_id, reference


async def touched(db: Db, contact_ids: Iterable[UUID], kind: AlertKind, agent_id: UUID | None = None) -> None:
    """Something happened to contacts that nobody holds: tells the supervisors of those that are canaries."""
    for canary in await queries.planted(db, list(contact_ids)):
        await alerts.raise_(
            db,
            kind,
            site_id=canary.site_id,
            now=clock.now(),
            agent_id=agent_id,
            contact_id=canary.contact_id,
        )


class Own(dict[UUID, bool]):
    """Contacts of a campaign that are canaries, and whether each is a customer of the partner all the same."""

    @property
    def invented(self) -> set[UUID]:
        return {contact_id for contact_id, marked in self.items() if not marked}


async def of_campaign(db: Db, campaign_id: UUID) -> Own:
    found = await queries.of_campaign(db, campaign_id)
    return Own({canary.contact_id: bool(canary.marked) for canary in found if canary.contact_id is not None})


def register(registry: Registry, keys: VaultKeyring) -> None:
    """Adds this feature's jobs to the vault's registry."""

    async def plant(db: Db, canary_id: UUID) -> None:
        canary = await queries.canary(db, canary_id)
        if canary is not None and canary.state == "asked":
            await _plant(db, keys, canary)

    async def withdraw(db: Db, canary_id: UUID) -> None:
        canary = await queries.canary(db, canary_id)
        if canary is not None and canary.contact_id is not None and not canary.marked:
            await contacts.block(db, canary.contact_id, "withdrawn")

    async def report(db: Db, canary_id: UUID) -> None:
        canary = await queries.canary(db, canary_id)
        if canary is None or canary.contact_id is None:
            return
        held: list[UUID | None] = [*await queries.holders(db, canary.contact_id)]
        for agent_id in held or [None]:
            await touched(db, [canary.contact_id], "canary_reported", agent_id)

    async def given_up(db: Db, canary_id: UUID) -> None:
        canary = await queries.canary(db, canary_id)
        if canary is not None and canary.state == "asked":
            await _close(db, canary, "failed")

    registry.add(PLANT, plant, failed=given_up)
    registry.add(WITHDRAW, withdraw)
    registry.add(REPORT, report)


async def _plant(db: Db, keys: VaultKeyring, canary: Canary) -> None:
    """Marks the contact that has the number, or invents one somewhere among those still to be called."""
    target = await queries.list_to_plant(db, canary.list_id)
    if target is None or target.state != "ready" or canary.sealed is None:
        await _close(db, canary, "failed")
        return
    number = keys.open_upload_chunk(canary.id, 0, True, canary.sealed).decode()
    index = keys.partner_index_key(target.partner_id).index(number)
    canary.fingerprint = keys.suppression_key().index(number)
    canary.contact_id = await queries.with_number(db, target.id, index)
    canary.marked = canary.contact_id is not None
    if not canary.marked:
        chance = random.SystemRandom()
        last = await queries.last_rank(db, target.id)
        like = await queries.somebody(db, target.id, chance.randint(0, last))
        if like is None:  # nobody is left to be called: a canary would stand out
            await _close(db, canary, "failed")
            return
        view = keys.view_key(target.id, like.key_version, like.wrapped).open(
            Address(Field.VIEW, target.id, like.id, like.revision), like.view
        )
        shown, record = invented(number, view, chance)
        contact_id, version = new_id(), target.key_version
        contact_key = keys.contact_key(target.id, version, target.wrapped)
        view_key = keys.view_key(target.id, version, target.wrapped)
        about = {"id": contact_id, "list": target.id, "partner": target.partner_id, "version": version}
        await queries.plant(
            db,
            about
            | {
                "site": target.site_id,
                "line": like.line,
                "reference": reference(contact_id),
                "zone": like.zone,
                "language": like.language,
                "rank": like.rank,
                "view": view_key.seal(Address(Field.VIEW, target.id, contact_id, 1), shown),
            },
            about
            | {
                "sealed": contact_key.seal(Address(Field.CONTACT, target.id, contact_id, 1), record),
                "index": index,
            },
        )
        canary.contact_id = contact_id
    await _close(db, canary, "planted")


async def _close(db: Db, canary: Canary, state: Literal["planted", "failed"]) -> None:
    """Nothing is kept of the number but its fingerprint."""
    canary.state, canary.sealed = state, None
    await db.flush()
    await journal.append(
        db,
        CanaryMoved(canary_id=canary.id, list_id=canary.list_id, change=state, site_id=canary.site_id),
    )

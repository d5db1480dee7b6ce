"""The vault's job that writes a consent declared after the import into the sealed records that have none.

It opens and seals records one by one and must not know who declared it: the journal does.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import text

from callcenter.call_lists import amend_queries, queries, screening
from callcenter.call_lists.consent import Consent, verdict
from callcenter.call_lists.models import CallList
from callcenter.call_lists.schemas import ListConsentApplied
from callcenter.call_lists.service import APPLY_CONSENT, WEIGH_LIST
from callcenter.campaigns.service import APPLY_CONSENT as APPLY_TO_CAMPAIGN
from callcenter.infra import jobs, journal
from callcenter.infra.db import AnyRow, Db, driver
from callcenter.infra.jobs import Registry
from callcenter.infra.sealing import Address, Field
from callcenter.infra.vault_keyring import VaultKeyring
from callcenter.kit import clock
from callcenter.partners import service as partners
from callcenter.partners.schemas import ConsentBasis

BATCH = 500

_WITHOUT_BASIS = text(
    """
    SELECT x.contact_id, x.list_id, x.key_version, x.revision, x.sealed, s.wrapped
    FROM contacts c
    JOIN contact_secrets x ON x.contact_id = c.id
    JOIN list_secrets s ON s.list_id = x.list_id AND s.key_version = x.key_version
    WHERE c.list_id = :list AND c.state = 'blocked' AND c.reason = 'no_consent_basis'
    ORDER BY c.id LIMIT :most FOR UPDATE OF c, x
    """
)
_RESEAL = text("UPDATE contact_secrets SET sealed = :sealed, revision = :revision WHERE contact_id = :id")
_SETTLE = text("UPDATE contacts SET state = :state, reason = :reason WHERE id = :id")
_STOPPED = {"state": "blocked", "reason": "suppressed"}
_FREED = {"state": "ready", "reason": None}
_ATTACHED = text("SELECT id FROM call_lists WHERE campaign_id = :campaign AND state = 'ready' ORDER BY id")
_CAMPAIGNS = text("SELECT consent FROM campaigns WHERE id = :campaign")


def register(registry: Registry, keys: VaultKeyring) -> None:
    """Adds these jobs to the vault's registry."""

    async def apply_to_list(db: Db, list_id: UUID) -> None:
        row = await queries.by_id(db, list_id)
        if row is not None and row.state == "ready":
            await _apply(db, keys, row)

    async def apply_to_campaign(db: Db, campaign_id: UUID) -> None:
        for found in (await db.execute(_ATTACHED, {"campaign": campaign_id})).all():
            await jobs.enqueue(db, APPLY_CONSENT, found.id)

    registry.add(APPLY_CONSENT, apply_to_list)
    registry.add(APPLY_TO_CAMPAIGN, apply_to_campaign)


async def declared_for(db: Db, row: CallList) -> Consent | None:
    """What the partner declared for a list, or else for the campaign it serves."""
    said: dict[str, Any] | None = (row.mapping or {}).get("consent")
    if said is None and row.campaign_id is not None:
        said = await db.scalar(_CAMPAIGNS, {"campaign": row.campaign_id})
    if said is None:
        return None
    return Consent(said["basis"], said["on"] or "", said["channel"], said["proof"])


async def _apply(db: Db, keys: VaultKeyring, row: CallList) -> None:
    """All at once: the list's people become callable together or, killed half-way, not at all."""
    consent = await declared_for(db, row)
    terms = await partners.agreed_terms(db, row.partner_id)
    said, reason = verdict(consent, [str(basis) for basis in terms.consent_bases])
    if consent is None or reason is not None:
        return
    connection = await driver(db)
    contacts, freed, since = 0, 0, clock.now()
    while found := (await db.execute(_WITHOUT_BASIS, {"list": row.id, "most": BATCH})).all():
        prints = [_reseal_one(keys, row.partner_id, each, said) for each in found]
        asked = [fingerprint for _, fingerprints in prints for fingerprint in fingerprints]
        suppressed = await screening.stopped(connection, asked)
        stopped = [not suppressed.isdisjoint(fingerprints) for _, fingerprints in prints]
        await db.execute(
            _RESEAL,
            [
                {"id": each.contact_id, "sealed": sealed, "revision": each.revision + 1}
                for each, (sealed, _) in zip(found, prints, strict=True)
            ],
        )
        await db.execute(
            _SETTLE,
            [
                {"id": each.contact_id} | (_STOPPED if stop else _FREED)
                for each, stop in zip(found, stopped, strict=True)
            ],
        )
        freed += stopped.count(False)
        contacts += len(found)
    freed -= len(await screening.settle(connection, keys, row, since))
    if contacts:
        await amend_queries.count_again(connection, row.id)
        await jobs.enqueue(db, WEIGH_LIST, row.id)
        await journal.append(
            db,
            ListConsentApplied(
                list_id=row.id,
                site_id=row.site_id,
                partner_id=row.partner_id,
                consent_basis=ConsentBasis(consent.basis),
                contacts=contacts,
                freed=freed,
            ),
        )


def _reseal_one(
    keys: VaultKeyring, partner_id: UUID, row: AnyRow, said: dict[str, str] | None
) -> tuple[bytes, list[bytes]]:
    """The record with the consent, sealed under its next revision, and its numbers' do-not-call fingerprints."""
    key = keys.contact_key(row.list_id, row.key_version, row.wrapped)
    record = key.open(Address(Field.CONTACT, row.list_id, row.contact_id, row.revision), row.sealed)
    numbers = (record["phone"], *record.get("other_phones", ()))
    sealed = key.seal(
        Address(Field.CONTACT, row.list_id, row.contact_id, row.revision + 1), record | {"consent": said}
    )
    return sealed, screening.fingerprints(keys, partner_id, numbers)

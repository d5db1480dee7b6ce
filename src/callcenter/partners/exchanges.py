"""How a partner and the centre hand files to each other: the centre's key, the partner's own, what leaves encrypted.

It knows public keys alone; packages of contact data are made in the vault, by what `delivery` says.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

from callcenter.accounts.schemas import Caller, Partner, Watcher
from callcenter.infra import age, journal
from callcenter.infra.db import Db
from callcenter.infra.keyring import WebKeyring
from callcenter.kit import clock
from callcenter.partners import queries, service
from callcenter.partners.errors import EncryptedOnly, RecipientInvalid, RecipientMissing
from callcenter.partners.schemas import (
    ExchangeRead,
    ExchangeUpdate,
    PartnerRecipient,
    RecipientChanged,
)

MEDIA_TYPE = "application/octet-stream"
"""Of a package; age has registered none."""


async def read(db: Db, partner: Partner, keys: WebKeyring) -> ExchangeRead:
    found = await queries.exchange(db, partner.partner_id)
    return ExchangeRead(
        centre_recipient=keys.recipient,
        recipient=found.recipient if found else None,
        always_encrypted=found.always_encrypted if found else False,
        changed_at=found.changed_at if found else None,
    )


async def change(db: Db, partner: Partner, keys: WebKeyring, wanted: ExchangeUpdate) -> ExchangeRead:
    """Stores the partner's own key, told to the site's supervisors.

    Raises RecipientInvalid (no age key, or the centre's own), RecipientMissing.
    """
    if wanted.recipient is not None:
        if wanted.recipient == keys.recipient:
            raise RecipientInvalid(fields={"recipient": "the_centres"})
        if not age.is_recipient(wanted.recipient):
            raise RecipientInvalid(fields={"recipient": "invalid"})
    elif wanted.always_encrypted:
        raise RecipientMissing(fields={"recipient": "missing"})
    terms = await service.agreed_terms(db, partner.partner_id)
    before = await queries.exchange(db, partner.partner_id)
    same = before is not None and (before.recipient, before.always_encrypted) == (
        wanted.recipient,
        wanted.always_encrypted,
    )
    if not same:
        await queries.put_exchange(
            db,
            partner.partner_id,
            recipient=wanted.recipient,
            always_encrypted=wanted.always_encrypted,
            changed_at=clock.now(),
            changed_by=partner.user_id,
        )
        told = RecipientChanged(
            recipient=wanted.recipient,
            always_encrypted=wanted.always_encrypted,
            actor_id=partner.user_id,
            site_id=terms.site_id,
            partner_id=partner.partner_id,
        )
        await journal.append(db, told)
    return await read(db, partner, keys)


async def recipients(db: Db, watcher: Watcher) -> list[PartnerRecipient]:
    """The keys to which results leave, latest change first, so that one nobody expected is seen."""
    return [
        PartnerRecipient.model_validate(row._asdict())
        for row in await queries.exchanges(db, site_id=watcher.site_id)
    ]


# --- handing over -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where a partner's files go: its age recipient, if it has one, and whether nothing may leave in clear."""

    recipient: str | None
    always_encrypted: bool

    def check(self, *, encrypted: bool) -> None:
        """Raises EncryptedOnly, RecipientMissing."""
        if encrypted and self.recipient is None:
            raise RecipientMissing
        if self.always_encrypted and not encrypted:
            raise EncryptedOnly


async def delivery(db: Db, partner_id: UUID) -> Delivery:
    found = await queries.exchange(db, partner_id)
    return Delivery(found.recipient, found.always_encrypted) if found else Delivery(None, False)


async def handed_over(
    db: Db, caller: Caller, content: bytes, name: str, media_type: str, *, encrypted: bool
) -> tuple[bytes, str, str]:
    """A file that the web process made itself, as its reader takes it away: (content, name, media type).

    Staff belong to no partner and have no key. Raises EncryptedOnly, RecipientMissing.
    """
    to = await delivery(db, caller.partner_id) if caller.partner_id else Delivery(None, False)
    to.check(encrypted=encrypted)
    if not encrypted or to.recipient is None:
        return content, name, media_type
    return age.encrypted(content, to.recipient), f"{name}.age", MEDIA_TYPE


async def check_answer(db: Db, partner: Partner) -> None:
    """An answer that a page shows to a person may be read by it; a program that fetches the same takes it away.

    Raises EncryptedOnly.
    """
    if partner.is_machine:
        (await delivery(db, partner.partner_id)).check(encrypted=False)


async def packed(pieces: AsyncIterator[bytes], to: Delivery, *, encrypted: bool) -> AsyncIterator[bytes]:
    """The same for a file that streams: `to` was checked before the first piece left."""
    if not encrypted or to.recipient is None:
        async for piece in pieces:
            yield piece
        return
    with age.Making(to.recipient) as package:
        async for piece in pieces:
            if ready := package.add(piece):
                yield ready
        yield package.close()

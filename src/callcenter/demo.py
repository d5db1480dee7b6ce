"""The demo: one site, two partners, people of every role, open campaigns and call lists with made-up customers.

It goes the way real work goes - sealed upload, inspection, mapping, import - and is seeded once. Nobody in it exists.
"""

import csv
import io
import random
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import async_sessionmaker

from callcenter.accounts import service as accounts
from callcenter.accounts.models import User
from callcenter.accounts.schemas import Agent, Partner, Role, Supervisor, Trainer, UserCreate
from callcenter.assessments import bilans, overview
from callcenter.assessments import book as blocks
from callcenter.assessments import service as plans
from callcenter.assessments.schemas import AssessmentCompose, BlockMarks, PlanSign, TaskAnswer
from callcenter.call_lists import service as call_lists
from callcenter.call_lists.schemas import (
    CallListCreate,
    ColumnChoice,
    ImportOrder,
)
from callcenter.campaigns import service as campaigns
from callcenter.campaigns.schemas import CampaignCreate
from callcenter.infra.db import Db, open_engine, read_dsn, sessions
from callcenter.infra.files import write_private
from callcenter.infra.jobs import Worker
from callcenter.infra.keyring import WebKeyring
from callcenter.infra.passphrases import one_time_passphrase
from callcenter.infra.vault_keyring import VaultKeyring
from callcenter.infra.wake import Waker
from callcenter.kit import clock
from callcenter.modules import book as modules
from callcenter.modules import exercises, runs
from callcenter.modules.exercises import Given
from callcenter.modules.schemas import AnswerGiven, PartDone
from callcenter.partners import service as partners
from callcenter.partners.schemas import (
    AgreementTerms,
    ConsentBasis,
    ConsentDeclared,
    PartnerCreate,
    Purpose,
    SlotCreate,
)
from callcenter.settings import Settings
from callcenter.vault import build_registry

ZONE = "America/Guadeloupe"
SITE = "Centre de formation Les Alizés"
AGENTS = ("Colibri", "Pélican", "Frégate", "Sucrier", "Tourterelle", "Balaou")


@dataclass(frozen=True)
class _List:
    """One demo campaign with its list."""

    partner: str
    partner_sign_in: str
    purpose: Purpose
    campaign: str
    rows: int


LISTS = (
    _List("Maison Horizon", "horizon", Purpose.appointment, "Rendez-vous conseil habitat", 120),
    _List("Maison Horizon", "horizon", Purpose.loyalty, "Fidélité clients 2026", 80),
    _List("Électro Caraïbe", "electro", Purpose.after_sales, "Suivi après-vente", 60),
)


def sign_ins(settings: Settings) -> str:
    """The demo's sign-ins, as a text to print; empty when no demo was seeded here."""
    path = settings.demo_sign_ins
    return path.read_text("utf-8") if path.exists() else ""


async def seed(owner_dsn: str, settings: Settings) -> None:
    """Seeds the demo unless somebody has an account here already; killed half-way it goes on at the next start."""
    engine = open_engine(owner_dsn, size=2)
    web = open_engine(read_dsn(settings.web_folder), size=4)
    vault_dsn = read_dsn(settings.vault_folder)
    vault = open_engine(vault_dsn, size=4)
    try:
        make = sessions(engine)
        async with make() as db:
            someone = await db.scalar(select(func.count()).select_from(User))
        if someone and not settings.demo_sign_ins.exists():
            return
        secret = _secret(settings)
        if not someone:
            async with make() as db:
                await _people(db, secret)
                await db.commit()
        keys = VaultKeyring.load(settings.vault_folder / "keyring.json")
        worker = Worker(vault, vault_dsn, build_registry(keys, settings), Waker(lambda: vault_dsn))
        web_keys = WebKeyring.load(settings.web_folder / "keyring.json")
        for wanted in LISTS:
            await _campaign_with_list(make, worker, web_keys, wanted)
        async with make() as db:
            await _learning(db)
            await db.commit()
    finally:
        for opened in (engine, web, vault):
            await opened.dispose()


def _secret(settings: Settings) -> str:
    """One passphrase for all demo accounts, made once and kept beside the demo's data."""
    path = settings.demo_sign_ins
    if path.exists():
        return path.read_text("utf-8").rstrip().rsplit(": ", 1)[1]
    secret = one_time_passphrase()
    people = [
        ("apprenti", "badge-1 … badge-6"),
        ("encadrante", "encadrante"),
        ("formateur", "formateur"),
        ("partenaires", ", ".join(dict.fromkeys(wanted.partner_sign_in for wanted in LISTS))),
        ("administration", "admin"),
        ("audit", "audit"),
    ]
    lines = [f"  {role:<15} {name}" for role, name in people]
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_private(path, "\n".join([*lines, f"  phrase secrète / passphrase: {secret}"]) + "\n")
    return secret


async def _people(db: Db, secret: str) -> None:
    site = await accounts.add_organisation(db, "site", SITE, ZONE)
    everyone = [
        *((Role.agent, f"badge-{n}", name) for n, name in enumerate(AGENTS, 1)),
        (Role.supervisor, "encadrante", "Mme Lacroix"),
        (Role.trainer, "formateur", "M. Baptiste"),
        (Role.administrator, "admin", "Administration"),
        (Role.auditor, "audit", "Audit"),
    ]
    for role, sign_in, name in everyone:
        new = UserCreate(role=role, sign_in=sign_in, display_name=name, site_id=site.id)
        await accounts.add_user(db, None, new, passphrase=secret)
    terms = AgreementTerms(
        site_id=site.id,
        purposes=list(Purpose),
        consent_bases=list(ConsentBasis),
        retention_days=365,
        offer="Conseil, fidélité et service après-vente",
    )
    for name, sign_in in dict.fromkeys((wanted.partner, wanted.partner_sign_in) for wanted in LISTS):
        company = await partners.add_partner(db, None, PartnerCreate(name=name, agreement=terms))
        user = UserCreate(role=Role.partner, sign_in=sign_in, display_name=name, partner_id=company.id)
        await accounts.add_user(db, None, user, passphrase=secret)
        partner = await _partner(db, sign_in)
        await partners.add_slots(db, partner, list(_slots()))


def _slots() -> Iterator[SlotCreate]:
    """Half-hour slots of the next ten working days, on the partner's clock."""
    zone = ZoneInfo("Europe/Paris")
    day, left = clock.now().astimezone(zone).date(), 10
    while left:
        day += timedelta(days=1)
        if day.weekday() >= 5:
            continue
        left -= 1
        for hour in (9, 10, 11, 14, 15, 16):
            starts = datetime.combine(day, time(hour), zone)
            ends = starts + timedelta(minutes=30)
            yield SlotCreate(starts_at=starts, ends_at=ends, place="Agence de Rennes", capacity=2)


async def _partner(db: Db, sign_in: str) -> Partner:
    return await accounts.acting(db, sign_in, Partner)


async def _campaign_with_list(
    make: async_sessionmaker[Db], worker: Worker, keys: WebKeyring, wanted: _List
) -> None:
    """One list, uploaded as the partner would, and an open campaign on it; skips what is there already."""
    async with make() as db:
        partner = await _partner(db, wanted.partner_sign_in)
        supervisor = await accounts.acting(db, "encadrante", Supervisor)
        names = {campaign.name for campaign in await campaigns.list_campaigns(db, supervisor)}
        if wanted.campaign in names:
            return
        list_id = await _upload(db, partner, keys, wanted)
        await db.commit()
    await _work(worker)
    async with make() as db:
        preview = await call_lists.read_preview(db, partner, keys, list_id)
        columns = [ColumnChoice(index=c.index, field=c.field, use=c.use) for c in preview.columns]
        consent = ConsentDeclared(
            basis=ConsentBasis.contract, on=date(2026, 1, 5), channel="agence", proof="contrat"
        )
        await call_lists.order_import(db, partner, list_id, ImportOrder(columns=columns, consent=consent))
        await db.commit()
    await _work(worker)
    async with make() as db:
        new = CampaignCreate(name=wanted.campaign, partner_id=partner.partner_id, purpose=wanted.purpose)
        campaign = await campaigns.create(db, supervisor, new)
        await call_lists.attach(db, supervisor, list_id, campaign.id)
        await campaigns.move(db, supervisor, campaign.id, "open")
        await db.commit()


async def _work(worker: Worker) -> None:
    while await worker.run_one():
        pass


async def _upload(db: Db, partner: Partner, keys: WebKeyring, wanted: _List) -> UUID:
    file_name = f"{wanted.partner_sign_in}-{wanted.purpose}.csv"
    new = CallListCreate(name=wanted.campaign, purpose=wanted.purpose, file_name=file_name)
    made = await call_lists.announce(db, partner, new)

    async def body() -> AsyncIterator[bytes]:
        yield demo_file(wanted.rows, seed=wanted.campaign, first_number=1000 * LISTS.index(wanted))

    await call_lists.receive(db, partner, keys, made.id, body())
    return made.id


# --- learning ------------------------------------------------------------------------------------------------


async def _learning(db: Db) -> None:
    """One apprentice with a signed plan who is on the way, another before whom the first assessment lies.

    Skips what is there already.
    """
    trainer = await accounts.acting(db, "formateur", Trainer)
    ahead, new = await accounts.acting(db, "badge-1", Agent), await accounts.acting(db, "badge-2", Agent)
    if (await overview.path(db, trainer, ahead.user_id)).assessment is not None:
        return
    every = AssessmentCompose(blocks=list(blocks.shipped()))
    for agent in (ahead, new):
        await bilans.compose(db, trainer, agent.user_id, every)
    await answer_assessment(db, trainer, ahead)
    plan = (await overview.path(db, trainer, ahead.user_id)).plan
    assert plan is not None
    await plans.offer(db, trainer, plan.id, PlanSign(digest=plan.digest))
    await plans.agree(db, ahead, plan.id, PlanSign(digest=plan.digest))
    for module, acts in (("bonjour", 20), ("ecouter", 3)):
        await go_through(db, ahead, module, acts)


async def answer_assessment(db: Db, trainer: Trainer, agent: Agent) -> None:
    """Knows a good part of it: what is asked first in a block goes well, the rest is a first try."""
    task = await bilans.task(db, agent)
    for block in task.blocks:
        content = blocks.shipped()[block.code]
        for at, (exercise, question) in enumerate(zip(content.exercises, block.questions, strict=True)):
            page = question.exercise
            guess = Given(
                picked=list(range(len(page.options))) if page.kind == "order" else [0],
                words=["…" for _ in page.pieces[1:]],
            )
            given = exercises.best(exercise, page) if at == 0 else guess
            await bilans.answer(db, agent, task.id, TaskAnswer(block=block.code, item=page.id, given=given))
        for at, statement in enumerate(content.statements):
            said = TaskAnswer(block=block.code, item=statement.id, level=(2, 1, 3)[at % 3])
            await bilans.answer(db, agent, task.id, said)
        if content.criteria:
            levels = {each.id: (2, 1, 2)[at % 3] for at, each in enumerate(content.criteria)}
            await bilans.mark(db, trainer, task.id, BlockMarks(block=block.code, levels=levels))
    await bilans.hand_in(db, agent, task.id)
    await bilans.close(db, trainer, task.id)


async def go_through(db: Db, agent: Agent, module: str, acts: int) -> None:
    """Does so many things of a module, each rightly."""
    run = await runs.start(db, agent, module)
    known = {each.id: each for each in modules.shipped()[module].exercises}
    for _ in range(acts):
        part = next((each for each in run.parts if each.state == "now"), None)
        if part is None:
            return
        if not part.read:
            run = await runs.part_read(db, agent, run.id, PartDone(part=part.id))
            continue
        state = next(each for each in part.exercises if not each.over)
        page = state.exercise
        given = exercises.best(known[page.id], page)
        answer = AnswerGiven(exercise=page.id, attempt=state.tries + 1, given=given)
        run = await runs.answer(db, agent, run.id, answer)


# --- the file ------------------------------------------------------------------------------------------------

_NAMES = """
Abélard Amélie, Bonnefoy Benoît, Cazeneuve Chloé, Delorme Désiré, Éboué Élodie, Fauvel François, Gauthérot Gaëlle,
Hulin Hervé, Issartel Inès, Jolivet Joël, Kerléo Léa, L’Hostis Maël, Maçon Noémie, Noël Océane, Ozanne Rémi,
Périgny Zoé, Quéméner Théo, Roumégoux Salomé, Saint-Ange Anaïs, Thébault Loïc, Valéry Aurélie, Zéphirin Cédric
"""
_LAST, _FIRST = zip(*(pair.split() for pair in _NAMES.split(",")), strict=True)
_STREETS = ("rue des Lilas", "avenue du Général-Leclerc", "impasse des Frangipaniers", "chemin de la Ravine")
_PLACES = (
    ("35000", "Rennes", "026191"),
    ("69003", "Lyon", "046571"),
    ("97110", "Pointe-à-Pitre", "059020"),
    ("97122", "Baie-Mahault", "069000"),
    ("97200", "Fort-de-France", "059600"),
    ("97400", "Saint-Denis", "026200"),
    ("75011", "Paris", "019900"),
)
_PRODUCTS = ("Confort", "Essentiel", "Premium")


def _spelt(number: str, how: int) -> str:
    """One number as six people would type it."""
    pairs = [number[i : i + 2] for i in range(0, 10, 2)]
    international = (
        "33"
        if number[:4] in {"0261", "0465", "0199"}
        else {"0262": "262", "0596": "596"}.get(number[:4], "590")
    )
    return (
        " ".join(pairs),
        ".".join(pairs),
        "-".join(pairs),
        number,
        f"+{international}{number[1:]}",
        f"00{international} {number[1:]}",
    )[how]


def demo_file(rows: int, *, seed: str, first_number: int) -> bytes:
    """A call list as partners send them: `;`, cp1252, CRLF, numbers in six spellings, a few broken rows."""
    draw = random.Random(seed)
    written = io.StringIO()
    lines = csv.writer(written, delimiter=";", lineterminator="\r\n")
    lines.writerow(
        [
            "Réf client",
            "Civilité",
            "Nom",
            "Prénom",
            "Téléphone",
            "E-mail",
            "Adresse",
            "CP",
            "Ville",
            "Contrat",
        ]
    )
    for number in range(rows):
        postcode, town, prefix = draw.choice(_PLACES)
        phone = _spelt(f"{prefix}{first_number + number:04d}", draw.randrange(6))
        if number % 29 == 7:
            phone = ("", "à demander", "06 12")[number % 3]
        lines.writerow(
            [
                f"{seed[:3].upper()}-{number:04d}",
                draw.choice(("M.", "Mme")),
                draw.choice(_LAST),
                draw.choice(_FIRST),
                phone,
                f"client{number:04d}@exemple.example",
                f"{draw.randrange(1, 99)} {draw.choice(_STREETS)}",
                postcode,
                town,
                draw.choice(_PRODUCTS),
            ]
        )
    return written.getvalue().encode("cp1252")

"""Papers: who reads and signs them, that they never change, and what the journal answers to the code on one."""

import asyncio
import io
import os
import subprocess
import sys
from datetime import UTC, datetime
from uuid import UUID, uuid4

import httpx
import pypdf
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from callcenter.papers import rules
from callcenter.papers.schemas import PaperContent, PaperRead, Section, SignatureRead, Table
from callcenter.papers.sheets import sheet
from tests.clients import House
from tests.factories import PASSPHRASE, Person, Room, make_paper, make_room, make_user

ME = {"passphrase": PASSPHRASE}
AT = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys)


async def issued(house: House, room: Room, learner: Person) -> str:
    async with house.db() as db:
        return str(await make_paper(db, room.site_id, learner.id, room.trainer))


async def verdict(browser: httpx.AsyncClient, code: str) -> httpx.Response:
    return await browser.get("/api/papers/verification", params={"code": code})


async def test_nobody_but_the_learner_and_the_sites_trainer_reads_or_signs(house: House, room: Room) -> None:
    paper = await issued(house, room, room.agent)
    async with house.db() as db:
        elsewhere = await make_room(db, house.vault_keys)
    staff_paths = [("GET", f"/api/papers/{paper}"), ("GET", f"/api/papers/{paper}/file"),
                   ("POST", f"/api/papers/{paper}/sign"), ("GET", f"/api/learners/{room.agent.id}/papers")]  # fmt: skip
    for person in (room.agent, room.partner, room.supervisor, room.administrator, room.auditor):
        browser = await house.signed_in(person)
        for method, path in staff_paths:
            assert (await browser.request(method, path, json=ME)).status_code == 403, (person.role, path)
    assert (await verdict(await house.signed_in(room.agent), "AAAA-AAAA-AAAA")).status_code == 403
    assert (await verdict(await house.signed_in(room.partner), "AAAA-AAAA-AAAA")).status_code == 403
    stranger = await house.signed_in(elsewhere.trainer)
    for method, path in staff_paths[:3]:
        assert (await stranger.request(method, path, json=ME)).status_code == 404, path
    assert (await stranger.get(staff_paths[3][1])).json() == []
    colleague = await house.signed_in(room.second_agent)
    assert (await colleague.get("/api/workstation/papers")).json() == []
    for path in (f"/api/workstation/papers/{paper}", f"/api/workstation/papers/{paper}/file"):
        assert (await colleague.get(path)).status_code == 404
    assert (await colleague.post(f"/api/workstation/papers/{paper}/sign", json=ME)).status_code == 404
    assert not [each for each in await house.actions() if each == "paper.signed"]


async def test_each_signs_once_with_the_own_passphrase_and_the_journal_tells(
    house: House, room: Room
) -> None:
    paper = await issued(house, room, room.agent)
    agent, trainer = await house.signed_in(room.agent), await house.signed_in(room.trainer)
    mine, theirs = f"/api/workstation/papers/{paper}", f"/api/papers/{paper}"
    wrong = await agent.post(f"{mine}/sign", json={"passphrase": "autre chose encore"})
    assert wrong.status_code == 401
    assert (await agent.get(mine)).json()["signatures"] == []
    assert (await agent.post(f"{mine}/sign", json=ME)).status_code == 200
    assert (await agent.post(f"{mine}/sign", json=ME)).status_code == 200  # a press that came twice
    both = (await trainer.post(f"{theirs}/sign", json=ME)).json()
    assert [each["place"] for each in both["signatures"]] == ["learner", "staff"]
    async with house.db() as db:
        other = await make_user(db, "trainer", site_id=room.site_id)
    refused = await (await house.signed_in(other)).post(f"{theirs}/sign", json=ME)
    assert refused.json()["code"] == "signed_already"
    file = await agent.get(f"{mine}/file")
    assert file.headers["content-type"] == "application/pdf"
    said = pypdf.PdfReader(io.BytesIO(file.content)).pages[0].extract_text()
    assert both["code"] in said
    assert "Pour le centre" in said
    actions = [each for each in await house.actions() if each.startswith("paper.")]
    assert actions == ["paper.issued", "paper.signed", "paper.signed", "paper.taken"]


@pytest.mark.parametrize("change", ["title = 'x'", "learner_id = learner_id", "digest = digest"])
async def test_an_issued_paper_is_changed_by_nobody(house: House, room: Room, change: str) -> None:
    await issued(house, room, room.agent)
    change = change.replace("title = 'x'", "content = jsonb_set(content, '{title}', '\"x\"')")
    with pytest.raises(DBAPIError, match="stands"):
        async with house.db() as db:
            await db.execute(text(f"UPDATE papers SET {change}"))


async def test_the_journal_answers_to_the_code(house: House, room: Room) -> None:
    paper = await issued(house, room, room.agent)
    agent, trainer = await house.signed_in(room.agent), await house.signed_in(room.trainer)
    code = (await agent.post(f"/api/workstation/papers/{paper}/sign", json=ME)).json()["code"]
    assert (await verdict(trainer, code)).json()["state"] == "new"
    await house.seal()
    for person in (room.trainer, room.supervisor, room.administrator, room.auditor):
        found = (await verdict(await house.signed_in(person), code.lower().replace("-", " "))).json()
        assert (found["state"], found["kind"], found["signatures"][0]["place"]) == (
            "whole",
            "follow_up",
            "learner",
        )
    async with house.db() as db:
        elsewhere = await make_room(db, house.vault_keys)
    assert (await verdict(await house.signed_in(elsewhere.trainer), code)).status_code == 404
    assert (await verdict(trainer, "7F3K-9Q2M-XA4D")).json()["code"] == "paper_code_unknown"
    async with house.db() as db:
        await db.execute(text("ALTER TABLE papers DISABLE TRIGGER papers_stand"))
        await db.execute(text("UPDATE papers SET content = jsonb_set(content, '{lead}', '\"Avril\"')"))
    assert (await verdict(trainer, code)).json()["state"] == "altered"
    async with house.db() as db:
        await db.execute(text("DELETE FROM papers"))
    gone = (await verdict(trainer, code)).json()
    assert (gone["state"], gone["learner"], len(gone["signatures"])) == ("gone", None, 1)


async def test_the_command_answers_as_the_page_does(house: House, room: Room) -> None:
    paper = await issued(house, room, room.agent)
    await house.seal()
    code = (await (await house.signed_in(room.trainer)).get(f"/api/papers/{paper}")).json()["code"]
    dsn = (house.settings.owner_folder / "database").read_text().strip()

    async def ask(code: str) -> subprocess.CompletedProcess[str]:
        return await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-m", "callcenter.cli", "papers", "verify", code],
            env={**os.environ, "CALLCENTER_DATABASE_URL": dsn},
            capture_output=True,
            text=True,
            check=False,
        )

    good, bad = await asyncio.gather(ask(code), ask("0000-0000-0000"))
    assert (good.returncode, "is the one that was issued" in good.stdout) == (0, True), good.stderr
    assert (bad.returncode, "No paper of the centre" in bad.stderr) == (1, True)


def test_a_code_belongs_to_these_words_this_person_and_this_day() -> None:
    content = PaperContent(title="Bilan", lead="Novembre")
    one, two = uuid4(), uuid4()
    first = rules.digest(one, two, "plan", AT, content)
    others = {
        rules.digest(two, two, "plan", AT, content),
        rules.digest(one, one, "plan", AT, content),
        rules.digest(one, two, "follow_up", AT, content),
        rules.digest(one, two, "plan", AT.replace(second=1), content),
        rules.digest(one, two, "plan", AT, content.model_copy(update={"lead": "novembre"})),
    }
    assert first not in others
    assert len({rules.code_of(each) for each in {first, *others}}) == 6
    assert rules.typed(" 7f3k 9q2m-xald") == "7F3K-9Q2M-XA1D"


async def test_a_paper_says_everything_it_holds_and_names_who_signed() -> None:
    content = PaperContent(
        title="Bilan de suivi",
        lead="Novembre 2026",
        facts=[("Formateur", "Rose")],
        sections=[
            Section(title="Vu", words=["Des progrès « nets »."], points=["Écoute"], facts=[("C1", "acquis")]),
            Section(
                title="Chiffres", table=Table(head=["Jour", "Heures"], rows=[["lundi", "3,5"]], figures=1)
            ),
        ],
        notice="À lire ensemble.",
    )
    found = PaperRead(
        id=UUID(int=1),
        kind="follow_up",
        title=content.title,
        code="7F3K-9Q2M-XA4D",
        asks=["learner", "staff"],
        signatures=[SignatureRead(place="learner", name="Malik", at=AT)],
        issued_at=AT,
        learner_id=UUID(int=2),
        content=content,
    )
    read = pypdf.PdfReader(io.BytesIO(await sheet(found, "America/Guadeloupe")))
    said = "\n".join(page.extract_text() for page in read.pages)
    for part in ("Rose", "Des progrès « nets ».", "Écoute", "acquis", "lundi", "3,5", "À lire ensemble.",
                 "Malik, signé au poste le", "08:00", "Pour le centre", "7F3K-9Q2M-XA4D"):  # fmt: skip
        assert part in said, part

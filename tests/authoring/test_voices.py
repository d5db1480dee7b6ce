"""Recorded lines: of the site alone, what the bytes say they are, heard by who plays the call, gone when unused."""

import httpx
import pytest

from callcenter.authoring.errors import VoiceRefused
from callcenter.authoring.recording import kind_of
from callcenter.infra import speech
from tests.authoring.test_api import copied, publish, room, saved
from tests.clients import House
from tests.factories import make_site, make_user

WEBM = b"\x1a\x45\xdf\xa3" + b"\0" * 200
AT = "/api/scenarios/rdv-premier/lines/start/0/voice"


async def put(client: httpx.AsyncClient, at: str, audio: bytes = WEBM) -> httpx.Response:
    return await client.put(at, content=audio, headers={"Content-Type": "text/html"})


@pytest.mark.parametrize("role", ["partner", "administrator", "auditor", "supervisor", "agent"])
async def test_nobody_but_a_trainer_records_or_reaches_the_trainers_recordings(
    house: House, role: str
) -> None:
    found = await room(house)
    client = await house.signed_in(getattr(found, role))
    assert (await put(client, AT)).status_code == 403
    for method, path in (("GET", AT), ("DELETE", AT), ("GET", "/api/scenarios/rdv-premier/voices")):
        assert (await client.request(method, path)).status_code == 403, path


async def test_a_recording_is_heard_at_its_site_by_who_has_come_to_the_line(house: House) -> None:
    found = await room(house)
    trainer, agent = await house.signed_in(found.trainer), await house.signed_in(found.agent)
    other = await house.signed_in(found.second_agent)
    for at in range(3):
        assert (await put(trainer, AT.replace("/0/", f"/{at}/"))).status_code == 204
    assert (await trainer.get("/api/scenarios/rdv-premier/voices")).json() == [
        {"line": "start", "at": at} for at in range(3)
    ]
    async with house.db() as db:
        stranger = await make_user(db, "trainer", site_id=await make_site(db))
    assert (await (await house.signed_in(stranger)).get(AT)).status_code == 404
    call = (await agent.post("/api/practice", json={"scenario": "rdv-premier"})).json()
    heard = f"/api/practice/{call['id']}/voices/0"
    assert (await agent.get(heard)).status_code == 404  # nobody has answered yet
    talk = (await agent.post(f"/api/practice/{call['id']}/act", json={"kind": "call"})).json()
    assert [line["voice"] for line in talk["lines"]] == [0]
    sound = await agent.get(heard)
    assert (sound.status_code, sound.content) == (200, WEBM)
    assert sound.headers["content-type"] == "audio/webm"
    assert sound.headers["x-content-type-options"] == "nosniff"
    assert sound.headers["cache-control"] == "no-store"
    assert (await other.get(heard)).status_code == 404
    assert (await agent.get(heard.replace("/0", "/1"))).status_code == 404
    assert (await trainer.delete(AT)).status_code == 204
    assert (await trainer.get(AT)).status_code == 404
    assert (await house.actions()).count("training.voice_changed") == 4


async def test_what_is_not_recorded_is_spoken_by_the_machine_where_it_can(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = await room(house)
    agent = await house.signed_in(found.agent)
    call = (await agent.post("/api/practice", json={"scenario": "rdv-premier"})).json()
    at = f"/api/practice/{call['id']}"
    monkeypatch.setattr(speech, "program", lambda: None)
    talk = (await agent.post(f"{at}/act", json={"kind": "call"})).json()
    assert [line["voice"] for line in talk["lines"]] == [None]
    assert (await agent.get(f"{at}/voices/0")).status_code == 404

    async def said(words: str, voice: str) -> bytes:
        return f"RIFF {voice} {words}".encode()

    monkeypatch.setattr(speech, "program", lambda: "/usr/bin/espeak-ng")
    monkeypatch.setattr(speech, "_said", said)
    talk = (await agent.get(at)).json()
    assert [line["voice"] for line in talk["lines"]] == [0]
    sound = await agent.get(f"{at}/voices/0")
    assert sound.content == f"RIFF fr {talk['lines'][0]['text']}".encode()
    assert sound.headers["content-type"] == "audio/wav"


async def test_a_recording_that_no_draft_and_no_version_says_any_more_is_gone(house: House) -> None:
    found = await room(house)
    trainer = await house.signed_in(found.trainer)
    draft = await copied(trainer, None)
    at = f"/api/scenarios/{draft['code']}/lines/start/0/voice"
    assert (await put(trainer, at)).status_code == 204
    draft = (await publish(trainer, draft)).json()
    draft["content"]["nodes"][0]["says"] = ["Oui, bonjour."]
    draft = await saved(trainer, draft)
    assert (await trainer.get(at)).status_code == 404  # other words
    count = f"/api/scenarios/{draft['code']}/voices"
    await trainer.post(f"/api/own-scenarios/{draft['code']}/withdraw")
    draft["content"]["nodes"][0]["says"] = ["Oui, allô ?"]
    await saved(trainer, draft)
    assert (await trainer.get(count)).json() == []


async def test_what_is_no_sound_or_too_large_is_refused(house: House) -> None:
    found = await room(house)
    trainer = await house.signed_in(found.trainer)
    refused = await put(trainer, AT, b"<script>alert(1)</script>")
    assert (refused.status_code, refused.json()["code"]) == (422, "voice_refused")
    assert (await put(trainer, AT, WEBM + b"\0" * 1024 * 1024)).status_code == 413
    assert (await put(trainer, AT.replace("/0/", "/5/"))).status_code == 404
    assert (await put(trainer, AT.replace("/start/", "/nowhere/"))).status_code == 404


def test_a_sound_is_known_by_its_bytes() -> None:
    assert kind_of(b"OggS....") == "ogg"
    assert kind_of(b"\0\0\0\x18ftypmp42") == "mp4"
    assert kind_of(b"RIFF....WAVEfmt ") == "wav"
    for wrong in (b"", b"RIFF....AVI ", b"<html>"):
        with pytest.raises(VoiceRefused):
            kind_of(wrong)


async def test_the_microphone_may_be_asked_for_where_lines_are_recorded_alone(house: House) -> None:
    client = house.browser()
    for path, allowed in (
        ("/trainer/scenarios/site-1", "microphone=(self)"),
        ("/trainer/library/rdv-premier", "microphone=(self)"),
        ("/trainer/library", "microphone=()"),
        ("/agent/practice", "microphone=()"),
        ("/", "microphone=()"),
    ):
        answer = await client.get(path)
        assert allowed in answer.headers["permissions-policy"], path
        assert "media-src 'self';" in answer.headers["content-security-policy"]

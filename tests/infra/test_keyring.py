"""The two keyrings: every file that is refused, what the web process cannot do, crashes, then rotation."""

import base64
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from callcenter.infra.exchange import Letter
from callcenter.infra.keyfile import KeyFile, KeyringRefused, derive
from callcenter.infra.keyring import WebKeyring, checkpoint_holds, create_pair
from callcenter.infra.sealing import Address, Family, Field, ListKey, SealBroken
from callcenter.infra.vault_keyring import VaultKeyring

LIST, OTHER_LIST, RECORD = uuid4(), uuid4(), uuid4()
DAMAGED = {"keyring_damaged", "keyring_truncated", "keyring_format"}


class Pair:
    """A site's two keyring files and the id that its database would keep."""

    def __init__(self, folder: Path) -> None:
        self.vault_path, self.web_path = folder / "vault" / "keyring.json", folder / "web" / "keyring.json"
        self.id = create_pair(self.vault_path, self.web_path)

    def load(self) -> tuple[VaultKeyring, WebKeyring]:
        return VaultKeyring.load(self.vault_path), WebKeyring.load(self.web_path)


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return Pair(tmp_path)


def refusal_of(path: Path, kind: type[VaultKeyring] | type[WebKeyring] = VaultKeyring) -> str:
    with pytest.raises(KeyringRefused) as refusal:
        kind.load(path)
    assert "\n" not in refusal.value.sentence
    assert refusal.value.sentence == str(refusal.value)
    return refusal.value.code


# --- files that are refused ---


def test_a_missing_keyring_is_refused(tmp_path: Path) -> None:
    assert refusal_of(tmp_path / "keyring.json") == "keyring_missing"


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o610, 0o602])
def test_a_keyring_open_to_others_is_refused(pair: Pair, mode: int) -> None:
    pair.vault_path.chmod(mode)
    assert refusal_of(pair.vault_path) == "keyring_mode"


def test_a_keyring_of_another_user_is_refused(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: pair.vault_path.stat().st_uid + 1)
    assert refusal_of(pair.vault_path) == "keyring_owner"


def test_a_link_a_folder_or_a_pipe_is_refused(pair: Pair, tmp_path: Path) -> None:
    link, pipe = tmp_path / "link.json", tmp_path / "pipe.json"
    link.symlink_to(pair.vault_path)
    os.mkfifo(pipe, 0o600)
    for path in (link, tmp_path, pipe):
        assert refusal_of(path) == "keyring_unreadable"


def test_each_process_refuses_the_other_ones_keyring(pair: Pair) -> None:
    assert refusal_of(pair.web_path, VaultKeyring) == "keyring_wrong_kind"
    assert refusal_of(pair.vault_path, WebKeyring) == "keyring_wrong_kind"


def test_another_sites_keyring_is_refused(pair: Pair, tmp_path: Path) -> None:
    for keyring in (*pair.load(), *Pair(tmp_path / "other").load()):
        expected = uuid4() if keyring.keyring_id == pair.id else pair.id
        with pytest.raises(KeyringRefused) as refusal:
            keyring.check_belongs(expected)
        assert refusal.value.code == "keyring_foreign"


def test_every_cut_of_a_keyring_is_refused(pair: Pair) -> None:
    whole = pair.web_path.read_bytes()
    for end in range(len(whole)):
        pair.web_path.write_bytes(whole[:end])
        assert refusal_of(pair.web_path, WebKeyring) in DAMAGED
    pair.web_path.write_bytes(whole[: len(whole) // 2])
    assert refusal_of(pair.web_path, WebKeyring) == "keyring_truncated"


@pytest.mark.parametrize("mask", [0x01, 0x20, 0x80])
@pytest.mark.parametrize("kind", [VaultKeyring, WebKeyring])
def test_every_flipped_byte_of_a_keyring_is_refused(
    pair: Pair, kind: type[VaultKeyring] | type[WebKeyring], mask: int
) -> None:
    path = pair.vault_path if kind is VaultKeyring else pair.web_path
    whole = path.read_bytes()
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ mask]) + whole[at + 1 :])
        assert refusal_of(path, kind) in DAMAGED, at


@pytest.mark.parametrize(
    "content",
    [
        b"{}\n",
        b'{"format": 1}\n',
        b"[1]}\n",
        b"[" * 100_000 + b"}\n",
        b'{"format": 1, "mac": "", "slots": []}\n',
        b'{"format": 1, "mac": "", "slots": [{"provider": "file", "root": 5}]}\n',
        b'{"format": 1, "mac": "", "slots": [{"provider": "token", "root": ""}]}\n',
        b"\xff\xfe}\n",
    ],
)
def test_a_file_of_another_shape_is_refused_as_damaged(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "keyring.json"
    path.write_bytes(content)
    path.chmod(0o600)
    assert refusal_of(path) == "keyring_damaged"


def test_white_space_or_a_doubled_field_counts_as_damage(pair: Pair) -> None:
    whole = pair.vault_path.read_bytes()
    for changed in (whole.replace(b": ", b":  ", 1), whole.replace(b"{\n", b'{\n "kind": "vault",\n', 1)):
        assert changed != whole
        pair.vault_path.write_bytes(changed)
        assert refusal_of(pair.vault_path) == "keyring_damaged"


def test_a_keyring_of_a_newer_format_says_so(pair: Pair) -> None:
    whole = pair.vault_path.read_bytes()
    pair.vault_path.write_bytes(whole.replace(b'"format": 1', b'"format": 2', 1))
    assert refusal_of(pair.vault_path) == "keyring_format"


@pytest.mark.parametrize("standing", ["vault", "web"])
def test_an_existing_keyring_is_never_overwritten(pair: Pair, standing: str) -> None:
    kept = pair.vault_path if standing == "vault" else pair.web_path
    (pair.web_path if standing == "vault" else pair.vault_path).unlink()
    before = kept.read_bytes()
    with pytest.raises(KeyringRefused) as refusal:
        create_pair(pair.vault_path, pair.web_path)
    assert refusal.value.code == "keyring_exists"
    assert kept.read_bytes() == before
    assert len(list(pair.vault_path.parents[1].rglob("*.json*"))) == 1


# --- what the web process cannot do ---


def reachable(value: Any, seen: set[int]) -> Iterator[object]:
    """Everything that hangs on an object: attributes, slots, containers, closures of what it keeps."""
    if id(value) in seen:
        return
    seen.add(id(value))
    yield value
    children: list[Any] = []
    if isinstance(value, dict):
        children += [*value.keys(), *value.values()]
    elif isinstance(value, list | tuple | set | frozenset):
        children += value
    children += vars(value).values() if hasattr(value, "__dict__") else []
    for cls in type(value).__mro__:
        children += [getattr(value, name) for name in getattr(cls, "__slots__", ()) if hasattr(value, name)]
    for child in children:
        if not isinstance(child, type) and not callable(child):
            yield from reachable(child, seen)


def key_material(keyring: WebKeyring, path: Path) -> tuple[list[bytes], list[AESGCM]]:
    """Every byte string of a loaded keyring, its private keys and its file, and every cipher it holds."""
    found, ciphers = [], []
    file = KeyFile.read(path, "web")
    for value in reachable([keyring, file], set()):
        match value:
            case bytes() | bytearray():
                found.append(bytes(value))
            case str():
                found.append(value.encode())
                with suppress(ValueError):
                    found.append(base64.b64decode(value, validate=True))
            case X25519PrivateKey() | Ed25519PrivateKey():
                found.append(value.private_bytes_raw())
            case AESGCM():
                ciphers.append(value)
            case _:
                pass
    found += [bytes(file.secret(entry.use, entry.version)) for entry in file.describe()]
    return found, ciphers


def list_secret(path: Path, wrapped: bytes, list_id: UUID) -> bytes:
    """What a list secret is, for a test that holds the vault's file."""
    aad = b"CCW\x01" + list_id.bytes + (1).to_bytes(4, "big") + wrapped[2:6]
    kek = KeyFile.read(path, "vault").secret("kek", int.from_bytes(wrapped[2:6], "big"))
    return AESGCM(kek).decrypt(wrapped[6:18], wrapped[18:], aad)


def test_nothing_in_the_web_keyring_leads_to_a_contact(pair: Pair) -> None:
    vault, web = pair.load()
    wrapped, _ = vault.new_list_secret(LIST)
    view = web.view_key(LIST, 1, vault.view_key_for_web(LIST, 1, wrapped))
    here = Address(Field.CONTACT, LIST, RECORD, 1)
    blob = vault.contact_key(LIST, 1, wrapped).seal(here, {"phone": "+33612345678"})

    found, ciphers = key_material(web, pair.web_path)
    assert [len(value) for value in found].count(32) >= 5
    assert view._cipher in ciphers
    vault_file = KeyFile.read(pair.vault_path, "vault")
    secret = list_secret(pair.vault_path, wrapped, LIST)
    hidden = [bytes(vault_file.secret(key.use, key.version)) for key in vault_file.describe()]
    context = LIST.bytes + (1).to_bytes(4, "big")
    contact_key = bytes(derive(secret, "list contact", context))
    assert ListKey(Family.CONTACT, LIST, 1, contact_key).open(
        here, blob
    )  # so the search below looks for the right thing
    for hide in (*hidden, secret, contact_key):
        assert not any(hide in value for value in found)
    web.__dict__["planted"] = {"deep": [bytearray(contact_key)]}  # and the walk would have met it
    assert contact_key in key_material(web, pair.web_path)[0]

    keys = {value for value in found if len(value) == 32}
    keys |= {bytes(derive(key, f"list {family}", context)) for key in keys for family in Family}
    for cipher in (*ciphers, *map(AESGCM, keys)):
        with pytest.raises(InvalidTag):
            cipher.decrypt(
                blob[6:18], blob[18:], b"CCR\x01\x01\x01" + LIST.bytes + RECORD.bytes + b"\0\0\0\1" * 2
            )
        with pytest.raises(InvalidTag):
            cipher.decrypt(
                wrapped[6:18], wrapped[18:], b"CCW\x01" + LIST.bytes + (1).to_bytes(4, "big") + wrapped[2:6]
            )


def test_the_web_process_view_key_opens_no_contact_blob(pair: Pair) -> None:
    vault, web = pair.load()
    wrapped, _ = vault.new_list_secret(LIST)
    here = Address(Field.CONTACT, LIST, RECORD, 1)
    blob = vault.contact_key(LIST, 1, wrapped).seal(here, {"phone": "+33612345678"})
    view = web.view_key(LIST, 1, vault.view_key_for_web(LIST, 1, wrapped))
    for field in Field:
        with pytest.raises(SealBroken):
            view.open(Address(field, LIST, RECORD, 1), blob)


def test_the_web_process_cannot_read_back_an_upload(pair: Pair) -> None:
    vault, web = pair.load()
    sealed = web.seal_upload_chunk(LIST, 0, True, b"Durand;0612345678")
    with pytest.raises(SealBroken):
        web.open_from_vault(Letter.UPLOAD, LIST, 0, True, sealed)
    assert vault.open_upload_chunk(LIST, 0, True, sealed) == b"Durand;0612345678"


def test_a_view_key_letter_opens_for_its_list_and_version_only(pair: Pair) -> None:
    vault, web = pair.load()
    letter = vault.view_key_for_web(LIST, 1, vault.new_list_secret(LIST)[0])
    for list_id, version in ((OTHER_LIST, 1), (LIST, 2)):
        with pytest.raises(SealBroken):
            web.view_key(list_id, version, letter)
    with pytest.raises(SealBroken):
        web.view_key(LIST, 1, letter[:-1])


def test_a_view_key_letter_of_another_site_is_refused(pair: Pair, tmp_path: Path) -> None:
    other, _ = Pair(tmp_path / "other").load()
    _, web = pair.load()
    with pytest.raises(SealBroken):
        web.view_key(LIST, 1, other.view_key_for_web(LIST, 1, other.new_list_secret(LIST)[0]))


def test_keyrings_and_their_refusals_print_no_key(pair: Pair) -> None:
    for keyring in pair.load():
        assert "***" in repr(keyring)
        said = f"{keyring!r} {keyring.describe()}"
        secrets = KeyFile.read(keyring.path, keyring.path.parent.name)
        for key in secrets.describe():
            secret = bytes(secrets.secret(key.use, key.version))
            for form in (secret.hex(), base64.b64encode(secret).decode(), repr(secret)):
                assert form not in said


# --- wrapped list secrets ---


def test_a_wrapped_secret_opens_for_its_list_and_version_only(pair: Pair) -> None:
    vault, _ = pair.load()
    wrapped, _ = vault.new_list_secret(LIST)
    altered = [wrapped[:at] + bytes([wrapped[at] ^ 1]) + wrapped[at + 1 :] for at in range(6, len(wrapped))]
    for wrong in (
        *altered,
        b"",
        wrapped[:-1],
        wrapped + b"\0",
        b"\2" + wrapped[1:],
        wrapped[:1] + b"\2" + wrapped[2:],
    ):
        with pytest.raises(SealBroken):
            vault.contact_key(LIST, 1, wrong)
    for list_id, version in ((OTHER_LIST, 1), (LIST, 2)):
        with pytest.raises(SealBroken):
            vault.view_key(list_id, version, wrapped)
    with pytest.raises(KeyringRefused) as refusal:
        vault.contact_key(LIST, 1, wrapped[:5] + b"\x09" + wrapped[6:])
    assert refusal.value.code == "kek_unknown"


def test_a_list_secret_is_wiped_once_its_keys_are_derived(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault, _ = pair.load()
    unwrap, seen = VaultKeyring._unwrap, []

    def watched(self: VaultKeyring, list_id: UUID, key_version: int, wrapped: bytes) -> bytearray:
        seen.append(unwrap(self, list_id, key_version, wrapped))
        assert any(seen[-1])
        return seen[-1]

    monkeypatch.setattr(VaultKeyring, "_unwrap", watched)
    wrapped, _ = vault.new_list_secret(LIST)
    vault.contact_key(LIST, 1, wrapped)
    vault.view_key_for_web(LIST, 1, wrapped)
    vault.rewrap(wrapped, LIST, 1, 1, 1)
    assert seen == [bytearray(32)] * 3


def test_the_vault_and_the_web_share_the_view_key_and_two_lists_share_nothing(pair: Pair) -> None:
    vault, web = pair.load()
    wrapped, kek_version = vault.new_list_secret(LIST)
    assert kek_version == 1
    here = Address(Field.VIEW, LIST, RECORD, 1)
    blob = vault.view_key(LIST, 1, wrapped).seal(here, {"town": "Cayenne"})
    key = web.view_key(LIST, 1, vault.view_key_for_web(LIST, 1, wrapped))
    assert key.open(here, blob) == {"town": "Cayenne"}
    assert list_secret(pair.vault_path, wrapped, LIST) != list_secret(
        pair.vault_path, vault.new_list_secret(OTHER_LIST)[0], OTHER_LIST
    )


# --- rotation ---


def test_rotation_keeps_every_record_readable(pair: Pair) -> None:
    vault, web = pair.load()
    here = Address(Field.CONTACT, LIST, RECORD, 1)
    wrapped, old = vault.new_list_secret(LIST)
    letter = vault.view_key_for_web(LIST, 1, wrapped)
    blob = vault.contact_key(LIST, 1, wrapped).seal(here, {"phone": "+33612345678"})
    new = vault.add_kek_version()
    rewrapped = vault.rewrap(wrapped, LIST, 1, old, new)
    vault.drop_kek_version(old)

    vault = VaultKeyring.load(pair.vault_path)
    assert vault.kek_versions == [new]
    assert vault.contact_key(LIST, 1, rewrapped).open(here, blob) == {"phone": "+33612345678"}
    assert web.view_key(LIST, 1, letter).version == 1
    with pytest.raises(KeyringRefused) as refusal:
        vault.contact_key(LIST, 1, wrapped)
    assert refusal.value.code == "kek_unknown"


def test_a_running_vault_follows_a_rotation_done_beside_it(pair: Pair) -> None:
    running, beside = VaultKeyring.load(pair.vault_path), VaultKeyring.load(pair.vault_path)
    wrapped, _ = running.new_list_secret(LIST)
    new = beside.add_kek_version()
    running.contact_key(LIST, 1, beside.rewrap(wrapped, LIST, 1, 1, new))
    assert running.new_list_secret(OTHER_LIST)[1] == new
    assert [key.newest for key in running.describe() if key.use == "kek"] == [False, True]


def test_rewrap_refuses_what_is_not_under_the_old_kek(pair: Pair) -> None:
    vault, _ = pair.load()
    wrapped, _ = vault.new_list_secret(LIST)
    new = vault.add_kek_version()
    moved = vault.rewrap(wrapped, LIST, 1, 1, new)
    for wrong, list_id in ((moved, LIST), (wrapped, OTHER_LIST), (b"short", LIST)):
        with pytest.raises(SealBroken):
            vault.rewrap(wrong, list_id, 1, 1, new)


@pytest.mark.parametrize(("version", "code"), [(1, "kek_in_use"), (2, "kek_unknown")])
def test_the_newest_or_an_unknown_kek_is_not_dropped(pair: Pair, version: int, code: str) -> None:
    vault, _ = pair.load()
    before = pair.vault_path.read_bytes()
    with pytest.raises(KeyringRefused) as refusal:
        vault.drop_kek_version(version)
    assert refusal.value.code == code
    assert pair.vault_path.read_bytes() == before


def test_a_keyring_exchanged_under_a_running_vault_is_refused(pair: Pair, tmp_path: Path) -> None:
    vault, _ = pair.load()
    other = Pair(tmp_path / "other")
    other.vault_path.replace(pair.vault_path)
    for attempt in (vault.add_kek_version, lambda: vault.new_list_secret(LIST)):
        with pytest.raises(KeyringRefused) as refusal:
            attempt()
        assert refusal.value.code == "keyring_foreign"


# --- crashes ---

_KILLED = """
import os, signal, sys
from pathlib import Path
from callcenter.infra import keyfile
from callcenter.infra.keyring import create_pair
from callcenter.infra.vault_keyring import VaultKeyring

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

task, step, vault, web = sys.argv[1:]
if step == "write":
    os.fsync = die
elif step == "name":
    Path.replace = Path.hardlink_to = die
elif step == "folder":
    keyfile._sync_folder = die
if task == "rotate":
    VaultKeyring.load(Path(vault)).add_kek_version()
else:
    create_pair(Path(vault), Path(web))
"""


def run_killed(task: str, step: str, vault: Path, web: Path) -> None:
    done = subprocess.run([sys.executable, "-c", _KILLED, task, step, str(vault), str(web)], check=False)
    assert done.returncode == -signal.SIGKILL


@pytest.mark.parametrize(("step", "versions"), [("write", [1]), ("name", [1]), ("folder", [1, 2])])
def test_a_rotation_killed_at_any_step_leaves_a_whole_keyring(
    pair: Pair, step: str, versions: list[int]
) -> None:
    wrapped, _ = VaultKeyring.load(pair.vault_path).new_list_secret(LIST)
    run_killed("rotate", step, pair.vault_path, pair.web_path)
    vault = VaultKeyring.load(pair.vault_path)
    assert vault.kek_versions == versions
    vault.contact_key(LIST, 1, wrapped)
    assert vault.add_kek_version() == versions[-1] + 1
    assert [path.name for path in pair.vault_path.parent.iterdir()] == ["keyring.json"]


@pytest.mark.parametrize("step", ["write", "name"])
def test_a_creation_killed_before_the_first_name_can_be_done_again(tmp_path: Path, step: str) -> None:
    vault, web = tmp_path / "vault" / "keyring.json", tmp_path / "web" / "keyring.json"
    run_killed("create", step, vault, web)
    assert refusal_of(vault) == "keyring_missing"
    create_pair(vault, web)
    VaultKeyring.load(vault)
    assert sorted(path.name for path in tmp_path.rglob("*json*")) == ["keyring.json"] * 2


def test_a_creation_killed_half_way_asks_for_a_person(tmp_path: Path) -> None:
    vault, web = tmp_path / "vault" / "keyring.json", tmp_path / "web" / "keyring.json"
    run_killed("create", "folder", vault, web)
    assert refusal_of(vault) == "keyring_missing"
    with pytest.raises(KeyringRefused) as refusal:
        create_pair(vault, web)
    assert refusal.value.code == "keyring_exists"


# --- what works ---


def test_keyrings_are_private_and_know_their_site(pair: Pair) -> None:
    for path, keyring in zip((pair.vault_path, pair.web_path), pair.load(), strict=True):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert keyring.keyring_id == pair.id
        keyring.check_belongs(pair.id)


def test_a_preview_reaches_the_web_process_alone(pair: Pair) -> None:
    vault, web = pair.load()
    sealed = vault.seal_for_web(Letter.PREVIEW, LIST, 0, True, b"masked rows")
    assert web.open_from_vault(Letter.PREVIEW, LIST, 0, True, sealed) == b"masked rows"
    with pytest.raises(SealBroken):
        web.open_from_vault(Letter.RESULTS, LIST, 0, True, sealed)
    with pytest.raises(SealBroken):
        vault.open_upload_chunk(LIST, 0, True, sealed)


def test_indexes_do_not_link_partners_nor_the_suppression_list(pair: Pair) -> None:
    vault, _ = pair.load()
    first, second, number = uuid4(), uuid4(), "+33612345678"
    indexes = {
        vault.partner_index_key(first).index(number),
        vault.partner_index_key(first).index(number),
        vault.partner_index_key(second).index(number),
        vault.suppression_key().index(number),
    }
    assert len(indexes) == 3
    again = VaultKeyring.load(pair.vault_path)
    assert {again.partner_index_key(first).index(number), again.suppression_key().index(number)} <= indexes


def test_checkpoints_hold_for_the_journal_key_alone(pair: Pair, tmp_path: Path) -> None:
    vault, web = pair.load()
    signature = vault.sign_checkpoint(b"root")
    assert vault.journal_public_key == web.journal_public_key
    assert checkpoint_holds(web.journal_public_key, b"root", signature)
    assert not checkpoint_holds(web.journal_public_key, b"root!", signature)
    assert not checkpoint_holds(Pair(tmp_path / "other").load()[1].journal_public_key, b"root", signature)


def test_status_lists_every_key(pair: Pair) -> None:
    vault, web = pair.load()
    assert [(key.use, key.version) for key in web.describe()] == [("view", 1), ("signing", 1)]
    uses = ["kek", "index", "suppression", "intake", "signing", "journal"]
    assert [key.use for key in vault.describe()] == uses
    assert all(len(key.check) == 8 and key.newest and key.created_at.tzinfo for key in vault.describe())


def test_a_process_can_forbid_core_dumps() -> None:
    code = (
        "import ctypes, resource, sys; from callcenter.infra.memory import forbid_core_dumps;"
        "forbid_core_dumps();"
        "dumpable = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) if sys.platform == 'linux' else 0;"
        "print(resource.getrlimit(resource.RLIMIT_CORE), dumpable)"
    )
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert said.split() == ["(0,", "0)", "0"]

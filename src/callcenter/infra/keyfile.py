"""The keyring file: its form, its durable writing, and every reason to refuse one.

It must not know what the keys inside are used for.
"""

import base64
import fcntl
import hashlib
import hmac
import json
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from callcenter.infra.memory import wipe
from callcenter.kit import clock

_FORMAT = 1
_LARGEST = 1024 * 1024
_SENTENCES = {
    "keyring_missing": "is missing. Restore it from its backup: a new one would not open the existing data.",
    "keyring_unreadable": "cannot be read as a regular file. A keyring is never a link or a folder.",
    "keyring_mode": "can be read by others than its owner: chmod 600 it, and treat it as disclosed.",
    "keyring_owner": "belongs to another system user than the one running this process.",
    "keyring_truncated": "is cut short. Restore it from the keyring backup.",
    "keyring_damaged": "is damaged or was changed by hand. Restore it from the keyring backup.",
    "keyring_format": "was written by a newer version of callcenter. Install that version.",
    "keyring_wrong_kind": "is the keyring of the other process. Web and vault each have their own.",
    "keyring_foreign": "belongs to another site and does not open this database.",
    "keyring_exists": "exists already and is never overwritten.",
    "kek_unknown": "does not hold the key version asked for. Restore the newest keyring backup.",
    "kek_in_use": "keeps its newest key version: only an older one, that no list uses, can be dropped.",
}


class KeyringRefused(Exception):
    """A keyring the process must not start or go on with: a stable `code` and one line for the operator."""

    def __init__(self, code: str, path: Path) -> None:
        self.code = code
        self.sentence = f"Keyring {path} {_SENTENCES[code]}"
        super().__init__(self.sentence)


@dataclass(frozen=True, slots=True)
class KeyStatus:
    """One key as `callcenter keys status` shows it. `check` tells copies apart and is no secret."""

    use: str
    version: int
    created_at: datetime
    check: str
    newest: bool


def derive(secret: bytes | bytearray, purpose: str, context: bytes = b"") -> bytearray:
    """32 bytes by HKDF-SHA256 (RFC 5869), bound to a purpose and a context; the caller wipes them."""
    out = bytearray(32)
    info = b"callcenter " + purpose.encode() + b"\x00" + context
    HKDF(SHA256(), 32, salt=None, info=info).derive_into(secret, out)
    return out


class KeyFile:
    """A keyring file that passed every check.

    JSON. `slots` give the root, `keys` are sealed under it (AES-256-GCM, bound to keyring, use and version),
    `peers` are the other process' public keys, `mac` covers all of it. The only slot today is "file": the
    root stands in the file, whose mode is the protection. A passphrase or a token will be another slot for
    the same root (`_open_root`).
    """

    def __init__(self, path: Path, document: dict[str, Any]) -> None:
        """Checks the MAC of a parsed document. Raises what a document of another shape raises."""
        root = _open_root(document["slots"])
        mac_key, wrap_key = derive(root, "keyring mac"), derive(root, "keyring wrap")
        self.path, self._document, self._cipher = path, document, AESGCM(wrap_key)
        self._mac = hmac.new(mac_key, digestmod=hashlib.sha256)
        for secret in (root, mac_key, wrap_key):
            wipe(secret)

    @classmethod
    def build(
        cls, path: Path, kind: str, keyring_id: UUID, keys: Mapping[str, bytes], peers: Mapping[str, bytes]
    ) -> Self:
        """A new keyring, not written yet; every key gets version 1."""
        document: dict[str, Any] = {
            "format": _FORMAT,
            "kind": kind,
            "keyring_id": str(keyring_id),
            "created_at": clock.now().isoformat(),
            "slots": [{"provider": "file", "root": _text(os.urandom(32))}],
            "keys": [],
            "peers": [{"use": use, "version": 1, "public": _text(key)} for use, key in peers.items()],
        }
        new = cls(path, document)
        for use, secret in keys.items():
            new = new.with_key(use, 1, secret)
        return new

    @classmethod
    def read(cls, path: Path, kind: str) -> Self:
        """Raises KeyringRefused unless the file is whole, private, this user's and of that kind."""
        raw = _read_private(path)
        if not raw.endswith(b"}\n"):
            raise KeyringRefused("keyring_truncated", path)
        try:
            document = json.loads(raw)
            mac = document.pop("mac")
            if document["format"] > _FORMAT:
                raise KeyringRefused("keyring_format", path)
            read = cls(path, document)
            # Byte for byte: white space or a doubled field that JSON would overlook counts as damage too.
            if not isinstance(mac, str) or not hmac.compare_digest(read.render(), raw):
                raise KeyringRefused("keyring_damaged", path)
            for entry in document["keys"]:
                wipe(read.secret(entry["use"], entry["version"]))
        except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, InvalidTag):
            raise KeyringRefused("keyring_damaged", path) from None
        if document["kind"] != kind:
            raise KeyringRefused("keyring_wrong_kind", path)
        return read

    @property
    def keyring_id(self) -> UUID:
        return UUID(self._document["keyring_id"])

    def render(self) -> bytes:
        """The file's bytes, MAC included."""
        mac = self._mac.copy()
        mac.update(_render(self._document))
        return _render({**self._document, "mac": mac.hexdigest()})

    def versions(self, use: str) -> list[int]:
        return sorted(entry["version"] for entry in self._document["keys"] if entry["use"] == use)

    def secret(self, use: str, version: int) -> bytearray:
        """The 32 bytes of a key, for the caller to wipe. KeyError when absent, ValueError when wrong."""
        for entry in self._document["keys"]:
            if (entry["use"], entry["version"]) == (use, version):
                secret, sealed = bytearray(32), base64.b64decode(entry["sealed"], validate=True)
                self._cipher.decrypt_into(sealed[:12], sealed[12:], self._bind(use, version), secret)
                if _check_value(secret) != entry["check"]:
                    raise ValueError("key check value")
                return secret
        raise KeyError(use, version)

    def peers(self, use: str) -> dict[int, bytes]:
        """The other process' public keys for a use, by version."""
        found = (entry for entry in self._document["peers"] if entry["use"] == use)
        return {entry["version"]: base64.b64decode(entry["public"]) for entry in found}

    def with_key(self, use: str, version: int, secret: bytes | bytearray) -> Self:
        nonce = os.urandom(12)
        sealed = nonce + self._cipher.encrypt(nonce, secret, self._bind(use, version))
        entry = {
            "use": use,
            "version": version,
            "created_at": clock.now().isoformat(),
            "check": _check_value(secret),
            "sealed": _text(sealed),
        }
        return type(self)(self.path, {**self._document, "keys": [*self._document["keys"], entry]})

    def without_key(self, use: str, version: int) -> Self:
        kept = [e for e in self._document["keys"] if (e["use"], e["version"]) != (use, version)]
        return type(self)(self.path, {**self._document, "keys": kept})

    def describe(self) -> list[KeyStatus]:
        return [
            KeyStatus(
                entry["use"],
                entry["version"],
                datetime.fromisoformat(entry["created_at"]).astimezone(UTC),
                entry["check"],
                entry["version"] == self.versions(entry["use"])[-1],
            )
            for entry in self._document["keys"]
        ]

    def _bind(self, use: str, version: int) -> bytes:
        return f"callcenter keyring {self.keyring_id} {use} {version}".encode()


def _open_root(slots: Sequence[Mapping[str, str]]) -> bytearray:
    (slot,) = slots
    if slot["provider"] != "file":
        raise ValueError("unknown root provider")
    return bytearray(base64.b64decode(slot["root"], validate=True))


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _render(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, indent=1).encode() + b"\n"


def _check_value(secret: bytes | bytearray) -> str:
    return hmac.digest(secret, b"callcenter key check v1", "sha256")[:4].hex()


# --- reading and writing ---


def _read_private(path: Path) -> bytes:
    """The bytes of a file that is the user's own and nobody else's to read."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise KeyringRefused("keyring_missing", path) from None
    except OSError:
        raise KeyringRefused("keyring_unreadable", path) from None
    try:
        status = os.fstat(fd)
        if not stat.S_ISREG(status.st_mode):
            raise KeyringRefused("keyring_unreadable", path)
        if status.st_uid != os.geteuid():
            raise KeyringRefused("keyring_owner", path)
        if status.st_mode & 0o077:
            raise KeyringRefused("keyring_mode", path)
        with os.fdopen(fd, "rb", closefd=False) as file:
            return file.read(_LARGEST)
    finally:
        os.close(fd)


@contextmanager
def locked_folder(folder: Path) -> Iterator[None]:
    """One writer of keyrings at a time in a folder, across processes; the kernel frees a dead one's lock."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        yield
    finally:
        os.close(fd)


def write_new(*files: KeyFile) -> None:
    """Writes keyrings that must not exist yet; all are durable before the first gets its name."""
    for file in files:
        if os.path.lexists(file.path):
            raise KeyringRefused("keyring_exists", file.path)
    for file in files:
        file.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _stage(file)
    for file in files:
        try:
            file.path.hardlink_to(_staged(file.path))  # unlike a rename it never replaces
        except FileExistsError:
            raise KeyringRefused("keyring_exists", file.path) from None
        finally:
            _staged(file.path).unlink()
        _sync_folder(file.path.parent)


def replace(file: KeyFile) -> None:
    """Puts a changed keyring in the old one's place; a crash at any moment leaves one of the two, whole."""
    _stage(file)
    _staged(file.path).replace(file.path)
    _sync_folder(file.path.parent)


def _staged(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")


def _stage(file: KeyFile) -> None:
    staged = _staged(file.path)
    staged.unlink(missing_ok=True)  # left by a crash; the folder's lock says that nobody is writing it
    fd = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(fd, "wb") as out:
        os.fchmod(fd, 0o600)
        out.write(file.render())
        out.flush()
        os.fsync(fd)


def _sync_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)

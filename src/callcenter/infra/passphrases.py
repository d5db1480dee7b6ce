"""Passphrase hashes: Argon2id (RFC 9106), a few at a time so that a burst of sign-ins cannot exhaust memory."""

import asyncio
import os
import secrets
from importlib.resources import files

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

_at_once = asyncio.Semaphore(2)


def hash_passphrase(passphrase: str) -> str:
    """The PHC string `$argon2id$v=19$…` with a fresh salt; takes about a tenth of a second."""
    cost = Argon2id(salt=os.urandom(16), length=32, iterations=3, lanes=1, memory_cost=64 * 1024)  # 64 MiB
    return cost.derive_phc_encoded(passphrase.encode())


def _matches(passphrase: str, stored: str) -> bool:
    try:
        Argon2id.verify_phc_encoded(passphrase.encode(), stored)
    except InvalidKey:
        return False
    return True


async def passphrase_matches(passphrase: str, stored: str | None) -> bool:
    """Compares in a thread; with no stored hash it spends the same time and says no."""
    async with _at_once:
        if stored is None:
            await asyncio.to_thread(hash_passphrase, passphrase)
            return False
        return await asyncio.to_thread(_matches, passphrase, stored)


async def hash_later(passphrase: str) -> str:
    async with _at_once:
        return await asyncio.to_thread(hash_passphrase, passphrase)


_WORDS = tuple(files("callcenter.infra").joinpath("data/words.txt").read_text("utf-8").split())


def one_time_passphrase() -> str:
    """Five words of a list of about 150: 36 bits, readable aloud, good for one sign-in behind the delays."""
    return " ".join(secrets.choice(_WORDS) for _ in range(5))

"""Packages of the age tool: the centre's key spelt as age spells it, opening while streaming, every damage refused."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import aclosing

import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from callcenter.infra import age
from callcenter.infra.age import PackageRefused, encrypted, identity_of, is_recipient, opened, recipient_of

KEY = X25519PrivateKey.generate()
MINE = identity_of(KEY.private_bytes_raw())
OURS = recipient_of(KEY.public_key().public_bytes_raw())
TEXT = os.urandom(200_000)
"""More than three of the 64 KiB that are authenticated together."""
PACKAGES = {
    "binary": encrypted(TEXT, OURS),
    "armoured": pyrage.encrypt(TEXT, [pyrage.x25519.Recipient.from_str(OURS)], armored=True),
}


async def cut(data: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


async def open_all(package: bytes, size: int = 70_000) -> bytes:
    async with aclosing(opened(cut(package, size), [MINE])) as pieces:
        return b"".join([piece async for piece in pieces])


async def refusal(package: bytes) -> str:
    with pytest.raises(PackageRefused) as refused:
        await open_all(package)
    return refused.value.code


def test_keys_are_spelt_as_the_age_tool_spells_them() -> None:
    assert str(MINE.to_public()) == OURS
    made = pyrage.x25519.Identity.generate()
    assert is_recipient(str(made.to_public()))


@given(st.binary(min_size=32, max_size=32))
def test_any_public_key_has_a_spelling_that_age_reads(key: bytes) -> None:
    assert str(pyrage.x25519.Recipient.from_str(recipient_of(key))) == recipient_of(key)


def test_what_is_no_recipient_is_told() -> None:
    wrong = [
        "",
        "age1",
        OURS[:-1],
        OURS.upper(),
        f" {OURS}",
        f"{OURS}\n",
        OURS[:-1] + "b",
        "ssh-ed25519 AAAA",
    ]
    assert [text for text in [*wrong, str(MINE)] if is_recipient(text)] == []


@pytest.mark.parametrize("form", PACKAGES)
@pytest.mark.parametrize("size", [1000, 8192, 262_144, 10_000_000])
async def test_a_package_opens_whatever_pieces_it_comes_in(form: str, size: int) -> None:
    assert age.looks_like_package(PACKAGES[form][:64])
    assert await open_all(PACKAGES[form], size) == TEXT


async def test_an_empty_package_holds_nothing() -> None:
    assert await open_all(encrypted(b"", OURS)) == b""


@pytest.mark.parametrize("armoured", [False, True])
async def test_a_package_for_someone_else_is_refused_as_such(armoured: bool) -> None:
    other = pyrage.x25519.Identity.generate().to_public()
    package = pyrage.encrypt(b"Nom;Telephone", [other], armored=armoured)
    assert await refusal(package) == "package_wrong_recipient"


async def test_a_package_by_passphrase_is_refused_as_such() -> None:
    assert await refusal(pyrage.passphrase.encrypt(b"x", "goyave")) == "package_passphrase"


@pytest.mark.parametrize("form", PACKAGES)
@given(data=st.data())
def test_a_package_cut_anywhere_is_refused(form: str, data: st.DataObject) -> None:
    package = PACKAGES[form].rstrip()
    kept = data.draw(st.integers(0, len(package) - 1))
    assert asyncio.run(refusal(package[:kept])) in {"package_damaged", "package_wrong_recipient"}


@given(data=st.data())
def test_a_package_with_one_changed_byte_is_refused(data: st.DataObject) -> None:
    package = bytearray(PACKAGES["binary"])
    place = data.draw(st.one_of(st.integers(0, 250), st.integers(0, len(package) - 1)))
    package[place] ^= data.draw(st.integers(1, 255))
    assert asyncio.run(refusal(bytes(package))) in {"package_damaged", "package_wrong_recipient"}


@given(
    st.binary(max_size=3000),
    st.sampled_from([b"age-encryption.org/v1\n", b"-----BEGIN AGE ENCRYPTED FILE-----\n"]),
)
def test_any_bytes_after_the_mark_are_refused(rest: bytes, mark: bytes) -> None:
    asyncio.run(refusal(mark + rest))


async def test_an_endless_header_is_refused_before_the_library_reads_it() -> None:
    stanza = b"-> X25519 " + b"A" * 43 + b"\n" + b"A" * 43 + b"\n"
    assert await refusal(b"age-encryption.org/v1\n" + stanza * 100_000) == "package_damaged"


async def test_what_goes_wrong_with_the_pieces_comes_out_as_it_is() -> None:
    class Gone(Exception): ...

    async def broken() -> AsyncIterator[bytes]:
        yield PACKAGES["binary"][:100_000]
        raise Gone

    with pytest.raises(Gone):
        async for _ in opened(broken(), [MINE]):
            pass


async def test_a_package_that_is_left_early_ends_its_thread_and_holds_no_more_than_a_few_pieces() -> None:
    read = 0

    async def counted() -> AsyncIterator[bytes]:
        nonlocal read
        package = encrypted(os.urandom(20_000_000), OURS)
        async for piece in cut(package, 100_000):
            read += len(piece)
            yield piece

    async with aclosing(opened(counted(), [MINE])) as pieces:
        await anext(pieces)
        await asyncio.sleep(0.2)
    assert read < 3_000_000

"""Sealed records, blind indexes and letters: first everything that must not open, then what does."""

import copy
import itertools
import pickle
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from callcenter.infra.exchange import Exchange, Label, Letter
from callcenter.infra.sealing import (
    MESSAGE_LIMIT,
    Address,
    Family,
    Field,
    IndexKey,
    KeyCache,
    KeyExhausted,
    ListKey,
    PartnerIndex,
    SealBroken,
    pad,
    unpad,
)

LIST = UUID("018f0000-0000-7000-8000-000000000001")
CARD = {"last_name": "Durand", "town": "Saint-Étienne", "points": {"Contrat": "Gaz 2021"}}
HERE = Address(Field.VIEW, LIST, UUID("018f0000-0000-7000-8000-0000000000aa"), 3)


def make_key(family: Family = Family.VIEW, *, version: int = 1, secret: bytes = b"k" * 32) -> ListKey:
    return ListKey(family, LIST, version, secret)


# --- records that must not open ---


@pytest.mark.parametrize(
    "elsewhere",
    [
        replace(HERE, record_id=uuid4()),
        replace(HERE, list_id=uuid4()),
        replace(HERE, revision=2),
        replace(HERE, revision=4),
        replace(HERE, field=Field.NOTE),
        replace(HERE, field=Field.CONTACT),
        replace(HERE, revision=-1),
        replace(HERE, revision=2**32),
    ],
    ids=["row", "list", "older", "newer", "field", "family", "negative", "huge"],
)
def test_a_blob_opens_nowhere_but_at_its_address(elsewhere: Address) -> None:
    blob = make_key().seal(HERE, CARD)
    with pytest.raises(SealBroken):
        make_key().open(elsewhere, blob)


def test_a_row_moved_to_another_list_does_not_open_even_under_an_equal_key() -> None:
    other = uuid4()
    blob = make_key().seal(HERE, CARD)
    with pytest.raises(SealBroken):
        ListKey(Family.VIEW, other, 1, b"k" * 32).open(replace(HERE, list_id=other), blob)


def test_two_rows_swapped_do_not_open() -> None:
    key, there = make_key(), replace(HERE, record_id=uuid4())
    here_blob, there_blob = key.seal(HERE, CARD), key.seal(there, CARD)
    for address, blob in ((HERE, there_blob), (there, here_blob)):
        with pytest.raises(SealBroken):
            key.open(address, blob)


def test_a_blob_does_not_open_under_another_version_or_key() -> None:
    blob = make_key(version=1).seal(HERE, CARD)
    for key in (make_key(version=2), make_key(secret=b"x" * 32)):
        with pytest.raises(SealBroken):
            key.open(HERE, blob)


def test_every_flipped_bit_and_every_cut_is_refused_in_the_same_words() -> None:
    key = make_key()
    blob = key.seal(HERE, CARD)
    flipped = [
        blob[:at] + bytes([blob[at] ^ 1 << bit]) + blob[at + 1 :]
        for at in range(len(blob))
        for bit in range(8)
    ]
    said = set()
    for wrong in [*flipped, *(blob[:end] for end in range(len(blob))), blob + b"\x00"]:
        with pytest.raises(SealBroken) as refusal:
            key.open(HERE, wrong)
        said.add((str(refusal.value), refusal.value.sentence("en"), refusal.value.__cause__))
    assert len(said) == 1


def test_what_opens_but_is_no_map_is_refused() -> None:
    key = make_key()
    blob = key.seal(HERE, ["not", "a", "map"])  # type: ignore[arg-type]
    with pytest.raises(SealBroken):
        key.open(HERE, blob)


def test_a_key_seals_neither_the_other_family_nor_another_list() -> None:
    for address in (replace(HERE, field=Field.CONTACT), replace(HERE, list_id=uuid4())):
        with pytest.raises(ValueError, match="does not seal"):
            make_key().seal(address, CARD)
    with pytest.raises(ValueError, match="does not seal"):
        make_key(Family.CONTACT).seal(HERE, CARD)


def test_a_key_stops_at_its_limit() -> None:
    key = ListKey(Family.VIEW, LIST, 1, b"k" * 32, itertools.count(MESSAGE_LIMIT - 1))
    key.seal(HERE, CARD)
    with pytest.raises(KeyExhausted):
        key.seal(HERE, CARD)


# --- keys that must not leave ---


@pytest.mark.parametrize(
    "holder", [make_key(secret=b"SECRETSECRETSECRETSECRETSECRETSE"), IndexKey(b"SECRET" * 6), KeyCache()]
)
def test_a_key_is_neither_printed_nor_pickled_nor_copied(holder: Any) -> None:
    assert "SECRET" not in f"{holder!r}{holder!s}"
    assert "***" in repr(holder)
    for attempt in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="never leaves its process"):
            attempt(holder)


# --- records that open ---

_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.text(max_size=80)
    | st.binary(max_size=80),
    lambda inner: st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=10,
)


@given(st.dictionaries(st.text(max_size=20), _values, max_size=6), st.uuids(), st.integers(0, 2**32 - 1))
def test_what_is_sealed_opens(fields: dict[str, Any], record_id: UUID, revision: int) -> None:
    address = Address(Field.VIEW, LIST, record_id, revision)
    blob = make_key().seal(address, fields)
    assert make_key().open(address, blob) == fields
    assert (len(blob) - 34) % 64 == 0


def test_equal_records_give_different_blobs_of_one_length() -> None:
    key = make_key()
    blobs = {key.seal(HERE, {"last_name": name}) for name in ("Li", "Li", "Vandenberghe")}
    assert len(blobs) == 3
    assert {len(blob) for blob in blobs} == {34 + 64}


@given(st.binary(max_size=300))
def test_padding_is_undone_and_always_added(data: bytes) -> None:
    padded = pad(data)
    assert unpad(padded) == data
    assert len(padded) % 64 == 0
    assert 1 <= len(padded) - len(data) <= 64


@given(st.binary(max_size=200))
def test_only_what_pad_gives_is_unpadded(data: bytes) -> None:
    try:
        body = unpad(data)
    except ValueError:
        return
    assert pad(body) == data


# --- the cache ---


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def make_cache(**limits: Any) -> tuple[KeyCache, Clock, list[bytearray]]:
    clock = Clock()
    return KeyCache(clock=clock, **limits), clock, []


def fetch(
    cache: KeyCache, unwrapped: list[bytearray], *, wrapped: bytes = b"w", list_id: UUID = LIST
) -> ListKey:
    def unwrap() -> bytearray:
        unwrapped.append(bytearray(b"k" * 32))
        return unwrapped[-1]

    return cache.get(Family.VIEW, list_id, 1, wrapped, unwrap)


def test_a_key_is_unwrapped_once_and_its_bytes_are_wiped() -> None:
    cache, _, unwrapped = make_cache()
    key = fetch(cache, unwrapped)
    assert fetch(cache, unwrapped) is key
    assert unwrapped == [bytearray(32)]
    assert make_key().open(HERE, key.seal(HERE, CARD)) == CARD


def test_a_key_is_not_served_past_its_time_or_for_other_wrapped_bytes() -> None:
    cache, clock, unwrapped = make_cache(lifetime=10.0)
    fetch(cache, unwrapped)
    clock.seconds = 9.9
    fetch(cache, unwrapped)
    assert len(unwrapped) == 1
    clock.seconds = 10.0
    fetch(cache, unwrapped)
    assert len(unwrapped) == 2
    fetch(cache, unwrapped, wrapped=b"altered")
    assert len(unwrapped) == 3


def test_the_least_recently_used_key_goes_first_and_a_list_can_be_forgotten() -> None:
    cache, _, unwrapped = make_cache(capacity=2)
    first, second, third = uuid4(), uuid4(), uuid4()
    for list_id in (first, second, first, third, first):
        fetch(cache, unwrapped, list_id=list_id)
    assert len(unwrapped) == 3
    fetch(cache, unwrapped, list_id=second)
    assert len(unwrapped) == 4
    cache.forget(second)
    fetch(cache, unwrapped, list_id=second)
    assert len(unwrapped) == 5


def test_messages_are_counted_across_evictions() -> None:
    cache, _, unwrapped = make_cache()
    first = fetch(cache, unwrapped)
    first.seal(HERE, CARD)
    cache.forget(LIST)
    again = fetch(cache, unwrapped)
    assert again is not first
    assert next(again._messages) == 1


def test_a_wrong_secret_leaves_nothing_in_the_cache() -> None:
    cache, _, unwrapped = make_cache()

    def broken() -> bytearray:
        raise SealBroken

    with pytest.raises(SealBroken):
        cache.get(Family.VIEW, LIST, 1, b"w", broken)
    fetch(cache, unwrapped)
    assert len(unwrapped) == 1


# --- blind indexes ---


@pytest.mark.parametrize(
    "spelling",
    [
        "0612345678",
        "33612345678",
        "+33 6 12 34 56 78",
        "+0612345678",
        "+33612345678\n",
        "+٣٣٦١٢٣٤٥٦٧٨",
        "",
        "+",
    ],
)
def test_only_one_spelling_of_a_number_is_indexed_and_it_is_not_echoed(spelling: str) -> None:
    with pytest.raises(ValueError, match="not a number in E") as refusal:
        IndexKey(b"i" * 32).index(spelling)
    assert "12345678" not in str(refusal.value)


def test_an_index_is_16_bytes_equal_for_equal_numbers_and_keys_only() -> None:
    key, other = IndexKey(b"i" * 32), IndexKey(b"j" * 32)
    index = key.index("+33612345678")
    assert len(index) == 16
    assert index == IndexKey(b"i" * 32).index("+33612345678")
    assert index not in (key.index("+33612345679"), other.index("+33612345678"))


def test_stored_indexes_are_rekeyed_without_the_numbers() -> None:
    old, new = b"i" * 32, b"j" * 32
    stored = IndexKey(old).index("+33612345678")
    assert IndexKey(new).rekey(stored) == IndexKey(old, new).index("+33612345678")


def partner_index(key: bytes = b"p" * 32) -> PartnerIndex:
    return PartnerIndex(IndexKey(b"s" * 32), key)


def test_a_fingerprint_leads_to_a_partners_contacts_without_the_number() -> None:
    fingerprint = IndexKey(b"s" * 32).index("+33612345678")
    index = partner_index().index("+33612345678")
    assert partner_index().of_fingerprint(fingerprint) == index
    assert index not in (fingerprint, partner_index(b"q" * 32).index("+33612345678"))


@pytest.mark.parametrize(
    "written", ["AB 12é", " AB  12é ", "AB\u00a012e\u0301", "\ufeffAB 12é\u200b", "ＡＢ 12é"]
)
def test_one_reference_in_any_spelling_has_one_index(written: str) -> None:
    index = partner_index().reference("AB 12é")
    assert index is not None
    assert len(index) == 16
    assert partner_index().reference(written) == index


@pytest.mark.parametrize("other", ["AB12é", "ab 12é", "AB 12e", "AB 12é0"])
def test_two_references_have_two_indexes(other: str) -> None:
    assert partner_index().reference(other) != partner_index().reference("AB 12é")


@pytest.mark.parametrize("blank", ["", " ", "\u200b\t"])
def test_a_blank_reference_has_no_index(blank: str) -> None:
    assert partner_index().reference(blank) is None


def test_a_reference_that_looks_like_a_number_is_not_indexed_as_one() -> None:
    index = partner_index()
    assert index.reference("+33612345678") != index.index("+33612345678")


# --- letters between the processes ---


def make_ends() -> tuple[Exchange, Exchange]:
    mine, theirs = X25519PrivateKey.generate(), X25519PrivateKey.generate()
    my_pen, their_pen = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    return (
        Exchange({1: mine}, my_pen, {1: theirs.public_key()}, their_pen.public_key()),
        Exchange({1: theirs}, their_pen, {1: mine.public_key()}, my_pen.public_key()),
    )


PIECE = Label(Letter.UPLOAD, LIST, 4, last=False)


@pytest.mark.parametrize(
    "label",
    [
        replace(PIECE, kind=Letter.PREVIEW),
        replace(PIECE, subject=uuid4()),
        replace(PIECE, number=3),
        replace(PIECE, number=5),
        replace(PIECE, last=True),
        replace(PIECE, number=-1),
    ],
    ids=["kind", "subject", "earlier", "later", "last", "negative"],
)
def test_a_letter_opens_only_under_its_label(label: Label) -> None:
    web, vault = make_ends()
    with pytest.raises(SealBroken):
        vault.open(label, web.seal(PIECE, b"a;b;c"))


def test_a_letter_is_read_by_its_addressee_alone() -> None:
    web, _ = make_ends()
    _, stranger = make_ends()
    letter = web.seal(PIECE, b"a;b;c")
    for reader in (stranger, web):
        with pytest.raises(SealBroken):
            reader.open(PIECE, letter)


def test_a_letter_by_somebody_else_is_refused_though_sealed_to_the_right_key() -> None:
    reading, pen = X25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    vault = Exchange({1: reading}, pen, {1: reading.public_key()}, Ed25519PrivateKey.generate().public_key())
    forger = Exchange({}, Ed25519PrivateKey.generate(), {1: reading.public_key()}, pen.public_key())
    with pytest.raises(SealBroken):
        vault.open(PIECE, forger.seal(PIECE, b"invented"))


def test_every_altered_byte_of_a_letter_and_every_cut_is_refused() -> None:
    web, vault = make_ends()
    letter = web.seal(PIECE, b"a;b;c")
    altered = [letter[:at] + bytes([letter[at] ^ 1]) + letter[at + 1 :] for at in range(len(letter))]
    for wrong in [*altered, *(letter[:end] for end in range(len(letter))), letter + b"\x00"]:
        with pytest.raises(SealBroken):
            vault.open(PIECE, wrong)


@given(st.binary(max_size=2000), st.integers(0, 2**32 - 1), st.booleans())
def test_a_letter_arrives(data: bytes, number: int, last: bool) -> None:
    label = Label(Letter.UPLOAD, LIST, number, last)
    assert _VAULT.open(label, _WEB.seal(label, data)) == data


_WEB, _VAULT = make_ends()

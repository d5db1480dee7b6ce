"""A sieve: nothing that is known may slip through, and little that is not is asked for."""

import os

from hypothesis import given
from hypothesis import strategies as st

from callcenter.call_lists.sieve import Sieve

Entries = st.sets(st.binary(min_size=16, max_size=16), max_size=60)


@given(known=Entries, asked=Entries)
def test_what_was_added_is_always_caught(known: set[bytes], asked: set[bytes]) -> None:
    sieve = Sieve(len(known))
    sieve.add(known)
    assert known & asked <= set(sieve.caught(asked)) <= asked


def test_a_full_sieve_lets_nearly_all_new_entries_pass() -> None:
    sieve = Sieve(20_000)
    sieve.add(os.urandom(16) for _ in range(20_000))
    assert len(sieve.caught(os.urandom(16) for _ in range(20_000))) < 1_000


def test_a_sieve_keeps_to_its_memory_however_much_is_expected() -> None:
    sieve = Sieve(10**12)
    sieve.add([bytes(16), b"\xff" * 16])
    assert sieve.caught([bytes(16), b"\xff" * 16]) == [bytes(16), b"\xff" * 16]

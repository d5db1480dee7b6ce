"""Pure decisions about sign-in: how long to wait after failures, when a session is over, what is a passphrase."""

from collections.abc import Sequence
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=15)
"""Failures older than this no longer count."""

FREE_FAILURES = 4
FREE_FAILURES_OF_SOURCE = 40
FREE_FAILURES_OF_ACCOUNT = 8
LONGEST_WAIT = timedelta(minutes=2)
LONGEST_WAIT_OF_ACCOUNT = timedelta(seconds=30)
"""Short, for strangers cause it: with it an account is worth two guesses a minute, from however many sources."""
KNOWN_FOR = timedelta(days=30)
"""A source at which somebody has signed in so lately does not wait for what others do elsewhere."""
MIN_LENGTH = 12
"""CNIL, recommendation of 2022 on passwords, and ANSSI: length before composition."""


def wait_after(
    failures: Sequence[datetime], now: datetime, *, free: int, longest: timedelta = LONGEST_WAIT
) -> timedelta:
    """How long until the next attempt is looked at: nothing, then 2, 4, 8 … seconds after the last failure.

    A delay and never a lock-out: nobody can shut another person out for longer than `longest`.
    """
    recent = [at for at in failures if now - at < WINDOW]
    if len(recent) <= free:
        return timedelta()
    wait = min(longest, timedelta(seconds=2 ** min(len(recent) - free, 10)))
    return max(timedelta(), max(recent) + wait - now)


def passphrase_is_weak(passphrase: str, sign_in: str) -> bool:
    """True when it is short, made of few characters, or contains the sign-in name."""
    plain = passphrase.strip().casefold()
    return len(plain) < MIN_LENGTH or len(set(plain)) < 5 or sign_in.casefold() in plain

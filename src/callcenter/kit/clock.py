"""The one place that reads the wall clock. Rules never call it: they receive the time.

A process may set it once, as it starts; who may do so is not decided here.
"""

import time
from datetime import UTC, datetime, timedelta

_ahead = timedelta()


def set_ahead(by: timedelta) -> None:
    """Sets this process's clock ahead of the machine's."""
    global _ahead
    _ahead = by


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC) + _ahead


_NOTICEABLE = timedelta(seconds=2)
"""What a clock that is kept by the network is slewed by in one round is far below."""


class Watch:
    """Tells when the wall clock was set, by comparing it with the time that really went by."""

    def __init__(self) -> None:
        self._wall, self._steady = now(), time.monotonic()

    def jump(self) -> timedelta:
        """How far the clock was set forward (or back) since the last question; zero when it just ran."""
        wall, steady = now(), time.monotonic()
        jumped = wall - self._wall - timedelta(seconds=steady - self._steady)
        self._wall, self._steady = wall, steady
        return jumped if abs(jumped) > _NOTICEABLE else timedelta()

"""The one place that reads the wall clock. Rules never call it: they receive the time."""

import time
from datetime import UTC, datetime, timedelta


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


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

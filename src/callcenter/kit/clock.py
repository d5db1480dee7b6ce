"""The one place that reads the wall clock. Rules never call it: they receive the time."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)

"""Structured logs: one JSON object a line, ids only, control characters escaped."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

ALLOWED_TYPES = (str, int, float, bool, type(None))


def _plain_values_only(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Anything but a plain value is replaced by its type: a row or a payload can never be logged by accident."""
    return {k: v if isinstance(v, ALLOWED_TYPES) else f"<{type(v).__name__}>" for k, v in event.items()}


def configure(level: str) -> None:
    """Sets up structlog and quiets libraries whose messages may quote statements or requests."""
    numeric = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _plain_values_only,
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(numeric),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s", force=True)
    for name in ("sqlalchemy", "asyncio", "uvicorn", "uvicorn.error", "websockets"):
        logging.getLogger(name).setLevel(logging.CRITICAL)

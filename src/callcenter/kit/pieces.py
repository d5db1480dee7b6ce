"""A file that only grows and is taken away piece by piece, for archives that are sent while they are written. Pure."""

import io


class Pieces(io.RawIOBase):
    """It can't be sought in: a zip written to it puts the sizes behind each part."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]  # the zip gives bytes
        self._held += data
        return len(data)

    def take(self) -> bytes:
        """What was written since the last time."""
        taken = bytes(self._held)
        self._held.clear()
        return taken

"""Packages in the format of the `age` tool (age-encryption.org/v1): spelling keys, opening while reading, making.

It must not know what a package holds, nor where keys are kept; `pyrage` does the cryptography.
"""

import asyncio
import base64
import binascii
import queue
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine, Sequence
from concurrent.futures import Future
from typing import Any, Self, TypeVar

import pyrage

T = TypeVar("T")

HEADER_BYTES = 32 * 1024
"""Longest header that is looked at, about 300 recipients: the library's time grows with its square."""

_MAGIC = b"age-encryption.org/"
_ARMOUR = b"-----BEGIN AGE ENCRYPTED FILE-----"
_HEADER_ENDS = b"\n--- "
_BY_PASSPHRASE = b"\n-> scrypt "
_PIECE = 256 * 1024


class PackageRefused(Exception):
    """A package that cannot be opened: `code` is package_damaged (cut short, too), package_passphrase
    (made with a passphrase instead of a recipient) or package_wrong_recipient.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


# --- keys as text -------------------------------------------------------------------------------------------


def recipient_of(public: bytes) -> str:
    """`age1…`, the spelling of a raw X25519 public key (32 bytes)."""
    return _bech32("age", public)


def identity_of(private: bytes | bytearray) -> pyrage.x25519.Identity:
    """The key that opens packages made for the recipient of its public half."""
    return pyrage.x25519.Identity.from_str(_bech32("age-secret-key-", private).upper())


def is_recipient(text: str) -> bool:
    """Whether this is the X25519 recipient of an age key, whole and in its one spelling."""
    try:
        return str(pyrage.x25519.Recipient.from_str(text)) == text
    except pyrage.RecipientError:
        return False


_CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def _checksum(values: Sequence[int]) -> int:
    found = 1
    for value in values:
        top = found >> 25
        found = (found & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATOR):
            if top >> bit & 1:
                found ^= generator
    return found


def _bech32(prefix: str, data: bytes | bytearray) -> str:
    """Bech32 (BIP 173) without its limit of 90 characters, as the age format uses it."""
    bits = int.from_bytes(data, "big") << (-len(data) * 8 % 5)
    count = -(-len(data) * 8 // 5)
    values = [bits >> 5 * place & 31 for place in reversed(range(count))]
    expanded = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    sum_ = _checksum([*expanded, *values, *[0] * 6]) ^ 1
    values += [sum_ >> 5 * place & 31 for place in reversed(range(6))]
    return f"{prefix}1{''.join(_CHARSET[value] for value in values)}"


# --- making -------------------------------------------------------------------------------------------------


def encrypted(content: bytes, recipient: str) -> bytes:
    """A binary package that only the holder of the recipient's key opens."""
    package: bytes = pyrage.encrypt(content, [pyrage.x25519.Recipient.from_str(recipient)])
    return package


class Making:
    """Makes a package piece by piece: `with Making(recipient) as package`, `add`, and `close` for the rest.

    The library's blocking reader and writer, at work in a thread; what was not closed is thrown away.
    """

    def __init__(self, recipient: str) -> None:
        self._recipients = [pyrage.x25519.Recipient.from_str(recipient)]
        self._given: queue.Queue[bytes] = queue.Queue(4)
        self._unread, self._made, self._failed = memoryview(b""), bytearray(), False
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._thread.is_alive():
            self._given.put(b"")
            self._thread.join()

    def add(self, content: bytes) -> bytes:
        """Takes the next piece and gives what is ready of the package, maybe nothing."""
        if content:
            self._given.put(content)
        return self._ready()

    def close(self) -> bytes:
        """The rest of the package."""
        self._given.put(b"")
        self._thread.join()
        if self._failed:
            raise RuntimeError("the package could not be made")
        return self._ready()

    def _ready(self) -> bytes:
        with self._lock:
            made = bytes(self._made)
            self._made.clear()
        return made

    # --- in the thread ---

    def _run(self) -> None:
        try:
            pyrage.encrypt_io(self, self, self._recipients)
        except Exception:  # noqa: BLE001 - `close` says it
            self._failed = True
            while self._given.get():
                pass

    def read(self, size: int) -> bytes:
        if not self._unread:
            self._unread = memoryview(self._given.get())
        piece, self._unread = self._unread[:size], self._unread[size:]
        return bytes(piece)

    def write(self, data: bytes) -> int:
        with self._lock:
            self._made += data
        return len(data)

    def flush(self) -> None:
        """Part of what the library expects of a writer."""


# --- opening ------------------------------------------------------------------------------------------------


def looks_like_package(head: bytes) -> bool:
    """True for the first bytes of a package, binary or armoured."""
    return head.startswith(_MAGIC) or head.lstrip().startswith(_ARMOUR)


async def opened(
    pieces: AsyncIterator[bytes], identities: Sequence[pyrage.x25519.Identity]
) -> AsyncGenerator[bytes, None]:
    """What a package holds, piece by piece while it is read, in bounded memory.

    Each piece given is authentic; that it was the whole package is known only at the end. Raises
    PackageRefused and what `pieces` raises. Close it (`aclosing`) when it is left before its end.
    """
    head = bytearray()
    header: bytes | None = None
    async for piece in pieces:
        head += piece
        header = _header(bytes(head[: 2 * HEADER_BYTES]))
        if header is not None or len(head) >= 2 * HEADER_BYTES:
            break
    if header is None:
        raise PackageRefused("package_damaged")
    if _BY_PASSPHRASE in header:
        raise PackageRefused("package_passphrase")
    passage = _Passage(bytes(head), pieces)
    working = asyncio.create_task(asyncio.to_thread(passage.run, list(identities)))
    try:
        while piece := await passage.next_piece():
            yield piece
        await working
    finally:
        while not working.done():
            passage.leave()
            await asyncio.wait([working], timeout=0.05)
        if not working.cancelled():
            working.exception()  # looked at above, or nobody's concern any more


def _header(head: bytes) -> bytes | None:
    """The package's header up to its MAC, if it ends here within the limit; only what guards the library."""
    if not head.startswith(_MAGIC):
        lines = head.lstrip().splitlines()[1:-1]  # the last one may be cut
        try:
            head = base64.b64decode(b"".join(line.strip() for line in lines if not line.startswith(b"-")))
        except binascii.Error:
            return None
    end = head.find(_HEADER_ENDS, 0, HEADER_BYTES)
    return head[:end] if end >= 0 else None


class _Left(Exception):
    """Nobody wants what the thread does any more."""


class _Passage:
    """The library's blocking reader and writer, at work in a thread, over the loop's pieces and a short queue."""

    def __init__(self, head: bytes, pieces: AsyncIterator[bytes]) -> None:
        self._unread, self._pieces = memoryview(head), pieces
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[bytes] = asyncio.Queue(2)
        self._held = bytearray()
        self._waiting: Future[Any] | None = None
        self._left = False
        self._failure: BaseException | None = None

    async def next_piece(self) -> bytes:
        """The next decrypted piece; empty when there is none any more."""
        return await self._queue.get()

    def leave(self) -> None:
        """Makes the thread end soon: nobody wants what it does any more."""
        self._left = True
        if self._waiting is not None:
            self._waiting.cancel()

    # --- in the thread ---

    def run(self, identities: list[pyrage.x25519.Identity]) -> None:
        try:
            pyrage.decrypt_io(self, self, identities)
            self.flush_held()
        except Exception as problem:  # noqa: BLE001 - whatever the library raises, the package is refused
            if self._failure is not None:
                raise self._failure from None
            wrong = isinstance(problem, pyrage.DecryptError) and str(problem) == "No matching keys found"
            raise PackageRefused("package_wrong_recipient" if wrong else "package_damaged") from None
        finally:
            if not self._left:
                self._on_loop(self._queue.put(b""))

    async def _next_unread(self) -> bytes:
        return await anext(self._pieces, b"")

    def read(self, size: int) -> bytes:
        if not self._unread:
            try:
                self._unread = memoryview(self._on_loop(self._next_unread()))
            except BaseException as problem:
                self._failure = problem
                raise
        piece, self._unread = self._unread[:size], self._unread[size:]
        return bytes(piece)

    def write(self, data: bytes) -> int:
        self._held += data
        if len(self._held) >= _PIECE:
            self.flush_held()
        return len(data)

    def flush(self) -> None:
        """Part of what the library expects of a writer."""

    def flush_held(self) -> None:
        if self._held:
            self._on_loop(self._queue.put(bytes(self._held)))
            self._held.clear()

    def _on_loop(self, work: Coroutine[Any, Any, T]) -> T:
        if self._left:
            work.close()
            raise _Left
        waiting: Future[T] = asyncio.run_coroutine_threadsafe(work, self._loop)
        self._waiting = waiting
        return waiting.result()

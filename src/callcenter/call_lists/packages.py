"""What came in an `age` package is taken out of it on the way; other files pass as they are.

It must not know where the pieces are kept, nor what they mean.
"""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

from callcenter.call_lists.refusals import FileRefused
from callcenter.infra import age
from callcenter.infra.vault_keyring import VaultKeyring


async def unpacked(keys: VaultKeyring, uploaded: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    """A partner's file. Raises FileRefused with the codes of `age.PackageRefused`, and what `uploaded` raises.

    Close it (`aclosing`) when it is left early.
    """
    async with aclosing(uploaded) as pieces:
        first = await anext(pieces)
        if not age.looks_like_package(first):
            yield first
            async for piece in pieces:
                yield piece
            return
        async with aclosing(keys.open_package(_with_first(first, pieces))) as content:
            try:
                async for piece in content:
                    yield piece
            except age.PackageRefused as refusal:
                raise FileRefused(refusal.code) from None


async def _with_first(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in rest:
        yield piece

"""What a process does about key bytes in its own memory: no core dumps, buffers wiped, gone with its parent.

It must not know what the bytes are for.
"""

import ctypes
import resource
import signal
import sys

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4


def forbid_core_dumps() -> None:
    """No core file, for this process and its children; on Linux no debugger of the same user either.

    Called by the web and the vault process at start. Swap is out of its reach: encrypt it or turn it off.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def end_with_parent() -> None:
    """On Linux the kernel kills this process when its parent ends, however that ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def wipe(buffer: bytearray) -> None:
    """Overwrites in place. Only a `bytearray` can be wiped; a `bytes` stays until its memory is reused."""
    buffer[:] = bytes(len(buffer))

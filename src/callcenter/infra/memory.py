"""What a process does about its own memory: no core dumps, key bytes wiped, gone with its parent, collected rarely.

It must not know what the bytes are for.
"""

import ctypes
import gc
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


def keep_what_is_loaded() -> None:
    """What is there by now lives as long as the process does: the garbage collector need not look at it again.

    It looks at the rest after 10,000 new objects instead of 700: a request makes some thousands, a page of figures a
    hundred thousand, and nearly none of them in cycles.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def collect_rarely() -> None:
    """For a child that works through a file and ends: its rows are many small objects without cycles.

    Looking for those after each 700 of them cost a third of judging and sealing a row.
    """
    keep_what_is_loaded()
    gc.set_threshold(20_000, 50, 100)

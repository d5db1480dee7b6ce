"""Long work that gives way: of what wants the processor, an agent's request comes first.

It knows how Linux shares the processor; it must not know whose work it is.
"""

import os
from contextlib import suppress
from pathlib import Path

_NICE = 10
"""A ninth of an ordinary process's share where both want the processor; all of it where nobody else does."""


def give_way() -> None:
    """For this process, which becomes a session of its own.

    Linux shares the processor between sessions first (autogroup) and heeds a process's niceness inside its session
    alone: without one of its own, work beside the web process would count as much as the database's other work.
    Called before `forbid_core_dumps`, after which its own files belong to root.
    """
    with suppress(OSError):  # the leader of a session already
        os.setsid()
    make_way(os.getpid())


def make_way(pid: int) -> None:
    """For another process that leads a session, such as one of PostgreSQL's; nothing happens where we may not."""
    with suppress(OSError):  # it may be another user's
        os.setpriority(os.PRIO_PROCESS, pid, _NICE)
    with suppress(OSError):  # or the kernel has no autogroups
        Path(f"/proc/{pid}/autogroup").write_text(str(_NICE))

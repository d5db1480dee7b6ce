"""`serve` and the two processes it keeps running; each can be started alone as well."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from callcenter.cli.context import read_settings

if TYPE_CHECKING:
    from callcenter.infra.postgres import Cluster
    from callcenter.infra.processes import Supervisor
    from callcenter.settings import Settings


def serve(
    demo: Annotated[bool, typer.Option(help="Seed a demo once and print its sign-ins.")] = False,
    port: Annotated[int | None, typer.Option(help="Port of the web process.")] = None,
) -> None:
    """Run everything: the database (unless DATABASE_URL names one), the web and the vault process."""
    from callcenter.infra.files import Taken, locked
    from callcenter.infra.postgres import Cluster
    from callcenter.infra.processes import bind, end_orphans

    settings = read_settings(seeding=demo, port=port)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(0))  # until the supervisor listens, and for `finally`
    state = settings.data.resolve() / "run"
    try:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with locked(state / "serve.lock", wait=False):
            end_orphans(state / "children")
            with bind(settings.host, settings.port) as listener:
                cluster = None if settings.database_url else Cluster(settings.data)
                try:
                    if cluster is not None:
                        cluster.start()
                    code = _serve(settings, cluster, listener, state / "children", demo=demo)
                finally:
                    if cluster is not None:
                        cluster.stop(seconds=2)
    except Taken:
        typer.echo(
            f"callcenter serves {settings.data} already: stop it, or set CALLCENTER_DATA to another.",
            err=True,
        )
        raise typer.Exit(os.EX_CONFIG) from None
    except OSError as problem:
        where = problem.filename or f"{settings.host}:{settings.port}"
        typer.echo(f"callcenter can't start: {problem.strerror} ({where}).", err=True)
        raise typer.Exit(os.EX_CONFIG) from None
    raise typer.Exit(code)


def _serve(
    settings: "Settings", cluster: "Cluster | None", listener: socket.socket, record: Path, *, demo: bool
) -> int:
    from callcenter.infra.processes import Child, Supervisor, python

    port = listener.getsockname()[1]
    environment = {
        **os.environ,
        "CALLCENTER_DATA": str(settings.data.resolve()),
        "CALLCENTER_PORT": str(port),
    }
    prepared = subprocess.run(python("prepare", *(["--demo"] if demo else [])), env=environment, check=False)
    if prepared.returncode != 0:
        return prepared.returncode
    for name in ("DATABASE_URL", "CALLCENTER_DATABASE_URL"):
        environment.pop(name, None)  # the owner's password is not for the web and the vault process
    fd = listener.fileno()
    supervisor = Supervisor(
        [Child("web", python("web", f"--fd={fd}"), (fd,)), Child("vault", python("vault"))],
        record=record,
        environment=environment,
        tend=None if cluster is None else lambda: _keep_database(cluster),
    )
    return asyncio.run(_supervise(supervisor, read_settings(port=port)))


async def _supervise(supervisor: "Supervisor", settings: "Settings") -> int:
    running = asyncio.create_task(supervisor.run())
    announcing = asyncio.create_task(_announce(settings))
    code = await running
    announcing.cancel()
    return code


async def _announce(settings: "Settings") -> None:
    """Prints the address once the web process answers there."""
    import ssl
    from urllib.parse import urlsplit

    request = (
        f"GET /api/health HTTP/1.1\r\nHost: {urlsplit(settings.address).netloc}\r\nConnection: close\r\n\r\n"
    )
    trust = None
    if settings.tls_certificate is not None:  # our own certificate, on our own port: only its answer matters
        trust = ssl.create_default_context(cafile=str(settings.tls_certificate))
        trust.check_hostname = False
    while True:
        try:
            reader, writer = await asyncio.open_connection(settings.host, settings.port, ssl=trust)
            writer.write(request.encode())
            status = await reader.readline()
            writer.close()
            if b" 200 " in status:
                break
        except OSError:
            pass
        await asyncio.sleep(0.2)
    typer.echo(f"callcenter is up: {settings.address} (Ctrl-C ends it)")


def _keep_database(cluster: "Cluster") -> None:
    """Starts the embedded server again when it is gone; what prevents that is logged and tried again."""
    import structlog

    from callcenter.infra.postgres import DatabaseNotStarted

    log = structlog.get_logger(__name__)
    if cluster.postmaster() is not None:
        return
    log.warning("database server is gone; starting it again")
    try:
        cluster.start()
    except DatabaseNotStarted as problem:
        log.error("database server does not start", reason=str(problem))


def web(fd: Annotated[int | None, typer.Option(hidden=True)] = None) -> None:
    """Run the web process alone. It needs `web/` of the data folder: its address and its keyring."""
    import uvicorn

    from callcenter.infra.processes import bind, watch_parent
    from callcenter.main import create_app

    watch_parent()
    settings = read_settings()
    asyncio.run(_check_web_keyring(settings))
    config = uvicorn.Config(
        create_app(settings),
        ws="websockets-sansio",
        ws_max_size=64 * 1024,
        ws_per_message_deflate=False,  # squeezed anew for each of two hundred screens, it costs more than it saves
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=3,
        ssl_certfile=settings.tls_certificate,
        ssl_keyfile=settings.tls_key,
    )
    with bind(settings.host, settings.port) if fd is None else socket.socket(fileno=fd) as listener:
        uvicorn.Server(config).run(sockets=[listener])


async def _check_web_keyring(settings: "Settings") -> None:
    """Raises KeyringRefused here, where it becomes a sentence: uvicorn would hide it in a stack of its own."""
    from callcenter.infra.db import open_engine, read_dsn
    from callcenter.infra.installation import check_keyring
    from callcenter.infra.keyring import WebKeyring

    keyring = WebKeyring.load(settings.web_folder / "keyring.json")
    engine = open_engine(read_dsn(settings.web_folder), size=2)
    try:
        await check_keyring(engine, keyring)
    finally:
        await engine.dispose()


def vault() -> None:
    """Run the vault process alone. It needs `vault/` of the data folder; it opens no port."""
    import structlog
    import uvloop

    from callcenter import vault as process
    from callcenter.infra.processes import watch_parent

    watch_parent()
    settings = read_settings()
    try:
        uvloop.run(process.run(settings))
    except ExceptionGroup as problems:  # a message may quote a row: the classes alone
        names = sorted({type(problem).__name__ for problem in problems.exceptions})
        structlog.get_logger(__name__).error("vault stopped", errors=", ".join(names))
        raise typer.Exit(1) from None

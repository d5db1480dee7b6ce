"""The database: engine, declarative base and the session type that services receive.

Services read, write and flush; only the edge (`infra.http.get_db`, `infra.jobs`) commits.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from uuid import UUID

import asyncpg
from sqlalchemy import BigInteger, DateTime, LargeBinary, MetaData, Row, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, mapped_column

from callcenter.kit.ids import new_id

Db = AsyncSession
"""A unit of work. It is committed once, at the edge, before the answer leaves."""

SessionMaker = async_sessionmaker[AsyncSession]
"""Makes units of work for who needs more than one, such as a long answer that holds no connection meanwhile."""

AnyRow = Row[*tuple[Any, ...]]
"""A row of a statement with several columns, read by their names."""

RowId = Annotated[UUID, mapped_column(Uuid, primary_key=True, default=new_id)]
Moment = Annotated[datetime, mapped_column(DateTime(timezone=True))]
Now = Annotated[datetime, mapped_column(DateTime(timezone=True), server_default=text("now()"))]


class Base(DeclarativeBase):
    """Base of every table; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own declaration style
        str: Text,
        bytes: LargeBinary,
        int: BigInteger,
        datetime: DateTime(timezone=True),
        UUID: Uuid,
        dict[str, Any]: JSONB,
        list[dict[str, Any]]: JSONB,
    }


def read_dsn(folder: Path) -> str:
    """The address of the database for the process that owns `folder`, from its file of mode 0600."""
    return (folder / "database").read_text().strip()


def _sqlalchemy_url(dsn: str) -> tuple[str, dict[str, Any]]:
    """SQLAlchemy's spelling of a libpq address; a socket folder travels as a connect argument."""
    parts = urlsplit(dsn)
    query = dict(parse_qsl(parts.query))
    connect: dict[str, Any] = {}
    if "host" in query:
        connect["host"] = query.pop("host")
    scheme = "postgresql+asyncpg"
    return urlunsplit((scheme, parts.netloc, parts.path, urlencode(query), "")), connect


def open_engine(dsn: str, *, size: int = 10, application: str = "callcenter") -> AsyncEngine:
    """An engine over asyncpg that notices a restarted server and asks for a connection at most 5 s."""
    url, connect = _sqlalchemy_url(dsn)
    return create_async_engine(
        url,
        pool_size=size,
        max_overflow=0,  # a connection more costs more than the wait for one: under load they would pile up
        pool_timeout=5,
        pool_pre_ping=False,
        pool_use_lifo=True,  # the server process that answered last still has everything at hand
        connect_args={
            **connect,
            "async_creator_fn": _dial,
            "timeout": 5,
            "command_timeout": 60,
            "server_settings": {"application_name": application, "jit": "off"},
        },
    )


def sessions(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    """Sessions whose updates and deletes leave loaded objects alone: who needs the new row asks for it back."""
    return async_sessionmaker(
        engine, expire_on_commit=False, autoflush=False, execution_options={"synchronize_session": False}
    )


class Record(asyncpg.Record):
    """A row whose columns are read by their names, like those of SQLAlchemy."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


class Statement:
    """SQL written once and handed straight to the driver, inside the session's transaction.

    For what every request of a desk does: SQLAlchemy's way to the driver costs several times the statement. Values
    are named as in `text()`; those of type jsonb go in as JSON and come back as Python objects.
    """

    def __init__(self, sql: str) -> None:
        self.written = sql
        compiled = text(sql).compile(dialect=PGDialect_asyncpg())  # type: ignore[no-untyped-call]
        self.sql = str(compiled)
        self.names: Sequence[str] = getattr(compiled, "positiontup", None) or ()

    async def rows(self, db: Db, values: Mapping[str, Any]) -> list[Record]:
        """Raises what asyncpg raises; `infra.http` knows which of that means a lost database."""
        connection = await driver(db)
        try:
            return await connection.fetch(
                self.sql, *[values[name] for name in self.names], record_class=Record
            )
        finally:
            if connection.is_closed():  # SQLAlchemy did not see it die: it must not go back to the pool
                await db.invalidate()

    async def row(self, db: Db, values: Mapping[str, Any]) -> Record | None:
        """The first row."""
        rows = await self.rows(db, values)
        return rows[0] if rows else None


Step = tuple[Statement, Mapping[str, Any]]
"""A statement with its values, to be sent with others."""


async def together(db: Db, *steps: Step) -> list[bool]:
    """Sends writes that need nothing of each other as one statement; True for each that gave a row back.

    The way to the server and back costs more than most writes do. All see the database as it was before them; none may
    begin with WITH. One without RETURNING gives False.
    """
    statement = _joined(tuple(step for step, _ in steps))
    values = {f"v{at}_{name}": value for at, (_, own) in enumerate(steps) for name, value in own.items()}
    row = await statement.row(db, values)
    assert row is not None
    return list(row.values())


@lru_cache
def _joined(statements: tuple[Statement, ...]) -> Statement:
    named = [_NAMED.sub(rf":v{at}_\1", each.written) for at, each in enumerate(statements)]
    parts = ", ".join(f"s{at} AS ({sql})" for at, sql in enumerate(named))
    given = (f"EXISTS (SELECT FROM s{at})" if "RETURNING" in sql else "false" for at, sql in enumerate(named))
    return Statement(f"WITH {parts} SELECT {', '.join(f'{what} AS n{at}' for at, what in enumerate(given))}")


_NAMED = re.compile(r"(?<!:):(\w+)")
_DRIVER = "driver"


async def driver(db: Db) -> asyncpg.Connection:
    """The driver's own connection inside the session's transaction, for `Statement`, arrays and COPY."""
    held: tuple[Any, asyncpg.Connection] | None = db.info.get(_DRIVER)
    begun = db.sync_session.get_transaction()
    if held is not None and held[0] is begun:
        return held[1]
    connection = await db.connection()
    raw = (await connection.get_raw_connection()).driver_connection
    assert isinstance(raw, asyncpg.Connection)
    if not raw.is_in_transaction():
        # SQLAlchemy begins with the first statement it sends itself, and by that one it notices a lost server.
        await connection.execute(text("SELECT 1"))
    db.info[_DRIVER] = (db.sync_session.get_transaction(), raw)
    return raw


def sqlstate_of(error: BaseException) -> str | None:
    """The SQLSTATE of what SQLAlchemy or asyncpg raised."""
    return getattr(error.orig if isinstance(error, DBAPIError) else error, "sqlstate", None)


DISK_FULL = "53100"


def is_short_of_resources(error: BaseException) -> bool:
    """True when the server lacks disk, memory or connections (class 53): the same may succeed later."""
    return (sqlstate_of(error) or "").startswith("53")


async def connect(dsn: str, *, application: str = "callcenter") -> asyncpg.Connection:
    """A bare asyncpg connection, for LISTEN, COPY and long job transactions."""
    opening = asyncio.create_task(
        asyncpg.connect(dsn, timeout=5, server_settings={"application_name": application, "jit": "off"})
    )
    try:
        return await asyncio.shield(opening)
    except asyncio.CancelledError:  # asyncpg would leave a connection that is just being made open for ever
        await asyncio.wait([opening])
        if not opening.cancelled() and opening.exception() is None:
            opening.result().terminate()
        raise


async def _dial(*arguments: Any, **options: Any) -> asyncpg.Connection:
    """asyncpg.connect, whose many ways to miss a stopped server (no socket, no route) become one."""
    try:
        return await asyncpg.connect(*arguments, **options)
    except OSError as problem:
        raise ConnectionError("the database does not answer") from problem


@asynccontextmanager
async def bare(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await connect(dsn)
    try:
        yield connection
    finally:
        await connection.close()

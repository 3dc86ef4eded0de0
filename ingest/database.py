"""The system of record: documents, releases, audit, in SQL (SQLite or PostgreSQL) by SQLAlchemy Core.

A release's members are kept as spans: a member holds from the release that brought it until the release that took it out, so
that a release of a hundred thousand documents that changes one of them costs two rows. Documents are content-addressed and
never changed. A release is there when its row says ``complete``; a number once given is never given again.
"""

from __future__ import annotations

import getpass
import os
import socket
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa

# The newest migration: what Alembic's script folder says too (a test holds that), without loading Alembic at every start.
HEAD = "0002"

metadata = sa.MetaData()

document = sa.Table(
    "document",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("head", sa.LargeBinary, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)

source = sa.Table(
    "source",
    metadata,
    sa.Column("fingerprint", sa.String(64), primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("documents", sa.Text, nullable=False),
    sa.Column("problems", sa.LargeBinary, nullable=False),
)

release = sa.Table(
    "release",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("manifest", sa.String(64), nullable=False),
    sa.Column("documents", sa.Integer, nullable=False),
    sa.Column("created", sa.String(32), nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("base", sa.Integer, nullable=True),
    sa.Column("report", sa.LargeBinary, nullable=False),
)

member = sa.Table(
    "member",
    metadata,
    sa.Column("origin", sa.Text, primary_key=True),
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("since", sa.Integer, primary_key=True),
    sa.Column("until", sa.Integer, nullable=True),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Index("member_until", "until"),
)

catalogue = sa.Table(
    "catalogue",
    metadata,
    sa.Column("release", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

state = sa.Table(
    "state",
    metadata,
    sa.Column("name", sa.String(32), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", sa.String(32), nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
)

# What reviewers said of findings: events, the last one of a finding stands. ``digest`` and ``content`` are the finding as it was.
review = sa.Table(
    "review",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("finding", sa.String(64), nullable=False),
    sa.Column("kind", sa.String(48), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("at", sa.String(32), nullable=False),
    sa.Column("release", sa.Integer, nullable=False),
    sa.Column("digest", sa.String(32), nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Index("review_finding", "finding", "number"),
)

# Whole checks of a release, on a day, and what each of them found. ``program`` and ``mark`` are digests: of the rules, of what was found.
checked = sa.Table(
    "checked",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("release", sa.Integer, nullable=False),
    sa.Column("place", sa.String(16), nullable=False),
    sa.Column("day", sa.String(10), nullable=False),
    sa.Column("at", sa.String(32), nullable=False),
    sa.Column("program", sa.String(32), nullable=False),
    sa.Column("mark", sa.String(32), nullable=False),
    sa.Index("checked_place", "place", "release"),
)

seen = sa.Table(
    "seen",
    metadata,
    sa.Column("run", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("finding", sa.String(64), primary_key=True),
    sa.Column("kind", sa.String(48), nullable=False),
    sa.Column("digest", sa.String(32), nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Index("seen_finding", "finding"),
)

# Work that changes of law make: events, the last one of a key stands. ``mark`` keeps what the program records from being recorded twice.
work = sa.Table(
    "work",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("key", sa.String(32), nullable=False),
    sa.Column("change", sa.Text, nullable=False),
    sa.Column("item", sa.Text, nullable=False),
    sa.Column("article", sa.Text, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("at", sa.String(32), nullable=False),
    sa.Column("release", sa.Integer, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("mark", sa.String(64), nullable=True, unique=True),
    sa.Index("work_key", "key", "number"),
)


class DatabaseError(Exception):
    """The database could not be used; the message is Chinese and says what to do."""


# What SQLAlchemy raises where the database, and not the program, is at fault: unreachable, gone, full, or every connection taken.
TROUBLE = (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.InternalError, sa.exc.TimeoutError)
_FULL = "53100"
_DENIED = ("28P01", "28000", "42501")


def told(error: Exception) -> str:
    """What to tell a person of such an error: what is wrong and what to do."""
    cause = getattr(error, "orig", None) or error
    said, code = str(cause).strip(), getattr(cause, "sqlstate", None)
    if code == _FULL or "disk is full" in said or "disk I/O error" in said:
        return f"数据库写不进去，磁盘满了或坏了：{said}。请清出空间后再试；上一版发布照旧"
    if code in _DENIED or "password authentication failed" in said:
        return f"数据库不让进：{said}。请核对 DINGFEN_DATABASE 里的用户、密码和权限"
    if "database is locked" in said:
        return f"数据库正被另一个进程写着：{said}。请等它结束后再试"
    if "readonly" in said:
        return f"数据库只能读：{said}。请检查数据目录的权限"
    if isinstance(error, sa.exc.TimeoutError):
        return "数据库的连接都被占着，等不到。请稍后再试；若总是这样，请看数据库服务是否卡住"
    return (
        f"数据库连不上，或连接断了：{said}。请检查 DINGFEN_DATABASE 和数据库服务是否在运行，恢复后再试；上一版发布照旧"
    )


def who() -> str:
    """The user of this process, for the record."""
    with suppress(Exception):
        return getpass.getuser()
    return "unknown"


def _patient(wait: float) -> dict[str, Any]:
    """How psycopg is to connect: not waiting for ever for a server, nor for one that is gone without a word; and by what name the server's
    administrator sees the program in pg_stat_activity."""
    seconds = max(2, round(wait))
    return {
        "connect_timeout": seconds,
        "keepalives": 1,
        "keepalives_idle": seconds,
        "keepalives_interval": max(1, seconds // 3),
        "keepalives_count": 3,
        "tcp_user_timeout": seconds * 1000,
        "application_name": f"dingfen {who()}@{socket.gethostname()} {os.getpid()}"[:63],
    }


def schema(connection: sa.Connection) -> str | None:
    """The migration that the database stands at (:data:`HEAD` is this program's); None when it is empty."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: sa.Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _tune(connection: Any, _record: Any) -> None:
    # WAL lets `serve` read while a load writes; FULL, because what a load acknowledged must outlive a power cut.
    if isinstance(connection, sqlite3.Connection):
        with closing(connection.cursor()) as cursor:
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute("PRAGMA busy_timeout=30000")
            cursor.execute("PRAGMA foreign_keys=ON")


def engine_of(url: str, wait: float = 10.0) -> sa.Engine:
    """An engine for the database at ``url`` that nothing has been asked of yet. ``wait`` is how many seconds a server may let us wait for a
    connection."""
    address = sa.make_url(url)
    if address.get_backend_name() == "postgresql":
        # A connection that a restart of the server cut is replaced before it is used.
        return sa.create_engine(
            address,
            connect_args=_patient(wait) if address.get_driver_name() == "psycopg" else {},
            pool_pre_ping=True,
            pool_timeout=wait,
        )
    engine = sa.create_engine(address)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _tune)
    return engine


def connect(url: str, wait: float = 10.0) -> sa.Engine:
    """Open the database and bring its tables to this program's schema.

    Raises DatabaseError when it cannot be reached, or was written by a newer program.
    """
    address = sa.make_url(url)
    if address.drivername.startswith("sqlite") and address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = engine_of(url, wait)
    try:
        with engine.connect() as connection:
            current = schema(connection)
    except sa.exc.SQLAlchemyError as error:
        raise DatabaseError(f"数据库打不开（{address.render_as_string()}）。{told(error)}") from error
    if current != HEAD:
        try:
            with engine.begin() as connection:
                _upgrade(connection)
        except Exception as error:
            raise DatabaseError(
                f"数据库结构不能升级到本程序的版本（现为 {current}）：{error}。若由更新的程序写成，请换用那一版程序"
            ) from error
    return engine

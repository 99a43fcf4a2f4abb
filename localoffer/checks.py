"""What the database must be able to do, said before anything is built on it."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

OLDEST_POSTGRESQL = 15
EXTENSIONS = ("pg_trgm", "unaccent")


def check_database(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Run by `migrate`, by the demo, and by `check --database default`."""
    return [message for alias in databases or () for message in problems(connections[alias])]


def problems(connection: BaseDatabaseWrapper) -> Iterator[Error]:
    if connection.vendor != "postgresql":
        yield Error(
            "Local Offer keeps its data in PostgreSQL only.",
            hint="Set DATABASE_URL to postgresql://user:password@host:5432/name.",
            id="localoffer.E001",
        )
        return
    with connection.cursor() as cursor:
        yield from _version(cursor)
        yield from _encoding(cursor)
        yield from _rights(cursor)
        yield from _extensions(cursor)


def _version(cursor: Any) -> Iterator[Error]:
    major = _one(cursor, "SELECT current_setting('server_version_num')::int / 10000")
    if major < OLDEST_POSTGRESQL:
        yield Error(
            f"The database server is PostgreSQL {major}; it must be {OLDEST_POSTGRESQL} or newer.",
            hint="Upgrade it, or name another server in DATABASE_URL.",
            id="localoffer.E002",
        )


def _encoding(cursor: Any) -> Iterator[Error]:
    encoding = _one(cursor, "SELECT current_setting('server_encoding')")
    if encoding != "UTF8":
        yield Error(
            f"The database is encoded as {encoding}; eleven languages need UTF8.",
            hint="Make a new one: createdb --encoding=UTF8 --template=template0 NAME.",
            id="localoffer.E003",
        )


def _rights(cursor: Any) -> Iterator[Error]:
    if not _one(cursor, "SELECT has_schema_privilege(current_schema(), 'CREATE')"):
        yield Error(
            "The database's user may not make tables.",
            hint="As its owner: GRANT CREATE ON SCHEMA public TO the user in DATABASE_URL.",
            id="localoffer.E004",
        )


def _extensions(cursor: Any) -> Iterator[Error]:
    cursor.execute("SELECT name, installed_version FROM pg_available_extensions")
    available = dict(cursor.fetchall())
    may_install = _one(cursor, "SELECT has_database_privilege(current_database(), 'CREATE')")
    for name in EXTENSIONS:
        if name not in available:
            yield Error(
                f"The database server does not have the extension {name}.",
                hint="Install its contrib package (Debian: postgresql-contrib).",
                id="localoffer.E005",
            )
        elif not available[name] and not may_install:
            yield Error(
                f"The database's user may not install the extension {name}.",
                hint=f"As the database's owner: CREATE EXTENSION {name}.",
                id="localoffer.E006",
            )


def _one(cursor: Any, sql: str) -> Any:
    cursor.execute(sql)
    return cursor.fetchone()[0]

"""Compares a restored copy with the database it was made of, row by row."""

import hashlib
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from localoffer import environment

# The same rows are then written with the same letters by both servers.
SAME_WORDS = "SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET extra_float_digits = 1"
TABLES = """
    SELECT table_name FROM information_schema.tables
    WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY 1
"""
SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema()"


class Command(BaseCommand):
    help = "Compare a restored copy with this site's database row by row, and its uploads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("copy", help="the copy's address: postgresql://user:password@host/name")
        parser.add_argument("--media", type=Path, help="the folder of the restored uploads")

    def handle(self, *args: Any, **options: Any) -> None:
        connection.ensure_connection()
        try:
            parsed = environment.database("The copy's address", options["copy"])
        except ImproperlyConfigured as problem:
            raise CommandError(str(problem)) from None
        with (
            psycopg.connect(_conninfo(settings.DATABASES["default"])) as original,
            psycopg.connect(_conninfo(parsed)) as copy,
        ):
            for each in (original, copy):
                each.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                each.execute(SAME_WORDS)
            differences = [*self._databases(original, copy), *self._media(options["media"])]
        if differences:
            raise CommandError("\n".join([*differences, "The copy is not the same."]))
        self.stdout.write(self.style.SUCCESS("The copy is the same, row by row."))

    def _databases(
        self, original: psycopg.Connection[Any], copy: psycopg.Connection[Any]
    ) -> Iterator[str]:
        tables = [name for (name,) in original.execute(TABLES)]
        if missing := sorted(set(tables) ^ {name for (name,) in copy.execute(TABLES)}):
            yield f"Tables that only one of them has: {', '.join(missing)}"
            return
        total = 0
        for table in tables:
            rows, differing = _compare(_rows(original, table), _rows(copy, table))
            total += rows
            if differing:
                yield f"{table}: {differing} of {rows} rows differ"
        if dict(original.execute(SEQUENCES)) != dict(copy.execute(SEQUENCES)):
            yield "The counters that number new rows differ"
        self.stdout.write(f"{len(tables)} tables with {total:,} rows compared.")

    def _media(self, folder: Path | None) -> Iterator[str]:
        if folder is None:
            return
        original, copy = _files(Path(settings.MEDIA_ROOT)), _files(folder)
        for name in sorted(original.keys() | copy.keys()):
            if original.get(name) != copy.get(name):
                yield f"The uploaded file {name} differs or is missing"
        self.stdout.write(f"{len(original)} uploaded files compared.")


def _conninfo(database: dict[str, Any]) -> str:
    """One of Django's database settings as PostgreSQL's own programs write it."""
    named = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    given = {name: database[key] for name, key in named.items() if database.get(key)}
    return make_conninfo(dbname=database["NAME"], **given, **database.get("OPTIONS", {}))


def _rows(database: psycopg.Connection[Any], table: str) -> Iterator[bytes]:
    """A digest of each row, in the order of the digests; streamed, so that memory stays bounded."""
    query = sql.SQL('COPY (SELECT md5(t::text) COLLATE "C" FROM {} t ORDER BY 1) TO STDOUT').format(
        sql.Identifier(table)
    )
    with database.cursor().copy(query) as copy:
        for (digest,) in copy.rows():
            yield digest


def _compare(original: Iterator[Any], copy: Iterator[Any]) -> tuple[int, int]:
    """How many rows the original has, and how many rows only one of the two has."""
    rows = differing = 0
    ours, theirs = next(original, None), next(copy, None)
    while ours is not None or theirs is not None:
        if ours is not None and (theirs is None or ours <= theirs):
            rows += 1
            if ours == theirs:
                theirs = next(copy, None)
            else:
                differing += 1
            ours = next(original, None)
        else:
            differing += 1
            theirs = next(copy, None)
    return rows, differing


def _files(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }

"""Empties the database after a test that keeps its transactions, as the browser tests do.

Django truncates every table, which makes new files for each and for each of its indexes, and then
writes content types and permissions again: that took longer than many a test. Here rows are
deleted from the tables that have some.
"""

from typing import Any

from django.db.backends.postgresql.operations import DatabaseOperations

KEPT = ("django_content_type", "auth_permission")
_truncate = DatabaseOperations.sql_flush


def _delete(self: DatabaseOperations, style: Any, tables: list[str], **options: bool) -> list[str]:
    with self.connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if options.get("reset_sequences") or not cursor.fetchone()[0]:
            return _truncate(self, style, tables, **options)
        names = [self.quote_name(table) for table in tables if table not in KEPT]
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT %s WHERE EXISTS (SELECT FROM {name})"  # noqa: S608
                for name in names
            ),
            names,
        )
        filled = [name for (name,) in cursor.fetchall()]
    # A replica checks no foreign key and fires no trigger, so any order will do.
    return [
        "SET LOCAL session_replication_role = replica",
        *(f"DELETE FROM {name}" for name in filled),  # noqa: S608
    ]


def use() -> None:
    DatabaseOperations.sql_flush = _delete  # type: ignore[method-assign]

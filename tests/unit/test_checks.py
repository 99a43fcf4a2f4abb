"""A database that will not do is refused before anything is built on it."""

import pytest
from django.db import connection

from localoffer import checks


class Cursor:
    """Answers like a server with the given failings."""

    def __init__(self, **answers) -> None:
        self.answers = {
            "server_version_num": 16,
            "server_encoding": "UTF8",
            "has_schema_privilege": True,
            "has_database_privilege": True,
            "extensions": [("pg_trgm", None), ("unaccent", None)],
            **answers,
        }

    def __enter__(self):
        return self

    def __exit__(self, *problem) -> None:
        pass

    def execute(self, sql: str) -> None:
        self.sql = sql

    def fetchone(self):
        return (next(answer for name, answer in self.answers.items() if name in self.sql),)

    def fetchall(self):
        return self.answers["extensions"]


def problems(monkeypatch, **answers) -> list:
    monkeypatch.setattr(connection, "cursor", lambda: Cursor(**answers))
    return list(checks.problems(connection))


def test_the_database_of_these_tests_will_do(db):
    assert list(checks.problems(connection)) == []


def test_a_good_server_will_do(monkeypatch):
    assert problems(monkeypatch) == []


@pytest.mark.parametrize(
    ("answers", "code", "remedy"),
    [
        ({"server_version_num": 14}, "localoffer.E002", "Upgrade"),
        ({"server_encoding": "LATIN1"}, "localoffer.E003", "--encoding=UTF8"),
        ({"has_schema_privilege": False}, "localoffer.E004", "GRANT CREATE ON SCHEMA"),
        ({"extensions": [("unaccent", "1.1")]}, "localoffer.E005", "postgresql-contrib"),
        (
            {
                "extensions": [("pg_trgm", None), ("unaccent", "1.1")],
                "has_database_privilege": False,
            },
            "localoffer.E006",
            "CREATE EXTENSION pg_trgm",
        ),
    ],
)
def test_a_server_that_lacks_something_is_told_from_one_that_does_not(
    monkeypatch, answers, code, remedy
):
    [problem] = problems(monkeypatch, **answers)
    assert problem.id == code
    assert remedy in problem.hint


def test_an_installed_extension_needs_no_right_to_install_it(monkeypatch):
    installed = [("pg_trgm", "1.6"), ("unaccent", "1.1")]
    assert problems(monkeypatch, extensions=installed, has_database_privilege=False) == []


def test_another_kind_of_database_is_refused(monkeypatch):
    monkeypatch.setattr(connection, "vendor", "sqlite")
    [problem] = checks.problems(connection)
    assert problem.id == "localoffer.E001"

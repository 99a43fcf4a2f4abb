"""A backup is only one when it was restored and compared: pg_dump, pg_restore, row by row."""

import os
import subprocess
from collections.abc import Iterator

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import User
from localoffer import devdb

pytestmark = pytest.mark.django_db(transaction=True)


def address(name: str) -> str:
    given = connection.get_connection_params()
    values = {
        "host": given.get("host"),
        "port": given.get("port"),
        "password": given.get("password"),
    }
    rest = "&".join(f"{key}={value}" for key, value in values.items() if value)
    return f"postgresql://{given['user']}@/{name}?{rest}"


def run(program: str, *words: str) -> None:
    subprocess.run(
        [devdb.programs() / program, *words], check=True, timeout=120, env={**os.environ}
    )


@pytest.fixture
def copy(tmp_path, make_user) -> Iterator[str]:
    """The address of a copy that was dumped and restored as docs/operating.md says."""
    for number in range(50):
        make_user(f"person{number}@example.org", name=f"Zoë O'Neil {number}\n\\N")
    name = f"{connection.settings_dict['NAME']}_copy"
    with psycopg.connect(address("postgres"), autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name}")
        server.execute(f"CREATE DATABASE {name}")
    dump = tmp_path / "localoffer.dump"
    run("pg_dump", "--format=custom", f"--file={dump}", address(connection.settings_dict["NAME"]))
    run("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={address(name)}", str(dump))
    yield address(name)
    with psycopg.connect(address("postgres"), autocommit=True) as server:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_restored_copy_is_the_same_and_a_changed_one_is_not(copy, capsys):
    call_command("verify_restore", copy)
    assert "The copy is the same, row by row." in capsys.readouterr().out

    with psycopg.connect(copy) as restored:
        restored.execute("UPDATE accounts_user SET name = 'x' WHERE email = 'person7@example.org'")
    with pytest.raises(CommandError, match=r"accounts_user: 2 of 50 rows differ"):
        call_command("verify_restore", copy)

    with psycopg.connect(copy) as restored:
        restored.execute("DELETE FROM accounts_user WHERE email = 'person7@example.org'")
    with pytest.raises(CommandError, match=r"accounts_user: 1 of 50 rows differ"):
        call_command("verify_restore", copy)

    with psycopg.connect(copy) as restored:
        restored.execute("DROP TABLE core_ratecount")
    with pytest.raises(CommandError, match=r"only one of them has: core_ratecount"):
        call_command("verify_restore", copy)
    assert User.objects.count() == 50


def test_missing_and_changed_uploads_are_found(copy, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    restored = tmp_path / "restored"
    for folder in (settings.MEDIA_ROOT, restored):
        (folder / "logos").mkdir(parents=True)
        (folder / "logos" / "a.svg").write_text("<svg/>")
    call_command("verify_restore", copy, media=restored)
    (restored / "logos" / "a.svg").write_text("<svg></svg>")
    (settings.MEDIA_ROOT / "b.pdf").write_text("b")
    with pytest.raises(CommandError) as said:
        call_command("verify_restore", copy, media=restored)
    assert "logos/a.svg differs" in str(said.value)
    assert "b.pdf differs or is missing" in str(said.value)


def test_a_wrong_address_is_said_in_one_line():
    with pytest.raises(CommandError, match="not the address of a PostgreSQL database"):
        call_command("verify_restore", "backup.dump")

"""A language more: one line, the migrations that Django writes by itself, an empty catalogue.

It is done to a copy of the project and of the tests' database, as docs/languages.md tells it.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from psycopg import sql

# The tests themselves ask nothing of the database: the mark has it made, to be copied.
pytestmark = pytest.mark.django_db

NAME = "with_a_twelfth_language"
LINE = '    Language("uk", "Українська", "Ukrainian"),\n'
# What the copy is asked, in a process of its own: it prints each page by its address.
VISIT = """
import json, django
django.setup()
from django.test import Client
from accounts.models import User
from directory import indexing
from directory.models import Service
from tests import listings

listings.service("Swim club", summary="Swimming for all", phones=("01632 960123",))
pool = listings.service("Pool party", name_uk="Басейн для дітей", summary_uk="Для всіх")
indexing.index_ids(list(Service.objects.values_list("pk", flat=True)))
olive = User.objects.create_user("olive@example.org", "correct horse battery", role="officer")
anybody, officer = Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost")
officer.force_login(olive)
pages = {}
for client, address in (
    (anybody, "/contact/?from=news"),
    (anybody, "/uk/"),
    (anybody, "/uk/services/swim-club/"),
    (anybody, "/uk/services/pool-party/"),
    (anybody, "/uk/services/?q=басейн"),
    (anybody, "/uk/services/?q=swiming"),
    (anybody, "/uk/contact/"),
    (anybody, "/uk/no-such-page/"),
    (officer, "/uk/desk/"),
    (officer, "/desk/languages/"),
    (officer, f"/desk/directory/services/{pool.pk}/translate/uk/"),
):
    answer = client.get(address)
    pages[address] = [answer.status_code, answer.content.decode()]
print(json.dumps(pages))
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """The files of the project, without what only browsers need."""
    target: Path = tmp_path_factory.mktemp("project")
    left_out = shutil.ignore_patterns(".*", "__pycache__", "node_modules", "staticfiles", "docs")
    shutil.copytree(settings.BASE_DIR, target, ignore=left_out, dirs_exist_ok=True)
    languages = target / "core" / "languages.py"
    text = languages.read_text(encoding="utf-8")
    before = '    Language("ur", '
    assert text.count(before) == 1
    languages.write_text(text.replace(before, LINE + before), encoding="utf-8")
    return target


@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker) -> Iterator[str]:
    """The address of a copy of the tests' database."""
    with django_db_blocker.unblock():
        known = connections["default"].settings_dict
        connections.close_all()
        server = {
            "host": known["HOST"],
            "port": known["PORT"] or None,
            "user": known["USER"],
            "password": known["PASSWORD"] or None,
        }
        with psycopg.connect(dbname="postgres", autocommit=True, **server) as admin:
            ours, new = sql.Identifier(known["NAME"]), sql.Identifier(NAME)
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(new))
            # A database is only copied while nobody is in it, and the threads that served earlier
            # browser tests are.
            admin.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
                [known["NAME"]],
            )
            admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(new, ours))
            who = quote(known["USER"]) + (
                f":{quote(known['PASSWORD'])}" if known["PASSWORD"] else ""
            )
            port = f":{known['PORT']}" if known["PORT"] else ""
            yield f"postgresql://{who}@{quote(known['HOST'], safe='')}{port}/{NAME}"
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(new))


@pytest.fixture(scope="module")
def run(copy, database, tmp_path_factory):
    environment = os.environ | {
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "localoffer.settings",
        "LOCALOFFER_DATA": str(tmp_path_factory.mktemp("data")),
        "PYTHONPATH": str(copy),
        "PYTHONIOENCODING": "utf-8",
    }

    def python(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words], cwd=copy, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
        return done.stdout

    return python


@pytest.fixture(scope="module")
def pages(run, copy) -> dict[str, str]:
    """The pages of the site once the language is there, by address."""
    written = run("manage.py", "makemigrations")
    assert "- Remove field" not in written
    run("manage.py", "migrate", "-v", "0")
    run("manage.py", "messages")
    catalogue = copy / "locale" / "uk" / "LC_MESSAGES" / "django.po"
    assert "nplurals=3" in catalogue.read_text(encoding="utf-8")
    found = json.loads(run("-c", VISIT).splitlines()[-1])
    expected = {address: 404 if "no-such" in address else 200 for address in found}
    assert {address: status for address, (status, _) in found.items()} == expected
    return {address: html for address, (_, html) in found.items()}


def test_every_page_leads_to_it(pages):
    html = pages["/contact/?from=news"]
    assert 'href="/uk/contact/?from=news"' in html
    assert "Українська" in html
    assert 'hreflang="uk"' in html


def test_its_pages_say_what_they_are_in(pages):
    for address in ("/uk/", "/uk/contact/", "/uk/no-such-page/"):
        assert '<html lang="uk" dir="ltr"' in pages[address]


def test_what_is_not_translated_is_english_and_said_to_be(pages):
    html = pages["/uk/services/swim-club/"]
    assert '<h1 class="govuk-heading-l" lang="en" dir="ltr">Swim club</h1>' in html
    assert "We have not translated this yet. It is in English." in html


def test_what_is_translated_is_shown_and_found(pages):
    assert '<h1 class="govuk-heading-l">Басейн для дітей</h1>' in pages["/uk/services/pool-party/"]
    assert "/uk/services/pool-party/" in pages["/uk/services/?q=басейн"]


def test_english_is_found_in_it_too_and_mended(pages):
    assert "/uk/services/swim-club/" in pages["/uk/services/?q=swiming"]


def test_the_desk_knows_it(pages):
    assert "Ukrainian" in pages["/desk/languages/"]
    address = next(each for each in pages if each.endswith("/translate/uk/"))
    assert 'lang="uk"' in pages[address]
    assert "Басейн для дітей" in pages[address]

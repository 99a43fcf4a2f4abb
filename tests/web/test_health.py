"""What machines that watch the site are told."""

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client

from core import health


@pytest.fixture(autouse=True)
def asked_for_the_first_time(monkeypatch):
    monkeypatch.setattr(health, "_migrated", [])


def heartbeat(seconds_ago: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - make_interval(secs => %s))",
            [seconds_ago],
        )


def test_a_running_process_says_so_without_the_database(client):
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok"}


def test_ready_when_database_migrations_and_worker_are_well(client, db):
    heartbeat(5)
    response = client.get("/healthz/ready")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "database": "ok",
        "migrations": "ok",
        "worker": "ok",
    }


@pytest.mark.parametrize("age", [None, 3600])
def test_not_ready_when_no_worker_lives(client, db, age):
    if age:
        heartbeat(age)
    response = client.get("/healthz/ready")
    assert response.status_code == 503
    assert response.json()["worker"] == "late"


def test_not_ready_when_a_migration_waits(client, db):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'core'")
    response = client.get("/healthz/ready")
    assert response.status_code == 503
    assert response.json()["migrations"] == "not applied"


def test_not_ready_and_no_details_when_the_database_is_down(client, monkeypatch, db):
    def refuse():
        raise OperationalError("server at 10.1.2.3 refused user localoffer")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "ensure_connection", refuse)
        response = client.get("/healthz/ready")
    assert response.status_code == 503
    assert response.json()["database"] == "down"
    assert b"10.1.2.3" not in response.content
    assert b"localoffer" not in response.content


def test_a_balancer_without_https_is_not_sent_elsewhere(client, settings, db):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz").status_code == 200
    assert client.get("/accounts/login/").status_code == 301


@pytest.mark.parametrize("address", ["/healthz", "/healthz/ready"])
def test_nothing_is_kept_by_a_cache_and_no_cookie_is_set(client, db, address):
    response = client.get(address)
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


@pytest.mark.parametrize("address", ["/healthz", "/healthz/ready"])
def test_only_reading_is_allowed(db, address):
    assert Client(enforce_csrf_checks=True).post(address).status_code in {403, 405}


def test_the_nightly_upkeep_runs(db, run_jobs):
    from core.tasks import forget_what_is_old

    forget_what_is_old.defer(timestamp=0)
    assert run_jobs() == 1
    call_command("check")

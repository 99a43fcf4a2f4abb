"""The worker: sends what was written down, and takes up what a killed worker left."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes, policy
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.core import mail
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts import actions
from core import tasks
from core.models import OutgoingEmail

pytestmark = pytest.mark.django_db(transaction=True)


def database_url() -> str:
    given = connection.get_connection_params()
    user = given["user"] + (f":{given['password']}" if given.get("password") else "")
    port = f":{given['port']}" if given.get("port") else ""
    return f"postgresql://{user}@{quote(given['host'], safe='')}{port}/{given['dbname']}"


def run_worker(folder: Path) -> None:
    """The worker's own program, until nothing waits."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("LOCALOFFER_")},
        "LOCALOFFER_MODE": "demo",
        "LOCALOFFER_DATA": str(folder),
        "LOCALOFFER_LOG_LEVEL": "WARNING",
        "DATABASE_URL": database_url(),
    }
    subprocess.run(
        [sys.executable, "manage.py", "procrastinate", "worker", "--one-shot"],
        cwd=settings.BASE_DIR,
        env=environment,
        check=True,
        timeout=120,
    )


def test_an_invitation_leaves_from_the_worker_and_is_then_forgotten(olive, tmp_path):
    actions.invite(email="new@example.org", name="Nell New", role="viewer", by=olive)
    assert mail.outbox == []
    run_worker(tmp_path)
    [written] = (tmp_path / "mail").iterdir()
    message = message_from_bytes(written.read_bytes().split(b"\n-----")[0], policy=policy.default)
    assert message["To"] == "new@example.org"
    assert message["Message-ID"]
    kept = OutgoingEmail.objects.get()
    assert kept.sent_at
    assert kept.to == ""
    assert not ProcrastinateJob.objects.filter(status="todo").exclude(
        task_name__startswith="builtin"
    )
    run_worker(tmp_path)
    assert len(list((tmp_path / "mail").iterdir())) == 1


def left_by_a_dead_worker(*, seconds_ago: int, attempts: int) -> int:
    """A job that a worker began whose last sign of life is `seconds_ago` old."""
    tasks.deliver_email.defer(email_id=1)
    job = ProcrastinateJob.objects.latest("pk")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - make_interval(secs => %s)) RETURNING id",
            [seconds_ago],
        )
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s, attempts = %s"
            " WHERE id = %s",
            [cursor.fetchone()[0], attempts, job.pk],
        )
    return job.pk


def rescue() -> None:
    """In a thread of its own, as the worker does: browser tests leave an event loop in this one."""

    def run() -> None:
        try:
            async_to_sync(tasks.rescue_stalled_jobs.func)(SimpleNamespace(app=app), timestamp=0)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as threads:
        threads.submit(run).result()


def status(job: int) -> str:
    return ProcrastinateJob.objects.get(pk=job).status


def test_a_job_whose_worker_was_killed_is_started_again():
    job = left_by_a_dead_worker(seconds_ago=300, attempts=1)
    rescue()
    assert status(job) == "todo"


def test_a_job_of_a_dead_worker_does_not_hold_up_the_same_job_that_waits():
    dead = left_by_a_dead_worker(seconds_ago=300, attempts=1)
    other = left_by_a_dead_worker(seconds_ago=300, attempts=1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET queueing_lock = 'once' WHERE id = %s", [dead])
    tasks.deliver_email.configure(queueing_lock="once").defer(email_id=1)
    rescue()
    assert status(dead) == "failed"
    assert status(other) == "todo"


def test_a_job_whose_worker_lives_is_left_to_it():
    job = left_by_a_dead_worker(seconds_ago=5, attempts=1)
    rescue()
    assert status(job) == "doing"


def test_a_job_that_keeps_killing_its_worker_is_given_up():
    job = left_by_a_dead_worker(seconds_ago=300, attempts=5)
    rescue()
    assert status(job) == "failed"

"""Counting in real web processes: what they hold is written when they end, and a killed one harms
nothing."""

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from django.conf import settings
from django.db.models import Sum

from tests.web.test_usage_counting import FIREFOX
from tests.web.test_worker import database_url
from usage.models import PageCount

pytestmark = pytest.mark.django_db(transaction=True)


class Connection(http.client.HTTPConnection):
    """To a server that listens at a path: nobody else can have taken it."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=60)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self.path))


@contextmanager
def serving(folder: Path, database: str) -> Iterator[subprocess.Popen]:
    command = [sys.executable, "-m", "gunicorn", "localoffer.wsgi", "--workers", "1"]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("LOCALOFFER_")},
        "LOCALOFFER_MODE": "test",
        "DJANGO_SETTINGS_MODULE": "tests.web.settings_that_count",
        "LOCALOFFER_DATA": str(folder),
        "LOCALOFFER_LOG_LEVEL": "WARNING",
        "DATABASE_URL": database,
    }
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(folder / "web"))
    listener.listen()
    server = subprocess.Popen(
        [*command, "--bind", f"fd://{listener.fileno()}"],
        cwd=settings.BASE_DIR,
        env=environment,
        pass_fds=[listener.fileno()],
    )
    try:
        yield server
    finally:
        server.terminate()
        server.wait(timeout=60)
        listener.close()


def look(folder: Path) -> int:
    client = Connection(folder / "web")
    client.request("GET", "/privacy/", headers={"User-Agent": FIREFOX})
    response = client.getresponse()
    response.read()
    client.close()
    return response.status


def views() -> int:
    return PageCount.objects.aggregate(all=Sum("views"))["all"] or 0


def test_a_process_that_ends_in_order_writes_what_it_holds(tmp_path):
    with serving(tmp_path, database_url()):
        assert [look(tmp_path) for _ in range(3)] == [200] * 3
    assert views() == 3


def test_a_killed_process_loses_its_counts_and_nothing_else(tmp_path):
    with serving(tmp_path, database_url()) as server:
        assert look(tmp_path) == 200
        (worker,) = psutil.Process(server.pid).children()
        worker.send_signal(signal.SIGKILL)
        worker.wait(timeout=60)
        # The next process begins with nothing, and is there for whoever waits.
        assert look(tmp_path) == 200
    assert views() in (1, 2)  # two when the first was written before the kill


def test_without_a_database_pages_stand_and_the_process_ends(tmp_path):
    with serving(tmp_path, database_url() + "-gone") as server:
        assert look(tmp_path) == 200
    assert server.returncode == 0
    assert views() == 0

"""`make demo` for real: one run that is hurt in every way it must survive, bounded in time."""

import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from django.conf import settings

from localoffer import devdb

START_SECONDS = 240
RECOVERY_SECONDS = 60


class Demo:
    """A running demo with its own data, whose output is gathered line by line."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "demo"],
            cwd=settings.BASE_DIR,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=demo_environment(folder, **environment),
        )
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in self.process.stdout:
            self.lines.append(line)

    @property
    def output(self) -> str:
        return "".join(self.lines)

    def wait_until_ready(self) -> int:
        """The port it answers on."""
        wait_until(lambda: "Local Offer is at" in self.output, START_SECONDS, self)
        return int(re.search(r"http://localhost:(\d+)/", self.output).group(1))

    def children(self) -> dict[str, psutil.Process]:
        found = {}
        for child in psutil.Process(self.process.pid).children():
            words = " ".join(child.cmdline())
            found["web" if "gunicorn" in words else "worker"] = child
        return found


def demo_environment(folder: Path, **changes: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"PORT"}}
    return {**kept, "LOCALOFFER_MODE": "demo", "LOCALOFFER_DATA": str(folder), **changes}


def wait_until(holds: Callable[[], bool], seconds: float, demo: Demo) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not in {seconds} s; it said:\n{demo.output}"
        assert demo.process.poll() is None or holds(), f"it ended; it said:\n{demo.output}"
        time.sleep(0.2)


def status_of(port: int, address: str) -> int:
    web = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        web.request("GET", address)
        return web.getresponse().status
    except OSError:
        return 0
    finally:
        web.close()


@pytest.fixture
def folder() -> Iterator[Path]:
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix="demo-", dir=settings.DATA_DIR))
    yield made
    devdb.stop(made / "postgres")
    shutil.rmtree(made, ignore_errors=True)


def test_it_serves_survives_and_stops(folder):
    demo = Demo(folder)
    try:
        port = demo.wait_until_ready()
        assert status_of(port, "/") == 200
        assert status_of(port, "/healthz/ready") == 200

        def is_well() -> bool:
            return status_of(port, "/healthz/ready") == 200 and status_of(port, "/") == 200

        for name in ("web", "worker"):
            demo.children()[name].kill()
            again = f"{name} was started again."
            wait_until(lambda words=again: words in demo.output, RECOVERY_SECONDS, demo)
            wait_until(is_well, RECOVERY_SECONDS, demo)

        server = devdb.postmaster(folder / "postgres")
        server.kill()
        wait_until(lambda: "database was started again" in demo.output, RECOVERY_SECONDS, demo)
        wait_until(is_well, RECOVERY_SECONDS, demo)

        # The supervisor itself dies; what it left running must not be in the way of the next.
        left = list(demo.children().values())
        demo.process.kill()
        demo.process.wait()
        demo = Demo(folder, PORT=str(port))
        assert demo.wait_until_ready() == port
        assert "Ended 2 programs" in demo.output
        assert not any(process.is_running() for process in left)

        everybody = psutil.Process(demo.process.pid).children(recursive=True)
        demo.process.send_signal(signal.SIGTERM)
        assert demo.process.wait(timeout=60) == 0
        assert "stopped." in demo.output
        assert not any(process.is_running() for process in everybody)
        assert devdb.postmaster(folder / "postgres") is None
    finally:
        if demo.process.poll() is None:
            demo.process.terminate()
            demo.process.wait(timeout=60)


def say(folder: Path, **environment: str) -> tuple[int, str]:
    """The exit code and everything that a demo says that cannot start."""
    ended = subprocess.run(
        [sys.executable, "manage.py", "demo"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=120,
        env=demo_environment(folder, **environment),
    )
    return ended.returncode, (ended.stdout + ended.stderr).strip()


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"DATABASE_URL": "mysql://a:secret@localhost/x"}, "is not the address of a PostgreSQL"),
        ({"DATABASE_URL": "postgresql://a:secret@127.0.0.1:1/x"}, "start its server, or correct"),
        ({"DATABASE_URL": "postgresql://a:secret@x.invalid/x"}, "correct the host in DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://a:secret@h:many/x"}, "cannot be read"),
        ({"PORT": "many"}, "PORT must be a number"),
        ({"LOCALOFFER_MODE": "live"}, "must be production, demo or test"),
        ({"LOCALOFFER_COLOUR": "#ffffff"}, "Set LOCALOFFER_COLOUR to"),
        ({"LOCALOFFER_SMTP_PORT": "x"}, "LOCALOFFER_SMTP_PORT must be a whole number"),
    ],
)
def test_a_wrong_setting_is_said_in_one_line_that_helps(folder, environment, expected):
    code, said = say(folder, **environment)
    assert code == 1
    assert expected in said
    assert "Traceback" not in said
    assert "secret" not in said
    assert len([line for line in said.splitlines() if line.strip()]) <= 2


def test_a_second_demo_on_the_same_data_is_refused(folder):
    import fcntl

    with (folder / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        code, said = say(folder)
    assert code == 1
    assert "runs already" in said


def test_a_port_that_is_taken_is_said(folder):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, said = say(folder, PORT=str(port))
    assert code == 1
    assert f"Port {port} cannot be used" in said
    assert "Traceback" not in said

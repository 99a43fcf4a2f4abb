"""The embedded database starts whatever was left behind, and stops with its last user."""

import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from django.conf import settings

from localoffer import devdb


@pytest.fixture(scope="module")
def cluster() -> Iterator[Path]:
    """A cluster of its own, stopped; in a folder that the server's user can reach."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    parent = Path(tempfile.mkdtemp(prefix="devdb ", dir=settings.DATA_DIR))
    folder = parent / "postgres"
    devdb.start(folder, durable=False)
    devdb.stop(folder)
    yield folder
    devdb.stop(folder)
    shutil.rmtree(parent)


@pytest.fixture
def folder(cluster: Path) -> Iterator[Path]:
    yield cluster
    devdb.stop(cluster)


def answer(folder: Path) -> int:
    host = str(devdb.socket_folder(folder))
    with psycopg.connect(host=host, user="postgres", dbname="postgres") as connection:
        return connection.execute("SELECT 42").fetchone()[0]


def pid_of(folder: Path) -> int:
    process = devdb.postmaster(folder)
    assert process is not None
    return process.pid


def test_it_starts_in_a_folder_with_a_blank_in_its_name_and_stops(folder):
    assert " " in str(folder)
    devdb.start(folder, durable=False)
    assert answer(folder) == 42
    devdb.stop(folder)
    assert devdb.postmaster(folder) is None


def test_starting_twice_is_starting_once(folder):
    devdb.start(folder, durable=False)
    first = pid_of(folder)
    devdb.start(folder, durable=False)
    assert pid_of(folder) == first


def test_a_killed_server_is_started_again(folder):
    devdb.start(folder, durable=False)
    server = psutil.Process(pid_of(folder))
    server.send_signal(signal.SIGKILL)
    while server.is_running() and server.status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.01)
    devdb.start(folder, durable=False)
    assert answer(folder) == 42


def test_a_stale_number_that_now_belongs_to_another_program_is_not_believed(folder):
    """Root's and our own processes alike: this test's own process stands in for any."""
    devdb.start(folder, durable=False)
    kept = (folder / "postmaster.pid").read_text()
    devdb.stop(folder)
    lines = kept.splitlines()
    (folder / "postmaster.pid").write_text("\n".join([str(psutil.Process().pid), *lines[1:]]))
    assert devdb.postmaster(folder) is None
    devdb.start(folder, durable=False)
    assert answer(folder) == 42


def test_a_zombie_with_the_stale_number_is_not_believed(folder):
    devdb.start(folder, durable=False)
    kept = (folder / "postmaster.pid").read_text()
    devdb.stop(folder)
    zombie = subprocess.Popen([sys.executable, "-c", ""])
    try:
        while psutil.Process(zombie.pid).status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.01)
        lines = kept.splitlines()
        (folder / "postmaster.pid").write_text("\n".join([str(zombie.pid), *lines[1:]]))
        devdb.start(folder, durable=False)
        assert answer(folder) == 42
    finally:
        zombie.wait()


@pytest.mark.parametrize("content", ["", "not a number\n", "999999999\n"])
def test_a_damaged_pid_file_does_not_stop_it(folder, content):
    (folder / "postmaster.pid").write_text(content)
    devdb.start(folder, durable=False)
    assert answer(folder) == 42


def test_a_half_made_cluster_is_made_again():
    parent = Path(tempfile.mkdtemp(prefix="half-", dir=settings.DATA_DIR))
    folder = parent / "postgres"
    (parent / "postgres.unfinished").mkdir()
    (parent / "postgres.unfinished" / "PG_VERSION").write_text("18")
    try:
        devdb.start(folder, durable=False)
        assert answer(folder) == 42
    finally:
        devdb.stop(folder)
        shutil.rmtree(parent)


USER = """
    import sys, time
    from pathlib import Path
    from localoffer import devdb
    folder = Path(sys.argv[1])
    devdb.use(folder, durable=False)
    print(devdb.postmaster(folder).pid, flush=True)
    sys.stdin.read()
"""


def another_user(folder: Path) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(USER), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def end(user: subprocess.Popen) -> None:
    user.stdin.close()
    assert user.wait(timeout=60) == 0


def test_many_that_start_at_once_share_one_server_and_the_last_stops_it(folder):
    users = [another_user(folder) for _ in range(4)]
    servers = {int(user.stdout.readline()) for user in users}
    assert len(servers) == 1
    for user in users[:3]:
        end(user)
    assert answer(folder) == 42
    end(users[3])
    assert devdb.postmaster(folder) is None


def test_a_killed_user_does_not_keep_the_server_running_for_ever(folder):
    killed, other = another_user(folder), another_user(folder)
    for user in (killed, other):
        user.stdout.readline()
    killed.kill()
    killed.wait(timeout=60)
    assert answer(folder) == 42
    end(other)
    assert devdb.postmaster(folder) is None


def test_a_folder_with_a_very_long_name_has_its_socket_elsewhere(tmp_path):
    deep = tmp_path / ("a" * 60) / ("b" * 60) / "postgres"
    elsewhere = devdb.socket_folder(deep)
    assert elsewhere != deep
    assert len(str(elsewhere / ".s.PGSQL.5432")) < 100
    assert devdb.socket_folder(tmp_path) == tmp_path

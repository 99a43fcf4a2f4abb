"""The whole site on one machine, with demo content: `make demo`."""

import fcntl
import hashlib
import http.client
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.checks import CheckMessage, run_checks
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections

from accounts import demo
from localoffer import checks, devdb, supervisor
from localoffer.supervisor import Part, Supervisor
from search import actions as search
from search.models import Postcode

# Of the city that the demo's listings are in.
POSTCODE_AREA = "SO"
FIRST_PORT = 8000
MOST_PORTS = 100
READY_SECONDS = 120


class Command(BaseCommand):
    help = "Prepare the demo, then serve it until Ctrl-C."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo runs with LOCALOFFER_MODE=demo, as make demo does.")
        # Until the parts run, a request to stop simply ends the preparing.
        _on_signals(signal.default_int_handler)
        try:
            with _only_one(settings.DATA_DIR):
                if ended := supervisor.end_leftovers(_record()):
                    self._say(f"Ended {ended} programs that an earlier demo had left running.")
                with _listening() as listener:
                    self._prepare()
                    self._serve(listener)
        except KeyboardInterrupt:
            self._say("\nStopped before the site was ready.")

    def _prepare(self) -> None:
        _refuse([message for message in run_checks() if message.is_serious()])
        with self._step("Starting the database" if devdb_folder() else "Asking the database"):
            _refuse(list(checks.problems(connection)))
        with self._step("Preparing its tables"):
            call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
        if not _static_is_gathered():
            with self._step("Gathering style sheets and scripts"):
                call_command("collectstatic", interactive=False, verbosity=0)
                _fingerprint_file().write_text(_static_fingerprint())
        # Before the listings: their places on the map come from their postcodes.
        if not Postcode.objects.filter(code__startswith=POSTCODE_AREA).exists():
            with self._step("Loading postcodes"):
                call_command("import_postcodes", POSTCODE_AREA, stdout=StringIO())
        with self._step("Loading demo content"):
            self._say("")
            call_command("load_demo", stdout=self.stdout)
        with self._step("Learning the words to correct spelling by"):
            search.refresh_vocabulary()
        connections.close_all()

    @contextmanager
    def _step(self, what: str) -> Iterator[None]:
        began = time.monotonic()
        self._say(f"{what} ... ", ending="")
        yield
        self._say(f"done in {time.monotonic() - began:.1f} s")

    def _serve(self, listener: socket.socket) -> None:
        address = f"http://localhost:{listener.getsockname()[1]}"
        keeper = Supervisor(
            parts=_parts(listener, address),
            record=_record(),
            say=self._say,
            keepers=[_keep_database] if devdb_folder() else [],
        )
        _on_signals(lambda *_: keeper.stopping.set())
        try:
            self._say("Starting the web server and the worker ... ", ending="")
            keeper.start()
            deadline = time.monotonic() + READY_SECONDS
            keeper.watch(until=lambda: _is_ready(listener) or time.monotonic() > deadline)
            if time.monotonic() > deadline:
                self._say(f"not ready after {READY_SECONDS} s: see the logs in {_logs()}.")
            elif not keeper.stopping.is_set():
                self._greet(address)
            keeper.watch()
            self._say("\nStopping ... ", ending="")
        except supervisor.GivenUp as problem:
            raise CommandError(str(problem)) from None
        finally:
            keeper.stop()
            if folder := devdb_folder():
                devdb.leave(folder)
        self._say("stopped.")

    def _say(self, line: str, ending: str = "\n") -> None:
        self.stdout.write(line, ending=ending)
        self.stdout.flush()

    def _greet(self, address: str) -> None:

        lines = ["ready.", "", f"  Local Offer is at  {address}/", ""]
        lines += [f"  Sign in at {address}/accounts/login/ as:"]
        lines += [f"    {email}  ({demo.in_words(role)})" for email, _, role in demo.PEOPLE]
        lines += [f"  with the password  {demo.PASSWORD}"]
        lines += ["", f"  E-mails are written to {settings.EMAIL_FILE_PATH}, logs to {_logs()}."]
        self._say("\n".join([*lines, "  Ctrl-C stops it.", ""]))


def _on_signals(handler: Callable[..., Any]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:  # nohup asks us to ignore one
            signal.signal(number, handler)


def _refuse(problems: Sequence[CheckMessage]) -> None:
    """Stop at the first problem, in one line with what to do about it."""
    if problems:
        raise CommandError(" ".join(filter(None, [problems[0].msg, problems[0].hint])))


def devdb_folder() -> Path | None:
    """The embedded database's folder; None when DATABASE_URL names a server."""
    embedded = settings.DATABASES["default"].get("EMBEDDED")
    return embedded["folder"] if embedded else None


def _static_is_gathered() -> bool:
    """Gathering and compressing takes seconds; most starts find nothing new."""
    try:
        return _fingerprint_file().read_text() == _static_fingerprint()
    except FileNotFoundError:
        return False


def _fingerprint_file() -> Path:
    return Path(settings.STATIC_ROOT) / ".fingerprint"


def _static_fingerprint() -> str:
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _keep_database() -> str:
    folder = devdb_folder()
    if folder is None or devdb.is_ready(folder):
        return ""
    devdb.start(folder)
    return "database was started again."


def _parts(listener: socket.socket, address: str) -> list[Part]:
    environment = {"LOCALOFFER_URL": address, **os.environ}
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    # The socket is ours and outlives the web server: visitors wait while it is started again.
    fd = listener.fileno()
    gunicorn = [sys.executable, "-m", "gunicorn", "localoffer.wsgi", "--bind", f"fd://{fd}"]
    return [
        Part("web", gunicorn, _logs() / "web.log", environment, pass_fds=[fd]),
        Part("worker", [*manage, "procrastinate", "worker"], _logs() / "worker.log", environment),
    ]


def _logs() -> Path:
    return Path(settings.DATA_DIR) / "logs"


def _record() -> Path:
    return Path(settings.DATA_DIR) / "demo.json"


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError(
                f"A demo with its data in {folder} runs already: stop it first."
            ) from None
        yield


@contextmanager
def _listening() -> Iterator[socket.socket]:
    """A socket on PORT, or on the first free one from 8000."""
    wanted = os.environ.get("PORT", "").strip()
    if wanted and not (wanted.isdigit() and 0 < int(wanted) < 65536):
        raise CommandError(f"PORT must be a number up to 65535, not {wanted!r}.")
    ports = [int(wanted)] if wanted else range(FIRST_PORT, FIRST_PORT + MOST_PORTS)
    for port in ports:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError as problem:
            listener.close()
            reason = problem.strerror
            continue
        with listener:
            listener.listen(128)
            yield listener
        return
    raise CommandError(f"Port {ports[0]} cannot be used ({reason}): choose another, PORT=8080.")


def _is_ready(listener: socket.socket) -> bool:
    web = http.client.HTTPConnection("127.0.0.1", listener.getsockname()[1], timeout=5)
    try:
        web.request("GET", "/healthz/ready")
        return web.getresponse().status == 200
    except OSError:
        return False
    finally:
        web.close()

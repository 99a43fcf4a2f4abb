"""Keeps a few programs running: starts them, starts them again when they end, stops them.

For the demo on one machine. In production systemd or the container platform does this.
"""

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

# A part that ends this many times without having run for a while will not get better by itself.
MOST_QUICK_ENDS = 5
QUICK_SECONDS = 10
STOP_SECONDS = 15


class GivenUp(Exception):
    """A part cannot be kept running; the message says which, and where it wrote why."""


@dataclass
class Part:
    """One program. It leads a process group of its own, so that Ctrl-C reaches only us, and so
    that ending the group leaves none of its children behind."""

    name: str
    command: Sequence[str]
    log: Path
    environment: Mapping[str, str]
    pass_fds: Sequence[int] = ()
    process: subprocess.Popen[bytes] | None = None
    started: float = 0
    quick_ends: int = 0
    next_start: float = 0

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own programs
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.environment,
                pass_fds=self.pass_fds,
                start_new_session=True,
            )
        self.started = time.monotonic()

    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def how_it_ended(self) -> str:
        code = self.process.returncode if self.process else 0
        return f"ended by signal {-code}" if code < 0 else f"ended with code {code}"


@dataclass
class Supervisor:
    """`say` shows a line to the person; `record` remembers what runs, for the next start."""

    parts: list[Part]
    record: Path
    say: Callable[[str], None]
    # Looked after at each turn besides the parts; returns what it did, or nothing.
    keepers: list[Callable[[], str]] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        for part in self.parts:
            part.start()
        self._write_record()

    def watch(self, *, until: Callable[[], bool] = lambda: False) -> None:
        """Keep everything running until asked to stop, or until `until` holds."""
        while not self.stopping.is_set() and not until():
            for keeper in self.keepers:
                if done := keeper():
                    self.say(done)
            for part in self.parts:
                self._look_after(part)
            self.stopping.wait(0.3)

    def stop(self) -> None:
        """End every part with its children, the last one first."""
        groups = [part.process.pid for part in reversed(self.parts) if part.process]
        for group in groups:
            _signal_group(group, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for part in self.parts:
            if part.process:
                _wait(part.process, deadline)
        for group in groups:
            _signal_group(group, signal.SIGKILL)
        for part in self.parts:
            if part.process:
                part.process.wait()
        self.record.unlink(missing_ok=True)

    def _look_after(self, part: Part) -> None:
        if not part.has_ended():
            if part.quick_ends and time.monotonic() - part.started > QUICK_SECONDS:
                part.quick_ends = 0
            return
        if not part.next_start:
            self._plan_restart(part)
        elif time.monotonic() >= part.next_start:
            part.next_start = 0
            part.start()
            self._write_record()
            self.say(f"{part.name} was started again.")

    def _plan_restart(self, part: Part) -> None:
        if part.process:  # what it left running would be in the way of the new one
            _signal_group(part.process.pid, signal.SIGKILL)
        if time.monotonic() - part.started < QUICK_SECONDS:
            part.quick_ends += 1
        if part.quick_ends > MOST_QUICK_ENDS:
            raise GivenUp(f"{part.name} does not keep running: see {part.log}")
        self.say(f"{part.name} {part.how_it_ended()}.")
        part.next_start = time.monotonic() + 0.5 * part.quick_ends

    def _write_record(self) -> None:
        running = [_identity(part.process.pid) for part in self.parts if part.process]
        unfinished = self.record.with_suffix(".unfinished")
        unfinished.write_text(json.dumps([entry for entry in running if entry]))
        unfinished.replace(self.record)


def end_leftovers(record: Path) -> int:
    """End what a killed supervisor left running; how many programs there were."""
    try:
        entries = json.loads(record.read_text())
    except (FileNotFoundError, ValueError):
        return 0
    left = [entry for entry in entries if _identity(entry["pid"]) == entry]
    for entry in left:
        _signal_group(entry["pid"], signal.SIGTERM)
    processes = [psutil.Process(entry["pid"]) for entry in left if psutil.pid_exists(entry["pid"])]
    psutil.wait_procs(processes, timeout=STOP_SECONDS)
    for entry in left:
        _signal_group(entry["pid"], signal.SIGKILL)
    record.unlink(missing_ok=True)
    return len(left)


def _identity(pid: int) -> dict[str, float] | None:
    """A process's number with the time it began: numbers are used again."""
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        return {"pid": pid, "began": process.create_time()}
    except psutil.Error:
        return None


def _signal_group(group: int, number: signal.Signals) -> None:
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return


def _wait(process: subprocess.Popen[bytes], deadline: float) -> None:
    try:
        process.wait(max(0.1, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return

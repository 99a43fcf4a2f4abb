"""Counts wait in memory and a thread of their own writes them, so that no page waits for them.

Every few seconds, and when the process ends in order, all that waits is written in one statement
for each kind. What cannot be written is lost and said so in the log: a page never fails for a
count. Memory is bounded, and a forked process begins with nothing.
"""

import atexit
import logging
import os
from collections.abc import Callable, Hashable
from threading import Event, Lock, Thread
from typing import Any

from django.conf import settings
from django.db import Error, connection, transaction

log = logging.getLogger(__name__)

EVERY_SECONDS = 10
# Different keys of one kind. A thousand pages in eleven languages are no more in ten seconds.
MOST_WAITING = 5_000
Counts = tuple[int, ...]
# Writes pairs of a key and its counts with a cursor of a transaction.
Write = Callable[[Any, list[tuple[Any, Counts]]], None]


class Buffer:
    """The counts of one kind. `merge`: the counts of a key after more were added."""

    def __init__(self, merge: Callable[[Counts, Counts], Counts], write: Write) -> None:
        self._merge, self._write = merge, write
        _buffers.append(self)
        self.start_anew()

    def start_anew(self) -> None:
        self._lock = Lock()
        self._waiting: dict[Hashable, Counts] = {}
        self._lost = 0

    def add(self, key: Hashable, counts: Counts) -> None:
        with self._lock:
            if known := self._waiting.get(key):
                self._waiting[key] = self._merge(known, counts)
            elif len(self._waiting) < MOST_WAITING:
                self._waiting[key] = counts
            else:
                self._lost += 1
        _keep_writing()

    def flush(self) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, {}
            lost, self._lost = self._lost, 0
        if lost:
            log.warning("%d counts were lost: too many different ones at once.", lost)
        if not waiting:
            return
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '1s'; SET LOCAL statement_timeout = '5s'")
                # In one order everywhere, so that two processes do not wait for each other.
                self._write(cursor, sorted(waiting.items()))
        except Error as problem:
            log.warning("%d counts were lost: %s", len(waiting), type(problem).__name__)


def write_columns(sql: str, cursor: Any, rows: list[tuple[Any, Counts]]) -> None:
    """Write all rows by `sql`, which takes an array for each column: of the key's, then the
    counts'."""
    columns = zip(*((*key, *counts) for key, counts in rows), strict=True)
    cursor.execute(sql, [list(column) for column in columns])


_buffers: list[Buffer] = []
_starting = Lock()
_thread: Thread | None = None
_never = Event()


def flush() -> None:
    """Write what waits, now and in this thread."""
    for buffer in _buffers:
        buffer.flush()


def start_anew() -> None:
    """Forget what waits: after a fork it is the other process that writes it."""
    global _starting, _thread
    _starting, _thread = Lock(), None
    for buffer in _buffers:
        buffer.start_anew()


os.register_at_fork(after_in_child=start_anew)


def _keep_writing() -> None:
    """See to it that the thread runs in this process. Tests write by `flush` alone."""
    global _thread
    if not settings.COUNT_IN_BACKGROUND or (_thread and _thread.is_alive()):
        return
    with _starting:
        if _thread is None:
            atexit.register(_write)
        if _thread is None or not _thread.is_alive():
            _thread = Thread(target=_write_now_and_then, name="usage-counts", daemon=True)
            _thread.start()


def _write_now_and_then() -> None:
    while not _never.wait(EVERY_SECONDS):
        _write()


def _write() -> None:
    try:
        flush()
    except Exception as problem:
        # Whatever it is, counting goes on.
        log.warning("Counts were lost: %s", type(problem).__name__)
    finally:
        # Nobody needs the connection until the next time.
        connection.close()

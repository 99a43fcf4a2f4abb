"""The words of the site itself: how many of them each language has, and whether somebody who
speaks it has read them. Until then every page in that language says that nobody has."""

import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import OperationalError, transaction

from core import audit, messages
from core.languages import LANGUAGES, SOURCE, Language
from core.messages import Coverage

from .models import InterfaceCheck

# For how long a process goes by what it has read. Caches keep a page for as long.
KEPT_SECONDS = 60


class _Read:
    """The languages that were read by somebody, as this process knows them."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self._languages: frozenset[str] = frozenset()
        self._until = 0.0

    def languages(self) -> frozenset[str]:
        if time.monotonic() >= self._until:
            rows = InterfaceCheck.objects.order_by().values_list("language", flat=True)
            # A page with our telephone number must be there when the database is not.
            with suppress(OperationalError):
                self._languages = frozenset(rows.distinct())
            self._until = time.monotonic() + KEPT_SECONDS
        return self._languages


_read = _Read()
# For tests, and for whoever has just written a reading down.
forget = _read.forget


def is_read(code: str) -> bool:
    """Whether readers need not be warned of the words of the site in a language.

    Asks the database once a minute, for all languages together.
    """
    return code == SOURCE or code in _read.languages()


@dataclass(frozen=True)
class InterfaceState:
    """How the words of the site stand in one language."""

    language: Language
    # How many texts have words in it, of all.
    translated: int
    total: int
    # The latest reading; None until there is one.
    check: InterfaceCheck | None

    @property
    def percent(self) -> int:
        """Rounded down: 100 is every single text."""
        return 100 * self.translated // self.total if self.total else 0

    @property
    def texts_since(self) -> int:
        """How many texts have come since the latest reading, at least."""
        return max(0, self.translated - self.check.texts) if self.check else 0


def states() -> list[InterfaceState]:
    """Of every language but English, in the order of the site. One query."""
    # The latest comes last, and so stays.
    checks = {check.language: check for check in InterfaceCheck.objects.reverse()}
    return [_state(language, checks.get(language.code)) for language in LANGUAGES[1:]]


def state_of(language: Language) -> InterfaceState:
    return _state(language, InterfaceCheck.objects.filter(language=language.code).first())


def _state(language: Language, check: InterfaceCheck | None) -> InterfaceState:
    counts = coverage(language.code)
    return InterfaceState(language, counts.translated, counts.total, check)


def coverage(code: str) -> Coverage:
    """How many texts the catalogue of a language has. Read anew when its file has changed."""
    path = messages.catalogue_path(_locale(), code)
    changed = path.stat().st_mtime_ns if path.exists() else 0
    return _coverage(code, changed)


@lru_cache(maxsize=2 * len(LANGUAGES))
def _coverage(code: str, changed: int) -> Coverage:
    return messages.coverage_of(_locale(), code)


def _locale() -> Path:
    return Path(settings.LOCALE_PATHS[0])


@transaction.atomic
def record(
    language: Language, *, checked_on: date, checked_by: str, note: str, by: Any
) -> InterfaceCheck:
    """Write down that somebody who speaks `language` has read the site."""
    check = InterfaceCheck.objects.create(
        language=language.code,
        checked_on=checked_on,
        checked_by=checked_by,
        note=note,
        texts=coverage(language.code).translated,
        recorded_by=by,
    )
    audit.record(by=by, verb="interface.checked", obj=check, language=language.code)
    transaction.on_commit(forget)
    return check


@transaction.atomic
def take_back(check: InterfaceCheck, *, by: Any) -> None:
    """Written down by mistake, or no longer true."""
    audit.record(by=by, verb="interface.check_removed", obj=check, language=check.language)
    check.delete()
    transaction.on_commit(forget)

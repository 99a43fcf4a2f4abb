"""The years that a council reports on: from September as in schools, or April as in budgets."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

_CODE = re.compile(r"20[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, order=True)
class Year:
    """Twelve months from `start`, the first day of a month (`settings.REPORTING_YEAR_STARTS`).

    Models keep its `code`, pages show its `label`. Years sort by time.
    """

    start: date

    @classmethod
    def of(cls, day: date) -> "Year":
        """The year that `day` falls in."""
        month = int(settings.REPORTING_YEAR_STARTS[:2])
        return cls(date(day.year - (day.month < month), month, 1))

    @classmethod
    def parse(cls, code: str) -> "Year":
        """The year of a code such as "2024-25". Raises ValueError for anything else: only years of
        this century have a code, so that an address with any other is simply not found."""
        first, after = int(code[:4]) if _CODE.fullmatch(code) else 0, code[5:]
        if not first or after != f"{(first + 1) % 100:02}":
            raise ValueError(f"not a year such as 2024-25: {code!r}")
        return cls(date(first, int(settings.REPORTING_YEAR_STARTS[:2]), 1))

    @classmethod
    def current(cls) -> "Year":
        return cls.of(timezone.localdate())

    @property
    def end(self) -> date:
        """The last day that belongs to it."""
        return self.next.start - timedelta(days=1)

    @property
    def next(self) -> "Year":
        return Year(self.start.replace(year=self.start.year + 1))

    @property
    def previous(self) -> "Year":
        return Year(self.start.replace(year=self.start.year - 1))

    @property
    def months(self) -> list[date]:
        """The first days of its twelve months."""
        months = (divmod(self.start.month - 1 + number, 12) for number in range(12))
        return [date(self.start.year + years, month + 1, 1) for years, month in months]

    @property
    def code(self) -> str:
        return f"{self.start.year}-{(self.start.year + 1) % 100:02}"

    @property
    def label(self) -> str:
        """In words, in the reader's language: "September 2024 to August 2025"."""
        first, last = (date_format(day, "YEAR_MONTH_FORMAT") for day in (self.start, self.end))
        return _("%(first)s to %(last)s") % {"first": first, "last": last}

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def __str__(self) -> str:
        return self.code

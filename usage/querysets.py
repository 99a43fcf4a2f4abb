from datetime import date, timedelta

from django.db import connection, models
from django.db.models import Exists, Max, OuterRef, Sum
from django.utils import timezone

from core.years import Year

_ADD_UP = """
    WITH old AS (
        DELETE FROM usage_pagecount
        WHERE day < %s AND day <> date_trunc('month', day)
        RETURNING date_trunc('month', day)::date AS month, path, language, views, sessions
    )
    INSERT INTO usage_pagecount AS t (day, path, language, views, sessions)
    SELECT month, path, language, sum(views), sum(sessions) FROM old GROUP BY 1, 2, 3
    ON CONFLICT (day, path, language) DO UPDATE SET
        views = t.views + excluded.views,
        sessions = t.sessions + excluded.sessions
"""


class PageCountQuerySet(models.QuerySet):
    def in_year(self, year: Year) -> "PageCountQuerySet":
        return self.filter(day__range=(year.start, year.end))

    def by_day(self) -> "models.QuerySet":
        """One row for each day, with its sums. A month's days are added up sooner by whoever asks
        than by the database, which would reckon the month of every row."""
        days = self.order_by().values("day")
        return days.annotate(views=Sum("views"), sessions=Sum("sessions"))

    def by_page(self) -> "models.QuerySet":
        """One row for each page, all languages together, with its sums; most views first."""
        pages = self.order_by().values("path")
        return pages.annotate(views=Sum("views"), sessions=Sum("sessions")).order_by(
            "-views", "path"
        )

    def keep_months_before(self, day: date) -> None:
        """Add up the days before `day` into the first days of their months."""
        with connection.cursor() as cursor:
            cursor.execute(_ADD_UP, [day])


class SearchTermQuerySet(models.QuerySet):
    def since(self, first_day: date) -> "SearchTermQuerySet":
        return self.filter(day__gte=first_day)

    def in_year(self, year: Year) -> "SearchTermQuerySet":
        return self.filter(day__range=(year.start, year.end))

    def summed(self) -> "models.QuerySet":
        """One row for each wording and language, with its sums over the days."""
        return self.values("term", "language").annotate(
            searches=Sum("searches"),
            found_nothing=Sum("found_nothing"),
            last_day=Max("day"),
        )

    def seen_once_before(self, day: date) -> "SearchTermQuerySet":
        """Wordings that one search alone used, before `day`."""
        others = self.model._default_manager.filter(
            term=OuterRef("term"), language=OuterRef("language")
        ).exclude(pk=OuterRef("pk"))
        return self.filter(day__lt=day, searches=1).exclude(Exists(others))


def days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def first_of_month(day: date, months_before: int) -> date:
    """The first day of the month that lies so many months before that of `day`."""
    years, month = divmod(day.month - 1 - months_before, 12)
    return date(day.year + years, month + 1, 1)

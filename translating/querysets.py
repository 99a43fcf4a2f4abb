"""Named reads of the words that were agreed on and of machine drafts."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Count, F, Q, Sum, Value
from django.db.models.functions import Lower, StrIndex
from django.utils import timezone

# For so long what an officer did to many texts can be undone in one go.
UNDO_FOR = timedelta(days=2)


class TermQuerySet(models.QuerySet):
    def of(self, language: str) -> "TermQuerySet":
        return self.filter(language=language)

    def in_text(self, english: str) -> "TermQuerySet":
        """Those whose English stands somewhere in a text; letters such as SEND count as written."""
        capitals = Q(english=models.functions.Upper("english"))
        return self.alias(
            as_written=StrIndex(Value(english), F("english")),
            small=StrIndex(Value(english.lower()), Lower("english")),
        ).filter(Q(as_written__gt=0) | (~capitals & Q(small__gt=0)))


class DraftQuerySet(models.QuerySet):
    def waiting(self) -> "DraftQuerySet":
        return self.filter(state="waiting")

    def due(self) -> "DraftQuerySet":
        """Those whose turn it is, the most read first."""
        return self.waiting().filter(next_try__lte=timezone.now()).order_by("-views", "pk")

    def given_up(self) -> "DraftQuerySet":
        return self.filter(state="given_up")

    def written(self) -> "DraftQuerySet":
        return self.filter(state="done")

    def made(self, *, language: str, service: str, day: date | None) -> "DraftQuerySet":
        """Those in one language, of one service, of one day: each only if it is named."""
        named = {"language": language, "service": service, "written_at__date": day}
        return self.filter(**{name: value for name, value in named.items() if value})

    def counts(self) -> dict[str, dict[str, int]]:
        """How many stand how: by language, then by state."""
        found: dict[str, dict[str, int]] = {}
        rows = self.order_by().values_list("language", "state").annotate(count=Count("pk"))
        for language, state, count in rows:
            found.setdefault(language, {})[state] = count
        return found


class UsageQuerySet(models.QuerySet):
    def in_month(self, day: date) -> int:
        """The characters sent in the month of `day`, to whichever service."""
        rows = self.filter(day__year=day.year, day__month=day.month)
        return rows.aggregate(sum=Sum("characters"))["sum"] or 0


class FileQuerySet(models.QuerySet):
    def undoable(self) -> "FileQuerySet":
        return self.filter(at__gte=timezone.now() - UNDO_FOR)

    def over(self) -> "FileQuerySet":
        return self.filter(at__lt=timezone.now() - UNDO_FOR)

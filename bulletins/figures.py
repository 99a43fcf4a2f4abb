"""What the annual report counts of bulletins."""

from datetime import date

from django.utils import timezone

from .models import Bulletin, ReaderCount, Subscriber


def readers(day: date) -> int | None:
    """How many got the bulletin at the end of `day`, or now; None when that was not counted yet."""
    if day >= timezone.localdate():
        found = Subscriber.objects.confirmed().count()
        return found if found or ReaderCount.objects.exists() else None
    counts = ReaderCount.objects.filter(day__lte=day).order_by("-day")
    return counts.values_list("readers", flat=True).first()


def sent(first: date, last: date) -> int | None:
    """How many bulletins began to go out in the days from `first` to `last`; None when none ever
    had: they may have been sent by other means."""
    out = Bulletin.objects.out()
    if not out.filter(started_at__date__lte=last).exists():
        return None
    return out.filter(started_at__date__range=(first, last)).count()


def count_readers() -> None:
    """Write down how many there are today."""
    ReaderCount.objects.update_or_create(
        day=timezone.localdate(), defaults={"readers": Subscriber.objects.confirmed().count()}
    )

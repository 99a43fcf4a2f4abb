"""The register of gaps: help that the area lacks, as comments and failed searches show it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet, Sum
from django.utils import timezone
from django.utils.text import Truncator

from core import audit
from core.small_numbers import LEAST
from core.versions import changing
from usage.models import SearchTerm

from .models import Comment, Gap

# A failed search is offered when it was made this often in this time: a wording that few used could
# be about one person.
SEARCH_DAYS = 365
MOST_OFFERED = 20
_LONGEST = 300


@dataclass(frozen=True)
class Searched:
    """A wording, and how often it found nothing."""

    term: str
    times: int


def save(gap: Gap, *, by: Any, version: int | None = None, form: Any = None, **detail: Any) -> None:
    """Save a gap, with the terms of its form where it has one."""
    verb = "gap.added" if gap._state.adding else "gap.changed"
    with changing(gap, by=by, verb=verb, version=version, **detail):
        if form is not None:
            form.save()
        else:
            gap.save()


def delete(gap: Gap, *, by: Any) -> None:
    with transaction.atomic():
        audit.record(by=by, verb="gap.deleted", obj=gap)
        gap.delete()


def from_comment(comment: Comment, *, by: Any) -> Gap:
    """The gap that the comment speaks of: a new one, unless it stands in one already.

    It begins with the anonymous wording where there is one. The private words stay with the
    comment: a register is read by many.
    """
    with transaction.atomic():
        # Whoever presses at the same moment waits, and then finds the gap.
        Comment.objects.select_for_update().get(pk=comment.pk)
        known = Gap.objects.filter(comments=comment).first()
        if known is not None:
            return known
        words = comment.published_words_en or comment.search_term  # type: ignore[attr-defined]
        gap = Gap(words=Truncator(words or comment.get_about_display()).chars(_LONGEST))
        save(gap, by=by)
        gap.comments.add(comment)
    return gap


def from_search(term: str, *, by: Any) -> Gap | None:
    """The gap that a failed search speaks of; None when it is not one that is offered."""
    with transaction.atomic():
        # One row stands for the wording: the second of two who press waits for the first.
        rows = SearchTerm.objects.filter(term=term).order_by("pk")
        list(rows.select_for_update()[:1])
        known = Gap.objects.filter(search_terms__contains=[term]).first()
        if known is not None:
            return known
        if not _failed().filter(term=term).exists():
            return None
        gap = Gap(words=term, search_terms=[term])
        save(gap, by=by)
    return gap


def put_comments(gap: Gap, comments: Iterable[Comment], *, by: Any) -> int:
    """Put comments to a gap; how many were not there before."""
    with transaction.atomic():
        Gap.objects.select_for_update().get(pk=gap.pk)
        known = set(gap.comments.values_list("pk", flat=True))
        new = [comment for comment in comments if comment.pk not in known]
        if new:
            gap.comments.add(*new)
            audit.record(by=by, verb="gap.comments_added", obj=gap, number=len(new))
    return len(new)


def take_off_comment(gap: Gap, comment: Comment, *, by: Any) -> None:
    with transaction.atomic():
        if gap.comments.filter(pk=comment.pk).exists():
            gap.comments.remove(comment)
            audit.record(by=by, verb="gap.comment_removed", obj=gap, comment=comment.reference)


# --- What could become one ------------------------------------------------------------------------


def comments_waiting() -> "QuerySet[Comment]":
    """Comments about something missing that stand in no gap, the latest first."""
    rows = Comment.objects.filter(about=Comment.About.MISSING, gaps=None)
    return rows.order_by("-heard_on", "pk")


def searches_waiting() -> list[Searched]:
    """Wordings that often find nothing and stand in no gap, the most frequent first."""
    taken = {term for terms in Gap.objects.values_list("search_terms", flat=True) for term in terms}
    rows = _failed().exclude(term__in=taken).order_by("-times", "term")[:MOST_OFFERED]
    return [Searched(row["term"], row["times"]) for row in rows]


def times_searched(terms: Iterable[str]) -> dict[str, int]:
    """How often each of the wordings found nothing; those that did so rarely are left out."""
    rows = _failed().filter(term__in=list(terms))
    return {row["term"]: row["times"] for row in rows}


def _failed() -> Any:
    since = timezone.localdate() - timedelta(days=SEARCH_DAYS)
    counted = SearchTerm.objects.since(since).order_by().values("term")
    return counted.annotate(times=Sum(F("found_nothing"))).filter(times__gte=LEAST)

"""Named reads of suggestions."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils import timezone

# How long a suggestion may wait before the desk calls it late.
LATE_DAYS = 7
# What is kept how long: the privacy page says the same.
KEEP_CONTACT = timedelta(days=183)
KEEP_DRAFT = timedelta(days=30)
KEEP_OWN_DRAFT = timedelta(days=183)


class SuggestionQuerySet(models.QuerySet[Any]):
    def waiting(self) -> "SuggestionQuerySet":
        """Sent, and not decided: an officer's to look at, or their question is out."""
        return self.filter(state__in=self.model.WAITING)

    def of_people_of(self, organisations: Any) -> "SuggestionQuerySet":
        """What people of the organisations wrote about their listings, also who has left since."""
        listed = models.Q(service__organisation__in=organisations)
        not_listed = models.Q(service__isnull=True, organisation__in=organisations)
        return self.filter(listed | not_listed, author__isnull=False)

    def in_queue(self) -> "SuggestionQuerySet":
        """Everything staff may see: whatever was once sent."""
        return self.filter(submitted_at__isnull=False)

    def to_decide(self) -> "SuggestionQuerySet":
        """What is an officer's turn, the longest waiting first."""
        return self.filter(state="submitted").order_by("submitted_at", "pk")

    def to_review(self) -> "SuggestionQuerySet":
        """What trusted organisations published and no officer has seen, the oldest first."""
        unseen = self.filter(published_at_once=True, reviewed_at__isnull=True)
        return unseen.order_by("submitted_at", "pk")

    def about_listings(self) -> "SuggestionQuerySet":
        """Without those that close by themselves because their listing is gone."""
        kept = models.Q(service__isnull=False, service__archived_at__isnull=True)
        return self.filter(kept | models.Q(kind="new"))

    def late(self, now: datetime, days: int = LATE_DAYS) -> "SuggestionQuerySet":
        return self.waiting().filter(submitted_at__lt=now - timedelta(days=days))

    def of_gone_listings(self) -> "SuggestionQuerySet":
        """Not ended, though the listing that they are about was archived or deleted."""
        gone = models.Q(service__isnull=True) | models.Q(service__archived_at__isnull=False)
        return self.exclude(state__in=self.model.ENDED).exclude(kind="new").filter(gone)

    def with_old_contact(self) -> "SuggestionQuerySet":
        """Ended so long ago that who sent them is no longer ours to know; or sent back, and the
        author never came again."""
        old = timezone.now() - KEEP_CONTACT
        ended = models.Q(ended_at__lt=old) | models.Q(state="sent_back", updated_at__lt=old)
        return self.filter(ended, contact__isnull=False)

    def with_files(self, *, since: datetime) -> "SuggestionQuerySet":
        """Not ended, or not before then, or still to be reviewed; and there are files in it."""
        open_still = models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=since)
        to_review = models.Q(published_at_once=True, reviewed_at__isnull=True)
        names = ["photos", "documents"]
        has_files = (
            models.Q(proposed__has_any_keys=names)
            | models.Q(edited__has_any_keys=names)
            | models.Q(base__has_any_keys=names)
        )
        return self.filter(open_still | to_review, has_files)

    def never_sent(self) -> "SuggestionQuerySet":
        """Drafts and unconfirmed ones that nobody has touched for a month; for half a year, where
        their author can sign in and go on."""
        now = timezone.now()
        ours = models.Q(author__isnull=False, updated_at__lt=now - KEEP_OWN_DRAFT)
        visitors = models.Q(author__isnull=True, updated_at__lt=now - KEEP_DRAFT)
        return self.filter(ours | visitors, state__in=("draft", "unconfirmed"))

    def for_update(self, *, skip_locked: bool = False) -> "SuggestionQuerySet":
        """Locked until the end of the transaction, with all that a page or an e-mail says."""
        return self.for_page().select_for_update(of=("self",), skip_locked=skip_locked)

    def for_page(self) -> "SuggestionQuerySet":
        return self.select_related(
            "service__organisation",
            "organisation",
            "author",
            "contact",
            "claimed_by",
            "decided_by",
            "reviewed_by",
        )

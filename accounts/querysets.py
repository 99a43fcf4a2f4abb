"""Named reads of people."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

if TYPE_CHECKING:
    from accounts.models import User

# How long somebody may wait before the desk calls it late.
LATE_DAYS = 7
# How long requests are kept: the privacy page and docs/operating.md say the same.
KEEP_DECIDED = timedelta(days=183)
KEEP_UNCONFIRMED = timedelta(days=30)


def listed(people: "QuerySet[User]", *, words: str, show: str) -> "QuerySet[User]":
    """People to choose from, each with whether they have a second factor.

    `show`: "" for those with a desk, "providers" for those who look after listings, or "all".
    """
    people = people.annotate(
        has_second_factor=Exists(Authenticator.objects.filter(user_id=OuterRef("pk")))
    )
    if show == "providers":
        people = people.filter(Exists(_memberships().filter(ended_at=None)))
    elif show != "all":
        people = people.exclude(role="")
    if words:
        people = people.filter(Q(name__icontains=words) | Q(email__icontains=words))
    return people.order_by("-is_active", "name", "email")


def who_acts(people: "QuerySet[User]") -> "QuerySet[User]":
    """Those whom the audit log can name: staff, and whoever looks or looked after listings."""
    return people.filter(~Q(role="") | Exists(_memberships()))


def _memberships() -> "QuerySet[Any]":
    """Of the person of the outer query."""
    from accounts.models import Membership

    return Membership.objects.filter(user=OuterRef("pk"))


class MembershipQuerySet(models.QuerySet[Any]):
    def current(self) -> "MembershipQuerySet":
        """Of people who may still sign in."""
        return self.filter(ended_at__isnull=True, user__is_active=True)


class MembershipRequestQuerySet(models.QuerySet[Any]):
    def waiting(self) -> "MembershipRequestQuerySet":
        """What is an officer's turn, the longest waiting first."""
        return self.filter(state="waiting").order_by("confirmed_at", "pk")

    def late(self, now: datetime) -> "MembershipRequestQuerySet":
        return self.waiting().filter(confirmed_at__lt=now - timedelta(days=LATE_DAYS))

    def on_desk(self) -> "MembershipRequestQuerySet":
        """What staff may see: the address was confirmed, so somebody meant it."""
        return self.filter(confirmed_at__isnull=False)

    def to_forget(self, now: datetime) -> "MembershipRequestQuerySet":
        """Answered half a year ago; or never confirmed, or taken back, a month ago."""
        decided = Q(state__in=("approved", "refused"), decided_at__lt=now - KEEP_DECIDED)
        dropped = Q(state__in=("unconfirmed", "withdrawn"), updated_at__lt=now - KEEP_UNCONFIRMED)
        return self.filter(decided | dropped)

"""Named reads of people."""

from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

if TYPE_CHECKING:
    from accounts.models import User


def listed(people: "QuerySet[User]", *, words: str, everybody: bool) -> "QuerySet[User]":
    """People to choose from, each with whether they have a second factor."""
    people = people.annotate(
        has_second_factor=Exists(Authenticator.objects.filter(user_id=OuterRef("pk")))
    )
    if not everybody:
        people = people.exclude(role="")
    if words:
        people = people.filter(Q(name__icontains=words) | Q(email__icontains=words))
    return people.order_by("-is_active", "name", "email")


class MembershipQuerySet(models.QuerySet[Any]):
    def current(self) -> "MembershipQuerySet":
        """Of people who may still sign in."""
        return self.filter(ended_at__isnull=True, user__is_active=True)

"""People who sign in: staff of the council, and the providers who look after their listings."""

import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from core.languages import BY_CODE, SOURCE
from core.models import TimeStampedModel, UUIDModel

from .querysets import LATE_DAYS, MembershipQuerySet, MembershipRequestQuerySet


class UserManager(BaseUserManager["User"]):
    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        # Nobody means two people by Ann@ and ann@, so the whole address is lower case.
        return (email or "").strip().lower()

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=self.normalize_email(username))

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        fields.setdefault("role", User.Role.OFFICER)
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(UUIDModel, AbstractBaseUser, PermissionsMixin):
    """A person; the e-mail address is the name they sign in with."""

    class Role(models.TextChoices):
        NONE = "", _("No desk")
        VIEWER = "viewer", _("Viewer: may look")
        EDITOR = "editor", _("Editor: may change, not decide")
        OFFICER = "officer", _("Officer: may change and decide")

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    role = models.CharField(
        _("role on the desk"), max_length=10, choices=Role.choices, default=Role.NONE, blank=True
    )
    # What we write to them in.
    language = models.CharField(_("language"), max_length=8, default=SOURCE)
    is_staff = models.BooleanField(_("may use the reference data admin"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        ordering = ["email"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=models.functions.Lower("email")), name="user_email_lower"
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def language_name(self) -> str:
        return BY_CODE[self.language].english_name

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    def get_session_auth_hash(self) -> str:
        """Every session holds this; a session whose hash no longer fits is at an end.

        Django's own covers the password. The role is in it too, so that nobody goes on with
        rights that were taken from them, or gets new ones without signing in for them.
        """
        return self._bind_role(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        return map(self._bind_role, super().get_session_auth_fallback_hash())

    def _bind_role(self, password_hash: str) -> str:
        rights = f"{password_hash}:{self.role}:{self.is_staff}:{self.is_superuser}"
        return salted_hmac("accounts.User.session", rights, algorithm="sha256").hexdigest()


class Membership(UUIDModel):
    """Somebody who looks after the listings of an organisation.

    It is read anew for every page, so that whoever leaves loses access at once. The row stays
    when it has ended: it says who could change what, and when.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    organisation = models.ForeignKey(
        "directory.Organisation", on_delete=models.CASCADE, related_name="memberships"
    )
    created_at = models.DateTimeField(_("since"), auto_now_add=True)
    # The officer who approved them, or the colleague who asked them in.
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=Q(ended_at__isnull=True),
                name="membership_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.organisation_id}"


def new_key() -> str:
    return secrets.token_urlsafe(24)


class MembershipRequest(UUIDModel, TimeStampedModel):
    """Somebody says that they work for an organisation and asks to look after its listings.

    An officer decides. Who asked is kept here and nowhere else, and deleted on schedule when the
    answer was no.
    """

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("Waiting for the e-mail address to be confirmed")
        WAITING = "waiting", _("Waiting to be looked at")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Taken back")

    OPEN = (State.UNCONFIRMED, State.WAITING)

    # In the link of the e-mail that confirms the address.
    key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    organisation = models.ForeignKey(
        "directory.Organisation", on_delete=models.CASCADE, related_name="membership_requests"
    )
    # Null for somebody without an account; approving makes one.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="membership_requests",
    )
    email = models.EmailField(_("work e-mail address"))
    name = models.CharField(_("name"), max_length=120)
    job = models.CharField(_("what you do there"), max_length=120, blank=True)
    words = models.TextField(_("how we can check that"), blank=True)
    language = models.CharField(max_length=8, default=SOURCE)
    state = models.CharField(
        _("state"), max_length=11, choices=State.choices, default=State.UNCONFIRMED
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    objects = MembershipRequestQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["state", "created_at"], name="membership_request_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=Q(state__in=["unconfirmed", "waiting"]),
                name="membership_request_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_state_display()})"

    @property
    def is_late(self) -> bool:
        """The same as `MembershipRequestQuerySet.late`."""
        if self.state != self.State.WAITING or self.confirmed_at is None:
            return False
        return self.confirmed_at < timezone.now() - timedelta(days=LATE_DAYS)

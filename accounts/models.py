"""People who sign in: staff of the council, and later the providers."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from core.models import UUIDModel


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

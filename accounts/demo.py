"""People for the demo: one of each role, and two who look after listings. Never loaded where a
real council works. Which listings: suggestions.members_demo, which knows organisations."""

from collections.abc import Callable

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from accounts.models import User

PASSWORD = "demo only: change me"  # noqa: S105 - shown to whoever starts the demo
PEOPLE = (
    ("officer@example.org", "Oyin Adeyemi", User.Role.OFFICER),
    ("editor@example.org", "Ewa Nowak", User.Role.EDITOR),
    ("viewer@example.org", "Vikram Shah", User.Role.VIEWER),
    ("nursery@example.org", "Nia Harbottle", User.Role.NONE),
    ("parents@example.org", "Parveen Akhtar", User.Role.NONE),
)


def in_words(role: User.Role) -> str:
    """What somebody of `role` does, for the lines that name the demo's people."""
    return str(role.label) if role else "Looks after listings"


@transaction.atomic
def load(progress: Callable[[str], None]) -> None:
    """Make the people who are missing; one who is there keeps their password and role."""
    if settings.MODE not in ("demo", "test"):
        raise ImproperlyConfigured("Demo people belong in a demo: their password is public.")
    for email, name, role in PEOPLE:
        if User.objects.filter(email=email).exists():
            continue
        user = User.objects.create_user(
            email, PASSWORD, name=name, role=role, is_staff=role == User.Role.OFFICER
        )
        EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    progress(f"{len(PEOPLE)} people who can sign in")

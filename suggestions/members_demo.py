"""People who look after listings in the demo, and some who ask to. See accounts.demo for who."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import Membership, MembershipRequest, User
from directory.models import Organisation

# Who looks after which organisations; the first is trusted to publish at once.
MEMBERS = {
    "nursery@example.org": ("little-tides-nursery",),
    "parents@example.org": ("southampton-parent-carer-forum", "re-minds"),
}
TRUSTED = "little-tides-nursery"
# The organisation, who asks, their address, their job, how to check it, days ago, language.
ASKING = (
    (
        "southampton-special-care-dentists",
        "Dina Karim",
        "dina.karim@specialcaredentists.example.org",
        "Reception manager",
        "My name is on the “Meet the team” page.",
        9,
        "en",
    ),
    (
        "wordwise-tutors",
        "Leszek Baran",
        "leszek.baran@gmail.com",
        "Tutor",
        "Please call the office and ask for me.",
        3,
        "pl",
    ),
    ("springwell-school", "Amal Noor", "amal.noor@gmail.com", "Parent governor", "", 1, "ar"),
)


def load() -> None:
    """Adds nothing when anything is there: what people did with the demo stays."""
    if Membership.objects.exists() or MembershipRequest.objects.exists():
        return
    with transaction.atomic():
        found = {each.slug: each for each in Organisation.objects.published()}
        _join(found)
        _ask(found)


def _join(found: dict[str, Organisation]) -> None:
    for user in User.objects.filter(email__in=MEMBERS):
        for slug in MEMBERS[user.email]:
            if slug in found:
                Membership.objects.create(user=user, organisation=found[slug])
    Organisation.objects.filter(slug=TRUSTED).update(is_trusted=True)


def _ask(found: dict[str, Organisation]) -> None:
    for slug, name, email, job, words, days, language in ASKING:
        if slug in found:
            MembershipRequest.objects.create(
                organisation=found[slug],
                name=name,
                email=email,
                job=job,
                words=words,
                language=language,
                state=MembershipRequest.State.WAITING,
                confirmed_at=timezone.now() - timedelta(days=days),
            )

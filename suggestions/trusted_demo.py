"""What people of the demo's trusted organisation published at once, for an officer to look at."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from directory.models import Service

from . import actions
from .members_demo import TRUSTED
from .models import Suggestion

# Staff who speak Polish wrote it. Later the wait is said anew in English, so theirs falls behind.
_POLISH = {
    "summary_pl": "Żłobek i przedszkole nad rzeką: dla dzieci od 9 miesięcy do 5 lat. Co trzecie "
    "z nich potrzebuje u nas dodatkowego wsparcia.",
    "who_for_pl": "Dla wszystkich dzieci od 9 miesięcy do 5 lat. Dziesięć miejsc zawsze czeka na "
    "dzieci o złożonych potrzebach.",
    "wait_time_pl": "W grupie do 2 lat około jednego trymestru, w starszych krócej",
    "cost_note_pl": "Jeśli dziecko korzysta tylko z darmowych godzin, nie doliczamy żadnych "
    "dopłat.",
}
# How many days ago it was sent, and what it changed; the first two are late.
_SENT: tuple[tuple[int, dict[str, Any]], ...] = (
    (12, _POLISH),
    (9, {"wait_time_en": "A place in the baby room: about 4 months"}),
    (1, {"website": "https://littletides.example.org/places", "minimum_age": 1}),
)


def load() -> None:
    """Adds nothing when anything was published at once: what people did with the demo stays."""
    if Suggestion.objects.filter(published_at_once=True).exists():
        return
    listed = Service.objects.published().filter(organisation__slug=TRUSTED).order_by("name_en")
    service = listed.first()
    people = User.objects.filter(memberships__organisation__slug=TRUSTED)
    provider = people.order_by("date_joined").first()
    if service is None or provider is None:
        return
    with transaction.atomic():
        for days, proposed in _SENT:
            _publish(Service.objects.get(pk=service.pk), provider, days, proposed)


def _publish(service: Service, provider: User, days: int, proposed: dict[str, Any]) -> None:
    draft = actions.start(kind=Suggestion.Kind.CHANGE, service=service, author=provider)
    actions.save_draft(draft, by=provider, proposed=proposed)
    sent = actions.submit(draft, by=provider)
    at = timezone.now() - timedelta(days=days)
    Suggestion.objects.filter(pk=sent.pk).update(submitted_at=at)

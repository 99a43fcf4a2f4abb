"""What one of the demo's providers is in the middle of. See members_demo.py for who they are."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from directory.models import Organisation, Service

from .. import actions, drafts
from ..models import Suggestion

EMAIL, ORGANISATION = "parents@example.org", "re-minds"
_DRAFT = {"wait_time_en": "About 2 weeks"}
_SENT_BACK = {
    "cost_note_en": "Free for members.",
    "who_for_en": "Parents and carers of children with an EHCP.",
}
_WAITING = {"email": "hello@re-minds.example.org"}
# A listing of their other organisation, in Arabic: a text that was missing, and one said better.
_TRANSLATED = "food-bank-vouchers"
_ARABIC = {
    "summary_ar": "إذا احتجت إلى طعام، يرسل إليك أحد أهالي المنتدى قسيمة لبنك الطعام في اليوم "
    "نفسه، بلا نماذج وبلا حرج. ونوفر الحفاضات والأطعمة الخاصة لمن يحتاج إليها.",
    "wait_time_ar": "في اليوم نفسه، من الاثنين إلى الجمعة",
}


@transaction.atomic
def load() -> None:
    """Adds nothing when they have written anything: what people did with the demo stays."""
    organisation = Organisation.objects.published().filter(slug=ORGANISATION).first()
    officer = User.objects.filter(role=User.Role.OFFICER).order_by("date_joined").first()
    provider = User.objects.filter(email=EMAIL).first()
    if organisation is None or officer is None or provider is None:
        return
    if not Suggestion.objects.filter(author=provider).exists():
        _work(organisation, provider, officer)


def _work(organisation: Organisation, provider: User, officer: User) -> None:
    """A listing that is due, a draft, one sent back, one that waits, and one in Arabic that
    waits."""
    listed = list(Service.objects.published().filter(organisation=organisation).order_by("name_en"))
    if len(listed) < 4:
        return
    due, draft, back, waiting = listed[:4]
    _let_fall_due(due)
    _write(draft, provider, _DRAFT)
    sent = actions.submit(_write(back, provider, _SENT_BACK), by=provider)
    actions.decide(
        sent,
        by=officer,
        send_back={
            "cost_note_en": "What does it cost for others?",
            "who_for_en": "Please write out what an EHCP is.",
        },
        reason="Thank you. Two things would help families.",
    )
    actions.submit(_write(waiting, provider, _WAITING), by=provider)
    translated = Service.objects.published().filter(slug=_TRANSLATED).first()
    if translated is not None:
        actions.submit(_write(translated, provider, _ARABIC), by=provider)


def _let_fall_due(service: Service) -> None:
    today = timezone.localdate()
    Service.objects.filter(pk=service.pk).update(
        assured_date=today - timedelta(days=190), review_due=today - timedelta(days=8)
    )


def _write(service: Service, provider: User, values: dict[str, Any]) -> Suggestion:
    written = drafts.change(service, by=provider, values=values, version=service.version)
    assert written is not None  # noqa: S101 - each value is new to the listing
    return written

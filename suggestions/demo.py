"""Suggestions for the demo, in every state, about listings of the demo's directory."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from directory.models import Service, TaxonomyTerm

from . import actions, freshness_demo, members_demo, parts, trusted_demo
from .all_questions import of_part
from .models import ReasonTemplate, Suggestion, SuggestionContact
from .provider import demo as provider_demo
from .questions import FOR_NEW

REASONS = (
    {
        "title_en": "Not for children or young people",
        "text_en": "Thank you. This site lists help for people up to the age of 25 with special "
        "educational needs or disabilities. We could not find that this service is for them.",
        "title_ar": "ليست للأطفال أو الشباب",
        "text_ar": "شكرًا لك. يعرض هذا الموقع المساعدة لمن هم دون سن 25 عامًا ممن لديهم احتياجات "
        "تعليمية خاصة أو إعاقة. لم نجد أن هذه الخدمة مخصصة لهم.",
        "title_pl": "Nie dla dzieci ani młodzieży",
        "text_pl": "Dziękujemy. Ta strona pokazuje pomoc dla osób do 25 roku życia ze specjalnymi "
        "potrzebami edukacyjnymi lub niepełnosprawnością. Nie znaleźliśmy potwierdzenia, że ta "
        "usługa jest dla nich.",
    },
    {
        "title_en": "We could not confirm it",
        "text_en": "Thank you. We asked the service, and they told us that what the page says is "
        "still right. If you know more, please write to us again.",
        "title_ar": "لم نتمكن من التأكد",
        "text_ar": "شكرًا لك. سألنا الجهة التي تقدم الخدمة، وقالت إن ما في الصفحة ما زال صحيحًا. "
        "إذا كنت تعرف المزيد، فاكتب إلينا مرة أخرى.",
        "title_pl": "Nie udało się potwierdzić",
        "text_pl": "Dziękujemy. Zapytaliśmy organizatora, który potwierdził, że informacje na "
        "stronie są aktualne. Jeśli wiesz więcej, napisz do nas ponownie.",
    },
    {
        "title_en": "It is listed already",
        "text_en": "Thank you. We list this service already, perhaps under another name.",
        "title_ar": "مدرجة بالفعل",
        "text_ar": "شكرًا لك. هذه الخدمة مدرجة لدينا بالفعل، وربما باسم آخر.",
        "title_pl": "Już jest na stronie",
        "text_pl": "Dziękujemy. Ta usługa już jest na naszej stronie, być może pod inną nazwą.",
    },
)
QUESTION = "Does the letter come by post or by e-mail?"
# The reference's end, how many days ago it was sent, the listing and what is proposed.
CHANGES: tuple[tuple[str, int, str, dict[str, Any]], ...] = (
    ("01", 12, "practice-flat", {"wait_time_en": "About 3 months"}),
    ("02", 9, "my-money-course", {"website": "https://courses.example.org/my-money"}),
    (
        "03",
        5,
        "young-carers-clubs",
        {"minimum_age": 7, "summary_en": "Clubs and trips for young carers aged 7 to 18."},
    ),
    ("04", 3, "shared-lives", {"email": "hello@shared-lives.example.org"}),
    ("05", 2, "childcare-finder", {"wait_time_en": "We answer within 3 working days."}),
    (
        "06",
        1,
        "moving-on-clinic",
        {"what_next_en": "We send you a letter with a date. You can bring somebody you trust."},
    ),
)


@transaction.atomic
def load(progress: Callable[[str], None]) -> None:
    for order, reason in enumerate(REASONS):
        ReasonTemplate.objects.get_or_create(
            title_en=reason["title_en"], defaults={**reason, "order": order}
        )
    officer = User.objects.filter(role=User.Role.OFFICER).order_by("date_joined").first()
    if officer is not None and not _is_loaded("01"):
        _load_changes(officer)
        _load_others(officer)
    freshness_demo.load()
    members_demo.load()
    provider_demo.load()
    trusted_demo.load()
    progress(f"{Suggestion.objects.count()} suggestions")


def _reference(end: str) -> str:
    return f"DEM00000{end}"


def _is_loaded(end: str) -> bool:
    return Suggestion.objects.filter(reference=_reference(end)).exists()


def _load_changes(officer: User) -> None:
    made = {}
    for end, days, slug, proposed in CHANGES:
        if (service := Service.objects.published().filter(slug=slug).first()) is not None:
            made[end] = _send(end, days, kind="change", service=service, proposed=proposed)
    if late := made.get("02"):
        actions.claim(late, by=officer)
    if approved := made.get("05"):
        actions.decide(approved, by=officer, approve=actions.parts_of(approved))
    if asked := made.get("06"):
        actions.ask(asked, by=officer, text=QUESTION)


def _load_others(officer: User) -> None:
    services = list(Service.objects.published().order_by("slug")[:4])
    if len(services) < 4:
        return
    _send("07", 6, kind="report", service=services[0], words="The lift has been broken since May.")
    _send(
        "08",
        4,
        kind="removal",
        service=services[1],
        words="Their phone is dead. I think they closed.",
    )
    refused = _send(
        "09", 8, kind="report", service=services[2], words="The price is wrong.", language="pl"
    )
    reason = ReasonTemplate.objects.get(title_en="We could not confirm it")
    actions.decide(
        refused,
        by=officer,
        reject=actions.parts_of(refused),
        reason=reason.text_en,  # type: ignore[attr-defined]
        template=reason,
    )
    back = _send("10", 7, kind="change", service=services[3], proposed={"cost_note_en": "Free."})
    actions.decide(
        back, by=officer, send_back={"cost_note_en": "Is it free for everybody, or for carers?"}
    )
    taken = _send("11", 2, kind="report", service=services[3], words="I looked at the wrong page.")
    actions.withdraw(taken)
    _send("12", 1, kind="new", proposed=_new_service(), words="My son loves it.")


def _new_service() -> parts.Values:
    topic = TaxonomyTerm.objects.of("category").filter(parent__isnull=False).first()
    day = {"freq": "WEEKLY", "days": ["SA"], "opens_at": "10:00", "closes_at": "11:30"}
    return {
        "name_en": "Saturday chess for everyone",
        "organisation_name": "Shirley Chess Friends",
        "summary_en": "A quiet chess club for children and young people of any ability.",
        "description_en": "We play in pairs. There is a quiet room and nobody has to talk.",
        "minimum_age": 6,
        "maximum_age": 18,
        "schedules": [day],
        "cost_options": [{"option_en": "A morning", "amount": "2.00"}],
        "places": [{"name_en": "Shirley Hall", "city": "Southampton", "postal_code": "SO15 3DT"}],
        "terms:category": [str(topic.pk)] if topic else [],
    }


def _send(
    end: str,
    days: int,
    *,
    kind: str,
    service: Service | None = None,
    proposed: parts.Values | None = None,
    words: str = "",
    language: str = "en",
) -> Suggestion:
    """A suggestion of a made-up parent that reached the desk some days ago."""
    draft = actions.start(
        kind=kind,
        service=service,
        language=language,
        questions=FOR_NEW if kind == "new" else _questions(proposed or {}),
    )
    contact = {"relation": "family", "name": "Sam Parent", "email": f"sam{end}@example.org"}
    actions.save_draft(draft, by=None, proposed=proposed, words=words, contact=contact)
    SuggestionContact.objects.filter(suggestion=draft).update(confirmed_at=timezone.now())
    Suggestion.objects.filter(pk=draft.pk).update(reference=_reference(end))
    sent = actions.submit(draft)
    at = timezone.now() - timedelta(days=days)
    Suggestion.objects.filter(pk=draft.pk).update(submitted_at=at)
    return sent


def _questions(proposed: parts.Values) -> list[str]:
    found = (of_part(key) for key in proposed)
    return list(dict.fromkeys(question.slug for question in found if question))

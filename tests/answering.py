"""Comments, themes, actions and surveys for tests, made in one call."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from core.years import Year
from feedback.models import Action, Comment, Question, Survey, Theme

DAY = date(2025, 3, 4)
YEAR = "2024-25"


def comment(original: str = "", published: str = "", **fields: Any) -> Comment:
    """A comment of 2024-25; with `published`, everybody may read that wording."""
    details: dict[str, Any] = {
        "channel": "website",
        "about": "content",
        "speaker": "parent",
        "heard_on": DAY,
        "due": DAY,
        "original": original or published,
    } | fields
    details["year"] = Year.of(details["heard_on"]).code
    if published:
        officer = User.objects.filter(role="officer").first() or User.objects.create_user(
            "publisher@example.org", role="officer"
        )
        details |= {
            "state": "published",
            "published_words_en": published,
            "published_at": timezone.now(),
            "published_by": officer,
        }
    return Comment.objects.create(**details)


def theme(title: str = "School transport", *, published: bool = True, **fields: Any) -> Theme:
    details = {"year": YEAR, "said_en": "It is often late."} | fields
    at = timezone.now() if published else None
    return Theme.objects.create(title_en=title, published=published, published_at=at, **details)


def action(of: Theme, did: str = "We hired more drivers.", state: str = "done", **fields: Any):
    if state == "cannot":
        fields.setdefault("why_not_en", "There is no money for it.")
    return Action.objects.create(theme=of, did_en=did, state=state, **fields)


def survey(title: str = "Short breaks", *, opens: int = -3, closes: int | None = 10, **fields):
    """A published survey that is open from some days before today to some days after."""
    details = {"published": True, "published_at": timezone.now()} | fields
    return Survey.objects.create(
        title_en=title,
        slug=title.lower().replace(" ", "-"),
        opens_on=timezone.localdate() + timedelta(days=opens),
        closes_on=None if closes is None else timezone.localdate() + timedelta(days=closes),
        **details,
    )


def ask(of: Survey, kind: str, words: str = "", **fields) -> Question:
    if kind in ("one", "many"):
        fields.setdefault("options_en", "Red\nGreen\nBlue")
    order = of.questions.count()
    return Question.objects.create(
        survey=of, kind=kind, text_en=words or f"What about {kind}?", order=order, **fields
    )

"""A year of feedback for tests of the annual report, and a report made from it."""

from datetime import date
from typing import Any

from core.years import Year
from feedback.models import Action, Comment, Occasion, Priority, Theme
from reports import actions
from reports.models import AnnualReport

YEAR = Year.parse("2024-25")


def heard(words: str = "We could not find clubs.", **fields: Any) -> Comment:
    values = {
        "channel": "website",
        "about": "missing",
        "speaker": "parent",
        "heard_on": date(2025, 1, 15),
        "due": date(2025, 2, 1),
        "year": YEAR.code,
        "original": words,
    }
    return Comment.objects.create(**(values | fields))


def published(words: str, *, by: Any, **fields: Any) -> Comment:
    return heard(
        words,
        state="published",
        published_words_en=words,
        published_at="2025-02-01T10:00Z",
        published_by=by,
        **fields,
    )


def theme(title: str, *done: dict[str, Any], year: str = YEAR.code, **fields: Any) -> Theme:
    """A published theme with its actions."""
    values = {"said_en": f"Many of you spoke about {title.lower()}.", "published": True}
    values |= {"published_at": "2025-03-01T10:00Z"}
    made = Theme.objects.create(year=year, title_en=title, **(values | fields))
    for order, each in enumerate(done):
        Action.objects.create(theme=made, order=order, **each)
    return made


def a_year(*, by: Any) -> Theme:
    """Comments by several channels, an event, a theme with an answer of every kind."""
    for _number in range(6):
        heard()
    for _number in range(5):
        heard(channel="phone", speaker="young_person")
    published("Thank you, the new website is easy.", by=by, about="praise")
    Occasion.objects.create(
        name="Coffee morning", kind="coffee_morning", date=date(2024, 11, 5), attendance=24
    )
    travel = Priority.objects.create(code="travel", title_en="Getting about")
    found = theme(
        "School transport",
        {
            "did_en": "More staff answer the phone.",
            "state": "done",
            "owner": "Travel team",
            "pages": ["/contact/"],
        },
        {
            "did_en": "A booklet for parents.",
            "state": "in_progress",
            "owner": "Travel team",
            "date": date(2025, 12, 1),
            "priority": travel,
        },
        {"did_en": "A taxi for everybody.", "state": "cannot", "why_not_en": "It costs too much."},
        title_ar="النقل المدرسي",
    )
    found.comments.set(Comment.objects.filter(about="missing"))
    return found


def a_draft(*, by: Any) -> AnnualReport:
    a_year(by=by)
    return actions.start(year=YEAR, by=by)


def a_published(*, by: Any) -> AnnualReport:
    return actions.publish(a_draft(by=by), by=by)

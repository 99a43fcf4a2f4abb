"""The kinds of pages of this app."""

from datetime import datetime, time, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content import kinds
from content.kinds import Kind, register
from search import kinds as search

from . import reading
from .models import Consultation, KeyDate, NewsItem


def _topics(record: Any) -> list[str]:
    return [f"topic:{topic.slug}" for topic in reading.topics_of(record)]


def _with_topics(request: HttpRequest, page: Any) -> dict[str, Any]:
    return {"topics": reading.topics_of(page)}


def _consultation(request: HttpRequest, page: Consultation) -> dict[str, Any]:
    return {"topics": reading.topics_of(page), "survey": reading.survey_of(page)}


# What result cards show: see directory.cards.


def _news_card(page: NewsItem) -> dict[str, Any]:
    day = timezone.localdate(page.published_at).isoformat() if page.published_at else ""
    return {"date": day, "date_of": "published"}


def _date_card(page: KeyDate) -> dict[str, Any]:
    if page.sort == KeyDate.Sort.DEADLINE:
        return {"date": page.ends_on.isoformat(), "date_of": "closes"}
    return {"date": page.day.isoformat(), "until": page.ends_on.isoformat(), "date_of": "on"}


def _end_of(page: KeyDate) -> datetime:
    """Search does not find a date that has passed."""
    return timezone.make_aware(datetime.combine(page.ends_on + timedelta(days=1), time.min))


def _consultation_card(page: Consultation) -> dict[str, Any]:
    return {"date": page.closes_on.isoformat(), "date_of": "closes"}


register(
    Kind(
        name="news",
        model=NewsItem,
        label=_("News item"),
        plural=_("News"),
        add_label=_("Add a news item"),
        form="news.desk.NewsForm",
        template="news/item.html",
        context=_with_topics,
        facets=_topics,
        card=_news_card,
        # News gets old by itself.
        review_days=None,
    )
)
register(
    Kind(
        name="key_date",
        model=KeyDate,
        label=_("Key date"),
        plural=_("Key dates"),
        add_label=_("Add a key date"),
        form="news.desk.KeyDateForm",
        template="news/key_date.html",
        context=_with_topics,
        panels=("news/desk/next_year.html",),
        facets=_topics,
        card=_date_card,
        found_until=_end_of,
        review_days=None,
    )
)
register(
    Kind(
        name="consultation",
        model=Consultation,
        label=_("Consultation"),
        plural=_("Consultations"),
        add_label=_("Add a consultation"),
        form="news.desk.ConsultationForm",
        template="news/consultation.html",
        context=_consultation,
        prose=("body", "asked", "answer_post", "answer_in_person", "heard", "decided"),
        states={
            "outcome": (
                _("Consultations without an outcome"),
                lambda rows: rows.outcome_late(timezone.localdate()),
            )
        },
        panels=("news/desk/outcome.html",),
        facets=_topics,
        card=_consultation_card,
        review_days=None,
    )
)

for _name, _is_news in (("news", True), ("key_date", False), ("consultation", False)):
    search.register(
        search.SearchKind(
            name=_name, label=kinds.get(_name).label, group=search.Group.NEWS, is_news=_is_news
        )
    )

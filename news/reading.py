"""What the pages of this app show beside the record itself."""

from typing import Any

from content.models import Topic
from content.querysets import in_order

from .models import Consultation, TopicalPage


def topics_of(record: TopicalPage) -> list[Topic]:
    """The public topics that `record` belongs to, its own first."""
    keys = [record.topic_id, *record.more_topics]
    wanted = list(dict.fromkeys(key for key in keys if key is not None))
    return in_order(Topic.objects.live(), wanted)


def survey_of(consultation: Consultation) -> Any:
    """The survey of ours with which to answer, while it can be answered; else None."""
    survey: Any = consultation.survey
    return survey if survey is not None and survey.is_open else None


def topics_in_use(rows: Any) -> list[Topic]:
    """The public topics of any of `rows`, and those above them: for a filter. Two queries."""
    above = ("topic", "topic__parent", "topic__parent__parent")
    keys: set[Any] = set()
    for *hung, more in rows.order_by().values_list(*above, "more_topics").distinct():
        keys |= {*hung, *more}
    found: Any = Topic.objects.live().filter(pk__in=keys - {None})
    return sorted(found, key=lambda topic: topic.title)

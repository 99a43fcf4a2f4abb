"""How families narrow the lists: by topic, and news by month."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from content.models import Topic


class TopicForm(forms.Form):
    """The choice of a topic, by its slug. What is no choice chooses nothing."""

    topic = forms.ChoiceField(label=_("Topic"), required=False)

    def __init__(self, data: Any, *, topics: Iterable[Topic], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.by_slug = {topic.slug: topic for topic in topics}
        options = [(slug, topic.title) for slug, topic in self.by_slug.items()]
        self.fields["topic"].choices = [("", _("All topics")), *options]  # type: ignore[attr-defined]

    @property
    def chosen_topic(self) -> Topic | None:
        return self.by_slug.get(self._chosen("topic"))

    def _chosen(self, name: str) -> str:
        self.is_valid()
        return str(self.cleaned_data.get(name, ""))


class NewsForm(TopicForm):
    month = forms.ChoiceField(label=_("Month"), required=False)

    def __init__(self, data: Any, *, months: Iterable[date], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.by_code = {f"{month:%Y-%m}": month for month in months}
        options = [
            (code, date_format(month, "YEAR_MONTH_FORMAT")) for code, month in self.by_code.items()
        ]
        self.fields["month"].choices = [("", _("All months")), *options]  # type: ignore[attr-defined]

    @property
    def chosen_month(self) -> date | None:
        """The first day of the month."""
        return self.by_code.get(self._chosen("month"))

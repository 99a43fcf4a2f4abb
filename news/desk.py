"""What the desk of pages (content.desk) gets from this app: its forms, and next year's date."""

from typing import Any
from uuid import UUID

from django import forms
from django.apps import apps
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.desk import DeskMixin
from content.desk import fields
from content.desk.forms import PageForm
from core.forms import DateField
from directory.desk.fields import PagesField, email

from . import actions
from .models import Consultation, KeyDate, NewsItem


class TopicsField(forms.TypedMultipleChoiceField):
    """Any number of topics to tick. Gives their ids."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=UUID, required=False, widget=forms.CheckboxSelectMultiple, **kwargs)

    def offer(self, topics: Any) -> None:
        self.choices = [(str(each.pk), each.title_en) for each in topics]


class AddressField(PagesField):
    """The address of one page, of this site or of another one. Gives text, "" for none."""

    most = 1

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            help_text=gettext_lazy("/contact/ for a page of this site, https://… elsewhere."),
            **kwargs,
        )
        self.widget = forms.TextInput(attrs={"dir": "ltr", "spellcheck": "false"})

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (data or "").strip() != (initial or "")

    def clean(self, value: Any) -> str:
        return next(iter(super().clean(value)), "")


class TopicalForm(PageForm):
    more_topics = TopicsField(
        label=gettext_lazy("More topics"),
        help_text=gettext_lazy("It is shown with these too."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields["more_topics"]
        topic: Any = self.fields["topic"]
        offered.offer(topic.queryset)


class NewsForm(TopicalForm):
    old_after = DateField(
        label=gettext_lazy("News until"),
        help_text=gettext_lazy(
            "After that day it says that it is old. Left empty, it gets old by itself. "
            "It stays on the site."
        ),
        required=False,
    )
    field_order = (
        "title_en",
        "summary_en",
        "body_en",
        "topic",
        "more_topics",
        "old_after",
        "search_words_en",
    )

    class Meta(PageForm.Meta):
        model = NewsItem
        fields = [*PageForm.Meta.fields, "more_topics", "old_after"]


class KeyDateForm(TopicalForm):
    day = DateField(label=gettext_lazy("Day"))
    until = DateField(
        label=gettext_lazy("Until"),
        help_text=gettext_lazy("The last day, if it is more than one."),
        required=False,
    )
    sort = forms.ChoiceField(
        label=gettext_lazy("Kind of date"),
        choices=KeyDate.Sort.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a kind of date.")},
    )
    who_en = fields.line(
        gettext_lazy("Who it is for"),
        gettext_lazy("For example: parents of children in Year 6"),
        longest=200,
    )
    link = AddressField(label=gettext_lazy("Where to do it"))
    contact_en = fields.lines(
        gettext_lazy("Who can help"),
        gettext_lazy("One a line: a name, a phone number, an e-mail address."),
    )
    field_order = (
        "title_en",
        "sort",
        "day",
        "until",
        "summary_en",
        "who_en",
        "link",
        "contact_en",
        "body_en",
        "topic",
        "more_topics",
        "search_words_en",
    )

    class Meta(PageForm.Meta):
        model = KeyDate
        own = ["more_topics", "day", "until", "sort", "who_en", "link", "contact_en"]
        fields = [*PageForm.Meta.fields, *own]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["summary_en"].label = _("What must be done, or what happens")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        day, until = cleaned.get("day"), cleaned.get("until")
        if day and until and until < day:
            self.add_error("until", _("The last day must not be before the first."))
        return cleaned


class ConsultationForm(TopicalForm):
    opens_on = DateField(label=gettext_lazy("First day"))
    closes_on = DateField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("It can be answered until the end of that day."),
    )
    organiser_en = fields.line(gettext_lazy("Who asks"), longest=200)
    asked_en = fields.prose(gettext_lazy("What is asked"), rows=6)
    survey: forms.ModelChoiceField = forms.ModelChoiceField(
        label=gettext_lazy("Answer by a survey of ours"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("No survey"),
    )
    answer_link = AddressField(label=gettext_lazy("Answer online"))
    answer_email = email(gettext_lazy("Answer by e-mail"))
    answer_post_en = fields.lines(
        gettext_lazy("Answer by post"), gettext_lazy("The address, as on an envelope.")
    )
    answer_in_person_en = fields.prose(
        gettext_lazy("Answer in person or on the phone"),
        gettext_lazy("Where and when, and a phone number."),
        rows=4,
    )
    outcome_on = DateField(
        label=gettext_lazy("Day of the outcome"),
        help_text=gettext_lazy(
            "Fill in this and the next two when it is over. Until then the page says that "
            "families are waiting."
        ),
        required=False,
    )
    heard_en = fields.prose(gettext_lazy("What we heard"), rows=6)
    decided_en = fields.prose(gettext_lazy("What was decided, and what happens when"), rows=6)
    field_order = (
        "title_en",
        "summary_en",
        "opens_on",
        "closes_on",
        "organiser_en",
        "body_en",
        "asked_en",
        "survey",
        "answer_link",
        "answer_email",
        "answer_post_en",
        "answer_in_person_en",
        "outcome_on",
        "heard_en",
        "decided_en",
        "topic",
        "more_topics",
        "search_words_en",
    )

    class Meta(PageForm.Meta):
        model = Consultation
        asking = ["opens_on", "closes_on", "organiser_en", "asked_en", "survey", "answer_link"]
        ways = ["answer_email", "answer_post_en", "answer_in_person_en"]
        outcome = ["outcome_on", "heard_en", "decided_en"]
        fields = [*PageForm.Meta.fields, "more_topics", *asking, *ways, *outcome]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        surveys: Any = self.fields["survey"]
        surveys.queryset = apps.get_model("feedback", "Survey")._default_manager.filter(
            published=True
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        opens, closes = cleaned.get("opens_on"), cleaned.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", _("It must not close before it opens."))
        self._check_outcome(cleaned)
        return cleaned

    def _check_outcome(self, cleaned: dict[str, Any]) -> None:
        """An outcome has a day and words, and comes after the last day to answer."""
        day, closes = cleaned.get("outcome_on"), cleaned.get("closes_on")
        words = cleaned.get("heard_en") or cleaned.get("decided_en")
        if day and closes and day < closes:
            self.add_error("outcome_on", _("The outcome comes after the last day to answer."))
        elif day and day > timezone.localdate():
            self.add_error("outcome_on", _("Choose today or an earlier day."))
        elif day and not words:
            self.add_error("decided_en", _("Say what was heard, or what was decided."))
        elif words and not day and "outcome_on" not in self.errors:
            self.add_error("outcome_on", _("Enter the day of the outcome."))


class NextYearView(DeskMixin):
    """One press on the desk's page of a key date makes a draft of the same date a year later."""

    permission = "content.edit"

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        rows: Any = KeyDate.objects.all()
        made = actions.next_year(get_object_or_404(rows, pk=pk), by=request.user)
        messages.success(request, _("Here is the draft for next year. Look at the days."))
        return redirect("desk:page_change", "key_date", made.pk)


urlpatterns = [path("<uuid:pk>/next-year/", NextYearView.as_view(), name="key_date_next_year")]

"""How many came to an event: written down afterwards, for the yearly report."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import View

from accounts.desk import DeskMixin
from events import actions, dates
from events.models import Attendance, Event

MOST_PEOPLE = 100_000
# The dates without a number that the desk shows at once.
MOST_DAYS = 12


class AttendanceForm(forms.Form):
    number = forms.IntegerField(
        label=gettext_lazy("How many came"),
        help_text=gettext_lazy("Families and young people. Count nobody who works there."),
        min_value=0,
        max_value=MOST_PEOPLE,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}),
        error_messages={
            "required": gettext_lazy("Enter how many came, such as 12."),
            "invalid": gettext_lazy("Enter how many came as a number, such as 12."),
        },
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        help_text=gettext_lazy("For staff. Name nobody."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def days_of(event: Event) -> list[dict[str, Any]]:
    """The latest dates of `event`, each with how many came where that is known."""
    known = {
        each.day: each.occasion.attendance
        for each in Attendance.objects.filter(event=event).select_related("occasion")
    }
    past = dates.past_days(event, timezone.localdate(), MOST_DAYS)
    days = sorted({*past, *known}, reverse=True)[:MOST_DAYS]
    return [{"day": day, "number": known.get(day)} for day in days]


class AttendanceView(DeskMixin, View):
    permission = "content.edit"

    def prepare(self) -> None:
        self.event = get_object_or_404(Event, pk=self.kwargs["pk"])
        self.day = _day(self.kwargs["day"])
        self.known = Attendance.objects.filter(event=self.event, day=self.day).first()
        today = timezone.localdate()
        happened = self.day <= today and next(dates.days(self.event, self.day), None) == self.day
        if self.known is None and not happened:
            raise Http404

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        occasion = self.known.occasion if self.known else None
        known = {"number": occasion.attendance, "note": occasion.note} if occasion else None
        return self._draw(AttendanceForm(initial=known))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = AttendanceForm(request.POST)
        if not form.is_valid():
            return self._draw(form)
        actions.record_attendance(
            self.event,
            self.day,
            number=form.cleaned_data["number"],
            note=form.cleaned_data["note"],
            by=request.user,
        )
        messages.success(request, _("Saved. The yearly report counts it."))
        return redirect("desk:page", "event", self.event.pk)

    def _draw(self, form: AttendanceForm) -> HttpResponse:
        context = {"form": form, "event": self.event, "day": self.day}
        return render(self.request, "events/desk/attend.html", context)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Http404 from None

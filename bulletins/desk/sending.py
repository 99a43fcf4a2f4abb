"""When a bulletin goes out, and stopping it on the way."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic.base import View

from accounts.desk import DeskMixin
from core import audit

from .. import composing, dates, sending
from ..models import HolidayStart, Subscriber
from .forms import HolidaysForm, ScheduleForm
from .mixins import BulletinMixin, version_of

# "Now" leaves a moment to take it back.
NOW = timedelta(minutes=2)


class ScheduleView(BulletinMixin):
    permission = "bulletins.send"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._draw(ScheduleForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        version = version_of(request)
        if request.POST.get("do") == "now":
            at = timezone.now() + NOW
        else:
            form = ScheduleForm(request.POST)
            if not form.is_valid():
                return self._draw(form)
            at = form.cleaned_data["at"]
        sending.schedule(self.bulletin, at=at, version=version, by=request.user)
        return self.done(_("It goes out by itself. Until then you can change it or take it back."))

    def _draw(self, form: ScheduleForm) -> HttpResponse:
        if not self.bulletin.is_open:
            raise composing.NotOpen
        return self.show(
            "schedule",
            form=form,
            version=self.bulletin.version,
            suggested=dates.upcoming(timezone.now()),
            problems=composing.problems(self.bulletin),
            reader_count=Subscriber.objects.who_get(self.bulletin).count(),
            minutes=NOW.seconds // 60,
        )


class SteerView(BulletinMixin):
    """Take it back before it goes out; pause, go on or stop while it does."""

    permission = "bulletins.send"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        what = request.POST.get("do", "")
        if what == "unschedule":
            sending.unschedule(self.bulletin, by=request.user)
            return self.done(_("It does not go out by itself any more."))
        if what == "pause":
            sending.pause(self.bulletin, by=request.user)
            return self.done(_("Paused. Nobody more gets it until you go on."))
        if what == "resume":
            sending.resume(self.bulletin, by=request.user)
            return self.done(_("It goes on."))
        if what != "stop":
            raise Http404
        if request.POST.get("sure") != "yes":
            back = reverse("desk:bulletin", args=[self.bulletin.pk])
            return self.show("stop", back=back, progress=sending.progress(self.bulletin))
        number = sending.stop(self.bulletin, by=request.user)
        words = ngettext(
            "Stopped. %(number)d reader does not get it.",
            "Stopped. %(number)d readers do not get it.",
            number,
        )
        return self.done(words % {"number": number})


class HolidaysView(DeskMixin, View):
    """The last days of school, from which the days for bulletins are suggested."""

    permission = "bulletins.edit"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._draw(HolidaysForm(None, dates.upcoming(timezone.now(), 6)))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = HolidaysForm(request.POST, dates.upcoming(timezone.now(), 6))
        if not form.is_valid():
            return self._draw(form)
        for row in form.rows:
            day = form.cleaned_data[form.name_of(row)]
            known = {"holiday": row.holiday, "year": row.last_day.year}
            if day:
                HolidayStart.objects.update_or_create(**known, defaults={"last_day": day})
            else:
                HolidayStart.objects.filter(**known).delete()
        audit.record(by=request.user, verb="bulletins.holidays_saved")
        messages.success(request, _("Saved."))
        return redirect("desk:bulletins")

    def _draw(self, form: HolidaysForm) -> HttpResponse:
        back = reverse("desk:bulletins")
        context = {
            "title": _("Last days of school"),
            "form": form,
            "back": back,
            "crumbs": [(back, _("Bulletins"))],
            "rows": form.rows,
        }
        return render(self.request, "bulletins/desk/holidays.html", context)

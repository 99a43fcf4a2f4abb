"""One person's data: found, handed over and erased (UK GDPR, articles 15 and 17)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic.base import View

from accounts.desk import DeskMixin

from .. import keeping
from ..models import Comment

# More than one person ever wrote: the words are too common to be somebody's.
MOST_FOUND = 100


class SearchForm(forms.Form):
    q = forms.CharField(
        label=gettext_lazy("E-mail address, name, reference, or words that they used"),
        min_length=3,
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write what to look for.")},
    )


class PeopleMixin(DeskMixin, View):
    permission = "feedback.personal_data"

    def show(self, form: SearchForm, *, status: int = 200, **more: Any) -> HttpResponse:
        found: list[Comment] = []
        if form.is_bound and form.is_valid():
            found = list(keeping.of_person(form.cleaned_data["q"])[: MOST_FOUND + 1])
        context = {
            "form": form,
            "found": found[:MOST_FOUND],
            "is_too_many": len(found) > MOST_FOUND,
            "is_asked": form.is_bound and form.is_valid(),
            **more,
        }
        return render(self.request, "feedback/desk/people.html", context, status=status)

    def ticked(self) -> list[Comment]:
        """The comments that the officer ticked: words alone never say whose they are."""
        wanted = [key for key in self.request.POST.getlist("comment")[:MOST_FOUND] if key]
        rows = Comment.objects.select_related("contact", "occasion").filter(reference__in=wanted)
        return list(rows.order_by("heard_on", "pk"))


class PeopleView(PeopleMixin):
    """What is sought is posted: an address in the browser's history would be one more copy."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(SearchForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        return self.show(SearchForm(request.POST))


class ExportView(PeopleMixin):
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        found = self.ticked()
        if not found:
            messages.error(request, _("Tick what belongs to the person first."))
            return self.show(SearchForm(request.POST), status=422)
        data = keeping.exported(found, by=request.user)
        response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
        response["Content-Disposition"] = 'attachment; filename="feedback-of-a-person.json"'
        return response


class EraseView(PeopleMixin):
    """Asks once more: what is erased cannot be brought back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        found = self.ticked()
        if not found:
            messages.error(request, _("Tick what belongs to the person first."))
            return self.show(SearchForm(request.POST), status=422)
        if request.POST.get("sure") != "yes":
            return render(request, "feedback/desk/erase.html", {"found": found})
        count = keeping.erase(found, by=request.user)
        words = ngettext("%(count)d comment erased.", "%(count)d comments erased.", count)
        messages.success(request, words % {"count": count})
        return redirect("desk:comments_people")

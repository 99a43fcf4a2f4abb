"""One thing that the law asks for: its page, editing it, and naming services that answer it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import View

from accounts.desk import DeskMixin
from core.forms import DateField
from core.paging import page_of
from directory import coverage
from directory.actions import StaleVersion
from directory.coverage import Line
from directory.history import Timeline
from directory.models import Requirement, Service

from . import fields
from .coverage import row_of
from .filters import having_words
from .forms import SectionForm
from .history import PER_PAGE
from .mixins import key_or_404

MOST_OFFERED = 20


class RequirementForm(SectionForm):
    code = forms.SlugField(
        label=_("Code"),
        max_length=40,
        help_text=_("Short, without spaces. It names the item in spreadsheets."),
        widget=forms.TextInput(attrs={"dir": "ltr", "spellcheck": "false"}),
    )
    title = fields.line(_("What it is"), longest=200, required=True)
    description = fields.prose(_("What the law asks, in plain words"), rows=4)
    law = fields.line(_("Where the law says it"), required=True)
    effective_from = DateField(label=_("Counts from"), required=False)
    effective_to = DateField(
        label=_("Counts until"),
        required=False,
        help_text=_("The last day. When the law changes, end the old item and add the new one."),
    )
    enough = forms.IntegerField(
        label=_("How many services and pages are enough"),
        help_text=_("With fewer than this, the item is shown as thin."),
        min_value=1,
        max_value=9999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-4"}),
    )
    order = fields.number(_("Place in the list"), _("Lower numbers come first."), most=9999)
    counts_outside = forms.BooleanField(
        label=_("Every service outside our area counts too"), required=False
    )
    pages = fields.PagesField(label=_("Pages that answer it"))
    topics = fields.TermsField("category", _("Topics that answer it"))

    class Meta:
        model = Requirement
        fields = [
            "code",
            "title",
            "description",
            "law",
            "effective_from",
            "effective_to",
            "enough",
            "order",
            "counts_outside",
            "pages",
        ]
        error_messages = {
            "code": {"unique": _("Another item has this code. Choose a different one.")}
        }

    def clean_order(self) -> int:
        return self.cleaned_data["order"] or 0

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        begins, ends = cleaned.get("effective_from"), cleaned.get("effective_to")
        if begins and ends and ends < begins:
            self.add_error("effective_to", _("It must not end before it begins."))
        return cleaned


class RequirementMixin(DeskMixin, View):
    requirement: Requirement

    def prepare(self) -> None:
        self.requirement = get_object_or_404(Requirement, pk=self.kwargs["pk"])

    def show(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        context |= {"requirement": self.requirement}
        return render(self.request, f"directory/desk/{template}.html", context, status=status)

    def back(self) -> HttpResponse:
        return redirect("desk:requirement", self.requirement.pk)


class RequirementView(RequirementMixin):
    """What the law asks, and the services that answer it."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        today = timezone.localdate()
        counts = coverage.counted(today).get(self.requirement.pk, coverage.Counts())
        return self.show(
            "requirement",
            row=row_of(Line(self.requirement, counts)),
            topics=self.requirement.terms.select_related("parent"),
            page=page_of(request, coverage.services_of(self.requirement)),
            # Those named one by one can be taken off; the others come with their topic.
            named=set(self.requirement.services.values_list("pk", flat=True)),
        )


class EditRequirementView(RequirementMixin):
    permission = "coverage.edit"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._draw(RequirementForm(instance=self.requirement))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        opened = request.POST.get("version", "")
        if not opened.isdecimal() or len(opened) > 9:
            raise SuspiciousOperation("This form was not sent by its own page.")
        form = RequirementForm(request.POST, instance=self.requirement)
        if not form.is_valid():
            return self._draw(form)
        if form.has_changed():
            try:
                with coverage.changing(
                    form.instance,
                    by=request.user,
                    verb="requirement.changed",
                    version=int(opened),
                    fields=form.changed_data,
                ):
                    form.save()
            except StaleVersion:
                form.add_error(
                    None,
                    _(
                        "Somebody else changed this meanwhile. What you typed is below; "
                        "look at the item in another window before you save again."
                    ),
                )
                return self._draw(form, status=409)
        messages.success(request, _("Saved."))
        return self.back()

    def _draw(self, form: RequirementForm, *, status: int = 200) -> HttpResponse:
        # As it is now: after a refusal, saving again means to have looked.
        version = Requirement.objects.values_list("version", flat=True).get(pk=self.requirement.pk)
        return self.show("requirement_edit", status=status, form=form, version=version)


class AddRequirementView(DeskMixin, View):
    permission = "coverage.edit"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._draw(RequirementForm(instance=Requirement(), terms=()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = RequirementForm(request.POST, instance=Requirement(), terms=())
        if not form.is_valid():
            return self._draw(form)
        with coverage.changing(form.instance, by=request.user, verb="requirement.added"):
            form.save()
        messages.success(request, _("Added."))
        return redirect("desk:requirement", form.instance.pk)

    def _draw(self, form: RequirementForm) -> HttpResponse:
        return render(self.request, "directory/desk/requirement_edit.html", {"form": form})


class RequirementServicesView(RequirementMixin):
    """Name a service that answers a requirement though its topics do not say so; or take it off."""

    permission = "coverage.edit"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        words = request.GET.get("q", "").strip()[:200]
        rows = Service.objects.published().select_related("organisation")
        rows = rows.exclude(pk__in=self.requirement.services.values("pk")).order_by("name_en", "pk")
        found = having_words(rows, words, "name_en", "organisation__name_en")
        return self.show(
            "requirement_services", words=words, found=found[:MOST_OFFERED], count=found.count()
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        service = get_object_or_404(Service, pk=key_or_404(request.POST.get("service", "")))
        act = {"add": coverage.link_service, "remove": coverage.unlink_service}.get(
            request.POST.get("do", "")
        )
        if act is None:
            raise Http404
        act(self.requirement, service, by=request.user)
        messages.success(request, _("Saved."))
        return self.back()


class RequirementHistoryView(RequirementMixin):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        timeline = Timeline(self.requirement)
        page = Paginator(range(len(timeline)), PER_PAGE).get_page(request.GET.get("page"))
        start = max(page.start_index() - 1, 0)
        return self.show(
            "history",
            page=page,
            versions=timeline.versions(start, start + PER_PAGE),
            record=self.requirement,
            list_url=reverse("desk:coverage"),
            list_title=_("Coverage"),
            record_url=reverse("desk:requirement", args=[self.requirement.pk]),
            may_put_back=False,
        )

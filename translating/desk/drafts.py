"""The officer's page of machine drafts: what waits, what it costs, what failed, and undoing it."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic.base import View

from accounts.desk import DeskMixin
from content.models import Topic
from core.languages import BY_CODE, OTHERS
from core.paging import page_of
from directory import translatables
from directory.desk import fields
from directory.translatables import all_translatables

from .. import actions, gathering
from ..models import Draft, DraftSettings, Usage
from ..services import configured, name_of


class DraftsView(DeskMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        chosen = gathering.settings_now()
        given_up = page_of(request, Draft.objects.given_up().order_by("-views", "label", "pk"))
        context = {
            "heading": _("Machine drafts"),
            "service": configured(),
            "chosen": chosen,
            "used": Usage.objects.in_month(timezone.localdate()),
            "limits": settings.TRANSLATION,
            "by_language": _languages(chosen),
            "page": given_up,
            "rows": [(draft, _address(draft)) for draft in given_up],
        }
        return render(request, "translating/desk/drafts.html", context)


def _languages(chosen: DraftSettings) -> list[dict[str, Any]]:
    """Each language: whether it is on, whether the service knows it, and how many texts stand
    how."""
    counts = Draft.objects.counts()
    return [
        {
            "language": language,
            "is_on": language.code in chosen.languages,
            "is_known": gathering.is_known(chosen, language.code),
            "counts": counts.get(language.code, {}),
        }
        for language in OTHERS
    ]


def _address(draft: Draft) -> str:
    """Where a person can write these words; "" when their kind is not known any more."""
    try:
        kind = translatables.get(draft.kind)
    except LookupError:
        return ""
    return kind.translate_url(draft.record_id, draft.language)


# --- What is drafted ------------------------------------------------------------------------------


class ChoiceForm(forms.Form):
    languages = fields.choices(
        gettext_lazy("Languages"),
        [(each.code, each.english_name) for each in OTHERS],
        gettext_lazy("Drafts are shown to families at once, marked as not checked by anybody."),
    )
    kinds_left_out = fields.choices(
        gettext_lazy("Kinds that only people translate"),
        (),
        gettext_lazy("Choose what often quotes the law, where one wrong word does harm."),
    )
    topics_left_out = forms.ModelMultipleChoiceField(
        Topic.objects.none(),
        label=gettext_lazy("Topics that only people translate"),
        help_text=gettext_lazy("With all pages in them, and with the topics below them."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.name, kind.plural) for kind in all_translatables()]
        self.fields["kinds_left_out"].choices = kinds  # type: ignore[attr-defined]
        topics = Topic.objects.order_by("title", "slug")
        self.fields["topics_left_out"].queryset = topics  # type: ignore[attr-defined]


class _FormView(DeskMixin, View):
    """A page with one form, from and back to the page of the drafts."""

    permission = "translations.approve"
    template: str

    def show(self, form: forms.Form, *, status: int = 200) -> HttpResponse:
        return render(self.request, self.template, {"form": form}, status=status)


class ChooseView(_FormView):
    template = "translating/desk/drafts_choose.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        chosen = gathering.settings_now()
        names = ("languages", "kinds_left_out", "topics_left_out")
        return self.show(ChoiceForm(initial={name: getattr(chosen, name) for name in names}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ChoiceForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        values = form.cleaned_data
        topics = [topic.pk for topic in values.pop("topics_left_out")]
        actions.choose(by=request.user, topics_left_out=topics, **values)
        messages.success(request, _("Saved. It counts from the next text on."))
        return redirect("desk:drafts")


class _ButtonView(DeskMixin, View):
    permission = "translations.approve"
    http_method_names = ["post"]


class BeginView(_ButtonView):
    def post(self, request: HttpRequest) -> HttpResponse:
        if configured() is None:
            messages.error(request, _("No translation service is set, so nothing can be drafted."))
        elif not gathering.settings_now().languages:
            messages.error(request, _("Choose the languages first."))
        else:
            actions.begin(by=request.user)
            messages.success(request, _("Drafting begins now, and goes on every night."))
        return redirect("desk:drafts")


class StopView(_ButtonView):
    def post(self, request: HttpRequest) -> HttpResponse:
        actions.stop(by=request.user)
        messages.success(request, _("Stopped. Drafts that are there stay on the site."))
        return redirect("desk:drafts")


class TryAgainView(_ButtonView):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        draft = get_object_or_404(Draft.objects.given_up(), pk=pk)
        actions.try_again(draft, by=request.user)
        messages.success(request, _("It waits again, and is sent with the next ones."))
        return redirect("desk:drafts")


# --- Undoing --------------------------------------------------------------------------------------


class TakeBackForm(forms.Form):
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    service = forms.ChoiceField(label=gettext_lazy("Service"), required=False)
    day = forms.TypedChoiceField(
        label=gettext_lazy("Written on"), required=False, coerce=parse_date, empty_value=None
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        written = Draft.objects.written().order_by()
        everything = ("", _("All of them"))
        days = written.dates("written_at", "day", order="DESC")
        choices = {
            "language": [
                (code, BY_CODE[code].english_name)
                for code in sorted(written.values_list("language", flat=True).distinct())
                if code in BY_CODE
            ],
            "service": [
                (name, name_of(name))
                for name in sorted(written.values_list("service", flat=True).distinct())
            ],
            "day": [(day.isoformat(), date_format(day)) for day in days],
        }
        for name, found in choices.items():
            self.fields[name].choices = [everything, *found]  # type: ignore[attr-defined]


class TakeBackView(_FormView):
    template = "translating/desk/drafts_take_back.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(TakeBackForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = TakeBackForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        count = actions.ask_to_take_back(by=request.user, **form.cleaned_data)
        messages.success(
            request,
            ngettext(
                "%(count)d draft is being taken off the site.",
                "%(count)d drafts are being taken off the site.",
                count,
            )
            % {"count": count},
        )
        return redirect("desk:drafts")

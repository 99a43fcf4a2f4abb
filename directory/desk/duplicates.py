"""Services that may be listed twice, and making one of two."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import View

from accounts.desk import DeskMixin
from core.languages import SOURCE
from core.paging import page_of
from core.translations import english
from directory import actions, duplicates, history, presenters, tasks
from directory.models import LikelyDuplicate, Service

from .filters import having_words
from .mixins import key_or_404

MOST_OFFERED = 20
# Enough of a long text to tell two apart.
LONGEST_PREVIEW = 400
_SHARED: dict[str, str | Promise] = {
    "phone": _("Same phone number"),
    "postcode": _("Same postcode"),
    "organisation": _("Same organisation"),
    "website": _("Same website"),
}


class DuplicatesView(DeskMixin, View):
    permission = "directory.publish"

    def get(self, request: HttpRequest) -> HttpResponse:
        pairs = LikelyDuplicate.objects.open().select_related(
            "first__organisation", "second__organisation"
        )
        page = page_of(request, pairs)
        rows = [{"pair": pair, "shared": [_SHARED[name] for name in pair.shared]} for pair in page]
        return render(request, "directory/desk/duplicates.html", {"page": page, "rows": rows})


class LookForDuplicatesView(DeskMixin, View):
    """Look through the directory now, in the background, instead of tonight."""

    permission = "directory.publish"

    def post(self, request: HttpRequest) -> HttpResponse:
        tasks.defer_find_duplicates()
        messages.success(request, _("We are looking. Open this page again in a minute or two."))
        return redirect("desk:duplicates")


class PairMixin(DeskMixin, View):
    """The pair must still be open: merged or archived ones have no page."""

    permission = "directory.publish"
    pair: LikelyDuplicate

    def prepare(self) -> None:
        pairs = LikelyDuplicate.objects.open().select_related(
            "first__organisation", "second__organisation"
        )
        self.pair = get_object_or_404(pairs, pk=self.kwargs["pk"])


class DismissView(PairMixin):
    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        duplicates.dismiss(self.pair, by=request.user)
        messages.success(request, _("They are two services. You will not be asked again."))
        return redirect("desk:duplicates")


class MergeForm(forms.Form):
    """For each thing that the two say differently: whose stays."""

    def __init__(self, kept: Service, other: Service, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in duplicates.differing(kept, other):
            words = {which: _words(service, name) for which, service in _which(kept, other)}
            self.fields[name] = forms.ChoiceField(
                label=_label(name),
                choices=[(which, said or _("(nothing)")) for which, said in words.items()],
                widget=forms.RadioSelect,
                # Words are better than none.
                initial="kept" if words["kept"] or not words["other"] else "other",
            )

    @property
    def taken(self) -> list[str]:
        return [name for name, whose in self.cleaned_data.items() if whose == "other"]


def _which(kept: Service, other: Service) -> list[tuple[str, Service]]:
    return [("kept", kept), ("other", other)]


def _label(name: str) -> str:
    if name == "ages":
        return str(_("Ages"))
    label = str(getattr(Service._meta.get_field(name.removesuffix("_id")), "verbose_name", name))
    return label[:1].upper() + label[1:]


def _words(service: Service, name: str) -> str:
    """What a service says, as the choice on the page shows it; empty when it says nothing."""
    if name == "ages":
        return presenters.ages_in_words(service.minimum_age, service.maximum_age)
    columns = duplicates.CHOICES[name]
    said = history.in_words(Service, columns[0], getattr(service, columns[0]))
    if name == "languages":
        said = ", ".join(presenters.language_name(code) for code in service.languages)
    if len(columns) == 1 or not said:
        return said
    if len(said) > LONGEST_PREVIEW:
        said = f"{said[:LONGEST_PREVIEW]}…"
    return format_html('<span lang="{}" dir="auto">{}</span>', SOURCE, said)


class MergeView(PairMixin):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        kept, other = self._sides(request.GET.get("keep", ""))
        return self._draw(kept, other, MergeForm(kept, other))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        kept, other = self._sides(request.POST.get("keep", ""))
        form = MergeForm(kept, other, request.POST)
        versions = (_version(request, "kept_version"), _version(request, "other_version"))
        # A change since may have made more things differ than the form asked about.
        if versions != (kept.version, other.version):
            return self._draw(kept, other, MergeForm(kept, other), changed=True, status=409)
        if not form.is_valid():
            return self._draw(kept, other, form)
        try:
            duplicates.merge(kept, other, take=form.taken, versions=versions, by=request.user)
        except actions.StaleVersion:
            self.prepare()
            kept, other = self._sides(str(kept.pk))
            return self._draw(kept, other, MergeForm(kept, other), changed=True, status=409)
        messages.success(
            request,
            _("They are one now. The other one is in the archive and its address leads here."),
        )
        return redirect("desk:service", kept.pk)

    def _sides(self, keep: str) -> tuple[Service, Service]:
        first, second = self.pair.first, self.pair.second
        kept = duplicates.better_kept(first, second)
        if keep:
            chosen = key_or_404(keep)
            kept = first if chosen == first.pk else second
        return kept, second if kept is first else first

    def _draw(
        self,
        kept: Service,
        other: Service,
        form: MergeForm,
        *,
        changed: bool = False,
        status: int = 200,
    ) -> HttpResponse:
        context = {
            "pair": self.pair,
            "kept": kept,
            "other": other,
            "form": form,
            "changed": changed,
            "shared": [_SHARED[name] for name in self.pair.shared],
        }
        return render(self.request, "directory/desk/merge.html", context, status=status)


def _version(request: HttpRequest, name: str) -> int:
    typed = request.POST.get(name, "")
    if not typed.isdecimal() or len(typed) > 9:
        raise SuspiciousOperation("This form was not sent by its own page.")
    return int(typed)


class ChooseDuplicateView(DeskMixin, View):
    """For a service that an officer knows to be listed twice: look the other one up."""

    permission = "directory.publish"
    service: Service

    def prepare(self) -> None:
        services = Service.objects.kept().select_related("organisation")
        self.service = get_object_or_404(services, pk=self.kwargs["pk"])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        words = request.GET.get("q", english(self.service, "name")).strip()[:200]
        found = having_words(self._others(), words, "name_en", "organisation__name_en")
        context = {
            "service": self.service,
            "words": words,
            "found": found[:MOST_OFFERED],
            "count": found.count(),
        }
        return render(request, "directory/desk/choose_duplicate.html", context)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        key = key_or_404(request.POST.get("other", ""))
        other = get_object_or_404(self._others(), pk=key)
        return redirect("desk:merge", duplicates.pair_of(self.service, other).pk)

    def _others(self) -> Any:
        others = Service.objects.kept().exclude(pk=self.service.pk)
        return others.select_related("organisation").order_by("name_en", "pk")

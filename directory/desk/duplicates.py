"""Records that may be listed twice, and making one of two: services, organisations, places."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import View

from accounts.desk import DeskMixin
from core.languages import SOURCE
from core.paging import page_of
from core.translations import english
from directory import actions, duplicates, history, merging, presenters, tasks
from directory.models import LikelyPair

from .filters import having_words
from .kinds import LOCATION, ORGANISATION, SERVICE, Kind
from .mixins import key_or_404

MOST_OFFERED = 20
# Enough of a long text to tell two apart.
LONGEST_PREVIEW = 400
_SHARED: dict[str, str | Promise] = {
    "phone": _("Same phone number"),
    "postcode": _("Same postcode"),
    "organisation": _("Same organisation"),
    "website": _("Same website"),
    "email": _("Same e-mail address"),
    "register": _("Same number in a register"),
    "address": _("Same street and postcode"),
    "near": _("Close to each other on the map"),
}
_LEAD: dict[str, str | Promise] = {
    "service": _(
        "Services whose names are nearly the same, the likeliest first. Same phone, postcode, "
        "organisation or website make it likelier. The site looks for them every night."
    ),
    "organisation": _(
        "Organisations whose names are nearly the same or that have the same number in a "
        "register, the likeliest first. Same phone, e-mail address or website make it likelier."
    ),
    "location": _(
        "Places at the same address, or close to each other with nearly the same name, the "
        "likeliest first. Secret addresses are left out."
    ),
}
# What is put together, and what undoing can do.
_WHAT_HAPPENS: dict[str, str | Promise] = {
    "service": _(
        "Phone numbers, times, prices, places, photos, documents, topics and needs of both are "
        "put together. The old address leads to the listing that stays. You can undo it: bring "
        "the other one back from the archive, and put back the version before in the history."
    ),
    "organisation": _(
        "All services, phone numbers and numbers in registers, and the people who look after the "
        "listings, belong to the organisation that stays. It is trusted afterwards only if both "
        "were, or if nobody looks after the other one. The old address leads there. Undoing: you "
        "can bring the other one back from the archive, but you then give it its services and "
        "people again one by one."
    ),
    "location": _(
        "All services and times move to the place that stays, and what is said about getting in "
        "is put together. Undoing: you can bring the other place back, but you then choose it "
        "again on each of its services."
    ),
}
# What an officer looks another record up by.
_LOOKED_UP = {
    "service": ("name_en", "organisation__name_en"),
    "organisation": ("name_en", "slug"),
    "location": ("name_en", "address_1", "city", "postal_code"),
}


class OfKind(DeskMixin, View):
    """`kind`: of record. Its pages are named by it; the list of services is "desk:duplicates"."""

    permission = "directory.publish"
    kind: Kind = SERVICE

    @property
    def search(self) -> duplicates.Search:
        return duplicates.SEARCHES[self.kind.name]

    @property
    def list_name(self) -> str:
        return list_name(self.kind)

    def open_pairs(self) -> Any:
        sides: tuple[str, ...] = ("first", "second")
        if self.kind is SERVICE:
            sides = ("first__organisation", "second__organisation")
        return self.search.pairs.objects.open().select_related(*sides)

    def show(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        context |= {
            "kind": self.kind,
            "list_url": reverse(self.list_name),
            "pair_name": self.kind.url("pair"),
            "different_name": self.kind.url("not_duplicate"),
        }
        return render(self.request, f"directory/desk/{template}.html", context, status=status)


def list_name(kind: Kind) -> str:
    return "desk:duplicates" if kind is SERVICE else kind.url("duplicates")


class DuplicatesView(OfKind):
    def get(self, request: HttpRequest) -> HttpResponse:
        page = page_of(request, self.open_pairs())
        return self.show(
            "duplicates",
            heading=_("Listed twice?"),
            page=page,
            rows=[{"pair": pair, "shared": _shared(pair)} for pair in page],
            lead=_LEAD[self.kind.name],
            look_name=self.kind.url("duplicates_look"),
            kinds=[
                (kind, reverse(list_name(kind)), self._count(kind))
                for kind in (SERVICE, ORGANISATION, LOCATION)
            ],
        )

    def _count(self, kind: Kind) -> int:
        return int(duplicates.SEARCHES[kind.name].pairs.objects.open().count())


def _shared(pair: LikelyPair) -> list[str | Promise]:
    return [_SHARED[name] for name in pair.shared]


class LookForDuplicatesView(OfKind):
    """Look through the directory now, in the background, instead of tonight."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        tasks.defer_find_duplicates()
        messages.success(request, _("We are looking. Open this page again in a minute or two."))
        return redirect(self.list_name)


class PairMixin(OfKind):
    """The pair must still be open: merged or archived ones have no page."""

    pair: Any

    def prepare(self) -> None:
        self.pair = get_object_or_404(self.open_pairs(), pk=self.kwargs["pk"])


class DismissView(PairMixin):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        duplicates.dismiss(self.pair, by=request.user)
        messages.success(request, _("They are two. You will not be asked again."))
        return redirect(self.list_name)


class MergeForm(forms.Form):
    """For each thing that the two say differently: whose stays."""

    def __init__(self, kept: Any, other: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in merging.differing(kept, other):
            words = {which: _words(record, name) for which, record in _which(kept, other)}
            self.fields[name] = forms.ChoiceField(
                label=_label(type(kept), name),
                choices=[(which, said or _("(nothing)")) for which, said in words.items()],
                widget=forms.RadioSelect,
                # Words are better than none.
                initial="kept" if words["kept"] or not words["other"] else "other",
            )

    @property
    def taken(self) -> list[str]:
        return [name for name, whose in self.cleaned_data.items() if whose == "other"]


def _which(kept: Any, other: Any) -> list[tuple[str, Any]]:
    return [("kept", kept), ("other", other)]


_LABELS = {"ages": _("Ages"), "address": _("Address"), "point": _("Point on the map")}


def _label(model: Any, name: str) -> str:
    if name in _LABELS:
        return str(_LABELS[name])
    label = str(getattr(model._meta.get_field(name.removesuffix("_id")), "verbose_name", name))
    return label[:1].upper() + label[1:]


def _words(record: Any, name: str) -> str:
    """What a record says, as the choice on the page shows it; empty when it says nothing."""
    columns = merging.of(record).choices[name]
    if name == "ages":
        return presenters.ages_in_words(record.minimum_age, record.maximum_age)
    if name in ("address", "point"):
        values = (getattr(record, each) for each in columns if each != "country")
        return ", ".join(str(value) for value in values if value not in ("", None))
    said = history.in_words(type(record), columns[0], getattr(record, columns[0]))
    if name == "languages":
        said = ", ".join(presenters.language_name(code) for code in record.languages)
    if len(columns) == 1 or not said:
        return said
    if len(said) > LONGEST_PREVIEW:
        said = f"{said[:LONGEST_PREVIEW]}…"
    return format_html('<span lang="{}" dir="auto">{}</span>', SOURCE, said)


class MergeView(PairMixin):
    def prepare(self) -> None:
        super().prepare()
        if not merging.may_be_one(self.pair.first, self.pair.second):
            raise Http404

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
            merging.merge(kept, other, take=form.taken, versions=versions, by=request.user)
        except actions.StaleVersion:
            self.prepare()
            kept, other = self._sides(str(kept.pk))
            return self._draw(kept, other, MergeForm(kept, other), changed=True, status=409)
        messages.success(
            request,
            _("They are one now. The other one is in the archive and its address leads here."),
        )
        return redirect(self.kind.url(), kept.pk)

    def _sides(self, keep: str) -> tuple[Any, Any]:
        first, second = self.pair.first, self.pair.second
        kept = merging.better_kept(first, second)
        if keep:
            chosen = key_or_404(keep)
            kept = first if chosen == first.pk else second
        return kept, second if kept is first else first

    def _draw(
        self,
        kept: Any,
        other: Any,
        form: MergeForm,
        *,
        changed: bool = False,
        status: int = 200,
    ) -> HttpResponse:
        return self.show(
            "merge",
            status=status,
            pair=self.pair,
            kept=kept,
            other=other,
            form=form,
            changed=changed,
            shared=_shared(self.pair),
            what_happens=_WHAT_HAPPENS[self.kind.name],
        )


def _version(request: HttpRequest, name: str) -> int:
    typed = request.POST.get(name, "")
    if not typed.isdecimal() or len(typed) > 9:
        raise SuspiciousOperation("This form was not sent by its own page.")
    return int(typed)


class ChooseDuplicateView(OfKind):
    """For a record that an officer knows to be listed twice: look the other one up."""

    record: Any

    def prepare(self) -> None:
        self.record = get_object_or_404(self._kept(), pk=self.kwargs["pk"])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        words = request.GET.get("q", english(self.record, "name")).strip()[:200]
        found = having_words(self._others(), words, *_LOOKED_UP[self.kind.name])
        return self.show(
            "choose_duplicate",
            record=self.record,
            records_url=reverse(self.kind.list_url),
            record_url=reverse(self.kind.url(), args=[self.record.pk]),
            words=words,
            found=found[:MOST_OFFERED],
            count=found.count(),
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        key = key_or_404(request.POST.get("other", ""))
        other = get_object_or_404(self._others(), pk=key)
        return redirect(self.kind.url("pair"), duplicates.pair_of(self.record, other).pk)

    def _kept(self) -> Any:
        kept = self.kind.model.objects.filter(archived_at__isnull=True)
        return kept.select_related("organisation") if self.kind is SERVICE else kept

    def _others(self) -> Any:
        others = self._kept().exclude(pk=self.record.pk)
        if self.kind is LOCATION:
            others = others.filter(hidden=self.record.hidden)
        return others.order_by("name_en", "pk")

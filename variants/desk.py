"""The desk's list of what has which versions, and the button that begins one."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import View

from accounts.desk import DeskMixin
from core.paging import page_of
from directory.desk.filters import having_words

from . import drafting, sources
from .models import Variant
from .showing import Slot, slots_of

_WITHOUT = "without_"
_OUTDATED = "outdated"


class NarrowForm(forms.Form):
    q = forms.CharField(label=gettext_lazy("Words in its title"), max_length=200, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("What it is"), required=False)
    show = forms.ChoiceField(label=gettext_lazy("Versions"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        kinds = [(each.name, each.plural) for each in sources.all_sources()]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["show"].choices = [  # type: ignore[attr-defined]
            ("", _("All")),
            (_OUTDATED, _("Source has changed since")),
            *(
                (f"{_WITHOUT}{form}", _("None yet: {version}").format(version=form.label))
                for form in Variant.Form
            ),
        ]

    def chosen(self) -> sources.Source:
        """The kind that was asked for; services where nobody asked."""
        self.is_valid()
        return sources.get(self.cleaned_data.get("kind") or sources.SERVICE)

    def narrowed(self, source: sources.Source) -> Any:
        """What the public can read of it, with a version of which it is asked, by title."""
        asked = self.cleaned_data
        title = f"{source.title_field}_en"
        rows = having_words(source.live(), asked.get("q") or "", title)
        of_kind = Variant.objects.filter(about_kind=source.name)
        show = asked.get("show") or ""
        if show == _OUTDATED:
            outdated = [each.about_id for each in of_kind.outdated()]
            rows = rows.filter(pk__in=outdated)
        elif show:
            there = of_kind.filter(form=show.removeprefix(_WITHOUT))
            rows = rows.exclude(pk__in=there.values("about_id"))
        return rows.order_by(title, "pk")


@dataclass(frozen=True)
class Row:
    record: Any
    title: str
    desk_url: str
    slots: list[Slot]


class VersionsView(DeskMixin, View):
    """Services or pages, each with the versions that it has and has not."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = NarrowForm(request.GET)
        source = form.chosen()
        page: Any = page_of(request, form.narrowed(source))
        there = slots_of(list(page.object_list))
        page.object_list = [
            Row(each, source.title_of(each), source.desk_url(each), there[each.pk])
            for each in page.object_list
        ]
        context = {
            "heading": _("Easy Read and other versions"),
            "form": form,
            "page": page,
            "forms": Variant.Form.labels,
        }
        return render(request, "variants/desk/list.html", context)


class AddView(DeskMixin, View):
    """Begins the version of one thing in one form, and leads to its words."""

    permission = "content.edit"

    def post(self, request: HttpRequest, pk: UUID, form: str) -> HttpResponse:
        record = _record(pk)
        if form not in Variant.Form.values or record is None:
            raise Http404
        variant = drafting.begin(record, form, by=request.user)
        messages.success(
            request,
            _("This is a draft with the words of the page. Write them anew, then publish it."),
        )
        return redirect("desk:page_change", "variant", variant.pk)


def _record(pk: UUID) -> Any:
    """What has the key; no two things share one."""
    for source in sources.all_sources():
        if found := source.model._default_manager.filter(pk=pk).first():
            return found
    return None


urlpatterns = [
    path("versions/", VersionsView.as_view(), name="versions"),
    # In place of the form for a page of any other kind: a version is always one of something.
    path("pages/variant/add/", VersionsView.as_view(), name="versions_choose"),
    path("versions/<uuid:pk>/<slug:form>/begin/", AddView.as_view(), name="version_add"),
]

"""A record's own page on the desk, adding one, and the single-button changes to it."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import ProtectedError
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic.base import View

from accounts.desk import DeskMixin
from core import richtext
from core.languages import SOURCE
from directory import actions, history, presenters
from directory.models import Location, Organisation, Service

from . import translations
from .fields import ProseField, TermsField
from .forms import CopyForm
from .kinds import SERVICE, Kind, Section
from .mixins import RecordMixin, key_or_404
from .rows import Rows

# --- The page -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fact:
    label: Any
    # One line for each thing said.
    lines: list[str]
    # Of the lines, where it is not that of the page; "" where one line has several.
    lang: str | None = None


@dataclass(frozen=True)
class Summary:
    """A section of the page: what it says, and whether something a family needs is missing."""

    section: Section
    facts: list[Fact]
    is_missing: bool
    may_edit: bool


class RecordView(RecordMixin):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        sections = [self._summary(section) for section in self.kind.sections.values()]
        return self.show(
            self.kind.name,
            sections=sections,
            translations=translations.progress(self.record, self.kind.translated_rows),
            **self._more(),
        )

    def find(self) -> Any:
        return get_object_or_404(self.kind.with_everything(), pk=self.kwargs["pk"])

    def _more(self) -> dict[str, Any]:
        if self.kind.name == "service":
            return {"copy_form": CopyForm(initial={"name": self.record.name_en})}
        services = self.record.services.select_related("organisation").order_by("name_en")
        return {"services": services[:50], "service_count": services.count()}

    def _summary(self, section: Section) -> Summary:
        facts = [self._fact(name, field) for name, field in section.form.base_fields.items()]
        if section.rows is not None:
            facts.append(self._rows_fact(section.rows))
        is_complete = section.is_complete
        return Summary(
            section=section,
            facts=[fact for fact in facts if fact.lines],
            is_missing=is_complete is not None and not is_complete(self.record),
            may_edit=self.request.user.has_perm(section.permission),
        )

    def _fact(self, name: str, field: Any) -> Fact:
        if isinstance(field, TermsField):
            terms = self.record.terms.all()
            return Fact(field.label, [str(t) for t in terms if t.taxonomy.slug == field.kind])
        if name == "languages":
            names = [presenters.language_name(code) for code in self.record.languages]
            return Fact(field.label, [", ".join(names)] if names else [])
        words = history.in_words(self.kind.model, name, getattr(self.record, name))
        if isinstance(field, ProseField):
            words = richtext.plain(words)
        return Fact(
            field.label, [words] if words else [], lang=SOURCE if name.endswith("_en") else None
        )

    def _rows_fact(self, spec: Rows) -> Fact:
        relation = history.relation(self.kind.model, spec.name)
        rows = spec.of(self.record)
        names = history.Names(rows)
        lines = [relation.text(row, names) for row in rows]
        return Fact(relation.label, lines, lang="" if spec.takes_files else None)


# --- Adding ---------------------------------------------------------------------------------------


class AddView(DeskMixin, View):
    """A new organisation or place. A place may be added for a service, which then has it."""

    kind: Kind = SERVICE
    permission = "directory.edit"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(self.kind.add_form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.kind.add_form(request.POST)
        if not form.is_valid():
            return self._show(form)
        record = form.instance
        with actions.changing(record, by=request.user, verb=f"{self.kind.name}.added"):
            self._fill(record)
            form.save()
        messages.success(request, _("Added."))
        for remark in form.remarks():
            messages.info(request, remark)
        return self._next(record)

    def _fill(self, record: Any) -> None:
        if self.kind.name == "organisation":
            record.slug = actions.unique_slug(Organisation, record.name_en)

    def _next(self, record: Any) -> HttpResponse:
        if self.service is None:
            return redirect(self.kind.url(), record.pk)
        actions.add_place(self.service, record, by=self.request.user)
        return redirect("desk:service_edit", self.service.pk, "places")

    @cached_property
    def service(self) -> Service | None:
        if self.kind.model is not Location or not (pk := self.request.GET.get("service")):
            return None
        return get_object_or_404(Service, pk=key_or_404(pk))

    def _show(self, form: ModelForm) -> HttpResponse:
        context = {"kind": self.kind, "form": form, "service": self.service}
        return render(self.request, "directory/desk/add.html", context)


class AddServiceView(AddView):
    """A new service of the organisation chosen before. It is a draft until an officer shows it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if self.organisation is None:
            return redirect("desk:service_choose_organisation")
        return super().get(request)

    def _fill(self, record: Any) -> None:
        if self.organisation is None:
            raise Http404
        record.organisation = self.organisation
        record.status = Service.Status.INACTIVE
        record.slug = actions.unique_slug(Service, record.name_en)

    @cached_property
    def organisation(self) -> Organisation | None:
        if not (pk := self.request.GET.get("organisation")):
            return None
        return get_object_or_404(Organisation, pk=key_or_404(pk))

    def _show(self, form: ModelForm) -> HttpResponse:
        context = {"kind": self.kind, "form": form, "organisation": self.organisation}
        return render(self.request, "directory/desk/add.html", context)


# --- One button -----------------------------------------------------------------------------------


class CheckView(RecordMixin):
    """“Every word of this is right today.”"""

    permission = "directory.edit"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        # The council answers for it; which of its people looked is in the audit log alone.
        actions.mark_checked(self.record, by=request.user, assurer=settings.BRAND["council"])
        messages.success(request, _("Marked as checked today."))
        return self.back()


class PublishView(RecordMixin):
    permission = "directory.publish"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        actions.publish(self.record, by=request.user)
        messages.success(request, _("Families can see it now."))
        return self.back()


class CopyView(RecordMixin):
    permission = "directory.edit"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = CopyForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Enter a name for the copy."))
            return self.back()
        draft = actions.copy(self.record, by=request.user, name=form.cleaned_data["name"])
        messages.success(
            request, _("This is the copy. Families do not see it until it is published.")
        )
        return redirect("desk:service", draft.pk)


class ArchiveView(RecordMixin):
    permission = "directory.publish"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        shown = Service.objects.published().filter(organisation=self.record.pk).count()
        return self.show("archive", published_services=shown)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        reason = request.POST.get("reason", "").strip()[:300]
        actions.archive(self.record, by=request.user, reason=reason)
        messages.success(request, _("Archived. Nothing is lost: you can bring it back."))
        return self.back()


class RestoreView(RecordMixin):
    permission = "directory.publish"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        actions.restore(self.record, by=request.user)
        messages.success(request, _("Brought back."))
        return self.back()


class TrustView(RecordMixin):
    """Whether what an organisation's own people send in is published at once."""

    permission = "directory.publish"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        trusted = "trusted" in request.POST
        actions.set_trusted(self.record, trusted=trusted, by=request.user)
        if trusted:
            messages.success(
                request, _("What its people send in is published at once. You look at it after.")
            )
        else:
            messages.success(request, _("What its people send in waits for you from now on."))
        return self.back()


class DeleteView(RecordMixin):
    """For good. Only what is archived, or a place; and only when nothing else needs it."""

    permission = "directory.publish"

    def prepare(self) -> None:
        super().prepare()
        if not isinstance(self.record, Location) and self.record.archived_at is None:
            raise Http404

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show("delete", is_needed=self._is_needed())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self._is_needed():
            return self.show("delete", is_needed=True, status=409)
        try:
            actions.delete(self.record, by=request.user)
        except ProtectedError:
            return self.show("delete", is_needed=True, status=409)
        messages.success(request, _("Deleted."))
        return redirect(self.kind.list_url)

    def _is_needed(self) -> bool:
        """An organisation with services, or a place of some: nobody deletes those by mistake."""
        return not isinstance(self.record, Service) and self.record.services.exists()

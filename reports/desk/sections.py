"""The sections of a draft: their words in every language, their order, and what is left out."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname as column

from core import richtext
from core.languages import BY_CODE, SOURCE, tag

from .. import actions, drafting
from ..forms import SectionForm
from ..models import ReportSection
from .mixins import ReportMixin


class SectionMixin(ReportMixin):
    permission = "reports.edit"

    def prepare(self) -> None:
        super().prepare()
        rows = self.report.sections
        self.section = get_object_or_404(rows, pk=self.kwargs["section"])


class SectionView(SectionMixin):
    """Words, with a look at them first. What somebody else saved meanwhile stands beside."""

    language = SOURCE

    def prepare(self) -> None:
        super().prepare()
        self.language = self.kwargs.get("language", SOURCE)
        if self.language not in BY_CODE:
            raise Http404

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._show(self._form(), version=self.section.edit)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "preview" in request.POST or "draft" in request.POST:
            return self._show_as_typed()
        form = self._form(request.POST)
        if not form.is_valid():
            return self._show(form, version=self.opened, status=422)
        try:
            self._save(form)
        except actions.StaleEdit:
            return self._show_merged()
        messages.success(request, _("Saved."))
        return self.back()

    def _save(self, form: SectionForm) -> None:
        changed = form.into_section()
        if changed:
            actions.save_section(
                self.section, by=self.request.user, edit=self.opened, fields=changed
            )

    def _form(self, data: Any = None, **kwargs: Any) -> SectionForm:
        return SectionForm(data, section=self.section, language=self.language, **kwargs)

    def _show_as_typed(self) -> HttpResponse:
        """Nothing is checked and nothing is lost: a look at the Markdown, or the first words."""
        typed = {name: self.request.POST.get(name, "") for name in ("heading", "words")}
        if "draft" in self.request.POST:
            typed["words"] = drafting.words(self.report, self.section.kind).get(self.language, "")
        return self._show(
            self._form(initial=typed),
            version=self.opened,
            preview=richtext.render(typed["words"]),
        )

    def _show_merged(self) -> HttpResponse:
        """What was typed stays in the boxes; what the other one saved is shown above them."""
        typed = {name: self.request.POST.get(name, "") for name in ("heading", "words")}
        now = get_object_or_404(self.report.sections, pk=self.section.pk)
        saved = {
            name: getattr(now, column(name, self.language)) or "" for name in ("heading", "words")
        }
        form = self._form(initial=typed)
        return self._show(form, version=now.edit, saved=saved, status=409)

    def _show(self, form: SectionForm, **context: Any) -> HttpResponse:
        language = BY_CODE[self.language]
        return self.show(
            "section",
            form=form,
            section=self.section,
            language=language,
            lang=tag(language.code),
            direction="rtl" if language.rtl else "ltr",
            english=self.section if self.language != SOURCE else None,
            **context,
        )


class AddSectionView(SectionView):
    """A section of the council's own."""

    def prepare(self) -> None:
        ReportMixin.prepare(self)
        self.section = ReportSection(report=self.report, kind=ReportSection.Kind.OWN)


class MoveSectionView(SectionMixin):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        actions.move_section(self.section, by=request.user, up="up" in request.POST)
        return redirect(f"{self.back().url}#section-{self.section.pk}")  # type: ignore[attr-defined]


class ShowSectionView(SectionMixin):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        actions.show_section(self.section, by=request.user, shown="show" in request.POST)
        return self.back()


class DeleteSectionView(SectionMixin):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.section.kind != ReportSection.Kind.OWN:
            raise Http404
        actions.delete_section(self.section, by=request.user)
        messages.success(request, _("The section is gone."))
        return self.back()

"""Changing a listing section by section: the draft, how it would look, and sending it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.provider import ProviderMixin
from core.differences import pieces
from directory.actions import StaleVersion
from directory.models import Organisation
from directory.views.service import context_of

from .. import actions, drafts, hints, parts, preview, translating
from ..all_questions import ALL_QUESTIONS, of_part
from ..file_questions import fill
from ..models import Suggestion
from ..parts import Values
from ..querysets import KEEP_OWN_DRAFT
from ..questions import Question, QuestionForm
from ..translating import TRANSLATION_QUESTIONS, TranslationForm
from . import sections
from .mixins import DraftMixin

# In the address of a section: the page after it is the one that sends.
QUICK = "send"


def version_in(request: HttpRequest) -> int | None:
    """The listing's version that the page showed; None for a new one."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else None


class SectionPage(ProviderMixin):
    """One section: what is said there, to be changed. `service`, a Service with everything, is
    None for a new one."""

    service: Any
    draft: Suggestion | None = None

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if "add" in request.POST or not form.is_valid():
            return self.show(form)
        try:
            draft = self.keep(form.values(), version_in(request))
        except StaleVersion:
            return self.show(form, is_stale=True, status=409)
        except actions.NotNow as problem:
            messages.error(request, str(problem))
            return redirect("provider:home")
        if draft is None:
            return self.nothing_changed()
        if request.GET.get("then") == QUICK:
            return redirect("provider:check", draft.reference)
        messages.success(request, _("Saved. Send it to us when you have changed everything."))
        return redirect("provider:edit", draft.reference)

    def keep(self, values: Values, version: int | None) -> Suggestion | None:
        """Keep valid answers. Raises StaleVersion or actions.NotNow."""
        raise NotImplementedError

    def nothing_changed(self) -> HttpResponse:
        raise NotImplementedError

    def url_of(self, section: str) -> str:
        """Another section of the same listing or draft."""
        raise NotImplementedError

    def form(self, data: Any) -> QuestionForm:
        return fill(
            self.question,
            values=self.values,
            data=data,
            files=self.request.FILES,
            by=self.request.user,
            organisation=self.find_organisation(),
            service=self.service,
            made_from=self.draft.made_from if self.draft else {},
        )

    @cached_property
    def values(self) -> Values:
        return sections.values_of(self.service, self.draft)

    @property
    def question(self) -> Question:
        slug = self.kwargs["section"]
        if slug not in sections.slugs(is_new=self.service is None):
            raise Http404
        return ALL_QUESTIONS[slug]

    def show(
        self, form: QuestionForm, *, is_stale: bool = False, status: int = 200
    ) -> HttpResponse:
        keys = parts.in_order(self.question.keys)
        organisation = self.find_organisation()
        found = sections.hints_of(self.values, self.service, organisation)
        context = {
            "service": self.service,
            "draft": self.draft,
            "question": self.question,
            "form": form,
            "version": self.service.version if self.service else "",
            "present": self._present(),
            "is_stale": is_stale,
            "notes": sections.notes_of(self.draft, keys),
            "of_organisation": sections.of_organisation(
                self.question.slug, self.values, self.service, organisation
            ),
            "hints": hints.about(found, keys),
            "waits": self._waits(keys),
            "is_quick": self.request.GET.get("then") == QUICK,
            "back": self._back(),
        }
        if isinstance(form, TranslationForm):
            context |= {
                "back": self.url_of(sections.TRANSLATIONS),
                "language": form.language,
                # A press beside boxes that are typed in would lose what is in them.
                "behind": [] if form.is_bound else form.behind(),
            }
            return render(self.request, "provider/translation.html", context, status=status)
        return render(self.request, "provider/section.html", context, status=status)

    def _present(self) -> list[tuple[str, list[str]]]:
        """What families read now, where the boxes say something else."""
        if self.service is None or (self.draft is None and self.request.method == "GET"):
            return []
        if self.question.slug in TRANSLATION_QUESTIONS:
            return []  # each box says it
        now = parts.snapshot(self.service)
        return sections.rows_of(self.question, parts.Reader([now]), now)

    def _waits(self, keys: list[str]) -> Suggestion | None:
        """What was sent about the same part and is not decided."""
        if self.service is None:
            return None
        rows = Suggestion.objects.of_people_of([self.service.organisation]).waiting()
        found: Suggestion | None = (
            rows.filter(service=self.service, proposed__has_any_keys=keys)
            .select_related("author")
            .order_by("-submitted_at")
            .first()
        )
        return found

    def _back(self) -> str:
        if self.draft is not None:
            return reverse("provider:edit", args=[self.draft.reference])
        return reverse("provider:listing", args=[self.service.slug if self.service else ""])


class DraftPage(DraftMixin):
    """Of a draft that is still open; afterwards only what became of it is shown."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show() if self.suggestion.is_editable else self.back()

    def show(self) -> HttpResponse:
        raise NotImplementedError

    @property
    def organisation(self) -> Organisation:
        return self.find_organisation()


class TasksView(DraftPage):
    """The sections of a draft."""

    def show(self) -> HttpResponse:
        draft = self.suggestion
        context = {
            "service": self.service,
            "draft": draft,
            "kept_until": draft.updated_at + KEEP_OWN_DRAFT,
            "is_colleagues": draft.author_id != self.request.user.pk,
            "groups": sections.groups_of(
                service=self.service,
                draft=draft,
                organisation=self.organisation,
                waiting=(),
                url_of=lambda slug: reverse("provider:edit_section", args=[draft.reference, slug]),
            ),
        }
        return render(self.request, "provider/tasks.html", context)


class SectionView(DraftMixin, SectionPage):
    """A section of a draft."""

    @property
    def draft(self) -> Suggestion:  # type: ignore[override]
        return self.suggestion

    def get(self, request: HttpRequest, reference: str, section: str) -> HttpResponse:
        return self.show(self.form(None)) if self.suggestion.is_editable else self.back()

    def keep(self, values: Values, version: int | None) -> Suggestion:
        return drafts.keep(self.suggestion, by=self.request.user, values=values, version=version)

    def url_of(self, section: str) -> str:
        return reverse("provider:edit_section", args=[self.suggestion.reference, section])


class LanguagesView(DraftPage):
    """In which languages a draft gives words, and which one to write in."""

    def show(self) -> HttpResponse:
        if self.service is None:
            raise Http404
        draft = self.suggestion
        context = {
            "service": self.service,
            "found": [
                (each, reverse("provider:edit_section", args=[draft.reference, each.slug]))
                for each in translating.progress(self.service, draft.proposed, ())
            ],
            "back": reverse("provider:edit", args=[draft.reference]),
        }
        return render(self.request, "provider/translations.html", context)


class PreviewView(DraftPage):
    """The whole public page as it would be. Nothing is written, and nobody else can see it."""

    def show(self) -> HttpResponse:
        values = sections.values_of(self.service, self.suggestion)
        shown = preview.of(values, service=self.service, organisation=self.organisation)
        context = {
            **context_of(self.request, shown),
            "similar": [],
            "has_times": False,
            "draft": self.suggestion,
        }
        return render(self.request, "provider/preview.html", context)


class CheckView(DraftPage):
    """Everything that was changed, on one page, and the button that sends it."""

    def show(self, problem: str = "") -> HttpResponse:
        draft = self.suggestion
        values = sections.values_of(self.service, draft)
        found = sections.hints_of(values, self.service, self.organisation)
        # Of a change only what it is about: the rest of the listing is another day's work.
        if self.service is not None:
            found = hints.about(found, draft.proposed)
        context = {
            "service": self.service,
            "draft": draft,
            "changes": self._changes(),
            "hints": found,
            "problem": problem,
        }
        return render(self.request, "provider/check.html", context)

    def _changes(self) -> list[dict[str, Any]]:
        draft = self.suggestion
        now = parts.snapshot(self.service) if self.service else {}
        reader = parts.Reader([now, draft.proposed])
        found = []
        for key in parts.in_order(draft.proposed):
            question = of_part(key)
            slug = question.slug if question else ""
            url = reverse("provider:edit_section", args=[draft.reference, slug]) if slug else ""
            was, becomes = reader.words(key, now.get(key)), reader.words(key, draft.proposed[key])
            found.append(
                {
                    "key": key,
                    "label": parts.label(key),
                    "url": url,
                    "pieces": pieces(was, becomes),
                    "photos": reader.photos(key, draft.proposed[key]),
                }
            )
        return found

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        draft = self.suggestion
        if draft.kind == Suggestion.Kind.NEW and not draft.proposed.get("name_en"):
            return self.show(_("Enter the name of the service first."))
        try:
            sent = actions.submit(draft, by=request.user)
        except actions.NotNow as problem:
            return self.show(str(problem))
        if sent.published_at_once:
            messages.success(request, _("Published. Thank you: families see it now."))
        else:
            messages.success(request, _("Sent. We tell you by e-mail when we have looked at it."))
        return self.back()


class ThrowAwayView(DraftPage):
    """Asks once before what was written is gone."""

    def show(self) -> HttpResponse:
        context = {"draft": self.suggestion, "service": self.service}
        return render(self.request, "provider/throw_away.html", context)

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        try:
            drafts.throw_away(self.suggestion, by=request.user)
        except actions.NotNow as problem:
            messages.error(request, str(problem))
            return self.back()
        messages.success(request, _("Thrown away. The listing stays as it is."))
        if self.service is not None:
            return redirect("provider:listing", self.service.slug)
        return redirect("provider:home")

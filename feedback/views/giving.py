"""What somebody wants to tell us: first what it is about, then one short form."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from core.caching import PublicPageMixin
from core.languages import SOURCE
from core.private import PrivatePage
from core.ratelimit import TooManyRequests, spend

from .. import actions, pages
from ..forms import CommentForm
from ..models import Comment
from .common import GIVES, LOOKS

About, Channel = Comment.About, Comment.Channel
# What each kind of comment is called where one chooses, and in one line what it means.
KINDS: dict[str, tuple[str | Promise, str | Promise]] = {
    About.CONTENT: (_("What is here"), _("Something is wrong, old, hard to understand or good.")),
    About.MISSING: (
        _("What is missing"),
        _("Help that you looked for, here or in the area, and did not find."),
    ),
    About.EASE: (
        _("How easy it is to use"),
        _("Finding things, reading them, on your phone, in your language."),
    ),
    About.DEVELOPMENT: (
        _("How it is made"),
        _("Who decides what is on this website, and how families have a say in it."),
    ),
    About.PRAISE: (_("A thank-you"), _("Something or somebody that helped you.")),
    About.PROBLEM: (
        _("A problem with my child’s own support"),
        _("We show you at once who can help with it."),
    ),
}


class StartView(PublicPageMixin, TemplateView):
    """What is it about? One tap leads on."""

    template_name = "feedback/start.html"
    extra_context = {"kinds": [(about, *words) for about, words in KINDS.items()]}


class GiveView(PrivatePage):
    def get(self, request: HttpRequest, about: str) -> HttpResponse:
        return self._show(self._form(None))

    def post(self, request: HttpRequest, about: str) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid():
            return self._show(form)
        try:
            spend(request, GIVES, form.cleaned_data["email"])
        except TooManyRequests:
            # The page for too many requests would lose what was written.
            return self._show(form, is_too_much=True, status=429)
        comment = actions.receive(
            channel=Channel.SEARCH if self._was_search else Channel.WEBSITE,
            about=about,
            language=get_language() or SOURCE,
            page=pages.from_address(request.GET.get("page", "")),
            **_said(form.cleaned_data),
        )
        return redirect("feedback:thanks", comment.reference)

    @property
    def _was_search(self) -> bool:
        return self.kwargs["about"] == About.MISSING and "searched" in self.request.GET

    def _form(self, data: Any) -> CommentForm:
        about = self.kwargs["about"]
        if about not in KINDS:
            raise Http404
        searched = self.request.GET.get("searched", "")[:200]
        return CommentForm(
            data,
            about=about,
            was_search=self._was_search,
            initial={"search_term": searched, "needs_reply": about == About.PROBLEM},
        )

    def _show(
        self, form: CommentForm, *, is_too_much: bool = False, status: int = 200
    ) -> HttpResponse:
        about = self.kwargs["about"]
        context = {
            "form": form,
            "about": about,
            "title": KINDS[about][0],
            "is_too_much": is_too_much,
        }
        return render(self.request, "feedback/give.html", context, status=status)


def _said(typed: dict[str, Any]) -> dict[str, Any]:
    """What `actions.receive` takes of a form."""
    term = typed.get("search_term", "")
    return {
        "words": "\n\n".join(filter(None, [term, typed["words"]])),
        "search_term": term,
        "speaker": typed["speaker"] or Comment.Speaker.UNKNOWN,
        "name": typed["name"],
        "email": typed["email"],
        "needs_reply": typed["needs_reply"],
        "may_publish": not typed.get("keep_private", False),
    }


class ThanksView(PrivatePage):
    """The reference, and what happens next."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        spend(request, LOOKS)
        comment: Comment = get_object_or_404(
            Comment.objects.select_related("contact"), reference=reference, entered_by=None
        )
        return render(request, "feedback/thanks.html", {"comment": comment})

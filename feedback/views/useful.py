""" "Is this page useful?": one tap, counted without knowing whose; words for whoever likes."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language

from core.languages import SOURCE
from core.private import PrivatePage
from core.ratelimit import TooManyRequests, spend

from .. import actions, pages
from ..forms import WordsForm
from ..models import Comment
from .common import ANSWERS, GIVES


class UsefulView(PrivatePage):
    """The tap itself."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("feedback:start")

    def post(self, request: HttpRequest) -> HttpResponse:
        signed = request.POST.get("page", "")
        page, answer = pages.from_signed(signed), request.POST.get("useful")
        if not page or answer not in ("yes", "no"):
            raise Http404
        spend(request, ANSWERS, page)
        if not _is_staff(request):
            language = get_language() or SOURCE
            actions.count_answer(page=page, language=language, is_useful=answer == "yes")
        name = "feedback:useful_thanks" if answer == "yes" else "feedback:useful_words"
        return redirect(reverse(name, query={"page": signed}))


def _is_staff(request: HttpRequest) -> bool:
    """Whoever presses a button wants to be counted, also with a browser that asks not to be
    followed; only the people who look after the site do not judge it."""
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    return has_session and request.user.has_perm("desk.view")


class _AboutPage(PrivatePage):
    """After the tap: `page` in the address is the signed path."""

    def _context(self) -> dict[str, Any]:
        path = pages.from_signed(self.request.GET.get("page", ""))
        if not path:
            raise Http404
        prefix = "" if get_language() == SOURCE else f"/{get_language()}"
        return {"path": path, "back": prefix + path}


class UsefulThanksView(_AboutPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "feedback/useful_thanks.html", self._context())


class UsefulWordsView(_AboutPage):
    """After "no": what is wrong, for whoever likes to say."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(WordsForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = WordsForm(request.POST)
        path = self._context()["path"]
        if not form.is_valid():
            return self._show(form)
        try:
            spend(request, GIVES)
        except TooManyRequests:
            return self._show(form, is_too_much=True, status=429)
        comment = actions.receive(
            channel=Comment.Channel.PAGE,
            about=Comment.About.CONTENT,
            words=form.cleaned_data["words"],
            language=get_language() or SOURCE,
            page=path,
        )
        return redirect("feedback:thanks", comment.reference)

    def _show(
        self, form: WordsForm, *, is_too_much: bool = False, status: int = 200
    ) -> HttpResponse:
        context = {**self._context(), "form": form, "is_too_much": is_too_much}
        return render(self.request, "feedback/useful_words.html", context, status=status)

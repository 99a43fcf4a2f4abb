"""Telling us that a page cannot be used, or is needed in another way: /accessibility/tell-us/."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language

from core import working_days
from core.languages import SOURCE
from core.private import PrivatePage
from core.ratelimit import TooManyRequests, spend

from .. import actions, pages
from ..forms import AccessForm
from ..models import Comment
from .common import GIVES


class TellView(PrivatePage):
    def get(self, request: HttpRequest) -> HttpResponse:
        path = _page_meant(request)
        page = f"{settings.SITE_URL}{path}" if path else ""
        return self._show(AccessForm(initial={"page": page}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = AccessForm(request.POST)
        if not form.is_valid():
            return self._show(form)
        try:
            spend(request, GIVES, form.cleaned_data["email"])
        except TooManyRequests:
            # The page for too many requests would lose what was written.
            return self._show(form, is_too_much=True, status=429)
        comment = actions.receive(
            channel=Comment.Channel.WEBSITE,
            about=Comment.About.EASE,
            language=get_language() or SOURCE,
            due=working_days.after(timezone.localdate(), settings.ACCESS_ANSWER_WORKING_DAYS),
            **form.said(),
        )
        return redirect("feedback:thanks", comment.reference)

    def _show(
        self, form: AccessForm, *, is_too_much: bool = False, status: int = 200
    ) -> HttpResponse:
        context = {
            "form": form,
            "is_too_much": is_too_much,
            "days": settings.ACCESS_ANSWER_WORKING_DAYS,
        }
        return render(self.request, "feedback/access.html", context, status=status)


def _page_meant(request: HttpRequest) -> str:
    """The page of `?page=`, or else the one that led here: ours, and one that exists."""
    if "page" in request.GET:
        return pages.from_address(request.GET["page"])
    came_from = urlsplit(request.headers.get("referer", ""))
    return pages.from_address(came_from.path) if came_from.netloc == request.get_host() else ""

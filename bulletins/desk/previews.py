"""A bulletin as readers will see it: as an e-mail with and without pictures of letters, on the
website, on paper."""

import smtplib
from typing import Any

from anymail.exceptions import AnymailError
from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.languages import SOURCE

from .. import editions, sending
from .forms import LanguageForm
from .mixins import BulletinMixin


class PreviewMixin(BulletinMixin):
    permission = "desk.view"

    @property
    def language(self) -> str:
        """The one that is asked for, if there is such a one."""
        form = LanguageForm(self.request.GET)
        return form.cleaned_data["language"] if form.is_valid() else SOURCE

    @property
    def words(self) -> editions.Words:
        return self.bulletin.sent_words or editions.words_of(self.bulletin)

    def composed(self) -> dict[str, str]:
        """The e-mail with everything in it. A reader's own links lead nowhere."""
        words = self.words
        ids = [each["id"] for each in words["entries"]]
        return editions.compose(self.bulletin, words, self.language, ids)


class PreviewTextView(PreviewMixin):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        made = self.composed()
        return self.show(
            "preview_text",
            made=made,
            form=LanguageForm({"language": self.language}),
            language=self.language,
        )


@method_decorator(
    # An e-mail has its style in its elements. Nothing else may load or run.
    csp_replace(
        {
            "default-src": [NONE],
            "script-src": [NONE],
            "style-src": [UNSAFE_INLINE],
            "img-src": [NONE],
            "connect-src": [NONE],
            "form-action": [NONE],
        }
    ),
    name="dispatch",
)
class PreviewEmailView(PreviewMixin):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return HttpResponse(self.composed()["html"])


class PreviewWebView(PreviewMixin):
    """The page on the website, which is also what is printed."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        with override(self.language):
            issue = editions.read(self.words, self.language)
            return render(
                request,
                "bulletins/bulletin.html",
                {"bulletin": self.bulletin, "issue": issue, "is_preview": True},
            )


class TestView(BulletinMixin):
    """Send it to oneself."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = LanguageForm(request.POST)
        language = form.cleaned_data["language"] if form.is_valid() else SOURCE
        to = request.user.email  # type: ignore[union-attr]
        try:
            sending.send_test(self.bulletin, language=language, to=to, by=request.user)
        except (OSError, smtplib.SMTPException, AnymailError):
            messages.error(request, _("The mail server does not answer. Try again later."))
            return self.back()
        return self.done(_("We have sent it to %(address)s.") % {"address": to})

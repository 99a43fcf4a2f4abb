"""What was sent by e-mail, and what could not be sent. Never with a code, a key or a link."""

from datetime import timedelta
from typing import Any

import django_filters as filters
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import View

from accounts.desk import DeskMixin
from core import email as mail
from core.languages import BY_CODE, tag
from core.models import OutgoingEmail
from core.paging import page_of
from core.tasks import KEEP_EMAILS

from . import audit

# A kind that is not here is shown as it is written.
KINDS: dict[str, str | Promise] = {
    "account_changed": _("Something about a sign-in was changed"),
    "bulletin": _("Bulletin"),
    "bulletin_confirm": _("Does this address want the bulletin?"),
    "bulletin_known": _("Gets the bulletin already"),
    "comment_received": _("We have your comment"),
    "comment_replied": _("Answer to a comment"),
    "format_request_answered": _("Answer to a request for another format"),
    "format_request_received": _("Request for another format"),
    "invitation": _("Invitation to the desk"),
    "login_code": _("Code to sign in"),
    "membership_added": _("May look after listings"),
    "membership_confirm": _("Asks to look after listings: is it their address?"),
    "membership_ended": _("No longer looks after listings"),
    "membership_received": _("We have the request to look after listings"),
    "membership_refused": _("May not look after listings"),
    "my_list": _("A family’s own list"),
    "pages_to_review": _("To be read again"),
    "password_reset": _("Link to choose a new password"),
    "statement_due": _("The accessibility statement is to be read again"),
    "still_right": _("Is your page still right?"),
    "suggestion_answered": _("The author has answered"),
    "suggestion_closed": _("Suggestion closed"),
    "suggestion_confirm": _("Please confirm your e-mail address"),
    "suggestion_decided": _("What became of a suggestion"),
    "suggestion_link": _("Link to one’s own suggestion"),
    "suggestion_question": _("Question about a suggestion"),
    "suggestion_received": _("We have your suggestion"),
    "suggestion_withdrawn": _("Suggestion taken back"),
}
STATES: dict[str, str | Promise] = {
    "sent": _("Sent"),
    "waiting": _("On its way"),
    "refused": _("The mail server does not know the address"),
    "given_up": _("Could not be sent"),
}
COLOURS = {"sent": "green", "waiting": "blue", "refused": "orange", "given_up": "red"}
DAYS = {"1": _("Since yesterday"), "7": _("The last 7 days"), "14": _("The last 14 days")}


class EmailFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(
        label=_("Kind"), field_name="name", choices=list(KINDS.items()), empty_label=_("Any kind")
    )
    state = filters.ChoiceFilter(
        label=_("State"), choices=list(STATES.items()), empty_label=_("All"), method="in_state"
    )
    days = filters.ChoiceFilter(
        label=_("When"), choices=list(DAYS.items()), empty_label=_("All kept"), method="lately"
    )

    class Meta:
        model = OutgoingEmail
        fields: list[str] = []

    def in_state(
        self, rows: "QuerySet[OutgoingEmail]", name: str, state: str
    ) -> "QuerySet[OutgoingEmail]":
        return OutgoingEmail.objects.in_state(state) & rows

    def lately(
        self, rows: "QuerySet[OutgoingEmail]", name: str, days: str
    ) -> "QuerySet[OutgoingEmail]":
        return rows.filter(created_at__gte=timezone.now() - timedelta(days=int(days)))


class EmailsView(DeskMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        rows = _seen().order_by("-created_at", "-pk")
        found = EmailFilter(request.GET, queryset=rows)
        page = page_of(request, found.qs)
        context = {
            "heading": _("E-mails"),
            "form": found.form,
            "page": page,
            "emails": [described(each) for each in page],
            "failed": OutgoingEmail.objects.in_state("given_up").count(),
            "days": KEEP_EMAILS.days,
        }
        return render(request, "desk/emails.html", context)


class EmailMixin(DeskMixin, View):
    email: OutgoingEmail

    def prepare(self) -> None:
        self.email = get_object_or_404(_seen(), pk=self.kwargs["pk"])


class EmailView(EmailMixin):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        context = {"row": described(self.email), "days": KEEP_EMAILS.days}
        return render(request, "desk/email.html", context)


class SendAgainView(EmailMixin):
    """For one that could not be sent while the mail server was away."""

    permission = "emails.send_again"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if mail.send_again(self.email, by=request.user):
            messages.success(request, _("It is on its way once more."))
        else:
            messages.info(request, _("It has been sent meanwhile."))
        return redirect("desk:email", self.email.pk)


def _seen() -> "QuerySet[OutgoingEmail]":
    # The words on their way hold keys and codes: no page asks the database for them.
    return OutgoingEmail.objects.defer("to", "subject", "text", "html", "headers")


def described(email: OutgoingEmail) -> dict[str, Any]:
    """An e-mail as the list and its own page show it."""
    language = BY_CODE.get(email.language)
    return {
        "email": email,
        "kind": KINDS.get(email.name, email.name),
        "state": STATES[email.state],
        "colour": COLOURS[email.state],
        "language": language.english_name if language else "",
        "lang": tag(language.code) if language else "",
        "dir": "rtl" if language and language.rtl else "ltr",
        "about": audit.record_page(email.object_type, email.object_id),
    }

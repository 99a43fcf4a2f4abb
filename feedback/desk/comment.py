"""One comment: what was said, privately, beside what is published of it; and every decision."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic.base import View

from accounts.desk import DeskMixin
from core.languages import BY_CODE, SOURCE, tag

from .. import actions, personal
from ..models import Comment, CommentContact
from ..views.following import COLOURS
from .forms import ContactForm, DescribeForm, KeepBackForm, ReplyForm, WordingForm
from .queue import open_next


class CommentMixin(DeskMixin, View):
    """Finds the comment before anything is answered, and draws its page."""

    def prepare(self) -> None:
        self.comment = self.find()

    def find(self) -> Comment:
        rows = Comment.objects.select_related(
            "contact", "owner", "occasion", "published_by", "replied_by", "entered_by"
        )
        comment: Comment = get_object_or_404(rows, pk=self.kwargs["pk"])
        return comment

    def back(self) -> HttpResponse:
        return redirect("desk:comment", self.comment.pk)

    @property
    def seen(self) -> str:
        """The comment's version on the page that sent the form."""
        return self.request.POST.get("seen", "")

    def do(self, change: Callable[[], Any], form_name: str, form: Any) -> HttpResponse | None:
        """Do `change`. Where it cannot be done, the page again with all that was typed."""
        try:
            change()
        except actions.NotNow as problem:
            form.add_error(None, str(problem))
            return self.show(status=422, **{form_name: form})
        except actions.Overtaken:
            self.comment = self.find()
            return self.show(status=409, is_overtaken=True, **{form_name: form})
        return None

    def show(self, *, status: int = 200, **more: Any) -> HttpResponse:
        comment = self.comment
        language = BY_CODE[comment.language]
        today = timezone.localdate()
        is_waiting = comment.is_undecided or comment.needs_reply
        context = {
            "comment": comment,
            "state_colour": COLOURS[Comment.State(comment.state)],
            "pieces": personal.pieces(comment.original),
            "lang": tag(comment.language),
            "language_name": language.english_name if comment.language != SOURCE else "",
            "days": (today - comment.heard_on).days,
            "is_late": is_waiting and comment.due < today,
            "describe_form": DescribeForm(comment=comment),
            "wording_form": WordingForm(comment=comment),
            "keep_back_form": KeepBackForm(),
            "reply_form": ReplyForm(initial={"text": comment.reply}),
            "contact_form": ContactForm(initial=_contact_of(comment)),
            **more,
        }
        context["forms_with_errors"] = [
            form for name, form in context.items() if name.endswith("_form") and form.errors
        ]
        return render(self.request, "feedback/desk/comment.html", context, status=status)


def _contact_of(comment: Comment) -> dict[str, str]:
    contact: CommentContact | None = getattr(comment, "contact", None)
    return {"name": contact.name, "email": contact.email} if contact else {}


class CommentView(CommentMixin):
    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        return self.show()


class TakeView(CommentMixin):
    permission = "feedback.triage"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        actions.take(self.comment, by=request.user)
        return self.back()


class DescribeView(CommentMixin):
    permission = "feedback.triage"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        form = DescribeForm(request.POST, comment=self.comment)
        if not form.is_valid():
            return self.show(describe_form=form, status=422)
        refused = self.do(
            lambda: actions.describe(
                self.comment, by=request.user, values=form.cleaned_data, seen=self.seen
            ),
            "describe_form",
            form,
        )
        if refused:
            return refused
        messages.success(request, _("Saved."))
        return self.back()


class WordView(CommentMixin):
    """Keep a wording for later: an editor prepares it, an officer publishes it."""

    permission = "feedback.triage"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        form = WordingForm(request.POST, comment=self.comment)
        if not form.is_valid():
            return self.show(wording_form=form, status=422)
        refused = self.do(
            lambda: actions.word(self.comment, by=request.user, words=form.words, seen=self.seen),
            "wording_form",
            form,
        )
        if refused:
            return refused
        messages.success(request, _("The wording is kept. It is not published."))
        return self.back()


class PublishView(CommentMixin):
    permission = "feedback.publish"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        form = WordingForm(request.POST, comment=self.comment)
        if not form.is_valid():
            return self.show(wording_form=form, status=422)
        if form.found and not form.cleaned_data["confirm"]:
            # Asked for once more: what is published cannot be unread.
            return self.show(wording_form=form, found=form.found, status=422)
        refused = self.do(
            lambda: actions.publish(
                self.comment, by=request.user, words=form.words, seen=self.seen
            ),
            "wording_form",
            form,
        )
        if refused:
            return refused
        messages.success(request, _("Published. On its page you can take it off the website."))
        return open_next(request, after=self.comment)


class UnpublishView(CommentMixin):
    permission = "feedback.publish"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        try:
            actions.unpublish(self.comment, by=request.user)
            messages.success(request, _("It is no longer published."))
        except actions.NotNow as problem:
            messages.error(request, str(problem))
        return self.back()


class KeepBackView(CommentMixin):
    permission = "feedback.publish"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        form = KeepBackForm(request.POST)
        if not form.is_valid():
            return self.show(keep_back_form=form, status=422)
        refused = self.do(
            lambda: actions.keep_back(
                self.comment, by=request.user, **form.cleaned_data, seen=self.seen
            ),
            "keep_back_form",
            form,
        )
        if refused:
            return refused
        messages.success(request, _("Kept back."))
        return open_next(request, after=self.comment)


class ReopenView(CommentMixin):
    permission = "feedback.publish"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        try:
            actions.reopen(self.comment, by=request.user)
            messages.success(request, _("It can be decided again."))
        except actions.NotNow as problem:
            messages.error(request, str(problem))
        return self.back()


class ReplyView(CommentMixin):
    permission = "feedback.triage"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        form = ReplyForm(request.POST)
        if not form.is_valid():
            return self.show(reply_form=form, status=422)
        refused = self.do(
            lambda: actions.reply(
                self.comment, by=request.user, text=form.cleaned_data["text"], seen=self.seen
            ),
            "reply_form",
            form,
        )
        if refused:
            return refused
        said = _("The reply is on its way.") if self.comment.address else _("The reply is saved.")
        messages.success(request, said)
        return self.back()


class ContactView(CommentMixin):
    """Who said it, where staff typed it in and know."""

    permission = "feedback.triage"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        form = ContactForm(request.POST)
        if not form.is_valid():
            return self.show(contact_form=form, status=422)
        actions.set_contact(self.comment, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return self.back()

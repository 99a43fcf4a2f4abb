"""A page of the desk about one page, and the decisions on it: out, off, forgotten, right, gone."""

from typing import Any

from django.contrib import messages
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from content import actions, checks, preview, working
from content.history import PageTimeline
from core.models import OutgoingEmail
from core.versions import StaleVersion, opened_on
from directory.desk.translations import progress

from .mixins import PageMixin


class RecordView(PageMixin):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        shown = working.with_changes(self.record)
        today = timezone.localdate()
        return self.show(
            "page",
            shown=shown,
            waiting=self._waiting(shown),
            translations=progress(shown),
            emails=OutgoingEmail.objects.about(self.record),
            findings=checks.findings(self.record),
            is_due=bool(self.record.review_due and self.record.review_due <= today),
            preview_url=request.build_absolute_uri(preview.url_of(self.record)),
            preview_days=preview.GOOD_FOR.days,
        )

    def _waiting(self, shown: Any) -> Any:
        """What "publish" will change of a page that is public."""
        if self.record.working is None:
            return []
        names = self.record.working.keys()
        return PageTimeline(self.record).field_changes(self.record, shown, only=names)


class DecisionView(PageMixin):
    """One press on the page of a record, on the version that was looked at."""

    permission = "content.publish"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            messages.success(request, self.decide(opened_on(request)))
        except StaleVersion:
            messages.error(
                request, _("Somebody changed it a moment ago. Look at the newest version first.")
            )
        except actions.NotPossible:
            messages.error(request, _("There is nothing here to publish."))
        except checks.NotReady:
            messages.error(request, not_ready())
        return self.back()

    def decide(self, version: int) -> str:
        """Do it. Returns what to tell whoever pressed."""
        raise NotImplementedError


def not_ready() -> str:
    return _("Not published: mend first what is said under “Before you publish”.")


class PublishView(DecisionView):
    def decide(self, version: int) -> str:
        checks.must_be_ready(self.record)
        actions.publish(self.record, by=self.request.user, version=version)
        return _("Published. Everybody can see it now.")


class UnscheduleView(DecisionView):
    def decide(self, version: int) -> str:
        actions.unschedule(self.record, by=self.request.user, version=version)
        return _("It does not go out by itself any more.")


class DiscardView(DecisionView):
    permission = "content.edit"

    def decide(self, version: int) -> str:
        actions.discard_working(self.record, by=self.request.user, version=version)
        return _("Thrown away. The history still has those words.")


class ReviewedView(DecisionView):
    permission = "content.edit"

    def decide(self, version: int) -> str:
        actions.reviewed(self.record, by=self.request.user, version=version)
        return _("Noted: everything on it was right today.")


class WithdrawView(DecisionView):
    """Asks first, and why."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show("withdraw")

    def decide(self, version: int) -> str:
        reason = self.request.POST.get("reason", "").replace("\0", "").strip()[:200]
        actions.withdraw(self.record, by=self.request.user, version=version, reason=reason)
        return _("Taken off. Whoever has the address is told so.")


class DeleteView(DecisionView):
    """Asks first. A page that is public must be taken off before."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show("delete")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        version = opened_on(request)
        if self.record.state == self.record.State.PUBLISHED:
            return self.show("delete", status=409)
        try:
            actions.delete(self.record, by=request.user, version=version)
        except StaleVersion:
            return self.show("delete", status=409, is_stale=True)
        except ProtectedError:
            return self.show("delete", status=409, is_needed=True)
        messages.success(request, _("Deleted."))
        return redirect(self.list_url())

"""Asking for a document in another format, and what became of it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language

from core.languages import SOURCE
from core.private import PrivatePage
from core.ratelimit import Limit, TooManyRequests, spend

from .. import actions
from ..forms import AskForm
from ..models import Document, FormatRequest

# To one e-mail address five requests an hour; a school may stand behind one address.
ASKS = Limit(name="documents.ask", seconds=3600, of_subject=5, of_address=60)
LOOKS = Limit(name="documents.status", seconds=3600, of_subject=0, of_address=600)


class AskView(PrivatePage):
    """Without a slug for something that is not in the list."""

    def get(self, request: HttpRequest, slug: str = "") -> HttpResponse:
        document = self._document(slug)
        wanted = request.GET.get("page", "")[:200].replace("\0", "")
        return self._show(AskForm(document=document, initial={"wanted": wanted}), document)

    def post(self, request: HttpRequest, slug: str = "") -> HttpResponse:
        document = self._document(slug)
        form = AskForm(request.POST, document=document)
        if not form.is_valid():
            return self._show(form, document)
        try:
            spend(request, ASKS, form.cleaned_data["email"])
        except TooManyRequests:
            # The page for too many requests would lose what was written.
            return self._show(form, document, is_too_much=True, status=429)
        typed = form.cleaned_data
        made = actions.receive(
            document=document,
            wanted=document.title if document else typed["wanted"],
            page_language=get_language() or SOURCE,
            **{
                name: typed[name]
                for name in ("format", "language", "note", "name", "email", "other_contact")
            },
        )
        return redirect(f"{made.get_absolute_url()}?sent=1")

    def _document(self, slug: str) -> Document | None:
        if not slug:
            return None
        document: Document = get_object_or_404(Document.objects.live(), slug=slug)
        return document

    def _show(
        self, form: AskForm, document: Document | None, *, status: int = 200, **more: Any
    ) -> HttpResponse:
        context = {"form": form, "document": document, **more}
        return render(self.request, "documents/ask.html", context, status=status)


class StatusView(PrivatePage):
    """The reference, the day of the answer, and the answer."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        spend(request, LOOKS)
        asked = FormatRequest.objects.select_related("document").filter(reference=reference).first()
        if asked is None:
            raise Http404
        live = asked.document if asked.document and asked.document.is_live else None
        context = {"asked": asked, "document": live, "is_new": "sent" in request.GET}
        return render(request, "documents/status.html", context)

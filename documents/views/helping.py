"""Help without internet, and packs to print."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic.base import View

from content.views import PageView
from core.caching import PublicPageMixin
from core.languages import SOURCE
from core.pdf.serving import name_of, pdf
from core.private import PrivatePage
from core.ratelimit import Limit, spend
from directory import mylist

from .. import packs, presenters
from ..models import PrintPack

# A file takes some seconds of work: one address (it may be a school's) gets so many an hour.
MAKES = Limit(name="documents.pack", seconds=3600, of_subject=0, of_address=60)


class HelpView(PageView):
    """The page of the fixed address. Until an officer has written it, it says whom to ring."""

    kind = "help"

    def get(self, request: HttpRequest, slug: str = "", **kwargs: Any) -> HttpResponse:
        page = self.rows().live().order_by("published_at").first()
        if page is not None:
            return self.show(page)
        return render(request, "documents/help.html", {"page": None, **presenters.help_of(None)})


class PackView(PublicPageMixin, View):
    """A published pack as a PDF, in the language of the address; ?size=large for large print."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        pack = get_object_or_404(PrintPack.objects.published(), slug=slug)
        language, is_large = get_language() or SOURCE, _is_large(request)
        file = packs.file_of(pack, language=language, is_large=is_large)
        if file is None:
            raise Http404
        return pdf(bytes(file.content), name_of(pack.slug, language, is_large=is_large))


class MyPackView(PrivatePage):
    """The services of "my list", or of a list that somebody was sent, as a PDF."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        shared = request.GET.get("ids", "")
        ids = mylist.decode(shared) if shared else mylist.of_visitor(request)
        services = mylist.services(ids)
        if not services:
            raise Http404
        spend(request, MAKES)
        language, is_large = get_language() or SOURCE, _is_large(request)
        content = packs.make(services, title=_("My list"), language=language, is_large=is_large)
        return pdf(content, name_of("my-list", language, is_large=is_large))


def _is_large(request: HttpRequest) -> bool:
    return request.GET.get("size") == "large"

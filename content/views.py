"""The public page of a page of any kind."""

from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.views.generic.base import View

from core.caching import PublicPageMixin

from . import kinds
from .models import Page


def context_of(request: HttpRequest, kind: kinds.Kind, page: Any) -> dict[str, Any]:
    """What the template of a kind gets: for the public page and for the preview."""
    topic = page.topic_above
    return {
        "page": page,
        "kind": kind,
        # A topic that is not public is no way back for anybody.
        "topic": topic if topic and topic.is_live else None,
        "larger_topic": topic.parent if topic and topic.parent and topic.parent.is_live else None,
        **kind.context(request, page),
    }


class PageView(PublicPageMixin, View):
    """One page by its address; whoever has an old address is sent to the new one.

        path("<slug:slug>/", PageView.as_view(kind="guide"), name="guide")

    An address may have more parts, a topic for instance: where they are not those of the page's
    own address, the visitor is sent there.
    """

    # The name of a registered kind.
    kind: ClassVar[str] = ""

    def get(self, request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        page = self.rows().live().filter(slug=slug).first()
        if page is None:
            return self.elsewhere(slug)
        if request.path != self.address(page):
            return HttpResponsePermanentRedirect(self.address(page))
        return self.show(page)

    def rows(self) -> Any:
        """All pages of the kind, with what each is shown with."""
        rows: Any = kinds.get(self.kind).model._default_manager
        return rows.with_topic()

    def address(self, page: Any) -> str:
        """The one address at which `page` is shown."""
        return str(page.get_absolute_url())

    def show(self, page: Any) -> HttpResponse:
        kind = kinds.get(self.kind)
        return render(self.request, kind.template, context_of(self.request, kind, page))

    def elsewhere(self, slug: str) -> HttpResponse:
        """Where the page that has or had the address `slug` is now, or that it was taken off."""
        own = self.rows().filter(slug=slug).first()
        page = own or self.rows().with_old_address(slug).first()
        # Nobody is to know of a page that was never public.
        if page is None or page.published_at is None:
            raise Http404
        if page.is_live:
            return HttpResponsePermanentRedirect(self.address(page))
        return self.gone(page)

    def gone(self, page: Page) -> HttpResponse:
        above = page.topic_above
        topic = above if above and above.is_live else None
        context = {"page": page, "topic": topic}
        return render(self.request, "content/gone.html", context, status=410)

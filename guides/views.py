"""The front pages of /information/ and /young-people/. All others are drawn by `content.views`."""

from typing import Any

from django.views.generic import TemplateView

from core.caching import PublicPageMixin

from . import showing


class HomeView(PublicPageMixin, TemplateView):
    template_name = "guides/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"topics": showing.family_topics()}


class YoungHomeView(PublicPageMixin, TemplateView):
    template_name = "young/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tiles = showing.young_tiles()
        topics = [tile.topic for tile in tiles]
        return super().get_context_data(**kwargs) | {"tiles": tiles, "topics": topics}

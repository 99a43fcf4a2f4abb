"""The glossary, and the page of a video."""

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.generic.base import View

from core.caching import PublicPageMixin

from .library import GlossaryEntry, Video


class GlossaryView(PublicPageMixin, View):
    """Every word on one page, so that the browser's own search finds them all."""

    def get(self, request: HttpRequest) -> HttpResponse:
        entries = sorted(GlossaryEntry.objects.all(), key=lambda entry: entry.place)
        letters = [
            (letter, list(group))
            for letter, group in groupby(entries, key=lambda each: each.letter)
        ]
        return render(request, "content/glossary.html", {"letters": letters})


class VideoView(PublicPageMixin, View):
    def get(self, request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        videos = Video.objects.select_related("file", "captions")
        video = get_object_or_404(videos, slug=slug)
        return render(request, "content/video.html", {"video": video})

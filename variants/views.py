"""The lists of Easy Read pages and other versions, and the page of each, on paper too."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.views.generic import TemplateView, View

from content.views import PageView
from core.caching import PublicPageMixin
from core.languages import SOURCE
from core.pdf.serving import name_of, pdf

from . import paper
from .models import Variant


class ListView(PublicPageMixin, TemplateView):
    """All of one form, by topic."""

    form: ClassVar[str] = ""
    template_name = "variants/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Variant.objects.live().filter(form=self.form)
        found = list(rows.select_related("topic__parent__parent").in_order())
        return super().get_context_data(**kwargs) | {
            "form_of": self.form,
            "name": Variant.Form(self.form).label,
            "versions": found,
            "topics": _by_topic(found),
        }


def _by_topic(found: list[Variant]) -> list[tuple[Any, list[Variant]]]:
    """Each of the largest topics with its pages, in the officer's order; those of none at the
    end, under None."""
    by_topic: dict[Any, list[Variant]] = {}
    for variant in found:
        by_topic.setdefault(_largest(variant.topic), []).append(variant)
    return sorted(by_topic.items(), key=_place)


def _largest(topic: Any) -> Any:
    while topic is not None and topic.parent is not None:
        topic = topic.parent
    return topic if topic is not None and topic.is_live else None


def _place(entry: tuple[Any, list[Variant]]) -> tuple[Any, ...]:
    topic, _pages = entry
    return (1,) if topic is None else (0, topic.area, topic.order, topic.slug)


class PaperView(PublicPageMixin, View):
    """An Easy Read page as a PDF to print, in the language of the address."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        rows = Variant.objects.live().filter(form=Variant.Form.EASY_READ)
        variant = get_object_or_404(rows, slug=slug)
        name = name_of(f"{variant.slug}-easy-read", get_language() or SOURCE)
        return pdf(bytes(paper.file_of(variant).content), name)


class VariantView(PageView):
    kind = "variant"

    def elsewhere(self, slug: str) -> HttpResponse:
        own = self.rows().filter(slug=slug).first()
        if own is not None and own.is_live:
            # It would be shown, but what it is a version of was taken off.
            return self.gone(own)
        return super().elsewhere(slug)

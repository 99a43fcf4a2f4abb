"""Ways in for people who do not search: home, topics, stages of life, A to Z, organisations."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.db.models.functions import Left, Lower, Upper
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.views.generic import DetailView, TemplateView

from core.caching import PublicPageMixin
from core.languages import SOURCE
from search.query import SearchRequest, run

from .. import cards, presenters
from ..forms import SearchForm
from ..models import Organisation, Service, TaxonomyTerm
from .search import PAGE_SIZE, page_number, page_of, to_first_page

NEWEST = 4
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# What does not begin with a letter, "1-2-1 swimming", is listed here.
NUMBERS = "0-9"
LIST_SIZE = 100


class HomeView(PublicPageMixin, TemplateView):
    template_name = "directory/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        top = TaxonomyTerm.objects.top().select_related("taxonomy")
        terms = list(top.filter(taxonomy__slug__in=("category", "stage")))
        return super().get_context_data(**kwargs) | {
            "is_home": True,
            "search_form": SearchForm(auto_id="home-%s"),
            "topics": [term for term in terms if term.taxonomy.slug == "category"],
            "stages": [term for term in terms if term.taxonomy.slug == "stage"],
            "newest": Service.objects.latest_changes()[:NEWEST],
        }


class TopicsView(PublicPageMixin, TemplateView):
    template_name = "directory/topics.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        terms = TaxonomyTerm.objects.of("category")
        children = Prefetch("children", queryset=terms)
        return super().get_context_data(**kwargs) | {
            "topics": terms.top().prefetch_related(children)
        }


class StagesView(PublicPageMixin, TemplateView):
    template_name = "directory/stages.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"stages": TaxonomyTerm.objects.of("stage")}


class TermView(PublicPageMixin, DetailView):
    """The services of one term, page by page, in the order of the alphabet."""

    kind: str
    context_object_name = "term"

    def get_queryset(self) -> Any:
        return TaxonomyTerm.objects.of(self.kind).select_related("parent")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        page = page_number(request.GET)
        self.object = self.get_object()
        results = run(
            SearchRequest(
                language=get_language() or SOURCE,
                filters={self.kind: [self.object.slug]},
                page=page or 1,
                page_size=PAGE_SIZE,
                sort="name",
            )
        )
        if page is None or page > max(results.pages, 1):
            return to_first_page(request)
        context = self.get_context_data(
            results=results,
            cards=[cards.card(hit) for hit in results.hits],
            page_obj=page_of(results),
            narrower=self.narrower(results.counts.get("category", {})),
        )
        return self.render_to_response(context)

    def narrower(self, counts: Any) -> list[tuple[TaxonomyTerm, int]]:
        """Topics that divide what is on the page, each with how many services it holds."""
        found = [(term, counts.get(term.slug, 0)) for term in self.narrower_terms()]
        return [pair for pair in found if pair[1]]

    def narrower_terms(self) -> Any:
        raise NotImplementedError


class TopicView(TermView):
    kind = "category"
    template_name = "directory/topic.html"

    def narrower_terms(self) -> Any:
        return self.object.children.all()


class StageView(TermView):
    kind = "stage"
    template_name = "directory/stage.html"

    def narrower_terms(self) -> Any:
        return TaxonomyTerm.objects.of("category").top()


class AToZView(PublicPageMixin, TemplateView):
    """Services by the first letter of their English name, which every service has."""

    template_name = "directory/a_to_z.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        services = Service.objects.published().annotate(first=Upper(Left("name_en", 1)))
        letters = _letters(set(services.values_list("first", flat=True).order_by().distinct()))
        chosen = self.chosen(letters)
        number = page_number(request.GET)
        paginator = Paginator(_of_letter(services, chosen), LIST_SIZE)
        if number is None or number > paginator.num_pages:
            return to_first_page(request)
        context = self.get_context_data(
            letters=letters, letter=chosen, page_obj=paginator.page(number)
        )
        return self.render_to_response(context)

    def chosen(self, letters: list[tuple[str, bool]]) -> str:
        """The letter of the address; without one, the first that has a service."""
        asked = self.kwargs.get("letter")
        if asked is None:
            return next((letter for letter, used in letters if used), LETTERS[0])
        if asked != asked.lower() or asked.upper() not in (*LETTERS, NUMBERS):
            raise Http404
        return asked.upper()


def _letters(used: set[str]) -> list[tuple[str, bool]]:
    """Each letter, and whether a service begins with it."""
    others = any(first not in LETTERS for first in used if first)
    return [(letter, letter in used) for letter in LETTERS] + [(NUMBERS, others)]


def _of_letter(services: Any, letter: str) -> Any:
    if letter == NUMBERS:
        services = services.exclude(first__in=list(LETTERS))
    else:
        services = services.filter(first=letter)
    return services.select_related("organisation").order_by(Lower("name_en"), "pk")


class OrganisationView(PublicPageMixin, DetailView):
    template_name = "directory/organisation.html"
    context_object_name = "organisation"

    def get_queryset(self) -> Any:
        return Organisation.objects.published().prefetch_related("phones", "identifiers")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = self.get_queryset().filter(slug=kwargs["slug"]).first()
        if found is None:
            moved = Organisation.objects.with_old_address(kwargs["slug"])
            return redirect(get_object_or_404(moved.only("slug")[:1]), permanent=True)
        self.object = found
        services = Service.objects.published().filter(organisation=self.object)
        paginator = Paginator(services.order_by(Lower("name_en"), "pk"), LIST_SIZE)
        number = page_number(request.GET)
        if number is None or number > paginator.num_pages:
            return to_first_page(request)
        return self.render_to_response(
            self.get_context_data(
                page_obj=paginator.page(number),
                phones=[presenters.dialled(phone) for phone in self.object.phones.all()],
            )
        )

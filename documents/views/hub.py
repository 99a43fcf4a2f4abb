"""The list of documents, one document, and its files."""

from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from django.views.generic.base import View

from content.models import Topic
from content.views import PageView
from core.caching import PublicPageMixin
from core.languages import SOURCE
from core.paging import page_of
from core.templatetags.govuk import lang_attributes
from core.uploads import clean_name
from directory.views import files

from .. import presenters
from ..models import Document, DocumentVersion, current

PER_PAGE = 20
# The order by its name in the address; the first is the one without any.
SORTS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "": (_("Newest first"), ("-date", "-published_at", "slug")),
    "title": (_("From A to Z"), ("title_en", "slug")),
    "changed": (_("Last updated first"), ("-changed_at", "slug")),
}
# A new version is there at once for whoever asks anew, and within this time everywhere.
_CACHE = "public, max-age=300"


class HubView(PublicPageMixin, TemplateView):
    """All documents: words, kind and topic narrow them, by the address alone."""

    template_name = "documents/hub.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET
        sort = asked.get("sort", "") if asked.get("sort", "") in SORTS else ""
        words = " ".join(asked.get("q", "").replace("\0", "").split())[:100]
        everything = Document.objects.on_the_hub()
        said = everything.saying(words, get_language() or SOURCE) if words else everything
        kinds = [each for each in asked.getlist("kind") if each in Document.Kind.values]
        rows = said.filter(kind__in=kinds) if kinds else said
        topic = asked.get("topic", "")[:80].replace("\0", "")
        if topic:
            rows = rows.filter(topic__slug=topic)
        page = page_of(
            self.request, rows.with_topic().with_files().order_by(*SORTS[sort][1]), PER_PAGE
        )
        return super().get_context_data(**kwargs) | {
            "q": words,
            "page": page,
            "entries": presenters.entries(list(page)),
            "groups": [_kinds(said, kinds), *_topics(everything, topic)],
            "sorts": [(value, name) for value, (name, _order) in SORTS.items()],
            "sort": sort,
            "chosen": [*kinds, *filter(None, [topic])],
        }


def _kinds(rows: "QuerySet[Any]", chosen: list[str]) -> dict[str, Any]:
    """Each kind that there is among `rows`, with how many: a group as components/filter_group."""
    counted = dict(rows.order_by().values_list("kind").annotate(number=Count("pk")))
    options = [
        {
            "value": kind.value,
            "label": kind.label,
            "count": counted.get(kind.value, 0),
            "checked": kind.value in chosen,
        }
        for kind in Document.Kind
        if kind.value in counted or kind.value in chosen
    ]
    return _group("kind", _("Kind of document"), options, many=True, chosen=len(chosen))


def _topics(rows: "QuerySet[Any]", chosen: str) -> list[dict[str, Any]]:
    """The topics of the documents as one group; none where no document has one."""
    topics = Topic.objects.live().filter(pk__in=rows.order_by().values("topic"))
    options = [
        {
            "value": each.slug,
            "label": each.title,
            "in_english": bool(lang_attributes(each, "title")),
            "count": None,
            "checked": each.slug == chosen,
        }
        for each in topics.order_by("area", "order", "slug")
    ]
    if not options:
        return []
    every = {"value": "", "label": _("All topics"), "count": None, "checked": not chosen}
    return [_group("topic", _("Topic"), [every, *options], many=False, chosen=int(bool(chosen)))]


def _group(
    name: str, label: Any, options: list[dict[str, Any]], *, many: bool, chosen: int
) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "many": many,
        "open": True,
        "chosen": chosen,
        "options": options,
    }


class DocumentView(PageView):
    kind = "document"


class _FileMixin(PublicPageMixin, View):
    """Files are public when their document is, also at an address that it had before."""

    http_method_names = ["get", "head", "options"]

    def document(self, slug: str) -> Document:
        live = Document.objects.live()
        document: Document | None = (
            live.filter(slug=slug).first() or live.with_old_address(slug).first()
        )
        if document is None:
            raise Http404
        return document


class FileView(_FileMixin):
    """The newest file of a document, at an address that never changes."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        document = self.document(slug)
        newest = current(document.versions.select_related("upload", "document"))
        version = presenters.main_of(document, newest)
        if version is None:
            raise Http404
        return answer(version)


class VersionView(_FileMixin):
    """One file: another format, or an older version."""

    def get(self, request: HttpRequest, slug: str, pk: UUID) -> HttpResponseBase:
        rows = self.document(slug).versions.select_related("upload", "document")
        return answer(get_object_or_404(rows, pk=pk))


def answer(version: DocumentVersion, *, cache: str = _CACHE) -> HttpResponseBase:
    """The file, called after its document: "send-strategy-easy_read-v2.pdf"."""
    parts = [version.document.slug]
    if not version.is_original:
        parts.append(version.format.replace("_", "-"))
    if version.language != version.document.language:
        parts.append(version.language)
    name = clean_name(
        "-".join([*parts, f"v{version.number}"]), version.upload.name.rpartition(".")[2]
    )
    return files.answer(version.upload, version.upload.file, name=name, cache=cache)

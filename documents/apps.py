from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = "Documents"

    def ready(self) -> None:
        from directory import files, page_titles, sitemaps
        from search import kinds as found

        from . import pages, translated  # noqa: F401
        from .models import Document, DocumentVersion

        translated.register_all()

        found.register(
            found.SearchKind(name="document", label=_("Document"), group=found.Group.DOCUMENTS)
        )
        files.register_use(DocumentVersion.objects.all)
        page_titles.register("documents:document", Document, "title")
        page_titles.register_pages(
            {
                "documents:home": _("Documents"),
                "documents:ask": _("Ask for another format"),
                "help:home": _("Help without internet"),
            }
        )
        sitemaps.register(
            "documents",
            "documents:document",
            lambda: Document.objects.live().order_by("pk").values_list("slug", "changed_at"),
        )
        sitemaps.register_pages("documents:home", "documents:ask", "help:home")

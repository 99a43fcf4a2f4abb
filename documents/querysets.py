"""Named reads of documents, requests and packs."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q

from content.querysets import PageQuerySet
from core.languages import SOURCE


class DocumentQuerySet(PageQuerySet):
    def with_files(self) -> "DocumentQuerySet":
        """With every version and its file, in two queries."""
        from .models import DocumentVersion

        versions = DocumentVersion.objects.select_related("upload")
        return self.prefetch_related(Prefetch("versions", versions))

    def on_the_hub(self) -> "DocumentQuerySet":
        """What the list of documents shows: live, and with a file to read."""
        from .models import DocumentVersion

        files = DocumentVersion.objects.filter(document=OuterRef("pk"))
        return self.live().filter(Exists(files))

    def saying(self, words: str, language: str) -> "DocumentQuerySet":
        """Those that have each of the words in what is said of them, in English or `language`."""
        rows = self
        columns = [
            f"{name}_{code.replace('-', '_')}__icontains"
            for name in ("title", "summary", "search_words")
            for code in {SOURCE, language}
        ]
        for word in words.split()[:8]:
            wanted = Q()
            for column in columns:
                wanted |= Q(**{column: word})
            rows = rows.filter(wanted)
        return rows


class DocumentVersionQuerySet(models.QuerySet[Any]):
    def newest(self) -> "DocumentVersionQuerySet":
        """Of each format and language of a document the one to read."""
        newer = self.model.objects.filter(
            document=OuterRef("document"),
            format=OuterRef("format"),
            language=OuterRef("language"),
            number__gt=OuterRef("number"),
        )
        return self.filter(~Exists(newer))

    def hard_to_read(self) -> "DocumentVersionQuerySet":
        """The newest files in which something was found, of documents that are not taken off."""
        found = Q(findings__isnull=False) & ~Q(findings=[])
        return self.newest().filter(found).exclude(document__state="withdrawn")


class FormatRequestQuerySet(models.QuerySet[Any]):
    def waiting(self) -> "FormatRequestQuerySet":
        return self.filter(state__in=["new", "working"])

    def late(self, today: date) -> "FormatRequestQuerySet":
        return self.waiting().filter(due__lt=today)


class PrintPackQuerySet(models.QuerySet[Any]):
    def published(self) -> "PrintPackQuerySet":
        return self.filter(is_published=True)

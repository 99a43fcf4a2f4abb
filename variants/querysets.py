"""Named reads of versions."""

from typing import Any, Self

from content.querysets import PageQuerySet

from . import sources


class VariantQuerySet(PageQuerySet):
    def live(self) -> Self:
        """Public, and what it is a version of is public too: whoever reads that a service is there
        must be able to get it."""
        return self.published().filter(sources.is_public())

    def published(self) -> Self:
        """As pages are, whether what they are versions of is public or not."""
        return super().live()

    def about(self, record: Any) -> Self:
        return self.filter(about_kind=sources.of(record).name, about_id=record.pk)

    def in_order(self) -> Self:
        """As families see the list of them."""
        return self.order_by("title_en", "pk")

    def outdated(self) -> list[Any]:
        """The published ones whose source says something else than when they were published.

        Reads all of the published ones and their sources: a query for each kind of source.
        """
        wanted = ("about_kind", "about_id", "source_digest", "published_at")
        published = list(self.filter(state="published").only(*wanted))
        found = sources.records(published)
        return [each for each in published if each.is_outdated(found.get(each.about_id))]

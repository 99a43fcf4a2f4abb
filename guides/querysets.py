"""Named reads of guides, and of what is shown beside them."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q

from content.querysets import PageQuerySet

# Guides weighed for a page of the directory: more than these are never looked at.
MOST_WEIGHED = 60


class GuideQuerySet(PageQuerySet):
    def of_families(self) -> "GuideQuerySet":
        return self.filter(topic__area="all")

    def of_young_people(self) -> "GuideQuerySet":
        return self.filter(topic__area="young_people")

    def whole(self) -> "GuideQuerySet":
        """Without the parts of larger guides."""
        return self.filter(part_of=None)

    def with_topic(self) -> "GuideQuerySet":
        """Each with its topic and the two above that: as deep as the tree is."""
        return self.select_related("topic__parent__parent")

    def in_order(self) -> "GuideQuerySet":
        return self.order_by("order", "title_en", "pk")

    def about(self, terms: Collection[UUID], service: UUID | None = None) -> "list[Any]":
        """Live guides for families about these terms, those that name `service` first.

        A guide without terms of its own is about those of its topic. Weighs no more than
        MOST_WEIGHED guides, by one query.
        """
        about = Q(terms__overlap=list(terms)) | Q(terms=[], topic__terms__overlap=list(terms))
        if service is not None:
            about |= Q(service_ids__contains=[service])
        found = self.live().of_families().filter(about).with_topic().in_order()
        wanted = set(terms)

        def weight(guide: Any) -> tuple[bool, int]:
            shared = wanted & set(guide.terms or guide.topic.terms)
            return service not in guide.service_ids, -len(shared)

        return sorted(found[:MOST_WEIGHED], key=weight)


def topic_tree(topics: Iterable[Any]) -> list[tuple[Any, list[Any]]]:
    """The topics at the top, each with those right below it, in the order of `topics`."""
    listed = list(topics)
    below: dict[UUID, list[Any]] = {}
    for topic in listed:
        if topic.parent_id:
            below.setdefault(topic.parent_id, []).append(topic)
    return [(topic, below.get(topic.pk, [])) for topic in listed if not topic.parent_id]

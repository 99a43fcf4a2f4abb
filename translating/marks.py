"""Search says of its results which are drafts: what is approved, or taken back, is said anew."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from content import indexing as pages
from content import kinds, library_actions
from content.library import GlossaryEntry, Video
from directory import indexing as services
from search.models import SearchDocument


def write(records: Iterable[UUID]) -> None:
    """Write the documents of these records anew. Those that search does not know are left out."""
    found = SearchDocument.objects.filter(object_id__in=set(records)).order_by()
    by_name: dict[str, set[UUID]] = defaultdict(set)
    for name, key in found.values_list("kind", "object_id").distinct():
        by_name[name].add(key)
    services.index_ids([*by_name[services.KIND]])
    for kind in kinds.all_kinds():
        names = kind.search_names or (kind.name,)
        pages.index_ids(kind, [key for name in names for key in by_name[name]])
    for word in GlossaryEntry.objects.filter(pk__in=by_name["glossary"]):
        library_actions.index(word)
    for video in Video.objects.filter(pk__in=by_name["video"]):
        library_actions.index(video)

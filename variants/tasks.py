"""Background jobs of versions. Each may be run twice without harm."""

from typing import Any

from procrastinate.contrib.django import app

from content import indexing, kinds
from search.models import SearchDocument

from .models import Variant


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="follow_sources")
def follow_sources(timestamp: int, **kwargs: Any) -> None:
    """Take versions out of search whose source was taken off since, and put back those whose
    source has come back."""
    found = SearchDocument.objects.filter(kind__in=Variant.Form.values)
    known = set(found.values_list("object_id", flat=True))
    live = set(Variant.objects.live().values_list("pk", flat=True))
    kind = kinds.get("variant")
    indexing.index_ids(kind, sorted(known ^ live))

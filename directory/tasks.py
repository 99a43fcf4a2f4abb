"""Background jobs of the directory. Each may be run twice without harm."""

from procrastinate.contrib.django import app

from . import indexing
from .actions import affected_services
from .models import TaxonomyTerm


@app.task(queue="index", retry=3)
def index_term(term_id: str) -> None:
    """Write the search documents of a term's services anew, 500 at a time."""
    for term in TaxonomyTerm.objects.filter(pk=term_id):
        indexing.index(affected_services(term))

"""Guides on the pages of other apps. Each tag takes one query, or two."""

from typing import Any

from django import template
from django.db.models import Q

from content.models import Topic
from directory.models import TaxonomyTerm

from ..models import Guide
from ..showing import live_topics

register = template.Library()

MOST_ABOUT = 5
# Kinds of terms that say what a service is about: not how old one is, or whether there are stairs.
_SUBJECTS = ("category", "need")


@register.simple_tag
def guides_about_service(service: Any) -> list[Guide]:
    """Live guides about what a service does, those that name it first. Expects its terms loaded."""
    terms = [term for term in service.terms.all() if term.taxonomy.slug in _SUBJECTS]
    wanted = {key for term in terms for key in (term.pk, term.parent_id) if key}
    return Guide.objects.about(wanted, service=service.pk)[:MOST_ABOUT]


@register.simple_tag
def guides_about_term(term: Any) -> list[Guide]:
    """Live guides about a topic of the directory or about one below it."""
    wanted = TaxonomyTerm.objects.filter(Q(pk=term.pk) | Q(parent=term.pk))
    return Guide.objects.about(wanted.values_list("pk", flat=True))[:MOST_ABOUT]


@register.simple_tag
def main_topics() -> list[Topic]:
    """The largest subjects of the information for everybody, in the officer's order."""
    return list(live_topics().filter(area=Topic.Area.ALL, parent=None))

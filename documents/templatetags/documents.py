"""Tags about documents: {% load documents %}."""

from typing import Any

from django import template

from .. import presenters
from ..models import Document

register = template.Library()


@register.simple_tag
def files_of(document: Document) -> dict[str, Any]:
    """Its files as `documents.presenters.files_of` gives them: two queries."""
    return presenters.files_of(document)

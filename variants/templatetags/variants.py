"""Other versions on the pages of what they are versions of: {% load variants %}."""

from typing import Any

from django import template

from .. import showing
from ..models import Variant

register = template.Library()
_ORDER = {form: place for place, form in enumerate(Variant.Form.values)}


@register.inclusion_tag("variants/includes/other_versions.html")
def other_versions(record: Any) -> dict[str, Any]:
    """Links to the Easy Read, plain and signed versions of a service or a page. One query."""
    # Whoever reads this page sees what they are about, so that need not be asked.
    found = Variant.objects.about(record).published().only("slug", "form")
    return {"versions": sorted(found, key=lambda each: _ORDER[each.form])}


@register.simple_tag
def slots(record: Any) -> list[showing.Slot]:
    """For the desk: every form, with what there is of it. One query."""
    return showing.slots_of([record])[record.pk]


@register.simple_tag
def source_of(variant: Variant) -> showing.About | None:
    """What a version is of; None where that was deleted. One query."""
    return showing.about_of(variant)

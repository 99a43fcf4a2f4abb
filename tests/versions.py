"""Easy Read and other versions for tests."""

from typing import Any

from content import library_actions
from content.library import Image
from tests import sending
from tests.publishing import made
from variants import sources
from variants.models import Variant


def picture(title: str = "Bus") -> Image:
    """A picture that only supports the words beside it."""
    return library_actions.add_image(sending.photo(), by=None, title=title, decorative=True)


def version(record: Any, form: str = "easy_read", *, published: bool = True, **values: Any):
    """A version of a service or a page, public unless told otherwise."""
    values = {"title_en": f"About {record}", "summary_en": "In short.", **values}
    variant = Variant(form=form, about_kind=sources.of(record).name, about_id=record.pk, **values)
    return made(variant, published=published)
